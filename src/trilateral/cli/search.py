"""To look for words: `search`. It needs neither passphrase nor guard, and so finds nothing under seal."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import click

from trilateral.cli.output import instant_text, print_json, print_lines
from trilateral.cli.program import LANGS, Surroundings, bundle_option, home_option, json_option, plain
from trilateral.cli.told import author_line, reading_of
from trilateral.cli.values import TIME

if TYPE_CHECKING:
    from trilateral.desk.reading import Reading
    from trilateral.desk.search import LineFound, ListFound, SearchFound, ThingFound

_MOST = 500


@click.command()
@click.argument("words", nargs=-1)
@click.option("--by", "party", metavar="PARTY", default="", help="Only what this party said.")
@click.option("--to", metavar="PARTY", default="", help="Only what is addressed to this party.")
@click.option("--about", metavar="SUBJECT", default="", help="Only this subject, such as incidents.")
@click.option("--said-in", type=click.Choice(LANGS), default=None, help="Only what is said in this language.")
@click.option("--since", metavar="DAY", default="", help="Only what is claimed for this day (2007-05-28) or later.")
@click.option("--until", metavar="DAY", default="", help="Only what is claimed for this day or earlier.")
@click.option("--clock", is_flag=True, help="Only matters on which a clock runs.")
@click.option("--limit", type=click.IntRange(1, _MOST), default=25, show_default=True, help="Most entries to print.")
@click.option("--as-of", type=TIME, metavar="TIME", help="As it stood then, or at the end of that day.")
@home_option
@bundle_option
@json_option
@click.pass_obj
def search(  # noqa: PLR0913, PLR0917 - one argument an option
    around: Surroundings,
    words: tuple[str, ...],
    party: str,
    to: str,
    about: str,
    said_in: str | None,
    since: str,
    until: str,
    clock: bool,
    limit: int,
    as_of: datetime | None,
) -> None:
    """Print the entries that say all of WORDS, in any spelling and script, the newest first.

    A reference finds what belongs to that entry or names it. A name of the register finds what others call the same.
    """
    from trilateral.desk.search import Seeker, found_search
    from trilateral.node.tables import index_in_memory

    record = around.record()
    reading = reading_of(record, around.lang, as_of)
    given = {"q": " ".join(words), "party": party, "to": to, "about": about, "said_in": said_in or ""}
    given |= {"since": since, "until": until, "clock": "1" if clock else ""}
    if not any(given.values()):
        raise click.UsageError("Look for what? Give words, a reference, or one of the options.")
    asks = {name: (value,) for name, value in given.items()}
    found = found_search(reading, Seeker(index_in_memory(record)), asks, limit)
    if found.not_days:
        raise click.UsageError(f"--{found.not_days[0]}: expected a day of the calendar, such as 2007-05-28.")
    if around.json:
        print_json(found)
    else:
        print_lines(map(plain, _lines(reading, found)))


def _lines(reading: "Reading", found: "SearchFound") -> Iterator[str]:
    if found.missing:
        yield reading.gettext("This node has no entry %(ref)s.", ref=found.missing)
    for thing in found.things:
        yield from _thing_lines(reading, thing)
    yield from (_list_line(reading, each) for each in found.lists if each.heard < each.rows)
    for line in (*found.lines, *found.apart):
        yield from _found_lines(reading, line)
    yield from (_list_line(reading, each) for each in found.lists if each.heard == each.rows)
    if found.is_more:
        yield reading.gettext("More entries than %(num)s: narrow it down.", num=found.all)
        return
    others = found.all - found.said
    yield reading.ngettext("%(num)s by its words", "%(num)s by their words", found.said)
    if others:
        yield reading.ngettext("%(num)s by header or sound alone", "%(num)s by header or sound alone", others)


def _list_line(reading: "Reading", found: "ListFound") -> str:
    rows = reading.ngettext("%(num)s row", "%(num)s rows", found.rows)
    line = f"{found.ref}  {rows} {reading.gettext('in the list')} {reading.party_view(found.party).name}"
    if found.heard == found.rows:
        return f"{line} ({reading.gettext('only sounds like it')})"
    if not found.heard:
        return line
    heard = reading.ngettext("%(num)s of them only sounds like it", "%(num)s of them only sound like it", found.heard)
    return f"{line} ({heard})"


def _thing_lines(reading: "Reading", thing: "ThingFound") -> Iterator[str]:
    def holder(party: str | None) -> str:
        return reading.gettext("neutral term") if party is None else reading.party_view(party).name

    yield f"{thing.ref}  {holder(thing.meant.by)}: {thing.meant.text}"
    for each in thing.called:
        yield f"  {holder(each.by)}: {each.text}"


def _found_lines(reading: "Reading", line: "LineFound") -> Iterator[str]:
    from trilateral.i18n.messages import kind_name

    yield f"{line.ref}  {kind_name(reading.lang, line.kind)}  {instant_text(line.claimed_at)}"
    yield f"  {author_line(reading, line.party, line.by, 'own')}"
    if line.text:
        yield f"  {line.text}"


COMMANDS = (search,)
