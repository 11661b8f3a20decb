"""Whether accounts go together, field by field: nothing is averaged, and what cannot be told is not guessed."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from tests.mechanism.incidents.happenings import FIRED, HOUR, NEWS, SHELLED
from tests.worlds import CHARTER, DATE, HOST, NORTH, SOUTH, en, make_charter
from trilateral.agreement.intervals import Interval
from trilateral.agreement.listed import Listed
from trilateral.agreement.locations import Location, Point
from trilateral.mechanism.incidents.accounts import Account, Standing, of_row, read_row
from trilateral.mechanism.incidents.entries import Actor, Casualties, IncidentReported, Told
from trilateral.mechanism.incidents.fields import Compared, FieldName, Holder, compare, holders

PLACE = Location((en("Bridge"),), (Point(333_000_000, 443_000_000),), 5000)


def account(party: str, said: IncidentReported | None, index: int = 5, standing: Standing = Standing.STANDS) -> Account:
    """An account at a place in its party's log."""
    told = Told(f"{index:02}{party.encode().hex()}".ljust(64, "0"))
    return Account(told=told, party=party, index=index, claimed_at=DATE, standing=standing, said=said)


def battle(**more: Any) -> IncidentReported:
    return IncidentReported("battle", **more)


def compared(*accounts: Account) -> dict[FieldName, Compared]:
    return {each.field: each for each in compare(accounts)}


def agreement(field: FieldName, *said: IncidentReported) -> str:
    """How North, South and the host stand on a field."""
    accounts = [account(party, each) for party, each in zip((NORTH, SOUTH, HOST), said, strict=False)]
    return compared(*accounts)[field].agreement.value


def actors(*found: Actor) -> IncidentReported:
    return battle(actors=found)


def harmed(*found: Casualties) -> IncidentReported:
    return battle(casualties=found)


def when(start: timedelta, end: timedelta | None = None) -> IncidentReported:
    return battle(when=Interval(DATE + start, None if end is None else DATE + end))


LIONS = Actor("acted", "proxy", SOUTH, en("The Lions"))


@pytest.mark.parametrize(
    ("field", "one", "other", "how"),
    [
        ("time", when(HOUR), when(HOUR), "agreed"),
        ("time", when(0 * HOUR, 2 * HOUR), when(HOUR), "agreed"),
        ("time", when(0 * HOUR, HOUR), when(2 * HOUR), "differing"),
        ("time", when(HOUR), battle(), "one_side"),
        ("time", battle(), battle(), "nobody"),
        ("place", battle(where=PLACE), battle(where=Location((), (Point(333_500_000, 443_000_000),), 1000)), "agreed"),
        ("place", battle(where=PLACE), battle(where=Location((), (Point(343_000_000, 443_000_000),))), "differing"),
        ("place", battle(where=PLACE), battle(where=Location((en("BRIDGE"),))), "agreed"),
        ("place", battle(where=PLACE), battle(where=Location((en("Pier"),))), "undecided"),
        ("kind", battle(), battle(sub_type="armed_clash"), "agreed"),
        ("kind", battle(), IncidentReported("riot"), "differing"),
        (
            "kind",
            battle(sub_type="armed_clash"),
            battle(sub_type="government_regains_territory"),
            "differing",
        ),
        ("attribution", actors(LIONS), actors(LIONS), "agreed"),
        ("attribution", actors(LIONS), actors(Actor("acted", "proxy", NORTH, en("The Lions"))), "differing"),
        ("attribution", actors(LIONS), actors(Actor("acted", "proxy", SOUTH, en("Youths"))), "undecided"),
        ("attribution", actors(LIONS), actors(Actor("acted", "unknown")), "undecided"),
        ("attribution", actors(LIONS), actors(Actor("targeted", "party", NORTH)), "one_side"),
        (
            "attribution",
            actors(Actor("acted", "party", SOUTH, en("Their army"))),
            actors(Actor("acted", "party", SOUTH)),
            "agreed",
        ),
        ("actors", actors(Actor("targeted", "party", NORTH)), actors(Actor("targeted", "party", HOST)), "differing"),
        ("actors", actors(Actor("targeted", "party", NORTH)), actors(Actor("present", "party", NORTH)), "undecided"),
        (
            "casualties",
            harmed(Casualties("killed", "own", 1, 3)),
            harmed(Casualties("killed", "other", 3, 9)),
            "agreed",
        ),
        (
            "casualties",
            harmed(Casualties("killed", "own", 1, 2)),
            harmed(Casualties("killed", "other", 3, 9)),
            "differing",
        ),
        ("casualties", harmed(Casualties("killed", "own", 2)), harmed(Casualties("killed", "other", 900)), "agreed"),
        (
            "casualties",
            harmed(Casualties("killed", "own", 1, 1), Casualties("killed", "other", 1, 1)),
            harmed(Casualties("killed", "own", 2, 2)),
            "agreed",
        ),
        (
            "casualties",
            harmed(Casualties("killed", "civilians", 1, 1)),
            harmed(Casualties("killed", "own", 5, 5)),
            "undecided",
        ),
        ("casualties", harmed(Casualties("killed", "own", 1)), harmed(Casualties("wounded", "own", 1)), "undecided"),
    ],
)
def test_two_accounts_go_together_or_not(field: str, one: IncidentReported, other: IncidentReported, how: str) -> None:
    assert agreement(FieldName(field), one, other) == how
    assert agreement(FieldName(field), other, one) == how  # whoever is asked first


def test_three_differ_when_two_of_them_do_and_the_third_is_not_against() -> None:
    found = compared(account(NORTH, when(HOUR)), account(SOUTH, when(5 * HOUR)), account(HOST, battle()))

    assert found[FieldName.TIME].agreement == "differing"
    assert found[FieldName.TIME].against == (Holder(NORTH), Holder(SOUTH))


def test_the_latest_standing_account_that_says_anything_on_a_field_counts() -> None:
    accounts = (
        account(NORTH, when(HOUR), 3),
        account(NORTH, battle(), 4),
        account(NORTH, when(9 * HOUR), 5, Standing.TAKEN_BACK),
        account(SOUTH, when(HOUR), 1),
    )
    (north, south) = compared(*accounts)[FieldName.TIME].stated

    assert (north.account, south.account) == (accounts[0], accounts[3])
    assert compared(*accounts[::-1])[FieldName.TIME].agreement == "agreed"


def test_an_outside_source_is_compared_and_makes_nothing_joint() -> None:
    wire = msgspec.structs.replace(when(5 * HOUR), told_by=en("A wire"))
    alone = compared(account(NORTH, wire))
    beside = compared(account(NORTH, when(HOUR)), account(NORTH, wire, 6), account(SOUTH, wire))

    assert alone[FieldName.TIME].agreement == "nobody"
    assert beside[FieldName.TIME].agreement == "one_side"
    assert beside[FieldName.TIME].against == (Holder(NORTH), Holder(NORTH, "A wire"), Holder(SOUTH, "A wire"))
    assert holders([account(NORTH, wire), account(SOUTH, battle())]) == (Holder(SOUTH), Holder(NORTH, "A wire"))


def test_the_two_sides_of_the_bridge() -> None:
    found = {
        name.value: each.agreement.value
        for name, each in compared(account(NORTH, SHELLED), account(SOUTH, FIRED)).items()
    }

    assert found == {
        "time": "agreed",
        "place": "undecided",
        "kind": "agreed",
        "actors": "agreed",
        "casualties": "differing",
        "attribution": "undecided",
    }


# Rows of lists


def listed(members: dict[str, Any] | None, state: str = "there") -> Listed:
    return Listed("a" * 64, NORTH, 7, DATE, 3, state, members)


def row_of(said: IncidentReported) -> dict[str, Any]:
    members: dict[str, Any] = msgspec.to_builtins(said)
    return {name: value for name, value in members.items() if name != "kind"}


def test_a_row_says_what_the_same_words_say_in_an_entry() -> None:
    found = of_row(listed(row_of(SHELLED)), CHARTER)

    assert found.said == SHELLED
    assert (found.told, found.party, found.standing) == (Told("a" * 64, 3), NORTH, Standing.STANDS)
    wire = {**row_of(SHELLED), "told_by": {"lang": "en", "text": "A wire"}, "sources": [msgspec.to_builtins(NEWS)]}
    assert of_row(listed(wire), CHARTER).sources == (NEWS,)


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"type": "no_such_type"},
        {"type": "battle", "kind": "incidents.reported/1"},
        {"type": "battle", "more": 1},
        {"type": "battle", "sub_type": "grenade"},
        {"type": "battle", "time_precision": 4},
        {"type": "battle", "when": {"earliest": "2030-03-04T07:30:00Z", "latest": "2030-03-03T07:30:00Z"}},
        {"type": "battle", "when": {"earliest": "yesterday"}},
        {"type": "battle", "told_by": {"lang": "en", "text": "A wire"}},
        {"type": "battle", "sources": 1},
        {"type": ["battle"]},
    ],
)
def test_a_row_that_no_entry_could_say_is_unreadable(members: dict[str, Any]) -> None:
    assert read_row(members) == (None, ())
    assert of_row(listed(members), CHARTER).standing is Standing.UNREADABLE


def test_rows_that_are_gone_stand_no_more() -> None:
    assert of_row(listed(None, "erased"), CHARTER).standing is Standing.ERASED
    assert of_row(listed(None, "altered"), CHARTER).standing is Standing.UNREADABLE
    assert of_row(listed(row_of(SHELLED)), CHARTER, is_listed_no_more=True).standing is Standing.TAKEN_BACK


def test_a_row_finer_than_the_grid_is_read_on_it() -> None:
    found = of_row(listed(row_of(battle(where=PLACE))), make_charter(grid_microdegrees=1_000_000))

    assert found.said is not None
    assert found.said.where is not None
    assert found.said.where.points == (Point(335_000_000, 445_000_000),)
