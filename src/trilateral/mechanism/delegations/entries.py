"""What a party can say about delegations. Released kinds never change.

`DelegationNamed` opens the subject; all others act on it. Where an entry puts a person
into an office or asks for consent to one, name and title stand in its detached part (fields `name`, `title`).
"""

from typing import Annotated, Literal, TypeAlias

import msgspec

from trilateral.ledger.entry import Body, EntryId, Office, Text, Word

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

Power: TypeAlias = Literal["represent", "negotiate", "adopt", "initial", "sign_ad_referendum", "sign"]
"""What a paper lets an office do: speak and listen; negotiate; adopt at the table; initial a text; sign it subject to
the capital; sign it so that it binds."""

Day: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}(?!\n)$")]


class DelegationNamed(Body, frozen=True, tag="delegations.named/1"):
    """The author names its own delegation to a body of the mechanism."""

    name: tuple[Text, ...]
    forum: Word


class OfficeAccredited(Body, frozen=True, tag="delegations.accredited/1"):
    """The author gives an office in its delegation a role and a rank, and perhaps a person.

    Attributes:
        since_on: Since when, as the author says.
        agrement: The request under which the others were asked for their consent, if they were.
    """

    office: Office
    role: Role
    rank: Rank
    since_on: Day | None = None
    note: Text | None = None
    agrement: EntryId | None = None


class RankChanged(Body, frozen=True, tag="delegations.rank_changed/1"):
    """The author raises or lowers the rank at which an office takes part."""

    office: Office
    rank: Rank
    why: Text | None = None


class OfficeSucceeded(Body, frozen=True, tag="delegations.succeeded/1"):
    """The author puts another person into an office.

    Attributes:
        agrement: The request under which the others were asked for their consent, if they were.
    """

    office: Office
    rank: Rank
    agrement: EntryId | None = None


class OfficeLeft(Body, frozen=True, tag="delegations.left/1"):
    """The author takes an office out of its delegation."""

    office: Office


class CredentialsPresented(Body, frozen=True, tag="delegations.credentials_presented/1"):
    """The author presents the paper that lets the holder of an office bind it. The paper goes along as an attachment.

    Attributes:
        powers: What the paper lets the holder do.
        limits: Where these powers end.
        issued_by: Who gave it.
        issued_on: When.
        until_on: The last day on which it counts, as the paper says.
    """

    office: Office
    powers: tuple[Power, ...]
    limits: Text | None = None
    issued_by: Text | None = None
    issued_on: Day | None = None
    until_on: Day | None = None


class ActingNamed(Body, frozen=True, tag="delegations.acting_named/1"):
    """The author lets one office act for another while its holder is absent.

    Attributes:
        office: Who acts.
        for_office: For whom.
        from_on: From which day on; from now if left out.
        until_on: Until which day; until it is ended if left out.
    """

    office: Office
    for_office: Office
    from_on: Day | None = None
    until_on: Day | None = None


class ActingEnded(Body, frozen=True, tag="delegations.acting_ended/1"):
    """The holder of an office is back: nobody acts for it any more.

    Attributes:
        office: The office for which somebody acted.
    """

    office: Office


class AgrementAsked(Body, frozen=True, tag="delegations.agrement_asked/1"):
    """The author asks the others for their consent to a person before that person comes.

    Attributes:
        office: In which office.
        rank: At which rank.
    """

    office: Office
    rank: Rank
    note: Text | None = None


class AgrementGiven(Body, frozen=True, tag="delegations.agrement_given/1"):
    """Another party consents to a person before that person comes."""

    request: EntryId


class AgrementRefused(Body, frozen=True, tag="delegations.agrement_refused/1"):
    """Another party does not consent. By custom it owes no reason."""

    request: EntryId
    text: Text | None = None


class HolderAgreed(Body, frozen=True, tag="delegations.agreed/1"):
    """Another party agrees to who holds an office, as far as it has seen."""

    office: Office


class HolderObjected(Body, frozen=True, tag="delegations.objected/1"):
    """Another party objects to who holds an office."""

    office: Office
    text: Text


class HolderDeclaredNonGrata(Body, frozen=True, tag="delegations.declared_non_grata/1"):
    """Another party declares who holds an office persona non grata. By custom it owes no reason."""

    office: Office
    text: Text | None = None


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
    CredentialsPresented,
    ActingNamed,
    ActingEnded,
    AgrementAsked,
    AgrementGiven,
    AgrementRefused,
    HolderAgreed,
    HolderObjected,
    HolderDeclaredNonGrata,
    HolderRemarked,
)
