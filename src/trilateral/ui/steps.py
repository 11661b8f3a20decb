"""Steps: what can be signed with one press, where it is about, without a page of its own in between.

A step posts to the form of its kind, which checks it as it checks everything: what would have no effect, needs
another office's approval or a second signature comes back as that form, filled in. So a step decides nothing.
What it names it names by reference, so a signature is on the words that stood beside the button even if others
have been signed since. After signing the reader is back where the step was.
"""

import re
from collections.abc import Mapping, Sequence

from trilateral.ledger.entry import EntryId
from trilateral.ui.page import Desk
from trilateral.ui.views import Blank, Step

READ_AT_ONCE = 1000
"""Letters that people read beside a button among other matters. What is longer is read, and signed, on its own page."""


def step(  # noqa: PLR0913 - what a step is, all but the first by name
    desk: Desk,
    kind: str,
    subject: EntryId,
    *,
    text: str,
    given: Mapping[str, str | int | tuple[str, ...]] | None = None,
    asks: Sequence[Blank] = (),
    back: str = "",
    second: bool = False,
    note: str = "",
    opens: bool = False,
) -> Step | None:
    """Return a step; None where the reader signs nothing, or looks at an earlier day.

    Args:
        desk: For whom.
        kind: Such as `meetings.date_accepted`.
        subject: What it is about.
        text: What the button says.
        given: Members of the entry, entries by reference; of what takes several, all of them.
        asks: What is written or chosen first.
        back: The region of the subject's page to come back to.
        second: Whether others come before it.
        note: What should be known before.
        opens: Whether it opens a subject of its own, and is signed beside this one only.
    """
    page = desk.subject_href(subject)
    if not desk.may_sign or "?" in page:  # an address with a day: what stood open then may be settled now
        return None
    members = tuple((name, value) for name, said in (given or {}).items() for value in _values(said))
    on = () if opens else (("subject", desk.ref(subject)),)
    about = (*on, ("back", f"{page}#{back}" if back else page))
    key = "-".join((kind, desk.ref(subject), *(value for _, value in members))).replace("/", "-").replace(".", "-")
    return Step(
        key=re.sub(r"\s+", "-", key.replace(":", "").replace("+", "").replace(" ", "")),
        kind=kind,
        text=text,
        action=desk.href("sign", kind),
        fields=(*about, *members),
        asks=tuple(asks),
        second=second,
        note=note,
    )


def _values(said: str | int | tuple[str, ...]) -> tuple[str, ...]:
    return said if isinstance(said, tuple) else (str(said),)


def offered(*steps: Step | None) -> tuple[Step, ...]:
    """Those that there are."""
    return tuple(each for each in steps if each is not None)
