"""Whether a rung's clock had run out when a party took the dispute higher: shown by the entry itself.

The entry names what its author had seen: a heads entry of its own log, with other logs' heads and the times at
which others cosigned these. Nobody's clock but theirs counts, and none of the author's party. As many of them as
any served head needs must give a time after the rung's hour. The rung begins when all whom the dispute is between
provably had what put it there, each by its own log; receipt is never deemed. It has run out when it has for all
with whom the dispute was raised, whatever clocks in the capitals show, since no rule knows a zone by its
name, and whichever suspensions stand that the author had seen (`agreement.run_out`).
"""

from datetime import UTC, datetime
from typing import Any

import msgspec

from trilateral.agreement.run_out import as_words, first_second, run_out_at
from trilateral.ledger.admission import stated_heads
from trilateral.ledger.entry import Entry, EntryId, PartyId
from trilateral.ledger.facts import Facts, Objection
from trilateral.ledger.keys import HeadsRecorded
from trilateral.mechanism.disputes.state import Dispute, concerned, extended_hours, ladder, opened_by, rung_of

_LAST = 253_402_300_799
"""The last second that a calendar has. A cosigner may claim any later."""


def objection_to_time(known: Dispute, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Why it is not shown that the clock of the rung on which the dispute stands has run out."""
    terms = next((each for each in ladder(facts.charter) if each.name == known.rungs[rung_of(known)]), None)
    began_at = begun_at(known, facts)
    if isinstance(began_at, Objection):
        return began_at
    more = extended_hours(known, rung_of(known))
    longer = None if terms is None else msgspec.structs.replace(terms, hours=terms.hours + more)
    hour = None if longer is None else run_out_at(longer, began_at, known.against, facts)
    if hour is None:
        return Objection("disputes.no_end")
    needed = max(1, facts.charter.quorum)
    times = _times(entry, facts)
    if len(times) < needed:
        return Objection("disputes.too_few_cosigners", (("needed", needed), ("got", len(times))))
    if times[needed - 1] < first_second(hour):
        return Objection("disputes.too_early", (("provable_at", as_words(hour)),))
    return None


def shown_at(entry: Entry[Any], facts: Facts) -> datetime:
    """As of when as many others speak as it takes, in the heads that an entry's author had seen."""
    times = _times(entry, facts)[: max(1, facts.charter.quorum)]
    return datetime.fromtimestamp(min(times[-1], _LAST) if times else 0, UTC)


def begun_at(known: Dispute, facts: Facts) -> datetime | Objection:
    """When the rung began on which it stands; the objection if somebody is not shown to have been told."""
    wanting: Objection | None = None
    found: list[datetime] = []
    for entries in opened_by(known, rung_of(known)):
        times: list[datetime] = []
        lacking = None
        for name in entries:
            for party in concerned(known):
                at = _had(party, name, facts)
                lacking = lacking or (Objection("disputes.not_received", (("party", party),)) if at is None else None)
                times += [at] if at is not None else []
        if lacking is None and times:
            found.append(max(times))
        wanting = wanting or lacking
    return min(found) if found else wanting or Objection("disputes.not_received", (("party", known.party),))


def _had(party: PartyId, entry: EntryId, facts: Facts) -> datetime | None:
    """When a party had an entry, by its own log: when it signed it itself, or recorded that it held it."""
    said = facts.saw(entry)
    if said is None:
        return None
    if said.party == party:
        return said.header.claimed_at
    receipt = facts.received(party, entry)
    return None if receipt is None else max(receipt.header.claimed_at, said.header.claimed_at)


def _times(entry: Entry[Any], facts: Facts) -> list[int]:
    """The newest time that each other cosigner gives in the heads entry that an entry names, the latest first."""
    seen = None if entry.header.seen is None else facts.saw(entry.header.seen)
    if seen is None or not isinstance(seen.body, HeadsRecorded):
        return []
    newest: dict[str, int] = {}
    for head, (origin, _, _) in zip(seen.body.heads, stated_heads(seen.body.heads), strict=True):
        known = facts.head(origin, head.checkpoint)
        for each in () if known is None else known.cosigned:
            if each.by.party != entry.party:
                newest[each.by.name] = max(each.time, newest.get(each.by.name, 0))
    return sorted(newest.values(), reverse=True)
