"""What an account says, as pages show it: each field by itself, so that accounts can stand beside each other."""

from dataclasses import dataclass

from trilateral.agreement.intervals import Interval
from trilateral.mechanism.incidents.entries import Actor, Casualties, IncidentReported, Observation
from trilateral.ui.maps import coordinates
from trilateral.ui.page import Desk
from trilateral.ui.views import Designated, PartyView, Words


@dataclass(frozen=True, slots=True)
class ActorView:
    """Somebody who was involved, as the holder claims.

    Attributes:
        designated: As the register shows it to this reader, where the holder names it from there.
    """

    involvement: str
    sort: str
    party: PartyView | None
    name: Words | None
    designated: Designated | None
    responsibility: str


@dataclass(frozen=True, slots=True)
class Said:
    """One account.

    Attributes:
        precision: How exact time and place are, in words; empty where that is not said.
        acted: Who is said to have done it.
        actors: Who else was there.
        casualties: Harm, to whom, and how many in words.
        observed: How it was perceived, and what.
    """

    type: str
    sub_type: str
    when: Interval | None
    time_precision: str
    places: tuple[Words, ...]
    coordinates: str
    place_precision: str
    acted: tuple[ActorView, ...]
    actors: tuple[ActorView, ...]
    casualties: tuple[tuple[str, str, str], ...]
    observed: tuple[tuple[str, str, Words | None, str], ...]
    text: Words | None
    told_by: Words | None


def said_view(desk: Desk, said: IncidentReported) -> Said:
    """An account as pages show it."""
    where = said.where
    views = tuple(_actor(desk, each) for each in said.actors)
    acted = tuple(view for view, each in zip(views, said.actors, strict=True) if each.involvement == "acted")
    return Said(
        type=desk.term(said.type, "type"),
        sub_type="" if said.sub_type is None else desk.term(said.sub_type, "sub_type"),
        when=said.when,
        time_precision="" if said.time_precision is None else desk.term(str(said.time_precision), "time_precision"),
        places=() if where is None else tuple(desk.words(name) for name in where.names),
        coordinates="" if where is None else coordinates(where),
        place_precision="" if said.place_precision is None else desk.term(str(said.place_precision), "place_precision"),
        acted=acted,
        actors=tuple(view for view in views if view not in acted),
        casualties=tuple(_casualties(desk, each) for each in said.casualties),
        observed=tuple(_observed(desk, each) for each in said.observed),
        text=None if said.text is None else desk.words(said.text),
        told_by=None if said.told_by is None else desk.words(said.told_by),
    )


def _actor(desk: Desk, actor: Actor) -> ActorView:
    return ActorView(
        involvement=desk.term(actor.involvement, "involvement"),
        sort=desk.term(actor.sort, "actor_sort"),
        party=None if actor.party is None else desk.party_view(actor.party),
        name=None if actor.name is None else desk.words(actor.name),
        designated=None if actor.designation is None else desk.designated(actor.designation),
        responsibility="" if actor.responsibility == "unknown" else desk.term(actor.responsibility, "responsibility"),
    )


def _casualties(desk: Desk, casualties: Casualties) -> tuple[str, str, str]:
    return desk.term(casualties.harm, "harm"), desk.term(casualties.whom, "whom"), range_of(desk, casualties)


def range_of(desk: Desk, casualties: Casualties) -> str:
    """How many, in words."""
    least = desk.numbers([casualties.least])
    if casualties.most is None:
        return desk.gettext("at least %(least)s", least=casualties.least)
    most = desk.numbers([casualties.most])
    return least if casualties.least == casualties.most else f"{least}–{most}"


def _observed(desk: Desk, seen: Observation) -> tuple[str, str, Words | None, str]:
    said = []
    if seen.count is not None:
        said.append(desk.numbers([seen.count]))
    if seen.direction_degrees is None:
        said.append(desk.gettext("direction not known"))
    else:
        said.append(desk.gettext("from %(degrees)s°", degrees=seen.direction_degrees))
    if seen.distance_m is not None:
        said.append(desk.gettext("%(metres)s m away", metres=seen.distance_m))
    weapon = None if seen.weapon is None else desk.words(seen.weapon)
    return desk.term(seen.how, "how"), "" if seen.count is None else said[0], weapon, desk.gettext(", ").join(said)
