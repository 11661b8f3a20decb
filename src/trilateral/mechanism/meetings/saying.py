"""What whoever speaks in a meeting signs from its page: a statement, to whom and through whom, on the item that was called.

The floor does not decide what may be said: a statement counts whoever has it. So this leaves out no more than the
press: who neither has the floor, nor asks for it, nor leads, finds the form where all statements are made.
"""

from collections.abc import Mapping

from trilateral.mechanism.meetings.agenda_page import Mention
from trilateral.mechanism.meetings.room import holds
from trilateral.mechanism.meetings.room_page import asking
from trilateral.mechanism.meetings.rules import status
from trilateral.mechanism.meetings.state import Meeting, Status, leads
from trilateral.ui.page import Desk
from trilateral.ui.steps import offered, step
from trilateral.ui.views import Blank, Step

_KIND = "statements.made"
_SORTS = ("position", "question", "reply", "demand", "offer", "opening", "declaration", "procedural", "referral")
"""What can be said in a room, what is said most first."""
_MOST = 8
"""Statements of others, the last first, that a reply can be to."""
_LONGEST = 60
"""Letters of each."""


def saying(desk: Desk, held: Meeting, said: tuple[Mention, ...], on: Mapping[str, str | int]) -> tuple[Step, ...]:
    """Return the step by which the reader's party speaks; nothing for who neither has the floor, nor asks for it, nor leads.

    Args:
        desk: For whom.
        held: A meeting.
        said: In it so far.
        on: The item that was called, as the form names it.
    """
    if status(held) is not Status.IN_SESSION or not _speaks(desk, held):
        return ()
    others = tuple((party, desk.party_view(party).name) for party in desk.parties if party != desk.party)
    asks = [
        Blank("to", f"{_KIND}.to", "parties", others, optional=True),
        Blank("via", f"{_KIND}.via", "choice", others, optional=True),
        Blank("sort", f"{_KIND}.sort", "choice", tuple((each, desk.term(each, "statement")) for each in _SORTS)),
        Blank(
            "matter",
            f"{_KIND}.matter",
            "line",
            desk.words_used(f"{_KIND}.matter"),
            optional=True,
            example="border_security",
        ),
        Blank("text", f"{_KIND}.text", "text"),
    ]
    before = _before(desk, said)
    if before:
        asks.insert(3, Blank("reply_to", f"{_KIND}.reply_to", "choice", before, optional=True))
    return offered(
        step(
            desk,
            _KIND,
            held.id,
            text=desk.gettext("Make a statement"),
            given={"meeting": desk.ref(held.id), **on},
            asks=asks,
            back="agenda" if "item" in on else "said",
            second=holds(held, desk.party) is None,
            note=desk.gettext(
                "To all, if nobody is ticked. Who passes it on is not ticked besides. Positions are filed under a "
                "matter: one word in small Latin letters, the same from round to round."
            ),
            opens=True,
        )
    )


def _speaks(desk: Desk, held: Meeting) -> bool:
    asks = any(each.party == desk.party for each in asking(desk, held))
    return asks or holds(held, desk.party) is not None or leads(held, desk.charter, desk.party)


def _before(desk: Desk, said: tuple[Mention, ...]) -> tuple[tuple[str, str], ...]:
    """What others have said in it, the last first: reference, and who said what."""
    statements = [
        (view, words) for view, words, _ in reversed(said) if view.kind == f"{_KIND}/1" and view.party.id != desk.party
    ]
    return tuple(
        (view.ref, f"{view.ref} {view.party.name}: {_cut(words.text) if words is not None else ''}")
        for view, words in statements[:_MOST]
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + "…"
