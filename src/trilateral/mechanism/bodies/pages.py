"""Parts beside the logs, for people: what is sealed and for whom, who has it, what was shown of it, and what is gone."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from trilateral.errors import MalformedError
from trilateral.ledger.derived import Derived, Ordered
from trilateral.ledger.entry import Entry, EntryId, Hash, Text
from trilateral.ledger.fold import Fold
from trilateral.mechanism.bodies.rules import Kept, What, erased_rows, is_whole, shown_fields, sizes_said
from trilateral.seal.members import read_member
from trilateral.ui.page import Desk, Matter, Pages, Shown
from trilateral.ui.views import Words


def _all(desk: Desk, what: What) -> list[tuple[Kept, Entry[Any]]]:
    """Subjects of one sort as everybody sees them, the newest first."""
    found = [
        (kept, entry)
        for kept in desk.open_fold.subjects("bodies").values()
        if kept.what is what and (entry := desk.read_open(kept.id)) is not None
    ]
    return sorted(found, key=lambda each: _place(each[1]), reverse=True)


def _place(entry: Entry[Any]) -> tuple[datetime, str, int]:
    return entry.header.claimed_at, entry.party, entry.index


def index(desk: Desk) -> Shown:
    """The list."""
    sealed = [
        {
            "view": desk.view(entry),
            "href": desk.href("bodies", entry.ref),
            "audience": [desk.party_view(party) for party in kept.audience],
            "shown": _how_much(desk, kept),
            "state": _state(desk, kept.blob),
        }
        for kept, entry in _all(desk, What.SEALED)
    ]
    lists = [
        {
            "view": desk.view(entry),
            "href": desk.href("bodies", entry.ref),
            "title": None if kept.title is None else desk.words(kept.title),
            "what": desk.term(kept.rows or "", "rows"),
            "count": kept.count,
            "erased": len(erased_rows(kept)),
        }
        for kept, entry in _all(desk, What.ROWS)
    ]
    erasures = [
        {
            "view": desk.view(entry),
            "href": desk.href("bodies", entry.ref),
            "of": None if kept.of is None else desk.entry(kept.of),
            "why": None if kept.why is None else desk.words(kept.why),
        }
        for kept, entry in _all(desk, What.ERASURE)
    ]
    return Shown(
        "bodies/list.html",
        desk.gettext("Under seal, lists, erasures"),
        {"sealed": sealed, "lists": lists, "erasures": erasures},
    )


def _how_much(desk: Desk, kept: Kept) -> str:
    """How much of a sealed entry everybody can read."""
    if is_whole(kept):
        return desk.gettext("all of it")
    shown = len(shown_fields(kept))
    return desk.ngettext("%(num)s row", "%(num)s rows", shown) if shown else desk.gettext("nothing")


def _state(desk: Desk, blob: Hash | None) -> str:
    """What became of a part on this node."""
    if blob is None or desk.has_file(blob):
        return desk.gettext("here")
    erased = any(kept.blob == blob for kept, _ in _all(desk, What.ERASURE))
    return desk.gettext("erased") if erased else desk.gettext("not here")


def show(desk: Desk, subject: EntryId) -> Shown | None:
    """One of them."""
    kept = desk.open_fold.state(subject)
    entry = desk.read_open(subject)
    if not isinstance(kept, Kept) or entry is None:
        return None
    values: dict[str, object] = {"view": desk.view(entry), "kept": kept}
    match kept.what:
        case What.SEALED:
            values |= _sealed(desk, kept)
        case What.ROWS:
            values |= _list(desk, kept)
        case What.ERASURE:
            values |= {"of": None if kept.of is None else desk.entry(kept.of), "state": _state(desk, kept.blob)}
            values["why"] = None if kept.why is None else desk.words(kept.why)
        case What.RECEIPT:
            values |= {"held": _named(desk, kept.held), "bad": _named(desk, kept.bad)}
    return Shown(f"bodies/{kept.what.value}.html", name(desk, subject), values)


def _sealed(desk: Desk, kept: Kept) -> dict[str, object]:
    opened = desk.opened(kept.id)
    inner = desk.fold.slice_of(kept.id)
    return {
        "audience": [desk.party_view(party) for party in (kept.party, *kept.audience)],
        "opened": None if opened is None else [(row, said_row(desk, value)) for row, value in opened.items()],
        "subject_href": desk.subject_href(kept.id) if opened is not None and inner not in {None, "bodies"} else "",
        "state": _state(desk, kept.blob),
        "receipts": _receipts(desk, kept),
        "shown": _shown(desk, kept),
        "whole": is_whole(kept),
        "how_much": _how_much(desk, kept),
        "sizes": sizes_said(kept),
        "erasures": _erasures(desk, kept.blob),
        "disclose": f"trilateral disclose {desk.ref(kept.id)}" if desk.may_sign and opened is not None else "",
        "acts": _acts(desk, kept),
    }


def _acts(desk: Desk, kept: Kept) -> list[tuple[str, str, str]]:
    """What the reader can sign now: kind, address, and what it does."""
    if not desk.may_sign or kept.blob is None or not desk.has_file(kept.blob):
        return []
    binds = (
        desk.gettext("Every honest node destroys its copy. What was copied elsewhere is out of reach.")
        if kept.party == desk.party
        else desk.gettext("Only our own copy is destroyed, and all can see that we did it.")
    )
    href = desk.sign_href("bodies.erased", entry=desk.ref(kept.id), blob=kept.blob)
    return [("bodies.erased", href, binds)]


def _receipts(desk: Desk, kept: Kept) -> list[dict[str, object]]:
    """Each party and its node's word on whether it holds a part."""
    said: dict[str, tuple[Entry[Any], bool]] = {}
    for receipt, entry in _all(desk, What.RECEIPT):
        if kept.blob in {*receipt.held, *receipt.bad}:
            said[receipt.party] = entry, kept.blob in receipt.bad
    return [
        {
            "party": desk.party_view(party),
            "author": party == kept.party,
            "reads": party in {kept.party, *kept.audience},
            "view": desk.view(said[party][0]) if party in said else None,
            "bad": party in said and said[party][1],
        }
        for party in desk.parties
    ]


def _shown(desk: Desk, kept: Kept) -> list[dict[str, object]]:
    return [
        {"name": each.name, "said": said_row(desk, each.value), "view": desk.entry(each.entry)} for each in kept.shown
    ]


def said_row(desk: Desk, value: str | None) -> Words | str:
    """A row as a person reads it: a text in its own language, else as it was sealed."""
    try:
        found = None if value is None else read_member(value)
    except MalformedError:
        return value or ""
    match found:
        case {"lang": str(lang), "text": str(text), **others} if not others:
            return desk.words(Text(lang, text))
        case str(plain):
            return plain
    return value or ""


def _erasures(desk: Desk, blob: Hash | None) -> list[dict[str, object]]:
    return [
        {"view": desk.view(entry), "why": None if kept.why is None else desk.words(kept.why)}
        for kept, entry in _all(desk, What.ERASURE)
        if kept.blob == blob
    ]


def _list(desk: Desk, kept: Kept) -> dict[str, object]:
    ref = desk.ref(kept.id)
    return {
        "called": None if kept.title is None else desk.words(kept.title),
        "what": desk.term(kept.rows or "", "rows"),
        "erased": [
            {"rows": _runs(desk, each.rows), "why": desk.words(each.why), "view": desk.entry(each.entry)}
            for each in kept.erased
        ],
        "gone": len(erased_rows(kept)),
        "example": f"{ref}#0",
        "prove": f"trilateral prove {ref}#0 -o row.proof",
        "erase": f"trilateral erase {ref}#0 --why …" if desk.may_sign and kept.party == desk.party else "",
    }


def _runs(desk: Desk, rows: Sequence[int]) -> list[str]:
    """Numbers of rows, those that follow one another as one."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return [
        desk.numbers([first]) if first == last else f"{desk.numbers([first])}–{desk.numbers([last])}"
        for first, last in runs
    ]


def _named(desk: Desk, blobs: Sequence[Hash]) -> list[tuple[Hash, str, str]]:
    """Parts by their hash, with the sealed entry that each belongs to where there is one."""
    sealed = {kept.blob: entry.ref for kept, entry in _all(desk, What.SEALED)}
    return [(blob, sealed.get(blob, ""), desk.href("bodies", sealed[blob]) if blob in sealed else "") for blob in blobs]


def _claimed(fold: Fold, kept: Kept) -> tuple[datetime, str, int]:
    found = fold.verdict(kept.id)
    entry = None if found is None else found.entry
    return (datetime.min.replace(tzinfo=UTC), "", 0) if entry is None else _place(entry)


def _sealed_parts(fold: Fold) -> dict[Hash | None, Kept]:
    """What was sealed, by its part; of two with one part the older."""
    found: dict[Hash | None, Kept] = {}
    for kept in _SEALED.of(fold):
        found.setdefault(kept.blob, kept)
    return found


_SEALED = Ordered("bodies", _claimed, only=lambda _, kept: kept.what is What.SEALED)
_SPOILT = Ordered(
    "bodies", _claimed, only=lambda _, kept: kept.what is What.RECEIPT and bool(kept.bad), last_first=True
)
_PARTS = Derived(("bodies",), _sealed_parts)


def matters(desk: Desk) -> Iterator[Matter]:
    """Parts that a reader found to be something else than was signed: their author must say it anew."""
    for receipt in _SPOILT.of(desk.open_fold):
        sealed, entry = _PARTS.of(desk.open_fold), desk.read_open(receipt.id)
        for blob in receipt.bad:
            kept = sealed.get(blob)
            if kept is not None and entry is not None and receipt.party in kept.audience:
                what = desk.gettext("Say %(ref)s anew: what was sealed is not what was signed", ref=desk.ref(kept.id))
                href = desk.href("bodies", desk.ref(kept.id))
                yield Matter(kept.party, what, href, receipt.party, entry.header.claimed_at)


def name(desk: Desk, subject: EntryId) -> str:
    """What to call it."""
    kept, ref = desk.open_fold.state(subject), desk.ref(subject)
    match kept.what if isinstance(kept, Kept) else None:
        case What.ROWS:
            return desk.gettext("List %(ref)s", ref=ref)
        case What.ERASURE:
            return desk.gettext("Erasure %(ref)s", ref=ref)
        case What.RECEIPT:
            return desk.gettext("Receipt of parts %(ref)s", ref=ref)
    return desk.gettext("Words under seal %(ref)s", ref=ref)


PAGES = Pages("bodies", "Under seal", index, show, matters, name)
