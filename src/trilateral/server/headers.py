"""What every answer says to the browser: load nothing from elsewhere, run nothing that stands in a page."""

from typing import Any

from litestar.config.compression import CompressionConfig
from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

ALWAYS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: with it browsers send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

COMPRESSION = CompressionConfig(
    backend="gzip",
    gzip_compress_level=6,
    exclude=[r"^/(?!$|(?:m|guide|static|sign-in|account)(?:/|$))", r"\.(?:woff2|png)$", r"^/m/[^/]+/live$"],
)
"""For people's pages alone: nodes bound what they take by its length. A stream is not held back, and fonts are small already.

How long a compressed page is tells no other site anything (the attack called BREACH): what that site's page asks for by itself is
answered as to a stranger (`asking`)."""

IMMUTABLE = {"Cache-Control": "public, max-age=31536000, immutable"}
BRIEFLY = {"Cache-Control": "public, max-age=1"}
"""For checkpoints: C2SP tlog-tiles allows a few seconds at most."""


async def add_headers(message: Message, _scope: Scope) -> None:
    """Put them on every answer, errors included. What says nothing about caching is not kept."""
    if message["type"] != "http.response.start":
        return
    message.setdefault("headers", [])
    headers: Any = MutableScopeHeaders.from_message(message)
    for name, value in ALWAYS.items():
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", "no-store")
    headers.extend_header_value("Vary", "Cookie, Accept-Language")
