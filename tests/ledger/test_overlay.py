"""An audience's reading goes on with the record, whatever the record does meanwhile."""

from typing import Any

import msgspec
from msgspec.structs import replace

from tests.worlds import (
    HOST,
    NORTH,
    SOUTH,
    World,
    delegate_key,
    en,
    equivocation,
    founded,
    head_of,
    key,
    make_charter,
    node_key,
    origin,
    terms_of,
)
from trilateral.catalogue import SLICES
from trilateral.ledger.entry import Body, Entry, EntryId, Header
from trilateral.ledger.fold import Fold
from trilateral.ledger.keys import Head, HeadsRecorded, MisconductFound, PartyAccredited
from trilateral.ledger.overlay import Overlay, Words
from trilateral.mechanism.bodies.entries import WordsSealed
from trilateral.mechanism.statements.entries import StatementMade


def said(text: str) -> Body:
    return StatementMade("position", en(text))


def nobody(entry: Entry[Any]) -> Words | None:  # noqa: ARG001 - nothing is sealed here
    return None


def test_a_second_branch_that_grows_is_read_on() -> None:
    """Else those who can read what is sealed would come to another digest than those who began later."""
    world = founded()
    shared = list(world.logs[NORTH].entries)
    first = [*shared, world.sign(NORTH, said("one"))]
    world.say(NORTH, said("two"))
    world.enrol(NORTH, delegate_key(NORTH, "press"), "delegate", "press")
    second = list(world.logs[NORTH].entries)
    proof = equivocation(NORTH, first, second)
    world.say(HOST, MisconductFound(origin(NORTH), proof), signers=[node_key(HOST)], by="node")
    base: Fold = world.fresh_fold()
    base.append(origin(NORTH), first)
    base.add_branch(origin(NORTH), len(shared), second[len(shared) : -1])
    for party in (HOST, SOUTH):
        base.append(origin(party), world.logs[party].entries)
    readers = Overlay(base, SLICES, WordsSealed, nobody)
    readers.fold()

    base.add_branch(origin(NORTH), len(shared), second[len(shared) :])

    assert readers.fold().waiting() == base.waiting() == {}
    assert readers.fold().digest() == base.digest() == Overlay(base, SLICES, WordsSealed, nobody).fold().digest()


def test_a_log_may_have_any_sign_in_its_name() -> None:
    """What tells a branch from a log is not a sign that an origin could contain."""
    named = "north.example/log#1"
    terms = terms_of(NORTH, origin=named, log_keys=(key(named).verifier().vkey(),))
    charter = make_charter(parties=(terms_of(HOST), terms, terms_of(SOUTH)))
    readers = Overlay(World(charter).fresh_fold(), SLICES, WordsSealed, nobody)

    assert readers.fold() is readers.fold()


class Parts:
    """Parts that come and go, and what they say."""

    def __init__(self) -> None:
        self.here: dict[EntryId, Body] = {}

    def opened(self, entry: Entry[Any]) -> Words | None:
        body = self.here.get(entry.id)
        if body is None:
            return None
        header = replace(entry.header, kind=str(body.__struct_config__.tag), blob=None, commit=None)
        return header, body


def sealed_world() -> tuple[World, list[EntryId]]:
    """North says three things to South under seal."""
    world = founded()
    sealed = [
        world.say(NORTH, WordsSealed(), None, audience=(SOUTH,), blob=f"{n}" * 64, commit="c" * 64) for n in range(3)
    ]
    world.meet()
    return world, sealed


def test_a_part_that_comes_or_goes_changes_this_reading_and_never_the_open_one() -> None:
    world, sealed = sealed_world()
    base, parts = world.fold(), Parts()
    readers = Overlay(base, SLICES, WordsSealed, parts.opened)
    digest = base.digest()
    steps = [(), (0,), (0, 2), (2,), (), (0, 1, 2)]
    for here in steps:
        parts.here = {sealed[n]: said(f"words {n}") for n in here}
        folded = readers.fold()
        anew = Overlay(base, SLICES, WordsSealed, parts.opened).fold()

        assert [folded.slice_of(each) == "statements" for each in sealed] == [n in here for n in range(3)]
        assert folded.digest((NORTH, SOUTH)) == anew.digest((NORTH, SOUTH))
        assert base.digest() == digest


def test_the_reading_is_kept_while_no_part_moves() -> None:
    """Else each page would fold the record anew."""
    world, sealed = sealed_world()
    base, parts = world.fold(), Parts()
    readers = Overlay(base, SLICES, WordsSealed, parts.opened)
    kept = readers.fold()
    parts.here = {sealed[0]: said("words")}

    assert readers.fold(parts_moved=False) is kept
    assert readers.fold(parts_moved=True) is not kept


def test_nobody_lets_an_audience_wait_for_what_does_not_exist() -> None:
    """North seals a heads entry, or the first word of a new root, to South alone: South reads on."""
    nowhere = (Head(head_of(SOUTH, [b"no such entry"] * 50)),)
    bodies: tuple[Body, ...] = (HeadsRecorded(nowhere), PartyAccredited("f" * 64, "{}", nowhere))
    for body in bodies:
        world = founded()
        sealed = world.say(NORTH, WordsSealed(), audience=(SOUTH,), blob="a" * 64, commit="b" * 64)
        world.say(NORTH, said("relying on it"), seen=sealed)
        world.see_all(SOUTH)
        after = world.say(SOUTH, said("after"))

        def opened(entry: Entry[Any], body: Body = body, sealed: str = sealed) -> Words | None:
            if entry.id != sealed:
                return None
            return replace_kind(entry, body), body

        fold = Overlay(world.fold(), SLICES, WordsSealed, opened).fold()

        assert fold.waiting() == {}
        assert fold.state(after) is not None


def replace_kind(entry: Entry[Any], body: Body) -> Header:
    return msgspec.structs.replace(entry.header, kind=str(body.__struct_config__.tag), blob=None, commit=None)
