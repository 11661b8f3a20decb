"""What a party can say about persons on lists, and about who and what is protected. Released kinds never change.

`ListSubmitted` and `ProtectionAsserted` open a subject; all others act on one. Rows of a list are counted from
0, and pages count them from 1. Whatever names a person is said under seal: in the clear it has no effect.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

import msgspec

from trilateral.agreement.locations import Location
from trilateral.ledger.entry import Body, EntryId, Part, PartyId, Source, Text

Sort: TypeAlias = Literal["detained", "missing", "wanted", "remains"]
Day: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?(?!\n)$")]
"""A day, or only its month or year, where nobody knows it closer."""
Number: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=499)]
Year: TypeAlias = Annotated[int, msgspec.Meta(ge=1850, le=2200)]
Figure: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=500)]


class Person(Part, frozen=True):
    """One row of a list.

    Attributes:
        names: The name as it is written: a spelling or script each.
        born: Year of birth.
        father: The father's name.
        origin: Where the person is from.
        last_place: Where the person was last known to be.
        last_on: When that was.
        reference: What whoever submits the list calls the case.
    """

    names: tuple[Text, ...]
    born: Year | None = None
    father: Text | None = None
    origin: Text | None = None
    last_place: Text | None = None
    last_on: Day | None = None
    reference: str = ""


# Lists


class ListSubmitted(Body, frozen=True, tag="humanitarian.list_submitted/1"):
    """The author asks another party about persons, name by name.

    Attributes:
        sort: Whom it lists: those whom the other party is held to detain, the missing, those sought, or the dead.
        to: The party that is asked.
        persons: At most 500; none where the author says in words that it has none to list.
        verifier: A party that both trust to verify, beside the host.
    """

    sort: Sort
    to: PartyId
    persons: tuple[Person, ...] = ()
    verifier: PartyId | None = None
    text: Text | None = None


class NameAnswered(Body, frozen=True, tag="humanitarian.answered/1"):
    """The party asked answers for one row. It may answer again: its last word counts.

    Attributes:
        number: Of the list.
        answer: That it holds the person (of remains: has them), that it does not, or that it does not know.
        where: Where, as far as it will say.
        since_on: Since when.
    """

    number: Number
    answer: Literal["acknowledged_held", "denied", "unknown"]
    where: Location | None = None
    since_on: Day | None = None
    text: Text | None = None


class AnswerVerified(Body, frozen=True, tag="humanitarian.verified/1"):
    """Somebody else than the party asked has looked into its answer.

    Attributes:
        answer: The entry that gave it.
        found: What came of it.
        outside: Whose word the author enters and where it stands, if it is an outside body's and not the author's own.
    """

    answer: EntryId
    found: Literal["confirmed", "not_confirmed", "could_not_verify"]
    outside: Source | None = None
    text: Text | None = None


class StepAgreed(Body, frozen=True, tag="humanitarian.agreed/1"):
    """The author, for itself, agrees to what is to become of one person who is acknowledged to be held.

    Attributes:
        number: Of the list.
        step: What is agreed to.
    """

    number: Number
    step: Literal["release", "transfer"]
    text: Text | None = None


class AgreementWithdrawn(Body, frozen=True, tag="humanitarian.agreement_withdrawn/1"):
    """The author does not agree any more."""

    number: Number
    why: Text | None = None


class PersonReleased(Body, frozen=True, tag="humanitarian.released/1"):
    """The holder has released the person.

    Attributes:
        number: Of the list.
        on: When.
        where: Where, as far as it will say.
        handed_to: Who received the person, such as a relative, a party or an outside body.
    """

    number: Number
    on: Day
    where: Location | None = None
    handed_to: Text | None = None
    text: Text | None = None


class PersonTransferred(Body, frozen=True, tag="humanitarian.transferred/1"):
    """The holder has handed the person, or the remains, to somebody else.

    Attributes:
        number: Of the list.
        on: When.
        handed_to: To whom.
        where: Where, as far as it will say.
    """

    number: Number
    on: Day
    handed_to: Text
    where: Location | None = None
    text: Text | None = None


class PersonDied(Body, frozen=True, tag="humanitarian.died/1"):
    """The party asked reports that the person has died.

    Attributes:
        number: Of the list.
        on: When, as far as it is known.
        where: Where, as far as it will say.
    """

    number: Number
    on: Day
    where: Location | None = None
    text: Text | None = None


class OutcomeConfirmed(Body, frozen=True, tag="humanitarian.outcome_confirmed/1"):
    """Who submitted the list finds that what was reported of a person is so.

    Attributes:
        report: The entry that reported it.
    """

    report: EntryId
    text: Text | None = None


class OutcomeContested(Body, frozen=True, tag="humanitarian.outcome_contested/1"):
    """Who submitted the list does not find that what was reported of a person is so.

    Attributes:
        report: The entry that reported it.
    """

    report: EntryId
    text: Text | None = None


class HeldSame(Body, frozen=True, tag="humanitarian.held_same/1"):
    """In the author's view a row of this list and one of another speak of the same person.

    Attributes:
        number: Of this list.
        other: The other list.
        other_number: Of that list.
    """

    number: Number
    other: EntryId
    other_number: Number
    text: Text | None = None


class HeldApart(Body, frozen=True, tag="humanitarian.held_apart/1"):
    """In the author's view they speak of two persons.

    Attributes:
        number: Of this list.
        other: The other list.
        other_number: Of that list.
    """

    number: Number
    other: EntryId
    other_number: Number
    text: Text | None = None


class CountsProposed(Body, frozen=True, tag="humanitarian.counts_proposed/1"):
    """The author proposes figures of a list, without any name, that all may have once both parties agree.

    Attributes:
        listed: How many rows.
        held: Of these, acknowledged as held.
        denied: Of these, denied.
        unknown: Of these, not known, or not answered.
        released: Of these, released.
        transferred: Of these, transferred.
        died: Of these, dead.
    """

    listed: Figure
    held: Figure = 0
    denied: Figure = 0
    unknown: Figure = 0
    released: Figure = 0
    transferred: Figure = 0
    died: Figure = 0
    text: Text | None = None


class CountsAccepted(Body, frozen=True, tag="humanitarian.counts_accepted/1"):
    """The author accepts that these figures may be shown to all.

    Attributes:
        counts: The entry that proposed them.
    """

    counts: EntryId


# Protection


class Basis(Part, frozen=True):
    """Where in law the protection stands.

    Attributes:
        instrument: Convention or protocol; `other` is named in the text.
        article: Article, and paragraph where there is one.
    """

    instrument: Literal[
        "gc1", "gc2", "gc3", "gc4", "ap1", "ap2", "hague_regulations", "hague_1954", "cat", "refugees_1951", "other"
    ]
    article: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


class ProtectionAsserted(Body, frozen=True, tag="humanitarian.protection_asserted/1"):
    """The author asserts that somebody or something is protected by law. It is so or not whether this is said or not.

    Attributes:
        what: A person, a group of persons, an office, or a site. A person is named under seal alone.
        names: What it is called: a name, designation or spelling each.
        basis: Where that stands.
        since_on: Since when.
        recognised_by: Who has recognised it, in words.
        where: Where it is. In the open as coarse as the charter's grid.
        designation: Its entry in the register of designations.
    """

    what: Literal["person", "group", "office", "site"]
    names: Annotated[tuple[Text, ...], msgspec.Meta(min_length=0)]  # none where a designation is named
    basis: tuple[Basis, ...]
    since_on: Day | None = None
    recognised_by: Text | None = None
    where: Location | None = None
    designation: EntryId | None = None
    text: Text | None = None


class ProtectionAccepted(Body, frozen=True, tag="humanitarian.protection_accepted/1"):
    """The author accepts what was asserted."""

    text: Text | None = None


class ProtectionContested(Body, frozen=True, tag="humanitarian.protection_contested/1"):
    """The author does not accept it."""

    why: Text | None = None


class ProtectionEnded(Body, frozen=True, tag="humanitarian.protection_ended/1"):
    """In the author's view the ground of protection does not hold any more.

    Attributes:
        on: Since when.
    """

    on: Day | None = None
    why: Text | None = None


PROTECTION: tuple[type[Body], ...] = (
    ProtectionAsserted,
    ProtectionAccepted,
    ProtectionContested,
    ProtectionEnded,
)
"""What may be said in the open, as long as it is about no person."""

KINDS: tuple[type[Body], ...] = (
    ListSubmitted,
    NameAnswered,
    AnswerVerified,
    StepAgreed,
    AgreementWithdrawn,
    PersonReleased,
    PersonTransferred,
    PersonDied,
    OutcomeConfirmed,
    OutcomeContested,
    HeldSame,
    HeldApart,
    CountsProposed,
    CountsAccepted,
    *PROTECTION,
)

TWO_PERSON = ("humanitarian.list_submitted", "humanitarian.released", "humanitarian.transferred")
"""What hands out names, or persons: a new charter lets two offices sign it, unless it says otherwise."""

FOR_ALL: frozenset[type[Body]] = frozenset({AnswerVerified})
"""What an observer may say too: a body that visits places of detention may have a seat without a say."""

BINDS_AS: Mapping[type[Body], tuple[type[Body], ...]] = {
    CountsProposed: (CountsAccepted,),
}
"""Whoever proposes accepts thereby: kinds that can bind their author as the kinds beside them do."""
