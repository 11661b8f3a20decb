"""What must hold of an entry before anybody asks what it means: its signature, and the constitution kinds.

Answers depend on the entry's own log up to the entry, and on the charter: on nothing
that another node could have read differently.
"""

from trilateral.errors import MalformedError
from trilateral.ledger.charter import Charter
from trilateral.ledger.entry import Body, Header
from trilateral.ledger.evidence import parse_equivocation, verify_equivocation
from trilateral.ledger.facts import Objection
from trilateral.ledger.keys import SIGNED_BY, HeadsRecorded, MisconductFound
from trilateral.ledger.line import Line
from trilateral.tlog import ed25519
from trilateral.tlog.checkpoint import open_checkpoint
from trilateral.tlog.note import Note


def objection_to_signature(  # noqa: PLR0911 - one return for each objection
    line: Line, index: int, note: Note, header: Header, struct: type[Body] | None
) -> Objection | None:
    """Each signature must be by a key that this log had enrolled, for this kind, before this entry."""
    if not note.signatures:
        return Objection("ledger.not_signed")
    if len(note.signatures) > 1 and not _sorted(note):
        return Objection("ledger.signatures_not_sorted")
    allowed = SIGNED_BY.get(struct, frozenset({"delegate"})) if struct else frozenset({"delegate", "node", "root"})
    for signature in note.signatures:
        known = line.book.find(signature.name, signature.key_id)
        if known is None:
            return Objection("ledger.unknown_key", (("key", signature.name),))
        key, enrolment = known
        if not enrolment.counts_at(index):
            return Objection("ledger.revoked_key", (("key", signature.name), ("since", enrolment.until or 0)))
        if not line.signed.get(index) and not ed25519.verify(key.public, note.text, signature.payload):
            return Objection("ledger.bad_signature", (("key", signature.name),))
        if enrolment.purpose not in allowed:
            return Objection("ledger.key_not_for_this", (("key", signature.name), ("kind", header.kind)))
        if enrolment.office is not None and enrolment.office != header.by:
            return Objection("ledger.not_your_office", (("office", header.by), ("key", signature.name)))
    return None


def _sorted(note: Note) -> bool:
    """One order, and no signature twice: or the same signatures could be a second entry's worth of bytes."""
    places = [(each.name, each.key_id) for each in note.signatures]
    return places == sorted(set(places))


def objection_to_heads(line: Line, body: HeadsRecorded, charter: Charter) -> Objection | None:
    """Each head must be signed by its log; a log has no head of itself, and none twice."""
    try:
        heads = open_heads(body, charter)
    except MalformedError as error:
        return Objection("ledger.bad_head", (("what", str(error)),))
    origins = [origin for origin, _, _ in heads]
    if not origins or line.origin in origins or sorted(set(origins)) != origins:
        return Objection(
            "ledger.bad_head", (("what", "expected each other log at most once, in the order of origins"),)
        )
    return None


def open_heads(body: HeadsRecorded, charter: Charter) -> tuple[tuple[str, int, bytes], ...]:
    """Return origin, size and root of each head, whose signatures hold.

    Raises:
        MalformedError: One of them is not signed by its log.
    """
    found = []
    for head in body.heads:
        origin = head.checkpoint.partition("\n")[0]
        signed = open_checkpoint(head.checkpoint.encode(), charter.log_keys(origin), origin)
        found.append((origin, signed.size, signed.root))
    return tuple(found)


def objection_to_evidence(body: MisconductFound, charter: Charter) -> Objection | None:
    """The proof must convict the log that it names, by itself."""
    if not charter.party_of(body.log):
        return Objection("ledger.bad_evidence", (("what", f"no party has the log {body.log}"),))
    try:
        verify_equivocation(parse_equivocation(body.proof), body.log, charter.log_keys(body.log))
    except MalformedError as error:
        return Objection("ledger.bad_evidence", (("what", str(error)),))
    return None
