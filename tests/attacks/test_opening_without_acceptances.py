"""The host tries to hold a meeting to which not all have agreed.

Its own node refuses to sign. If it signs by other means, its entry stands in its log
for all to see, without effect, on every node.
"""

import pytest

from tests.worlds import DATE, HOST, NORTH, SOUTH, World, delegate_key, en, founded, log_key, node_key, origin, root_key
from trilateral.errors import RefusedError
from trilateral.ledger.entry import EntryId
from trilateral.ledger.fold import check
from trilateral.mechanism.meetings import rules
from trilateral.mechanism.meetings.entries import DateAccepted, DateOffer, MeetingClosed, MeetingOpened, MeetingProposed

OFFER = DateOffer(DATE, "Asia/Baghdad", "2030-03-04 10:30")
PROPOSED = MeetingProposed((en("Round"),), "rounds", 1, "joint", "plenary", None, (OFFER,))


def one_short() -> tuple[World, EntryId]:
    """A meeting that North proposed and the host accepted, and South did not."""
    world = founded()
    meeting = world.say(NORTH, PROPOSED)
    world.meet()
    world.say(HOST, DateAccepted(meeting, 0), meeting)
    world.meet()
    return world, meeting


def test_its_own_node_refuses() -> None:
    """And says who is missing."""
    world, meeting = one_short()
    entry = world.sign(HOST, MeetingOpened(DATE), subject=meeting)

    with pytest.raises(RefusedError, match=r"meetings\.not_convened \(missing=south\)"):
        check(world.fold(), origin(HOST), entry)


def test_signing_it_anyway_opens_nothing() -> None:
    world, meeting = one_short()
    before = world.state(meeting)
    opened = world.say(HOST, MeetingOpened(DATE), meeting)
    closed = world.say(HOST, MeetingClosed(60), meeting)

    assert world.objection(opened) == "meetings.not_convened"
    assert world.objection(closed) == "meetings.not_opened"
    assert world.state(meeting) == before
    assert rules.status(before) == "proposed"


@pytest.mark.parametrize(
    "signer",
    [delegate_key(HOST), root_key(HOST), log_key(HOST), node_key(HOST), delegate_key(SOUTH)],
    ids=lambda key: key.name,
)
def test_signing_the_missing_acceptance_for_the_other_accepts_nothing(signer: object) -> None:
    """Whatever key signs it and whichever log it names: in the host's log it is not South's word."""
    world, meeting = one_short()
    accepted = DateAccepted(meeting, 0)
    for log in (origin(SOUTH), origin(HOST)):
        world.put(HOST, world.sign(HOST, accepted, subject=meeting, log=log, signers=[signer]))  # type: ignore[list-item] # keys
    world.meet()
    world.say(HOST, MeetingOpened(DATE), meeting)

    assert world.last_objection(HOST) == "meetings.not_convened"
    offer = world.state(meeting).offers[0]
    assert rules.accepted_by(world.state(meeting), offer) == (HOST, NORTH)


def test_a_meeting_of_its_own_on_the_same_date_is_another_meeting() -> None:
    """Acceptances are of an offer in a subject; they do not move to another that looks alike."""
    world, meeting = one_short()
    world.say(SOUTH, DateAccepted(meeting, 0), meeting)
    own = world.say(HOST, PROPOSED)
    world.meet()
    for party in (NORTH, SOUTH):
        world.say(party, DateAccepted(meeting, 0), own)
    world.see_all(HOST)

    assert world.objection(world.say(HOST, MeetingOpened(DATE), own)) == "meetings.not_convened"
    assert world.objection(world.say(HOST, MeetingOpened(DATE), meeting)) is None
