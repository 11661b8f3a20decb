"""What the entries on dispatches mean. An item is published when each party that must has released exactly it.

The state keeps what each party said, and with each word how far its author had seen the words of the others
(`knew`). So it can be told afterwards whether the signature that was thought to complete a release crossed another
that was being taken back, or the withdrawal of the whole. Where an embargo ends is a question with a time.
"""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from itertools import combinations
from typing import Any, NamedTuple

import msgspec

from trilateral.agreement.acceptance import agreed, missing
from trilateral.agreement.clocks import Answer
from trilateral.agreement.held import Act, Seen, knows, only_seen, ordered, seen_by
from trilateral.ledger.entry import Body, Entry, EntryId, Hash, PartyId, Text
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.dispatches.edition import edition_root
from trilateral.mechanism.dispatches.entries import (
    CorrectionReleased,
    DispatchCompiled,
    DispatchOffered,
    DispatchRemarked,
    DispatchWithdrawn,
    Figure,
    Item,
    ItemCorrected,
    ItemsHeld,
    ItemsReleased,
)

_MEETING = "meetings.proposed/"


class Word(Act, frozen=True):
    """A party's word on items: `released` or `held`. Who offers releases all.

    Attributes:
        items: Numbers of the items, in order.
    """

    word: str
    items: tuple[int, ...]
    why: Text | None
    knew: tuple[Seen, ...]


class Standing(Act, frozen=True):
    """Who compiled it says that it is `offered` or `withdrawn`."""

    word: str
    why: Text | None
    knew: tuple[Seen, ...]


class Remark(Act, frozen=True):
    """A party's own word beside an item, or beside the whole."""

    sort: str
    item: int | None
    text: Text


class Correction(Act, frozen=True):
    """How an item should have read."""

    number: int
    item: int
    instead: Item
    why: Text


class CorrectionWord(Act, frozen=True):
    """A party releases a correction."""

    correction: EntryId


class Dispatch(msgspec.Struct, frozen=True):
    """One issue, as the record stands. Acts stand in the order of parties, and for each in that of its log.

    Attributes:
        id: The entry that compiled it.
        party: Who compiled it.
        release_by: Whose release it takes.
        said: All that it says.
        root: Root of its edition.
        crossed: Parties that spoke here on both branches of a log that they showed in two ways.
    """

    id: EntryId
    party: PartyId
    release_by: tuple[PartyId, ...]
    said: DispatchCompiled
    root: Hash
    words: tuple[Word, ...] = ()
    standings: tuple[Standing, ...] = ()
    remarks: tuple[Remark, ...] = ()
    corrections: tuple[Correction, ...] = ()
    correction_words: tuple[CorrectionWord, ...] = ()
    crossed: tuple[PartyId, ...] = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        """Numbers of its items, from 1."""
        return tuple(range(1, len(self.said.items) + 1))


class Status(StrEnum):
    """Where an issue stands, whatever the time."""

    COMPILED = "compiled"
    OFFERED = "offered"
    RELEASED = "released"
    RELEASED_IN_PART = "released_in_part"  # and somebody holds each of the rest
    HELD = "held"  # somebody holds each item
    WITHDRAWN = "withdrawn"
    CROSSED = "crossed"


class ItemStatus(StrEnum):
    """Where one item stands."""

    OPEN = "open"
    RELEASED = "released"
    HELD = "held"
    CROSSED = "crossed"


_ACTS = ("words", "standings", "remarks", "corrections", "correction_words")


def objection(held: Dispatch | None, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Say why `entry` has no effect on `held`, or None if it has one.

    A node asks this twice: before its own party signs, and of every entry that any
    party has signed. What the author had not seen is taken out of `held` first.

    Args:
        held: The issue so far; None before it is compiled.
        entry: Signed, parsed and about `held`, but otherwise anything at all.
        facts: What the author could know.
    """
    body: Body = entry.body
    if isinstance(body, DispatchCompiled):
        if held is not None or entry.header.subject is not None:
            return Objection("dispatches.compiled_already")
        return _objection_to_issue(body, facts)
    if held is None:
        return Objection("dispatches.not_found")
    known = only_seen(held, _ACTS, facts)
    match body:
        case DispatchOffered(root=root):
            return (
                _objection_to_compiler(known, entry.party)
                or _objection_to_root(known, root)
                or _objection_to_offer(known)
            )
        case DispatchWithdrawn():
            return _objection_to_compiler(known, entry.party) or _objection_to_withdrawal(known)
        case ItemsReleased(root=root, items=items) | ItemsHeld(root=root, items=items):
            word = "released" if isinstance(body, ItemsReleased) else "held"
            return _objection_to_root(known, root) or _objection_to_word(known, word, items, entry.party)
        case DispatchRemarked(item=item):
            return None if item is None else _objection_to_numbers(known, (item,))
        case ItemCorrected():
            return _objection_to_correction(known, body, facts)
        case CorrectionReleased(correction=correction):
            return _objection_to_correction_word(known, correction, entry.party, facts)
    return Objection("dispatches.not_found")


def _objection_to_issue(body: DispatchCompiled, facts: Facts) -> Objection | None:
    if min(body.volume, body.number) < 1:
        return Objection("dispatches.no_such_number", (("volume", body.volume), ("number", body.number)))
    if not _is_day(body.dated_on):
        return Objection("dispatches.no_such_day", (("day", body.dated_on),))
    if body.from_at is not None and body.from_at >= body.cut_off_at:
        return Objection("dispatches.period_is_empty")
    stranger = next((party for party in body.release_by if party not in facts.parties), None)
    if stranger is not None:
        return Objection("dispatches.not_a_party", (("party", stranger),))
    if not body.title or not body.items:
        return Objection("dispatches.says_nothing")
    wrong = _objection_to_previous(body, facts) or _objection_to_session(body.session, facts)
    return wrong or _objection_to_items(body.items, body.from_at, body.cut_off_at, facts)


def _is_day(written: str) -> bool:
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True


def _objection_to_previous(body: DispatchCompiled, facts: Facts) -> Objection | None:
    if body.previous is None:
        return None
    if facts.saw(body.previous) is None:
        return Objection("dispatches.not_seen", (("entry", body.previous),))
    before = facts.state(body.previous)
    if not isinstance(before, Dispatch):
        return Objection("dispatches.not_a_dispatch")
    volume, number = before.said.volume, before.said.number
    if (body.volume, body.number) in {(volume, number + 1), (volume + 1, 1)}:
        return None
    return Objection("dispatches.number_does_not_follow", (("number", body.number), ("expected", number + 1)))


def _objection_to_session(session: EntryId | None, facts: Facts) -> Objection | None:
    if session is None:
        return None
    seen = facts.saw(session)
    if seen is None:
        return Objection("dispatches.not_seen", (("entry", session),))
    is_meeting = seen.header.kind.startswith(_MEETING)
    return None if is_meeting else Objection("dispatches.not_a_meeting", (("kind", seen.header.kind),))


def _objection_to_items(
    items: Iterable[Item], from_at: datetime | None, cut_off_at: datetime, facts: Facts
) -> Objection | None:
    names: set[str] = set()
    for item in items:
        wrong = _objection_to_item(item, cut_off_at, facts)
        for figure in item.figures:
            if figure.name in names:
                return wrong or Objection("dispatches.figure_twice", (("name", figure.name),))
            names.add(figure.name)
            wrong = wrong or _objection_to_figure(figure, from_at, facts)
        if wrong is not None:
            return wrong
    return None


def _objection_to_item(item: Item, cut_off_at: datetime, facts: Facts) -> Objection | None:
    """What is against the words of an item, and against everything that it cites."""
    languages = [each.lang for each in item.texts]
    if not languages:
        return Objection("dispatches.item_without_words")
    if len(set(languages)) != len(languages):
        return Objection("dispatches.language_twice")
    cited = (item.about, *item.entries, *(each for figure in item.figures for each in figure.entries))
    for name in cited:
        if name is None:
            continue
        seen = facts.saw(name)
        if seen is None:
            return Objection("dispatches.not_seen", (("entry", name),))
        if seen.header.claimed_at > cut_off_at:
            return Objection("dispatches.after_cut_off", (("entry", name),))
    return None


def _objection_to_figure(figure: Figure, from_at: datetime | None, facts: Facts) -> Objection | None:
    """Whether a number is what its entries come to, as far as a rule can know that."""
    if len(set(figure.entries)) != len(figure.entries):
        return Objection("dispatches.entry_twice", (("name", figure.name),))
    if figure.basis == "stated":
        return None if figure.entries else Objection("dispatches.figure_without_entries", (("name", figure.name),))
    if figure.value != len(figure.entries):
        found = (("name", figure.name), ("value", figure.value), ("count", len(figure.entries)))
        return Objection("dispatches.does_not_count", found)
    for each in figure.entries:
        seen = facts.saw(each)
        if seen is None:
            return Objection("dispatches.not_seen", (("entry", each),))
        if figure.kind and not seen.header.kind.startswith(f"{figure.kind}/"):
            return Objection("dispatches.other_kind", (("kind", seen.header.kind), ("expected", figure.kind)))
        if from_at is not None and seen.header.claimed_at < from_at:
            return Objection("dispatches.before_period", (("entry", each),))
    return None


def _objection_to_compiler(known: Dispatch, party: PartyId) -> Objection | None:
    return None if party == known.party else Objection("dispatches.not_yours_to_offer", (("party", known.party),))


def _objection_to_root(known: Dispatch, root: Hash) -> Objection | None:
    return None if root == known.root else Objection("dispatches.other_edition", (("root", known.root),))


def _objection_to_offer(known: Dispatch) -> Objection | None:
    return Objection("dispatches.offered_already") if is_offered(known) else None


def _objection_to_withdrawal(known: Dispatch) -> Objection | None:
    if known.standings and known.standings[-1].word == "withdrawn" and status(known) is not Status.CROSSED:
        return Objection("dispatches.withdrawn_before")
    published = any(item_status(known, number) is ItemStatus.RELEASED for number in known.numbers)
    return Objection("dispatches.released_before") if published else None


def _objection_to_numbers(known: Dispatch, numbers: Iterable[int]) -> Objection | None:
    wrong = next((number for number in numbers if not 1 <= number <= len(known.said.items)), None)
    return None if wrong is None else Objection("dispatches.no_such_item", (("item", wrong),))


def _objection_to_word(known: Dispatch, word: str, items: tuple[int, ...], party: PartyId) -> Objection | None:
    if party not in known.release_by:
        return Objection("dispatches.not_yours_to_release")
    if not known.standings:
        return Objection("dispatches.not_offered")
    if not is_offered(known):
        return Objection("dispatches.withdrawn_before")
    wrong = _objection_to_numbers(known, items)
    if wrong is not None:
        return wrong
    meant = items or _meant(known, word)
    if word == "held" and (not meant or any(item_status(known, each) is ItemStatus.RELEASED for each in meant)):
        return Objection("dispatches.released_before")
    said = [last_word(known, each, party) for each in meant]
    return Objection("dispatches.said_already") if all(each and each.word == word for each in said) else None


def _meant(known: Dispatch, word: str) -> tuple[int, ...]:
    """The items that are meant where none is named: all, or of those that are to be held, all not published."""
    if word == "released":
        return known.numbers
    return tuple(each for each in known.numbers if item_status(known, each) is not ItemStatus.RELEASED)


def _objection_to_correction(known: Dispatch, body: ItemCorrected, facts: Facts) -> Objection | None:
    wrong = _objection_to_numbers(known, (body.item,))
    if wrong is not None:
        return wrong
    if item_status(known, body.item) is not ItemStatus.RELEASED:
        return Objection("dispatches.not_released", (("item", body.item),))
    expected = 1 + max((each.number for each in known.corrections), default=0)
    if body.number != expected:
        return Objection("dispatches.number_does_not_follow", (("number", body.number), ("expected", expected)))
    return _objection_to_items((body.instead,), known.said.from_at, known.said.cut_off_at, facts)


def _objection_to_correction_word(known: Dispatch, named: EntryId, party: PartyId, facts: Facts) -> Objection | None:
    if party not in known.release_by:
        return Objection("dispatches.not_yours_to_release")
    if facts.saw(named) is None:
        return Objection("dispatches.not_seen", (("entry", named),))
    correction = next((each for each in known.corrections if each.entry == named), None)
    if correction is None:
        return Objection("dispatches.no_such_correction")
    return Objection("dispatches.said_already") if party in correction_released_by(known, correction) else None


def apply(held: Dispatch | None, entry: Entry[Any], facts: Facts) -> Dispatch | None:
    """Return `held` as it stands after `entry`, to which there is no objection."""
    body: Body = entry.body
    if isinstance(body, DispatchCompiled):
        release_by = tuple(sorted(set(body.release_by))) or facts.parties
        return Dispatch(entry.id, entry.party, release_by, body, edition_root(body))
    if held is None:
        return None
    found = _acts(held, entry, facts)
    if not found:
        return held
    rows = {row: ordered((*getattr(held, row), act)) for row, act in found}
    changed: Dispatch = msgspec.structs.replace(held, **rows)
    if any(each.party == entry.party and facts.saw(each.entry) is None for row in _ACTS for each in getattr(held, row)):
        # Who does not know what stands in its own log has another log than the one shown here.
        return msgspec.structs.replace(changed, crossed=tuple(sorted({*held.crossed, entry.party})))
    return changed


def _acts(held: Dispatch, entry: Entry[Any], facts: Facts) -> list[tuple[str, Act]]:
    """What the state keeps of an entry, and in which of its rows."""
    at, knew = (entry.id, entry.party, entry.index), _knew(held, entry, facts)
    match entry.body:
        case DispatchOffered():
            offered: list[tuple[str, Act]] = [("standings", Standing(*at, "offered", None, knew))]
            own = entry.party in held.release_by
            return [*offered, ("words", Word(*at, "released", held.numbers, None, knew))] if own else offered
        case DispatchWithdrawn(why=why):
            return [("standings", Standing(*at, "withdrawn", why, knew))]
        case ItemsReleased(items=items):
            return [("words", Word(*at, "released", _numbers(items) or held.numbers, None, knew))]
        case ItemsHeld(items=items, why=why):
            meant = _numbers(items) or _meant(only_seen(held, _ACTS, facts), "held")
            return [("words", Word(*at, "held", meant, why, knew))]
        case DispatchRemarked(sort=sort, item=item, text=text):
            return [("remarks", Remark(*at, sort, item, text))]
        case ItemCorrected(number=number, item=item, instead=instead, why=why):
            return [("corrections", Correction(*at, number, item, instead, why))]
        case CorrectionReleased(correction=correction):
            return [("correction_words", CorrectionWord(*at, correction))]
    return []


def _numbers(items: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(set(items)))


def _knew(held: Dispatch, entry: Entry[Any], facts: Facts) -> tuple[Seen, ...]:
    return seen_by(entry.party, (*held.words, *held.standings), facts)


def is_offered(dispatch: Dispatch) -> bool:
    """Whether who compiled it said last that it is offered."""
    return bool(dispatch.standings) and dispatch.standings[-1].word == "offered"


def last_word(dispatch: Dispatch, number: int, party: PartyId) -> Word | None:
    """A party's last word on an item."""
    words = (each for each in reversed(dispatch.words) if each.party == party and number in each.items)
    return next(words, None)


def released_by(dispatch: Dispatch, number: int) -> tuple[PartyId, ...]:
    """The parties whose last word on an item releases it."""
    words = {party: last_word(dispatch, number, party) for party in dispatch.release_by}
    return tuple(party for party, word in words.items() if word is not None and word.word == "released")


def held_by(dispatch: Dispatch, number: int) -> tuple[PartyId, ...]:
    """The parties whose last word on an item holds it."""
    words = {party: last_word(dispatch, number, party) for party in dispatch.release_by}
    return tuple(party for party, word in words.items() if word is not None and word.word == "held")


def silent_on(dispatch: Dispatch, number: int) -> tuple[PartyId, ...]:
    """The parties whose word on an item is missing."""
    return missing(dispatch.release_by, {*released_by(dispatch, number), *held_by(dispatch, number)})


def item_status(dispatch: Dispatch, number: int) -> ItemStatus:
    """Where one item stands."""
    if letters_crossed(dispatch, number):
        return ItemStatus.CROSSED
    if agreed(dispatch.release_by, released_by(dispatch, number)):
        return ItemStatus.RELEASED if is_offered(dispatch) else ItemStatus.OPEN
    return ItemStatus.HELD if held_by(dispatch, number) else ItemStatus.OPEN


def letters_crossed(dispatch: Dispatch, number: int) -> tuple[tuple[Act, Act], ...]:
    """Releases that published an item as their authors saw it, each with what crossed it: a hold, or the withdrawal."""
    words = [word for party in dispatch.release_by if (word := last_word(dispatch, number, party)) is not None]
    releases = [each for each in words if each.word == "released" and _completed(dispatch, number, each)]
    against: list[Word | Standing] = [each for each in words if each.word == "held"]
    if dispatch.standings and not is_offered(dispatch):
        against.append(dispatch.standings[-1])
    return tuple(
        (release, other)
        for release in releases
        for other in against
        if release.party != other.party and not knows(release.knew, other) and not knows(other.knew, release)
    )


def _completed(dispatch: Dispatch, number: int, release: Word) -> bool:
    """Whether every other party that must had released the item, as the author of this release saw it."""
    others = (party for party in dispatch.release_by if party != release.party)
    return all((word := _word_known(dispatch, number, party, release)) and word.word == "released" for party in others)


def _word_known(dispatch: Dispatch, number: int, party: PartyId, release: Word) -> Word | None:
    upto = next((seen.index for seen in release.knew if seen.by == party), -1)
    mine = (each for each in reversed(dispatch.words) if each.party == party and number in each.items)
    return next((each for each in mine if each.index <= upto), None)


def status(dispatch: Dispatch) -> Status:
    """Where it stands, on nobody's word but each party's own."""
    items = [item_status(dispatch, number) for number in dispatch.numbers]
    if dispatch.crossed or ItemStatus.CROSSED in items:
        return Status.CROSSED
    if not dispatch.standings:
        return Status.COMPILED
    if not is_offered(dispatch):
        return Status.WITHDRAWN
    if set(items) == {ItemStatus.RELEASED}:
        return Status.RELEASED
    if ItemStatus.OPEN in items:
        return Status.OFFERED
    return Status.RELEASED_IN_PART if ItemStatus.RELEASED in items else Status.HELD


def embargoed(dispatch: Dispatch, as_of: datetime) -> Answer:
    """Whether it is not to be published yet at the time asked about."""
    until = dispatch.said.embargo_until
    return Answer.YES if until is not None and as_of < until else Answer.NO


def public_items(dispatch: Dispatch, as_of: datetime) -> tuple[int, ...]:
    """Numbers of the items that may be published at the time asked about. All others are withheld in the public edition."""
    if dispatch.crossed or embargoed(dispatch, as_of) is Answer.YES:
        return ()
    return tuple(number for number in dispatch.numbers if item_status(dispatch, number) is ItemStatus.RELEASED)


def to_release(dispatch: Dispatch) -> tuple[PartyId, ...]:
    """Parties whose word on some item is missing while it is offered."""
    if not is_offered(dispatch):
        return ()
    return tuple(
        party for party in dispatch.release_by if any(party in silent_on(dispatch, each) for each in dispatch.numbers)
    )


def correction_released_by(dispatch: Dispatch, correction: Correction) -> tuple[PartyId, ...]:
    """The parties that release a correction. Its author does by proposing it."""
    said = {correction.party, *(w.party for w in dispatch.correction_words if w.correction == correction.entry)}
    return tuple(party for party in dispatch.release_by if party in said)


def is_corrected(dispatch: Dispatch, correction: Correction) -> bool:
    """Whether all that must have released a correction."""
    return agreed(dispatch.release_by, correction_released_by(dispatch, correction))


def same_number(dispatch: Dispatch) -> tuple[tuple[Correction, Correction], ...]:
    """Corrections that were given one number by authors who did not know of each other."""
    pairs = combinations(sorted(dispatch.corrections, key=lambda each: (each.number, each.entry)), 2)
    return tuple((one, other) for one, other in pairs if one.number == other.number)


def given_twice(dispatches: Iterable[Dispatch]) -> tuple[tuple[Dispatch, Dispatch], ...]:
    """Issues of one sort that bear one number: whoever compiled the second did not know of the first, or did not care."""
    pairs = combinations(sorted(dispatches, key=lambda each: each.id), 2)
    return tuple((one, other) for one, other in pairs if _place(one) == _place(other))


def _place(dispatch: Dispatch) -> tuple[str, int, int]:
    return dispatch.said.sort, dispatch.said.volume, dispatch.said.number


class Compared(NamedTuple):
    """A figure beside the same one of the issue before.

    Attributes:
        item: Number of the item that it stands in.
        before: Its value there; None where that issue does not have it.
    """

    item: int
    figure: Figure
    before: int | None

    @property
    def difference(self) -> int | None:
        """By how much it rose or fell."""
        return None if self.before is None else self.figure.value - self.before


def compared(dispatch: Dispatch, previous: Dispatch | None) -> tuple[Compared, ...]:
    """All figures of an issue, each with what it was in the issue before."""
    items = () if previous is None else previous.said.items
    before = {figure.name: figure.value for item in items for figure in item.figures}
    return tuple(
        Compared(number, figure, before.get(figure.name))
        for number, item in enumerate(dispatch.said.items, 1)
        for figure in item.figures
    )


def joins(dispatch: Dispatch, previous: Dispatch) -> str:
    """How its period lies to that of the issue before: it `follows`, leaves a `gap`, or is an `overlap`; empty without a period."""
    began, ended = dispatch.said.from_at, previous.said.cut_off_at
    if began is None:
        return ""
    return "follows" if began == ended else "gap" if began > ended else "overlap"
