"""What our party says of other parties' logs: witness (seen) and mirror (held), each with its own key.

Either line says: as of this time, this is the largest consistent head of the log that we
know. So the guard records it first, and never lets us say it of a smaller or another one.
The mirror says besides that the content lies here for good and can be had.

We say nothing of our own log, and nothing more of one that was shown in two ways.
"""

from trilateral.errors import RefusedError
from trilateral.node.clock import Clock
from trilateral.node.guard import Guard
from trilateral.node.keys import KeyRing, Purpose
from trilateral.tlog.checkpoint import Checkpoint, SignedCheckpoint, merge_signatures
from trilateral.tlog.cosignature import claimed_time, cosign
from trilateral.tlog.note import SignerKey


class Attestor:
    """Our witness and our mirror."""

    def __init__(self, ring: KeyRing, guard: Guard, clock: Clock) -> None:
        """Take the keys, what keeps them from contradicting themselves, and the time."""
        self._guard = guard
        self._clock = clock
        self._witness = ring.signer(Purpose.WITNESS)
        held = {public.purpose for public in ring.public()}
        self._mirrors = tuple(ring.signer(p) for p in (Purpose.MIRROR, Purpose.MIRROR_PQ) if p in held)

    def witnessed(self, origin: str) -> Checkpoint | None:
        """The newest head of a log that we said anything of."""
        return self._guard.witnessed(origin)

    def as_witness(self, signed: SignedCheckpoint) -> SignedCheckpoint:
        """The checkpoint with our witness's line, recorded by the guard before it is signed."""
        return self._say(signed, (self._witness,))

    def as_mirror(self, signed: SignedCheckpoint) -> SignedCheckpoint:
        """The checkpoint with our witness's and our mirror's lines. Its entries are durable here already."""
        return self._say(signed, (self._witness, *self._mirrors))

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

    def due(self, signed: SignedCheckpoint, after_seconds: int) -> bool:
        """Whether one of our lines is missing on a checkpoint, or as old as that."""
        oldest = min(_time_by(signed, signer) for signer in (self._witness, *self._mirrors))
        return self._clock.unix() - oldest >= after_seconds


def _time_by(signed: SignedCheckpoint, signer: SignerKey) -> int:
    key = signer.verifier()
    times = [
        claimed_time(line) or 0 for line in signed.note.signatures if (line.name, line.key_id) == (key.name, key.key_id)
    ]
    return max(times, default=0)
