"""A demonstration of its own for the tests of commands, which may add to it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.cases.built import build
from trilateral.cli import main

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Directory of three homes. Entries may be added, and nothing else."""
    return build(tmp_path_factory.mktemp("commands") / "demo")


@pytest.fixture
def run(demo: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call a command as a shell would, with no settings from outside but where the demonstration's guards are."""
    for name in [name for name in os.environ if name.startswith("TRILATERAL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TRILATERAL_GUARD", str(demo / "guard"))

    def call(*arguments: object) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments])

    return call
