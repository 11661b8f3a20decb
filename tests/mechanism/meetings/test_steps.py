"""What is signed with one press from the page of a meeting or from home, and where that leads."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from tests.mechanism.meetings.test_pages import MOVED, OFFER, proposed
from tests.server.pressing import choices_of, press, steps_of
from tests.server.web import ADDRESS, Visitor, Web, en, web
from trilateral.ledger.entry import Body, Text
from trilateral.mechanism.meetings.entries import (
    AgendaAccepted,
    AgendaProposed,
    Confided,
    DateAccepted,
    DateOffer,
    FloorAsked,
    FloorGiven,
    ItemCalled,
    MeetingClosed,
    MeetingOpened,
    MinutesTabled,
    ParagraphObjected,
    Paraphrased,
)
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.compose import About
from trilateral.node.node import Receipt
from trilateral.server.app import make_app
from trilateral.server.roles import Role
from trilateral.server.sessions import Doors


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Web]:
    with web(tmp_path) as made:
        yield made


def say(us: Web, party: str, body: Body, meeting: Receipt) -> Receipt:
    said = us.parties.nodes[party].say(body, by="head", about=About(subject=meeting.id))
    us.parties.sync()
    return said


def opened(us: Web) -> Receipt:
    meeting = proposed(us, OFFER)
    for party in ("us", "ir"):
        say(us, party, DateAccepted(offer_in=meeting.id, number=0), meeting)
    agenda = say(us, "iq", AgendaProposed(items=(en("Security"), en("Borders"))), meeting)
    for party in ("us", "ir"):
        say(us, party, AgendaAccepted(agenda=agenda.id), meeting)
    say(us, "iq", MeetingOpened(starts_at=OFFER.starts_at), meeting)
    return meeting


def test_a_date_is_accepted_from_home_in_one_press(us: Web) -> None:
    """Each offer that nobody of us has spoken about, by the clock of our capital; and one is home again."""
    meeting = proposed(us, OFFER, MOVED)
    with us.visitor() as delegate:
        first, second = steps_of(delegate.page(), "meetings.date_accepted")
        led = press(delegate, "meetings.date_accepted", second)
        after = delegate.client.get(led).text
        left = steps_of(after, "meetings.date_accepted")

    assert (first["offer_in"], first["number"], second["number"]) == (meeting.ref, "0", "1")
    assert re.fullmatch(rf"{us.home}\?signed=us%2F[0-9]+", led)
    assert "Signed as" in after
    assert [each["number"] for each in left] == ["0"]
    held: Any = us.node.record.fold.state(meeting.id)
    assert [(word.word, word.number) for word in held.words] == [("accepted", 1)]


def test_a_date_that_has_passed_is_accepted_by_its_form_alone(us: Web) -> None:
    """Neither home nor the page of the meeting has a press for it; the page says that it has passed, and so does the form."""
    meeting = proposed(us, OFFER)
    us.parties.clock.set(OFFER.starts_at + timedelta(minutes=1))
    with us.visitor() as delegate:
        home, page = delegate.page(), delegate.page(f"meetings/{meeting.ref}")
        way = re.search(r'This date has passed\. <a href="([^"]+)">Accept it all the same', page)
        assert way is not None
        form = delegate.client.get(unescape(way[1])).text

    assert not steps_of(home, "meetings.date_accepted")
    assert not steps_of(page, "meetings.date_accepted")
    assert steps_of(page, "meetings.date_declined")
    assert "This date has passed." in form


def test_a_step_leads_back_to_where_it_stood_and_nowhere_else(us: Web) -> None:
    """An address that somebody smuggled in is not followed."""
    meeting = proposed(us, OFFER, MOVED)
    with us.visitor() as delegate:
        page = delegate.page(f"meetings/{meeting.ref}")
        fields = steps_of(page, "meetings.date_accepted")[0]
        led = press(delegate, "meetings.date_accepted", fields)
        withdraw = steps_of(delegate.page(f"meetings/{meeting.ref}"), "meetings.acceptance_withdrawn")[0]
        away = press(delegate, "meetings.acceptance_withdrawn", {**withdraw, "back": "https://elsewhere.example/"})
        us.parties.clock.advance(60)
        again = {**fields, "back": f"{us.home}meetings#a\r\nX: y"}
        cut = press(delegate, "meetings.date_accepted", again)

    region = f"date-{meeting.ref.replace('/', '-')}-0"
    assert re.fullmatch(rf"{us.home}meetings/{meeting.ref}\?signed=us%2F[0-9]+#{region}", led)
    assert f'id="{region}"' in page
    for elsewhere in (away, cut):
        assert re.fullmatch(rf"{us.home}meetings/{meeting.ref}\?signed=us%2F[0-9]+#dates", elsewhere)


def test_nothing_is_pressed_by_readers_or_on_a_page_of_an_earlier_day(us: Web) -> None:
    meeting = proposed(us, OFFER)
    with us.visitor() as delegate, us.visitor(Role.READER) as reader:
        then = delegate.page(f"meetings/{meeting.ref}", as_of="2007-05-28")
        read = reader.page(f"meetings/{meeting.ref}")

    assert 'class="step"' not in then
    assert 'class="step"' not in read


def test_each_in_the_room_has_its_own_steps(us: Web) -> None:
    """A party asks for the floor; who leads would give it. What is named is what stands there."""
    meeting = opened(us)
    with us.visitor() as delegate:
        page = delegate.page(f"meetings/{meeting.ref}")
        assert steps_of(page, "meetings.floor_given") == []
        press(delegate, "meetings.floor_asked", steps_of(page, "meetings.floor_asked")[0], turn="reply")
        say(us, "iq", FloorGiven(to="us"), meeting)
        page = delegate.page(f"meetings/{meeting.ref}")
        board = page.partition('id="board"')[2].partition("</section>")[0]
        press(delegate, "meetings.floor_returned", steps_of(page, "meetings.floor_returned")[0])

    held: Any = us.node.record.fold.state(meeting.id)
    assert [(each.word, each.turn) for each in held.floor if each.party == "us"] == [
        ("asked", "reply"),
        ("returned", None),
    ]
    assert "Has the floor" in board
    assert "waiting" not in board, "who was given it after asking for it"


@pytest.mark.parametrize(("hours", "presses"), [(13, False), (12, True), (-30, True)])
def test_a_meeting_is_not_opened_with_one_press_long_before_its_agreed_date(
    tmp_path: Path, hours: int, presses: bool
) -> None:
    """From twelve hours before, the press is there. Earlier the form is, which says for when it was agreed; the rule hinders nobody."""
    with web(tmp_path, party="iq") as host:
        at = (host.parties.clock.now() + timedelta(hours=hours + 1)).replace(minute=0, second=0, microsecond=0)
        offer = DateOffer(at, "UTC", f"{at:%Y-%m-%d %H:%M}")
        meeting = proposed(host, offer)
        for party in ("us", "ir"):
            say(host, party, DateAccepted(offer_in=meeting.id, number=0), meeting)
        host.parties.clock.advance(int((at - timedelta(hours=hours) - host.parties.clock.now()).total_seconds()))
        with host.visitor() as chair:
            page = chair.page(f"meetings/{meeting.ref}")
            head = page.partition('id="opening"')[2].partition("</div>")[0]
            steps = steps_of(page, "meetings.opened")
            found = re.search(r'href="([^"]*/sign/meetings\.opened[^"]*)"', head)
            form = chair.client.get(unescape(found[1])).text if found else ""
            given = {"subject": meeting.ref, "starts_at": f"{at:%Y-%m-%dT%H:%M}", "starts_at.zone": "UTC"}
            signed = chair.send("sign/meetings.opened", sign="1", **given).status_code

    assert bool(steps) is presses
    assert bool(form) is not presses
    if form:
        assert "in 13 h" in head
        assert f"{at:%Y-%m-%dT%H:%M}" in form, "filled in"
        assert "Whoever opens it now says for good that it has begun." in form
    assert signed == 303


def test_who_leads_opens_gives_the_floor_and_calls_the_next_item(tmp_path: Path) -> None:
    with web(tmp_path, party="iq") as host:
        meeting = proposed(host, OFFER)
        for party in ("us", "ir"):
            say(host, party, DateAccepted(offer_in=meeting.id, number=0), meeting)
        agenda = say(host, "iq", AgendaProposed(items=(en("Security"), en("Borders"))), meeting)
        for party in ("us", "ir"):
            say(host, party, AgendaAccepted(agenda=agenda.id), meeting)
        where = f"meetings/{meeting.ref}"
        host.parties.clock.advance(int((OFFER.starts_at - host.parties.clock.now()).total_seconds()))
        with host.visitor() as chair:
            press(chair, "meetings.opened", steps_of(chair.page(where), "meetings.opened")[0])
            host.parties.sync()
            asked = say(host, "ir", FloorAsked(turn="speech"), meeting)
            page = chair.page(where)
            given = {each["to"]: each for each in steps_of(page, "meetings.floor_given")}
            press(chair, "meetings.item_called", steps_of(page, "meetings.item_called")[0])
            press(chair, "meetings.floor_given", given["ir"])
            page = chair.page(where)

        held: Any = host.node.record.fold.state(meeting.id)
        assert [each.starts_at for each in held.sessions] == [OFFER.starts_at]
        assert (given["ir"]["asked"], "asked" in given["us"]) == (asked.ref, False)
        assert [each.item for each in held.item_words] == [0]
        assert [each["item"] for each in steps_of(page, "meetings.item_called")] == ["1"]
        board = re.sub(r"<[^>]+>|\s+", " ", page.partition('id="board"')[2].partition("</section>")[0])
        assert re.search(r"Has the floor .* ir ", board)
        assert "item 1 of 2" in board


def test_a_paragraph_is_agreed_or_objected_to_beside_its_text(us: Web) -> None:
    """Exactly the wording that stood there is named, whatever was signed meanwhile."""
    meeting = opened(us)
    draft = say(us, "iq", MinutesTabled(paragraphs=(en("They met."), en("They agreed."))), meeting)
    with us.visitor() as delegate:
        page = delegate.page(f"meetings/{meeting.ref}")
        agree = steps_of(page, "meetings.paragraph_accepted")
        say(us, "ir", ParagraphObjected(wording_in=draft.id, paragraph=1), meeting)
        led = press(delegate, "meetings.paragraph_accepted", agree[1])
        against = {"why": "Not all of them.", "why.lang": "en"}
        press(delegate, "meetings.paragraph_objected", steps_of(page, "meetings.paragraph_objected")[0], **against)
        board = delegate.page(f"meetings/{meeting.ref}").partition('id="board"')[2].partition("</section>")[0]

    held: Any = us.node.record.fold.state(meeting.id)
    ours = [(each.word, each.paragraph) for each in held.paragraph_words if each.party == "us"]
    assert ours == [("accepted", 1), ("objected", 0)]
    assert led.endswith(f"#p-{draft.ref.replace('/', '-')}-1")
    assert "0 agreed, 2 objected" in re.sub(r"<[^>]+>", "", board)


def paragraphs_in(page: str) -> dict[str, str]:
    """What stands in the boxes of paragraphs, by their names."""
    return dict(re.findall(r'<textarea[^>]*name="(paragraphs[^"]*)"[^>]*>\s*([^<]*)</textarea>', page))


def tabled_again(delegate: Visitor, where: str) -> dict[str, str]:
    """Table the minutes of a meeting anew as they stand; return what stood in the boxes."""
    page = delegate.page(where)
    written = paragraphs_in(page)
    press(delegate, "meetings.minutes_tabled", steps_of(page, "meetings.minutes_tabled")[0], **written)
    return written


def test_a_new_version_of_minutes_is_tabled_from_the_words_of_the_last(us: Web) -> None:
    """Each language in its box, whatever the language of the reader; a box that is left empty is nothing."""
    meeting = opened(us)
    said = (en("They met."), Text(lang="ar", text="اجتمعوا."))
    draft = say(us, "iq", MinutesTabled(paragraphs=said), meeting)
    with us.visitor() as delegate:
        page = delegate.page(f"meetings/{meeting.ref}", lang="fa")
        written = paragraphs_in(page)
        again = steps_of(page, "meetings.minutes_tabled")[0]
        more = {**written, "paragraphs": f"{written['paragraphs']}\nThey will meet again."}
        press(delegate, "meetings.minutes_tabled", again, **more)

    held: Any = us.node.record.fold.state(meeting.id)
    assert written == {"paragraphs": "They met.", "paragraphs.also.ar": "اجتمعوا.", "paragraphs.also.fa": ""}
    assert re.search(r'name="paragraphs.also.ar" lang="ar" dir="rtl"', page)
    last = held.drafts[-1]
    assert last.replaces == draft.id
    assert [(each.lang, each.text) for each in last.paragraphs] == [
        ("en", "They met."),
        ("en", "They will meet again."),
        ("ar", "اجتمعوا."),
    ]


def test_minutes_whose_languages_take_turns_stand_in_one_box_in_their_order(us: Web) -> None:
    """Boxes would put them in another order: unless somebody moves them, they are tabled as they stood."""
    meeting = opened(us)
    said = (en("They met."), Text(lang="ar", text="اتفقوا."), en("They parted."))
    say(us, "iq", MinutesTabled(paragraphs=said), meeting)
    with us.visitor() as delegate:
        written = tabled_again(delegate, f"meetings/{meeting.ref}")

    held: Any = us.node.record.fold.state(meeting.id)
    assert written["paragraphs"] == "They met.\n[ar] اتفقوا.\nThey parted."
    assert held.drafts[-1].paragraphs == said


@pytest.mark.parametrize(
    "paragraph",
    [
        "They met.\u2028They agreed on nothing.",
        "They met.\rThey parted.",
        "They met.\x85They parted.",
        "[ar] They met.",
        " They met.",
    ],
)
def test_minutes_that_boxes_would_change_are_not_tabled_again_with_one_press(us: Web, paragraph: str) -> None:
    """Anybody may sign them; whoever adds a paragraph would put their name to others than stand there."""
    meeting = opened(us)
    say(us, "iq", MinutesTabled(paragraphs=(en("They came."), en(paragraph))), meeting)
    with us.visitor() as delegate:
        page = delegate.page(f"meetings/{meeting.ref}")

    assert "Accept every paragraph as tabled" in page
    assert "Add or change paragraphs" not in page


def test_minutes_in_a_language_without_a_box_are_tabled_again_as_they_stood(us: Web) -> None:
    meeting = opened(us)
    said = (en("They met."), Text(lang="ckb-IQ", text="Ew hatin."))
    say(us, "iq", MinutesTabled(paragraphs=said), meeting)
    with us.visitor() as delegate:
        tabled_again(delegate, f"meetings/{meeting.ref}")

    held: Any = us.node.record.fold.state(meeting.id)
    assert held.drafts[-1].paragraphs == said
    assert len(held.drafts) == 2


def test_words_that_are_changed_stay_in_their_language(us: Web) -> None:
    """English minutes are worded anew in English, whatever the language of the reader."""
    meeting = opened(us)
    say(us, "iq", MinutesTabled(paragraphs=(en("They met."),)), meeting)
    with us.visitor() as delegate:
        delegate.client.headers["Accept-Language"] = "fa"
        page = delegate.page(f"meetings/{meeting.ref}")

    form = page.partition('/sign/meetings.paragraph_worded"')[2].partition("</form>")[0]
    assert re.findall(r'<textarea[^>]* lang="([a-z]+)"', form) == ["en"]
    assert re.findall(r'value="([a-z]+)" lang="[a-z]+" selected', form) == ["en"]


def test_what_would_have_no_effect_comes_back_as_the_form(us: Web) -> None:
    """A step decides nothing: what every node would object to is not signed."""
    meeting = proposed(us, OFFER)
    with us.visitor() as delegate:
        fields = steps_of(delegate.page(f"meetings/{meeting.ref}"), "meetings.date_accepted")[0]
        press(delegate, "meetings.date_accepted", fields)
        us.parties.clock.advance(60)
        sent = {name: value for name, value in fields.items() if name not in {"csrf", "once"}}
        answer = delegate.send("sign/meetings.date_accepted", sign="1", **sent)

    assert answer.status_code == 422
    assert 'data-code="meetings.accepted_already"' in answer.text


def test_a_meeting_is_called_with_dates_by_the_clock_of_every_capital(us: Web) -> None:
    """What is signed is the instant and the civil time that was chosen; a time that is none is said beside its field."""
    with us.visitor() as delegate:
        page = delegate.page("meetings/call", clock="Mars/Olympus", d0="2007-08-06T10:00", d1="2007-08-06", d2="soon")
        offers = page.partition('id="offers"')[2].partition("</section>")[0]
        fields = dict(re.findall(r'type="hidden" name="(offers[^"]+)" value="([^"]*)"', offers))
        rest = {"title": "Round three", "title.lang": "en", "series": "ambassadors", "round": "3", "format": "closed"}
        sent = delegate.send("sign/meetings.proposed", sign="1", forum="plenary", **rest, **fields)
        made = us.node.record.fold.verdict_at(sent.headers["location"].partition("meetings/")[2].partition("?")[0])

    assert page.count('aria-invalid="true"') == 2
    assert offers.count("<li>") == 1 + len(us.node.record.charter.parties)
    assert made is not None
    assert made.entry is not None
    body: Any = made.entry.body
    assert [(each.zone, each.civil) for each in body.offers] == [("UTC", "2007-08-06 10:00")]


@pytest.mark.parametrize(("lang", "first"), [("en", "1"), ("ar", "١"), ("fa", "۱")])
def test_a_number_that_is_filled_in_already_stands_in_own_digits(us: Web, lang: str, first: str) -> None:
    with us.visitor(lang=lang) as delegate:
        call, form = delegate.page("meetings/call"), delegate.send("sign/meetings.proposed", check="1", round="1").text

    assert re.search(r'name="round" value="([^"]*)"', call)[1] == first  # type: ignore[index]  # it is there
    assert re.search(r'name="round" value="([^"]*)"', form)[1] == first  # type: ignore[index]  # it is there


def test_a_date_is_offered_in_words_of_any_calendar(us: Web) -> None:
    """It stays in the address as it was written, is shown by every capital's clock, and is signed as its Gregorian civil time."""
    written = {"d0.written": "۱۵ مرداد ۱۳۸۶، ۱۰:۰۰", "d2": "2007-08-07T10:00"}
    with us.visitor() as delegate:
        page = delegate.page("meetings/call", clock="Asia/Baghdad", **written)
        offers = page.partition('id="offers"')[2].partition("</section>")[0]
        fields = dict(re.findall(r'type="hidden" name="(offers[^"]+)" value="([^"]*)"', offers))

    assert 'aria-invalid="true"' not in page
    assert f'name="d0.written" value="{written["d0.written"]}"' in page
    assert page.count('<details class="written" open>') == 1
    assert [fields[f"offers.{number}.starts_at"] for number in (0, 1)] == ["2007-08-06T10:00", "2007-08-07T10:00"]


def test_what_is_no_date_in_words_is_said_beside_its_field(us: Web) -> None:
    asked = {
        "d0": "2007-08-06T10:00", "d0.written": "6 August 2007 10:00", "d1.written": "1386/5/15 10:00",
        "d2.written": "15 Mordad 1386", "d3": "2007-08-06T10:00:30",
    }  # fmt: skip
    with us.visitor() as delegate:
        page = delegate.page("meetings/call", **asked)
    said = [part.partition("</div>")[0] for part in page.split('-said" data-said')[1:]]

    assert "Give it once" in said[0]
    assert "Write the month by its name" in said[1]
    assert all("Give a day and a time" in each for each in said[2:])
    assert 'class="call-offers"' not in page
    assert page.count('aria-invalid="true"') == 5, "both fields where both were filled in"
    for value in ("6 August 2007 10:00", "1386/5/15 10:00", "15 Mordad 1386"):
        assert f'value="{value}"' in page, "what was typed stays"


def test_one_more_date_is_offered_in_words(us: Web) -> None:
    """Zone and civil time, which the page does not ask for, come from the words as they come from what is picked."""
    meeting = proposed(us, OFFER)
    sent = {
        "subject": meeting.ref,
        "offer.starts_at.written": "11 Jumada I 1428 11:40",
        "offer.starts_at.zone": "Asia/Tehran",
    }
    with us.visitor() as delegate:
        both = delegate.send("sign/meetings.date_offered", sign="1", **sent, **{"offer.starts_at": "2007-05-28T11:40"})
        none = delegate.send(
            "sign/meetings.date_offered", sign="1", subject=meeting.ref, **{"offer.starts_at.zone": "UTC"}
        )
        done = delegate.send("sign/meetings.date_offered", sign="1", **sent)
    state: Any = us.node.record.fold.state(meeting.id)

    assert (both.status_code, none.status_code, done.status_code) == (422, 422, 303)
    assert 'data-code="form.given_twice"' in both.text
    assert 'data-code="form.required"' in none.text
    assert (state.offers[-1].zone, state.offers[-1].civil) == ("Asia/Tehran", "2007-05-28 11:40")


def test_who_has_the_floor_says_to_whom_and_through_whom_from_the_page(us: Web) -> None:
    """On the item that was called, in reply to what another said in the meeting; and it stands on the page at once."""
    meeting = opened(us)
    agenda = us.node.record.fold.state(meeting.id).agendas[0].entry  # type: ignore[union-attr]  # a meeting
    say(us, "iq", ItemCalled(agenda=agenda, item=1), meeting)
    asked = us.parties.nodes["ir"].say(
        StatementMade("question", en("Who guards the border?"), ("us",), meeting=meeting.id), by="head"
    )
    with us.visitor() as delegate:
        before = delegate.page(f"meetings/{meeting.ref}")
        say(us, "iq", FloorGiven(to="us"), meeting)
        page = delegate.page(f"meetings/{meeting.ref}")
        (step,) = steps_of(page, "statements.made")
        words = {
            "text": "Both of us.",
            "text.lang": "en",
            "to": "ir",
            "via": "iq",
            "sort": "reply",
            "reply_to": asked.ref,
            "matter": "border",
        }
        led = press(delegate, "statements.made", step, **words)
        after = delegate.page(f"meetings/{meeting.ref}")

    made = us.node.record.fold.verdicts(us.node.origin)[-1].entry
    offered = [
        re.search(r'<datalist id="step-[^"]*matter-used">.*?value="border">border</option>', each)
        for each in (page, after)
    ]
    assert [each is not None for each in offered] == [False, True], "what was said under a matter offers it to the next"
    assert steps_of(before, "statements.made") == []
    assert f'value="{asked.ref}">{asked.ref} ir: Who guards the border?' in page
    assert (step["meeting"], step["item"], "subject" in step) == (meeting.ref, "1", False)
    assert made is not None
    assert made.header.subject is None
    assert made.body == StatementMade(
        "reply", en("Both of us."), ("ir",), via="iq", meeting=meeting.id, item=1, reply_to=asked.id, matter="border"
    )
    assert led.endswith("#agenda")
    assert "Both of us." in after.partition('id="agenda"')[2].partition("</section>")[0]
    assert "Spoke last" in after


def waiting_in(us: Web, meeting: Receipt) -> tuple[str, list[str]]:
    """What the board says of who waits, and whose requests can be granted by name, on the page of who leads."""
    node = us.parties.nodes["iq"]
    app = make_app(node, doors=(doors := Doors(node.clock.unix, node.private)), addresses=(ADDRESS,))
    with TestClient(app) as client, Web(us.parties, node, app, doors, client).visitor() as moderator:
        page = moderator.page(f"meetings/{meeting.ref}")
    counted = re.search(r"(\d+) waiting", page)
    return counted[1] if counted else "", [each.get("asked", "") for each in steps_of(page, "meetings.floor_given")]


def test_who_was_given_the_floor_after_asking_waits_no_longer(us: Web) -> None:
    """Whether or not who leads had read the request: the button that names nobody's request meets it too, for good."""
    meeting = opened(us)
    unread = us.parties.nodes["us"].say(FloorAsked(turn="speech"), by="head", about=About(subject=meeting.id))
    given = us.parties.nodes["iq"].say(FloorGiven(to="us"), by="head", about=About(subject=meeting.id))
    us.parties.sync()
    crossed = waiting_in(us, meeting)
    again = say(us, "us", FloorAsked(turn="reply"), meeting)
    asks_again = waiting_in(us, meeting)
    say(us, "iq", FloorGiven(to="ir"), meeting)
    still = waiting_in(us, meeting)
    us.parties.clock.advance(60)
    say(us, "iq", FloorGiven(to="us"), meeting)
    say(us, "iq", FloorGiven(to="ir"), meeting)
    met = waiting_in(us, meeting)

    assert not us.node.record.fold.saw(given.id, unread.id)
    assert crossed == ("", ["", ""])
    assert asks_again[0] == "1"
    assert again.ref in asks_again[1], "asked by who has the floor, for another turn"
    assert still[0] == "1"
    assert met == ("", ["", ""])


def test_a_grant_that_names_a_request_leaves_the_other_one_waiting(us: Web) -> None:
    meeting = opened(us)
    speech = say(us, "us", FloorAsked(turn="speech"), meeting)
    order = say(us, "us", FloorAsked(turn="point_of_order"), meeting)
    say(us, "iq", FloorGiven(to="us", asked=order.id), meeting)
    say(us, "iq", FloorGiven(to="ir"), meeting)
    count, named = waiting_in(us, meeting)

    assert count == "1"
    assert named.count(speech.ref) == 2, "in the row, and on the button that names the party"


def test_what_sort_of_statement_it_is_says_who_makes_it(us: Web) -> None:
    """Nothing is a position because nobody looked. Asking for the floor alone says speech first: it binds nobody, and can be asked again."""
    meeting = opened(us)
    with us.visitor() as delegate:
        asks = choices_of(delegate.page(f"meetings/{meeting.ref}"), "meetings.floor_asked")
        say(us, "iq", FloorGiven(to="us"), meeting)
        page = delegate.page(f"meetings/{meeting.ref}")
        (step,) = steps_of(page, "statements.made")
        sent = {name: value for name, value in step.items() if name != "csrf"}
        before = us.node.record.size(us.node.origin)
        answer = delegate.send(
            "sign/statements.made", sign="1", **sent, **{"text": "Ours.", "text.lang": "en", "sort": ""}
        )
    chosen = choices_of(page, "statements.made")

    assert (chosen["sort"], chosen["via"]) == (("", True), ("", False))
    assert asks == {"turn": ("speech", True)}
    assert answer.status_code == 422
    assert 'data-code="form.required"' in answer.text
    assert "Ours." in answer.text, "what was written stays"
    assert us.node.record.size(us.node.origin) == before


def test_whether_a_paraphrase_is_right_is_said_and_not_presumed(us: Web) -> None:
    meeting = opened(us)
    told = say(us, "us", Confided(may_pass_on=True, to=("ir",)), meeting)
    say(us, "iq", Paraphrased(of=told.id, to=("ir",), text=en("They would go.")), meeting)
    with us.visitor() as delegate:
        page = delegate.page(f"meetings/{meeting.ref}")

    assert choices_of(page, "meetings.paraphrase_answered") == {"likeness": ("", True)}


def test_who_asks_for_the_floor_or_leads_can_speak_and_nobody_once_it_is_closed(us: Web) -> None:
    meeting = opened(us)
    with us.visitor() as delegate:
        say(us, "us", FloorAsked(turn="point_of_order"), meeting)
        asks = steps_of(delegate.page(f"meetings/{meeting.ref}"), "statements.made")
        with us.visitor(Role.READER) as reader:
            reads = steps_of(reader.page(f"meetings/{meeting.ref}"), "statements.made")
        say(us, "iq", MeetingClosed(), meeting)
        closed = steps_of(delegate.page(f"meetings/{meeting.ref}"), "statements.made")

    assert (len(asks), reads, closed) == (1, [], [])
