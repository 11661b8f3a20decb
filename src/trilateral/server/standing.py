"""Whether an office still speaks for our party: by what stands in the record, and by no setting.

An office signs as long as its key counts in our log and, once it was accredited to a delegation, as long as
it has not left all of those it was in. When that ends, its sessions and links end with it, and each says why.

What other parties say of who holds an office ends nothing: they may object, and declare a person unwelcome, and
whether the person goes is our own act (`delegations.declared_non_grata/1`). Else an adversary could silence us.
An objection that stands is shown where the office signs in (`objections_to`).

Left out: whether an entry counts. A key that was not revoked signs entries that count, whoever holds it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from trilateral.ledger.entry import EntryId, Text
from trilateral.ledger.fold import Verdict
from trilateral.ledger.keys import KeyEnrolled, KeyRevoked
from trilateral.mechanism.delegations.rules import Delegation, open_objections, post_of
from trilateral.node.record import Record
from trilateral.server.sessions import Ended


def why_not(record: Record, office: str) -> Ended | None:
    """Say why an office of ours does not speak for us any more; None if it does, or never had a key of its own."""
    own = record.origins[0]
    book = record.key_book(own)
    if office not in book.office_keys():
        ended = [each.until for each in book.enrolments() if each.office == office and each.until is not None]
        return Ended("entering.key_ended", {"ref": f"{record.party}/{max(ended)}"}) if ended else None
    posts = [post for each in _delegations(record) if (post := post_of(each, office)) is not None]
    left = [post.left for post in posts if post.left is not None]
    if not posts or len(left) < len(posts):
        return None
    return Ended("entering.office_left", {"ref": f"{record.party}/{max(each.index for each in left)}"})


def objections_to(record: Record, office: str) -> tuple[tuple[str, str], ...]:
    """Who objects to the holder of an office of ours, and with which entry; nobody has taken it back."""
    return tuple(
        (each.party, f"{each.party}/{each.index}")
        for delegation in _delegations(record)
        for each in open_objections(delegation)
        if each.office == office
    )


@dataclass(frozen=True, slots=True)
class Accredited:
    """An office of ours in one of our delegations, as it stands.

    Attributes:
        delegation: The entry that named it.
        name: In the languages in which it was named.
    """

    delegation: EntryId
    name: tuple[Text, ...]
    role: str
    rank: str


def accredited(record: Record, office: str) -> tuple[Accredited, ...]:
    """Where an office of ours is accredited now."""
    found = ((each, post_of(each, office)) for each in _delegations(record))
    return tuple(
        Accredited(each.id, each.name, post.role, post.rank)
        for each, post in found
        if post is not None and post.left is None
    )


def powers(record: Record, office: str) -> tuple[str, ...]:
    """What the key of an office may sign: subjects and kinds, by the entry that enrolled it; empty for all that its office may."""
    held = [
        each for each in record.key_book(record.origins[0]).enrolments() if each.office == office and each.until is None
    ]
    return max(held, key=lambda each: each.since).powers if held else ()


def touches_standing(record: Record, verdict: Verdict) -> bool:
    """Whether an entry may have changed who speaks for us."""
    if verdict.log != record.origins[0] or verdict.entry is None:
        return False
    body = verdict.entry.body
    return isinstance(body, KeyEnrolled | KeyRevoked) or verdict.entry.header.kind.startswith("delegations.")


def _delegations(record: Record) -> Iterator[Delegation]:
    found = record.fold.subjects("delegations").values()
    return (each for each in found if isinstance(each, Delegation) and each.party == record.party)
