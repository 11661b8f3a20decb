"""Lists and protections on pages: what is asked of us, who may see a name, what opening leaves behind, and what is left of what was erased."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.mechanism.humanitarian.test_objections import ALL, seal
from tests.mechanism.office import Office, office
from tests.server.web import en
from trilateral.i18n.messages import sentence
from trilateral.ledger.charter import ClockTerms
from trilateral.ledger.entry import EntryId, Text
from trilateral.mechanism.humanitarian.entries import (
    AgreementWithdrawn,
    AnswerVerified,
    Basis,
    CountsAccepted,
    CountsProposed,
    HeldSame,
    ListSubmitted,
    NameAnswered,
    Person,
    PersonReleased,
    ProtectionAccepted,
    ProtectionAsserted,
    StepAgreed,
)
from trilateral.mechanism.proposals.entries import ProposalTabled
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.compose import About
from trilateral.node.parts import disclose, erase
from trilateral.server.roles import Role

NAME, OTHER = "Qasim Al-Tarrani", "قاسم الطراني"
OURS = ListSubmitted("detained", "us", (Person((en(NAME),), 1971), Person((Text("fa", "بهروز ناوی‌دشت"),))))
THEIRS = ListSubmitted("detained", "ir", (Person((Text("ar", OTHER),), 1971), Person((en("Idris Velm"),))))
CAMP = ProtectionAsserted("group", (en("The camp at Orn"),), (Basis("gc4", "27"),))
WEEK = (ClockTerms("humanitarian.answer", 168), ClockTerms("humanitarian.list", 168))


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path, clocks=WEEK) as made:
        yield made


def ref(us: Office, entry: EntryId) -> str:
    found = us.web.node.record.fold.verdict(entry)
    assert found is not None
    return found.ref


def page(us: Office, subject: EntryId) -> str:
    return us.delegate.page(f"humanitarian/{ref(us, subject)}")


def test_what_is_asked_of_us_by_when_and_a_name_from_the_list_to_the_release(us: Office) -> None:
    asked = seal(us, "ir", OURS)
    index, home, blank = us.delegate.page("humanitarian"), us.delegate.page(), page(us, asked)
    answer = seal(us, "us", NameAnswered(0, "acknowledged_held", text=en("In the north.")), asked)
    seal(us, "iq", AnswerVerified(answer, "confirmed"), asked)
    for party in ("us", "ir"):
        seal(us, party, StepAgreed(0, "release"), asked)
    agreed = page(us, asked)
    seal(us, "us", PersonReleased(0, "2007-06-01", handed_to=en("the family")), asked)
    after = page(us, asked)

    assert "Answer for 2 names of" in home
    assert "Submit your own list in return" in home
    assert "2 names without an answer" in index
    assert NAME in blank
    assert 'lang="fa"' in blank
    assert "audience=iq&amp;audience=ir" in blank, "an act is offered for those alone who read the list"
    assert "agreed by both" in agreed
    assert "In the north." in agreed
    assert "the family" in after
    assert us.found("humanitarian", asked).rows[0].status == "released"
    for shown in (index, blank, after):
        assert sentence("en", "protection.standing") in shown


def test_no_name_is_on_any_page_for_whom_it_was_not_sealed_nor_in_what_programs_get(us: Office) -> None:
    between = seal(us, "ir", ListSubmitted("missing", "iq", (Person((en("Idris Velm"),)),)), None, ("iq", "ir"))
    ours = seal(us, "us", THEIRS)
    found = us.delegate.api("GET", "humanitarian").text + us.delegate.api("GET", "subjects").text

    assert us.delegate.client.get(f"{us.web.home}humanitarian/{ref(us, between)}").status_code == 404
    assert "Idris" not in us.delegate.page("humanitarian")
    assert OTHER not in found
    assert "Idris" not in found
    assert us.found("humanitarian", ours).rows[1].number == 2
    with us.web.visitor(Role.OPERATOR) as outside:
        assert OTHER not in outside.page(f"entry/{ref(us, ours)}")


def test_opening_leaves_a_trace_and_the_page_says_how_much_that_is_worth(us: Office) -> None:
    ours = seal(us, "us", THEIRS)
    first = page(us, ours)
    us.web.parties.clock.advance(120)
    again = page(us, ours)
    kept = us.web.node.private.openings(ours)

    assert "only as far as its node is honest" in first
    assert "Who of ours opened it" in again
    assert [each.who for each in kept] == ["head", "head"]
    assert us.web.parties.nodes["ir"].private.openings(ours) == []


def test_rows_that_may_be_one_person_are_proposed_and_a_person_signs(us: Office) -> None:
    ours, theirs = seal(us, "us", THEIRS), seal(us, "ir", OURS)
    before = us.delegate.page("matches")
    seal(us, "us", HeldSame(0, theirs, 0), ours)
    after = us.delegate.page("matches")

    for name in (NAME, OTHER):
        assert name in before
    assert "name 62 of 70" in before
    assert "year of birth 15" in before
    assert "Nobody has said anything" in before
    assert "/sign/humanitarian.held_same?" in before
    assert "the same person" in page(us, ours) + after


def test_no_name_stays_in_what_was_worked_out_for_pages_before(us: Office) -> None:
    """What is kept beside a reading of the record goes with it: it is read anew without the part that was erased."""
    ours = seal(us, "us", THEIRS)
    seal(us, "ir", OURS)
    before, home = us.delegate.page("matches"), us.delegate.page()
    erase(us.web.node, ref(us, ours), "head", en("Kept long enough."))
    after = us.delegate.page("matches")
    seal(us, "us", THEIRS)
    again = us.delegate.page("matches")

    assert OTHER in before
    assert OTHER not in after + home
    assert OTHER in again


def test_letters_that_crossed_stand_in_two_lanes(us: Office) -> None:
    asked = seal(us, "ir", OURS)
    seal(us, "us", NameAnswered(0, "acknowledged_held"), asked)
    seal(us, "us", StepAgreed(0, "release"), asked)
    for party, body in (("us", AgreementWithdrawn(0)), ("ir", StepAgreed(0, "release"))):  # neither hears the other
        others = tuple(each for each in ALL if each != party)
        us.web.parties.clock.advance(1)
        us.web.parties.nodes[party].say(body, by="head", about=About(subject=asked, audience=others))
    us.sync()
    shown = page(us, asked)

    assert shown.count('class="two-side') == 2
    assert us.found("humanitarian", asked).rows[0].status == "crossed"
    assert "crossed: say what holds" in us.delegate.page()


def test_figures_for_all_are_shown_by_the_entry_that_both_agreed_to(us: Office) -> None:
    ours = seal(us, "us", THEIRS)
    counts = seal(us, "us", CountsProposed(2, unknown=2), ours)
    seal(us, "ir", CountsAccepted(counts), ours)
    shown = page(us, ours)
    disclose(us.web.node, ref(us, counts), ("body.listed",), "head")

    assert f"trilateral disclose {ref(us, counts)}" in shown
    assert us.found("humanitarian", ours).agreed_counts == (ref(us, counts),)


def test_what_was_erased_is_gone_for_its_readers_and_the_page_shows_by_whom(us: Office) -> None:
    ours = seal(us, "us", THEIRS)
    seal(us, "ir", NameAnswered(0, "denied"), ours)
    held_before = us.web.parties.nodes["ir"].record.readers.reading().subjects("humanitarian")
    erase(us.web.node, ref(us, ours), "head", en("Kept long enough."))
    us.sync()
    shown = page(us, ours)

    assert len(held_before) == 1
    for node in us.web.parties.nodes.values():
        assert node.record.readers.reading().subjects("humanitarian") == {}
        found = node.record.fold.verdict(ours)
        assert found is not None
        assert found.has_effect
    assert "was erased" in shown
    assert "Kept long enough." in shown
    assert OTHER not in shown


def test_the_register_and_the_caution_before_and_beside_what_touches_it(us: Office) -> None:
    camp = us.say("us", CAMP)
    us.say("ir", ProtectionAccepted(), camp)
    register = us.delegate.page("humanitarian")
    words = "The camp at Orn is dispersed and all in it are expelled."
    wanted = {
        "title": [{"lang": "en", "text": "Orn"}],
        "sort": "substance",
        "paragraphs": [{"lang": "en", "text": words}],
    }
    asked = us.delegate.api("POST", "prepare", {"kind": "proposals.tabled/1", "body": wanted}).json()
    tabled = us.say("ir", ProposalTabled((en("Orn"),), "substance", (en(words),)))
    proposal = us.delegate.page(f"proposals/{ref(us, tabled)}")
    plain = us.say("ir", StatementMade("position", en(words)))

    assert "The camp at Orn" in register
    assert "Fourth Geneva Convention (1949), article 27" in register
    (caution,) = asked["cautions"]
    assert caution["protection"] == ref(us, camp)
    assert caution["asked"] == ["expel", "disperse"]
    assert sentence("en", "caution.gc4_49") in caution["articles"]
    assert "It touches a protection" in proposal
    assert "article 49" in proposal
    assert "It touches a protection" not in us.delegate.page(f"statements/{ref(us, plain)}")
    assert "You accept, for yourself" not in page(us, camp)
    assert "Protection contested" in page(us, camp)


@pytest.mark.parametrize(
    ("words", "articles"),
    [
        ("Hand over all", ("caution.gc4_45", "caution.cat_3", "caution.refugees_33")),
        ("Disperse all", ("caution.gc4_49", "caution.gc4_27")),
        ("Detain all", ("caution.gc4_42", "caution.gc4_78", "caution.gc4_34")),
    ],
)
def test_what_is_asked_brings_the_articles_that_speak_to_it(us: Office, words: str, articles: Sequence[str]) -> None:
    us.say("us", CAMP)
    body = {"sort": "action", "owner": "ir", "text": {"lang": "en", "text": f"{words} in the camp at Orn."}}
    asked = us.delegate.api("POST", "prepare", {"kind": "requests.made/1", "body": body}).json()

    (caution,) = asked["cautions"]
    assert caution["articles"] == [sentence("en", article) for article in articles]


def test_the_form_shows_the_caution_with_the_words_that_would_be_signed(us: Office) -> None:
    us.say("us", CAMP)
    filled = {"sort": "action", "owner": "ir", "text": "Close the camp at Orn.", "text.lang": "en", "joint": "no"}
    form = us.delegate.send("sign/requests.made", **filled, check="1")

    assert "It touches a protection" in form.text
    assert "It hinders nobody from signing" in form.text


@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_it_reads_in_the_readers_language(us: Office, lang: str) -> None:
    ours = seal(us, "us", THEIRS)

    assert sentence(lang, "protection.standing") in us.delegate.page(f"humanitarian/{ref(us, ours)}", lang=lang)
    assert sentence(lang, "protection.standing") in us.delegate.page("matches", lang=lang)
