"""What is not settled, as a meeting's file lists it: positions, commitments, allegations, texts and names.

Each line is a mapping with `href`, the page that it comes from. It leaves out clocks, which are with what is asked of whom.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from trilateral.agreement.clocks import Answer
from trilateral.desk.reading import Reading
from trilateral.ledger.derived import Derived, OfState, Ordered
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.ledger.fold import Fold
from trilateral.mechanism.allegations.closing import is_closed
from trilateral.mechanism.allegations.pages import PAGES as ALLEGATIONS
from trilateral.mechanism.allegations.state import Allegation
from trilateral.mechanism.commitments import promises
from trilateral.mechanism.commitments.commitment_page import level_word, overdue
from trilateral.mechanism.commitments.state import Commitment
from trilateral.mechanism.designations.naming import designated, in_order, words_of
from trilateral.mechanism.designations.rules import Designation, holders, neutral_status, term_of
from trilateral.mechanism.statements.rules import Statement, positions
from trilateral.mechanism.texts.clean import brackets_left, left, status
from trilateral.mechanism.texts.drafting import paragraph_of, title_of
from trilateral.mechanism.texts.state import JointText, standing_text
from trilateral.mechanism.texts.wording import keys_of
from trilateral.ui.stretches import Lines

_SETTLED = frozenset({promises.Status.FULFILLED, promises.Status.RELEASED})


_Held: TypeAlias = Mapping[PartyId, tuple[Statement, ...]]
"""Positions by party, in the order in which each stated them."""


def _positions(fold: Fold) -> tuple[tuple[str, _Held], ...]:
    """By matter the last position of each party that it has not withdrawn."""
    statements: list[Statement] = [each for each in fold.subjects("statements").values() if not each.withdrawals]
    by_matter = positions(statements).items()
    return tuple((matter, {party: said[-1:] for party, said in held.items()}) for matter, held in by_matter)


def _under_no_matter(fold: Fold) -> Mapping[EntryId, _Held]:
    """By meeting the positions that were stated in it under no matter, and not withdrawn."""
    found: dict[EntryId, dict[PartyId, tuple[Statement, ...]]] = {}
    for each in sorted(fold.subjects("statements").values(), key=lambda said: (said.party, said.index)):
        if each.sort == "position" and each.matter is None and each.meeting is not None and not each.withdrawals:
            held = found.setdefault(each.meeting, {})
            held[each.party] = (*held.get(each.party, ()), each)
    return found


_POSITIONS = Derived(("statements",), _positions)
_UNDER_NO_MATTER = Derived(("statements",), _under_no_matter)


def positions_held(reading: Reading, meeting: EntryId) -> Sequence[dict[str, object]]:
    """By matter what each party holds now: its last position, with the reference; then what it stated in a meeting under none.

    What is under no matter follows nothing: no later position takes its place, so all of it stands.
    """
    loose = _UNDER_NO_MATTER.of(reading.fold).get(meeting)
    found: list[tuple[str, _Held]] = [*_POSITIONS.of(reading.fold), *([("", loose)] if loose else [])]
    return Lines(found, lambda each: _position(reading, *each))


def _position(reading: Reading, matter: str, held: _Held) -> dict[str, object]:
    return {
        "matter": reading.term(matter, "matter")
        if matter
        else reading.gettext("Stated in this meeting, filed under no matter"),
        "by_party": [
            {
                "party": reading.party_view(party),
                "said": [(reading.entry(each.id), "", reading.words(each.text)) for each in held.get(party, ())],
            }
            for party in reading.parties
        ],
    }


def _is_open(_fold: Fold, held: object) -> bool:
    return isinstance(held, Commitment) and promises.status(held) not in _SETTLED


_COMMITMENTS = Ordered("commitments", lambda _, held: (held.due_on or "9999", held.id), only=_is_open)


def commitments_open(reading: Reading) -> Sequence[dict[str, object]]:
    """Commitments that somebody is bound to or asked for: what is late first, then by their days."""
    open_ones = [(each, _is_late(reading, each)) for each in _COMMITMENTS.of(reading.fold)]
    open_ones.sort(key=lambda each: not each[1])
    return Lines(open_ones, lambda each: _commitment(reading, each[0], late=each[1]))


def _is_late(reading: Reading, held: Commitment) -> bool:
    return any(answer is Answer.YES for _party, _part, _term, answer in overdue(reading, held))


def _commitment(reading: Reading, held: Commitment, *, late: bool) -> dict[str, object]:
    bound = promises.bound_by(held)
    own = [(party, promises.last_own(held, party, party)) for party in bound]
    joint = [(party, promises.last_joint(held, party)) for party in bound]
    deeds = [(party, promises.deed_of(held, party, None)) for party in bound]
    return {
        "href": reading.subject_href(held.id),
        "view": reading.entry(held.id),
        "text": reading.words(held.text),
        "obliged": [reading.party_view(party) for party in held.obliged],
        "owed_to": [reading.party_view(party) for party in promises.releasing(held)],
        "due_on": None if held.due_on is None else reading.day(held.due_on),
        "late": Answer.YES.value if late else "",
        "status": reading.term(promises.status(held).value, "commitment"),
        "deeds": [
            (
                reading.party_view(party),
                reading.entry(deed.entry),
                None if deed.text is None else reading.words(deed.text),
            )
            for party, deed in deeds
            if deed is not None
        ],
        "own": [
            (reading.party_view(party), level_word(reading, said.level), reading.entry(said.entry))
            for party, said in own
            if said is not None
        ],
        "joint": [
            (reading.party_view(party), level_word(reading, said[1])) for party, said in joint if said is not None
        ],
    }


_ALLEGATIONS = Ordered(
    "allegations", lambda _, held: held.id, only=lambda _, held: not held.withdrawals and not is_closed(held)
)


def allegations_open(reading: Reading) -> Sequence[dict[str, object]]:
    """Allegations that nobody took back and that are not closed, each point with its answer or the silence."""
    held: list[Allegation] = list(_ALLEGATIONS.of(reading.fold))
    held.sort(key=lambda each: (_place(reading, each.against), _claimed(reading, each.id)))
    return Lines(held, lambda each: _allegation(reading, each))


def _allegation(reading: Reading, held: Allegation) -> dict[str, object]:
    shown = ALLEGATIONS.show(reading, held.id)
    names = ("view", "status", "against", "points", "demand", "proxy")
    told = {} if shown is None else {name: shown.values[name] for name in names}
    return {"href": reading.subject_href(held.id), **told}


def _place(reading: Reading, party: PartyId) -> int:
    return reading.parties.index(party) if party in reading.parties else len(reading.parties)


def _claimed(reading: Reading, entry: EntryId) -> str:
    found = reading.read(entry)
    return "" if found is None else found.header.claimed_at.isoformat()


def _lacking(held: object) -> tuple[JointText, Sequence[Any]] | None:
    """A text as it stands, and what keeps it from being clean; None where nothing does."""
    read = standing_text(held) if isinstance(held, JointText) else None
    lacking = () if read is None else left(read)
    return (read, lacking) if read is not None and lacking else None


_LACKING = OfState(_lacking)


def texts_open(reading: Reading) -> Sequence[dict[str, object]]:
    """Joint texts in which something is held open: the paragraphs in question, with brackets under letters."""
    held = sorted(reading.fold.subjects("texts").values(), key=lambda each: _claimed(reading, each.id))
    found = [lacking for each in held if (lacking := _LACKING.of(reading.fold, each)) is not None]
    return Lines(found, lambda each: _text(reading, *each))


def _text(reading: Reading, read: JointText, lacking: Sequence[Any]) -> dict[str, object]:
    keys = [key for key in keys_of(read) if any(each.key == key for each in lacking)]
    return {
        "href": reading.subject_href(read.id),
        "view": reading.entry(read.id),
        "title": reading.words(title_of(read)),
        "status": reading.term(status(read).value, "text"),
        "open": [(reading.party_view(party), count) for party, count in brackets_left(read).items()],
        "paragraphs": [paragraph_of(reading, read, key, may=False) for key in keys],
        "left": [
            (reading.term(each.sort, "left"), each.key, [reading.party_view(party) for party in each.holders])
            for each in lacking
        ],
    }


def _is_apart(_fold: Fold, held: Designation) -> bool:
    terms = (term_of(held, party) for party in holders(held))
    return len({tuple(sorted(each.text for each in term.terms)) for term in terms if term is not None}) > 1


_APART = Ordered("designations", lambda _, held: held.id, only=_is_apart)


def designations_apart(reading: Reading) -> Sequence[dict[str, object]]:
    """What parties call by different names: each party's term, and whether there is a neutral one."""
    held: list[Designation] = list(_APART.of(reading.fold))
    held.sort(key=lambda each: (reading.term(each.thing, "thing"), reading.ref(each.id)))
    return Lines(held, lambda each: _designation(reading, each.id, each))


class At(NamedTuple):
    """Where something was said: all that is printed of it."""

    ref: str
    href: str


def _at(reading: Reading, entry: EntryId) -> At:
    ref = reading.ref(entry)
    return At(ref, reading.entry_href(ref))


def _designation(reading: Reading, subject: EntryId, held: Designation) -> dict[str, object]:
    terms = {party: term_of(held, party) for party in in_order(reading, tuple({*holders(held), *held.parties}))}
    return {
        "href": reading.subject_href(subject),
        "view": reading.entry(subject),
        "shown": designated(reading, subject),
        "thing": reading.term(held.thing, "thing"),
        "neutral": reading.term(neutral_status(held).value, "neutral"),
        "terms": [
            (
                reading.party_view(party),
                None if term is None else words_of(reading, term),
                None if term is None else _at(reading, term.entry),
            )
            for party, term in terms.items()
        ],
    }
