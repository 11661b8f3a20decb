"""docs/design.md, the sheets and the page of components say the same."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.web import Web, web
from tests.ui.sheets import ON, contrast, tokens
from trilateral.i18n.languages import LANGUAGES

DESIGN = (Path(__file__).parents[2] / "docs/design.md").read_text("utf-8")
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
