"""Mechanisms modelled by a charter and entries alone: each is entered by its parties, and means what it is meant to show."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.cases.built import case_named, guards_in
from trilateral.cases import shipped
from trilateral.cases.demo import make
from trilateral.cases.playing import placed
from trilateral.catalogue import CLOCKS, SLICES
from trilateral.cli import main
from trilateral.desk.charter_findings import findings
from trilateral.desk.holdings import Holdings
from trilateral.desk.places import BY_SLICE
from trilateral.desk.reading import Reading
from trilateral.ledger.fold import required
from trilateral.mechanism.allegations import api as allegations
from trilateral.mechanism.disputes.state import Dispute, rung_of
from trilateral.mechanism.humanitarian.state import NameList, status
from trilateral.mechanism.incidents.state import Evidence, Incident
from trilateral.mechanism.notices.state import Call, spoken_between
from trilateral.node.countersigning import signed_by
from trilateral.node.node import Node
from trilateral.node.record import Record, open_record
from trilateral.node.verify import verify_path

MODELLED = {
    "ceasefire": {
        "agreement": "adopted",
        "d-day": "agreed",
        "lay-down": "undertaken",
        "move-back": "undertaken",
        "lists-after-troops": "asserted",
        "troops-after-arms": "waived",
        "post": "follow_up",
        "barracks": "done",
        "convoy": "issued",
        "meaning": "open",
    },
    "corridor-cell": {
        "agreement": "adopted",
        "no-attack": "undertaken",
        "plan-12": "completed",
        "plan-13": "stopped",
        "plan-14": "awaiting_consent",
        "special": "proposed",
        "call": "both_ends",
        "papers": "disputed",
        "procedures": "in_force",
    },
    "monitoring-group": {
        "mortar": "follow_up",
        "overflight": "rejected_without_detail",
        "embargo": "differing_views",
        "road-mine": "finding",
        "session": "closed",
        "statement": "adopted",
        "patrols": "verified",
        "rules": "initialled",
    },
}
"""What each subject of a case comes to, by the key of the act that opened it."""


@pytest.fixture(scope="module", params=sorted(MODELLED))
def homes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Path]]:
    """A case's name and its homes. Not to be changed."""
    directory = tmp_path_factory.mktemp(request.param)
    with guards_in(directory / "guard"):
        return request.param, make(directory / "homes", case_named(request.param))


@pytest.fixture(scope="module")
def records(homes: tuple[str, dict[str, Path]]) -> dict[str, Record]:
    return {party: open_record(home) for party, home in homes[1].items()}


def test_all_that_ship_are_tried_here_or_on_their_own() -> None:
    assert set(shipped()) == {"baghdad-2007", *MODELLED}


def test_everything_counts_on_every_node_and_all_agree(
    homes: tuple[str, dict[str, Path]], records: dict[str, Record]
) -> None:
    case = case_named(homes[0])
    for record in records.values():
        where = placed(record.fold, case)

        assert sorted(where) == sorted(act.key for act in case.acts)
        assert [key for key, verdict in where.items() if not verdict.has_effect] == []
        assert record.fold.waiting() == {}
    assert len({record.fold.digest() for record in records.values()}) == 1


def test_every_log_verifies(homes: tuple[str, dict[str, Path]]) -> None:
    for home in homes[1].values():
        report = verify_path(home)

        assert report.ok, report.faults


def test_each_subject_comes_to_what_the_case_shows(
    homes: tuple[str, dict[str, Path]], records: dict[str, Record]
) -> None:
    name, found = homes
    party, record = next(iter(records.items()))
    where = placed(record.fold, case_named(name))

    said = {each["subject"]: each["status"] for each in state_of(found[party], name)["subjects"]}

    assert {key: said[where[key].ref] for key in MODELLED[name]} == MODELLED[name]


def test_every_clock_is_one_that_something_runs_by(records: dict[str, Record]) -> None:
    """A clock by another name is no clock: nothing would ever be late by it."""
    charter = next(iter(records.values())).charter

    assert [each for each in findings(charter) if each.is_error] == []
    assert {each.name for each in charter.clocks} <= {each.name for each in CLOCKS}


def test_places_are_coarse_and_details_wait(records: dict[str, Record]) -> None:
    charter = next(iter(records.values())).charter

    assert charter.grid_microdegrees > 0
    assert charter.detail_delay_hours > 0


def test_a_complaint_that_comes_too_late_is_shown_as_late(
    homes: tuple[str, dict[str, Path]], records: dict[str, Record]
) -> None:
    """The statement of the session says so; the record has to say it too, of this one and of no other in time."""
    if homes[0] != "monitoring-group":
        return
    case = case_named(homes[0])
    record = records["north"]
    reading = Reading(Holdings(record), "en", case.as_of, pages=frozenset(BY_SLICE))
    late = {
        key: found.filed_late
        for key, verdict in placed(record.fold, case).items()
        if key in {"mortar", "overflight", "embargo", "road-mine"}
        and verdict.entry is not None
        and (found := allegations.find(reading, verdict.entry.id)) is not None
    }

    assert late == {"mortar": "no", "overflight": "yes", "embargo": "no", "road-mine": "no"}


def test_who_has_not_acted_and_since_when_is_told(homes: tuple[str, dict[str, Path]]) -> None:
    """What is open on a case's last day has an owner, and where a clock runs, an hour."""
    name, found = homes
    for open_matter in state_of(next(iter(found.values())), name)["open"]:
        assert open_matter["of"] in found
        assert open_matter["what"]
        assert open_matter["since"] is not None or open_matter["due"] is None


@pytest.mark.parametrize("homes", ["ceasefire"], indirect=True)
def test_a_list_of_persons_is_answered_under_seal_by_two_offices(homes: tuple[str, dict[str, Path]]) -> None:
    """Its three readers know where each name stands; to a stranger nothing of it is in the clear."""
    home = homes[1]["highland"]
    passphrase = (home.parent / "passphrase").read_text("ascii").strip()
    with guards_in(home.parent.parent / "guard"), Node.open(home, passphrase) as node:
        where = placed(node.record.fold, case_named("ceasefire"))
        entry = required(where["list"])
        held = node.record.readers.reading().state(entry.id)
        _, _, offices = signed_by(node.record, node.record.entry_bytes(entry.id))

    assert isinstance(held, NameList)
    assert [status(held, number).value for number in range(3)] == ["released", "denied", "submitted"]
    assert sorted(offices) == ["delegate", "regional-team"]
    assert not any(b"Arvel" in path.read_bytes() for path in home.rglob("*") if path.is_file())


@pytest.mark.parametrize("homes", ["ceasefire"], indirect=True)
def test_a_dispute_climbs_by_the_consent_of_all(homes: tuple[str, dict[str, Path]], records: dict[str, Record]) -> None:
    held = subject_of(records["mission"], homes[0], "meaning")

    assert isinstance(held, Dispute)
    assert held.rungs[rung_of(held)] == "disputes.joint_committee"
    assert len(held.opinions) == 1


@pytest.mark.parametrize("homes", ["monitoring-group"], indirect=True)
def test_an_incident_holds_what_two_sides_reported_and_a_fragment_has_its_keeper(
    homes: tuple[str, dict[str, Path]], records: dict[str, Record]
) -> None:
    where = placed(records["far"].fold, case_named(homes[0]))
    incident = subject_of(records["far"], homes[0], "incident")
    fragment = subject_of(records["far"], homes[0], "fragment")
    sketch = required(where["fragment.sketch"])

    assert isinstance(incident, Incident)
    assert isinstance(fragment, Evidence)
    assert {each.told.report for each in incident.links} == {
        required(where[key]).id for key in ("rounds.north", "rounds.south")
    }
    assert [(each.party, each.handed) for each in fragment.receipts] == [("far", fragment.handings[0].entry)]
    assert b"VG-14-1" in (records["east"].bodies.get(sketch.header.blobs[0]) or b"")


@pytest.mark.parametrize("homes", ["corridor-cell"], indirect=True)
def test_words_heard_on_the_line_are_those_of_the_entry(
    homes: tuple[str, dict[str, Path]], records: dict[str, Record]
) -> None:
    held = subject_of(records["south"], homes[0], "call")
    confirmed = placed(records["south"].fold, case_named(homes[0]))["call.confirmed"]

    assert isinstance(held, Call)
    assert [each.signed for each in spoken_between(held)] == [(required(confirmed).id,)]


def test_together_the_cases_show_every_subject() -> None:
    """Only what a node or a root says by itself, or what comes after a charter in force, is in none of them."""
    said = {act.kind.partition(".")[0] for name in shipped() for act in case_named(name).acts}

    assert {each.name for each in SLICES} - said == {"charter", "evidence", "suspensions", "unsigned"}


def subject_of(record: Record, name: str, key: str) -> Any:
    """The state of the subject that an act of a case opened."""
    return record.fold.state(required(placed(record.fold, case_named(name))[key]).id)


def state_of(home: Path, name: str) -> dict[str, Any]:
    """What `trilateral state` says on the last day of the case."""
    as_of = f"{case_named(name).as_of:%Y-%m-%dT%H:%M:%SZ}"
    result = CliRunner().invoke(main, ["--home", str(home), "state", "--json", "--as-of", as_of])
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.output)
    return found
