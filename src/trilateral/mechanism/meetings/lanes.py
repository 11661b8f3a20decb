"""Who knew what: letters about one meeting in a lane for each party, with what their authors had not seen.

Two letters that crossed stand side by side, and neither is the first: that each was
written without the other is what the record proves, by the heads that entries name.
"""

from typing import Any

from trilateral.ledger.entry import Entry, PartyId
from trilateral.mechanism.meetings.entries import DateAccepted, DateOffered, MeetingProposed, MeetingRequested
from trilateral.mechanism.meetings.state import Meeting
from trilateral.ui.page import Desk

_LETTERS = ("offers", "words", "delays", "claims", "sessions", "arrivals", "locks")
"""Rows on which it hangs whether a meeting is held, and on what."""
_ASSENT = (MeetingProposed, MeetingRequested, DateOffered, DateAccepted)
MOST = 60
"""Letters on a page. Each is compared with all others."""


def lanes(desk: Desk, held: Meeting, parties: list[PartyId]) -> list[dict[str, object]]:
    """The letters in the order of their claimed times, those among them that crossed marked; none if none crossed."""
    letters = _letters(desk, held, parties)
    crossed = {letter.id: [other for other in letters if _cross(desk, letter, other)] for letter in letters}
    if not any(crossed.values()):
        return []
    return [
        {
            "cells": [desk.view(letter) if letter.party == party else None for party in parties],
            "crossed": [desk.view(other) for other in crossed[letter.id]],
            "knew": [desk.view(other) for other in letters if _knew_of(desk, letter, other)],
        }
        for letter in letters
    ]


def _cross(desk: Desk, letter: Entry[Any], other: Entry[Any]) -> bool:
    """Whether neither author had seen the other's letter. Two that both say yes to something cross without harm."""
    if letter.party == other.party or (isinstance(letter.body, _ASSENT) and isinstance(other.body, _ASSENT)):
        return False
    return not desk.fold.saw(letter.id, other.id) and not desk.fold.saw(other.id, letter.id)


def _knew_of(desk: Desk, letter: Entry[Any], other: Entry[Any]) -> bool:
    return other.party != letter.party and desk.fold.saw(letter.id, other.id)


def _letters(desk: Desk, held: Meeting, parties: list[PartyId]) -> list[Entry[Any]]:
    ids = {act.entry for row in _LETTERS for act in getattr(held, row)} | {held.id}
    found = [entry for each in ids if (entry := desk.read(each)) is not None]
    for view, _, _ in desk.mentions(held.id):
        verdict = desk.fold.verdict_at(view.ref)
        if verdict is not None and verdict.entry is not None:
            found.append(verdict.entry)
    found = [entry for entry in found if entry.party in parties]
    found = sorted(found, key=lambda entry: (entry.header.claimed_at, entry.id))[-MOST:]
    # Of letters that claim one second, what somebody had seen comes before what they then wrote.
    seen = {entry.id: sum(desk.fold.saw(entry.id, other.id) for other in found) for entry in found}
    return sorted(found, key=lambda entry: (entry.header.claimed_at, seen[entry.id], entry.id))
