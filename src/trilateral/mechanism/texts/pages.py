"""Joint texts for people: paragraphs side by side in their languages, brackets under their holders' letters, and the sheet."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from trilateral.i18n.digits import digits
from trilateral.ledger.entry import EntryId, PartyId, Text
from trilateral.mechanism.texts.clauses import CLAUSES
from trilateral.mechanism.texts.clean import (
    ahead_of,
    brackets_left,
    brackets_over_time,
    exact_hashes,
    languages_of,
    left,
    live_keys,
    numbers,
    plain,
    standing,
    status,
)
from trilateral.mechanism.texts.merging import Words, changes
from trilateral.mechanism.texts.state import (
    Bracket,
    JointText,
    Status,
    Tabling,
    Version,
    agreed,
    all_acts,
    as_known,
    force_day,
    last_word,
    letters_crossed,
    named_day,
    only,
    standing_text,
    tabling,
    terminated_by,
    written_after,
)
from trilateral.mechanism.texts.wording import (
    Wording,
    base_of,
    heads_everywhere,
    is_struck,
    keys_of,
    undecided_places,
    versions_of,
    wording,
    words_at,
    words_in,
)
from trilateral.ui.page import Desk, Matter, Pages, Quote, Shown
from trilateral.ui.views import EntryView, PartyView
from trilateral.ui.views import Words as Said

_OVER = frozenset({Status.AMENDED, Status.TERMINATED})
_WRITABLE = frozenset({Status.CHAIR_TEXT, Status.BRACKETED, Status.CLEAN, Status.INITIALLED})
_MOST_GIVEN = 1_500
"""Characters of a wording that an address can carry into a form. Longer ones are copied by hand from the quote above it."""


class Mark(NamedTuple):
    """One thing in the line of a wording: words, the beginning or end of a bracket, or wordings that compete.

    Attributes:
        sort: `words`, `open`, `close` or `options`.
        text: The words.
        party: Holder of the bracket.
        options: Holders and words; no words where they want nothing there.
    """

    sort: str
    text: str = ""
    party: PartyView | None = None
    options: tuple[tuple[tuple[PartyView, ...], str], ...] = ()


def _all(desk: Desk) -> list[JointText]:
    """All texts, the last opened first."""
    held: list[JointText] = list(desk.fold.subjects("texts").values())
    return sorted(held, key=lambda each: (_opened(desk, each), each.id), reverse=True)


def _opened(desk: Desk, held: JointText) -> str:
    entry = desk.read(held.id)
    return "" if entry is None else entry.header.claimed_at.isoformat()


def _title(held: JointText) -> tuple[Text, ...]:
    terms = tabling(held)
    return held.title if terms is None else terms.title


def index(desk: Desk) -> Shown:
    """The list."""
    lines = []
    for each in _all(desk):
        open_by = brackets_left(each)
        lines.append(
            {
                "view": desk.entry(each.id),
                "href": desk.subject_href(each.id),
                "title": desk.words(_title(each)),
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
        return _sheet(desk, held)
    if desk.asked("clauses"):
        return _library(desk, held)
    if desk.asked("from") or desk.asked("to"):
        return _comparison(desk, held)
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
            "title_words": desk.words(_title(held)),
            "status": desk.term(now.value, "text"),
            "non_paper": terms is None,
            "terms": None if terms is None else _terms(desk, terms),
            "written_in": [(lang, terms is not None and lang in terms.languages) for lang in languages_of(read)],
            "paragraphs": [_paragraph(desk, read, key) for key in keys_of(read)],
            "left": [_left(desk, each) for each in left(read)],
            "open": [(desk.party_view(party), count) for party, count in brackets_left(read).items()],
            "over_time": _over_time(desk, held),
            "hashes": [(each.lang, each.hash) for each in agreed(held) or exact_hashes(held)],
            "agreed": bool(agreed(held)),
            "later": [view for each in written_after(held) if (view := desk.entry(each.entry)) is not None],
            "words": [_word(desk, held, party) for party in held.parties],
            "crossed": [_lanes(desk, pair) for pair in letters_crossed(held)],
            "forked": [desk.party_view(party) for party in held.crossed],
            "adoptions": [
                (desk.entry(e.entry), desk.ref(e.proposal), desk.subject_href(_subject(desk, e.proposal)))
                for e in held.adoptions
            ],
            "force": _force(desk, held),
            "amendments": [(desk.entry(e.entry), desk.subject_href(e.by), desk.ref(e.by)) for e in held.amendments],
            "ends": [_end(desk, held, each.entry) for each in held.terminations],
            "versions": _versions(desk, held),
            "sheet_href": f"{here}{ask}sheet=1" if terms else "",
            "clauses_href": f"{here}{ask}clauses=1" if _may_write(desk, held) else "",
            "compare_action": here.partition("?")[0],
            "acts": _acts(desk, held, now),
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


def _has_say(desk: Desk, held: JointText) -> bool:
    return desk.may_sign and (desk.party in held.parties or desk.charter.role(desk.party) == "chair")


def _may_write(desk: Desk, held: JointText) -> bool:
    said = last_word(held, desk.party)
    free = said is None or said.word == "taken_back"
    return _has_say(desk, held) and bool(held.tablings) and not agreed(held) and free


# Paragraphs


def _paragraph(desk: Desk, held: JointText, key: str) -> dict[str, object]:
    place = next(each for each in held.places if each.key == key)
    may, struck = _may_write(desk, held), is_struck(held, key)
    bases = "\n".join(desk.ref(each.entry) for each in heads_everywhere(held, key))
    neighbours = [b if a == key else a for a, b in undecided_places(held) if key in {a, b}]
    return {
        "key": key,
        "sort": place.sort,
        "sort_word": desk.term(place.sort, "sort"),
        "number": number_of(desk, held, key),
        "struck": struck,
        "clause": _clause_title(desk, place.clause),
        "cells": [_cell(desk, held, key, lang) for lang in languages_of(held)],
        "undecided": neighbours,
        "strike_href": desk.sign_href("texts.paragraph_struck", held.id, key=key, bases=bases)
        if may and not struck
        else "",
        "add_href": desk.sign_href("texts.paragraph_added", held.id, after=key) if may and not struck else "",
        "history": [_history(desk, held, key, each) for each in held.versions if each.key == key],
    }


def number_of(desk: Desk, held: JointText, key: str) -> str:
    """The number of a paragraph in print: 3, or 3.2 for an item."""
    found = numbers(held).get(key, ())
    return ".".join(desk.numbers([each]) for each in found)


def _cell(desk: Desk, held: JointText, key: str, lang: str) -> dict[str, object]:
    read = wording(held, key, lang)
    stands = standing(held, key, lang)
    may = _may_write(desk, held)
    bases = "\n".join(desk.ref(each.entry) for each in read.heads)
    bound = desk.party in held.parties
    merged = len(read.heads) > 1 and not any(each.struck for each in read.heads)
    gone = [words_at(held, key, lang, each.bases) for each in read.heads] if read.struck else []
    return {
        "lang": lang,
        "standing": stands.value,
        "standing_word": desk.term(stands.value, "wording"),
        "marks": [Mark("words", " ".join(gone[0]))] if gone and gone[0] else marks(desk, read),
        "merged": [desk.entry(each.entry) for each in read.heads] if merged else [],
        "competing": [_competing(desk, held, key, stretch) for stretch in read.competing],
        "brackets": [_bracket(desk, held, each.bracket, read.words[each.start : each.end]) for each in read.held],
        **_edits(desk, held, key, lang, read, may=may and not read.struck),
        "bracket_href": desk.sign_href("texts.bracketed", held.id, key=key, lang=lang, bases=bases)
        if may and bound and read.words
        else "",
    }


def _edits(desk: Desk, held: JointText, key: str, lang: str, read: Wording, *, may: bool) -> dict[str, object]:  # noqa: PLR0913 - where, and whether
    """Ways to word a paragraph anew. Where wordings compete: one's own alone, or one that is to settle them."""

    def href(bases: Sequence[Version], said: str, matches: Sequence[Version] = ()) -> str:
        given: dict[str, str | int] = {"key": key, "bases": _refs(desk, bases), "wordings.lang": lang}
        given |= {"wordings": said} if len(said) <= _MOST_GIVEN else {}
        given |= {"matches": _refs(desk, matches)} if matches else {}
        return desk.sign_href("texts.paragraph_edited", held.id, **given)

    terms = tabling(held)
    if not may or terms is None:
        return {"edit_href": "", "settle_href": "", "follow_href": ""}
    versions = versions_of(held, key, lang)
    own = [each for each in read.heads if each.party == desk.party]
    base = own[-1] if own else base_of(held, versions, (each.entry for each in read.heads))
    settle = href(read.heads, plain(read)) if read.competing else ""
    aside = "" if base is None else href([base], " ".join(words_in(base, lang)))
    ahead = [each for other in terms.languages if other != lang for each in ahead_of(held, key, lang, other)]
    return {
        "edit_href": aside if read.competing else href(read.heads, plain(read)),
        "settle_href": settle,
        "follow_href": href(read.heads, plain(read), ahead) if ahead and read.words and not read.competing else "",
    }


def _refs(desk: Desk, versions: Sequence[Version]) -> str:
    return "\n".join(desk.ref(each.entry) for each in versions)


def marks(desk: Desk, read: Wording) -> tuple[Mark, ...]:
    """A wording as it is set: its words with brackets where they begin and end, and with what competes."""
    placed: list[tuple[int, int, Mark]] = []
    at = 0
    spans: list[tuple[int, int]] = []
    for stretch in read.stretches:
        if stretch.options:
            options = tuple(
                (tuple(desk.party_view(party) for party in option.holders), " ".join(option.words))
                for option in stretch.options
            )
            placed.append((at, 3, Mark("options", options=options)))
            spans.append((at, at + len(stretch.words)))
        else:
            placed += [(at + i, 3, Mark("words", word)) for i, word in enumerate(stretch.words)]
        at += len(stretch.words)
    for held in read.held:
        party = desk.party_view(held.bracket.party)
        start = next((a for a, b in spans if a < held.start < b), held.start)
        end = next((b for a, b in spans if a < held.end < b), held.end)
        placed.append((start, 2, Mark("open", party=party)))
        placed.append((end, 1 if end > start else 2, Mark("close", party=party)))
    return _in_runs([mark for _, _, mark in sorted(placed, key=lambda each: each[:2])])


def _in_runs(found: list[Mark]) -> tuple[Mark, ...]:
    """Words that follow each other as one."""
    runs: list[Mark] = []
    for mark in found:
        if runs and mark.sort == "words" == runs[-1].sort:
            runs[-1] = Mark("words", f"{runs[-1].text} {mark.text}")
        else:
            runs.append(mark)
    return tuple(runs)


def _competing(desk: Desk, held: JointText, key: str, stretch: Any) -> dict[str, object]:
    mine = any(desk.party in option.holders for option in stretch.options)
    lines = []
    for option in stretch.options:
        views = [desk.entry(entry) for entry in option.versions]
        accept = mine and desk.may_sign and desk.party not in option.holders and not agreed(held)
        version = desk.ref(option.versions[0])
        href = desk.sign_href("texts.wording_accepted", held.id, key=key, version=version) if accept else ""
        lines.append(
            {
                "holders": [desk.party_view(party) for party in option.holders],
                "text": " ".join(option.words),
                "views": [view for view in views if view is not None],
                "why": [
                    desk.words(v.why) for v in held.versions if v.entry in option.versions and v.key == key and v.why
                ],
                "accept_href": href,
            }
        )
    return {"options": lines, "before": " ".join(stretch.words), "crossed": stretch.crossed}


def _bracket(desk: Desk, held: JointText, bracket: Bracket, words: Words) -> dict[str, object]:
    mine = desk.may_sign and bracket.party == desk.party and not agreed(held)
    return {
        "party": desk.party_view(bracket.party),
        "view": desk.entry(bracket.entry),
        "text": " ".join(words),
        "option": None if bracket.option is None else desk.words(bracket.option),
        "why": None if bracket.why is None else desk.words(bracket.why),
        "lift_href": desk.sign_href("texts.bracket_lifted", held.id, bracket=desk.ref(bracket.entry)) if mine else "",
    }


def _history(desk: Desk, held: JointText, key: str, version: Version) -> dict[str, object]:
    """One version with what it changed in what its author had before it."""
    langs = [each.lang for each in version.wordings] or sorted(
        {w.lang for each in held.versions if each.key == key for w in each.wordings}
    )
    known = as_known(held, version)
    return {
        "view": desk.entry(version.entry),
        "struck": version.struck,
        "why": None if version.why is None else desk.words(version.why),
        "changes": [
            (lang, difference(words_at(known, key, lang, _before(version)), words_in(version, lang))) for lang in langs
        ],
    }


def _before(version: Version) -> tuple[EntryId, ...]:
    return version.bases


def difference(old: Words, new: Words) -> tuple[tuple[str, str], ...]:
    """Two wordings in one line: what is kept, taken out and put in, in the order of reading."""
    found: list[tuple[str, str]] = []
    at = 0
    for change in changes(old, new):
        found.append(("kept", " ".join(old[at : change.start])))
        found.append(("out", " ".join(old[change.start : change.end])))
        found.append(("in", " ".join(change.words)))
        at = change.end
    found.append(("kept", " ".join(old[at:])))
    return tuple(each for each in found if each[1])


# What is left, and who has signed


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


def _word(desk: Desk, held: JointText, party: PartyId) -> dict[str, object]:
    said, current = last_word(held, party), agreed(held) or exact_hashes(held)
    return {
        "party": desk.party_view(party),
        "word": "" if said is None else desk.term(said.word, "textword"),
        "view": None if said is None else desk.entry(said.entry),
        "ad_referendum": said is not None and said.ad_referendum,
        "earlier": said is not None and said.word != "taken_back" and said.hashes != current,
        "why": None if said is None or said.why is None else desk.words(said.why),
        "reservations": [] if said is None else [(each.key, desk.words(each.text)) for each in said.reservations],
        "interpretations": [] if said is None else [(each.key, desk.words(each.text)) for each in said.interpretations],
        "received_at": desk.received_at(party, held.id),
    }


def _lanes(desk: Desk, pair: tuple[Any, Any]) -> list[tuple[PartyView, EntryView | None]]:
    return [(desk.party_view(act.party), desk.entry(act.entry)) for act in pair]


def _force(desk: Desk, held: JointText) -> dict[str, object]:
    terms, day = tabling(held), force_day(held)
    wanted = terms is not None and terms.into_force == "day_named_by_all"
    return {
        "records": [(desk.entry(each.entry), desk.day(each.on)) for each in held.forces],
        "day": None if day is None else desk.day(day),
        "namings": [(desk.party_view(e.party), desk.entry(e.entry), desk.day(e.on)) for e in held.namings],
        "wanted": wanted and named_day(held) is None,
    }


def _end(desk: Desk, held: JointText, termination: EntryId) -> dict[str, object]:
    end = next(each for each in held.terminations if each.entry == termination)
    accepted = terminated_by(held, end)
    can = desk.may_sign and desk.party in held.parties and desk.party not in accepted
    return {
        "view": desk.entry(end.entry),
        "on": desk.day(end.on),
        "why": None if end.why is None else desk.words(end.why),
        "parties": [(desk.party_view(party), party in accepted) for party in held.parties],
        "accept_href": desk.sign_href("texts.termination_accepted", held.id, termination=desk.ref(end.entry))
        if can
        else "",
    }


def _acts(desk: Desk, held: JointText, now: Status) -> list[tuple[str, str, str]]:
    """What the reader can sign now: kind, address, and to what a signature would bind."""
    if not _has_say(desk, held) or now in _OVER:
        return []
    if now is Status.NON_PAPER:
        mine = desk.party == held.party
        binds = desk.gettext("The text begins on the record. Nothing of the non-paper is on it.")
        return [("texts.tabled", desk.sign_href("texts.tabled", held.id), binds)] if mine else []
    found = [*_signing(desk, held)] if desk.party in held.parties else []
    if _may_write(desk, held):
        last = next(iter(live_keys(held)[-1:]), "")
        href = desk.sign_href("texts.paragraph_added", held.id, **({"after": last} if last else {}))
        found.append(("texts.paragraph_added", href, desk.gettext("It binds nobody; others may edit and bracket it.")))
    return found


def _signing(desk: Desk, held: JointText) -> Iterator[tuple[str, str, str]]:
    hashes, said = exact_hashes(held), last_word(held, desk.party)
    given: dict[str, str | int] = {}
    for row, each in enumerate(hashes):
        given |= {f"hashes.{row}.lang": each.lang, f"hashes.{row}.hash": each.hash}
    word = said.word if said is not None and said.hashes == hashes else ""
    if hashes and not agreed(held):
        if word not in {"initialled", "signed"}:
            binds = desk.gettext("You mark exactly this text as settled. That binds nobody.")
            yield "texts.initialled", desk.sign_href("texts.initialled", held.id, **given), binds
        if word != "signed":
            yield "texts.signed", desk.sign_href("texts.signed", held.id, **given), _binds(desk, held)
        binds = desk.gettext(
            "You show that all have adopted a proposal that names this text by its hashes. "
            "That settles it and binds nobody further."
        )
        yield "texts.adopted", desk.sign_href("texts.adopted", held.id), binds
    if said is not None and said.word != "taken_back" and not agreed(held):
        yield "texts.taken_back", desk.sign_href("texts.taken_back", held.id), desk.gettext("You may edit again.")
    yield from _living(desk, held)


def _living(desk: Desk, held: JointText) -> Iterator[tuple[str, str, str]]:
    terms, day = tabling(held), force_day(held)
    if terms is not None and terms.into_force == "day_named_by_all" and not held.forces:
        binds = desk.gettext("It enters into force on the day that all have named, once all have signed.")
        yield "texts.day_named", desk.sign_href("texts.day_named", held.id), binds
    if day is not None and not held.forces:
        binds = desk.gettext("You record the day from which all are bound by it.")
        yield "texts.in_force_recorded", desk.sign_href("texts.in_force_recorded", held.id, on=day), binds
    if held.forces:
        binds = desk.gettext("It takes every party's signature.")
        yield "texts.termination_proposed", desk.sign_href("texts.termination_proposed", held.id), binds
        binds = desk.gettext("You record that another text, in force by now, has amended this one.")
        yield "texts.amended", desk.sign_href("texts.amended", held.id), binds


def _binds(desk: Desk, held: JointText) -> str:
    hashes = exact_hashes(held)
    wanting = [
        party
        for party in held.parties
        if party != desk.party and not ((w := last_word(held, party)) and w.word == "signed" and w.hashes == hashes)
    ]
    if not wanting:
        return desk.gettext("Yours is the last signature: with it all are bound, and you cannot take it back.")
    names = desk.gettext(", ").join(desk.party_view(party).name for party in wanting)
    return desk.gettext(
        "Your signature stands on exactly this text in each language. It binds you once these have signed it too: %(parties)s.",
        parties=names,
    )


# The sheet, the library, and two versions beside each other


def alternat(parties: Sequence[PartyId], reader: PartyId) -> tuple[PartyId, ...]:
    """The parties in the order of the reader's own copy: itself first, the others as they follow it in the charter's order."""
    if reader not in parties:
        return tuple(parties)
    at = list(parties).index(reader)
    return (*parties[at:], *parties[:at])


def _sheet(desk: Desk, held: JointText) -> Shown:
    """The text as all signed it, or as it is clean, and the sheet of signatures in the reader's own order."""
    read = standing_text(held)
    terms = tabling(held)
    languages = () if terms is None else terms.languages
    texts = [
        {
            "lang": lang,
            "hash": next((each.hash for each in agreed(held) or exact_hashes(held) if each.lang == lang), ""),
            "lines": [
                {
                    "sort": next(each.sort for each in read.places if each.key == key),
                    "number": digits(".".join(map(str, numbers(read).get(key, ()))), lang),
                    "marks": marks(desk, wording(read, key, lang)),
                }
                for key in live_keys(read)
            ],
        }
        for lang in languages
    ]
    words = {party: _word(desk, held, party) for party in held.parties}
    return Shown(
        "texts/sheet.html",
        desk.gettext("Signature sheet: %(title)s", title=name(desk, held.id)),
        {
            "title_words": desk.words(_title(held)),
            "status": desk.term(status(held).value, "text"),
            "href": desk.subject_href(held.id),
            "ref": desk.ref(held.id),
            "texts": texts,
            "words": [words[party] for party in alternat(held.parties, desk.party)],
            "own": desk.party_view(desk.party),
            "clean": bool(agreed(held) or exact_hashes(held)),
            "force": _force(desk, held),
        },
    )


def _clause_title(desk: Desk, key: str | None) -> str:
    found = next((each for each in CLAUSES if each.key == key), None)
    return "" if found is None else desk.words(found.title).text


def _library(desk: Desk, held: JointText) -> Shown:
    """The clauses that the program offers, with a way to put each into the text."""
    last = next(iter(live_keys(held)[-1:]), "")
    lines = []
    for clause in CLAUSES:
        own = [each for each in clause.wordings if each.lang in languages_of(held)] or list(clause.wordings)
        given: dict[str, str | int] = {
            "clause": clause.key,
            "sort": "paragraph",
            "wordings": "\n".join(f"[{each.lang}] {each.text}" for each in own),
        }
        if last:
            given["after"] = last
        lines.append(
            {
                "key": clause.key,
                "title": desk.words(clause.title),
                "wordings": [desk.words(each) for each in clause.wordings],
                "add_href": desk.sign_href("texts.paragraph_added", held.id, **given) if _may_write(desk, held) else "",
            }
        )
    return Shown(
        "texts/clauses.html",
        desk.gettext("Clauses that can be added"),
        {"lines": lines, "href": desk.subject_href(held.id), "title_words": desk.words(_title(held))},
    )


def _versions(desk: Desk, held: JointText) -> list[tuple[str, str]]:
    """Every entry that changed the text: reference, and what the choice is called."""
    found = {}
    for act in sorted((*held.tablings, *held.versions), key=lambda each: (each.claimed_at, each.party, each.index)):
        view = desk.entry(act.entry)
        if view is not None:
            found[view.ref] = f"{view.ref} · {view.party.name}"
    return list(found.items())


def _at(desk: Desk, held: JointText, ref: str) -> JointText | None:
    """The text as it stood with one entry and all that its author knew; as it stands now, if none is named."""
    if not ref:
        return held
    act = next((each for each in all_acts(held) if desk.ref(each.entry) == ref), None)
    if act is None:
        return None
    known = {each.entry for each in all_acts(as_known(held, act))} | {act.entry}
    return only(held, lambda each: each.entry in known)


def _comparison(desk: Desk, held: JointText) -> Shown | None:
    one, other = _at(desk, held, desk.asked("from")), _at(desk, held, desk.asked("to"))
    if one is None or other is None:
        return None
    keys = [*keys_of(other), *(key for key in keys_of(one) if key not in keys_of(other))]
    lines = []
    for key in keys:
        cells = []
        for lang in languages_of(held):
            old = wording(one, key, lang).words if versions_of(one, key, lang) else ()
            new = wording(other, key, lang).words if versions_of(other, key, lang) else ()
            cells.append((lang, difference(old, new), old != new))
        lines.append({"key": key, "cells": cells, "differs": any(each[2] for each in cells)})
    return Shown(
        "texts/compare.html",
        desk.gettext("Two versions of %(title)s", title=name(desk, held.id)),
        {
            "lines": lines,
            "one": desk.asked("from"),
            "other": desk.asked("to"),
            "versions": _versions(desk, held),
            "action": desk.subject_href(held.id).partition("?")[0],
            "href": desk.subject_href(held.id),
        },
    )


# Forms and home


def quotes(desk: Desk, kind: str, subject: EntryId | None, given: Mapping[str, Sequence[str]]) -> tuple[Quote, ...]:
    """What a form is about: the exact text under initials and signatures, the paragraph under edits and brackets."""
    held = None if subject is None else desk.fold.state(subject)
    if not isinstance(held, JointText) or not held.tablings:
        return ()
    if kind.partition(".")[2].partition("/")[0] in {"initialled", "signed"}:
        return tuple(_exact_quotes(desk, held))
    key = next(iter(given.get("key", ())), "")
    lang = next(iter((*given.get("wordings.lang", ()), *given.get("lang", ()))), "")
    langs = [lang] if lang in languages_of(held) else list(languages_of(held))
    heading = desk.gettext("Paragraph %(key)s as it stands", key=key)
    said = [Said(plain(wording(held, key, each)), each) for each in langs if key in keys_of(held)]
    return (Quote(heading, tuple(each for each in said if each.text)),) if said else ()


def _exact_quotes(desk: Desk, held: JointText) -> Iterator[Quote]:
    for each in exact_hashes(held):
        words = tuple(Said(plain(wording(held, key, each.lang)), each.lang) for key in live_keys(held))
        heading = desk.gettext(
            "The text in %(lang)s, SHA-256 %(hash)s", lang=desk.term(each.lang, "lang"), hash=each.hash
        )
        yield Quote(heading, words, note=_binds(desk, held))


def matters(desk: Desk) -> Iterator[Matter]:
    """Brackets and wordings that parties hold open, signatures that are not there, letters that crossed."""
    for held in _all(desk):
        now, href, ref = status(held), desk.subject_href(held.id), desk.ref(held.id)
        if now in _OVER or not held.tablings:
            continue
        for pair in letters_crossed(held):
            for act in pair:
                yield Matter(
                    act.party, desk.gettext("Letters on the text %(ref)s crossed: say what holds", ref=ref), href
                )
        if now in _WRITABLE:
            yield from _writing_matters(desk, held, href, ref)
        if held.forces:
            yield from _end_matters(desk, held, href, ref)


def _writing_matters(desk: Desk, held: JointText, href: str, ref: str) -> Iterator[Matter]:
    for party, count in brackets_left(held).items():
        if count:
            what = desk.ngettext(
                "Text %(ref)s: you hold %(num)s place open",
                "Text %(ref)s: you hold %(num)s places open",
                count,
                ref=ref,
            )
            yield Matter(party, what, href)
    hashes = exact_hashes(held)
    if not hashes:
        return
    for party in held.parties:
        said = last_word(held, party)
        if said is None or said.hashes != hashes or said.word == "taken_back":
            yield Matter(
                party, desk.gettext("Initial or sign the text %(ref)s, which is clean", ref=ref), href, held.party
            )


def _end_matters(desk: Desk, held: JointText, href: str, ref: str) -> Iterator[Matter]:
    for end in held.terminations:
        accepted = terminated_by(held, end)
        if len(accepted) == len(held.parties):
            continue
        for party in held.parties:
            if party not in accepted:
                what = desk.gettext("Agree that the text %(ref)s ceases to be in force, or not", ref=ref)
                yield Matter(party, what, href, end.party, end.claimed_at, desk.received_at(party, end.entry))


def name(desk: Desk, subject: EntryId) -> str:
    """What to call it."""
    held = desk.fold.state(subject)
    return desk.words(_title(held)).text if isinstance(held, JointText) else desk.ref(subject)


PAGES = Pages("texts", "Joint texts", index, show, matters, name, quotes)
