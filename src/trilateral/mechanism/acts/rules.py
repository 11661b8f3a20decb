"""What acts on an entry mean: they lie beside it, in the order of parties and of their logs, and change nothing.

All of them commute: what was corrected, reserved or commented stays so, whatever else is said. A
translation is agreed, or authentic, when every party's own log says so of that exact one.

What is said of words under seal stays with those who can read them: a remark or a translation before
others would give away what they say. Their author alone may repeat them before whom it likes.
"""

import re
from enum import StrEnum
from functools import partial
from typing import Any

import msgspec

from trilateral.agreement.acceptance import agreed
from trilateral.ledger.entry import Body, Entry, EntryId, Hash, PartyId, Text
from trilateral.ledger.facts import Facts, Objection
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


class Word(StrEnum):
    """What sort of act."""

    CORRECTED = "corrected"
    RETRACTED = "retracted"
    SUPERSEDED = "superseded"
    RESERVED = "reserved"
    TRANSLATED = "translated"
    TRANSLATION_AGREED = "translation_agreed"
    ATTACHED = "attached"
    COMMENTED = "commented"


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """One act on an entry.

    Attributes:
        entry: The act itself.
        party: Who signed it.
        index: Where in that party's log.
        on: The entry that it is about.
        at: Where in its body, if not in the whole.
        text: The words: as they should read, the reservation, the translation, the remark, the title.
        why: The reason given.
        by: Superseded: the later entry.
        paper: Attached: hash of the file.
        media_type: Attached.
        rank: A translation agreed: `agreed` or `authentic`.
        translator: Translated: the office that did it.
        blob: Hash of the detached part, where the translator's name stands.
    """

    entry: EntryId
    party: PartyId
    index: int
    on: EntryId
    word: Word
    at: str | None = None
    text: Text | None = None
    why: Text | None = None
    by: EntryId | None = None
    paper: Hash | None = None
    media_type: str | None = None
    rank: str | None = None
    translator: str = ""
    blob: Hash | None = None


class Acts(msgspec.Struct, frozen=True):
    """All acts on the entries of one subject.

    Attributes:
        subject: Id of the subject.
        acts: In the order of parties, and for each in the order of its log.
        parties: Whom the charter bound when the subject was opened: all must agree to a translation.
    """

    subject: EntryId
    acts: tuple[Act, ...]
    parties: tuple[PartyId, ...]


_OWN = (WordsCorrected, WordsRetracted, EntrySuperseded)

_SEALED = "bodies.sealed/"
"""How the open record calls an entry whose words are under seal."""


def objection(held: Acts | None, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Say why `entry` has no effect, or None if it has one.

    Args:
        held: The acts on the subject so far; None before there is one.
        entry: Names the subject in its header.
        facts: What the author could know.
    """
    body: Body = entry.body
    if entry.header.subject is None:
        return Objection("acts.no_subject")
    if isinstance(body, TranslationAgreed):
        return _objection_to_agreeing(held, body, entry, facts)
    about = facts.saw(getattr(body, "entry", ""))
    if about is None:
        return Objection("acts.not_seen", (("entry", getattr(body, "entry", "")),))
    if about.subject != entry.header.subject:
        return Objection("acts.another_subject", (("entry", about.id),))
    if isinstance(body, _OWN) and about.party != entry.party:
        return Objection("acts.not_yours", (("party", about.party),))
    return _objection_to_spilling(about, entry) or _objection_to_saying(held, about, entry, facts)


def _objection_to_spilling(about: Entry[Any], entry: Entry[Any]) -> Objection | None:
    """Why somebody who can read an entry under seal may not say that of it before others. Who cannot read it knows nothing of it."""
    readers = _readers(about)
    if entry.party not in readers or entry.party == about.party or not _says_something(entry.body):
        return None
    if entry.under_seal and readers.issuperset({entry.party, *entry.header.audience}):
        return None
    others = ",".join(sorted(readers - {entry.party}))
    return Objection("acts.spills_what_is_sealed", (("ref", about.ref), ("audience", others)))


def _readers(about: Entry[Any]) -> frozenset[PartyId]:
    """Who alone can read it, its author among them; nobody for what is in the open."""
    sealed = about.under_seal or about.header.kind.startswith(_SEALED)
    return frozenset({about.party, *about.header.audience}) if sealed else frozenset()


def _says_something(body: Body) -> bool:
    """Whether there is a word of the author's own in it, or a file."""
    members = (getattr(body, name) for name in body.__struct_fields__)
    return isinstance(body, PaperAttached) or any(isinstance(each, Text) for each in members)


def _objection_to_saying(held: Acts | None, about: Entry[Any], entry: Entry[Any], facts: Facts) -> Objection | None:
    match entry.body:
        case EntrySuperseded(by=by):
            return _objection_to_superseding(about, by, entry, facts)
        case PaperAttached(paper=paper) if paper not in entry.header.blobs:
            return Objection("acts.paper_not_named", (("paper", paper),))
        case WordsCorrected(at=at) | WordsTranslated(at=at) if at is not None and words_at(about.body, at) is None:
            return Objection("acts.no_such_words", (("at", at), ("ref", about.ref)))
        case WordsTranslated(text=text, into=into) if text.lang != into:
            return Objection("acts.another_language", (("expected", into), ("came", text.lang)))
        case WordsRetracted():
            before = [each for each in _on(held, about.id, Word.RETRACTED) if facts.saw(each.entry)]
            return Objection("acts.retracted_before") if before else None
    return None


def _objection_to_superseding(about: Entry[Any], by: EntryId, entry: Entry[Any], facts: Facts) -> Objection | None:
    later = facts.saw(by)
    if later is None:
        return Objection("acts.not_seen", (("entry", by),))
    same = later.party == entry.party and later.header.kind == about.header.kind and later.index > about.index
    return None if same else Objection("acts.cannot_stand_for", (("ref", later.ref),))


def _objection_to_agreeing(
    held: Acts | None, body: TranslationAgreed, entry: Entry[Any], facts: Facts
) -> Objection | None:
    if facts.saw(body.translation) is None:
        return Objection("acts.not_seen", (("entry", body.translation),))
    if not any(each.entry == body.translation for each in (held.acts if held else ()) if each.word == Word.TRANSLATED):
        return Objection("acts.not_a_translation")
    if entry.party not in facts.parties:
        return Objection("acts.not_yours_to_agree", (("party", entry.party),))
    said = [each for each in _on(held, body.translation, Word.TRANSLATION_AGREED) if each.party == entry.party]
    known = [each for each in said if facts.saw(each.entry)]
    return Objection("acts.agreed_already") if any(each.rank == body.rank for each in known[-1:]) else None


def _on(held: Acts | None, entry: EntryId, word: Word) -> list[Act]:
    return [each for each in (held.acts if held else ()) if each.on == entry and each.word == word]


def apply(held: Acts | None, entry: Entry[Any], facts: Facts) -> Acts | None:
    """Return `held` as it stands after `entry`, to which there is no objection."""
    said = _said(entry)
    if said is None:
        return held
    before = held.acts if held else ()
    ordered = sorted((*before, said), key=lambda each: (each.party, each.index, each.entry))
    return Acts(entry.subject, tuple(ordered), held.parties if held else facts.parties)


def _said(entry: Entry[Any]) -> Act | None:
    act = partial(Act, entry=entry.id, party=entry.party, index=entry.index)
    match entry.body:
        case WordsCorrected(entry=on, text=text, at=place, why=why):
            return act(on=on, word=Word.CORRECTED, at=place, text=text, why=why)
        case WordsRetracted(entry=on, why=why):
            return act(on=on, word=Word.RETRACTED, why=why)
        case EntrySuperseded(entry=on, by=by, why=why):
            return act(on=on, word=Word.SUPERSEDED, by=by, why=why)
        case PositionReserved(entry=on, text=text):
            return act(on=on, word=Word.RESERVED, text=text)
        case WordsTranslated(entry=on, at=place, text=text, translator=translator):
            blob = entry.header.blob
            return act(on=on, word=Word.TRANSLATED, at=place, text=text, translator=translator, blob=blob)
        case TranslationAgreed(translation=on, rank=rank):
            return act(on=on, word=Word.TRANSLATION_AGREED, rank=rank)
        case PaperAttached(entry=on, title=title, media_type=media_type, paper=paper):
            return act(on=on, word=Word.ATTACHED, text=title, media_type=media_type, paper=paper)
        case EntryCommented(entry=on, text=text):
            return act(on=on, word=Word.COMMENTED, text=text)
    return None


_STEP = re.compile(r"([a-z_]+)(?:\[([0-9]{1,4})\])?")


def words_at(body: object, at: str) -> Text | None:
    """The words that stand at a place in a body, such as `points[2]`; None if none in a language stand there."""
    found: object = body
    for step in at.split("."):
        name = _STEP.fullmatch(step)
        if name is None or not isinstance(found, msgspec.Struct) or name[1] not in found.__struct_fields__:
            return None
        found = getattr(found, name[1])
        if name[2] is not None:
            found = found[int(name[2])] if isinstance(found, tuple) and int(name[2]) < len(found) else None
    return found if isinstance(found, Text) else None


# Questions


def acts_on(held: Acts | None, entry: EntryId) -> tuple[Act, ...]:
    """The acts on one entry."""
    return tuple(each for each in (held.acts if held else ()) if each.on == entry)


def ranks(held: Acts, translation: EntryId) -> tuple[tuple[PartyId, str], ...]:
    """The last word of each party that agreed to a translation."""
    last = {each.party: each.rank or "" for each in _on(held, translation, Word.TRANSLATION_AGREED)}
    return tuple(last.items())


def rank_of(held: Acts, translation: EntryId) -> str:
    """What a translation is: `unofficial`, or `agreed` or `authentic` where every party's last word on it says at least that."""
    last = dict(ranks(held, translation))
    if agreed(held.parties, [party for party, rank in last.items() if rank == "authentic"]):
        return "authentic"
    return "agreed" if agreed(held.parties, list(last)) else "unofficial"
