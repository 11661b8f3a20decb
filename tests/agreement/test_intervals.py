"""Times with bounds: what is certain of two of them, tried against every moment that they may mean."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilateral.agreement.clocks import Answer
from trilateral.agreement.intervals import Interval, overlap

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOURS = st.integers(-4, 4)


def between(first: int, last: int | None, *, whole: bool) -> Interval:
    return Interval(NOON + timedelta(hours=first), None if last is None else NOON + timedelta(hours=last), whole=whole)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (between(0, 2, whole=True), between(2, 4, whole=True), Answer.YES),
        (between(0, 2, whole=True), between(3, 4, whole=True), Answer.NO),
        (between(0, 4, whole=True), between(1, 2, whole=False), Answer.YES),
        (between(0, 2, whole=True), between(1, 3, whole=False), Answer.UNDECIDED),
        (between(0, 2, whole=False), between(1, 3, whole=False), Answer.UNDECIDED),
        (between(1, None, whole=False), between(1, None, whole=False), Answer.YES),
        (between(2, 0, whole=True), between(0, 2, whole=True), Answer.NO),  # ends before it begins
    ],
)
def test_what_is_certain(one: Interval, other: Interval, expected: Answer) -> None:
    assert overlap(one, other) is expected
    assert overlap(other, one) is expected


SPANS = st.tuples(HOURS, HOURS, st.booleans())


@given(SPANS, SPANS)
def test_it_agrees_with_trying_every_moment(one: tuple[int, int, bool], other: tuple[int, int, bool]) -> None:
    tried = {bool(set(a) & set(b)) for a in moments(*one) for b in moments(*other)} or {False}
    expected = Answer.UNDECIDED if len(tried) == 2 else Answer.YES if True in tried else Answer.NO

    assert overlap(*(between(first, last, whole=whole) for first, last, whole in (one, other))) is expected


def moments(first: int, last: int, whole: bool) -> list[range]:
    """Each thing that the time may mean."""
    within = range(first, last + 1)
    return [within] * bool(within) if whole else [range(each, each + 1) for each in within]
