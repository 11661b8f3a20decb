"""How much of another's log we take in a day, where the charter says how much a member may say.

Whoever may sign a log can sign without end, and a mirror that keeps all of it for ever could be
filled up. So beyond the charter's quota we stop, until the next day by our own clock, and
write down that we did: who else goes on is that one's business, and nothing is lost, since the
log itself keeps what it says. What had come before stays.

A head counts as soon as it is new to us, an entry when we take it in. Days are those of UTC.
"""

from dataclasses import dataclass

from trilateral.errors import RefusedError
from trilateral.ledger.charter import Quotas

_DAY_SECONDS = 86_400


@dataclass(slots=True)
class _Taken:
    day: int
    entries: int = 0
    size_bytes: int = 0
    heads: int = 0


class Arrivals:
    """What has come of each log today. Begins anew with the process: a restart is the operator's own doing."""

    def __init__(self) -> None:
        """Nothing has come."""
        self._taken: dict[str, _Taken] = {}

    def take(  # noqa: PLR0913 - what may come
        self, origin: str, quotas: Quotas | None, now: int, *, entries: int = 0, size_bytes: int = 0, heads: int = 0
    ) -> None:
        """Count what is about to be taken in.

        Args:
            origin: Whose log.
            quotas: What the charter in force allows; None for no limit.
            now: POSIX seconds.
            entries: How many more.
            size_bytes: How long they are together.
            heads: How many heads that are new to us.

        Raises:
            RefusedError: `quota.over`, with what was too much. It is not counted.
        """
        if quotas is None:
            return
        taken = self._taken.get(origin)
        if taken is None or taken.day != now // _DAY_SECONDS:
            taken = self._taken[origin] = _Taken(now // _DAY_SECONDS)
        for what, most, come in (
            ("entries_per_day", quotas.entries_per_day, taken.entries + entries),
            ("bytes_per_day", quotas.bytes_per_day, taken.size_bytes + size_bytes),
            ("heads_per_day", quotas.heads_per_day, taken.heads + heads),
        ):
            if most and come > most:
                raise RefusedError("quota.over", log=origin, what=what, most=most)
        taken.entries += entries
        taken.size_bytes += size_bytes
        taken.heads += heads
