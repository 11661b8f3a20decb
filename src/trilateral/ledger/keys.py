"""Which key of a party signs for what, from which entry of its log on, and until which.

A party's root key enrols its other keys in its own log and revokes them there. A key
counts by *index* in that log, never by a clock: an entry at a larger index than the
revocation is not signed by anybody. One key has one purpose for ever, so that
a signature made for one can never be shown for another.

Precedent: KERI ("keys that were authoritative when issued"), Matrix's auth events
without state resolution.
"""

from typing import Literal, TypeAlias, get_args

import msgspec

from trilateral.errors import MalformedError
from trilateral.ledger.entry import Body, Hash, Office, Part
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


class KeyEnrolled(Body, frozen=True, tag="ledger.key_enrolled/1"):
    """The party's root puts a key to one purpose; a delegate's key speaks for one office."""

    key: str
    purpose: Purpose
    office: Office | None = None


class KeyRevoked(Body, frozen=True, tag="ledger.key_revoked/1"):
    """The party's root ends a key: nothing that it signs after this entry counts."""

    key: str
    reason: Literal["rotated", "lost", "stolen", "left_office", "rank_changed"]


class Head(Part, frozen=True):
    """One log as the author held it: the checkpoint, with the Ed25519 lines that its node had."""

    checkpoint: str


class HeadsRecorded(Body, frozen=True, tag="ledger.heads_recorded/1"):
    """What the author's node held of the other logs: a receipt for all entries under these heads.

    Entries that name this one as `seen` were signed by somebody who could read all that.
    """

    heads: tuple[Head, ...]


class CharterAccepted(Body, frozen=True, tag="ledger.charter_accepted/1"):
    """The party accepts the charter with this hash, and is bound once all others have."""

    charter: Hash


class MisconductFound(Body, frozen=True, tag="ledger.misconduct_found/1"):
    """Proof that a log was shown in two ways (`evidence`), so that anybody can check it."""

    log: str
    proof: str


KINDS: dict[str, type[Body]] = {
    str(struct.__struct_config__.tag): struct
    for struct in (KeyEnrolled, KeyRevoked, HeadsRecorded, CharterAccepted, MisconductFound)
}
"""The constitution kinds: folded first, and known to every version."""

SIGNED_BY: dict[type[Body], frozenset[str]] = {
    KeyEnrolled: frozenset({"root"}),
    KeyRevoked: frozenset({"root"}),
    CharterAccepted: frozenset({"root"}),
    HeadsRecorded: frozenset({"root", "node", "delegate"}),
    MisconductFound: frozenset({"root", "node", "delegate"}),
}
"""Purposes whose keys may sign each constitution kind. All other kinds bind somebody: delegates alone sign them."""


class Enrolment(msgspec.Struct, frozen=True):
    """One key, and the part of its party's log in which it counts.

    Attributes:
        vkey: The key in C2SP vkey form.
        purpose: What it is for.
        office: Whom it speaks for, if a delegate's.
        since: Index of the entry that enrolled it: it signs from the next entry on.
        until: Index of the entry that revoked it, if one did: it signs up to that entry.
    """

    vkey: str
    purpose: str
    office: Office | None
    since: int
    until: int | None = None

    def counts_at(self, index: int) -> bool:
        """Whether an entry at `index` may be signed with it."""
        return self.since < index and (self.until is None or index <= self.until)


class KeyBook:
    """The keys of one log, as far as the log has been read."""

    def __init__(self, root_keys: tuple[VerifierKey, ...], log_keys: tuple[VerifierKey, ...] = ()) -> None:
        """Start with the keys that the charter names: they count from before the first entry."""
        self._enrolments: dict[tuple[str, int], Enrolment] = {}
        self._keys: dict[tuple[str, int], VerifierKey] = {}
        for key in root_keys:
            self._add(key, Enrolment(key.vkey(), "root", None, -1))
        for key in log_keys:
            purpose = "log" if key.kind is KeyKind.ED25519 else "log_pq"
            self._add(key, Enrolment(key.vkey(), purpose, None, -1))

    def _add(self, key: VerifierKey, enrolment: Enrolment) -> None:
        self._keys[key.name, key.key_id] = key
        self._enrolments[key.name, key.key_id] = enrolment

    def find(self, name: str, key_id: int) -> tuple[VerifierKey, Enrolment] | None:
        """The key that a signature line names, if this log ever knew it."""
        key = self._keys.get((name, key_id))
        return None if key is None else (key, self._enrolments[name, key_id])

    def objection_to(self, body: KeyEnrolled | KeyRevoked) -> str | None:
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
        if any(known.public == key.public for known in self._keys.values()) or (key.name, key.key_id) in self._keys:
            return "ledger.key_in_use"
        return None

    def apply(self, body: KeyEnrolled | KeyRevoked, index: int) -> None:
        """Take in an entry to which there is no objection."""
        key = parse_vkey(body.key)
        if isinstance(body, KeyEnrolled):
            self._add(key, Enrolment(body.key, body.purpose, body.office, index))
        else:
            place = key.name, key.key_id
            self._enrolments[place] = msgspec.structs.replace(self._enrolments[place], until=index)

    def enrolments(self) -> tuple[Enrolment, ...]:
        """All keys that the log ever knew, in the order of their names."""
        return tuple(self._enrolments[place] for place in sorted(self._enrolments))

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
