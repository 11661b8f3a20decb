"""Whose lines may stand on the checkpoint of a log, and what they say.

The log's own keys stand in the charter. Witness and mirror keys of every other party
are enrolled by that party in its own log, under the one name that belongs to them:
`<origin>/witness`, `<origin>/mirror`. A key of another name is no cosigner's, or one
party could enrol a key that is taken for another's. No party cosigns its own log.
Outside witnesses stand in the charter with their keys, and cosign every log.

Revoked keys stay known: what they said while they counted is still a fact, and a line
by one of them is no foreign matter.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from trilateral.errors import MalformedError
from trilateral.ledger.fold import Fold
from trilateral.ledger.keys import Enrolment
from trilateral.node.keys import Purpose, key_name
from trilateral.tlog.checkpoint import SignedCheckpoint, open_checkpoint, strip_unknown
from trilateral.tlog.cosignature import cosignatures
from trilateral.tlog.note import KeyKind, VerifierKey, parse_vkey

_COSIGNERS = {Purpose.WITNESS: "witness", Purpose.MIRROR: "mirror", Purpose.MIRROR_PQ: "mirror"}


class Cosigner(NamedTuple):
    """A key that cosigns, and as what.

    Attributes:
        party: Whose it is; of an outside witness the name of its key.
        does: `witness` (saw the hash) or `mirror` (holds the content as well).
    """

    party: str
    does: str
    key: VerifierKey
    revoked: bool


class Mark(NamedTuple):
    """One cosignature, verified: as of `time` by its own clock, `party` knew the log at `size` and nothing larger."""

    size: int
    party: str
    does: str
    time: int


def cosigner_of(origin: str, party: str, enrolment: Enrolment) -> Cosigner | None:
    """The cosigner that an enrolment in the log `origin` makes, if it makes one."""
    if enrolment.purpose not in _COSIGNERS:
        return None
    purpose = Purpose(enrolment.purpose)
    key = parse_vkey(enrolment.vkey)
    if key.name != key_name(origin, purpose):
        return None
    return Cosigner(party, _COSIGNERS[purpose], key, enrolment.until is not None)


OUTSIDE = ""
"""Stands for an origin where cosigners are listed by their party's log: outside witnesses have none."""


def outside_witnesses(fold: Fold) -> tuple[Cosigner, ...]:
    """The witnesses that a charter in force names, or named: those of former versions count as revoked.

    One that is called like a party could be taken for it, and is left out.
    """
    charters = [version.charter for version, whole, _ in fold.versions() if whole or version.number == 1]
    keys = dict.fromkeys(each.vkey for charter in charters for each in charter.witnesses)
    now = {each.vkey for each in fold.charter.witnesses}
    members = {fold.party_of(origin) for origin in fold.origins}
    return tuple(
        Cosigner(key.name, "witness", key, revoked=key.vkey() not in now)
        for key in map(parse_vkey, keys)
        if key.name not in members
    )


def cosigners_in(fold: Fold) -> dict[str, tuple[Cosigner, ...]]:
    """All cosigners: outside witnesses, and whom the parties ever enrolled, by the party's origin.

    A key enrolled twice is the first party's, and one that the charter gives to an outside
    witness nobody else's: cosignatures do not name their cosigner, so a party could put its name on them.
    """
    found: dict[str, tuple[Cosigner, ...]] = {OUTSIDE: outside_witnesses(fold)}
    taken: set[bytes] = {each.key.public for each in found[OUTSIDE]}
    for origin in sorted(fold.origins, key=lambda each: (fold.party_of(each), each)):
        enrolments = fold.book(origin).enrolments()
        made = [each for e in enrolments if (each := cosigner_of(origin, fold.party_of(origin), e)) is not None]
        found[origin] = tuple(each for each in made if each.key.public not in taken)
        taken.update(each.key.public for each in made)
    return found


def on_log(cosigners: Mapping[str, tuple[Cosigner, ...]], origin: str) -> tuple[Cosigner, ...]:
    """Those whose lines may stand on the log's checkpoint: everybody's but the log's own party's."""
    return tuple(each for other, each_of in cosigners.items() if other != origin for each in each_of)


def open_known(
    data: bytes, origin: str, log_keys: Iterable[VerifierKey], cosigners: Iterable[Cosigner]
) -> SignedCheckpoint:
    """The checkpoint in `data` with the lines of known keys only, each of them verified.

    Raises:
        MalformedError: The log has not signed it, or a line by a known key does not verify.
    """
    own, others = tuple(log_keys), [each.key for each in cosigners]
    signed = open_checkpoint(data, own, origin)
    cosignatures(signed, others)
    return strip_unknown(signed, [*own, *others])


def unknown_lines(
    signed: SignedCheckpoint, log_keys: Iterable[VerifierKey], cosigners: Iterable[Cosigner]
) -> list[str]:
    """Names on lines by keys that nobody enrolled."""
    known = {(key.name, key.key_id) for key in (*log_keys, *(each.key for each in cosigners))}
    return [line.name for line in signed.note.signatures if (line.name, line.key_id) not in known]


def marks_on(signed: SignedCheckpoint, cosigners: Iterable[Cosigner]) -> Iterator[Mark]:
    """What the cosigners say on one checkpoint.

    Raises:
        MalformedError: A line does not verify.
    """
    by_key = {each.key: each for each in cosigners}
    for key, time in cosignatures(signed, by_key).items():
        yield Mark(signed.size, by_key[key].party, by_key[key].does, time)


def plain_lines(signed: SignedCheckpoint, origin: str) -> SignedCheckpoint:
    """The same with the log's Ed25519 lines alone: what convicts, and no more."""
    kept = tuple(line for line in signed.note.signatures if line.name == origin and len(line.payload) == 64)
    if not kept:
        raise MalformedError(f"checkpoint of {origin}: expected an Ed25519 line by the log, got none")
    return SignedCheckpoint(signed.checkpoint, signed.note._replace(signatures=kept))


def without_quantum(signed: SignedCheckpoint) -> SignedCheckpoint:
    """The same without ML-DSA-44 lines, which take 3.3 kB each: for places that keep many notes."""
    short = tuple(line for line in signed.note.signatures if len(line.payload) <= 72)
    return SignedCheckpoint(signed.checkpoint, signed.note._replace(signatures=short))


def is_plain(key: VerifierKey) -> bool:
    """Whether its signatures need no more than Ed25519 to verify."""
    return key.kind is not KeyKind.MLDSA_COSIGNATURE
