"""Meetings, dates, agendas and what each party says of them, as lists and calendars show them."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text

from trilateral.mechanism.meetings.agenda import adopted_agendas, agenda_status, blocked, is_parked
from trilateral.mechanism.meetings.dates import (
    agreed_date,
    agreed_offers,
    agreed_venues,
    came_unconvened,
    host_consents,
    mix_ups,
    stance,
    venue_stance,
)
from trilateral.mechanism.meetings.minutes import (
    dissents,
    ground_stance,
    is_agreed,
    last_on,
    minutes_status,
    settled_text,
    wordings_of,
)
from trilateral.mechanism.meetings.relays import is_delivered, received_by, relay_status
from trilateral.mechanism.meetings.room import presence
from trilateral.mechanism.meetings.rules import last_views, status
from trilateral.mechanism.meetings.state import Meeting
from trilateral.store.sql import metadata

Row = tuple[Table, dict[str, object]]

meetings = Table(
    "meetings",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False, comment="who proposed or requested it"),
    Column("series", Text, nullable=False),
    Column("round", BigInteger, comment="nothing of a special meeting"),
    Column("follows", Text, comment="the meeting before it, where it names one"),
    Column("moderator", Text, comment="who leads it, where it names somebody"),
    Column("why_lang", Text),
    Column("why", Text, comment="of a special meeting: why it was requested"),
    Column("format", Text, nullable=False),
    Column("forum", Text, nullable=False),
    Column("title", Text, nullable=False, comment="JSON: texts in several languages"),
    Column("venue_lang", Text),
    Column("venue", Text, comment="the place agreed on, else the first on offer"),
    Column("venue_agreed", Boolean, nullable=False),
    Column("status", Text, nullable=False),
    Column("agenda_status", Text),
    Column("blocked_by", Text, nullable=False, comment="JSON: parties that block the agenda"),
    Column("mixed_up", Boolean, nullable=False, comment="whether somebody took a date for agreed that is not"),
    Column("minutes_status", Text, comment="of the last draft in the order of the rows, or of the one that is closed"),
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
    Column("sort", Text, nullable=False, comment="approval, standing, carried, ordinary or other"),
    Column("lang", Text),
    Column("text", Text, comment="nothing of the approval of minutes and of any other business"),
    Column("of", Text, comment="the draft to be approved, or the entry by which it was left over"),
    Column("adopted", Boolean, nullable=False),
    Column("parked", Boolean, nullable=False, comment="every party leaves it for a later meeting"),
)

meeting_venues = Table(
    "meeting_venues",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("entry", Text, primary_key=True, comment="that offered it"),
    Column("asked", Text, primary_key=True, comment="the party whose word on it this is"),
    Column("ground", Text, comment="the party on whose ground it lies"),
    Column("consented", Boolean, comment="whether that party has accepted it"),
    Column("lang", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("stance", Text, comment="last word of the party asked, or nothing"),
)

meeting_attendances = Table(
    "meeting_attendances",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, primary_key=True),
    Column("presence", Text, nullable=False, comment="present, excused or absent"),
    Column("offices", Text, nullable=False, comment="JSON: offices"),
    Column("others", BigInteger, nullable=False),
    Column("excused", Text, nullable=False, comment="JSON: offices"),
    Column("absent", Text, nullable=False, comment="JSON: offices"),
    Column("noted", Boolean, nullable=False, comment="true where who leads the meeting said so, and not the party"),
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

meeting_relays = Table(
    "meeting_relays",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("entry", Text, primary_key=True, comment="that paraphrases"),
    Column("party", Text, nullable=False, comment="the moderator"),
    Column("author", Text, nullable=False, comment="whose words they were"),
    Column("to", Text, nullable=False, comment="JSON: parties"),
    Column("status", Text, nullable=False),
    Column("delivered", Boolean, nullable=False),
    Column("received_by", Text, nullable=False, comment="JSON: parties"),
    Column("lang", Text),
    Column("text", Text),
)

meeting_grounds = Table(
    "meeting_grounds",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("entry", Text, primary_key=True, comment="that stated the point"),
    Column("party", Text, primary_key=True, comment="the party whose word on it this is"),
    Column("lang", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("stance", Text, comment="shared, denied or nothing"),
)

meeting_paragraphs = Table(
    "meeting_paragraphs",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("draft", Text, primary_key=True),
    Column("paragraph", Integer, primary_key=True, autoincrement=False),
    Column("draft_status", Text, nullable=False),
    Column("agreed", Boolean, nullable=False),
    Column("lang", Text, nullable=False),
    Column("text", Text, nullable=False, comment="the wording that stands, else as tabled"),
    Column("wordings", Integer, nullable=False, comment="how many are on the table"),
    Column("words", Text, nullable=False, comment="JSON: last word by party"),
    Column("dissents", Text, nullable=False, comment="JSON: entries that dissented, ever"),
)

TABLES = (
    meetings,
    meeting_offers,
    meeting_stances,
    meeting_venues,
    meeting_agenda_items,
    meeting_attendances,
    meeting_arrivals,
    meeting_views,
    meeting_relays,
    meeting_grounds,
    meeting_paragraphs,
)


def rows(state: Meeting) -> Iterator[Row]:
    """The rows of one meeting."""
    yield meetings, _meeting_row(state)
    yield from _offer_rows(state)
    yield from _venue_rows(state)
    yield from _agenda_rows(state)
    yield from _attendance_rows(state)
    yield from _word_rows(state)
    yield from _relay_rows(state)
    yield from _ground_rows(state)
    yield from _paragraph_rows(state)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _meeting_row(state: Meeting) -> dict[str, object]:
    date, agenda = agreed_date(state), agenda_status(state)
    venue = next(iter((*agreed_venues(state), *state.venues)), None)
    closed = {each.draft for each in state.locks}
    drafts = [each for each in state.drafts if each.entry in closed] or state.drafts
    return {
        "subject": state.id,
        "party": state.party,
        "series": state.series,
        "round": state.round,
        "follows": state.follows,
        "moderator": state.moderator,
        "why_lang": state.why.lang if state.why else None,
        "why": state.why.text if state.why else None,
        "format": state.format,
        "forum": state.forum,
        "title": _json(state.title),
        "venue_lang": venue.text.lang if venue else None,
        "venue": venue.text.text if venue else None,
        "venue_agreed": bool(agreed_venues(state)),
        "status": status(state).value,
        "agenda_status": agenda.value if agenda else None,
        "blocked_by": _json(sorted({each.party for each in blocked(state)})),
        "mixed_up": bool(mix_ups(state)),
        "minutes_status": minutes_status(state, drafts[-1]).value if drafts else None,
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


def _venue_rows(state: Meeting) -> Iterator[Row]:
    for venue in state.venues:
        for party in state.parties:
            yield (
                meeting_venues,
                {
                    "subject": state.id,
                    "entry": venue.entry,
                    "asked": party,
                    "ground": venue.ground,
                    "consented": host_consents(state, venue),
                    "lang": venue.text.lang,
                    "text": venue.text.text,
                    "stance": venue_stance(state, party, venue),
                },
            )


def _agenda_rows(state: Meeting) -> Iterator[Row]:
    adopted = {each.entry for each in adopted_agendas(state)}
    for agenda in state.agendas:
        at = {"subject": state.id, "agenda": agenda.entry, "party": agenda.party, "adopted": agenda.entry in adopted}
        for number, item in enumerate(agenda.items):
            lang, text = (item.text.lang, item.text.text) if item.text else (None, None)
            said = {"item": number, "sort": item.sort, "lang": lang, "text": text, "of": item.of}
            yield meeting_agenda_items, {**at, **said, "parked": is_parked(state, agenda, number)}


def _attendance_rows(state: Meeting) -> Iterator[Row]:
    parties = {each.party for each in state.attendances} | {each.of for each in state.absences}
    for party in sorted(parties):
        said = presence(state, party)
        own = said.own
        yield (
            meeting_attendances,
            {
                "subject": state.id,
                "party": party,
                "presence": said.word,
                "offices": _json(own.offices if own else ()),
                "others": own.others if own else 0,
                "excused": _json(own.excused if own else ()),
                "absent": _json(own.absent if own else ()),
                "noted": own is None,
            },
        )


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


def _relay_rows(state: Meeting) -> Iterator[Row]:
    for each in state.paraphrases:
        lang, text = (each.text.lang, each.text.text) if each.text else (None, None)
        who = {"subject": state.id, "entry": each.entry, "party": each.party, "author": each.author}
        went = {"to": _json(each.to), "status": relay_status(state, each).value, "delivered": is_delivered(state, each)}
        received = _json(received_by(state, each))
        yield meeting_relays, {**who, **went, "received_by": received, "lang": lang, "text": text}


def _ground_rows(state: Meeting) -> Iterator[Row]:
    for ground in state.grounds:
        said = {"subject": state.id, "entry": ground.entry, "lang": ground.text.lang, "text": ground.text.text}
        for party in state.parties:
            yield meeting_grounds, {**said, "party": party, "stance": ground_stance(state, party, ground)}


def _paragraph_rows(state: Meeting) -> Iterator[Row]:
    for draft in state.drafts:
        at = {"subject": state.id, "draft": draft.entry, "draft_status": minutes_status(state, draft).value}
        for number, tabled in enumerate(draft.paragraphs):
            text = settled_text(state, draft, number) or tabled
            lasts = {party: last_on(state, party, draft, number) for party in state.parties}
            words = {party: last.word for party, last in lasts.items() if last is not None}
            yield (
                meeting_paragraphs,
                {
                    **at,
                    "paragraph": number,
                    "agreed": is_agreed(state, draft, number),
                    "lang": text.lang,
                    "text": text.text,
                    "wordings": len(wordings_of(state, draft, number)),
                    "words": _json(words),
                    "dissents": _json([each.entry for each in dissents(state, draft, number)]),
                },
            )
