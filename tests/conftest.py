"""What all tests share: examples of Hypothesis, the same every time; two databases; and an ear at every door of the program.

`HYPOTHESIS_PROFILE=thorough` (`make check-all`) looks further, and differently each time. Helpers for a part of
the program live beside its tests, not here.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests import provoked
from tests.cluster import Run, schema_url
from tests.objections import lacking_after

# Examples take as long as a busy machine takes, so no profile has a deadline.
settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=60,
    stateful_step_count=25,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "thorough",
    deadline=None,
    max_examples=1_000,
    stateful_step_count=60,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

_RUN = pytest.StashKey[Run]()


def pytest_configure(config: pytest.Config) -> None:
    """Whoever runs pytest keeps the PostgreSQL server alive; xdist's workers use it."""
    if not hasattr(config, "workerinput"):
        config.stash[_RUN] = Run()
    provoked.listen()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop it, whatever came of the tests."""
    if _RUN in config.stash:
        config.stash[_RUN].end()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let somebody look at what came out of the doors."""
    parser.addoption(
        "--provoked", metavar="FILE", type=Path, help="write which codes came out of which door, in which test"
    )


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Hear from a process of xdist what came out of its doors."""
    provoked.add(getattr(node, "workeroutput", {}).get("provoked", {}))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run of all tests in which some code came out of no door."""
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput["provoked"] = provoked.NOTES
        return
    if file := config.getoption("--provoked"):
        file.write_text(json.dumps(provoked.NOTES, indent=1, sort_keys=True), "utf-8")
    if _is_whole(config) and session.exitstatus == pytest.ExitCode.OK and lacking_after(provoked.NOTES):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say how many codes came out of each door, and name those of none."""
    if not _is_whole(config):
        return
    doors = provoked.doors_of(provoked.NOTES)
    counts = (f"{sum(door in each for each in doors.values())} from {door}" for door in provoked.DOORS)
    terminalreporter.section("codes of refusals and objections")
    terminalreporter.line(f"{len(doors)} were looked for and came out of a door: {', '.join(counts)}")
    for code, where in lacking_after(provoked.NOTES).items():
        terminalreporter.line(f"FAILED {code} ({where}) came out of no door in a test that names it", red=True)


def _is_whole(config: pytest.Config) -> bool:
    """Whether all tests were asked for. Of some it cannot be said what the others provoke."""
    chosen = config.option.keyword or config.option.markexpr or config.option.deselect or config.option.maxfail
    return config.args_source is config.ArgsSource.TESTPATHS and not chosen


@pytest.fixture
def postgresql_url() -> Iterator[str]:
    """A schema of its own on the tests' PostgreSQL server."""
    with schema_url() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database, of each of the two in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/of-this-test.sqlite"
        return
    with schema_url() as url:
        yield url
