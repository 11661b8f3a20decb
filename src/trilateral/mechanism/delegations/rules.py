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

from trilateral.agreement.held import only_seen
from trilateral.ledger.entry import Body, Entry, EntryId, Hash, Office, PartyId, Text, Word
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.delegations.entries import (
    ActingEnded,
    ActingNamed,
    AgrementAsked,
    AgrementGiven,
    AgrementRefused,
    CredentialsPresented,
    DelegationNamed,
    HolderAgreed,
    HolderDeclaredNonGrata,
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
        agrement: The request under which the others were asked before.
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
    agrement: EntryId | None = None


class Credentials(msgspec.Struct, frozen=True):
    """A paper that says what the holder of an office may do.

    Attributes:
        about: The holding whose paper it is.
        papers: Hashes of what was attached.
    """

    entry: EntryId
    index: int
    office: Office
    about: EntryId
    powers: tuple[str, ...]
    limits: Text | None
    issued_by: Text | None
    issued_on: str | None
    until_on: str | None
    papers: tuple[Hash, ...]


class Acting(msgspec.Struct, frozen=True):
    """Who acts for an office that is absent, or that nobody does any more.

    Attributes:
        for_office: The absent one.
        office: Who acts; None where it is ended.
    """

    entry: EntryId
    index: int
    for_office: Office
    office: Office | None
    from_on: str | None
    until_on: str | None


class Request(msgspec.Struct, frozen=True):
    """The others were asked for their consent to a person.

    Attributes:
        blob: Hash of the detached part with name and title, if there is one.
        commit: Root over its fields.
    """

    entry: EntryId
    index: int
    office: Office
    rank: str
    note: Text | None
    blob: Hash | None
    commit: Hash | None


class Consent(msgspec.Struct, frozen=True):
    """What another party said to such a request: `given` or `refused`."""

    entry: EntryId
    party: PartyId
    index: int
    request: EntryId
    word: str
    text: Text | None


class Opinion(msgspec.Struct, frozen=True):
    """What another party said of an office's holder.

    Attributes:
        about: The holding that its author had seen last.
        stance: `agreed`, `objected`, `declared_non_grata` or `remarked`.
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
        parties: Who has a say: those that the charter bound when it was named.
        credentials: Papers, in the order of the party's log.
        actings: Who acts for whom, likewise.
        requests: For consent, likewise.
        consents: Answers to them, in the order of parties, and for each in the order of its log.
        opinions: In the same order.
        crossed: Parties that spoke here on both branches of a log that they showed in two ways.
    """

    id: EntryId
    party: PartyId
    parties: tuple[PartyId, ...]
    name: tuple[Text, ...]
    forum: Word
    steps: tuple[Step, ...] = ()
    credentials: tuple[Credentials, ...] = ()
    actings: tuple[Acting, ...] = ()
    requests: tuple[Request, ...] = ()
    consents: tuple[Consent, ...] = ()
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


ROWS = ("steps", "credentials", "actings", "requests", "consents", "opinions")
"""Members that hold acts."""

_STEPS = (OfficeAccredited, RankChanged, OfficeSucceeded, OfficeLeft)
_OWN = (*_STEPS, CredentialsPresented, ActingNamed, ActingEnded, AgrementAsked)
_OPINIONS = (HolderAgreed, HolderObjected, HolderDeclaredNonGrata, HolderRemarked)
_SEALED = (OfficeAccredited, OfficeSucceeded, AgrementAsked)
"""Kinds with a detached part."""


def objection(held: Delegation | None, entry: Entry[Any], facts: Facts) -> Objection | None:  # noqa: C901 - one case a family of kinds
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
    known = only_seen(held, ROWS, facts)
    if isinstance(body, _OWN):
        if entry.party != held.party:
            return Objection("delegations.not_yours", (("party", held.party),))
        return _objection_to_own(known, body, entry)
    if entry.party == held.party:
        return Objection("delegations.of_oneself")
    if entry.party not in held.parties and not isinstance(body, HolderRemarked):
        return Objection("delegations.no_say", (("party", entry.party),))
    if isinstance(body, AgrementGiven | AgrementRefused):
        asked = any(each.entry == body.request for each in known.requests)
        return None if asked else Objection("delegations.no_such_request")
    if isinstance(body, _OPINIONS):
        if post_of(known, body.office) is None:
            return Objection("delegations.no_such_office", (("office", body.office),))
        return None
    return Objection("delegations.not_found")


def _objection_to_own(known: Delegation, body: Body, entry: Entry[Any]) -> Objection | None:
    if isinstance(body, _SEALED) and (entry.header.blob is None) != (entry.header.commit is None):
        # Without the root nobody could prove later that a name shown is the name sealed.
        return Objection("delegations.no_commitment")
    days = (getattr(body, name, None) for name in ("since_on", "from_on", "issued_on", "until_on"))
    wrong = next((day for day in days if day is not None and not _is_day(day)), None)
    if wrong is not None:
        return Objection("delegations.no_such_day", (("day", wrong),))
    if isinstance(body, AgrementAsked):
        return None
    if isinstance(body, CredentialsPresented) and not body.powers:
        return Objection("delegations.no_powers")
    return _objection_to_place(known, body) or _objection_to_acting(known, body)


def _objection_to_place(known: Delegation, body: Body) -> Objection | None:
    """An office that is named must be filled; one that is accredited must not be."""
    office = getattr(body, "office", "")
    post = post_of(known, office)
    filled = post is not None and post.left is None
    if isinstance(body, OfficeAccredited):
        if filled:
            return Objection("delegations.office_filled", (("office", office),))
    elif post is None or not filled:
        return Objection("delegations.no_such_office", (("office", office),))
    elif isinstance(body, RankChanged) and body.rank == post.rank:
        return Objection("delegations.same_rank", (("rank", body.rank),))
    request = getattr(body, "agrement", None)
    if request is not None and (request, office) not in [(each.entry, each.office) for each in known.requests]:
        return Objection("delegations.no_such_request")
    return None


def _objection_to_acting(known: Delegation, body: Body) -> Objection | None:
    if isinstance(body, ActingNamed):
        if body.for_office == body.office:
            return Objection("delegations.acts_for_itself")
        other = post_of(known, body.for_office)
        if other is None or other.left is not None:
            return Objection("delegations.no_such_office", (("office", body.for_office),))
    if isinstance(body, ActingEnded) and _acting(known, body.office) is None:
        return Objection("delegations.nobody_acts", (("office", body.office),))
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
        return Delegation(entry.id, entry.party, facts.parties, body.name, body.forum)
    if held is None:
        return None
    if isinstance(body, AgrementGiven | AgrementRefused):
        word = "given" if isinstance(body, AgrementGiven) else "refused"
        said = Consent(entry.id, entry.party, entry.index, body.request, word, getattr(body, "text", None))
        return _with(held, "consents", said, entry, facts)
    if isinstance(body, _OPINIONS):
        about = _holding_seen(held, body.office, facts) or held.id
        at = (entry.id, entry.party, entry.index, body.office, about)
        return _with(held, "opinions", Opinion(*at, _word(body), getattr(body, "text", None)), entry, facts)
    if isinstance(body, _STEPS):
        return _with(held, "steps", _step(body, entry), entry, facts)
    return _with_paper(held, body, entry, facts)


def _with_paper(held: Delegation, body: Body, entry: Entry[Any], facts: Facts) -> Delegation:
    """What the party says of its offices beside who holds them."""
    at = (entry.id, entry.index)
    match body:
        case CredentialsPresented(office=office, powers=powers):
            about = _holding_seen(held, office, facts) or held.id
            words, days = (body.limits, body.issued_by), (body.issued_on, body.until_on)
            said = Credentials(*at, office, about, powers, *words, *days, entry.header.blobs)
            return _with(held, "credentials", said, entry, facts)
        case ActingNamed(office=office, for_office=absent, from_on=from_on, until_on=until_on):
            return _with(held, "actings", Acting(*at, absent, office, from_on, until_on), entry, facts)
        case ActingEnded(office=absent):
            return _with(held, "actings", Acting(*at, absent, None, None, None), entry, facts)
        case AgrementAsked(office=office, rank=rank, note=note):
            asked = Request(*at, office, rank, note, entry.header.blob, entry.header.commit)
            return _with(held, "requests", asked, entry, facts)
    return held


def _with(held: Delegation, row: str, act: Any, entry: Entry[Any], facts: Facts) -> Delegation:
    """The delegation with one more act in its place."""
    crossed = set(held.crossed)
    if any(facts.saw(each) is None for each in _said_by(held, entry.party)):
        # Who does not know what stands in its own log has another log than the one shown here.
        crossed.add(entry.party)
    acts = sorted(
        (*getattr(held, row), act), key=lambda each: (getattr(each, "party", held.party), each.index, each.entry)
    )
    return msgspec.structs.replace(held, **{row: tuple(acts)}, crossed=tuple(sorted(crossed)))


def _word(body: Body) -> str:
    """The past fact in the kind's name: `rank_changed`."""
    return str(body.__struct_config__.tag).partition(".")[2].partition("/")[0]


def _step(body: Body, entry: Entry[Any]) -> Step:
    at = (entry.id, entry.index, getattr(body, "office", ""), _word(body))
    said = (getattr(body, "role", None), getattr(body, "rank", None), getattr(body, "since_on", None))
    text = getattr(body, "note", None) or getattr(body, "why", None)
    return Step(*at, *said, text, entry.header.blob, entry.header.commit, getattr(body, "agrement", None))


def _said_by(held: Delegation, party: PartyId) -> list[EntryId]:
    acts = (each for row in ROWS for each in getattr(held, row))
    return [each.entry for each in acts if getattr(each, "party", held.party) == party]


def _holding_seen(held: Delegation, office: Office, facts: Facts) -> EntryId | None:
    """The latest holding of the office that the author could know of."""
    post = post_of(only_seen(held, ROWS, facts), office)
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
    """Objections to those who hold an office now, which their authors have not replaced by agreement.

    That somebody is declared persona non grata is the gravest of them.
    """
    filled = [post.office for post in posts(delegation) if post.left is None]
    return tuple(each for office in filled for each in stances(delegation, office) if each.stance != "agreed")


def credentials(delegation: Delegation, office: Office) -> Credentials | None:
    """The last paper of who holds the office now, if one was presented. A successor needs one of its own."""
    post = post_of(delegation, office)
    holding = post.holdings[-1].entry if post and post.left is None else None
    found = [each for each in delegation.credentials if each.office == office and each.about == holding]
    return found[-1] if found else None


def _acting(delegation: Delegation, office: Office) -> Acting | None:
    """Who was last named to act for an office and not ended, whatever the day."""
    said = [each for each in delegation.actings if each.for_office == office]
    return said[-1] if said and said[-1].office is not None else None


def acting_for(delegation: Delegation, office: Office, on: str) -> Acting | None:
    """Who acts for an office on a day, such as 2030-03-04. Nobody acts from or for an office that has left."""
    found = _acting(delegation, office)
    if found is None or not (found.from_on or on) <= on <= (found.until_on or on):
        return None
    filled = {post.office for post in posts(delegation) if post.left is None}
    return found if {found.office, office} <= filled else None


def consents(delegation: Delegation, request: EntryId) -> tuple[Consent, ...]:
    """Each other party's last word on a request for consent, if it gave one."""
    last = {each.party: each for each in delegation.consents if each.request == request}
    return tuple(last.values())


def not_consented(delegation: Delegation, request: EntryId) -> tuple[PartyId, ...]:
    """Whose answer to a request for consent is lacking. Silence is no consent."""
    said = {each.party for each in delegation.consents if each.request == request}
    return tuple(party for party in delegation.parties if party != delegation.party and party not in said)
