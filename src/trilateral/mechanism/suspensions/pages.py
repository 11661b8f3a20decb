"""Suspensions for people: which clocks stand still, from when to when, by whose signatures."""

from collections.abc import Iterator
from datetime import datetime

from trilateral.ledger.entry import EntryId
from trilateral.mechanism.suspensions.rules import (
    End,
    Status,
    Suspension,
    agreed_ends,
    end_accepted_by,
    last_word,
    letters_crossed,
    stands_still,
    status,
    stops,
)
from trilateral.ui.page import Desk, Matter, Pages, Shown


def _all(desk: Desk) -> list[Suspension]:
    """All suspensions, the last to begin first."""
    held: list[Suspension] = list(desk.fold.subjects("suspensions").values())
    return sorted(held, key=lambda each: (each.from_at, each.id), reverse=True)


def _clocks(desk: Desk, held: Suspension) -> list[str]:
    return [desk.term(clock, "clock") for clock in held.clocks]


def _until(held: Suspension) -> datetime | None:
    found = agreed_ends(held)
    return found[0] if len(found) == 1 else held.until_at


def index(desk: Desk) -> Shown:
    """The list."""
    lines = [
        {
            "view": desk.entry(each.id),
            "href": desk.subject_href(each.id),
            "reason": desk.term(each.reason, "reason"),
            "text": desk.words(each.text),
            "clocks": _clocks(desk, each),
            "from_at": each.from_at,
            "until_at": _until(each),
            "status": desk.term(status(each).value, "suspension"),
            "now": desk.term(stands_still(each, desk.now).value, "answer"),
        }
        for each in _all(desk)
    ]
    return Shown(
        "suspensions/list.html",
        desk.gettext("Suspensions of clocks"),
        {"lines": lines, "propose_href": desk.sign_href("suspensions.proposed") if desk.may_sign else ""},
    )


def show(desk: Desk, subject: EntryId) -> Shown | None:
    """One suspension."""
    held = desk.fold.state(subject)
    view = desk.entry(subject)
    if not isinstance(held, Suspension) or view is None:
        return None
    parties = [party for party in desk.parties if party in held.parties]
    words = []
    for party in parties:
        said = last_word(held, party)
        words.append(
            {
                "party": desk.party_view(party),
                "word": "" if said is None else desk.term(said.word, "stance"),
                "view": None if said is None else desk.entry(said.entry),
                "text": None if said is None or said.text is None else desk.words(said.text),
                "received_at": desk.received_at(party, subject),
            }
        )
    return Shown(
        "suspensions/show.html",
        name(desk, subject),
        {
            "view": view,
            "status": desk.term(status(held).value, "suspension"),
            "reason": desk.term(held.reason, "reason"),
            "text": desk.words(held.text),
            "clocks": _clocks(desk, held),
            "from_at": held.from_at,
            "until_at": held.until_at,
            "now": desk.term(stands_still(held, desk.now).value, "answer"),
            "stops": stops(held, held.clocks[0] if held.clocks else None),
            "words": words,
            "ends": [_end(desk, held, each) for each in held.ends],
            "crossed": [
                tuple((desk.party_view(act.party), desk.entry(act.entry)) for act in pair)
                for pair in letters_crossed(held)
            ],
            "acts": _acts(desk, held),
        },
    )


def _end(desk: Desk, held: Suspension, end: End) -> dict[str, object]:
    accepted = end_accepted_by(held, end)
    can = desk.may_sign and desk.party in held.parties and desk.party not in accepted and not agreed_ends(held)
    return {
        "view": desk.entry(end.entry),
        "end_at": end.end_at,
        "why": None if end.why is None else desk.words(end.why),
        "parties": [(desk.party_view(party), party in accepted) for party in held.parties],
        "accept_href": desk.sign_href("suspensions.end_accepted", held.id, end=desk.ref(end.entry)) if can else "",
    }


def _acts(desk: Desk, held: Suspension) -> list[tuple[str, str, str]]:
    """What the reader can sign now: kind, address, and to what a signature would bind."""
    if not desk.may_sign or desk.party not in held.parties:
        return []
    found, mine = status(held), last_word(held, desk.party)
    kinds: list[tuple[str, str]] = []
    if found in {Status.PROPOSED, Status.REFUSED, Status.CROSSED}:
        if mine is None or mine.word == "refused":
            binds = desk.gettext(
                "Once all have signed, these clocks stand still, and only all together end that earlier."
            )
            kinds.append(("suspensions.accepted", binds))
        if mine is None or mine.word == "accepted":
            binds = desk.gettext("Nothing stands still while your last word is that you do not accept it.")
            kinds.append(("suspensions.refused", binds))
    if found is Status.AGREED:
        binds = desk.gettext("The clocks run again then if every party signs that very end.")
        kinds.append(("suspensions.end_proposed", binds))
    return [(kind, desk.sign_href(kind, held.id), binds) for kind, binds in kinds]


def matters(desk: Desk) -> Iterator[Matter]:
    """Words that are missing on a proposal or on an end, and letters that crossed."""
    for held in _all(desk):
        found, href, ref = status(held), desk.subject_href(held.id), desk.ref(held.id)
        entry = desk.read(held.id)
        since = None if entry is None else entry.header.claimed_at
        if found is Status.PROPOSED:
            for party in held.parties:
                if last_word(held, party) is None:
                    what = desk.gettext("Accept or refuse the suspension of clocks %(ref)s", ref=ref)
                    yield Matter(party, what, href, held.party, since, desk.received_at(party, held.id))
        for pair in letters_crossed(held):
            for act in pair:
                what = desk.gettext("Letters on the suspension %(ref)s crossed: say what holds", ref=ref)
                yield Matter(act.party, what, href)
        if found is Status.AGREED:
            yield from _ends_wanted(desk, held, href, ref)


def _ends_wanted(desk: Desk, held: Suspension, href: str, ref: str) -> Iterator[Matter]:
    for end in held.ends:
        entry = desk.read(end.entry)
        since = None if entry is None else entry.header.claimed_at
        for party in held.parties:
            if party not in end_accepted_by(held, end):
                what = desk.gettext("Agree that the suspension %(ref)s ends earlier, or not", ref=ref)
                yield Matter(party, what, href, end.party, since, desk.received_at(party, end.entry))


def name(desk: Desk, subject: EntryId) -> str:
    """What to call it."""
    return desk.gettext("Suspension %(ref)s", ref=desk.ref(subject))


PAGES = Pages("suspensions", "Suspensions", index, show, matters, name)
