"""What the record holds of a notice, a call and a watch, and the questions that need no time.

Acts stand in the order of parties, and for each in that of its log. Of one party the last word
by place in its log counts. What rests on a clock (late, over, unacknowledged) is asked of `times`.
"""

from datetime import datetime
from enum import StrEnum
from typing import TypeAlias, TypeVar

import msgspec

from trilateral.agreement.held import Act, Seen, only_seen
from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location
from trilateral.ledger.entry import EntryId, PartyId, Text
from trilateral.ledger.facts import Facts
from trilateral.mechanism.notices.entries import Turn, Units
from trilateral.mechanism.notices.spoken import numbers_of


class Spoken(Act, frozen=True):
    """One end's account of words read out.

    Attributes:
        other: The other end.
        numbers: What the words stand for.
    """

    other: PartyId
    numbers: tuple[int, ...]


class Held(msgspec.Struct, frozen=True, tag_field="is"):
    """One subject of this slice.

    Attributes:
        id: The entry that opened it.
        party: Who opened it.
    """

    id: EntryId
    party: PartyId


# Notices


class Version(Act, frozen=True):
    """What a notice says from one entry of its author's on."""

    what: Text
    when: Interval
    where: Location
    objectives: Text | None
    units: tuple[Units, ...]
    contact: str | None
    open_ended: bool
    answer_by: datetime | None
    changed_at: datetime | None = None
    why: Text | None = None


class Word(Act, frozen=True):
    """An addressee's word on a version: `acknowledged`, `passed_on`, `approved` or `objected`."""

    word: str
    of: EntryId
    text: Text | None
    unit: Text | None = None


class End(Act, frozen=True):
    """Its author's word that it is over: `cancelled` or `completed`."""

    word: str
    text: Text | None
    knew: tuple[Seen, ...]


class Notice(Held, frozen=True, tag="notice"):
    """One notice, as the record stands.

    Attributes:
        to: Whom it is for.
        consent: Whose approval it takes; nobody's where none is asked for.
        crossed: Parties that spoke here on both branches of a log that they showed in two ways.
    """

    sort: str
    to: tuple[PartyId, ...]
    consent: tuple[PartyId, ...]
    versions: tuple[Version, ...]
    words: tuple[Word, ...] = ()
    ends: tuple[End, ...] = ()
    spoken: tuple[Spoken, ...] = ()
    crossed: tuple[PartyId, ...] = ()


class Status(StrEnum):
    """Where a notice stands, whatever the time."""

    ISSUED = "issued"
    ACKNOWLEDGED = "acknowledged"  # by every addressee
    AWAITING_CONSENT = "awaiting_consent"
    APPROVED = "approved"  # by all whose consent it takes
    STOPPED = "stopped"  # by one refusal
    CANCELLED = "cancelled"
    COMPLETED = "completed"
    CROSSED = "crossed"


# Calls


class Account(Act, frozen=True):
    """The other end's word on a call: `confirmed` with its own account, or `denied`."""

    word: str
    text: Text | None
    outcome: str = ""
    began_at: datetime | None = None
    minutes: int | None = None
    same_as: EntryId | None = None


class Call(Held, frozen=True, tag="call"):
    """One call, as whoever logged it first and the other end each signed it.

    Attributes:
        other: The other end.
        direction: Whether the first `made` or `taken` it.
    """

    other: PartyId
    direction: str
    outcome: str
    began_at: datetime
    text: Text | None
    minutes: int | None
    concerning: EntryId | None
    follows: EntryId | None
    accounts: tuple[Account, ...] = ()
    spoken: tuple[Spoken, ...] = ()
    crossed: tuple[PartyId, ...] = ()


class CallStatus(StrEnum):
    """Whose word there is on a call."""

    ONE_END = "one_end"
    BOTH_ENDS = "both_ends"
    DENIED = "denied"
    CROSSED = "crossed"


# The watch


class Roster(Act, frozen=True):
    """Which office has the watch when."""

    turns: tuple[Turn, ...]


class Handover(Act, frozen=True):
    """The watch on its way from one office to another."""

    from_office: str
    office: str
    points: tuple[Text, ...]


class Takeover(Act, frozen=True):
    """An office took the watch."""

    handover: EntryId
    office: str
    text: Text | None


class Watch(Held, frozen=True, tag="watch"):
    """One party's watch, as its log says."""

    name: Text | None
    rosters: tuple[Roster, ...]
    handovers: tuple[Handover, ...] = ()
    takeovers: tuple[Takeover, ...] = ()
    crossed: tuple[PartyId, ...] = ()


Kept: TypeAlias = Notice | Call | Watch
ACTS: dict[type[Held], tuple[str, ...]] = {
    Notice: ("versions", "words", "ends", "spoken"),
    Call: ("accounts", "spoken"),
    Watch: ("rosters", "handovers", "takeovers"),
}
"""Rows of acts of each sort of subject."""

KeptT = TypeVar("KeptT", bound=Held)


def acts_of(held: Held) -> tuple[Act, ...]:
    """All acts on a subject."""
    return tuple(act for row in ACTS[type(held)] for act in getattr(held, row))


def as_seen(held: KeptT, facts: Facts) -> KeptT:
    """The subject without what an author could not know. The entry that opened it the author always knows."""
    return only_seen(held, ACTS[type(held)], facts)


def version_now(notice: Notice) -> Version:
    """What the notice says after its author's last word."""
    return notice.versions[-1]


def word_on(notice: Notice, party: PartyId, *words: str, of: EntryId | None = None) -> Word | None:
    """A party's last word among these: on one version, or on any."""
    said = (each for each in reversed(notice.words) if each.party == party and each.word in words)
    return next((each for each in said if of is None or each.of == of), None)


def answer_of(notice: Notice, party: PartyId) -> Word | None:
    """Whether a party approved the notice as it is now, or objected; None if it said neither."""
    return word_on(notice, party, "approved", "objected", of=version_now(notice).entry)


def unacknowledged(notice: Notice) -> tuple[PartyId, ...]:
    """Addressees of which no person has acknowledged the notice as it is now. Who approved or objected has read it."""
    words = ("acknowledged", "passed_on", "approved", "objected")
    now = version_now(notice).entry
    return tuple(party for party in notice.to if word_on(notice, party, *words, of=now) is None)


def not_passed_on(notice: Notice) -> tuple[PartyId, ...]:
    """Addressees whose office has not said that the notice as it is now reached a unit."""
    now = version_now(notice).entry
    return tuple(party for party in notice.to if word_on(notice, party, "passed_on", of=now) is None)


def consent_missing(notice: Notice) -> tuple[PartyId, ...]:
    """Whose consent it takes and who has said nothing yet."""
    return tuple(party for party in notice.consent if answer_of(notice, party) is None)


def stopped_by(notice: Notice) -> tuple[PartyId, ...]:
    """Who refused the consent that it takes."""
    return tuple(party for party in notice.consent if (word := answer_of(notice, party)) and word.word == "objected")


def letters_crossed(notice: Notice) -> tuple[tuple[End, Word], ...]:
    """A report that it was done and refusals of consent, neither of whose authors knew the other's."""
    if not notice.ends or notice.ends[-1].word != "completed":
        return ()
    end = notice.ends[-1]
    knew = {each.by: each.index for each in end.knew}
    refusals = (answer_of(notice, party) for party in stopped_by(notice))
    return tuple((end, word) for word in refusals if word is not None and knew.get(word.party, -1) < word.index)


def status(notice: Notice) -> Status:
    """Where it stands, on nobody's word but each party's own."""
    if notice.crossed or letters_crossed(notice):
        return Status.CROSSED
    if notice.ends:
        return Status(notice.ends[-1].word)
    if stopped_by(notice):
        return Status.STOPPED
    if consent_missing(notice):
        return Status.AWAITING_CONSENT
    if notice.consent:
        return Status.APPROVED
    return Status.ISSUED if unacknowledged(notice) else Status.ACKNOWLEDGED


def is_open(notice: Notice) -> bool:
    """Whether its author has not said that it is over."""
    return not notice.ends


# Questions to what was read out


class SpokenPair(msgspec.Struct, frozen=True):
    """What two ends wrote down of words read out between them.

    Attributes:
        ends: The two parties.
        one: The last account of the first.
        other: The same of the second.
        signed: Acts of either end whose id gives the words of either account.
    """

    ends: tuple[PartyId, PartyId]
    one: Spoken | None
    other: Spoken | None
    signed: tuple[EntryId, ...]

    @property
    def same(self) -> bool | None:
        """Whether both wrote down the same; None while only one end has written anything."""
        if self.one is None or self.other is None:
            return None
        return self.one.numbers == self.other.numbers


# Questions to a call


def call_status(call: Call) -> CallStatus:
    """Whose word there is on it."""
    if call.crossed:
        return CallStatus.CROSSED
    if not call.accounts:
        return CallStatus.ONE_END
    return CallStatus.DENIED if call.accounts[-1].word == "denied" else CallStatus.BOTH_ENDS


def spoken_between(held: Notice | Call) -> tuple[SpokenPair, ...]:
    """What each two ends wrote down, and which of their acts it fits."""
    pairs = sorted({(min(ends), max(ends)) for ends in ((each.party, each.other) for each in held.spoken)})
    return tuple(_pair(held, one, other) for one, other in pairs)


def _pair(held: Notice | Call, one: PartyId, other: PartyId) -> SpokenPair:
    said = [
        next((each for each in reversed(held.spoken) if (each.party, each.other) == ends), None)
        for ends in ((one, other), (other, one))
    ]
    numbers = {each.numbers for each in said if each is not None}
    receipts = held.words if isinstance(held, Notice) else held.accounts
    fitting = (each.entry for each in receipts if each.party in {one, other} and numbers_of(each.entry) in numbers)
    return SpokenPair((one, other), said[0], said[1], tuple(fitting))


# Questions to a watch


def handover_open(watch: Watch) -> Handover | None:
    """The last handover, if nobody has taken it over."""
    if not watch.handovers:
        return None
    last = watch.handovers[-1]
    return None if any(each.handover == last.entry for each in watch.takeovers) else last


def holder(watch: Watch) -> str | None:
    """The office that took the watch last; None before any did, when the roster alone says whose it is."""
    return watch.takeovers[-1].office if watch.takeovers else None
