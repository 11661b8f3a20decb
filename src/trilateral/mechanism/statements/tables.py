"""Statements and whom they address, as lists show them and shares are counted from."""

from collections.abc import Iterator

from sqlalchemy import BigInteger, Boolean, Column, Index, Table, Text

from trilateral.mechanism.statements.rules import Statement, addressed, relayed_to, status
from trilateral.store.sql import metadata

statements = Table(
    "statements",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False),
    Column("sort", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("addressed", Text, nullable=False, comment="direct, via or all"),
    Column("via", Text),
    Column("meeting", Text),
    Column("item", BigInteger),
    Column("reply_to", Text),
    Column("outside", Boolean, nullable=False),
    Column("status", Text, nullable=False),
    Index("statements_by_meeting", "meeting"),
    Index("statements_by_party", "party", "sort"),
)

statement_addressees = Table(
    "statement_addressees",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, primary_key=True),
    Column("relayed", Boolean, nullable=False),
    Column("acknowledged", Boolean, nullable=False),
)

TABLES = (statements, statement_addressees)


def rows(state: Statement) -> Iterator[tuple[Table, dict[str, object]]]:
    """The rows of one statement."""
    yield (
        statements,
        {
            "subject": state.id,
            "party": state.party,
            "sort": state.sort,
            "lang": state.text.lang,
            "text": state.text.text,
            "addressed": addressed(state),
            "via": state.via,
            "meeting": state.meeting,
            "item": state.item,
            "reply_to": state.reply_to,
            "outside": state.outside,
            "status": status(state),
        },
    )
    relayed = relayed_to(state)
    had = {each.party for each in state.acknowledgements}
    for party in state.addressees:
        named = {"subject": state.id, "party": party}
        yield statement_addressees, {**named, "relayed": party in relayed, "acknowledged": party in had}
