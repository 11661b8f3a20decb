"""What a party can say about an allegation. Released kinds never change."""

from typing import Literal, TypeAlias

from trilateral.ledger.entry import Body, EntryId, PartyId, Text

Answer: TypeAlias = Literal["admitted", "denied", "denied_without_detail", "partly", "counter_alleged"]


class AllegationFiled(Body, frozen=True, tag="allegations.filed/1"):
    """The author alleges that another party did something, point by point. It opens the subject.

    Attributes:
        against: The party alleged against, which alone can answer.
        proxy: A group outside the mechanism for which that party is held to answer.
        norm: What is said to be breached.
        points: What is alleged, 1 to 50 points.
        demand: What the author wants done.
        meeting: In which meeting it was raised.
        to: Whom it addresses; empty for all.
        via: Through whom it goes, where not directly.
        repeats: An earlier allegation that this one repeats.
    """

    against: PartyId
    points: tuple[Text, ...]
    proxy: Text | None = None
    norm: Text | None = None
    demand: Text | None = None
    meeting: EntryId | None = None
    to: tuple[PartyId, ...] = ()
    via: PartyId | None = None
    repeats: EntryId | None = None


class PointAnswered(Body, frozen=True, tag="allegations.answered/1"):
    """The party alleged against answers one point. It may answer again: the last word in its own log counts.

    Attributes:
        point: Number of the point, from 0.
        counter: The allegation that it answers with.
    """

    point: int
    answer: Answer
    text: Text | None = None
    counter: EntryId | None = None


class AllegationWithdrawn(Body, frozen=True, tag="allegations.withdrawn/1"):
    """The author takes its allegation back. What it alleged and what was answered stays readable."""

    why: Text | None = None


class AllegationRemarked(Body, frozen=True, tag="allegations.remarked/1"):
    """Any party remarks on the allegation. It answers nothing."""

    text: Text


KINDS: tuple[type[Body], ...] = (AllegationFiled, PointAnswered, AllegationWithdrawn, AllegationRemarked)
