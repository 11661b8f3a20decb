"""What a node is told by its operator."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilateral.errors import MalformedError
from trilateral.node.settings import Database, Keys, Listen, Peer, Settings, Tls, read_settings, write_settings

FULL = Settings(
    party="us",
    origin="us.example/log",
    mechanism="ab" * 32,
    listen=Listen(
        "0.0.0.0",  # noqa: S104 - what an operator may want
        9000,
        ("https://us.example", "https://talks.example/us"),
        "members",
        ("10.0.0.5", "2001:db8::/32"),
    ),
    tls=Tls("tls/certificate.pem", "tls/key.pem", plain_http=True),
    peers=(
        Peer("iq", "iq.example/log", "https://iq.example", ca="system"),
        Peer("ir", "ir.example/log", "/media/ir"),
    ),
    publish_interval_ms=250,
    heartbeat_seconds=30,
    database=Database("postgresql://localhost/trilateral"),
    keys=Keys("passphrase"),
)


@pytest.mark.parametrize("settings", [FULL, Settings("us", "us.example/log")])
def test_settings_are_read_as_written(tmp_path: Path, settings: Settings) -> None:
    write_settings(tmp_path, settings)

    assert read_settings(tmp_path) == settings


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    home = tmp_path_factory.mktemp("home")
    settings = Settings(text, "us.example/log", peers=(Peer(text, text, text),))
    write_settings(home, settings)

    assert read_settings(home) == settings


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('party = "us"\norigin = "o"\nheartbeats = 3', "heartbeats"),
        ('party = "us"\norigin = "o"\n[listen]\nprot = 3', "prot"),
        ('party = "us"', "origin"),
        ('party = 1\norigin = "o"', "party"),
        ('party = "us"\norigin = "o"\nheartbeat_seconds = "60"', "heartbeat_seconds"),
        ("party", "expected TOML"),
        ('party = "us"\norigin = "o"\n[listen]\nopen_to = "nobody"', "open_to"),
        ('party = "us"\norigin = "o"\n[listen]\naddresses = ["us.example"]', "addresses"),
        ('party = "us"\norigin = "o"\n[tls]\ncertificates = "c.pem"', "certificates"),
        ('party = "us"\norigin = "o"\n[listen]\nproxies = "10.0.0.5"', "proxies"),
        ('party = "us"\norigin = "o"\n[listen]\nproxies = ["proxy.example"]', "listen.proxies: expected an address"),
        ('party = "us"\norigin = "o"\n[listen]\nproxies = ["10.0.0.5/24"]', "listen.proxies.*host bits"),
        ('party = "us"\norigin = "o"\n[listen]\nproxies = ["10.0.0.5", ""]', "listen.proxies: expected an address"),
        ('party = "us"\norigin = "o"\n[listen]\nproxies = ["0.0.0.0/0"]', "every address"),
        ('party = "us"\norigin = "o"\n[listen]\nproxies = ["::/0"]', "every address"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "node.toml").write_text(text)

    with pytest.raises(MalformedError, match=said):
        read_settings(tmp_path)


def test_a_home_without_settings_is_none(tmp_path: Path) -> None:
    with pytest.raises(MalformedError, match="found no file"):
        read_settings(tmp_path)


def test_paths_are_relative_to_the_home(tmp_path: Path) -> None:
    settings = Settings("us", "us.example/log", keys=Keys("secrets/passphrase"))

    assert settings.database_for(tmp_path) == str(tmp_path / "tables.sqlite")
    assert FULL.database_for(tmp_path) == "postgresql://localhost/trilateral"
    assert settings.passphrase_file_in(tmp_path) == tmp_path / "secrets/passphrase"
    assert Settings("us", "o").passphrase_file_in(tmp_path) is None
    assert FULL.tls_files_in(tmp_path) == (tmp_path / "tls/certificate.pem", tmp_path / "tls/key.pem")
    assert settings.tls_files_in(tmp_path) == (None, None)
