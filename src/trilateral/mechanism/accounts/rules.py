"""What the entries on accounts mean. Whoever reads an account reads it for itself; the account belongs to nobody here.

A subject is an account or a point. The state of an account keeps every reading of it that every party ever
gave. Of the readings of one party the last counts; those of several parties never replace one another, so
nothing that concurrent authors say can cross. What many accounts say together is put together in `matrix`.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

import msgspec

from trilateral.agreement.held import Act, only_seen
from trilateral.ledger.entry import Body, Entry, EntryId, PartyId, Text
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.accounts.entries import (
    AccountEntered,
    AccountRead,
    CopyStated,
    DatePrinted,
    Omission,
    PointRaised,
    Quote,
    Reading,
    ReadoutAnswered,
    StatementLinked,
)

MOST_QUOTED = 300
"""Characters of an account's own words in one quotation. Whoever needs more has to go to the publication."""

_MEETING = "meetings.proposed/"
_STATEMENT = "statements.made/"
_WITH_WORDS = frozenset({"says", "denies", "differs"})
"""Stances that rest on words of the account."""


class Read(Act, frozen=True):
    """A party's reading of the account on one point.

    Attributes:
        number: Which of the readings of its entry.
    """

    number: int
    point: EntryId
    stance: str
    quote: Quote | None
    sentence: str | None
    value: Text | None
    told_by: Text | None


class CopyWord(Act, frozen=True):
    """A party's word on whether the account is a copy of another one."""

    of: EntryId
    copy: bool
    why: Text | None


class ReadoutWord(Act, frozen=True):
    """The word of the party whose readout the account is said to be."""

    ours: bool
    text: Text | None


class Linked(Act, frozen=True):
    """A party finds that a statement bears on the point.

    Attributes:
        said_by: Whose statement it is.
        outside: Whether it was made outside the room, by its author's word.
    """

    statement: EntryId
    said_by: PartyId
    outside: bool
    text: Text | None


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """What all subjects of the slice have in common.

    Attributes:
        id: The entry that opened it.
        party: Who opened it.
        index: Where in that party's log.
        crossed: Parties that spoke here on both branches of a log that they showed in two ways.
    """

    id: EntryId
    party: PartyId
    index: int
    meeting: EntryId | None
    day: str | None
    crossed: tuple[PartyId, ...] = ()


class Account(Subject, frozen=True, kw_only=True, tag="account"):
    """One account, as the record stands. Acts stand in the order of parties, and for each in that of its log.

    Attributes:
        title: And so on, as in the entry that entered it.
    """

    title: Text
    outlet: str
    published_on: str
    lang: str
    affiliation: str
    stage: str
    place_line: Text | None
    interest: Text | None
    readout_of: PartyId | None
    tones: tuple[str, ...]
    omissions: tuple[Omission, ...]
    dates: tuple[DatePrinted, ...]
    excerpted_in: EntryId | None
    reads: tuple[Read, ...] = ()
    copies: tuple[CopyWord, ...] = ()
    readouts: tuple[ReadoutWord, ...] = ()


class Point(Subject, frozen=True, kw_only=True, tag="point"):
    """One point, as the record stands. What accounts say on it stands with the accounts."""

    question: Text
    links: tuple[Linked, ...] = ()


_ACTS = ("reads", "copies", "readouts", "links")


def objection(held: Subject | None, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Say why `entry` has no effect on `held`, or None if it has one.

    A node asks this twice: before its own party signs, and of every entry that any
    party has signed. What the author had not seen is taken out of `held` first.

    Args:
        held: The account or point so far; None before it is opened.
        entry: Signed, parsed and about `held`, but otherwise anything at all.
        facts: What the author could know.
    """
    body: Body = entry.body
    if isinstance(body, AccountEntered | PointRaised):
        if held is not None or entry.header.subject is not None:
            return Objection("accounts.opened_already")
        return _objection_to_opening(body, facts)
    if held is None:
        return Objection("accounts.not_found")
    known = _as_seen(held, facts)
    if isinstance(body, StatementLinked):
        if not isinstance(known, Point):
            return Objection("accounts.not_a_point")
        return _objection_to_link(known, body, entry.party, facts)
    if not isinstance(known, Account):
        return Objection("accounts.not_an_account")
    match body:
        case AccountRead():
            return _objection_to_readings(known, body, facts)
        case CopyStated():
            return _objection_to_copy(known, body, entry.party, facts)
        case ReadoutAnswered():
            return _objection_to_readout(known, body, entry.party)
    return Objection("accounts.not_found")


def _objection_to_opening(body: AccountEntered | PointRaised, facts: Facts) -> Objection | None:
    if (body.meeting is None) == (body.day is None):
        return Objection("accounts.about_one_thing")
    found = _objection_to_days([body.day]) or _objection_to_meeting(body.meeting, facts)
    if found is not None or isinstance(body, PointRaised):
        return found
    if body.readout_of is not None and body.readout_of not in facts.parties:
        return Objection("accounts.not_a_party", (("party", body.readout_of),))
    quoted = (
        *(each.says for each in body.dates),
        *(words for each in body.omissions for words in (each.mark, each.after)),
    )
    found = _objection_to_days([body.published_on, *(each.on for each in body.dates)]) or _objection_to_length(quoted)
    others = (other for other in (body.wire_of, body.excerpted_in) if other is not None)
    return found or next((wrong for other in others if (wrong := _objection_to_other(body, other, facts))), None)


def _objection_to_meeting(meeting: EntryId | None, facts: Facts) -> Objection | None:
    if meeting is None:
        return None
    seen = facts.saw(meeting)
    if seen is None:
        return Objection("accounts.not_seen", (("entry", meeting),))
    is_meeting = seen.header.kind.startswith(_MEETING)
    return None if is_meeting else Objection("accounts.not_a_meeting", (("kind", seen.header.kind),))


def _objection_to_days(days: Iterable[str | None]) -> Objection | None:
    wrong = next((day for day in days if day is not None and not _is_day(day)), None)
    return None if wrong is None else Objection("accounts.no_such_day", (("day", wrong),))


def _is_day(written: str) -> bool:
    """Whether there is such a day, month or year."""
    try:
        date.fromisoformat(f"{written}-01-01"[:10])
    except ValueError:
        return False
    return True


def _objection_to_length(quoted: Iterable[str]) -> Objection | None:
    longest = max(map(len, quoted), default=0)
    if longest <= MOST_QUOTED:
        return None
    return Objection("accounts.quote_too_long", (("most", MOST_QUOTED), ("length", longest)))


def _objection_to_other(of: AccountEntered | Account, other: EntryId, facts: Facts) -> Objection | None:
    """What is against naming another account beside this one."""
    if facts.saw(other) is None:
        return Objection("accounts.not_seen", (("entry", other),))
    found = facts.state(other)
    if not isinstance(found, Account):
        return Objection("accounts.not_an_account")
    return None if is_of_one(of, found) else Objection("accounts.of_another_meeting")


def _objection_to_readings(known: Account, body: AccountRead, facts: Facts) -> Objection | None:
    points = [each.point for each in body.readings]
    if not points:
        return Objection("accounts.reads_nothing")
    if len(set(points)) != len(points):
        return Objection("accounts.point_twice")
    return next((wrong for each in body.readings if (wrong := _objection_to_reading(known, each, facts))), None)


def _objection_to_reading(known: Account, reading: Reading, facts: Facts) -> Objection | None:
    if facts.saw(reading.point) is None:
        return Objection("accounts.not_seen", (("entry", reading.point),))
    point = facts.state(reading.point)
    if not isinstance(point, Point):
        return Objection("accounts.not_a_point")
    if not is_of_one(known, point):
        return Objection("accounts.of_another_meeting")
    quote = reading.quote
    if reading.stance == "silent" and quote is not None:
        return Objection("accounts.silence_has_no_words")
    if reading.stance in _WITH_WORDS and (quote is None or not quote.exact.strip()):
        return Objection("accounts.quote_missing", (("stance", reading.stance),))
    if reading.stance == "differs" and reading.value is None:
        return Objection("accounts.wording_missing")
    return None if quote is None else _objection_to_length((quote.exact, quote.prefix, quote.suffix))


def _objection_to_copy(known: Account, body: CopyStated, party: PartyId, facts: Facts) -> Objection | None:
    if body.of == known.id:
        return Objection("accounts.copy_of_itself")
    wrong = _objection_to_other(known, body.of, facts)
    said = last_copy_word(known, body.of, party)
    if wrong is None and said is not None and said.copy == body.copy:
        return Objection("accounts.said_already")
    return wrong


def _objection_to_readout(known: Account, body: ReadoutAnswered, party: PartyId) -> Objection | None:
    if known.readout_of is None:
        return Objection("accounts.not_a_readout")
    if party != known.readout_of:
        return Objection("accounts.not_yours_to_answer", (("party", known.readout_of),))
    return Objection("accounts.said_already") if body.ours == is_own_readout(known) else None


def _objection_to_link(known: Point, body: StatementLinked, party: PartyId, facts: Facts) -> Objection | None:
    seen = facts.saw(body.statement)
    if seen is None:
        return Objection("accounts.not_seen", (("entry", body.statement),))
    if not seen.header.kind.startswith(_STATEMENT):
        return Objection("accounts.not_a_statement", (("kind", seen.header.kind),))
    linked = any((each.party, each.statement) == (party, body.statement) for each in known.links)
    return Objection("accounts.linked_already") if linked else None


SubjectT = TypeVar("SubjectT", bound=Subject)


def _as_seen(held: SubjectT, facts: Facts) -> SubjectT:
    """The subject without what the author could not know."""
    return only_seen(held, [name for name in _ACTS if hasattr(held, name)], facts)


def apply(held: Subject | None, entry: Entry[Any], facts: Facts) -> Subject | None:
    """Return `held` as it stands after `entry`, to which there is no objection."""
    body: Body = entry.body
    at = (entry.id, entry.party, entry.index)
    match body:
        case AccountEntered():
            return _entered(body, at)
        case PointRaised(question=question, meeting=meeting, day=day):
            return Point(id=at[0], party=at[1], index=at[2], meeting=meeting, day=day, question=question)
        case AccountRead(readings=readings) if isinstance(held, Account):
            reads = (_read(each, number, at) for number, each in enumerate(readings))
            return _with(held, "reads", facts, *reads)
        case CopyStated(of=of, copy=copy, why=why) if isinstance(held, Account):
            return _with(held, "copies", facts, CopyWord(*at, of, copy, why))
        case ReadoutAnswered(ours=ours, text=text) if isinstance(held, Account):
            return _with(held, "readouts", facts, ReadoutWord(*at, ours, text))
        case StatementLinked(statement=statement, text=text) if isinstance(held, Point):
            seen = facts.saw(statement)
            outside = bool(getattr(getattr(seen, "body", None), "outside", False))
            return _with(held, "links", facts, Linked(*at, statement, seen.party if seen else "", outside, text))
    return held


def _entered(body: AccountEntered, at: tuple[EntryId, PartyId, int]) -> Account:
    said = {name: getattr(body, name) for name in AccountEntered.__struct_fields__ if name != "wire_of"}
    copies = () if body.wire_of is None else (CopyWord(*at, body.wire_of, copy=True, why=None),)
    return Account(id=at[0], party=at[1], index=at[2], **said, copies=copies)


def _read(reading: Reading, number: int, at: tuple[EntryId, PartyId, int]) -> Read:
    said, quote, sentence = reading.stance, reading.quote, reading.sentence
    return Read(*at, number, reading.point, said, quote, sentence, reading.value, reading.told_by)


def _with(held: SubjectT, row: str, facts: Facts, *acts: Act) -> SubjectT:
    kept = (*getattr(held, row), *acts)
    ordered = sorted(kept, key=lambda act: (act.party, act.index, act.entry, getattr(act, "number", 0)))
    changed = msgspec.structs.replace(held, **{row: tuple(ordered)})
    party = acts[0].party
    earlier = (act for name in _ACTS for act in getattr(held, name, ()))
    if any(act.party == party and facts.saw(act.entry) is None for act in earlier):
        # Who does not know what stands in its own log has another log than the one shown here.
        return msgspec.structs.replace(changed, crossed=tuple(sorted({*held.crossed, party})))
    return changed


# Questions


def is_of_one(one: Subject | AccountEntered, other: Subject) -> bool:
    """Whether both are about the same meeting, or the same day."""
    return (one.meeting, one.day) == (other.meeting, other.day)


def last_reads(account: Account, point: EntryId) -> tuple[Read, ...]:
    """What each party that has read an account on a point said last, in the order of parties."""
    last = {each.party: each for each in account.reads if each.point == point}
    return tuple(last[party] for party in sorted(last))


def last_copy_word(account: Account, of: EntryId, party: PartyId) -> CopyWord | None:
    """A party's last word on whether an account is a copy of another one."""
    words = (each for each in reversed(account.copies) if (each.party, each.of) == (party, of))
    return next(words, None)


def copy_words(account: Account, of: EntryId) -> tuple[CopyWord, ...]:
    """The last word of each party on that, in the order of parties."""
    parties = sorted({each.party for each in account.copies if each.of == of})
    return tuple(word for party in parties if (word := last_copy_word(account, of, party)) is not None)


def is_own_readout(account: Account) -> bool | None:
    """Whether the party whose readout an account is said to be says so itself; None while it has said nothing."""
    said = account.readouts[-1].ours if account.readouts else None
    own = account.readout_of is not None and account.party == account.readout_of
    return True if said is None and own else said


def warnings(account: Account) -> tuple[str, ...]:
    """What does not fit together in the dates that an account gives: codes, as pages say them in words.

    `printed_otherwise`: it prints another date of publication elsewhere. `tells_of_later`: what
    it tells of lies after its publication. `meeting_otherwise`: the day of the meeting is given in two ways.
    """
    found = []
    meeting = [each.on for each in account.dates if each.of == "meeting"]
    printed = [each.on for each in account.dates if each.of == "publication"]
    if any(not _may_be_one(on, account.published_on) for on in printed):
        found.append("printed_otherwise")
    if account.stage == "told" and any(_begins_after(on, account.published_on) for on in [*meeting, account.day or ""]):
        found.append("tells_of_later")
    told = [*meeting, *([account.day] if account.day else [])]
    if any(not _may_be_one(one, other) for one in told for other in told):
        found.append("meeting_otherwise")
    return tuple(found)


def _may_be_one(one: str, other: str) -> bool:
    """Whether two dates, each as exact as it is printed, can be the same day."""
    return one.startswith(other) or other.startswith(one)


def _begins_after(one: str, other: str) -> bool:
    """Whether the first date lies after the second, however exact each is."""
    shorter = min(len(one), len(other))
    return one[:shorter] > other[:shorter]
