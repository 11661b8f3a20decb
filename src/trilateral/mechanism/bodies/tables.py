"""Parts under seal, receipts, erasures and lists, as lists show them."""

from collections.abc import Iterator

from sqlalchemy import Column, Integer, Table, Text

from trilateral.mechanism.bodies.rules import Kept, erased_rows
from trilateral.store.sql import metadata

bodies_kept = Table(
    "bodies_kept",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False),
    Column("what", Text, nullable=False, comment="sealed, receipt, erasure or rows"),
    Column("blob", Text),
    Column("root", Text),
    Column("count", Integer, nullable=False),
    Column("shown", Integer, nullable=False, comment="rows of a sealed part that somebody has shown"),
    Column("erased", Integer, nullable=False, comment="rows of a list that its author has erased"),
)

bodies_named = Table(
    "bodies_named",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("blob", Text, primary_key=True),
    Column("word", Text, nullable=False, comment="held or bad"),
)

TABLES = (bodies_kept, bodies_named)


def rows(state: Kept) -> Iterator[tuple[Table, dict[str, object]]]:
    """The rows of one subject."""
    yield (
        bodies_kept,
        {
            "subject": state.id,
            "party": state.party,
            "what": str(state.what),
            "blob": state.blob,
            "root": state.root,
            "count": state.count,
            "shown": len(state.shown),
            "erased": len(erased_rows(state)),
        },
    )
    for word, named in (("held", state.held), ("bad", state.bad)):
        for blob in named:
            yield bodies_named, {"subject": state.id, "blob": blob, "word": word}
