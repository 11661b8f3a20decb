"""Notices for people: what is to be acknowledged, who has said what of each, the hotline and the watch.

Lists name places and never draw them: no map, no playback, and nothing to take away in bulk. A page of an earlier day
says of no notice what, where or when: nobody is to learn by moving through time who is where when.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from trilateral.agreement.clocks import Answer
from trilateral.ledger.derived import Joined, Ordered
from trilateral.ledger.entry import EntryId, PartyId, Text
from trilateral.ledger.fold import Fold
from trilateral.mechanism.notices.board import hotline_board, own_watches, show_call, show_watch, watches_board
from trilateral.mechanism.notices.places import place_view
from trilateral.mechanism.notices.quoting import quotes
from trilateral.mechanism.notices.spoken_page import ToRead, receipt_of, spoken_pairs
from trilateral.mechanism.notices.state import (
    Call,
    CallStatus,
    Notice,
    Status,
    Version,
    Watch,
    Word,
    answer_of,
    call_status,
    consent_missing,
    handover_open,
    letters_crossed,
    status,
    stopped_by,
    unacknowledged,
    version_now,
    word_on,
)
from trilateral.mechanism.notices.terms import (
    OVER,
    acknowledging,
    asks,
    consenting,
    late_change,
    late_for,
    phase_words,
    received,
    running,
)
from trilateral.mechanism.notices.times import Phase, Timed, status_at
from trilateral.ui.page import Desk, Matter, Pages, Shown
from trilateral.ui.steps import offered, step
from trilateral.ui.stretches import stretch
from trilateral.ui.views import Blank, EntryView, PartyView, Silence, Step, Words

_PLACE = {Phase.ACTIVE: 0, Phase.AHEAD: 1, Phase.EXPIRED: 2, None: 3}


@dataclass(frozen=True, slots=True)
class Line:
    """One notice in the list.

    Attributes:
        phase: Where its time stands; empty once its author said that it is over.
        ends_at: Until when; None until further notice.
        silent: Addressees whose word is missing.
        late: Whether it came later than it must for any addressee: `yes`, `no` or `undecided`.
        mine: What this node's party can do at once.
    """

    view: EntryView
    href: str
    sort: str
    what: Words
    named: Words | None
    begins_at: datetime
    ends_at: datetime | None
    status: str
    phase: str
    silent: tuple[PartyView, ...]
    late: str
    mine: tuple[Step, ...]


def _begins(_fold: Fold, held: Notice | Call) -> datetime:
    return version_now(held).when.earliest if isinstance(held, Notice) else held.began_at


def _is_over(_fold: Fold, held: Notice | Call | Watch) -> bool:
    return isinstance(held, Notice) and status(held) in OVER


def _is_on(_fold: Fold, held: Notice | Call | Watch) -> bool:
    return isinstance(held, Notice) and status(held) not in OVER


_OVER = Ordered("notices", _begins, only=_is_over)
_ON = Ordered("notices", _begins, only=_is_on)
_ONE_END = Ordered(
    "notices", _begins, only=lambda _, held: isinstance(held, Call) and call_status(held) is CallStatus.ONE_END
)


def _now(desk: Desk) -> list[Notice]:
    """Notices that are not said to be over: those that run, those ahead, those whose time has run out."""
    return sorted(_ON.of(desk.fold), key=lambda each: (_PLACE[running(desk, each)], _begins(desk.fold, each), each.id))


def _line(desk: Desk, notice: Notice) -> Line | None:
    view = desk.entry(notice.id)
    if view is None:
        return None
    now = version_now(notice)
    missing = () if status(notice) in OVER else (*unacknowledged(notice), *consent_missing(notice))
    late = [late_for(desk, notice, now, party) for party in notice.to]
    return Line(
        view=view,
        href=desk.subject_href(notice.id),
        sort=desk.term(notice.sort, "sort"),
        what=desk.words(now.what),
        named=desk.words(now.where.names) if now.where.names else None,
        begins_at=now.when.earliest,
        ends_at=None if now.open_ended else now.when.ends_at,
        status=desk.term(status_at(notice, desk.now).value, "notice"),
        phase=phase_words(desk, notice),
        silent=tuple(desk.party_view(party) for party in dict.fromkeys(missing)),
        late=next((each.value for each in (Answer.YES, Answer.UNDECIDED) if each in late), Answer.NO.value),
        mine=_answers(desk, notice),
    )


def _answers(desk: Desk, notice: Notice) -> tuple[Step, ...]:
    """What this node's party has yet to say of a notice, each with one press and on its words as they are now."""
    if not asks(desk, notice):
        return ()
    given = {"of": desk.ref(version_now(notice).entry)}
    found: list[Step | None] = []
    if desk.party in unacknowledged(notice):
        text = desk.gettext("Acknowledge")
        found.append(step(desk, "notices.acknowledged", notice.id, text=text, given=given, back="answer"))
    if desk.party in consent_missing(notice):
        why = [Blank("why", "notices.objected.why", "text")]
        found += [
            step(desk, "notices.approved", notice.id, text=desk.gettext("Approve"), given=given, back="answer"),
            step(
                desk,
                "notices.objected",
                notice.id,
                text=desk.gettext("Object"),
                given=given,
                asks=why,
                back="answer",
                second=True,
            ),
        ]
    return offered(*found)


def index(desk: Desk) -> Shown:
    """The inbox, then all notices, the hotline and the watches."""
    held = _now(desk) if desk.as_of is None else []
    part = stretch(desk, Joined(held, _OVER.of(desk.fold) if desk.as_of is None else ()), "notices")
    lines = [line for notice in part.rows if (line := _line(desk, notice)) is not None]
    asked = [notice for notice in held if _answers(desk, notice)]
    kinds = ("notices.issued", "notices.hotline_called", "notices.roster_set")
    return Shown(
        "notices/list.html",
        desk.gettext("Notices"),
        {
            "inbox": [line for notice in asked if (line := _line(desk, notice)) is not None],
            "lines": lines,
            "part": part,
            "at_present": desk.as_of is None,
            "hotline": hotline_board(desk),
            "watches": watches_board(desk),
            "ways": [(kind, desk.sign_href(kind)) for kind in kinds] if desk.may_sign else [],
            "conflicts_href": desk.href("conflicts"),
            "watch_href": desk.href("watch"),
        },
    )


def show(desk: Desk, subject: EntryId) -> Shown | None:
    """One notice, call or watch."""
    held, view = desk.fold.state(subject), desk.entry(subject)
    if view is None:
        return None
    match held:
        case Notice() if desk.as_of is not None:
            return Shown("notices/then.html", name(desk, held.id), {"view": view, "sort": desk.term(held.sort, "sort")})
        case Notice():
            return _show_notice(desk, held, view)
        case Call():
            return show_call(desk, held, view)
        case Watch():
            return show_watch(desk, held, view)
    return None


def _show_notice(desk: Desk, held: Notice, view: EntryView) -> Shown:
    now, found = version_now(held), status_at(held, desk.now)
    return Shown(
        "notices/show.html",
        name(desk, held.id),
        {
            "view": view,
            "sort": desk.term(held.sort, "sort"),
            "status": desk.term(found.value, "notice"),
            "phase": phase_words(desk, held),
            "unapproved": found is Timed.UNAPPROVED,
            "now": now,
            "place": place_view(desk, held.id, now.where),
            "contact": desk.office(now.contact) if now.contact else "",
            "what": desk.words(now.what),
            "objectives": None if now.objectives is None else desk.words(now.objectives),
            "units": [
                (each, desk.words(each.designation), None if each.marks is None else desk.words(each.marks))
                for each in now.units
            ],
            "consent": bool(held.consent),
            "stopped_by": [desk.party_view(party) for party in stopped_by(held)],
            "pending": [desk.party_view(party) for party in consent_missing(held)],
            "went_ahead": found is Status.COMPLETED and bool(stopped_by(held) or consent_missing(held)),
            "rows": [_row(desk, held, party) for party in held.to],
            "versions": [_version(desk, held, each) for each in reversed(held.versions)] if held.versions[1:] else [],
            "ends": [_said(desk, each.entry, desk.term(each.word, "notice"), each.text) for each in held.ends],
            "crossed": [
                (
                    (desk.party_view(one.party), desk.entry(one.entry)),
                    (desk.party_view(two.party), desk.entry(two.entry)),
                )
                for one, two in letters_crossed(held)
            ],
            "spoken": spoken_pairs(desk, held),
            "acts": _acts(desk, held),
            "mine": _answers(desk, held),
        },
    )


@dataclass(frozen=True, slots=True)
class Said:
    """One word of an addressee's.

    Attributes:
        old: Whether it was said of an earlier version.
        unit: To whom it was passed on.
        receipt: What is read out on the telephone for it.
    """

    word: str
    view: EntryView | None
    text: Words | None
    old: bool = False
    unit: Words | None = None
    receipt: ToRead | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """What one addressee did with a notice, and what it has not done.

    Attributes:
        received_at: When its node had it, by its own log; None if that is not proven.
        late: Whether that was later than the charter's lead time: `yes`, `no` or `undecided`.
        no_word: That no person has acknowledged it, with the clock on it.
        lapsed: Whether the time of the notice ran out before any did.
        no_answer: That its consent is missing, with the clock on it.
        asked_by: The hour for which the author asked for words, while they are missing.
    """

    party: PartyView
    received_at: datetime | None
    late: str
    acknowledged: Said | None
    passed_on: tuple[Said, ...]
    answer: Said | None
    takes_consent: bool
    no_word: Silence | None
    lapsed: bool
    no_answer: Silence | None
    asked_by: datetime | None


def _row(desk: Desk, held: Notice, party: PartyId) -> Row:
    now, over = version_now(held), status(held) in OVER
    got = received(desk, held, party)
    silent = party in unacknowledged(held) and not over
    undecided = party in consent_missing(held) and not over
    passed_on = [each for each in held.words if each.party == party and each.word == "passed_on"]
    return Row(
        party=desk.party_view(party),
        received_at=got,
        late=late_for(desk, held, now, party).value,
        acknowledged=_word(desk, held, word_on(held, party, "acknowledged")),
        passed_on=tuple(said for each in passed_on if (said := _word(desk, held, each)) is not None),
        answer=_word(desk, held, answer_of(held, party) or word_on(held, party, "approved", "objected")),
        takes_consent=party in held.consent,
        no_word=desk.silence_on(acknowledging(desk, held, party), got) if silent else None,
        lapsed=(silent or undecided) and not asks(desk, held),
        no_answer=desk.silence_on(consenting(desk, held, party), got) if undecided else None,
        asked_by=now.answer_by if silent or undecided else None,
    )


def _word(desk: Desk, held: Notice, word: Word | None) -> Said | None:
    if word is None:
        return None
    said = _said(desk, word.entry, desk.term(word.word, "notice"), word.text)
    old = word.of != version_now(held).entry
    receipt = receipt_of(desk, word.entry) if word.word == "acknowledged" else None
    return Said(said.word, said.view, said.text, old, None if word.unit is None else desk.words(word.unit), receipt)


def _said(desk: Desk, entry: EntryId, word: str, text: Text | None) -> Said:
    return Said(word, desk.entry(entry), None if text is None else desk.words(text))


def _version(desk: Desk, held: Notice, version: Version) -> dict[str, object]:
    return {
        "view": desk.entry(version.entry),
        "version": version,
        "what": desk.words(version.what),
        "place": place_view(desk, held.id, version.where),
        "why": None if version.why is None else desk.words(version.why),
        "late": late_change(desk, held, version).value,
    }


def _acts(desk: Desk, held: Notice) -> list[tuple[str, str, str]]:
    """What the reader can sign now: kind, address, and to what a signature would bind."""
    if not desk.may_sign:
        return []
    of = {"of": desk.ref(version_now(held).entry)}
    found, kinds = status(held), list[tuple[str, dict[str, str], str]]()
    open_ = found not in OVER
    if desk.party in held.to:
        if word_on(held, desk.party, "acknowledged", of=version_now(held).entry) is None:
            kinds.append(("notices.acknowledged", of, desk.gettext("A person here has read it. It agrees to nothing.")))
        kinds.append(("notices.passed_on", of, desk.gettext("Your office says to which unit it passed it on.")))
        if desk.party in held.consent and open_:
            kinds.append(
                ("notices.approved", of, desk.gettext("You consent to what it says now, and to no later change."))
            )
        if open_:
            stops = desk.gettext("One refusal stops it.") if desk.party in held.consent else ""
            kinds.append(
                ("notices.objected", of, stops or desk.gettext("It stands beside the notice with your reason."))
            )
    if desk.party == held.party and open_:
        kinds.append(("notices.changed", {}, desk.gettext("Everybody has to acknowledge it anew.")))
        kinds.append(("notices.cancelled", {}, desk.gettext("You will not do it.")))
        kinds.append(("notices.completed", {}, desk.gettext("You have done it, and it is over.")))
    if desk.party in {held.party, *held.to}:
        note = desk.gettext("Your account of the words that were read out on the telephone.")
        kinds.append(("notices.receipt_spoken", {}, note))
    return [(kind, desk.sign_href(kind, held.id, **given), binds) for kind, given, binds in kinds]


def matters(desk: Desk) -> Iterator[Matter]:
    """What is to be acknowledged, approved, confirmed or taken over."""
    for notice in _now(desk):
        if asks(desk, notice):
            yield from _matters_of(desk, notice)
    for call in _ONE_END.of(desk.fold):
        yield _unconfirmed(desk, call)
    for watch in own_watches(desk):
        handover = handover_open(watch) if watch.party == desk.party else None
        said = None if handover is None else desk.read(handover.entry)
        if handover is not None and said is not None:
            what = desk.gettext("Take over the watch: %(office)s", office=desk.office(handover.office))
            yield Matter(watch.party, what, desk.subject_href(watch.id), watch.party, said.header.claimed_at)


def _matters_of(desk: Desk, notice: Notice) -> Iterator[Matter]:
    now = version_now(notice)
    said = desk.read(now.entry)
    if said is None:
        return
    ref, href, since = desk.ref(notice.id), desk.subject_href(notice.id), said.header.claimed_at
    wanted = [
        (party, desk.gettext("Acknowledge notice %(ref)s", ref=ref), acknowledging(desk, notice, party))
        for party in unacknowledged(notice)
        if party not in consent_missing(notice)
    ]
    wanted += [
        (party, desk.gettext("Approve notice %(ref)s, or object", ref=ref), consenting(desk, notice, party))
        for party in consent_missing(notice)
    ]
    for party, what, term in wanted:
        got = received(desk, notice, party)
        by = now.answer_by if term.due_at is None else min(term.due_at, now.answer_by or term.due_at)
        due = {"term": term} if by == term.due_at else {"due_at": by}
        at_once = tuple(each for each in _answers(desk, notice) if party == desk.party and not each.asks)
        yield Matter(
            party,
            what,
            href,
            notice.party,
            since,
            got,
            steps=at_once,
            words=desk.words(now.what),
            begins_at=now.when.earliest,
            **due,
        )


def _unconfirmed(desk: Desk, call: Call) -> Matter:
    said = desk.read(call.id)
    since = None if said is None else said.header.claimed_at
    what = desk.gettext("Give your own account of call %(ref)s", ref=desk.ref(call.id))
    return Matter(
        call.other, what, desk.subject_href(call.id), call.party, since, desk.received_at(call.other, call.id)
    )


def name(desk: Desk, subject: EntryId) -> str:
    """What to call it."""
    held = desk.fold.state(subject)
    ref = desk.ref(subject)
    if isinstance(held, Call):
        return desk.gettext("Call %(ref)s", ref=ref)
    return (
        desk.gettext("Watch %(ref)s", ref=ref) if isinstance(held, Watch) else desk.gettext("Notice %(ref)s", ref=ref)
    )


PAGES = Pages("notices", "Notices", index, show, matters, name, quotes)
