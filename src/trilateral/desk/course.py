"""The course so far: what waits for what, who sat at which level, what is not answered, and how long answers took.

Four pictures, each with the same as a table under it. All parties stand on one scale and in the order in which they
stand everywhere; nobody is placed before another for a figure, and each figure says from what it is counted.

It leaves out any sum over unlike things, and any word on what a figure means.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, get_args

from trilateral.desk import charts
from trilateral.desk.home import due_at, open_matters
from trilateral.desk.reading import Reading
from trilateral.i18n.calendars import day_text, in_zone
from trilateral.i18n.languages import direction
from trilateral.ledger.derived import Derived
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.ledger.fold import Fold
from trilateral.mechanism.allegations.rules import status as allegation_status
from trilateral.mechanism.allegations.state import Allegation
from trilateral.mechanism.commitments import access, conditions, promises
from trilateral.mechanism.commitments.access_page import said_at
from trilateral.mechanism.commitments.graph import Edge, deadlocks
from trilateral.mechanism.commitments.pictured import pictured
from trilateral.mechanism.commitments.quoting import all_conditions, live_edges, named
from trilateral.mechanism.commitments.state import Commitment, Mission
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
from trilateral.ui.stretches import stretch

MOST_DRAWN = 30
"""Matters, meetings or silences in one picture; of meetings and silences so many stand in the table under it too."""
MOST_ANSWERS = 50
"""Answers of one party that are drawn and listed at once."""
_RANKS: tuple[str, ...] = get_args(Rank)[:-1]
_HOUR = 3600
_LETTERS = 24
"""Letters of a matter's words that fit into its box."""

Sat: TypeAlias = tuple[str, str, EntryId]
"""Rank, office, and the entry that says who was there."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One question that was answered.

    Attributes:
        of: Who was asked.
        sort: `allegation`, `request`, `access`, or what sort of statement it was.
        asked: The question.
        answered_at: When the first answer claims to have been given.
    """

    of: PartyId
    sort: str
    asked: EntryId
    answered_at: datetime


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
    shown = pictured(matters, edges, found, MOST_DRAWN)
    inside = [edge for edge in edges if edge.held_back in shown and edge.until in shown]
    drawn = _laid_out(reading, [each for each in matters if each in shown], inside) if shown else None
    boxes = {} if drawn is None else {box.of: box for box in drawn.boxes}
    return {
        "graph": drawn,
        "graph_boxes": [{**_matter(reading, m), "box": boxes[m], "stuck": stuck.get(m)} for m in matters if m in boxes],
        "graph_arrows": [] if drawn is None else _arrows(drawn, inside, steps, stuck),
        "graph_lines": [
            {
                "one": {**_matter(reading, edge.held_back), "stuck": stuck.get(edge.held_back)},
                "other": {**_matter(reading, edge.until), "stuck": stuck.get(edge.until)},
                "condition": reading.entry(edge.condition),
                "holders": [reading.party_view(p) for p in conditions.holders(by_id[edge.condition])],
                "status": reading.term(conditions.status(by_id[edge.condition]).value, "link"),
                "step": steps.get(edge),
            }
            for edge in sorted(edges, key=lambda edge: (_turn(edge, steps, stuck), reading.ref(edge.held_back)))
        ],
        "deadlock_count": len(found),
        "graph_left_out": len(matters) - len(shown),
    }


def _turn(edge: Edge, steps: dict[Edge, tuple[int, int]], stuck: dict[EntryId, int]) -> tuple[float, float]:
    """Where a condition stands in the table: with its deadlock, the way round first; after all deadlocks else."""
    turn = stuck.get(edge.held_back)
    if turn is None or turn != stuck.get(edge.until):
        return math.inf, 0
    return steps.get(edge, (turn, math.inf))


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
    told = [each for each in every if each.attendances and each.sessions]
    told.sort(key=lambda each: (_held_at(reading, each), each.id), reverse=True)
    part = stretch(reading, told, "course", by="meetings", most=MOST_DRAWN)
    held = part.rows[::-1]
    sat = {(each.id, party): _sat(reading, each, party) for each in held for party in reading.parties}
    used = [rank for rank in _RANKS if any(each is not None and each[0] == rank for each in sat.values())]
    rows = [(party, [_seat(reading, party, sat[each.id, party], used) for each in held]) for party in reading.parties]
    seats = [(reading.party_view(party), row) for party, row in rows if any(row)]
    columns = [reading.ref(each.id) for each in held]
    drawn = None
    if used and columns:
        levels = [reading.term(rank, "rank") for rank in used]
        drawn = charts.steps(levels, columns, seats, mirrored=_mirrored(reading))
    return {
        "ranks": drawn,
        "ranks_part": part,
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
    seat = reading.gettext(", ").join((reading.term(sat[0], "rank"), reading.office(sat[1])))
    words = f"{reading.party_view(party).name}: {seat}"
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
    part = stretch(reading, found, "course", by="silences", most=MOST_DRAWN)
    drawn = None
    if part.rows:
        begun = [at for each in part.rows if (at := _begun(each)) is not None]
        ends = [due for each in part.rows if (due := due_at(each)) is not None]
        marks = charts.instants(min([*begun, reading.now, *ends]), max([reading.now, *ends]))
        waiting = [
            charts.Waiting(reading.party_view(each.of), each.what, each.href, _begun(each), due_at(each))
            for each in part.rows
        ]
        drawn = charts.bars(
            waiting, reading.now, [(at, _day(reading, at)) for at in marks], mirrored=_mirrored(reading)
        )
    return {
        "silences": drawn,
        "silences_part": part,
        "silence_lines": [
            {
                "of": reading.party_view(each.of),
                "by": None if each.by is None else reading.party_view(each.by),
                "matter": each,
                "due_at": due_at(each),
                "due_there": reading.civil_there(due, each.of) if (due := due_at(each)) is not None else "",
            }
            for each in part.rows
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
    found: dict[PartyId, list[tuple[Answer, float]]] = {party: [] for party in reading.parties}
    for each, hours in _timed(reading):
        if each.of in found:
            found[each.of].append((each, hours))
    parts = {
        party: stretch(reading, held, "course", by=f"answers-{party}", most=MOST_ANSWERS)
        for party, held in found.items()
        if held
    }
    drawn = None
    if parts:
        most = max(hours for party in parts for _, hours in found[party])
        marks = [(each, _span(reading, each)) for each in charts.hours(most)]
        rows = [
            (reading.party_view(party), [_dot(reading, *each) for each in part.rows], [h for _, h in found[party]])
            for party, part in parts.items()
        ]
        drawn = charts.strips(rows, marks, mirrored=_mirrored(reading))
    return {
        "responses": drawn,
        "responses_whole": all(part.is_whole for part in parts.values()),
        "response_lines": [
            {
                "party": reading.party_view(party),
                "part": part,
                "count": part.count,
                "spread": _spread(reading, charts.spread([hours for _, hours in found[party]])),
                "answers": [_listed(reading, each, hours) for each, hours in part.rows],
            }
            for party, part in parts.items()
        ],
    }


def _dot(reading: Reading, answer: Answer, hours: float) -> tuple[float, str, str]:
    words = f"{reading.ref(answer.asked)} {_sort(reading, answer)}: {_span(reading, hours)}"
    return hours, words, reading.subject_href(answer.asked)


def _listed(reading: Reading, answer: Answer, hours: float) -> dict[str, str]:
    return {
        "ref": reading.ref(answer.asked),
        "href": reading.subject_href(answer.asked),
        "what": _sort(reading, answer),
        "took": _span(reading, hours),
    }


def _sort(reading: Reading, answer: Answer) -> str:
    """What sort of thing was answered, in words."""
    match answer.sort:
        case "allegation":
            return reading.gettext("allegation, first answer")
        case "request":
            return reading.gettext("request")
        case "access":
            return reading.gettext("request for access")
        case sort:
            return reading.term(sort, "statement")


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


def _timed(reading: Reading) -> Iterator[tuple[Answer, float]]:
    """Every answer with its hours: from when the party had the question, by its own log, until it claims to have answered.

    Nothing where either is not known.
    """
    received = _RECEIVED.of(reading.fold, reading.in_claimed_time)
    for each in _ANSWERS.of(reading.fold):
        begun = received.get((each.of, each.asked))
        if begun is None:
            begun = reading.received_at(each.of, each.asked)
            if begun is None:
                continue
            received[each.of, each.asked] = begun
        yield each, max((each.answered_at - begun).total_seconds() / _HOUR, 0.0)


def _all_answers(fold: Fold) -> tuple[Answer, ...]:
    """Every question that a clock can be put on and that was answered: what was alleged, asked, requested, and access.

    In the order of the times that the questions claim.
    """
    found = (*_to_allegations(fold), *_to_statements(fold), *_to_requests(fold), *_to_access(fold))
    return tuple(sorted(found, key=lambda each: (_said_at(fold, each.asked) or each.answered_at, each.asked, each.of)))


_ANSWERS = Derived(("allegations", "statements", "requests", "commitments"), _all_answers)
_RECEIVED: Derived[dict[tuple[PartyId, EntryId], datetime]] = Derived((), lambda _fold, _in_claimed_time: {})
"""When a party had a question, by its own log. What its log has once said stands as long as the fold goes on."""


def _said_at(fold: Fold, entry: EntryId) -> datetime | None:
    found = fold.verdict(entry)
    return None if found is None or found.entry is None else found.entry.header.claimed_at


def _answered(fold: Fold, of: PartyId, asked: EntryId, answers: Iterable[EntryId], sort: str) -> Iterator[Answer]:
    """The answer that claims to be the earliest, if there is any."""
    told = [(at, each) for each in answers if (at := _said_at(fold, each)) is not None]
    if told:
        yield Answer(of, sort, asked, min(told)[0])


def _to_allegations(fold: Fold) -> Iterator[Answer]:
    held: Iterable[Allegation] = fold.subjects("allegations").values()
    for each in held:
        yield from _answered(fold, each.against, each.id, (answer.entry for answer in each.answers), "allegation")


def _to_statements(fold: Fold) -> Iterator[Answer]:
    held: list[Statement] = [each for each in fold.subjects("statements").values() if not each.withdrawals]
    replies = replies_to(held)
    for each in held:
        for party in each.addressees if each.sort in ASKING else ():
            own = (reply.id for reply in replies.get(each.id, ()) if reply.party == party)
            yield from _answered(fold, party, each.id, own, each.sort)


def _to_requests(fold: Fold) -> Iterator[Answer]:
    held: Iterable[Request] = fold.subjects("requests").values()
    for each in held:
        own = (act.entry for act in each.answers if act.party == each.owner)
        yield from _answered(fold, each.owner, each.id, own, "request")


def _to_access(fold: Fold) -> Iterator[Answer]:
    for held in fold.subjects("commitments").values():
        for request in held.accesses if isinstance(held, Commitment | Mission) else ():
            told = [answer.entry for answer in access.answers_to(held, request)[:1]]
            yield from _answered(fold, request.of, request.entry, told, "access")
