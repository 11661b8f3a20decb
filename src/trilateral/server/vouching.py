"""The note by which our node says which certificate is its own, kept fresh (`node.vouching`)."""

import threading
from pathlib import Path

from trilateral.node.node import Node
from trilateral.node.tls import read_spki_hash
from trilateral.node.vouching import RENEW_SECONDS, vouch

LOOK_SECONDS = 10
"""How long a proxy's certificate is not looked at again."""


class Voucher:
    """What is served at `/certificate`."""

    def __init__(self, node: Node) -> None:
        """Read the certificate that is served with.

        One that a proxy in front serves with is read again now and then: the proxy exchanges it without us.

        Raises:
            MalformedError: The settings name a file that holds none.
        """
        self._node = node
        self._path, key = node.settings.tls_files_in(node.home)
        self._of_proxy = key is None
        self._lock = threading.Lock()
        self._looked = self._signed = float("-inf")
        self._spki = self._note = b""
        if self._path is not None:
            self._look(self._path)

    def note(self) -> bytes | None:
        """The note; None where nothing is vouched for."""
        if self._path is None:
            return None
        with self._lock:
            now = self._node.clock.monotonic()
            if self._of_proxy and now - self._looked >= LOOK_SECONDS:
                self._look(self._path)
            if now - self._signed >= RENEW_SECONDS:
                node = self._node
                spki = self._spki.decode()
                self._note = vouch(node.node_signer(), node.record.mechanism, node.origin, spki, node.clock.unix())
                self._signed = now
            return self._note

    def _look(self, path: Path) -> None:
        self._looked = self._node.clock.monotonic()
        found = read_spki_hash(path).encode()
        if found != self._spki:
            self._spki, self._signed = found, float("-inf")
