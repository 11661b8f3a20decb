"""Acts on pages: beside the entry that they are about, wherever it stands, and offered to whoever may sign them."""

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html import unescape
from pathlib import Path

import pytest

from tests.mechanism.office import Office, office
from tests.server.web import en
from trilateral.ledger.entry import EntryId, Text
from trilateral.mechanism.acts.entries import (
    EntryCommented,
    EntrySuperseded,
    PaperAttached,
    PositionReserved,
    TranslationAgreed,
    WordsCorrected,
    WordsRetracted,
    WordsTranslated,
)
from trilateral.mechanism.allegations.entries import AllegationFiled, PointAnswered
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.compose import About

SCAN = b"%PDF-1.4 a note verbale"


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def ref_of(us: Office, entry: EntryId) -> str:
    found = us.web.node.record.fold.verdict(entry)
    assert found is not None
    return found.ref


def spoken(us: Office, party: str = "us") -> EntryId:
    return us.say(party, StatementMade("position", en("We ar ready.")))


def pages(us: Office, said: EntryId) -> tuple[str, str]:
    """The page of the matter and that of the entry."""
    return us.delegate.page(f"statements/{ref_of(us, said)}"), us.delegate.page(f"entry/{ref_of(us, said)}")


def test_a_correction_stands_beside_the_words_struck_through(us: Office) -> None:
    said = spoken(us)
    us.say("us", WordsCorrected(said, en("We are ready."), "text", en("A slip of the pen.")), said)

    for page in pages(us, said):
        assert "<del><bdi" in page
        assert page.count("We ar ready.") >= 2, "the original stays, and stands beside the correction"
        assert "<ins><bdi" in page
        assert "We are ready." in page
        assert "A slip of the pen." in page


def test_words_taken_back_are_struck_through_and_go_on_binding(us: Office) -> None:
    said = spoken(us)
    us.say("us", WordsRetracted(said), said)

    for page in pages(us, said):
        assert "taken-back" in page
        assert "goes on binding it" in page


def test_another_entry_stands_for_an_earlier_one(us: Office) -> None:
    said = spoken(us)
    later = spoken(us)
    us.say("us", EntrySuperseded(said, later), said)

    for page in pages(us, said):
        assert "Its author lets another entry stand for it:" in page
        assert ref_of(us, later) in page


def test_anybodys_reservation_and_remark_are_shown(us: Office) -> None:
    said = spoken(us)
    us.say("ir", PositionReserved(said, en("Without prejudice.")), said)
    us.say("iq", EntryCommented(said, en("Noted with interest.")), said)

    for page in pages(us, said):
        assert "Position reserved" in page
        assert "Without prejudice." in page
        assert "Noted with interest." in page


def test_a_translation_says_what_it_is_and_who_agrees(us: Office) -> None:
    said = spoken(us)
    translated = us.say("iq", WordsTranslated(said, "text", Text("fa", "آماده‌ایم."), "fa", "interpreter"), said)
    before = pages(us, said)
    for party in ("us", "ir", "iq"):
        us.say(party, TranslationAgreed(translated, "agreed"), said)
    after = pages(us, said)

    for page in before:
        assert 'class="rank">unofficial' in page
        assert "آماده‌ایم." in page
        assert "translated by" in page
    for page in after:
        assert 'class="rank">agreed' in page
    found = us.found("acts", said)
    assert found.translations == {ref_of(us, translated): "agreed"}


def test_a_file_is_named_by_its_hash_and_said_to_be_here_or_not(us: Office) -> None:
    said = spoken(us)
    paper = sha256(SCAN).hexdigest()
    us.web.parties.nodes["ir"].say(
        PaperAttached(said, en("Note verbale 12"), "application/pdf", paper),
        by="head",
        about=About(subject=said, attachments=(SCAN,)),
    )
    us.sync()
    with_file = pages(us, said)
    us.web.node.record.bodies.erase(paper)
    without = pages(us, said)

    for page in with_file:
        assert "Note verbale 12" in page
        assert paper in page
        assert "the file is here" in page
    for page in without:
        assert "the file is not here" in page


def test_acts_that_crossed_name_one_another(us: Office) -> None:
    said = spoken(us, "ir")
    reserved = us.say("us", PositionReserved(said, en("Not so.")), said, sync=False)
    corrected = us.say("ir", WordsCorrected(said, en("We are ready."), "text"), said)
    known = us.say("iq", PositionReserved(said, en("Nor we.")), said)
    _, page = pages(us, said)

    assert page.count("Crossed with") == 2, "the reservation and the correction, each with the other"
    for crossed in (reserved, corrected):
        assert ref_of(us, crossed) in page
    assert ref_of(us, known) in page


def test_an_act_on_an_entry_that_its_page_only_names_stands_below(us: Office) -> None:
    """The page of an allegation shows answers in lines: what lies beside one must not be missed."""
    filed = us.say("ir", AllegationFiled("us", (en("The road."),)))
    answered = us.say("us", PointAnswered(0, "admitted"), filed)
    us.say("us", WordsRetracted(answered, en("Said in haste.")), filed)
    page = us.delegate.page(f"allegations/{ref_of(us, filed)}")

    assert "Said beside entries of this matter" in page
    assert "Said in haste." in page


def test_what_the_reader_may_say_is_offered_with_what_it_does(us: Office) -> None:
    own, theirs = spoken(us), spoken(us, "ir")
    mine, others = pages(us, own)[1], pages(us, theirs)[1]

    for kind in ("corrected", "retracted", "superseded", "reserved", "translated", "attached", "commented"):
        assert f"sign/acts.{kind}?" in mine, kind
    for kind in ("corrected", "retracted", "superseded"):
        assert f"sign/acts.{kind}?" not in others, kind
    assert "sign/acts.reserved?" in others
    assert "taken-back" not in mine, "nothing was"
    assert f'href="{us.web.home}entry/{ref_of(us, theirs)}#beside"' in pages(us, theirs)[0]


def test_the_form_shows_the_words_that_it_is_about(us: Office) -> None:
    said = spoken(us, "ir")
    page = us.delegate.page("sign/acts.reserved", subject=ref_of(us, said), entry=ref_of(us, said))

    assert "The words as signed" in page
    assert "We ar ready." in page


def test_a_file_is_attached_from_the_page(us: Office) -> None:
    said = spoken(us, "ir")
    ref = ref_of(us, said)
    form = us.delegate.page("sign/acts.attached", subject=ref, entry=ref)
    fields = {
        "csrf": us.delegate.csrf(),
        "subject": ref,
        "entry": ref,
        "title": "Map of the road",
        "title.lang": "en",
        "media_type": "application/pdf",
        "sign": "1",
    }
    answer = us.delegate.client.post(
        us.web.home + "sign/acts.attached",
        data=fields,
        files={"paper": ("map.pdf", SCAN, "application/pdf")},
        follow_redirects=False,
    )

    assert 'enctype="multipart/form-data"' in form
    assert 'type="file"' in form
    assert answer.status_code == 303, answer.text
    assert us.found("acts", said).here == (sha256(SCAN).hexdigest(),)


def test_a_form_without_its_file_is_refused(us: Office) -> None:
    said = spoken(us, "ir")
    ref = ref_of(us, said)
    answer = us.delegate.send(
        "sign/acts.attached", subject=ref, entry=ref, title="x", media_type="text/plain", sign="1"
    )

    assert answer.status_code == 422
    assert "f-paper" in answer.text


def test_a_program_attaches_what_it_hands_in(us: Office) -> None:
    said = spoken(us, "ir")
    scan = b64encode(SCAN).decode()
    asked = {
        "kind": "acts.attached/1",
        "body": {
            "entry": said,
            "title": {"lang": "en", "text": "Scan"},
            "media_type": "image/png",
            "paper": sha256(SCAN).hexdigest(),
        },
        "subject": said,
        "attachments": [scan],
    }
    prepared = us.delegate.api("POST", "prepare", asked)
    signed = us.delegate.api("POST", "sign", prepared.json())
    kept = us.delegate.api("POST", "entries", {**signed.json(), "beside": [scan]})

    assert kept.status_code == 201, kept.text
    assert us.found("acts", said).here == (sha256(SCAN).hexdigest(),)


def test_acts_are_no_list_of_their_own(us: Office) -> None:
    said = spoken(us)
    us.say("us", EntryCommented(said, en("x")), said)

    assert us.delegate.client.get(us.web.home + "acts").status_code == 404
    assert "/acts" not in us.delegate.page()
    subjects = us.delegate.api("GET", "subjects").json()
    assert {each["slice"] for each in subjects} == {"statements"}


def test_who_speaks_of_words_under_seal_speaks_to_their_readers(us: Office) -> None:
    """The form begins with them; in the open nothing of it is signed, and the page says what to do."""
    node = us.web.parties.nodes["ir"]
    said = node.say(StatementMade("position", en("At the ford.")), by="head", about=About(audience=("iq", "us"))).id
    us.sync()
    ref = ref_of(us, said)
    page = us.delegate.page(f"entry/{ref}")
    links = re.findall(r'href="([^"]*sign/acts[^"]*)"', page)
    blank = us.delegate.client.get(unescape(next(link for link in links if "acts.commented" in link))).text
    said_openly = {"text": "So, the ford.", "text.lang": "en", "sign": "1"}
    answer = us.delegate.send("sign/acts.commented", subject=ref, entry=ref, **said_openly)

    assert links
    assert all(link.endswith("&amp;audience=iq&amp;audience=ir") for link in links)
    assert len(re.findall(r'name="audience" value="i[qr]" checked', blank)) == 2
    assert 'data-code="acts.spills_what_is_sealed"' in answer.text
    assert us.web.node.record.fold.general("acts", said) is None
