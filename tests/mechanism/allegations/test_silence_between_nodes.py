"""Silence noted between three real nodes: real keys, cosignatures and files, and a clock that is moved by hand."""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result
from litestar.testing import TestClient

from tests.mechanism.office import Office
from tests.node.parties import NAMES, PASSPHRASE, START, Parties, make_homes
from tests.server.web import Web
from trilateral.cli import main
from trilateral.ledger.charter import ClockTerms, encode_charter, parse_charter
from trilateral.ledger.entry import Text, members_of
from trilateral.mechanism.allegations.answers import ANSWER_CLOCK
from trilateral.mechanism.allegations.entries import AllegationFiled, AllegationWithdrawn, PointAnswered, SilenceNoted
from trilateral.mechanism.allegations.rules import Allegation
from trilateral.node.bundle import pack
from trilateral.node.clock import FixedClock
from trilateral.node.compose import About
from trilateral.node.founding import bind_new_guard, join_charter
from trilateral.node.node import Receipt
from trilateral.node.settings import Settings, write_settings
from trilateral.node.silence import see_all
from trilateral.node.unanswered import allegation_in, note_of_silence, note_silence
from trilateral.node.verify import verify_path
from trilateral.server.app import make_app
from trilateral.server.sessions import Doors

CLOCKS = (ClockTerms(ANSWER_CLOCK, 48, grace_minutes=60),)
TO_THE_END = 50 * 3600


@dataclass
class Table:
    """Three nodes, and an allegation by `us` against `ir`."""

    parties: Parties
    allegation: Receipt

    def hear(self, party: str) -> None:
        """Let a party have all there is, and say so in its log."""
        self.parties.sync(party)
        self.parties.nodes[party].record_heads()
        self.parties.sync()

    def wait(self, seconds: int = TO_THE_END) -> None:
        """Let time pass, and let each node say then what it knows of the others' logs."""
        self.parties.clock.advance(seconds)
        for _ in range(2):
            self.parties.sync()

    def state(self, party: str = "iq") -> Allegation:
        return allegation_in(self.parties.nodes[party].record, self.allegation.ref)

    def note(self, party: str = "iq") -> Receipt:
        return note_silence(self.parties.nodes[party], self.state(party), "head")

    def refused(self, checkpoint: str = "") -> str:
        """Code with which a delegate's program is refused the note at the host's node. Nothing is written.

        Args:
            checkpoint: What the note carries; as good as the home can make it, if left out.
        """
        node = self.parties.nodes["iq"]
        see_all(node)
        note = SilenceNoted(checkpoint) if checkpoint else note_of_silence(node.record, self.state())
        doors = Doors(node.clock.unix)
        app = make_app(node, doors=doors)
        with TestClient(app) as client:
            web = Web(self.parties, node, app, doors, client)
            with web.visitor() as delegate:
                kind = "allegations.silence_noted/1"
                answer = Office(web, delegate).refused(kind, members_of(note), self.allegation.id)
        assert self.state().silences == ()
        return str(answer["code"])


@contextmanager
def a_table(root: Path, clocks: Sequence[ClockTerms] = CLOCKS, quorum: int = 2) -> Iterator[Table]:
    made = root / "made"
    plain = parse_charter(make_homes(made))
    charter = encode_charter(msgspec.structs.replace(plain, clocks=tuple(clocks), quorum=quorum))
    for name in NAMES:
        (made / name / "charter.json").unlink()
        (made / name).rename(root / name)
        write_settings(root / name, Settings(name, f"{name}.example/log", publish_interval_ms=0))
        join_charter(root / name, charter)
        bind_new_guard(root / name, root / "guards" / name)
    with ExitStack() as stack:
        parties = Parties(root, FixedClock(START), {}, stack)
        for name in NAMES:
            parties.open(name).found()
        parties.sync()
        filed = parties.nodes["us"].say(AllegationFiled("ir", (Text("en", "One."), Text("en", "Two."))), by="head")
        yield Table(parties, filed)


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    """An allegation that all have received."""
    with a_table(tmp_path) as made:
        made.hear("ir")
        yield made


def test_any_node_that_kept_others_words_notes_it_for_all(table: Table, tmp_path: Path) -> None:
    table.wait()
    table.note()
    table.parties.sync()

    for party in NAMES:
        (shown,) = table.state(party).silences
        assert shown.points == (0, 1)
    assert len({node.record.fold.digest() for node in table.parties.nodes.values()}) == 1
    host = table.parties.nodes["iq"]
    host.publish()
    pack(host.record, tmp_path / "bundle")
    assert verify_path(tmp_path / "bundle", mechanism=host.record.mechanism).ok


def test_refused_before_the_hour_and_its_grace(table: Table) -> None:
    table.wait(48 * 3600 + 59 * 60)

    assert table.refused() == "allegations.too_early"


def test_refused_where_it_was_never_received(tmp_path: Path) -> None:
    with a_table(tmp_path) as table:
        table.parties.sync("iq")
        table.wait()

        assert table.refused() == "allegations.not_received"


def test_refused_once_all_is_answered(table: Table) -> None:
    for point in (0, 1):
        about = About(subject=table.allegation.id)
        table.parties.nodes["ir"].say(PointAnswered(point, "denied"), by="head", about=about)
    table.parties.sync()
    good = note_of_silence(table.parties.nodes["iq"].record, table.state())
    table.wait()
    served = table.parties.nodes["iq"].record.files("ir.example/log").checkpoint()
    assert served is not None

    assert table.refused(served.decode()) == "allegations.answered_by_then"
    assert table.refused(good.checkpoint) == "allegations.not_received"


def test_refused_with_a_head_of_another_log_or_with_words_of_too_few(tmp_path: Path) -> None:
    with a_table(tmp_path, quorum=1) as table:
        table.hear("ir")
        table.wait()
        ours = table.parties.nodes["iq"].record.files("us.example/log").checkpoint()
        theirs = note_of_silence(table.parties.nodes["us"].record, table.state("us")).checkpoint
        assert ours is not None

        assert table.refused(ours.decode()) == "allegations.another_log"
        assert table.refused(signed_by(theirs, "ir.")) == "allegations.too_few_cosigners"
        assert table.refused(signed_by(theirs, "ir.", "us.")) == "allegations.none_disinterested"


def signed_by(note: str, *names: str) -> str:
    """A note with the lines of these alone."""
    text, _, lines = note.partition("\n\n")
    return "\n".join((text, "", *(line for line in lines.splitlines() if line.split()[1].startswith(names)), ""))


def test_refused_where_nothing_is_asked_any_more(table: Table) -> None:
    about = About(subject=table.allegation.id)
    table.parties.nodes["us"].say(AllegationWithdrawn(), by="head", about=about)
    table.parties.sync()
    table.wait()

    assert table.refused() == "allegations.nothing_asked"


@pytest.mark.parametrize(
    ("clocks", "why"),
    [((), "allegations.no_clock"), ((ClockTerms(ANSWER_CLOCK, 48, "working"),), "allegations.counts_working_days")],
)
def test_refused_without_a_clock_that_counts_every_hour(
    tmp_path: Path, clocks: tuple[ClockTerms, ...], why: str
) -> None:
    with a_table(tmp_path, clocks) as table:
        table.hear("ir")
        table.wait()

        assert table.refused() == why


def test_the_command_signs_the_note(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    table.wait()
    said = table.parties.state("iq", "Not an allegation.")
    table.parties.close("iq")
    monkeypatch.setenv("TRILATERAL_GUARD", str(table.parties.guard("iq")))
    monkeypatch.setenv("TRILATERAL_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr("trilateral.node.node.SystemClock", lambda: table.parties.clock)
    home = table.parties.home("iq")

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(main, [str(each) for each in ("--home", home, *arguments)])

    wrong = run("silence", "note", said.ref, "--by", "head")
    unknown = run("silence", "note", "ir/9999", "--by", "head")
    done = run("silence", "note", table.allegation.ref, "--by", "head", "--json")

    assert done.exit_code == 0, done.output
    shown = json.loads(run("show", json.loads(done.stdout)["ref"], "--json").stdout)
    assert (shown["effect"], shown["header"]["kind"]) == (True, "allegations.silence_noted/1")
    assert "[silence.not_an_allegation]" in wrong.stderr
    assert "[record.no_such_entry]" in unknown.stderr
