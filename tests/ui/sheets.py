"""The style sheets as they are served, and the colours in them."""

import re
from pathlib import Path

import trilateral.ui

STATIC = Path(str(trilateral.ui.__file__)).parent / "static"
TOKENS = (STATIC / "tokens.css").read_text("utf-8")
ON = {
    "ink": ["paper", "raised", "attention-paper", "broken-paper", *(f"tint-{n}" for n in range(1, 9))],
    "quiet": ["paper", "raised"],
    "accent": ["paper", "raised", "attention-paper"],
    "attention": ["paper", "raised", "attention-paper"],
    "broken": ["paper", "raised", "broken-paper"],
    "paper": ["accent"],
}
"""Which text stands on which paper."""


def sheets() -> dict[str, str]:
    """All style sheets by name."""
    return {path.name: path.read_text("utf-8") for path in sorted(STATIC.glob("*.css"))}


def tokens() -> tuple[dict[str, str], dict[str, str]]:
    """The colours in light and in dark."""
    light, dark = (
        dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", block))
        for block in re.findall(r"\{([^{}]*--paper: #[0-9a-f]{6};[^{}]*)\}", TOKENS)[:2]
    )
    return light, dark


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
