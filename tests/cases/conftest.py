"""One built case for all tests of cases."""

from pathlib import Path

import pytest

from tests.cases.built import build


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Directory of the three homes. Not to be changed."""
    return build(tmp_path_factory.mktemp("case") / "baghdad-2007")
