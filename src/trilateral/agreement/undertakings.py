"""What parties undertake, wherever they sign it: stated as a commitment, or in a text that is to create one.

Who signs a text signs its items with it, so an item must say all that the commitment says which carries it
out: schedule, indicators, sites and quotas too. Both have their parts from here, and the same objections, so
that no text is adopted with an item which nobody can ever state.

    wrong = objection_to_undertaking(terms, entry, facts)

Left out: whom it binds by whose word, and how far it is kept, which the commitment itself says.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, Any, Literal, Protocol, TypeAlias, runtime_checkable

import msgspec

from trilateral.agreement.adoption import StateOf
from trilateral.agreement.clocks import day_named
from trilateral.agreement.locations import Location, is_coarse
from trilateral.ledger.charter import Day
from trilateral.ledger.entry import Entry, EntryId, Part, PartyId, Text, Word
from trilateral.ledger.facts import Facts, Objection

Direction: TypeAlias = Literal["down", "up", "keep"]
Every: TypeAlias = Literal["week", "month"]
Figure: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
Days: TypeAlias = Annotated[int, msgspec.Meta(ge=-36_525, le=36_525)]
Some: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=36_525)]

MAX_PARTS = 100
"""Steps, indicators, sites or quotas of one undertaking."""


class Count(Part, frozen=True):
    """Which reports of incidents an indicator counts. What is left out narrows nothing.

    Attributes:
        events: Sorts of event, as reports name them.
        actor: The party that the reporter says did it, or answers for it.
        area: Ground on which it happened.
        from_on: The first day.
        until_on: The last day.
    """

    events: tuple[Word, ...] = ()
    actor: PartyId | None = None
    area: Location | None = None
    from_on: Day | None = None
    until_on: Day | None = None


class Indicator(Part, frozen=True):
    """How anybody can tell whether what was undertaken is kept.

    Attributes:
        name: What is measured.
        unit: In what; left out for reports.
        baseline: What it was at first, in a week or a month.
        target: What it is to be.
        direction: Whether less or more of it is what was promised, or the same.
        every: Over what time it is counted.
        source: By whose figures, in words.
        count: Which reports are counted; left out where it is not measured by these.
    """

    name: Text
    unit: Text | None = None
    baseline: Figure | None = None
    target: Figure | None = None
    direction: Direction = "down"
    every: Every = "month"
    source: Text | None = None
    count: Count | None = None


class Step(Part, frozen=True):
    """One part of a schedule, due on a day or so many days after one that all must first agree on.

    Attributes:
        text: What is to be done by then.
        on: The day, in the capital of whoever is obliged.
        from_day: The subject of a named day, such as the day on which an agreement begins.
        offset_days: How many days after it; before it where negative.
    """

    text: Text
    on: Day | None = None
    from_day: EntryId | None = None
    offset_days: Days = 0


class Site(Part, frozen=True):
    """A place that the undertaking is about, on the charter's grid.

    Attributes:
        place: Where.
        sort: Of what sort, such as `base` or `crossing`.
    """

    place: Location
    sort: Word = "site"


class Quota(Part, frozen=True):
    """How many inspections may be asked for under it.

    Attributes:
        most: How many in one period.
        days: How long a period is.
        from_on: The first day of one of the periods.
        by: Who may ask for so many; each party for itself if left out.
        sort: Of what sort of site; of all together if left out.
    """

    most: Annotated[int, msgspec.Meta(ge=0, le=10_000)]
    days: Some
    from_on: Day
    by: PartyId | None = None
    sort: Word | None = None


class Undertaking(Part, frozen=True):
    """Who owes what to whom, with all that says how it is to be done and measured.

    Attributes:
        obliged: Who is to do it.
        text: What.
        owed_to: To whom it is owed; to all other parties if left out.
        norm: By what rule or agreement.
        due_on: The day by which all of it is to be done, in the capital of whoever is obliged.
        steps: Its schedule.
        indicators: How it is measured. What is several things has several.
        sites: Places that it is about.
        quotas: How many inspections the obliged accept under it.
    """

    obliged: tuple[PartyId, ...]
    text: Text
    owed_to: tuple[PartyId, ...] = ()
    norm: Text | None = None
    due_on: Day | None = None
    steps: tuple[Step, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    sites: tuple[Site, ...] = ()
    quotas: tuple[Quota, ...] = ()


TERMS: tuple[str, ...] = Undertaking.__struct_fields__
"""Members that say what is undertaken, in whichever kind they stand."""


def undertaking_of(body: object) -> Undertaking:
    """What is undertaken by a body that has these members."""
    return Undertaking(**{name: getattr(body, name) for name in TERMS})


# Days from which others are counted


@runtime_checkable
class CountsDays(Protocol):
    """A subject that names a day from which others can be counted."""

    def day_agreed(self) -> str | None:
        """The day that every party has signed; None before all have, or where two agreements crossed."""


def day_of(step: Step, state_of: StateOf) -> str | None:
    """On which day a step is due; None while the day from which it is counted is not agreed, or there is no such day."""
    if step.from_day is None:
        return step.on
    held = state_of(step.from_day)
    agreed = held.day_agreed() if isinstance(held, CountsDays) else None
    begins = None if agreed is None else day_named(agreed)
    try:
        return None if begins is None else (begins + timedelta(days=step.offset_days)).isoformat()
    except OverflowError:
        return None


# What is against it


def objection_to_undertaking(terms: Undertaking, entry: Entry[Any], facts: Facts) -> Objection | None:
    """What is against such terms, in an entry that states them or in one that tables a text with them.

    Args:
        terms: As they are written.
        entry: Where they stand. Under seal, places may be exact.
        facts: What its author could know.
    """
    return _objection_to_parties(terms, facts) or _objection_to_parts(terms, entry, facts)


def _objection_to_parties(terms: Undertaking, facts: Facts) -> Objection | None:
    if not terms.obliged:
        return Objection("undertakings.obliges_nobody")
    quotas = (each.by for each in terms.quotas if each.by is not None)
    actors = (each.count.actor for each in terms.indicators if each.count is not None and each.count.actor is not None)
    stranger = next((p for p in (*terms.obliged, *terms.owed_to, *quotas) if p not in facts.parties), None)
    stranger = stranger or next((each for each in actors if facts.charter.party(each) is None), None)
    if stranger is not None:
        return Objection("undertakings.not_a_party", (("party", stranger),))
    named = (*terms.obliged, *terms.owed_to)
    return None if len(set(named)) == len(named) else Objection("undertakings.party_twice")


def _objection_to_parts(terms: Undertaking, entry: Entry[Any], facts: Facts) -> Objection | None:
    if max(len(each) for each in (terms.steps, terms.indicators, terms.sites, terms.quotas)) > MAX_PARTS:
        return Objection("undertakings.too_many", (("most", MAX_PARTS),))
    counts = [each.count for each in terms.indicators if each.count is not None]
    places = (*(each.place for each in terms.sites), *(each.area for each in counts))
    days = [terms.due_on, *(each.from_on for each in terms.quotas)]
    days += [day for each in counts for day in (each.from_on, each.until_on)]
    wrong = next((found for day in days if (found := _objection_to_day(day)) is not None), None)
    wrong = wrong or _too_exact(places, entry, facts)
    return wrong or next((found for each in terms.steps if (found := _objection_to_step(each, facts))), None)


def _objection_to_day(day: str | None) -> Objection | None:
    return None if day is None or day_named(day) is not None else Objection("undertakings.no_such_day", (("day", day),))


def _too_exact(places: Iterable[Location | None], entry: Entry[Any], facts: Facts) -> Objection | None:
    grid = facts.charter.grid_microdegrees
    if entry.under_seal or all(each is None or is_coarse(each, grid) for each in places):
        return None
    return Objection("undertakings.too_exact", (("grid", grid),))


def _objection_to_step(step: Step, facts: Facts) -> Objection | None:
    if (step.on is None) == (step.from_day is None):
        return Objection("undertakings.no_day_for_step")
    if step.from_day is None:
        return _objection_to_day(step.on)
    if facts.saw(step.from_day) is None:
        return Objection("undertakings.not_seen", (("entry", step.from_day),))
    is_day = isinstance(facts.state(step.from_day), CountsDays)
    return None if is_day else Objection("undertakings.not_a_day", (("entry", step.from_day),))
