"""Answering an allegation point by point, each beside its text."""

from trilateral.mechanism.allegations.entries import Answer
from trilateral.mechanism.allegations.state import Allegation
from trilateral.ui.page import Desk
from trilateral.ui.steps import offered, step
from trilateral.ui.views import Blank, Step

ANSWERS: tuple[Answer, ...] = ("denied", "denied_without_detail", "partly", "admitted", "counter_alleged")


def answering(desk: Desk, held: Allegation, number: int, *, again: bool) -> tuple[Step, ...]:
    """To answer one point where it stands. Another allegation is named only by who answers with it."""
    text = desk.gettext("Answer again") if again else desk.gettext("Answer point %(n)s", n=number + 1)
    asks = [
        Blank(
            "answer",
            "allegations.answered.answer",
            "choice",
            tuple((each, desk.term(each, "answer")) for each in ANSWERS),
        ),
        Blank("text", "allegations.answered.text", "text", optional=True),
        Blank("counter", "allegations.answered.counter", "line", optional=True),
    ]
    back = f"point-{number + 1}"
    return offered(
        step(
            desk,
            "allegations.answered",
            held.id,
            text=text,
            given={"point": number},
            asks=asks,
            back=back,
            second=again,
        )
    )
