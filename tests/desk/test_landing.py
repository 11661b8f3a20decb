"""Whoever has signed a form stands on the page of the matter, and is told so with the way to the proof."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.mechanism.meetings.test_pages import OFFER, proposed
from tests.server.web import Visitor, Web, en, web
from trilateral.desk.holdings import Holdings
from trilateral.desk.landing import _REGIONS, landing
from trilateral.desk.places import BY_SLICE
from trilateral.desk.reading import Reading
from trilateral.desk.signing import BY_NAME
from trilateral.mechanism.allegations.entries import AllegationFiled


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Web]:
    with web(tmp_path) as made:
        yield made


def signed(delegate: Visitor, kind: str, **fields: Any) -> str:
    answer = delegate.send(f"sign/{kind}", sign="1", **fields)
    assert answer.status_code == 303, re.findall('data-code="([^"]+)"', answer.text)
    return str(answer.headers["location"])


def test_what_opens_a_matter_leads_to_its_page_which_says_where_it_is_proven(us: Web) -> None:
    fields = {"sort": "position", "text": "We are here.", "text.lang": "en"}
    with us.visitor() as delegate:
        led = signed(delegate, "statements.made", **fields)
        ref = us.node.record.fold.verdicts(us.node.origin)[-1].ref
        page = delegate.page(f"statements/{ref}", signed=ref)
        without = delegate.page(f"statements/{ref}")

    assert led == f"{us.home}statements/{ref}?signed={ref.replace('/', '%2F')}"
    notice = page.partition('<p class="notice" role="status">')[2].partition("</p>")[0]
    assert f"Signed as {ref}." in notice
    assert f'href="{us.home}entry/{ref}"' in notice, "and where it is proven"
    assert "Signed as" not in without


def test_an_address_that_somebody_else_made_claims_no_signature(us: Web) -> None:
    """Nothing of another party's was signed here, whatever the address of the page says."""
    theirs = us.parties.state("ir", "We were not there.")
    us.parties.sync()
    with us.visitor() as delegate:
        page = delegate.page(f"statements/{theirs.ref}", signed=theirs.ref)

    assert "We were not there." in page
    assert "Signed as" not in page


def test_an_answer_leads_to_the_point_and_a_date_to_the_dates(us: Web) -> None:
    filed = us.parties.nodes["ir"].say(AllegationFiled(against="us", points=(en("One."), en("Two."))), by="head")
    us.parties.sync()
    meeting = proposed(us, OFFER)
    with us.visitor() as delegate:
        answered = signed(delegate, "allegations.answered", subject=filed.ref, point="1", answer="denied")
        accepted = signed(delegate, "meetings.date_accepted", subject=meeting.ref, offer_in=meeting.ref, number="0")
        pages = [delegate.page(f"allegations/{filed.ref}"), delegate.page(f"meetings/{meeting.ref}")]

    assert re.search(rf"/allegations/{filed.ref}\?signed=us%2F\d+#point-2$", answered)
    assert re.search(rf"/meetings/{meeting.ref}\?signed=us%2F\d+#dates$", accepted)
    assert 'id="point-2"' in pages[0], "each stands on the page"
    assert 'id="dates"' in pages[1]


def test_what_is_said_beside_an_entry_leads_to_the_matter_and_a_quick_step_back(us: Web) -> None:
    said = us.parties.state("ir", "We were not there.")
    us.parties.sync()
    with us.visitor() as delegate:
        fields = {"subject": said.ref, "entry": said.ref, "text": "Noted.", "text.lang": "en"}
        commented = signed(delegate, "acts.commented", **fields)
        stays = delegate.send("sign/acts.commented", sign="1", back=us.home, **{**fields, "text": "Again."})

    assert re.search(rf"/statements/{said.ref}\?signed=us%2F\d+$", commented)
    assert re.fullmatch(rf"{us.home}\?signed=us%2F\d+", stays.headers["location"]), "a quick step leads back"


def test_what_belongs_to_no_matter_with_a_page_leads_to_its_proof(us: Web) -> None:
    heads = next(
        each
        for each in us.node.record.fold.verdicts(us.node.origin)
        if each.entry and "ledger." in each.entry.header.kind
    )
    reading = Reading(Holdings(us.node.record), "en", us.node.clock.now(), pages=frozenset(BY_SLICE))

    assert landing(reading, heads.ref) == reading.href("entry", heads.ref, signed=1)


def test_every_part_is_of_a_kind_that_can_be_signed() -> None:
    assert set(_REGIONS) <= set(BY_NAME)
