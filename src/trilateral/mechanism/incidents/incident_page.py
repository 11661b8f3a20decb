"""One incident: accounts beside each other, field by field, and who links which report to it."""

from dataclasses import dataclass

from trilateral.agreement.locations import coarsened
from trilateral.mechanism.incidents.accounts import Account
from trilateral.mechanism.incidents.entries import Told
from trilateral.mechanism.incidents.fields import Compared, FieldName, Holder
from trilateral.mechanism.incidents.listing import (
    ALL,
    JOINT,
    accounts_named,
    address,
    called,
    compared,
    spoken_of,
    told_in,
    view_asked,
)
from trilateral.mechanism.incidents.report_page import checks, ratings
from trilateral.mechanism.incidents.said import Said, said_view
from trilateral.mechanism.incidents.state import (
    Incident,
    LinkWord,
    Numbering,
    disputed_links,
    is_agreed,
    joint_numbers,
    joint_view,
    letters_crossed,
    link_words,
    number_words,
    reports_named,
    same_words,
)
from trilateral.ui.maps import Place, draw
from trilateral.ui.page import Desk, Shown
from trilateral.ui.views import PartyView, Words


@dataclass(frozen=True, slots=True)
class Column:
    """Whose account stands under it."""

    party: PartyView
    told_by: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What one holder says on one field.

    Attributes:
        said: The account; None where the holder says nothing on it.
        contested: Whether another's word does not go together with it.
        sealed: Whether it is under seal, in part or wholly.
    """

    said: Said | None
    ref: str = ""
    href: str = ""
    contested: bool = False
    sealed: bool = False


def show(desk: Desk, held: Incident) -> Shown | None:
    """One incident."""
    view = desk.entry(held.id)
    if view is None:
        return None
    known, chosen = accounts_named(desk, reports_named(held)), view_asked(desk, held)
    fields = compared(held, chosen, known)
    order = {party: number for number, party in enumerate(desk.parties)}
    columns = sorted(
        {each.holder for field in fields for each in field.stated},
        key=lambda each: (bool(each.told_by), order.get(each.party, len(order)), each.party, each.told_by),
    )
    return Shown(
        "incidents/show.html",
        desk.gettext("Incident %(ref)s", ref=desk.ref(held.id)),
        {
            "view": view,
            "called": desk.words(held.title),
            "spoken_of": spoken_of(desk, held.id),
            "numbers": joint_numbers(held),
            "split_from": None
            if held.split_from is None
            else (desk.ref(held.split_from), desk.subject_href(held.split_from)),
            "views": _views(desk, held, chosen),
            "columns": [Column(desk.party_view(each.party), each.told_by) for each in columns],
            "fields": [_row(desk, field, columns) for field in fields],
            "reports": [_report(desk, held, told, known.get(told)) for told in reports_named(held)],
            "parties": [desk.party_view(party) for party in held.parties],
            "crossed": [
                tuple((desk.party_view(act.party), desk.entry(act.entry)) for act in pair)
                for pair in letters_crossed(held)
            ],
            "forked": [desk.party_view(party) for party in held.crossed],
            "sames": _sames(desk, held),
            "proposed": [_number(desk, held, each) for each in held.numbers],
            "drawn": draw(_places(desk, held, chosen, known, fields), desk.backdrop, desk.lang),
            "acts": _acts(desk, held),
        },
    )


def _views(desk: Desk, held: Incident, chosen: str) -> list[tuple[str, str, int, bool]]:
    """Views that can be looked at: what each is called, its address, how many reports, and whether it is this one."""
    ref = desk.ref(held.id)
    offered = [(JOINT, desk.gettext("What all hold alike")), (ALL, desk.gettext("All that anybody linked"))]
    offered += [(party, desk.party_view(party).name) for party in held.parties]
    return [
        (said, desk.href("incidents", ref, view=view), len(told_in(held, view)), view == chosen)
        for view, said in offered
    ]


def _row(desk: Desk, field: Compared, columns: list[Holder]) -> dict[str, object]:
    stated = {each.holder: each.account for each in field.stated}
    cells = []
    for holder in columns:
        account = stated.get(holder)
        if account is None or account.said is None:
            cells.append(Cell(None))
        else:
            said = said_view(desk, account.said)
            at = called(desk, account.told), address(desk, account.told)
            sealed = bool(account.audience or account.sealed_for)
            cells.append(Cell(said, *at, holder in field.against, sealed))
    return {
        "name": field.field.value,
        "field": desk.term(field.field.value, "field"),
        "agreement": desk.term(field.agreement.value, "agreement"),
        "cells": cells,
    }


def _report(desk: Desk, held: Incident, told: Told, account: Account | None) -> dict[str, object]:
    words = link_words(held, told)
    mine = words.get(desk.party)
    can = desk.may_sign and desk.party in held.parties
    kind = "incidents.separated" if mine is not None and mine.word == "linked" else "incidents.linked"
    row: dict[str, str | int] = {} if told.row is None else {"told.row": told.row}
    given = {"told.report": desk.ref(told.report), **row}
    return {
        "ref": called(desk, told),
        "href": address(desk, told),
        "party": None if account is None else desk.party_view(account.party),
        "said": None if account is None or account.said is None else said_view(desk, account.said),
        "standing": desk.gettext("not here")
        if account is None
        else ("" if account.standing == "stands" else desk.term(account.standing.value, "standing_of_report")),
        "joint": told in joint_view(held),
        "disputed": told in disputed_links(held),
        "words": [
            (
                desk.party_view(party),
                "" if party not in words else desk.term(words[party].word, "link"),
                None if party not in words else desk.entry(words[party].entry),
                _why(desk, words.get(party)),
            )
            for party in held.parties
        ],
        "kind": kind,
        "act_href": desk.sign_href(kind, held.id, **given) if can else "",
        "rate_href": desk.sign_href("incidents.rated", held.id, **given) if desk.may_sign else "",
        "ratings": ratings(desk, held, told),
        "checks": checks(desk, held, told),
    }


def _why(desk: Desk, word: LinkWord | None) -> Words | None:
    return None if word is None or word.why is None else desk.words(word.why)


def _sames(desk: Desk, held: Incident) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for other in sorted({each.other for each in held.sames}):
        words = same_words(held, other)
        found.append(
            {
                "ref": desk.ref(other),
                "href": desk.subject_href(other),
                "words": [
                    (
                        desk.party_view(party),
                        "" if party not in words else desk.term(words[party].word, "same"),
                        None if party not in words else desk.entry(words[party].entry),
                    )
                    for party in held.parties
                ],
            }
        )
    return found


def _number(desk: Desk, held: Incident, numbering: Numbering) -> dict[str, object]:
    words = number_words(held, numbering.entry)
    open_to = desk.may_sign and desk.party in held.parties and not joint_numbers(held)
    mine = words.get(desk.party)
    about = {"proposed": desk.ref(numbering.entry)}
    accepts = open_to and (mine is None or mine.word == "refused")
    refuses = open_to and (mine is None or mine.word == "accepted")
    return {
        "number": numbering.number,
        "view": desk.entry(numbering.entry),
        "agreed": is_agreed(held, numbering),
        "words": [
            (
                desk.party_view(party),
                "" if party not in words else desk.term(words[party].word, "number_word"),
                None if party not in words else desk.entry(words[party].entry),
            )
            for party in held.parties
        ],
        "accept_href": desk.sign_href("incidents.number_accepted", held.id, **about) if accepts else "",
        "refuse_href": desk.sign_href("incidents.number_refused", held.id, **about) if refuses else "",
    }


def _places(
    desk: Desk, held: Incident, chosen: str, known: dict[Told, Account], fields: tuple[Compared, ...]
) -> list[Place]:
    against = next(set(each.against) for each in fields if each.field is FieldName.PLACE)
    found = []
    for told in told_in(held, chosen):
        account = known.get(told)
        if account is not None and account.said is not None and account.said.where is not None:
            where = coarsened(account.said.where, desk.charter.grid_microdegrees)
            holder = Holder(account.party, account.said.told_by.text if account.said.told_by else "")
            party = desk.party_view(account.party)
            found.append(Place(where, party, called(desk, told), address(desk, told), holder in against))
    return found


def _acts(desk: Desk, held: Incident) -> list[tuple[str, str, str]]:
    """What the reader can sign now: kind, address, and what it does."""
    if not desk.may_sign or desk.party not in held.parties:
        return []
    acts = [
        ("incidents.linked", desk.gettext("In your view the report tells of this incident. You can take it back.")),
        ("incidents.held_same", desk.gettext("In your view another incident is this one. Both keep their references.")),
    ]
    if not joint_numbers(held):
        acts.append(
            (
                "incidents.number_proposed",
                desk.gettext("It is the joint number when every party has signed exactly that."),
            )
        )
    made = [(kind, desk.sign_href(kind, held.id), what) for kind, what in acts]
    split = desk.sign_href("incidents.opened", split_from=desk.ref(held.id))
    what = desk.gettext("In your view part of it is another incident.")
    return [*made, ("incidents.opened", split, what)]
