"""Accounts with who published them, points, and every reading with whether it is its party's last one."""

from collections.abc import Iterator

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text

from trilateral.mechanism.accounts.rules import (
    Account,
    Point,
    Subject,
    copy_words,
    is_own_readout,
    last_reads,
    warnings,
)
from trilateral.store.sql import metadata

Row = tuple[Table, dict[str, object]]

accounts = Table(
    "accounts",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False, comment="who entered it"),
    Column("meeting", Text),
    Column("day", Text),
    Column("stage", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("title_lang", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("outlet", Text, nullable=False),
    Column("published_on", Text, nullable=False, comment="as exactly as it is printed"),
    Column("affiliation", Text, nullable=False),
    Column("readout_of", Text),
    Column("own_readout", Boolean, comment="whether that party says so; null while it has said nothing"),
    Column("excerpted_in", Text),
    Column("warnings", Integer, nullable=False, comment="dates that do not fit together"),
    Index("accounts_by_meeting", "meeting"),
)

account_points = Table(
    "account_points",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False, comment="who asked"),
    Column("meeting", Text),
    Column("day", Text),
    Column("lang", Text, nullable=False),
    Column("question", Text, nullable=False),
    Index("account_points_by_meeting", "meeting"),
)

account_readings = Table(
    "account_readings",
    metadata,
    Column("subject", Text, primary_key=True, comment="the account"),
    Column("entry", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("party", Text, nullable=False, comment="who reads it so"),
    Column("point", Text, nullable=False),
    Column("stance", Text, nullable=False),
    Column("last", Boolean, nullable=False, comment="whether it is that party's last reading of the point"),
    Column("sentence", Text),
    Column("exact", Text),
    Column("value_lang", Text),
    Column("value", Text),
    Index("account_readings_by_point", "point"),
)

account_copies = Table(
    "account_copies",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("of", Text, primary_key=True),
    Column("party", Text, primary_key=True),
    Column("copy", Boolean, nullable=False, comment="its last word"),
)

account_statements = Table(
    "account_statements",
    metadata,
    Column("subject", Text, primary_key=True, comment="the point"),
    Column("entry", Text, primary_key=True),
    Column("party", Text, nullable=False, comment="who finds that it bears on the point"),
    Column("statement", Text, nullable=False),
    Column("said_by", Text, nullable=False),
    Column("outside", Boolean, nullable=False),
)

TABLES = (accounts, account_points, account_readings, account_copies, account_statements)


def rows(state: Subject) -> Iterator[Row]:
    """The rows of one account, or of one point."""
    if isinstance(state, Account):
        yield from _account_rows(state)
    elif isinstance(state, Point):
        yield from _point_rows(state)


def _account_rows(state: Account) -> Iterator[Row]:
    yield (
        accounts,
        {
            "subject": state.id,
            "party": state.party,
            "meeting": state.meeting,
            "day": state.day,
            "stage": state.stage,
            "lang": state.lang,
            "title_lang": state.title.lang,
            "title": state.title.text,
            "outlet": state.outlet,
            "published_on": state.published_on,
            "affiliation": state.affiliation,
            "readout_of": state.readout_of,
            "own_readout": is_own_readout(state),
            "excerpted_in": state.excerpted_in,
            "warnings": len(warnings(state)),
        },
    )
    last = {read for point in {each.point for each in state.reads} for read in last_reads(state, point)}
    for read in state.reads:
        yield (
            account_readings,
            {
                "subject": state.id,
                "entry": read.entry,
                "number": read.number,
                "party": read.party,
                "point": read.point,
                "stance": read.stance,
                "last": read in last,
                "sentence": read.sentence,
                "exact": read.quote.exact if read.quote else None,
                "value_lang": read.value.lang if read.value else None,
                "value": read.value.text if read.value else None,
            },
        )
    for of in sorted({each.of for each in state.copies}):
        for word in copy_words(state, of):
            yield account_copies, {"subject": state.id, "of": of, "party": word.party, "copy": word.copy}


def _point_rows(state: Point) -> Iterator[Row]:
    yield (
        account_points,
        {
            "subject": state.id,
            "party": state.party,
            "meeting": state.meeting,
            "day": state.day,
            "lang": state.question.lang,
            "question": state.question.text,
        },
    )
    for link in state.links:
        yield (
            account_statements,
            {
                "subject": state.id,
                "entry": link.entry,
                "party": link.party,
                "statement": link.statement,
                "said_by": link.said_by,
                "outside": link.outside,
            },
        )
