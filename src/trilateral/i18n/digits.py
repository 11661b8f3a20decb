"""Numbers in the reader's own digits.

Babel's default numbering gives Arabic separators with Latin digits, which no reader
of Arabic or Persian would write. The mapping here is small, complete and our own.
References (`us/42`), hashes and coordinates are identifiers: they keep Latin digits.
"""

from decimal import Decimal

_LATIN = "0123456789"
_DIGITS = {"ar": "٠١٢٣٤٥٦٧٨٩", "fa": "۰۱۲۳۴۵۶۷۸۹"}
_OUT = {lang: str.maketrans(_LATIN, digits) for lang, digits in _DIGITS.items()}
_IN = str.maketrans("".join(_DIGITS.values()), _LATIN * 2)
_GROUP, _POINT = "٬", "٫"
LRM, RLM = "\u200e", "\u200f"


def digits(text: str, lang: str) -> str:
    """Return `text` with its Latin digits written in those of `lang`."""
    table = _OUT.get(lang)
    return text.translate(table) if table else text


def latin_digits(text: str) -> str:
    """Return `text` with Arabic and Persian digits and separators as Latin ones: how a form field is read."""
    return text.translate(_IN).replace(_GROUP, "").replace(_POINT, ".")


def degrees(ten_millionths: int) -> str:
    """Return an angle kept in integers of 1e-7 degree, with no more digits than it has: `33.1234567°`. The same in all languages."""
    whole, rest = divmod(abs(ten_millionths), 10_000_000)
    written = f"{whole}.{rest:07d}".rstrip("0").removesuffix(".")
    return f"{LRM}\N{MINUS SIGN}{written}°" if ten_millionths < 0 else f"{written}°"


def grid_side(microdegrees: int, lang: str) -> str:
    """Return the side of a charter's grid, which it keeps in millionths of a degree: `0.25°`. It is a quantity, so in own digits.

    In Arabic the sign follows its number to the left, where it stands alone too: Arabic digits have no direction that it could take.
    """
    said = f"{number(Decimal(microdegrees) / 1_000_000, lang)}°"
    return f"{RLM}{said}" if lang == "ar" else said


def coordinates(lat: int, lon: int) -> str:
    """Return a point in figures, `33.35° N 44.40° E`: in this form alone, on whatever page or paper. The same in all languages."""
    north, east = "N" if lat >= 0 else "S", "E" if lon >= 0 else "W"
    return f"{_unsigned(lat)}° {north} {_unsigned(lon)}° {east}"


def _unsigned(ten_millionths: int) -> str:
    whole, rest = divmod(abs(ten_millionths), 10_000_000)
    return f"{whole}.{f'{rest:07d}'.rstrip('0').ljust(2, '0')}"


def number(value: int | Decimal, lang: str, places: int | None = None) -> str:
    """Return a quantity as `lang` writes it, grouped in thousands.

    Args:
        value: What is counted or measured. Not for years and numbers that name something.
        places: Decimal places; None to keep those that the value has.
    """
    written = f"{abs(value):,}" if places is None else f"{abs(value):,.{places}f}"
    if lang in _DIGITS:
        written = digits(written.replace(",", _GROUP).replace(".", _POINT), lang)
        return f"{LRM}\N{MINUS SIGN}{written}" if value < 0 else written
    return f"\N{MINUS SIGN}{written}" if value < 0 else written
