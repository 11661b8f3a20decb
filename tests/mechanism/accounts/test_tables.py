"""What lists show of accounts, points and readings."""

from tests.mechanism.accounts.test_rules import AGAIN, OFFICE, WORDS, account, entered, read
from tests.mechanism.rows import stored
from tests.worlds import HOST, NORTH, SOUTH, en
from trilateral.mechanism.accounts import tables
from trilateral.mechanism.accounts.entries import CopyStated, DatePrinted, ReadoutAnswered, StatementLinked
from trilateral.mechanism.statements.entries import StatementMade


def test_rows_of_an_account() -> None:
    world, (other, paper, point) = entered(
        account(), account("Mail", readout_of=SOUTH, dates=(DatePrinted("publication", "2029"),)), OFFICE
    )
    first = world.say(SOUTH, read(point, "differs", value=en("an office of two")), paper)
    last = world.say(SOUTH, read(point, "silent"), paper)
    world.say(SOUTH, ReadoutAnswered(ours=True), paper)
    world.say(HOST, CopyStated(other), paper)
    rows = stored(tables, world.state(paper))

    (row,) = rows["accounts"]
    assert (row["party"], row["outlet"], row["readout_of"], row["own_readout"], row["warnings"]) == (
        NORTH,
        "Mail",
        SOUTH,
        True,
        1,
    )
    assert [(each["entry"], each["stance"], each["last"], each["exact"]) for each in rows["account_readings"]] == [
        (entry, *rest)
        for entry, *rest in sorted([(first, "differs", False, WORDS.exact), (last, "silent", True, None)])
    ]
    assert rows["account_copies"] == [{"subject": paper, "of": other, "party": HOST, "copy": True}]
    assert rows["account_points"] == []


def test_rows_of_a_point() -> None:
    world, (point,) = entered(AGAIN)
    statement = world.say(SOUTH, StatementMade("declaration", en("Perhaps."), outside=True))
    world.see_all(HOST)
    link = world.say(HOST, StatementLinked(statement), point)
    rows = stored(tables, world.state(point))

    assert [(each["party"], each["question"], each["day"]) for each in rows["account_points"]] == [
        (NORTH, "Will they meet again?", "2030-03-04")
    ]
    assert rows["account_statements"] == [
        {
            "subject": point,
            "entry": link,
            "party": HOST,
            "statement": statement,
            "said_by": SOUTH,
            "outside": True,
        }
    ]
