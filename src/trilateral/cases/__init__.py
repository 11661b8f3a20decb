"""Histories that ship with the program: real talks, entered as the parties' own entries would have been.

A case is data: a table of acts in the order of their days (`act.Case`). It goes into the
logs the way any entry does (`playing`): prepared, signed with a delegate's key of the
party that acts, submitted, mirrored, and objected to where a rule objects. `demo` makes
the homes of the three parties first.

A case is a reconstruction and says so in its charter and in every entry's capacity.
Nobody's real signature is claimed, and the delegates' keys are made on the spot.
"""

from trilateral.cases.act import Case

__all__ = ["Case", "find_case"]


def find_case(name: str) -> Case | None:
    """Return the case with this name; None if no such case ships."""
    from trilateral.cases.baghdad_2007 import CASE  # noqa: PLC0415 - a case is long, and read when it is asked for

    return CASE if name == CASE.name else None
