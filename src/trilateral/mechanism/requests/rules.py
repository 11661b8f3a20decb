"""What the request entries mean. Who asks, who does it and who says that it was done are different words.

The state keeps what each party said. Where it matters whether two acts crossed, it keeps with the
act how far its author had seen the others' (`knew`); with a change, which agreed changes its author
knew of (`after`), and to what the request comes with it. What follows is a question to the state.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

import msgspec

from trilateral.agreement import clocks
from trilateral.agreement.acceptance import agreed, missing
from trilateral.agreement.adoption import Carried, Item, adopted_item, carried_by
from trilateral.agreement.clocks import Due, day_named
from trilateral.agreement.held import Act, Seen, knows, only_seen, ordered, seen_by
from trilateral.ledger.entry import Body, Entry, EntryId, PartyId, Text
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.requests.entries import (
    ChangeAccepted,
    ChangeProposed,
    RequestAccepted,
    RequestCancelled,
    RequestDeclined,
    RequestDisputed,
    RequestDone,
    RequestMade,
    RequestReplied,
    RequestVerified,
)

ANSWER_CLOCK = "requests.answer"
"""Name of the charter's clock for accepting or declining. It starts when the owner provably received the request."""


class Answered(Act, frozen=True):
    """An owner's word: `accepted` or `declined`."""

    word: str
    text: Text | None
    knew: tuple[Seen, ...]


class Reply(Act, frozen=True):
    """What a party said about it."""

    text: Text


class Change(Act, frozen=True):
    """Another owner, another day, or both. Its author accepted it by proposing it.

    Attributes:
        owner: Whose the request is with it.
        due_on: By which day it is to be done with it.
        concerned: Whose acceptance it takes: who was to do it, who is to do it and who asked; of an adopted item, in
            place of whoever asked all for whom it was adopted.
        after: The agreed changes that held before, as its author knew.
    """

    owner: PartyId
    due_on: str | None
    why: Text | None
    concerned: tuple[PartyId, ...]
    after: tuple[EntryId, ...]
    knew: tuple[Seen, ...]


class ChangeWord(Act, frozen=True):
    """A party accepts a change."""

    change: EntryId
    knew: tuple[Seen, ...]


class Report(Act, frozen=True):
    """An owner reports that it is done."""

    text: Text | None
    knew: tuple[Seen, ...]


class Check(Act, frozen=True):
    """A party's word on a report: `verified` or `disputed`."""

    word: str
    report: EntryId
    text: Text | None


class Cancellation(Act, frozen=True):
    """Who asked does not ask any more."""

    why: Text | None
    knew: tuple[Seen, ...]


Spoken: TypeAlias = Answered | Change | ChangeWord | Report | Cancellation
"""Acts with which is kept how far their authors had seen the others'."""


class Request(msgspec.Struct, frozen=True):
    """One request, as the record stands. Acts stand in the order of parties, and for each in that of its log.

    Attributes:
        id: The entry that made it.
        party: Who asks.
        parties: Those that the charter binds under which it was made.
        owner: Who was asked at first.
        due_on: By which day it was to be done at first.
        joint: Whether every party but the owner verifies it; of an adopted item, every other for which it was adopted.
        carries_out: The adopted item: then it needs no acceptance of an owner for whom it was adopted, is verified by
            all for whom it was, and takes all these to change.
        crossed: Parties that spoke here on both branches of a log that they showed in two ways.
    """

    id: EntryId
    party: PartyId
    parties: tuple[PartyId, ...]
    sort: str
    owner: PartyId
    text: Text
    area: Text | None
    due_on: str | None
    joint: bool
    meeting: EntryId | None
    carries_out: Carried | None
    answers: tuple[Answered, ...] = ()
    replies: tuple[Reply, ...] = ()
    changes: tuple[Change, ...] = ()
    change_words: tuple[ChangeWord, ...] = ()
    reports: tuple[Report, ...] = ()
    checks: tuple[Check, ...] = ()
    cancellations: tuple[Cancellation, ...] = ()
    crossed: tuple[PartyId, ...] = ()


class Status(StrEnum):
    """Where a request stands, whatever the time."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DONE = "done"  # as its owner says
    VERIFIED = "verified"
    DISPUTED = "disputed"
    CANCELLED = "cancelled"
    CROSSED = "crossed"


_ACTS = ("answers", "replies", "changes", "change_words", "reports", "checks", "cancellations")
_OPEN = frozenset({Status.ASKED, Status.ACCEPTED, Status.DISPUTED})


def objection(held: Request | None, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Say why `entry` has no effect on `held`, or None if it has one.

    A node asks this twice: before its own party signs, and of every entry that any
    party has signed. What the author had not seen is taken out of `held` first.

    Args:
        held: The request so far; None before it is made.
        entry: Signed, parsed and about `held`, but otherwise anything at all.
        facts: What the author could know.
    """
    body: Body = entry.body
    if isinstance(body, RequestMade):
        if held is not None or entry.header.subject is not None:
            return Objection("requests.made_already")
        return _objection_to_request(body, entry, facts)
    if held is None:
        return Objection("requests.not_found")
    if isinstance(body, RequestReplied):
        return None
    known = only_seen(held, _ACTS, facts)
    found = status(known)
    if found is Status.CANCELLED:
        return Objection("requests.cancelled_before")
    if isinstance(body, RequestVerified | RequestDisputed):
        return _objection_to_check(known, body, entry.party, facts)
    if found is Status.VERIFIED:
        return Objection("requests.verified_before")
    return _objection_to_open(known, body, entry.party, facts)


def _objection_to_open(known: Request, body: Body, party: PartyId, facts: Facts) -> Objection | None:
    """What is against an act on a request that is neither cancelled nor verified, as far as its author knew."""
    match body:
        case RequestAccepted() | RequestDeclined() | RequestDone():
            return _objection_to_owner(known, body, party)
        case ChangeProposed():
            return _objection_to_change(known, body, party)
        case ChangeAccepted():
            return _objection_to_acceptance(known, body, party, facts)
        case RequestCancelled():
            if known.carries_out is not None:
                return Objection("requests.adopted_by_all")
            yours = party == known.party
            return None if yours else Objection("requests.not_yours_to_cancel", (("party", known.party),))
    return Objection("requests.not_found")


def _objection_to_request(body: RequestMade, entry: Entry[Any], facts: Facts) -> Objection | None:
    item = adopted_item(entry, facts, "request")
    if isinstance(item, Objection):
        return item
    if item is not None and _differs(body, item):
        return Objection("requests.not_as_adopted", (("item", item.number),))
    asks = "" if item is not None and body.owner in item.adopted_for else entry.party
    wrong = _objection_to_owner_named(body.owner, asks, facts.parties)
    wrong = wrong or _objection_to_day(body.due_on)
    if wrong is not None or body.meeting is None:
        return wrong
    seen = facts.saw(body.meeting)
    if seen is None:
        return Objection("requests.not_seen", (("entry", body.meeting),))
    is_meeting = seen.header.kind.startswith("meetings.proposed/")
    return None if is_meeting else Objection("requests.not_a_meeting", (("kind", seen.header.kind),))


def _differs(body: RequestMade, item: Item) -> bool:
    """Whether it asks for something else than what was adopted."""
    signed = tuple(getattr(item.terms, name, None) for name in ("of", "work", "text", "due_on"))
    return signed != (body.owner, body.sort, body.text, body.due_on)


def _objection_to_owner_named(owner: PartyId, asks: PartyId, parties: tuple[PartyId, ...]) -> Objection | None:
    if owner not in parties:
        return Objection("requests.not_a_party", (("party", owner),))
    return Objection("requests.of_oneself") if owner == asks else None


def _objection_to_day(day: str | None) -> Objection | None:
    return Objection("requests.no_such_day", (("day", day),)) if day is not None and day_named(day) is None else None


def _objection_to_owner(
    known: Request, body: RequestAccepted | RequestDeclined | RequestDone, party: PartyId
) -> Objection | None:
    owners = tuple(sorted({each.owner for each in holding(known)}))
    if party not in owners:
        return Objection("requests.not_yours_to_answer", (("party", ", ".join(owners)),))
    word = last_word(known, party)
    if isinstance(body, RequestAccepted):
        return Objection("requests.accepted_already") if word in {"accepted", "done"} else None
    if isinstance(body, RequestDeclined):
        return Objection("requests.declined_already") if word == "declined" else None
    if word in {None, "declined"}:
        return Objection("requests.not_accepted")
    report = last_report(known, party)
    open_report = word == "done" and report is not None and not _disputed(known, report)
    return Objection("requests.done_already") if open_report else None


def _objection_to_change(known: Request, body: ChangeProposed, party: PartyId) -> Objection | None:
    now = holding(known)
    if party not in {*asking(known), *(each.owner for each in now)}:
        return Objection("requests.not_yours_to_change")
    if body.owner is None and body.due_on is None:
        return Objection("requests.says_nothing")
    asks = "" if known.carries_out else known.party
    wrong = None if body.owner is None else _objection_to_owner_named(body.owner, asks, known.parties)
    wrong = wrong or _objection_to_day(body.due_on)
    if wrong is not None:
        return wrong
    owners, days = {each.owner for each in now}, {each.due_on for each in now}
    if (body.owner is None and len(owners) > 1) or (body.due_on is None and len(days) > 1):
        return Objection(
            "requests.change_incomplete"
        )  # two changes crossed, and it does not say which of the two holds
    if {body.owner or next(iter(owners))} == owners and {body.due_on or next(iter(days))} == days:
        return Objection("requests.changes_nothing")
    return None


def _objection_to_acceptance(known: Request, body: ChangeAccepted, party: PartyId, facts: Facts) -> Objection | None:
    if facts.saw(body.change) is None:
        return Objection("requests.not_seen", (("entry", body.change),))
    change = next((each for each in known.changes if each.entry == body.change), None)
    if change is None:
        return Objection("requests.no_such_change")
    if party not in change.concerned:
        return Objection("requests.not_yours_to_change")
    if party in change_accepted_by(known, change):
        return Objection("requests.accepted_already")
    if tuple(each.entry for each in _last_changes(known)) != change.after:
        return Objection("requests.changed_before")
    return None


def _objection_to_check(
    known: Request, body: RequestVerified | RequestDisputed, party: PartyId, facts: Facts
) -> Objection | None:
    if facts.saw(body.report) is None:
        return Objection("requests.not_seen", (("entry", body.report),))
    report = next((each for each in known.reports if each.entry == body.report), None)
    if report is None:
        return Objection("requests.no_such_report")
    if report.party == party:
        return Objection("requests.not_yours_to_verify")
    word = "verified" if isinstance(body, RequestVerified) else "disputed"
    last = last_check(known, report, party)
    if last is not None and last.word == word:
        return Objection("requests.said_already")
    taken_back = last_report(known, report.party) != report or last_word(known, report.party) == "declined"
    return Objection("requests.taken_back") if word == "verified" and taken_back else None


def apply(held: Request | None, entry: Entry[Any], facts: Facts) -> Request | None:
    """Return `held` as it stands after `entry`, to which there is no objection."""
    body: Body = entry.body
    if isinstance(body, RequestMade):
        what = (body.sort, body.owner, body.text, body.area, body.due_on)
        carried = carried_by(entry, facts, "request")
        joint = body.joint or carried is not None
        return Request(entry.id, entry.party, facts.parties, *what, joint, body.meeting, carried)
    if held is None:
        return None
    name, act = _act(held, entry, facts)
    if act is None:
        return held
    changed: Request = msgspec.structs.replace(held, **{name: ordered((*getattr(held, name), act))})
    if any(each.party == act.party and facts.saw(each.entry) is None for row in _ACTS for each in getattr(held, row)):
        # Who does not know what stands in its own log has another log than the one shown here.
        return msgspec.structs.replace(changed, crossed=tuple(sorted({*held.crossed, act.party})))
    return changed


def _act(held: Request, entry: Entry[Any], facts: Facts) -> tuple[str, Act | None]:
    """What the state keeps of an entry, and in which of its rows."""
    at = (entry.id, entry.party, entry.index)
    match entry.body:
        case RequestAccepted(text=text):
            return "answers", Answered(*at, "accepted", text, _knew(held, entry, facts))
        case RequestDeclined(why=why):
            return "answers", Answered(*at, "declined", why, _knew(held, entry, facts))
        case RequestReplied(text=text):
            return "replies", Reply(*at, text)
        case ChangeProposed():
            known = only_seen(held, _ACTS, facts)
            return "changes", _change(known, entry.body, at, _knew(held, entry, facts))
        case ChangeAccepted(change=change):
            return "change_words", ChangeWord(*at, change, _knew(held, entry, facts))
        case RequestDone(text=text):
            return "reports", Report(*at, text, _knew(held, entry, facts))
        case RequestVerified(report=report, text=text):
            return "checks", Check(*at, "verified", report, text)
        case RequestDisputed(report=report, text=text):
            return "checks", Check(*at, "disputed", report, text)
        case RequestCancelled(why=why):
            return "cancellations", Cancellation(*at, why, _knew(held, entry, facts))
    return "", None


def _change(known: Request, body: ChangeProposed, at: tuple[EntryId, PartyId, int], knew: tuple[Seen, ...]) -> Change:
    now = holding(known)
    owner, due_on = body.owner or now[0].owner, body.due_on or now[0].due_on
    concerned = tuple(sorted({*asking(known), owner, *(each.owner for each in now)}))
    after = tuple(each.entry for each in _last_changes(known))
    return Change(*at, owner, due_on, body.why, concerned, after, knew)


def _knew(held: Request, entry: Entry[Any], facts: Facts) -> tuple[Seen, ...]:
    return seen_by(entry.party, (act for row in _ACTS for act in getattr(held, row)), facts)


def asking(request: Request) -> tuple[PartyId, ...]:
    """Who asks: its author; of an adopted item all for whom the text was adopted, whoever opened it."""
    if request.carries_out is None:
        return (request.party,)
    return tuple(party for party in request.parties if party in request.carries_out.adopted_for)


class Holds(msgspec.Struct, frozen=True):
    """Whose a request is, and by which day it is to be done."""

    owner: PartyId
    due_on: str | None


def holding(request: Request) -> tuple[Holds, ...]:
    """What holds after all agreed changes. More than one where two of them crossed."""
    last = _last_changes(request)
    if not last:
        return (Holds(request.owner, request.due_on),)
    found = {(each.owner, each.due_on or ""): Holds(each.owner, each.due_on) for each in last}
    return tuple(found[key] for key in sorted(found))


def change_accepted_by(request: Request, change: Change) -> tuple[PartyId, ...]:
    """The parties concerned that accept a change."""
    said = {change.party, *(each.party for each in request.change_words if each.change == change.entry)}
    return tuple(party for party in change.concerned if party in said)


def is_agreed(request: Request, change: Change) -> bool:
    """Whether all whom a change concerns have signed it."""
    return agreed(change.concerned, change_accepted_by(request, change))


def open_changes(request: Request) -> tuple[tuple[Change, tuple[PartyId, ...]], ...]:
    """Changes that can still be agreed, each with those whose acceptance it lacks."""
    after = tuple(each.entry for each in _last_changes(request))
    waiting = (each for each in request.changes if each.after == after and not is_agreed(request, each))
    return tuple((each, missing(each.concerned, change_accepted_by(request, each))) for each in waiting)


def _last_changes(request: Request) -> tuple[Change, ...]:
    """Agreed changes after which no other was agreed, in the order of their ids."""
    found = [each for each in request.changes if is_agreed(request, each)]
    before = {earlier for each in found for earlier in each.after}
    return tuple(sorted((each for each in found if each.entry not in before), key=lambda each: each.entry))


def last_word(request: Request, party: PartyId) -> str | None:
    """A party's last word as an owner: accepted, declined, done, or None if it gave none."""
    act = _last_act(request, party)
    if act is not None:
        return act.word if isinstance(act, Answered) else "done" if isinstance(act, Report) else "accepted"
    adopted_for = () if request.carries_out is None else request.carries_out.adopted_for
    return "accepted" if party == request.owner and party in adopted_for else None


def _last_act(request: Request, party: PartyId) -> Answered | Change | ChangeWord | Report | None:
    """An owner's last act; that it accepted an agreed change by which it is the owner is one too."""
    mine = {each.entry for each in request.changes if each.owner == party and is_agreed(request, each)}
    acts: list[Answered | Change | ChangeWord | Report] = [each for each in request.answers if each.party == party]
    acts += [each for each in request.reports if each.party == party]
    acts += [each for each in request.changes if each.party == party and each.entry in mine]
    acts += [each for each in request.change_words if each.party == party and each.change in mine]
    return max(acts, key=lambda act: (act.index, act.entry), default=None)


def last_report(request: Request, party: PartyId) -> Report | None:
    """An owner's last report that it is done."""
    return next((each for each in reversed(request.reports) if each.party == party), None)


def last_check(request: Request, report: Report, party: PartyId) -> Check | None:
    """A party's last word on a report."""
    words = (each for each in reversed(request.checks) if each.party == party and each.report == report.entry)
    return next(words, None)


def verifiers(request: Request, owner: PartyId) -> tuple[PartyId, ...]:
    """Whose word says whether it was done: that of whoever asked, or of every party but the owner."""
    others = tuple(party for party in request.parties if party != owner)
    if request.carries_out is not None:
        return tuple(party for party in asking(request) if party != owner) or others
    return others if request.joint else (request.party,)


def _check_words(request: Request, report: Report) -> list[str | None]:
    found = (last_check(request, report, party) for party in verifiers(request, report.party))
    return [None if each is None else each.word for each in found]


def _disputed(request: Request, report: Report) -> bool:
    return "disputed" in _check_words(request, report)


def letters_crossed(request: Request) -> tuple[tuple[Act, Act], ...]:
    """Acts of which neither author knew the other, and which cannot both stand."""
    pairs: list[tuple[Act, Act]] = []
    owners = {each.owner for each in holding(request)}
    for party in request.parties:
        act = _last_act(request, party)
        if act is None:
            continue
        if isinstance(act, Answered) and act.word == "declined":
            pairs += [(check, act) for check in _verified_unknown_to(request, act)]
        else:
            pairs += [(each, act) for each in request.cancellations[-1:] if not _in_order(each, act)]
        if isinstance(act, Report) and not request.cancellations and party not in owners:
            pairs += [(change, act) for change in _changes_unknown_to(request, act)]
    last = _last_changes(request)
    return (*pairs, *((last[0], each) for each in last[1:] if len(holding(request)) > 1))


def _in_order(one: Spoken, other: Spoken) -> bool:
    """Whether the author of one of the two knew the other."""
    return knows(one.knew, other) or knows(other.knew, one)


def _verified_unknown_to(request: Request, declined: Answered) -> tuple[Check, ...]:
    """Words that verified a report while its author was taking it back."""
    report = last_report(request, declined.party)
    if report is None:
        return ()
    checks = (last_check(request, report, party) for party in verifiers(request, declined.party))
    return tuple(c for c in checks if c is not None and c.word == "verified" and not knows(declined.knew, c))


def _changes_unknown_to(request: Request, report: Report) -> tuple[Change, ...]:
    """Changes that made another the owner while a report was signed, until whoever asked says a word on the report."""
    if last_check(request, report, request.party) is not None:
        return ()
    accepted = {
        **{each.change: each.index for each in request.change_words if each.party == report.party},
        **{each.entry: each.index for each in request.changes if each.party == report.party},
    }
    last = _last_changes(request)
    return tuple(each for each in last if accepted.get(each.entry, report.index) < report.index)


def status(request: Request) -> Status:
    """Where it stands, on nobody's word but each party's own."""
    if request.crossed or letters_crossed(request):
        return Status.CROSSED
    if request.cancellations:
        return Status.CANCELLED
    owner = holding(request)[0].owner
    word = last_word(request, owner)
    if word is None:
        return Status.ASKED
    report = last_report(request, owner)
    if word != "done" or report is None:
        return Status.DECLINED if word == "declined" else Status.ACCEPTED
    words = _check_words(request, report)
    if "disputed" in words:
        return Status.DISPUTED
    return Status.VERIFIED if all(each == "verified" for each in words) else Status.DONE


def asked_of(request: Request) -> PartyId | None:
    """Who is to accept or decline."""
    return holding(request)[0].owner if status(request) is Status.ASKED else None


def to_do(request: Request) -> Holds | None:
    """Whose it is to be done, and by which day, while it has not been reported done or the report is disputed."""
    return holding(request)[0] if status(request) in _OPEN else None


def to_verify(request: Request) -> tuple[PartyId, ...]:
    """Whose word on the last report is missing."""
    if status(request) is not Status.DONE:
        return ()
    owner = holding(request)[0].owner
    report = last_report(request, owner)
    if report is None:
        return ()
    return tuple(each for each in verifiers(request, owner) if last_check(request, report, each) is None)


def unanswered(request: Request, term: Due, as_of: datetime, covered_until: datetime | None = None) -> clocks.Answer:
    """Whether it had not been accepted or declined when the time for that had run out.

    Args:
        term: The charter's clock `requests.answer`, for the owner.
        as_of: The time that is asked about.
        covered_until: Until when the owner's log is known whole.
    """
    return clocks.Answer.NO if asked_of(request) is None else term.late(as_of, covered_until)


def overdue(request: Request, day: Due, as_of: datetime, covered_until: datetime | None = None) -> clocks.Answer:
    """Whether it had not been reported done when its day was over in the owner's capital.

    Args:
        day: That day as a term, for the owner.
        as_of: The time that is asked about.
        covered_until: Until when the owner's log is known whole.
    """
    return clocks.Answer.NO if to_do(request) is None else day.late(as_of, covered_until)
