"""Which entries answer what was put to their author, object to it, or correct what their author said before.

Home counts these three of all that is new. Each kind is one of them or none:

- an *answer* says yes or no to what another put to its author, or replies to it: a question, an allegation, a request, an
  offer, a text, a notice to be acknowledged, a new version of the charter; a party that founds the mechanism answers nobody;
- an *objection* contests what another holds, or does not let something go on that goes on unless somebody objects;
- a *correction* says how words of its author should read, or takes them back.

It leaves out whether an entry has an effect: what has none answers nothing.
"""

from typing import Literal, TypeAlias, get_args

from trilateral.ledger.entry import Body
from trilateral.ledger.fold import Verdict
from trilateral.ledger.keys import CharterAccepted, CharterRefused
from trilateral.mechanism.accounts import entries as accounts
from trilateral.mechanism.acts import entries as acts
from trilateral.mechanism.allegations import entries as allegations
from trilateral.mechanism.commitments import entries as commitments
from trilateral.mechanism.delegations import entries as delegations
from trilateral.mechanism.designations import entries as designations
from trilateral.mechanism.dispatches import entries as dispatches
from trilateral.mechanism.disputes import entries as disputes
from trilateral.mechanism.humanitarian import entries as humanitarian
from trilateral.mechanism.incidents import entries as incidents
from trilateral.mechanism.meetings import entries as meetings
from trilateral.mechanism.notices import entries as notices
from trilateral.mechanism.proposals import entries as proposals
from trilateral.mechanism.requests import entries as requests
from trilateral.mechanism.statements import entries as statements
from trilateral.mechanism.suspensions import entries as suspensions
from trilateral.mechanism.texts import entries as texts

Reply: TypeAlias = Literal["answers", "objections", "corrections"]
REPLIES: tuple[Reply, ...] = get_args(Reply)

ANSWERS: frozenset[type[Body]] = frozenset(
    {
        CharterAccepted,
        CharterRefused,
        accounts.ReadoutAnswered,
        allegations.ClosingAccepted,
        allegations.FindingJoined,
        allegations.PointAnswered,
        allegations.ResponsibilityAccepted,
        commitments.AccessAnswered,
        commitments.CommitmentRefused,
        commitments.CommitmentUndertaken,
        commitments.ConditionAnswered,
        commitments.DayAccepted,
        commitments.ReportAnswered,
        delegations.AgrementGiven,
        delegations.AgrementRefused,
        delegations.HolderAgreed,
        designations.NeutralAccepted,
        designations.NeutralRefused,
        designations.ResponsibilityAccepted,
        dispatches.CorrectionReleased,
        dispatches.ItemsHeld,
        dispatches.ItemsReleased,
        disputes.OpinionAnswered,
        disputes.StepAccepted,
        disputes.StepRefused,
        humanitarian.CountsAccepted,
        humanitarian.NameAnswered,
        humanitarian.OutcomeConfirmed,
        humanitarian.ProtectionAccepted,
        humanitarian.StepAgreed,
        incidents.NumberAccepted,
        incidents.NumberRefused,
        meetings.AgendaAccepted,
        meetings.AgendaRefused,
        meetings.DateAccepted,
        meetings.DateDeclined,
        meetings.GroundShared,
        meetings.MinutesAccepted,
        meetings.ParagraphAccepted,
        meetings.ParaphraseAnswered,
        meetings.VenueAccepted,
        meetings.VenueRefused,
        notices.HotlineConfirmed,
        notices.NoticeAcknowledged,
        notices.NoticeApproved,
        proposals.PositionReserved,
        proposals.ProposalClarified,
        proposals.ProposalCountered,
        proposals.TextAccepted,
        proposals.TextDeclined,
        proposals.TextDissociated,
        proposals.TextInterpreted,
        proposals.TextReserved,
        requests.ChangeAccepted,
        requests.RequestAccepted,
        requests.RequestDeclined,
        requests.RequestReplied,
        requests.RequestVerified,
        statements.ParaphraseConfirmed,
        statements.RelayRefused,
        suspensions.EndAccepted,
        suspensions.SuspensionAccepted,
        suspensions.SuspensionRefused,
        texts.TerminationAccepted,
        texts.WordingAccepted,
    }
)
"""Beside statements that reply: their kind is that of any statement."""

OBJECTIONS: frozenset[type[Body]] = frozenset(
    {
        allegations.FindingDissented,
        allegations.ResponsibilityContested,
        delegations.HolderObjected,
        designations.ResponsibilityContested,
        humanitarian.OutcomeContested,
        humanitarian.ProtectionContested,
        meetings.AgendaBlocked,
        meetings.GroundDenied,
        meetings.ParagraphDissented,
        meetings.ParagraphObjected,
        notices.HotlineDenied,
        notices.NoticeObjected,
        proposals.SilenceBroken,
        requests.RequestDisputed,
        statements.ParaphraseContested,
    }
)

CORRECTIONS: frozenset[type[Body]] = frozenset(
    {
        acts.EntrySuperseded,
        acts.WordsCorrected,
        acts.WordsRetracted,
        allegations.AllegationWithdrawn,
        allegations.FindingWithdrawn,
        dispatches.ItemCorrected,
        statements.StatementWithdrawn,
    }
)


def reply_in(verdict: Verdict) -> Reply | None:
    """Return which of the three an entry is; None for what is none of them, or has no effect."""
    if verdict.entry is None or not verdict.has_effect:
        return None
    body = verdict.entry.body
    if isinstance(body, statements.StatementMade):
        return "answers" if body.sort == "reply" else None
    if isinstance(body, CharterAccepted) and not body.text:
        return None  # the genesis charter
    kind = type(body)
    if kind in ANSWERS:
        return "answers"
    if kind in OBJECTIONS:
        return "objections"
    return "corrections" if kind in CORRECTIONS else None
