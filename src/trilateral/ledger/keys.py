"""Which key of a party signs for what, from which entry of its log on, and until which.

A party's root key enrols its other keys in its own log and revokes them there. A key
counts by *index* in that log, never by a clock: an entry at a larger index than the
revocation is not signed by anybody. One key has one purpose for ever, so that
a signature made for one can never be shown for another.

Precedent: KERI ("keys that were authoritative when issued"), Matrix's auth events
without state resolution.
"""

from typing import Annotated, Literal, TypeAlias, get_args

import msgspec

from trilateral.errors import MalformedError
from trilateral.ledger.entry import Body, Hash, Office, Part, Text
from trilateral.tlog.note import KeyKind, VerifierKey, parse_vkey

Purpose: TypeAlias = Literal["log", "log_pq", "witness", "mirror", "mirror_pq", "node", "delegate"]

_KIND_FOR: dict[str, KeyKind] = {
    "log": KeyKind.ED25519,
    "log_pq": KeyKind.MLDSA_COSIGNATURE,
    "witness": KeyKind.COSIGNATURE,
    "mirror": KeyKind.COSIGNATURE,
    "mirror_pq": KeyKind.MLDSA_COSIGNATURE,
    "node": KeyKind.ED25519,
    "delegate": KeyKind.ED25519,
}
assert set(_KIND_FOR) == set(get_args(Purpose))  # noqa: S101 - a table that must cover the type


Power: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[a-z]+(\\.[a-z_]+)?(?!\n)$")]
"""A slice (`meetings`) or one of its kinds without version (`proposals.accepted`)."""


MAX_LOG_KEY_TEXT = 4_096
"""Bytes of the text of an entry that puts a key to a log: it must fit into a proof that the log was forked, twice."""


class KeyEnrolled(Body, frozen=True, tag="ledger.key_enrolled/1"):
    """The party's root puts a key to one purpose; a delegate's key speaks for one office.

    Attributes:
        powers: What a delegate's key may sign, beside comments on it; empty for all that its office may.
    """

    key: str
    purpose: Purpose
    office: Office | None = None
    powers: tuple[Power, ...] = ()


RevocationReason: TypeAlias = Literal["rotated", "lost", "stolen", "left_office", "rank_changed"]


class KeyRevoked(Body, frozen=True, tag="ledger.key_revoked/1"):
    """The party's root ends a key: nothing that it signs after this entry counts."""

    key: str
    reason: RevocationReason


class Head(Part, frozen=True):
    """One log as the author held it: the checkpoint, with the Ed25519 lines that its node had."""

    checkpoint: str


class HeadsRecorded(Body, frozen=True, tag="ledger.heads_recorded/1"):
    """What the author's node held of the other logs: a receipt for all entries under these heads.

    Entries that name this one as `seen` were signed by somebody who could read all that.
    """

    heads: tuple[Head, ...]


class CharterAccepted(Body, frozen=True, tag="ledger.charter_accepted/1"):
    """The party accepts the charter with this hash, and is bound once all others have.

    Attributes:
        text: The charter's canonical JSON, whole, so that each log shows what its party signed. Empty for
            the genesis charter, which everybody has.
    """

    charter: Hash
    text: str = ""


class CharterRefused(Body, frozen=True, tag="ledger.charter_refused/1"):
    """The party refuses a version, for good: above all one that would give its seat to other keys."""

    charter: Hash
    why: Text | None = None


class PartyAccredited(Body, frozen=True, tag="ledger.party_accredited/1"):
    """The first word of a root that the charter's newest version names: of a party that joins, or has lost its keys.

    From here on the keys of that version count in this log, and all older ones do not. It
    accepts the version, and names the heads under which everybody else's acceptances lie.
    """

    charter: Hash
    text: str
    heads: tuple[Head, ...]


class PartyLeft(Body, frozen=True, tag="ledger.party_left/1"):
    """The party leaves: nothing that it signs later binds it or anybody. Its log stays, and its keys can close it."""

    why: Text | None = None


class EpochOpened(Body, frozen=True, tag="ledger.epoch_opened/1"):
    """What is sealed for the party from here on is encrypted to this recipient (age), until the next epoch."""

    recipient: Annotated[str, msgspec.Meta(pattern="^age1[0-9a-z]{1,4000}(?!\n)$")]


class EpochClosed(Body, frozen=True, tag="ledger.epoch_closed/1"):
    """The party has destroyed the key of an epoch: what was sealed to that alone is erased for it."""

    recipient: Annotated[str, msgspec.Meta(pattern="^age1[0-9a-z]{1,4000}(?!\n)$")]


class MisconductFound(Body, frozen=True, tag="ledger.misconduct_found/1"):
    """Proof that a log was shown in two ways (`evidence`), so that anybody can check it."""

    log: str
    proof: str


KINDS: dict[str, type[Body]] = {
    str(struct.__struct_config__.tag): struct
    for struct in (
        KeyEnrolled,
        KeyRevoked,
        HeadsRecorded,
        CharterAccepted,
        CharterRefused,
        PartyAccredited,
        PartyLeft,
        EpochOpened,
        EpochClosed,
        MisconductFound,
    )
}
"""The constitution kinds: folded first, and known to every version."""

_ROOT = frozenset({"root"})
_ANY = frozenset({"root", "node", "delegate"})
SIGNED_BY: dict[type[Body], frozenset[str]] = {
    KeyEnrolled: _ROOT,
    KeyRevoked: _ROOT,
    CharterAccepted: _ROOT,
    CharterRefused: _ROOT,
    PartyAccredited: _ROOT,
    PartyLeft: _ROOT,
    EpochOpened: frozenset({"root", "node"}),
    EpochClosed: frozenset({"root", "node"}),
    HeadsRecorded: _ANY,
    MisconductFound: _ANY,
}
"""Purposes whose keys may sign each constitution kind. Of all other kinds delegates sign what binds somebody."""


class Enrolment(msgspec.Struct, frozen=True):
    """One key, and the part of its party's log in which it counts.

    Attributes:
        vkey: The key in C2SP vkey form.
        purpose: What it is for.
        office: Whom it speaks for, if a delegate's.
        since: Index of the entry that enrolled it: it signs from the next entry on.
        until: Index of the entry that revoked it, if one did: it signs up to that entry.
        powers: What it may sign, if a delegate's; empty for everything.
    """

    vkey: str
    purpose: str
    office: Office | None
    since: int
    until: int | None = None
    powers: tuple[Power, ...] = ()

    def counts_at(self, index: int) -> bool:
        """Whether an entry at `index` may be signed with it."""
        return self.since < index and (self.until is None or index <= self.until)

    def signs_head(self, size: int) -> bool:
        """Whether a checkpoint of so many entries may be signed with it."""
        return self.since < size and (self.until is None or size <= self.until + 1)

    def may_sign(self, kind: str) -> bool:
        """Whether its powers reach to a kind."""
        name = kind.partition("/")[0]
        return not self.powers or any(power in {name, name.partition(".")[0]} for power in self.powers)


class KeyBook:
    """The keys of one log, as far as the log has been read."""

    def __init__(
        self, root_keys: tuple[VerifierKey, ...], log_keys: tuple[VerifierKey, ...] = (), root_threshold: int = 1
    ) -> None:
        """Start with the keys that the charter names: they count from before the first entry."""
        self._enrolments: dict[tuple[str, int], Enrolment] = {}
        self._keys: dict[tuple[str, int], VerifierKey] = {}
        self._retired: dict[tuple[str, int], int] = {}
        self._epochs: list[str] = []
        self._closed: set[str] = set()
        self._put(root_keys, log_keys, -1)
        self.root_threshold = root_threshold

    def _put(self, root_keys: tuple[VerifierKey, ...], log_keys: tuple[VerifierKey, ...], since: int) -> None:
        for key in root_keys:
            self._add(key, Enrolment(key.vkey(), "root", None, since))
        for key in log_keys:
            purpose = "log" if key.kind is KeyKind.ED25519 else "log_pq"
            self._add(key, Enrolment(key.vkey(), purpose, None, since))

    def renew(
        self, root_keys: tuple[VerifierKey, ...], log_keys: tuple[VerifierKey, ...], root_threshold: int, index: int
    ) -> None:
        """Let the keys of a newer charter count from the entry after `index` on, and none of the older ones.

        The entry at `index` itself is signed by the new roots, and heads that cover it by the
        new log keys: whoever has the old ones speaks for no head beyond what was there before.
        """
        for place, held in self._enrolments.items():
            if held.until is None:
                self._enrolments[place] = msgspec.structs.replace(held, until=index - 1)
                self._retired[place] = index
        self._closed.update(self._epochs)
        self._put(root_keys, log_keys, index)
        self.root_threshold = root_threshold

    def knows(self, keys: tuple[VerifierKey, ...]) -> bool:
        """Whether one of these was ever put to any purpose in this log."""
        publics = {key.public for key in self._keys.values()}
        return any(key.public in publics for key in keys)

    def _add(self, key: VerifierKey, enrolment: Enrolment) -> None:
        self._keys[key.name, key.key_id] = key
        self._enrolments[key.name, key.key_id] = enrolment

    def find(self, name: str, key_id: int) -> tuple[VerifierKey, Enrolment] | None:
        """The key that a signature line names, if this log ever knew it."""
        key = self._keys.get((name, key_id))
        return None if key is None else (key, self._enrolments[name, key_id])

    def objection_to_epoch(self, body: EpochOpened | EpochClosed) -> str | None:
        """Say why the entry has no effect, as a code."""
        if isinstance(body, EpochOpened):
            return "ledger.epoch_known" if body.recipient in self._epochs else None
        is_open = body.recipient in self._epochs and body.recipient not in self._closed
        return None if is_open else "ledger.no_such_epoch"

    def objection_to(self, body: KeyEnrolled | KeyRevoked) -> str | None:  # noqa: PLR0911 - one return for each objection
        """Say why the entry has no effect, as a code."""
        try:
            key = parse_vkey(body.key)
        except MalformedError:
            return "ledger.malformed_key"
        if isinstance(body, KeyRevoked):
            held = self._enrolments.get((key.name, key.key_id))
            if held is None or held.purpose == "root":
                return "ledger.unknown_key"
            return "ledger.revoked_key" if held.until is not None else None
        if _KIND_FOR[body.purpose] is not key.kind or (body.office is not None) != (body.purpose == "delegate"):
            return "ledger.wrong_key_kind"
        if body.powers and (body.purpose != "delegate" or list(body.powers) != sorted(set(body.powers))):
            return "ledger.wrong_powers"
        if any(known.public == key.public for known in self._keys.values()) or (key.name, key.key_id) in self._keys:
            return "ledger.key_in_use"
        return None

    def apply(self, body: KeyEnrolled | KeyRevoked | EpochOpened | EpochClosed, index: int) -> None:
        """Take in an entry to which there is no objection."""
        if isinstance(body, EpochOpened):
            self._epochs.append(body.recipient)
            return
        if isinstance(body, EpochClosed):
            self._closed.add(body.recipient)
            return
        key = parse_vkey(body.key)
        if isinstance(body, KeyEnrolled):
            self._add(key, Enrolment(body.key, body.purpose, body.office, index, powers=body.powers))
        else:
            place = key.name, key.key_id
            self._enrolments[place] = msgspec.structs.replace(self._enrolments[place], until=index)
            self._retired[place] = index

    def enrolments(self) -> tuple[Enrolment, ...]:
        """All keys that the log ever knew, in the order of their names."""
        return tuple(self._enrolments[place] for place in sorted(self._enrolments))

    @property
    def epoch(self) -> str | None:
        """The recipient to which one seals for the party now, if it has one."""
        return next((each for each in reversed(self._epochs) if each not in self._closed), None)

    def epochs(self) -> tuple[tuple[str, bool], ...]:
        """Every recipient in the order in which they were opened, and whether its key is destroyed."""
        return tuple((each, each in self._closed) for each in self._epochs)

    def log_keys(self, size: int | None = None, *, before: int | None = None) -> tuple[VerifierKey, ...]:
        """Keys that may sign a checkpoint of so many entries.

        Args:
            size: Of the checkpoint; left out, all that ever did.
            before: Only those that the log's first so many entries know.
        """
        return tuple(
            self._keys[place]
            for place, held in sorted(self._enrolments.items())
            if held.purpose in {"log", "log_pq"}
            and (size is None or held.signs_head(size))
            and (before is None or held.since < before)
        )

    def retired_keys(self, size: int) -> frozenset[VerifierKey]:
        """Keys that the log's first so many entries revoke or replace, whatever they were for."""
        return frozenset(self._keys[place] for place, index in self._retired.items() if index < size)

    def as_builtins(self) -> list[object]:
        """All that the book says, as plain values in one order."""
        keys = [msgspec.to_builtins(each) for each in self.enrolments()]
        return [keys, [list(each) for each in self.epochs()], self.root_threshold]

    def keys_for(self, *purposes: str) -> tuple[VerifierKey, ...]:
        """Keys now put to one of `purposes`: those not revoked."""
        return tuple(
            self._keys[place]
            for place, held in sorted(self._enrolments.items())
            if held.purpose in purposes and held.until is None
        )

    def office_keys(self) -> dict[Office, VerifierKey]:
        """Key that now speaks for each office."""
        return {
            held.office: self._keys[place]
            for place, held in sorted(self._enrolments.items(), key=lambda item: item[1].since)
            if held.office is not None and held.until is None
        }
