"""Whatever words, times and numbers are signed, nobody's pages fail: not those of the matter, and not those that quote it."""

from collections.abc import Iterator
from datetime import datetime
from itertools import cycle
from typing import Any

import pytest
from msgspec import inspect

from tests import anything, everything
from tests.anything import Anything
from tests.everything import Everybody, everybodys_charter
from tests.server.web import Web, web
from tests.worlds import HOST, NORTH, SOUTH, origin, terms_of
from trilateral.desk import home
from trilateral.desk.consistency import Consistency
from trilateral.desk.places import BY_SLICE
from trilateral.desk.reading import Reading
from trilateral.i18n.languages import LANGUAGES
from trilateral.ledger.fold import Fold
from trilateral.node.record import Record

STEPS = 800
STRANGE = (
    *(" " * 300, "\u2003" * 200, " " * 130 + "end", "\n\n\n", "\u200b", "\u202f", "\ufeff", "\x85", "\u0301"),
    *("\u2028\u2029", "x\u2028y", "a" * 900, "🏳️‍🌈" * 50, "١٢٣", "0", ".", "-", "#", "/", "[ar] x", "?as_of=2030"),
    *("<script>alert(1)</script>", "\"'>", "&amp;lt;", "%(num)s %s {0} {{ x }} {% raw %}"),
)
"""What a party may sign that wants to take pages from the others, or that slipped from somebody's hand."""
_PAGES = ("", "changes", "asked", "awaited", "conflicts", "matches", "deeds", "watch", "timeline", "map", "search?q=x")


_EDGES = tuple(
    datetime.fromisoformat(f"{each}+00:00")
    for each in (
        "0001-01-01T00:00:00",
        "0001-01-02T00:00:00",
        "0622-01-01T00:00:00",
        "1500-01-01T00:00:00",
        "2400-02-29T00:00:00",
        "9999-12-30T00:00:00",
        "9999-12-31T23:59:59",
    )
)
_ZONES = {HOST: "Asia/Baghdad", NORTH: "America/New_York", SOUTH: "Asia/Tehran", "west": "Pacific/Auckland"}


class Edges(Anything):
    """Draws the first and last days of calendars, and the least and greatest numbers, as often as others."""

    def _value(self, kind: inspect.Type, name: str, ids: list[str], text: str) -> Any:
        if isinstance(kind, inspect.DateTimeType) and self._chance.random() < 0.4:
            return self._chance.choice(_EDGES)
        return super()._value(kind, name, ids, text)

    def _number(self, low: int | None, high: int | None) -> int:
        self._wild, was = self._wild or self._chance.random() < 0.5, self._wild
        try:
            return super()._number(low, high)
        finally:
            self._wild = was


@pytest.fixture(params=["words", "times and numbers"])
def record(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Fold:
    """A life in which hardly anybody says, or names, anything else."""
    if request.param == "words":
        monkeypatch.setattr(anything, "WORDS", STRANGE)
    else:
        monkeypatch.setattr(everything, "Anything", Edges)
        monkeypatch.setattr(everything, "terms_of", lambda party, **more: terms_of(party, zone=_ZONES[party], **more))
    everybody = Everybody(7)
    everybody.live(STEPS)
    return everybody.node


@pytest.fixture
def north(record: Fold, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """A node that shows it as one of its parties reads it."""
    monkeypatch.setattr(Reading, "fold", property(lambda _: record))
    monkeypatch.setattr(Reading, "open_fold", property(lambda _: record))
    monkeypatch.setattr(Reading, "charter", property(lambda _: everybodys_charter()))
    monkeypatch.setattr(Record, "size", lambda _, of: record.read_size(of))
    monkeypatch.setattr(
        home, "consistency", lambda *_: Consistency(True, True, (), record.read_size(origin(NORTH)), None)
    )
    with web(tmp_path_factory.mktemp("north")) as made:
        made.node.record.party = NORTH
        yield made


def test_nothing_that_is_signed_takes_a_page_away(record: Fold, north: Web) -> None:
    """Home, lists, matters, their course and who knew of it: each in a language, which change from page to page."""
    matters = [
        (name, verdict.ref)
        for name in BY_SLICE
        for subject in record.subjects(name)
        if (verdict := record.verdict(subject))
    ]
    pages = [*_PAGES, *BY_SLICE, *(f"{name}/{ref}" for name, ref in matters)]
    pages += [f"{about}/{ref}" for _, ref in matters[::3] for about in ("why", "knew")]
    pages += [f"meetings/{ref}/file" for name, ref in matters if name == "meetings"]
    languages = cycle(LANGUAGES)
    with north.visitor() as delegate:
        answers = {
            page: delegate.client.get(f"{north.home}{page}", headers={"Accept-Language": next(languages)}).status_code
            for page in pages
        }

    assert len(matters) > 100
    assert not {page: status for page, status in answers.items() if status != 200}
