"""What is kept of a proposal, and everything that follows from it.

The state keeps what each party said, in the order of that party's log, with what its author knew of
the others' acts (`knew`), and nothing that follows. Adopted, waiting, broken and crossed are
questions to it, so they cannot depend on the order in which logs were read.

`counts` in these questions is which acts are asked: by default all. So the same question answers how
things stood for somebody who did not know of some of them.

Take-backs are what needs care. A party may take its word back as long as it has not seen all others'; another may
complete the set meanwhile. Neither knew, so neither is first: `crossed`.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from itertools import chain
from typing import TypeAlias

import msgspec

from trilateral.agreement import clocks, held
from trilateral.agreement.adoption import Item, StateOf
from trilateral.agreement.undertakings import Undertaking
from trilateral.ledger.entry import EntryId, PartyId, Text
from trilateral.mechanism.proposals.entries import (
    BodyItem,
    MeetingItem,
    Member,
    RequestItem,
    Reservation,
)

REFERRAL_CLOCK = "proposals.referral"
"""Name of the charter's clock for what is referred to a capital."""
REFERRAL_HOURS = 14 * 24
"""How long that takes where the charter has no such clock."""

ACCEPTING = frozenset({"accepted", "accepted_with_reservation", "accepted_with_interpretation"})


class Act(held.Act, frozen=True):
    """One thing that a party said about the proposal, and where in its log.

    Attributes:
        knew: For each party the index of the last act on this proposal that the author could know.
    """

    knew: tuple[tuple[PartyId, int], ...]


Counts: TypeAlias = Callable[[Act], bool]


def everything(act: Act) -> bool:  # noqa: ARG001 - one shape for all
    """Ask all acts."""
    return True


class Version(Act, frozen=True):
    """One exact text, with all that is signed with it.

    Attributes:
        hash: Its name.
        moderated: Whether its author put it forward as moderator, and has not accepted it thereby.
    """

    hash: str
    moderated: bool
    title: tuple[Text, ...]
    sort: str
    paragraphs: tuple[Text, ...]
    dissociation: bool
    part_of: EntryId | None
    not_without: tuple[EntryId, ...]
    members: tuple[Member, ...]
    commitments: tuple[Undertaking, ...]
    requests: tuple[RequestItem, ...]
    bodies: tuple[BodyItem, ...]
    meetings: tuple[MeetingItem, ...]
    charter: str | None
    why: Text | None


class Position(Act, frozen=True):
    """A party's word on one text.

    Attributes:
        word: `accepted`, `accepted_with_reservation`, `accepted_with_interpretation`, `declined`, `dissociated`,
            `position_reserved` or `counter_proposed`.
        text: The interpretation, or the reason.
        paragraph: Of which paragraph an interpretation speaks.
        claimed_at: When it claims to have been said.
    """

    word: str
    hash: str
    reservations: tuple[Reservation, ...]
    text: Text | None
    paragraph: int | None
    counter: EntryId | None
    referral: EntryId | None
    claimed_at: datetime


class Referral(Act, frozen=True):
    """A party has referred a text to its capital."""

    hash: str
    why: Text | None
    claimed_at: datetime


class Instruction(Act, frozen=True):
    """A party's capital has answered."""

    referral: EntryId
    words: Text | None
    claimed_at: datetime


class Question(Act, frozen=True):
    """What somebody wants to know."""

    text: Text
    paragraph: int | None


class Clarification(Act, frozen=True):
    """What is meant, as the author of the text says."""

    text: Text
    question: EntryId | None


class Withdrawal(Act, frozen=True):
    """The author took the proposal off the table."""

    why: Text | None


class Silence(Act, frozen=True):
    """A text was put under silence."""

    hash: str
    expires_at: datetime
    zone: str
    civil: str


class Break(Act, frozen=True):
    """A party objected."""

    silence: EntryId
    why: Text | None
    amendment: tuple[Text, ...]
    claimed_at: datetime


class Proof(Act, frozen=True):
    """It was proven who was silent.

    Attributes:
        covered: Each silent party, and how many entries of its log the proof covers.
    """

    silence: EntryId
    covered: tuple[tuple[PartyId, int], ...]


class Defeat(Act, frozen=True):
    """It was proven that an objection came in time."""

    silence: EntryId
    broken: EntryId


class Proposal(msgspec.Struct, frozen=True):
    """One proposal, as the record stands. Acts stand in the order of parties, and for each in that of its log.

    Attributes:
        id: The entry that tabled it.
        party: Who tabled it.
        parties: Whose signatures it takes: the parties of the charter under which it was tabled.
        crossed: Parties that spoke here on both branches of a log that they showed in two ways.
    """

    id: EntryId
    party: PartyId
    parties: tuple[PartyId, ...]
    meeting: EntryId | None
    counters: EntryId | None
    versions: tuple[Version, ...] = ()
    positions: tuple[Position, ...] = ()
    referrals: tuple[Referral, ...] = ()
    instructions: tuple[Instruction, ...] = ()
    questions: tuple[Question, ...] = ()
    clarifications: tuple[Clarification, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    silences: tuple[Silence, ...] = ()
    breaks: tuple[Break, ...] = ()
    proofs: tuple[Proof, ...] = ()
    defeats: tuple[Defeat, ...] = ()
    crossed: tuple[PartyId, ...] = ()

    def adopted_text(self, state_of: StateOf) -> EntryId | None:
        """The entry that carries the text which all have adopted (`agreement.adoption`)."""
        version = adopted(self, state_of)
        return None if version is None else version.entry

    def adopted_for(self, text: EntryId) -> tuple[PartyId, ...]:
        """For whom the text holds that this entry carries (`agreement.adoption`)."""
        version = next((each for each in self.versions if each.entry == text), None)
        return () if version is None else adopted_for(self, version)

    def items_of(self, text: EntryId) -> tuple[Item, ...]:
        """What the text that this entry carries creates (`agreement.adoption`)."""
        version = next((each for each in self.versions if each.entry == text), None)
        return () if version is None else items(version)


ROWS = (
    "versions",
    "positions",
    "referrals",
    "instructions",
    "questions",
    "clarifications",
    "withdrawals",
    "silences",
    "breaks",
    "proofs",
    "defeats",
)
"""Members of a proposal that hold acts."""


class Status(StrEnum):
    """Where a proposal stands as a whole."""

    TABLED = "tabled"
    DECLINED = "declined"
    UNDER_SILENCE = "under_silence"
    SILENCE_BROKEN = "silence_broken"
    WAITS = "waits"
    ADOPTED = "adopted"
    WITHDRAWN = "withdrawn"
    CROSSED = "crossed"


# Acts and texts


def all_acts(proposal: Proposal) -> Iterable[Act]:
    """Everything that anybody said about it."""
    return chain.from_iterable(getattr(proposal, row) for row in ROWS)


def knows(later: Act, earlier: Act) -> bool:
    """Whether the author of one act could know the other."""
    if later.party == earlier.party:
        return earlier.index < later.index
    return dict(later.knew).get(earlier.party, -1) >= earlier.index


def current(proposal: Proposal) -> Version:
    """The author's newest text."""
    return max(proposal.versions, key=lambda each: (each.index, each.entry))


def version_of(proposal: Proposal, text: str) -> Version | None:
    """The text with this hash; the newest entry that carries it, if several do."""
    found = [each for each in proposal.versions if each.hash == text]
    return max(found, key=lambda each: (each.index, each.entry), default=None)


def items(version: Version) -> tuple[Item, ...]:
    """What a text creates, numbered from 1."""
    named = [
        *(("commitment", each) for each in version.commitments),
        *(("request", each) for each in version.requests),
        *(("body", each) for each in version.bodies),
        *(("meeting", each) for each in version.meetings),
        *([("amendment", version.charter)] if version.charter is not None else []),
    ]
    return tuple(Item(version.entry, number, sort, terms) for number, (sort, terms) in enumerate(named, 1))


def matters(version: Version) -> tuple[str, ...]:
    """What a text is about, by its word and by what it creates, whatever the text is called.

    Work for a party and a new body are substance; when to meet is procedure.
    """
    found = [version.sort]
    found += ["commitment"] if version.commitments else []
    found += ["substance"] if version.requests or version.bodies else []
    found += ["procedure"] if version.meetings else []
    found += ["amendment"] if version.charter is not None else []
    return tuple(dict.fromkeys(found))


# Words of the parties


def words_on(proposal: Proposal, party: PartyId, text: str, counts: Counts = everything) -> tuple[Act, ...]:
    """All that a party said on a text, in the order of its log: what binds it, or keeps it open."""
    said: list[Act] = [
        each for each in proposal.versions if each.party == party and each.hash == text and not each.moderated
    ]
    said += [each for each in proposal.positions if each.party == party and each.hash == text]
    return tuple(sorted(filter(counts, said), key=lambda each: (each.index, each.entry)))


def word_of(act: Act | None) -> str | None:
    """What a party's act on a text says."""
    if isinstance(act, Position):
        return act.word
    return "accepted" if isinstance(act, Version) else None


def stance(proposal: Proposal, party: PartyId, text: str, counts: Counts = everything) -> str | None:
    """A party's last word on a text; None if it gave none."""
    said = words_on(proposal, party, text, counts)
    return word_of(said[-1]) if said else None


def by_silence(proposal: Proposal, party: PartyId, text: str, counts: Counts = everything) -> Proof | None:
    """The proof by which a party's silence on a text is its consent. An objection shown to be in time undoes it."""
    for silence in filter(counts, proposal.silences):
        if silence.hash != text or any(counts(d) and d.silence == silence.entry for d in proposal.defeats):
            continue
        for proof in filter(counts, proposal.proofs):
            if proof.silence == silence.entry and party in dict(proof.covered):
                return proof
    return None


def accepts(proposal: Proposal, party: PartyId, text: str, counts: Counts = everything) -> bool:
    """Whether a party has accepted a text: by its last word, or by silence."""
    said = stance(proposal, party, text, counts) in ACCEPTING
    return said or by_silence(proposal, party, text, counts) is not None


def stands_aside(proposal: Proposal, party: PartyId, text: str, counts: Counts = everything) -> bool:
    """Whether a party has dissociated itself from a text that allows it."""
    version = version_of(proposal, text)
    allowed = version is not None and version.dissociation
    return allowed and stance(proposal, party, text, counts) == "dissociated"


def offered(proposal: Proposal, text: str, counts: Counts = everything) -> bool:
    """Whether the author still offers a text: it has not amended it since, nor withdrawn it."""
    acts = [a for a in (*proposal.versions, *proposal.withdrawals, *proposal.positions) if a.party == proposal.party]
    found = False
    for act in sorted(filter(counts, acts), key=lambda each: (each.index, each.entry)):
        if isinstance(act, Version):
            found = act.hash == text
        elif isinstance(act, Withdrawal):
            found = False
        elif isinstance(act, Position) and act.hash == text and act.word in ACCEPTING:
            found = True  # its own word on an earlier text, after another one: it offers that again
    return found


def missing(proposal: Proposal, text: str, counts: Counts = everything) -> tuple[PartyId, ...]:
    """The parties whose signature a text lacks."""
    return tuple(
        party
        for party in proposal.parties
        if not accepts(proposal, party, text, counts) and not stands_aside(proposal, party, text, counts)
    )


def is_agreed(proposal: Proposal, text: str, counts: Counts = everything) -> bool:
    """Whether every party has accepted a text or stands aside from it, two at least have accepted, and it is on offer."""
    if missing(proposal, text, counts) or not offered(proposal, text, counts):
        return False
    return sum(accepts(proposal, party, text, counts) for party in proposal.parties) > 1


def agreed_text(proposal: Proposal) -> Version | None:
    """The one text on which every party's own signature stands; whether it waits for others is another question."""
    if proposal.crossed:
        return None
    found = {each.hash for each in proposal.versions if is_agreed(proposal, each.hash)}
    return version_of(proposal, found.pop()) if len(found) == 1 else None


# Packages and linkage


def waits_for(proposal: Proposal, version: Version, state_of: StateOf) -> tuple[EntryId, ...]:
    """Proposals without which a text cannot be adopted and on which not all have agreed, or not on the text named."""
    open_ones: dict[EntryId, None] = {}
    seen = {proposal.id}
    ahead: list[tuple[Proposal, Version]] = [(proposal, version)]
    while ahead:
        held, text = ahead.pop()
        for named, wanted in _conditions(text):
            other = proposal if named == proposal.id else state_of(named)
            agreed = agreed_text(other) if isinstance(other, Proposal) else None
            named_back = text.part_of != named or _names(agreed, held.id, text.hash)
            if not isinstance(other, Proposal) or agreed is None or wanted not in (None, agreed.hash) or not named_back:
                open_ones[named] = None
            elif named not in seen:
                seen.add(named)
                ahead.append((other, agreed))
    return tuple(sorted(open_ones))


def _conditions(version: Version) -> list[tuple[EntryId, str | None]]:
    """Proposals that a text needs, each with the exact text that is needed, where one is named."""
    found: list[tuple[EntryId, str | None]] = [(each.proposal, each.text) for each in version.members]
    found += [(each, None) for each in version.not_without]
    return found + ([(version.part_of, None)] if version.part_of is not None else [])


def _names(package: Version | None, member: EntryId, text: str) -> bool:
    return package is not None and any((each.proposal, each.text) == (member, text) for each in package.members)


def adopted(proposal: Proposal, state_of: StateOf) -> Version | None:
    """The text that all have adopted: every signature is there, and on all that it cannot be without.

    Args:
        state_of: Looks up the other proposals of a package, and those that it is linked to.
    """
    version = agreed_text(proposal)
    return version if version is not None and not waits_for(proposal, version, state_of) else None


def created(proposal: Proposal, state_of: StateOf) -> tuple[Item, ...]:
    """What the adopted text creates; nothing before it is adopted."""
    version = adopted(proposal, state_of)
    return () if version is None else items(version)


def adopted_for(proposal: Proposal, version: Version) -> tuple[PartyId, ...]:
    """The parties for which an agreed text holds: all but those that stand aside."""
    return tuple(party for party in proposal.parties if accepts(proposal, party, version.hash))


# Letters that cross


def take_backs(proposal: Proposal, text: str) -> tuple[Act, ...]:
    """By whoever once accepted a text, or offered it, and no longer does: the act that ended that."""
    found: list[Act] = []
    for party in proposal.parties:
        said = words_on(proposal, party, text)
        if not accepts(proposal, party, text):
            found += _end([(act, word_of(act) in ACCEPTING) for act in said])
    if not offered(proposal, text):
        acts = [
            a for a in (*proposal.versions, *proposal.withdrawals, *proposal.positions) if a.party == proposal.party
        ]
        ordered = sorted(acts, key=lambda each: (each.index, each.entry))
        shown = [
            (act, (isinstance(act, Version) and act.hash == text) or _offers_again(act, text))
            for act in ordered
            if isinstance(act, Version | Withdrawal) or _offers_again(act, text)
        ]
        found += _end(shown)
    return tuple({act.entry: act for act in found}.values())


def _offers_again(act: Act, text: str) -> bool:
    return isinstance(act, Position) and act.hash == text and act.word in ACCEPTING


def _end(acts: list[tuple[Act, bool]]) -> list[Act]:
    """The first act after the last that held; none if none ever held."""
    held = [at for at, (_, holds) in enumerate(acts) if holds]
    return [acts[held[-1] + 1][0]] if held and held[-1] + 1 < len(acts) else []


def crossed_letters(proposal: Proposal, text: str) -> tuple[tuple[Act, ...], tuple[Act, ...]]:
    """What was taken back from a text, and by which words it would stand agreed for all who did not know; empty if not."""
    taken = take_backs(proposal, text)
    if not taken or is_agreed(proposal, text):
        return (), ()

    def unaware(act: Act) -> bool:
        return act not in taken and not any(knows(act, each) for each in taken)

    if not is_agreed(proposal, text, unaware):
        return (), ()
    theirs = {each.party for each in taken}
    last = [words_on(proposal, party, text, unaware)[-1:] for party in proposal.parties if party not in theirs]
    return taken, tuple(act for said in last for act in said)


def status(proposal: Proposal, state_of: StateOf | None = None) -> Status:
    """Where the proposal stands, on nobody's word but each party's own.

    Args:
        state_of: Looks up other proposals. Without it a text that needs any waits.
    """
    if proposal.crossed:
        return Status.CROSSED
    agreed = {each.hash for each in proposal.versions if is_agreed(proposal, each.hash)}
    if agreed:
        return _agreed_status(proposal, state_of) if len(agreed) == 1 else Status.CROSSED
    if any(crossed_letters(proposal, each.hash)[0] for each in proposal.versions):
        return Status.CROSSED
    return Status.WITHDRAWN if proposal.withdrawals else _open_status(proposal)


def _agreed_status(proposal: Proposal, state_of: StateOf | None) -> Status:
    version = agreed_text(proposal)
    if version is None:
        return Status.CROSSED
    waits = waits_for(proposal, version, state_of or (lambda entry: None))  # noqa: ARG005 - knows no other subject
    return Status.WAITS if waits else Status.ADOPTED


def _open_status(proposal: Proposal) -> Status:
    text = current(proposal).hash
    silences = [each for each in proposal.silences if each.hash == text]
    if any(broken_by(proposal, each) for each in silences):
        return Status.SILENCE_BROKEN
    if silences:
        return Status.UNDER_SILENCE
    declined = any(stance(proposal, party, text) == "declined" for party in proposal.parties)
    return Status.DECLINED if declined else Status.TABLED


# Silence


def objections(proposal: Proposal, silence: Silence) -> tuple[Break | Position, ...]:
    """What stands against a silence, early or late: objections, and words on the text that are no acceptance."""
    found: list[Break | Position] = [each for each in proposal.breaks if each.silence == silence.entry]
    for party in proposal.parties:
        for act in reversed(words_on(proposal, party, silence.hash)):
            if not isinstance(act, Position) or act.word in ACCEPTING | {"dissociated"}:
                break
            found.append(act)
    return tuple(sorted(found, key=lambda each: (each.party, each.index, each.entry)))


def is_late(proposal: Proposal, silence: Silence, act: Break | Position) -> bool:
    """Whether an objection came after the hour: by its own claim, or because it was proven that it was not there.

    One that was shown to be in time is not late, whatever else was shown.
    """
    if any(each.silence == silence.entry and each.broken == act.entry for each in proposal.defeats):
        return False
    proofs = [dict(each.covered) for each in proposal.proofs if each.silence == silence.entry]
    absent = any(covered.get(act.party, act.index + 1) <= act.index for covered in proofs)
    return act.claimed_at > silence.expires_at or absent


def broken_by(proposal: Proposal, silence: Silence) -> tuple[Break | Position, ...]:
    """Objections to a silence that stand as in time."""
    return tuple(each for each in objections(proposal, silence) if not is_late(proposal, silence, each))


def expired_unbroken(
    proposal: Proposal, silence: Silence, silent_until: Mapping[PartyId, datetime], as_of: datetime
) -> clocks.Answer:
    """Whether the hour had passed without objection, at a time that the caller names.

    Args:
        silent_until: For each party the newest time by others' clocks for which its log provably held no objection.
        as_of: The time that is asked about.
    """
    if as_of <= silence.expires_at or broken_by(proposal, silence):
        return clocks.Answer.NO
    asked = [p for p in proposal.parties if stance(proposal, p, silence.hash) not in ACCEPTING | {"dissociated"}]
    shown = all(party in silent_until and silent_until[party] > silence.expires_at for party in asked)
    return clocks.Answer.YES if shown else clocks.Answer.UNDECIDED


# Referral


def instruction_to(proposal: Proposal, referral: Referral) -> Instruction | None:
    """What came back of a referral, if anything has."""
    return next((each for each in proposal.instructions if each.referral == referral.entry), None)


def reply_to(proposal: Proposal, referral: Referral) -> Position | None:
    """The position that came back of a referral: one that names it, or any later word of the party on the text."""
    later = [
        each
        for each in proposal.positions
        if each.party == referral.party and each.index > referral.index and referral.hash == each.hash
    ]
    named = [each for each in proposal.positions if each.referral == referral.entry]
    return next(iter((*named, *later)), None)


def open_referrals(proposal: Proposal) -> tuple[Referral, ...]:
    """Referrals of which no position has come back."""
    return tuple(each for each in proposal.referrals if reply_to(proposal, each) is None)


def standing_of(proposal: Proposal, party: PartyId, text: str) -> str | None:
    """Where one party stands on a text: its last word, or what it has done since about an answer."""
    said = stance(proposal, party, text)
    if by_silence(proposal, party, text) is not None and said not in ACCEPTING:
        return "silent"
    referred = [each for each in proposal.referrals if each.party == party and each.hash == text]
    if not referred or reply_to(proposal, referred[-1]) is not None:
        return said
    return "instruction_received" if instruction_to(proposal, referred[-1]) is not None else "referred"
