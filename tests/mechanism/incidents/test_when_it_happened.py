"""When something happened is told alike on the map, in both lists, over time and on its own page: by the clock that its holder read."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.mechanism.office import Office, office
from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location, Point
from trilateral.mechanism.incidents.entries import IncidentReported

BASRA = Location((), (Point(305_100_000, 477_800_000),))
BAGHDAD = "Asia/Baghdad"
PLACES = ("map", "incidents", "timeline?in=2007-05-01", "own")


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def told(us: Office, when: Interval) -> dict[str, str]:
    """What each page says of when a report by Iraq happened, as it reads."""
    verdict = us.web.node.record.fold.verdict(
        us.say("iq", IncidentReported("battle", "armed_clash", when, where=BASRA))
    )
    assert verdict is not None
    found = {}
    for place in PLACES:
        page = us.delegate.page(f"incidents/{verdict.ref}" if place == "own" else place)
        said = re.sub(r"<[^>]+>", "", page.partition("<main")[2].partition('id="days"')[0])
        found[place] = " ".join(said.replace("\N{NO-BREAK SPACE}", " ").split())
    return found


def at(*said: int) -> datetime:
    return datetime(*said, tzinfo=UTC)  # type: ignore[arg-type,misc]  # a day and an hour


def test_whole_days_of_a_place_are_days_there_for_every_reader(us: Office) -> None:
    """Not an evening by the reader's clock and the next."""
    for place, said in told(us, Interval(at(2007, 4, 30, 20), at(2007, 5, 1, 19, 59), zone=BAGHDAD)).items():
        assert "1 May 2007 Baghdad" in said, place
        assert "20:00 UTC" not in said, place


def test_an_hour_stands_by_the_clock_there_first_and_by_the_readers_beside_it(us: Office) -> None:
    for place, said in told(us, Interval(at(2007, 5, 1, 18), at(2007, 5, 1, 18, 30), zone=BAGHDAD)).items():
        there = "1 May 2007 22:00 Baghdad – 1 May 2007 22:30 Baghdad"
        assert f"{there} (1 May 2007 18:00 UTC – 1 May 2007 18:30 UTC)" in said, place


def test_without_a_zone_or_with_one_that_nobody_knows_it_is_the_readers_clock_which_is_named(us: Office) -> None:
    for zone in ("", "Basra/Nowhere"):
        for place, said in told(us, Interval(at(2007, 5, 1, 18), zone=zone)).items():
            assert "1 May 2007 18:00 UTC" in said, (zone, place)


def test_words_of_the_holder_that_are_not_what_clocks_showed_stand_there_too(us: Office) -> None:
    for place, said in told(us, Interval(at(2007, 5, 1, 18), zone=BAGHDAD, civil="2007-05-01 21:00")).items():
        assert "1 May 2007 22:00 Baghdad" in said, place
        assert "1 May 2007 21:00 Baghdad" in said, place
