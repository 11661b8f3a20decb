"""Taking a position on a proposal, beside its text: with one press, or with a reason, a reservation or an interpretation.

What is signed names the exact text by its hash, so a text that was amended meanwhile is not accepted by mistake.
"""

from collections.abc import Mapping, Sequence

from trilateral.mechanism.proposals.state import Proposal, Status, Version, open_referrals, stance
from trilateral.ui.page import Desk
from trilateral.ui.steps import offered, step
from trilateral.ui.views import Blank, Step

Named = Mapping[str, str | int]
OVER = frozenset({Status.ADOPTED, Status.WITHDRAWN})
_BACK = "position"


def given_to(desk: Desk, held: Proposal, newest: Version, now: Status) -> Named:
    """What every word on the newest text names; nothing where the reader's party cannot speak now."""
    if not desk.may_sign or desk.party not in held.parties or now in OVER | {Status.WAITS}:
        return {}
    pending = [each for each in open_referrals(held) if each.party == desk.party and each.hash == newest.hash]
    return {"text_hash": newest.hash, **({"referral": desk.ref(pending[-1].entry)} if pending else {})}


def positions(desk: Desk, held: Proposal, newest: Version, named: Named) -> tuple[Step, ...]:
    """Each position that the reader's party can take on the whole text and has not taken last."""
    if not named:
        return ()
    mine = stance(held, desk.party, newest.hash)

    def way(fact: str, text: str, asks: Sequence[Blank] = (), *, second: bool = True) -> Step | None:
        if fact == mine:
            return None
        given = {"text_hash": newest.hash} if fact == "referred" else named
        kind = f"proposals.{fact}"
        return step(desk, kind, held.id, text=text, given=given, asks=asks, back=_BACK, second=second)

    def why(fact: str) -> list[Blank]:
        return [Blank("why", f"proposals.{fact}.why", "text", optional=True)]

    return offered(
        way("accepted", desk.gettext("Accept this text"), second=False),
        way(
            "accepted_with_interpretation",
            desk.gettext("Accept, read in our way"),
            [Blank("interpretation", "proposals.accepted_with_interpretation.interpretation", "text")],
        ),
        way("declined", desk.gettext("Decline"), why("declined")),
        way("position_reserved", desk.gettext("Reserve our position"), why("position_reserved")),
        way("dissociated", desk.gettext("Dissociate ourselves"), why("dissociated")) if newest.dissociation else None,
        None if "referral" in named else way("referred", desk.gettext("Refer to our capital"), why("referred")),
    )


def on_paragraphs(desk: Desk, held: Proposal, newest: Version, named: Named) -> dict[int, tuple[Step, ...]]:
    """To accept the text with a reservation on one paragraph; by its number, from 1. On several it is the whole form."""
    if not named:
        return {}
    found: dict[int, tuple[Step, ...]] = {}
    for number in range(len(newest.paragraphs)):
        reserve = step(
            desk,
            "proposals.accepted_with_reservation",
            held.id,
            text=desk.gettext("Accept the text, but for paragraph %(n)s", n=number + 1),
            given={**named, "reservations.0.paragraph": number},
            asks=[Blank("reservations.0.text", "proposals.accepted_with_reservation.reservations.text", "text")],
            back=_BACK,
            second=True,
            note=desk.gettext(
                "It says what is excluded for you. With reservations on several paragraphs, use the whole form."
            ),
        )
        found[number + 1] = offered(reserve)
    return found


def whole_forms(desk: Desk, held: Proposal, named: Named) -> list[tuple[str, str]]:
    """Forms of what is more than a press: reservations on several paragraphs, and another proposal in answer."""
    kinds = ("accepted_with_reservation", "counter_proposed") if named else ()
    return [(f"proposals.{kind}", desk.sign_href(f"proposals.{kind}", held.id, **named)) for kind in kinds]
