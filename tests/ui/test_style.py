"""The style sheets: contrast, both directions, and fonts that are what they are said to be."""

import hashlib
import re
from collections.abc import Mapping
from itertools import pairwise

import pytest

from tests.ui.sheets import ON, STATIC, TOKENS, contrast, luminance, sheets, tokens

CSS = "\n".join(sheets().values())
LIGHT, DARK = tokens()


@pytest.mark.parametrize("colour", [LIGHT, DARK], ids=["light", "dark"])
def test_text_has_a_contrast_of_seven_to_one(colour: Mapping[str, str]) -> None:
    weak = {
        (text, paper): round(contrast(colour[text], colour[paper]), 2)
        for text, on in ON.items()
        for paper in on
        if contrast(colour[text], colour[paper]) < 7
    }

    assert not weak


def test_a_reader_who_chose_dark_has_the_dark_of_the_system() -> None:
    """The sheet has it twice, since a choice in the page and one in the system cannot stand in one rule. On paper it is light."""
    blocks = re.findall(r"\{([^{}]*--paper: #[0-9a-f]{6};[^{}]*)\}", TOKENS)

    assert len(blocks) == 3
    assert set(DARK) == set(LIGHT)
    assert dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", blocks[2])) == DARK
    assert "@media (prefers-color-scheme" not in CSS
    assert TOKENS.count("@media screen") == 2


def test_every_colour_of_a_rule_is_a_token() -> None:
    """So that both themes and paper have it."""
    elsewhere = {name: css for name, css in sheets().items() if name not in {"tokens.css", "print.css"}}
    found = {name: re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", css) for name, css in elsewhere.items()}

    assert not {name: each for name, each in found.items() if each}


@pytest.mark.parametrize("colour", [LIGHT, DARK], ids=["light", "dark"])
def test_rules_and_marks_can_be_seen(colour: Mapping[str, str]) -> None:
    """WCAG 2.2, 1.4.11: three to one for what tells things apart."""

    for name in ["rule-strong", *(f"line-{n}" for n in range(1, 9))]:
        assert contrast(colour[name], colour["paper"]) >= 3, name


@pytest.mark.parametrize("colour", [LIGHT, DARK], ids=["light", "dark"])
def test_no_party_looks_like_an_alarm_and_none_stands_out(colour: Mapping[str, str]) -> None:
    """Tints and lines of all parties are about equally light, so nobody is emphasised, on paper too."""
    for kind in ("tint", "line"):
        light = sorted(luminance(colour[f"{kind}-{n}"]) for n in range(1, 9))
        assert (light[-1] + 0.05) / (light[0] + 0.05) < 1.6


def test_one_sheet_serves_both_directions() -> None:
    """No rule names left or right; only what turns by itself."""
    rules = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)

    assert not re.findall(r"\b(?:left|right)\b", rules)
    assert not re.findall(r"(?:margin|padding|border)-(?:top|bottom)\b", rules)
    assert "letter-spacing: normal" in rules


def test_arabic_script_is_never_slanted() -> None:
    assert "italic" not in CSS
    assert "font-synthesis: none" in CSS


def test_fonts_are_the_ones_that_are_named() -> None:
    """Each has its hash in the list and its licence beside it, and nothing comes from elsewhere."""
    listed = dict(
        re.findall(r"\| `([^`]+\.woff2)` .*`([0-9a-f]{64})`", (STATIC / "vendor/README.md").read_text("utf-8"))
    )
    there = {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in (STATIC / "vendor").glob("*.woff2")}
    used = set(re.findall(r'url\("vendor/([^"]+)"\)', CSS))

    assert listed == there
    assert used == set(there)
    assert len(re.findall(r"url\(", CSS)) == len(used)
    assert len(list((STATIC / "vendor").glob("OFL-*.txt"))) == len(there)


def test_braces_are_balanced() -> None:
    depths = [CSS[:i].count("{") - CSS[:i].count("}") for i in range(0, len(CSS), 500)]

    assert CSS.count("{") == CSS.count("}")
    assert all(depth >= 0 for pair in pairwise(depths) for depth in pair)
