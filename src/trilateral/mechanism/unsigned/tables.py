"""Reports of unsigned words, as lists show them."""

from collections.abc import Iterator

from sqlalchemy import Column, Table, Text

from trilateral.mechanism.unsigned.rules import Report
from trilateral.store.sql import metadata

unsigned_reports = Table(
    "unsigned_reports",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False, comment="who reports"),
    Column("of", Text, nullable=False, comment="whose words they are said to be"),
    Column("kind", Text, nullable=False),
    Column("about", Text, comment="the subject that the words are about"),
    Column("paper", Text),
)

TABLES = (unsigned_reports,)


def rows(state: Report) -> Iterator[tuple[Table, dict[str, object]]]:
    """The rows of one report."""
    yield (
        unsigned_reports,
        {
            "subject": state.id,
            "party": state.party,
            "of": state.of,
            "kind": state.kind,
            "about": state.on,
            "paper": state.paper,
        },
    )
