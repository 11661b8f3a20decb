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
from typing import Annotated, Any, Literal

import msgspec

from trilateral.cases.act import RECEIPT, Act, Case, PartyInCase, PrivateSheet, named_in
from trilateral.cases.checks import check_act, check_kind, checked_name
from trilateral.cases.figures import RowsBySeed, rows_by_seed
from trilateral.cases.spelling import converted
from trilateral.cases.terms import check_terms
from trilateral.errors import MalformedError
from trilateral.ledger.charter import Holiday, Role
from trilateral.ledger.entry import Source, Text

CASE_FILE = "case.toml"
_BOUND = ("party", "host")


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class _Party(_Strict, frozen=True):
    id: str
    names: tuple[Text, ...]
    offices: tuple[str, ...]
    role: Role = "party"
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
    countersigned_by: str | None = None
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
    head = converted(_read(path), _Head, str(path))
    if directory.resolve().name != head.name:
        raise MalformedError(
            f"{path}: name: expected the name of its directory, {directory.resolve().name!r}, got {head.name!r}; "
            "rename one of the two"
        )
    parties = tuple(PartyInCase(**msgspec.structs.asdict(each)) for each in head.parties)
    check_terms(head.charter, parties, f"{path}: charter")
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
            parties=parties,
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
    said = converted(members, _Sheet, named)
    for office in (said.office, *said.offices):
        _check_office(said.party, office, head, named)
    return PrivateSheet(**msgspec.structs.asdict(said))


def _check_office(party: str, office: str, head: _Head, named: str) -> None:
    checked_name(party, (each.id for each in head.parties), named, f"a party that {CASE_FILE} names")
    offices = next(each.offices for each in head.parties if each.id == party)
    if office not in offices:
        raise MalformedError(
            f"{named}: expected an office that {CASE_FILE} names, got {office} of {party}; it has {', '.join(offices)}"
        )


def _act(members: Mapping[str, Any], head: _Head, path: Path) -> Act:
    named = f"{path}: {members.get('key', 'an act without a key')}"
    said = converted(members, _Act, named)
    check_kind(said.kind, named)
    if said.kind != RECEIPT:
        for office in (said.by, *((said.countersigned_by,) if said.countersigned_by is not None else ())):
            _check_office(said.party, office, head, named)
    for party in said.audience:
        checked_name(party, (each.id for each in head.parties), f"{named}: audience", f"parties that {CASE_FILE} names")
    missing = [each.of for each in said.sources if each.of not in head.sources]
    if missing:
        raise MalformedError(
            f"{named}: expected publications that {CASE_FILE} names, got {', '.join(missing)}; it has {', '.join(head.sources) or 'none'}"
        )
    sources = tuple(_source(head.sources[each.of], each.quote) for each in said.sources)
    own = {"sources": sources, "rows": _rows(said, head, path), "papers": _papers(said, path), "file": path.name}
    act = Act(**{**msgspec.structs.asdict(said), **own})
    check_act(act, head.charter, [each.id for each in head.parties if each.role in _BOUND])
    return act


def _papers(said: _Act, path: Path) -> Mapping[str, bytes]:
    """The files that an act names: they lie beside the case."""
    found: dict[str, bytes] = {}
    for name in (each.key for each in named_in(said.says) if each.what == "file"):
        file = path.parent / name
        if not file.resolve().is_relative_to(path.parent.resolve()) or not file.is_file():
            raise MalformedError(f"{path}: {said.key}: @{name}#file: expected a file in {path.parent}, found none")
        found[name] = file.read_bytes()
    return found


def _rows(said: _Act, head: _Head, path: Path) -> tuple[Mapping[str, Any], ...]:
    if said.rows is None:
        return ()
    grid = head.charter.get("grid_microdegrees", 0)
    return tuple(rows_by_seed(path.parent / said.rows.figures, said.rows, grid if isinstance(grid, int) else 0))


def _source(publication: _Publication, quote: str) -> Source:
    return Source(publication.title, publication.outlet, publication.published_on, quote)
