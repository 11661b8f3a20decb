"""Suspensions and each party's word on them, as lists show them."""

from collections.abc import Iterator

from sqlalchemy import BigInteger, Boolean, Column, Index, Table, Text

from trilateral.mechanism.suspensions.rules import Suspension, last_word, status, stops
from trilateral.store.sql import metadata

Row = tuple[Table, dict[str, object]]

suspensions = Table(
    "suspensions",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False, comment="who proposed it"),
    Column("reason", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("from_at", BigInteger, nullable=False, comment="POSIX seconds, as proposed"),
    Column("until_at", BigInteger),
    Column("status", Text, nullable=False),
    Index("suspensions_by_start", "from_at"),
)

suspension_clocks = Table(
    "suspension_clocks",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("clock", Text, primary_key=True, comment="none for a suspension of all clocks"),
)

suspension_words = Table(
    "suspension_words",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, primary_key=True),
    Column("word", Text, comment="its last one, or nothing"),
    Column("entry", Text),
)

suspension_stops = Table(
    "suspension_stops",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("from_at", BigInteger, primary_key=True, autoincrement=False),
    Column("until_at", BigInteger, comment="nothing where no end is known"),
    Column("disputed", Boolean, nullable=False),
)

TABLES = (suspensions, suspension_clocks, suspension_words, suspension_stops)


def rows(state: Suspension) -> Iterator[Row]:
    """The rows of one suspension."""
    yield (
        suspensions,
        {
            "subject": state.id,
            "party": state.party,
            "reason": state.reason,
            "lang": state.text.lang,
            "text": state.text.text,
            "from_at": int(state.from_at.timestamp()),
            "until_at": None if state.until_at is None else int(state.until_at.timestamp()),
            "status": status(state).value,
        },
    )
    for clock in state.clocks:
        yield suspension_clocks, {"subject": state.id, "clock": clock}
    for party in state.parties:
        said = last_word(state, party)
        named = {"subject": state.id, "party": party}
        yield suspension_words, {**named, "word": said.word if said else None, "entry": said.entry if said else None}
    for stop in stops(state, state.clocks[0] if state.clocks else None):
        until = None if stop.until_at is None else int(stop.until_at.timestamp())
        between = {"from_at": int(stop.from_at.timestamp()), "until_at": until}
        yield suspension_stops, {"subject": state.id, **between, "disputed": stop.disputed}
