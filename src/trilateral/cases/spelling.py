"""Says what is wrong with a spelling in a case: where, what was expected, what came, and what was likely meant.

A body in a log may have members that its reader does not know. A case is written by hand, so here each
of them is a slip: `consnet = true` would else make a plan that nobody can stop.
"""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import TypeVar

import msgspec
from msgspec import inspect

from trilateral.errors import MalformedError

_T = TypeVar("_T")


def meant(came: str, known: Iterable[str]) -> str:
    """Words that say which known names come nearest to one that is not known; empty if none does."""
    near = get_close_matches(came, sorted(known), n=3, cutoff=0.6)
    return f"; did you mean {' or '.join(near)}?" if near else ""


def converted(value: object, type_: type[_T], named: str, page: str = "") -> _T:
    """Return a value as its type.

    Args:
        value: As the file has it.
        type_: What it is to be.
        named: File and key, which open every message.
        page: Where all of its members are described.

    Raises:
        MalformedError: It cannot be that, or has a member that the type does not have.
    """
    seek = f"; {page} lists what it may hold" if page else ""
    try:
        found: _T = msgspec.convert(value, type_)
    except msgspec.ValidationError as error:
        raise MalformedError(f"{named}: {_explained(str(error), value, type_)}{seek}") from error
    strange = next(_strange(value, found, ""), None)
    if strange is not None:
        raise MalformedError(f"{named}: {strange}{seek}")
    return found


def _explained(said: str, value: object, type_: type) -> str:
    """What the decoder says, with the values that there are and the one that came."""
    what, _, path = said.partition(" - at `$")
    place = path.rstrip("`").lstrip(".")
    at = f"{place}: " if place else ""
    steps = place.replace("[", ".[").split(".") if place else []
    wanted, came = _type_at(inspect.type_info(type_), steps), _value_at(value, steps)
    if what.startswith("Object contains unknown field") and isinstance(wanted, inspect.StructType):
        strange = what.split("`")[1]
        return at + _no_member(strange, [each.encode_name for each in wanted.fields])
    if what.startswith("Object missing required field"):
        return f"{at}expected a member {what.split('`')[1]}, got none"
    if isinstance(wanted, inspect.LiteralType) and isinstance(came, str):
        values = [str(each) for each in wanted.values]
        return f"{at}expected one of {', '.join(values)}, got {came!r}{meant(came, values)}"
    if isinstance(came, str) and ("{64}" in what or "datetime" in what):
        wanted_words = (
            "a time such as 2026-03-01T09:00:00Z" if "datetime" in what else f"@ and the key of an act, as in @{came}"
        )
        return f"{at}expected {wanted_words}, got {came!r}"
    if isinstance(wanted, inspect.StructType) and came is not None:
        return f"{at}expected a table with {', '.join(each.encode_name for each in wanted.fields)}, got {came!r}"
    what = what.replace("`", "").replace("Expected", "expected", 1).replace(" | null", "")
    shown = "" if isinstance(came, Mapping | list) or came is None else f" {came!r}"
    return f"{at}{what}{shown}" if ", got " in what or not shown else f"{at}{what}, got{shown}"


def _type_at(type_: inspect.Type, steps: Iterable[str]) -> inspect.Type | None:
    """The type of what lies at a path, as far as it is one."""
    found: inspect.Type | None = type_
    for step in steps:
        if isinstance(found, inspect.UnionType):
            found = next((each for each in found.types if not isinstance(each, inspect.NoneType)), None)
        if isinstance(found, inspect.StructType):
            found = next((each.type for each in found.fields if each.encode_name == step), None)
        elif isinstance(found, inspect.VarTupleType | inspect.ListType):
            found = found.item_type
        elif isinstance(found, inspect.DictType):
            found = found.value_type
        else:
            return None
    if isinstance(found, inspect.UnionType):
        found = next((each for each in found.types if not isinstance(each, inspect.NoneType)), None)
    return found


def _value_at(value: object, steps: Iterable[str]) -> object:
    """What lies at a path, as the file has it."""
    for step in steps:
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list | tuple) and step.strip("[]").isdecimal() and int(step.strip("[]")) < len(value):
            value = value[int(step.strip("[]"))]
        else:
            return None
    return value


def _strange(value: object, found: object, path: str) -> Iterator[str]:
    """Members that were given and that the struct does not have, at any depth."""
    if isinstance(value, Mapping) and isinstance(found, msgspec.Struct):
        members = {each.encode_name: each.name for each in msgspec.structs.fields(found)}
        for name, member in value.items():
            if name not in members:
                yield (f"{path}: " if path else "") + _no_member(name, members)
            else:
                yield from _strange(member, getattr(found, members[name]), f"{path}.{name}".lstrip("."))
    elif isinstance(value, Mapping) and isinstance(found, Mapping):
        for name, member in value.items():
            yield from _strange(member, found.get(name), f"{path}.{name}".lstrip("."))
    elif isinstance(value, list | tuple) and isinstance(found, list | tuple):
        for number, (member, held) in enumerate(zip(value, found, strict=False)):
            yield from _strange(member, held, f"{path}[{number}]")


def _no_member(came: str, members: Iterable[str]) -> str:
    known = list(members)
    if not known:
        return f"expected no member at all, got {came}: this kind says nothing beside its header"
    return f"expected no member but {', '.join(known)}, got {came}{meant(came, known)}"
