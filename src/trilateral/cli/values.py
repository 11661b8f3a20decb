"""How options are read: times, cuts, pairs."""

from datetime import UTC, datetime
from typing import Any, TypeAlias

import click

Pairs: TypeAlias = tuple[tuple[str, str], ...]


class TimeType(click.ParamType[datetime]):
    """An instant, or a day: then its last second, UTC."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read it."""
        if isinstance(value, datetime):
            return value
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"expected a time such as 2007-05-28T06:30:00Z, or a day, got {value!r}", param, ctx)
        if len(value) == len("2007-05-28"):
            found = found.replace(hour=23, minute=59, second=59)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


class CutType(click.ParamType[dict[str, int]]):
    """How many entries of each log: `us=40,ir=38`. Logs that are not named are taken whole."""

    name = "cut"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dict[str, int]:
        """Read it."""
        if isinstance(value, dict):
            return value
        pairs = [part.partition("=") for part in value.split(",")]
        if not all(party and number.isdecimal() and number.isascii() for party, _, number in pairs):
            self.fail(f"expected sizes such as us=40,ir=38, got {value!r}", param, ctx)
        return {party: int(number) for party, _, number in pairs}


class PairType(click.ParamType[tuple[str, str]]):
    """A name and what it is: `point=0`."""

    name = "name=value"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Read it."""
        if isinstance(value, tuple):
            return value
        name, sign, rest = value.partition("=")
        if not sign or not name:
            self.fail(f"expected NAME=VALUE, got {value!r}", param, ctx)
        return name, rest


TIME, CUT, PAIR = TimeType(), CutType(), PairType()
