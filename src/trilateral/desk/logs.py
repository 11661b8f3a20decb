"""The list of all entries of one log, in its own order: nothing is left out, whatever came of it."""

from dataclasses import dataclass, replace

from trilateral.desk.news import counted
from trilateral.desk.reading import Reading
from trilateral.desk.untold import untold
from trilateral.i18n import messages
from trilateral.ledger.fold import Verdict
from trilateral.ledger.keys import HeadsRecorded
from trilateral.ui.page import Shown
from trilateral.ui.views import EntryView, Seal, Words

PER_PAGE = 100
MOST_WORDS = 120
"""Letters that a line quotes of what something is about. Whoever would sign on the spot reads all of it."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One entry in the list.

    Attributes:
        ref: `us/42`.
        href: Its page.
        kind: What people call its kind; empty where the bytes are no entry.
        view: Header in words, if it has one.
        seal: Who holds it.
        why: Objection in words; empty if it has an effect.
        unread: Whether this version cannot tell what it means.
        machine: Whether a node signed it by itself.
        words: The first words of what it says, where the list quotes them and it says something in words.
    """

    ref: str
    href: str
    kind: str
    view: EntryView | None
    seal: Seal
    why: str
    unread: bool
    machine: bool
    words: Words | None = None


def quoting_line_of(reading: Reading, verdict: Verdict) -> LogLine:
    """Return one entry as a line that quotes it."""
    entry = verdict.entry
    words = None if entry is None or untold(reading, entry) else reading.first_words(entry)
    return replace(line_of(reading, verdict), words=None if words is None else words.opening(MOST_WORDS))


def line_of(reading: Reading, verdict: Verdict) -> LogLine:
    """Return one entry as a line."""
    entry, objection = verdict.entry, verdict.objection
    return LogLine(
        verdict.ref,
        reading.entry_href(verdict.ref),
        "" if entry is None else messages.kind_name(reading.lang, entry.header.kind),
        None if entry is None else reading.view(entry),
        reading.seal(verdict),
        "" if objection is None else reading.sentence(objection.code, objection.params),
        verdict.unread,
        entry is not None and isinstance(entry.body, HeadsRecorded),
    )


def log_page(reading: Reading, party: str, start: int | None = None) -> Shown | None:
    """Return a page of the log of `party`, the newest entries first; None if the charter names no such party.

    Args:
        reading: For whom.
        party: Whose log.
        start: Index of the newest entry on the page; None for the newest of all.
    """
    terms = reading.charter.party(party)
    if terms is None:
        return None
    verdicts = reading.fold.verdicts(terms.origin)
    newest = min(len(verdicts) - 1 if start is None else start, len(verdicts) - 1)
    oldest = max(0, newest - PER_PAGE + 1)
    view = reading.party_view(party)
    return Shown(
        "desk/log.html",
        reading.gettext("Log of %(party)s", party=view.name),
        {
            "of": view,
            "origin": terms.origin,
            "size": len(verdicts),
            "lines": tuple(line_of(reading, v) for v in reversed(verdicts[oldest : newest + 1])) if verdicts else (),
            "newer": reading.href("log", party, start=newest + PER_PAGE) if newest + 1 < len(verdicts) else "",
            "older": reading.href("log", party, start=oldest - 1) if oldest > 0 else "",
            "without_effect": counted(reading, terms.origin)[1],
            "logs": tuple((reading.party_view(p), reading.href("log", p)) for p in reading.parties),
        },
    )
