"""What happens in the record that `bench desk` measures: each matter from its first word to its last.

A story is told in steps. Of each step every word is signed by the party named, and all parties read it before the next
one begins. Most stories come to an end, as most matters do where parties have talked for years; who tells them may
break one off anywhere (`history`), and then it stays open.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TypeAlias

from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location, Point
from trilateral.ledger.entry import Body, EntryId, PartyId, Text
from trilateral.mechanism.accounts.entries import AccountEntered, AccountRead, PointRaised, Reading
from trilateral.mechanism.acts.entries import EntryCommented
from trilateral.mechanism.allegations.entries import (
    AllegationFiled,
    Answer,
    ClosingAccepted,
    ClosingProposed,
    PointAnswered,
)
from trilateral.mechanism.commitments.entries import (
    AccessAnswered,
    AccessEnded,
    AccessRequested,
    CommitmentStated,
    CommitmentUndertaken,
    ConditionAnswered,
    ConditionAsserted,
    ConditionJudged,
    DeedReported,
    MissionDeployed,
    MissionReported,
    MissionRequested,
    ReportAnswered,
    StandingStated,
)
from trilateral.mechanism.delegations.entries import DelegationNamed, OfficeAccredited
from trilateral.mechanism.designations.entries import (
    DesignationRegistered,
    NeutralAccepted,
    NeutralProposed,
    TermStated,
)
from trilateral.mechanism.dispatches.edition import edition_root
from trilateral.mechanism.dispatches.entries import DispatchCompiled, DispatchOffered, Item, ItemsReleased
from trilateral.mechanism.disputes.entries import DisputeRaised, PositionStated, StepAccepted, StepProposed
from trilateral.mechanism.humanitarian.entries import (
    Basis,
    ListSubmitted,
    NameAnswered,
    Person,
    ProtectionAccepted,
    ProtectionAsserted,
)
from trilateral.mechanism.incidents.entries import (
    EventType,
    IncidentOpened,
    IncidentReported,
    NumberAccepted,
    NumberProposed,
    ReportLinked,
    ReportRated,
    Told,
)
from trilateral.mechanism.meetings.entries import (
    AgendaAccepted,
    AgendaProposed,
    DateAccepted,
    DateOffer,
    MeetingAttended,
    MeetingClosed,
    MeetingOpened,
    MeetingProposed,
    MinutesAccepted,
    MinutesClosed,
    MinutesTabled,
    OutcomeStated,
)
from trilateral.mechanism.notices.entries import (
    HotlineCalled,
    HotlineConfirmed,
    NoticeAcknowledged,
    NoticeCompleted,
    NoticeIssued,
)
from trilateral.mechanism.proposals.entries import ProposalTabled, TextAccepted, text_hash
from trilateral.mechanism.requests.entries import RequestAccepted, RequestDone, RequestMade, RequestVerified
from trilateral.mechanism.statements.entries import ReplyJudged, Sort, StatementMade
from trilateral.mechanism.suspensions.entries import SuspensionAccepted, SuspensionProposed
from trilateral.mechanism.texts.entries import Paragraph, TextTabled

_SIDE = 3_000
"""Squares in a row: what is notified and reported lies so far apart that few things meet."""
_TYPES: tuple[EventType, ...] = ("battle", "explosion", "violence_against_civilians", "riot", "protest", "strategic")


_ANSWERS: tuple[Answer, ...] = ("denied", "admitted", "denied_without_detail", "partly")
_SAID: tuple[Sort, ...] = ("position", "declaration", "procedural")


@dataclass(frozen=True, slots=True)
class Word:
    """Something that a party signs.

    Attributes:
        about: The subject; None where it opens one.
        audience: Who alone reads it, beside its author; empty for all.
    """

    party: PartyId
    body: Body
    about: EntryId | None = None
    audience: tuple[PartyId, ...] = ()


Story: TypeAlias = Generator[Sequence[Word], Sequence[EntryId], None]
"""The words of each step; it is told the ids of the entries that they became."""


@dataclass(frozen=True, slots=True)
class Scene:
    """With what a story begins.

    Attributes:
        number: Of the story, which makes its words its own.
        now: When it begins.
        host: Who opens meetings.
        party: Who begins it.
        others: The other parties.
        chance: Where it takes place, and what of several things happens.
    """

    number: int
    now: datetime
    host: PartyId
    party: PartyId
    others: tuple[PartyId, ...]
    chance: Random

    @property
    def everybody(self) -> tuple[PartyId, ...]:
        """All parties, whoever begins first."""
        return (self.party, *self.others)

    def text(self, about: str = "the second road along the line, and what is to be done about it") -> Text:
        """Words that nobody else says."""
        return Text(lang="en", text=f"{self.number}: {about}.")

    def day(self, days: int) -> str:
        """A day so many days from the beginning, as the record writes it."""
        return f"{self.now + timedelta(days=days):%Y-%m-%d}"

    def spot(self) -> Location:
        """A place of its own."""
        square = self.chance.randrange(_SIDE * _SIDE)
        at = Point(lat=200_000_000 + square // _SIDE * 100_000, lon=300_000_000 + square % _SIDE * 100_000)
        return Location(names=(Text(lang="en", text=f"Square {square}"),), points=(at,), radius_m=200)


def report(scene: Scene) -> Story:
    """Something is reported; now and then another party says what it thinks of that."""
    kind = scene.chance.choice(_TYPES)
    when = Interval(scene.now - timedelta(hours=scene.chance.randrange(2, 200)))
    body = IncidentReported(type=kind, when=when, where=scene.spot(), text=scene.text("what was seen on the road"))
    (said,) = yield [Word(scene.party, body)]
    if scene.chance.random() < 0.06:
        yield [Word(scene.others[0], ReportRated(source="B", information=2), said)]


def incident(scene: Scene) -> Story:
    """Each party reports the same, one finds that it is one incident, and all number it."""
    where, kind = scene.spot(), scene.chance.choice(_TYPES)
    when = Interval(scene.now - timedelta(hours=5))
    body = IncidentReported(type=kind, when=when, where=where, text=scene.text("what was seen on the road"))
    reports = yield [Word(party, body) for party in scene.everybody]
    told = tuple(map(Told, reports))
    (opened,) = yield [Word(scene.party, IncidentOpened(title=scene.text("on the road"), reports=told))]
    (numbered, *_) = yield [
        Word(scene.party, NumberProposed(number=f"{scene.now:%Y}-{scene.number}"), opened),
        *(Word(party, ReportLinked(each), opened) for party in scene.others for each in told),
    ]
    yield [Word(party, NumberAccepted(numbered), opened) for party in scene.others]


def allegation(scene: Scene) -> Story:
    """One party alleges two things, the other answers each, and all close it."""
    other = scene.others[0]
    body = AllegationFiled(
        against=other, points=(scene.text(), scene.text("the same again")), demand=scene.text("to stop")
    )
    (filed,) = yield [Word(scene.party, body)]
    answer = scene.chance.choice(_ANSWERS)
    yield [Word(other, PointAnswered(point=point, answer=answer), filed) for point in range(2)]
    (closing,) = yield [Word(scene.party, ClosingProposed(text=scene.text("nothing more is asked")), filed)]
    yield [Word(party, ClosingAccepted(closing), filed) for party in scene.others]


def notice(scene: Scene) -> Story:
    """A movement is notified, acknowledged and over."""
    begins = scene.now + timedelta(hours=scene.chance.randrange(12, 120))
    body = NoticeIssued(
        sort=scene.chance.choice(("movement", "works", "humanitarian_movement")),
        to=scene.others,
        what=scene.text("ten lorries on the second road"),
        when=Interval(begins, begins + timedelta(hours=4), whole=True),
        where=scene.spot(),
    )
    (issued,) = yield [Word(scene.party, body)]
    yield [Word(party, NoticeAcknowledged(of=issued), issued) for party in scene.others]
    yield [Word(scene.party, NoticeCompleted(), issued)]


def call(scene: Scene) -> Story:
    """One end of the hotline says that it called, and the other confirms it."""
    other, at = scene.others[0], scene.now - timedelta(minutes=20)
    (called,) = yield [Word(scene.party, HotlineCalled(other, "made", "spoken", at, scene.text("a call")))]
    yield [Word(other, HotlineConfirmed("spoken", at, scene.text("so it was")), called)]


def request(scene: Scene) -> Story:
    """Work is asked for, accepted, done and verified."""
    owner = scene.others[0]
    body = RequestMade(sort="action", owner=owner, text=scene.text(), due_on=scene.day(scene.chance.randrange(3, 30)))
    (made,) = yield [Word(scene.party, body)]
    yield [Word(owner, RequestAccepted(), made)]
    (done,) = yield [Word(owner, RequestDone(), made)]
    yield [Word(scene.party, RequestVerified(report=done), made)]


def proposal(scene: Scene) -> Story:
    """A text is tabled and all accept it."""
    body = ProposalTabled(title=(scene.text("on the road"),), sort="substance", paragraphs=(scene.text(), scene.text()))
    (tabled,) = yield [Word(scene.party, body)]
    accepted = TextAccepted(text_hash=text_hash(body))
    yield [Word(party, accepted, tabled) for party in scene.others]


def commitment(scene: Scene) -> Story:
    """One party promises, another reports on it, and all release it in the end."""
    text = scene.text("the post on the second road is moved back")
    body = CommitmentStated(obliged=(scene.party,), text=text, due_on=scene.day(scene.chance.randrange(5, 60)))
    (stated,) = yield [Word(scene.party, body)]
    (done,) = yield [Word(scene.party, DeedReported(), stated)]
    yield [Word(party, ReportAnswered(done, "endorsed"), stated) for party in scene.others]
    yield [Word(party, StandingStated("released"), stated) for party in scene.others]


def demand(scene: Scene) -> Story:
    """What one party asks of another as a commitment is undertaken, done and released."""
    other = scene.others[0]
    body = CommitmentStated(obliged=(other,), text=scene.text("the post is moved back"), due_on=scene.day(20))
    (stated,) = yield [Word(scene.party, body)]
    yield [Word(other, CommitmentUndertaken(), stated)]
    yield [Word(other, DeedReported(), stated)]
    yield [Word(party, StandingStated("released"), stated) for party in scene.everybody if party != other]


def access(scene: Scene) -> Story:
    """A commitment can be looked at where it is kept: asked, granted, entered, released."""
    body = CommitmentStated(obliged=(scene.party,), text=scene.text("the post is open to visits"))
    (stated,) = yield [Word(scene.party, body)]
    other = scene.others[0]
    asked = AccessRequested(of=scene.party, place=scene.spot(), on=scene.day(9))
    (requested,) = yield [Word(other, asked, stated)]
    yield [Word(scene.party, AccessAnswered(requested, "granted"), stated)]
    yield [Word(other, AccessEnded(requested, "entered"), stated)]
    yield [Word(party, StandingStated("released"), stated) for party in scene.others]


def condition(scene: Scene) -> Story:
    """One request waits for another until all say that it does not any more."""
    other = scene.others[0]
    bodies = [RequestMade(sort="action", owner=other, text=scene.text(which)) for which in ("first", "then")]
    first, then = yield [Word(scene.party, body) for body in bodies]
    (link,) = yield [Word(scene.party, ConditionAsserted(held_back=then, until=first))]
    yield [Word(party, ConditionAnswered("accepted_as_link"), link) for party in scene.others]
    yield [Word(party, ConditionJudged("met"), link) for party in scene.everybody]
    for subject in (first, then):
        yield [Word(other, RequestAccepted(), subject)]
        (done,) = yield [Word(other, RequestDone(), subject)]
        yield [Word(scene.party, RequestVerified(report=done), subject)]


def mission(scene: Scene) -> Story:
    """Somebody looks, and reports."""
    (asked,) = yield [Word(scene.party, MissionRequested(text=scene.text("a visit"), tier="local"))]
    yield [Word(scene.party, MissionDeployed(), asked)]
    yield [Word(scene.party, MissionReported(sort="final", text=scene.text("what was found")), asked)]


def meeting(scene: Scene) -> Story:
    """A meeting is called, agreed, held, minuted and closed."""
    at = scene.now + timedelta(days=40)
    offer = DateOffer(starts_at=at, zone="UTC", civil=f"{at:%Y-%m-%d %H:%M}")
    body = MeetingProposed(
        title=(scene.text("round"),),
        series="committee",
        round=scene.number + 1,
        format="joint",
        forum="plenary",
        offers=(offer,),
    )
    (called,) = yield [Word(scene.host, body)]
    guests = tuple(each for each in scene.everybody if each != scene.host)
    yield [Word(party, DateAccepted(offer_in=called, number=0), called) for party in guests]
    (agenda,) = yield [Word(scene.host, AgendaProposed(items=(scene.text("item one"),)), called)]
    yield [Word(party, AgendaAccepted(agenda), called) for party in guests]
    yield [Word(scene.host, MeetingOpened(starts_at=at), called)]
    speech = StatementMade(sort="opening", text=scene.text("welcome"), meeting=called)
    yield [
        *(Word(party, MeetingAttended(offices=("head",), others=4), called) for party in scene.everybody),
        Word(scene.party, speech),
    ]
    paragraphs = tuple(scene.text(f"paragraph {number}") for number in range(1, 7))
    (minutes,) = yield [Word(scene.host, MinutesTabled(paragraphs=paragraphs), called)]
    yield [
        Word(scene.host, MeetingClosed(minutes=95), called),
        *(Word(party, MinutesAccepted(minutes), called) for party in guests),
    ]
    yield [
        Word(scene.host, MinutesClosed(minutes), called),
        *(Word(party, OutcomeStated("common_ground"), called) for party in scene.everybody),
    ]


def statement(scene: Scene) -> Story:
    """One party says where it stands."""
    sort = scene.chance.choice(_SAID)
    matter = f"matter_{scene.number % 40}" if sort == "position" else None
    yield [Word(scene.party, StatementMade(sort=sort, text=scene.text(), matter=matter))]


def question(scene: Scene) -> Story:
    """One party asks, the other replies, and whoever asked says whether that answers it."""
    other = scene.others[0]
    (asked,) = yield [Word(scene.party, StatementMade(sort="question", text=scene.text("why"), to=(other,)))]
    reply = StatementMade(sort="reply", text=scene.text("therefore"), to=(scene.party,), reply_to=asked)
    (said,) = yield [Word(other, reply)]
    yield [Word(scene.party, ReplyJudged(reply=said, answers="answered"), asked)]


def repeated(scene: Scene) -> Story:
    """The same is said again and again."""
    (last,) = yield [Word(scene.party, StatementMade(sort="position", text=scene.text("as before")))]
    for _ in range(3):
        again = StatementMade(sort="position", text=scene.text("as before"), repeats=last)
        (last,) = yield [Word(scene.party, again)]


def comment(scene: Scene) -> Story:
    """Something is said, and others remark on it."""
    (said,) = yield [Word(scene.party, StatementMade(sort="declaration", text=scene.text()))]
    yield [Word(party, EntryCommented(entry=said, text=scene.text("a remark")), said) for party in scene.others]


def designation(scene: Scene) -> Story:
    """A thing is named by each party, and by all."""
    body = DesignationRegistered(thing="place", terms=(scene.text("the road"),))
    (named,) = yield [Word(scene.party, body)]
    yield [Word(party, TermStated(terms=(scene.text(f"the road of {party}"),)), named) for party in scene.others]
    (neutral,) = yield [Word(scene.party, NeutralProposed(terms=(scene.text("the second road"),)), named)]
    yield [Word(party, NeutralAccepted(neutral), named) for party in scene.others]


def told_outside(scene: Scene) -> Story:
    """A newspaper tells of a day, and each party reads in it what was said on one point."""
    body = AccountEntered(
        title=scene.text("talks go on"),
        outlet="A newspaper",
        published_on=scene.day(0),
        lang="en",
        affiliation="independent",
        day=scene.day(0),
    )
    account, point = yield [
        Word(scene.party, body),
        Word(scene.party, PointRaised(question=scene.text("was it said"), day=scene.day(0))),
    ]
    yield [Word(party, AccountRead((Reading(point, "silent"),)), account) for party in scene.others]


def dispatch(scene: Scene) -> Story:
    """An issue is compiled and released."""
    body = DispatchCompiled(
        title=(scene.text("the month"),),
        volume=1,
        number=scene.number + 1,
        dated_on=scene.day(0),
        cut_off_at=scene.now,
        zone="UTC",
        civil=f"{scene.now:%Y-%m-%d %H:%M}",
        items=tuple(Item((scene.text(f"item {number}"),)) for number in range(1, 6)),
    )
    (compiled,) = yield [Word(scene.host, body)]
    root = edition_root(body)
    yield [Word(scene.host, DispatchOffered(root), compiled)]
    yield [Word(party, ItemsReleased(root), compiled) for party in scene.everybody if party != scene.host]


def dispute(scene: Scene) -> Story:
    """Two parties differ, and settle it."""
    other = scene.others[0]
    (raised,) = yield [Word(scene.party, DisputeRaised(text=scene.text(), against=(other,)))]
    yield [Word(other, PositionStated(text=scene.text("we differ")), raised)]
    (step,) = yield [Word(scene.party, StepProposed(sort="settle", text=scene.text("terms")), raised)]
    yield [Word(other, StepAccepted(step), raised)]


def joint_text(scene: Scene) -> Story:
    """A text is tabled by paragraphs, and its wordings are accepted one by one."""
    paragraphs = tuple(Paragraph((scene.text(f"paragraph {number}"),)) for number in range(1, 9))
    body = TextTabled(title=(scene.text("joint text"),), languages=("en",), paragraphs=paragraphs)
    yield [Word(scene.party, body)]


def names(scene: Scene) -> Story:
    """Names of detained persons, for two parties alone, each answered."""
    other = scene.others[0]
    persons = tuple(Person((Text(lang="en", text=f"Person {scene.number}-{number}"),)) for number in range(12))
    body = ListSubmitted("detained", other, persons)
    (listed,) = yield [Word(scene.party, body, audience=(other,))]
    yield [
        Word(other, NameAnswered(number, "acknowledged_held"), listed, audience=(scene.party,)) for number in range(12)
    ]


def confided(scene: Scene) -> Story:
    """Something is said to all parties and to nobody else."""
    body = StatementMade(sort="position", text=scene.text("between us"))
    yield [Word(scene.party, body, audience=scene.others)]


def protection(scene: Scene) -> Story:
    """A site is protected, and the others accept that."""
    body = ProtectionAsserted("site", (scene.text("a hospital"),), (Basis("gc4", "18"),), where=scene.spot())
    (asserted,) = yield [Word(scene.party, body)]
    yield [Word(party, ProtectionAccepted(), asserted) for party in scene.others]


def suspension(scene: Scene) -> Story:
    """All clocks stand still for a holiday."""
    body = SuspensionProposed(
        reason="holiday",
        text=scene.text("a holiday"),
        from_at=scene.now + timedelta(days=20),
        until_at=scene.now + timedelta(days=24),
    )
    (proposed,) = yield [Word(scene.party, body)]
    yield [Word(party, SuspensionAccepted(), proposed) for party in scene.others]


def delegation(scene: Scene) -> Story:
    """A party names its delegation."""
    (named,) = yield [Word(scene.party, DelegationNamed(name=(scene.text("delegation"),), forum="plenary"))]
    yield [Word(scene.party, OfficeAccredited(office="head", role="head", rank="minister"), named)]


STORIES: Mapping[Callable[[Scene], Story], float] = {
    report: 400,
    incident: 14,
    allegation: 25,
    notice: 30,
    call: 2,
    request: 20,
    proposal: 12,
    commitment: 7,
    demand: 7,
    access: 1,
    condition: 0.5,
    mission: 0.5,
    meeting: 3,
    statement: 50,
    question: 8,
    repeated: 1,
    comment: 5,
    designation: 3,
    told_outside: 2,
    dispatch: 1,
    dispute: 0.8,
    joint_text: 0.3,
    protection: 0.6,
    suspension: 0.1,
}
"""How many of each begin, as shares of all."""
ONCE: tuple[Callable[[Scene], Story], ...] = (delegation, *(names,) * 6, *(confided,) * 20)
"""What every party begins with, whatever the length of the record: what is under seal is part of any."""
