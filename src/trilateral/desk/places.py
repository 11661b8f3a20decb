"""The slices that have pages. A new slice is added here."""

from collections.abc import Mapping

from trilateral.mechanism.accounts.api import API as ACCOUNTS_API
from trilateral.mechanism.accounts.pages import PAGES as ACCOUNTS
from trilateral.mechanism.acts.api import API as ACTS_API
from trilateral.mechanism.allegations.api import API as ALLEGATIONS_API
from trilateral.mechanism.allegations.pages import PAGES as ALLEGATIONS
from trilateral.mechanism.bodies.api import API as BODIES_API
from trilateral.mechanism.bodies.pages import PAGES as BODIES
from trilateral.mechanism.charter.api import API as CHARTER_API
from trilateral.mechanism.charter.pages import PAGES as CHARTER
from trilateral.mechanism.commitments.api import API as COMMITMENTS_API
from trilateral.mechanism.commitments.pages import PAGES as COMMITMENTS
from trilateral.mechanism.delegations.api import API as DELEGATIONS_API
from trilateral.mechanism.delegations.pages import PAGES as DELEGATIONS
from trilateral.mechanism.designations.api import API as DESIGNATIONS_API
from trilateral.mechanism.designations.pages import PAGES as DESIGNATIONS
from trilateral.mechanism.dispatches.api import API as DISPATCHES_API
from trilateral.mechanism.dispatches.pages import PAGES as DISPATCHES
from trilateral.mechanism.disputes.api import API as DISPUTES_API
from trilateral.mechanism.disputes.pages import PAGES as DISPUTES
from trilateral.mechanism.evidence.api import API as EVIDENCE_API
from trilateral.mechanism.evidence.pages import PAGES as EVIDENCE
from trilateral.mechanism.humanitarian.api import API as HUMANITARIAN_API
from trilateral.mechanism.humanitarian.pages import PAGES as HUMANITARIAN
from trilateral.mechanism.incidents.api import API as INCIDENTS_API
from trilateral.mechanism.incidents.pages import PAGES as INCIDENTS
from trilateral.mechanism.meetings.api import API as MEETINGS_API
from trilateral.mechanism.meetings.pages import PAGES as MEETINGS
from trilateral.mechanism.notices.api import API as NOTICES_API
from trilateral.mechanism.notices.pages import PAGES as NOTICES
from trilateral.mechanism.proposals.api import API as PROPOSALS_API
from trilateral.mechanism.proposals.pages import PAGES as PROPOSALS
from trilateral.mechanism.requests.api import API as REQUESTS_API
from trilateral.mechanism.requests.pages import PAGES as REQUESTS
from trilateral.mechanism.statements.api import API as STATEMENTS_API
from trilateral.mechanism.statements.pages import PAGES as STATEMENTS
from trilateral.mechanism.suspensions.api import API as SUSPENSIONS_API
from trilateral.mechanism.suspensions.pages import PAGES as SUSPENSIONS
from trilateral.mechanism.texts.api import API as TEXTS_API
from trilateral.mechanism.texts.pages import PAGES as TEXTS
from trilateral.mechanism.unsigned.api import API as UNSIGNED_API
from trilateral.mechanism.unsigned.pages import PAGES as UNSIGNED
from trilateral.ui.page import Api, Pages

PAGES: tuple[Pages, ...] = (
    REQUESTS,
    MEETINGS,
    PROPOSALS,
    COMMITMENTS,
    TEXTS,
    ALLEGATIONS,
    INCIDENTS,
    DISPUTES,
    STATEMENTS,
    ACCOUNTS,
    DISPATCHES,
    NOTICES,
    HUMANITARIAN,
    SUSPENSIONS,
    DELEGATIONS,
    DESIGNATIONS,
    UNSIGNED,
    EVIDENCE,
    BODIES,
    CHARTER,
)
"""In the order in which they stand on the way to them."""

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Talks", ("meetings", "statements", "proposals", "texts", "accounts")),
    ("Conduct", ("allegations", "incidents", "map", "conflicts", "disputes")),
    ("Work", ("requests", "commitments", "deeds", "course", "notices", "watch", "humanitarian")),
    ("Parties and terms", ("charter", "delegations", "designations", "suspensions", "unsigned")),
)
"""Pages that stand together on the way to them, each group under its title. A slice that is in none stands with the record."""

ACROSS: Mapping[str, str] = {
    "conflicts": "Conflicts in time and place",
    "map": "Map",
    "deeds": "Deeds beside words",
    "course": "The course so far",
    "watch": "Hotline and watch",
    "timeline": "Timeline",
}
"""Pages across slices, with their titles."""

BY_SLICE = {each.slice: each for each in PAGES}

APIS: tuple[Api, ...] = (
    REQUESTS_API,
    MEETINGS_API,
    PROPOSALS_API,
    COMMITMENTS_API,
    TEXTS_API,
    ALLEGATIONS_API,
    INCIDENTS_API,
    DISPUTES_API,
    STATEMENTS_API,
    ACCOUNTS_API,
    DISPATCHES_API,
    NOTICES_API,
    HUMANITARIAN_API,
    SUSPENSIONS_API,
    DELEGATIONS_API,
    DESIGNATIONS_API,
    UNSIGNED_API,
    EVIDENCE_API,
    BODIES_API,
    CHARTER_API,
    ACTS_API,
)
"""The same for programs."""
