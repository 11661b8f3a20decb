"""What must hold of an entry before anybody asks what it means: its signature, and the constitution kinds.

Answers depend on the entry's own log up to the entry, and on the charter: on nothing
that another node could have read differently.
"""

from trilateral.errors import MalformedError
from trilateral.ledger.charter import Charter, PartyTerms, charter_hash, parse_charter
from trilateral.ledger.entry import Body, Header
from trilateral.ledger.evidence import Authority, parse_equivocation, verify_equivocation
from trilateral.ledger.facts import Objection
from trilateral.ledger.keys import SIGNED_BY, Enrolment, Head, KeyEnrolled, MisconductFound
from trilateral.ledger.line import Line
from trilateral.tlog import ed25519
from trilateral.tlog.checkpoint import open_checkpoint
from trilateral.tlog.note import Note, VerifierKey, parse_vkey
from trilateral.tlog.treehead import parse_checkpoint

_DELEGATES = frozenset({"delegate"})
_ANYBODY = frozenset({"delegate", "node", "root"})
_ROOTS = frozenset({"root"})


def objection_to_signature(  # noqa: PLR0911, PLR0913, PLR0917 - one return for each objection; see `Args`
    line: Line, index: int, note: Note, header: Header, struct: type[Body] | None, machines: frozenset[type[Body]]
) -> Objection | None:
    """Each signature must be by a key that this log had enrolled, for this kind, before this entry.

    Args:
        line: The log, folded up to the entry.
        index: Of the entry.
        note: The entry.
        header: What it says about itself.
        struct: Of its kind; None if the kind is not known.
        machines: Kinds of slices that bind nobody, which a node's key may sign.
    """
    if not note.signatures:
        return Objection("ledger.malformed", (("what", "expected a signature or more, got none"),))
    if len(note.signatures) > 1 and not _sorted(note):
        return Objection("ledger.signatures_not_sorted")
    allowed = _allowed(struct, machines)
    signers: list[Enrolment] = []
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
        signers.append(enrolment)
    return _objection_to_signers(line, header, signers, roots_only=allowed == _ROOTS)


def _allowed(struct: type[Body] | None, machines: frozenset[type[Body]]) -> frozenset[str]:
    if struct is None or struct in machines:
        return _ANYBODY
    return SIGNED_BY.get(struct, _DELEGATES)


def _objection_to_signers(
    line: Line, header: Header, signers: list[Enrolment], *, roots_only: bool
) -> Objection | None:
    """As many roots as the charter says; of delegates the one whose office speaks, and who else stands by it."""
    if roots_only and len(signers) < line.book.root_threshold:
        return Objection("ledger.too_few_roots", (("needed", line.book.root_threshold), ("came", len(signers))))
    offices = [each.office for each in signers if each.office is not None]
    if offices and header.by not in offices:
        return Objection("ledger.not_your_office", (("office", header.by), ("key", signers[0].vkey.partition("+")[0])))
    beyond = next((each for each in signers if not each.may_sign(header.kind)), None)
    if beyond is not None:
        return Objection("ledger.beyond_powers", (("office", beyond.office or ""), ("kind", header.kind)))
    return None


def offices_of(line: Line, note: Note) -> frozenset[str]:
    """Offices whose keys signed an entry to whose signatures there is no objection."""
    found = (line.book.find(signature.name, signature.key_id) for signature in note.signatures)
    return frozenset(known[1].office for known in found if known is not None and known[1].office is not None)


def objection_to_new_root(note: Note, terms: PartyTerms, *, is_verified: bool) -> Objection | None:
    """Signatures on the first word of a root that only the charter's newest version names."""
    if len(note.signatures) > 1 and not _sorted(note):
        return Objection("ledger.signatures_not_sorted")
    roots = {(key.name, key.key_id): key for key in map(parse_vkey, terms.root_keys)}
    for signature in note.signatures:
        key = roots.get((signature.name, signature.key_id))
        if key is None:
            return Objection("ledger.unknown_key", (("key", signature.name),))
        if not is_verified and not ed25519.verify(key.public, note.text, signature.payload):
            return Objection("ledger.bad_signature", (("key", signature.name),))
    if len(note.signatures) < terms.root_threshold:
        return Objection("ledger.too_few_roots", (("needed", terms.root_threshold), ("came", len(note.signatures))))
    return None


def _sorted(note: Note) -> bool:
    """One order, and no signature twice: or the same signatures could be a second entry's worth of bytes."""
    places = [(each.name, each.key_id) for each in note.signatures]
    return places == sorted(set(places))


def stated_heads(heads: tuple[Head, ...]) -> tuple[tuple[str, int, bytes], ...]:
    """Origin, size and root of each head, as it states them. Of an entry with an effect the signatures hold.

    Raises:
        MalformedError: One of them is no checkpoint.
    """
    found = []
    for head in heads:
        text = head.checkpoint.partition("\n\n")[0].encode() + b"\n"
        stated = parse_checkpoint(text)
        found.append((stated.origin, stated.size, stated.root))
    return tuple(found)


def objection_to_heads(line: Line, heads: tuple[Head, ...], charter: Charter) -> Objection | None:
    """A log has no head of itself, each other log at most one, and the charter must name them."""
    try:
        origins = [origin for origin, _, _ in stated_heads(heads)]
    except MalformedError as error:
        return Objection("ledger.bad_head", (("what", str(error)),))
    if not origins or line.origin in origins or sorted(set(origins)) != origins:
        return Objection(
            "ledger.bad_head", (("what", "expected each other log at most once, in the order of origins"),)
        )
    stranger = next((origin for origin in origins if not charter.party_of(origin)), None)
    if stranger is not None:
        return Objection("ledger.bad_head", (("what", f"expected logs that the charter names, got {stranger}"),))
    return None


def is_signed_by(head: Head, keys: tuple[VerifierKey, ...]) -> bool:
    """Whether one of the keys signed the head, and no line of theirs fails."""
    try:
        open_checkpoint(head.checkpoint.encode(), keys, head.checkpoint.partition("\n")[0])
    except MalformedError:
        return False
    return True


def objection_to_key_name(line: Line, body: KeyEnrolled) -> Objection | None:
    """A log key bears the log's name, or its checkpoints would be no checkpoints of the log."""
    if body.purpose in {"log", "log_pq"} and body.key.partition("+")[0] != line.origin:
        return Objection("ledger.wrong_key_kind")
    return None


def objection_to_evidence(
    body: MisconductFound, charter: Charter, keys: tuple[VerifierKey, ...], authorities: tuple[Authority, ...]
) -> Objection | None:
    """The proof must convict the log that it names, by itself.

    Args:
        body: The proof.
        charter: In force for the entry.
        keys: All that ever signed heads of the log, as far as the entry's author could know.
        authorities: By whose word another key does, where the proof shows that; likewise.
    """
    if not charter.party_of(body.log):
        return Objection("ledger.bad_evidence", (("what", f"no party has the log {body.log}"),))
    try:
        verify_equivocation(parse_equivocation(body.proof), body.log, keys, authorities)
    except MalformedError as error:
        return Objection("ledger.bad_evidence", (("what", str(error)),))
    return None


def read_version(text: str, name: str) -> Charter | Objection:
    """The version of the charter that an acceptance carries, if it is the one that it names."""
    data = text.encode(errors="surrogatepass")
    if charter_hash(data) != name:
        return Objection("ledger.unknown_charter", (("charter", name),))
    try:
        return parse_charter(data)
    except MalformedError as error:
        return Objection("ledger.malformed_charter", (("what", str(error)[:200]),))
