"""A root's signature away from its node: what was prepared comes in, an entry goes out.

Nothing is looked up, so it can be done on a machine that is never connected. What is
signed is shown by whoever calls this: the text is an entry's, and nothing else is signed.
"""

from collections.abc import Callable
from pathlib import Path

from trilateral.errors import MalformedError, RefusedError
from trilateral.ledger.entry import CONTEXT
from trilateral.node.keys import Purpose, open_keyring
from trilateral.tlog.note import Note, parse_note


def sign_as_root(data: bytes, ring: Path, passphrase: Callable[[], str]) -> tuple[bytes, int]:
    """An entry with the signatures of the root keys in a ring, and how many signatures it has then.

    Args:
        data: The text of an entry, or the entry as some roots have signed it.
        ring: Directory of the keys.
        passphrase: Asks for what opens it.

    Raises:
        MalformedError: It is no text of an entry.
        RefusedError: The ring has no root key that has not signed already.
    """
    note = parse_note(data) if b"\n\n" in data else Note(data, ())
    if not note.text.startswith(CONTEXT) or not note.text.endswith(b"\n"):
        raise MalformedError(f"expected the text of an entry, as --prepare writes it, got {note.text[:40]!r}")
    with open_keyring(ring, passphrase()) as opened:
        known = {(line.name, line.key_id) for line in note.signatures}
        lines = [
            signer.sign(note.text) for signer in opened.roots() if (signer.name, signer.verifier().key_id) not in known
        ]
    if not lines:
        raise RefusedError("keys.not_held", purpose=str(Purpose.ROOT), office="")
    signed = Note(note.text, tuple(sorted([*note.signatures, *lines])))
    return signed.encode(), len(signed.signatures)
