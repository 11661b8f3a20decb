"""The message catalogues, read from their sources.

A catalogue is a folder `po/<language>/` with one gettext file a subject, so that who
changes a subject changes its file. They are read as they are when first needed: there
is no compiled form that could differ from what a translator sees.

A context tells what a message is: "" a sentence of a page, `code` the sentence for
an objection, `kind` the name of an entry kind, `label` and `help` a form field, `term`
a value that the record names by a word.

The sentence for a code can count one of the code's parameters: `msgid_plural` then is the
name of that parameter, and the forms are those of its number.
"""

import functools
import gettext
import importlib.resources
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from babel.messages.pofile import read_po

from trilateral.i18n.languages import ENGLISH, LANGUAGES, Language, language

PLURALS = {
    "en": "nplurals=2; plural=(n != 1);",
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
    "fa": "nplurals=2; plural=(n > 1);",
}
"""Unicode CLDR's cardinal rules for whole numbers, in gettext's notation. Arabic has six forms.

A noun after a number is the same in both forms of Persian; one before its numbers, as in "points 1, 2", is not.
"""

Messages = Mapping[tuple[str, str], "Said"]


@dataclass(frozen=True, slots=True)
class Said:
    """What one language says for a message.

    Attributes:
        forms: All of them, in the order of the plural rule; one where nothing is counted.
        plural: The plural of its id, if it has one.
    """

    forms: tuple[str, ...]
    plural: str | None = None


@dataclass(frozen=True, slots=True)
class Translator:
    """The sentences of one language, and English behind it for those that it lacks."""

    language: Language
    _messages: Messages
    _behind: "Translator | None" = None

    def find(self, context: str, message_id: str) -> str | None:
        """Return the message in this language or else in English; None if neither has it."""
        said = self._messages.get((context, message_id))
        if said:
            return said.forms[0]
        return self._behind.find(context, message_id) if self._behind else None

    def find_counted(self, context: str, message_id: str, params: Mapping[str, object]) -> str | None:
        """Return the same in the form for the parameter that it counts, if any; in the last one, for many, where that is no number."""
        said = self._messages.get((context, message_id))
        if said is None:
            return self._behind.find_counted(context, message_id, params) if self._behind else None
        num = params.get(said.plural) if said.plural else None
        return self._form(said, num) if isinstance(num, int) else said.forms[-1]

    def gettext(self, message_id: str) -> str:
        """Return the sentence; the id itself, which is English, if no catalogue has it."""
        return self.find("", message_id) or message_id

    def pgettext(self, context: str, message_id: str) -> str:
        """Return the message that has this id in this context; the id if no catalogue has it."""
        return self.find(context, message_id) or message_id

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Return the form of the sentence that goes with the number `n`."""
        said = self._messages.get(("", singular))
        if said:
            return self._form(said, n)
        if self._behind:
            return self._behind.ngettext(singular, plural, n)
        return singular if n == 1 else plural

    def ids(self, context: str) -> tuple[str, ...]:
        """The ids of all messages that this language itself has in a context."""
        return tuple(one for found, one in self._messages if found == context)

    def has(self, context: str, message_id: str) -> bool:
        """Whether this language itself has the message."""
        return (context, message_id) in self._messages

    def _form(self, said: Said, n: int) -> str:
        return said.forms[min(_plural_form(self.language.code)(abs(n)), len(said.forms) - 1)]


@functools.cache
def translator(lang: str) -> Translator:
    """Return the translator for a language of the desk. Reads the catalogues the first time."""
    of = language(lang)
    behind = None if of is ENGLISH else translator(ENGLISH.code)
    return Translator(of, _read(of.code), behind)


def catalogue_files(lang: str) -> tuple[Traversable, ...]:
    """Return the sources of a language, in the order in which they are read."""
    folder = importlib.resources.files("trilateral.i18n") / "po" / LANGUAGES[lang].code
    return tuple(sorted((f for f in folder.iterdir() if f.name.endswith(".po")), key=lambda f: f.name))


def _plural_form(lang: str) -> "functools._lru_cache_wrapper[int]":
    return _plural_forms()[lang]


@functools.cache
def _plural_forms() -> Mapping[str, "functools._lru_cache_wrapper[int]"]:
    return {
        lang: functools.lru_cache(maxsize=256)(gettext.c2py(rule.partition("plural=")[2].rstrip(";")))
        for lang, rule in PLURALS.items()
    }


def _read(lang: str) -> Messages:
    messages: dict[tuple[str, str], Said] = {}
    for source in catalogue_files(lang):
        with source.open("rb") as file:
            catalogue = read_po(file, locale=lang, abort_invalid=True)
        for message in catalogue:
            if not message.id or message.fuzzy:
                continue
            one, plural = message.id[:2] if isinstance(message.id, list | tuple) else (message.id, None)
            forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
            if forms and all(forms):
                messages.setdefault((message.context or "", one), Said(forms, plural))
    return messages
