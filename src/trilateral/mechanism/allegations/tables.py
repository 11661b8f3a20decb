"""Allegations, their points with the last answers, findings, remedies and remarks, as lists show them."""

from collections.abc import Iterator

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text

from trilateral.mechanism.allegations.answers import asked_of, competence, last_answers, open_points, responsibility
from trilateral.mechanism.allegations.closing import checks, done
from trilateral.mechanism.allegations.findings import dissents, signatures, whose
from trilateral.mechanism.allegations.rules import status
from trilateral.mechanism.allegations.state import Allegation
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
    Column("repeats", Text, comment="the earlier allegation or statement"),
    Column("recurs", Text, comment="the allegation that was closed before the same happened again"),
    Column("competence", Text, comment="what those say who have said anything, or nothing"),
    Column("responsibility", Text, comment="whether the party alleged against answers for the proxy, or nothing"),
    Column("status", Text, nullable=False),
    Column("asked_of", Text, comment="who is to answer, while anything is open"),
    Column("points", Integer, nullable=False),
    Column("open_points", Integer, nullable=False),
    Index("allegations_by_party", "party", "against"),
    Index("allegations_by_meeting", "meeting"),
    Index("allegations_by_earlier", "repeats"),
    Index("allegations_by_recurrence", "recurs"),
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

allegation_findings = Table(
    "allegation_findings",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("party", Text, nullable=False),
    Column("point", Integer, nullable=False),
    Column("fact", Text, nullable=False),
    Column("attribution", Text, nullable=False),
    Column("attributed_to", Text),
    Column("confidence", Text),
    Column("qualification", Text, nullable=False),
    Column("severity", Text),
    Column("whose", Text, nullable=False, comment="joint, verifier, party, withdrawn or crossed"),
    Column("signatures", Integer, nullable=False),
    Column("dissents", Integer, nullable=False),
    Index("allegation_findings_by_word", "fact", "qualification"),
)

allegation_remedies = Table(
    "allegation_remedies",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("point", BigInteger),
    Column("due_on", Text),
    Column("lang", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("done", Boolean, nullable=False, comment="by the word of who undertook it"),
    Column("confirmed", Integer, nullable=False, comment="how many others found it done"),
)

TABLES = (allegations, allegation_points, allegation_findings, allegation_remedies, allegation_remarks)


def rows(state: Allegation) -> Iterator[Row]:
    """The rows of one allegation."""
    proxy = responsibility(state)
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
            "recurs": state.recurs,
            "competence": competence(state),
            "responsibility": proxy.word if proxy else None,
            "status": status(state).value,
            "asked_of": asked_of(state),
            "points": len(state.points),
            "open_points": len(open_points(state)),
        },
    )
    yield from _point_rows(state)
    yield from _finding_rows(state)
    yield from _remedy_rows(state)
    for each in state.remarks:
        text = each.text
        said = {"party": each.party, "lang": text.lang if text else "", "text": text.text if text else ""}
        yield allegation_remarks, {"subject": state.id, "entry": each.entry, **said}


def _finding_rows(state: Allegation) -> Iterator[Row]:
    for each in state.findings:
        words = {"fact": each.fact, "attribution": each.attribution, "qualification": each.qualification}
        beside = {"attributed_to": each.attributed_to, "confidence": each.confidence, "severity": each.severity}
        yield (
            allegation_findings,
            {
                "subject": state.id,
                "entry": each.entry,
                "party": each.party,
                "point": each.point,
                **words,
                **beside,
                "whose": whose(state, each),
                "signatures": len(signatures(state, each)),
                "dissents": len(dissents(state, each)),
            },
        )


def _remedy_rows(state: Allegation) -> Iterator[Row]:
    for each in state.remedies:
        named = {"subject": state.id, "entry": each.entry, "point": each.point, "due_on": each.due_on}
        said = {"lang": each.text.lang, "text": each.text.text, "done": done(state, each) is not None}
        confirmed = sum(check.word == "confirmed" for check in checks(state, each).values())
        yield allegation_remedies, {**named, **said, "confirmed": confirmed}


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
