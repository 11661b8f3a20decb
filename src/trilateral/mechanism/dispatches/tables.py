"""Issues, their items with where each stands, figures with the entries behind them, and each party's last word."""

from collections.abc import Iterator

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text

from trilateral.mechanism.dispatches.rules import (
    Dispatch,
    correction_released_by,
    is_corrected,
    item_status,
    last_word,
    status,
)
from trilateral.store.sql import metadata

Row = tuple[Table, dict[str, object]]

dispatches = Table(
    "dispatches",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False, comment="who compiled it"),
    Column("sort", Text, nullable=False),
    Column("volume", BigInteger, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("dated_on", Text, nullable=False),
    Column("previous", Text),
    Column("session", Text),
    Column("root", Text, nullable=False, comment="of the edition that parties release"),
    Column("status", Text, nullable=False),
    Index("dispatches_by_number", "volume", "number"),
)

dispatch_items = Table(
    "dispatch_items",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False, comment="from 1"),
    Column("lang", Text, nullable=False),
    Column("text", Text, nullable=False, comment="in the first of its languages"),
    Column("about", Text),
    Column("status", Text, nullable=False),
)

dispatch_figures = Table(
    "dispatch_figures",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("item", Integer, nullable=False),
    Column("value", BigInteger, nullable=False),
    Column("basis", Text, nullable=False),
)

dispatch_entries = Table(
    "dispatch_entries",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("item", Integer, primary_key=True, autoincrement=False),
    Column("figure", Text, primary_key=True, comment="its name; empty for what the words of the item rest on"),
    Column("entry", Text, primary_key=True),
    Index("dispatch_entries_by_entry", "entry"),
)

dispatch_words = Table(
    "dispatch_words",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("item", Integer, primary_key=True, autoincrement=False),
    Column("party", Text, primary_key=True),
    Column("word", Text, comment="its last one, or nothing"),
)

dispatch_corrections = Table(
    "dispatch_corrections",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("party", Text, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("item", Integer, nullable=False),
    Column("released", Integer, nullable=False, comment="by how many"),
    Column("stands", Boolean, nullable=False, comment="whether all that must have released it"),
)

TABLES = (
    dispatches,
    dispatch_items,
    dispatch_figures,
    dispatch_entries,
    dispatch_words,
    dispatch_corrections,
)


def rows(state: Dispatch) -> Iterator[Row]:
    """The rows of one issue."""
    said = state.said
    yield (
        dispatches,
        {
            "subject": state.id,
            "party": state.party,
            "sort": said.sort,
            "volume": said.volume,
            "number": said.number,
            "dated_on": said.dated_on,
            "previous": said.previous,
            "session": said.session,
            "root": state.root,
            "status": status(state).value,
        },
    )
    for number in state.numbers:
        yield from _item_rows(state, number)
    for correction in state.corrections:
        yield (
            dispatch_corrections,
            {
                "subject": state.id,
                "entry": correction.entry,
                "party": correction.party,
                "number": correction.number,
                "item": correction.item,
                "released": len(correction_released_by(state, correction)),
                "stands": is_corrected(state, correction),
            },
        )


def _item_rows(state: Dispatch, number: int) -> Iterator[Row]:
    item = state.said.items[number - 1]
    of = {"subject": state.id, "item": number}
    yield (
        dispatch_items,
        {
            "subject": state.id,
            "number": number,
            "lang": item.texts[0].lang,
            "text": item.texts[0].text,
            "about": item.about,
            "status": item_status(state, number).value,
        },
    )
    for entry in dict.fromkeys(item.entries):
        yield dispatch_entries, {**of, "figure": "", "entry": entry}
    for figure in item.figures:
        yield dispatch_figures, {**of, "name": figure.name, "value": figure.value, "basis": figure.basis}
        for entry in figure.entries:
            yield dispatch_entries, {**of, "figure": figure.name, "entry": entry}
    for party in state.release_by:
        word = last_word(state, number, party)
        yield dispatch_words, {**of, "party": party, "word": word.word if word else None}
