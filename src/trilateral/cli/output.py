"""How commands print: one JSON object, or lines for people. Never both."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import click


def print_json(value: object) -> None:
    """Print one object on one line, as scripts read it."""
    import msgspec

    click.echo(msgspec.json.encode(value, enc_hook=_plain).decode())


def _plain(value: object) -> str:
    """A sentence of the catalogues as the text that it is: msgspec writes no kinds of `str` but `str` itself."""
    if not isinstance(value, str):
        raise TypeError(f"expected something that JSON has, got {type(value).__name__}")
    return str(value)


def print_lines(lines: Iterable[str]) -> None:
    """Print lines for people."""
    for line in lines:
        click.echo(line)


def columns(rows: Sequence[Sequence[object]]) -> list[str]:
    """Return rows with their columns under one another."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in cells if i < len(row)) for i in range(max(map(len, cells), default=0))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip() for row in cells]


def at_text(seconds: int | None) -> str:
    """Return POSIX seconds as an instant."""
    return "-" if seconds is None else instant_text(datetime.fromtimestamp(seconds, UTC))


def instant_text(instant: datetime | None) -> str:
    """Return an instant as the record writes it."""
    return "-" if instant is None else instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def builtins(value: object) -> Any:
    """Return a struct as plain values."""
    import msgspec

    return msgspec.to_builtins(value)
