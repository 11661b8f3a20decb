"""What is kept of a joint text, and where it stands.

The state keeps what each party said, in the order of that party's log, with what its author knew of the others'
acts (`knew`), and nothing that follows. How a paragraph reads is `wording`; what is
left open is `clean`; who has initialled and signed, and whether letters crossed, is here.

Nothing here is first: a text reads the same whichever edit was read before the other.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum
from itertools import chain
from typing import TypeAlias

import msgspec

from trilateral.agreement import held
from trilateral.ledger.entry import EntryId, PartyId, Text
from trilateral.mechanism.texts.entries import ExactText, TextInterpretation, TextReservation


class Act(held.Act, frozen=True):
    """One thing that a party said about the text, and where in its log.

    Attributes:
        knew: For each party the index of the last act on this text that the author could know.
        claimed_at: When it claims to have been said.
    """

    knew: tuple[tuple[PartyId, int], ...]
    claimed_at: datetime


Counts: TypeAlias = Callable[[Act], bool]


class Tabling(Act, frozen=True):
    """The text was put on the table.

    Attributes:
        moderated: Whether its author did so as moderator.
    """

    title: tuple[Text, ...]
    languages: tuple[str, ...]
    into_force: str
    into_force_on: str | None
    meeting: EntryId | None
    amends: EntryId | None
    moderated: bool


class Placed(Act, frozen=True):
    """A paragraph and its place.

    Attributes:
        key: Its name.
        after: The paragraph that it follows; None for the first place.
    """

    key: str
    after: str | None
    sort: str
    clause: str | None


class Version(Act, frozen=True):
    """A wording of a paragraph.

    Attributes:
        key: Of which paragraph.
        wordings: In each language that it words. None of them where it strikes the paragraph.
        bases: The versions that it was made against.
        contested: Those of them that competed with others, as far as its author knew, and that are not its author's
            own: it takes their place once their authors let it.
        matches: Versions in other languages that it says the same as.
        struck: Whether it strikes the paragraph.
    """

    key: str
    wordings: tuple[Text, ...]
    bases: tuple[EntryId, ...]
    contested: tuple[EntryId, ...]
    matches: tuple[EntryId, ...]
    struck: bool
    why: Text | None


class Yielding(Act, frozen=True):
    """A party lets a version stand."""

    key: str
    version: EntryId


class Bracket(Act, frozen=True):
    """Words that a party holds open.

    Attributes:
        start: The first of them among the words of `bases`, from 0.
        end: Behind the last.
    """

    key: str
    lang: str
    bases: tuple[EntryId, ...]
    start: int
    end: int
    option: Text | None
    why: Text | None


class Lift(Act, frozen=True):
    """A holder lifted its bracket."""

    bracket: EntryId


class Signature(Act, frozen=True):
    """A party's word on the text as a whole: `initialled`, `signed` or `taken_back`."""

    word: str
    hashes: tuple[ExactText, ...]
    ad_referendum: bool
    reservations: tuple[TextReservation, ...]
    interpretations: tuple[TextInterpretation, ...]
    why: Text | None


class Adoption(Act, frozen=True):
    """A proposal was adopted that names the text by its hashes.

    Attributes:
        adopted_for: The parties for which it was: who stood aside has settled nothing.
    """

    proposal: EntryId
    hashes: tuple[ExactText, ...]
    adopted_for: tuple[PartyId, ...]


class Naming(Act, frozen=True):
    """A party named the day of entry into force."""

    on: str


class Force(Act, frozen=True):
    """The entry into force was recorded."""

    on: str


class Amendment(Act, frozen=True):
    """Another text in force has amended this one."""

    by: EntryId


class Termination(Act, frozen=True):
    """A day on which the text is to cease to be in force."""

    on: str
    why: Text | None


class TerminationWord(Act, frozen=True):
    """A party accepted a termination."""

    termination: EntryId


class JointText(msgspec.Struct, frozen=True):
    """One text, as the record stands. Acts stand in the order of parties, and for each in that of its log.

    Attributes:
        id: The entry that mentioned the non-paper, or tabled the text.
        party: Whose entry that was.
        parties: Whose signatures it takes: the parties of the charter under which it was opened.
        title: What it is called, in each language.
        crossed: Parties that spoke here on both branches of a log that they showed in two ways.
    """

    id: EntryId
    party: PartyId
    parties: tuple[PartyId, ...]
    title: tuple[Text, ...]
    tablings: tuple[Tabling, ...] = ()
    places: tuple[Placed, ...] = ()
    versions: tuple[Version, ...] = ()
    yieldings: tuple[Yielding, ...] = ()
    brackets: tuple[Bracket, ...] = ()
    lifts: tuple[Lift, ...] = ()
    signatures: tuple[Signature, ...] = ()
    adoptions: tuple[Adoption, ...] = ()
    namings: tuple[Naming, ...] = ()
    forces: tuple[Force, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    terminations: tuple[Termination, ...] = ()
    termination_words: tuple[TerminationWord, ...] = ()
    crossed: tuple[PartyId, ...] = ()


ROWS = (
    "tablings",
    "places",
    "versions",
    "yieldings",
    "brackets",
    "lifts",
    "signatures",
    "adoptions",
    "namings",
    "forces",
    "amendments",
    "terminations",
    "termination_words",
)
"""Members of a text that hold acts."""


class Status(StrEnum):
    """Where a text stands as a whole."""

    NON_PAPER = "non_paper"
    CHAIR_TEXT = "chair_text"
    BRACKETED = "bracketed"
    CLEAN = "clean"
    INITIALLED = "initialled"
    SIGNED = "signed"
    IN_FORCE = "in_force"
    AMENDED = "amended"
    TERMINATED = "terminated"
    CROSSED = "crossed"


def all_acts(text: JointText) -> Iterable[Act]:
    """Everything that anybody said about it."""
    return chain.from_iterable(getattr(text, row) for row in ROWS)


def only(text: JointText, counts: Counts) -> JointText:
    """The text as it would read without the other acts."""
    return msgspec.structs.replace(text, **{row: tuple(filter(counts, getattr(text, row))) for row in ROWS})


def knows(later: Act, earlier: Act) -> bool:
    """Whether the author of one act could know the other. A party knows what it said before."""
    if later.party == earlier.party:
        return earlier.index < later.index
    return earlier.index <= dict(later.knew).get(earlier.party, -1)


def as_known(text: JointText, act: Act) -> JointText:
    """The text as the author of an act could know it, the act itself left out."""
    return only(text, lambda each: knows(act, each))


def tabling(text: JointText) -> Tabling | None:
    """How it was put on the table; None for a non-paper."""
    return text.tablings[0] if text.tablings else None


# Initials and signatures


def last_word(text: JointText, party: PartyId) -> Signature | None:
    """A party's last word on the text as a whole."""
    return next((each for each in reversed(text.signatures) if each.party == party), None)


def signed_by(text: JointText, hashes: tuple[ExactText, ...]) -> tuple[PartyId, ...]:
    """The parties whose last word is their signature on exactly these texts."""
    return tuple(party for party in text.parties if _says(last_word(text, party), {"signed"}, hashes))


def initialled_by(text: JointText, hashes: tuple[ExactText, ...]) -> tuple[PartyId, ...]:
    """The parties whose last word is that exactly these texts are settled: by initials, or by signature already."""
    return tuple(party for party in text.parties if _says(last_word(text, party), {"initialled", "signed"}, hashes))


def _says(said: Signature | None, words: set[str], hashes: tuple[ExactText, ...]) -> bool:
    return said is not None and said.word in words and said.hashes == hashes


def agreed(text: JointText) -> tuple[ExactText, ...]:
    """The exact texts that every party has signed; empty if there are none."""
    last = [last_word(text, party) for party in text.parties]
    hashes = {each.hashes for each in last if each is not None and each.word == "signed"}
    return next((each for each in hashes if set(signed_by(text, each)) == set(text.parties)), ())


def signed_text(text: JointText) -> JointText | None:
    """The text as every party signed it, whatever was written since by whoever did not know."""
    hashes = agreed(text)
    signer = next((word for p in text.parties if (word := last_word(text, p)) is not None), None)
    return None if not hashes or signer is None else as_known(text, signer)


def standing_text(text: JointText) -> JointText:
    """The text that counts: as all signed it, or as it stands."""
    return signed_text(text) or text


def written_after(text: JointText) -> tuple[Act, ...]:
    """What was written by whoever did not know that all had signed. It changes nothing of what was signed."""
    frozen = signed_text(text)
    if frozen is None:
        return ()
    known = {each.entry for each in all_acts(frozen)}
    written: tuple[Act, ...] = (*text.versions, *text.yieldings, *text.brackets, *text.lifts)
    return tuple({each.entry: each for each in written if each.entry not in known}.values())


def letters_crossed(text: JointText) -> tuple[tuple[Signature, Signature], ...]:
    """Signatures that were the last as their authors saw it, each with one taken back by somebody who did not know."""
    last = [word for party in text.parties if (word := last_word(text, party)) is not None]
    return tuple(
        (signed, taken)
        for signed in last
        if signed.word == "signed" and _completed(text, signed)
        for taken in last
        if taken.word == "taken_back" and not knows(taken, signed) and not knows(signed, taken)
    )


def _completed(text: JointText, signed: Signature) -> bool:
    known = as_known(text, signed)
    others = (party for party in text.parties if party != signed.party)
    return all(_says(last_word(known, party), {"signed"}, signed.hashes) for party in others)


# In force, and out of it


def named_day(text: JointText) -> str | None:
    """The day of entry into force that all parties named last; None as long as they have not named the same."""
    last = {each.party: each.on for each in text.namings if each.party in text.parties}
    return next(iter(last.values())) if len(last) == len(text.parties) and len(set(last.values())) == 1 else None


def force_day(text: JointText) -> str | None:
    """The day from which the signed text is in force by its own terms; None where that is not known yet.

    The day of the last signature is the last that a signature claims, in UTC.
    """
    terms = tabling(text)
    if terms is None or not agreed(text):
        return None
    if terms.into_force == "on_day":
        return terms.into_force_on
    if terms.into_force == "day_named_by_all":
        return named_day(text)
    last = [word for party in text.parties if (word := last_word(text, party)) is not None]
    return max(each.claimed_at for each in last).date().isoformat()


def terminated_by(text: JointText, termination: Termination) -> tuple[PartyId, ...]:
    """The parties that accept a termination."""
    said = {termination.party}
    said |= {each.party for each in text.termination_words if each.termination == termination.entry}
    return tuple(party for party in text.parties if party in said)


def terminated_on(text: JointText) -> tuple[str, ...]:
    """The days on which every party agrees as the end. More than one where two agreements crossed."""
    ends = (each for each in text.terminations if set(terminated_by(text, each)) == set(text.parties))
    return tuple(sorted({each.on for each in ends}))
