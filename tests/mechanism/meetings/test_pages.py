"""The page of a meeting: every date beside every party's own word, and the empty line where one is missing."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.server.web import Web, en, web
from tests.ui.rows import plain_tables
from trilateral.mechanism.meetings.entries import (
    AcceptanceWithdrawn,
    AgendaAccepted,
    AgendaProposed,
    DateAccepted,
    DateOffer,
    DelegationArrived,
    MeetingPostponed,
    MeetingProposed,
    NextIntended,
    OutcomeStated,
)
from trilateral.node.compose import About
from trilateral.node.node import Receipt

OFFER = DateOffer(starts_at=datetime(2007, 7, 24, 6, 0, tzinfo=UTC), zone="Asia/Baghdad", civil="2007-07-24 10:00")
MOVED = DateOffer(starts_at=datetime(2007, 7, 25, 6, 0, tzinfo=UTC), zone="Asia/Baghdad", civil="2007-07-25 09:00")


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Web]:
    with web(tmp_path) as made:
        yield made


def proposed(us: Web, *offers: DateOffer) -> Receipt:
    body = MeetingProposed(
        title=(en("Round two"),), series="ambassadors", round=2, format="closed", forum="plenary", offers=offers
    )
    said = us.parties.nodes["iq"].say(body, by="head")
    us.parties.sync()
    return said


def test_a_date_stands_beside_each_partys_word_or_an_empty_line(us: Web) -> None:
    meeting = proposed(us, OFFER, MOVED)
    us.node.say(DateAccepted(offer_in=meeting.id, number=0), by="head", about=About(subject=meeting.id))
    with us.visitor() as delegate:
        page = delegate.page(f"meetings/{meeting.ref}")
        listed = delegate.page("meetings")
        found = delegate.api("GET", f"meetings/{meeting.ref}").json()

    dates = plain_tables(page).partition("Dates offered")[2].partition("</section>")[0]
    assert dates.count("<strong>offered</strong>") == 2
    assert dates.count("<strong>accepted</strong>") == 1
    assert dates.count("no word") == 3
    assert dates.count("the civil time and the instant differ") == 1
    assert "2 offers, none agreed" in listed
    assert (found["status"], found["agreed_at"], found["missing"]) == ("proposed", None, [["ir"], ["ir", "us"]])


def test_no_meeting_without_every_signature(us: Web) -> None:
    meeting = proposed(us, OFFER)
    us.node.say(DateAccepted(offer_in=meeting.id, number=0), by="head", about=About(subject=meeting.id))
    arrived = DelegationArrived(claims=en("That the talks begin today."), on="2007-07-24")
    us.parties.nodes["ir"].say(arrived, by="head", about=About(subject=meeting.id))
    us.parties.sync()
    with us.visitor() as delegate:
        before = delegate.page(f"meetings/{meeting.ref}")
        accepted = DateAccepted(offer_in=meeting.id, number=0)
        us.parties.nodes["ir"].say(accepted, by="head", about=About(subject=meeting.id))
        us.parties.sync()
        after = delegate.page(f"meetings/{meeting.ref}")

    assert "A delegation came although no date had the signature of every party." in before
    assert "came on 24\u00a0July\u00a02007" in before
    assert "not agreed" in before
    assert "agreed by all" in after
    assert "convened" in after
    assert "although no date" not in after


def cell(page: str, row: int, party: str) -> list[tuple[str, str]]:
    """Each word of a party on a date, with the entry that says it."""
    dates = plain_tables(page).partition("Dates offered")[2].partition("</table>")[0]
    rows = re.split("<tr[^>]*>", dates.partition("<tbody>")[2])[1:]
    found = rows[row].split("<td>")[1:][("us", "iq", "ir").index(party)]
    return re.findall(r"<strong>([^<]+)</strong>.*?/entry/([a-z]+/[0-9]+)", found, re.DOTALL)


def test_a_cell_shows_each_word_that_was_signed_on_that_date(us: Web) -> None:
    """An acceptance stays beside what took it back: the first delay after it, not the last of all."""
    meeting = proposed(us, OFFER, MOVED)
    about = About(subject=meeting.id)
    ir = us.parties.nodes["ir"]
    accepted = ir.say(DateAccepted(offer_in=meeting.id, number=0), by="head", about=about)
    delayed = ir.say(MeetingPostponed(why=en("Technical reasons")), by="head", about=about)
    other = ir.say(DateAccepted(offer_in=meeting.id, number=1), by="head", about=about)
    again = ir.say(MeetingPostponed(why=en("Other reasons")), by="head", about=about)
    ours = us.node.say(DateAccepted(offer_in=meeting.id, number=0), by="head", about=about)
    back = us.node.say(AcceptanceWithdrawn(offer_in=meeting.id, number=0), by="head", about=about)
    us.parties.clock.advance(3600)
    anew = us.node.say(DateAccepted(offer_in=meeting.id, number=0), by="head", about=about)
    us.node.say(MeetingPostponed(), by="head", about=about)
    us.parties.sync()
    with us.visitor() as delegate:
        page = delegate.page(f"meetings/{meeting.ref}")

    delay = "asked for delay"
    assert cell(page, 0, "ir") == [("accepted", accepted.ref), (delay, delayed.ref)]
    assert cell(page, 1, "ir") == [("accepted", other.ref), (delay, again.ref)]
    words = cell(page, 0, "us")
    assert words[:3] == [("accepted", ours.ref), ("taken back", back.ref), ("accepted", anew.ref)]
    assert words[3][0] == delay
    assert cell(page, 1, "us") == [], "a delay takes nothing back where nothing was accepted"
    assert cell(page, 0, "iq") == [("offered", meeting.ref)]
    first, _, second = page.partition("Dates offered")[2].partition("</tr>")[2].partition("</tr>")
    assert "Technical reasons" in first
    assert "Other reasons" not in first
    assert "Other reasons" in second.partition("</tr>")[0]


def test_a_date_is_as_offered_until_every_party_accepts_it(us: Web) -> None:
    meeting = proposed(us, OFFER)
    about = About(subject=meeting.id)
    pages = []
    us.node.say(DateAccepted(offer_in=meeting.id, number=0), by="head", about=about)
    with us.visitor() as delegate:
        pages.append(delegate.page(f"meetings/{meeting.ref}"))
        us.parties.nodes["ir"].say(DateAccepted(offer_in=meeting.id, number=0), by="head", about=about)
        us.parties.sync()
        pages.append(delegate.page(f"meetings/{meeting.ref}"))
        us.parties.nodes["ir"].say(MeetingPostponed(), by="head", about=about)
        us.parties.sync()
        pages.append(delegate.page(f"meetings/{meeting.ref}"))

    said = [("as offered: " in page, "as agreed: " in page) for page in pages]
    assert said == [(True, False), (False, True), (True, False)]


def test_agenda_and_what_each_takes_away_stand_side_by_side(us: Web) -> None:
    meeting = proposed(us, OFFER)
    about = About(subject=meeting.id)
    agenda = us.parties.nodes["iq"].say(AgendaProposed(items=(en("Security"),)), by="head", about=about)
    us.parties.sync()
    us.node.say(AgendaAccepted(agenda=agenda.id), by="head", about=about)
    us.node.say(OutcomeStated(outcome="none", text=en("Nothing was agreed.")), by="head", about=about)
    us.parties.nodes["ir"].say(OutcomeStated(outcome="common_ground"), by="head", about=about)
    us.parties.nodes["ir"].say(NextIntended(intent="wanted"), by="head", about=about)
    us.parties.sync()
    with us.visitor() as delegate:
        page = delegate.page(f"meetings/{meeting.ref}")

    side_by_side = page.partition("What each takes away")[2].partition("</section>")[0]
    assert "Security" in page
    assert "Nothing was agreed." in side_by_side
    assert "common ground" in side_by_side
    assert side_by_side.count("no word") == 6
    assert side_by_side.index(">us<") < side_by_side.index(">iq<"), "one's own party comes first on its own node"


def test_the_reader_is_offered_what_fits(us: Web) -> None:
    meeting = proposed(us, OFFER)
    with us.visitor() as delegate:
        page = delegate.page(f"meetings/{meeting.ref}")
        form = delegate.page("sign/meetings.date_accepted", subject=meeting.ref, offer_in=meeting.ref, number="0")
        fields = {"subject": meeting.ref, "offer_in": meeting.ref, "number": "0", "sign": "1"}
        assert delegate.send("sign/meetings.date_accepted", **fields).status_code == 303
        after = delegate.page(f"meetings/{meeting.ref}")

    assert 'sign/meetings.date_accepted"' in page
    assert 'type="hidden" name="number" value="0"' in form
    assert 'sign/meetings.date_accepted"' not in after
    assert 'sign/meetings.acceptance_withdrawn"' in after
