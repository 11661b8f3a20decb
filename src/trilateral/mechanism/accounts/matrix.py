"""All accounts of one meeting against all points: who says, who denies, who is silent, and how many witnesses that are.

Pure questions to many states. A witness is a teller with all copies of its report: whoever counts papers that
print the same agency counts one voice many times. Whether a report is a copy is a party's word too; where
another party denies it, the number of witnesses is said as a range. Nothing is decided by it.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.accounts.rules import Account, Point, Read, copy_words, is_of_one, last_reads

STANCES = ("says", "denies", "differs", "silent", "undecided", "disputed", "unread")
"""What a witness is to a point, with the two that no single party can say: its readers differ, and nobody has read it."""

_HEARD = ("says", "denies", "differs")


class Witness(NamedTuple):
    """One teller, with every copy of its report.

    Attributes:
        accounts: In the order of their ids; the first is the report that no other here is said to come from, if there is one.
        contested: Accounts of it of which a party says that they are copies, and another that they are not.
    """

    accounts: tuple[Account, ...]
    contested: tuple[EntryId, ...] = ()


class Cell(NamedTuple):
    """What one witness says on one point.

    Attributes:
        stance: One of `STANCES`.
        reads: All last readings of all its accounts, each with the account.
    """

    witness: Witness
    stance: str
    reads: tuple[tuple[Account, Read], ...]


class Row(NamedTuple):
    """One point across all witnesses."""

    point: Point
    cells: tuple[Cell, ...]

    def witnesses(self, stance: str) -> tuple[Witness, ...]:
        """The witnesses with this stance."""
        return tuple(each.witness for each in self.cells if each.stance == stance)

    def heard(self) -> int:
        """How many witnesses say anything on it, whatever that is."""
        return sum(each.stance in _HEARD for each in self.cells)


class Matrix(NamedTuple):
    """Points against witnesses.

    Attributes:
        fewest: Witnesses, if every copy that somebody states is one.
        most: Witnesses, if only those are copies of which nobody denies it.
    """

    rows: tuple[Row, ...]
    witnesses: tuple[Witness, ...]
    fewest: int
    most: int


def matrix(accounts: Iterable[Account], points: Iterable[Point], stage: str = "told") -> Matrix:
    """Return the table of what accounts say on points.

    Only accounts and points of one meeting or day belong together (`grouped`). Accounts are grouped into witnesses by the copies that nobody contests.

    Args:
        accounts: Of one meeting.
        points: Of the same.
        stage: Those that tell what happened, or those that say before what was to be expected.
    """
    found = sorted((each for each in accounts if each.stage == stage), key=_age)
    witnesses = _witnesses(found, contested=False)
    rows = (
        Row(point, tuple(_cell(each, point.id) for each in witnesses))
        for point in sorted(points, key=lambda each: (each.party, each.index, each.id))
    )
    return Matrix(tuple(rows), witnesses, len(_witnesses(found, contested=True)), len(witnesses))


def _age(account: Account) -> tuple[str, PartyId, int, EntryId]:
    """Accounts stand in the order in which they were published, then entered. That is no rank."""
    return account.published_on, account.party, account.index, account.id


def _witnesses(accounts: Sequence[Account], *, contested: bool) -> tuple[Witness, ...]:
    """Groups of accounts that are one voice.

    Args:
        contested: Whether a copy counts as one that a party states and another denies.
    """
    of = {each.id: each.id for each in accounts}

    def first(account: EntryId) -> EntryId:
        while of[account] != account:
            account = of[account]
        return account

    doubtful: set[EntryId] = set()
    for account in accounts:
        for other in sorted({each.of for each in account.copies}):
            words = {word.copy for word in copy_words(account, other)}
            if other not in of or True not in words:
                continue
            if False in words:
                doubtful.add(account.id)
            if contested or False not in words:
                one, two = sorted((first(account.id), first(other)))
                of[two] = one
    groups: dict[EntryId, list[Account]] = {}
    for account in accounts:
        groups.setdefault(first(account.id), []).append(account)
    return tuple(
        Witness(_original_first(group), tuple(each.id for each in group if each.id in doubtful))
        for group in groups.values()
    )


def _original_first(group: list[Account]) -> tuple[Account, ...]:
    """The accounts of a witness, those first of which nobody says that they are copies."""
    return tuple(sorted(group, key=lambda each: (is_called_copy(each), *_age(each))))


def is_called_copy(account: Account) -> bool:
    """Whether some party says by its last word that an account is a copy of another."""
    return any(word.copy for of in {each.of for each in account.copies} for word in copy_words(account, of))


def _cell(witness: Witness, point: EntryId) -> Cell:
    reads = tuple((account, read) for account in witness.accounts for read in last_reads(account, point))
    return Cell(witness, _stance([_stance_of(account, point) for account in witness.accounts]), reads)


def _stance_of(account: Account, point: EntryId) -> str:
    """What one account says, from the last readings of all parties. Who is undecided leaves it to the others."""
    said = {read.stance for read in last_reads(account, point)}
    decided = said - {"undecided"}
    if len(decided) > 1:
        return "disputed"
    return next(iter(decided or said), "unread")


def _stance(said: Sequence[str]) -> str:
    """What a witness says, from all its copies. A copy that was cut is silent where the report speaks: that takes nothing from it."""
    heard = set(said) - {"silent", "undecided", "unread"}
    if len(heard) > 1:
        return "disputed"
    return next(iter(heard), next((each for each in ("silent", "undecided") if each in said), "unread"))


def readers_differ(account: Account, point: EntryId) -> bool:
    """Whether two parties read one account differently on a point; who is undecided differs from nobody."""
    return len({read.stance for read in last_reads(account, point)} - {"undecided"}) > 1


class Expected(NamedTuple):
    """One point before the meeting and after it: what was expected, and what was told."""

    point: Point
    expected: Row
    told: Row


def expectations(accounts: Iterable[Account], points: Iterable[Point]) -> tuple[Expected, ...]:
    """Points on which anything was said in advance, with what was told of them afterwards."""
    every, asked = tuple(accounts), tuple(points)
    before, after = matrix(every, asked, "expected"), matrix(every, asked)
    pairs = zip(before.rows, after.rows, strict=True)
    return tuple(Expected(one.point, one, other) for one, other in pairs if any(each.reads for each in one.cells))


def about_one(
    subject: Account | Point, held: Iterable[Account | Point]
) -> tuple[tuple[Account, ...], tuple[Point, ...]]:
    """All accounts and points of the meeting or day that one of them is about."""
    same = [each for each in held if is_of_one(subject, each)]
    return (
        tuple(each for each in same if isinstance(each, Account)),
        tuple(each for each in same if isinstance(each, Point)),
    )


class Group(NamedTuple):
    """All that there is about one meeting or day.

    Attributes:
        first: One account or point of it, by which the meeting or day is told.
    """

    first: Account | Point
    accounts: tuple[Account, ...]
    points: tuple[Point, ...]


def grouped(held: Iterable[object]) -> tuple[Group, ...]:
    """Accounts and points by the meeting or day that they are about; days in their order, then meetings."""
    subjects = tuple(each for each in held if isinstance(each, Account | Point))
    firsts = {(each.meeting, each.day): each for each in sorted(subjects, key=lambda each: each.id, reverse=True)}
    groups = (Group(first, *about_one(first, subjects)) for first in firsts.values())
    return tuple(sorted(groups, key=lambda group: (group.first.day or "", group.first.meeting or "")))


def days_told(accounts: Iterable[Account]) -> tuple[str, ...]:
    """The days on which accounts say that the meeting was: more than one where they do not agree."""
    found = {each.on for account in accounts for each in account.dates if each.of == "meeting"}
    exact = {on for on in found if len(on) == len("2007-05-28")}
    return tuple(sorted(exact | {on for on in found - exact if not any(day.startswith(on) for day in exact)}))
