"""Names as they are looked for: one key for all spellings of a word, in Latin, Arabic and Persian letters.

`folded` makes alike what differs in letter forms alone: Arabic and Persian kaf and yeh, hamza on
its seats, vowel marks, tatweel, the zero-width non-joiner, digits, capitals, accents. `sounding` goes further
and leaves the consonants that are heard, in one alphabet for all scripts, so that a name is found under a
spelling that nobody wrote down: Qomi, Qumi and قمی. It finds more than is meant, so what it finds comes last.

Nothing here says that two names are one: that is for the parties to say.
"""

import re
import unicodedata

from trilateral.i18n.digits import latin_digits

ALIKE = str.maketrans(
    {
        "ك": "ک",
        "ي": "ی",
        "ى": "ی",
        "ئ": "ی",
        "ۍ": "ی",
        "ې": "ی",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ؤ": "و",
        "ة": "ه",
        "ۀ": "ه",
        "ۂ": "ه",
        "ە": "ه",
        "ہ": "ه",
        "ھ": "ه",
        "ء": None,
        "ـ": None,
        "ʿ": None,
        "ʾ": None,
        "'": None,
        "\N{RIGHT SINGLE QUOTATION MARK}": None,
        "\N{LEFT SINGLE QUOTATION MARK}": None,
        "`": None,
        "\u200c": None,
        "\u200d": None,
        "\u200e": None,
        "\u200f": None,
        "\u00ad": None,
        "ı": "i",
        "ø": "o",
        "ł": "l",
        "đ": "d",
    }
)
"""Letters that differ in form, not in what they are; and marks that join, part or only colour a word."""

_NO_WORD = re.compile(r"[\W_]+")

_ARABIC = str.maketrans(
    {
        "ب": "b",
        "پ": "p",
        "ت": "t",
        "ط": "t",
        "ث": "s",
        "س": "s",
        "ص": "s",
        "ج": "j",
        "چ": "c",
        "ح": "h",
        "ه": "h",
        "خ": "x",
        "د": "d",
        "ذ": "z",
        "ز": "z",
        "ض": "z",
        "ظ": "z",
        "ژ": "j",
        "ر": "r",
        "ش": "š",
        "ع": "",
        "غ": "q",
        "ق": "q",
        "ف": "f",
        "ڤ": "f",
        "ک": "k",
        "گ": "g",
        "ل": "l",
        "م": "m",
        "ن": "n",
        "و": "",
        "ی": "",
        "ا": "",
    }
)
_LATIN = (
    ("tch", "c"),
    ("sch", "š"),
    ("sh", "š"),
    ("ch", "c"),
    ("kh", "x"),
    ("gh", "q"),
    ("zh", "j"),
    ("dj", "j"),
    ("dh", "z"),
    ("th", "s"),
    ("ph", "f"),
    ("ck", "k"),
)
_LATIN_ONE = str.maketrans({**dict.fromkeys("aeiouwyv", ""), "c": "k"})
_ARTICLES = re.compile(r"^(?:al|el|ul|ال)(?=.{3})")
_DOUBLED = re.compile(r"(.)\1+")


def folded(text: str) -> str:
    """Return a text with one spelling for each letter: words parted by single spaces, nothing else between them."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).translate(ALIKE).casefold())
    bare = "".join(each for each in plain if not unicodedata.combining(each)).translate(ALIKE)
    return _NO_WORD.sub(" ", latin_digits(bare)).strip()


def sounding(text: str) -> str:
    """Return the consonants of a text as they are heard, word by word; words without any are left out."""
    found = (heard(word) for word in folded(text).split())
    return " ".join(each for each in found if each)


def heard(word: str) -> str:
    """Return the consonants of one folded word as they are heard; nothing of an article."""
    if word in {"al", "el", "ul", "ال", "bin", "ibn", "بن", "ابن"}:
        return ""
    bare = _ARTICLES.sub("", word)
    if not bare.isascii():
        return _DOUBLED.sub(r"\1", bare.translate(_ARABIC))
    for letters, one in _LATIN:
        # A capital letter stands for a pair until the single letters have been gone through.
        bare = bare.replace(letters, one.upper())
    return _DOUBLED.sub(r"\1", bare.translate(_LATIN_ONE).lower())


def finds(query: str, spelling: str) -> int:
    """How well a spelling answers what is looked for: 3 the same, 2 each word of it begins one, 1 it sounds so, 0 not."""
    asked, written = folded(query), folded(spelling)
    if not asked:
        return 0
    if asked.replace(" ", "") == written.replace(" ", ""):
        return 3
    words = written.split()
    if all(any(each.startswith(word) for each in words) for word in asked.split()):
        return 2
    sought, sounds = sounding(query).split(), sounding(spelling).split()
    alike = "".join(sought) == "".join(sounds) or set(sought) <= set(sounds)
    return 1 if alike and any(len(word) > 1 for word in sought) else 0
