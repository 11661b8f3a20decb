"""The hotline and the watches as pages show them: both accounts of each call, and which office is to be called now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from trilateral.ledger.derived import Derived, Ordered
from trilateral.ledger.entry import EntryId, Text
from trilateral.mechanism.notices.hotline import Activations, activations
from trilateral.mechanism.notices.spoken_page import ToRead, receipt_of, spoken_pairs
from trilateral.mechanism.notices.state import (
    Account,
    Call,
    CallStatus,
    Handover,
    Watch,
    call_status,
    handover_open,
    holder,
)
from trilateral.mechanism.notices.watch import call_order, on_watch, roster_ended, turn_at
from trilateral.ui.page import Desk, Shown
from trilateral.ui.stretches import Stretch, stretch
from trilateral.ui.views import EntryView, PartyView, Words


@dataclass(frozen=True, slots=True)
class CallLine:
    """One call in the list."""

    view: EntryView
    href: str
    ends: tuple[PartyView, PartyView]
    began_at: datetime
    outcome: str
    status: str


@dataclass(frozen=True, slots=True)
class Hotline:
    """Calls, the last first, with the way to the others, and how often the line was used."""

    lines: tuple[CallLine, ...]
    used: Activations
    part: Stretch[Call]


_CALLS = Ordered("notices", lambda _, held: held.began_at, only=lambda _, held: isinstance(held, Call), last_first=True)
_USED = Derived(("notices",), lambda fold: activations(_CALLS.of(fold)))


def calls(desk: Desk) -> Sequence[Call]:
    """All calls that the reader can read of, the last first."""
    return _CALLS.of(desk.fold)


def hotline_board(desk: Desk) -> Hotline:
    """The hotline."""
    part = stretch(desk, calls(desk), "notices", by="calls")
    lines = []
    for call in part.rows:
        view = desk.entry(call.id)
        if view is not None:
            maker, taker = (call.party, call.other) if call.direction == "made" else (call.other, call.party)
            lines.append(
                CallLine(
                    view,
                    desk.subject_href(call.id),
                    (desk.party_view(maker), desk.party_view(taker)),
                    call.began_at,
                    desk.term(call.outcome, "outcome"),
                    desk.term(call_status(call).value, "call"),
                )
            )
    return Hotline(tuple(lines), _USED.of(desk.fold), part)


@dataclass(frozen=True, slots=True)
class AccountView:
    """One end's account of a call; without a view, that there is none."""

    party: PartyView
    view: EntryView | None
    word: str = ""
    began_at: datetime | None = None
    outcome: str = ""
    minutes: int | None = None
    text: Words | None = None
    receipt: ToRead | None = None


def show_call(desk: Desk, held: Call, view: EntryView) -> Shown:
    """One call, each end's account in its own column."""
    acts: list[tuple[str, str, str]] = []
    if desk.may_sign and desk.party == held.other:
        own = desk.gettext("Your own account of the call. It need not be the same.")
        acts.append(("notices.hotline_confirmed", desk.sign_href("notices.hotline_confirmed", held.id), own))
        if call_status(held) is not CallStatus.DENIED:
            none = desk.gettext("You know of no such call.")
            acts.append(("notices.hotline_denied", desk.sign_href("notices.hotline_denied", held.id), none))
    if desk.may_sign and desk.party in {held.party, held.other}:
        read = desk.gettext("Your account of the words that were read out on the telephone.")
        acts.append(("notices.receipt_spoken", desk.sign_href("notices.receipt_spoken", held.id), read))
    follows = [each for each in calls(desk) if each.follows == held.id]
    return Shown(
        "notices/call.html",
        desk.gettext("Call %(ref)s", ref=desk.ref(held.id)),
        {
            "view": view,
            "status": desk.term(call_status(held).value, "call"),
            "direction": held.direction,
            "accounts": (_first(desk, held, view), _other(desk, held)),
            "concerning": None if held.concerning is None else _named(desk, held.concerning),
            "follows": None if held.follows is None else _named(desk, held.follows),
            "followed_by": [_named(desk, each.id) for each in follows],
            "spoken": spoken_pairs(desk, held),
            "acts": acts,
        },
    )


def _named(desk: Desk, entry: EntryId) -> tuple[str, str]:
    return desk.ref(entry), desk.subject_href(entry)


def _first(desk: Desk, held: Call, view: EntryView) -> AccountView:
    return AccountView(
        desk.party_view(held.party),
        view,
        desk.term(held.direction, "direction"),
        held.began_at,
        desk.term(held.outcome, "outcome"),
        held.minutes,
        None if held.text is None else desk.words(held.text),
    )


def _other(desk: Desk, held: Call) -> AccountView:
    party = desk.party_view(held.other)
    account: Account | None = held.accounts[-1] if held.accounts else None
    if account is None:
        return AccountView(party, None)
    return AccountView(
        party,
        desk.entry(account.entry),
        desk.term(account.word, "call"),
        account.began_at,
        desk.term(account.outcome, "outcome") if account.outcome else "",
        account.minutes,
        None if account.text is None else desk.words(account.text),
        receipt_of(desk, account.entry) if account.word == "confirmed" else None,
    )


# Watches


@dataclass(frozen=True, slots=True)
class WatchLine:
    """One party's watch at the instant of the page.

    Attributes:
        name: What it is called.
        office: Which office has it; empty if nobody does.
        by_roster: Whether only the roster says so, and nobody has signed that it took it.
        due: The office whose turn it is, where that is another.
        handed_to: The office that has yet to take it.
        then: Whom to call next, in order.
        ended_at: When the roster ran out; None while it runs or is to begin.
    """

    href: str
    party: PartyView
    name: Words | None
    office: str
    by_roster: bool
    due: str
    handed_to: str
    then: tuple[str, ...]
    ended_at: datetime | None


def own_watches(desk: Desk) -> list[Watch]:
    """All watches, in the order of parties."""
    held, order = _WATCHES.of(desk.fold), list(desk.parties)
    return sorted(held, key=lambda each: (order.index(each.party) if each.party in order else len(order), each.id))


_WATCHES = Ordered("notices", lambda _, held: held.id, only=lambda _, held: isinstance(held, Watch))


def watches_board(desk: Desk) -> tuple[WatchLine, ...]:
    """Who has the watch at each party."""
    return tuple(_watch_line(desk, each) for each in own_watches(desk))


def _watch_line(desk: Desk, held: Watch) -> WatchLine:
    office, turn, handed = on_watch(held, desk.now), turn_at(held, desk.now), handover_open(held)
    return WatchLine(
        desk.subject_href(held.id),
        desk.party_view(held.party),
        None if held.name is None else desk.words(held.name),
        "" if office is None else desk.office(office),
        office is not None and holder(held) is None,
        "" if turn is None or turn.office == office else desk.office(turn.office),
        "" if handed is None else desk.office(handed.office),
        tuple(desk.office(each) for each in call_order(held, desk.now)[1:]),
        roster_ended(held, desk.now),
    )


@dataclass(frozen=True, slots=True)
class HandoverView:
    """One handover, with what was open and who took it over."""

    view: EntryView | None
    offices: tuple[str, str]
    points: tuple[Words, ...]
    taken: EntryView | None
    text: Words | None


def show_watch(desk: Desk, held: Watch, view: EntryView) -> Shown:
    """One watch: who has it, whose turn comes, and every handover with both signatures."""
    open_now = handover_open(held)
    acts: list[tuple[str, str, str]] = []
    if desk.may_sign and desk.party == held.party:
        if open_now is not None:
            take = desk.sign_href("notices.watch_taken_over", held.id, handover=desk.ref(open_now.entry))
            who = desk.gettext("Only %(office)s can sign it.", office=desk.office(open_now.office))
            acts.append(("notices.watch_taken_over", take, who))
        until = desk.gettext("You have the watch until the other office signs that it took it.")
        acts.append(("notices.watch_handed_over", desk.sign_href("notices.watch_handed_over", held.id), until))
        acts.append(
            ("notices.roster_set", desk.sign_href("notices.roster_set", held.id), desk.gettext("Another roster."))
        )
    return Shown(
        "notices/watch.html",
        desk.gettext("Watch %(ref)s", ref=desk.ref(held.id)),
        {
            "view": view,
            "line": _watch_line(desk, held),
            "roster": desk.entry(held.rosters[-1].entry),
            "turns": [(desk.office(each.office), each.from_at, each.until_at) for each in held.rosters[-1].turns],
            "handovers": [_handover(desk, held, each) for each in reversed(held.handovers)],
            "acts": acts,
        },
    )


def _handover(desk: Desk, held: Watch, handover: Handover) -> HandoverView:
    taken = next((each for each in held.takeovers if each.handover == handover.entry), None)
    text: Text | None = None if taken is None else taken.text
    return HandoverView(
        desk.entry(handover.entry),
        (desk.office(handover.from_office), desk.office(handover.office)),
        tuple(desk.words(each) for each in handover.points),
        None if taken is None else desk.entry(taken.entry),
        None if text is None else desk.words(text),
    )
