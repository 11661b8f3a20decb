"""Under which name a reader is shown a thing: their own party's, or the neutral one, or each party's under its holder."""

import re
from collections.abc import Sequence

from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.designations.rules import Designation, Neutral, Term, holders, neutral_term, term_of
from trilateral.ui.page import Desk
from trilateral.ui.views import Designated, Words

_BETWEEN = re.compile("[,،;؛\\n]")


def designated(desk: Desk, subject: EntryId) -> Designated | None:
    """A designation as this reader is shown it: by the reader's own term, or the neutral one, or by whose terms there are."""
    held = desk.fold.state(subject)
    if not isinstance(held, Designation):
        return None
    ref, href, thing = desk.ref(subject), desk.subject_href(subject), desk.term(held.thing, "thing")
    own = None if desk.reader is None else term_of(held, desk.reader)
    words = None if own is None else words_of(desk, own)
    if words is not None:
        return Designated(ref, href, thing, words)
    neutral = neutral_term(held)
    words = None if neutral is None else words_of(desk, neutral)
    if words is not None:
        return Designated(ref, href, thing, words, neutral=True)
    called = ((party, term_of(held, party)) for party in in_order(desk, holders(held)))
    said = ((party, None if term is None else words_of(desk, term)) for party, term in called)
    return Designated(
        ref, href, thing, called=tuple((desk.party_view(party), words) for party, words in said if words is not None)
    )


def words_of(desk: Desk, act: Term | Neutral) -> Words | None:
    """What an act calls it, from its body or from the part that can be erased."""
    if act.terms:
        return desk.words(act.terms)
    person = desk.person(act.entry) if act.apart else None
    return Words(person["name"], desk.lang) if person and person.get("name") else None


def spellings_of(desk: Desk, act: Term) -> list[Words]:
    """Aliases and spellings of a term, from its body and from the part that can be erased."""
    found = [desk.words(each) for each in act.spellings]
    person = desk.person(act.entry) if act.apart else None
    apart = _BETWEEN.split((person or {}).get("spellings", ""))
    return found + [Words(each.strip(), desk.lang) for each in apart if each.strip()]


def in_order(desk: Desk, parties: Sequence[PartyId]) -> list[PartyId]:
    """The node's own party first, as on every page."""
    return sorted(parties, key=lambda party: (party != desk.party, party))
