"""A charter's text on the table: whole, about the charter in force, and binding nobody."""

import pytest
from hypothesis.stateful import invariant

from tests.mechanism import anyone
from tests.worlds import CHARTER, NORTH, SOUTH, World, en, founded, make_charter, root_key
from trilateral.ledger.charter import Charter, charter_hash, encode_charter
from trilateral.ledger.entry import Body
from trilateral.ledger.keys import CharterAccepted
from trilateral.mechanism.charter.entries import CharterTabled
from trilateral.mechanism.statements.entries import StatementMade

WHY = en("An outside witness would help.")


def amendment(**changes: object) -> str:
    charter: Charter = make_charter(**{"quorum": 2, "previous": World().mechanism, **changes})
    return encode_charter(charter).decode()


def test_a_party_tables_a_text() -> None:
    world = founded()
    tabled = world.say(NORTH, CharterTabled(amendment(), WHY))

    assert world.objection(tabled) is None
    state = world.state(tabled)
    assert (state.id, state.party, state.why, state.previous) == (tabled, NORTH, WHY, world.mechanism)
    assert state.charter == charter_hash(amendment().encode())


def test_it_binds_nobody_not_even_its_author() -> None:
    """The charter in force is the one that all accepted, and an acceptance of another has no effect."""
    world = founded()
    world.say(NORTH, CharterTabled(amendment(), WHY))
    accepted = CharterAccepted(charter_hash(amendment().encode()))
    said = world.say(NORTH, accepted, signers=[root_key(NORTH)], by="root")

    assert world.objection(said) == "ledger.unknown_charter"
    assert world.fold().charter == CHARTER
    assert world.objection(world.say(SOUTH, StatementMade("position", en("No.")))) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "charter.malformed"),
        ("{}", "charter.malformed"),
        (amendment() + "\n", "charter.malformed"),
        (amendment().replace('"quorum":2', '"quorum": 2'), "charter.malformed"),
        (amendment(quorum=3), "charter.malformed"),
        (amendment(parties=CHARTER.parties[:1]), "charter.malformed"),
        (amendment(previous=None), "charter.another_previous"),
        (amendment(previous="f" * 64), "charter.another_previous"),
        (encode_charter(CHARTER).decode(), "charter.another_previous"),
        (amendment(parties=CHARTER.parties[:2], quorum=1), None),
    ],
    ids=lambda each: each[:20] if isinstance(each, str) else None,
)
def test_only_a_charter_that_replaces_the_one_in_force_is_tabled(text: str, why: str | None) -> None:
    world = founded()

    assert world.objection(world.say(NORTH, CharterTabled(text, WHY))) == why


def test_a_text_on_the_table_is_not_replaced() -> None:
    world = founded()
    tabled = world.say(NORTH, CharterTabled(amendment(), WHY))
    again = world.say(NORTH, CharterTabled(amendment(quorum=0), WHY), tabled)

    assert world.objection(again) == "charter.tables_its_own"
    assert world.state(tabled).charter == charter_hash(amendment().encode())


class AnyoneTablesAnything(anyone.AnyoneSignsAnything):
    """Three parties table any text, in any order."""

    slice_name = "charter"

    def opening(self, author: str) -> Body:
        """A text with the author's reason."""
        return CharterTabled(amendment(), en(author))

    @invariant()
    def what_lies_on_the_table_stays_as_it_was(self) -> None:
        """No entry changes another's text."""
        now = self.fold.subjects("charter")
        assert {key: now[key] for key in self.before} == self.before


TestAnyoneTablesAnything = AnyoneTablesAnything.TestCase
