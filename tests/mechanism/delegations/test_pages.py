"""Delegations: rank history as its party told it, and what the others say to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.web import Web, en, web
from trilateral.mechanism.delegations.entries import DelegationNamed, HolderObjected, OfficeAccredited, RankChanged
from trilateral.node.compose import About


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
