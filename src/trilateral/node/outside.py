"""Our log's heads, carried to the charter's outside witnesses, and what these say of them brought back.

Any witness will do that speaks C2SP tlog-witness: it learns origin, size and root of a log,
and no content. Each is asked in its own time: nothing waits for a witness, least of all
publishing. What one cosigned is kept and served like all other parties' lines.

A witness that has cosigned more of our log than we serve is written down by name: our disk may
have been rolled back. Its word alone is no proof, so nothing is stopped by it.

Left out: other parties' witnesses, which see our heads when their nodes fetch them.
"""

from dataclasses import dataclass, field

import httpx2

from trilateral.errors import MalformedError, TrilateralError, UnavailableError
from trilateral.ledger.charter import WitnessTerms
from trilateral.node.cosigners import outside_witnesses
from trilateral.node.fetching import FUTURE_SECONDS
from trilateral.node.node import Node
from trilateral.node.sources import Answered, Wire
from trilateral.node.tls import check_line
from trilateral.tlog.checkpoint import SignedCheckpoint, strip_unknown
from trilateral.tlog.cosignature import cosignatures
from trilateral.tlog.lines import parse_decimal, shown
from trilateral.tlog.merkle import consistency_proof
from trilateral.tlog.note import Note, Signature, VerifierKey, parse_signature, parse_vkey
from trilateral.tlog.tiles import hash_reader
from trilateral.tlog.witness import SIZE_TYPE, AddCheckpoint

MAX_ANSWER = 64 << 10
BETWEEN_SECONDS = 5
"""How long a witness is left alone after it was asked, whatever came of it."""

_FAILED_SECONDS = 300
"""The longest wait after several failures in a row; each doubles it up to this."""


@dataclass
class _Asked:
    """How far we are with one witness. Kept in memory: a witness says itself what it cosigned last.

    Attributes:
        size: What it cosigned last, as far as we know.
        at: When it did, in POSIX seconds by ours.
        failures: In a row.
        next_at: Not before then, by the clock that never goes back.
    """

    size: int = 0
    at: int = 0
    failures: int = 0
    next_at: float = float("-inf")


@dataclass
class OutsideWitnesses:
    """All outside witnesses of the charter that can be asked.

    Attributes:
        node: Whose log it is.
        client: Reaches them; follows no redirect.
    """

    node: Node
    client: httpx2.Client
    _asked: dict[str, _Asked] = field(default_factory=dict)

    def once(self) -> None:
        """Ask each witness whose turn it is. What goes wrong is written into the journal under its name."""
        if not self.node.may_sign:
            return  # our own log may lack something: whoever holds more must be heard first
        known = {each.key.vkey() for each in outside_witnesses(self.node.record.fold)}
        for terms in self.node.record.charter.witnesses:
            if terms.url and terms.vkey in known:
                self._ask_in_turn(terms)

    def _ask_in_turn(self, terms: WitnessTerms) -> None:
        now = self.node.clock.monotonic()
        asked = self._asked.setdefault(terms.vkey, _Asked())
        head = self._head()
        if head is None or now < asked.next_at or not self._due(asked, head):
            return
        try:
            check_line(terms.url, plain_http=self.node.settings.tls.plain_http)
            self._ask(terms, asked, head)
        except TrilateralError as error:
            asked.failures += 1
            self.node.journal.append((self.node.clock.unix(), terms.url, str(error)))
        else:
            asked.failures = 0
        wait = min(BETWEEN_SECONDS << min(asked.failures, 8), _FAILED_SECONDS)
        asked.next_at = self.node.clock.monotonic() + wait

    def _head(self) -> SignedCheckpoint | None:
        """What we serve of our log, with its own lines."""
        node = self.node
        with node.lock:
            served = node.record.checkpoint(node.origin)
            if served is None or not served.size:
                return None
            return strip_unknown(served, node.record.log_keys(node.origin))

    def _due(self, asked: _Asked, head: SignedCheckpoint) -> bool:
        """Whether the witness lacks the head, or has said nothing for a heartbeat."""
        return asked.size != head.size or self.node.clock.unix() - asked.at >= self.node.settings.heartbeat_seconds

    def _ask(self, terms: WitnessTerms, asked: _Asked, head: SignedCheckpoint) -> None:
        wire = Wire(terms.url, self.client, clock=self.node.clock)
        answer = self._send(wire, asked.size, head)
        if answer.status == 409:
            size = _size_in(wire, answer)
            if size > head.size:
                raise MalformedError(
                    f"{wire.name}: says to have cosigned {size} entries of {head.origin}, we serve {head.size}: "
                    f"was our disk rolled back?"
                )
            answer = self._send(wire, size, head)
        if answer.status != 200:
            raise UnavailableError(f"{wire.name}: expected 200, got {answer.status} {shown(answer.body)}")
        self._take(wire, parse_vkey(terms.vkey), head, answer.body)
        asked.size, asked.at = head.size, self.node.clock.unix()

    def _send(self, wire: Wire, old: int, head: SignedCheckpoint) -> Answered:
        """tlog-witness, add-checkpoint."""
        proof = consistency_proof(old, head.size, hash_reader(head.size, self.node.record.files(head.origin).read))
        return wire.send("/add-checkpoint", AddCheckpoint(old, proof, head.encode()).encode(), MAX_ANSWER)

    def _take(self, wire: Wire, key: VerifierKey, head: SignedCheckpoint, body: bytes) -> None:
        """Keep the witness's line, if it is one."""
        lines = tuple(line for line in _lines(wire, body) if (line.name, line.key_id) == (key.name, key.key_id))
        if len(lines) != 1:
            raise MalformedError(f"{wire.name}: expected one line by {key.name}, got {len(lines)}")
        said = SignedCheckpoint(head.checkpoint, Note(head.note.text, (*head.note.signatures, *lines)))
        time = cosignatures(said, [key])[key]
        if time > self.node.clock.unix() + FUTURE_SECONDS:
            raise MalformedError(f"{wire.name}: expected a time that is not ahead of ours, got {time}")
        self.node.take_cosignatures(said)


def _lines(wire: Wire, body: bytes) -> list[Signature]:
    """The signature lines of an answer."""
    try:
        return [parse_signature(line + b"\n") for line in body.removesuffix(b"\n").split(b"\n")]
    except MalformedError as error:
        raise MalformedError(f"{wire.name}: {error}") from error


def _size_in(wire: Wire, answer: Answered) -> int:
    """What a witness says to have cosigned last."""
    if answer.content_type.partition(";")[0].strip() != SIZE_TYPE or not answer.body.endswith(b"\n"):
        raise MalformedError(f"{wire.name}: expected a size ({SIZE_TYPE}), got {shown(answer.body)}")
    return parse_decimal(answer.body[:-1], f"{wire.name}: size")
