"""Meetings: none without every party's own signature, and nothing hidden about how one failed."""

from datetime import timedelta

import pytest
from hypothesis.stateful import invariant

from tests.mechanism import anyone
from tests.worlds import DATE, HOST, NORTH, PARTIES, SOUTH, World, en, founded, make_charter
from trilateral.ledger.entry import Body, EntryId
from trilateral.mechanism.meetings import rules
from trilateral.mechanism.meetings.entries import (
    AcceptanceWithdrawn,
    AgendaAccepted,
    AgendaProposed,
    AgendaRefused,
    DateAccepted,
    DateDeclined,
    DateOffer,
    DateOffered,
    DelegationArrived,
    MeetingAdjourned,
    MeetingAttended,
    MeetingCancelled,
    MeetingClosed,
    MeetingOpened,
    MeetingPostponed,
    MeetingProposed,
    NextIntended,
    OutcomeStated,
    ToneStated,
)

OFFER = DateOffer(DATE, "Asia/Baghdad", "2030-03-04 10:30")
LATER = DateOffer(DATE + timedelta(days=14), "Asia/Baghdad", "2030-03-18 10:30")
PROPOSED = MeetingProposed((en("First round"),), "rounds", 1, "joint", "plenary", en("the office"), (OFFER,))
AGENDA = AgendaProposed((en("Security"),))


def proposed(body: MeetingProposed = PROPOSED, world: World | None = None) -> tuple[World, EntryId]:
    """A world in which North has proposed a meeting that all have seen."""
    world = world or founded()
    meeting = world.say(NORTH, body)
    world.meet()
    assert world.objection(meeting) is None
    return world, meeting


def convened() -> tuple[World, EntryId]:
    """A world in which all have accepted the first offer and seen that all have."""
    world, meeting = proposed()
    for party in (SOUTH, HOST):
        world.say(party, DateAccepted(meeting, 0), meeting)
    world.meet()
    return world, meeting


def opened() -> tuple[World, EntryId]:
    """A world in which the host has opened the meeting and all have seen it."""
    world, meeting = convened()
    world.say(HOST, MeetingOpened(DATE), meeting)
    world.meet()
    return world, meeting


def status(world: World, meeting: EntryId) -> str:
    return rules.status(world.state(meeting)).value


def test_a_meeting_exists_when_every_party_has_signed_the_date() -> None:
    """Two of three are none, whoever they are; who proposes has thereby signed."""
    world, meeting = proposed()
    assert status(world, meeting) == "proposed"
    world.say(SOUTH, DateAccepted(meeting, 0), meeting)

    state = world.state(meeting)
    assert rules.status(state) == "proposed"
    assert rules.missing_acceptances(state) == ((state.offers[0], (HOST,)),)
    assert rules.agreed_date(state) is None
    world.say(HOST, DateAccepted(meeting, 0), meeting)
    state = world.state(meeting)
    assert rules.status(state) == "convened"
    assert rules.agreed_date(state) == state.offers[0]
    assert rules.missing_acceptances(state) == ((state.offers[0], ()),)
    assert rules.status(state, (*PARTIES, "west")) == "proposed"


def test_an_offer_is_accepted_exactly_as_it_was_made() -> None:
    """Two offers of one instant in other words are two offers: a mix-up of dates begins with that."""
    world, meeting = proposed()
    same = world.say(SOUTH, DateOffered(DateOffer(DATE, "Asia/Tehran", "2030-03-04 11:00")), meeting)
    world.meet()
    world.say(HOST, DateAccepted(same, 0), meeting)

    assert status(world, meeting) == "proposed"
    world.say(NORTH, DateAccepted(same, 0), meeting)
    date = rules.agreed_date(world.state(meeting))
    assert date is not None
    assert date.civil == "2030-03-04 11:00"


def test_several_dates_can_be_offered_at_once() -> None:
    world, meeting = proposed(MeetingProposed((en("x"),), "rounds", 1, "remote", "plenary", None, (OFFER, LATER)))
    for party in (SOUTH, HOST):
        world.say(party, DateAccepted(meeting, 1), meeting)

    date = rules.agreed_date(world.state(meeting))
    assert date is not None
    assert date.starts_at == LATER.starts_at


def test_two_agreed_dates_are_crossed() -> None:
    """Nothing says which of them counts, until somebody takes one acceptance back."""
    world, meeting = convened()
    offered = world.say(HOST, DateOffered(LATER), meeting)
    world.meet()
    for party in (NORTH, SOUTH):
        world.say(party, DateAccepted(offered, 0), meeting)
    world.meet()
    too_early = world.say(HOST, MeetingOpened(DATE), meeting)

    assert status(world, meeting) == "crossed"
    assert rules.agreed_date(world.state(meeting)) is None
    assert world.objection(too_early) == "meetings.two_dates"
    world.say(SOUTH, AcceptanceWithdrawn(meeting, 0), meeting)
    assert status(world, meeting) == "convened"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (MeetingProposed((), "rounds", 1, "joint", "plenary"), "meetings.says_nothing"),
        (MeetingProposed((en("x"),), "rounds", 0, "joint", "plenary"), "meetings.bad_number"),
        (MeetingProposed((en("x"),), "rounds", -(2**53) + 1, "joint", "plenary"), "meetings.bad_number"),
        (MeetingProposed((en("x"),), "rounds", 2**53 - 1, "closed", "subcommittee"), None),
    ],
    ids=lambda each: each if isinstance(each, str) else None,
)
def test_what_can_be_proposed(body: MeetingProposed, why: str | None) -> None:
    world = founded()

    assert world.objection(world.say(NORTH, body)) == why


def test_an_acceptance_names_an_offer_of_this_meeting_that_its_author_has_seen() -> None:
    world, meeting = proposed()
    other = world.say(NORTH, PROPOSED)
    unseen = world.say(NORTH, DateOffered(LATER), meeting)

    def objection(offer_in: str, number: int) -> str | None:
        return world.objection(world.say(SOUTH, DateAccepted(offer_in, number), meeting))

    assert objection(unseen, 0) == objection("f" * 64, 0) == "meetings.not_seen"
    world.see_all(SOUTH)
    assert objection(other, 0) == "meetings.no_such_offer"
    assert [objection(meeting, number) for number in (-1, 1, 2**53 - 1)] == ["meetings.no_such_offer"] * 3
    assert objection(unseen, 0) is None
    assert objection(unseen, 0) == "meetings.accepted_already"


def test_a_party_declines_accepts_and_withdraws_for_itself() -> None:
    world, meeting = proposed()

    def objection(body: Body) -> str | None:
        return world.objection(world.say(SOUTH, body, meeting))

    assert objection(AcceptanceWithdrawn(meeting, 0)) == "meetings.not_accepted"
    assert objection(DateDeclined(meeting, 0, en("a holiday"))) is None
    assert objection(DateDeclined(meeting, 0)) == "meetings.declined_already"
    assert objection(DateAccepted(meeting, 0)) is None
    assert objection(DateDeclined(meeting, 0)) == "meetings.accepted_already"
    assert objection(AcceptanceWithdrawn(meeting, 0, en("no visa"))) is None
    offer = world.state(meeting).offers[0]
    stances = {party: rules.stance(world.state(meeting), party, offer) for party in PARTIES}
    assert stances == {NORTH: "accepted", SOUTH: "withdrawn", HOST: None}


def test_asking_for_delay_takes_back_all_dates_so_far() -> None:
    """By whichever party; its later acceptance is a new one."""
    world, meeting = convened()
    world.say(SOUTH, MeetingPostponed(en("technical reasons")), meeting)

    assert status(world, meeting) == "postponed"
    assert rules.postponed_by(world.state(meeting)) == (SOUTH,)
    offered = world.say(SOUTH, DateOffered(LATER), meeting)
    assert status(world, meeting) == "proposed"
    world.meet()
    for party in (NORTH, HOST):
        world.say(party, DateAccepted(offered, 0), meeting)
    assert status(world, meeting) == "convened"
    assert rules.accepted_by(world.state(meeting), world.state(meeting).offers[0]) == (HOST, NORTH)


def test_who_calls_it_off_ends_it() -> None:
    """The others cannot hold it without that party; whoever wants a meeting proposes another."""
    world, meeting = convened()
    world.say(SOUTH, MeetingCancelled(en("no")), meeting)
    world.meet()
    tries: list[Body] = [DateAccepted(meeting, 0), DateOffered(LATER), MeetingPostponed(), MeetingCancelled()]

    assert status(world, meeting) == "cancelled"
    assert {world.objection(world.say(NORTH, body, meeting)) for body in tries} == {"meetings.cancelled_before"}
    assert world.objection(world.say(HOST, MeetingOpened(DATE), meeting)) == "meetings.not_convened"


def test_the_host_opens_what_all_have_agreed_on() -> None:
    world, meeting = convened()
    by_north = world.say(NORTH, MeetingOpened(DATE), meeting)
    for_another_day = world.say(HOST, MeetingOpened(LATER.starts_at), meeting)
    by_host = world.say(HOST, MeetingOpened(DATE), meeting)
    again = world.say(HOST, MeetingOpened(DATE), meeting)

    assert world.objection(by_north) == "meetings.not_yours_to_open"
    assert world.objection(for_another_day) == "meetings.another_date"
    assert world.objection(by_host) is None
    assert world.objection(again) == "meetings.opened_already"
    assert status(world, meeting) == "in_session"


def test_an_opening_counts_by_what_the_host_had_seen() -> None:
    """All had accepted, and the host did not know it yet: it cannot open, and later it can."""
    world, meeting = proposed()
    for party in (SOUTH, HOST):
        world.say(party, DateAccepted(meeting, 0), meeting)
    early = world.say(HOST, MeetingOpened(DATE), meeting)
    world.see_all(HOST)
    later = world.say(HOST, MeetingOpened(DATE), meeting)

    objection = world.verdict(early).objection
    assert objection is not None
    assert objection.code == "meetings.not_convened"
    assert dict(objection.params) == {"missing": SOUTH}
    assert world.objection(later) is None


def test_an_opening_and_a_withdrawal_that_crossed() -> None:
    """Both stand, and neither wins; a renewed acceptance ends it."""
    world, meeting = convened()
    world.say(HOST, MeetingOpened(DATE), meeting)
    world.say(SOUTH, AcceptanceWithdrawn(meeting, 0, en("not today")), meeting)

    assert status(world, meeting) == "crossed"
    world.meet()
    late = world.say(SOUTH, AcceptanceWithdrawn(meeting, 0), meeting)
    assert world.objection(late) == "meetings.opened_already"
    assert world.objection(world.say(SOUTH, DateAccepted(meeting, 0), meeting)) is None
    assert status(world, meeting) == "in_session"


@pytest.mark.parametrize("body", [MeetingPostponed(), MeetingCancelled()], ids=["postponed", "cancelled"])
def test_an_opening_and_a_delay_that_crossed(body: Body) -> None:
    world, meeting = convened()
    world.say(HOST, MeetingOpened(DATE), meeting)
    world.say(NORTH, body, meeting)

    assert status(world, meeting) == "crossed"


def test_who_has_seen_the_opening_no_longer_changes_the_date() -> None:
    world, meeting = opened()
    tries: list[Body] = [
        DateOffered(LATER),
        DateDeclined(meeting, 0),
        AcceptanceWithdrawn(meeting, 0),
        MeetingPostponed(),
        MeetingCancelled(),
    ]

    assert {world.objection(world.say(SOUTH, body, meeting)) for body in tries} == {"meetings.opened_already"}
    assert status(world, meeting) == "in_session"


def test_it_is_adjourned_resumed_and_closed_by_who_opened_it() -> None:
    world, meeting = opened()

    def objection(party: str, body: Body) -> str | None:
        return world.objection(world.say(party, body, meeting))

    assert objection(NORTH, MeetingClosed()) == "meetings.not_yours_to_close"
    assert objection(HOST, MeetingAdjourned()) is None
    assert objection(HOST, MeetingAdjourned()) == "meetings.adjourned_already"
    assert status(world, meeting) == "adjourned"
    assert objection(HOST, MeetingOpened(DATE)) is None
    assert status(world, meeting) == "in_session"
    assert objection(HOST, MeetingClosed(-1)) == "meetings.bad_number"
    assert objection(HOST, MeetingClosed(240)) is None
    assert objection(HOST, MeetingClosed()) == "meetings.closed_before"
    assert objection(HOST, MeetingOpened(DATE)) == "meetings.closed_before"
    assert status(world, meeting) == "closed"
    assert world.state(meeting).sessions[-1].minutes == 240


def test_what_was_not_opened_is_neither_adjourned_nor_attended() -> None:
    world, meeting = convened()
    tries: list[Body] = [MeetingAdjourned(), MeetingClosed(), MeetingAttended(("head",), 0)]

    assert {world.objection(world.say(HOST, body, meeting)) for body in tries} == {"meetings.not_opened"}


def test_where_nobody_is_host_any_party_can_open() -> None:
    terms = [party for party in make_charter().parties if party.id != HOST]
    world, meeting = proposed(world=World(make_charter(parties=tuple(terms))).found())
    world.say(SOUTH, DateAccepted(meeting, 0), meeting)
    world.meet()
    for party in (NORTH, SOUTH):
        assert world.objection(world.say(party, MeetingOpened(DATE), meeting)) is None
    world.say(NORTH, MeetingClosed(), meeting)

    assert status(world, meeting) == "in_session"
    world.say(SOUTH, MeetingClosed(), meeting)
    assert status(world, meeting) == "closed"


def test_an_agenda_is_adopted_by_every_partys_own_acceptance() -> None:
    world, meeting = convened()
    agenda = world.say(HOST, AGENDA, meeting)
    world.meet()
    assert status(world, meeting) == "agenda_provisional"
    for party in (NORTH, SOUTH):
        assert world.objection(world.say(party, AgendaAccepted(agenda), meeting)) is None

    assert status(world, meeting) == "agenda_adopted"
    assert [each.entry for each in rules.adopted_agendas(world.state(meeting))] == [agenda]
    assert world.objection(world.say(NORTH, AgendaAccepted(agenda), meeting)) == "meetings.accepted_already"


def test_a_blocked_agenda_is_a_result() -> None:
    """It does not keep the meeting from being opened, and the record says whose word blocked it."""
    world, meeting = convened()
    agenda = world.say(HOST, AGENDA, meeting)
    world.meet()
    world.say(SOUTH, AgendaRefused(agenda, en("incomplete")), meeting)
    again = world.say(SOUTH, AgendaRefused(agenda), meeting)

    assert world.objection(again) == "meetings.refused_already"
    assert status(world, meeting) == "agenda_not_adopted"
    assert world.objection(world.say(HOST, MeetingOpened(DATE), meeting)) is None
    assert status(world, meeting) == "in_session"
    assert rules.agenda_status(world.state(meeting)) == "agenda_not_adopted"
    assert world.objection(world.say(SOUTH, AgendaAccepted(agenda), meeting)) is None
    assert rules.agenda_status(world.state(meeting)) == "agenda_provisional"


def test_two_adopted_agendas_that_differ_are_crossed() -> None:
    world, meeting = convened()
    agendas = [world.say(HOST, AgendaProposed((en(item),)), meeting) for item in ("Security", "Borders")]
    world.meet()
    for agenda in agendas:
        for party in (NORTH, SOUTH):
            world.say(party, AgendaAccepted(agenda), meeting)

    assert rules.agenda_status(world.state(meeting)) == status(world, meeting) == "crossed"
    world.say(SOUTH, AgendaRefused(agendas[1]), meeting)
    assert status(world, meeting) == "agenda_adopted"


def test_only_what_the_charter_allows_stands_on_an_agenda() -> None:
    """The scope guard: one more item is no agenda."""
    world, meeting = proposed(world=World(make_charter(agenda=(en("Security"),))).found())

    def objection(body: Body) -> str | None:
        return world.objection(world.say(NORTH, body, meeting))

    assert objection(AgendaProposed((en("Security"), en("Something else")))) == "meetings.out_of_scope"
    assert objection(AgendaProposed(())) == "meetings.says_nothing"
    assert objection(AGENDA) is None


def test_an_agenda_word_names_an_agenda_of_this_meeting() -> None:
    world, meeting = convened()
    unseen = world.say(HOST, AGENDA, meeting)

    def objection(agenda: str) -> str | None:
        return world.objection(world.say(NORTH, AgendaAccepted(agenda), meeting))

    assert objection(unseen) == objection("f" * 64) == "meetings.not_seen"
    assert objection(meeting) == "meetings.no_such_agenda"
    world.see_all(NORTH)
    assert objection(unseen) is None


def test_after_the_closing_no_agenda_is_adopted() -> None:
    world, meeting = opened()
    agenda = world.say(HOST, AGENDA, meeting)
    world.say(HOST, MeetingClosed(), meeting)
    world.meet()

    assert world.objection(world.say(NORTH, AgendaAccepted(agenda), meeting)) == "meetings.closed_before"


def test_each_delegation_says_who_of_it_was_there() -> None:
    """Its last word counts, and nobody counts for another."""
    world, meeting = opened()

    def objection(party: str, *attended: object) -> str | None:
        return world.objection(world.say(party, MeetingAttended(*attended), meeting))  # type: ignore[arg-type] # hostile

    assert objection(SOUTH, ("head",), -1) == "meetings.bad_number"
    assert objection(SOUTH, ("head", "head"), 0) == "meetings.office_twice"
    assert objection(SOUTH, (), 0) == "meetings.says_nothing"
    assert objection(SOUTH, ("head",), 6) is None
    assert objection(SOUTH, ("deputy", "head"), 5) is None
    assert objection(NORTH, ("head",), 0) is None
    found = {each.party: (each.offices, each.others) for each in rules.attendance(world.state(meeting))}
    assert found == {NORTH: (("head",), 0), SOUTH: (("deputy", "head"), 5)}


def test_a_delegation_can_come_to_a_meeting_that_was_never_convened() -> None:
    """It came and said that talks begin; the record shows that, and that two had not agreed."""
    world, meeting = proposed()
    arrived = world.say(NORTH, DelegationArrived(en("Talks begin today."), "2030-03-04"), meeting)
    nowhere = world.say(NORTH, DelegationArrived(None, "2030-02-30"), meeting)

    assert world.objection(arrived) is None
    assert world.objection(nowhere) == "meetings.no_such_day"
    state = world.state(meeting)
    assert rules.status(state) == "proposed"
    assert [each.party for each in rules.came_unconvened(state)] == [NORTH]
    assert rules.missing_acceptances(state)[0][1] == (HOST, SOUTH)


def test_arriving_at_a_convened_meeting_is_nothing_special() -> None:
    world, meeting = convened()
    world.say(NORTH, DelegationArrived(None, "2030-03-04"), meeting)

    assert rules.came_unconvened(world.state(meeting)) == ()


def test_each_states_for_itself_what_came_of_it() -> None:
    """Outcome and next meeting: the last word of each. Tone: every word, since it can be two things."""
    world, meeting = opened()
    for party, body in (
        (NORTH, OutcomeStated("agreed")),
        (NORTH, OutcomeStated("none", en("after reading it again"))),
        (SOUTH, OutcomeStated("common_ground")),
        (SOUTH, NextIntended("wanted")),
        (HOST, NextIntended("if_proposed")),
        (NORTH, NextIntended("not_stated")),
        (NORTH, ToneStated("positive")),
        (NORTH, ToneStated("businesslike")),
    ):
        assert world.objection(world.say(party, body, meeting)) is None

    state = world.state(meeting)
    assert {each.party: each.word for each in rules.last_views(state, "outcome")} == {
        NORTH: "none",
        SOUTH: "common_ground",
    }
    assert {each.party: each.word for each in rules.last_views(state, "next")} == {
        NORTH: "not_stated",
        SOUTH: "wanted",
        HOST: "if_proposed",
    }
    assert [each.word for each in state.views if each.about == "tone"] == ["positive", "businesslike"]
    assert status(world, meeting) == "in_session"


def test_an_act_needs_a_meeting() -> None:
    world, meeting = proposed()

    assert world.objection(world.say(NORTH, OutcomeStated("none"))) == "meetings.not_found"
    assert world.objection(world.say(NORTH, PROPOSED, meeting)) == "meetings.proposed_already"


class AnyoneConvenesAnything(anyone.AnyoneSignsAnything):
    """Three parties sign any meeting entry, in any order."""

    slice_name = "meetings"

    def opening(self, author: str) -> Body:
        """A meeting with one offer, which the author has thereby accepted."""
        return MeetingProposed((en(author),), "rounds", 1, "joint", "plenary", None, (OFFER,))

    @invariant()
    def no_meeting_without_every_signature(self) -> None:
        """Where a date is agreed, each party's own log holds its last word on it, and that is an acceptance.

        Drawn from the entries themselves, by another way than the rules'.
        """
        for subject, state in self.fold.subjects("meetings").items():
            for offer in rules.agreed_offers(state):
                for party in PARTIES:
                    words = [e for e in self.fold.acts(subject) if e.party == party]
                    words.sort(key=lambda each: each.index)
                    accepted = False
                    for each in words:
                        match each.body:
                            case MeetingProposed() | DateOffered():
                                accepted = accepted or each.id == offer.entry
                            case DateAccepted(offer_in=named, number=number):
                                accepted = accepted or (named, number) == (offer.entry, offer.number)
                            case (
                                DateDeclined(offer_in=named, number=number)
                                | AcceptanceWithdrawn(offer_in=named, number=number)
                            ):
                                accepted = accepted and (named, number) != (offer.entry, offer.number)
                            case MeetingPostponed() | MeetingCancelled():
                                accepted = False
                    assert accepted, (party, offer)

    @invariant()
    def nothing_is_in_session_that_was_not_agreed(self) -> None:
        """Where a meeting stands opened and not crossed, its date is agreed; and only the host opened it."""
        for state in self.fold.subjects("meetings").values():
            if rules.status(state) in ("in_session", "adjourned", "closed"):
                assert rules.agreed_offers(state)
            assert {each.party for each in state.sessions} <= {HOST}
            assert state.crossed == ()

    @invariant()
    def acts_only_grow(self) -> None:
        """What a party said stays on the record in its order."""
        for subject, before in self.before.items():
            now = self.fold.state(subject)
            for name in rules.ROWS:
                assert set(getattr(before, name)) <= set(getattr(now, name))
                row = getattr(now, name)
                assert list(row) == sorted(row, key=lambda act: (act.party, act.index))


TestAnyoneConvenesAnything = AnyoneConvenesAnything.TestCase
