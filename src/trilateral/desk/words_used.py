"""The free words that entries have used so far: matters of positions, series of meetings, bodies that meet.

Whoever fills in a form is offered them, so that one thing goes on under one word; any other word may be written.
Left out: words under which nothing was said yet, but for the plenary and for bodies that adopted texts created; and
of very many those that the fewest parties use, so that nobody floods the form of the others with words of their own.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from trilateral.agreement.adoption import adopted_in
from trilateral.ledger.derived import Derived
from trilateral.ledger.entry import PartyId
from trilateral.ledger.fold import Fold

Used: TypeAlias = Mapping[str, tuple[str, ...]]
"""Words in their order, by the member that takes them."""
MOST = 100
"""Words that are offered where one is asked for."""
_NAMES_A_NEW_ONE = ("bodies", "forum")
"""The slice and member where a body is only to be created: it takes a word of its own."""


def words_used(fold: Fold, label_id: str) -> tuple[str, ...]:
    """Return the words that the record has used where a field asks for one, by the label of the field."""
    *_, slice_name, member = label_id.split(".")
    return () if (slice_name, member) == _NAMES_A_NEW_ONE else _USED.of(fold).get(member, ())


def _used(fold: Fold) -> Used:
    adopted = ["plenary", *(each.terms.forum for each in adopted_in(fold, "body"))]
    return {member: _offered(found, adopted if member == "forum" else ()) for member, found in _each(fold)}


def _offered(found: Iterable[tuple[str, PartyId]], always: Iterable[str]) -> tuple[str, ...]:
    """The words that most parties use, and of those the ones that each uses most, by turns; in alphabetical order."""
    times = Counter(found)
    users = Counter(word for word, _ in times)
    turn: dict[str, int] = {}
    for party in sorted({party for _, party in times}):
        own = sorted((-users[word], -number, word) for (word, by), number in times.items() if by == party)
        for number, (_, _, word) in enumerate(own):
            turn[word] = min(number, turn.get(word, number))
    ranked = sorted(users, key=lambda word: (-users[word], turn[word], word))
    return tuple(sorted(dict.fromkeys((*always, *ranked[:MOST]))))


def _each(fold: Fold) -> Iterator[tuple[str, Iterable[tuple[str, PartyId]]]]:
    meetings, delegations = fold.subjects("meetings").values(), fold.subjects("delegations").values()
    statements = fold.subjects("statements").values()
    yield "matter", ((each.matter, each.party) for each in statements if each.matter is not None)
    yield "series", ((each.series, each.party) for each in meetings)
    yield "forum", ((each.forum, each.party) for each in (*meetings, *delegations))


_USED = Derived(("delegations", "meetings", "proposals", "statements"), _used)
