"""What lists show of evidence."""

from tests.mechanism.evidence.test_rules import CUT, DIGEST, enrolment, fork, machine, rolled_back, shown
from tests.mechanism.proposals.silent import quiet_world
from tests.mechanism.rows import stored
from tests.worlds import HOST, NORTH, SOUTH, founded, origin
from trilateral.mechanism.evidence import tables


def test_rows_of_a_digest() -> None:
    world = founded()

    rows = stored(tables, world.state(machine(world, NORTH, DIGEST)))

    assert [(each["party"], each["digest"]) for each in rows["evidence_digests"]] == [(NORTH, "1" * 64)]
    assert [(each["log"], each["size"]) for each in rows["evidence_cuts"]] == [(each.log, each.size) for each in CUT]


def test_rows_of_a_fork_and_of_a_contradiction() -> None:
    world = quiet_world()
    said = world.say(SOUTH, fork())
    contradicted = machine(world, NORTH, shown(*rolled_back(world), enrolled_in=enrolment(world)))

    rows = stored(tables, world.state(said), world.state(contradicted))

    assert [(each["whose"], each["continues"]) for each in rows["evidence_forks"]] == [(SOUTH, "1" * 64)]
    assert [each["root"] for each in rows["evidence_branches"]] == ["1" * 64, "2" * 64]
    (row,) = rows["evidence_contradictions"]
    assert (row["whose"], row["log"], row["larger"] - row["smaller"]) == (HOST, origin(SOUTH), 1)
