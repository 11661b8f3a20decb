"""What the statement entries mean. Whoever speaks speaks for its own party, and nobody relays unasked."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec

from trilateral.ledger.entry import Body, Entry, EntryId, PartyId, Text
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.statements.entries import (
    StatementAcknowledged,
    StatementMade,
    StatementRelayed,
    StatementWithdrawn,
)


class Relay(msgspec.Struct, frozen=True):
    """The party through which it went passed it on."""

    entry: EntryId
    index: int
    to: tuple[PartyId, ...]


class Acknowledgement(msgspec.Struct, frozen=True):
    """An addressee has it."""

    entry: EntryId
    party: PartyId
    index: int


class Withdrawal(msgspec.Struct, frozen=True):
    """The author took it back.

    Attributes:
        knew: Relays and acknowledgements that the author had seen by then; all others crossed the withdrawal.
    """

    entry: EntryId
    why: Text | None
    knew: tuple[EntryId, ...]


class Statement(msgspec.Struct, frozen=True):
    """One statement, as the record stands.

    Attributes:
        id: The entry that made it.
        party: Whose it is.
        addressees: Whom it addresses, by name: `to`, or all others where it was empty.
        withdrawals: By its author; one is enough.
    """

    id: EntryId
    party: PartyId
    sort: str
    text: Text
    addressees: tuple[PartyId, ...]
    to_all: bool
    via: PartyId | None
    meeting: EntryId | None
    item: int | None
    reply_to: EntryId | None
    outside: bool
    relays: tuple[Relay, ...] = ()
    acknowledgements: tuple[Acknowledgement, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()

    @property
    def withdrawal(self) -> Withdrawal | None:
        """The withdrawal, if there is one."""
        return next(iter(self.withdrawals), None)


def objection(held: Statement | None, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Say why `entry` has no effect on `held`, or None if it has one.

    Args:
        held: The statement so far; None before it is made.
        entry: Signed, parsed and about `held`, but otherwise anything at all.
        facts: What the author could know.
    """
    body: Body = entry.body
    if isinstance(body, StatementMade):
        if held is not None or entry.header.subject is not None:
            return Objection("statements.made_already")
        return _objection_to_address(body, entry, facts) or _objection_to_place(body, facts)
    if held is None:
        return Objection("statements.not_found")
    match body:
        case StatementRelayed(to=to):
            return _objection_to_relay(held, to, entry, facts)
        case StatementAcknowledged():
            if entry.party not in held.addressees:
                return Objection("statements.not_an_addressee", (("party", entry.party),))
            had = any(each.party == entry.party and facts.saw(each.entry) for each in held.acknowledgements)
            return Objection("statements.acknowledged_already") if had else None
        case StatementWithdrawn():
            if entry.party != held.party:
                return Objection("statements.not_yours_to_withdraw", (("party", held.party),))
            return Objection("statements.withdrawn_before") if _withdrawn(held, facts) else None
    return Objection("statements.not_found")


def _withdrawn(held: Statement, facts: Facts) -> bool:
    return any(facts.saw(each.entry) for each in held.withdrawals)


def _objection_to_relay(held: Statement, to: tuple[PartyId, ...], entry: Entry[Any], facts: Facts) -> Objection | None:
    if held.via is None or entry.party != held.via:
        return Objection("statements.not_yours_to_relay", (("party", held.via or ""),))
    if _withdrawn(held, facts):
        return Objection("statements.withdrawn_before")
    if not to:
        return Objection("statements.says_nothing")
    if len(set(to)) != len(to):
        return Objection("statements.addressed_twice")
    stranger = next((party for party in to if party not in held.addressees), None)
    return None if stranger is None else Objection("statements.not_an_addressee", (("party", stranger),))


def _objection_to_address(body: StatementMade, entry: Entry[Any], facts: Facts) -> Objection | None:
    named = body.to if body.via is None else (*body.to, body.via)
    stranger = next((party for party in named if party not in facts.parties), None)
    if stranger is not None:
        return Objection("statements.not_a_party", (("party", stranger),))
    if entry.party in named:
        return Objection("statements.to_oneself")
    # Who relays is not also addressed: a word to the moderator itself goes to it directly.
    return Objection("statements.addressed_twice") if len(set(named)) != len(named) else None


def _objection_to_place(body: StatementMade, facts: Facts) -> Objection | None:
    for named, kind, code in (
        (body.meeting, "meetings.proposed/", "statements.not_a_meeting"),
        (body.reply_to, "statements.made/", "statements.not_a_statement"),
    ):
        if named is None:
            continue
        seen = facts.saw(named)
        if seen is None:
            return Objection("statements.not_seen", (("entry", named),))
        if not seen.header.kind.startswith(kind):
            return Objection(code, (("kind", seen.header.kind),))
    if body.item is not None and (body.item < 0 or body.meeting is None):
        return Objection("statements.no_such_item", (("item", body.item),))
    return None


def apply(held: Statement | None, entry: Entry[Any], facts: Facts) -> Statement | None:
    """Return `held` as it stands after `entry`, to which there is no objection."""
    body: Body = entry.body
    if isinstance(body, StatementMade):
        others = tuple(party for party in facts.parties if party not in (entry.party, body.via))
        addressees = tuple(sorted(body.to)) or others
        said = (body.sort, body.text, addressees, not body.to, body.via)
        return Statement(entry.id, entry.party, *said, body.meeting, body.item, body.reply_to, body.outside)
    if held is None:
        return None
    replace = msgspec.structs.replace
    match body:
        case StatementRelayed(to=to):
            relays = (*held.relays, Relay(entry.id, entry.index, tuple(sorted(to))))
            return replace(held, relays=tuple(sorted(relays, key=lambda each: (each.index, each.entry))))
        case StatementAcknowledged():
            had = (*held.acknowledgements, Acknowledgement(entry.id, entry.party, entry.index))
            return replace(
                held, acknowledgements=tuple(sorted(had, key=lambda each: (each.party, each.index, each.entry)))
            )
        case StatementWithdrawn(why=why):
            acts = [*(each.entry for each in held.relays), *(each.entry for each in held.acknowledgements)]
            knew = tuple(sorted(act for act in acts if facts.saw(act)))
            withdrawals = (*held.withdrawals, Withdrawal(entry.id, why, knew))
            return replace(held, withdrawals=tuple(sorted(withdrawals, key=lambda each: each.entry)))
    return held


# Questions


def relayed_to(statement: Statement) -> tuple[PartyId, ...]:
    """The addressees to whom it was passed on, by the word of the party through which it went."""
    return tuple(sorted({party for relay in statement.relays for party in relay.to}))


def crossed(statement: Statement) -> bool:
    """Whether it was withdrawn while somebody passed it on, neither having seen the other's act."""
    return any(relay.entry not in each.knew for each in statement.withdrawals for relay in statement.relays)


def status(statement: Statement) -> str:
    """One word: crossed, withdrawn, acknowledged (by all addressees), relayed (to all), made."""
    if statement.withdrawals:
        return "crossed" if crossed(statement) else "withdrawn"
    if {each.party for each in statement.acknowledgements} >= set(statement.addressees):
        return "acknowledged"
    if statement.via is not None and set(relayed_to(statement)) >= set(statement.addressees):
        return "relayed"
    return "made"


def addressed(statement: Statement) -> str:
    """How it was addressed: `direct` to somebody by name, `via` another party, or to `all`."""
    if statement.via is not None:
        return "via"
    return "all" if statement.to_all else "direct"


def counts_by_party(statements: Iterable[Statement]) -> dict[PartyId, dict[str, int]]:
    """For each party, how many statements it made in all, of each way of addressing, of each sort, and outside.

    Keys are `made`, `direct`, `via`, `all`, `outside` and the sorts, so that shares can
    be drawn, such as how much of what a party said went through the moderator.
    """
    counts: dict[PartyId, Counter[str]] = {}
    for each in statements:
        found = counts.setdefault(each.party, Counter())
        found.update(["made", addressed(each), each.sort, *(["outside"] if each.outside else [])])
    return {party: dict(sorted(counts[party].items())) for party in sorted(counts)}
