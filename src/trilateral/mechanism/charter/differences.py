"""What an amendment changes: each place in the text of a charter where two versions differ.

Lists of parties, clocks, witnesses and texts are compared by what names their members, so
that a party that is put in between changes nothing of the others.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from trilateral.ledger.charter import Charter
from trilateral.ledger.entry import members_of

_KEY = re.compile(r"(?<![^\s,+])([^\s,+]+\+[0-9a-f]{8})\+[A-Za-z0-9+/=]{40,}")
_NAMED_BY = ("id", "vkey", "name", "lang")
_NOT_COMPARED = frozenset({"format", "previous", "instead_of"})


class Difference(msgspec.Struct, frozen=True):
    """One place that differs.

    Attributes:
        place: Where, such as `parties.us.root_keys`.
        before: What stood there; None if nothing did.
        after: What is to stand there; None if nothing is.
    """

    place: str
    before: str | None
    after: str | None


def differences(before: Charter, after: Charter) -> tuple[Difference, ...]:
    """Every place in which the second text says something else than the first, in the order of places."""
    old, new = (dict(_leaves("", members_of(each))) for each in (before, after))
    return tuple(
        Difference(place, old.get(place), new.get(place))
        for place in sorted({*old, *new})
        if old.get(place) != new.get(place)
    )


def short(text: str) -> str:
    """The same with each key by its name and id alone: whoever compares keys compares those."""
    return _KEY.sub(r"\1", text)


def _leaves(place: str, value: Any) -> Iterator[tuple[str, str]]:
    match value:
        case Mapping():
            named = set(value) - {"lang"} == {"text"}
            if named:
                yield place, str(value["text"])
                return
            for name in sorted(set(value) - (set() if place else _NOT_COMPARED)):
                yield from _leaves(f"{place}.{name}" if place else name, value[name])
        case str() | bool() | int():
            yield place, str(value).lower() if isinstance(value, bool) else str(value)
        case Sequence():
            if any(isinstance(each, Mapping) for each in value):
                for number, each in enumerate(value):
                    yield from _leaves(f"{place}.{_name_of(each, number, value)}", each)
            elif value:
                yield place, ", ".join(map(str, value))


def _name_of(member: Any, number: int, among: Sequence[Any]) -> str:
    """What a member of a list is called: by what names it, if that names no other; else by its number."""
    by = next((name for name in _NAMED_BY if isinstance(member, Mapping) and name in member), None)
    if by is not None and sum(isinstance(each, Mapping) and each.get(by) == member[by] for each in among) == 1:
        return str(member[by])
    return str(number + 1)
