"""One party's node: `node init`, `certificate`, `join`, `restore`, `resume`, `status`, `doctor`."""

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trilateral.cli.output import at_text, builtins, columns, print_json, print_lines
from trilateral.cli.program import REFUSED, Surroundings, ask_passphrase, home_option, json_option, plain, surroundings
from trilateral.cli.sync import end_with, open_sources
from trilateral.cli.values import PAIR, TIME, Pairs
from trilateral.errors import MalformedError, RefusedError, TrilateralError

if TYPE_CHECKING:
    from trilateral.ledger.charter import Role
    from trilateral.node.record import Record
    from trilateral.node.status import PartyStatus


@click.group()
@home_option
def node() -> None:
    """One party's node: its home, its state, its recovery."""


def _new_home(around: Surroundings) -> Path:
    if around.given_home is None:
        raise click.UsageError("Where? Give --home DIR or set TRILATERAL_HOME.")
    return around.given_home


@node.command()
@click.option("--party", required=True, metavar="ID", help="Short name, as in us/42.")
@click.option("--origin", required=True, help="What its log is called, for ever.")
@click.option(
    "--office", "offices", multiple=True, required=True, metavar="OFFICE", help="Who may sign for it. May be repeated."
)
@click.option("--name", "names", type=PAIR, multiple=True, metavar="LANG=WORDS", help="Its name in each language.")
@click.option(
    "--role",
    type=click.Choice(["party", "host", "chair", "guarantor", "observer"]),
    default="party",
    show_default=True,
)
@click.option("--zone", default="UTC", show_default=True, help="Time zone of its capital.")
@click.option(
    "--capital",
    type=PAIR,
    multiple=True,
    metavar="LANG=WORDS",
    help="Name of its capital, to stand beside times there.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Where its node listens.")
@click.option("--port", type=int, default=8470, show_default=True)
@click.option("--passphrase-file", metavar="FILE", help="Where the node reads its passphrase, relative to the home.")
@home_option
@click.pass_obj
def init(  # noqa: PLR0913 - what a party is
    around: Surroundings,
    *,
    party: str,
    origin: str,
    offices: tuple[str, ...],
    names: Pairs,
    role: "Role",
    zone: str,
    capital: Pairs,
    host: str,
    port: int,
    passphrase_file: str | None,
) -> None:
    """Make a home with its keys, and print what the charter is to say of the party."""
    import msgspec

    from trilateral.ledger.entry import Text
    from trilateral.node.founding import make_party
    from trilateral.node.keys import find_passphrase
    from trilateral.node.settings import Keys, Listen, Settings
    from trilateral.store.files import make_directory_durable

    home = _new_home(around)
    if passphrase_file is not None:
        make_directory_durable(home)  # a path that leaves the home by `..` leads nowhere before there is one
    keys = Keys(passphrase_file=passphrase_file)
    settings = Settings(party, origin, listen=Listen(host, port), keys=keys)
    passphrase = find_passphrase(os.environ, settings.passphrase_file_in(home), ask_passphrase())
    terms = make_party(
        home,
        party,
        origin,
        passphrase,
        offices=offices,
        names=tuple(Text(lang, words) for lang, words in names),
        role=role,
        zone=zone,
        capital=tuple(Text(lang, words) for lang, words in capital),
        settings=settings,
    )
    click.echo(msgspec.json.encode(terms).decode())


@node.command()
@click.argument("charter", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--peer",
    "peers",
    type=PAIR,
    multiple=True,
    metavar="PARTY=WHERE",
    help="Another party's node: an address, a directory or a bundle.",
)
@click.option("--from", "sources", multiple=True, metavar="DIR|FILE|URL", help="Whom else to ask, this once.")
@home_option
@json_option
@click.pass_obj
def join(around: Surroundings, charter: Path, peers: Pairs, sources: tuple[str, ...]) -> None:
    """Take part in the mechanism of the genesis CHARTER: enrol the party's keys in its log, and accept the charter there.

    A party that only an amendment names asks the others first for all logs, and joins if all have accepted that
    one. Else it is refused; say the same again later.
    """
    from trilateral.ledger.charter import parse_charter
    from trilateral.node.founding import bind_new_guard, join_charter, names_ours
    from trilateral.node.guard import guard_directory
    from trilateral.node.settings import Peer, read_settings

    data = charter.read_bytes()
    parsed = parse_charter(data)
    if not (around.home / "keys").is_dir():
        raise click.UsageError(f"{around.home} has no keys: make them with node init.")
    named = names_ours(parsed, around.home)
    unknown = [party for party, _ in peers if parsed.party(party) is None]
    if unknown:
        raise click.UsageError(f"--peer {unknown[0]}: this charter names no such party: name it later, by node peer.")
    known = [Peer(party, terms.origin, where) for party, where in peers if (terms := parsed.party(party)) is not None]
    ours = read_settings(around.home)
    if not named and not known and not sources and not ours.peers:
        raise RefusedError("charter.not_ours", party=ours.party)
    mechanism = join_charter(around.home, data, known or None, later=not named)
    if not named:
        _accredit(around, sources)
        return
    bind_new_guard(around.home, guard_directory(os.environ))
    with around.node() as node:
        receipts = node.found()
    _print_accepted(around, mechanism, receipts[-1].ref, len(receipts))


def _print_accepted(around: Surroundings, name: str, ref: str, entries: int) -> None:
    if around.json:
        print_json({"charter": name, "accepted": ref, "entries": entries})
    else:
        click.echo(f"{ref}: accepted {name}")


def _accredit(around: Surroundings, sources: tuple[str, ...]) -> None:
    """Ask for all logs, our own included, and sign the first word of our new root."""
    from trilateral.node.accrediting import accredit
    from trilateral.node.sync import sync_all

    with around.node() as ours, open_sources(ours, sources) as opened:
        report = sync_all(ours, opened)
        for source, what in report.faults:
            click.echo(plain(f"{source}: {what}"), err=True)
        receipts = accredit(ours)
        ours.publish()
        name = ours.record.fold.version.hash
    _print_accepted(around, name, receipts[0].ref, len(receipts))


@node.command()
@click.argument("peers", type=PAIR, nargs=-1, required=True, metavar="PARTY=WHERE...")
@home_option
@json_option
@click.pass_obj
def peer(around: Surroundings, peers: Pairs) -> None:
    """Say where other parties' nodes are, in node.toml: of a party that has joined, or that has moved.

    WHERE is an address, a directory or a bundle. Comments in node.toml are lost.
    """
    import msgspec

    from trilateral.node.settings import Peer, read_settings, write_settings

    record, settings = around.record(), read_settings(around.home)
    held = {each.party: each for each in settings.peers}
    for party, where in peers:
        terms = record.charter.party(party)
        if terms is None or party == record.party:
            raise RefusedError("policy.unknown_log", log=party)
        before = held.get(party, Peer(party, terms.origin, where))
        held[party] = msgspec.structs.replace(before, origin=terms.origin, url=where)
    write_settings(around.home, msgspec.structs.replace(settings, peers=tuple(held.values())))
    if around.json:
        print_json({"peers": {each.party: each.url for each in held.values()}})
    else:
        print_lines(columns([(each.party, each.url) for each in held.values()]))


@node.command()
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="HOST",
    help="By what others reach the node. May be repeated; by default what node.toml says.",
)
@home_option
@json_option
@click.pass_obj
def certificate(around: Surroundings, names: tuple[str, ...]) -> None:
    """Make a key and a certificate for TLS in the home, and name them in node.toml. Nobody need certify them."""
    from urllib.parse import urlsplit

    import msgspec

    from trilateral.node.clock import SystemClock
    from trilateral.node.settings import read_settings, write_settings
    from trilateral.node.tls import make_certificate, read_spki_hash

    home = around.home
    settings = read_settings(home)
    if settings.tls.certificate or settings.tls.key:
        raise RefusedError("node.certificate_exists", directory=str(home / (settings.tls.certificate or "")))
    called = (urlsplit(each).hostname or "" for each in settings.listen.addresses)
    hosts = names or tuple(filter(None, called)) or (settings.listen.host,)
    made, key = make_certificate(home / "tls", settings.origin, hosts, SystemClock().now())
    tls = msgspec.structs.replace(settings.tls, certificate=str(made.relative_to(home)), key=str(key.relative_to(home)))
    write_settings(home, msgspec.structs.replace(settings, tls=tls))
    spki = read_spki_hash(made)
    if around.json:
        print_json({"certificate": str(made), "key": str(key), "names": list(hosts), "public_key_sha256": spki})
    else:
        click.echo(f"{made}: for {', '.join(hosts)}, SHA-256 of its public key {spki}")


@node.command()
@click.option("--why", metavar="WORDS", help="Why, in --lang.")
@click.option("--yes", is_flag=True, help="Leave: no entry takes that back.")
@home_option
@json_option
@click.pass_obj
def leave(around: Surroundings, why: str | None, *, yes: bool) -> None:
    """Leave the mechanism: nothing that the party signs later binds it or anybody. Its log stays, and is served on."""
    from trilateral.ledger.entry import Text
    from trilateral.ledger.keys import PartyLeft

    if not yes:
        raise click.UsageError("Nobody takes that back, and to come again takes the others' acceptance: say --yes.")
    with around.node() as ours:
        said = ours.say_as_root(PartyLeft(Text(around.lang, why) if why else None))
    if around.json:
        print_json({"ref": said.ref, "id": said.id})
    else:
        click.echo(f"{said.ref}  {said.id}")


@node.command()
@click.option(
    "--new-keys", is_flag=True, help="First make new keys, root and log included, and print the terms of them."
)
@click.option(
    "--office", "offices", multiple=True, metavar="OFFICE", help="With --new-keys: who may sign. May be repeated."
)
@click.option("--from", "sources", multiple=True, metavar="DIR|FILE|URL", help="Whom to ask; all peers, if left out.")
@home_option
@json_option
@click.pass_obj
def reaccredit(around: Surroundings, offices: tuple[str, ...], sources: tuple[str, ...], *, new_keys: bool) -> None:
    """Begin anew with other keys: because all were lost, or the root is to be exchanged.

    With --new-keys the terms are printed that an amended charter is to say of us; the others accept it in our
    place. Then, without it: our own log is fetched from them, and the new root signs its first word there.
    """
    if not new_keys:
        _accredit(around, sources)
        return
    from trilateral.node.accrediting import make_new_keys

    if not offices:
        record = around.record()
        offices = tuple(sorted(record.key_book(record.origins[0]).office_keys()))
    if not offices:
        raise click.UsageError("Who may sign? Give --office, once for each.")
    import msgspec

    terms = make_new_keys(around.home, around.passphrase(), offices)
    click.echo(msgspec.json.encode(terms).decode())


@node.command()
@click.option(
    "--from", "first", multiple=True, required=True, metavar="DIR|FILE|URL…", help="Who holds copies: one or more."
)
@home_option
@click.argument("more", nargs=-1, metavar="")
@json_option
@click.pass_context
def restore(ctx: click.Context, first: tuple[str, ...], more: tuple[str, ...]) -> None:
    """Make a home whole again from what others hold, our own log included. Signs nothing before that is done."""
    from trilateral.node.sync import restore as restore_from

    around = surroundings(ctx)
    from trilateral.node.peers import fetch_charter

    if fetch_charter(around.home, (*first, *more)):
        click.echo("The charter was missing and is back: its hash is the one in node.toml.", err=True)
    with around.node() as ours, open_sources(ours, (*first, *more)) as opened:
        if not ours.may_sign:
            around.ask_mirrors(ours, opened)
        report = restore_from(ours, opened)
        if ours.may_sign:
            ours.publish()
    end_with(ctx, around, ours, report)


@node.command()
@click.option(
    "--override",
    "reason",
    required=True,
    metavar="REASON",
    help="Why it may sign though no mirror has answered, and who decided so. Recorded beside the guard for good.",
)
@home_option
@json_option
@click.pass_obj
def resume(around: Surroundings, reason: str) -> None:
    """Let the node sign again though nobody can say how far its own log went. Whoever does this answers for a fork.

    Peers that can be reached are asked first. Refused where something signed is known to be missing here.
    """
    if not reason.strip():
        raise click.UsageError("--override needs a reason.")
    with around.node() as ours:
        recorded = ours.override_guard(reason)
    if around.json:
        print_json({"recorded": None if recorded is None else builtins(recorded)})
    elif recorded is None:
        click.echo("nothing to override, and nothing recorded: the node may sign")
    else:
        last = recorded.signed
        known = "nothing" if last is None else f"{last.size} entries of {last.origin}, root {last.root}"
        click.echo("the node may sign; recorded beside the guard, in overrides.log:")
        print_lines((f"  at {recorded.at}", f"  reason: {recorded.reason}", f"  signed last, as far as known: {known}"))


@node.command()
@click.option(
    "--as-of", type=TIME, metavar="TIME", help="Count silence up to this time or day; up to now, if left out."
)
@home_option
@json_option
@click.pass_obj
def status(around: Surroundings, as_of: datetime | None) -> None:
    """Whose logs we hold how far, who holds ours, and whom not to believe and why."""
    from trilateral.i18n.messages import sentence
    from trilateral.node.clock import SystemClock

    record = around.record()
    facts = standing_facts(record, int((as_of or SystemClock().now()).timestamp()))
    if around.json:
        print_json(facts)
        return
    click.echo(f"{record.party}: {facts['size']} entries, digest {facts['digest']}; as of {facts['as_of']}")
    rows = [
        (
            f"  {party}",
            f"we hold {each['we_hold']}",
            f"they hold {each['they_hold']} of ours",
            f"last word {each['last_word']}",
            each["standing"],
        )
        for party, each in facts["others"].items()
    ]
    for line, each in zip(columns(rows), facts["others"].values(), strict=True):
        click.echo(line)
        for reason in each["reasons"]:
            click.echo(f"    {plain(sentence(around.lang, reason['code'], reason['params']))} [{reason['code']}]")


def standing_facts(record: "Record", as_of: int) -> dict[str, Any]:
    """Return who holds what of whom, as far as signatures in this home prove it, and how each party stands.

    Args:
        record: Ours.
        as_of: POSIX seconds.
    """
    from trilateral.node.status import status_of

    found = status_of(record, as_of)
    return {
        "party": found.party,
        "origin": record.origins[0],
        "size": found.entries,
        "digest": record.fold.digest().hex(),
        "as_of": at_text(as_of),
        "others": {each.party: _party_facts(each) for each in found.parties},
    }


def _party_facts(each: "PartyStatus") -> dict[str, Any]:
    return {
        "origin": each.origin,
        "we_hold": each.held,
        "they_hold": each.holds_of_ours,
        "last_word": at_text(each.cosigned_at),
        "last_head": at_text(each.head_at),
        "standing": each.standing,
        "reasons": [{"code": reason.code, "params": dict(reason.params)} for reason in each.reasons],
    }


@node.command()
@home_option
@json_option
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """Check the home, its guard and its keys, and say what to do."""
    around = surroundings(ctx)
    findings = list(_findings(around))
    if around.json:
        print_json({"ok": not findings, "findings": [{"what": what, "do": do} for what, do in findings]})
    else:
        print_lines(f"{what}\n  -> {do}" for what, do in findings)
        if not findings:
            click.echo("nothing is wrong")
    ctx.exit(REFUSED if findings else 0)


def _findings(around: Surroundings) -> "list[tuple[str, str]]":
    from trilateral.node.verify import verify_path

    found: list[tuple[str, str]] = []
    home = around.home
    report = verify_path(home)
    found += [(str(fault), "Restore from the others: trilateral node restore --from …") for fault in report.faults]
    if (home / "keys").stat().st_mode & 0o077:
        found.append((f"{home / 'keys'} can be read by others", f"chmod 700 {home / 'keys'}"))
    try:
        with around.node() as ours:
            if ours.blocked is not None:
                found.append((f"nothing can be signed: {ours.blocked}", _way_out(ours.blocked)))
    except (RefusedError, MalformedError) as error:
        found.append((str(error), "Read the message; a wrong passphrase is the commonest reason."))
    except TrilateralError as error:
        found.append((str(error), "Another process may hold the home: stop it, or ask it."))
    return found


def _way_out(blocked: RefusedError) -> str:
    """What to do where nothing can be signed."""
    if blocked.code == "keys.not_accredited":
        return "when all others have accepted a charter that names these keys: trilateral node reaccredit"
    if blocked.code != "guard.ask_a_mirror":
        return "trilateral node restore --from …"  # something is known to be missing: no override helps
    return (
        "trilateral node restore --from …, or reach a mirror; "
        "if there is none any more: trilateral node resume --override REASON"
    )


COMMANDS = (node,)
