"""How paragraphs are set for people: languages side by side, brackets under letters, and ways to write in them."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from trilateral.ledger.entry import Text
from trilateral.mechanism.texts.clauses import CLAUSES
from trilateral.mechanism.texts.clean import (
    ahead_of,
    languages_of,
    numbers,
    standing,
)
from trilateral.mechanism.texts.merging import Words, changes
from trilateral.mechanism.texts.state import (
    Bracket,
    JointText,
    Version,
    agreed,
    as_known,
    last_word,
    tabling,
)
from trilateral.mechanism.texts.wording import (
    Wording,
    heads_everywhere,
    is_struck,
    undecided_places,
    wording,
    words_at,
    words_in,
)
from trilateral.ui.page import Desk
from trilateral.ui.steps import offered, step
from trilateral.ui.views import Blank, PartyView, Step

_NO_EDITS: dict[str, object] = {"edit_href": "", "aside_href": "", "follow_href": ""}


class Mark(NamedTuple):
    """One thing in the line of a wording: words, the beginning or end of a bracket, or wordings that compete.

    Attributes:
        sort: `words`, `open`, `close` or `options`.
        text: The words.
        party: Holder of the bracket.
        options: Holders and words; no words where they want nothing there.
    """

    sort: str
    text: str = ""
    party: PartyView | None = None
    options: tuple[tuple[tuple[PartyView, ...], str], ...] = ()


def title_of(held: JointText) -> tuple[Text, ...]:
    """What a text is called, in each language."""
    terms = tabling(held)
    return held.title if terms is None else terms.title


def has_say(desk: Desk, held: JointText) -> bool:
    """Whether the reader can sign anything about a text."""
    return desk.may_sign and (desk.party in held.parties or desk.charter.role(desk.party) == "chair")


def may_write(desk: Desk, held: JointText) -> bool:
    """Whether the reader can write in a text now."""
    said = last_word(held, desk.party)
    free = said is None or said.word == "taken_back"
    return has_say(desk, held) and bool(held.tablings) and not agreed(held) and free


def clause_title(desk: Desk, key: str | None) -> str:
    """What a clause of the library is called; empty for one that it does not have."""
    found = next((each for each in CLAUSES if each.key == key), None)
    return "" if found is None else desk.words(found.title).text


def paragraph_of(desk: Desk, held: JointText, key: str, *, may: bool) -> dict[str, object]:
    """One paragraph: its languages side by side, what each version changed, and ways to strike it or go on after it.

    Args:
        desk: The reader's.
        held: The text as it is shown: as all signed it once they have.
        key: The paragraph's.
        may: Whether the reader can write in the text now, which a text as all signed it no longer tells.
    """
    place = next(each for each in held.places if each.key == key)
    struck = is_struck(held, key)
    bases = "\n".join(desk.ref(each.entry) for each in heads_everywhere(held, key))
    neighbours = [b if a == key else a for a, b in undecided_places(held) if key in {a, b}]
    return {
        "key": key,
        "sort": place.sort,
        "sort_word": desk.term(place.sort, "sort"),
        "number": number_of(desk, held, key),
        "struck": struck,
        "clause": clause_title(desk, place.clause),
        "cells": [cell_of(desk, held, key, lang, may=may) for lang in languages_of(held)],
        "undecided": neighbours,
        "edit_href": editor_href(desk, held, key) if may else "",
        "strike_href": form_href(desk, "texts.paragraph_struck", held, at=key, key=key, bases=bases)
        if may and not struck
        else "",
        "add_href": form_href(desk, "texts.paragraph_added", held, at=key, after=key) if may and not struck else "",
        "history": [_history(desk, held, key, each) for each in held.versions if each.key == key],
    }


def number_of(desk: Desk, held: JointText, key: str) -> str:
    """The number of a paragraph in print: 3, or 3.2 for an item."""
    found = numbers(held).get(key, ())
    return ".".join(desk.numbers([each]) for each in found)


def region(key: str) -> str:
    """Where a paragraph stands on the page of its text."""
    return f"paragraph-{key}"


def editor_href(desk: Desk, held: JointText, key: str, **asks: str) -> str:
    """The page on which a paragraph is worded anew; empty on the page of an earlier day, whose words may be others by now."""
    page = desk.subject_href(held.id)
    return "" if "?" in page else f"{page}?{urlencode({'edit': key, **asks})}"


def form_href(desk: Desk, kind: str, held: JointText, *, at: str, **given: str) -> str:
    """The form of what has no place on the page, which leads back to a paragraph."""
    return desk.sign_href(kind, held.id, **given, back=f"{desk.subject_href(held.id)}#{region(at)}")


def cell_of(desk: Desk, held: JointText, key: str, lang: str, *, may: bool) -> dict[str, object]:
    """A paragraph in one language: how it reads, who holds what open in it, and what can be done with one press."""
    read = wording(held, key, lang)
    stands = standing(held, key, lang)
    merged = len(read.heads) > 1 and not any(each.struck for each in read.heads)
    gone = " ".join(words_at(held, key, lang, read.heads[0].bases)) if read.struck else ""
    return {
        "lang": lang,
        "standing": stands.value,
        "standing_word": desk.term(stands.value, "wording"),
        "marks": [Mark("words", gone)] if gone else marks(desk, read),
        "merged": [desk.entry(each.entry) for each in read.heads] if merged else [],
        "competing": [_competing(desk, held, key, stretch) for stretch in read.competing],
        "brackets": [_bracket(desk, held, each.bracket, read.words[each.start : each.end]) for each in read.held],
        **(_edits(desk, held, key, lang, read) if may else _NO_EDITS),
        "bracket_steps": _bracketing(desk, held, key, lang, read) if may else (),
    }


def _edits(desk: Desk, held: JointText, key: str, lang: str, read: Wording) -> dict[str, object]:
    """Ways to word a paragraph anew. Where wordings compete: one's own alone, or one that is to settle them."""
    terms = tabling(held)
    authentic = () if terms is None else terms.languages
    ahead = [each for other in authentic if other != lang for each in ahead_of(held, key, lang, other)]
    follows = ahead and read.words and not read.competing
    return {
        "edit_href": editor_href(desk, held, key),
        "aside_href": editor_href(desk, held, key, aside=lang) if read.competing else "",
        "follow_href": editor_href(desk, held, key, follow="1") if follows else "",
    }


def _bracketing(desk: Desk, held: JointText, key: str, lang: str, read: Wording) -> tuple[Step, ...]:
    """To put words in brackets, as they stand here."""
    if desk.party not in held.parties or not read.words:
        return ()
    label = "texts.bracketed"
    return offered(
        step(
            desk,
            label,
            held.id,
            text=desk.gettext("Bracket words"),
            given={"key": key, "lang": lang, "bases": refs_of(desk, read.heads)},
            asks=[
                Blank("words", f"{label}.words", "line", optional=True),
                Blank("option", f"{label}.option", "text", lang=lang, optional=True),
                Blank("why", f"{label}.why", "text", optional=True),
            ],
            back=region(key),
            second=True,
            note=desk.gettext(
                "Without words it holds the whole paragraph open. Punctuation at the words is bracketed with them."
            ),
        )
    )


def refs_of(desk: Desk, versions: Sequence[Version]) -> str:
    """Versions as forms name them, one a line."""
    return "\n".join(desk.ref(each.entry) for each in versions)


def marks(desk: Desk, read: Wording) -> tuple[Mark, ...]:
    """A wording as it is set: its words with brackets where they begin and end, and with what competes."""
    placed: list[tuple[int, int, Mark]] = []
    at = 0
    spans: list[tuple[int, int]] = []
    for stretch in read.stretches:
        if stretch.options:
            options = tuple(
                (tuple(desk.party_view(party) for party in option.holders), " ".join(option.words))
                for option in stretch.options
            )
            placed.append((at, 3, Mark("options", options=options)))
            spans.append((at, at + len(stretch.words)))
        else:
            placed += [(at + i, 3, Mark("words", word)) for i, word in enumerate(stretch.words)]
        at += len(stretch.words)
    for held in read.held:
        party = desk.party_view(held.bracket.party)
        start = next((a for a, b in spans if a < held.start < b), held.start)
        end = next((b for a, b in spans if a < held.end < b), held.end)
        placed.append((start, 2, Mark("open", party=party)))
        placed.append((end, 1 if end > start else 2, Mark("close", party=party)))
    return _in_runs([mark for _, _, mark in sorted(placed, key=lambda each: each[:2])])


def _in_runs(found: list[Mark]) -> tuple[Mark, ...]:
    """Words that follow each other as one."""
    runs: list[Mark] = []
    for mark in found:
        if runs and mark.sort == "words" == runs[-1].sort:
            runs[-1] = Mark("words", f"{runs[-1].text} {mark.text}")
        else:
            runs.append(mark)
    return tuple(runs)


def _competing(desk: Desk, held: JointText, key: str, stretch: Any) -> dict[str, object]:
    mine = any(desk.party in option.holders for option in stretch.options)
    lines = []
    for option in stretch.options:
        views = [desk.entry(entry) for entry in option.versions]
        accept = mine and desk.party not in option.holders and not agreed(held)
        version = desk.ref(option.versions[0])
        yields = step(
            desk,
            "texts.wording_accepted",
            held.id,
            text=desk.gettext("Let this wording stand"),
            given={"key": key, "version": version},
            back=region(key),
        )
        lines.append(
            {
                "holders": [desk.party_view(party) for party in option.holders],
                "text": " ".join(option.words),
                "views": [view for view in views if view is not None],
                "why": [
                    desk.words(v.why) for v in held.versions if v.entry in option.versions and v.key == key and v.why
                ],
                "steps": offered(yields) if accept else (),
            }
        )
    return {"options": lines, "before": " ".join(stretch.words), "crossed": stretch.crossed}


def _bracket(desk: Desk, held: JointText, bracket: Bracket, words: Words) -> dict[str, object]:
    mine = bracket.party == desk.party and not agreed(held)
    lift = step(
        desk,
        "texts.bracket_lifted",
        held.id,
        text=desk.gettext("Lift the bracket"),
        given={"bracket": desk.ref(bracket.entry)},
        back=region(bracket.key),
        second=True,
    )
    return {
        "party": desk.party_view(bracket.party),
        "view": desk.entry(bracket.entry),
        "text": " ".join(words),
        "option": None if bracket.option is None else desk.words(bracket.option),
        "why": None if bracket.why is None else desk.words(bracket.why),
        "steps": offered(lift) if mine else (),
    }


def _history(desk: Desk, held: JointText, key: str, version: Version) -> dict[str, object]:
    """One version with what it changed in what its author had before it."""
    langs = [each.lang for each in version.wordings] or sorted(
        {w.lang for each in held.versions if each.key == key for w in each.wordings}
    )
    known = as_known(held, version)
    return {
        "view": desk.entry(version.entry),
        "struck": version.struck,
        "why": None if version.why is None else desk.words(version.why),
        "changes": [
            (lang, difference(words_at(known, key, lang, version.bases), words_in(version, lang))) for lang in langs
        ],
    }


def difference(old: Words, new: Words) -> tuple[tuple[str, str], ...]:
    """Two wordings in one line: what is kept, taken out and put in, in the order of reading."""
    found: list[tuple[str, str]] = []
    at = 0
    for change in changes(old, new):
        found.append(("kept", " ".join(old[at : change.start])))
        found.append(("out", " ".join(old[change.start : change.end])))
        found.append(("in", " ".join(change.words)))
        at = change.end
    found.append(("kept", " ".join(old[at:])))
    return tuple(each for each in found if each[1])
