"""Statements: who, to whom, through whom, when, proven how; and how each arrived."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.web import Web, en, web
from trilateral.mechanism.statements.entries import StatementAcknowledged, StatementMade, StatementRelayed
from trilateral.node.compose import About


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Web]:
    with web(tmp_path) as made:
        yield made


def test_a_line_always_says_who_to_whom_through_whom_and_when_in_this_order(us: Web) -> None:
    said = us.parties.nodes["ir"].say(StatementMade(sort="demand", text=en("Leave."), to=("us",), via="iq"), by="head")
    us.parties.sync()
    with us.visitor() as reader:
        for path in ("statements", f"statements/{said.ref}"):
            line = reader.page(path).partition("<main")[2]
            places = [
                line.index(each)
                for each in (">ir<", ">us<", "through", ">iq<", "28\u00a0May\u00a02007 07:30", "held by all")
            ]
            assert places == sorted(places), path


def test_what_is_to_be_passed_on_waits_for_the_moderator(us: Web) -> None:
    said = us.node.say(StatementMade(sort="position", text=en("Ours."), to=("ir",), via="iq"), by="head")
    us.parties.sync()
    with us.visitor() as reader:
        before = reader.page()
        us.parties.nodes["iq"].say(StatementRelayed(to=("ir",)), by="head", about=About(subject=said.id))
        us.parties.sync()
        us.parties.nodes["ir"].say(StatementAcknowledged(), by="head", about=About(subject=said.id))
        us.parties.sync()
        after, page = reader.page(), reader.page(f"statements/{said.ref}")

    assert f"Pass on the statement {said.ref}" in before
    assert "Pass on the statement" not in after
    assert "acknowledged" in page
    assert "/entry/ir/" in page


def test_a_reply_is_offered_and_found_below_the_question(us: Web) -> None:
    asked = us.parties.nodes["ir"].say(StatementMade(sort="question", text=en("When?"), to=("us",)), by="head")
    us.parties.sync()
    with us.visitor() as delegate:
        form = delegate.page("sign/statements.made", reply_to=asked.ref, to="ir", sort="reply")
        fields = {"reply_to": asked.ref, "to": "ir", "sort": "reply", "text": "Soon.", "text.lang": "en", "sign": "1"}
        assert delegate.send("sign/statements.made", **fields).status_code == 303
        page = delegate.page(f"statements/{asked.ref}")
        home = delegate.page()

    assert 'value="ir" checked' in form
    assert "Soon." in page.partition("Replies")[2]
    assert "Nothing is asked of us." in home


def test_shares_by_party_are_counted(us: Web) -> None:
    for how in ({"to": ("ir",)}, {"to": ("ir",), "via": "iq"}, {}, {"outside": True}):
        us.node.say(StatementMade(sort="procedural", text=en("Talk about talks."), **how), by="head")
    with us.visitor() as reader:
        counts = reader.page("statements").partition("Who spoke to whom, and how")[2].partition("</table>")[0]

    assert [each.partition("<")[0] for each in counts.split('<td class="number">')[1:]] == [
        "4",
        "1",
        "1",
        "2",
        "4",
        "1",
    ]
