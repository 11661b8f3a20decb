"""What commands refuse in a mechanism's life: founded twice, joined with other keys, left, over its quota, on a spoilt disk."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from tests.cli.test_charter import FOUNDERS, accept, amended, done, init, refused, sync, with_east
from trilateral.cli import bodies as bodies_command
from trilateral.ledger.entry import Text
from trilateral.node import bulks, node
from trilateral.node.clock import FixedClock
from trilateral.node.founding import terms_of
from trilateral.node.keys import Purpose, Wanted, key_name, open_keyring

PASSPHRASE = "made up for a test"
SAID = ("sign", "statements.made", "--field", "sort=offer", "--field", "text=A ferry.")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where homes may be made."""
    monkeypatch.setenv("TRILATERAL_GUARD", str(tmp_path / "guard"))
    monkeypatch.setenv("TRILATERAL_PASSPHRASE", PASSPHRASE)
    return tmp_path


@pytest.fixture
def own(place: Path) -> Path:
    """Two parties that have founded a mechanism over files."""
    for party in FOUNDERS:
        init(place, party)
    join(place, charter(place, "genesis"), *FOUNDERS)
    sync(place)
    return place


def charter(place: Path, name: str) -> Path:
    terms = [option for party in FOUNDERS for option in ("--party", place / f"{party}.json")]
    done("charter", "new", *terms, "--title", f"en={name}", "--scope", "en=The river", "-o", place / f"{name}.json")
    return place / f"{name}.json"


def join(place: Path, file: Path, *parties: str) -> None:
    for party in parties:
        (other,) = set(FOUNDERS) - {party}
        done("--home", place / party, "node", "join", file, "--peer", f"{other}={place / other}")


def test_a_home_is_made_once(place: Path) -> None:
    init(place, "north")

    said = refused("--home", place / "north", "node", "init", "--party", "north", "--origin", "n", "--office", "envoy")

    assert "[keys.exist_already]" in said


def test_a_charter_is_joined_once_and_no_other_one_after_it(place: Path) -> None:
    for party in FOUNDERS:
        init(place, party)
    file, other = charter(place, "genesis"), charter(place, "another")
    join(place, file, "north")
    home = place / "north"

    assert "[guard.exists_already]" in refused("--home", home, "node", "join", file)
    assert "[charter.other_held]" in refused("--home", home, "node", "join", other)
    assert "[policy.too_few_cosigners]" in refused("--home", home, "policy", "--log", "north.example")


def test_of_two_roots_that_a_charter_wants_one_founds_nothing(place: Path) -> None:
    """A ring that has one of them signs what was prepared for both."""
    for party in FOUNDERS:
        init(place, party)
    home = place / "north"
    with open_keyring(home / "keys", PASSPHRASE) as ring:
        ring.add(Wanted(Purpose.ROOT, key_name("north.example", Purpose.ROOT)))
    terms = msgspec.structs.replace(terms_of(home, names=(Text("en", "north"),)), root_threshold=2)
    (place / "north.json").write_bytes(msgspec.json.encode(terms))

    join(place, charter(place, "genesis"), *FOUNDERS)
    sync(place)
    done("--home", home, "charter", "accept", amended(place, "--title", "en=Another"), "--prepare", place / "to-sign")
    shutil.copytree(home / "keys", place / "safe")
    next((place / "safe").glob("root-*.json")).unlink()
    done("keys", "sign", place / "to-sign", "--ring", place / "safe", "-o", place / "signed")

    assert "[ledger.too_few_roots]" in refused("--home", home, "sign", "--entry", place / "signed")


def test_whom_a_charter_names_no_more_says_nothing_under_it(own: Path) -> None:
    with_east(own)
    accept(own, amended(own, "--without", "south", "--quorum", "1"), (*FOUNDERS, "east"))

    assert "[ledger.not_a_member]" in refused("--home", own / "south", *SAID)


def test_an_observer_alleges_nothing_and_says_nothing_under_a_version_that_it_has_not_accepted(own: Path) -> None:
    init(own, "east")
    accept(own, amended(own, "--party", own / "east.json", "--role", "east=observer", "--quorum", "1"))
    peers = (option for party in FOUNDERS for option in ("--peer", f"{party}={own / party}"))
    done("--home", own / "east", "node", "join", own / "genesis.json", *peers)
    for party in FOUNDERS:
        done("--home", own / party, "node", "peer", f"east={own / 'east'}")
    sync(own, (*FOUNDERS, "east"))
    done("--home", own / "east", *SAID)
    alleged = ("sign", "allegations.filed", "--field", "against=south", "--field", "points=The ferry was stopped.")
    assert "[charter.has_no_say]" in refused("--home", own / "east", *alleged)
    accept(own, amended(own, "--title", "en=Another name"))
    done("--home", own / "east", "sync")

    assert "[ledger.not_accepted]" in refused("--home", own / "east", *SAID)


def test_what_goes_beyond_a_quota_is_not_mirrored_and_the_operator_is_told(own: Path) -> None:
    accept(own, amended(own, "--quotas", "entries=3"))
    for day in range(4):
        done("--home", own / "south", *SAID[:-1], f"text=A ferry on day {day}.")

    said = refused("--home", own / "north", "sync")

    assert "[quota.over]" in said
    assert f"{own / 'south'}: " in said


def spoil(own: Path, name: str, change: Callable[[sqlite3.Connection], object]) -> None:
    with closing(sqlite3.connect(own / "north" / name)) as connection, connection:
        change(connection)


def test_a_database_of_something_else_is_left_alone(own: Path) -> None:
    (own / "north" / "tables.sqlite").unlink()
    spoil(own, "tables.sqlite", lambda each: each.execute("CREATE TABLE payroll (name TEXT)"))

    assert "[tables.not_ours]" in refused("--home", own / "north", *SAID)
    assert "[tables.not_ours]" in refused("--home", own / "north", "rebuild")


def test_tables_of_another_version_are_not_written(own: Path) -> None:
    spoil(own, "tables.sqlite", lambda each: each.execute("UPDATE about SET value = 'x' WHERE name = 'version'"))

    assert "[tables.of_another_version]" in refused("--home", own / "north", *SAID)
    done("--home", own / "north", "rebuild")
    done("--home", own / "north", *SAID)


def test_a_log_whose_newest_key_is_missing_is_not_signed(own: Path) -> None:
    """The older key is rotated out, and the new one was left on the machine where it was made."""
    home = own / "north"
    before = set((home / "keys").glob("log-*.json"))
    done("--home", home, "keys", "rotate", "log")
    sync(own)
    done("--home", home, "keys", "rotate", "log", "--finish")
    (newest,) = set((home / "keys").glob("log-*.json")) - before
    newest.unlink()

    assert "[keys.no_log_key]" in refused("--home", home, *SAID)


def test_a_list_whose_rows_are_gone_from_the_disk_proves_nothing(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, rows = own / "north", own / "rows.jsonl"
    rows.write_text('{"number":1}\n{"number":2}\n')
    put = ("--home", home, "bulk", "put", rows, "--title", "Reports", "--what", "reports")
    ref = json.loads(done(*put, "--json"))["ref"]
    (kept,) = (path for path in (home / "bulks").rglob("*") if path.is_file())
    kept.unlink()

    assert "[bodies.rows_not_here]" in refused("--home", home, "prove", f"{ref}#1", "-o", own / "row")
    with monkeypatch.context() as patched:
        patched.setattr(bulks, "MAX_ROWS", 1)
        assert "[bodies.too_many_rows]" in refused(*put)
    with monkeypatch.context() as patched:
        patched.setattr(bodies_command, "_MAX_FILE", 1)
        assert "[bodies.too_large]" in refused(*put)


def test_without_a_word_of_others_no_silence_is_noted(own: Path) -> None:
    """South has answered, and the words of others on its log from before that have gone from the disk."""
    field = ("--field", "against=south", "--field", "points=The ferry was stopped.")
    ref = json.loads(done("--home", own / "north", "sign", "allegations.filed", *field, "--json"))["ref"]
    sync(own)
    answer = ("--field", "point=0", "--field", "answer=denied", "--field", "text=It was not.", "--subject", ref)
    done("--home", own / "south", "sign", "allegations.answered", *answer)
    sync(own)
    for file in (own / "north" / "cosigned").rglob("*"):
        if file.is_file():
            file.unlink()

    assert "[silence.nothing_kept]" in refused("--home", own / "north", "silence", "note", ref)


def test_a_clock_that_went_back_signs_no_head(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node, "SystemClock", lambda: FixedClock(datetime(2007, 5, 28, tzinfo=UTC)))

    assert "[clock.went_back]" in refused("--home", own / "north", "sync")


def test_an_amendment_that_exchanges_two_roots_at_once_is_accepted_by_nobody(own: Path) -> None:
    """Each would be named with the other's: one party at a time gets new keys, by all others' acceptance."""
    north, south = (json.loads((own / f"{party}.json").read_text()) for party in FOUNDERS)
    north["root_keys"], south["root_keys"] = south["root_keys"], north["root_keys"]
    for terms in (north, south):
        (own / f"{terms['id']}-exchanged.json").write_text(json.dumps(terms))
    file = amended(own, *(word for party in FOUNDERS for word in ("--party", own / f"{party}-exchanged.json")))

    assert "[ledger.bad_amendment]" in refused("--home", own / "north", "charter", "check", file)
    assert "[ledger.bad_amendment]" in refused("--home", own / "north", "charter", "accept", file)


def test_a_guard_that_came_back_from_a_backup_is_not_believed(own: Path) -> None:
    """It knows less than what is served: so it was restored, and what else was signed since is not known."""
    shutil.copytree(own / "guard", own / "backup")
    done("--home", own / "north", *SAID)
    shutil.rmtree(own / "guard")
    shutil.copytree(own / "backup", own / "guard")

    assert "[guard.rolled_back]" in refused("--home", own / "north", *SAID[:-1], "text=Another ferry.")


def test_a_log_that_went_on_in_two_places_is_not_signed_any_more(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of the home was let sign on another machine, and meets what the home has signed since."""
    shutil.copytree(own / "north", own / "copy")
    settings = (own / "copy" / "node.toml").read_text()
    (own / "copy" / "node.toml").write_text(settings.replace(str(own / "south"), str(own / "nobody")))
    with monkeypatch.context() as patched:
        patched.setenv("TRILATERAL_GUARD", str(own / "another"))
        done("--home", own / "copy", "node", "resume", "--override", "The machine burnt down.")
        done("--home", own / "copy", *SAID)
    done("--home", own / "north", *SAID[:-1], "text=Another ferry.")

    assert "[guard.forked]" in refused("--home", own / "north", "sync", own / "copy")
    done("--home", own / "north", "sync")


def test_a_node_does_not_serve_in_clear_where_others_could_read_along(own: Path) -> None:
    assert "[node.plain_http]" in refused("--home", own / "north", "serve", "--host", "192.0.2.1")
