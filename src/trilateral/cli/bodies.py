"""Parts beside the logs: `disclose`, `erase`, `bulk put`, `bodies overdue`; and reading with our keys."""

import csv
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trilateral.cli.output import columns, instant_text, print_json, print_lines
from trilateral.cli.program import Surroundings, home_option, json_option
from trilateral.cli.values import TIME
from trilateral.errors import MalformedError, RefusedError

if TYPE_CHECKING:
    from trilateral.ledger.entry import Text
    from trilateral.node.node import Node, Receipt
    from trilateral.node.record import Record
    from trilateral.seal.bulk import Manifest

_MAX_FILE = 1 << 30


def opened_record(around: Surroundings) -> "Record":
    """The home, read with its keys: what was sealed for us can be opened. The node may be running."""
    from trilateral.node.keys import open_keyring

    record = around.record()
    ring = open_keyring(around.home / "keys", around.passphrase())
    try:
        record.readers.use(ring.identities())
    finally:
        ring.close()
    return record


@click.command()
@click.argument("ref")
@click.option("--field", "fields", multiple=True, metavar="NAME", help="Only this row, such as body.text. Repeat it.")
@click.option("--why", metavar="TEXT", help="Words that go with it.")
@click.option("--by", metavar="OFFICE", help="In which office; not needed where the party has one.")
@home_option
@json_option
@click.pass_obj
def disclose(around: Surroundings, ref: str, fields: tuple[str, ...], why: str | None, by: str | None) -> None:
    """Show to everybody what REF says under seal: whole, or some rows of it.

    Whoever could read it can show it, and everybody can check that this is what was signed.
    It cannot be taken back. `show REF --open` names the rows.
    """
    from trilateral.cli.sign import only_office
    from trilateral.node.parts import disclose as disclose_entry

    with around.node() as node:
        said = None if why is None else _text(around, why)
        _print_receipts(around, [disclose_entry(node, ref, fields, by or only_office(node.record), said)])


@click.command()
@click.argument("ref")
@click.option("--blob", metavar="SHA256", help="Only this part, if the entry has several.")
@click.option("--why", required=True, metavar="TEXT", help="Why: for everybody to read.")
@click.option("--by", metavar="OFFICE", help="In which office; not needed where the party has one.")
@home_option
@json_option
@click.pass_obj
def erase(around: Surroundings, ref: str, blob: str | None, why: str, by: str | None) -> None:
    """Destroy the detached parts of REF, or rows of a list: us/42#17, us/42#17-20.

    Of an entry of our own every honest node destroys its copy; of another's, only ours goes.
    That there was a part, and who held it, stays provable. What was copied elsewhere is out of reach.
    """
    from trilateral.cli.sign import only_office
    from trilateral.node.parts import erase as erase_parts

    with around.node() as node:
        said = _text(around, why)
        _print_receipts(around, erase_parts(node, ref, by or only_office(node.record), said, blob))


def _text(around: Surroundings, words: str) -> "Text":
    from trilateral.ledger.entry import Text

    return Text(around.lang, words)


def _print_receipts(around: Surroundings, receipts: "list[Receipt]") -> None:
    if around.json:
        print_json([{"ref": each.ref, "id": each.id, "index": each.index} for each in receipts])
    else:
        print_lines(f"{each.ref}  {each.id}" for each in receipts)


@click.group()
@home_option
def bulk() -> None:
    """Lists of many rows under one signature."""


@bulk.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--title", required=True, metavar="TEXT", help="What the list is called.")
@click.option("--what", required=True, metavar="WORD", help="What its rows are, such as incident_reports.")
@click.option("--coarsen", is_flag=True, help="Put places of incident_reports on the charter's grid first.")
@click.option("--by", metavar="OFFICE", help="In which office; not needed where the party has one.")
@home_option
@json_option
@click.pass_obj
def put(  # noqa: PLR0913 - what a list is, and how it is signed
    around: Surroundings, file: Path, *, title: str, what: str, coarsen: bool, by: str | None
) -> None:
    """Sign a list of the rows in FILE: a JSON object on each line, or CSV with a heading.

    Members get every row. Each can be shown alone (`prove us/42#17`) and erased alone (`erase us/42#17`).
    Rows of incident_reports are read as reports first, and refused by number where they cannot be one.
    """
    from trilateral.cli.sign import only_office
    from trilateral.ledger.entry import Text
    from trilateral.mechanism.bodies.entries import RowsListed

    with around.node() as node:
        manifest = keep_rows(node, file, what, coarsen=coarsen)
        body = RowsListed(Text(around.lang, title), what, manifest.count, manifest.root)
        receipt = node.say(body, by=by or only_office(node.record))
        if around.json:
            print_json({"ref": receipt.ref, "id": receipt.id, "count": manifest.count, "root": manifest.root})
        else:
            click.echo(f"{receipt.ref}  {receipt.id}  {manifest.count} rows under {manifest.root}")


def keep_rows(node: "Node", file: Path, what: str, *, coarsen: bool = False) -> "Manifest":
    """Keep the rows of a file beside the logs, and return what an entry has to say of them.

    Args:
        node: Ours.
        file: Where they stand.
        what: What they are; reports of incidents are checked.
        coarsen: Whether places of such reports are put on the charter's grid.
    """
    from trilateral.cli.reports import checked_rows
    from trilateral.mechanism.incidents.entries import ROWS

    if file.stat().st_size > _MAX_FILE:
        raise RefusedError("bodies.too_large", most=_MAX_FILE, got=file.stat().st_size)
    rows = rows_in(file)
    if what == ROWS:
        rows = checked_rows(rows, node.record.charter, node.clock.now(), coarsen=coarsen)
    return node.record.bulks.put(rows)


def rows_in(file: Path) -> Iterator[Mapping[str, Any]]:
    """The rows of a file: by its name CSV, or else a JSON object on each line."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        try:
            if file.suffix.lower() == ".csv":
                yield from _csv_rows(file, csv.DictReader(lines, strict=True))
            else:
                for number, line in enumerate(lines, 1):
                    if line.strip():
                        yield _json_row(file, number, line)
        except UnicodeDecodeError as error:
            raise MalformedError(f"{file}: expected UTF-8, got something else: {error.reason}") from error


def _csv_rows(file: Path, reader: "csv.DictReader[str]") -> Iterator[dict[str, str]]:
    try:
        for row in reader:
            if None in row or None in row.values():
                raise MalformedError(
                    f"{file}, line {reader.line_num}: expected as many cells as the heading has, got another number"
                )
            yield dict(row)
    except csv.Error as error:
        raise MalformedError(f"{file}, line {reader.line_num}: expected CSV: {error}") from error


def _json_row(file: Path, number: int, line: str) -> dict[str, Any]:
    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({name for name, _ in pairs}) != len(pairs):
            raise ValueError("a key stands twice")
        return dict(pairs)

    try:
        row = json.loads(line, object_pairs_hook=members)
    except (ValueError, RecursionError) as error:
        raise MalformedError(f"{file}, line {number}: expected a JSON object: {error}") from error
    if not isinstance(row, dict):
        raise MalformedError(f"{file}, line {number}: expected a JSON object, got {line.strip()[:60]!r}")
    return row


@click.group()
@home_option
def bodies() -> None:
    """Detached parts, attachments and lists."""


@bodies.command()
@click.option("--as-of", type=TIME, metavar="TIME", help="By then; now if left out.")
@home_option
@json_option
@click.pass_obj
def overdue(around: Surroundings, as_of: datetime | None) -> None:
    """List what lies here longer than the charter lets it be kept, and what erases it. Nothing is erased by this."""
    from trilateral.node.clock import SystemClock
    from trilateral.node.parts import overdue as overdue_parts

    record = around.record()
    found = overdue_parts(record, as_of or SystemClock().now())
    if around.json:
        print_json(
            {
                "retention_days": record.charter.retention_days,
                "overdue": [{**each._asdict(), "since": instant_text(each.since)} for each in found],
            }
        )
        return
    if not record.charter.retention_days:
        click.echo("the charter sets no term for keeping parts")
    print_lines(columns([(each.ref, f"since {instant_text(each.since)}", each.erase) for each in found]))


COMMANDS = (disclose, erase, bulk, bodies)
