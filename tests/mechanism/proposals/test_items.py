"""What a text is to create is read with all its terms, on its page and before anything is signed, in every language."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import msgspec
import pytest

from tests.mechanism.office import Office
from tests.mechanism.proposals.table import TERMS
from tests.mechanism.proposals.test_objections import an_office
from tests.server.web import en
from trilateral.agreement.adoption import role_of
from trilateral.agreement.locations import Location, Point
from trilateral.agreement.undertakings import Count, Indicator, Quota, Site, Step, Undertaking
from trilateral.ledger.entry import EntryId, Ref
from trilateral.mechanism.commitments.entries import DayNamed
from trilateral.mechanism.commitments.state import Commitment
from trilateral.mechanism.meetings.dates import agreed_date
from trilateral.mechanism.meetings.entries import DateOffer, MeetingProposed
from trilateral.mechanism.meetings.state import Meeting
from trilateral.mechanism.proposals.entries import (
    BodyItem,
    DateItem,
    MeetingItem,
    ProposalTabled,
    TextAccepted,
    text_hash,
)

WHOLE = Undertaking(
    ("us",),
    en("Leave the base."),
    ("ir",),
    en("The treaty of the three rivers"),
    "2007-09-30",
    (Step(en("The stores"), "2007-07-01"),),
    (
        Indicator(en("Guns held"), en("pieces"), 40, 10, "down", "month", en("The count by the host")),
        Indicator(en("Shots heard"), count=Count(("explosion",), "us", from_on="2007-06-01")),
    ),
    (Site(Location((en("The old gate"),), (Point(333_500_000, 444_000_000),), 9_000), "base"),),
    (Quota(2, 30, "2007-07-01", "ir", "base"),),
)
TEXT = ProposalTabled((en("The base"),), "commitment", (en("It is left."),), commitments=(WHOLE,))


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path, TERMS) as made:
        yield made


def ref(us: Office, entry: EntryId) -> str:
    verdict = us.web.node.record.fold.verdict(entry)
    assert verdict is not None
    return verdict.ref


def test_all_terms_of_a_commitment_are_read_on_the_page_and_before_signing(us: Office) -> None:
    """Nobody signs a step, a figure, a place or a quota unseen; what has a day to count from says which."""
    day = us.say("iq", DayNamed(en("D-day"), "2007-06-04"))
    steps = (*WHOLE.steps, Step(en("The gate"), None, day, 30))
    text = msgspec.structs.replace(TEXT, commitments=(msgspec.structs.replace(WHOLE, steps=steps),))
    proposal = us.say("ir", text)
    own = us.delegate.page(f"proposals/{ref(us, proposal)}")
    signed = us.delegate.page("sign/proposals.accepted", subject=ref(us, proposal), text_hash=text_hash(text))

    for shown in (own, signed):
        for words in ("The treaty of the three rivers", "The stores", "Guns held", "pieces", "The count by the host"):
            assert words in shown
        assert "1\xa0July\xa02007" in shown
        assert f"30 days from {ref(us, day)}, that day is not agreed" in shown
        assert "by month, At first: 40, To be reached: 10, less of it" in shown
        assert "done by us, as the reporter says, from 1\xa0June\xa02007" in shown
        assert "The old gate" in shown
        assert "base, 33.35° N 44.40° E, within 9,000 m" in shown
        assert "2 in 30 days, counted from 1\xa0July\xa02007, ir, base" in shown


@pytest.mark.parametrize(
    ("lang", "headings", "label"),
    [
        ("en", ("How it is measured", "Schedule", "Sites"), "At first"),
        ("ar", ("كيف يقاس", "المواقع", "عمليات التفتيش المقبولة"), "في البداية"),
        ("fa", ("چگونه سنجیده می‌شود", "محل‌ها", "بازرسی‌های پذیرفته"), "در آغاز"),
    ],
)
def test_terms_are_called_in_a_text_what_they_are_called_where_they_are_stated(
    us: Office, lang: str, headings: tuple[str, ...], label: str
) -> None:
    proposal = us.say("ir", TEXT)
    shown = us.delegate.page(f"proposals/{ref(us, proposal)}", lang=lang)
    form = us.delegate.page("sign/proposals.tabled", lang=lang)

    assert all(heading in shown for heading in headings)
    assert 'name="commitments.0.indicators.0.baseline"' in form
    assert label in form


class Filled(HTMLParser):
    """What a browser would send of the form on a page that nobody changed."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self._inside, self._name, self._form = "", "", False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = given.get("id") == "entry"
        elif self._form and tag == "input":
            sent = given["type"] not in {"checkbox", "radio"} or "checked" in given
            self.fields.setdefault(given["name"], []).extend([given["value"]] if sent and "value" in given else [])
        elif self._form and tag in {"textarea", "select"}:
            self._inside, self._name = tag, given["name"]
            self.fields[self._name] = [""] if tag == "textarea" else []
        elif self._inside == "select" and tag == "option" and ("selected" in given or not self.fields[self._name]):
            self.fields[self._name] = [given["value"]]

    def handle_data(self, data: str) -> None:
        if self._inside == "textarea":
            self.fields[self._name][0] += data

    def handle_endtag(self, tag: str) -> None:
        self._inside = "" if tag == self._inside else self._inside
        self._form = self._form and tag != "form"


def offered(us: Office, proposal: EntryId) -> str:
    """Which item the page of a proposal offers to carry out, as the address of the form has it; empty if none."""
    shown = us.delegate.page(f"proposals/{ref(us, proposal)}")
    found = re.search(r'href="[^"]*/sign/commitments[.]stated[?]carries_out=([^"&]*)">Carry it out<', shown)
    return "" if found is None else unquote(found[1])


def test_what_all_adopted_is_carried_out_by_signing_a_form_that_is_filled_in(us: Office) -> None:
    """Nothing is typed: the form says what all signed, and names the item that it carries out."""
    day = us.say("iq", DayNamed(en("D-day"), "2007-06-04"))
    steps = (*WHOLE.steps, Step(en("The gate"), None, day, -30))
    terms = msgspec.structs.replace(WHOLE, steps=steps)
    text = msgspec.structs.replace(TEXT, commitments=(terms,))
    proposal = us.say("ir", text)
    before = offered(us, proposal)
    for party in ("iq", "us"):
        us.say(party, TextAccepted(text_hash(text)), proposal)
    form = Filled()
    form.feed(us.delegate.page("sign/commitments.stated", carries_out=offered(us, proposal)))
    otherwise = us.delegate.send("sign/commitments.stated", sign="1", **{**form.fields, "due_on": "2007-10-01"})
    done = us.delegate.send("sign/commitments.stated", sign="1", **form.fields)
    assert done.status_code == 303, re.findall(r'data-code="[^"]*">.*', done.text)
    (subject,) = us.web.node.record.fold.subjects("commitments").keys() - {day}
    held = us.web.node.record.fold.state(subject)
    assert isinstance(held, Commitment)

    assert before == ""
    assert form.fields["carries_out"] == [f"{ref(us, proposal)}#1"]
    assert otherwise.status_code == 422
    assert "commitments.not_as_adopted" in otherwise.text
    assert (held.steps, held.indicators, held.sites, held.quotas) == (
        steps,
        WHOLE.indicators,
        WHOLE.sites,
        WHOLE.quotas,
    )
    assert us.found("commitments", subject).bound == ("us",)
    assert offered(us, proposal) == ""
    assert "Carried out in <a" in us.delegate.page(f"proposals/{ref(us, proposal)}")
    assert us.found("proposals", proposal).created[0].carried_out == (ref(us, subject),)


def test_an_adopted_meeting_waits_until_somebody_carries_it_out(us: Office) -> None:
    """Its date stands from the start for all that adopted it, and the page of the text says what waits and what was done."""
    at = datetime(2007, 7, 24, 7, tzinfo=UTC)
    item = MeetingItem((en("Second round"),), "plenary", (DateItem(at, "Asia/Baghdad", "2007-07-24 11:00"),))
    text = ProposalTabled((en("We meet again"),), "procedure", (en("In July."),), meetings=(item,))
    proposal = us.say("ir", text)
    for party in ("iq", "us"):
        us.say(party, TextAccepted(text_hash(text)), proposal)
    waiting = us.delegate.page(f"proposals/{ref(us, proposal)}")
    dates = (DateOffer(at, "Asia/Baghdad", "2007-07-24 11:00"),)
    meeting = MeetingProposed(item.title, "rounds", 2, "joint", item.forum, offers=dates)
    subject = us.say("us", meeting, refs=(Ref(proposal, role_of(1)),))
    held = us.web.node.record.fold.state(subject)
    assert isinstance(held, Meeting)
    shown = us.delegate.page(f"meetings/{ref(us, subject)}")

    assert "Waits to be carried out" in waiting
    assert agreed_date(held) == held.offers[0]
    assert (shown.count("accepted with the adopted text"), "Carries out" in shown) == (2, True)
    assert "DTSTART" in us.delegate.client.get(us.web.home + "meetings/agreed.ics").text
    assert "Waits to be carried out" not in us.delegate.page(f"proposals/{ref(us, proposal)}")
    assert us.found("proposals", proposal).created[0].carried_out == (ref(us, subject),)


@pytest.mark.parametrize("name", ["us/999#1", "no item", "us/1#0"])
def test_a_form_that_names_no_item_is_not_signed(us: Office, name: str) -> None:
    blank = us.delegate.page("sign/commitments.stated", carries_out=name)
    fields = {"obliged": "us", "text": "Leave.", "text.lang": "en", "carries_out": name}
    refused = us.delegate.send("sign/commitments.stated", sign="1", **fields)

    assert "Leave the base." not in blank
    assert refused.status_code == 422
    assert 'data-code="form.no_such_entry"' in refused.text
    assert "What it carries out" in refused.text


def test_a_body_that_all_adopted_is_called_by_its_name_and_an_amendment_is_asked_of_every_partys_roots(
    us: Office,
) -> None:
    """What a proposal creates besides work: neither is there before all have adopted exactly that text."""
    body = BodyItem("detainees", (en("Subcommittee on detainees"),), (en("It meets each week."),))
    text = ProposalTabled((en("A body"),), "procedure", (en("It is formed."),), bodies=(body,), charter="ab" * 32)
    proposal = us.say("ir", text)
    us.say("iq", TextAccepted(text_hash(text)), proposal)
    before, home_before = us.delegate.page("charter"), us.delegate.page()
    us.say("us", TextAccepted(text_hash(text)), proposal)
    charter, home = us.delegate.page("charter"), us.delegate.page()
    item, asked = f"{ref(us, proposal)}#2", "Let your root keys accept the charter that"
    meeting = us.say("iq", MeetingProposed((en("First meeting"),), "detainees", 1, "joint", "detainees"))

    for early in (before, home_before):
        assert "Subcommittee on detainees" not in early
        assert asked not in early
    assert "Subcommittee on detainees" in charter
    assert "It meets each week." in charter
    assert "ab" * 32 in charter
    assert f"{asked} {item} adopted" in home
    assert "Subcommittee on detainees" in us.delegate.page(f"meetings/{ref(us, meeting)}")
