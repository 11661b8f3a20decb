"""Access: asked for, answered by the party asked, and what came of it. On a commitment and on a mission alike.

A commitment's quotas say how often each may ask for inspections in a period. What was denied, or given up by
whoever asked, is not counted. Only the days that requests name are looked at, so no clock is needed; and what
counts is what the author had asked for in its own log, and knew to be denied.

No answer is forgotten for a later one: who delays and then grants has delayed. Nor is one refused for coming too
late, or whoever asked could shut the mouth of the party asked by saying at once what came of it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any, TypeAlias

from trilateral.agreement import clocks
from trilateral.agreement.clocks import Due, day_named
from trilateral.agreement.undertakings import Quota
from trilateral.ledger.entry import Body, Entry, EntryId, PartyId
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.commitments.days import objection_to_day, unknown
from trilateral.mechanism.commitments.entries import (
    AccessAnswered,
    AccessEnded,
    AccessRequested,
)
from trilateral.mechanism.commitments.state import (
    Access,
    Asking,
    Commitment,
    Ended,
    Mission,
    last_of,
    place_of,
    too_exact,
    with_act,
)

ACCESS_CLOCK = "commitments.access"
"""Name of the charter's clock for answering a request for access. It starts when the party asked provably had it."""

Holder: TypeAlias = Commitment | Mission
KINDS = (AccessRequested, AccessAnswered, AccessEnded)
_INSIDE = frozenset({"entered", "partly"})


def objection(known: Holder, body: Body, entry: Entry[Any], facts: Facts) -> Objection | None:  # noqa: PLR0911 - one return for each objection
    """What is against asking for access, answering, or saying what came of it. `known` is what the author could know."""
    match body:
        case AccessRequested():
            return _objection_to_asking(known, body, entry, facts)
        case AccessAnswered(request=request):
            asked = request_of(known, request)
            if asked is None:
                return unknown(request, facts, Objection("commitments.no_such_request"))
            if entry.party != asked.of:
                return Objection("commitments.not_yours_to_grant", (("party", asked.of),))
            without = body.answer != "granted" and body.why is None
            return Objection("commitments.gives_no_reason", (("answer", body.answer),)) if without else None
        case AccessEnded(request=request):
            asked = request_of(known, request)
            if asked is None:
                return unknown(request, facts, Objection("commitments.no_such_request"))
            yours = entry.party == asked.party
            return None if yours else Objection("commitments.not_yours_to_end", (("party", asked.party),))
    return Objection("commitments.not_about_that")


def _objection_to_asking(known: Holder, body: AccessRequested, entry: Entry[Any], facts: Facts) -> Objection | None:
    if body.of not in known.parties:
        return Objection("commitments.not_a_party", (("party", body.of),))
    if body.of == entry.party:
        return Objection("commitments.asks_oneself")
    wrong = objection_to_day(body.on) or objection_to_day(body.until_on) or too_exact((body.place,), entry, facts)
    if wrong is None and body.until_on is not None and body.until_on < body.on:
        wrong = Objection("commitments.ends_before_it_begins")
    return wrong or _objection_to_mission(known, body, facts) or _objection_to_quota(known, body, entry.party)


def _objection_to_mission(known: Holder, body: AccessRequested, facts: Facts) -> Objection | None:
    if isinstance(known, Mission):
        under = None if known.about is None else facts.state(known.about)
        if isinstance(under, Commitment) and under.quotas:
            return Objection("commitments.ask_under_commitment", (("entry", under.id),))
        return None if body.mission in {None, known.id} else Objection("commitments.no_such_mission")
    if body.mission is None:
        return None
    if facts.saw(body.mission) is None:
        return Objection("commitments.not_seen", (("entry", body.mission),))
    mission = facts.state(body.mission)
    fits = isinstance(mission, Mission) and mission.about == known.id
    return None if fits else Objection("commitments.no_such_mission")


def _objection_to_quota(known: Holder, body: AccessRequested, party: PartyId) -> Objection | None:
    if isinstance(known, Mission) or body.of not in known.obliged:
        return None
    for quota in known.quotas:
        used = used_of(known, quota, party, body.on)
        if used is not None and _counts(quota, party, body.sort) and used >= quota.most:
            return Objection("commitments.over_quota", (("most", quota.most), ("days", quota.days), ("used", used)))
    return None


def applied(held: Holder, entry: Entry[Any], facts: Facts) -> Holder:
    """The commitment or mission after one of these acts."""
    at = place_of(entry)
    match entry.body:
        case AccessRequested(of=of, place=place, on=on, sort=sort, until_on=until_on, mission=mission, why=why):
            return with_act(held, "accesses", Asking(*at, of, place, on, sort, until_on, mission, why), facts)
        case AccessAnswered(request=request, answer=answer, why=why, conditions=conditions, until_at=until_at):
            return with_act(held, "access_words", Access(*at, request, answer, why, conditions, until_at), facts)
        case AccessEnded(request=request, outcome=outcome, text=text):
            return with_act(held, "access_ends", Ended(*at, request, outcome, text), facts)
    return held


# Questions


def request_of(held: Holder, entry: EntryId) -> Asking | None:
    """The request for access that this entry made."""
    return next((each for each in held.accesses if each.entry == entry), None)


def answer_to(held: Holder, request: Asking) -> Access | None:
    """The last word of the party asked."""
    return last_of((each for each in held.access_words if each.request == request.entry), request.of)


def answers_to(held: Holder, request: Asking) -> tuple[Access, ...]:
    """Every word of the party asked, in the order of its log. Delays are counted to the first."""
    words = (each for each in held.access_words if each.request == request.entry and each.party == request.of)
    return tuple(words)


def end_of(held: Holder, request: Asking) -> Ended | None:
    """What came of it, as whoever asked said last."""
    return last_of((each for each in held.access_ends if each.request == request.entry), request.party)


def waits(held: Holder, request: Asking) -> bool:
    """Whether the party asked has said nothing, and it is still asked for."""
    return answer_to(held, request) is None and end_of(held, request) is None


def unanswered(
    held: Holder, request: Asking, term: Due, as_of: datetime, covered_until: datetime | None = None
) -> clocks.Answer:
    """Whether it had not been answered when the time for that had run out.

    Args:
        term: The charter's clock `commitments.access`, for the party asked.
        as_of: The time that is asked about.
        covered_until: Until when that party's log is known whole.
    """
    return term.late(as_of, covered_until) if waits(held, request) else clocks.Answer.NO


def _counts(quota: Quota, party: PartyId, sort: str) -> bool:
    return quota.by in {None, party} and quota.sort in {None, sort}


def _period(quota: Quota, day: str) -> int | None:
    first, asked = day_named(quota.from_on), day_named(day)
    return None if first is None or asked is None else (asked - first).days // quota.days


def used_of(held: Commitment, quota: Quota, party: PartyId, day: str) -> int | None:
    """How many inspections a party has asked the obliged for in the period in which a day lies; None if there is no such day."""
    period = _period(quota, day)
    if period is None:
        return None
    return sum(
        each.party == party
        and each.of in held.obliged
        and _counts(quota, party, each.sort)
        and _period(quota, each.on) == period
        and _stands(held, each)
        for each in held.accesses
    )


def _stands(held: Holder, request: Asking) -> bool:
    ended, answered = end_of(held, request), answer_to(held, request)
    outcome = None if ended is None else ended.outcome
    if outcome in _INSIDE:
        return True  # No denial afterwards undoes a visit.
    return outcome != "given_up" and (answered is None or answered.answer != "denied")


def period_of(quota: Quota, day: str) -> tuple[str, str] | None:
    """First and last day of the period in which a day lies."""
    first, period = day_named(quota.from_on), _period(quota, day)
    if first is None or period is None:
        return None
    try:
        begins = first + timedelta(days=period * quota.days)
        return begins.isoformat(), (begins + timedelta(days=quota.days - 1)).isoformat()
    except OverflowError:
        return None


@dataclass(frozen=True, slots=True)
class Given:
    """One answer to a request, and when it came, by the times claimed.

    Attributes:
        hours: After the request; None where a time is not known.
        after: What whoever asked had said before it came: what came of it, or that its mission was on the ground. None if nothing.
    """

    answer: Access
    hours: float | None
    after: EntryId | None


SaidAt: TypeAlias = Callable[[EntryId], datetime | None]
"""When an entry claims to have been signed."""


def given(held: Holder, request: Asking, mission: Mission | None, said_at: SaidAt) -> tuple[Given, ...]:
    """Return every answer to a request with the time that it took. One after the fact says so.

    Args:
        mission: The mission that it was asked for, if it was for one.
        said_at: When an entry claims to have been signed.
    """
    asked = said_at(request.entry)
    facts = [each for each in held.access_ends if each.request == request.entry and each.party == request.party]
    moves = [] if mission is None else [each for each in mission.moves if each.word == "deployed"]
    timed = [(at, each.entry) for each in (*facts, *moves) if (at := said_at(each.entry)) is not None]
    since = sorted((at, entry) for at, entry in timed if asked is not None and at > asked)
    found = []
    for answer in answers_to(held, request):
        at = said_at(answer.entry)
        hours = None if at is None or asked is None else (at - asked).total_seconds() / 3600
        found.append(Given(answer, hours, next((entry for then, entry in since if at is not None and then < at), None)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Statistics:
    """How one party answered requests for access.

    Attributes:
        of: The party asked.
        asked: How many requests there were.
        answers: How often each answer was given. A request may have had several.
        hours: Between request and each of these answers, in the middle; None where it was never given.
        late: How many answers came after whoever asked had said what came of it, or was on the ground.
        turned_back: How often whoever asked said that it was turned back on the ground, whatever had been answered.
        median_hours: Between request and first answer, by the times claimed; None where nothing was answered.
        open: Requests without an answer that are still asked for.
    """

    of: PartyId
    asked: int
    answers: dict[str, int]
    hours: dict[str, int | None]
    late: int
    turned_back: int
    median_hours: int | None
    open: tuple[Asking, ...]


ANSWERS = ("granted", "conditional", "delayed", "denied")


def statistics(holders: Iterable[Holder], said_at: SaidAt) -> tuple[Statistics, ...]:
    """Return how each party that was ever asked has answered, in the order of their ids.

    Args:
        holders: All commitments and missions.
        said_at: When an entry claims to have been signed.
    """
    every = list(holders)
    missions = {held.id: held for held in every if isinstance(held, Mission)}
    found: dict[PartyId, list[tuple[Holder, Asking, tuple[Given, ...]]]] = {}
    for held in every:
        for request in held.accesses:
            mission = held if isinstance(held, Mission) else missions.get(request.mission or "")
            told = given(held, request, mission, said_at)
            found.setdefault(request.of, []).append((held, request, told))
    return tuple(_statistics_of(party, found[party]) for party in sorted(found))


def _statistics_of(party: PartyId, requests: list[tuple[Holder, Asking, tuple[Given, ...]]]) -> Statistics:
    said = [each for _held, _request, told in requests for each in told]
    by_word = {word: [each for each in said if each.answer.answer == word] for word in ANSWERS}
    ends = [end_of(held, request) for held, request, _told in requests]
    return Statistics(
        party,
        len(requests),
        {word: len(each) for word, each in by_word.items()},
        {word: _middle(each) for word, each in by_word.items()},
        sum(each.after is not None for each in said),
        sum(each is not None and each.outcome == "turned_back" for each in ends),
        _middle(told[0] for _held, _request, told in requests if told),
        tuple(request for held, request, _told in requests if waits(held, request)),
    )


def _middle(answers: Iterable[Given]) -> int | None:
    hours = [each.hours for each in answers if each.hours is not None]
    return round(median(hours)) if hours else None
