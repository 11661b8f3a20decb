"""Stated digests, statements on forks, and contradictions that were shown."""

from collections.abc import Iterator

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from trilateral.mechanism.evidence.rules import Contradiction, Digests, Finding, Fork
from trilateral.store.sql import metadata

Row = tuple[Table, dict[str, object]]

evidence_digests = Table(
    "evidence_digests",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False),
    Column("level", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
    Index("evidence_by_digest", "digest"),
)

evidence_cuts = Table(
    "evidence_cuts",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("log", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("root", Text, nullable=False),
)

evidence_forks = Table(
    "evidence_forks",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False, comment="who says so"),
    Column("log", Text, nullable=False),
    Column("whose", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("continues", Text, nullable=False, comment="root of the branch that goes on"),
)

evidence_branches = Table(
    "evidence_branches",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("root", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
)

evidence_contradictions = Table(
    "evidence_contradictions",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False, comment="who shows it"),
    Column("log", Text, nullable=False),
    Column("whose", Text, nullable=False, comment="empty for an outside witness"),
    Column("name", Text, nullable=False, comment="of the key"),
    Column("smaller", BigInteger, nullable=False),
    Column("larger", BigInteger, nullable=False),
)

TABLES = (evidence_digests, evidence_cuts, evidence_forks, evidence_branches, evidence_contradictions)


def rows(state: Finding) -> Iterator[Row]:
    """The rows of one of them."""
    of: dict[str, object] = {"subject": state.id, "party": state.party}
    match state:
        case Digests():
            yield evidence_digests, {**of, "level": state.level, "digest": state.digest}
            for each in state.cut:
                yield evidence_cuts, {"subject": state.id, "log": each.log, "size": each.size, "root": each.root}
        case Fork():
            said = {"log": state.log, "whose": state.whose, "reason": state.reason, "continues": state.continues}
            yield evidence_forks, {**of, **said}
            for number, branch in enumerate(state.heads):
                named = {"subject": state.id, "number": number}
                yield evidence_branches, {**named, "root": branch.root, "size": branch.size}
        case Contradiction():
            of |= {"log": state.log, "whose": state.whose, "name": state.name}
            yield evidence_contradictions, {**of, "smaller": state.sizes[0], "larger": state.sizes[1]}
