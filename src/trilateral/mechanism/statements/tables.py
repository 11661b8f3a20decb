"""Statements and whom they address, as lists show them and shares are counted from."""

from collections.abc import Iterator

from sqlalchemy import BigInteger, Boolean, Column, Index, Table, Text

from trilateral.mechanism.statements.rules import TALK, Statement, addressed, relayed_to, status
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
    Column("matter", Text),
    Column("repeats", Text, comment="the earlier statement or allegation"),
    Column("in_return_for", Text, comment="the demand or offer to which this one is linked"),
    Column("talk", Text, nullable=False, comment="procedural, declaratory or substantive"),
    Column("outside", Boolean, nullable=False),
    Column("status", Text, nullable=False),
    Index("statements_by_meeting", "meeting"),
    Index("statements_by_party", "party", "sort"),
    Index("statements_by_matter", "matter", "party"),
    Index("statements_by_earlier", "repeats"),
)

statement_addressees = Table(
    "statement_addressees",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, primary_key=True),
    Column("relayed", Boolean, nullable=False),
    Column("acknowledged", Boolean, nullable=False),
)

statement_words = Table(
    "statement_words",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("about", Text, nullable=False, comment="a paraphrase of it, or a reply to it"),
    Column("word", Text, nullable=False, comment="its author's word on that"),
)

TABLES = (statements, statement_addressees, statement_words)


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
            "matter": state.matter,
            "repeats": state.repeats,
            "in_return_for": state.in_return_for,
            "talk": TALK.get(state.sort, "substantive"),
            "outside": state.outside,
            "status": status(state),
        },
    )
    relayed = relayed_to(state)
    had = {each.party for each in state.acknowledgements}
    for party in state.addressees:
        named = {"subject": state.id, "party": party}
        yield statement_addressees, {**named, "relayed": party in relayed, "acknowledged": party in had}
    for each in (*state.paraphrases, *state.judgements):
        yield statement_words, {"subject": state.id, "entry": each.entry, "about": each.about, "word": each.word}
