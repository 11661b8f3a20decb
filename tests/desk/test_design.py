"""docs/design.md, the sheets and the page of components say the same."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.web import Web, web
from tests.ui.sheets import ON, STATIC, contrast, sheets, tokens
from trilateral.i18n.languages import LANGUAGES

DESIGN = (Path(__file__).parents[2] / "docs/design.md").read_text("utf-8")
SOURCE = STATIC.parents[1]
SHARED = {path.name for path in (STATIC.parent / "templates").glob("*.html")}
LIGHT, DARK = tokens()
_COMPONENT = re.compile(r'data-component="([a-z-]+)"')


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("design")) as made:
        yield made


def cells(line: str) -> list[str]:
    return [cell.strip().strip("`") for cell in line.strip("|\n").split("|")]


def test_every_component_of_the_design_is_on_the_page_and_the_reverse(us: Web) -> None:
    described = re.findall(r"^### ([a-z-]+)$", DESIGN.partition("## Components")[2], re.MULTILINE)

    for lang in LANGUAGES:
        with us.visitor(lang=lang) as reader:
            shown = _COMPONENT.findall(reader.page("style"))
        assert shown == described


def test_every_sheet_is_in_the_table_and_the_reverse() -> None:
    table = DESIGN.partition("## Sheets")[2].partition("\n## ")[0]

    assert sorted(re.findall(r"`([a-z]+\.css)`", table)) == sorted(sheets())


def test_every_part_that_pages_are_made_of_belongs_to_a_component() -> None:
    """Whatever a page calls from the templates that pages share stands in the example of a component."""
    found = {path: path.read_text("utf-8") for path in SOURCE.rglob("templates/*.html")}
    called = {
        f"{name}.{macro}"
        for path, template in found.items()
        if path.parts[-3] != "ui"
        for shared, name in re.findall(r'{% import "ui/([a-z]+\.html)" as ([a-z_]+)', template)
        for macro in re.findall(rf"\b{name}\.([a-z_]+)\(", template)
        if shared in SHARED
    }
    examples = "".join(re.findall(r"```jinja\n(.*?)```", DESIGN, re.DOTALL))

    assert len(called) > 30
    assert not {each for each in called if f"{each}(" not in examples}


def test_each_component_has_one_example() -> None:
    described = DESIGN.partition("## Components")[2].split("\n### ")[1:]

    assert len(described) > 20
    assert {each.partition("\n")[0]: each.count("```jinja\n") for each in described} == {
        each.partition("\n")[0]: 1 for each in described
    }


def test_the_colours_are_those_of_the_sheet_with_the_contrast_that_they_have() -> None:
    rows = [cells(line) for line in re.findall(r"^\| `.*\| `#.*$", DESIGN, re.MULTILINE)]

    assert {name for name, *_ in rows} == {name for name in LIGHT if not name.startswith(("tint", "line"))}
    for name, light, dark, said, _ in rows:
        assert (LIGHT[name], DARK[name]) == (light, dark), name
        on = [] if name == "paper" else ON.get(name, [])
        least = [min(contrast(theme[name], theme[paper]) for paper in on) for theme in (LIGHT, DARK)] if on else []
        assert said == " / ".join(f"{each:.1f}" for each in least), name
        assert all(each >= 7 for each in least), name


def test_the_tints_and_lines_of_parties_are_those_of_the_sheet() -> None:
    rows = [cells(line) for line in re.findall(r"^\| [1-8] \|.*$", DESIGN, re.MULTILINE)]

    assert [row[0] for row in rows] == list("12345678")
    for n, tint, dark_tint, line, dark_line, on_tint, on_paper, _ in rows:
        held = LIGHT[f"tint-{n}"], DARK[f"tint-{n}"], LIGHT[f"line-{n}"], DARK[f"line-{n}"]
        assert held == (tint, dark_tint, line, dark_line), n
        text = (contrast(LIGHT["ink"], tint), contrast(DARK["ink"], dark_tint))
        drawn = (contrast(line, LIGHT["paper"]), contrast(dark_line, DARK["paper"]))
        assert on_tint == " / ".join(f"{each:.1f}" for each in text)
        assert on_paper == " / ".join(f"{each:.1f}" for each in drawn)
        assert min(text) >= 7
        assert min(drawn) >= 3


def test_the_page_of_components_names_nobody(us: Web) -> None:
    """Its parties are invented: what stands there is not taken for something that somebody said."""
    with us.visitor() as reader:
        page = reader.page("style").partition("<main")[2].partition('class="page-help"')[0]

    assert "North" in page
    assert "South" in page
    for name in ("United States", "Iran"):
        assert name not in page.replace(us.node.record.charter.titles[0].text, "")


def test_a_word_on_how_something_stands_that_begins_a_line_has_no_bar_before_it() -> None:
    """The bar parts it from what stands before: alone, it would be a stray stroke, on paper too."""
    begins = re.compile(r'<(?:p|li|dd|td|div)(?: [^>]*)?>\s*<(?:strong|span) class="state"')
    stray = [path.name for path in SOURCE.rglob("templates/*.html") if begins.search(path.read_text("utf-8"))]

    assert not stray
