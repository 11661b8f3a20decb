"""What a party can say about a meeting. Released kinds never change.

`MeetingProposed` opens the subject; all others act on it. An offer of a date is named by
the entry that made it and its number there, from 0.
"""

from typing import Annotated, Literal, TypeAlias

import msgspec

from trilateral.ledger.entry import Body, EntryId, Instant, Office, Part, Text, Word

Format: TypeAlias = Literal["joint", "closed", "proximity", "remote"]
Outcome: TypeAlias = Literal["none", "common_ground", "agreed", "referred", "sub_body", "postponed"]
Intent: TypeAlias = Literal["wanted", "if_proposed", "none", "not_stated"]
Tone: TypeAlias = Literal["businesslike", "positive", "frank", "serious", "constructive", "acrimonious", "other"]

Day: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}(?!\n)$")]
Zone: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}(?!\n)$")]
Civil: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}(?!\n)$")]


class DateOffer(Part, frozen=True):
    """A time to begin: the instant, and the civil time as it was written down.

    Attributes:
        starts_at: The instant that counts.
        zone: Time zone (IANA) of the civil time.
        civil: Civil time as agreed, such as `2007-05-28 10:30`. Nobody corrects it.
    """

    starts_at: Instant
    zone: Zone
    civil: Civil


class MeetingProposed(Body, frozen=True, tag="meetings.proposed/1"):
    """The author proposes a meeting, and accepts the dates that it offers here.

    Attributes:
        series: Which row of meetings it belongs to, such as `ambassadors`.
        round: Its number in the row, from 1.
        forum: Body of the mechanism that would meet.
        offers: Dates, any of which suits the author.
    """

    title: tuple[Text, ...]
    series: Word
    round: int
    format: Format
    forum: Word
    venue: Text | None = None
    offers: tuple[DateOffer, ...] = ()


class DateOffered(Body, frozen=True, tag="meetings.date_offered/1"):
    """The author offers one more date, and thereby accepts it."""

    offer: DateOffer


class DateAccepted(Body, frozen=True, tag="meetings.date_accepted/1"):
    """The author accepts one offer, of any party, exactly as it was made."""

    offer_in: EntryId
    number: int


class DateDeclined(Body, frozen=True, tag="meetings.date_declined/1"):
    """The author does not accept an offer. It may accept it later."""

    offer_in: EntryId
    number: int
    why: Text | None = None


class AcceptanceWithdrawn(Body, frozen=True, tag="meetings.acceptance_withdrawn/1"):
    """The author takes back its acceptance of one offer."""

    offer_in: EntryId
    number: int
    why: Text | None = None


class MeetingPostponed(Body, frozen=True, tag="meetings.postponed/1"):
    """The author asks for or declares delay: it takes back all dates that it has accepted so far."""

    why: Text | None = None


class MeetingCancelled(Body, frozen=True, tag="meetings.cancelled/1"):
    """The author will not hold this meeting. Whoever wants one proposes another."""

    why: Text | None = None


class AgendaProposed(Body, frozen=True, tag="meetings.agenda_proposed/1"):
    """The author proposes an agenda, and thereby accepts it."""

    items: tuple[Text, ...]


class AgendaAccepted(Body, frozen=True, tag="meetings.agenda_accepted/1"):
    """The author accepts an agenda, item by item as proposed."""

    agenda: EntryId


class AgendaRefused(Body, frozen=True, tag="meetings.agenda_refused/1"):
    """The author refuses an agenda, or takes back its acceptance."""

    agenda: EntryId
    why: Text | None = None


class MeetingOpened(Body, frozen=True, tag="meetings.opened/1"):
    """The host opens the meeting that all have agreed on, or resumes it after an adjournment.

    Attributes:
        starts_at: The agreed instant, so that it is plain which agreement is meant.
    """

    starts_at: Instant


class MeetingAttended(Body, frozen=True, tag="meetings.attended/1"):
    """The author says who of its own delegation was there: offices, and how many others. Its last word counts."""

    offices: tuple[Office, ...]
    others: int


class DelegationArrived(Body, frozen=True, tag="meetings.arrived/1"):
    """The author's delegation came, whether or not the meeting had been convened.

    Attributes:
        claims: What it said on arrival.
        on: The day.
    """

    claims: Text | None
    on: Day


class MeetingAdjourned(Body, frozen=True, tag="meetings.adjourned/1"):
    """Who opened the meeting interrupts it."""


class MeetingClosed(Body, frozen=True, tag="meetings.closed/1"):
    """Who opened the meeting closes it.

    Attributes:
        minutes: How long it lasted, if that is said.
    """

    minutes: int | None = None


class OutcomeStated(Body, frozen=True, tag="meetings.outcome_stated/1"):
    """What came of the meeting, as the author sees it. Its last word counts."""

    outcome: Outcome
    text: Text | None = None


class NextIntended(Body, frozen=True, tag="meetings.next_intended/1"):
    """Whether the author wants another meeting. Its last word counts."""

    intent: Intent
    text: Text | None = None


class ToneStated(Body, frozen=True, tag="meetings.tone_stated/1"):
    """In which tone the meeting was held, as the author sees it. Every word counts: a tone can be two things."""

    tone: Tone
    text: Text | None = None


KINDS: tuple[type[Body], ...] = (
    MeetingProposed,
    DateOffered,
    DateAccepted,
    DateDeclined,
    AcceptanceWithdrawn,
    MeetingPostponed,
    MeetingCancelled,
    AgendaProposed,
    AgendaAccepted,
    AgendaRefused,
    MeetingOpened,
    MeetingAttended,
    DelegationArrived,
    MeetingAdjourned,
    MeetingClosed,
    OutcomeStated,
    NextIntended,
    ToneStated,
)
