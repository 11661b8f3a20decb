"""Suspensions on pages: whose signature is missing, what stands still, and letters in two lanes."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.mechanism.office import Office, office
from tests.server.web import en
from trilateral.mechanism.suspensions.entries import (
    EndProposed,
    SuspensionAccepted,
    SuspensionProposed,
    SuspensionRefused,
)


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def proposed(us: Office) -> str:
    now = us.web.parties.clock.now().replace(microsecond=0)
    return us.say("ir", SuspensionProposed("holiday", en("A feast."), now, now + timedelta(days=13)))


def page_of(us: Office, subject: str) -> str:
    found = us.web.node.record.fold.verdict(subject)
    assert found is not None
    return us.delegate.page(f"suspensions/{found.ref}")


def test_each_partys_word_or_the_empty_line(us: Office) -> None:
    subject = proposed(us)
    us.say("iq", SuspensionAccepted(en("Gladly.")), subject)
    page, home = page_of(us, subject), us.delegate.page()
    us.say("us", SuspensionAccepted(), subject)
    after = page_of(us, subject)

    assert page.count("no word") == 1
    assert "Gladly." in page
    assert "only all together end that earlier" in page, "what our signature would bind us to"
    assert "Accept or refuse the suspension of clocks" in home
    assert "no word" not in after
    assert us.found("suspensions", subject).missing == ()


def test_an_end_waits_for_every_signature(us: Office) -> None:
    subject = proposed(us)
    for party in ("us", "iq"):
        us.say(party, SuspensionAccepted(), subject)
    us.say("ir", EndProposed(us.web.parties.clock.now().replace(microsecond=0) + timedelta(days=2)), subject)
    page, home = page_of(us, subject), us.delegate.page()

    assert "Earlier ends" in page
    assert "end_accepted" in page
    assert "ends earlier, or not" in home
    assert us.found("suspensions", subject).status == "agreed"


def test_letters_that_crossed_stand_in_two_lanes(us: Office) -> None:
    subject = proposed(us)
    us.say("us", SuspensionAccepted(), subject)
    us.say("iq", SuspensionAccepted(), subject, sync=False)
    us.say("us", SuspensionRefused(en("Not now.")), subject)
    page = page_of(us, subject)
    found = us.found("suspensions", subject)

    assert page.count('class="two-side') == 2
    assert "cannot be decided" in page
    assert (found.status, found.stands_still) == ("crossed", "undecided")
    assert len(found.crossed) == 1
