"""What can be wrong with a record's files, and what only looks so because a crash left it.

Left out: how it is found (`audit`).
"""

from dataclasses import dataclass
from pathlib import Path

from trilateral.errors import TrilateralError
from trilateral.store.logs import LogFiles


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    Attributes:
        log: Origin of the log it concerns; empty if it concerns none, or one that nobody has.
        index: The first entry that it concerns, where that can be told.
        path: The file, relative to what was verified.
        what: What was expected there, and what was found.
        missing: Those of the quorum that have not cosigned, where that is what is wrong.
    """

    log: str
    index: int | None
    path: str | None
    what: str
    missing: tuple[str, ...] = ()

    def __str__(self) -> str:
        """One line for people."""
        where = [self.log] if self.log else []
        where += [f"entry {self.index}"] if self.index is not None else []
        where += [self.path] if self.path else []
        return f"{', '.join(where)}: {self.what}"


def left_by_crash(home: Path, origin: str) -> set[str]:
    """Files of a log that a crash left beyond its checkpoint and that equal what is staged."""
    files = LogFiles.in_home(home, origin)
    try:
        return {path.relative_to(files.directory).as_posix() for path in files.leftovers()}
    except TrilateralError:
        return set()
