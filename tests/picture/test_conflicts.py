"""What meets in time and place: found by itself, certain apart from possible, and never by arrival or party."""

from datetime import timedelta
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import BEGAN, DATE, HOST, NORTH, SOUTH, en
from trilateral.agreement.clocks import Answer
from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location, Point, coarsened
from trilateral.mechanism.humanitarian.state import Protection, Word
from trilateral.mechanism.incidents.accounts import Account, Standing
from trilateral.mechanism.incidents.entries import IncidentReported, Told
from trilateral.mechanism.notices.state import End, Notice, Version
from trilateral.picture.conflicts import Conflict, Sort, conflicts

HOUR = timedelta(hours=1)
DAY = 24 * HOUR
ROAD = Location((en("East road"),), (Point(333_000_000, 444_000_000), Point(334_000_000, 444_000_000)), 200, whole=True)
SPOT = Location((), (Point(333_500_000, 444_000_000),), 100, whole=True)
FAR = Location((), (Point(343_500_000, 444_000_000),), 100, whole=True)
NAMED = Location((en("east Road "),))
A_DAY = Interval(DATE, DATE + DAY, whole=True)
AN_HOUR_ON = Interval(DATE + HOUR, whole=True)


def notice(
    number: int = 1,
    party: str = NORTH,
    sort: str = "movement",
    *,
    when: Interval = A_DAY,
    where: Location = ROAD,
    open_ended: bool = False,
) -> Notice:
    entry = f"{number:064}"
    version = Version(entry, party, 5, en("x"), when, where, None, (), None, open_ended, None)
    return Notice(entry, party, sort, (SOUTH, HOST), (), (version,))


def report(
    number: int = 9,
    party: str = SOUTH,
    *,
    type: str = "explosion",  # noqa: A002 - the field's own word
    when: Interval | None = AN_HOUR_ON,
    where: Location | None = SPOT,
    standing: Standing = Standing.STANDS,
) -> Account:
    said = IncidentReported(type, when=when, where=where, text=en("x"))  # type: ignore[arg-type]  # of the sorts there are
    return Account(told=Told(f"{number:064}"), party=party, index=9, claimed_at=BEGAN, standing=standing, said=said)


def protection(
    what: str = "site", since_on: str | None = None, where: Location | None = SPOT, words: str = ""
) -> Protection:
    said = tuple(
        Word(f"{n:064}", party, n, words, None, None) for n, party in enumerate((HOST, NORTH, SOUTH), 70) if words
    )
    return Protection(
        id=f"{5:064}",
        party=HOST,
        what=what,
        names=(en("Mill hospital"),),
        basis=(),
        since_on=since_on,
        recognised_by=None,
        where=where,
        designation=None,
        text=None,
        parties=(HOST, NORTH, SOUTH),
        words=said,
    )


def only(found: tuple[Conflict, ...]) -> Conflict:
    (conflict,) = found
    return conflict


def test_what_was_struck_although_notified_finds_itself() -> None:
    found = only(conflicts([notice()], [report()]).found)

    assert found.sort is Sort.REPORT_AND_NOTICE
    assert (found.one.entry, found.other.entry) == (f"{1:064}", f"{9:064}")
    assert found.certain
    assert (found.apart_m, found.radius_m) == (0, 0)


@pytest.mark.parametrize(
    ("held", "found"),
    [
        (protection(), [Sort.REPORT_AND_SITE]),
        (protection(since_on="2030-01-01"), [Sort.REPORT_AND_SITE]),
        (protection(since_on="9999-01-01"), []),
        (protection(since_on="0001-01-01"), [Sort.REPORT_AND_SITE]),
        (protection("person"), []),
        (protection("group"), []),
        (protection(where=FAR), []),
        (protection(where=None), []),
        (protection(words="contested"), [Sort.REPORT_AND_SITE]),
        (protection(words="ended"), []),
    ],
)
def test_harm_at_a_site_that_is_asserted_to_be_protected_is_found_whoever_contests_it(
    held: Protection, found: list[Sort]
) -> None:
    assert [each.sort for each in conflicts([], [report()], [held]).found] == found


def test_what_another_notifies_near_a_site_that_is_asserted_to_be_protected_is_found() -> None:
    conflict = only(conflicts([notice()], (), [protection()]).found)

    assert conflict.sort is Sort.NOTICE_AND_SITE
    assert conflict.other.to == (NORTH, SOUTH)
    assert conflicts([notice(party=HOST)], (), [protection()]).found == ()
    assert conflicts([notice(sort="static_site", party=SOUTH, where=SPOT)], (), [protection()]).found == ()


def test_harm_at_a_protected_site_is_found_for_as_long_as_it_is_listed() -> None:
    """Until further notice means years later too, and never before."""
    site = notice(sort="static_site", when=Interval(DATE), open_ended=True, where=SPOT)
    later, before = (
        report(when=Interval(DATE + 999 * DAY, whole=True)),
        report(8, when=Interval(DATE - HOUR, whole=True)),
    )

    assert only(conflicts([site], [later, before]).found).sort is Sort.REPORT_AND_SITE
    assert conflicts([site], [before]).found == ()


def test_a_place_on_a_grid_may_meet_and_says_how_coarse_it_is() -> None:
    coarse = coarsened(SPOT, 100_000)
    found = only(conflicts([notice()], [report(where=coarse)]).found)

    assert not found.certain
    assert (found.in_time, found.in_place) == (Answer.YES, Answer.UNDECIDED)
    assert found.radius_m == coarse.radius_m


def test_a_time_known_by_the_day_may_meet() -> None:
    some_day = report(when=Interval(DATE - DAY, DATE + HOUR))

    found = only(conflicts([notice()], [some_day]).found)

    assert (found.in_time, found.in_place) == (Answer.UNDECIDED, Answer.YES)


@pytest.mark.parametrize(
    "account",
    [
        report(where=FAR),
        report(when=Interval(DATE + 2 * DAY, whole=True)),
        report(type="protest"),
        report(type="strategic"),
        report(standing=Standing.TAKEN_BACK),
        report(standing=Standing.ERASED),
    ],
    ids=["elsewhere", "later", "protest", "strategic", "taken back", "erased"],
)
def test_what_meets_nothing(account: Account) -> None:
    assert conflicts([notice()], [account]).found == ()


def test_a_margin_says_how_far_apart_still_counts() -> None:
    """The spot lies 1,200 m beside the end of the road, and both reach 300 m."""
    beside = msgspec.structs.replace(SPOT, points=(Point(334_110_000, 444_000_000),))
    account = report(where=beside)

    assert conflicts([notice()], [account], margin_m=500).found == ()
    assert only(conflicts([notice()], [account], margin_m=1_000).found).certain


def test_two_notices_of_two_parties_meet_and_of_one_do_not() -> None:
    mine, theirs, own = notice(1), notice(2, HOST, "works"), notice(3)

    found = conflicts([theirs, mine, own]).found

    assert {(each.one.entry[-1], each.other.entry[-1]) for each in found} == {("1", "2"), ("2", "3")}
    assert {each.sort for each in found} == {Sort.NOTICES}


def test_a_site_is_the_second_of_its_pair_whoever_begins_first() -> None:
    site = notice(1, HOST, "static_site", when=Interval(DATE - DAY), open_ended=True)
    later_site = notice(2, HOST, "static_site", when=Interval(DATE + HOUR), open_ended=True)

    found = conflicts([site, later_site, notice(3)]).found

    assert [(each.sort, each.one.entry[-1]) for each in found] == [(Sort.NOTICE_AND_SITE, "3")] * 2


def test_two_protected_things_do_not_conflict() -> None:
    convoy, site = notice(1, sort="humanitarian_movement"), notice(2, HOST, "static_site", open_ended=True)

    assert conflicts([convoy, site]).found == ()


def test_what_was_cancelled_meets_nothing_and_what_is_done_may_have_been_struck() -> None:
    done = msgspec.structs.replace(notice(), ends=(End("a" * 64, NORTH, 6, "completed", None, ()),))
    cancelled = msgspec.structs.replace(notice(), ends=(End("a" * 64, NORTH, 6, "cancelled", None, ()),))

    assert conflicts([cancelled], [report()]).found == ()
    assert only(conflicts([done], [report()]).found).certain


def test_a_place_known_by_name_meets_only_the_same_name_and_never_certainly() -> None:
    same, other = report(where=NAMED), report(8, where=Location((en("West road"),)))
    found = conflicts([notice()], [same, other])

    assert only(found.found).other.entry == same.told.report
    assert (only(found.found).in_place, only(found.found).apart_m) == (Answer.UNDECIDED, None)
    assert found.uncompared == 2, "both are known by name alone"


@pytest.mark.parametrize("account", [report(when=None), report(where=None)], ids=["no time", "no place"])
def test_what_says_no_time_or_place_is_counted_and_not_hidden(account: Account) -> None:
    found = conflicts([notice(), notice(2)], [account])

    assert (found.found, found.uncompared) == ((), 1)


def test_what_is_certain_stands_first() -> None:
    may_meet = report(8, where=coarsened(SPOT, 100_000))

    found = conflicts([notice()], [may_meet, report()]).found

    assert [each.certain for each in found] == [True, False]


whens = st.builds(
    lambda from_hours, hours, whole: Interval(
        DATE + from_hours * HOUR, DATE + (from_hours + hours) * HOUR, whole=whole
    ),
    st.integers(-50, 50),
    st.integers(0, 60),
    st.booleans(),
)
wheres = st.sampled_from([ROAD, SPOT, FAR, NAMED, coarsened(SPOT, 100_000), Location((en("x"),))])
notices_given = st.lists(
    st.builds(
        lambda party, sort, when, where, open_ended: (party, sort, when, where, open_ended),
        st.sampled_from([NORTH, SOUTH, HOST]),
        st.sampled_from(["movement", "works", "static_site", "humanitarian_movement"]),
        whens,
        wheres,
        st.booleans(),
    ),
    max_size=6,
)
reports_given = st.lists(st.tuples(whens, wheres), max_size=6)


@given(notices_given, reports_given, st.randoms(use_true_random=False))
def test_nothing_is_missed_and_no_order_matters(
    said: list[tuple[str, str, Interval, Location, bool]], told: list[tuple[Interval, Location]], chance: Random
) -> None:
    """Against every pair looked at one by one, in whatever order they come."""
    notices = [
        notice(at, party, sort, when=when, where=where, open_ended=open_ended)
        for at, (party, sort, when, where, open_ended) in enumerate(said)
    ]
    accounts = [report(100 + at, when=when, where=where) for at, (when, where) in enumerate(told)]
    pairs = set()
    for at, one in enumerate(notices):
        for other in notices[at + 1 :]:
            pairs |= {frozenset({c.one.entry, c.other.entry}) for c in conflicts([one, other]).found}
        for account in accounts:
            pairs |= {frozenset({c.one.entry, c.other.entry}) for c in conflicts([one], [account]).found}
    found = conflicts(notices, accounts)
    chance.shuffle(notices)
    chance.shuffle(accounts)

    assert {frozenset({c.one.entry, c.other.entry}) for c in found.found} == pairs
    assert conflicts(notices, accounts) == found
