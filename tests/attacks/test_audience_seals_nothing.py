"""Words in the clear under a header that names readers, as words under seal do, so that rules for the open would pass them by.

Whoever signs by hand writes any header. Where the words were not sealed they are there for all to read, and
meet every rule of the open.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_bodies import Stage, found
from tests.node.parties import PASSPHRASE
from tests.under_seal import UnderSeal
from tests.worlds import NORTH, SOUTH, en, make_charter
from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location, Point
from trilateral.ledger.entry import Body, Header, encode_text, sign_text
from trilateral.ledger.keys import HeadsRecorded
from trilateral.mechanism.commitments.entries import MissionRequested
from trilateral.mechanism.designations.entries import DesignationRegistered, TermStated
from trilateral.mechanism.humanitarian.entries import Basis, ListSubmitted, Person, ProtectionAsserted
from trilateral.mechanism.incidents.entries import Casualties, EvidenceRecorded, IncidentReported, ReportDetailed
from trilateral.mechanism.notices.entries import NoticeChanged, NoticeIssued
from trilateral.node.clock import SystemClock
from trilateral.node.keys import Purpose, open_keyring
from trilateral.node.record import open_record
from trilateral.tlog.note import SignerKey

GRID, HOURS = 100_000, 48
EXACT = Location((en("The pier"),), (Point(333_412_345, 443_612_345),), 5)
WHEN = Interval(datetime(2099, 1, 1, tzinfo=UTC), datetime(2099, 1, 2, tzinfo=UTC))
"""Later than any day on which this is run, so its delay is never over."""
DEAD = (Casualties("killed", "own", 2, 2),)
HEAD = Person((en("Qasim Al-Tarrani"),))


def pretences(other: str) -> dict[str, Body]:
    """What may be said under seal alone, by the code that meets it in the clear and the kind."""
    return {
        "incidents.too_fine reported": IncidentReported("explosion", where=EXACT),
        "incidents.too_prompt reported": IncidentReported("explosion", when=WHEN, casualties=DEAD),
        "incidents.too_fine recorded": EvidenceRecorded("fragment", en("A fin"), en("Whose?"), mark="F-1", where=EXACT),
        "commitments.too_exact requested": MissionRequested(en("The gate"), "local", place=EXACT),
        "notices.too_exact issued": NoticeIssued("movement", (other,), en("A convoy."), WHEN, EXACT),
        "designations.name_in_the_open registered": DesignationRegistered("person", (en("Qasim Al-Tarrani"),)),
        "humanitarian.in_the_open submitted": ListSubmitted("detained", other, (HEAD,)),
        "humanitarian.too_fine asserted": ProtectionAsserted("site", (en("Orn"),), (Basis("gc4", "18"),), where=EXACT),
    }


CASES = tuple(pretences(SOUTH))


@pytest.fixture(scope="module")
def careful(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Three homes by a charter with a grid and a delay, and a word of ours in which our node says what it has seen."""
    root = tmp_path_factory.mktemp("pretended")
    found(root, grid_microdegrees=GRID, detail_delay_hours=HOURS)
    made = Stage(root)
    made.sync()
    made.done("us", "sign", "statements.made", "--field", "sort=position", "--field", "text=We begin.", "--lang", "en")
    return made


def signed_by_hand(home: Path, body: Body, **header: Any) -> bytes:
    """An entry as a program of its own would sign it, with the head's key and a header of any sort."""
    record = open_record(home)
    with open_keyring(home / "keys", PASSPHRASE) as ring:
        signer: SignerKey = ring.signer(Purpose.DELEGATE, "head")
    own = [each.entry for each in record.fold.verdicts(record.origins[0]) if each.entry is not None]
    members = {
        "mechanism": record.mechanism,
        "log": record.origins[0],
        "kind": str(body.__struct_config__.tag),
        "by": "head",
        "claimed_at": SystemClock().now().replace(microsecond=0),
        "seen": [each.id for each in own if isinstance(each.body, HeadsRecorded)][-1],
        **header,
    }
    return sign_text(encode_text(Header(**members), body), signer)


@pytest.mark.parametrize("case", CASES)
def test_what_was_signed_by_hand_is_refused_by_the_node_and_named(careful: Stage, tmp_path: Path, case: str) -> None:
    code = case.partition(" ")[0]
    entry = tmp_path / "entry"
    entry.write_bytes(signed_by_hand(careful.root / "us", pretences("iq")[case], audience=("iq",)))
    before = careful.done("us", "state", "--digest")
    refused = careful.run("us", "sign", "--entry", entry)

    assert refused.exit_code == 1, refused.output
    assert f"[{code}]" in refused.stderr
    assert careful.done("us", "state", "--digest") == before


@pytest.mark.parametrize("case", CASES)
def test_on_another_log_it_has_no_effect_and_under_seal_the_same_words_have(case: str) -> None:
    """North's own node let it pass. Everybody else's, and whoever the header names, meets it by the rules of the open."""
    world = UnderSeal(make_charter(grid_microdegrees=GRID, detail_delay_hours=HOURS))
    world.found()
    world.readers = frozenset({SOUTH})
    body = pretences(SOUTH)[case]

    assert world.objection(world.say(NORTH, body, audience=(SOUTH,))) == case.partition(" ")[0]
    assert world.objection(world.seal(NORTH, body)) is None


def test_later_words_on_what_was_said_properly_meet_the_same_rules() -> None:
    world = UnderSeal(make_charter(grid_microdegrees=GRID, detail_delay_hours=HOURS))
    world.found()
    report = world.say(NORTH, IncidentReported("explosion", when=WHEN))
    notice = world.say(NORTH, NoticeIssued("movement", (SOUTH,), en("A convoy."), WHEN, Location((en("The road"),))))
    person = world.say(NORTH, DesignationRegistered("person"), blob="a" * 64, commit="b" * 64)
    said = {
        "incidents.too_fine": (ReportDetailed(where=EXACT), report),
        "incidents.too_prompt": (ReportDetailed(casualties=DEAD), report),
        "notices.too_exact": (NoticeChanged(where=EXACT), notice),
        "designations.name_in_the_open": (TermStated((en("Qasim Al-Tarrani"),)), person),
    }

    for code, (body, on) in said.items():
        assert world.objection(world.say(NORTH, body, on, audience=(SOUTH,))) == code


def test_nobody_is_shown_as_the_only_reader_of_words_in_the_clear(careful: Stage, tmp_path: Path) -> None:
    """A report that may stand in the open stands there, whatever its header says: for all to read, in the state as well."""
    entry = tmp_path / "entry"
    entry.write_bytes(signed_by_hand(careful.root / "us", IncidentReported("protest"), audience=("iq",)))
    signed = json.loads(careful.run("us", "sign", "--entry", entry, "--json").stdout)
    shown = careful.done("us", "show", signed["ref"])

    assert shown["effect"] is True
    assert shown["state"]["audience"] == []
