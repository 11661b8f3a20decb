"""What reports of unsigned words mean: nothing for anybody, until the party itself adopts one."""

from typing import Any

import msgspec

from trilateral.errors import MalformedError
from trilateral.ledger.canonical import parse_canonical
from trilateral.ledger.entry import Body, Entry, EntryId, Hash, PartyId, Ref, Text
from trilateral.ledger.facts import Adopted, Facts, Objection
from trilateral.mechanism.unsigned.entries import ReportAdopted, WordsReported

ADOPTS = "adopts"
"""Role of the reference from adopted words to their report."""


class Report(msgspec.Struct, frozen=True):
    """One report of unsigned words, as the record stands.

    Attributes:
        id: The entry that reports.
        party: Who reports.
        of: Whose words they are said to be.
        kind: What that party would have signed.
        on: The subject that it is about, if it would not open one.
        paper: Hash of what shows it.
        note: How the reporter has it.
    """

    id: EntryId
    party: PartyId
    of: PartyId
    kind: str
    on: EntryId | None
    paper: Hash | None
    note: Text | None


def objection(held: Report | None, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Say why `entry` has no effect, or None if it has one. Adoptions are judged as what they adopt."""
    body: Body = entry.body
    if not isinstance(body, WordsReported) or held is not None or entry.header.subject is not None:
        return Objection("unsigned.opens_its_own")
    charter = facts.charter
    known = {*(terms.id for terms in charter.parties), *(terms.id for terms in charter.unsigned)}
    if body.of not in known:
        return Objection("unsigned.not_a_party", (("party", body.of),))
    if body.of == entry.party:
        return Objection("unsigned.of_oneself")
    if body.paper is not None and body.paper not in entry.header.blobs:
        return Objection("unsigned.paper_not_named", (("paper", body.paper),))
    if body.on is not None and facts.saw(body.on) is None:
        return Objection("unsigned.not_seen", (("entry", body.on),))
    return None if _members(body) is not None else Objection("unsigned.malformed", (("kind", body.words_kind),))


def apply(held: Report | None, entry: Entry[Any], facts: Facts) -> Report | None:  # noqa: ARG001 - one shape for all slices
    """Return `held` as it stands after `entry`, to which there is no objection."""
    body: Body = entry.body
    if not isinstance(body, WordsReported):
        return held
    return Report(entry.id, entry.party, body.of, body.words_kind, body.on, body.paper, body.note)


def adopted(entry: Entry[Any], facts: Facts) -> Adopted | Objection:
    """What an adoption says in place of the report: the words, as if their party had signed them here.

    Who signs for a party may adopt what is said to be that party's, and nothing else.
    """
    body: Body = entry.body
    if not isinstance(body, ReportAdopted):
        return Objection("unsigned.not_a_report", (("kind", entry.header.kind),))
    seen = facts.saw(body.report)
    if seen is None:
        return Objection("unsigned.not_seen", (("entry", body.report),))
    report: Body = seen.body
    if not isinstance(report, WordsReported):
        return Objection("unsigned.not_a_report", (("kind", seen.header.kind),))
    if report.of != entry.party:
        return Objection("unsigned.not_your_words", (("party", report.of),))
    members = _members(report)
    if members is None:
        return Objection("unsigned.malformed", (("kind", report.words_kind),))
    return Adopted(report.words_kind, report.on, (Ref(seen.id, ADOPTS),), members)


def _members(report: WordsReported) -> dict[str, Any] | None:
    """The body that the report quotes, if it is one at all. Whether it has the form of its kind is asked on adoption."""
    try:
        found = parse_canonical(report.words.encode(errors="surrogatepass"))
    except MalformedError:
        return None
    return found if isinstance(found, dict) else None
