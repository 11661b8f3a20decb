"""What the entries of this slice mean: about a notice in `giving`, about a call in `hotline`, about a watch in `watch`.

The state keeps what each party said; what follows is a question to it (`state`), and what rests on a clock
a question with a time (`times`).
"""

from typing import Any

import msgspec

from trilateral.agreement.held import ordered
from trilateral.ledger.entry import Body, Entry
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.notices import giving, hotline, watch
from trilateral.mechanism.notices.entries import HotlineCalled, NoticeIssued, RosterSet
from trilateral.mechanism.notices.state import Call, Held, Kept, Notice, Watch, acts_of, as_seen

__all__ = ["Call", "Held", "Kept", "Notice", "Watch", "apply", "objection"]


def objection(held: Kept | None, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Say why `entry` has no effect on `held`, or None if it has one.

    A node asks this twice: before its own party signs, and of every entry that any
    party has signed. What the author had not seen is taken out of `held` first.

    Args:
        held: The notice, call or watch so far; None before it is opened.
        entry: Signed, parsed and about `held`, but otherwise anything at all.
        facts: What the author could know.
    """
    body: Body = entry.body
    if held is None:
        return _objection_to_opening(body, entry, facts)
    if isinstance(body, NoticeIssued | HotlineCalled):
        return Objection("notices.opened_already")
    match held:
        case Notice():
            return giving.objection_to_act(as_seen(held, facts), body, entry, facts)
        case Call():
            return hotline.objection_to_account(as_seen(held, facts), body, entry, facts)
        case Watch():
            return watch.objection_to_watch(as_seen(held, facts), body, entry, facts)


def _objection_to_opening(body: Body, entry: Entry[Any], facts: Facts) -> Objection | None:
    if entry.header.subject is not None:
        return Objection("notices.not_found")
    match body:
        case NoticeIssued():
            return giving.objection_to_issuing(body, entry, facts)
        case HotlineCalled():
            return hotline.objection_to_call(body, entry, facts)
        case RosterSet():
            return watch.objection_to_roster(body)
    return Objection("notices.not_found")


def apply(held: Kept | None, entry: Entry[Any], facts: Facts) -> Kept | None:
    """Return `held` as it stands after `entry`, to which there is no objection."""
    if held is None:
        match entry.body:
            case NoticeIssued() as body:
                return giving.issued(body, entry, facts)
            case HotlineCalled() as body:
                return hotline.called(body, entry)
            case RosterSet() as body:
                return watch.opened(body, entry)
        return None
    name, act = _act(held, entry, facts)
    if act is None:
        return held
    changed: Kept = msgspec.structs.replace(held, **{name: ordered((*getattr(held, name), act))})
    if any(each.party == entry.party and facts.saw(each.entry) is None for each in acts_of(held)):
        # Who does not know what stands in its own log has another log than the one shown here.
        return msgspec.structs.replace(changed, crossed=tuple(sorted({*held.crossed, entry.party})))
    return changed


def _act(held: Kept, entry: Entry[Any], facts: Facts) -> tuple[str, Any]:
    """What the state keeps of an entry, and in which of its rows."""
    match held:
        case Notice():
            return giving.act_on_notice(held, entry, facts)
        case Call():
            return hotline.act_on_call(entry)
        case Watch():
            return watch.act_on_watch(entry)
