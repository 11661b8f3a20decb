"""Make the golden vectors of sealing: one JSON file, one case, in `tests/vectors/age`.

    keys          seeds, and the texts and ids that follow from them
    padding       contents and the sizes they are padded to
    ours_*        age files of ours, with everything that was drawn for them
    members       a whole entry's words as salted rows, and some of them disclosed
    bulk          a bulk with all rows there and with one erased, and the proof of a row

Nothing here imports the code under test: the formats are written down a second time, from
`docs/spec/sealing.md`. Files that other implementations made (`peer_*`, `cctv`) are not touched.

ML-KEM draws its own chance, so a hybrid file differs from run to run. One that stands in a
case already is kept, so that running this again changes nothing.
"""

import base64
import hashlib
import hmac
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

ROOT = Path(__file__).resolve().parent.parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# ruff: noqa: E402 - run as a script, this file must first say where `tests` is
from tests.vectors.make_tlog import Case, path_to, root_over, sha256, written

FOLDER = Path(__file__).resolve().parent / "age"
OTHERS = "peer_"


def drawn(label: str, size: int = 32) -> bytes:
    """What stands for chance here: the same for the same label."""
    return hashlib.shake_256(f"trilateral golden vectors, {label}".encode()).digest(size)


def canonical(value: object) -> bytes:
    """JSON with sorted keys and no spaces: canonical for the values used here."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def leaf(data: bytes) -> bytes:
    """A leaf hash of RFC 6962."""
    return sha256(b"\x00" + data)


# --- Keys as text: BIP 173 ---

LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
TERMS = {1: 0x3B6A57B2, 2: 0x26508E6D, 4: 0x1EA119FA, 8: 0x3D4233DD, 16: 0x2A1462B3}


def bech32(prefix: str, data: bytes) -> str:
    """The text of `data` under `prefix`."""
    bits = "".join(f"{byte:08b}" for byte in data)
    values = [int(bits[at : at + 5].ljust(5, "0"), 2) for at in range(0, len(bits), 5)]
    remainder = 1
    for value in [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix] + values + [0] * 6:
        top, remainder = remainder >> 25, (remainder & 0x1FFFFFF) << 5 ^ value
        for bit, term in TERMS.items():
            remainder ^= term if top & bit else 0
    values += [(remainder ^ 1) >> 5 * (5 - at) & 31 for at in range(6)]
    return f"{prefix}1" + "".join(LETTERS[value] for value in values)


def hybrid_parts(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    """Both private keys of a hybrid identity."""
    expanded = hashlib.shake_256(seed).digest(96)
    return MLKEM768PrivateKey.from_seed_bytes(expanded[:64]), X25519PrivateKey.from_private_bytes(expanded[64:])


def public_of(seed: bytes, hybrid: bool) -> bytes:
    """What a recipient's text spells."""
    if not hybrid:
        return X25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    mlkem, x25519 = hybrid_parts(seed)
    return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()


def key_texts(seed: bytes, hybrid: bool) -> tuple[str, str]:
    """Identity and recipient."""
    identity = bech32("age-secret-key-pq-" if hybrid else "age-secret-key-", seed).upper()
    return identity, bech32("age1pq" if hybrid else "age", public_of(seed, hybrid))


def keys_case() -> Case:
    """Seeds of either kind."""
    rows = []
    for hybrid in (True, False):
        for label in ("north", "south", "host"):
            seed = drawn(f"key of {label}")
            identity, recipient = key_texts(seed, hybrid)
            rows.append(
                {
                    "kind": "mlkem768x25519" if hybrid else "X25519",
                    "seed": seed.hex(),
                    "identity": identity,
                    "recipient": recipient,
                    "id": sha256(recipient.encode()).hex(),
                },
            )
    return {"comment": "What follows from a seed. The id is SHA-256 of the recipient's text.", "keys": rows}


# --- Padding ---


def padded_size(size: int) -> int:
    """By going up through all sizes there are: slow, and plainly what the specification says."""
    needed, candidate = size + 1, 512
    while candidate < needed:
        if candidate < 65_536:
            candidate *= 2
        else:
            highest = candidate.bit_length() - 1  # of the binary digits of a size, the first few may differ
            candidate += 1 << highest - highest.bit_length()
    return candidate


def padded(content: bytes) -> bytes:
    """`content` at its size."""
    return content + b"\x80" + bytes(padded_size(len(content)) - len(content) - 1)


def padding_case() -> Case:
    """Both sides of every border up to 256 KiB, and an example."""
    borders = sorted({padded_size(size) for size in range(0, 2**18, 97)})
    sizes = sorted({0, 1, *(border - 1 for border in borders), *borders})
    return {
        "comment": "Sizes of contents and of what is sealed of them, and contents with their padded form.",
        "sizes": [[size, padded_size(size)] for size in sizes],
        "examples": [[each.hex(), padded(each).hex()] for each in (b"", b"not before noon", b"ends so: \x80\x00\x00")],
    }


# --- age ---


def base64_of(data: bytes) -> bytes:
    """Base64 without padding."""
    return base64.b64encode(data).rstrip(b"=")


def hkdf(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """HKDF-SHA-256, RFC 5869, for 32 bytes: one block."""
    extracted = hmac.digest(salt or bytes(32), secret, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")


def stanza_for(public: bytes, file_key: bytes, ephemeral: bytes) -> bytes:
    """The stanza for one recipient. `ephemeral` is used for X25519 only."""
    if len(public) == 32:
        secret = X25519PrivateKey.from_private_bytes(ephemeral)
        share = secret.public_key().public_bytes_raw()
        agreed = secret.exchange(X25519PublicKey.from_public_bytes(public))
        key = hkdf(agreed, share + public, b"age-encryption.org/v1/X25519")
        name, wrapped = b"X25519", ChaCha20Poly1305(key).encrypt(bytes(12), file_key, None)
    else:
        suite = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
        to = hpke.MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(public[:1184]),
            X25519PublicKey.from_public_bytes(public[1184:]),
        )
        sealed = suite.encrypt(file_key, to, info=b"age-encryption.org/mlkem768x25519")
        name, share, wrapped = b"mlkem768x25519", sealed[:1120], sealed[1120:]
    return b"-> %b %b\n%b\n" % (name, base64_of(share), base64_of(wrapped))


def age_file(plaintext: bytes, publics: list[bytes], draws: list[bytes]) -> bytes:
    """An age file. Of `draws` the first is the file key, the second the nonce."""
    file_key, nonce, *ephemerals = draws
    stanzas = [
        stanza_for(public, file_key, ephemeral)
        for public, ephemeral in zip(publics, ephemerals or [b""] * len(publics), strict=True)
    ]
    header = b"age-encryption.org/v1\n" + b"".join(stanzas) + b"---"
    mac = hmac.digest(hkdf(file_key, b"", b"header"), header, "sha256")
    cipher = ChaCha20Poly1305(hkdf(file_key, nonce, b"payload"))
    chunks = [plaintext[at : at + 65_536] for at in range(0, len(plaintext), 65_536)] or [b""]
    sealed = [
        cipher.encrypt(number.to_bytes(11, "big") + (b"\x01" if number == len(chunks) - 1 else b"\x00"), chunk, None)
        for number, chunk in enumerate(chunks)
    ]
    return header + b" " + base64_of(mac) + b"\n" + nonce + b"".join(sealed)


def age_case(name: str, comment: str, plaintext: bytes, *, hybrid: bool, readers: int, times: int = 1) -> Case:
    """A file of ours, in the form in which `peer.mjs` writes those of others. It holds `plaintext` so many `times`."""
    seeds = [drawn(f"{name}, reader {number}") for number in range(readers)]
    texts = [key_texts(seed, hybrid) for seed in seeds]
    draws = [drawn(f"{name}, file key", 16), drawn(f"{name}, nonce", 16)]
    if not hybrid:
        draws += [drawn(f"{name}, ephemeral {number}") for number in range(readers)]
    file = held(name, "file") if hybrid else None
    if file is None:
        publics = [public_of(seed, hybrid) for seed in seeds]
        file = base64.b64encode(age_file(plaintext * times, publics, draws)).decode()
    return {
        "comment": comment,
        "identities": [identity for identity, _ in texts],
        "recipients": [recipient for _, recipient in texts],
        "draws": [each.hex() for each in draws],
        "plaintext": plaintext.hex(),
        "times": times,
        "file": file,
    }


def held(name: str, member: str) -> Any:
    """What the committed case has, or None."""
    path = FOLDER / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")).get(member) if path.exists() else None


# --- Rows, members and bulks ---


def disclosed(rows: list[list[Any]], index: int) -> dict[str, Any]:
    """One row with its path."""
    hashes = [leaf(canonical(row)) for row in rows]
    name, salt, value = rows[index]
    path = [each.hex() for each in path_to(index, hashes)]
    return {"name": name, "salt": salt, "value": value, "index": index, "size": len(rows), "path": path}


KIND = "allegations.filed/1"
REFS = [{"entry": drawn("an entry").hex(), "role": "answers"}]
BODY = {
    "against": "south",
    "points": [{"lang": "en", "text": "Shells fell"}, {"lang": "fa", "text": "گلوله‌ها فرود آمدند"}],
    "counted": 3,
    "joint": False,
    "until": None,
}


def member_rows() -> list[list[Any]]:
    """Rows of the entry above."""
    fields = {"kind": KIND, "subject": None, "refs": canonical(REFS).decode()}
    fields |= {f"body.{name}": canonical(value).decode() for name, value in BODY.items()}
    return [[name, drawn(f"salt of {name}").hex(), fields[name]] for name in sorted(fields)]


def members_case() -> Case:
    """The rows of a whole entry."""
    rows = member_rows()
    return {
        "comment": "The words of an entry as rows: what is committed to, and two of them shown alone.",
        "kind": KIND,
        "subject": None,
        "refs": REFS,
        "body": BODY,
        "stored": canonical(rows).decode(),
        "commit": root_over([leaf(canonical(row)) for row in rows]).hex(),
        "disclosures": [disclosed(rows, index) for index in (1, 5)],
    }


def sealed_case(name: str, comment: str, hybrid: bool) -> Case:
    """The same rows, sealed for three."""
    rows = member_rows()
    case = age_case(name, comment, padded(canonical(rows)), hybrid=hybrid, readers=3)
    blob = sha256(base64.b64decode(case["file"])).hex()
    return case | {"blob": blob, "commit": root_over([leaf(canonical(row)) for row in rows]).hex()}


def bulk_case() -> Case:
    """Seven rows; the fourth is erased in a second form."""
    rows = [{"place": f"post {number}", "count": number, "note": "پاسگاه"} for number in range(7)]
    leaves = [canonical([drawn(f"bulk salt {number}").hex(), row]) for number, row in enumerate(rows)]
    hashes = [leaf(each) for each in leaves]
    lines = [f"{hashed.hex()} {each.decode()}\n" for hashed, each in zip(hashes, leaves, strict=True)]
    erased = [line if number != 3 else f"{hashes[3].hex()}\n" for number, line in enumerate(lines)]
    path = [each.hex() for each in path_to(5, hashes)]
    return {
        "comment": "A bulk of seven rows, the same with row 3 erased, and row 5 shown alone.",
        "rows": rows,
        "salts": [drawn(f"bulk salt {number}").hex() for number in range(7)],
        "manifest": {"count": 7, "root": root_over(hashes).hex()},
        "stored": "".join(lines),
        "erased": "".join(erased),
        "proof": {"index": 5, "salt": drawn("bulk salt 5").hex(), "row": rows[5], "path": path},
    }


SAID = "The delegation of the north will not attend. نمایندگی شمال حضور نخواهد یافت.".encode()


def cases() -> Iterator[tuple[str, Case]]:
    """All cases, by name."""
    yield "keys", keys_case()
    yield "padding", padding_case()
    for name, comment, content, hybrid, readers, times in (
        ("ours_x25519_empty", "Nothing at all: one empty chunk.", b"", False, 1, 1),
        ("ours_x25519_three", "Three X25519 recipients.", SAID, False, 3, 1),
        ("ours_x25519_two_chunks", "A second chunk of one byte.", b"a", False, 1, 65_537),
        ("ours_hybrid_one", "One hybrid recipient.", SAID, True, 1, 1),
        ("ours_hybrid_full_chunk", "One chunk, quite full.", b"b", True, 2, 65_536),
    ):
        yield name, age_case(name, comment, content, hybrid=hybrid, readers=readers, times=times)
    yield "ours_sealed_hybrid", sealed_case("ours_sealed_hybrid", "The rows of members.json, padded, for three.", True)
    yield "ours_sealed_x25519", sealed_case("ours_sealed_x25519", "The same for three without hybrid keys.", False)
    yield "members", members_case()
    yield "bulk", bulk_case()


def files() -> dict[str, str]:
    """Content of each file by its name."""
    return {f"{name}.json": written(case) for name, case in cases()}


def main() -> None:
    """Write all files, and say which are left over."""
    FOLDER.mkdir(exist_ok=True)
    made = files()
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    left_over = sorted(path.name for path in FOLDER.glob("*.json") if path.name not in made)
    if left_over := [name for name in left_over if not name.startswith(OTHERS)]:
        sys.exit(f"not made by any generator: {', '.join(left_over)}")


if __name__ == "__main__":
    main()
