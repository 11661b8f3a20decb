"""What the commitment entries mean. The four sorts of subject each have a module; this one says which is meant.

`promises` commitments, `conditions` what waits for what, `missions` verification, `days` named days. Access
(`access`) lies on commitments and missions, `graph` finds deadlocks.
"""

from typing import Any

from trilateral.ledger.entry import Body, Entry
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.commitments import conditions, days, missions, promises
from trilateral.mechanism.commitments.entries import CommitmentStated, ConditionAsserted, DayNamed, MissionRequested
from trilateral.mechanism.commitments.state import Commitment, Condition, Mission, NamedDay, Subject

OPENING = (CommitmentStated, ConditionAsserted, MissionRequested, DayNamed)


def objection(held: Subject | None, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Say why `entry` has no effect on `held`, or None if it has one.

    A node asks this twice: before its own party signs, and of every entry that any
    party has signed. What the author had not seen is taken out of `held` first.

    Args:
        held: The commitment, condition, mission or named day so far; None before it is opened.
        entry: Signed, parsed and about `held`, but otherwise anything at all.
        facts: What the author could know.
    """
    body: Body = entry.body
    if isinstance(body, OPENING):
        if held is not None or entry.header.subject is not None:
            return Objection("commitments.opened_already")
        return _objection_to_opening(body, entry, facts)
    match held:
        case Commitment():
            return promises.objection(held, body, entry, facts)
        case Condition():
            return conditions.objection(held, body, entry, facts)
        case Mission():
            return missions.objection(held, body, entry, facts)
        case NamedDay():
            return days.objection(held, body, entry, facts)
    return Objection("commitments.not_found")


def _objection_to_opening(body: Body, entry: Entry[Any], facts: Facts) -> Objection | None:
    match body:
        case CommitmentStated():
            return promises.objection_to_stating(body, entry, facts)
        case ConditionAsserted():
            return conditions.objection_to_asserting(body, entry, facts)
        case MissionRequested():
            return missions.objection_to_request(body, entry, facts)
        case DayNamed():
            foreign = entry.party not in facts.parties
            return Objection("commitments.no_party_to_it") if foreign else days.objection_to_naming(body)
    return Objection("commitments.not_found")


def apply(held: Subject | None, entry: Entry[Any], facts: Facts) -> Subject | None:
    """Return `held` as it stands after `entry`, to which there is no objection."""
    match entry.body:
        case CommitmentStated() as body:
            return promises.opened(body, entry, facts)
        case ConditionAsserted() as body:
            return conditions.opened(body, entry, facts)
        case MissionRequested() as body:
            return missions.opened(body, entry, facts)
        case DayNamed() as body:
            return days.opened(body, entry, facts)
    match held:
        case Commitment():
            return promises.apply(held, entry, facts)
        case Condition():
            return conditions.apply(held, entry, facts)
        case Mission():
            return missions.apply(held, entry, facts)
        case NamedDay():
            return days.apply(held, entry, facts)
    return held
