"""What stands in docs/screenshots is what `make screenshots` takes."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from trilateral.i18n.languages import LANGUAGES

ROOT = Path(__file__).parents[2]


def test_the_pictures_kept_are_those_that_are_taken() -> None:
    """Every page in every language, and in the list under the same words."""
    spec = spec_from_file_location("screenshots", ROOT / "tools/screenshots.py")
    assert spec is not None
    assert spec.loader is not None
    taking = module_from_spec(spec)
    spec.loader.exec_module(taking)
    kept = ROOT / "docs/screenshots"

    assert len(taking.PAGES) >= 15
    assert {path.name for path in kept.glob("*.webp")} == {
        f"{lang}-{each.name}.webp" for each in taking.PAGES for lang in LANGUAGES
    }
    assert (kept / "README.md").read_text("utf-8") == taking.listed("webp")
