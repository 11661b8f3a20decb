"""Home: the joint work, what is asked of us and by when, what we wait for, whether the record is consistent, what has changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from trilateral.agreement.clocks import Why
from trilateral.desk import conflicts, deeds
from trilateral.desk.consistency import Standings, consistency
from trilateral.desk.logs import MOST_WORDS, quoting_line_of
from trilateral.desk.news import PARTS, News, Part, news
from trilateral.desk.places import PAGES
from trilateral.desk.reading import Reading
from trilateral.ledger.fold import Verdict
from trilateral.mechanism.meetings.ahead import next_meeting
from trilateral.mechanism.requests.pages import by_area, planned
from trilateral.ui.page import Matter, Shown
from trilateral.ui.steps import READ_AT_ONCE
from trilateral.ui.stretches import PER_PAGE, stretch
from trilateral.ui.views import Asked

URGENT = timedelta(hours=12)
MOST_CHANGES = 12
MOST_WORK = 6
"""Lines of the joint work plan."""
MOST_LINES = 100
_PLAIN = frozenset({Why.NO_CLOCK, Why.RUNNING, Why.OVER})
"""What the time left says already."""


@dataclass(frozen=True, slots=True)
class Looked:
    """How much somebody had seen when they last left.

    Attributes:
        at: When that was.
        sizes: Entries of each log then.
    """

    at: datetime
    sizes: Mapping[str, int]


def open_matters(reading: Reading) -> tuple[Matter, ...]:
    """Return all that any party is asked for and has not given: what has a clock or a beginning first, the soonest first.

    What has begun stands by now, however long ago that was: behind what is overdue. As of an earlier instant, what
    was open then, answered since or not.
    """
    found = [matter for pages in PAGES for matter in pages.matters(reading)]
    found += conflicts.matters(reading)
    found += deeds.matters(reading)
    soonest = [(due_at(matter) or _begins(matter, reading.now), matter) for matter in found]
    return tuple(m for _, m in sorted(soonest, key=lambda e: (e[0] is None, e[0] or e[1].since_at or reading.now)))


def _begins(matter: Matter, now: datetime) -> datetime | None:
    return None if matter.begins_at is None else max(matter.begins_at, now)


def due_at(matter: Matter) -> datetime | None:
    """By when a matter is due; None where no clock runs, or no end of it is known."""
    return matter.due_at if matter.term is None else matter.term.due_at


def home_page(reading: Reading, standings: Standings, looked: Looked | None, of_office: Sequence[Matter] = ()) -> Shown:
    """Return home.

    Args:
        reading: For whom.
        standings: How each party stands with this node.
        looked: What the reader had seen before; None for somebody new.
        of_office: What our own party asks of the reader's office: it stands first, since nobody else can give it.
    """
    matters = open_matters(reading)
    ours = [*of_office, *(each for each in matters if each.of == reading.party)]
    others = [each for each in matters if each.of != reading.party]
    work, changes = planned(reading, whole=False), news(reading, looked.sizes if looked else None)
    return Shown(
        "desk/home.html",
        reading.gettext("Home"),
        {
            "work": by_area(reading, work[:MOST_WORK]),
            "work_more": len(work[MOST_WORK:]),
            "work_href": reading.href("requests"),
            "asked": _asked(reading, ours[:PER_PAGE]),
            "asked_more": len(ours[PER_PAGE:]),
            "asked_href": reading.href("asked", start=PER_PAGE),
            "awaited": _asked(reading, others[:PER_PAGE]),
            "awaited_more": len(others[PER_PAGE:]),
            "awaited_href": reading.href("awaited", start=PER_PAGE),
            "consistency": consistency(reading, standings),
            "consistency_href": reading.href("consistency"),
            "looked": looked,
            "changed": len(changes),
            "counted": _counted(reading, changes),
            "lines": tuple(quoting_line_of(reading, v) for v in _said_last(reading)),
            "changes_href": reading.href("changes"),
            "account_href": reading.href("account"),
            "own_log_href": reading.href("log", reading.party),
            "ahead": next_meeting(reading),
            "meetings_href": reading.href("meetings"),
        },
    )


def asked_page(reading: Reading, of_office: Sequence[Matter] = (), *, of_us: bool) -> Shown:
    """Return all that our party is asked for, or all that it waits for, in the order of home.

    Args:
        reading: For whom.
        of_office: As of `home_page`.
        of_us: What is asked of us, not what we wait for.
    """
    found = [*of_office, *(each for each in open_matters(reading) if (each.of == reading.party) == of_us)]
    part = stretch(reading, found, "asked" if of_us else "awaited")
    return Shown(
        "desk/asked.html",
        reading.gettext("Asked of us") if of_us else reading.gettext("We wait for"),
        {"part": part, "items": _asked(reading, part.rows), "of_us": of_us},
    )


def changes_page(reading: Reading, looked: Looked | None) -> Shown:
    """Return what people have said since the reader looked: all of it, or the part that the address asks for by `only`."""
    changes = news(reading, looked.sizes if looked else None)
    only = next((part for part in PARTS if part == reading.asked("only")), None)
    chosen = changes if only is None else changes.only(only)
    part, counted = stretch(reading, chosen, "changes", keep=("only",), most=MOST_LINES), _counted(reading, changes)
    every = reading.ngettext("%(num)s entry", "%(num)s entries", len(changes))
    return Shown(
        "desk/changes.html",
        reading.gettext("Since you looked"),
        {
            "looked": looked,
            "part": part,
            "lines": tuple(quoting_line_of(reading, v) for v in part.rows),
            "caption": next((each.text for each in counted if each.part == only), every),
            "changed": len(changes),
            "counted": counted,
            "only": only or "",
            "all_href": reading.href("changes"),
        },
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """A part of what is new.

    Attributes:
        text: How many of what, in the reader's language.
        href: Where they are listed.
    """

    part: Part
    count: int
    text: str
    href: str


def _counted(reading: Reading, changes: News) -> tuple[Counted, ...]:
    """What is new, part by part: answers, objections and corrections, and what has no effect if there is any."""
    count: dict[Part, int] = {part: changes.count(part) for part in PARTS}
    text: dict[Part, str] = {
        "answers": reading.ngettext("%(num)s answer", "%(num)s answers", count["answers"]),
        "objections": reading.ngettext("%(num)s objection", "%(num)s objections", count["objections"]),
        "corrections": reading.ngettext("%(num)s correction", "%(num)s corrections", count["corrections"]),
        "without_effect": reading.ngettext("%(num)s without effect", "%(num)s without effect", count["without_effect"]),
    }
    return tuple(
        Counted(part, count[part], text[part], reading.href("changes", only=part))
        for part in PARTS
        if count[part] or part != "without_effect"
    )


def _said_last(reading: Reading) -> list[Verdict]:
    """What people said last about any subject; keys and the charter's acceptance are on the charter's page."""
    said = news(reading, None).last()
    about = (v for v in said if v.entry is None or not v.entry.header.kind.startswith("ledger."))
    return list(islice(about, MOST_CHANGES))


def _asked(reading: Reading, matters: Iterable[Matter]) -> tuple[Asked, ...]:
    return tuple(_asked_line(reading, matter) for matter in matters)


def _asked_line(reading: Reading, matter: Matter) -> Asked:
    due = due_at(matter)
    why = Why.RUNNING if matter.term is None else reading.why(matter.term)
    words, steps = matter.words, matter.steps
    if words is not None and len(words.text) > READ_AT_ONCE:
        steps = ()
    return Asked(
        what=matter.what,
        href=matter.href,
        due_at=due,
        due_there="" if due is None else reading.civil_there(due, matter.of),
        why="" if why in _PLAIN else why.value,
        of=reading.party_view(matter.of),
        since_at=matter.since_at,
        received_at=matter.received_at,
        urgent=due is not None and due - reading.now < URGENT,
        steps=tuple(each.back_to(reading.home) for each in steps),
        words=words if words is None or steps else words.opening(MOST_WORDS),
    )
