"""The page of one entry: what it says, who signed it, whether it counts, and why it can be trusted."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trilateral.desk.disclosed import row_label, row_words, rows_shown
from trilateral.desk.reading import Reading
from trilateral.desk.said import Row, persons, said, visible
from trilateral.desk.untold import bare, untold
from trilateral.i18n import messages
from trilateral.ledger.entry import Unread
from trilateral.ledger.fold import Verdict
from trilateral.ledger.keys import HeadsRecorded
from trilateral.mechanism.acts import pages as acts
from trilateral.node.prove import prove
from trilateral.tlog.note import parse_note
from trilateral.ui.page import Shown
from trilateral.ui.views import EntryView, PartyView, Words

MAX_RAW = 20_000
"""Bytes of a note that are shown in a page. The download has all of it."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Whether one party is known to have an entry.

    Attributes:
        party: Which.
        held: Its mirror's cosignature covers it.
        entry: Its own receipt, if it signed one.
        at: When, by that entry.
    """

    party: PartyView
    held: bool
    entry: EntryView | None
    at: datetime | None


def entry_page(reading: Reading, ref: str) -> Shown | None:
    """Return the page of the entry that people call `ref`, or None if there is none."""
    verdict = reading.find(ref)
    if verdict is None:
        return None
    entry = verdict.entry
    raw = (
        reading.record.entry_bytes(verdict.ref)
        if entry is None
        else reading.record.files(verdict.log).entry(verdict.index)
    )
    lower, upper = reading.holdings.interval(verdict)
    subject = None
    if entry is not None and reading.fold.slice_of(entry.subject) is not None:
        subject = reading.subject_href(entry.subject)
    kind = "" if entry is None else messages.kind_name(reading.lang, entry.header.kind)
    told = entry is not None and not untold(reading, entry)
    view = None if entry is None else reading.view(entry)
    return Shown(
        "desk/entry.html",
        f"{verdict.ref} {kind}".strip(),
        {
            "verdict": verdict,
            "entry": entry,
            "view": view if view is None or told else bare(view),
            "told": told,
            "signers": _signers(reading, verdict, raw),
            "said": None if entry is None or not told or isinstance(entry.body, Unread) else said(reading, entry),
            "shown": _shown(reading, verdict) if told else (),
            "machine": entry is not None and isinstance(entry.body, HeadsRecorded),
            "unread": _unread(entry.body) if told and entry is not None and isinstance(entry.body, Unread) else "",
            "person": _person(reading, verdict) if told else (),
            "forum": "" if entry is None else reading.forum(entry.header.forum),
            "refs": _refs(reading, verdict),
            "subject": subject,
            "subject_ref": "" if entry is None else reading.ref(entry.subject),
            "seal": reading.seal(verdict),
            "lower": lower,
            "upper": upper,
            "receipts": tuple(_receipt(reading, verdict, party) for party in reading.parties),
            "raw": visible(raw[:MAX_RAW].decode("utf-8", "replace")) if told or entry is None else "",
            "raw_size": len(raw),
            "raw_href": reading.href("entry", verdict.ref, "note"),
            "proof_href": reading.href("entry", verdict.ref, "proof") if _is_published(reading, verdict) else "",
            "proof_name": proof_name(verdict.ref),
            "why": ""
            if verdict.objection is None
            else reading.sentence(verdict.objection.code, verdict.objection.params),
            "before": _neighbour(reading, verdict, -1),
            "after": _neighbour(reading, verdict, 1),
            "log_href": reading.href("log", verdict.party),
            "offers": () if entry is None or reading.as_of is not None else acts.offers(reading, entry),
            "why_href": reading.href("why", reading.ref(entry.subject)) if entry is not None and subject else "",
            "knew_href": reading.href("knew", reading.ref(entry.subject)) if entry is not None and subject else "",
        },
    )


def _signers(reading: Reading, verdict: Verdict, raw: bytes) -> tuple[tuple[str, str], ...]:
    """All who signed it, its author first: the office as people say it, and the key's name."""
    if verdict.entry is None:
        return ()
    by = verdict.entry.header.by
    names = (each.name for each in parse_note(raw).signatures)
    found = ((name.partition(f"{verdict.log}/delegate/")[2].partition("/")[0], name) for name in names)
    ordered = sorted(found, key=lambda each: each[0] != by)
    return tuple((reading.office(office) if office else "", name) for office, name in ordered)


def proof_name(ref: str) -> str:
    """Return what the file with an entry's proof is called."""
    return ref.replace("/", "-") + ".tlog-proof"


def proof_of(reading: Reading, ref: str) -> bytes:
    """Return the file that proves an entry.

    Raises:
        RefusedError: There is no such entry, or no checkpoint covers it yet.
    """
    return prove(reading.record, ref)


def note_of(reading: Reading, ref: str) -> bytes:
    """Return the entry as signed.

    Raises:
        RefusedError: There is no such entry.
    """
    return reading.record.entry_bytes(ref)


def _shown(reading: Reading, verdict: Verdict) -> tuple[tuple[str, Words | str, EntryView | None], ...]:
    """What was shown to all of words under seal: the field, what it says, and the entry that shows it."""
    rows = () if verdict.entry is None else rows_shown(reading, verdict.entry.id)
    said = ((row, row_words(reading, row)) for row in rows)
    found = [
        (row_label(reading, rows, row), words, reading.find(row.ref)) for row, words in said if words not in {"", "[]"}
    ]
    return tuple(
        (name, words, None if by is None or by.entry is None else reading.view(by.entry)) for name, words, by in found
    )


def _is_published(reading: Reading, verdict: Verdict) -> bool:
    return verdict.index < reading.record.files(verdict.log).served_size


def _neighbour(reading: Reading, verdict: Verdict, step: int) -> tuple[str, str] | None:
    index = verdict.index + step
    ref = f"{verdict.party}/{index}"
    return (ref, reading.entry_href(ref)) if 0 <= index < len(reading.fold.verdicts(verdict.log)) else None


def _unread(body: Unread) -> str:
    return visible(json.dumps(body.value, ensure_ascii=False, indent=2)[:MAX_RAW])


def _person(reading: Reading, verdict: Verdict) -> tuple[Row, ...] | str:
    """The detached part; or why it cannot be shown, as a code. Empty where the entry has none."""
    entry = verdict.entry
    if entry is None or entry.header.blob is None:
        return ()
    fields = reading.person(entry.id)
    return "entry.person_absent" if fields is None else persons(fields)


def _refs(reading: Reading, verdict: Verdict) -> tuple[tuple[str, EntryView], ...]:
    """Entries that it names in its header, each with what it is to them."""
    found: list[tuple[str, Any]] = []
    for ref in verdict.entry.header.refs if verdict.entry else ():
        view = reading.entry(ref.entry)
        if view is not None:
            found.append((ref.role, view))
    return tuple(found)


def _receipt(reading: Reading, verdict: Verdict, party: str) -> Receipt:
    view = reading.party_view(party)
    if party == verdict.party:
        return Receipt(view, held=True, entry=None, at=None)
    receipt = reading.holdings.receipt(party, verdict)
    return Receipt(
        view,
        held=party in reading.holdings.holders(verdict),
        entry=None if receipt is None else reading.view(receipt),
        at=None if receipt is None else receipt.header.claimed_at,
    )
