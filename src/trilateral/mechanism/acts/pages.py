"""Acts on entries for people: each is shown beside the entry that it is about, on whichever page that stands.

They have no list and no page of their own. The desk asks here for every entry that it quotes, so that no
slice's page has to.
"""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from trilateral.ledger.entry import Body, Entry, EntryId, Text
from trilateral.mechanism.acts.rules import Act, Acts, Word, acts_on, rank_of, ranks, words_at
from trilateral.ui.page import Desk, Quote
from trilateral.ui.views import Beside, Offer

_CHANGING = frozenset({Word.CORRECTED, Word.RETRACTED, Word.SUPERSEDED})
"""What the author says of its own words: whoever spoke of them without having seen it crossed it."""


def acts_of(desk: Desk, subject: EntryId) -> Acts | None:
    """The acts on the entries of a subject."""
    held = desk.fold.general("acts", subject)
    return held if isinstance(held, Acts) else None


def beside(desk: Desk, entry: Entry[Body]) -> tuple[Beside, ...]:
    """What was said beside one entry."""
    held = acts_of(desk, entry.subject)
    if held is None:
        return ()
    said = sorted(acts_on(held, entry.id), key=lambda act: _claimed(desk, act))
    shown = [_shown(desk, held, entry, act, said) for act in said]
    return tuple(each for each in shown if each is not None)


def _claimed(desk: Desk, act: Act) -> tuple[str, str, int]:
    entry = desk.read(act.entry)
    return ("" if entry is None else entry.header.claimed_at.isoformat(), act.party, act.index)


def _shown(desk: Desk, held: Acts, on: Entry[Body], act: Act, said: Sequence[Act]) -> Beside | None:
    view = desk.entry(act.entry)
    if view is None:
        return None
    before = None if act.at is None else words_at(on.body, act.at)
    label_id, number = place_of(on.header.kind, act.at or "")
    translates = act.word is Word.TRANSLATED
    return Beside(
        view=view,
        word=act.word.value,
        label_id=label_id,
        number=number,
        before=None if before is None else desk.words(before),
        text=None if act.text is None else desk.words(act.text),
        why=None if act.why is None else desk.words(act.why),
        other=None if act.by is None else desk.entry(act.by),
        rank=rank_of(held, act.entry) if translates else act.rank or "",
        agreed=tuple((desk.party_view(party), rank) for party, rank in ranks(held, act.entry)) if translates else (),
        translator=desk.office(act.translator) if act.translator else "",
        person=(desk.person(act.entry) or {}).get("name", "") if act.blob else "",
        paper=act.paper or "",
        media_type=act.media_type or "",
        here=act.paper is not None and desk.has_file(act.paper),
        crossed=tuple(
            found for other in said if crossed(desk, act, other) and (found := desk.entry(other.entry)) is not None
        ),
    )


def crossed(desk: Desk, act: Act, other: Act) -> bool:
    """Whether one of two parties changed its words while the other spoke of them, and neither had seen that."""
    if act.party == other.party or not (act.word in _CHANGING) ^ (other.word in _CHANGING):
        return False
    return not desk.fold.saw(act.entry, other.entry) and not desk.fold.saw(other.entry, act.entry)


def place_of(kind: str, at: str) -> tuple[str, int | None]:
    """What a place in a body is called: the label of its field for the catalogues, and which of several, from 1."""
    if not at:
        return "", None
    names, number = [], None
    for step in at.split("."):
        name, _, rest = step.partition("[")
        names.append(name)
        if rest:
            number = int(rest[:-1]) + 1
    return ".".join((kind.partition("/")[0], *names)), number


# What the reader may say


def offers(desk: Desk, entry: Entry[Body]) -> tuple[Offer, ...]:
    """What the reader may sign beside an entry, and what that does."""
    verdict = desk.fold.verdict(entry.id)
    known = desk.fold.slice_of(entry.subject) is not None and verdict is not None and verdict.has_effect
    if not known or not desk.may_sign:
        return ()
    return tuple(_offers(desk, entry))


def _offers(desk: Desk, entry: Entry[Body]) -> Iterator[Offer]:
    ref, own = desk.ref(entry.id), entry.party == desk.party
    places = tuple(text_places(entry.body))
    held = acts_of(desk, entry.subject)
    said = acts_on(held, entry.id)
    role = desk.charter.role(desk.party)
    has_say = role not in {None, "observer", "guarantor"}
    to_readers = _to_readers(desk, entry)

    def offer(kind: str, what: str, at: str = "", **given: str) -> Offer:
        fixed = {"at": at} if at else {}
        href = desk.sign_href(f"acts.{kind}", entry.subject, **{"entry": ref, **given, **fixed}) + to_readers
        return Offer(f"acts.{kind}", href, what, *place_of(entry.header.kind, at))

    if own and has_say:
        for at in places or ("",):
            yield offer("corrected", desk.gettext("Shows how your words should read. What they did stays done."), at)
        if not any(act.word is Word.RETRACTED for act in said):
            yield offer("retracted", desk.gettext("Takes your words back. What bound you goes on binding you."))
        yield offer("superseded", desk.gettext("Lets a later entry of yours, of the same kind, stand for this one."))
    if has_say:
        yield offer("reserved", desk.gettext("Says what you do not concede by your silence. It stays for good."))
    for at in places:
        yield offer("translated", desk.gettext("Unofficial until every party agrees to it."), at)
    yield offer("attached", desk.gettext("Puts a file beside it, by its hash."))
    yield offer("commented", desk.gettext("A remark that binds nobody."))
    if held is not None and entry.header.kind.startswith("acts.translated/") and desk.party in held.parties:
        href = desk.sign_href("acts.translation_agreed", entry.subject, translation=ref) + to_readers
        yield Offer(
            "acts.translation_agreed", href, desk.gettext("Binds you to these very words, once all have signed.")
        )


def _to_readers(desk: Desk, entry: Entry[Body]) -> str:
    """What lets a form begin with the readers of an entry under seal: who speaks of it speaks to them, unless it chooses otherwise."""
    if not entry.sealed_for:
        return ""
    return "".join(f"&audience={party}" for party in sorted({entry.party, *entry.sealed_for} - {desk.party}))


def text_places(value: object, at: str = "") -> Iterator[str]:
    """Where in a body words in a language stand, in the order of its fields."""
    if isinstance(value, Text):
        yield at
    elif isinstance(value, tuple):
        for number, each in enumerate(value):
            yield from text_places(each, f"{at}[{number}]")
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from text_places(getattr(value, name), f"{at}.{name}" if at else name)


def quotes(desk: Desk, kind: str, given: Mapping[str, Sequence[str]]) -> tuple[Quote, ...]:
    """The words that an act is about, before they are acted on."""
    named = next(iter(given.get("translation" if kind == "acts.translation_agreed" else "entry", ())), "").strip()
    verdict = desk.fold.verdict_at(named) if named else None
    if verdict is None or verdict.entry is None:
        return ()
    body = verdict.entry.body
    if kind == "acts.translation_agreed":
        found = getattr(body, "text", None)
        original = desk.read(getattr(body, "entry", ""))
        at = getattr(body, "at", None)
        before = words_at(original.body, at) if original is not None and isinstance(at, str) else None
        pairs = ((desk.gettext("The words as signed"), before), (desk.gettext("The translation"), found))
        return tuple(Quote(heading, (desk.words(each),)) for heading, each in pairs if isinstance(each, Text))
    at = next(iter(given.get("at", ())), "").strip()
    places = [at] if at else list(text_places(body))
    words = [found for place in places if (found := words_at(body, place)) is not None]
    if not words:
        return ()
    return (Quote(desk.gettext("The words as signed"), tuple(desk.words(each) for each in words)),)
