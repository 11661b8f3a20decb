"""Histories that can be entered: those that ship with the program, and anybody's own.

A case is data and no code: a directory with the terms of a charter and a table of acts in the order of
their days (`files`, `act.Case`). It goes into the logs the way any entry does (`playing`): prepared, signed
with a delegate's key of the party that acts, submitted, mirrored, and objected to where a rule objects.
`demo` makes the homes of the parties first.

A case is a reconstruction or an invention, and says so in its charter and in every entry's capacity.
Nobody's real signature is claimed, and the delegates' keys are made on the spot.
"""

from pathlib import Path

from trilateral.cases.act import Case

__all__ = ["Case", "find_case", "shipped"]

_SHIPPED = Path(__file__).parent


def shipped() -> tuple[str, ...]:
    """Return the names of the cases that ship with the program."""
    from trilateral.cases.files import CASE_FILE  # noqa: PLC0415 - read when it is asked for

    return tuple(sorted(path.parent.name for path in _SHIPPED.glob(f"*/{CASE_FILE}")))


def find_case(given: str) -> Case | None:
    """Return the shipped case of this name, or the case in this directory; None if there is neither.

    Raises:
        MalformedError: It is there and cannot be read.
    """
    from trilateral.cases.files import CASE_FILE, read_case  # noqa: PLC0415 - a case is long, and read when it is asked for

    directory = _SHIPPED / given if given in shipped() else Path(given)
    return read_case(directory) if (directory / CASE_FILE).is_file() else None
