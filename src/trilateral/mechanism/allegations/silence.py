"""Silence that is noted: a head of the silent party's log, cosigned after the hour, under which there is no answer.

That somebody has not answered is an answer to a question with a time, and no state (`answers`). This is one
entry that carries its proof and that anybody may sign: the party alleged against had the allegation by its own
log; others say, with times after its hour and the grace, which head of its log was the newest they knew;
and the log up to that head, which the author of the note had read, answers some point by nothing. Nothing here
asks what time it is. An answer that comes later is an answer all the same.

The hour is the one from which on the answer was due whatever clocks in the capitals show, since no rule knows a zone
by its name, and whichever suspensions stand that the author had seen (`agreement.run_out`). Pages may call an answer late
before that.
"""

from datetime import UTC, datetime
from typing import Any

from trilateral.agreement.run_out import as_words, first_second, run_out_at
from trilateral.ledger.charter import Charter
from trilateral.ledger.cosigned import Cosigned, KnownHead
from trilateral.ledger.entry import Entry
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.allegations.answers import ANSWER_CLOCK, is_dismissed
from trilateral.mechanism.allegations.entries import SilenceNoted
from trilateral.mechanism.allegations.state import Allegation, Silent

_LAST = 253_402_300_799
"""The last second that a calendar has. A cosigner may claim any later."""


def objection_to_note(known: Allegation, body: SilenceNoted, facts: Facts) -> Objection | None:  # noqa: PLR0911 - one return for each objection
    """Why a note of silence has no effect."""
    who = (("party", known.against),)
    terms = facts.charter.clock_terms(ANSWER_CLOCK)
    if terms is None:
        return Objection("allegations.no_clock")
    if is_dismissed(known) or known.withdrawals:
        return Objection("allegations.nothing_asked")
    receipt = facts.received(known.against, known.id)
    if receipt is None:
        return Objection("allegations.not_received", who)
    head = head_of(known, body, facts)
    if head is None:
        return Objection("allegations.another_log", who)
    if head.size <= receipt.index:
        return Objection("allegations.not_received", who)
    if not silent_on(known, head.size):
        return Objection("allegations.answered_by_then", who)
    hour = run_out_at(terms, _began_at(known, receipt, facts), (known.against,), facts)
    return (
        Objection("allegations.no_end") if hour is None else _objection_to_cosigners(known, head, hour, facts.charter)
    )


def _began_at(known: Allegation, receipt: Entry[Any], facts: Facts) -> datetime:
    """The receipt's time is the silent party's own claim, and no later one was made by anybody for it."""
    filed = facts.saw(known.id)
    return receipt.header.claimed_at if filed is None else max(receipt.header.claimed_at, filed.header.claimed_at)


def _objection_to_cosigners(known: Allegation, head: KnownHead, hour: datetime, charter: Charter) -> Objection | None:
    quorum, disinterested = asked_for(charter)
    late = [each for each in head.cosigned if each.time >= first_second(hour)]
    if len(_names(late)) < quorum:
        if len(_names(list(head.cosigned))) < quorum:
            return Objection("allegations.too_few_cosigners", (("needed", quorum),))
        return Objection("allegations.too_early", (("needed", quorum), ("provable_at", as_words(hour))))
    free = [each for each in late if each.by.party not in {known.party, known.against}]
    if len(_names(free)) < disinterested:
        return Objection("allegations.none_disinterested", (("needed", disinterested),))
    return None


def asked_for(charter: Charter) -> tuple[int, int]:
    """How many cosigners it takes, and how many of them who neither allege nor are alleged against.

    As for adopting by silence, where the charter has terms for that; else as many as for any served head, and one.
    """
    terms = charter.silence
    return (max(1, charter.quorum), 1) if terms is None else (terms.quorum, terms.disinterested)


def _names(cosigned: list[Cosigned]) -> set[str]:
    """Whoever cosigns as witness and as mirror is one."""
    return {each.by.name for each in cosigned}


def head_of(known: Allegation, body: SilenceNoted, facts: Facts) -> KnownHead | None:
    """The head that a note carries, if it is one of the silent party's log."""
    log = facts.charter.party(known.against)
    return None if log is None else facts.head(log.origin, body.checkpoint)


def silent_on(known: Allegation, size: int) -> tuple[int, ...]:
    """The points that the first so many entries of the silent party's log do not answer."""
    answered = {each.point for each in known.answers if each.index < size}
    return tuple(point for point in range(len(known.points)) if point not in answered)


def noted(known: Allegation, body: SilenceNoted, entry: Entry[Any], facts: Facts) -> Silent:
    """What a note shows: which points, how much of the log, and as of when enough others say so."""
    head = head_of(known, body, facts)
    size = 0 if head is None else head.size
    newest: dict[str, int] = {}
    for each in () if head is None else head.cosigned:
        newest[each.by.name] = max(each.time, newest.get(each.by.name, 0))
    quorum, _ = asked_for(facts.charter)
    times = sorted(newest.values(), reverse=True)[:quorum]
    as_of = datetime.fromtimestamp(min(times[-1], _LAST) if times else 0, UTC)
    return Silent(entry.id, entry.party, entry.index, silent_on(known, size), size, as_of)


# Questions


def silence_on(allegation: Allegation, point: int) -> Silent | None:
    """The note that shows silence on a point as of the latest time, if there is one."""
    found = [each for each in allegation.silences if point in each.points]
    return max(found, key=lambda each: (each.as_of, each.entry), default=None)


def answered_late(allegation: Allegation) -> tuple[int, ...]:
    """The points that were answered only after silence on them had been shown."""
    late = {
        answer.point
        for shown in allegation.silences
        for answer in allegation.answers
        if answer.index >= shown.size and answer.point in shown.points
    }
    return tuple(sorted(late))
