"""What a running node does by itself: submit what is due, publish, show that it is alive, ask the others.

One thread, one event. Tests call `Node.tick` and `sync_all` themselves and never wait.
"""

import logging
import threading
from collections.abc import Callable, Sequence

from trilateral.errors import TrilateralError
from trilateral.node.digests import DIGEST_SECONDS
from trilateral.node.node import Node
from trilateral.node.outgoing import release_due
from trilateral.node.sources import Source
from trilateral.node.sync import ask_mirrors, sync

RECEIPT_SECONDS = 300
"""At most so often entries of persons are receipted by a heads entry of their own."""
FIRST_DIGEST_SECONDS = 3_600
"""So long after the start a digest is stated: the others have been heard by then."""

_journal = logging.getLogger(__name__)


class Loop:
    """The background work of one node."""

    def __init__(
        self,
        node: Node,
        sources: Callable[[], Sequence[Source]],
        *,
        tick_seconds: float = 0.25,
        sync_seconds: float = 5.0,
        receipt_seconds: float = RECEIPT_SECONDS,
    ) -> None:
        """Take the node, and who its sources are, asked anew each time.

        Args:
            node: Ours.
            sources: Whom to ask.
            tick_seconds: How often to look whether something is to be published.
            sync_seconds: How often to ask everybody.
            receipt_seconds: At most how often to write a receipt.
        """
        self._node = node
        self._sources = sources
        self._tick_seconds = tick_seconds
        self._sync_seconds = sync_seconds
        self._receipt_seconds = receipt_seconds
        self._next_sync = float("-inf")
        self._next_receipt = node.clock.monotonic() + receipt_seconds  # what comes at once is mostly answered at once
        self._next_comparison = node.clock.monotonic() + receipt_seconds
        self._next_digest = node.clock.monotonic() + FIRST_DIGEST_SECONDS
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="node", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End, after what is being done."""
        self._stopped.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def poke(self) -> None:
        """Somebody says that a log has grown: ask at once."""
        self._next_sync = float("-inf")
        self._wake.set()

    def once(self) -> None:
        """One turn: submit what is due, publish; if it is time ask, receipt, look for misconduct, state and compare digests."""
        node = self._node
        now = node.clock.monotonic()
        release_due(node)
        node.tick()
        if now >= self._next_sync:
            self._next_sync = now + self._sync_seconds
            sources = self._sources()
            if not node.may_sign:
                ask_mirrors(node, sources)
            for source in sources:
                sync(node, source)
        if now >= self._next_receipt and node.may_sign and node.record_heads(persons_only=True) is not None:
            self._next_receipt = now + self._receipt_seconds
        if now >= self._next_digest:
            self._next_digest = now + DIGEST_SECONDS
            if node.may_sign:
                node.show_contradictions()
                node.state_digest()
        if now >= self._next_comparison:
            self._next_comparison = now + self._receipt_seconds
            node.compare_digests()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self.once()
            except TrilateralError:
                _journal.exception("node %s", self._node.party)
            self._wake.wait(self._tick_seconds)
            self._wake.clear()
