"""To sign: an entry of any kind, with the same check and the same refusals as on the pages."""

import json
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trilateral.cli.output import instant_text, print_json
from trilateral.cli.program import Surroundings, home_option, json_option, plain
from trilateral.cli.values import PAIR, TIME, Pairs
from trilateral.errors import MalformedError, RefusedError

if TYPE_CHECKING:
    from trilateral.ledger.entry import Body, EntryId, Source
    from trilateral.node.compose import About
    from trilateral.node.node import Node
    from trilateral.node.outgoing import Outcome
    from trilateral.node.record import Record
    from trilateral.ui.forms import Around, Form

_LISTS = {"texts", "lines", "entries", "integers", "languages"}


@click.command()
@click.argument("kind", required=False)
@click.option(
    "--field",
    "fields",
    type=PAIR,
    multiple=True,
    help="A member of the body: words, a value, or JSON. Repeat it for lists.",
)
@click.option("--file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The body as JSON.")
@click.option(
    "--entry",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An entry signed elsewhere: hand it in.",
)
@click.option("--by", metavar="OFFICE", help="In which office; not needed where the party has one.")
@click.option("--subject", metavar="REF", help="What it is about, if it does not open a subject.")
@click.option("--ref", "refs", type=PAIR, multiple=True, metavar="ROLE=REF", help="Another entry that it speaks of.")
@click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="JSON",
    help="Where it is known from: title, outlet, published_on, quote.",
)
@click.option(
    "--person", type=PAIR, multiple=True, help="A field of the detached part: persons' names stand only there."
)
@click.option(
    "--audience",
    metavar="us,iq",
    help="Only for these parties: sealed, so that everybody sees that something was said, and only they what.",
)
@click.option(
    "--detail-to",
    metavar="us,iq",
    help="For incidents.reported: what cannot be in the open goes under seal for these parties, in an entry of its own.",
)
@click.option(
    "--words-stay",
    is_flag=True,
    help="With --detail-to: your own words and names of places stand in the open too. Without it they go under seal.",
)
@click.option(
    "--attach",
    "files",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="A file that goes with it; sealed with it. A field `paper` that is not given names the first. Repeat it.",
)
@click.option(
    "--rows",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="For bodies.rows_listed: the rows, a JSON object a line or CSV. See `bulk put`.",
)
@click.option("--claimed-at", type=TIME, metavar="TIME", help="When it was said, if not now.")
@click.option("--capacity", help="In what capacity: own, unless the mechanism is a reconstruction.")
@click.option("--forum", default="plenary", show_default=True, help="In which body of the mechanism.")
@click.option("--lang", metavar="LANG", help="Language of the words in fields.")
@click.option(
    "--prepare",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Only write the text that would be signed.",
)
@click.option("--draft", is_flag=True, help="Only keep it as a draft of --by.")
@click.option(
    "--hold",
    type=click.IntRange(min=0),
    metavar="MINUTES",
    help="Wait so long before it is signed; until then it can be cancelled. By default as node.toml says.",
)
@click.option("--countersign", metavar="ID", help="Give the second signature to what waits for it, in the office --by.")
@home_option
@json_option
@click.pass_obj
def sign(  # noqa: PLR0913 - the three ways in which an entry comes to be signed, and what goes into a new one
    around: Surroundings,
    /,
    *,
    kind: str | None,
    entry: Path | None,
    countersign: str | None,
    by: str | None,
    hold: int | None,
    **given: Any,
) -> None:
    """Sign an entry of KIND, such as statements.made, and print its reference when it is on disk.

    Words become a text in --lang; a value that begins with [, { or " is read as JSON; other
    entries are named by reference. What is to wait, for its time or a second signature, is printed with
    the id by which `private` knows it.
    """
    if given["detail_to"] is not None:
        alone = given["audience"] is None and not given["draft"] and given["prepare"] is None
        _check_detail(kind, alone=alone)
    elif given["words_stay"]:
        raise click.UsageError("--words-stay goes with --detail-to.")
    if sum(each is not None for each in (kind, entry, countersign)) != 1 and not (entry and countersign):
        raise click.UsageError("Give a KIND, or an --entry that was signed elsewhere, or the ID to --countersign.")
    if kind is not None:
        struct_of(kind)
    with around.node() as node:
        seconds = node.settings.hold_seconds if hold is None else hold * 60
        if countersign is not None:
            print_outcome(around, _countersign(node, countersign, entry, by, seconds))
        elif kind is None:
            print_outcome(around, hand_in(node, entry.read_bytes() if entry else b"", hold or 0))
        else:
            office = by or only_office(node.record)
            body, about = _described(around, node, kind, given)
            _sign_new(around, node, body, about, office=office, seconds=seconds, given=given)


def _described(around: Surroundings, node: "Node", kind: str, given: Mapping[str, Any]) -> "tuple[Body, About]":
    """What is to be said, and what goes around it, as the options say."""
    from trilateral.ledger.entry import Ref
    from trilateral.node.compose import About

    fields, file, subject, record = given["fields"], given["file"], given["subject"], node.record
    if given["rows"] is not None:
        fields = _with_rows(node, kind, fields, given["rows"])
    attachments = tuple(read_attachment(each) for each in given["files"])
    if file is None:
        fields = with_paper(kind, fields, attachments)
    body = read_body(around, record, kind, fields=fields, file=file, lang=given["lang"])
    return body, About(
        claimed_at=given["claimed_at"],
        subject=None if subject is None else entry_id(record, subject),
        refs=tuple(Ref(entry_id(record, ref), role) for role, ref in given["refs"]),
        sources=tuple(read_source(each) for each in given["sources"]),
        capacity=given["capacity"] or ("reconstruction" if record.charter.reconstruction else "own"),
        forum=given["forum"],
        detached=dict(given["person"]) or None,
        audience=read_audience(record, given["audience"]),
        attachments=attachments,
    )


def _sign_new(  # noqa: PLR0913 - what is said, and what is to become of it
    around: Surroundings,
    node: "Node",
    body: "Body",
    about: "About",
    *,
    office: str,
    seconds: int,
    given: Mapping[str, Any],
) -> None:
    """Sign it, in one entry or two; or keep it as a draft, or write it down, for somebody to sign."""
    from trilateral.node import outgoing

    if given["detail_to"] is not None:
        from trilateral.cli.reports import sign_in_two_parts

        readers = read_audience(node.record, given["detail_to"])
        sign_in_two_parts(
            around, node, body, office=office, about=about, readers=readers, words_may_stay=given["words_stay"]
        )
    elif given["draft"]:
        from trilateral.cli.private import keep_draft

        keep_draft(around, node, body, office=office, about=about)
    elif given["prepare"] is not None:
        _write_prepared(around, node, body, office=office, about=about, file=given["prepare"])
    else:
        spilled = tell_names_under_seal(around, node, body, about)
        notes = tell_cautions(around, node, body, about)
        outcome = outgoing.say(node, body, by=office, about=about, hold_seconds=seconds)
        print_outcome(around, (outcome, node), notes, spilled)


def _check_detail(kind: str | None, *, alone: bool) -> None:
    if (kind or "").partition("/")[0] != "incidents.reported":
        raise click.UsageError("--detail-to goes with incidents.reported.")
    if not alone:
        raise click.UsageError("--detail-to signs two entries at once: without --audience, --draft or --prepare.")


def _with_rows(node: "Node", kind: str, fields: Pairs, rows: Path) -> Pairs:
    """The fields with what an entry has to say of the rows in a file, which are kept."""
    from trilateral.cli.bodies import keep_rows

    if kind.partition("/")[0] != "bodies.rows_listed":
        raise click.UsageError("--rows goes with bodies.rows_listed.")
    manifest = keep_rows(node, rows, dict(fields).get("what", ""))
    return (*fields, ("count", str(manifest.count)), ("root", manifest.root))


def read_audience(record: "Record", named: str | None) -> tuple[str, ...]:
    """The parties that alone shall read something; none for everybody.

    Raises:
        RefusedError: One of them is no member, or there is nobody but ourselves.
    """
    if named is None:
        return ()
    parties = tuple(sorted({each.strip() for each in named.split(",") if each.strip()}))
    members = {terms.id for terms in record.charter.parties}
    stranger = next((party for party in parties if party not in members), None)
    if stranger is not None:
        raise RefusedError("bodies.not_a_member", party=stranger[:60], parties=", ".join(sorted(members)))
    if not set(parties) - {record.party}:
        raise RefusedError("bodies.no_audience")
    return parties


def tell_names_under_seal(around: Surroundings, node: "Node", body: "Body", about: "About") -> list[dict[str, Any]]:
    """Say on standard error, first of all, which names in words for all stand under seal alone; return that for programs."""
    from trilateral.desk.sealed_names import names_spilled
    from trilateral.i18n.messages import sentence

    record = node.record
    spilled = names_spilled(record.readers.reading(), record.fold, body, about.audience)
    found = []
    for name, entry in spilled.items():
        verdict = record.fold.verdict(entry)
        ref = entry[:10] if verdict is None else verdict.ref
        found.append({"called": name, "entry": ref})
        click.echo(plain(sentence(around.lang, "caution.under_seal", {"called": name, "ref": ref})), err=True)
    return found


def tell_cautions(around: Surroundings, node: "Node", body: "Body", about: "About") -> list[dict[str, Any]]:
    """Say on standard error, before anything is signed, which protections it touches; return that for programs."""
    from trilateral.desk.caution import cautions_on
    from trilateral.i18n.messages import sentence

    refs = [each.entry for each in about.refs]
    found = []
    for each in cautions_on(node.record.readers.reading(), body, about.subject, refs):
        verdict = node.record.fold.verdict(each.protection)
        ref = each.protection[:10] if verdict is None else verdict.ref
        articles = [sentence(around.lang, f"caution.{article}") for article in each.articles]
        found.append(
            {"protection": ref, "by": each.by, "called": each.called, "asked": each.asked, "articles": articles}
        )
        if not around.json:
            touched = sentence(around.lang, "caution.touches", {"ref": ref, "called": each.called or ref})
            click.echo(plain("\n".join((touched, *(f"  {article}" for article in articles)))), err=True)
    return found


def print_outcome(
    around: Surroundings,
    done: "tuple[Outcome, Node]",
    cautions: Sequence[Mapping[str, Any]] = (),
    spilled: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Print the reference of what was signed, or the id of what waits."""
    outcome, node = done
    noted: dict[str, Any] = {"cautions": list(cautions)} if cautions else {}
    noted |= {"names_under_seal": list(spilled)} if spilled else {}
    if outcome.state == "signed":
        _, index = node.record.place_of(outcome.ref)
        verdict = node.record.verdict_of(outcome.ref)
        entry = "" if verdict is None or verdict.entry is None else verdict.entry.id
        if around.json:
            print_json({"ref": outcome.ref, "id": entry, "index": index, **noted})
        else:
            click.echo(f"{outcome.ref}  {entry}")
        return
    waiting = node.private.waiting_entry(outcome.waits)
    others = [each for each in offices_of(node.record) if each not in waiting.signed_by]
    then = f"trilateral sign --countersign {waiting.id} --by {'|'.join(others) or 'OFFICE'}"
    if around.json:
        noted |= {"next": then} if waiting.state == "second" else {}
        print_json({"waits": waiting.id, "state": waiting.state, "due_at": instant_text(waiting.due_at), **noted})
    elif waiting.state == "second":
        click.echo(f"{waiting.id}  waits for the signature of a second office: {then}")
    else:
        click.echo(f"{waiting.id}  is signed at {instant_text(waiting.due_at)}")


def _countersign(node: "Node", row: str, entry: Path | None, by: str | None, seconds: int) -> "tuple[Outcome, Node]":
    """The second signature: with the key that this node holds, or in an entry that has it already."""
    from trilateral.node import outgoing

    if entry is not None:
        return outgoing.take_countersigned(node, row, entry.read_bytes(), hold_seconds=seconds), node
    if by is None:
        raise click.UsageError("In which office? Give --by with the one that signs as the second.")
    return outgoing.countersign(node, row, by, hold_seconds=seconds), node


def _write_prepared(  # noqa: PLR0913 - what is prepared, and where to
    around: Surroundings, node: "Node", body: "Body", *, office: str, about: "About", file: Path
) -> None:
    """Write the text for somebody to sign elsewhere: `sign --entry` takes it back."""
    from trilateral.node import outgoing

    prepared = outgoing.prepare(node, body, by=office, about=about)
    file.write_bytes(prepared.text)
    for data in (*((prepared.detached,) if prepared.detached else ()), *prepared.attachments):
        node.record.bodies.put(data)
    if around.json:
        print_json({"file": str(file), "by": office})
    else:
        click.echo(f"{file}: to be signed by {office}")


def hand_in(node: "Node", entry: bytes, hold: int = 0) -> "tuple[Outcome, Node]":
    """Submit an entry that was signed elsewhere. What is wrong with its bytes gets the code that pages give.

    With one signature where the charter asks for two, it waits for the second.
    """
    from trilateral.desk.diagnosis import why_malformed
    from trilateral.ledger.entry import parse_entry
    from trilateral.node import outgoing

    try:
        parse_entry(entry, node.record.fold.kinds)
    except MalformedError as error:
        code, params = why_malformed(entry, error)
        raise RefusedError(code, **params) from error
    return outgoing.take(node, entry, hold_seconds=hold * 60), node


def read_attachment(path: Path) -> bytes:
    """The bytes of a file that others will have to fetch."""
    from trilateral.node.sources import MAX_BODY

    data = path.read_bytes()
    if len(data) > MAX_BODY:
        raise RefusedError("entry.file_too_long", file=str(path), most=MAX_BODY, got=len(data))
    return data


def with_paper(kind: str, fields: Pairs, files: tuple[bytes, ...]) -> Pairs:
    """The fields with the hash of the first file, where the kind names one and nobody said which."""
    from hashlib import sha256

    from trilateral.desk.signing import BY_NAME
    from trilateral.ui.forms import FILE

    struct = BY_NAME.get(kind.partition("/")[0])
    takes = struct is not None and FILE in struct.__struct_fields__
    if not files or not takes or any(name == FILE for name, _ in fields):
        return fields
    return (*fields, (FILE, sha256(files[0]).hexdigest()))


def offices_of(record: "Record") -> list[str]:
    """The offices of our party that have a key."""
    return sorted(record.key_book(record.origins[0]).office_keys())


def only_office(record: "Record") -> str:
    """The office that signs where a party has just one key for a delegate."""
    offices = offices_of(record)
    if len(offices) != 1:
        raise click.UsageError(f"In which office? Give --by with one of: {', '.join(offices) or 'none is enrolled'}.")
    return offices[0]


def _entries_there(record: "Record") -> str:
    """By what the entries are called that there are: `us/0–us/41`."""
    logs = [(record.fold.party_of(origin), record.size(origin)) for origin in record.origins]
    return ", ".join(f"{party}/0–{party}/{size - 1}" for party, size in sorted(logs) if size)


def entry_id(record: "Record", ref: str) -> "EntryId":
    """The id of the entry that people call `ref`."""
    verdict = record.verdict_of(ref)
    if verdict is None or verdict.entry is None:
        raise RefusedError("record.no_such_entry", ref=ref, choices=_entries_there(record))
    return verdict.entry.id


def read_source(text: str) -> "Source":
    """A source, as JSON says it."""
    import msgspec

    from trilateral.ledger.entry import Source

    try:
        return msgspec.convert(_json(text), Source)
    except msgspec.ValidationError as error:
        raise MalformedError(f"--source: expected title, outlet, published_on and perhaps quote: {error}") from error


def struct_of(kind: str) -> type["Body"]:
    """What an entry of this kind says.

    Raises:
        RefusedError: There is no such kind: with those of its subject, or all subjects where there is no such one either.
    """
    from trilateral.desk.signing import BY_NAME

    name = kind.partition("/")[0]
    if name in BY_NAME:
        return BY_NAME[name]
    subject = name.partition(".")[0]
    same = [each for each in BY_NAME if each.partition(".")[0] == subject]
    near = get_close_matches(name, BY_NAME, n=5)
    choices = same or near or sorted({each.partition(".")[0] for each in BY_NAME})
    raise RefusedError("entry.unknown_kind", kind=kind, given=name, choices=", ".join(choices))


def read_body(  # noqa: PLR0913 - where a body may come from
    around: Surroundings, record: "Record", kind: str, *, fields: Pairs, file: Path | None, lang: str | None
) -> "Body":
    """The body that was described, read as the pages read a form.

    Raises:
        RefusedError: The kind is none, or a field cannot be taken: with the code that the page shows beside it.
    """
    import msgspec

    struct = struct_of(kind)
    if file is None:
        return _read_fields(around, record, struct, fields, lang)
    if fields:
        raise click.UsageError("Give the body either with --field or with --file.")
    try:
        return msgspec.convert(_json(file.read_text("utf-8")), struct)
    except (msgspec.ValidationError, UnicodeDecodeError) as error:
        raise MalformedError(f"{file}: expected a body of {kind}: {error}") from error


def _read_fields(
    around: Surroundings, record: "Record", struct: type["Body"], fields: Pairs, lang: str | None
) -> "Body":
    from trilateral.cli.shapes import check_given
    from trilateral.i18n.messages import sentence
    from trilateral.ui.forms import form_of
    from trilateral.ui.posted import read_form

    given = {name: _json(value) for name, value in fields if value[:1] in {"[", "{", '"'}}
    words = [(name, value) for name, value in fields if name not in given]
    form = form_of(struct, tuple(given))
    unknown = [name for name, _ in fields if name.partition(".")[0] not in struct.__struct_fields__]
    if unknown:
        near = get_close_matches(unknown[0], struct.__struct_fields__, n=1)
        meant = f" Did you mean {near[0]}?" if near else ""
        raise click.UsageError(
            f"{unknown[0]}: {form.kind} has no such field; it has {', '.join(struct.__struct_fields__)}.{meant}"
        )
    for name, value in given.items():
        check_given(struct, name, value)
    filled = read_form(form, _posted(form, words, lang), known_around(around, record), given)
    if filled.value is None:
        first = filled.errors[0]
        for error in filled.errors[1:]:
            click.echo(
                plain(f"{error.path}: {sentence(around.lang, error.code, error.params)} [{error.code}]"), err=True
            )
        named = {"choices": _entries_there(record)} if first.code == "form.no_such_entry" else {}
        raise RefusedError(first.code, **{"field": first.path, **named, **first.params})
    return filled.value


def _posted(form: "Form[Any]", words: Any, lang: str | None) -> dict[str, list[str]]:
    """What the options say, as a browser would have posted it."""
    controls = {field.name: field.control.value for field in form.fields}
    posted: dict[str, list[str]] = {}
    for name, value in words:
        posted.setdefault(name, []).append(value)
    for name, control in controls.items():
        if control in _LISTS and name in posted:
            posted[name] = ["\n".join(posted[name])]
        if lang is not None and control in {"text", "texts"}:
            posted.setdefault(f"{name}.lang", [lang])
    return posted


def known_around(around: Surroundings, record: "Record") -> "Around":
    """What forms must know of the record."""
    from trilateral.desk.holdings import Holdings
    from trilateral.desk.reading import Reading
    from trilateral.desk.signing import around as known
    from trilateral.node.clock import SystemClock

    return known(Reading(Holdings(record), around.lang, SystemClock().now()))


def _json(text: str) -> Any:
    """JSON in which no key stands twice: of two values nobody knows which was meant."""
    try:
        return json.loads(text, object_pairs_hook=_members)
    except (ValueError, RecursionError) as error:
        raise MalformedError(f"expected JSON, got {text[:60]!r}: {error}") from error


def _members(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    from trilateral.desk.diagnosis import repeated

    if twice := repeated(pairs):
        raise RefusedError("entry.duplicate_keys", what=twice)
    return dict(pairs)


COMMANDS = (sign,)
