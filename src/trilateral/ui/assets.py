"""Static files: what they are called, and one version for all of them.

The version stands in the path, `/static/<version>/ui/desk.js`. So a style sheet finds its
fonts and a module imports another by a relative address, both of the same version, and
browsers may keep every file for ever: whatever changes, changes the version, and with it
every address.
"""

import importlib.resources
import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True, slots=True)
class Assets:
    """All static files, read once: they are few and small, and nothing beside them can be asked for.

    Attributes:
        files: Bytes by name, such as `ui/frame.css`.
        version: Twelve hex digits of the hash of all names and files.
    """

    files: dict[str, bytes]
    version: str

    def address(self, name: str, below: str = "/static") -> str:
        """Return where a file is served.

        Raises:
            LookupError: There is no such file.
        """
        if name not in self.files:
            raise LookupError(f"expected a static file, got {name!r}")
        return f"{below}/{self.version}/{name}"

    def find(self, version: str, name: str) -> tuple[bytes, str] | None:
        """Return a file and its type. Of another version there is none: a page must not run halves of two."""
        data = self.files.get(name) if version == self.version else None
        return None if data is None else (data, media_type(name))


def media_type(name: str) -> str:
    """Return the type of a file by its name."""
    suffix = "." + name.rpartition(".")[2]
    return TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


@cache
def read_assets(packages: tuple[str, ...]) -> Assets:
    """Return the files in `static/` of these packages, each under the last part of its package's name."""
    files = {name: data for package in packages for name, data in sorted(_files(package))}
    whole = sha256()
    for name, data in files.items():
        whole.update(f"{name}\n{sha256(data).hexdigest()}\n".encode())
    return Assets(files, whole.hexdigest()[:12])


def _files(package: str) -> Iterator[tuple[str, bytes]]:
    root = importlib.resources.files(package).joinpath("static")
    waiting = [("", root)] if root.is_dir() else []
    while waiting:
        path, folder = waiting.pop()
        for each in folder.iterdir():
            if each.is_dir():
                waiting.append((f"{path}{each.name}/", each))
            else:
                yield f"{package.rpartition('.')[2]}/{path}{each.name}", each.read_bytes()
