"""Charters: `charter new`, `show`, `check`, `table`, `accept`, `refuse`."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trilateral.cli.output import builtins, columns, print_json, print_lines
from trilateral.cli.program import CommandT, Surroundings, home_option, json_option
from trilateral.cli.values import PAIR
from trilateral.errors import MalformedError, RefusedError

if TYPE_CHECKING:
    from trilateral.cli.charter_text import Members
    from trilateral.ledger.charter import Charter
    from trilateral.ledger.entry import Body
    from trilateral.ledger.versions import Version
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
    "--silence",
    metavar="TERMS",
    help="When silence is consent: quorum=2,min=24,max=72,grace=60,disinterested=1,matters=procedure+date.",
)
@_strings("--two-person", "two_person", "KIND", "What two delegates must sign, such as proposals.accepted.")
@click.option(
    "--one-person", is_flag=True, help="One delegate signs whatever it is: lists and releases of persons too."
)
@click.option("--quotas", metavar="TERMS", help="What a member may say in a day: entries=…,bytes=…,heads=….")
@_count("--retention-days", "How long bodies are kept; 0 for no term.")
@_count("--detail-delay-hours", "How long the details of an incident wait.")
@_count("--grid-microdegrees", "How coarse a place is shown across parties.")
@_count("--heartbeat-seconds", "After how long without its own head a log is silent.", 1)
@_count("--level", "Catalogue level.", 1)
@_count("--quorum", "How many other parties must cosign; all, if left out.")
@click.option("-o", "--output", type=_OUTPUT, required=True, metavar="FILE", help="Where to write it.")
@json_option
@click.pass_obj
def new(around: Surroundings, /, **said: Any) -> None:
    """Write a charter, or an amendment, to be accepted by all. It binds nobody who has not signed its hash."""
    from trilateral.cli.charter_text import begin, finish, in_words
    from trilateral.ledger.charter import charter_hash, parse_charter
    from trilateral.mechanism.charter.differences import differences

    before = None if said["amend"] is None else _record_in(said["amend"]).charter
    members = begin(said["file"], before)
    if before is None and not said["two_person"] and not said["one_person"]:
        from trilateral.mechanism.humanitarian.entries import TWO_PERSON

        members.setdefault("two_person", list(TWO_PERSON))
    if (
        before is None
        and members.keys() <= {"two_person"}
        and not (said["parties"] and said["titles"] and said["scope"])
    ):
        raise click.UsageError("A charter needs --party, --title and --scope, or a --file, or one to --amend.")
    _put_parties(around, members, said)
    _put_terms(around, members, said)
    data = finish(members, said["quorum"])
    said["output"].write_bytes(data)
    name, output = charter_hash(data), said["output"]
    changes = () if before is None else differences(before, parse_charter(data))
    if around.json:
        print_json({"file": str(output), "charter": name, "changes": builtins(changes)})
    else:
        click.echo(f"{output}: {name}")
        print_lines(line for each in changes for line in in_words(each))


def _record_in(home: Path) -> "Record":
    from trilateral.node.record import open_record

    return open_record(home)


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
    from trilateral.cli.charter_text import clock, merged, named_numbers, texts

    for name in ("titles", "scope", "agenda", "area"):
        if said[name]:
            members[name] = texts(said[name])
    for name in ("languages", "two_person", "instead_of"):
        if said[name]:
            members[name] = list(said[name]) if name == "languages" else sorted(set(said[name]))
    for name in ("retention_days", "detail_delay_hours", "grid_microdegrees", "heartbeat_seconds", "level"):
        if said[name] is not None:
            members[name] = said[name]
    if said["clocks"]:
        members["clocks"] = merged(members.get("clocks", []), [clock(*each) for each in said["clocks"]], "name")
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


# -- reading


@charter.command()
@click.option("--version", "which", metavar="NUMBER|HASH", help="The whole text of one version.")
@home_option
@json_option
@click.pass_obj
def show(around: Surroundings, which: str | None) -> None:
    """Print the charter in force, every version before it or proposed, and who has accepted which by which entry."""
    record = around.record()
    fold = record.fold
    versions = fold.versions()
    found = fold.version if which is None else _version(record, which)
    accepted = fold.accepted(found.hash)
    if around.json:
        print_json(
            {
                "charter": found.hash,
                "accepted": accepted,
                "in_force": fold.is_in_force and fold.version.hash == found.hash,
                "terms": builtins(found.charter),
                "parties": fold.parties,
                "left": fold.left(),
                "crossed": fold.crossed_versions(),
                "versions": [_version_facts(record, each, whole=whole, missing=who) for each, whole, who in versions],
            }
        )
        return
    print_lines(_lines(found.charter, found.hash, accepted))
    if which is None:
        click.echo("in force" if fold.is_in_force else "not in force: not every party has accepted it")
        print_lines(f"left: {party}, by {ref}" for party, ref in fold.left().items())
    if len(versions) > 1 and which is None:
        for each, whole, missing in versions:
            print_lines(_history(record, each, whole=whole, missing=missing))


def _version_facts(record: "Record", each: "Version", *, whole: bool, missing: tuple[str, ...]) -> dict[str, Any]:
    return {
        "number": each.number,
        "charter": each.hash,
        "previous": each.previous,
        "accepted": record.fold.accepted(each.hash),
        "refused": record.fold.refused(each.hash),
        "missing": missing,
        "accepted_by_all": whole,
        "in_force": record.fold.is_in_force and record.fold.version.hash == each.hash,
        "changes": builtins(_changes(record, each)),
    }


def _changes(record: "Record", each: "Version") -> tuple[Any, ...]:
    from trilateral.mechanism.charter.differences import differences

    before = next((v.charter for v, _, _ in record.fold.versions() if v.hash == each.previous), None)
    return () if before is None else differences(before, each.charter)


def _history(record: "Record", each: "Version", *, whole: bool, missing: tuple[str, ...]) -> list[str]:
    from trilateral.cli.charter_text import in_words

    fold = record.fold
    crossed = each.hash in fold.crossed_versions()
    standing = "in force" if each.hash == fold.version.hash else "accepted by all" if whole else "not accepted by all"
    lines = [f"version {each.number}  {each.hash}  {'crossed with another' if crossed else standing}"]
    lines += [f"  accepted by {party}: {ref}" for party, ref in fold.accepted(each.hash).items()]
    lines += [f"  refused by {party}: {ref}" for party, ref in fold.refused(each.hash).items()]
    lines += [f"  missing: {', '.join(missing)}"] if missing and not whole else []
    return [*lines, *(f"  {line}" for found in _changes(record, each) for line in in_words(found))]


def _version(record: "Record", which: str) -> "Version":
    versions = [each for each, _, _ in record.fold.versions()]
    found = [
        each
        for each in versions
        if which in {each.hash, str(each.number)} or (len(which) > 7 and each.hash[: len(which)] == which)
    ]
    if len(found) != 1:
        raise RefusedError("charter.no_such_version", version=which[:_HASH_DIGITS])
    return found[0]


@charter.command()
@click.argument("file", type=_FILE)
@home_option
@json_option
@click.pass_obj
def check(around: Surroundings, file: Path) -> None:
    """Say what stands against the charter in FILE; with --home, also what it would change there, and for whom to accept.

    A text that amends nothing must name that home's party and keys.
    """
    from trilateral.cli.charter_text import in_words
    from trilateral.ledger.charter import charter_hash, parse_charter
    from trilateral.mechanism.charter.differences import Difference, differences

    data = file.read_bytes()
    found = parse_charter(data)
    changes: tuple[Difference, ...] = ()
    facts: dict[str, Any] = {
        "charter": charter_hash(data),
        "parties": [terms.id for terms in found.parties],
        "ok": True,
    }
    if around.given_home is not None and found.previous is not None:
        record = around.record()
        needed = _check_amendment(record, found)
        changes = differences(record.charter, found)
        facts |= {"changes": builtins(changes), "to_accept": needed}
    elif around.given_home is not None:
        _check_ours(around, found)
    if around.json:
        print_json(facts)
        return
    print_lines(_lines(found, facts["charter"], {}))
    if "changes" in facts:
        print_lines(line for each in changes for line in in_words(each))
        click.echo(f"to accept: {', '.join(facts['to_accept'])}")
    click.echo("nothing stands against it")


def _check_amendment(record: "Record", found: "Charter") -> list[str]:
    """Who would have to accept it.

    Raises:
        RefusedError: Nobody could, with the code that an acceptance would get.
    """
    from trilateral.ledger.versions import check_amendment, renewed_in

    if found.previous != record.fold.version.hash:
        raise RefusedError("ledger.another_previous", expected=record.fold.version.hash)
    try:
        check_amendment(record.charter, found)
    except MalformedError as error:
        raise RefusedError("ledger.bad_amendment", what=str(error)) from error
    renewed = renewed_in(record.charter, found)
    asked = (set(record.charter.bound) - set(record.fold.left())) if renewed else record.fold.parties
    return sorted(set(asked) - set(renewed))


def _check_ours(around: Surroundings, found: "Charter") -> None:
    from trilateral.node.founding import names_ours
    from trilateral.node.settings import read_settings

    if not names_ours(found, around.home):
        raise RefusedError("charter.not_ours", party=read_settings(around.home).party)


def _lines(found: "Charter", name: str, accepted: dict[str, Any]) -> list[str]:
    rows: list[tuple[str, str, str, str]] = [
        (terms.id, terms.role, terms.origin, f"accepted by {accepted[terms.id]}" if terms.id in accepted else "")
        for terms in found.parties
    ]
    titles = [f"{text.text} ({text.lang})" for text in (*found.titles, *found.scope)]
    agenda = [f"agenda: {text.text}" for text in found.agenda]
    area = [f"area: {text.text} ({text.lang})" for text in found.area]
    marked = ["a reconstruction: nobody's real signature is claimed"] if found.reconstruction else []
    rows += [(each.id, "keeps no log", "", "") for each in found.unsigned]
    others = [f"outside witness: {each.vkey.partition('+')[0]} {each.url}".rstrip() for each in found.witnesses]
    return [
        name,
        *titles,
        *marked,
        *columns(rows),
        f"cosignatures needed: {found.quorum}",
        *others,
        *_terms_lines(found),
        *area,
        *agenda,
    ]


def _terms_lines(found: "Charter") -> list[str]:
    lines = []
    for clock in found.clocks:
        working = {"asked": ", working days of the party asked", "all": ", days on which all capitals work"}
        days = working[clock.whose] if clock.days == "working" else ""
        grace = f", {clock.grace_minutes} minutes of grace" if clock.grace_minutes else ""
        lines.append(f"{clock.name}: {clock.hours} hours{days}{grace}")
    if found.silence is not None:
        hours = f"{found.silence.min_hours} to {found.silence.max_hours} hours"
        lines.append(f"silence of {hours} is consent on: {', '.join(found.silence.matters)}")
    lines += [f"to be signed by two delegates: {', '.join(found.two_person)}"] if found.two_person else []
    lines += [f"authentic languages: {', '.join(found.languages)}"] if found.languages else []
    if found.quotas is not None:
        quotas = found.quotas
        lines.append(
            f"a day: {quotas.entries_per_day} entries, {quotas.bytes_per_day} bytes, {quotas.heads_per_day} heads"
        )
    return lines


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


COMMANDS = (charter,)
