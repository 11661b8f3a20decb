"""Joint texts on pages: languages side by side, brackets under letters, what competes, the sheet, two versions, the clauses."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any
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
    Paragraph,
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


def editor_at(us: Office, subject: EntryId, **asked: str) -> str:
    return page_of(us, subject, **{"edit": "1", **asked})


def boxes(page: str) -> dict[str, str]:
    """What stands in each box of an editor, by language."""
    return {lang: unescape(words) for lang, words in re.findall(r'name="wordings\.in\.(\w+)"[^>]*>\n([^<]*)</', page)}


def given(page: str, name: str) -> str:
    """What a page has filled in for its reader."""
    (value,) = re.findall(rf'type="hidden" name="{name}" value="([^"]*)"', page.partition('id="entry"')[2])
    return unescape(value)


def sent(us: Office, page: str, **changed: str) -> Any:
    """Press the button of an editor, with other words in its boxes."""
    form = page.partition('id="entry"')[2].partition("</form>")[0]
    hidden = re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form)
    fields: dict[str, Any] = {name: unescape(value) for name, value in hidden if name != "csrf"}
    fields["fixed"] = [value for name, value in hidden if name == "fixed"]
    fields |= {f"wordings.in.{lang}": words for lang, words in boxes(page).items()}
    fields |= {name.replace("__", "."): words for name, words in changed.items()}
    return us.delegate.send("sign/texts.paragraph_edited", **{"sign": "1", **fields})


def test_both_languages_stand_beside_each_other_in_boxes_of_their_own(us: Office) -> None:
    subject = us.say("iq", BILINGUAL)
    page = page_of(us, subject)
    (way,) = set(re.findall(r'href="([^"]*edit=1[^"]*)"', page))
    editor = at(us, way)

    assert LISTS in plain(page)
    assert f'lang="fa" dir="rtl">{FA_LISTS}' in page
    assert boxes(editor) == {"en": LISTS, "fa": FA_LISTS}
    assert re.search(r'<textarea[^>]* lang="fa" dir="rtl"', editor)
    assert re.search(r'<textarea[^>]* lang="en" dir="ltr"', editor)
    assert given(editor, "bases") == ref_of(us, subject)
    assert 'name="matches"' not in editor


def test_one_press_signs_both_languages_as_one_entry_and_leads_back_to_the_paragraph(us: Office) -> None:
    subject = us.say("iq", BILINGUAL)
    fa_five = FA_LISTS.replace("ده", "پنج")
    answer = sent(us, editor_at(us, subject), wordings__in__en=FIVE, wordings__in__fa=fa_five)
    last = us.found("texts", subject).state.versions[-1]

    assert answer.status_code == 303, plain(answer.text)
    assert re.search(rf"/texts/{ref_of(us, subject)}\?signed=us%2F[0-9]+#paragraph-1$", answer.headers["location"])
    assert {each.lang: each.text for each in last.wordings} == {"en": FIVE, "fa": fa_five}
    assert us.found("texts", subject).left == (), "they came with one entry, so neither is behind"


def test_a_language_that_is_left_as_it_stands_is_signed_only_if_its_author_says_so(us: Office) -> None:
    subject = us.say("iq", BILINGUAL)
    sent(us, editor_at(us, subject), wordings__in__en=FIVE)

    assert [each.lang for each in us.found("texts", subject).state.versions[-1].wordings] == ["en"]
    assert "another language has moved on" in plain(page_of(us, subject))
    following = editor_at(us, subject, follow="1")
    assert re.search(r'name="wordings.every" value="yes" checked', following)
    sent(us, following, wordings__every="yes", wordings__in__fa=FA_LISTS.replace("ده", "پنج"))
    assert [each.lang for each in us.found("texts", subject).state.versions[-1].wordings] == ["en", "fa"]
    assert us.found("texts", subject).left == ()


def test_what_is_refused_comes_back_with_both_boxes_as_they_were_filled_in(us: Office) -> None:
    subject = us.say("iq", BILINGUAL)
    unchanged = sent(us, editor_at(us, subject))
    emptied = sent(us, editor_at(us, subject), wordings__in__en=FIVE, wordings__in__fa="")

    assert unchanged.status_code == emptied.status_code == 422
    assert 'data-code="form.nothing_changed"' in unchanged.text
    assert 'data-code="form.required"' in emptied.text
    assert boxes(emptied.text) == {"en": FIVE, "fa": ""}
    assert 'href="#f-wordings-in-fa"' in emptied.text
    assert given(emptied.text, "bases") == ref_of(us, subject)
    assert given(emptied.text, "back").endswith("#paragraph-1")
    again = sent(us, emptied.text, wordings__in__fa=FA_LISTS)
    assert again.headers["location"].endswith("#paragraph-1")


def test_a_wording_of_any_length_is_filled_in(us: Office) -> None:
    long = " ".join([LISTS] * 150)
    subject = us.say("iq", TextTabled(TABLED.title, ("en",), (Paragraph((en(long),)),)))

    assert boxes(editor_at(us, subject)) == {"en": long}


def test_there_is_no_editor_where_nothing_can_be_written(us: Office) -> None:
    subject = us.say("iq", TABLED)

    assert 'name="wordings' not in editor_at(us, subject, edit="9"), "no such paragraph"
    us.say("us", TextSigned(hashes(us, subject)), subject)
    assert 'name="wordings' not in editor_at(us, subject), "signed by its reader"


def test_a_bracket_is_put_in_the_language_beside_which_its_step_stands(us: Office) -> None:
    """The step names the text's language and not the reader's, and the versions that stand beside it."""
    subject = us.say("iq", BILINGUAL)
    forms = re.findall(r'<form class="step"[^>]*texts\.bracketed".*?</form>', page_of(us, subject), re.DOTALL)
    hidden = [dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', each)) for each in forms]

    assert [each["lang"] for each in hidden] == ["en", "fa"]
    fields = {name: value for name, value in hidden[1].items() if name != "csrf"}
    answer = us.delegate.send("sign/texts.bracketed", words="ده روز", sign="1", **fields)
    assert answer.headers["location"].endswith("#paragraph-1")
    assert us.found("texts", subject).state.brackets[-1].lang == "fa"


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
    settles, aside = editor_at(us, subject), editor_at(us, subject, aside="en")

    assert sorted(given(settles, "bases").split()) == sorted([ref_of(us, twenty), ref_of(us, five)])
    assert boxes(settles) == {"en": LISTS}, "what both began with"
    assert given(aside, "bases") == ref_of(us, five)
    assert boxes(aside) == {"en": FIVE}, "our own wording, not what both began with"
    assert "twenty" in plain(aside)


def test_where_wordings_compete_in_one_language_the_other_is_only_read_by_who_takes_no_side(us: Office) -> None:
    subject = us.say("iq", BILINGUAL)
    us.say("us", edit(FIVE, subject), subject, sync=False)
    us.say("ir", edit(TWENTY, subject), subject)
    aside = editor_at(us, subject, aside="en")

    assert boxes(aside) == {"en": FIVE}
    assert FA_LISTS in plain(aside)
    assert set(boxes(editor_at(us, subject))) == {"en", "fa"}


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
    editor = editor_at(us, subject, edit="2")

    assert "drafted-struck" in page
    assert "Write it" in page
    assert (given(editor, "key"), given(editor, "bases"), boxes(editor)) == ("2", ref_of(us, struck), {"en": RIVER})
    assert sent(us, editor).status_code == 303, "every word of it is new"


def test_a_clause_of_the_library_comes_into_a_form_in_every_language_of_the_text(us: Office) -> None:
    subject = us.say("iq", BILINGUAL)
    page = page_of(us, subject, clauses="1")
    forms = [unescape(each) for each in re.findall(r'href="([^"]*sign/texts\.paragraph_added[^"]*)"', page)]

    assert len(forms) == len(CLAUSES)
    form = plain(at(us, forms[2]))
    assert "None binds a party that has not signed it." in form
    assert CLAUSES[2].wordings[2].text in form
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
    assert "edit=1" in page_of(us, subject)
    for party in ("us", "iq", "ir"):
        us.say(party, DayNamed("2031-05-01"), subject)
        us.say(party, TextSigned(exact), subject)
    signed = page_of(us, subject)
    before = plain(signed)
    assert "edit=" not in signed
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


@pytest.mark.parametrize(("lang", "seal"), [("en", "under seal"), ("ar", "تحت الختم"), ("fa", "زیر مُهر")])
def test_a_clause_on_what_is_said_under_seal_says_so_in_every_language(lang: str, seal: str) -> None:
    (clause,) = (each for each in CLAUSES if each.key == "confidentiality")

    assert seal in next(each.text for each in clause.wordings if each.lang == lang)
