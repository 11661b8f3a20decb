"""What the entries about the record itself mean: each stands by itself and changes nothing else."""

from collections.abc import Iterable
from typing import Any, TypeAlias

import msgspec

from trilateral.errors import MalformedError
from trilateral.ledger.entry import Body, Entry, EntryId, Hash, PartyId, Text
from trilateral.ledger.facts import Facts, Objection
from trilateral.ledger.keys import KeyEnrolled
from trilateral.mechanism.evidence.contradictions import Word, contradicts, word_on
from trilateral.mechanism.evidence.entries import ContradictionShown, CutAt, DigestStated, ForkStated, HeadNamed
from trilateral.tlog.note import KeyKind, VerifierKey, parse_vkey

MOST_HEADS = 8
"""In one statement on a fork: as many branches as a node keeps."""
_COSIGNING = frozenset({"witness", "mirror", "mirror_pq", "log_pq"})


class Finding(msgspec.Struct, frozen=True):
    """One entry about the record itself, as the record stands.

    Attributes:
        id: The entry.
        party: Who says so.
    """

    id: EntryId
    party: PartyId


class Digests(Finding, frozen=True, tag="digest"):
    """One stated digest."""

    index: int
    cut: tuple[CutAt, ...]
    level: int
    digest: Hash


class Fork(Finding, frozen=True, tag="fork"):
    """One statement on a fork.

    Attributes:
        whose: The party whose log it is.
        heads: As it names them.
        continues: Root of the one that goes on.
    """

    log: str
    whose: PartyId
    reason: str
    heads: tuple[HeadNamed, ...]
    continues: Hash
    text: Text | None


class Contradiction(Finding, frozen=True, tag="contradiction"):
    """Two words of one key that cannot both be true.

    Attributes:
        whose: The party whose key it is; empty for an outside witness.
        name: Of the key.
        sizes: Of the two heads, the smaller first.
        times: At which the key gave its word on each, POSIX seconds.
    """

    log: str
    whose: PartyId
    name: str
    key: str
    sizes: tuple[int, int]
    times: tuple[int, int]
    first: str
    second: str


Found: TypeAlias = Digests | Fork | Contradiction


def objection(held: Finding | None, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Say why `entry` has no effect, or None if it has one. Each opens a subject, and nothing acts on one."""
    body: Body = entry.body
    if held is not None or entry.header.subject is not None:
        return Objection("evidence.stands_alone")
    match body:
        case DigestStated():
            return _objection_to_digest(body, facts)
        case ForkStated():
            return _objection_to_fork(body, facts)
        case ContradictionShown():
            return _objection_to_contradiction(body, facts)
    return Objection("evidence.stands_alone")


def _objection_to_digest(body: DigestStated, facts: Facts) -> Objection | None:
    logs = [each.log for each in body.cut]
    if not logs or logs != sorted(set(logs)):
        return Objection("evidence.no_cut")
    if body.level != facts.charter.level:
        return Objection("evidence.another_level", (("expected", facts.charter.level), ("came", body.level)))
    return None


def _objection_to_fork(body: ForkStated, facts: Facts) -> Objection | None:
    if not facts.charter.party_of(body.log):
        return Objection("evidence.unknown_log", (("log", body.log),))
    roots = {each.root for each in body.heads}
    if not 2 <= len(body.heads) <= MOST_HEADS or len(roots) < len(body.heads):
        return Objection("evidence.two_heads_wanted", (("got", len(roots)),))
    return None if body.continues <= len(body.heads) else Objection("evidence.continues_neither")


def _objection_to_contradiction(body: ContradictionShown, facts: Facts) -> Objection | None:
    whose = _whose(body, facts)
    if isinstance(whose, Objection):
        return whose
    words = _words(body, whose[1])
    if isinstance(words, Objection):
        return words
    return None if contradicts(*words) else Objection("evidence.no_contradiction", (("key", whose[1].name),))


def _words(body: ContradictionShown, key: VerifierKey) -> tuple[Word, Word] | Objection:
    try:
        return word_on(body.first, body.log, key), word_on(body.second, body.log, key)
    except MalformedError as error:
        return Objection("evidence.word_not_shown", (("key", key.name), ("what", str(error)[:200])))


def _whose(body: ContradictionShown, facts: Facts) -> tuple[PartyId, VerifierKey] | Objection:
    """Whose word a key's is, as the author could know; empty for an outside witness."""
    unknown = Objection("evidence.unknown_key", (("key", body.key[:80]),))
    try:
        key = parse_vkey(body.key)
    except MalformedError:
        return unknown
    if key.kind is KeyKind.ED25519:
        return unknown  # it states no time
    if body.key in {each.vkey for each in facts.charter.witnesses}:
        return "", key
    if key in facts.charter.log_keys(body.log):
        return facts.charter.party_of(body.log), key
    enrolled = None if body.enrolled_in is None else facts.saw(body.enrolled_in)
    said = None if enrolled is None else enrolled.body
    if enrolled is None or not isinstance(said, KeyEnrolled) or said.key != body.key or said.purpose not in _COSIGNING:
        return unknown
    return enrolled.party, key


def apply(held: Finding | None, entry: Entry[Any], facts: Facts) -> Finding | None:
    """Return `held` as it stands after `entry`, to which there is no objection."""
    body: Body = entry.body
    match body:
        case DigestStated(cut=cut, level=level, digest=digest):
            return Digests(entry.id, entry.party, entry.index, cut, level, digest)
        case ForkStated(log=log, heads=heads, continues=number):
            goes_on = heads[number - 1].root if number <= len(heads) else ""
            return Fork(entry.id, entry.party, log, facts.charter.party_of(log), body.reason, heads, goes_on, body.text)
        case ContradictionShown():
            return _contradiction(body, entry, facts)
    return held


def _contradiction(body: ContradictionShown, entry: Entry[Any], facts: Facts) -> Contradiction | None:
    whose = _whose(body, facts)
    words = whose if isinstance(whose, Objection) else _words(body, whose[1])
    if isinstance(whose, Objection) or isinstance(words, Objection):
        return None
    shown = sorted(zip(words, (body.first, body.second), strict=True), key=lambda each: (each[0].size, each[0].root))
    (one, first), (other, second) = shown
    of = (entry.id, entry.party, body.log, whose[0], whose[1].name, body.key)
    return Contradiction(*of, (one.size, other.size), (one.time, other.time), first, second)


# Questions


def divergences(states: Iterable[Finding]) -> tuple[tuple[Digests, Digests], ...]:
    """Digests that two parties state for one cut at one level and that differ: one of them reads the record in another way."""
    stated = sorted((each for each in states if isinstance(each, Digests)), key=lambda each: (each.party, each.index))
    by_cut: dict[tuple[tuple[CutAt, ...], int], list[Digests]] = {}
    for each in stated:
        by_cut.setdefault((each.cut, each.level), []).append(each)
    return tuple(
        (one, other)
        for found in by_cut.values()
        for at, one in enumerate(found)
        for other in found[at + 1 :]
        if one.party != other.party and one.digest != other.digest
    )
