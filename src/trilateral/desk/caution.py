"""The caution before something is signed that touches a protection, and beside it once it is: on forms, pages, commands and for programs.

What it looks at and how little that proves is said in `picture.caution`. A caution never refuses, and of a person under seal only
those read who can read the protection.
"""

from collections.abc import Iterable
from dataclasses import replace

import msgspec

from trilateral.desk.reading import Reading
from trilateral.ledger.entry import Body, EntryId
from trilateral.ledger.fold import Fold
from trilateral.mechanism.humanitarian.state import Protection, Standing, standing
from trilateral.picture.caution import SLICES, Caution, cautions, protected
from trilateral.ui.page import Shown
from trilateral.ui.views import CautionView


class CautionFound(msgspec.Struct, frozen=True):
    """That what is to be signed touches a protection. It refuses nothing.

    Attributes:
        protection: The entry that asserted it.
        by: `reference` or `words`.
        called: The name that stands in the words; empty where there is none.
        asked: What is asked, as far as the words tell, such as `expel`.
        articles: What speaks to it, each as a sentence.
    """

    protection: str
    by: str
    called: str
    asked: tuple[str, ...]
    articles: tuple[str, ...]


def cautions_on(
    fold: Fold, body: object, subject: EntryId | None = None, refs: Iterable[EntryId] = ()
) -> tuple[Caution, ...]:
    """Return what a body touches of what stands in a reading of the record. Protections that all hold to have ended are left out."""
    kind = body.__struct_config__.tag if isinstance(body, Body) else ""
    if not isinstance(body, Body) or str(kind).partition(".")[0] not in SLICES:
        return ()
    held = [each for each in fold.subjects("humanitarian").values() if isinstance(each, Protection)]
    known = [
        protected(each, None if each.designation is None else fold.state(each.designation))
        for each in sorted(held, key=lambda one: one.id)
        if standing(each) is not Standing.ENDED
    ]
    return cautions(body, [*refs, *((subject,) if subject else ())], known)


def found_cautions(reading: Reading, found: Iterable[Caution]) -> tuple[CautionFound, ...]:
    """Return cautions for programs, in the reader's language."""
    return tuple(
        CautionFound(
            reading.ref(each.protection),
            each.by,
            each.called,
            each.asked,
            tuple(reading.sentence(f"caution.{article}") for article in each.articles),
        )
        for each in found
    )


def caution_views(reading: Reading, found: Iterable[Caution]) -> tuple[CautionView, ...]:
    """Return cautions as pages show them."""
    return tuple(
        CautionView(
            reading.ref(each.protection),
            reading.subject_href(each.protection),
            each.called,
            tuple(reading.term(what, "asked") for what in each.asked),
            tuple(reading.sentence(f"caution.{article}") for article in each.articles),
        )
        for each in found
    )


def with_cautions(reading: Reading, shown: Shown | None, subject: EntryId) -> Shown | None:
    """The page of a proposal, request or commitment with what it touches, every entry about it included."""
    if shown is None or reading.fold.slice_of(subject) not in SLICES:
        return shown
    said = (reading.read(each.id) for each in reading.fold.acts(subject))
    opened = reading.read(subject)
    found: dict[EntryId, Caution] = {}
    for entry in (opened, *said):
        if entry is not None:
            refs = [each.entry for each in entry.header.refs]
            for each in cautions_on(reading.fold, entry.body, None, refs):
                found.setdefault(each.protection, each)
    return replace(shown, values={**shown.values, "cautions": caution_views(reading, found.values())})
