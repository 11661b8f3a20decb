"""Passkeys (WebAuthn): making one, and what it signs to come in.

A passkey is bound to the host of the address in the browser: it cannot be asked for at another. So a node
says where it can be used (`places`), and why not elsewhere. Every ceremony has a challenge that works once
and not for long; the person must have been verified by the device (a finger, a face, a PIN). A count that does not
grow is of a copy, or of a device that was restored: it is refused and noted.

A passkey that can (WebAuthn PRF) computes a secret besides, which never changes and which nobody else can
compute: `node.locks` locks the office's key with it. The browser hands it to the node like a passphrase.

Left out: who may try how often (`limits`), and the session that follows (`sessions`).
"""

import ipaddress
import json
import secrets
from collections import OrderedDict
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
MOST_CHALLENGES = 1000
"""Open at once: strangers can ask for them, so the oldest give way."""
MOST_PASSKEYS = 20
"""Of one office."""
MOST_LABEL = 60
_PRF_SIZE = 32


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
    """A ceremony that has begun.

    Attributes:
        what: `make` or `enter`, or `open` for the key of an office.
        who: For whom; of `enter` nobody knows yet.
    """

    challenge: bytes
    what: str
    who: tuple[str, str] | None
    until: int


class Passkeys:
    """The passkeys of one party, and the ceremonies that have begun."""

    def __init__(self, private: Private, unix: Callable[[], int], addresses: Sequence[str], salt: str) -> None:
        """Take where they are kept, the clock, the node's addresses, and what tells this node's secrets from others'."""
        self._private = private
        self._unix = unix
        self.places = places(addresses)
        self._salt = salt
        self._asked: OrderedDict[str, _Asked] = OrderedDict()

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
        asked = self._answered(ceremony, "make")
        if asked.who != who:
            raise RefusedError("entering.challenge_over")
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

    def begin_entering(self, host: str, who: tuple[str, str] | None = None) -> dict[str, Any]:
        """What the page hands to the browser to come in with any passkey of this node, or to open the key of one office."""
        place = self.require_place(host)
        name, challenge = self._ask("enter" if who is None else "open", who)
        own = [] if who is None else [each for each in self.of(*who) if each.rp_id == place.rp_id]
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
        asked = self._answered(ceremony, "enter" if who is None else "open")
        held = self._named(credential)
        if held is None or asked.who != who or (who is not None and (held.role, held.office) != who):
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
        if (done.new_sign_count or held.sign_count) and done.new_sign_count <= held.sign_count:
            self._private.passkeys.put(msgspec.structs.replace(held, doubted_at=self._unix()))
            raise RefusedError("entering.copied", passkey=held.label)
        used = msgspec.structs.replace(held, sign_count=done.new_sign_count, used_at=self._unix())
        return self._private.passkeys.put(used)

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
        now = self._unix()
        for each in [name for name, asked in self._asked.items() if asked.until <= now]:
            del self._asked[each]
        while len(self._asked) >= MOST_CHALLENGES:
            self._asked.popitem(last=False)
        name, challenge = secrets.token_urlsafe(16), secrets.token_bytes(32)
        self._asked[name] = _Asked(challenge, what, who, now + CHALLENGE_SECONDS)
        return name, challenge

    def _answered(self, name: str, what: str) -> _Asked:
        """A ceremony, which is over now, whatever comes of it."""
        asked = self._asked.pop(name, None)
        if asked is None or asked.what != what or asked.until <= self._unix():
            raise RefusedError("entering.challenge_over")
        return asked


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
