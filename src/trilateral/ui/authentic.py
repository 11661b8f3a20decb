"""What binds, in an authentic language of the charter too, for a reader who reads another.

A charter may name languages that are authentic. Who reads in one of them is shown nothing twice. For others each
sentence that says what a signature binds to stands also in every authentic language in which the desk speaks, under
the reader's own, with the name of the language. Templates mark such a sentence with the filter `binding`; whether it
is doubled, and how, is decided here alone.

Left out: what parties wrote themselves. That stands in their own words, and its translations beside it.
"""

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from trilateral.i18n.catalogues import translator
from trilateral.i18n.languages import LANGUAGES, direction
from trilateral.i18n.messages import term

_MARK = Markup('<span class="authentic"><span class="authentic-mark">{}</span> <bdi lang="{}" dir="{}">{}</bdi></span>')


def languages_beside(authentic: Iterable[str], lang: str) -> tuple[str, ...]:
    """Return in which languages of the desk a reader is shown what binds, beside their own.

    Args:
        authentic: BCP 47 tags that the charter names; none where it names none, and then none prevails.
        lang: The reader's language.
    """
    named = tuple(dict.fromkeys(each.partition("-")[0].lower() for each in authentic))
    return () if lang in named else tuple(each for each in named if each in LANGUAGES)


def mark(of: str, lang: str) -> str:
    """Return what stands before words in an authentic language, in the reader's."""
    return translator(lang).gettext("%(language)s, authentic:") % {"language": term(lang, of, "lang")}


def binding(said: str, languages: Sequence[str], lang: str) -> Markup:
    """Return a sentence, and under it the same in each of `languages`.

    Args:
        said: As the catalogues say it (`i18n.messages.Sentence`); other text stands alone.
        languages: From `languages_beside`.
        lang: The reader's.
    """
    shown = escape(said)
    if again := getattr(said, "again", None):
        for each in languages:
            shown += _MARK.format(mark(each, lang), each, direction(each), again(each))
    return Markup(shown)  # noqa: S704 - made of markup alone
