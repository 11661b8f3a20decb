"""What stories are told with: one browser for the run, nodes and a language for each.

These are the only tests that open a window, and with `tests/cli/test_servers.py` and `tests/server/test_tls.py` those that open
sockets: all of them on the loopback interface, to nodes of the test's own. The browser resolves no other name.

A story is written once for all languages. In `make check` it is told in one of them, which changes from
story to story and from day to day; `TRILATERAL_STORY_LANG` says which otherwise: `en`, `ar`, `fa`, or `all` as
`make check-all` has it. The header of the run says what was chosen and how to have the same again.
"""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.stories.delegates import Delegate, Desks
from tests.stories.talks import Talks, talks_among
from trilateral.i18n.languages import LANGUAGES

CHROMIUM = Path(os.environ.get("TRILATERAL_CHROMIUM", "/usr/bin/chromium"))
"""Debian's. Playwright's own is never fetched."""

_DAY_SECONDS = 86_400


def turn() -> int:
    """A number that changes from day to day: that of the day of the last commit, so that a checkout gives the same again."""
    if "TRILATERAL_STORY_TURN" in os.environ:
        return int(os.environ["TRILATERAL_STORY_TURN"])
    said = subprocess.run(
        ["git", "log", "-1", "--format=%ct"],  # noqa: S607 - whichever git there is
        cwd=Path(__file__).parent,
        check=False,
        capture_output=True,
        text=True,
    ).stdout.strip()
    return int(said) // _DAY_SECONDS if said.isdecimal() else 0


def _chosen() -> str:
    chosen = os.environ.get("TRILATERAL_STORY_LANG", "")
    if chosen not in {"", "all", *LANGUAGES}:
        raise pytest.UsageError(f"TRILATERAL_STORY_LANG: expected all or one of {', '.join(LANGUAGES)}, got {chosen}")
    return chosen


def languages_of(story: str) -> tuple[str, ...]:
    """In which languages a story is told in this run."""
    chosen = _chosen()
    if chosen:
        return tuple(LANGUAGES) if chosen == "all" else (chosen,)
    return (tuple(LANGUAGES)[(crc32(story.encode()) + turn()) % len(LANGUAGES)],)


def pytest_report_header() -> str:
    """Say in which languages the stories are told."""
    chosen = _chosen()
    how = f"in {chosen}" if chosen else f"each in one language, by turn (TRILATERAL_STORY_TURN={turn()})"
    return f"stories: {how}"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tell each story in the languages of this run."""
    if "lang" in metafunc.fixturenames:
        metafunc.parametrize("lang", languages_of(metafunc.function.__name__))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the run. Each person has a context of their own in it."""
    assert CHROMIUM.exists(), f"no browser at {CHROMIUM}: `make chromium` installs Debian's"
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=CHROMIUM,
            # Root has no sandbox in Chromium, which then refuses to start. What it opens here are our own nodes alone.
            chromium_sandbox=os.geteuid() != 0,
            args=["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"],
        )
        try:
            yield found
        finally:
            found.close()


@pytest.fixture
def talks(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Talks]:
    """The nodes of Iran, Iraq and the United States, that know of one another and of nothing else.

    `@pytest.mark.parametrize("talks", [{...}], indirect=True)` gives `parties`, `at` and terms of the charter.
    """
    given = dict(getattr(request, "param", {}))
    with talks_among(tmp_path, given.pop("parties", ("iq", "ir", "us")), **given) as among:
        yield among


@pytest.fixture
def hands() -> str:
    """`mouse`; a story that is told with the `keyboard` too is parametrised with both."""
    return "mouse"


@pytest.fixture
def desks(talks: Talks, browser: Browser, lang: str, hands: str) -> Iterator[Desks]:
    """Where the people of a story sit down."""
    with Desks(talks, browser, lang, keyboard=hands == "keyboard") as people:
        yield people


@pytest.fixture
def iran(desks: Desks) -> Delegate:
    """The chief negotiator of Iran."""
    return desks.of("ir", "chief-negotiator")


@pytest.fixture
def iraq(desks: Desks) -> Delegate:
    """The moderator, of Iraq."""
    return desks.of("iq", "moderator")


@pytest.fixture
def us(desks: Desks) -> Delegate:
    """The ambassador of the United States."""
    return desks.of("us", "ambassador")
