"""Consent: each party's own word on one thing that somebody put to all, and what the words come to.

Who puts it forward accepts it thereby, if its signature counts. The last word in each party's own log counts. It is agreed
when every party has accepted it, and from then on nobody who knows that goes back on it.

    words = (*state.words, word_on(offer, entry, ACCEPTED, None, state.words, facts))
    standing(words, offer, parties)

A signature that completed the agreement, as its author saw it, and another party's taking back that
neither had seen of the other make it crossed: nobody's came first. It stays so until one of the two speaks
again knowing of the other.

Left out: what is put to all, and what follows once it is agreed.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from trilateral.agreement.acceptance import agreed
from trilateral.agreement.held import Act, Seen, knows, seen_by
from trilateral.ledger.entry import Entry, EntryId, PartyId, Text
from trilateral.ledger.facts import Facts

ACCEPTED, REFUSED = "accepted", "refused"


class Word(Act, frozen=True):
    """A party's word on what another put to all.

    Attributes:
        on: The entry that put it to all.
        word: `accepted` or `refused`.
        knew: For each other party that had spoken on it, the last of its words that the author had seen.
    """

    on: EntryId
    word: str
    text: Text | None
    knew: tuple[Seen, ...]


class Standing(StrEnum):
    """Where something put to all stands, whatever the time."""

    OPEN = "open"
    AGREED = "agreed"
    REFUSED = "refused"
    CROSSED = "crossed"


def word_on(  # noqa: PLR0913, PLR0917 - what a word is, and what its author knew
    on: EntryId, entry: Entry[Any], word: str, text: Text | None, before: Iterable[Word], facts: Facts
) -> Word:
    """The word that an entry says, with what its author had seen of the others' words."""
    others = (each for each in before if each.on == on)
    return Word(entry.id, entry.party, entry.index, on, word, text, seen_by(entry.party, others, facts))


def last_word(words: Iterable[Word], on: EntryId, party: PartyId) -> Word | None:
    """A party's last word on something. `words` are in order."""
    found = None
    for each in words:
        if each.on == on and each.party == party:
            found = each
    return found


def accepted_by(words: Iterable[Word], on: EntryId, parties: Iterable[PartyId]) -> tuple[PartyId, ...]:
    """The parties whose last word is that they accept it."""
    last = {each.party: each.word for each in words if each.on == on}
    return tuple(party for party in parties if last.get(party) == ACCEPTED)


def standing(words: Iterable[Word], on: EntryId, parties: tuple[PartyId, ...]) -> Standing:
    """Where it stands, on nobody's word but each party's own."""
    said = tuple(each for each in words if each.on == on)
    if parties and agreed(parties, accepted_by(said, on, parties)):
        return Standing.AGREED
    if letters_crossed(said, on, parties):
        return Standing.CROSSED
    last = {each.party: each.word for each in said}
    return Standing.REFUSED if any(last.get(party) == REFUSED for party in parties) else Standing.OPEN


def letters_crossed(words: Iterable[Word], on: EntryId, parties: tuple[PartyId, ...]) -> tuple[tuple[Word, Word], ...]:
    """Acceptances that completed the agreement as their authors saw it, each with a refusal that crossed it."""
    said = tuple(each for each in words if each.on == on)
    last = [word for party in parties if (word := last_word(said, on, party)) is not None]
    refusals = [each for each in last if each.word == REFUSED]
    return tuple(
        (accepted, refused)
        for accepted in last
        if accepted.word == ACCEPTED and _completed(said, accepted, parties)
        for refused in refusals
        if not knows(refused.knew, accepted) and not knows(accepted.knew, refused)
    )


def _completed(said: tuple[Word, ...], word: Word, parties: tuple[PartyId, ...]) -> bool:
    """Whether every other party had accepted, as the author of this acceptance saw it."""
    known = {each.by: each.index for each in word.knew}
    found = {(each.party, each.index): each.word for each in said}
    others = (party for party in parties if party != word.party)
    return all(party in known and found.get((party, known[party])) == ACCEPTED for party in others)
