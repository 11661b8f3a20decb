"""The charter for people: what is in force by whose signatures, what was before it, what is proposed, and whose keys count.

Roots sign away from the desk, so nothing is signed here: each page says with which command it is done.
"""

from collections.abc import Iterator

from trilateral.agreement.adoption import Item, adopted_in
from trilateral.errors import MalformedError
from trilateral.ledger.charter import Charter, parse_charter
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.ledger.versions import Version
from trilateral.mechanism.charter.clauses import Section, clauses
from trilateral.mechanism.charter.differences import differences, short
from trilateral.mechanism.charter.rules import Tabled
from trilateral.ui.authentic import languages_beside
from trilateral.ui.page import Desk, Matter, Pages, Shown
from trilateral.ui.views import PartyView, Words

_ROLES = ("host", "party", "chair", "guarantor", "observer")


def index(desk: Desk) -> Shown:
    """The charter in force, its members by role, every other version, and keys."""
    charter, fold = desk.charter, desk.fold
    held: list[Tabled] = list(fold.subjects("charter").values())
    return Shown(
        "charter/list.html",
        desk.gettext("Charter"),
        {
            "title_words": desk.words(charter.titles),
            "hash": fold.version.hash,
            "number": fold.version.number,
            "mechanism": fold.mechanism,
            "in_force": fold.is_in_force,
            "members": [_member(desk, party) for party in _by_role(desk)],
            "left": [(desk.party_view(party), _by_ref(desk, ref)) for party, ref in fold.left().items()],
            "crossed": [name[:16] for name in fold.crossed_versions()],
            "versions": [_version(desk, *each) for each in reversed(fold.versions())],
            "clauses": _clauses(desk, charter),
            "adopted": list(_adopted_amendments(desk)),
            "bodies": list(_bodies(desk)),
            "tabled": [(desk.entry(each.id), desk.subject_href(each.id), desk.words(each.why)) for each in held],
        },
    )


def _clauses(desk: Desk, charter: Charter) -> list[list[tuple[str, Section]]]:
    """Every term in the reader's language, and beside it in each authentic one; with the language of each."""
    langs = (desk.lang, *languages_beside(charter.languages, desk.lang))
    read_out = (clauses(charter, lang, desk.fold.families) for lang in langs)
    return [list(zip(langs, sections, strict=True)) for sections in zip(*read_out, strict=True)]


def _bodies(desk: Desk) -> Iterator[tuple[str, str, list[Words], str, str]]:
    """Bodies that adopted texts created: word, name, terms of reference, and the text with its address."""
    for item in adopted_in(desk.fold, "body"):
        terms = [desk.words(each) for each in item.terms.terms]
        yield item.terms.forum, desk.words(item.terms.name).text, terms, *_by_item(desk, item)


def _adopted_amendments(desk: Desk) -> Iterator[tuple[str, str, str, list[PartyView]]]:
    """Amendments that were adopted and are not whole yet: hash, the text with its address, and whose roots are to accept."""
    whole = {version.hash for version, is_whole, _ in desk.fold.versions() if is_whole}
    for item in adopted_in(desk.fold, "amendment"):
        if item.terms not in whole:
            accepted = desk.fold.accepted(item.terms)
            waited_for = [desk.party_view(party) for party in item.adopted_for if party not in accepted]
            yield item.terms, *_by_item(desk, item), waited_for


def _by_item(desk: Desk, item: Item) -> tuple[str, str]:
    return f"{desk.ref(item.text)}#{item.number}", desk.subject_href(item.text)


def _by_role(desk: Desk) -> list[PartyId]:
    """Members of the charter in force: those who decide first."""
    return sorted(desk.parties, key=lambda party: _ROLES.index(desk.charter.role(party) or "observer"))


def _member(desk: Desk, party: PartyId) -> dict[str, object]:
    terms = desk.charter.party(party)
    origin = "" if terms is None else terms.origin
    ref = desk.fold.accepted().get(party)
    return {
        "party": desk.party_view(party),
        "role": desk.term(terms.role if terms else "", "role"),
        "origin": origin,
        "zone": terms.zone if terms else "UTC",
        "capital": desk.capital(party),
        "accepted": None if ref is None else _by_ref(desk, ref),
        "roots": (len(terms.root_keys), terms.root_threshold) if terms else (0, 0),
        "keys": _keys(desk, origin),
        "epochs": [(recipient[-12:], closed) for recipient, closed in desk.fold.book(origin).epochs()],
    }


def _version(desk: Desk, version: Version, whole: bool, missing: tuple[PartyId, ...]) -> dict[str, object]:
    """One version: who stands by it, who does not, since when, and what it changed."""
    fold = desk.fold
    accepted = {party: _by_ref(desk, ref) for party, ref in fold.accepted(version.hash).items()}
    before = next((each.charter for each, _, _ in fold.versions() if each.hash == version.previous), None)
    return {
        "hash": version.hash,
        "number": version.number,
        "in_force": fold.is_in_force and version.hash == fold.version.hash,
        "whole": whole,
        "crossed": version.hash in fold.crossed_versions(),
        "accepted": [(desk.party_view(party), view) for party, view in accepted.items()],
        "refused": [(desk.party_view(party), _by_ref(desk, ref)) for party, ref in fold.refused(version.hash).items()],
        "missing": [] if whole else [desk.party_view(party) for party in missing],
        "changes": [] if before is None else _changes(before, version.charter),
    }


def _changes(before: Charter, after: Charter) -> list[tuple[str, str, str]]:
    found = differences(before, after)
    return [(each.place, short(each.before or ""), short(each.after or "")) for each in found]


def _by_ref(desk: Desk, ref: str) -> object:
    verdict = desk.fold.verdict_at(ref)
    return None if verdict is None or verdict.entry is None else desk.view(verdict.entry)


def _keys(desk: Desk, origin: str) -> list[dict[str, object]]:
    """Keys of one log in the order in which they came to count."""
    return [
        {
            "purpose": desk.term(each.purpose, "purpose"),
            "office": desk.office(each.office) if each.office else "",
            "powers": ", ".join(each.powers),
            "since": each.since + 1,
            "until": each.until,
            "name": each.vkey.partition("+")[0],
            "id": each.vkey.split("+")[1],
        }
        for each in sorted(desk.fold.book(origin).enrolments(), key=lambda e: (e.since, e.vkey))
    ]


def show(desk: Desk, subject: EntryId) -> Shown | None:
    """One text on the table: what it would change in the charter that it amends, and who has accepted it."""
    held = desk.fold.state(subject)
    view = desk.entry(subject)
    entry = desk.read(subject)
    if not isinstance(held, Tabled) or view is None or entry is None:
        return None
    accepted = desk.fold.accepted(held.charter)
    known = next((each for each in desk.fold.versions() if each[0].hash == held.charter), None)
    whole = known is not None and known[1]
    missing = known[2] if known is not None else desk.fold.parties
    return Shown(
        "charter/show.html",
        name(desk, subject),
        {
            "view": view,
            "why": desk.words(held.why),
            "hash": held.charter,
            "previous": held.previous,
            "text": entry.body.text,
            "changed": _proposed(desk, held, entry.body.text),
            "in_force": held.charter == desk.fold.version.hash,
            "accepted": [(desk.party_view(party), _by_ref(desk, ref)) for party, ref in accepted.items()],
            "whole": whole,
            "missing": [] if whole else [desk.party_view(party) for party in missing if party not in accepted],
            "refused": [
                (desk.party_view(party), _by_ref(desk, ref)) for party, ref in desk.fold.refused(held.charter).items()
            ],
        },
    )


def _proposed(desk: Desk, held: Tabled, text: str) -> list[tuple[str, str, str]]:
    before = next((each.charter for each, _, _ in desk.fold.versions() if each.hash == held.previous), None)
    try:
        return [] if before is None else _changes(before, parse_charter(text.encode()))
    except MalformedError:
        return []


def matters(desk: Desk) -> Iterator[Matter]:
    """Parties that have not accepted the charter, or a version of it that others have."""
    fold = desk.fold
    for version, whole, missing in fold.versions():
        amends_it = version.previous == fold.version.hash
        first = version.previous is None and not fold.is_in_force
        if whole or not (amends_it or first):
            continue
        what = desk.gettext("Accept the charter") if first else desk.gettext("Accept or refuse an amended charter")
        refused = fold.refused(version.hash)
        for party in missing:
            if party not in refused:
                yield Matter(of=party, what=what, href=desk.href("charter"))
    known = {version.hash for version, _, _ in fold.versions()}
    for name_of_text, ref, _, waited_for in _adopted_amendments(desk):
        for each in waited_for if name_of_text not in known else ():
            what = desk.gettext("Let your root keys accept the charter that %(ref)s adopted", ref=ref)
            yield Matter(of=each.id, what=what, href=desk.href("charter"))


def name(desk: Desk, subject: EntryId) -> str:
    """What to call it."""
    return desk.gettext("Charter tabled as %(ref)s", ref=desk.ref(subject))


PAGES = Pages("charter", "Charter", index, show, matters, name)
