"""Whom a node tells that something waits, in which order, and of what: never what it is."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest

from tests.mechanism.office import Office, office
from tests.server.web import en
from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location
from trilateral.desk.holdings import Holdings
from trilateral.desk.places import BY_SLICE
from trilateral.desk.reading import Reading
from trilateral.desk.watch import order_of_calls, waiting_for_us
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.notices.entries import (
    NoticeAcknowledged,
    NoticeIssued,
    RosterSet,
    Turn,
    WatchHandedOver,
)
from trilateral.mechanism.requests.entries import RequestMade
from trilateral.node.alerts import FILE
from trilateral.node.settings import Alerts, OnCall
from trilateral.server.alerting import Alerter

ALL = ("night", "press", "head")


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def reading(us: Office) -> Reading:
    node = us.web.node
    return Reading(Holdings(node.record), "en", node.clock.now(), pages=frozenset(BY_SLICE), inside=True)


def notice(us: Office) -> EntryId:
    now = us.web.parties.clock.now().replace(microsecond=0)
    where = Location((en("East road"),))
    return us.say("iq", NoticeIssued("movement", ("us",), en("Lorries."), Interval(now + timedelta(days=3)), where))


def test_the_watch_says_who_is_told_first(us: Office) -> None:
    """By the roster, then by who took it; to whom it was handed over and who has not taken it, after them."""
    now = us.web.parties.clock.now().replace(microsecond=0)
    nobody = order_of_calls(reading(us), ALL)
    turns = (
        Turn("head", now, now + timedelta(hours=8)),
        Turn("press", now + timedelta(hours=8), now + timedelta(hours=9)),
    )
    watch = us.say("us", RosterSet(turns))
    by_roster = order_of_calls(reading(us), ALL)
    us.say("us", WatchHandedOver("night"), watch)
    others = us.say("ir", RosterSet((Turn("press", now, now + timedelta(hours=8)),)))

    assert others
    assert nobody == ALL, "where there is no watch, the settings say so"
    assert by_roster == ("head", "press", "night")
    assert order_of_calls(reading(us), ALL) == ("head", "press", "night")
    assert order_of_calls(reading(us), ("press",)) == ("press",), "who cannot be reached is left out"


def test_what_waits_at_a_notice_is_told_at_once_and_other_things_when_they_are_due(us: Office) -> None:
    nothing = waiting_for_us(reading(us), ALL, 12)
    us.say("ir", RequestMade("action", "us", en("Patrol."), due_on="2007-05-29"))
    later = waiting_for_us(reading(us), ALL, 12)
    soon = waiting_for_us(reading(us), ALL, 48)
    heard = notice(us)
    waiting = waiting_for_us(reading(us), ALL, 12)
    us.say("us", NoticeAcknowledged(heard), heard)

    assert (nothing, later) == ((), ())
    assert len(soon) == 1
    assert len(waiting) == 1
    assert waiting[0].key != soon[0].key
    assert heard not in waiting[0].key
    assert waiting[0].offices == ALL
    assert waiting_for_us(reading(us), ALL, 12) == ()


def test_a_served_node_tells_one_office_after_another_until_somebody_acts(us: Office) -> None:
    told: list[Any] = []

    def hook(request: httpx2.Request) -> httpx2.Response:
        told.append(msgspec.json.decode(request.content))
        return httpx2.Response(200)

    node = us.web.node
    node.settings = msgspec.structs.replace(
        node.settings,
        alerts=Alerts(webhook="https://hook.example"),
        on_call=(OnCall("press", numbers=("+1",)), OnCall("head", numbers=("+2",))),
    )
    alerter = Alerter(node)
    alerter._alerting._client = httpx2.Client(transport=httpx2.MockTransport(hook))
    quiet = alerter.once()
    heard = notice(us)
    steps = []
    for seconds in (0, 60, 1_800, 1_800):
        us.web.parties.clock.advance(seconds)
        steps.append(alerter.once())
    us.say("us", NoticeAcknowledged(heard), heard)
    steps.append(alerter.once())
    alerter.stop()

    assert quiet == ()
    assert steps == [("press",), (), ("head",), (), ()]
    assert [each["to"] for each in told] == ["+1", "+2"]
    assert {each["text"] for each in told} == {"Something waits for you at your node."}
    assert (node.home / FILE).read_bytes() == b"{}", "what is done is forgotten"


def test_nobody_is_told_of_what_a_reconstruction_tells(us: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    node = us.web.node
    node.settings = msgspec.structs.replace(
        node.settings, alerts=Alerts(webhook="https://hook.example"), on_call=(OnCall("head"),)
    )
    charter = msgspec.structs.replace(node.record.charter, reconstruction=True)
    monkeypatch.setattr(type(node.record), "charter", property(lambda _: charter))
    alerter = Alerter(node)
    alerter.start()

    assert not alerter._thread.is_alive()
    alerter.stop()
