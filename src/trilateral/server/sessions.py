"""One-use links, and the sessions that they, a passkey or a passphrase open.

Both outlive the process, among the party's private matters, and end by themselves or when
somebody of the party ends them. A link is spent by its first use, even by somebody who should
not have had it: then it does not work for the one whom it was made for, who will say so.

The words that open something are random, and only their hashes are kept: who reads the file
or the memory cannot come in with what they find. The word that stands in a session's forms
follows from the cookie, so it is not kept either. The cookie's name carries the party,
since browsers give cookies to all ports of one host and several nodes may stand on one machine.

A session ends when nobody has used it for a while, and at the latest after half a day. Whoever signs in
gets a new cookie, and the session that the same browser had ends. Why one ended is kept until it would
have ended anyway, to be told to whoever still has its cookie.

Kept of whoever came in: how, when last, and which sort of browser. **No address is kept**: behind a proxy
it says nothing, and a list of places from which delegates work is one that others would like to have.

Left out: passkeys and passphrases themselves (`passkeys`, `phrases`).
"""

import hmac
import secrets
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from hashlib import sha256

import msgspec

from trilateral.node.kept import KeptWord
from trilateral.node.private import Private, new_id
from trilateral.server.roles import Role
from trilateral.store.private import Shelf

LINK_SECONDS = 24 * 3600
SESSION_SECONDS = 12 * 3600
IDLE_SECONDS = 2 * 3600
FRESH_SECONDS = 15 * 60
"""So long after signing in somebody may change how their office signs in: who finds a browser open may not."""
_TO_THE_MINUTE = 60
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
        opened_at: Unix time at which somebody signed in.
        by: How: with a `link`, a `passkey` or a `passphrase`.
        bearer: Whether the request itself named it, so that no other site could have made a browser send it.
    """

    role: Role
    office: str
    csrf: str
    until: int
    id: str = ""
    opened_at: int = 0
    by: str = ""
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


@dataclass(frozen=True, slots=True)
class Came:
    """How somebody comes in.

    Attributes:
        by: With a `link`, a `passkey` or a `passphrase`.
        via: Id of the passkey or passphrase.
        browser: Which sort of browser it is.
        instead_of: Cookie of the session that this browser had.
    """

    by: str = "link"
    via: str = ""
    browser: str = ""
    instead_of: str = ""


BY_LINK = Came()


@dataclass(frozen=True, slots=True)
class Ended:
    """Why a session is not open any more."""

    code: str
    params: dict[str, str | int] = field(default_factory=dict)


class Doors:
    """The links that were given out and the sessions that are open."""

    def __init__(self, unix: Callable[[], int], private: Private | None = None) -> None:
        """Take up what is open.

        Args:
            unix: Reads the node's clock.
            private: Where links and sessions are kept; left out, they end with the process.
        """
        self._unix = unix
        self.on_end: list[Callable[[str], None]] = []
        """Called with the id of each session that ends, to let go of what it had opened."""
        self._links = _Words(unix, None if private is None else private.links)
        self._sessions = _Words(unix, None if private is None else private.sessions, self._told)

    def link(self, role: Role, office: str = "") -> str:
        """Return a word that opens one session, once."""
        word, _ = self._links.add(24, role, office, LINK_SECONDS)
        return word

    def link_for(self, word: str) -> KeptWord | None:
        """What a link would open, without spending it."""
        return self._links.find(word)

    def enter(self, word: str, came: Came = BY_LINK) -> tuple[str, Session] | None:
        """Spend a link. Return the cookie's value and the session, or None if it opens nothing."""
        found = self._links.find(word)
        if found is None or not self._links.take(found):
            return None
        # A crash between the two leaves a link that is spent and opened nothing: whoever runs the node gives another.
        return self.open(Role(found.role), found.office, came)

    def open(self, role: Role, office: str, came: Came) -> tuple[str, Session]:
        """Open a session for somebody who has shown that they may come in. Return the cookie's value and the session."""
        if came.instead_of:
            self.leave(came.instead_of)
        cookie, kept = self._sessions.add(
            32, role, office, SESSION_SECONDS, by=came.by, via=came.via, browser=came.browser
        )
        return cookie, _session(cookie, kept)

    def find(self, cookie: str, *, used: bool = True) -> Session | None:
        """The session that a cookie names, if it is still open.

        Args:
            cookie: Its value.
            used: Whether somebody uses it by that.
        """
        found = self._sessions.find(cookie)
        if found is None or found.ended:
            return None
        now = self._unix()
        if now - _used_at(found) >= IDLE_SECONDS:
            self._end(found, Ended("entering.idle", {"hours": IDLE_SECONDS // 3600}))
            return None
        if used and now - _used_at(found) >= _TO_THE_MINUTE:
            self._sessions.change(found, msgspec.structs.replace(found, used_at=now))
        return _session(cookie, found)

    def ended(self, cookie: str) -> Ended | None:
        """Why the session ended that a cookie names, if it did before its time."""
        found = self._sessions.find(cookie)
        return Ended(found.ended, found.params) if found is not None and found.ended else None

    def leave(self, cookie: str) -> None:
        """Close a session."""
        found = self._sessions.find(cookie)
        if found is not None:
            self._sessions.remove(found.id)

    def sessions(self) -> list[KeptWord]:
        """Those that are open, the oldest first. None of them can be entered by what this says."""
        limit = self._unix() - IDLE_SECONDS
        return [each for each in self._sessions.open() if not each.ended and _used_at(each) > limit]

    def links(self) -> list[KeptWord]:
        """Links that nobody has used."""
        return self._links.open()

    def revoke(self, row: str) -> None:
        """End a session, or a link before it is used, by its id."""
        found = next((each for each in self._sessions.open() if each.id == row), None)
        if found is not None:
            self._end(found, Ended("entering.revoked"))
        self._links.remove(row)

    def end_all(self, why: Ended, those: Callable[[KeptWord], bool]) -> tuple[int, int]:
        """End all sessions and links that fit, and return how many of each did."""
        found = [each for each in self.sessions() if those(each)]
        for each in found:
            self._end(each, why)
        links = [each for each in self.links() if those(each)]
        for each in links:
            self._links.remove(each.id)
        return len(found), len(links)

    def sweep(self) -> None:
        """Let go of what has ended by itself, and of what it had opened."""
        for each in self._sessions.over(IDLE_SECONDS):
            self._told(each.id)

    def _end(self, kept: KeptWord, why: Ended) -> None:
        while (now := self._sessions.as_kept(kept)) is not None and not now.ended:
            if self._sessions.change(now, msgspec.structs.replace(now, ended=why.code, params=why.params)):
                break  # else somebody used it in the same moment
        self._told(kept.id)

    def _told(self, row: str) -> None:
        for each in self.on_end:
            each(row)


def _used_at(kept: KeptWord) -> int:
    return kept.used_at or kept.opened_at


def _session(cookie: str, kept: KeptWord) -> Session:
    word = hmac.digest(cookie.encode(), _FORMS, "sha256")
    csrf = urlsafe_b64encode(word).decode().rstrip("=")
    return Session(Role(kept.role), kept.office, csrf, kept.until, kept.id, kept.opened_at, kept.by)


def _nobody(_: str) -> None:
    """A link that is gone has opened nothing."""


class _Words:
    """Words that open something, by their hashes."""

    def __init__(
        self, unix: Callable[[], int], shelf: Shelf[KeptWord] | None, gone: Callable[[str], None] = _nobody
    ) -> None:
        self._unix = unix
        self._shelf = shelf
        self._gone = gone
        self._kept: dict[bytes, KeptWord] = {}
        self._guard = threading.RLock()
        """The event loop finds words, while threads open and end them."""
        for each in () if shelf is None else shelf.all():
            self._kept[each.hash] = each
        self._forget()

    def add(  # noqa: PLR0913, PLR0917 - what a word opens, and for how long
        self, size: int, role: Role, office: str, seconds: int, by: str = "", via: str = "", browser: str = ""
    ) -> tuple[str, KeptWord]:
        """A new word, and what is kept of it: on disk on return."""
        self._forget()
        now = self._unix()
        word = secrets.token_urlsafe(size)
        kept = KeptWord(new_id(), _hash(word), role.value, office, now, now + seconds, by, via, now, browser)
        with self._guard:
            self._put(kept)
        return word, kept

    def _put(self, kept: KeptWord) -> None:
        if self._shelf is not None:
            self._shelf.put(kept)
        self._kept[kept.hash] = kept

    def as_kept(self, kept: KeptWord) -> KeptWord | None:
        """What is kept of the same word by now; None if it opens nothing any more."""
        return self._kept.get(kept.hash)

    def change(self, before: KeptWord, after: KeptWord) -> bool:
        """Keep what is known of a word now, on disk on return; returns whether it still stood as before.

        Somebody may end a session while somebody uses it: it must not be open again because of that.
        """
        with self._guard:
            is_same = self._kept.get(before.hash) is before
            if is_same:
                self._put(after)
            return is_same

    def take(self, kept: KeptWord) -> bool:
        """Let a word open nothing any more; returns whether it did so far. Of two who take it at once one has it."""
        with self._guard:
            if self._kept.pop(kept.hash, None) is None:
                return False
            if self._shelf is not None:
                self._shelf.remove(kept.id)
            return True

    def over(self, idle_seconds: int) -> list[KeptWord]:
        """Those that nobody can use any more, though nobody has ended them."""
        now = self._unix()
        every = tuple(self._kept.values())
        return [each for each in every if each.until <= now or now - _used_at(each) >= idle_seconds]

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
        every = tuple(self._kept.values())
        return sorted((each for each in every if each.until > now), key=lambda each: each.opened_at)

    def remove(self, row: str) -> None:
        """Let one open nothing any more."""
        self._remove(each for each in tuple(self._kept.values()) if each.id == row)

    def _forget(self) -> None:
        """Let go of those that have ended, and of the oldest where there are too many."""
        now = self._unix()
        every = tuple(self._kept.values())
        ended = [each for each in every if each.until <= now]
        rest = [each for each in every if each.until > now]
        self._remove([*ended, *rest[: max(0, len(rest) - MOST + 1)]])

    def _remove(self, those: Iterable[KeptWord]) -> None:
        for each in those:
            with self._guard:
                if self._shelf is not None:
                    self._shelf.remove(each.id)
                self._kept.pop(each.hash, None)
            self._gone(each.id)


def _hash(word: str) -> bytes:
    """All that is kept of a word."""
    return sha256(word.encode()).digest()
