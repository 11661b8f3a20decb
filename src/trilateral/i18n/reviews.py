"""Who has read each message of a language after it was written, and vouches for it.

A mark stands above every message in its catalogue: `# reviewed-by: nobody yet`, or
`# reviewed-by: NAME, 2026-11-22, 1f0c5a7e`. The digits are the beginning of a SHA-256 over
the message and what it says, so a mark ends when either is changed: nobody vouches for words
that they did not read. Whoever translates is not the one who reviews.
"""

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from trilateral.i18n.catalogues import catalogue_files

NOBODY = "reviewed-by: nobody yet"
_MARK = re.compile(r"reviewed-by: (?P<who>[^,]+), (?P<on>[0-9]{4}-[0-9]{2}-[0-9]{2}), (?P<digest>[0-9a-f]{8})")


@dataclass(frozen=True, slots=True)
class Reviewed:
    """How far a language was reviewed.

    Attributes:
        messages: All that it says.
        reviewed: Those of them that somebody vouches for as they are.
        by: Who they are.
    """

    messages: int
    reviewed: int
    by: tuple[str, ...]


def mark_of(message: Message) -> str | None:
    """The mark of a message; None if it has none or several."""
    marks = [line for line in message.user_comments if line.startswith("reviewed-by:")]
    return marks[0] if len(marks) == 1 else None


def holds(message: Message) -> bool:
    """Whether a message has a mark that is still about what it says, be it that nobody reviewed it."""
    mark = mark_of(message)
    return mark == NOBODY or reviewer(message) is not None


def reviewer(message: Message) -> str | None:
    """Who vouches for what a message says now; None if nobody does."""
    found = _MARK.fullmatch(mark_of(message) or "")
    return found["who"] if found is not None and found["digest"] == _digest(message) else None


def set_mark(message: Message, who: str = "", on: str = "") -> None:
    """Mark a message as reviewed by somebody, or by nobody where no name is given."""
    rest = [line for line in message.user_comments if not line.startswith("reviewed-by:")]
    message.user_comments = [*rest, f"reviewed-by: {who}, {on}, {_digest(message)}" if who else NOBODY]


def count_reviewed(messages: Iterable[Message]) -> Reviewed:
    """How many of some messages somebody vouches for."""
    found = [reviewer(each) for each in messages]
    return Reviewed(len(found), sum(who is not None for who in found), tuple(sorted({who for who in found if who})))


@functools.cache
def reviewed(lang: str) -> Reviewed:
    """How far a language of the desk was reviewed. Reads the catalogues the first time."""
    messages: list[Message] = []
    for source in catalogue_files(lang):
        with source.open("rb") as file:
            messages.extend(each for each in read_po(file, locale=lang, abort_invalid=True) if each.id)
    return count_reviewed(messages)


def _digest(message: Message) -> str:
    said = [message.context or "", *_forms(message.id), "", *_forms(message.string)]
    return sha256("\0".join(said).encode()).hexdigest()[:8]


def _forms(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)
