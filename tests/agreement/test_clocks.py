"""Terms at their edges: a second before, at and after the end, in the civil times of three capitals in 2007 and today."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilateral.agreement.clocks import (
    Answer,
    Capital,
    Due,
    Stop,
    Why,
    capital_of,
    day_due,
    due,
)
from trilateral.i18n.calendars import zone
from trilateral.ledger.charter import ClockTerms, Holiday, PartyTerms

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)

WASHINGTON = Capital("north", zone("America/New_York"), frozenset({6, 7}))
BAGHDAD = Capital("host", zone("Asia/Baghdad"), frozenset({5, 6}))
TEHRAN = Capital("south", zone("Asia/Tehran"), frozenset({4, 5}))
CAPITALS = (BAGHDAD, WASHINGTON, TEHRAN)
EDGES = (-SECOND, timedelta(), SECOND)


def terms(hours: int, **others: object) -> ClockTerms:
    return ClockTerms("allegations.answer", hours, **others)  # type: ignore[arg-type]  # members by name, as the charter gives them


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def there(capital: Capital, instant: datetime | None) -> str:
    """The instant as clocks on walls there show it."""
    assert instant is not None
    return f"{instant.astimezone(capital.zone):%Y-%m-%d %H:%M:%S}"


def at_edges(found: Due) -> list[Answer]:
    """Whether it is late a second before it can be, at that second, and after it."""
    assert found.late_after is not None
    return [found.late(found.late_after + each) for each in EDGES]


@pytest.mark.parametrize("grace", [0, 60])
def test_a_term_is_over_a_second_after_its_end_and_grace_and_not_before(grace: int) -> None:
    began = utc("2007-05-28 07:40")
    found = due(terms(48, grace_minutes=grace), began, TEHRAN)

    assert found.due_at == utc("2007-05-30 07:40")
    assert found.late_after == utc("2007-05-30 07:40") + timedelta(minutes=grace)
    assert at_edges(found) == [Answer.NO, Answer.NO, Answer.YES]


@pytest.mark.parametrize(
    ("capital", "began", "ends"),
    [
        (WASHINGTON, "2007-03-10 12:00:00", "2007-03-12 13:00:00"),  # forward on 11 March
        (WASHINGTON, "2007-11-03 12:00:00", "2007-11-05 11:00:00"),  # back on 4 November
        (WASHINGTON, "2026-03-07 12:00:00", "2026-03-09 13:00:00"),
        (BAGHDAD, "2007-03-31 12:00:00", "2007-04-02 13:00:00"),  # forward on 1 April
        (BAGHDAD, "2007-09-30 12:00:00", "2007-10-02 11:00:00"),  # back on 1 October
        (BAGHDAD, "2026-03-31 12:00:00", "2026-04-02 12:00:00"),  # none since 2008
        (TEHRAN, "2006-03-20 12:00:00", "2006-03-22 12:00:00"),  # none in 2006 and 2007
        (TEHRAN, "2007-03-20 12:00:00", "2007-03-22 12:00:00"),
        (TEHRAN, "2008-03-20 12:00:00", "2008-03-22 13:00:00"),  # again from 2008
        (TEHRAN, "2026-03-20 12:00:00", "2026-03-22 12:00:00"),  # none since September 2022
    ],
)
def test_calendar_hours_are_hours_whatever_clocks_on_walls_do(capital: Capital, began: str, ends: str) -> None:
    """Forty-eight hours are forty-eight hours: the clock on the wall shows another time where it was moved."""
    began_at = datetime.fromisoformat(began).replace(tzinfo=capital.zone).astimezone(UTC)
    found = due(terms(48), began_at, capital)

    assert found.due_at == began_at + 48 * HOUR
    assert there(capital, found.due_at) == ends
    assert at_edges(found) == [Answer.NO, Answer.NO, Answer.YES]


@pytest.mark.parametrize(
    ("capital", "day", "hours"),
    [
        (WASHINGTON, date(2007, 3, 11), 23),
        (WASHINGTON, date(2007, 11, 4), 25),
        (BAGHDAD, date(2007, 4, 1), 23),
        (BAGHDAD, date(2007, 10, 1), 25),
        (BAGHDAD, date(2026, 4, 1), 24),
        (TEHRAN, date(2007, 3, 22), 24),
        (TEHRAN, date(2008, 3, 21), 23),
        (TEHRAN, date(2008, 9, 20), 25),
        (TEHRAN, date(2026, 3, 22), 24),
    ],
)
def test_a_day_is_as_long_as_it_is_there(capital: Capital, day: date, hours: int) -> None:
    assert capital.begins(day + timedelta(days=1)) - capital.begins(day) == hours * HOUR
    assert capital.day_of(capital.begins(day)) == capital.day_of(capital.ends(day)) == day
    assert capital.day_of(capital.begins(day) - SECOND) == day - timedelta(days=1)
    assert capital.day_of(capital.ends(day) + SECOND) == day + timedelta(days=1)


@pytest.mark.parametrize(
    ("capital", "ends"),
    [
        (TEHRAN, "2007-05-26 12:00:00"),  # Thursday and Friday off
        (BAGHDAD, "2007-05-27 12:00:00"),  # Friday and Saturday
        (WASHINGTON, "2007-05-25 12:00:00"),  # Saturday and Sunday: Friday counts
    ],
)
def test_three_weekends_of_may_2007(capital: Capital, ends: str) -> None:
    """Forty-eight working hours from the noon of Wednesday, 23 May 2007, in each capital's own time."""
    began_at = datetime(2007, 5, 23, 12, tzinfo=capital.zone).astimezone(UTC)
    found = due(terms(48 if capital is not TEHRAN else 24, days="working"), began_at, capital, CAPITALS)

    assert there(capital, found.due_at) == ends
    assert at_edges(found) == [Answer.NO, Answer.NO, Answer.YES]


def test_days_on_which_every_capital_works_are_monday_to_wednesday() -> None:
    """With Thursday to Sunday off somewhere, a term from Wednesday noon goes on with Monday."""
    everyone = tuple(Capital(each.party, UTC, each.weekend) for each in CAPITALS)
    found = due(terms(24, days="working", whose="all"), utc("2007-05-23 12:00"), everyone[1], everyone)

    assert found.due_at == utc("2007-05-28 12:00")
    assert {each.party for each in found.stopped} == {"north", "host", "south"}


def test_nowruz_and_ashura_do_not_count_in_the_capital_that_keeps_them() -> None:
    """Nowruz 1386: 21 to 24 March 2007. Ashura 1428: 30 January 2007 in Baghdad."""
    tehran = Capital("south", TEHRAN.zone, TEHRAN.weekend, ((date(2007, 3, 21), date(2007, 3, 24)),))
    baghdad = Capital("host", BAGHDAD.zone, BAGHDAD.weekend, ((date(2007, 1, 30), date(2007, 1, 30)),))
    nowruz = due(
        terms(48, days="working"), datetime(2007, 3, 20, 12, tzinfo=tehran.zone).astimezone(UTC), tehran, CAPITALS
    )
    ashura = due(
        terms(48, days="working"), datetime(2007, 1, 29, 12, tzinfo=baghdad.zone).astimezone(UTC), baghdad, CAPITALS
    )
    elsewhere = due(terms(48, days="working"), datetime(2007, 3, 20, 12, tzinfo=UTC), WASHINGTON, CAPITALS)

    assert there(tehran, nowruz.due_at) == "2007-03-26 12:00:00"
    assert there(baghdad, ashura.due_at) == "2007-02-01 12:00:00"
    assert elsewhere.due_at == datetime(2007, 3, 22, 12, tzinfo=UTC)
    assert [(there(tehran, each.from_at), there(tehran, each.until_at)) for each in nowruz.stopped] == [
        ("2007-03-21 00:00:00", "2007-03-25 00:00:00")
    ]


def test_a_working_day_of_25_hours_counts_whole() -> None:
    """Clocks in Baghdad went back on Monday, 1 October 2007."""
    began_at = datetime(2007, 10, 1, 0, tzinfo=BAGHDAD.zone).astimezone(UTC)

    assert there(BAGHDAD, due(terms(24, days="working"), began_at, BAGHDAD).due_at) == "2007-10-01 23:00:00"


def test_a_term_that_begins_on_a_day_off_runs_from_the_next_working_day() -> None:
    friday = datetime(2007, 5, 25, 15, tzinfo=BAGHDAD.zone).astimezone(UTC)
    found = due(terms(1, days="working"), friday, BAGHDAD)

    assert there(BAGHDAD, found.due_at) == "2007-05-27 01:00:00"
    assert found.why(friday) is Why.STOPPED


def test_a_term_that_ends_as_the_weekend_begins_ends_then() -> None:
    """And one that has an hour left goes on after it."""
    began_at = datetime(2007, 5, 24, 0, tzinfo=BAGHDAD.zone).astimezone(UTC)

    assert there(BAGHDAD, due(terms(24, days="working"), began_at, BAGHDAD).due_at) == "2007-05-25 00:00:00"
    assert there(BAGHDAD, due(terms(25, days="working"), began_at, BAGHDAD).due_at) == "2007-05-27 01:00:00"


def test_a_suspension_stops_the_clock_and_two_that_overlap_stop_it_once() -> None:
    began = utc("2030-01-01 00:00")
    one = Stop(began + 10 * HOUR, began + 20 * HOUR, by="1" * 64)
    other = Stop(began + 15 * HOUR, began + 30 * HOUR, by="2" * 64)
    found = due(terms(24), began, TEHRAN, stops=(other, one))

    assert found.due_at == began + 44 * HOUR
    assert [each.by for each in found.stopped] == [one.by, other.by]
    assert found.why(began + 9 * HOUR) is Why.RUNNING
    assert found.why(began + 10 * HOUR) is Why.STOPPED
    assert found.why(began + 30 * HOUR - SECOND) is Why.STOPPED
    assert found.why(began + 30 * HOUR) is Why.RUNNING
    assert at_edges(found) == [Answer.NO, Answer.NO, Answer.YES]


def test_a_suspension_over_a_weekend_is_not_counted_twice() -> None:
    """From Thursday noon to Monday noon, with Friday and Saturday off: Thursday's hours before and Monday's after."""
    began = datetime(2007, 5, 24, 0, tzinfo=BAGHDAD.zone).astimezone(UTC)
    stop = Stop(began + 12 * HOUR, began + 108 * HOUR, by="1" * 64)
    found = due(terms(24, days="working"), began, BAGHDAD, stops=(stop,))

    assert there(BAGHDAD, found.due_at) == "2007-05-29 00:00:00"


def test_a_suspension_that_was_over_or_had_not_begun_changes_nothing() -> None:
    began = utc("2030-01-01 00:00")
    before = Stop(began - 9 * HOUR, began, by="1" * 64)
    after = Stop(began + 24 * HOUR, None, by="2" * 64)
    backwards = Stop(began + 5 * HOUR, began + 4 * HOUR, by="3" * 64)

    assert due(terms(24), began, TEHRAN, stops=(before, after, backwards)) == due(terms(24), began, TEHRAN)


def test_a_suspension_without_end_leaves_no_day_on_which_it_could_be_late() -> None:
    began = utc("2030-01-01 00:00")
    found = due(terms(24), began, TEHRAN, stops=(Stop(began + HOUR, None, by="1" * 64),))

    assert found.due_at is None
    assert found.why(began) is Why.NO_END
    assert found.why(began + 9000 * HOUR) is Why.STOPPED
    assert found.late(began + 9000 * HOUR) is Answer.NO


def test_a_disputed_suspension_leaves_undecided_what_hangs_on_it_and_nothing_else() -> None:
    began = utc("2030-01-01 00:00")
    stop = Stop(began + HOUR, began + 11 * HOUR, by="1" * 64, disputed=True)
    found = due(terms(24), began, TEHRAN, stops=(stop,))
    endless = due(terms(24), began, TEHRAN, stops=(Stop(began + HOUR, None, by="1" * 64, disputed=True),))

    assert found.due_at == began + 24 * HOUR
    assert [found.why(began + each) for each in (24 * HOUR, 24 * HOUR + SECOND, 34 * HOUR, 34 * HOUR + SECOND)] == [
        Why.RUNNING,
        Why.DISPUTED,
        Why.DISPUTED,
        Why.OVER,
    ]
    assert found.late(began + 25 * HOUR) is Answer.UNDECIDED
    assert endless.late(began + 24 * HOUR) is Answer.NO
    assert endless.late(began + 9000 * HOUR) is Answer.UNDECIDED
    assert found.stopped == (stop,)


def test_without_a_proven_beginning_nothing_is_late_and_nothing_in_time() -> None:
    found = due(terms(24), None, TEHRAN, CAPITALS)

    assert (found.due_at, found.why(utc("2030-01-01 00:00"))) == (None, Why.NOT_BEGUN)
    assert found.late(utc("2030-01-01 00:00")) is Answer.UNDECIDED


def test_where_the_parties_agreed_on_no_clock_nothing_is_late() -> None:
    found = due(None, utc("2007-01-01 00:00"), TEHRAN)

    assert found.why(utc("2030-01-01 00:00")) is Why.NO_CLOCK
    assert found.late(utc("2030-01-01 00:00")) is Answer.NO


def test_silence_is_not_proven_by_a_record_that_ends_before_the_term() -> None:
    """A log that is known past the end of the term proves that nothing came in time, however long ago that was."""
    began = utc("2030-01-01 00:00")
    end = began + 24 * HOUR
    found = due(terms(24), began, TEHRAN)
    later = end + 100 * HOUR

    assert found.why(later, covered_until=end) is Why.NOT_COVERED
    assert found.late(later, covered_until=end) is Answer.UNDECIDED
    assert found.late(later, covered_until=end + SECOND) is Answer.YES
    assert found.late(end, covered_until=began) is Answer.NO, "what is not over needs no proof that it is not"


def test_something_to_be_done_by_a_day_is_due_with_that_day_in_the_capital_asked() -> None:
    """The last second of 28 March 2007: in Washington eight hours after it was that in Baghdad."""
    found = {each.party: day_due(each, "2007-03-28") for each in CAPITALS}

    assert [there(each, found[each.party].due_at) for each in CAPITALS] == ["2007-03-28 23:59:59"] * 3
    assert found["north"].due_at == utc("2007-03-29 03:59:59")
    assert found["host"].due_at == utc("2007-03-28 20:59:59")
    assert found["south"].due_at == utc("2007-03-28 20:29:59")
    assert at_edges(found["host"]) == [Answer.NO, Answer.NO, Answer.YES]
    assert found["host"].day == "2007-03-28"


@pytest.mark.parametrize("day", ["2007-02-30", "0000-00-00", "9999-12-31", "tomorrow", "20070328"])
def test_a_day_that_no_calendar_has_is_never_missed(day: str) -> None:
    assert day_due(BAGHDAD, day).late(utc("2030-01-01 00:00")) is Answer.NO


def test_a_day_on_which_clocks_stand_still_is_due_when_they_run_again() -> None:
    ends = BAGHDAD.ends(date(2007, 3, 28))
    stop = Stop(ends - HOUR, ends + 5 * HOUR, by="1" * 64)
    chained = Stop(ends + 4 * HOUR, ends + 9 * HOUR, by="2" * 64)

    assert day_due(BAGHDAD, "2007-03-28", (stop,)).due_at == ends + 5 * HOUR
    assert day_due(BAGHDAD, "2007-03-28", (chained, stop)).due_at == ends + 9 * HOUR
    assert day_due(BAGHDAD, "2007-03-27", (stop,)).stopped == ()
    assert day_due(BAGHDAD, "2007-03-28", (Stop(ends - HOUR, None, by="1" * 64),)).why(ends) is Why.STOPPED
    disputed = day_due(BAGHDAD, "2007-03-28", (Stop(ends - HOUR, ends + HOUR, by="1" * 64, disputed=True),))
    assert [disputed.late(ends + each) for each in (timedelta(), SECOND, 2 * HOUR)] == [
        Answer.NO,
        Answer.UNDECIDED,
        Answer.YES,
    ]


def test_a_capital_is_read_from_the_charter_and_impossible_days_are_none() -> None:
    holidays = (Holiday("2007-03-21", "2007-03-24"), Holiday("2007-02-30", "2007-03-01"))
    party = PartyTerms("south", (), "o", "party", (), (), zone="Asia/Tehran", weekend=(4, 5), holidays=holidays)
    capital = capital_of(party, TEHRAN.zone)

    assert capital == Capital("south", TEHRAN.zone, frozenset({4, 5}), ((date(2007, 3, 21), date(2007, 3, 24)),))
    assert [day for day in range(19, 29) if capital.works_on(date(2007, 3, day))] == [19, 20, 25, 26, 27, 28]


def test_a_capital_that_never_works_and_hours_without_end_break_nothing() -> None:
    """A charter may name any number and any week."""
    began = utc("2030-01-01 00:00")
    never = Capital("south", UTC, frozenset(range(1, 8)))

    assert due(terms(1, days="working"), began, never).why(began + HOUR) is Why.STOPPED
    for hours in (2**53 - 1, 24 * 365 * 9000):
        assert due(terms(hours), began, TEHRAN).due_at is None
        assert due(terms(hours, days="working"), began, TEHRAN).late(utc("2999-01-01 00:00")) is Answer.NO
    assert due(terms(24), utc("9999-12-31 12:00"), TEHRAN).due_at is None
    assert due(terms(1, grace_minutes=2**53 - 1), began, TEHRAN).late_after is None


# What holds of all terms

instants = st.datetimes(datetime(2005, 1, 1), datetime(2009, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001 - bounds are naive
    lambda each: each.replace(microsecond=0)
)
capitals = st.sampled_from(CAPITALS)
clauses = st.builds(
    ClockTerms,
    st.just("allegations.answer"),
    st.integers(1, 400),
    st.sampled_from(["calendar", "working"]),
    st.sampled_from(["asked", "all"]),
)
spans = st.lists(st.tuples(instants, st.integers(0, 400)), max_size=4).map(
    lambda found: tuple(Stop(at, at + hours * HOUR, by="1" * 64) for at, hours in found)
)


@given(clauses, instants, capitals, spans)
def test_a_term_never_ends_before_its_hours_have_passed_nor_early(
    clause: ClockTerms, began: datetime, asked: Capital, stops: tuple[Stop, ...]
) -> None:
    found = due(clause, began, asked, CAPITALS, stops)

    assert found.due_at is not None
    assert found.due_at >= began + clause.hours * HOUR
    assert at_edges(found) == [Answer.NO, Answer.NO, Answer.YES]
    assert found.late(began) is Answer.NO


@given(clauses, instants, instants, capitals, spans)
def test_who_had_it_later_is_due_no_earlier(
    clause: ClockTerms, one: datetime, other: datetime, asked: Capital, stops: tuple[Stop, ...]
) -> None:
    first, last = sorted((one, other))
    ends = [due(clause, began, asked, CAPITALS, stops).due_at for began in (first, last)]

    assert ends[0] is not None
    assert ends[1] is not None
    assert ends[0] <= ends[1]


@given(clauses, st.integers(1, 200), instants, capitals, spans)
def test_two_terms_one_after_the_other_are_one_of_both_their_hours(
    clause: ClockTerms, more: int, began: datetime, asked: Capital, stops: tuple[Stop, ...]
) -> None:
    def ends(hours: int, since: datetime) -> datetime:
        found = due(ClockTerms(clause.name, hours, clause.days, clause.whose), since, asked, CAPITALS, stops).due_at
        assert found is not None
        return found

    assert ends(more, ends(clause.hours, began)) == ends(clause.hours + more, began)


@given(clauses, instants, capitals, spans)
def test_a_further_suspension_never_makes_anything_due_earlier(
    clause: ClockTerms, began: datetime, asked: Capital, stops: tuple[Stop, ...]
) -> None:
    ends = [due(clause, began, asked, CAPITALS, stops[:count]).due_at for count in range(len(stops) + 1)]

    assert all(one is not None and other is not None and one <= other for one, other in pairwise(ends))


@given(clauses, instants, capitals, spans)
def test_from_beginning_to_end_just_the_hours_of_the_clause_were_not_stopped(
    clause: ClockTerms, began: datetime, asked: Capital, stops: tuple[Stop, ...]
) -> None:
    """Counted in another way: from edge to edge of all that stopped it."""
    found = due(clause, began, asked, CAPITALS, stops)
    assert found.due_at is not None
    edges = sorted(
        {began, found.due_at}
        | {
            min(max(edge, began), found.due_at)
            for each in found.stopped
            for edge in (each.from_at, each.until_at or found.due_at)
        }
    )
    ran = timedelta()
    for start, end in pairwise(edges):
        if not any(each.from_at <= start and end <= (each.until_at or end) for each in found.stopped):
            ran += end - start

    assert ran == clause.hours * HOUR
