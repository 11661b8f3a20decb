"""Words as they are searched: one spelling for each, in Latin, Arabic and Persian letters, and the forms beside it.

What differs in letter forms alone is made alike, as in `spellings`. A word that the zero-width non-joiner
parts is kept in its parts, and joined too. Arabic words that begin with an article, or with a
conjunction or preposition written on to them, are kept without it besides. Names are also kept as they sound, under a mark
that no word can have: capitalised words in Latin letters, and all words in Arabic script, since that
has no capitals.

A written word answers a word that is sought if it begins with it, is one of its forms, or, last of all, sounds like it.

Not here: grammar. No language's endings are taken off but the English plural, and nothing is translated. When what a
text folds to is changed, indexes that were made before must be made again (`store.owners`).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from trilateral.i18n.digits import latin_digits
from trilateral.i18n.spellings import ALIKE, heard

MOST_LETTERS = 60
"""Of a word that is kept. What is longer is no word of a language, and is cut."""
MOST_SOUGHT = 24
"""Words of one query that are read."""

LATIN, ARABIC = "_zl", "_za"
"""Marks of words kept as they sound."""

_LETTERS = {key: value for key, value in ALIKE.items() if key != ord("\u200c")}
_WORD = re.compile("[^\\W_]+(?:\u200c+[^\\W_]+)*")
_MARKS = "٬\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200c-\u200f\u00ad'`ʿʾ\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
_SHOWN = re.compile(f"[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9])|[^\\W_](?:[^\\W_]|[{_MARKS}])*")
_GROUPED = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_ARTICLE = re.compile("^[وف]?(?:[بک]?ال|لل)(?=.{3})")
_WRITTEN_ON = re.compile("^[وفبل](?=.{4})")
_LATIN_ARTICLES = frozenset({"al", "el", "ul", "the"})
_ENDINGS = frozenset({"ها", "های", "هایی", "ال"})
"""Written apart by some and not by others: no word to insist on beside others."""
_GH = re.compile("gh|غ")
_SILENT = re.compile(r"(?<=[ae])h$|ه$")
_LEAST_HEARD = 3
_LEAST_EITHER = 4
"""Consonants from which on g and gh are one even where a word begins with them: shorter ones are too often other words."""
_LEAST_PREFIX = 3


class _Bare(dict[int, int | None]):
    """Each character without its marks, looked up once."""

    def __missing__(self, character: int) -> int | None:
        self[character] = kept = None if unicodedata.combining(chr(character)) else character
        return kept


_BARE = _Bare()


@dataclass(frozen=True, slots=True)
class Forms:
    """What one written word is kept as.

    Attributes:
        said: In the order of the text: one word, or the parts of one.
        more: Forms besides.
        sound: What it sounds like, under its mark; empty for what is no name, or too short to tell.
    """

    said: tuple[str, ...]
    more: tuple[str, ...] = ()
    sound: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A form that is sought: a kept word answers if it is the same, or begins with it."""

    word: str
    begins: bool = False

    def answers(self, kept: str) -> bool:
        """Whether a kept word answers it."""
        return kept.startswith(self.word) if self.begins else kept == self.word


@dataclass(frozen=True, slots=True)
class Sought:
    """One word of a query.

    Attributes:
        typed: As it was typed.
        ways: Each is enough; of one all terms are needed.
        sounds: Sounds under their marks, for what only sounds like it.
    """

    typed: str
    ways: tuple[tuple[Term, ...], ...]
    sounds: tuple[Term, ...] = ()

    def answered(self, written: str) -> int:
        """How a word of a text answers: 2 by its letters, 1 by its sound alone, 0 not."""
        kept = [each for raw in _words(written) for each in (*forms(raw).said, *forms(raw).more)]
        if any(term.answers(each) for way in self.ways for term in way for each in kept):
            return 2
        sounds = {forms(raw).sound for raw in _words(written)}
        return 1 if any(term.word in sounds for term in self.sounds) else 0


def _words(text: str) -> list[str]:
    """The words of a text with their capitals, without marks."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).translate(_LETTERS))
        text = text.translate(_BARE).translate(_LETTERS)
    else:
        text = text.replace("'", "").replace("`", "")
    return _WORD.findall(_GROUPED.sub("", latin_digits(text)))


@lru_cache(maxsize=100_000)
def forms(raw: str) -> Forms:
    """Return what a word is kept as, given as `_words` leaves it."""
    plain = raw.casefold()
    parts = tuple(each[:MOST_LETTERS] for each in plain.split("\u200c") if each)
    joined = plain.replace("\u200c", "")[:MOST_LETTERS]
    more = [joined] if len(parts) > 1 else []
    if joined.isascii():
        name = raw[0].isupper()
        return Forms(parts, tuple(more), _sound(joined, LATIN) if name else "")
    if not "\u0600" <= joined[0] <= "\u06ff":
        return Forms(parts, tuple(more), _sound(joined, LATIN) if raw[0].isupper() else "")
    bare = _ARTICLE.sub("", joined)
    more += [bare] if bare != joined else [_WRITTEN_ON.sub("", joined)]
    return Forms(parts, tuple(dict.fromkeys(each for each in more if each not in parts)), _sound(bare, ARABIC))


def _sound(word: str, mark: str) -> str:
    consonants = heard(_SILENT.sub("", word)).replace("p", "b")
    return f"{mark}{consonants}" if len(consonants) >= _LEAST_HEARD else ""


def kept_words(texts: Iterable[str]) -> tuple[list[str], set[str]]:
    """Return the words of texts in their order, and the forms that are kept besides."""
    said: list[str] = []
    more: set[str] = set()
    for text in texts:
        for raw in _words(text):
            found = forms(raw)
            said.extend(found.said)
            more.update(found.more)
            if found.sound:
                more.add(found.sound)
    return said, more


def folded_words(text: str) -> tuple[str, ...]:
    """Return the words of a text, each in its one spelling."""
    return tuple(each for raw in _words(text) for each in forms(raw).said)


def sought_words(query: str) -> tuple[Sought, ...]:
    """Return what a query seeks, word by word. Articles and endings are left out beside other words."""
    found = [(raw, _sought(raw)) for raw in _words(query)[:MOST_SOUGHT]]
    idle = _LATIN_ARTICLES | _ENDINGS
    real = [sought for raw, sought in found if raw.casefold() not in idle]
    return tuple(real or [sought for _, sought in found])


def _sought(raw: str) -> Sought:
    plain = raw.casefold()
    parts = tuple(each[:MOST_LETTERS] for each in plain.split("\u200c") if each)
    joined = plain.replace("\u200c", "")[:MOST_LETTERS]
    ways: list[tuple[Term, ...]] = [(_term(each),) for each in _spellings(joined)]
    if len(parts) > 1:
        ways.append(tuple(_term(each) for each in parts))
    latin = not "\u0600" <= joined[0] <= "\u06ff"
    bare = joined if latin else _ARTICLE.sub("", joined)
    # A word in Arabic script is not sought by sound among its like: there the same consonants are other words.
    marks = (LATIN, ARABIC) if latin else (LATIN,)
    sounds = tuple(Term(mark + sound) for sound in _sounds(bare) for mark in marks)
    return Sought(raw, tuple(dict.fromkeys(ways)), sounds)


def _sounds(word: str) -> Iterator[str]:
    """How a word that is sought may sound: as it is written, and with g for gh or gh for g, as in Bagdad."""
    sound = _sound(word, "")
    if not sound:
        return
    yield sound
    plain = _GH.sub("g", word)
    other = _sound(plain, "") if plain != word else sound.replace("g", "q")
    if other != sound and (other[0] == sound[0] or len(sound) >= _LEAST_EITHER):
        yield other


def _term(word: str) -> Term:
    return Term(word, begins=len(word) >= _LEAST_PREFIX and not word.isdecimal())


def _spellings(word: str) -> Iterator[str]:
    """A word as it is sought: without an article, and in English in the singular and the plural."""
    if not word.isascii():
        yield word
        yield _ARTICLE.sub("", word)
    elif word.endswith("ies") and len(word) > 4:
        yield word
        yield f"{word[:-3]}y"
    elif word.endswith("s") and not word.endswith("ss") and len(word) > _LEAST_PREFIX:
        yield word[:-1]
    else:
        yield word
        if word.endswith("y") and len(word) > _LEAST_PREFIX:
            yield f"{word[:-1]}ies"


def shown_words(text: str) -> Iterator[re.Match[str]]:
    """Yield the words of a text as they stand in it, marks and joiners included."""
    return _SHOWN.finditer(text)
