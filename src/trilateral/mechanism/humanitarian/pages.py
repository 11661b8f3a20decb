"""Humanitarian matters for people: what is asked of us name by name, the lists, and the register of protection.

Whoever reads from outside sees what stands in the open. What is under seal is shown to those alone whom it was sealed for,
by their own node, which notes who opened it; that, and all else that happens inside a party, holds only as
far as that node is honest, and the pages say so. There is no search by name, no map and nothing to take away.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from trilateral.agreement.locations import Location
from trilateral.i18n.digits import digits
from trilateral.ledger.entry import EntryId, Text
from trilateral.mechanism.humanitarian.entries import Person
from trilateral.mechanism.humanitarian.rules import LIST_CLOCK
from trilateral.mechanism.humanitarian.state import (
    Agreement,
    Check,
    Held,
    NameList,
    Protection,
    Report,
    SameWord,
    agreement_of,
    answer_to,
    both,
    checks_of,
    counts_missing,
    figures,
    letters_crossed,
    report_on,
    same_word,
    standing,
    status,
    unanswered,
    word_of,
    word_on,
)
from trilateral.mechanism.humanitarian.terms import (
    answering,
    lacking,
    listing,
    lists,
    owes_list,
    protections,
)
from trilateral.ui import maps
from trilateral.ui.page import Desk, Matter, Pages, Shown
from trilateral.ui.views import EntryView, PartyView, Silence, Words

MOST_ROWS = 200
"""Rows on one page; the others stand on those that follow."""


def sign_href(desk: Desk, kind: str, held: Held, **given: str | int) -> str:
    """The form for an act on a subject, for those alone who can read the subject."""
    href = desk.sign_href(kind, held.id, **given)
    return href + "".join(f"&audience={party}" for party in held.readers if party != desk.party)


@dataclass(frozen=True, slots=True)
class Line:
    """One list among all.

    Attributes:
        figures: How many rows stand where, in words.
        unanswered: Rows without an answer.
        silence: The clock on those.
        owed: The clock on the list in return; None where that was submitted.
    """

    view: EntryView
    href: str
    sort: str
    to: PartyView
    listed: int
    figures: tuple[tuple[str, int], ...]
    unanswered: int
    silence: Silence | None
    owed: Silence | None


@dataclass(frozen=True, slots=True)
class Register:
    """One protection among all."""

    view: EntryView
    href: str
    what: str
    names: tuple[Words, ...]
    basis: tuple[str, ...]
    standing: str
    sealed: bool


def index(desk: Desk) -> Shown:
    """What is asked of us, all lists, and the register of protection."""
    held = lists(desk)
    lines = [line for each in held if (line := _line(desk, each, held)) is not None]
    asked = [line for line in lines if line.to.id == desk.party and line.unanswered]
    kinds = ("humanitarian.list_submitted", "humanitarian.protection_asserted")
    return Shown(
        "humanitarian/list.html",
        desk.gettext("Detained, missing and protected"),
        {
            "inside": desk.reader is not None,
            "asked": asked,
            "lines": lines,
            "register": [view for each in protections(desk) if (view := _register(desk, each)) is not None],
            "ways": [(kind, desk.sign_href(kind)) for kind in kinds] if desk.may_sign else [],
            "matches_href": desk.href("matches") if desk.reader is not None else "",
        },
    )


def _line(desk: Desk, held: NameList, among: list[NameList]) -> Line | None:
    view, open_rows = desk.entry(held.id), unanswered(held)
    if view is None:
        return None
    received = desk.received_at(held.to, held.id)
    return Line(
        view=view,
        href=desk.subject_href(held.id),
        sort=desk.term(held.sort, "sort"),
        to=desk.party_view(held.to),
        listed=len(held.persons),
        figures=tuple((desk.term(word, "row"), count) for word, count in figures(held).items()),
        unanswered=len(open_rows),
        silence=desk.silence_on(answering(desk, held), received) if open_rows else None,
        owed=desk.silence_on(listing(desk, held), received)
        if owes_list(held, among) and desk.charter.clock_terms(LIST_CLOCK)
        else None,
    )


def _register(desk: Desk, held: Protection) -> Register | None:
    view = desk.entry(held.id)
    if view is None:
        return None
    return Register(
        view,
        desk.subject_href(held.id),
        desk.term(held.what, "what"),
        _names(desk, held),
        _basis(desk, held),
        desk.term(standing(held).value, "protection"),
        bool(held.readers),
    )


def _names(desk: Desk, held: Protection) -> tuple[Words, ...]:
    """What it is called, or how this reader is shown the designation that it names."""
    if held.names or held.designation is None:
        return tuple(desk.words(each) for each in held.names)
    found = desk.designated(held.designation)
    return () if found is None or found.words is None else (found.words,)


def _basis(desk: Desk, held: Protection) -> tuple[str, ...]:
    return tuple(
        desk.gettext(
            "%(instrument)s, article %(article)s",
            instrument=desk.term(each.instrument, "instrument"),
            article=digits(each.article, desk.lang),
        )
        for each in held.basis
    )


def show(desk: Desk, subject: EntryId) -> Shown | None:
    """One list or one protection; of what was erased, that it was and by whom."""
    held, view = desk.fold.state(subject), desk.entry(subject)
    if view is None:
        return None
    if isinstance(held, NameList):
        return _show_list(desk, held, view)
    if isinstance(held, Protection):
        return _show_protection(desk, held, view)
    return _show_erased(desk, subject, view)


# A list


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as one row shows them: each spelling in its own language and direction."""

    names: tuple[Words, ...]
    born: str
    father: Words | None
    origin: Words | None
    last_place: Words | None
    last_on: str
    reference: str


@dataclass(frozen=True, slots=True)
class Said:
    """One word on a row, by whom.

    Attributes:
        word: In the reader's language.
        where: Where, in names and figures.
        more: Days, whom it was handed to, whose word was entered.
    """

    word: str
    view: EntryView | None
    text: Words | None = None
    where: tuple[Words | None, str, int] | None = None
    more: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a list, with all that was said of it.

    Attributes:
        silence: That there is no answer, with the clock on it.
        crossed: Letters that crossed on it, as two sides each.
        acts: What the reader can sign on it: kind, address, and to what a signature would bind.
    """

    number: int
    person: PersonView
    status: str
    answer: Said | None
    silence: Silence | None
    checks: tuple[Said, ...]
    agreements: tuple[tuple[PartyView, Said], ...]
    report: Said | None
    report_word: Said | None
    crossed: tuple[tuple[tuple[PartyView, EntryView | None], ...], ...]
    same: tuple[tuple[str, str, tuple[Said, ...]], ...]
    acts: tuple[tuple[str, str, str], ...]


def _show_list(desk: Desk, held: NameList, view: EntryView) -> Shown:
    asked = desk.asked("start")
    start = int(asked) if asked.isdecimal() and asked.isascii() and len(asked) < 6 else 0
    numbers = range(len(held.persons))[start : start + MOST_ROWS]
    following = start + MOST_ROWS
    return Shown(
        "humanitarian/names.html",
        name(desk, held.id),
        {
            "view": view,
            "sort": desk.term(held.sort, "sort"),
            "to": desk.party_view(held.to),
            "verifier": None if held.verifier is None else desk.party_view(held.verifier),
            "readers": [desk.party_view(each) for each in held.readers],
            "text": None if held.text is None else desk.words(held.text),
            "figures": [(desk.term(word, "row"), count) for word, count in figures(held).items()],
            "listed": len(held.persons),
            "rows": [_row(desk, held, number) for number in numbers],
            "more_href": desk.href("humanitarian", desk.ref(held.id), start=following)
            if following < len(held.persons)
            else "",
            "counts": [_counts(desk, held, number) for number in range(len(held.counts))],
            "propose_href": sign_href(desk, "humanitarian.counts_proposed", held, listed=len(held.persons))
            if desk.may_sign and desk.party in both(held)
            else "",
            "matches_href": desk.href("matches") if desk.reader is not None else "",
        },
    )


def _row(desk: Desk, held: NameList, number: int) -> RowView:
    answer, report = answer_to(held, number), report_on(held, number)
    said = None if report is None else word_on(held, report.entry)
    silent = number in unanswered(held)
    return RowView(
        number=number + 1,
        person=person_view(desk, held.persons[number]),
        status=desk.term(status(held, number).value, "row"),
        answer=None
        if answer is None
        else _said(desk, answer.entry, desk.term(answer.answer, "answer"), answer.text, answer.where, answer.since_on),
        silence=desk.silence_on(answering(desk, held), desk.received_at(held.to, held.id)) if silent else None,
        checks=() if answer is None else tuple(_check(desk, each) for each in checks_of(held, answer.entry)),
        agreements=tuple(
            (desk.party_view(party), _agreement(desk, word))
            for party in both(held)
            if (word := agreement_of(held, party, number)) is not None
        ),
        report=None if report is None else _report(desk, report),
        report_word=None if said is None else _said(desk, said.entry, desk.term(said.word, "stance"), said.text),
        crossed=tuple(
            tuple((desk.party_view(each.party), desk.entry(each.entry)) for each in pair)
            for pair in letters_crossed(held, number)
        ),
        same=_same(desk, held, number),
        acts=_acts_on_row(desk, held, number),
    )


def person_view(desk: Desk, person: Person) -> PersonView:
    """A person as pages show them to those who can read the list."""
    return PersonView(
        tuple(Words(each.text, each.lang) for each in person.names),
        "" if person.born is None else digits(str(person.born), desk.lang),
        _words(desk, person.father),
        _words(desk, person.origin),
        _words(desk, person.last_place),
        person.last_on or "",
        person.reference,
    )


def _words(desk: Desk, text: Text | None) -> Words | None:
    return None if text is None else desk.words(text)


def _said(  # noqa: PLR0913, PLR0917 - what may stand with a word
    desk: Desk, entry: EntryId, word: str, text: Text | None, where: Location | None = None, on: str | None = None
) -> Said:
    more = () if on is None else (Words(on),)
    return Said(word, desk.entry(entry), _words(desk, text), None if where is None else _place(desk, where), more)


def _place(desk: Desk, where: Location) -> tuple[Words | None, str, int]:
    return (desk.words(where.names) if where.names else None), maps.figures(where), where.radius_m


def _check(desk: Desk, check: Check) -> Said:
    outside = () if check.outside is None else (Words(f"{check.outside.outlet}: {check.outside.title}"),)
    said = _said(desk, check.entry, desk.term(check.found, "found"), check.text)
    return Said(said.word, said.view, said.text, None, outside)


def _agreement(desk: Desk, word: Agreement) -> Said:
    called = desk.term(word.step, "step") if word.step else desk.term("withdrawn", "stance")
    return _said(desk, word.entry, called, word.text)


def _report(desk: Desk, report: Report) -> Said:
    said = _said(desk, report.entry, desk.term(report.word, "row"), report.text, report.where, report.on)
    handed = () if report.handed_to is None else (desk.words(report.handed_to),)
    return Said(said.word, said.view, said.text, said.where, (*said.more, *handed))


def _same(desk: Desk, held: NameList, number: int) -> tuple[tuple[str, str, tuple[Said, ...]], ...]:
    """What parties say, on this list, of rows of others: reference, address, and each one's last word."""
    pairs = dict.fromkeys((each.other, each.other_number) for each in held.same_words if each.number == number)
    found = []
    for other, other_number in pairs:
        words = [same_word(held, party, number, other, other_number) for party in held.readers]
        ref = f"{desk.ref(other)}#{other_number + 1}"
        found.append((ref, desk.subject_href(other), tuple(_same_said(desk, each) for each in words if each)))
    return tuple(found)


def _same_said(desk: Desk, word: SameWord) -> Said:
    return _said(desk, word.entry, desk.term(word.word, "sameness"), word.text)


def _acts_on_row(desk: Desk, held: NameList, number: int) -> tuple[tuple[str, str, str], ...]:
    """What the reader can sign on one row: kind, address, and to what a signature would bind."""
    if not desk.may_sign:
        return ()
    answer, report, row = answer_to(held, number), report_on(held, number), {"number": number}
    kinds: list[tuple[str, dict[str, str | int], str]] = []
    if desk.party == held.to:
        kinds.append(("answered", {**row}, desk.gettext("Your last answer counts. Silence is none.")))
        done = ("transferred",) if held.sort == "remains" else ("released", "transferred", "died")
        binds = desk.gettext("You report it; who submitted the list says whether it is so.")
        kinds += [(word, {**row}, binds) for word in done]
    elif answer is not None:
        binds = desk.gettext("You say what came of looking into this answer, or enter an outside body's word.")
        kinds.append(("verified", {"answer": desk.ref(answer.entry)}, binds))
    if desk.party in both(held) and answer is not None and answer.answer == "acknowledged_held" and report is None:
        mine = agreement_of(held, desk.party, number)
        if mine is None or mine.word != "agreed":
            binds = desk.gettext("You agree for yourself. It is agreed when the other signs the same step.")
            kinds.append(("agreed", {**row}, binds))
        else:
            kinds.append(("agreement_withdrawn", {**row}, desk.gettext("You do not agree any more.")))
    if desk.party == held.party and report is not None and word_on(held, report.entry) is None:
        about: dict[str, str | int] = {"report": desk.ref(report.entry)}
        kinds.append(("outcome_confirmed", about, desk.gettext("You found that it is so.")))
        kinds.append(("outcome_contested", about, desk.gettext("You did not find that it is so.")))
    names = [(f"humanitarian.{kind}", given, binds) for kind, given, binds in kinds]
    return tuple((kind, sign_href(desk, kind, held, **given), binds) for kind, given, binds in names)


def _counts(desk: Desk, held: NameList, number: int) -> dict[str, object]:
    found = held.counts[number]
    missing = counts_missing(held, found)
    words = ("listed", "held", "denied", "unknown", "released", "transferred", "died")
    can = desk.may_sign and desk.party in missing
    return {
        "view": desk.entry(found.entry),
        "figures": [(desk.term(word, "figure"), getattr(found, word)) for word in words],
        "text": _words(desk, found.text),
        "missing": [desk.party_view(party) for party in missing],
        "ref": desk.ref(found.entry),
        "accept_href": sign_href(desk, "humanitarian.counts_accepted", held, counts=desk.ref(found.entry))
        if can
        else "",
    }


# A protection


def _show_protection(desk: Desk, held: Protection, view: EntryView) -> Shown:
    words = []
    for party in (each for each in desk.parties if each in held.parties):
        said = word_of(held, party)
        words.append(
            {
                "party": desk.party_view(party),
                "said": None
                if said is None
                else _said(desk, said.entry, desk.term(said.word, "stance"), said.text, None, said.on),
                "received_at": desk.received_at(party, held.id),
            }
        )
    return Shown(
        "humanitarian/protection.html",
        name(desk, held.id),
        {
            "view": view,
            "what": desk.term(held.what, "what"),
            "standing_of": desk.term(standing(held).value, "protection"),
            "names": _names(desk, held),
            "designated": None if held.designation is None else desk.designated(held.designation),
            "basis": _basis(desk, held),
            "since_on": held.since_on or "",
            "recognised_by": _words(desk, held.recognised_by),
            # An earlier day's page says of no place where it lies, as with notices.
            "place": None if held.where is None or desk.as_of is not None else _place(desk, held.where),
            "text": _words(desk, held.text),
            "sealed": bool(held.readers),
            "words": words,
            "acts": _acts_on_protection(desk, held),
        },
    )


def _acts_on_protection(desk: Desk, held: Protection) -> list[tuple[str, str, str]]:
    """What the reader can sign now: kind, address, and to what a signature would bind."""
    if not desk.may_sign or desk.party not in held.parties:
        return []
    mine = word_of(held, desk.party)
    said = "" if mine is None else mine.word
    binds = {
        "accepted": desk.gettext("You accept, for yourself, that the law protects it as asserted."),
        "contested": desk.gettext("You do not accept it. What the law says does not depend on that."),
        "ended": desk.gettext("In your view the ground does not hold any more. Protection may have other grounds."),
    }
    kinds = [(word, f"humanitarian.protection_{word}", text) for word, text in binds.items()]
    return [(kind, sign_href(desk, kind, held), text) for word, kind, text in kinds if word != said]


# What was erased


def _show_erased(desk: Desk, subject: EntryId, view: EntryView) -> Shown | None:
    """That something under seal stood here and was erased; None where nothing sealed was, or it is here still."""
    if not view.audience or desk.opened(subject) is not None:
        return None
    gone = [
        each
        for each in desk.open_fold.subjects("bodies").values()
        if getattr(each, "of", None) == subject and getattr(each, "why", None) is not None
    ]
    if not gone:
        return None
    return Shown(
        "humanitarian/erased.html",
        desk.gettext("Erased: %(ref)s", ref=desk.ref(subject)),
        {
            "view": view,
            "erasures": [(found, desk.words(each.why)) for each in gone if (found := desk.entry(each.id)) is not None],
        },
    )


def matters(desk: Desk) -> Iterator[Matter]:
    """Names to answer for, lists owed in return, words on steps, reports, figures and protections."""
    held = lists(desk)
    for each in held:
        yield from _matters_of_list(desk, each, held)
    for found in protections(desk):
        yield from _matters_of_protection(desk, found)


def _matters_of_list(desk: Desk, held: NameList, among: list[NameList]) -> Iterator[Matter]:
    ref, href, entry = desk.ref(held.id), desk.subject_href(held.id), desk.read(held.id)
    since = None if entry is None else entry.header.claimed_at
    received, lacks = desk.received_at(held.to, held.id), lacking(desk, held)
    if lacks.answers:
        what = desk.ngettext(
            "Answer for %(num)s name of %(ref)s", "Answer for %(num)s names of %(ref)s", lacks.answers, ref=ref
        )
        yield Matter(held.to, what, href, held.party, since, received, term=answering(desk, held))
    if owes_list(held, among) and desk.charter.clock_terms(LIST_CLOCK):
        what = desk.gettext("Submit your own list in return for %(ref)s, or say that you have none", ref=ref)
        yield Matter(held.to, what, href, held.party, since, received, term=listing(desk, held))
    for party, number in lacks.steps:
        what = desk.gettext("Say whether you agree to a step on row %(number)s of %(ref)s", number=number + 1, ref=ref)
        yield Matter(party, what, href)
    if lacks.words:
        what = desk.ngettext(
            "Say whether %(num)s report on %(ref)s is so",
            "Say whether %(num)s reports on %(ref)s are so",
            lacks.words,
            ref=ref,
        )
        yield Matter(held.party, what, href, held.to)
    for party, by in lacks.figures:
        yield Matter(party, desk.gettext("Accept the figures of %(ref)s for all, or not", ref=ref), href, by)
    for party, number in lacks.crossed:
        what = desk.gettext("Letters on row %(number)s of %(ref)s crossed: say what holds", number=number + 1, ref=ref)
        yield Matter(party, what, href)


def _matters_of_protection(desk: Desk, held: Protection) -> Iterator[Matter]:
    entry = desk.read(held.id)
    since = None if entry is None else entry.header.claimed_at
    for party in held.parties:
        if word_of(held, party) is None:
            what = desk.gettext("Accept or refuse the protection asserted in %(ref)s", ref=desk.ref(held.id))
            yield Matter(party, what, desk.subject_href(held.id), held.party, since, desk.received_at(party, held.id))


def name(desk: Desk, subject: EntryId) -> str:
    """What to call it: never by a person's name."""
    held = desk.fold.state(subject)
    if isinstance(held, NameList):
        return desk.gettext("List %(ref)s: %(sort)s", ref=desk.ref(subject), sort=desk.term(held.sort, "sort"))
    return desk.gettext("Protection %(ref)s", ref=desk.ref(subject))


PAGES = Pages("humanitarian", "Detained, missing, protected", index, show, matters, name)
