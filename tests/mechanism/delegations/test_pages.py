"""Delegations: rank history as its party told it, and what the others say to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.web import Web, en, web
from trilateral.ledger.entry import Body
from trilateral.mechanism.delegations.entries import (
    ActingNamed,
    AgrementAsked,
    AgrementGiven,
    AgrementRefused,
    CredentialsPresented,
    DelegationNamed,
    HolderDeclaredNonGrata,
    HolderObjected,
    OfficeAccredited,
    RankChanged,
)
from trilateral.node.compose import About
from trilateral.node.node import Receipt


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Web]:
    with web(tmp_path) as made:
        yield made


def test_lowered_twice_is_a_line_of_the_rank_history(us: Web) -> None:
    ir = us.parties.nodes["ir"]
    named = ir.say(DelegationNamed(name=(en("Theirs"),), forum="plenary"), by="head")
    about = About(subject=named.id)
    ir.say(
        OfficeAccredited(office="head", role="head", rank="deputy_minister", since_on="2007-05-13"),
        by="head",
        about=about,
    )
    ir.say(RankChanged(office="head", rank="director"), by="head", about=about)
    ir.say(RankChanged(office="head", rank="expert", why=en("As announced.")), by="head", about=about)
    us.parties.sync()
    with us.visitor() as delegate:
        page = delegate.page(f"delegations/{named.ref}")
        found = delegate.api("GET", f"delegations/{named.ref}").json()
        listed = delegate.page("delegations")

    history = page.partition("Rank history")[2].partition("</table>")[0]
    places = [history.index(each) for each in ("deputy minister", "director", "expert")]
    assert "lowered 2 times" in page
    assert places == sorted(places)
    assert "As announced." in history
    assert "none given" in history
    assert "since 13\u00a0May\u00a02007" in page
    assert found["downgrades"] == {"head": 2}
    assert "expert" in listed


def test_a_delegation_is_called_in_its_own_language_beside_the_readers(us: Web) -> None:
    """Its table is named by the caption, so that whoever reads aloud knows which words are English."""
    us.parties.nodes["ir"].say(DelegationNamed(name=(en("Theirs"),), forum="plenary"), by="head")
    us.parties.sync()
    with us.visitor() as delegate:
        page = delegate.page("delegations", lang="ar")

    assert (
        '<caption id="delegation-1"><bdi class="words" lang="en" dir="ltr">Theirs</bdi> · الجلسة العامة</caption>'
        in page
    )
    assert 'aria-labelledby="delegation-1"' in page


def test_an_objection_stands_until_its_author_takes_it_back(us: Web) -> None:
    named = us.node.say(DelegationNamed(name=(en("Ours"),), forum="plenary"), by="head")
    us.node.say(
        OfficeAccredited(office="head", role="head", rank="ambassador"), by="head", about=About(subject=named.id)
    )
    us.parties.sync()
    objected = HolderObjected(office="head", text=en("Not him."))
    us.parties.nodes["ir"].say(objected, by="head", about=About(subject=named.id))
    us.parties.sync()
    with us.visitor() as delegate:
        page = delegate.page(f"delegations/{named.ref}")
        home = delegate.page()
        found = delegate.api("GET", f"delegations/{named.ref}").json()

    assert "1 objection stands" in page
    assert "Not him." in page
    assert "Objection ir/" in home
    assert len(found["open_objections"]) == 1


def test_each_party_is_offered_what_is_its_to_say(us: Web) -> None:
    ours = us.node.say(DelegationNamed(name=(en("Ours"),), forum="plenary"), by="head")
    us.node.say(
        OfficeAccredited(office="head", role="head", rank="ambassador"), by="head", about=About(subject=ours.id)
    )
    ir = us.parties.nodes["ir"]
    theirs = ir.say(DelegationNamed(name=(en("Theirs"),), forum="plenary"), by="head")
    ir.say(OfficeAccredited(office="head", role="head", rank="ambassador"), by="head", about=About(subject=theirs.id))
    us.parties.sync()
    with us.visitor() as delegate:
        own, other = delegate.page(f"delegations/{ours.ref}"), delegate.page(f"delegations/{theirs.ref}")

    assert "sign/delegations.rank_changed" in own
    assert "sign/delegations.objected" not in own
    assert "sign/delegations.objected" in other
    assert "sign/delegations.rank_changed" not in other


def say(us: Web, party: str, body: Body, on: Receipt | None = None, **person: str) -> Receipt:
    """Let a party say something, and let all know."""
    us.parties.clock.advance(60)
    about = About(subject=on.id if on else None, detached=person or None)
    said = us.parties.nodes[party].say(body, by="head", about=about)
    us.parties.sync()
    return said


def test_what_the_paper_lets_the_office_do_and_with_which_key_it_signs(us: Web) -> None:
    named = say(us, "ir", DelegationNamed((en("Theirs"),), "plenary"))
    say(us, "ir", OfficeAccredited("head", "head", "minister"), named)
    with us.visitor() as reader:
        before = reader.page(f"delegations/{named.ref}")
        say(
            us,
            "ir",
            CredentialsPresented("head", ("negotiate", "sign"), en("No territory."), en("The cabinet.")),
            named,
        )
        page = reader.page(f"delegations/{named.ref}")
        found = reader.api("GET", f"delegations/{named.ref}").json()

    assert "none presented" in before
    assert all(each in page for each in ("negotiate", "sign so that it binds", "No territory.", "The cabinet."))
    assert "no paper attached" in page
    assert "ir.example/log/delegate/head" in page
    assert "enrolled in" in page
    assert found["powers"] == {"head": ["negotiate", "sign"]}


def test_consent_is_asked_on_home_and_given_on_the_page(us: Web) -> None:
    named = say(us, "ir", DelegationNamed((en("Theirs"),), "plenary"))
    request = say(us, "ir", AgrementAsked("deputy", "ambassador"), named, name="A. Envoy")
    with us.visitor() as delegate:
        home, page = delegate.page(), delegate.page(f"delegations/{named.ref}")
        form = delegate.page("sign/delegations.agrement_given", subject=named.ref, request=request.ref)
        say(us, "us", AgrementGiven(request.id), named)
        say(us, "iq", AgrementRefused(request.id), named)
        say(us, "ir", OfficeAccredited("deputy", "alternate", "ambassador", agrement=request.id), named)
        after, done = delegate.page(f"delegations/{named.ref}"), delegate.page()
        found = delegate.api("GET", f"delegations/{named.ref}").json()

    assert f"Give or refuse agrément: request {request.ref}" in home
    assert "A. Envoy" in page
    assert "A. Envoy" in form
    assert "nothing said" in page
    assert "consents" in after
    assert "refuses" in after
    assert "Give or refuse" not in done
    assert found["requests"][0]["answers"] == {"iq": "refused", "us": "given"}
    assert found["requests"][0]["missing"] == []


def test_who_acts_today_and_who_is_not_welcome(us: Web) -> None:
    named = say(us, "ir", DelegationNamed((en("Theirs"),), "plenary"))
    say(us, "ir", OfficeAccredited("head", "head", "minister"), named)
    say(us, "ir", OfficeAccredited("deputy", "alternate", "ambassador"), named)
    say(us, "ir", ActingNamed("deputy", "head", "2007-05-28", "2007-05-30"), named)
    say(us, "us", HolderDeclaredNonGrata("deputy"), named)
    with us.visitor() as reader:
        page = reader.page(f"delegations/{named.ref}")
        later = reader.page(f"delegations/{named.ref}", as_of="2007-06-02")

    assert "acts for it" in page
    assert "until 30\u00a0May\u00a02007" in page
    assert "acts for it" not in later
    assert "declares persona non grata" in page
    assert "1 objection stands" in page
