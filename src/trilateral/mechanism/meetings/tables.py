"""Meetings, dates, agendas and what each party says of them, as lists and calendars show them."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text

from trilateral.mechanism.meetings.rules import (
    Meeting,
    adopted_agendas,
    agenda_status,
    agreed_date,
    agreed_offers,
    attendance,
    came_unconvened,
    last_views,
    stance,
    status,
)
from trilateral.store.sql import metadata

Row = tuple[Table, dict[str, object]]

meetings = Table(
    "meetings",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False, comment="who proposed it"),
    Column("series", Text, nullable=False),
    Column("round", BigInteger, nullable=False),
    Column("format", Text, nullable=False),
    Column("forum", Text, nullable=False),
    Column("title", Text, nullable=False, comment="JSON: texts in several languages"),
    Column("venue_lang", Text),
    Column("venue", Text),
    Column("status", Text, nullable=False),
    Column("agenda_status", Text),
    Column("starts_at", BigInteger, comment="POSIX seconds of the agreed date, where there is one"),
    Column("zone", Text),
    Column("civil", Text),
    Column("minutes", BigInteger, comment="how long it lasted, as said on closing"),
    Index("meetings_by_series", "series", "round"),
    Index("meetings_by_start", "starts_at"),
)

meeting_offers = Table(
    "meeting_offers",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("party", Text, nullable=False),
    Column("starts_at", BigInteger, nullable=False),
    Column("zone", Text, nullable=False),
    Column("civil", Text, nullable=False),
    Column("agreed", Boolean, nullable=False),
)

meeting_stances = Table(
    "meeting_stances",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("entry", Text, primary_key=True, comment="of the offer"),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("party", Text, primary_key=True),
    Column("stance", Text, comment="its last word, or nothing"),
)

meeting_agenda_items = Table(
    "meeting_agenda_items",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("agenda", Text, primary_key=True, comment="id of the entry that proposed it"),
    Column("item", Integer, primary_key=True, autoincrement=False),
    Column("party", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("adopted", Boolean, nullable=False),
)

meeting_attendances = Table(
    "meeting_attendances",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, primary_key=True),
    Column("offices", Text, nullable=False, comment="JSON: offices"),
    Column("others", BigInteger, nullable=False),
)

meeting_arrivals = Table(
    "meeting_arrivals",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("party", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("convened", Boolean, nullable=False, comment="false where not all agree on a date"),
    Column("lang", Text),
    Column("claims", Text),
)

meeting_views = Table(
    "meeting_views",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("party", Text, nullable=False),
    Column("about", Text, nullable=False, comment="outcome, next or tone"),
    Column("word", Text, nullable=False),
    Column("lang", Text),
    Column("text", Text),
    Column("counts", Boolean, nullable=False, comment="false where the party said something else later"),
)

TABLES = (
    meetings,
    meeting_offers,
    meeting_stances,
    meeting_agenda_items,
    meeting_attendances,
    meeting_arrivals,
    meeting_views,
)


def rows(state: Meeting) -> Iterator[Row]:
    """The rows of one meeting."""
    yield meetings, _meeting_row(state)
    yield from _offer_rows(state)
    adopted = {each.entry for each in adopted_agendas(state)}
    for agenda in state.agendas:
        at = {"subject": state.id, "agenda": agenda.entry, "party": agenda.party, "adopted": agenda.entry in adopted}
        for number, item in enumerate(agenda.items):
            yield meeting_agenda_items, {**at, "item": number, "lang": item.lang, "text": item.text}
    for there in attendance(state):
        offices = msgspec.json.encode(there.offices).decode()
        named = {"subject": state.id, "party": there.party}
        yield meeting_attendances, {**named, "offices": offices, "others": there.others}
    yield from _word_rows(state)


def _meeting_row(state: Meeting) -> dict[str, object]:
    date = agreed_date(state)
    agenda = agenda_status(state)
    return {
        "subject": state.id,
        "party": state.party,
        "series": state.series,
        "round": state.round,
        "format": state.format,
        "forum": state.forum,
        "title": msgspec.json.encode(state.title).decode(),
        "venue_lang": state.venue.lang if state.venue else None,
        "venue": state.venue.text if state.venue else None,
        "status": status(state).value,
        "agenda_status": agenda.value if agenda else None,
        "starts_at": int(date.starts_at.timestamp()) if date else None,
        "zone": date.zone if date else None,
        "civil": date.civil if date else None,
        "minutes": next((each.minutes for each in state.sessions if each.minutes is not None), None),
    }


def _offer_rows(state: Meeting) -> Iterator[Row]:
    agreed = agreed_offers(state)
    for offer in state.offers:
        named: dict[str, object] = {"subject": state.id, "entry": offer.entry, "number": offer.number}
        when = {"starts_at": int(offer.starts_at.timestamp()), "zone": offer.zone, "civil": offer.civil}
        yield meeting_offers, {**named, "party": offer.party, **when, "agreed": offer in agreed}
        for party in state.parties:
            yield meeting_stances, {**named, "party": party, "stance": stance(state, party, offer)}


def _word_rows(state: Meeting) -> Iterator[Row]:
    unconvened = came_unconvened(state)
    for came in state.arrivals:
        lang, text = (came.claims.lang, came.claims.text) if came.claims else (None, None)
        named = {"subject": state.id, "entry": came.entry, "party": came.party, "day": came.on}
        yield meeting_arrivals, {**named, "convened": came not in unconvened, "lang": lang, "claims": text}
    counting = {*last_views(state, "outcome"), *last_views(state, "next")}
    for view in state.views:
        lang, text = (view.text.lang, view.text.text) if view.text else (None, None)
        said = {"subject": state.id, "entry": view.entry, "party": view.party, "about": view.about, "word": view.word}
        yield meeting_views, {**said, "lang": lang, "text": text, "counts": view.about == "tone" or view in counting}
