"""Allegations for people: each point beside its answer, or beside the empty line where none is."""

from collections.abc import Iterator
from dataclasses import dataclass

from trilateral.agreement.clocks import due_at
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.allegations.rules import (
    ANSWER_CLOCK,
    Allegation,
    Said,
    asked_of,
    last_answers,
    open_points,
    status,
)
from trilateral.ui.page import Desk, Matter, Pages, Shown
from trilateral.ui.views import EntryView, Silence, Words


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to a point.

    Attributes:
        word: Such as "denied without detail", in the reader's language.
        text: What was said beside it.
        view: The entry.
        counter: The allegation that it answers with.
    """

    word: str
    text: Words | None
    view: EntryView | None
    counter: EntryView | None


@dataclass(frozen=True, slots=True)
class Point:
    """One point: what is alleged, and what answered it.

    Attributes:
        number: From 1, as people count.
        earlier: Answers that the last one replaced.
        silence: In place of an answer.
        answer_href: Where it can be answered, by whoever can.
    """

    number: int
    text: Words
    answer: Answer | None
    earlier: tuple[Answer, ...]
    silence: Silence | None
    answer_href: str


def _all(desk: Desk) -> list[Allegation]:
    """All allegations, the last filed first."""
    held: list[Allegation] = list(desk.fold.subjects("allegations").values())
    return sorted(held, key=lambda a: (_filed(desk, a), a.id), reverse=True)


def _filed(desk: Desk, allegation: Allegation) -> str:
    entry = desk.read(allegation.id)
    return "" if entry is None else entry.header.claimed_at.isoformat()


def index(desk: Desk) -> Shown:
    """The list."""
    lines = [
        {
            "view": desk.entry(each.id),
            "href": desk.subject_href(each.id),
            "first": desk.words(each.points[0]),
            "points": len(each.points),
            "open": len(open_points(each)),
            "status": desk.term(status(each).value, "allegation"),
        }
        for each in _all(desk)
    ]
    return Shown(
        "allegations/list.html",
        desk.gettext("Allegations"),
        {"lines": lines, "file_href": desk.sign_href("allegations.filed") if desk.may_sign else ""},
    )


def show(desk: Desk, subject: EntryId) -> Shown | None:
    """One allegation."""
    held = desk.fold.state(subject)
    view = desk.entry(subject)
    if not isinstance(held, Allegation) or view is None:
        return None
    repeats = [each for each in _all(desk) if each.repeats == subject]
    return Shown(
        "allegations/show.html",
        name(desk, subject),
        {
            "view": view,
            "status": desk.term(status(held).value, "allegation"),
            "against": desk.party_view(held.against),
            "proxy": None if held.proxy is None else desk.words(held.proxy),
            "norm": None if held.norm is None else desk.words(held.norm),
            "demand": None if held.demand is None else desk.words(held.demand),
            "points": _points(desk, held),
            "remarks": [(desk.words(r.text), desk.entry(r.entry)) for r in held.remarks],
            "withdrawn": None if held.withdrawal is None else desk.entry(held.withdrawal.entry),
            "withdrawn_why": desk.words(held.withdrawal.why) if held.withdrawal and held.withdrawal.why else None,
            "meeting": None if held.meeting is None else (desk.ref(held.meeting), desk.subject_href(held.meeting)),
            "before": _chain(desk, held),
            "after": [(desk.entry(each.id), desk.subject_href(each.id)) for each in repeats],
            "remark_href": desk.sign_href("allegations.remarked", subject) if desk.may_sign else "",
            "withdraw_href": desk.sign_href("allegations.withdrawn", subject)
            if desk.may_sign and held.party == desk.party and held.withdrawal is None
            else "",
        },
    )


def _points(desk: Desk, held: Allegation) -> list[Point]:
    points = []
    for number, (text, last) in enumerate(zip(held.points, last_answers(held), strict=True)):
        earlier = [a for a in held.answers if a.point == number and a is not last]
        mine = desk.may_sign and held.against == desk.party and held.withdrawal is None
        points.append(
            Point(
                number + 1,
                desk.words(text),
                None if last is None else _answer(desk, last),
                tuple(_answer(desk, each) for each in earlier),
                desk.silence(held.against, held.id, ANSWER_CLOCK) if last is None else None,
                desk.sign_href("allegations.answered", held.id, point=number) if mine else "",
            )
        )
    return points


def _answer(desk: Desk, said: Said) -> Answer:
    return Answer(
        desk.term(said.answer, "answer"),
        None if said.text is None else desk.words(said.text),
        desk.entry(said.entry),
        None if said.counter is None else desk.entry(said.counter),
    )


def _chain(desk: Desk, held: Allegation) -> list[tuple[EntryView | None, str]]:
    """Earlier allegations that it repeats, the nearest first."""
    chain: list[tuple[EntryView | None, str]] = []
    seen = {held.id}
    named = held.repeats
    while named is not None and named not in seen:
        seen.add(named)
        chain.append((desk.entry(named), desk.subject_href(named)))
        earlier = desk.fold.state(named)
        named = earlier.repeats if isinstance(earlier, Allegation) else None
    return chain


def matters(desk: Desk) -> Iterator[Matter]:
    """Points that nobody has answered."""
    for held in _all(desk):
        asked = asked_of(held)
        entry = desk.read(held.id)
        if asked is None or entry is None:
            continue
        points = [number + 1 for number in open_points(held)]
        received = desk.received_at(asked, held.id)
        yield Matter(
            of=asked,
            what=desk.ngettext(
                "Answer point %(points)s of allegation %(ref)s",
                "Answer points %(points)s of allegation %(ref)s",
                len(points),
                points=desk.numbers(points),
                ref=desk.ref(held.id),
            ),
            href=desk.subject_href(held.id),
            by=held.party,
            since_at=entry.header.claimed_at,
            received_at=received,
            due_at=due_at(received, desk.charter.clock(ANSWER_CLOCK)),
        )


def name(desk: Desk, subject: EntryId) -> str:
    """What to call it."""
    return desk.gettext("Allegation %(ref)s", ref=desk.ref(subject))


PAGES = Pages("allegations", "Allegations", index, show, matters, name)
