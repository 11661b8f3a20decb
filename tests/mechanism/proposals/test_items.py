"""What a text is to create is read with all its terms, on its page and before anything is signed, in every language."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.mechanism.office import Office
from tests.mechanism.proposals.table import TERMS
from tests.mechanism.proposals.test_objections import an_office
from tests.server.web import en
from trilateral.agreement.locations import Location, Point
from trilateral.agreement.undertakings import Count, Indicator, Quota, Site, Step, Undertaking
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.commitments.entries import DayNamed
from trilateral.mechanism.proposals.entries import ProposalTabled, text_hash

WHOLE = Undertaking(
    ("us",),
    en("Leave the base."),
    ("ir",),
    en("The treaty of the three rivers"),
    "2007-09-30",
    (Step(en("The stores"), "2007-07-01"),),
    (
        Indicator(en("Guns held"), en("pieces"), 40, 10, "down", "month", en("The count by the host")),
        Indicator(en("Shots heard"), count=Count(("explosion",), "us", from_on="2007-06-01")),
    ),
    (Site(Location((en("The old gate"),), (Point(333_500_000, 444_000_000),), 9_000), "base"),),
    (Quota(2, 30, "2007-07-01", "ir", "base"),),
)
TEXT = ProposalTabled((en("The base"),), "commitment", (en("It is left."),), commitments=(WHOLE,))


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path, TERMS) as made:
        yield made


def ref(us: Office, entry: EntryId) -> str:
    verdict = us.web.node.record.fold.verdict(entry)
    assert verdict is not None
    return verdict.ref


def test_all_terms_of_a_commitment_are_read_on_the_page_and_before_signing(us: Office) -> None:
    """Nobody signs a step, a figure, a place or a quota unseen; what has a day to count from says which."""
    day = us.say("iq", DayNamed(en("D-day"), "2007-06-04"))
    steps = (*WHOLE.steps, Step(en("The gate"), None, day, 30))
    text = msgspec.structs.replace(TEXT, commitments=(msgspec.structs.replace(WHOLE, steps=steps),))
    proposal = us.say("ir", text)
    own = us.delegate.page(f"proposals/{ref(us, proposal)}")
    signed = us.delegate.page("sign/proposals.accepted", subject=ref(us, proposal), text_hash=text_hash(text))

    for shown in (own, signed):
        for words in ("The treaty of the three rivers", "The stores", "Guns held", "pieces", "The count by the host"):
            assert words in shown
        assert "1\xa0July\xa02007" in shown
        assert f"30 days from {ref(us, day)}, that day is not agreed" in shown
        assert "by month, At first: 40, To be reached: 10, less of it" in shown
        assert "done by us, as the reporter says, from 1\xa0June\xa02007" in shown
        assert "The old gate" in shown
        assert "base, 33.35° N 44.40° E, within 9,000 m" in shown
        assert "2 in 30 days, counted from 1\xa0July\xa02007, ir, base" in shown


@pytest.mark.parametrize(
    ("lang", "headings", "label"),
    [
        ("en", ("How it is measured", "Schedule", "Sites"), "At first"),
        ("ar", ("كيف يقاس", "المواقع", "عمليات التفتيش المقبولة"), "في البداية"),
        ("fa", ("چگونه سنجیده می‌شود", "محل‌ها", "بازرسی‌های پذیرفته"), "در آغاز"),
    ],
)
def test_terms_are_called_in_a_text_what_they_are_called_where_they_are_stated(
    us: Office, lang: str, headings: tuple[str, ...], label: str
) -> None:
    proposal = us.say("ir", TEXT)
    shown = us.delegate.page(f"proposals/{ref(us, proposal)}", lang=lang)
    form = us.delegate.page("sign/proposals.tabled", lang=lang)

    assert all(heading in shown for heading in headings)
    assert 'name="commitments.0.indicators.0.baseline"' in form
    assert label in form
