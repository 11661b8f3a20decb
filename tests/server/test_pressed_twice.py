"""A form that is pressed twice is signed once: by a double click, from the page that one goes back to, and when no answer came."""

import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

import trilateral
from tests.mechanism.incidents.test_two_parts import EXACT
from tests.node.parties import START, statement
from tests.server.pressing import steps_of
from tests.server.web import Visitor, Web, en, web
from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location
from trilateral.desk.signing import Draft
from trilateral.errors import UnavailableError
from trilateral.mechanism.allegations.entries import AllegationFiled
from trilateral.mechanism.notices.entries import NoticeIssued
from trilateral.node import outgoing
from trilateral.node.compose import About
from trilateral.node.locks import Secret
from trilateral.node.private import KEPT, Private
from trilateral.server.app import make_app
from trilateral.server.office import DelegateSpeaks

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
LOCK = Secret("one", "prf", bytes(32))
WORDS = {"sort": "position", "text": "We shall offer nothing before August.", "text.lang": "en"}
REPORT = {"type": "battle", "text": "Two rounds fell on the port road.", "text.lang": "en"}
CALL = {
    "title": "Round two",
    "title.lang": "en",
    "series": "experts",
    "round": "1",
    "format": "closed",
    "forum": "plenary",
    "offers.0.starts_at": "2031-03-06T11:00",
    "offers.0.starts_at.zone": "Asia/Baghdad",
}


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Web]:
    with web(tmp_path) as made:
        yield made


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Web]:
    with web(tmp_path, two_person=("statements.made",)) as made:
        yield made


def form_of(visitor: Visitor, path: str, **query: str) -> dict[str, str]:
    """What a form sends besides what is written, as its page has it."""
    page = visitor.page(path, **query)
    form = page.partition('class="entry-form')[2].partition("</form>")[0]
    return dict(_HIDDEN.findall(form))


def pressed(visitor: Visitor, path: str, fields: dict[str, str]) -> Any:
    return visitor.client.post(f"{visitor.web.home}{path}", data=fields, follow_redirects=False)


def at_once(visitor: Visitor, path: str, fields: dict[str, str], times: int = 4) -> list[str]:
    """Press several times, each without waiting for the answer to the others. Return where each leads."""
    together, led = threading.Barrier(times), []

    def press() -> None:
        together.wait()
        answer = pressed(visitor, path, fields)
        led.append(answer.headers.get("location", answer.text[:200]))

    presses = [threading.Thread(target=press) for _ in range(times)]
    for each in presses:
        each.start()
    for each in presses:
        each.join()
    return led


def said(us: Web, kind: str) -> int:
    """How many entries of a kind our log has."""
    verdicts = us.node.record.fold.verdicts(us.node.origin)
    return sum(each.entry is not None and each.entry.header.kind.startswith(f"{kind}/") for each in verdicts)


@pytest.mark.parametrize(
    ("page", "kind", "fields"),
    [
        ("sign/statements.made", "statements.made", WORDS),
        ("meetings/call", "meetings.proposed", CALL),
        ("sign/incidents.reported", "incidents.reported", REPORT),
    ],
)
def test_a_form_is_signed_once_however_often_it_is_pressed(
    us: Web, page: str, kind: str, fields: dict[str, str]
) -> None:
    """At once, and then again, from the page that one goes back to."""
    with us.visitor() as head:
        shown = {**form_of(head, page), **fields, "sign": "1"}
        led = {*at_once(head, f"sign/{kind}", shown)}
        led.add(pressed(head, f"sign/{kind}", shown).headers["location"])
        led.add(pressed(head, f"sign/{kind}", {**shown, "hold": "60"}).headers["location"])

    (place,) = led
    assert "signed=us%2F" in place
    assert said(us, kind) == 1


def test_a_step_with_one_press_is_signed_once(us: Web) -> None:
    """An answer in words, and an acknowledgement without any: the second press leads back to the words as well."""
    filed = us.parties.nodes["ir"].say(AllegationFiled(against="us", points=(en("One."), en("Two."))), by="head")
    when = Interval(START + timedelta(days=3), START + timedelta(days=3, hours=2))
    notice = NoticeIssued("movement", ("us",), en("Convoy."), when, Location((en("The bridge"),)))
    issued = us.parties.nodes["iq"].say(notice, by="head")
    us.parties.sync()
    with us.visitor() as head:
        points = steps_of(head.page(f"allegations/{filed.ref}"), "allegations.answered")
        answer = {"answer": "denied", "text": "No.", "sign": "1"}
        led = [{*at_once(head, "sign/allegations.answered", {**point, **answer})} for point in points]
        again = pressed(head, "sign/allegations.answered", {**points[0], **answer}).headers["location"]
        (step,) = steps_of(head.page(f"notices/{issued.ref}"), "notices.acknowledged")[:1]
        told = {*at_once(head, "sign/notices.acknowledged", {**step, "sign": "1"})}

    assert all(each["once"] for each in (*points, step))
    assert [len(each) for each in (*led, told)] == [1, 1, 1]
    assert led[0] == {again}
    assert "#point-1" in again
    assert (said(us, "allegations.answered"), said(us, "notices.acknowledged")) == (2, 1)


def test_a_form_that_is_filled_in_anew_is_signed_anew(us: Web) -> None:
    """Also with the same words, and with other words from the page that one goes back to."""
    with us.visitor() as head:
        first = {**form_of(head, "sign/statements.made"), **WORDS, "sign": "1"}
        anew = [pressed(head, "sign/statements.made", first)]
        anew.append(pressed(head, "sign/statements.made", {**first, "text": "We shall not wait."}))
        other = {**form_of(head, "sign/statements.made"), **WORDS, "sign": "1"}
        us.parties.clock.advance(1)
        anew.append(pressed(head, "sign/statements.made", other))
        unmarked = {name: value for name, value in first.items() if name != "once"}
        for _ in range(2):
            us.parties.clock.advance(1)
            anew.append(pressed(head, "sign/statements.made", unmarked))

    assert first["once"] != other["once"]
    assert len({each.headers["location"] for each in anew}) == len(anew)
    assert said(us, "statements.made") == len(anew)


def test_another_office_signs_for_itself_with_the_same_mark(us: Web) -> None:
    with us.visitor() as head, us.visitor(office="press") as press:
        shown = {**form_of(head, "sign/statements.made"), **WORDS, "sign": "1"}
        own = pressed(head, "sign/statements.made", shown)
        theirs = pressed(press, "sign/statements.made", {**shown, "csrf": press.csrf()})

    assert own.headers["location"] != theirs.headers["location"]


def test_a_mark_is_no_word_of_the_session(us: Web) -> None:
    """Whoever has it, and not that, is refused before anything is looked up; nothing of it is kept that could be read."""
    with us.visitor() as head, us.visitor(office="press") as press:
        shown = {**form_of(head, "sign/statements.made"), **WORDS, "sign": "1"}
        pressed(head, "sign/statements.made", shown)
        forged = pressed(head, "sign/statements.made", {**shown, "csrf": press.csrf()})
        elsewhere = head.client.post(
            f"{us.home}sign/statements.made", data=shown, headers={"Origin": "https://evil.example"}
        )
    kept = us.node.private.file.all("once")

    assert (forged.status_code, elsewhere.status_code) == (403, 403)
    assert len(kept) == 1
    assert shown["once"] not in "".join((kept[0][0], kept[0][1].decode()))
    assert WORDS["text"].encode() not in kept[0][1]


def test_what_was_refused_is_signed_when_the_same_form_is_sent_again(us: Web) -> None:
    """A form that came back has signed nothing."""
    with us.visitor() as head:
        shown = {**form_of(head, "sign/statements.made"), **WORDS, "sign": "1"}
        us.node.ring.lock("head", LOCK, "somebody else")
        refused = pressed(head, "sign/statements.made", shown)
        us.node.ring.take_lock_off("head", "somebody else")
        signed = pressed(head, "sign/statements.made", shown)

    assert (refused.status_code, signed.status_code) == (422, 303)
    assert said(us, "statements.made") == 1


def test_a_form_is_signed_once_over_a_restart(us: Web) -> None:
    """The answer was lost with the process that gave it."""
    with us.visitor() as head:
        shown = {**form_of(head, "sign/statements.made"), **WORDS, "sign": "1"}
        first = pressed(head, "sign/statements.made", shown).headers["location"]
        cookies = dict(head.client.cookies)
    us.parties.close("us")
    node = us.parties.open("us")
    with TestClient(make_app(node)) as again:
        again.cookies.update(cookies)
        second = again.post(f"{us.home}sign/statements.made", data=shown, follow_redirects=False)

    assert second.headers["location"] == first
    assert node.record.size(node.origin) == int(first.partition("/us/")[2].partition("?")[0]) + 1


def test_what_is_held_is_held_once_and_not_signed_after_it_was_called_back(us: Web) -> None:
    with us.visitor() as head:
        shown = {**form_of(head, "sign/statements.made"), **WORDS, "sign": "1", "hold": "300"}
        (place,) = {*at_once(head, "sign/statements.made", shown)}
        row = place.partition("/waiting/")[2].partition("?")[0]
        head.send(f"waiting/{row}", cancel="1")
        after = pressed(head, "sign/statements.made", shown)
        anew = pressed(head, "sign/statements.made", {**form_of(head, "sign/statements.made"), **WORDS, "sign": "1"})

    assert len(us.node.private.waiting.all()) == 1
    assert after.status_code == 422
    assert "private.waits_no_more" in after.text
    assert "signed=us%2F" in anew.headers["location"]


def test_a_draft_and_both_signatures_of_two_offices_are_given_once(two: Web) -> None:
    with two.visitor() as head, two.visitor(office="press") as press:
        kept = head.send("sign/statements.made", save="1", **WORDS).headers["location"]
        row = kept.partition("/drafts/")[2].partition("?")[0]
        shown = {**form_of(head, f"drafts/{row}"), **WORDS, "sign": "1"}
        (place,) = {*at_once(head, f"drafts/{row}", shown)}
        waits = place.partition("/waiting/")[2].partition("?")[0]
        second = {"csrf": press.csrf(), "sign": "1"}
        (signed,) = {*at_once(press, f"waiting/{waits}", second)}
        late = pressed(head, f"waiting/{waits}", {"csrf": head.csrf(), "sign": "1"})

    assert len(two.node.private.waiting.all()) == 1
    assert "signed=us%2F" in signed
    assert late.status_code == 422
    assert said(two, "statements.made") == 1


def test_a_report_in_two_parts_is_two_entries_however_often_it_is_pressed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when the power failed between the two: then the next press signs the second."""
    with web(tmp_path, grid_microdegrees=100_000, detail_delay_hours=48) as us:
        for node in us.parties.nodes.values():
            node.open_epoch()
        us.parties.sync()
        sign, fails = DelegateSpeaks.sign, [True]

        def stops_at_the_second(self: DelegateSpeaks, draft: Draft, *given: Any, **named: Any) -> outgoing.Outcome:
            if draft.audience and fails and fails.pop():
                raise UnavailableError("the power failed")
            return sign(self, draft, *given, **named)

        monkeypatch.setattr(DelegateSpeaks, "sign", stops_at_the_second)
        with us.visitor() as head:
            shown = {**form_of(head, "sign/incidents.reported"), **EXACT, "detail_to": "iq", "parts": "1"}
            broken = pressed(head, "sign/incidents.reported", shown)
            halves = said(us, "incidents.reported"), said(us, "bodies.sealed")
            led = {*at_once(head, "sign/incidents.reported", shown)}
            led.add(pressed(head, "sign/incidents.reported", shown).headers["location"])

        assert (broken.status_code, halves) == (503, (1, 0))
        assert len(led) == 1
        assert (said(us, "incidents.reported"), said(us, "bodies.sealed")) == (1, 1)


def test_an_entry_that_is_handed_in_twice_is_taken_once(us: Web) -> None:
    node = us.node
    entry = node.sign(node.prepare(statement("Signed elsewhere."), by="head"), "head").decode()
    with us.visitor() as head:
        fields = {"csrf": head.csrf(), "note": entry}
        led = {*at_once(head, "hand-in", fields), pressed(head, "hand-in", fields).headers["location"]}

    assert len(led) == 1
    assert said(us, "statements.made") == 1


def test_half_of_two_signatures_that_is_handed_in_twice_waits_once(two: Web) -> None:
    node = two.node
    entry = node.sign(node.prepare(statement("Signed elsewhere."), by="head"), "head").decode()
    with two.visitor() as head:
        led = {*at_once(head, "hand-in", {"csrf": head.csrf(), "note": entry})}

    assert len(led) == 1
    assert len(node.private.waiting.all()) == 1


def test_every_form_that_signs_has_a_mark() -> None:
    """But for the second signature and what is handed in: these are one text, whoever presses how often."""
    source = Path(trilateral.__file__).parent
    signing = {each for each in source.rglob("*.html") if 'name="sign"' in each.read_text("utf-8")}
    marked = {each for each in signing if 'name="once" value="{{ page.once }}"' in each.read_text("utf-8")}

    assert {each.name for each in signing - marked} == {"waiting.html"}


def test_what_was_asked_for_is_forgotten_after_a_while(us: Web) -> None:
    """By the next that is signed, and at a start."""
    node = us.node

    def say(asked: str) -> outgoing.Outcome:
        return outgoing.say(node, statement("As asked."), by="head", about=About(), asked=asked)

    first = say("a request")
    us.parties.clock.advance(KEPT.total_seconds() - 1)
    still = say("a request")
    us.parties.clock.advance(2)
    say("another request")
    kept = len(node.private.once.all())
    us.parties.clock.advance(KEPT.total_seconds() + 1)
    Private(node.private.file, node.clock)

    assert still == first
    assert kept == 1
    assert node.private.once.all() == []
    assert say("a request") != first
