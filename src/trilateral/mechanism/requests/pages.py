"""Requests for people: the joint work plan by area and owner, and each request with who said what of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from trilateral.agreement.clocks import Answer, Due
from trilateral.agreement.held import Act
from trilateral.ledger.charter import Charter
from trilateral.ledger.derived import Ordered
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.ledger.fold import Fold
from trilateral.mechanism.requests.about import allegation_spoken_of
from trilateral.mechanism.requests.rules import (
    ANSWER_CLOCK,
    Change,
    Report,
    Request,
    Status,
    asked_of,
    asking,
    change_accepted_by,
    holding,
    is_agreed,
    last_check,
    last_report,
    letters_crossed,
    open_changes,
    status,
    to_do,
    to_verify,
    verifiers,
)
from trilateral.mechanism.requests.terms import running, stands
from trilateral.ui.page import Desk, Matter, Pages, Shown
from trilateral.ui.stretches import stretch
from trilateral.ui.views import EntryView, PartyView, Words

_OVER = frozenset({Status.VERIFIED, Status.CANCELLED, Status.DECLINED})


@dataclass(frozen=True, slots=True)
class Line:
    """One request in the joint work plan.

    Attributes:
        asks: Who asked.
        owners: Whose it is; two where changes crossed.
        due_on: By which day, in the owner's capital.
        term: By when, with what follows for the day of the page; None where no clock runs.
        late: Whether it is over: `yes`, `no` or `undecided`.
    """

    view: EntryView
    href: str
    text: Words
    sort: str
    asks: PartyView
    owners: tuple[PartyView, ...]
    due_on: date | str | None
    term: Due | None
    late: str
    status: str


def _by_day(_fold: Fold, held: Request) -> tuple[str, PartyId]:
    return holding(held)[0].due_on or "9", holding(held)[0].owner


def _waits(_fold: Fold, held: Request) -> bool:
    """Whether anybody may be asked for a word on it."""
    return status(held) not in _OVER or asked_of(held) is not None or to_do(held) is not None


def _in_plan(fold: Fold, each: Request, charter: Charter) -> tuple[object, ...]:
    """Where a request stands in the joint work plan: by area, then by owner and day."""
    named = {area: number for number, area in reversed(list(enumerate([*charter.agenda, *charter.area])))}
    order = {terms.id: number for number, terms in enumerate(charter.parties)}
    area, owner = each.area, holding(each)[0].owner
    key = (area.lang, area.text) if area else ("", "")
    number = len(named) if area is None else named.get(area, len(named))
    return area is None, number, key, order.get(owner, len(order)), *_by_day(fold, each)


def _is_read(fold: Fold, held: Request) -> bool:
    found = fold.verdict(held.id)
    return found is not None and found.entry is not None


_WAITING = Ordered("requests", _by_day, only=_waits)
_PLAN = Ordered("requests", _in_plan, only=_is_read)
_PLAN_NOW = Ordered("requests", _in_plan, only=lambda fold, held: _is_read(fold, held) and status(held) not in _OVER)


def planned(desk: Desk, *, whole: bool = True) -> Sequence[Request]:
    """Return the joint work plan in its order: by area, then by owner and day.

    Areas stand in the order in which the charter names them, then others, then what has none.

    Args:
        whole: With what is verified, declined or cancelled.
    """
    return (_PLAN if whole else _PLAN_NOW).of(desk.fold, desk.charter)


def by_area(desk: Desk, requests: Iterable[Request]) -> list[tuple[Words | None, list[Line]]]:
    """Return requests as lines under their areas. They must stand in the order of the plan."""
    found: list[tuple[Words | None, list[Line]]] = []
    for area, held in groupby(requests, key=lambda each: each.area):
        lines = [line for each in held if (line := _line(desk, each)) is not None]
        found.append((None if area is None else desk.words(area), lines))
    return found


def _line(desk: Desk, request: Request) -> Line | None:
    view = desk.entry(request.id)
    if view is None:
        return None
    term, found, held = running(desk, request), stands(desk, request).status, holding(request)
    return Line(
        view=view,
        href=desk.subject_href(request.id),
        text=desk.words(request.text),
        sort=desk.term(request.sort, "sort"),
        asks=desk.party_view(request.party),
        owners=tuple(desk.party_view(party) for party in dict.fromkeys(each.owner for each in held)),
        due_on=None if held[0].due_on is None else desk.day(held[0].due_on),
        term=term,
        late=Answer.NO.value if term is None else desk.late(term).value,
        status=desk.term(found.value, "request"),
    )


def index(desk: Desk) -> Shown:
    """The joint work plan."""
    part = stretch(desk, planned(desk), "requests")
    return Shown(
        "requests/list.html",
        desk.gettext("Joint work plan"),
        {
            "areas": by_area(desk, part.rows),
            "part": part,
            "ask_href": desk.sign_href("requests.made") if desk.may_sign else "",
        },
    )


def show(desk: Desk, subject: EntryId) -> Shown | None:
    """One request."""
    held = desk.fold.state(subject)
    view = desk.entry(subject)
    if not isinstance(held, Request) or view is None:
        return None
    found = status(held)
    work, owner = to_do(held), asked_of(held)
    carried, on = held.carries_out, allegation_spoken_of(desk, held)
    return Shown(
        "requests/show.html",
        name(desk, subject),
        {
            "view": view,
            "status": desk.term(found.value, "request"),
            "sort": desk.term(held.sort, "sort"),
            "text": desk.words(held.text),
            "asks": desk.party_view(held.party),
            "area": None if held.area is None else desk.words(held.area),
            "holding": [
                (desk.party_view(each.owner), None if each.due_on is None else desk.day(each.due_on))
                for each in holding(held)
            ],
            "joint": held.joint,
            "meeting": None if held.meeting is None else (desk.ref(held.meeting), desk.subject_href(held.meeting)),
            "allegation": None if on is None else (desk.ref(on), desk.subject_href(on)),
            "carries_out": None
            if carried is None
            else (f"{desk.ref(carried.text)}#{carried.number}", desk.entry(carried.text)),
            "adopted_for": [desk.party_view(party) for party in carried.adopted_for] if carried else [],
            "not_bound": [desk.party_view(party) for party in held.parties if party not in carried.adopted_for]
            if carried
            else [],
            "verified_by": [desk.party_view(party) for party in verifiers(held, holding(held)[0].owner)],
            "no_answer": None if owner is None else desk.silence(owner, subject, ANSWER_CLOCK),
            "no_report": None
            if work is None or work.due_on is None
            else desk.silence_on(desk.due_on(work.owner, work.due_on), desk.received_at(work.owner, subject)),
            "crossed": [_letter(desk, pair) for pair in letters_crossed(held)],
            "words": _words(desk, held),
            "changes": [_change(desk, held, each) for each in held.changes],
            "reports": [_report(desk, held, each) for each in held.reports],
            "acts": _acts(desk, held),
        },
    )


def _letter(desk: Desk, pair: tuple[Act, Act]) -> tuple[tuple[PartyView, EntryView | None], ...]:
    return tuple((desk.party_view(act.party), desk.entry(act.entry)) for act in pair)


def _words(desk: Desk, held: Request) -> list[tuple[EntryView | None, str, Words | None]]:
    """Answers, replies and cancellations in the order of claimed times."""
    said = [(each.entry, desk.term(each.word, "request"), each.text) for each in held.answers]
    said += [(each.entry, desk.gettext("said"), each.text) for each in held.replies]
    said += [(each.entry, desk.term("cancelled", "request"), each.why) for each in held.cancellations]
    shown = [(desk.entry(entry), word, None if text is None else desk.words(text)) for entry, word, text in said]
    return sorted(
        shown, key=lambda each: ("", "") if each[0] is None else (each[0].claimed_at.isoformat(), each[0].ref)
    )


def _change(desk: Desk, held: Request, change: Change) -> dict[str, object]:
    accepted = change_accepted_by(held, change)
    waiting = next((missing for each, missing in open_changes(held) if each == change), ())
    return {
        "view": desk.entry(change.entry),
        "owner": desk.party_view(change.owner),
        "due_on": None if change.due_on is None else desk.day(change.due_on),
        "why": None if change.why is None else desk.words(change.why),
        "concerned": [(desk.party_view(party), party in accepted) for party in change.concerned],
        "agreed": is_agreed(held, change),
        "accept_href": desk.sign_href("requests.change_accepted", held.id, change=desk.ref(change.entry))
        if desk.may_sign and desk.party in waiting
        else "",
    }


def _report(desk: Desk, held: Request, report: Report) -> dict[str, object]:
    counting = verifiers(held, report.party)
    others = [party for party in held.parties if party != report.party]
    checks = []
    for party in others:
        last = last_check(held, report, party)
        if last is not None or party in counting:
            checks.append(
                {
                    "party": desk.party_view(party),
                    "counts": party in counting,
                    "word": "" if last is None else desk.term(last.word, "request"),
                    "view": None if last is None else desk.entry(last.entry),
                    "text": None if last is None or last.text is None else desk.words(last.text),
                }
            )
    about = {"report": desk.ref(report.entry)}
    can = desk.may_sign and desk.party in others
    return {
        "view": desk.entry(report.entry),
        "text": None if report.text is None else desk.words(report.text),
        "checks": checks,
        "verify_href": desk.sign_href("requests.verified", held.id, **about) if can else "",
        "dispute_href": desk.sign_href("requests.disputed", held.id, **about) if can else "",
    }


def _acts(desk: Desk, held: Request) -> list[tuple[str, str, str]]:
    """What the reader can sign now: kind, address, and to what a signature would bind."""
    if not desk.may_sign:
        return []
    found, mine = status(held), desk.party in {each.owner for each in holding(held)}
    kinds: list[tuple[str, str]] = []
    if mine and found in {Status.ASKED, Status.DECLINED}:
        by = holding(held)[0].due_on
        kinds.append(("requests.accepted", _binds(desk, by)))
    if mine and found in {Status.ACCEPTED, Status.DISPUTED, Status.CROSSED}:
        kinds.append(("requests.done", desk.gettext("You say that it is done. Others say whether it was.")))
    if mine and found in {Status.ASKED, Status.ACCEPTED, Status.DISPUTED, Status.DONE, Status.CROSSED}:
        kinds.append(("requests.declined", desk.gettext("You will not do it. You can accept it later.")))
    if found not in {Status.VERIFIED, Status.CANCELLED} and (mine or desk.party in asking(held)):
        kinds.append(
            ("requests.change_proposed", desk.gettext("It holds when all whom it concerns have signed it, not before."))
        )
    if desk.party == held.party and held.carries_out is None and found not in {Status.VERIFIED, Status.CANCELLED}:
        kinds.append(("requests.cancelled", desk.gettext("You do not ask any more. What was said stays readable.")))
    if desk.party in held.parties:
        kinds.append(("requests.replied", desk.gettext("Words only: nothing is accepted or verified by them.")))
    return [(kind, desk.sign_href(kind, held.id), binds) for kind, binds in kinds]


def _binds(desk: Desk, due_on: str | None) -> str:
    if due_on is None:
        return desk.gettext("You undertake to do it. No day was asked for.")
    return desk.gettext("You undertake to do it by %(day)s.", day=desk.day(due_on))


def matters(desk: Desk) -> Iterator[Matter]:
    """What is to be answered, done, verified or agreed."""
    for held in _WAITING.of(desk.fold):
        entry = desk.read(held.id)
        if entry is None:
            continue
        ref, href = desk.ref(held.id), desk.subject_href(held.id)
        now, owner, work = stands(desk, held)
        said_at, words = entry.header.claimed_at, desk.words(held.text)
        if owner is not None:
            received = desk.received_at(owner, held.id)
            what = _answer_wanted(desk, held, ref)
            yield Matter(owner, what, href, held.party, said_at, received, term=running(desk, held), words=words)
        elif work is not None:
            what = _work_wanted(desk, held, ref)
            term = None if work.due_on is None else desk.due_on(work.owner, work.due_on)
            received = desk.received_at(work.owner, held.id)
            yield Matter(work.owner, what, href, held.party, said_at, received, term=term, words=words)
        if now not in _OVER:
            yield from _words_wanted(desk, held, ref, href)


def _answer_wanted(desk: Desk, held: Request, ref: str) -> str:
    on = allegation_spoken_of(desk, held)
    if on is None:
        return desk.gettext("Accept or decline request %(ref)s", ref=ref)
    return desk.gettext(
        "Accept or decline request %(ref)s for information on allegation %(on)s", ref=ref, on=desk.ref(on)
    )


def _work_wanted(desk: Desk, held: Request, ref: str) -> str:
    on = allegation_spoken_of(desk, held)
    if on is None:
        return desk.gettext("Do what request %(ref)s asks for", ref=ref)
    return desk.gettext(
        "Give the information on allegation %(on)s that request %(ref)s asks for", ref=ref, on=desk.ref(on)
    )


def _words_wanted(desk: Desk, held: Request, ref: str, href: str) -> Iterator[Matter]:
    """Signatures that changes lack, and words on the last report."""
    for change, lacking in open_changes(held):
        proposed = desk.read(change.entry)
        for party in lacking:
            what = desk.gettext("Agree to a change of request %(ref)s, or not", ref=ref)
            since = None if proposed is None else proposed.header.claimed_at
            yield Matter(party, what, href, change.party, since, desk.received_at(party, change.entry))
    report = last_report(held, holding(held)[0].owner)
    if report is not None:
        reported = desk.read(report.entry)
        since = None if reported is None else reported.header.claimed_at
        for party in to_verify(held):
            what = desk.gettext("Say whether request %(ref)s was done", ref=ref)
            yield Matter(party, what, href, report.party, since, desk.received_at(party, report.entry))
    if stands(desk, held).status is Status.CROSSED:
        parties: set[PartyId] = {act.party for pair in letters_crossed(held) for act in pair}
        for party in sorted(parties):
            what = desk.gettext("Letters on request %(ref)s crossed: say what holds", ref=ref)
            yield Matter(party, what, href)


def name(desk: Desk, subject: EntryId) -> str:
    """What to call it."""
    return desk.gettext("Request %(ref)s", ref=desk.ref(subject))


PAGES = Pages("requests", "Joint work", index, show, matters, name)
