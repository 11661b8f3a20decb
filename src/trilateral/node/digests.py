"""What the record comes to, said to the others each day, and what they say compared with what we find.

Two programs that read one record in two ways make two records without any log being altered. So a node states the
digest of its whole state after so many entries of each log, and folds the same entries again for each such
statement of another. What it finds is kept in memory: it can be found again.

Left out: which subject differs. `trilateral state --cut` lists the subjects on both sides.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, TypeAlias

from trilateral.ledger.entry import EntryId, PartyId
from trilateral.ledger.fold import Fold
from trilateral.ledger.keys import HeadsRecorded
from trilateral.mechanism.evidence.entries import CutAt, DigestStated
from trilateral.mechanism.evidence.rules import Digests

if TYPE_CHECKING:
    from trilateral.node.record import Record

DIGEST_SECONDS = 86_400
"""How often a node states a digest, if anything was said since."""

Compared: TypeAlias = Literal["same", "differs", "not_held", "another_log", "another_level"]


def digest_now(record: "Record") -> DigestStated | None:
    """What our node would state; None while a log has a second branch, or if nobody has said anything since we last did."""
    cut = record.fold.cut()
    if any("#" in log for log in cut) or record.fold.waiting() or not _is_news(record):
        return None
    named = tuple(CutAt(log, size, root.hex()) for log, (size, root) in sorted(cut.items()) if size)
    return DigestStated(named, record.fold.charter.level, record.fold.digest().hex())


def _is_news(record: "Record") -> bool:
    """Whether anything with an effect was said that is neither a receipt nor a digest."""
    own = last_stated(record).get(record.party)
    known = {} if own is None else {each.log: each.size for each in own.cut}
    return any(
        verdict.has_effect
        and verdict.entry is not None
        and not isinstance(verdict.entry.body, HeadsRecorded | DigestStated)
        for origin in record.origins
        for verdict in record.fold.verdicts(origin)[known.get(origin, 0) :]
    )


def last_stated(record: "Record") -> dict[str, Digests]:
    """The last digest that each party stated."""
    last: dict[str, Digests] = {}
    for each in record.fold.subjects("evidence").values():
        if isinstance(each, Digests) and (each.party not in last or each.index > last[each.party].index):
            last[each.party] = each
    return last


def to_compare(record: "Record") -> list[Digests]:
    """The last digest of each other party, where it has not been compared yet, or could not be."""
    others = (stated for party, stated in last_stated(record).items() if party != record.party)
    return [stated for stated in others if record.compared.get(stated.id) in {None, "not_held"}]


def known_of(record: "Record", entry: EntryId) -> Compared | None:
    """What was found of a stated digest, if it has been compared."""
    return record.compared.get(entry)


def compared(record: "Record", stated: Digests) -> Compared:
    """What we find of a stated digest. Where we hold what it is of, that is folded anew, from files that only grow."""
    if stated.level != record.fold.charter.level:
        return "another_level"
    sizes = {each.log: each.size for each in stated.cut}
    if any(log not in record.origins or size > record.fold.size(log) for log, size in sizes.items()):
        return "not_held"
    if any(record.root_at(each.log, each.size).hex() != each.root for each in stated.cut if each.size):
        return "another_log"
    found = fold_to(record, sizes, verified=True).digest().hex()
    return "same" if found == stated.digest else "differs"


def fold_to(record: "Record", sizes: Mapping[str, int], *, verified: bool = False) -> Fold:
    """The record folded anew, so many entries of each log. What is not causally closed waits.

    Args:
        record: Ours.
        sizes: By origin.
        verified: Take it that we verified the signatures when the entries came in, and do not do that again.
    """
    fold = Fold(record.fold.genesis, record.mechanism, record.slices)
    waiting = list(record.origins)
    while known := [origin for origin in waiting if origin in fold.origins]:  # an amended charter may name more logs
        for origin in known:
            waiting.remove(origin)
            size = sizes.get(origin, 0)
            if verified:
                fold.trust_signatures(origin, size)
            fold.append(origin, [data for _, data in record.files(origin).entries(0)][:size])
    return fold


def differing(record: "Record") -> dict[PartyId, EntryId]:
    """Parties whose last digest was compared and differs from what we find, with the entry that states it."""
    last = last_stated(record)
    return {party: stated.id for party, stated in last.items() if record.compared.get(stated.id) == "differs"}
