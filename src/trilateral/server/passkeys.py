"""Passkeys (WebAuthn): making one, and what it signs to come in.

A passkey is bound to the host of the address in the browser: it cannot be asked for at another. So a node
says where it can be used (`places`), and why not elsewhere. Every ceremony has a challenge that works once
and not for long. Nothing is kept of one until it has been answered rightly: strangers can begin as many as they like and
crowd out nobody's. The person must have been verified by the device (a finger, a face, a PIN). A count that does not
grow is of a copy, or of a device that was restored: it is refused and noted.

A passkey that can (WebAuthn PRF) computes a secret besides, which never changes and which nobody else can
compute: `node.locks` locks the office's key with it. The browser hands it to the node like a passphrase.

Left out: who may try how often (`limits`), and the session that follows (`sessions`).
"""

import hmac
import ipaddress
import json
import secrets
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import msgspec
import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from trilateral.errors import RefusedError
from trilateral.node.kept import Passkey
from trilateral.node.private import Private

CHALLENGE_SECONDS = 120
MOST_PASSKEYS = 20
"""Of one office."""
MOST_LABEL = 60
_PRF_SIZE = 32
_CHALLENGE_SIZE = 32
_UNTIL_SIZE = 8
_CEREMONY = b"trilateral/ceremony@v1"


@dataclass(frozen=True, slots=True)
class Place:
    """Where passkeys can be used.

    Attributes:
        origin: As the browser says it: `https://desk.us.example`.
        rp_id: The host to which they are bound.
    """

    origin: str
    rp_id: str


def places(addresses: Sequence[str]) -> tuple[Place, ...]:
    """Those of a node's addresses at which browsers have passkeys: over TLS, or on this machine; never a bare number."""
    found = []
    for each in addresses:
        parts = urlsplit(each)
        host = parts.hostname or ""
        if host and not _is_number(host) and (parts.scheme == "https" or host == "localhost"):
            found.append(Place(f"{parts.scheme}://{parts.netloc}", host))
    return tuple(dict.fromkeys(found))


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Asked:
    """A ceremony that has begun, as its own name says: no list of them is kept.

    Attributes:
        until: POSIX seconds at which it is over.
    """

    name: str
    challenge: bytes
    until: int


class Passkeys:
    """The passkeys of one party, and the ceremonies that have begun."""

    def __init__(self, private: Private, unix: Callable[[], int], addresses: Sequence[str], salt: str) -> None:
        """Take where they are kept, the clock, the node's addresses, and what tells this node's secrets from others'."""
        self._private = private
        self._unix = unix
        self.places = places(addresses)
        self._salt = salt
        self._seal = secrets.token_bytes(32)
        self._spent: dict[str, int] = {}
        """Ceremonies that were answered rightly, until they would be over anyway."""
        self._guard = threading.Lock()

    def place(self, host: str) -> Place | None:
        """Where a request came in, if passkeys can be used there."""
        return next((each for each in self.places if urlsplit(each.origin).netloc == host.lower()), None)

    def require_place(self, host: str) -> Place:
        """The same.

        Raises:
            RefusedError: `entering.no_passkeys_here`.
        """
        found = self.place(host)
        if found is None:
            raise RefusedError("entering.no_passkeys_here", address=host[:100], others=self.elsewhere())
        return found

    def elsewhere(self) -> str:
        """Addresses of this node at which passkeys can be used."""
        return ", ".join(each.origin for each in self.places)

    def of(self, role: str, office: str) -> list[Passkey]:
        """The passkeys of an office or role, the oldest first."""
        return [each for each in self._private.passkeys.all() if (each.role, each.office) == (role, office)]

    # Making one

    def begin_making(self, host: str, role: str, office: str, called: str, party: str) -> dict[str, Any]:
        """What the page hands to the browser to make a passkey, and the name of the ceremony.

        Raises:
            RefusedError: There can be none at this address, or there are too many.
        """
        place = self.require_place(host)
        held = self.of(role, office)
        if len(held) >= MOST_PASSKEYS:
            raise RefusedError("entering.too_many_passkeys", most=MOST_PASSKEYS)
        name, challenge = self._ask("make", (role, office))
        options = webauthn.generate_registration_options(
            rp_id=place.rp_id,
            rp_name=party,
            user_name=office or role,
            user_display_name=called,
            user_id=bytes.fromhex(self._private.file.name_for(f"passkeys {role} {office}")),
            challenge=challenge,
            timeout=CHALLENGE_SECONDS * 1000,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
            exclude_credentials=[_descriptor(each) for each in held if each.rp_id == place.rp_id],
        )
        return {"ceremony": name, "options": json.loads(webauthn.options_to_json(options)), "prf": self._prf(place)}

    def make(  # noqa: PLR0913 - what was answered, and whose it is to be
        self, host: str, ceremony: str, credential: dict[str, Any], who: tuple[str, str], label: str, *, prf: bool
    ) -> Passkey:
        """Keep the passkey that the browser made.

        Args:
            host: At which the request came in.
            ceremony: From `begin_making`.
            credential: What the browser answered.
            who: Role and office that it is for.
            label: What its owner calls it.
            prf: Whether the browser says that it can compute a secret.

        Raises:
            RefusedError: The ceremony is over, or the answer is not what it should be.
        """
        place = self.require_place(host)
        asked = self._begun(ceremony, "make", who)
        try:
            made = webauthn.verify_registration_response(
                credential=credential,
                expected_challenge=asked.challenge,
                expected_rp_id=place.rp_id,
                expected_origin=place.origin,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError) as error:
            raise RefusedError("entering.not_verified") from error
        self._spend(asked)
        passkey = Passkey(
            self._row(made.credential_id),
            *who,
            credential=made.credential_id,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            rp_id=place.rp_id,
            label=" ".join(label.split())[:MOST_LABEL],
            made_at=self._unix(),
            transports=_transports(credential),
            prf=prf,
            backed_up=made.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
        )
        if self._private.passkeys.get(passkey.id) is not None:
            raise RefusedError("entering.not_verified")  # no authenticator makes the same twice
        return self._private.passkeys.put(passkey)

    # Coming in

    def begin_entering(self, host: str, who: tuple[str, str] | None = None, only: str = "") -> dict[str, Any]:
        """What the page hands to the browser to come in with any passkey of this node, or to open the key of one office.

        Args:
            host: At which the request came in.
            who: Role and office whose key is to be opened; None to come in.
            only: Id of the one passkey of theirs that is asked for; empty for any.
        """
        place = self.require_place(host)
        name, challenge = self._ask("enter" if who is None else "open", who)
        own = [] if who is None else [each for each in self.of(*who) if each.rp_id == place.rp_id]
        own = [each for each in own if each.id == only] or own
        options = webauthn.generate_authentication_options(
            rp_id=place.rp_id,
            challenge=challenge,
            timeout=CHALLENGE_SECONDS * 1000,
            allow_credentials=[_descriptor(each) for each in own] or None,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return {"ceremony": name, "options": json.loads(webauthn.options_to_json(options)), "prf": self._prf(place)}

    def enter(
        self, host: str, ceremony: str, credential: dict[str, Any], who: tuple[str, str] | None = None
    ) -> Passkey:
        """The passkey that answered, once everything is checked that it signed.

        Raises:
            RefusedError: The ceremony is over; the answer is not what it should be; or the passkey may be a copy.
        """
        place = self.require_place(host)
        asked = self._begun(ceremony, "enter" if who is None else "open", who)
        held = self._named(credential)
        if held is None or (who is not None and (held.role, held.office) != who):
            raise RefusedError("entering.not_verified")
        try:
            done = webauthn.verify_authentication_response(
                credential=credential,
                expected_challenge=asked.challenge,
                expected_rp_id=place.rp_id,
                expected_origin=place.origin,
                credential_public_key=held.public_key,
                credential_current_sign_count=0,  # the count is looked at below, once the signature is known to be right
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError) as error:
            raise RefusedError("entering.not_verified") from error
        self._spend(asked)
        if (done.new_sign_count or held.sign_count) and done.new_sign_count <= held.sign_count:
            self._private.passkeys.change(held, msgspec.structs.replace(held, doubted_at=self._unix()))
            raise RefusedError("entering.copied", passkey=held.label)
        used = msgspec.structs.replace(held, sign_count=done.new_sign_count, used_at=self._unix())
        if not self._private.passkeys.change(held, used):  # it was taken away meanwhile, or has answered twice at once
            raise RefusedError("entering.not_verified")
        return used

    def _named(self, credential: dict[str, Any]) -> Passkey | None:
        try:
            return self._private.passkeys.get(self._row(base64url_to_bytes(credential["id"])))
        except (ValueError, TypeError, KeyError, AttributeError):
            return None

    def _row(self, credential: bytes) -> str:
        return self._private.file.name_for(f"passkey {credential.hex()}")

    def _prf(self, place: Place) -> str:
        """What the passkey computes its secret from: the same for the whole life of a node at one host."""
        return bytes_to_base64url(sha256(f"trilateral/prf@v1\n{place.rp_id}\n{self._salt}".encode()).digest())

    def _ask(self, what: str, who: tuple[str, str] | None) -> tuple[str, bytes]:
        """A new ceremony: its name, which says until when, with which challenge and that we began it; and the challenge."""
        until = (self._unix() + CHALLENGE_SECONDS).to_bytes(_UNTIL_SIZE)
        challenge = secrets.token_bytes(_CHALLENGE_SIZE)
        told = until + challenge
        return urlsafe_b64encode(told + self._mark(told, what, who)).decode().rstrip("="), challenge

    def _mark(self, told: bytes, what: str, who: tuple[str, str] | None) -> bytes:
        """What nobody else can put to a ceremony: `make`, `enter` or `open`, and for whom; of `enter` nobody knows yet."""
        whose = json.dumps([what, who]).encode()
        return hmac.digest(self._seal, _CEREMONY + told + whose, "sha256")

    def _begun(self, name: str, what: str, who: tuple[str, str] | None) -> _Asked:
        """A ceremony of this sort for them that we began, that is not over, and that nobody has answered rightly.

        Raises:
            RefusedError: `entering.challenge_over`.
        """
        try:
            written = base64url_to_bytes(name)
        except ValueError as error:
            raise RefusedError("entering.challenge_over") from error
        told, mark = written[: _UNTIL_SIZE + _CHALLENGE_SIZE], written[_UNTIL_SIZE + _CHALLENGE_SIZE :]
        asked = _Asked(told.hex(), told[_UNTIL_SIZE:], int.from_bytes(told[:_UNTIL_SIZE]))
        ours = hmac.compare_digest(mark, self._mark(told, what, who))
        if not ours or asked.until <= self._unix() or asked.name in self._spent:
            raise RefusedError("entering.challenge_over")
        return asked

    def _spend(self, asked: _Asked) -> None:
        """It is over now, whatever else comes of it: of two answers at once one counts."""
        with self._guard:
            now = self._unix()
            self._spent = {name: until for name, until in self._spent.items() if until > now}
            if asked.name in self._spent:
                raise RefusedError("entering.challenge_over")
            self._spent[asked.name] = asked.until


def secret_in(written: object) -> bytes | None:
    """What a passkey computed, as the page sends it; None if that is no such thing.

    Raises:
        RefusedError: `entering.not_verified`.
    """
    if written is None:
        return None
    try:
        value = base64url_to_bytes(str(written))
    except ValueError as error:
        raise RefusedError("entering.not_verified") from error
    if len(value) != _PRF_SIZE:
        raise RefusedError("entering.not_verified")
    return value


def _descriptor(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    known = {each.value for each in AuthenticatorTransport}
    transports = [AuthenticatorTransport(each) for each in passkey.transports if each in known]
    return PublicKeyCredentialDescriptor(id=passkey.credential, transports=transports or None)


def _transports(credential: dict[str, Any]) -> tuple[str, ...]:
    response = credential.get("response")
    named = response.get("transports", ()) if isinstance(response, dict) else ()
    known = {each.value for each in AuthenticatorTransport}
    return tuple(each for each in named if isinstance(each, str) and each in known) if isinstance(named, list) else ()
