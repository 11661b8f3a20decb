"""Commands of a node's life: found, exchange, lose everything, come back. And the demonstration itself."""

import json
import shutil
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from tests.cli.conftest import Run
from trilateral.cli import main
from trilateral.node.settings import Listen, read_settings, write_settings
from trilateral.node.tls import read_spki_hash

PARTIES = ("iq", "ir", "us")


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place with guards and a passphrase of its own."""
    monkeypatch.setenv("TRILATERAL_GUARD", str(tmp_path / "guard"))
    monkeypatch.setenv("TRILATERAL_PASSPHRASE", "made up for a test")
    return tmp_path


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def done(*arguments: object) -> str:
    result = call(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def founded(own: Path) -> list[Path]:
    """Two parties found a mechanism as two operators would, over files alone."""
    homes = [own / "north", own / "south"]
    for home in homes:
        options = (
            "--party",
            home.name,
            "--origin",
            f"{home.name}.example",
            "--office",
            "envoy",
            "--name",
            f"en={home.name}",
        )
        (own / f"{home.name}.json").write_text(done("--home", home, "node", "init", *options))
    terms = [option for home in homes for option in ("--party", own / f"{home.name}.json")]
    words = "--title", "en=A river commission", "--scope", "en=The river", "--clock", "allegations.answer=48"
    done("charter", "new", *terms, *words, "-o", own / "charter.json")
    done("charter", "check", own / "charter.json")
    for home, other in zip(homes, reversed(homes), strict=True):
        done("--home", home, "node", "join", own / "charter.json", "--peer", f"{other.name}={other}")
    return homes


def test_two_parties_found_a_mechanism_over_files(own: Path) -> None:
    """Each makes its keys, one charter names both, each accepts it in its own log."""
    north, south = founded(own)
    assert "not in force" in done("--home", north, "charter", "show")
    done("--home", north, "sync")
    done("--home", south, "sync")
    assert "not in force" not in done("--home", north, "charter", "show")

    options = "--field", "sort=offer", "--field", "text=A bridge."
    ref = json.loads(done("--home", north, "sign", "statements.made", *options, "--json"))["ref"]
    done("--home", south, "sync", "north")

    assert json.loads(done("--home", south, "show", ref, "--json"))["body"]["text"]["text"] == "A bridge."
    assert (
        done("--home", north, "state", "--digest").splitlines()[-1]
        == done("--home", south, "state", "--digest").splitlines()[-1]
    )
    assert done("--home", north, "node", "doctor") == "nothing is wrong\n"


def test_a_record_travels_as_a_bundle(own: Path) -> None:
    north, south = founded(own)
    for home in (north, south, north):
        done("--home", home, "sync")
    done("--home", north, "sign", "statements.made", "--field", "sort=offer", "--field", "text=A ferry.")
    done("--home", north, "bundle", "pack", own / "stick.bundle")

    done("--home", south, "bundle", "unpack", own / "stick.bundle")

    assert (
        done("--home", north, "state", "--digest").splitlines()[-1]
        == done("--home", south, "state", "--digest").splitlines()[-1]
    )
    done("bundle", "unpack", own / "stick.bundle", "--into", own / "files")
    assert (own / "files" / "charter.json").is_file()
    unpacked = json.loads(done("bundle", "unpack", own / "stick.bundle", "--into", own / "again", "--json"))
    assert unpacked["into"] == str(own / "again")
    assert unpacked["files"] == sum(path.is_file() for path in (own / "again").rglob("*"))


def test_a_peer_that_gives_rubbish_is_named_and_nothing_of_ours_is_lost(own: Path) -> None:
    north, south = founded(own)
    done("--home", north, "sync")
    done("--home", south, "sync")
    before = done("--home", south, "state", "--digest").splitlines()[-1]
    for checkpoint in (north / "logs").glob("*/checkpoint"):
        checkpoint.write_bytes(b"rubbish\n" + checkpoint.read_bytes())

    result = call("--home", south, "sync")

    assert result.exit_code == 1
    assert str(north) in result.stderr
    assert done("--home", south, "state", "--digest").splitlines()[-1] == before


def test_a_peer_that_does_not_answer_is_unavailable(own: Path) -> None:
    north, _ = founded(own)

    result = call("--home", north, "sync", "http://127.0.0.1:9")

    assert result.exit_code == 3
    assert "127.0.0.1:9" in result.stderr
    assert call("--home", north, "sync", own / "nothing").exit_code == 3


def test_a_home_that_lost_its_logs_is_restored_from_the_others(own: Path) -> None:
    """Own log included, with the same digest; before that it signs nothing."""
    directory = own / "demo"
    done("demo", "--home", directory, "--no-serve")
    before = done("--home", directory / "ir", "state", "--digest").splitlines()[-1]
    shutil.rmtree(directory / "iq" / "logs")
    (directory / "iq" / "tables.sqlite").unlink()
    monkey = pytest.MonkeyPatch()
    monkey.delenv("TRILATERAL_PASSPHRASE")
    options = "--by", "moderator", "--field", "sort=question", "--field", "text=x"
    refused = call("--home", directory / "iq", "sign", "statements.made", *options)

    report = done("--home", directory / "iq", "node", "restore", "--from", directory / "us", "--from", directory / "ir")

    monkey.undo()
    assert refused.exit_code == 1
    assert "[ledger.not_caught_up]" in refused.stderr  # its own log it has asked for; what it had seen is still missing
    assert "came" in report
    assert done("--home", directory / "iq", "state", "--digest").splitlines()[-1] == before
    assert done("verify", directory / "iq").endswith("consistent\n")


def test_what_others_gave_back_of_our_own_log_is_counted(own: Path) -> None:
    """Also what came back before the command itself had asked anybody."""
    north, south = founded(own)
    for home in (north, south, north):
        done("--home", home, "sync")
    status = json.loads(done("--home", north, "node", "status", "--json"))
    shutil.rmtree(north / "logs")

    report = json.loads(done("--home", north, "node", "restore", "--from", south, "--json"))

    assert report["taken_back"] == status["size"]
    assert report["entries"] == status["size"] + status["others"]["south"]["we_hold"]


def test_a_log_shown_in_two_ways_is_named_where_it_is_found(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of a home with a guard of its own says something else; whoever sees both is told so."""
    north, south = founded(own)
    for home in (north, south, north, south):
        done("--home", home, "sync")
    twin = own / "twin"
    shutil.copytree(north, twin)
    options = "sign", "statements.made", "--field", "sort=offer"
    done("--home", north, *options, "--field", "text=A bridge.")
    monkeypatch.setenv("TRILATERAL_GUARD", str(own / "another guard"))
    done("--home", twin, *options, "--field", "text=A dam.")
    monkeypatch.setenv("TRILATERAL_GUARD", str(own / "guard"))
    done("--home", south, "sync", north)

    result = call("--home", south, "sync", twin)

    assert result.exit_code == 1
    assert "exposed: north.example" in result.stderr
    assert str(twin) in result.stderr
    assert "[status.two_branches]" in result.stderr
    standing = json.loads(done("--home", south, "node", "status", "--json"))["others"]["north"]
    assert standing["standing"] == "exposed"
    assert standing["reasons"][0]["code"] == "status.two_branches"


@pytest.fixture
def alone(own: Path) -> Path:
    """A home after a crash, whose only mirror is out of reach."""
    north, south = founded(own)
    for home in (north, south, north):
        done("--home", home, "sync")
    for mark in (own / "guard").glob("*/stopped"):
        mark.unlink()
    south.rename(own / "out of reach")
    return north


def overrides(own: Path) -> list[dict[str, object]]:
    found = [path.read_text().splitlines() for path in (own / "guard").glob("*/overrides.log")]
    return [json.loads(line) for lines in found for line in lines]


def test_a_person_takes_the_blame_where_no_mirror_is_left(own: Path, alone: Path) -> None:
    """Recorded beside the guard with the reason and what was signed last; then the node signs again."""
    options = "--home", alone, "sign", "statements.made", "--field", "sort=offer", "--field", "text=A bridge."
    refused, examined = call(*options), call("--home", alone, "node", "doctor")
    wordless = call("--home", alone, "node", "resume", "--override", " ")
    size = json.loads(done("--home", alone, "node", "status", "--json"))["size"]

    said = done("--home", alone, "node", "resume", "--override", "the other house burned down")

    assert "[guard.ask_a_mirror]" in refused.stderr
    assert "trilateral node resume --override" in examined.stdout
    assert wordless.exit_code == 2
    recorded = overrides(own)
    assert [each["reason"] for each in recorded] == ["the other house burned down"]
    signed = recorded[0]["signed"]
    assert isinstance(signed, dict)
    assert (signed["origin"], signed["size"], len(signed["root"])) == ("north.example", size, 64)
    assert signed["root"] in said
    assert "the other house burned down" in said
    assert call(*options).exit_code == 0
    assert json.loads(done("--home", alone, "node", "resume", "--override", "again", "--json")) == {"recorded": None}
    assert len(overrides(own)) == 1


def test_known_loss_is_not_overridden(own: Path, alone: Path) -> None:
    """What is missing was signed, so the next signature would be a fork: refused, and nothing is recorded."""
    shutil.rmtree(alone / "logs")

    refused = call("--home", alone, "node", "resume", "--override", "I do not care")

    assert refused.exit_code == 1
    assert "[guard.behind]" in refused.stderr
    assert "resume" not in call("--home", alone, "node", "doctor").stdout
    assert overrides(own) == []


def test_a_passphrase_file_may_lie_beside_a_home_that_is_not_there_yet(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRILATERAL_PASSPHRASE")
    (own / "pw").write_text("made up for a test\n")
    options = "--party", "north", "--origin", "north.example", "--office", "envoy", "--passphrase-file", "../pw"

    done("--home", own / "north", "node", "init", *options)

    assert (own / "north" / "keys").is_dir()


def test_terms_that_say_something_twice_are_refused(own: Path) -> None:
    """Two readers could take two meanings from them."""
    founded(own)
    terms = (own / "north.json").read_text()
    (own / "twice.json").write_text(terms.replace("{", '{"id":"east",', 1))
    parties = "--party", own / "twice.json", "--party", own / "south.json"

    refused = call("charter", "new", *parties, "--title", "en=x", "--scope", "en=x", "-o", own / "new.json")

    assert refused.exit_code == 1
    assert "'id' twice" in refused.stderr
    assert not (own / "new.json").exists()


def test_the_demonstration_prints_what_scripts_need(run: Run, demo: Path) -> None:
    """On homes that are there already it changes nothing, and says the same."""
    result = run("demo", "--home", demo, "--no-serve", "--json")

    assert result.exit_code == 0, result.output
    assert len(result.stdout.splitlines()) == 1
    nodes = {node["party"]: node for node in json.loads(result.stdout)["nodes"]}
    assert sorted(nodes) == ["iq", "ir", "us"]
    for party, node in nodes.items():
        assert node["home"] == str(demo / party)
        assert node["origin"] == f"{party}.baghdad-2007.example"
        assert node["size"] > 70
    assert len({node["digest"] for node in nodes.values()}) == 1


def test_the_demonstration_summarises_in_five_lines(run: Run, demo: Path) -> None:
    lines = run("demo", "--home", demo, "--no-serve").stdout.splitlines()

    assert len(lines) == 5
    assert lines[0].startswith("entries: ")
    assert "consistent" in lines[3]


def test_the_demonstration_does_not_write_over_what_is_there(run: Run, tmp_path: Path) -> None:
    (tmp_path / "us").mkdir()

    result = run("demo", "--home", tmp_path, "--no-serve")

    assert result.exit_code == 1
    assert "us" in result.stderr
    assert run("demo", "--no-serve").exit_code == 2
    assert run("demo", "--home", tmp_path, "--no-serve", "--case", "another").exit_code == 2


def test_a_node_makes_its_certificate_once(own: Path) -> None:
    """For the names given, or those that others have for it; then it serves with it."""
    home = own / "north"
    done("--home", home, "node", "init", "--party", "north", "--origin", "north.example", "--office", "head")
    made = json.loads(done("--home", home, "node", "certificate", "--name", "north.example", "--name", "::1", "--json"))
    settings = read_settings(home)

    assert made["names"] == ["north.example", "::1"]
    assert settings.tls_files_in(home) == (Path(made["certificate"]), Path(made["key"]))
    assert made["public_key_sha256"] == read_spki_hash(Path(made["certificate"]))
    again = call("--home", home, "node", "certificate")
    assert (again.exit_code, "[node.certificate_exists]" in again.output) == (1, True)
    assert read_settings(home) == settings


def test_a_certificate_is_for_what_others_call_the_node(own: Path) -> None:
    home = own / "north"
    done("--home", home, "node", "init", "--party", "north", "--origin", "north.example", "--office", "head")
    addresses = ("https://talks.example:8470/north", "https://[::1]:8470")
    listen = Listen(addresses=addresses)
    write_settings(home, msgspec.structs.replace(read_settings(home), listen=listen))

    said = done("--home", home, "node", "certificate")

    assert "for talks.example, ::1, SHA-256 of its public key" in said
