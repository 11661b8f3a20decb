"""What lists show of statements."""

from tests.mechanism.rows import stored
from tests.mechanism.statements.test_rules import VIA, made
from tests.worlds import HOST, NORTH, SOUTH, en
from trilateral.mechanism.statements import tables
from trilateral.mechanism.statements.entries import ParaphraseContested, ReplyJudged, StatementMade, StatementRelayed


def test_rows_of_a_statement() -> None:
    world, said = made(SOUTH, VIA)
    before = world.state(said)
    world.say(HOST, StatementRelayed((NORTH,)), said)

    rows = stored(tables, before, world.state(said))

    (row,) = rows["statements"]
    assert (row["party"], row["sort"], row["addressed"], row["via"]) == (SOUTH, "demand", "via", HOST)
    assert (row["status"], row["outside"], row["text"]) == ("relayed", False, "Withdraw.")
    assert rows["statement_addressees"] == [
        {"subject": said, "party": NORTH, "relayed": True, "acknowledged": False},
    ]
    assert (row["talk"], row["matter"], row["repeats"]) == ("substantive", None, None)
    assert rows["statement_words"] == []


def test_rows_of_the_authors_words_on_others() -> None:
    world, said = made(SOUTH, VIA)
    softly = world.say(HOST, StatementRelayed((NORTH,), "paraphrased", en("They ask.")), said)
    world.meet()
    reply = world.say(NORTH, StatementMade("reply", en("No."), reply_to=said))
    world.meet()
    contested = world.say(SOUTH, ParaphraseContested(softly, en("We demand.")), said)
    judged = world.say(SOUTH, ReplyJudged(reply, "answered"), said)

    rows = stored(tables, world.state(said))

    assert {(each["entry"], each["about"], each["word"]) for each in rows["statement_words"]} == {
        (contested, softly, "contested"),
        (judged, reply, "answered"),
    }
