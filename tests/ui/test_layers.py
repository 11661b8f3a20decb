"""Graphs in layers: what waits stands above, a cycle is known as such, and the same graph is the same picture."""

from trilateral.ui.layers import BOX_HEIGHT, BOX_WIDTH, Layered, layered


def heights(found: Layered[str]) -> dict[str, int]:
    return {box.of: box.y for box in found.boxes}


def test_what_waits_stands_above_what_it_waits_for() -> None:
    found = layered("abcd", [("a", "b"), ("b", "c"), ("a", "c"), ("d", "c")])
    at = heights(found)

    assert at["a"] < at["b"] < at["c"]
    assert at["d"] < at["c"]
    assert not any(arrow.back for arrow in found.arrows)


def test_of_a_cycle_one_arrow_leads_back_and_every_other_leads_down() -> None:
    found = layered("abcx", [("a", "b"), ("b", "c"), ("c", "a"), ("x", "a")])
    at = heights(found)

    assert [arrow.of for arrow in found.arrows if arrow.back] == [("c", "a")]
    assert all(at[one] < at[other] for one, other in (a.of for a in found.arrows if not a.back))


def test_no_two_boxes_lie_on_each_other_and_all_lie_in_the_picture() -> None:
    nodes = [f"n{number}" for number in range(20)]
    edges = [(nodes[a], nodes[b]) for a in range(20) for b in range(20) if a != b and (a * 7 + b * 3) % 11 == 0]
    found = layered(nodes, edges)

    for one in found.boxes:
        assert 0 <= one.x <= found.width - BOX_WIDTH
        assert 0 <= one.y <= found.height - BOX_HEIGHT
        for other in found.boxes:
            if one.of < other.of:
                assert one.y != other.y or abs(one.x - other.x) >= BOX_WIDTH
    assert {arrow.of for arrow in found.arrows} == set(edges)


def test_the_picture_is_mirrored_for_readers_from_the_other_side_and_else_the_same() -> None:
    edges = [("a", "b"), ("a", "c")]
    here, there = layered("abc", edges), layered("abc", edges, mirrored=True)

    assert {b.of: (here.width - b.x - BOX_WIDTH, b.y) for b in here.boxes} == {b.of: (b.x, b.y) for b in there.boxes}
    assert layered("abc", [*edges, *edges][::-1]).boxes == here.boxes


def test_nothing_is_an_empty_picture_and_a_matter_alone_is_one_box() -> None:
    assert layered("", []).boxes == ()
    assert len(layered("a", [("a", "a")]).arrows) == 1
