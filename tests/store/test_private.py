"""One file, every value sealed: what lies on the disk says nothing to whoever has no key."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from trilateral.errors import MalformedError, RefusedError
from trilateral.store.private import PrivateFile, Shelf, copy_private

KEY = b"k" * 32
WORDS = "we shall offer nothing before August"


class Thing(msgspec.Struct, frozen=True):
    id: str
    said: str
    at: int = 0


def on_disk(path: Path) -> bytes:
    """Every byte of the file and of what lies beside it: journal, shared memory."""
    return b"".join(each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*")))


def shelf_of(file: PrivateFile) -> Shelf[Thing]:
    return Shelf(file, "thing", Thing, lambda each: each.at)


def test_what_was_put_comes_back_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "private.sqlite"
    file = PrivateFile.open(path, KEY)
    shelf_of(file).put(Thing("b", WORDS, 2))
    shelf_of(file).put(Thing("a", "later", 3))
    shelf_of(file).put(Thing("c", "first", 1))
    shelf_of(file).remove("a")
    file.close()

    again = PrivateFile.open(path, KEY)

    assert [each.id for each in shelf_of(again).all()] == ["c", "b"]
    assert shelf_of(again).get("b") == Thing("b", WORDS, 2)
    assert shelf_of(again).get("a") is None
    again.close()


def test_no_word_stands_in_the_file_or_beside_it(tmp_path: Path) -> None:
    """While it is open, after it was changed and deleted, and when it is closed."""
    path = tmp_path / "private.sqlite"
    file = PrivateFile.open(path, KEY)
    shelf = shelf_of(file)
    for number in range(50):
        shelf.put(Thing(f"row{number}", f"{WORDS} {number}", number))
    shelf.remove("row7")
    while_open = on_disk(path)
    beside = sorted(each.name for each in tmp_path.iterdir())
    file.close()

    assert beside == ["private.sqlite", "private.sqlite-shm", "private.sqlite-wal"]
    for found in (while_open, on_disk(path)):
        assert b"row8" in found  # ids may stand in clear
        assert b"August" not in found
        assert b"offer" not in found
        assert KEY not in found
    assert [each.name for each in tmp_path.iterdir()] == ["private.sqlite"]


def test_only_its_owner_may_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "private.sqlite"
    before = os.umask(0)
    try:
        file = PrivateFile.open(path, KEY)
        shelf_of(file).put(Thing("a", WORDS))
    finally:
        os.umask(before)

    assert {each.stat().st_mode & 0o777 for each in tmp_path.iterdir()} == {0o600}
    file.close()


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    path = tmp_path / "private.sqlite"
    PrivateFile.open(path, KEY).close()

    with pytest.raises(RefusedError, match=r"private\.wrong_key"):
        PrivateFile.open(path, b"x" * 32)


def test_what_is_no_such_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "private.sqlite"
    path.write_bytes(b"this is a letter and no database at all, however long it goes on" * 20)

    with pytest.raises(MalformedError, match=r"private\.sqlite"):
        PrivateFile.open(path, KEY)


def test_a_newer_format_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "private.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 9")
    connection.close()

    with pytest.raises(MalformedError, match="expected format 1, got 9"):
        PrivateFile.open(path, KEY)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE kept SET sealed = (SELECT sealed FROM kept WHERE id = 'b') WHERE id = 'a'",
        "UPDATE kept SET at = 99 WHERE id = 'a'",
        "UPDATE kept SET sealed = x'00' WHERE id = 'a'",
        "UPDATE kept SET sealed = 'a text' WHERE id = 'a'",
        "UPDATE kept SET sealed = substr(sealed, 1, length(sealed) - 1) WHERE id = 'a'",
    ],
)
def test_a_value_can_neither_be_moved_nor_altered(tmp_path: Path, change: str) -> None:
    path = tmp_path / "private.sqlite"
    file = PrivateFile.open(path, KEY)
    shelf_of(file).put(Thing("a", WORDS))
    shelf_of(file).put(Thing("b", "another"))
    file.close()
    with sqlite3.connect(path) as connection:
        connection.execute(change)
    connection.close()

    again = PrivateFile.open(path, KEY)
    with pytest.raises(MalformedError, match="thing a, it was altered"):
        shelf_of(again).get("a")
    assert shelf_of(again).get("b") == Thing("b", "another")
    again.close()


def test_who_takes_the_row_of_the_key_away_is_noticed(tmp_path: Path) -> None:
    """Or rows sealed with another key could be slipped in under a new one."""
    path = tmp_path / "private.sqlite"
    file = PrivateFile.open(path, KEY)
    shelf_of(file).put(Thing("a", WORDS))
    file.close()
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM kept WHERE id = 'check'")
    connection.close()

    with pytest.raises(MalformedError, match="shows its key"):
        PrivateFile.open(path, b"x" * 32)


def test_together_means_all_or_nothing(tmp_path: Path) -> None:
    file = PrivateFile.open(tmp_path / "private.sqlite", KEY)
    shelf = shelf_of(file)
    shelf.put(Thing("a", "one"))

    def fail() -> None:
        with file.together():
            shelf.put(Thing("a", "two"))
            with file.together():
                shelf.put(Thing("b", "new"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert shelf.all() == [Thing("a", "one")]
    with file.together():
        shelf.put(Thing("a", "three"))
    assert shelf.get("a") == Thing("a", "three")
    file.close()


_PUT_AND_DIE = f"""
import os, signal, sys
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parents[2] / "src")!r})
from trilateral.store.private import PrivateFile
file = PrivateFile.open(Path(sys.argv[1]), {KEY!r})
file.put("thing", "kept", 1, b"kept")
print("kept", flush=True)
with file.together():
    file.put("thing", "half", 1, b"half")
    file.put("thing", "kept", 1, b"changed")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_crash_loses_nothing_that_was_answered_and_keeps_nothing_by_halves(tmp_path: Path) -> None:
    path = tmp_path / "private.sqlite"

    died = subprocess.run([sys.executable, "-c", _PUT_AND_DIE, str(path)], check=False, capture_output=True, text=True)

    assert (died.returncode, died.stdout) == (-signal.SIGKILL, "kept\n")
    file = PrivateFile.open(path, KEY)
    assert file.all("thing") == [("kept", b"kept")]
    file.close()


def test_a_copy_is_made_while_it_is_open_and_opens_with_the_same_key(tmp_path: Path) -> None:
    home, target = tmp_path / "home", tmp_path / "copy.sqlite"
    home.mkdir()
    file = PrivateFile.open(home / "private.sqlite", KEY)
    shelf_of(file).put(Thing("a", WORDS))

    copy_private(home, target)
    shelf_of(file).put(Thing("b", "after"))
    file.close()

    assert b"August" not in target.read_bytes()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["copy.sqlite", "home"]
    assert target.stat().st_mode & 0o777 == 0o600
    copy = PrivateFile.open(target, KEY)
    assert shelf_of(copy).all() == [Thing("a", WORDS)]
    copy.close()


def test_a_copy_replaces_nothing(tmp_path: Path) -> None:
    target = tmp_path / "there"
    target.write_bytes(b"mine")

    with pytest.raises(RefusedError, match=r"private\.nothing_kept"):
        copy_private(tmp_path, tmp_path / "copy")
    PrivateFile.open(tmp_path / "private.sqlite", KEY).close()
    with pytest.raises(RefusedError, match=r"private\.file_exists"):
        copy_private(tmp_path, target)
    assert target.read_bytes() == b"mine"


def test_a_name_tells_nobody_the_word(tmp_path: Path) -> None:
    file = PrivateFile.open(tmp_path / "a", KEY)
    other = PrivateFile.open(tmp_path / "b", b"x" * 32)

    assert file.name_for("word") == file.name_for("word") != file.name_for("words")
    assert file.name_for("word") != other.name_for("word")
    file.close()
    other.close()
