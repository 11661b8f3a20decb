"""A condition: one matter waits for another, on whose word, and whether it still does.

Whoever asserted it holds to it, and so does everybody who accepts the link. It is met, or waived, when all
who hold to it say so: nobody releases another's condition. What others say of it is shown and decides nothing.
"""

from enum import StrEnum
from typing import Any

from trilateral.ledger.entry import Body, Entry, EntryId, PartyId
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.commitments.entries import ConditionAnswered, ConditionAsserted, ConditionJudged
from trilateral.mechanism.commitments.state import (
    Condition,
    Said,
    as_seen,
    knew,
    last_of,
    place_of,
    unseen,
    with_act,
)

LINKABLE = ("commitments.stated", "proposals.tabled", "requests.made", "meetings.proposed", "allegations.filed")
"""Kinds that open what can wait for something, or be waited for."""


class Link(StrEnum):
    """Where a condition stands."""

    ASSERTED = "asserted"
    ACCEPTED_AS_LINK = "accepted_as_link"
    CONTESTED = "contested"
    MET = "met"
    NOT_MET = "not_met"
    WAIVED = "waived"
    CROSSED = "crossed"


def objection_to_asserting(body: ConditionAsserted, entry: Entry[Any], facts: Facts) -> Objection | None:
    """What is against a condition."""
    if entry.party not in facts.parties:
        return Objection("commitments.no_party_to_it")
    if body.held_back == body.until:
        return Objection("commitments.waits_for_itself")
    for named in (body.held_back, body.until):
        seen = facts.saw(named)
        if seen is None:
            return unseen((named,), facts)
        if seen.header.kind.partition("/")[0] not in LINKABLE:
            return Objection("commitments.cannot_wait", (("kind", seen.header.kind),))
    return None


def opened(body: ConditionAsserted, entry: Entry[Any], facts: Facts) -> Condition:
    """The condition as it is asserted."""
    return Condition(
        id=entry.id,
        party=entry.party,
        parties=facts.parties,
        held_back=body.held_back,
        until=body.until,
        text=body.text,
    )


def objection(held: Condition, body: Body, entry: Entry[Any], facts: Facts) -> Objection | None:  # noqa: PLR0911 - one return for each objection
    """What is against an act on a condition."""
    known = as_seen(held, facts)
    if entry.party not in held.parties:
        return Objection("commitments.no_party_to_it")
    match body:
        case ConditionAnswered(word=word):
            if entry.party == held.party:
                return Objection("commitments.own_condition")
            said = last_of(known.answers, entry.party)
            return Objection("commitments.said_already") if said is not None and said.word == word else None
        case ConditionJudged(word=word, evidence=evidence):
            if word == "waived" and entry.party not in holders(known):
                return Objection("commitments.not_yours_to_waive", (("party", ", ".join(holders(known))),))
            said = last_of(known.judgements, entry.party)
            if said is not None and said.word == word:
                return Objection("commitments.said_already")
            return unseen(evidence, facts)
    return Objection("commitments.not_about_that")


def apply(held: Condition, entry: Entry[Any], facts: Facts) -> Condition:
    """The condition after an act to which there is no objection."""
    match entry.body:
        case ConditionAnswered(word=word, why=why):
            act = Said(*place_of(entry), word, why, knew(held, entry, facts))
            return with_act(held, "answers", act, facts)
        case ConditionJudged(word=word, why=why):
            act = Said(*place_of(entry), word, why, knew(held, entry, facts))
            return with_act(held, "judgements", act, facts)
    return held


# Questions


def holders(condition: Condition) -> tuple[PartyId, ...]:
    """Who holds to it: whoever asserted it, and all whose last answer accepts the link."""
    accepted = {party for party in condition.parties if _answer(condition, party) == "accepted_as_link"}
    return tuple(party for party in condition.parties if party == condition.party or party in accepted)


def _answer(condition: Condition, party: PartyId) -> str | None:
    said = last_of(condition.answers, party)
    return None if said is None else said.word


def judgement(condition: Condition, party: PartyId) -> Said | None:
    """A party's last word on whether it is met."""
    return last_of(condition.judgements, party)


def status(condition: Condition) -> Link:
    """Where it stands, on the words of those who hold to it."""
    if condition.crossed:
        return Link.CROSSED
    held = holders(condition)
    words = {None if (said := judgement(condition, party)) is None else said.word for party in held}
    if words <= {"met", "waived"}:
        return Link.WAIVED if "waived" in words else Link.MET
    if "not_met" in words:
        return Link.NOT_MET
    answers = {_answer(condition, party) for party in condition.parties if party != condition.party}
    if "contested" in answers:
        return Link.CONTESTED
    return Link.ACCEPTED_AS_LINK if answers == {"accepted_as_link"} else Link.ASSERTED


def is_live(condition: Condition) -> bool:
    """Whether it still holds something back."""
    return status(condition) not in {Link.MET, Link.WAIVED}


def to_release(condition: Condition) -> tuple[PartyId, ...]:
    """Those who hold to it and have neither called it met nor waived it."""
    found = []
    for party in holders(condition):
        said = judgement(condition, party)
        if said is None or said.word == "not_met":
            found.append(party)
    return tuple(found)


def named_in(condition: Condition) -> tuple[EntryId, EntryId]:
    """The two matters."""
    return condition.held_back, condition.until
