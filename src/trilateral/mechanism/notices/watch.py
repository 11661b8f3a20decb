"""What the entries about a watch mean: each party keeps its own, and an office has it until another signs that it took it."""

from datetime import datetime
from typing import Any

from trilateral.ledger.entry import Body, Entry
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.notices.entries import RosterSet, Turn, WatchHandedOver, WatchTakenOver
from trilateral.mechanism.notices.state import Handover, Roster, Takeover, Watch, handover_open, holder

MAX_TURNS = 200


def objection_to_roster(body: RosterSet) -> Objection | None:
    """Why a roster is none: each turn ends after it begins, and they stand in order."""
    if not body.turns:
        return Objection("notices.no_turns")
    if len(body.turns) > MAX_TURNS:
        return Objection("notices.too_many_turns", (("most", MAX_TURNS),))
    if any(each.until_at <= each.from_at for each in body.turns):
        return Objection("notices.ends_before_it_begins")
    begins = [each.from_at for each in body.turns]
    return None if begins == sorted(begins) else Objection("notices.turns_out_of_order")


def objection_to_watch(  # noqa: PLR0911 - one return for each objection
    known: Watch, body: Body, entry: Entry[Any], facts: Facts
) -> Objection | None:
    """Why an act on a watch has no effect.

    Args:
        known: The watch as far as the author had seen it.
        body: What is said.
        entry: Around it.
        facts: What the author could know.
    """
    if not isinstance(body, RosterSet | WatchHandedOver | WatchTakenOver):
        return Objection("notices.another_sort")
    if entry.party != known.party:
        return Objection("notices.not_your_watch")
    if isinstance(body, RosterSet):
        return objection_to_roster(body)
    by = entry.header.by
    if isinstance(body, WatchHandedOver):
        return _objection_to_handing_over(known, body, by)
    if facts.saw(body.handover) is None:
        return Objection("notices.not_seen", (("entry", body.handover),))
    found = handover_open(known)
    if found is None or found.entry != body.handover:
        return Objection("notices.no_such_handover")
    return None if found.office == by else Objection("notices.not_handed_to_you", (("office", found.office),))


def _objection_to_handing_over(known: Watch, body: WatchHandedOver, by: str) -> Objection | None:
    if body.office == by:
        return Objection("notices.to_the_same_office")
    has = holder(known)
    return None if has in {None, by} else Objection("notices.has_not_the_watch", (("office", has or ""),))


def opened(body: RosterSet, entry: Entry[Any]) -> Watch:
    """The watch that a roster opens."""
    return Watch(entry.id, entry.party, body.name, (_roster(body, entry),))


def act_on_watch(entry: Entry[Any]) -> tuple[str, Any]:
    """What the state keeps of an act on a watch, and in which of its rows."""
    at = (entry.id, entry.party, entry.index)
    match entry.body:
        case RosterSet() as body:
            return "rosters", _roster(body, entry)
        case WatchHandedOver(office=office, points=points):
            return "handovers", Handover(*at, entry.header.by, office, points)
        case WatchTakenOver(handover=handover, text=text):
            return "takeovers", Takeover(*at, handover, entry.header.by, text)
    return "", None


def _roster(body: RosterSet, entry: Entry[Any]) -> Roster:
    return Roster(entry.id, entry.party, entry.index, body.turns)


# Questions with a time


def turn_at(watch: Watch, as_of: datetime) -> Turn | None:
    """Whose turn it is by the roster."""
    turns = (each for each in watch.rosters[-1].turns if each.from_at <= as_of < each.until_at)
    return next(turns, None)


def roster_ended(watch: Watch, as_of: datetime) -> datetime | None:
    """When the last turn of the roster ended; None while there is a turn or one is to come."""
    ends = max(each.until_at for each in watch.rosters[-1].turns)
    return ends if ends <= as_of else None


def on_watch(watch: Watch, as_of: datetime) -> str | None:
    """The office that has the watch: who took it last; before anybody did, whose turn it is by the roster."""
    turn = turn_at(watch, as_of)
    return holder(watch) or (None if turn is None else turn.office)


def call_order(watch: Watch, as_of: datetime) -> tuple[str, ...]:
    """Offices in the order in which they are to be called: who has the watch, whose turn it is, and who comes next."""
    turns = watch.rosters[-1].turns
    later = [each.office for each in turns if each.from_at > as_of]
    turn = turn_at(watch, as_of)
    first = [on_watch(watch, as_of), None if turn is None else turn.office]
    return tuple(dict.fromkeys(office for office in (*first, *later) if office is not None))
