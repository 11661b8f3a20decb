"""What keeps a text from being clean, and the exact text when nothing does.

A text is clean when no bracket is left in a language that is to be authentic, no wordings compete, none of these languages is
missing or behind, and nobody's paragraph stands in a place that is not decided. Only a clean text has hashes.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from trilateral.ledger.canonical import Value, encode_canonical
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.texts.entries import ExactText
from trilateral.mechanism.texts.state import (
    JointText,
    Status,
    Tabling,
    Version,
    agreed,
    all_acts,
    initialled_by,
    letters_crossed,
    only,
    tabling,
    terminated_on,
)
from trilateral.mechanism.texts.wording import (
    Wording,
    heads_of,
    is_struck,
    keys_of,
    lines_of,
    undecided_places,
    versions_of,
    wording,
)


class Standing(StrEnum):
    """Where a paragraph stands in one language."""

    AUTHENTIC = "authentic"
    TRANSLATION = "translation"  # unofficial: the language is not one of the authentic ones
    BEHIND = "behind"  # another authentic language has moved on
    MISSING = "missing"


class Left(NamedTuple):
    """One thing that keeps a text from being clean.

    Attributes:
        sort: `bracket`, `competing`, `missing`, `behind` or `place`.
        key: In which paragraph.
        lang: In which language; empty for a place.
        holders: Who holds it open; nobody in particular where a language is missing or behind.
        entries: The brackets, or the versions that compete.
    """

    sort: str
    key: str
    lang: str
    holders: tuple[PartyId, ...]
    entries: tuple[EntryId, ...]


def languages_of(text: JointText) -> tuple[str, ...]:
    """The authentic languages, then others that something is written in."""
    terms = tabling(text)
    authentic = () if terms is None else terms.languages
    written = {each.lang for version in text.versions for each in version.wordings}
    return (*authentic, *sorted(written - set(authentic)))


def standing(text: JointText, key: str, lang: str) -> Standing:
    """Where a paragraph stands in a language."""
    terms = tabling(text)
    heads = heads_of(text, versions_of(text, key, lang))
    if not any(each.wordings for each in heads):
        return Standing.MISSING
    others = [] if terms is None else [each for each in terms.languages if each != lang]
    if any(ahead_of(text, key, lang, other) for other in others):
        return Standing.BEHIND
    return Standing.AUTHENTIC if terms is not None and lang in terms.languages else Standing.TRANSLATION


def ahead_of(text: JointText, key: str, lang: str, other: str) -> tuple[Version, ...]:
    """The versions in another language that one language of a paragraph does not say yet.

    It says it where both came with one entry, or where one of the two names the other as what it matches.
    """
    mine, theirs = versions_of(text, key, lang), versions_of(text, key, other)
    heads, lines = heads_of(text, mine), lines_of(text, mine)
    said: set[EntryId] = set()
    for head in heads:
        said |= lines[head.entry]
        said |= {each for version in mine if version.entry in lines[head.entry] for each in version.matches}
    own = {each.entry for each in heads}
    ahead = (head for head in heads_of(text, theirs) if not head.struck)
    return tuple(head for head in ahead if head.entry not in said and not own & set(head.matches))


def left(text: JointText) -> tuple[Left, ...]:
    """Everything that keeps the text from being clean."""
    terms = tabling(text)
    return () if terms is None else tuple(_left(text, terms))


def _left(text: JointText, terms: Tabling) -> Iterator[Left]:
    for key in keys_of(text):
        yield from _left_in(text, terms, key)
    yield from _left_between(text)


def _left_in(text: JointText, terms: Tabling, key: str) -> Iterator[Left]:
    """In one paragraph."""
    struck = is_struck(text, key)
    for lang in terms.languages:
        read = wording(text, key, lang)
        for held in read.held:
            yield Left("bracket", key, lang, (held.bracket.party,), (held.bracket.entry,))
        for stretch in read.competing:
            holders = tuple(sorted({party for option in stretch.options for party in option.holders}))
            yield Left("competing", key, lang, holders, tuple(e for o in stretch.options for e in o.versions))
        found = standing(text, key, lang)
        if not struck and found in {Standing.MISSING, Standing.BEHIND}:
            yield Left(found.value, key, lang, (), ())


def _left_between(text: JointText) -> Iterator[Left]:
    """In the order of paragraphs."""
    for one, other in undecided_places(text):
        entries = {each.key: each for each in text.places}
        holders = tuple(sorted({entries[one].party, entries[other].party}))
        yield Left("place", one, "", holders, (entries[one].entry, entries[other].entry))


def brackets_left(text: JointText) -> dict[PartyId, int]:
    """How many places each party holds open: its brackets, and its wordings that compete with others."""
    return _counted(text, left(text))


def _counted(text: JointText, found: Iterable[Left]) -> dict[PartyId, int]:
    counts = dict.fromkeys(text.parties, 0)
    for each in found:
        for party in each.holders:
            counts[party] = counts.get(party, 0) + 1
    return counts


def brackets_over_time(text: JointText) -> tuple[tuple[datetime, dict[PartyId, int]], ...]:
    """For each instant that an act claims what each party held open then, with all that those who spoke knew."""
    terms, waiting = tabling(text), sorted(all_acts(text), key=lambda each: (each.claimed_at, each.party, each.index))
    found: list[tuple[datetime, dict[PartyId, int]]] = []
    by_key: dict[str, tuple[Left, ...]] = {}
    reach: dict[PartyId, int] = {}
    for at, said in groupby(waiting, key=lambda each: each.claimed_at):
        before = dict(reach)
        for act in said:
            for party, index in (*act.knew, (act.party, act.index)):
                reach[party] = max(reach.get(party, -1), index)
        then = only(text, lambda act: act.index <= reach.get(act.party, -1))
        new = only(then, lambda act, before=before: act.index > before.get(act.party, -1))  # type: ignore[misc]  # bound at once
        if terms is not None and then.tablings:
            for key in _touched(text, new):
                by_key[key] = tuple(_left_in(then, terms, key))
            by_key[""] = tuple(_left_between(then))
        counts = _counted(text, (each for every in by_key.values() for each in every))
        if not found or found[-1][1] != counts:
            found.append((at, counts))
    return tuple(found)


def _touched(text: JointText, new: JointText) -> set[str]:
    """The paragraphs that acts are about."""
    lifted = {each.bracket for each in new.lifts}
    keys = (
        {each.key for each in new.places} | {each.key for each in new.versions} | {each.key for each in new.yieldings}
    )
    return keys | {each.key for each in new.brackets} | {each.key for each in text.brackets if each.entry in lifted}


# The exact text


def live_keys(text: JointText) -> tuple[str, ...]:
    """Paragraphs that are not struck, in order."""
    return tuple(key for key in keys_of(text) if not is_struck(text, key))


def is_clean(text: JointText) -> bool:
    """Whether nothing is open, and something is there."""
    terms = tabling(text)
    if terms is None or text.crossed or next(_left(text, terms), None) is not None:
        return False
    return bool(live_keys(text))


def exact_hashes(text: JointText) -> tuple[ExactText, ...]:
    """The hash of the clean text in each authentic language, by language; empty while it is not clean."""
    terms = tabling(text)
    if terms is None or not is_clean(text):
        return ()
    return tuple(ExactText(lang, text_hash(text, terms, lang)) for lang in sorted(terms.languages))


def text_hash(text: JointText, terms: Tabling, lang: str) -> str:
    """SHA-256 of the text in one language as canonical JSON."""
    sorts = {each.key: each.sort for each in text.places}
    paragraphs: list[Value] = [{"sort": sorts[key], "text": plain(wording(text, key, lang))} for key in live_keys(text)]
    members: dict[str, Value] = {"into_force": terms.into_force, "lang": lang, "paragraphs": paragraphs}
    if terms.into_force_on is not None:
        members["into_force_on"] = terms.into_force_on
    return hashlib.sha256(encode_canonical(members)).hexdigest()


def plain(read: Wording) -> str:
    """A wording as text: its words with one space between them."""
    return " ".join(read.words)


def numbers(text: JointText) -> dict[str, tuple[int, ...]]:
    """The number of each paragraph in print: one for a paragraph or chapeau, two for an item under it, none otherwise."""
    sorts = {each.key: each.sort for each in text.places}
    found: dict[str, tuple[int, ...]] = {}
    paragraph = item = 0
    for key in live_keys(text):
        if sorts[key] in {"paragraph", "chapeau"}:
            paragraph, item = paragraph + 1, 0
            found[key] = (paragraph,)
        elif sorts[key] == "item":
            item += 1
            found[key] = (paragraph, item)
        else:
            found[key] = ()
    return found


# Where it stands


def status(text: JointText) -> Status:  # noqa: PLR0911 - one line a state
    """Where the text stands, on nobody's word but each party's own."""
    ends = terminated_on(text)
    if text.crossed or letters_crossed(text) or len(ends) > 1:
        return Status.CROSSED
    if tabling(text) is None:
        return Status.NON_PAPER
    if ends:
        return Status.TERMINATED
    if text.amendments:
        return Status.AMENDED
    if text.forces:
        return Status.IN_FORCE
    if agreed(text):
        return Status.SIGNED
    return _open_status(text)


def _open_status(text: JointText) -> Status:
    hashes = exact_hashes(text)
    if hashes and settled(text, hashes):
        return Status.INITIALLED
    if untouched(text):
        return Status.CHAIR_TEXT
    return Status.CLEAN if hashes else Status.BRACKETED


def settled(text: JointText, hashes: tuple[ExactText, ...]) -> bool:
    """Whether exactly these texts are settled: each party initialled them, or adopted a proposal that names them."""
    adopted = {party for each in text.adoptions if each.hashes == hashes for party in each.adopted_for}
    return set(text.parties) <= {*initialled_by(text, hashes), *adopted}


def untouched(text: JointText) -> bool:
    """Whether it stands as it was tabled."""
    tabled = {each.entry for each in text.tablings}
    written: tuple[Version, ...] = text.versions
    return not text.brackets and all(each.entry in tabled for each in written)
