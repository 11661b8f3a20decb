"""One delegate wants to bind a party for whose acceptance the charter asks two, by every other form of the same.

The clause names the act. Whichever kind can bind as that one does needs two delegates as well,
sealed and adopted words included, since it is asked where the clause always was.
"""

import pytest

from tests.worlds import HOST, NORTH, SOUTH, World, delegate_key, en, key, make_charter, origin, terms_of
from trilateral.catalogue import SLICES
from trilateral.ledger.canonical import encode_canonical
from trilateral.ledger.entry import Body, EntryId, members_of
from trilateral.ledger.standing import kind_of
from trilateral.mechanism.proposals.entries import (
    ProposalAmended,
    ProposalTabled,
    Reservation,
    TextAccepted,
    TextDeclined,
    TextInterpreted,
    TextReserved,
    text_hash,
)
from trilateral.mechanism.proposals.state import Proposal, accepts
from trilateral.mechanism.unsigned.entries import ReportAdopted, WordsReported

TEXT = ProposalTabled((en("Seats"),), "procedure", (en("Each side of the table has three."),))
HASH = text_hash(TEXT)
FORMS = {
    "simply": TextAccepted(HASH),
    "with a reservation": TextReserved(HASH, (Reservation(0, en("Of the southern side.")),)),
    "with an interpretation": TextInterpreted(HASH, en("Three at least.")),
    "by wording": ProposalAmended(TEXT.title, TEXT.sort, (en("Each side of the table has four."),)),
    "by tabling": TEXT,
}


@pytest.fixture
def world() -> World:
    """Three parties under a clause on acceptance, each with two offices; North has tabled a text by both."""
    made = World(make_charter(two_person=("proposals.accepted",))).found()
    for party in (NORTH, SOUTH, HOST):
        made.enrol(party, delegate_key(party, "deputy"), "delegate", "deputy")
    return made


def tabled(world: World) -> EntryId:
    found = world.say(NORTH, TEXT, signers=[delegate_key(NORTH), delegate_key(NORTH, "deputy")])
    world.meet()
    return found


@pytest.mark.parametrize("form", FORMS)
def test_no_form_of_acceptance_binds_by_one_delegate(world: World, form: str) -> None:
    """Neither by one key, nor by two keys of one office; with two offices it counts."""
    proposal, body = tabled(world), FORMS[form]
    author = NORTH if isinstance(body, ProposalAmended) else SOUTH
    subject = None if isinstance(body, ProposalTabled) else proposal
    second = key(f"{origin(author)}/head-b")
    world.enrol(author, second, "delegate", "head")
    two = [delegate_key(author), delegate_key(author, "deputy")]

    assert world.objection(world.say(author, body, subject)) == "ledger.needs_two"
    assert (
        world.objection(world.say(author, body, subject, signers=[delegate_key(author), second])) == "ledger.needs_two"
    )
    assert not accepts(held(world, proposal), SOUTH, HASH)
    assert world.objection(world.say(author, body, subject, signers=two)) is None


def held(world: World, proposal: EntryId) -> Proposal:
    found = world.state(proposal)
    assert isinstance(found, Proposal)
    return found


def test_adopting_reported_words_is_no_way_round(world: World) -> None:
    proposal, body = tabled(world), FORMS["with a reservation"]
    said = encode_canonical(members_of(body)).decode()
    reported = world.say(HOST, WordsReported(SOUTH, "proposals.accepted_with_reservation/1", said, proposal))
    world.meet()

    assert world.objection(world.say(SOUTH, ReportAdopted(reported))) == "ledger.needs_two"


def test_one_delegate_still_says_what_binds_to_nothing(world: World) -> None:
    proposal = tabled(world)

    assert world.objection(world.say(SOUTH, TextDeclined(HASH), proposal)) is None


def test_who_is_bound_to_nothing_tables_alone() -> None:
    """A chair accepts nothing by tabling; what the clause lists by itself still takes two of it."""
    parties = tuple(terms_of(each, role="chair") if each == HOST else terms_of(each) for each in (HOST, NORTH, SOUTH))
    clause = ("proposals.accepted", "statements.made")
    world = World(make_charter(two_person=clause, parties=parties)).found()

    assert world.objection(world.say(HOST, TEXT)) is None
    assert world.objection(world.say(NORTH, TEXT)) == "ledger.needs_two"


def test_a_clause_on_a_variant_alone_is_read_to_the_letter() -> None:
    world = World(make_charter(two_person=("proposals.accepted_with_reservation",))).found()
    proposal = tabled_alone(world)

    assert world.objection(world.say(SOUTH, FORMS["with a reservation"], proposal)) == "ledger.needs_two"
    assert world.objection(world.say(SOUTH, FORMS["simply"], proposal)) is None


def tabled_alone(world: World) -> EntryId:
    found = world.say(NORTH, TEXT)
    world.meet()
    return found


@pytest.mark.parametrize(
    ("kind", "act"), [(kind, act) for each in SLICES for kind, acts in each.binds_as.items() for act in acts]
)
def test_a_clause_covers_the_families_of_every_slice(kind: type[Body], act: type[Body]) -> None:
    charter = make_charter(two_person=(kind_of(act),))
    asks_two = World(charter).fold().asks_two

    assert asks_two(charter, NORTH, str(kind.__struct_config__.tag))
    assert asks_two(charter, NORTH, f"{kind_of(kind)}/2") == asks_two(charter, NORTH, f"{kind_of(kind)}/1")
    assert not asks_two(make_charter(two_person=("statements.made",)), NORTH, f"{kind_of(kind)}/1")
