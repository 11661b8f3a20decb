"""A thread that looks what waits for our party, and has somebody told.

Only where the settings name a way and a person; never for a reconstruction, in which nothing waits.
"""

import logging
import threading

import httpx2

from trilateral.desk.holdings import Holdings
from trilateral.desk.places import BY_SLICE
from trilateral.desk.reading import Reading
from trilateral.desk.watch import waiting_for_us
from trilateral.errors import TrilateralError
from trilateral.node.alerts import Alerting
from trilateral.node.node import Node

LOOK_SECONDS = 20.0
"""How often it is looked whether somebody is to be told."""

_journal = logging.getLogger(__name__)


class Alerter:
    """The alerts of a node that is being served. A slow mail server keeps nobody else waiting."""

    def __init__(self, node: Node) -> None:
        """Take the node, which must stay open until `stop` has returned."""
        self._node = node
        self._client = httpx2.Client(trust_env=False)
        self._alerting = Alerting(node.home, node.settings, self._client)
        self._holdings: Holdings | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="alerter", daemon=True)

    def start(self) -> None:
        """Begin, if anybody can be told."""
        if self._alerting.is_set and not self._node.record.charter.reconstruction:
            self._thread.start()

    def stop(self) -> None:
        """End, after what is being sent."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()
        self._client.close()

    def once(self) -> tuple[str, ...]:
        """Tell whoever is to be told now; return the offices that were."""
        node = self._node
        with node.lock:
            hours = node.settings.alerts.urgent_hours
            waiting = waiting_for_us(self._reading(), self._alerting.offices, hours)
        return self._alerting.once(waiting, node.clock.unix())

    def _reading(self) -> Reading:
        if self._holdings is None or self._holdings.record is not self._node.record:
            self._holdings = Holdings(self._node.record)
        now = self._node.clock.now()
        return Reading(self._holdings, "en", now, pages=frozenset(BY_SLICE), inside=True)

    def _run(self) -> None:
        while not self._stopped.wait(LOOK_SECONDS):
            try:
                self.once()
            except TrilateralError:
                _journal.exception("alerts")
