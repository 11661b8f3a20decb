"""The charter: the document that names the parties, their root keys and the rules they agreed on.

It is canonical JSON, named by its SHA-256. The hash of the first one is the id of the
mechanism and stands in every entry. It is in force for an entry when the acceptance
of every party that it names lies in that entry's causal past: nobody activates it.

It leaves out the keys that a party enrols in its own log (`keys`), and what its
clauses mean to a subject, which each slice says.
"""

import hashlib
from typing import Annotated, Literal

import msgspec

from trilateral.errors import MalformedError
from trilateral.ledger.canonical import encode_canonical, parse_canonical
from trilateral.ledger.entry import Hash, Part, PartyId, Text, members_of
from trilateral.tlog.note import KeyKind, VerifierKey, parse_vkey

FORMAT = "trilateral/charter@v1"


class PartyTerms(Part, frozen=True):
    """One party, as the charter names it.

    Attributes:
        id: Short name used in references (`us/42`), permanent.
        names: Its name in each language of the mechanism.
        origin: Origin line of its log.
        role: `party`, or `host` on whose ground they meet.
        root_keys: Vkeys that enrol and revoke its other keys, kept offline.
        log_keys: Vkeys that sign its log's checkpoints: one Ed25519, and ML-DSA-44 where it has one.
        zone: Its capital's time zone (IANA).
        capital: Its capital's name in each language, where that is not the city after which the zone is called.
    """

    id: PartyId
    names: tuple[Text, ...]
    origin: str
    role: Literal["party", "host"]
    root_keys: tuple[str, ...]
    log_keys: tuple[str, ...]
    zone: str = "UTC"
    capital: tuple[Text, ...] = ()


class ClockTerms(Part, frozen=True):
    """How long something may take, from when its addressee provably received it."""

    name: str
    hours: Annotated[int, msgspec.Meta(ge=1)]


class Charter(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What the parties accept by its hash.

    Attributes:
        format: Always `trilateral/charter@v1`.
        titles: Name of the mechanism in each of its languages.
        scope: What it is about, and no more than that.
        parties: In the order of their ids.
        level: Catalogue level: which kinds all parties understand alike.
        quorum: How many other parties' cosignatures make a served checkpoint.
        clocks: Terms in hours by name, such as `allegations.answer`.
        agenda: Items that may stand on an agenda; empty for no limit.
        heartbeat_seconds: A log whose own head is older than this is silent.
        reconstruction: True where nobody's real signature is claimed.
        previous: Hash of the version it amends.
    """

    format: Literal["trilateral/charter@v1"]
    titles: tuple[Text, ...]
    scope: tuple[Text, ...]
    parties: tuple[PartyTerms, ...]
    level: int
    quorum: int
    clocks: tuple[ClockTerms, ...] = ()
    agenda: tuple[Text, ...] = ()
    heartbeat_seconds: int = 3600
    reconstruction: bool = False
    previous: Hash | None = None

    def party(self, party: PartyId) -> PartyTerms | None:
        """The terms of one party."""
        return next((terms for terms in self.parties if terms.id == party), None)

    def party_of(self, origin: str) -> PartyId:
        """Whose log has this origin; empty if nobody's."""
        return next((terms.id for terms in self.parties if terms.origin == origin), "")

    @property
    def host(self) -> PartyId | None:
        """The party on whose ground they meet, if there is one."""
        return next((terms.id for terms in self.parties if terms.role == "host"), None)

    def clock(self, name: str) -> int | None:
        """Hours allowed for `name`, or None where the parties agreed on no clock."""
        return next((clock.hours for clock in self.clocks if clock.name == name), None)

    def log_keys(self, origin: str) -> tuple[VerifierKey, ...]:
        """Keys that sign checkpoints of the log."""
        return tuple(parse_vkey(key) for terms in self.parties if terms.origin == origin for key in terms.log_keys)

    def root_keys(self, origin: str) -> tuple[VerifierKey, ...]:
        """Keys that enrol and revoke the log's other keys."""
        return tuple(parse_vkey(key) for terms in self.parties if terms.origin == origin for key in terms.root_keys)


def encode_charter(charter: Charter) -> bytes:
    """Return the bytes that the parties accept the hash of."""
    return encode_canonical(members_of(charter))


def charter_hash(data: bytes) -> Hash:
    """Return the name of a charter: SHA-256 of its bytes, hex."""
    return hashlib.sha256(data).hexdigest()


def parse_charter(data: bytes) -> Charter:
    """Read a charter and check what must hold in any.

    Raises:
        MalformedError: Not canonical, not a charter, or one that could bind nobody: fewer
            than two parties, a name or a key given twice, a key of the wrong kind.
    """
    value = parse_canonical(data)
    try:
        charter = msgspec.convert(value, Charter)
    except (msgspec.ValidationError, ValueError) as error:
        msg = f"charter: {error}"
        raise MalformedError(msg) from error
    if encode_charter(charter) != data:
        msg = "charter: a member is spelled in another way than the format's"
        raise MalformedError(msg)
    _check(charter)
    return charter


def _check(charter: Charter) -> None:
    """One key, one purpose, one party: or a signature could be taken for another's."""
    ids = [terms.id for terms in charter.parties]
    origins = {terms.origin for terms in charter.parties}
    keys = [key for terms in charter.parties for key in (*terms.root_keys, *terms.log_keys)]
    publics = [parse_vkey(key).public for key in keys]
    if len(ids) < 2 or ids != sorted(set(ids)) or len(origins) != len(ids):
        msg = f"charter: expected two or more parties in the order of their ids, each with its own log, got {ids}"
        raise MalformedError(msg)
    if len(set(publics)) != len(publics):
        msg = "charter: expected every key once, got one with two purposes"
        raise MalformedError(msg)
    for terms in charter.parties:
        kinds = [parse_vkey(key).kind for key in terms.log_keys]
        names = {parse_vkey(key).name for key in terms.log_keys}
        roots = {parse_vkey(key).kind for key in terms.root_keys}
        if (
            KeyKind.ED25519 not in kinds
            or KeyKind.COSIGNATURE in kinds
            or names != {terms.origin}
            or roots != {KeyKind.ED25519}
        ):
            msg = f"charter: expected log keys named {terms.origin} (Ed25519, and ML-DSA-44 if any) and Ed25519 root keys for {terms.id}"
            raise MalformedError(msg)
    if not 0 <= charter.quorum < len(ids):
        msg = f"charter: expected a quorum of at most {len(ids) - 1} other parties, got {charter.quorum}"
        raise MalformedError(msg)
