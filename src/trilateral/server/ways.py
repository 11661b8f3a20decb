"""The ways in that an office has made for itself, and what coming in by one of them does.

A one-use link from whoever runs the node is always a way in. Whoever came in, by whichever way, may make passkeys and
a passphrase for their office. A passphrase, and a passkey that computes a secret, lock the office's key in the same step,
unless whoever makes them says that they shall not.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from argon2 import PasswordHasher

from trilateral.errors import RefusedError
from trilateral.node.kept import Passkey
from trilateral.node.locks import Secret, passphrase_bytes
from trilateral.node.private import Private
from trilateral.server.entrance import Entrance
from trilateral.server.limits import Limits
from trilateral.server.namesakes import counted_as, meant_by
from trilateral.server.passkeys import Passkeys
from trilateral.server.phrases import Phrases, check_phrase
from trilateral.server.roles import Role
from trilateral.server.sessions import FRESH_SECONDS, Came, Ended, Session
from trilateral.server.standing import why_not

if TYPE_CHECKING:
    from trilateral.server.office import Office

_WITHOUT_OFFICE = (Role.READER.value, Role.OPERATOR.value)


@dataclass(frozen=True, slots=True)
class Ways:
    """Passkeys, passphrases, how often somebody may fail, and where those who try wait."""

    passkeys: Passkeys
    phrases: Phrases
    limits: Limits
    by_phrase: Entrance = field(default_factory=lambda: Entrance("passphrases", threads=1))
    by_others: Entrance = field(default_factory=lambda: Entrance("passkeys and links", threads=2))

    def close(self) -> None:
        """Nobody comes in any more."""
        self.by_phrase.close()
        self.by_others.close()


def make_ways(
    private: Private,
    unix: Callable[[], int],
    addresses: Sequence[str],
    salt: str,
    hasher: PasswordHasher | None = None,
) -> Ways:
    """The ways in of one node.

    Args:
        private: Where they are kept.
        unix: Reads the node's clock.
        addresses: Where people open its pages.
        salt: Tells this node's secrets from another's at the same host.
        hasher: Hashes passphrases; by default with the cost that its library recommends.
    """
    return Ways(Passkeys(private, unix, addresses, salt), Phrases(private, unix, hasher), Limits(unix, private))


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody who came in.

    Attributes:
        cookie: What names the session.
    """

    cookie: str
    session: Session


def account_named(office: "Office", typed: str) -> tuple[Role, str]:
    """Role and office that somebody means by a name. What there is not is an office without a passphrase."""
    with office.node.lock:
        offices = office.offices()
    who = meant_by(typed, offices)
    role = meant_by(typed, _WITHOUT_OFFICE, "role")
    if who not in offices and role in _WITHOUT_OFFICE:
        return Role(role), ""
    return Role.DELEGATE, who


def counted_under(role: str, who: str) -> str:
    """The account whose failures are counted, by whichever name of an office somebody tries to come in."""
    return f"{role} {counted_as(who)}"


def enter_by_link(office: "Office", word: str, came: Came) -> Entered:
    """Spend a link.

    Raises:
        RefusedError: `server.link_spent`; or its office does not speak for us any more.
    """
    found = office.doors.link_for(word)
    if found is not None:
        _require_standing(office, found.office)
    opened = office.doors.enter(word, came)
    if opened is None:
        raise RefusedError("server.link_spent")
    return _begun(office, *opened)


def enter_by_phrase(office: "Office", typed: str, phrase: str, address: str, came: Came) -> Entered:
    """Let somebody in who knows the passphrase of an office, and open the office's key if it is locked by that.

    Raises:
        RefusedError: `entering.wrong`, whatever was wrong; `entering.too_often`; or the office does not speak for us any more.
    """
    role, who = account_named(office, typed)
    account = counted_under(role.value, who)
    limits = office.ways.limits
    with limits.one_try(account, address):
        found = office.ways.phrases.find(role.value, who, phrase)
        if found is None:
            limits.failed(account, address)
            raise RefusedError("entering.wrong")
        limits.succeeded(account)
    _require_standing(office, who)
    entered = _opened(office, role, who, Came("passphrase", found.id, came.browser, came.instead_of))
    open_key(office, entered.session, Secret(found.id, "passphrase", passphrase_bytes(phrase)))
    return entered


def enter_by_passkey(office: "Office", passkey: Passkey, secret: bytes | None, came: Came) -> Entered:
    """Let somebody in whose passkey has signed, and open the office's key if it is locked by that passkey.

    Raises:
        RefusedError: The office does not speak for us any more.
    """
    _require_standing(office, passkey.office)
    entered = _opened(
        office, Role(passkey.role), passkey.office, Came("passkey", passkey.id, came.browser, came.instead_of)
    )
    if secret is not None:
        open_key(office, entered.session, Secret(passkey.id, "prf", secret))
    return entered


def open_key(office: "Office", session: Session, secret: Secret) -> bool:
    """Open the locked key of the session's office for this session; returns whether the secret does that."""
    locked = office.node.ring.locked
    return bool(session.office) and locked.unlock(session.office, secret, session.id)


def require_fresh(office: "Office", session: Session) -> None:
    """Refuse to change how an office signs in, unless somebody has just signed in.

    Raises:
        RefusedError: `entering.not_fresh`.
    """
    if office.node.clock.unix() - session.opened_at > FRESH_SECONDS:
        raise RefusedError("entering.not_fresh", minutes=FRESH_SECONDS // 60)


def set_phrase(office: "Office", session: Session, phrase: str, again: str, *, lock: bool) -> None:
    """Keep a passphrase for the session's office. If its key is locked, this opens it from now on.

    Args:
        office: Of the node.
        session: Of whoever sets it.
        phrase: As it was typed.
        again: As it was typed again.
        lock: Whether a key that is not locked is to be locked with it.

    Raises:
        RefusedError: It is too easy, or was typed in two ways; or the key is locked and this session has not opened it.
    """
    require_fresh(office, session)
    if passphrase_bytes(phrase) != passphrase_bytes(again):
        raise RefusedError("entering.phrase_differs")
    record = office.record
    check_phrase(phrase, (session.office, record.party, *(each.text for each in record.charter.titles)))
    ring, who = office.node.ring, session.office
    locked = bool(who) and ring.is_locked(who)
    if locked and ring.locked.office_key(who, session.id) is None:
        raise RefusedError("keys.locked", office=who)
    kept = office.ways.phrases.set(session.role.value, who, phrase)
    # A crash here leaves a passphrase that lets its owner in and neither opens nor locks the key: setting it again mends that.
    secret = Secret(kept.id, "passphrase", passphrase_bytes(phrase))
    if locked:
        ring.add_way(who, secret, session.id)
    elif lock and holds_key(office, who):
        lock_key(office, session, secret)
    _end_others(office, session)


def has_own_way(office: "Office", session: Session) -> bool:
    """Whether whoever is signed in could come in again without a link."""
    who = session.role.value, session.office
    return office.ways.phrases.of(*who) is not None or bool(office.ways.passkeys.of(*who))


def holds_key(office: "Office", who: str) -> bool:
    """Whether a key with which an office signs lies on this node."""
    return bool(who) and any(each.office == who for each in office.node.ring.public())


def forget(office: "Office", session: Session, row: str) -> None:
    """Take a passkey or the passphrase of an office away, and end what came in by it.

    Raises:
        RefusedError: Nobody has just signed in, or `keys.last_way`: nothing else opens the office's key.
    """
    require_fresh(office, session)
    private = office.private
    found = private.passkeys.get(row) or private.phrases.get(row)
    if found is None:
        return
    if found.office:
        office.node.ring.drop_way(found.office, row)
    private.passkeys.remove(row)
    private.phrases.remove(row)
    office.doors.end_all(Ended("entering.revoked"), lambda each: each.via == row and each.id != session.id)


def lock_key(office: "Office", session: Session, secret: Secret) -> None:
    """Lock the key of the session's office with what somebody signs in with; or let that open it too.

    Raises:
        RefusedError: It is locked, and this session has not opened it.
    """
    require_fresh(office, session)
    ring, who = office.node.ring, session.office
    with office.node.lock:
        if ring.is_locked(who):
            ring.add_way(who, secret, session.id)
        else:
            ring.lock(who, secret, session.id)


def take_lock_off(office: "Office", session: Session) -> None:
    """Let the node open the key of the session's office by itself again.

    Raises:
        RefusedError: This session has not opened it.
    """
    require_fresh(office, session)
    with office.node.lock:
        office.node.ring.take_lock_off(session.office, session.id)


def _end_others(office: "Office", session: Session) -> None:
    """A new passphrase ends what came in by the old one."""
    row = office.ways.phrases.row(session.role.value, session.office)
    office.doors.end_all(Ended("entering.revoked"), lambda each: each.via == row and each.id != session.id)


def _require_standing(office: "Office", who: str) -> None:
    if not who:
        return
    with office.node.lock:
        why = why_not(office.record, who)
    if why is not None:
        raise RefusedError(why.code, **why.params)


def _opened(office: "Office", role: Role, who: str, came: Came) -> Entered:
    return _begun(office, *office.doors.open(role, who, came))


def _begun(office: "Office", cookie: str, session: Session) -> Entered:
    office.begin(session)
    return Entered(cookie, session)
