"""Acts on entries for programs: all of one matter, by the entry that opened it."""

import msgspec

from trilateral.ledger.entry import EntryId
from trilateral.mechanism.acts.rules import Acts, Word, rank_of
from trilateral.ui.page import Api, Desk


class ActsFound(msgspec.Struct, frozen=True):
    """The acts on the entries of a matter.

    Attributes:
        ref: What people call the matter.
        translations: What each translation is, by the entry that made it: `unofficial`, `agreed` or `authentic`.
        here: Hashes of the attached files that lie on this node.
        state: All acts.
    """

    ref: str
    translations: dict[str, str]
    here: tuple[str, ...]
    state: Acts


def find(desk: Desk, subject: EntryId) -> ActsFound | None:
    """The acts on one matter. Its id, or the name under which the record keeps them."""
    held = desk.fold.general("acts", subject.rpartition("/")[2])
    if not isinstance(held, Acts):
        return None
    made = {desk.ref(act.entry): rank_of(held, act.entry) for act in held.acts if act.word is Word.TRANSLATED}
    papers = [act.paper for act in held.acts if act.paper is not None]
    return ActsFound(desk.ref(held.subject), made, tuple(each for each in papers if desk.has_file(each)), held)


API = Api("acts", ActsFound, find)
