"""The devices of an office, and the page on which reports are written without a network.

The page for reports holds no word of the record beyond the charter's names of parties, so that a
browser may keep it: whoever finds the telephone learns from it what any member's form looks like.
What its scripts need to know stands in attributes, and the words that they show in templates.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec
from msgspec import inspect

from trilateral.desk.reading import SHORT, Reading
from trilateral.desk.signing import around
from trilateral.i18n import messages
from trilateral.i18n.languages import LANGUAGES, direction
from trilateral.i18n.writing import tables
from trilateral.mechanism.incidents.entries import SUB_TYPES, IncidentReported
from trilateral.mechanism.incidents.rules import MAX_ACTORS
from trilateral.node.devices import MOST_CALLED, HeldDevice
from trilateral.ui.forms import Around, Field, Filled, Form, form_of
from trilateral.ui.page import Shown

API = "/api/device"
KIND = str(IncidentReported.__struct_config__.tag)

_LEFT_OUT = frozenset({("told_by",), ("when", "zone"), ("when", "civil"), ("actors", "designation")})
"""What a report from a device does not ask for: others' accounts, and what only the record could answer."""

_FIRST = ("type", "text", "when", "time_precision", "where", "place_precision")
"""What is asked for first on a small screen; the rest follows as the struct has it."""

MAX_FILES = 8 << 20
"""Bytes of all files of one report together, as with any form."""

_FORM_CODES = (
    "entry.too_long",
    "form.given_twice",
    "form.month_wanted",
    "form.not_a_day",
    "form.not_a_number",
    "form.not_a_time",
    "form.not_degrees",
    "form.not_offered",
    "form.not_understood",
    "form.required",
    "form.too_large",
    "form.too_long",
    "form.too_small",
    "incidents.actor_unclear",
    "incidents.counted_twice",
    "incidents.most_below_least",
    "incidents.names_too_many",
    "incidents.other_type",
    "incidents.place_empty",
    "incidents.time_empty",
    "text.bidi_override",
    "time.skipped",
    "time.twice",
)
"""Codes of what the page can say against a report by itself, before it is signed."""


@dataclass(frozen=True, slots=True)
class DeviceView:
    """One device in the list.

    Attributes:
        enrolled_ref: The entry that put its key to the office.
        ended_ref: The entry that ended it; empty while it counts.
    """

    vkey: str
    name: str
    called: str
    enrolled_ref: str
    enrolled_href: str
    ended_ref: str
    ended_href: str
    used_at: datetime | None


def devices_page(
    reading: Reading, office: str, held: Iterable[HeldDevice], problem: tuple[str, dict[str, Any]] | None
) -> Shown:
    """Return the devices of the reader's office, and the way to enrol one.

    Args:
        reading: For whom.
        office: Theirs.
        held: Devices of that office.
        problem: Why something was not done.
    """
    views = [_view(reading, each) for each in held]
    return Shown(
        "desk/devices.html",
        reading.gettext("Devices"),
        {
            "counting": [each for each in views if not each.ended_ref],
            "ended": [each for each in views if each.ended_ref],
            "action": reading.href("devices"),
            "offline_href": reading.href("offline"),
            "most_called": MOST_CALLED,
            "setup": {
                "store": store_name(reading),
                "api": API,
                "lang": reading.lang,
                "office": office,
                "offline": reading.href("offline"),
            },
            "problem": problem,
        },
    )


def _view(reading: Reading, held: HeldDevice) -> DeviceView:
    since = f"{reading.party}/{held.since}"
    until = "" if held.until is None else f"{reading.party}/{held.until}"
    return DeviceView(
        held.vkey,
        held.name,
        held.called,
        since,
        reading.href("entry", since),
        until,
        reading.href("entry", until) if until else "",
        held.used_at,
    )


def offline_page(reading: Reading, scripts: str) -> Shown:
    """Return the page on which a report is written, signed and kept on the device.

    Args:
        reading: For whom, of whom nothing is said here.
        scripts: Address of the folder of the scripts.
    """
    form = report_form()
    about = around(reading)
    filled: Filled[IncidentReported] = Filled({})
    known = replace(about, entry_id=lambda _: None, entry_ref=lambda _: None)
    return Shown(
        "desk/offline.html",
        reading.gettext("Report without a network"),
        {
            "form": form,
            "around": known,
            "filled": filled,
            "setup": _setup(reading, form, known),
            "scripts": scripts,
            "readers": [reading.party_view(each) for each in reading.parties if each != reading.party],
            "sentences": {code: _sentence(reading.lang, code) for code in _FORM_CODES},
            "ordinary_href": reading.href("sign", "incidents.reported"),
            "devices_href": reading.href("devices"),
            "manifest_href": reading.href("offline.webmanifest", lang=reading.lang),
            "pages": {code: reading.href("offline", lang=code) for code in LANGUAGES},
        },
    )


def _setup(reading: Reading, form: Form[IncidentReported], known: Around) -> dict[str, Any]:
    """What the scripts must know of form, charter and node."""
    return {
        "lang": reading.lang,
        "store": store_name(reading),
        "api": API,
        "home": reading.href(""),
        "worker": reading.href("sw.js"),
        "devices": reading.href("devices"),
        "kind": KIND,
        "fields": described(form),
        "subTypes": SUB_TYPES,
        "mostRows": MAX_ACTORS,
        "mostFiles": MAX_FILES,
        "zones": known.zones,
        "parties": list(known.parties),
        "names": dict(known.parties),
        "languages": list(LANGUAGES),
        "days": tables(),
    }


def store_name(reading: Reading) -> str:
    """What browsers call what they keep for this desk."""
    return f"trilateral-{reading.fold.mechanism[:SHORT]}"


def _sentence(lang: str, code: str) -> str:
    """A sentence with its places to be filled in as `{most}`."""
    holes = {
        name: "{" + name + "}"
        for name in ("choices", "got", "least", "most", "picked", "sort", "sub_type", "text", "type", "zone")
    }
    return messages.sentence(lang, code, holes)


def report_form() -> Form[IncidentReported]:
    """Return the form of a report as a device shows it."""
    form = form_of(IncidentReported)
    named = {each.name: each for each in _without(form.fields)}
    return replace(form, fields=tuple(named.pop(name) for name in _FIRST) + tuple(named.values()))


def _without(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    return tuple(
        replace(each, fields=_without(each.fields)) for each in fields if tuple(each.path.split(".")) not in _LEFT_OUT
    )


def described(form: Form[Any]) -> list[dict[str, Any]]:
    """Return the fields of a form as its script reads them: what `forms.read_form` reads, as plain values."""
    info = inspect.type_info(form.struct)
    return [_described(each, info) for each in form.fields]


def _described(field: Field, of: inspect.Type) -> dict[str, Any]:
    member = _members(of)[field.name]
    found: dict[str, Any] = {"name": field.name, "path": field.path, "control": field.control.value}
    found["required"] = field.required
    if member.default is not msgspec.NODEFAULT:
        found["default"] = msgspec.to_builtins(member.default)
    for name in ("low", "high"):
        if (value := getattr(field, name)) is not None:
            found[name] = value
    if field.boxes:
        found["boxes"] = True
    if field.choices:
        found["choices"] = list(field.choices)
    if field.fields:
        found["fields"] = [_described(each, member.type) for each in field.fields]
    return found


def _members(of: inspect.Type) -> dict[str, inspect.Field]:
    """The members of the struct in a type: itself, of which there may be none, or of which there may be many."""
    match of:
        case inspect.StructType(fields=fields):
            return {each.name: each for each in fields}
        case inspect.UnionType(types=types):
            return _members(next(each for each in types if isinstance(each, inspect.StructType)))
        case inspect.VarTupleType(item_type=item):
            return _members(item)
    raise TypeError(f"expected a struct, or rows of one, got {of}")


def manifest(reading: Reading, icons: list[dict[str, str]]) -> bytes:
    """Return what a browser must know to put the desk on a telephone's screen."""
    return msgspec.json.encode(
        {
            "id": reading.href("offline"),
            "name": str(
                reading.gettext("Reports: %(mechanism)s", mechanism=reading.words(reading.charter.titles).text)
            ),
            "short_name": str(reading.gettext("Reports")),
            "lang": reading.lang,
            "dir": direction(reading.lang),
            "start_url": reading.href("offline", lang=reading.lang),
            "scope": reading.href(""),
            "display": "standalone",
            "background_color": "#fcfaf6",
            "theme_color": "#0b5560",
            "icons": icons,
        }
    )
