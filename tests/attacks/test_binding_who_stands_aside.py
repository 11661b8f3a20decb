"""A party tables a text whose items oblige another, which stands aside; the rest adopt it, and one of them carries it out alone.

Standing aside lets the others go on, and joins nothing: whoever states the item, it binds those alone that adopted it.
"""

from tests.binding import assert_bound, assert_own_words, claims
from tests.letter import Letters, Shelf
from tests.worlds import HOST, NORTH, SOUTH, World, en, founded, origin, refs
from trilateral.agreement.undertakings import Undertaking
from trilateral.ledger.charter import encode_charter
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.commitments import promises
from trilateral.mechanism.commitments.entries import CommitmentStated, CommitmentUndertaken, StandingStated
from trilateral.mechanism.proposals.entries import (
    ProposalTabled,
    RequestItem,
    TextAccepted,
    TextDissociated,
    text_hash,
)
from trilateral.mechanism.requests import rules as requests
from trilateral.mechanism.requests.entries import ChangeProposed, RequestAccepted, RequestDone, RequestMade

CLOSED = en("Close the border.")
TEXT = ProposalTabled(
    (en("Border"),),
    "substance",
    (en("The border is closed."),),
    dissociation=True,
    commitments=(Undertaking((SOUTH,), CLOSED), Undertaking((SOUTH, HOST), CLOSED, owed_to=(NORTH,))),
    requests=(RequestItem(SOUTH, "action", CLOSED), RequestItem(HOST, "action", CLOSED)),
)


def adopted_without_south() -> tuple[World, EntryId]:
    """North tabled it, South stands aside, the host accepted; and all know."""
    world = founded()
    proposal = world.say(NORTH, TEXT)
    world.meet()
    world.say(SOUTH, TextDissociated(text_hash(TEXT)), proposal)
    world.say(HOST, TextAccepted(text_hash(TEXT)), proposal)
    world.meet()
    return world, proposal


def assert_nobody_bound_unsigned(world: World) -> list[str]:
    """The letter agrees with every claim that the node makes."""
    fold, found = world.fold(), []
    letters = Letters(
        Shelf(encode_charter(world.charter)),
        lambda entry: None if (verdict := fold.verdict(entry)) is None else verdict.has_effect,
    )
    letters.read((origin(party), log.entries) for party, log in world.logs.items())
    for state in fold.subjects().values():
        assert_own_words(state, letters)
        for claim in claims(fold, state, letters):
            assert_bound(claim, fold, letters)
            found.append(claim.sort)
    return found


def test_an_item_obliges_nobody_who_stood_aside_from_its_text() -> None:
    world, proposal = adopted_without_south()
    stated = world.say(NORTH, CommitmentStated((SOUTH,), CLOSED), refs=refs(implements_1=proposal))
    world.meet()
    held = world.state(stated)

    assert world.objection(stated) is None
    assert (promises.bound_by(held), promises.status(held)) == ((), promises.Status.DEMANDED)
    assert promises.asked_of(held) == (SOUTH,)
    assert assert_nobody_bound_unsigned(world) == ["text", "aside", "adoption"]


def test_of_several_obliged_those_alone_are_bound_that_adopted() -> None:
    """South may join later by its own signature; those to whom it is owed keep their right throughout."""
    world, proposal = adopted_without_south()
    stated = world.say(
        NORTH, CommitmentStated((SOUTH, HOST), CLOSED, owed_to=(NORTH,)), refs=refs(implements_2=proposal)
    )
    world.meet()
    before = world.state(stated)
    world.say(SOUTH, CommitmentUndertaken(), stated)
    after = world.state(stated)
    released = world.say(NORTH, StandingStated("released"), stated)

    assert (promises.bound_by(before), promises.asked_of(before)) == ((HOST,), (SOUTH,))
    assert promises.status(before) is promises.Status.UNDERTAKEN_IN_PART
    assert promises.bound_by(after) == (SOUTH, HOST)
    assert world.objection(released) is None
    assert assert_nobody_bound_unsigned(world) == ["text", "aside", "adoption", "undertaking"]


def test_work_is_only_asked_of_an_owner_who_stood_aside() -> None:
    world, proposal = adopted_without_south()
    made = world.say(NORTH, RequestMade("action", SOUTH, CLOSED), refs=refs(implements_3=proposal))
    by_itself = world.say(SOUTH, RequestMade("action", SOUTH, CLOSED), refs=refs(implements_3=proposal))
    world.meet()
    before = world.state(made)
    early = world.say(SOUTH, RequestDone(), made)
    world.say(SOUTH, RequestAccepted(), made)

    assert requests.status(before) is requests.Status.ASKED
    assert requests.asked_of(before) == SOUTH
    assert requests.verifiers(before, SOUTH) == (HOST, NORTH)
    assert (world.objection(by_itself), world.objection(early)) == ("requests.of_oneself", "requests.not_accepted")
    assert requests.status(world.state(made)) is requests.Status.ACCEPTED
    assert assert_nobody_bound_unsigned(world) == ["text", "aside", "adoption", "work"]


def test_who_stood_aside_has_no_say_in_what_the_others_adopted() -> None:
    world, proposal = adopted_without_south()
    made = world.say(SOUTH, RequestMade("action", HOST, CLOSED), refs=refs(implements_4=proposal))
    world.meet()
    change = world.say(SOUTH, ChangeProposed(None, "2030-03-01"), made)
    world.say(NORTH, ChangeProposed(None, "2030-03-01"), made)
    held = world.state(made)

    assert requests.status(held) is requests.Status.ACCEPTED
    assert requests.verifiers(held, HOST) == (NORTH,)
    assert world.objection(change) == "requests.not_yours_to_change"
    assert held.changes[0].concerned == (HOST, NORTH)
