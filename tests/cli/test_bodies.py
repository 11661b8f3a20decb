"""Sealing, showing, erasing and listing from the command line, between three homes."""

import csv
import json
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner, Result

from tests.node.parties import CHEAP, NAMES, PASSPHRASE, START, Parties, origin_of
from trilateral.cli import main
from trilateral.ledger.charter import encode_charter, parse_charter
from trilateral.ledger.entry import Text
from trilateral.node.clock import FixedClock
from trilateral.node.founding import bind_new_guard, join_charter, make_charter, make_party
from trilateral.node.settings import Database, Settings

SECRET = "The convoy leaves at dawn."
PAPER = b"A map that nobody else is to see."
ROWS = 40


def found(root: Path, **terms_of_charter: Any) -> None:
    """Three homes, by a charter that has parts kept for thirty days, or has other terms."""
    terms = [
        make_party(
            root / name,
            name,
            origin_of(name),
            PASSPHRASE,
            offices=("head",),
            role="host" if name == "iq" else "party",
            settings=Settings(name, origin_of(name), publish_interval_ms=0, database=Database("tables.sqlite")),
            cost=CHEAP,
        )
        for name in NAMES
    ]
    text = (Text("en", "Security"),)
    agreed = parse_charter(make_charter(terms, titles=text, scope=text))
    charter = encode_charter(msgspec.structs.replace(agreed, **{"retention_days": 30, **terms_of_charter}))
    for name in NAMES:
        join_charter(root / name, charter)
        bind_new_guard(root / name, root / "guards" / name)
    with ExitStack() as stack:
        parties = Parties(root, FixedClock(START), {}, stack)
        for name in NAMES:
            parties.open(name).found()
        parties.sync()


@dataclass
class Stage:
    """Three homes, and what was signed on them."""

    root: Path
    refs: dict[str, str] = field(default_factory=dict)

    def run(self, party: str, *arguments: object, lang: str = "en") -> Result:
        """A command on one home."""
        environment = {"TRILATERAL_GUARD": str(self.root / "guards" / party), "TRILATERAL_PASSPHRASE": PASSPHRASE}
        called = ["--lang", lang, "--home", str(self.root / party), *map(str, arguments)]
        return CliRunner(env=environment).invoke(main, called)

    def done(self, party: str, *arguments: object) -> Any:
        """What a command that must succeed prints as JSON."""
        result = self.run(party, *arguments, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def sync(self) -> None:
        """Let everybody fetch what the others have."""
        for _ in range(2):
            for party in NAMES:
                for other in NAMES:
                    if other != party:
                        result = self.run(party, "sync", self.root / other)
                        assert result.exit_code == 0, result.output


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Something said under seal with a map, and a list of rows; all have what they may have."""
    root = tmp_path_factory.mktemp("bodies")
    found(root)
    made = Stage(root)
    paper = root / "map.png"
    paper.write_bytes(PAPER)
    said = ("statements.made", "--field", "sort=position", "--field", f"text={SECRET}", "--lang", "en")
    made.refs["sealed"] = made.done("us", "sign", *said, "--audience", "iq", "--attach", paper)["ref"]
    rows = root / "reports.csv"
    with rows.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["number", "where"])
        writer.writerows([number, f"bridge {number}"] for number in range(ROWS))
    listed = made.done("us", "bulk", "put", rows, "--title", "Bridges", "--what", "register")
    made.refs["list"] = listed["ref"]
    made.sync()
    return made


def test_those_it_is_for_open_it_and_save_the_file(stage: Stage, tmp_path: Path) -> None:
    opened = stage.done("iq", "show", stage.refs["sealed"], "--open", "--save", tmp_path / "saved")
    shown = stage.run("iq", "show", stage.refs["sealed"], "--open")

    assert opened["body"]["text"]["text"] == SECRET
    assert opened["header"]["audience"] == ["iq"]
    assert [Path(path).read_bytes() for path in opened["saved"]] == [PAPER]
    assert SECRET in shown.stdout
    assert "under seal for iq" in shown.stdout


def test_others_and_whoever_has_no_passphrase_see_that_it_was_said(stage: Stage, tmp_path: Path) -> None:
    closed = stage.run("us", "show", stage.refs["sealed"])
    outsider = stage.run("ir", "show", stage.refs["sealed"], "--open", "--save", tmp_path / "saved")

    assert "bodies.sealed/1" in closed.stdout
    assert outsider.exit_code == 0
    assert "saved" not in outsider.stdout.replace("sealed", "")
    for answer in (closed, outsider, stage.run("ir", "state"), stage.run("ir", "state", "--json")):
        assert SECRET not in answer.output
        assert "statements.made" not in answer.output


def test_an_audience_compares_a_digest_of_its_own(stage: Stage) -> None:
    ours = stage.done("us", "state", "--digest", "--audience", "us,iq")["digest"]
    theirs = stage.done("iq", "state", "--digest", "--audience", "iq,us")["digest"]
    in_the_open = {stage.done(party, "state", "--digest")["digest"] for party in NAMES}

    assert ours == theirs
    assert len(in_the_open) == 1
    assert ours not in in_the_open
    for named, code in (("us,iq", "bodies.not_your_audience"), ("ir,west", "bodies.not_a_member")):
        refused = stage.run("ir", "state", "--digest", "--audience", named)
        assert (refused.exit_code, f"[{code}]" in refused.stderr) == (1, True), refused.output


def test_a_row_is_shown_proven_and_verified_alone(stage: Stage, tmp_path: Path) -> None:
    proof, ref = tmp_path / "row.proof", f"{stage.refs['list']}#17"
    shown = stage.done("ir", "show", ref)
    made = stage.run("ir", "prove", ref, "-o", proof)
    verified = stage.run("iq", "verify", proof)
    data = proof.read_bytes()
    (tmp_path / "altered.proof").write_bytes(data.replace(b"bridge 17", b"bridge 71"))
    altered = stage.run("iq", "verify", tmp_path / "altered.proof")

    assert shown[0]["row"] == {"number": "17", "where": "bridge 17"}
    assert made.exit_code == 0, made.output
    assert verified.exit_code == 0, verified.output
    assert "bridge 17" in verified.stdout
    assert "bridge 18" not in data.decode("utf-8", "replace")
    assert altered.exit_code == 1


def test_an_erased_row_is_gone_everywhere_and_its_old_proof_stays_true(stage: Stage, tmp_path: Path) -> None:
    proof, ref = tmp_path / "row.proof", f"{stage.refs['list']}#20"
    stage.run("ir", "prove", ref, "-o", proof)
    erased = stage.run("us", "erase", f"{stage.refs['list']}#20-22", "--why", "Persons are named.")
    stage.sync()
    again = stage.run("ir", "prove", ref, "-o", tmp_path / "again")
    report = stage.done("ir", "verify", stage.root / "ir")

    assert erased.exit_code == 0, erased.output
    assert "[bodies.row_not_there]" in again.stderr
    assert stage.done("iq", "show", ref)[0]["state"] == "erased"
    assert "erased by its author since" in stage.run("ir", "verify", proof).stdout
    assert report["ok"]
    assert any(f"{ROWS - 3} of {ROWS} rows, 3 erased, 0 missing" in line for line in report["checked"])
    assert not [path for name in NAMES for path in (stage.root / name).rglob("*") if _holds(path, b"bridge 21")]


def _holds(path: Path, data: bytes) -> bool:
    return path.is_file() and data in path.read_bytes()


def test_what_is_kept_too_long_is_listed_with_what_erases_it(stage: Stage) -> None:
    none = stage.done("us", "bodies", "overdue")
    later = stage.done("us", "bodies", "overdue", "--as-of", "2199-01-01")
    words = stage.run("us", "bodies", "overdue", "--as-of", "2199-01-01").stdout

    assert none == {"retention_days": 30, "overdue": []}
    assert {each["ref"] for each in later["overdue"]} >= {stage.refs["sealed"], stage.refs["list"]}
    assert f"trilateral erase {stage.refs['sealed']} --blob " in words


def test_one_row_is_shown_to_all_and_then_everything_is_erased(stage: Stage) -> None:
    """What was shown stays shown, and what was erased is told apart from what is missing."""
    ref = stage.refs["sealed"]
    shown = stage.run("iq", "disclose", ref, "--field", "body.text", "--why", "Everybody must know.")
    stage.sync()
    seen = stage.done("ir", "show", ref)["state"]["shown"]
    erased = stage.done("us", "erase", ref, "--why", "Kept long enough.")
    stage.sync()
    report = stage.done("ir", "verify", stage.root / "ir")
    again = stage.done("ir", "show", ref)
    after = stage.done("iq", "show", ref, "--open")

    assert shown.exit_code == 0, shown.output
    assert [each["name"] for each in seen] == ["body.text"]
    assert SECRET in seen[0]["value"]
    lines = stage.run("ir", "show", ref).stdout
    assert f"{SECRET} (en)" in lines, "it was shown before it was erased, and stays shown"
    assert f"shown to all by iq, Head of delegation, in {again['disclosed'][0]['ref']}, claimed at " in lines
    assert [(each["row"], each["party"], each["by"]) for each in again["disclosed"]] == [("body.text", "iq", "head")]
    assert len(erased) == 2, "the words and the map"
    assert report["ok"]
    assert sum("was erased by us/" in line for line in report["checked"]) == 2
    assert any("was received by iq, ir" in line for line in report["checked"])
    assert {part["state"] for part in after["parts"]} == {"erased"}
    assert after["header"]["kind"] == "bodies.sealed/1"
    for command in ("why", "knew"):
        lines = stage.run("ir", command, ref).stdout
        assert all(each["ref"] in lines for each in erased)
        assert "Reason: Kept long enough. (en)" in lines
        assert "Proven to have been there: sealed for iq" in lines
        assert "Shown to all before: body.text" in lines


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("disclose", "{list}"), "bodies.not_sealed"),
        (("disclose", "{fresh}", "--field", "body.none"), "bodies.no_such_field"),
        (("erase", "us/0", "--why", "x"), "bodies.nothing_to_erase"),
        (("erase", "{fresh}", "--blob", "0" * 64, "--why", "x"), "bodies.not_its_part"),
        (("erase", "{list}#40", "--why", "x"), "bodies.no_such_row"),
        (("erase", "{list}#3-2", "--why", "x"), "bodies.bad_place"),
        (("erase", "us/0#1", "--why", "x"), "bodies.no_rows"),
        (("show", "{list}#x"), "bodies.bad_place"),
        (("bulk", "put", "{empty}", "--title", "x", "--what", "x"), "bodies.says_no_rows"),
        (("bulk", "put", "{bad}", "--title", "x", "--what", "x"), "bodies.bad_row"),
        (("sign", "statements.made", "--field", "sort=position", "--audience", "us"), "bodies.no_audience"),
        (("sign", "statements.made", "--field", "sort=position", "--audience", "west"), "bodies.not_a_member"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_done_is_told_in_every_language(
    stage: Stage, tmp_path: Path, arguments: tuple[str, ...], code: str
) -> None:
    (tmp_path / "empty").write_text("")
    (tmp_path / "bad").write_text('{"share":0.5}\n')
    if "fresh" not in stage.refs and "{fresh}" in arguments[1]:
        said = ("statements.made", "--field", "sort=position", "--field", "text=Again.", "--lang", "en")
        stage.refs["fresh"] = stage.done("us", "sign", *said, "--audience", "iq")["ref"]
    names = {**stage.refs, "empty": str(tmp_path / "empty"), "bad": str(tmp_path / "bad")}
    words = [each.format(**names) if "{" in each else each for each in arguments]
    refused = stage.run("us", *words, *(("--field", "text=x", "--lang", "en") if words[0] == "sign" else ()))

    assert refused.exit_code == 1, refused.output
    assert f"[{code}]" in refused.stderr
