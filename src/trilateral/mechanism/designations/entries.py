"""What a party can say about a designation. Released kinds never change.

`DesignationRegistered` opens the subject; all others act on it. A neutral term is named by the
entry that proposed it. Where an entry names a person who is not named by a public office, the words stand in
its detached part, as `name` and `spellings`, or the entry is under seal.
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from trilateral.ledger.entry import Body, EntryId, PartyId, Text

Thing: TypeAlias = Literal["person", "group", "place", "act"]


class DesignationRegistered(Body, frozen=True, tag="designations.registered/1"):
    """The author enters a person, a group, a place or an act, under the author's own term.

    Attributes:
        thing: What sort of thing it is.
        terms: What the author calls it, in one language or more.
        spellings: Aliases and spellings by which it is found, in any script.
        by_office: Whether a person is designated by a public office, and not by name.
        note: What else tells it from others.
    """

    thing: Thing
    terms: tuple[Text, ...] = ()
    spellings: tuple[Text, ...] = ()
    by_office: bool = False
    note: Text | None = None


class TermStated(Body, frozen=True, tag="designations.term_stated/1"):
    """The author says what it calls it. Its last word counts, and it is nobody else's term.

    Attributes:
        terms: In one language or more.
        spellings: Aliases and spellings by which it is found, in any script.
    """

    terms: tuple[Text, ...] = ()
    spellings: tuple[Text, ...] = ()
    note: Text | None = None


class NeutralProposed(Body, frozen=True, tag="designations.neutral_proposed/1"):
    """The author puts a neutral term to all, and accepts it thereby if the charter binds it.

    Attributes:
        terms: The term in each language in which it is to be used.
        without_prejudice: What the use of the term does not touch.
    """

    terms: tuple[Text, ...] = ()
    without_prejudice: Text | None = None


class NeutralAccepted(Body, frozen=True, tag="designations.neutral_accepted/1"):
    """The author accepts exactly that neutral term.

    Attributes:
        proposal: The entry that put it to all.
        without_prejudice: What its use by the author does not touch.
    """

    proposal: EntryId
    without_prejudice: Text | None = None


class NeutralRefused(Body, frozen=True, tag="designations.neutral_refused/1"):
    """The author does not accept it, or takes its acceptance back while not all have signed.

    Attributes:
        proposal: The entry that put it to all.
    """

    proposal: EntryId
    why: Text | None = None


class ResponsibilityAsserted(Body, frozen=True, tag="designations.responsibility_asserted/1"):
    """The author says that another party answers for this person, group or act.

    Attributes:
        of: Who is said to answer for it.
    """

    of: PartyId
    text: Text | None = None


class ResponsibilityAccepted(Body, frozen=True, tag="designations.responsibility_accepted/1"):
    """The author accepts that it answers for this person, group or act itself."""

    text: Text | None = None


class ResponsibilityContested(Body, frozen=True, tag="designations.responsibility_contested/1"):
    """The author contests that a party, itself or another, answers for it.

    Attributes:
        of: Who is said to answer for it.
    """

    of: PartyId
    text: Text | None = None


class DesignationIdentified(Body, frozen=True, tag="designations.identified/1"):
    """The author says that two entries of the register are one thing, or that they are not. It is the author's view.

    Attributes:
        other: The entry that opened the other designation.
        same: Whether they are one.
    """

    other: EntryId
    same: bool
    why: Text | None = None


KINDS: tuple[type[Body], ...] = (
    DesignationRegistered,
    TermStated,
    NeutralProposed,
    NeutralAccepted,
    NeutralRefused,
    ResponsibilityAsserted,
    ResponsibilityAccepted,
    ResponsibilityContested,
    DesignationIdentified,
)

BINDS_AS: Mapping[type[Body], tuple[type[Body], ...]] = {
    NeutralProposed: (NeutralAccepted,),
}
"""Whoever proposes accepts thereby: kinds that can bind their author as the kinds beside them do."""
