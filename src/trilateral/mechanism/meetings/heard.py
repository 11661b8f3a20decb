"""What was said last in a meeting, for the people in the room: beside the floor and the form with which they speak.

All that was said stands with the items of the agenda and at the foot of the page.
"""

from trilateral.mechanism.meetings.agenda_page import Mention
from trilateral.mechanism.meetings.rules import status
from trilateral.mechanism.meetings.state import Meeting, Status
from trilateral.ui.page import Desk

REGION = "heard"
"""Of the meeting's page, where it stands."""
_MOST = 4
"""Words of the room, the last first. What waits for the reader to pass it on stands there however old it is."""
_LONGEST = 140
"""Letters of each, but of what can be passed on there: that is signed as a whole."""


def heard(desk: Desk, held: Meeting, said: tuple[Mention, ...]) -> list[dict[str, object]]:
    """Return what was said last while the meeting is in session, with the steps that pass it on."""
    if status(held) is not Status.IN_SESSION:
        return []
    here = f"{desk.subject_href(held.id)}#{REGION}"
    found: list[dict[str, object]] = []
    for number, (view, words, href) in enumerate(reversed(said)):
        verdict = desk.fold.verdict_at(view.ref)
        waiting = () if verdict is None or verdict.entry is None else desk.passing_on(verdict.entry.id)
        steps = tuple(each.back_to(here) for each in waiting)
        if number < _MOST or steps:
            shown = words if words is None or steps else words.opening(_LONGEST)
            found.append({"view": view, "words": shown, "href": href, "steps": steps})
    return found
