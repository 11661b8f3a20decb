"""The things that a party keeps to itself, as they are stored: structs, and questions to one alone.

A later version reads what an earlier one stored: members are added with a default, and never change their meaning.

Left out: what may be done with them (`private`).
"""

from datetime import datetime
from typing import Annotated, Literal, TypeAlias

import msgspec

from trilateral.ledger.entry import EntryId, Ref, Source

Fields: TypeAlias = dict[str, tuple[str, ...]]
State: TypeAlias = Literal["writing", "handed", "returned", "cleared", "waiting", "signed"]
Act: TypeAlias = Literal[
    "begun", "changed", "handed", "approved", "returned", "taken_back", "waiting", "stopped", "signed"
]
Sort: TypeAlias = Literal["talking_points", "instructions", "note"]
_Aware: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]


class Step(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that was done with a draft.

    Attributes:
        version: Which version it was done with.
        words: What was said about it.
        to: Offices that were asked.
        fields: What stood in it, where it was handed over.
    """

    at: _Aware
    office: str
    act: Act
    version: int
    words: str = ""
    to: tuple[str, ...] = ()
    fields: Fields = {}


class Beyond(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a header says that no form asks for: only commands give it."""

    refs: tuple[Ref, ...] = ()
    sources: tuple[Source, ...] = ()
    capacity: str = ""
    forum: str = "plenary"


PLAIN = Beyond()


class Draft(msgspec.Struct, frozen=True, omit_defaults=True):
    """An entry that is being written.

    Attributes:
        kind: Without its version.
        office: Who began it, and who will sign it.
        lang: Language in which it is written unless a field says otherwise.
        fields: What was filled in, by the names that the form posts.
        version: Counts up with each change.
        steps: What was done with it, in order.
        asked: Offices that are to clear this version.
        cleared_by: Those that have.
        waits: Id of what waits to be signed, if it was sent that far.
        ref: What people call the entry that it became.
    """

    id: str
    kind: str
    office: str
    lang: str
    fields: Fields
    begun_at: _Aware
    changed_at: _Aware
    version: int = 1
    state: State = "writing"
    steps: tuple[Step, ...] = ()
    beyond: Beyond = PLAIN
    asked: tuple[str, ...] = ()
    cleared_by: tuple[str, ...] = ()
    waits: str = ""
    ref: str = ""

    @property
    def not_yet(self) -> tuple[str, ...]:
        """Offices that have been asked and have not approved."""
        return tuple(each for each in self.asked if each not in self.cleared_by)

    def shown_to(self, office: str) -> bool:
        """Whether an office sees it: its own, and all that were ever asked."""
        return office == self.office or any(office in step.to for step in self.steps)


class Waiting(msgspec.Struct, frozen=True, omit_defaults=True):
    """An entry that is not in our log yet.

    Attributes:
        entry: Its text; with the signature lines that it has by now.
        beside: What is stored beside the log with it.
        office: In whose name it speaks.
        signed_by: Offices that have signed.
        state: `second` waits for another office's signature, `held` for its time.
        due_at: When it is submitted, if it is held.
        asked: Offices that were asked to give the second signature; empty for any of those that can.
        draft: The draft that it comes from, if it does.
        ref: What people call it, once it is signed.
        code: Why it was not submitted when it was due.
    """

    id: str
    entry: bytes
    kind: str
    office: str
    begun_at: _Aware
    state: Literal["second", "held", "signed", "cancelled", "stopped"]
    beside: tuple[bytes, ...] = ()
    signed_by: tuple[str, ...] = ()
    due_at: _Aware | None = None
    draft: str = ""
    asked: tuple[str, ...] = ()
    ref: str = ""
    code: str = ""
    params: dict[str, str | int] = {}

    @property
    def is_open(self) -> bool:
        """Whether it may still be signed."""
        return self.state in {"second", "held"}


class Sheet(msgspec.Struct, frozen=True, omit_defaults=True):
    """A note of our own: talking points, what the capital instructs, anything.

    Attributes:
        about: Id of the entry that opened the subject; empty if it is about none.
        office: Who wrote it, and may change it.
        offices: Who else reads it; empty for all of the delegation.
    """

    id: str
    sort: Sort
    office: str
    title: str
    text: str
    lang: str
    begun_at: _Aware
    changed_at: _Aware
    about: EntryId | Literal[""] = ""
    offices: tuple[str, ...] = ()
    version: int = 1

    def shown_to(self, office: str) -> bool:
        """Whether an office reads it."""
        return not self.offices or office == self.office or office in self.offices


class KeptWord(msgspec.Struct, frozen=True, omit_defaults=True):
    """A link or a session: of the word that opens it only the hash is kept.

    Attributes:
        id: By which it is listed and revoked. Opens nothing.
        hash: SHA-256 of the word.
        until: POSIX seconds at which it ends.
        by: Of a session: how somebody came in, by a `link`, a `passkey` or a `passphrase`.
        via: Of a session: which passkey or passphrase that was.
        used_at: POSIX seconds of its last use, to the minute.
        browser: What sort of browser it is. No address is kept.
        ended: Why it ended before its time, as a code; empty while it is open.
        params: What the sentence of that code is filled in with.
    """

    id: str
    hash: bytes
    role: str
    office: str
    opened_at: int
    until: int
    by: str = ""
    via: str = ""
    used_at: int = 0
    browser: str = ""
    ended: str = ""
    params: dict[str, str | int] = {}


class Passkey(msgspec.Struct, frozen=True, omit_defaults=True):
    """A passkey of an office, or of a role without one: what is needed to check what it signs.

    Attributes:
        id: A name that stands for the credential; by it the passkey is listed and taken away.
        credential: Its id, as the browser knows it.
        public_key: In COSE form.
        sign_count: The largest count that it has shown. One that does not grow may be of a copy.
        rp_id: The host for which it was made: it works at no other.
        label: What its owner calls it.
        prf: Whether it can compute a secret of its own, with which the office's key can be locked.
        backed_up: Whether its maker keeps copies of it on other devices.
        doubted_at: POSIX seconds at which its count did not grow; 0 if that never happened.
    """

    id: str
    role: str
    office: str
    credential: bytes
    public_key: bytes
    sign_count: int
    rp_id: str
    label: str
    made_at: int
    used_at: int = 0
    transports: tuple[str, ...] = ()
    prf: bool = False
    backed_up: bool = False
    doubted_at: int = 0


class Phrase(msgspec.Struct, frozen=True, omit_defaults=True):
    """The passphrase of an office, or of a role without one: its argon2id hash."""

    id: str
    role: str
    office: str
    hash: str
    made_at: int
    used_at: int = 0


class Failures(msgspec.Struct, frozen=True, omit_defaults=True):
    """How often somebody has failed to come in lately, for one account or from one address.

    Attributes:
        id: A keyed hash of the account or address, which are not kept.
        count: Failures since the last quiet time.
        last_at: POSIX seconds of the last one.
        until: POSIX seconds before which nobody tries again.
    """

    id: str
    count: int
    last_at: int
    until: int = 0


class Look(msgspec.Struct, frozen=True):
    """How much somebody had seen: when, and how many entries of each log."""

    at: _Aware
    sizes: dict[str, int]


class Looks(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one office has seen by now, and what it had seen when its last session began."""

    id: str
    seen: Look | None = None
    before: Look | None = None


class Opened(msgspec.Struct, frozen=True):
    """That somebody of ours opened something under seal that names persons.

    Attributes:
        who: An office, or the role of somebody without one.
        subject: The entry that opened the subject.
    """

    id: str
    at: _Aware
    who: str
    subject: EntryId


class Cleared(msgspec.Struct, frozen=True):
    """A text that may be signed, since every office that must clear it has."""

    id: str
    at: _Aware
    draft: str


class Device(msgspec.Struct, frozen=True, omit_defaults=True):
    """What we call a device whose key our log enrolled. The key itself never was here.

    Attributes:
        called: What its holder calls it; may say whose it is, so it stands on no log.
        used_at: When it last signed something that came here.
    """

    id: str
    vkey: str
    office: str
    called: str
    begun_at: _Aware
    used_at: _Aware | None = None


class KeptView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A list with its filters, or a search, that an office comes back to.

    Attributes:
        where: Its address below the mechanism's home, with what it asks for.
    """

    id: str
    office: str
    name: str
    where: str
    kept_at: _Aware


class Once(msgspec.Struct, frozen=True):
    """That something was signed because of a request: when the same comes again, it is told the same.

    Attributes:
        id: A keyed hash of what was asked, which is not kept.
        entry: Id of what was signed, or was about to be.
    """

    id: str
    at: _Aware
    entry: EntryId
