"""What can be said of an act before anything is entered: whether its kind can be spoken in a case, and its body is one.

Whether the rules would object is known only when it is said. What cannot be said in any case has its reason here.
"""

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from trilateral.cases.act import NAMED_PARTS, RECEIPT, SEALED, Act, Named, named_in
from trilateral.cases.spelling import converted, meant
from trilateral.catalogue import KINDS, SLICES
from trilateral.errors import MalformedError
from trilateral.ledger.standing import families_of
from trilateral.mechanism.allegations.entries import SilenceNoted
from trilateral.mechanism.bodies.entries import PartErased, PartsReceived, RowsErased, RowsListed
from trilateral.mechanism.charter.entries import CharterTabled
from trilateral.mechanism.disputes.entries import DisputeEscalated
from trilateral.mechanism.evidence.entries import KINDS as EVIDENCE
from trilateral.mechanism.proposals.entries import SilenceDefeated, SilenceProven

_TIMES = "rests on the times at which others cosigned, and in a reconstruction these are of today"
_ERASED = "`trilateral erase` destroys what lies beside an entry, and says so"
_WHY_NOT: Mapping[str, str] = {
    **{
        str(body.__struct_config__.tag): "nodes state it by themselves, of logs that a case does not have yet"
        for body in EVIDENCE
    },
    **{
        str(body.__struct_config__.tag): why
        for body, why in (
            (
                PartsReceived,
                "nodes say it by themselves; a receipt of heads is an act of the kind ledger.heads_recorded/1",
            ),
            (SilenceNoted, f"it {_TIMES}; what is unanswered on the last day is shown all the same"),
            (SilenceProven, f"it {_TIMES}; let each party accept the text"),
            (SilenceDefeated, f"it {_TIMES}; let the party that broke the silence decline the text"),
            (DisputeEscalated, f"it {_TIMES}; propose a step of the sort escalate, and let the others accept it"),
            (
                CharterTabled,
                "it holds a whole charter with keys that are made on the spot; model the amended terms as a case",
            ),
            (PartErased, _ERASED),
            (RowsErased, _ERASED),
        )
    },
    SEALED: "it is made of an act that has an audience; write the kind that is said under seal",
}
_FAMILIES = families_of(SLICES)
_STAND_INS: Mapping[str, Any] = {"": "0" * 64, "paragraph": "p-1", "spoken": "acorn alarm album amber", "rows": []}


def page_of(kind: str) -> str:
    """Where a kind's members are described."""
    return f"docs/spec/entries/{kind.partition('/')[0]}.md"


def check_kind(kind: str, named: str) -> None:
    """Refuse a kind that there is not, or that no delegate signs.

    Raises:
        MalformedError: With the kinds that come nearest, or with the reason.
    """
    if kind == RECEIPT:
        return
    if kind not in KINDS:
        of_slice = [each for each in KINDS if each.partition(".")[0] == kind.partition(".")[0]]
        near = get_close_matches(kind, [each for each in KINDS if not each.startswith("ledger.")], n=3)
        hint = (
            f"; did you mean {' or '.join(near)}?" if near else f"; there are {', '.join(of_slice)}" if of_slice else ""
        )
        raise MalformedError(
            f"{named}: kind: expected a kind that this version knows, got {kind!r}{hint}; docs/spec/entries has a page for each"
        )
    if kind.startswith("ledger."):
        raise MalformedError(
            f"{named}: kind: expected what a delegate says, got {kind}: keys and charter are signed when the homes are made"
        )
    if kind in _WHY_NOT:
        raise MalformedError(f"{named}: kind: {kind} cannot be said in a case: {_WHY_NOT[kind]}")


def check_act(act: Act, terms: Mapping[str, Any], bound: Collection[str]) -> None:
    """Refuse an act that could be no entry, whatever comes before it.

    Args:
        act: With its files.
        terms: The charter's, as the case has them.
        bound: Parties that the charter binds.

    Raises:
        MalformedError: With what was expected, what came, and what to do.
    """
    if act.kind == RECEIPT:
        return
    _check_header(act, terms, bound)
    for named in named_in(act.says):
        if named.what and named.what not in NAMED_PARTS:
            ways = ", ".join(f"#{each}" for each in NAMED_PARTS)
            raise MalformedError(f"{act.place}: {named}: expected one of {ways} behind a key, got #{named.what}")
    of_list = {"count": 1, "root": "0" * 64} if act.kind == RowsListed.__struct_config__.tag else {}
    if of_list and not act.rows:
        raise MalformedError(
            f"{act.place}: expected `rows`, from which the number and root of the list follow, got none"
        )
    held = _as_members(act) | of_list
    converted(held, KINDS[act.kind], f"{act.place}: says", page_of(act.kind))


def _as_members(act: Act) -> dict[str, Any]:
    """The body with something of the right form in place of all that it names."""

    def stand_in(named: Named) -> Any:
        if named.what == "clean" and not named.lang:
            return [{"lang": "en", "hash": "0" * 64}]
        return _STAND_INS.get(named.what, _STAND_INS[""])

    return act.members(stand_in)


def _check_header(act: Act, terms: Mapping[str, Any], bound: Collection[str]) -> None:
    if act.audience and (act.sources or act.person is not None):
        raise MalformedError(
            f"{act.place}: expected neither `sources` nor `person` beside `audience`: they would stand in the clear; "
            "say them in the words that are sealed"
        )
    asked = terms.get("two_person", ())
    wants_two = isinstance(asked, Iterable) and needs_two(act, list(asked), bound)
    if wants_two and act.countersigned_by is None:
        raise MalformedError(
            f"{act.place}: expected `countersigned_by`, another office of {act.party}: two_person of the charter asks two "
            f"delegates for {act.kind}"
        )
    if act.countersigned_by == act.by:
        raise MalformedError(f"{act.place}: countersigned_by: expected another office than `by`, got {act.by!r} twice")


def needs_two(act: Act, asked: Collection[Any], bound: Collection[str]) -> bool:
    """Whether a charter asks two delegates for an act, by name or as one that binds alike."""
    named = act.kind.partition("/")[0]
    return named in asked or (act.party in bound and any(named in _FAMILIES.get(str(each), ()) for each in asked))


def checked_name(came: str, known: Iterable[str], named: str, what: str) -> None:
    """Refuse a name that is not among known ones.

    Raises:
        MalformedError: With the nearest of them.
    """
    there = list(known)
    if came not in there:
        raise MalformedError(f"{named}: expected {what} ({', '.join(there)}), got {came!r}{meant(came, there)}")
