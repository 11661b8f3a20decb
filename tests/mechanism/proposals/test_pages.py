"""The page of a proposal: the exact text, each party's word on it, and what a signature would bind to."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.mechanism.office import Office
from tests.mechanism.proposals.table import TERMS
from tests.mechanism.proposals.test_objections import an_office
from tests.server.pressing import steps_of
from tests.server.web import en
from trilateral.agreement.undertakings import Undertaking
from trilateral.i18n.calendars import written_text
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.proposals.entries import (
    ClarificationAsked,
    ProposalAmended,
    ProposalTabled,
    ProposalWithdrawn,
    Reservation,
    SilenceOpened,
    TextAccepted,
    TextInterpreted,
    TextReferred,
    TextReserved,
    text_hash,
)
from trilateral.mechanism.suspensions.entries import SuspensionAccepted, SuspensionProposed

TABLED = ProposalTabled(
    (en("Seating"),),
    "procedure",
    (en("The host sits at the head."), en("Tables are round.")),
    commitments=(Undertaking(("us", "ir"), en("Nobody stands."), due_on="2007-06-30"),),
)
PLAIN = ProposalTabled((en("Flags"),), "procedure", (en("Flags are small."),))


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path, TERMS) as made:
        yield made


def page(us: Office, subject: EntryId) -> str:
    verdict = us.web.node.record.fold.verdict(subject)
    assert verdict is not None
    return us.delegate.page(f"proposals/{verdict.ref}")


def test_reservations_stand_beside_their_paragraph_and_items_have_their_names(us: Office) -> None:
    proposal = us.say("ir", TABLED)
    text = text_hash(TABLED)
    us.say("iq", TextReserved(text, (Reservation(1, en("Ours is square.")),)), proposal)
    before = page(us, proposal)
    us.say("us", TextInterpreted(text, en("Round means oval."), 1), proposal)
    after = page(us, proposal)
    verdict = us.web.node.record.fold.verdict(proposal)
    assert verdict is not None

    second = before.partition('id="paragraph-2"')[2].partition("</li>")[0]
    assert "Tables are round." in second
    assert "Ours is square." in second
    assert "accepted with reservation" in second
    assert f"{verdict.ref}#1" in before
    assert "Nobody stands." in before
    assert steps_of(before, "proposals.accepted")[0]["subject"] == verdict.ref
    assert "signed by all" in after
    assert "by each party&#39;s own signature" in after or "by each party's own signature" in after
    assert not steps_of(after, "proposals.accepted")


def test_the_form_quotes_the_exact_text_and_says_what_it_binds_to(us: Office) -> None:
    proposal = us.say("ir", TABLED)
    text = text_hash(TABLED)
    open_still = us.delegate.page("sign/proposals.accepted", subject=proposal, text_hash=text)
    us.say("iq", TextAccepted(text), proposal)
    last = us.delegate.page("sign/proposals.accepted", subject=proposal, text_hash=text)

    for shown in (open_still, last):
        assert "The host sits at the head." in shown
        assert text[:12] in shown
        assert "Nobody stands." in shown
        assert "us, ir, 30\xa0June\xa02007" in shown
    assert "It binds you once these have signed it too" in open_still
    assert "Yours is the last signature" in last


def test_a_text_can_be_tabled_accepted_and_put_under_silence_from_the_forms(us: Office) -> None:
    fields = {
        "title": "Flags",
        "title.lang": "en",
        "sort": "procedure",
        "paragraphs": "Flags are small.",
        "paragraphs.lang": "en",
    }
    done = us.delegate.send("sign/proposals.tabled", sign="1", dissociation="no", **fields)
    assert done.status_code == 303, done.text
    (proposal,) = us.web.node.record.fold.subjects("proposals")
    hour = us.web.parties.clock.now() + timedelta(hours=30)
    silence = {
        "subject": proposal,
        "text_hash": text_hash(PLAIN),
        "expires_at": f"{hour:%Y-%m-%dT%H:%M}",
        "expires_at.zone": "UTC",
    }
    done = us.delegate.send("sign/proposals.silence_opened", sign="1", **silence)
    assert done.status_code == 303, done.text
    us.sync()
    shown = page(us, proposal)

    assert "under silence" in shown
    assert written_text(f"{hour:%Y-%m-%d %H:%M}", "UTC", "en") in shown
    assert us.found("proposals", proposal).silences[0].expired_unbroken == "no"


def test_a_referral_takes_fourteen_days_and_stands_still_while_clocks_do(us: Office) -> None:
    """Where the charter has no clock for it. At the second it is due it is not late."""
    text, clock = text_hash(PLAIN), us.web.parties.clock
    proposal = us.say("ir", PLAIN)
    us.say("iq", TextReferred(text), proposal)
    began = us.found("proposals", proposal).referrals[0].since_at
    stop = SuspensionProposed("holiday", en("New year."), began + timedelta(days=5), began + timedelta(days=7))
    plain = us.found("proposals", proposal).referrals[0].due_at
    suspension = us.say("us", stop)
    for party in ("iq", "ir"):
        us.say(party, SuspensionAccepted(), suspension)
    clock.advance(int((began + timedelta(days=16) - clock.now()).total_seconds()))
    with us.web.visitor() as us.delegate:
        at = us.found("proposals", proposal).referrals[0]
        clock.advance(1)
        unknown = us.found("proposals", proposal).referrals[0]
        for _ in range(2):
            us.sync()
        after, shown = us.found("proposals", proposal).referrals[0], page(us, proposal)

    assert plain == began + timedelta(days=14)
    assert (at.due_at, at.overdue) == (began + timedelta(days=16), "no")
    assert (unknown.overdue, after.overdue) == ("undecided", "yes")
    assert "stood still" in shown.partition("Referred to capitals")[2]


def test_an_hour_that_passed_in_silence_is_said_only_as_far_as_the_logs_are_known(us: Office) -> None:
    """By others' clocks, after the hour. It is not yet consent, and the page says what makes it count."""
    text, clock = text_hash(PLAIN), us.web.parties.clock
    proposal = us.say("us", PLAIN)
    us.say("iq", TextAccepted(text), proposal)
    hour = clock.now() + timedelta(hours=48, minutes=1)
    us.say("us", SilenceOpened(text, hour, "UTC", f"{hour:%Y-%m-%d %H:%M}"), proposal)
    clock.advance(60 * 3600)
    with us.web.visitor() as us.delegate:
        unknown, not_yet = us.found("proposals", proposal).silences[0], page(us, proposal)
        for _ in range(2):
            us.sync()
        known, shown = us.found("proposals", proposal).silences[0], page(us, proposal)
        status = us.status("proposals", proposal)

    assert (unknown.expired_unbroken, known.expired_unbroken) == ("undecided", "yes")
    assert "nobody can say yet whether all were silent" in not_yet
    assert "it counts once somebody proves it" in shown
    assert 'action="/m/' in shown.partition('id="silence"')[2].partition("</section>")[0]
    assert status == "under_silence"


def test_letters_that_crossed_lie_in_two_lanes(us: Office) -> None:
    proposal = us.say("us", PLAIN)
    us.say("iq", TextAccepted(text_hash(PLAIN)), proposal)
    us.say("us", ProposalWithdrawn(), proposal)
    us.web.parties.nodes["ir"]  # has not heard of it yet
    crossed = us.say("us", ProposalTabled((en("Cups"),), "procedure", (en("Cups are blue."),)))
    text = text_hash(ProposalTabled((en("Cups"),), "procedure", (en("Cups are blue."),)))
    us.say("iq", TextAccepted(text), crossed)
    us.say("us", ProposalAmended((en("Cups"),), "procedure", (en("Cups are red."),)), crossed, sync=False)
    us.say("ir", TextAccepted(text), crossed, sync=False)
    us.sync()

    assert "Letters that crossed" not in page(us, proposal)
    shown = page(us, crossed).partition("Letters that crossed")[2].partition("</section></div>")[0]
    assert us.status("proposals", crossed) == "crossed"
    assert "Amendment of a proposal" in shown
    assert "Acceptance of a text" in shown
    assert f"text_hash={text}" in page(us, crossed).partition("Accept the text after all")[0].rpartition("href=")[2]


def test_home_asks_for_positions_clarifications_and_answers_from_capitals(us: Office) -> None:
    theirs = us.say("ir", PLAIN)
    ours = us.say("us", TABLED)
    us.say("iq", ClarificationAsked(en("Which head?"), 0), ours)
    asked = us.delegate.page()
    us.say("us", TextReferred(text_hash(PLAIN)), theirs)
    referred = us.delegate.page()
    refs = {each: us.web.node.record.fold.verdict(each).ref for each in (theirs, ours)}  # type: ignore[union-attr]  # they are there

    ours_to_do = asked.partition("Asked of us")[2].partition("</section>")[0]
    assert f"Take a position on proposal {refs[theirs]}" in ours_to_do
    assert f"Clarify proposal {refs[ours]}" in ours_to_do
    waited_for = asked.partition("We wait for")[2].partition("</section>")[0]
    assert f"Take a position on proposal {refs[ours]}" in waited_for
    assert f"Come back from the capital on proposal {refs[theirs]}" in referred
    assert "Referred to capitals" in page(us, theirs)
    assert us.found("proposals", theirs).referrals[0].overdue == "no"


def test_a_silence_shows_its_hour_in_each_capital(us: Office) -> None:
    proposal = us.say("us", PLAIN)
    hour = us.web.parties.clock.now() + timedelta(hours=30)
    us.say("us", SilenceOpened(text_hash(PLAIN), hour, "UTC", f"{hour:%Y-%m-%d} 00:00"), proposal)
    shown = page(us, proposal).partition("<h2>Silence</h2>")[2].partition("</section>")[0]

    assert shown.count(f"{hour:%H:%M}") >= 3
    assert "the civil time and the instant differ" in shown
