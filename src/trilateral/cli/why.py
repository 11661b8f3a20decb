"""To explain: `why` and `knew`. They need neither passphrase nor guard."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import click

from trilateral.cli.output import columns, instant_text, print_json, print_lines
from trilateral.cli.program import Surroundings, bundle_option, home_option, json_option, plain
from trilateral.cli.told import (
    author_line,
    entry_said_lines,
    proven_line,
    reading_of,
    row_lines,
    row_text,
    slice_name,
)
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
@bundle_option
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
@bundle_option
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
    from trilateral.desk.why import followed

    say = reading.gettext
    as_of = reading.gettext("as of %(at)s", at=instant_text(found.as_of))
    yield plain(f"{found.subject}  {_about(reading, found.slice)}  {as_of}")
    for step in found.steps:
        yield from map(plain, _step_lines(reading, found, step))
    yield from map(plain, _governing_lines(reading, found))
    yield f"{say('What follows from its entries')}:"
    yield from (plain(f"  {line}") for line in row_lines(reading, followed(reading, found)))
    yield f"{say('What is missing')}: {len(found.missing)}"
    for each in found.missing:
        yield from map(plain, _missing_lines(reading, each))
    yield f"{say('Digest of the whole state')}: {found.digest}"
    yield f"{say('Check it without us')}:"
    yield from (f"  {command}" for command in found.check)


def _about(reading: "Reading", name: str) -> str:
    return slice_name(reading, name) or reading.gettext("no matter")


def _step_lines(reading: "Reading", found: "Derivation", step: "Step") -> Iterator[str]:
    """One entry as `show` prints it, and what the matter came to by it. What opens a matter changes nothing: it says it."""
    from trilateral.desk.members import status_word
    from trilateral.i18n.messages import kind_name

    say = reading.gettext
    yield f"{step.ref}  {kind_name(reading.lang, step.kind)} ({step.kind})"
    entry = reading.read(step.id)
    yield "  " + author_line(reading, step.party, step.by, "own" if entry is None else entry.header.capacity)
    yield "  " + say("claimed at %(at)s", at=instant_text(step.claimed_at))
    yield "  " + proven_line(reading, instant_text(step.proven_after), instant_text(step.proven_before))
    if step.erased is not None:
        yield from _erased_lines(reading, step.erased)
    else:
        yield from (f"  {line}" for line in entry_said_lines(reading, step.id))
    if step.sentence is not None:
        yield f"  {say('has no effect: %(why)s', why=step.sentence)} [{step.code}]"
    elif step.beside:
        yield f"  {say('It lies beside the matter and changes nothing in it.')}"
    elif step.status is not None:
        stood = status_word(reading, found.slice, step.status)
        yield f"  {say('After it the matter stood:')} {stood}"
    yield from (f"  {line}" for line in _change_lines(reading, found, step))


def _change_lines(reading: "Reading", found: "Derivation", step: "Step") -> Iterator[str]:
    """What an entry changed besides. The acts themselves are what it says, above."""
    from trilateral.desk.why import changed

    for _, name, *rows in changed(reading, found, step):
        if any(each.rows or each.entries for side in rows for each in side):
            continue
        before, after = ("; ".join(row_text(reading, each) for each in side) for side in rows)
        if before and after:
            yield reading.gettext("%(label)s: %(after)s, before: %(before)s", label=name, after=after, before=before)
        else:
            yield f"{name}: {after}" if after else reading.gettext("%(label)s: none any more", label=name)


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


def _governing_lines(reading: "Reading", found: "Derivation") -> Iterator[str]:
    from trilateral.i18n.messages import kind_name

    say = reading.gettext
    if found.governing is None:
        yield say("No version of the charter was in force for it.")
        return
    rules = found.governing
    accepted = _listed(reading, (f"{reading.party_view(party).name} {ref}" for party, ref in rules.accepted.items()))
    yield f"{say('Charter')}: {say('version %(number)s', number=rules.number)}, {rules.charter}"
    yield f"  {say('Accepted by')}: {accepted}"
    bound = _listed(reading, (reading.party_view(party).name for party in rules.parties))
    yield f"  {say('What is agreed')}: {say('only what each of these parties has signed itself:')} {bound}"
    if rules.two_person:
        kinds = _listed(reading, (kind_name(reading.lang, kind) for kind in rules.two_person))
        yield f"  {say('Two delegates must sign')}: {kinds}"
    for clock in rules.clocks:
        parts = [reading.ngettext("%(num)s hour", "%(num)s hours", clock.hours)]
        if clock.days == "working":
            all_of = clock.whose == "all"
            parts.append(
                say("of days on which all capitals work")
                if all_of
                else say("of working days of the capital that is asked")
            )
        if clock.grace_minutes:
            grace = clock.grace_minutes
            parts.append(reading.ngettext("with %(num)s minute of grace", "with %(num)s minutes of grace", grace))
        yield f"  {reading.term(clock.name, 'clock')} ({clock.name}): {_listed(reading, parts)}"


def _missing_lines(reading: "Reading", each: "Missing") -> Iterator[str]:
    say = reading.gettext
    yield f"  {reading.party_view(each.of).name}: {each.what}"
    if each.clause is not None:
        hours = reading.ngettext("%(num)s hour", "%(num)s hours", each.hours or 0)
        began = say("receipt not proven") if each.began_at is None else instant_text(each.began_at)
        yield f"    {say('Clause')}: {reading.term(each.clause, 'clock')} ({each.clause}), {hours}"
        yield f"    {say('Began')}: {began}"
    for stop in each.stopped:
        until = say("no end known") if stop.until_at is None else instant_text(stop.until_at)
        by = stop.suspension or f"{say('days off')} {reading.party_view(stop.party).name}"
        disputed = f" {say('in dispute')}" if stop.disputed else ""
        yield f"    {say('stood still')}: {instant_text(stop.from_at)} – {until} {by}{disputed}"
    if each.why is not None and each.late is not None:
        yield f"    {say('Ends')}: {instant_text(each.due_at)}, {say('late after %(at)s', at=instant_text(each.late_after))}"
        yield f"    {say('Over')}: {reading.term(each.late, 'answer')} ({reading.term(each.why, 'why')})"
    if each.provable_at not in {None, each.late_after}:
        yield f"    {say('an entry can show it from %(at)s on', at=instant_text(each.provable_at))}"


def _knew_lines(reading: "Reading", found: "Knowledge") -> Iterator[str]:
    yield plain(f"{found.subject}  {_about(reading, found.slice)}")
    for act in found.acts:
        yield from map(plain, _act_lines(reading, act))
    yield f"{reading.gettext('Letters that crossed')}: {len(found.crossed)}"
    yield from columns([(f"  {one}", other) for one, other in found.crossed])


def _act_lines(reading: "Reading", act: "ActKnown") -> Iterator[str]:
    from trilateral.i18n.messages import kind_name

    say = reading.gettext
    yield f"{act.ref}  {kind_name(reading.lang, act.kind)} ({act.kind})"
    if act.on is not None:
        yield f"  {say('said about it, as a matter of its own')}: {act.on}"
    if not act.effect:
        yield f"  {say('Without effect')}"
    yield "  " + say(
        "said by %(party)s, %(office)s", party=reading.party_view(act.party).name, office=reading.office(act.by)
    )
    yield "  " + say("claimed at %(at)s", at=instant_text(act.claimed_at))
    knew_of = _listed(reading, act.knew) or reading.gettext("nothing by others")
    yield "  " + reading.gettext("its author knew: %(refs)s", refs=knew_of)
    if act.erased is not None:
        yield from _erased_lines(reading, act.erased)
    if act.crossed:
        yield "  " + reading.gettext("crossed with %(refs)s", refs=_listed(reading, act.crossed))
    for each in act.known_to:
        yield f"  {reading.party_view(each.party).name}: {_knowledge(reading, each)}"


def _knowledge(reading: "Reading", each: "KnownTo") -> str:
    say, said = reading.gettext, list[str]()
    if each.first is not None:
        said.append(say("knew it when it signed %(ref)s", ref=each.first))
    if each.receipt is not None:
        said.append(f"{say('receipt %(ref)s', ref=each.receipt)} {instant_text(each.receipt_at)}")
    said += [say("did not know it when it signed %(ref)s", ref=ref) for ref in each.unaware]
    return "; ".join(said) or say("not proven")


COMMANDS = (why, knew)
