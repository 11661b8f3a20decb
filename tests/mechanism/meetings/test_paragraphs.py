"""The pages of what goes on in a meeting and after it: minutes word by word, rooms, lanes, and what a form is signed on."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mechanism.meetings.test_pages import MOVED, OFFER, proposed
from tests.server.web import Visitor, Web, en, web
from tests.ui.rows import plain_tables
from trilateral.i18n.digits import digits
from trilateral.i18n.languages import LANGUAGES
from trilateral.ledger.entry import Body, Text
from trilateral.mechanism.meetings.entries import (
    AbsenceNoted,
    AgendaAccepted,
    AgendaBlocked,
    AgendaProposed,
    Confided,
    DateAccepted,
    DateClaimed,
    DelegationArrived,
    FloorAsked,
    FloorGiven,
    GroundStated,
    ItemParked,
    MeetingClosed,
    MeetingOpened,
    MeetingPostponed,
    MeetingProposed,
    MeetingRequested,
    MinutesAccepted,
    MinutesTabled,
    ParagraphDissented,
    ParagraphWorded,
    ParaphraseAnswered,
    Paraphrased,
    RelayDelivered,
    RoomTaken,
    VenueOffered,
)
from trilateral.node.compose import About
from trilateral.node.node import Receipt

PARAGRAPHS = (en("It began at ten."), en("Patrols were discussed at length."))


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Web]:
    with web(tmp_path) as made:
        yield made


def say(us: Web, party: str, body: Body, on: Receipt | None = None) -> Receipt:
    """Signed, and known to all."""
    said = us.parties.nodes[party].say(body, by="head", about=About(subject=None if on is None else on.id))
    us.parties.sync()
    return said


def opened(us: Web) -> Receipt:
    meeting = proposed(us, OFFER)
    for party in ("us", "ir"):
        say(us, party, DateAccepted(offer_in=meeting.id, number=0), meeting)
    say(us, "iq", MeetingOpened(starts_at=OFFER.starts_at), meeting)
    return meeting


def shown(page: str, heading: str) -> str:
    """One section of a page."""
    return page.partition(f"<h2>{heading}")[2].partition("</section>")[0]


def test_minutes_show_each_wording_beside_each_partys_word(us: Web) -> None:
    """What differs from the tabled words is marked; the dissent stands below the paragraph."""
    meeting = opened(us)
    draft = say(us, "iq", MinutesTabled(paragraphs=PARAGRAPHS), meeting)
    say(us, "ir", ParagraphWorded(draft=draft.id, paragraph=1, text=en("Joint patrols were discussed.")), meeting)
    say(us, "ir", ParagraphDissented(wording_in=draft.id, paragraph=0, text=en("It began at eleven.")), meeting)
    with us.visitor() as delegate:
        page = delegate.page(f"meetings/{meeting.ref}")
        home = delegate.page()
        found = delegate.api("GET", f"meetings/{meeting.ref}").json()

    minutes = shown(page, "Minutes")
    assert "0 of 2 paragraphs agreed" in minutes
    assert "<u>Joint patrols</u> were <u>discussed.</u>" in minutes
    assert "It began at eleven." in minutes
    assert minutes.count('sign/meetings.paragraph_accepted"') == 3
    assert "Take a position on the minutes of Round two (2 paragraphs)" in home
    assert (found["minutes_status"], found["minutes"]) == (["tabled"], None)


def test_settled_minutes_are_offered_for_closing(us: Web) -> None:
    meeting = opened(us)
    draft = say(us, "iq", MinutesTabled(paragraphs=PARAGRAPHS), meeting)
    say(us, "iq", MeetingClosed(minutes=90), meeting)
    for party in ("us", "ir"):
        say(us, party, MinutesAccepted(draft=draft.id), meeting)
    with us.visitor() as delegate:
        before = delegate.page(f"meetings/{meeting.ref}")
        form = delegate.page("sign/meetings.minutes_closed", subject=meeting.ref, draft=draft.ref)
        fields = {"subject": meeting.ref, "draft": draft.ref, "sign": "1"}
        assert delegate.send("sign/meetings.minutes_closed", **fields).status_code == 303
        after = delegate.page(f"meetings/{meeting.ref}")
        found = delegate.api("GET", f"meetings/{meeting.ref}").json()

    assert "2 of 2 paragraphs agreed" in before
    assert "sign/meetings.minutes_closed?" in before
    assert "The minutes as they stand, paragraph by paragraph" in form
    assert "Patrols were discussed at length." in form
    assert "sign/meetings.minutes_closed?" not in after
    assert 'sign/meetings.paragraph_objected"' not in after
    assert [each["text"] for each in found["minutes"]] == [each.text for each in PARAGRAPHS]


def signed_on(page: str) -> str:
    return re.sub(r"<[^>]+>", " ", page.partition("What your signature is on")[2].partition("</section>")[0])


@pytest.fixture
def delegate(us: Web) -> Iterator[Visitor]:
    with us.visitor() as made:
        yield made


def test_a_form_shows_the_date_and_not_only_its_number(us: Web, delegate: Visitor) -> None:
    """The civil time as it was written, and that it does not fit the instant."""
    meeting = proposed(us, OFFER, MOVED)
    given = {"subject": meeting.ref, "offer_in": meeting.ref}

    first = signed_on(delegate.page("sign/meetings.date_accepted", **given, number="0"))
    second = signed_on(delegate.page("sign/meetings.date_accepted", **given, number="1"))
    none = delegate.page("sign/meetings.date_accepted", **given, number="7")
    assert "24\xa0July\xa02007 10:00 Baghdad" in first
    assert "the civil time and the instant differ" not in first
    assert "25\xa0July\xa02007 09:00 Baghdad" in second
    assert "the civil time and the instant differ" in second
    assert "What your signature is on" not in none


def test_a_form_shows_the_words_that_it_names(us: Web, delegate: Visitor) -> None:
    """An agenda item by item, a wording beside the tabled one, what a delay takes back, and the date for an opening."""
    meeting = opened(us)
    agenda = say(us, "iq", AgendaProposed(items=(en("Security"), en("Borders"))), meeting)
    draft = say(us, "iq", MinutesTabled(paragraphs=PARAGRAPHS), meeting)
    worded = say(us, "ir", ParagraphWorded(draft=draft.id, paragraph=1, text=en("Joint patrols.")), meeting)
    point = say(us, "iq", GroundStated(text=en("Calm at the river")), meeting)
    told = say(us, "us", Confided(may_pass_on=True), meeting)
    spoken = say(us, "iq", Paraphrased(of=told.id, to=("ir",), text=en("They might agree.")), meeting)
    venue = say(us, "iq", VenueOffered(venue=en("The old bridge")), meeting)

    def words(kind: str, **given: str) -> str:
        return signed_on(delegate.page(f"sign/meetings.{kind}", subject=meeting.ref, **given))

    assert "Security" in words("agenda_accepted", agenda=agenda.ref)
    blocked = words("agenda_blocked", agenda=agenda.ref, item="1")
    assert "The item that you name: 2" in blocked
    assert blocked.count("Borders") == 2
    assert "Patrols were discussed at length." in words("paragraph_accepted", wording_in=draft.ref, paragraph="1")
    assert "Joint" in words("paragraph_accepted", wording_in=worded.ref, paragraph="1")
    assert "It began at ten." in words("paragraph_worded", draft=draft.ref, paragraph="0")
    assert "It began at ten." in words("minutes_accepted", draft=draft.ref)
    assert "Calm at the river" in words("ground_shared", ground=point.ref)
    assert "They might agree." in words("paraphrase_answered", paraphrase=spoken.ref)
    assert "The old bridge" in words("venue_accepted", venue_in=venue.ref)
    assert "24\xa0July\xa02007 10:00 Baghdad" in words("postponed")
    assert "24\xa0July\xa02007 10:00 Baghdad" in words("opened")
    assert "No date for the next meeting has the signature of every party." in words("closed")
    for hostile in ("", "0", "us/99999999", "-1", "x" * 5000):
        assert words("paragraph_accepted", wording_in=hostile, paragraph=hostile) == ""


def test_letters_that_crossed_lie_in_two_lanes(us: Web) -> None:
    """Each marked with the other; of what its author had seen nothing is marked."""
    meeting = proposed(us, OFFER)
    about = About(subject=meeting.id)
    arrived = us.parties.nodes["ir"].say(DelegationArrived(claims=en("x"), on="2007-07-24"), by="head", about=about)
    us.parties.clock.advance(60)
    denied = us.node.say(DateClaimed(claim="not_agreed", offer_in=meeting.id, number=0), by="head", about=about)
    us.parties.sync()
    us.parties.clock.advance(60)
    later = say(us, "iq", DateClaimed(claim="agreed", offer_in=meeting.id, number=0), meeting)
    with us.visitor() as delegate:
        page = delegate.page(f"meetings/{meeting.ref}")
        found = delegate.api("GET", f"meetings/{meeting.ref}").json()

    rows = plain_tables(shown(page, "Who knew what")).partition("<tbody>")[2].split("<tr>")[1:]
    crossed = {
        re.findall(r"entry/([a-z]+/\d+)", row)[0]: re.findall(r'needs"><a[^>]*entry/([a-z]+/\d+)', row) for row in rows
    }
    assert list(crossed) == [meeting.ref, arrived.ref, denied.ref, later.ref]
    assert crossed == {meeting.ref: [], arrived.ref: [denied.ref], denied.ref: [arrived.ref], later.ref: []}
    mixed = shown(page, "Who took which date for agreed")
    assert mixed.index(arrived.ref) < mixed.index(denied.ref)
    assert found["mix_ups"] == [
        {
            "civil": "2007-07-24 10:00",
            "believed_by": ["iq", "ir"],
            "denied_by": ["us"],
            "accepted_by": ["iq"],
            "missing": ["ir", "us"],
        }
    ]


def test_where_nothing_crossed_there_are_no_lanes(us: Web) -> None:
    """Two acceptances, neither of whose authors had seen the other's, are no crossing: both can stand."""
    meeting = proposed(us, OFFER)
    for party in ("us", "ir"):
        accepted = DateAccepted(offer_in=meeting.id, number=0)
        us.parties.nodes[party].say(accepted, by="head", about=About(subject=meeting.id))
    us.parties.sync()
    say(us, "iq", MeetingOpened(starts_at=OFFER.starts_at), meeting)
    with us.visitor() as delegate:
        assert "<h2>Who knew what</h2>" not in delegate.page(f"meetings/{meeting.ref}")


def test_the_calendar_has_agreed_dates_and_nothing_else(us: Web, delegate: Visitor) -> None:
    """With the civil time as agreed. No line is longer than 75 bytes, and the same record gives the same file."""
    pending = proposed(us, OFFER)
    agreed = say(
        us,
        "iq",
        MeetingProposed(
            title=(en("Round; two, with a \\ and a title that is so long that its line has to be folded, آری"),),
            series="ambassadors",
            round=2,
            format="closed",
            forum="plenary",
            venue=Text(lang="fa", text="بغداد"),
            offers=(MOVED,),
        ),
    )
    for party in ("us", "ir"):
        say(us, party, DateAccepted(offer_in=agreed.id, number=0), agreed)
    answer = delegate.client.get(f"{us.home}meetings/agreed.ics")
    text = answer.content.decode()
    lines = text.replace("\r\n ", "").split("\r\n")

    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.endswith("END:VCALENDAR\r\n")
    assert [line for line in lines if line.startswith("UID")] == [f"UID:{agreed.id}@trilateral"]
    assert pending.id not in text
    assert "DTSTART:20070725T060000Z" in lines
    assert (
        "SUMMARY:Round\\; two\\, with a \\\\ and a title that is so long that its line has to be folded\\, آری" in lines
    )
    described = next(line for line in lines if line.startswith("DESCRIPTION"))
    assert "25 July 2007 09:00 Baghdad" in described
    assert "the civil time and the instant differ" in described
    assert delegate.client.get(f"{us.home}meetings/agreed.ics").content == answer.content
    say(us, "us", MeetingPostponed(), agreed)
    assert "VEVENT" not in delegate.client.get(f"{us.home}meetings/agreed.ics").text


def test_the_calendar_is_for_readers(us: Web) -> None:
    assert us.client.get(f"{us.home}meetings/agreed.ics", follow_redirects=False).status_code == 401


def test_a_blocked_agenda_is_said_at_the_top(us: Web) -> None:
    meeting = proposed(us, OFFER)
    agenda = say(us, "iq", AgendaProposed(items=(en("Security"), en("Borders"))), meeting)
    say(us, "ir", AgendaBlocked(agenda=agenda.id, item=1, why=en("not without a map")), meeting)
    with us.visitor() as delegate:
        page = delegate.page(f"meetings/{meeting.ref}")

    top = page.partition("<section>")[0]
    assert "The agenda is blocked." in top
    assert "Borders" in top
    assert "not without a map" in top


def test_a_carried_item_shows_where_it_was_left(us: Web) -> None:
    meeting = opened(us)
    agenda = say(us, "iq", AgendaProposed(items=(en("Security"),), standing=(en("Incidents"),)), meeting)
    for party in ("us", "ir"):
        say(us, party, AgendaAccepted(agenda=agenda.id), meeting)
    left = say(us, "us", ItemParked(agenda=agenda.id, item=1, why=en("no time")), meeting)
    second = proposed(us, MOVED)
    say(us, "iq", AgendaProposed(carried=(left.id,)), second)
    with us.visitor() as delegate:
        page = shown(delegate.page(f"meetings/{second.ref}"), "Agenda")
        first = shown(delegate.page(f"meetings/{meeting.ref}"), "Agenda")

    assert f"meetings/{meeting.ref}" in page
    assert left.ref in page
    assert "no time" in page
    assert "Security" in page
    assert "to be left for a later meeting, says:" in first


def test_the_room_shows_who_speaks_who_waits_and_who_is_where(us: Web) -> None:
    meeting = opened(us)
    asked = say(us, "us", FloorAsked(turn="point_of_order"), meeting)
    us.parties.clock.advance(600)
    say(us, "iq", FloorGiven(to="ir"), meeting)
    us.parties.clock.advance(900)
    say(us, "iq", FloorGiven(to="us", asked=asked.id), meeting)
    say(us, "ir", RoomTaken(room="main"), meeting)
    say(us, "iq", AbsenceNoted(party="ir", sent_word=True), meeting)
    with us.visitor() as delegate:
        whole = delegate.page(f"meetings/{meeting.ref}")
        found = delegate.api("GET", f"meetings/{meeting.ref}").json()

    page = shown(whole, "In the room")
    times = re.sub(r"<[^>]+>|\s+", " ", page.partition("How long each delegation")[2].partition("</table>")[0])
    assert "Has the floor:" in page
    assert "Ask for the floor" not in page
    assert re.search(r"\bir\b\s+1\s+15\b", re.sub(r"\s+", " ", times))
    assert "in the main room" in page
    assert "noted:" in shown(whole, "Attendance")
    assert (found["speaker"], found["rooms"], found["presence"]["ir"]) == ("us", {"ir": "main"}, "excused")


def test_between_the_rooms_each_is_asked_for_its_word(us: Web) -> None:
    """The author whether it is right, the moderator to deliver, the addressee to confirm."""
    meeting = opened(us)
    told = say(us, "us", Confided(may_pass_on=True), meeting)
    spoken = say(us, "iq", Paraphrased(of=told.id, to=("ir",)), meeting)
    with us.visitor() as delegate:
        assert f"Say whether the paraphrase {spoken.ref} is right" in delegate.page()
        say(us, "us", ParaphraseAnswered(paraphrase=spoken.id, likeness="right"), meeting)
        assert f"Pass on the paraphrase {spoken.ref}" in delegate.page()
        say(us, "iq", RelayDelivered(paraphrase=spoken.id), meeting)
        assert f"Confirm having what was passed on in {spoken.ref}" in delegate.page()
        page = shown(delegate.page(f"meetings/{meeting.ref}"), "Between the rooms")

    assert "its words are not on the record" in page
    assert "confirmed and passed on" in page


def test_a_requested_meeting_asks_for_a_date(us: Web) -> None:
    body = MeetingRequested(
        title=(en("Special"),), why=en("Shots"), series="special", format="joint", forum="plenary", offers=()
    )
    meeting = say(us, "ir", body)
    with us.visitor() as delegate:
        home = delegate.page()
        page = delegate.page(f"meetings/{meeting.ref}")

    assert "Agree on a date for the special meeting Special" in home
    assert "Requested because:" in page
    assert "Shots" in page


def test_a_full_meeting_can_be_shown_in_every_language(us: Web) -> None:
    """Whatever stands in it."""
    meeting = opened(us)
    agenda = say(us, "iq", AgendaProposed(items=(en("Security"),), other_business=True), meeting)
    for party in ("us", "ir"):
        say(us, party, AgendaAccepted(agenda=agenda.id), meeting)
    draft = say(us, "iq", MinutesTabled(paragraphs=PARAGRAPHS), meeting)
    say(us, "ir", ParagraphWorded(draft=draft.id, paragraph=0, text=Text(lang="fa", text="ساعت ده آغاز شد.")), meeting)
    say(us, "ir", GroundStated(text=en("Calm")), meeting)
    say(us, "us", Confided(), meeting)
    say(us, "iq", VenueOffered(venue=en("The old bridge")), meeting)
    for lang in LANGUAGES:
        with us.visitor(lang=lang) as delegate:
            page = delegate.page(f"meetings/{meeting.ref}")
            listed = delegate.page("meetings")

        assert f'<html lang="{lang}"' in page
        assert "ساعت ده آغاز شد." in page
        assert meeting.ref in listed
        assert digits("2007", lang) in page or lang == "fa"


def test_what_has_parts_can_be_filled_in(tmp_path: Path) -> None:
    """A civil time inside, items by their entries, yes or no: from the form that is made for every kind."""
    with web(tmp_path, party="iq") as host:
        meeting = opened(host)
        left = say(host, "iq", AgendaProposed(items=(en("Security"),)), meeting)
        for party in ("us", "ir"):
            say(host, party, AgendaAccepted(agenda=left.id), meeting)
        parked = say(host, "iq", ItemParked(agenda=left.id, item=0), meeting)
        second = proposed(host, MOVED)
        with host.visitor() as delegate:
            agenda = {"carried": parked.ref, "standing": "Incidents\nDetainees", "other_business": "yes", "sign": "1"}
            assert delegate.send("sign/meetings.agenda_proposed", subject=second.ref, **agenda).status_code == 303
            again = {"resumes.starts_at": "2007-07-24T15:00", "resumes.starts_at.zone": "UTC", "sign": "1"}
            assert delegate.send("sign/meetings.adjourned", subject=meeting.ref, **again).status_code == 303
            items = delegate.api("GET", f"meetings/{second.ref}").json()["state"]["agendas"][0]["items"]
            session = delegate.api("GET", f"meetings/{meeting.ref}").json()["state"]["sessions"][-1]

    assert [each["sort"] for each in items] == ["standing", "standing", "carried", "other"]
    assert items[2]["text"]["text"] == "Security"
    assert (session["word"], session["civil"], session["zone"]) == ("adjourned", "2007-07-24 15:00", "UTC")
