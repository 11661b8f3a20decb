"""What is not settled, as a meeting's file lists it: positions, commitments, allegations, texts and names.

Each line is a mapping with `href`, the page that it comes from. It leaves out clocks, which are with what is asked of whom.
"""

from collections.abc import Sequence
from typing import Any

from trilateral.agreement.clocks import Answer
from trilateral.desk.reading import Reading
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.allegations.closing import is_closed
from trilateral.mechanism.allegations.pages import PAGES as ALLEGATIONS
from trilateral.mechanism.allegations.state import Allegation
from trilateral.mechanism.commitments import promises
from trilateral.mechanism.commitments.commitment_page import level_word, overdue
from trilateral.mechanism.commitments.quoting import commitments
from trilateral.mechanism.commitments.state import Commitment
from trilateral.mechanism.designations.naming import designated, in_order, words_of
from trilateral.mechanism.designations.rules import Designation, holders, neutral_status, term_of
from trilateral.mechanism.statements.rules import Statement, positions
from trilateral.mechanism.texts.clean import brackets_left, left, status
from trilateral.mechanism.texts.drafting import paragraph_of, title_of
from trilateral.mechanism.texts.state import JointText, standing_text
from trilateral.mechanism.texts.wording import keys_of

_SETTLED = frozenset({promises.Status.FULFILLED, promises.Status.RELEASED})


def positions_held(reading: Reading) -> list[dict[str, object]]:
    """By matter what each party holds now: its last position, with the reference."""
    statements: list[Statement] = [
        each for each in reading.fold.subjects("statements").values() if not each.withdrawals
    ]
    found: list[dict[str, object]] = []
    for matter, held in positions(statements).items():
        last = {party: said[-1] for party, said in held.items()}
        found.append(
            {
                "matter": reading.term(matter, "matter"),
                "by_party": [
                    {
                        "party": reading.party_view(party),
                        "said": [(reading.entry(last[party].id), "", reading.words(last[party].text))]
                        if party in last
                        else [],
                    }
                    for party in reading.parties
                ],
            }
        )
    return found


def commitments_open(reading: Reading) -> list[dict[str, object]]:
    """Commitments that somebody is bound to or asked for: what is late first, then by their days."""
    open_ones = [each for each in commitments(reading) if promises.status(each) not in _SETTLED]
    lines = [_commitment(reading, each) for each in open_ones]
    return sorted(lines, key=lambda each: (each["late"] != Answer.YES.value, str(each["day"] or "9999")))


def _commitment(reading: Reading, held: Commitment) -> dict[str, object]:
    late = [answer for _party, _part, _term, answer in overdue(reading, held)]
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
        "day": held.due_on,
        "due_on": None if held.due_on is None else reading.day(held.due_on),
        "late": Answer.YES.value if Answer.YES in late else "",
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


def allegations_open(reading: Reading) -> list[dict[str, object]]:
    """Allegations that nobody took back and that are not closed, each point with its answer or the silence."""
    held: list[Allegation] = [
        each for each in reading.fold.subjects("allegations").values() if not each.withdrawals and not is_closed(each)
    ]
    held.sort(key=lambda each: (_place(reading, each.against), _claimed(reading, each.id)))
    found = []
    for each in held:
        shown = ALLEGATIONS.show(reading, each.id)
        if shown is not None:
            names = ("view", "status", "against", "points", "demand", "proxy")
            found.append({"href": reading.subject_href(each.id), **{name: shown.values[name] for name in names}})
    return found


def _place(reading: Reading, party: PartyId) -> int:
    return reading.parties.index(party) if party in reading.parties else len(reading.parties)


def _claimed(reading: Reading, entry: EntryId) -> str:
    found = reading.read(entry)
    return "" if found is None else found.header.claimed_at.isoformat()


def texts_open(reading: Reading) -> list[dict[str, object]]:
    """Joint texts in which something is held open: the paragraphs in question, with brackets under letters."""
    found = []
    for each in sorted(reading.fold.subjects("texts").values(), key=lambda held: _claimed(reading, held.id)):
        read = standing_text(each) if isinstance(each, JointText) else None
        if read is not None and (lacking := left(read)):
            found.append(_text(reading, read, lacking))
    return found


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


def designations_apart(reading: Reading) -> list[dict[str, object]]:
    """What parties call by different names: each party's term, and whether there is a neutral one."""
    found = []
    for subject, held in reading.fold.subjects("designations").items():
        terms = {party: term for party in holders(held) if (term := term_of(held, party)) is not None}
        if len({tuple(sorted(each.text for each in term.terms)) for term in terms.values()}) > 1:
            found.append(_designation(reading, EntryId(subject), held))
    return sorted(found, key=lambda each: (str(each["thing"]), str(each["href"])))


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
                None if term is None else reading.entry(term.entry),
            )
            for party, term in terms.items()
        ],
    }
