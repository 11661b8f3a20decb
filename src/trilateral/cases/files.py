"""Reads a case from a directory of TOML files, so that a mechanism can be modelled without a line of code.

    case.toml      name, last day, the charter's terms, the parties with their offices, the publications cited
    *.toml         `[[acts]]` and `[[sheets]]`, in as many files as it has chapters, read in the order of their names

Members of the charter and of the acts' bodies are spelled as the specification of the charter and of each kind
spells them. A mistake is said with the file, the act and what was expected there.
"""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from trilateral.cases.act import RECEIPT, Act, Case, PartyInCase, PrivateSheet
from trilateral.cases.figures import RowsBySeed, rows_by_seed
from trilateral.errors import MalformedError
from trilateral.ledger.charter import Holiday
from trilateral.ledger.entry import Source, Text

CASE_FILE = "case.toml"

_T = TypeVar("_T")


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class _Party(_Strict, frozen=True):
    id: str
    names: tuple[Text, ...]
    offices: tuple[str, ...]
    role: str = "party"
    capital: tuple[Text, ...] = ()
    zone: str = "UTC"
    weekend: tuple[int, ...] = ()
    holidays: tuple[Holiday, ...] = ()


class _Publication(_Strict, frozen=True):
    title: str
    outlet: str
    published_on: str


class _Cited(_Strict, frozen=True):
    of: str
    quote: str = ""


class _Head(_Strict, frozen=True):
    name: Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9-]{0,47}(?!\n)$")]
    as_of: Annotated[datetime, msgspec.Meta(tz=True)]
    charter: dict[str, Any]
    parties: tuple[_Party, ...]
    sources: dict[str, _Publication] = msgspec.field(default_factory=dict)


class _Act(_Strict, frozen=True):
    key: str
    party: str
    by: str
    at: Annotated[datetime, msgspec.Meta(tz=True)]
    kind: str
    on: str | None = None
    says: dict[str, Any] = msgspec.field(default_factory=dict)
    refs: dict[str, str] = msgspec.field(default_factory=dict)
    sources: tuple[_Cited, ...] = ()
    person: dict[str, str] | None = None
    audience: tuple[str, ...] = ()
    forum: str = "plenary"
    after: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    rows: RowsBySeed | None = None


class _Sheet(_Strict, frozen=True):
    key: str
    party: str
    office: str
    title: str
    text: str
    sort: Literal["talking_points", "instructions", "note"] = "note"
    lang: str = "en"
    on: str | None = None
    offices: tuple[str, ...] = ()


def read_case(directory: Path) -> Case:
    """Return the case in a directory.

    Raises:
        MalformedError: A file is missing, is not TOML, or says what no case can: which file, which act, what was expected.
    """
    path = directory / CASE_FILE
    head = _converted(_read(path), _Head, str(path))
    acts: list[Act] = []
    sheets: list[PrivateSheet] = []
    for path in sorted(directory.glob("*.toml")):
        if path.name != CASE_FILE:
            said = _chapter(path)
            acts += [_act(each, head, path) for each in said.get("acts", ())]
            sheets += [_sheet(each, head, path) for each in said.get("sheets", ())]
    try:
        return Case(
            name=head.name,
            terms=head.charter,
            parties=tuple(PartyInCase(**msgspec.structs.asdict(each)) for each in head.parties),
            acts=tuple(sorted(acts, key=lambda act: act.at)),
            as_of=head.as_of,
            sheets=tuple(sheets),
        )
    except ValueError as error:
        raise MalformedError(f"{directory}: {error}") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise MalformedError(f"{path}: expected a file of a case, found none") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MalformedError(f"{path}: expected TOML in UTF-8: {error}") from error


def _chapter(path: Path) -> dict[str, list[dict[str, Any]]]:
    """What a file holds beside the head: tables of acts and sheets."""
    found = _read(path)
    other = [name for name, tables in found.items() if name not in {"acts", "sheets"} or not _is_tables(tables)]
    if other:
        raise MalformedError(f"{path}: expected [[acts]] and [[sheets]], got {', '.join(other)}")
    return found


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _sheet(members: Mapping[str, Any], head: _Head, path: Path) -> PrivateSheet:
    named = f"{path}: {members.get('key', 'a sheet without a key')}"
    said = _converted(members, _Sheet, named)
    for office in (said.office, *said.offices):
        _check_office(said.party, office, head, named)
    return PrivateSheet(**msgspec.structs.asdict(said))


def _check_office(party: str, office: str, head: _Head, named: str) -> None:
    if not any(each.id == party and office in each.offices for each in head.parties):
        raise MalformedError(f"{named}: expected an office that {CASE_FILE} names, got {office} of {party}")


def _act(members: Mapping[str, Any], head: _Head, path: Path) -> Act:
    named = f"{path}: {members.get('key', 'an act without a key')}"
    said = _converted(members, _Act, named)
    if said.kind != RECEIPT:
        _check_office(said.party, said.by, head, named)
    missing = [each.of for each in said.sources if each.of not in head.sources]
    if missing:
        raise MalformedError(f"{named}: expected publications that {CASE_FILE} names, got {', '.join(missing)}")
    sources = tuple(_source(head.sources[each.of], each.quote) for each in said.sources)
    return Act(**{**msgspec.structs.asdict(said), "sources": sources, "rows": _rows(said, head, path)})


def _rows(said: _Act, head: _Head, path: Path) -> tuple[Mapping[str, Any], ...]:
    if said.rows is None:
        return ()
    grid = head.charter.get("grid_microdegrees", 0)
    return tuple(rows_by_seed(path.parent / said.rows.figures, said.rows, grid if isinstance(grid, int) else 0))


def _source(publication: _Publication, quote: str) -> Source:
    return Source(publication.title, publication.outlet, publication.published_on, quote)


def _converted(value: Mapping[str, Any], type_: type[_T], named: str) -> _T:
    try:
        return msgspec.convert(value, type_)
    except msgspec.ValidationError as error:
        raise MalformedError(f"{named}: {error}") from error
