"""The joint work plan, a request's page, and what is asked of whom at home, with its day in the owner's capital."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from tests.mechanism.office import Office, office
from tests.server.web import en
from trilateral.ledger.charter import ClockTerms
from trilateral.mechanism.requests.entries import (
    ChangeProposed,
    RequestAccepted,
    RequestCancelled,
    RequestDisputed,
    RequestDone,
    RequestMade,
)
from trilateral.mechanism.suspensions.entries import SuspensionAccepted, SuspensionProposed
from trilateral.server.roles import Role

PATROLS = RequestMade("action", "us", en("Patrol the bank."), en("The border"), "2007-05-30")


@pytest.fixture
def us(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A charter with a clock for answers, and each capital in its own zone."""
    with office(tmp_path) as made:
        record = made.web.node.record
        zones = {"iq": "Asia/Baghdad", "ir": "Asia/Tehran", "us": "America/New_York"}
        parties = tuple(msgspec.structs.replace(each, zone=zones[each.id]) for each in record.charter.parties)
        charter = msgspec.structs.replace(
            record.charter,
            parties=parties,
            agenda=(en("The border"), en("Rivers")),
            clocks=(ClockTerms(name="requests.answer", hours=24),),
        )
        monkeypatch.setattr(type(record), "charter", property(lambda _: charter))
        yield made


def asked(page: str) -> str:
    return page.partition('<section class="asked"')[2].partition("</section>")[0].replace("\u00a0", " ")


def ref(us: Office, entry: str) -> str:
    found = us.web.node.record.fold.verdict(entry)
    assert found is not None
    return found.ref


def test_the_plan_is_by_area_and_owner_and_on_home_after_what_is_asked_and_awaited(us: Office) -> None:
    us.say("ir", RequestMade("information", "us", en("Names of crossings."), due_on="2007-06-05"))
    us.say("ir", RequestMade("assistance", "iq", en("Lend boats."), en("Rivers")))
    us.say("iq", PATROLS)
    cancelled = us.say("iq", RequestMade("action", "us", en("Never mind."), en("Rivers")))
    us.say("iq", RequestCancelled(), cancelled)
    plan, home = us.delegate.page("requests"), us.delegate.page()

    areas = [plan.index(each) for each in (">The border<", ">Rivers<", "No area named")]
    assert areas == sorted(areas), "in the order of the charter, what has none last"
    assert "Never mind." in plan
    panes = [home.index(f'id="{each}"') for each in ("asked-of-us", "we-wait-for", "joint-work", "said-last")]
    assert panes == sorted(panes)
    assert "Never mind." not in home[: panes[-1]], (
        "home shows what is still open, but where it quotes what was said last"
    )
    assert "Patrol the bank." in home[panes[2] :].partition("</section>")[0]
    assert "30 May 2007" in plan.replace("\u00a0", " ")


def test_what_is_asked_of_us_shows_its_hour_in_our_capital_and_how_late_it_is(us: Office) -> None:
    """Asked on 28 May at 7:30 UTC; a day to answer, and until the end of 30 May in Washington to do it."""
    request = us.say("ir", PATROLS)
    us.web.node.record_heads()
    before = us.delegate.page()
    us.say("us", RequestAccepted(), request)
    accepted = us.delegate.page()
    us.web.parties.clock.advance(3 * 86_400)
    with us.web.visitor() as later:
        late = later.page()
        found = later.api("GET", f"requests/{ref(us, request)}").json()

    assert "Accept or decline request" in asked(before)
    assert "due 29 May 2007 03:30 New York" in asked(before)
    assert "Do what request" in asked(accepted)
    assert "due 30 May 2007 23:59 New York" in asked(accepted)
    assert "3 h late" in asked(late)
    assert "for 3 days" in asked(late)
    assert (found["overdue"], found["why"], found["due_at"]) == ("yes", "over", "2007-05-31T03:59:59Z")


def test_silence_of_another_cannot_be_called_so_before_its_log_is_known_past_the_end(us: Office) -> None:
    request = us.say("us", msgspec.structs.replace(PATROLS, owner="ir"))
    us.web.parties.clock.advance(10 * 86_400)
    with us.web.visitor() as reader:
        cut_off = reader.api("GET", f"requests/{ref(us, request)}").json()
        page = reader.page(f"requests/{ref(us, request)}")
        us.sync()
        us.web.parties.nodes["ir"].publish()
        us.sync()
        known = reader.api("GET", f"requests/{ref(us, request)}").json()

    assert (cut_off["overdue"], cut_off["why"]) == ("undecided", "not_covered")
    assert "does not reach so far" in page
    assert known["overdue"] == "yes"


def test_a_suspension_agreed_by_all_moves_the_day_and_its_page_says_so(us: Office) -> None:
    request = us.say("ir", PATROLS)
    us.say("us", RequestAccepted(), request)
    now = us.web.parties.clock.now().replace(microsecond=0)
    suspension = us.say("iq", SuspensionProposed("force_majeure", en("A storm."), now, now + timedelta(days=9)))
    proposed = us.found("requests", request).due_at
    for party in ("us", "ir"):
        us.say(party, SuspensionAccepted(), suspension)
    agreed = us.found("requests", request)
    page = us.delegate.page(f"requests/{ref(us, request)}")
    listed = us.delegate.page("suspensions")

    assert agreed.due_at == now + timedelta(days=9) > proposed
    assert agreed.why == "stopped"
    assert f"/suspensions/{ref(us, suspension)}" in page
    assert "stood still" in page
    assert "agreed by all" in listed
    assert us.found("suspensions", suspension).stands_still == "yes"


def test_letters_that_crossed_stand_in_two_lanes(us: Office) -> None:
    request = us.say("us", msgspec.structs.replace(PATROLS, owner="ir"))
    us.say("ir", RequestAccepted(), request)
    us.say("ir", RequestDone(), request, sync=False)
    us.say("us", RequestCancelled(), request)
    page = us.delegate.page(f"requests/{ref(us, request)}")
    found = us.found("requests", request)

    assert "Letters that crossed" in page
    assert page.count('class="two-side') == 2
    assert found.status == "crossed"
    assert len(found.crossed) == 1
    assert "crossed: say what holds" in us.delegate.page()


def test_what_each_said_of_a_report_stands_beside_it_and_a_change_lacks_its_signatures(us: Office) -> None:
    request = us.say("us", msgspec.structs.replace(PATROLS, owner="ir"))
    us.say("ir", RequestAccepted(en("From Monday on.")), request)
    report = us.say("ir", RequestDone(), request)
    us.say("iq", RequestDisputed(report, en("We saw nobody.")), request)
    wanted = us.delegate.page()
    us.say("us", RequestDisputed(report, en("Nobody was there.")), request)
    us.say("ir", ChangeProposed("iq"), request)
    page = us.delegate.page(f"requests/{ref(us, request)}")

    assert "Say whether request" in asked(wanted)
    assert "We saw nobody." in page
    assert "does not decide" in page, "the host neither asked nor is it joint"
    assert "Nobody was there." in page
    assert "not agreed" in page
    assert "change_accepted" in page
    assert "You do not ask any more." in page, "what each signature would bind to"


def test_a_request_is_made_and_accepted_through_forms(us: Office) -> None:
    fields = {
        "sort": "action",
        "owner": "ir",
        "text": "Patrol.",
        "text.lang": "en",
        "due_on": "2007-06-01",
        "sign": "1",
    }
    sent = us.delegate.send("sign/requests.made", **fields)
    wrong = us.delegate.send("sign/requests.made", **{**fields, "owner": "us"})
    with us.web.visitor(Role.READER) as reader:
        plan = reader.page("requests")

    assert sent.status_code == 303
    assert wrong.status_code == 422
    assert "A party does not ask itself." in wrong.text
    assert "Patrol." in plan
    assert "Ask for joint work" not in plan
