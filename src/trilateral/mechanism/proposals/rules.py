"""What the proposal entries mean: who may say what of a text, and what the record keeps of it.

What follows from it (`adopted`, `status`, `stance`…) are questions to the state, in `state`; silence has rules of
its own, in `silence`.

A party may take its word back, and the author its text, as long as they have not seen every party's signature on
it. From then on the text is agreed for whoever has seen that, and no entry of theirs changes it.
"""

from typing import Any

import msgspec

from trilateral.agreement.clocks import day_named
from trilateral.agreement.held import only_seen, ordered
from trilateral.agreement.undertakings import objection_to_undertaking
from trilateral.ledger.entry import Body, Entry, EntryId, PartyId
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.proposals.entries import (
    WORDING,
    ClarificationAsked,
    InstructionReceived,
    PositionReserved,
    ProposalAmended,
    ProposalClarified,
    ProposalCountered,
    ProposalTabled,
    ProposalWithdrawn,
    SilenceBroken,
    SilenceDefeated,
    SilenceOpened,
    SilenceProven,
    TextAccepted,
    TextDeclined,
    TextDissociated,
    TextInterpreted,
    TextReferred,
    TextReserved,
    Wording,
    text_hash,
)
from trilateral.mechanism.proposals.silence import (
    covered_by,
    objection_to_breaking,
    objection_to_defeat,
    objection_to_opening,
    objection_to_proof,
)
from trilateral.mechanism.proposals.state import (
    ACCEPTING,
    ROWS,
    Act,
    Break,
    Clarification,
    Defeat,
    Instruction,
    Position,
    Proof,
    Proposal,
    Question,
    Referral,
    Silence,
    Status,
    Version,
    Withdrawal,
    agreed_text,
    all_acts,
    current,
    instruction_to,
    open_referrals,
    stance,
    status,
    version_of,
)

_POSITIONS: dict[type[Body], str] = {
    TextAccepted: "accepted",
    TextReserved: "accepted_with_reservation",
    TextInterpreted: "accepted_with_interpretation",
    TextDeclined: "declined",
    TextDissociated: "dissociated",
    PositionReserved: "position_reserved",
    ProposalCountered: "counter_proposed",
}
"""Kinds that say where a party stands on a text, and what the state calls that."""


def objection(held: Proposal | None, entry: Entry[Any], facts: Facts) -> Objection | None:  # noqa: C901, PLR0912 - one case a kind
    """Say why `entry` has no effect on `held`, or None if it has one.

    A node asks this twice: before its own party signs, and of every entry that any
    party has signed. What the author had not seen is taken out of `held` first.

    Args:
        held: The proposal so far; None before it is tabled.
        entry: Signed, parsed and about `held`, but otherwise anything at all.
        facts: What the author could know.
    """
    body: Body = entry.body
    if isinstance(body, ProposalTabled):
        if held is not None or entry.header.subject is not None:
            return Objection("proposals.tabled_already")
        return _objection_to_tabling(body, entry, facts)
    if held is None:
        return Objection("proposals.not_found")
    known = as_seen(held, facts)
    if type(body) in _POSITIONS:
        return _objection_to_position(known, body, entry, facts)
    match body:
        case ProposalAmended():
            return _objection_to_amendment(known, body, entry, facts)
        case ProposalWithdrawn():
            if entry.party != known.party:
                return Objection("proposals.not_yours_to_withdraw", (("party", known.party),))
            return _objection_to_moving(known)
        case ClarificationAsked(paragraph=paragraph):
            if not _has_say(entry.party, facts):
                return Objection("proposals.no_say", (("party", entry.party),))
            return _objection_to_paragraph(current(known), paragraph)
        case ProposalClarified(question=question):
            if entry.party != known.party:
                return Objection("proposals.not_yours_to_clarify", (("party", known.party),))
            asked = question is None or any(each.entry == question for each in known.questions)
            return None if asked else Objection("proposals.no_such_question")
        case TextReferred() | InstructionReceived():
            return _objection_to_referral(known, body, entry)
        case SilenceOpened():
            return _objection_to_moving(known) or objection_to_opening(known, body, entry, facts)
        case SilenceBroken():
            return objection_to_breaking(known, body, entry)
        case SilenceProven():
            return _objection_to_moving(known) or objection_to_proof(known, body, facts)
        case SilenceDefeated():
            return objection_to_defeat(known, body, facts)
    return Objection("proposals.not_found")


def as_seen(held: Proposal, facts: Facts) -> Proposal:
    """The proposal without what the author could not know."""
    return only_seen(held, ROWS, facts)


def _has_say(party: PartyId, facts: Facts) -> bool:
    return party in facts.parties or facts.charter.role(party) == "chair"


def _objection_to_moving(known: Proposal) -> Objection | None:
    """What is off the table or agreed by all stays so, for whoever has seen it."""
    if known.withdrawals:
        return Objection("proposals.withdrawn_before")
    return None if agreed_text(known) is None else Objection("proposals.adopted_before")


# Texts


def _objection_to_tabling(body: ProposalTabled, entry: Entry[Any], facts: Facts) -> Objection | None:
    if not _has_say(entry.party, facts):
        return Objection("proposals.no_say", (("party", entry.party),))
    if body.meeting is not None:
        seen = facts.saw(body.meeting)
        if seen is None:
            return Objection("proposals.not_seen", (("entry", body.meeting),))
        if not seen.header.kind.startswith("meetings.proposed/"):
            return Objection("proposals.not_a_meeting", (("kind", seen.header.kind),))
    if body.counters is not None:
        wrong = _objection_to_proposal(body.counters, facts)
        if wrong is not None:
            return wrong
        countered = facts.saw(body.counters)
        if countered is not None and countered.party == entry.party:
            return Objection("proposals.counters_oneself")
    return _objection_to_wording(body, entry.id, entry, facts)


def _objection_to_proposal(named: EntryId, facts: Facts) -> Objection | None:
    seen = facts.saw(named)
    if seen is None:
        return Objection("proposals.not_seen", (("entry", named),))
    if not isinstance(facts.state(named), Proposal):
        return Objection("proposals.not_a_proposal", (("kind", seen.header.kind),))
    return None


def _objection_to_amendment(
    known: Proposal, body: ProposalAmended, entry: Entry[Any], facts: Facts
) -> Objection | None:
    if entry.party != known.party:
        return Objection("proposals.not_yours_to_amend", (("party", known.party),))
    wrong = _objection_to_moving(known) or _objection_to_wording(body, known.id, entry, facts)
    if wrong is None and text_hash(body) == current(known).hash:
        return Objection("proposals.same_text")
    return wrong


def _objection_to_wording(body: Wording, subject: EntryId, entry: Entry[Any], facts: Facts) -> Objection | None:
    if not body.title or not (body.paragraphs or body.sort == "package"):
        return Objection("proposals.says_nothing")
    return _objection_to_links(body, subject, facts) or _objection_to_items(body, entry, facts)


def _objection_to_links(body: Wording, subject: EntryId, facts: Facts) -> Objection | None:
    package = () if body.part_of is None else (body.part_of,)
    named = (*package, *body.not_without, *(each.proposal for each in body.members))
    if subject in named or len(set(named)) != len(named):
        return Objection("proposals.linked_twice")
    if body.members and body.sort != "package":
        return Objection("proposals.not_a_package")
    wrong = next((w for each in named if (w := _objection_to_proposal(each, facts)) is not None), None)
    if wrong is not None:
        return wrong
    if body.part_of is not None:
        held = facts.state(body.part_of)
        if not isinstance(held, Proposal) or current(held).sort != "package":
            return Objection("proposals.not_a_package")
    for each in body.members:
        held = facts.state(each.proposal)
        version = version_of(held, each.text) if isinstance(held, Proposal) else None
        if version is None:
            return Objection("proposals.no_such_text")
        if version.part_of != subject:
            return Objection("proposals.not_part_of_it", (("entry", each.proposal),))
    return None


def _objection_to_items(body: Wording, entry: Entry[Any], facts: Facts) -> Objection | None:
    undertaken = (objection_to_undertaking(each, entry, facts) for each in body.commitments)
    wrong = next((each for each in undertaken if each is not None), None)
    if wrong is not None:
        return wrong
    stranger = next((each.of for each in body.requests if each.of not in facts.parties), None)
    if stranger is not None:
        return Objection("proposals.not_a_party", (("party", stranger),))
    days = (each.due_on for each in body.requests)
    no_day = next((day for day in days if day is not None and day_named(day) is None), None)
    if no_day is not None:
        return Objection("proposals.no_such_day", (("day", no_day),))
    nameless = any(not each.name for each in body.bodies) or any(not each.title for each in body.meetings)
    return Objection("proposals.says_nothing") if nameless else None


# Positions and referrals


def _objection_to_position(known: Proposal, body: Any, entry: Entry[Any], facts: Facts) -> Objection | None:
    if entry.party not in known.parties:
        return Objection("proposals.no_say", (("party", entry.party),))
    word = _POSITIONS[type(body)]
    if known.withdrawals and not _mends(known, entry.party, word):
        return Objection("proposals.withdrawn_before")
    if agreed_text(known) is not None:
        return Objection("proposals.adopted_before")
    version = version_of(known, body.text_hash)
    if version is None:
        return Objection("proposals.no_such_text")
    if body.referral is not None and not _is_own_referral(known, body.referral, entry.party):
        return Objection("proposals.no_such_referral")
    return _objection_to_word(known, version, body, entry, facts)


def _mends(known: Proposal, party: PartyId, word: str) -> bool:
    """Whether this is the author's way out where its withdrawal has crossed the last acceptance: it stands by its text."""
    return party == known.party and word in ACCEPTING and status(known) is Status.CROSSED


def _is_own_referral(known: Proposal, referral: EntryId, party: PartyId) -> bool:
    return any(each.entry == referral and each.party == party for each in known.referrals)


def _objection_to_word(
    known: Proposal, version: Version, body: Any, entry: Entry[Any], facts: Facts
) -> Objection | None:
    word = _POSITIONS[type(body)]
    if word in ACCEPTING and version.sort == "package" and not version.members:
        return Objection("proposals.empty_package")
    match body:
        case TextReserved(reservations=reservations):
            if not reservations:
                return Objection("proposals.says_nothing")
            wrong = (_objection_to_paragraph(version, each.paragraph) for each in reservations)
            return next((each for each in wrong if each is not None), None)
        case TextInterpreted(paragraph=paragraph):
            return _objection_to_paragraph(version, paragraph)
        case ProposalCountered(counter=counter):
            return _objection_to_counter(known, counter, entry, facts)
        case TextDissociated() if not version.dissociation:
            return Objection("proposals.cannot_dissociate")
    offered_again = entry.party == known.party and version.hash != current(known).hash
    if stance(known, entry.party, version.hash) == word and not offered_again and not known.withdrawals:
        return Objection("proposals.said_already")
    return None


def _objection_to_counter(known: Proposal, counter: EntryId, entry: Entry[Any], facts: Facts) -> Objection | None:
    wrong = _objection_to_proposal(counter, facts)
    held = facts.state(counter)
    if wrong is None and isinstance(held, Proposal) and (held.party != entry.party or held.counters != known.id):
        return Objection("proposals.not_a_counter_proposal")
    return wrong


def _objection_to_paragraph(version: Version, paragraph: int | None) -> Objection | None:
    if paragraph is None or 0 <= paragraph < len(version.paragraphs):
        return None
    return Objection("proposals.no_such_paragraph", (("paragraph", paragraph),))


def _objection_to_referral(
    known: Proposal, body: TextReferred | InstructionReceived, entry: Entry[Any]
) -> Objection | None:
    if entry.party not in known.parties:
        return Objection("proposals.no_say", (("party", entry.party),))
    if isinstance(body, TextReferred):
        wrong = _objection_to_moving(known)
        if wrong is not None:
            return wrong
        if version_of(known, body.text_hash) is None:
            return Objection("proposals.no_such_text")
        again = any(each.party == entry.party and each.hash == body.text_hash for each in open_referrals(known))
        return Objection("proposals.referred_already") if again else None
    referral = next((each for each in known.referrals if each.entry == body.referral), None)
    if referral is None or referral.party != entry.party:
        return Objection("proposals.no_such_referral")
    return None if instruction_to(known, referral) is None else Objection("proposals.instructed_already")


def apply(held: Proposal | None, entry: Entry[Any], facts: Facts) -> Proposal | None:
    """Return `held` as it stands after `entry`, to which there is no objection."""
    body: Body = entry.body
    if isinstance(body, ProposalTabled):
        opened = Proposal(entry.id, entry.party, facts.parties, body.meeting, body.counters)
        return msgspec.structs.replace(opened, versions=(_version(body, entry, ()),))
    if held is None:
        return None
    name, act = _act(held, entry, facts)
    if act is None:
        return held
    crossed = set(held.crossed)
    if any(each.party == act.party and facts.saw(each.entry) is None for each in all_acts(held)):
        # Who does not know what stands in its own log has another log than the one shown here.
        crossed.add(act.party)
    acts: tuple[Act, ...] = getattr(held, name)
    return msgspec.structs.replace(held, **{name: ordered((*acts, act))}, crossed=tuple(sorted(crossed)))


def _knew(held: Proposal, facts: Facts) -> tuple[tuple[PartyId, int], ...]:
    """How far the author knew the other acts on this proposal."""
    last: dict[PartyId, int] = {}
    for act in all_acts(held):
        if act.index > last.get(act.party, -1) and facts.saw(act.entry):
            last[act.party] = act.index
    return tuple(sorted(last.items()))


def _version(body: Wording, entry: Entry[Any], knew: tuple[tuple[PartyId, int], ...]) -> Version:
    said = {name: getattr(body, name) for name in WORDING}
    why = body.why if isinstance(body, ProposalAmended) else None
    moderated = entry.header.capacity == "moderator"
    return Version(entry.id, entry.party, entry.index, knew, text_hash(body), moderated, **said, why=why)


def _act(held: Proposal, entry: Entry[Any], facts: Facts) -> tuple[str, Act | None]:  # noqa: C901 - one line a kind
    """What the state keeps of an entry, and in which of its rows."""
    at = (entry.id, entry.party, entry.index, _knew(held, facts))
    claimed = entry.header.claimed_at
    if type(entry.body) in _POSITIONS:
        return "positions", _position(entry, at)
    match entry.body:
        case ProposalAmended():
            return "versions", _version(entry.body, entry, at[3])
        case ProposalWithdrawn(why=why):
            return "withdrawals", Withdrawal(*at, why)
        case ClarificationAsked(question=text, paragraph=paragraph):
            return "questions", Question(*at, text, paragraph)
        case ProposalClarified(answer=text, question=question):
            return "clarifications", Clarification(*at, text, question)
        case TextReferred(text_hash=text, why=why):
            return "referrals", Referral(*at, text, why, claimed)
        case InstructionReceived(referral=referral, words=words):
            return "instructions", Instruction(*at, referral, words, claimed)
        case SilenceOpened(text_hash=text, expires_at=expires_at, zone=zone, civil=civil):
            return "silences", Silence(*at, text, expires_at, zone, civil)
        case SilenceBroken(silence=silence, why=why, amendment=amendment):
            return "breaks", Break(*at, silence, why, amendment, claimed)
        case SilenceProven(silence=silence):
            return "proofs", Proof(*at, silence, covered_by(as_seen(held, facts), entry.body, facts))
        case SilenceDefeated(silence=silence, broken=broken):
            return "defeats", Defeat(*at, silence, broken)
    return "", None


def _position(entry: Entry[Any], at: tuple[EntryId, PartyId, int, tuple[tuple[PartyId, int], ...]]) -> Position:
    body = entry.body
    return Position(
        *at,
        word=_POSITIONS[type(body)],
        hash=body.text_hash,
        reservations=getattr(body, "reservations", ()),
        text=getattr(body, "interpretation", None) or getattr(body, "why", None),
        paragraph=getattr(body, "paragraph", None),
        counter=getattr(body, "counter", None),
        referral=body.referral,
        claimed_at=entry.header.claimed_at,
    )
