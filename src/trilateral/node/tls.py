"""Connections to other nodes: TLS 1.3, held to one public key where the right one is known.

Who certified an address is not what a node goes by: the party whose node it is says by its
own node key which certificate is its own (`vouching`). A line that is held to that
certificate's public key sends nothing over a connection that shows another one.

Also makes a certificate for whoever has none. Nobody vouches for it but the node.

Left out: whom to believe about a certificate; and certificates of clients, which the web
server does not hand on. Requests are signed instead (`asking`).
"""

import ipaddress
import os
import ssl
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID

from trilateral.errors import MalformedError, RefusedError
from trilateral.store.files import make_directory_durable, read_file, write_file

SYSTEM = "system"
"""Instead of a file: whoever this machine trusts to certify addresses."""

_MADE_FOR = timedelta(days=3650)
_LEEWAY = timedelta(days=1)


class OtherCertificateError(MalformedError):
    """Somebody answered with another public key than the one that the line is held to."""


def spki_hash(certificate: bytes) -> str:
    """SHA-256 of the public key of a certificate in DER (SubjectPublicKeyInfo), hex: what a node vouches for.

    Raises:
        MalformedError: It is no certificate.
    """
    try:
        public = x509.load_der_x509_certificate(certificate).public_key()
        return sha256(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()
    except ValueError as error:
        raise MalformedError(f"certificate: expected X.509 in DER: {error}") from error


def read_spki_hash(path: Path) -> str:
    """The same of the first certificate in a PEM file.

    Raises:
        MalformedError: There is none.
    """
    data = read_file(path)
    if data is None:
        raise MalformedError(f"{path}: expected a certificate, found no file")
    try:
        found = x509.load_pem_x509_certificates(data)[0]
    except ValueError as error:
        raise MalformedError(f"{path}: expected a certificate in PEM: {error}") from error
    return spki_hash(found.public_bytes(Encoding.DER))


def is_this_machine(host: str) -> bool:
    """Whether an address leads to no other machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_line(url: str, *, plain_http: bool) -> None:
    """Refuse to speak without TLS to another machine.

    Raises:
        RefusedError: `node.plain_http`.
    """
    parts = urlsplit(url)
    if parts.scheme == "http" and not plain_http and not is_this_machine(parts.hostname or ""):
        raise RefusedError("node.plain_http", address=url)


class _HeldContext(ssl.SSLContext):
    """TLS that ends a connection before anything is sent over it, if it shows another public key."""

    held_to: str = ""
    name: str = ""

    def wrap_socket(self, *args: Any, **options: Any) -> ssl.SSLSocket:
        """Shake hands, and look whose they are."""
        made = super().wrap_socket(*args, **options)
        try:
            self._check(made.getpeercert(binary_form=True))
        except BaseException:
            made.close()
            raise
        return made

    def _check(self, certificate: bytes | None) -> None:
        if self.held_to:
            got = spki_hash(certificate or b"")
            if got != self.held_to:
                raise OtherCertificateError(
                    f"{self.name}: expected the public key {self.held_to}, for which its party vouches, got {got}"
                )


def _context(name: str, ca: Path | str | None, held_to: str) -> ssl.SSLContext:
    context = _HeldContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.held_to, context.name = held_to, name
    if ca is None:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # whose it is we learn from its party: `vouching`
    elif ca == SYSTEM:
        context.load_default_certs()
    else:
        try:
            context.load_verify_locations(cafile=os.fspath(ca))
        except (OSError, ssl.SSLError) as error:
            raise MalformedError(f"{ca}: expected certificates in PEM: {error}") from error
    return context


class Line(httpx2.BaseTransport):
    """The way to one address. Connections are kept open between requests."""

    def __init__(self, name: str, ca: Path | str | None = None) -> None:
        """Take the address, for messages.

        Args:
            name: What is said to have answered.
            ca: PEM file of who must have certified the address; `SYSTEM`; or None for anybody.
        """
        self._name = name
        self._ca = ca
        self._held_to = ""
        self._before: httpx2.HTTPTransport | None = None
        self._now = self._transport()

    def _transport(self) -> httpx2.HTTPTransport:
        return httpx2.HTTPTransport(verify=_context(self._name, self._ca, self._held_to), trust_env=False)

    def hold_to(self, spki: str) -> None:
        """Send requests only over connections that show this public key; over any, if it is empty.

        Connections that are open were not looked at, so none of them is used again.
        """
        if spki != self._held_to:
            self._held_to = spki
            if self._before is not None:
                self._before.close()
            # Another thread may still be reading an answer over it.
            self._before, self._now = self._now, self._transport()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request."""
        return self._now.handle_request(request)

    def close(self) -> None:
        """Close all connections."""
        for each in (self._before, self._now):
            if each is not None:
                each.close()


def certificate_shown(answer: httpx2.Response) -> bytes | None:
    """The certificate of the connection over which an answer came, in DER; None without TLS."""
    stream = answer.extensions.get("network_stream")
    tls = None if stream is None else stream.get_extra_info("ssl_object")
    return None if tls is None else tls.getpeercert(True)


def make_certificate(directory: Path, name: str, hosts: Sequence[str], now: datetime) -> tuple[Path, Path]:
    """Make a key and a certificate that it signs itself, durably; returns where certificate and key are.

    The key is not encrypted: a server must be able to start by itself. Whoever has it can answer
    in the node's place until the node vouches for another, and can sign nothing.

    Args:
        directory: Where; made if it is not there.
        name: Of whom; only people read it.
        hosts: Names and addresses under which the node is reached.
        now: When it begins to count.

    Raises:
        RefusedError: `node.certificate_exists`: there is one already.
    """
    certificate, key = directory / "certificate.pem", directory / "key.pem"
    if certificate.exists() or key.exists():
        raise RefusedError("node.certificate_exists", directory=str(directory))
    make_directory_durable(directory)
    private = ec.generate_private_key(ec.SECP256R1())
    signed = _self_signed(private, name, hosts, now)
    write_file(key, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), mode=0o600)
    # A crash here leaves a key without a certificate: it is refused by name at the next try.
    write_file(certificate, signed.public_bytes(Encoding.PEM))
    return certificate, key


def _self_signed(
    private: ec.EllipticCurvePrivateKey, name: str, hosts: Sequence[str], now: datetime
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _LEEWAY)
        .not_valid_after(now + _MADE_FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    )
    names = [_general_name(host) for host in dict.fromkeys(hosts)]
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(private, hashes.SHA256())


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        return x509.DNSName(host)
