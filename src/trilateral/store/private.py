"""What a party keeps to itself, in one file of its home: `private.sqlite`, every value sealed.

    kept(shelf, id, at, sealed)      one row a thing; shelf, id and time in clear, the rest sealed

Each value is sealed by XChaCha20-Poly1305 together with the clear part of its row, so that
none can be moved to another place. What is in clear says how many drafts there are and when
each was written last, and the size of a value says how long it is: no more.

Other nodes, bundles and exports read a home by names of their own, and this one is not
among them. A row that was put is on disk on return, a power cut included.

Not trusted: who can change this file can take rows away and put back what stood there
before, a session that was closed among them; they cannot read one or make one up. Who holds
the key of the ring can.

Left out: what the values mean (`node.private`), and the key (`node.keys`).
"""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any, Generic, Self, TypeVar

import msgspec
import nacl.bindings
import nacl.exceptions
import nacl.utils

from trilateral.errors import MalformedError, RefusedError, UnavailableError

PRIVATE = "private.sqlite"

_KEY_SIZE = 32
_NONCE_SIZE = nacl.bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
_CONTEXT = b"trilateral/private@v1"
_FORMAT = 1
_CHECK = ("", "check")

# Deleted rows are overwritten; nothing sorted or grouped goes to a temporary file; what was put survives a power cut.
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "busy_timeout=5000",
)

StructT = TypeVar("StructT", bound=msgspec.Struct)


class PrivateFile:
    """The opened file. May be used from any thread; one process at a time, as with all of a home."""

    def __init__(self, path: Path, key: bytes, connection: sqlite3.Connection) -> None:
        """Use `PrivateFile.open`."""
        self.path = path
        self._key = key
        self._connection = connection
        self._lock = threading.RLock()
        self._depth = 0

    @classmethod
    def open(cls, path: Path, key: bytes) -> Self:
        """Open the file, or make it.

        Args:
            path: Where it is.
            key: 32 bytes, the same for the file's whole life.

        Raises:
            RefusedError: `private.wrong_key`: its values were sealed with another key.
            MalformedError: It is no such file.
            UnavailableError: The disk failed.
        """
        if len(key) != _KEY_SIZE:
            raise ValueError(f"expected a key of {_KEY_SIZE} bytes, got {len(key)}")
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        except OSError as error:
            raise UnavailableError(f"cannot open {path}: {error.strerror}") from error
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            opened = cls(path, key, connection)
            opened._prepare()
        except BaseException:
            connection.close()
            raise
        return opened

    def _prepare(self) -> None:
        with self._errors():
            for pragma in _PRAGMAS:
                self._connection.execute(f"PRAGMA {pragma}").close()
            (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        if version not in {0, _FORMAT}:
            raise MalformedError(f"{self.path}: expected format {_FORMAT}, got {version}: a newer version wrote it")
        with self.together():
            self._execute(
                "CREATE TABLE IF NOT EXISTS kept (shelf TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, "
                "sealed BLOB NOT NULL, PRIMARY KEY (shelf, id)) WITHOUT ROWID"
            )
            self._execute(f"PRAGMA user_version = {_FORMAT}")
            rows = self._execute("SELECT at, sealed FROM kept WHERE shelf = ? AND id = ?", *_CHECK)
            if not rows:
                if self._execute("SELECT 1 FROM kept LIMIT 1"):
                    raise MalformedError(f"{self.path}: expected the row that shows its key, found none")
                self.put(*_CHECK, 0, b"")
            elif self._unseal(*_CHECK, *rows[0]) is None:
                raise RefusedError("private.wrong_key", path=str(self.path))

    def put(self, shelf: str, row: str, at: int, value: bytes) -> None:
        """Keep a value, in the place of the one that was there; it is on disk on return.

        Args:
            shelf: What sort of thing it is.
            row: Its id.
            at: POSIX seconds. In clear, like shelf and id.
            value: Sealed before it is written.
        """
        self._execute(
            "INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)", shelf, row, at, self._seal(shelf, row, at, value)
        )

    def get(self, shelf: str, row: str) -> bytes | None:
        """A value; None if there is none.

        Raises:
            MalformedError: It was altered.
        """
        found = self._execute("SELECT at, sealed FROM kept WHERE shelf = ? AND id = ?", shelf, row)
        return self._opened(shelf, row, *found[0]) if found else None

    def all(self, shelf: str) -> list[tuple[str, bytes]]:
        """All values of a shelf with their ids, the oldest first.

        Raises:
            MalformedError: One was altered; says which.
        """
        found = self._execute("SELECT id, at, sealed FROM kept WHERE shelf = ? ORDER BY at, id", shelf)
        return [(row, self._opened(shelf, row, at, sealed)) for row, at, sealed in found]

    def remove(self, shelf: str, row: str) -> None:
        """Let go of a value, if it is there. Its bytes are overwritten, as far as the disk lets anybody do that."""
        self._execute("DELETE FROM kept WHERE shelf = ? AND id = ?", shelf, row)

    def remove_before(self, shelf: str, at: int) -> None:
        """Let go of all values of a shelf whose time is before `at`, unread."""
        self._execute("DELETE FROM kept WHERE shelf = ? AND at < ?", shelf, at)

    def name_for(self, word: str) -> str:
        """An id that stands for a word, and tells nobody the word who has not the key and guesses it."""
        return blake2b(word.encode(), key=self._key, digest_size=16).hexdigest()

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is put and removed inside lasts all or not at all. A crash before the end leaves what was before."""
        with self._lock:
            self._depth += 1
            try:
                if self._depth == 1:
                    self._execute("BEGIN IMMEDIATE")
                yield
            except BaseException:
                if self._depth == 1 and self._connection.in_transaction:
                    self._execute("ROLLBACK")
                raise
            else:
                if self._depth == 1:
                    self._execute("COMMIT")
            finally:
                self._depth -= 1

    def close(self) -> None:
        """Let go of the file: on return all of it is in the one file, and nothing beside it."""
        with self._lock, self._errors():
            self._connection.close()
            self._key = b""

    def _opened(self, shelf: str, row: str, at: int, sealed: bytes) -> bytes:
        value = self._unseal(shelf, row, at, sealed)
        if value is None:
            raise MalformedError(f"{self.path}: expected the value that was sealed as {shelf} {row}, it was altered")
        return value

    def _seal(self, shelf: str, row: str, at: int, value: bytes) -> bytes:
        nonce = nacl.utils.random(_NONCE_SIZE)
        clear = _clear_part(shelf, row, at)
        return nonce + nacl.bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(value, clear, nonce, self._key)

    def _unseal(self, shelf: str, row: str, at: int, sealed: bytes) -> bytes | None:
        try:
            return nacl.bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
                sealed[_NONCE_SIZE:], _clear_part(shelf, row, at), sealed[:_NONCE_SIZE], self._key
            )
        except (ValueError, TypeError, nacl.exceptions.CryptoError):
            return None

    def _execute(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock, self._errors():
            return self._connection.execute(statement, values).fetchall()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise UnavailableError(f"cannot use {self.path}: {error}") from error
        except sqlite3.DatabaseError as error:
            raise MalformedError(f"{self.path}: expected private matters, got no such file: {error}") from error


def _clear_part(shelf: str, row: str, at: int) -> bytes:
    """What is sealed with a value, though it stands in clear: JSON, so that no two rows have the same."""
    return _CONTEXT + msgspec.json.encode([shelf, row, at])


class Shelf(Generic[StructT]):
    """All things of one sort, each a struct with an `id`."""

    def __init__(self, file: PrivateFile, name: str, struct: type[StructT], at: Callable[[StructT], int]) -> None:
        """Take the file, the shelf's name, what lies on it, and which time stands in clear."""
        self._file = file
        self._name = name
        self._struct = struct
        self._at = at

    def put(self, thing: StructT) -> StructT:
        """Keep it, in the place of the one with its id; it is on disk on return."""
        self._file.put(self._name, thing.id, self._at(thing), msgspec.json.encode(thing))  # type: ignore[attr-defined]  # each has one
        return thing

    def change(self, before: StructT, after: StructT) -> bool:
        """Keep it in the place of what stood there before; returns whether that still stood there.

        What was changed or taken away meanwhile is not brought back by somebody who had looked at it earlier.
        """
        with self._file.together():
            is_same = self.get(before.id) == before  # type: ignore[attr-defined]  # each has one
            if is_same:
                self.put(after)
            return is_same

    def get(self, row: str) -> StructT | None:
        """The thing with this id, if there is one."""
        data = self._file.get(self._name, row)
        return None if data is None else self._read(row, data)

    def all(self) -> list[StructT]:
        """All of them, the oldest first."""
        return [self._read(row, data) for row, data in self._file.all(self._name)]

    def remove(self, row: str) -> None:
        """Let go of it, if it is there."""
        self._file.remove(self._name, row)

    def remove_before(self, at: int) -> None:
        """Let go of all whose time, the one that stands in clear, is before `at`."""
        self._file.remove_before(self._name, at)

    def _read(self, row: str, data: bytes) -> StructT:
        try:
            return msgspec.json.decode(data, type=self._struct)
        except msgspec.MsgspecError as error:
            raise MalformedError(f"{self._file.path}: {self._name} {row}: {error}") from error


def copy_private(home: Path, target: Path) -> None:
    """Write a copy of a home's private matters, sealed as they are; the node may be running.

    SQLite's own way of copying: what was kept before it began is in the copy, whole, whoever writes meanwhile.

    Raises:
        RefusedError: There are none, or something is at `target` already.
        UnavailableError: The disk failed.
    """
    source = home / PRIVATE
    if not source.is_file():
        raise RefusedError("private.nothing_kept", path=str(source))
    try:
        os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except FileExistsError as error:
        raise RefusedError("private.file_exists", path=str(target)) from error
    except OSError as error:
        raise UnavailableError(f"cannot write {target}: {error.strerror}") from error
    try:
        _copy(source, target)
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)
        raise UnavailableError(f"cannot copy {source} to {target}: {error}") from error


def _copy(source: Path, target: Path) -> None:
    held = sqlite3.connect(source)
    try:
        copy = sqlite3.connect(target)
        try:
            held.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE").close()  # one file, and nothing beside it
        finally:
            copy.close()
    finally:
        held.close()
