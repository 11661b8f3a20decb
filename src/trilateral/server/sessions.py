"""One-use links and the sessions that they open.

Both outlive the process, among the party's private matters, and end by themselves or when
somebody of the party ends them. A link is spent by its first use, even by somebody who should
not have had it: then it does not work for the one whom it was made for, who will say so.

The words that open something are random, and only their hashes are kept: who reads the file
or the memory cannot come in with what they find. The word that stands in a session's forms
follows from the cookie, so it is not kept either. The cookie's name carries the party,
since browsers give cookies to all ports of one host and several nodes may stand on one machine.

Left out: passkeys and passphrases.
"""

import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from hashlib import sha256

from trilateral.node.kept import KeptWord
from trilateral.node.private import Private, new_id
from trilateral.server.roles import Role
from trilateral.store.private import Shelf

LINK_SECONDS = 24 * 3600
SESSION_SECONDS = 12 * 3600
MOST = 1000
"""Sessions kept at once, and links. More than one delegation has people, and too few to fill a memory."""

_FORMS = b"trilateral/forms@v1"


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who came in.

    Attributes:
        role: What they may use.
        office: For whom a delegate signs; empty for others.
        csrf: Word that stands in every form shown to them.
        until: Unix time at which it ends.
        id: By which it is listed and ended. Opens nothing.
        bearer: Whether the request itself named it, so that no other site could have made a browser send it.
    """

    role: Role
    office: str
    csrf: str
    until: int
    id: str = ""
    bearer: bool = False

    @property
    def who(self) -> str:
        """Whose reading this is: an office's, or a role's."""
        return self.office or self.role.value

    def by_bearer(self) -> "Session":
        """The same session, named by the request itself."""
        return replace(self, bearer=True)

    def sent_from_here(self, word: str) -> bool:
        """Whether a form carries this session's own word."""
        return hmac.compare_digest(word.encode(), self.csrf.encode())


class Doors:
    """The links that were given out and the sessions that are open."""

    def __init__(self, unix: Callable[[], int], private: Private | None = None) -> None:
        """Take up what is open.

        Args:
            unix: Reads the node's clock.
            private: Where links and sessions are kept; left out, they end with the process.
        """
        self._unix = unix
        self._links = _Words(unix, None if private is None else private.links)
        self._sessions = _Words(unix, None if private is None else private.sessions)

    def link(self, role: Role, office: str = "") -> str:
        """Return a word that opens one session, once."""
        word, _ = self._links.add(24, role, office, LINK_SECONDS)
        return word

    def enter(self, word: str) -> tuple[str, Session] | None:
        """Spend a link. Return the cookie's value and the session, or None if it opens nothing."""
        found = self._links.find(word)
        if found is None:
            return None
        # A crash between the two leaves a link that is spent and opened nothing: whoever runs the node gives another.
        self._links.remove(found.id)
        cookie, kept = self._sessions.add(32, Role(found.role), found.office, SESSION_SECONDS)
        return cookie, _session(cookie, kept)

    def find(self, cookie: str) -> Session | None:
        """The session that a cookie names, if it is still open."""
        found = self._sessions.find(cookie)
        return None if found is None else _session(cookie, found)

    def leave(self, cookie: str) -> None:
        """Close a session."""
        found = self._sessions.find(cookie)
        if found is not None:
            self._sessions.remove(found.id)

    def sessions(self) -> list[KeptWord]:
        """Those that are open, the oldest first. None of them can be entered by what this says."""
        return self._sessions.open()

    def links(self) -> list[KeptWord]:
        """Links that nobody has used."""
        return self._links.open()

    def revoke(self, row: str) -> None:
        """End a session, or a link before it is used, by its id."""
        self._sessions.remove(row)
        self._links.remove(row)


def _session(cookie: str, kept: KeptWord) -> Session:
    word = hmac.digest(cookie.encode(), _FORMS, "sha256")
    return Session(Role(kept.role), kept.office, urlsafe_b64encode(word).decode().rstrip("="), kept.until, kept.id)


class _Words:
    """Words that open something, by their hashes."""

    def __init__(self, unix: Callable[[], int], shelf: Shelf[KeptWord] | None) -> None:
        self._unix = unix
        self._shelf = shelf
        self._kept: dict[bytes, KeptWord] = {}
        for each in () if shelf is None else shelf.all():
            self._kept[each.hash] = each
        self._forget()

    def add(self, size: int, role: Role, office: str, seconds: int) -> tuple[str, KeptWord]:
        """A new word, and what is kept of it: on disk on return."""
        self._forget()
        now = self._unix()
        word = secrets.token_urlsafe(size)
        kept = KeptWord(new_id(), _hash(word), role.value, office, now, now + seconds)
        if self._shelf is not None:
            self._shelf.put(kept)
        self._kept[kept.hash] = kept
        return word, kept

    def find(self, word: str) -> KeptWord | None:
        """What a word opens, if it still does."""
        hashed = _hash(word)
        found = self._kept.get(hashed)  # by hash: how far a guess was right shows in no time that it takes
        if found is None or not hmac.compare_digest(found.hash, hashed) or found.until <= self._unix():
            return None
        return found

    def open(self) -> list[KeptWord]:
        """Those that still open something, the oldest first."""
        now = self._unix()
        return sorted((each for each in self._kept.values() if each.until > now), key=lambda each: each.opened_at)

    def remove(self, row: str) -> None:
        """Let one open nothing any more."""
        self._remove(each for each in tuple(self._kept.values()) if each.id == row)

    def _forget(self) -> None:
        """Let go of those that have ended, and of the oldest where there are too many."""
        now = self._unix()
        ended = [each for each in self._kept.values() if each.until <= now]
        rest = [each for each in self._kept.values() if each.until > now]
        self._remove([*ended, *rest[: max(0, len(rest) - MOST + 1)]])

    def _remove(self, those: Iterable[KeptWord]) -> None:
        for each in those:
            if self._shelf is not None:
                self._shelf.remove(each.id)
            self._kept.pop(each.hash, None)


def _hash(word: str) -> bytes:
    """All that is kept of a word."""
    return sha256(word.encode()).digest()
