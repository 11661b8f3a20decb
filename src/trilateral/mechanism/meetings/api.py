"""Meetings for programs."""

from datetime import datetime

import msgspec

from trilateral.ledger.entry import EntryId, PartyId, Text
from trilateral.mechanism.meetings.agenda import agenda_status, blocked
from trilateral.mechanism.meetings.dates import agreed_date, missing_acceptances, mix_ups, stance
from trilateral.mechanism.meetings.minutes import common_ground, final_draft, minutes_status, settled_text
from trilateral.mechanism.meetings.room import presence, rooms, speaker
from trilateral.mechanism.meetings.rules import status
from trilateral.mechanism.meetings.state import Meeting
from trilateral.ui.page import Api, Desk


class MixUpFound(msgspec.Struct, frozen=True):
    """A date that somebody took for agreed, and that does not have every signature.

    Attributes:
        civil: The date as it was offered; null where a delegation came on a day that nobody had offered.
        believed_by: Who came on that day, or said that it was agreed.
        denied_by: Who said that it was not.
        accepted_by: Whose acceptance stands.
        missing: Whose does not.
    """

    civil: str | None
    believed_by: tuple[PartyId, ...]
    denied_by: tuple[PartyId, ...]
    accepted_by: tuple[PartyId, ...]
    missing: tuple[PartyId, ...]


class MeetingFound(msgspec.Struct, frozen=True):
    """A meeting and what follows from what the parties said about it.

    Attributes:
        ref: What people call the entry that proposed it.
        status: Where it stands.
        agenda_status: Where its agenda stands; null before one was proposed.
        agreed_at: The instant on which every party's own signature stands; null if there is none.
        missing: For each offer, in order, the parties that do not accept it.
        stances: For each offer, in order, each party's last word on it; null where it gave none.
        blocked_by: Parties that block the agenda.
        mix_ups: Dates that somebody took for agreed, and that are not.
        presence: Of each delegation: present, excused or absent, by its own word or as noted; null where nobody said.
        rooms: In which room each delegation is.
        speaker: Who has the floor.
        common_ground: The points that every party has signed.
        minutes_status: Of each draft of the minutes, in the order of the rows.
        minutes: The paragraphs of the minutes; null before they are final.
        state: All that was said, by whom.
    """

    ref: str
    status: str
    agenda_status: str | None
    agreed_at: datetime | None
    missing: tuple[tuple[PartyId, ...], ...]
    stances: tuple[dict[PartyId, str | None], ...]
    blocked_by: tuple[PartyId, ...]
    mix_ups: tuple[MixUpFound, ...]
    presence: dict[PartyId, str | None]
    rooms: dict[PartyId, str]
    speaker: PartyId | None
    common_ground: tuple[Text, ...]
    minutes_status: tuple[str, ...]
    minutes: tuple[Text | None, ...] | None
    state: Meeting


def find(desk: Desk, subject: EntryId) -> MeetingFound | None:
    """One meeting."""
    held = desk.fold.state(subject)
    if not isinstance(held, Meeting):
        return None
    agreed, agenda, final = agreed_date(held), agenda_status(held), final_draft(held)
    return MeetingFound(
        ref=desk.ref(subject),
        status=status(held).value,
        agenda_status=None if agenda is None else agenda.value,
        agreed_at=None if agreed is None else agreed.starts_at,
        missing=tuple(parties for _, parties in missing_acceptances(held)),
        stances=tuple({party: stance(held, party, offer) for party in held.parties} for offer in held.offers),
        blocked_by=tuple(sorted({each.party for each in blocked(held)})),
        mix_ups=_mix_ups(held),
        presence={party: presence(held, party).word for party in held.parties},
        rooms={each.party: each.room for each in rooms(held)},
        speaker=speaker(held),
        common_ground=tuple(each.text for each in common_ground(held)),
        minutes_status=tuple(minutes_status(held, each).value for each in held.drafts),
        minutes=None
        if final is None
        else tuple(settled_text(held, final, number) for number in range(len(final.paragraphs))),
        state=held,
    )


def _mix_ups(held: Meeting) -> tuple[MixUpFound, ...]:
    return tuple(
        MixUpFound(
            None if each.offer is None else each.offer.civil,
            tuple(sorted({act.party for act in each.believed})),
            tuple(sorted({act.party for act in each.denied})),
            each.accepted_by,
            each.missing,
        )
        for each in mix_ups(held)
    )


API = Api("meetings", MeetingFound, find)
