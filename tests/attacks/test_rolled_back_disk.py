"""A disk is restored from a copy, and the node started as if nothing had happened.

Going on from there would sign other entries under sizes that were signed
before: the log would have forked, and no one could mend it. So the node signs
nothing until it holds again all that it once signed.
"""

import shutil
from pathlib import Path

import pytest

from tests.node.party import Party, assert_whole
from trilateral.errors import MalformedError, RefusedError
from trilateral.store.logs import stated

E = [f"entry {index}".encode() for index in range(700)]


def run_and_restore(party: Party, kept: int, lost: int) -> bytes:
    """Append, copy the home, append more, and put the copy back in place. Returns what a mirror saw last."""
    party.appender.append(E[:kept])
    party.stop()
    backup = party.backup()
    party.start()
    party.appender.append(E[kept : kept + lost])
    party.stop()
    seen = party.files.checkpoint()
    assert seen is not None
    party.restore_in_place(backup)
    return seen


@pytest.mark.parametrize(("kept", "lost"), [(0, 1), (1, 1), (5, 300), (256, 256), (300, 7)])
def test_a_restored_node_signs_nothing_until_it_has_caught_up(tmp_path: Path, kept: int, lost: int) -> None:
    """The home looks the same, down to its inode, and the last stop was in good order. The guard still knows better."""
    party = Party.new(tmp_path)
    seen = run_and_restore(party, kept, lost)

    with pytest.raises(RefusedError, match=rf"guard\.behind \(held={kept}, signed={kept + lost}\)"):
        party.start()
    assert party.guard.bound(party.home)
    for sign in (lambda: party.appender.append([b"another history"]), party.appender.heartbeat, party.appender.publish):
        with pytest.raises(RefusedError, match=r"guard\.behind"):
            sign()
    assert party.files.staged() is None

    party.appender.catch_up(iter(E[kept:]))  # a mirror may have more to offer than is needed
    assert stated(party.files.checkpoint() or b"") == stated(seen)
    assert party.appender.append([b"new"]) == range(kept + lost, kept + lost + 1)
    party.stop()
    assert_whole(party.files, [*E[: kept + lost], b"new"])


def test_a_copy_elsewhere_is_refused_as_another_home(tmp_path: Path) -> None:
    """Restored into a new directory, even a whole copy must ask first: the original may be running on."""
    party = Party.new(tmp_path)
    party.appender.append(E[:3])
    party.stop()
    shutil.move(party.backup(), tmp_path / "elsewhere")
    shutil.rmtree(party.home)
    shutil.copytree(tmp_path / "elsewhere", party.home)

    party.start()
    assert party.guard.moved(party.home)
    with pytest.raises(RefusedError, match=r"guard\.not_bound"):
        party.appender.append([b"another history"])
    party.guard.bind(party.home)  # somebody asked a mirror, and it knew nothing newer
    party.appender.append(E[3:4])
    party.stop()
    assert_whole(party.files, E[:4])


def test_entries_that_lead_elsewhere_are_not_taken_back(tmp_path: Path) -> None:
    """A mirror that offers other entries could otherwise write our log for us."""
    party = Party.new(tmp_path)
    run_and_restore(party, 3, 4)
    with pytest.raises(RefusedError, match=r"guard\.behind"):
        party.start()

    with pytest.raises(MalformedError, match="do not lead to its checkpoint 7"):
        party.appender.catch_up([*E[3:6], b"forged"])
    assert party.files.staged() is None
    with pytest.raises(RefusedError, match=r"guard\.behind \(held=6, signed=7\)"):
        party.appender.catch_up(E[3:6])
    with pytest.raises(RefusedError, match=r"guard\.behind"):
        party.appender.append([b"another history"])

    party.appender.catch_up(E[3:7])
    party.stop()
    assert_whole(party.files, E[:7])


def test_a_mirror_that_knows_more_than_the_guard_is_followed(tmp_path: Path) -> None:
    """A snapshot of the whole machine takes the guard back too. Only others can know, so they are asked at each start."""
    party = Party.new(tmp_path)
    party.appender.append(E[:3])
    party.stop()
    backup, guard = party.backup(), shutil.copytree(tmp_path / "guard", tmp_path / "guard copy")
    party.start()
    party.appender.append(E[3:9])
    party.stop()
    seen = party.files.checkpoint()
    party.restore_in_place(backup)
    shutil.rmtree(tmp_path / "guard")
    shutil.move(guard, tmp_path / "guard")

    assert party.start().size == 3  # nothing here can tell
    with pytest.raises(MalformedError):
        party.appender.catch_up([*E[3:8], b"forged"], seen)
    party.appender.catch_up(E[3:9], seen)
    party.stop()
    assert_whole(party.files, E[:9])
    assert stated(party.files.checkpoint() or b"") == stated(seen or b"")


def test_who_dies_while_taking_back_must_ask_again(tmp_path: Path) -> None:
    """Whole snapshot again, and half of what was lost is back when the process dies: from there it would fork."""
    party = Party.new(tmp_path)
    party.appender.append(E[:3])
    party.stop()
    backup, guard = party.backup(), shutil.copytree(tmp_path / "guard", tmp_path / "guard copy")
    party.start()
    party.appender.append(E[3:9])
    party.stop()
    party.restore_in_place(backup)
    shutil.rmtree(tmp_path / "guard")
    shutil.move(guard, tmp_path / "guard")
    party.start()
    party.guard.bind(party.home)  # a mirror was asked, and has nine
    party.appender._stage(E[3:6])
    party.crash()

    with pytest.raises(RefusedError, match=r"guard\.not_bound"):
        party.start()
    with pytest.raises(RefusedError, match=r"guard\.not_bound"):
        party.appender.append([b"another history"])
    party.crash()


def test_a_checkpoint_of_somebody_else_moves_nothing(tmp_path: Path) -> None:
    party = Party.new(tmp_path)
    seen = run_and_restore(party, 3, 4)
    with pytest.raises(RefusedError, match=r"guard\.behind"):
        party.start()

    with pytest.raises(MalformedError):
        party.appender.catch_up(E[3:7], seen.replace(b"\n7\n", b"\n8\n"))
    party.appender.catch_up(E[3:7], seen)
    party.stop()


def test_a_guard_restored_from_a_backup_is_not_believed(tmp_path: Path) -> None:
    """It knows less than the disk serves, which cannot come about otherwise."""
    party = Party.new(tmp_path)
    party.appender.append(E[:3])
    party.stop()
    guard = shutil.copytree(tmp_path / "guard", tmp_path / "guard copy")
    party.start()
    party.appender.append(E[3:9])
    party.stop()
    shutil.rmtree(tmp_path / "guard")
    shutil.move(guard, tmp_path / "guard")

    with pytest.raises(RefusedError, match=r"guard\.rolled_back \(held=9, signed=3\)"):
        party.start()
    with pytest.raises(RefusedError, match=r"guard\.rolled_back"):
        party.appender.append([b"another history"])
    party.crash()
    party.start(vouched=True)
    party.stop()
    assert_whole(party.files, E[:9])


def test_two_nodes_from_one_copy_are_told_apart(tmp_path: Path) -> None:
    """The other one has signed another history with our key. Its disk is not ours to go on from."""
    party, twin = Party.new(tmp_path / "one"), Party.new(tmp_path / "two")
    for each, last in ((party, b"ours"), (twin, b"theirs")):
        each.appender.append([*E[:3], last])
        each.stop()
    shutil.rmtree(party.home)
    shutil.copytree(twin.home, party.home)

    with pytest.raises(RefusedError, match=r"guard\.forked \(signed=4\)"):
        party.start(vouched=True)
    with pytest.raises(RefusedError, match=r"guard\.forked"):
        party.appender.append([b"another history"])
    party.crash()
