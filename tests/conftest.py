"""What all tests share: how many examples Hypothesis tries, that it tries the same ones every time, and two databases.

`HYPOTHESIS_PROFILE=thorough` (`make check-all`) looks further, and differently each time. Helpers for a part of
the program live beside its tests, not here.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.cluster import Run, schema_url

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


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop it, whatever came of the tests."""
    if _RUN in config.stash:
        config.stash[_RUN].end()


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
