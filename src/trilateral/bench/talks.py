"""A busy conference, for `bench desk`: all that fills a desk, in the same mixture however long it lasts.

Three parties take turns. Each asks for work, tables texts, promises, notifies, reports, alleges and speaks, and
answers much of what the others said before; the rest stays open. So what is open grows with the record, as it
does where parties talk for years.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count, islice

from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location, Point
from trilateral.ledger.entry import Body, EntryId, PartyId, Text
from trilateral.mechanism.allegations.entries import AllegationFiled, PointAnswered
from trilateral.mechanism.commitments.entries import CommitmentStated, CommitmentUndertaken, DeedReported
from trilateral.mechanism.incidents.entries import IncidentOpened, IncidentReported
from trilateral.mechanism.notices.entries import NoticeIssued
from trilateral.mechanism.proposals.entries import ProposalTabled, TextAccepted, text_hash
from trilateral.mechanism.requests.entries import RequestAccepted, RequestDone, RequestMade
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.clock import FixedClock
from trilateral.node.compose import About
from trilateral.node.node import Node

_TURN_SECONDS = 6 * 3600.0
_OPENERS = 9
"""How many things a party begins before it begins the same things again."""
_SIDE = 3_000
"""Squares in a row: what is notified and reported lies so far apart that few things meet."""


class Talks:
    """The conference, and what each party could answer."""

    def __init__(self, nodes: Mapping[PartyId, Node], office: str, clock: FixedClock) -> None:
        """Begin with nothing said.

        Args:
            nodes: Of the parties, founded.
            office: In whose name each speaks.
            clock: All of theirs.
        """
        self._nodes = nodes
        self._office = office
        self._clock = clock
        self._parties = tuple(nodes)
        self._number = count()
        self._waiting: dict[PartyId, deque[tuple[Body, EntryId]]] = {party: deque() for party in nodes}
        self._unseen: list[tuple[PartyId, Body, EntryId]] = []

    def round(self, most: int) -> int:
        """Let each party say up to so many things; returns how many they said. Then the parties must meet."""
        for party, answer, subject in self._unseen:
            self._waiting[party].append((answer, subject))
        self._unseen.clear()
        return sum(self._turn(party, most) for party in self._parties)

    def _turn(self, party: PartyId, most: int) -> int:
        """Let a party say up to so many things, as many as half of them answers; returns how many it said."""
        self._clock.advance(_TURN_SECONDS)
        node = self._nodes[party]
        node.record_heads()
        answers = [self._waiting[party].popleft() for _ in range(min(most // 2, len(self._waiting[party])))]
        begun = list(islice(self._begun(party), most - len(answers)))
        said: list[tuple[Body, EntryId | None]] = [*answers, *((body, None) for body in begun)]
        texts = [
            node.prepare(body, by=self._office, about=About(subject=subject), seen="last") for body, subject in said
        ]
        receipts = node.submit_many([node.sign(text, self._office) for text in texts])
        for (body, subject), receipt in zip(said, receipts, strict=True):
            self._note(party, body, subject or receipt.id, receipt.id)
        return len(said)

    def _begun(self, party: PartyId) -> Iterator[Body]:
        """What a party begins, one thing after another."""
        others = [each for each in self._parties if each != party]
        now = self._clock.now()
        for number in self._number:
            yield _opener(number, others[number % len(others)], party, now)

    def _note(self, party: PartyId, body: Body, subject: EntryId, entry: EntryId) -> None:
        """Remember who may answer what was just said. Two of three things are answered."""
        if int(entry[:8], 16) % 3 == 0:
            return
        self._unseen += [(other, answer, subject) for other, answer in _answers(party, body, self._parties)]


def _text(number: int) -> Text:
    return Text(lang="en", text=f"{number}: the second road along the line, and what is to be done about it.")


def _opener(number: int, other: PartyId, party: PartyId, now: datetime) -> Body:  # noqa: PLR0911 - a line for each thing
    text, day = _text(number), f"{now + timedelta(days=number % 30 + 1):%Y-%m-%d}"
    square = number * 7_919 % (_SIDE * _SIDE)
    spot = Point(lat=200_000_000 + square // _SIDE * 100_000, lon=300_000_000 + square % _SIDE * 100_000)
    where = Location(names=(text,), points=(spot,), radius_m=200)
    when = Interval(now + timedelta(hours=number % 240), now + timedelta(hours=number % 240 + 4), whole=True)
    match number % _OPENERS:
        case 0:
            return RequestMade(sort="action", owner=other, text=text, due_on=day)
        case 1:
            return ProposalTabled(title=(text,), sort="substance", paragraphs=(text, text))
        case 2:
            return CommitmentStated(obliged=(other,), text=text, due_on=day)
        case 3:
            return NoticeIssued(sort="movement", to=(other,), what=text, when=when, where=where)
        case 4:
            return IncidentReported(type="explosion", when=Interval(now - timedelta(days=1)), where=where, text=text)
        case 5:
            return IncidentOpened(title=text)
        case 6:
            return AllegationFiled(against=other, points=(text, text))
        case 7:
            return CommitmentStated(obliged=(party,), text=text)
    return StatementMade(sort="position", text=text)


def _answers(party: PartyId, body: Body, parties: Sequence[PartyId]) -> Iterator[tuple[PartyId, Body]]:
    """Who could say what to it."""
    match body:
        case RequestMade(owner=owner):
            yield owner, RequestAccepted()
        case RequestAccepted():
            yield party, RequestDone()
        case ProposalTabled():
            for each in parties:
                if each != party:
                    yield each, TextAccepted(text_hash=text_hash(body))
        case CommitmentStated(obliged=obliged):
            yield obliged[0], DeedReported() if party in obliged else CommitmentUndertaken()
        case CommitmentUndertaken():
            yield party, DeedReported()
        case AllegationFiled(against=against):
            yield against, PointAnswered(point=0, answer="denied")
