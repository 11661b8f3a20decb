"""Languages for which a field asks: those that are offered are chosen by their names, any other is written by its code.

    languages         each that is chosen; codes in one line where no form was shown, as from a shell
    languages.other   what is written beside them

Left out: boxes for words in several languages, which are in `boxes`.
"""

import re
from collections.abc import Iterable

from trilateral.errors import RefusedError
from trilateral.i18n.language_names import code_called

TAG = "[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"
"""How a language is spelt in entries and in the names of fields (BCP 47)."""
_BETWEEN = re.compile("[\\s,;\N{ARABIC COMMA}\N{ARABIC SEMICOLON}]+")


def other(path: str) -> str:
    """Return the name of the field in which a language that is not offered is written."""
    return f"{path}.other"


def between(values: Iterable[str]) -> tuple[str, ...]:
    """Return what stands in values that were posted, several in one among them, whether or not these are codes."""
    return tuple(each for value in values for each in _BETWEEN.split(value) if each)


def is_tag(code: str) -> bool:
    """Whether it is spelt as entries spell a language."""
    return re.fullmatch(TAG, code) is not None


def codes_in(written: str) -> tuple[str, ...]:
    """Return the codes that were written, in their order.

    Raises:
        RefusedError: Something among them is no code (BCP 47); what is the name of a language is told its code.
    """
    found = (written,) if code_called(written) else between((written,))
    for each in found:
        if not is_tag(each):
            called = code_called(each)
            raise (
                RefusedError("form.no_language", got=each)
                if called is None
                else RefusedError("form.language_by_name", got=each, near=called)
            )
    return found
