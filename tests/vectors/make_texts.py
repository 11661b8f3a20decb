"""Make the golden vectors of joint texts, in the form of `make_slices`, and those of merging.

A vector of merging has `comment`, `base`, `sides` (wordings made of it), `over` (if any side is to settle others: for
each side which), and `pieces`: `words`, and for a
place that is not settled `options`, each with its words and the sides that want it, counted from 0.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# ruff: noqa: E402 - run as a script, this file must first say where `tests` is
import msgspec

from tests.vectors.make_slices import FOLDER, Case, Cases, about
from tests.worlds import HOST, NORTH, PARTIES, SOUTH, en
from trilateral.ledger.entry import EntryId, Text
from trilateral.mechanism.proposals.entries import ProposalTabled, TextAccepted
from trilateral.mechanism.proposals.entries import text_hash as proposal_hash
from trilateral.mechanism.texts.clean import exact_hashes
from trilateral.mechanism.texts.entries import (
    BracketLifted,
    DayNamed,
    ExactText,
    ForceRecorded,
    NonPaperMentioned,
    Paragraph,
    ParagraphAdded,
    ParagraphEdited,
    ParagraphStruck,
    SignatureTakenBack,
    TerminationAccepted,
    TerminationProposed,
    TextAdopted,
    TextAmended,
    TextInitialled,
    TextInterpretation,
    TextReservation,
    TextSigned,
    TextTabled,
    WordingAccepted,
    WordsBracketed,
)
from trilateral.mechanism.texts.merging import merged, words_of
from trilateral.mechanism.texts.state import force_day

CASES: Cases = {}
MERGING = FOLDER.parent / "merging"
LISTS = "The parties shall exchange lists of prisoners within ten days."
FA_LISTS = "طرف‌ها فهرست زندانیان را ظرف ده روز مبادله می‌کنند."
TABLED = TextTabled(
    (en("Prisoners"),),
    ("en", "fa"),
    (Paragraph((en(LISTS), Text("fa", FA_LISTS))), Paragraph((en("Done."), Text("fa", "پایان.")))),
)
SHORT = TextTabled(
    (en("Prisoners"),), ("en",), (Paragraph((en(LISTS),), "chapeau"), Paragraph((en("Once a month."),), "item"))
)


def case(make: Callable[[], Case]) -> Callable[[], Case]:
    """Name a case after its function."""
    CASES[make.__name__] = make
    return make


def edit(text: str, *bases: EntryId, key: str = "1") -> ParagraphEdited:
    """A paragraph worded anew."""
    return ParagraphEdited(key, bases, (en(text),))


def hashes(world: Case, subject: EntryId) -> tuple[ExactText, ...]:
    """Of the clean text."""
    return exact_hashes(world.state(subject))


@case
def text_edits_merged() -> Case:
    world, text = about(
        "Two edits of one paragraph that did not know of each other change different words: both stand.", HOST, SHORT
    )
    world.say(NORTH, edit(LISTS.replace("ten", "five"), text), text)
    world.say(SOUTH, edit(LISTS.replace("lists", "complete lists"), text), text)
    return world


@case
def text_edits_compete() -> Case:
    world, text = about(
        "They change the same word: both wordings are kept, and a third party's tidying waits for the two.", HOST, SHORT
    )
    five = world.say(NORTH, edit(LISTS.replace("ten", "five"), text), text)
    twenty = world.say(SOUTH, edit(LISTS.replace("ten", "twenty"), text), text)
    world.meet()
    seven = world.say(HOST, edit(LISTS.replace("ten", "seven"), five, twenty), text)
    world.say(HOST, TextSigned(()), text)
    world.fails("texts.not_clean")
    world.meet()
    world.say(NORTH, WordingAccepted("1", seven), text)
    return world


@case
def text_holders_cross() -> Case:
    world, text = about(
        "Each holder gives way to the other's wording, neither knowing: both go on competing.", HOST, SHORT
    )
    five = world.say(NORTH, edit(LISTS.replace("ten", "five"), text), text)
    twenty = world.say(SOUTH, edit(LISTS.replace("ten", "twenty"), text), text)
    world.meet()
    world.say(NORTH, WordingAccepted("1", five), text)
    world.fails("texts.your_own_version")
    world.say(NORTH, WordingAccepted("1", twenty), text)
    world.say(SOUTH, WordingAccepted("1", five), text)
    return world


@case
def text_bracket_and_its_holder() -> Case:
    world, text = about("A bracket stays when its words go, and its holder alone lifts it.", HOST, SHORT)
    bracket = world.say(NORTH, WordsBracketed("1", "en", (text,), "within ten days.", why=en("Too soon.")), text)
    world.say(SOUTH, WordsBracketed("1", "en", (text,), "ten", 2), text)
    world.fails("texts.no_such_words")
    world.meet()
    soon = world.say(SOUTH, edit(LISTS.replace("within ten days.", "soon."), text), text)
    world.say(SOUTH, BracketLifted(bracket), text)
    world.fails("texts.not_your_bracket")
    world.meet()
    world.say(NORTH, ParagraphStruck("1", (soon,)), text)
    world.say(NORTH, BracketLifted(bracket), text)
    return world


@case
def text_paragraphs_and_languages() -> Case:
    world, text = about("Paragraphs added in one place by two, and a language that follows.", HOST, TABLED)
    for party in (NORTH, SOUTH):
        world.say(party, ParagraphAdded((en("Once a month."), Text("fa", "ماهی یک بار.")), "1", "item"), text)
    five = world.say(NORTH, edit(LISTS.replace("ten", "five"), text), text)
    world.say(NORTH, edit("x", text, key="9"), text)
    world.fails("texts.no_such_paragraph")
    world.say(NORTH, ParagraphEdited("2", (), (en("x"),)), text)
    world.fails("texts.names_no_version")
    world.meet()
    world.say(SOUTH, ParagraphEdited("1", (text,), (Text("fa", FA_LISTS.replace("ده", "پنج")),), (five,)), text)
    return world


@case
def text_signed_and_ended_by_all() -> Case:
    world, text = about("Initialled, signed with a reservation, in force, and ended by all.", HOST, TABLED)
    exact = hashes(world, text)
    for party in PARTIES:
        world.say(party, TextInitialled(exact, ad_referendum=party == SOUTH), text)
    world.say(NORTH, edit("x", text), text)
    world.fails("texts.signed_by_you")
    reserved = TextSigned(
        exact, (TextReservation(en("Not officers."), "1"),), (TextInterpretation(en("Working days.")),)
    )
    world.say(NORTH, reserved, text)
    world.say(SOUTH, TextSigned(exact[:1]), text)
    world.fails("texts.other_hashes")
    for party in (SOUTH, HOST):
        world.say(party, TextSigned(exact), text)
    world.meet()
    world.say(NORTH, SignatureTakenBack(), text)
    world.fails("texts.agreed_already")
    day = force_day(world.state(text)) or ""
    world.say(HOST, ForceRecorded("2099-01-01"), text)
    world.fails("texts.other_day")
    world.say(HOST, ForceRecorded(day), text)
    world.meet()
    end = world.say(NORTH, TerminationProposed("2031-06-01", en("Done.")), text)
    world.meet()
    for party in (SOUTH, HOST):
        world.say(party, TerminationAccepted(end), text)
    return world


@case
def text_signature_crosses_one_taken_back() -> Case:
    world, text = about("The last signature on a text crosses one that is taken back.", HOST, SHORT)
    exact = hashes(world, text)
    for party in (NORTH, HOST):
        world.say(party, TextSigned(exact), text)
    world.meet()
    world.say(NORTH, SignatureTakenBack(en("Not yet.")), text)
    world.say(SOUTH, TextSigned(exact), text)
    return world


@case
def text_of_a_non_paper() -> Case:
    world, text = about(
        "Of a non-paper only its existence; its text is tabled by who mentioned it.",
        NORTH,
        NonPaperMentioned((en("Thoughts"),)),
    )
    world.say(NORTH, edit("x", text), text)
    world.fails("texts.not_tabled")
    world.say(SOUTH, SHORT, text)
    world.fails("texts.not_yours_to_table")
    world.say(NORTH, SHORT, text)
    return world


@case
def text_settled_by_a_proposal_and_amended() -> Case:
    named_by_all = msgspec.structs.replace(SHORT, into_force="day_named_by_all")
    world, text = about(
        "An adopted proposal settles a text; all name its day; another text amends it.", HOST, named_by_all
    )
    words = " ".join(each.hash for each in hashes(world, text))
    proposal = ProposalTabled((en("The text"),), "substance", (en(f"We adopt {words}."),))
    carrier = world.say(NORTH, proposal)
    world.meet()
    world.say(NORTH, TextAdopted(carrier), text)
    world.fails("texts.not_adopted")
    for party in (SOUTH, HOST):
        world.say(party, TextAccepted(proposal_hash(proposal)), carrier)
    world.meet()
    world.say(NORTH, TextAdopted(carrier), text)
    for party in PARTIES:
        world.say(party, TextSigned(hashes(world, text)), text)
        world.say(party, DayNamed("2030-04-01"), text)
    world.meet()
    world.say(HOST, ForceRecorded("2030-04-01"), text)
    world.meet()
    later = world.say(
        SOUTH, msgspec.structs.replace(SHORT, amends=text, into_force="on_day", into_force_on="2030-05-01")
    )
    world.meet()
    world.say(NORTH, TextAmended(later), text)
    world.fails("texts.not_in_force")
    for party in PARTIES:
        world.say(party, TextSigned(hashes(world, later)), later)
    world.meet()
    world.say(HOST, ForceRecorded("2030-05-01"), later)
    world.meet()
    world.say(NORTH, TextAmended(later), text)
    return world


WORDINGS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "different_words": ("Changes of different words.", "a b c d e", ("x b c d e", "a b c d y")),
    "same_words": ("Changes of the same word.", "a b c", ("a x c", "a y c")),
    "same_change": ("The same change twice.", "a b c", ("a x c", "a x c")),
    "touching": ("Changes that touch.", "a b c", ("a x c", "a b y")),
    "two_insertions": ("Two insertions at one place.", "a b", ("a x b", "a y b")),
    "insertion_beside_change": ("An insertion before a word that another changes.", "a b c", ("a x b c", "a y c")),
    "struck_and_edited": ("All words gone on one side.", "a b c", ("", "a x c")),
    "three_sides": ("Three sides, two alike.", "a b c d e", ("a x c d e", "a y c d e", "a x c d z")),
    "several_longest": ("Several longest common sequences.", "a b a c b", ("b a b c a",)),
    "repeated_words": ("Repeated words at both ends.", "a a b a a", ("a b a a a", "a a a b a")),
    "no_base": ("Nothing that both began with.", "", ("a b", "b a")),
    "spaces": (
        "Runs of spaces and line ends; a no-break space and a non-joiner stay in their words.",
        "a\u00a0b c\u200cd",
        ("a\u00a0b\r\n\tx  c\u200cd",),
    ),
}
"""Comment, base and sides."""
SETTLING = (
    "A third side knew the other two, and keeps the word of the base.",
    "a b c d",
    ("a x c d", "a y c d", "a b c z"),
)


def merging(comment: str, base: str, sides: tuple[str, ...], over: tuple[tuple[int, ...], ...] = ()) -> dict[str, Any]:
    """One vector of merging."""
    pieces = []
    for piece in merged(words_of(base), [words_of(side) for side in sides], over):
        options = [{"words": option.words, "sides": option.sides} for option in piece.options]
        pieces.append({"words": piece.words, **({"options": options} if options else {})})
    settling = {"over": over} if over else {}
    return {"comment": comment, "base": base, "sides": sides, **settling, "pieces": pieces}


def files() -> dict[str, str]:
    """Content of each file by its name."""
    return {
        f"{name}.json": json.dumps(make().written(), ensure_ascii=False, indent=2) + "\n"
        for name, make in CASES.items()
    }


def merging_files() -> dict[str, str]:
    """The same for merging."""
    made = {name: merging(*given) for name, given in WORDINGS.items()}
    made["settling"] = merging(*SETTLING, ((), (), (0, 1)))
    return {f"{name}.json": json.dumps(each, ensure_ascii=False, indent=2) + "\n" for name, each in made.items()}


if __name__ == "__main__":
    for file, content in files().items():
        (FOLDER / file).write_text(content, encoding="utf-8")
    MERGING.mkdir(exist_ok=True)
    for file, content in merging_files().items():
        (MERGING / file).write_text(content, encoding="utf-8")
