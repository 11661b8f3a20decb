"""Disputes with the rung on which they stand, what put them there, and each party's word on each step."""

from collections.abc import Iterator

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from trilateral.agreement.consent import last_word
from trilateral.mechanism.disputes.state import (
    Dispute,
    concerned,
    extended_hours,
    rung_of,
    status,
    step_standing,
)
from trilateral.store.sql import metadata

Row = tuple[Table, dict[str, object]]

disputes = Table(
    "disputes",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False, comment="who raised it"),
    Column("lang", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("about", Text, comment="the subject that it is about"),
    Column("rung", Integer, nullable=False, comment="from 0"),
    Column("clock", Text, nullable=False, comment="the name of the rung's clock"),
    Column("status", Text, nullable=False),
    Index("disputes_by_about", "about"),
)

dispute_parties = Table(
    "dispute_parties",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, primary_key=True, comment="whom it is between"),
)

dispute_rungs = Table(
    "dispute_rungs",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("rung", Integer, primary_key=True, autoincrement=False),
    Column("clock", Text, nullable=False),
    Column("extended_hours", Integer, nullable=False),
)

dispute_escalations = Table(
    "dispute_escalations",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("party", Text, nullable=False),
    Column("rung", Integer, nullable=False, comment="the one that was left"),
    Column("shown_at", BigInteger, nullable=False, comment="POSIX seconds, by others' clocks"),
)

dispute_steps = Table(
    "dispute_steps",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("party", Text, nullable=False),
    Column("sort", Text, nullable=False),
    Column("rung", Integer, nullable=False),
    Column("hours", Integer, nullable=False),
    Column("standing", Text, nullable=False),
)

dispute_words = Table(
    "dispute_words",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("step", Text, primary_key=True),
    Column("party", Text, primary_key=True),
    Column("word", Text, comment="its last one, or nothing"),
    Column("entry", Text),
)

TABLES = (disputes, dispute_parties, dispute_rungs, dispute_escalations, dispute_steps, dispute_words)


def rows(state: Dispute) -> Iterator[Row]:
    """The rows of one dispute."""
    of, rung = {"subject": state.id}, rung_of(state)
    yield (
        disputes,
        {
            **of,
            "party": state.party,
            "lang": state.text.lang,
            "text": state.text.text,
            "about": state.about,
            "rung": rung,
            "clock": state.rungs[rung],
            "status": status(state).value,
        },
    )
    for party in concerned(state):
        yield dispute_parties, {**of, "party": party}
    for number, clock in enumerate(state.rungs):
        yield dispute_rungs, {**of, "rung": number, "clock": clock, "extended_hours": extended_hours(state, number)}
    for up in state.escalations:
        at = int(up.shown_at.timestamp())
        yield dispute_escalations, {**of, "entry": up.entry, "party": up.party, "rung": up.rung, "shown_at": at}
    for step in state.steps:
        put = {"entry": step.entry, "party": step.party, "sort": step.sort, "rung": step.rung, "hours": step.hours}
        yield dispute_steps, {**of, **put, "standing": step_standing(state, step).value}
        for party in state.parties:
            said = last_word(state.words, step.entry, party)
            word = {"word": said.word if said else None, "entry": said.entry if said else None}
            yield dispute_words, {**of, "step": step.entry, "party": party, **word}
