"""Is the record one record? Who holds what of whom, who was last heard of when, and whom not to believe."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from trilateral.desk.news import counted
from trilateral.desk.reading import Reading
from trilateral.ui.page import Shown
from trilateral.ui.views import PartyView, Standing

Reasons: TypeAlias = tuple[tuple[str, tuple[tuple[str, str | int], ...]], ...]
"""Codes with what their sentences need."""


class PartyStanding(Protocol):
    """How a party stands with this node, as `node.Node.status` says it."""

    @property
    def standing(self) -> Standing:
        """`trusted`, `suspected` (not heard of for too long), `exposed` (convicted by its own signatures)."""

    @property
    def reasons(self) -> Reasons:
        """Why it is not trusted: codes with what their sentences need."""

    @property
    def last_contact(self) -> datetime | None:
        """When its node last answered ours."""


Standings = Mapping[str, PartyStanding]
"""By party. A party that the node never asked is missing."""


@dataclass(frozen=True, slots=True)
class Mutual:
    """We and one other party.

    Attributes:
        party: Which.
        we_hold: How many entries of its log we hold and have verified.
        they_sign: How many entries its newest head covers that we have seen.
        they_hold: How many entries of ours its mirror's cosignature covers.
        ours: How many entries our log has.
        they_said_at: When it last cosigned our log, by its own clock.
        last_contact: When its node last answered ours.
        standing: Trusted, suspected or exposed.
        reasons: Why, where it is not trusted.
        why: The same in the reader's language.
        waiting: Entries of its log that wait for something which we do not hold.
        log_href: List of its entries.
    """

    party: PartyView
    we_hold: int
    they_sign: int
    they_hold: int
    ours: int
    they_said_at: datetime | None
    last_contact: datetime | None
    standing: Standing
    reasons: Reasons
    why: str
    waiting: int
    log_href: str

    @property
    def complete(self) -> bool:
        """Whether each holds all of the other's log."""
        return self.we_hold >= self.they_sign and self.they_hold >= self.ours and not self.waiting


@dataclass(frozen=True, slots=True)
class Consistency:
    """The whole answer.

    Attributes:
        consistent: No party is exposed and nothing waits for what nobody gave us.
        complete: And each party provably holds all of ours, and we all of theirs.
        mutual: Party by party.
        own_size: Entries of our own log.
        checked_at: When we last heard of anybody; None if never.
    """

    consistent: bool
    complete: bool
    mutual: tuple[Mutual, ...]
    own_size: int
    checked_at: datetime | None


def consistency(reading: Reading, standings: Standings) -> Consistency:
    """Return who holds what of whom, as of now."""
    mutual = tuple(_mutual(reading, standings, party) for party in reading.parties if party != reading.party)
    contacts = [m.last_contact or m.they_said_at for m in mutual]
    sound = not any(m.standing == "exposed" or m.waiting for m in mutual)
    return Consistency(
        consistent=sound,
        complete=sound and all(m.complete for m in mutual),
        mutual=mutual,
        own_size=reading.record.size(reading.record.settings.origin),
        checked_at=max((at for at in contacts if at is not None), default=None),
    )


def _mutual(reading: Reading, standings: Standings, party: str) -> Mutual:
    record, fold = reading.record, reading.fold
    terms = reading.charter.party(party)
    origin = terms.origin if terms else ""
    own = record.settings.origin
    known = standings.get(party)
    reasons = known.reasons if known else ()
    exposed = origin in fold.exposed()
    return Mutual(
        party=reading.party_view(party),
        we_hold=record.size(origin),
        they_sign=max(record.files(origin).served_size, record.size(origin)),
        they_hold=reading.holdings.held_by(own).get(party, 0),
        ours=record.size(own),
        they_said_at=reading.holdings.last_word_at(party, own),
        last_contact=known.last_contact if known else None,
        standing="exposed" if exposed else known.standing if known else "trusted",
        reasons=reasons,
        why=" ".join(reading.sentence(code, params) for code, params in reasons),
        waiting=fold.waiting().get(origin, 0),
        log_href=reading.href("log", party),
    )


def consistency_page(reading: Reading, standings: Standings) -> Shown:
    """Return the page that answers "am I consistent?"."""
    found = consistency(reading, standings)
    entries, without_effect = counted(reading)
    return Shown(
        "desk/consistency.html",
        reading.gettext("Am I consistent?"),
        {
            "consistency": found,
            # One hash for the whole state, to compare by telephone.
            "digest": reading.open_fold.digest().hex(),
            "entries": entries,
            "without_effect": without_effect,
            "policy_href": reading.href("policy"),
            "evidence_href": reading.href("evidence"),
        },
    )
