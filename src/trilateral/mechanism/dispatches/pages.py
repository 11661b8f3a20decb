"""Dispatches for people: the issues, and each with its items, figures, releases, remarks and corrections."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from trilateral.agreement.clocks import Answer
from trilateral.agreement.held import Act
from trilateral.i18n.calendars import civil_fit
from trilateral.ledger.derived import Ordered
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.ledger.fold import Fold
from trilateral.mechanism.dispatches.entries import Item
from trilateral.mechanism.dispatches.rules import (
    Compared,
    Correction,
    Dispatch,
    ItemStatus,
    Status,
    compared,
    correction_released_by,
    embargoed,
    given_twice,
    is_corrected,
    is_offered,
    item_status,
    joins,
    last_word,
    letters_crossed,
    public_items,
    same_number,
    status,
    to_release,
)
from trilateral.ui.page import Desk, Matter, Pages, Shown
from trilateral.ui.views import EntryView, PartyView, Words


def _issue(_fold: Fold, held: Dispatch) -> tuple[int, int, str]:
    return held.said.volume, held.said.number, held.said.dated_on


def _waits(_fold: Fold, held: Dispatch) -> bool:
    """Whether anybody may be asked for a word on it."""
    corrected = any(set(held.release_by) - set(correction_released_by(held, each)) for each in held.corrections)
    return corrected or bool(to_release(held)) or status(held) is Status.CROSSED


_ALL = Ordered("dispatches", _issue, last_first=True)
_WAITING = Ordered("dispatches", _issue, only=_waits, last_first=True)


def index(desk: Desk) -> Shown:
    """The issues."""
    found = list(_ALL.of(desk.fold))
    return Shown(
        "dispatches/list.html",
        desk.gettext("Dispatches"),
        {
            "lines": [
                {
                    "view": desk.entry(each.id),
                    "href": desk.subject_href(each.id),
                    "title": desk.words(each.said.title),
                    "volume": each.said.volume,
                    "number": each.said.number,
                    "sort": desk.term(each.said.sort, _SORT),
                    "dated_on": desk.day(each.said.dated_on),
                    "status": desk.term(status(each).value, "dispatch"),
                    "public": len(public_items(each, desk.now)),
                    "all": len(each.numbers),
                    "embargo": each.said.embargo_until if embargoed(each, desk.now) is Answer.YES else None,
                }
                for each in found
            ],
            "twice": [
                ((desk.ref(one.id), desk.subject_href(one.id)), (desk.ref(other.id), desk.subject_href(other.id)))
                for one, other in given_twice(found)
            ],
            "compile_href": desk.sign_href("dispatches.compiled") if desk.may_sign else "",
        },
    )


_SORT = "dispatches.compiled.sort"


def show(desk: Desk, subject: EntryId) -> Shown | None:
    """One issue."""
    held, view = desk.fold.state(subject), desk.entry(subject)
    if not isinstance(held, Dispatch) or view is None:
        return None
    said, before = held.said, _previous(desk, held)
    public = public_items(held, desk.now)
    figures = compared(held, before)
    return Shown(
        "dispatches/show.html",
        name(desk, subject),
        {
            "view": view,
            "title_words": desk.words(said.title),
            "sort": desk.term(said.sort, _SORT),
            "volume": said.volume,
            "number": said.number,
            "dated_on": desk.day(said.dated_on),
            "status": desk.term(status(held).value, "dispatch"),
            "cut_off": {
                "at": said.cut_off_at,
                "civil": said.civil,
                "zone": said.zone,
                "differs": not civil_fit(said.cut_off_at, said.civil, said.zone).is_shown,
            },
            "from_at": said.from_at,
            "session": None if said.session is None else (desk.ref(said.session), desk.subject_href(said.session)),
            "previous": None if said.previous is None else (desk.ref(said.previous), desk.subject_href(said.previous)),
            "joins": "" if before is None or not joins(held, before) else desk.term(joins(held, before), "period"),
            "embargo": said.embargo_until if embargoed(held, desk.now) is Answer.YES else None,
            "root": held.root,
            "release_by": [desk.party_view(party) for party in held.release_by],
            "items": [_item(desk, held, number, figures, public=number in public) for number in held.numbers],
            "remarks": _remarks(desk, held, None),
            "standings": [(desk.entry(each.entry), desk.term(each.word, "dispatch")) for each in held.standings],
            "crossed": _crossed(desk, held),
            "corrections": [_correction(desk, held, each) for each in _in_order(held)],
            "same_number": [
                (each.number, desk.entry(each.entry), desk.entry(other.entry)) for each, other in same_number(held)
            ],
            "shown_twice": [desk.party_view(party) for party in held.crossed],
            "verify": f"trilateral dispatch edition {desk.ref(held.id)} -o edition.json",
            "acts": _acts(desk, held),
        },
    )


def _previous(desk: Desk, held: Dispatch) -> Dispatch | None:
    found = None if held.said.previous is None else desk.fold.state(held.said.previous)
    return found if isinstance(found, Dispatch) else None


def _item(desk: Desk, held: Dispatch, number: int, figures: Iterable[Compared], *, public: bool) -> dict[str, object]:
    item = held.said.items[number - 1]
    found = item_status(held, number)
    words = {party: last_word(held, number, party) for party in held.release_by}
    about = {"root": held.root, "items": str(number)}
    mine = desk.may_sign and desk.party in held.release_by and is_offered(held)
    return {
        "number": number,
        **_said(desk, item),
        "figures": [_figure(desk, each) for each in figures if each.item == number],
        "status": desk.term(found.value, "dispatch_item"),
        "public": public,
        "guessable": not item.salt,
        "words": [
            (
                desk.party_view(party),
                "" if word is None else desk.term(word.word, "dispatch_item"),
                None if word is None else desk.entry(word.entry),
                None if word is None or word.why is None else desk.words(word.why),
            )
            for party, word in words.items()
        ],
        "remarks": _remarks(desk, held, number),
        "release_href": desk.sign_href("dispatches.released", held.id, **about)
        if mine and (words[desk.party] is None or words[desk.party].word != "released")  # type: ignore[union-attr]  # just asked
        else "",
        "hold_href": desk.sign_href("dispatches.held", held.id, **about)
        if mine and found is not ItemStatus.RELEASED and (words[desk.party] is None or words[desk.party].word != "held")  # type: ignore[union-attr]  # just asked
        else "",
    }


def _said(desk: Desk, item: Item) -> dict[str, object]:
    """The words of an item in every language, and what they rest on."""
    return {
        "texts": [desk.words(each) for each in item.texts],
        "about": None if item.about is None else (desk.ref(item.about), desk.subject_href(item.about)),
        "entries": [(desk.ref(each), _entry_href(desk, each)) for each in item.entries],
        "sources": item.sources,
    }


def _entry_href(desk: Desk, entry: EntryId) -> str:
    view = desk.entry(entry)
    return "" if view is None else view.href


def _figure(desk: Desk, found: Compared) -> dict[str, object]:
    figure = found.figure
    return {
        "label": desk.words(figure.label),
        "value": figure.value,
        "stated": figure.basis == "stated",
        "before": found.before,
        "difference": found.difference,
        "entries": [(desk.ref(each), _entry_href(desk, each)) for each in figure.entries],
    }


def _remarks(desk: Desk, held: Dispatch, item: int | None) -> list[tuple[EntryView | None, str, Words]]:
    return [
        (desk.entry(each.entry), desk.term(each.sort, "dispatches.remarked.sort"), desk.words(each.text))
        for each in held.remarks
        if each.item == item
    ]


def _crossed(desk: Desk, held: Dispatch) -> list[tuple[tuple[PartyView, EntryView | None], ...]]:
    pairs: dict[tuple[EntryId, EntryId], tuple[Act, Act]] = {}
    for number in held.numbers:
        for one, other in letters_crossed(held, number):
            pairs[one.entry, other.entry] = (one, other)
    return [tuple((desk.party_view(act.party), desk.entry(act.entry)) for act in pair) for pair in pairs.values()]


def _in_order(held: Dispatch) -> list[Correction]:
    return sorted(held.corrections, key=lambda each: (each.number, each.entry))


def _correction(desk: Desk, held: Dispatch, correction: Correction) -> dict[str, object]:
    released = correction_released_by(held, correction)
    mine = desk.may_sign and desk.party in held.release_by and desk.party not in released
    return {
        "view": desk.entry(correction.entry),
        "number": correction.number,
        "item": correction.item,
        "why": desk.words(correction.why),
        **_said(desk, correction.instead),
        "figures": [_figure(desk, Compared(correction.item, figure, None)) for figure in correction.instead.figures],
        "released": [(desk.party_view(party), party in released) for party in held.release_by],
        "stands": is_corrected(held, correction),
        "release_href": desk.sign_href("dispatches.correction_released", held.id, correction=desk.ref(correction.entry))
        if mine
        else "",
    }


def _acts(desk: Desk, held: Dispatch) -> list[tuple[str, str, str]]:
    """What the reader can sign now: kind, address, and to what a signature would bind."""
    if not desk.may_sign:
        return []
    found = status(held)
    kinds: list[tuple[str, dict[str, str | int], str]] = []
    root: dict[str, str | int] = {"root": held.root}
    if desk.party == held.party and not is_offered(held):
        kinds.append(
            ("dispatches.offered", root, desk.gettext("You let exactly this edition be published, once all have."))
        )
    if desk.party in held.release_by and is_offered(held) and _is_open(held, desk.party):
        binds = desk.gettext("You let exactly this edition be published, once all have.")
        kinds.append(("dispatches.released", root, binds))
        kinds.append(("dispatches.held", root, desk.gettext("Nothing of it is published while you hold it.")))
    if desk.party == held.party and is_offered(held) and found in {Status.OFFERED, Status.HELD, Status.CROSSED}:
        kinds.append(("dispatches.withdrawn", {}, desk.gettext("It is not offered any more. You can offer it again.")))
    kinds.append(
        ("dispatches.remarked", {}, desk.gettext("Your own word. It stays attached wherever the issue is shown."))
    )
    if ItemStatus.RELEASED in {item_status(held, number) for number in held.numbers}:
        last = max((each.number for each in held.corrections), default=0)
        kinds.append(
            (
                "dispatches.corrected",
                {"number": last + 1},
                desk.gettext("The issue stays as it is. Your correction is attached once all have released it."),
            )
        )
    return [(kind, desk.sign_href(kind, held.id, **given), binds) for kind, given, binds in kinds]


def _is_open(held: Dispatch, party: PartyId) -> bool:
    """Whether there is anything that a party has not released."""
    words = (last_word(held, number, party) for number in held.numbers)
    return any(word is None or word.word != "released" for word in words)


def matters(desk: Desk) -> Iterator[Matter]:
    """Releases that are asked for, and letters that crossed."""
    for held in _WAITING.of(desk.fold):
        ref, href = desk.ref(held.id), desk.subject_href(held.id)
        offered = _offered_at(desk, held)
        for party in to_release(held):
            what = desk.gettext("Release dispatch %(ref)s, or hold it", ref=ref)
            received = desk.received_at(party, held.standings[-1].entry)
            yield Matter(party, what, href, held.party, offered, received)
        if status(held) is Status.CROSSED:
            crossed = {act.party for number in held.numbers for pair in letters_crossed(held, number) for act in pair}
            for party in sorted(crossed):
                yield Matter(party, desk.gettext("Letters on dispatch %(ref)s crossed: say what holds", ref=ref), href)
        for each in held.corrections:
            lacking = [party for party in held.release_by if party not in correction_released_by(held, each)]
            for party in lacking:
                what = desk.gettext("Release a correction of dispatch %(ref)s, or not", ref=ref)
                yield Matter(party, what, href, each.party, None, desk.received_at(party, each.entry))


def _offered_at(desk: Desk, held: Dispatch) -> datetime | None:
    entry = desk.read(held.standings[-1].entry) if held.standings else None
    return None if entry is None else entry.header.claimed_at


def name(desk: Desk, subject: EntryId) -> str:
    """What to call it."""
    return desk.gettext("Dispatch %(ref)s", ref=desk.ref(subject))


PAGES = Pages("dispatches", "Dispatches", index, show, matters, name)
