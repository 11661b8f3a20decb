"""Joint texts for people: the list, the page of one, what forms quote, and what is asked of whom.

How paragraphs are set is in `drafting`, who has signed and what can be signed in `signing`, and what is read beside the page in `papers`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from trilateral.ledger.derived import OfState, Ordered
from trilateral.ledger.entry import EntryId
from trilateral.ledger.fold import Fold
from trilateral.mechanism.texts.clean import (
    brackets_left,
    brackets_over_time,
    exact_hashes,
    languages_of,
    left,
    live_keys,
    plain,
    status,
)
from trilateral.mechanism.texts.drafting import has_say, may_write, paragraph_of, title_of
from trilateral.mechanism.texts.editing import editor_of
from trilateral.mechanism.texts.papers import comparison_of, library_of, sheet_of, versions_shown
from trilateral.mechanism.texts.signing import acts_of, end_of, force_of, lanes_of, what_binds, word_of
from trilateral.mechanism.texts.state import (
    JointText,
    Status,
    Tabling,
    Version,
    agreed,
    last_word,
    letters_crossed,
    standing_text,
    tabling,
    terminated_by,
    written_after,
)
from trilateral.mechanism.texts.wording import (
    keys_of,
    wording,
)
from trilateral.ui.page import Desk, Matter, Pages, Quote, Shown
from trilateral.ui.views import Words as Said

_OVER = frozenset({Status.AMENDED, Status.TERMINATED})
_WRITABLE = frozenset({Status.CHAIR_TEXT, Status.BRACKETED, Status.CLEAN, Status.INITIALLED})


def _opened(fold: Fold, held: JointText) -> str:
    found = fold.verdict(held.id)
    return "" if found is None or found.entry is None else found.entry.header.claimed_at.isoformat()


def _is_open(_fold: Fold, held: JointText) -> bool:
    """Whether anybody may be asked for a word on it."""
    return bool(held.tablings) and status(held) not in _OVER


_ALL = Ordered("texts", _opened, last_first=True)
_WAITING = Ordered("texts", _opened, only=_is_open, last_first=True)
_STATUS = OfState(status)
_CROSSED = OfState(letters_crossed)
_BRACKETS = OfState(brackets_left)
_HASHES = OfState(exact_hashes)


def index(desk: Desk) -> Shown:
    """The list."""
    lines = []
    for each in _ALL.of(desk.fold):
        open_by = brackets_left(standing_text(each))
        lines.append(
            {
                "view": desk.entry(each.id),
                "href": desk.subject_href(each.id),
                "title": desk.words(title_of(each)),
                "status": desk.term(status(each).value, "text"),
                "open": [(desk.party_view(party), count) for party, count in open_by.items() if count],
            }
        )
    return Shown(
        "texts/list.html",
        desk.gettext("Joint texts"),
        {
            "lines": lines,
            "table_href": desk.sign_href("texts.tabled") if desk.may_sign else "",
            "mention_href": desk.sign_href("texts.non_paper_mentioned") if desk.may_sign else "",
        },
    )


def show(desk: Desk, subject: EntryId) -> Shown | None:
    """One text: as it stands, its sheet, the clauses that could be added, or two of its versions beside each other."""
    held = desk.fold.state(subject)
    if not isinstance(held, JointText):
        return None
    if desk.asked("sheet"):
        return sheet_of(desk, held)
    if desk.asked("edit") and (editor := editor_of(desk, held, desk.asked("edit"))) is not None:
        return editor
    if desk.asked("clauses"):
        return library_of(desk, held)
    if desk.asked("from") or desk.asked("to"):
        return comparison_of(desk, held)
    return _standing(desk, held)


def _standing(desk: Desk, held: JointText) -> Shown | None:
    view, now, terms = desk.entry(held.id), status(held), tabling(held)
    if view is None:
        return None
    here = desk.subject_href(held.id)
    ask = "&" if "?" in here else "?"
    read = standing_text(held)
    return Shown(
        "texts/show.html",
        name(desk, held.id),
        {
            "view": view,
            "title_words": desk.words(title_of(held)),
            "status": desk.term(now.value, "text"),
            "non_paper": terms is None,
            "terms": None if terms is None else _terms(desk, terms),
            "written_in": [(lang, terms is not None and lang in terms.languages) for lang in languages_of(read)],
            "paragraphs": [paragraph_of(desk, read, key, may=may_write(desk, held)) for key in keys_of(read)],
            "has_steps": has_say(desk, held) and not agreed(held),
            "left": [_left(desk, each) for each in left(read)],
            "open": [(desk.party_view(party), count) for party, count in brackets_left(read).items()],
            "over_time": _over_time(desk, held),
            "hashes": [(each.lang, each.hash) for each in agreed(held) or exact_hashes(held)],
            "agreed": bool(agreed(held)),
            "later": [view for each in written_after(held) if (view := desk.entry(each.entry)) is not None],
            "words": [word_of(desk, held, party) for party in held.parties],
            "crossed": [lanes_of(desk, pair) for pair in letters_crossed(held)],
            "forked": [desk.party_view(party) for party in held.crossed],
            "adoptions": [
                (desk.entry(e.entry), desk.ref(e.proposal), desk.subject_href(_subject(desk, e.proposal)))
                for e in held.adoptions
            ],
            "force": force_of(desk, held),
            "amendments": [(desk.entry(e.entry), desk.subject_href(e.by), desk.ref(e.by)) for e in held.amendments],
            "ends": [end_of(desk, held, each.entry) for each in held.terminations],
            "versions": versions_shown(desk, held),
            "sheet_href": f"{here}{ask}sheet=1" if terms else "",
            "clauses_href": f"{here}{ask}clauses=1" if may_write(desk, held) else "",
            "compare_action": here.partition("?")[0],
            "acts": acts_of(desk, held, now),
        },
    )


def _subject(desk: Desk, entry: EntryId) -> EntryId:
    found = desk.read(entry)
    return entry if found is None else found.subject


def _terms(desk: Desk, terms: Tabling) -> dict[str, object]:
    day = terms.into_force_on
    return {
        "view": desk.entry(terms.entry),
        "moderated": terms.moderated,
        "into_force": desk.term(terms.into_force, "into_force"),
        "into_force_on": None if day is None else desk.day(day),
        "meeting": None if terms.meeting is None else (desk.ref(terms.meeting), desk.subject_href(terms.meeting)),
        "amends": None if terms.amends is None else (desk.ref(terms.amends), desk.subject_href(terms.amends)),
    }


def _before(version: Version) -> tuple[EntryId, ...]:
    return version.bases


# What is left


def _left(desk: Desk, each: Any) -> dict[str, object]:
    return {
        "word": desk.term(each.sort, "left"),
        "key": each.key,
        "lang": each.lang,
        "holders": [desk.party_view(party) for party in each.holders],
        "views": [view for entry in each.entries if (view := desk.entry(entry)) is not None],
    }


def _over_time(desk: Desk, held: JointText) -> list[dict[str, object]]:
    return [
        {"at": at, "counts": [(desk.party_view(party), counts.get(party, 0)) for party in held.parties]}
        for at, counts in brackets_over_time(held)
    ]


# Forms and home


def quotes(desk: Desk, kind: str, subject: EntryId | None, given: Mapping[str, Sequence[str]]) -> tuple[Quote, ...]:
    """What a form is about: the exact text under initials and signatures, the paragraph under edits and brackets."""
    held = None if subject is None else desk.fold.state(subject)
    if not isinstance(held, JointText) or not held.tablings:
        return ()
    said = kind.partition(".")[2].partition("/")[0]
    if said == "initialled":
        note = desk.gettext("You mark exactly this text as settled. That binds nobody.")
        return tuple(_exact_quotes(desk, held, note))
    if said == "signed":
        return tuple(_exact_quotes(desk, held, what_binds(desk, held)))
    key = next(iter(given.get("key", ())), "")
    lang = next(iter((*given.get("wordings.lang", ()), *given.get("lang", ()))), "")
    langs = [lang] if lang in languages_of(held) else list(languages_of(held))
    heading = desk.gettext("Paragraph %(key)s as it stands", key=key)
    there = [Said(plain(wording(held, key, each)), each) for each in langs if key in keys_of(held)]
    competing = any(wording(held, key, each).competing for each in langs)
    note = desk.gettext("Wordings compete in it; here stands what they began with.") if competing else ""
    return (Quote(heading, tuple(each for each in there if each.text), note=note),) if there else ()


def _exact_quotes(desk: Desk, held: JointText, note: str) -> Iterator[Quote]:
    for each in exact_hashes(held):
        words = tuple(Said(plain(wording(held, key, each.lang)), each.lang) for key in live_keys(held))
        heading = desk.gettext(
            "The text in %(lang)s, SHA-256 %(hash)s", lang=desk.term(each.lang, "lang"), hash=each.hash
        )
        yield Quote(heading, words, note=note)


def matters(desk: Desk) -> Iterator[Matter]:
    """Brackets and wordings that parties hold open, signatures that are not there, letters that crossed."""
    for held in _WAITING.of(desk.fold):
        now, href, ref = _STATUS.of(desk.fold, held), desk.subject_href(held.id), desk.ref(held.id)
        for pair in _CROSSED.of(desk.fold, held):
            for act in pair:
                yield Matter(
                    act.party, desk.gettext("Letters on the text %(ref)s crossed: say what holds", ref=ref), href
                )
        if now in _WRITABLE:
            yield from _writing_matters(desk, held, href, ref)
        if held.forces:
            yield from _end_matters(desk, held, href, ref)


def _writing_matters(desk: Desk, held: JointText, href: str, ref: str) -> Iterator[Matter]:
    hashes, words = _HASHES.of(desk.fold, held), desk.words(held.title)
    for party, count in _BRACKETS.of(desk.fold, held).items():
        if count:
            what = desk.ngettext(
                "Text %(ref)s: you hold %(num)s place open",
                "Text %(ref)s: you hold %(num)s places open",
                count,
                ref=ref,
            )
            yield Matter(party, what, href, words=words)
    if not hashes:
        return
    for party in held.parties:
        said = last_word(held, party)
        if said is None or said.hashes != hashes or said.word == "taken_back":
            what = desk.gettext("Initial or sign the text %(ref)s, which is clean", ref=ref)
            yield Matter(party, what, href, held.party, words=words)


def _end_matters(desk: Desk, held: JointText, href: str, ref: str) -> Iterator[Matter]:
    for end in held.terminations:
        accepted = terminated_by(held, end)
        if len(accepted) == len(held.parties):
            continue
        for party in held.parties:
            if party not in accepted:
                what = desk.gettext("Agree that the text %(ref)s ceases to be in force, or not", ref=ref)
                received, words = desk.received_at(party, end.entry), desk.words(held.title)
                yield Matter(party, what, href, end.party, end.claimed_at, received, words=words)


def name(desk: Desk, subject: EntryId) -> str:
    """What to call it."""
    held = desk.fold.state(subject)
    return desk.words(title_of(held)).text if isinstance(held, JointText) else desk.ref(subject)


PAGES = Pages("texts", "Joint texts", index, show, matters, name, quotes)
