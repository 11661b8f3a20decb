"""Commands of a charter's life: written, amended, accepted and refused; parties that come, leave and come again; keys."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from trilateral.cli import main

FOUNDERS = ("north", "south")


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two parties that have founded a mechanism over files, in a place with guards and a passphrase of its own."""
    monkeypatch.setenv("TRILATERAL_GUARD", str(tmp_path / "guard"))
    monkeypatch.setenv("TRILATERAL_PASSPHRASE", "made up for a test")
    for party in FOUNDERS:
        init(tmp_path, party)
    terms = [option for party in FOUNDERS for option in ("--party", tmp_path / f"{party}.json")]
    words = "--title", "en=A river commission", "--scope", "en=The river"
    done("charter", "new", *terms, *words, "-o", tmp_path / "genesis.json")
    for party, other in (FOUNDERS, FOUNDERS[::-1]):
        done(
            "--home",
            tmp_path / party,
            "node",
            "join",
            tmp_path / "genesis.json",
            "--peer",
            f"{other}={tmp_path / other}",
        )
    sync(tmp_path)
    return tmp_path


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def done(*arguments: object) -> str:
    result = call(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(*arguments: object) -> str:
    result = call(*arguments)
    assert result.exit_code == 1, result.output
    return result.stderr


def init(own: Path, party: str) -> None:
    options = "--party", party, "--origin", f"{party}.example", "--office", "envoy"
    (own / f"{party}.json").write_text(done("--home", own / party, "node", "init", *options))


def sync(own: Path, parties: Sequence[str] = FOUNDERS) -> None:
    for _ in range(2):
        for party in parties:
            done("--home", own / party, "sync")


def shown(own: Path, party: str = "north") -> dict[str, object]:
    found: dict[str, object] = json.loads(done("--home", own / party, "charter", "show", "--json"))
    return found


def amended(own: Path, *options: object) -> Path:
    done("charter", "new", "--amend", own / "north", *options, "-o", own / "amended.json")
    return own / "amended.json"


def accept(own: Path, file: Path, parties: Sequence[str] = FOUNDERS) -> None:
    for party in parties:
        done("--home", own / party, "charter", "accept", file)
    sync(own, parties)


def test_a_charter_is_amended_by_commands(own: Path) -> None:
    """Written from the one in force, checked, tabled, accepted by file and by hash."""
    file = amended(own, "--scope", "en=The river and the road", "--clock", "meetings.special=24,working,all,grace=30")
    checked = done("--home", own / "north", "charter", "check", file)
    assert "scope.en: The river{+ and the road+}" in checked
    assert "to accept: north, south" in checked
    done("--home", own / "north", "charter", "table", file, "--why", "The road has been mined.")
    sync(own)
    name = json.loads(done("charter", "check", file, "--json"))["charter"]

    done("--home", own / "south", "charter", "accept", name)  # by the text on the table
    sync(own)
    history = done("--home", own / "north", "charter", "show")
    assert "missing: north" in history
    assert "not accepted by all" in history
    done("--home", own / "north", "charter", "accept", name)
    sync(own)

    found = shown(own)
    assert (found["charter"], found["in_force"]) == (name, True)
    versions = found["versions"]
    assert isinstance(versions, list)
    assert [(each["number"], each["accepted_by_all"]) for each in versions] == [(1, True), (2, True)]
    assert "24 hours, on days on which all capitals work, with 30 minutes of grace" in done(
        "--home", own / "south", "charter", "show"
    )
    assert "The river (en)" in done("--home", own / "south", "charter", "show", "--version", "1")
    assert "[charter.no_such_version]" in refused("--home", own / "south", "charter", "show", "--version", "3")


def test_every_term_can_be_said(own: Path) -> None:
    key = json.loads((own / "north.json").read_text())["root_keys"][0]
    options = (
        *(
            "--silence",
            "quorum=1,min=24,max=48,disinterested=0,matters=procedure+communique",
            "--quotas",
            "entries=100,heads=1000",
        ),
        *("--two-person", "proposals.accepted", "--language", "en", "--language", "fa", "--area", "en=Both banks"),
        *("--role", "south=host", "--weekend", "north=5,6", "--holiday", "north=2030-03-21..2030-03-25"),
        *("--unsigned", "valley=The valley council", "--retention-days", "365", "--grid-microdegrees", "10000"),
    )
    found = json.loads(amended(own, *options).read_text())

    assert found["silence"] == {
        "matters": ["procedure", "communique"],
        "max_hours": 48,
        "quorum": 1,
        "disinterested": 0,
    } | ({"min_hours": 24} if "min_hours" in found["silence"] else {})
    assert found["quotas"] == {"entries_per_day": 100, "heads_per_day": 1000}
    assert [each.get("weekend") for each in found["parties"]] == [[5, 6], None]
    assert found["parties"][1]["role"] == "host"
    assert found["unsigned"][0]["id"] == "valley"
    bad = call("charter", "new", "--amend", own / "north", "--clock", "x=soon", "-o", own / "bad.json")
    assert bad.exit_code == 2
    assert "expected a whole number, got 'soon'" in bad.stderr
    malformed = refused(
        "charter", "new", "--amend", own / "north", "--witness", f"Observatory {key}", "-o", own / "bad.json"
    )
    assert "expected every key once" in malformed
    assert not (own / "bad.json").exists()


def test_terms_can_stand_in_a_file(own: Path) -> None:
    (own / "terms.toml").write_text('agenda = [{lang = "en", text = "Water"}]\nheartbeat_seconds = 600\n')
    found = json.loads(amended(own, "--file", own / "terms.toml").read_text())

    assert (found["agenda"], found["heartbeat_seconds"]) == ([{"lang": "en", "text": "Water"}], 600)
    (own / "terms.toml").write_text("agenda = [\n")
    assert "expected terms of a charter" in refused(
        "charter", "new", "--amend", own / "north", "--file", own / "terms.toml", "-o", own / "x.json"
    )


def test_a_version_is_refused_and_a_bad_one_is_not_accepted(own: Path) -> None:
    file = amended(own, "--title", "en=Another name")
    done("--home", own / "south", "charter", "refuse", file, "--why", "We like ours.")
    sync(own)
    assert "refused by south" not in done("--home", own / "north", "charter", "show")  # nobody has accepted it
    done("--home", own / "north", "charter", "accept", file)
    assert "refused by south: south/" in done("--home", own / "north", "charter", "show")
    assert "[ledger.accepted_already]" in refused("--home", own / "north", "charter", "refuse", file)
    other = amended(own, "--title", "en=A third name")
    assert "[ledger.accepted_another]" in refused("--home", own / "north", "charter", "accept", other)
    done("--home", own / "north", "charter", "check", other)
    assert "[charter.no_such_version]" in refused("--home", own / "north", "charter", "accept", "0" * 64)
    lower = own / "lower.json"
    lower.write_bytes(other.read_bytes().replace(json.loads(other.read_text())["previous"].encode(), b"0" * 64))
    assert "[ledger.another_previous]" in refused("--home", own / "north", "charter", "accept", lower)
    assert "[ledger.another_previous]" in refused("--home", own / "north", "charter", "check", lower)


def test_a_root_signs_on_another_machine(own: Path) -> None:
    """Its key is not in the home. What was prepared is signed there, and handed in here."""
    file, home = amended(own, "--title", "en=Another name"), own / "north"
    shutil.copytree(home / "keys", own / "safe")
    for path in (home / "keys").glob("root-*.json"):
        path.unlink()
    assert "[keys.not_held]" in refused("--home", home, "charter", "accept", file)
    done("--home", home, "charter", "accept", file, "--prepare", own / "to-sign")
    assert "[keys.not_held]" in refused("keys", "sign", own / "to-sign", "--ring", home / "keys", "-o", own / "signed")

    done("keys", "sign", own / "to-sign", "--ring", own / "safe", "-o", own / "signed")
    done("--home", home, "sign", "--entry", own / "signed")

    versions = shown(own)["versions"]
    assert isinstance(versions, list)
    assert list(versions[1]["accepted"]) == ["north"]
    (own / "junk").write_text("pay the bearer\n")
    assert "expected the text of an entry" in refused(
        "keys", "sign", own / "junk", "--ring", own / "safe", "-o", own / "x"
    )


def with_east(own: Path) -> None:
    """A third party joins."""
    init(own, "east")
    accept(own, amended(own, "--party", own / "east.json", "--quorum", "1"))
    peers = (option for party in FOUNDERS for option in ("--peer", f"{party}={own / party}"))
    done("--home", own / "east", "node", "join", own / "genesis.json", *peers)
    for party in FOUNDERS:
        done("--home", own / party, "node", "peer", f"east={own / 'east'}")
    sync(own, (*FOUNDERS, "east"))


def test_a_party_joins_later_and_leaves(own: Path) -> None:
    init(own, "east")
    join = "--home", own / "east", "node", "join", own / "genesis.json", "--peer", f"north={own / 'north'}"
    assert "[charter.not_ours]" in refused(*join)
    file = amended(own, "--party", own / "east.json", "--quorum", "1")
    done("--home", own / "north", "charter", "accept", file)
    versions = shown(own)["versions"]
    assert isinstance(versions, list)
    (name,) = (each["charter"] for each in versions if not each["accepted_by_all"])
    lacking = refused(*join)
    assert "[charter.not_accepted_by]" in lacking
    assert "south has not accepted it" in lacking
    assert "trilateral sync WHERE" in lacking, "no peer of the name south is known here"
    assert f"trilateral charter accept {name}" in lacking
    done("--home", own / "south", "charter", "accept", file)
    assert "[charter.not_accepted_by]" in refused(*join), "north, the one that is asked, has not heard of it"
    sync(own)
    secret = "sign", "statements.made", "--field", "sort=offer", "--field", "text=A ferry.", "--audience"
    assert "[bodies.no_epoch]" in refused("--home", own / "north", *secret, "east"), "east has signed nothing yet"
    assert "it names east, north, south" in refused("--home", own / "north", *secret, "west")

    assert done(*join).startswith("east/0: accepted ")
    for party in FOUNDERS:
        done("--home", own / party, "node", "peer", f"east={own / 'east'}")
    sync(own, (*FOUNDERS, "east"))
    assert shown(own)["parties"] == ["east", "north", "south"]
    assert "[keys.accredited_already]" in refused("--home", own / "east", "node", "reaccredit")
    assert call("--home", own / "east", "node", "leave").exit_code == 2

    done("--home", own / "east", "node", "leave", "--why", "Our mandate has ended.", "--yes")
    sync(own, (*FOUNDERS, "east"))
    assert shown(own)["parties"] == ["north", "south"]
    said = "sign", "statements.made", "--field", "sort=offer", "--field", "text=A ferry."
    assert "[ledger.has_left]" in refused("--home", own / "east", *said)
    assert "[policy.unknown_log]" in refused("--home", own / "north", "node", "peer", "nobody=x")


def test_a_root_is_exchanged_in_the_same_home(own: Path) -> None:
    """What the older keys could open the new ones can, and the log goes on."""
    with_east(own)
    home = own / "south"
    done("--home", home, "keys", "epoch")
    sync(own, (*FOUNDERS, "east"))
    epochs = json.loads(done("--home", home, "keys", "list", "--json"))["epochs"]
    (own / "new.json").write_text(done("--home", home, "node", "reaccredit", "--new-keys"))
    said = "sign", "statements.made", "--field", "sort=offer", "--field", "text=A ferry."
    assert "[keys.not_accredited]" in refused("--home", home, *said)
    assert "[charter.not_ours]" in refused("--home", home, "node", "reaccredit")
    file = amended(own, "--party", own / "new.json")
    done("--home", own / "north", "charter", "accept", file)
    lacking = refused("--home", home, "node", "reaccredit")
    assert "[charter.not_accepted_by]" in lacking
    assert "east has not accepted it" in lacking
    assert "trilateral sync east" in lacking
    done("--home", own / "east", "charter", "accept", file)

    assert "accepted" in done("--home", home, "node", "reaccredit")
    done("--home", home, *said)
    sync(own, (*FOUNDERS, "east"))

    assert shown(own)["parties"] == ["east", "north", "south"]
    listed = json.loads(done("--home", home, "keys", "list", "--json"))
    assert [each["destroyed"] for each in listed["epochs"][: len(epochs)]] == [True] * len(epochs)
    assert {each["id"]: each["here"] for each in listed["epochs"]} == dict.fromkeys(
        (e["id"] for e in listed["epochs"]), True
    )
    digests = {done("--home", own / party, "state", "--digest").splitlines()[-1] for party in FOUNDERS}
    assert len(digests) == 1
    assert all(done("verify", own / party).endswith("consistent\n") for party in FOUNDERS)


def test_keys_are_listed_limited_exchanged_and_ended(own: Path) -> None:
    home = own / "north"
    done("--home", home, "keys", "new", "delegate", "--office", "press", "--power", "statements")
    assert "press may sign: statements" in done("--home", home, "keys", "list")
    meeting = "sign", "charter.tabled", "--by", "press", "--field", "text=x", "--field", "why=x"
    assert "[ledger.beyond_powers]" in refused("--home", home, *meeting)
    assert call("--home", home, "keys", "new", "node", "--power", "statements").exit_code == 2

    assert "[keys.no_rotation]" in refused("--home", home, "keys", "rotate", "log", "--finish")
    done("--home", home, "keys", "rotate", "log")
    sync(own)
    done("--home", home, "keys", "rotate", "log", "--finish")
    sync(own)
    listed = json.loads(done("--home", home, "keys", "list", "--json"))["keys"]
    logs = [(each["to"] is None, each["held"]) for each in listed if each["purpose"] == "log"]
    assert logs == [(False, "not here"), (True, "here")]
    assert done("verify", own / "south").endswith("consistent\n")

    done("--home", home, "keys", "epoch")
    first, second = json.loads(done("--home", home, "keys", "list", "--json"))["epochs"]
    assert "[keys.epoch_is_newest]" in refused("--home", home, "keys", "epoch", "--destroy", second["id"], "--yes")
    assert call("--home", home, "keys", "epoch", "--destroy", first["id"]).exit_code == 2
    done("--home", home, "keys", "epoch", "--destroy", first["id"], "--yes")
    assert "[ledger.no_such_epoch]" in refused("--home", home, "keys", "epoch", "--destroy", "nothing", "--yes")
    epochs = json.loads(done("--home", home, "keys", "list", "--json"))["epochs"]
    assert [(each["destroyed"], each["here"]) for each in epochs] == [(True, False), (False, True)]
