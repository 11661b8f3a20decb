"""To prove: `prove`, `verify`, `policy`. They need neither passphrase nor guard, and `verify` no node."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trilateral.cli.output import builtins, print_json, print_lines
from trilateral.cli.program import REFUSED, Surroundings, bundle_option, home_option, json_option, plain, surroundings

if TYPE_CHECKING:
    from trilateral.node.verify import Binding

_MARKS = ("checkpoint", "node.toml", "charter.json", "logs")
"""What lies in a home, in a copy of one, or in the directory of a log."""


@click.command()
@click.argument("ref")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="F.tlog-proof")
@home_option
@json_option
@click.pass_obj
def prove(around: Surroundings, ref: str, output: Path) -> None:
    """Write the proof of the entry REF (us/42) for a stranger: the entry, its place, and a cosigned checkpoint.

    For a row of a list (us/42#17): the row, and the proof of the entry that states the list. Where too few others
    have cosigned yet, it is written all the same and said on standard error.
    """
    from trilateral.node.parts import prove_row_at
    from trilateral.node.prove import prove as prove_entry
    from trilateral.node.prove import still_missing
    from trilateral.store.files import write_file

    record = around.record()
    data = prove_row_at(record, ref) if "#" in ref else prove_entry(record, ref)
    write_file(output, data)
    origin, index = record.place_of(ref.partition("#")[0])
    missing = still_missing(record, ref.partition("#")[0])
    if around.json:
        made = {"ref": ref, "log": origin, "index": index, "file": str(output), "bytes": len(data)}
        print_json({**made, "missing": list(missing)})
    else:
        click.echo(f"{output}: {ref} is entry {index} of {origin} ({len(data)} bytes)")
    for line in _lacking_lines(around.lang, missing, ref, output):
        click.echo(line, err=True)


def _lacking_lines(lang: str, missing: tuple[str, ...], ref: str, file: Path) -> Iterator[str]:
    """Who has not cosigned, what that means, and what to do; nothing where nobody is missing."""
    from trilateral.i18n.catalogues import translator

    if not missing:
        return
    words = translator(lang)
    who = words.gettext("Not yet cosigned by:")
    means = words.gettext("Until enough of them have, nobody but its own party vouches for this head of the log.")
    then = words.gettext("Let them fetch it, then fetch what they cosigned, and prove again:")
    yield f"  {who} {', '.join(missing)}"
    yield from (f"  {means}", f"  {then}", "    trilateral sync", f"    trilateral prove {ref} -o {file}")


@click.command()
@click.argument("path", type=click.Path(path_type=Path), metavar="HOME|LOGDIR|F.tlog-proof|BUNDLE")
@click.option(
    "--policy",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A tlog-policy to judge a proof by.",
)
@click.option("--mechanism", metavar="HASH", help="Hash that the charter of a bundle must have.")
@home_option
@json_option
@click.pass_context
def verify(ctx: click.Context, path: Path, policy: Path | None, mechanism: str | None) -> None:
    """Check a home, a log directory, a proof or a bundle from the bytes up. Ends with 0 or 1.

    A proof is judged by a policy that you trust: one in a file, or the one that --home has.
    """
    from trilateral.i18n.catalogues import translator
    from trilateral.node.verify import verify_path

    around = surroundings(ctx)
    home = around.given_home
    if home is not None and not (home / "node.toml").is_file():
        raise click.UsageError(f"{home} is no home of a node: it has no node.toml.")
    _check_there(path)
    report = verify_path(path, home=home, policy=policy.read_bytes() if policy else None, mechanism=mechanism)
    if around.json:
        faults = [
            {
                "log": each.log,
                "index": each.index,
                "path": each.path,
                "what": each.what,
                "missing": list(each.missing),
            }
            for each in report.faults
        ]
        binding = [builtins(each) for each in report.binding]
        print_json({"ok": report.ok, "checked": list(report.checked), "faults": faults, "binding": binding})
    else:
        words = translator(around.lang)
        print_lines(report.checked)
        for fault in report.faults:
            mark = words.gettext("FAULT")
            click.echo(f"{mark} {fault}")
            print_lines(_lacking_lines(around.lang, fault.missing, "REF", path))
        print_lines(_binding_lines(around.lang, report.binding))
        click.echo(words.gettext("consistent") if report.ok else words.gettext("NOT consistent"))
    ctx.exit(0 if report.ok else REFUSED)


def _binding_lines(lang: str, binding: "Iterable[Binding]") -> Iterator[str]:
    """What has been adopted, and who is bound to what: all that a stranger is told before it asks for more."""
    from trilateral.i18n.catalogues import translator
    from trilateral.i18n.messages import fill, term

    words = translator(lang)
    for each in binding:
        message = words.gettext("%(ref)s: a proposal, %(status)s")
        stands = term(lang, each.status, "proposal")
        if each.binds:
            message = words.gettext("%(ref)s: a commitment, %(status)s, binds %(parties)s")
            stands = term(lang, each.status, "commitment")
        given = {"ref": each.ref, "status": stands, "parties": words.gettext(", ").join(each.binds)}
        yield plain(fill(message, given, lang))


def _check_there(path: Path) -> None:
    """Say so where nothing could be verified: that is not a finding on anybody's record."""
    what = "Give a home, a log directory, a proof or a bundle."
    if not path.exists():
        raise click.UsageError(f"{path} is not there: nothing was verified. {what}")
    if path.is_dir() and not any((path / name).exists() for name in _MARKS):
        raise click.UsageError(f"{path} holds none of {', '.join(_MARKS)}: nothing was verified. {what}")


@click.command()
@click.option("--log", metavar="ORIGIN", help="For one log: its own party's group is left out.")
@click.option("--pq", is_flag=True, help="With the ML-DSA-44 keys.")
@click.option("--entries", is_flag=True, help="Instead: who may sign entries, with the range of indexes.")
@home_option
@bundle_option
@json_option
@click.pass_obj
def policy(around: Surroundings, log: str | None, pq: bool, entries: bool) -> None:
    """Print whose signatures a stranger should demand, as C2SP tlog-policy."""
    from trilateral.node.policy import entry_keys_text, policy_text

    record = around.record()
    text = entry_keys_text(record, log=log) if entries else policy_text(record, log=log, pq=pq)
    if around.json:
        print_json({"policy": text})
    else:
        click.echo(text, nl=not text.endswith("\n"))


COMMANDS = (prove, verify, policy)
