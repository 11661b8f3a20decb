"""States of subjects as programs get all of them at once."""

from typing import Any

import msgspec

from trilateral.agreement.locations import Location, coarsened
from trilateral.desk.reading import Reading

_NOT_IN_BULK = frozenset({"notices", "humanitarian"})
"""Slices of which nobody gets at once where everything is exactly, or where it was."""


def told_state(reading: Reading, slice_name: str, state: Any) -> Any:
    """Return a state as it is kept; of notices and protections on the charter's grid, and for no earlier day."""
    if slice_name not in _NOT_IN_BULK:
        return msgspec.to_builtins(state)
    if reading.as_of is not None:
        return {"is": "at_present_alone"}
    return msgspec.to_builtins(_on_the_grid(state, reading.charter.grid_microdegrees))


def _on_the_grid(held: Any, grid_microdegrees: int) -> Any:
    """What is held, with every place in it as coarse as all may know it."""
    match held:
        case Location():
            return coarsened(held, grid_microdegrees)
        case msgspec.Struct():
            members = {name: _on_the_grid(getattr(held, name), grid_microdegrees) for name in held.__struct_fields__}
            return msgspec.structs.replace(held, **members)
        case tuple():
            return tuple(_on_the_grid(each, grid_microdegrees) for each in held)
    return held
