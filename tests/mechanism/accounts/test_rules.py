"""Accounts: who enters them, who asks, who reads them how; and that nobody's reading replaces another's."""

import dataclasses
from collections.abc import Mapping
from itertools import permutations
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant

from tests.mechanism import anyone
from tests.mechanism.orders import folded_somehow
from tests.worlds import CHARTER, HOST, NORTH, PARTIES, SOUTH, World, en, founded, origin
from trilateral.ledger.entry import Body, EntryId
from trilateral.ledger.facts import FixedFacts
from trilateral.mechanism.accounts import rules
from trilateral.mechanism.accounts.entries import (
    AccountEntered,
    AccountRead,
    CopyStated,
    DatePrinted,
    Omission,
    PointRaised,
    Quote,
    Reading,
    ReadoutAnswered,
    StatementLinked,
)
from trilateral.mechanism.accounts.matrix import (
    Matrix,
    about_one,
    days_told,
    expectations,
    is_called_copy,
    matrix,
    readers_differ,
)
from trilateral.mechanism.accounts.rules import Account, Point
from trilateral.mechanism.meetings.entries import MeetingProposed
from trilateral.mechanism.statements.entries import StatementMade

UNKNOWN = "f" * 64
DAY = "2030-03-04"
WORDS = Quote("proposed a joint office", "the envoy", "for the river")
AGAIN = PointRaised(en("Will they meet again?"), day=DAY)
OFFICE = PointRaised(en("Was a joint office proposed?"), day=DAY)


def account(outlet: str = "The Gazette", **changes: Any) -> AccountEntered:
    return AccountEntered(
        **{
            "title": en("At the river"),
            "outlet": outlet,
            "published_on": "2030-03-05",
            "lang": "en",
            "affiliation": "independent",
            "day": DAY,
            **changes,
        }
    )


def entered(*bodies: Body) -> tuple[World, list[EntryId]]:
    """A world in which North has opened these subjects and all have seen them."""
    world = founded()
    ids = [world.say(NORTH, body) for body in bodies]
    world.meet()
    assert [world.objection(each) for each in ids] == [None] * len(ids)
    return world, ids


def read(point: EntryId, stance: Any = "says", quote: Quote | None = WORDS, **more: Any) -> AccountRead:
    return AccountRead((Reading(point, stance, None if stance in {"silent", "undecided"} else quote, **more),))


def table(world: World, stage: str = "told") -> Matrix:
    held = world.fold().subjects("accounts").values()
    return matrix(
        [each for each in held if isinstance(each, Account)], [each for each in held if isinstance(each, Point)], stage
    )


def stances(world: World) -> list[list[str]]:
    return [[cell.stance for cell in row.cells] for row in table(world).rows]


# Entering and asking


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (account(), None),
        (account(published_on="2030"), None),
        (account(published_on="2030-02-30"), "accounts.no_such_day"),
        (account(published_on="0000"), "accounts.no_such_day"),
        (account(day=None), "accounts.about_one_thing"),
        (account(meeting=UNKNOWN), "accounts.about_one_thing"),
        (account(day=None, meeting=UNKNOWN), "accounts.not_seen"),
        (account(day="2030-02-30"), "accounts.no_such_day"),
        (account(readout_of="west"), "accounts.not_a_party"),
        (account(readout_of=SOUTH), None),
        (account(wire_of=UNKNOWN), "accounts.not_seen"),
        (account(excerpted_in=UNKNOWN), "accounts.not_seen"),
        (account(dates=(DatePrinted("publication", "2030-13"),)), "accounts.no_such_day"),
        (account(dates=(DatePrinted("meeting", "2030", "x" * 301),)), "accounts.quote_too_long"),
        (account(omissions=(Omission("…", "x" * 300),)), None),
        (account(omissions=(Omission("…", "x" * 301),)), "accounts.quote_too_long"),
        (PointRaised(en("?"), day=DAY), None),
        (PointRaised(en("?")), "accounts.about_one_thing"),
        (PointRaised(en("?"), day="2030-00-01"), "accounts.no_such_day"),
    ],
)
def test_what_can_be_entered_and_asked(body: Body, why: str | None) -> None:
    world = founded()

    assert world.objection(world.say(NORTH, body)) == why


def test_both_can_be_about_a_meeting_and_only_a_meeting() -> None:
    world = founded()
    meeting = world.say(NORTH, MeetingProposed((en("Round"),), "rounds", 1, "joint", "plenary"))
    found = [world.say(NORTH, account(day=None, meeting=meeting)), world.say(NORTH, PointRaised(en("?"), meeting))]
    wrong = world.say(NORTH, PointRaised(en("?"), found[0]))

    assert [world.objection(each) for each in (*found, wrong)] == [None, None, "accounts.not_a_meeting"]


def test_what_opens_a_subject_is_about_none() -> None:
    world, (paper,) = entered(account())

    assert world.objection(world.say(SOUTH, OFFICE, paper)) == "accounts.opened_already"
    assert world.objection(world.say(SOUTH, account(), paper)) == "accounts.opened_already"


# Reading


@pytest.mark.parametrize(
    ("reading", "why"),
    [
        (("says", WORDS), None),
        (("denies", WORDS), None),
        (("silent", None), None),
        (("undecided", None), None),
        (("undecided", WORDS), None),
        (("says", None), "accounts.quote_missing"),
        (("denies", Quote("  ")), "accounts.quote_missing"),
        (("silent", WORDS), "accounts.silence_has_no_words"),
        (("differs", WORDS), "accounts.wording_missing"),
        (("differs", WORDS, None, en("an office, and no more")), None),
        (("says", Quote("x" * 300)), None),
        (("says", Quote("x" * 301)), "accounts.quote_too_long"),
        (("says", Quote("x", "y" * 301)), "accounts.quote_too_long"),
        (("says", Quote("x", "", "y" * 301)), "accounts.quote_too_long"),
    ],
)
def test_a_reading_rests_on_a_few_words_of_the_account(reading: tuple[Any, ...], why: str | None) -> None:
    """Silence has none; another wording says which."""
    world, (paper, point) = entered(account(), OFFICE)

    assert world.objection(world.say(SOUTH, AccountRead((Reading(point, *reading),)), paper)) == why


def test_an_account_is_read_on_points_of_its_own_meeting() -> None:
    world, (paper, point, other, point_of_other) = entered(
        account(), OFFICE, account(day="2030-03-05"), PointRaised(en("?"), day="2030-03-05")
    )

    def objection(body: Body, on: EntryId | None = paper) -> str | None:
        return world.objection(world.say(SOUTH, body, on))

    assert objection(read(point_of_other)) == "accounts.of_another_meeting"
    assert objection(read(UNKNOWN)) == "accounts.not_seen"
    assert objection(read(other)) == "accounts.not_a_point"
    assert objection(AccountRead(())) == "accounts.reads_nothing"
    assert objection(AccountRead((Reading(point, "silent"),) * 2)) == "accounts.point_twice"
    assert objection(read(point), point) == "accounts.not_an_account"
    assert objection(read(point), None) == "accounts.not_found"
    assert objection(CopyStated(other)) == "accounts.of_another_meeting"


def test_readings_of_several_parties_stand_side_by_side_and_of_one_party_the_last_counts() -> None:
    world, (paper, point) = entered(account(), OFFICE)
    world.say(SOUTH, read(point), paper)
    world.say(HOST, read(point, "silent"), paper)
    world.say(SOUTH, read(point, "denies"), paper)
    held = world.state(paper)

    assert [(each.party, each.stance) for each in rules.last_reads(held, point)] == [
        (HOST, "silent"),
        (SOUTH, "denies"),
    ]
    assert [each.stance for each in held.reads] == ["silent", "says", "denies"], "nothing is taken off"
    assert readers_differ(held, point)
    assert stances(world) == [["disputed"]]


def test_who_is_undecided_takes_its_reading_back() -> None:
    world, (paper, point) = entered(account(), OFFICE)
    world.say(SOUTH, read(point), paper)
    world.say(HOST, read(point, "denies"), paper)
    world.say(SOUTH, read(point, "undecided"), paper)
    with_one = stances(world)
    world.say(HOST, read(point, "undecided"), paper)

    assert with_one == [["denies"]]
    assert stances(world) == [["undecided"]]
    assert not readers_differ(world.state(paper), point)


def test_one_entry_reads_a_whole_account() -> None:
    world, (paper, one, two) = entered(account(), OFFICE, AGAIN)
    world.say(SOUTH, AccountRead((Reading(two, "silent"), Reading(one, "says", WORDS, "fact"))), paper)

    assert stances(world) == [["says"], ["silent"]]
    assert [each.number for each in world.state(paper).reads] == [0, 1]


# Witnesses


def test_copies_of_one_report_are_one_witness_and_one_that_was_cut_takes_nothing_from_it() -> None:
    world, (agency, point) = entered(account("Agency", affiliation="wire"), OFFICE)
    copies = [world.say(NORTH, account(name, wire_of=agency)) for name in ("Courier", "Mail")]
    other = world.say(NORTH, account("Herald"))
    world.say(NORTH, read(point), agency)
    world.say(NORTH, read(point, "silent"), copies[0])
    world.say(NORTH, read(point, "denies"), other)
    found = table(world)

    assert (found.fewest, found.most) == (2, 2)
    assert [[each.outlet for each in witness.accounts] for witness in found.witnesses] == [
        ["Agency", "Courier", "Mail"],
        ["Herald"],
    ]
    assert stances(world) == [["says", "denies"]]
    assert found.rows[0].heard() == 2


def test_who_copied_whom_can_be_contested_and_then_the_number_is_a_range() -> None:
    world, (one, other, point) = entered(account("Courier"), account("Mail"), OFFICE)
    world.say(SOUTH, CopyStated(other, why=en("word for word")), one)
    agreed = table(world)
    world.say(HOST, CopyStated(other, copy=False), one)
    contested = table(world)
    world.see_all(SOUTH)
    world.say(SOUTH, CopyStated(other, copy=False), one)
    denied = table(world)

    assert (agreed.fewest, agreed.most) == (1, 1)
    assert (contested.fewest, contested.most) == (1, 2)
    assert [each.contested for each in contested.witnesses] == [(one,), ()]
    assert (denied.fewest, denied.most) == (2, 2)
    assert not is_called_copy(world.state(one))
    assert point in {row.point.id for row in denied.rows}


def test_copies_that_disagree_are_shown_so() -> None:
    world, (one, point) = entered(account("Courier"), OFFICE)
    other = world.say(NORTH, account("Mail", wire_of=one))
    world.say(NORTH, read(point), one)
    world.say(NORTH, read(point, "denies"), other)

    assert stances(world) == [["disputed"]]


def test_what_copies_what_has_no_first_and_a_circle_does_no_harm() -> None:
    world, (one, two, three) = entered(account("A"), account("B"), account("C"))
    for account_id, of in ((one, two), (two, three), (three, one)):
        assert world.objection(world.say(NORTH, CopyStated(of), account_id)) is None

    assert table(world).most == 1


def test_what_cannot_be_called_a_copy() -> None:
    world, (one, other, point) = entered(account("A"), account("B"), OFFICE)

    def objection(body: Body, on: EntryId = one) -> str | None:
        return world.objection(world.say(SOUTH, body, on))

    assert objection(CopyStated(one)) == "accounts.copy_of_itself"
    assert objection(CopyStated(point)) == "accounts.not_an_account"
    assert objection(CopyStated(UNKNOWN)) == "accounts.not_seen"
    assert objection(CopyStated(other)) is None
    assert objection(CopyStated(other)) == "accounts.said_already"
    assert objection(CopyStated(other, copy=False)) is None
    assert objection(CopyStated(other), point) == "accounts.not_an_account"
    assert world.objection(world.say(NORTH, account(wire_of=point))) == "accounts.not_an_account"
    assert world.objection(world.say(NORTH, account(day="2030-03-09", wire_of=one))) == "accounts.of_another_meeting"


# Readouts, expectations, statements


def test_only_the_party_itself_says_whether_a_readout_is_its_own() -> None:
    world, (said, own, plain) = entered(account(readout_of=SOUTH), account(readout_of=NORTH), account())
    bystander = world.say(HOST, ReadoutAnswered(ours=True), said)
    none = world.say(SOUTH, ReadoutAnswered(ours=True), plain)
    before = rules.is_own_readout(world.state(said))
    world.say(SOUTH, ReadoutAnswered(ours=False, text=en("forged")), said)
    again = world.say(SOUTH, ReadoutAnswered(ours=False), said)
    known = world.say(NORTH, ReadoutAnswered(ours=True), own)

    assert world.objection(bystander) == "accounts.not_yours_to_answer"
    assert world.objection(none) == "accounts.not_a_readout"
    assert [world.objection(each) for each in (again, known)] == ["accounts.said_already"] * 2
    assert (before, rules.is_own_readout(world.state(said))) == (None, False)
    assert rules.is_own_readout(world.state(own)) is True
    assert rules.is_own_readout(world.state(plain)) is None


def test_what_was_expected_stands_beside_what_was_told() -> None:
    world, (before, after, point, unasked) = entered(
        account("Eve", stage="expected"), account("Morning"), AGAIN, OFFICE
    )
    world.say(NORTH, read(point, "denies"), before)
    world.say(NORTH, read(point), after)
    held = tuple(world.fold().subjects("accounts").values())
    accounts, points = about_one(world.state(point), held)
    (found,) = expectations(accounts, points)

    assert found.point.id == point
    assert [[cell.stance for cell in row.cells] for row in (found.expected, found.told)] == [["denies"], ["says"]]
    assert unasked != found.point.id
    assert [len(row.cells) for row in table(world).rows] == [1, 1], "an expectation is no account of what happened"


def test_statements_in_the_room_and_outside_it_are_linked_to_a_point() -> None:
    world, (point, paper) = entered(AGAIN, account())
    inside = world.say(SOUTH, StatementMade("position", en("We shall come again.")))
    outside = world.say(SOUTH, StatementMade("declaration", en("We shall not."), outside=True))
    world.see_all(NORTH)

    def objection(statement: EntryId, on: EntryId = point) -> str | None:
        return world.objection(world.say(NORTH, StatementLinked(statement), on))

    assert [objection(inside), objection(outside)] == [None, None]
    assert objection(outside) == "accounts.linked_already"
    assert objection(paper) == "accounts.not_a_statement"
    assert objection(UNKNOWN) == "accounts.not_seen"
    assert objection(inside, paper) == "accounts.not_a_point"
    assert [(each.said_by, each.outside) for each in world.state(point).links] == [(SOUTH, False), (SOUTH, True)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ()),
        ({"dates": (DatePrinted("publication", "2029", "© 2029"),)}, ("printed_otherwise",)),
        ({"dates": (DatePrinted("publication", "2030-03"),)}, ()),
        ({"dates": (DatePrinted("meeting", DAY, "yesterday"),)}, ()),
        ({"dates": (DatePrinted("meeting", "2030-03-03"),)}, ("meeting_otherwise",)),
        ({"published_on": "2030-03-03"}, ("tells_of_later",)),
        ({"published_on": "2030"}, ()),
        ({"published_on": "2030-03-03", "stage": "expected"}, ()),
    ],
)
def test_dates_that_do_not_fit_are_pointed_out(changes: dict[str, Any], expected: tuple[str, ...]) -> None:
    world, (paper,) = entered(account(**changes))

    assert rules.warnings(world.state(paper)) == expected


def test_accounts_that_give_different_days_are_told_apart() -> None:
    world, _ = entered(
        account("A", dates=(DatePrinted("meeting", DAY),)),
        account("B", dates=(DatePrinted("meeting", "2030-03-03"),)),
        account("C", dates=(DatePrinted("meeting", "2030-03"),)),
    )
    held = [each for each in world.fold().subjects("accounts").values() if isinstance(each, Account)]

    assert days_told(held) == ("2030-03-03", DAY)


def busy() -> World:
    """All three read two accounts on two points at the same time, and say of one that it is a copy."""
    world, (one, other, office, again) = entered(account("A"), account("B"), OFFICE, AGAIN)
    for party, stance in zip(PARTIES, ("says", "denies", "silent"), strict=True):
        world.say(party, read(office, stance), one)
        world.say(party, read(again, "silent"), other)
        world.say(party, CopyStated(other, copy=party != HOST), one)
    return world


@pytest.mark.parametrize("seed", range(6))
def test_any_order_of_reading_the_logs_gives_the_same(seed: int) -> None:
    world = busy()

    assert folded_somehow(world, seed).digest() == world.fold().digest()


def test_a_party_that_shows_two_logs_is_marked_where_it_spoke() -> None:
    """Both readings are kept; that its author did not know of its own earlier one is said."""
    world, (paper, point) = entered(account(), OFFICE)
    first = world.say(SOUTH, read(point), paper)
    held, branch = world.state(paper), world.verdict(first).entry
    assert branch is not None
    second = dataclasses.replace(branch, id="e" * 64)
    raised = world.verdict(point).entry
    assert raised is not None
    facts = FixedFacts(CHARTER, {point: raised}, {point: world.state(point)})
    both = rules.apply(held, second, facts)

    assert rules.objection(held, second, facts) is None
    assert held.crossed == ()
    assert isinstance(both, Account)
    assert both.crossed == (SOUTH,)
    assert len(both.reads) == 2


class AnyoneReadsAnything(anyone.AnyoneSignsAnything):
    """Three parties sign any entry on accounts, in any order."""

    slice_name = "accounts"
    own_ids = frozenset({"wire_of", "excerpted_in", "statement"})

    @property
    def own(self) -> Mapping[str, st.SearchStrategy[Any]]:  # type: ignore[override]  # readings name whatever was signed
        """Readings of whatever there is, half of them as they should be."""
        named = st.sampled_from([*self.ids, UNKNOWN])
        quotes = st.none() | st.builds(Quote, st.sampled_from(["so", "", "x" * 301]))
        stance = st.sampled_from(["says", "denies", "differs", "silent", "undecided"])
        one = st.builds(Reading, named, stance, quotes, st.none(), st.none() | anyone.texts)
        return {
            "readings": st.lists(one, max_size=3).map(tuple),
            "day": st.sampled_from([None, DAY, DAY, "2030-02-30"]),
            "meeting": st.none() | named,
            "title": anyone.texts,
            "question": anyone.texts,
            "outlet": st.just("The Gazette"),
            "lang": st.just("en"),
            "published_on": st.sampled_from(["2030", "2030-03-05", "2030-99"]),
            "dates": st.just((DatePrinted("meeting", "2030-03-03"),)) | st.just(()),
            "omissions": st.just(()),
            "readout_of": st.none() | anyone.anyone,
            "interest": st.none(),
            "place_line": st.none(),
        }

    def opening(self, author: str) -> Body:
        """The first account and the first points of a day."""
        return account(author)

    def teardown(self) -> None:
        """Whoever reads whole logs one after another, in whichever order, comes to the same."""
        for order in permutations(PARTIES):
            folded = self.world.fresh_fold()
            for party in order:
                folded.append(origin(party), self.world.logs[party].entries)
            assert folded.subjects("accounts") == self.fold.subjects("accounts")

    @invariant()
    def no_reading_is_lost_and_none_is_without_its_point(self) -> None:
        """Of every subject that there was, everything said is still there; every reading names a point that stands."""
        now = self.fold.subjects("accounts")
        for subject, before in self.before.items():
            for row in rules._ACTS:
                assert set(getattr(before, row, ())) <= set(getattr(now[subject], row, ()))
        for state in now.values():
            for each in getattr(state, "reads", ()):
                assert isinstance(now[each.point], Point)

    @invariant()
    def the_table_has_each_account_once_and_a_cell_for_every_pair(self) -> None:
        """Witnesses share no account; contested copies can only make fewer of them."""
        held = tuple(self.fold.subjects("accounts").values())
        for first in held:
            accounts, points = about_one(first, held)
            found = matrix(accounts, points)
            shown = [each.id for witness in found.witnesses for each in witness.accounts]
            assert sorted(shown) == sorted(each.id for each in accounts if each.stage == "told")
            assert found.fewest <= found.most == len(found.witnesses)
            assert all(len(row.cells) == len(found.witnesses) for row in found.rows)


TestAnyoneReadsAnything = AnyoneReadsAnything.TestCase
