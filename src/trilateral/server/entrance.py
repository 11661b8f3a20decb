"""Where tries to come in wait: apart from everything else that a node does, and not many of them.

A passphrase costs a tenth of a second of this machine, one after the other (`limits`), and anybody can send one. So tries have
threads of their own: however many come, pages and other nodes are answered meanwhile. And few may wait, from one address fewer
still, so that whoever sends many at once crowds out others as little as can be. Who finds no room is told at once, and has spent nothing.
Passkeys and links have an entrance of their own: nobody who guesses at passphrases stands in their way.
"""

import asyncio
import contextvars
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from trilateral.errors import RefusedError

P = ParamSpec("P")
T = TypeVar("T")

MOST = 40
"""Tries that wait, with those that are being looked at: some four seconds of passphrases."""

MOST_EACH = 8
"""Of them from one address."""


class Entrance:
    """One way in, with whoever waits before it. All but the trying itself is on the event loop."""

    def __init__(self, name: str, threads: int) -> None:
        """Open it.

        Args:
            name: Of its threads.
            threads: Tries that are looked at together.
        """
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._waiting: Counter[str] = Counter()

    async def try_in(self, address: str, act: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """Return what comes of a try, in a thread of this entrance.

        Args:
            address: Where it comes from.
            act: The try.
            given: For it.
            named: The same.

        Raises:
            RefusedError: `entering.crowded`: too many wait already. Or what the try raises.
        """
        if self._waiting.total() >= MOST or self._waiting[address] >= MOST_EACH:
            raise RefusedError("entering.crowded")
        self._waiting[address] += 1
        context = contextvars.copy_context()
        trying = asyncio.get_running_loop().run_in_executor(self._executor, lambda: context.run(act, *given, **named))
        trying.add_done_callback(lambda done: self._has_gone(address, done))
        # Whoever goes away meanwhile leaves a try that is still made: it counts as long as it is.
        return await asyncio.shield(trying)

    def close(self) -> None:
        """Look at no more; what is being looked at is waited for."""
        self._executor.shutdown(cancel_futures=True)

    def _has_gone(self, address: str, done: "asyncio.Future[Any]") -> None:
        if not done.cancelled():
            done.exception()  # nobody may be left to be told
        self._waiting[address] -= 1
        if not self._waiting[address]:
            del self._waiting[address]
