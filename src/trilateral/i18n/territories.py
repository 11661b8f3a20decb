"""What countries are called, by their codes (ISO 3166-1), as CLDR has it: a usage of language, and nobody's position."""

from babel import Locale

from trilateral.i18n.languages import language


def territory(code: str, lang: str) -> str:
    """Return what readers of `lang` call a country: `Iraq`, `العراق`; empty for a code that CLDR does not name."""
    return str(Locale.parse(language(lang).code).territories.get(code, "")) if len(code) == 2 else ""
