"""Somebody tries to put words into another party's mouth.

Each variant is signed and published, so that it stands in a log for ever. None has an effect on any node.
"""

import pytest

from tests.worlds import HOST, NORTH, SOUTH, World, delegate_key, en, founded, key, origin, root_key
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.allegations import answers
from trilateral.mechanism.allegations.entries import AllegationFiled, PointAnswered

ADMITTED = PointAnswered(0, "admitted", en("We did it."))


def alleged() -> tuple[World, EntryId]:
    """North alleges that South did something, and all have seen it."""
    world = founded()
    allegation = world.say(NORTH, AllegationFiled(SOUTH, (en("arming"),)))
    world.meet()
    return world, allegation


@pytest.mark.parametrize("author", [NORTH, HOST])
@pytest.mark.parametrize("log", [SOUTH, NORTH, HOST])
@pytest.mark.parametrize("office", ["head", "moderator"])
def test_an_admission_in_another_partys_log_admits_nothing(author: str, log: str, office: str) -> None:
    """Under any office and naming any log, signed with the author's own key."""
    world, allegation = alleged()
    entry = world.sign(
        author,
        ADMITTED,
        subject=allegation,
        log=origin(log),
        by=office,
        capacity="moderator",
        signers=[delegate_key(author)],
    )
    world.put(author, entry)

    assert world.last_objection(author) is not None
    assert answers.open_points(world.state(allegation)) == (0,)


def test_enrolling_the_other_partys_office_in_the_own_log_gives_no_voice() -> None:
    """A key speaks for an office of the log in which it was enrolled, whatever the office is called."""
    world, allegation = alleged()
    stolen_name = key(f"{origin(SOUTH)}/delegate/head/2")
    world.enrol(HOST, stolen_name, "delegate", "head-of-south")
    said = world.say(HOST, ADMITTED, allegation, by="head-of-south", signers=[stolen_name])

    assert world.objection(said) == "allegations.not_yours_to_answer"


def test_writing_into_the_other_partys_log_needs_its_keys() -> None:
    """Who got hold of South's log, and not of its delegate's key, can add bytes and no words."""
    world, allegation = alleged()
    forger = delegate_key(NORTH)
    said = world.say(SOUTH, ADMITTED, allegation, signers=[forger])
    by_root = world.say(SOUTH, ADMITTED, allegation, at=None, signers=[root_key(SOUTH)])

    assert world.objection(said) == "ledger.unknown_key"
    assert world.objection(by_root) == "ledger.key_not_for_this"
    assert answers.open_points(world.state(allegation)) == (0,)
