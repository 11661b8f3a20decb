"""The record over time: who said what when, drawn on the server, with the same as a table.

Where few entries lie in a stretch each is drawn by itself: at the time that it claims, with the interval in which it
provably was signed, and, for a report, the stretch in which what it tells of happened. Where many lie, their number is. A
calendar of three gives the stretches: years, months, weeks, days. Without a script a form and links lead from
one to another; with one, the form's slider shows each stretch as it is passed (`ui/static/slide.js`).

Left out on purpose: notices and protected sites, which are never moved through time, and what is said under seal: only
that something was said is drawn. What a drawing shows is in the table too, in words.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from trilateral.agreement.intervals import Interval
from trilateral.desk.logs import LogLine, line_of
from trilateral.desk.places import PAGES
from trilateral.desk.reading import Reading
from trilateral.desk.search import cut_of, slice_name, verdicts_at
from trilateral.desk.spans import CALENDARS, DAY, MONTH, WEEK, YEAR, Span, span_around, span_of
from trilateral.desk.time_drawing import Part, Row, Said, draw, when_told
from trilateral.desk.times import Times, Wanted
from trilateral.i18n.calendars import ORDER, Calendar, clock_text, zone
from trilateral.i18n.languages import direction, language
from trilateral.i18n.messages import kind_name
from trilateral.ledger.fold import Verdict
from trilateral.node.searching import kind_of
from trilateral.ui.page import Shown
from trilateral.ui.stretches import PER_PAGE, Stretch, stretch

MOST_DRAWN = 150
"""So many entries are drawn one by one; of more, their number."""
NEVER_MOVED = ("notices", "humanitarian")
_MOST_YEARS = 40
_AHEAD = timedelta(days=366)
_HOURS = 3
_LONGEST = 4
"""Digits of a place of the slider that are read."""
_WORD = re.compile("[a-z0-9._-]{0,80}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for.

    Attributes:
        span: What is looked at; None for all time.
        by: `party` or `about`.
        about: The slice.
        kind: Without its version.
    """

    calendar: Calendar
    span: Span | None
    by: str
    party: str
    about: str
    kind: str

    def href(self, reading: Reading, **other: str) -> str:
        """The address, with something else where it is given. It says which calendar a stretch is of: it is read in other languages too."""
        values = {
            "in": "" if self.span is None else self.span.key,
            "calendar": self.calendar,
            "by": "" if self.by == "party" else self.by,
            "party": self.party,
            "about": self.about,
            "kind": self.kind,
            **other,
        }
        if not values["in"] and values["calendar"] == _own(reading)[0]:
            del values["calendar"]
        return reading.href("timeline", **{name: value for name, value in values.items() if value})

    @property
    def wanted(self) -> Wanted:
        """The entries of all time that it asks for."""
        return Wanted(self.party, self.about, self.kind, NEVER_MOVED)


@dataclass(frozen=True, slots=True)
class Slide:
    """Where the slider can stand.

    Attributes:
        what: What each place is: a year, a month, a week, a day.
        names: Of all places, in order.
        here: The place that is shown.
    """

    what: str
    names: tuple[str, ...]
    here: int


def timeline_page(reading: Reading) -> Shown:
    """Return the page, for the stretch of time that the address asks for."""
    reading = replace(reading, inside=False)  # nothing that is under seal is opened for a drawing
    holdings = reading.holdings
    times = holdings.times() if reading.as_of is None else holdings.times_of(cut_of(reading))
    calendar = next((each for each in CALENDARS if each == reading.asked("calendar")), _own(reading)[0])
    years = _years(reading, calendar, times.first_and_last(Wanted(without=NEVER_MOVED), _ahead(reading)))
    asked, is_no_span = _asked(reading, calendar, years)
    parts = _parts(reading, asked, years)
    edges = [int(each.timestamp()) for each in (*(p.begins_at for p in parts), *(p.ends_at for p in parts[-1:]))]
    counted = times.between(asked.wanted, edges) if edges else {}
    total = sum(counted.values())
    part = stretch(reading, range(total), "timeline")
    found = _found(reading, times, asked, edges, total) if total else ()
    lines = _lines(reading, times, asked, edges, part, found) if total else ()
    rows = _rows(reading, asked, counted, parts)
    in_lanes = [(row, None if total > MOST_DRAWN else _of(reading, row, asked, found)) for row in rows]
    drawn = draw(parts, in_lanes, is_rtl=direction(reading.lang) == "rtl")
    return Shown(
        "desk/timeline.html",
        reading.gettext("Timeline"),
        {
            "asked": asked,
            "span": asked.span,
            "key": "" if asked.span is None else asked.span.key,
            "named": reading.gettext("All time") if asked.span is None else asked.span.named(reading.lang),
            "is_no_span": is_no_span,
            "parts_shown": parts,
            "closer": [asked.href(reading, **{"in": each.key}) if each.key else "" for each in parts],
            "drawn": drawn,
            "lines": lines,
            "part": _paged(reading, asked, part),
            "slide": _slide(reading, asked, years),
            **_ways(reading, asked, years),
            **_choices(reading, times, asked),
        },
    )


def _own(reading: Reading) -> tuple[Calendar, ...]:
    return ORDER[language(reading.lang).code]


def _asked(reading: Reading, calendar: Calendar, years: Sequence[Span]) -> tuple[Asked, bool]:
    """What the address asks for, and whether it asks for a stretch that there is not."""
    key = reading.asked("in")
    span = span_of(calendar, key) if key else None
    is_none = bool(key) and span is None
    if (place := reading.asked("at")).isascii() and place.isdecimal() and len(place) <= _LONGEST and not is_none:
        places = _places(span, years)
        span = places[int(place)] if int(place) < len(places) else span
    words = {name: reading.asked(name) for name in ("party", "about", "kind")}
    plain = {name: each if _WORD.fullmatch(each) else "" for name, each in words.items()}
    if plain["kind"].partition(".")[0] != plain["about"]:
        plain["kind"] = ""
    return Asked(calendar, span, "about" if reading.asked("by") == "about" else "party", **plain), is_none


def _of(reading: Reading, row: Row, asked: Asked, found: Sequence[Verdict]) -> tuple[Said, ...]:
    """The entries of one lane."""
    entries = [(each.party, each.entry) for each in found if each.entry is not None]
    return tuple(
        Said(reading.view(entry), when_told(entry.body))
        for party, entry in entries
        if row.key == _lane(asked, party, kind_of(entry))
    )


def _lane(asked: Asked, party: str, kind: str) -> str:
    """In which lane an entry lies. Of one subject, each kind has its own."""
    if asked.by == "party":
        return party
    return kind if asked.about else kind.partition(".")[0]


def _found(reading: Reading, times: Times, asked: Asked, edges: Sequence[int], total: int) -> tuple[Verdict, ...]:
    """The entries, if there are few, the earliest claim first."""
    if total > MOST_DRAWN:
        return ()
    latest = times.latest(asked.wanted, edges[0], edges[-1], 0, MOST_DRAWN)
    return tuple(reversed(verdicts_at(reading, latest)))


def _lines(  # noqa: PLR0913, PLR0917 - a page of a list
    reading: Reading, times: Times, asked: Asked, edges: Sequence[int], part: Stretch[int], found: Sequence[Verdict]
) -> tuple[tuple[LogLine, Interval | None], ...]:
    """The entries of one page of the table, the latest first, with when what they tell of happened."""
    start = part.first - 1
    if found:
        shown = tuple(reversed(found))[start : start + PER_PAGE]
    else:
        shown = verdicts_at(reading, times.latest(asked.wanted, edges[0], edges[-1], start, PER_PAGE))
    return tuple((line_of(reading, each), when_told(each.entry.body if each.entry else None)) for each in shown)


def _paged(reading: Reading, asked: Asked, part: Stretch[int]) -> Stretch[int]:
    """The same, with addresses that ask for all that this one asks for."""

    def href(given: str) -> str:
        start = given.partition("start=")[2].partition("&")[0]
        return asked.href(reading, start=start) if given else ""

    return replace(part, before_href=href(part.before_href), after_href=href(part.after_href))


def _rows(
    reading: Reading, asked: Asked, counted: Mapping[tuple[int, str, str], int], parts: Sequence[Part]
) -> list[Row]:
    """What each lane is for, in the order of parties, or of the pages of subjects."""
    numbers: dict[str, list[int]] = {}
    for (number, whose, kind), total in counted.items():
        numbers.setdefault(_lane(asked, whose, kind), [0] * len(parts))[number] += total
    titles = {each.slice: reading.gettext(each.title) for each in PAGES}
    first = reading.parties if asked.by == "party" else tuple(titles)
    made = []
    for key in (*(each for each in first if each in numbers), *sorted(set(numbers) - set(first))):
        party = reading.party_view(key) if asked.by == "party" else None
        if party is not None:
            name, narrowed = party.name, "party"
        elif asked.about:
            name, narrowed = kind_name(reading.lang, key), "kind"
        else:
            name, narrowed = titles.get(key) or slice_name(reading, key), "about"
        own = asked.span.key if asked.span else ""
        hrefs = tuple(asked.href(reading, **{"in": each.key or own, narrowed: key}) for each in parts)
        made.append(Row(key, name, party, tuple(numbers[key]), hrefs))
    return made


# --- stretches of time


def _zone(reading: Reading) -> Any:
    return zone(_zone_name(reading))


def _zone_name(reading: Reading) -> str:
    terms = reading.charter.party(reading.party)
    return terms.zone if terms else "UTC"


def _midnight(reading: Reading, day: date) -> datetime:
    return datetime.combine(day, time(0), _zone(reading))


def _utc(at: datetime) -> datetime:
    """An instant in UTC; on the very first day, which UTC does not have as early as clocks in the east, the same hour there."""
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return at.replace(tzinfo=UTC)


def _ahead(reading: Reading) -> int:
    """The POSIX second up to which claims count among the years of the record."""
    last = datetime.max.replace(tzinfo=UTC)
    return int((reading.now + _AHEAD if reading.now < last - _AHEAD else last).timestamp())


def _part_of(reading: Reading, span: Span) -> Part:
    lang = reading.lang
    begins, ends = _midnight(reading, span.first), _midnight(reading, span.after)
    return Part(span.named(lang), span.short(lang), begins, ends, span.key)


def _parts(reading: Reading, asked: Asked, years: Sequence[Span]) -> tuple[Part, ...]:
    """What is shown, in its parts: years of all time, months of a year, days of a month or week, hours of a day."""
    if asked.span is None:
        return tuple(_part_of(reading, each) for each in years)
    if asked.span.level != DAY:
        return tuple(_part_of(reading, each) for each in asked.span.inside())
    midnight, last = _midnight(reading, asked.span.first), _midnight(reading, asked.span.after)
    hours = [_utc(midnight) + timedelta(hours=each) for each in range(0, 24, _HOURS)]
    ends = [*hours[1:], _utc(last)]
    names = [clock_text(each, _zone_name(reading), reading.lang) for each in hours]
    return tuple(Part(name, name, begins, end) for name, begins, end in zip(names, hours, ends, strict=True))


def _years(reading: Reading, calendar: Calendar, bounds: tuple[int, int] | None) -> tuple[Span, ...]:
    """The years of the record. Claims of another age are left out: one entry of the year 1 would press all others together."""
    if bounds is None:
        return ()
    earliest, latest = bounds
    earliest = max(earliest, latest - _MOST_YEARS * 365 * 86_400, 0)
    last = datetime.fromtimestamp(latest, UTC).astimezone(_zone(reading)).date()
    span = span_around(datetime.fromtimestamp(earliest, UTC).astimezone(_zone(reading)).date(), calendar, YEAR)
    found: list[Span] = []
    while span is not None and span.first <= last and len(found) <= _MOST_YEARS:
        found.append(span)
        span = span.beside(1)
    return tuple(found)


def _places(span: Span | None, years: Sequence[Span]) -> tuple[Span, ...]:
    """Where the slider can stand: what is as long, in what it lies in. From all time it leads to a year."""
    return tuple(years) if span is None or span.level == YEAR else span.alike()


def _slide(reading: Reading, asked: Asked, years: Sequence[Span]) -> Slide | None:
    places = _places(asked.span, years)
    keys = [each.key for each in places]
    if len(places) < 2 or (asked.span is not None and asked.span.key not in keys):
        return None
    level = YEAR if asked.span is None else asked.span.level
    what = {
        YEAR: reading.gettext("Year"),
        MONTH: reading.gettext("Month"),
        WEEK: reading.gettext("Week"),
        DAY: reading.gettext("Day"),
    }[level]
    here = len(places) - 1 if asked.span is None else keys.index(asked.span.key)
    return Slide(what, tuple(each.named(reading.lang) for each in places), here)


def _ways(reading: Reading, asked: Asked, years: Sequence[Span]) -> dict[str, object]:
    """Wider, back, forth and into weeks: each a name and an address. What lies outside the record's years is not offered."""
    span = asked.span

    def way(other: Span) -> tuple[str, str]:
        return other.named(reading.lang), asked.href(reading, **{"in": other.key})

    if span is None:
        return {"wider": [], "before": None, "after": None, "weeks": []}
    wider = [(reading.gettext("all time"), asked.href(reading, **{"in": ""}))]
    for level in range(YEAR, span.level):
        above = span_around(span.first, span.calendar, level)
        if above is not None:
            wider.append(way(above))
    beside = {}
    for name, step in (("before", -1), ("after", 1)):
        other = span.beside(step)
        is_there = other is not None and years and years[0].first < other.after and other.first < years[-1].after
        beside[name] = way(other) if other is not None and is_there else None
    weeks = span.weeks() if span.level == MONTH else ()
    own = [(each.short(reading.lang), *way(each)) for each in weeks]
    return {"wider": wider, **beside, "weeks": own}


def _choices(reading: Reading, times: Times, asked: Asked) -> dict[str, object]:
    """What can be chosen, and addresses that lead there at once."""
    bys = (("party", reading.gettext("by party")), ("about", reading.gettext("by subject")))
    kinds = [(each, kind_name(reading.lang, each)) for each in times.kinds(asked.about)] if asked.about else []
    return {
        "calendars": _calendars(reading, asked),
        "bys": [
            (text, asked.href(reading, by=each if each != "party" else ""), each == asked.by) for each, text in bys
        ],
        "parties": [reading.party_view(each) for each in reading.parties],
        "slices": [(each.slice, reading.gettext(each.title)) for each in PAGES if each.slice not in NEVER_MOVED],
        "kinds": sorted(kinds, key=lambda each: each[1]),
        "here": reading.href("timeline").partition("?")[0],
        "notices_href": reading.href("notices"),
    }


def _calendars(reading: Reading, asked: Asked) -> list[tuple[str, str, bool]]:
    """The same stretch as another calendar counts: name, address, whether it is this one."""
    found = []
    for calendar in _own(reading):
        key = ""
        if asked.span is not None:
            middle = asked.span.first + (asked.span.after - asked.span.first) // 2
            other = span_around(middle, calendar, asked.span.level)
            if other is None:
                continue
            key = other.key
        name = reading.term(calendar, "calendar")
        found.append((name, asked.href(reading, **{"in": key, "calendar": calendar}), calendar == asked.calendar))
    return found
