"""Make the fonts that are served out of those that were published, small enough for a first visit by telephone.

    python tools/fonts.py DIRECTORY     the `.woff2` files of the packages in src/trilateral/ui/static/vendor/README.md

Kept are weights from 400 to 700 and the letters of Arabic, Persian and Kurdish, or of Western Europe. Left out are hints, which
no screen of today needs, presentation forms, which shaping makes by itself, and signs of recitation. Needs `fonttools` and
`brotli`, which nothing else here does: give them an environment of their own. The hashes that it prints go into the list.
"""

import io
import sys
from hashlib import sha256
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

VENDOR = Path(__file__).resolve().parent.parent / "src/trilateral/ui/static/vendor"
WEIGHTS = (400, 700)
ARABIC = (*range(0x0600, 0x06D6), *range(0x06EE, 0x0700), 0x200C, 0x200D, 0x200E, 0x25CC, 0xFD3E, 0xFD3F, 0xFDFC)
"""U+25CC carries marks that stand alone; the last three are ornate brackets and the sign of the rial."""

FONTS = {
    "noto-naskh-arabic-arabic-wght-normal.woff2": ARABIC,
    "vazirmatn-arabic-wght-normal.woff2": ARABIC,
    "noto-sans-latin-wght-normal.woff2": (),
    "source-serif-4-latin-wght-normal.woff2": (),
}
"""Characters kept of each; none named, all."""


def smaller(published: bytes, kept: tuple[int, ...]) -> bytes:
    """Return a font with fewer letters and weights, in the same format."""
    font = TTFont(io.BytesIO(published), recalcTimestamp=False)
    options = Options(hinting=False, layout_features=["*"])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=kept or font.getBestCmap())
    subsetter.subset(font)
    font = _written(font, None)
    axis = font["fvar"].axes[0]
    if (axis.minValue, axis.maxValue) != WEIGHTS:
        font = instantiateVariableFont(font, {"wght": WEIGHTS})
    made = io.BytesIO()
    font.flavor = "woff2"
    font.save(made)
    return made.getvalue()


def _written(font: TTFont, flavor: str | None) -> TTFont:
    """The same, read again: weights can be limited only where nothing is left of letters that went."""
    made = io.BytesIO()
    font.flavor = flavor
    font.save(made)
    return TTFont(io.BytesIO(made.getvalue()), recalcTimestamp=False)


def main(arguments: list[str]) -> int:
    """Write the fonts, and a line of the list for each."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    for name, kept in FONTS.items():
        published = (Path(arguments[0]) / name).read_bytes()
        made = smaller(published, kept)
        (VENDOR / name).write_bytes(made)
        print(
            f"{name}: {len(published)} bytes {sha256(published).hexdigest()}, {len(made)} bytes {sha256(made).hexdigest()}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
