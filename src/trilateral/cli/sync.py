"""To exchange: `sync`, and `bundle pack` and `unpack` for where there is no network."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trilateral.cli.output import columns, print_json, print_lines
from trilateral.cli.program import REFUSED, UNAVAILABLE, Surroundings, home_option, json_option, plain, surroundings

if TYPE_CHECKING:
    from trilateral.node.node import Node
    from trilateral.node.sources import Source
    from trilateral.node.sync import SyncReport


@click.command()
@click.argument("where", required=False, metavar="[PEER|DIR|FILE|URL]")
@home_option
@json_option
@click.pass_context
def sync(ctx: click.Context, where: str | None) -> None:
    """Fetch from a peer, a directory or a bundle; from all peers if none is named.

    What comes is verified from the bytes up before it is kept. A peer that gives rubbish is named, and the
    others are asked all the same.
    """
    from trilateral.node.sync import sync_all

    around = surroundings(ctx)
    with around.node() as node, open_sources(node, () if where is None else (where,)) as sources:
        if not node.may_sign:
            around.ask_mirrors(node, sources)
        report = sync_all(node, sources)
        if node.may_sign:
            node.publish()
    end_with(ctx, around, node, report)


@contextlib.contextmanager
def open_sources(node: "Node", where: Sequence[str] = ()) -> "Iterator[list[Source]]":
    """Whom to ask: the peers that are named, addresses or paths; all peers of the settings if none is."""
    from trilateral.node.peers import open_peers

    if not where and not node.settings.peers:
        raise click.UsageError("Whom to ask? node.toml names no peers: name a directory, a bundle or an address.")
    with open_peers(node, where) as sources:
        yield sources


def end_with(ctx: click.Context, around: Surroundings, node: "Node", report: "SyncReport") -> None:
    """Print what came, and end with 1 if somebody gave what is not consistent, with 3 if somebody did not answer."""
    from trilateral.i18n.messages import sentence

    entries = around.taken_back + report.entries
    if around.json:
        pulled = [
            {"log": each.origin, "source": each.source, "old": each.old, "new": each.new, "exposed": each.exposed}
            for each in report.pulled
        ]
        faults = [{"source": source, "what": what} for source, what in report.faults]
        came = {"entries": entries, "taken_back": around.taken_back, "bodies": report.bodies}
        print_json({**came, "pulled": pulled, "faults": faults})
    else:
        print_lines(columns([(each.origin, f"{each.old} -> {each.new}", each.source) for each in report.pulled]))
        of_ours = f", {around.taken_back} of them of our own log" if around.taken_back else ""
        click.echo(f"{entries} entries{of_ours} and {report.bodies} bodies came")
    for source, what in report.faults:
        click.echo(plain(f"{source}: {what}"), err=True)
    exposed = [each for each in report.pulled if each.exposed]
    for each in exposed:
        parting = {"after": node.record.fold.exposed().get(each.origin)}
        said = plain(sentence(around.lang, "status.two_branches", parting))
        click.echo(f"exposed: {each.origin}, by what {each.source} gave: {said} [status.two_branches]", err=True)
    if exposed:
        ctx.exit(REFUSED)
    if report.faults:
        ctx.exit(UNAVAILABLE if all(map(_did_not_answer, report.faults)) else REFUSED)


def _did_not_answer(fault: tuple[str, str]) -> bool:
    _, what = fault
    return not what.endswith("]") and ("answer" in what or "cannot" in what)


@click.group()
@home_option
def bundle() -> None:
    """The whole record in one file."""


@bundle.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@home_option
@json_option
@click.pass_obj
def pack(around: Surroundings, file: Path) -> None:
    """Put the record into FILE: charter, logs, cosignatures and bodies. The same record gives the same bytes."""
    from hashlib import sha256

    from trilateral.node.bundle import pack as pack_record

    count = pack_record(around.record(), file)
    found = {
        "file": str(file),
        "files": count,
        "bytes": file.stat().st_size,
        "sha256": sha256(file.read_bytes()).hexdigest(),
    }
    if around.json:
        print_json(found)
    else:
        click.echo(f"{file}: {count} files, {found['bytes']} bytes, SHA-256 {found['sha256']}")


@bundle.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", type=click.Path(path_type=Path), help="Only write its files below this new directory.")
@home_option
@json_option
@click.pass_context
def unpack(ctx: click.Context, file: Path, into: Path | None) -> None:
    """Take the record in FILE into the node's home, verified like what comes from any peer."""
    from trilateral.node.bundle import open_bundle
    from trilateral.node.bundle import unpack as unpack_files
    from trilateral.node.sync import sync_all

    around = surroundings(ctx)
    if into is not None:
        if into.exists():
            raise click.UsageError(f"{into} is there already.")
        count = unpack_files(file, into)
        if around.json:
            print_json({"file": str(file), "into": str(into), "files": count, "verified": False})
        else:
            click.echo(f"{into}: {count} files, not verified: see `trilateral verify {file}`")
        return
    with around.node() as node:
        sources = [open_bundle(file)]
        if not node.may_sign:
            around.ask_mirrors(node, sources)
        report = sync_all(node, sources)
        if node.may_sign:
            node.publish()
    end_with(ctx, around, node, report)


COMMANDS = (sync, bundle)
