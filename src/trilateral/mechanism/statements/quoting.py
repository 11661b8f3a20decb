"""What a form is about to put a signature on: what was said, how it was put, and what was replied."""

from collections.abc import Iterator, Mapping, Sequence

from trilateral.i18n.digits import latin_digits
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.statements.rules import Statement
from trilateral.ui.page import Desk, Quote

Given = Mapping[str, Sequence[str]]


def quotes(desk: Desk, _kind: str, subject: EntryId | None, given: Given) -> tuple[Quote, ...]:
    """What a form is about and what its fields name, in the words that would be signed.

    Args:
        desk: For whom.
        subject: The statement; None where none is given, or none that the record has.
        given: What stands in the form, by field.
    """
    return tuple(_quotes(desk, subject, given))


def _quotes(desk: Desk, subject: EntryId | None, given: Given) -> Iterator[Quote]:
    held = None if subject is None else desk.fold.state(subject)
    if isinstance(held, Statement):
        yield _said(desk, desk.gettext("As said"), held)
        relay = next((each for each in held.relays if each.entry == _entry(desk, given, "relay")), None)
        if relay is not None and relay.text is not None:
            yield Quote(desk.gettext("As passed on"), (desk.words(relay.text),), beside=held.text.text)
    for field, heading in (
        ("reply", desk.gettext("The reply")),
        ("reply_to", desk.gettext("What you reply to")),
        ("in_return_for", desk.gettext("In return for")),
        ("repeats", desk.gettext("What was said before")),
    ):
        other = desk.fold.state(_entry(desk, given, field))
        if isinstance(other, Statement):
            yield _said(desk, heading, other)


def _said(desk: Desk, heading: str, statement: Statement) -> Quote:
    note = desk.gettext(", ").join((desk.party_view(statement.party).name, desk.term(statement.sort, "statement")))
    return Quote(heading, (desk.words(statement.text),), note=note)


def _entry(desk: Desk, given: Given, name: str) -> EntryId:
    """The id of the entry that a field names; empty if it names none."""
    written = latin_digits(next(iter(given.get(name, ())), "").strip())
    verdict = desk.fold.verdict_at(written) if written else None
    return "" if verdict is None or verdict.entry is None else verdict.entry.id
