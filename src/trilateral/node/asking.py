"""How a node shows who asks: its party's node key signs each request, as RFC 9421 has it.

    Content-Digest: sha-256=:<of the body, empty or not>:
    Signature-Input: trilateral=("@method" "@authority" "@target-uri" "content-digest");created=<POSIX seconds>;
                     keyid="<key>";alg="ed25519";nonce="<32 hex digits>";tag="trilateral-node"
    Signature: trilateral=:<Ed25519>:

<key> is the name of the key, percent-encoded, a plus and its key id in eight hex digits.

What is signed names the address that was asked, so whoever is asked cannot ask somebody
else with it; the time and the nonce make it count once. A node does not learn from a
request by what name it was reached: a proxy may have changed that. It is told its own
names, and a signature that fits none of them is refused.

Nonces are kept in memory, for as long as a request can count. So a request that was made
before this process began does not count: another process may have seen it.

A signature base begins with `"@method"`, an entry with `trilateral/entry@v1`: neither
can be shown for the other.

Left out: what an asker may have, which whoever is asked says.
"""

import binascii
import secrets
import threading
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

import httpx2
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureAlgorithm,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    VerifyResult,
)
from http_message_signatures.httpx2 import adapt_message

from trilateral.errors import TrilateralError
from trilateral.node.clock import Clock
from trilateral.node.keys import Purpose, key_name
from trilateral.node.record import Record
from trilateral.tlog import ed25519
from trilateral.tlog.note import SignerKey, VerifierKey

WINDOW_SECONDS = 120
"""How far a request's time may lie from the clock of whoever is asked."""

MOST_REQUESTS = 50_000
"""Requests of one party that can count at once: some two hundred a second, and a few megabytes of nonces."""

COVERED = ("@method", "@authority", "@target-uri", "content-digest")
TAG = "trilateral-node"
_LABEL = "trilateral"
_NONCE_SIZE = 16
_MOST_HEADER = 2048
_SIGNED = frozenset({"signature-input", "signature"})

ACCEPTED = (
    f'{_LABEL}=({" ".join(f"{name!r}" for name in COVERED)});created;keyid;alg="ed25519";nonce;tag="{TAG}"'.replace(
        "'", '"'
    )
)
"""What a request must carry, as an `Accept-Signature` field says it."""


class UnprovenError(TrilateralError):
    """A request does not show that a member's node made it, or one that may ask this.

    Attributes:
        status: Of the answer.
        code: What catalogues translate.
        params: What the sentence needs, by name.
    """

    def __init__(self, code: str, *, status: int = 401, **params: str | int) -> None:
        """Take the code, and what is said with it."""
        super().__init__(f"{code} ({params})" if params else code)
        self.status = status
        self.code = code
        self.params = params


class Asker(NamedTuple):
    """Whose node made a request."""

    party: str
    origin: str
    key: VerifierKey


@dataclass
class Message:
    """A request as it came: what RFC 9421 takes its components from.

    Attributes:
        method: In capitals.
        url: Whole address, as the asker must have called it.
        headers: Each name once, in lower case.
    """

    method: str
    url: str
    headers: dict[str, str]


class _Ed25519(HTTPSignatureAlgorithm):
    """Ed25519 under the one rule of `tlog.ed25519`."""

    algorithm_id = "ed25519"

    def __init__(self, public_key: VerifierKey | None = None, private_key: SignerKey | None = None) -> None:
        self._public = public_key
        self._private = private_key

    def sign(self, message: bytes) -> bytes:
        if self._private is None:
            raise HTTPMessageSignaturesException("no key to sign with")
        return ed25519.sign(self._private.seed, message)

    def verify(self, signature: bytes, message: bytes) -> None:
        if self._public is None or not ed25519.verify(self._public.public, message, signature):
            raise InvalidSignature("does not verify")


class _OneKey(HTTPSignatureKeyResolver):
    """The key that was looked up before, or the one to sign with."""

    def __init__(self, key: VerifierKey | SignerKey) -> None:
        self._key = key

    def resolve_public_key(self, _key_id: str) -> Any:
        return self._key

    def resolve_private_key(self, _key_id: str) -> Any:
        return self._key


class _Verifier(HTTPMessageVerifier):
    """The library's, without its clock: times are judged by ours, before."""

    def validate_created_and_expires(self, sig_input: Any, max_age: Any = None) -> None:
        """Leave times to `Members`."""


def key_word(key: VerifierKey) -> str:
    """What a request calls a key. Names may be in any script, and headers may not."""
    return f"{quote(key.name)}+{key.key_id:08x}"


def member_with(record: Record, name: str, key_id: int) -> Asker | None:
    """Whose node the key with this name and id is, if its party has put it to that and not ended it.

    Only the one name counts under which a party's node signs: else a party could enrol the key
    of another's node as its own. And only whom the charter in force names is a member: a log is
    read as soon as anybody has accepted a text that names it.
    """
    for terms in record.charter.parties:
        if name == key_name(terms.origin, Purpose.NODE) and terms.origin in record.origins:
            found = record.key_book(terms.origin).find(name, key_id)
            if found is not None and found[1].purpose == "node" and found[1].until is None:
                return Asker(terms.id, terms.origin, found[0])
    return None


class SignedRequests(httpx2.Auth):
    """Signs each request that a client sends, for the address that it is sent to."""

    requires_request_body = True

    def __init__(self, signer: SignerKey, clock: Clock) -> None:
        """Take the node's key."""
        self._key_word = key_word(signer.verifier())
        self._clock = clock
        self._signer = HTTPMessageSigner(signature_algorithm=_Ed25519, key_resolver=_OneKey(signer))

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        """Sign, and send once."""
        self.sign(request)
        yield request

    def sign(self, request: httpx2.Request) -> None:
        """Put the three headers on a request."""
        self._signer.sign(
            adapt_message(request),
            key_id=self._key_word,
            created=datetime.fromtimestamp(self._clock.unix(), UTC),
            nonce=secrets.token_hex(_NONCE_SIZE),
            label=_LABEL,
            tag=TAG,
            covered_component_ids=COVERED,
            body=request.content,
        )


class Nonces:
    """The nonces of requests that still could be made again, by party."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = threading.Lock()
        self._by_party: dict[str, dict[int, set[bytes]]] = {}

    def take(self, origin: str, nonce: bytes, created: int, now: int) -> None:
        """Note a nonce.

        Raises:
            UnprovenError: It was noted before; or there are so many that one would have to be forgotten.
        """
        with self._lock:
            spans = self._by_party.setdefault(origin, {})
            for span in [span for span in spans if (span + 1) * WINDOW_SECONDS + WINDOW_SECONDS < now]:
                del spans[span]
            if any(nonce in held for held in spans.values()):
                raise UnprovenError("node.replayed")
            if sum(map(len, spans.values())) >= MOST_REQUESTS:
                raise UnprovenError("node.too_often", status=429)
            spans.setdefault(created // WINDOW_SECONDS, set()).add(nonce)


@dataclass
class Members:
    """Who asks, by what requests carry.

    Attributes:
        record: Whose keys count, asked anew each time.
        clock: Ours.
        addresses: What others call this node, without a slash at the end.
        began: When this process began.
    """

    record: Callable[[], Record]
    clock: Clock
    addresses: tuple[str, ...]
    began: int = field(init=False)
    _nonces: Nonces = field(default_factory=Nonces)

    def __post_init__(self) -> None:
        """Note the time."""
        self.began = self.clock.unix()

    def verify(self, method: str, target: str, headers: Iterable[tuple[str, str]], body: bytes, called: str) -> Asker:
        """Say whose node made a request.

        Args:
            method: In capitals.
            target: Path and query, as they came.
            headers: As they came.
            body: All of it.
            called: By what address the request says to have reached us. Believed only to explain a refusal.

        Raises:
            UnprovenError: Nobody's whose requests count, or not this one. It says why.
        """
        fields = _fields(headers)
        params = _params(fields)
        asker = self._asker(params)
        created = self._judge_time(params)
        nonce = _nonce(params)
        verifier = _Verifier(signature_algorithm=_Ed25519, key_resolver=_OneKey(asker.key))
        if not any(_fits(verifier, Message(method, own + target, fields), body) for own in self.addresses):
            self._refuse(verifier, Message(method, called + target, fields), body, called)
        # Noted last: nobody can use up what a party may ask but with its key.
        self._nonces.take(asker.origin, nonce, created, self.clock.unix())
        return asker

    def _asker(self, params: Mapping[str, Any]) -> Asker:
        word = str(params.get("keyid", ""))
        name, _, key_id = word.rpartition("+")
        asker = None
        if len(key_id) == 8 and not set(key_id) - set("0123456789abcdef"):
            asker = member_with(self.record(), unquote(name), int(key_id, 16))
        if asker is None or key_word(asker.key) != word:
            raise UnprovenError("node.unknown_key", key=word[:200])
        return asker

    def _judge_time(self, params: Mapping[str, Any]) -> int:
        created, now = params.get("created"), self.clock.unix()
        if type(created) is not int:
            raise UnprovenError("node.malformed_signature", what="created")
        if abs(now - created) > WINDOW_SECONDS or created < self.began:
            raise UnprovenError("node.stale_request", off=abs(now - created), most=WINDOW_SECONDS)
        return created

    def _refuse(self, verifier: HTTPMessageVerifier, message: Message, body: bytes, called: str) -> None:
        """Say what is wrong with a signature that fits none of our names: most often, that one is missing."""
        if _fits(verifier, message, body):
            raise UnprovenError("node.other_address", got=called[:200], expected=", ".join(self.addresses))
        raise UnprovenError("node.wrong_signature")


def _fits(verifier: HTTPMessageVerifier, message: Message, body: bytes) -> bool:
    try:
        found: list[VerifyResult] = verifier.verify(
            message, max_age=None, expect_tag=TAG, require_components=COVERED, body=body
        )
    except HTTPMessageSignaturesException:
        return False
    return len(found) == 1


def _fields(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The headers by name. Those that carry the signature must be there, once and short."""
    fields: dict[str, str] = {}
    for name, value in headers:
        lower = name.lower()
        if lower in fields and lower in _SIGNED:
            raise UnprovenError("node.malformed_signature", what=lower)
        fields[lower] = f"{fields[lower]}, {value}" if lower in fields else value
    if not fields.keys() >= _SIGNED:
        raise UnprovenError("node.not_signed")
    if any(len(fields[name]) > _MOST_HEADER for name in _SIGNED):
        raise UnprovenError("node.malformed_signature", what=f"more than {_MOST_HEADER} characters")
    return fields


def _params(fields: Mapping[str, str]) -> Mapping[str, Any]:
    """What the one signature with our tag says of itself: not verified, but all that is verified later rests on it."""
    parse = HTTPMessageVerifier._parse_signature_dictionary  # noqa: SLF001 - the library has no public way to read it
    try:
        found = [each.params for each in parse(fields["signature-input"]).values() if each.params.get("tag") == TAG]
    except (ValueError, TypeError, AttributeError, HTTPMessageSignaturesException) as error:
        raise UnprovenError("node.malformed_signature", what="signature-input") from error
    if len(found) != 1:
        raise UnprovenError("node.not_signed")
    return dict(found[0])


def _nonce(params: Mapping[str, Any]) -> bytes:
    try:
        nonce = binascii.unhexlify(str(params.get("nonce", "")))
    except ValueError as error:
        raise UnprovenError("node.malformed_signature", what="nonce") from error
    if len(nonce) != _NONCE_SIZE:
        raise UnprovenError("node.malformed_signature", what="nonce")
    return nonce
