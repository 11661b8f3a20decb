"""What a party can say about a meeting. Released kinds never change.

`MeetingProposed` and `MeetingRequested` open the subject; all others act on it. Whatever
somebody puts forward is named by the entry that did: an offer of a date with its number there,
an item by its agenda and number, a wording by its paragraph. All numbers are from 0.

Who leads a meeting is the moderator that its proposal names, else the charter's chair or host,
else any party.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

import msgspec

from trilateral.ledger.entry import Body, EntryId, Instant, Office, Part, PartyId, Text, Word

Format: TypeAlias = Literal["joint", "closed", "proximity", "remote"]
Outcome: TypeAlias = Literal["none", "common_ground", "agreed", "referred", "sub_body", "postponed", "agenda_blocked"]
Claim: TypeAlias = Literal["agreed", "not_agreed"]
Turn: TypeAlias = Literal["speech", "reply", "point_of_order"]
Likeness: TypeAlias = Literal["right", "wrong"]
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
        venue: Where; the author thereby accepts it.
        offers: Dates, any of which suits the author.
        moderator: Who would open and lead it; the charter's chair or host if left out.
        follows: The meeting before it.
    """

    title: tuple[Text, ...]
    series: Word
    round: int
    format: Format
    forum: Word
    venue: Text | None = None
    offers: tuple[DateOffer, ...] = ()
    moderator: PartyId | None = None
    follows: EntryId | None = None


class MeetingRequested(Body, frozen=True, tag="meetings.requested/1"):
    """The author asks for a special meeting, soon. The charter's clock `meetings.special` runs for whoever received it.

    Attributes:
        why: What has happened, or what it is about.
    """

    title: tuple[Text, ...]
    why: Text
    series: Word
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


class DateClaimed(Body, frozen=True, tag="meetings.date_claimed/1"):
    """The author holds that a date has been agreed by all, or that it has not. Neither makes it so."""

    claim: Claim
    offer_in: EntryId
    number: int
    text: Text | None = None


class VenueOffered(Body, frozen=True, tag="meetings.venue_offered/1"):
    """The author offers a place, and thereby accepts it.

    Attributes:
        on_ground_of: The party on whose ground it lies, without whose consent nobody meets there; the host if left out.
    """

    venue: Text
    on_ground_of: PartyId | None = None


class VenueAccepted(Body, frozen=True, tag="meetings.venue_accepted/1"):
    """The author accepts a place. Of the party on whose ground it lies, this is the consent."""

    venue_in: EntryId


class VenueRefused(Body, frozen=True, tag="meetings.venue_refused/1"):
    """The author does not accept a place, or takes its acceptance back."""

    venue_in: EntryId
    why: Text | None = None


class AgendaProposed(Body, frozen=True, tag="meetings.agenda_proposed/1"):
    """The author proposes an agenda, and thereby accepts it.

    Its items are numbered from 0 in this order: the minutes to be approved, standing items, items
    carried over, the others as given, any other business.

    Attributes:
        items: Items of this meeting alone.
        standing: Items that stand on every agenda of the row.
        carried: Items that were left for a later meeting, each by an entry that left it.
        other_business: Whether any other business is the last item.
        approves: Draft of an earlier meeting's minutes that this one is to approve.
    """

    items: tuple[Text, ...] = ()
    standing: tuple[Text, ...] = ()
    carried: tuple[EntryId, ...] = ()
    other_business: bool = False
    approves: EntryId | None = None


class AgendaAccepted(Body, frozen=True, tag="meetings.agenda_accepted/1"):
    """The author accepts an agenda, item by item as proposed."""

    agenda: EntryId


class AgendaRefused(Body, frozen=True, tag="meetings.agenda_refused/1"):
    """The author refuses an agenda, or takes back its acceptance.

    Attributes:
        item: On account of which item, if it is one.
    """

    agenda: EntryId
    why: Text | None = None
    item: int | None = None


class AgendaBlocked(Body, frozen=True, tag="meetings.agenda_blocked/1"):
    """The author blocks: with this agenda there is nothing to talk about. Its later acceptance of any agenda ends that.

    Attributes:
        item: On account of which item, if it is one.
    """

    agenda: EntryId
    item: int | None = None
    why: Text | None = None


class ItemCalled(Body, frozen=True, tag="meetings.item_called/1"):
    """Who leads the meeting calls an item of the adopted agenda."""

    agenda: EntryId
    item: int


class ItemParked(Body, frozen=True, tag="meetings.item_parked/1"):
    """The author leaves an item of the adopted agenda for a later meeting. Parked it is when every party says so."""

    agenda: EntryId
    item: int
    why: Text | None = None


class MeetingOpened(Body, frozen=True, tag="meetings.opened/1"):
    """Who leads the meeting opens what all have agreed on, or resumes it after an adjournment.

    Attributes:
        starts_at: The agreed instant, so that it is plain which agreement is meant.
    """

    starts_at: Instant


class MeetingAttended(Body, frozen=True, tag="meetings.attended/1"):
    """The author says who of its own delegation was there. Its last word counts.

    Attributes:
        offices: Who was there; nobody if the delegation stayed away.
        others: How many more.
        excused: Who had sent word not to come.
        absent: Who was missing without.
    """

    offices: Annotated[tuple[Office, ...], msgspec.Meta(min_length=0)]
    others: int
    excused: tuple[Office, ...] = ()
    absent: tuple[Office, ...] = ()


class AbsenceNoted(Body, frozen=True, tag="meetings.absence_noted/1"):
    """Who leads the meeting notes that a delegation is not there, since one that stays away may sign nothing.

    Attributes:
        sent_word: Whether it had excused itself.
    """

    party: PartyId
    sent_word: bool = False


class DelegationArrived(Body, frozen=True, tag="meetings.arrived/1"):
    """The author's delegation came, whether or not the meeting had been convened.

    Attributes:
        claims: What it said on arrival.
        on: The day.
    """

    claims: Text | None
    on: Day


class MeetingAdjourned(Body, frozen=True, tag="meetings.adjourned/1"):
    """Who opened the meeting interrupts it.

    Attributes:
        resumes: When it is to go on, if that is said.
    """

    resumes: DateOffer | None = None
    why: Text | None = None


class MeetingClosed(Body, frozen=True, tag="meetings.closed/1"):
    """Who opened the meeting closes it.

    Attributes:
        minutes: How long it lasted, if that is said.
    """

    minutes: int | None = None


class FloorAsked(Body, frozen=True, tag="meetings.floor_asked/1"):
    """The author asks for the floor.

    Attributes:
        item: On which item of the agenda.
    """

    turn: Turn
    item: int | None = None


class FloorGiven(Body, frozen=True, tag="meetings.floor_given/1"):
    """Who leads the meeting gives a delegation the floor. Whoever had it has it no more.

    Attributes:
        asked: The request that is granted, if there was one.
    """

    to: PartyId
    item: int | None = None
    asked: EntryId | None = None


class FloorReturned(Body, frozen=True, tag="meetings.floor_returned/1"):
    """The author has ended, or no longer asks for the floor; or who leads the meeting takes the floor back."""


class RoomTaken(Body, frozen=True, tag="meetings.room_taken/1"):
    """The author's delegation, or who goes between them, is in this room from now on."""

    room: Word


class Confided(Body, frozen=True, tag="meetings.confided/1"):
    """The author has told the moderator something in confidence. The words are not on the record; that it did is.

    Attributes:
        may_pass_on: Whether the moderator may pass it on in words of its own.
        to: To these only; to all if empty.
    """

    may_pass_on: bool = False
    to: tuple[PartyId, ...] = ()
    item: int | None = None


class Paraphrased(Body, frozen=True, tag="meetings.paraphrased/1"):
    """The moderator says how it puts to others what a party told it in confidence.

    Attributes:
        of: The confidence.
        text: The words; left out where they stay between the rooms.
    """

    of: EntryId
    to: tuple[PartyId, ...]
    text: Text | None = None


class ParaphraseAnswered(Body, frozen=True, tag="meetings.paraphrase_answered/1"):
    """Whose words they were says whether the paraphrase is right. Its last word counts."""

    paraphrase: EntryId
    likeness: Likeness
    text: Text | None = None


class RelayDelivered(Body, frozen=True, tag="meetings.relay_delivered/1"):
    """The moderator has passed it on, to all whom the paraphrase names."""

    paraphrase: EntryId


class RelayReceived(Body, frozen=True, tag="meetings.relay_received/1"):
    """A party to whom it was passed on confirms having it. It says nothing about agreeing."""

    paraphrase: EntryId


class GroundStated(Body, frozen=True, tag="meetings.ground_stated/1"):
    """The author holds that in this point the parties are of one mind, and shares it."""

    text: Text


class GroundShared(Body, frozen=True, tag="meetings.ground_shared/1"):
    """The author shares a point, in these very words."""

    ground: EntryId


class GroundDenied(Body, frozen=True, tag="meetings.ground_denied/1"):
    """The author does not share a point, or no longer."""

    ground: EntryId
    why: Text | None = None


class MinutesTabled(Body, frozen=True, tag="meetings.minutes_tabled/1"):
    """The author tables a draft of the minutes, and thereby accepts every paragraph as it stands there.

    Attributes:
        replaces: The draft that this is a new version of. Words on that one stay with it.
    """

    paragraphs: tuple[Text, ...]
    replaces: EntryId | None = None


class MinutesAccepted(Body, frozen=True, tag="meetings.minutes_accepted/1"):
    """The author accepts every paragraph of a draft as it was tabled."""

    draft: EntryId


class ParagraphWorded(Body, frozen=True, tag="meetings.paragraph_worded/1"):
    """The author proposes another wording of one paragraph, and thereby accepts that one."""

    draft: EntryId
    paragraph: int
    text: Text


class ParagraphAccepted(Body, frozen=True, tag="meetings.paragraph_accepted/1"):
    """The author accepts one paragraph in one exact wording.

    Attributes:
        wording_in: The entry that has the wording: the draft, or one that proposed another.
    """

    wording_in: EntryId
    paragraph: int


class ParagraphObjected(Body, frozen=True, tag="meetings.paragraph_objected/1"):
    """The author objects to one wording of a paragraph. With that there is no agreement on it."""

    wording_in: EntryId
    paragraph: int
    why: Text | None = None


class ParagraphDissented(Body, frozen=True, tag="meetings.paragraph_dissented/1"):
    """The author lets a wording stand without agreeing: its dissent stays beside the paragraph for good."""

    wording_in: EntryId
    paragraph: int
    text: Text


class MinutesClosed(Body, frozen=True, tag="meetings.minutes_closed/1"):
    """The author closes the minutes: every paragraph is agreed, or stands beside a dissent."""

    draft: EntryId


class OutcomeStated(Body, frozen=True, tag="meetings.outcome_stated/1"):
    """What came of the meeting, as the author sees it. Its last word counts."""

    outcome: Outcome
    text: Text | None = None


class NextIntended(Body, frozen=True, tag="meetings.next_intended/1"):
    """Whether the author wants another meeting. Its last word counts.

    Attributes:
        meeting: That meeting, if it has been proposed.
    """

    intent: Intent
    text: Text | None = None
    meeting: EntryId | None = None


class ToneStated(Body, frozen=True, tag="meetings.tone_stated/1"):
    """In which tone the meeting was held, as the author sees it. Every word counts: a tone can be two things."""

    tone: Tone
    text: Text | None = None


KINDS: tuple[type[Body], ...] = (
    MeetingProposed,
    MeetingRequested,
    DateOffered,
    DateAccepted,
    DateDeclined,
    AcceptanceWithdrawn,
    DateClaimed,
    MeetingPostponed,
    MeetingCancelled,
    VenueOffered,
    VenueAccepted,
    VenueRefused,
    AgendaProposed,
    AgendaAccepted,
    AgendaRefused,
    AgendaBlocked,
    ItemCalled,
    ItemParked,
    MeetingOpened,
    MeetingAttended,
    AbsenceNoted,
    DelegationArrived,
    MeetingAdjourned,
    MeetingClosed,
    FloorAsked,
    FloorGiven,
    FloorReturned,
    RoomTaken,
    Confided,
    Paraphrased,
    ParaphraseAnswered,
    RelayDelivered,
    RelayReceived,
    GroundStated,
    GroundShared,
    GroundDenied,
    MinutesTabled,
    MinutesAccepted,
    ParagraphWorded,
    ParagraphAccepted,
    ParagraphObjected,
    ParagraphDissented,
    MinutesClosed,
    OutcomeStated,
    NextIntended,
    ToneStated,
)

FOR_ALL: frozenset[type[Body]] = frozenset(
    {
        DateOffered,
        VenueOffered,
        VenueAccepted,
        VenueRefused,
        AgendaProposed,
        ItemCalled,
        MeetingOpened,
        MeetingAttended,
        AbsenceNoted,
        DelegationArrived,
        MeetingAdjourned,
        MeetingClosed,
        FloorAsked,
        FloorGiven,
        FloorReturned,
        RoomTaken,
        Confided,
        Paraphrased,
        ParaphraseAnswered,
        RelayDelivered,
        RelayReceived,
        MinutesTabled,
        ParagraphWorded,
        MinutesClosed,
    }
)
"""What observers and guarantors may sign too, where the rules let them: they may be there, and one may be asked to lead."""

BINDS_AS: Mapping[type[Body], tuple[type[Body], ...]] = {
    MeetingProposed: (DateAccepted, VenueAccepted),
    MeetingRequested: (DateAccepted, VenueAccepted),
    DateOffered: (DateAccepted,),
    VenueOffered: (VenueAccepted,),
    AgendaProposed: (AgendaAccepted,),
    MinutesTabled: (MinutesAccepted, ParagraphAccepted),
    MinutesAccepted: (ParagraphAccepted,),
    ParagraphWorded: (ParagraphAccepted,),
}
"""Whoever proposes accepts thereby; and whoever accepts minutes accepts every paragraph."""
