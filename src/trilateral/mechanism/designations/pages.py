"""Designations for people: the register, who calls a thing what, and under which name this reader is shown it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from trilateral.agreement.consent import Standing, last_word
from trilateral.i18n.spellings import finds
from trilateral.ledger.derived import Ordered
from trilateral.ledger.entry import EntryId, Text
from trilateral.ledger.fold import Fold
from trilateral.mechanism.designations.naming import designated, in_order, spellings_of, words_of
from trilateral.mechanism.designations.rules import (
    Claim,
    Designation,
    Neutral,
    NeutralStatus,
    agreed_neutrals,
    claims,
    holders,
    last_views,
    letters_crossed,
    neutral_standing,
    neutral_status,
    one_with,
    rivals,
    term_of,
    unanswered_claims,
    words_missing,
)
from trilateral.ui.page import Desk, Matter, Pages, Quote, Shown
from trilateral.ui.stretches import stretch
from trilateral.ui.views import Words


def _all(desk: Desk) -> dict[EntryId, Designation]:
    return dict(desk.fold.subjects("designations"))


def _found(desk: Desk, held: Designation, query: str) -> int:
    """How well any of its spellings answers what is looked for, whosever it is."""
    written: list[str] = []
    for term in held.terms:
        written += [each.text for each in term.terms]
        written += [each.text for each in spellings_of(desk, term)]
        words = words_of(desk, term)
        written += [words.text] if words else []
    written += [each.text for neutral in held.neutrals for each in neutral.terms]
    return max((finds(query, each) for each in written), default=0)


def index(desk: Desk) -> Shown:
    """The register, or what of it answers a name that is looked for."""
    query, thing = desk.asked("q"), desk.asked("thing")
    ranked = [(_found(desk, held, query) if query else 1, held) for held in _all(desk).values()]
    ranked = [(rank, held) for rank, held in ranked if rank and thing in {"", held.thing}]
    ranked.sort(key=lambda each: (-each[0], each[1].thing, desk.ref(each[1].id)))
    part = stretch(desk, ranked, "designations", keep=("q", "thing"))
    lines = []
    for rank, held in part.rows:
        subject = held.id
        lines.append(
            {
                "view": desk.entry(subject),
                "shown": designated(desk, subject),
                "thing": desk.term(held.thing, "thing"),
                "terms": _terms(desk, held),
                "neutral": desk.term(neutral_status(held).value, "neutral"),
                "sounds": query and rank == 1,
            }
        )
    return Shown(
        "designations/list.html",
        desk.gettext("Register of designations"),
        {
            "lines": lines,
            "part": part,
            "query": query,
            "chosen": thing,
            "things": [(each, desk.term(each, "thing")) for each in ("person", "group", "place", "act")],
            "here": desk.href("designations"),
            "register_href": desk.sign_href("designations.registered") if desk.may_sign else "",
        },
    )


def _terms(desk: Desk, held: Designation) -> list[dict[str, object]]:
    """Who calls it what, own party first, each term under its holder."""
    found: list[dict[str, object]] = []
    for party in in_order(desk, tuple({*holders(held), *held.parties})):
        term = term_of(held, party)
        found.append(
            {
                "party": desk.party_view(party),
                "words": None if term is None else words_of(desk, term),
                "all": [] if term is None else [desk.words(each) for each in term.terms],
                "spellings": [] if term is None else spellings_of(desk, term),
                "note": None if term is None or term.note is None else desk.words(term.note),
                "view": None if term is None else desk.entry(term.entry),
                "erased": term is not None and term.apart and words_of(desk, term) is None,
                "before": [desk.entry(each.entry) for each in held.terms if each.party == party and each != term],
            }
        )
    return found


def show(desk: Desk, subject: EntryId) -> Shown | None:
    """One entry of the register: who calls it what, the neutral term, who answers for it, and what it is one with."""
    held = desk.fold.state(subject)
    view = desk.entry(subject)
    if not isinstance(held, Designation) or view is None:
        return None
    return Shown(
        "designations/show.html",
        name(desk, subject),
        {
            "view": view,
            "shown": designated(desk, subject),
            "thing": desk.term(held.thing, "thing"),
            "by_office": held.by_office,
            "person_apart": held.thing == "person" and not held.by_office,
            "status": desk.term(neutral_status(held).value, "neutral"),
            "terms": _terms(desk, held),
            "neutrals": [_neutral(desk, held, each) for each in held.neutrals],
            "rivals": [tuple(_put(desk, each) for each in pair) for pair in rivals(held)],
            "both_agreed": [_put(desk, each) for each in found] if len(found := agreed_neutrals(held)) > 1 else [],
            "crossed": [
                tuple((desk.party_view(act.party), desk.entry(act.entry)) for act in pair)
                for pair in letters_crossed(held)
            ],
            "claims": [_claim(desk, held, each) for each in claims(held)],
            "views": _views(desk, held),
            "acts": _acts(desk, held),
        },
    )


def _put(desk: Desk, neutral: Neutral) -> dict[str, object]:
    return {
        "party": desk.party_view(neutral.party),
        "view": desk.entry(neutral.entry),
        "words": words_of(desk, neutral),
    }


def _neutral(desk: Desk, held: Designation, neutral: Neutral) -> dict[str, object]:
    found = neutral_standing(held, neutral)
    said = []
    for party in in_order(desk, held.parties):
        word = last_word(held.words, neutral.entry, party)
        said.append(
            {
                "party": desk.party_view(party),
                "word": "" if word is None else desk.term(word.word, "stance"),
                "view": None if word is None else desk.entry(word.entry),
                "text": None if word is None or word.text is None else desk.words(word.text),
                "received_at": desk.received_at(party, neutral.entry),
            }
        )
    mine = last_word(held.words, neutral.entry, desk.party)
    may = desk.may_sign and desk.party in held.parties and found is not Standing.AGREED
    given = {"proposal": desk.ref(neutral.entry)}
    settled = any(each.entry not in neutral.over for each in agreed_neutrals(held))
    accept = may and not settled and (mine is None or mine.word == "refused")
    refuse = may and (mine is None or mine.word == "accepted")
    return {
        **_put(desk, neutral),
        "all": [desk.words(each) for each in neutral.terms],
        "standing": desk.term(found.value, "put_to_all"),
        "without_prejudice": None if neutral.without_prejudice is None else desk.words(neutral.without_prejudice),
        "instead_of": [desk.entry(each) for each in neutral.over],
        "words_said": said,
        "accept_href": desk.sign_href("designations.neutral_accepted", held.id, **given) if accept else "",
        "refuse_href": desk.sign_href("designations.neutral_refused", held.id, **given) if refuse else "",
    }


def _claim(desk: Desk, held: Designation, claim: Claim) -> dict[str, object]:
    said = [each for each in held.answering if each.of == claim.of]
    return {
        "of": desk.party_view(claim.of),
        "status": desk.term(claim.status, "answering"),
        "by_itself": claim.own is not None,
        "said": [
            (
                desk.entry(each.entry),
                desk.term(each.word, "answering"),
                None if not each.text else desk.words(each.text),
            )
            for each in said
        ],
    }


def _views(desk: Desk, held: Designation) -> list[dict[str, object]]:
    """Each party's view: what it has said on this page's entry and on the others, and what follows from that together."""
    register = _all(desk)
    shown = []
    for party in in_order(desk, held.parties):
        same = one_with(register, held.id, party)
        said = [each for each in last_views(held) if each.party == party]
        for other in register.values():
            said += [each for each in last_views(other) if each.party == party and each.other == held.id]
        others = {each.other if each.other != held.id else _subject_of(register, each.entry): each for each in said}
        rows = [
            (designated(desk, other), other in same, desk.entry(others[other].entry) if other in others else None)
            for other in sorted({*same, *others})
        ]
        if rows:
            shown.append({"party": desk.party_view(party), "rows": rows})
    return shown


def _subject_of(register: Mapping[EntryId, Designation], entry: EntryId) -> EntryId:
    return next(each.id for each in register.values() if any(view.entry == entry for view in each.views))


def _acts(desk: Desk, held: Designation) -> list[tuple[str, str, str]]:
    """What the reader can sign now: kind, address, and to what a signature would bind."""
    if not desk.may_sign:
        return []
    kinds = [
        (
            "designations.term_stated",
            desk.gettext("It is your party's term alone, and nobody else is shown it without your name."),
        )
    ]
    kinds.append(
        (
            "designations.neutral_proposed",
            desk.gettext(
                "Your party accepts that term thereby. It is neutral once every party has signed exactly that term."
            ),
        )
    )
    if held.thing != "place":
        own = next((each.own for each in claims(held) if each.of == desk.party), None)
        if own is None or own.word != "accepted":
            binds = desk.gettext("Your party says of itself that it answers for this.")
            kinds.append(("designations.responsibility_accepted", binds))
        kinds.append(
            (
                "designations.responsibility_asserted",
                desk.gettext("It binds nobody until the party named accepts it itself."),
            )
        )
        kinds.append(
            (
                "designations.responsibility_contested",
                desk.gettext("What your party accepted before stays on the record."),
            )
        )
    kinds.append(
        (
            "designations.identified",
            desk.gettext("It is your party's view. Nothing is merged, and nobody else is bound."),
        )
    )
    return [(kind, desk.sign_href(kind, held.id), binds) for kind, binds in kinds]


def _waits(_fold: Fold, held: Designation) -> bool:
    """Whether anybody may be asked for a word on it."""
    return bool(words_missing(held) or unanswered_claims(held)) or neutral_status(held) is NeutralStatus.CROSSED


_WAITING = Ordered("designations", lambda _, held: held.id, only=_waits)


def matters(desk: Desk) -> Iterator[Matter]:
    """Words that are missing on neutral terms, and on who answers for whom."""
    for held in _WAITING.of(desk.fold):
        href, ref = desk.subject_href(held.id), desk.ref(held.id)
        for neutral, missing in words_missing(held):
            for party in missing:
                what = desk.gettext("Accept or refuse the neutral term put forward for %(ref)s", ref=ref)
                since = _said_at(desk, neutral.entry)
                act = desk.sign_href("designations.neutral_accepted", held.id, proposal=desk.ref(neutral.entry))
                received = desk.received_at(party, neutral.entry)
                yield Matter(party, what, href, neutral.party, since, received, act=act if party == desk.party else "")
        for party in unanswered_claims(held):
            if party in held.parties:
                what = desk.gettext("Accept or contest that you answer for %(ref)s", ref=ref)
                yield Matter(party, what, href)
        if neutral_status(held) is NeutralStatus.CROSSED and len(agreed_neutrals(held)) > 1:
            for party in held.parties:
                yield Matter(party, desk.gettext("Two neutral terms for %(ref)s crossed: propose one", ref=ref), href)


def _said_at(desk: Desk, entry: EntryId) -> datetime | None:
    found = desk.read(entry)
    return None if found is None else found.header.claimed_at


def name(desk: Desk, subject: EntryId) -> str:
    """What to call it: the term that this reader is shown, or its sort and number."""
    shown = designated(desk, subject)
    if shown is None or shown.words is None:
        return desk.gettext("Designation %(ref)s", ref=desk.ref(subject))
    return shown.words.text


def quotes(desk: Desk, _kind: str, subject: EntryId | None, given: Mapping[str, Sequence[str]]) -> tuple[Quote, ...]:
    """The neutral term that a form names: a word on it is a word on exactly these words."""
    held = None if subject is None else desk.fold.state(subject)
    if not isinstance(held, Designation):
        return ()
    named = {value for each in given.values() for value in each}
    return tuple(
        Quote(desk.gettext("The neutral term"), _texts(desk, each.terms) or _apart(desk, each))
        for each in held.neutrals
        if named & {each.entry, desk.ref(each.entry)}
    )


def _texts(desk: Desk, texts: Sequence[Text]) -> tuple[Words, ...]:
    return tuple(desk.words(each) for each in texts)


def _apart(desk: Desk, neutral: Neutral) -> tuple[Words, ...]:
    words = words_of(desk, neutral)
    return () if words is None else (words,)


PAGES = Pages("designations", "Designations", index, show, matters, name, quotes)
