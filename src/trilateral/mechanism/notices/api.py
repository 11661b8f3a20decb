"""Notices, calls and watches for programs.

Places are on the charter's grid, sealed ones too: programs get all notices at once, and nobody shall get that way
where everything will be. What was sealed for a party is read exactly on the notice's own page. Of an earlier day they
get what notices there were, and of none of them what, where or when.
"""

from datetime import datetime

import msgspec

from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location, coarsened
from trilateral.i18n.messages import sentence
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.notices.places import STANDING
from trilateral.mechanism.notices.spoken import digits_of, numbers_of
from trilateral.mechanism.notices.state import (
    Call,
    Kept,
    Notice,
    Watch,
    answer_of,
    call_status,
    consent_missing,
    handover_open,
    spoken_between,
    stopped_by,
    unacknowledged,
    version_now,
    word_on,
)
from trilateral.mechanism.notices.terms import late_for, received, running, silent
from trilateral.mechanism.notices.times import status_at
from trilateral.mechanism.notices.watch import call_order, on_watch, roster_ended
from trilateral.ui.page import Api, Desk


class AddresseeFound(msgspec.Struct, frozen=True):
    """What one addressee did with the notice as it is now.

    Attributes:
        received_at: When its node had it, by its own log; null if that is not proven.
        late: Whether that was later than the charter's lead time: `yes`, `no` or `undecided`.
        acknowledged: The entry by which a person acknowledged it; null if none did.
        receipt: What is read out on the telephone for that entry, in numbers.
        passed_on: The last entry by which an office said that it reached a unit.
        answer: `approved` or `objected`; null for neither.
        answered: The entry that says so.
        missing: Whether a word of this party is missing.
        overdue: Whether the time for it is over: `yes`, `no` or `undecided`.
    """

    party: PartyId
    received_at: datetime | None
    late: str
    acknowledged: str | None
    receipt: str | None
    passed_on: str | None
    answer: str | None
    answered: str | None
    missing: bool
    overdue: str


class NoticeFound(msgspec.Struct, frozen=True):
    """A notice and what follows from what was said of it.

    Attributes:
        version: The entry that says what holds now.
        phase: `ahead`, `active` or `expired`; null once its author said that it is over.
        where: On the charter's grid.
        consent: Whose approval it takes.
        pending: Whose approval is missing.
        stopped_by: Who refused it.
    """

    sort: str
    version: str
    versions: tuple[str, ...]
    what: str
    when: Interval
    open_ended: bool
    where: Location
    phase: str | None
    consent: tuple[PartyId, ...]
    pending: tuple[PartyId, ...]
    stopped_by: tuple[PartyId, ...]
    unacknowledged: tuple[PartyId, ...]
    addressees: tuple[AddresseeFound, ...]


class CallFound(msgspec.Struct, frozen=True):
    """A call, with both accounts as far as there are two."""

    state: Call


class WatchFound(msgspec.Struct, frozen=True):
    """A watch.

    Attributes:
        office: Which office has it; null if none does.
        order: Offices in the order in which they are to be called.
        handed_to: The office that has yet to take it.
        roster_ended_at: When the last turn of its roster ended; null while one runs or is to come.
    """

    office: str | None
    order: tuple[str, ...]
    handed_to: str | None
    roster_ended_at: datetime | None
    state: Watch


class SpokenFound(msgspec.Struct, frozen=True):
    """Words read out between two ends: whether both wrote down the same, and which entries these are the words of."""

    ends: tuple[PartyId, PartyId]
    same: bool | None
    signed: tuple[str, ...]


class HeldFound(msgspec.Struct, frozen=True):
    """A notice, a call on the hotline, or a watch: the one of the three that it is.

    Attributes:
        ref: What people call the entry that opened it.
        status: Where it stands. A notice without all consents whose time has come is `unapproved`, not `awaiting_consent`.
        standing: What no notice changes.
        notice: Null of a call or a watch, and as of an earlier instant: notices are read as they stand now.
        spoken: Receipts by word of mouth.
    """

    ref: str
    status: str
    standing: str
    notice: NoticeFound | None = None
    call: CallFound | None = None
    watch: WatchFound | None = None
    spoken: tuple[SpokenFound, ...] = ()


def find(desk: Desk, subject: EntryId) -> HeldFound | None:
    """One notice, call or watch."""
    held: Kept | object | None = desk.fold.state(subject)
    standing, ref = sentence(desk.lang, STANDING), desk.ref(subject)
    match held:
        case Notice():
            found = status_at(held, desk.now).value
            said = _notice(desk, held) if desk.as_of is None else None
            return HeldFound(ref, found, standing, notice=said, spoken=_spoken(desk, held))
        case Call():
            return HeldFound(ref, call_status(held).value, standing, call=CallFound(held), spoken=_spoken(desk, held))
        case Watch():
            handed = handover_open(held)
            watch = WatchFound(
                on_watch(held, desk.now),
                call_order(held, desk.now),
                None if handed is None else handed.office,
                roster_ended(held, desk.now),
                held,
            )
            return HeldFound(ref, "held" if handed is None else "handed_over", standing, watch=watch)
    return None


def _notice(desk: Desk, held: Notice) -> NoticeFound:
    now, where = version_now(held), running(desk, held)
    return NoticeFound(
        held.sort,
        desk.ref(now.entry),
        tuple(desk.ref(each.entry) for each in held.versions),
        now.what.text,
        now.when,
        now.open_ended,
        coarsened(now.where, desk.charter.grid_microdegrees),
        None if where is None else where.value,
        held.consent,
        consent_missing(held),
        stopped_by(held),
        unacknowledged(held),
        tuple(_addressee(desk, held, party) for party in held.to),
    )


def _addressee(desk: Desk, held: Notice, party: PartyId) -> AddresseeFound:
    now = version_now(held)
    acknowledged = word_on(held, party, "acknowledged", of=now.entry)
    passed_on, answer = word_on(held, party, "passed_on", of=now.entry), answer_of(held, party)
    missing = dict(silent(desk, held))
    return AddresseeFound(
        party,
        received(desk, held, party),
        late_for(desk, held, now, party).value,
        None if acknowledged is None else desk.ref(acknowledged.entry),
        None if acknowledged is None else digits_of(numbers_of(acknowledged.entry)),
        None if passed_on is None else desk.ref(passed_on.entry),
        None if answer is None else answer.word,
        None if answer is None else desk.ref(answer.entry),
        party in missing,
        missing[party].value if party in missing else "no",
    )


def _spoken(desk: Desk, held: Notice | Call) -> tuple[SpokenFound, ...]:
    pairs = spoken_between(held)
    return tuple(SpokenFound(each.ends, each.same, tuple(map(desk.ref, each.signed))) for each in pairs)


API = Api("notices", HeldFound, find)
