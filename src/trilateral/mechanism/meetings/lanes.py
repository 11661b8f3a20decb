"""Who knew what: letters about one meeting in a lane for each party, with what their authors had not seen.

Two letters that crossed stand side by side, and neither is the first: that each was
written without the other is what the record proves, by the heads that entries name.
"""

from typing import Any

from trilateral.ledger.entry import Entry, PartyId
from trilateral.mechanism.meetings.state import Meeting
from trilateral.ui.page import Desk

_LETTERS = ("offers", "words", "delays", "claims", "sessions", "arrivals", "locks")
"""Rows on which it hangs whether a meeting is held, and on what."""
MOST = 60
"""Letters on a page. Each is compared with all others."""


def lanes(desk: Desk, held: Meeting, parties: list[PartyId]) -> list[dict[str, object]]:
    """The letters in the order of their claimed times, those among them that crossed marked; none if none crossed."""
    letters = _letters(desk, held, parties)
    rows: list[dict[str, object]] = []
    crossed = False
    for letter in letters:
        unseen = [
            other
            for other in letters
            if other.party != letter.party
            and (other.header.claimed_at, other.id) < (letter.header.claimed_at, letter.id)
            and not desk.fold.saw(letter.id, other.id)
            and not desk.fold.saw(other.id, letter.id)
        ]
        crossed = crossed or bool(unseen)
        view = desk.view(letter)
        rows.append(
            {
                "at": letter.header.claimed_at,
                "cells": [view if letter.party == party else None for party in parties],
                "unseen": [desk.view(other) for other in unseen],
                "knew": [desk.view(other) for other in letters if _knew_of(desk, letter, other)],
            }
        )
    return rows if crossed else []


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
    return sorted(found, key=lambda entry: (entry.header.claimed_at, entry.id))[-MOST:]
