"""Silence noted between three real nodes: real keys, cosignatures and files, and a clock that is moved by hand."""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner, Result
from litestar.testing import TestClient

from tests.mechanism.office import Office
from tests.node.parties import NAMES, PASSPHRASE, START, Parties, make_homes
from tests.server.pressing import press, steps_of
from tests.server.web import Web
from trilateral.cli import main
from trilateral.ledger.charter import ClockTerms, encode_charter, parse_charter
from trilateral.ledger.entry import Text, members_of
from trilateral.mechanism.allegations.answers import ANSWER_CLOCK
from trilateral.mechanism.allegations.entries import AllegationFiled, AllegationWithdrawn, PointAnswered, SilenceNoted
from trilateral.mechanism.allegations.rules import Allegation
from trilateral.mechanism.disputes.entries import DisputeRaised
from trilateral.mechanism.suspensions.entries import SuspensionAccepted, SuspensionProposed
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

    def wait_until(self, at: datetime) -> None:
        """The same until an instant."""
        self.wait(int((at - self.parties.clock.now()).total_seconds()))

    def suspend(self, until_at: datetime | None) -> None:
        """Let all agree that clocks have stood still since the beginning, and know so."""
        proposed = SuspensionProposed("force_majeure", Text("en", "Flood."), START, until_at)
        subject = self.parties.nodes["us"].say(proposed, by="head").id
        self.parties.sync()
        for party in ("iq", "ir"):
            self.parties.nodes[party].say(SuspensionAccepted(), by="head", about=About(subject=subject))
        self.parties.sync()

    def state(self, party: str = "iq") -> Allegation:
        return allegation_in(self.parties.nodes[party].record, self.allegation.ref)

    def note(self, party: str = "iq") -> Receipt:
        return note_silence(self.parties.nodes[party], self.state(party), "head")

    @contextmanager
    def host(self) -> Iterator[Office]:
        """The host's node behind its server, and a delegate who has signed in."""
        node = self.parties.nodes["iq"]
        doors = Doors(node.clock.unix)
        app = make_app(node, doors=doors)
        with TestClient(app) as client:
            web = Web(self.parties, node, app, doors, client)
            with web.visitor() as delegate:
                yield Office(web, delegate)

    def refused(self, checkpoint: str = "") -> str:
        """Code of that."""
        return str(self.refusal(checkpoint)["code"])

    def refusal(self, checkpoint: str = "") -> Any:
        """How a delegate's program is refused the note at the host's node. Nothing is written.

        Args:
            checkpoint: What the note carries; as good as the home can make it, if left out.
        """
        node = self.parties.nodes["iq"]
        see_all(node)
        note = SilenceNoted(checkpoint) if checkpoint else note_of_silence(node.record, self.state())
        with self.host() as office:
            answer = office.refused("allegations.silence_noted/1", members_of(note), self.allegation.id)
        assert self.state().silences == ()
        return answer


@contextmanager
def a_table(
    root: Path, clocks: Sequence[ClockTerms] = CLOCKS, quorum: int = 2, tehran_rests: tuple[int, ...] = ()
) -> Iterator[Table]:
    made = root / "made"
    plain = parse_charter(make_homes(made))
    members = tuple(
        msgspec.structs.replace(each, zone="Asia/Tehran", weekend=tehran_rests) if each.id == "ir" else each
        for each in plain.parties
    )
    charter = encode_charter(msgspec.structs.replace(plain, parties=members, clocks=tuple(clocks), quorum=quorum))
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


def test_silence_is_noted_from_the_page_of_the_allegation(table: Table) -> None:
    """One press, once the time is over and an entry can show it; the node puts in what it has kept of others' words."""
    kind, path = "allegations.silence_noted", f"allegations/{table.allegation.ref}"
    with table.host() as office:
        early = steps_of(office.delegate.page(path), kind)
    table.wait()
    with table.host() as office:
        (step,) = steps_of(office.delegate.page(path), kind)
        led = press(office.delegate, kind, step)
        after = office.delegate.page(path)
    table.parties.sync()

    assert early == []
    assert led.endswith("#point-1")
    assert steps_of(after, kind) == []
    for party in NAMES:
        (shown,) = table.state(party).silences
        assert (shown.party, shown.points) == ("iq", (0, 1))


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


def test_refused_without_a_clock(tmp_path: Path) -> None:
    with a_table(tmp_path, ()) as table:
        table.hear("ir")
        table.wait()

        assert table.refused() == "allegations.no_clock"


def test_refused_while_the_clock_stands_still_without_end(table: Table) -> None:
    table.suspend(None)
    table.wait(2000 * 3600)

    assert table.refused() == "allegations.no_end"


def test_a_suspension_and_days_off_of_the_party_asked_move_the_hour_and_a_delegate_is_told_when(tmp_path: Path) -> None:
    """Monday, 07:30 UTC: an hour stands still, Tuesday is off in Tehran, and pages call it late on Thursday already."""
    clock = ClockTerms(ANSWER_CLOCK, 48, "working", grace_minutes=60)
    shown = datetime(2007, 6, 1, 11, 30, tzinfo=UTC)
    with a_table(tmp_path, (clock,), tehran_rests=(2,)) as table:
        table.suspend(START + timedelta(hours=1))
        table.hear("ir")
        table.wait()
        early = table.refusal()
        table.wait_until(shown)
        table.note()

        assert early["code"] == "allegations.too_early"
        assert early["params"]["provable_at"] == "2007-06-01 11:30 UTC"
        assert "2007-06-01 11:30 UTC" in early["sentence"]
        assert [each.as_of for each in table.state().silences] == [shown]


@pytest.mark.parametrize("lang", ["en", "ar", "fa"])
def test_pages_and_programs_are_told_when_it_ends_and_from_when_on_an_entry_can_show_it(
    tmp_path: Path, lang: str
) -> None:
    """Monday, 07:30 UTC, and Tuesday off in Tehran: until Thursday by clocks there, until Friday by any."""
    names = (ANSWER_CLOCK, "disputes.liaison")
    clocks = tuple(ClockTerms(name, 48, "working") for name in names)
    with a_table(tmp_path, (*clocks, ClockTerms("disputes.elders", 24)), tehran_rests=(2,)) as table:
        dispute = table.parties.nodes["us"].say(DisputeRaised(Text("en", "The ford."), ("ir",)), by="head")
        table.hear("ir")
        with table.host() as office:
            for slice_name, said in (("allegations", table.allegation), ("disputes", dispute)):
                found = office.found(slice_name, said.id)
                pages = [office.delegate.page(f"{name}/{said.ref}", lang=lang) for name in (slice_name, "why")]

                assert 'datetime="2007-05-31T07:30:00Z"' in pages[-1]
                assert (found.due_at, found.provable_at) == (
                    datetime(2007, 5, 31, 7, 30, tzinfo=UTC),
                    datetime(2007, 6, 1, 9, 30, tzinfo=UTC),
                )
                for page in pages:
                    assert 'datetime="2007-06-01T09:30:00Z"' in page
                    assert ("an entry can show it from" in page) == (lang == "en")


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
