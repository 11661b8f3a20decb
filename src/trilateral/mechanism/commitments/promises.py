"""A commitment: whom it binds by whose word, what was reported done, and how far each says that it is kept.

Three assessments stand side by side and are never made into one: each obliged party's own, each other
party's, and the joint one, which is there when every party has signed the same level for the same meeting or
day. Which joint one is the last is read in the log of the party assessed.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from trilateral.agreement.acceptance import agreed
from trilateral.agreement.adoption import Item, adopted_item, carried_by
from trilateral.agreement.held import Act
from trilateral.agreement.undertakings import TERMS, objection_to_undertaking, undertaking_of
from trilateral.ledger.entry import Body, Entry, EntryId, PartyId
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.commitments import access
from trilateral.mechanism.commitments.days import objection_to_day
from trilateral.mechanism.commitments.entries import (
    CommitmentAssessed,
    CommitmentRefused,
    CommitmentStated,
    CommitmentUndertaken,
    DeedReported,
    Level,
    ReportAnswered,
    StandingStated,
)
from trilateral.mechanism.commitments.missions import check_by, objection_to_check
from trilateral.mechanism.commitments.state import (
    Assessed,
    Check,
    Commitment,
    Deed,
    Said,
    as_seen,
    in_order,
    knew,
    last_of,
    place_of,
    unseen,
    with_act,
)

LEVELS: tuple[Level, ...] = ("not_initiated", "minimum", "intermediate", "complete")


class Status(StrEnum):
    """Where a commitment stands, whatever the time."""

    DEMANDED = "demanded"  # nobody is bound
    REFUSED = "refused"
    UNDERTAKEN_IN_PART = "undertaken_in_part"  # by some of those obliged
    UNDERTAKEN = "undertaken"
    NOT_INITIATED = "not_initiated"  # this and the next two by the joint assessment
    MINIMUM = "minimum"
    INTERMEDIATE = "intermediate"
    FULFILLED = "fulfilled"
    SUSPENDED = "suspended"
    BREACHED = "breached"
    RELEASED = "released"
    CROSSED = "crossed"


# Stating it


def objection_to_stating(body: CommitmentStated, entry: Entry[Any], facts: Facts) -> Objection | None:
    """What is against a commitment as it is stated."""
    item = adopted_item(entry, facts, "commitment")
    if isinstance(item, Objection):
        return item
    if entry.party not in facts.parties:
        return Objection("commitments.no_party_to_it")
    if item is not None and _differs(body, item):
        return Objection("commitments.not_as_adopted", (("item", item.number),))
    wrong = objection_to_undertaking(undertaking_of(body), entry, facts)
    return wrong or (None if body.arises_from is None else unseen((body.arises_from,), facts))


def _differs(body: CommitmentStated, item: Item) -> bool:
    """Whether it says anything else than what was adopted. Where it comes from, the text itself says."""
    return any(getattr(body, name) != getattr(item.terms, name, None) for name in TERMS)


def opened(body: CommitmentStated, entry: Entry[Any], facts: Facts) -> Commitment:
    """The commitment as it is stated."""
    own = (Said(*place_of(entry), "undertaken", None, ()),) if entry.party in body.obliged else ()
    return Commitment(
        id=entry.id,
        party=entry.party,
        parties=facts.parties,
        obliged=body.obliged,
        owed_to=body.owed_to,
        text=body.text,
        norm=body.norm,
        arises_from=body.arises_from,
        due_on=body.due_on,
        steps=body.steps,
        indicators=body.indicators,
        sites=body.sites,
        quotas=body.quotas,
        carries_out=carried_by(entry, facts, "commitment"),
        words=own,
    )


# What is said of it


def objection(held: Commitment, body: Body, entry: Entry[Any], facts: Facts) -> Objection | None:  # noqa: PLR0911 - one return for each kind
    """What is against an act on a commitment."""
    known = as_seen(held, facts)
    party = entry.party
    match body:
        case CommitmentUndertaken() | CommitmentRefused():
            if party not in held.obliged:
                return Objection("commitments.not_obliged", (("party", ", ".join(held.obliged)),))
            if party in bound_by(known):
                return Objection("commitments.undertaken_before")
            said = last_of(known.words, party)
            again = said is not None and said.word == "refused" and isinstance(body, CommitmentRefused)
            return Objection("commitments.said_already") if again else None
        case DeedReported():
            return _objection_to_deed(known, body, party, facts)
        case ReportAnswered():
            return objection_to_check(known, known.deeds, body, party, facts)
        case CommitmentAssessed():
            return _objection_to_assessment(known, body, party, facts)
        case StandingStated(standing=word):
            if party not in held.parties:
                return Objection("commitments.no_party_to_it")
            if word == "released" and party not in releasing(held):
                return Objection("commitments.not_yours_to_release", (("party", ", ".join(releasing(held))),))
            said = last_of(known.standings, party)
            now = "in_force" if said is None else said.word
            return Objection("commitments.said_already") if now == word else None
    return access.objection(known, body, entry, facts)


def _objection_to_deed(known: Commitment, body: DeedReported, party: PartyId, facts: Facts) -> Objection | None:
    if party not in bound_by(known):
        return Objection("commitments.not_undertaken", (("party", party),))
    if body.step is not None and not 0 <= body.step < len(known.steps):
        return Objection("commitments.no_such_step", (("steps", len(known.steps)),))
    return objection_to_day(body.done_on) or unseen(body.evidence, facts)


def _objection_to_assessment(
    known: Commitment, body: CommitmentAssessed, party: PartyId, facts: Facts
) -> Objection | None:
    of = assessed_party(known, body.of)
    if of is None:
        return Objection("commitments.of_whom", (("party", ", ".join(known.obliged)),))
    if of not in bound_by(known):
        return Objection("commitments.not_undertaken", (("party", of),))
    if (body.meeting is None) == (body.until_on is None):
        return Objection("commitments.as_of_when")
    if body.joint and party not in known.parties:
        return Objection("commitments.no_party_to_it")
    wrong = objection_to_day(body.until_on) or _objection_to_meeting(body.meeting, facts)
    wrong = wrong or unseen(body.evidence, facts)
    if wrong is None and body.joint and joint_level(known, of, _period(body)) is not None:
        return Objection("commitments.joint_before")
    return wrong


def _objection_to_meeting(meeting: EntryId | None, facts: Facts) -> Objection | None:
    if meeting is None:
        return None
    seen = facts.saw(meeting)
    if seen is None:
        return Objection("commitments.not_seen", (("entry", meeting),))
    is_meeting = seen.header.kind.startswith("meetings.proposed/")
    return None if is_meeting else Objection("commitments.not_a_meeting", (("kind", seen.header.kind),))


def assessed_party(commitment: Commitment, named: PartyId | None) -> PartyId | None:
    """Whose performance is meant; None where that cannot be known, or it is nobody's who is obliged."""
    if named is None:
        return commitment.obliged[0] if len(commitment.obliged) == 1 else None
    return named if named in commitment.obliged else None


def _period(body: CommitmentAssessed) -> str:
    return body.meeting or body.until_on or ""


def apply(held: Commitment, entry: Entry[Any], facts: Facts) -> Commitment:  # noqa: PLR0911 - one return for each kind
    """The commitment after an act to which there is no objection."""
    at = place_of(entry)
    match entry.body:
        case CommitmentUndertaken(text=text):
            return with_act(held, "words", Said(*at, "undertaken", text, knew(held, entry, facts)), facts)
        case CommitmentRefused(why=why):
            return with_act(held, "words", Said(*at, "refused", why, knew(held, entry, facts)), facts)
        case DeedReported(step=step, text=text, done_on=done_on, evidence=evidence):
            return with_act(held, "deeds", Deed(*at, step, text, done_on, evidence), facts)
        case ReportAnswered(report=report, word=word, text=text):
            return with_act(held, "checks", Check(*at, report, word, text), facts)
        case CommitmentAssessed() as body:
            of, level = assessed_party(held, body.of) or "", LEVELS.index(body.level)
            words = (body.text, body.evidence, knew(held, entry, facts))
            return with_act(held, "assessments", Assessed(*at, of, _period(body), level, body.joint, *words), facts)
        case StandingStated(standing=word, why=why):
            return with_act(held, "standings", Said(*at, word, why, knew(held, entry, facts)), facts)
    changed = access.applied(held, entry, facts)
    return changed if isinstance(changed, Commitment) else held


# Questions: whom it binds


def bound_by(commitment: Commitment) -> tuple[PartyId, ...]:
    """Those obliged who have undertaken it. What was undertaken is not taken back by refusing it later."""
    undertaken = {each.party for each in commitment.words if each.word == "undertaken"}
    undertaken.update(bound_by_adoption(commitment))
    return tuple(party for party in commitment.obliged if party in undertaken)


def bound_by_adoption(commitment: Commitment) -> tuple[PartyId, ...]:
    """Those obliged who undertook it by adopting the text that it carries out. Who stood aside from that did not."""
    adopted_for = () if commitment.carries_out is None else commitment.carries_out.adopted_for
    return tuple(party for party in commitment.obliged if party in adopted_for)


def releasing(commitment: Commitment) -> tuple[PartyId, ...]:
    """Whose word releases from it: those to whom it is owed. Where all are obliged, it is owed by each to the others."""
    others = tuple(party for party in commitment.parties if party not in commitment.obliged)
    return commitment.owed_to or others or commitment.parties


def asked_of(commitment: Commitment) -> tuple[PartyId, ...]:
    """Who is to undertake it or refuse."""
    if status(commitment) not in {Status.DEMANDED, Status.UNDERTAKEN_IN_PART}:
        return ()
    bound = bound_by(commitment)
    return tuple(
        party for party in commitment.obliged if party not in bound and last_of(commitment.words, party) is None
    )


# Questions: how far it is kept


def assessed_by(commitment: Commitment, party: PartyId, of: PartyId, period: str, *, joint: bool) -> Assessed | None:
    """A party's last word on one party's performance as of one meeting or day, its own or towards the joint one."""
    row = (each for each in commitment.assessments if (each.of, each.period, each.joint) == (of, period, joint))
    return last_of(row, party)


def joint_level(commitment: Commitment, of: PartyId, period: str) -> int | None:
    """The level that every party has signed for one meeting or day; None if they have not."""
    last = [assessed_by(commitment, party, of, period, joint=True) for party in commitment.parties]
    levels = {None if each is None else each.level for each in last}
    return levels.pop() if len(levels) == 1 else None


def periods(commitment: Commitment, of: PartyId) -> tuple[str, ...]:
    """Meetings and days as of which somebody assessed a party: days first, in order, then meetings."""
    found = {each.period for each in commitment.assessments if each.of == of}
    return tuple(sorted(found, key=lambda each: (len(each) == 64, each)))


def last_joint(commitment: Commitment, of: PartyId) -> tuple[str, int] | None:
    """The last joint assessment, and as of when: the last that the party assessed signed in its own log."""
    found = None
    for each in commitment.assessments:
        if each.joint and (each.party, each.of) == (of, of):
            level = joint_level(commitment, of, each.period)
            found = found if level is None else (each.period, level)
    return found


def last_own(commitment: Commitment, party: PartyId, of: PartyId) -> Assessed | None:
    """What a party itself said last of a party's performance."""
    return last_of((each for each in commitment.assessments if each.of == of and not each.joint), party)


def joint_wanted(commitment: Commitment) -> tuple[tuple[PartyId, str, tuple[PartyId, ...]], ...]:
    """Joint assessments that somebody has begun: of whom, as of when, and whose signature on one level is missing."""
    found = []
    for of in commitment.obliged:
        for period in periods(commitment, of):
            said = {p for p in commitment.parties if assessed_by(commitment, p, of, period, joint=True) is not None}
            lacking = tuple(party for party in commitment.parties if party not in said)
            if said and lacking:
                found.append((of, period, lacking))
    return tuple(found)


# Questions: what was done


def deed_of(commitment: Commitment, party: PartyId, step: int | None) -> Deed | None:
    """A party's last report that it has done a step, or all of it. Who has done all has done each step."""
    row = (each for each in commitment.deeds if each.step == step or each.step is None)
    return last_of(row, party)


def words_on(commitment: Commitment, deed: Deed) -> dict[PartyId, Check]:
    """What others say of a report, each party's last word."""
    found = ((party, check_by(commitment, deed.entry, party)) for party in commitment.parties)
    return {party: check for party, check in found if check is not None}


def is_contested(commitment: Commitment, deed: Deed) -> bool:
    """Whether some party does not stand behind a report."""
    return any(each.word == "dissented" for each in words_on(commitment, deed).values())


def parts_of(commitment: Commitment) -> tuple[int | None, ...]:
    """What can be done and be late: each step; all of it where there are none, or a day is set for all."""
    steps: tuple[int | None, ...] = tuple(range(len(commitment.steps)))
    return steps if steps and commitment.due_on is None else (*steps, None)


def still_to_do(commitment: Commitment) -> tuple[tuple[PartyId, int | None], ...]:
    """What has not been reported done, by whom."""
    if status(commitment) in _OVER:
        return ()
    owed = ((party, part) for party in bound_by(commitment) for part in parts_of(commitment))
    return tuple((party, part) for party, part in owed if deed_of(commitment, party, part) is None)


# Questions: where it stands


def letters_crossed(commitment: Commitment) -> tuple[tuple[Act, Act], ...]:
    """Acts of which neither author knew the other, and which cannot both stand."""
    return (*_release_crossed(commitment), *_joint_crossed(commitment))


def _last_standing(commitment: Commitment, party: PartyId) -> Said | None:
    return last_of(commitment.standings, party)


def _is_released(commitment: Commitment) -> bool:
    said = {party: _last_standing(commitment, party) for party in releasing(commitment)}
    return bool(said) and all(each is not None and each.word == "released" for each in said.values())


def _release_crossed(commitment: Commitment) -> tuple[tuple[Act, Act], ...]:
    """Undertaken while those to whom it is owed were ceasing to ask for it."""
    if not _is_released(commitment):
        return ()
    released = [said for party in releasing(commitment) if (said := _last_standing(commitment, party)) is not None]
    taken = [said for party in commitment.obliged if (said := last_of(commitment.words, party)) is not None]
    return tuple(
        (one, other)
        for one in released
        for other in taken
        if other.word == "undertaken" and other.entry != commitment.id and not in_order(one, other)
    )


def _joint_crossed(commitment: Commitment) -> tuple[tuple[Act, Act], ...]:
    """A level that every party has signed at some time, and a change of one of them that crossed the last of these."""
    joint = [each for each in commitment.assessments if each.joint]
    found: list[tuple[Act, Act]] = []
    for of, period in sorted({(each.of, each.period) for each in joint}):
        about = [each for each in joint if (each.of, each.period) == (of, period)]
        last = [said for party in commitment.parties if (said := last_of(about, party)) is not None]
        for level in sorted({each.level for each in about}):
            if agreed(commitment.parties, {each.party for each in about if each.level == level}):
                found += _changed_unknown(last, level)
    return tuple(found)


def _changed_unknown(last: Iterable[Assessed], level: int) -> list[tuple[Act, Act]]:
    held = list(last)
    changed = [each for each in held if each.level != level]
    return [(one, other) for one in held if one.level == level for other in changed if not in_order(one, other)]


_OVER = frozenset({Status.DEMANDED, Status.REFUSED, Status.FULFILLED, Status.RELEASED})


def status(commitment: Commitment) -> Status:  # noqa: PLR0911 - one return for each way to stand
    """Where it stands, on nobody's word but each party's own."""
    if commitment.crossed or letters_crossed(commitment):
        return Status.CROSSED
    if _is_released(commitment):
        return Status.RELEASED
    bound = bound_by(commitment)
    if not bound:
        words = [last_of(commitment.words, party) for party in commitment.obliged]
        return Status.REFUSED if any(each is not None for each in words) else Status.DEMANDED
    standings = {None if (s := _last_standing(commitment, p)) is None else s.word for p in commitment.parties}
    if standings in ({"suspended"}, {"breached"}):
        return Status.SUSPENDED if standings == {"suspended"} else Status.BREACHED
    if len(bound) < len(commitment.obliged):
        return Status.UNDERTAKEN_IN_PART
    levels = [None if (found := last_joint(commitment, party)) is None else found[1] for party in bound]
    known = [each for each in levels if each is not None]
    if len(known) < len(levels):
        return Status.UNDERTAKEN
    return (Status.NOT_INITIATED, Status.MINIMUM, Status.INTERMEDIATE, Status.FULFILLED)[min(known)]
