"""Reports and incidents for programs: each subject with what follows from it, and all accounts as a list."""

import msgspec

from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.incidents.accounts import Account
from trilateral.mechanism.incidents.fields import Compared
from trilateral.mechanism.incidents.listing import (
    accounts,
    accounts_named,
    asks_plainly,
    called,
    chosen,
    compared,
    view_asked,
)
from trilateral.mechanism.incidents.state import (
    Evidence,
    Held,
    Incident,
    custodians,
    disputed_links,
    held_same,
    joint_numbers,
    joint_view,
    letters_crossed,
    reports_named,
    view_of,
)
from trilateral.ui.page import Api, ApiList, Desk

MOST = 1000
"""Accounts in one answer: `start` asks for those that follow."""


class View(msgspec.Struct, frozen=True):
    """Which reports tell of an incident in one party's view."""

    party: PartyId
    reports: tuple[str, ...]


class FieldFound(msgspec.Struct, frozen=True):
    """One field of an incident.

    Attributes:
        agreement: agreed, differing, undecided, one_side or nobody: between the parties' own accounts.
        reports: Where each holder says something on it.
        against: Holders whose word does not go together with that of some party; of outside sources, their names.
    """

    field: str
    agreement: str
    reports: tuple[str, ...]
    against: tuple[str, ...]


class IncidentFound(msgspec.Struct, frozen=True):
    """A report, an incident, a piece of evidence or an outside event, and what follows from what was said of it.

    Attributes:
        ref: What people call the entry that opened it.
        sort: `report`, `incident`, `evidence` or `event`.
        numbers: Incident: its joint number; two where two were agreed.
        joint: Incident: reports that tell of it in every bound party's view.
        views: Incident: each party's own view.
        disputed: Incident: reports that one party links and another separates.
        same: Incident: others that every party holds to be this one.
        fields: Incident: in the joint view, or over all that was linked while nothing is joint.
        held_by: Evidence: who has it; two where two say so.
        crossed: Pairs of entries that crossed.
        state: All that was said, by whom.
    """

    ref: str
    sort: str
    state: Held
    numbers: tuple[str, ...] = ()
    joint: tuple[str, ...] = ()
    views: tuple[View, ...] = ()
    disputed: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    fields: tuple[FieldFound, ...] = ()
    held_by: tuple[PartyId, ...] = ()
    crossed: tuple[tuple[str, str], ...] = ()


class AccountFound(msgspec.Struct, frozen=True):
    """One account: a report or a row of a list of reports, those asked for by `side`, `type`, `from`, `until`, `area`."""

    ref: str
    account: Account


def find(desk: Desk, subject: EntryId) -> IncidentFound | None:
    """One subject."""
    held = desk.fold.state(subject)
    sort = held.__struct_config__.tag if isinstance(held, Held) else None
    if not isinstance(held, Held):
        return None
    found = IncidentFound(desk.ref(subject), str(sort), held)
    if isinstance(held, Evidence):
        return msgspec.structs.replace(found, held_by=tuple(each.party for each in custodians(held)))
    return _incident(desk, held, found) if isinstance(held, Incident) else found


def _incident(desk: Desk, held: Incident, found: IncidentFound) -> IncidentFound:
    fields = compared(held, view_asked(desk, held), accounts_named(desk, reports_named(held)))
    return msgspec.structs.replace(
        found,
        numbers=joint_numbers(held),
        joint=tuple(called(desk, told) for told in joint_view(held)),
        views=tuple(View(party, tuple(called(desk, told) for told in view_of(held, party))) for party in held.parties),
        disputed=tuple(called(desk, told) for told in disputed_links(held)),
        same=tuple(desk.ref(other) for other in held_same(held)),
        fields=tuple(_field(desk, each) for each in fields),
        crossed=tuple((desk.ref(one.entry), desk.ref(other.entry)) for one, other in letters_crossed(held)),
    )


def _field(desk: Desk, field: Compared) -> FieldFound:
    return FieldFound(
        field.field.value,
        field.agreement.value,
        tuple(called(desk, each.account.told) for each in field.stated),
        tuple(each.told_by or each.party for each in field.against),
    )


def reports(desk: Desk) -> list[AccountFound]:
    """Accounts as they were asked for, at most `MOST` at once."""
    asked = asks_plainly(desk)
    found = chosen(desk, accounts(desk), asked)[asked.start : asked.start + MOST]
    return [AccountFound(called(desk, each.told), each) for each in found]


API = Api("incidents", IncidentFound, find, lists=(ApiList("reports", AccountFound, reports),))
