"""What follows from the subjects of a fold, kept beside it and brought up to date when an entry changes one of them.

A page that shows fifty lines of a list, or what few matters wait for, would cost what the record is long if it went
through every subject each time. What it needs of all of them is worked out once for each fold, and again only
of what has changed since: the fold writes down which subjects entries touched, in their order (`Fold.changed`).

Nothing here is state: it is forgotten with the fold that it was made of, and left out of the digest. A fold is what one
audience reads, so what was made of one never shows to those who read another. Pure: it hangs on subjects and
on what the caller gives, never on a clock or a reader's language.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, overload
from weakref import WeakKeyDictionary

from trilateral.ledger.entry import Entry, EntryId
from trilateral.ledger.fold import Fold, State, Verdict

T = TypeVar("T")

_MANY = 500
"""From so many changed subjects on, sorting all of them again is cheaper than putting each in its place."""


def _nothing(_: State) -> Iterable[EntryId]:
    return ()


@dataclass(slots=True)
class _Made(Generic[T]):
    """What was made of a fold, and of how much of it.

    Attributes:
        changed: The fold's own list of what changed. Another one means that it was folded anew.
        read: How far in that.
        given: What the caller gave.
    """

    changed: Sequence[str]
    read: int
    given: tuple[Hashable, ...]
    made: T


class Derived(Generic[T]):
    """Something that follows from all subjects of some slices: made again when one of them has changed."""

    def __init__(self, slices: Iterable[str], make: Callable[..., T]) -> None:
        """Say of what, and how.

        Args:
            slices: Of which a change counts. What general acts hold of a subject is a change of that subject.
            make: From the fold, and whatever else is given. It must hang on nothing else, and what it makes must not
                hold the fold, which would never be forgotten.
        """
        self._slices = frozenset(slices)
        self._make = make
        self._made: WeakKeyDictionary[Fold, _Made[T]] = WeakKeyDictionary()

    def of(self, fold: Fold, *given: Hashable) -> T:
        """What follows from a fold as it stands."""
        held, changed = self._made.get(fold), fold.changed
        stale = held is None or held.changed is not changed or held.given != given
        if stale or any(fold.slice_of(_subject(each)) in self._slices for each in changed[held.read :]):  # type: ignore[union-attr]  # else it is stale
            held = self._made[fold] = _Made(changed, len(changed), given, self._make(fold, *given))
        held.read = len(changed)  # type: ignore[union-attr]  # as above
        return held.made  # type: ignore[union-attr]  # as above


@dataclass(slots=True)
class _Places:
    """Where each subject stands, what stands there, and all of them in order."""

    by_subject: dict[EntryId, Any] = field(default_factory=dict)
    shown: dict[EntryId, Any] = field(default_factory=dict)
    ordered: list[tuple[Any, EntryId]] = field(default_factory=list)


class Ordered:
    """The subjects of a slice that belong on a list, in its order."""

    def __init__(  # noqa: PLR0913 - what a list is, all of it by name
        self,
        slice_name: str,
        place: Callable[..., Any],
        *,
        only: Callable[[Fold, State], bool] | None = None,
        shown: Callable[..., Any] | None = None,
        last_first: bool = False,
        also: Callable[[State], Iterable[EntryId]] = _nothing,
    ) -> None:
        """Say which, and in what order.

        Args:
            slice_name: Whose subjects.
            place: From the fold, a state and whatever else is given to where that subject stands: something that can
                be compared; None where it is not on the list. Of two in one place the lower id comes first.
            only: Which of them belong there at all; every one if left out.
            shown: From the fold, a state and whatever else is given to what stands on the list in its place, which is
                then given to `place` too; the state itself if left out.
            last_first: Whether the highest comes first.
            also: Other subjects whose place hangs on this one.
        """
        self._slice = slice_name
        self._place = place
        self._only = only
        self._shown = shown
        self._last_first = last_first
        self._also = also
        self._made: WeakKeyDictionary[Fold, _Made[_Places]] = WeakKeyDictionary()

    def of(self, fold: Fold, *given: Hashable) -> Sequence[Any]:
        """What stands on it, as the fold stands. To be read before anything else is folded."""
        made = self._read(fold, given)
        shown = fold.state if self._shown is None else made.shown.__getitem__
        return _Row(shown, made.ordered, last_first=self._last_first)

    def by_subject(self, fold: Fold, *given: Hashable) -> Mapping[EntryId, Any]:
        """The same by subject, of a list on which something else stands than states."""
        return self._read(fold, given).shown

    def _read(self, fold: Fold, given: tuple[Hashable, ...]) -> _Places:
        held, changed = self._made.get(fold), fold.changed
        if held is None or held.changed is not changed or held.given != given:
            held = self._made[fold] = _Made(changed, len(changed), given, self._anew(fold, given))
        elif held.read < len(changed):
            self._bring_up(fold, held.made, changed[held.read :], given)
            held.read = len(changed)
        return held.made

    def _anew(self, fold: Fold, given: tuple[Hashable, ...]) -> _Places:
        made = _Places()
        for subject, state in fold.subjects(self._slice).items():
            place = self._placed(fold, made, subject, state, given)
            if place is not None:
                made.by_subject[subject] = place
        made.ordered = sorted((place, subject) for subject, place in made.by_subject.items())
        return made

    def _placed(self, fold: Fold, made: _Places, subject: EntryId, state: State, given: tuple[Hashable, ...]) -> Any:
        made.shown.pop(subject, None)
        if not self._belongs(fold, state):
            return None
        if self._shown is not None:
            state = made.shown[subject] = self._shown(fold, state, *given)
        return self._place(fold, state, *given)

    def _belongs(self, fold: Fold, state: State) -> bool:
        return self._only is None or self._only(fold, state)

    def _bring_up(self, fold: Fold, made: _Places, changed: Sequence[str], given: tuple[Hashable, ...]) -> None:
        touched = {each: None for each in map(_subject, changed) if fold.slice_of(each) == self._slice}
        touched |= {
            other: None
            for each in touched
            for other in self._also(fold.state(each))
            if fold.slice_of(other) == self._slice
        }
        moved = {}
        for subject in touched:
            place = self._placed(fold, made, subject, fold.state(subject), given)
            if place != made.by_subject.get(subject):
                moved[subject] = place
        if len(moved) > _MANY:
            made.by_subject = {
                subject: place for subject, place in (made.by_subject | moved).items() if place is not None
            }
            made.ordered = sorted((place, subject) for subject, place in made.by_subject.items())
            return
        for subject, place in moved.items():
            before = made.by_subject.pop(subject, None)
            if before is not None:
                del made.ordered[bisect_left(made.ordered, (before, subject))]
            if place is not None:
                made.by_subject[subject] = place
                insort(made.ordered, (place, subject))


class Named:
    """The entries that opened subjects, of whichever slice, by another entry that they name."""

    def __init__(self, name: Callable[[Entry[Any]], EntryId | None]) -> None:
        """Say which that is; None where one names none."""
        self._name = name
        self._made: WeakKeyDictionary[Fold, _Made[dict[EntryId, dict[EntryId, Entry[Any]]]]] = WeakKeyDictionary()

    def of(self, fold: Fold, named: EntryId) -> Collection[Entry[Any]]:
        """Those that name one, in no order."""
        held, changed = self._made.get(fold), fold.changed
        if held is None or held.changed is not changed:
            held = self._made[fold] = _Made(changed, len(changed), (), {})
            self._read(fold, held.made, fold.subjects())
        self._read(fold, held.made, dict.fromkeys(map(_subject, changed[held.read :])))
        held.read = len(changed)
        return held.made.get(named, {}).values()

    def _read(self, fold: Fold, made: dict[EntryId, dict[EntryId, Entry[Any]]], subjects: Iterable[EntryId]) -> None:
        for subject in subjects:
            verdict = fold.verdict(subject)
            entry = None if verdict is None else verdict.entry
            named = None if entry is None else self._name(entry)
            if entry is not None and named is not None:
                made.setdefault(named, {})[subject] = entry


class OfState(Generic[T]):
    """What follows from the state of one subject alone: found when it is first asked for, and again when that is another one.

    A state is a value: nothing in it ever changes, and what follows from it holds as long as it stands.
    """

    def __init__(self, find: Callable[[State], T]) -> None:
        """Say how. It must hang on the state alone."""
        self._find = find
        self._found: WeakKeyDictionary[Fold, dict[EntryId, tuple[State, T]]] = WeakKeyDictionary()

    def of(self, fold: Fold, state: State) -> T:
        """What follows from a state of this fold."""
        kept = self._found.setdefault(fold, {})
        held = kept.get(state.id)
        if held is None or held[0] is not state:
            held = kept[state.id] = state, self._find(state)
        return held[1]


class Pointing:
    """Entries by what they point at, those without effect among them: in which log, and which one."""

    def __init__(self, points: Callable[[Verdict], Iterable[EntryId]]) -> None:
        """Say at what an entry points. It must hang on the entry, and on what came of it, alone."""
        self._points = points
        self._made: WeakKeyDictionary[Fold, _Made[dict[EntryId, list[tuple[str, int]]]]] = WeakKeyDictionary()
        self._sizes: WeakKeyDictionary[Fold, dict[str, int]] = WeakKeyDictionary()

    def of(self, fold: Fold, *pointed: EntryId) -> list[Verdict]:
        """Those that point at any of these, each once, log by log in the order of the fold."""
        held, changed = self._made.get(fold), fold.changed
        if held is None or held.changed is not changed:
            held, self._sizes[fold] = _Made(changed, 0, (), {}), {}
            self._made[fold] = held
        keys = [line.key for line in fold.lines()]
        for key in keys:
            self._read(fold, held.made, key)
        place = {key: number for number, key in enumerate(keys)}
        found = {each for one in pointed for each in held.made.get(one, ())}
        return [fold.verdicts(key)[index] for key, index in sorted(found, key=lambda each: (place[each[0]], each[1]))]

    def _read(self, fold: Fold, made: dict[EntryId, list[tuple[str, int]]], key: str) -> None:
        verdicts, start = fold.verdicts(key), self._sizes[fold].get(key, 0)
        for index in range(start, len(verdicts)):
            for each in self._points(verdicts[index]):
                made.setdefault(each, []).append((key, index))
        self._sizes[fold][key] = len(verdicts)


class _Row(Sequence[Any]):
    """What stands in each place, looked up as it is asked for."""

    def __init__(
        self, shown: Callable[[EntryId], Any], ordered: Sequence[tuple[Any, EntryId]], *, last_first: bool
    ) -> None:
        self._shown = shown
        self._ordered = ordered
        self._last_first = last_first

    def __len__(self) -> int:
        return len(self._ordered)

    @overload
    def __getitem__(self, at: int) -> Any: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Any]: ...
    def __getitem__(self, at: int | slice) -> Any:
        if isinstance(at, slice):
            return [self._at(number) for number in range(*at.indices(len(self)))]
        return self._at(range(len(self))[at])

    def __iter__(self) -> Iterator[Any]:
        ordered = reversed(self._ordered) if self._last_first else self._ordered
        return (self._shown(subject) for _, subject in ordered)

    def _at(self, number: int) -> Any:
        return self._shown(self._ordered[-1 - number if self._last_first else number][1])


class Joined(Sequence[T]):
    """One sequence after another, as one that is as long as both."""

    def __init__(self, first: Sequence[T], then: Sequence[T]) -> None:
        """Take both as they are."""
        self._first = first
        self._then = then

    def __len__(self) -> int:
        return len(self._first) + len(self._then)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...
    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        number = range(len(self))[at]
        return self._first[number] if number < len(self._first) else self._then[number - len(self._first)]


def _subject(name: str) -> EntryId:
    """The subject about which a name in the list of changes is: what general acts hold of it has one of its own."""
    return EntryId(name.rpartition("/")[2])
