"""A party acts on what it cannot have seen, to fix its word before the other's is known, or to make it look so.

What an author had seen is what its log recorded: signed heads of the other logs. A claimed
time proves nothing, and a node that happens to know more does not lend its knowledge.
"""

from datetime import timedelta

from tests.worlds import BEGAN, DATE, HOST, NORTH, SOUTH, World, en, founded, head_of, log_key, node_key, origin
from trilateral.ledger.entry import EntryId, entry_id
from trilateral.ledger.keys import Head, HeadsRecorded
from trilateral.mechanism.meetings.entries import DateAccepted, DateOffer, MeetingProposed
from trilateral.tlog.checkpoint import Checkpoint, sign_checkpoint

OFFER = DateOffer(DATE, "Asia/Baghdad", "2030-03-04 10:30")
PROPOSED = MeetingProposed((en("Round"),), "rounds", 1, "joint", "plenary", None, (OFFER,))


def proposed() -> tuple[World, EntryId]:
    world = founded()
    return world, world.say(NORTH, PROPOSED)


def test_an_offer_that_was_not_seen_is_not_accepted() -> None:
    world, meeting = proposed()
    unseen = world.say(SOUTH, DateAccepted(meeting, 0), meeting)
    world.see_all(SOUTH)
    seen = world.say(SOUTH, DateAccepted(meeting, 0), meeting)

    assert world.objection(unseen) == "ledger.not_seen"
    assert world.objection(seen) is None


def test_an_offer_can_be_known_and_still_not_be_accepted_before_it_is_published() -> None:
    """South was shown North's signed text beforehand, and signs an acceptance of its id."""
    world = founded()
    text, _, _ = world.sign(NORTH, PROPOSED).rpartition(b"\n\n")
    meeting = entry_id(text + b"\n")
    early = world.say(SOUTH, DateAccepted(meeting, 0), meeting)

    assert world.objection(early) == "ledger.not_seen"


def test_a_claimed_time_makes_nothing_earlier_or_seen() -> None:
    world, meeting = proposed()
    backdated = world.say(SOUTH, DateAccepted(meeting, 0), meeting, at=BEGAN - timedelta(days=999))
    postdated = world.say(SOUTH, DateAccepted(meeting, 0), meeting, at=BEGAN + timedelta(days=999))

    assert world.objection(backdated) == world.objection(postdated) == "ledger.not_seen"


def test_a_head_that_its_log_did_not_sign_shows_nothing() -> None:
    """South makes up a head of North's log, or takes one that the host signed."""
    world, meeting = proposed()
    for signer in (HOST, SOUTH):
        true = head_of(NORTH, world.logs[NORTH].entries).partition("\n\n")[0] + "\n"
        origin_line, size, root = true.splitlines()
        assert origin_line == origin(NORTH)
        made_up = Checkpoint(origin(signer), int(size), b"\0" * 32)
        line = sign_checkpoint(made_up, [log_key(signer)], 0).note.signatures[0].line().decode()
        heads = HeadsRecorded((Head(f"{origin_line}\n{size}\n{root}\n\n{line}"),))
        said = world.say(SOUTH, heads, by="node", signers=[node_key(SOUTH)])
        accepted = world.say(SOUTH, DateAccepted(meeting, 0), meeting, seen=said)

        assert world.objection(said) == "ledger.bad_head"
        assert world.objection(accepted) == "ledger.bad_seen"


def test_a_head_of_a_log_that_nobody_has_is_waited_for() -> None:
    """North signs a head of a log that it shows to South alone: South's word waits, and others' do not."""
    world, meeting = proposed()
    hidden = [*world.logs[NORTH].entries, world.sign(NORTH, PROPOSED)]
    heads = HeadsRecorded((Head(head_of(NORTH, hidden)),))
    seen = world.say(SOUTH, heads, by="node", signers=[node_key(SOUTH)])
    waiting = world.say(SOUTH, DateAccepted(meeting, 0), meeting, seen=seen)
    world.see(HOST, NORTH)
    accepted = world.say(HOST, DateAccepted(meeting, 0), meeting)
    folded = world.fold()

    assert folded.verdict(waiting) is None
    assert folded.waiting() == {origin(SOUTH): 1}
    assert world.objection(accepted) is None
    folded.append(origin(NORTH), hidden[-1:])
    assert folded.waiting() == {}
