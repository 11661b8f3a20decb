"""Allegations, their points with the last answers, and remarks, as lists show them."""

from collections.abc import Iterator

from sqlalchemy import Column, Index, Integer, Table, Text

from trilateral.mechanism.allegations.rules import Allegation, asked_of, last_answers, open_points, status
from trilateral.store.sql import metadata

Row = tuple[Table, dict[str, object]]

allegations = Table(
    "allegations",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False),
    Column("against", Text, nullable=False),
    Column("proxy", Text),
    Column("norm", Text),
    Column("demand", Text),
    Column("meeting", Text),
    Column("via", Text),
    Column("repeats", Text, comment="the earlier allegation"),
    Column("status", Text, nullable=False),
    Column("asked_of", Text, comment="who is to answer, while anything is open"),
    Column("points", Integer, nullable=False),
    Column("open_points", Integer, nullable=False),
    Index("allegations_by_party", "party", "against"),
    Index("allegations_by_meeting", "meeting"),
    Index("allegations_by_earlier", "repeats"),
)

allegation_points = Table(
    "allegation_points",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("point", Integer, primary_key=True, autoincrement=False),
    Column("lang", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("answer", Text, comment="the last one, or nothing"),
    Column("answered_in", Text),
    Column("answer_lang", Text),
    Column("answer_text", Text),
    Column("counter", Text, comment="the allegation that it answers with"),
)

allegation_remarks = Table(
    "allegation_remarks",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("party", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("text", Text, nullable=False),
)

TABLES = (allegations, allegation_points, allegation_remarks)


def rows(state: Allegation) -> Iterator[Row]:
    """The rows of one allegation."""
    yield (
        allegations,
        {
            "subject": state.id,
            "party": state.party,
            "against": state.against,
            "proxy": state.proxy.text if state.proxy else None,
            "norm": state.norm.text if state.norm else None,
            "demand": state.demand.text if state.demand else None,
            "meeting": state.meeting,
            "via": state.via,
            "repeats": state.repeats,
            "status": status(state).value,
            "asked_of": asked_of(state),
            "points": len(state.points),
            "open_points": len(open_points(state)),
        },
    )
    yield from _point_rows(state)
    for each in state.remarks:
        said = {"party": each.party, "lang": each.text.lang, "text": each.text.text}
        yield allegation_remarks, {"subject": state.id, "entry": each.entry, **said}


def _point_rows(state: Allegation) -> Iterator[Row]:
    for number, (point, answer) in enumerate(zip(state.points, last_answers(state), strict=True)):
        text = answer.text if answer else None
        yield (
            allegation_points,
            {
                "subject": state.id,
                "point": number,
                "lang": point.lang,
                "text": point.text,
                "answer": answer.answer if answer else None,
                "answered_in": answer.entry if answer else None,
                "answer_lang": text.lang if text else None,
                "answer_text": text.text if text else None,
                "counter": answer.counter if answer else None,
            },
        )
