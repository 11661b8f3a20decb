"""The page of an allegation: each point beside its answer, or beside the empty line with the clock on it."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.server.web import Web, en, web
from trilateral.ledger.charter import ClockTerms
from trilateral.mechanism.allegations.entries import (
    AllegationFiled,
    AllegationRemarked,
    AllegationWithdrawn,
    PointAnswered,
)
from trilateral.node.compose import About


@pytest.fixture
def us(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    with web(tmp_path) as made:
        clocks = (ClockTerms(name="allegations.answer", hours=48),)
        charter = msgspec.structs.replace(made.node.record.charter, clocks=clocks)
        monkeypatch.setattr(type(made.node.record), "charter", property(lambda _: charter))
        yield made


def test_silence_is_an_empty_line_with_the_clock_on_it(us: Web) -> None:
    filed = us.node.say(AllegationFiled(against="ir", points=(en("One."), en("Two."))), by="head")
    with us.visitor() as reader:
        unproven = reader.page(f"allegations/{filed.ref}")
        us.parties.sync()
        us.parties.nodes["ir"].record_heads()
        us.parties.nodes["ir"].say(PointAnswered(point=0, answer="denied"), by="head", about=About(subject=filed.id))
        us.parties.sync()
        us.parties.clock.advance(39 * 3600)
    with us.visitor() as reader:
        running = reader.page(f"allegations/{filed.ref}")
        found = reader.api("GET", f"allegations/{filed.ref}").json()
        late = reader.page(f"allegations/{filed.ref}", as_of="2007-06-05")

    assert unproven.count("receipt not proven") == 2
    assert running.count('class="silence"') == 1
    assert "9 h left" in running
    assert "denied" in running
    assert (found["open_points"], found["overdue"], found["status"]) == ([1], "no", "answered_in_part")
    assert "days late" in late


def test_earlier_answers_remarks_and_withdrawal_stay_readable(us: Web) -> None:
    filed = us.node.say(AllegationFiled(against="ir", points=(en("One."),)), by="head")
    us.parties.sync()
    about = About(subject=filed.id)
    ir = us.parties.nodes["ir"]
    ir.say(PointAnswered(point=0, answer="denied", text=en("Never.")), by="head", about=about)
    ir.say(PointAnswered(point=0, answer="partly", text=en("Once.")), by="head", about=about)
    us.parties.nodes["iq"].say(AllegationRemarked(text=en("We heard both.")), by="head", about=about)
    us.parties.sync()
    us.node.say(AllegationWithdrawn(why=en("Settled.")), by="head", about=about)
    with us.visitor() as reader:
        page = reader.page(f"allegations/{filed.ref}")

    assert "1 earlier answer" in page
    assert all(said in page for said in ("Never.", "Once.", "We heard both.", "Settled.", "withdrawn"))


def test_a_repeated_allegation_leads_to_the_first(us: Web) -> None:
    first = us.node.say(AllegationFiled(against="ir", points=(en("One."),)), by="head")
    second = us.node.say(AllegationFiled(against="ir", points=(en("One, again."),), repeats=first.id), by="head")
    with us.visitor() as reader:
        assert (
            f"/allegations/{first.ref}"
            in reader.page(f"allegations/{second.ref}").partition("Alleged before and after")[2]
        )
        assert (
            f"/allegations/{second.ref}"
            in reader.page(f"allegations/{first.ref}").partition("Alleged before and after")[2]
        )


def test_only_who_is_alleged_against_is_offered_to_answer(us: Web) -> None:
    ours = us.node.say(AllegationFiled(against="ir", points=(en("One."),)), by="head")
    theirs = us.parties.nodes["ir"].say(AllegationFiled(against="us", points=(en("Two."),)), by="head")
    us.parties.sync()
    with us.visitor() as delegate:
        assert "sign/allegations.answered" not in delegate.page(f"allegations/{ours.ref}")
        assert "sign/allegations.answered" in delegate.page(f"allegations/{theirs.ref}")
