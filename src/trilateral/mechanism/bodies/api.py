"""Parts beside the logs, for programs."""

import msgspec

from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.bodies.rules import Kept, What, erased_rows, is_whole
from trilateral.ui.page import Api, Desk


class KeptFound(msgspec.Struct, frozen=True):
    """Words under seal, a receipt, an erasure or a list, as everybody sees them.

    Attributes:
        ref: What people call the entry that opened it.
        what: Which of them: `sealed`, `receipt`, `erasure` or `rows`.
        received: Sealed: parties whose nodes say that they hold the part for good.
        bad: Sealed: parties whose nodes say that it is not what was signed.
        erased_by: Sealed: entries that say that a copy was destroyed.
        is_whole: Sealed: whether everybody can read all of it by now.
        opened: Sealed: what it says, row by row, if it was sealed for the party that is asked; null for others.
        rows_left: List: how many rows its author has not erased.
        state: All that was said, by whom.
    """

    ref: str
    what: str
    received: tuple[PartyId, ...]
    bad: tuple[PartyId, ...]
    erased_by: tuple[str, ...]
    is_whole: bool
    opened: dict[str, str | None] | None
    rows_left: int
    state: Kept


def find(desk: Desk, subject: EntryId) -> KeptFound | None:
    """One of them."""
    kept = desk.open_fold.state(subject)
    if not isinstance(kept, Kept):
        return None
    others = list(desk.open_fold.subjects("bodies").values()) if kept.what is What.SEALED else []
    opened = desk.opened(subject)
    return KeptFound(
        desk.ref(subject),
        kept.what.value,
        tuple(sorted({each.party for each in others if kept.blob in each.held})),
        tuple(sorted({each.party for each in others if kept.blob in each.bad})),
        tuple(sorted(desk.ref(each.id) for each in others if each.what is What.ERASURE and each.blob == kept.blob)),
        is_whole(kept),
        None if opened is None else dict(opened),
        kept.count - len(erased_rows(kept)),
        kept,
    )


API = Api("bodies", KeptFound, find, in_the_open=True)
