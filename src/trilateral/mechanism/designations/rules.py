"""What the designation entries mean. Each party's term is its own; the neutral one is everybody's signature or nobody's.

The state keeps all that was said, each under its author. With a neutral term that is put to all it keeps
which others its author had seen, and which of those were agreed: so it can be told whether two were put
forward without knowledge of one another, and whether one was agreed in place of the other.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import msgspec

from trilateral.agreement import consent
from trilateral.agreement.consent import ACCEPTED, REFUSED, Standing, Word
from trilateral.agreement.held import Act, only_seen, ordered
from trilateral.ledger.entry import Body, Entry, EntryId, PartyId, Text
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.designations.entries import (
    DesignationIdentified,
    DesignationRegistered,
    NeutralAccepted,
    NeutralProposed,
    NeutralRefused,
    ResponsibilityAccepted,
    ResponsibilityAsserted,
    ResponsibilityContested,
    TermStated,
)


class Term(Act, frozen=True):
    """What a party calls it.

    Attributes:
        apart: Whether the words stand in the entry's detached part.
    """

    terms: tuple[Text, ...]
    spellings: tuple[Text, ...]
    note: Text | None
    apart: bool


class Neutral(Act, frozen=True):
    """A neutral term that was put to all.

    Attributes:
        apart: Whether the words stand in the entry's detached part.
        knew: Other neutral terms that its author had seen.
        over: Those of them that all had accepted, as its author saw it: it is to take their place.
    """

    terms: tuple[Text, ...]
    without_prejudice: Text | None
    apart: bool
    knew: tuple[EntryId, ...]
    over: tuple[EntryId, ...]


class Answering(Act, frozen=True):
    """A party's word on whether one answers for it: `asserted`, `accepted` or `contested`."""

    of: PartyId
    word: str
    text: Text | None


class View(Act, frozen=True):
    """A party's view on whether this and another entry of the register are one thing."""

    other: EntryId
    same: bool
    why: Text | None


class Designation(msgspec.Struct, frozen=True):
    """One entry of the register. Acts stand in the order of parties, and for each in that of its log.

    Attributes:
        id: The entry that registered it.
        party: Who did.
        parties: Whose acceptance a neutral term takes.
        crossed: Parties that spoke here on both branches of a log that they showed in two ways.
    """

    id: EntryId
    party: PartyId
    parties: tuple[PartyId, ...]
    thing: str
    by_office: bool
    terms: tuple[Term, ...] = ()
    neutrals: tuple[Neutral, ...] = ()
    words: tuple[Word, ...] = ()
    answering: tuple[Answering, ...] = ()
    views: tuple[View, ...] = ()
    crossed: tuple[PartyId, ...] = ()


class NeutralStatus(StrEnum):
    """Where the neutral term stands."""

    NONE = "none"
    PROPOSED = "proposed"
    AGREED = "agreed"
    REFUSED = "refused"
    CROSSED = "crossed"


class Claim(msgspec.Struct, frozen=True):
    """Whether a party answers for it: `accepted` or `contested` by itself, else `asserted` or `contested` by others.

    Attributes:
        of: Which party.
        own: Its own last word, if it has said one.
        asserted_by: Parties whose last word is that it does.
        contested_by: Other parties whose last word is that it does not.
    """

    of: PartyId
    status: str
    own: Answering | None
    asserted_by: tuple[PartyId, ...]
    contested_by: tuple[PartyId, ...]


_ACTS = ("terms", "neutrals", "words", "answering", "views")


def objection(held: Designation | None, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Say why `entry` has no effect on `held`, or None if it has one.

    A node asks this twice: before its own party signs, and of every entry that any
    party has signed. What the author had not seen is taken out of `held` first.

    Args:
        held: The designation so far; None before it is registered.
        entry: Signed, parsed and about `held`, but otherwise anything at all.
        facts: What the author could know.
    """
    body: Body = entry.body
    if isinstance(body, DesignationRegistered):
        if held is not None or entry.header.subject is not None:
            return Objection("designations.registered_already")
        return _objection_to_words(body, entry, thing=body.thing, by_office=body.by_office)
    if held is None:
        return Objection("designations.not_found")
    known = only_seen(held, _ACTS, facts)
    match body:
        case TermStated() | NeutralProposed():
            return _objection_to_words(body, entry, thing=known.thing, by_office=known.by_office)
        case NeutralAccepted() | NeutralRefused():
            return _objection_to_word(known, body, entry.party, facts)
        case ResponsibilityAsserted() | ResponsibilityAccepted() | ResponsibilityContested():
            return _objection_to_answering(known, body, entry.party, facts)
        case DesignationIdentified():
            return _objection_to_view(known, body, entry.party, facts)
    return Objection("designations.not_found")


def _objection_to_words(
    body: DesignationRegistered | TermStated | NeutralProposed, entry: Entry[Any], *, thing: str, by_office: bool
) -> Objection | None:
    """Words stand where they may: a person's name never where it cannot be erased."""
    header = entry.header
    if (header.blob is None) != (header.commit is None):
        return Objection("designations.no_commitment")
    apart = header.commit is not None
    in_body = any(getattr(body, name, None) for name in ("terms", "spellings", "note", "without_prejudice"))
    if not body.terms and not apart:
        return Objection("designations.says_nothing")
    if thing == "person" and not by_office and in_body and not entry.under_seal:
        return Objection("designations.name_in_the_open")
    return None


def _objection_to_word(
    known: Designation, body: NeutralAccepted | NeutralRefused, party: PartyId, facts: Facts
) -> Objection | None:
    if party not in known.parties:
        return Objection("designations.no_say", (("party", party),))
    if facts.saw(body.proposal) is None:
        return Objection("designations.not_seen", (("entry", body.proposal),))
    found = next((each for each in known.neutrals if each.entry == body.proposal), None)
    if found is None:
        return Objection("designations.no_such_proposal", (("entry", body.proposal),))
    if neutral_standing(known, found) is Standing.AGREED:
        return Objection("designations.agreed_already")
    said = consent.last_word(known.words, found.entry, party)
    if isinstance(body, NeutralRefused):
        again = said is not None and said.word == REFUSED
        return Objection("designations.refused_already") if again else None
    if said is not None and said.word == ACCEPTED:
        return Objection("designations.accepted_already")
    other = next((each for each in agreed_neutrals(known) if each.entry not in found.over), None)
    return None if other is None else Objection("designations.settled_since", (("entry", other.entry),))


def _objection_to_answering(
    known: Designation,
    body: ResponsibilityAsserted | ResponsibilityAccepted | ResponsibilityContested,
    party: PartyId,
    facts: Facts,
) -> Objection | None:
    if known.thing == "place":
        return Objection("designations.nobody_answers_for_a_place")
    of, word = _answering(body, party)
    charter = facts.charter
    if of not in {*(each.id for each in charter.parties), *(each.id for each in charter.unsigned)}:
        return Objection("designations.not_a_party", (("party", of),))
    if of == party and word == "asserted":
        return Objection("designations.of_oneself")
    said = _last_answering(known, party, of)
    return Objection("designations.said_already") if said is not None and said.word == word else None


def _answering(
    body: ResponsibilityAsserted | ResponsibilityAccepted | ResponsibilityContested, party: PartyId
) -> tuple[PartyId, str]:
    if isinstance(body, ResponsibilityAccepted):
        return party, "accepted"
    return body.of, "asserted" if isinstance(body, ResponsibilityAsserted) else "contested"


def _objection_to_view(
    known: Designation, body: DesignationIdentified, party: PartyId, facts: Facts
) -> Objection | None:
    if body.other == known.id:
        return Objection("designations.of_itself")
    if facts.saw(body.other) is None:
        return Objection("designations.not_seen", (("entry", body.other),))
    if not isinstance(facts.state(body.other), Designation):
        return Objection("designations.not_a_designation", (("entry", body.other),))
    said = _last_view(known, party, body.other)
    return Objection("designations.said_already") if said is not None and said.same == body.same else None


def apply(held: Designation | None, entry: Entry[Any], facts: Facts) -> Designation | None:
    """Return `held` as it stands after `entry`, to which there is no objection."""
    body: Body = entry.body
    at, apart = (entry.id, entry.party, entry.index), entry.header.commit is not None
    if isinstance(body, DesignationRegistered):
        term = Term(*at, body.terms, body.spellings, body.note, apart)
        return Designation(entry.id, entry.party, facts.parties, body.thing, body.by_office, (term,))
    if held is None:
        return None
    match body:
        case TermStated(terms=terms, spellings=spellings, note=note):
            changed = _with(held, "terms", Term(*at, terms, spellings, note, apart))
        case NeutralProposed():
            changed = _with_neutral(held, body, entry, facts)
        case NeutralAccepted(proposal=on, without_prejudice=text):
            changed = _with_word(held, consent.word_on(on, entry, ACCEPTED, text, held.words, facts))
        case NeutralRefused(proposal=on, why=text):
            changed = _with_word(held, consent.word_on(on, entry, REFUSED, text, held.words, facts))
        case ResponsibilityAsserted() | ResponsibilityAccepted() | ResponsibilityContested():
            changed = _with(held, "answering", Answering(*at, *_answering(body, entry.party), body.text))
        case DesignationIdentified(other=other, same=same, why=why):
            changed = _with(held, "views", View(*at, other, same, why))
        case _:
            return held
    if any(each.party == entry.party and facts.saw(each.entry) is None for row in _ACTS for each in getattr(held, row)):
        # Who does not know what stands in its own log has another log than the one shown here.
        crossed = tuple(sorted({*held.crossed, entry.party}))
        return msgspec.structs.replace(changed, crossed=crossed)
    return changed


def _with_neutral(held: Designation, body: NeutralProposed, entry: Entry[Any], facts: Facts) -> Designation:
    known = only_seen(held, _ACTS, facts)
    knew = tuple(sorted(each.entry for each in known.neutrals))
    over = tuple(sorted(each.entry for each in known.neutrals if neutral_standing(known, each) is Standing.AGREED))
    at, apart = (entry.id, entry.party, entry.index), entry.header.commit is not None
    changed = _with(held, "neutrals", Neutral(*at, body.terms, body.without_prejudice, apart, knew, over))
    if entry.party not in held.parties:
        return changed
    return _with_word(changed, consent.word_on(entry.id, entry, ACCEPTED, None, (), facts))


def _with_word(held: Designation, word: Word) -> Designation:
    return msgspec.structs.replace(held, words=ordered((*held.words, word)))


def _with(held: Designation, row: str, act: Act) -> Designation:
    return msgspec.structs.replace(held, **{row: ordered((*getattr(held, row), act))})


# Questions


def term_of(designation: Designation, party: PartyId) -> Term | None:
    """What a party calls it, by its last word; None if it has said nothing."""
    return next((each for each in reversed(designation.terms) if each.party == party), None)


def holders(designation: Designation) -> tuple[PartyId, ...]:
    """The parties that have a term of their own for it."""
    return tuple(sorted({each.party for each in designation.terms}))


def neutral_standing(designation: Designation, neutral: Neutral) -> Standing:
    """Where one neutral term stands, by each party's own word."""
    return consent.standing(designation.words, neutral.entry, designation.parties)


def agreed_neutrals(designation: Designation) -> tuple[Neutral, ...]:
    """The neutral terms that all have accepted and that no other has replaced. More than one where two agreements crossed."""
    found = [each for each in designation.neutrals if neutral_standing(designation, each) is Standing.AGREED]
    replaced = {entry for each in found for entry in each.over}
    return tuple(each for each in found if each.entry not in replaced)


def neutral_term(designation: Designation) -> Neutral | None:
    """The one neutral term that all have accepted; None if there is none, or if that is crossed."""
    found = agreed_neutrals(designation)
    return found[0] if len(found) == 1 and neutral_status(designation) is NeutralStatus.AGREED else None


def rivals(designation: Designation) -> tuple[tuple[Neutral, Neutral], ...]:
    """Neutral terms of different parties that are still open, neither author having seen the other's."""
    waiting = [each for each in designation.neutrals if neutral_standing(designation, each) is Standing.OPEN]
    return tuple(
        (one, other)
        for number, one in enumerate(waiting)
        for other in waiting[number + 1 :]
        if one.party != other.party and one.entry not in other.knew and other.entry not in one.knew
    )


def letters_crossed(designation: Designation) -> tuple[tuple[Word, Word], ...]:
    """Acceptances that completed an agreement as their authors saw it, each with a refusal that crossed it."""
    return tuple(
        pair
        for each in designation.neutrals
        for pair in consent.letters_crossed(designation.words, each.entry, designation.parties)
    )


def neutral_status(designation: Designation) -> NeutralStatus:
    """Where the neutral term stands, on nobody's word but each party's own."""
    found = agreed_neutrals(designation)
    forked = any(each.party in designation.crossed for each in designation.words)
    if len(found) > 1 or forked or letters_crossed(designation):
        return NeutralStatus.CROSSED
    if found:
        return NeutralStatus.AGREED
    if rivals(designation):
        return NeutralStatus.CROSSED
    if not designation.neutrals:
        return NeutralStatus.NONE
    waits = any(neutral_standing(designation, each) is Standing.OPEN for each in designation.neutrals)
    return NeutralStatus.PROPOSED if waits else NeutralStatus.REFUSED


def words_missing(designation: Designation) -> tuple[tuple[Neutral, tuple[PartyId, ...]], ...]:
    """Neutral terms that are open, each with the parties that have said nothing on it."""
    return tuple(
        (each, tuple(p for p in designation.parties if consent.last_word(designation.words, each.entry, p) is None))
        for each in designation.neutrals
        if neutral_standing(designation, each) is Standing.OPEN
    )


def _last_answering(designation: Designation, party: PartyId, of: PartyId) -> Answering | None:
    said = (each for each in reversed(designation.answering) if each.party == party and each.of == of)
    return next(said, None)


def claims(designation: Designation) -> tuple[Claim, ...]:
    """Who is said to answer for it, by each party's last word. A party's own word decides; others' do not."""
    found = []
    for of in sorted({each.of for each in designation.answering}):
        parties = sorted({each.party for each in designation.answering if each.of == of})
        last = [said for party in parties if (said := _last_answering(designation, party, of)) is not None]
        own = next((each for each in last if each.party == of), None)
        asserted = tuple(each.party for each in last if each.word == "asserted")
        contested = tuple(each.party for each in last if each.word == "contested" and each.party != of)
        status = own.word if own is not None else "contested" if contested else "asserted"
        found.append(Claim(of, status, own, asserted, contested))
    return tuple(found)


def unanswered_claims(designation: Designation) -> tuple[PartyId, ...]:
    """Parties that others say to answer for it, and that have said nothing themselves."""
    return tuple(each.of for each in claims(designation) if each.own is None and each.asserted_by)


def _last_view(designation: Designation, party: PartyId, other: EntryId) -> View | None:
    return next((each for each in reversed(designation.views) if each.party == party and each.other == other), None)


def last_views(designation: Designation) -> tuple[View, ...]:
    """Each party's last word on each other entry that it has compared with this one."""
    pairs = sorted({(each.other, each.party) for each in designation.views})
    return tuple(said for other, party in pairs if (said := _last_view(designation, party, other)) is not None)


def one_with(register: Mapping[EntryId, Designation], subject: EntryId, party: PartyId) -> tuple[EntryId, ...]:
    """The other entries of the register that are this thing in one party's view, by however many steps.

    It matters not at which of two entries the party said so; where it said both, what stands later in its log counts.
    """
    said: dict[tuple[EntryId, EntryId], View] = {}
    for each in register.values():
        for view in last_views(each):
            pair = (min(each.id, view.other), max(each.id, view.other))
            if view.party == party and (pair not in said or view.index > said[pair].index):
                said[pair] = view
    found, left = {subject}, [subject]
    while left:
        here = left.pop()
        for (one, other), view in said.items():
            there = other if one == here else one if other == here else None
            if there is not None and view.same and there not in found:
                found.add(there)
                left.append(there)
    return tuple(sorted(found - {subject}))
