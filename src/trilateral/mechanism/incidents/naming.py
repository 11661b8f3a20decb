"""Reports by what they name: a place, or whoever was involved, in any spelling and script.

Rows of lists are many and never change, so what they name is put in order once and kept with the rows: it is
forgotten with them when one is erased. Nothing of it is in an index on disk.

It leaves out what happened, in words, and rows of any other sort of list: those of persons above all, each opening of which
is noted.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from trilateral.agreement.listed import Listed
from trilateral.i18n.folding import Sought, Term, kept_words, sought_words
from trilateral.ledger.charter import Charter
from trilateral.ledger.entry import EntryId
from trilateral.ledger.fold import Fold
from trilateral.mechanism.incidents.accounts import Account, accounts_in
from trilateral.mechanism.incidents.entries import ROWS, Told
from trilateral.ui.page import Desk

_BEYOND = "\U0010ffff"


class Naming(NamedTuple):
    """Rows that answer.

    Attributes:
        said: By their letters, or by the register.
        heard: Others, of which some name only sounds like what is sought.
    """

    said: frozenset[Told]
    heard: frozenset[Told]


@dataclass(frozen=True, slots=True)
class _Rows:
    """What rows name.

    Attributes:
        words: All words of names, sorted.
        by_word: The rows in which each stands.
        designated: The rows that name a thing of the register.
    """

    words: Sequence[str]
    by_word: Mapping[str, frozenset[Told]]
    designated: Mapping[EntryId, frozenset[Told]]

    def saying(self, sought: Sought) -> frozenset[Told]:
        """Rows of which a name has one word."""
        return frozenset().union(*(self._all_of(way) for way in sought.ways))

    def sounding(self, sought: Sought) -> frozenset[Told]:
        """Rows of which a name sounds like it, whether or not it has it."""
        return frozenset().union(*(self.by_word.get(term.word, frozenset()) for term in sought.sounds))

    def _all_of(self, terms: Iterable[Term]) -> frozenset[Told]:
        each = [frozenset().union(*(self.by_word[word] for word in self._words(term))) for term in terms]
        return frozenset.intersection(*each) if each else frozenset()

    def _words(self, term: Term) -> Iterable[str]:
        if not term.begins:
            return [term.word] if term.word in self.by_word else []
        first = bisect_left(self.words, term.word)
        return self.words[first : bisect_left(self.words, term.word + _BEYOND)]


def rows_naming(desk: Desk, words: str, designated: Iterable[EntryId] = ()) -> Naming:
    """Return the rows of lists of reports of which names answer all words, or that name a thing of the register.

    Args:
        desk: For whom: of which lists rows are read, as on the list of reports.
        words: As somebody typed them.
        designated: Things of the register.
    """
    rows: _Rows = desk.made_of_rows(ROWS, desk.fold, (), _in_order, desk.charter)
    sought = sought_words(words)
    saying = [rows.saying(each) for each in sought]
    answering = [said | rows.sounding(each) for said, each in zip(saying, sought, strict=True)]
    said = frozenset.intersection(*saying) if saying else frozenset()
    said = said.union(*(rows.designated.get(each, frozenset()) for each in designated))
    return Naming(said, (frozenset.intersection(*answering) if answering else frozenset()) - said)


def names(desk: Desk, words: str, designated: Sequence[EntryId]) -> Callable[[Account], bool]:
    """Return what says of a report or a row whether it names them."""
    naming, sought = rows_naming(desk, words, designated), sought_words(words)
    rows = naming.said | naming.heard

    def is_named(account: Account) -> bool:
        if account.told.row is not None:
            return account.told in rows
        if not designated_in(account).isdisjoint(designated):
            return True
        texts = tuple(names_in(account))
        return bool(sought) and all(any(each.answered(text) for text in texts) for each in sought)

    return is_named


def names_in(account: Account) -> Iterator[str]:
    """What a report calls its place and those involved."""
    said = account.said
    if said is not None:
        if said.where is not None:
            yield from (name.text for name in said.where.names)
        yield from (actor.name.text for actor in said.actors if actor.name is not None)


def designated_in(account: Account) -> frozenset[EntryId]:
    """Things of the register that a report names."""
    said = account.said
    return frozenset(() if said is None else (a.designation for a in said.actors if a.designation is not None))


def _in_order(fold: Fold, rows: Iterable[Listed], charter: Charter) -> _Rows:
    by_word: dict[str, set[Told]] = {}
    designated: dict[EntryId, set[Told]] = {}
    for account in accounts_in(fold, rows, charter):
        said, more = kept_words(names_in(account))
        for word in {*said, *more}:
            by_word.setdefault(word, set()).add(account.told)
        for each in designated_in(account):
            designated.setdefault(each, set()).add(account.told)
    return _Rows(
        sorted(by_word),
        {word: frozenset(told) for word, told in by_word.items()},
        {each: frozenset(told) for each, told in designated.items()},
    )
