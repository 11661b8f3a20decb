"""From when on an entry can show that a term of the charter is over, as far as its author could know.

An entry that carries others' words on a log, with their times, is judged by every node alike. So nothing is asked
that nodes may hold differently: no zone by its name, no clock, and no suspension that the author had not seen.
What the author had seen to be agreed, or to be in dispute, keeps the term from running as it does on pages.

Left out: who must say that it is so late, and what follows, which is for the slices.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Protocol, runtime_checkable

from trilateral.agreement.clocks import Stop, capital_of, due
from trilateral.ledger.charter import ClockTerms
from trilateral.ledger.entry import PartyId
from trilateral.ledger.facts import Facts


@runtime_checkable
class Stopping(Protocol):
    """A subject by which clocks may stand still."""

    def stops(self, clock: str | None) -> tuple[Stop, ...]:
        """When it keeps a clock from running; None for what is due by a day."""


def run_out_at(terms: ClockTerms, began_at: datetime, asked: Iterable[PartyId], facts: Facts) -> datetime | None:
    """Return from when on a term is over for all who are asked, grace included; None where no such time is known.

    Args:
        terms: The clause.
        began_at: When it provably began.
        asked: In whose capitals it runs, unless it counts days on which all work.
        facts: What the author of the entry could know.
    """
    members = {each.id: capital_of(each, UTC) for each in facts.charter.parties}
    every = [members[party] for party in facts.charter.bound]
    held = facts.subjects("suspensions")
    stops = [stop for each in held if isinstance(each, Stopping) for stop in each.stops(terms.name)]
    ends = [due(terms, began_at, members.get(party), every, stops).provable_at for party in asked]
    known = [each for each in ends if each is not None]
    return max(known) if known and len(known) == len(ends) else None


def as_words(instant: datetime) -> str:
    """The instant as an objection names it."""
    return f"{instant:%Y-%m-%d %H:%M:%S}".removesuffix(":00") + " UTC"


def first_second(instant: datetime) -> int:
    """The first whole second, in POSIX time, that is not before an instant: cosigners give no fractions."""
    return int(instant.timestamp()) + (1 if instant.microsecond else 0)
