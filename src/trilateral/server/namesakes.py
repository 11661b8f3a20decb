"""Which office somebody means by a name that they type: as entries write it, or as pages show it in any language.

Left out: whether there is such an office. Nothing here that shows outside depends on that: names that could be taken for one
another share one count of failures, whichever of them are offices of this node.
"""

import functools
from collections.abc import Collection, Mapping

from trilateral.i18n.catalogues import translator
from trilateral.i18n.languages import LANGUAGES
from trilateral.i18n.spellings import folded

MOST = 100
"""Characters of a name that are read."""


def meant_by(typed: str, offices: Collection[str], group: str = "office") -> str:
    """The one of these that somebody means by a name; what they typed, in small letters, if it is none of them.

    Two offices may be called alike in a language. The one that is written as it was typed comes first, then any that there is.

    Args:
        typed: Anything.
        offices: As entries write them.
        group: Of which terms the catalogues take their names: offices, or roles.
    """
    name = typed.strip().casefold()[:MOST]
    if name in offices:
        return name
    key = folded(name)
    called = {key, *_names(group).get(key, ())}
    return next((each for each in sorted(offices) if folded(each) in called), name)


def counted_as(office: str) -> str:
    """Under what failures are counted: the same for an office and for all names that may mean it.

    Else a name in each language would give somebody who guesses as many more tries, and how many there are would tell which
    office a name means here.
    """
    key = folded(office)
    return _shared().get(key, key)


@functools.cache
def _names(group: str) -> Mapping[str, frozenset[str]]:
    """By each name in any language, folded: what the catalogues call so, folded too."""
    found: dict[str, set[str]] = {}
    for lang in LANGUAGES:
        terms = translator(lang)
        for each in terms.ids("term"):
            of, _, value = each.partition(".")
            if of == group:
                found.setdefault(folded(terms.pgettext("term", each)), set()).add(folded(value))
    return {name: frozenset(values) for name, values in found.items()}


@functools.cache
def _shared() -> Mapping[str, str]:
    """By each name and office of the catalogues, folded: the least of all that names lead to from it."""
    least: dict[str, str] = {}
    for name, values in _names("office").items():
        together = {name, *values}
        together |= {each for each, one in least.items() if one in {least.get(other, other) for other in together}}
        one = min(together)
        least.update(dict.fromkeys(together, one))
    return least
