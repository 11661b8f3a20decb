"""Find cosigners that contradict themselves on the heads that this node has kept.

A node keeps every head that it was shown with the words of others on it. Each day it looks through them for two words of
one key that cannot both be true, and shows those that nobody has shown yet. A key that a party has
revoked is left out: its thief could say anything.

Left out: what makes two words contradict one another, which the rules say (`mechanism.evidence.contradictions`).
"""

import contextlib
from typing import TYPE_CHECKING

from trilateral.errors import MalformedError
from trilateral.ledger.entry import EntryId
from trilateral.ledger.keys import KeyEnrolled
from trilateral.mechanism.evidence.contradictions import Word, contradictory, word_on
from trilateral.mechanism.evidence.entries import ContradictionShown
from trilateral.mechanism.evidence.rules import Contradiction
from trilateral.tlog.note import KeyKind, VerifierKey

if TYPE_CHECKING:
    from trilateral.node.record import Record


def contradictions(record: "Record") -> list[ContradictionShown]:
    """What this node can show and nobody has shown: at most one of each key on each log."""
    shown = {
        (each.log, each.key) for each in record.fold.subjects("evidence").values() if isinstance(each, Contradiction)
    }
    found = []
    for origin in record.origins:
        notes = [note.decode() for note in record.cosigned.of(origin)]
        for key in _keys(record, origin):
            if (origin, key.vkey()) not in shown:
                pair = next(contradictory(_words(notes, origin, key)), None)
                found += [] if pair is None else [_shown(record, origin, key, pair)]
    return found


def _keys(record: "Record", origin: str) -> list[VerifierKey]:
    cosigners = [each.key for each in record.cosigners(origin) if not each.revoked]
    return [*cosigners, *(key for key in record.log_keys(origin) if key.kind is KeyKind.MLDSA_COSIGNATURE)]


def _words(notes: list[str], origin: str, key: VerifierKey) -> list[tuple[str, Word]]:
    words = []
    for note in notes:
        with contextlib.suppress(MalformedError):  # it has not given its word on this head
            words.append((note, word_on(note, origin, key)))
    return words


def _shown(record: "Record", origin: str, key: VerifierKey, notes: tuple[str, str]) -> ContradictionShown:
    return ContradictionShown(origin, key.vkey(), *notes, _enrolled_in(record, key))


def _enrolled_in(record: "Record", key: VerifierKey) -> EntryId | None:
    """The entry that enrolled a key; None for one that the charter names."""
    for origin in record.origins:
        for verdict in record.fold.verdicts(origin):
            body = None if verdict.entry is None else verdict.entry.body
            if isinstance(body, KeyEnrolled) and body.key == key.vkey() and verdict.has_effect and verdict.entry:
                return verdict.entry.id
    return None
