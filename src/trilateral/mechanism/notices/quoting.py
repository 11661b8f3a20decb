"""What a form is about to put a signature on: the version of the notice, the other end's account, what is open in a watch."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from trilateral.i18n.calendars import civil_fit
from trilateral.i18n.digits import latin_digits
from trilateral.i18n.messages import sentence
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.notices.giving import version_named
from trilateral.mechanism.notices.places import STANDING
from trilateral.mechanism.notices.state import Call, Notice, Watch, handover_open, version_now
from trilateral.ui.page import Desk, Quote

Given = Mapping[str, Sequence[str]]


def quotes(desk: Desk, kind: str, subject: EntryId | None, given: Given) -> tuple[Quote, ...]:
    """What the fields of a form name, in the words that would be signed.

    Args:
        desk: For whom.
        kind: Such as `notices.acknowledged`.
        subject: The notice, call or watch; None where none is given, or none that the record has.
        given: What stands in the form, by field.
    """
    held = None if subject is None else desk.fold.state(subject)
    match held:
        case Notice():
            return tuple(_notice(desk, held, kind, given))
        case Call():
            return tuple(_call(desk, held, kind))
        case Watch():
            return tuple(_watch(desk, held, kind))
    return (_standing(desk),) if kind == "notices.issued" else ()


def _standing(desk: Desk) -> Quote:
    """What no notice changes stands on the form too."""
    return Quote(desk.gettext("The notice"), note=sentence(desk.lang, STANDING))


def _notice(desk: Desk, held: Notice, kind: str, given: Given) -> Iterator[Quote]:
    written = latin_digits(next(iter(given.get("of", ())), "").strip())
    verdict = desk.fold.verdict_at(written) if written else None
    entry = "" if verdict is None or verdict.entry is None else verdict.entry.id
    version = version_named(held, entry) if written else version_now(held)
    if version is None or kind == "notices.receipt_spoken":
        return
    now = version_now(held)
    heading = desk.gettext("What the notice says now") if version == now else desk.gettext("What it said before")
    note = "" if version == now else desk.gettext("It was changed since.")
    yield _standing(desk)
    yield Quote(heading, (desk.words(version.what),), note=note)
    when = version.when
    yield _instant(desk, desk.gettext("Begins"), when.earliest, when.civil, when.zone)
    if version.open_ended:
        yield Quote(desk.gettext("Ends"), note=desk.gettext("until further notice"))
    else:
        yield _instant(desk, desk.gettext("Ends"), when.ends_at)
    if version.where.names:
        yield Quote(desk.gettext("Where"), (desk.words(version.where.names),))
    if version.objectives is not None:
        yield Quote(desk.gettext("Objectives"), (desk.words(version.objectives),))
    if version.units:
        yield Quote(desk.gettext("Units"), tuple(desk.words(units.designation) for units in version.units))


def _instant(desk: Desk, heading: str, at: datetime, civil: str = "", zone: str = "") -> Quote:
    fits = not civil or civil_fit(at, civil, zone).is_shown
    note = "" if fits else desk.gettext("The civil time and the instant do not go together. The instant counts.")
    return Quote(heading, at=at, civil=civil, zone=zone, note=note)


def _call(desk: Desk, held: Call, kind: str) -> Iterator[Quote]:
    if kind != "notices.receipt_spoken":
        words = () if held.text is None else (desk.words(held.text),)
        yield Quote(desk.gettext("The other end's account"), words)
        yield _instant(desk, desk.gettext("When it began"), held.began_at)


def _watch(desk: Desk, held: Watch, kind: str) -> Iterator[Quote]:
    handover = handover_open(held)
    if kind == "notices.watch_taken_over" and handover is not None:
        offices = {"from": desk.office(handover.from_office), "to": desk.office(handover.office)}
        heading = desk.gettext("Handed over by %(from)s to %(to)s, with what is open", **offices)
        none = "" if handover.points else desk.gettext("nothing open")
        yield Quote(heading, tuple(desk.words(each) for each in handover.points), note=none)
