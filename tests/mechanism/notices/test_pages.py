"""The inbox, a notice's table of addressees, calls in two columns, the watch, and what is asked of whom."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.mechanism.notices.agreed import charter_with
from tests.mechanism.office import Office, office
from tests.server.web import en
from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location, Point
from trilateral.i18n.messages import sentence
from trilateral.mechanism.notices.entries import (
    NoticeAcknowledged,
    NoticeIssued,
    NoticePassedOn,
    Units,
)

STANDING = sentence("en", "protection.standing")


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Office]:
    """A charter with the clocks of notices, and no grid: places are shown as they were drawn."""
    with charter_with(grid_microdegrees=0), office(tmp_path) as made:
        yield made


def convoy(us: Office, hours: int = 72, **more: Any) -> NoticeIssued:
    """Ten lorries on the east road, so many hours from now."""
    begins = us.web.parties.clock.now().replace(microsecond=0) + timedelta(hours=hours)
    when = Interval(begins, begins + timedelta(hours=6), whole=True)
    where = Location((en("East road"),), (Point(333_250_000, 444_220_000), Point(334_000_000, 444_500_000)), 500)
    lorries = Units("vehicles", 10, en("lorries"), en("white flags"))
    terms = {"to": ("ir", "us"), "units": (lorries,), "contact": "liaison", **more}
    return NoticeIssued(sort="movement", what=en("Ten lorries go east."), when=when, where=where, **terms)


def ref(us: Office, entry: str) -> str:
    found = us.web.node.record.fold.verdict(entry)
    assert found is not None
    return found.ref


def page_of(us: Office, entry: str) -> str:
    return us.delegate.page(f"notices/{ref(us, entry)}").replace("\u00a0", " ")


def test_what_waits_for_us_stands_first_and_takes_one_tap(us: Office) -> None:
    """The way to sign names the version already: what is left is to confirm."""
    notice = us.say("iq", convoy(us))
    us.web.node.record_heads()
    before = us.delegate.page("notices")
    us.say("us", NoticeAcknowledged(notice), notice)
    after = us.delegate.page("notices")

    inbox = before.partition('id="inbox"')[2].partition("</section>")[0]
    assert "Ten lorries go east." in inbox
    assert f"sign/notices.acknowledged?subject=iq%2F{ref(us, notice)[3:]}&amp;of=iq%2F{ref(us, notice)[3:]}" in inbox
    assert "No notice waits for a word of ours." in after
    assert STANDING in before


def test_the_page_says_who_has_not_acted_and_since_when(us: Office) -> None:
    notice = us.say("iq", convoy(us))
    us.web.node.record_heads()
    us.sync()
    us.say("us", NoticeAcknowledged(notice, en("Read.")), notice)
    us.say("us", NoticePassedOn(notice, en("Third post")), notice)
    us.web.parties.clock.advance(13 * 3600)
    us.web.parties.nodes["ir"].publish()
    us.sync()
    with us.web.visitor() as later:
        page = later.page(f"notices/{ref(us, notice)}").replace("\u00a0", " ")
        found = later.api("GET", f"notices/{ref(us, notice)}").json()["notice"]
        home = later.page().replace("\u00a0", " ")

    assert "Third post" in page
    assert "no answer" in page
    assert "receipt not proven" in page
    assert "East road" in page
    assert "white flags" in page
    assert STANDING in page
    rows = {each["party"]: each for each in found["addressees"]}
    assert (rows["us"]["missing"], rows["us"]["passed_on"] is None) == (False, False)
    assert (rows["ir"]["missing"], rows["ir"]["received_at"], rows["ir"]["overdue"]) == (True, None, "undecided")
    assert "Acknowledge notice" in home.partition('class="awaited"')[2]
