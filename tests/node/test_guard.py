"""The record of what was signed last."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from tests.node.party import NOON, ORIGIN, SIGNERS
from tests.store.disks import CountingDisk
from trilateral.errors import MalformedError, RefusedError, UnavailableError
from trilateral.node.guard import Binding, Guard, binding_of, guard_directory
from trilateral.store.logs import stated
from trilateral.tlog.checkpoint import Checkpoint, SignedCheckpoint, sign_checkpoint

VKEY = SIGNERS[0].verifier()
OTHER = "example.org/other"


def head(size: int, root: int = 0, origin: str = ORIGIN) -> Checkpoint:
    return Checkpoint(origin, size, bytes([root]) * 32)


def signed(size: int, root: int = 0) -> SignedCheckpoint:
    return sign_checkpoint(head(size, root), SIGNERS[:1], 0)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    return home


def opened(home: Path, *, vouched: bool = False) -> Guard:
    guard = Guard.open(home.parent / "guard", VKEY, home)
    if vouched:
        guard.bind(home)
    return guard


def test_a_new_guard_knows_nothing_and_lets_nobody_sign(home: Path) -> None:
    """Whether the log is new, or only its guard was lost, is for somebody to say."""
    guard = opened(home)

    assert guard.is_new
    assert guard.last_signed() is None
    assert guard.held is None
    assert not guard.bound(home)
    with pytest.raises(RefusedError, match=r"guard\.not_bound"):
        guard.commit(None, signed(1))
    guard.close()


def test_what_was_committed_is_there_after_a_restart(home: Path) -> None:
    guard = opened(home, vouched=True)
    guard.commit(None, signed(1))
    guard.commit(head(1), signed(2))
    guard.close()

    again = opened(home)
    assert again.last_signed() == signed(2).encode()
    assert again.held == head(2)
    assert not again.is_new
    again.close()


@pytest.mark.parametrize(("size", "root"), [(2, 0), (3, 1), (0, 0)])
def test_nothing_older_or_different_is_ever_recorded(home: Path, size: int, root: int) -> None:
    guard = opened(home, vouched=True)
    guard.commit(None, signed(3))

    with pytest.raises(RefusedError, match=r"guard\.not_an_extension"):
        guard.commit(head(3), signed(size, root))
    assert guard.held == head(3)
    guard.close()


def test_the_same_head_may_be_signed_again(home: Path) -> None:
    """That is the heartbeat."""
    guard = opened(home, vouched=True)
    guard.commit(None, signed(3))
    later = sign_checkpoint(head(3), SIGNERS, 60)
    guard.commit(head(3), later)

    assert guard.last_signed() == later.encode()
    guard.close()


def test_whoever_believes_in_another_head_is_refused(home: Path) -> None:
    guard = opened(home, vouched=True)
    guard.commit(None, signed(3))

    for old in (None, head(2), head(3, root=1)):
        with pytest.raises(RefusedError, match=r"guard\.changed"):
            guard.commit(old, signed(4))
    guard.close()


def test_one_process_at_a_time(home: Path) -> None:
    """The second is told which process holds it."""
    holder = opened(home)
    script = (
        "import sys; from pathlib import Path; from trilateral.node.guard import Guard\n"
        "Guard.open(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))"
    )
    command = [sys.executable, "-c", script, str(home.parent / "guard"), VKEY.vkey(), str(home)]
    environ = {"PYTHONPATH": ":".join(sys.path)}
    run = subprocess.run(command, capture_output=True, text=True, check=False, env=environ)
    pid = (next((home.parent / "guard").iterdir()) / "lock").read_text().strip()

    assert run.returncode == 1
    assert f"held by process {pid}" in run.stderr
    with pytest.raises(UnavailableError, match=f"held by process {pid}"):
        opened(home)
    holder.close()
    opened(home).close()


def test_after_a_stop_in_good_order_it_may_sign_at_once(home: Path) -> None:
    guard = opened(home, vouched=True)
    guard.commit(None, signed(1))
    guard.close_clean()

    again = opened(home)
    assert again.bound(home)
    assert again.may_sign
    assert not again.vouched_for
    again.commit(head(1), signed(2))
    assert not again.bound(home)  # the mark went before the signature was made
    again.close()

    crashed = opened(home)
    assert not crashed.bound(home)
    with pytest.raises(RefusedError, match=r"guard\.not_bound"):
        crashed.commit(head(2), signed(3))
    crashed.close()


def test_a_start_that_signs_nothing_keeps_the_mark(home: Path) -> None:
    opened(home, vouched=True).close_clean()
    opened(home).close()

    guard = opened(home)
    assert guard.bound(home)
    guard.close()


def test_a_home_that_was_copied_is_another_home(home: Path) -> None:
    opened(home, vouched=True).close_clean()
    home.rename(home.with_name("moved"))
    home.mkdir()

    guard = opened(home)
    assert guard.moved(home)
    assert not guard.bound(home)
    assert guard.bound(home.with_name("moved"))  # the same directory under another name
    guard.close_clean()  # must not mark what never was allowed to sign


def test_another_machine_is_noticed(home: Path, tmp_path: Path) -> None:
    machine_id = tmp_path / "machine-id"
    machine_id.write_text("0123\n")

    binding = binding_of(home, machine_id)
    assert binding == Binding("0123", home.stat().st_dev, home.stat().st_ino, binding.generation)
    assert binding_of(home, machine_id) != binding_of(home, tmp_path / "nothing")


def test_an_override_is_recorded_for_good(home: Path) -> None:
    guard = opened(home)
    guard.override("no mirror can be reached, decided by the head of delegation", NOON)
    guard.commit(None, signed(1))
    guard.override("once more", NOON)
    guard.close()

    lines = (next((home.parent / "guard").iterdir()) / "overrides.log").read_text().splitlines()
    assert len(lines) == 2
    assert "2007-05-28T12:00:00+00:00" in lines[0]
    assert "decided by the head of delegation" in lines[0]
    assert msgspec.json.decode(lines[0])["signed"] is None
    assert msgspec.json.decode(lines[1])["signed"] == {"origin": head(1).origin, "size": 1, "root": head(1).root.hex()}


def test_a_write_that_fails_leaves_the_record_before(home: Path) -> None:
    """Torn in any slot, at any step: the other slot still says what was signed last."""
    guard = opened(home, vouched=True)
    held = None
    for size in range(1, 6):
        guard.commit(held, signed(size))
        held = head(size)
    guard.close()

    for _ in range(2):
        counting = CountingDisk()
        guard = Guard.open(home.parent / "guard", VKEY, home, counting)
        guard.bind(home)
        counting.at = counting.done + 1
        with pytest.raises(UnavailableError):
            guard.commit(held, signed(9, root=9))
        guard.close()

        guard = opened(home, vouched=True)
        assert guard.held == held
        guard.commit(held, signed(held.size + 1 if held else 1))  # so that the other slot's turn comes
        held = guard.held
        guard.close()


def test_an_unreadable_record_stops_the_node(home: Path) -> None:
    guard = opened(home, vouched=True)
    guard.commit(None, signed(1))
    guard.commit(head(1), signed(2))
    guard.close()
    record = next((home.parent / "guard").iterdir()) / "signed"
    record.write_bytes(record.read_bytes().replace(b"grd1", b"????"))

    with pytest.raises(RefusedError, match=r"guard\.damaged"):
        opened(home)


def test_witness_state_is_kept_by_log(home: Path) -> None:
    guard = opened(home, vouched=True)
    assert guard.witnessed(OTHER) is None
    guard.commit_witness(OTHER, None, head(5, origin=OTHER))
    guard.commit_witness(OTHER, head(5, origin=OTHER), head(5, origin=OTHER))
    guard.commit_witness(OTHER, head(5, origin=OTHER), head(7, origin=OTHER))

    assert guard.witnessed(OTHER) == head(7, origin=OTHER)
    assert guard.witnessed("example.org/third") is None
    with pytest.raises(RefusedError, match=r"guard\.changed"):
        guard.commit_witness(OTHER, head(5, origin=OTHER), head(9, origin=OTHER))
    for wrong in (head(6, origin=OTHER), head(7, root=1, origin=OTHER)):
        with pytest.raises(RefusedError, match=r"guard\.not_an_extension"):
            guard.commit_witness(OTHER, head(7, origin=OTHER), wrong)
    with pytest.raises(MalformedError, match="expected a checkpoint of"):
        guard.commit_witness(OTHER, head(7, origin=OTHER), head(8))
    guard.close()

    again = opened(home)
    assert again.witnessed(OTHER) == head(7, origin=OTHER)
    with pytest.raises(RefusedError, match=r"guard\.not_bound"):
        again.commit_witness(OTHER, head(7, origin=OTHER), head(8, origin=OTHER))
    again.close()


def test_keys_are_guarded_apart(home: Path) -> None:
    guard = opened(home, vouched=True)
    guard.commit(None, signed(4))
    other = Guard.open(home.parent / "guard", "example.org/host+00000000+another", home)

    assert other.is_new
    assert stated(guard.last_signed() or b"") == head(4)
    other.close()
    guard.close()


def test_where_guards_are_kept() -> None:
    assert guard_directory({"TRILATERAL_GUARD": "/g", "HOME": "/h"}) == Path("/g")
    assert guard_directory({"XDG_STATE_HOME": "/s", "HOME": "/h"}) == Path("/s/trilateral/guard")
    assert guard_directory({"HOME": "/h"}) == Path("/h/.local/state/trilateral/guard")
