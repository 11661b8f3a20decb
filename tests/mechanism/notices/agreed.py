"""A mechanism whose charter says more than that of other tests: clocks of notices, and a grid on which places are shown."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import msgspec

from tests.node import parties
from trilateral.ledger.charter import ClockTerms, encode_charter, parse_charter
from trilateral.node import founding

GRID = 100_000
"""A tenth of a degree, in microdegrees."""
CLOCKS = tuple(
    ClockTerms(name=f"notices.{name}", hours=hours)
    for name, hours in (("movement", 48), ("change", 120), ("acknowledge", 12), ("consent", 4), ("consent_works", 6))
)


@contextmanager
def charter_with(**terms: Any) -> Iterator[None]:
    """Let every charter that tests make in here have these terms too; by default those of this module."""
    make = founding.make_charter
    said = {"clocks": CLOCKS, "grid_microdegrees": GRID, **terms}

    def made(*arguments: Any, **named: Any) -> bytes:
        return encode_charter(msgspec.structs.replace(parse_charter(make(*arguments, **named)), **said))

    with patch.object(parties, "make_charter", made):
        yield
