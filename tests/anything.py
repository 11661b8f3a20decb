"""A body of any kind, drawn from a seed: mostly what its type allows, with ids that exist and some that do not.

It reads the structs themselves, so that a kind that is added is signed here from its first day.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import msgspec
from msgspec import inspect

from trilateral.ledger.entry import Body, EntryId, Text

WORDS = ("As agreed.", "No.", "We regret that.", "Since when?", "نه", "لا")
SMALL_WORDS = ("talks", "plenary", "border", "procedure", "all", "main")
OFFICES = ("head", "press", "deputy")
DAYS = ("2031-03-04", "2031-03-05", "2031-12-31")
ZONES = ("UTC", "Asia/Baghdad", "Asia/Tehran", "America/New_York")
CLOCKS = ("allegations.answer", "requests.answer", "proposals.referral", "no.such_clock")
KIND_NAMES = ("statements.made", "meetings.date_accepted", "allegations.filed")
NOBODY = "f" * 64


class Anything:
    """Draws values by their types."""

    def __init__(self, chance: Random, parties: Sequence[str], now: datetime) -> None:
        """Take the source of chance, who there is, and about when."""
        self._chance = chance
        self._parties = (*parties, "nobody")
        self._now = now.astimezone(UTC).replace(microsecond=0)

    def body(self, struct: type[Body], ids: Sequence[EntryId], text: str = "") -> Body:
        """A body of one kind.

        Args:
            struct: Of the kind.
            ids: Entries that exist.
            text: Words to use throughout; left out, some.
        """
        found: Body = self._struct(struct, list(ids), text)
        return found

    def _struct(self, struct: type[msgspec.Struct], ids: list[str], text: str) -> Any:
        if struct is Text:
            return Text(lang=self._chance.choice(["en", "fa", "ar"]), text=text or self._chance.choice(WORDS))
        info = inspect.type_info(struct)
        assert isinstance(info, inspect.StructType)
        given = {
            field.name: self._value(field.type, field.name, ids, text)
            for field in info.fields
            if field.required or self._chance.random() < 0.5
        }
        return struct(**given)

    def _value(self, kind: inspect.Type, name: str, ids: list[str], text: str) -> Any:  # noqa: PLR0911 - a line a type
        match kind:
            case inspect.UnionType(types=types):
                some = [each for each in types if not isinstance(each, inspect.NoneType)]
                return self._value(self._chance.choice(some), name, ids, text) if self._chance.random() < 0.7 else None
            case inspect.StructType(cls=struct):
                return self._struct(struct, ids, text)
            case inspect.VarTupleType(item_type=item):
                return tuple(self._value(item, name, ids, text) for _ in range(self._chance.randrange(1, 3)))
            case inspect.LiteralType(values=values):
                return self._chance.choice(list(values))
            case inspect.EnumType(cls=enum):
                return self._chance.choice(list(enum))
            case inspect.BoolType():
                return self._chance.random() < 0.5
            case inspect.IntType(ge=low, le=high):
                return self._chance.randrange(low if low is not None else -1, min(high or 100, 4) + 1)
            case inspect.DateTimeType():
                return self._now + timedelta(hours=self._chance.choice([-24, -1, 0, 1, 24, 48]))
            case inspect.StrType(pattern=pattern):
                return self._string(pattern or "", name, ids, text)
        raise AssertionError(f"no value for {name}: {kind}")

    def _string(self, pattern: str, name: str, ids: list[str], text: str) -> str:  # noqa: C901, PLR0911 - a line a form
        if "[0-9a-f]{64}" in pattern:
            return self._chance.choice([*ids, NOBODY]) if ids else NOBODY
        if "[a-f0-9]{64}" in pattern:
            return NOBODY
        if "[a-z]{2,3}(" in pattern:
            return self._chance.choice(("en", "fa", "ar"))
        if "[a-z0-9][a-z0-9-]" in pattern:
            return self._chance.choice(("1", "2", "us-42"))
        if "a-z0-9-]{0,31}" in pattern:
            return self._chance.choice(self._parties)
        if "a-z0-9-]{0,47}" in pattern:
            return self._chance.choice(OFFICES)
        if "[0-9]{2}:[0-9]{2}" in pattern:
            return "2031-03-04 10:30"
        if "[0-9]{4}" in pattern:
            return self._chance.choice(DAYS)
        if "A-Za-z0-9_+-]+" in pattern:
            return self._chance.choice(ZONES)
        if "a-z0-9_]{0,47}" in pattern:
            return self._chance.choice(SMALL_WORDS)
        if "[a-z_]+" in pattern:
            return self._chance.choice(KIND_NAMES)
        if "clock" in name:
            return self._chance.choice(CLOCKS)
        return text or self._chance.choice(WORDS)
