"""Commitments with each party's part in them, conditions, access, missions and named days, as lists show them."""

from collections.abc import Iterator

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text

from trilateral.mechanism.commitments import access, conditions, days, missions, promises
from trilateral.mechanism.commitments.state import Commitment, Condition, Mission, NamedDay, Subject
from trilateral.store.sql import metadata

Row = tuple[Table, dict[str, object]]

commitments = Table(
    "commitments",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False, comment="who stated it"),
    Column("lang", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("arises_from", Text),
    Column("carries_out", Text, comment="the entry whose adopted text has it as an item"),
    Column("item", Integer, comment="which item of that text"),
    Column("due_on", Text),
    Column("status", Text, nullable=False),
    Index("commitments_by_status", "status"),
)

commitment_parties = Table(
    "commitment_parties",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, primary_key=True),
    Column("part", Text, primary_key=True, comment="obliged, or owed_to"),
    Column("bound", Boolean, nullable=False, comment="whether it has undertaken it itself"),
    Index("commitment_parties_by_party", "party"),
)

commitment_steps = Table(
    "commitment_steps",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("due_on", Text, comment="nothing where it is counted from a named day"),
    Column("from_day", Text),
    Column("offset_days", Integer, nullable=False),
)

commitment_indicators = Table(
    "commitment_indicators",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("lang", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("baseline", BigInteger),
    Column("target", BigInteger),
    Column("every", Text, nullable=False),
    Column("counted", Boolean, nullable=False, comment="whether from reports of incidents"),
)

commitment_deeds = Table(
    "commitment_deeds",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("party", Text, nullable=False),
    Column("step", Integer, comment="nothing for all of it"),
    Column("done_on", Text),
    Column("endorsed", Integer, nullable=False, comment="by how many others"),
    Column("dissented", Integer, nullable=False),
)

commitment_assessments = Table(
    "commitment_assessments",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("party", Text, nullable=False),
    Column("of", Text, nullable=False, comment="whose performance"),
    Column("period", Text, nullable=False, comment="a meeting, or a day"),
    Column("whose", Text, nullable=False, comment="self, other or joint"),
    Column("level", Integer, nullable=False),
    Column(
        "stands", Boolean, nullable=False, comment="whether it is the party's last, and for joint ones signed by all"
    ),
    Index("commitment_assessments_by_party", "of"),
)

commitment_conditions = Table(
    "commitment_conditions",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False, comment="who asserted it"),
    Column("held_back", Text, nullable=False),
    Column("until", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("live", Boolean, nullable=False, comment="whether it still holds something back"),
)

commitment_accesses = Table(
    "commitment_accesses",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("party", Text, nullable=False, comment="who asks"),
    Column("of", Text, nullable=False, comment="who is asked"),
    Column("sort", Text, nullable=False),
    Column("on", Text, nullable=False),
    Column("answer", Text, comment="the last one, or nothing"),
    Column("outcome", Text, comment="as whoever asked says"),
    Index("commitment_accesses_by_party", "of"),
)

commitment_missions = Table(
    "commitment_missions",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False, comment="who leads it"),
    Column("lang", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("tier", Text, nullable=False),
    Column("about", Text),
    Column("status", Text, nullable=False, comment="by what was said on the mission itself"),
    Column("reports", Integer, nullable=False),
)

commitment_days = Table(
    "commitment_days",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("lang", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("on", Text, comment="where every party has signed one day"),
    Column("status", Text, nullable=False),
)

TABLES = (
    commitments,
    commitment_parties,
    commitment_steps,
    commitment_indicators,
    commitment_deeds,
    commitment_assessments,
    commitment_conditions,
    commitment_accesses,
    commitment_missions,
    commitment_days,
)


def rows(state: Subject) -> Iterator[Row]:
    """The rows of one subject, of whichever sort."""
    match state:
        case Commitment():
            yield from _of_commitment(state)
        case Condition():
            yield from _of_condition(state)
        case Mission():
            yield from _of_mission(state)
        case NamedDay():
            yield from _of_day(state)


def _of_commitment(state: Commitment) -> Iterator[Row]:
    carried = state.carries_out
    yield (
        commitments,
        {
            "subject": state.id,
            "party": state.party,
            "lang": state.text.lang,
            "text": state.text.text,
            "arises_from": state.arises_from,
            "carries_out": carried.text if carried else None,
            "item": carried.number if carried else None,
            "due_on": state.due_on,
            "status": promises.status(state).value,
        },
    )
    bound = promises.bound_by(state)
    for part, parties in (("obliged", state.obliged), ("owed_to", state.owed_to)):
        for party in parties:
            yield commitment_parties, {"subject": state.id, "party": party, "part": part, "bound": party in bound}
    for number, step in enumerate(state.steps):
        due = {"due_on": step.on, "from_day": step.from_day, "offset_days": step.offset_days}
        yield commitment_steps, {"subject": state.id, "step": number, **due}
    for number, each in enumerate(state.indicators):
        named = {"subject": state.id, "number": number, "lang": each.name.lang, "name": each.name.text}
        figures = {"baseline": each.baseline, "target": each.target, "every": each.every}
        yield commitment_indicators, {**named, **figures, "counted": each.count is not None}
    yield from _deeds(state)
    yield from _assessments(state)
    yield from _accesses(state)


def _deeds(state: Commitment) -> Iterator[Row]:
    for each in state.deeds:
        words = [check.word for check in promises.words_on(state, each).values()]
        made = {"subject": state.id, "entry": each.entry, "party": each.party, "step": each.step}
        counted = {"endorsed": words.count("endorsed"), "dissented": words.count("dissented")}
        yield commitment_deeds, {**made, "done_on": each.done_on, **counted}


def _assessments(state: Commitment) -> Iterator[Row]:
    for each in state.assessments:
        last = promises.assessed_by(state, each.party, each.of, each.period, joint=each.joint) == each
        agreed = not each.joint or promises.joint_level(state, each.of, each.period) is not None
        whose = "joint" if each.joint else "self" if each.party == each.of else "other"
        made = {"subject": state.id, "entry": each.entry, "party": each.party, "of": each.of, "period": each.period}
        yield commitment_assessments, {**made, "whose": whose, "level": each.level, "stands": last and agreed}


def _accesses(state: access.Holder) -> Iterator[Row]:
    for each in state.accesses:
        answer, ended = access.answer_to(state, each), access.end_of(state, each)
        made = {"subject": state.id, "entry": each.entry, "party": each.party, "of": each.of}
        came = {"answer": answer.answer if answer else None, "outcome": ended.outcome if ended else None}
        yield commitment_accesses, {**made, "sort": each.sort, "on": each.on, **came}


def _of_condition(state: Condition) -> Iterator[Row]:
    named = {"subject": state.id, "party": state.party, "held_back": state.held_back, "until": state.until}
    stands = {"status": conditions.status(state).value, "live": conditions.is_live(state)}
    yield commitment_conditions, {**named, **stands}


def _of_mission(state: Mission) -> Iterator[Row]:
    said = {"lang": state.text.lang, "text": state.text.text, "tier": state.tier, "about": state.about}
    stands = {"status": missions.stage(state, None).value, "reports": len(state.reports)}
    yield commitment_missions, {"subject": state.id, "party": state.party, **said, **stands}
    yield from _accesses(state)


def _of_day(state: NamedDay) -> Iterator[Row]:
    agreed, named = state.agreed_days(), {"lang": state.title.lang, "title": state.title.text}
    on = agreed[0] if len(agreed) == 1 else None
    yield commitment_days, {"subject": state.id, **named, "on": on, "status": days.status(state)}
