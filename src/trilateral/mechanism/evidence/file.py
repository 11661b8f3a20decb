"""All proofs of a record in one file, so that a stranger can check them with the charter alone.

Canonical JSON: the genesis charter as text, the proofs that logs were shown in two ways, and the contradictions of those who
cosign. Nothing in it has to be believed: each proof is verified by keys that the charter names, and
the charter is named by its hash, which is that of the mechanism.

Where a log has exchanged its key, the proof shows by which entry its party's roots did so. Left out: that the common
prefix had not ended a key, logs whose roots were replaced, and keys of witnesses that parties enrolled themselves. These
take the logs up to there: a bundle.
"""

from typing import Annotated, Literal

import msgspec

from trilateral.errors import MalformedError
from trilateral.ledger.canonical import encode_canonical, parse_canonical
from trilateral.ledger.charter import Charter, charter_hash, encode_charter, parse_charter
from trilateral.ledger.entry import Part, members_of
from trilateral.ledger.evidence import Authority, parse_equivocation, verify_equivocation
from trilateral.ledger.fold import Fold
from trilateral.ledger.keys import MisconductFound
from trilateral.mechanism.evidence.contradictions import contradicts, word_on
from trilateral.mechanism.evidence.rules import Contradiction
from trilateral.tlog.note import parse_vkey

START = b'{"charter":'
"""How every such file begins."""
MAX_FILE = 16 << 20


class Shown(Part, frozen=True):
    """A proof that a log was shown in two ways.

    Attributes:
        log: Its origin.
        proof: As `ledger.misconduct_found/1` carries it.
        found_in: What people call the entry that carries it.
    """

    log: str
    proof: str
    found_in: str


class Contradicted(Part, frozen=True):
    """Two words of one key on heads of a log that cannot both be true."""

    log: str
    key: str
    first: str
    second: str
    found_in: str


class Evidence(Part, frozen=True):
    """The whole file."""

    charter: str
    format: Literal["trilateral/evidence@v1"]
    misconduct: Annotated[tuple[Shown, ...], msgspec.Meta(max_length=1000)] = ()
    contradictions: Annotated[tuple[Contradicted, ...], msgspec.Meta(max_length=1000)] = ()


def evidence_in(fold: Fold) -> Evidence:
    """All proofs that a record holds."""
    shown = [
        Shown(origin, entry.body.proof, entry.ref)
        for origin in fold.exposed()
        for entry in fold.evidence(origin)
        if isinstance(entry.body, MisconductFound)
    ]
    found = [each for each in fold.subjects("evidence").values() if isinstance(each, Contradiction)]
    contradicted = [Contradicted(each.log, each.key, each.first, each.second, _ref(fold, each)) for each in found]
    order = (
        sorted(shown, key=lambda each: (each.log, each.found_in)),
        sorted(contradicted, key=lambda each: each.found_in),
    )
    return Evidence(encode_charter(fold.genesis).decode(), "trilateral/evidence@v1", tuple(order[0]), tuple(order[1]))


def _ref(fold: Fold, found: Contradiction) -> str:
    verdict = fold.verdict(found.id)
    return found.id if verdict is None else verdict.ref


def encode_evidence(evidence: Evidence) -> bytes:
    """The bytes of the file."""
    return encode_canonical(members_of(evidence))


def parse_evidence(data: bytes) -> Evidence:
    """Read a file. Nothing in it is verified yet.

    Raises:
        MalformedError: It is none.
    """
    if len(data) > MAX_FILE:
        raise MalformedError(f"evidence: expected at most {MAX_FILE} bytes, got {len(data)}")
    try:
        return msgspec.convert(parse_canonical(data), Evidence)
    except (msgspec.ValidationError, ValueError) as error:
        raise MalformedError(f"evidence: {error}") from error


def verified(evidence: Evidence, mechanism: str | None = None) -> tuple[list[str], list[tuple[str, str]]]:
    """Check every proof by the charter's keys alone.

    Args:
        evidence: The file.
        mechanism: Hash that its charter must have, if you know it.

    Returns:
        What was shown, in sentences, and what was not: log and why.
    """
    data = evidence.charter.encode(errors="surrogatepass")
    charter, named = parse_charter(data), charter_hash(data)
    if mechanism is not None and named != mechanism:
        raise MalformedError(f"evidence: expected the charter {mechanism}, got {named}")
    shown = [f"the keys are those of the charter {named}"]
    faults: list[tuple[str, str]] = []
    for each in evidence.misconduct:
        try:
            proof = parse_equivocation(each.proof)
            verify_equivocation(proof, each.log, charter.log_keys(each.log), _authority(charter, named, each.log))
        except MalformedError as error:
            faults.append((each.log, str(error)))
        else:
            shown.append(f"{each.log} was shown in two ways after {proof.prefix} entries ({each.found_in})")
            if proof.first.enrolled or proof.second.enrolled:
                shown.append(
                    f"{each.log} had exchanged keys: that none was ended before, see the bundle, {each.found_in}"
                )
    for one in evidence.contradictions:
        try:
            shown.append(_contradiction(one, charter))
        except MalformedError as error:
            faults.append((one.log, str(error)))
    return shown, faults


def _authority(charter: Charter, mechanism: str, origin: str) -> tuple[Authority, ...]:
    """Whose word puts keys to a log, by this charter."""
    terms = charter.party(charter.party_of(origin))
    return () if terms is None else (Authority(mechanism, charter.root_keys(origin), terms.root_threshold),)


def _contradiction(one: Contradicted, charter: Charter) -> str:
    key = parse_vkey(one.key)
    words = word_on(one.first, one.log, key), word_on(one.second, one.log, key)
    if not contradicts(*words):
        raise MalformedError(f"{key.name} does not contradict itself on {one.log}: both can be true")
    named = one.key in {each.vkey for each in charter.witnesses} or key in charter.log_keys(one.log)
    whose = "named by the charter" if named else f"not named by the charter: see the bundle, {one.found_in}"
    return f"{key.name} contradicts itself on {one.log}; its key is {whose}"
