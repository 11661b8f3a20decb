"""No page of an earlier day says of a notice what, where or when, whichever way one comes to it; and none knows what came later."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.mechanism.notices.agreed import charter_with
from tests.mechanism.notices.test_pages import GRID, ROUTE, convoy, ref
from tests.mechanism.office import Office, office
from tests.server.web import en
from trilateral.agreement.locations import coarsened
from trilateral.mechanism.acts.entries import WordsCorrected
from trilateral.mechanism.humanitarian.entries import Basis, ProtectionAsserted
from trilateral.mechanism.notices.entries import NoticeAcknowledged, NoticeChanged

WORDS = ("East road", "Ten lorries", "white flags", "33.2", "44.2", "North road", "by the mill", "333250000")
"""Of the notice, of its change, of what was said about it, and where it goes."""


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Office]:
    with charter_with(grid_microdegrees=GRID), office(tmp_path) as made:
        yield made


def today(us: Office) -> date:
    return us.web.parties.clock.now().date()


def spoken_of(us: Office) -> str:
    """A notice that was changed and acknowledged with words, and that a delegate spoke of besides."""
    notice = us.say("iq", convoy(us))
    us.sync()
    us.say("us", NoticeAcknowledged(notice, en("Seen: by the mill.")), notice)
    us.sync()
    return notice


def ways_to(where: str) -> list[str]:
    return [f"entry/{where}", f"why/{where}", f"knew/{where}"]


def found_in(page: str) -> list[str]:
    return [each for each in WORDS if each in page]


def test_a_notice_of_that_day_is_named_and_not_retraced(us: Office) -> None:
    notice = spoken_of(us)
    where, day = ref(us, notice), today(us).isoformat()
    said = next(
        each.ref
        for each in us.web.node.record.fold.verdicts(us.web.node.origin)
        if each.entry is not None and each.entry.header.kind == "notices.acknowledged/1"
    )
    then = {path: us.delegate.page(path, as_of=day) for path in (*ways_to(where), f"entry/{said}")}
    now = {path: us.delegate.page(path) for path in then}

    assert {path: words for path, page in then.items() if (words := found_in(page))} == {}
    assert all("shown at present alone" in page for page in then.values())
    assert all(where in page for page in then.values())
    assert all(found_in(page) for page in now.values())
    called = [re.findall(r'<p class="reading"><a [^>]*>([^<]*)</a>', each[f"why/{where}"])[0] for each in (then, now)]
    assert called[0] == called[1] != where
    assert not any("shown at present alone" in page for page in now.values())


@pytest.mark.parametrize("sought", ["lorries", "East road", "mill"])
def test_no_word_of_a_notice_finds_it_on_an_earlier_day(us: Office, sought: str) -> None:
    """That a word finds it would say that it stands there. By its name it is found, without words."""
    where, day = ref(us, spoken_of(us)), today(us).isoformat()
    page, program = us.delegate.page("search", q=sought, as_of=day), searched(us, sought, day)
    named, by_name = us.delegate.page("search", q=where, as_of=day), searched(us, where, day)

    assert f"/entry/{where}" not in page
    assert program["lines"] == []
    assert program["all"] == 0
    assert f"/entry/{where}" in named
    assert found_in(named.partition("<main")[2].partition('name="q"')[2]) == []
    assert found_in(json.dumps(by_name)) == []
    assert searched(us, sought, "")["all"] > 0


def searched(us: Office, sought: str, day: str) -> Any:
    return us.delegate.api("GET", f"search?q={sought}" + (f"&as_of={day}" if day else "")).json()


def test_programs_get_no_words_of_it_either(us: Office) -> None:
    where, day = ref(us, spoken_of(us)), today(us).isoformat()
    then = us.delegate.api("GET", f"why/{where}?as_of={day}")
    now = us.delegate.api("GET", f"why/{where}")

    assert then.status_code == 200
    assert found_in(then.text) == []
    assert then.json()["state"] is None
    assert [each["ref"] for each in then.json()["steps"]] == [each["ref"] for each in now.json()["steps"]]
    assert found_in(now.text)


def test_a_notice_that_came_later_is_on_no_page_of_the_day(us: Office) -> None:
    """Neither by its address nor by its words; and what changed it later is not told on the day on which it stood."""
    notice = us.say("iq", convoy(us))
    us.sync()
    day = today(us).isoformat()
    us.web.parties.clock.advance(timedelta(days=2).total_seconds())
    us.say("iq", NoticeChanged(what=en("North road instead.")), notice)
    other = us.say("iq", convoy(us, hours=100))
    us.sync()
    with us.web.visitor() as head:
        paths = ways_to(ref(us, other))
        absent = [head.client.get(us.web.home + each, params={"as_of": day}).status_code for each in paths]
        pages = [head.page(each, as_of=day) for each in ways_to(ref(us, notice))]
        sought = head.page("search", q="instead", as_of=day)

    assert absent == [404] * len(paths)
    assert [found_in(each) for each in pages] == [[]] * len(pages)
    assert "notices.changed" not in "".join(pages)
    assert "/entry/iq/" not in sought.partition("<main")[2]


def test_a_correction_beside_it_is_left_out_with_it(us: Office) -> None:
    """It names what it corrects."""
    notice = us.say("iq", convoy(us))
    us.sync()
    fixed = us.say("iq", WordsCorrected(notice, en("Ten lorries, by the mill."), "what"), notice)
    us.sync()
    day = today(us).isoformat()
    pages = [us.delegate.page(each, as_of=day) for each in (*ways_to(ref(us, notice)), f"entry/{ref(us, fixed)}")]

    assert [found_in(each) for each in pages] == [[]] * len(pages)


def test_a_protected_site_is_not_retraced_either(us: Office) -> None:
    site = ProtectionAsserted(
        "site", (en("The clinic by the mill"),), (Basis("gc4", "18"),), where=coarsened(ROUTE, GRID)
    )
    asserted = us.say("iq", site)
    us.sync()
    where, day = ref(us, asserted), today(us).isoformat()
    pages = [us.delegate.page(each, as_of=day) for each in ways_to(where)]

    assert [found_in(each) for each in pages] == [[]] * len(pages)
    assert searched(us, "clinic", day)["all"] == 0
    assert searched(us, "clinic", "")["all"] == 1
