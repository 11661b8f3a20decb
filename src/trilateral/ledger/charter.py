"""The charter: the document that names the parties, their root keys and the rules they agreed on.

It is canonical JSON, named by its SHA-256. The hash of the first one is the id of the
mechanism and stands in every entry. A version is in force for an entry when the
acceptances that it needs lie in that entry's causal past (`versions`): nobody activates it.

It leaves out the keys that a party enrols in its own log (`keys`), and what its
clauses mean to a subject, which each slice says.
"""

import hashlib
from collections.abc import Iterable
from typing import Annotated, Literal, TypeAlias

import msgspec

from trilateral.errors import MalformedError
from trilateral.ledger.canonical import encode_canonical, parse_canonical
from trilateral.ledger.entry import Hash, Part, PartyId, Text, Word, members_of
from trilateral.tlog.note import KeyKind, VerifierKey, parse_vkey

FORMAT = "trilateral/charter@v1"


Role: TypeAlias = Literal["party", "host", "chair", "guarantor", "observer"]
"""`party` and `host` are bound; a `chair` conducts and does not decide; a `guarantor` signs to see it kept; an
`observer` is present and has no say."""

_BOUND = ("party", "host")

Day: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}(?!\n)$")]


class Holiday(Part, frozen=True):
    """Days on which a capital does not work, the first and the last included."""

    from_on: Day
    to_on: Day
    names: tuple[Text, ...] = ()


class PartyTerms(Part, frozen=True):
    """One member of the mechanism that keeps a log, as the charter names it.

    Attributes:
        id: Short name used in references (`us/42`), permanent.
        names: Its name in each language of the mechanism.
        origin: Origin line of its log.
        role: What it is in the mechanism; a host is a party on whose ground they meet.
        root_keys: Vkeys that enrol and revoke its other keys, kept offline.
        log_keys: Vkeys that sign its log's checkpoints: one Ed25519, and ML-DSA-44 where it has one.
        root_threshold: How many root keys must sign what roots sign.
        zone: Its capital's time zone (IANA).
        capital: Its capital's name in each language, where that is not the city after which the zone is called.
        weekend: Days of the week on which the capital does not work, from 1 for Monday.
        holidays: Other days on which it does not work, in order.
    """

    id: PartyId
    names: tuple[Text, ...]
    origin: str
    role: Role
    root_keys: tuple[str, ...]
    log_keys: tuple[str, ...]
    root_threshold: Annotated[int, msgspec.Meta(ge=1)] = 1
    zone: str = "UTC"
    capital: tuple[Text, ...] = ()
    weekend: tuple[Annotated[int, msgspec.Meta(ge=1, le=7)], ...] = ()
    holidays: tuple[Holiday, ...] = ()


class UnsignedTerms(Part, frozen=True):
    """A party that keeps no log: it is addressed, and others report what it says. Nothing binds it."""

    id: PartyId
    names: tuple[Text, ...]
    zone: str = "UTC"
    capital: tuple[Text, ...] = ()


class WitnessTerms(Part, frozen=True):
    """An outside witness: anybody who cosigns checkpoints as C2SP tlog-witness says, and is no member.

    Attributes:
        vkey: Its Ed25519 cosignature key (type 0x04).
        names: What it is called in each language.
        url: Where it takes checkpoints; empty where somebody else carries them there.
    """

    vkey: str
    names: tuple[Text, ...]
    url: str = ""


class ClockTerms(Part, frozen=True):
    """How long something may take, from when its addressee provably received it.

    Attributes:
        name: Such as `allegations.answer`.
        hours: Counted from then on.
        days: Whether every hour counts, or only hours of working days.
        whose: Whose working days: the capital's of the party asked, or days on which all capitals work.
        grace_minutes: How much later still counts as in time.
    """

    name: str
    hours: Annotated[int, msgspec.Meta(ge=1)]
    days: Literal["calendar", "working"] = "calendar"
    whose: Literal["asked", "all"] = "asked"
    grace_minutes: Annotated[int, msgspec.Meta(ge=0)] = 0


class SilenceTerms(Part, frozen=True):
    """When no objection by the hour is consent. Without these terms silence never is.

    Attributes:
        matters: Sorts of proposal that may be adopted so.
        min_hours: At least so long a silence must be asked for, and each silent party must have known of it.
        max_hours: At most so long.
        grace_minutes: How long after the hour and its second heads of the silent party begin to prove its silence.
        quorum: How many cosigners such a head needs, none of them the silent party.
        disinterested: How many of these are neither the proposer nor the silent party.
    """

    quorum: Annotated[int, msgspec.Meta(ge=1)]
    matters: tuple[Word, ...] = ("procedure",)
    min_hours: Annotated[int, msgspec.Meta(ge=1)] = 24
    max_hours: Annotated[int, msgspec.Meta(ge=1)] = 72
    grace_minutes: Annotated[int, msgspec.Meta(ge=0)] = 60
    disinterested: Annotated[int, msgspec.Meta(ge=0)] = 1


class Quotas(Part, frozen=True):
    """What each member may put on its log in a day; 0 for no limit. Beyond it mirrors may stop, and say so."""

    entries_per_day: Annotated[int, msgspec.Meta(ge=0)] = 0
    bytes_per_day: Annotated[int, msgspec.Meta(ge=0)] = 0
    heads_per_day: Annotated[int, msgspec.Meta(ge=0)] = 0


class Charter(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What the parties accept by its hash.

    Attributes:
        format: Always `trilateral/charter@v1`.
        titles: Name of the mechanism in each of its languages.
        scope: What it is about, and no more than that.
        parties: Everybody who keeps a log, in the order of their ids.
        unsigned: Parties that keep none, likewise.
        witnesses: Outside witnesses, in the order of their keys.
        level: Catalogue level: which kinds all parties understand alike.
        quorum: How many other parties' cosignatures make a served checkpoint.
        clocks: Terms in hours by name, such as `allegations.answer`.
        silence: When silence is consent; None for never.
        two_person: Kinds without version, such as `proposals.accepted`, that two delegates must sign.
        agenda: Items that may stand on an agenda; empty for no limit.
        languages: Authentic languages (BCP 47); empty where none is named.
        area: What ground it is about, in words.
        quotas: How much a member may say in a day; None for no limit.
        retention_days: How long bodies are kept; 0 for no term.
        detail_delay_hours: How long the details of an incident wait before others get them.
        grid_microdegrees: How coarse a place is shown across parties; 0 for as it is.
        heartbeat_seconds: A log whose own head is older than this is silent.
        reconstruction: True where nobody's real signature is claimed.
        previous: Hash of the version it amends.
        instead_of: Other amendments of the same version that this one replaces, should they have been accepted.
    """

    format: Literal["trilateral/charter@v1"]
    titles: tuple[Text, ...]
    scope: tuple[Text, ...]
    parties: tuple[PartyTerms, ...]
    level: int
    quorum: int
    unsigned: tuple[UnsignedTerms, ...] = ()
    witnesses: tuple[WitnessTerms, ...] = ()
    clocks: tuple[ClockTerms, ...] = ()
    silence: SilenceTerms | None = None
    two_person: tuple[Annotated[str, msgspec.Meta(pattern="^[a-z]+\\.[a-z_]+(?!\n)$")], ...] = ()
    agenda: tuple[Text, ...] = ()
    languages: tuple[str, ...] = ()
    area: tuple[Text, ...] = ()
    quotas: Quotas | None = None
    retention_days: Annotated[int, msgspec.Meta(ge=0)] = 0
    detail_delay_hours: Annotated[int, msgspec.Meta(ge=0)] = 0
    grid_microdegrees: Annotated[int, msgspec.Meta(ge=0)] = 0
    heartbeat_seconds: int = 3600
    reconstruction: bool = False
    previous: Hash | None = None
    instead_of: tuple[Hash, ...] = ()

    def party(self, party: PartyId) -> PartyTerms | None:
        """The terms of one party."""
        return next((terms for terms in self.parties if terms.id == party), None)

    def party_of(self, origin: str) -> PartyId:
        """Whose log has this origin; empty if nobody's."""
        return next((terms.id for terms in self.parties if terms.origin == origin), "")

    def role(self, party: PartyId) -> Role | None:
        """What a member is; None for whoever keeps no log."""
        terms = self.party(party)
        return None if terms is None else terms.role

    @property
    def bound(self) -> tuple[PartyId, ...]:
        """The parties that the charter binds: those whose signatures make an agreement, in the order of their ids."""
        return tuple(terms.id for terms in self.parties if terms.role in _BOUND)

    @property
    def host(self) -> PartyId | None:
        """The party on whose ground they meet, if there is one."""
        return next((terms.id for terms in self.parties if terms.role == "host"), None)

    def clock_terms(self, name: str) -> ClockTerms | None:
        """The clock of that name, or None where the parties agreed on none."""
        return next((clock for clock in self.clocks if clock.name == name), None)

    def clock(self, name: str) -> int | None:
        """Hours allowed for `name`, or None where the parties agreed on no clock."""
        terms = self.clock_terms(name)
        return None if terms is None else terms.hours

    def log_keys(self, origin: str) -> tuple[VerifierKey, ...]:
        """Keys that sign checkpoints of the log."""
        return tuple(parse_vkey(key) for terms in self.parties if terms.origin == origin for key in terms.log_keys)

    def root_keys(self, origin: str) -> tuple[VerifierKey, ...]:
        """Keys that enrol and revoke the log's other keys."""
        return tuple(parse_vkey(key) for terms in self.parties if terms.origin == origin for key in terms.root_keys)


def customary_quorum(parties: Iterable[PartyTerms]) -> int:
    """How many cosigners to propose: as many as a bound party has other bound parties.

    Whoever is bound to nothing, and an outside witness, cosigns and counts, but nobody need wait for them: a quorum of
    all others would let one absent observer stop every strict proof.
    """
    return max(0, sum(terms.role in _BOUND for terms in parties) - 1)


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
    charter = parse_charter_unchecked(data)
    _check(charter)
    return charter


def parse_charter_unchecked(data: bytes) -> Charter:
    """Read what has the form of a charter, for whoever wants to say more of what stands against it.

    Raises:
        MalformedError: Not canonical, or not a charter.
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
    return charter


def _check(charter: Charter) -> None:
    """One key, one purpose, one party: or a signature could be taken for another's."""
    ids = [terms.id for terms in charter.parties]
    origins = {terms.origin for terms in charter.parties}
    keys = [key for terms in charter.parties for key in (*terms.root_keys, *terms.log_keys)]
    witnesses = [each.vkey for each in charter.witnesses]
    publics = [parse_vkey(key).public for key in (*keys, *witnesses)]
    if len(charter.bound) < 2 or ids != sorted(set(ids)) or len(origins) != len(ids):
        msg = f"charter: expected two or more bound parties, all in the order of their ids, each with its own log, got {ids}"
        raise MalformedError(msg)
    unsigned = [terms.id for terms in charter.unsigned]
    if unsigned != sorted(set(unsigned)) or not set(unsigned).isdisjoint(ids):
        msg = f"charter: expected parties without a log in the order of their ids, none with one, got {unsigned}"
        raise MalformedError(msg)
    if len(set(publics)) != len(publics):
        msg = "charter: expected every key once, got one with two purposes"
        raise MalformedError(msg)
    for terms in charter.parties:
        _check_keys(terms)
    _check_witnesses(charter, origins)
    others = len(ids) - 1 + len(witnesses)
    if not 0 <= charter.quorum <= others:
        msg = f"charter: expected a quorum of at most {others} others, got {charter.quorum}"
        raise MalformedError(msg)
    _check_terms(charter)


def _check_keys(terms: PartyTerms) -> None:
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
    if terms.root_threshold > len(terms.root_keys):
        msg = f"charter: expected at most {len(terms.root_keys)} root signatures for {terms.id}, got {terms.root_threshold}"
        raise MalformedError(msg)
    if list(terms.weekend) != sorted(set(terms.weekend)) or any(each.to_on < each.from_on for each in terms.holidays):
        msg = f"charter: expected days of the week once each, and holidays that end after they begin, for {terms.id}"
        raise MalformedError(msg)


def _check_witnesses(charter: Charter, origins: set[str]) -> None:
    """A witness is an outsider, so that its word is nobody's in the mechanism."""
    vkeys = [each.vkey for each in charter.witnesses]
    found = [parse_vkey(each) for each in vkeys]
    named = {key.name for key in found}
    inside = any(name == origin or name.startswith(f"{origin}/") for name in named for origin in origins)
    if vkeys != sorted(set(vkeys)) or inside or any(key.kind is not KeyKind.COSIGNATURE for key in found):
        msg = "charter: expected witnesses in the order of their keys, each an Ed25519 cosignature key (0x04) under a name of its own"
        raise MalformedError(msg)


def _check_terms(charter: Charter) -> None:
    names = [clock.name for clock in charter.clocks]
    if len(set(names)) != len(names):
        msg = f"charter: expected each clock once, got {names}"
        raise MalformedError(msg)
    if list(charter.two_person) != sorted(set(charter.two_person)):
        msg = f"charter: expected two-person kinds in order, each once, got {list(charter.two_person)}"
        raise MalformedError(msg)
    silence = charter.silence
    if silence is not None and silence.max_hours < silence.min_hours:
        msg = f"charter: expected silence of {silence.min_hours} hours or more, got at most {silence.max_hours}"
        raise MalformedError(msg)
    if list(charter.instead_of) != sorted(set(charter.instead_of)) or (charter.instead_of and charter.previous is None):
        msg = "charter: expected what it stands instead of in order, in an amendment only"
        raise MalformedError(msg)
