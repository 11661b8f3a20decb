"""Conflicts in time and place, as a page, for programs, below the page of each notice and report, and at home.

What they are is said in `picture.conflicts`; here they get names and addresses, and those whom they concern are asked
for a word. One is no longer asked for when its party has spoken of it: a comment or another general act on
either entry, or a call on the hotline that concerned one of them.

Places are not drawn. Distances are those of the figures that the reader may see.
"""

from collections.abc import Iterable, Iterator
from typing import TypeVar

import msgspec

from trilateral.agreement.listed import Listed
from trilateral.agreement.taken_back import is_taken_back
from trilateral.desk.reading import Reading
from trilateral.i18n.messages import sentence
from trilateral.ledger.charter import Charter
from trilateral.ledger.derived import Derived
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.ledger.fold import Fold
from trilateral.mechanism.acts import pages as acts
from trilateral.mechanism.humanitarian.state import Protection
from trilateral.mechanism.incidents.accounts import every_account
from trilateral.mechanism.incidents.entries import ROWS
from trilateral.mechanism.notices.places import STANDING
from trilateral.mechanism.notices.state import Call, Notice, is_open
from trilateral.picture.conflicts import ALWAYS, MARGIN_M, NEVER_ENDS, Conflict, Conflicts, Side, Sort, conflicts
from trilateral.ui.page import Matter, Shown
from trilateral.ui.views import ConflictSide, ConflictView

MOST_AT_HOME = 5
"""So many conflicts are named one by one to a party; the others together."""
_HAVE_CONFLICTS = frozenset({"notices", "humanitarian", "incidents"})
HeldT = TypeVar("HeldT", Notice, Protection)


class ConflictFound(msgspec.Struct, frozen=True):
    """Two things that meet or may meet.

    Attributes:
        sort: `notices`, `notice_and_site`, `report_and_notice` ("struck although notified") or `report_and_site`.
        one: The notice or site.
        other: The other notice, the site, or the report.
        certain: Whether they meet, and not only may.
        in_time: `yes` or `undecided`.
        in_place: The same.
        apart_m: Metres between what both drew; null where one is known by name alone.
        radius_m: How far both may lie from that, taken together.
        concerns: Parties that are asked for a word.
    """

    sort: str
    one: str
    other: str
    certain: bool
    in_time: str
    in_place: str
    apart_m: int | None
    radius_m: int
    concerns: tuple[PartyId, ...]


class ConflictsFound(msgspec.Struct, frozen=True):
    """All conflicts in time and place that a reader can read of.

    Attributes:
        standing: What no notice changes.
        margin_m: So many metres apart still counts as meeting.
        found: What is certain first.
        uncompared: How many notices and reports are compared by name alone, or not at all.
    """

    standing: str
    margin_m: int
    found: tuple[ConflictFound, ...]
    uncompared: int


def conflicts_in(reading: Reading) -> Conflicts:
    """Return what meets or may meet in the record as its reader reads it: looked for once for each state of what can meet."""
    found: Conflicts = reading.made_of_rows(ROWS, reading.fold, _HAVE_CONFLICTS, _all_in, reading.charter)
    return found


def _all_in(fold: Fold, rows: Iterable[Listed], charter: Charter) -> Conflicts:
    accounts = every_account(fold, rows, charter)
    return conflicts(_held(fold, "notices", Notice), accounts, _held(fold, "humanitarian", Protection))


def _held(fold: Fold, name: str, sort: type[HeldT]) -> Iterator[HeldT]:
    """Subjects of one sort that their authors have not taken back, those under seal that this reader can read among them."""
    for entry, held in fold.subjects(name).items():
        if isinstance(held, sort) and not is_taken_back(fold.general("acts", entry), entry):
            yield held


def found_conflicts(reading: Reading) -> ConflictsFound:
    """Return the same for programs."""
    all_found = conflicts_in(reading)
    return ConflictsFound(
        sentence(reading.lang, STANDING),
        MARGIN_M,
        tuple(
            ConflictFound(
                each.sort.value,
                _ref(reading, each.one),
                _ref(reading, each.other),
                each.certain,
                each.in_time.value,
                each.in_place.value,
                each.apart_m,
                each.radius_m,
                concerned(reading, each),
            )
            for each in all_found.found
        ),
        all_found.uncompared,
    )


def conflicts_page(reading: Reading) -> Shown:
    """Return the page: what is certain, then what may be, each with both entries."""
    all_found = conflicts_in(reading)
    views = [view_of(reading, each) for each in all_found.found]
    return Shown(
        "desk/conflicts.html",
        reading.gettext("Conflicts in time and place"),
        {
            "certain": [view for view in views if view.certain],
            "possible": [view for view in views if not view.certain],
            "uncompared": all_found.uncompared,
            "margin_m": MARGIN_M,
        },
    )


def conflicts_of(reading: Reading, subject: EntryId) -> tuple[ConflictView, ...]:
    """Return the conflicts of one notice or report."""
    if reading.fold.slice_of(subject) not in _HAVE_CONFLICTS:
        return ()
    found = (each for each in conflicts_in(reading).found if subject in {each.one.entry, each.other.entry})
    return tuple(view_of(reading, each) for each in found)


def view_of(reading: Reading, conflict: Conflict) -> ConflictView:
    """Return a conflict as pages show it."""
    return ConflictView(
        reading.term(conflict.sort.value, "conflict"),
        (_side(reading, conflict.one), _side(reading, conflict.other)),
        conflict.certain,
        conflict.in_time.value,
        conflict.in_place.value,
        conflict.apart_m,
        conflict.radius_m,
    )


def _side(reading: Reading, side: Side) -> ConflictSide:
    """One side; of a notice or site on a page of an earlier day, neither where nor when: they are not moved through time."""
    told = side.is_report or reading.as_of is None
    return ConflictSide(
        _ref(reading, side),
        _href(reading, side),
        reading.party_view(side.party),
        reading.term(side.sort, "type" if side.is_report else "sort"),
        None if side.when.earliest == ALWAYS or not told else side.when.earliest,
        None if side.when.ends_at == NEVER_ENDS or not told else side.when.ends_at,
        reading.words(side.where.names) if side.where.names and told else None,
    )


def _ref(reading: Reading, side: Side) -> str:
    ref = reading.ref(side.entry)
    return ref if side.row is None else f"{ref}#{side.row}"


def _href(reading: Reading, side: Side) -> str:
    href = reading.subject_href(side.entry)
    return href if side.row is None else reading.href("incidents", reading.ref(side.entry), row=side.row)


# Whom they concern


def concerned(reading: Reading, conflict: Conflict) -> tuple[PartyId, ...]:
    """Return who is asked for a word: both authors, and for a report also those for whom the notice was; of them who can read both."""
    told = conflict.one.to if conflict.other.is_report else ()
    named = {conflict.one.party, conflict.other.party, *told}
    return tuple(
        sorted(party for party in named if all(_reads(reading, party, side) for side in (conflict.one, conflict.other)))
    )


def _reads(reading: Reading, party: PartyId, side: Side) -> bool:
    """Whether a party has the words of one side: nobody is asked about what is sealed for others."""
    entry = reading.read(side.entry)
    return entry is None or not entry.under_seal or party in {entry.party, *entry.header.audience}


def matters(reading: Reading) -> Iterator[Matter]:
    """What is asked because of conflicts: of two notices while neither is over, of a report until the party has spoken of it."""
    open_now = [each for each in conflicts_in(reading).found if _is_open(reading, each)]
    spoke = _Spoken(reading)
    for party in reading.parties:
        mine = [each for each in open_now if party in concerned(reading, each) and not spoke.by(party, each)]
        for conflict in mine[:MOST_AT_HOME]:
            yield _matter(reading, party, conflict)
        if mine[MOST_AT_HOME:]:
            more = reading.ngettext(
                "See %(num)s more conflict in time and place",
                "See %(num)s more conflicts in time and place",
                len(mine) - MOST_AT_HOME,
            )
            yield Matter(party, more, reading.href("conflicts"))


def _matter(reading: Reading, party: PartyId, conflict: Conflict) -> Matter:
    refs = {"one": _ref(reading, conflict.one), "other": _ref(reading, conflict.other)}
    if conflict.other.is_report:
        what = reading.gettext("Harm was reported (%(other)s) where %(one)s was notified: say what you know", **refs)
    else:
        what = reading.gettext("%(one)s and %(other)s may meet: call, change one or comment", **refs)
    last = reading.read(conflict.other.entry)
    since = None if last is None else last.header.claimed_at
    by = conflict.other.party if conflict.other.party != party else conflict.one.party
    return Matter(party, what, _href(reading, conflict.one), by, since)


def _is_open(reading: Reading, conflict: Conflict) -> bool:
    if conflict.other.is_report:
        return True
    held = [reading.fold.state(side.entry) for side in (conflict.one, conflict.other)]
    running = all(isinstance(each, Protection) or (isinstance(each, Notice) and is_open(each)) for each in held)
    return running and min(conflict.one.when.ends_at, conflict.other.when.ends_at) >= reading.now


class _Spoken:
    """Which party has said something about which entries."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._called = _CALLED.of(reading.fold)

    def by(self, party: PartyId, conflict: Conflict) -> bool:
        return any(
            (party, entry) in self._called or party in self._acted(entry)
            for entry in (conflict.one.entry, conflict.other.entry)
        )

    def _acted(self, entry: EntryId) -> Iterable[PartyId]:
        held = acts.acts_of(self._reading, entry)
        return () if held is None else {each.party for each in held.acts}


def _called(fold: Fold) -> frozenset[tuple[PartyId, EntryId]]:
    """Who spoke on the hotline of what."""
    return frozenset(
        (party, held.concerning)
        for held in fold.subjects("notices").values()
        if isinstance(held, Call) and held.concerning is not None
        for party in (held.party, *(each.party for each in held.accounts))
    )


_CALLED = Derived(("notices",), _called)

__all__ = ["ConflictFound", "ConflictsFound", "Sort", "conflicts_of", "conflicts_page", "found_conflicts", "matters"]
