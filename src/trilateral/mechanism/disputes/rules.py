"""What the dispute entries mean. A rung is left by proof that its clock ran out, or by every party's own signature."""

from typing import Any

import msgspec

from trilateral.agreement import consent
from trilateral.agreement.consent import ACCEPTED, REFUSED, Standing, Word
from trilateral.agreement.held import Act, only_seen, ordered
from trilateral.ledger.entry import Body, Entry, PartyId
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.disputes.entries import (
    AdviserNamed,
    DisputeEscalated,
    DisputeRaised,
    DisputeWithdrawn,
    OpinionAnswered,
    OpinionGiven,
    PositionStated,
    StepAccepted,
    StepProposed,
    StepRefused,
)
from trilateral.mechanism.disputes.running_out import objection_to_time, shown_at
from trilateral.mechanism.disputes.state import (
    ACTS,
    Adviser,
    Dispute,
    Escalation,
    Opinion,
    OpinionWord,
    Position,
    Status,
    Step,
    Withdrawal,
    advisers,
    agreed_steps,
    answers,
    concerned,
    ladder,
    rung_of,
    status,
    step_standing,
)


def objection(held: Dispute | None, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Say why `entry` has no effect on `held`, or None if it has one.

    A node asks this twice: before its own party signs, and of every entry that any
    party has signed. What the author had not seen is taken out of `held` first.

    Args:
        held: The dispute so far; None before it is raised.
        entry: Signed, parsed and about `held`, but otherwise anything at all.
        facts: What the author could know.
    """
    body: Body = entry.body
    if isinstance(body, DisputeRaised):
        if held is not None or entry.header.subject is not None:
            return Objection("disputes.raised_already")
        return _objection_to_raising(body, entry.party, facts)
    if held is None:
        return Objection("disputes.not_found")
    known = only_seen(held, ACTS, facts)
    if isinstance(body, OpinionGiven | OpinionAnswered):
        return _objection_to_opinion(known, body, entry)
    return None if isinstance(body, PositionStated) else _objection_to_act(known, entry, facts)


def _objection_to_act(known: Dispute, entry: Entry[Any], facts: Facts) -> Objection | None:
    """What stands against an act that moves the dispute, which is for the parties that the charter binds."""
    if entry.party not in known.parties:
        return Objection("disputes.no_say", (("party", entry.party),))
    if status(known) in {Status.SETTLED, Status.WITHDRAWN}:
        return Objection("disputes.ended")
    body: Body = entry.body
    match body:
        case StepProposed():
            return _objection_to_step(known, body)
        case StepAccepted() | StepRefused():
            return _objection_to_word(known, body, entry.party, facts)
        case DisputeEscalated():
            return _objection_to_escalation(known, entry, facts)
        case DisputeWithdrawn():
            return None if entry.party == known.party else Objection("disputes.not_yours", (("party", known.party),))
        case AdviserNamed():
            return _objection_to_adviser(known, body, entry.party, facts)
    return Objection("disputes.not_found")


def _objection_to_raising(body: DisputeRaised, party: PartyId, facts: Facts) -> Objection | None:
    if party not in facts.parties:
        return Objection("disputes.no_say", (("party", party),))
    if party in body.against:
        return Objection("disputes.against_oneself")
    stranger = next((each for each in body.against if each not in facts.parties), None)
    if stranger is not None:
        return Objection("disputes.not_a_party", (("party", stranger),))
    if body.about is not None and facts.saw(body.about) is None:
        return Objection("disputes.not_seen", (("entry", body.about),))
    return None


def _objection_to_step(known: Dispute, body: StepProposed) -> Objection | None:
    if (body.sort == "extend") != (body.hours is not None):
        return Objection("disputes.hours_for_more_time")
    if body.sort == "settle" and body.text is None:
        return Objection("disputes.terms_wanted")
    if body.sort == "escalate" and rung_of(known) >= len(known.rungs) - 1:
        return Objection("disputes.last_rung")
    return None


def _objection_to_word(
    known: Dispute, body: StepAccepted | StepRefused, party: PartyId, facts: Facts
) -> Objection | None:
    if facts.saw(body.step) is None:
        return Objection("disputes.not_seen", (("entry", body.step),))
    step = next((each for each in known.steps if each.entry == body.step), None)
    if step is None:
        return Objection("disputes.no_such_step", (("entry", body.step),))
    if step_standing(known, step) is Standing.AGREED:
        return Objection("disputes.agreed_already")
    said = consent.last_word(known.words, step.entry, party)
    if isinstance(body, StepRefused):
        again = said is not None and said.word == REFUSED
        return Objection("disputes.refused_already") if again else None
    if said is not None and said.word == ACCEPTED:
        return Objection("disputes.accepted_already")
    overtaken = step.sort != "settle" and step.rung < rung_of(known)
    return Objection("disputes.rung_left") if overtaken else None


def _objection_to_escalation(known: Dispute, entry: Entry[Any], facts: Facts) -> Objection | None:
    if entry.party not in concerned(known):
        return Objection("disputes.not_between", (("party", entry.party),))
    if rung_of(known) >= len(known.rungs) - 1:
        return Objection("disputes.last_rung")
    return objection_to_time(known, entry, facts)


def _objection_to_adviser(known: Dispute, body: AdviserNamed, party: PartyId, facts: Facts) -> Objection | None:
    if facts.charter.party(body.adviser) is None:
        return Objection("disputes.not_a_party", (("party", body.adviser),))
    same = any(
        each.party == party and (each.adviser, each.office) == (body.adviser, body.office) for each in advisers(known)
    )
    return Objection("disputes.said_already") if same else None


def _objection_to_opinion(known: Dispute, body: OpinionGiven | OpinionAnswered, entry: Entry[Any]) -> Objection | None:
    who = (entry.party, entry.header.by)
    if who not in {(each.adviser, each.office) for each in advisers(known)}:
        return Objection("disputes.not_named", (("office", entry.header.by),))
    if isinstance(body, OpinionGiven):
        return None
    opinion = next((each for each in known.opinions if each.entry == body.opinion), None)
    if opinion is None:
        return Objection("disputes.no_such_opinion", (("entry", body.opinion),))
    if (opinion.party, opinion.office) == who:
        return Objection("disputes.own_opinion")
    same = any((each.party, each.office, each.word) == (*who, body.word) for each in answers(known, opinion))
    return Objection("disputes.said_already") if same else None


def apply(held: Dispute | None, entry: Entry[Any], facts: Facts) -> Dispute | None:
    """Return `held` as it stands after `entry`, to which there is no objection."""
    body: Body = entry.body
    if isinstance(body, DisputeRaised):
        against = tuple(sorted(set(body.against))) or tuple(each for each in facts.parties if each != entry.party)
        rungs = tuple(each.name for each in ladder(facts.charter))
        of = (entry.id, entry.party, facts.parties, against, rungs)
        return Dispute(*of, body.text, body.about, body.provision)
    if held is None:
        return None
    changed = _applied(held, body, entry, facts)
    if any(each.party == entry.party and facts.saw(each.entry) is None for row in ACTS for each in getattr(held, row)):
        # Who does not know what stands in its own log has another log than the one shown here.
        crossed = tuple(sorted({*held.crossed, entry.party}))
        return msgspec.structs.replace(changed, crossed=crossed)
    return changed


def _applied(held: Dispute, body: Body, entry: Entry[Any], facts: Facts) -> Dispute:
    at = (entry.id, entry.party, entry.index)
    match body:
        case PositionStated(text=text):
            return _with(held, "positions", Position(*at, text))
        case StepProposed():
            return _with_step(held, body, entry, facts)
        case StepAccepted(step=on, text=text):
            return _with_word(held, consent.word_on(on, entry, ACCEPTED, text, held.words, facts))
        case StepRefused(step=on, why=why):
            return _with_word(held, consent.word_on(on, entry, REFUSED, why, held.words, facts))
        case DisputeEscalated(text=text):
            known = only_seen(held, ACTS, facts)
            rung = rung_of(known)
            extended = tuple(sorted(each.entry for each in agreed_steps(known, "extend", rung)))
            return _with(held, "escalations", Escalation(*at, rung, text, extended, shown_at(entry, facts)))
        case DisputeWithdrawn(why=why):
            return _with(held, "withdrawals", Withdrawal(*at, why))
        case AdviserNamed(adviser=adviser, office=office):
            return _with(held, "advisers", Adviser(*at, adviser, office))
        case OpinionGiven(text=text):
            return _with(held, "opinions", Opinion(*at, entry.header.by, text))
        case OpinionAnswered(opinion=opinion, word=word, text=text):
            return _with(held, "opinion_words", OpinionWord(*at, entry.header.by, opinion, word, text))
    return held


def _with_step(held: Dispute, body: StepProposed, entry: Entry[Any], facts: Facts) -> Dispute:
    known = only_seen(held, ACTS, facts)
    over = {each.entry for each in (*agreed_steps(known, "settle"), *known.withdrawals)}
    at = (entry.id, entry.party, entry.index)
    step = Step(*at, body.sort, rung_of(known), body.text, body.hours or 0, tuple(sorted(over)))
    return _with_word(_with(held, "steps", step), consent.word_on(entry.id, entry, ACCEPTED, None, (), facts))


def _with_word(held: Dispute, word: Word) -> Dispute:
    return msgspec.structs.replace(held, words=ordered((*held.words, word)))


def _with(held: Dispute, row: str, act: Act) -> Dispute:
    return msgspec.structs.replace(held, **{row: ordered((*getattr(held, row), act))})
