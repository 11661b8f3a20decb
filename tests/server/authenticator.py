"""A passkey in software, for tests through HTTP: what a browser and its authenticator would answer, or a cheat would."""

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

_PRESENT, _VERIFIED, _ATTESTED = 0x01, 0x04, 0x40


def b64(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


@dataclass
class Authenticator:
    """One device with one passkey.

    Attributes:
        origin: Of the page that asks.
        verifies: Whether it asks for a finger or a PIN.
        count: How often it has signed.
    """

    origin: str
    verifies: bool = True
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = b""

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        """What `navigator.credentials.create` would answer."""
        self.id = self.id or sha256(options["challenge"].encode()).digest()
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(public)
        said = self._said(options["rp"]["id"], _ATTESTED) + attested
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": said})
        client = self._client("webauthn.create", options)
        return self._credential(
            {"clientDataJSON": b64(client), "attestationObject": b64(statement), "transports": ["internal"]}
        )

    def answer(self, options: dict[str, Any]) -> dict[str, Any]:
        """What `navigator.credentials.get` would answer."""
        self.count += 1
        said = self._said(options["rpId"], 0)
        client = self._client("webauthn.get", options)
        signature = self.key.sign(said + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._credential(
            {"clientDataJSON": b64(client), "authenticatorData": b64(said), "signature": b64(signature)}
        )

    def _said(self, rp_id: str, flags: int) -> bytes:
        flags |= _PRESENT | (_VERIFIED if self.verifies else 0)
        return sha256(rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, what: str, options: dict[str, Any]) -> bytes:
        return json.dumps({"type": what, "challenge": options["challenge"], "origin": self.origin}).encode()

    def _credential(self, response: dict[str, Any]) -> dict[str, Any]:
        written = b64(self.id)
        return {
            "id": written,
            "rawId": written,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }
