"""Reports, incidents with what each party links to them, evidence with who has it, and outside events, as lists show them."""

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text

from trilateral.agreement.intervals import Interval
from trilateral.mechanism.incidents.state import (
    Event,
    Evidence,
    Held,
    Incident,
    Report,
    account,
    custodians,
    disputed_links,
    joint_numbers,
    joint_view,
    letters_crossed,
    link_words,
    reports_named,
)
from trilateral.store.sql import metadata

Row = tuple[Table, dict[str, object]]

incident_reports = Table(
    "incident_reports",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False),
    Column("told_by", Text, comment="the outside source that the party passes on"),
    Column("type", Text, nullable=False),
    Column("sub_type", Text),
    Column("from_at", BigInteger),
    Column("until_at", BigInteger),
    Column("lat", BigInteger, comment="of the first point, in 1e-7 degree, on the charter's grid"),
    Column("lon", BigInteger),
    Column("radius_m", Integer),
    Column("place", Text, comment="its first name"),
    Column("lang", Text),
    Column("text", Text),
    Column("details", Integer, nullable=False, comment="how often its author said more exactly"),
    Index("incident_reports_by_time", "from_at"),
    Index("incident_reports_by_party", "party", "type"),
)

incidents = Table(
    "incidents",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False, comment="who opened it"),
    Column("lang", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("number", Text, comment="its joint number"),
    Column("split_from", Text),
    Column("joint", Integer, nullable=False, comment="reports that every bound party links to it"),
    Column("disputed", Integer, nullable=False, comment="reports that one links and another separates"),
    Column("crossed", Boolean, nullable=False, comment="whether last words crossed"),
)

incident_links = Table(
    "incident_links",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("report", Text, primary_key=True),
    Column("row", Integer, primary_key=True, autoincrement=False, comment="-1 for a report that is an entry"),
    Column("party", Text, primary_key=True),
    Column("word", Text, nullable=False, comment="this party's last one"),
    Index("incident_links_by_report", "report", "row"),
)

incident_evidence = Table(
    "incident_evidence",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False, comment="who collected it"),
    Column("sort", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("paper", Text),
    Column("mark", Text),
    Column("held_by", Text, comment="who has it; nothing where two say so"),
    Column("handed", Integer, nullable=False, comment="how often it went from one to another"),
)

incident_events = Table(
    "incident_events",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False, comment="who recorded it"),
    Column("sort", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("from_at", BigInteger),
    Column("until_at", BigInteger),
    Index("incident_events_by_time", "from_at"),
)

TABLES = (incident_reports, incidents, incident_links, incident_evidence, incident_events)


def rows(state: Held) -> Iterator[Row]:
    """The rows of one subject."""
    match state:
        case Report():
            yield _report(state)
        case Incident():
            yield from _incident(state)
        case Evidence():
            yield _evidence(state)
        case Event():
            yield _event(state)


def _times(when: Interval | None) -> dict[str, object]:
    if when is None:
        return {"from_at": None, "until_at": None}
    return {"from_at": _seconds(when.earliest), "until_at": _seconds(when.ends_at)}


def _seconds(at: datetime) -> int:
    return int(at.astimezone(UTC).timestamp())


def _report(state: Report) -> Row:
    said = account(state)
    where = said.where
    point = where.points[0] if where and where.points else None
    return incident_reports, {
        "subject": state.id,
        "party": state.party,
        "told_by": said.told_by.text if said.told_by else None,
        "type": said.type,
        "sub_type": said.sub_type,
        **_times(said.when),
        "lat": point.lat if point else None,
        "lon": point.lon if point else None,
        "radius_m": where.radius_m if where and point else None,
        "place": where.names[0].text if where and where.names else None,
        "lang": said.text.lang if said.text else None,
        "text": said.text.text if said.text else None,
        "details": len(state.details),
    }


def _incident(state: Incident) -> Iterator[Row]:
    numbers = joint_numbers(state)
    yield (
        incidents,
        {
            "subject": state.id,
            "party": state.party,
            "lang": state.title.lang,
            "title": state.title.text,
            "number": numbers[0] if len(numbers) == 1 else None,
            "split_from": state.split_from,
            "joint": len(joint_view(state)),
            "disputed": len(disputed_links(state)),
            "crossed": bool(state.crossed or letters_crossed(state)),
        },
    )
    for told in reports_named(state):
        for party, word in link_words(state, told).items():
            of = {"subject": state.id, "report": told.report, "row": -1 if told.row is None else told.row}
            yield incident_links, {**of, "party": party, "word": word.word}


def _evidence(state: Evidence) -> Row:
    has = custodians(state)
    return incident_evidence, {
        "subject": state.id,
        "party": state.party,
        "sort": state.said.sort,
        "lang": state.said.title.lang,
        "title": state.said.title.text,
        "paper": state.said.paper,
        "mark": state.said.mark,
        "held_by": has[0].party if len(has) == 1 else None,
        "handed": len(state.receipts),
    }


def _event(state: Event) -> Row:
    said = state.said
    return incident_events, {
        "subject": state.id,
        "party": state.party,
        "sort": said.sort,
        "lang": said.text.lang,
        "who": said.who.text,
        "text": said.text.text,
        **_times(said.when),
    }
