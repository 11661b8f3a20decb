"""Notices with what each addressee said of them, calls with both accounts, and who has a watch.

Left out on purpose: places. What lists and searches read must not become a map of who will be where.
"""

from collections.abc import Iterator

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text

from trilateral.mechanism.notices.state import (
    Call,
    Kept,
    Notice,
    Watch,
    call_status,
    handover_open,
    holder,
    status,
    version_now,
    word_on,
)
from trilateral.store.sql import metadata

Row = tuple[Table, dict[str, object]]

notices = Table(
    "notices",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False, comment="who notifies"),
    Column("sort", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("version", Text, nullable=False, comment="the entry that says what holds now"),
    Column("begins_at", Text, nullable=False),
    Column("ends_at", Text, comment="nothing where it holds until further notice"),
    Column("consent", Boolean, nullable=False, comment="whether it takes approval"),
    Column("status", Text, nullable=False),
    Index("notices_by_begin", "begins_at"),
)

notice_addressees = Table(
    "notice_addressees",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, primary_key=True),
    Column("acknowledged_in", Text, comment="of the version that holds now, like the others"),
    Column("passed_on_in", Text),
    Column("answer", Text, comment="approved or objected"),
    Column("answered_in", Text),
    Column("consent", Boolean, nullable=False, comment="whether its approval is needed"),
    Index("notice_addressees_by_party", "party", "acknowledged_in"),
)

hotline_calls = Table(
    "hotline_calls",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False),
    Column("other", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("began_at", Text, nullable=False),
    Column("minutes", Integer),
    Column("concerning", Text),
    Column("follows", Text),
    Column("status", Text, nullable=False),
)

watches = Table(
    "watches",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False),
    Column("lang", Text),
    Column("name", Text),
    Column("office", Text, comment="which took it last; nothing while the roster alone says whose it is"),
    Column("handed_to", Text, comment="the office that has yet to take it"),
)

TABLES = (notices, notice_addressees, hotline_calls, watches)


def rows(state: Kept) -> Iterator[Row]:
    """The rows of one notice, call or watch."""
    match state:
        case Notice():
            yield from _notice(state)
        case Call():
            yield hotline_calls, _call(state)
        case Watch():
            yield watches, _watch(state)


def _notice(state: Notice) -> Iterator[Row]:
    now = version_now(state)
    yield (
        notices,
        {
            "subject": state.id,
            "party": state.party,
            "sort": state.sort,
            "lang": now.what.lang,
            "what": now.what.text,
            "version": now.entry,
            "begins_at": now.when.earliest.isoformat(),
            "ends_at": None if now.open_ended else now.when.ends_at.isoformat(),
            "consent": bool(state.consent),
            "status": status(state).value,
        },
    )
    for party in state.to:
        acknowledged = word_on(state, party, "acknowledged", of=now.entry)
        passed_on = word_on(state, party, "passed_on", of=now.entry)
        answer = word_on(state, party, "approved", "objected", of=now.entry)
        yield (
            notice_addressees,
            {
                "subject": state.id,
                "party": party,
                "acknowledged_in": acknowledged.entry if acknowledged else None,
                "passed_on_in": passed_on.entry if passed_on else None,
                "answer": answer.word if answer else None,
                "answered_in": answer.entry if answer else None,
                "consent": party in state.consent,
            },
        )


def _call(state: Call) -> dict[str, object]:
    return {
        "subject": state.id,
        "party": state.party,
        "other": state.other,
        "direction": state.direction,
        "outcome": state.outcome,
        "began_at": state.began_at.isoformat(),
        "minutes": state.minutes,
        "concerning": state.concerning,
        "follows": state.follows,
        "status": call_status(state).value,
    }


def _watch(state: Watch) -> dict[str, object]:
    handed = handover_open(state)
    return {
        "subject": state.id,
        "party": state.party,
        "lang": state.name.lang if state.name else None,
        "name": state.name.text if state.name else None,
        "office": holder(state),
        "handed_to": handed.office if handed else None,
    }
