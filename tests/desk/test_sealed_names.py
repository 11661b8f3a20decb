"""Words for all that hold a name which stands under seal alone: the delegate is told before signing, on pages and by the API."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mechanism.office import Office, office
from tests.server.web import en
from trilateral.i18n.messages import sentence
from trilateral.ledger.entry import Body, Text
from trilateral.mechanism.designations.entries import DesignationRegistered
from trilateral.mechanism.humanitarian.entries import Basis, ProtectionAsserted
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.compose import About

SITE = ProtectionAsserted("site", (en("House of Kelm"), Text("fa", "خانه کلم")), (Basis("gc4", "18"),))
PLACE = DesignationRegistered("place", (en("The lower mill"),))


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Office]:
    """Somebody has named a site and a place to us under seal."""
    with office(tmp_path) as made:
        for node in made.web.parties.nodes.values():
            node.open_epoch()
        made.sync()
        for body in (SITE, PLACE):
            sealed(made, body)
        yield made


def sealed(us: Office, body: Body) -> None:
    us.web.parties.clock.advance(1)
    us.web.parties.nodes["ir"].say(body, by="head", about=About(audience=("us",)))
    us.sync()


def prepared(us: Office, words: str, **asked: object) -> list[str]:
    body = {"sort": "position", "text": {"lang": "en", "text": words}}
    answer = us.delegate.api("POST", "prepare", {"kind": "statements.made/1", "body": body, **asked})
    assert answer.status_code == 200, answer.text
    return [each["called"] for each in answer.json().get("names_under_seal", [])]


def test_a_program_is_told_of_each_name_that_nobody_has_said_in_the_open(us: Office) -> None:
    assert prepared(us, "Spare the house of Kelm and the lower mill.") == ["House of Kelm", "The lower mill"]
    assert prepared(us, "Spare the house.") == []
    assert prepared(us, "Spare the house of Kelm.", audience=["ir"]) == []

    us.say("iq", StatementMade("position", en("The House of Kelm is known to all.")))
    assert prepared(us, "Spare the house of Kelm and the lower mill.") == ["The lower mill"]


def test_the_page_says_it_first_and_signs_at_the_second_word(us: Office) -> None:
    said = {"sort": "position", "text": "Spare the lower mill.", "text.lang": "en", "sign": "1"}
    size = us.web.node.record.size(us.web.node.origin)
    first = us.delegate.send("sign/statements.made", **said)

    assert "It names what stands under seal alone" in first.text
    assert "The lower mill" in first.text
    assert us.web.node.record.size(us.web.node.origin) == size
    assert us.delegate.send("sign/statements.made", **said, names_known="1").status_code == 303


def test_words_without_such_a_name_are_signed_at_once(us: Office) -> None:
    said = {"sort": "position", "text": "Spare the upper mill.", "text.lang": "en", "sign": "1"}

    assert us.delegate.send("sign/statements.made", **said).status_code == 303


@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_it_is_said_in_other_languages(us: Office, lang: str) -> None:
    with us.web.visitor(lang=lang) as reader:
        said = {"sort": "position", "text": "Spare the lower mill.", "text.lang": "en", "check": "1"}
        page = reader.send("sign/statements.made", **said).text

    assert "The lower mill" in page
    assert "It names what stands" not in page
    assert sentence(lang, "caution.under_seal") != sentence("en", "caution.under_seal")
