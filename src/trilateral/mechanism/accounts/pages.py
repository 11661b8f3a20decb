"""Accounts for people: the table of points against accounts, each account, each point. Nobody wins."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from trilateral.i18n.isolates import runs
from trilateral.i18n.languages import direction
from trilateral.ledger.derived import Ordered
from trilateral.ledger.entry import EntryId, Text
from trilateral.ledger.fold import Fold
from trilateral.mechanism.accounts.matrix import (
    STANCES,
    Cell,
    Matrix,
    Row,
    Witness,
    about_one,
    days_told,
    expectations,
    grouped,
    matrix,
    readers_differ,
)
from trilateral.mechanism.accounts.rules import (
    Account,
    Linked,
    Point,
    Read,
    Subject,
    copy_words,
    is_own_readout,
    last_reads,
    warnings,
)
from trilateral.ui.page import Desk, Matter, Pages, Shown
from trilateral.ui.views import EntryView, PartyView, Words

_STANCE = "accounts.read.readings.stance"
_SENTENCE = "accounts.read.readings.sentence"
"""Where words for these are looked up: elsewhere a stance is one on a proposal."""


@dataclass(frozen=True, slots=True)
class Head:
    """One account at the head of a column or a line.

    Attributes:
        href: Its page.
        readout: The party whose own readout it is said to be.
        confirmed: What that party says of it.
        excerpted: Reference and page of the account that it is known from.
        copy: Whether somebody says that it is a copy, and whether that is contested.
        outlet_lang: The account's language, where the publisher's name is in letters of it; else nobody has said in which it is.
    """

    view: EntryView | None
    href: str
    title: Words
    outlet: str
    published_on: date | str
    lang: str
    affiliation: str
    stage: str
    readout: PartyView | None
    confirmed: str
    excerpted: tuple[str, str] | None
    copy: str
    warnings: tuple[str, ...]
    outlet_lang: str


@dataclass(frozen=True, slots=True)
class Found:
    """One reading, as a cell of the table shows it.

    Attributes:
        reader: Whose reading it is.
        before: Words of the account before those quoted.
        after: Words of the account after them.
        person: The names in its detached part, where this node has them.
        last: Whether it is its party's last word on the point.
    """

    reader: PartyView
    view: EntryView | None
    account: Head
    stance: str
    quote: Words | None
    before: str
    after: str
    sentence: str
    value: Words | None
    told_by: Words | None
    person: str
    last: bool = True


def _all(desk: Desk) -> tuple[Account | Point, ...]:
    held = desk.fold.subjects("accounts").values()
    return tuple(each for each in held if isinstance(each, Account | Point))


def index(desk: Desk) -> Shown:
    """Meetings and days with accounts, and the table of the one that is asked for, or of the only one."""
    groups = grouped(desk.fold.subjects("accounts").values())
    asked = desk.asked("about")
    chosen = next((group for group in groups if asked in _names(desk, group.first)), groups[0] if groups else None)
    return Shown(
        "accounts/list.html",
        desk.gettext("Accounts of meetings"),
        {
            "groups": [
                {
                    "about": _about(desk, first),
                    "href": desk.href("accounts", about=_names(desk, first)[0]),
                    "chosen": chosen is not None and first is chosen.first,
                    "accounts": len(accounts),
                    "points": len(points),
                }
                for first, accounts, points in groups
            ],
            "shown": None if chosen is None else _compared(desk, *chosen),
            "enter_href": desk.sign_href("accounts.entered") if desk.may_sign else "",
            "ask_href": desk.sign_href("accounts.point_raised") if desk.may_sign else "",
        },
    )


def _names(desk: Desk, subject: Subject) -> tuple[str, ...]:
    """How an address names a meeting or a day."""
    return (desk.ref(subject.meeting), subject.meeting) if subject.meeting else (subject.day or "",)


def _about(desk: Desk, subject: Subject) -> dict[str, object]:
    if subject.meeting is None:
        return {"day": desk.day(subject.day or ""), "ref": "", "href": ""}
    return {"day": None, "ref": desk.ref(subject.meeting), "href": desk.subject_href(subject.meeting)}


def _compared(
    desk: Desk, first: Account | Point, accounts: tuple[Account, ...], points: tuple[Point, ...]
) -> dict[str, object]:
    """All accounts of one meeting against all points, and what was expected before."""
    told = matrix(accounts, points)
    return {
        "about": _about(desk, first),
        "table": _table(desk, told),
        "days": [desk.day(day) for day in days_told(accounts)],
        "expected": [
            {
                "question": desk.words(each.point.question),
                "href": desk.subject_href(each.point.id),
                "expected": _cells(desk, each.expected.cells),
                "told": _cells(desk, each.told.cells),
            }
            for each in expectations(accounts, points)
        ],
        "others": [_head(desk, each) for each in accounts if each.stage == "expected"],
    }


def _table(desk: Desk, found: Matrix) -> dict[str, object]:
    return {
        "witnesses": [_witness(desk, each) for each in found.witnesses],
        "fewest": found.fewest,
        "most": found.most,
        "rows": [
            {
                "question": desk.words(row.point.question),
                "view": desk.entry(row.point.id),
                "href": desk.subject_href(row.point.id),
                "cells": _cells(desk, row.cells),
                "counts": _counts(row),
            }
            for row in found.rows
        ],
        "stances": [desk.term(stance, _STANCE) for stance in STANCES],
    }


def _witness(desk: Desk, witness: Witness) -> dict[str, object]:
    return {"heads": [_head(desk, each) for each in witness.accounts], "contested": bool(witness.contested)}


def _counts(row: Row) -> list[int]:
    return [len(row.witnesses(stance)) for stance in STANCES]


def _cells(desk: Desk, cells: Iterable[Cell]) -> list[dict[str, object]]:
    return [
        {
            "stance": desk.term(cell.stance, _STANCE),
            "word": cell.stance,
            "of": _head(desk, cell.witness.accounts[0]),
            "many": len(cell.witness.accounts) > 1,
            "reads": [_found(desk, account, read) for account, read in cell.reads],
        }
        for cell in cells
    ]


def _head(desk: Desk, account: Account) -> Head:
    party = account.readout_of
    own = is_own_readout(account)
    words = [word for of in sorted({each.of for each in account.copies}) for word in copy_words(account, of)]
    copy = "contested" if len({word.copy for word in words}) > 1 else "copy" if any(w.copy for w in words) else ""
    return Head(
        view=desk.entry(account.id),
        href=desk.subject_href(account.id),
        title=desk.words(account.title),
        outlet=account.outlet,
        published_on=desk.day(account.published_on),
        lang=account.lang,
        affiliation=desk.term(account.affiliation, "affiliation"),
        stage=desk.term(account.stage, "stage"),
        readout=None if party is None else desk.party_view(party),
        confirmed="" if party is None else desk.term({True: "ours", False: "not_ours", None: "unsaid"}[own], "readout"),
        excerpted=None
        if account.excerpted_in is None
        else (desk.ref(account.excerpted_in), desk.subject_href(account.excerpted_in)),
        copy=desk.term(copy, "account_copy") if copy else "",
        warnings=tuple(desk.term(each, "account_warning") for each in warnings(account)),
        outlet_lang=account.lang if runs(account.outlet) == direction(account.lang) else "",
    )


def _found(desk: Desk, account: Account, read: Read, *, last: bool = True) -> Found:
    quote = read.quote
    person = desk.person(read.entry) or {}
    return Found(
        reader=desk.party_view(read.party),
        view=desk.entry(read.entry),
        account=_head(desk, account),
        stance=desk.term(read.stance, _STANCE),
        quote=Words(quote.exact, account.lang) if quote and quote.exact else None,
        before=quote.prefix if quote else "",
        after=quote.suffix if quote else "",
        sentence=desk.term(read.sentence, _SENTENCE) if read.sentence else "",
        value=_words(desk, read.value),
        told_by=_words(desk, read.told_by),
        person="; ".join(person.values()),
        last=last,
    )


def _words(desk: Desk, text: Text | None) -> Words | None:
    return None if text is None else desk.words(text)


def show(desk: Desk, subject: EntryId) -> Shown | None:
    """One account, or one point."""
    held, view = desk.fold.state(subject), desk.entry(subject)
    if view is None:
        return None
    if isinstance(held, Account):
        return _show_account(desk, held, view)
    return _show_point(desk, held, view) if isinstance(held, Point) else None


def _show_account(desk: Desk, held: Account, view: EntryView) -> Shown:
    _, points = about_one(held, _all(desk))
    points = tuple(sorted(points, key=lambda each: (each.party, each.index, each.id)))
    current = {read for point in points for read in last_reads(held, point.id)}
    return Shown(
        "accounts/account.html",
        name(desk, held.id),
        {
            "view": view,
            "head": _head(desk, held),
            "about": _about(desk, held),
            "place_line": _words(desk, held.place_line),
            "interest": _words(desk, held.interest),
            "tones": [desk.term(each, "tones") for each in held.tones],
            "omissions": held.omissions,
            "dates": [(desk.term(each.of, "accounts.entered.dates.of"), each.on, each.says) for each in held.dates],
            "lang": held.lang,
            "points": [
                {
                    "question": desk.words(point.question),
                    "view": desk.entry(point.id),
                    "href": desk.subject_href(point.id),
                    "reads": [
                        _found(desk, held, read, last=read in current) for read in held.reads if read.point == point.id
                    ],
                    "differ": readers_differ(held, point.id),
                    "read_href": _read_href(desk, held, point),
                }
                for point in points
            ],
            "copies": [
                (
                    desk.entry(word.entry),
                    word.copy,
                    desk.ref(word.of),
                    desk.subject_href(word.of),
                    _words(desk, word.why),
                )
                for word in held.copies
            ],
            "readouts": [(desk.entry(each.entry), each.ours, _words(desk, each.text)) for each in held.readouts],
            "crossed": [desk.party_view(party) for party in held.crossed],
            "acts": _acts(desk, held),
        },
    )


def _read_href(desk: Desk, account: Account, point: Point) -> str:
    if not desk.may_sign:
        return ""
    return desk.sign_href("accounts.read", account.id, **{"readings.0.point": desk.ref(point.id)})


def _show_point(desk: Desk, held: Point, view: EntryView) -> Shown:
    accounts, _ = about_one(held, _all(desk))
    told, before = matrix(accounts, [held]), matrix(accounts, [held], "expected")
    row = told.rows[0]
    return Shown(
        "accounts/point.html",
        name(desk, held.id),
        {
            "view": view,
            "question": desk.words(held.question),
            "about": _about(desk, held),
            "told_cells": _cells(desk, row.cells),
            "expected": _cells(desk, (each for each in before.rows[0].cells if each.reads)),
            "counts": list(zip([desk.term(each, _STANCE) for each in STANCES], _counts(row), strict=True)),
            "fewest": told.fewest,
            "most": told.most,
            "inside": [_linked(desk, each) for each in held.links if not each.outside],
            "outside": [_linked(desk, each) for each in held.links if each.outside],
            "read": [(_head(desk, each), _read_href(desk, each, held)) for each in accounts] if desk.may_sign else [],
            "crossed": [desk.party_view(party) for party in held.crossed],
            "acts": [
                (
                    "accounts.statement_linked",
                    desk.sign_href("accounts.statement_linked", held.id),
                    desk.gettext("You find that a statement bears on this point. Whoever made it need not."),
                )
            ]
            if desk.may_sign
            else [],
        },
    )


def _linked(desk: Desk, link: Linked) -> dict[str, object]:
    return {
        "view": desk.entry(link.entry),
        "statement": desk.entry(link.statement),
        "href": desk.subject_href(link.statement),
        "words": _statement_words(desk, link.statement),
        "text": _words(desk, link.text),
    }


def _statement_words(desk: Desk, statement: EntryId) -> Words | None:
    entry = desk.read(statement)
    text = None if entry is None else getattr(entry.body, "text", None)
    return desk.words(text) if isinstance(text, Text) else None


def _acts(desk: Desk, held: Account) -> list[tuple[str, str, str]]:
    """What the reader can sign now: kind, address, and to what a signature would bind."""
    if not desk.may_sign:
        return []
    kinds = [
        ("accounts.read", desk.gettext("Your reading, beside those of others. It binds you to nothing else.")),
        ("accounts.copy_stated", desk.gettext("Whether it is another account over again. Others may deny it.")),
    ]
    if desk.party == held.readout_of:
        kinds.append(("accounts.readout_answered", desk.gettext("Whether it is your readout. Nobody else can say so.")))
    return [(kind, desk.sign_href(kind, held.id), binds) for kind, binds in kinds]


def _is_open(_fold: Fold, held: Account | Point) -> bool:
    """Whether it is said to be somebody's readout who has not said so."""
    return isinstance(held, Account) and held.readout_of is not None and is_own_readout(held) is None


_WAITING = Ordered("accounts", lambda _, held: held.id, only=_is_open)


def matters(desk: Desk) -> Iterator[Matter]:
    """Readouts of which the party that they are ascribed to has not said whether they are its own."""
    for held in _WAITING.of(desk.fold):
        entry = desk.read(held.id)
        if entry is not None:
            yield Matter(
                held.readout_of,
                desk.gettext("Say whether account %(ref)s is your readout", ref=desk.ref(held.id)),
                desk.subject_href(held.id),
                held.party,
                entry.header.claimed_at,
                desk.received_at(held.readout_of, held.id),
            )


def name(desk: Desk, subject: EntryId) -> str:
    """What to call it."""
    held = desk.fold.state(subject)
    if isinstance(held, Point):
        return desk.gettext("Point %(ref)s", ref=desk.ref(subject))
    return desk.gettext("Account %(ref)s", ref=desk.ref(subject))


PAGES = Pages("accounts", "Accounts", index, show, matters, name)
