"""What a party can say about a dispute. Released kinds never change.

`DisputeRaised` opens the subject; all others act on it. A step is named by the entry that proposed
it, an opinion by the entry that gave it.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

import msgspec

from trilateral.ledger.entry import Body, EntryId, Office, PartyId, Text

StepSort: TypeAlias = Literal["extend", "escalate", "settle"]
Answered: TypeAlias = Literal["joined", "dissented"]


class DisputeRaised(Body, frozen=True, tag="disputes.raised/1"):
    """The author raises a dispute with other parties. It stands on the first rung.

    Attributes:
        text: What is in dispute.
        against: With whom; empty for all other parties that the charter binds.
        about: The subject on the record that it is about.
        provision: The clause that the author relies on.
    """

    text: Text
    against: tuple[PartyId, ...] = ()
    about: EntryId | None = None
    provision: Text | None = None


class PositionStated(Body, frozen=True, tag="disputes.position_stated/1"):
    """A party says where it stands. It moves nothing."""

    text: Text


class StepProposed(Body, frozen=True, tag="disputes.step_proposed/1"):
    """The author puts a step to all, and accepts it thereby.

    Attributes:
        sort: More time on this rung, the next rung at once, or the end of the dispute.
        text: The terms of a settlement; else why.
        hours: How much longer this rung's clock runs.
    """

    sort: StepSort
    text: Text | None = None
    hours: Annotated[int, msgspec.Meta(ge=1, le=87_600)] | None = None


class StepAccepted(Body, frozen=True, tag="disputes.step_accepted/1"):
    """The author accepts exactly that step.

    Attributes:
        step: The entry that proposed it.
    """

    step: EntryId
    text: Text | None = None


class StepRefused(Body, frozen=True, tag="disputes.step_refused/1"):
    """The author does not accept it, or takes its acceptance back while not all have signed.

    Attributes:
        step: The entry that proposed it.
    """

    step: EntryId
    why: Text | None = None


class DisputeEscalated(Body, frozen=True, tag="disputes.escalated/1"):
    """The author takes the dispute to the next rung, since the clock of this one has run out.

    That it has is shown by the heads that the entry's `seen` names, with the times at which others cosigned them.
    """

    text: Text | None = None


class DisputeWithdrawn(Body, frozen=True, tag="disputes.withdrawn/1"):
    """Who raised it does not pursue it."""

    why: Text | None = None


class AdviserNamed(Body, frozen=True, tag="disputes.adviser_named/1"):
    """The author names one who is to give an opinion, by office. Its last word counts.

    Attributes:
        adviser: In whose log the adviser signs: a party, a chair, a guarantor or an observer.
        office: As there.
    """

    adviser: PartyId
    office: Office


class OpinionGiven(Body, frozen=True, tag="disputes.opinion_given/1"):
    """An adviser whom a party named says what should be done. It binds nobody."""

    text: Text


class OpinionAnswered(Body, frozen=True, tag="disputes.opinion_answered/1"):
    """Another adviser joins an opinion, or dissents from it.

    Attributes:
        opinion: The entry that gave it.
    """

    opinion: EntryId
    word: Answered
    text: Text | None = None


KINDS: tuple[type[Body], ...] = (
    DisputeRaised,
    PositionStated,
    StepProposed,
    StepAccepted,
    StepRefused,
    DisputeEscalated,
    DisputeWithdrawn,
    AdviserNamed,
    OpinionGiven,
    OpinionAnswered,
)
FOR_ALL: frozenset[type[Body]] = frozenset({OpinionGiven, OpinionAnswered})
"""What guarantors and observers may say too: an adviser may be one of them."""

BINDS_AS: Mapping[type[Body], tuple[type[Body], ...]] = {
    StepProposed: (StepAccepted,),
}
"""Whoever proposes accepts thereby: kinds that can bind their author as the kinds beside them do."""
