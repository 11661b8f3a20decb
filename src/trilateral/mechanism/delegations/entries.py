"""What a party can say about delegations. Released kinds never change.

`DelegationNamed` opens the subject; all others act on it. Where an entry puts a person
into an office, name and title stand in its detached part (fields `name`, `title`).
"""

from typing import Annotated, Literal, TypeAlias

import msgspec

from trilateral.ledger.entry import Body, Office, Text, Word

Role: TypeAlias = Literal["head", "alternate", "member", "expert", "adviser", "interpreter", "moderator"]
Rank: TypeAlias = Literal[
    "head_of_government",
    "minister",
    "deputy_minister",
    "director_general",
    "ambassador",
    "deputy_chief_of_mission",
    "director",
    "expert",
    "staff",
    "unknown",
]
"""From the highest to the lowest; `unknown` has no place in that order."""

Day: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}(?!\n)$")]


class DelegationNamed(Body, frozen=True, tag="delegations.named/1"):
    """The author names its own delegation to a body of the mechanism."""

    name: tuple[Text, ...]
    forum: Word


class OfficeAccredited(Body, frozen=True, tag="delegations.accredited/1"):
    """The author gives an office in its delegation a role and a rank, and perhaps a person."""

    office: Office
    role: Role
    rank: Rank
    since_on: Day | None = None
    note: Text | None = None


class RankChanged(Body, frozen=True, tag="delegations.rank_changed/1"):
    """The author raises or lowers the rank at which an office takes part."""

    office: Office
    rank: Rank
    why: Text | None = None


class OfficeSucceeded(Body, frozen=True, tag="delegations.succeeded/1"):
    """The author puts another person into an office."""

    office: Office
    rank: Rank


class OfficeLeft(Body, frozen=True, tag="delegations.left/1"):
    """The author takes an office out of its delegation."""

    office: Office


class HolderAgreed(Body, frozen=True, tag="delegations.agreed/1"):
    """Another party agrees to who holds an office, as far as it has seen."""

    office: Office


class HolderObjected(Body, frozen=True, tag="delegations.objected/1"):
    """Another party objects to who holds an office."""

    office: Office
    text: Text


class HolderRemarked(Body, frozen=True, tag="delegations.remarked/1"):
    """Another party remarks on an accreditation, for instance on how a person is described."""

    office: Office
    text: Text


KINDS: tuple[type[Body], ...] = (
    DelegationNamed,
    OfficeAccredited,
    RankChanged,
    OfficeSucceeded,
    OfficeLeft,
    HolderAgreed,
    HolderObjected,
    HolderRemarked,
)
