"""Long lists stand on several pages: nothing is left out, the order is that of the whole, and a page costs what is on it."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import pytest

import trilateral
from tests.server.web import Visitor, Web, en, web
from trilateral.desk.deeds import MOST_LINES
from trilateral.desk.holdings import Holdings
from trilateral.desk.places import BY_SLICE
from trilateral.desk.reading import Reading
from trilateral.ledger.entry import Body, Entry
from trilateral.mechanism.allegations.entries import AllegationFiled
from trilateral.mechanism.commitments.entries import CommitmentStated
from trilateral.mechanism.proposals.entries import ProposalTabled
from trilateral.mechanism.requests.entries import RequestMade
from trilateral.mechanism.requests.pages import planned
from trilateral.mechanism.requests.rules import Request, holding
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.ui.stretches import PER_PAGE

MANY = 2 * PER_PAGE + 7
LISTS = ("requests", "proposals", "commitments", "allegations", "statements")
PAGED = re.compile(r'<p class="below paged">(.*?)</p>', re.DOTALL)
_CHANCE = Random(7)  # noqa: S311 - days and areas that can be drawn again, not a secret


def _bodies() -> Sequence[Sequence[Body]]:
    areas = [None, en("Crossings"), en("Detainees")]
    return (
        [
            RequestMade(
                "action",
                _CHANCE.choice(["us", "iq"]),
                en(f"Work {number}"),
                area=_CHANCE.choice(areas),
                due_on=_CHANCE.choice([None, "2031-05-01", "2031-04-01"]),
            )
            for number in range(MANY)
        ],
        [
            ProposalTabled(title=(en(f"Text {number}"),), sort="substance", paragraphs=(en("One."),))
            for number in range(MANY)
        ],
        [CommitmentStated(obliged=("iq",), text=en(f"Promise {number}")) for number in range(MANY)],
        [AllegationFiled(against="iq", points=(en(f"Breach {number}"),)) for number in range(MANY)],
        [StatementMade(sort="position", text=en(f"Position {number}")) for number in range(MANY)],
    )


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("long")) as made:
        for bodies in _bodies():
            made.parties.nodes["ir"].say_many(bodies, by="head")
        made.parties.sync()
        yield made


def reading(us: Web) -> Reading:
    return Reading(Holdings(us.node.record), "en", us.node.clock.now(), pages=frozenset(BY_SLICE), inside=True)


def main(page: str) -> str:
    return page.partition("<main")[2].partition("</main")[0]


def leafed(visitor: Visitor, path: str) -> Iterator[str]:
    """Every page of a list, from the first on."""
    start = 0
    while True:
        page = main(visitor.page(path, start=str(start)) if start else visitor.page(path))
        yield page
        after = re.search(r'<a href="[^"]*start=(\d+)" rel="next">', page)
        if after is None:
            return
        start = int(after[1])


@pytest.mark.parametrize("path", LISTS)
def test_the_pages_of_a_list_hold_all_of_it_once(us: Web, path: str) -> None:
    held = [state.id for state in us.node.record.fold.subjects(path).values()]
    with us.visitor() as visitor:
        pages = list(leafed(visitor, path))
    found = [set(re.findall(rf'/{path}/(ir/\d+)"', page)) for page in pages]

    assert [len(each) for each in found] == [PER_PAGE, PER_PAGE, 7]
    assert set().union(*found) == {reading(us).ref(each) for each in held}
    assert f"{MANY - 6} to {MANY} of {MANY}" in pages[-1]


def test_where_one_is_in_a_list_stands_apart_from_the_ways_on(us: Web) -> None:
    """Read out or copied, the text and the links are not one word; all lists get that from one macro."""
    with us.visitor() as visitor:
        first = main(visitor.page(LISTS[0]))
        middle, log = main(visitor.page(LISTS[0], start=str(PER_PAGE))), main(visitor.page("log/ir"))
    told = [re.sub("<[^>]+>", "", each) for page in (first, middle, log) for each in PAGED.findall(page)]

    assert told == [
        f"1 to {PER_PAGE} of {MANY} · those after",
        f"{PER_PAGE + 1} to {2 * PER_PAGE} of {MANY} · those before · those after",
        "Older",
    ]
    templates = Path(trilateral.__file__).parent.rglob("*.html")
    stretches = {"timeline.html"}  # these lead from one stretch of time to the next: nothing is told before them
    assert {each.name for each in templates if ' rel="next">' in each.read_text()} - stretches == {"parts.html"}


def test_what_home_leaves_out_is_a_page_away(us: Web) -> None:
    with us.visitor() as visitor:
        home = main(visitor.page())
        pages = list(leafed(visitor, "asked"))
    held = [len(re.findall('<li[^>]*><span class="n"', page)) for page in pages]

    assert home.partition('<section class="asked"')[2].partition("</section>")[0].count("<li") == PER_PAGE
    assert f"{sum(held) - PER_PAGE} more" in home
    assert all(each == PER_PAGE for each in held[:-1])
    assert f'aria-hidden="true">{PER_PAGE + 1}</span>' in pages[1]


def test_an_address_with_another_number_shows_the_beginning(us: Web) -> None:
    with us.visitor() as visitor:
        beginning = main(visitor.page("proposals"))
        others = [main(visitor.page("proposals", start=start)) for start in ("-1", "x", "٣", "9" * 30, "5000")]

    assert all(each == beginning for each in others)


def test_the_joint_work_stands_in_its_order_by_area_owner_and_day(us: Web) -> None:
    """As whoever would sort every line of the whole plan has it."""
    asked = reading(us)
    held: list[Request] = list(asked.fold.subjects("requests").values())
    named = [*asked.charter.agenda, *asked.charter.area]
    order = [terms.id for terms in asked.charter.parties]

    def area(each: Request) -> tuple[bool, int, str, str]:
        where = each.area
        at = named.index(where) if where in named else len(named)
        return where is None, at, where.lang if where else "", where.text if where else ""

    def owner(each: Request) -> tuple[int, str, str, str]:
        first = holding(each)[0]
        return order.index(first.owner), first.due_on or "9", first.owner, each.id

    assert list(planned(asked)) == sorted(held, key=lambda each: (area(each), owner(each)))


def leafed_by(visitor: Visitor, path: str, by: str) -> Iterator[str]:
    """Every page of one of the lists on a page that has several, from the first on."""
    start = "0"
    while start:
        page = main(visitor.page(path, **{by: start}))
        yield page
        after = re.search(rf'<a href="[^"]*[?;]{by}=(\d+)" rel="next">', page)
        start = after[1] if after else ""


def test_what_lies_behind_a_figure_stands_on_several_pages(us: Web) -> None:
    """The figure counts all of it; each line stands once."""
    asked_of_iq = [each for each in us.node.record.fold.subjects("requests").values() if holding(each)[0].owner == "iq"]
    expected = MANY + len(asked_of_iq)
    with us.visitor() as visitor:
        pages = list(leafed_by(visitor, "deeds", "iq-unanswered"))
    sections = [page.partition('id="iq-unanswered"')[2].partition("</ul>")[0] for page in pages]
    found = [ref for section in sections for ref in re.findall(r'<li>.*?/(ir/\d+)"', section)]

    assert len(found) == len(set(found)) == expected
    assert f">Asked for, no answer {expected}</h3>" in pages[0]
    assert len(pages) == -(-expected // MOST_LINES)


@pytest.mark.parametrize("path", LISTS)
def test_a_page_looks_at_no_more_entries_than_stand_on_it(us: Web, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    whole = Reading.view

    def counted(self: Reading, entry: Entry[Body]) -> object:
        seen.append(entry.ref)
        return whole(self, entry)

    monkeypatch.setattr(Reading, "view", counted)
    BY_SLICE[path].index(reading(us))
    assert 0 < len(seen) <= PER_PAGE
