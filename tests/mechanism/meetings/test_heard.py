"""What was said last stands before the people in the room, with the press by which it is passed on to whom it is for."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.mechanism.meetings.test_steps import opened, say
from tests.server.pressing import press, steps_of
from tests.server.web import Web, en, web
from trilateral.mechanism.meetings.entries import MeetingClosed
from trilateral.mechanism.statements.entries import RelayRefused, StatementMade
from trilateral.node.compose import About
from trilateral.node.node import Receipt

KIND = "statements.relayed"


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Web]:
    with web(tmp_path) as made:
        yield made


def speak(us: Web, party: str, meeting: Receipt, words: str, **sent: Any) -> Receipt:
    us.parties.clock.advance(1)
    body = StatementMade("position", en(words), **sent, meeting=meeting.id, item=0)
    said = us.parties.nodes[party].say(body, by="head")
    us.parties.sync()
    return said


def room(page: str) -> str:
    return page.partition('id="heard"')[2].partition("</section>")[0]


def test_the_latest_comes_first_before_the_agenda_and_old_words_only_where_they_wait_for_us(us: Web) -> None:
    meeting = opened(us)
    waiting = speak(us, "ir", meeting, "Tell Iraq this.", via="us", to=("iq",))
    long = "Long words. " * 40
    for number in range(5):
        speak(us, "iq", meeting, f"Word {number}. {long}")
    with us.visitor() as delegate:
        page = delegate.page(f"meetings/{meeting.ref}")

    shown = re.findall(r"Word (\d)\.|(Tell Iraq this)", room(page))
    assert [one or two for one, two in shown] == ["4", "3", "2", "1", "Tell Iraq this"], "newest first"
    assert page.index('id="heard"') < page.index('id="agenda"'), "where the people in the room look"
    assert long not in room(page), "short"
    assert long.strip() in page.partition('id="agenda"')[2], "and whole with its item"
    assert [each["subject"] for each in steps_of(room(page), KIND)] == [waiting.ref] * 2, "as said, or in other words"


def test_who_passes_on_does_so_with_one_press_and_is_back_in_the_room(us: Web) -> None:
    meeting = opened(us)
    said = speak(us, "ir", meeting, "Tell Iraq this.", via="us", to=("iq",))
    address = f"meetings/{meeting.ref}"
    with us.visitor() as delegate:
        home = delegate.page()
        as_said, _ = steps_of(room(delegate.page(address)), KIND)
        led_to = press(delegate, KIND, as_said)
        after = delegate.page(address)
    state = us.node.record.fold.state(said.id)

    assert len(steps_of(home, KIND)) == 2, "and from home"
    assert re.search(rf"{address}\?signed=us%2F\d+#heard$", led_to), led_to
    assert [each.how for each in state.relays] == ["as_said"]  # type: ignore[union-attr]  # it was made
    assert "Tell Iraq this." in room(after)
    assert not steps_of(after, KIND), "it does not wait any more"


def test_who_says_much_takes_the_room_from_nobody(us: Web) -> None:
    """Twenty of what waits stand there; how much more does is told, with the way to it."""
    meeting = opened(us)
    for number in range(25):
        speak(us, "ir", meeting, f"Tell Iraq {number}.", via="us", to=("iq",))
    with us.visitor() as delegate:
        page = room(delegate.page(f"meetings/{meeting.ref}"))
        on_home = delegate.page("asked")

    assert re.findall(r"Tell Iraq (\d+)\.", page) == [str(number) for number in range(24, 4, -1)]
    assert len(steps_of(page, KIND)) == 40, "each as said, or in other words"
    assert re.search(rf'<a href="{us.home}asked">5 more wait for you to pass them on</a>', page)
    assert "Tell Iraq 0." in on_home


def test_what_is_too_long_to_be_read_there_is_passed_on_from_its_own_page(us: Web) -> None:
    """Nobody signs with one press what they cannot have read beside the button: neither in the room nor on home."""
    meeting = opened(us)
    long = "Long words. " * 100
    said = speak(us, "ir", meeting, long, via="us", to=("iq",))
    with us.visitor() as delegate:
        page, home = room(delegate.page(f"meetings/{meeting.ref}")), delegate.page()
        own = delegate.page(f"statements/{said.ref}")

    assert re.search(rf'<a href="[^"]*statements/{said.ref}">Read it whole, and pass it on</a>', page)
    for each in (page, home):
        assert "Long words. Long words." in each
        assert long.strip() not in each
        assert not steps_of(each, KIND)
    assert "more wait" not in page, "it stands there"
    assert len(steps_of(own, KIND)) == 2


def test_nothing_is_offered_for_what_was_refused_or_goes_through_another(us: Web) -> None:
    meeting = opened(us)
    refused = speak(us, "ir", meeting, "Tell them.", via="us", to=("iq",))
    us.node.say(RelayRefused(), by="head", about=About(subject=refused.id))
    speak(us, "ir", meeting, "Through Iraq.", via="iq", to=("us",))
    with us.visitor() as delegate:
        page = delegate.page(f"meetings/{meeting.ref}")
        own = delegate.page(f"statements/{refused.ref}")

    assert "Through Iraq." in room(page)
    assert not steps_of(page, KIND)
    assert len(steps_of(own, KIND)) == 2, "who refused can still pass it on from its page"


def test_after_the_meeting_it_stands_with_the_agenda_alone(us: Web) -> None:
    meeting = opened(us)
    speak(us, "ir", meeting, "We are here.")
    say(us, "iq", MeetingClosed(), meeting)
    with us.visitor() as delegate:
        page = delegate.page(f"meetings/{meeting.ref}")

    assert 'id="heard"' not in page
    assert "We are here." in page
