"""What our party says of other parties' logs: witness (seen) and mirror (held), each with its own key.

Either line says: as of this time, this is the largest consistent head of the log that we
know. So the guard records it first, and never lets us say it of a smaller or another one.
The mirror says besides that the content lies here for good and can be had.

We say nothing of our own log, and nothing more of one that was shown in two ways.
"""

from trilateral.errors import MalformedError, RefusedError
from trilateral.node.clock import Clock
from trilateral.node.guard import Guard
from trilateral.node.keys import KeyRing, Purpose
from trilateral.node.record import Record
from trilateral.store.files import make_directory_durable, write_file
from trilateral.store.logs import log_name, stated
from trilateral.tlog.checkpoint import SignedCheckpoint, merge_signatures
from trilateral.tlog.cosignature import claimed_time, cosign
from trilateral.tlog.note import Note, SignerKey
from trilateral.tlog.witness import Answer, judge, parse_add_checkpoint


class Attestor:
    """Our witness and our mirror. Its caller holds the node's lock: no two heads are judged at once."""

    def __init__(self, ring: KeyRing, guard: Guard, clock: Clock) -> None:
        """Take the keys, what keeps them from contradicting themselves, and the time."""
        self._guard = guard
        self._clock = clock
        self._witness = ring.signer(Purpose.WITNESS)
        held = {public.purpose for public in ring.public()}
        self._mirrors = tuple(ring.signer(p) for p in (Purpose.MIRROR, Purpose.MIRROR_PQ) if p in held)

    def attest(self, record: Record, signed: SignedCheckpoint, after_seconds: int) -> SignedCheckpoint:
        """The checkpoint with our witness's and our mirror's lines, where they are missing or as old as that.

        Its entries are durable here already.
        """
        if not self._due(signed, after_seconds):
            return signed
        witnessed = self._guard.witnessed(signed.origin)
        if witnessed is not None and (
            witnessed.size > signed.size or record.root_at(signed.origin, witnessed.size) != witnessed.root
        ):
            return signed  # our witness has seen more, or something else: whoever pulls finds out which
        said = self._say(signed, (self._witness, *self._mirrors))
        self._serve(record, said)
        return said

    def judge(self, record: Record, request: bytes) -> Answer:
        """What is to be answered to `add-checkpoint`. A log that was exposed is one that we do not witness."""
        exposed = record.fold.exposed()
        size = _stated_size(request)  # a key that the log has retired signs nothing larger than it had then
        keys = {each: record.log_keys(each, size) for each in record.origins[1:] if each not in exposed}
        return judge(request, keys, self._guard.witnessed)

    def witness(self, record: Record, accepted: SignedCheckpoint) -> Answer:
        """The answer to what was accepted: our witness's line, durable and served before it is given."""
        record.heads.keep(accepted.origin, accepted.encode())
        said = self._say(accepted, (self._witness,))
        self._serve(record, said)
        lines = [line.line() for line in said.note.signatures if line.name == self._witness.name]
        return Answer(200, b"".join(lines), accepted=accepted)

    def _serve(self, record: Record, said: SignedCheckpoint) -> None:
        """What is served below `/witness`: the log's lines and our witness's."""
        kept = tuple(line for line in said.note.signatures if line.name in {said.origin, self._witness.name})
        path = record.home / "witness" / log_name(said.origin) / "checkpoint"
        make_directory_durable(path.parent)
        write_file(path, Note(said.note.text, kept).encode())

    def _say(self, signed: SignedCheckpoint, signers: tuple[SignerKey, ...]) -> SignedCheckpoint:
        now = self._clock.unix()
        if now < self._last_said(signed, signers):
            raise RefusedError("clock.went_back", now=now, log=signed.origin)
        self._guard.commit_witness(signed.origin, self._guard.witnessed(signed.origin), signed.checkpoint)
        # A crash here leaves a head that we never signed and never contradict: as good as unsaid.
        lines = tuple(cosign(signed.checkpoint, signer, now) for signer in signers)
        said = SignedCheckpoint(signed.checkpoint, signed.note._replace(signatures=lines))
        return merge_signatures(signed, said)

    @staticmethod
    def _last_said(signed: SignedCheckpoint, signers: tuple[SignerKey, ...]) -> int:
        return max((_time_by(signed, signer) for signer in signers), default=0)

    def _due(self, signed: SignedCheckpoint, after_seconds: int) -> bool:
        """Whether one of our lines is missing on a checkpoint, or as old as that."""
        oldest = min(_time_by(signed, signer) for signer in (self._witness, *self._mirrors))
        return self._clock.unix() - oldest >= after_seconds


def _stated_size(request: bytes) -> int:
    """Of which size the head is that somebody wants witnessed; 0 where that cannot be told, and `judge` says why."""
    try:
        return stated(parse_add_checkpoint(request).checkpoint).size
    except MalformedError:
        return 0


def _time_by(signed: SignedCheckpoint, signer: SignerKey) -> int:
    key = signer.verifier()
    times = [
        claimed_time(line) or 0 for line in signed.note.signatures if (line.name, line.key_id) == (key.name, key.key_id)
    ]
    return max(times, default=0)
