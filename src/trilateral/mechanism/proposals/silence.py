"""When silence is consent: what stands against putting a text under it, breaking it, proving it and defeating the proof.

Four things must come together before a party's silence counts: it had the proposal under silence, by its
own log and for as long before the hour as the charter asks; others say, with times after the hour and its grace,
which head of its log was the newest they knew; enough of them say so, and some without interest; and the log up
to that head, which the author of the proof had read, holds that receipt and no objection. Nothing here asks what
time it is, and nobody's time to object is measured by what the opener claims.

Left out: where such heads are found (`node.silence`).
"""

from datetime import timedelta
from typing import Any

from trilateral.ledger.charter import SilenceTerms
from trilateral.ledger.cosigned import Cosigned, KnownHead
from trilateral.ledger.entry import Entry, PartyId
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.proposals.entries import SilenceBroken, SilenceDefeated, SilenceOpened, SilenceProven
from trilateral.mechanism.proposals.state import (
    Break,
    Position,
    Proposal,
    Silence,
    current,
    is_late,
    matters,
    missing,
    objections,
    offered,
    version_of,
)


def objection_to_opening(  # noqa: PLR0911 - one return for each objection
    known: Proposal, body: SilenceOpened, entry: Entry[Any], facts: Facts
) -> Objection | None:
    """Only the author and whoever presides, only for what the charter lets pass in silence, and for as long as it says."""
    if entry.party != known.party and facts.charter.role(entry.party) not in {"host", "chair"}:
        return Objection("proposals.not_yours_to_silence", (("party", known.party),))
    terms = facts.charter.silence
    if terms is None:
        return Objection("proposals.no_silence_terms")
    version = version_of(known, body.text_hash)
    if version is None:
        return Objection("proposals.no_such_text")
    if version.hash != current(known).hash:
        return Objection("proposals.old_text")
    barred = next((each for each in matters(version) if each not in terms.matters), None)
    if barred is not None:
        return Objection("proposals.not_a_matter_for_silence", (("sort", barred),))
    if any(each.hash == version.hash for each in known.silences):
        return Objection("proposals.silence_opened_before")
    asked = body.expires_at - entry.header.claimed_at
    if asked < timedelta(hours=terms.min_hours):
        return Objection("proposals.silence_too_short", (("hours", terms.min_hours),))
    if asked > timedelta(hours=terms.max_hours):
        return Objection("proposals.silence_too_long", (("hours", terms.max_hours),))
    return None


def objection_to_breaking(known: Proposal, body: SilenceBroken, entry: Entry[Any]) -> Objection | None:
    """Any party, once, at any time: a late objection stays on the record as late."""
    if entry.party not in known.parties:
        return Objection("proposals.no_say", (("party", entry.party),))
    if silence_of(known, body.silence) is None:
        return Objection("proposals.no_such_silence")
    if any(each.party == entry.party and each.silence == body.silence for each in known.breaks):
        return Objection("proposals.broken_already")
    return None


def silence_of(known: Proposal, entry: str) -> Silence | None:
    """The silence that an entry opened."""
    return next((each for each in known.silences if each.entry == entry), None)


def objection_to_proof(  # noqa: PLR0911 - one return for each objection
    known: Proposal, body: SilenceProven, facts: Facts
) -> Objection | None:
    """Whether every party that has not spoken is shown to have been silent."""
    silence, terms = silence_of(known, body.silence), facts.charter.silence
    if silence is None or terms is None:
        return Objection("proposals.no_such_silence")
    if not offered(known, silence.hash):
        return Objection("proposals.old_text")
    if any(each.silence == silence.entry for each in known.defeats):
        return Objection("proposals.objected_in_time", (("party", _objector(known, silence)),))
    silent = missing(known, silence.hash)
    if not silent:
        return Objection("proposals.nobody_silent")
    named = [each.party for each in body.heads]
    if len(set(named)) != len(named):
        return Objection("proposals.named_twice")
    given = {each.party: each.checkpoint for each in body.heads}
    for party in silent:
        wrong = _objection_to_silence_of(known, silence, terms, party, given.get(party), facts)
        if wrong is not None:
            return wrong
    return None


def _objector(known: Proposal, silence: Silence) -> PartyId:
    shown = {each.broken for each in known.defeats if each.silence == silence.entry}
    return next((each.party for each in objections(known, silence) if each.entry in shown), "")


def _objection_to_silence_of(  # noqa: PLR0913, PLR0917 - one return for each objection, and what each rests on
    known: Proposal, silence: Silence, terms: SilenceTerms, party: PartyId, checkpoint: str | None, facts: Facts
) -> Objection | None:
    who = (("party", party),)
    receipt = facts.received(party, silence.entry)
    wrong = _objection_to_receipt(silence, terms, party, receipt)
    if wrong is not None:
        return wrong
    if checkpoint is None:
        return Objection("proposals.silence_not_shown", who)
    log = facts.charter.party(party)
    head = None if log is None else facts.head(log.origin, checkpoint)
    if head is None:
        return Objection("proposals.another_log", who)
    if head.size <= (silence.index if receipt is None else receipt.index):
        return Objection("proposals.not_received", who)
    if any(_stands_against(known, silence, each, party, head.size) for each in objections(known, silence)):
        return Objection("proposals.objected_in_time", who)
    return _objection_to_cosigners(known, silence, terms, party, head)


def _objection_to_receipt(
    silence: Silence, terms: SilenceTerms, party: PartyId, receipt: Entry[Any] | None
) -> Objection | None:
    """By the party's own word, and nobody else's: who came back late was never asked."""
    who = (("party", party),)
    if receipt is None:  # who opened it has it
        return None if party == silence.party else Objection("proposals.not_received", who)
    left = silence.expires_at - receipt.header.claimed_at
    if left < timedelta(0):
        return Objection("proposals.received_late", who)
    if left < timedelta(hours=terms.min_hours):
        return Objection("proposals.too_little_time", (*who, ("hours", terms.min_hours)))
    return None


def _stands_against(known: Proposal, silence: Silence, act: Break | Position, party: PartyId, size: int) -> bool:
    return act.party == party and act.index < size and not is_late(known, silence, act)


def _objection_to_cosigners(
    known: Proposal, silence: Silence, terms: SilenceTerms, party: PartyId, head: KnownHead
) -> Objection | None:
    """Whether enough of them say so, after the hour, and some without interest.

    C2SP tlog-cosignature: each says that as of its time this was the largest head it knew. So an objection that
    was in time had reached none of them.
    """
    need = (("party", party), ("needed", terms.quorum))
    after = proven_from(silence, terms)
    late = [each for each in head.cosigned if each.time >= after]
    if len(_names(late)) < terms.quorum:
        early = len(_names(head.cosigned)) >= terms.quorum
        return Objection("proposals.too_early" if early else "proposals.too_few_cosigners", need)
    free = [each for each in late if each.by.party is None or each.by.party not in {known.party, party}]
    if len(_names(free)) < terms.disinterested:
        return Objection("proposals.none_disinterested", (("party", party), ("needed", terms.disinterested)))
    return None


def proven_from(silence: Silence, terms: SilenceTerms) -> int:
    """From which second on, in POSIX time, a word on a head proves a silence.

    After the grace, and never the second of the hour itself: an objection in that one is still in time. In seconds,
    since there may be no instant as late as that.
    """
    return int(silence.expires_at.timestamp()) + max(60 * terms.grace_minutes, 1)


def _names(cosigned: "tuple[Cosigned, ...] | list[Cosigned]") -> set[str]:
    """Whoever cosigns as witness and as mirror is one."""
    return {each.by.name for each in cosigned}


def objection_to_defeat(  # noqa: PLR0911 - one return for each objection
    known: Proposal, body: SilenceDefeated, facts: Facts
) -> Objection | None:
    """One word in time over an objection is enough, by anybody but its author."""
    silence = silence_of(known, body.silence)
    if silence is None:
        return Objection("proposals.no_such_silence")
    act = next((each for each in objections(known, silence) if each.entry == body.broken), None)
    if act is None:
        return Objection("proposals.not_an_objection")
    if any(each.silence == body.silence and each.broken == body.broken for each in known.defeats):
        return Objection("proposals.defeated_already")
    who = (("party", act.party),)
    log = facts.charter.party(act.party)
    head = None if log is None else facts.head(log.origin, body.checkpoint)
    if head is None:
        return Objection("proposals.another_log", who)
    if head.size <= act.index:
        return Objection("proposals.not_covered", who)
    if all(each.time > int(silence.expires_at.timestamp()) for each in head.cosigned):
        return Objection("proposals.not_in_time", who)
    return None


def covered_by(known: Proposal, body: SilenceProven, facts: Facts) -> tuple[tuple[PartyId, int], ...]:
    """Each party whose silence a proof shows, as its author knew the proposal, and how much of its log."""
    silence = silence_of(known, body.silence)
    if silence is None:
        return ()
    found = []
    for each in body.heads:
        log = facts.charter.party(each.party)
        head = None if log is None else facts.head(log.origin, each.checkpoint)
        if head is not None and each.party in missing(known, silence.hash):
            found.append((each.party, head.size))
    return tuple(sorted(found))
