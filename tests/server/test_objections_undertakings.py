"""What cannot be undertaken is refused wherever it is written, with one code."""

from collections.abc import Callable, Iterator

import msgspec
import pytest

from tests.mechanism.notices.agreed import charter_with
from tests.objections import codes
from tests.server.refusing import Made, refused_by_api, refused_by_node
from tests.server.web import Visitor, en, web
from trilateral.agreement.locations import Location, Point
from trilateral.agreement.undertakings import TERMS, Count, Indicator, Quota, Site, Step, Undertaking
from trilateral.i18n.messages import sentence
from trilateral.ledger.entry import Body
from trilateral.mechanism.commitments.entries import CommitmentStated
from trilateral.mechanism.proposals.entries import ProposalAmended, ProposalTabled

UNKNOWN = "f" * 64
TEXT = ProposalTabled((en("A base"),), "commitment", (en("It is left."),))
EXACT = Location((en("The gate"),), (Point(333_250_001, 444_220_001),))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """A charter with a grid, so that places can be too exact."""
    with charter_with(), web(tmp_path_factory.mktemp("undertakings")) as us:
        record = Made(us)
        record.say("ours", "us", CommitmentStated(("us",), en("Leave the base.")))
        record.say("text", "us", TEXT)
        yield record


@pytest.fixture(scope="module")
def delegate(made: Made) -> Iterator[Visitor]:
    with made.us.visitor() as visitor:
        yield visitor


def counted(**count: object) -> tuple[Indicator, ...]:
    return (Indicator(en("Reports"), count=Count(**count)),)  # type: ignore[arg-type]  # members by name


def leave(**terms: object) -> Undertaking:
    return Undertaking(("us",), en("Leave the base."), **terms)  # type: ignore[arg-type]  # the same


ROWS: dict[str, Callable[[Made], tuple[Undertaking, ...]]] = {
    "undertakings.obliges_nobody": lambda _: (Undertaking((), en("Leave.")),),
    "undertakings.not_a_party": lambda _: (
        Undertaking(("xx",), en("Leave.")),
        leave(owed_to=("xx",)),
        leave(quotas=(Quota(1, 30, "2007-06-01", "xx"),)),
        leave(indicators=counted(actor="xx")),
    ),
    "undertakings.party_twice": lambda _: (Undertaking(("us", "us"), en("Leave.")), leave(owed_to=("us",))),
    "undertakings.too_many": lambda _: (
        leave(steps=(Step(en("Gate"), "2007-06-01"),) * 101),
        leave(indicators=(Indicator(en("Bases held")),) * 101),
    ),
    "undertakings.no_such_day": lambda _: (
        leave(due_on="2007-02-30"),
        leave(steps=(Step(en("Gate"), "2007-02-30"),)),
        leave(quotas=(Quota(1, 30, "2007-02-30"),)),
        leave(indicators=counted(from_on="2007-02-30")),
        leave(indicators=counted(until_on="2007-02-30")),
    ),
    "undertakings.too_exact": lambda _: (leave(sites=(Site(EXACT),)), leave(indicators=counted(area=EXACT))),
    "undertakings.no_day_for_step": lambda m: (
        leave(steps=(Step(en("Gate")),)),
        leave(steps=(Step(en("Gate"), "2007-06-01", m.ours),)),
    ),
    "undertakings.not_a_day": lambda m: (leave(steps=(Step(en("Gate"), None, m.ours),)),),
    "undertakings.not_seen": lambda _: (leave(steps=(Step(en("Gate"), None, UNKNOWN),)),),
}


def said_with(terms: Undertaking) -> Iterator[tuple[Body, str]]:
    """Each that can say so, and on what: stated, tabled in a text, and put into one that was tabled."""
    yield CommitmentStated(**{name: getattr(terms, name) for name in TERMS}), ""
    yield msgspec.structs.replace(TEXT, commitments=(leave(), terms)), ""
    yield ProposalAmended(TEXT.title, TEXT.sort, TEXT.paragraphs, commitments=(leave(), terms)), "text"


def test_every_objection_is_tried() -> None:
    assert set(ROWS) == {code for code in codes() if code.startswith("undertakings.")}


@pytest.mark.parametrize("code", sorted(ROWS))
def test_it_is_refused_on_the_node_and_through_the_api(made: Made, delegate: Visitor, code: str) -> None:
    for terms in ROWS[code](made):
        for body, on in said_with(terms):
            assert refused_by_node(made, body, on) == code
            assert refused_by_api(made, delegate, body, on) == code
    assert len({sentence(lang, code) for lang in ("en", "ar", "fa")}) == 3


def test_a_commitment_says_all_that_can_be_undertaken() -> None:
    """Its own member apart, it has these members and no others, so that what all adopted can be stated."""
    assert set(CommitmentStated.__struct_fields__) == {*TERMS, "arises_from"}
