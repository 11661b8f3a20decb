"""Make the golden vectors of the log layer: one JSON file, one case, in `tests/vectors/tlog`.

Nothing here imports the code under test. Hashing follows RFC 6962 by its
recursive definition, and Ed25519 is done with whole numbers, slowly, because
no library can be talked into the signatures that an adversary would make.

ML-DSA-44 signing is hedged: its lines differ from run to run. A line that
stands in a file already is kept, so that running this again changes nothing.
"""

import base64
import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

FOLDER = Path(__file__).resolve().parent / "tlog"

Case = dict[str, Any]


def load(prefix: str) -> list[tuple[str, Case]]:
    """The committed cases whose names begin with `prefix`."""
    paths = sorted(FOLDER.glob(f"{prefix}*.json"))
    return [(path.stem, json.loads(path.read_text(encoding="utf-8"))) for path in paths]


# --- Ed25519, RFC 8032, section 5.1, in affine coordinates ---

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P

Point = tuple[int, int]
ZERO: Point = (0, 1)


def add(a: Point, b: Point) -> Point:
    """The sum of two points."""
    (x1, y1), (x2, y2) = a, b
    product = D * x1 * x2 * y1 * y2 % P
    x = (x1 * y2 + x2 * y1) * pow(1 + product, -1, P)
    y = (y1 * y2 + x1 * x2) * pow(1 - product, -1, P)
    return x % P, y % P


def times(number: int, point: Point) -> Point:
    """`point` added to itself so many times."""
    total = ZERO
    while number:
        if number & 1:
            total = add(total, point)
        point, number = add(point, point), number >> 1
    return total


def negative(point: Point) -> Point:
    """The point that takes `point` back to zero."""
    return -point[0] % P, point[1]


def encode(point: Point) -> bytes:
    """A point in its canonical encoding."""
    x, y = point
    return (y | (x & 1) << 255).to_bytes(32, "little")


def decode(data: bytes) -> Point | None:
    """A point from any encoding, canonical or not; None if y is on no point."""
    number = int.from_bytes(data, "little")
    y, sign = number % 2**255 % P, number >> 255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square:
        return None
    return (x if x & 1 == sign else -x % P), y


def base() -> Point:
    """The base point B: y = 4/5, x even."""
    point = decode((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    assert point is not None
    return point


B = base()


def torsion() -> Point:
    """A point of order 8."""
    for y in count(2):
        point = decode(y.to_bytes(32, "little"))
        if point is not None and times(4, small := times(L, point)) != ZERO:
            return small
    raise AssertionError


def challenge(nonce: bytes, public: bytes, message: bytes) -> int:
    """The number k of RFC 8032, section 5.1.7, step 2."""
    return int.from_bytes(hashlib.sha512(nonce + public + message).digest(), "little") % L


def secret_of(seed: bytes) -> tuple[int, bytes]:
    """The private number and the prefix of RFC 8032, section 5.1.5."""
    digest = hashlib.sha512(seed).digest()
    number = int.from_bytes(digest[:32], "little")
    return number & (2**254 - 8) | 2**254, digest[32:]


def public_of(seed: bytes) -> bytes:
    """The public key of a seed."""
    return encode(times(secret_of(seed)[0], B))


def sign(seed: bytes, message: bytes) -> bytes:
    """An ordinary signature, RFC 8032, section 5.1.6."""
    secret, prefix = secret_of(seed)
    number = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % L
    nonce = encode(times(number, B))
    scalar = (number + challenge(nonce, public_of(seed), message) * secret) % L
    return nonce + scalar.to_bytes(32, "little")


def equation(public: bytes, message: bytes, signature: bytes, cofactor: int) -> bool:
    """Whether [c S]B = [c](R + [k]A), with no other condition."""
    a, r = decode(public), decode(signature[:32])
    if a is None or r is None:
        return False
    scalar = int.from_bytes(signature[32:], "little")
    right = add(r, times(challenge(signature[:32], public, message), a))
    return times(cofactor * scalar, B) == times(cofactor, right)


def canonical(data: bytes) -> bool:
    """Whether `data` is the one encoding of a point."""
    point = decode(data)
    return point is not None and encode(point) == data


def small(data: bytes) -> bool:
    """Whether `data` encodes a point whose order divides 8."""
    point = decode(data)
    return point is not None and times(8, point) == ZERO


def strict(public: bytes, message: bytes, signature: bytes) -> bool:
    """The verdict of docs/spec/log.md."""
    points = (public, signature[:32])
    reduced = int.from_bytes(signature[32:], "little") < L
    fit = all(canonical(each) and not small(each) for each in points)
    return reduced and fit and equation(public, message, signature, 1)


SEED = hashlib.sha256(b"trilateral golden vectors").digest()
Wanted = Callable[[int], bool]


def search(public: bytes, secret: int, extra: Point, wanted: Wanted) -> tuple[bytes, bytes]:
    """A message and a signature with nonce point [r]B + `extra`, whose challenge is as `wanted`."""
    for number in count(1):
        message = f"message {number}".encode()
        nonce = encode(add(times(number, B), extra))
        k = challenge(nonce, public, message)
        if wanted(k):
            return message, nonce + ((number + k * secret) % L).to_bytes(32, "little")
    raise AssertionError


def fixed_nonce(secret: int, public: bytes, nonce: bytes) -> tuple[bytes, bytes]:
    """A signature whose R is `nonce`, an encoding of a point of small order: S = k a."""
    message = b"any message"
    return message, nonce + (challenge(nonce, public, message) * secret % L).to_bytes(32, "little")


def ed25519_cases() -> Iterator[tuple[str, Case]]:
    """The signatures on which verifiers differ, and what they differ from."""
    secret, _ = secret_of(SEED)
    public, t8 = public_of(SEED), torsion()
    mixed = encode(add(times(secret, B), t8))
    one_again = (P + 1).to_bytes(32, "little")  # the neutral point, y not reduced
    minus_zero = (1 | 1 << 255).to_bytes(32, "little")  # the neutral point, x = -0
    always: Wanted = lambda _: True  # noqa: E731 - a name for a table
    rows: list[tuple[str, str, bytes, tuple[bytes, bytes]]] = [
        ("ordinary", "made as RFC 8032 says", public, (b"any message", sign(SEED, b"any message"))),
        ("empty_message", "made as RFC 8032 says, over no bytes at all", public, (b"", sign(SEED, b""))),
        (
            "small_order_a",
            "A has order 8, so one signature fits many messages",
            encode(t8),
            search(encode(t8), 0, ZERO, lambda k: k % 8 == 0),
        ),
        (
            "neutral_a",
            "A is the neutral point: fits every message",
            encode(ZERO),
            search(encode(ZERO), 0, ZERO, always),
        ),
        ("neutral_r", "R is the neutral point", public, fixed_nonce(secret, public, encode(ZERO))),
        (
            "small_order_r",
            "R has order 8; valid only when multiplied by the cofactor",
            public,
            fixed_nonce(secret, public, encode(t8)),
        ),
        (
            "small_order_a_and_r",
            "A and R are the neutral point and S is 0",
            encode(ZERO),
            (b"any message", encode(ZERO) + bytes(32)),
        ),
        ("non_canonical_a", "A is the neutral point with y = p + 1", one_again, search(one_again, 0, ZERO, always)),
        ("non_canonical_a_sign", "A is the neutral point with x = -0", minus_zero, search(minus_zero, 0, ZERO, always)),
        ("non_canonical_r", "R is the neutral point with y = p + 1", public, fixed_nonce(secret, public, one_again)),
        (
            "mixed_order_a",
            "A has a part of order 8 that the challenge cancels: valid for all",
            mixed,
            search(mixed, secret, ZERO, lambda k: k % 8 == 0),
        ),
        (
            "mixed_order_a_residue",
            "A has a part of order 8 that remains; valid only when multiplied by the cofactor",
            mixed,
            search(mixed, secret, ZERO, lambda k: k % 8 == 1),
        ),
        (
            "mixed_order_r_residue",
            "R has a part of order 8; valid only when multiplied by the cofactor",
            public,
            search(public, secret, t8, always),
        ),
        (
            "mixed_order_a_and_r",
            "parts of order 8 in A and R cancel: valid for all",
            mixed,
            search(mixed, secret, negative(t8), lambda k: k % 8 == 1),
        ),
    ]
    ordinary = sign(SEED, b"any message")
    scalar = int.from_bytes(ordinary[32:], "little")
    rows += [
        (
            "s_not_reduced",
            "S + L in place of S: a second signature made without the key",
            public,
            (b"any message", ordinary[:32] + (scalar + L).to_bytes(32, "little")),
        ),
        ("s_zero", "S is 0", public, (b"any message", ordinary[:32] + bytes(32))),
        ("other_message", "signs another message", public, (b"another message", ordinary)),
        ("a_no_point", "A is no point of the curve", (2).to_bytes(32, "little"), (b"any message", ordinary)),
        (
            "r_no_point",
            "R is no point of the curve",
            public,
            (b"any message", (2).to_bytes(32, "little") + ordinary[32:]),
        ),
    ]
    for name, comment, key, (message, signature) in rows:
        yield (
            f"ed25519_{name}",
            {
                "comment": comment,
                "public": key.hex(),
                "message": message.decode(),
                "signature": signature.hex(),
                "valid": strict(key, message, signature),
                "valid_without_the_strict_rule": equation(key, message, signature, 1),
                "valid_when_multiplied_by_the_cofactor": equation(key, message, signature, 8),
            },
        )


# --- Trees and tiles, RFC 6962, section 2.1, and C2SP tlog-tiles ---


def sha256(data: bytes) -> bytes:
    """SHA-256."""
    return hashlib.sha256(data).digest()


def root_over(hashes: list[bytes]) -> bytes:
    """MTH, by its recursive definition, over leaf hashes."""
    if len(hashes) < 2:
        return hashes[0] if hashes else sha256(b"")
    k = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b"\x01" + root_over(hashes[:k]) + root_over(hashes[k:]))


def path_to(index: int, hashes: list[bytes]) -> list[bytes]:
    """PATH, by its recursive definition."""
    if len(hashes) < 2:
        return []
    k = 1 << (len(hashes) - 1).bit_length() - 1
    if index < k:
        return [*path_to(index, hashes[:k]), root_over(hashes[k:])]
    return [*path_to(index - k, hashes[k:]), root_over(hashes[:k])]


def subproof(old: int, hashes: list[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF, by its recursive definition."""
    if old == len(hashes):
        return [] if whole else [root_over(hashes)]
    k = 1 << (len(hashes) - 1).bit_length() - 1
    if old <= k:
        return [*subproof(old, hashes[:k], whole), root_over(hashes[k:])]
    return [*subproof(old - k, hashes[k:], False), root_over(hashes[:k])]


def entry(index: int) -> bytes:
    """The entries of all logs below: their index in decimal."""
    return str(index).encode()


def leaves(size: int) -> list[bytes]:
    """The leaf hashes of such a log."""
    return [sha256(b"\x00" + entry(index)) for index in range(size)]


def files_of(size: int) -> dict[str, bytes]:
    """Every file of such a log but its checkpoint."""
    files = {}
    hashes, level = leaves(size), 0
    for index, part in enumerate(chunks([entry(i) for i in range(size)])):
        files[f"tile/entries/{name_of(index, len(part))}"] = b"".join(len(e).to_bytes(2, "big") + e for e in part)
    while hashes:
        parts = list(chunks(hashes))
        for index, part in enumerate(parts):
            files[f"tile/{level}/{name_of(index, len(part))}"] = b"".join(part)
        hashes, level = [root_over(part) for part in parts if len(part) == 256], level + 1
    return files


def chunks(items: list[bytes]) -> Iterator[list[bytes]]:
    """`items` in groups of 256."""
    for start in range(0, len(items), 256):
        yield items[start : start + 256]


def name_of(index: int, width: int) -> str:
    """Index and width as a path has them."""
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    path = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return path if width == 256 else f"{path}.p/{width}"


def merkle_cases() -> Iterator[tuple[str, Case]]:
    """Hashes of leaves and nodes, and proofs."""
    for name, data in (("empty", b""), ("one_byte", b"\x00"), ("text", "ایران".encode())):
        yield (
            f"merkle_leaf_{name}",
            {"comment": "the hash of one entry", "entry": data.hex(), "hash": sha256(b"\x00" + data).hex()},
        )
    left, right = leaves(2)
    yield (
        "merkle_node",
        {
            "comment": "the hash over two hashes",
            "left": left.hex(),
            "right": right.hex(),
            "hash": sha256(b"\x01" + left + right).hex(),
        },
    )
    for index, size in ((0, 1), (0, 7), (6, 7), (4, 7), (255, 300), (299, 300)):
        hashes = leaves(size)
        yield (
            f"merkle_inclusion_{index}_in_{size}",
            {
                "comment": "entry i is i in decimal",
                "index": index,
                "size": size,
                "root": root_over(hashes).hex(),
                "proof": [each.hex() for each in path_to(index, hashes)],
            },
        )
    for old, new in ((1, 2), (3, 7), (4, 7), (6, 8), (256, 300), (7, 7)):
        hashes = leaves(new)
        yield (
            f"merkle_consistency_{old}_to_{new}",
            {
                "comment": "entry i is i in decimal",
                "old": old,
                "new": new,
                "old_root": root_over(hashes[:old]).hex(),
                "new_root": root_over(hashes).hex(),
                "proof": [each.hex() for each in subproof(old, hashes, True)],
            },
        )


def tiles_cases() -> Iterator[tuple[str, Case]]:
    """The files of logs of several sizes, by their digests."""
    for size in (0, 1, 255, 256, 257, 70_000):
        files = {path: sha256(data).hex() for path, data in sorted(files_of(size).items())}
        listing = "".join(f"{digest} {path}\n" for path, digest in files.items())
        case = {
            "comment": "entry i is i in decimal; `listing` is the digest of lines '<digest> <path>', sorted by path",
            "size": size,
            "root": root_over(leaves(size)).hex(),
            "count": len(files),
            "listing": sha256(listing.encode()).hex(),
            "files": {
                path: digest for path, digest in files.items() if size < 1000 or ".p/" in path or "tile/1/" in path
            },
        }
        yield f"tiles_{size}", case


# --- Notes and what is made of them ---


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """The id of a key, signed-note, Signatures."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + public)[:4]


def b64(data: bytes) -> str:
    """Standard base64."""
    return base64.b64encode(data).decode()


def vkey(name: str, kind: int, public: bytes) -> str:
    """A key as text."""
    return f"{name}+{key_id(name, kind, public).hex()}+{b64(bytes([kind]) + public)}"


def line(name: str, kind: int, public: bytes, payload: bytes) -> str:
    """A signature line."""
    return f"— {name} {b64(key_id(name, kind, public) + payload)}\n"


def seed_of(name: str) -> bytes:
    """A seed for each name, for these vectors and nothing else."""
    return sha256(f"trilateral golden vectors: {name}".encode())


def plain_line(name: str, text: str) -> str:
    """A plain signature by the key called `name`."""
    seed = seed_of(name)
    return line(name, 0x01, public_of(seed), sign(seed, text.encode()))


def timed_line(name: str, text: str, time: int) -> str:
    """An Ed25519 cosignature by the key called `name`."""
    seed = seed_of(name)
    message = f"cosignature/v1\ntime {time}\n{text}".encode()
    return line(name, 0x04, public_of(seed), time.to_bytes(8, "big") + sign(seed, message))


def mldsa_public(name: str) -> bytes:
    """The ML-DSA-44 public key called `name`."""
    return MLDSA44PrivateKey.from_seed_bytes(seed_of(name)).public_key().public_bytes_raw()


def mldsa_line(name: str, time: int, origin: str, size: int, root: bytes) -> str:
    """An ML-DSA-44 cosignature by the key called `name`: another one each time."""
    numbers = b"%b%b" % (bytes(8), size.to_bytes(8, "big"))
    parts = [b"subtree/v1\n\0", bytes([len(name)]), name.encode(), time.to_bytes(8, "big")]
    message = b"".join([*parts, bytes([len(origin)]), origin.encode(), numbers, root])
    signed = MLDSA44PrivateKey.from_seed_bytes(seed_of(name)).sign(message)
    return line(name, 0x06, mldsa_public(name), time.to_bytes(8, "big") + signed)


ORIGIN = "north.example/host"
TIME = 1_785_000_000
SIZE = 300


def head() -> str:
    """The text of the checkpoint in all cases below."""
    return f"{ORIGIN}\n{SIZE}\n{b64(root_over(leaves(SIZE)))}\n"


def signed_head(*names: str) -> str:
    """That checkpoint with the log's line and those of these witnesses."""
    return head() + "\n" + plain_line(ORIGIN, head()) + "".join(timed_line(name, head(), TIME) for name in names)


def witness_vkey(name: str) -> str:
    """The vkey of a witness."""
    return vkey(name, 0x04, public_of(seed_of(name)))


def policy_text() -> str:
    """One group for each party, and two groups of three are enough."""
    names = ("south.example/witness", "south.example/mirror", "host.example/witness", "un.example/witness")
    witnesses = "".join(
        f"witness {name.partition('.')[0]}-{name.rpartition('/')[2]} {witness_vkey(name)}\n" for name in names
    )
    return (
        f"log {vkey(ORIGIN, 0x01, public_of(seed_of(ORIGIN)))}\n{witnesses}"
        "group south any south-witness south-mirror\n"
        "group parties 2 south host-witness un-witness\n"
        "quorum parties\n"
    )


def note_cases() -> Iterator[tuple[str, Case]]:
    """Notes, checkpoints, cosignatures, proofs, policies and a witness's request."""
    name, text = "north.example/host/delegate/observer", "trilateral/entry@v1\n{}\n"
    public = public_of(seed_of(name))
    yield (
        "note_one_signature",
        {
            "comment": "a text and one plain signature",
            "seed": seed_of(name).hex(),
            "vkey": vkey(name, 0x01, public),
            "text": text,
            "note": f"{text}\n{plain_line(name, text)}",
        },
    )
    text = "\n— no signature\n\n\n"
    yield (
        "note_empty_lines",
        {
            "comment": "the text ends at the last empty line",
            "seed": seed_of(name).hex(),
            "vkey": vkey(name, 0x01, public),
            "text": text,
            "note": f"{text}\n{plain_line(name, text)}",
        },
    )
    log = {"origin": ORIGIN, "size": SIZE, "root": root_over(leaves(SIZE)).hex()}
    yield (
        "checkpoint_ed25519",
        log
        | {
            "comment": "the head of a log with its plain line; entry i is i in decimal",
            "seed": seed_of(ORIGIN).hex(),
            "vkey": vkey(ORIGIN, 0x01, public_of(seed_of(ORIGIN))),
            "note": signed_head(),
        },
    )
    witness = "south.example/witness"
    yield (
        "cosignature_ed25519",
        log
        | {
            "comment": "type 0x04",
            "seed": seed_of(witness).hex(),
            "vkey": witness_vkey(witness),
            "time": TIME,
            "line": timed_line(witness, head(), TIME),
        },
    )
    for name in (ORIGIN, "south.example/mirror"):
        yield (
            f"cosignature_mldsa_{'log' if name == ORIGIN else 'mirror'}",
            log
            | {
                "comment": "type 0x06; signing is hedged, so this is for verifying",
                "vkey": vkey(name, 0x06, mldsa_public(name)),
                "time": TIME,
                "line": mldsa_line(name, TIME, ORIGIN, SIZE, root_over(leaves(SIZE))),
            },
        )
    proof = "".join(f"{b64(each)}\n" for each in path_to(42, leaves(SIZE)))
    cosigned = signed_head("south.example/mirror", "un.example/witness")
    yield (
        "proof_with_entry",
        {
            "comment": "entry 42, carried in `extra`, with a quorum",
            "entry": entry(42).hex(),
            "index": 42,
            "policy": policy_text(),
            "proof": f"c2sp.org/tlog-proof@v1\nextra {b64(entry(42))}\nindex 42\n{proof}\n{cosigned}",
        },
    )
    yield (
        "policy_satisfied",
        {
            "comment": "a mirror speaks for its party, a second party joins it",
            "policy": policy_text(),
            "note": cosigned,
            "enough": True,
        },
    )
    yield (
        "policy_one_party_twice",
        {
            "comment": "witness and mirror of one party count once",
            "policy": policy_text(),
            "enough": False,
            "note": signed_head("south.example/mirror", "south.example/witness"),
        },
    )
    consistency = "".join(f"{b64(each)}\n" for each in subproof(256, leaves(SIZE), True))
    yield (
        "witness_add_checkpoint",
        {
            "comment": "from 256 entries to 300",
            "vkey": vkey(ORIGIN, 0x01, public_of(seed_of(ORIGIN))),
            "held": 256,
            "held_root": root_over(leaves(256)).hex(),
            "body": f"old 256\n{consistency}\n{signed_head()}",
            "status": 200,
        },
    )


def cases() -> Iterator[tuple[str, Case]]:
    """All cases, by name."""
    for group in (ed25519_cases, merkle_cases, tiles_cases, note_cases):
        yield from group()


def keep_hedged(name: str, case: Case) -> Case:
    """`case` with the line that its file has already, where a line is another one each time."""
    path = FOLDER / f"{name}.json"
    if not name.startswith("cosignature_mldsa") or not path.exists():
        return case
    return case | {"line": json.loads(path.read_text(encoding="utf-8"))["line"]}


def written(case: Case) -> str:
    """A case as its file has it."""
    return json.dumps(case, ensure_ascii=False, indent=2) + "\n"


def main() -> None:
    """Write all files, and say which are left over."""
    FOLDER.mkdir(exist_ok=True)
    names = set()
    for name, case in cases():
        (FOLDER / f"{name}.json").write_text(written(keep_hedged(name, case)), encoding="utf-8")
        names.add(name)
    left_over = sorted(path.name for path in FOLDER.glob("*.json") if path.stem not in names)
    if left_over:
        sys.exit(f"not made by any generator: {', '.join(left_over)}")


if __name__ == "__main__":
    main()
