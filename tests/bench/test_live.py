"""How long an act takes to be seen is measured from the press, and what never arrives is no figure."""

import time
from collections.abc import Iterator

import pytest

from trilateral.bench.live import _seen
from trilateral.errors import UnavailableError


def renewed(*shown: bool) -> Iterator[tuple[float, bool]]:
    """An event for each, and whether the page then has the words."""
    for each in shown:
        yield time.perf_counter(), each


def test_the_event_that_counts_is_the_one_that_brings_the_words() -> None:
    early = time.perf_counter()
    seen = _seen(lambda: True, iter([(early, False), (time.perf_counter() + 0.5, True)]))

    assert seen.answered_ms >= 0
    assert 400 < seen.event_ms < 600


@pytest.mark.parametrize(("signed", "shown"), [(False, True), (True, False)])
def test_what_was_refused_or_never_came_is_no_figure(signed: bool, shown: bool) -> None:
    with pytest.raises(UnavailableError, match="expected what was signed to arrive"):
        _seen(lambda: signed, renewed(shown))
