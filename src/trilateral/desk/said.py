"""Any body in words: one row a field, as the field would be asked for in a form.

So that a kind for which nobody drew a page is still read as what it says.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from trilateral.i18n.calendars import civil_fit, stated_day, zone_text
from trilateral.i18n.digits import coordinates, digits
from trilateral.i18n.isolates import BIDI_CONTROLS
from trilateral.i18n.language_names import language_name
from trilateral.ledger.entry import Entry, Text
from trilateral.ui.forms import ANGLES, Control, Field, form_of
from trilateral.ui.page import Desk
from trilateral.ui.views import EntryView, PartyView, Words

_INSTANTS = ("expires_at", "starts_at", "cut_off_at")
"""Fields beside which a civil time stands as it was agreed or announced."""
COUNTED = frozenset({"point", "number", "other_number", "item", "paragraph", "step"})
"""Fields that say which of several it is, from 0."""
_FROM_ONE = ("dispatches.", "notices.")
"""Where these fields begin at 1, or say how many."""
NAMES = (
    frozenset({"born", "index", "items", "level", "occurrence", "round", "row", "rows", "volume", "continues"})
    | COUNTED
)
"""Fields whose number names something, such as a year: no quantity, so it is not grouped in thousands."""


_OPEN = {"room": "room", "series": "series", "sort": "site"}
"""Fields in which a party may write any word, and where the words are that everybody uses."""


def counts_from_zero(field: Field) -> bool:
    """Whether the record counts from 0 in a field what people count from 1."""
    return field.name in COUNTED and not field.label_id.startswith(_FROM_ONE)


@dataclass(frozen=True, slots=True)
class Row:
    """One field and what stands in it. Exactly one of the lists is filled, but for a remark on a civil time in `plain`.

    Attributes:
        label_id: For the catalogues.
        words: Somebody's texts.
        plain: Values already in the reader's language.
        parties: Parties.
        entries: Other entries; those that the record lacks are in `plain`.
        times: Instants.
        written: Civil times as they were written down, each with its zone.
        rows: Fields inside, a list for each.
        name: What it is called, in the reader's language; empty where the catalogues say it by `label_id`.
    """

    label_id: str
    words: tuple[Words, ...] = ()
    plain: tuple[str, ...] = ()
    parties: tuple[PartyView, ...] = ()
    entries: tuple[EntryView, ...] = ()
    times: tuple[datetime | date, ...] = ()
    written: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple["Row", ...], ...] = ()
    name: str = ""


def said(desk: Desk, entry: Entry[Any]) -> tuple[Row, ...] | None:
    """Return what an entry says, field by field; None where its kind cannot be read like that."""
    return said_in(desk, entry.body)


def said_in(desk: Desk, body: Any) -> tuple[Row, ...] | None:
    """The same for a body that is in no entry yet."""
    try:
        form = form_of(type(body))
    except TypeError:
        return None
    return tuple(_rows(desk, form.fields, body))


def _rows(desk: Desk, fields: tuple[Field, ...], value: object) -> Iterator[Row]:
    for field in fields:
        held = getattr(value, field.name)
        if held is None or held in ((), "") or (field.name == "radius_m" and not getattr(value, "points", True)):
            continue  # it says nothing: without a point there is nothing that metres could be around
        if field.name == "civil":
            yield _written(desk, field, value)
        elif field.name != "zone" or not getattr(value, "civil", ""):
            yield _row(desk, field, held if isinstance(held, tuple) else (held,))


def _written(desk: Desk, field: Field, value: object) -> Row:
    """A civil time, with the zone that stands beside it; and that clocks there do not show it at the instant beside it, if it is so."""
    differs = () if _fits(value) else (desk.gettext("the civil time and the instant differ"),)
    return Row(field.label_id, plain=differs, written=((getattr(value, "civil", ""), getattr(value, "zone", "")),))


def _fits(value: object) -> bool:
    """Whether clocks in the zone named show a civil time at the instant beside it."""
    instants = [each for name in _INSTANTS if isinstance(each := getattr(value, name, None), datetime)]
    civil, zone = getattr(value, "civil", ""), getattr(value, "zone", "")
    return not instants or civil_fit(instants[0], civil, zone).is_shown


def _row(desk: Desk, field: Field, held: tuple[Any, ...]) -> Row:  # noqa: PLR0911 - one return a control
    if all(isinstance(each, Text) for each in held):
        return Row(field.label_id, words=tuple(desk.words(each) for each in held))
    match field.control:
        case Control.GROUP | Control.ROWS if {each.name for each in field.fields} == ANGLES:
            return Row(field.label_id, plain=tuple(coordinates(each.lat, each.lon) for each in held))
        case Control.GROUP | Control.ROWS:
            return Row(field.label_id, rows=tuple(tuple(_rows(desk, field.fields, each)) for each in held))
        case Control.PARTY | Control.PARTIES:
            return Row(field.label_id, parties=tuple(desk.party_view(each) for each in held))
        case Control.ENTRY | Control.ENTRIES:
            found = [desk.entry(each) for each in held]
            known = tuple(each for each in found if each is not None)
            if len(known) == len(held):
                return Row(field.label_id, entries=known)
            return Row(field.label_id, plain=tuple(desk.ref(each) for each in held))
        case Control.INSTANT | Control.DAY:
            return Row(field.label_id, times=held)
        case Control.CHOICE | Control.CHOICES:
            return Row(field.label_id, plain=tuple(desk.term(str(each), *field.groups) for each in held))
        case Control.YES_NO:
            return Row(
                field.label_id, plain=tuple(desk.gettext("yes") if each else desk.gettext("no") for each in held)
            )
        case _:
            return Row(field.label_id, plain=tuple(_plain(desk, field, each) for each in held))


def _plain(desk: Desk, field: Field, value: object) -> str:  # noqa: PLR0911 - one return for each sort of value
    if field.name in {"office", "offices", "for_office"}:
        return desk.office(str(value))
    if field.control in {Control.LANGUAGE, Control.LANGUAGES}:
        return language_name(str(value), desk.lang)
    if field.name == "forum":
        return desk.forum(str(value))
    if field.name in _OPEN:
        return desk.term(str(value), _OPEN[field.name])
    if field.name == "zone":
        return zone_text(str(value), desk.lang)
    if field.is_day:
        return stated_day(str(value), desk.lang)
    if isinstance(value, int) and field.name in NAMES and not _is_amount(field):
        return digits(str(value + counts_from_zero(field)), desk.lang)
    if isinstance(value, int):
        return desk.gettext("%(number)s", number=value)
    return str(value)


def _is_amount(field: Field) -> bool:
    """Whether a field says how many: ten lorries stand in a notice's `number`."""
    return field.label_id.startswith("notices.")


def persons(fields: Mapping[str, object]) -> tuple[Row, ...]:
    """Return the opened fields of a detached part."""
    return tuple(Row(f"person.{name}", plain=(str(value),)) for name, value in sorted(fields.items()))


def visible(raw: str) -> str:
    """Return bytes of a note as they can be shown: what would reorder the line stands there by its name instead."""
    return BIDI_CONTROLS.sub(lambda found: f"<U+{ord(found[0]):04X}>", raw)
