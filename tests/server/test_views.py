"""Saved views: a search or a list with its filters, under a name, for one office alone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.web import Web, web
from trilateral.i18n.messages import sentence
from trilateral.node.views import MOST_NAME, MOST_VIEWS, keep_view, views_for
from trilateral.server.roles import Role


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Web]:
    with web(tmp_path) as made:
        yield made


def refused(answer: str) -> str:
    found = re.search(r'data-code="([a-z_.]+)"', answer)
    assert found is not None, answer[:300]
    return found[1]


def test_a_search_is_saved_as_it_was_asked_for_found_in_the_menu_and_removed(us: Web) -> None:
    with us.visitor() as head:
        search = head.page("search", q="Basra", party="ir", start="25")
        offered = re.search(r'href="(/m/[^"]*/views\?[^"]*)"', search)
        assert offered is not None
        form = head.client.get(offered[1].replace("&amp;", "&")).text
        where = re.search(r'name="where" value="([^"]*)"', form)
        assert where is not None
        kept = head.send("views", name="Iran on Basra", where=where[1].replace("&amp;", "&"))
        listed = head.page("views")
        saved = re.search(r'<li><a href="([^"]*)"><bdi dir="auto">Iran on Basra', listed)
        assert saved is not None
        again = head.client.get(saved[1].replace("&amp;", "&"))
        row = re.search(r'action="[^"]*/views/([0-9a-f]+)"', listed)
        assert row is not None
        head.send(f"views/{row[1]}", remove="1")
        empty = head.page("views")

    assert where[1].replace("&amp;", "&") in {"search?q=Basra&party=ir", "search?party=ir&q=Basra"}
    assert 'value="Basra"' in form
    assert kept.status_code == 303
    assert 'value="Basra"' in again.text
    assert "/views" in listed.partition("<main")[0]
    assert "Iran on Basra" not in empty


def test_any_list_can_be_saved_and_no_page_on_which_somebody_does_something(us: Web) -> None:
    with us.visitor() as head:
        lists = {where: "/views?at=" in head.page(where) for where in ("incidents", "log/ir", "watch", "statements")}
        others = {
            where: "/views?at=" in head.page(where)
            for where in (
                "sign",
                "drafts",
                "sheets",
                "views",
                "account",
                "style",
                "entry/us/0",
                "why/us/0",
                "knew/us/0",
            )
        }
    with us.visitor(Role.READER) as reader:
        for_reader = "/views?at=" in reader.page("incidents")

    assert all(lists.values()), lists
    assert not any(others.values()), others
    assert not for_reader


def test_a_view_is_renamed_and_a_name_that_cannot_be_leaves_it_as_it_was(us: Web) -> None:
    kept = keep_view(us.node.private, "head", "Ours", "incidents")
    with us.visitor() as head:
        renamed = head.send(f"views/{kept.id}", name=" Clashes  in Basra ")
        nameless = head.send(f"views/{kept.id}", name=" ")

    assert renamed.status_code == 303
    assert refused(nameless.text) == "private.view_without_name"
    assert [(each.name, each.where) for each in views_for(us.node.private, "head")] == [
        ("Clashes in Basra", "incidents")
    ]


def test_an_office_sees_its_own_views_and_cannot_rename_or_remove_others(us: Web) -> None:
    kept = keep_view(us.node.private, "head", "Ours", "incidents")
    with us.visitor(office="press") as press:
        theirs = press.page("views")
        press.send(f"views/{kept.id}", name="Theirs")
        press.send(f"views/{kept.id}", remove="1")

    assert "Ours" not in theirs
    assert [each.name for each in views_for(us.node.private, "head")] == ["Ours"]


def test_what_is_no_address_of_this_desk_is_not_saved(us: Web) -> None:
    """private.not_a_view: nobody is led anywhere else by a view."""
    with us.visitor() as head:
        for where in (
            "//example.org/",
            "https://example.org",
            "/etc",
            "../x",
            "a/../../b",
            "javascript:alert(1)",
            "",
            "a b",
            "x\\y",
        ):
            answer = head.send("views", name="x", where=where)
            assert answer.status_code == 422, where
            assert refused(answer.text) == "private.not_a_view", where

    assert views_for(us.node.private, "head") == []


@pytest.mark.parametrize("lang", ["en", "ar", "fa"])
def test_names_that_cannot_be_are_refused_in_words(us: Web, lang: str) -> None:
    """private.view_without_name, private.view_name_too_long and private.too_many_views."""
    with us.visitor(lang=lang) as head:
        nameless = head.send("views", name="  ", where="incidents").text
        long = head.send("views", name="x" * (MOST_NAME + 1), where="incidents").text
        for number in range(MOST_VIEWS):
            keep_view(us.node.private, "head", f"view {number}", "incidents")
        many = head.send("views", name="one more", where="incidents").text

    assert refused(nameless) == "private.view_without_name"
    assert refused(long) == "private.view_name_too_long"
    assert refused(many) == "private.too_many_views"
    assert sentence(lang, "private.view_without_name") in nameless


def test_a_view_lies_among_private_matters_alone(us: Web) -> None:
    keep_view(us.node.private, "head", "Marabou", "search?q=marabou")
    us.parties.sync()
    for party in us.parties.nodes:
        for path in us.parties.home(party).rglob("*"):
            assert not path.is_file() or b"arabou" not in path.read_bytes(), path
