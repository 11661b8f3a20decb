"""Tables follow the record: whatever comes when, they are what a rebuild would make of it, in both databases."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, pairwise
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, create_engine, select, text

from tests.cluster import drop_schemas, schema_url, server_url
from tests.mechanism.rows import assert_storable
from tests.node.parties import NAMES, START, Parties, origin_of, three_parties
from tests.worlds import HOST, NORTH, SOUTH, World, en, equivocation, founded, node_key, origin
from trilateral.catalogue import TABLES
from trilateral.errors import RefusedError, UnavailableError
from trilateral.ledger.fold import Fold
from trilateral.ledger.keys import MisconductFound
from trilateral.mechanism.allegations.entries import AllegationFiled, PointAnswered
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.clock import FixedClock
from trilateral.node.node import Node
from trilateral.node.record import Record, open_record
from trilateral.node.settings import Database, Settings, read_settings, write_settings
from trilateral.node.tables import Tables, rebuild
from trilateral.store.databases import engine_for, reading, schema_of, writing
from trilateral.store.owners import schema_for
from trilateral.store.sql import about, changes, metadata

Rows = dict[str, list[tuple[Any, ...]]]
_OF_THIS_NODE = {about.name, changes.name}
"""What two readings of one record need not have alike."""


def rows_in(engine: Engine) -> Rows:
    with reading(engine) as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
            for table in metadata.sorted_tables
            if table.name not in _OF_THIS_NODE
        }


_EXAMPLES = (settings.default or settings()).max_examples // 4


# -- a record that grows in memory


@dataclass
class Arrival:
    """What comes in at once: an entry of a log, or a second branch of one."""

    log: str
    entries: list[bytes]
    prefix: int | None = None


@dataclass
class Reading:
    """As much of a record as tables need, without a disk."""

    fold: Fold
    home: Path
    settings: Settings
    origins: tuple[str, ...]
    mechanism: str


def arrivals() -> list[list[Arrival]]:
    """Per source, in its order: three logs with all that tables could mind, and a fork with its evidence."""
    world = founded()
    said = world.say(NORTH, StatementMade("declaration", en("so \0 it is")))
    filed = world.say(NORTH, AllegationFiled(SOUTH, (en("one"), en("two"))))
    world.put(HOST, b"no entry at all")
    world.put(NORTH, world.logs[NORTH].entries[-1])
    world.meet()
    world.say(SOUTH, PointAnswered(1, "denied", en("no")), filed)
    world.say(HOST, StatementMade("declaration", en("noted"), reply_to=said))
    before = {party: len(log.entries) for party, log in world.logs.items()}
    told = world.copy()
    for branch, words in ((world, "yes"), (told, "no")):
        branch.say(SOUTH, StatementMade("declaration", en(words)))
        branch.say(SOUTH, PointAnswered(0, "admitted", en(words)), filed)
    world.see(NORTH, SOUTH)
    world.say(NORTH, StatementMade("declaration", en("as South said")))
    proof = equivocation(SOUTH, world.logs[SOUTH].entries, told.logs[SOUTH].entries)
    world.say(HOST, MisconductFound(origin(SOUTH), proof), signers=[node_key(HOST)], by="node")
    world.say(SOUTH, StatementMade("declaration", en("too late")))
    logs = [[Arrival(origin(party), [entry]) for entry in log.entries] for party, log in world.logs.items()]
    second = Arrival(origin(SOUTH), told.logs[SOUTH].entries[before[SOUTH] :], before[SOUTH])
    south = next(each for each in logs if each[0].log == origin(SOUTH))
    south.insert(before[SOUTH], second)
    return logs


def take_in(fold: Fold, arrival: Arrival) -> None:
    if arrival.prefix is None:
        fold.append(arrival.log, arrival.entries)
    else:
        fold.add_branch(arrival.log, arrival.prefix, arrival.entries)


@dataclass
class Two:
    """Two databases of one sort."""

    stepwise: str
    rebuilt: str


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def two(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    if request.param == "sqlite":
        directory = tmp_path_factory.mktemp("tables")
        yield Two(f"sqlite:///{directory}/stepwise.sqlite", f"sqlite:///{directory}/rebuilt.sqlite")
        return
    with schema_url() as stepwise, schema_url() as rebuilt:
        yield Two(stepwise, rebuilt)


def reading_of(fold: Fold, url: str, home: Path) -> Record:
    held = Settings(NORTH, origin(NORTH), database=Database(url))
    return cast("Record", Reading(fold, home, held, (origin(NORTH), origin(SOUTH), origin(HOST)), fold.mechanism))


@settings(max_examples=_EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_after_any_prefix_the_tables_equal_a_rebuild(two: Two, data: st.DataObject) -> None:
    """Logs come in any order and as far as it may be, updates at any time, restarts and unfinished updates between."""
    sources = arrivals()
    world = founded()
    clock = FixedClock(START)
    home = Path("/nowhere")
    fold, came = world.fresh_fold(), list[Arrival]()
    tables = Tables(reading_of(fold, two.stepwise, home), clock, anew=True)
    for _ in range(data.draw(st.integers(0, sum(map(len, sources))), "how much")):
        waiting = [number for number, source in enumerate(sources) if source]
        came.append(sources[data.draw(st.sampled_from(waiting), "source")].pop(0))
        take_in(fold, came[-1])
        match data.draw(st.sampled_from(["go on", "update", "start again"]), "then"):
            case "update":
                tables.update()
            case "start again":
                tables.close()
                fold = world.fresh_fold()
                for each in came:
                    take_in(fold, each)
                tables = Tables(reading_of(fold, two.stepwise, home), clock)
    tables.update()
    again = world.fresh_fold()
    for each in came:
        take_in(again, each)
    rebuilt = Tables(reading_of(again, two.rebuilt, home), clock, anew=True)
    rebuilt.update()

    found = rows_in(tables.engine)
    assert found == rows_in(rebuilt.engine)
    assert [row[:3] for row in found["entries"]] == sorted(
        (line, verdict.index, verdict.entry.id if verdict.entry else "")
        for line in again.cut()
        for verdict in again.verdicts(line)
        if verdict.log == line
    )
    assert {row[0]: row[2] for row in found["subjects"]} == {
        subject: state for subject, state in again.encoded_states().items() if again.slice_of(subject)
    }
    tables.close()
    rebuilt.close()


def test_the_record_of_these_tests_has_all_that_tables_could_mind() -> None:
    """Else the property above would say little."""
    fold = founded().fresh_fold()
    for source in arrivals():
        for arrival in source:
            take_in(fold, arrival)
    verdicts = [verdict for line in fold.cut() for verdict in fold.verdicts(line)]

    assert fold.waiting() == {}
    assert fold.generation
    assert len(fold.cut()) == 4
    codes = {verdict.objection.code for verdict in verdicts if verdict.objection}
    assert {"ledger.malformed", "ledger.exposed", "ledger.said_before"} <= codes
    for name in ("statements", "allegations"):
        assert fold.subjects(name)


def test_both_databases_hold_the_same_rows_of_whatever_was_signed(tmp_path: Path, postgresql_url: str) -> None:
    fold = founded().fresh_fold()
    for source in arrivals():
        for arrival in source:
            take_in(fold, arrival)
    found = []
    for url in (str(tmp_path / "tables.sqlite"), postgresql_url):
        tables = Tables(reading_of(fold, url, tmp_path), FixedClock(START))
        tables.update()
        found.append(rows_in(tables.engine))
        tables.close()

    assert found[0] == found[1]
    assert "so ␀ it is" in {row[4] for row in found[0]["statements"]}
    for name, module in TABLES.items():
        for state in fold.subjects(name).values():
            for table, row in module.rows(state):
                assert_storable(table, row)


def updated_from(came: list[Arrival], url: str, home: Path, *, anew: bool) -> Rows:
    fold = founded().fresh_fold()
    for each in came:
        take_in(fold, each)
    tables = Tables(reading_of(fold, url, home), FixedClock(START), anew=anew)
    tables.update()
    found = rows_in(tables.engine)
    tables.close()
    return found


def test_evidence_that_came_while_nobody_wrote_tables_changes_old_rows(two: Two, tmp_path: Path) -> None:
    """A crash between the evidence and its rows: the next process finds rows of what no longer stands."""
    came = [arrival for source in arrivals() for arrival in source]
    without = [each for each in came if b"ledger.misconduct_found/1" not in each.entries[0]]
    before = updated_from(without, two.stepwise, tmp_path, anew=True)
    after = updated_from(came, two.stepwise, tmp_path, anew=False)

    in_effect = [{row[:2] for row in rows["entries"] if row[8]} for rows in (before, after)]
    assert in_effect[0] - in_effect[1]
    assert after == updated_from(came, two.rebuilt, tmp_path, anew=True)


def updated(world: World, url: str, home: Path) -> Rows:
    tables = Tables(reading_of(world.fold(), url, home), FixedClock(START))
    tables.update()
    found = rows_in(tables.engine)
    tables.close()
    return found


def test_tables_of_a_record_that_went_another_way_are_made_anew(database_url: str, tmp_path: Path) -> None:
    """As after a home was put back from a copy: less than before, or as much and something else."""
    world = founded()
    world.say(NORTH, StatementMade("declaration", en("lost")))
    other = founded()
    other.say(NORTH, StatementMade("declaration", en("said instead")))
    for later in (other, founded()):
        updated(world, database_url, tmp_path)
        found = updated(later, database_url, tmp_path)

        assert len(found["entries"]) == sum(later.sizes.values())
        assert "lost" not in {row[4] for row in found["statements"]}


def test_every_change_has_a_number_of_its_own(database_url: str, tmp_path: Path) -> None:
    world = founded()
    fold = world.fold()
    clock = FixedClock(START)
    tables = Tables(reading_of(fold, database_url, tmp_path), clock)
    tables.update()
    said = world.say(NORTH, StatementMade("declaration", en("once")))
    fold.append(origin(NORTH), world.logs[NORTH].entries[-1:])
    tables.update()
    tables.clear()
    tables.update()

    with reading(tables.engine) as connection:
        found = connection.execute(select(changes).order_by(changes.c.seq)).all()
    assert [row.subject for row in found].count(said) == 2
    assert all(later.seq == earlier.seq + 1 for earlier, later in pairwise(found))
    assert {row.at for row in found} == {clock.unix()}
    tables.close()


# -- nodes with a database of their own


@pytest.fixture(params=["sqlite", "postgresql"])
def parties(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Parties]:
    """Three parties. On PostgreSQL all of them say the same URL, and no schema."""
    yield from parties_with("tables.sqlite" if request.param == "sqlite" else server_url(), tmp_path)


@pytest.fixture
def on_one_server(tmp_path: Path) -> Iterator[Parties]:
    yield from parties_with(server_url(), tmp_path)


def parties_with(url: str, root: Path) -> Iterator[Parties]:
    with three_parties(root, url) as founded_parties:
        mechanism = founded_parties.nodes["us"].record.mechanism
        try:
            yield founded_parties
        finally:
            for party in list(founded_parties.nodes):
                founded_parties.close(party)
            if url == server_url():
                drop_schemas("|".join(schema_for(origin_of(name), mechanism) for name in NAMES))


def engine_of(parties: Parties, party: str) -> Engine:
    node = parties.nodes[party]
    assert node._tables is not None
    return node._tables.engine


def use(home: Path, url: str) -> None:
    write_settings(home, msgspec.structs.replace(read_settings(home), database=Database(url)))


def test_parties_with_one_server_have_tables_of_their_own(parties: Parties) -> None:
    """What one says is in its tables at once, and in the others' when they have fetched it."""
    said = parties.state("us", "mine")
    ours, theirs = rows_in(engine_of(parties, "us")), rows_in(engine_of(parties, "ir"))
    parties.sync()
    later = rows_in(engine_of(parties, "ir"))

    assert said.id in {row[2] for row in ours["entries"]}
    assert said.id not in {row[2] for row in theirs["entries"]}
    assert said.id in {row[2] for row in later["entries"]}
    assert later["statements"] == ours["statements"]


def test_a_rebuild_beside_a_running_node_disturbs_neither(parties: Parties) -> None:
    engine = engine_of(parties, "us")
    parties.state("us", "before")
    before = rows_in(engine)

    assert rebuild(parties.home("us")) == len(before["entries"])
    assert rows_in(engine) == before
    parties.state("us", "after")
    after = rows_in(engine)
    assert rebuild(parties.home("us")) == len(after["entries"]) > len(before["entries"])
    assert rows_in(engine) == after
    assert not parties.nodes["us"].journal


def test_a_rebuild_that_knows_less_is_put_right_by_the_node(parties: Parties) -> None:
    """What the node takes in while a rebuild reads the logs is not missing afterwards."""
    engine = engine_of(parties, "us")
    slow = Tables(open_record(parties.home("us")), parties.clock, anew=True)
    parties.state("us", "meanwhile")
    before = rows_in(engine)
    slow.update()
    assert rows_in(engine) != before
    parties.nodes["us"].update_tables()

    assert rows_in(engine) == before
    slow.close()


def test_two_who_write_in_turns_agree(database_url: str, tmp_path: Path) -> None:
    fold = founded().fresh_fold()
    first, second = (Tables(reading_of(fold, database_url, tmp_path), FixedClock(START)) for _ in range(2))
    for source in arrivals():
        for arrival, tables in zip(source, cycle([first, second]), strict=False):
            take_in(fold, arrival)
            tables.update()
    second.update()
    found = rows_in(second.engine)
    second.clear()
    second.update()

    assert rows_in(first.engine) == found
    first.close()
    second.close()


def test_a_lost_schema_or_file_is_made_again_at_the_next_start(parties: Parties) -> None:
    before = rows_in(engine_of(parties, "us"))
    engine = engine_of(parties, "us")
    if schema := schema_of(engine):
        drop_schemas(schema)
    parties.close("us")
    (parties.home("us") / "tables.sqlite").unlink(missing_ok=True)

    parties.open("us")

    assert rows_in(engine_of(parties, "us")) == before


def test_another_database_needs_its_url_and_a_rebuild(parties: Parties, postgresql_url: str) -> None:
    """There and back: the old one is brought up to date when it is used again."""
    home = parties.home("us")
    first = read_settings(home).database.url
    parties.close("us")
    use(home, postgresql_url)
    rebuild(home)
    parties.open("us")
    parties.state("us", "into the new one")
    there = rows_in(engine_of(parties, "us"))
    parties.close("us")
    use(home, first)
    parties.open("us")

    assert "into the new one" in {row[4] for row in there["statements"]}
    assert rows_in(engine_of(parties, "us")) == there


# -- what goes wrong with a server


def test_a_copy_of_a_home_does_not_fill_the_tables_of_the_first(on_one_server: Parties, tmp_path: Path) -> None:
    """Until an operator says by a rebuild that the home has moved there."""
    parties = on_one_server
    parties.close("us")
    moved = tmp_path / "moved"
    parties.home("us").rename(moved)

    with pytest.raises(RefusedError, match=r"tables\.of_another_home .*home=.*/us"):
        Node.open(moved, "open", clock=parties.clock, guard=parties.guard("us"))
    count = rebuild(moved)

    node = Node.open(moved, "open", clock=parties.clock, guard=parties.guard("us"))
    assert node._tables is not None
    assert len(rows_in(node._tables.engine)["entries"]) == count
    node.close()


def test_two_parties_cannot_share_a_schema(on_one_server: Parties, postgresql_url: str) -> None:
    for party in ("us", "ir"):
        on_one_server.close(party)
        use(on_one_server.home(party), postgresql_url)
    on_one_server.open("us")

    with pytest.raises(RefusedError, match=r"tables\.of_another_home .*log=us\.example/log"):
        on_one_server.open("ir")
    with pytest.raises(RefusedError, match=r"tables\.of_another_home"):
        rebuild(on_one_server.home("ir"))


def test_tables_of_another_version_ask_for_a_rebuild(parties: Parties) -> None:
    engine = engine_for(str(engine_of(parties, "us").url)) if schema_of(engine_of(parties, "us")) is None else None
    with writing(engine or engine_of(parties, "us")) as connection:
        connection.execute(about.update().where(about.c.name == "version").values(value="older"))
    before = rows_in(engine_of(parties, "us"))
    parties.close("us")

    with pytest.raises(RefusedError, match=r"tables\.of_another_version"):
        parties.open("us")
    rebuild(parties.home("us"))
    parties.open("us")

    assert rows_in(engine_of(parties, "us")) == before
    if engine is not None:
        engine.dispose()


def test_a_node_does_not_start_without_its_server_and_says_which(on_one_server: Parties, tmp_path: Path) -> None:
    on_one_server.close("us")
    use(on_one_server.home("us"), f"postgresql+psycopg://us:s3cr3t@/talks?host={tmp_path}")

    for attempt in (lambda: on_one_server.open("us"), lambda: rebuild(on_one_server.home("us"))):
        with pytest.raises(UnavailableError, match=r"database postgresql\+psycopg://us@/talks\?host=") as caught:
            attempt()
        assert "s3cr3t" not in str(caught.value)


@pytest.fixture
def administrator() -> Iterator[Connection]:
    engine = create_engine(server_url(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


_CUT = text("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = :role")


def test_a_server_that_fails_keeps_nobody_from_signing(
    on_one_server: Parties, administrator: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    """The journal says so once in a while, and the tables catch up when it is back."""
    parties = on_one_server
    role = engine_of(parties, "us").get_execution_options()["schema"]
    administrator.exec_driver_sql(f"CREATE ROLE {role} LOGIN SUPERUSER")
    try:
        parties.close("us")
        use(parties.home("us"), server_url().replace("trilateral@", f"{role}:s3cr3t@"))
        node = parties.open("us")
        administrator.exec_driver_sql(f"ALTER ROLE {role} NOLOGIN")
        administrator.execute(_CUT, {"role": role})

        said = [parties.state("us", words) for words in ("one", "two", "three")]
        parties.clock.advance(29)
        said.append(parties.state("us", "four"))
        assert [(who, role in what) for _, who, what in node.journal] == [("tables", True)]
        parties.clock.advance(1)
        said.append(parties.state("us", "five"))
        assert len(node.journal) == 2
        administrator.exec_driver_sql(f"ALTER ROLE {role} LOGIN")
        parties.clock.advance(30)
        said.append(parties.state("us", "six"))

        assert len(node.journal) == 2
        assert f"{role}@" in caplog.text
        assert "s3cr3t" not in f"{caplog.text}{node.journal}"
        assert {each.id for each in said} <= {row[2] for row in rows_in(engine_of(parties, "us"))["entries"]}
        parties.close("us")
    finally:
        administrator.exec_driver_sql(f"DROP OWNED BY {role} CASCADE")
        administrator.exec_driver_sql(f"DROP ROLE {role}")


def test_an_update_whose_end_nobody_heard_of_is_not_done_twice(database_url: str, tmp_path: Path) -> None:
    """The connection breaks while the database commits: the rows may be there, or not."""
    fold = founded().fold()
    clock = FixedClock(START)
    tables = Tables(reading_of(fold, database_url, tmp_path), clock)
    tables.update()
    rows = rows_in(tables.engine)
    last = next(iter(tables._rows))
    tables._done[last] = tables._rows[last] = tables._rows[last] - 1  # as before the answer that never came
    del tables._done[origin(HOST)], tables._rows[origin(HOST)]

    assert tables.follow() is None
    assert rows_in(tables.engine) == rows
    tables.close()
