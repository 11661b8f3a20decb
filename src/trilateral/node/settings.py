"""What a node is told by its operator: `node.toml`. No secrets.

Trusted for where to listen, whom to ask and which database to use; not for
anything that others rely on: origin and mechanism are checked against keys
and charter. What is misspelt here is refused by name, not ignored.
"""

import ipaddress
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import msgspec

from trilateral.errors import MalformedError
from trilateral.store.files import read_file, write_file

_FILE = "node.toml"

_Plain: TypeAlias = str | bool | int | list[str]

MOST_HOLD_SECONDS = 7 * 24 * 3600
"""So long an entry may wait between being decided and being signed."""


class Listen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the node answers, and whom.

    Attributes:
        host: Address at which it listens.
        port: 0 for any that is free.
        addresses: What others call it, such as `https://north.example`: a request signed for another is refused.
        open_to: Who may read logs and ask its witness: `everybody`, or only `members`, whose nodes sign.
        proxies: Addresses and networks of proxies in front of it, which say from whom they took a request.
    """

    host: str = "127.0.0.1"
    port: int = 8470
    addresses: tuple[Annotated[str, msgspec.Meta(pattern="^https?://[^/?#]+[^?#]*$")], ...] = ()
    open_to: Literal["everybody", "members"] = "everybody"
    proxies: tuple[str, ...] = ()


class Tls(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How connections are kept from others' eyes. Paths are relative to the home.

    Attributes:
        certificate: PEM, the node's own first. The node vouches for its public key.
        key: PEM of its private key; left out where a proxy in front of the node has it.
        plain_http: Speak without TLS to and at addresses other than this machine's.
    """

    certificate: str | None = None
    key: str | None = None
    plain_http: bool = False


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How people come in.

    Attributes:
        addresses: Where they open the pages, such as `https://desk.north.example`; those of `listen`, if left out. Passkeys
            are bound to the host of the first part, so they work there and nowhere else.
    """

    addresses: tuple[Annotated[str, msgspec.Meta(pattern="^https?://[^/?#]+$")], ...] = ()


class Peer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another party's node.

    Attributes:
        party: Which, as the charter calls it.
        origin: Its log. Must be the one that the charter names.
        url: An address, a directory or a bundle.
        ca: PEM file of who must have certified its address, relative to the home; `system` for whom this machine trusts.
    """

    party: str
    origin: str
    url: str
    ca: str | None = None


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


class Alerts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How people of our party are told that something waits. Alerts never say what.

    Attributes:
        smtp_host: Mail server; empty for no e-mail.
        smtp_port: Its port.
        smtp_security: `starttls`, `tls` from the first byte on, or `plain`, for a server on this machine.
        smtp_user: Who signs in there; empty for nobody.
        smtp_password_file: File with the password, relative to the home.
        sender: Address that alerts come from.
        webhook: Address that gets a POST with `to` and `text`; empty for none.
        command: Program and arguments; a number comes last, and the words on its input.
        address: Where to look, at the end of each alert; empty to say nothing about where.
        languages: Of the sentence.
        urgent_hours: What is due in less time is urgent.
        escalate_minutes: After so long the next office is told.
    """

    smtp_host: str = ""
    smtp_port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 587
    smtp_security: Literal["starttls", "tls", "plain"] = "starttls"
    smtp_user: str = ""
    smtp_password_file: str | None = None
    sender: str = "trilateral@localhost"
    webhook: Annotated[str, msgspec.Meta(pattern="^(https?://[^/?#]+.*)?$")] = ""
    command: tuple[str, ...] = ()
    address: str = ""
    languages: tuple[Literal["en", "ar", "fa"], ...] = ("en",)
    urgent_hours: Annotated[int, msgspec.Meta(ge=0, le=720)] = 12
    escalate_minutes: Annotated[int, msgspec.Meta(ge=1, le=10_080)] = 30


class OnCall(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How an office is reached. These never leave this machine but to send an alert.

    Attributes:
        office: As in rosters and keys.
        emails: Its addresses.
        numbers: Its telephone numbers, for `alerts.webhook` and `alerts.command`.
    """

    office: str
    emails: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


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
        alerts: How people are told that something waits.
        on_call: How each office is reached.
        outlines: File with the lines that stand behind maps, relative to the home; left out for those that come with the program.
        as_of: Day for which the pages of a reconstruction open; left out for the last one of which it tells.
    """

    party: str
    origin: str
    mechanism: str = ""
    listen: Listen = Listen()
    tls: Tls = Tls()
    sign_in: SignIn = SignIn()
    peers: tuple[Peer, ...] = ()
    publish_interval_ms: int = 500
    heartbeat_seconds: int = 60
    database: Database = Database()
    keys: Keys = Keys()
    hold_seconds: Annotated[int, msgspec.Meta(ge=0, le=MOST_HOLD_SECONDS)] = 0
    clearance: tuple[Clearance, ...] = ()
    alerts: Alerts = Alerts()
    on_call: tuple[OnCall, ...] = ()
    as_of: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    outlines: str | None = None

    def database_for(self, home: Path) -> str:
        """The database URL, or the path of the file in `home`."""
        return self.database.url if "://" in self.database.url else str(home / self.database.url)

    def tls_files_in(self, home: Path) -> tuple[Path | None, Path | None]:
        """Certificate and key, as far as they are set."""
        named = self.tls.certificate, self.tls.key
        return None if named[0] is None else home / named[0], None if named[1] is None else home / named[1]

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
        settings = msgspec.convert(tomllib.loads(data.decode()), Settings)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MalformedError(f"{path}: expected TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise MalformedError(f"{path}: {error}") from error
    for each in settings.listen.proxies:
        _check_proxy(path, each)
    return settings


def _check_proxy(path: Path, written: str) -> None:
    """Say what is wrong with how a proxy is named: whom it lets say where anybody comes from must be clear."""
    try:
        network = ipaddress.ip_network(written)
    except ValueError as error:
        raise MalformedError(
            f"{path}: listen.proxies: expected an address such as 10.0.0.5, or a network such as 10.0.5.0/24, got {written!r}: {error}"
        ) from error
    if network.prefixlen == 0:
        raise MalformedError(
            f"{path}: listen.proxies: expected proxies of ours, got every address that there is, {written!r}"
        )


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
        elif value is not None:
            plain.append(f"{name} = {_value(value)}\n")
    return "".join(plain) + "".join(tables)


def _table(heading: str, values: dict[str, _Plain | None]) -> str:
    lines = [f"{name} = {_value(value)}\n" for name, value in values.items() if value is not None]
    return f"\n{heading}\n{''.join(lines)}" if lines else ""


def _value(value: _Plain) -> str:
    if isinstance(value, bool | int):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    # A basic string of TOML escapes as JSON does, and U+007F besides.
    return msgspec.json.encode(value).decode().replace("\x7f", "\\u007f")
