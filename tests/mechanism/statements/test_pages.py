"""Statements: who, to whom, through whom, when, proven how; and how each arrived."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.web import Web, en, web
from tests.ui.rows import plain_tables
from trilateral.ledger.entry import Body
from trilateral.mechanism.meetings.entries import MeetingProposed
from trilateral.mechanism.statements.entries import (
    ParaphraseContested,
    RelayRefused,
    ReplyJudged,
    Sort,
    StatementAcknowledged,
    StatementMade,
    StatementRelayed,
    StatementWithdrawn,
)
from trilateral.node.compose import About
from trilateral.node.node import Receipt


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Web]:
    with web(tmp_path) as made:
        yield made


def test_a_line_always_says_who_to_whom_through_whom_and_when_in_this_order(us: Web) -> None:
    said = us.parties.nodes["ir"].say(StatementMade(sort="demand", text=en("Leave."), to=("us",), via="iq"), by="head")
    us.parties.sync()
    with us.visitor() as reader:
        for path in ("statements", f"statements/{said.ref}"):
            line = reader.page(path).partition("<h1")[2]  # paper says before it of which instant the page is
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
        counts = (
            plain_tables(reader.page("statements")).partition("Who spoke to whom, and how")[2].partition("</table>")[0]
        )

    assert [each.partition("<")[0] for each in counts.split('<td class="number">')[1:]] == [
        "4",
        "1",
        "1",
        "2",
        "4",
        "1",
    ]


def say(us: Web, party: str, body: Body, on: Receipt | None = None) -> Receipt:
    """Let a party say something, and let all know."""
    us.parties.clock.advance(60)
    said = us.parties.nodes[party].say(body, by="head", about=About(subject=on.id if on else None))
    us.parties.sync()
    return said


def test_a_paraphrase_stands_beside_the_words_and_waits_for_their_author(us: Web) -> None:
    said = say(us, "us", StatementMade("demand", en("Withdraw at once."), ("ir",), "iq"))
    relay = say(us, "iq", StatementRelayed(("ir",), "paraphrased", en("They ask you to go.")), said)
    with us.visitor() as delegate:
        home = delegate.page()
        page = delegate.page(f"statements/{said.ref}")
        form = delegate.page("sign/statements.paraphrase_contested", subject=said.ref, relay=relay.ref)
        say(us, "us", ParaphraseContested(relay.id, en("We demanded it.")), said)
        after = delegate.page(f"statements/{said.ref}")
        found = delegate.api("GET", f"statements/{said.ref}").json()
        done = delegate.page()

    sides = page.partition('aria-label="As said, and as passed on"')[2].partition("</div>")[0]
    assert f"Confirm or contest how your statement {said.ref} was put" in home
    assert [sides.index(each) for each in ("Withdraw at once.", "They ask you to go.")] == sorted(
        sides.index(each) for each in ("Withdraw at once.", "They ask you to go.")
    )
    assert "Its author has not said" in page
    assert "They ask you to go." in form.replace("<u>", "").replace("</u>", "")
    assert "This is not what its author said" in after
    assert "We demanded it." in after
    assert found["paraphrases"] == {relay.ref: "contested"}
    assert "Confirm or contest" not in done


def test_a_refused_relay_is_shown_and_nobody_is_asked_for_it_again(us: Web) -> None:
    said = say(us, "us", StatementMade("demand", en("Withdraw."), ("ir",), "iq"))
    with us.visitor() as delegate:
        before = delegate.page()
        say(us, "iq", RelayRefused(en("Not like this.")), said)
        page, home = delegate.page(f"statements/{said.ref}"), delegate.page()

    assert f"Pass on the statement {said.ref}" in before
    assert "not passed on" in page
    assert "Not like this." in page
    assert "Pass on the statement" not in home


def test_what_was_asked_lies_beside_what_came_of_it(us: Web) -> None:
    asked = say(us, "us", StatementMade("question", en("When?"), ("ir", "iq")))
    reply = say(us, "ir", StatementMade("reply", en("In due time."), ("us",), reply_to=asked.id))
    say(us, "us", ReplyJudged(reply.id, "evaded", en("No day was named.")), asked)
    with us.visitor() as delegate:
        page, listed = delegate.page(f"statements/{asked.ref}"), delegate.page("statements")
        found = delegate.api("GET", f"statements/{asked.ref}").json()

    table = listed.partition("What was asked, and what came of it")[2].partition("</table>")[0]
    assert "evaded, says who asked" in table
    assert "no answer" in table
    assert "No day was named." in page
    assert {each["party"]: (each["word"], each["overdue"]) for each in found["answers"]} == {
        "iq": ("unanswered", "no"),
        "ir": ("evaded", "no"),
    }


def test_the_register_marks_what_changed_between_two_positions(us: Web) -> None:
    for text in ("We withdraw none.", "We withdraw half."):
        say(us, "us", StatementMade("position", en(text), matter="withdrawal"))
    with us.visitor() as reader:
        register = reader.page("statements").partition("Positions, and what changed in them")[2]

    assert "withdrawal" in register
    assert "We withdraw none." in register
    assert "<u>half.</u>" in register


def test_an_offer_in_return_leads_both_ways(us: Web) -> None:
    demand = say(us, "ir", StatementMade("demand", en("Release them."), ("us",)))
    offer = say(us, "us", StatementMade("offer", en("If you do."), ("ir",), in_return_for=demand.id))
    with us.visitor() as reader:
        there, back = reader.page(f"statements/{offer.ref}"), reader.page(f"statements/{demand.ref}")
        listed = reader.page("statements").partition("One in return for another")[2].partition("</table>")[0]

    assert f"/statements/{demand.ref}" in there.partition("In return for")[2]
    assert f"/statements/{offer.ref}" in back.partition("Replies")[2].partition("in return for it")[0]
    assert listed.index("If you do.") < listed.index("Release them.")


def test_talk_about_talks_has_its_share_by_party_and_by_meeting(us: Web) -> None:
    meeting = say(us, "iq", MeetingProposed((en("Round"),), "rounds", 1, "joint", "plenary"))
    sorts: tuple[Sort, ...] = ("procedural", "procedural", "offer")
    for sort in sorts:
        us.parties.clock.advance(60)
        us.node.say(StatementMade(sort, en("x"), meeting=meeting.id), by="head")
    with us.visitor() as reader:
        table = (
            plain_tables(reader.page("statements")).partition("<caption>Talk about talks")[2].partition("</table>")[0]
        )

    rows = [re.findall(r'<td class="number">([^<]*)</td>', row) for row in table.split("<tr>")[2:]]
    assert rows == [["3", "2", "0", "1", "67"]] * 2
    assert f"/meetings/{meeting.ref}" in table


def test_a_withdrawal_that_crossed_lies_in_two_lanes(us: Web) -> None:
    said = say(us, "us", StatementMade("demand", en("Withdraw."), ("ir",), "iq"))
    us.node.say(StatementWithdrawn(), by="head", about=About(subject=said.id))
    us.parties.nodes["iq"].say(StatementRelayed(("ir",)), by="head", about=About(subject=said.id))
    us.parties.sync()
    with us.visitor() as reader:
        page = reader.page(f"statements/{said.ref}")

    lanes = page.partition('aria-label="Letters that crossed"')[2].partition("</div>")[0]
    assert lanes.count('class="two-side') == 2
    assert "crossed" in page.partition("</h1>")[0]


@pytest.mark.parametrize(("lang", "note"), [("ar", "، مطالبة"), ("fa", "، مطالبه")])
def test_what_a_reply_quotes_is_listed_as_its_reader_writes(us: Web, lang: str, note: str) -> None:
    asked = say(us, "us", StatementMade("demand", en("Close the gate."), ("ir",)))
    with us.visitor(lang=lang) as delegate:
        form = delegate.page("sign/statements.made", reply_to=asked.ref)

    assert note in form
