"""What stories are told with: one browser for the run, nodes and a language for each.

These are the only tests that open a window, and with `tests/cli/test_servers.py` and `tests/server/test_tls.py` those that open
sockets: all of them on the loopback interface, to nodes of the test's own. The browser resolves no other name.

A story is written once for all languages. In `make check` it is told in one of them, which changes from
story to story and from day to day; `TRILATERAL_STORY_LANG` says which otherwise: `en`, `ar`, `fa`, or `all` as
`make check-all` has it. The header of the run says what was chosen and how to have the same again.
"""

import os
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from xdist.scheduler.loadscope import LoadScopeScheduling  # type: ignore[import-untyped]  # it has no types

from tests.stories.delegates import PATIENCE_MS, Delegate, Desks
from tests.stories.showing import Shown, all_shown
from tests.stories.talks import Talks, talks_among
from trilateral.i18n.languages import LANGUAGES

JUDGED = ("test_nothing_stands_against_any_page", "test_nothing_stands_against_what_is_reached_by_pressing")
"""Tests of pages, each in one language and light, which share the nodes that show them."""

OF_THEM = (
    "test_every_route_template_and_sort_of_matter_has_a_page_that_is_looked_at",
    "test_what_is_printed_is_whole_and_says_what_it_is",
    "test_a_first_visit_to_a_page_of_any_kind_is_light",
)
"""Tests that ask for the same nodes, and are not of one look."""

CHROMIUM = Path(os.environ.get("TRILATERAL_CHROMIUM", "/usr/bin/chromium"))
"""Debian's. Playwright's own is never fetched."""

_DAY_SECONDS = 86_400


expect.set_options(timeout=PATIENCE_MS)  # as long as anything else is waited for


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


@cache
def stories() -> tuple[str, ...]:
    """The names of all stories, in the order in which they stand, whichever of them are told in this run."""
    files = [each.read_text("utf-8") for each in sorted(Path(__file__).parent.glob("test_*.py"))]
    told = [text for text in files if re.search(r"\bDelegate\b", text)]  # other tests have nobody in them
    return tuple(name for text in told for name in re.findall(r"^def (test_\w+)\(", text, re.MULTILINE))


def language_at(story: str, number: int) -> str:
    """In which language a story is told at a turn: neighbours in different ones, and in three turns each in all."""
    return tuple(LANGUAGES)[(stories().index(story) + number) % len(LANGUAGES)]


def languages_of(story: str) -> tuple[str, ...]:
    """In which languages a story is told in this run."""
    chosen = _chosen()
    if chosen:
        return tuple(LANGUAGES) if chosen == "all" else (chosen,)
    return (language_at(story, turn()),)


def page_group(number: int) -> int:
    """Which process looks at pages in the language and light of this number: one for all, or two where all takes long."""
    return number % 2 if _chosen() == "all" else 0


def pytest_report_header() -> str:
    """Say in which languages the stories are told."""
    chosen = _chosen()
    how = f"in {chosen}" if chosen else f"each in one language, by turn (TRILATERAL_STORY_TURN={turn()})"
    return f"stories: {how}"


def _group_of(test: str) -> str:
    """With which others a test is run by one process: those of pages together, any other by itself."""
    name, _, given = test.rpartition("[")
    if (name or test).endswith(OF_THEM):
        return f"pages {page_group(0)}"
    return f"pages {page_group(int(given.partition('-')[0]))}" if name.endswith(JUDGED) else test


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep together what shares something that takes long to make.

    `xdist_group` would say so, but pytest 9.2 keeps the name of a test as it was, and xdist 3.8 looks for the group in it.
    """
    if config.getvalue("dist") != "loadgroup":
        return None
    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = _group_of
    return scheduler


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


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Shown]]:
    """Every sort of page of the cases that ship. It takes long to make: whatever needs it is in one group of tests."""
    every_kind = _chosen() == "all"
    with all_shown(tmp_path_factory.mktemp("cases"), turn(), every_kind=every_kind) as pages:
        yield pages


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
