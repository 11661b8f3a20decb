"""`private`: drafts and their clearance, what waits to be signed, sheets, who has come in, and the backup of all that."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trilateral.cli.output import at_text, builtins, columns, instant_text, print_json, print_lines
from trilateral.cli.program import Surroundings, home_option, json_option, plain
from trilateral.cli.sign import entry_id, known_around, only_office, print_outcome
from trilateral.errors import RefusedError

if TYPE_CHECKING:
    from trilateral.desk.signing import Draft as Filled
    from trilateral.ledger.entry import Body
    from trilateral.node.compose import About
    from trilateral.node.kept import Draft, KeptWord, Passkey, Phrase, Waiting
    from trilateral.node.node import Node

_by = click.option("--by", metavar="OFFICE", help="In which office; not needed where the party has one.")


@click.group()
@home_option
def private() -> None:
    """What the party keeps to itself: drafts, clearance, what waits, sheets, log-ins."""


# --- drafts


@private.command()
@_by
@home_option
@json_option
@click.pass_obj
def drafts(around: Surroundings, by: str | None) -> None:
    """List the drafts that an office has begun or is asked to clear."""
    with around.node() as node:
        found = node.private.drafts_for(by or only_office(node.record))
        if around.json:
            print_json({"drafts": [_draft_facts(each) for each in found]})
            return
        rows = [
            (each.id, each.kind, each.office, each.state, f"version {each.version}", ", ".join(each.not_yet))
            for each in found
        ]
        print_lines(columns(rows))


@private.command()
@click.argument("draft", metavar="ID")
@_by
@home_option
@json_option
@click.pass_obj
def show(around: Surroundings, draft: str, by: str | None) -> None:
    """Print a draft with its history."""
    with around.node() as node:
        found = node.private.draft(draft, by or only_office(node.record))
        if around.json:
            print_json(_draft_facts(found))
            return
        click.echo(f"{found.id}  {found.kind}  {found.office}  {found.state}  version {found.version}")
        for name, values in found.fields.items():
            click.echo(plain(f"  {name}: {' | '.join(values)}"))
        for step in found.steps:
            told = f"  {instant_text(step.at)}  {step.act} by {step.office}, version {step.version}"
            click.echo(plain(f"{told}{': ' + step.words if step.words else ''}"))


@private.command()
@click.argument("draft", metavar="ID")
@_by
@home_option
@json_option
@click.pass_obj
def check(around: Surroundings, draft: str, by: str | None) -> None:
    """Say what every node would object to if a draft were signed as it stands."""
    with around.node() as node:
        found = node.private.draft(draft, by or only_office(node.record))
        filled = _filled(around, node, found)
        prepared = node.prepare(filled.body, by=found.office, about=_about(found, filled))
        node.check_prepared(prepared, found.office)
        if around.json:
            print_json({"draft": found.id, "text": prepared.text.decode()})
        else:
            click.echo(prepared.text.decode(), nl=False)


@private.command()
@click.argument("draft", metavar="ID")
@click.option("--to", "offices", metavar="OFFICE", multiple=True, help="Who is to clear it, beside those who must.")
@_by
@home_option
@json_option
@click.pass_obj
def hand(around: Surroundings, draft: str, offices: tuple[str, ...], by: str | None) -> None:
    """Hand a draft over to other offices for clearance."""
    from trilateral.node.private import clearing_offices

    with around.node() as node:
        office = by or only_office(node.record)
        kind = node.private.draft(draft, office).kind
        needed = clearing_offices(node.settings.clearance, kind, office)
        enrolled = tuple(node.record.key_book(node.origin).office_keys())
        _tell(around, node.private.hand_over(draft, office, offices, needed=needed, offices=enrolled))


@private.command("take-back")
@click.argument("draft", metavar="ID")
@_by
@home_option
@json_option
@click.pass_obj
def take_back(around: Surroundings, draft: str, by: str | None) -> None:
    """Go on writing a draft that was handed over. What was approved is not any more."""
    with around.node() as node:
        _tell(around, node.private.take_back(draft, by or only_office(node.record)))


@private.command()
@click.argument("draft", metavar="ID")
@click.option("--words", default="", help="What to tell its author.")
@_by
@home_option
@json_option
@click.pass_obj
def approve(around: Surroundings, draft: str, words: str, by: str | None) -> None:
    """Approve a draft as it stands."""
    with around.node() as node:
        office = by or only_office(node.record)
        version = node.private.draft(draft, office).version
        _tell(around, node.private.approve(draft, office, version, words))


@private.command("return")
@click.argument("draft", metavar="ID")
@click.option("--words", required=True, help="What should be otherwise.")
@_by
@home_option
@json_option
@click.pass_obj
def send_back(around: Surroundings, draft: str, words: str, by: str | None) -> None:
    """Return a draft to its author."""
    with around.node() as node:
        office = by or only_office(node.record)
        version = node.private.draft(draft, office).version
        _tell(around, node.private.send_back(draft, office, version, words))


@private.command("sign")
@click.argument("draft", metavar="ID")
@click.option("--hold", type=click.IntRange(min=0), metavar="MINUTES", help="Wait so long before it is signed.")
@click.option(
    "--prepare",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Only write the text, for somebody to sign elsewhere.",
)
@_by
@home_option
@json_option
@click.pass_obj
def sign_draft(around: Surroundings, draft: str, hold: int | None, prepare: Path | None, by: str | None) -> None:
    """Sign a draft, once everybody has approved who must."""
    from trilateral.node import outgoing

    with around.node() as node:
        found = node.private.draft(draft, by or only_office(node.record))
        if found.office != (by or only_office(node.record)):
            raise RefusedError("private.not_your_draft", office=found.office)
        filled = _filled(around, node, found)
        about = _about(found, filled)
        if prepare is not None:
            prepared = outgoing.prepare(node, filled.body, by=found.office, about=about, draft=found)
            if prepared.detached is not None:
                node.record.bodies.put(prepared.detached)
            prepare.write_bytes(prepared.text)
            _print_facts(around, {"file": str(prepare), "by": found.office})
            return
        seconds = node.settings.hold_seconds if hold is None else hold * 60
        outcome = outgoing.say(node, filled.body, by=found.office, about=about, hold_seconds=seconds, draft=found)
        print_outcome(around, (outcome, node))


@private.command()
@click.argument("draft", metavar="ID")
@_by
@home_option
@json_option
@click.pass_obj
def delete(around: Surroundings, draft: str, by: str | None) -> None:
    """Delete a draft and its history."""
    with around.node() as node:
        node.private.delete(draft, by or only_office(node.record))
        _print_facts(around, {"deleted": draft})


# --- what waits


@private.command()
@home_option
@json_option
@click.pass_obj
def waiting(around: Surroundings) -> None:
    """List what waits for a second signature or for its time, and what was stopped and why."""
    with around.node() as node:
        found = [each for each in node.private.waiting.all() if each.state in {"second", "held", "stopped"}]
        if around.json:
            print_json({"waiting": [_waiting_facts(each) for each in found]})
            return
        for each in found:
            click.echo(f"{each.id}  {each.kind}  {each.office}  {each.state}  {instant_text(each.due_at)}")
            if each.code:
                click.echo(f"  {_why(around, each)}")


@private.command()
@click.argument("entry", metavar="ID")
@_by
@home_option
@json_option
@click.pass_obj
def cancel(around: Surroundings, entry: str, by: str | None) -> None:
    """Call back what waits to be signed."""
    from trilateral.node import outgoing

    with around.node() as node:
        done = outgoing.cancel(node, entry, by or only_office(node.record))
        _print_facts(around, {"cancelled": done.id})


# --- sheets


@private.command()
@click.option("--about", metavar="REF", help="Only those about the subject of this entry.")
@_by
@home_option
@json_option
@click.pass_obj
def sheets(around: Surroundings, about: str | None, by: str | None) -> None:
    """Print the sheets that an office reads."""
    with around.node() as node:
        subject = None if about is None else _subject(node, about)
        found = node.private.sheets_for(by or only_office(node.record), subject)
        if around.json:
            print_json({"sheets": [builtins(each) for each in found]})
            return
        for each in found:
            click.echo(plain(f"{each.id}  {each.sort}  {each.office}  {each.title}"))
            print_lines(plain(f"  {line}") for line in each.text.splitlines())


@private.command()
@click.argument("title")
@click.option("--text", required=True, help="What it says.")
@click.option(
    "--sort", type=click.Choice(["talking_points", "instructions", "note"]), default="note", show_default=True
)
@click.option("--about", metavar="REF", help="Any entry of the subject that it is about.")
@click.option("--to", "offices", metavar="OFFICE", multiple=True, help="Who alone reads it; all, if not given.")
@click.option("--lang", help="Language of its words.")
@_by
@home_option
@json_option
@click.pass_obj
def note(  # noqa: PLR0913 - what a sheet says
    around: Surroundings,
    *,
    title: str,
    text: str,
    sort: str,
    about: str | None,
    offices: tuple[str, ...],
    lang: str | None,
    by: str | None,
) -> None:
    """Keep a sheet called TITLE."""
    with around.node() as node:
        enrolled = node.record.key_book(node.origin).office_keys()
        unknown = [each for each in offices if each not in enrolled]
        if unknown:
            raise RefusedError("private.no_such_office", office=unknown[0])
        made = node.private.write_sheet(
            by or only_office(node.record),
            sort=sort,
            title=title,
            text=text,
            lang=lang or around.lang,
            about="" if about is None else _subject(node, about),
            offices=offices,
        )
        _print_facts(around, {"sheet": made.id})


# --- who has come in, and the copy of it all


@private.command()
@home_option
@json_option
@click.pass_obj
def sessions(around: Surroundings) -> None:
    """List open sessions, links that nobody has used, passkeys and passphrases. Nothing that is printed opens anything."""
    from trilateral.server.sessions import Doors

    with around.node() as node:
        doors, kept = Doors(node.clock.unix, node.private), node.private
        found = [_came_in("session", each) for each in doors.sessions()]
        found += [_came_in("link", each) for each in doors.links()]
        made = [("passkey", each) for each in kept.passkeys.all()] + [
            ("passphrase", each) for each in kept.phrases.all()
        ]
        found += [_way_in(what, each) for what, each in made]
    if around.json:
        print_json({"open": found})
        return
    print_lines(
        columns(
            [(e["id"], e["what"], e["office"] or e["role"], e["until"] or e["used"] or "", e["label"]) for e in found]
        )
    )


def _came_in(what: str, kept: "KeptWord") -> dict[str, Any]:
    return {
        "id": kept.id,
        "what": what,
        "role": kept.role,
        "office": kept.office,
        "since": at_text(kept.opened_at),
        "until": at_text(kept.until),
        "used": at_text(kept.used_at) if kept.used_at and what == "session" else None,
        "label": ", ".join(each for each in (kept.by, kept.browser) if each),
    }


def _way_in(what: str, kept: "Passkey | Phrase") -> dict[str, Any]:
    return {
        "id": kept.id,
        "what": what,
        "role": kept.role,
        "office": kept.office,
        "since": at_text(kept.made_at),
        "until": None,
        "used": at_text(kept.used_at) if kept.used_at else None,
        "label": getattr(kept, "label", ""),
    }


@private.command()
@click.argument("row", metavar="ID", required=False)
@click.option("--all", "everything", is_flag=True, help="End every session and link.")
@click.option("--office", metavar="OFFICE", help="With --all: only those of this office.")
@home_option
@json_option
@click.pass_obj
def revoke(around: Surroundings, row: str | None, *, everything: bool, office: str | None) -> None:
    """End a session, or a link before it is used, or take away a passkey or passphrase; or end all that is open."""
    if (row is None) != everything or (office is not None and not everything):
        raise click.UsageError("Give an ID, or --all, with --office for one office.")
    from trilateral.server.sessions import Doors, Ended

    with around.node() as node:
        kept = node.private
        if everything:
            doors = Doors(node.clock.unix, kept)
            count = sum(doors.end_all(Ended("entering.revoked"), lambda each: office in {None, each.office}))
            _print_facts(around, {"revoked": str(count)})
            return
        _revoke_one(node, str(row))
        _print_facts(around, {"revoked": str(row)})


def _revoke_one(node: "Node", row: str) -> None:
    """End it or take it away, whatever it is."""
    kept = node.private
    way = kept.passkeys.get(row) or kept.phrases.get(row)
    if way is None and kept.sessions.get(row) is None and kept.links.get(row) is None:
        raise RefusedError("private.no_such_session", session=row[:40])
    if way is not None and way.office:
        node.ring.drop_way(way.office, row)
    for each in (kept.passkeys, kept.phrases, kept.sessions, kept.links):
        each.remove(row)


@private.command()
@click.option("--office", metavar="OFFICE", help="For a delegate: whose.")
@click.option("--role", type=click.Choice(["reader", "operator"]), help="For somebody without an office.")
@home_option
@json_option
@click.pass_obj
def link(around: Surroundings, office: str | None, role: str | None) -> None:
    """Give a link that opens one session, within a day; printed as the path that stands after the node's address."""
    from trilateral.server.roles import Role
    from trilateral.server.sessions import Doors
    from trilateral.server.standing import why_not

    if (office is None) == (role is None):
        raise click.UsageError("For whom? Give --office or --role.")
    with around.node() as node:
        if office is not None:
            if office not in node.record.key_book(node.origin).office_keys():
                raise RefusedError("private.no_such_office", office=office[:60])
            why = why_not(node.record, office)
            if why is not None:
                raise RefusedError(why.code, **why.params)
        word = Doors(node.clock.unix, node.private).link(Role.DELEGATE if role is None else Role(role), office or "")
        _print_facts(around, {"path": f"/in/{word}"})


@private.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@home_option
@json_option
@click.pass_obj
def backup(around: Surroundings, file: Path) -> None:
    """Copy all private matters to FILE, encrypted as they are. The node may be running; no passphrase is needed."""
    from trilateral.store.private import copy_private

    copy_private(around.home, file)
    _print_facts(around, {"file": str(file)})


# --- between commands and drafts


def keep_draft(around: Surroundings, node: "Node", body: "Body", *, office: str, about: "About") -> None:
    """Keep what was described as a draft, as a form would have posted it; for `sign --draft`."""
    from trilateral.desk.signing import PERSONS
    from trilateral.node.kept import Beyond
    from trilateral.ui.filling import fill_form
    from trilateral.ui.forms import form_of

    known = known_around(around, node.record)
    fields: dict[str, Sequence[str]] = dict(fill_form(form_of(type(body)), body, known).posted)
    if about.subject is not None:
        fields["subject"] = (known.entry_ref(about.subject) or about.subject,)
    kind = str(body.__struct_config__.tag).partition("/")[0]
    detached: Mapping[str, Any] = about.detached or {}
    unknown = [name for name in detached if name not in getattr(PERSONS.get(kind), "__struct_fields__", ())]
    if unknown:
        raise click.UsageError(f"{unknown[0]}: a draft of {kind} keeps no such field of the detached part.")
    fields.update({name: (str(value),) for name, value in detached.items()})
    if about.audience:
        fields["audience"] = about.audience
    if about.claimed_at is not None:
        fields |= {"said_at": (about.claimed_at.replace(tzinfo=None).isoformat(),), "said_at.zone": ("UTC",)}
    beyond = Beyond(about.refs, about.sources, about.capacity, about.forum)
    draft = node.private.begin(kind, office, around.lang, fields, beyond)
    _print_facts(around, {"draft": draft.id})


def _filled(around: Surroundings, node: "Node", draft: "Draft") -> "Filled":
    """What a draft says, read as its page reads it."""
    from trilateral.desk.holdings import Holdings
    from trilateral.desk.reading import Reading
    from trilateral.desk.signing import BY_NAME, read_draft

    if draft.kind not in BY_NAME:
        raise RefusedError("entry.unknown_kind", kind=draft.kind)
    reading = Reading(Holdings(node.record), draft.lang or around.lang, node.clock.now())
    found, filled = read_draft(reading, draft.kind, draft.fields)
    if found is None:
        first = filled.errors[0]
        raise RefusedError(first.code, **{"field": first.path, **first.params})
    return found


def _about(draft: "Draft", filled: "Filled") -> "About":
    from trilateral.node.compose import About

    beyond = draft.beyond
    return About(
        claimed_at=filled.claimed_at,
        subject=filled.subject,
        refs=(*beyond.refs, *filled.refs),
        sources=beyond.sources,
        capacity=beyond.capacity or "own",
        forum=beyond.forum,
        detached=filled.detached,
    )


def _subject(node: "Node", ref: str) -> str:
    verdict = node.record.verdict_of(ref)
    return entry_id(node.record, ref) if verdict is None or verdict.entry is None else verdict.entry.subject


def _draft_facts(draft: "Draft") -> dict[str, Any]:
    facts: dict[str, Any] = builtins(draft)
    return {**facts, "state": draft.state, "version": draft.version, "not_yet": list(draft.not_yet)}


def _waiting_facts(waiting: "Waiting") -> dict[str, Any]:
    return {
        "id": waiting.id,
        "kind": waiting.kind,
        "by": waiting.office,
        "signed_by": list(waiting.signed_by),
        "state": waiting.state,
        "due_at": instant_text(waiting.due_at),
        "code": waiting.code,
        "params": waiting.params,
    }


def _why(around: Surroundings, waiting: "Waiting") -> str:
    from trilateral.i18n.messages import sentence

    return plain(f"{sentence(around.lang, waiting.code, waiting.params)} [{waiting.code}]")


def _tell(around: Surroundings, draft: "Draft") -> None:
    facts = {"draft": draft.id, "state": draft.state, "not_yet": list(draft.not_yet)}
    if around.json:
        print_json(facts)
    else:
        waits = f", not yet by {', '.join(draft.not_yet)}" if draft.not_yet else ""
        click.echo(f"{draft.id}  {draft.state}{waits}")


def _print_facts(around: Surroundings, facts: dict[str, str]) -> None:
    if around.json:
        print_json(facts)
    else:
        print_lines(f"{name}: {value}" for name, value in facts.items())


COMMANDS = (private,)
