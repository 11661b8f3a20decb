"""A head that an entry carries, with the words of others on it: what the entry's author could know of both.

Cosignatures lie outside the logs, so nothing that is folded may hang on which of them a node
happens to hold. What rests on them takes effect by an entry that carries them, and
they are read here as of that entry's causal past: the log's own keys, the keys of those who
cosign, and the beginning of the log under the head must all lie in it. So every node reads
the same.

A key that the author could know to be revoked says nothing any more: whoever has stolen it
could cosign for any time.
"""

from collections.abc import Iterable
from typing import NamedTuple

from trilateral.errors import MalformedError
from trilateral.ledger.charter import Charter
from trilateral.ledger.entry import PartyId
from trilateral.ledger.keys import Enrolment
from trilateral.tlog.checkpoint import SignedCheckpoint, open_checkpoint
from trilateral.tlog.cosignature import cosignatures
from trilateral.tlog.note import VerifierKey, parse_vkey

_NAMES = {"witness": "witness", "mirror": "mirror", "mirror_pq": "mirror"}
"""Purposes of the keys that cosign, and how a key's name goes on after its party's origin."""


class Cosigner(NamedTuple):
    """Somebody whose word on a head counts.

    Attributes:
        name: The party, or the name of an outside witness's key.
        party: The party; None for an outside witness.
    """

    name: str
    party: PartyId | None


class Cosigned(NamedTuple):
    """One word on a head, verified: as of `time`, by its own clock, this was the largest that `by` knew of the log.

    Attributes:
        time: POSIX seconds.
    """

    by: Cosigner
    time: int


class KnownHead(NamedTuple):
    """A head of a log as the author could know it: of how many entries, and who cosigned it when."""

    size: int
    cosigned: tuple[Cosigned, ...]


def open_head(
    checkpoint: str, origin: str, log_keys: Iterable[VerifierKey], cosigners: dict[VerifierKey, Cosigner]
) -> tuple[SignedCheckpoint, tuple[Cosigned, ...]] | None:
    """The head in a note with all words on it that count; None if it is no note, or a line by a known key fails."""
    try:
        signed = open_checkpoint(checkpoint.encode(errors="surrogatepass"), tuple(log_keys), origin)
        times = cosignatures(signed, cosigners)
    except MalformedError:
        return None
    return signed, tuple(Cosigned(cosigners[key], time) for key, time in times.items())


def cosigner_keys(
    charter: Charter, enrolled: Iterable[tuple[PartyId, str, Enrolment]], origin: str
) -> dict[VerifierKey, Cosigner]:
    """Keys whose words on the log of `origin` count.

    A key that two enrol is the first one's, and one of another name than its purpose has
    is nobody's: or a word could be taken for another's.

    Args:
        charter: Names the outside witnesses.
        enrolled: Party, its origin and each enrolment that counts, in the order of the charter.
        origin: No party cosigns its own log.
    """
    found: dict[VerifierKey, Cosigner] = {}
    taken: set[bytes] = set()
    for terms in charter.witnesses:
        key = parse_vkey(terms.vkey)
        found[key] = Cosigner(key.name, None)
        taken.add(key.public)
    for party, whose, enrolment in enrolled:
        if enrolment.purpose not in _NAMES:
            continue
        key = parse_vkey(enrolment.vkey)
        if key.name != f"{whose}/{_NAMES[enrolment.purpose]}" or key.public in taken:
            continue
        taken.add(key.public)
        if whose != origin:
            found[key] = Cosigner(party, party)
    return found
