"""What a text is to create, as it is shown on its page and before a signature on it, and what carries it out.

Left out: what carries it out says, which is for the subject that does.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from trilateral.agreement.adoption import Item, implemented
from trilateral.agreement.undertakings import Undertaking
from trilateral.i18n.calendars import written_text
from trilateral.ledger.entry import EntryId, PartyId, Text
from trilateral.mechanism.proposals.entries import BodyItem, MeetingItem, RequestItem
from trilateral.mechanism.proposals.state import Proposal, Version, items
from trilateral.ui.page import Desk, Quote
from trilateral.ui.undertakings import terms_quoted
from trilateral.ui.views import PartyView, Words

_SHORT = 12
"""Digits of a hash that people compare."""
_SLICES = {"commitment": "commitments", "request": "requests", "meeting": "meetings"}
"""Where that stands which carries out an item of a sort."""


@dataclass(frozen=True, slots=True)
class Created:
    """Something that a text creates.

    Attributes:
        name: Permanent: `us/42#2`.
        parties: Who undertakes it, or is asked.
        aside: Which of these stand aside from the adopted text, and are not bound.
        words: What was signed of it.
        days: Days, times or hashes in it.
        terms: Of a commitment, all else that was signed of it: schedule, indicators, sites, quotas.
        carried_out: References and addresses of what carries it out.
        carry_href: The form that carries it out, filled in; empty where the reader is not offered it.
        waits: Whether it was adopted, and nothing carries it out yet.
    """

    name: str
    sort: str
    parties: tuple[PartyView, ...]
    words: tuple[Words, ...]
    days: tuple[date | str, ...]
    terms: tuple[Quote, ...] = ()
    aside: tuple[PartyView, ...] = ()
    waits: bool = False
    carried_out: tuple[tuple[str, str], ...] = ()
    carry_href: str = ""


def view(desk: Desk, item: Item) -> Created:
    """One item as it was signed."""
    said: list[Text | tuple[Text, ...]] = []
    parties: tuple[PartyId, ...] = ()
    days: list[str] = []
    match item.terms:
        case Undertaking(obliged=obliged, text=text, due_on=due_on):
            parties, said, days = obliged, [text], [due_on] if due_on else []
        case RequestItem(of=of, text=text, due_on=due_on):
            parties, said, days = (of,), [text], [due_on] if due_on else []
        case BodyItem(name=name_of, terms=terms):
            said = [name_of, *terms]
        case MeetingItem(title=title, offers=offers):
            said, days = [title], [written_text(each.civil, each.zone, desk.lang) for each in offers]
        case charter:
            days = [str(charter)[:_SHORT]]
    return Created(
        name_of_item(desk, item),
        desk.term(item.sort, "item"),
        tuple(desk.party_view(party) for party in parties),
        tuple(desk.words(each) for each in said),
        tuple(desk.day(each) for each in days),
        tuple(terms_quoted(desk, item.terms)) if isinstance(item.terms, Undertaking) else (),
    )


def name_of_item(desk: Desk, item: Item) -> str:
    """What people call it."""
    return f"{desk.ref(item.text)}#{item.number}"


def to_carry_out(desk: Desk, held: Proposal, item: Item) -> Created:
    """One item of the adopted text, with what carries it out, or the form that does.

    Any party may state a commitment that was adopted: it binds those of the obliged that adopted it, whoever states it.
    """
    found = tuple((desk.ref(each), desk.subject_href(each)) for each in carried_out(desk, item))
    offered = item.sort == "commitment" and not found and desk.may_sign and desk.party in held.parties
    name = name_of_item(desk, item)
    href = desk.sign_href("commitments.stated", carries_out=name) if offered else ""
    shown, holds_for = view(desk, item), held.adopted_for(item.text)
    aside = tuple(each for each in shown.parties if each.id not in holds_for)
    waits = item.sort in _SLICES and not found
    return replace(shown, carried_out=found, carry_href=href, aside=aside, waits=waits)


def carried_out(desk: Desk, item: Item) -> tuple[EntryId, ...]:
    """The subjects that carry out an item, by their entries."""
    among = desk.fold.subjects(_SLICES[item.sort]) if item.sort in _SLICES else {}
    entries = (desk.read(each) for each in among)
    by = (each for each in entries if each is not None and implemented(each.header) == (item.text, item.number))
    return tuple(sorted(each.id for each in by))


def quotes(desk: Desk, version: Version) -> Iterator[Quote]:
    """What a signature on a text is on besides its words."""
    for item in items(version):
        shown = view(desk, item)
        heading = desk.gettext("It creates %(name)s: %(sort)s", name=shown.name, sort=shown.sort)
        beside = [party.name for party in shown.parties]
        beside += [desk.gettext("%(value)s", value=day) for day in shown.days]
        yield Quote(heading, shown.words, note=desk.gettext(", ").join(beside))
        for term in shown.terms:
            yield replace(term, heading=f"{shown.name} {term.heading}")
