"""Charter texts on the table, as lists show them."""

from collections.abc import Iterator

from sqlalchemy import Column, Table, Text

from trilateral.mechanism.charter.rules import Tabled
from trilateral.store.sql import metadata

charter_texts = Table(
    "charter_texts",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False),
    Column("charter", Text, nullable=False, comment="hash of the text"),
    Column("previous", Text, nullable=False),
    Column("why_lang", Text, nullable=False),
    Column("why", Text, nullable=False),
)

TABLES = (charter_texts,)


def rows(state: Tabled) -> Iterator[tuple[Table, dict[str, object]]]:
    """The rows of one text on the table."""
    yield (
        charter_texts,
        {
            "subject": state.id,
            "party": state.party,
            "charter": state.charter,
            "previous": state.previous,
            "why_lang": state.why.lang,
            "why": state.why.text,
        },
    )
