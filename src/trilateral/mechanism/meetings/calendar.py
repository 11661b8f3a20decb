"""Agreed dates for people's own calendars: iCalendar (RFC 5545), and nothing that lacks a signature.

A date is an instant in UTC. The civil time stands beside it as the parties wrote it, and
where the two do not fit the event says so in the reader's language. The file is the same for the
same record: its time stamps are claimed times of entries, and no clock is read.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from trilateral.i18n.calendars import civil_fit, written_text
from trilateral.mechanism.meetings.dates import agreed_date, agreed_venues, offer_words
from trilateral.mechanism.meetings.rules import status
from trilateral.mechanism.meetings.state import Meeting, Offer, Status
from trilateral.ui.page import Desk

MEDIA_TYPE = "text/calendar"


def calendar(desk: Desk) -> bytes:
    """All meetings whose date has the signature of every party, as one calendar file."""
    held: list[Meeting] = list(desk.fold.subjects("meetings").values())
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//trilateral//agreed meetings//EN", "METHOD:PUBLISH"]
    for each in sorted(held, key=lambda meeting: meeting.id):
        offer = agreed_date(each)
        if offer is not None and status(each) not in {Status.CANCELLED, Status.CROSSED}:
            lines += _event(desk, each, offer)
    return "".join(_folded(line) for line in [*lines, "END:VCALENDAR"]).encode()


def _event(desk: Desk, held: Meeting, offer: Offer) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{held.id}@trilateral"
    yield f"DTSTAMP:{_stamp(_agreed_at(desk, held, offer))}"
    yield f"DTSTART:{_stamp(offer.starts_at)}"
    yield f"SUMMARY:{_escaped(desk.words(held.title).text)}"
    venues = agreed_venues(held)
    if venues:
        yield f"LOCATION:{_escaped(desk.words(venues[0].text).text)}"
    said = desk.gettext("As agreed: %(civil)s", civil=written_text(offer.civil, offer.zone, desk.lang))
    if not civil_fit(offer.starts_at, offer.civil, offer.zone).is_shown:
        said += " — " + desk.gettext("the civil time and the instant differ")
    yield f"DESCRIPTION:{_escaped(said)}"
    yield f"COMMENT:{_escaped(desk.ref(held.id))}"
    yield "STATUS:CONFIRMED"
    yield "END:VEVENT"


def _agreed_at(desk: Desk, held: Meeting, offer: Offer) -> datetime:
    """When the last of the acceptances that stand was signed, as its author claims."""
    acts = [words[-1].entry if (words := offer_words(held, party, offer)) else offer.entry for party in held.parties]
    entries = [entry for act in acts if (entry := desk.read(act)) is not None]
    return max((entry.header.claimed_at for entry in entries), default=offer.starts_at)


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """RFC 5545, section 3.3.11. Other control characters have no place in a calendar."""
    text = text.replace("\N{NO-BREAK SPACE}", " ")
    shown = "".join(letter for letter in text if letter == "\n" or letter.isprintable() or letter in "\u200c\u200e")
    return shown.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """RFC 5545, section 3.1: at most 75 bytes a line, and never a letter cut in two."""
    parts: list[str] = []
    part = ""
    for letter in line:
        if len((part + letter).encode()) > (75 if not parts else 74):
            parts.append(part)
            part = ""
        part += letter
    return "\r\n ".join([*parts, part]) + "\r\n"
