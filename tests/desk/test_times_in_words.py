"""Civil times as they were written down: on every page in one piece, in the reader's calendar, digits and words."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.server.web import Web, en, web
from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location
from trilateral.i18n.calendars import written_text
from trilateral.i18n.isolates import FSI, PDI
from trilateral.mechanism.dispatches.entries import DispatchCompiled, Item
from trilateral.mechanism.meetings.entries import DateOffer, MeetingProposed
from trilateral.mechanism.notices.entries import NoticeIssued
from trilateral.node.compose import About

AT, ZONE, CIVIL = datetime(2007, 5, 28, 7, 0, tzinfo=UTC), "Etc/GMT-3", "2007-05-28 10:00"
BODIES = {
    "meetings": MeetingProposed((en("Round."),), "rounds", 1, "joint", "plenary", offers=(DateOffer(AT, ZONE, CIVIL),)),
    "notices": NoticeIssued(
        "movement", ("ir",), en("Lorries."), Interval(AT, zone=ZONE, civil=CIVIL), Location((en("The road"),))
    ),
    "dispatches": DispatchCompiled((en("First."),), 1, 1, "2007-05-28", AT, ZONE, CIVIL, (Item(texts=(en("Said."),)),)),
}
TEMPLATES = Path(__file__).parents[2] / "src" / "trilateral"


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("times")) as made:
        yield made


@pytest.fixture(scope="module")
def said(us: Web) -> dict[str, str]:
    return {name: us.node.say(body, by="head", about=About()).ref for name, body in BODIES.items()}


@pytest.mark.parametrize("lang", ["en", "ar", "fa"])
@pytest.mark.parametrize("name", sorted(BODIES))
def test_a_civil_time_stands_in_one_piece_and_its_zone_in_words(
    us: Web, said: dict[str, str], name: str, lang: str
) -> None:
    """On the page of its subject and on that of its entry, which shows any kind field by field."""
    piece = re.sub(f"[{FSI}{PDI}]", "", written_text(CIVIL, ZONE, lang))
    with us.visitor(lang=lang) as delegate:
        pages = [delegate.page(f"{name}/{said[name]}"), delegate.page(f"entry/{said[name]}")]

    for page in pages:
        assert f'<time datetime="2007-05-28T10:00"><bdi>{piece}</bdi></time>' in page
        seen = re.sub("<[^>]*>", "", re.sub(r"(?s)<pre.*?</pre>", "", page))
        assert not re.search(f"{CIVIL}|{ZONE}", seen)


def test_templates_show_civil_times_and_zones_by_the_one_way() -> None:
    """No template sets the words of the record for a time or a zone itself."""
    shown = re.compile(r">\s*\{\{ *\w+\.(?:civil|zone)\b(?!\|place|\()")
    raw = {path.name for path in TEMPLATES.rglob("templates/*.html") if shown.search(path.read_text("utf-8"))}

    assert raw == {"list.html"}, "the charter's page names the zone of each capital by its own name"
