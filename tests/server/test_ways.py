"""The ways that stand above every page: to each list, and to the pages across slices, with the group that the reader is in."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from tests.mechanism.office import Office, office
from trilateral.desk.places import ACROSS, GROUPS, PAGES

_GROUP = re.compile(r'<details name="ways"( class="here")?>(.*?)</details>', re.DOTALL)


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def groups(page: str) -> dict[str, bool]:
    """The pages below each group, by their addresses, and whether the reader is in that group."""
    ways = page.partition('<nav class="ways"')[2].partition("</nav>")[0]
    return {unescape(links): bool(here) for here, links in _GROUP.findall(ways)}


def test_every_list_and_every_page_across_slices_stands_once_among_the_ways(us: Office) -> None:
    named = [name for _, names in GROUPS for name in names]
    ways = "".join(groups(us.delegate.page()))

    assert len(named) == len(set(named))
    assert set(named) <= {*ACROSS, *(each.slice for each in PAGES)}
    for name in {*ACROSS, *(each.slice for each in PAGES)}:
        assert ways.count(f'href="{us.web.home}{name}"') == 1, name


@pytest.mark.parametrize("name", ACROSS)
def test_a_page_across_slices_shows_in_which_group_its_reader_is(us: Office, name: str) -> None:
    (here,) = (links for links, open_here in groups(us.delegate.page(name)).items() if open_here)

    assert f'href="{us.web.home}{name}"' in here
