"""Reports, incidents, evidence: nobody's word is anybody else's, and letters that cross are shown as crossed."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant

from tests.mechanism import anyone
from tests.mechanism.incidents.happenings import BRIDGE, HOUR, NEWS, SHELLED, careful, listed, opened, told
from tests.mechanism.orders import folded_somehow
from tests.under_seal import UnderSeal
from tests.worlds import BEGAN, DATE, HOST, NORTH, PARTIES, SOUTH, World, en, founded, make_charter, origin, terms_of
from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location, Point, coarsened
from trilateral.ledger.entry import Body, EntryId
from trilateral.mechanism.acts.entries import WordsRetracted
from trilateral.mechanism.bodies.entries import RowsListed
from trilateral.mechanism.incidents import state
from trilateral.mechanism.incidents.entries import (
    SUB_TYPES,
    Actor,
    Casualties,
    EventRecorded,
    EvidenceHanded,
    EvidenceReceived,
    EvidenceRecorded,
    IncidentHeldApart,
    IncidentHeldSame,
    IncidentOpened,
    IncidentReported,
    NumberAccepted,
    NumberProposed,
    NumberRefused,
    ReportChecked,
    ReportDetailed,
    ReportLinked,
    ReportRated,
    ReportSeparated,
    Told,
)
from trilateral.mechanism.statements.entries import StatementMade

SHELL = EvidenceRecorded("fragment", en("A fin"), en("Who fired it."), mark="F-1")


def test_a_report_is_its_authors_account_and_an_incident_another_subject() -> None:
    world, north, south, incident = opened()

    assert world.state(north).said == SHELLED
    assert (world.state(south).party, world.state(south).ratings) == (SOUTH, ())
    assert world.state(incident).links == ()


def test_each_party_links_in_its_own_view_and_the_joint_view_is_what_all_hold() -> None:
    world, north, south, incident = opened()
    for party in PARTIES:
        world.say(party, ReportLinked(told(north)), incident)
    world.say(NORTH, ReportLinked(told(south)), incident)
    held = world.state(incident)

    assert state.view_of(held, NORTH) == tuple(sorted((told(north), told(south)), key=lambda each: each.report))
    assert state.view_of(held, SOUTH) == (told(north),)
    assert state.joint_view(held) == (told(north),)
    assert state.letters_crossed(held) == ()


def test_a_link_is_taken_back_by_hand_and_made_again() -> None:
    world, north, _, incident = opened()
    for party in PARTIES:
        world.say(party, ReportLinked(told(north)), incident)
    world.meet()
    separated = world.say(SOUTH, ReportSeparated(told(north), en("Another day.")), incident)
    apart = world.state(incident)
    world.say(SOUTH, ReportLinked(told(north)), incident)

    assert world.objection(separated) is None
    assert (state.joint_view(apart), state.disputed_links(apart)) == ((), (told(north),))
    assert state.letters_crossed(apart) == ()  # South knew the others' words
    assert state.joint_view(world.state(incident)) == (told(north),)


def test_a_link_and_a_separation_that_did_not_know_each_other_cross() -> None:
    world, north, _, incident = opened()
    world.say(NORTH, ReportLinked(told(north)), incident)
    world.meet()
    world.say(SOUTH, ReportSeparated(told(north)), incident)
    world.say(HOST, ReportLinked(told(north)), incident)
    ((one, other),) = state.letters_crossed(world.state(incident))
    world.meet()
    world.say(HOST, ReportSeparated(told(north)), incident)

    assert (one.party, other.party) == (HOST, SOUTH)
    assert state.letters_crossed(world.state(incident)) == ()


def test_a_row_of_a_list_is_linked_by_its_number() -> None:
    world, _, _, incident = opened()
    rows = listed(world)
    world.meet()
    said = [world.say(party, ReportLinked(told(rows, 17)), incident) for party in PARTIES]

    assert [world.objection(each) for each in said] == [None] * 3
    assert state.joint_view(world.state(incident)) == (told(rows, 17),)


def test_two_incidents_are_one_when_all_hold_so_and_both_keep_their_references() -> None:
    world, north, _, incident = opened()
    other = world.say(NORTH, IncidentOpened(en("The same"), (told(north),), incident))
    world.meet()
    for party in PARTIES:
        assert world.objection(world.say(party, IncidentHeldSame(other), incident)) is None
    same = state.held_same(world.state(incident))
    world.meet()
    world.say(SOUTH, IncidentHeldApart(other), incident)

    assert same == (other,)
    assert state.held_same(world.state(incident)) == ()
    assert world.state(other).split_from == incident
    assert state.view_of(world.state(other), NORTH) == (told(north),)


def test_a_joint_number_takes_every_partys_signature_on_exactly_that_number() -> None:
    world, _, _, incident = opened()
    number = world.say(HOST, NumberProposed("2030-17"), incident)
    world.meet()
    world.say(NORTH, NumberAccepted(number), incident)
    before = state.joint_numbers(world.state(incident))
    asked = state.asked_for_number(world.state(incident))
    world.say(SOUTH, NumberAccepted(number), incident)
    world.meet()
    late = [
        world.say(SOUTH, NumberRefused(number), incident),
        world.say(NORTH, NumberProposed("2030-18"), incident),
    ]

    assert before == ()
    assert [(each.number, missing) for each, missing in asked] == [("2030-17", (SOUTH,))]
    assert state.joint_numbers(world.state(incident)) == ("2030-17",)
    assert [world.objection(each) for each in late] == ["incidents.numbered_already"] * 2


def test_two_numbers_agreed_by_all_that_did_not_know_of_each_other_cross() -> None:
    world, _, _, incident = opened()
    numbers = [world.say(NORTH, NumberProposed("1"), incident), world.say(SOUTH, NumberProposed("2"), incident)]
    world.meet()
    for party, accepted in ((HOST, numbers), (NORTH, numbers[1:]), (SOUTH, numbers[:1])):
        for each in accepted:
            world.say(party, NumberAccepted(each), incident)
    held = world.state(incident)

    assert state.joint_numbers(held) == ("1", "2")
    assert len(state.letters_crossed(held)) == 1


def test_ratings_are_each_partys_own_and_the_last_counts() -> None:
    world, north, _, incident = opened()
    world.say(SOUTH, ReportRated("F", 6), north)
    world.say(SOUTH, ReportRated("C", 4), north)
    world.say(HOST, ReportRated("B", 2), north)
    world.say(HOST, ReportChecked("unverifiable", None, en("No access.")), north)
    world.say(HOST, ReportLinked(told(north)), incident)
    world.say(HOST, ReportRated("A", 1, told(north)), incident)
    held = world.state(north)

    assert {each.party: (each.source, each.information) for each in state.last_ratings(held)} == {
        HOST: ("B", 2),
        SOUTH: ("C", 4),
    }
    assert [each.found for each in state.last_checks(held)] == ["unverifiable"]
    assert [each.source for each in state.last_ratings(world.state(incident), told(north))] == ["A"]


def test_details_stand_in_the_place_of_what_was_said_before() -> None:
    world, north, _, _ = opened()
    world.say(NORTH, ReportDetailed(casualties=(Casualties("killed", "own", 2, 2),)), north)
    found = state.account(world.state(north))

    assert found.casualties == (Casualties("killed", "own", 2, 2),)
    assert (found.when, found.text) == (SHELLED.when, SHELLED.text)


# In the open nothing finer than the grid, and no casualties before their time


def careful_world() -> UnderSeal:
    """A world with a grid and a delay, read by north with what north has said under seal."""
    world = UnderSeal(careful())
    world.found()
    world.readers = frozenset({NORTH})
    return world


def objection_in(world: World, body: Body, **header: Any) -> str | None:
    """What is said to North's word, said under another header."""
    return world.objection(world.say(NORTH, body, **header))


def test_an_open_report_finer_than_the_grid_is_objected_to_and_a_coarse_one_is_not() -> None:
    world = careful_world()
    fine = IncidentReported("battle", where=BRIDGE)
    coarse = IncidentReported("battle", where=coarsened(BRIDGE, 100_000))

    assert objection_in(world, fine) == "incidents.too_fine"
    assert objection_in(world, coarse) is None
    assert world.objection(world.seal(NORTH, fine)) is None  # as those read it whom it was sealed for
    assert objection_in(founded(), fine) is None  # a charter without a grid


def test_casualties_wait_in_the_open_for_as_long_as_the_charter_says() -> None:
    world = careful_world()
    harm = IncidentReported("battle", when=Interval(BEGAN, BEGAN + HOUR), casualties=SHELLED.casualties)
    unknown = IncidentReported("battle", casualties=SHELLED.casualties)
    ripe = BEGAN + HOUR + timedelta(hours=48)

    assert objection_in(world, harm, at=ripe - timedelta(seconds=1)) == "incidents.too_prompt"
    assert objection_in(world, harm, at=ripe) is None
    assert world.objection(world.seal(NORTH, harm, at=BEGAN + HOUR)) is None
    assert objection_in(world, unknown) == "incidents.too_prompt"
    assert objection_in(founded(), harm) is None


def test_a_detail_in_the_open_meets_the_same_rule() -> None:
    world = careful_world()
    report = world.say(NORTH, IncidentReported("battle", when=Interval(BEGAN)))

    def objection(body: ReportDetailed, **header: Any) -> str | None:
        return world.objection(world.say(NORTH, body, report, **header))

    assert objection(ReportDetailed(where=BRIDGE)) == "incidents.too_fine"
    assert objection(ReportDetailed(casualties=SHELLED.casualties)) == "incidents.too_prompt"
    assert objection(ReportDetailed(casualties=SHELLED.casualties), at=BEGAN + timedelta(hours=48)) is None
    assert world.objection(world.seal(NORTH, ReportDetailed(where=BRIDGE), report)) is None


# Custody


def test_custody_goes_over_when_both_ends_have_signed() -> None:
    world = founded()
    thing = world.say(NORTH, SHELL)
    world.meet()
    handed = world.say(NORTH, EvidenceHanded(HOST, None, en("In a bag.")), thing)
    between = [each.party for each in state.custodians(world.state(thing))]
    world.meet()
    received = world.say(HOST, EvidenceReceived(handed, en("Bag unopened.")), thing)
    held = world.state(thing)

    assert [world.objection(each) for each in (handed, received)] == [None, None]
    assert between == [NORTH]
    assert [each.party for each in state.custody(held)] == [NORTH, HOST]
    assert [(each.party, each.entry) for each in state.custodians(held)] == [(HOST, received)]


def test_who_hands_it_to_another_before_the_first_has_signed_takes_the_first_word_back() -> None:
    world = founded()
    thing = world.say(NORTH, SHELL)
    first = world.say(NORTH, EvidenceHanded(HOST), thing)
    second = world.say(NORTH, EvidenceHanded(SOUTH), thing)
    world.meet()
    late = world.say(HOST, EvidenceReceived(first), thing)
    world.say(SOUTH, EvidenceReceived(second), thing)

    assert world.objection(late) == "incidents.handed_elsewhere"
    assert [each.party for each in state.custodians(world.state(thing))] == [SOUTH]


def test_two_that_received_the_same_thing_without_knowing_of_each_other_both_have_it() -> None:
    world = founded()
    thing = world.say(NORTH, SHELL)
    first = world.say(NORTH, EvidenceHanded(HOST), thing)
    world.see_all(HOST)
    second = world.say(NORTH, EvidenceHanded(SOUTH), thing)
    world.see_all(SOUTH)
    world.say(HOST, EvidenceReceived(first), thing)
    world.say(SOUTH, EvidenceReceived(second), thing)

    assert sorted(each.party for each in state.custodians(world.state(thing))) == [HOST, SOUTH]


# What has no effect


def objections(world: World, party: str, on: EntryId | None, *said: Body) -> list[str | None]:
    """What is objected to each."""
    return [world.objection(world.say(party, body, on)) for body in said]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (IncidentReported("battle"), None),
        (IncidentReported("battle", "grenade"), "incidents.other_type"),
        (IncidentReported("battle", when=Interval(DATE, DATE - HOUR)), "incidents.time_empty"),
        (IncidentReported("battle", where=Location()), "incidents.place_empty"),
        (IncidentReported("battle", actors=(Actor("acted", "party", "west"),)), "incidents.not_a_party"),
        (IncidentReported("battle", actors=(Actor("acted", "party"),)), "incidents.actor_unclear"),
        (IncidentReported("battle", actors=(Actor("acted", "proxy", SOUTH),)), "incidents.actor_unclear"),
        (IncidentReported("battle", actors=(Actor("acted", "non_party"),)), "incidents.actor_unclear"),
        (IncidentReported("battle", actors=(Actor("acted", "unknown", SOUTH),)), "incidents.actor_unclear"),
        (
            IncidentReported("battle", actors=(Actor("acted", "unknown", designation="f" * 64),)),
            "incidents.not_seen",
        ),
        (IncidentReported("battle", actors=(Actor("acted", "unknown"),) * 51), "incidents.names_too_many"),
        (IncidentReported("battle", casualties=(Casualties("killed", "own", 2, 1),)), "incidents.most_below_least"),
        (IncidentReported("battle", casualties=(Casualties("killed", "own"),) * 2), "incidents.counted_twice"),
        (IncidentReported("battle", told_by=en("A newspaper")), "incidents.no_source"),
        (IncidentOpened(en("x"), (told("f" * 64),)), "incidents.not_seen"),
        (IncidentOpened(en("x"), (), "f" * 64), "incidents.not_seen"),
        (SHELL, None),
        (EvidenceRecorded("document", en("x"), en("y")), "incidents.neither_file_nor_mark"),
        (EvidenceRecorded("document", en("x"), en("y"), paper="a" * 64), "incidents.file_not_named"),
        (EvidenceRecorded("document", en("x"), en("y"), mark="1", where=Location()), "incidents.place_empty"),
        (
            EvidenceRecorded("document", en("x"), en("y"), Interval(DATE, DATE - HOUR), mark="1"),
            "incidents.time_empty",
        ),
        (EvidenceRecorded("document", en("x"), en("y"), mark="1", reports=("f" * 64,)), "incidents.not_seen"),
        (EventRecorded("declaration", en("A neighbour"), en("x")), "incidents.no_source"),
    ],
)
def test_what_can_open_a_subject(body: Body, why: str | None) -> None:
    assert objections(founded(), NORTH, None, body) == [why]


def test_what_needs_a_source_has_an_effect_with_one() -> None:
    world = founded()
    said = [
        world.say(NORTH, IncidentReported("battle", told_by=en("A newspaper")), sources=(NEWS,)),
        world.say(NORTH, EventRecorded("declaration", en("A neighbour"), en("x"), Interval(DATE)), sources=(NEWS,)),
    ]

    assert [world.objection(each) for each in said] == [None, None]
    assert world.state(said[1]).sources == (NEWS,)
    empty = EventRecorded("declaration", en("x"), en("x"), Interval(DATE, DATE - HOUR))
    assert world.objection(world.say(NORTH, empty, sources=(NEWS,))) == "incidents.time_empty"


def test_evidence_finer_than_the_grid_is_objected_to() -> None:
    world = World(careful()).found()
    body = EvidenceRecorded("fragment", en("A fin"), en("Who fired it."), mark="1", where=BRIDGE)

    assert objections(world, NORTH, None, body) == ["incidents.too_fine"]


def test_what_cannot_be_said_of_a_report() -> None:
    world, north, _, incident = opened()
    other = told("f" * 64)

    assert objections(world, NORTH, north, SHELLED, ReportLinked(told(north)), ReportDetailed()) == [
        "incidents.opens_its_own",
        "incidents.not_an_incident",
        "incidents.says_nothing",
    ]
    assert objections(world, SOUTH, north, ReportDetailed(text=en("x")), ReportRated("A", 1, other)) == [
        "incidents.not_yours_to_detail",
        "incidents.another_report",
    ]
    assert objections(world, NORTH, north, EvidenceHanded(HOST)) == ["incidents.not_evidence"]
    assert objections(world, NORTH, incident, ReportDetailed(text=en("x"))) == ["incidents.not_a_report"]
    assert objections(world, NORTH, None, ReportRated("A", 1), NumberProposed("1")) == ["incidents.not_found"] * 2


def test_what_cannot_be_said_of_an_incident() -> None:
    world, north, south, incident = opened()
    rows = listed(world)
    others = world.say(NORTH, RowsListed(en("Prices"), "prices", 2, "e" * 64))
    statement = world.say(NORTH, StatementMade("position", en("x")))

    def link(report: EntryId, row: int | None = None) -> ReportLinked:
        return ReportLinked(Told(report, row))

    assert objections(
        world, NORTH, incident, link("f" * 64), link(statement), link(others, 0), link(rows), link(rows, 20)
    ) == ["incidents.not_seen", *["incidents.not_a_report"] * 2, *["incidents.no_such_row"] * 2]
    assert objections(world, NORTH, incident, link(north, 0), ReportSeparated(told(north)), link(north)) == [
        "incidents.no_such_row",
        "incidents.not_linked",
        None,
    ]
    assert objections(world, NORTH, incident, link(north), IncidentHeldSame(incident), IncidentHeldSame(north)) == [
        "incidents.said_already",
        "incidents.itself",
        "incidents.not_an_incident",
    ]
    other = world.say(NORTH, IncidentOpened(en("x")))
    same = IncidentHeldSame(other)
    assert objections(world, NORTH, incident, IncidentHeldApart(other), same, same) == [
        "incidents.not_held_same",
        None,
        "incidents.said_already",
    ]
    number = world.say(NORTH, NumberProposed("7"), incident)
    assert objections(
        world,
        NORTH,
        incident,
        NumberProposed("7"),
        NumberAccepted(number),
        NumberAccepted(north),
        NumberAccepted("f" * 64),
    ) == [
        "incidents.proposed_already",
        "incidents.said_already",
        "incidents.no_such_number",
        "incidents.not_seen",
    ]
    assert objections(world, NORTH, incident, ReportRated("A", 1), ReportRated("A", 1, told(south))) == [
        "incidents.which_report",
        "incidents.not_linked",
    ]
    assert objections(world, NORTH, None, IncidentOpened(en("x"), (told(north),) * 2)) == ["incidents.names_too_many"]


def test_what_cannot_be_said_of_evidence() -> None:
    world = founded()
    thing = world.say(NORTH, SHELL)
    world.meet()
    handed = world.say(NORTH, EvidenceHanded(HOST, "press"), thing)

    assert objections(world, SOUTH, thing, EvidenceHanded(HOST), EvidenceReceived(handed)) == [
        "incidents.not_yours_to_hand",
        "incidents.not_seen",
    ]
    assert objections(world, NORTH, thing, EvidenceHanded("west"), EvidenceHanded(NORTH), ReportRated("A", 1)) == [
        "incidents.not_a_party",
        "incidents.to_itself",
        "incidents.not_a_report",
    ]
    world.meet()
    assert objections(world, HOST, thing, EvidenceReceived(handed), EvidenceReceived(thing)) == [
        "incidents.not_for_you",
        "incidents.no_such_handing",
    ]
    again = world.say(NORTH, EvidenceHanded(HOST), thing)
    world.meet()
    received = EvidenceReceived(again)
    assert objections(world, HOST, thing, received, received) == [None, "incidents.received_already"]
    world.meet()
    assert objections(world, NORTH, thing, EvidenceHanded(SOUTH)) == ["incidents.not_yours_to_hand"]


def test_members_without_a_say_report_and_keep_evidence_and_do_not_link() -> None:
    parties = tuple(sorted((*(terms_of(p) for p in PARTIES), terms_of("watch", role="observer")), key=lambda t: t.id))
    world = World(make_charter(parties=parties)).found()
    report = world.say("watch", IncidentReported("battle"))
    world.meet()
    incident = world.say(NORTH, IncidentOpened(en("x"), (told(report),)))
    world.meet()

    assert world.objection(report) is None
    assert world.objection(world.say("watch", ReportLinked(told(report)), incident)) is not None
    for party in PARTIES[::2]:
        world.say(party, ReportLinked(told(report)), incident)
    world.say(NORTH, ReportLinked(told(report)), incident)
    assert state.joint_view(world.state(incident)) == (told(report),)


def test_every_sub_type_belongs_to_one_type() -> None:
    every = [each for sub_types in SUB_TYPES.values() for each in sub_types]

    assert len(every) == len(set(every)) == 33


@pytest.mark.parametrize("seed", range(8))
def test_any_order_in_which_the_record_may_be_read_gives_the_same(seed: int) -> None:
    world, north, south, incident = opened()
    world.say(NORTH, ReportLinked(told(north)), incident)
    world.see_all(SOUTH)
    world.say(SOUTH, ReportSeparated(told(north)), incident)
    world.say(HOST, ReportLinked(told(south)), incident)
    world.say(HOST, ReportRated("B", 2), north)
    world.say(NORTH, NumberProposed("1"), incident)
    world.say(NORTH, WordsRetracted(north), north)

    assert folded_somehow(world, seed).digest() == world.fold().digest()


class AnyoneReportsAnything(anyone.AnyoneSignsAnything):
    """Three parties sign any entry on reports and incidents, in any order."""

    slice_name = "incidents"
    own_ids = frozenset({"other", "proposed", "handed", "split_from"})

    def __init__(self) -> None:
        """Reports are named by what was signed."""
        super().__init__()
        any_told = st.builds(
            lambda number, row: Told(self.ids[number % len(self.ids)] if self.ids else "f" * 64, row),
            st.integers(0, 50),
            st.none() | st.sampled_from([0, 1]),
        )
        where = st.none() | st.sampled_from([BRIDGE, Location((en("x"),)), Location(), Location((), (Point(0, 0),))])
        when = st.none() | st.sampled_from([Interval(DATE), Interval(DATE, DATE - HOUR), Interval(DATE, None, True)])
        self.own = {
            "told": any_told,
            "reports": st.just(()) | st.lists(any_told, max_size=2).map(tuple),
            "where": where,
            "when": when,
            "collected": when,
            "number": st.sampled_from(["1", "2", "bad number"]),
            "actors": st.lists(
                st.builds(Actor, st.just("acted"), st.sampled_from(["party", "unknown"]), st.none() | anyone.anyone),
                max_size=2,
            ).map(tuple),
            "casualties": st.lists(
                st.builds(Casualties, st.just("killed"), st.just("own"), anyone.numbers, st.none() | anyone.numbers),
                max_size=2,
            ).map(tuple),
            "observed": st.just(()),
            "type": st.sampled_from(["battle", "explosion", "no_such_type"]),
            "sub_type": st.none() | st.sampled_from(["armed_clash", "grenade"]),
            "time_precision": st.none() | anyone.numbers,
            "place_precision": st.none() | anyone.numbers,
            "told_by": st.none() | anyone.texts,
            "title": anyone.texts,
            "not_proven": anyone.texts,
            "who": anyone.texts,
            "text": anyone.texts,
            "paper": st.none(),
            "mark": st.just("1"),
            "to_party": anyone.anyone,
            "to_office": st.none() | anyone.offices,
        }

    def opening(self, author: str) -> Body:
        """North reports, South keeps something, the host opens an incident."""
        return {NORTH: SHELLED, SOUTH: SHELL}.get(author, IncidentOpened(en("x")))

    def teardown(self) -> None:
        """Whoever reads whole logs one after another, in whichever order, comes to the same."""
        for order in permutations(PARTIES):
            folded = self.world.fresh_fold()
            for party in order:
                folded.append(origin(party), self.world.logs[party].entries)
            assert folded.subjects("incidents") == self.fold.subjects("incidents")

    @invariant()
    def nothing_is_joint_without_every_partys_last_word(self) -> None:
        """In the joint view, as one incident and by a joint number, only what each party's own log says last."""
        for held in self.fold.subjects("incidents").values():
            if isinstance(held, state.Incident):
                for each in state.joint_view(held):
                    words = state.link_words(held, each)
                    assert {self.entry(word.entry).party for word in words.values() if word.word == "linked"} >= set(
                        PARTIES
                    )
                assert len(state.joint_numbers(held)) <= len(held.numbers)

    @invariant()
    def no_word_is_lost(self) -> None:
        """Numbers of an incident are permanent, and so is every word on it: a later one stands beside it."""
        for subject, before in self.before.items():
            if isinstance(before, state.Incident):
                now = self.fold.state(subject)
                assert now is not None
                assert set(before.links) <= set(now.links)
                assert set(before.number_words) <= set(now.number_words)

    @invariant()
    def somebody_has_every_piece_of_evidence(self) -> None:
        """And whoever has it signed for it."""
        for held in self.fold.subjects("incidents").values():
            if isinstance(held, state.Evidence):
                assert state.custodians(held)
                for each in state.custodians(held):
                    assert self.entry(each.entry).party == each.party


TestAnyoneReportsAnything = AnyoneReportsAnything.TestCase
