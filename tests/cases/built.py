"""The case entered in three homes, as `trilateral demo --no-serve` does it, with guards of its own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from trilateral.cases import Case, find_case
from trilateral.cases.demo import make


def case_named(name: str) -> Case:
    """A case that ships."""
    case = find_case(name)
    assert case is not None
    return case


CASE = case_named("baghdad-2007")


def utc(civil: str) -> datetime:
    """An instant: `2007-05-28 06:30` in UTC."""
    return datetime.fromisoformat(civil).replace(tzinfo=UTC)


@contextmanager
def guards_in(directory: Path) -> Iterator[None]:
    """Keep guards there instead of in the operator's state directory."""
    before = os.environ.get("TRILATERAL_GUARD")
    os.environ["TRILATERAL_GUARD"] = str(directory)
    try:
        yield
    finally:
        if before is None:
            del os.environ["TRILATERAL_GUARD"]
        else:
            os.environ["TRILATERAL_GUARD"] = before


def build(directory: Path) -> Path:
    """Make the homes below `directory`, and return it."""
    with guards_in(directory / "guard"):
        make(directory, CASE)
    return directory
