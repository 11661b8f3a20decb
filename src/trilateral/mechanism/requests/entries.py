"""What a party can say about a request. Released kinds never change.

`RequestMade` opens the subject; all others act on it. A change and a report are named by the
entries in which they were made.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

import msgspec

from trilateral.ledger.entry import Body, EntryId, PartyId, Text

Sort: TypeAlias = Literal["information", "assistance", "action", "warning"]
Day: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}(?!\n)$")]


class RequestMade(Body, frozen=True, tag="requests.made/1"):
    """The author asks another party for something, or opens what all have adopted (`agreement.adoption`).

    Attributes:
        sort: What is asked for; with a warning, that the owner act on what is shared.
        owner: The party asked, which alone can accept and do it.
        text: What is asked.
        area: Area of the joint work, in words of the charter or free ones.
        due_on: The day by which it is to be done, in the owner's capital.
        joint: Whether every other party verifies it, and not the author alone.
        meeting: The meeting that it came from.
    """

    sort: Sort
    owner: PartyId
    text: Text
    area: Text | None = None
    due_on: Day | None = None
    joint: bool = False
    meeting: EntryId | None = None


class RequestAccepted(Body, frozen=True, tag="requests.accepted/1"):
    """The owner will do it."""

    text: Text | None = None


class RequestDeclined(Body, frozen=True, tag="requests.declined/1"):
    """The owner will not do it. It may accept later, and decline after accepting: its last word counts."""

    why: Text | None = None


class RequestReplied(Body, frozen=True, tag="requests.replied/1"):
    """Any party says something about the request. It accepts and verifies nothing."""

    text: Text


class ChangeProposed(Body, frozen=True, tag="requests.change_proposed/1"):
    """The author proposes another owner, another day, or both, and thereby accepts the change.

    Attributes:
        owner: Who is to do it from now on; left out for who does now.
        due_on: The day by which it is to be done; left out for what holds now.
    """

    owner: PartyId | None = None
    due_on: Day | None = None
    why: Text | None = None


class ChangeAccepted(Body, frozen=True, tag="requests.change_accepted/1"):
    """The author accepts a change exactly as it was proposed."""

    change: EntryId


class RequestDone(Body, frozen=True, tag="requests.done/1"):
    """The owner reports that it is done. Whether it was is for others to say."""

    text: Text | None = None


class RequestVerified(Body, frozen=True, tag="requests.verified/1"):
    """The author found that what was reported done was done.

    Attributes:
        report: The entry that reported it.
    """

    report: EntryId
    text: Text | None = None


class RequestDisputed(Body, frozen=True, tag="requests.disputed/1"):
    """The author found that what was reported done was not done, or not all of it.

    Attributes:
        report: The entry that reported it.
    """

    report: EntryId
    text: Text | None = None


class RequestCancelled(Body, frozen=True, tag="requests.cancelled/1"):
    """Who asked does not ask any more."""

    why: Text | None = None


KINDS: tuple[type[Body], ...] = (
    RequestMade,
    RequestAccepted,
    RequestDeclined,
    RequestReplied,
    ChangeProposed,
    ChangeAccepted,
    RequestDone,
    RequestVerified,
    RequestDisputed,
    RequestCancelled,
)

BINDS_AS: Mapping[type[Body], tuple[type[Body], ...]] = {
    ChangeProposed: (ChangeAccepted,),
}
"""Whoever proposes accepts thereby: kinds that can bind their author as the kinds beside them do."""
