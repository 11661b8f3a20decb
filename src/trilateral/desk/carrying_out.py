"""A form that carries out what an adopted text creates: filled in with the terms that all signed, and naming the item.

The address names the item as people do, `carries_out=us/42#1`; the form keeps that name, and what is signed from it
has the ref by which rules recognise the item. Whether the text is adopted, and whether the form still says the same
when it is signed, is for these rules.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from trilateral.agreement.adoption import Adoptable, Item, role_of
from trilateral.agreement.undertakings import Undertaking, undertaking_of
from trilateral.desk.reading import Reading
from trilateral.i18n.digits import latin_digits
from trilateral.ledger.entry import Entry, Ref
from trilateral.mechanism.commitments.entries import CommitmentStated
from trilateral.ui.filling import fill_form
from trilateral.ui.forms import Around, FieldError, Posted, form_of

CARRIES_OUT = "carries_out"
"""Under which the item's name is given and posted."""
_NAME = re.compile(r"(.{1,60})#([1-9][0-9]{0,3})")


def name_in(posted: Posted) -> str:
    """Which item a form carries out, as it was written; empty if none."""
    return latin_digits(next(iter(posted.get(CARRIES_OUT, ())), "").strip())


def ref_in(posted: Posted, around: Around) -> tuple[tuple[Ref, ...], tuple[FieldError, ...]]:
    """Return the ref to the item that a form carries out, or what is wrong with its name."""
    name = name_in(posted)
    if not name:
        return (), ()
    found = _NAME.fullmatch(name)
    text = None if found is None else around.entry_id(found[1])
    if found is None or text is None:
        return (), (FieldError(CARRIES_OUT, "form.no_such_entry", {"ref": name[:40]}),)
    return (Ref(text, role_of(int(found[2]))),), ()


def filled_with_terms(reading: Reading, kind: str, given: Posted, around: Around) -> Mapping[str, Sequence[str]]:
    """Return what the terms of the item put into the form that the address asks for; nothing where it names none."""
    refs, _ = ref_in(given, around)
    carrier = reading.read(refs[0].entry) if refs else None
    if carrier is None or kind != _kind(CommitmentStated):
        return {}
    item = _item(reading, carrier, refs[0].role)
    if item is None or not isinstance(item.terms, Undertaking):
        return {}
    stated = CommitmentStated(**msgspec.structs.asdict(undertaking_of(item.terms)))
    return {**fill_form(form_of(CommitmentStated), stated, around).posted, **_readers(reading, carrier)}


def _item(reading: Reading, carrier: Entry[Any], role: str) -> Item | None:
    held = reading.fold.state(carrier.subject)
    items = held.items_of(carrier.id) if isinstance(held, Adoptable) else ()
    return next((each for each in items if role_of(each.number) == role), None)


def _readers(reading: Reading, carrier: Entry[Any]) -> Mapping[str, Sequence[str]]:
    """Who alone reads a text alone reads what carries it out."""
    if not carrier.header.audience:
        return {}
    return {"audience": tuple(each for each in (*carrier.header.audience, carrier.party) if each != reading.party)}


def _kind(body: type[msgspec.Struct]) -> str:
    return str(body.__struct_config__.tag).partition("/")[0]
