"""What was said last in a meeting, for the people in the room: beside the floor and the form with which they speak.

All that was said stands with the items of the agenda and at the foot of the page, all that waits on home.
"""

from dataclasses import dataclass

from trilateral.mechanism.meetings.agenda_page import Mention
from trilateral.mechanism.meetings.rules import status
from trilateral.mechanism.meetings.state import Meeting, Status
from trilateral.ui.page import Desk
from trilateral.ui.steps import READ_AT_ONCE
from trilateral.ui.views import EntryView, Step, Words

REGION = "heard"
"""Of the meeting's page, where it stands."""
_MOST = 4
"""Words of the room, the last first. What waits for the reader to pass it on stands there however old it is."""
_MOST_WAITING = 20
"""That many of them: nobody who says a thousand things takes the room from the others."""
_LONGEST = 140
"""Letters of each, but of what can be passed on there: that is signed as a whole."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said, and what the reader can do with it in the room.

    Attributes:
        view: The entry.
        words: What it says, its opening alone where nothing is signed here; None of what is under seal.
        href: Where it stands whole.
        steps: That pass it on.
        is_long: Whether it waits for the reader to pass it on, and is too long to be read here.
    """

    view: EntryView
    words: Words | None
    href: str
    steps: tuple[Step, ...] = ()
    is_long: bool = False


def heard(desk: Desk, held: Meeting, said: tuple[Mention, ...]) -> tuple[tuple[Heard, ...], int]:
    """Return what was said last while the meeting is in session; and how much more waits for the reader to pass it on."""
    if status(held) is not Status.IN_SESSION:
        return (), 0
    here = f"{desk.subject_href(held.id)}#{REGION}"
    found: list[Heard] = []
    waiting = 0
    for number, (view, words, href) in enumerate(reversed(said)):
        verdict = desk.fold.verdict_at(view.ref)
        steps = () if verdict is None or verdict.entry is None else desk.passing_on(verdict.entry.id)
        waiting += bool(steps)
        if number < _MOST or (steps and waiting <= _MOST_WAITING):
            found.append(_heard(view, words, href, tuple(each.back_to(here) for each in steps)))
    return tuple(found), waiting - sum(bool(each.steps) or each.is_long for each in found)


def _heard(view: EntryView, words: Words | None, href: str, steps: tuple[Step, ...]) -> Heard:
    if words is None or not steps:
        return Heard(view, None if words is None else words.opening(_LONGEST), href)
    if len(words.text) > READ_AT_ONCE:
        return Heard(view, words.opening(_LONGEST), href, is_long=True)
    return Heard(view, words, href, steps)
