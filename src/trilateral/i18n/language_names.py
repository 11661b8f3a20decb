"""What languages are called, by their codes (BCP 47): as our catalogues say it, and beyond them as CLDR has it."""

from functools import cache

from babel import Locale

from trilateral.i18n.isolates import isolated, without_controls
from trilateral.i18n.languages import LANGUAGES, language
from trilateral.i18n.messages import term_of


def language_name(code: str, lang: str) -> str:
    """Return what readers of `lang` call a language: `Persian`; `Kurdish (ku)`, with its code, where the desk does not speak it."""
    found = term_of(lang, code, "lang")
    if found:
        return found
    tag = without_controls(code)
    named = _names(language(lang).code).get(code.partition("-")[0].lower(), "")
    return f"{named} ({tag if lang == 'en' else isolated(tag)})" if named else tag


def code_called(name: str) -> str | None:
    """Return the code of what the desk's readers call by this name, in whichever of its languages; None of no language that CLDR knows."""
    wanted = name.casefold()
    for lang in LANGUAGES:
        for code, called in _names(lang).items():
            if called.casefold() == wanted:
                return code
    return None


@cache
def _names(lang: str) -> dict[str, str]:
    """Names of languages alone: those of a language as one country has it stand under longer codes."""
    return {code: str(called) for code, called in Locale.parse(lang).languages.items() if len(code) <= 3}
