"""What several pages of commitments quote: words with their entries, what matters are called, who has said what."""

from collections.abc import Iterable
from dataclasses import dataclass

from trilateral.agreement.held import Act
from trilateral.ledger.entry import EntryId, PartyId, Text
from trilateral.mechanism.commitments import conditions
from trilateral.mechanism.commitments.graph import Edge
from trilateral.mechanism.commitments.state import Commitment, Condition, Mission, NamedDay, Subject
from trilateral.ui.page import Desk
from trilateral.ui.views import EntryView, PartyView, Words


@dataclass(frozen=True, slots=True)
class Quoted:
    """A word that somebody signed.

    Attributes:
        word: In the reader's language.
    """

    view: EntryView | None
    word: str
    text: Words | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A matter of whichever slice.

    Attributes:
        text: Its first words, where it has any.
    """

    ref: str
    href: str
    kind: str
    text: Words | None


Pair = tuple[tuple[PartyView, EntryView | None], tuple[PartyView, EntryView | None]]


def quoted(desk: Desk, act: Act | None, word: str, text: Text | None = None) -> Quoted | None:
    """A word with its entry; None for no act."""
    return None if act is None else Quoted(desk.entry(act.entry), word, words(desk, text))


def words(desk: Desk, text: Text | None) -> Words | None:
    """A text as pages quote it."""
    return None if text is None else desk.words(text)


def parties(desk: Desk, named: Iterable[PartyId]) -> list[PartyView]:
    """Parties as pages show them."""
    return [desk.party_view(each) for each in named]


def day(desk: Desk, written: str | None) -> object:
    """A day, or nothing."""
    return None if written is None else desk.day(written)


def named(desk: Desk, entry: EntryId) -> Named:
    """What a matter is called, with its first words."""
    found = desk.read(entry)
    body = None if found is None else found.body
    text = getattr(body, "text", None)
    title = getattr(body, "title", None)
    first = title if isinstance(title, Text) else text or (title[0] if isinstance(title, tuple) and title else None)
    kind = "" if found is None else found.header.kind
    return Named(
        desk.ref(entry), desk.subject_href(entry), kind, desk.words(first) if isinstance(first, Text) else None
    )


def lanes(desk: Desk, pairs: Iterable[tuple[Act, Act]]) -> list[Pair]:
    """Letters that crossed, in two lanes."""
    return [(_lane(desk, one), _lane(desk, other)) for one, other in pairs]


def _lane(desk: Desk, act: Act) -> tuple[PartyView, EntryView | None]:
    return desk.party_view(act.party), desk.entry(act.entry)


def subjects(desk: Desk) -> list[Subject]:
    """All subjects of the slice, by the parties that opened them and the order of their logs."""
    held: list[Subject] = list(desk.fold.subjects("commitments").values())
    return sorted(held, key=lambda each: (each.party, _index(desk, each.id)))


def _index(desk: Desk, entry: EntryId) -> int:
    found = desk.read(entry)
    return -1 if found is None else found.index


def commitments(desk: Desk) -> list[Commitment]:
    """All commitments."""
    return [each for each in subjects(desk) if isinstance(each, Commitment)]


def all_conditions(desk: Desk) -> list[Condition]:
    """All conditions."""
    return [each for each in subjects(desk) if isinstance(each, Condition)]


def missions(desk: Desk) -> list[Mission]:
    """All missions."""
    return [each for each in subjects(desk) if isinstance(each, Mission)]


def named_days(desk: Desk) -> list[NamedDay]:
    """All named days."""
    return [each for each in subjects(desk) if isinstance(each, NamedDay)]


def live_edges(held: Iterable[Condition]) -> tuple[Edge, ...]:
    """The graph of what still waits for what."""
    return tuple(Edge(each.held_back, each.until, each.id) for each in held if conditions.is_live(each))


def sorted_by_claim(said: Iterable[Quoted]) -> list[Quoted]:
    """Words in the order of claimed times."""
    return sorted(said, key=lambda each: "" if each.view is None else each.view.claimed_at.isoformat())


def binding_acts(desk: Desk, held: Subject, kinds: Iterable[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """What the reader can sign now: kind, address, and to what a signature would bind."""
    return [(kind, desk.sign_href(kind, held.id), binds) for kind, binds in kinds]
