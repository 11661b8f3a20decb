"""Who has initialled and signed a text, what follows, and what the reader can sign now."""

from collections.abc import Iterator
from typing import Any

from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.texts.clean import (
    exact_hashes,
    live_keys,
)
from trilateral.mechanism.texts.drafting import has_say, may_write
from trilateral.mechanism.texts.state import (
    JointText,
    Status,
    agreed,
    force_day,
    last_word,
    named_day,
    tabling,
    terminated_by,
)
from trilateral.ui.page import Desk
from trilateral.ui.views import EntryView, PartyView


def word_of(desk: Desk, held: JointText, party: PartyId) -> dict[str, object]:
    """A party's last word on a text as a whole."""
    said, current = last_word(held, party), agreed(held) or exact_hashes(held)
    return {
        "party": desk.party_view(party),
        "word": "" if said is None else desk.term(said.word, "textword"),
        "view": None if said is None else desk.entry(said.entry),
        "ad_referendum": said is not None and said.ad_referendum,
        "earlier": said is not None and said.word != "taken_back" and said.hashes != current,
        "why": None if said is None or said.why is None else desk.words(said.why),
        "reservations": [] if said is None else [(each.key, desk.words(each.text)) for each in said.reservations],
        "interpretations": [] if said is None else [(each.key, desk.words(each.text)) for each in said.interpretations],
        "received_at": desk.received_at(party, held.id),
    }


def lanes_of(desk: Desk, pair: tuple[Any, Any]) -> list[tuple[PartyView, EntryView | None]]:
    """Two letters that crossed, each under its party."""
    return [(desk.party_view(act.party), desk.entry(act.entry)) for act in pair]


def force_of(desk: Desk, held: JointText) -> dict[str, object]:
    """The entry into force: what is recorded, and which day follows from the terms."""
    terms, day = tabling(held), force_day(held)
    wanted = terms is not None and terms.into_force == "day_named_by_all"
    return {
        "records": [(desk.entry(each.entry), desk.day(each.on)) for each in held.forces],
        "day": None if day is None else desk.day(day),
        "namings": [(desk.party_view(e.party), desk.entry(e.entry), desk.day(e.on)) for e in held.namings],
        "wanted": wanted and named_day(held) is None,
    }


def end_of(desk: Desk, held: JointText, termination: EntryId) -> dict[str, object]:
    """A termination that was proposed, and who accepts it."""
    end = next(each for each in held.terminations if each.entry == termination)
    accepted = terminated_by(held, end)
    can = desk.may_sign and desk.party in held.parties and desk.party not in accepted
    return {
        "view": desk.entry(end.entry),
        "on": desk.day(end.on),
        "why": None if end.why is None else desk.words(end.why),
        "parties": [(desk.party_view(party), party in accepted) for party in held.parties],
        "accept_href": desk.sign_href("texts.termination_accepted", held.id, termination=desk.ref(end.entry))
        if can
        else "",
    }


def acts_of(desk: Desk, held: JointText, now: Status) -> list[tuple[str, str, str]]:
    """What the reader can sign now: kind, address, and to what a signature would bind."""
    if not has_say(desk, held) or now in {Status.AMENDED, Status.TERMINATED}:
        return []
    if now is Status.NON_PAPER:
        mine = desk.party == held.party
        binds = desk.gettext("The text begins on the record. Nothing of the non-paper is on it.")
        return [("texts.tabled", desk.sign_href("texts.tabled", held.id), binds)] if mine else []
    found = [*_signing(desk, held)] if desk.party in held.parties else []
    if may_write(desk, held):
        last = next(iter(live_keys(held)[-1:]), "")
        href = desk.sign_href("texts.paragraph_added", held.id, **({"after": last} if last else {}))
        found.append(("texts.paragraph_added", href, desk.gettext("It binds nobody; others may edit and bracket it.")))
    return found


def _signing(desk: Desk, held: JointText) -> Iterator[tuple[str, str, str]]:
    hashes, said = exact_hashes(held), last_word(held, desk.party)
    given: dict[str, str | int] = {}
    for row, each in enumerate(hashes):
        given |= {f"hashes.{row}.lang": each.lang, f"hashes.{row}.hash": each.hash}
    word = said.word if said is not None and said.hashes == hashes else ""
    if hashes and not agreed(held):
        if word not in {"initialled", "signed"}:
            binds = desk.gettext("You mark exactly this text as settled. That binds nobody.")
            yield "texts.initialled", desk.sign_href("texts.initialled", held.id, **given), binds
        if word != "signed":
            yield "texts.signed", desk.sign_href("texts.signed", held.id, **given), what_binds(desk, held)
        binds = desk.gettext(
            "You show that all have adopted a proposal that names this text by its hashes. "
            "That settles it and binds nobody further."
        )
        yield "texts.adopted", desk.sign_href("texts.adopted", held.id), binds
    if said is not None and said.word != "taken_back" and not agreed(held):
        yield "texts.taken_back", desk.sign_href("texts.taken_back", held.id), desk.gettext("You may edit again.")
    yield from _living(desk, held)


def _living(desk: Desk, held: JointText) -> Iterator[tuple[str, str, str]]:
    terms, day = tabling(held), force_day(held)
    if terms is not None and terms.into_force == "day_named_by_all" and not held.forces:
        binds = desk.gettext("It enters into force on the day that all have named, once all have signed.")
        yield "texts.day_named", desk.sign_href("texts.day_named", held.id), binds
    if day is not None and not held.forces:
        binds = desk.gettext("You record the day from which all are bound by it.")
        yield "texts.in_force_recorded", desk.sign_href("texts.in_force_recorded", held.id, on=day), binds
    if held.forces:
        binds = desk.gettext("It takes every party's signature.")
        yield "texts.termination_proposed", desk.sign_href("texts.termination_proposed", held.id), binds
        binds = desk.gettext("You record that another text, in force by now, has amended this one.")
        yield "texts.amended", desk.sign_href("texts.amended", held.id), binds


def what_binds(desk: Desk, held: JointText) -> str:
    """What a signature of the reader on the clean text would bind its party to."""
    hashes = exact_hashes(held)
    wanting = [
        party
        for party in held.parties
        if party != desk.party and not ((w := last_word(held, party)) and w.word == "signed" and w.hashes == hashes)
    ]
    if not wanting:
        return desk.gettext("Yours is the last signature: with it all are bound, and you cannot take it back.")
    names = desk.gettext(", ").join(desk.party_view(party).name for party in wanting)
    return desk.gettext(
        "Your signature stands on exactly this text in each language. It binds you once these have signed it too: %(parties)s.",
        parties=names,
    )
