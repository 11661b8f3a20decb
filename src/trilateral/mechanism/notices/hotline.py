"""What the entries about a call mean: two ends, and each signs its own account."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from trilateral.ledger.entry import Body, Entry, EntryId
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.notices.entries import HotlineCalled, HotlineConfirmed, HotlineDenied, ReceiptSpoken
from trilateral.mechanism.notices.giving import objection_to_spoken, spoken_by
from trilateral.mechanism.notices.state import Account, Call, CallStatus, call_status


def objection_to_call(body: HotlineCalled, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Why a call cannot be logged so."""
    if facts.charter.party(body.party) is None:
        return Objection("notices.not_a_member", (("party", body.party),))
    if body.party == entry.party:
        return Objection("notices.called_oneself")
    if body.began_at > entry.header.claimed_at:
        return Objection("notices.called_later")
    for named in (body.concerning, body.follows):
        if named is not None and facts.saw(named) is None:
            return Objection("notices.not_seen", (("entry", named),))
    if body.follows is not None and not isinstance(facts.state(body.follows), Call):
        return Objection("notices.not_a_call")
    return None


def objection_to_account(known: Call, body: Body, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Why a word on a call has no effect.

    Args:
        known: The call as far as the author had seen it.
        body: What is said.
        entry: Around it.
        facts: What the author could know.
    """
    if isinstance(body, ReceiptSpoken):
        return objection_to_spoken(body, entry.party, (known.party, known.other))
    if not isinstance(body, HotlineConfirmed | HotlineDenied):
        return Objection("notices.another_sort")
    if entry.party != known.other:
        return Objection("notices.not_your_call")
    if isinstance(body, HotlineDenied):
        return Objection("notices.said_already") if call_status(known) is CallStatus.DENIED else None
    return _objection_to_confirming(known, body, entry, facts)


def _objection_to_confirming(known: Call, body: HotlineConfirmed, entry: Entry[Any], facts: Facts) -> Objection | None:
    if body.began_at > entry.header.claimed_at:
        return Objection("notices.called_later")
    if body.same_as is None:
        return None
    if facts.saw(body.same_as) is None:
        return Objection("notices.not_seen", (("entry", body.same_as),))
    own = facts.state(body.same_as)
    same = isinstance(own, Call) and own.party == entry.party and own.other == known.party
    return None if same and body.same_as != known.id else Objection("notices.not_the_same_call")


def called(body: HotlineCalled, entry: Entry[Any]) -> Call:
    """The call that an entry logs."""
    return Call(
        entry.id,
        entry.party,
        body.party,
        body.direction,
        body.outcome,
        body.began_at,
        body.text,
        body.minutes,
        body.concerning,
        body.follows,
    )


def act_on_call(entry: Entry[Any]) -> tuple[str, Any]:
    """What the state keeps of a word on a call, and in which of its rows."""
    at = (entry.id, entry.party, entry.index)
    match entry.body:
        case HotlineConfirmed() as body:
            account = Account(*at, "confirmed", body.text, body.outcome, body.began_at, body.minutes, body.same_as)
            return "accounts", account
        case HotlineDenied(why=why):
            return "accounts", Account(*at, "denied", why)
        case ReceiptSpoken():
            return "spoken", spoken_by(entry)
    return "", None


class Activations(NamedTuple):
    """How often the line was used.

    Attributes:
        calls: Calls, one that both ends logged on their own counted once.
        issues: On how many issues: calls that follow one another or concern the same entry are on one.
        unanswered: How many of the calls were not answered, by the account of the end that made them.
        one_end: How many have no word of the other end.
        denied: How many the other end knows nothing of.
    """

    calls: int
    issues: int
    unanswered: int
    one_end: int
    denied: int


def activations(calls: Iterable[Call]) -> Activations:
    """Return how often the line was used and on how many issues. Calls to test the line count as neither."""
    real = {each.id: each for each in calls if each.outcome != "test"}
    same = _Groups(real)
    for each in real.values():
        for account in each.accounts[-1:]:
            if account.same_as in real:
                same.join(each.id, account.same_as)
    issue = _Groups(real)
    by_entry: dict[EntryId, EntryId] = {}
    for each in real.values():
        issue.join(each.id, same.first(each.id))
        if each.follows in real:
            issue.join(each.id, each.follows)
        if each.concerning is not None:
            issue.join(each.id, by_entry.setdefault(each.concerning, each.id))
    once = [each for each in real.values() if same.first(each.id) == each.id]
    sizes = Counter(map(same.first, real))
    joined = {each for each in real if sizes[same.first(each)] > 1}
    stands = [call_status(each) for each in once if each.id not in joined]
    return Activations(
        len(once),
        len({issue.first(each) for each in real}),
        sum(each.outcome == "no_answer" for each in once),
        stands.count(CallStatus.ONE_END),
        stands.count(CallStatus.DENIED),
    )


class _Groups:
    """Which of some ids belong together. The least of a group stands for it."""

    def __init__(self, ids: Iterable[EntryId]) -> None:
        self._of = {each: each for each in ids}

    def first(self, one: EntryId) -> EntryId:
        while self._of[one] != one:
            one = self._of[one]
        return one

    def join(self, one: EntryId, other: EntryId) -> None:
        least, most = sorted((self.first(one), self.first(other)))
        self._of[most] = least
