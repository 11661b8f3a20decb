"""How another subject recognises what all have adopted: only what its author knew, and only the item that it names."""

import pytest

from tests.mechanism.proposals.test_rules import ITEMS, tabled
from tests.worlds import HOST, NORTH, SOUTH, World, en, refs
from trilateral.agreement.adoption import adopted_item, implemented, role_of
from trilateral.ledger.entry import EntryId, Ref
from trilateral.ledger.facts import FixedFacts, Objection
from trilateral.mechanism.proposals.entries import TextAccepted, text_hash
from trilateral.mechanism.requests.entries import RequestMade
from trilateral.mechanism.statements.entries import StatementMade

REQUEST = RequestMade("assistance", HOST, en("The host lends a room."))


def adopted() -> tuple[World, EntryId]:
    """A world in which a text with items is adopted, and all have seen it."""
    world, proposal = tabled(ITEMS)
    for party in (SOUTH, HOST):
        world.say(party, TextAccepted(text_hash(ITEMS)), proposal)
    world.meet()
    return world, proposal


def carried_out(world: World, text: EntryId, number: int, sort: str = "request") -> object:
    """What the rules of another subject find in an entry that says to carry out an item."""
    said = world.say(NORTH, StatementMade("declaration", en(f"{number} {sort}")), refs=refs(**{role_of(number): text}))
    fold = world.fold()
    verdict = fold.verdict(said)
    assert verdict is not None
    assert verdict.entry is not None
    past = fold.past(said)
    seen = {each: found for each in (text,) if (found := fold.entry_in(past, each)) is not None}
    facts = FixedFacts(world.charter, seen, {each: fold.state_in(past, each) for each in seen})
    return adopted_item(verdict.entry, facts, sort)


def test_an_item_of_an_adopted_text_is_found_with_all_its_terms() -> None:
    world, proposal = adopted()

    item = carried_out(world, proposal, 2)
    assert not isinstance(item, Objection)
    assert item is not None
    assert (item.text, item.number, item.terms) == (proposal, 2, ITEMS.requests[0])  # type: ignore[attr-defined]  # an item


@pytest.mark.parametrize(("number", "sort"), [(1, "request"), (9, "request"), (2, "meeting")])
def test_only_the_item_of_that_sort_counts(number: int, sort: str) -> None:
    world, proposal = adopted()

    found = carried_out(world, proposal, number, sort)
    assert isinstance(found, Objection)
    assert found.code == "adoption.no_such_item"


def test_who_had_not_seen_the_last_signature_cannot_carry_it_out() -> None:
    world, proposal = tabled(ITEMS)
    for party in (SOUTH, HOST):
        world.say(party, TextAccepted(text_hash(ITEMS)), proposal)

    found = carried_out(world, proposal, 2)
    assert isinstance(found, Objection)
    assert found.code == "adoption.not_adopted"


def test_what_is_no_text_has_no_items_and_who_names_nothing_carries_out_nothing() -> None:
    world, _ = adopted()
    other = world.say(NORTH, StatementMade("declaration", en("Not a text.")))

    found = carried_out(world, other, 1)
    assert isinstance(found, Objection)
    assert found.code == "adoption.no_such_item"
    header = world.fold().verdict(other)
    assert header is not None
    assert header.entry is not None
    assert implemented(header.entry.header) is None
    assert adopted_item(header.entry, FixedFacts(world.charter, {}, {}), "request") is None


def test_the_first_item_named_counts_and_other_roles_do_not() -> None:
    world, proposal = adopted()
    named = (
        Ref(proposal, "answers"),
        Ref(proposal, "implements_0"),
        Ref(proposal, "implements_2"),
        Ref(proposal, "implements_3"),
    )
    said = world.say(NORTH, StatementMade("declaration", en("x")), refs=named)
    verdict = world.verdict(said)

    assert verdict.entry is not None
    assert implemented(verdict.entry.header) == (proposal, 2)


def test_a_request_that_carries_out_an_item_needs_no_acceptance() -> None:
    """The slice of requests relies on this."""
    world, proposal = adopted()
    made = world.say(NORTH, REQUEST, refs=refs(implements_2=proposal))
    early, waiting = tabled(ITEMS)
    refused = early.say(NORTH, REQUEST, refs=refs(implements_2=waiting))

    assert world.objection(made) is None
    assert world.state(made).carries_out is not None
    assert early.objection(refused) == "adoption.not_adopted"
