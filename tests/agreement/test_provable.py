"""From when on an entry can show that a term is over: no sooner than by any zone's clocks, and told without knowing one."""

from datetime import UTC, date, datetime, timedelta
from importlib import resources

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.worlds import HOST, NORTH, SOUTH, en, make_charter, terms_of
from trilateral.agreement.clocks import ANYWHERE, Capital, Stop, capital_of, due, proof_after_end
from trilateral.agreement.run_out import as_words, first_second, run_out_at
from trilateral.i18n.calendars import zone
from trilateral.ledger.charter import ClockTerms, Holiday
from trilateral.ledger.facts import FixedFacts
from trilateral.mechanism.suspensions.rules import Suspension, Word

HOUR = timedelta(hours=1)
CLOCK = "allegations.answer"
BAGHDAD = terms_of(HOST, zone="Asia/Baghdad", weekend=(5, 6))
WASHINGTON = terms_of(NORTH, zone="America/New_York", weekend=(6, 7))
TEHRAN = terms_of(SOUTH, zone="Asia/Tehran", weekend=(4, 5))
CAPITALS = (BAGHDAD, WASHINGTON, TEHRAN)


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def working(hours: int, **others: object) -> ClockTerms:
    return ClockTerms(CLOCK, hours, "working", **others)  # type: ignore[arg-type]  # members by name, as the charter gives them


@pytest.mark.parametrize("year", range(1995, 2038))
def test_no_clock_on_earth_stands_farther_from_utc(year: int) -> None:
    """Of every zone there is, on every tenth day."""
    names = (resources.files("tzdata") / "zones").read_text(encoding="utf-8").split()
    days = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=10 * number) for number in range(37)]
    found = {day.astimezone(zone(name)).utcoffset() for name in names for day in days}

    assert all(each is not None and ANYWHERE[0] <= each <= ANYWHERE[1] for each in found)


ZONES = st.sampled_from(
    [
        *("Asia/Baghdad", "America/New_York", "Asia/Tehran", "Pacific/Kiritimati", "Etc/GMT+12", "Australia/Lord_Howe"),
        *("Pacific/Apia", "Pacific/Fakaofo", "Asia/Pyongyang", "Africa/Casablanca", "Antarctica/Troll", "UTC"),
    ]
)
INSTANTS = st.datetimes(datetime(2005, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive
CLAUSES = st.builds(
    ClockTerms,
    st.just(CLOCK),
    st.integers(1, 400),
    st.sampled_from(["calendar", "working"]),
    st.sampled_from(["asked", "all"]),
    st.integers(0, 120),
)
PLACES = st.builds(
    lambda name, weekend, first, days: Capital(
        "south", zone(name), frozenset(weekend), ((first, first + timedelta(days=days)),)
    ),
    ZONES,
    st.sets(st.integers(1, 7), max_size=3),
    st.dates(date(2005, 1, 1), date(2027, 1, 1)),
    st.integers(0, 20),
)
SPANS = st.lists(st.tuples(INSTANTS, st.integers(0, 400), st.booleans()), max_size=4).map(
    lambda found: tuple(Stop(at, at + hours * HOUR, by="1" * 64, disputed=disputed) for at, hours, disputed in found)
)


@given(CLAUSES, INSTANTS, st.lists(PLACES, min_size=1, max_size=3), SPANS)
@example(working(72), utc("2011-12-28 10:00"), [Capital("south", zone("Pacific/Apia"), frozenset({6, 7}))], ())
def test_whatever_the_zone_nothing_is_shown_before_it_is_late(
    clause: ClockTerms, began: datetime, places: list[Capital], stops: tuple[Stop, ...]
) -> None:
    """Also where clocks are moved within the term, where a whole day is left out, and where a suspension is in dispute."""
    found = due(clause, began, places[0], places, stops)
    elsewhere = [Capital(each.party, UTC, each.weekend, each.holidays) for each in places]

    assert found.provable_at is not None
    assert found.late_at_most is not None
    assert found.provable_at >= found.late_at_most
    assert due(clause, began, elsewhere[0], elsewhere, stops).provable_at == found.provable_at, (
        "it is told without the zone"
    )


@given(CLAUSES, INSTANTS, SPANS)
def test_where_every_hour_counts_it_is_shown_when_it_is_late(
    clause: ClockTerms, began: datetime, stops: tuple[Stop, ...]
) -> None:
    plain = ClockTerms(clause.name, clause.hours, "calendar", clause.whose, clause.grace_minutes)
    found = due(plain, began, capital_of(TEHRAN, zone("Asia/Tehran")), (), stops)

    assert found.provable_at == found.late_at_most


@pytest.mark.parametrize(
    ("capital", "began", "late", "shown"),
    [
        (WASHINGTON, "2007-03-09 09:00", "2007-03-13 08:00", "2007-03-14 11:00"),  # forward on Sunday, 11 March
        (WASHINGTON, "2007-11-02 09:00", "2007-11-06 10:00", "2007-11-07 11:00"),  # back on Sunday, 4 November
        (WASHINGTON, "2026-03-06 09:00", "2026-03-10 08:00", "2026-03-11 11:00"),  # forward on Sunday, 8 March
        (
            BAGHDAD,
            "2007-03-29 09:00",
            "2007-04-02 09:00",
            "2007-04-03 11:00",
        ),  # forward on Sunday, 1 April, which counts
        (BAGHDAD, "2007-09-27 09:00", "2007-10-01 09:00", "2007-10-02 11:00"),  # back on Monday, 1 October
        (BAGHDAD, "2026-04-02 09:00", "2026-04-06 09:00", "2026-04-07 11:00"),  # none since 2008
        (TEHRAN, "2007-03-21 09:00", "2007-03-25 09:00", "2007-03-26 11:00"),  # none in 2007
        (TEHRAN, "2008-03-19 09:00", "2008-03-23 08:00", "2008-03-24 11:00"),  # forward on Friday, 21 March
        (TEHRAN, "2026-03-18 09:00", "2026-03-22 09:00", "2026-03-23 11:00"),  # none since September 2022
    ],
)
def test_over_a_weekend_that_may_begin_fourteen_hours_sooner_and_end_twelve_later(
    capital: object, began: str, late: str, shown: str
) -> None:
    """Forty-eight working hours from nine (UTC) before it: by the clocks there, and by any."""
    terms = next(each for each in CAPITALS if each is capital)
    found = due(working(48), utc(began), capital_of(terms, zone(terms.zone)))

    assert (found.late_after, found.provable_at) == (utc(late), utc(shown))
    assert proof_after_end(found) == utc(shown)


def test_in_utc_there_is_nothing_to_guess() -> None:
    capital = capital_of(terms_of(SOUTH, weekend=(4, 5)), UTC)
    found = due(working(48, grace_minutes=30), utc("2007-03-21 09:00"), capital)

    assert found.provable_at == found.late_after == utc("2007-03-25 09:30")
    assert proof_after_end(found) is None


def test_what_lies_between_two_days_off_that_some_place_on_earth_still_or_already_has_does_not_count() -> None:
    """A single working day is shorter than the 26 hours between the first place and the last."""
    odd = Capital("south", UTC, frozenset({1, 3, 5, 7}), ((date(2008, 1, 1), date(9999, 1, 1)),))
    found = due(working(24), utc("2007-03-05 00:00"), odd)

    assert found.late_after == utc("2007-03-07 00:00")
    assert found.provable_at is None, "no day alone counts for certain, and then it never works again"


def test_years_past_the_calendar_and_hours_without_end_break_nothing() -> None:
    early, late = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 30, tzinfo=UTC)
    tehran = capital_of(TEHRAN, UTC)

    assert due(working(1), early, tehran).provable_at is None
    assert due(working(1), late, tehran).provable_at is None
    assert due(working(2**53 - 1), utc("2030-01-01 00:00"), tehran).provable_at is None
    assert as_words(late) == "9999-12-31 23:59:30 UTC"


# As the author of an entry could know it

FACTS = FixedFacts(make_charter(parties=CAPITALS), {}, {})
WEDNESDAY = utc("2007-05-23 09:00")


def agreed(clocks: tuple[str, ...], until: str | None, words: int = 3) -> Suspension:
    said = tuple(Word("1" * 64, party, 0, "accepted", None, ()) for party in (HOST, NORTH, SOUTH)[:words])
    at = utc("2007-05-24 09:00")
    ends_at = None if until is None else utc(until)
    return Suspension("1" * 64, HOST, (HOST, NORTH, SOUTH), "force_majeure", en("Flood."), at, ends_at, clocks, said)


@pytest.mark.parametrize(
    ("suspension", "ends"),
    [
        (agreed((CLOCK,), "2007-05-25 09:00"), "2007-05-26 09:00"),
        (agreed((), "2007-05-25 09:00"), "2007-05-26 09:00"),
        (agreed(("requests.answer",), "2007-05-25 09:00"), "2007-05-25 09:00"),
        (agreed((CLOCK,), "2007-05-25 09:00", words=2), "2007-05-25 09:00"),
        (agreed((CLOCK,), None), None),
    ],
    ids=["of this clock", "of all clocks", "of another", "that one has not signed", "without end"],
)
def test_what_its_author_knew_to_stand_still_keeps_it_from_running(suspension: Suspension, ends: str | None) -> None:
    facts = FixedFacts(FACTS.charter, {}, {"1" * 64: suspension})

    assert run_out_at(ClockTerms(CLOCK, 48), WEDNESDAY, (SOUTH,), facts) == (None if ends is None else utc(ends))


def test_it_is_over_when_it_is_for_all_who_are_asked() -> None:
    """Tehran's weekend begins on Thursday, so in Washington the same hours have passed sooner."""
    ends = [
        run_out_at(working(24), WEDNESDAY, asked, FACTS)
        for asked in ((SOUTH,), (NORTH,), (SOUTH, NORTH), (NORTH, SOUTH))
    ]
    every = run_out_at(working(24, whose="all"), WEDNESDAY, (NORTH,), FACTS)

    assert ends[0] is not None
    assert ends[1] == utc("2007-05-24 09:00")
    assert ends[2] == ends[3] == ends[0] == utc("2007-05-27 11:00")
    assert every == utc("2007-05-29 11:00"), "Monday at noon is the first hour that counts in all three"
    assert run_out_at(working(24), WEDNESDAY, (), FACTS) is None


def test_holidays_are_days_off_by_whichever_clock() -> None:
    holiday = terms_of(HOST, weekend=(5, 6), zone="Asia/Baghdad", holidays=(Holiday("2007-05-27", "2007-05-28"),))
    facts = FixedFacts(make_charter(parties=(holiday, WASHINGTON, TEHRAN)), {}, {})

    assert run_out_at(working(48), WEDNESDAY, (HOST,), facts) == utc("2007-05-30 11:00")


def test_a_cosigner_speaks_in_whole_seconds() -> None:
    assert [first_second(utc(f"1970-01-01 00:00:0{each}")) for each in ("1", "1.5", "2")] == [1, 2, 2]
