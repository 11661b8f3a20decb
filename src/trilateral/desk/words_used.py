"""The free words that entries have used so far: matters of positions, series of meetings, bodies that meet.

Whoever fills in a form is offered them, so that one thing goes on under one word; any other word may be written.
Left out: words under which nothing was said yet, but for the plenary and for bodies that adopted texts created.
"""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from trilateral.agreement.adoption import adopted_in
from trilateral.ledger.derived import Derived
from trilateral.ledger.fold import Fold

Used: TypeAlias = Mapping[str, tuple[str, ...]]
"""Words in their order, by the member that takes them."""
_NAMES_A_NEW_ONE = ("bodies", "forum")
"""The slice and member where a body is only to be created: it takes a word of its own."""


def words_used(fold: Fold, label_id: str) -> tuple[str, ...]:
    """Return the words that the record has used where a field asks for one, by the label of the field."""
    *_, slice_name, member = label_id.split(".")
    return () if (slice_name, member) == _NAMES_A_NEW_ONE else _USED.of(fold).get(member, ())


def _used(fold: Fold) -> Used:
    return {member: tuple(sorted(set(found))) for member, found in _each(fold)}


def _each(fold: Fold) -> Iterator[tuple[str, list[str]]]:
    meetings, delegations = fold.subjects("meetings").values(), fold.subjects("delegations").values()
    yield "matter", [each.matter for each in fold.subjects("statements").values() if each.matter is not None]
    yield "series", [each.series for each in meetings]
    adopted = [each.terms.forum for each in adopted_in(fold, "body")]
    yield "forum", ["plenary", *adopted, *(each.forum for each in (*meetings, *delegations))]


_USED = Derived(("delegations", "meetings", "proposals", "statements"), _used)
