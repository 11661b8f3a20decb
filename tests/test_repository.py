"""What holds for the files of the repository themselves, whatever the code does."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import trilateral

ROOT = Path(__file__).parent.parent

# Each is written in two parts, so that this file is searched like any other.
PACKAGE_PLACES = re.compile(
    "|".join(
        (
            "pypi" + r"\.org",
            "python" + r"hosted\.org",
            "registry" + r"\.npmjs",
            "registry" + r"\.yarnpkg",
            "(?:index|extra-index|find)" + r"-(?:url|links)\b",
            "PIP_(?:EXTRA_)?" + "INDEX",
            "UV_(?:DEFAULT_)?" + "INDEX",
            "art" + "ifactory",
            "dev" + r"pi\b",
            r"\bnexus" + r"\.",
            "/simp" + r"le/?(?=[\s\"'])",
        )
    ),
    re.IGNORECASE,
)
# The project speaks of itself: not of a developer's machine, and not of tickets that a reader cannot open.
ELSEWHERE = re.compile(r"(?<![\w.>}])/(?:work|home|root|Users)/\w|\b(?:issue|ticket|sitting)s? #?\d", re.IGNORECASE)


def tracked_files() -> list[Path]:
    """Files that git knows or would add, so that a new one is checked before it is committed."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607 - whichever git there is
        cwd=ROOT,
        check=False,
        capture_output=True,
    )
    assert listed.returncode == 0, f"expected a git checkout at {ROOT}: {listed.stderr.decode()}"
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def lines_matching(pattern: re.Pattern[str], files: list[Path]) -> Iterator[str]:
    for file in files:
        try:
            text = file.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # not text
        for number, line in enumerate(text.splitlines(), 1):
            if pattern.search(line):
                yield f"{file.relative_to(ROOT)}:{number}: {line.strip()[:160]}"


def test_no_file_says_where_packages_come_from() -> None:
    """Whoever installs decides that. An address in a lock file would also override their own mirror."""
    found = list(lines_matching(PACKAGE_PLACES, tracked_files()))

    assert not found, "\n".join(found)


def test_no_file_speaks_of_a_place_that_readers_do_not_have() -> None:
    found = list(lines_matching(ELSEWHERE, tracked_files()))

    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ["runtime.txt", "dev.txt", "pip.txt"])
def test_every_locked_package_has_one_version_and_hashes(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text()
    logical_lines = [
        line for line in text.replace("\\\n", " ").splitlines() if line.strip() and line.lstrip()[0] != "#"
    ]

    assert logical_lines
    for line in logical_lines:
        assert re.match(r"[a-z0-9-]+==[\w.]+ ", line), line
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", line), line
        assert "://" not in line, line


def test_development_installs_the_versions_that_users_run() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9-]+==[\w.]+", (ROOT / "requirements" / name).read_text(), re.MULTILINE))

    assert pins("runtime.txt") <= pins("dev.txt")


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert trilateral.__version__ == project["version"]


def test_every_dependency_is_locked() -> None:
    """A name added to pyproject.toml and not to the lock fails here, before a fresh clone fails."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    locked = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements" / "dev.txt").read_text(), re.MULTILINE))

    wanted = settings["project"]["dependencies"] + settings["dependency-groups"]["dev"]

    assert {re.split(r"[<>=!~;\[ ]", requirement)[0].lower() for requirement in wanted} <= locked


def test_every_ignored_rule_has_its_reason_beside_it() -> None:
    """In pyproject.toml each ignored rule stands on its own line with a comment."""
    text = (ROOT / "pyproject.toml").read_text()
    ruff = text[text.index("[tool.ruff.lint]") : text.index("[tool.ruff.lint.flake8-tidy-imports.banned-api]")]
    rules = [line for line in ruff.splitlines() if re.search(r'"[A-Z]+\d*"[],]', line)]

    assert rules
    for line in rules:
        assert "ALL" in line or re.search(r"# \S", line), line


def test_every_exception_in_the_code_has_its_reason() -> None:
    """A `noqa` or `type: ignore` names the rule and says why: `# noqa: ARG001 - one shape for all slices`."""
    sources = [f for f in tracked_files() if f.suffix == ".py" and f != Path(__file__)]
    bare = re.compile(r"#\s*noqa(?!: [A-Z]+\d+(, ?[A-Z]+\d+)* - \S)|#\s*type:\s*ignore(?!\[[\w, -]+\]\s*# \S)")

    found = list(lines_matching(bare, sources))

    assert not found, "\n".join(found)


def test_ci_runs_make_check_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()

    assert [line for line in lines if line and not line.startswith("#")] == [
        "set -euo pipefail",
        'cd "$(dirname "${BASH_SOURCE[0]}")/.."',
        "exec make check",
    ]
