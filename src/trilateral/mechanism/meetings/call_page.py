"""Calling a meeting: dates first, each by the clock of every capital, then the rest, filled in from the meeting before.

The dates are asked for in the address, so that they can be looked at before anything is signed, and without scripts.
"""

import re
from datetime import datetime

from trilateral.errors import RefusedError
from trilateral.i18n.digits import latin_digits
from trilateral.mechanism.meetings.dates import agreed_date
from trilateral.mechanism.meetings.dates_page import capitals
from trilateral.mechanism.meetings.entries import Format
from trilateral.mechanism.meetings.state import Meeting
from trilateral.ui.page import Desk, Shown
from trilateral.ui.written import civil_of, instant_there, once

DATES = 4
"""Dates that can be offered at once. More are offered on the meeting's page."""
_PICKED = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:00)?")
FORMATS: tuple[Format, ...] = ("joint", "closed", "proximity", "remote")


def call(desk: Desk) -> Shown:
    """The page."""
    zones = {terms.zone: desk.capital(terms.id) or terms.zone for terms in desk.charter.parties}
    own = next((terms.zone for terms in desk.charter.parties if terms.id == desk.party), "UTC")
    clock = desk.asked("clock") if desk.asked("clock") in zones else own
    rows = [_row(desk, number, clock) for number in range(DATES)]
    before = _before(desk)
    return Shown(
        "meetings/call.html",
        desk.gettext("Call a meeting"),
        {
            "may_call": desk.may_sign,
            "look": desk.href("meetings", "call"),
            "action": desk.href("sign", "meetings.proposed"),
            "full_href": desk.sign_href("meetings.proposed"),
            "zones": sorted(zones.items(), key=lambda each: each[0] != own),
            "clock": clock,
            "rows": rows,
            "offers": [row for row in rows if row["at"] is not None],
            "formats": [(each, desk.term(each, "format", "forum")) for each in FORMATS],
            "before": before,
            "series_used": desk.words_used("meetings.proposed.series"),
            "forums_used": desk.words_used("meetings.proposed.forum"),
        },
    )


def _row(desk: Desk, number: int, clock: str) -> dict[str, object]:
    """One date as it was picked or written out; the instant and every capital's clock, or what stands against it."""
    name = f"d{number}"
    picked, words = latin_digits(desk.asked(name).strip()), desk.asked(f"{name}.written")
    row: dict[str, object] = {"name": name, "picked": picked, "words": words, "at": None, "wrong": None, "capitals": []}
    try:
        written = once(picked, words)
        if not written:
            return row
        civil = _to_the_minute(written)
        at = instant_there(written, clock)
    except RefusedError as refused:
        # A field for times shows nothing else, and a browser complains of it: the sentence says what came.
        keeps = _PICKED.fullmatch(picked) and refused.code != "form.not_a_time"
        return {**row, "picked": picked if keeps else "", "wrong": (refused.code, refused.params)}
    return {
        **row,
        "civil": f"{civil:%Y-%m-%dT%H:%M}",
        "at": at,
        "capitals": capitals(desk, at),
        "is_past": at < desk.now,
    }


def _to_the_minute(written: str) -> datetime:
    civil = civil_of(written)
    if civil.second:
        raise RefusedError("form.not_a_time", got=written)
    return civil


def _before(desk: Desk) -> dict[str, object] | None:
    """The last meeting with a number that had a date, from which the rest is filled in."""
    held: list[Meeting] = list(desk.fold.subjects("meetings").values())
    dated = [(agreed.starts_at, each) for each in held if each.round and (agreed := agreed_date(each)) is not None]
    if not dated:
        return None
    _, last = max(dated, key=lambda each: (each[0], each[1].id))
    rounds = [each.round for each in held if each.series == last.series and each.round]
    return {
        "ref": desk.ref(last.id),
        "href": desk.subject_href(last.id),
        "title": desk.words(last.title),
        "series": last.series,
        "round": max(rounds) + 1,
        "format": last.format,
        "forum": last.forum,
        "venue": desk.words(last.venues[-1].text) if last.venues else None,
    }
