"""Verifying what somebody hands you, offline and without keys of your own.

A home, the directory of one log, a bundle, or a `.tlog-proof`. What is trusted is the
charter, by the hash that the settings of a home name, or that you know from elsewhere;
and for a proof, or a log that lies alone, a policy, never one that came along with it.

What a proof can show is that an entry is in a log, on the word of those whom the policy
names. That its author's key counted there takes the log up to there: a home or a bundle.
"""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from trilateral.catalogue import KINDS
from trilateral.errors import MalformedError, TrilateralError
from trilateral.ledger.entry import parse_entry
from trilateral.ledger.fold import Fold, State
from trilateral.mechanism.bodies.entries import RowsListed
from trilateral.mechanism.bodies.rules import Kept, erased_rows
from trilateral.mechanism.commitments.promises import bound_by, status
from trilateral.mechanism.commitments.state import Commitment
from trilateral.mechanism.evidence.file import START as EVIDENCE
from trilateral.mechanism.evidence.file import parse_evidence, verified
from trilateral.mechanism.proposals.state import Proposal
from trilateral.mechanism.proposals.state import Status as Adoption
from trilateral.mechanism.proposals.state import status as adoption
from trilateral.node.audit import Audit
from trilateral.node.cosigners import Cosigner
from trilateral.node.faults import Fault, left_by_crash
from trilateral.node.parts import ROW_PROOF, parse_row_proof
from trilateral.node.policy import policy_of
from trilateral.node.record import Record, open_record, unread_record
from trilateral.node.settings import read_settings
from trilateral.node.sources import MAX_CHECKPOINT
from trilateral.node.trees import DirectoryTree, TarTree, Tree, find_in
from trilateral.seal.bulk import Manifest, verify_row
from trilateral.seal.values import spell
from trilateral.store.logs import log_name, stated
from trilateral.tlog.checkpoint import SignedCheckpoint
from trilateral.tlog.note import VerifierKey
from trilateral.tlog.policy import LackingError, Policy, parse_policy
from trilateral.tlog.proof import parse_proof, verify_proof

_PROOF = b"c2sp.org/tlog-proof@v1\n"
_MAX_PROOF = 1 << 20
_LOG_NAME = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Binding:
    """A proposal that was adopted, or a commitment that binds somebody.

    Attributes:
        ref: The entry that opened it.
        slice: `proposals` or `commitments`.
        status: Where it stands.
        binds: The parties that have undertaken a commitment.
    """

    ref: str
    slice: str
    status: str
    binds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What verifying found.

    Attributes:
        ok: Nothing is wrong.
        checked: What was read, and what was remarkable about it.
        faults: What is wrong: log, index, file, and what was expected and found.
        binding: What has been adopted, and who is bound to what, in a record in which nothing is wrong.
    """

    ok: bool
    checked: list[str]
    faults: list[Fault]
    binding: tuple[Binding, ...] = ()


def verify_path(
    path: Path, *, home: Path | None = None, policy: str | bytes | None = None, mechanism: str | None = None
) -> Report:
    """Verify a home, a log's directory, a bundle or a proof. Never raises on account of what lies there.

    Args:
        path: What to verify.
        home: A home of yours, whose charter and keys are to be trusted for a proof or a log.
        policy: A tlog-policy that is to be trusted instead: its text, or the bytes of a file that should hold one.
        mechanism: Hash that the charter of a bundle must have, if you know it.
    """
    try:
        return _verify(path, home, _text(policy) if isinstance(policy, bytes) else policy, mechanism)
    except (TrilateralError, OSError) as error:
        return Report(False, [], [Fault("", None, str(path), str(error))])


def _text(policy: bytes) -> str:
    try:
        return policy.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedError(f"policy: expected UTF-8, got something else at byte {error.start}") from error


def _verify(path: Path, home: Path | None, policy: str | None, mechanism: str | None) -> Report:
    if path.is_dir():
        tree = DirectoryTree(path)
        if find_in(tree, "checkpoint", MAX_CHECKPOINT) is not None:
            return _verify_log(path, tree, home, policy)
        return _verify_home(path, tree, mechanism)
    with path.open("rb") as file:
        start = file.read(len(_PROOF))
    if start == _PROOF:
        return _verify_proof(path.read_bytes(), home, policy)
    if start.startswith(EVIDENCE):
        return _verify_evidence(path.read_bytes(), mechanism)
    if start == ROW_PROOF[: len(_PROOF)]:
        return _verify_row_proof(path.read_bytes(), home, policy)
    audit = Audit(TarTree(path))
    audit.run(mechanism)
    return _report(audit)


def _verify_evidence(data: bytes, mechanism: str | None) -> Report:
    """A file of proofs against logs and cosigners: each shows what it says by the charter's keys alone, or nothing."""
    checked, faults = verified(parse_evidence(data), mechanism)
    if mechanism is None:
        checked.append("compare that with the mechanism that you know: none was given")
    return Report(not faults, checked, [Fault(log, None, None, what) for log, what in faults])


def _report(audit: Audit) -> Report:
    stands = () if audit.faults or audit.fold is None else tuple(_binding(audit.fold))
    return Report(not audit.faults, audit.checked, audit.faults, stands)


def _binding(fold: Fold) -> Iterator[Binding]:
    for ref, proposal in _in_order(fold, "proposals"):
        if isinstance(proposal, Proposal) and adoption(proposal, fold.state) is Adoption.ADOPTED:
            yield Binding(ref, "proposals", Adoption.ADOPTED.value)
    for ref, held in _in_order(fold, "commitments"):
        if isinstance(held, Commitment) and (bound := bound_by(held)):
            yield Binding(ref, "commitments", status(held).value, bound)


def _in_order(fold: Fold, slice_name: str) -> Iterator[tuple[str, State]]:
    """The subjects of one slice with the entries that opened them, in the order of logs."""
    opened = ((fold.verdict(entry), state) for entry, state in fold.subjects(slice_name).items())
    found = [(verdict.log, verdict.index, verdict.ref, state) for verdict, state in opened if verdict is not None]
    yield from ((ref, state) for _, _, ref, state in sorted(found, key=lambda each: each[:2]))


def _verify_home(path: Path, tree: Tree, mechanism: str | None) -> Report:
    """A home names its mechanism in its settings; a copy of one without them is read like a bundle."""
    audit = Audit(tree)
    if find_in(tree, "node.toml") is not None:
        try:
            mechanism = mechanism or read_settings(path).mechanism
        except MalformedError as error:
            audit.faults.append(Fault("", None, "node.toml", str(error)))
    audit.run(mechanism, path)
    return _report(audit)


@dataclass(frozen=True, slots=True)
class _Trusted:
    """Whom to believe about one log, and where that is from.

    Attributes:
        keys: The log's.
        cosigners: Everybody else whose lines may stand on its checkpoint; None if that is not known.
        whose: Where the keys are from.
        why_not: Why the cosigners are not known.
    """

    keys: tuple[VerifierKey, ...] = ()
    cosigners: tuple[Cosigner, ...] | None = None
    whose: str = ""
    why_not: str = "no home is given whose entries enrol the keys"


def _verify_log(path: Path, tree: Tree, home: Path | None, policy: str | None) -> Report:
    """Every file of one log, by the word of a policy, of a home, or of the home that it lies in."""
    data = tree.read("checkpoint", MAX_CHECKPOINT)
    origin, name = stated(data).origin, path.resolve().name
    around = path.resolve().parent.parent
    lies_in = (around / "node.toml").exists()
    judged = None if policy is None else parse_policy(policy)
    trusted = _Trusted()
    if home is not None or (lies_in and policy is None):
        trusted = _trusted_by(home or around, origin)
    keys, whose = trusted.keys, trusted.whose
    if judged is not None:
        keys, whose = tuple(log.key for log in judged.logs), "the policy"
    audit = Audit(tree)
    if _LOG_NAME.fullmatch(name) and name != log_name(origin):
        audit.faults.append(Fault(origin, None, "checkpoint", f"expected the log of the directory {name}, got another"))
    signed = audit.run_log(keys, left_by_crash(around, origin) if lies_in and name == log_name(origin) else set())
    audit.checked += [f"its keys are from {whose}"] if whose else []
    if judged is not None:
        _judge(audit, judged, data, signed)
    if trusted.cosigners is not None:
        audit.lines(data, origin, "checkpoint", trusted.keys, trusted.cosigners)
    elif judged is None:
        audit.checked.append(f"cosignatures not checked: {trusted.why_not}")
    return _report(audit)


def _trusted_by(home: Path, origin: str) -> _Trusted:
    """What a home knows of a log. Its charter names the log's keys; cosigners are known only if its entries can be read."""
    record = unread_record(home)
    if origin not in record.origins:
        with contextlib.suppress(TrilateralError):
            record.refresh()  # an amended charter may name it
    if origin not in record.origins:
        return _Trusted(why_not=f"the charter of {home} has no log {origin}")
    try:
        record.refresh()
    except TrilateralError as error:
        why = f"the entries that enrol the keys cannot be read: {error}"
        return _Trusted(record.log_keys(origin), None, str(home), why)
    return _Trusted(record.log_keys(origin), record.cosigners(origin), str(home))


def _judge(audit: Audit, policy: Policy, data: bytes, signed: SignedCheckpoint) -> None:
    """Demand what the policy demands of a proof's checkpoint, and say which lines it cannot judge."""
    try:
        policy.check(data)
    except MalformedError as error:
        fault = _fault(signed.origin, None, "checkpoint", error)
        if not any(each.what == fault.what for each in audit.faults):
            audit.faults.append(fault)
    keys = (*(log.key for log in policy.logs), *(witness.key for witness in policy.witnesses))
    known = {(key.name, key.key_id) for key in keys}
    others = [line.name for line in signed.note.signatures if (line.name, line.key_id) not in known]
    if others:
        audit.checked.append(f"cosignatures not checked: the policy has no keys for {', '.join(others)}")


def _fault(log: str, index: int | None, path: str | None, error: MalformedError) -> Fault:
    """What is wrong, in a line; of a quorum only who is missing, and not which keys of theirs."""
    if isinstance(error, LackingError):
        return Fault(log, index, path, error.short, error.missing)
    return Fault(log, index, path, str(error))


def _verify_proof(data: bytes, home: Path | None, policy: str | None) -> Report:
    if len(data) > _MAX_PROOF:
        raise MalformedError(f"proof: expected at most {_MAX_PROOF} bytes, got {len(data)}")
    proof = parse_proof(data)
    head = stated(proof.checkpoint)
    if proof.extra is None:
        what = "expected the entry as extra data of the proof, got none"
        return Report(False, [], [Fault(head.origin, proof.index, None, what)])
    record = None if home is None else open_record(home)
    trusted = _policy_for(record, head.origin, policy)
    if trusted is None:
        what = "expected a policy to judge by: give one, or a home"
        return Report(False, [], [Fault(head.origin, proof.index, None, what)])
    try:
        signed = verify_proof(proof, proof.extra, trusted)
    except MalformedError as error:
        return Report(False, [], [_fault(head.origin, proof.index, None, error)])
    checked = [f"included: entry {proof.index} of {signed.origin}, under {signed.size} entries"]
    checked.append(_authored(record, signed.origin, proof.index, proof.extra))
    return Report(True, checked, [])


def _verify_row_proof(data: bytes, home: Path | None, policy: str | None) -> Report:
    """A row of a list: the entry that states the list is proven, and the row is one of it."""
    if len(data) > _MAX_PROOF:
        raise MalformedError(f"proof: expected at most {_MAX_PROOF} bytes, got {len(data)}")
    shown, rest = parse_row_proof(data)
    report = _verify_proof(rest, home, policy)
    proof = parse_proof(rest)
    origin = stated(proof.checkpoint).origin
    try:
        _, _, body = parse_entry(proof.extra or b"", KINDS)
        if not isinstance(body, RowsListed):
            raise MalformedError("expected an entry that states a list of rows, got another")  # noqa: TRY301 - said of the entry
        verify_row(shown, Manifest(body.count, body.root))
    except MalformedError as error:
        return Report(False, report.checked, [*report.faults, Fault(origin, proof.index, None, str(error))])
    checked = [f"row {shown.index} of {body.count}: {spell(shown.row, 'row').decode()}"]
    checked += _erased_since(home, origin, proof.index, shown.index)
    return Report(report.ok, [*report.checked, *checked], report.faults)


def _erased_since(home: Path | None, origin: str, index: int, row: int) -> list[str]:
    """Whether its author has erased the row, as far as a home of ours knows. It is proven all the same."""
    record = None if home is None else open_record(home)
    if record is None or record.size(origin) <= index:
        return []
    entry = record.fold.verdicts(origin)[index].entry
    kept = None if entry is None else record.fold.state(entry.id)
    erased = isinstance(kept, Kept) and row in erased_rows(kept)
    return [f"row {row} has been erased by its author since"] if erased else []


def _policy_for(record: Record | None, origin: str, policy: str | None) -> Policy | None:
    if policy is not None:
        return parse_policy(policy)
    return None if record is None else policy_of(record, log=origin, pq=True)


def _authored(record: Record | None, origin: str, index: int, entry: bytes) -> str:
    """What can be said of the author, which the proof itself cannot."""
    if record is None or record.size(origin) <= index or record.files(origin).entry(index) != entry:
        return "authored: not shown by a proof; it takes the log up to there, in a home or a bundle"
    verdict = record.fold.verdicts(origin)[index]
    if verdict.objection is not None:
        return f"authored: {verdict.ref} has no effect: {verdict.objection.code}"
    signer = verdict.entry.signer if verdict.entry else ""
    return f"authored: {verdict.ref}, signed by {signer} while that key counted"
