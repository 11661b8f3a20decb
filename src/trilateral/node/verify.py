"""Verifying what somebody hands you, offline and without keys of your own.

A home, the directory of one log, a bundle, or a `.tlog-proof`. What is trusted is the
charter, by the hash that the settings of a home name, or that you know from elsewhere;
and for a proof a policy, never one that came along with it.

What a proof can show is that an entry is in a log, on the word of those whom the policy
names. That its author's key counted there takes the log up to there: a home or a bundle.
"""

from dataclasses import dataclass
from pathlib import Path

from trilateral.errors import MalformedError, TrilateralError
from trilateral.node.audit import Audit, Fault
from trilateral.node.policy import policy_of
from trilateral.node.record import Record, open_record
from trilateral.node.settings import read_settings
from trilateral.node.sources import MAX_CHECKPOINT, MAX_TILE
from trilateral.node.trees import DirectoryTree, TarTree, Tree, find_in
from trilateral.store.logs import log_name, stated
from trilateral.tlog.checkpoint import open_checkpoint
from trilateral.tlog.note import VerifierKey
from trilateral.tlog.policy import Policy, parse_policy
from trilateral.tlog.proof import parse_proof, verify_proof
from trilateral.tlog.tiles import faults_in_log

_PROOF = b"c2sp.org/tlog-proof@v1\n"
_MAX_PROOF = 1 << 20


@dataclass(frozen=True, slots=True)
class Report:
    """What verifying found.

    Attributes:
        ok: Nothing is wrong.
        checked: What was read, and what was remarkable about it.
        faults: What is wrong: log, index, file, and what was expected and found.
    """

    ok: bool
    checked: list[str]
    faults: list[Fault]


def verify_path(
    path: Path, *, home: Path | None = None, policy: str | None = None, mechanism: str | None = None
) -> Report:
    """Verify a home, a log's directory, a bundle or a proof. Never raises on account of what lies there.

    Args:
        path: What to verify.
        home: A home of yours, whose charter and keys are to be trusted for a proof or a log.
        policy: A tlog-policy that is to be trusted instead.
        mechanism: Hash that the charter of a bundle must have, if you know it.
    """
    try:
        return _verify(path, home, policy, mechanism)
    except (TrilateralError, OSError) as error:
        return Report(False, [], [Fault("", None, str(path), str(error))])


def _verify(path: Path, home: Path | None, policy: str | None, mechanism: str | None) -> Report:
    if path.is_dir():
        tree = DirectoryTree(path)
        if find_in(tree, "checkpoint", MAX_CHECKPOINT) is not None:
            return _verify_log(tree, *_keys_for_log(path, home, policy))
        return _verify_home(path, tree, mechanism)
    with path.open("rb") as file:
        start = file.read(len(_PROOF))
    if start == _PROOF:
        return _verify_proof(path.read_bytes(), home, policy)
    audit = Audit(TarTree(path))
    audit.run(mechanism)
    return _report(audit)


def _report(audit: Audit) -> Report:
    return Report(not audit.faults, audit.checked, audit.faults)


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


def _keys_for_log(path: Path, home: Path | None, policy: str | None) -> tuple[tuple[VerifierKey, ...], str]:
    """Whom to believe about a log, and where that is from: a policy, a home, or the home that it lies in."""
    if policy is not None:
        return tuple(log.key for log in parse_policy(policy).logs), "the policy"
    around = home or path.resolve().parent.parent
    if not (around / "node.toml").exists():
        return (), ""
    record = open_record(around)
    name = path.resolve().name
    return tuple(k for o in record.origins if log_name(o) == name for k in record.charter.log_keys(o)), str(around)


def _verify_log(tree: Tree, keys: tuple[VerifierKey, ...], whose: str) -> Report:
    data = tree.read("checkpoint", MAX_CHECKPOINT)
    head = stated(data)
    faults: list[Fault] = []
    if keys:
        try:
            open_checkpoint(data, keys, head.origin)
        except MalformedError as error:
            faults.append(Fault(head.origin, None, "checkpoint", str(error)))
    else:
        what = "expected keys to believe: give a home or a policy"
        faults.append(Fault(head.origin, None, "checkpoint", what))
    found = faults_in_log(head.size, head.root, lambda path: tree.read(path, MAX_TILE))
    faults += [Fault(head.origin, fault.index, fault.path, fault.what) for fault in found]
    checked = [f"log {head.origin}: {head.size} entries, root {head.root.hex()}"]
    checked += [f"its keys are from {whose}"] if whose else []
    return Report(not faults, checked, faults)


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
        return Report(False, [], [Fault(head.origin, proof.index, None, str(error))])
    checked = [f"included: entry {proof.index} of {signed.origin}, under {signed.size} entries"]
    checked.append(_authored(record, signed.origin, proof.index, proof.extra))
    return Report(True, checked, [])


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
