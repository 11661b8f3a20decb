"""Deeds beside words: what each party has promised, what of that was due, done, contested or left without a word.

A promise is a part of a commitment that a party has undertaken (a step of its schedule, or all of it), or a
request that it has accepted. Each figure is a row of lines, and each line names the entries that it comes from:
what was promised, and what was last said of it. Nothing is weighed: a bridge that was opened counts one, and so
does a list that was sent.

Beside it stands how much of what the party said was talk about talks (`mechanism.statements`). The two are counted
in different units and never set off against each other.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from trilateral.agreement.adoption import StateOf
from trilateral.agreement.clocks import Answer
from trilateral.agreement.undertakings import day_of
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.commitments import promises
from trilateral.mechanism.commitments.state import Commitment
from trilateral.mechanism.requests import rules as requests
from trilateral.mechanism.requests.rules import Request
from trilateral.mechanism.statements.rules import Statement, talk_of

Over: TypeAlias = Callable[[PartyId, str], Answer]
"""Whether a day was over in a party's capital, at the instant that is asked about."""
_GIVEN_UP = frozenset({promises.Status.RELEASED})
_ASKED = frozenset({requests.Status.ASKED, requests.Status.CANCELLED, requests.Status.DECLINED})


class Line(NamedTuple):
    """One thing behind a figure.

    Attributes:
        subject: The commitment or request.
        part: Which step of its schedule, from 0; None for all of it.
        said: The entry in which the last word on it stands; the subject itself where nothing was said.
        due_on: Its day, if one is known.
    """

    subject: EntryId
    part: int | None
    said: EntryId
    due_on: str | None


@dataclass(frozen=True, slots=True)
class Deeds:
    """One party's deeds and words.

    Attributes:
        promised: What it has undertaken or accepted, by its own signature or by adopting.
        due: What of that had a day that is over.
        undecided: What of that may be over: a suspension is in dispute.
        done: What it says that it has done.
        contested: What it says so, and another party does not.
        silent: What was due, and of which it has said nothing.
        unanswered: What others ask of it, and it has neither undertaken nor refused.
        refused: What it has refused or declined.
        procedural: How many of its statements were talk about talks.
        declaratory: How many were declarations.
        substantive: How many were of substance.
    """

    party: PartyId
    promised: tuple[Line, ...] = ()
    due: tuple[Line, ...] = ()
    undecided: tuple[Line, ...] = ()
    done: tuple[Line, ...] = ()
    contested: tuple[Line, ...] = ()
    silent: tuple[Line, ...] = ()
    unanswered: tuple[Line, ...] = ()
    refused: tuple[Line, ...] = ()
    procedural: int = 0
    declaratory: int = 0
    substantive: int = 0


FIGURES = ("promised", "due", "undecided", "done", "contested", "silent", "unanswered", "refused")
"""Which members are rows of lines, in the order in which they are shown."""


class Told(NamedTuple):
    """What one entry in the ledger of a party comes to, whatever the day.

    Attributes:
        figure: The row in which it stands; empty for a promise, whose rows hang on what came of it and on its day.
        done: Whether its party says that it has done it.
        contested: Whether another party does not.
    """

    party: PartyId
    line: Line
    figure: str = ""
    done: bool = False
    contested: bool = False


def deeds(  # noqa: PLR0913, PLR0917 - three subjects, and what is asked about them
    parties: Iterable[PartyId],
    commitments: Iterable[Commitment],
    asked: Iterable[Request],
    statements: Iterable[Statement],
    over: Over,
    state_of: StateOf,
) -> tuple[Deeds, ...]:
    """Return each party's deeds beside its words.

    Args:
        parties: In the order in which they are to stand.
        commitments: All of them.
        asked: All requests.
        statements: All statements.
        over: Whether a day was over.
        state_of: Where named days are looked up, from which others are counted.
    """
    return summed(parties, told(commitments, asked, state_of), talk_by_party(statements), over)


def summed(
    parties: Iterable[PartyId], told_of: Iterable[Told], talk: Mapping[PartyId, Mapping[str, int]], over: Over
) -> tuple[Deeds, ...]:
    """Return the same from what was told of it, on whatever day.

    Args:
        parties: In the order in which they are to stand.
        told_of: What their promises and refusals come to.
        talk: Of each party, how much it said of which sort.
        over: Whether a day was over.
    """
    rows: dict[PartyId, dict[str, list[Line]]] = {party: {name: [] for name in FIGURES} for party in parties}
    for each in told_of:
        if each.party in rows:
            _enter(rows[each.party], each, over)
    found = []
    for party, figures in rows.items():
        lines: dict[str, Any] = {name: tuple(each) for name, each in figures.items()}
        words: dict[str, Any] = {**talk.get(party, {})}
        found.append(Deeds(party, **lines, **words))
    return tuple(found)


def talk_by_party(statements: Iterable[Statement]) -> dict[PartyId, dict[str, int]]:
    """Return how much each party said of which sort."""
    said: dict[PartyId, list[Statement]] = {}
    for each in statements:
        said.setdefault(each.party, []).append(each)
    return {party: talk_of(own) for party, own in said.items()}


def told(commitments: Iterable[Commitment], asked: Iterable[Request], state_of: StateOf) -> tuple[Told, ...]:
    """Return what all commitments and then all requests come to, in order."""
    return (
        *(each for held in sorted(commitments, key=lambda one: one.id) for each in _of_commitment(held, state_of)),
        *(each for held in sorted(asked, key=lambda one: one.id) for each in _of_request(held)),
    )


def _of_commitment(held: Commitment, state_of: StateOf) -> Iterator[Told]:
    bound = promises.bound_by(held)
    for party in held.obliged:
        if party in bound:
            continue
        refusal = next((each for each in reversed(held.words) if each.party == party), None)
        figure, said = ("unanswered", held.id) if refusal is None else ("refused", refusal.entry)
        yield Told(party, Line(held.id, None, said, held.due_on), figure)
    if promises.status(held) in _GIVEN_UP:
        return
    for party in bound:
        for part in promises.parts_of(held):
            day = held.due_on if part is None else day_of(held.steps[part], state_of)
            deed = promises.deed_of(held, party, part)
            line = Line(held.id, part, held.id if deed is None else deed.entry, day)
            contested = deed is not None and promises.is_contested(held, deed)
            yield Told(party, line, done=deed is not None, contested=contested)


def _of_request(held: Request) -> Iterator[Told]:
    (first, *_more) = requests.holding(held)
    word, report = requests.last_word(held, first.owner), requests.last_report(held, first.owner)
    found = requests.status(held)
    said = held.id if report is None or word != "done" else report.entry
    line = Line(held.id, None, said, first.due_on)
    if found in _ASKED:
        figure = {requests.Status.ASKED: "unanswered", requests.Status.DECLINED: "refused"}.get(found)
        if figure is not None:
            yield Told(first.owner, line, figure)
        return
    yield Told(first.owner, line, done=word == "done", contested=found is requests.Status.DISPUTED)


def _enter(figures: dict[str, list[Line]], each: Told, over: Over) -> None:
    if each.figure:
        figures[each.figure].append(each.line)
        return
    figures["promised"].append(each.line)
    late = Answer.NO if each.line.due_on is None else over(each.party, each.line.due_on)
    if late is Answer.YES:
        figures["due"].append(each.line)
        if not each.done:
            figures["silent"].append(each.line)
    elif late is Answer.UNDECIDED:
        figures["undecided"].append(each.line)
    if each.done:
        figures["done"].append(each.line)
    if each.contested:
        figures["contested"].append(each.line)
