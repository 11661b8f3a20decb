"""What the charter entries mean: a text lies on the table, and nothing follows from that."""

from typing import Any

import msgspec

from trilateral.errors import MalformedError
from trilateral.ledger.charter import charter_hash, encode_charter, parse_charter
from trilateral.ledger.entry import Body, Entry, EntryId, Hash, PartyId, Text
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.charter.entries import CharterTabled


class Tabled(msgspec.Struct, frozen=True):
    """One text on the table.

    Attributes:
        id: The entry that tabled it.
        party: Who did.
        charter: Hash of the text: what an acceptance would name.
        previous: Hash of the charter that it would replace.
        why: The reason given.
    """

    id: EntryId
    party: PartyId
    charter: Hash
    previous: Hash
    why: Text


def objection(held: Tabled | None, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Say why `entry` has no effect, or None if it has one.

    A text that nobody could accept is not tabled: it must be a charter, and must say
    that it replaces the one in force for its author. So two texts that were written
    against different charters can never be taken for versions of one another.
    """
    body: Body = entry.body
    if not isinstance(body, CharterTabled) or entry.header.subject is not None or held is not None:
        return Objection("charter.tables_its_own")
    try:
        charter = parse_charter(body.text.encode())
    except MalformedError as error:
        return Objection("charter.malformed", (("what", str(error)[:200]),))
    if charter.previous != charter_hash(encode_charter(facts.charter)):
        return Objection("charter.another_previous", (("came", charter.previous or ""),))
    return None


def apply(held: Tabled | None, entry: Entry[Any], facts: Facts) -> Tabled | None:
    """Return the text on the table after `entry`, to which there is no objection."""
    body: Body = entry.body
    if not isinstance(body, CharterTabled):
        return held
    in_force = charter_hash(encode_charter(facts.charter))
    return Tabled(entry.id, entry.party, charter_hash(body.text.encode()), in_force, body.why)
