"""What a visitor is refused who brings a spent link, words in no normal form, or a time that no clock there showed."""

import unicodedata
from collections.abc import Iterator

import pytest

from tests.server.web import Web, en, header, signed, web
from trilateral.i18n.messages import sentence
from trilateral.mechanism.statements.entries import StatementMade


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("refusals")) as made:
        yield made


def test_a_link_that_is_spent_or_never_was_opens_nothing(us: Web) -> None:
    with us.visitor():
        page = us.client.get("/in/never-given")
        program = us.client.post("/api/sign-in", json={"link": "never-given"})

    assert page.status_code == 422
    assert "server.link_spent" in page.text
    assert program.status_code in {400, 422}


def test_words_that_look_like_others_byte_for_byte_different_are_not_signed(us: Web) -> None:
    body = StatementMade("position", en(unicodedata.normalize("NFD", "café")))
    with us.visitor() as delegate:
        answer = delegate.api("POST", "entries", {"entry": signed(us.node, header(us.node, body), body).decode()})

    assert (answer.status_code, answer.json()["code"]) == (422, "text.not_nfc")


@pytest.mark.parametrize(
    ("code", "civil", "zone"),
    [
        ("time.no_such_zone", "2007-05-28T10:30", "Asia/Atlantis"),
        ("time.skipped", "2007-04-01T03:30", "Asia/Baghdad"),
        ("time.twice", "2007-10-01T03:30", "Asia/Baghdad"),
    ],
)
def test_a_form_takes_no_time_that_clocks_there_never_showed_or_showed_twice(
    us: Web, code: str, civil: str, zone: str
) -> None:
    """Iraq put its clocks forward at three on 1 April 2007, and back at four on 1 October."""
    fields = {"sort": "declaration", "text": "Then.", "text.lang": "en", "said_at": civil, "said_at.zone": zone}
    with us.visitor() as delegate:
        answer = delegate.send("sign/statements.made", sign="1", **fields)

    assert answer.status_code == 422
    assert sentence("en", code, {"zone": zone})[-25:] in answer.text
    assert f'data-code="{code}"' in answer.text
