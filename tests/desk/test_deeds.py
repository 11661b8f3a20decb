"""Deeds beside words, and indicators on the page of a commitment: each figure leads to its entries; for programs alike."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.mechanism.office import Office, office
from tests.server.web import en
from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location
from trilateral.agreement.undertakings import Count, Indicator
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.commitments.entries import (
    AccessAnswered,
    AccessRequested,
    CommitmentAssessed,
    CommitmentStated,
    CommitmentUndertaken,
    ConditionAsserted,
    DeedReported,
    ReportAnswered,
)
from trilateral.mechanism.incidents.entries import Actor, IncidentOpened, IncidentReported, ReportLinked, Told
from trilateral.mechanism.meetings.entries import DateAccepted, DateOffer, MeetingOpened, MeetingProposed
from trilateral.mechanism.statements.entries import StatementMade

MARCH = datetime(2007, 3, 5, tzinfo=UTC)
SUPPLY = Indicator(en("Weapons over the river"), None, 3, 1, count=Count(("weapons",), "ir"))
STOP = CommitmentStated(("ir",), en("Stop arming the bands."), due_on="2007-05-01", indicators=(SUPPLY,))


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def ref(us: Office, entry: EntryId) -> str:
    found = us.web.node.record.fold.verdict(entry)
    assert found is not None
    return found.ref


def seen(at: datetime) -> IncidentReported:
    return IncidentReported("weapons", "weapons_supply", Interval(at), actors=(Actor("acted", "party", "ir"),))


def get(us: Office, path: str) -> Any:
    answer = us.delegate.api("GET", path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_an_indicator_is_drawn_from_reports_and_each_figure_leads_to_them(us: Office) -> None:
    subject = us.say("us", STOP)
    first = us.say("us", seen(MARCH))
    us.say("us", seen(MARCH + timedelta(days=1)))
    us.say("us", seen(MARCH + timedelta(days=60)))
    same = us.say("iq", seen(MARCH))
    incident = us.say("us", IncidentOpened(en("The lorry"), (Told(first), Told(same))))
    for party in ("iq", "ir"):
        for report in (first, same):
            us.say(party, ReportLinked(Told(report)), incident)
    page = us.delegate.page(f"commitments/{ref(us, subject)}")
    (found,) = get(us, f"series/{ref(us, subject)}")

    assert '<svg class="series"' in page
    assert "To be reached" in page
    assert 'href="#figure-0-2007-03-us-own">2</a>' in page
    assert f">{ref(us, first)}</bdi>" in page.partition('id="figure-0-2007-03-us-own"')[2].partition("</p>")[0]
    assert found["periods"] == ["2007-03", "2007-04", "2007-05"]
    assert [(each["period"], each["party"], len(each["counted"])) for each in found["figures"]] == [
        ("2007-03", "iq", 1),
        ("2007-03", "us", 2),
        ("2007-05", "us", 1),
    ]
    assert found["joint"] == {"2007-03": [ref(us, incident)]}


def test_a_commitment_that_no_report_bears_on_says_so(us: Office) -> None:
    subject = us.say("us", STOP)

    assert "No report that fits has been made." in us.delegate.page(f"commitments/{ref(us, subject)}")
    assert get(us, f"series/{ref(us, subject)}")[0]["periods"] == []
    report = us.say("us", seen(MARCH))
    assert us.delegate.api("GET", f"series/{ref(us, report)}").status_code == 404


def test_the_ledger_has_a_figure_for_each_party_and_the_lines_behind_it(us: Office) -> None:
    subject = us.say("us", STOP)
    us.say("ir", CommitmentUndertaken(), subject)
    before = {each["party"]: each for each in get(us, "deeds")}
    report = us.say("ir", DeedReported(None, en("Nothing crosses.")), subject)
    us.say("us", ReportAnswered(report, "dissented"), subject)
    us.say("us", StatementMade("procedural", en("When do we meet?")))
    page, found = us.delegate.page("deeds"), {each["party"]: each for each in get(us, "deeds")}

    assert [each["subject"] for each in before["ir"]["silent"]] == [ref(us, subject)]
    assert found["ir"]["silent"] == []
    assert [each["said"] for each in found["ir"]["contested"]] == [ref(us, report)]
    assert found["us"]["procedural"] == 1
    assert '<a href="#ir-contested">1</a>' in page
    assert "Stop arming the bands." in page
    assert "Talk about talks, declarations and substance" in page


def test_programs_read_what_waits_and_how_access_is_answered(us: Office) -> None:
    one, other = us.say("us", CommitmentStated(("us",), en("x"))), us.say("ir", CommitmentStated(("ir",), en("y")))
    first, second = us.say("us", ConditionAsserted(one, other)), us.say("ir", ConditionAsserted(other, one))
    request = us.say("us", AccessRequested("ir", Location((en("The gate"),)), "2007-06-01"), other)
    us.web.parties.clock.advance(7_200)
    us.say("ir", AccessAnswered(request, "denied", en("Not now.")), other)
    with us.web.visitor() as later:
        waits, (answered,) = (later.api("GET", path).json() for path in ("waits", "access"))

    (deadlock,) = waits["deadlocks"]
    assert sorted(deadlock["breaks"]) == sorted([ref(us, first), ref(us, second)])
    assert len(deadlock["way_round"]) == 2
    assert {each["matter"] for each in waits["blocked"]} == {ref(us, one), ref(us, other)}
    assert (answered["of"], answered["answers"]["denied"], answered["median_hours"], answered["open"]) == (
        "ir",
        1,
        2,
        [],
    )


def test_a_meeting_asks_each_party_for_its_review(us: Office) -> None:
    offer = DateOffer(datetime(2007, 5, 29, 6, 30, tzinfo=UTC), "Asia/Baghdad", "2007-05-29 10:30")
    subject = us.say("ir", CommitmentStated(("ir",), en("Keep the crossing open.")))
    meeting = us.say("us", MeetingProposed((en("Second round"),), "rounds", 1, "joint", "plenary", None, (offer,)))
    for party in ("iq", "ir"):
        us.say(party, DateAccepted(meeting, 0), meeting)
    us.say("iq", MeetingOpened(offer.starts_at), meeting)
    asked, page = us.delegate.page(), us.delegate.page("deeds")
    us.say("us", CommitmentAssessed("intermediate", None, meeting), subject)
    (found,) = get(us, "reviews")

    assert f"Review commitment {ref(us, subject)} for the meeting {ref(us, meeting)}" in asked
    assert "Reviewed at each meeting" in page
    assert f"meeting={ref(us, meeting)}" in page.replace("%2F", "/")
    assert (found["said"], found["joint"], found["silent"]) == ({"us": 2}, None, ["iq", "ir"])
    assert "2 intermediate" in us.delegate.page("deeds")
