"""On what the accounts of one incident agree, field by field. Nothing is averaged and nobody is right.

A party's word on a field is its own latest standing account that says anything on it. Accounts
of outside sources stand in columns of their own beside those who passed them on, and agree or differ with
the parties' words, but make none of them joint.

Agreed means that all that was said can be true together, differing that it cannot. Where
that cannot be told, as of two names for what may be one place, it is undecided.
"""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from itertools import combinations
from typing import Final

import msgspec

from trilateral.agreement import locations
from trilateral.agreement.clocks import Answer
from trilateral.agreement.intervals import overlap
from trilateral.ledger.entry import PartyId
from trilateral.mechanism.incidents.accounts import Account, Standing
from trilateral.mechanism.incidents.entries import Actor, Casualties, IncidentReported


class Agreement(StrEnum):
    """What the parties' accounts have in common on one field."""

    AGREED = "agreed"
    DIFFERING = "differing"
    UNDECIDED = "undecided"
    ONE_SIDE = "one_side"
    NOBODY = "nobody"


class FieldName(StrEnum):
    """What is compared."""

    TIME = "time"
    PLACE = "place"
    KIND = "kind"
    ACTORS = "actors"
    CASUALTIES = "casualties"
    ATTRIBUTION = "attribution"


class Holder(msgspec.Struct, frozen=True, order=True):
    """Whose account it is: a party's own, or that of an outside source that the party passes on."""

    party: PartyId
    told_by: str = ""


class Stated(msgspec.Struct, frozen=True):
    """What one holder says on one field, and where."""

    holder: Holder
    account: Account


class Compared(msgspec.Struct, frozen=True):
    """One field.

    Attributes:
        agreement: Between the parties' own words.
        stated: Who says what, parties first.
        against: Holders whose word does not go together with that of some party.
    """

    field: FieldName
    agreement: Agreement
    stated: tuple[Stated, ...]
    against: tuple[Holder, ...]


def holder_of(account: Account) -> Holder:
    """Whose account it is."""
    told_by = account.said.told_by if account.said is not None else None
    return Holder(account.party, "" if told_by is None else told_by.text)


def holders(accounts: Iterable[Account]) -> tuple[Holder, ...]:
    """Everybody who has an account here, parties' own first."""
    found = {holder_of(each) for each in accounts if each.said is not None}
    return tuple(sorted(found, key=lambda each: (bool(each.told_by), each.party, each.told_by)))


def compare(accounts: Iterable[Account]) -> tuple[Compared, ...]:
    """Every field, with who says what on it and whether that goes together."""
    standing = sorted((each for each in accounts if each.standing is Standing.STANDS), key=lambda each: each.place)
    return tuple(_compared(name, standing) for name in FieldName)


def _compared(name: FieldName, accounts: Sequence[Account]) -> Compared:
    says, meets = _FIELDS[name]
    latest = {holder_of(each): each for each in accounts if each.said is not None and says(each.said)}
    stated = [Stated(holder, latest[holder]) for holder in holders(latest.values())]
    own = [each for each in stated if not each.holder.told_by]
    against: set[Holder] = set()
    answers: set[Answer] = set()
    for one, other in combinations(stated, 2):
        if one.holder.told_by and other.holder.told_by:
            continue  # what outside sources make of each other is not the parties' matter
        answer = _meet(meets, one, other)
        if answer is Answer.NO:
            against |= {one.holder, other.holder}
        if not other.holder.told_by:
            answers.add(answer)
    return Compared(name, _agreement(len(own), answers), tuple(stated), tuple(sorted(against)))


def _meet(meets: "_Meets", one: Stated, other: Stated) -> Answer:
    if one.account.said is None or other.account.said is None:
        return Answer.UNDECIDED
    return meets(one.account.said, other.account.said)


def _agreement(sides: int, answers: set[Answer]) -> Agreement:
    if sides < 2:
        return Agreement.ONE_SIDE if sides else Agreement.NOBODY
    if Answer.NO in answers:
        return Agreement.DIFFERING
    return Agreement.UNDECIDED if Answer.UNDECIDED in answers else Agreement.AGREED


# Whether two accounts go together


def _times(one: IncidentReported, other: IncidentReported) -> Answer:
    if one.when is None or other.when is None:
        return Answer.UNDECIDED
    return Answer.NO if overlap(one.when, other.when) is Answer.NO else Answer.YES


def _places(one: IncidentReported, other: IncidentReported) -> Answer:
    if one.where is None or other.where is None:
        return Answer.UNDECIDED
    if one.where.points and other.where.points:
        return Answer.NO if locations.may_meet(one.where, other.where) is Answer.NO else Answer.YES
    names = [{text.text.casefold() for text in each.names} for each in (one.where, other.where)]
    return Answer.YES if names[0] & names[1] else Answer.UNDECIDED


def _kinds(one: IncidentReported, other: IncidentReported) -> Answer:
    if one.type != other.type:
        return Answer.NO
    return Answer.NO if None not in {one.sub_type, other.sub_type} and one.sub_type != other.sub_type else Answer.YES


def _actors(one: IncidentReported, other: IncidentReported) -> Answer:
    answers = {_involved(one, other, involvement) for involvement in ("targeted", "present")}
    return _worst(answers)


def _attributions(one: IncidentReported, other: IncidentReported) -> Answer:
    return _involved(one, other, "acted")


def _involved(one: IncidentReported, other: IncidentReported, involvement: str) -> Answer:
    """Whether both name the same. Parties differ for certain; two names may be one group's."""
    first, second = ([each for each in said.actors if each.involvement == involvement] for said in (one, other))
    if not first and not second:
        return Answer.YES
    if not first or not second or any(each.sort == "unknown" for each in (*first, *second)):
        return Answer.UNDECIDED
    if _sides(first) != _sides(second):
        return Answer.NO
    return Answer.YES if _names(first) == _names(second) else Answer.UNDECIDED


def _sides(actors: Iterable[Actor]) -> set[tuple[str, PartyId | None]]:
    return {(each.sort, each.party) for each in actors}


def _names(actors: Iterable[Actor]) -> set[tuple[str, str]]:
    """What groups are called; a party is itself, however it is called."""
    return {(each.sort, each.name.text.casefold()) for each in actors if each.name and each.sort != "party"}


def _harmed(one: IncidentReported, other: IncidentReported) -> Answer:
    first, second = _ranges(one.casualties), _ranges(other.casualties)
    shared = first.keys() & second.keys()
    if any(first[key][1] < second[key][0] or second[key][1] < first[key][0] for key in shared):
        return Answer.NO
    return Answer.YES if shared else Answer.UNDECIDED


_NO_BOUND: Final = 2**53


def _ranges(casualties: Iterable[Casualties]) -> dict[tuple[str, bool], tuple[int, int]]:
    """At least and at most, of civilians and of all others: whose side somebody was on depends on who tells."""
    found: dict[tuple[str, bool], tuple[int, int]] = {}
    for each in casualties:
        key = each.harm, each.whom == "civilians"
        least, most = found.get(key, (0, 0))
        found[key] = least + each.least, min(most + (_NO_BOUND if each.most is None else each.most), _NO_BOUND)
    return found


def _worst(answers: set[Answer]) -> Answer:
    return next((each for each in (Answer.NO, Answer.UNDECIDED) if each in answers), Answer.YES)


_Meets = Callable[[IncidentReported, IncidentReported], Answer]
_FIELDS: dict[FieldName, tuple[Callable[[IncidentReported], object], _Meets]] = {
    FieldName.TIME: (lambda said: said.when, _times),
    FieldName.PLACE: (lambda said: said.where, _places),
    FieldName.KIND: (lambda said: said.type, _kinds),
    FieldName.ACTORS: (lambda said: [each for each in said.actors if each.involvement != "acted"], _actors),
    FieldName.CASUALTIES: (lambda said: said.casualties, _harmed),
    FieldName.ATTRIBUTION: (lambda said: [each for each in said.actors if each.involvement == "acted"], _attributions),
}
"""For each field what an account says on it, and whether two that say something go together."""
