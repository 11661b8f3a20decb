"""Deeds beside words, on one page and for programs: each party's promises and what became of them, and its talk about talks.

What counts as what is said in `picture.deeds`. Each figure leads to the entries that it comes from.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import cache

import msgspec

from trilateral.agreement.clocks import Answer
from trilateral.desk.reading import Reading
from trilateral.ledger.derived import Derived, Ordered
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.ledger.fold import Fold
from trilateral.mechanism.commitments import access, conditions
from trilateral.mechanism.commitments.access_page import holders, said_at
from trilateral.mechanism.commitments.commitment_page import level_word
from trilateral.mechanism.commitments.graph import blocked, deadlocks
from trilateral.mechanism.commitments.quoting import all_conditions, live_edges
from trilateral.mechanism.commitments.state import Commitment, Subject
from trilateral.mechanism.meetings.state import Meeting
from trilateral.mechanism.requests.rules import Request
from trilateral.mechanism.statements.rules import Statement
from trilateral.picture.deeds import FIGURES, Deeds, Line, Told, summed, talk_by_party, told
from trilateral.picture.reviews import Review, Reviewed, held_in_order, is_reviewed, review_of, reviews, to_review
from trilateral.ui.page import Matter, Shown
from trilateral.ui.stretches import stretch

MOST_LINES = 10
"""Lines behind one figure that stand on a page."""


class LineFound(msgspec.Struct, frozen=True):
    """One thing behind a figure.

    Attributes:
        subject: The commitment or request.
        part: Which step of its schedule, from 0; null for all of it.
        said: The entry in which the last word on it stands.
        due_on: Its day, if one is known.
    """

    subject: str
    part: int | None
    said: str
    due_on: str | None


class DeedsFound(msgspec.Struct, frozen=True):
    """One party's deeds beside its words.

    Attributes:
        promised: What it has undertaken or accepted, by its own signature or by adopting.
        due: What of that had a day that is over.
        undecided: What of that may be over.
        done: What it says that it has done.
        contested: What it says so, and another party does not.
        silent: What was due, and of which it has said nothing.
        unanswered: What others ask of it, and it has neither undertaken nor refused.
        refused: What it has refused or declined.
        procedural: How many of its statements were talk about talks.
        declaratory: How many were declarations.
        substantive: How many were of substance.
    """

    party: PartyId
    promised: tuple[LineFound, ...]
    due: tuple[LineFound, ...]
    undecided: tuple[LineFound, ...]
    done: tuple[LineFound, ...]
    contested: tuple[LineFound, ...]
    silent: tuple[LineFound, ...]
    unanswered: tuple[LineFound, ...]
    refused: tuple[LineFound, ...]
    procedural: int
    declaratory: int
    substantive: int


class ReviewFound(msgspec.Struct, frozen=True):
    """What was said of one party's performance of a commitment at one meeting.

    Attributes:
        commitment: Which.
        of: Whose performance.
        said: Level from 0 to 3 by each party, of itself or of it.
        joint: The level that every party has signed; null if they have not.
        silent: Bound parties that said nothing there.
    """

    commitment: str
    of: PartyId
    meeting: str
    said: dict[PartyId, int]
    joint: int | None
    silent: tuple[PartyId, ...]


class EdgeFound(msgspec.Struct, frozen=True):
    """One condition that still stands.

    Attributes:
        held_back: What waits.
        until: For what.
        condition: The condition.
        to_release: Whose word ends it.
    """

    held_back: str
    until: str
    condition: str
    to_release: tuple[PartyId, ...]


class DeadlockFound(msgspec.Struct, frozen=True):
    """Matters that wait for one another.

    Attributes:
        way_round: A shortest way round: each edge ends where the next one begins.
        breaks: Conditions of which any single one, met or waived, ends it.
    """

    matters: tuple[str, ...]
    way_round: tuple[EdgeFound, ...]
    breaks: tuple[str, ...]


class BlockedFound(msgspec.Struct, frozen=True):
    """A matter that waits.

    Attributes:
        first: What of all that it waits for waits for nothing itself.
        deadlocked: Whether it is in a deadlock, or waits for one.
    """

    matter: str
    waits_for: tuple[str, ...]
    first: tuple[str, ...]
    deadlocked: bool


class WaitsFound(msgspec.Struct, frozen=True):
    """What waits for what."""

    edges: tuple[EdgeFound, ...]
    deadlocks: tuple[DeadlockFound, ...]
    blocked: tuple[BlockedFound, ...]


class AccessStatistics(msgspec.Struct, frozen=True):
    """How one party answers requests for access.

    Attributes:
        of: The party asked.
        asked: How many requests there were.
        answers: How often each answer was given. A request may have had several.
        hours: Between request and each of these answers, in the middle; null where it was never given.
        late: How many answers came after whoever asked had said what came of it, or was on the ground.
        turned_back: How often whoever asked says that it was turned back on the ground.
        median_hours: Between request and first answer, by the times claimed; null where nothing was answered.
        open: Requests that wait for an answer.
    """

    of: PartyId
    asked: int
    answers: dict[str, int]
    hours: dict[str, int | None]
    late: int
    turned_back: int
    median_hours: int | None
    open: tuple[str, ...]


def deeds_in(reading: Reading) -> tuple[Deeds, ...]:
    """Return every bound party's deeds, the node's own party first."""
    fold = reading.fold
    bound = [party for party in reading.parties if party in reading.charter.bound]

    @cache
    def over(party: PartyId, day: str) -> Answer:
        return reading.late(reading.due_on(party, day))

    return summed(bound, _TOLD.of(fold), _TALK.of(fold), over)


def _told_in(fold: Fold) -> tuple[Told, ...]:
    promised = (each for each in fold.subjects("commitments").values() if isinstance(each, Commitment))
    asked = (each for each in fold.subjects("requests").values() if isinstance(each, Request))
    return told(promised, asked, fold.state)


def _talk_in(fold: Fold) -> dict[PartyId, dict[str, int]]:
    return talk_by_party(each for each in fold.subjects("statements").values() if isinstance(each, Statement))


_TOLD = Derived(("commitments", "requests"), _told_in)
_TALK = Derived(("statements",), _talk_in)


def found_deeds(reading: Reading) -> list[DeedsFound]:
    """Return the same for programs."""
    found = []
    for each in deeds_in(reading):
        rows = {name: tuple(_line(reading, line) for line in getattr(each, name)) for name in FIGURES}
        talk = {"procedural": each.procedural, "declaratory": each.declaratory, "substantive": each.substantive}
        found.append(msgspec.convert({"party": each.party, **rows, **talk}, DeedsFound))
    return found


def reviewed_in(reading: Reading) -> tuple[Reviewed, ...]:
    """Return what was said of each commitment from meeting to meeting."""
    held = _MEETINGS.of(reading.fold)
    return reviews(_REVIEWED.of(reading.fold), held, lambda entry: said_at(reading, entry))


def found_reviews(reading: Reading) -> list[ReviewFound]:
    """Return the same for programs."""
    return [
        ReviewFound(
            reading.ref(each.commitment),
            each.of,
            reading.ref(review.meeting),
            {party: level for party, level, _ in review.said},
            review.joint,
            review.silent,
        )
        for each in reviewed_in(reading)
        for review in each.reviews
    ]


def _reviewed(_fold: Fold, held: Subject) -> bool:
    return isinstance(held, Commitment) and is_reviewed(held)


def _opened(fold: Fold) -> tuple[tuple[EntryId, datetime], ...]:
    """Meetings that were opened, in the order of the times claimed for it."""
    meetings = (each for each in fold.subjects("meetings").values() if isinstance(each, Meeting))
    return held_in_order(meetings, lambda entry: _said_at(fold, entry))


def _said_at(fold: Fold, entry: EntryId) -> datetime | None:
    found = fold.verdict(entry)
    return None if found is None or found.entry is None else found.entry.header.claimed_at


_REVIEWED = Ordered("commitments", lambda _, held: held.id, only=_reviewed)
"""Commitments that are to be reviewed at each meeting: those that bind somebody still."""
_MEETINGS = Derived(("meetings",), _opened)


def matters(reading: Reading) -> Iterator[Matter]:
    """Reviews that are missing for the last meeting: of whom nothing was said there, by whom."""
    last = _MEETINGS.of(reading.fold)[-1:]
    for each in reviews(_REVIEWED.of(reading.fold), last, lambda entry: said_at(reading, entry)):
        for review in each.reviews:
            for party in review.silent:
                refs = {"ref": reading.ref(each.commitment), "meeting": reading.ref(review.meeting)}
                what = reading.gettext("Review commitment %(ref)s for the meeting %(meeting)s", **refs)
                yield Matter(party, what, reading.subject_href(each.commitment))


def _review_view(reading: Reading, commitment: Commitment, of: PartyId, review: Review) -> dict[str, object]:
    given = {"of": of, "meeting": reading.ref(review.meeting)}
    mine = reading.may_sign and reading.party in review.silent
    return {
        "ref": reading.ref(commitment.id),
        "href": reading.subject_href(commitment.id),
        "of": reading.party_view(of),
        "meeting": (reading.ref(review.meeting), reading.subject_href(review.meeting)),
        "said": [
            (reading.party_view(party), level_word(reading, level), reading.entry(entry))
            for party, level, entry in review.said
        ],
        "joint": None if review.joint is None else level_word(reading, review.joint),
        "silent": [reading.party_view(party) for party in review.silent],
        "review_href": reading.sign_href("commitments.assessed", commitment.id, **given) if mine else "",
    }


def _line(reading: Reading, line: Line) -> LineFound:
    return LineFound(reading.ref(line.subject), line.part, reading.ref(line.said), line.due_on)


def deeds_page(reading: Reading) -> Shown:
    """Return the page: figures by party, the lines behind each, and talk about talks beside them."""
    found = deeds_in(reading)
    heads = {
        "promised": reading.gettext("Promised"),
        "due": reading.gettext("Was due"),
        "undecided": reading.gettext("May have been due"),
        "done": reading.gettext("Done, it says"),
        "contested": reading.gettext("Contested by others"),
        "silent": reading.gettext("Due, and not a word"),
        "unanswered": reading.gettext("Asked for, no answer"),
        "refused": reading.gettext("Refused"),
    }
    parts = {
        (each.party, name): stretch(reading, getattr(each, name), "deeds", by=f"{each.party}-{name}", most=MOST_LINES)
        for each in found
        for name in heads
    }
    at_meetings = to_review(
        _REVIEWED.of(reading.fold), _MEETINGS.of(reading.fold), lambda entry: said_at(reading, entry)
    )
    reviewed = stretch(
        reading, [(each, of, meeting) for each, of, meeting in at_meetings if meeting], "deeds", by="reviews"
    )
    return Shown(
        "desk/deeds.html",
        reading.gettext("Deeds beside words"),
        {
            "heads": heads,
            "parties": [
                {
                    "party": reading.party_view(each.party),
                    "figures": {name: len(getattr(each, name)) for name in heads},
                    "lines": {name: [_shown(reading, line) for line in parts[each.party, name].rows] for name in heads},
                    "parts": {name: parts[each.party, name] for name in heads},
                    "said": each.procedural + each.declaratory + each.substantive,
                    "talk": each,
                }
                for each in found
            ],
            "reviewed": [
                _review_view(reading, commitment, of, review_of(commitment, of, meeting))
                for commitment, of, meeting in reviewed.rows
            ],
            "reviewed_part": reviewed,
            "list_href": reading.href("commitments"),
            "talk_href": reading.href("statements"),
        },
    )


def _shown(reading: Reading, line: Line) -> dict[str, object]:
    subject = reading.read(line.subject)
    held = reading.fold.state(line.subject)
    step = held.steps[line.part] if isinstance(held, Commitment) and line.part is not None else None
    return {
        "ref": reading.ref(line.subject),
        "href": reading.subject_href(line.subject),
        "text": None if subject is None else reading.first_words(subject),
        "part": None if line.part is None else line.part + 1,
        "step": None if step is None else reading.words(step.text),
        "due_on": None if line.due_on is None else reading.day(line.due_on),
        "said": None if line.said == line.subject else reading.entry(line.said),
    }


def found_waits(reading: Reading) -> WaitsFound:
    """Return what waits for what, for programs."""
    held = {each.id: each for each in all_conditions(reading)}
    edges = live_edges(held.values())
    shown = {
        each: EdgeFound(
            reading.ref(each.held_back),
            reading.ref(each.until),
            reading.ref(each.condition),
            conditions.to_release(held[each.condition]),
        )
        for each in edges
    }
    return WaitsFound(
        tuple(shown.values()),
        tuple(
            DeadlockFound(
                tuple(reading.ref(matter) for matter in each.matters),
                tuple(shown[edge] for edge in each.way_round),
                tuple(reading.ref(condition) for condition in each.breaks),
            )
            for each in deadlocks(edges)
        ),
        tuple(
            BlockedFound(
                reading.ref(each.matter),
                tuple(reading.ref(edge.until) for edge in each.waits_for),
                tuple(reading.ref(matter) for matter in each.first),
                each.deadlocked,
            )
            for each in blocked(edges)
        ),
    )


def found_access(reading: Reading) -> list[AccessStatistics]:
    """Return how each party answers requests for access, for programs."""
    found = access.statistics(holders(reading), lambda entry: said_at(reading, entry))
    return [
        AccessStatistics(
            each.of,
            each.asked,
            each.answers,
            each.hours,
            each.late,
            each.turned_back,
            each.median_hours,
            tuple(reading.ref(request.entry) for request in each.open),
        )
        for each in found
    ]
