"""What several pages of commitments quote: words with their entries, what matters are called, who has said what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from trilateral.agreement.held import Act
from trilateral.ledger.derived import Ordered
from trilateral.ledger.entry import EntryId, PartyId, Text
from trilateral.ledger.fold import Fold
from trilateral.mechanism.commitments import access, conditions, days, promises
from trilateral.mechanism.commitments import missions as missions_rules
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


def _place(fold: Fold, held: Subject) -> tuple[PartyId, int]:
    """By the parties that opened them and the order of their logs."""
    found = fold.verdict(held.id)
    return held.party, -1 if found is None or found.entry is None else found.entry.index


def _of(sort: type[Any]) -> Ordered:
    return Ordered("commitments", _place, only=lambda _, held: isinstance(held, sort))


_COMMITMENTS, _CONDITIONS, _MISSIONS, _DAYS = _of(Commitment), _of(Condition), _of(Mission), _of(NamedDay)
_LIVE = Ordered("commitments", _place, only=lambda _, held: isinstance(held, Condition) and conditions.is_live(held))


def _waits(_fold: Fold, held: Subject) -> bool:
    """Whether anybody may be asked for a word on it."""
    if isinstance(held, Commitment | Mission) and any(access.waits(held, each) for each in held.accesses):
        return True
    match held:
        case Commitment():
            wanted = promises.asked_of(held) or promises.still_to_do(held) or promises.joint_wanted(held)
            return bool(wanted or promises.letters_crossed(held))
        case Condition():
            return conditions.is_live(held)
        case Mission():
            reports = any(missions_rules.report_waits(held, sort) is not None for sort in ("spot", "final"))
            return reports or bool(missions_rules.to_check(held))
        case NamedDay():
            return bool(days.open_offers(held))
    return True


_WAITING = Ordered("commitments", _place, only=_waits)


def waiting(desk: Desk) -> Sequence[Subject]:
    """All subjects of the slice that may ask somebody for a word, by the parties that opened them and the order of their logs."""
    return _WAITING.of(desk.fold)


def commitments(desk: Desk) -> Sequence[Commitment]:
    """All commitments, in that order."""
    return _COMMITMENTS.of(desk.fold)


def all_conditions(desk: Desk) -> Sequence[Condition]:
    """All conditions."""
    return _CONDITIONS.of(desk.fold)


def live_conditions(desk: Desk) -> Sequence[Condition]:
    """Those that still hold something back."""
    return _LIVE.of(desk.fold)


def missions(desk: Desk) -> Sequence[Mission]:
    """All missions."""
    return _MISSIONS.of(desk.fold)


def named_days(desk: Desk) -> Sequence[NamedDay]:
    """All named days."""
    return _DAYS.of(desk.fold)


def live_edges(held: Iterable[Condition]) -> tuple[Edge, ...]:
    """The graph of what still waits for what."""
    return tuple(Edge(each.held_back, each.until, each.id) for each in held if conditions.is_live(each))


def sorted_by_claim(said: Iterable[Quoted]) -> list[Quoted]:
    """Words in the order of claimed times."""
    return sorted(said, key=lambda each: "" if each.view is None else each.view.claimed_at.isoformat())


def binding_acts(desk: Desk, held: Subject, kinds: Iterable[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """What the reader can sign now: kind, address, and to what a signature would bind."""
    return [(kind, desk.sign_href(kind, held.id), binds) for kind, binds in kinds]
