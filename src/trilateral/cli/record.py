"""To read: `show` and `state`. They need neither passphrase nor guard."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trilateral.cli.output import at_text, builtins, instant_text, print_json, print_lines
from trilateral.cli.program import Surroundings, bundle_option, home_option, json_option, plain
from trilateral.cli.told import disclosed_facts, entry_lines, reading_of, state_lines
from trilateral.cli.values import CUT, TIME
from trilateral.errors import MalformedError, RefusedError

if TYPE_CHECKING:
    from trilateral.desk.reading import Reading
    from trilateral.ledger.fold import Fold, Verdict
    from trilateral.node.record import Record
    from trilateral.ui.page import Matter


@click.command()
@click.argument("ref")
@click.option("--as-of", type=TIME, metavar="TIME", help="The subject as it stood then, or at the end of that day.")
@click.option("--open", "opened", is_flag=True, help="Open what is sealed for us. Asks for the passphrase.")
@click.option(
    "--save",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="With --open: write the files that go with it into this directory.",
)
@home_option
@bundle_option
@json_option
@click.pass_obj
def show(around: Surroundings, ref: str, as_of: datetime | None, *, opened: bool, save: Path | None) -> None:
    """Print the entry REF (us/42 or an id), and the subject that it opened; or a row of a list (us/42#17).

    What is printed: what was said, by whom, whether it counts, who provably holds it and since when.
    """
    if as_of is not None and (opened or save is not None):
        raise click.UsageError("Give either --as-of or --open: what is sealed is shown as it stands now.")
    if "#" in ref:
        _show_row(around, ref)
        return
    if opened or save is not None:
        _show_opened(around, ref, save)
        return
    record = around.record()
    verdict = record.verdict_of(ref)
    if verdict is None:
        raise RefusedError("record.no_such_entry", ref=ref)
    cut = None if as_of is None else cut_of(record, as_of)
    if cut is not None and cut.get(verdict.log, 0) <= verdict.index:
        raise RefusedError("record.signed_later", ref=verdict.ref, as_of=instant_text(as_of))
    facts = entry_facts(record, verdict, None if cut is None else fold_at(record, _by_party(record, cut)))
    reading = reading_of(record, around.lang, as_of)
    facts |= disclosed_facts(reading, verdict)
    if around.json:
        print_json(facts)
    else:
        print_lines(entry_lines(reading, verdict, facts))


def _show_row(around: Surroundings, ref: str) -> None:
    """A row of a list, or what became of it."""
    from trilateral.node.parts import list_named, parse_place

    record, place = around.record(), parse_place(ref)
    kept = list_named(record, place.ref)
    rows = [record.bulks.row(kept, at) for at in place.rows]
    if around.json:
        print_json([builtins(row) for row in rows])
    else:
        for row in rows:
            click.echo(f"{place.ref}#{row.index}  {row.state}")
            print_lines(f"  {name}: {value}" for name, value in (row.row or {}).items())


def _show_opened(around: Surroundings, ref: str, save: Path | None) -> None:
    """An entry as our own party reads it, with its parts."""
    from trilateral.cli.bodies import opened_record

    record = opened_record(around)
    fold = record.readers.reading()
    verdict = fold.verdict_at(ref) if "/" in ref else fold.verdict(ref)
    if verdict is None:
        raise RefusedError("record.no_such_entry", ref=ref)
    facts = entry_facts(record, verdict, fold)
    facts["parts"] = list(_parts(record, verdict.ref))
    reading = reading_of(record, around.lang, inside=True)
    facts |= disclosed_facts(reading, verdict)
    if save is not None:
        facts["saved"] = list(_save(record, verdict.ref, save))
    if around.json:
        print_json(facts)
    else:
        print_lines(entry_lines(reading, verdict, facts))
        print_lines(_part_lines(facts))


def _parts(record: "Record", ref: str) -> Iterator[dict[str, Any]]:
    """Each part that an entry names: whether it is here, and the rows that we can open."""
    from trilateral.node.parts import entry_named, parts_of

    entry = entry_named(record, ref)
    for blob in parts_of(entry.header):
        here = record.bodies.has(blob)
        part: dict[str, Any] = {
            "blob": blob,
            "state": "here" if here else "erased" if record.is_erased(blob) else "absent",
        }
        if blob == entry.header.blob:
            try:
                rows = record.readers.rows(entry)
            except MalformedError as error:
                part["state"], rows = f"bad: {error}", None
            part["rows"] = {row.name: row.value for row in rows or ()}
        yield part


def _save(record: "Record", ref: str, directory: Path) -> Iterator[str]:
    """Write the files that go with an entry, opened if they were sealed for us; a part for others is left."""
    from trilateral.node.parts import entry_named
    from trilateral.store.files import write_file

    directory.mkdir(parents=True, exist_ok=True)
    for number, blob in enumerate(entry_named(record, ref).header.blobs, 1):
        data = record.readers.attachment(blob)
        if data is not None:
            path = directory / f"{ref.replace('/', '-')}-{number}-{blob[:16]}"
            write_file(path, data, mode=0o600)
            yield str(path)


def _part_lines(facts: dict[str, Any]) -> Iterator[str]:
    audience = facts.get("header", {}).get("audience")
    if audience:
        yield f"  under seal for {', '.join(audience)}; everybody sees that something was said, not what"
    for part in facts["parts"]:
        yield f"  part {part['blob']}: {part['state']}"
        for name, value in part.get("rows", {}).items():
            yield f"    {name}: {value}"
    for path in facts.get("saved", ()):
        yield f"  saved {path}"


def entry_facts(record: "Record", verdict: "Verdict", fold: "Fold | None" = None) -> dict[str, Any]:
    """Return all that is known of one entry, and how its subject stands: by `fold`, if the record is not to be taken whole."""
    interval = record.interval(verdict)
    facts: dict[str, Any] = {
        "ref": verdict.ref,
        "log": verdict.log,
        "index": verdict.index,
        "effect": verdict.has_effect,
    }
    if verdict.objection is not None:
        facts["objection"] = {"code": verdict.objection.code, "params": dict(verdict.objection.params)}
    if verdict.unread:
        facts["unread"] = True
    if verdict.entry is not None:
        facts |= _said(record, verdict, fold or record.fold)
    facts["held_by"] = list(record.holders(verdict))
    facts["signed_between"] = [at_text(interval.lower), at_text(interval.upper)]
    return facts


def _said(record: "Record", verdict: "Verdict", fold: "Fold") -> dict[str, Any]:
    from trilateral.ledger.entry import Unread

    entry = verdict.entry
    if entry is None:
        return {}
    body = entry.body.value if isinstance(entry.body, Unread) else builtins(entry.body)
    if isinstance(body, dict):
        body.pop("kind", None)
    facts = {"id": entry.id, "header": builtins(entry.header), "body": body, "signer": entry.signer}
    subject = fold.state(entry.subject)
    if subject is not None:
        facts["subject"] = _ref(record, entry.subject)
        facts["acts"] = [act.ref for act in fold.acts(entry.subject)]
        if entry.subject == entry.id:
            facts["state"] = builtins(subject)
    return facts


def _ref(record: "Record", entry: str) -> str:
    found = record.fold.verdict(entry)
    return entry if found is None else found.ref


@click.command()
@click.option("--digest", is_flag=True, help="One hash for all of it, as the last line.")
@click.option("--cut", type=CUT, metavar="us=40,…", help="As after so many entries of each log.")
@click.option(
    "--as-of",
    type=TIME,
    metavar="TIME",
    help="As it stood then, or at the end of that day. In a reconstruction: its last day.",
)
@click.option(
    "--audience",
    metavar="us,iq",
    help="As these parties read it together, ours among them: with what was sealed for all of them. Asks for the passphrase.",
)
@home_option
@bundle_option
@json_option
@click.pass_obj
def state(
    around: Surroundings,
    digest: bool,
    cut: dict[str, int] | None,
    as_of: datetime | None,
    audience: str | None,
) -> None:
    """Print what the record comes to: all subjects, or the digest, at a cut or as of a time."""
    if cut is not None and as_of is not None:
        raise click.UsageError("Give either --cut or --as-of: each says how far the logs are read.")
    if audience is not None:
        if cut is not None or as_of is not None:
            raise click.UsageError("Give --audience without --cut and --as-of: it is read as far as it is here.")
        _state_of(around, tuple(sorted(set(audience.split(",")))), digest=digest)
        return
    record = around.record()
    read_to = cut if as_of is None else _by_party(record, cut_of(record, as_of))
    fold = record.fold if read_to is None else fold_at(record, read_to)
    heads = {terms.id: fold.cut()[terms.origin] for terms in record.charter.parties}
    facts: dict[str, Any] = {
        "mechanism": record.mechanism,
        "level": record.charter.level,
        "cut": {party: {"size": size, "root": root.hex()} for party, (size, root) in heads.items()},
        "waiting": dict(fold.waiting()),
        "exposed": {record.charter.party_of(origin): size for origin, size in fold.exposed().items()},
    }
    if not digest:
        facts["subjects"] = list(_subjects(fold))
        if cut is None:
            facts["as_of"], facts["open"] = open_facts(record, as_of, around.lang)
    facts["digest"] = fold.digest().hex()
    if around.json:
        print_json(facts)
    else:
        print_lines(state_lines(reading_of(record, around.lang, as_of), facts))


def _state_of(around: Surroundings, audience: tuple[str, ...], *, digest: bool) -> None:
    """What the record comes to for some parties together."""
    from trilateral.cli.bodies import opened_record

    record = opened_record(around)
    members = {terms.id for terms in record.charter.parties}
    stranger = next((party for party in audience if party not in members), None)
    if stranger is not None:
        raise RefusedError("bodies.not_a_member", party=stranger[:60], parties=", ".join(sorted(members)))
    if record.party not in audience:
        raise RefusedError("bodies.not_your_audience", party=record.party)
    fold = record.readers.together(audience)
    facts: dict[str, Any] = {"mechanism": record.mechanism, "level": record.charter.level, "audience": list(audience)}
    facts["cut"] = {
        terms.id: {"size": fold.cut()[terms.origin][0], "root": fold.cut()[terms.origin][1].hex()}
        for terms in record.charter.parties
    }
    facts["waiting"], facts["exposed"] = dict(fold.waiting()), {}
    if not digest:
        facts["subjects"] = list(_subjects(fold))
    facts["digest"] = fold.digest(audience).hex()
    if around.json:
        print_json(facts)
    else:
        print_lines(state_lines(reading_of(record, around.lang, inside=True), facts))


def cut_of(record: "Record", as_of: datetime) -> dict[str, int]:
    """Return how many entries of each log, by origin, had been signed by then."""
    from trilateral.desk.as_of import cut_as_of
    from trilateral.desk.holdings import Holdings

    return cut_as_of(Holdings(record), as_of, by_claims=record.charter.reconstruction)


def _by_party(record: "Record", cut: dict[str, int]) -> dict[str, int]:
    return {record.fold.party_of(origin): size for origin, size in cut.items() if "#" not in origin}


def fold_at(record: "Record", cut: dict[str, int]) -> "Fold":
    """Return the record folded anew as far as the cut goes. What is not causally closed waits."""
    from trilateral.node.digests import fold_to

    origins = {record.fold.party_of(origin): origin for origin in record.fold.origins}
    unknown = sorted(set(cut) - set(origins))
    if unknown:
        raise click.UsageError(f"No party is called {unknown[0]}.")
    sizes = {}
    for party, origin in origins.items():
        held = record.size(origin)
        sizes[origin] = cut.get(party, held)
        if sizes[origin] > held:
            raise RefusedError("record.not_held", party=party, size=sizes[origin], held=held)
    return fold_to(record, sizes)


def _subjects(fold: "Fold") -> Iterator[dict[str, Any]]:
    from trilateral.desk.why import status_in

    for subject in sorted(fold.subjects(), key=lambda each: (fold.slice_of(each) or "", _place(fold, each))):
        verdict, name = fold.verdict(subject), fold.slice_of(subject)
        yield {
            "subject": subject if verdict is None else verdict.ref,
            "slice": name,
            "acts": len(fold.acts(subject)),
            "status": None if name is None else status_in(name, fold.state(subject)),
            "state": builtins(fold.state(subject)),
        }


def _place(fold: "Fold", subject: str) -> tuple[str, int]:
    verdict = fold.verdict(subject)
    return ("", 0) if verdict is None else (verdict.party, verdict.index)


def open_facts(record: "Record", as_of: datetime | None, lang: str) -> tuple[str, list[dict[str, Any]]]:
    """Return for which time clocks were counted, and what each party is asked for and has not given."""
    from trilateral.desk.home import open_matters

    reading = reading_of(record, lang, as_of)
    return instant_text(reading.now), [_open(reading, matter) for matter in open_matters(reading)]


def _open(reading: "Reading", matter: "Matter") -> dict[str, Any]:
    from trilateral.agreement.clocks import Answer
    from trilateral.desk.home import due_at

    due = due_at(matter)
    late = None if due is None else Answer.YES if reading.now > due else Answer.NO
    if matter.term is not None:
        late = reading.late(matter.term)
    return {
        "of": matter.of,
        "what": plain(matter.what),
        "since": instant_text(matter.since_at),
        "due": instant_text(due),
        "due_there": None if due is None else plain(reading.civil_there(due, matter.of)),
        "overdue": None if due is None or late is Answer.UNDECIDED else late is Answer.YES,
        "why": None if matter.term is None else reading.why(matter.term).value,
    }


COMMANDS = (show, state)
