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


class Step(msgspec.Struct, frozen=True):
    """One thing that the party itself said of an office.

    Attributes:
        word: `accredited`, `rank_changed`, `succeeded` or `left`.
        role: What the holder is in the delegation, where that is said.
        rank: At which rank from here on, where that is said.
        since_on: Since when, as the party says.
        text: What the party says about it.
        blob: Hash of the detached part with name and title, if there is one.
        commit: Root over its fields.
    """

    entry: EntryId
    index: int
    office: Office
    word: str
    role: str | None
    rank: str | None
    since_on: str | None
    text: Text | None
    blob: Hash | None
    commit: Hash | None


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
        steps: What the party said of its offices, in the order of its log.
        opinions: In the order of parties, and for each in the order of its log.
        crossed: Parties that spoke here on both branches of a log that they showed in two ways.
    """

    id: EntryId
    party: PartyId
    name: tuple[Text, ...]
    forum: Word
    steps: tuple[Step, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    crossed: tuple[PartyId, ...] = ()


class Post(msgspec.Struct, frozen=True):
    """One office, as its own party tells it. Drawn from the steps, and never stored.

    Attributes:
        holdings: The accreditation and the successions: each begins one person's time.
        ranks: The steps that said a rank.
        left: The step that took the office away, if it is gone.
    """

    office: Office
    role: str
    holdings: tuple[Step, ...]
    ranks: tuple[Step, ...]
    left: Step | None

    @property
    def rank(self) -> str:
        """The rank at which the office takes part now."""
        return self.ranks[-1].rank or "unknown"


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
        return _objection_to_own(_as_seen(held, facts), body, entry)
    if isinstance(body, HolderAgreed | HolderObjected | HolderRemarked):
        if entry.party == held.party:
            return Objection("delegations.of_oneself")
        if _holding_seen(held, body.office, facts) is None:
            return Objection("delegations.no_such_office", (("office", body.office),))
        return None
    return Objection("delegations.not_found")


def _as_seen(held: Delegation, facts: Facts) -> Delegation:
    """The delegation without what the author could not know."""
    return msgspec.structs.replace(held, steps=tuple(step for step in held.steps if facts.saw(step.entry)))


def _objection_to_own(held: Delegation, body: Body, entry: Entry[Any]) -> Objection | None:
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
    if isinstance(body, RankChanged) and body.rank == post.rank:
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
    crossed = set(held.crossed)
    if any(facts.saw(each) is None for each in _said_by(held, entry.party)):
        # Who does not know what stands in its own log has another log than the one shown here.
        crossed.add(entry.party)
    if isinstance(body, _OWN):
        steps = sorted((*held.steps, _step(body, entry)), key=lambda each: (each.index, each.entry))
        return msgspec.structs.replace(held, steps=tuple(steps), crossed=tuple(sorted(crossed)))
    if isinstance(body, HolderAgreed | HolderObjected | HolderRemarked):
        about = _holding_seen(held, body.office, facts) or held.id
        said = Opinion(entry.id, entry.party, entry.index, body.office, about, _word(body), getattr(body, "text", None))
        opinions = sorted((*held.opinions, said), key=lambda each: (each.party, each.index, each.entry))
        return msgspec.structs.replace(held, opinions=tuple(opinions), crossed=tuple(sorted(crossed)))
    return held


def _word(body: Body) -> str:
    """The past fact in the kind's name: `rank_changed`."""
    return str(body.__struct_config__.tag).partition(".")[2].partition("/")[0]


def _step(body: Body, entry: Entry[Any]) -> Step:
    at = (entry.id, entry.index, getattr(body, "office", ""), _word(body))
    said = (getattr(body, "role", None), getattr(body, "rank", None), getattr(body, "since_on", None))
    text = getattr(body, "note", None) or getattr(body, "why", None)
    return Step(*at, *said, text, entry.header.blob, entry.header.commit)


def _said_by(held: Delegation, party: PartyId) -> list[EntryId]:
    own = [each.entry for each in held.steps] if party == held.party else []
    return own + [each.entry for each in held.opinions if each.party == party]


def _holding_seen(held: Delegation, office: Office, facts: Facts) -> EntryId | None:
    """The latest holding of the office that the author could know of."""
    post = post_of(_as_seen(held, facts), office)
    return post.holdings[-1].entry if post else None


# Questions


def posts(delegation: Delegation) -> tuple[Post, ...]:
    """The offices that were ever in the delegation, in their order."""
    found: dict[Office, Post] = {}
    for step in delegation.steps:
        post = found.get(step.office)
        if post is None:
            if step.word == "accredited":
                found[step.office] = Post(step.office, step.role or "", (step,), (step,), None)
            continue
        holdings = (*post.holdings, step) if step.word in ("accredited", "succeeded") else post.holdings
        ranks = (*post.ranks, step) if step.rank is not None else post.ranks
        left = step if step.word == "left" else post.left if step.word == "rank_changed" else None
        found[step.office] = Post(step.office, step.role or post.role, holdings, ranks, left)
    return tuple(found[office] for office in sorted(found))


def post_of(delegation: Delegation, office: Office) -> Post | None:
    """What became of one office."""
    return next((post for post in posts(delegation) if post.office == office), None)


def rank_history(delegation: Delegation, office: Office) -> tuple[Step, ...]:
    """The steps that said at which rank an office takes part, in the order of its party's log."""
    post = post_of(delegation, office)
    return post.ranks if post else ()


def downgrades(delegation: Delegation, office: Office) -> tuple[Step, ...]:
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
    filled = [post.office for post in posts(delegation) if post.left is None]
    return tuple(each for office in filled for each in stances(delegation, office) if each.stance == "objected")
