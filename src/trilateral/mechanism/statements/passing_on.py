"""Passing on what goes through a party, with one press beside its words: as it was said, or in words of its own.

To refuse stays with the page of the statement, and so does what is under seal: who passes that on says for whom.
"""

from trilateral.ledger.entry import EntryId
from trilateral.mechanism.statements.rules import Statement, refused, relayed_to
from trilateral.ui.page import Desk
from trilateral.ui.steps import offered, step
from trilateral.ui.views import Blank, Step

_KIND = "statements.relayed"
REGION = "passing-on"
"""Of the statement's page, where these steps stand."""


def lacking(held: Statement) -> tuple[str, ...]:
    """Return the addressees to whom it has not been passed on."""
    return tuple(sorted(set(held.addressees) - set(relayed_to(held))))


def passing_on(desk: Desk, held: Statement) -> tuple[Step, ...]:
    """Return the steps with which the reader's party passes it on to all who lack it; nothing where that is not its part."""
    to, view = lacking(held), desk.entry(held.id)
    if held.via != desk.party or held.withdrawal is not None or not to or view is None or view.audience:
        return ()
    names = desk.gettext(", ").join(desk.party_view(party).name for party in to)
    return offered(
        step(
            desk,
            _KIND,
            held.id,
            text=desk.gettext("Pass it on as it was said"),
            given={"to": to, "how": "as_said"},
            back=REGION,
        ),
        step(
            desk,
            _KIND,
            held.id,
            text=desk.gettext("Pass it on in other words"),
            given={"to": to, "how": "paraphrased"},
            asks=[Blank("text", f"{_KIND}.text", "text")],
            back=REGION,
            second=True,
            note=desk.gettext(
                "To %(parties)s. Who said it is asked whether its meaning is in these words.", parties=names
            ),
        ),
    )


def still_to_pass_on(desk: Desk, statement: EntryId) -> tuple[Step, ...]:
    """Return the same for a statement that nobody has refused to pass on; nothing for what is no statement."""
    held = desk.fold.state(statement)
    return passing_on(desk, held) if isinstance(held, Statement) and refused(held) is None else ()
