"""The list of slices: what this version of the program understands.

A new subject is added here and nowhere else. What is not listed is still stored, proven
and shown as unread.
"""

from types import ModuleType
from typing import get_args

from trilateral.agreement.clocks import AskedClock
from trilateral.ledger import keys
from trilateral.ledger.entry import Body
from trilateral.ledger.fold import Slice
from trilateral.mechanism.accounts import entries as accounts_entries
from trilateral.mechanism.accounts import rules as accounts
from trilateral.mechanism.accounts import tables as accounts_tables
from trilateral.mechanism.acts import entries as acts_entries
from trilateral.mechanism.acts import rules as acts
from trilateral.mechanism.acts import tables as acts_tables
from trilateral.mechanism.allegations import entries as allegations_entries
from trilateral.mechanism.allegations import rules as allegations
from trilateral.mechanism.allegations import tables as allegations_tables
from trilateral.mechanism.allegations.answers import ANSWER_CLOCK as ALLEGATION_CLOCK
from trilateral.mechanism.allegations.answers import FILING_CLOCK
from trilateral.mechanism.bodies import entries as bodies_entries
from trilateral.mechanism.bodies import rules as bodies
from trilateral.mechanism.bodies import tables as bodies_tables
from trilateral.mechanism.charter import entries as charter_entries
from trilateral.mechanism.charter import rules as charter
from trilateral.mechanism.charter import tables as charter_tables
from trilateral.mechanism.commitments import entries as commitments_entries
from trilateral.mechanism.commitments import rules as commitments
from trilateral.mechanism.commitments import tables as commitments_tables
from trilateral.mechanism.commitments.access import ACCESS_CLOCK
from trilateral.mechanism.commitments.missions import REPORT_CLOCK, SPOT_CLOCK
from trilateral.mechanism.commitments.state import Subject as CommitmentSubject
from trilateral.mechanism.delegations import entries as delegations_entries
from trilateral.mechanism.delegations import rules as delegations
from trilateral.mechanism.delegations import tables as delegations_tables
from trilateral.mechanism.designations import entries as designations_entries
from trilateral.mechanism.designations import rules as designations
from trilateral.mechanism.designations import tables as designations_tables
from trilateral.mechanism.dispatches import entries as dispatches_entries
from trilateral.mechanism.dispatches import rules as dispatches
from trilateral.mechanism.dispatches import tables as dispatches_tables
from trilateral.mechanism.disputes import entries as disputes_entries
from trilateral.mechanism.disputes import rules as disputes
from trilateral.mechanism.disputes import tables as disputes_tables
from trilateral.mechanism.disputes.state import LADDER, Dispute
from trilateral.mechanism.evidence import entries as evidence_entries
from trilateral.mechanism.evidence import rules as evidence
from trilateral.mechanism.evidence import tables as evidence_tables
from trilateral.mechanism.humanitarian import entries as humanitarian_entries
from trilateral.mechanism.humanitarian import rules as humanitarian
from trilateral.mechanism.humanitarian import tables as humanitarian_tables
from trilateral.mechanism.humanitarian.state import Held as HumanitarianSubject
from trilateral.mechanism.incidents import entries as incidents_entries
from trilateral.mechanism.incidents import rules as incidents
from trilateral.mechanism.incidents import tables as incidents_tables
from trilateral.mechanism.incidents.state import Opened
from trilateral.mechanism.meetings import entries as meetings_entries
from trilateral.mechanism.meetings import rules as meetings
from trilateral.mechanism.meetings import tables as meetings_tables
from trilateral.mechanism.meetings.dates import REGULAR_CLOCK, SPECIAL_CLOCK
from trilateral.mechanism.notices import entries as notices_entries
from trilateral.mechanism.notices import rules as notices
from trilateral.mechanism.notices import tables as notices_tables
from trilateral.mechanism.notices.giving import CONSENT_CLOCK, consent_clock_of
from trilateral.mechanism.notices.times import ACKNOWLEDGE_CLOCK, CHANGE_CLOCK, lead_clock_of
from trilateral.mechanism.proposals import entries as proposals_entries
from trilateral.mechanism.proposals import rules as proposals
from trilateral.mechanism.proposals import tables as proposals_tables
from trilateral.mechanism.proposals.state import REFERRAL_CLOCK, REFERRAL_HOURS, Proposal
from trilateral.mechanism.requests import entries as requests_entries
from trilateral.mechanism.requests import rules as requests
from trilateral.mechanism.requests import tables as requests_tables
from trilateral.mechanism.statements import entries as statements_entries
from trilateral.mechanism.statements import rules as statements
from trilateral.mechanism.statements import tables as statements_tables
from trilateral.mechanism.suspensions import entries as suspensions_entries
from trilateral.mechanism.suspensions import rules as suspensions
from trilateral.mechanism.suspensions import tables as suspensions_tables
from trilateral.mechanism.texts import entries as texts_entries
from trilateral.mechanism.texts import rules as texts
from trilateral.mechanism.texts import tables as texts_tables
from trilateral.mechanism.texts.state import JointText
from trilateral.mechanism.unsigned import entries as unsigned_entries
from trilateral.mechanism.unsigned import rules as unsigned
from trilateral.mechanism.unsigned import tables as unsigned_tables

LEVEL = 1
"""Catalogue level: parties whose charter names the same level read the same kinds alike."""

SLICES: tuple[Slice, ...] = (
    Slice(
        "accounts",
        accounts_entries.KINDS,
        accounts.Subject,
        accounts.objection,
        accounts.apply,
        for_all=frozenset(accounts_entries.KINDS),
    ),
    Slice(
        "acts",
        acts_entries.KINDS,
        acts.Acts,
        acts.objection,
        acts.apply,
        for_all=frozenset({acts_entries.EntryCommented, acts_entries.WordsTranslated, acts_entries.PaperAttached}),
        general=True,
    ),
    Slice(
        "allegations",
        allegations_entries.KINDS,
        allegations.Allegation,
        allegations.objection,
        allegations.apply,
        for_all=allegations_entries.FOR_ALL,
        binds_as=allegations_entries.BINDS_AS,
    ),
    Slice(
        "bodies",
        bodies_entries.KINDS,
        bodies.Kept,
        bodies.objection,
        bodies.apply,
        for_all=frozenset(bodies_entries.KINDS),
        machine=frozenset({bodies_entries.PartsReceived}),
        sealed_for=bodies.readers_of,
    ),
    Slice("charter", charter_entries.KINDS, charter.Tabled, charter.objection, charter.apply),
    Slice(
        "commitments",
        commitments_entries.KINDS,
        CommitmentSubject,
        commitments.objection,
        commitments.apply,
        for_all=commitments_entries.FOR_ALL,
        binds_as=commitments_entries.BINDS_AS,
    ),
    Slice(
        "delegations",
        delegations_entries.KINDS,
        delegations.Delegation,
        delegations.objection,
        delegations.apply,
        for_all=frozenset(delegations_entries.KINDS),
    ),
    Slice(
        "designations",
        designations_entries.KINDS,
        designations.Designation,
        designations.objection,
        designations.apply,
        binds_as=designations_entries.BINDS_AS,
    ),
    Slice(
        "disputes",
        disputes_entries.KINDS,
        Dispute,
        disputes.objection,
        disputes.apply,
        for_all=disputes_entries.FOR_ALL,
        binds_as=disputes_entries.BINDS_AS,
    ),
    Slice(
        "evidence",
        evidence_entries.KINDS,
        evidence.Finding,
        evidence.objection,
        evidence.apply,
        for_all=frozenset(evidence_entries.KINDS),
        machine=evidence_entries.MACHINE,
    ),
    Slice(
        "humanitarian",
        humanitarian_entries.KINDS,
        HumanitarianSubject,
        humanitarian.objection,
        humanitarian.apply,
        for_all=humanitarian_entries.FOR_ALL,
        binds_as=humanitarian_entries.BINDS_AS,
    ),
    Slice(
        "incidents",
        incidents_entries.KINDS,
        Opened,
        incidents.objection,
        incidents.apply,
        for_all=incidents_entries.FOR_ALL,
        binds_as=incidents_entries.BINDS_AS,
    ),
    Slice(
        "dispatches",
        dispatches_entries.KINDS,
        dispatches.Dispatch,
        dispatches.objection,
        dispatches.apply,
        for_all=dispatches_entries.FOR_ALL,
        binds_as=dispatches_entries.BINDS_AS,
    ),
    Slice(
        "meetings",
        meetings_entries.KINDS,
        meetings.Meeting,
        meetings.objection,
        meetings.apply,
        for_all=meetings_entries.FOR_ALL,
        binds_as=meetings_entries.BINDS_AS,
    ),
    Slice(
        "notices",
        notices_entries.KINDS,
        notices.Held,
        notices.objection,
        notices.apply,
        for_all=notices_entries.FOR_ALL,
    ),
    Slice(
        "proposals",
        proposals_entries.KINDS,
        Proposal,
        proposals.objection,
        proposals.apply,
        binds_as=proposals_entries.BINDS_AS,
    ),
    Slice(
        "requests",
        requests_entries.KINDS,
        requests.Request,
        requests.objection,
        requests.apply,
        binds_as=requests_entries.BINDS_AS,
    ),
    Slice(
        "statements",
        statements_entries.KINDS,
        statements.Statement,
        statements.objection,
        statements.apply,
        for_all=frozenset(statements_entries.KINDS),
    ),
    Slice(
        "suspensions",
        suspensions_entries.KINDS,
        suspensions.Suspension,
        suspensions.objection,
        suspensions.apply,
        binds_as=suspensions_entries.BINDS_AS,
    ),
    Slice(
        "texts",
        texts_entries.KINDS,
        JointText,
        texts.objection,
        texts.apply,
        binds_as=texts_entries.BINDS_AS,
    ),
    Slice(
        "unsigned",
        unsigned_entries.KINDS,
        unsigned.Report,
        unsigned.objection,
        unsigned.apply,
        adoption=(unsigned_entries.ReportAdopted, unsigned.adopted),
    ),
)

CLOCKS: tuple[AskedClock, ...] = (
    AskedClock(FILING_CLOCK, 24),
    AskedClock(ALLEGATION_CLOCK, 48),
    AskedClock(ACCESS_CLOCK, 12),
    AskedClock(SPOT_CLOCK, 24),
    AskedClock(REPORT_CLOCK, 14 * 24),
    *(AskedClock(rung.name, rung.hours, holds_without=True) for rung in LADDER),
    AskedClock(humanitarian.ANSWER_CLOCK, 7 * 24),
    AskedClock(humanitarian.LIST_CLOCK, 7 * 24),
    AskedClock(REGULAR_CLOCK, 14 * 24),
    AskedClock(SPECIAL_CLOCK, 48),
    AskedClock(ACKNOWLEDGE_CLOCK, 12),
    AskedClock(CHANGE_CLOCK, 5 * 24),
    AskedClock(CONSENT_CLOCK, 4),
    *(AskedClock(lead_clock_of(sort), 24 if sort == "emergency" else 48) for sort in get_args(notices_entries.Sort)),
    *(AskedClock(consent_clock_of(sort), holds_without=True) for sort in get_args(notices_entries.Sort)),
    AskedClock(REFERRAL_CLOCK, REFERRAL_HOURS, holds_without=True),
    AskedClock(requests.ANSWER_CLOCK),
    AskedClock(statements.ANSWER_CLOCK),
)
"""Every clock for which a slice asks the charter. Beside these a charter may name further rungs, `disputes.…`."""

KINDS: dict[str, type[Body]] = {
    **keys.KINDS,
    **{str(body.__struct_config__.tag): body for each in SLICES for body in each.bodies},
}
"""Struct of every kind, the constitution's included."""

TABLES: dict[str, ModuleType] = {
    "accounts": accounts_tables,
    "acts": acts_tables,
    "allegations": allegations_tables,
    "bodies": bodies_tables,
    "charter": charter_tables,
    "commitments": commitments_tables,
    "delegations": delegations_tables,
    "designations": designations_tables,
    "disputes": disputes_tables,
    "evidence": evidence_tables,
    "humanitarian": humanitarian_tables,
    "incidents": incidents_tables,
    "dispatches": dispatches_tables,
    "meetings": meetings_tables,
    "notices": notices_tables,
    "proposals": proposals_tables,
    "requests": requests_tables,
    "statements": statements_tables,
    "suspensions": suspensions_tables,
    "texts": texts_tables,
    "unsigned": unsigned_tables,
}
"""For each slice the module with its `TABLES` and `rows`."""
