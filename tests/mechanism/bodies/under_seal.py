"""Words under seal in a world without keys: what an entry's header says of them, and rows that can be shown."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from tests.worlds import NORTH, SOUTH, World, en
from trilateral.ledger.entry import EntryId, members_of
from trilateral.mechanism.bodies.entries import PartsReceived, ShownField, WordsDisclosed, WordsSealed
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.seal.commitments import commitment, disclose_rows
from trilateral.seal.members import Members, seal_members
from trilateral.tlog.note import SignerKey


class Salts:
    """Salts that are always the same."""

    def __init__(self) -> None:
        self._drawn = 0

    def __call__(self, size: int) -> bytes:
        self._drawn += 1
        return sha256(f"salt {self._drawn}".encode()).digest()[:size]


WORDS = StatementMade("position", en("The bridge is closed on Monday."))
ROWS = seal_members(Members("statements.made/1", None, (), members_of(WORDS)), Salts())
COMMIT = commitment(ROWS)
BLOB = sha256(b"what north's node stored").hexdigest()
OTHER = sha256(b"something else").hexdigest()


def sealed(world: World, party: str = NORTH, audience: Sequence[str] = (SOUTH,), **header: Any) -> EntryId:
    """A party says something to some of the others."""
    members = {"audience": tuple(audience), "blob": BLOB, "commit": COMMIT, **header}
    return world.say(party, WordsSealed(), None, **members)


def shown(*names: str) -> WordsDisclosed:
    """These rows as somebody shows them; all of them if none is named."""
    found = disclose_rows(ROWS, names or [row.name for row in ROWS])
    return WordsDisclosed(tuple(ShownField(f.name, f.salt, _text(f.value), f.index, f.size, f.path) for f in found))


def _text(value: object) -> str | None:
    assert value is None or isinstance(value, str)
    return value


def received(world: World, party: str, signer: SignerKey, **parts: tuple[str, ...]) -> EntryId:
    """A node says what it holds."""
    return world.say(party, PartsReceived(**parts), None, signers=[signer], by="node")
