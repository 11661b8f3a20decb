"""How often somebody may fail to come in: for one account, and from one address.

After a few failures each further one makes the next try wait longer, up to a limit that is short for an
account and longer for an address: whoever guesses from one place is stopped there, and whoever is guessed at
waits a minute at most. A passkey and a one-use link ask nothing of the account's count, so nobody can lock a
delegation out by guessing. Counts outlive a restart, and are forgotten after a quiet time.

Accounts and addresses are kept as keyed hashes only.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from trilateral.errors import RefusedError
from trilateral.node.kept import Failures
from trilateral.node.private import Private

_MOST = 2000
"""Counts kept at once: who fails from ever new addresses makes the oldest be forgotten."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How patient it is.

    Attributes:
        what: `account` or `address`.
        free: Failures that cost nothing.
        first_seconds: What the next one costs; each further one costs twice as much.
        most_seconds: And never more than this.
        quiet_seconds: After so long without a failure all are forgotten.
    """

    what: str
    free: int
    first_seconds: int
    most_seconds: int
    quiet_seconds: int


ACCOUNT = Limit("account", free=10, first_seconds=5, most_seconds=60, quiet_seconds=3600)
ADDRESS = Limit("address", free=5, first_seconds=5, most_seconds=900, quiet_seconds=3600)


class Limits:
    """The counts of one node."""

    def __init__(self, unix: Callable[[], int], private: Private) -> None:
        """Take the node's clock, and where counts are kept."""
        self._unix = unix
        self._private = private
        self._one = threading.Lock()

    @contextmanager
    def one_try(self, account: str, address: str) -> Iterator[None]:
        """Let somebody try, as `require_patience`, when whoever tries just now is done and has been counted.

        Else as many could be tried as come at once: each would find that nobody has failed yet.
        """
        with self._one:
            self.require_patience(account, address)
            yield

    def require_patience(self, account: str, address: str) -> None:
        """Let somebody try, if they have not failed too often just now.

        Args:
            account: Whose; empty for a passkey, which names none before it is checked.
            address: Where the request comes from; for passkeys, `for_passkeys` of it.

        Raises:
            RefusedError: `entering.too_often`.
        """
        now = self._unix()
        until = max((self._held(limit, who).until for limit, who in _counted(account, address)), default=0)
        if until > now:
            raise RefusedError("entering.too_often", seconds=until - now)

    def failed(self, account: str, address: str) -> None:
        """Count a failure, on disk on return."""
        now = self._unix()
        shelf = self._private.failures
        with self._private.file.together():
            for limit, who in _counted(account, address):
                held = self._held(limit, who)
                count = held.count + 1
                beyond = count - limit.free
                wait = 0 if beyond < 0 else min(limit.most_seconds, limit.first_seconds << min(beyond, 16))
                shelf.put(Failures(held.id, count, now, now + wait))
            kept = shelf.all()
            for each in kept[: max(0, len(kept) - _MOST)]:
                shelf.remove(each.id)

    def succeeded(self, account: str) -> None:
        """Forget the failures of an account. Those of the address stay: somebody with an account may guess at others."""
        self._private.failures.remove(self._row(ACCOUNT, account))

    def _held(self, limit: Limit, who: str) -> Failures:
        row = self._row(limit, who)
        held = self._private.failures.get(row)
        if held is None or self._unix() - held.last_at >= limit.quiet_seconds:
            return Failures(row, 0, 0)
        return held

    def _row(self, limit: Limit, who: str) -> str:
        return self._private.file.name_for(f"failures {limit.what} {who}")


def for_passkeys(address: str) -> str:
    """Return under what failures with passkeys are counted, apart from guesses at passphrases.

    Nobody can guess a passkey. Behind a proxy all have one address, and one who types wrong passphrases there must not keep out
    whoever comes with a passkey.
    """
    return f"passkeys {address}"


def _counted(account: str, address: str) -> list[tuple[Limit, str]]:
    return [(limit, who) for limit, who in ((ACCOUNT, account), (ADDRESS, address)) if who]
