"""The style sheet: contrast, both directions, and fonts that are what they are said to be."""

import hashlib
import re
from itertools import pairwise
from pathlib import Path

import pytest

import trilateral.ui

STATIC = Path(str(trilateral.ui.__file__)).parent / "static"
CSS = (STATIC / "app.css").read_text("utf-8")
LIGHT, DARK = re.findall(r":root \{\n(.*?)\n *\}", CSS, re.DOTALL)[:2]


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", block))


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("block", [LIGHT, DARK], ids=["light", "dark"])
def test_text_has_a_contrast_of_seven_to_one(block: str) -> None:
    colour = tokens(block)
    papers = {
        "ink": ["paper", "raised", "attention-paper", "broken-paper", *(f"tint-{n}" for n in range(1, 9))],
        "quiet": ["paper", "raised"],
        "accent": ["paper", "raised", "attention-paper"],
        "attention": ["paper", "attention-paper"],
        "broken": ["paper", "broken-paper"],
        "paper": ["accent"],
    }
    weak = {
        (text, paper): round(contrast(colour[text], colour[paper]), 2)
        for text, on in papers.items()
        for paper in on
        if contrast(colour[text], colour[paper]) < 7
    }

    assert not weak


@pytest.mark.parametrize("block", [LIGHT, DARK], ids=["light", "dark"])
def test_rules_and_marks_can_be_seen(block: str) -> None:
    """WCAG 2.2, 1.4.11: three to one for what tells things apart."""
    colour = tokens(block)

    for name in ["rule-strong", *(f"line-{n}" for n in range(1, 9))]:
        assert contrast(colour[name], colour["paper"]) >= 3, name


@pytest.mark.parametrize("block", [LIGHT, DARK], ids=["light", "dark"])
def test_no_party_looks_like_an_alarm_and_none_stands_out(block: str) -> None:
    """Tints and lines of all parties are about equally light, so nobody is emphasised, on paper too."""
    colour = tokens(block)

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
