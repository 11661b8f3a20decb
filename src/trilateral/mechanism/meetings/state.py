"""What the record keeps of one meeting: every act of every party, and nothing that follows from them.

Acts stand in rows by what they are about. Within a row they are in the order of parties, and for
each party in that of its log; so the state cannot depend on the order in which logs were
read. Everything else (agreed, adopted, convened, crossed) is a question to it, and stands
in the module of its subject: `dates`, `agenda`, `room`, `relays`, `minutes`.
"""

from datetime import datetime
from enum import StrEnum

import msgspec

from trilateral.agreement.adoption import Carried
from trilateral.agreement.held import Act, only_seen
from trilateral.ledger.charter import Charter
from trilateral.ledger.entry import EntryId, Office, PartyId, Text, Word
from trilateral.ledger.facts import Facts


class Offer(Act, frozen=True):
    """A date on offer, named by `entry` and `number`. Its author accepted it by offering."""

    number: int
    starts_at: datetime
    zone: str
    civil: str


class DateWord(Act, frozen=True):
    """A party's word on one offer: `accepted`, `declined` or `withdrawn`."""

    word: str
    offer_in: EntryId
    number: int
    why: Text | None


class Delay(Act, frozen=True):
    """A party's word on all its dates: `postponed` or `cancelled`."""

    word: str
    why: Text | None


class Claim(Act, frozen=True):
    """What a party holds of an offer: that all have agreed on it (`agreed`), or that they have not (`not_agreed`)."""

    word: str
    offer_in: EntryId
    number: int
    text: Text | None


class Venue(Act, frozen=True):
    """A place on offer, which its author accepted by offering.

    Attributes:
        ground: The party on whose ground it lies, if one is known.
    """

    text: Text
    ground: PartyId | None


class Position(Act, frozen=True):
    """A party's word for or against something that an entry put forward."""

    word: str
    on: EntryId
    why: Text | None


class Item(msgspec.Struct, frozen=True):
    """One item of an agenda.

    Attributes:
        sort: `approval`, `standing`, `carried`, `ordinary` or `other`.
        text: Its words; none of the approval of minutes and of any other business.
        of: The draft to be approved, or the entry by which the item was left over.
    """

    sort: str
    text: Text | None = None
    of: EntryId | None = None


class Agenda(Act, frozen=True):
    """An agenda, which its author accepted by proposing it."""

    items: tuple[Item, ...]


class AgendaWord(Act, frozen=True):
    """A party's word on one agenda: `accepted`, `refused` or `blocked`, the latter two perhaps for one item."""

    word: str
    agenda: EntryId
    why: Text | None
    item: int | None


class ItemWord(Act, frozen=True):
    """A word on one item of an adopted agenda: `called` or `parked`."""

    word: str
    agenda: EntryId
    item: int
    why: Text | None


class Session(Act, frozen=True):
    """The opener's word: `opened`, `adjourned` or `closed`.

    Attributes:
        starts_at: The agreed instant, where it was opened; when it is to go on, where it was adjourned.
        minutes: How long it lasted, if that was said on closing.
        why: Why it was adjourned.
        zone: Time zone of `civil`.
        civil: When it is to go on, as it was written down.
    """

    word: str
    starts_at: datetime | None = None
    minutes: int | None = None
    why: Text | None = None
    zone: str | None = None
    civil: str | None = None


class Attendance(Act, frozen=True):
    """Who of a party's delegation was there, excused or absent, as that party says."""

    offices: tuple[Office, ...]
    others: int
    excused: tuple[Office, ...]
    absent: tuple[Office, ...]


class Absence(Act, frozen=True):
    """That a delegation was not there, as who leads the meeting says."""

    of: PartyId
    excused: bool


class Arrival(Act, frozen=True):
    """A delegation came."""

    claims: Text | None
    on: str


class Floor(Act, frozen=True):
    """A word on who speaks: `asked`, `given` or `returned`.

    Attributes:
        to: Who is to speak; of a request its author.
        turn: What for, where it was asked.
        of: The request that is granted, or the grant that its holder returns.
    """

    word: str
    to: PartyId | None = None
    turn: str | None = None
    item: int | None = None
    of: EntryId | None = None


class Room(Act, frozen=True):
    """A delegation, or who goes between them, went into a room."""

    room: Word


class Confidence(Act, frozen=True):
    """A party told the moderator something. `to` is empty for all."""

    may_pass_on: bool
    to: tuple[PartyId, ...]
    item: int | None


class Paraphrase(Act, frozen=True):
    """How the moderator puts to others what a party told it.

    Attributes:
        of: The confidence.
        author: Whose it is.
    """

    of: EntryId
    author: PartyId
    to: tuple[PartyId, ...]
    text: Text | None


class RelayWord(Act, frozen=True):
    """A word on one paraphrase: `right`, `wrong`, `delivered` or `received`.

    Attributes:
        knew: Whether its author had seen that it was delivered.
    """

    word: str
    paraphrase: EntryId
    text: Text | None
    knew: bool


class Ground(Act, frozen=True):
    """A point of common ground, which its author shared by stating it."""

    text: Text


class Draft(Act, frozen=True):
    """A draft of the minutes, whose author accepted each paragraph by tabling it."""

    paragraphs: tuple[Text, ...]
    replaces: EntryId | None


class Wording(Act, frozen=True):
    """Another wording of one paragraph of a draft, which its author accepted by proposing it."""

    draft: EntryId
    paragraph: int
    text: Text


class ParagraphWord(Act, frozen=True):
    """A party's word on a wording: `accepted`, `objected` or `dissented`.

    Attributes:
        draft: The draft to which the paragraph belongs.
        paragraph: Its number; none where the draft was accepted as a whole.
        wording_in: The entry that has the wording.
    """

    word: str
    draft: EntryId
    paragraph: int | None
    wording_in: EntryId
    text: Text | None


class Lock(Act, frozen=True):
    """A party closed the minutes."""

    draft: EntryId


class View(Act, frozen=True):
    """What a party takes away: `about` is `outcome`, `next` or `tone`.

    Attributes:
        meeting: The next meeting, where one was named.
    """

    about: str
    word: str
    text: Text | None
    meeting: EntryId | None = None


class Meeting(msgspec.Struct, frozen=True):
    """One meeting, as the record stands.

    Attributes:
        id: The entry that proposed or requested it.
        party: Who proposed or requested it.
        parties: Whose acceptance it takes: those that the charter binds under which it was proposed.
        round: Its number in the row; none of a special meeting.
        why: Why it was requested; none of one that was proposed.
        moderator: Who is to lead it, where the proposal names somebody.
        follows: The meeting before it, where the proposal names one.
        carries_out: The adopted item: then its one date is accepted by all for whom the text was adopted.
        crossed: Parties that spoke here on both branches of a log that they showed in two ways.
    """

    id: EntryId
    party: PartyId
    parties: tuple[PartyId, ...]
    title: tuple[Text, ...]
    series: Word
    round: int | None
    format: str
    forum: Word
    why: Text | None = None
    moderator: PartyId | None = None
    follows: EntryId | None = None
    carries_out: Carried | None = None
    offers: tuple[Offer, ...] = ()
    words: tuple[DateWord, ...] = ()
    delays: tuple[Delay, ...] = ()
    claims: tuple[Claim, ...] = ()
    venues: tuple[Venue, ...] = ()
    venue_words: tuple[Position, ...] = ()
    agendas: tuple[Agenda, ...] = ()
    agenda_words: tuple[AgendaWord, ...] = ()
    item_words: tuple[ItemWord, ...] = ()
    sessions: tuple[Session, ...] = ()
    attendances: tuple[Attendance, ...] = ()
    absences: tuple[Absence, ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    floor: tuple[Floor, ...] = ()
    rooms: tuple[Room, ...] = ()
    confidences: tuple[Confidence, ...] = ()
    paraphrases: tuple[Paraphrase, ...] = ()
    relay_words: tuple[RelayWord, ...] = ()
    grounds: tuple[Ground, ...] = ()
    ground_words: tuple[Position, ...] = ()
    drafts: tuple[Draft, ...] = ()
    wordings: tuple[Wording, ...] = ()
    paragraph_words: tuple[ParagraphWord, ...] = ()
    locks: tuple[Lock, ...] = ()
    views: tuple[View, ...] = ()
    crossed: tuple[PartyId, ...] = ()


ROWS = tuple(each.name for each in msgspec.structs.fields(Meeting) if each.default == () and each.name != "crossed")
"""Members that hold acts."""


class Status(StrEnum):
    """Where a meeting stands."""

    REQUESTED = "requested"
    PROPOSED = "proposed"
    CONVENED = "convened"
    AGENDA_PROVISIONAL = "agenda_provisional"
    AGENDA_ADOPTED = "agenda_adopted"
    AGENDA_NOT_ADOPTED = "agenda_not_adopted"
    IN_SESSION = "in_session"
    ADJOURNED = "adjourned"
    CLOSED = "closed"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    CROSSED = "crossed"


def as_seen(held: Meeting, facts: Facts) -> Meeting:
    """The meeting without what the author of an entry could not know."""
    return only_seen(held, ROWS, facts)


def leaders(meeting: Meeting, charter: Charter) -> tuple[PartyId, ...]:
    """Who opens and leads it: the moderator that was proposed, else the charter's chair or host; empty for any party."""
    if meeting.moderator is not None:
        return (meeting.moderator,)
    chairs = tuple(terms.id for terms in charter.parties if terms.role == "chair")
    return chairs or tuple(terms.id for terms in charter.parties if terms.role == "host")


def leads(meeting: Meeting, charter: Charter, party: PartyId) -> bool:
    """Whether this party may lead it."""
    found = leaders(meeting, charter)
    return party in found if found else party in meeting.parties


def last_word(words: tuple[Position, ...], put: Act, party: PartyId, own: str) -> str | None:
    """A party's last word on something put forward, or None if it gave none; `own` is what putting it forward says."""
    said = [(put.index, own)] if party == put.party else []
    said += [(each.index, each.word) for each in words if each.party == party and each.on == put.entry]
    return max(said)[1] if said else None
