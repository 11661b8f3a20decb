"""Asking whoever alleges for evidence, from the page of the allegation: what was asked and not given stands there and on home."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mechanism.office import Office, office
from tests.server.pressing import press, steps_of
from tests.server.web import en
from trilateral.ledger.charter import ClockTerms
from trilateral.ledger.entry import Ref
from trilateral.mechanism.allegations.entries import AllegationFiled, AllegationWithdrawn
from trilateral.mechanism.requests.entries import RequestAccepted, RequestDeclined, RequestDone, RequestMade

KIND = "requests.made"


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path, clocks=(ClockTerms(name="requests.answer", hours=48),)) as made:
        yield made


def ref(us: Office, entry: str) -> str:
    found = us.web.node.record.fold.verdict(entry)
    assert found is not None
    return found.ref


def alleged(us: Office, party: str, against: str) -> str:
    return us.say(party, AllegationFiled(against=against, points=(en("Weapons are supplied."),)))


def region(page: str) -> str:
    return page.partition('<section id="evidence"')[2].partition("</section>")[0]


def pane(page: str, name: str) -> str:
    found = re.search(rf'id="{name}".*?</section>', page, re.DOTALL)
    assert found is not None
    return found[0]


def asked_by_us(us: Office, filed: str, words: str) -> str:
    """Press the step on the allegation's page; return the id of what was signed."""
    page = f"allegations/{ref(us, filed)}"
    (fields,) = steps_of(us.delegate.page(page), KIND)
    landed = press(us.delegate, KIND, fields, text=words)
    us.sync()
    assert landed.endswith("#evidence"), landed
    record = us.web.node.record
    return str(record.fold.verdicts(us.web.node.origin)[-1].entry.id)  # type: ignore[union-attr]  # ours, just signed


def ask_as(us: Office, party: str, filed: str) -> str:
    owner = us.web.node.record.fold.state(filed).party  # type: ignore[union-attr]  # it was filed
    return us.say(party, RequestMade("information", owner, en("Show them.")), refs=(Ref(filed, "speaks_of"),))


def test_who_is_alleged_against_asks_for_evidence_with_one_press(us: Office) -> None:
    """The request is filled in: for information, of who alleges, and it speaks of the allegation."""
    filed = alleged(us, "ir", "us")
    made = asked_by_us(us, filed, "Where were they found?")
    entry = us.web.node.record.fold.verdict(made)
    assert entry is not None
    assert entry.entry is not None
    body = entry.entry.body
    page = us.delegate.page(f"allegations/{ref(us, filed)}")
    home = us.delegate.page()

    assert (body.sort, body.owner, body.text.text) == ("information", "ir", "Where were they found?")
    assert [(each.entry, each.role) for each in entry.entry.header.refs] == [(filed, "speaks_of")]
    assert "Where were they found?" in region(page)
    assert 'class="silence"' in region(page), "nothing was given yet"
    assert f"for information on allegation {ref(us, filed)}" in re.sub(r"<[^>]+>", "", pane(home, "we-wait-for"))
    assert "Where were they found?" in pane(home, "we-wait-for")


def test_who_alleges_is_asked_on_home_until_it_gives_or_declines(us: Office) -> None:
    filed = alleged(us, "us", "ir")
    page = f"allegations/{ref(us, filed)}"
    before = us.delegate.page(page)
    with us.web.visitor() as reader:
        assert not steps_of(reader.page(page), KIND), "who alleges asks itself for nothing"
    request = ask_as(us, "ir", filed)
    asked = us.delegate.page()
    us.say("us", RequestAccepted(), request)
    accepted, to_do = us.delegate.page(page), us.delegate.page()
    us.say("us", RequestDone(en("Photographs are attached.")), request)
    given = us.delegate.page(page)

    assert 'id="evidence"' not in before
    assert f"for information on allegation {ref(us, filed)}" in re.sub(r"<[^>]+>", "", pane(asked, "asked-of-us"))
    assert "not given" in region(accepted)
    assert "Give the information on allegation" in pane(to_do, "asked-of-us")
    assert "Photographs are attached." in region(given)
    assert "silence" not in region(given)


def test_what_was_declined_stands_there_with_the_reason(us: Office) -> None:
    filed = alleged(us, "iq", "ir")
    request = asked_by_us(us, filed, "By what route?")
    us.say("iq", RequestDeclined(en("It would name a source.")), request)
    page = us.delegate.page(f"allegations/{ref(us, filed)}")
    of_request = us.delegate.page(f"requests/{ref(us, request)}")

    assert "It would name a source." in region(page)
    assert "silence" not in region(page)
    assert f"allegations/{ref(us, filed)}" in of_request, "and the request leads back"


def test_a_request_for_something_else_is_no_evidence_asked_for(us: Office) -> None:
    filed = alleged(us, "ir", "us")
    us.say("iq", RequestMade("action", "us", en("Stop it.")), refs=(Ref(filed, "speaks_of"),))
    us.say("iq", RequestMade("information", "us", en("On rivers.")))
    us.say("ir", AllegationWithdrawn(), filed)
    page = us.delegate.page(f"allegations/{ref(us, filed)}")

    assert 'id="evidence"' not in page, "nothing was asked, and of what was withdrawn nothing is"


def test_who_asks_much_fills_no_page(us: Office) -> None:
    """Twenty requests stand on it, and the way to the others."""
    filed = alleged(us, "us", "ir")
    refs = (Ref(filed, "speaks_of"),)
    us.say("iq", RequestMade("information", "us", en("Where?")), refs=refs)
    for number in range(22):
        us.say("ir", RequestMade("information", "us", en(f"Show number {number}.")), refs=refs)
    us.sync()
    first = us.delegate.page(f"allegations/{ref(us, filed)}")
    after = us.delegate.page(f"allegations/{ref(us, filed)}", asked="20")

    assert "Where?" in region(first), "however much another asks"
    assert re.findall(r"Show number (\d+)\.", region(first)) == [str(number) for number in range(21, 2, -1)]
    assert re.search(r'href="[^"]*asked=20"', region(first))
    assert region(after).count("Show number") == 3
