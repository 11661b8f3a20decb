"""Requests as a node would send them, for tests that send them themselves, or change them first."""

import httpx2

from trilateral.node.asking import SignedRequests
from trilateral.node.clock import Clock
from trilateral.tlog.note import SignerKey


def signed_headers(signer: SignerKey, clock: Clock, method: str, url: str, body: bytes = b"") -> dict[str, str]:
    """The headers that carry the signature of a request."""
    request = httpx2.Request(method, url, content=body)
    SignedRequests(signer, clock).sign(request)
    return {name: request.headers[name] for name in ("content-digest", "signature-input", "signature")}
