"""How the paragraphs of a text read: each language merged from the versions that nobody has yet taken further.

A version takes the place of those that it was made against. Where these compete with others, and its author knew,
it takes their place only once their own authors let it: until then it is one more wording that competes.
So nobody's words go because somebody else tidied them up.
"""

from collections.abc import Iterable
from itertools import combinations
from typing import NamedTuple

from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.texts.merging import Piece, Words, merged, moved, words_of
from trilateral.mechanism.texts.state import Bracket, JointText, Placed, Version


class Option(NamedTuple):
    """One of the wordings that compete for a place.

    Attributes:
        words: The wording; empty where its holders want nothing there.
        holders: The parties that hold it open.
        versions: The entries that carry it.
    """

    words: Words
    holders: tuple[PartyId, ...]
    versions: tuple[EntryId, ...]


class Stretch(NamedTuple):
    """A stretch of a paragraph in one language.

    Attributes:
        words: What stands there; where wordings compete, what they all began with.
        options: The wordings that compete, by holders; empty where it is settled.
        versions: The entries whose edits made it what it is.
        crossed: Whether each of some holders has given way to another's words, neither knowing.
    """

    words: Words
    options: tuple[Option, ...] = ()
    versions: tuple[EntryId, ...] = ()
    crossed: bool = False


class Held(NamedTuple):
    """A bracket that its holder has not lifted, and where its words stand now."""

    bracket: Bracket
    start: int
    end: int


class Wording(NamedTuple):
    """A paragraph in one language.

    Attributes:
        stretches: One after the other the whole paragraph.
        heads: The versions that nobody has taken further.
        held: Brackets that are open, by place.
        struck: Whether it is struck.
    """

    stretches: tuple[Stretch, ...]
    heads: tuple[Version, ...]
    held: tuple[Held, ...]
    struck: bool

    @property
    def words(self) -> Words:
        """All its words, the ones that all began with where wordings compete."""
        return tuple(word for stretch in self.stretches for word in stretch.words)

    @property
    def competing(self) -> tuple[Stretch, ...]:
        """The stretches that are not settled."""
        return tuple(each for each in self.stretches if each.options)


def versions_of(text: JointText, key: str, lang: str) -> tuple[Version, ...]:
    """The versions of a paragraph that say what it is to be in a language."""
    return tuple(each for each in text.versions if each.key == key and speaks(each, lang))


def speaks(version: Version, lang: str) -> bool:
    """Whether a version says what its paragraph is to be in a language: in words, or by striking it."""
    return version.struck or any(each.lang == lang for each in version.wordings)


def words_in(version: Version, lang: str) -> Words:
    """The words of a version in a language; none where it strikes the paragraph."""
    return next((words_of(each.text) for each in version.wordings if each.lang == lang), ())


def parents_of(version: Version, among: Iterable[Version]) -> tuple[Version, ...]:
    """The versions that one was made against: those it names, and its author's own last before it."""
    own: Version | None = None
    found: dict[EntryId, Version] = {}
    for each in among:
        if each.entry in version.bases:
            found[each.entry] = each
        if each.party == version.party and each.index < version.index and (own is None or each.index > own.index):
            own = each
    if own is not None:
        found[own.entry] = own
    return tuple(found.values())


def lets(text: JointText, party: PartyId, version: EntryId) -> bool:
    """Whether a party lets a version stand: it said so, and has neither worded the paragraph nor stood by its own words since."""
    said = [each for each in text.yieldings if each.party == party and each.version == version]
    return any(not any(index > each.index for index in _own_words(text, party, each.key)) for each in said)


def yields(text: JointText, party: PartyId, key: str) -> bool:
    """Whether a party lets anybody's version of a paragraph stand."""
    return any(lets(text, party, each.version) for each in text.yieldings if each.party == party and each.key == key)


def _own_words(text: JointText, party: PartyId, key: str) -> list[int]:
    """Where in its log a party worded a paragraph, or said that it stands by how it did."""
    versions = [each for each in text.versions if each.party == party and each.key == key]
    own = {each.entry for each in versions}
    stood = [each.index for each in text.yieldings if each.party == party and each.key == key and each.version in own]
    return [*(each.index for each in versions), *stood]


def heads_of(text: JointText, versions: tuple[Version, ...]) -> tuple[Version, ...]:
    """The versions that none of these takes further."""
    further: set[EntryId] = set()
    for version in versions:
        further |= {each.entry for each in parents_of(version, versions) if _takes_place(text, version, each)}
    return tuple(each for each in versions if each.entry not in further)


def _takes_place(text: JointText, version: Version, parent: Version) -> bool:
    """Whether a version has taken the place of one that it was made against."""
    contested = parent.entry in version.contested and parent.party != version.party
    return not contested or lets(text, parent.party, version.entry)


def lines_of(text: JointText, versions: tuple[Version, ...]) -> dict[EntryId, frozenset[EntryId]]:
    """For each version itself and all that it goes back to, but for those whose place it has not taken yet."""
    ways = {each.entry: parents_of(each, versions) for each in versions}
    parents = {entry: [each.entry for each in found] for entry, found in ways.items()}
    waits = {v.entry: {p.entry for p in ways[v.entry] if not _takes_place(text, v, p)} for v in versions}
    lines: dict[EntryId, frozenset[EntryId]] = {}
    for start in parents:
        ahead = [start]
        while ahead:
            at = ahead[-1]
            lacking = [each for each in parents[at] if each not in lines]
            if lacking:
                ahead += lacking
                continue
            behind = (lines[each] - {each} if each in waits[at] else lines[each] for each in parents[at])
            lines.setdefault(at, frozenset({at}).union(*behind))
            ahead.pop()
    return lines


def base_of(text: JointText, versions: tuple[Version, ...], ends: Iterable[EntryId]) -> Version | None:
    """The version that several began with: the last to which all go back; None if there is none.

    Where several are last and none of them goes back to the other, what these began with in their turn.
    """
    lines, found = lines_of(text, versions), {each.entry: each for each in versions}
    last = set(ends)
    while last:
        shared = frozenset.intersection(*(lines[each] for each in last))
        last = {each for each in shared if not any(each in lines[other] for other in shared if other != each)}
        if len(last) == 1:
            return found[last.pop()]
    return None


def merge_of(text: JointText, versions: tuple[Version, ...], ends: tuple[Version, ...], lang: str) -> tuple[Piece, ...]:
    """Versions merged; `sides` of the pieces count in `ends`."""
    base = base_of(text, versions, (each.entry for each in ends))
    over = [{at for at, other in enumerate(ends) if other.entry in each.contested} for each in ends]
    return merged(() if base is None else words_in(base, lang), [words_in(each, lang) for each in ends], over)


def words_at(text: JointText, key: str, lang: str, named: Iterable[EntryId]) -> Words:
    """The words of a paragraph as whoever names these versions had it before them."""
    versions = versions_of(text, key, lang)
    given = set(named)
    ends = tuple(each for each in versions if each.entry in given)
    lines = lines_of(text, versions)
    last = tuple(e for e in ends if not any(e.entry in lines[o.entry] for o in ends if o is not e))
    return tuple(word for piece in merge_of(text, versions, last, lang) for word in piece.words)


def wording(text: JointText, key: str, lang: str) -> Wording:
    """How a paragraph reads in a language."""
    versions = versions_of(text, key, lang)
    heads = heads_of(text, versions)
    stretches = tuple(_stretch(text, piece, heads) for piece in merge_of(text, versions, heads, lang))
    read = Wording(stretches, heads, (), bool(heads) and all(each.struck for each in heads))
    return read._replace(held=_held(text, key, lang, read.words))


def _stretch(text: JointText, piece: Piece, heads: tuple[Version, ...]) -> Stretch:
    made_by = tuple(heads[side].entry for side in piece.sides)
    if not piece.options:
        return Stretch(piece.words, (), made_by)
    sides = [tuple(heads[side] for side in option.sides) for option in piece.options]
    ways = {at: _gives_way(text, at, sides) for at in range(len(sides))}
    reach = {at: _reach(ways, at) for at in ways}
    crossed = any(at in reach[at] for at in ways)
    left = [at for at in ways if not ways[at] or at in reach[at]]
    if len(left) == 1:
        at = left[0]
        return Stretch(piece.options[at].words, (), tuple(each.entry for each in sides[at]))
    options = tuple(
        Option(piece.options[at].words, tuple(sorted({e.party for e in sides[at]})), tuple(e.entry for e in sides[at]))
        for at in left
    )
    return Stretch(piece.words, tuple(sorted(options, key=lambda each: (each.holders, each.words))), made_by, crossed)


def _gives_way(text: JointText, at: int, sides: list[tuple[Version, ...]]) -> tuple[int, ...]:
    """The options for which one is given up: each of its holders lets another one stand. Empty if one does not."""
    found: list[int] = []
    for mine in sides[at]:
        for_others = [
            other
            for other, theirs in enumerate(sides)
            if other != at and any(lets(text, mine.party, each.entry) for each in theirs)
        ]
        if not for_others:
            return ()
        found += for_others
    return tuple(found)


def _reach(ways: dict[int, tuple[int, ...]], start: int) -> set[int]:
    seen: set[int] = set()
    ahead = list(ways[start])
    while ahead:
        at = ahead.pop()
        if at not in seen:
            seen.add(at)
            ahead += ways[at]
    return seen


# Brackets


def lifted(text: JointText, bracket: Bracket) -> bool:
    """Whether its holder has lifted a bracket."""
    return any(each.bracket == bracket.entry and each.party == bracket.party for each in text.lifts)


def _held(text: JointText, key: str, lang: str, now: Words) -> tuple[Held, ...]:
    found = []
    for each in text.brackets:
        if each.key == key and each.lang == lang and not lifted(text, each):
            then = words_at(text, key, lang, each.bases)
            found.append(Held(each, *moved(each.start, each.end, then, now)))
    return tuple(sorted(found, key=lambda held: (held.start, held.end, held.bracket.entry)))


# The order of paragraphs


def keys_of(text: JointText) -> tuple[str, ...]:
    """Paragraphs in the order of the text. Of several after the same one the last stands first, as its author saw it."""
    after: dict[str | None, list[Placed]] = {}
    for each in text.places:
        after.setdefault(each.after, []).append(each)
    found: dict[str, None] = {}
    ahead: list[str | None] = [None]
    while ahead:
        at = ahead.pop()
        if at is not None:
            found[at] = None
        ahead += [each.key for each in reversed(_in_order(after.get(at, []))) if each.key not in found]
    return tuple(found)


def _in_order(siblings: list[Placed]) -> list[Placed]:
    """Later ones first where the later author knew the earlier; where neither knew, by party, which decides nothing."""
    left = sorted(siblings, key=lambda each: (each.party, -each.index, each.entry, _number(each.key)))
    found: list[Placed] = []
    while left:
        free = next((e for e in left if not any(_after(other, e) for other in left if other is not e)), left[0])
        left.remove(free)
        found.append(free)
    return found


def _number(key: str) -> int:
    return int(key) if key.isdecimal() else 0


def _after(later: Placed, earlier: Placed) -> bool:
    """Whether one was put before another that its author knew of."""
    return later.entry != earlier.entry and _knew(later, earlier)


def _knew(later: Placed, earlier: Placed) -> bool:
    if later.party == earlier.party:
        return earlier.index < later.index
    return earlier.index <= dict(later.knew).get(earlier.party, -1)


def undecided_places(text: JointText) -> tuple[tuple[str, str], ...]:
    """Pairs of paragraphs that were put in the same place by authors who did not know of each other."""
    after: dict[str | None, list[Placed]] = {}
    for each in text.places:
        after.setdefault(each.after, []).append(each)
    pairs = (pair for siblings in after.values() for pair in combinations(siblings, 2))
    unaware = ((a.key, b.key) for a, b in pairs if a.entry != b.entry and not _knew(a, b) and not _knew(b, a))
    return tuple(pair for pair in unaware if not any(is_struck(text, key) for key in pair))


def is_struck(text: JointText, key: str) -> bool:
    """Whether a paragraph is struck in every language in which it was ever written."""
    heads = heads_everywhere(text, key)
    return bool(heads) and all(each.struck for each in heads)


def heads_everywhere(text: JointText, key: str) -> tuple[Version, ...]:
    """The versions of a paragraph that nobody has taken further in at least one language."""
    langs = {each.lang for version in text.versions if version.key == key for each in version.wordings}
    found = {h.entry: h for lang in sorted(langs) for h in heads_of(text, versions_of(text, key, lang))}
    return tuple(found[entry] for entry in sorted(found))
