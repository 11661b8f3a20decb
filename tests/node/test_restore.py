"""A home is lost, or an old copy of it comes back: the others have it, and nothing is signed twice."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.node.parties import PASSPHRASE, Parties, origin_of, three_parties
from trilateral.errors import RefusedError
from trilateral.node.bundle import open_bundle, pack
from trilateral.node.node import Node
from trilateral.node.sources import DirectorySource
from trilateral.node.sync import restore, sync, sync_all
from trilateral.node.tables import rebuild
from trilateral.node.verify import verify_path
from trilateral.store.logs import log_name

US = origin_of("us")


@pytest.fixture
def parties(tmp_path: Path) -> Iterator[Parties]:
    with three_parties(tmp_path) as founded:
        for name in ("us", "ir", "iq"):
            founded.state(name, f"first of {name}")
        founded.sync()
        yield founded


def lose(parties: Parties, name: str, *what: str) -> None:
    for each in what:
        path = parties.home(name) / each
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def test_a_home_without_its_logs_is_made_whole_from_the_others(parties: Parties) -> None:
    """The own log included. The state is the same as before, and the node goes on where it was."""
    digest = parties.nodes["us"].record.fold.digest()
    size = parties.nodes["us"].record.size(US)
    parties.close("us")
    lose(parties, "us", "logs", "staging", "heads", "cosigned", "tables.sqlite")

    node = parties.open("us")
    assert node.blocked is not None
    assert node.blocked.code == "guard.behind"
    with pytest.raises(RefusedError, match=r"guard\.behind"):
        parties.state("us", "too early")
    restore(node, parties.others("us"))

    assert node.may_sign
    assert node.record.size(US) == size
    assert node.record.fold.digest() == digest
    assert verify_path(parties.home("us")).ok
    assert parties.state("us", "we are back").index >= size
    parties.sync()
    assert parties.nodes["ir"].record.fold.digest() == node.record.fold.digest()
    assert not parties.nodes["ir"].record.fold.exposed()


def test_a_home_that_was_rolled_back_a_day_signs_nothing_until_it_has_caught_up(parties: Parties) -> None:
    parties.close("us")
    backup = parties.root / "backup"
    shutil.copytree(parties.home("us"), backup)
    parties.open("us")
    parties.state("us", "today")
    size = parties.state("us", "today again").index + 1
    parties.sync()
    digest = parties.nodes["ir"].record.fold.digest()
    parties.close("us")
    shutil.rmtree(parties.home("us"))
    backup.rename(parties.home("us"))

    node = parties.open("us")
    assert node.blocked is not None
    assert (node.blocked.code, node.blocked.params["held"], node.blocked.params["signed"]) == ("guard.behind", 10, size)
    with pytest.raises(RefusedError, match=r"guard\.behind"):
        parties.state("us", "something else at the same place")
    sync(node, DirectorySource(parties.home("iq")))

    assert node.may_sign
    assert node.record.fold.digest() == digest
    assert parties.state("us", "and on we go").index == size


def test_a_guard_that_was_rolled_back_with_its_home_is_not_believed(parties: Parties) -> None:
    """As in a snapshot of the whole machine: only the others know."""
    parties.close("us")
    shutil.copytree(parties.home("us"), parties.root / "old-home")
    shutil.copytree(parties.guard("us"), parties.root / "old-guard")
    parties.open("us")
    size = parties.state("us", "today").index + 1
    parties.sync()
    parties.close("us")
    for path, old in ((parties.home("us"), "old-home"), (parties.guard("us"), "old-guard")):
        shutil.rmtree(path)
        (parties.root / old).rename(path)

    node = parties.open("us")
    assert node.blocked is not None
    assert node.blocked.code == "guard.ask_a_mirror"
    with pytest.raises(RefusedError, match="ask_a_mirror"):
        parties.state("us", "something else at the same place")
    sync_all(node, parties.others("us"))

    assert node.may_sign
    assert node.record.size(US) == size
    assert parties.state("us", "and on we go").index == size
    parties.sync()
    assert not parties.nodes["ir"].record.fold.exposed()


def test_a_lost_guard_means_asking_first(parties: Parties) -> None:
    parties.close("us")
    shutil.rmtree(parties.guard("us"))

    node = parties.open("us")

    assert node.blocked is not None
    assert node.blocked.code == "guard.ask_a_mirror"
    sync(node, DirectorySource(parties.home("ir")))
    assert node.may_sign
    parties.state("us", "on we go")


def test_a_lost_guard_and_lost_logs_do_not_look_like_a_new_party(parties: Parties) -> None:
    size = parties.nodes["us"].record.size(US)
    parties.close("us")
    shutil.rmtree(parties.guard("us"))
    lose(parties, "us", "logs", "heads", "staging")

    node = parties.open("us")

    with pytest.raises(RefusedError, match="ask_a_mirror"):
        node.found()
    restore(node, parties.others("us"))
    assert parties.state("us", "on we go").index >= size


def test_a_crash_is_no_stop_in_good_order(parties: Parties) -> None:
    """After it a mirror is asked, or a person takes the blame in writing."""
    node = parties.nodes.pop("us")
    node._guard.close()  # what the end of a process does, for both locks
    os.close(node._lock_file or -1)
    node._closed = True

    again = parties.open("us")
    assert again.blocked is not None
    again.override_guard("the line is cut and the ministry wants it said")

    assert again.may_sign
    parties.state("us", "said")
    assert b"ministry" in next(parties.guard("us").glob("*/overrides.log")).read_bytes()


def test_an_override_does_not_help_where_a_fork_would_be_certain(parties: Parties) -> None:
    parties.close("us")
    lose(parties, "us", "logs", "staging")
    node = parties.open("us")

    with pytest.raises(RefusedError, match=r"guard\.behind"):
        node.override_guard("I do not care")

    assert not node.may_sign


def test_a_stop_in_good_order_needs_nobody(parties: Parties) -> None:
    parties.close("us")
    parties.open("us")

    assert parties.state("us", "alone").index > 0


def test_a_bundle_is_enough_to_restore_from(parties: Parties, tmp_path: Path) -> None:
    bundle = tmp_path / "record.tar"
    pack(parties.nodes["ir"].record, bundle)
    digest = parties.nodes["ir"].record.fold.digest()
    parties.close("us")
    lose(parties, "us", "logs", "staging", "heads", "tables.sqlite")

    node = parties.open("us")
    restore(node, [open_bundle(bundle)])

    assert node.record.fold.digest() == digest
    assert node.may_sign


def test_nobody_has_enough_of_our_log(parties: Parties, tmp_path: Path) -> None:
    """What we signed last reached nobody. The node says so and signs nothing."""
    yesterday = tmp_path / "yesterday"
    shutil.copytree(parties.home("ir"), yesterday)
    parties.state("us", "heard by nobody")
    parties.close("us")
    lose(parties, "us", "logs", "staging")

    node = parties.open("us")
    with pytest.raises(RefusedError, match=r"guard\.behind"):
        restore(node, [DirectorySource(yesterday)])

    assert not node.may_sign


def test_two_processes_cannot_hold_one_home(parties: Parties) -> None:
    with pytest.raises(Exception, match="held by process"):
        Node.open(parties.home("us"), PASSPHRASE, clock=parties.clock, guard=parties.guard("us"))


def test_tables_are_made_again_from_the_logs(parties: Parties) -> None:
    node = parties.nodes["ir"]
    count = sum(node.record.size(origin) for origin in node.record.origins)
    parties.close("ir")
    lose(parties, "ir", "tables.sqlite")

    assert rebuild(parties.home("ir")) == count


def test_deleted_tables_come_back_by_themselves(parties: Parties) -> None:
    parties.close("ir")
    lose(parties, "ir", "tables.sqlite")

    parties.open("ir")

    assert (parties.home("ir") / "tables.sqlite").exists()
    assert (parties.home("ir") / "logs" / log_name(US) / "checkpoint").exists()
