"""What the delegation entries mean. A party appoints alone; others agree, object or remark, and remove nobody.

An office's own story (accredited, rank changed, succeeded, left) is written in one
log, so it has an order. What other parties say is kept per party in the order of
that party's log, each with the holding that its author had seen last: an objection to
one person does not turn into one to the successor.
"""

from datetime import date
from itertools import pairwise
from typing import Any, get_args

import msgspec

from trilateral.ledger.entry import Body, Entry, EntryId, Hash, Office, PartyId, Text, Word
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.delegations.entries import (
    DelegationNamed,
    HolderAgreed,
    HolderObjected,
    HolderRemarked,
    OfficeAccredited,
    OfficeLeft,
    OfficeSucceeded,
    Rank,
    RankChanged,
)

_RANKS: tuple[str, ...] = get_args(Rank)[:-1]
"""From the highest to the lowest, without `unknown`."""


class Holding(msgspec.Struct, frozen=True):
    """One person's time in an office.

    Attributes:
        entry: The accreditation or succession.
        role: What the holder is in the delegation.
        since_on: Since when, as the party says.
        note: What the party says about it.
        blob: Hash of the detached part with name and title, if there is one.
        commit: Root over its fields.
    """

    entry: EntryId
    role: str
    since_on: str | None
    note: Text | None
    blob: Hash | None
    commit: Hash | None


class RankStep(msgspec.Struct, frozen=True):
    """The rank of an office from one entry on."""

    entry: EntryId
    rank: str
    why: Text | None


class Post(msgspec.Struct, frozen=True):
    """One office, as its own party tells it: all in the order of that party's log."""

    office: Office
    holdings: tuple[Holding, ...]
    ranks: tuple[RankStep, ...]
    left: EntryId | None


class Opinion(msgspec.Struct, frozen=True):
    """What another party said of an office's holder.

    Attributes:
        about: The holding that its author had seen last.
        stance: `agreed`, `objected` or `remarked`.
    """

    entry: EntryId
    party: PartyId
    index: int
    office: Office
    about: EntryId
    stance: str
    text: Text | None


class Delegation(msgspec.Struct, frozen=True):
    """One delegation, as the record stands.

    Attributes:
        id: The entry that named it.
        party: Whose it is.
        posts: In the order of their offices.
        opinions: In the order of parties, and for each in the order of its log.
    """

    id: EntryId
    party: PartyId
    name: tuple[Text, ...]
    forum: Word
    posts: tuple[Post, ...] = ()
    opinions: tuple[Opinion, ...] = ()


_OWN = (OfficeAccredited, RankChanged, OfficeSucceeded, OfficeLeft)


def objection(held: Delegation | None, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Say why `entry` has no effect on `held`, or None if it has one.

    Args:
        held: The delegation so far; None before it is named.
        entry: Signed, parsed and about `held`, but otherwise anything at all.
        facts: What the author could know.
    """
    body: Body = entry.body
    if isinstance(body, DelegationNamed):
        if held is not None or entry.header.subject is not None:
            return Objection("delegations.named_already")
        return None if body.name else Objection("delegations.says_nothing")
    if held is None:
        return Objection("delegations.not_found")
    if isinstance(body, _OWN):
        if entry.party != held.party:
            return Objection("delegations.not_yours", (("party", held.party),))
        return _objection_to_own(held, body, entry)
    if isinstance(body, HolderAgreed | HolderObjected | HolderRemarked):
        if entry.party == held.party:
            return Objection("delegations.of_oneself")
        if _holding_seen(held, body.office, facts) is None:
            return Objection("delegations.no_such_office", (("office", body.office),))
        return None
    return Objection("delegations.not_found")


def _objection_to_own(held: Delegation, body: Body, entry: Entry[Any]) -> Objection | None:
    """The author's own earlier entries are always in its past, so all that `held` says here is known to it."""
    office = getattr(body, "office", "")
    post = post_of(held, office)
    filled = post is not None and post.left is None
    if isinstance(body, OfficeAccredited | OfficeSucceeded) and (entry.header.blob is None) != (
        entry.header.commit is None
    ):
        # Without the root nobody could prove later that a name shown is the name sealed.
        return Objection("delegations.no_commitment")
    if isinstance(body, OfficeAccredited):
        if filled:
            return Objection("delegations.office_filled", (("office", office),))
        if body.since_on is not None and not _is_day(body.since_on):
            return Objection("delegations.no_such_day", (("day", body.since_on),))
        return None
    if post is None or not filled:
        return Objection("delegations.no_such_office", (("office", office),))
    if isinstance(body, RankChanged) and body.rank == post.ranks[-1].rank:
        return Objection("delegations.same_rank", (("rank", body.rank),))
    return None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def apply(held: Delegation | None, entry: Entry[Any], facts: Facts) -> Delegation | None:
    """Return `held` as it stands after `entry`, to which there is no objection."""
    body: Body = entry.body
    if isinstance(body, DelegationNamed):
        return Delegation(entry.id, entry.party, body.name, body.forum)
    if held is None:
        return None
    if isinstance(body, _OWN):
        return _with_post(held, _post_after(post_of(held, body.office), entry))
    if isinstance(body, HolderAgreed | HolderObjected | HolderRemarked):
        about = _holding_seen(held, body.office, facts) or held.id
        stance = str(body.__struct_config__.tag).removeprefix("delegations.").partition("/")[0]
        said = Opinion(entry.id, entry.party, entry.index, body.office, about, stance, getattr(body, "text", None))
        opinions = sorted((*held.opinions, said), key=lambda each: (each.party, each.index))
        return msgspec.structs.replace(held, opinions=tuple(opinions))
    return held


def _post_after(post: Post | None, entry: Entry[Any]) -> Post | None:
    body: Body = entry.body
    blob, commit = entry.header.blob, entry.header.commit
    if isinstance(body, OfficeAccredited):
        holding = Holding(entry.id, body.role, body.since_on, body.note, blob, commit)
        step = RankStep(entry.id, body.rank, None)
        before = post or Post(body.office, (), (), None)
        return Post(body.office, (*before.holdings, holding), (*before.ranks, step), None)
    if post is None:
        return None
    if isinstance(body, OfficeSucceeded):
        holding = Holding(entry.id, post.holdings[-1].role, None, None, blob, commit)
        step = RankStep(entry.id, body.rank, None)
        return Post(post.office, (*post.holdings, holding), (*post.ranks, step), None)
    if isinstance(body, RankChanged):
        step = RankStep(entry.id, body.rank, body.why)
        return msgspec.structs.replace(post, ranks=(*post.ranks, step))
    return msgspec.structs.replace(post, left=entry.id)


def _with_post(held: Delegation, post: Post | None) -> Delegation:
    if post is None:
        return held
    others = (each for each in held.posts if each.office != post.office)
    return msgspec.structs.replace(held, posts=tuple(sorted((*others, post), key=lambda each: each.office)))


def _holding_seen(held: Delegation, office: Office, facts: Facts) -> EntryId | None:
    """The latest holding of the office that the author could know of."""
    post = post_of(held, office)
    seen = [holding.entry for holding in post.holdings if facts.saw(holding.entry)] if post else []
    return seen[-1] if seen else None


# Questions


def post_of(delegation: Delegation, office: Office) -> Post | None:
    """What became of one office."""
    return next((post for post in delegation.posts if post.office == office), None)


def rank_history(delegation: Delegation, office: Office) -> tuple[RankStep, ...]:
    """The ranks at which an office took part, in the order that its party told them."""
    post = post_of(delegation, office)
    return post.ranks if post else ()


def downgrades(delegation: Delegation, office: Office) -> tuple[RankStep, ...]:
    """The steps that lowered the rank, by a change or by a successor. An unknown rank is neither lower nor higher."""
    known = [step for step in rank_history(delegation, office) if step.rank in _RANKS]
    return tuple(step for before, step in pairwise(known) if _RANKS.index(step.rank) > _RANKS.index(before.rank))


def stances(delegation: Delegation, office: Office) -> tuple[Opinion, ...]:
    """Each other party's last word on who holds the office now, if it gave one."""
    post = post_of(delegation, office)
    if post is None:
        return ()
    last: dict[PartyId, Opinion] = {}
    for opinion in delegation.opinions:
        if opinion.office == office and opinion.stance != "remarked" and opinion.about == post.holdings[-1].entry:
            last[opinion.party] = opinion
    return tuple(last.values())


def open_objections(delegation: Delegation) -> tuple[Opinion, ...]:
    """Objections to those who hold an office now, which their authors have not replaced by agreement."""
    filled = [post.office for post in delegation.posts if post.left is None]
    return tuple(each for office in filled for each in stances(delegation, office) if each.stance == "objected")
