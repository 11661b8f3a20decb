"""What is read beside the page of a text: the sheet of signatures, the clauses, and two versions beside each other."""

from collections.abc import Sequence

from trilateral.i18n.digits import digits
from trilateral.ledger.entry import PartyId
from trilateral.mechanism.texts.clauses import CLAUSES
from trilateral.mechanism.texts.clean import (
    exact_hashes,
    languages_of,
    live_keys,
    numbers,
    status,
)
from trilateral.mechanism.texts.drafting import difference, marks, may_write, title_of
from trilateral.mechanism.texts.signing import force_of, word_of
from trilateral.mechanism.texts.state import (
    JointText,
    agreed,
    all_acts,
    as_known,
    only,
    standing_text,
    tabling,
)
from trilateral.mechanism.texts.wording import (
    keys_of,
    versions_of,
    wording,
)
from trilateral.ui.boxes import also
from trilateral.ui.page import Desk, Shown


def alternat(parties: Sequence[PartyId], reader: PartyId) -> tuple[PartyId, ...]:
    """The parties in the order of the reader's own copy: itself first, the others as they follow it in the charter's order."""
    if reader not in parties:
        return tuple(parties)
    at = list(parties).index(reader)
    return (*parties[at:], *parties[:at])


def sheet_of(desk: Desk, held: JointText) -> Shown:
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
    words = {party: word_of(desk, held, party) for party in held.parties}
    return Shown(
        "texts/sheet.html",
        desk.gettext("Signature sheet: %(title)s", title=desk.words(title_of(held)).text),
        {
            "title_words": desk.words(title_of(held)),
            "status": desk.term(status(held).value, "text"),
            "href": desk.subject_href(held.id),
            "ref": desk.ref(held.id),
            "texts": texts,
            "words": [words[party] for party in alternat(held.parties, desk.party)],
            "own": desk.party_view(desk.party),
            "clean": bool(agreed(held) or exact_hashes(held)),
            "force": force_of(desk, held),
        },
    )


def library_of(desk: Desk, held: JointText) -> Shown:
    """The clauses that the program offers, with a way to put each into the text."""
    last = next(iter(live_keys(held)[-1:]), "")
    lines = []
    for clause in CLAUSES:
        own = [each for each in clause.wordings if each.lang in languages_of(held)] or list(clause.wordings)
        given: dict[str, str | int] = {
            "clause": clause.key,
            "sort": "paragraph",
            "wordings": own[0].text,
            "wordings.lang": own[0].lang,
            **{also("wordings", each.lang): each.text for each in own[1:]},
        }
        if last:
            given["after"] = last
        lines.append(
            {
                "key": clause.key,
                "title": desk.words(clause.title),
                "wordings": [desk.words(each) for each in clause.wordings],
                "add_href": desk.sign_href("texts.paragraph_added", held.id, **given) if may_write(desk, held) else "",
            }
        )
    return Shown(
        "texts/clauses.html",
        desk.gettext("Clauses that can be added"),
        {"lines": lines, "href": desk.subject_href(held.id), "title_words": desk.words(title_of(held))},
    )


def versions_shown(desk: Desk, held: JointText) -> list[tuple[str, str]]:
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


def comparison_of(desk: Desk, held: JointText) -> Shown | None:
    """Two versions of a text in one line each paragraph; None if the address names none."""
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
            cells.append((lang, difference(old, new), old != new, bool(wording(other, key, lang).competing)))
        lines.append({"key": key, "cells": cells, "differs": any(each[2] for each in cells)})
    return Shown(
        "texts/compare.html",
        desk.gettext("Two versions of %(title)s", title=desk.words(title_of(held)).text),
        {
            "lines": lines,
            "one": desk.asked("from"),
            "other": desk.asked("to"),
            "versions": versions_shown(desk, held),
            "action": desk.subject_href(held.id).partition("?")[0],
            "href": desk.subject_href(held.id),
        },
    )
