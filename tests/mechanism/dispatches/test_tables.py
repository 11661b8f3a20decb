"""What lists show of issues, their items, figures and words."""

from tests.mechanism.dispatches.test_rules import ONE, compiled, issue, offered, released
from tests.mechanism.rows import stored
from tests.worlds import HOST, NORTH, SOUTH, en, founded
from trilateral.mechanism.dispatches import tables
from trilateral.mechanism.dispatches.entries import Figure, Item, ItemCorrected, ItemsHeld, ItemsReleased
from trilateral.mechanism.statements.entries import StatementMade


def test_rows_of_an_issue_that_is_released_in_part() -> None:
    world, subject, root = offered()
    world.say(SOUTH, ItemsReleased(root, (2,)), subject)
    world.say(SOUTH, ItemsHeld(root, (1,)), subject)
    world.say(HOST, ItemsReleased(root, (2,)), subject)
    rows = stored(tables, world.state(subject))

    (row,) = rows["dispatches"]
    assert (row["volume"], row["number"], row["root"], row["status"]) == (1, 1, root, "released_in_part")
    assert [(each["number"], each["status"], each["text"]) for each in rows["dispatch_items"]] == [
        (1, "held", "All quiet."),
        (2, "released", "The ferry runs."),
    ]
    assert [(each["item"], each["party"], each["word"]) for each in rows["dispatch_words"]] == [
        (1, HOST, None),
        (1, NORTH, "released"),
        (1, SOUTH, "held"),
        (2, HOST, "released"),
        (2, NORTH, "released"),
        (2, SOUTH, "released"),
    ]


def test_rows_of_figures_name_their_entries() -> None:
    world = founded()
    said = world.say(NORTH, StatementMade("position", en("x")))
    figure = Figure("said", en("Statements"), 1, entries=(said,))
    subject = world.say(NORTH, issue(ONE, Item((en("Said."),), figures=(figure,), entries=(said,))))
    rows = stored(tables, world.state(subject))

    assert rows["dispatch_figures"] == [{"subject": subject, "name": "said", "item": 2, "value": 1, "basis": "counted"}]
    assert [(each["item"], each["figure"], each["entry"]) for each in rows["dispatch_entries"]] == [
        (2, "", said),
        (2, "said", said),
    ]


def test_rows_of_corrections() -> None:
    world, subject, _ = released()
    correction = world.say(SOUTH, ItemCorrected(1, 2, ONE, en("x")), subject)
    rows = stored(tables, world.state(subject))

    assert rows["dispatch_corrections"] == [
        {
            "subject": subject,
            "entry": correction,
            "party": SOUTH,
            "number": 1,
            "item": 2,
            "released": 1,
            "stands": False,
        }
    ]
    assert rows["dispatches"][0]["status"] == "released"


def test_a_draft_waits_for_nobody() -> None:
    world, subject, _ = compiled()

    assert stored(tables, world.state(subject))["dispatches"][0]["status"] == "compiled"
