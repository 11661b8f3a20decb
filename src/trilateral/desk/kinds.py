"""Everything that the reader's office can sign: found by a word, by subject, and what it signed most of late.

Kinds are sought by their names and those of their subjects in the reader's language, letters folded as in search. What the
powers of the office's key do not reach to is listed too, with the reason: nobody has to guess whether there is such a kind.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trilateral.desk.reading import Reading
from trilateral.desk.signing import BY_NAME, Speaker
from trilateral.i18n import messages
from trilateral.i18n.folding import Sought, folded_words, sought_words
from trilateral.node.searching import is_said, kind_of
from trilateral.ui.page import Shown

MOST_TYPED = 300
"""Characters of what is sought; the rest is left out."""
LATELY = 2000
"""Entries of our log, the last ones, by which it is told what an office signs most."""
MOST_USED = 8


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of entry.

    Attributes:
        name: In the reader's language.
        href: Its form.
    """

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Kinds of one slice.

    Attributes:
        name: In the reader's language.
        kinds: Those that were sought.
    """

    name: str
    kinds: tuple[Kind, ...]


def kinds_page(reading: Reading, speaker: Speaker, office: str) -> Shown:
    """Return the list of all kinds, or of those that the address asks for by `q`.

    Args:
        reading: For whom.
        speaker: What the office may sign.
        office: The reader's.
    """
    typed = reading.asked("q")[:MOST_TYPED]
    asked = sought_words(typed)
    found = [each for each in BY_NAME if _answers(asked, _called(reading, each))]
    able = [each for each in found if speaker.may_sign(each)]
    return Shown(
        "desk/kinds.html",
        reading.gettext("Sign something"),
        {
            "here": reading.href("sign"),
            "typed": typed,
            "count": len(found),
            "used": [_kind(reading, each) for each in most_used(reading, office) if each in able],
            "able": _by_subject(reading, able),
            "unable": _by_subject(reading, [each for each in found if each not in able]),
            "hand_in_href": reading.href("hand-in"),
        },
    )


def most_used(reading: Reading, office: str) -> tuple[str, ...]:
    """Return what an office of our party has signed most of late, as addresses write it."""
    ours = reading.fold.verdicts(reading.record.settings.origin)[-LATELY:]
    signed = Counter(
        kind_of(each.entry)
        for each in ours
        if each.entry is not None and each.entry.header.by == office and is_said(each.entry)
    )
    return tuple(kind for kind, _ in signed.most_common() if kind in BY_NAME)[:MOST_USED]


def _by_subject(reading: Reading, kinds: Iterable[str]) -> tuple[Subject, ...]:
    held: dict[str, list[Kind]] = {}
    for each in kinds:
        held.setdefault(each.partition(".")[0], []).append(_kind(reading, each))
    return tuple(Subject(reading.term(name, "slice"), tuple(those)) for name, those in held.items())


def _kind(reading: Reading, kind: str) -> Kind:
    return Kind(messages.kind_name(reading.lang, kind), reading.href("sign", kind))


def _called(reading: Reading, kind: str) -> str:
    return f"{messages.kind_name(reading.lang, kind)} {reading.term(kind.partition('.')[0], 'slice')}"


def _answers(asked: Sequence[Sought], called: str) -> bool:
    """Whether each word that is sought is one of these or begins one, however few letters of it have been typed."""
    written = folded_words(called)
    return all(
        each.answered(called) > 1
        or all(any(word.startswith(part) for word in written) for part in folded_words(each.typed))
        for each in asked
    )
