"""What a party can say about a notice, a call on the hotline, or its watch. Released kinds never change.

`NoticeIssued`, `HotlineCalled` and a `RosterSet` without subject open one; all others act on it. A version of
a notice is named by the entry that issued or changed it, a handover by the entry that handed over.
"""

from typing import Annotated, Literal, TypeAlias

import msgspec

from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location
from trilateral.ledger.entry import Body, EntryId, Instant, Office, Part, PartyId, Text

Sort: TypeAlias = Literal[
    "movement", "works", "sensitive_activity", "humanitarian_movement", "static_site", "emergency"
]
Outcome: TypeAlias = Literal["spoken", "no_answer", "test"]
Minutes: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=100_000)]


class Units(Part, frozen=True):
    """What moves or works: so many of a sort.

    Attributes:
        sort: Units of a force, vehicles and the like, or persons.
        number: How many.
        designation: What they are called.
        marks: How they can be told from others: flags, signs, colours.
    """

    sort: Literal["units", "vehicles", "vessels", "aircraft", "persons"]
    number: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
    designation: Text
    marks: Text | None = None


class Turn(Part, frozen=True):
    """A time in which one office has the watch."""

    office: Office
    from_at: Instant
    until_at: Instant


# Notices


class NoticeIssued(Body, frozen=True, tag="notices.issued/1"):
    """The author says ahead of time what will be done, where and when, or where a protected site lies.

    Attributes:
        sort: Of notice.
        to: Whom it is for.
        what: What will be done, or what the site is.
        when: From when to when.
        where: Where: a spot, an area, or a route. On the charter's grid unless the notice is under seal.
        objectives: What for.
        units: What moves or works there.
        contact: The author's office that answers questions.
        open_ended: Whether it holds until further notice.
        consent: Whether it goes ahead only if every bound addressee approves.
        answer_by: By when its author asks for their words.
    """

    sort: Sort
    to: tuple[PartyId, ...]
    what: Text
    when: Interval
    where: Location
    objectives: Text | None = None
    units: tuple[Units, ...] = ()
    contact: Office | None = None
    open_ended: bool = False
    consent: bool = False
    answer_by: Instant | None = None


class NoticeChanged(Body, frozen=True, tag="notices.changed/1"):
    """The author of a notice changes it. What is left out stays. Words on the version before do not cover this one.

    Attributes:
        changed_at: When the fact changed that makes it necessary.
    """

    what: Text | None = None
    when: Interval | None = None
    where: Location | None = None
    objectives: Text | None = None
    units: tuple[Units, ...] = ()
    contact: Office | None = None
    open_ended: bool | None = None
    answer_by: Instant | None = None
    changed_at: Instant | None = None
    why: Text | None = None


class NoticeCancelled(Body, frozen=True, tag="notices.cancelled/1"):
    """What was notified will not be done."""

    why: Text | None = None


class NoticeCompleted(Body, frozen=True, tag="notices.completed/1"):
    """What was notified has been done and is over."""

    text: Text | None = None


class NoticeAcknowledged(Body, frozen=True, tag="notices.acknowledged/1"):
    """A person of an addressee has read this version. It agrees to nothing.

    Attributes:
        of: The version.
    """

    of: EntryId
    text: Text | None = None


class NoticePassedOn(Body, frozen=True, tag="notices.passed_on/1"):
    """An addressee's office passed this version on to whom it concerns in the field.

    Attributes:
        of: The version.
        unit: To which unit or post.
    """

    of: EntryId
    unit: Text
    text: Text | None = None


class NoticeApproved(Body, frozen=True, tag="notices.approved/1"):
    """An addressee consents to this version. It may object later: its last word counts.

    Attributes:
        of: The version.
    """

    of: EntryId
    text: Text | None = None


class NoticeObjected(Body, frozen=True, tag="notices.objected/1"):
    """An addressee objects to this version. Where consent is asked for, that stops it.

    Attributes:
        of: The version.
    """

    of: EntryId
    why: Text


class ReceiptSpoken(Body, frozen=True, tag="notices.receipt_spoken/1"):
    """One end's account of the words that were read out on the telephone as a receipt.

    Attributes:
        party: The other end.
        words: As they were read or heard: words of the list or numbers of three digits, four of them.
    """

    party: PartyId
    words: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]


# The hotline


class HotlineCalled(Body, frozen=True, tag="notices.hotline_called/1"):
    """One end's account of a call.

    Attributes:
        party: The other end.
        direction: Whether the author made the call or took it.
        outcome: What came of it.
        began_at: When it began.
        text: What was said.
        minutes: How long it was.
        concerning: An entry that it was about.
        follows: An earlier call on the same issue.
    """

    party: PartyId
    direction: Literal["made", "taken"]
    outcome: Outcome
    began_at: Instant
    text: Text | None = None
    minutes: Minutes | None = None
    concerning: EntryId | None = None
    follows: EntryId | None = None


class HotlineConfirmed(Body, frozen=True, tag="notices.hotline_confirmed/1"):
    """The other end's account of the same call. Its last word counts.

    Attributes:
        began_at: When it began, by this end.
        text: What was said, by this end.
        same_as: Where this end had logged the same call on its own.
    """

    outcome: Outcome
    began_at: Instant
    text: Text | None = None
    minutes: Minutes | None = None
    same_as: EntryId | None = None


class HotlineDenied(Body, frozen=True, tag="notices.hotline_denied/1"):
    """The other end knows of no such call."""

    why: Text | None = None


# The watch


class RosterSet(Body, frozen=True, tag="notices.roster_set/1"):
    """Which office of the author's has the watch when. Opens a watch, or replaces its roster.

    Attributes:
        name: What the watch is called.
        turns: In order. Offices, never persons.
    """

    turns: tuple[Turn, ...]
    name: Text | None = None


class WatchHandedOver(Body, frozen=True, tag="notices.watch_handed_over/1"):
    """The office that has the watch hands it over. It has it until the other signs.

    Attributes:
        office: To which.
        points: What is open.
    """

    office: Office
    points: tuple[Text, ...] = ()


class WatchTakenOver(Body, frozen=True, tag="notices.watch_taken_over/1"):
    """The office to which the watch was handed over takes it, with what is open.

    Attributes:
        handover: The entry that handed it over.
    """

    handover: EntryId
    text: Text | None = None


KINDS: tuple[type[Body], ...] = (
    NoticeIssued,
    NoticeChanged,
    NoticeCancelled,
    NoticeCompleted,
    NoticeAcknowledged,
    NoticePassedOn,
    NoticeApproved,
    NoticeObjected,
    ReceiptSpoken,
    HotlineCalled,
    HotlineConfirmed,
    HotlineDenied,
    RosterSet,
    WatchHandedOver,
    WatchTakenOver,
)

FOR_ALL: frozenset[type[Body]] = frozenset(KINDS) - {NoticeApproved}
"""Members without a say notify, are notified and keep a watch like all others; consent is the parties'."""
