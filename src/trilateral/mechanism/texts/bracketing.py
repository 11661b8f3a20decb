"""Which words somebody means who copies them from a paragraph to bracket them.

Entries name whole words, with the punctuation that is written at them: `monthly.` and not `monthly`
(docs/spec/merging.md). Nobody copies so. So what a person wrote is sought as people read, and the words that
hold it are what is signed. This leaves out what stands nowhere: the rules say so better.
"""

from collections.abc import Iterator

import msgspec

from trilateral.errors import RefusedError
from trilateral.mechanism.texts.entries import WordsBracketed
from trilateral.mechanism.texts.merging import Words, words_of
from trilateral.mechanism.texts.state import JointText
from trilateral.mechanism.texts.wording import words_at


def whole_words(held: JointText, body: WordsBracketed, *, says_which: bool) -> WordsBracketed:
    """Return the same bracket round whole words; unchanged where what was written does not stand there.

    Args:
        held: The text.
        body: As a person wrote it: its `occurrence` counts the places where people read these words.
        says_which: Whether that person said which of several places it is.

    Raises:
        RefusedError: The words stand in several places, and nobody said which.
    """
    there, written = words_at(held, body.key, body.lang, body.bases), words_of(body.words)
    found = tuple(_places(there, written)) if written else ()
    if len(found) > 1 and not says_which:
        raise RefusedError("texts.stands_several_times", number=len(found))
    if not 0 < body.occurrence <= len(found):
        return body
    at = found[body.occurrence - 1]
    whole = there[at : at + len(written)]
    alike = [place for place in range(at + 1) if there[place : place + len(whole)] == whole]
    return msgspec.structs.replace(body, words=" ".join(whole), occurrence=len(alike))


def _places(there: Words, written: Words) -> Iterator[int]:
    """Where words stand as people read: with nothing but punctuation between what was written and the words that hold it."""
    for at in range(len(there) - len(written) + 1):
        if _holds(" ".join(there[at : at + len(written)]), " ".join(written)):
            yield at


def _holds(words: str, written: str) -> bool:
    at = words.find(written)
    while at >= 0:
        if not _says_something(words[:at]) and not _says_something(words[at + len(written) :]):
            return True
        at = words.find(written, at + 1)
    return False


def _says_something(beside: str) -> bool:
    return any(letter.isalnum() for letter in beside)
