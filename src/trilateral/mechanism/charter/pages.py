"""The charter for people: who accepted it by which signature, whose keys count, what clocks run; and texts tabled."""

from collections.abc import Iterator

from trilateral.ledger.charter import charter_hash, encode_charter
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.charter.rules import Tabled
from trilateral.ui.page import Desk, Matter, Pages, Shown


def index(desk: Desk) -> Shown:
    """The charter in force, acceptances and keys."""
    charter = desk.charter
    accepted = desk.fold.accepted()
    views = {party: _by_ref(desk, ref) for party, ref in accepted.items()}
    held: list[Tabled] = list(desk.fold.subjects("charter").values())
    return Shown(
        "charter/list.html",
        desk.gettext("Charter"),
        {
            "title_words": desk.words(charter.titles),
            "scope": desk.words(charter.scope),
            "hash": charter_hash(encode_charter(charter)),
            "in_force": len(accepted) == len(charter.parties),
            "quorum": charter.quorum,
            "level": charter.level,
            "parties": [
                {
                    "party": desk.party_view(party),
                    "role": desk.term(terms.role, "role"),
                    "origin": terms.origin,
                    "zone": terms.zone,
                    "capital": desk.capital(party),
                    "accepted": views.get(party),
                    "keys": _keys(desk, terms.origin),
                }
                for party in desk.parties
                if (terms := charter.party(party)) is not None
            ],
            "clocks": [(desk.term(clock.name.replace(".", "_"), "clock"), clock.hours) for clock in charter.clocks],
            "agenda": [desk.words(item) for item in charter.agenda],
            "tabled": [(desk.entry(each.id), desk.subject_href(each.id), desk.words(each.why)) for each in held],
        },
    )


def _by_ref(desk: Desk, ref: str) -> object:
    verdict = desk.fold.verdict_at(ref)
    return None if verdict is None or verdict.entry is None else desk.view(verdict.entry)


def _keys(desk: Desk, origin: str) -> list[dict[str, object]]:
    """Keys of one log in the order in which they came to count."""
    return [
        {
            "purpose": desk.term(each.purpose, "purpose"),
            "office": desk.office(each.office) if each.office else "",
            "since": each.since + 1,
            "until": each.until,
            "name": each.vkey.partition("+")[0],
            "id": each.vkey.split("+")[1],
        }
        for each in sorted(desk.fold.book(origin).enrolments(), key=lambda e: (e.since, e.vkey))
    ]


def show(desk: Desk, subject: EntryId) -> Shown | None:
    """One text on the table."""
    held = desk.fold.state(subject)
    view = desk.entry(subject)
    entry = desk.read(subject)
    if not isinstance(held, Tabled) or view is None or entry is None:
        return None
    return Shown(
        "charter/show.html",
        name(desk, subject),
        {
            "view": view,
            "why": desk.words(held.why),
            "hash": held.charter,
            "previous": held.previous,
            "text": entry.body.text,
        },
    )


def matters(desk: Desk) -> Iterator[Matter]:
    """Parties that have not accepted the charter."""
    accepted = desk.fold.accepted()
    for party in desk.parties:
        if party not in accepted:
            yield Matter(of=party, what=desk.gettext("Accept the charter"), href=desk.href("charter"))


def name(desk: Desk, subject: EntryId) -> str:
    """What to call it."""
    return desk.gettext("Charter tabled as %(ref)s", ref=desk.ref(subject))


PAGES = Pages("charter", "Charter", index, show, matters, name)
