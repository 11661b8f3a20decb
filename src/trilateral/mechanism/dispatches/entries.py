"""What a party can say about a dispatch. Released kinds never change.

`DispatchCompiled` opens the subject; all others act on it. What parties release is named by the root of
its edition (`edition`), so nobody can release one text and have signed another.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

import msgspec

from trilateral.ledger.entry import Body, EntryId, Hash, Instant, Part, PartyId, Source, Text, Word

Sort: TypeAlias = Literal["dispatch", "session_statement", "daily", "spot", "periodic", "thematic"]
Day: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}(?!\n)$")]
Zone: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}(?!\n)$")]
Civil: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}(?!\n)$")]
Salt: TypeAlias = Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{32,64})?(?!\n)$")]
KindName: TypeAlias = Annotated[str, msgspec.Meta(pattern="^([a-z]+\\.[a-z_]+)?(?!\n)$")]


class Figure(Part, frozen=True):
    """A number, and the entries that it comes from.

    Attributes:
        name: One word that stays the same from issue to issue, so that it can be compared.
        label: What is counted.
        value: The number.
        basis: Whether it counts the entries, or is stated in them.
        kind: What every counted entry must be, such as `allegations.filed`; empty for anything.
        entries: Those entries.
    """

    name: Word
    label: Text
    value: int
    basis: Literal["counted", "stated"] = "counted"
    kind: KindName = ""
    entries: tuple[EntryId, ...] = ()


class Item(Part, frozen=True):
    """One item of an issue.

    Attributes:
        texts: The same words, once in each language.
        about: The matter that it is about: in a statement on a session, the complaint.
        figures: Its numbers.
        entries: Entries that its words rest on.
        sources: Publications that they rest on.
        salt: Chance, so that nobody can guess an item from its hash where it is withheld.
    """

    texts: tuple[Text, ...]
    about: EntryId | None = None
    figures: tuple[Figure, ...] = ()
    entries: tuple[EntryId, ...] = ()
    sources: tuple[Source, ...] = ()
    salt: Salt = ""


class DispatchCompiled(Body, frozen=True, tag="dispatches.compiled/1"):
    """An issue is compiled. It opens the subject.

    Attributes:
        title: Of the publication, in each language.
        dated_on: The day that it bears.
        cut_off_at: Nothing that was said later is in it.
        zone: Time zone (IANA) of the civil time.
        civil: The cut-off in civil time, as agreed.
        items: What it says.
        sort: What sort of issue it is.
        from_at: Since when it counts; left out where it counts nothing by period.
        previous: The issue before it, whose figures its own are compared with.
        session: The meeting of which it is the statement.
        release_by: Parties that must release it; empty for all that the charter binds.
        embargo_until: Not to be published before this instant.
    """

    title: tuple[Text, ...]
    volume: int
    number: int
    dated_on: Day
    cut_off_at: Instant
    zone: Zone
    civil: Civil
    items: tuple[Item, ...]
    sort: Sort = "dispatch"
    from_at: Instant | None = None
    previous: EntryId | None = None
    session: EntryId | None = None
    release_by: tuple[PartyId, ...] = ()
    embargo_until: Instant | None = None


class DispatchOffered(Body, frozen=True, tag="dispatches.offered/1"):
    """Who compiled it offers it for release, and releases it itself, if it is one of those that must.

    Attributes:
        root: Root of the edition.
    """

    root: Hash


class ItemsReleased(Body, frozen=True, tag="dispatches.released/1"):
    """The author lets these items be published, exactly as they stand in the edition.

    Attributes:
        root: Root of the edition.
        items: Their numbers, from 1; empty for all.
    """

    root: Hash
    items: tuple[int, ...] = ()


class ItemsHeld(Body, frozen=True, tag="dispatches.held/1"):
    """The author does not let these items be published. It may release them later.

    Attributes:
        root: Root of the edition.
        items: Their numbers, from 1; empty for all that are not released by all.
    """

    root: Hash
    items: tuple[int, ...] = ()
    why: Text | None = None


class DispatchWithdrawn(Body, frozen=True, tag="dispatches.withdrawn/1"):
    """Who compiled it does not offer it any more. It can be offered again."""

    why: Text | None = None


class DispatchRemarked(Body, frozen=True, tag="dispatches.remarked/1"):
    """The author's own word on an issue or one of its items. It stays attached, wherever the item is shown.

    Attributes:
        item: Its number, from 1; left out for the issue as a whole.
    """

    sort: Literal["dissent", "remark"]
    text: Text
    item: int | None = None


class ItemCorrected(Body, frozen=True, tag="dispatches.corrected/1"):
    """A correction of a published item is proposed, and released by its author, if it is one of those that must.

    Attributes:
        number: Of the correction: one more than the last that its author knew of.
        item: Number of the item, from 1.
        instead: How it should read.
        why: What was wrong.
    """

    number: int
    item: int
    instead: Item
    why: Text


class CorrectionReleased(Body, frozen=True, tag="dispatches.correction_released/1"):
    """The author lets a correction be published, exactly as it was proposed."""

    correction: EntryId


KINDS: tuple[type[Body], ...] = (
    DispatchCompiled,
    DispatchOffered,
    ItemsReleased,
    ItemsHeld,
    DispatchWithdrawn,
    DispatchRemarked,
    ItemCorrected,
    CorrectionReleased,
)
FOR_ALL: frozenset[type[Body]] = frozenset(
    {DispatchCompiled, DispatchOffered, DispatchWithdrawn, DispatchRemarked, ItemCorrected}
)
"""A chair or a secretariat may compile; only the parties that must release it let anything be published."""

BINDS_AS: Mapping[type[Body], tuple[type[Body], ...]] = {
    DispatchOffered: (ItemsReleased,),
    ItemCorrected: (CorrectionReleased, ItemsReleased),
    CorrectionReleased: (ItemsReleased,),
}
"""Whoever offers an issue or a correction may release it thereby; a correction that is released is an item that is."""
