"""Asking whoever alleges for evidence: a request for information that speaks of the allegation.

Any party may be asked for something by any other; so the page offers this to every party that the allegation's charter
binds, the one alleged against before all. It answers no point, and no clock of the allegation stands still for it.
"""

from trilateral.mechanism.allegations.closing import is_closed
from trilateral.mechanism.allegations.state import Allegation
from trilateral.ui.page import Desk
from trilateral.ui.steps import offered, step
from trilateral.ui.views import Blank, EntryView, Step

EVIDENCE = "evidence"
"""Region of the page where it stands what was asked."""
MOST_ASKED = 20
"""Requests on a page."""


def asking_for_evidence(desk: Desk, held: Allegation, view: EntryView) -> tuple[Step, ...]:
    """Return the step with which the reader's party asks for evidence; nothing for who alleges, or where it is over.

    Who alone reads the allegation alone reads what is asked about it.
    """
    bound = desk.party in desk.charter.bound and held.party in desk.charter.bound
    if not bound or desk.party == held.party or held.withdrawals or is_closed(held):
        return ()
    readers = dict.fromkeys(each.id for each in (*view.audience, view.party)) if view.audience else ()
    given: dict[str, str | tuple[str, ...]] = {
        "sort": "information",
        "owner": held.party,
        "refers_to": desk.ref(held.id),
        "audience": tuple(party for party in readers if party != desk.party),
    }
    if held.meeting is not None:
        given["meeting"] = desk.ref(held.meeting)
    asked = step(
        desk,
        "requests.made",
        held.id,
        text=desk.gettext("Ask for evidence"),
        given=given,
        asks=[Blank("text", "requests.made.text", "text")],
        back=EVIDENCE,
        second=True,
        note=desk.gettext(
            "It goes to %(party)s as a request for information that speaks of this allegation. It answers no point.",
            party=desk.party_view(held.party).name,
        ),
        opens=True,
    )
    return offered(asked)
