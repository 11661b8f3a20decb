"""The tour of a demonstration: seven pages of the history that it holds, each with a few words on what to look at.

A step is known by its page, so nothing has to be remembered of who is where; that the tour was put away is the
browser's to keep. Which matters stand in it follows from the record: a history that has no such matter has a shorter tour.
"""

from collections.abc import Callable, Iterable
from typing import Any

from trilateral.desk.reading import Reading
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.accounts.rules import Account
from trilateral.mechanism.allegations.state import Allegation
from trilateral.mechanism.incidents.state import Incident
from trilateral.mechanism.meetings.dates import mix_ups
from trilateral.mechanism.meetings.state import Meeting
from trilateral.ui.views import Link, TourStep

_STOPS = frozenset({"", "allegations", "meetings", "knew", "accounts", "incidents", "entry", "consistency"})
"""How the addresses of its pages begin, so that other pages need not look."""


def tour_step(reading: Reading, path: str) -> TourStep | None:
    """Return the step that the page at this address is; None for all other pages."""
    home, here = reading.home.rstrip("/"), path.rstrip("/")
    below = here.removeprefix(home).lstrip("/")
    if not here.startswith(home) or below.partition("/")[0] not in _STOPS:
        return None
    steps = list(_steps(reading))
    for number, (where, _, text) in enumerate(steps, 1):
        if where == below:
            after = steps[number] if number < len(steps) else None
            way = None if after is None else Link(reading.href(after[0]), after[1])
            return TourStep(number, len(steps), text, way)
    return None


def _steps(reading: Reading) -> Iterable[tuple[str, str, str]]:
    """Each page of the tour: where it is, what the way to it is called, and what to look at there."""
    yield (
        "",
        reading.gettext("Home"),
        reading.gettext(
            "First stands what this party was asked for and by when, then what it waits for. No server decided any of it: each line follows from what somebody signed."
        ),
    )
    denied = _first(reading, "allegations", _denied_without_detail)
    if denied:
        yield (
            f"allegations/{denied}",
            reading.gettext("an allegation, point by point"),
            reading.gettext(
                "Each point stands beside its answer. What was denied without detail says so, and a missing answer is an empty line with its clock."
            ),
        )
    missed = _first(reading, "meetings", _believed_in)
    if missed:
        yield (
            f"meetings/{missed}",
            reading.gettext("a meeting to which one side came alone"),
            reading.gettext(
                "One side held this meeting for agreed, and others did not. Here stands who had signed which date, so that it need not happen again."
            ),
        )
        yield (
            f"knew/{missed}",
            reading.gettext("who knew what when"),
            reading.gettext(
                "A lane for each party. It shows what each provably had when it signed, and so how both could believe what they believed."
            ),
        )
    if any(isinstance(each, Account) for each in reading.fold.subjects("accounts").values()):
        yield (
            "accounts",
            reading.gettext("how accounts of a meeting differ"),
            reading.gettext(
                "Each point is a row, each account a column: it says, denies, is silent, or says it otherwise, always with its own words behind it."
            ),
        )
    seen = _first(reading, "incidents", _seen_by_most(reading))
    if seen:
        yield (
            f"incidents/{seen}",
            reading.gettext("an incident as each side reports it"),
            reading.gettext(
                "Field by field: agreed, differing, or only one side. Nobody's report is overwritten, and every figure leads to the entry that it came from."
            ),
        )
    if denied:
        yield (
            f"entry/{denied}",
            reading.gettext("an entry and its proof"),
            reading.gettext(
                "Every line ends in an entry like this. Its proof is a file that a stranger can check without this node, and a print-out carries what that takes."
            ),
        )
    yield (
        "consistency",
        reading.gettext("is it one record?"),
        reading.gettext(
            "How much of each log every party holds, and one number that delegations can read to each other by telephone."
        ),
    )


def _first(reading: Reading, of: str, wanted: Callable[[Any], bool]) -> str:
    """What people call the first subject of a slice that is wanted; empty if none is."""
    found: Iterable[tuple[EntryId, Any]] = reading.fold.subjects(of).items()
    return min((reading.ref(subject) for subject, state in found if wanted(state)), key=_in_order, default="")


def _in_order(ref: str) -> tuple[str, int]:
    party, _, index = ref.partition("/")
    return party, int(index) if index.isdecimal() else 0


def _denied_without_detail(held: Allegation) -> bool:
    return any(each.answer == "denied_without_detail" for each in held.answers)


def _believed_in(held: Meeting) -> bool:
    return bool(mix_ups(held))


def _seen_by_most(reading: Reading) -> Callable[[Any], bool]:
    every = [each for each in reading.fold.subjects("incidents").values() if isinstance(each, Incident)]
    most = max(every, key=lambda each: (len({link.party for link in each.links}), len(each.links)), default=None)
    return lambda held: held is most
