"""Disputes on pages: the ladder with the hour in each capital, and a rung left by the clocks of real nodes."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from tests.mechanism.office import Office, office
from tests.server.web import en
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.designations.entries import DesignationRegistered, TermStated
from trilateral.mechanism.disputes.entries import (
    AdviserNamed,
    DisputeEscalated,
    DisputeRaised,
    OpinionGiven,
    StepAccepted,
    StepProposed,
)

RAISED = DisputeRaised(en("The ford was closed without notice."), ("ir",), None, en("Article 3"))


@pytest.fixture
def doors() -> Iterator[ExitStack]:
    """Where visitors who come later go out again."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def page_of(us: Office, subject: EntryId, lang: str = "en") -> str:
    found = us.web.node.record.fold.verdict(subject)
    assert found is not None
    return us.delegate.page(f"disputes/{found.ref}", lang=lang)


def raised(us: Office) -> EntryId:
    """A dispute that all have, and say so in their logs."""
    subject = us.say("us", RAISED)
    heard(us)
    return subject


def heard(us: Office) -> None:
    for node in us.web.parties.nodes.values():
        node.record_heads()
    us.sync()


def sixteen_days_later(us: Office, doors: ExitStack) -> None:
    """All have heard of one another since, and our delegate has signed in anew."""
    us.web.parties.clock.advance(16 * 86_400)
    us.sync()
    us.delegate = doors.enter_context(us.web.visitor())


def test_the_ladder_shows_the_hour_in_each_capital(us: Office) -> None:
    page, listed, home = page_of(us, subject := raised(us)), us.delegate.page("disputes"), us.delegate.page()

    assert page.count("<li") >= 5
    assert 'aria-current="step"' in page
    assert "360 hours" in page
    assert page.count('<ul class="hours">') == 1
    assert "liaison officers" in page
    assert "advisory opinion" in page
    assert "The ford was closed" in listed
    assert "(&#39;ir" not in page
    assert "Settle the dispute" in home
    found = us.found("disputes", subject)
    assert (found.rung, found.run_out, found.why) == ("disputes.liaison", "no", "running")


def test_a_clock_that_has_not_begun_says_whose_receipt_is_missing(us: Office) -> None:
    subject = us.say("us", RAISED, sync=False)

    assert "no receipt by" in page_of(us, subject)
    refused = us.refused("disputes.escalated/1", {}, subject)
    assert refused["code"] == "disputes.not_received"


def test_a_rung_is_left_by_the_clocks_of_others(us: Office, doors: ExitStack) -> None:
    """The node records the newest cosignatures first, so that the entry carries its proof."""
    subject = raised(us)
    early = us.refused("disputes.escalated/1", {}, subject)
    sixteen_days_later(us, doors)
    late = us.found("disputes", subject)
    up = us.say("us", DisputeEscalated(en("Nothing has moved.")), subject)
    page = page_of(us, subject)

    assert early["code"] == "disputes.too_early"
    assert (late.rung, late.run_out) == ("disputes.liaison", "yes")
    assert us.found("disputes", subject).rung == "disputes.joint_committee"
    assert "clocks said so by" in page
    assert "Nothing has moved." in page
    verdict = us.web.node.record.fold.verdict(up)
    assert verdict is not None
    assert verdict.has_effect


def test_a_step_is_quoted_and_taken_by_every_signature(us: Office) -> None:
    subject = raised(us)
    put = us.say("ir", StepProposed("settle", en("Open from six to six.")), subject)
    before, home = page_of(us, subject), us.delegate.page()
    named = {each: us.web.node.record.fold.verdict(each) for each in (subject, put)}
    asked = {"subject": named[subject].ref, "step": named[put].ref}  # type: ignore[union-attr]  # both were said
    form = us.delegate.page("sign/disputes.step_accepted", **asked)
    for party in ("us", "iq"):
        us.say(party, StepAccepted(put), subject)
    after = page_of(us, subject)

    assert before.count("no word") == 2
    assert "Accept or refuse the step" in home
    assert "Open from six to six." in form
    assert "settled by all" in after
    assert us.found("disputes", subject).missing == ()


def test_an_extension_makes_the_clock_longer(us: Office) -> None:
    subject = raised(us)
    before = us.found("disputes", subject).due_at
    put = us.say("ir", StepProposed("extend", en("We are close."), 48), subject)
    for party in ("us", "iq"):
        us.say(party, StepAccepted(put), subject)

    assert us.found("disputes", subject).due_at == before + timedelta(hours=48)
    assert "408 hours" in page_of(us, subject)


def test_letters_that_crossed_stand_in_two_lanes(us: Office, doors: ExitStack) -> None:
    subject = raised(us)
    put = us.say("ir", StepProposed("extend", None, 48), subject)
    us.say("us", StepAccepted(put), subject)
    sixteen_days_later(us, doors)
    us.say("iq", StepAccepted(put), subject, sync=False)
    us.say("us", DisputeEscalated(), subject)
    page = page_of(us, subject)

    assert page.count('class="two-side') == 2
    assert us.found("disputes", subject).status == "crossed"


def test_what_it_is_about_is_called_by_the_readers_own_term(us: Office) -> None:
    about = us.say("ir", DesignationRegistered("place", (en("Lower crossing"),)))
    before = us.say("us", DisputeRaised(en("x"), ("ir",), about))
    first = page_of(us, before)
    us.say("us", TermStated((en("The ford"),)), about)
    after = page_of(us, before)

    assert re.search("called:.*ir.*Lower crossing", first, re.DOTALL), "another's term under its holder"
    assert "The ford" in after
    assert "Lower crossing" not in after


def test_an_opinion_is_shown_with_whose_word_is_missing(us: Office) -> None:
    subject = raised(us)
    us.say("ir", AdviserNamed("ir", "press"), subject)
    us.say("us", AdviserNamed("us", "head"), subject)
    us.say("us", OpinionGiven(en("It should be open by day.")), subject)
    page = page_of(us, subject)

    assert "It should be open by day." in page
    assert "An opinion binds nobody." in page
    assert page.count("no word") == 1


@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_pages_speak_the_readers_language(us: Office, lang: str) -> None:
    page = page_of(us, raised(us), lang)

    assert "The ladder" not in page
    assert "liaison officers" not in page
