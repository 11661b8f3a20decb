"""Indicators in figures: each side for itself, what may count apart from what does, jointly only what all hold alike."""

from datetime import UTC, datetime, timedelta
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import BEGAN, HOST, NORTH, PARTIES, SOUTH, en
from trilateral.agreement.clocks import Answer
from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location, Point
from trilateral.agreement.undertakings import Count, Indicator
from trilateral.mechanism.incidents.accounts import Account, Standing
from trilateral.mechanism.incidents.entries import Actor, IncidentReported, Told
from trilateral.mechanism.incidents.state import Incident, LinkWord, SameWord
from trilateral.picture.series import Side, begins_on, fits, month_of, series, week_of

RIVER = Location((en("The river"),), (Point(335_000_000, 445_000_000),), 20_000, whole=True)
SPOT = Location((), (Point(335_000_000, 445_000_000),), 100)
FAR = Location((), (Point(345_000_000, 445_000_000),), 100)
ROUGH = Location((), (Point(336_500_000, 445_000_000),), 50_000)
BY_SOUTH = (Actor("acted", "proxy", SOUTH),)
SUPPLY = Indicator(en("Weapons over the river"), None, 3, 1, count=Count(("weapons_supply",), SOUTH, RIVER))
MAY = datetime(2030, 5, 28, 12, tzinfo=UTC)
DAY = timedelta(days=1)
THEN = Interval(MAY)


def told(number: int, row: int | None = None) -> Told:
    return Told(f"{number:064}", row)


def report(
    number: int,
    party: str = NORTH,
    *,
    when: Interval | None = THEN,
    where: Location | None = SPOT,
    actors: tuple[Actor, ...] = BY_SOUTH,
    sub_type: str = "weapons_supply",
    standing: Standing = Standing.STANDS,
    outside: bool = False,
    row: int | None = None,
) -> Account:
    said = IncidentReported(
        "weapons",
        sub_type,  # type: ignore[arg-type]  # of the sorts there are
        when,
        None,
        where,
        actors=actors,
        told_by=en("An agency") if outside else None,
    )
    return Account(told=told(number, row), party=party, index=number, claimed_at=BEGAN, standing=standing, said=said)


def incident(number: int, *reports: Account, by: tuple[str, ...] = PARTIES, same: tuple[int, ...] = ()) -> Incident:
    links = tuple(
        LinkWord(f"{i:064}", party, i, "linked", each.told, None, ()) for i, party in enumerate(by) for each in reports
    )
    sames = tuple(SameWord("s" * 64, party, 90, "same", f"{other:064}", None, ()) for party in by for other in same)
    return Incident(
        id=f"{number:064}",
        party=NORTH,
        index=number,
        parties=PARTIES,
        claimed_at=BEGAN,
        title=en("x"),
        links=links,
        sames=sames,
    )


def counted(*accounts: Account, indicator: Indicator = SUPPLY) -> dict[tuple[str, str, bool], tuple[int, int]]:
    found = series(indicator, accounts, ())
    assert found is not None
    return {
        (period, side.party, side.own): (len(cell.counted), len(cell.unsure))
        for (period, side), cell in found.cells.items()
    }


def test_each_side_is_counted_for_itself_and_what_it_passes_on_apart() -> None:
    found = counted(report(1), report(2), report(3, SOUTH), report(4, NORTH, outside=True))

    assert found == {
        ("2030-05", NORTH, True): (2, 0),
        ("2030-05", NORTH, False): (1, 0),
        ("2030-05", SOUTH, True): (1, 0),
    }


@pytest.mark.parametrize(
    ("account", "answer"),
    [
        (report(1), Answer.YES),
        (report(1, sub_type="weapons_cache"), Answer.NO),
        (report(1, actors=()), Answer.NO),
        (report(1, actors=(Actor("targeted", "party", SOUTH),)), Answer.NO),
        (report(1, actors=(Actor("acted", "party", HOST),)), Answer.NO),
        (report(1, where=FAR), Answer.NO),
        (report(1, where=ROUGH), Answer.UNDECIDED),
        (report(1, where=None), Answer.UNDECIDED),
        (report(1, where=Location((en("the RIVER"),))), Answer.YES),
    ],
)
def test_what_is_counted_fits_in_sort_actor_and_place(account: Account, answer: Answer) -> None:
    assert SUPPLY.count is not None
    assert account.said is not None

    assert fits(SUPPLY.count, account.said) is answer


def test_from_the_first_to_the_last_day_and_what_lies_across_one_may_belong() -> None:
    within = Indicator(en("x"), count=Count(from_on="2030-05-28", until_on="2030-05-29"))
    accounts = [
        report(1, when=Interval(MAY)),
        report(2, when=Interval(MAY - DAY)),
        report(3, when=Interval(MAY - DAY, MAY)),
        report(4, when=Interval(MAY + 2 * DAY)),
    ]

    assert counted(*accounts, indicator=within) == {("2030-05", NORTH, True): (1, 1)}


def test_what_lies_across_two_months_may_belong_to_the_first_and_what_has_no_time_is_named() -> None:
    across = report(1, when=Interval(MAY, MAY + 10 * DAY))
    found = series(SUPPLY, (across, report(2, when=None), report(3, when=Interval(MAY + 70 * DAY))), ())
    assert found is not None

    assert found.periods == ("2030-05", "2030-06", "2030-07", "2030-08")
    assert found.cell("2030-05", Side(NORTH, own=True)).unsure == (across.told,)
    assert found.cell("2030-06", Side(NORTH, own=True)).counted == ()
    assert found.unplaced == (told(2),)


def test_weeks_begin_on_monday_and_keep_their_year() -> None:
    weekly = msgspec.structs.replace(SUPPLY, every="week")
    found = series(
        weekly,
        (
            report(1, when=Interval(datetime(2029, 12, 31, tzinfo=UTC))),
            report(2, when=Interval(datetime(2030, 1, 14, tzinfo=UTC))),
        ),
        (),
    )
    assert found is not None

    assert found.periods == ("2030-W01", "2030-W02", "2030-W03")
    assert begins_on("2030-W01").isoformat() == "2029-12-31"


@pytest.mark.parametrize("standing", [each for each in Standing if each is not Standing.STANDS])
def test_what_does_not_stand_is_not_counted(standing: Standing) -> None:
    assert counted(report(1, standing=standing)) == {}


def test_rows_of_lists_count_each() -> None:
    assert counted(*(report(1, row=row) for row in range(5))) == {("2030-05", NORTH, True): (5, 0)}


def test_one_figure_for_all_is_of_incidents_that_all_hold_to_be_told_by_the_same_reports() -> None:
    """Two sides report one thing: two reports, one incident. What only one party linked counts for nobody else."""
    north, south, alone = report(1), report(2, SOUTH), report(3)
    found = series(SUPPLY, (north, south, alone), (incident(7, north, south), incident(8, alone, by=(NORTH,))))
    assert found is not None

    assert found.joint == {"2030-05": (f"{7:064}",)}
    assert found.differing == ()


def test_incidents_that_all_hold_to_be_one_count_once() -> None:
    north, south = report(1), report(2, SOUTH)
    found = series(SUPPLY, (north, south), (incident(7, north), incident(8, south, same=(7,))))
    assert found is not None

    assert found.joint == {"2030-05": (f"{7:064}",)}


@pytest.mark.parametrize(
    "other",
    [
        report(2, SOUTH, sub_type="weapons_cache"),
        report(2, SOUTH, when=Interval(MAY + 30 * DAY)),
        report(2, SOUTH, when=None),
        report(2, SOUTH, where=ROUGH),
    ],
)
def test_where_joint_reports_differ_the_incident_is_named_and_not_counted(other: Account) -> None:
    north = report(1)
    found = series(SUPPLY, (north, other), (incident(7, north, other),))
    assert found is not None

    assert found.joint == {}
    assert found.differing == (f"{7:064}",)


def test_without_a_joint_incident_there_is_no_joint_figure_and_not_a_zero() -> None:
    found = series(SUPPLY, (report(1),), ())
    assert found is not None

    assert found.joint is None
    assert series(Indicator(en("x")), (report(1),), ()) is None, "not measured by reports"


def test_years_apart_do_not_make_a_table_of_empty_months() -> None:
    first, last = Interval(datetime(1, 1, 1, tzinfo=UTC)), Interval(datetime(9999, 12, 31, tzinfo=UTC))
    for every in ("week", "month"):
        indicator = msgspec.structs.replace(SUPPLY, every=every)
        found = series(indicator, (report(1, when=first), report(2, when=last)), ())
        assert found is not None
        assert len(found.periods) == 2


@given(
    st.lists(st.tuples(st.sampled_from(PARTIES), st.integers(0, 400), st.booleans()), max_size=25),
    st.randoms(use_true_random=False),
)
def test_every_report_that_fits_is_in_one_place_whatever_the_order(
    rows: list[tuple[str, int, bool]], chance: Random
) -> None:
    accounts = [
        report(number, party, when=Interval(MAY + days * DAY), where=SPOT if near else ROUGH)
        for number, (party, days, near) in enumerate(rows)
    ]
    shuffled = list(accounts)
    chance.shuffle(shuffled)
    found = series(SUPPLY, accounts, ())
    assert found is not None

    assert series(SUPPLY, shuffled, ()) == found
    everything = [each for cell in found.cells.values() for each in (*cell.counted, *cell.unsure)]
    assert sorted(each.report for each in everything) == sorted(each.told.report for each in accounts)
    assert sum(len(cell.counted) for cell in found.cells.values()) == sum(near for _, _, near in rows)
    assert list(found.periods) == sorted(set(found.periods))
    assert {period for period, _ in found.cells} <= set(found.periods)


def test_names_of_periods() -> None:
    assert month_of(MAY) == "2030-05"
    assert week_of(MAY) == "2030-W22"
    assert month_of(datetime(1, 2, 3, tzinfo=UTC)) == "0001-02"
