"""What programs send and are given: the members of each JSON object, described in OpenAPI by what is said here."""

from datetime import datetime
from typing import Any

import msgspec

from trilateral.desk.caution import CautionFound
from trilateral.desk.sealed_names import NameFound
from trilateral.ledger.entry import EntryId, Instant, PartyId, Ref, Source, Word


class Objected(msgspec.Struct, frozen=True):
    """Why an entry has no effect, or a party is not trusted.

    Attributes:
        code: The same in every language.
        sentence: For a person.
        params: What the sentence was filled in with.
    """

    code: str
    sentence: str
    params: dict[str, str | int]


class EntryFound(msgspec.Struct, frozen=True):
    """One entry as the record has it.

    Attributes:
        ref: What people call it.
        id: What entries call it; null where the bytes are no entry.
        note: The entry as signed.
        effect: Whether the record stands differently because of it.
        unread: Whether this version cannot tell what it means.
        objection: Why it has no effect; null if it has one.
        held_by: Parties that provably hold it.
        proven_after: By another party's clock; null if nothing proves it.
        proven_before: The same.
        claimed_after_proof: Whether the time claimed lies more than 120 seconds after `proven_before`.
        claimed_before_proof: Whether it lies more than 120 seconds before `proven_after`.
    """

    ref: str
    id: EntryId | None
    log: str
    party: PartyId
    index: int
    kind: str | None
    subject: EntryId | None
    by: str | None
    claimed_at: datetime | None
    note: str
    effect: bool
    unread: bool
    objection: Objected | None
    held_by: tuple[PartyId, ...]
    proven_after: datetime | None
    proven_before: datetime | None
    claimed_after_proof: bool
    claimed_before_proof: bool


class LogFound(msgspec.Struct, frozen=True):
    """One log as this node holds it."""

    party: PartyId
    origin: str
    size: int
    folded: int
    root: str
    exposed: bool


class StateFound(msgspec.Struct, frozen=True):
    """What stands. Equal digests at equal level mean equal states."""

    mechanism: str
    party: PartyId
    level: int
    digest: str
    accepted: dict[PartyId, str]
    subjects: dict[str, int]
    logs: tuple[LogFound, ...]


class PartyFound(msgspec.Struct, frozen=True):
    """We and one other party: who holds how much of whom.

    Attributes:
        why: Why it is not trusted, in words.
        reasons: The same, each with its code.
    """

    party: PartyId
    we_hold: int
    they_sign: int
    they_hold: int
    ours: int
    standing: str
    why: str
    last_contact: datetime | None
    cosigned_ours_at: datetime | None
    waiting: int
    reasons: tuple[Objected, ...]


class StatusFound(msgspec.Struct, frozen=True):
    """Is the record one record?"""

    consistent: bool
    complete: bool
    entries: int
    without_effect: int
    may_sign: bool
    parties: tuple[PartyFound, ...]


class MatterFound(msgspec.Struct, frozen=True):
    """Something that a party is asked for.

    Attributes:
        late: Whether its term was over: `yes`, `no` or `undecided`; null where it is not a term.
        why: Where the term stands, such as `stopped` or `not_covered`.
    """

    of: PartyId
    by: PartyId | None
    what: str
    href: str
    since_at: datetime | None
    received_at: datetime | None
    due_at: datetime | None
    late: str | None = None
    why: str | None = None


class SubjectFound(msgspec.Struct, frozen=True):
    """One subject of any slice: its state as the fold carries it."""

    ref: str
    id: EntryId
    slice: str
    acts: tuple[str, ...]
    state: Any


class Prepare(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be said.

    Attributes:
        kind: Such as `statements.made/1`.
        body: The members of that kind.
        subject: Reference or id of the entry that opened the subject; left out to open one.
        claimed_at: When it was said; now if left out.
        detached: Fields of the erasable part.
        audience: Parties that alone shall read it, beside our own: then it is sealed. Left out for everybody.
        attachments: Files that go with it, in base64. Hand them in again beside the entry.
    """

    kind: str
    body: dict[str, Any]
    subject: str | None = None
    claimed_at: Instant | None = None
    refs: tuple[Ref, ...] = ()
    sources: tuple[Source, ...] = ()
    forum: Word = "plenary"
    capacity: Word | None = None
    detached: dict[str, str] | None = None
    audience: tuple[PartyId, ...] = ()
    attachments: tuple[str, ...] = ()


class ToSign(msgspec.Struct, frozen=True):
    """The exact text to sign, as a signed note's text; and what goes beside the log, in base64.

    Attributes:
        cautions: Protections that it touches, with the articles that speak to it. They hinder nobody from signing.
        names_under_seal: Names in it that stand under seal and nowhere in the open: signed so, all would have them.
    """

    text: str
    detached: str | None = None
    cautions: tuple[CautionFound, ...] = ()
    names_under_seal: tuple[NameFound, ...] = ()


class Signed(msgspec.Struct, frozen=True):
    """A signed entry, not handed in."""

    entry: str


class HandIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A signed entry, with what its header names in base64."""

    entry: str
    beside: tuple[str, ...] = ()


class Kept(msgspec.Struct, frozen=True):
    """It is on disk."""

    ref: str


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The last part of a one-use link."""

    link: str


class SignedIn(msgspec.Struct, frozen=True):
    """What to send as `Authorization: Bearer`."""

    bearer: str
    role: str
    office: str
    until: int
