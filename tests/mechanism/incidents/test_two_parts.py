"""A delegate fills in an exact report: the page shows what goes in the clear and what under seal, and signs both."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.mechanism.office import Office, office
from tests.node.parties import START
from trilateral.i18n.isolates import without_isolates
from trilateral.mechanism.incidents.state import Report, account

EXACT = {
    "type": "explosion",
    "sub_type": "grenade",
    "when.earliest": f"{START:%Y-%m-%dT%H:%M}",
    "when.earliest.zone": "UTC",
    "where.names": "The pier",
    "where.names.lang": "en",
    "where.points.0.lat": "33.3412345",
    "where.points.0.lon": "44.3612345",
    "where.radius_m": "5",
    "casualties.0.harm": "killed",
    "casualties.0.whom": "own",
    "casualties.0.least": "2",
    "casualties.0.most": "2",
}


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A charter with a grid and a delay."""
    with office(tmp_path_factory.mktemp("parts"), grid_microdegrees=100_000, detail_delay_hours=48) as made:
        for node in made.web.parties.nodes.values():
            node.open_epoch()
        made.sync()
        yield made


def reports(us: Office, party: str, *, inside: bool) -> list[Report]:
    """The reports that a party reads."""
    record = us.web.parties.nodes[party].record
    fold = record.readers.reading() if inside else record.fold
    return [each for each in fold.subjects("incidents").values() if isinstance(each, Report)]


def send(us: Office, **fields: Any) -> Any:
    return us.delegate.send("sign/incidents.reported", **{**EXACT, **fields})


def test_the_page_shows_both_parts_before_anything_is_signed(us: Office) -> None:
    answer = send(us, check="1")
    page = answer.text

    assert answer.status_code == 422
    assert 'data-code="incidents.too_fine"' in page
    assert "grid of 0.1°, and this one is finer" in without_isolates(page)
    assert "In the clear" in page
    assert "Under seal" in page
    clear, _, sealed = page.partition("In the clear")[2].partition("Under seal")
    assert "33.35° N 44.35° E ± 8 km" in clear
    assert "killed" not in clear
    assert "33.3412345° N 44.3612345° E ± 5 m" in sealed
    assert "killed, own side: 2" in sealed
    assert reports(us, "us", inside=True) == []


def test_words_and_names_go_under_seal_unless_the_reporter_lets_them_stay(us: Office) -> None:
    """Looked at before anything is signed; nothing that names the place stands in the open half."""
    words = {"text": "By the old pier at dusk.", "text.lang": "en"}
    page = send(us, check="1", **words).text
    clear, _, sealed = page.partition("In the clear")[2].partition("Under seal")
    stays = send(us, check="1", words_stay="1", **words).text.partition("In the clear")[2].partition("Under seal")[0]

    assert "pier" not in clear
    assert "The pier" in sealed
    assert "By the old pier at dusk." in sealed.partition("Who reads the part under seal")[0]
    assert "The pier" in stays
    assert "By the old pier at dusk." in stays


def test_nobody_chosen_to_read_the_sealed_part_is_said_and_nothing_is_signed(us: Office) -> None:
    page = send(us, parts="1").text

    assert 'data-code="incidents.detail_for_nobody"' in page
    assert "Sign in two parts" in page  # still offered
    assert reports(us, "us", inside=True) == []


def test_both_are_signed_and_each_reader_gets_its_part(us: Office) -> None:
    answer = send(us, parts="1", detail_to="iq")
    us.sync()
    (ours,) = reports(us, "us", inside=True)
    (theirs,) = reports(us, "ir", inside=True)
    (read,) = reports(us, "iq", inside=True)

    assert answer.status_code == 303
    assert read == ours
    assert account(read).where == account(ours).where != account(theirs).where
    assert account(theirs).casualties == ()
    assert account(read).casualties[0].least == 2
    shown = us.delegate.page(f"incidents/{us.web.node.record.fold.verdict(ours.id).ref}")  # type: ignore[union-attr] # it has just been signed
    assert "As first reported" in shown
    assert "under seal, only for" in shown
    marked = "in part under seal, only for"
    assert shown.index(marked) < shown.index("As first reported")
    assert marked in us.delegate.page("incidents")


@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_it_is_offered_in_other_languages(us: Office, lang: str) -> None:
    with us.web.visitor(lang=lang) as reader:
        page = reader.send("sign/incidents.reported", **EXACT, check="1").text

    assert f'<html lang="{lang}"' in page
    assert "In the clear" not in page
    assert "33.35° N 44.35° E ± 8 km" in page


def test_a_report_wholly_under_seal_needs_no_parts(us: Office) -> None:
    before = len(reports(us, "iq", inside=True))
    answer = send(us, audience="iq", parts="1", detail_to="ir")
    us.sync()

    assert answer.status_code == 303
    assert len(reports(us, "iq", inside=True)) == before + 1
    assert len(reports(us, "ir", inside=True)) == before


def test_a_form_takes_the_source_of_what_somebody_else_told(us: Office) -> None:
    told = {"type": "protest", "told_by": "A wire", "told_by.lang": "en"}
    source = {"sources.0.title": "Shots", "sources.0.outlet": "A paper", "sources.0.published_on": "2007-05-28"}
    without = us.delegate.send("sign/incidents.reported", **told, sign="1")
    signed = us.delegate.send("sign/incidents.reported", **told, **source, sign="1")
    found = next(each for each in reports(us, "us", inside=True) if each.sources)

    assert 'data-code="incidents.no_source"' in without.text
    assert signed.status_code == 303
    assert [(each.title, each.outlet) for each in found.sources] == [("Shots", "A paper")]
