"""Who may have a detached body: another party's node, which signs its request with its enrolled key.

    Trilateral-Peer: <key name> <unix time> <base64 of an Ed25519 signature>

signed over four lines: `trilateral/get-body@v1`, the body's SHA-256, the time, and the party
that is asked. So nobody can use the request elsewhere, for another body or much later.
Detached bodies name persons; the logs, which do not, are public.
"""

from trilateral.errors import MalformedError
from trilateral.node.record import Record
from trilateral.tlog import ed25519
from trilateral.tlog.lines import encode_base64, parse_base64, parse_decimal
from trilateral.tlog.note import SignerKey

HEADER = "Trilateral-Peer"
WINDOW_SECONDS = 120


def request_text(sha256: str, time: int, asked: str) -> bytes:
    """Return what is signed."""
    return f"trilateral/get-body@v1\n{sha256}\n{time}\n{asked}\n".encode()


def sign_request(signer: SignerKey, sha256: str, time: int, asked: str) -> str:
    """Return the header's value."""
    made = encode_base64(signer.sign(request_text(sha256, time, asked)).payload).decode()
    return f"{signer.name} {time} {made}"


def may_read(record: Record, header: str, sha256: str, now: int) -> bool:
    """Whether the header was signed by the node key of another party, for this body, just now."""
    words = header.split(" ")
    if len(words) != 3:
        return False
    try:
        time = parse_decimal(words[1].encode(), "time")
        signature = parse_base64(words[2].encode(), "signature")
    except MalformedError:
        return False
    if abs(now - time) > WINDOW_SECONDS:
        return False
    text = request_text(sha256, time, record.party)
    keys = (
        key
        for origin in record.origins[1:]
        if origin not in record.fold.exposed()
        for key in record.key_book(origin).keys_for("node")
        if key.name == words[0]
    )
    return any(ed25519.verify(key.public, text, signature) for key in keys)
