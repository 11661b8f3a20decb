"""The form for any kind of entry, and what happens when it is filled in: check, look, sign.

One page serves every kind, made from the kind's struct. The check is the one that every
node will make of the entry; what it objects to is shown before anything is signed. Whoever
has a signature made elsewhere hands in the signed bytes instead (`hand_in_page`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

import msgspec

from trilateral.catalogue import KINDS
from trilateral.desk.quoting import quoted
from trilateral.desk.reading import Reading
from trilateral.desk.said import COUNTED, visible
from trilateral.errors import MalformedError, RefusedError
from trilateral.i18n import messages
from trilateral.i18n.digits import latin_digits
from trilateral.ledger.entry import Body, EntryId, Instant, Ref
from trilateral.ui.forms import Around, Control, Field, FieldError, Filled, Form, Posted, form_of, read_form
from trilateral.ui.page import Shown

BY_NAME: dict[str, type[Body]] = {
    kind.partition("/")[0]: struct for kind, struct in KINDS.items() if not kind.startswith("ledger.")
}
"""Kinds that a delegate signs, as addresses write them. Those of the constitution are the root's and the node's."""


class About(msgspec.Struct, frozen=True, tag="entry.about"):
    """What any entry may say about itself.

    Attributes:
        said_at: When it was said, if not now.
        refers_to: Other entries that it speaks of.
    """

    said_at: Instant | None = None
    refers_to: tuple[EntryId, ...] = ()


class Person(msgspec.Struct, frozen=True, tag="person"):
    """A person, for the detached part: it can be erased, the entry cannot."""

    name: str | None = None
    title: str | None = None


PERSONS: dict[str, type[msgspec.Struct]] = dict.fromkeys(("delegations.accredited", "delegations.succeeded"), Person)
"""Kinds with a detached part, and what is asked for it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was filled in, ready for the node.

    Attributes:
        body: What is said.
        subject: What it is about; None if it opens a subject.
        claimed_at: When it was said; None for now.
        refs: Other entries that it speaks of.
        detached: Fields that can be erased later.
    """

    body: Body
    subject: EntryId | None
    claimed_at: datetime | None = None
    refs: tuple[Ref, ...] = ()
    detached: Mapping[str, str] | None = None


class Speaker(Protocol):
    """What makes and signs entries in one office: the node."""

    def check(self, draft: Draft) -> bytes:
        """Return the text that would be signed.

        Raises:
            RefusedError: It would have no effect, or may not be signed.
        """

    def sign(self, draft: Draft) -> str:
        """Sign it, and return its reference when it is on disk.

        Raises:
            RefusedError: The same.
        """


@dataclass(frozen=True, slots=True)
class Signed:
    """It is on disk."""

    ref: str


def forms_of(kind: str) -> tuple[Form[Any], ...]:
    """Return the forms on the page of one kind: the body, the person if there is one, and what any entry says."""
    struct = BY_NAME[kind]
    person = PERSONS.get(kind)
    return (form_of(struct), *([form_of(person)] if person else []), form_of(About))


def around(reading: Reading) -> Around:
    """Return what forms must know of the record."""

    def entry_id(ref: str) -> EntryId | None:
        verdict = reading.record.verdict_of(ref) if ref else None
        return verdict.entry.id if verdict is not None and verdict.entry is not None else None

    def entry_ref(entry: EntryId) -> str | None:
        verdict = reading.fold.verdict(entry)
        return None if verdict is None else verdict.ref

    zones = tuple(
        dict.fromkeys(
            (
                *(t.zone for t in reading.charter.parties if t.id == reading.party),
                *(t.zone for t in reading.charter.parties),
                "UTC",
            )
        )
    )
    names = {party: reading.party_view(party).name for party in (t.id for t in reading.charter.parties)}
    own_last = sorted(reading.charter.parties, key=lambda t: t.id == reading.party)
    places = {terms.zone: reading.capital(terms.id) for terms in own_last}
    return Around(names, entry_id, entry_ref, zones, reading.lang, places)


def blank_form(reading: Reading, kind: str, given: Posted) -> Shown | None:
    """Return the form of a kind with what the address already says; None if nobody signs such a kind here."""
    if kind not in BY_NAME:
        return None
    fixed = {name: tuple(values) for name, values in given.items() if values and values[0]}
    return _form_page(reading, kind, Filled(fixed), {**fixed, "fixed": tuple(fixed)})


def filled_form(reading: Reading, kind: str, posted: Posted, speaker: Speaker) -> Shown | Signed | None:
    """Check what was filled in, and sign it if that was asked for.

    Returns:
        The form again, with every error or with the words that would be signed; or the reference of what was signed.
    """
    if kind not in BY_NAME:
        return None
    draft, filled = _read(reading, kind, _with_civil_times(posted))
    if draft is None:
        return _form_page(reading, kind, filled, posted)
    try:
        if "sign" in posted:
            return Signed(speaker.sign(draft))
        text = speaker.check(draft)
    except RefusedError as refused:
        return _form_page(reading, kind, filled.refused(refused.code, refused.params), posted)
    except MalformedError as error:
        return _form_page(reading, kind, filled.refused("entry.malformed", {"what": str(error)[:300]}), posted)
    return _form_page(reading, kind, filled, posted, visible(text.decode("utf-8", "replace")))


_BESIDE = ("zone", "civil")
"""Members beside `starts_at` that repeat it as it was written down: people write it once."""


def _with_civil_times(posted: Posted) -> Posted:
    """Fill in zone and civil time of each date as they were written, where nobody wrote them differently."""
    filled = dict(posted)
    for path, values in posted.items():
        base, dot, name = path.rpartition(".")
        written = values[0].strip() if values else ""
        if name == "starts_at" and written:
            zone = next(iter(posted.get(f"{path}.zone", ())), "")
            for member, value in zip(_BESIDE, (zone, latin_digits(written).replace("T", " ")[:16]), strict=True):
                if not any(filled.get(f"{base}{dot}{member}", ())):
                    filled[f"{base}{dot}{member}"] = (value,)
    return filled


def _shown_form(form: Form[Any]) -> Form[Any]:
    """The form without what the page fills in by itself."""
    return replace(form, fields=tuple(_shown_field(field) for field in form.fields))


def _shown_field(field: Field) -> Field:
    names = {inner.name for inner in field.fields}
    hidden = _BESIDE if "starts_at" in names else ()
    return replace(field, fields=tuple(_shown_field(inner) for inner in field.fields if inner.name not in hidden))


def _read(reading: Reading, kind: str, posted: Posted) -> tuple[Draft | None, Filled[Any]]:
    known = around(reading)
    subject, wrong = _subject(reading, posted)
    read = [read_form(form, posted, known) for form in forms_of(kind)]
    body, about = read[0].value, read[-1].value
    errors = tuple(error for each in read for error in each.errors) + wrong
    if errors or body is None or about is None:
        return None, Filled(posted, errors)
    person = msgspec.structs.asdict(read[1].value) if len(read) > 2 and read[1].value is not None else {}
    detached = {name: value for name, value in person.items() if value}
    refs = tuple(Ref(entry, "speaks_of") for entry in about.refers_to)
    return Draft(body, subject, about.said_at, refs, detached or None), Filled(posted, (), body)


def _subject(reading: Reading, posted: Posted) -> tuple[EntryId | None, tuple[FieldError, ...]]:
    ref = next(iter(posted.get("subject", ())), "").strip()
    if not ref:
        return None, ()
    found = around(reading).entry_id(ref)
    if found is None:
        return None, (FieldError("subject", "form.no_such_entry", {"ref": ref[:40]}),)
    return found, ()


def _form_page(reading: Reading, kind: str, filled: Filled[Any], posted: Posted, text: str = "") -> Shown:
    name = messages.kind_name(reading.lang, kind)
    forms = forms_of(kind)
    fixed = _fixed(reading, forms[0], posted)
    subject = next(iter(posted.get("subject", ())), "")
    found = around(reading).entry_id(subject) if subject else None
    return Shown(
        "desk/sign.html",
        reading.gettext("Sign: %(kind)s", kind=name),
        {
            "kind": kind,
            "called": name,
            "forms": tuple(_shown_form(form) for form in forms),
            "fixed": fixed,
            "every": Form(kind, BY_NAME[kind], tuple(field for form in forms for field in form.fields)),
            "filled": filled,
            "around": around(reading),
            "subject": subject,
            "about": None if found is None else reading.entry(found),
            "about_href": None if found is None else reading.subject_href(found),
            "text": text,
            "quotes": quoted(reading, kind, found, posted),
            "action": reading.href("sign", kind),
        },
    )


def _fixed(reading: Reading, form: Form[Any], posted: Posted) -> dict[str, tuple[str, str, str]]:
    """Fields that the address already filled in: label, value, and the value as people read it. By field."""
    asked = set(posted.get("fixed", ()))
    found: dict[str, tuple[str, str, str]] = {}
    for field in form.fields:
        value = next(iter(posted.get(field.path, ())), "")
        if field.path not in asked or not value or field.control not in _FIXABLE:
            continue
        shown = value
        if field.path in COUNTED and value.isdecimal():
            shown = reading.numbers([int(value) + 1])
        elif field.control is Control.CHOICE:
            shown = reading.term(value, *field.groups)
        elif field.path == "office":
            shown = reading.office(value)
        found[field.path] = field.label_id, value, shown
    return found


_FIXABLE = frozenset({Control.LINE, Control.CHOICE, Control.INTEGER, Control.ENTRY})


def kinds_page(reading: Reading) -> Shown:
    """Return the list of all that can be signed."""
    by_slice: dict[str, list[tuple[str, str]]] = {}
    for kind in BY_NAME:
        named = messages.kind_name(reading.lang, kind)
        by_slice.setdefault(kind.partition(".")[0], []).append((named, reading.href("sign", kind)))
    return Shown(
        "desk/kinds.html",
        reading.gettext("Sign something"),
        {"slices": by_slice, "hand_in_href": reading.href("hand-in")},
    )


def hand_in_page(reading: Reading, note: str = "", problem: tuple[str, Mapping[str, str | int]] | None = None) -> Shown:
    """Return the page on which entries are handed in that were signed elsewhere."""
    return Shown(
        "desk/hand_in.html",
        reading.gettext("Hand in a signed entry"),
        {"note": note[:70_000], "problem": problem, "action": reading.href("hand-in")},
    )
