"""A witness as others run them: C2SP tlog-witness with code of its own, of which only Ed25519 is shared.

Written from the specifications: signed-note, tlog-checkpoint, tlog-cosignature, tlog-witness,
and RFC 9162, section 2.1.4.2. It knows nothing of parties.
"""

import base64
import hashlib
from dataclasses import dataclass, field

import httpx2
import nacl.exceptions
import nacl.signing

TEXT = "text/plain; charset=utf-8"
SIZE = "text/x.tlog.size"


def leaf_and_node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def is_consistent(first: int, second: int, first_root: bytes, second_root: bytes, proof: list[bytes]) -> bool:
    """RFC 9162, section 2.1.4.2."""
    if first == second:
        return first_root == second_root and not proof
    if not first or not proof:
        return not first and not proof
    path = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for each in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = leaf_and_node(each, fr), leaf_and_node(each, sr)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = leaf_and_node(sr, each)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and (fr, sr) == (first_root, second_root)


@dataclass
class StockWitness:
    """A witness behind its submission prefix.

    Attributes:
        name: Of its key.
        logs: Ed25519 vkeys that it trusts.
        time: Its clock.
        down: Not reachable.
        status: Answered instead of everything else, if set.
        cosigned: What it cosigned last, by origin.
        asked: (old size, answer's status), in order.
    """

    name: str
    seed: bytes = b"\x42" * 32
    logs: tuple[str, ...] = ()
    time: int = 1_180_338_000
    down: bool = False
    status: int = 0
    cosigned: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    asked: list[tuple[int, int]] = field(default_factory=list)

    @property
    def _key(self) -> nacl.signing.SigningKey:
        return nacl.signing.SigningKey(self.seed)

    @property
    def _key_id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n\x04" + bytes(self._key.verify_key)).digest()[:4]

    @property
    def vkey(self) -> str:
        public = base64.b64encode(b"\x04" + bytes(self._key.verify_key)).decode()
        return f"{self.name}+{self._key_id.hex()}+{public}"

    def transport(self) -> httpx2.MockTransport:
        return httpx2.MockTransport(self._handle)

    def _handle(self, request: httpx2.Request) -> httpx2.Response:
        if self.down:
            raise httpx2.ConnectError("nobody answers")
        if (request.method, request.url.path) != ("POST", "/add-checkpoint"):
            return httpx2.Response(404, content=iter([b"no such page\n"]))
        old, status, kind, body = self._judge(request.content)
        self.asked.append((old, status))
        return httpx2.Response(status, headers={"Content-Type": kind}, content=iter([body]))

    def _judge(self, content: bytes) -> tuple[int, int, str, bytes]:  # noqa: PLR0911 - one return a status
        head, _, note = content.partition(b"\n\n")
        first, *hashes = head.split(b"\n")
        old = int(first.removeprefix(b"old "))
        if self.status:
            return old, self.status, TEXT, b"not today\n"
        text, _, signatures = note.rpartition(b"\n\n")
        text += b"\n"
        origin, size_line, root_line, *_ = text.decode().split("\n")
        size, root = int(size_line), base64.b64decode(root_line)
        if origin not in {vkey.split("+")[0] for vkey in self.logs}:
            return old, 404, TEXT, b"unknown log\n"
        if not self._signed(origin, text, signatures):
            return old, 403, TEXT, b"not signed\n"
        held, held_root = self.cosigned.get(origin, (0, b""))
        if old > size:
            return old, 400, TEXT, b"old is larger\n"
        if old != held:
            return old, 409, SIZE, b"%d\n" % held
        if held and not is_consistent(held, size, held_root, root, [base64.b64decode(each) for each in hashes]):
            return old, 422, TEXT, b"not consistent\n"
        self.cosigned[origin] = size, root
        return old, 200, TEXT, self._line(text)

    def _signed(self, origin: str, text: bytes, signatures: bytes) -> bool:
        for vkey in self.logs:
            name, key_id, encoded = vkey.split("+", 2)
            for line in signatures.decode().splitlines():
                _, signer, signature = line.split(" ")
                blob = base64.b64decode(signature)
                if (name, signer, blob[:4].hex()) == (origin, origin, key_id):
                    try:
                        nacl.signing.VerifyKey(base64.b64decode(encoded)[1:]).verify(text, blob[4:])
                    except nacl.exceptions.BadSignatureError:
                        return False
                    return True
        return False

    def _line(self, text: bytes) -> bytes:
        signed = self._key.sign(b"cosignature/v1\ntime %d\n" % self.time + text).signature
        blob = base64.b64encode(self._key_id + self.time.to_bytes(8, "big") + signed).decode()
        return f"— {self.name} {blob}\n".encode()
