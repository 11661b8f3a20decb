"""In which languages and lights a page is looked at, and by what browser."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zlib import crc32

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.stories.conftest import turn
from tests.stories.delegates import PATIENCE_MS, Complaints, is_ours
from trilateral.i18n.languages import LANGUAGES

LIGHTS = ("light", "dark")
LOOKS = tuple((lang, light) for lang in LANGUAGES for light in LIGHTS)
ALL = os.environ.get("TRILATERAL_STORY_LANG") == "all"

IN_EACH_LOOK = pytest.mark.parametrize(
    ("number", "language", "light"), [(number, *look) for number, look in enumerate(LOOKS)]
)
"""Once in each. What is shown takes long to make, so one process runs what has it (`conftest.JUDGED`)."""


def is_looked_at(name: str, number: int) -> bool:
    """Whether something is looked at in one language and light in this run."""
    return ALL or (crc32(name.encode()) + turn()) % len(LOOKS) == number


@contextmanager
def window(browser: Browser, language: str, light: Any) -> Iterator[tuple[BrowserContext, Complaints]]:
    """Somebody's browser, in a language, by day or by night; and what it complains of."""
    complaints = Complaints()
    with browser.new_context(
        locale=language, color_scheme=light, reduced_motion="reduce", viewport={"width": 1200, "height": 900}
    ) as context:
        context.set_default_timeout(PATIENCE_MS)
        complaints.watch(context, is_ours)
        yield context, complaints
