"""The record as of an instant: what had been signed by then, whatever anybody claims since."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.server.web import Web, en, force, header, signed, web
from trilateral.desk.as_of import cut_as_of
from trilateral.desk.holdings import Holdings
from trilateral.mechanism.allegations.entries import AllegationFiled, PointAnswered
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.compose import About
from trilateral.server.roles import Role

HOUR = timedelta(hours=1)
SAID = StatementMade(sort="position", text=en("Ours."))


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Web]:
    with web(tmp_path) as made:
        yield made


def test_an_answer_that_came_later_is_not_there_and_the_digest_is_that_of_then(us: Web) -> None:
    clock, ir = us.parties.clock, us.parties.nodes["ir"]
    filed = us.node.say(AllegationFiled(against="ir", points=(en("One."),)), by="head")
    us.parties.sync()
    then, digest = clock.now(), us.node.record.fold.digest().hex()
    clock.advance(3600)
    answer = ir.say(PointAnswered(point=0, answer="denied"), by="head", about=About(subject=filed.id))
    us.parties.sync()
    as_of = (then + HOUR / 2).isoformat()
    with us.visitor() as reader:
        now, before = reader.page(f"allegations/{filed.ref}"), reader.page(f"allegations/{filed.ref}", as_of=as_of)
        lines = reader.page("log/ir", as_of=as_of)
        later = reader.client.get(f"{us.home}entry/{answer.ref}", params={"as_of": as_of})
        state = reader.client.get("/api/state", params={"as_of": as_of}).json()
        found = reader.client.get(f"/api/allegations/{filed.ref}", params={"as_of": as_of}).json()

    assert ("denied" in now, "denied" in before) == (True, False)
    assert "The record as it stood then" in before
    assert "The record as it stood then" not in now
    assert answer.ref not in lines
    assert later.status_code == 404
    assert state["digest"] == digest != us.node.record.fold.digest().hex()
    assert (found["status"], found["open_points"]) == ("filed", [0])


def test_a_later_instant_is_the_whole_record(us: Web) -> None:
    us.node.say(SAID, by="head")
    us.parties.sync()
    with us.visitor() as reader:
        state = reader.client.get("/api/state", params={"as_of": "2030-01-01"}).json()

    assert state["digest"] == us.node.record.fold.digest().hex()


def test_a_claim_that_lies_ahead_hides_nothing_once_others_hold_it(us: Web) -> None:
    """Others cosigned the log with it: so it had been signed by then."""
    clock, ir = us.parties.clock, us.parties.nodes["ir"]
    ahead = force(ir, signed(ir, header(ir, SAID, claimed_at=clock.now() + timedelta(days=365)), SAID))
    behind = ir.say(StatementMade(sort="position", text=en("After that.")), by="head").ref
    with us.visitor() as reader:
        us.parties.sync()
        clock.advance(3600)
        page = reader.page("log/ir", as_of=clock.now().isoformat())

    assert f"/entry/{ahead}" in page
    assert f"/entry/{behind}" in page


def test_a_claim_that_lies_back_does_not_bring_an_entry_into_an_earlier_record(us: Web) -> None:
    """Its author had seen heads that others cosigned later than it claims."""
    clock, ir = us.parties.clock, us.parties.nodes["ir"]
    us.node.say(SAID, by="head")
    us.parties.sync()
    then = clock.now()
    clock.advance(7200)
    us.node.say(StatementMade(sort="position", text=en("Later.")), by="head")
    us.parties.sync()
    back = ir.say(SAID, by="head", about=About(claimed_at=then - HOUR)).ref
    us.parties.sync()
    with us.visitor() as reader:
        earlier = reader.page("log/ir", as_of=(then + HOUR).isoformat())
        now = reader.page("log/ir")

    assert f"/entry/{back}" not in earlier
    assert f"/entry/{back}" in now


def test_what_rests_on_an_entry_that_is_left_out_is_left_out_too(us: Web) -> None:
    """The answer claims to be earlier than the allegation that it answers: clocks differ by a minute."""
    clock, ir = us.parties.clock, us.parties.nodes["ir"]
    filed = us.node.say(
        AllegationFiled(against="ir", points=(en("One."),)), by="head", about=About(claimed_at=clock.now() + HOUR / 60)
    )
    before = us.parties.clock.now()
    for _ in range(2):
        us.node.publish()
        us.parties.sync("ir")
    answered = ir.say(PointAnswered(point=0, answer="denied"), by="head", about=About(subject=filed.id))
    clock.advance(3600)
    us.parties.sync()
    fold = us.node.record.fold
    cut = cut_as_of(Holdings(us.node.record), before, by_claims=True)

    assert fold.saw(answered.id, filed.id)
    assert cut[us.node.origin] <= filed.index
    assert cut[ir.origin] <= answered.index


def test_receipts_of_later_days_begin_no_clock_then(us: Web) -> None:
    clock = us.parties.clock
    filed = us.node.say(AllegationFiled(against="ir", points=(en("One."),)), by="head")
    us.parties.sync()
    then = clock.now()
    clock.advance(7200)
    us.parties.nodes["ir"].record_heads()
    us.parties.sync()
    with us.visitor() as reader:
        ask = f"/api/allegations/{filed.ref}"
        earlier = reader.client.get(ask, params={"as_of": (then + HOUR).isoformat()}).json()
        now = reader.client.get(ask).json()

    assert earlier["received_at"] is None
    assert now["received_at"] is not None


@pytest.mark.parametrize("asked", ["yesterday", "2007-02-30", "2007-05-28T10:00:00", "0001-01-01T00:00:00+14:00"])
def test_a_time_that_is_none_is_refused_and_never_answered_with_today(us: Web, asked: str) -> None:
    """As a page and for programs. A time without its zone is none: nobody knows whose clock is meant."""
    with us.visitor(Role.READER) as reader:
        page = reader.client.get(us.home, params={"as_of": asked})
        program = reader.client.get("/api/allegations", params={"as_of": asked})

    assert page.status_code == program.status_code == 422
    assert "server.no_such_time" in page.text
    assert program.json()["code"] == "server.no_such_time"
    assert "2007-05-28" in program.json()["what_to_do"]
