"""The index that search asks: for each entry that people signed, its words in one spelling, and marks for what its header says.

    searched          one row an entry: where it stands, when it claims to be, and its words
    searched_words    SQLite: an FTS5 index over them, which keeps no text of its own
    searched_by_word  PostgreSQL: a GIN index over the same words, as lexemes

The words are folded by us before they come here (`i18n.folding`), so both databases find the same entries:
neither's own rules for a language have a part in it. A mark begins with `_`, which no word does: `_pus`
for the party that said it, `_ten`… what marks there are is said in `node.searching`.

Like all tables it is a reading and may be dropped. What is under seal, and what can be erased, is not in it
(docs/adr/0040): from a database nothing can be erased for certain.

Left out: what is put in (`node.searching`), and what a query means (`desk.seeking`).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import DDL, BigInteger, Column, Connection, Engine, Index, Table, Text, event, text

from trilateral.i18n.folding import Term
from trilateral.store.databases import reading, schema_of
from trilateral.store.sql import EMPTIED, insert_rows, metadata

Way: TypeAlias = tuple[Term, ...]
"""Terms that are all needed."""
Unit: TypeAlias = tuple[Way, ...]
"""Ways of which one is enough."""

MOST_COUNTED = 5_000
"""Of more entries nobody wants the number, and each would have to be looked at for it."""

# Word by word as they are given, without PostgreSQL's own parser, which takes `us/42` for a path.
_LEXEMES = "array_to_tsvector(string_to_array(words, ' '))"
_WORDS = "searched_words"

searched = Table(
    "searched",
    metadata,
    Column("log", Text, primary_key=True, comment="origin"),
    Column("idx", BigInteger, primary_key=True, autoincrement=False),
    Column("party", Text, nullable=False),
    Column("kind", Text, nullable=False, comment="without its version"),
    Column("subject", Text, nullable=False),
    Column("at", BigInteger, nullable=False, comment="POSIX seconds, as its author says"),
    Column("words", Text, nullable=False, comment="marks, forms beside the words, and the words in their order"),
    Index("searched_by_time", "at"),
    Index("searched_by_word", text(_LEXEMES), postgresql_using="gin").ddl_if(dialect="postgresql"),
    info={EMPTIED: f"INSERT INTO {_WORDS} ({_WORDS}) VALUES ('delete-all')"},  # noqa: S608 - the name is ours
    comment="One row for each entry that people signed, for search",
)
event.listen(
    searched,
    "after_create",
    # No text and no places of words are kept, so it cannot say what stood in an entry; phrases are looked for in `words`.
    DDL(  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
        f"CREATE VIRTUAL TABLE {_WORDS} USING fts5(words, content='', detail=none, columnsize=0, prefix='3', "
        "tokenize=\"ascii tokenchars '_-'\")"
    ).execute_if(dialect="sqlite"),
)
event.listen(
    searched,
    "after_drop",
    DDL(f"DROP TABLE IF EXISTS {_WORDS}").execute_if(dialect="sqlite"),  # type: ignore[no-untyped-call]  # the same
)


class Place(NamedTuple):
    """Where an entry stands."""

    log: str
    number: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What the index is asked.

    Attributes:
        said: Units that entries answer by what they say.
        wider: The same units, each with ways beside: by the header, by sound. What answers these alone comes last.
        marks: Units of marks, each of which is needed.
        phrases: Words that must stand one after another.
        since: POSIX seconds of the earliest claim.
        until: Of the latest.
        subjects: Only what is about one of these; None for all.
        cut: How many entries of each log are shown; None for all.
        without: Kinds that are left out, by how they begin.
        now: Claims that lie ahead of it come last.
    """

    said: tuple[Unit, ...] = ()
    wider: tuple[Unit, ...] = ()
    marks: tuple[Unit, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    since: int | None = None
    until: int | None = None
    subjects: frozenset[str] | None = None
    cut: Mapping[str, int] | None = field(default=None)
    without: tuple[str, ...] = ()
    now: int = 2**62


@dataclass(frozen=True, slots=True)
class Counted:
    """What was found, counted.

    Attributes:
        said: How many entries answer by what they say.
        all: How many answer at all.
        by: How many of each party and kind.
        is_more: Whether there are more than were counted.
    """

    said: int
    all: int
    by: tuple[tuple[str, str, int], ...]
    is_more: bool = False


def index_entries(connection: Connection, rows: Sequence[Sequence[Any]]) -> None:
    """Put entries into the index, each once.

    Args:
        connection: In a transaction of the caller's.
        rows: As the columns of `searched`.
    """
    if not rows:
        return
    if schema_of(connection.engine) is not None:
        insert_rows(connection, searched, rows)
        return
    # Rows are never removed singly, so those that come now are those after the last.
    last = connection.exec_driver_sql("SELECT max(rowid) FROM searched").scalar_one() or 0
    insert_rows(connection, searched, rows)
    connection.exec_driver_sql(
        f"INSERT INTO {_WORDS} (rowid, words) SELECT rowid, words FROM searched WHERE rowid > ?",  # noqa: S608 - the name is ours
        (last,),
    )


def count(engine: Engine, asked: Asked) -> Counted:
    """Count what answers.

    Raises:
        UnavailableError: The database does not answer.
    """
    some = {"most_counted": MOST_COUNTED + 1}
    units = (*asked.wider, *asked.marks)
    inner, values = _select(engine, asked, "party, kind", units, "LIMIT :most_counted")
    grouped = f"SELECT party, kind, count(*) FROM ({inner}) AS found GROUP BY party, kind"  # noqa: S608 - all parts are ours
    with reading(engine) as connection:
        rows = connection.execute(text(grouped), {**values, **some})
        found = tuple((str(party), str(kind), int(number)) for party, kind, number in rows)
        total = sum(number for _, _, number in found)
        is_more = total > MOST_COUNTED
        total = min(total, MOST_COUNTED)
        if asked.said == asked.wider or not total:
            return Counted(total, total, found, is_more)
        inner, values = _select(engine, asked, "1", (*asked.said, *asked.marks), "LIMIT :most_counted")
        counted = f"SELECT count(*) FROM ({inner}) AS found"  # noqa: S608 - the same
        said = int(connection.execute(text(counted), {**values, **some}).scalar_one())
        return Counted(min(said, total), total, found, is_more)


def places(engine: Engine, asked: Asked, counted: Counted, start: int, most: int) -> list[Place]:
    """Return entries that answer: those by what they say first, and of these the newest claim.

    Args:
        engine: Where the index is.
        asked: What is sought.
        counted: What `count` says of it.
        start: How many to leave out.
        most: How many to return.

    Raises:
        UnavailableError: The database does not answer.
    """
    found: list[Place] = []
    if start < counted.said:
        most_said = min(most, counted.said - start)
        found = _places(engine, asked, (*asked.said, *asked.marks), (), start, most_said, many=counted.is_more)
    if len(found) < most and counted.all > counted.said:
        rest = max(0, start - counted.said)
        less = asked.said
        left = min(most - len(found), counted.all - counted.said - rest)
        found += _places(engine, asked, (*asked.wider, *asked.marks), less, rest, left, many=counted.is_more)
    return found


def indexed(engine: Engine) -> int:
    """How many entries are in the index."""
    with reading(engine) as connection:
        return int(connection.execute(text("SELECT count(*) FROM searched")).scalar_one())


def _places(  # noqa: PLR0913, PLR0917 - parts of one statement
    engine: Engine,
    asked: Asked,
    units: tuple[Unit, ...],
    less: tuple[Unit, ...],
    start: int,
    most: int,
    *,
    many: bool,
) -> list[Place]:
    ordered = "ORDER BY CASE WHEN at > :now THEN -1 ELSE at END DESC, log, idx DESC LIMIT :most OFFSET :start"
    if many:
        # Where many answer, the newest are soon met by going back in time; what lies ahead is left out, not sorted in.
        ordered = "AND at <= :now ORDER BY at DESC, log, idx DESC LIMIT :most OFFSET :start"
    statement, values = _select(engine, asked, "log, idx", units, ordered, less, many=many)
    values |= {"now": asked.now, "most": most, "start": start}
    with reading(engine) as connection:
        return [Place(str(log), int(idx)) for log, idx in connection.execute(text(statement), values)]


def _select(  # noqa: PLR0913, PLR0917 - parts of one statement
    engine: Engine,
    asked: Asked,
    what: str,
    units: tuple[Unit, ...],
    after: str = "",
    less: tuple[Unit, ...] = (),
    *,
    many: bool = False,
) -> tuple[str, dict[str, Any]]:
    """A statement and its values. What comes from outside is a value, never a part of the statement."""
    server = schema_of(engine) is not None
    where: list[str] = []
    values: dict[str, Any] = {}
    if units:
        values["words"] = _tsquery(units, less) if server else _match(units, less)
        # Not recounted for each row: GIN and FTS5 both answer from the index alone.
        by_server = f"{_LEXEMES} @@ CAST(:words AS tsquery)"
        by_file = f"rowid IN (SELECT rowid FROM {_WORDS} WHERE {_WORDS} MATCH :words)"  # noqa: S608 - the name is ours
        where.append(by_server if server else by_file)
    for number, phrase in enumerate(asked.phrases):
        where.append(f"words || ' ' LIKE :phrase{number}")
        values[f"phrase{number}"] = f"% {' '.join(phrase)} %"
    for name, sign in (("since", ">="), ("until", "<=")):
        if (given := getattr(asked, name)) is not None:
            where.append(f"at {sign} :{name}")
            values[name] = given
    if asked.subjects is not None:
        values["subjects"] = sorted(asked.subjects) if server else json.dumps(sorted(asked.subjects))
        where.append("subject = ANY(:subjects)" if server else "subject IN (SELECT value FROM json_each(:subjects))")
    if asked.cut is not None:
        cut = sorted(asked.cut.items())
        where.append(" OR ".join(f"(log = :log{n} AND idx < :size{n})" for n, _ in enumerate(cut)) or "1 = 0")
        for number, (log, size) in enumerate(cut):
            values |= {f"log{number}": log, f"size{number}": size}
    for number, kind in enumerate(asked.without):
        where.append(f"substr(kind, 1, {len(kind)}) <> :without{number}")
        values[f"without{number}"] = kind
    conditions = " AND ".join(f"({each})" for each in where) or "1 = 1"
    way = " INDEXED BY searched_by_time" if many and not server else ""
    return f"SELECT {what} FROM searched{way} WHERE {conditions} {after}", values  # noqa: S608 - all parts are ours


def _match(units: tuple[Unit, ...], less: tuple[Unit, ...]) -> str:
    """The question in FTS5's own notation."""

    def term(each: Term) -> str:
        return f'"{each.word}"{"*" if each.begins else ""}'

    wanted = " AND ".join(_unit(unit, term, " AND ", " OR ") for unit in units)
    return f"({wanted}) NOT ({' AND '.join(_unit(unit, term, ' AND ', ' OR ') for unit in less)})" if less else wanted


def _tsquery(units: tuple[Unit, ...], less: tuple[Unit, ...]) -> str:
    """The same in PostgreSQL's. Quoted words are lexemes as they stand."""

    def term(each: Term) -> str:
        return f"'{each.word}'{':*' if each.begins else ''}"

    wanted = " & ".join(_unit(unit, term, " & ", " | ") for unit in units)
    return f"({wanted}) & !({' & '.join(_unit(unit, term, ' & ', ' | ') for unit in less)})" if less else wanted


def _unit(unit: Unit, term: Any, and_: str, or_: str) -> str:
    """Words are letters and digits alone, and marks those with `_` and `-`: nothing in them ends a quotation."""
    return f"({or_.join(f'({and_.join(term(each) for each in way)})' for way in unit)})"
