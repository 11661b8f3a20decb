"""Whom to tell that something waits, and of what: the node's own matters that cannot wait, and the order of its watch.

Urgent is what waits at a notice, a call, a handover or a conflict, and whatever else is due soon or late. Who
is told follows the party's own watch as the record has it; where it has none, the settings.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from trilateral.desk.home import due_at, open_matters
from trilateral.desk.reading import Reading
from trilateral.mechanism.notices.board import hotline_board, own_watches, watches_board
from trilateral.mechanism.notices.state import handover_open
from trilateral.mechanism.notices.watch import call_order
from trilateral.node.alerts import Waiting
from trilateral.ui.page import Matter, Shown


def watch_page(reading: Reading) -> Shown:
    """Return who has the watch at each party, and the hotline."""
    kinds = ("notices.hotline_called", "notices.roster_set")
    return Shown(
        "desk/watch.html",
        reading.gettext("Hotline and watch"),
        {
            "hotline": hotline_board(reading),
            "watches": watches_board(reading),
            "ways": [(kind, reading.sign_href(kind)) for kind in kinds] if reading.may_sign else [],
        },
    )


def order_of_calls(reading: Reading, reachable: Sequence[str]) -> tuple[str, ...]:
    """Return the offices of our party in the order in which they are to be told.

    First who has the watch, whose turn it is and who comes next; then to whom it was handed over and who has not
    taken it; last whoever else can be reached.

    Args:
        reading: For our own party.
        reachable: Offices that the settings know how to reach; others are left out.
    """
    own = [each for each in own_watches(reading) if each.party == reading.party]
    on_watch = [office for each in own for office in call_order(each, reading.now)]
    handed = [handover.office for each in own if (handover := handover_open(each)) is not None]
    return tuple(dict.fromkeys(office for office in (*on_watch, *handed, *reachable) if office in reachable))


def waiting_for_us(reading: Reading, reachable: Sequence[str], urgent_hours: int) -> tuple[Waiting, ...]:
    """Return what waits for our party and cannot wait long, with the offices to tell.

    Args:
        reading: For our own party, in any language, but always the same.
        reachable: Offices that the settings know how to reach.
        urgent_hours: What is due in less time is urgent.
    """
    offices = order_of_calls(reading, reachable)
    mine = (each for each in open_matters(reading) if each.of == reading.party)
    keys = dict.fromkeys(_key(each) for each in mine if _is_urgent(reading, each, urgent_hours))
    return tuple(Waiting(key, offices) for key in keys)


def _is_urgent(reading: Reading, matter: Matter, urgent_hours: int) -> bool:
    due = due_at(matter)
    at_once = matter.href.startswith(reading.href("notices")) or matter.href == reading.href("conflicts")
    return at_once or (due is not None and due - reading.now < timedelta(hours=urgent_hours))


def _key(matter: Matter) -> str:
    """Which matter it is, in a form that does not say what it is about."""
    said = "\n".join([matter.what, matter.href, matter.by or "", str(matter.since_at)])
    return hashlib.sha256(said.encode()).hexdigest()
