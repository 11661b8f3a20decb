"""A body of any kind, drawn from a seed: mostly what its type allows, with ids that exist and some that do not.

It reads the structs themselves, so that a kind that is added is signed here from its first day. A value
is drawn from what fits its form: whoever adds a form adds a line to `STRINGS`, and hears of it here.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

import msgspec
from msgspec import inspect

from trilateral.ledger.entry import Body, EntryId, Text

WORDS = ("As agreed.", "No.", "We regret that.", "Since when?", "نه", "لا")
STRINGS = (
    *("talks", "plenary", "border", "procedure", "substance", "commitment", "all", "main", "liaison", "explosion"),
    *("head", "press", "deputy", "1", "2", "us-42", "en", "fa", "ar"),
    *("2031-03-04", "2031-03-05", "2031-12-31", "2031-02-30", "2031", "2031-03", "2031-03-04 10:30"),
    *("UTC", "Asia/Baghdad", "Asia/Tehran", "America/New_York", "application/pdf", "A/1", "text", "points[0]"),
    *("statements.made", "meetings.date_accepted", "allegations.filed", "statements.made/1", "", "0" * 32),
)
"""What stands where a form is asked for: as much of everything as fits it."""
CLOCKS = ("allegations.answer", "requests.answer", "proposals.referral", "no.such_clock")
NOBODY = "f" * 64
LARGE = 1_000_000_007

_ID, _DIGEST, _PARTY = "[0-9a-f]{64}", "[a-f0-9]{64}", "[a-z0-9-]{0,31}"


_info = cache(inspect.type_info)


@cache
def _fitting(pattern: str) -> tuple[str, ...]:
    found = tuple(each for each in STRINGS if re.search(pattern, each))
    assert found, f"no string fits {pattern}: add one to STRINGS"
    return found


class Anything:
    """Draws values by their types."""

    def __init__(
        self,
        chance: Random,
        parties: Sequence[str],
        now: datetime,
        digests: Sequence[str] = (),
        by_name: Mapping[str, Sequence[EntryId]] | None = None,
    ) -> None:
        """Take the source of chance, and what there is.

        Args:
            chance: Decides.
            parties: Who there is.
            now: About when.
            digests: Hashes of texts.
            by_name: Ids that make sense where a member has this name, such as `draft`.
        """
        self._chance = chance
        self._parties = parties
        self._now = now.astimezone(UTC).replace(microsecond=0)
        self._digests = digests
        self._by_name = by_name or {}
        self._wild = False
        self._filled = 0.5

    def body(self, struct: type[Body], ids: Sequence[EntryId], text: str = "") -> Body:
        """A body of one kind: now and then sparse, full, or with what nobody would sign.

        Args:
            struct: Of the kind.
            ids: Entries that exist.
            text: Words to use throughout; left out, some.
        """
        self._wild = self._chance.random() < 0.2
        self._filled = self._chance.choice([0, 0.15, 0.5, 0.9])
        found: Body = self._struct(struct, list(ids), text)
        return found

    def _struct(self, struct: type[msgspec.Struct], ids: list[str], text: str) -> Any:
        if struct is Text:
            return Text(lang=self._chance.choice(["en", "fa", "ar"]), text=text or self._chance.choice(WORDS))
        info = _info(struct)
        assert isinstance(info, inspect.StructType)
        given = {
            field.name: self._value(field.type, field.name, ids, text)
            for field in info.fields
            if field.required or self._chance.random() < self._filled
        }
        return struct(**given)

    def _value(self, kind: inspect.Type, name: str, ids: list[str], text: str) -> Any:  # noqa: PLR0911 - a line a type
        match kind:
            case inspect.UnionType(types=types):
                some = [each for each in types if not isinstance(each, inspect.NoneType)]
                return self._value(self._chance.choice(some), name, ids, text) if self._chance.random() < 0.9 else None
            case inspect.StructType(cls=struct):
                return self._struct(struct, ids, text)
            case inspect.VarTupleType(item_type=item):
                drawn = [self._value(item, name, ids, text) for _ in range(self._chance.choice([1, 1, 2, 3]))]
                return tuple(drawn if self._wild else _each_once(drawn))
            case inspect.LiteralType(values=values):
                return self._chance.choice(list(values))
            case inspect.EnumType(cls=enum):
                return self._chance.choice(list(enum))
            case inspect.BoolType():
                return self._chance.random() < 0.5
            case inspect.IntType(ge=low, le=high):
                return self._number(low, high)
            case inspect.DateTimeType():
                return self._now + timedelta(hours=self._chance.choice([-24, -1, 0, 1, 24, 48]))
            case inspect.StrType(pattern=pattern):
                return self._string(pattern or "", name, ids, text)
        raise AssertionError(f"no value for {name}: {kind}")

    def _number(self, low: int | None, high: int | None) -> int:
        if self._wild:
            return self._chance.choice([-1 if low is None else low, LARGE if high is None else high])
        least = max(low or 0, 0)
        return self._chance.randrange(least, min(LARGE if high is None else high, least + 3) + 1)

    def _string(self, pattern: str, name: str, ids: list[str], text: str) -> str:
        if _ID in pattern:
            fitting = self._by_name.get(name, ())
            if fitting and self._chance.random() < 0.8:
                return self._chance.choice(list(fitting))
            return self._chance.choice([*ids, NOBODY] if self._wild else ids or [NOBODY])
        if _DIGEST in pattern:
            return self._chance.choice([*self._digests, NOBODY] if self._wild else list(self._digests) or [NOBODY])
        if _PARTY in pattern:
            return self._chance.choice([*self._parties, "nobody"] if self._wild else list(self._parties))
        if "clock" in name:
            return self._chance.choice(CLOCKS)
        return self._chance.choice(_fitting(pattern)) if pattern else text or self._chance.choice(WORDS)


def _each_once(values: Sequence[Any]) -> list[Any]:
    """Without what was drawn twice, and in the order in which most kinds want names and words."""
    found = {repr(each): each for each in values}
    return [found[each] for each in sorted(found)]
