"""What the humanitarian entries mean. Names have no effect in the clear, and nobody answers for another.

The same rules run in the open and in the reading of each audience. There a list is known to those it
was sealed for, and to nobody else: who asks `facts` in the open is told of none.
"""

from typing import Any

import msgspec

from trilateral.agreement.held import Act, ordered, seen_by
from trilateral.agreement.locations import coarsened, is_coarse
from trilateral.ledger.entry import Body, Entry, PartyId
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.humanitarian.entries import (
    PROTECTION,
    AgreementWithdrawn,
    AnswerVerified,
    CountsAccepted,
    CountsProposed,
    HeldApart,
    HeldSame,
    ListSubmitted,
    NameAnswered,
    OutcomeConfirmed,
    OutcomeContested,
    PersonDied,
    PersonReleased,
    PersonTransferred,
    ProtectionAccepted,
    ProtectionAsserted,
    ProtectionContested,
    ProtectionEnded,
    StepAgreed,
)
from trilateral.mechanism.humanitarian.state import (
    ACTS,
    Agreement,
    Answer,
    Check,
    Counts,
    CountsWord,
    Held,
    NameList,
    Protection,
    Report,
    ReportWord,
    SameWord,
    Word,
    acts_of,
    agreement_of,
    answer_to,
    as_seen,
    both,
    counts_missing,
    same_word,
    word_of,
    word_on,
)

MOST_PERSONS = 500
ANSWER_CLOCK = "humanitarian.answer"
"""Name of the charter's clock for answering each name. It starts when the party asked provably received the list."""
LIST_CLOCK = "humanitarian.list"
"""The same for the list that it owes in return: of the same sort, to whoever submitted the first."""

_REPORTS: dict[type[Body], str] = {
    PersonReleased: "released",
    PersonTransferred: "transferred",
    PersonDied: "died",
}
_WORDS: dict[type[Body], str] = {
    ProtectionAccepted: "accepted",
    ProtectionContested: "contested",
    ProtectionEnded: "ended",
}


def objection(held: Held | None, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Say why `entry` has no effect on `held`, or None if it has one.

    A node asks this twice: before its own party signs, and of every entry that any
    party has signed. What the author had not seen is taken out of `held` first.

    Args:
        held: The subject so far; None before it is opened.
        entry: Signed, parsed and about `held`, but otherwise anything at all.
        facts: What the author could know.
    """
    body: Body = entry.body
    if not entry.under_seal and _names_a_person(held, body):
        return Objection("humanitarian.in_the_open", (("option", "--audience"),))
    if isinstance(body, ListSubmitted | ProtectionAsserted):
        if held is not None or entry.header.subject is not None:
            return Objection("humanitarian.opens_its_own")
        return (
            _objection_to_list(body, entry, facts)
            if isinstance(body, ListSubmitted)
            else _objection_to_assertion(body, entry, facts)
        )
    if held is None or isinstance(held, Protection) is not (type(body) in PROTECTION):
        return Objection("humanitarian.not_found")
    if (readers_of(entry) if entry.under_seal else ()) != held.readers:
        return Objection("humanitarian.other_readers", (("parties", ", ".join(held.readers)),))
    if isinstance(held, NameList):
        return _objection_on_list(as_seen(held, facts), entry, facts)
    return _objection_on_protection(as_seen(held, facts), entry) if isinstance(held, Protection) else None


def _names_a_person(held: Held | None, body: Body) -> bool:
    """Whether it may be said under seal alone: whatever is about a list, or about a person who is protected."""
    if isinstance(body, ProtectionAsserted):
        return body.what == "person"
    return type(body) not in PROTECTION or (isinstance(held, Protection) and held.what == "person")


# Lists


def _objection_to_list(body: ListSubmitted, entry: Entry[Any], facts: Facts) -> Objection | None:
    if body.to not in facts.parties:
        return Objection("humanitarian.not_a_party", (("party", body.to),))
    if body.to == entry.party:
        return Objection("humanitarian.to_oneself")
    blind = next((each for each in (body.to, body.verifier) if each and each not in readers_of(entry)), None)
    if blind is not None:
        return Objection("humanitarian.cannot_read", (("party", blind),))
    if not body.persons and body.text is None:
        return Objection("humanitarian.lists_nobody")
    if len(body.persons) > MOST_PERSONS:
        return Objection("humanitarian.too_many", (("most", MOST_PERSONS), ("got", len(body.persons))))
    nameless = next((number for number, each in enumerate(body.persons) if not each.names), None)
    return None if nameless is None else Objection("humanitarian.no_name", (("number", nameless + 1),))


def readers_of(entry: Entry[Any]) -> tuple[PartyId, ...]:
    """Who can read an entry under seal."""
    return tuple(sorted({entry.party, *entry.header.audience}))


def _objection_on_list(known: NameList, entry: Entry[Any], facts: Facts) -> Objection | None:
    body: Body = entry.body
    number = getattr(body, "number", None)
    if number is not None and not 0 <= number < len(known.persons):
        return Objection("humanitarian.no_such_row", (("number", number + 1), ("most", len(known.persons))))
    match body:
        case NameAnswered():
            mine = entry.party == known.to
            return None if mine else Objection("humanitarian.not_yours_to_answer", (("party", known.to),))
        case AnswerVerified():
            return _objection_to_check(known, body, entry.party)
        case StepAgreed() | AgreementWithdrawn():
            return _objection_to_agreement(known, body, entry.party)
        case PersonReleased() | PersonTransferred() | PersonDied():
            return _objection_to_report(known, body, entry.party)
        case OutcomeConfirmed() | OutcomeContested():
            return _objection_to_report_word(known, body, entry.party)
        case HeldSame() | HeldApart():
            return _objection_to_sameness(known, body, entry.party, facts)
        case CountsProposed() | CountsAccepted():
            return _objection_to_counts(known, body, entry.party)
    return Objection("humanitarian.not_found")


def _objection_to_check(known: NameList, body: AnswerVerified, party: PartyId) -> Objection | None:
    if all(each.entry != body.answer for each in known.answers):
        return Objection("humanitarian.no_such_answer")
    if party == known.to:
        return Objection("humanitarian.own_answer")
    may = body.outside is not None or party == known.verifier or party in known.hosts
    return None if may else Objection("humanitarian.not_yours_to_verify")


def _objection_to_agreement(known: NameList, body: StepAgreed | AgreementWithdrawn, party: PartyId) -> Objection | None:
    if party not in both(known):
        return Objection("humanitarian.not_yours_to_agree", (("parties", ", ".join(both(known))),))
    said = agreement_of(known, party, body.number)
    if isinstance(body, AgreementWithdrawn):
        return None if said is not None and said.word == "agreed" else Objection("humanitarian.not_agreed")
    answer = answer_to(known, body.number)
    if answer is None or answer.answer != "acknowledged_held":
        return Objection("humanitarian.not_held")
    if body.step == "release" and known.sort == "remains":
        return Objection("humanitarian.remains")
    again = said is not None and said.word == "agreed" and said.step == body.step
    return Objection("humanitarian.said_already") if again else None


def _objection_to_report(
    known: NameList, body: PersonReleased | PersonTransferred | PersonDied, party: PartyId
) -> Objection | None:
    if party != known.to:
        return Objection("humanitarian.not_yours_to_report", (("party", known.to),))
    if known.sort == "remains" and not isinstance(body, PersonTransferred):
        return Objection("humanitarian.remains")
    return None


def _objection_to_report_word(
    known: NameList, body: OutcomeConfirmed | OutcomeContested, party: PartyId
) -> Objection | None:
    if party != known.party:
        return Objection("humanitarian.not_yours_to_confirm", (("party", known.party),))
    if all(each.entry != body.report for each in known.reports):
        return Objection("humanitarian.no_such_report")
    said, word = word_on(known, body.report), "confirmed" if isinstance(body, OutcomeConfirmed) else "contested"
    return Objection("humanitarian.said_already") if said is not None and said.word == word else None


def _objection_to_sameness(
    known: NameList, body: HeldSame | HeldApart, party: PartyId, facts: Facts
) -> Objection | None:
    other = facts.state(body.other)
    if facts.saw(body.other) is None:
        return Objection("humanitarian.not_seen", (("entry", body.other),))
    if not isinstance(other, NameList):
        return Objection("humanitarian.not_a_list", (("entry", body.other),))
    if body.other_number >= len(other.persons):
        most = len(other.persons)
        return Objection("humanitarian.no_such_row", (("number", body.other_number + 1), ("most", most)))
    if (other.id, body.other_number) == (known.id, body.number):
        return Objection("humanitarian.itself")
    said = same_word(known, party, body.number, body.other, body.other_number)
    word = "same" if isinstance(body, HeldSame) else "apart"
    return Objection("humanitarian.said_already") if said is not None and said.word == word else None


def _objection_to_counts(known: NameList, body: CountsProposed | CountsAccepted, party: PartyId) -> Objection | None:
    if party not in both(known):
        return Objection("humanitarian.not_yours_to_agree", (("parties", ", ".join(both(known))),))
    if isinstance(body, CountsProposed):
        return None
    counts = next((each for each in known.counts if each.entry == body.counts), None)
    if counts is None:
        return Objection("humanitarian.no_such_counts")
    return None if party in counts_missing(known, counts) else Objection("humanitarian.said_already")


# Protection


def _objection_to_assertion(body: ProtectionAsserted, entry: Entry[Any], facts: Facts) -> Objection | None:
    if not body.names and body.designation is None:
        return Objection("humanitarian.protects_nobody")
    if not body.basis:
        return Objection("humanitarian.no_basis")
    grid = facts.charter.grid_microdegrees
    if body.where is not None and not entry.under_seal and not is_coarse(body.where, grid):
        shown = coarsened(body.where, grid)
        points = "; ".join(f"{each.lat}, {each.lon}" for each in shown.points)
        return Objection("humanitarian.too_fine", (("points", points), ("radius_m", shown.radius_m)))
    if body.designation is None:
        return None
    seen = facts.saw(body.designation)
    if seen is None:
        return Objection("humanitarian.not_seen", (("entry", body.designation),))
    registered = seen.header.kind.startswith("designations.registered/")
    return None if registered else Objection("humanitarian.not_a_designation", (("entry", body.designation),))


def _objection_on_protection(known: Protection, entry: Entry[Any]) -> Objection | None:
    said = word_of(known, entry.party)
    again = said is not None and said.word == _WORDS.get(type(entry.body))
    return Objection("humanitarian.said_already") if again else None


def apply(held: Held | None, entry: Entry[Any], facts: Facts) -> Held | None:
    """Return `held` as it stands after `entry`, to which there is no objection."""
    body: Body = entry.body
    if isinstance(body, ListSubmitted):
        return _list(body, entry, facts)
    if isinstance(body, ProtectionAsserted):
        return _protection(body, entry, facts)
    if isinstance(held, NameList):
        return _after(held, _act_on_list(held, entry, facts), entry, facts)
    if isinstance(held, Protection):
        at = (entry.id, entry.party, entry.index)
        on, text = getattr(body, "on", None), getattr(body, "why", None) or getattr(body, "text", None)
        return _after(held, ("words", Word(*at, _WORDS.get(type(body), ""), on, text)), entry, facts)
    return held


def _list(body: ListSubmitted, entry: Entry[Any], facts: Facts) -> NameList:
    return NameList(
        entry.id,
        entry.party,
        readers_of(entry),
        sort=body.sort,
        to=body.to,
        persons=body.persons,
        verifier=body.verifier,
        hosts=tuple(each.id for each in facts.charter.parties if each.role == "host"),
        text=body.text,
    )


def _protection(body: ProtectionAsserted, entry: Entry[Any], facts: Facts) -> Protection:
    readers = readers_of(entry) if entry.under_seal else ()
    parties = tuple(party for party in facts.parties if not readers or party in readers)
    mine = Word(entry.id, entry.party, entry.index, "accepted", None, None)
    return Protection(
        entry.id,
        entry.party,
        readers,
        what=body.what,
        names=body.names,
        basis=body.basis,
        since_on=body.since_on,
        recognised_by=body.recognised_by,
        where=body.where,
        designation=body.designation,
        text=body.text,
        parties=parties,
        words=(mine,),
    )


def _act_on_list(held: NameList, entry: Entry[Any], facts: Facts) -> tuple[str, Act] | None:
    at = (entry.id, entry.party, entry.index)
    match entry.body:
        case NameAnswered() as said:
            return "answers", Answer(*at, said.number, said.answer, said.where, said.since_on, said.text)
        case AnswerVerified() as said:
            return "checks", Check(*at, said.answer, said.found, said.outside, said.text)
        case StepAgreed() as said:
            knew = seen_by(entry.party, acts_of(held), facts)
            return "agreements", Agreement(*at, said.number, "agreed", said.step, said.text, knew)
        case AgreementWithdrawn() as said:
            knew = seen_by(entry.party, acts_of(held), facts)
            return "agreements", Agreement(*at, said.number, "withdrawn", "", said.why, knew)
        case PersonReleased() | PersonTransferred() | PersonDied() as said:
            handed_to = getattr(said, "handed_to", None)
            word = _REPORTS[type(said)]
            return "reports", Report(*at, said.number, word, said.on, said.where, handed_to, said.text)
        case OutcomeConfirmed() | OutcomeContested() as said:
            word = "confirmed" if isinstance(said, OutcomeConfirmed) else "contested"
            return "report_words", ReportWord(*at, said.report, word, said.text)
        case HeldSame() | HeldApart() as said:
            word = "same" if isinstance(said, HeldSame) else "apart"
            return "same_words", SameWord(*at, said.number, said.other, said.other_number, word, said.text)
        case CountsProposed() as said:
            stated = (said.listed, said.held, said.denied, said.unknown, said.released, said.transferred, said.died)
            return "counts", Counts(*at, *stated, said.text)
        case CountsAccepted() as said:
            return "counts_words", CountsWord(*at, said.counts)
    return None


def _after(held: Held, found: tuple[str, Act] | None, entry: Entry[Any], facts: Facts) -> Held:
    if found is None:
        return held
    row, act = found
    changed = msgspec.structs.replace(held, **{row: ordered((*getattr(held, row), act))})
    own = (each for name in ACTS[type(held)] for each in getattr(held, name) if each.party == entry.party)
    if any(facts.saw(each.entry) is None for each in own if each.entry != held.id):
        # Who does not know what stands in its own log has another log than the one shown here.
        return msgspec.structs.replace(changed, crossed=tuple(sorted({*held.crossed, entry.party})))
    return changed
