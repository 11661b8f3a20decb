"""Meetings for programs."""

from datetime import datetime

import msgspec

from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.meetings.rules import Meeting, agenda_status, agreed_date, missing_acceptances, status
from trilateral.ui.page import Api, Desk


class MeetingFound(msgspec.Struct, frozen=True):
    """A meeting and what follows from what the parties said about it.

    Attributes:
        ref: What people call the entry that proposed it.
        status: Where it stands.
        agenda_status: Where its agenda stands; null before one was proposed.
        agreed_at: The instant on which every party's own signature stands; null if there is none.
        missing: For each offer, in order, the parties that do not accept it.
        state: All that was said, by whom.
    """

    ref: str
    status: str
    agenda_status: str | None
    agreed_at: datetime | None
    missing: tuple[tuple[PartyId, ...], ...]
    state: Meeting


def find(desk: Desk, subject: EntryId) -> MeetingFound | None:
    """One meeting."""
    held = desk.fold.state(subject)
    if not isinstance(held, Meeting):
        return None
    agreed, agenda = agreed_date(held), agenda_status(held)
    return MeetingFound(
        desk.ref(subject),
        status(held).value,
        None if agenda is None else agenda.value,
        None if agreed is None else agreed.starts_at,
        tuple(parties for _, parties in missing_acceptances(held)),
        held,
    )


API = Api("meetings", MeetingFound, find)
