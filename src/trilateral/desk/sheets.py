"""Sheets: notes of our own delegation, about a subject or about none. They are on no log and leave this node by no way.

It leaves out who may come here: delegates of our party, which the server sees to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from trilateral.desk.reading import Reading
from trilateral.errors import RefusedError
from trilateral.ledger.entry import EntryId
from trilateral.node.kept import Sheet, Sort
from trilateral.node.private import Private
from trilateral.ui.forms import Posted
from trilateral.ui.page import Shown
from trilateral.ui.views import EntryView, Link, Words

SORTS: tuple[str, ...] = get_args(Sort)


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A sheet as pages show it.

    Attributes:
        offices: Who reads it beside its own office; empty for all of the delegation.
        about: What it is about, if the record has it.
    """

    href: str
    sort: str
    title: Words
    text: Words
    office: str
    changed_at: datetime
    offices: tuple[str, ...]
    about: EntryView | None
    about_href: str


def sheets_page(reading: Reading, private: Private, office: str, ref: str = "") -> Shown | None:
    """Return the sheets that an office reads: all, or those about the subject of an entry; None if there is no such entry."""
    subject = subject_of(reading, ref)
    if ref and subject is None:
        return None
    about = reading.read(subject) if subject else None
    return Shown(
        "desk/sheets.html",
        reading.gettext("Sheets"),
        {
            "sheets": tuple(sheet_line(reading, each) for each in private.sheets_for(office, subject)),
            "about": None if about is None else reading.view(about),
            "about_href": reading.subject_href(subject) if subject else "",
            "new_href": reading.href("sheets", "new", **({"about": ref} if ref else {})),
            "all_href": reading.href("sheets"),
        },
    )


def sheet_page(reading: Reading, sheet: Sheet, office: str) -> Shown:
    """Return one sheet."""
    return Shown(
        "desk/sheet.html",
        sheet.title,
        {
            "sheet": sheet_line(reading, sheet),
            "mine": sheet.office == office,
            "version": sheet.version,
            "action": reading.href("sheets", sheet.id),
            "edit_href": reading.href("sheets", sheet.id, "edit"),
            "back": reading.href("sheets"),
        },
    )


def sheet_form(  # noqa: PLR0913 - a form, what stands in it, and what stands against it
    reading: Reading,
    *,
    offices: Sequence[str],
    sheet: Sheet | None = None,
    ref: str = "",
    posted: Posted | None = None,
    problem: RefusedError | None = None,
) -> Shown:
    """Return the form of a sheet: a new one, or as it stands, or as it was just filled in.

    Args:
        offices: The other offices of our party.
        sheet: The one that is changed.
        ref: What a new one is about.
        posted: What was filled in.
        problem: Why it was not kept.
    """
    shown = posted if posted is not None else _as_posted(reading, sheet, ref)
    return Shown(
        "desk/sheet_form.html",
        reading.gettext("Change a sheet") if sheet else reading.gettext("Write a sheet"),
        {
            "shown": {name: tuple(values) for name, values in shown.items()},
            "sorts": SORTS,
            "others": tuple((each, reading.office(each)) for each in offices),
            "problem": None if problem is None else (problem.code, problem.params),
            "action": reading.href("sheets", sheet.id) if sheet else reading.href("sheets", "new"),
            "version": sheet.version if sheet else 0,
            "back": reading.href("sheets"),
        },
    )


def _as_posted(reading: Reading, sheet: Sheet | None, ref: str) -> Posted:
    if sheet is None:
        return {"about": (ref,), "lang": (reading.lang,), "sort": (SORTS[0],)}
    about = reading.ref(sheet.about) if sheet.about else ""
    return {
        "sort": (sheet.sort,),
        "title": (sheet.title,),
        "text": (sheet.text,),
        "lang": (sheet.lang,),
        "about": (about,),
        "to": sheet.offices,
    }


def keep_sheet(  # noqa: PLR0913 - who keeps what
    reading: Reading, private: Private, office: str, posted: Posted, *, offices: Sequence[str], sheet: Sheet | None
) -> Sheet:
    """Keep what was filled in.

    Args:
        reading: For whom.
        private: Where.
        office: Whose it is.
        posted: What was filled in.
        offices: The other offices of our party.
        sheet: The one that is changed, if it is not new.

    Raises:
        RefusedError: It cannot be kept.
    """

    def written(name: str) -> str:
        return next(iter(posted.get(name, ())), "").replace("\r\n", "\n").strip()

    ref = written("about")
    subject = subject_of(reading, ref)
    if ref and subject is None:
        raise RefusedError("form.no_such_entry", ref=ref[:40])
    unknown = [each for each in posted.get("to", ()) if each not in {*offices, office}]
    if unknown:
        raise RefusedError("private.no_such_office", office=unknown[0][:60])
    about: EntryId | Literal[""] = subject or ""
    version = written("version")
    return private.write_sheet(
        office,
        sort=written("sort"),
        title=written("title"),
        text=written("text"),
        lang=written("lang"),
        about=about,
        offices=tuple(posted.get("to", ())),
        row=sheet.id if sheet else "",
        version=int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else 0,
    )


def sheets_on(reading: Reading, private: Private, office: str, ref: str) -> Link | None:
    """Return the way from a subject's page to our own sheets on it; None if there is no such subject."""
    subject = subject_of(reading, ref)
    if subject is None:
        return None
    count = len(private.sheets_for(office, subject))
    text = (
        reading.ngettext("%(num)s sheet of ours on this", "%(num)s sheets of ours on this", count)
        if count
        else reading.gettext("Write a sheet on this")
    )
    path = ("sheets",) if count else ("sheets", "new")
    return Link(reading.href(*path, about=reading.ref(subject)), text)


def subject_of(reading: Reading, ref: str) -> EntryId | None:
    """Return the subject to which the entry with this reference belongs."""
    verdict = reading.find(ref) if ref else None
    return None if verdict is None or verdict.entry is None else verdict.entry.subject


def sheet_line(reading: Reading, sheet: Sheet) -> SheetLine:
    """Return a sheet as pages show it."""
    about = reading.read(sheet.about) if sheet.about else None
    return SheetLine(
        reading.href("sheets", sheet.id),
        sheet.sort,
        Words(sheet.title, sheet.lang),
        Words(sheet.text, sheet.lang),
        reading.office(sheet.office),
        sheet.changed_at,
        tuple(reading.office(each) for each in sheet.offices),
        None if about is None else reading.view(about),
        reading.subject_href(sheet.about) if about is not None and sheet.about else "",
    )
