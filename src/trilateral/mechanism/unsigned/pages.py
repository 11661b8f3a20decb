"""Reports of unsigned words for people: who reports what of whom, what shows it, and whether that party made it its own."""

from collections.abc import Iterator

import msgspec

from trilateral.errors import MalformedError
from trilateral.ledger.canonical import parse_canonical
from trilateral.ledger.entry import EntryId, Text
from trilateral.mechanism.unsigned.adoption import adoptions
from trilateral.mechanism.unsigned.entries import WordsReported
from trilateral.mechanism.unsigned.rules import Report
from trilateral.ui.page import Desk, Matter, Pages, Shown
from trilateral.ui.views import Words


def index(desk: Desk) -> Shown:
    """The list."""
    adopted = adoptions(desk)
    held: list[Report] = list(desk.fold.subjects("unsigned").values())
    ordered = sorted(held, key=lambda each: _claimed(desk, each), reverse=True)
    lines = [
        {
            "view": view,
            "href": desk.subject_href(each.id),
            "of": desk.party_view(each.of),
            "kind": each.kind,
            "words": _first(desk, each),
            "adopted": desk.view(adopted[each.id]) if each.id in adopted else None,
            "paper": bool(each.paper),
        }
        for each in ordered
        if (view := desk.entry(each.id)) is not None
    ]
    return Shown(
        "unsigned/list.html",
        desk.gettext("Unsigned words"),
        {
            "lines": lines,
            "report_href": desk.sign_href("unsigned.reported") if desk.may_sign else "",
        },
    )


def _claimed(desk: Desk, held: Report) -> tuple[str, str]:
    entry = desk.read(held.id)
    return ("" if entry is None else entry.header.claimed_at.isoformat(), held.id)


def show(desk: Desk, subject: EntryId) -> Shown | None:
    """One report."""
    held, view = desk.fold.state(subject), desk.entry(subject)
    if not isinstance(held, Report) or view is None:
        return None
    adopted = adoptions(desk).get(subject)
    about = None if held.on is None else desk.entry(held.on)
    mine = desk.may_sign and desk.party == held.of and adopted is None
    return Shown(
        "unsigned/show.html",
        name(desk, subject),
        {
            "view": view,
            "of": desk.party_view(held.of),
            "kind": held.kind,
            "words": _words(desk, held),
            "about": about,
            "about_href": "" if held.on is None else desk.subject_href(held.on),
            "note": None if held.note is None else desk.words(held.note),
            "paper": held.paper or "",
            "here": held.paper is not None and desk.has_file(held.paper),
            "keeps_a_log": desk.charter.party(held.of) is not None,
            "adopted": None if adopted is None else desk.view(adopted),
            "adopt_href": desk.sign_href("unsigned.adopted", report=desk.ref(subject)) if mine else "",
        },
    )


def _members(desk: Desk, held: Report) -> dict[str, object]:
    entry = desk.read(held.id)
    if entry is None or not isinstance(entry.body, WordsReported):
        return {}
    try:
        found = parse_canonical(entry.body.words.encode(errors="surrogatepass"))
    except MalformedError:
        return {}
    return dict(found) if isinstance(found, dict) else {}


def _words(desk: Desk, held: Report) -> list[tuple[str, Words | None, str]]:
    """Each member of the words reported: label for the catalogues, and what it says, as words or as it is written."""
    kind = held.kind.partition("/")[0]
    shown: list[tuple[str, Words | None, str]] = []
    for member, value in _members(desk, held).items():
        label = f"{kind}.{member}"
        texts = [found for each in (value if isinstance(value, list) else [value]) if (found := _text(desk, each))]
        if texts:
            shown.extend((label, each, "") for each in texts)
        else:
            shown.append((label, None, _plain(desk, member, value)))
    return shown


def _plain(desk: Desk, member: str, value: object) -> str:
    if isinstance(value, str):
        return desk.ref(value) if desk.read(value) is not None else desk.term(value, member)
    if isinstance(value, int) and not isinstance(value, bool):
        return desk.numbers([value + 1 if member in {"point", "item"} else value])
    return msgspec.json.encode(value).decode()


def _text(desk: Desk, value: object) -> Words | None:
    match value:
        case {"lang": str(lang), "text": str(text)}:
            return desk.words(Text(lang, text))
    return None


def _first(desk: Desk, held: Report) -> Words | None:
    return next((words for _, words, _ in _words(desk, held) if words is not None), None)


def matters(desk: Desk) -> Iterator[Matter]:
    """Words that are said to be a party's, and that it has not made its own. No clock runs on that, and it binds nobody."""
    adopted = adoptions(desk)
    for held in desk.fold.subjects("unsigned").values():
        entry = desk.read(held.id)
        if held.id in adopted or held.of not in desk.charter.bound or entry is None:
            continue
        what = desk.gettext("Adopt the words reported in %(ref)s, if they are yours", ref=desk.ref(held.id))
        href, since = desk.subject_href(held.id), entry.header.claimed_at
        yield Matter(held.of, what, href, held.party, since, desk.received_at(held.of, held.id))


def name(desk: Desk, subject: EntryId) -> str:
    """What to call it."""
    return desk.gettext("Unsigned words, reported in %(ref)s", ref=desk.ref(subject))


PAGES = Pages("unsigned", "Unsigned words", index, show, matters, name)
