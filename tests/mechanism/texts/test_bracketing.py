"""Bracketing words as people copy them: without the punctuation that is written at them, or one of several places."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.mechanism.office import Office, office
from tests.server.web import en
from trilateral.ledger.entry import EntryId, Text
from trilateral.mechanism.texts.entries import Paragraph, TextTabled

TWICE = "The “experts”, and no others, meet monthly. Costs are stated monthly; monthly costs fall on the host."
ARABIC = "تجتمع الآلية شهريا، ويجتمع الخبراء (أسبوعيا)."
PERSIAN = "سازوکار ماهانه نشست دارد؛ کارشناسان هفتگی."


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("bracketing")) as made:
        yield made


def tabled(us: Office) -> EntryId:
    words = (en(TWICE), Text("ar", ARABIC), Text("fa", PERSIAN))
    return us.say("iq", TextTabled((en("Meetings"),), ("en", "ar", "fa"), (Paragraph(words),)))


def ref_of(us: Office, entry: EntryId) -> str:
    verdict = us.web.node.record.fold.verdict(entry)
    assert verdict is not None
    return verdict.ref


def put(us: Office, subject: EntryId, lang: str, words: str, do: str = "sign", **more: str) -> Any:
    """What answers to whoever presses the step under a paragraph, or the form with the same in it."""
    us.web.parties.clock.advance(1)
    fields = {"subject": ref_of(us, subject), "key": "1", "lang": lang, "bases": ref_of(us, subject), **more}
    return us.delegate.send("sign/texts.bracketed", words=words, **{do: "1"}, **fields)


@pytest.mark.parametrize(
    ("lang", "written", "whole", "occurrence"),
    [
        ("en", "experts", "“experts”,", 1),
        ("en", "the host", "the host.", 1),
        ("en", "experts”, and no  others", "“experts”, and no others,", 1),
        ("en", "monthly costs", "monthly costs", 1),
        ("en", "monthly.", "monthly.", 1),
        ("ar", "شهريا", "شهريا،", 1),
        ("ar", "أسبوعيا", "(أسبوعيا).", 1),
        ("fa", "نشست دارد", "نشست دارد؛", 1),
    ],
)
def test_words_are_bracketed_with_the_punctuation_at_them(
    us: Office, lang: str, written: str, whole: str, occurrence: int
) -> None:
    """What is signed names whole words, as every node reads it."""
    subject = tabled(us)
    looked = put(us, subject, lang, written, "check")
    answer = put(us, subject, lang, written)
    entry: Any = us.web.node.record.fold.verdicts(us.web.node.origin)[-1].entry

    assert looked.status_code == 200
    assert whole in looked.text
    assert answer.status_code == 303, re.findall('data-code="([^"]+)"', answer.text)
    assert (entry.body.words, entry.body.occurrence) == (whole, occurrence)
    assert len(us.found("texts", subject).state.brackets) == 1


def test_where_the_words_stand_several_times_nobody_guesses(us: Office) -> None:
    """It comes back unsigned until somebody says which, by the count of whoever reads; then that one is meant."""
    subject = tabled(us)
    unsaid = put(us, subject, "en", "monthly")
    said = [put(us, subject, "en", "monthly", occurrence=which).status_code for which in ("1", "3", "4")]
    brackets = us.found("texts", subject).state.brackets

    assert unsaid.status_code == 422
    assert 'data-code="texts.stands_several_times"' in unsaid.text
    assert 'aria-invalid="true"' in unsaid.text.partition('id="f-occurrence"')[2].partition(">")[0]
    assert said == [303, 303, 422]
    there = TWICE.split()
    assert [there[each.start : each.end] for each in brackets] == [["monthly."], ["monthly"]]


@pytest.mark.parametrize("written", ["month", "host the", "expert", "weekly", "…"])
def test_words_that_stand_nowhere_are_said_to(us: Office, written: str) -> None:
    """Part of a word is no word: nobody holds open more than was copied, but for signs."""
    subject = tabled(us)
    answer = put(us, subject, "en", written)

    assert answer.status_code == 422
    assert 'data-code="texts.no_such_words"' in answer.text
    assert us.found("texts", subject).state.brackets == ()


def test_beside_the_step_it_says_what_becomes_of_punctuation(us: Office) -> None:
    subject = tabled(us)

    assert "Punctuation at the words is bracketed with them." in us.delegate.page(f"texts/{ref_of(us, subject)}")
    assert "punctuation that stands at them is bracketed" in us.delegate.page("sign/texts.bracketed")
