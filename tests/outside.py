"""Vectors and records that others made: read from a folder beside the repository, and never copied into it."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def outside(path: str) -> Path:
    """Where the outside set `path` is; else the running test is skipped, and the summary names test and set.

    The folder is named by TRILATERAL_DATA; by default it is a directory `shared/data` beside the repository.
    """
    folder = Path(os.environ.get("TRILATERAL_DATA") or ROOT.parent / "shared" / "data")
    found = folder / path
    if not found.exists():
        # pytest folds skips with the same reason into one line, so the reason carries the test's name.
        test = os.environ.get("PYTEST_CURRENT_TEST", "").removesuffix(" (call)").removesuffix(" (setup)")
        pytest.skip(f"not run: {path} not found under TRILATERAL_DATA ({test})")
    return found
