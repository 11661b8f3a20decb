"""What a print-out carries: the square says what the record has, and every page of a matter or entry has it."""

from base64 import b64decode
from collections.abc import Iterator

import pytest
import segno

from tests.server.web import Web, force, web
from trilateral.desk.printed import printed_code, printed_text
from trilateral.desk.reading import Reading
from trilateral.server.office import Office
from trilateral.server.ways import make_ways


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("printed")) as made:
        made.parties.state("ir", "Said in Baghdad")
        made.parties.sync()
        yield made


def reading(us: Web) -> Reading:
    ways = make_ways(us.node.private, us.node.clock.unix, (), "")
    return Office(us.node, lambda: None, lambda: None, us.doors, ways).reading("en", None, None)


def lines(text: str) -> dict[str, list[str]]:
    assert text.endswith("\n")
    return {name: rest for name, *rest in (line.split(" ") for line in text.splitlines())}


def test_the_square_says_which_entry_and_under_which_root(us: Web) -> None:
    verdict = next(
        v for v in us.node.record.fold.verdicts("ir.example/log") if v.entry and "statements" in v.entry.header.kind
    )
    assert verdict.entry is not None
    said = lines(printed_text(reading(us), verdict.ref))

    assert list(said) == ["trilateral/printed@v1", "mechanism", "log", "index", "entry", "checkpoint"]
    assert said["mechanism"] == [us.node.record.mechanism]
    assert said["log"] == ["ir.example/log"]
    assert said["index"] == [str(verdict.index)]
    assert said["entry"] == [verdict.entry.id]
    size, root = said["checkpoint"]
    assert us.node.record.root_at("ir.example/log", int(size)) == b64decode(root)
    assert int(size) > verdict.index


def test_the_square_is_of_these_lines(us: Web) -> None:
    text = printed_text(reading(us), "us/0")
    drawn = printed_code(reading(us), "us/0").decode()

    made = segno.make(text, error="m", micro=False, mask=3, boost_error=False)
    assert made.error == "M"
    assert drawn.count("<path") == 2
    assert made.svg_inline(border=4, scale=4, dark="#000", light="#fff").partition(' d="')[2][:200] in drawn


def test_bytes_that_are_no_entry_have_a_square_without_an_id(us: Web) -> None:
    ref = force(us.node, b"nothing")

    assert "entry" not in lines(printed_text(reading(us), ref))


def test_every_page_of_a_matter_carries_it_and_others_do_not(us: Web) -> None:
    with us.visitor() as reader:
        for path in ("entry/us/0", "charter/us/0", "why/us/0", "knew/us/0"):
            answer = reader.client.get(us.home + path)
            if answer.status_code == 200:
                assert f'src="{us.home}entry/us/0/printed.svg"' in answer.text, path
        square = reader.client.get(f"{us.home}entry/us/0/printed.svg")
        none = reader.client.get(f"{us.home}entry/us/9999/printed.svg")
        home = reader.page()

    assert square.headers["content-type"].startswith("image/svg+xml")
    assert b"<svg" in square.content
    assert none.status_code in {404, 422}
    assert "printed.svg" not in home
    assert "printed-head" in home


def test_nobody_outside_gets_a_square(us: Web) -> None:
    assert us.client.get(f"{us.home}entry/us/0/printed.svg").status_code == 401
