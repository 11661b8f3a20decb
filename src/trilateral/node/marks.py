"""What others said of each log over time, as kept beside the logs.

    cosigned/<hex SHA-256 of origin>    frames as in `store.heads`, only ever added to

Of each size and cosigner the first word is kept, since it bounds the time of entries from
above, and the last, since it bounds silence. Only what was added since is read again.

Not trusted: each note is verified when it is read. Who can change the file can make words
of others be forgotten, not make any up.
"""

import os
from pathlib import Path

from trilateral.errors import MalformedError
from trilateral.node.cosigners import Cosigner, Mark, marks_on, open_known
from trilateral.store.heads import read_frames
from trilateral.store.logs import log_name
from trilateral.tlog.note import VerifierKey


class KeptMarks:
    """The words kept about one log."""

    def __init__(self, directory: Path, origin: str) -> None:
        """Take the directory `cosigned` of a home."""
        self._path = directory / log_name(origin)
        self._origin = origin
        self._offset = 0
        self._file = -1
        self._known = -1
        self.marks: list[Mark] = []
        self._exact: set[Mark] = set()
        self._first: set[tuple[int, str, str]] = set()

    def refresh(self, log_keys: tuple[VerifierKey, ...], cosigners: tuple[Cosigner, ...]) -> list[Mark]:
        """All words kept; those that were added since the last time are verified and taken in."""
        if len(cosigners) + len(log_keys) != self._known:  # what could not be read before may be by a key that is new
            self._known = len(cosigners) + len(log_keys)
            self._forget()
        for note in self._added():
            try:
                signed = open_known(note, self._origin, log_keys, cosigners)
            except MalformedError:
                continue  # spoilt, and says nothing; `verify` reports it
            for mark in marks_on(signed, cosigners):
                self._take(mark)
        return self.marks

    @property
    def state(self) -> tuple[int, int, int] | None:
        """Which file there is, how long, and written when: another as soon as anything is added. None if there is none."""
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns

    def _forget(self) -> None:
        self._offset, self.marks = 0, []
        self._exact, self._first = set(), set()

    def _take(self, mark: Mark) -> None:
        if mark not in self._exact:
            self.marks.append(mark)
            self._exact.add(mark)
            self._first.add((mark.size, mark.party, mark.does))

    def _added(self) -> list[bytes]:
        try:
            with self._path.open("rb") as file:
                found = os.fstat(file.fileno())
                if found.st_ino != self._file or found.st_size < self._offset:  # a damaged one was set aside
                    self._file = found.st_ino
                    self._forget()
                file.seek(self._offset)
                framed = read_frames(file.read(), self._origin)
        except FileNotFoundError:
            return []
        self._offset += framed.end
        return framed.notes

    def says_more(self, mark: Mark, *, last: bool) -> bool:
        """Whether a word is to be kept: the first of its cosigner on that size, or the last."""
        return mark not in self._exact if last else (mark.size, mark.party, mark.does) not in self._first
