"""Reports and incidents for people: the list with what is asked of it, a plain map, and each of them on a page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import get_args

import msgspec

from trilateral.agreement.locations import coarsened
from trilateral.ledger.derived import Ordered
from trilateral.ledger.entry import EntryId
from trilateral.ledger.fold import Fold
from trilateral.mechanism.incidents import incident_page, report_page
from trilateral.mechanism.incidents.accounts import Account
from trilateral.mechanism.incidents.entries import EventType, Told
from trilateral.mechanism.incidents.fields import Agreement
from trilateral.mechanism.incidents.listing import (
    AT_ONCE,
    Asks,
    accounts,
    accounts_named,
    address,
    agreements,
    asks,
    asks_plainly,
    called,
    chosen,
    incidents,
    incidents_of,
    open_accounts,
    stands,
)
from trilateral.mechanism.incidents.said import Said, said_view
from trilateral.mechanism.incidents.state import (
    Event,
    Evidence,
    Incident,
    Opened,
    Report,
    asked_for_number,
    custodians,
    joint_numbers,
    joint_view,
    letters_crossed,
    open_handing,
    reports_named,
)
from trilateral.ui.maps import Place, coordinates, draw, spot_written
from trilateral.ui.page import Desk, File, Matter, Pages, Shown
from trilateral.ui.stretches import stretch
from trilateral.ui.views import EntryView, PartyView

_FILTERS = ("side", "type", "from", "until", "area", "agreement", "named", "thing", "list", "spot")
MOST_DRAWN = 500
"""Places on one map."""


@dataclass(frozen=True, slots=True)
class Line:
    """One account in the list.

    Attributes:
        ref: What people call it.
        standing: Where it does not stand any more: why, in words; empty where it does.
        incidents: Those that somebody says it tells of: reference and address.
        audience: Who alone can read it, beside its author.
        sealed_for: Who alone can read some of what stands here, beside its author; empty where all can.
    """

    ref: str
    href: str
    party: PartyView
    said: Said | None
    standing: str
    incidents: tuple[tuple[str, str], ...]
    audience: tuple[PartyView, ...]
    sealed_for: tuple[PartyView, ...]


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """One incident in the list.

    Attributes:
        numbers: Its joint number; two where two were agreed.
        joint: How many reports every party links to it.
        reports: How many somebody links to it.
        stands: Each field and how the parties stand on it, in words, with the word of the record.
    """

    view: EntryView
    href: str
    title: object
    numbers: tuple[str, ...]
    joint: int
    reports: int
    stands: tuple[tuple[str, str, str], ...]
    crossed: bool


def index(desk: Desk) -> Shown:
    """The list, as it was asked for."""
    asked = asks(desk)
    found = chosen(desk, accounts(desk), asked)
    part, told_of = found[asked.start : asked.start + AT_ONCE], incidents_of(desk)
    shown = stretch(desk, _incidents_asked(desk, asked), "incidents", by="incidents", keep=_FILTERS)
    drawn = islice((each for each in found if stands(each)), MOST_DRAWN)
    return Shown(
        "incidents/list.html",
        desk.gettext("Incidents"),
        {
            "asked": asked,
            "sides": [desk.party_view(party) for party in desk.parties],
            "types": [(each, desk.term(each, "type")) for each in get_args(EventType)],
            "agreements": [(each.value, desk.term(each.value, "agreement")) for each in Agreement],
            "incidents": [line for each in shown.rows if (line := _incident(desk, each))],
            "incidents_part": shown,
            "lines": [_line(desk, each, told_of) for each in part],
            "count": len(found),
            "whole_href": desk.href("incidents"),
            "first": asked.start + 1,
            "last": asked.start + len(part),
            "before_href": _list_href(desk, asked, asked.start - AT_ONCE) if asked.start else "",
            "after_href": _list_href(desk, asked, asked.start + AT_ONCE) if asked.start + AT_ONCE < len(found) else "",
            "drawn": draw(_places(desk, drawn), desk.backdrop, desk.lang, lambda place: _spot_href(desk, asked, place)),
            "spot": None if asked.spot is None else coordinates(asked.spot),
            "spot_written": "" if asked.spot is None else spot_written(asked.spot),
            "drawn_all": len(found) <= MOST_DRAWN,
            "geojson_href": _asked_href(desk, asked, "incidents", "reports.geojson"),
            "evidence": [_evidence(desk, each) for each in _EVIDENCE.of(desk.fold)],
            "events": [_event(desk, each) for each in _EVENTS.of(desk.fold)],
            "acts": _opening_acts(desk),
            "grid": desk.charter.grid_microdegrees,
            "delay_hours": desk.charter.detail_delay_hours,
        },
    )


def _list_href(desk: Desk, asked: Asks, start: int) -> str:
    return _asked_href(desk, asked._replace(start=max(start, 0)), "incidents")


def _spot_href(desk: Desk, asked: Asks, place: Place) -> str:
    """The list of what a party's mark stands for."""
    return (
        _asked_href(desk, asked._replace(side=place.party.id, spot=place.location, start=0), "incidents") + "#reports"
    )


def _asked_href(desk: Desk, asked: Asks, *parts: str) -> str:
    query: dict[str, str | int] = {
        "side": asked.side,
        "type": asked.type,
        "from": "" if asked.from_on is None else asked.from_on.isoformat(),
        "until": "" if asked.until_on is None else asked.until_on.isoformat(),
        "area": asked.area,
        "agreement": asked.agreement,
        "named": asked.named,
        "thing": asked.thing,
        "list": asked.rows_of,
        "spot": "" if asked.spot is None else spot_written(asked.spot),
        "start": asked.start,
    }
    return desk.href(*parts, **{name: value for name, value in query.items() if value})


def _line(desk: Desk, account: Account, told_of: Mapping[Told, Sequence[EntryId]]) -> Line:
    return Line(
        ref=called(desk, account.told),
        href=address(desk, account.told),
        party=desk.party_view(account.party),
        said=None if account.said is None else said_view(desk, account.said),
        standing="" if stands(account) else desk.term(account.standing.value, "standing_of_report"),
        incidents=tuple((desk.ref(each), desk.subject_href(each)) for each in told_of.get(account.told, ())),
        audience=tuple(desk.party_view(party) for party in account.audience),
        sealed_for=tuple(desk.party_view(party) for party in account.sealed_for),
    )


def _incidents_asked(desk: Desk, asked: Asks) -> Sequence[Incident]:
    """Incidents that were asked for: told by a side, of a type, or with a field on which the parties stand so."""
    every = incidents(desk)
    if not (asked.side or asked.type or asked.agreement):
        return every
    return [each for each in every if _is_incident_asked(desk, each, asked)]


def _is_incident_asked(desk: Desk, held: Incident, asked: Asks) -> bool:
    if asked.agreement and asked.agreement not in agreements(desk, held).values():
        return False
    known = accounts_named(desk, reports_named(held)).values()
    of_side = not asked.side or any(each.party == asked.side for each in known)
    return of_side and (not asked.type or any(_is_of(each, asked.type) for each in known))


def _incident(desk: Desk, held: Incident) -> IncidentLine | None:
    view = desk.entry(held.id)
    if view is None:
        return None
    named = reports_named(held)
    return IncidentLine(
        view=view,
        href=desk.subject_href(held.id),
        title=desk.words(held.title),
        numbers=joint_numbers(held),
        joint=len(joint_view(held)),
        reports=len(named),
        stands=tuple(
            (desk.term(name, "field"), desk.term(word, "agreement"), word)
            for name, word in agreements(desk, held).items()
        ),
        crossed=bool(held.crossed or letters_crossed(held)),
    )


def _is_of(account: Account, event_type: str) -> bool:
    return account.said is not None and account.said.type == event_type


def _places(desk: Desk, found: Iterable[Account]) -> Iterator[Place]:
    """Places to be drawn, never finer than the charter's grid, whatever the reader can open."""
    for each in found:
        if each.said is not None and each.said.where is not None:
            where = coarsened(each.said.where, desk.charter.grid_microdegrees)
            yield Place(where, desk.party_view(each.party), called(desk, each.told), address(desk, each.told))


def _evidence(desk: Desk, held: Evidence) -> dict[str, object]:
    return {
        "view": desk.entry(held.id),
        "href": desk.subject_href(held.id),
        "sort": desk.term(held.said.sort, "incidents.evidence_recorded.sort"),
        "title": desk.words(held.said.title),
        "held_by": [desk.party_view(each.party) for each in custodians(held)],
    }


def _event(desk: Desk, held: Event) -> dict[str, object]:
    return {
        "view": desk.entry(held.id),
        "href": desk.subject_href(held.id),
        "sort": desk.term(held.said.sort, "incidents.event_recorded.sort"),
        "who": desk.words(held.said.who),
        "text": desk.words(held.said.text),
        "when": held.said.when,
    }


def _opening_acts(desk: Desk) -> list[tuple[str, str, str]]:
    if not desk.may_sign:
        return []
    binds = {
        "incidents.reported": desk.gettext(
            "It is your account, or that of a source that you name. Nobody else is bound."
        ),
        "incidents.opened": desk.gettext("You hold that something happened which is one incident."),
        "incidents.evidence_recorded": desk.gettext("You say that you keep this, and what it does not prove."),
        "incidents.event_recorded": desk.gettext("You record what somebody outside did or declared, with your source."),
    }
    return [(kind, desk.sign_href(kind), what) for kind, what in binds.items()]


def show(desk: Desk, subject: EntryId) -> Shown | None:
    """A report, a row of a list, an incident, a piece of evidence or an outside event."""
    row = desk.asked("row")
    if row:
        number = int(row) if row.isdecimal() and row.isascii() and len(row) < 8 else -1
        return report_page.show_row(desk, Told(subject, number)) if number >= 0 else None
    match desk.fold.state(subject):
        case Incident() as held:
            return incident_page.show(desk, held)
        case Report() as held:
            return report_page.show_report(desk, held)
        case Evidence() as held:
            return report_page.show_evidence(desk, held)
        case Event() as held:
            return report_page.show_event(desk, held)
    return None


def matters(desk: Desk) -> Iterator[Matter]:
    """Numbers to be agreed, letters that crossed, and things to be received."""
    for held in _WAITING.of(desk.fold):
        href = desk.subject_href(held.id)
        if isinstance(held, Incident):
            yield from _of_incident(desk, held, href)
        elif isinstance(held, Evidence):
            for holding in custodians(held):
                handing = open_handing(held, holding)
                handed = None if handing is None else desk.read(handing.entry)
                if handing is not None and handed is not None:
                    what = desk.gettext("Receive evidence %(ref)s", ref=desk.ref(held.id))
                    received = desk.received_at(handing.to, handing.entry)
                    act = desk.sign_href("incidents.evidence_received", held.id, handed=desk.ref(handing.entry))
                    since = handed.header.claimed_at
                    yield Matter(handing.to, what, href, handing.party, since, received, act=act)


def _waits(_fold: Fold, held: Opened) -> bool:
    """Whether a word may be missing on it."""
    if isinstance(held, Incident):
        return bool(asked_for_number(held) or letters_crossed(held))
    return isinstance(held, Evidence) and any(open_handing(held, each) is not None for each in custodians(held))


def _opened(_fold: Fold, held: Opened) -> tuple[datetime, str, int]:
    return held.claimed_at, held.party, held.index


_WAITING = Ordered("incidents", _opened, only=_waits)
_EVIDENCE = Ordered("incidents", _opened, only=lambda _, held: isinstance(held, Evidence), last_first=True)
_EVENTS = Ordered("incidents", _opened, only=lambda _, held: isinstance(held, Event), last_first=True)


def _of_incident(desk: Desk, held: Incident, href: str) -> Iterator[Matter]:
    for numbering, missing in asked_for_number(held):
        proposed = desk.read(numbering.entry)
        for party in missing:
            what = desk.gettext(
                "Accept or refuse the number %(number)s for incident %(ref)s",
                number=numbering.number,
                ref=desk.ref(held.id),
            )
            since = None if proposed is None else proposed.header.claimed_at
            received = desk.received_at(party, numbering.entry)
            act = desk.sign_href("incidents.number_accepted", held.id, proposed=desk.ref(numbering.entry))
            yield Matter(party, what, href, numbering.party, since, received, act=act)
    parties = {act.party for pair in letters_crossed(held) for act in pair}
    for party in sorted(parties):
        yield Matter(
            party, desk.gettext("Words on incident %(ref)s crossed: say what holds", ref=desk.ref(held.id)), href
        )


def name(desk: Desk, subject: EntryId) -> str:
    """What to call it."""
    ref = desk.ref(subject)
    match desk.fold.state(subject):
        case Incident():
            return desk.gettext("Incident %(ref)s", ref=ref)
        case Evidence():
            return desk.gettext("Evidence %(ref)s", ref=ref)
        case Event():
            return desk.gettext("Outside event %(ref)s", ref=ref)
    return desk.gettext("Report %(ref)s", ref=ref)


def geojson(desk: Desk) -> bytes:
    """Places of the reports that were asked for, on the charter's grid: those that stand and that everybody can read."""
    found = [each for each in chosen(desk, open_accounts(desk), asks_plainly(desk)) if stands(each)]
    features = [feature for each in found if (feature := _feature(desk, each))]
    collection = {
        "type": "FeatureCollection",
        "grid_microdegrees": desk.charter.grid_microdegrees,
        "mechanism": desk.fold.mechanism,
        "features": features,
    }
    return msgspec.json.encode(collection)


def _feature(desk: Desk, account: Account) -> dict[str, object] | None:
    said = account.said
    if said is None or said.where is None or not said.where.points:
        return None
    where = coarsened(said.where, desk.charter.grid_microdegrees)
    points = [[point.lon / 1e7, point.lat / 1e7] for point in where.points]
    when = said.when
    return {
        "type": "Feature",
        "id": called(desk, account.told),
        "geometry": {"type": "Point", "coordinates": points[0]}
        if len(points) == 1
        else {"type": "LineString", "coordinates": points},
        "properties": {
            "report": called(desk, account.told),
            "party": account.party,
            "told_by": said.told_by.text if said.told_by else None,
            "type": said.type,
            "sub_type": said.sub_type,
            "from": None if when is None else _instant(when.earliest),
            "until": None if when is None else _instant(when.ends_at),
            "time_precision": said.time_precision,
            "place_precision": said.place_precision,
            "radius_m": where.radius_m,
            "names": [text.text for text in where.names],
        },
    }


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


PAGES = Pages(
    "incidents",
    "Incidents",
    index,
    show,
    matters,
    name,
    files=(File("reports.geojson", "application/geo+json", geojson),),
)
