"""One-use links and the sessions that they open.

The node that shows a link keeps it in memory only, so a restart closes all doors. A link
is spent by its first use, even by somebody who should not have had it: then it does not
work for the one whom it was made for, who will say so.

The cookie is a random word that means nothing outside this process. Its name carries the
party, since browsers give cookies to all ports of one host and several nodes may stand on
one machine.

Left out: passkeys, passphrases, and sessions that outlive the process.
"""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256

from trilateral.server.roles import Role

LINK_SECONDS = 24 * 3600
SESSION_SECONDS = 12 * 3600
MOST = 1000
"""Sessions kept at once. More than one delegation has people, and too few to fill a memory."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who came in.

    Attributes:
        role: What they may use.
        office: For whom a delegate signs; empty for others.
        csrf: Word that stands in every form shown to them.
        until: Unix time at which it ends.
        bearer: Whether the request itself named it, so that no other site could have made a browser send it.
    """

    role: Role
    office: str
    csrf: str
    until: int
    bearer: bool = False

    def by_bearer(self) -> "Session":
        """The same session, named by the request itself."""
        return replace(self, bearer=True)

    def sent_from_here(self, word: str) -> bool:
        """Whether a form carries this session's own word."""
        return hmac.compare_digest(word.encode(), self.csrf.encode())


class Doors:
    """The links that were given out and the sessions that are open."""

    def __init__(self, unix: Callable[[], int]) -> None:
        """Begin with neither.

        Args:
            unix: Reads the node's clock.
        """
        self._unix = unix
        self._links: dict[bytes, tuple[Role, str, int]] = {}
        self._sessions: dict[bytes, Session] = {}

    def link(self, role: Role, office: str = "") -> str:
        """Return a word that opens one session, once."""
        word = secrets.token_urlsafe(24)
        self._links[_kept(word)] = role, office, self._unix() + LINK_SECONDS
        return word

    def enter(self, word: str) -> tuple[str, Session] | None:
        """Spend a link. Return the cookie's value and the session, or None if it opens nothing."""
        found = self._links.pop(_kept(word), None)
        if found is None or found[2] < self._unix():
            return None
        return self._open(found[0], found[1])

    def _open(self, role: Role, office: str) -> tuple[str, Session]:
        now = self._unix()
        self._sessions = {kept: each for kept, each in self._sessions.items() if each.until > now}
        while len(self._sessions) >= MOST:
            self._sessions.pop(next(iter(self._sessions)))
        cookie = secrets.token_urlsafe(32)
        session = Session(role, office, secrets.token_urlsafe(24), now + SESSION_SECONDS)
        self._sessions[_kept(cookie)] = session
        return cookie, session

    def find(self, cookie: str) -> Session | None:
        """The session that a cookie names, if it is still open."""
        session = self._sessions.get(_kept(cookie))
        return session if session is not None and session.until > self._unix() else None

    def leave(self, cookie: str) -> None:
        """Close a session."""
        self._sessions.pop(_kept(cookie), None)


def _kept(word: str) -> bytes:
    """Only hashes are kept, and looked up by hash, so that no comparison tells how far a guess was right."""
    return sha256(word.encode()).digest()
