"""Who knew what when: for each entry of a matter, which party provably knew it, and by which signature of its own.

A party knows an entry from the first entry of its own whose past holds it, be that the receipt that its
node signed or something that a person said. Two entries of different parties neither of which lies in the
other's past crossed: each was signed without knowing the other.

It leaves out what anybody read or was told: the record proves what a party's node had.
"""

from datetime import datetime

import msgspec

from trilateral.desk.erased import Erasure, erasure, erasures_of
from trilateral.desk.matter import entries_of, in_order, knew, said_about, subject_of
from trilateral.desk.places import BY_SLICE
from trilateral.desk.reading import Reading
from trilateral.desk.untold import bare, is_untold, untold
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.ledger.fold import Verdict
from trilateral.ui.page import Shown


class KnownTo(msgspec.Struct, frozen=True):
    """What is proven of one party's knowledge of one entry.

    Attributes:
        party: Whose.
        receipt: Its own receipt, if it signed one.
        receipt_at: When, by that receipt; null in a reconstruction, whose receipts were signed when the history was entered.
        first: The first of its own entries here whose author knew it.
        unaware: Its own entries here, signed as late by the times claimed, whose authors did not.
    """

    party: PartyId
    receipt: str | None
    receipt_at: datetime | None
    first: str | None
    unaware: tuple[str, ...]


class ActKnown(msgspec.Struct, frozen=True):
    """One entry of the matter.

    Attributes:
        ref: What people call it.
        on: The matter that it belongs to, if that is another one.
        effect: Whether it had an effect.
        knew: Entries of other parties here that its author knew.
        crossed: Entries of other parties here that crossed it.
        known_to: Each other party, and what it knew of it.
        erased: What it says to be erased of the matter, and what is proven to have been there.
    """

    ref: str
    id: EntryId
    kind: str
    party: PartyId
    by: str
    claimed_at: datetime
    on: str | None
    effect: bool
    knew: tuple[str, ...]
    crossed: tuple[str, ...]
    known_to: tuple[KnownTo, ...]
    erased: Erasure | None = None


class Knowledge(msgspec.Struct, frozen=True):
    """Who knew what when, about one matter.

    Attributes:
        subject: What people call it.
        acts: In an order that respects who saw what.
        crossed: Pairs of entries that crossed.
    """

    subject: str
    slice: str
    acts: tuple[ActKnown, ...]
    crossed: tuple[tuple[str, str], ...]


def knowledge(reading: Reading, ref: str) -> Knowledge | None:
    """Return who knew what of the matter to which the entry `ref` belongs; None if there is no such entry."""
    subject = subject_of(reading, ref)
    if subject is None:
        return None
    found = _entries(reading, subject)
    acts = tuple(_known(reading, subject, verdict, found) for verdict in found)
    pairs = [(act.ref, other) for act in acts for other in act.crossed]
    crossed = tuple((one, other) for at, (one, other) in enumerate(pairs) if (other, one) not in pairs[:at])
    return Knowledge(reading.ref(subject), reading.fold.slice_of(subject) or "", acts, crossed)


def _entries(reading: Reading, subject: EntryId) -> list[Verdict]:
    own = entries_of(reading, subject)
    about = said_about(reading, subject, [v.entry.id for v in own if v.entry is not None])
    known = {each.entry.id: each for each in (*own, *about) if each.entry is not None}
    gone = {each.entry.id: each for each in erasures_of(reading, known) if each.entry is not None}
    return in_order(reading, (known | gone).values())


def _known(reading: Reading, subject: EntryId, verdict: Verdict, found: list[Verdict]) -> ActKnown:
    entry = verdict.entry
    if entry is None:
        raise TypeError("expected entries alone: they are found by what they are about")
    others = [each for each in found if each.party != verdict.party]
    known = tuple(each.ref for each in others if knew(reading, verdict, each))
    return ActKnown(
        verdict.ref,
        entry.id,
        entry.header.kind,
        verdict.party,
        entry.header.by,
        entry.header.claimed_at,
        None if entry.subject == subject else reading.ref(entry.subject),
        verdict.has_effect,
        known,
        tuple(each.ref for each in others if each.ref not in known and not knew(reading, each, verdict)),
        tuple(_known_to(reading, party, verdict, found) for party in reading.parties if party != verdict.party),
        erasure(reading, entry.id),
    )


def _known_to(reading: Reading, party: PartyId, verdict: Verdict, found: list[Verdict]) -> KnownTo:
    own = [each for each in found if each.party == party]
    first = next((each.ref for each in own if knew(reading, each, verdict)), None)
    said = verdict.entry
    unaware = tuple(
        each.ref
        for each in own
        if said is not None
        and each.entry is not None
        and not knew(reading, each, verdict)
        and not knew(reading, verdict, each)
        and each.entry.header.claimed_at >= said.header.claimed_at
    )
    receipt = reading.holdings.receipt(party, verdict)
    if receipt is not None and reading.fold.verdict(receipt.id) is None:
        receipt = None  # signed after the instant asked about
    told = receipt is not None and said is not None and not reading.in_claimed_time
    at = reading.received_at(party, said.id) if told and said is not None else None
    return KnownTo(party, None if receipt is None else receipt.ref, at, first, unaware)


def knew_page(reading: Reading, ref: str) -> Shown | None:
    """Return the page: a lane for each party, and letters that crossed side by side."""
    found = knowledge(reading, ref)
    if found is None:
        return None
    subject = subject_of(reading, ref) or ""
    pages = BY_SLICE.get(found.slice)
    entries = {act.ref: entry for act in found.acts if (entry := reading.read(act.id)) is not None}
    hidden = {ref for ref, entry in entries.items() if untold(reading, entry)}
    views = {ref: reading.view(entry) for ref, entry in entries.items()}
    views |= {ref: bare(views[ref]) for ref in hidden}
    words = {ref: None if ref in hidden else reading.first_words(entry) for ref, entry in entries.items()}
    return Shown(
        "desk/knew.html",
        reading.gettext("Who knew what when"),
        {
            "called": found.subject if pages is None else pages.name(reading, subject),
            "href": reading.subject_href(subject),
            "why_href": reading.href("why", found.subject),
            "lanes": tuple(reading.party_view(party) for party in reading.parties),
            "acts": found.acts,
            "parties": {party: reading.party_view(party) for party in reading.parties},
            "views": views,
            "words": words,
            "told": not is_untold(reading, subject),
            "entry_href": reading.entry_href,
            "crossed": tuple((views[one], views[other]) for one, other in found.crossed),
        },
    )
