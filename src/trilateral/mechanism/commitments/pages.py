"""Commitments for people: who owes what to whom by party and by status, and a page for each sort of subject."""

from collections import Counter
from collections.abc import Iterator

from trilateral.agreement.clocks import Answer
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.commitments import (
    access_page,
    commitment_page,
    condition_page,
    day_page,
    days,
    mission_page,
    missions,
    promises,
)
from trilateral.mechanism.commitments.form_quotes import quotes
from trilateral.mechanism.commitments.graph import deadlocks
from trilateral.mechanism.commitments.quoting import (
    commitments,
    day,
    live_conditions,
    live_edges,
    named_days,
    parties,
    waiting,
)
from trilateral.mechanism.commitments.quoting import missions as all_missions
from trilateral.mechanism.commitments.state import Commitment, Condition, Mission, NamedDay
from trilateral.ui.page import Desk, Matter, More, Pages, Shown
from trilateral.ui.stretches import stretch


def index(desk: Desk) -> Shown:
    """The list."""
    held = commitments(desk)
    live = live_edges(live_conditions(desk))
    held_back = frozenset(each.held_back for each in live)
    part = stretch(desk, held, "commitments")
    lines = {each.id: _line(desk, each, waits=each.id in held_back) for each in part.rows}
    by_party = [(party, [lines[each.id] for each in part.rows if party in each.obliged]) for party in desk.parties]
    stands = {each.id: promises.status(each) for each in held}
    counts = Counter(stands.values())
    by_status = [
        (
            desk.term(status.value, "commitment"),
            counts[status],
            [lines[e.id] for e in part.rows if stands[e.id] is status],
        )
        for status in promises.Status
        if counts[status]
    ]
    return Shown(
        "commitments/list.html",
        desk.gettext("Commitments"),
        {
            "by_party": [(desk.party_view(party), found) for party, found in by_party if found],
            "by_status": by_status,
            "part": part,
            "deadlocks": len(deadlocks(live)),
            "waiting": len(live),
            "missions": [
                (
                    desk.entry(each.id),
                    desk.subject_href(each.id),
                    desk.words(each.text),
                    desk.term(missions.stage(each, mission_page.under(desk, each)).value, "mission"),
                )
                for each in all_missions(desk)
            ],
            "days": [
                (
                    desk.entry(each.id),
                    desk.subject_href(each.id),
                    desk.words(each.title),
                    [desk.day(on) for on in each.agreed_days()],
                    desk.term(days.status(each), "named_day"),
                )
                for each in named_days(desk)
            ],
            "hrefs": {
                "waits": desk.href("commitments", "waits"),
                "access": desk.href("commitments", "access"),
                "deeds": desk.href("deeds"),
            },
            "acts": _acts(desk),
        },
    )


def _line(desk: Desk, held: Commitment, *, waits: bool) -> dict[str, object]:
    late = [answer for _party, _part, _term, answer in commitment_page.overdue(desk, held)]
    joint = [promises.last_joint(held, party) for party in promises.bound_by(held)]
    own = [promises.last_own(held, party, party) for party in promises.bound_by(held)]
    return {
        "view": desk.entry(held.id),
        "href": desk.subject_href(held.id),
        "ref": desk.ref(held.id),
        "text": desk.words(held.text),
        "obliged": parties(desk, held.obliged),
        "owed_to": parties(desk, promises.releasing(held)),
        "due_on": day(desk, held.due_on),
        "late": Answer.YES.value
        if Answer.YES in late
        else Answer.UNDECIDED.value
        if Answer.UNDECIDED in late
        else "no",
        "own": [commitment_page.level_word(desk, each.level) for each in own if each is not None],
        "joint": [commitment_page.level_word(desk, each[1]) for each in joint if each is not None],
        "status": desk.term(promises.status(held).value, "commitment"),
        "waits": waits,
    }


def _acts(desk: Desk) -> list[tuple[str, str, str]]:
    """What the reader can open."""
    if not desk.may_sign:
        return []
    kinds = (
        ("commitments.stated", desk.gettext("It binds you if you name your own party as obliged, and nobody else.")),
        (
            "commitments.condition_asserted",
            desk.gettext("Your word that one matter waits for another. Others accept it, or contest it."),
        ),
        ("commitments.mission_requested", desk.gettext("You lead the mission, and report on it.")),
        (
            "commitments.day_named",
            desk.gettext("You propose a day from which others are counted. It holds once all have signed it."),
        ),
    )
    return [(kind, desk.sign_href(kind), binds) for kind, binds in kinds]


def show(desk: Desk, subject: EntryId) -> Shown | None:
    """One subject, of whichever sort."""
    held = desk.fold.state(subject)
    if desk.entry(subject) is None:
        return None
    match held:
        case Commitment():
            return commitment_page.show(desk, held)
        case Condition():
            return condition_page.show(desk, held)
        case Mission():
            return mission_page.show(desk, held)
        case NamedDay():
            return day_page.show(desk, held)
    return None


def matters(desk: Desk) -> Iterator[Matter]:
    """What is asked of whom, over all sorts."""
    for held in waiting(desk):
        match held:
            case Commitment():
                yield from commitment_page.matters(desk, held)
            case Condition():
                yield from condition_page.matters(desk, held)
            case Mission():
                yield from mission_page.matters(desk, held)
            case NamedDay():
                yield from day_page.matters(desk, held)


def name(desk: Desk, subject: EntryId) -> str:
    """What to call it."""
    held, ref = desk.fold.state(subject), desk.ref(subject)
    match held:
        case Condition():
            return desk.gettext("Condition %(ref)s", ref=ref)
        case Mission():
            return desk.gettext("Verification mission %(ref)s", ref=ref)
        case NamedDay():
            return desk.words(held.title).text
    return desk.gettext("Commitment %(ref)s", ref=ref)


PAGES = Pages(
    "commitments",
    "Commitments",
    index,
    show,
    matters,
    name,
    quotes,
    more=(More("waits", condition_page.waits_page), More("access", access_page.access_page)),
)
