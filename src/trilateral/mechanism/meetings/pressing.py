"""What can be signed of a meeting with one press: the steps of its page, of the list and of home."""

from collections.abc import Mapping, Sequence

from trilateral.ledger.entry import Text
from trilateral.mechanism.meetings.state import Meeting
from trilateral.ui.page import Desk
from trilateral.ui.steps import step
from trilateral.ui.views import Blank, Step


def press(  # noqa: PLR0913 - what a step is
    desk: Desk,
    held: Meeting,
    fact: str,
    text: str,
    *,
    given: Mapping[str, str | int] | None = None,
    asks: Sequence[Blank] = (),
    back: str = "",
    second: bool = False,
    note: str = "",
) -> Step | None:
    """Return the step that signs one fact of a meeting; None where the reader signs nothing."""
    return step(
        desk,
        f"meetings.{fact}",
        held.id,
        text=text,
        given=given,
        asks=asks,
        back=back,
        second=second,
        note=note,
    )


def press_why(  # noqa: PLR0913, PLR0917 - what a step is
    desk: Desk, held: Meeting, fact: str, text: str, given: Mapping[str, str | int], back: str
) -> Step | None:
    """Return the step that says no to something, with a reason for whoever gives one: never the first of several."""
    return press(desk, held, fact, text, given=given, asks=[why(fact)], back=back, second=True)


def why(fact: str) -> Blank:
    """A reason, which may be left out."""
    return Blank("why", f"meetings.{fact}.why", "text", optional=True)


def words(fact: str, given: Text | None = None) -> Blank:
    """Words that are signed: with those to be changed, in their language, to begin with."""
    label = f"meetings.{fact}.text"
    return Blank("text", label, "text") if given is None else Blank("text", label, "text", (), given.text, given.lang)


def region(what: str, ref: str = "", number: int | None = None) -> str:
    """The id of a part of a meeting's page: `date-us-3-0`."""
    parts = (what, ref.replace("/", "-"), "" if number is None else str(number))
    return "-".join(part for part in parts if part)
