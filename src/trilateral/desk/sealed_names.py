"""Names that stand under seal and nowhere in the open, before words with one of them are signed in the open.

Somebody who reads a list of persons or the name of a protected site under seal may write it into a statement
without thinking of that. It is said first and plainly; it refuses nothing, since whose name it is may want it said.

It looks at letters alone: a name by another spelling is not found, and one that two things share is found for both.
"""

from collections.abc import Iterable, Iterator

import msgspec

from trilateral.desk.reading import Reading
from trilateral.ledger.entry import Body, EntryId, PartyId, Text
from trilateral.ledger.fold import Fold
from trilateral.mechanism.bodies.rules import Kept, What
from trilateral.picture.caution import stands_in, texts_in
from trilateral.ui.views import CautionView

_NAMING = frozenset({"name", "names", "terms", "spellings"})
"""Members that say what somebody or something is called."""


class NameFound(msgspec.Struct, frozen=True):
    """That words to be said in the open hold a name that stands under seal alone. It refuses nothing.

    Attributes:
        called: The name, as it stands there.
        entry: The entry under seal, or the first of several.
    """

    called: str
    entry: str


def names_spilled(inside: Fold, outside: Fold, body: object, audience: Iterable[PartyId] = ()) -> dict[str, EntryId]:
    """Return each name in words for all that stands under seal alone, with the first entry that has it.

    Args:
        inside: The record as the one who is to sign reads it.
        outside: The same as everybody does.
        body: What is to be said.
        audience: Who alone shall read it; words under a seal spill nothing here.
    """
    if not isinstance(body, Body) or tuple(audience):
        return {}
    words = [each.text for each in texts_in(body)]
    found: dict[str, EntryId] = {}
    for entry, name in _sealed_names(inside, outside):
        if name not in found and stands_in(name, words):
            found[name] = entry
    if not found:
        return {}
    said = [each.text for each in _said_openly(outside)]
    return {name: entry for name, entry in found.items() if not stands_in(name, said)}


def _sealed_names(inside: Fold, outside: Fold) -> Iterator[tuple[EntryId, str]]:
    for held in outside.subjects("bodies").values():
        if not isinstance(held, Kept) or held.what is not What.SEALED:
            continue
        verdict = inside.verdict(held.id)
        if verdict is not None and verdict.entry is not None and verdict.entry.under_seal:
            yield from ((held.id, name) for name in _names_in(verdict.entry.body))


def _names_in(value: object) -> Iterator[str]:
    """What things are called in a body, however deep."""
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            member = getattr(value, name)
            if name in _NAMING:
                yield from (text.text for text in texts_in(member))
            else:
                yield from _names_in(member)
    elif isinstance(value, tuple):
        for each in value:
            yield from _names_in(each)


def _said_openly(outside: Fold) -> Iterator[Text]:
    yield from texts_in(outside.version.charter)
    for line in outside.lines():
        for verdict in line.verdicts:
            if verdict.entry is not None and verdict.has_effect:
                yield from texts_in(verdict.entry.body)


def found_names(reading: Reading, body: object, audience: Iterable[PartyId] = ()) -> tuple[NameFound, ...]:
    """The same for programs and pages, as one reader may know them."""
    found = names_spilled(reading.fold, reading.open_fold, body, audience)
    return tuple(NameFound(name, reading.ref(entry)) for name, entry in found.items())


def name_views(reading: Reading, body: object, audience: Iterable[PartyId] = ()) -> tuple[CautionView, ...]:
    """The same as a page shows them."""
    found = names_spilled(reading.fold, reading.open_fold, body, audience)
    return tuple(
        CautionView(reading.ref(entry), reading.subject_href(entry), name, (), ()) for name, entry in found.items()
    )
