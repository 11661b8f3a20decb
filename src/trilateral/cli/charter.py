"""Charters: `charter new`, `table`, `accept`, `refuse`; with those that only read, from `charter_shown`."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trilateral.cli.charter_shown import as_members, check, finding_lines, refuse_errors, show
from trilateral.cli.output import builtins, print_json, print_lines
from trilateral.cli.program import CommandT, Surroundings, home_option, json_option
from trilateral.cli.values import PAIR
from trilateral.errors import MalformedError, RefusedError

if TYPE_CHECKING:
    from trilateral.cli.charter_text import Members
    from trilateral.ledger.entry import Body
    from trilateral.node.record import Record

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUTPUT = click.Path(dir_okay=False, path_type=Path)
_HASH_DIGITS = 64


@click.group()
@home_option
def charter() -> None:
    """The document that all parties accept by its hash."""


def _pairs(name: str, parameter: str, metavar: str, what: str) -> Callable[[CommandT], CommandT]:
    return click.option(name, parameter, type=PAIR, multiple=True, metavar=metavar, help=what)


def _strings(name: str, parameter: str, metavar: str, what: str) -> Callable[[CommandT], CommandT]:
    return click.option(name, parameter, multiple=True, metavar=metavar, help=what)


def _count(name: str, what: str, least: int = 0) -> Callable[[CommandT], CommandT]:
    return click.option(name, type=click.IntRange(min=least), help=what)


@charter.command()
@click.option("--file", type=_FILE, help="Terms in TOML or JSON, member by member as in the charter's format.")
@click.option(
    "--amend",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="HOME",
    help="Begin with the charter in force there, and amend it.",
)
@_strings("--instead-of", "instead_of", "HASH", "Another amendment of the same version that this one replaces.")
@click.option(
    "--party",
    "parties",
    type=_FILE,
    multiple=True,
    metavar="TERMS",
    help="What `node init` printed, one for each party; of one that is named already, its new terms.",
)
@_strings("--without", "without", "PARTY", "Name this one no more. It has to accept that as well.")
@_pairs("--title", "titles", "LANG=WORDS", "Name of the mechanism.")
@_pairs("--scope", "scope", "LANG=WORDS", "What it is about.")
@_pairs("--agenda", "agenda", "LANG=WORDS", "What may stand on an agenda; everything, if left out.")
@_pairs("--area", "area", "LANG=WORDS", "What ground it is about.")
@_strings("--language", "languages", "LANG", "An authentic language.")
@_pairs("--role", "roles", "PARTY=ROLE", "party, host, chair, guarantor or observer.")
@_pairs("--weekend", "weekends", "PARTY=DAYS", "Days of the week without work there, 1 for Monday: 5,6.")
@_pairs("--holiday", "holidays", "PARTY=FROM..TO", "Days without work there: 2007-03-21..2007-03-25.")
@_pairs("--unsigned", "unsigned", "ID=NAME", "A party that takes part and keeps no log.")
@_strings("--witness", "witnesses", "'NAME VKEY [URL]'", "An outside witness with its cosignature key.")
@_pairs("--clock", "clocks", "NAME=TERM", "A term in hours: allegations.answer=48, or =48,working,all,grace=30.")
@click.option(
    "--clocks",
    "proposed",
    type=click.Choice(["customary"]),
    help="Begin with the hours that mechanisms of the field use, as a proposal; --clock changes each.",
)
@click.option(
    "--silence",
    metavar="TERMS",
    help="When silence is consent: quorum=2,min=24,max=72,grace=60,disinterested=1,matters=procedure+communique.",
)
@_strings("--two-person", "two_person", "KIND", "What two delegates must sign, such as proposals.accepted.")
@click.option(
    "--one-person", is_flag=True, help="One delegate signs whatever it is: lists and releases of persons too."
)
@click.option("--quotas", metavar="TERMS", help="What a member may say in a day: entries=…,bytes=…,heads=….")
@_count("--retention-days", "How long bodies are kept; 0 for no term.")
@_count(
    "--detail-delay-hours", "How long casualties wait before they are told in the open: 48 if left out, 0 for at once."
)
@_count(
    "--grid-microdegrees", "How coarse places in the open are: 100000, a tenth of a degree, if left out; 0 for exact."
)
@_count("--heartbeat-seconds", "After how long without its own head a log is silent.", 1)
@_count("--level", "Catalogue level.", 1)
@_count("--quorum", "How many others must cosign; if left out, as many as a bound party has other bound parties.")
@click.option("-o", "--output", type=_OUTPUT, required=True, metavar="FILE", help="Where to write it.")
@json_option
@click.pass_obj
def new(around: Surroundings, /, **said: Any) -> None:
    """Write a charter, or an amendment, to be accepted by all. It binds nobody who has not signed its hash."""
    from trilateral.cli.charter_text import begin, finish, in_words
    from trilateral.desk.charter_findings import findings
    from trilateral.ledger.charter import charter_hash, parse_charter, parse_charter_unchecked
    from trilateral.mechanism.charter.differences import differences

    before = None if said["amend"] is None else _record_in(said["amend"]).charter
    members = begin(said["file"], before)
    if not members and not (said["parties"] and said["titles"] and said["scope"]):
        raise click.UsageError("A charter needs --party, --title and --scope, or a --file, or one to --amend.")
    if before is None:
        _put_what_is_safe(members, said)
    _put_parties(around, members, said)
    _put_terms(around, members, said)
    data = finish(members, said["quorum"])
    found = parse_charter_unchecked(data)
    against = findings(found, before)
    if not around.json:
        for line in finding_lines(against, around.lang):
            click.echo(line, err=True)
    refuse_errors(against)
    parse_charter(data)
    said["output"].write_bytes(data)
    name, output = charter_hash(data), said["output"]
    changes = () if before is None else differences(before, found)
    if around.json:
        told = as_members(against, around.lang)
        print_json({"file": str(output), "charter": name, "changes": builtins(changes), "findings": told})
    else:
        click.echo(f"{output}: {name}")
        print_lines(line for each in changes for line in in_words(each))


def _record_in(home: Path) -> "Record":
    from trilateral.node.record import open_record

    return open_record(home)


def _put_what_is_safe(members: "Members", said: dict[str, Any]) -> None:
    """What a first charter says of names, places and hours unless it is told otherwise."""
    from trilateral.mechanism.humanitarian.entries import TWO_PERSON
    from trilateral.mechanism.incidents.coarsening import CUSTOMARY_DELAY_HOURS, CUSTOMARY_GRID_MICRODEGREES

    if not said["two_person"] and not said["one_person"]:
        members.setdefault("two_person", list(TWO_PERSON))
    members.setdefault("grid_microdegrees", CUSTOMARY_GRID_MICRODEGREES)
    members.setdefault("detail_delay_hours", CUSTOMARY_DELAY_HOURS)


def _put_parties(around: Surroundings, members: "Members", said: dict[str, Any]) -> None:
    from trilateral.cli.charter_text import change_party, put_party

    for file in said["parties"]:
        put_party(members, _read_terms(file))
    for party in said["without"]:
        change_party(members, party, "--without")
        members["parties"] = [each for each in members["parties"] if each["id"] != party]
    for party, role in said["roles"]:
        change_party(members, party, "--role", role=role)
    for party, days in said["weekends"]:
        numbers = sorted(int(each) for each in days.split(",") if each.isdecimal())
        change_party(members, party, "--weekend", weekend=numbers)
    free: dict[str, list[dict[str, str]]] = {}
    for party, days in said["holidays"]:
        first, _, last = days.partition("..")
        free.setdefault(party, []).append({"from_on": first, "to_on": last or first})
    for party, each in free.items():
        change_party(members, party, "--holiday", holidays=sorted(each, key=lambda day: day["from_on"]))
    if said["unsigned"]:
        from trilateral.cli.charter_text import merged

        named = [{"id": party, "names": [{"lang": around.lang, "text": name}]} for party, name in said["unsigned"]]
        members["unsigned"] = merged(members.get("unsigned", []), named, "id")


def _read_terms(file: Path) -> "Members":
    from trilateral.ledger.charter import PartyTerms
    from trilateral.ledger.entry import members_of
    from trilateral.node.keys import decode_once

    try:
        return dict(members_of(decode_once(file.read_bytes(), PartyTerms, file)))
    except MalformedError as error:
        raise MalformedError(f"expected what `node init` printed for a party: {error}") from error


def _put_terms(around: Surroundings, members: "Members", said: dict[str, Any]) -> None:  # noqa: C901 - a list of options
    from trilateral.cli.charter_text import clock, customary_clocks, in_order, merged, named_numbers, texts

    for name in ("titles", "scope", "agenda", "area"):
        if said[name]:
            members[name] = texts(said[name])
    for name in ("languages", "two_person", "instead_of"):
        if said[name]:
            members[name] = list(said[name]) if name == "languages" else sorted(set(said[name]))
    for name in ("retention_days", "detail_delay_hours", "grid_microdegrees", "heartbeat_seconds", "level"):
        if said[name] is not None:
            members[name] = said[name]
    if said["proposed"]:
        members["clocks"] = in_order(customary_clocks(), members.get("clocks", []))
    if said["clocks"]:
        members["clocks"] = in_order(members.get("clocks", []), [clock(*each) for each in said["clocks"]])
    if said["witnesses"]:
        members["witnesses"] = merged(
            members.get("witnesses", []), [_witness(around, each) for each in said["witnesses"]], "vkey"
        )
    if said["silence"]:
        names = {"quorum": "quorum", "min": "min_hours", "max": "max_hours", "grace": "grace_minutes"}
        names["disinterested"] = "disinterested"
        members["silence"] = named_numbers("--silence", said["silence"], names, ("matters",))
    if said["quotas"]:
        names = {each: f"{each}_per_day" for each in ("entries", "bytes", "heads")}
        members["quotas"] = named_numbers("--quotas", said["quotas"], names)


def _witness(around: Surroundings, said: str) -> "Members":
    name, vkey, url = (*said.split(), "", "", "")[:3]
    if not vkey:
        raise click.UsageError(f"--witness: expected a name and a key, got {said!r}.")
    return {"vkey": vkey, "names": [{"lang": around.lang, "text": name}], **({"url": url} if url else {})}


# -- saying something about one


@charter.command()
@click.argument("file", type=_FILE)
@click.option("--why", required=True, metavar="WORDS", help="What it is meant to change, and why, in --lang.")
@click.option("--by", metavar="OFFICE", help="In which office; not needed where the party has one.")
@home_option
@json_option
@click.pass_obj
def table(around: Surroundings, file: Path, why: str, by: str | None) -> None:
    """Put the text in FILE on the table. It binds nobody, not even us."""
    from trilateral.cli.sign import only_office
    from trilateral.ledger.entry import Text
    from trilateral.mechanism.charter.entries import CharterTabled

    text = _text_in(file)
    with around.node() as node:
        said = node.say(CharterTabled(text, Text(around.lang, why)), by=by or only_office(node.record))
    _print(around, said.ref, said.id)


@charter.command()
@click.argument("which", metavar="FILE|HASH")
@click.option("--prepare", type=_OUTPUT, metavar="FILE", help="Only write the text, for a root that is kept elsewhere.")
@home_option
@json_option
@click.pass_obj
def accept(around: Surroundings, which: str, prepare: Path | None) -> None:
    """Accept a version: by its text in a FILE, or by the HASH of one that is on the table or that others accepted.

    Signed by the party's root. It binds us once all others have accepted it too.
    """
    from trilateral.ledger.charter import charter_hash
    from trilateral.ledger.keys import CharterAccepted

    record = around.record()
    text = _text_of(record, which)
    name = charter_hash(text.encode())
    own = text if name != record.mechanism else ""
    _say_as_root(around, CharterAccepted(charter=name, text=own), prepare)


@charter.command()
@click.argument("which", metavar="FILE|HASH")
@click.option("--why", metavar="WORDS", help="Why, in --lang.")
@click.option("--prepare", type=_OUTPUT, metavar="FILE", help="Only write the text, for a root that is kept elsewhere.")
@home_option
@json_option
@click.pass_obj
def refuse(around: Surroundings, which: str, why: str | None, prepare: Path | None) -> None:
    """Refuse a version for good: also one that would give our seat to other keys, which our signature alone stops."""
    from trilateral.ledger.charter import charter_hash
    from trilateral.ledger.entry import Text
    from trilateral.ledger.keys import CharterRefused

    name = which if _is_hash(which) else charter_hash(_text_in(Path(which)).encode())
    _say_as_root(around, CharterRefused(name, Text(around.lang, why) if why else None), prepare)


def _say_as_root(around: Surroundings, body: "Body", prepare: Path | None) -> None:
    with around.node() as node:
        if prepare is not None:
            prepare.write_bytes(node.prepare_as_root(body))
            if around.json:
                print_json({"file": str(prepare), "by": "root"})
            else:
                click.echo(f"{prepare}: to be signed by root (keys sign), then handed in with sign --entry")
            return
        said = node.say_as_root(body)
    _print(around, said.ref, said.id)


def _is_hash(which: str) -> bool:
    return len(which) == _HASH_DIGITS and set(which) <= set("0123456789abcdef")


def _text_in(file: Path) -> str:
    from trilateral.ledger.charter import parse_charter

    try:
        data = file.read_bytes()
    except FileNotFoundError as error:
        raise click.UsageError(f"{file}: there is no such file, and it is no hash of a charter.") from error
    parse_charter(data)
    return data.decode()


def _text_of(record: "Record", which: str) -> str:
    """The whole text of a version: from a file, from others' acceptances, or from the table."""
    if not _is_hash(which):
        return _text_in(Path(which))
    from trilateral.ledger.charter import encode_charter

    found = next((each for each, _, _ in record.fold.versions() if each.hash == which), None)
    if found is not None:
        return encode_charter(found.charter).decode()
    for subject, held in record.fold.subjects("charter").items():
        verdict = record.fold.verdict(subject)
        if held.charter == which and verdict is not None and verdict.entry is not None:
            return str(verdict.entry.body.text)
    raise RefusedError("charter.no_such_version", version=which)


def _print(around: Surroundings, ref: str, entry: str) -> None:
    if around.json:
        print_json({"ref": ref, "id": entry})
    else:
        click.echo(f"{ref}  {entry}")


charter.add_command(show)
charter.add_command(check)

COMMANDS = (charter,)
