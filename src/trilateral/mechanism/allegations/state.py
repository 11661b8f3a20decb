"""What the record keeps of one allegation: every act of every party, and nothing that follows from them.

Acts stand in rows by what they are. Within a row they are in the order of parties, and for
each party in that of its log, so the state cannot depend on the order in which logs were
read. Everything else (answered, competent, joint, closed) is a question to it, and
stands in the module of its subject: `answers`, `findings`, `closing`.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

import msgspec

from trilateral.agreement.held import Act, only_seen
from trilateral.ledger.charter import Charter
from trilateral.ledger.entry import EntryId, PartyId, Text
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.allegations.entries import Specifics


class Said(Act, frozen=True):
    """One answer to one point."""

    point: int
    answer: str
    text: Text | None
    counter: EntryId | None


class Silent(Act, frozen=True):
    """Silence that was shown.

    Attributes:
        points: On which points.
        size: By how many first entries of the silent party's log.
        as_of: As of when enough others say that these were all.
    """

    points: tuple[int, ...]
    size: int
    as_of: datetime


class Worded(Act, frozen=True):
    """A word, and what was said beside it: on competence, on a proxy, a transmission, a withdrawal, a remark."""

    word: str
    text: Text | None


class Referral(Act, frozen=True):
    """Somebody referred it to verification.

    Attributes:
        point: Which point; None for all.
        to: Members that are to verify.
        team: Whoever else is.
        access: What access was asked for.
    """

    point: int | None
    to: tuple[PartyId, ...]
    team: Text | None
    access: Text | None

    @property
    def verifiers(self) -> tuple[PartyId, ...]:
        """Who speaks for the verification: those it was referred to; for a team outside, who referred it."""
        return self.to or (self.party,)


class On(Act, frozen=True):
    """A word on an earlier act: a signature, a dissent, a withdrawal, a beginning, a report, a check.

    Attributes:
        on: That act.
    """

    on: EntryId
    word: str
    text: Text | None


class Finding(Act, frozen=True):
    """What somebody found on one point."""

    point: int
    fact: str
    attribution: str
    qualification: str
    attributed_to: PartyId | None
    proxy: Text | None
    confidence: str | None
    severity: str | None
    text: Text | None
    referral: EntryId | None
    evidence: tuple[EntryId, ...]


class Remedy(Act, frozen=True):
    """What the party alleged against undertook."""

    text: Text
    point: int | None
    due_on: str | None


class Closing(Act, frozen=True):
    """Terms on which it might be closed."""

    text: Text


class Allegation(msgspec.Struct, frozen=True):
    """One allegation, as the record stands.

    Attributes:
        id: The entry that filed it.
        party: Who alleges.
        index: Where it stands in that party's log.
        against: Who alone can answer.
        parties: Whose signatures make anything joint: those that the charter bound when it was filed.
        views: On competence: `admissible`, `not_within_competence` or `unprocessable`.
        responsibility: For the proxy: `accepted` or `contested`.
        begun: Verifications, `on` their referrals.
        finding_words: `joined`, `dissented` or `withdrawn`.
        remedy_words: `done`, and of checks `confirmed`, `partly` or `not_confirmed`.
        closing_words: `accepted` or `withdrawn`.
        withdrawals: By the party that alleges; one is enough.
        crossed: Parties that spoke here on both branches of a log that they showed in two ways.
    """

    id: EntryId
    party: PartyId
    index: int
    against: PartyId
    parties: tuple[PartyId, ...]
    points: tuple[Text, ...]
    proxy: Text | None
    norm: Text | None
    demand: Text | None
    meeting: EntryId | None
    to: tuple[PartyId, ...]
    via: PartyId | None
    repeats: EntryId | None
    recurs: EntryId | None
    specifics: tuple[Specifics, ...]
    evidence: tuple[EntryId, ...]
    known_at: datetime | None
    views: tuple[Worded, ...] = ()
    transmissions: tuple[Worded, ...] = ()
    responsibility: tuple[Worded, ...] = ()
    answers: tuple[Said, ...] = ()
    silences: tuple[Silent, ...] = ()
    referrals: tuple[Referral, ...] = ()
    begun: tuple[On, ...] = ()
    findings: tuple[Finding, ...] = ()
    finding_words: tuple[On, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    remedy_words: tuple[On, ...] = ()
    closings: tuple[Closing, ...] = ()
    closing_words: tuple[On, ...] = ()
    withdrawals: tuple[Worded, ...] = ()
    remarks: tuple[Worded, ...] = ()
    crossed: tuple[PartyId, ...] = ()

    @property
    def withdrawal(self) -> Worded | None:
        """The withdrawal, if there is one."""
        return next(iter(self.withdrawals), None)


ROWS = tuple(each.name for each in msgspec.structs.fields(Allegation) if each.default == () and each.name != "crossed")
"""Members that hold acts."""


def as_seen(held: Allegation, facts: Facts) -> Allegation:
    """The allegation without what the author of an entry could not know."""
    return only_seen(held, ROWS, facts)


def with_act(held: Allegation, row: str, act: Act, facts: Facts) -> Allegation:
    """The allegation with one more act in its place."""
    acts = sorted((*getattr(held, row), act), key=lambda each: (each.party, each.index, each.entry))
    own = (each for name in ROWS for each in getattr(held, name) if each.party == act.party)
    crossed = set(held.crossed)
    if any(facts.saw(each.entry) is None for each in own):
        # Who does not know what stands in its own log has another log than the one shown here.
        crossed.add(act.party)
    return msgspec.structs.replace(held, **{row: tuple(acts)}, crossed=tuple(sorted(crossed)))


def may_judge(held: Allegation, party: PartyId, charter: Charter) -> bool:
    """Whether a party has a say on what becomes of it: those who are bound, and who chairs."""
    return party in held.parties or charter.role(party) == "chair"


def objection_to_point(held: Allegation, point: int | None) -> Objection | None:
    """There must be such a point, where one is named."""
    if point is None or 0 <= point < len(held.points):
        return None
    return Objection("allegations.no_such_point", (("point", point),))


# What takes every party's signature


class Standing(StrEnum):
    """Where something stands that its author signed and that takes every party's signature."""

    OPEN = "open"
    JOINT = "joint"
    WITHDRAWN = "withdrawn"
    CROSSED = "crossed"


def signed_by(put: Act, words: Iterable[On], sign: str) -> tuple[PartyId, ...]:
    """Who signed it, its author first; then in the order of parties."""
    others = {each.party for each in words if each.on == put.entry and each.word == sign}
    return (put.party, *sorted(others - {put.party}))


def standing(put: Act, words: tuple[On, ...], sign: str, parties: Iterable[PartyId]) -> Standing:
    """Whether it is joint.

    Whoever knows that it was withdrawn cannot sign it, and whoever knows every signature cannot
    withdraw it. So if both are on record, neither had seen the other's act.
    """
    withdrawn = any(each.on == put.entry and each.word == "withdrawn" for each in words)
    complete = set(parties) <= set(signed_by(put, words, sign))
    if withdrawn:
        return Standing.CROSSED if complete else Standing.WITHDRAWN
    return Standing.JOINT if complete else Standing.OPEN
