"""Which rows of two lists may speak of one person: proposals for people, with all that they rest on.

Names are written as somebody heard them, in Latin, Arabic and Persian letters. Two spellings are compared
letter by letter once forms that differ only in writing are made alike (`i18n.spellings.folded`), and by the consonants that are
heard (`sounding`), which is what two scripts have in common. Year of birth and the father's name
speak for or against. Each part is shown with its points, and nothing follows from a score: a person looks and
signs, or does not.

What it confuses, by its making: brothers, and cousins of one name and about one age, where no father is given; names that
differ in vowels alone across scripts (Salim and Salam); common given names with a family name that sounds alike.
What it misses: a nickname or another name altogether; a name of one word against one of three; a year of birth that is wrong by
many years; letters lost in copying that carry the sound; a spelling behind the first twenty of a name. The figures of a small table of invented names are
in its tests and in the guide; they say nothing about the names of any real list.

Left out: any word on who somebody is, and any list but those that the reader can read.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from rapidfuzz import fuzz, process

from trilateral.i18n.spellings import folded, sounding
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.humanitarian.entries import Person
from trilateral.mechanism.humanitarian.state import NameList

LEAST = 55
"""Points from which on a pair is proposed."""
MOST = 200
"""Pairs that are proposed at once, the best first."""
MOST_SPELLINGS = 20
"""Of one name, the first ones, that are compared with those of another."""

_NAME_POINTS = 70
_ACROSS = 0.95
"""What likeness in sound counts beside likeness in letters: the same consonants can be another name."""
_SHORTER = 0.9
"""What it counts if all words of the shorter name are in the longer."""
_MEANS_NOTHING = 55
"""Two names that have nothing to do with one another are about so much alike, of 100."""
_ROUGHLY = 55
_CANDIDATES = 12
"""Rows of the other list that are looked at closely, for each spelling."""


@dataclass(frozen=True, slots=True)
class Scored:
    """How much two rows are alike, and why.

    Attributes:
        points: All together, 0 to 100.
        name: Points for the name: 0 to 70.
        born: Points for the year of birth, or against it; None where one of the two does not say.
        father: The same for the father's name.
        spellings: The two spellings that are most alike.
        in_sound: Whether they are so in sound more than in letters.
    """

    points: int
    name: int
    born: int | None
    father: int | None
    spellings: tuple[str, str]
    in_sound: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows that may be one person.

    Attributes:
        one: The list with fewer readers, or the one whose id comes first.
        number: Row of it, from 0.
        other: The other list.
        other_number: Row of that.
    """

    one: EntryId
    number: int
    other: EntryId
    other_number: int
    scored: Scored


def scored(one: Person, other: Person) -> Scored:
    """Return how much two rows are alike. The same whichever comes first."""
    likeness, in_sound, spellings = _likest([each.text for each in one.names], [each.text for each in other.names])
    name = max(0, round(_NAME_POINTS * (likeness - _MEANS_NOTHING) / (100 - _MEANS_NOTHING)))
    born, father = _born(one, other), _father(one, other)
    points = max(0, min(100, name + (born or 0) + (father or 0)))
    return Scored(points, name, born, father, spellings, in_sound)


def _likest(ours: Sequence[str], theirs: Sequence[str]) -> tuple[float, bool, tuple[str, str]]:
    """The likeness of the two spellings most alike, of 100; whether in sound; and which."""
    best: tuple[float, bool, tuple[str, str]] = (0.0, False, ("", ""))
    mine, others = (
        [(each, folded(each), sounding(each)) for each in names[:MOST_SPELLINGS]] for names in (ours, theirs)
    )
    for (a, letters_a, sounds_a), (b, letters_b, sounds_b) in product(mine, others):
        letters, sounds = _alike(letters_a, letters_b), _ACROSS * _alike(sounds_a, sounds_b)
        found = max(letters, sounds)
        if found > best[0]:
            best = found, sounds > letters, (a, b)
    return best


def _alike(a: str, b: str) -> float:
    """Likeness of two names in one script, of 100, whatever the order of their words."""
    if not a or not b:
        return 0.0
    whole = max(fuzz.token_sort_ratio(a, b), fuzz.ratio(a.replace(" ", ""), b.replace(" ", "")))
    if min(len(a.split()), len(b.split())) < 2:
        return whole
    return max(whole, _SHORTER * fuzz.token_set_ratio(a, b))


def _born(one: Person, other: Person) -> int | None:
    """Points for the years of birth: people are often a year out, and seldom ten."""
    if one.born is None or other.born is None:
        return None
    apart = abs(one.born - other.born)
    return 15 if apart == 0 else 8 if apart == 1 else 0 if apart <= 3 else -15 if apart <= 10 else -30


def _father(one: Person, other: Person) -> int | None:
    """Points for the fathers' names."""
    if one.father is None or other.father is None:
        return None
    likeness, _, _ = _likest([one.father.text], [other.father.text])
    return 15 if likeness >= 90 else 6 if likeness >= 75 else -10 if likeness >= 60 else -25


def proposed(lists: Iterable[NameList], least: int = LEAST, most: int = MOST) -> tuple[Pair, ...]:
    """Return the pairs of rows that may be one person, the best first.

    Only lists are compared of which one has all readers of the other: else who signs that two rows are one would tell
    somebody of a list that they cannot read.
    """
    found = [
        pair
        for one, other in combinations(sorted(lists, key=lambda each: (len(each.readers), each.id)), 2)
        if set(one.readers) <= set(other.readers)
        for pair in _pairs(one, other, least)
    ]
    return tuple(sorted(found, key=lambda each: (-each.scored.points, each.one, each.number, each.other_number))[:most])


def _pairs(one: NameList, other: NameList, least: int) -> Iterator[Pair]:
    spellings = [
        (number, each.text) for number, person in enumerate(other.persons) for each in person.names[:MOST_SPELLINGS]
    ]
    by_letters, by_sound = [folded(text) for _, text in spellings], [sounding(text) for _, text in spellings]
    for number, person in enumerate(one.persons):
        candidates = sorted(
            {
                spellings[place][0]
                for name in person.names[:MOST_SPELLINGS]
                for asked, among in ((folded(name.text), by_letters), (sounding(name.text), by_sound))
                if asked
                for _, _, place in process.extract(
                    asked, among, scorer=fuzz.token_set_ratio, score_cutoff=_ROUGHLY, limit=_CANDIDATES
                )
            }
        )
        for other_number in candidates:
            result = scored(person, other.persons[other_number])
            if result.points >= least:
                yield Pair(one.id, number, other.id, other_number, result)
