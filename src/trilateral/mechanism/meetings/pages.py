"""Meetings for people: each date beside each party's word on it, or the empty line where a word is missing."""

from collections.abc import Iterator
from datetime import UTC, datetime

from trilateral.i18n.calendars import zone
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.meetings.rules import (
    Act,
    Agenda,
    Meeting,
    Offer,
    Status,
    View,
    agenda_stance,
    agenda_status,
    agreed_date,
    agreed_offers,
    attendance,
    came_unconvened,
    last_views,
    missing_acceptances,
    offer_words,
    stance,
    status,
)
from trilateral.ui.page import Desk, Matter, Pages, Shown

_OVER = frozenset({Status.CLOSED, Status.CANCELLED})


def _all(desk: Desk) -> list[Meeting]:
    """All meetings, the latest date first."""
    held: list[Meeting] = list(desk.fold.subjects("meetings").values())
    return sorted(held, key=lambda each: (_last_date(desk, each), each.id), reverse=True)


def _last_date(desk: Desk, meeting: Meeting) -> str:
    agreed = agreed_date(meeting)
    dates = [agreed.starts_at] if agreed else [offer.starts_at for offer in meeting.offers]
    entry = desk.read(meeting.id)
    fallback = entry.header.claimed_at if entry else datetime.min.replace(tzinfo=UTC)
    return max(dates, default=fallback).isoformat()


def index(desk: Desk) -> Shown:
    """The list."""
    lines = []
    for each in _all(desk):
        agreed = agreed_date(each)
        lines.append(
            {
                "view": desk.entry(each.id),
                "href": desk.subject_href(each.id),
                "title": desk.words(each.title),
                "round": each.round,
                "format": desk.term(each.format, "format", "forum"),
                "forum": desk.term(each.forum, "forum"),
                "status": desk.term(status(each).value, "meeting"),
                "agreed": None if agreed is None else _offer_times(agreed),
                "offers": len(each.offers),
                "missing": [desk.party_view(party) for party in _missing(each)],
            }
        )
    return Shown(
        "meetings/list.html",
        desk.gettext("Meetings"),
        {"lines": lines, "propose_href": desk.sign_href("meetings.proposed") if desk.may_sign else ""},
    )


def _missing(meeting: Meeting) -> tuple[PartyId, ...]:
    """Who accepts none of the dates that lack fewest; nobody where one is agreed."""
    lacking = [parties for _, parties in missing_acceptances(meeting)]
    return min(lacking, key=len, default=())


def show(desk: Desk, subject: EntryId) -> Shown | None:
    """One meeting."""
    held = desk.fold.state(subject)
    view = desk.entry(subject)
    if not isinstance(held, Meeting) or view is None:
        return None
    parties = [party for party in desk.parties if party in held.parties]
    agreed = agreed_date(held)
    agenda = agenda_status(held)
    opened = [each for each in held.sessions if each.word == "opened"]
    closed = [each for each in held.sessions if each.word == "closed"]
    return Shown(
        "meetings/show.html",
        desk.words(held.title).text,
        {
            "view": view,
            "title_words": desk.words(held.title),
            "round": held.round,
            "series": desk.term(held.series, "series"),
            "format": desk.term(held.format, "format", "forum"),
            "forum": desk.term(held.forum, "forum"),
            "venue": None if held.venue is None else desk.words(held.venue),
            "status": desk.term(status(held).value, "meeting"),
            "crossed": status(held) is Status.CROSSED,
            "agreed": None if agreed is None else _offer_times(agreed),
            "party_heads": tuple(desk.party_view(party).name for party in parties),
            "offers": [_offer(desk, held, offer, parties) for offer in held.offers],
            "delays": [_line(desk, each, desk.term(each.word, "stance"), each.why) for each in held.delays],
            "agenda_status": None if agenda is None else desk.term(agenda.value, "meeting"),
            "agendas": [_agenda(desk, held, each, parties) for each in held.agendas],
            "sessions": [_line(desk, each, desk.term(each.word, "session"), None) for each in held.sessions],
            "minutes": next((each.minutes for each in closed if each.minutes is not None), None),
            "attended": bool(opened or held.attendances),
            "took_away": bool(opened or held.views),
            "attendance": [_attendance(desk, held, party) for party in parties],
            "arrivals": [
                {
                    "view": desk.entry(a.entry),
                    "claims": None if a.claims is None else desk.words(a.claims),
                    "on": desk.day(a.on),
                }
                for a in held.arrivals
            ],
            "unconvened": bool(came_unconvened(held)),
            "views": [_views(desk, held, about, parties) for about in ("outcome", "next", "tone")],
            "said": desk.mentions(subject),
            "acts": _acts(desk, held),
        },
    )


def _offer_times(offer: Offer) -> dict[str, object]:
    """The instant, the civil time as its author gave it, and whether the two are one."""
    there = offer.starts_at.astimezone(zone(offer.zone))
    return {
        "at": offer.starts_at,
        "civil": offer.civil,
        "zone": offer.zone,
        "differs": f"{there:%Y-%m-%d %H:%M}" != offer.civil,
    }


def _offer(desk: Desk, held: Meeting, offer: Offer, parties: list[PartyId]) -> dict[str, object]:
    agreed = offer in agreed_offers(held)
    stances = [_stance(desk, held, offer, party) for party in parties]
    given: dict[str, str | int] = {"offer_in": desk.ref(offer.entry), "number": offer.number}
    mine = stance(held, desk.party, offer)
    can = desk.may_sign and desk.party in held.parties and not held.sessions
    return {
        **_offer_times(offer),
        "view": desk.entry(offer.entry),
        "number": offer.number,
        "agreed": agreed,
        "stances": stances,
        "accept_href": desk.sign_href("meetings.date_accepted", held.id, **given) if can and mine != "accepted" else "",
        "decline_href": desk.sign_href("meetings.date_declined", held.id, **given) if can and mine is None else "",
        "withdraw_href": desk.sign_href("meetings.acceptance_withdrawn", held.id, **given)
        if can and mine == "accepted"
        else "",
    }


def _stance(desk: Desk, held: Meeting, offer: Offer, party: PartyId) -> dict[str, object]:
    """All that a party signed on an offer, each word with the entry that says it."""
    said = offer_words(held, party, offer)
    return {
        "party": desk.party_view(party),
        "words": [
            {
                "word": desk.gettext("offered") if isinstance(act, Offer) else desk.term(act.word, "stance"),
                "view": desk.entry(act.entry),
                "why": None if isinstance(act, Offer) or act.why is None else desk.words(act.why),
            }
            for act in said
        ],
        "received_at": None if said else desk.received_at(party, offer.entry),
    }


def _agenda(desk: Desk, held: Meeting, agenda: Agenda, parties: list[PartyId]) -> dict[str, object]:
    words = {w.party: w for w in held.agenda_words if w.agenda == agenda.entry}
    rows = []
    for party in parties:
        word = agenda_stance(held, party, agenda)
        act = words.get(party)
        rows.append(
            {
                "party": desk.party_view(party),
                "word": None if word is None else desk.term(word, "stance"),
                "view": desk.entry(act.entry) if act else desk.entry(agenda.entry) if word else None,
                "why": desk.words(act.why) if act is not None and act.why is not None else None,
            }
        )
    mine = agenda_stance(held, desk.party, agenda)
    can = desk.may_sign and desk.party in held.parties
    given = {"agenda": desk.ref(agenda.entry)}
    return {
        "items": [desk.words(item) for item in agenda.items],
        "view": desk.entry(agenda.entry),
        "stances": rows,
        "accept_href": desk.sign_href("meetings.agenda_accepted", held.id, **given)
        if can and mine != "accepted"
        else "",
        "refuse_href": desk.sign_href("meetings.agenda_refused", held.id, **given) if can and mine != "refused" else "",
    }


def _attendance(desk: Desk, held: Meeting, party: PartyId) -> dict[str, object]:
    said = next((each for each in attendance(held) if each.party == party), None)
    return {
        "party": desk.party_view(party),
        "offices": [] if said is None else [desk.office(office) for office in said.offices],
        "others": 0 if said is None else said.others,
        "view": None if said is None else desk.entry(said.entry),
    }


def _views(desk: Desk, held: Meeting, about: str, parties: list[PartyId]) -> dict[str, object]:
    """What each party says came of it, side by side. No words of one stand over those of another."""
    said: list[View] = [v for v in held.views if v.about == about] if about == "tone" else list(last_views(held, about))
    return {
        "about": about,
        "cells": [
            [
                {
                    "word": desk.term(v.word, about),
                    "text": None if v.text is None else desk.words(v.text),
                    "view": desk.entry(v.entry),
                }
                for v in said
                if v.party == party
            ]
            for party in parties
        ],
    }


def _line(desk: Desk, act: Act, word: str, why: object) -> dict[str, object]:
    return {"view": desk.entry(act.entry), "word": word, "why": None if why is None else desk.words(why)}  # type: ignore[arg-type]  # a Text


def _acts(desk: Desk, held: Meeting) -> list[tuple[str, str]]:
    """What the reader can sign about it, beside dates and agendas: kind and address."""
    if not desk.may_sign or desk.party not in held.parties:
        return []
    now = status(held)
    kinds: list[str] = []
    if now not in _OVER and not held.sessions:
        kinds += ["date_offered", "agenda_proposed", "postponed", "cancelled", "arrived"]
        kinds += ["opened"] if agreed_date(held) is not None else []
    if held.sessions:
        kinds += ["attended", "outcome_stated", "next_intended", "tone_stated"]
    if now is Status.IN_SESSION:
        kinds += ["adjourned", "closed"]
    return [(f"meetings.{kind}", desk.sign_href(f"meetings.{kind}", held.id)) for kind in kinds]


def matters(desk: Desk) -> Iterator[Matter]:
    """Dates and agendas on which a party's word is missing. A date that has passed asks nobody any more."""
    for held in _all(desk):
        entry = desk.read(held.id)
        if entry is None or status(held) in _OVER or held.sessions:
            continue
        ahead = [offer for offer in held.offers if offer.starts_at > desk.now]
        if ahead and not agreed_offers(held):
            yield from _date_matters(desk, held, ahead)
        for agenda in held.agendas:
            if not ahead:
                continue
            for party in held.parties:
                if agenda_stance(held, party, agenda) is None:
                    what = desk.gettext("Take a position on the agenda %(ref)s", ref=desk.ref(agenda.entry))
                    href = desk.subject_href(held.id)
                    proposed = desk.read(agenda.entry) or entry
                    since, received = proposed.header.claimed_at, desk.received_at(party, agenda.entry)
                    yield Matter(party, what, href, agenda.party, since, received)


def _date_matters(desk: Desk, held: Meeting, ahead: list[Offer]) -> Iterator[Matter]:
    for party in held.parties:
        silent = [offer for offer in ahead if stance(held, party, offer) is None]
        if not silent:
            continue
        since = [entry.header.claimed_at for offer in silent if (entry := desk.read(offer.entry)) is not None]
        yield Matter(
            of=party,
            what=desk.ngettext(
                "Accept a date for %(title)s (%(num)s offer)",
                "Accept a date for %(title)s (%(num)s offers)",
                len(silent),
                title=desk.words(held.title).text,
            ),
            href=desk.subject_href(held.id),
            by=silent[0].party,
            since_at=min(since, default=None),
            received_at=desk.received_at(party, silent[0].entry),
            due_at=min(offer.starts_at for offer in silent),
        )


def name(desk: Desk, subject: EntryId) -> str:
    """What to call it."""
    held = desk.fold.state(subject)
    return desk.words(held.title).text if isinstance(held, Meeting) else desk.ref(subject)


PAGES = Pages("meetings", "Meetings", index, show, matters, name)
