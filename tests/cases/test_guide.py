"""What the guide to cases shows can be written so: its examples are acts, and its tables name all that there is."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from trilateral.cases.act import NAMED_PARTS, Act
from trilateral.cases.checks import check_act, check_kind
from trilateral.catalogue import CLOCKS

GUIDE = (Path(__file__).parents[2] / "docs" / "guide" / "cases.md").read_text("utf-8")


def acts() -> list[dict[str, Any]]:
    """All acts that the guide shows in whole."""
    blocks = re.findall(r"^```toml\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    return [act for block in blocks for act in tomllib.loads(block).get("acts", ())]


@pytest.mark.parametrize("shown", acts(), ids=lambda shown: shown["key"])
def test_every_act_that_the_guide_shows_is_one(shown: dict[str, Any]) -> None:
    act = Act(**{**shown, "sources": ()})

    check_kind(act.kind, act.key)
    check_act(act, {"two_person": ["humanitarian.list_submitted"]}, ())


def test_the_guide_names_every_clock_and_everything_that_can_stand_for_something() -> None:
    """Consent has a clock for each sort of notice, of which the guide shows one."""
    clocks = {each.name for each in CLOCKS if not each.name.startswith("notices.consent_")}

    assert not [name for name in clocks if f"`{name}`" not in GUIDE]
    assert not [part for part in NAMED_PARTS if f"#{part}" not in GUIDE]
