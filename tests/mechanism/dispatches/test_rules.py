"""Dispatches: what they may say, who releases which item, letters that cross, corrections and numbers."""

import dataclasses
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import msgspec
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant

from tests.mechanism import anyone
from tests.mechanism.orders import folded_somehow
from tests.worlds import BEGAN, CHARTER, HOST, NORTH, PARTIES, SOUTH, World, en, founded, origin
from trilateral.agreement.clocks import Answer
from trilateral.ledger.entry import Body, EntryId, Text
from trilateral.ledger.facts import FixedFacts
from trilateral.mechanism.dispatches import rules
from trilateral.mechanism.dispatches.edition import edition_root
from trilateral.mechanism.dispatches.entries import (
    CorrectionReleased,
    DispatchCompiled,
    DispatchOffered,
    DispatchRemarked,
    DispatchWithdrawn,
    Figure,
    Item,
    ItemCorrected,
    ItemsHeld,
    ItemsReleased,
)
from trilateral.mechanism.dispatches.rules import Dispatch, ItemStatus, Status
from trilateral.mechanism.meetings.entries import MeetingProposed
from trilateral.mechanism.statements.entries import StatementMade

CUT_OFF = datetime(2030, 3, 4, 16, 30, tzinfo=UTC)
UNKNOWN = "f" * 64
SALT = "0123456789abcdef" * 2
ONE, TWO = Item((en("All quiet."), Text("fa", "همه‌جا آرام است.")), salt=SALT), Item((en("The ferry runs."),))


def issue(*items: Item, **changes: Any) -> DispatchCompiled:
    return DispatchCompiled(
        **{
            "title": (en("River report"),),
            "volume": 1,
            "number": 1,
            "dated_on": "2030-03-04",
            "cut_off_at": CUT_OFF,
            "zone": "Asia/Baghdad",
            "civil": "2030-03-04 19:30",
            "items": items or (ONE, TWO),
            **changes,
        }
    )


def compiled(body: DispatchCompiled | None = None) -> tuple[World, EntryId, str]:
    """A world in which North has compiled an issue and all have seen it."""
    world = founded()
    made = body or issue()
    subject = world.say(NORTH, made)
    world.meet()
    assert world.objection(subject) is None
    return world, subject, edition_root(made)


def offered(body: DispatchCompiled | None = None) -> tuple[World, EntryId, str]:
    """North has offered it, and all know."""
    world, subject, root = compiled(body)
    world.say(NORTH, DispatchOffered(root), subject)
    world.meet()
    return world, subject, root


def released(body: DispatchCompiled | None = None) -> tuple[World, EntryId, str]:
    """All have released it, and all know."""
    world, subject, root = offered(body)
    for party in (SOUTH, HOST):
        world.say(party, ItemsReleased(root), subject)
    world.meet()
    return world, subject, root


def items(state: Dispatch) -> list[ItemStatus]:
    return [rules.item_status(state, number) for number in state.numbers]


# Release


def test_it_is_published_when_each_party_has_released_exactly_it() -> None:
    world, subject, root = compiled()
    found = [rules.status(world.state(subject))]
    world.say(NORTH, DispatchOffered(root), subject)
    world.meet()
    for party in (SOUTH, HOST):
        found.append(rules.status(world.state(subject)))
        assert world.objection(world.say(party, ItemsReleased(root), subject)) is None
    found.append(rules.status(world.state(subject)))

    assert found == [Status.COMPILED, Status.OFFERED, Status.OFFERED, Status.RELEASED]
    assert rules.public_items(world.state(subject), CUT_OFF) == (1, 2)


def test_a_signature_on_another_edition_releases_nothing() -> None:
    """One comma changed is another edition."""
    world, subject, _ = offered()
    other = edition_root(issue(ONE, Item((en("The ferry runs!"),))))

    assert world.objection(world.say(SOUTH, ItemsReleased(other), subject)) == "dispatches.other_edition"


def test_items_are_released_one_by_one_and_the_rest_is_withheld() -> None:
    world, subject, root = offered()
    world.say(SOUTH, ItemsReleased(root, (2,)), subject)
    world.say(SOUTH, ItemsHeld(root, (1,), en("Too early.")), subject)
    world.say(HOST, ItemsReleased(root), subject)
    state = world.state(subject)

    assert items(state) == [ItemStatus.HELD, ItemStatus.RELEASED]
    assert rules.status(state) is Status.RELEASED_IN_PART
    assert rules.public_items(state, CUT_OFF) == (2,)
    assert rules.held_by(state, 1) == (SOUTH,)


def test_what_everybody_holds_is_held_and_can_be_released_later() -> None:
    world, subject, root = offered()
    world.say(SOUTH, ItemsHeld(root), subject)
    held = rules.status(world.state(subject))
    world.say(SOUTH, ItemsReleased(root), subject)
    world.say(HOST, ItemsReleased(root), subject)

    assert held is Status.HELD
    assert rules.status(world.state(subject)) is Status.RELEASED


def test_only_those_that_must_release_it_do() -> None:
    world, subject, root = offered(issue(release_by=(NORTH, HOST)))

    assert world.objection(world.say(SOUTH, ItemsReleased(root), subject)) == "dispatches.not_yours_to_release"
    assert world.objection(world.say(HOST, ItemsReleased(root), subject)) is None
    assert rules.status(world.state(subject)) is Status.RELEASED
    assert world.state(subject).release_by == (HOST, NORTH)


def test_who_compiles_need_not_be_one_of_those_that_release() -> None:
    world, subject, root = offered(issue(release_by=(SOUTH, HOST)))

    assert rules.released_by(world.state(subject), 1) == ()
    assert world.objection(world.say(NORTH, ItemsHeld(root), subject)) == "dispatches.not_yours_to_release"


def test_who_may_say_what_when() -> None:
    world, subject, root = compiled()

    def objection(party: str, body: Body, on: EntryId | None = subject) -> str | None:
        return world.objection(world.say(party, body, on))

    assert objection(SOUTH, ItemsReleased(root)) == "dispatches.not_offered"
    assert objection(SOUTH, DispatchOffered(root)) == "dispatches.not_yours_to_offer"
    assert objection(NORTH, DispatchOffered(UNKNOWN)) == "dispatches.other_edition"
    assert objection(NORTH, DispatchOffered(root)) is None
    assert objection(NORTH, DispatchOffered(root)) == "dispatches.offered_already"
    assert objection(NORTH, ItemsReleased(root)) == "dispatches.said_already"
    assert objection(SOUTH, DispatchWithdrawn()) == "dispatches.not_yours_to_offer"
    assert objection(NORTH, issue()) == "dispatches.compiled_already"
    assert objection(NORTH, DispatchWithdrawn(), None) == "dispatches.not_found"
    world.meet()
    assert objection(SOUTH, ItemsReleased(root, (3,))) == "dispatches.no_such_item"
    assert objection(SOUTH, ItemsReleased(root, (0,))) == "dispatches.no_such_item"
    assert objection(SOUTH, DispatchRemarked("dissent", en("no"), 3)) == "dispatches.no_such_item"
    assert objection(SOUTH, DispatchRemarked("dissent", en("no"), 2)) is None
    assert objection(SOUTH, ItemsHeld(root, (1,))) is None
    assert objection(SOUTH, ItemsHeld(root, (1,))) == "dispatches.said_already"
    assert objection(SOUTH, ItemsHeld(root)) is None, "it had said nothing of the second item"


def test_what_is_published_is_neither_held_nor_withdrawn() -> None:
    world, subject, root = released()

    assert world.objection(world.say(SOUTH, ItemsHeld(root, (1,)), subject)) == "dispatches.released_before"
    assert world.objection(world.say(SOUTH, ItemsHeld(root), subject)) == "dispatches.released_before"
    assert world.objection(world.say(NORTH, DispatchWithdrawn(), subject)) == "dispatches.released_before"


def test_what_is_withdrawn_can_be_offered_again_and_releases_of_the_same_edition_stand() -> None:
    world, subject, root = offered()
    world.say(SOUTH, ItemsReleased(root), subject)
    world.see_all(NORTH)
    world.say(NORTH, DispatchWithdrawn(en("a figure")), subject)
    again = world.say(NORTH, DispatchWithdrawn(), subject)
    world.meet()
    late = world.say(HOST, ItemsReleased(root), subject)
    withdrawn = rules.status(world.state(subject))
    world.say(NORTH, DispatchOffered(root), subject)
    world.meet()
    world.say(HOST, ItemsReleased(root), subject)

    assert withdrawn is Status.WITHDRAWN
    assert world.objection(again) == "dispatches.withdrawn_before"
    assert world.objection(late) == "dispatches.withdrawn_before"
    assert rules.status(world.state(subject)) is Status.RELEASED


def test_an_embargo_is_a_question_with_a_time() -> None:
    until = CUT_OFF + timedelta(hours=12)
    world, subject, _ = released(issue(embargo_until=until))
    state = world.state(subject)
    at = [until + timedelta(seconds=each) for each in (-1, 0)]

    assert rules.status(state) is Status.RELEASED
    assert [rules.embargoed(state, each) for each in at] == [Answer.YES, Answer.NO]
    assert [rules.public_items(state, each) for each in at] == [(), (1, 2)]


def test_a_remark_stays_with_its_item() -> None:
    world, subject, _ = released()
    world.say(SOUTH, DispatchRemarked("dissent", en("It was not quiet."), 1), subject)
    world.say(HOST, DispatchRemarked("remark", en("As the last time.")), subject)

    assert [(each.party, each.sort, each.item) for each in world.state(subject).remarks] == [
        (HOST, "remark", None),
        (SOUTH, "dissent", 1),
    ]
    assert rules.status(world.state(subject)) is Status.RELEASED


# Letters that cross


def test_the_last_release_crosses_a_hold_until_one_of_the_two_speaks_again() -> None:
    world, subject, root = offered()
    world.say(SOUTH, ItemsReleased(root), subject)
    world.see_all(HOST)
    world.say(SOUTH, ItemsHeld(root, (1,)), subject)
    world.say(HOST, ItemsReleased(root), subject)
    crossed = world.state(subject)
    world.meet()
    by_release, by_hold = world.copy(), world.copy()
    by_release.say(SOUTH, ItemsReleased(root, (1,)), subject)
    by_hold.say(HOST, ItemsHeld(root, (1,)), subject)

    assert rules.status(crossed) is Status.CROSSED
    assert items(crossed) == [ItemStatus.CROSSED, ItemStatus.RELEASED]
    ((one, other),) = rules.letters_crossed(crossed, 1)
    assert (one.party, other.party) == (HOST, SOUTH)
    assert rules.public_items(crossed, CUT_OFF) == (2,)
    assert rules.status(by_release.state(subject)) is Status.RELEASED
    assert items(by_hold.state(subject)) == [ItemStatus.HELD, ItemStatus.RELEASED]


def test_the_last_release_crosses_the_withdrawal() -> None:
    world, subject, root = offered()
    world.say(SOUTH, ItemsReleased(root), subject)
    world.meet()
    world.say(NORTH, DispatchWithdrawn(), subject)
    world.say(HOST, ItemsReleased(root), subject)
    crossed = world.state(subject)
    world.meet()
    withdrawn, again = world.copy(), world.copy()
    withdrawn.say(NORTH, DispatchWithdrawn(), subject)
    again.say(NORTH, DispatchOffered(root), subject)

    assert rules.status(crossed) is Status.CROSSED
    assert rules.public_items(crossed, CUT_OFF) == ()
    assert rules.status(withdrawn.state(subject)) is Status.WITHDRAWN
    assert rules.status(again.state(subject)) is Status.RELEASED


# What it may say


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, None),
        ({"volume": 0}, "dispatches.no_such_number"),
        ({"number": -1}, "dispatches.no_such_number"),
        ({"dated_on": "2030-02-30"}, "dispatches.no_such_day"),
        ({"from_at": CUT_OFF}, "dispatches.period_is_empty"),
        ({"release_by": ("west",)}, "dispatches.not_a_party"),
        ({"title": ()}, "dispatches.says_nothing"),
        ({"items": ()}, "dispatches.says_nothing"),
        ({"items": (Item(()),)}, "dispatches.item_without_words"),
        ({"items": (Item((en("a"), en("b"))),)}, "dispatches.language_twice"),
        ({"items": (Item((en("a"),), about=UNKNOWN),)}, "dispatches.not_seen"),
        ({"items": (Item((en("a"),), entries=(UNKNOWN,)),)}, "dispatches.not_seen"),
        ({"previous": UNKNOWN}, "dispatches.not_seen"),
        ({"session": UNKNOWN}, "dispatches.not_seen"),
    ],
)
def test_what_an_issue_is(changes: dict[str, Any], why: str | None) -> None:
    world = founded()

    assert world.objection(world.say(NORTH, msgspec.structs.replace(issue(), **changes))) == why


def test_a_figure_is_the_count_of_the_entries_that_it_cites() -> None:
    world = founded()
    said = [world.say(NORTH, StatementMade("position", en(text))) for text in ("a", "b")]
    late = world.say(NORTH, StatementMade("position", en("c")), at=CUT_OFF + timedelta(seconds=1))

    def objection(*figures: Figure, **changes: Any) -> str | None:
        return world.objection(world.say(NORTH, issue(Item((en("Said."),), figures=figures), **changes)))

    def figure(value: int, *entries: EntryId, **more: Any) -> Figure:
        return Figure(**{"name": "said", "label": en("Statements"), "value": value, "entries": entries, **more})

    assert objection(figure(2, *said)) is None
    assert objection(figure(3, *said)) == "dispatches.does_not_count"
    assert objection(figure(2, said[0], said[0])) == "dispatches.entry_twice"
    assert objection(figure(0)) is None, "that nothing was said is a figure too"
    assert objection(figure(2, *said, kind="statements.made")) is None
    assert objection(figure(2, *said, kind="allegations.filed")) == "dispatches.other_kind"
    assert objection(figure(7, said[0], basis="stated")) is None
    assert objection(figure(7, basis="stated")) == "dispatches.figure_without_entries"
    assert objection(figure(1, late)) == "dispatches.after_cut_off"
    assert objection(figure(2, *said), from_at=BEGAN) is None
    assert objection(figure(2, *said), from_at=CUT_OFF - timedelta(hours=1)) == "dispatches.before_period"
    assert objection(figure(1, UNKNOWN)) == "dispatches.not_seen"
    assert objection(figure(0), figure(0)) == "dispatches.figure_twice"


def test_issues_are_numbered_one_after_another() -> None:
    world, first, _ = compiled()

    def objection(**changes: Any) -> str | None:
        return world.objection(world.say(SOUTH, issue(previous=first, **changes)))

    assert objection(number=2) is None
    assert objection(volume=2, number=1) is None
    assert objection(number=3) == "dispatches.number_does_not_follow"
    assert objection(volume=2, number=2) == "dispatches.number_does_not_follow"
    assert world.objection(world.say(SOUTH, issue(number=2, previous=_statement(world)))) == (
        "dispatches.not_a_dispatch"
    )


def _statement(world: World) -> EntryId:
    return world.say(SOUTH, StatementMade("position", en("x")))


def test_two_issues_with_one_number_are_pointed_out() -> None:
    world, first, _ = compiled()
    for party in (SOUTH, HOST):
        world.say(party, issue(number=2, previous=first))
    held = [each for each in world.fold().subjects("dispatches").values() if isinstance(each, Dispatch)]

    assert [{one.party, other.party} for one, other in rules.given_twice(held)] == [{SOUTH, HOST}]


def test_figures_are_compared_with_the_issue_before() -> None:
    def counted(value: int) -> Item:
        return Item((en("Shots."),), figures=(Figure("shots", en("Shots"), value, "stated", entries=(said,)),))

    world = founded()
    said = world.say(NORTH, StatementMade("position", en("x")))
    first = world.say(NORTH, issue(counted(30)))
    later = CUT_OFF + timedelta(days=1)
    second = world.say(
        NORTH, issue(counted(14), number=2, previous=first, from_at=CUT_OFF, cut_off_at=later, civil="2030-03-05 19:30")
    )
    one, other = world.state(first), world.state(second)
    gap = msgspec.structs.replace(other, said=msgspec.structs.replace(other.said, from_at=CUT_OFF + timedelta(hours=1)))

    assert [(each.before, each.difference) for each in rules.compared(other, one)] == [(30, -16)]
    assert [(each.before, each.difference) for each in rules.compared(one, None)] == [(None, None)]
    assert (rules.joins(other, one), rules.joins(gap, one), rules.joins(one, one)) == ("follows", "gap", "")


def test_a_statement_on_a_session_goes_complaint_by_complaint() -> None:
    """One statement for each session: an item a complaint, a dissent beside the one on which a party differs."""
    world = founded()
    session = world.say(NORTH, MeetingProposed((en("Session 12"),), "sessions", 12, "joint", "plenary"))
    complaints = [_complaint(world, text) for text in ("Three shells fell.", "A post was moved.")]
    body = issue(
        *(Item((en(f"On complaint {n}."),), about=each, salt=SALT) for n, each in enumerate(complaints, 1)),
        Item(
            (en("Two complaints were heard."),),
            figures=(Figure("complaints", en("Complaints"), 2, kind="statements.made", entries=tuple(complaints)),),
        ),
        sort="session_statement",
        session=session,
    )
    statement = world.say(NORTH, body)
    wrong = world.say(NORTH, issue(session=complaints[0]))
    world.meet()
    world.say(SOUTH, DispatchRemarked("dissent", en("Not within its purview."), 1), statement)
    state = world.state(statement)

    assert world.objection(statement) is None
    assert world.objection(wrong) == "dispatches.not_a_meeting"
    assert [each.about for each in state.said.items] == [*complaints, None]
    assert state.remarks[0].item == 1


def _complaint(world: World, text: str) -> EntryId:
    return world.say(NORTH, StatementMade("demand", en(text)))


# Corrections


def test_a_correction_is_numbered_released_by_the_same_and_stays_attached() -> None:
    world, subject, root = released()
    first = world.say(SOUTH, ItemCorrected(1, 1, Item((en("Two shots fell."),)), en("It was not quiet.")), subject)
    unknown = world.say(HOST, CorrectionReleased(first), subject)
    world.meet()
    for party in (NORTH, HOST):
        world.say(party, CorrectionReleased(first), subject)
    again = world.say(HOST, CorrectionReleased(first), subject)
    none = world.say(HOST, CorrectionReleased(subject), subject)
    world.meet()
    second = world.say(HOST, ItemCorrected(2, 1, TWO, en("One shot.")), subject)
    wrong = world.say(HOST, ItemCorrected(2, 1, TWO, en("One shot, again.")), subject)
    state = world.state(subject)

    assert world.objection(unknown) == "dispatches.not_seen"
    assert world.objection(again) == "dispatches.said_already"
    assert world.objection(none) == "dispatches.no_such_correction"
    assert world.objection(second) is None
    assert world.objection(wrong) == "dispatches.number_does_not_follow"
    stands = {each.number: rules.is_corrected(state, each) for each in state.corrections}
    assert stands == {1: True, 2: False}
    assert (state.root, rules.status(state)) == (root, Status.RELEASED), "the issue itself never changes"


def test_only_what_is_published_is_corrected() -> None:
    world, subject, root = offered()
    early = world.say(SOUTH, ItemCorrected(1, 1, TWO, en("x")), subject)
    world.say(SOUTH, ItemsReleased(root), subject)
    bad = world.say(SOUTH, ItemCorrected(1, 9, TWO, en("x")), subject)
    assert world.objection(early) == "dispatches.not_released"
    assert world.objection(bad) == "dispatches.no_such_item"

    done, published, _ = released()
    empty = done.say(SOUTH, ItemCorrected(1, 1, Item(()), en("x")), published)
    not_asked, other, _ = released(issue(release_by=(NORTH, HOST)))
    correction = not_asked.say(NORTH, ItemCorrected(1, 1, TWO, en("x")), other)
    not_asked.meet()

    assert done.objection(empty) == "dispatches.item_without_words"
    assert not_asked.objection(not_asked.say(SOUTH, CorrectionReleased(correction), other)) == (
        "dispatches.not_yours_to_release"
    )


def test_two_corrections_with_one_number_are_both_kept() -> None:
    world, subject, _ = released()
    for party in (SOUTH, HOST):
        world.say(party, ItemCorrected(1, 1, TWO, en("x")), subject)
    state = world.state(subject)

    assert [{one.party, other.party} for one, other in rules.same_number(state)] == [{SOUTH, HOST}]


# Order


def busy() -> World:
    """Two release and hold at the same time as the third withdraws, remarks and offers again."""
    world, subject, root = offered()
    world.say(SOUTH, ItemsReleased(root), subject)
    world.see_all(HOST)
    world.say(HOST, ItemsReleased(root), subject)
    world.say(NORTH, DispatchWithdrawn(), subject)
    world.say(SOUTH, ItemsHeld(root, (2,)), subject)
    world.say(NORTH, DispatchOffered(root), subject)
    world.say(HOST, DispatchRemarked("remark", en("x")), subject)
    return world


@pytest.mark.parametrize("seed", range(6))
def test_any_order_of_reading_the_logs_gives_the_same(seed: int) -> None:
    world = busy()

    assert folded_somehow(world, seed).digest() == world.fold().digest()


def test_a_party_that_shows_two_logs_publishes_nothing() -> None:
    world, subject, root = offered()
    first = world.say(SOUTH, ItemsReleased(root), subject)
    held, branch = world.state(subject), world.verdict(first).entry
    assert branch is not None
    second = dataclasses.replace(branch, id="e" * 64)
    own = world.verdict(held.standings[0].entry).entry
    assert own is not None
    facts = FixedFacts(CHARTER, {own.id: own}, {})
    both = rules.apply(held, second, facts)

    assert rules.objection(held, second, facts) is None
    assert both is not None
    assert both.crossed == (SOUTH,)
    assert rules.status(both) is Status.CROSSED
    assert rules.public_items(both, CUT_OFF) == ()


class AnyonePublishesAnything(anyone.AnyoneSignsAnything):
    """Three parties sign any entry on dispatches, in any order."""

    slice_name = "dispatches"
    own_ids = frozenset({"previous", "session", "correction"})

    @property
    def own(self) -> Mapping[str, st.SearchStrategy[Any]]:  # type: ignore[override]  # roots and items follow what was signed
        """Roots of what there is, and items and figures of all sorts."""
        roots = [state.root for state in self.fold.subjects("dispatches").values()]
        named = st.sampled_from([*self.ids, UNKNOWN])
        entries = st.lists(named, max_size=2).map(tuple)
        figures = st.builds(
            Figure,
            st.sampled_from(["shots", "calls"]),
            anyone.texts,
            anyone.numbers,
            st.sampled_from(["counted", "stated"]),
            st.sampled_from(["", "statements.made"]),
            entries,
        )
        item = st.builds(
            Item,
            st.lists(anyone.texts, max_size=2).map(tuple),
            st.none() | named,
            st.lists(figures, max_size=2).map(tuple),
            entries,
            st.just(()),
            st.sampled_from(["", SALT]),
        )
        numbers = st.sampled_from([(), (1,), (1, 1), (0,), (2**53 - 1,)])
        return {
            "root": st.sampled_from([*roots, UNKNOWN]),
            "items": st.one_of(numbers, st.lists(item, max_size=2).map(tuple)),
            "instead": item,
            "volume": st.sampled_from([0, 1, 2]),
            "number": st.sampled_from([0, 1, 2, 2**53 - 1]),
            "dated_on": anyone.days,
            "cut_off_at": anyone.instants,
            "from_at": st.none() | anyone.instants,
            "embargo_until": st.none() | anyone.instants,
            "civil": st.just("2030-03-04 19:30"),
            "release_by": st.lists(anyone.anyone, max_size=2).map(tuple),
            "why": anyone.texts,
            "text": anyone.texts,
        }

    def opening(self, author: str) -> Body:
        """The first issue."""
        return issue(title=(en(author),))

    def teardown(self) -> None:
        """Whoever reads whole logs one after another, in whichever order, comes to the same."""
        for order in permutations(PARTIES):
            folded = self.world.fresh_fold()
            for party in order:
                folded.append(origin(party), self.world.logs[party].entries)
            assert folded.subjects("dispatches") == self.fold.subjects("dispatches")

    @invariant()
    def nothing_is_published_without_every_signature_on_it(self) -> None:
        """Each party that must has itself released, or offered, exactly the edition of a published item."""
        for state in self.fold.subjects("dispatches").values():
            assert state.root == edition_root(state.said)
            for number in rules.public_items(state, CUT_OFF.replace(year=9999)):
                for party in state.release_by:
                    word = rules.last_word(state, number, party)
                    assert word is not None
                    assert word.word == "released"
                    assert self.entry(word.entry).body.root == state.root

    @invariant()
    def what_was_said_stays_said(self) -> None:
        """No act takes another off the record."""
        for subject, before in self.before.items():
            now = self.fold.state(subject)
            assert now is not None
            for row in rules._ACTS:
                assert set(getattr(before, row)) <= set(getattr(now, row))


TestAnyonePublishesAnything = AnyonePublishesAnything.TestCase
