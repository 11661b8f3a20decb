"""Charters as they are read: `charter show`, `check`. Every term is printed that the parties sign.

What stands against a text is said in the reader's language, with a code that stays the same. An error refuses the
text; a warning does not.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trilateral.cli.output import builtins, print_json, print_lines
from trilateral.cli.program import Surroundings, home_option, json_option, plain
from trilateral.errors import MalformedError, RefusedError

if TYPE_CHECKING:
    from trilateral.desk.charter_findings import Finding
    from trilateral.ledger.charter import Charter
    from trilateral.ledger.versions import Version
    from trilateral.node.record import Record

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_HASH_DIGITS = 64


@click.command()
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
    print_lines(_lines(found.charter, found.hash, accepted, around.lang))
    if which is None:
        gettext = said_in(around.lang)
        click.echo(
            gettext("in force") if fold.is_in_force else gettext("not in force: not every party has accepted it")
        )
        print_lines(gettext("left: %(party)s, by %(ref)s", party=party, ref=ref) for party, ref in fold.left().items())
    if len(versions) > 1 and which is None:
        for each, whole, missing in versions:
            print_lines(_history(record, each, around.lang, whole=whole, missing=missing))


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


def _history(record: "Record", each: "Version", lang: str, *, whole: bool, missing: tuple[str, ...]) -> Iterator[str]:
    from trilateral.cli.charter_text import in_words

    fold, gettext = record.fold, said_in(lang)
    standing = gettext("accepted by all") if whole else gettext("not accepted by all")
    if each.hash in fold.crossed_versions():
        standing = gettext("crossed with another")
    elif each.hash == fold.version.hash:
        standing = gettext("in force")
    version = gettext("version %(number)s", number=each.number)
    yield f"{version}  {each.hash}  {standing}"
    for party, ref in fold.accepted(each.hash).items():
        yield "  " + gettext("accepted by %(party)s: %(ref)s", party=party, ref=ref)
    for party, ref in fold.refused(each.hash).items():
        yield "  " + gettext("refused by %(party)s: %(ref)s", party=party, ref=ref)
    if missing and not whole:
        yield "  " + gettext("missing: %(parties)s", parties=", ".join(missing))
    for found in _changes(record, each):
        yield from (f"  {line}" for line in in_words(found))


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


@click.command()
@click.argument("file", type=_FILE)
@home_option
@json_option
@click.pass_obj
def check(around: Surroundings, file: Path) -> None:
    """Print the charter in FILE and what stands against it; with --home, also what it would change, and who has to accept.

    A text that amends nothing must name that home's party and keys. What can never hold is an error, and refused;
    what holds and may not be meant is a warning.
    """
    from trilateral.cli.charter_text import in_words
    from trilateral.desk.charter_findings import findings
    from trilateral.ledger.charter import charter_hash, parse_charter, parse_charter_unchecked
    from trilateral.mechanism.charter.differences import Difference, differences

    data = file.read_bytes()
    found = parse_charter_unchecked(data)
    record = around.record() if around.given_home is not None and found.previous is not None else None
    against = findings(found, None if record is None else record.charter)
    facts: dict[str, Any] = {
        "charter": charter_hash(data),
        "parties": [terms.id for terms in found.parties],
        "ok": not any(each.is_error for each in against),
        "findings": as_members(against, around.lang),
    }
    if not facts["ok"]:
        print_json(facts) if around.json else print_lines(finding_lines(against, around.lang))
        refuse_errors(against)
    parse_charter(data)
    changes: tuple[Difference, ...] = ()
    if record is not None:
        changes = differences(record.charter, found)
        facts |= {"changes": builtins(changes), "to_accept": _check_amendment(record, found)}
    elif around.given_home is not None:
        _check_ours(around, found)
    if around.json:
        print_json(facts)
        return
    gettext = said_in(around.lang)
    print_lines(_lines(found, facts["charter"], {}, around.lang))
    if "changes" in facts:
        print_lines(line for each in changes for line in in_words(each))
        click.echo(gettext("to accept: %(parties)s", parties=", ".join(facts["to_accept"])))
    print_lines(finding_lines(against, around.lang))
    click.echo(gettext("nothing stands against it"))


def as_members(against: "Iterable[Finding]", lang: str) -> list[dict[str, Any]]:
    """Findings for programs: the code and what it is about, and the sentence that people are told."""
    from trilateral.i18n.messages import sentence

    return [builtins(each) | {"sentence": plain(sentence(lang, each.code, each.params))} for each in against]


def finding_lines(against: "Iterable[Finding]", lang: str) -> Iterator[str]:
    """Findings for people, errors first."""
    from trilateral.i18n.messages import sentence

    gettext = said_in(lang)
    for each in against:
        label = gettext("against it") if each.is_error else gettext("to be considered")
        yield plain(f"{label}: {sentence(lang, each.code, each.params)} [{each.code}]")


def said_in(lang: str) -> Callable[..., str]:
    """What says a sentence of a terminal in a language, without marks of direction."""
    from trilateral.i18n.catalogues import translator
    from trilateral.i18n.messages import fill

    def gettext(message: str, **params: object) -> str:
        return plain(fill(translator(lang).gettext(message), params, lang))

    return gettext


def refuse_errors(against: "Iterable[Finding]") -> None:
    """Refuse a text of which something can never hold.

    Raises:
        RefusedError: `charter.cannot_hold`, with how many such clauses there are.
    """
    errors = [each for each in against if each.is_error]
    if errors:
        raise RefusedError("charter.cannot_hold", number=len(errors))


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


def _lines(found: "Charter", name: str, accepted: dict[str, Any], lang: str) -> Iterator[str]:
    """The whole text read out, after its hash and who has accepted it."""
    from trilateral.catalogue import SLICES
    from trilateral.ledger.standing import families_of
    from trilateral.mechanism.charter.clauses import clauses

    gettext = said_in(lang)
    yield name
    for party, ref in accepted.items():
        yield gettext("accepted by %(party)s: %(ref)s", party=party, ref=ref)
    for title, said in clauses(found, lang, families_of(SLICES)):
        yield plain(f"{title}:")
        yield from (plain(f"  {line}") for line in said)
