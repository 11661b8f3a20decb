"""How a notice's place is shown to people: named, and drawn in figures only as coarse as the reader may have it."""

from dataclasses import dataclass
from decimal import Decimal

from trilateral.agreement.locations import Location
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.notices.terms import is_sealed, shown_place
from trilateral.ui.maps import figures
from trilateral.ui.page import Desk
from trilateral.ui.views import Words

STANDING = "protection.standing"
"""The sentence that stands on every page of a notice or protected site, in print and in answers to programs."""
_KM_PER_MICRODEGREE = Decimal("0.00011132")
"""At the equator."""


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place as pages show it.

    Attributes:
        names: What its author calls it; the one in the reader's language.
        points: In figures; empty where it is known by name alone.
        radius_m: Metres round them.
        grid_km: Side of the charter's squares at the equator, in kilometres; None where it is shown as exact as it is.
        sealed: Whether the reader sees it because it was sealed for them.
    """

    names: Words | None
    points: str
    radius_m: int
    grid_km: Decimal | None
    sealed: bool


def place_view(desk: Desk, subject: EntryId, where: Location) -> PlaceView:
    """Return a place as the reader may see it."""
    shown, grid = shown_place(desk, subject, where), desk.charter.grid_microdegrees
    points = figures(shown)
    sealed = is_sealed(desk, subject)
    coarse = None if sealed or not grid or not points else round(grid * _KM_PER_MICRODEGREE, 1)
    return PlaceView(desk.words(shown.names) if shown.names else None, points, shown.radius_m, coarse, sealed)
