"""The page of an allegation: each point beside its answer, or beside the empty line with the clock on it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from tests.server.web import Web, en, web
from trilateral.ledger.charter import ClockTerms
from trilateral.ledger.entry import Body
from trilateral.mechanism.allegations.entries import (
    AllegationFiled,
    AllegationReferred,
    AllegationRemarked,
    AllegationWithdrawn,
    ClosingAccepted,
    ClosingProposed,
    CompetenceStated,
    FindingDissented,
    FindingJoined,
    FindingWithdrawn,
    PointAnswered,
    PointFound,
    RemedyChecked,
    RemedyDone,
    RemedyUndertaken,
    ResponsibilityContested,
    Specifics,
    VerificationBegun,
)
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.compose import About
from trilateral.node.node import Receipt


@pytest.fixture
def us(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    with web(tmp_path) as made:
        clocks = (ClockTerms(name="allegations.answer", hours=48),)
        charter = msgspec.structs.replace(made.node.record.charter, clocks=clocks)
        monkeypatch.setattr(type(made.node.record), "charter", property(lambda _: charter))
        yield made


def test_silence_is_an_empty_line_with_the_clock_on_it(us: Web) -> None:
    filed = us.node.say(AllegationFiled(against="ir", points=(en("One."), en("Two."))), by="head")
    with us.visitor() as reader:
        unproven = reader.page(f"allegations/{filed.ref}")
        us.parties.sync()
        us.parties.nodes["ir"].record_heads()
        us.parties.nodes["ir"].say(PointAnswered(point=0, answer="denied"), by="head", about=About(subject=filed.id))
        us.parties.sync()
        us.parties.clock.advance(39 * 3600)
    with us.visitor() as reader:
        running = reader.page(f"allegations/{filed.ref}")
        found = reader.api("GET", f"allegations/{filed.ref}").json()
        late = reader.page(f"allegations/{filed.ref}", as_of="2007-06-05")

    assert unproven.count("receipt not proven") == 2
    assert running.count('class="silence"') == 1
    assert "9 h left" in running
    assert "denied" in running
    assert (found["open_points"], found["overdue"], found["status"]) == ([1], "no", "answered_in_part")
    assert "days late" in late


def test_earlier_answers_remarks_and_withdrawal_stay_readable(us: Web) -> None:
    filed = us.node.say(AllegationFiled(against="ir", points=(en("One."),)), by="head")
    us.parties.sync()
    about = About(subject=filed.id)
    ir = us.parties.nodes["ir"]
    ir.say(PointAnswered(point=0, answer="denied", text=en("Never.")), by="head", about=about)
    ir.say(PointAnswered(point=0, answer="partly", text=en("Once.")), by="head", about=about)
    us.parties.nodes["iq"].say(AllegationRemarked(text=en("We heard both.")), by="head", about=about)
    us.parties.sync()
    us.node.say(AllegationWithdrawn(why=en("Settled.")), by="head", about=about)
    with us.visitor() as reader:
        page = reader.page(f"allegations/{filed.ref}")

    assert "1 earlier answer" in page
    assert all(said in page for said in ("Never.", "Once.", "We heard both.", "Settled.", "withdrawn"))


def test_a_repeated_allegation_leads_to_the_first(us: Web) -> None:
    first = us.node.say(AllegationFiled(against="ir", points=(en("One."),)), by="head")
    second = us.node.say(AllegationFiled(against="ir", points=(en("One, again."),), repeats=first.id), by="head")
    with us.visitor() as reader:
        assert (
            f"/allegations/{first.ref}"
            in reader.page(f"allegations/{second.ref}").partition("Alleged before and after")[2]
        )
        assert (
            f"/allegations/{second.ref}"
            in reader.page(f"allegations/{first.ref}").partition("Alleged before and after")[2]
        )


def test_only_who_is_alleged_against_is_offered_to_answer(us: Web) -> None:
    ours = us.node.say(AllegationFiled(against="ir", points=(en("One."),)), by="head")
    theirs = us.parties.nodes["ir"].say(AllegationFiled(against="us", points=(en("Two."),)), by="head")
    us.parties.sync()
    with us.visitor() as delegate:
        assert "sign/allegations.answered" not in delegate.page(f"allegations/{ours.ref}")
        assert "sign/allegations.answered" in delegate.page(f"allegations/{theirs.ref}")


def say(us: Web, party: str, body: Body, on: Receipt | None = None) -> Receipt:
    """Let a party say something, and let all know."""
    us.parties.clock.advance(60)
    said = us.parties.nodes[party].say(body, by="head", about=About(subject=on.id if on else None))
    us.parties.sync()
    return said


FOUND = PointFound(0, "confirmed", "proxy", "differing_views", "ir", en("A group."), "moderate", "serious", en("Seen."))


def test_fact_attribution_and_qualification_stand_in_three_columns_with_every_dissent(us: Web) -> None:
    filed = say(us, "us", AllegationFiled("ir", (en("One."),)))
    referral = say(us, "us", AllegationReferred(None, ("iq",), None, en("The depot.")), filed)
    say(us, "iq", VerificationBegun(referral.id), filed)
    with us.visitor() as reader:
        verifying = reader.page(f"allegations/{filed.ref}")
        found = say(us, "iq", msgspec.structs.replace(FOUND, referral=referral.id), filed)
        waiting = reader.page()
        say(us, "ir", FindingDissented(found.id, en("No access was given.")), filed)
        say(us, "us", FindingJoined(found.id), filed)
        page = reader.page(f"allegations/{filed.ref}")
        api = reader.api("GET", f"allegations/{filed.ref}").json()

    table = page.partition("<caption>Findings")[2].partition("</table>")[0]
    heads = [table.index(f">{each}<") for each in ("Fact", "Attribution", "Qualification", "Signed by")]
    assert "under verification" in verifying
    assert "access asked:" in verifying
    assert f"Sign the finding {found.ref} or dissent from it" in waiting
    assert heads == sorted(heads)
    assert all(each in table for each in ("confirmed", "proxy of the party", "moderate", "differing views", "serious"))
    assert "No access was given." in table
    assert "the verifier" in table
    assert "lacks:" in table
    assert api["findings"][0]["whose"] == "verifier"
    assert api["findings"][0]["signed_by"] == ["iq", "us"]
    assert len(api["findings"][0]["dissents"]) == 1


def test_letters_that_crossed_lie_in_two_lanes(us: Web) -> None:
    filed = say(us, "us", AllegationFiled("ir", (en("One."),)))
    found = say(us, "us", FOUND, filed)
    say(us, "ir", FindingJoined(found.id), filed)
    us.node.say(FindingWithdrawn(found.id), by="head", about=About(subject=filed.id))
    us.parties.nodes["iq"].say(FindingJoined(found.id), by="head", about=About(subject=filed.id))
    us.parties.sync()
    with us.visitor() as reader:
        page = reader.page(f"allegations/{filed.ref}")
        found_there = reader.api("GET", f"allegations/{filed.ref}").json()["findings"]

    lanes = page.partition('aria-label="Letters that crossed"')[2].partition("</div>")[0]
    assert lanes.count('class="two-side') == 3
    assert "Finding taken back" in lanes
    assert [each["whose"] for each in found_there] == ["crossed"]


def test_what_is_asked_of_whom_until_it_is_closed(us: Web) -> None:
    filed = say(us, "us", AllegationFiled("ir", (en("One."),), proxy=en("A group.")))
    with us.visitor() as reader:
        first = reader.page()
        say(us, "ir", ResponsibilityContested(en("Not ours.")), filed)
        remedy = say(us, "ir", RemedyUndertaken(en("We shall look."), None, "2007-05-27"), filed)
        late = reader.page(f"allegations/{filed.ref}")
        say(us, "ir", RemedyDone(remedy.id), filed)
        to_check = reader.page()
        say(us, "us", RemedyChecked(remedy.id, "confirmed"), filed)
        terms = say(us, "ir", ClosingProposed(en("It is settled.")), filed)
        to_sign = reader.page()
        page = reader.page(f"allegations/{filed.ref}")
        form = reader.page("sign/allegations.closing_accepted", subject=filed.ref, closing=terms.ref)
        for party in ("us", "iq"):
            say(us, party, ClosingAccepted(terms.id), filed)
        closed = reader.page(f"allegations/{filed.ref}")
        home = reader.page()
        again = say(us, "us", AllegationFiled("ir", (en("Again."),), recurs=filed.id))
        recurred = reader.page(f"allegations/{filed.ref}")
        anew = reader.page(f"allegations/{again.ref}")

    assert "Say whether you answer for the group named in allegation" in first
    assert "does not answer for it" in late
    assert "overdue" in late
    assert f"Check whether what was undertaken in {remedy.ref} is done" in to_check
    assert f"Sign the terms {terms.ref} for closing an allegation" in to_sign
    assert "Your signature binds you to these terms" in page
    assert "It is settled." in form
    assert "Your signature binds you to these terms" in form
    assert "closed" in closed.partition("</h1>")[0]
    assert "sign/allegations.found" not in closed
    assert "Nothing is asked of us." in home
    assert "Happened again 1 time after it was closed" in recurred
    assert "Happened again after" in anew


def test_when_it_was_known_filed_and_received_stand_side_by_side(us: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    clocks = (ClockTerms(name="allegations.filing", hours=24),)
    charter = msgspec.structs.replace(us.node.record.charter, clocks=clocks)
    monkeypatch.setattr(type(us.node.record), "charter", property(lambda _: charter))
    known_at = us.parties.clock.now() - timedelta(days=2)
    when = (Specifics(0, "2007-05", "2007-05-20", en("At the river.")),)
    filed = say(us, "us", AllegationFiled("ir", (en("One."),), specifics=when, known_at=known_at))
    say(us, "ir", CompetenceStated("not_within_competence", en("Ours alone.")), filed)
    say(us, "iq", CompetenceStated("admissible"), filed)
    with us.visitor() as reader:
        page = reader.page(f"allegations/{filed.ref}")
        found = reader.api("GET", f"allegations/{filed.ref}").json()

    assert "filed late" in page
    assert "At the river." in page
    assert "2007-05" in page
    assert "20\u00a0May\u00a02007" in page
    assert "differing views on competence" in page
    assert "Ours alone." in page
    assert (found["filed_late"], found["competence"]) == ("yes", "differing_views")


def test_nobody_dismisses_alone_what_is_alleged_against_it(us: Web) -> None:
    """Its word stands with its name; only when every party says the same, the allegation stands so."""
    filed = say(us, "us", AllegationFiled("ir", (en("One."),)))
    say(us, "ir", CompetenceStated("not_within_competence", en("Ours alone.")), filed)
    with us.visitor() as reader:
        pages = [reader.page(f"allegations/{filed.ref}"), reader.page("allegations")]
        alone = reader.api("GET", f"allegations/{filed.ref}").json()["status"]
        for party in ("us", "iq"):
            say(us, party, CompetenceStated("not_within_competence"), filed)
        every = reader.api("GET", f"allegations/{filed.ref}").json()["status"]

    assert (alone, every) == ("competence_contested", "not_within_competence")
    terms = us.node.record.charter.party("ir")
    assert terms is not None
    assert all(f"competence contested ({terms.names[0].text})" in each for each in pages)


def test_the_usual_allegation_is_counted_across_slices(us: Web) -> None:
    first = say(us, "us", StatementMade("position", en("They arm them.")))
    second = say(us, "us", AllegationFiled("ir", (en("They arm them."),), repeats=first.id))
    third = say(us, "us", AllegationFiled("ir", (en("They arm them."),), repeats=second.id))
    with us.visitor() as reader:
        page = reader.page(f"allegations/{third.ref}")
        listed = reader.page("statements")
        found = reader.api("GET", f"allegations/{third.ref}").json()

    assert "Said 3 times in all, first in" in page
    assert "This is number 3 of this party." in page
    assert f"/statements/{first.ref}" in page.partition("Alleged before and after")[2]
    assert "Said again and again" in listed
    assert (found["time"], found["said_in_all"]) == (3, 3)


@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_nothing_of_the_page_is_left_in_english(us: Web, lang: str) -> None:
    """Whatever can stand there, in one page."""
    filed = say(us, "us", AllegationFiled("ir", (en("1"), en("2")), en("1"), en("1"), en("1")))
    say(us, "ir", AllegationReferred(0, ("us",), None, en("1")), filed)
    found = say(us, "ir", FOUND_IN_DIGITS, filed)
    say(us, "iq", FindingDissented(found.id, en("1")), filed)
    say(us, "iq", CompetenceStated("unprocessable"), filed)
    remedy = say(us, "ir", RemedyUndertaken(en("1"), 0, "2007-06-01"), filed)
    say(us, "ir", RemedyDone(remedy.id), filed)
    say(us, "iq", RemedyChecked(remedy.id, "partly"), filed)
    say(us, "ir", ClosingProposed(en("1")), filed)
    with us.visitor(lang=lang) as reader:
        page = reader.page(f"allegations/{filed.ref}")

    assert english_in(page) == set()


FOUND_IN_DIGITS = PointFound(0, "partly", "largely", "violation", "ir", en("1"), "low", "grave", en("1"))


def english_in(page: str) -> set[str]:
    """Words in Latin letters that are neither names nor references nor quoted."""
    main = page.partition("<main")[2].partition(">")[2].partition("</main>")[0]
    body = main.replace("<bdi>Security in Iraq</bdi>", "")  # as the charter calls the mechanism, in its own language
    hidden = r"<bdi[^>]*(?:dir=\"ltr\"|party-name|class=\"words\")[^>]*>.*?</bdi>|<code.*?</code>|<pre.*?</pre>"
    words = set(re.findall(r"\b[A-Za-z]{2,}\b", re.sub(r"<[^>]*>", " ", re.sub(hidden, "", body, flags=re.DOTALL))))
    return words - {"US", "IR", "IQ", "us", "ir", "iq", "UTC"}
