"""The charter's quorum as a C2SP tlog-policy, so that other people's tools can judge our checkpoints.

A party counts once, whether its witness or its mirror cosigned. No party counts on its
own log. An outside witness counts like a party. Whoever judges by the text trusts the keys in it, so it is to be taken from
somebody who read the logs, never from beside a proof.
"""

from collections.abc import Sequence

from trilateral.errors import RefusedError
from trilateral.ledger.charter import Charter
from trilateral.node.cosigners import Cosigner, cosigners_in, is_plain, outside_witnesses
from trilateral.node.record import Record
from trilateral.tlog.note import KeyKind
from trilateral.tlog.policy import NO_QUORUM, Group, Policy, PolicyLog, PolicyWitness


def policy_text(record: Record, *, log: str | None = None, pq: bool = False) -> str:
    """The policy that every served checkpoint of an undisturbed mechanism satisfies.

    Args:
        record: Whose reading of the keys.
        log: Origin of the one log it shall be for; its own party's group is left out then.
        pq: Add the ML-DSA-44 keys.

    Raises:
        RefusedError: The charter names no such log.
    """
    return policy_of(record, log=log, pq=pq).encode()


def policy_of(record: Record, *, log: str | None = None, pq: bool = False) -> Policy:
    """The same, not yet as text."""
    charter = record.charter
    if log is not None and not charter.party_of(log):
        raise RefusedError("policy.unknown_log", log=log)
    origins = [terms.origin for terms in charter.parties] if log is None else [log]
    logs = [
        PolicyLog(key)
        for origin in origins
        for key in record.key_book(origin).keys_for("log", "log_pq")
        if pq or is_plain(key)
    ]
    witnesses: list[PolicyWitness] = []
    groups: list[Group] = []
    for terms in charter.parties:
        if terms.origin != log:
            members = _witnesses(terms.id, cosigners_in(record.fold)[terms.origin], pq=pq)
            witnesses += members
            groups += [Group(terms.id, "any", tuple(each.name for each in members))] if members else []
    outside = _outside(record)
    witnesses += outside
    quorum = _quorum(charter, [*(group.name for group in groups), *(each.name for each in outside)])
    groups += [quorum] if quorum else []
    return Policy(tuple(logs), tuple(witnesses), tuple(groups), quorum.name if quorum else NO_QUORUM)


def _quorum(charter: Charter, others: Sequence[str]) -> Group | None:
    """As many others as the charter wants. Where fewer have keys no checkpoint satisfies it, and it says so."""
    if charter.quorum == 0:
        return None
    if len(others) < charter.quorum:
        raise RefusedError("policy.too_few_cosigners", needed=charter.quorum, found=len(others))
    return Group("others", charter.quorum, tuple(others))


def _outside(record: Record) -> list[PolicyWitness]:
    """The outside witnesses as `outside-1`, `outside-2`, in the order of the charter: names of keys may be in any form."""
    urls = {each.vkey: each.url or None for each in record.charter.witnesses}
    named = enumerate((each for each in outside_witnesses(record.fold) if not each.revoked), start=1)
    return [PolicyWitness(f"outside-{number}", each.key, urls[each.key.vkey()]) for number, each in named]


def _witnesses(party: str, cosigners: tuple[Cosigner, ...], *, pq: bool) -> list[PolicyWitness]:
    """The party's keys under names without spaces: `us-witness`, `us-mirror`, `us-mirror-pq`, then `us-mirror-2`."""
    found: list[PolicyWitness] = []
    counts: dict[str, int] = {}
    for each in cosigners:
        if each.revoked or not (pq or is_plain(each.key)):
            continue
        quantum = each.key.kind is KeyKind.MLDSA_COSIGNATURE
        name = f"{party}-{each.does}{'-pq' if quantum else ''}"
        counts[name] = counts.get(name, 0) + 1
        found.append(PolicyWitness(name if counts[name] == 1 else f"{name}-{counts[name]}", each.key))
    return found


def entry_keys_text(record: Record, *, log: str | None = None) -> str:
    """Who may sign entries: for each delegate's key the log, the range of indexes where it counts, the office, the vkey.

    `-` stands for a range without end. Entries are signed notes, so any tool that
    verifies notes can check one with the key of its range.
    """
    lines = []
    for origin in record.origins if log is None else (log,):
        for held in record.key_book(origin).enrolments():
            if held.purpose in {"root", "node", "delegate"}:
                until = "-" if held.until is None else str(held.until)
                lines.append(f"key {held.vkey} {origin} {held.since + 1} {until} {held.office or held.purpose}\n")
    return "".join(lines)
