"""What a form is about to put a signature on: the commitment, condition, report or day itself, beside its reference."""

from collections.abc import Iterator, Mapping, Sequence

from trilateral.agreement.undertakings import day_of
from trilateral.i18n.digits import latin_digits
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.commitments.quoting import named
from trilateral.mechanism.commitments.state import Commitment, Condition, Mission, NamedDay, Subject
from trilateral.ui.page import Desk, Quote
from trilateral.ui.views import Words

Given = Mapping[str, Sequence[str]]


def quotes(desk: Desk, kind: str, subject: EntryId | None, given: Given) -> tuple[Quote, ...]:
    """What the fields of a form name, in the words that would be signed.

    Args:
        desk: For whom.
        kind: Such as `commitments.undertaken`.
        subject: What it is about; None where none is given, or none that the record has.
        given: What stands in the form, by field.
    """
    held = None if subject is None else desk.fold.state(subject)
    found = list(_of_subject(desk, held)) if isinstance(held, Subject) else []
    if isinstance(held, Subject):
        found += _of_fields(desk, held, given)
    for field, heading in (("held_back", desk.gettext("Not this")), ("until", desk.gettext("until that"))):
        other = _entry(desk, given, field)
        if other and kind == "commitments.condition_asserted":
            found.append(_matter(desk, heading, other))
    if kind == "commitments.undertaken" and isinstance(held, Commitment):
        binds = desk.gettext("You are bound to it, and cannot take that back alone.")
        found.append(Quote(desk.gettext("What your signature binds you to"), note=binds))
    return tuple(found)


def _of_subject(desk: Desk, held: Subject) -> Iterator[Quote]:
    ref = desk.ref(held.id)
    match held:
        case Commitment():
            yield Quote(desk.gettext("Commitment %(ref)s", ref=ref), (desk.words(held.text),), note=_due(desk, held))
            if held.steps:
                yield Quote(desk.gettext("Schedule"), tuple(_step(desk, held, at) for at in range(len(held.steps))))
            if held.indicators:
                yield Quote(
                    desk.gettext("How it is measured"), tuple(desk.words(each.name) for each in held.indicators)
                )
        case Condition():
            text = () if held.text is None else (desk.words(held.text),)
            yield Quote(desk.gettext("Condition %(ref)s", ref=ref), text)
            yield _matter(desk, desk.gettext("Not this"), held.held_back)
            yield _matter(desk, desk.gettext("until that"), held.until)
        case Mission():
            yield Quote(desk.gettext("Verification mission %(ref)s", ref=ref), (desk.words(held.text),))
            if held.checklist:
                yield Quote(desk.gettext("Checklist"), tuple(desk.words(each) for each in held.checklist))
        case NamedDay():
            yield Quote(desk.words(held.title).text, () if held.text is None else (desk.words(held.text),))


def _due(desk: Desk, held: Commitment) -> str:
    """Who is obliged, and by which day."""
    who = desk.gettext(", ").join(desk.party_view(each).name for each in held.obliged)
    if held.due_on is None:
        return desk.gettext("Obliged: %(parties)s", parties=who)
    return desk.gettext("Obliged: %(parties)s, due %(day)s", parties=who, day=desk.day(held.due_on))


def _step(desk: Desk, held: Commitment, at: int) -> Words:
    step = held.steps[at]
    on, said = day_of(step, desk.fold.state), desk.words(step.text)
    return said if on is None else Words(f"{said.text} ({on})", said.lang)


def _of_fields(desk: Desk, held: Subject, given: Given) -> Iterator[Quote]:
    """The report, request or proposal that a field names."""
    report = _entry(desk, given, "report")
    for each in (*getattr(held, "deeds", ()), *getattr(held, "reports", ())):
        if each.entry == report:
            text = () if each.text is None else (desk.words(each.text),)
            yield Quote(desk.gettext("Report %(ref)s", ref=desk.ref(report)), text)
    request = _entry(desk, given, "request")
    for each in getattr(held, "accesses", ()):
        if each.entry == request:
            names = tuple(desk.words(name) for name in each.place.names)
            heading = desk.gettext("Access asked for from %(day)s", day=desk.day(each.on))
            yield Quote(heading, names if each.why is None else (*names, desk.words(each.why)))
    proposal = _entry(desk, given, "proposal")
    for each in getattr(held, "offers", ()):
        if each.entry == proposal:
            yield Quote(desk.gettext("The day that was proposed: %(day)s", day=desk.day(each.on)))


def _matter(desk: Desk, heading: str, entry: EntryId) -> Quote:
    found = named(desk, entry)
    return Quote(f"{heading} {found.ref}", () if found.text is None else (found.text,))


def _entry(desk: Desk, given: Given, name: str) -> EntryId:
    """The id of the entry that a field names; empty if it names none."""
    written = latin_digits(next(iter(given.get(name, ())), "").strip())
    verdict = desk.fold.verdict_at(written) if written else None
    return "" if verdict is None or verdict.entry is None else verdict.entry.id
