"""Protections that stand in the open, as lists show them. Of a list of persons no table holds anything.

Tables are filled from what everybody reads, so nothing under seal ever comes here. A state that is read by some
alone has no rows, whoever asks for them.
"""

from collections.abc import Iterator

from sqlalchemy import Column, Integer, Table, Text

from trilateral.mechanism.humanitarian.state import Held, Protection, standing, word_of
from trilateral.store.sql import metadata

Row = tuple[Table, dict[str, object]]

protections = Table(
    "protections",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False, comment="who asserted it"),
    Column("what", Text, nullable=False),
    Column("designation", Text),
    Column("standing", Text, nullable=False),
)

protection_names = Table(
    "protection_names",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("lang", Text, nullable=False),
    Column("name", Text, nullable=False),
)

protection_basis = Table(
    "protection_basis",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("instrument", Text, nullable=False),
    Column("article", Text, nullable=False),
)

protection_words = Table(
    "protection_words",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, primary_key=True),
    Column("word", Text, comment="its last one, or nothing"),
    Column("entry", Text),
)

TABLES = (protections, protection_names, protection_basis, protection_words)


def rows(state: Held) -> Iterator[Row]:
    """The rows of one protection in the open; none of anything else."""
    if not isinstance(state, Protection) or state.readers:
        return
    of = {"subject": state.id}
    yield (
        protections,
        {
            **of,
            "party": state.party,
            "what": state.what,
            "designation": state.designation,
            "standing": standing(state).value,
        },
    )
    for number, name in enumerate(state.names):
        yield protection_names, {**of, "number": number, "lang": name.lang, "name": name.text}
    for number, basis in enumerate(state.basis):
        yield (
            protection_basis,
            {**of, "number": number, "instrument": basis.instrument, "article": basis.article},
        )
    for party in state.parties:
        said = word_of(state, party)
        word = {"word": said.word if said else None, "entry": said.entry if said else None}
        yield protection_words, {**of, "party": party, **word}
