"""Between the rooms: what a party tells the moderator, how that is put to the others, and whether it was put right.

A confidence is kept as the fact that it was told; its words never stand here. What may be
passed on is paraphrased by the moderator, called right or wrong by whose words they were,
delivered, and confirmed by who received it: four signatures by those who alone can give them.

What is said through the moderator on the record, in the author's own words or in others that the
author confirms, is a statement, and lies elsewhere.
"""

from enum import StrEnum
from typing import Any

from trilateral.ledger.entry import Body, Entry, EntryId, PartyId
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.meetings.entries import (
    Confided,
    ParaphraseAnswered,
    Paraphrased,
    RelayDelivered,
    RelayReceived,
)
from trilateral.mechanism.meetings.state import Confidence, Meeting, Paraphrase, RelayWord, leaders, leads


class Relay(StrEnum):
    """Where a paraphrase stands."""

    DRAFTED = "drafted"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    DELIVERED = "delivered"
    DELIVERED_UNCONFIRMED = "delivered_unconfirmed"
    CONTESTED = "contested"
    CROSSED = "crossed"


def objection_to_relay(known: Meeting, body: Body, entry: Entry[Any], facts: Facts) -> Objection | None:  # noqa: PLR0911 - one return for each objection
    """Why a word between the rooms has no effect."""
    if not known.sessions:
        return Objection("meetings.not_opened")
    if isinstance(body, Confided):
        return _objection_to_confidence(known, body, entry, facts)
    if isinstance(body, Paraphrased):
        return _objection_to_paraphrase(known, body, entry, facts)
    if not isinstance(body, ParaphraseAnswered | RelayDelivered | RelayReceived):
        return None
    if facts.saw(body.paraphrase) is None:
        return Objection("meetings.not_seen", (("entry", body.paraphrase),))
    paraphrase = paraphrase_of(known, body.paraphrase)
    if paraphrase is None:
        return Objection("meetings.no_such_paraphrase")
    if isinstance(body, ParaphraseAnswered):
        return _objection_to_answer(known, paraphrase, body, entry)
    return _objection_to_delivery(known, paraphrase, body, entry)


def _objection_to_confidence(known: Meeting, body: Confided, entry: Entry[Any], facts: Facts) -> Objection | None:
    if not leaders(known, facts.charter):
        return Objection("meetings.no_moderator")
    if leads(known, facts.charter, entry.party):
        return Objection("meetings.to_oneself")
    if body.item is not None and body.item < 0:
        return Objection("meetings.bad_number", (("number", body.item),))
    return _objection_to_addressees(body.to, entry.party, facts)


def _objection_to_addressees(to: tuple[PartyId, ...], author: PartyId, facts: Facts) -> Objection | None:
    unknown = next((party for party in to if facts.charter.party(party) is None), None)
    if unknown is not None:
        return Objection("meetings.not_a_party", (("party", unknown),))
    return Objection("meetings.to_its_author") if author in to else None


def _objection_to_paraphrase(known: Meeting, body: Paraphrased, entry: Entry[Any], facts: Facts) -> Objection | None:
    if not leads(known, facts.charter, entry.party):
        return Objection("meetings.not_yours_to_lead", (("party", ", ".join(leaders(known, facts.charter))),))
    if facts.saw(body.of) is None:
        return Objection("meetings.not_seen", (("entry", body.of),))
    told = confidence_of(known, body.of)
    if told is None:
        return Objection("meetings.no_such_confidence", (("entry", body.of),))
    if not body.to:
        return Objection("meetings.says_nothing")
    if not told.may_pass_on or (told.to and not set(body.to) <= set(told.to)):
        return Objection("meetings.in_confidence")
    return _objection_to_addressees(body.to, told.party, facts)


def _objection_to_answer(
    known: Meeting, paraphrase: Paraphrase, body: ParaphraseAnswered, entry: Entry[Any]
) -> Objection | None:
    if entry.party != paraphrase.author:
        return Objection("meetings.not_yours_to_confirm", (("party", paraphrase.author),))
    last = answer_to(known, paraphrase)
    return Objection("meetings.answered_already") if last is not None and last.word == body.likeness else None


def _objection_to_delivery(
    known: Meeting, paraphrase: Paraphrase, body: RelayDelivered | RelayReceived, entry: Entry[Any]
) -> Objection | None:
    delivered = is_delivered(known, paraphrase)
    if isinstance(body, RelayDelivered):
        if entry.party != paraphrase.party:
            return Objection("meetings.not_yours_to_lead", (("party", paraphrase.party),))
        if delivered:
            return Objection("meetings.delivered_already")
        last = answer_to(known, paraphrase)
        return Objection("meetings.paraphrase_wrong") if last is not None and last.word == "wrong" else None
    if entry.party not in paraphrase.to:
        return Objection("meetings.not_addressed")
    if not delivered:
        return Objection("meetings.not_delivered")
    return Objection("meetings.received_already") if entry.party in received_by(known, paraphrase) else None


# Questions


def confidence_of(meeting: Meeting, entry: EntryId) -> Confidence | None:
    """The confidence that this entry records."""
    return next((each for each in meeting.confidences if each.entry == entry), None)


def paraphrase_of(meeting: Meeting, entry: EntryId) -> Paraphrase | None:
    """The paraphrase that this entry made."""
    return next((each for each in meeting.paraphrases if each.entry == entry), None)


def _words_on(meeting: Meeting, paraphrase: Paraphrase) -> tuple[RelayWord, ...]:
    return tuple(each for each in meeting.relay_words if each.paraphrase == paraphrase.entry)


def answer_to(meeting: Meeting, paraphrase: Paraphrase) -> RelayWord | None:
    """The last word on a paraphrase of whose words they were: `right` or `wrong`; None before there is one."""
    said = [each for each in _words_on(meeting, paraphrase) if each.word in {"right", "wrong"}]
    return said[-1] if said else None


def is_delivered(meeting: Meeting, paraphrase: Paraphrase) -> bool:
    """Whether the moderator says that it was passed on."""
    return any(each.word == "delivered" for each in _words_on(meeting, paraphrase))


def received_by(meeting: Meeting, paraphrase: Paraphrase) -> tuple[PartyId, ...]:
    """Who confirms having it."""
    return tuple(each.party for each in _words_on(meeting, paraphrase) if each.word == "received")


def relay_status(meeting: Meeting, paraphrase: Paraphrase) -> Relay:
    """Where a paraphrase stands. Called wrong while it was being delivered, neither knowing of the other, it is crossed."""
    answer = answer_to(meeting, paraphrase)
    if not is_delivered(meeting, paraphrase):
        if answer is None:
            return Relay.DRAFTED
        return Relay.CONFIRMED if answer.word == "right" else Relay.DISPUTED
    if answer is None:
        return Relay.DELIVERED_UNCONFIRMED
    if answer.word == "right":
        return Relay.DELIVERED
    return Relay.CONTESTED if answer.knew else Relay.CROSSED
