"""Make the golden vectors of acts on entries and of unsigned words, in the form of `make_slices`."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# ruff: noqa: E402 - run as a script, this file must first say where `tests` is
from tests.vectors.make_slices import FOLDER, Case, Cases, about
from tests.worlds import HOST, NORTH, PARTIES, SOUTH, World, en, make_charter, terms_of
from trilateral.ledger.canonical import encode_canonical
from trilateral.ledger.charter import UnsignedTerms
from trilateral.ledger.entry import Body, EntryId, Text, members_of
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
from trilateral.mechanism.unsigned.entries import ReportAdopted, WordsReported

CASES: Cases = {}
SAID = StatementMade("position", en("We ar ready."))
FA = Text("fa", "ما آماده‌ایم.")
PAPER = "ab" * 32


def case(make: Callable[[], Case]) -> Callable[[], Case]:
    """Name a case after its function."""
    CASES[make.__name__] = make
    return make


def reported(of: str, body: Body, on: EntryId | None = None) -> WordsReported:
    """The report of a body that its party has not signed."""
    words = encode_canonical(members_of(body)).decode()
    return WordsReported(of, str(body.__struct_config__.tag), words, on, note=en("By telephone."))


@case
def own_words_corrected_and_replaced() -> Case:
    world, said = about("A party corrects, replaces and takes back words of its own, and nobody else's.", NORTH, SAID)
    world.say(NORTH, WordsCorrected(said, en("We are ready."), "text", en("A slip.")), said)
    world.say(NORTH, WordsCorrected(said, en("x"), "text[0]"), said)
    world.fails("acts.no_such_words")
    later = world.say(NORTH, StatementMade("position", en("We are ready.")))
    world.say(NORTH, EntrySuperseded(said, later), said)
    world.say(NORTH, EntrySuperseded(later, said), later)
    world.fails("acts.cannot_stand_for")
    world.say(NORTH, WordsRetracted(said, en("Said in haste.")), said)
    world.say(NORTH, WordsRetracted(said), said)
    world.fails("acts.retracted_before")
    for body in (WordsCorrected(said, en("x")), WordsRetracted(said), EntrySuperseded(said, said)):
        world.say(SOUTH, body, said)
        world.fails("acts.not_yours")
    return world


@case
def retracted_answer_binds() -> Case:
    filed = AllegationFiled(SOUTH, (en("The road."),))
    world, subject = about("An answer that was taken back stays the answer: acts change no state.", NORTH, filed)
    answered = world.say(SOUTH, PointAnswered(0, "admitted"), subject)
    world.say(SOUTH, WordsRetracted(answered), subject)
    return world


@case
def reservation_crosses_correction() -> Case:
    world, said = about("South reserves on words that North corrects meanwhile; both stand.", NORTH, SAID)
    world.say(SOUTH, PositionReserved(said, en("Not accepted.")), said)
    corrected = world.say(NORTH, WordsCorrected(said, en("We are ready."), "text"), said)
    world.see_all(HOST)
    world.say(HOST, EntryCommented(corrected, en("Noted.")), said)
    return world


@case
def translation_agreed_by_all() -> Case:
    world, said = about("A translation is agreed, then authentic, when every party has signed that.", NORTH, SAID)
    world.say(HOST, WordsTranslated(said, "text", FA, "ar"), said)
    world.fails("acts.another_language")
    translated = world.say(HOST, WordsTranslated(said, "text", FA, "fa", "interpreter"), said)
    world.meet()
    world.say(SOUTH, TranslationAgreed(said, "agreed"), said)
    world.fails("acts.not_a_translation")
    for party in PARTIES:
        world.say(party, TranslationAgreed(translated, "agreed"), said)
    world.say(NORTH, TranslationAgreed(translated, "agreed"), said)
    world.fails("acts.agreed_already")
    for party in PARTIES:
        world.say(party, TranslationAgreed(translated, "authentic"), said)
    return world


@case
def paper_named_in_the_header() -> Case:
    world, said = about("A paper counts where the header names the file, and only on the matter named.", NORTH, SAID)
    attached = PaperAttached(said, en("Note verbale"), "application/pdf", PAPER)
    world.say(SOUTH, attached, said)
    world.fails("acts.paper_not_named")
    world.say(SOUTH, attached, said, blobs=(PAPER,))
    world.say(SOUTH, EntryCommented("f" * 64, en("x")), said)
    world.fails("acts.not_seen")
    world.say(SOUTH, EntryCommented(said, en("x")))
    world.fails("acts.no_subject")
    other = world.say(SOUTH, SAID)
    world.say(SOUTH, EntryCommented(said, en("x")), other)
    world.fails("acts.another_subject")
    return world


@case
def chair_agrees_to_nothing() -> Case:
    members = (terms_of(HOST, role="chair"), terms_of(NORTH), terms_of(SOUTH))
    world = Case(
        "A chair translates and does not agree: only those whom the charter binds do.",
        World(make_charter(parties=members)).found(),
    )
    said = world.say(NORTH, SAID)
    world.meet()
    translated = world.say(HOST, WordsTranslated(said, "text", FA, "fa"), said)
    world.say(HOST, TranslationAgreed(translated, "agreed"), said)
    world.fails("acts.not_yours_to_agree")
    world.meet()
    for party in (NORTH, SOUTH):
        world.say(party, TranslationAgreed(translated, "agreed"), said)
    return world


@case
def adopted_words_count_from_there() -> Case:
    filed = AllegationFiled(SOUTH, (en("The road."), en("The bridge.")))
    world, subject = about("Reported words bind nobody, until their party makes them its own.", NORTH, filed)
    first = world.say(HOST, reported(SOUTH, PointAnswered(0, "admitted"), subject))
    second = world.say(HOST, reported(SOUTH, PointAnswered(5, "admitted"), subject))
    opened = world.say(HOST, reported(SOUTH, SAID))
    unread = world.say(HOST, WordsReported(SOUTH, "statements.made/1", '{"sort":"unheard of"}'))
    world.meet()
    world.say(NORTH, ReportAdopted(first))
    world.fails("unsigned.not_your_words")
    world.say(SOUTH, ReportAdopted(subject))
    world.fails("unsigned.not_a_report")
    world.say(SOUTH, ReportAdopted("f" * 64))
    world.fails("unsigned.not_seen")
    world.say(SOUTH, ReportAdopted(second))
    world.fails("allegations.no_such_point")
    world.say(SOUTH, ReportAdopted(unread))
    world.fails("ledger.nothing_to_adopt")
    world.say(SOUTH, ReportAdopted(first))
    world.say(SOUTH, ReportAdopted(opened))
    return world


@case
def reported_of_a_party_without_a_log() -> Case:
    charter = make_charter(unsigned=(UnsignedTerms("west", (en("West"),)),))
    world = Case(
        "What a party says that keeps no log is reported, with the paper that shows it.", World(charter).found()
    )
    report = world.say(HOST, reported("west", SAID))
    world.say(HOST, reported("west", SAID), report)
    world.fails("unsigned.opens_its_own")
    with_paper = WordsReported("west", "statements.made/1", "{}", paper=PAPER)
    world.say(HOST, with_paper)
    world.fails("unsigned.paper_not_named")
    world.say(HOST, with_paper, blobs=(PAPER,), capacity="historical")
    for body, code in (
        (reported("east", SAID), "unsigned.not_a_party"),
        (reported(HOST, SAID), "unsigned.of_oneself"),
        (reported("west", SAID, "f" * 64), "unsigned.not_seen"),
        (WordsReported("west", "statements.made/1", "[]"), "unsigned.malformed"),
    ):
        world.say(HOST, body)
        world.fails(code)
    said = world.say(NORTH, SAID)
    world.say(NORTH, reported("west", SAID), said)
    world.fails("ledger.wrong_subject")
    return world


def files() -> dict[str, str]:
    """Content of each file by its name."""
    return {
        f"{name}.json": json.dumps(make().written(), ensure_ascii=False, indent=2) + "\n"
        for name, make in CASES.items()
    }


if __name__ == "__main__":
    for file, content in files().items():
        (FOLDER / file).write_text(content, encoding="utf-8")
