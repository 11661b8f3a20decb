"""The single writer of a party's own log."""

from concurrent.futures import wait
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.node.party import NOON, ORIGIN, SIGNERS, Party, assert_whole
from tests.store.disks import CountingDisk, LosingDisk, PowerCutError
from trilateral.errors import MalformedError, RefusedError, TrilateralError, UnavailableError
from trilateral.node.guard import Guard
from trilateral.store.logs import stated
from trilateral.tlog.checkpoint import SignedCheckpoint, open_checkpoint
from trilateral.tlog.cosignature import cosignatures
from trilateral.tlog.note import KeyKind, Signature

KEYS = [signer.verifier() for signer in SIGNERS]
E = [f"entry {index}".encode() for index in range(2000)]


def time_of(note: bytes | None) -> int:
    """The log's own time on a checkpoint."""
    assert note is not None
    return cosignatures(open_checkpoint(note, KEYS, ORIGIN), KEYS)[KEYS[1]]


def test_entries_are_durable_signed_and_published(tmp_path: Path) -> None:
    party = Party.new(tmp_path, interval_ms=0)

    assert party.appender.append(E[:1]) == range(1)
    assert party.appender.append(E[1:300]) == range(1, 300)
    assert party.appender.append([]) == range(300, 300)
    assert_whole(party.files, E[:300])
    assert party.guard.held == stated(party.files.checkpoint() or b"")
    assert time_of(party.files.checkpoint()) == int(NOON.timestamp())
    party.stop()


def test_publishing_waits_for_the_interval(tmp_path: Path) -> None:
    """Each batch is signed, but not each is served."""
    party = Party.new(tmp_path)
    party.appender.append(E[:1])
    party.appender.append(E[1:3])
    party.clock.advance(0.9)
    party.appender.append(E[3:4])

    assert party.files.served_size == 1
    assert (party.guard.held and party.guard.held.size) == party.files.size == party.appender.size == 4
    assert [entry for _, entry in party.files.entries()] == E[:4]

    party.clock.advance(0.1)
    party.appender.append(E[4:5])
    assert_whole(party.files, E[:5])
    party.stop()


def test_a_stop_in_good_order_leaves_nothing_to_do(tmp_path: Path) -> None:
    party = Party.new(tmp_path)
    party.appender.append(E[:1])
    party.appender.append(E[1:400])
    party.stop()
    assert_whole(party.files, E[:400])
    before = party.files.checkpoint()

    assert party.start() == (400, 0, ())
    assert party.files.checkpoint() == before
    party.appender.append(E[400:401])
    party.stop()
    assert_whole(party.files, E[:401])


def test_what_was_answered_is_there_after_a_crash(tmp_path: Path) -> None:
    party = Party.new(tmp_path)
    for index in range(5):
        party.appender.append(E[index : index + 1])
    signed = party.guard.held
    party.crash()

    recovered = party.start(vouched=True)

    assert (recovered.size, recovered.replayed) == (5, 4)
    assert party.guard.held == signed
    assert_whole(party.files, E[:5])
    party.stop()


def test_nothing_is_signed_for_a_home_that_nobody_vouched_for(tmp_path: Path) -> None:
    party = Party.new(tmp_path, interval_ms=0)
    party.appender.append(E[:2])
    party.crash()
    party.start()  # the disk is whole, so there is nothing to sign yet

    with pytest.raises(RefusedError, match=r"guard\.not_bound"):
        party.appender.append(E[2:3])
    with pytest.raises(RefusedError, match=r"guard\.not_bound"):
        party.appender.heartbeat()
    assert party.files.staged() is None

    party.guard.bind(party.home)
    party.appender.append(E[2:3])
    assert_whole(party.files, E[:3])
    party.stop()


def test_a_heartbeat_signs_the_same_tree_with_a_later_time(tmp_path: Path) -> None:
    party = Party.new(tmp_path)
    party.appender.heartbeat()
    assert_whole(party.files, [])
    party.appender.append(E[:3])
    party.appender.publish()
    first = party.files.checkpoint()
    party.clock.advance(60)
    party.appender.heartbeat()

    assert stated(party.files.checkpoint() or b"") == stated(first or b"")
    assert time_of(party.files.checkpoint()) == time_of(first) + 60
    party.stop()


def test_a_heartbeat_keeps_what_others_said_of_the_tree(tmp_path: Path) -> None:
    party = Party.new(tmp_path, interval_ms=0)
    party.appender.append(E[:3])
    served = open_checkpoint(party.files.checkpoint() or b"", KEYS)
    witness = Signature("example.org/witness", 7, bytes(72))
    note = served.note._replace(signatures=(*served.note.signatures, witness))
    party.files.publish(SignedCheckpoint(served.checkpoint, note).encode())
    party.clock.advance(60)
    party.appender.heartbeat()

    beaten = open_checkpoint(party.files.checkpoint() or b"", KEYS)
    assert [line for line in beaten.note.signatures if line.name != ORIGIN] == [witness]
    assert len(beaten.note.signatures) == 3
    party.stop()


def test_a_clock_that_went_back_signs_no_time(tmp_path: Path) -> None:
    """Entries are still appended: they carry no time of the log. Also across a restart."""
    party = Party.new(tmp_path, interval_ms=0)
    party.appender.append(E[:1])
    party.clock.set(NOON - timedelta(seconds=1))

    party.appender.append(E[1:2])
    assert isinstance(party.appender.publish_error, RefusedError)
    assert party.appender.publish_error.code == "clock.went_back"
    assert (party.files.size, party.files.served_size) == (2, 1)
    with pytest.raises(RefusedError, match=r"clock\.went_back"):
        party.appender.heartbeat()
    party.crash()

    with pytest.raises(RefusedError, match=r"clock\.went_back"):
        party.start(vouched=True)
    party.crash()
    party.clock.set(NOON)
    party.start(vouched=True)
    assert_whole(party.files, E[:2])
    party.stop()


def test_an_entry_that_is_too_long_spoils_nothing(tmp_path: Path) -> None:
    party = Party.new(tmp_path)
    party.appender.append([b"x" * 65_535])

    with pytest.raises(RefusedError, match=r"entry\.too_long"):
        party.appender.append([b"fits", b"x" * 65_536])
    assert party.appender.append(E[:1]) == range(1, 2)
    party.stop()


def test_entries_that_come_together_become_one_batch(tmp_path: Path) -> None:
    party = Party.new(tmp_path)
    with pytest.raises(UnavailableError, match="not started"):
        party.appender.submit(b"too early")
    with party.appender:
        futures = [party.appender.submit(entry) for entry in E[:1000]]
        with pytest.raises(RefusedError, match=r"entry\.too_long"):
            party.appender.submit(b"x" * 65_536)
        wait(futures, timeout=30)

    assert [future.result() for future in futures] == list(range(1000))
    party.guard.close_clean()
    assert_whole(party.files, E[:1000])


def test_the_thread_publishes_when_the_interval_is_over(tmp_path: Path) -> None:
    """Nobody need append another entry for the last one to be served."""
    notes: list[bytes] = []
    party = Party.new(tmp_path)
    party.crash()
    party.published = notes.append
    party.interval_ms = 0
    party.start(vouched=True)
    with party.appender:
        party.appender.submit(E[0]).result(timeout=30)

    assert [stated(note).size for note in notes] == [1]
    party.guard.close_clean()


def test_whoever_waits_hears_of_a_failed_disk(tmp_path: Path) -> None:
    party = Party.new(tmp_path)
    party.crash()
    party.disk = disk = CountingDisk()
    party.start(vouched=True)
    with party.appender:
        disk.at = disk.done + 1
        with pytest.raises(UnavailableError, match="No space left"):
            party.appender.submit(E[0]).result(timeout=30)
        with pytest.raises(UnavailableError, match="halted"):
            party.appender.submit(E[1]).result(timeout=30)

        party.appender.recover()  # the disk is well again, and so is the appender
        assert party.appender.submit(E[2]).result(timeout=30) == 0
    party.guard.close_clean()
    assert_whole(party.files, E[2:3])


def test_nothing_happens_before_recovery(tmp_path: Path) -> None:
    party = Party.new(tmp_path)
    party.crash()
    party.open()

    with pytest.raises(UnavailableError, match="not recovered"):
        party.appender.append(E[:1])
    party.crash()


@pytest.mark.parametrize("path", ["tile/0/000.p/7", "tile/entries/000.p/7", "checkpoint"])
def test_files_that_were_changed_stop_the_node(tmp_path: Path, path: str) -> None:
    """They are not trusted: their writer can stop us, and not make us sign another history."""
    party = Party.new(tmp_path, interval_ms=0)
    party.appender.append(E[:7])
    party.stop()
    changed = party.files.directory / path
    data = changed.read_bytes()
    changed.write_bytes(data[:20] + bytes([data[20] ^ 1]) + data[21:])

    with pytest.raises(MalformedError):
        party.start(vouched=True)
    with pytest.raises(UnavailableError, match="not recovered"):
        party.appender.append(E[7:8])
    party.crash()


def test_a_forged_frame_is_not_signed(tmp_path: Path) -> None:
    """A frame with a good hash, but entries that do not lead to the root it states."""
    party = Party.new(tmp_path)
    party.appender.append(E[:1])
    party.appender.append(E[1:2])
    party.crash()
    frames = party.home / "staging" / party.files.directory.name / "frames"
    frames.unlink()
    party.open()
    text = stated(party.guard.last_signed() or b"").encode()
    party.files.stage_entries([b"forged"], {}, text)
    party.crash()

    with pytest.raises(MalformedError, match="staged entries and their checkpoint do not agree"):
        party.start(vouched=True)
    party.crash()


def test_a_lost_guard_takes_over_what_is_served_and_staged(tmp_path: Path) -> None:
    """The newest checkpoint was signed for certain, the staged one perhaps: so nothing else may ever be."""
    party = Party.new(tmp_path)
    party.appender.append(E[:3])
    party.appender.append(E[3:5])
    signed = party.guard.held
    party.crash()
    for path in sorted((tmp_path / "guard").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()

    with pytest.raises(RefusedError, match=r"guard\.not_bound"):
        party.start()
    party.crash()
    party.start(vouched=True)
    assert party.guard.held == signed
    assert_whole(party.files, E[:5])
    party.stop()


class Noting:
    """Notes every checkpoint that a guard was asked to record: from then on it may have been seen."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.texts: dict[int, set[bytes]] = {}
        commit = Guard.commit

        def noting(guard: Guard, old: object, new: SignedCheckpoint) -> None:
            self.texts.setdefault(new.size, set()).add(new.note.text)
            commit(guard, old, new)  # type: ignore[arg-type]  # only passed on

        monkeypatch.setattr(Guard, "commit", noting)


@given(
    batches=st.lists(st.integers(1, 300), min_size=1, max_size=5),
    cuts=st.lists(st.integers(1, 45), min_size=1, max_size=3),
    interval_ms=st.sampled_from([0, 3_600_000]),
    data=st.data(),
)
def test_no_power_cut_loses_an_answer_or_signs_twice(
    tmp_path_factory: pytest.TempPathFactory,
    batches: list[int],
    cuts: list[int],
    interval_ms: int,
    data: st.DataObject,
) -> None:
    """Cut the power again and again, also while recovering, on a disk that forgets what was not synced."""
    answered: dict[int, bytes] = {}
    attempt = 0
    with pytest.MonkeyPatch.context() as monkeypatch:
        noted = Noting(monkeypatch)
        party = Party.new(tmp_path_factory.mktemp("party"), interval_ms)
        for cut in cuts:
            party.crash()
            party.disk = LosingDisk(0, lambda choices: data.draw(st.integers(0, choices - 1)))
            try:
                party.open()
                party.guard.bind(party.home)
                party.disk.at = party.disk.done + cut
                party.appender.recover()
                for batch in batches:
                    attempt += 1
                    entries = [f"attempt {attempt} entry {index}".encode() for index in range(batch)]
                    answered.update(zip(party.appender.append(entries), entries, strict=True))
            except PowerCutError:
                pass
        party.crash()
        party.disk = None
        party.start(vouched=True)
        party.appender.append([b"last"])
        party.stop()

    entries = [entry for _, entry in party.files.entries()]
    assert_whole(party.files, entries)
    assert {index: entries[index] for index in answered} == answered
    assert {size: len(texts) for size, texts in noted.texts.items()} == dict.fromkeys(noted.texts, 1)


@given(at=st.integers(1, 60))
def test_a_full_disk_refuses_and_harms_nothing(tmp_path_factory: pytest.TempPathFactory, at: int) -> None:
    """The operation that fails is reported, and after looking at the disk again the node goes on."""
    party = Party.new(tmp_path_factory.mktemp("party"), 0)
    party.crash()
    party.disk = disk = CountingDisk()
    party.start(vouched=True)
    disk.at = disk.done + at
    answered: dict[int, bytes] = {}
    for start in range(0, 900, 300):
        try:
            answered.update(zip(party.appender.append(E[start : start + 300]), E[start : start + 300], strict=True))
        except TrilateralError:
            party.appender.recover()
    party.stop()

    entries = [entry for _, entry in party.files.entries()]
    assert_whole(party.files, entries)
    assert {index: entries[index] for index in answered} == answered


def test_the_plain_line_comes_with_every_batch_and_the_time_with_publication(tmp_path: Path) -> None:
    party = Party.new(tmp_path)
    party.appender.append(E[:1])
    party.appender.append(E[1:2])
    batch = open_checkpoint(party.guard.last_signed() or b"", KEYS)
    party.appender.publish()
    published = open_checkpoint(party.guard.last_signed() or b"", KEYS)

    assert cosignatures(batch, KEYS) == {}
    assert [key.kind for key in cosignatures(published, KEYS)] == [KeyKind.MLDSA_COSIGNATURE]
    assert batch.note.text == published.note.text
    party.stop()
