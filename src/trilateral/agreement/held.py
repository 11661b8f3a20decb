"""What a subject keeps of the acts on it: who said each, where in whose log, and what its author had seen of the others'.

Every slice holds its acts so, in grow-only rows sorted by one order, because entries of different logs are folded in whatever
order they arrive in and the state must come out the same. From such rows rules ask two things: what the author of
an entry could know (`only_seen`), and which of two acts knew of the other (`seen_by`, `knows`). Where neither did, letters crossed.

It leaves out what an act says, and which acts cannot both stand.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from trilateral.ledger.entry import EntryId, PartyId
from trilateral.ledger.facts import Facts


class Act(msgspec.Struct, frozen=True):
    """One thing that a party said about a subject, and where in its log."""

    entry: EntryId
    party: PartyId
    index: int


class Seen(msgspec.Struct, frozen=True):
    """How far an author had seen what another party said about the subject: the index of its last act."""

    by: PartyId
    index: int


ActT = TypeVar("ActT", bound=Act)
HeldT = TypeVar("HeldT", bound=msgspec.Struct)


def ordered(acts: Iterable[ActT]) -> tuple[ActT, ...]:
    """By party and place in its log: the one order that does not depend on how logs were read."""
    return tuple(sorted(acts, key=lambda act: (act.party, act.index, act.entry)))


def only_seen(held: HeldT, rows: Iterable[str], facts: Facts) -> HeldT:
    """Return a subject without the acts that the author of an entry could not know.

    Args:
        held: The subject. The entry that opened it every author knows who speaks of it.
        rows: Names of its members that hold acts.
        facts: What the author could know.
    """
    known: dict[str, Any] = {
        name: tuple(act for act in getattr(held, name) if facts.saw(act.entry) is not None) for name in rows
    }
    return msgspec.structs.replace(held, **known)


def seen_by(party: PartyId, acts: Iterable[Act], facts: Facts) -> tuple[Seen, ...]:
    """Return how far an author had seen what each other party said, in the order of the parties.

    Args:
        party: The author's.
        acts: On the subject, by whomever.
        facts: What the author could know.
    """
    last: dict[PartyId, int] = {}
    for each in acts:
        if each.party != party and facts.saw(each.entry) is not None:
            last[each.party] = max(each.index, last.get(each.party, each.index))
    return tuple(Seen(by, last[by]) for by in sorted(last))


def knows(knew: Iterable[Seen], act: Act) -> bool:
    """Whether an author who had seen so much knew of another party's act."""
    return any(seen.by == act.party and seen.index >= act.index for seen in knew)
