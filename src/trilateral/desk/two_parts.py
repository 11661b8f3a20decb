"""A report that cannot all be said in the open, signed as two entries: the coarse one, and its details under seal.

The page shows both before anything is signed. The first is signed first, since the second is
about it; whether the second can be sealed for those chosen is tried before. Where somebody else
has a say in the first, the second follows later, from the report's page.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from trilateral.desk.reading import Reading
from trilateral.errors import RefusedError
from trilateral.ledger.entry import PartyId
from trilateral.mechanism.incidents.coarsening import Parts, in_two_parts
from trilateral.mechanism.incidents.entries import IncidentReported
from trilateral.mechanism.incidents.said import Said, said_view
from trilateral.node.outgoing import Outcome
from trilateral.ui.forms import Posted
from trilateral.ui.views import PartyView

if TYPE_CHECKING:
    from trilateral.desk.signing import Draft, Speaker

CODES = frozenset({"incidents.too_fine", "incidents.too_prompt", "incidents.detail_for_nobody"})
"""Objections that two parts answer."""

WORDS_STAY = "words_stay"
"""What the author ticks to let its own words and names of places stand in the clear."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A report in two parts, to be looked at before it is signed so.

    Attributes:
        readers: The other parties, and whether each is chosen to read the part under seal.
        words_stay: Whether the author's own words and names of places are to stand in the clear.
    """

    clear: Said
    sealed: Said
    readers: tuple[tuple[PartyView, bool], ...]
    words_stay: bool


def offered(reading: Reading, draft: "Draft", posted: Posted) -> Offered | None:
    """Return what would be said in the open and what under seal; None where all of it may be in the open."""
    parts = _parts(reading, draft, posted)
    if parts is None or parts.sealed is None:
        return None
    chosen = _readers(reading, posted)
    sealed = msgspec.structs.replace(IncidentReported(parts.clear.type), **msgspec.structs.asdict(parts.sealed))
    others = (party for party in reading.parties if party != reading.party)
    return Offered(
        said_view(reading, parts.clear),
        said_view(reading, sealed),
        tuple((reading.party_view(party), party in chosen) for party in others),
        WORDS_STAY in posted,
    )


def sign(reading: Reading, draft: "Draft", posted: Posted, speaker: "Speaker", asked: str = "") -> Outcome:
    """Sign a report in two parts, each once, and say how far the first went.

    Whoever asks again because no answer came has the second part signed, if that had not been done yet.

    Raises:
        RefusedError: One of the parts would have no effect, or nobody was chosen to read what is sealed.
    """
    parts = _parts(reading, draft, posted)
    if parts is None or parts.sealed is None:
        return speaker.sign(draft, asked=asked)  # nothing of it needs a seal, or all of it goes under one
    audience = _readers(reading, posted)
    if not audience:
        raise RefusedError("incidents.detail_for_nobody")
    clear = replace(draft, body=parts.clear)
    if not asked or speaker.said_before(asked) is None:
        speaker.check(clear)
        speaker.check(
            replace(clear, audience=audience, sources=(), attachments=())
        )  # whether it can be sealed for them
    outcome = speaker.sign(clear, asked=asked)
    verdict = reading.record.verdict_of(outcome.ref) if outcome.state == "signed" else None
    if verdict is not None and verdict.entry is not None:
        about = replace(draft, body=parts.sealed, subject=verdict.entry.id, audience=audience, sources=())
        speaker.sign(replace(about, attachments=(), refs=()), asked=asked and f"{asked} under seal")
    return outcome


def _parts(reading: Reading, draft: "Draft", posted: Posted) -> Parts | None:
    if not isinstance(draft.body, IncidentReported) or draft.audience:
        return None
    said_at = draft.claimed_at or reading.now
    return in_two_parts(draft.body, reading.charter, said_at, words_may_stay=WORDS_STAY in posted)


def _readers(reading: Reading, posted: Posted) -> tuple[PartyId, ...]:
    chosen = posted.get("detail_to", ())
    return tuple(sorted(party for party in reading.parties if party in chosen and party != reading.party))
