"""Receipts by word of mouth as pages show them: what to read out, what each end wrote down, and whether it is the same."""

from dataclasses import dataclass

from trilateral.i18n.digits import digits
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.notices.spoken import digits_of, numbers_of, words_of
from trilateral.mechanism.notices.state import Call, Notice, Spoken, spoken_between
from trilateral.ui.page import Desk
from trilateral.ui.views import EntryView, PartyView


@dataclass(frozen=True, slots=True)
class ToRead:
    """What is read out as the receipt of an entry: words, and the same as numbers in the reader's digits."""

    words: str
    numbers: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What one end wrote down."""

    party: PartyView
    view: EntryView | None
    read: ToRead | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two ends and what they wrote down.

    Attributes:
        word: `same`, `not_same` or `one_end`.
        fits: The entries here whose words these are.
    """

    ends: tuple[Heard, Heard]
    word: str
    fits: tuple[EntryView, ...]


def to_read(desk: Desk, numbers: tuple[int, ...]) -> ToRead:
    """Return words and numbers as they are read out."""
    return ToRead(words_of(numbers), digits(digits_of(numbers), desk.lang))


def receipt_of(desk: Desk, entry: EntryId) -> ToRead:
    """Return what is read out as the receipt of an entry."""
    return to_read(desk, numbers_of(entry))


def spoken_pairs(desk: Desk, held: Notice | Call) -> list[Pair]:
    """Return what each two ends wrote down."""
    found = []
    for pair in spoken_between(held):
        one, other = pair.ends
        heard = _heard(desk, one, pair.one), _heard(desk, other, pair.other)
        word = "one_end" if pair.same is None else "same" if pair.same else "not_same"
        views = (desk.entry(entry) for entry in pair.signed)
        found.append(Pair(heard, word, tuple(view for view in views if view is not None)))
    return found


def _heard(desk: Desk, party: str, said: Spoken | None) -> Heard:
    view = None if said is None else desk.entry(said.entry)
    return Heard(desk.party_view(party), view, None if said is None else to_read(desk, said.numbers))
