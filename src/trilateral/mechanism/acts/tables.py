"""Acts on entries, as lists show them."""

from collections.abc import Iterator

from sqlalchemy import Column, Integer, Table, Text

from trilateral.mechanism.acts.rules import Acts
from trilateral.store.sql import metadata

acts = Table(
    "acts",
    metadata,
    Column("subject", Text, nullable=False, index=True),
    Column("entry", Text, primary_key=True),
    Column("party", Text, nullable=False),
    Column("idx", Integer, nullable=False),
    Column("about", Text, nullable=False, index=True, comment="the entry that it is about"),
    Column("word", Text, nullable=False),
)

TABLES = (acts,)


def rows(state: Acts) -> Iterator[tuple[Table, dict[str, object]]]:
    """The rows of the acts on one subject."""
    for each in state.acts:
        yield (
            acts,
            {
                "subject": state.subject,
                "entry": each.entry,
                "party": each.party,
                "idx": each.index,
                "about": each.on,
                "word": str(each.word),
            },
        )
