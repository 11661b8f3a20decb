"""Reports of incidents: one in two parts, and rows of lists before they are signed."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from trilateral.cli.output import builtins, print_json
from trilateral.cli.program import Surroundings, plain
from trilateral.errors import RefusedError

if TYPE_CHECKING:
    from trilateral.ledger.charter import Charter
    from trilateral.ledger.entry import Body
    from trilateral.node.compose import About
    from trilateral.node.node import Node


def sign_in_two_parts(  # noqa: PLR0913 - what is said, where, and to whom
    around: Surroundings,
    node: "Node",
    body: "Body",
    *,
    office: str,
    about: "About",
    readers: tuple[str, ...],
    words_may_stay: bool,
) -> None:
    """Sign the coarse report in the open and its details under seal, and print both references. Before that, what they say.

    Raises:
        RefusedError: One of them would have no effect, or cannot be sealed for these parties: then neither is signed.
    """
    from trilateral.ledger.entry import members_of
    from trilateral.mechanism.incidents.coarsening import in_two_parts
    from trilateral.mechanism.incidents.entries import IncidentReported
    from trilateral.node.compose import About

    if not isinstance(body, IncidentReported):
        raise click.UsageError("--detail-to goes with incidents.reported.")
    said_at = about.claimed_at or node.clock.now()
    parts = in_two_parts(body, node.record.charter, said_at, words_may_stay=words_may_stay)
    if not around.json:
        _tell(around, parts.clear, parts.sealed)
    if parts.sealed is not None:
        node.prepare(parts.clear, by=office, about=replace(about, audience=readers, sources=(), attachments=()))
    clear = node.say(parts.clear, by=office, about=about)
    sealed = None
    if parts.sealed is not None:
        under_seal = About(
            claimed_at=about.claimed_at, subject=clear.id, audience=readers, capacity=about.capacity, forum=about.forum
        )
        sealed = node.say(parts.sealed, by=office, about=under_seal)
    if around.json:
        refs = {"clear": clear.ref, "sealed": None if sealed is None else sealed.ref, "id": clear.id}
        print_json({**refs, "in_the_clear": builtins(members_of(parts.clear))})
        return
    click.echo(f"{clear.ref}  {clear.id}  in the open")
    if sealed is None:
        click.echo("nothing of it needs to go under seal")
    else:
        click.echo(f"{sealed.ref}  {sealed.id}  under seal for {', '.join(readers)}")


def _tell(around: Surroundings, clear: "Body", sealed: "Body | None") -> None:
    """Say on standard error what everybody will read and what those alone who are chosen, member by member."""
    from trilateral.cli.charter_shown import said_in
    from trilateral.i18n.messages import label
    from trilateral.ledger.entry import members_of

    gettext = said_in(around.lang)
    for title, body in ((gettext("In the clear"), clear), (gettext("Under seal"), sealed)):
        if body is not None:
            click.echo(f"{title}:", err=True)
            for name, value in members_of(body).items():
                words = value if isinstance(value, str) else json.dumps(builtins(value), ensure_ascii=False)
                click.echo(plain(f"  {label(around.lang, f'incidents.reported.{name}')}: {words}"), err=True)


def checked_rows(
    rows: Iterable[Mapping[str, Any]], charter: "Charter", said_at: datetime, *, coarsen: bool
) -> Iterator[Mapping[str, Any]]:
    """Rows of a list of reports that may be listed: read as reports, no finer and no earlier than the charter lets.

    Raises:
        RefusedError: One of them cannot be listed so: with its number.
    """
    from trilateral.agreement.locations import coarsened
    from trilateral.ledger.entry import members_of
    from trilateral.mechanism.incidents.accounts import read_row
    from trilateral.mechanism.incidents.coarsening import is_prompt, is_too_fine

    for number, given in enumerate(rows):
        row = _typed(given)
        said, _ = read_row(row)
        if said is None:
            raise RefusedError("incidents.unreadable_row", row=number)
        if said.where is not None and is_too_fine(said.where, charter):
            if not coarsen:
                raise RefusedError("incidents.row_too_fine", row=number, grid=charter.grid_microdegrees)
            where = coarsened(said.where, charter.grid_microdegrees)
            row = {**row, "where": members_of(where)}
        if is_prompt(said.casualties, said.when, said_at, charter):
            raise RefusedError("incidents.row_too_prompt", row=number, hours=charter.detail_delay_hours)
        yield row


def _typed(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row of a table with headings such as `when.earliest` and `where.points.0.lat` as the report that it says.

    Whatever is no such row stays as it is. Empty cells say nothing.
    """
    import msgspec

    from trilateral.ledger.entry import Source, members_of
    from trilateral.mechanism.incidents.entries import IncidentReported

    if not all(isinstance(value, str) for value in row.values()):
        return row
    members = _listed(_nested((name.split("."), value) for name, value in row.items() if value))
    if not isinstance(members, dict):
        return row
    sources = members.pop("sources", None)
    try:
        kind = IncidentReported.__struct_config__.tag
        said = members_of(msgspec.convert({**members, "kind": kind}, IncidentReported, strict=False))
        found = [] if sources is None else msgspec.convert(sources, list[Source], strict=False)
    except msgspec.ValidationError:
        return row
    return {**said, "sources": [members_of(each) for each in found]} if found else said


def _nested(cells: Iterable[tuple[list[str], str]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path, value in cells:
        at = found
        for step in path[:-1]:
            deeper = at.setdefault(step, {})
            at = deeper if isinstance(deeper, dict) else {}
        at[path[-1]] = value
    return found


def _listed(value: Any) -> Any:
    """The same with lists for what is numbered from 0."""
    if not isinstance(value, dict):
        return value
    inner = {name: _listed(each) for name, each in value.items()}
    numbers = sorted(int(name) for name in inner if name.isdecimal() and name.isascii() and len(name) < 4)
    if inner and numbers == list(range(len(inner))):
        return [inner[str(number)] for number in numbers]
    return inner
