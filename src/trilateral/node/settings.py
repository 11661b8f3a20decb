"""What a node is told by its operator: `node.toml`. No secrets.

Trusted for where to listen, whom to ask and which database to use; not for
anything that others rely on: origin and mechanism are checked against keys
and charter. What is misspelt here is refused by name, not ignored.
"""

import tomllib
from pathlib import Path
from typing import Annotated

import msgspec

from trilateral.errors import MalformedError
from trilateral.store.files import read_file, write_file

_FILE = "node.toml"

MOST_HOLD_SECONDS = 7 * 24 * 3600
"""So long an entry may wait between being decided and being signed."""


class Listen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the node answers."""

    host: str = "127.0.0.1"
    port: int = 8470


class Peer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another party's node. `url` may also be a directory or a bundle."""

    party: str
    origin: str
    url: str


class Database(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A database URL, or a file relative to the home."""

    url: str = "tables.sqlite"


class Keys(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the passphrase of the key ring is read from, relative to the home; nowhere by default."""

    passphrase_file: str | None = None


class Clearance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which entries are signed only after other offices of our party have approved them.

    Attributes:
        kinds: `statements.made`, all of a subject as `statements.*`, or `*`.
        offices: Each of them has to approve, but for what it says itself.
    """

    kinds: tuple[str, ...]
    offices: tuple[str, ...]


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All settings of one node.

    Attributes:
        party: Whose node it is, as the charter calls it.
        origin: The party's own log.
        mechanism: Hex SHA-256 of the genesis charter; empty before there is one.
        publish_interval_ms: At most so often a new checkpoint is served.
        heartbeat_seconds: At least so often an unchanged one is signed again.
        hold_seconds: So long what a person signs waits and can be cancelled, unless they choose otherwise.
        clearance: What has to be approved inside our party before it is signed.
    """

    party: str
    origin: str
    mechanism: str = ""
    listen: Listen = Listen()
    peers: tuple[Peer, ...] = ()
    publish_interval_ms: int = 1000
    heartbeat_seconds: int = 60
    database: Database = Database()
    keys: Keys = Keys()
    hold_seconds: Annotated[int, msgspec.Meta(ge=0, le=MOST_HOLD_SECONDS)] = 0
    clearance: tuple[Clearance, ...] = ()

    def database_for(self, home: Path) -> str:
        """The database URL, or the path of the file in `home`."""
        return self.database.url if "://" in self.database.url else str(home / self.database.url)

    def passphrase_file_in(self, home: Path) -> Path | None:
        """The file that holds the passphrase, if one is set."""
        return None if self.keys.passphrase_file is None else home / self.keys.passphrase_file


def read_settings(home: Path) -> Settings:
    """The settings of the node in `home`.

    Raises:
        MalformedError: There are none, a value is wrong, or a name is unknown.
    """
    path = home / _FILE
    data = read_file(path)
    if data is None:
        raise MalformedError(f"{path}: expected the settings of a node, found no file")
    try:
        return msgspec.convert(tomllib.loads(data.decode()), Settings)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MalformedError(f"{path}: expected TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise MalformedError(f"{path}: {error}") from error


def write_settings(home: Path, settings: Settings) -> None:
    """Put the settings into `home`, durably. Comments that an operator wrote are lost."""
    write_file(home / _FILE, _encode(settings).encode())


def _encode(settings: Settings) -> str:
    """The settings as TOML: plain values first, as TOML wants, then tables."""
    plain, tables = [], []
    for name, value in msgspec.to_builtins(settings).items():
        if isinstance(value, dict):
            tables.append(_table(f"[{name}]", value))
        elif isinstance(value, list | tuple):
            tables += [_table(f"[[{name}]]", each) for each in value]
        else:
            plain.append(f"{name} = {_value(value)}\n")
    return "".join(plain) + "".join(tables)


def _table(heading: str, values: dict[str, str | int | None]) -> str:
    lines = [f"{name} = {_value(value)}\n" for name, value in values.items() if value is not None]
    return f"\n{heading}\n{''.join(lines)}" if lines else ""


def _value(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    # A basic string of TOML escapes as JSON does, and U+007F besides.
    return msgspec.json.encode(value).decode().replace("\x7f", "\\u007f")
