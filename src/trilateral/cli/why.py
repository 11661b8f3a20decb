"""To explain: `why` and `knew`. They need neither passphrase nor guard."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from trilateral.cli.output import columns, instant_text, print_json, print_lines
from trilateral.cli.program import Surroundings, home_option, json_option, plain
from trilateral.cli.told import reading_of
from trilateral.cli.values import TIME
from trilateral.errors import RefusedError

if TYPE_CHECKING:
    from trilateral.desk.erased import Erasure
    from trilateral.desk.knew import ActKnown, Knowledge, KnownTo
    from trilateral.desk.reading import Reading
    from trilateral.desk.why import Derivation, Missing, Step

_AS_OF = click.option("--as-of", type=TIME, metavar="TIME", help="As it stood then, or at the end of that day.")


@click.command()
@click.argument("ref")
@_AS_OF
@home_option
@json_option
@click.pass_obj
def why(around: Surroundings, ref: str, as_of: datetime | None) -> None:
    """Print how the matter came to stand as it does to which the entry REF (us/42 or an id) belongs.

    Its entries in an order that respects who saw what, what each changed or which rule stood against it, the
    charter's clauses, what is missing, and the commands that check all this.
    """
    from trilateral.desk.why import derivation

    reading, called = _reading(around, ref, as_of)
    found = derivation(reading, called)
    if found is None:
        raise RefusedError("record.no_such_entry", ref=ref)
    if around.json:
        print_json(found)
    else:
        print_lines(_why_lines(reading, found))


@click.command()
@click.argument("ref")
@_AS_OF
@home_option
@json_option
@click.pass_obj
def knew(around: Surroundings, ref: str, as_of: datetime | None) -> None:
    """Print who provably knew what when, about the matter to which the entry REF (us/42 or an id) belongs.

    For each entry: what its author knew, what crossed it, and by which signature each other party knew it.
    """
    from trilateral.desk.knew import knowledge

    reading, called = _reading(around, ref, as_of)
    found = knowledge(reading, called)
    if found is None:
        raise RefusedError("record.no_such_entry", ref=ref)
    if around.json:
        print_json(found)
    else:
        print_lines(_knew_lines(reading, found))


def _reading(around: Surroundings, ref: str, as_of: datetime | None) -> "tuple[Reading, str]":
    """The record as the pages read it, and the reference of the entry that is meant."""
    record = around.record()
    verdict = record.verdict_of(ref)
    if verdict is None:
        raise RefusedError("record.no_such_entry", ref=ref)
    reading = reading_of(record, around.lang, as_of)
    if reading.find(verdict.ref) is None:
        raise RefusedError("record.signed_later", ref=verdict.ref, as_of=instant_text(as_of))
    return reading, verdict.ref


def _why_lines(reading: "Reading", found: "Derivation") -> Iterator[str]:
    from trilateral.desk.why import said_value

    yield f"{found.subject}  {found.slice or 'no matter'}  as of {instant_text(found.as_of)}"
    for step in found.steps:
        yield from _step_lines(reading, step)
    yield from _governing_lines(found)
    yield "follows:"
    for name, value in found.follows.items():
        if said := said_value(reading, value):
            yield plain(f"  {name}: {said}")
    yield f"asked of parties: {len(found.missing)}"
    for each in found.missing:
        yield from _missing_lines(each)
    yield f"digest of the whole state: {found.digest}"
    yield "check:"
    yield from (f"  {command}" for command in found.check)


def _step_lines(reading: "Reading", step: "Step") -> Iterator[str]:
    from trilateral.desk.why import said_value
    from trilateral.i18n.messages import kind_name

    yield f"{step.ref}  {kind_name(reading.lang, step.kind)} ({step.kind})"
    proven = f"{instant_text(step.proven_after)} and {instant_text(step.proven_before)}"
    yield f"  signed by {step.party}, {step.by}, claimed at {instant_text(step.claimed_at)}; proven between {proven}"
    if step.sentence is not None:
        yield f"  has no effect: {plain(step.sentence)} [{step.code}]"
    elif step.beside:
        yield "  lies beside the matter and changes nothing in it"
    elif step.status is not None:
        yield f"  stands after it: {step.status}"
    if step.erased is not None:
        yield from _erased_lines(reading, step.erased)
    for change in step.changed:
        before, after = said_value(reading, change.before) or "-", said_value(reading, change.after) or "-"
        yield plain(f"  {change.at}: {before} -> {after}")


def _erased_lines(reading: "Reading", erased: "Erasure") -> Iterator[str]:
    """What an entry erased, on what ground, and what is proven to have been there."""
    from trilateral.i18n.messages import label

    say = reading.gettext
    yield plain(f"  {say('Erased')}: {say('a part of %(ref)s', ref=erased.of)}")
    if erased.by_author:
        yield f"    {say('Its author erased it: every node destroys its copy.')}"
    else:
        yield f"    {say('This party destroyed its own copy; others may still have theirs.')}"
    if erased.why is not None:
        yield plain(
            f"    {label(reading.lang, 'bodies.erased.why')}: {reading.words(erased.why).text} ({erased.why.lang})"
        )
    proven = [f"{say('the part with the SHA-256')} {erased.part}"]
    proven += [f"{say('whose rows have the root')} {erased.root}"] if erased.root else []
    proven += [f"{say('sealed for')} {_listed(reading, erased.audience)}"] if erased.audience else []
    for line in proven:
        yield plain(f"    {say('Proven to have been there')}: {line}")
    received = _listed(reading, [f"{party} {ref}" for party, ref in erased.received.items()])
    yield plain(f"    {say('Received before')}: {received or say('by nobody, as far as the record proves')}")
    if erased.shown:
        yield plain(f"    {say('Shown to all before')}: {_listed(reading, erased.shown)}")


def _listed(reading: "Reading", each: Iterable[str]) -> str:
    return reading.gettext(", ").join(each)


def _governing_lines(found: "Derivation") -> Iterator[str]:
    if found.governing is None:
        yield "no version of the charter was in force for it"
        return
    rules = found.governing
    accepted = ", ".join(f"{party} by {ref}" for party, ref in rules.accepted.items())
    yield f"charter: version {rules.number}, {rules.charter}, accepted: {accepted}"
    yield f"  what is agreed each must have signed: {', '.join(rules.parties)}"
    if rules.two_person:
        yield f"  two delegates must sign: {', '.join(rules.two_person)}"
    for clock in rules.clocks:
        whose = f", {clock.days} days of {clock.whose}" if clock.days == "working" else ""
        yield f"  clock {clock.name}: {clock.hours} hours{whose}, grace {clock.grace_minutes} minutes"


def _missing_lines(each: "Missing") -> Iterator[str]:
    yield plain(f"  {each.of}: {each.what}")
    if each.clause is not None:
        yield f"    clause {each.clause}, {each.hours} hours, begun {instant_text(each.began_at)}"
    for stop in each.stopped:
        by = stop.suspension or f"days off of {stop.party}"
        disputed = ", in dispute" if stop.disputed else ""
        yield f"    stood still from {instant_text(stop.from_at)} to {instant_text(stop.until_at)}: {by}{disputed}"
    if each.why is not None:
        yield f"    due {instant_text(each.due_at)}, late after {instant_text(each.late_after)}: {each.late} ({each.why})"
    if each.provable_at not in {None, each.late_after}:
        yield f"    an entry can show it from {instant_text(each.provable_at)} on"


def _knew_lines(reading: "Reading", found: "Knowledge") -> Iterator[str]:
    yield f"{found.subject}  {found.slice or 'no matter'}"
    for act in found.acts:
        yield from _act_lines(reading, act)
    yield f"crossed: {len(found.crossed)}"
    yield from columns([(f"  {one}", "and", other) for one, other in found.crossed])


def _act_lines(reading: "Reading", act: "ActKnown") -> Iterator[str]:
    from trilateral.i18n.messages import kind_name

    about = "" if act.on is None else f", on {act.on}"
    effect = "" if act.effect else ", without effect"
    yield f"{act.ref}  {kind_name(reading.lang, act.kind)} ({act.kind}){about}{effect}"
    yield f"  signed by {act.party}, {act.by}, claimed at {instant_text(act.claimed_at)}"
    yield f"  its author knew: {_names(act.knew)}"
    if act.erased is not None:
        yield from _erased_lines(reading, act.erased)
    if act.crossed:
        yield f"  crossed with: {_names(act.crossed)}"
    for each in act.known_to:
        yield f"  {each.party}: {_knowledge(each)}"


def _names(refs: tuple[str, ...]) -> str:
    return ", ".join(refs) or "nothing by others"


def _knowledge(each: "KnownTo") -> str:
    said: list[Any] = []
    if each.first is not None:
        said.append(f"knew it when it signed {each.first}")
    if each.receipt is not None:
        said.append(f"receipt {each.receipt} at {instant_text(each.receipt_at)}")
    if each.unaware:
        said.append(f"did not know it when it signed {', '.join(each.unaware)}")
    return "; ".join(said) or "not proven to have known it"


COMMANDS = (why, knew)
