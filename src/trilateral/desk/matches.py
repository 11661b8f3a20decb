"""Rows of two lists that may be one person, for people: what is proposed and why, and what each party has signed.

A program proposes by spellings, sound, year of birth and father's name (`picture.names`), with the points of each. Whether it is one person
a delegate says, for their own party, in an entry that can be taken back by another word.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from trilateral.desk.reading import Reading
from trilateral.ledger.derived import Derived
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.ledger.fold import Fold
from trilateral.mechanism.humanitarian.pages import PersonView, person_view, sign_href
from trilateral.mechanism.humanitarian.state import NameList, SameWord, same_word
from trilateral.mechanism.humanitarian.terms import lists
from trilateral.picture.names import LEAST, Pair, Scored, proposed
from trilateral.ui.page import Shown
from trilateral.ui.stretches import stretch
from trilateral.ui.views import PartyView


@dataclass(frozen=True, slots=True)
class Side:
    """One row of a pair."""

    ref: str
    href: str
    number: int
    party: PartyView
    sort: str
    person: PersonView


@dataclass(frozen=True, slots=True)
class Match:
    """Two rows that may be one person.

    Attributes:
        words: What each party that can read both has signed: party and word; the word is empty for nothing.
        same_href: Where the reader can sign that they are one; empty where they have, or may not sign.
        apart_href: The same for two persons.
    """

    sides: tuple[Side, Side]
    scored: Scored
    words: tuple[tuple[PartyView, str], ...]
    same_href: str
    apart_href: str


def matches_page(reading: Reading) -> Shown | None:
    """Return the page; None for somebody who can read no list."""
    if reading.reader is None:
        return None
    held = {each.id: each for each in lists(reading)}
    pairs = _PROPOSED.of(reading.fold)
    spoken = [each for each in pairs if _words(held, each)]
    silent = [each for each in pairs if not _words(held, each)]
    unsaid, said = (
        stretch(reading, silent, "matches"),
        stretch(reading, spoken, "matches", by="said"),
    )
    return Shown(
        "desk/matches.html",
        reading.gettext("Rows of two lists that may be one person"),
        {
            "open": [_match(reading, held, each) for each in unsaid.rows],
            "open_part": unsaid,
            "said": [_match(reading, held, each) for each in said.rows],
            "said_part": said,
            "least": LEAST,
        },
    )


def _all_proposed(fold: Fold) -> tuple[Pair, ...]:
    return proposed(each for each in fold.subjects("humanitarian").values() if isinstance(each, NameList))


_PROPOSED = Derived(("humanitarian",), _all_proposed)
"""Of the lists that one audience can read: each reads a fold of its own."""


def _words(held: Mapping[EntryId, NameList], pair: Pair) -> dict[PartyId, SameWord]:
    """What each party that can read both has signed."""
    one = held[pair.one]
    about = (pair.number, pair.other, pair.other_number)
    return {party: word for party in one.readers if (word := same_word(one, party, *about)) is not None}


def _match(reading: Reading, held: Mapping[EntryId, NameList], pair: Pair) -> Match:
    one, other, words = held[pair.one], held[pair.other], _words(held, pair)
    said = [(party, words.get(party)) for party in one.readers]
    mine = next((word.word for party, word in said if party == reading.party and word is not None), "")
    given: dict[str, str | int] = {
        "number": pair.number,
        "other": reading.ref(pair.other),
        "other_number": pair.other_number,
    }

    def form(word: str) -> str:
        if not reading.may_sign or mine == word:
            return ""
        return sign_href(reading, f"humanitarian.held_{word}", one, **given)

    return Match(
        (_side(reading, one, pair.number), _side(reading, other, pair.other_number)),
        pair.scored,
        tuple(
            (reading.party_view(party), "" if word is None else reading.term(word.word, "sameness"))
            for party, word in said
        ),
        form("same"),
        form("apart"),
    )


def _side(reading: Reading, held: NameList, number: int) -> Side:
    return Side(
        reading.ref(held.id),
        reading.subject_href(held.id),
        number + 1,
        reading.party_view(held.party),
        reading.term(held.sort, "sort"),
        person_view(reading, held.persons[number]),
    )
