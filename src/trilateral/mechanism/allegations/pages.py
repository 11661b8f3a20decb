"""Allegations for people: each point beside its answer, or beside the empty line where none is; and what followed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from trilateral.agreement.acceptance import missing
from trilateral.agreement.clocks import Answer as Late
from trilateral.agreement.clocks import Due
from trilateral.ledger.derived import Derived, Ordered
from trilateral.ledger.entry import EntryId, PartyId, Text
from trilateral.ledger.fold import Fold
from trilateral.mechanism.allegations.answering import answering
from trilateral.mechanism.allegations.answers import (
    ANSWER_CLOCK,
    FILING_CLOCK,
    asked_of,
    filed_late,
    last_answers,
    open_points,
    recurrences,
    responsibility,
    views,
)
from trilateral.mechanism.allegations.asking import MOST_ASKED, asking_for_evidence
from trilateral.mechanism.allegations.closing import (
    checks,
    closing_signatures,
    closing_standing,
    done,
    is_closed,
)
from trilateral.mechanism.allegations.findings import (
    dissents,
    finding_standing,
    findings_on,
    signatures,
    whose,
)
from trilateral.mechanism.allegations.quoting import quotes
from trilateral.mechanism.allegations.rules import Status, status
from trilateral.mechanism.allegations.silence import answered_late, silence_on
from trilateral.mechanism.allegations.state import (
    Allegation,
    Closing,
    Finding,
    On,
    Referral,
    Remedy,
    Said,
    Standing,
    Worded,
    may_judge,
)
from trilateral.ui.chains import chain_view, chain_views, chains
from trilateral.ui.page import Desk, Matter, Pages, Shown
from trilateral.ui.steps import offered, step
from trilateral.ui.stretches import stretch
from trilateral.ui.views import EntryView, PartyView, Silence, Step, Words


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to a point.

    Attributes:
        word: Such as "denied without detail", in the reader's language.
        text: What was said beside it.
        view: The entry.
        counter: The allegation that it answers with.
    """

    word: str
    text: Words | None
    view: EntryView | None
    counter: EntryView | None


@dataclass(frozen=True, slots=True)
class Point:
    """One point: what is alleged, and what answered it.

    Attributes:
        number: From 1, as people count.
        when: When it is said to have happened, as exactly as the author said.
        where: Where, in words.
        earlier: Answers that the last one replaced.
        silence: In place of an answer.
        shown: The entry that shows silence on it, and as of when.
        late: Whether it was answered only after that.
        steps: To answer it beside its text, for whoever can.
    """

    number: int
    text: Words
    when: tuple[date | str, ...]
    where: Words | None
    answer: Answer | None
    earlier: tuple[Answer, ...]
    silence: Silence | None
    shown: tuple[EntryView | None, datetime] | None
    late: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """Somebody's word on something, in the reader's language, with what was said beside it."""

    word: str
    text: Words | None
    view: EntryView | None


@dataclass(frozen=True, slots=True)
class Signed:
    """Who has signed something that takes every party's signature, and who has not.

    Attributes:
        by: In the order of signing parties, the author first.
        missing: Whose signature it lacks.
        stands: `open`, `joint`, `withdrawn` or `crossed`.
        lanes: Of what crossed, each party with its letters.
    """

    by: tuple[PartyView, ...]
    missing: tuple[PartyView, ...]
    stands: str
    lanes: tuple[tuple[PartyView, tuple[EntryView, ...]], ...]


def _filed(fold: Fold, held: Allegation) -> str:
    found = fold.verdict(held.id)
    return "" if found is None or found.entry is None else found.entry.header.claimed_at.isoformat()


def _is_open(_fold: Fold, held: Allegation) -> bool:
    """Whether anybody may be asked for a word on it."""
    return not held.withdrawals and not is_closed(held)


_ALL = Ordered("allegations", _filed, last_first=True)
_WAITING = Ordered("allegations", _filed, only=_is_open, last_first=True)
_COUNTERS = Derived(("allegations",), lambda fold: _countered(_ALL.of(fold)))


def _countered(held: Iterable[Allegation]) -> dict[EntryId, list[EntryId]]:
    """By allegation those whose points are answered with it."""
    found: dict[EntryId, list[EntryId]] = {}
    for each in held:
        for counter in dict.fromkeys(answer.counter for answer in each.answers if answer.counter is not None):
            found.setdefault(counter, []).append(each.id)
    return found


def _said_at(desk: Desk, entry: EntryId) -> datetime | None:
    found = desk.read(entry)
    return None if found is None else found.header.claimed_at


def _status(desk: Desk, held: Allegation) -> str:
    """Where it stands; and who contests competence, since a word of its own is all that anybody's word is."""
    found = status(held)
    word = desk.term(found.value, "allegation")
    if found is not Status.COMPETENCE_CONTESTED:
        return word
    return f"{word} ({desk.gettext(', ').join(desk.party_view(party).name for party in views(held))})"


def index(desk: Desk) -> Shown:
    """The list, and what is alleged again and again."""
    part = stretch(desk, _ALL.of(desk.fold), "allegations")
    again = stretch(desk, chains(desk, "allegations"), "allegations", by="again")
    lines = [
        {
            "view": desk.entry(each.id),
            "href": desk.subject_href(each.id),
            "first": desk.words(each.points[0]),
            "points": len(each.points),
            "open": len(open_points(each)),
            "status": _status(desk, each),
        }
        for each in part.rows
    ]
    return Shown(
        "allegations/list.html",
        desk.gettext("Allegations"),
        {
            "lines": lines,
            "part": part,
            "chains": chain_views(desk, again.rows),
            "again_part": again,
            "file_href": desk.sign_href("allegations.filed") if desk.may_sign else "",
        },
    )


def show(desk: Desk, subject: EntryId) -> Shown | None:
    """One allegation."""
    held = desk.fold.state(subject)
    view = desk.entry(subject)
    if not isinstance(held, Allegation) or view is None:
        return None
    return Shown(
        "allegations/show.html",
        name(desk, subject),
        {
            "view": view,
            "status": _status(desk, held),
            "against": desk.party_view(held.against),
            "crossed": [desk.party_view(party) for party in held.crossed],
            **{each: _words(desk, getattr(held, each)) for each in ("proxy", "norm", "demand")},
            "responsibility": _last(desk, held.responsibility, "responsibility"),
            "meeting": None if held.meeting is None else (desk.ref(held.meeting), desk.subject_href(held.meeting)),
            "evidence": _quotes(desk, held.evidence),
            "known_at": held.known_at,
            "late": _late(desk, held),
            "had": [
                (desk.party_view(each), desk.received_at(each, subject)) for each in held.parties if each != held.party
            ],
            "points": (points := _points(desk, held)),
            "asked": stretch(
                desk,
                desk.information_asked(held.id),
                "allegations",
                desk.ref(held.id),
                by="asked",
                most=MOST_ASKED,
            ),
            "ask_steps": asking_for_evidence(desk, held, view),
            "note_steps": _note(desk, held, points),
            "views": [_word(desk, each, "competence") for each in views(held).values()],
            "transmissions": [desk.entry(each.entry) for each in held.transmissions],
            "referrals": [_referral(desk, held, each) for each in held.referrals],
            "findings": [
                _finding(desk, held, each) for point in range(len(held.points)) for each in findings_on(held, point)
            ],
            "remedies": [_remedy(desk, held, each) for each in held.remedies],
            "closings": [_closing(desk, held, each) for each in held.closings],
            "remarks": [_word(desk, each, "allegation") for each in held.remarks],
            "withdrawn": _last(desk, held.withdrawals, "allegation"),
            "counters": _counters(desk, subject),
            "chain": chain_view(desk, subject),
            "recurs": None if held.recurs is None else (desk.ref(held.recurs), desk.subject_href(held.recurs)),
            "again": [(desk.entry(each), desk.subject_href(each)) for each in _recurrences(desk, subject)],
            **_hrefs(desk, held),
        },
    )


def _hrefs(desk: Desk, held: Allegation) -> dict[str, str]:
    """What the reader's party may say of the allegation as a whole."""
    me = desk.party
    leads = desk.charter.role(me) in ("host", "chair") and me not in (held.party, held.against)
    judges = may_judge(held, me, desk.charter)
    over = is_closed(held)
    acts = {
        "remark": ("allegations.remarked", True),
        "withdraw": ("allegations.withdrawn", me == held.party and not held.withdrawals and not over),
        "competence": ("allegations.competence_stated", judges and not over),
        "transmit": (
            "allegations.transmitted",
            (held.via == me or (held.via is None and leads)) and not held.transmissions and not over,
        ),
        "accept_proxy": (
            "allegations.responsibility_accepted",
            me == held.against and held.proxy is not None and not over,
        ),
        "contest_proxy": (
            "allegations.responsibility_contested",
            me == held.against and held.proxy is not None and not over,
        ),
        "refer": ("allegations.referred", judges and not over),
        "find": ("allegations.found", judges and not over),
        "undertake": ("allegations.remedy_undertaken", me == held.against and not over),
        "close": ("allegations.closing_proposed", me in held.parties and not over),
    }
    return {
        f"{act}_href": desk.sign_href(kind, held.id) if desk.may_sign and fits else ""
        for act, (kind, fits) in acts.items()
    }


def _points(desk: Desk, held: Allegation) -> list[Point]:
    points = []
    mine = desk.may_sign and held.against == desk.party and held.withdrawal is None and not is_closed(held)
    for number, (text, last) in enumerate(zip(held.points, last_answers(held), strict=True)):
        earlier = [a for a in held.answers if a.point == number and a is not last]
        said = next((each for each in held.specifics if each.point == number), None)
        days = () if said is None else tuple(desk.day(day) for day in (said.from_on, said.until_on) if day is not None)
        silent = last is None and asked_of(held) is not None
        shown = silence_on(held, number)
        points.append(
            Point(
                number + 1,
                desk.words(text),
                days,
                None if said is None else _words(desk, said.where),
                None if last is None else _answer(desk, last),
                tuple(_answer(desk, each) for each in earlier),
                desk.silence(held.against, held.id, ANSWER_CLOCK) if silent else None,
                None if shown is None else (desk.entry(shown.entry), shown.as_of),
                number in answered_late(held),
                answering(desk, held, number, again=last is not None) if mine else (),
            )
        )
    return points


def _note(desk: Desk, held: Allegation, points: Sequence[Point]) -> tuple[Step, ...]:
    """To note the silence on all points without an answer, once the time for that is over and an entry can show it.

    The node fills in what it carries. The silent party may sign it too, and is not asked to.
    """
    silent = [each for each in points if each.silence is not None and each.shown is None]
    if desk.party == held.against or not any(_can_be_shown(desk, each.silence) for each in silent):
        return ()
    text = desk.gettext("Sign the note that there was no answer")
    back = f"point-{silent[0].number}"
    return offered(step(desk, "allegations.silence_noted", held.id, text=text, back=back))


def _can_be_shown(desk: Desk, silence: Silence | None) -> bool:
    """Whether an entry can show by now that the time is over, whatever clocks in the capitals show."""
    if silence is None or silence.why != "over":
        return False
    return silence.provable_at is None or silence.provable_at <= desk.now


def _answer(desk: Desk, said: Said) -> Answer:
    return Answer(
        desk.term(said.answer, "answer"),
        _words(desk, said.text),
        desk.entry(said.entry),
        None if said.counter is None else desk.entry(said.counter),
    )


def _words(desk: Desk, text: Text | None) -> Words | None:
    return None if text is None else desk.words(text)


def _word(desk: Desk, said: Worded | On, group: str) -> Word:
    return Word(desk.term(said.word, group), _words(desk, said.text), desk.entry(said.entry))


def _last(desk: Desk, said: tuple[Worded, ...], group: str) -> Word | None:
    return _word(desk, said[-1], group) if said else None


def _quotes(desk: Desk, entries: Iterable[EntryId]) -> list[tuple[str, str]]:
    return [(desk.ref(each), desk.subject_href(each)) for each in entries]


def _late(desk: Desk, held: Allegation) -> str:
    """What is to be said about when it was filed; nothing where no clock runs or it was in time."""
    filed_at = _said_at(desk, held.id)
    term = desk.due(held.party, FILING_CLOCK, held.known_at)
    late = Late.NO if filed_at is None else filed_late(term, filed_at)
    return "" if late is Late.NO else late.value


def _referral(desk: Desk, held: Allegation, each: Referral) -> dict[str, object]:
    begun = [word for word in held.begun if word.on == each.entry]
    waits = missing(each.verifiers, {word.party for word in begun})
    mine = desk.may_sign and desk.party in waits
    found = desk.may_sign and desk.party in each.verifiers
    ref = desk.ref(each.entry)
    point: dict[str, int] = {} if each.point is None else {"point": each.point}
    return {
        "view": desk.entry(each.entry),
        "point": None if each.point is None else each.point + 1,
        "to": [desk.party_view(party) for party in each.to],
        "team": _words(desk, each.team),
        "access": _words(desk, each.access),
        "begun": [_word(desk, word, "allegation") for word in begun],
        "waits": [desk.party_view(party) for party in waits],
        "begin_href": desk.sign_href("allegations.verification_begun", held.id, referral=ref) if mine else "",
        "find_href": desk.sign_href("allegations.found", held.id, referral=ref, **point) if found else "",
    }


def _finding(desk: Desk, held: Allegation, each: Finding) -> dict[str, object]:
    signed = _signed(desk, held, each)
    ref = desk.ref(each.entry)
    may = desk.may_sign and desk.party in held.parties and desk.party not in signatures(held, each)
    open_ = finding_standing(held, each) is Standing.OPEN and not is_closed(held)
    return {
        "view": desk.entry(each.entry),
        "point": each.point + 1,
        "whose": desk.term(whose(held, each), "whose"),
        "fact": desk.term(each.fact, "fact"),
        "attribution": desk.term(each.attribution, "attribution"),
        "attributed_to": None if each.attributed_to is None else desk.party_view(each.attributed_to),
        "proxy": _words(desk, each.proxy),
        "confidence": "" if each.confidence is None else desk.term(each.confidence, "confidence"),
        "qualification": desk.term(each.qualification, "qualification"),
        "severity": "" if each.severity is None else desk.term(each.severity, "severity"),
        "text": _words(desk, each.text),
        "evidence": _quotes(desk, each.evidence),
        "signed": signed,
        "dissents": [_word(desk, word, "finding_word") for word in dissents(held, each)],
        "join_href": desk.sign_href("allegations.finding_joined", held.id, finding=ref) if may and open_ else "",
        "dissent_href": desk.sign_href("allegations.finding_dissented", held.id, finding=ref) if may else "",
        "withdraw_href": desk.sign_href("allegations.finding_withdrawn", held.id, finding=ref)
        if desk.may_sign and desk.party == each.party and open_
        else "",
    }


def _signed(desk: Desk, held: Allegation, put: Finding | Closing) -> Signed:
    if isinstance(put, Finding):
        by, stands, words = signatures(held, put), finding_standing(held, put), held.finding_words
    else:
        by, stands, words = closing_signatures(held, put), closing_standing(held, put), held.closing_words
    lanes: dict[PartyId, list[EntryId]] = {}
    if stands is Standing.CROSSED:
        letters = [(each.party, each.entry) for each in words if each.on == put.entry and each.word != "dissented"]
        for party, entry in [(put.party, put.entry), *letters]:
            lanes.setdefault(party, []).append(entry)
    return Signed(
        tuple(desk.party_view(party) for party in by),
        tuple(desk.party_view(party) for party in missing(held.parties, by)),
        stands.value,
        tuple(
            (desk.party_view(party), tuple(view for entry in said if (view := desk.entry(entry)) is not None))
            for party, said in lanes.items()
        ),
    )


def _remedy(desk: Desk, held: Allegation, each: Remedy) -> dict[str, object]:
    said, term = done(held, each), _term(desk, held, each)
    ref, over = desk.ref(each.entry), is_closed(held) or not desk.may_sign
    verifies = may_judge(held, desk.party, desk.charter) or any(desk.party in r.verifiers for r in held.referrals)
    return {
        "view": desk.entry(each.entry),
        "text": desk.words(each.text),
        "point": None if each.point is None else each.point + 1,
        "due_on": None if each.due_on is None else desk.day(each.due_on),
        "late": "no" if said is not None or term is None else desk.late(term).value,
        "done": None if said is None else _word(desk, said, "remedy"),
        "checks": [_word(desk, check, "result") for check in checks(held, each).values()],
        "done_href": desk.sign_href("allegations.remedy_done", held.id, remedy=ref)
        if desk.party == held.against and not over
        else "",
        "check_href": desk.sign_href("allegations.remedy_checked", held.id, remedy=ref)
        if desk.party != held.against and verifies and not over
        else "",
    }


def _term(desk: Desk, held: Allegation, remedy: Remedy) -> Due | None:
    """By the end of the day in the capital that undertook it."""
    return None if remedy.due_on is None else desk.due_on(held.against, remedy.due_on)


def _closing(desk: Desk, held: Allegation, each: Closing) -> dict[str, object]:
    by = closing_signatures(held, each)
    stands = closing_standing(held, each)
    may = desk.may_sign and desk.party in held.parties and stands is Standing.OPEN and not is_closed(held)
    ref = desk.ref(each.entry)
    return {
        "view": desk.entry(each.entry),
        "text": desk.words(each.text),
        "signed": _signed(desk, held, each),
        "stands": desk.term(stands.value, "standing_of_terms"),
        "accept_href": desk.sign_href("allegations.closing_accepted", held.id, closing=ref)
        if may and desk.party not in by
        else "",
        "withdraw_href": desk.sign_href("allegations.closing_withdrawn", held.id, closing=ref)
        if may and desk.party == each.party
        else "",
    }


def _counters(desk: Desk, subject: EntryId) -> list[tuple[str, str]]:
    """Allegations to which this one is an answer."""
    return _quotes(desk, _COUNTERS.of(desk.fold).get(subject, ()))


def _recurrences(desk: Desk, subject: EntryId) -> tuple[EntryId, ...]:
    return _RECURRENCES.of(desk.fold).get(subject, ())


def _recurring(fold: Fold) -> dict[EntryId, tuple[EntryId, ...]]:
    held: dict[EntryId, Allegation] = fold.subjects("allegations")
    return {each: recurrences(held, each) for each in {one.recurs for one in held.values() if one.recurs}}


_RECURRENCES = Derived(("allegations",), _recurring)


def matters(desk: Desk) -> Iterator[Matter]:
    """Points that nobody has answered, and what else waits for somebody's word."""
    for held in _WAITING.of(desk.fold):
        yield from chain(
            _answers_awaited(desk, held),
            _verification_awaited(desk, held),
            _remedies_awaited(desk, held),
            _signatures_awaited(desk, held),
        )


def _matter(  # noqa: PLR0913 - what is asked, of whom, by whom and since when
    desk: Desk, held: Allegation, what: str, of: PartyId, since: EntryId, *, term: Due | None = None, point: int = 0
) -> Matter:
    entry = desk.read(since)
    by = None if entry is None else entry.party
    said_at = None if entry is None else entry.header.claimed_at
    received = desk.received_at(of, since)
    words = desk.words(held.points[point])
    return Matter(of, what, desk.subject_href(held.id), by, said_at, received, term=term, words=words)


def _answers_awaited(desk: Desk, held: Allegation) -> Iterator[Matter]:
    asked = asked_of(held)
    if asked is not None:
        points = [number + 1 for number in open_points(held)]
        what = desk.ngettext(
            "Answer point %(points)s of allegation %(ref)s",
            "Answer points %(points)s of allegation %(ref)s",
            len(points),
            points=desk.numbers(points),
            ref=desk.ref(held.id),
        )
        term = desk.due(asked, ANSWER_CLOCK, desk.received_at(asked, held.id))
        yield _matter(desk, held, what, asked, held.id, term=term, point=points[0] - 1)
    if held.proxy is not None and responsibility(held) is None:
        what = desk.gettext("Say whether you answer for the group named in allegation %(ref)s", ref=desk.ref(held.id))
        yield _matter(desk, held, what, held.against, held.id)


def _verification_awaited(desk: Desk, held: Allegation) -> Iterator[Matter]:
    for referral in held.referrals:
        begun = {each.party for each in held.begun if each.on == referral.entry}
        what = desk.gettext("Begin to verify allegation %(ref)s", ref=desk.ref(held.id))
        for party in missing(referral.to, begun):
            yield _matter(desk, held, what, party, referral.entry)


def _remedies_awaited(desk: Desk, held: Allegation) -> Iterator[Matter]:
    for remedy in held.remedies:
        said = done(held, remedy)
        if said is None:
            what = desk.gettext("Do what was undertaken in %(ref)s, and say so", ref=desk.ref(remedy.entry))
            yield _matter(desk, held, what, held.against, remedy.entry, term=_term(desk, held, remedy))
        elif not checks(held, remedy):
            what = desk.gettext("Check whether what was undertaken in %(ref)s is done", ref=desk.ref(remedy.entry))
            yield _matter(desk, held, what, held.party, said.entry)


def _signatures_awaited(desk: Desk, held: Allegation) -> Iterator[Matter]:
    for finding in held.findings:
        if finding_standing(held, finding) is Standing.OPEN:
            dissenting = {each.party for each in dissents(held, finding)}
            what = desk.gettext("Sign the finding %(ref)s or dissent from it", ref=desk.ref(finding.entry))
            for party in missing(held.parties, {*signatures(held, finding), *dissenting}):
                yield _matter(desk, held, what, party, finding.entry)
    for closing in held.closings:
        if closing_standing(held, closing) is Standing.OPEN:
            what = desk.gettext("Sign the terms %(ref)s for closing an allegation", ref=desk.ref(closing.entry))
            for party in missing(held.parties, closing_signatures(held, closing)):
                yield _matter(desk, held, what, party, closing.entry)


def name(desk: Desk, subject: EntryId) -> str:
    """What to call it."""
    return desk.gettext("Allegation %(ref)s", ref=desk.ref(subject))


PAGES = Pages("allegations", "Allegations", index, show, matters, name, quotes)
