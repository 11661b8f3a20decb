"""Chains of repetitions: what was said first, and who has said it how often since."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilateral.agreement.chains import Link, all_chains, by_party, chain_of, first_of, time_of

USUAL = {
    link.entry: link
    for link in (
        Link("a", "north", 4, None),
        Link("b", "north", 9, "a"),
        Link("c", "south", 2, "a"),
        Link("d", "north", 12, "c"),
        Link("other", "north", 7, None),
    )
}


@pytest.mark.parametrize("entry", ["a", "b", "c", "d"])
def test_all_that_leads_back_to_one_word_is_one_chain(entry: str) -> None:
    assert first_of(USUAL, entry) == "a"
    assert [link.entry for link in chain_of(USUAL, entry)] == ["a", "b", "c", "d"]


def test_what_was_said_once_is_a_chain_of_one() -> None:
    assert chain_of(USUAL, "other") == (USUAL["other"],)
    assert chain_of(USUAL, "unknown") == ()


def test_each_party_has_a_first_and_a_last_time() -> None:
    said = by_party(chain_of(USUAL, "d"))

    assert {party: [link.entry for link in links] for party, links in said.items()} == {
        "north": ["a", "b", "d"],
        "south": ["c"],
    }
    assert [time_of(chain_of(USUAL, "a"), entry) for entry in ("a", "b", "c", "d", "other")] == [1, 2, 1, 3, 0]


def test_a_chain_begins_where_the_record_does() -> None:
    """What repeats an entry that nobody has is the first that is known."""
    links = {"y": Link("y", "north", 1, "x"), "z": Link("z", "north", 2, "y")}

    assert first_of(links, "z") == "y"


entries = st.sampled_from("abcdef")


@given(st.dictionaries(entries, st.tuples(st.sampled_from(["north", "south"]), st.integers(0, 9), st.none() | entries)))
def test_whatever_is_said_to_repeat_whatever_it_comes_to_an_end(said: dict[str, tuple[str, int, str | None]]) -> None:
    """Circles too, which no rule lets through."""
    links = {entry: Link(entry, *rest) for entry, rest in said.items()}
    for entry in links:
        chain = chain_of(links, entry)

        assert first_of(links, entry) in links
        assert sum(len(each) for each in by_party(chain).values()) == len(chain)


@given(st.lists(st.tuples(st.integers(0, 12), st.sampled_from(["north", "south"])), max_size=12))
def test_all_chains_at_once_are_those_that_each_link_belongs_to(said: list[tuple[int, str]]) -> None:
    """Also of links that lead in a ring, which no rule lets anybody sign."""
    links = {str(at): Link(str(at), party, at, str(earlier)) for at, (earlier, party) in enumerate(said)}
    every = all_chains(links)

    assert {entry: every[first_of(links, entry)] for entry in links} == {
        entry: chain_of(links, entry) for entry in links
    }
    assert sum(map(len, every.values())) == len(links)


@given(st.permutations(range(8)), st.lists(st.integers(0, 7), min_size=8, max_size=8))
def test_every_chain_is_the_one_of_each_of_its_links(order: list[int], earlier: list[int]) -> None:
    """In whatever order they are known: a link repeats one of a smaller number, or nothing."""
    links = {
        str(each): Link(str(each), "north", each, str(earlier[each]) if earlier[each] < each else None)
        for each in order
    }
    chains = all_chains(links)

    assert sorted(link.entry for chain in chains.values() for link in chain) == sorted(links)
    for first, chain in chains.items():
        assert chain[0].entry == first
        assert all(chain_of(links, link.entry) == chain and first_of(links, link.entry) == first for link in chain)


def test_a_word_that_was_said_again_ten_thousand_times_is_one_chain() -> None:
    links = {str(each): Link(str(each), "north", each, str(each - 1) if each else None) for each in range(10_000)}

    (chain,) = all_chains(links).values()
    assert [link.index for link in chain] == list(range(10_000))
