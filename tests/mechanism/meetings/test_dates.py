"""Requests with a clock, places, rows of meetings, and dates that somebody took for agreed."""

from datetime import timedelta

import pytest

from tests.mechanism.meetings.test_rules import LATER, OFFER, PROPOSED, convened, opened, proposed, status
from tests.worlds import BEGAN, DATE, HOST, NORTH, PARTIES, SOUTH, World, en, founded, make_charter, terms_of
from trilateral.agreement.clocks import Answer, due
from trilateral.ledger.charter import ClockTerms
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.meetings import dates
from trilateral.mechanism.meetings.entries import (
    DateAccepted,
    DateClaimed,
    DateOffer,
    DateOffered,
    DelegationArrived,
    MeetingCancelled,
    MeetingClosed,
    MeetingOpened,
    MeetingPostponed,
    MeetingProposed,
    MeetingRequested,
    MinutesTabled,
    NextIntended,
    OutcomeStated,
    VenueAccepted,
    VenueOffered,
    VenueRefused,
)
from trilateral.mechanism.meetings.state import Arrival

SPECIAL = ClockTerms("meetings.special", 48)
REQUEST = MeetingRequested((en("Special meeting"),), en("Shots at the river"), "special", "joint", "plenary")


def requested() -> tuple[World, EntryId]:
    """A world in which South has asked for a special meeting."""
    world = founded()
    meeting = world.say(SOUTH, REQUEST)
    world.meet()
    assert world.objection(meeting) is None
    return world, meeting


def agree(world: World, meeting: EntryId, starts_at: timedelta) -> None:
    offered = world.say(NORTH, DateOffered(DateOffer(BEGAN + starts_at, "UTC", "x")), meeting)
    world.meet()
    for party in (SOUTH, HOST):
        world.say(party, DateAccepted(offered, 0), meeting)


def test_a_request_is_a_meeting_that_still_lacks_a_date() -> None:
    """It has no round, says why, and becomes a meeting like others with the first offer."""
    world, meeting = requested()
    assert status(world, meeting) == "requested"

    offered = world.say(NORTH, DateOffered(OFFER), meeting)
    assert status(world, meeting) == "proposed"
    world.meet()
    for party in (SOUTH, HOST):
        world.say(party, DateAccepted(offered, 0), meeting)
    state = world.state(meeting)
    assert status(world, meeting) == "convened"
    assert (state.round, state.why) == (None, en("Shots at the river"))


@pytest.mark.parametrize(
    ("agreed_after", "asked_after", "late"),
    [
        (None, 48, Answer.NO),
        (None, 49, Answer.YES),
        (47, 49, Answer.NO),
        (48, 1, Answer.NO),
        (50, 1, Answer.YES),
    ],
)
def test_a_special_meeting_is_late_when_its_date_lies_after_the_term(
    agreed_after: int | None, asked_after: int, late: Answer
) -> None:
    """Agreed for a later hour it is late at once; without any date, when the term has ended."""
    world, meeting = requested()
    if agreed_after is not None:
        offered = DateOffer(BEGAN + timedelta(hours=agreed_after), "UTC", "2030-01-03 00:00")
        entry = world.say(NORTH, DateOffered(offered), meeting)
        world.meet()
        for party in (SOUTH, HOST):
            world.say(party, DateAccepted(entry, 0), meeting)
    term = due(SPECIAL, BEGAN)

    assert dates.convened_late(world.state(meeting), term, BEGAN + timedelta(hours=asked_after)) is late


def test_nothing_is_late_without_proven_receipt_or_without_a_request() -> None:
    world, meeting = requested()
    ever = BEGAN + timedelta(days=999)
    assert dates.convened_late(world.state(meeting), due(SPECIAL, None), ever) is Answer.UNDECIDED
    assert dates.convened_late(world.state(meeting), due(None, BEGAN), ever) is Answer.NO

    other, plain = proposed()
    assert dates.convened_late(other.state(plain), due(SPECIAL, BEGAN), ever) is Answer.NO


@pytest.mark.parametrize(("days", "late"), [(0, Answer.NO), (14, Answer.NO), (15, Answer.YES)])
def test_a_row_is_late_when_its_interval_has_passed(days: int, late: Answer) -> None:
    """Counted from the last date that all agreed on; other rows do not help."""
    world, meeting = convened()
    world.say(NORTH, MeetingProposed((en("x"),), "experts", 1, "joint", "plenary", offers=(LATER,)))
    held = list(world.fold().subjects("meetings").values())
    terms = ClockTerms("meetings.regular", 14 * 24)

    assert dates.next_regular_late(held, "rounds", terms, DATE + timedelta(days=days)) is late
    assert dates.next_regular_late(held, "rounds", None, DATE + timedelta(days=days)) is Answer.NO
    assert dates.next_regular_late(held, "experts", terms, DATE + timedelta(days=days)) is Answer.UNDECIDED
    assert dates.last_agreed_at([world.state(meeting)]) == DATE


def test_a_proposal_names_the_meeting_before_and_who_leads() -> None:
    """Both must be known to its author: a meeting that it has seen, a party of the charter."""
    world, meeting = opened()
    statement = world.say(NORTH, DateClaimed("agreed", meeting, 0), meeting)
    hidden = world.say(NORTH, PROPOSED)

    def objection(**named: str) -> str | None:
        body = MeetingProposed((en("x"),), "rounds", 2, "joint", "plenary", **named)  # type: ignore[arg-type]  # only names
        return world.objection(world.say(SOUTH, body))

    assert objection(moderator="west") == "meetings.not_a_party"
    assert objection(follows=hidden) == objection(follows="f" * 64) == "meetings.not_seen"
    world.see_all(SOUTH)
    assert objection(follows=statement) == "meetings.no_such_meeting"
    assert objection(follows=meeting, moderator=NORTH) is None


def test_the_next_meeting_is_the_one_that_says_so_or_the_next_round() -> None:
    world, meeting = opened()
    said = world.say(HOST, MeetingProposed((en("x"),), "other", 1, "joint", "plenary", follows=meeting))
    next_round = world.say(NORTH, MeetingProposed((en("x"),), "rounds", 2, "joint", "plenary"))
    world.say(NORTH, MeetingProposed((en("x"),), "rounds", 3, "joint", "plenary"))
    held = world.fold().subjects("meetings")

    found = dates.next_of(held[meeting], list(held.values()))
    assert {each.id for each in found} == {said, next_round}
    assert dates.next_of(held[said], [held[meeting]]) == ()


def test_an_intended_meeting_must_be_one() -> None:
    world, meeting = opened()
    second = world.say(NORTH, MeetingProposed((en("x"),), "rounds", 2, "joint", "plenary"))

    assert world.objection(world.say(SOUTH, NextIntended("wanted", None, second), meeting)) == "meetings.not_seen"
    world.see_all(SOUTH)
    assert world.objection(world.say(SOUTH, NextIntended("wanted", None, second), meeting)) is None
    assert world.state(meeting).views[-1].meeting == second


def test_who_leads_is_named_in_what_all_accept() -> None:
    """The host does not open a meeting that another is to lead."""
    world, meeting = proposed(
        MeetingProposed((en("x"),), "rounds", 1, "joint", "plenary", None, (OFFER,), moderator=SOUTH)
    )
    for party in (SOUTH, HOST):
        world.say(party, DateAccepted(meeting, 0), meeting)
    world.meet()

    refused = world.verdict(world.say(HOST, MeetingOpened(DATE), meeting)).objection
    assert refused is not None
    assert (refused.code, dict(refused.params)) == ("meetings.not_yours_to_open", {"party": SOUTH})
    assert world.objection(world.say(SOUTH, MeetingOpened(DATE), meeting)) is None


def with_roles(**roles: str) -> World:
    """A world whose parties have these roles."""
    terms = tuple(terms_of(party, role=roles.get(party, "party")) for party in PARTIES)
    return World(make_charter(parties=terms)).found()


def test_a_chair_convenes_and_decides_nothing() -> None:
    """It puts forward and leads; whose acceptance is asked for are the parties."""
    world = with_roles(host="chair")
    meeting = world.say(HOST, PROPOSED)
    world.meet()
    assert world.state(meeting).parties == (NORTH, SOUTH)
    for party in (NORTH, SOUTH):
        assert world.objection(world.say(party, DateAccepted(meeting, 0), meeting)) is None
    world.meet()

    assert world.objection(world.say(HOST, DateOffered(LATER), meeting)) is None
    assert world.objection(world.say(HOST, MeetingPostponed(), meeting)) == "meetings.no_say"
    assert world.objection(world.say(HOST, MeetingCancelled(), meeting)) == "meetings.no_say"
    assert world.objection(world.say(HOST, MeetingOpened(DATE), meeting)) is None
    assert status(world, meeting) == "in_session"
    assert world.objection(world.say(NORTH, MeetingClosed(), meeting)) == "meetings.not_opened"


def test_an_observer_has_no_say() -> None:
    """It may come, and it decides and convenes nothing."""
    world = with_roles(host="observer")
    assert world.objection(world.say(HOST, PROPOSED)) == "charter.has_no_say"
    meeting = world.say(NORTH, PROPOSED)
    world.meet()

    assert world.objection(world.say(HOST, DateAccepted(meeting, 0), meeting)) == "charter.has_no_say"
    assert world.objection(world.say(HOST, DateOffered(LATER), meeting)) == "meetings.no_say"
    assert world.objection(world.say(HOST, VenueAccepted(meeting), meeting)) == "meetings.no_say"
    assert world.objection(world.say(HOST, DelegationArrived(None, "2030-03-04"), meeting)) is None


def test_a_guarantor_may_be_asked_to_lead() -> None:
    """By all who accept a date of the proposal that names it; what binds it cannot sign even then."""
    world = with_roles(host="guarantor")
    body = MeetingProposed((en("x"),), "rounds", 1, "proximity", "plenary", None, (OFFER,), moderator=HOST)
    meeting = world.say(NORTH, body)
    world.meet()
    world.say(SOUTH, DateAccepted(meeting, 0), meeting)
    world.see_all(HOST)

    assert world.objection(world.say(HOST, MeetingOpened(DATE), meeting)) is None
    assert world.objection(world.say(HOST, MinutesTabled((en("x"),)), meeting)) is None
    assert world.objection(world.say(HOST, OutcomeStated("none"), meeting)) == "charter.has_no_say"
    assert world.objection(world.say(NORTH, MeetingClosed(), meeting)) == "meetings.not_opened"


# Places


def test_a_place_is_agreed_when_every_party_accepts_it() -> None:
    """The host's acceptance is the host's consent, and it can be taken back."""
    world, meeting = proposed()
    first = world.state(meeting).venues[0]
    assert (first.text, first.ground) == (en("the office"), HOST)
    assert dates.host_consents(world.state(meeting), first) is False
    for party in (SOUTH, HOST):
        world.say(party, VenueAccepted(meeting), meeting)

    assert dates.agreed_venues(world.state(meeting)) == (first,)
    assert dates.host_consents(world.state(meeting), first) is True
    world.say(HOST, VenueRefused(meeting, en("not safe")), meeting)
    assert dates.agreed_venues(world.state(meeting)) == ()
    assert dates.host_consents(world.state(meeting), first) is False


def test_on_whose_ground_a_place_lies_is_said_with_it() -> None:
    """That party's word on it counts even where the mechanism does not bind it."""
    world = with_roles(host="guarantor")
    meeting = world.say(NORTH, PROPOSED)
    offered = world.say(NORTH, VenueOffered(en("The ship"), HOST), meeting)
    world.meet()

    assert world.objection(world.say(HOST, VenueAccepted(meeting), meeting)) == "meetings.no_say"
    assert world.objection(world.say(HOST, VenueAccepted(offered), meeting)) is None
    plain, ship = world.state(meeting).venues
    assert dates.host_consents(world.state(meeting), ship) is True
    assert dates.host_consents(world.state(meeting), plain) is None


def test_what_objects_to_a_word_on_places() -> None:
    world, meeting = proposed()
    unseen = world.say(NORTH, VenueOffered(en("x")), meeting)
    offer = world.say(SOUTH, DateOffered(LATER), meeting)

    def objection(party: str, body: VenueOffered | VenueAccepted | VenueRefused) -> str | None:
        return world.objection(world.say(party, body, meeting))

    assert objection(SOUTH, VenueOffered(en("x"), "west")) == "meetings.not_a_party"
    assert objection(SOUTH, VenueAccepted(unseen)) == "meetings.not_seen"
    assert objection(SOUTH, VenueAccepted(offer)) == "meetings.no_such_venue"
    assert objection(NORTH, VenueAccepted(unseen)) == "meetings.accepted_already"
    assert objection(SOUTH, VenueRefused(meeting)) is None
    assert objection(SOUTH, VenueRefused(meeting)) == "meetings.declined_already"
    world.say(NORTH, MeetingCancelled(), meeting)
    assert objection(NORTH, VenueOffered(en("y"))) == "meetings.cancelled_before"
    world, meeting = opened()
    world.say(HOST, MeetingClosed(), meeting)
    assert objection(HOST, VenueOffered(en("y"))) == "meetings.closed_before"


# Who believed what


def test_a_date_that_one_side_took_for_agreed() -> None:
    """Who came, who said so, who said not, who signed and who did not: all of it stands, and the date does not."""
    world, meeting = proposed()
    world.say(NORTH, DelegationArrived(en("It begins today."), "2030-03-04"), meeting)
    world.say(SOUTH, DateClaimed("agreed", meeting, 0), meeting)
    world.say(HOST, DateClaimed("not_agreed", meeting, 0, en("None was set.")), meeting)

    (found,) = dates.mix_ups(world.state(meeting))
    assert found.offer == world.state(meeting).offers[0]
    assert [(type(each).__name__, each.party) for each in found.believed] == [("Claim", SOUTH), ("Arrival", NORTH)]
    assert [each.party for each in found.denied] == [HOST]
    assert (found.accepted_by, found.missing) == ((NORTH,), (HOST, SOUTH))
    assert status(world, meeting) == "proposed"


def test_an_arrival_on_a_day_that_nobody_offered() -> None:
    world, meeting = proposed()
    world.say(SOUTH, DelegationArrived(None, "2030-03-11"), meeting)

    (found,) = dates.mix_ups(world.state(meeting))
    assert found.offer is None
    assert [type(each) for each in found.believed] == [Arrival]
    assert found.missing == PARTIES


def test_claims_about_an_agreed_date_are_no_mix_up() -> None:
    world, meeting = convened()
    world.say(NORTH, DateClaimed("agreed", meeting, 0), meeting)
    world.say(NORTH, DelegationArrived(None, "2030-03-04"), meeting)

    assert dates.mix_ups(world.state(meeting)) == ()
    assert len(dates.mix_ups(world.state(meeting), (*PARTIES, "west"))) == 1


def test_a_claim_names_an_offer_that_its_author_has_seen() -> None:
    world, meeting = proposed()
    unseen = world.say(NORTH, DateOffered(LATER), meeting)

    assert world.objection(world.say(SOUTH, DateClaimed("agreed", unseen, 0), meeting)) == "meetings.not_seen"
    assert world.objection(world.say(SOUTH, DateClaimed("agreed", meeting, 7), meeting)) == "meetings.no_such_offer"


def test_a_later_delay_says_nothing_of_an_offer_that_was_given_up_before() -> None:
    """The word that took an acceptance back stays the last one on that offer."""
    world, meeting = convened()
    world.say(SOUTH, MeetingPostponed(en("technical reasons")), meeting)
    other = world.say(SOUTH, DateOffered(LATER), meeting)
    world.say(SOUTH, MeetingCancelled(), meeting)

    state = world.state(meeting)
    assert dates.stance(state, SOUTH, state.offers[0]) == "postponed"
    offer = dates.offer_of(state, other, 0)
    assert offer is not None
    assert dates.stance(state, SOUTH, offer) == "cancelled"
    assert dates.stance(state, HOST, offer) is None
