"""What the suspension entries mean. Clocks stand still when every party's own log says so, and in no other way.

The state keeps what each party said, and with each word how far its author had seen the words
of the others (`knew`). So it can be told afterwards whether the signature that was thought to
complete the agreement crossed another that was being taken back.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from trilateral.agreement.acceptance import agreed, missing
from trilateral.agreement.clocks import Answer, Stop
from trilateral.agreement.held import Act, Seen, knows, only_seen, ordered, seen_by
from trilateral.ledger.entry import Body, Entry, EntryId, PartyId, Text
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.suspensions.entries import (
    EndAccepted,
    EndProposed,
    SuspensionAccepted,
    SuspensionProposed,
    SuspensionRefused,
)


class Word(Act, frozen=True):
    """A party's word on the suspension: `accepted` or `refused`.

    Attributes:
        knew: For each other party that had spoken, the last of its words that the author had seen.
    """

    word: str
    text: Text | None
    knew: tuple[Seen, ...]


class End(Act, frozen=True):
    """An end on offer, which its author accepted by proposing it."""

    end_at: datetime
    why: Text | None


class EndWord(Act, frozen=True):
    """A party accepts an end."""

    end: EntryId


class Suspension(msgspec.Struct, frozen=True):
    """One suspension, as the record stands. Acts stand in the order of parties, and for each in that of its log.

    Attributes:
        id: The entry that proposed it.
        party: Who proposed it.
        parties: Whose acceptance it takes: the parties that the charter binds under which it was proposed.
        clocks: What stands still; empty for all.
        crossed: Parties that spoke here on both branches of a log that they showed in two ways.
    """

    id: EntryId
    party: PartyId
    parties: tuple[PartyId, ...]
    reason: str
    text: Text
    from_at: datetime
    until_at: datetime | None
    clocks: tuple[str, ...]
    words: tuple[Word, ...] = ()
    ends: tuple[End, ...] = ()
    end_words: tuple[EndWord, ...] = ()
    crossed: tuple[PartyId, ...] = ()

    def stops(self, clock: str | None) -> tuple[Stop, ...]:
        """When it keeps a clock from running (`agreement.run_out.Stopping`)."""
        return stops(self, clock)


class Status(StrEnum):
    """Where a suspension stands, whatever the time."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    REFUSED = "refused"
    ENDED = "ended"  # by agreement, earlier than was agreed at first
    CROSSED = "crossed"


_ACTS = ("words", "ends", "end_words")


def objection(held: Suspension | None, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Say why `entry` has no effect on `held`, or None if it has one.

    A node asks this twice: before its own party signs, and of every entry that any
    party has signed. What the author had not seen is taken out of `held` first.

    Args:
        held: The suspension so far; None before it is proposed.
        entry: Signed, parsed and about `held`, but otherwise anything at all.
        facts: What the author could know.
    """
    body: Body = entry.body
    if isinstance(body, SuspensionProposed):
        if held is not None or entry.header.subject is not None:
            return Objection("suspensions.proposed_already")
        return _objection_to_proposal(body, facts)
    if held is None:
        return Objection("suspensions.not_found")
    known = only_seen(held, _ACTS, facts)
    if isinstance(body, SuspensionAccepted | SuspensionRefused):
        return _objection_to_word(known, body, entry.party)
    if isinstance(body, EndProposed | EndAccepted):
        return _objection_to_end(known, body, entry.party, facts)
    return Objection("suspensions.not_found")


def _objection_to_proposal(body: SuspensionProposed, facts: Facts) -> Objection | None:
    if len(set(body.clocks)) != len(body.clocks):
        return Objection("suspensions.clock_twice")
    unknown = next((name for name in body.clocks if facts.charter.clock_terms(name) is None), None)
    if unknown is not None:
        return Objection("suspensions.no_such_clock", (("clock", unknown),))
    if body.until_at is not None and body.until_at <= body.from_at:
        return Objection("suspensions.ends_before_it_begins")
    return None


def _objection_to_word(
    known: Suspension, body: SuspensionAccepted | SuspensionRefused, party: PartyId
) -> Objection | None:
    if agreed(known.parties, accepted_by(known)):
        return Objection("suspensions.agreed_already")
    said = last_word(known, party)
    if said is None:
        return None
    if isinstance(body, SuspensionAccepted):
        return Objection("suspensions.accepted_already") if said.word == "accepted" else None
    return Objection("suspensions.refused_already") if said.word == "refused" else None


def _objection_to_end(
    known: Suspension, body: EndProposed | EndAccepted, party: PartyId, facts: Facts
) -> Objection | None:
    lacking = missing(known.parties, accepted_by(known))
    if lacking:
        return Objection("suspensions.not_agreed", (("missing", ", ".join(lacking)),))
    if isinstance(body, EndAccepted) and facts.saw(body.end) is None:
        return Objection("suspensions.not_seen", (("entry", body.end),))
    if agreed_ends(known):
        return Objection("suspensions.ended_before")
    if isinstance(body, EndProposed):
        if body.end_at < known.from_at:
            return Objection("suspensions.ends_before_it_begins")
        later = known.until_at is not None and body.end_at >= known.until_at
        return Objection("suspensions.ends_no_earlier") if later else None
    end = next((each for each in known.ends if each.entry == body.end), None)
    if end is None:
        return Objection("suspensions.no_such_end")
    return Objection("suspensions.accepted_already") if party in end_accepted_by(known, end) else None


def apply(held: Suspension | None, entry: Entry[Any], facts: Facts) -> Suspension | None:
    """Return `held` as it stands after `entry`, to which there is no objection."""
    body: Body = entry.body
    at = (entry.id, entry.party, entry.index)
    if isinstance(body, SuspensionProposed):
        what = (body.reason, body.text, body.from_at, body.until_at, tuple(sorted(body.clocks)))
        return Suspension(entry.id, entry.party, facts.parties, *what, words=(Word(*at, "accepted", None, ()),))
    if held is None:
        return None
    match body:
        case SuspensionAccepted(text=text):
            changed = _with(held, "words", Word(*at, "accepted", text, _knew(held, entry, facts)))
        case SuspensionRefused(why=why):
            changed = _with(held, "words", Word(*at, "refused", why, _knew(held, entry, facts)))
        case EndProposed(end_at=end_at, why=why):
            changed = _with(held, "ends", End(*at, end_at, why))
        case EndAccepted(end=end):
            changed = _with(held, "end_words", EndWord(*at, end))
        case _:
            return held
    if any(each.party == entry.party and facts.saw(each.entry) is None for row in _ACTS for each in getattr(held, row)):
        # Who does not know what stands in its own log has another log than the one shown here.
        crossed = tuple(sorted({*held.crossed, entry.party}))
        return msgspec.structs.replace(changed, crossed=crossed)
    return changed


def _knew(held: Suspension, entry: Entry[Any], facts: Facts) -> tuple[Seen, ...]:
    return seen_by(entry.party, held.words, facts)


def _with(held: Suspension, row: str, act: Act) -> Suspension:
    return msgspec.structs.replace(held, **{row: ordered((*getattr(held, row), act))})


# Questions


def last_word(suspension: Suspension, party: PartyId) -> Word | None:
    """A party's last word on the suspension."""
    return next((each for each in reversed(suspension.words) if each.party == party), None)


def accepted_by(suspension: Suspension) -> tuple[PartyId, ...]:
    """The parties whose last word is that they accept it."""
    last = {each.party: each.word for each in suspension.words}
    return tuple(party for party in suspension.parties if last.get(party) == "accepted")


def letters_crossed(suspension: Suspension) -> tuple[tuple[Word, Word], ...]:
    """Acceptances that completed the agreement as their authors saw it, each with a refusal that crossed it."""
    last = [word for party in suspension.parties if (word := last_word(suspension, party)) is not None]
    refusals = [each for each in last if each.word == "refused"]
    return tuple(
        (accepted, refused)
        for accepted in last
        if accepted.word == "accepted" and _completed(suspension, accepted)
        for refused in refusals
        if not knows(refused.knew, accepted) and not knows(accepted.knew, refused)
    )


def _completed(suspension: Suspension, word: Word) -> bool:
    """Whether every other party had accepted, as the author of this acceptance saw it."""
    known = {seen.by: seen.index for seen in word.knew}
    found = {(each.party, each.index): each.word for each in suspension.words}
    others = (party for party in suspension.parties if party != word.party)
    return all(party in known and found.get((party, known[party])) == "accepted" for party in others)


def end_accepted_by(suspension: Suspension, end: End) -> tuple[PartyId, ...]:
    """The parties that accept an end."""
    said = {end.party, *(each.party for each in suspension.end_words if each.end == end.entry)}
    return tuple(party for party in suspension.parties if party in said)


def agreed_ends(suspension: Suspension) -> tuple[datetime, ...]:
    """The instants on which every party agrees as its end. More than one where two agreements crossed."""
    ends = (each for each in suspension.ends if agreed(suspension.parties, end_accepted_by(suspension, each)))
    return tuple(sorted({each.end_at for each in ends}))


def status(suspension: Suspension) -> Status:
    """Where it stands, on nobody's word but each party's own."""
    if suspension.crossed:
        return Status.CROSSED
    if agreed(suspension.parties, accepted_by(suspension)):
        ends = agreed_ends(suspension)
        return Status.AGREED if not ends else Status.ENDED if len(ends) == 1 else Status.CROSSED
    if letters_crossed(suspension):
        return Status.CROSSED
    refused = any((said := last_word(suspension, party)) and said.word == "refused" for party in suspension.parties)
    return Status.REFUSED if refused else Status.PROPOSED


def stops(suspension: Suspension, clock: str | None = None) -> tuple[Stop, ...]:
    """When the suspension keeps a clock from running; what is in dispute about that is marked so.

    Args:
        clock: Its name; None for what is due by a day, which only a suspension of all clocks moves.
    """
    if suspension.clocks and clock not in suspension.clocks:
        return ()
    begins, until, by = suspension.from_at, suspension.until_at, suspension.id
    if not agreed(suspension.parties, accepted_by(suspension)):
        crossed = bool(suspension.crossed or letters_crossed(suspension))
        return (Stop(begins, until, by=by, disputed=True),) if crossed else ()
    ends = agreed_ends(suspension)
    if suspension.crossed:
        return (Stop(begins, until, by=by, disputed=True),)
    if not ends:
        return (Stop(begins, until, by=by),)
    certain = (Stop(begins, ends[0], by=by),)
    return certain if len(ends) == 1 else (*certain, Stop(ends[0], ends[-1], by=by, disputed=True))


def stands_still(suspension: Suspension, as_of: datetime) -> Answer:
    """Whether its clocks stand still at the time asked about."""
    found = [
        each
        for each in stops(suspension, suspension.clocks[0] if suspension.clocks else None)
        if each.from_at <= as_of and (each.until_at is None or as_of < each.until_at)
    ]
    if not found:
        return Answer.NO
    return Answer.UNDECIDED if all(each.disputed for each in found) else Answer.YES
