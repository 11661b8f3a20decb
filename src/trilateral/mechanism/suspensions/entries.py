"""What a party can say about a suspension of clocks. Released kinds never change.

`SuspensionProposed` opens the subject; all others act on it. An end is named by the entry
that proposed it.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

import msgspec

from trilateral.ledger.entry import Body, EntryId, Instant, Text

Reason: TypeAlias = Literal["force_majeure", "holiday", "other"]
ClockName: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[a-z]+\\.[a-z_]+(?!\n)$")]


class SuspensionProposed(Body, frozen=True, tag="suspensions.proposed/1"):
    """The author proposes that clocks stand still, and thereby accepts it.

    Attributes:
        reason: Why.
        text: The same in words.
        from_at: From when on.
        until_at: Until when; left out for until all agree on an end.
        clocks: Names of the charter's clocks; empty for all of them.
    """

    reason: Reason
    text: Text
    from_at: Instant
    until_at: Instant | None = None
    clocks: tuple[ClockName, ...] = ()


class SuspensionAccepted(Body, frozen=True, tag="suspensions.accepted/1"):
    """The author accepts the suspension exactly as it was proposed."""

    text: Text | None = None


class SuspensionRefused(Body, frozen=True, tag="suspensions.refused/1"):
    """The author does not accept it, or takes its acceptance back while not all have signed."""

    why: Text | None = None


class EndProposed(Body, frozen=True, tag="suspensions.end_proposed/1"):
    """The author proposes that an agreed suspension ends earlier, and thereby accepts that end.

    Attributes:
        end_at: From when on the clocks run again.
    """

    end_at: Instant
    why: Text | None = None


class EndAccepted(Body, frozen=True, tag="suspensions.end_accepted/1"):
    """The author accepts an end that was proposed."""

    end: EntryId


KINDS: tuple[type[Body], ...] = (
    SuspensionProposed,
    SuspensionAccepted,
    SuspensionRefused,
    EndProposed,
    EndAccepted,
)

BINDS_AS: Mapping[type[Body], tuple[type[Body], ...]] = {
    SuspensionProposed: (SuspensionAccepted,),
    EndProposed: (EndAccepted,),
}
"""Whoever proposes accepts thereby: kinds that can bind their author as the kinds beside them do."""
