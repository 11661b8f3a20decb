"""Requests for information on another matter: what was asked, of whom, and what became of it.

Whoever asks for evidence of what is alleged makes a request for information whose header speaks of the
allegation. That reference binds nobody and changes neither matter; pages show by it what was asked and not given.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from trilateral.ledger.derived import Pointing
from trilateral.ledger.entry import Entry, EntryId, PartyId
from trilateral.ledger.fold import Verdict
from trilateral.mechanism.requests.entries import RequestMade
from trilateral.mechanism.requests.rules import ANSWER_CLOCK, Request, Status
from trilateral.mechanism.requests.terms import stands
from trilateral.ui.page import Desk
from trilateral.ui.stretches import Lines
from trilateral.ui.views import InformationAsked

_SPEAKS_OF = "speaks_of"
"""Role of a header's reference to an entry that is no more than spoken of."""
_ANSWERED = frozenset({Status.VERIFIED, Status.DONE})


def _matters_of(verdict: Verdict) -> Iterator[EntryId]:
    """What a request for information that has an effect speaks of."""
    entry = verdict.entry
    if entry is None or not verdict.has_effect or not isinstance(entry.body, RequestMade):
        return
    if entry.body.sort == "information":
        yield from dict.fromkeys(ref.entry for ref in entry.header.refs if ref.role == _SPEAKS_OF)


_ON = Pointing(_matters_of)


def information_asked(desk: Desk, matter: EntryId) -> Sequence[InformationAsked]:
    """Return the requests for information that speak of a matter, each made as it is looked at.

    The parties take turns, each with its last one first: so nobody who asks much pushes out what others ask.
    """
    made = [each.entry for each in _ON.of(desk.fold, matter) if each.entry is not None]
    held = [desk.fold.state(each.id) for each in _by_turns(made)]
    return Lines([each for each in held if isinstance(each, Request)], lambda each: _shown(desk, each))


def _by_turns(made: Iterable[Entry[Any]]) -> list[Entry[Any]]:
    turns: Counter[PartyId] = Counter()
    ordered: list[tuple[int, PartyId, Entry[Any]]] = []
    for each in sorted(made, key=lambda each: -each.index):
        ordered.append((turns[each.party], each.party, each))
        turns[each.party] += 1
    return [each for *_, each in sorted(ordered, key=lambda each: each[:2])]


def allegation_spoken_of(desk: Desk, held: Request) -> EntryId | None:
    """Return the allegation on which a request asks for information; None if it asks for something else."""
    entry = desk.read(held.id)
    if entry is None or held.sort != "information":
        return None
    spoken_of = (ref.entry for ref in entry.header.refs if ref.role == _SPEAKS_OF)
    return next((each for each in spoken_of if desk.fold.slice_of(each) == "allegations"), None)


def _shown(desk: Desk, held: Request) -> InformationAsked:
    now, owner, work = stands(desk, held)
    silence = None
    if owner is not None:
        silence = desk.silence(owner, held.id, ANSWER_CLOCK)
    elif work is not None and work.due_on is not None:
        silence = desk.silence_on(desk.due_on(work.owner, work.due_on), desk.received_at(work.owner, held.id))
    said = [(each.entry, each.text) for each in held.reports] if now in _ANSWERED else []
    if now is Status.DECLINED:
        said = [(each.entry, each.text) for each in held.answers[-1:]]
    return InformationAsked(
        desk.entry(held.id),
        desk.subject_href(held.id),
        desk.words(held.text),
        desk.party_view(held.owner if work is None else work.owner),
        desk.term(now.value, "request"),
        owner is not None or work is not None,
        silence,
        tuple((desk.entry(entry), None if text is None else desk.words(text)) for entry, text in said),
    )
