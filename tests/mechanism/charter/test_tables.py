"""What lists show of charter texts on the table."""

from tests.mechanism.charter.test_rules import WHY, amendment
from tests.mechanism.rows import stored
from tests.worlds import NORTH, founded
from trilateral.ledger.charter import charter_hash
from trilateral.mechanism.charter import tables
from trilateral.mechanism.charter.entries import CharterTabled


def test_rows_of_a_text() -> None:
    world = founded()
    tabled = world.say(NORTH, CharterTabled(amendment(), WHY))

    rows = stored(tables, world.state(tabled), world.state(tabled))

    assert rows["charter_texts"] == [
        {
            "subject": tabled,
            "party": NORTH,
            "charter": charter_hash(amendment().encode()),
            "previous": world.mechanism,
            "why_lang": "en",
            "why": WHY.text,
        }
    ]
