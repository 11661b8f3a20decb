"""An allegation, a proposal and a notice are answered beside their words, each with one press."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.node.parties import START
from tests.server.pressing import choices_of, press, steps_of
from tests.server.web import Web, en, web
from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location
from trilateral.ledger.entry import Body
from trilateral.mechanism.allegations.entries import AllegationFiled
from trilateral.mechanism.notices.entries import NoticeIssued
from trilateral.mechanism.proposals.entries import ProposalAmended, ProposalTabled, text_hash
from trilateral.node.compose import About
from trilateral.node.node import Receipt


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Web]:
    with web(tmp_path) as made:
        yield made


def say(us: Web, party: str, body: Body, on: Receipt | None = None) -> Receipt:
    said = us.parties.nodes[party].say(body, by="head", about=About(subject=on.id if on else None))
    us.parties.sync()
    return said


def held(us: Web, subject: Receipt) -> Any:
    return us.node.record.fold.state(subject.id)


def test_an_allegation_is_answered_point_by_point_beside_its_text(us: Web) -> None:
    filed = say(us, "ir", AllegationFiled(against="us", points=(en("One."), en("Two."))))
    with us.visitor() as delegate:
        page = delegate.page(f"allegations/{filed.ref}")
        first, second = steps_of(page, "allegations.answered")
        led = press(delegate, "allegations.answered", second, answer="denied", text="It did not happen.")
        point = delegate.page(f"allegations/{filed.ref}").partition('id="point-2"')[2].partition("</li>")[0]

    assert (first["point"], second["point"]) == ("0", "1")
    assert led.endswith("#point-2")
    assert "It did not happen." in point
    assert [(each.point, each.answer) for each in held(us, filed).answers] == [(1, "denied")]


def test_an_answer_is_given_only_by_who_chose_one(us: Web) -> None:
    """No answer stands there before; posted without one it comes back as the form, with what is wanted said at the field."""
    filed = say(us, "ir", AllegationFiled(against="us", points=(en("One."),)))
    with us.visitor() as delegate:
        page = delegate.page(f"allegations/{filed.ref}")
        (step,) = steps_of(page, "allegations.answered")
        sent = {name: value for name, value in step.items() if name != "csrf"}
        answer = delegate.send("sign/allegations.answered", sign="1", **sent, answer="")

    assert choices_of(page, "allegations.answered") == {"answer": ("", True)}
    assert answer.status_code == 422
    said = answer.text.partition('<li data-code="form.required">')[2].partition("</li>")[0]
    assert 'href="#f-answer"' in said
    assert 'aria-invalid="true"' in answer.text.partition('<select id="f-answer"')[2].partition(">")[0]
    assert held(us, filed).answers == ()


TABLED = ProposalTabled((en("Tables"),), "procedure", (en("Tables are round."), en("Nobody stands.")))


def test_a_position_is_taken_beside_the_text_with_a_reservation_on_one_paragraph(us: Web) -> None:
    tabled = say(us, "ir", TABLED)
    with us.visitor() as delegate:
        page = delegate.page(f"proposals/{tabled.ref}")
        second = page.partition('id="paragraph-2"')[2].partition("</li>")[0]
        reserve = steps_of(second, "proposals.accepted_with_reservation")[0]
        words = {"reservations.0.text": "Ours stand.", "reservations.0.text.lang": "en"}
        led = press(delegate, "proposals.accepted_with_reservation", reserve, **words)

    said = held(us, tabled).positions[-1]
    assert (said.word, [(each.paragraph, each.text.text) for each in said.reservations]) == (
        "accepted_with_reservation",
        [(1, "Ours stand.")],
    )
    assert led.endswith("#position")


def test_a_text_that_was_amended_meanwhile_is_not_accepted_by_mistake(us: Web) -> None:
    """The press names the text that stood there; the other one has nobody's word by it."""
    tabled = say(us, "ir", TABLED)
    with us.visitor() as delegate:
        accept = steps_of(delegate.page(f"proposals/{tabled.ref}"), "proposals.accepted")[0]
        other = ProposalAmended(TABLED.title, "procedure", (en("Tables are square."),))
        say(us, "ir", other, tabled)
        answer = delegate.send("sign/proposals.accepted", sign="1", **accept)

    assert accept["text_hash"] == text_hash(TABLED)
    assert answer.status_code in {303, 422}
    assert not [each for each in held(us, tabled).positions if each.hash == text_hash(other)]


def test_a_notice_is_acknowledged_from_home_and_from_its_page(us: Web) -> None:
    """On a phone it is one press on the words as they are now."""
    when = Interval(START + timedelta(days=3), START + timedelta(days=3, hours=2))
    where = Location((en("The bridge"),))
    notices = [
        say(us, "iq", NoticeIssued("movement", ("us",), en(f"Convoy {number}."), when, where)) for number in (1, 2)
    ]
    with us.visitor() as delegate:
        home = steps_of(delegate.page(), "notices.acknowledged")
        press(delegate, "notices.acknowledged", next(each for each in home if each["subject"] == notices[0].ref))
        page = delegate.page(f"notices/{notices[1].ref}")
        answer = page.partition('id="answer"')[2].partition("</section>")[0]
        led = press(delegate, "notices.acknowledged", steps_of(answer, "notices.acknowledged")[0])
        left = steps_of(delegate.page("notices"), "notices.acknowledged")

    assert {each["subject"] for each in home} == {each.ref for each in notices}
    assert re.search(rf"notices/{notices[1].ref}\?signed=.*#answer$", led)
    assert left == []
