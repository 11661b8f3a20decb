"""The course so far: what waits for what, who sat at which level, what is not answered, and how long answers took.

Four pictures, each with the same as a table under it. All parties stand on one scale and in the order in which they
stand everywhere; nobody is placed before another for a figure, and each figure says from what it is counted.

It leaves out any sum over unlike things, and any word on what a figure means.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, get_args

from trilateral.desk import charts
from trilateral.desk.home import due_at, open_matters
from trilateral.desk.reading import Reading
from trilateral.i18n.calendars import day_text, in_zone
from trilateral.i18n.languages import direction
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.allegations.rules import status as allegation_status
from trilateral.mechanism.allegations.state import Allegation
from trilateral.mechanism.commitments import conditions, promises
from trilateral.mechanism.commitments.access_page import given, holders, said_at
from trilateral.mechanism.commitments.graph import Edge, deadlocks
from trilateral.mechanism.commitments.quoting import all_conditions, live_edges, named
from trilateral.mechanism.commitments.state import Commitment
from trilateral.mechanism.delegations.entries import Rank
from trilateral.mechanism.delegations.rules import Delegation, posts
from trilateral.mechanism.meetings.dates import agreed_date
from trilateral.mechanism.meetings.room import presence
from trilateral.mechanism.meetings.rules import status as meeting_status
from trilateral.mechanism.meetings.state import Meeting
from trilateral.mechanism.proposals.state import Proposal
from trilateral.mechanism.proposals.state import status as proposal_status
from trilateral.mechanism.requests.rules import Request
from trilateral.mechanism.requests.rules import status as request_status
from trilateral.mechanism.statements.rules import ASKING, Statement, replies_to
from trilateral.ui.layers import Layered, layered
from trilateral.ui.page import Matter, Shown
from trilateral.ui.views import PartyView

MOST_DRAWN = 30
"""Matters, or silences, in one picture. The table has them all."""
_RANKS: tuple[str, ...] = get_args(Rank)[:-1]
_HOUR = 3600
_LETTERS = 24
"""Letters of a matter's words that fit into its box."""

Sat: TypeAlias = tuple[str, str, EntryId]
"""Rank, office, and the entry that says who was there."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One question that was answered.

    Attributes:
        of: Who was asked.
        what: What sort of thing, in the reader's language.
        href: Where it is.
        ref: What people call the question.
        hours: From when the party asked had it, by its own log, until its first answer.
    """

    of: PartyId
    what: str
    href: str
    ref: str
    hours: float


def course_page(reading: Reading) -> Shown:
    """Return the page."""
    return Shown(
        "desk/course.html",
        reading.gettext("The course so far"),
        {
            **_graph(reading),
            **_ranks(reading),
            **_silences(reading),
            **_responses(reading),
            "enough": charts.ENOUGH,
            "hrefs": {
                "waits": reading.href("commitments", "waits"),
                "delegations": reading.href("delegations"),
                "awaited": reading.href("awaited"),
            },
        },
    )


def _mirrored(reading: Reading) -> bool:
    return direction(reading.lang) == "rtl"


# What waits for what


def _graph(reading: Reading) -> dict[str, object]:
    held = all_conditions(reading)
    by_id = {each.id: each for each in held}
    edges = live_edges(held)
    found = deadlocks(edges)
    steps = {edge: (turn, step) for turn, each in enumerate(found, 1) for step, edge in enumerate(each.way_round, 1)}
    stuck = {matter: turn for turn, each in enumerate(found, 1) for matter in each.matters}
    matters = sorted({each for edge in edges for each in (edge.held_back, edge.until)}, key=reading.ref)
    drawn = _laid_out(reading, matters, edges) if 0 < len(matters) <= MOST_DRAWN else None
    boxes = {} if drawn is None else {box.of: box for box in drawn.boxes}
    return {
        "graph": drawn,
        "graph_boxes": [{**_matter(reading, m), "box": boxes[m], "stuck": stuck.get(m)} for m in matters if m in boxes],
        "graph_arrows": [] if drawn is None else _arrows(drawn, edges, steps, stuck),
        "graph_lines": [
            {
                "one": _matter(reading, edge.held_back),
                "other": _matter(reading, edge.until),
                "condition": reading.entry(edge.condition),
                "holders": [reading.party_view(p) for p in conditions.holders(by_id[edge.condition])],
                "status": reading.term(conditions.status(by_id[edge.condition]).value, "link"),
                "step": steps.get(edge),
            }
            for edge in sorted(edges, key=lambda edge: (steps.get(edge, (99, 99)), reading.ref(edge.held_back)))
        ],
        "deadlock_count": len(found),
        "graph_left_out": 0 if drawn is not None else len(matters),
    }


def _laid_out(reading: Reading, matters: Sequence[EntryId], edges: Iterable[Edge]) -> Layered[EntryId]:
    pairs = [(edge.held_back, edge.until) for edge in edges]
    return layered(matters, pairs, mirrored=_mirrored(reading))


def _arrows(
    drawn: Layered[EntryId],
    edges: Iterable[Edge],
    steps: dict[Edge, tuple[int, int]],
    stuck: dict[EntryId, int],
) -> list[dict[str, object]]:
    """Each pair once; the way round of a deadlock with the number of its step."""
    by_pair: dict[tuple[EntryId, EntryId], list[Edge]] = {}
    for edge in edges:
        by_pair.setdefault((edge.held_back, edge.until), []).append(edge)
    found: list[dict[str, object]] = []
    for arrow in drawn.arrows:
        one, other = arrow.of
        step = next((steps[edge] for edge in by_pair[arrow.of] if edge in steps), None)
        inside = stuck.get(one) is not None and stuck.get(one) == stuck.get(other)
        found.append({"arrow": arrow, "step": None if step is None else step[1], "stuck": inside})
    return found


def _matter(reading: Reading, matter: EntryId) -> dict[str, object]:
    """What a matter is called, where it stands in words, and whose it is."""
    entry = reading.read(matter)
    words = named(reading, matter)
    text = "" if words.text is None else words.text.text
    return {
        "named": words,
        "short": text if len(text) <= _LETTERS else f"{text[:_LETTERS].rstrip()}…",
        "lang": reading.lang if words.text is None else words.text.lang,
        "state": _state(reading, matter),
        "party": None if entry is None else reading.party_view(entry.party),
    }


def _state(reading: Reading, matter: EntryId) -> str:
    """Where a matter of whichever slice stands, in words."""
    word, group = "", ""
    match reading.fold.state(matter):
        case Commitment() as held:
            word, group = promises.status(held).value, "commitment"
        case Meeting() as held:
            word, group = meeting_status(held).value, "meeting"
        case Proposal() as held:
            word, group = proposal_status(held, reading.fold.state).value, "proposal"
        case Request() as held:
            word, group = request_status(held).value, "request"
        case Allegation() as held:
            word, group = allegation_status(held).value, "allegation"
    return reading.term(word, group) if word else ""


# Who sat at which level


def _ranks(reading: Reading) -> dict[str, object]:
    every: list[Meeting] = list(reading.fold.subjects("meetings").values())
    held = sorted((each for each in every if each.attendances and each.sessions), key=lambda m: _held_at(reading, m))
    sat = {(each.id, party): _sat(reading, each, party) for each in held for party in reading.parties}
    used = [rank for rank in _RANKS if any(each is not None and each[0] == rank for each in sat.values())]
    rows = [(party, [_seat(reading, party, sat[each.id, party], used) for each in held]) for party in reading.parties]
    seats = [(reading.party_view(party), row) for party, row in rows if any(row)]
    columns = [reading.ref(each.id) for each in held]
    drawn = None
    if used and columns and len(columns) <= MOST_DRAWN:
        levels = [reading.term(rank, "rank") for rank in used]
        drawn = charts.steps(levels, columns, seats, mirrored=_mirrored(reading))
    return {
        "ranks": drawn,
        "rank_parties": [party for party, _ in seats],
        "rank_lines": [
            {
                "meeting": (reading.ref(each.id), reading.subject_href(each.id)),
                "title": reading.words(each.title),
                "on": _held_at(reading, each),
                "cells": [_cell(reading, each, party.id, sat[each.id, party.id]) for party, _ in seats],
            }
            for each in held
        ],
    }


def _held_at(reading: Reading, meeting: Meeting) -> datetime:
    """When it was held: as agreed, else when it was opened by the claim of who opened it."""
    agreed = agreed_date(meeting)
    if agreed is not None:
        return agreed.starts_at
    return said_at(reading, meeting.sessions[0].entry) or reading.now


def _sat(reading: Reading, meeting: Meeting, party: PartyId) -> Sat | None:
    """The highest rank at which a party sat by its own word: rank, office and the entry that says so."""
    own = presence(meeting, party).own
    if own is None:
        return None
    at = _held_at(reading, meeting)
    delegations: list[Delegation] = [d for d in reading.fold.subjects("delegations").values() if d.party == party]
    found = []
    for delegation in sorted(delegations, key=lambda d: d.forum != meeting.forum):
        for post in posts(delegation):
            steps = [step for step in post.ranks if (said_at(reading, step.entry) or at) <= at] or list(post.ranks[:1])
            rank = steps[-1].rank or "unknown"
            if post.office in own.offices and rank in _RANKS:
                found.append((_RANKS.index(rank), rank, post.office))
    if not found:
        return None
    _, rank, office = min(found)
    return rank, office, own.entry


def _seat(reading: Reading, party: PartyId, sat: Sat | None, used: Sequence[str]) -> tuple[int, str, str] | None:
    if sat is None:
        return None
    words = f"{reading.party_view(party).name}: {reading.term(sat[0], 'rank')}, {reading.office(sat[1])}"
    return used.index(sat[0]), words, reading.entry_href(reading.ref(sat[2]))


def _cell(reading: Reading, meeting: Meeting, party: PartyId, sat: Sat | None) -> dict[str, object]:
    told = presence(meeting, party)
    return {
        "word": "" if told.word is None else reading.term(told.word, "presence"),
        "rank": "" if sat is None else reading.term(sat[0], "rank"),
        "office": "" if sat is None else reading.office(sat[1]),
        "view": None if told.own is None else reading.entry(told.own.entry),
    }


# What is not answered


def _silences(reading: Reading) -> dict[str, object]:
    """What has a clock and is not given, by party and then in the order in which it came."""
    found = [each for each in open_matters(reading) if due_at(each) is not None]
    found.sort(key=lambda each: (_place(reading, each.of), _begun(each) or reading.now, each.href))
    part = found[:MOST_DRAWN]
    drawn = None
    if part:
        begun = [at for each in part if (at := _begun(each)) is not None]
        ends = [due for each in part if (due := due_at(each)) is not None]
        marks = charts.instants(min([*begun, reading.now, *ends]), max([reading.now, *ends]))
        waiting = [
            charts.Waiting(reading.party_view(each.of), each.what, each.href, _begun(each), due_at(each))
            for each in part
        ]
        drawn = charts.bars(
            waiting, reading.now, [(at, _day(reading, at)) for at in marks], mirrored=_mirrored(reading)
        )
    return {
        "silences": drawn,
        "silence_count": len(found),
        "silence_lines": [
            {
                "of": reading.party_view(each.of),
                "by": None if each.by is None else reading.party_view(each.by),
                "matter": each,
                "due_at": due_at(each),
                "due_there": reading.civil_there(due, each.of) if (due := due_at(each)) is not None else "",
            }
            for each in found
        ],
    }


def _place(reading: Reading, party: PartyId) -> int:
    return reading.parties.index(party) if party in reading.parties else len(reading.parties)


def _begun(matter: Matter) -> datetime | None:
    return matter.received_at or matter.since_at


def _day(reading: Reading, at: datetime) -> str:
    terms = reading.charter.party(reading.party)
    return day_text(in_zone(at, terms.zone if terms else "UTC").date(), reading.lang)


# How long answers took


def _responses(reading: Reading) -> dict[str, object]:
    found = list(answers(reading))
    by_party = [(party, [each for each in found if each.of == party]) for party in reading.parties]
    by_party = [(party, held) for party, held in by_party if held]
    drawn = None
    if by_party:
        most = max(each.hours for each in found)
        marks = [(each, _span(reading, each)) for each in charts.hours(most)]
        rows: list[tuple[PartyView, list[tuple[float, str, str]]]] = [
            (
                reading.party_view(party),
                [(a.hours, f"{a.ref} {a.what}: {_span(reading, a.hours)}", a.href) for a in held],
            )
            for party, held in by_party
        ]
        drawn = charts.strips(rows, marks, mirrored=_mirrored(reading))
    return {
        "responses": drawn,
        "response_lines": [
            {
                "party": reading.party_view(party),
                "count": len(held),
                "spread": _spread(reading, charts.spread([each.hours for each in held])),
                "answers": [(each, _span(reading, each.hours)) for each in sorted(held, key=lambda a: a.ref)],
            }
            for party, held in by_party
        ],
    }


def _spread(reading: Reading, found: charts.Spread | None) -> dict[str, str] | None:
    if found is None:
        return None
    return {
        "middle": _span(reading, found.middle),
        "half": f"{_span(reading, found.half[0])} – {_span(reading, found.half[1])}",
        "all": f"{_span(reading, found.least)} – {_span(reading, found.most)}",
    }


def _span(reading: Reading, hours: float) -> str:
    """Minutes, hours or days in words, in one unit."""
    minutes = round(hours * 60)
    if minutes < 2 * 60:
        return reading.ngettext("%(num)s min", "%(num)s min", minutes)
    if hours < 3 * 24:
        return reading.ngettext("%(num)s h", "%(num)s h", round(hours))
    return reading.ngettext("%(num)s day", "%(num)s days", round(hours / 24))


def answers(reading: Reading) -> Iterator[Answered]:
    """Every question that a clock can be put on and that was answered: what was alleged, asked, requested, and access."""
    yield from _to_allegations(reading)
    yield from _to_statements(reading)
    yield from _to_requests(reading)
    yield from _to_access(reading)


def _answered(reading: Reading, of: PartyId, asked: EntryId, answer: EntryId, what: str) -> Iterator[Answered]:
    """From when the party had the question until it claims to have answered; nothing where either is not known."""
    begun, ended = reading.received_at(of, asked), said_at(reading, answer)
    if begun is not None and ended is not None:
        hours = max((ended - begun).total_seconds() / _HOUR, 0.0)
        yield Answered(of, what, reading.subject_href(asked), reading.ref(asked), hours)


def _first(reading: Reading, entries: Iterable[EntryId]) -> EntryId | None:
    """The one that claims to be the earliest."""
    return min(entries, key=lambda each: (said_at(reading, each) or reading.now, each), default=None)


def _to_allegations(reading: Reading) -> Iterator[Answered]:
    held: list[Allegation] = list(reading.fold.subjects("allegations").values())
    for each in held:
        first = _first(reading, (answer.entry for answer in each.answers))
        if first is not None:
            yield from _answered(reading, each.against, each.id, first, reading.gettext("allegation, first answer"))


def _to_statements(reading: Reading) -> Iterator[Answered]:
    held: list[Statement] = [each for each in reading.fold.subjects("statements").values() if not each.withdrawals]
    replies = replies_to(held)
    for each in held:
        for party in each.addressees if each.sort in ASKING else ():
            first = _first(reading, (reply.id for reply in replies.get(each.id, ()) if reply.party == party))
            if first is not None:
                what = reading.term(each.sort, "statement")
                yield from _answered(reading, party, each.id, first, what)


def _to_requests(reading: Reading) -> Iterator[Answered]:
    held: list[Request] = list(reading.fold.subjects("requests").values())
    for each in held:
        first = _first(reading, (act.entry for act in each.answers if act.party == each.owner))
        if first is not None:
            yield from _answered(reading, each.owner, each.id, first, reading.gettext("request"))


def _to_access(reading: Reading) -> Iterator[Answered]:
    for held in holders(reading):
        for request in held.accesses:
            told = given(reading, held, request)
            if told:
                what = reading.gettext("request for access")
                yield from _answered(reading, request.of, request.entry, told[0].answer.entry, what)
