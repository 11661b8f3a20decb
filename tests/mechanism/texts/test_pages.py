"""Joint texts on pages: languages side by side, brackets under letters, what competes, the sheet, two versions, the clauses."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from litestar.testing import TestClient

from tests.mechanism.office import Office, office
from tests.mechanism.texts.drafts import BILINGUAL, FA_LISTS, LISTS, RIVER, TABLED, edit
from tests.node.parties import three_parties
from tests.server.web import ADDRESS, Web, en
from trilateral.ledger.entry import EntryId, Text
from trilateral.mechanism.texts.clauses import CLAUSES
from trilateral.mechanism.texts.entries import (
    DayNamed,
    ExactText,
    ForceRecorded,
    NonPaperMentioned,
    ParagraphAdded,
    ParagraphEdited,
    ParagraphStruck,
    SignatureTakenBack,
    TerminationProposed,
    TextInitialled,
    TextInterpretation,
    TextReservation,
    TextSigned,
    TextTabled,
    WordingAccepted,
    WordsBracketed,
)
from trilateral.server.app import make_app
from trilateral.server.sessions import Doors

FIVE, TWENTY = LISTS.replace("ten", "five"), LISTS.replace("ten", "twenty")


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("texts")) as made:
        yield made


@contextmanager
def chairing(root: Path) -> Iterator[Office]:
    """The same where the United States chair, and are not bound."""
    with three_parties(root, roles={"us": "chair"}) as parties:
        node = parties.nodes["us"]
        doors = Doors(node.clock.unix, node.private)
        app = make_app(node, doors=doors, addresses=(ADDRESS,))
        with TestClient(app) as client:
            made = Web(parties, node, app, doors, client)
            with made.visitor() as delegate:
                yield Office(made, delegate)


def ref_of(us: Office, entry: EntryId) -> str:
    found = us.web.node.record.fold.verdict(entry)
    assert found is not None
    return found.ref


def page_of(us: Office, subject: EntryId, **asked: str) -> str:
    return us.delegate.page(f"texts/{ref_of(us, subject)}", **asked)


def at(us: Office, address: str) -> str:
    """What an address of a page answers, without the isolates that are set around names."""
    path, _, query = unescape(address).partition("?")
    return us.delegate.page(path.removeprefix(us.web.home), **dict(parse_qsl(query)))


def plain(page: str) -> str:
    """What stands on a page, without its tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", "", page)))


def hashes(us: Office, subject: EntryId) -> tuple[ExactText, ...]:
    found: tuple[ExactText, ...] = us.found("texts", subject).hashes
    return found


def crossed_edits(us: Office) -> tuple[EntryId, EntryId, EntryId]:
    subject = us.say("iq", TABLED)
    five = us.say("us", edit(FIVE, subject), subject, sync=False)
    twenty = us.say("ir", edit(TWENTY, subject), subject)
    return subject, five, twenty


def test_both_languages_stand_side_by_side_each_with_its_own_form(us: Office) -> None:
    subject = us.say("iq", BILINGUAL)
    page = page_of(us, subject)
    forms = re.findall(r'href="([^"]*sign/texts\.paragraph_edited[^"]*)"', page)

    assert LISTS in plain(page)
    assert f'lang="fa" dir="rtl">{FA_LISTS}' in page
    assert len(forms) == 2
    form = at(us, forms[1])
    assert FA_LISTS in form
    assert ref_of(us, subject) in form
    assert "Paragraph 1 as it stands" in plain(form)


def test_a_bracket_is_put_in_the_language_beside_which_its_way_stands(us: Office) -> None:
    """The address names the text's language and not the reader's, whose own stays as it is."""
    subject = us.say("iq", BILINGUAL)
    ways = re.findall(r'href="([^"]*sign/texts\.bracketed[^"]*)"', page_of(us, subject))

    assert len(ways) == 2
    form = at(us, ways[1])
    assert re.search(r'name="lang" value="fa"', form)
    assert '<html lang="en"' in form


def test_competing_wordings_stand_under_their_holders_with_both_references(us: Office) -> None:
    subject, five, twenty = crossed_edits(us)
    page, home = page_of(us, subject), us.delegate.page()

    assert "five" in page
    assert "twenty" in page
    for entry in (five, twenty):
        assert ref_of(us, entry) in page
    assert "Competing wordings" in page
    assert page.count("Let this wording stand") == 1, "we can give way to the other, and not to ourselves"
    assert "you hold 1 place open" in plain(home)
    line = plain(page).partition("within [")[2].partition("]")[0]
    assert re.sub(r"\s", "", line) in {"IRtwenty|USfive", "UStwenty|IRfive"}
    us.say("us", WordingAccepted("1", twenty), subject)
    assert TWENTY in plain(page_of(us, subject))
    assert us.found("texts", subject).left == ()


def test_a_wording_that_is_to_settle_it_names_all_versions_and_an_edit_aside_none_of_the_others(us: Office) -> None:
    subject, five, twenty = crossed_edits(us)
    page = page_of(us, subject)
    forms = [parse_qsl(unescape(each)) for each in re.findall(r'href="[^"]*texts\.paragraph_edited\?([^"]*)"', page)]
    bases = [dict(each)["bases"].split() for each in forms if dict(each)["key"] == "1"]

    assert bases == [sorted([ref_of(us, twenty), ref_of(us, five)]), [ref_of(us, five)]]
    assert dict(forms[1])["wordings"] == FIVE, "our own wording, not what both began with"


def test_who_follows_another_language_says_which_version(us: Office) -> None:
    subject = us.say("iq", BILINGUAL)
    five = us.say("ir", edit(FIVE, subject), subject)
    page = page_of(us, subject)
    forms = [dict(parse_qsl(unescape(each))) for each in re.findall(r'href="[^"]*paragraph_edited\?([^"]*)"', page)]

    assert [(each["wordings.lang"], each.get("matches")) for each in forms] == [
        ("en", None),
        ("fa", None),
        ("fa", ref_of(us, five)),
    ]


def test_edits_of_different_words_are_shown_as_merged(us: Office) -> None:
    subject = us.say("iq", TABLED)
    us.say("us", edit(FIVE, subject), subject, sync=False)
    us.say("ir", edit(LISTS.replace("lists", "complete lists"), subject), subject)
    page = plain(page_of(us, subject))

    assert "exchange complete lists of prisoners within five days." in page
    assert "Merged: none of these had seen the others." in page


def test_a_bracket_shows_its_holders_letter_reason_and_option(us: Office) -> None:
    subject = us.say("iq", TABLED)
    us.say("ir", WordsBracketed("1", "en", (subject,), "ten", option=en("thirty"), why=en("Too soon.")), subject)
    page = plain(page_of(us, subject))

    assert re.search(r"within \[\s*IR\s*ten\s*\]\s*IR\s*days", page)
    assert "thirty" in page
    assert "Too soon." in page
    assert "Lift the bracket" not in page
    us.say("us", WordsBracketed("1", "en", (subject,)), subject)
    assert page_of(us, subject).count("Lift the bracket") == 1


def test_the_sheet_names_the_readers_party_first_and_shows_reservations(us: Office) -> None:
    subject = us.say("iq", TABLED)
    exact = hashes(us, subject)
    reserved = TextSigned(
        exact, (TextReservation(en("Not on Fridays."), "1"),), (TextInterpretation(en("Days are working days.")),)
    )
    us.say("ir", reserved, subject)
    us.say("us", TextInitialled(exact, ad_referendum=True), subject)
    page = page_of(us, subject, sheet="1")
    order = re.findall(r"<h3>For .*?party-name\">([^<]*)<", page)

    assert len(order) == 3
    assert order[0] == "us"
    assert "Not on Fridays." in page
    assert "Days are working days." in page
    assert "ad referendum" in page
    assert exact[0].hash in page
    assert LISTS in plain(page)


def test_what_a_signature_binds_to_stands_on_its_form(us: Office) -> None:
    subject = us.say("iq", TABLED)
    page = page_of(us, subject)
    (form,) = set(re.findall(r'href="([^"]*sign/texts\.signed[^"]*)"', page))
    shown = at(us, form)

    assert hashes(us, subject)[0].hash in shown
    assert LISTS in plain(shown)
    assert "It binds you once these have signed it too" in plain(shown)
    (form,) = set(re.findall(r'href="([^"]*sign/texts\.initialled[^"]*)"', page))
    initials = plain(at(us, form))
    assert "That binds nobody." in initials
    assert "It binds you once" not in initials


def test_the_last_signature_and_one_taken_back_stand_in_two_lanes(us: Office) -> None:
    subject = us.say("iq", TABLED)
    exact = hashes(us, subject)
    for party in ("us", "iq"):
        us.say(party, TextSigned(exact), subject)
    us.say("us", SignatureTakenBack(en("Not yet.")), subject, sync=False)
    us.say("ir", TextSigned(exact), subject)
    page = page_of(us, subject)

    assert us.status("texts", subject) == "crossed"
    assert page.count('class="two-side') == 2
    assert "say what holds" in us.delegate.page()


def test_any_two_versions_beside_each_other(us: Office) -> None:
    subject = us.say("iq", TABLED)
    five = us.say("us", edit(FIVE, subject), subject)
    us.say("us", ParagraphAdded((en("Once a month."),), "1"), subject)
    us.say("ir", ParagraphStruck("2", (subject,)), subject)
    page = page_of(us, subject, **{"from": ref_of(us, subject), "to": ref_of(us, five)})
    history = page_of(us, subject)

    assert "<del>ten</del>" in page
    assert "<ins>five</ins>" in page
    assert "the same" in page
    assert "<del>ten</del>" in history
    nowhere = us.delegate.client.get(f"{us.web.home}texts/{ref_of(us, subject)}", params={"from": "us/999"})
    assert nowhere.status_code == 404


def test_a_struck_paragraph_shows_what_went_and_can_be_written_again(us: Office) -> None:
    subject = us.say("iq", TABLED)
    struck = us.say("ir", ParagraphStruck("2", (subject,)), subject)
    page = page_of(us, subject)
    form = [dict(parse_qsl(unescape(each))) for each in re.findall(r'href="[^"]*paragraph_edited\?([^"]*)"', page)][-1]

    assert "drafted-struck" in page
    assert "Write it" in page
    assert (form["key"], form["bases"], form["wordings"]) == ("2", ref_of(us, struck), RIVER)


def test_a_clause_of_the_library_comes_into_a_form_in_every_language_of_the_text(us: Office) -> None:
    subject = us.say("iq", BILINGUAL)
    page = page_of(us, subject, clauses="1")
    forms = [unescape(each) for each in re.findall(r'href="([^"]*sign/texts\.paragraph_added[^"]*)"', page)]

    assert len(forms) == len(CLAUSES)
    form = plain(at(us, forms[2]))
    assert "None binds a party that has not signed it." in form
    assert "[fa]" in form
    assert CLAUSES[2].wordings[1].text not in form, "Arabic is no language of this text"


def test_of_a_non_paper_there_is_nothing_to_read(us: Office) -> None:
    subject = us.say("ir", NonPaperMentioned((en("Thoughts"),)))
    page = plain(page_of(us, subject))

    assert "nothing here shows what it says" in page
    assert us.status("texts", subject) == "non_paper"


def test_a_language_behind_is_named(us: Office) -> None:
    subject = us.say("iq", BILINGUAL)
    us.say("ir", edit(FIVE, subject), subject)
    page = plain(page_of(us, subject))

    assert "another language has moved on" in page
    both = ParagraphEdited(
        "1",
        (subject,),
        (Text("fa", FA_LISTS.replace("ده", "پنج")),),
        (us.found("texts", subject).state.versions[-1].entry,),
    )
    assert us.say("us", both, subject)


def test_what_follows_the_last_signature(us: Office) -> None:
    body = TextTabled(TABLED.title, TABLED.languages, TABLED.paragraphs, "day_named_by_all")
    subject = us.say("iq", body)
    exact = hashes(us, subject)
    assert "sign/texts.paragraph_edited" in page_of(us, subject)
    for party in ("us", "iq", "ir"):
        us.say(party, DayNamed("2031-05-01"), subject)
        us.say(party, TextSigned(exact), subject)
    signed = page_of(us, subject)
    before = plain(signed)
    for kind in ("paragraph_edited", "paragraph_added", "paragraph_struck", "bracketed"):
        assert f"sign/texts.{kind}" not in signed, "nobody writes in a text that all have signed"
    us.say("ir", ForceRecorded("2031-05-01"), subject)
    end = us.say("ir", TerminationProposed("2032-05-01", en("It has served.")), subject)
    page, home = plain(page_of(us, subject)), us.delegate.page()

    assert "counts once it is recorded" in before
    assert "All have signed exactly this text" in before
    assert "In force since" in page
    assert "It has served." in page
    assert "ceases to be in force, or not" in plain(home)
    assert ref_of(us, end) in page
    assert us.found("texts", subject).force_on == "2031-05-01"


def test_what_the_chair_wrote_while_all_signed_is_no_part_of_the_text(tmp_path: Path) -> None:
    with chairing(tmp_path) as us:
        subject = us.say("us", TABLED)
        exact = hashes(us, subject)
        us.say("iq", TextSigned(exact), subject, sync=False)
        us.say("ir", TextSigned(exact), subject, sync=False)
        late = us.say("us", edit(FIVE, subject), subject)
        page = plain(page_of(us, subject))
        found = us.found("texts", subject)

        assert found.status == "signed"
        assert found.written_after == (ref_of(us, late),)
        assert found.hashes == exact
        assert LISTS in page
        assert f"no part of the text: US us {ref_of(us, late)}" in page


@pytest.mark.parametrize("lang", ["en", "ar", "fa"])
def test_every_page_of_a_text_reads_in_every_language(us: Office, lang: str) -> None:
    subject, _, _ = crossed_edits(us)
    us.say("us", WordsBracketed("2", "en", (subject,)), subject)
    for asked in ({}, {"sheet": "1"}, {"clauses": "1"}, {"from": ref_of(us, subject), "to": ""}):
        page = page_of(us, subject, **asked, lang=lang)
        assert f'<html lang="{lang}"' in page
    assert "Joint texts" in us.delegate.page("texts", lang="en")
