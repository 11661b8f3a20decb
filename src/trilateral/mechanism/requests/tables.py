"""Requests with whose they are and where they stand, and the words on each report, as the joint work plan shows them."""

from collections.abc import Iterator

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text

from trilateral.mechanism.requests.rules import (
    Request,
    change_accepted_by,
    holding,
    is_agreed,
    last_check,
    last_report,
    status,
    verifiers,
)
from trilateral.store.sql import metadata

Row = tuple[Table, dict[str, object]]

requests = Table(
    "requests",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False, comment="who asks"),
    Column("sort", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("area_lang", Text),
    Column("area", Text),
    Column("meeting", Text),
    Column("joint", Boolean, nullable=False, comment="whether every party but the owner verifies it"),
    Column("carries_out", Text, comment="the entry whose adopted text has it as an item"),
    Column("item", Integer, comment="which item of that text"),
    Column("status", Text, nullable=False),
    Index("requests_by_meeting", "meeting"),
)

request_owners = Table(
    "request_owners",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False, comment="more than one where changes crossed"),
    Column("owner", Text, nullable=False),
    Column("due_on", Text),
    Column("reported_in", Text, comment="the last report that it is done"),
    Index("requests_by_owner", "owner", "due_on"),
)

request_checks = Table(
    "request_checks",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("report", Text, primary_key=True),
    Column("party", Text, primary_key=True),
    Column("word", Text, comment="its last one, or nothing"),
    Column("counts", Boolean, nullable=False, comment="whether it takes this party's word"),
)

request_changes = Table(
    "request_changes",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("party", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("due_on", Text),
    Column("accepted", Integer, nullable=False, comment="by how many"),
    Column("concerned", Integer, nullable=False),
    Column("agreed", Boolean, nullable=False),
)

TABLES = (requests, request_owners, request_checks, request_changes)


def rows(state: Request) -> Iterator[Row]:
    """The rows of one request."""
    carried = state.carries_out
    yield (
        requests,
        {
            "subject": state.id,
            "party": state.party,
            "sort": state.sort,
            "lang": state.text.lang,
            "text": state.text.text,
            "area_lang": state.area.lang if state.area else None,
            "area": state.area.text if state.area else None,
            "meeting": state.meeting,
            "joint": state.joint,
            "carries_out": carried.text if carried else None,
            "item": carried.number if carried else None,
            "status": status(state).value,
        },
    )
    for number, held in enumerate(holding(state)):
        report = last_report(state, held.owner)
        of = {"subject": state.id, "number": number, "owner": held.owner, "due_on": held.due_on}
        yield request_owners, {**of, "reported_in": report.entry if report else None}
    for report in state.reports:
        counting = verifiers(state, report.party)
        said = {each.party for each in state.checks if each.report == report.entry}
        for party in sorted({*counting, *said}):
            check = last_check(state, report, party)
            named = {"subject": state.id, "report": report.entry, "party": party}
            yield request_checks, {**named, "word": check.word if check else None, "counts": party in counting}
    for change in state.changes:
        yield (
            request_changes,
            {
                "subject": state.id,
                "entry": change.entry,
                "party": change.party,
                "owner": change.owner,
                "due_on": change.due_on,
                "accepted": len(change_accepted_by(state, change)),
                "concerned": len(change.concerned),
                "agreed": is_agreed(state, change),
            },
        )
