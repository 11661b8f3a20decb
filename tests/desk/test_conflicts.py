"""Conflicts in time and place on their page, below the pages of notices and reports, for programs, and at home."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.mechanism.office import Office, office
from tests.server.web import en
from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location, Point
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.acts.entries import EntryCommented, WordsRetracted
from trilateral.mechanism.humanitarian.entries import Basis, ProtectionAsserted
from trilateral.mechanism.incidents.entries import IncidentReported
from trilateral.mechanism.notices.entries import HotlineCalled, NoticeCancelled, NoticeIssued
from trilateral.node.compose import About

HOSPITAL = Location((en("The hospital"),), (Point(333_000_000, 444_000_000),), 300, whole=True)
ROAD = Location((en("East road"),), (Point(333_010_000, 444_000_000), Point(333_500_000, 444_500_000)), 100, whole=True)
STRUCK = "Harm was reported"


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def around(us: Office, hours: int) -> Interval:
    """Some hours before and after now."""
    now = us.web.parties.clock.now().replace(microsecond=0)
    return Interval(now - timedelta(hours=hours), now + timedelta(hours=hours), whole=True)


def site(us: Office) -> NoticeIssued:
    return NoticeIssued("static_site", ("ir", "us"), en("A hospital."), around(us, 99), HOSPITAL, open_ended=True)


def works(us: Office) -> NoticeIssued:
    return NoticeIssued("works", ("iq",), en("Works on the road."), around(us, 5), ROAD)


def shelled(us: Office) -> IncidentReported:
    return IncidentReported(
        "explosion", "shelling_or_missile_attack", around(us, 1), 1, HOSPITAL, 1, text=en("Two shells.")
    )


def ref(us: Office, entry: EntryId) -> str:
    found = us.web.node.record.fold.verdict(entry)
    assert found is not None
    return found.ref


def asked(us: Office) -> str:
    page = us.delegate.page().replace("\u00a0", " ")
    return page.partition('<section class="asked"')[2].partition("</section>")[0]


def test_what_was_struck_although_notified_finds_itself_for_those_whom_it_concerns(us: Office) -> None:
    """On the page of conflicts, below the site's own page and the report's, for programs, and at home."""
    listed = us.say("iq", site(us))
    report = us.say("ir", shelled(us))
    page, of_site = us.delegate.page("conflicts"), us.delegate.page(f"notices/{ref(us, listed)}")
    of_report = us.delegate.page(f"incidents/{ref(us, report)}")
    (found,) = us.delegate.api("GET", "conflicts").json()["found"]

    for shown in (page, of_site, of_report):
        assert "harm reported at a protected site" in shown
        assert ref(us, listed) in shown
        assert ref(us, report) in shown
    assert "Nothing else may meet." in page
    assert (found["sort"], found["certain"]) == ("report_and_site", True)
    assert found["concerns"] == ["iq", "ir", "us"]
    assert STRUCK in asked(us)


def test_who_has_spoken_of_it_is_not_asked_any_more(us: Office) -> None:
    listed = us.say("iq", site(us))
    us.say("ir", shelled(us))
    before = asked(us)
    us.say("us", EntryCommented(listed, en("We have asked our forces.")), listed)

    assert STRUCK in before
    assert STRUCK not in asked(us)
    assert STRUCK in us.delegate.page().partition('class="awaited"')[2], "others are still asked"


def test_a_call_about_it_counts_as_a_word(us: Office) -> None:
    """On the hotline, about either of the two."""
    us.say("iq", site(us))
    report = us.say("ir", shelled(us))
    began = us.web.parties.clock.now().replace(microsecond=0)
    us.say("us", HotlineCalled("iq", "made", "spoken", began, concerning=report))

    assert STRUCK not in asked(us)


def test_two_notices_are_asked_about_until_one_is_over(us: Office) -> None:
    us.say("iq", site(us))
    mine = us.say("us", works(us))
    meeting, found = asked(us), us.delegate.api("GET", "conflicts").json()
    us.say("us", NoticeCancelled(), mine)

    assert "may meet: call, change one or comment" in meeting
    assert [each["sort"] for each in found["found"]] == ["notice_and_site"]
    assert (found["found"][0]["one"], found["found"][0]["apart_m"]) == (ref(us, mine), 111)
    assert "may meet" not in asked(us)
    assert us.delegate.api("GET", "conflicts").json()["found"] == []


def test_what_its_author_took_back_meets_nothing(us: Office) -> None:
    listed = us.say("iq", site(us))
    report = us.say("ir", shelled(us))
    us.say("ir", WordsRetracted(report, en("It was thunder.")), report)
    after_report = us.delegate.api("GET", "conflicts").json()["found"]
    us.say("ir", shelled(us))
    us.say("iq", WordsRetracted(listed, en("Listed by mistake.")), listed)

    assert after_report == []
    assert us.delegate.api("GET", "conflicts").json()["found"] == []


def test_many_conflicts_are_named_together(us: Office) -> None:
    us.say("iq", site(us))
    for number in range(7):
        us.web.parties.clock.advance(60)
        us.say("ir", shelled(us), sync=number == 6)
    home = asked(us)

    assert home.count(STRUCK) == 5
    assert "See 2 more conflicts in time and place" in home


def test_as_of_an_earlier_day_there_was_nothing_to_find(us: Office) -> None:
    us.say("iq", site(us))
    us.say("ir", shelled(us))
    before = us.delegate.client.get(us.web.home + "conflicts", params={"as_of": "2007-05-01"})

    assert before.status_code == 200
    assert "Nothing is certain to meet." in before.text


def protected(us: Office, *audience: str) -> EntryId:
    """A site that Iraq asserts to be protected, for everybody or under seal."""
    held = ProtectionAsserted("site", (en("Mill hospital"),), (Basis("gc4", "18"),), where=HOSPITAL)
    said = us.web.parties.nodes["iq"].say(held, by="head", about=About(audience=audience)).id
    us.sync()
    return said


def test_harm_at_a_site_that_is_asserted_to_be_protected_is_shown_on_both_pages(us: Office) -> None:
    asserted = protected(us)
    report = us.say("ir", shelled(us))
    (found,) = us.delegate.api("GET", "conflicts").json()["found"]

    assert (found["sort"], found["one"], found["other"]) == ("report_and_site", ref(us, asserted), ref(us, report))
    assert found["concerns"] == ["iq", "ir", "us"]
    assert STRUCK in asked(us)
    for path in (f"humanitarian/{ref(us, asserted)}", f"incidents/{ref(us, report)}"):
        assert "until further notice" in us.delegate.page(path)


def test_nobody_is_asked_about_a_site_that_is_sealed_for_others(us: Office) -> None:
    protected(us, "us")
    us.say("ir", shelled(us))

    (found,) = us.delegate.api("GET", "conflicts").json()["found"]
    assert found["concerns"] == ["iq", "us"]
