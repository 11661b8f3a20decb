"""What everybody sees of what is sealed, shown, received, erased and listed."""

from itertools import permutations
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from msgspec.structs import replace

from tests.mechanism import anyone
from tests.mechanism.bodies.under_seal import BLOB, COMMIT, OTHER, ROWS, received, sealed, shown
from tests.worlds import HOST, NORTH, PARTIES, SOUTH, World, en, founded, node_key, origin
from trilateral.ledger.entry import Body, EntryId
from trilateral.mechanism.bodies import rules
from trilateral.mechanism.bodies.entries import (
    PartErased,
    PartsReceived,
    RowsErased,
    RowsListed,
    ShownField,
    WordsDisclosed,
    WordsSealed,
)
from trilateral.mechanism.bodies.rules import Kept, What, erased_rows, is_whole, shown_fields

TRUE = {row.name: row.value for row in ROWS}
LISTED = RowsListed(en("Reports"), "incident_reports", 3, "c" * 64)
WHY = en("Kept long enough.")


def said() -> tuple[World, EntryId]:
    """North has said something to South under seal, and all have seen that."""
    world = founded()
    subject = sealed(world)
    world.meet()
    return world, subject


def test_everybody_sees_for_whom_and_nobody_what() -> None:
    world, subject = said()
    kept = world.state(subject)

    assert (kept.what, kept.party, kept.audience) == (What.SEALED, NORTH, (SOUTH,))
    assert (kept.blob, kept.commit, kept.shown) == (BLOB, COMMIT, ())


@pytest.mark.parametrize("author", PARTIES)
def test_whoever_has_a_row_can_show_it(author: str) -> None:
    """The bystander too: a reader may have handed it on."""
    world, subject = said()

    assert world.objection(world.say(author, shown("body.text"), subject)) is None
    kept = world.state(subject)
    assert shown_fields(kept) == {"body.text": TRUE["body.text"]}
    assert not is_whole(kept)


def test_all_rows_together_are_all_that_was_said() -> None:
    world, subject = said()
    for name in TRUE:
        world.say(SOUTH, shown(name), subject)

    assert is_whole(world.state(subject))
    assert shown_fields(world.state(subject)) == TRUE


def test_a_wrong_number_of_rows_makes_nothing_whole_and_hides_nothing() -> None:
    """A proof of the first row holds for several numbers of rows, and whoever shows it says which."""
    world, subject = said()
    first = shown(min(TRUE)).fields[0]
    others = [n for n in range(1, 9) if n != len(TRUE) and _holds(world, subject, replace(first, size=n))]
    before = world.state(subject)
    world.say(SOUTH, shown(), subject)

    assert others, "another number is proven as well"
    assert not is_whole(before)
    assert is_whole(world.state(subject))


def _holds(world: World, subject: EntryId, field: ShownField) -> bool:
    return world.objection(world.say(SOUTH, WordsDisclosed((field,)), subject)) is None


def test_only_its_author_erases_rows_of_a_list() -> None:
    world = founded()
    listed = world.say(NORTH, LISTED)
    world.meet()

    assert world.objection(world.say(SOUTH, RowsErased((0,), WHY), listed)) == "bodies.not_yours_to_erase"
    assert world.objection(world.say(NORTH, RowsErased((0, 2), WHY), listed)) is None
    assert world.objection(world.say(NORTH, RowsErased((2,), WHY), listed)) is None
    assert erased_rows(world.state(listed)) == {0, 2}


def test_anybody_may_say_that_its_own_copy_is_gone() -> None:
    world, subject = said()
    gone = world.say(HOST, PartErased(subject, BLOB, WHY))

    assert world.objection(gone) is None
    assert (world.state(gone).of, world.state(gone).blob) == (subject, BLOB)
    assert world.objection(world.say(HOST, PartErased(subject, OTHER, WHY))) == "bodies.not_its_part"
    assert world.objection(world.say(HOST, PartErased("f" * 64, BLOB, WHY))) == "bodies.not_seen"


def test_a_receipt_names_parts_once_in_order_and_not_too_many() -> None:
    world, _ = said()

    assert world.objection(received(world, HOST, node_key(HOST), held=(BLOB,))) is None
    assert world.objection(received(world, HOST, node_key(HOST), held=(OTHER, BLOB))) == "bodies.not_in_order"
    many = tuple(sorted(f"{number:064x}" for number in range(rules.MAX_NAMED + 1)))
    assert world.objection(received(world, HOST, node_key(HOST), held=many)) == "bodies.names_too_many"


@pytest.mark.parametrize("order", list(permutations(PARTIES)), ids="-".join)
def test_the_order_in_which_logs_are_read_changes_nothing(order: tuple[str, ...]) -> None:
    world, subject = said()
    world.say(SOUTH, shown("kind"), subject)
    world.say(HOST, shown("body.text"), subject)
    world.say(NORTH, shown(), subject)
    folded = world.fresh_fold()
    for party in order:
        folded.append(origin(party), world.logs[party].entries)

    assert folded.state(subject) == world.state(subject)


hashes = st.sampled_from([BLOB, OTHER, "a" * 64])
fields = st.one_of(
    st.sampled_from([*TRUE]).map(lambda name: shown(name).fields),
    st.just(shown().fields),
    st.just(()),
    st.builds(
        lambda field, value, index, size: (replace(field, value=value, index=index, size=size),),
        st.sampled_from(shown().fields),
        st.sampled_from([None, '"no"', *[str(value) for value in TRUE.values()]]),
        st.integers(0, 6) | st.just(2**53 - 1),
        st.integers(1, 7) | st.just(2**53 - 1),
    ),
)


class AnyoneKeepsAnything(anyone.AnyoneSignsAnything):
    """Three parties sign anything about parts, in any order."""

    slice_name = "bodies"
    own = {  # noqa: RUF012 - as the class that it extends has it
        "fields": fields,
        "held": st.lists(hashes, max_size=3).map(tuple),
        "bad": st.lists(hashes, max_size=2).map(tuple),
        "blob": hashes,
        "title": anyone.texts,
        "why": anyone.texts,
        "what": st.sampled_from(["incident_reports", "x"]),
        "count": st.integers(1, 3) | st.just(1_000_000),
        "root": hashes,
        "rows": st.lists(st.integers(0, 3), max_size=3).map(tuple),
    }
    own_ids = frozenset({"entry"})

    def opening(self, author: str) -> Body:  # noqa: ARG002 - one shape for all slices
        """A list of rows."""
        return LISTED

    def say(self, party: str, body: Body, on: EntryId | None) -> EntryId:
        """Sign, append and fold; words under seal with what the header must say of them, and receipts by the node."""
        self.before = dict(self.fold.subjects(self.slice_name))
        header: dict[str, Any] = {}
        if isinstance(body, WordsSealed):
            others = tuple(sorted(set(PARTIES) - {party}))
            header = {"audience": others[: 1 + len(self.ids) % 2], "blob": BLOB, "commit": COMMIT}
        if isinstance(body, PartsReceived):
            header = {"signers": [node_key(party)], "by": "node"}
        said = self.world.say(party, body, on, **header)
        self.catch_up()
        self.ids.append(said)
        return said

    @rule(author=anyone.parties)
    def seal(self, author: str) -> None:
        """Somebody seals something as it should be."""
        said = self.say(author, WordsSealed(), None)
        assert self.fold.state(said) is not None
        self.subjects.append(said)

    def teardown(self) -> None:
        """Whoever reads whole logs one after another, in whichever order, comes to the same."""
        for order in permutations(PARTIES):
            folded = self.world.fresh_fold()
            for party in order:
                folded.append(origin(party), self.world.logs[party].entries)
            assert folded.subjects("bodies") == self.fold.subjects("bodies")

    @invariant()
    def nothing_is_shown_but_what_was_sealed(self) -> None:
        """Whatever anybody signs, no other word is ever ascribed to the author."""
        for state in self.fold.subjects("bodies").values():
            assert shown_fields(state).items() <= TRUE.items()
            assert is_whole(state) <= (shown_fields(state) == TRUE)

    @invariant()
    def what_was_shown_or_erased_stays_so(self) -> None:
        """Acts only add."""
        for subject, before in self.before.items():
            now = self.fold.state(subject)
            assert isinstance(now, Kept)
            assert set(before.shown) <= set(now.shown)
            assert erased_rows(before) <= erased_rows(now)
            assert all(each.party == now.party for each in now.erased)


TestAnyoneKeepsAnything = AnyoneKeepsAnything.TestCase
