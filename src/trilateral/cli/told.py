"""What `show` and `state` say to people, in their language: the words of the pages, a line each, without marks of direction.

Programs are given `--json`, whose names and values are the same in every language.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from trilateral.cli.output import builtins, columns, instant_text
from trilateral.cli.program import plain

if TYPE_CHECKING:
    from datetime import datetime

    from trilateral.desk.reading import Reading
    from trilateral.desk.said import Row
    from trilateral.ledger.fold import Verdict
    from trilateral.node.record import Record


def reading_of(record: "Record", lang: str, as_of: "datetime | None" = None, *, inside: bool = False) -> "Reading":
    """The record as the pages read it."""
    from trilateral.desk.holdings import Holdings
    from trilateral.desk.opening import opening_day
    from trilateral.desk.places import BY_SLICE
    from trilateral.desk.reading import Reading
    from trilateral.node.clock import SystemClock

    now = as_of or opening_day(record) or SystemClock().now()
    return Reading(Holdings(record), lang, now, pages=frozenset(BY_SLICE), as_of=as_of, inside=inside)


def disclosed_facts(reading: "Reading", verdict: "Verdict") -> dict[str, Any]:
    """What was shown to all of an entry under seal, as `disclosed`; nothing of any other entry."""
    from trilateral.desk.disclosed import rows_shown

    rows = () if verdict.entry is None else rows_shown(reading, verdict.entry.id)
    return {"disclosed": builtins(rows)} if rows else {}


def entry_lines(reading: "Reading", verdict: "Verdict", facts: dict[str, Any]) -> Iterator[str]:
    """One entry: what was said, by whom, whether it counts, where its matter stands, and who has it."""
    from trilateral.i18n.messages import kind_name

    header = facts.get("header")
    kind = reading.gettext("bytes that are no entry")
    if header:
        kind = f"{kind_name(reading.lang, header['kind'])} ({header['kind']})"
    yield plain(f"{facts['ref']}  {kind}")
    for line in _lines_inside(reading, verdict, facts):
        yield plain(f"  {line}")


def _lines_inside(reading: "Reading", verdict: "Verdict", facts: dict[str, Any]) -> Iterator[str]:
    header = facts.get("header")
    if header:
        yield author_line(reading, verdict.party, header["by"], header.get("capacity", "own"))
        yield reading.gettext("claimed at %(at)s", at=header["claimed_at"])
        if reading.holdings.claimed_after_proof(verdict):
            yield reading.sentence("entry.claimed_after_proof")
        if reading.holdings.claimed_before_proof(verdict):
            yield reading.sentence("entry.claimed_before_proof")
        yield from _said_lines(reading, verdict, facts["body"])
        yield from _shown_lines(reading, verdict)
        for source in header.get("sources", ()):
            quote = f": “{source['quote']}”" if source.get("quote") else ""
            yield reading.gettext("Source") + f": {source['outlet']}, {source['published_on']}{quote}"
    if facts["effect"]:
        yield reading.gettext("has an effect")
    else:
        objection = facts["objection"]
        why = reading.sentence(objection["code"], tuple(objection["params"].items()))
        yield reading.gettext("has no effect: %(why)s", why=why) + f" [{objection['code']}]"
    yield reading.gettext("held by %(parties)s", parties=", ".join(facts["held_by"]))
    yield proven_line(reading, *facts["signed_between"])
    if "subject" in facts:
        yield _subject_line(reading, verdict, facts)
    if "id" in facts:
        yield f"id {facts['id']}"


def author_line(reading: "Reading", party: str, by: str, capacity: str) -> str:
    """Who said it, and in which capacity, if not in their own."""
    name, office = reading.party_view(party).name, reading.office(by)
    acting = "" if capacity == "own" else " · " + reading.term(capacity, "capacity")
    return reading.gettext("said by %(party)s, %(office)s", party=name, office=office) + acting


def proven_line(reading: "Reading", after: str, before: str) -> str:
    """Between which instants it was signed, by other parties' clocks."""
    nothing = instant_text(None)
    if nothing not in {after, before}:
        return reading.gettext("proven to be signed after %(after)s and before %(before)s", after=after, before=before)
    if before != nothing:
        return reading.gettext("proven to be signed before %(before)s", before=before)
    if after != nothing:
        return reading.gettext("proven to be signed after %(after)s", after=after)
    return reading.gettext("nothing proves yet when it was signed")


def _subject_line(reading: "Reading", verdict: "Verdict", facts: dict[str, Any]) -> str:
    entry = verdict.entry
    name = None if entry is None else reading.fold.slice_of(entry.subject)
    stands = "" if entry is None or name is None else _stands(reading, name, reading.fold.state(entry.subject))
    called = reading.gettext("matter %(ref)s", ref=facts["subject"])
    about = ", ".join(each for each in (slice_name(reading, name), stands) if each)
    return f"{called} ({about}): {', '.join(facts['acts'])}" if about else f"{called}: {', '.join(facts['acts'])}"


def slice_name(reading: "Reading", name: str | None) -> str:
    """What a slice is called in the reader's language."""
    from trilateral.desk.places import BY_SLICE

    pages = BY_SLICE.get(name or "")
    return (name or "") if pages is None else reading.gettext(pages.title)


def _stands(reading: "Reading", name: str, state: Any) -> str:
    """Where a matter stands, if its slice names that."""
    from trilateral.desk.members import status_word
    from trilateral.desk.why import status_in

    found = status_in(name, state)
    return "" if found is None else status_word(reading, name, found)


def _said_lines(reading: "Reading", verdict: "Verdict", body: Any) -> Iterator[str]:
    from trilateral.desk.said import said
    from trilateral.ledger.entry import Unread
    from trilateral.ledger.keys import HeadsRecorded

    entry = verdict.entry
    if entry is not None and isinstance(entry.body, HeadsRecorded):
        for head in entry.body.heads:
            origin, size, *_ = [*head.checkpoint.split("\n"), "?"]
            yield f"{origin}: {size}"
        return
    rows = None if entry is None or isinstance(entry.body, Unread) else said(reading, entry)
    yield from _raw_lines(body, "") if rows is None else row_lines(reading, rows, "")


def entry_said_lines(reading: "Reading", entry: str) -> Iterator[str]:
    """What the entry with this id says, as `show` prints it; nothing where it cannot be read."""
    from trilateral.ledger.entry import Unread

    found = reading.fold.verdict(entry)
    if found is not None and found.entry is not None and not isinstance(found.entry.body, Unread):
        yield from _said_lines(reading, found, builtins(found.entry.body))


def _shown_lines(reading: "Reading", verdict: "Verdict") -> Iterator[str]:
    """What was shown to all of words under seal, below each entry that shows some of them."""
    from trilateral.desk.disclosed import row_label, row_words, rows_shown

    rows = () if verdict.entry is None else rows_shown(reading, verdict.entry.id)
    for ref, party, office, at in dict.fromkeys((each.ref, each.party, each.by, each.claimed_at) for each in rows):
        name = reading.party_view(party).name
        yield reading.gettext(
            "shown to all by %(party)s, %(office)s, in %(ref)s, claimed at %(at)s:",
            party=name,
            office=reading.office(office),
            ref=ref,
            at=instant_text(at),
        )
        for row in rows:
            words = row_words(reading, row)
            said = words if isinstance(words, str) else f"{words.text} ({words.lang})"
            if row.ref == ref and said not in {"", "[]"}:
                yield f"  {row_label(reading, rows, row)}: {said}"


def row_lines(reading: "Reading", rows: "tuple[Row, ...]", indent: str = "") -> Iterator[str]:
    """Fields and what stands in them, a line each."""
    from trilateral.i18n.messages import label

    for row in rows:
        name = row.name or label(reading.lang, row.label_id)
        if row.rows:
            for number, inside in enumerate(row.rows, 1):
                counted = reading.gettext("%(number)s", number=number)
                yield f"{indent}{name} {counted}:" if len(row.rows) > 1 else f"{indent}{name}:"
                yield from row_lines(reading, inside, indent + "  ")
            continue
        yield f"{indent}{name}: {row_text(reading, row)}"


def row_text(reading: "Reading", row: "Row") -> str:
    """What stands in one field that has none inside, on one line."""
    from trilateral.i18n.calendars import written_text

    values = [f"{each.text} ({each.lang})" if each.lang else each.text for each in row.words]
    named = ([each.name for each in row.parties], [each.ref for each in row.entries])
    values += [*row.plain, *(reading.gettext(", ").join(each) for each in named if each)]
    values += [reading.gettext("%(value)s", value=each) for each in row.times]
    written = [written_text(civil, zone, reading.lang) for civil, zone in row.written]
    return " — ".join([*written, "; ".join(values)] if values else written)


def _raw_lines(body: Any, indent: str) -> Iterator[str]:
    """A body of a kind that this version does not know: its members as they are spelt."""
    if not isinstance(body, dict):
        yield f"{indent}{body}"
        return
    for name, value in body.items():
        for each in value if isinstance(value, list | tuple) else [value]:
            if isinstance(each, dict):
                yield f"{indent}{name}:"
                yield from _raw_lines(each, indent + "  ")
            else:
                yield f"{indent}{name}: {each}"


def state_lines(reading: "Reading", facts: dict[str, Any]) -> Iterator[str]:
    """The record as a whole: how far each log is read, every matter and where it stands, and what is open."""
    from trilateral.desk.members import status_word

    yield from columns([(party, head["size"], head["root"]) for party, head in facts["cut"].items()])
    for party, size in facts["exposed"].items():
        yield plain(
            reading.gettext("%(party)s has shown its log in two ways, from entry %(size)s on", party=party, size=size)
        )
    for origin, count in facts["waiting"].items():
        yield plain(
            reading.ngettext(
                "%(num)s entry of %(origin)s waits for entries that nobody has given us",
                "%(num)s entries of %(origin)s wait for entries that nobody has given us",
                count,
                origin=origin,
            )
        )
    if "subjects" in facts:
        rows = [
            (
                each["subject"],
                slice_name(reading, each["slice"]),
                plain(reading.ngettext("%(num)s act", "%(num)s acts", each["acts"])),
                "" if each["status"] is None else plain(status_word(reading, each["slice"], each["status"])),
            )
            for each in facts["subjects"]
        ]
        yield from columns(rows)
    if "open" in facts:
        yield plain(reading.gettext("open as of %(at)s: %(count)s", at=facts["as_of"], count=len(facts["open"])))
        yield from columns([_open_row(reading, each) for each in facts["open"]])
    yield facts["digest"]


def _open_row(reading: "Reading", matter: dict[str, Any]) -> tuple[str, ...]:
    due = "" if matter["due"] == instant_text(None) else plain(reading.gettext("due %(at)s", at=matter["due"]))
    late = ""
    if matter["overdue"]:
        late = reading.gettext("overdue")
    elif matter["why"] not in {None, "running", "no_clock"}:
        late = reading.term(matter["why"], "why")
    return (f"  {matter['of']}", matter["what"], due, late)
