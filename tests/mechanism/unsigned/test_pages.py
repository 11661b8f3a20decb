"""Unsigned words on pages: whose they are said to be, who reports them, and that party's signature or the empty line."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from tests.mechanism.office import Office, office
from tests.mechanism.unsigned.test_rules import report
from tests.server.web import en
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.allegations.entries import AllegationFiled, PointAnswered
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.mechanism.unsigned.entries import ReportAdopted, WordsReported
from trilateral.node.compose import About

SAID = StatementMade("position", en("We are ready to meet."))
SCAN = b"a scanned note"


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def page_of(us: Office, subject: EntryId) -> str:
    found = us.web.node.record.fold.verdict(subject)
    assert found is not None
    return us.delegate.page(f"unsigned/{found.ref}")


def test_a_report_is_shown_as_unsigned_under_its_reporter(us: Office) -> None:
    subject = us.say("iq", report("ir", SAID))
    page, every = page_of(us, subject), us.delegate.page("unsigned")

    for each in (page, every):
        assert "We are ready to meet." in each
        assert "unsigned" in each
    assert ", unsigned</h2>" in page, "under the name of who reports it"
    assert "Nobody is bound by it" in page
    assert "no signature" in page
    assert "unsigned.adopted" not in page, "it is not for us to adopt"


def test_the_party_itself_is_offered_to_adopt_and_nothing_runs_on_that(us: Office) -> None:
    subject = us.say("iq", report("us", SAID))
    page, home = page_of(us, subject), us.delegate.page()
    adopted = us.say("us", ReportAdopted(subject))
    after = page_of(us, subject)
    entry = us.web.node.record.fold.verdict(adopted)

    assert "sign/unsigned.adopted?report=iq%2F" in page
    assert "Adopt the words reported in" in home
    assert entry is not None
    assert "made these words its own" in after
    assert entry.ref in after
    assert us.found("unsigned", subject).adopted == entry.ref
    assert "Adopt the words reported in" not in us.delegate.page()
    assert "We are ready to meet." in us.delegate.page(f"statements/{entry.ref}")
    assert "Adopts the words reported in" in us.delegate.page(f"entry/{entry.ref}")


def test_the_point_of_an_answer_is_counted_as_people_count(us: Office) -> None:
    filed = us.say("ir", AllegationFiled("us", (en("The road."), en("The bridge."))))
    page = page_of(us, us.say("iq", report("us", PointAnswered(1, "admitted"), filed)))

    assert "<bdi>2</bdi>" in page
    assert "allegations/ir/" in page


def test_the_paper_that_shows_it_is_here_or_not(us: Office) -> None:
    paper = sha256(SCAN).hexdigest()
    body = WordsReported("ir", "statements.made/1", "{}", paper=paper, note=en("By courier."))
    said = us.web.parties.nodes["iq"].say(body, by="head", about=About(attachments=(SCAN,), capacity="historical"))
    us.sync()
    with_file = page_of(us, said.id)
    us.web.node.record.bodies.erase(paper)

    assert "the file is here" in with_file
    assert paper in with_file
    assert "By courier." in with_file
    assert "the file is not here" in page_of(us, said.id)
    assert us.found("unsigned", said.id).here is False


def test_nobody_has_reported_anything(us: Office) -> None:
    assert "Nobody has reported unsigned words." in us.delegate.page("unsigned")
