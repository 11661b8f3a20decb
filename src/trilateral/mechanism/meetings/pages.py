"""Meetings for people: what stands, by whose signature, what is asked of whom, and who knew what when.

This module has the list, the page as a whole and what meetings ask of whom. Dates and places, agendas, the
room, the minutes and the lanes of letters that crossed each have a module of their own.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from trilateral.agreement.clocks import Answer, due
from trilateral.ledger.derived import Ordered
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.ledger.fold import Fold
from trilateral.mechanism.meetings.agenda import agenda_stance
from trilateral.mechanism.meetings.agenda_page import agendas
from trilateral.mechanism.meetings.board_page import board
from trilateral.mechanism.meetings.calendar import MEDIA_TYPE, calendar
from trilateral.mechanism.meetings.call_page import call
from trilateral.mechanism.meetings.dates import (
    REGULAR_CLOCK,
    SPECIAL_CLOCK,
    agreed_date,
    agreed_offers,
    came_unconvened,
    convened_late,
    last_agreed_at,
    missing_acceptances,
    next_of,
    next_regular_late,
    stance,
)
from trilateral.mechanism.meetings.dates_page import accept_step, dates, offer_times, only_venue
from trilateral.mechanism.meetings.heard import heard
from trilateral.mechanism.meetings.lanes import lanes
from trilateral.mechanism.meetings.minutes import last_on
from trilateral.mechanism.meetings.minutes_page import drafts, grounds
from trilateral.mechanism.meetings.quoting import quotes
from trilateral.mechanism.meetings.relays import Relay, answer_to, is_delivered, received_by, relay_status
from trilateral.mechanism.meetings.room_page import relays, room
from trilateral.mechanism.meetings.rules import last_views, status
from trilateral.mechanism.meetings.state import Draft, Meeting, Offer, Status, View, leaders, leads
from trilateral.ui.page import Desk, File, Matter, More, Pages, Shown
from trilateral.ui.steps import offered
from trilateral.ui.stretches import stretch
from trilateral.ui.views import LONGEST_TITLE, Step

_OVER = frozenset({Status.CLOSED, Status.CANCELLED})


def _last_date(fold: Fold, meeting: Meeting) -> str:
    agreed = agreed_date(meeting)
    dates_given = [agreed.starts_at] if agreed else [offer.starts_at for offer in meeting.offers]
    found = fold.verdict(meeting.id)
    fallback = (
        datetime.min.replace(tzinfo=UTC) if found is None or found.entry is None else found.entry.header.claimed_at
    )
    return max(dates_given, default=fallback).isoformat()


def _waits(_fold: Fold, held: Meeting) -> bool:
    """Whether anybody may be asked for a word on it."""
    if status(held) is Status.CANCELLED:
        return False
    return not held.sessions or bool(held.paraphrases) or (bool(held.drafts) and not held.locks)


_ALL = Ordered("meetings", _last_date, last_first=True)
_WAITING = Ordered("meetings", _last_date, only=_waits, last_first=True)


def index(desk: Desk) -> Shown:
    """The list, and how each row of meetings stands."""
    held = list(_ALL.of(desk.fold))
    part = stretch(desk, held, "meetings")
    return Shown(
        "meetings/list.html",
        desk.gettext("Meetings"),
        {
            "lines": [_line(desk, each) for each in part.rows],
            "part": part,
            "rows": _rows(desk, held),
            "propose_href": desk.href("meetings", "call") if desk.may_sign else "",
            "request_href": desk.sign_href("meetings.requested") if desk.may_sign else "",
            "calendar_href": desk.href("meetings", "agreed.ics"),
        },
    )


def _line(desk: Desk, each: Meeting) -> dict[str, object]:
    agreed = agreed_date(each)
    return {
        "view": desk.entry(each.id),
        "href": desk.subject_href(each.id),
        "title": desk.words(each.title),
        "format": desk.term(each.format, "format", "forum"),
        "forum": desk.forum(each.forum),
        "status": desk.term(status(each).value, "meeting"),
        "agreed": None if agreed is None else offer_times(agreed),
        "offers": len(each.offers),
        "missing": [desk.party_view(party) for party in _missing(each)],
    }


def _rows(desk: Desk, held: list[Meeting]) -> list[dict[str, object]]:
    """Each row of meetings by the charter's interval; nothing where the charter has none."""
    terms = desk.charter.clock_terms(REGULAR_CLOCK)
    if terms is None:
        return []
    found: list[dict[str, object]] = []
    for series in sorted({each.series for each in held if each.why is None}):
        own = [each for each in held if each.series == series]
        last = last_agreed_at(own)
        found.append(
            {
                "series": desk.term(series, "series"),
                "last_at": last,
                "due_at": due(terms, last).due_at,
                "late": next_regular_late(own, series, terms, desk.now) is Answer.YES,
                "ahead": last is not None and last > desk.now,
            }
        )
    return found


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
    said = desk.mentions(subject)
    said_last, waits = heard(desk, held, said)
    return Shown(
        "meetings/show.html",
        desk.words(held.title).text,
        {
            "view": view,
            **head(desk, held),
            "series": desk.term(held.series, "series"),
            "crossed": status(held) is Status.CROSSED,
            "party_heads": tuple(desk.party_view(party).name for party in parties),
            "unconvened": bool(came_unconvened(held)),
            "request": _request(desk, held),
            "carries_out": None
            if held.carries_out is None
            else (
                f"{desk.ref(held.carries_out.text)}#{held.carries_out.number}",
                desk.subject_href(held.carries_out.text),
            ),
            "around": _around(desk, held),
            **dates(desk, held, parties),
            **agendas(desk, held, parties, said),
            **room(desk, held, parties),
            **board(desk, held, parties, said),
            "heard": said_last,
            "heard_waits": waits,
            "waits_href": desk.href("asked"),
            **relays(desk, held),
            "grounds": grounds(desk, held, parties),
            "drafts": drafts(desk, held, parties),
            "lanes": lanes(desk, held, parties),
            "took_away": bool(held.sessions or held.views),
            "views": [_views(desk, held, about, parties) for about in ("outcome", "next", "tone")],
            "acts": _acts(desk, held),
        },
    )


def head(desk: Desk, held: Meeting) -> dict[str, object]:
    """What stands at the head of a meeting's page, and on the cover of its file."""
    agreed = agreed_date(held)
    return {
        "title_words": desk.words(held.title),
        "format": desk.term(held.format, "format", "forum"),
        "forum": desk.forum(held.forum),
        "leaders": [desk.party_view(party) for party in leaders(held, desk.charter)],
        "status": desk.term(status(held).value, "meeting"),
        "agreed": None if agreed is None else offer_times(agreed),
        "venue": only_venue(desk, held),
    }


def _request(desk: Desk, held: Meeting) -> dict[str, object] | None:
    """Why a special meeting was asked for, and how late each party is with it."""
    if held.why is None:
        return None
    lines = []
    for party in held.parties:
        term = desk.due(party, SPECIAL_CLOCK, desk.received_at(party, held.id))
        late = convened_late(held, term, desk.now)
        lines.append({"party": desk.party_view(party), "due_at": term.due_at, "late": desk.term(late.value, "late")})
    return {"why": desk.words(held.why), "lines": [] if desk.charter.clock_terms(SPECIAL_CLOCK) is None else lines}


def _around(desk: Desk, held: Meeting) -> dict[str, object]:
    """The meeting before and those after it; and whether one of them had a date when this one was closed."""
    every: list[Meeting] = list(desk.fold.subjects("meetings").values())
    before = next((each for each in every if each.id == held.follows), None)
    after = next_of(held, every)
    closed = [each for each in held.sessions if each.word == "closed"]
    fixed = None if not closed else any(_was_agreed(desk, each, closed[-1].entry) for each in after)

    def way(each: Meeting) -> dict[str, object]:
        return {"href": desk.subject_href(each.id), "title": desk.words(each.title)}

    return {
        "before": None if before is None else way(before),
        "after": [way(each) for each in after],
        "fixed": fixed,
    }


def _was_agreed(desk: Desk, meeting: Meeting, closing: EntryId) -> bool:
    """Whether its date was agreed as far as who closed the one before could know."""
    then = desk.fold.state_in(desk.fold.past(closing), meeting.id)
    return isinstance(then, Meeting) and agreed_date(then) is not None


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
                    "meeting": None if v.meeting is None else desk.entry(v.meeting),
                }
                for v in said
                if v.party == party
            ]
            for party in parties
        ],
    }


def _acts(desk: Desk, held: Meeting) -> list[tuple[str, str]]:
    """What the reader can sign about it, beside what stands with dates, agendas and paragraphs: kind and address."""
    if not desk.may_sign:
        return []
    now, led = status(held), leads(held, desk.charter, desk.party)
    own = desk.party in held.parties
    kinds: list[str] = []
    if now not in _OVER and not held.sessions:
        kinds += ["date_offered", "venue_offered", "agenda_proposed"] if own or led else []
        kinds += ["postponed", "cancelled", "arrived", "date_claimed"] if own else []
        kinds += ["opened"] if led and agreed_date(held) is not None else []
    if held.sessions:
        kinds += ["attended", "minutes_tabled"]
        kinds += ["ground_stated", "outcome_stated", "next_intended", "tone_stated"] if own else []
    if now is Status.IN_SESSION:
        kinds += ["room_taken", "floor_asked", "floor_returned"]
        kinds += ["item_called", "floor_given", "absence_noted", "paraphrased", "adjourned", "closed"] if led else []
        kinds += [] if led else ["confided"]
    kinds += ["opened"] if led and now is Status.ADJOURNED else []
    return [(f"meetings.{kind}", desk.sign_href(f"meetings.{kind}", held.id)) for kind in kinds]


def matters(desk: Desk) -> Iterator[Matter]:
    """Words that are missing: on dates and agendas ahead, on paraphrases, and on paragraphs of minutes."""
    for held in _WAITING.of(desk.fold):
        entry = desk.read(held.id)
        if entry is None or status(held) is Status.CANCELLED:
            continue
        if not held.sessions:
            yield from _date_matters(desk, held)
            yield from _agenda_matters(desk, held)
            yield from _request_matters(desk, held)
        else:
            yield from _relay_matters(desk, held)
            yield from _minutes_matters(desk, held)


def _ahead(desk: Desk, held: Meeting) -> list[Offer]:
    """A date that has passed asks nobody any more."""
    return [offer for offer in held.offers if offer.starts_at > desk.now]


def _agenda_matters(desk: Desk, held: Meeting) -> Iterator[Matter]:
    if not _ahead(desk, held):
        return
    for agenda in held.agendas:
        for party in held.parties:
            if agenda_stance(held, party, agenda) is None:
                what = desk.gettext("Take a position on the agenda %(ref)s", ref=desk.ref(agenda.entry))
                yield _matter(desk, held, party, what, agenda.entry, by=agenda.party)


def _matter(  # noqa: PLR0913 - what makes a matter
    desk: Desk,
    held: Meeting,
    party: PartyId,
    what: str,
    asked_in: EntryId,
    *,
    by: PartyId,
    due_at: datetime | None = None,
) -> Matter:
    asked = desk.read(asked_in)
    return Matter(
        of=party,
        what=what,
        href=desk.subject_href(held.id),
        by=by,
        since_at=None if asked is None else asked.header.claimed_at,
        received_at=desk.received_at(party, asked_in),
        due_at=due_at,
    )


def _request_matters(desk: Desk, held: Meeting) -> Iterator[Matter]:
    """A special meeting waits for a date, by the charter's clock, from each that has offered or accepted none."""
    if held.why is None or agreed_date(held) is not None:
        return
    what = desk.gettext("Agree on a date for the special meeting %(title)s", title=_title(desk, held))
    for party in held.parties:
        if not any(stance(held, party, offer) == "accepted" for offer in held.offers) and party != held.party:
            term = desk.due(party, SPECIAL_CLOCK, desk.received_at(party, held.id))
            yield _matter(desk, held, party, what, held.id, by=held.party, due_at=term.due_at)


def _relay_matters(desk: Desk, held: Meeting) -> Iterator[Matter]:
    for each in held.paraphrases:
        if answer_to(held, each) is None:
            what = desk.gettext("Say whether the paraphrase %(ref)s is right", ref=desk.ref(each.entry))
            yield _matter(desk, held, each.author, what, each.entry, by=each.party)
        elif relay_status(held, each) is Relay.CONFIRMED:
            what = desk.gettext("Pass on the paraphrase %(ref)s", ref=desk.ref(each.entry))
            yield _matter(desk, held, each.party, what, each.entry, by=each.author)
        received = received_by(held, each)
        for party in each.to if is_delivered(held, each) else ():
            if party not in received:
                what = desk.gettext("Confirm having what was passed on in %(ref)s", ref=desk.ref(each.entry))
                yield _matter(desk, held, party, what, each.entry, by=each.party)


def _title(desk: Desk, held: Meeting) -> str:
    """As a line names the meeting."""
    return desk.words(held.title).opening(LONGEST_TITLE).text


def _minutes_matters(desk: Desk, held: Meeting) -> Iterator[Matter]:
    """Paragraphs on which a party's word is missing, of drafts that no newer version has replaced."""
    if held.locks:
        return
    replaced = {each.replaces for each in held.drafts}
    for draft in held.drafts:
        if draft.entry not in replaced:
            for party in held.parties:
                yield from _draft_matter(desk, held, draft, party)


def _draft_matter(desk: Desk, held: Meeting, draft: Draft, party: PartyId) -> Iterator[Matter]:
    silent = [number for number in range(len(draft.paragraphs)) if last_on(held, party, draft, number) is None]
    if silent:
        what = desk.ngettext(
            "Take a position on the minutes of %(title)s (%(num)s paragraph)",
            "Take a position on the minutes of %(title)s (%(num)s paragraphs)",
            len(silent),
            title=_title(desk, held),
        )
        yield _matter(desk, held, party, what, draft.entry, by=draft.party)


def _date_matters(desk: Desk, held: Meeting) -> Iterator[Matter]:
    ahead = _ahead(desk, held)
    if not ahead or agreed_offers(held):
        return
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
                title=_title(desk, held),
            ),
            href=desk.subject_href(held.id),
            by=silent[0].party,
            since_at=min(since, default=None),
            received_at=desk.received_at(party, silent[0].entry),
            due_at=min(offer.starts_at for offer in silent),
            steps=_accepting(desk, held, silent) if party == desk.party else (),
        )


_AT_ONCE = 3
"""Dates that are offered for acceptance in a line of home; the others are on the meeting's page."""


def _accepting(desk: Desk, held: Meeting, offers: list[Offer]) -> tuple[Step, ...]:
    return offered(
        *(
            accept_step(
                desk, held, each, desk.gettext("Accept %(at)s", at=desk.civil_there(each.starts_at, desk.party))
            )
            for each in offers[:_AT_ONCE]
        )
    )


def name(desk: Desk, subject: EntryId) -> str:
    """What to call it."""
    held = desk.fold.state(subject)
    return desk.words(held.title).text if isinstance(held, Meeting) else desk.ref(subject)


PAGES = Pages(
    "meetings",
    "Meetings",
    index,
    show,
    matters,
    name,
    quotes,
    (File("agreed.ics", MEDIA_TYPE, calendar),),
    (More("call", call),),
)
