"""Keys, rows and draws that the tests of this folder share."""

from hashlib import shake_256
from itertools import count

from trilateral.seal.commitments import Row, Value, salted
from trilateral.seal.recipient import Draw, Identity, RecipientKind, identity_from


def draws(label: str = "") -> Draw:
    """What stands for chance: other bytes at each call, and the same ones for the same label."""
    numbers = count()
    return lambda size: shake_256(f"{label} {next(numbers)}".encode()).digest(size)


def identity(party: str, kind: RecipientKind = RecipientKind.HYBRID) -> Identity:
    """The identity of a party in its first epoch."""
    return identity_from(draws(party)(32), kind)


NORTH, SOUTH, HOST = (identity(party) for party in ("north", "south", "host"))
NORTH_X, SOUTH_X = (identity(party, RecipientKind.X25519) for party in ("north", "south"))
KINDS = [(RecipientKind.HYBRID, NORTH, SOUTH), (RecipientKind.X25519, NORTH_X, SOUTH_X)]

PERSON: dict[str, Value] = {
    "name": "نام و نام خانوادگی",
    "title": "Deputy Minister",
    "rank": 2,
    "speaks": True,
    "aide": None,
}


def person_rows() -> tuple[Row, ...]:
    """Salted rows about nobody."""
    draw = draws("person")
    return salted(PERSON, [draw(32) for _ in PERSON])
