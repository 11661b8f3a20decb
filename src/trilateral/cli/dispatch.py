"""To publish: compile an issue from the record, look at it, print it, and check an edition offline."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trilateral.cli.output import columns, instant_text, print_json, print_lines
from trilateral.cli.program import Surroundings, home_option, json_option, plain
from trilateral.cli.sign import entry_id, only_office, print_outcome
from trilateral.cli.told import reading_of
from trilateral.cli.values import TIME
from trilateral.errors import RefusedError

if TYPE_CHECKING:
    from trilateral.desk.reading import Reading
    from trilateral.ledger.entry import Entry, Text
    from trilateral.mechanism.dispatches.edition import Edition
    from trilateral.mechanism.dispatches.entries import DispatchCompiled
    from trilateral.mechanism.dispatches.rules import Dispatch
    from trilateral.node.record import Record

_LANGUAGES = ("en", "ar", "fa")
_MACHINE = ("ledger.", "bodies.received/", "dispatches.")
"""Kinds that no issue counts unless it is told to: what nodes write, and issues themselves."""

_AS_OF = click.option("--as-of", type=TIME, metavar="TIME", help="As it stood then, or at the end of that day.")
_OUT = click.option(
    "-o", "--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Where to; left out, printed."
)


@click.group()
def dispatch() -> None:
    """Numbered and dated issues that the parties publish together, each by its own signature."""


@dispatch.command("compile")
@click.argument("refs", nargs=-1)
@click.option("--volume", type=click.IntRange(min=1), help="Volume; with --previous its own, if left out.")
@click.option("--number", type=click.IntRange(min=1), help="Number; with --previous the next, if left out.")
@click.option("--title", "titles", multiple=True, metavar="[ar]TEXT", help="Title; a language in brackets. Repeat it.")
@click.option("--dated", metavar="DAY", help="The day that it bears; that of the cut-off there, if left out.")
@click.option("--from", "from_at", type=TIME, metavar="TIME", help="Count what was said from then on.")
@click.option("--until", "cut_off_at", type=TIME, required=True, metavar="TIME", help="The cut-off.")
@click.option("--zone", default="UTC", show_default=True, help="Time zone in which the cut-off is agreed.")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Count only entries of this kind. Repeat it.")
@click.option("--each", is_flag=True, help="An item for each REF, about it, instead of one for each kind.")
@click.option("--sort", default="dispatch", show_default=True, help="Sort of issue, such as session_statement.")
@click.option("--session", metavar="REF", help="The meeting of which it is the statement.")
@click.option("--previous", metavar="REF", help="The issue before it; the period begins at its cut-off.")
@click.option("--release-by", metavar="us,iq", help="Who must release it; all, if left out.")
@click.option("--embargo", type=TIME, metavar="TIME", help="Not to be published before.")
@click.option("--by", metavar="OFFICE", help="In which office; not needed where the party has one.")
@click.option(
    "--sign", "signs", is_flag=True, help="Sign it at once; otherwise it is written as a body for `sign --file`."
)
@_OUT
@home_option
@json_option
@click.pass_obj
def compile_issue(around: Surroundings, /, *, by: str | None, signs: bool, out: Path | None, **given: Any) -> None:
    """Draft an issue from the entries REF, or from all of a period, each figure with the entries behind it.

    Words in the draft are kinds, numbers and references. Put them in your own before you sign, with
    `trilateral sign dispatches.compiled --file FILE`.
    """
    import json

    from trilateral.ledger.entry import members_of
    from trilateral.node import outgoing
    from trilateral.node.compose import About

    if signs:
        with around.node() as node:
            body = _drafted(node.record, **given)
            capacity = "reconstruction" if node.record.charter.reconstruction else "own"
            about = About(capacity=capacity)
            office = by or only_office(node.record)
            print_outcome(around, (outgoing.say(node, body, by=office, about=about, hold_seconds=0), node))
        return
    from trilateral.i18n.catalogues import translator
    from trilateral.i18n.messages import fill

    body = _drafted(around.record(), **given)
    text = json.dumps(members_of(body), ensure_ascii=False, indent=2) + "\n"
    if out is None:
        click.echo(text, nl=False)
        return
    out.write_text(text, "utf-8")
    if around.json:
        print_json({"file": str(out), "items": len(body.items)})
    else:
        words = translator(around.lang)
        made = words.gettext("to be put in words and signed; items: %(count)s")
        command = f"trilateral sign dispatches.compiled --file {out}"
        click.echo(f"{out}: {plain(fill(made, {'count': len(body.items)}, around.lang))}\n  {command}")


def _drafted(record: "Record", **given: Any) -> "DispatchCompiled":
    """The body of an issue, as the options say."""
    import secrets

    from trilateral.i18n.calendars import is_zone, zone
    from trilateral.mechanism.dispatches.compiling import by_kind, one_each

    if not is_zone(given["zone"]):
        raise click.UsageError(f"--zone: expected a time zone such as Asia/Baghdad, got {given['zone']!r}.")
    previous = None if given["previous"] is None else _issue(record, given["previous"])
    cut_off_at: datetime = given["cut_off_at"]
    from_at = given["from_at"] or (None if previous is None else previous.said.cut_off_at)
    civil = cut_off_at.astimezone(zone(given["zone"]))
    salts = iter(lambda: secrets.token_hex(16), "")
    entries = list(_cited(record, given["refs"], given["kinds"], from_at, cut_off_at))
    members = {
        "title": [{"lang": each.lang, "text": each.text} for each in _titles(given["titles"], previous)],
        "volume": given["volume"] or (previous.said.volume if previous else 1),
        "number": given["number"] or (previous.said.number + 1 if previous else 1),
        "dated_on": given["dated"] or f"{civil:%Y-%m-%d}",
        "cut_off_at": cut_off_at,
        "zone": given["zone"],
        "civil": f"{civil:%Y-%m-%d %H:%M}",
        "items": (one_each if given["each"] else by_kind)(entries, _names, salts),
        "sort": given["sort"],
        "from_at": from_at,
        "previous": None if previous is None else previous.id,
        "session": None if given["session"] is None else entry_id(record, given["session"]),
        "release_by": [each.strip() for each in (given["release_by"] or "").split(",") if each.strip()],
        "embargo_until": given["embargo"],
    }
    return _body(members)


def _body(members: dict[str, Any]) -> "DispatchCompiled":
    import msgspec

    from trilateral.mechanism.dispatches.entries import DispatchCompiled

    try:
        return msgspec.convert(members, DispatchCompiled, from_attributes=True)
    except msgspec.ValidationError as error:
        raise click.UsageError(f"The issue is not what one looks like: {error}.") from error


def _names(kind: str) -> "tuple[Text, ...]":
    from trilateral.i18n.messages import kind_name
    from trilateral.ledger.entry import Text

    return tuple(Text(lang, plain(kind_name(lang, kind))) for lang in _LANGUAGES)


def _titles(titles: tuple[str, ...], previous: "Dispatch | None") -> "tuple[Text, ...]":
    from trilateral.ledger.entry import Text

    if not titles:
        return previous.said.title if previous else (Text("en", "Dispatch"),)
    found = []
    for each in titles:
        lang, sign, rest = each.removeprefix("[").partition("]")
        named = each.startswith("[") and sign and lang in _LANGUAGES
        found.append(Text(lang, rest.strip()) if named else Text("en", each))
    return tuple(found)


def _cited(
    record: "Record",
    refs: tuple[str, ...],
    kinds: tuple[str, ...],
    from_at: datetime | None,
    cut_off_at: datetime,
) -> "Iterator[Entry[Any]]":
    """The entries that are named, or those of the period that have an effect, in the order of their claimed times."""
    if refs:
        for ref in refs:
            verdict = record.verdict_of(ref)
            if verdict is None or verdict.entry is None:
                raise RefusedError("record.no_such_entry", ref=ref)
            yield verdict.entry
        return
    every = (verdict for origin in record.origins for verdict in record.fold.verdicts(origin) if verdict.has_effect)
    entries = [each.entry for each in every if each.entry is not None]
    for entry in sorted(entries, key=lambda each: (each.header.claimed_at, each.party, each.index)):
        kind, at = entry.header.kind, entry.header.claimed_at
        wanted = kind.partition("/")[0] in kinds if kinds else not kind.startswith(_MACHINE)
        if wanted and at <= cut_off_at and (from_at is None or at >= from_at):
            yield entry


def _issue(record: "Record", ref: str) -> "Dispatch":
    from trilateral.mechanism.dispatches.rules import Dispatch

    verdict = record.verdict_of(ref)
    if verdict is None or verdict.entry is None:
        raise RefusedError("record.no_such_entry", ref=ref)
    held = record.fold.state(verdict.entry.subject)
    if not isinstance(held, Dispatch):
        raise RefusedError("dispatches.not_a_dispatch")
    return held


@dispatch.command("show")
@click.argument("ref")
@_AS_OF
@home_option
@json_option
@click.pass_obj
def show_issue(around: Surroundings, ref: str, as_of: datetime | None) -> None:
    """Say where the issue REF stands: which items all have released, and whose word is missing."""
    from trilateral.mechanism.dispatches.api import find

    record = around.record()
    held = _issue(record, ref)
    reading = reading_of(record, around.lang, as_of)
    found = find(reading, held.id)
    if found is None:
        raise RefusedError("record.signed_later", ref=ref, as_of=instant_text(as_of))
    if around.json:
        print_json(found)
        return
    status = reading.term(found.status, "dispatch")
    click.echo(plain(f"{found.ref}  {status}  {instant_text(found.embargo_until)}"))
    click.echo(found.root)
    rows = [
        (
            f"  {each.number}",
            reading.term(each.status, "dispatch_item"),
            ",".join(each.released_by) or "-",
            ",".join(each.held_by) or "-",
            ",".join(each.silent) or "-",
        )
        for each in found.items
    ]
    released, held_up = (reading.term(each, "dispatch_item") for each in ("released", "held"))
    heads = ("", "", released, held_up, reading.gettext("no word"))
    print_lines(plain(line) for line in columns([heads, *rows]))


@dispatch.command("print")
@click.argument("ref")
@click.option("--format", "form", type=click.Choice(["html", "markdown"]), default="html", show_default=True)
@click.option("--whole", is_flag=True, help="With items that not all have released.")
@_AS_OF
@_OUT
@home_option
@click.pass_obj
def print_issue(  # noqa: PLR0913 - a command's options
    around: Surroundings, ref: str, form: Any, *, whole: bool, as_of: datetime | None, out: Path | None
) -> None:
    """Print the issue REF as one plain file: what all have released, hashes for the rest, and how to check it."""
    from trilateral.mechanism.dispatches.printing import printed

    record = around.record()
    held, reading = _issue(record, ref), reading_of(record, around.lang, as_of)
    _write(printed(reading, held, _shown(held, reading, whole=whole), form).encode(), out)


@dispatch.command("edition")
@click.argument("ref")
@click.option("--whole", is_flag=True, help="With items that not all have released.")
@_AS_OF
@_OUT
@home_option
@click.pass_obj
def write_edition(around: Surroundings, ref: str, *, whole: bool, as_of: datetime | None, out: Path | None) -> None:
    """Write the edition of the issue REF as a file that anybody can check, redacted where not all have released it."""
    from trilateral.mechanism.dispatches.edition import encode_edition

    record = around.record()
    held, reading = _issue(record, ref), reading_of(record, around.lang, as_of)
    _write(encode_edition(held.id, held.said, _shown(held, reading, whole=whole)), out)


def _shown(held: "Dispatch", reading: "Reading", *, whole: bool) -> tuple[int, ...]:
    from trilateral.mechanism.dispatches.rules import public_items

    return held.numbers if whole else public_items(held, reading.now)


def _write(data: bytes, out: Path | None) -> None:
    if out is None:
        click.echo(data, nl=False)
    else:
        out.write_bytes(data)


@dispatch.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("whole", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@home_option
@json_option
@click.pass_obj
def verify_edition(around: Surroundings, file: Path, whole: Path | None) -> None:
    """Make the root of the edition in FILE again, and say what it shows and withholds. Needs no home.

    With WHOLE, another edition of the same issue, see that both are one. With --home, see in that record
    who released which items of exactly this edition.
    """
    from trilateral.mechanism.dispatches.edition import parse_edition

    edition = parse_edition(file.read_bytes())
    if whole is not None and parse_edition(whole.read_bytes()).root != edition.root:
        raise RefusedError("dispatches.two_editions", one=str(file), other=str(whole))
    released = _releases(around.record(), edition) if around.given_home is not None else None
    facts = {
        "entry": edition.entry,
        "root": edition.root,
        "items": len(edition.items),
        "withheld": edition.withheld,
        "released": released,
    }
    if around.json:
        print_json(facts)
        return
    click.echo(f"{edition.root}  {len(edition.items) - len(edition.withheld)}/{len(edition.items)}")
    if edition.withheld:
        from trilateral.i18n.catalogues import translator
        from trilateral.i18n.messages import fill

        listed = ", ".join(map(str, edition.withheld))
        held_back = translator(around.lang).gettext("withheld: %(numbers)s")
        click.echo(plain(fill(held_back, {"numbers": listed}, around.lang)))
    for party, numbers in (released or {}).items():
        click.echo(f"{party}: {', '.join(map(str, numbers)) or '-'}")


def _releases(record: "Record", edition: "Edition") -> dict[str, list[int]]:
    """Which items of an edition each party has released, by its last word, in this record."""
    from trilateral.mechanism.dispatches.rules import Dispatch, released_by

    held = record.fold.state(edition.entry)
    if not isinstance(held, Dispatch):
        raise RefusedError("dispatches.not_found")
    if held.root != edition.root:
        raise RefusedError("dispatches.other_edition", root=held.root)
    return {party: [each for each in held.numbers if party in released_by(held, each)] for party in held.release_by}


COMMANDS: Iterable[click.Command] = (dispatch,)
