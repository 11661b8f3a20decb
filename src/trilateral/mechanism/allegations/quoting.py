"""What a form is about to put a signature on: the point, the finding, the terms themselves, beside their references."""

from collections.abc import Iterator, Mapping, Sequence

from trilateral.i18n.digits import latin_digits
from trilateral.ledger.entry import EntryId, Text
from trilateral.mechanism.allegations.state import Allegation, Finding
from trilateral.ui.page import Desk, Quote
from trilateral.ui.views import Words

Given = Mapping[str, Sequence[str]]


def quotes(desk: Desk, kind: str, subject: EntryId | None, given: Given) -> tuple[Quote, ...]:
    """What the fields of a form name, in the words that would be signed.

    Args:
        desk: For whom.
        kind: Such as `allegations.finding_joined`.
        subject: The allegation; None where none is given, or none that the record has.
        given: What stands in the form, by field.
    """
    held = None if subject is None else desk.fold.state(subject)
    return tuple(_quotes(desk, held, kind, given)) if isinstance(held, Allegation) else ()


def _quotes(desk: Desk, held: Allegation, kind: str, given: Given) -> Iterator[Quote]:
    point = _number(given, "point")
    if 0 <= point < len(held.points):
        heading = desk.gettext("Point %(n)s", n=point + 1)
        yield Quote(heading, (desk.words(held.points[point]),))
    if held.proxy is not None and kind.startswith("allegations.responsibility_"):
        yield Quote(desk.gettext("For the acts of"), (desk.words(held.proxy),))
    finding = next((each for each in held.findings if each.entry == _entry(desk, given, "finding")), None)
    if finding is not None:
        yield _finding(desk, finding)
        if kind == "allegations.finding_joined":
            binds = (
                "Your signature makes this finding yours, and cannot be taken back. Signed by every party, it is joint."
            )
            yield Quote(desk.gettext("What your signature binds you to"), note=desk.gettext(binds))
    remedy = next((each for each in held.remedies if each.entry == _entry(desk, given, "remedy")), None)
    if remedy is not None:
        yield Quote(desk.gettext("What was undertaken"), (desk.words(remedy.text),))
    terms = next((each for each in held.closings if each.entry == _entry(desk, given, "closing")), None)
    if terms is not None:
        yield Quote(desk.gettext("Terms for closing it"), (desk.words(terms.text),))
        if kind == "allegations.closing_accepted":
            binds = (
                "Your signature binds you to these terms, and cannot be taken back. "
                "Signed by every party, they close the allegation."
            )
            yield Quote(desk.gettext("What your signature binds you to"), note=desk.gettext(binds))
    referral = next((each for each in held.referrals if each.entry == _entry(desk, given, "referral")), None)
    if referral is not None:
        asked = _texts(desk, referral.team, referral.access)
        yield Quote(desk.gettext("Referral %(ref)s", ref=desk.ref(referral.entry)), asked)


def _finding(desk: Desk, finding: Finding) -> Quote:
    """All that the finding says: a signature is on no less."""
    said = [
        desk.gettext("Point %(n)s", n=finding.point + 1),
        desk.term(finding.fact, "fact"),
        desk.term(finding.attribution, "attribution"),
        *(() if finding.attributed_to is None else (desk.party_view(finding.attributed_to).name,)),
        *(() if finding.confidence is None else (desk.term(finding.confidence, "confidence"),)),
        desk.term(finding.qualification, "qualification"),
        *(() if finding.severity is None else (desk.term(finding.severity, "severity"),)),
    ]
    heading = desk.gettext("Finding %(ref)s", ref=desk.ref(finding.entry))
    return Quote(heading, _texts(desk, finding.proxy, finding.text), note=" · ".join(said))


def _texts(desk: Desk, *texts: Text | None) -> tuple[Words, ...]:
    return tuple(desk.words(text) for text in texts if text is not None)


def _entry(desk: Desk, given: Given, name: str) -> EntryId:
    """The id of the entry that a field names; empty if it names none."""
    written = latin_digits(next(iter(given.get(name, ())), "").strip())
    verdict = desk.fold.verdict_at(written) if written else None
    return "" if verdict is None or verdict.entry is None else verdict.entry.id


def _number(given: Given, name: str) -> int:
    written = latin_digits(next(iter(given.get(name, ())), "").strip())
    return int(written) if written.isdecimal() and len(written) < 10 else -1
