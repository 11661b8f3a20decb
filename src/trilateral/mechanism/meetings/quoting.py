"""What a form is about to put a signature on: the date, the item, the wording itself, beside its reference and number."""

from collections.abc import Iterator, Mapping, Sequence

from trilateral.i18n import spans
from trilateral.i18n.calendars import civil_fit
from trilateral.i18n.digits import latin_digits
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.meetings.agenda import agenda_of
from trilateral.mechanism.meetings.agenda_page import item_words
from trilateral.mechanism.meetings.dates import agreed_date, next_of, offer_of, stance
from trilateral.mechanism.meetings.dates_page import has_passed, is_far_off
from trilateral.mechanism.meetings.minutes import draft_of, draft_with, settled_text, wordings_of
from trilateral.mechanism.meetings.relays import paraphrase_of
from trilateral.mechanism.meetings.state import Draft, Meeting, Offer
from trilateral.ui.page import Desk, Quote

Given = Mapping[str, Sequence[str]]


def quotes(desk: Desk, kind: str, subject: EntryId | None, given: Given) -> tuple[Quote, ...]:
    """What the fields of a form name, in the words that would be signed.

    Args:
        desk: For whom.
        kind: Such as `meetings.date_accepted`.
        subject: The meeting; None where none is given, or none that the record has.
        given: What stands in the form, by field.
    """
    held = None if subject is None else desk.fold.state(subject)
    if not isinstance(held, Meeting):
        return ()
    found = (
        *_dates(desk, held, kind, given),
        *_venues(desk, held, given),
        *_agendas(desk, held, given),
        *_relays(desk, held, given),
        *_minutes(desk, held, kind, given),
    )
    return tuple(found)


def _entry(desk: Desk, given: Given, name: str) -> EntryId:
    """The id of the entry that a field names; empty if it names none."""
    written = latin_digits(next(iter(given.get(name, ())), "").strip())
    verdict = desk.fold.verdict_at(written) if written else None
    return "" if verdict is None or verdict.entry is None else verdict.entry.id


def _number(given: Given, name: str) -> int:
    written = latin_digits(next(iter(given.get(name, ())), "").strip())
    return int(written) if written.isdecimal() and len(written) < 10 else -1


def _dates(desk: Desk, held: Meeting, kind: str, given: Given) -> Iterator[Quote]:
    offer = offer_of(held, _entry(desk, given, "offer_in"), _number(given, "number"))
    if offer is not None:
        late = kind == "meetings.date_accepted" and has_passed(desk, offer)
        yield _date(
            desk, desk.gettext("The date that you name"), offer, desk.gettext("This date has passed.") if late else ""
        )
    agreed = agreed_date(held)
    if kind == "meetings.opened" and agreed is not None:
        early = (
            desk.gettext(
                "That is %(until)s. Whoever opens it now says for good that it has begun.",
                until=spans.until(agreed.starts_at - desk.now, desk.lang),
            )
            if is_far_off(desk, held, agreed)
            else ""
        )
        yield _date(desk, desk.gettext("The date that all have agreed on"), agreed, early)
    if kind in {"meetings.postponed", "meetings.cancelled"}:
        for each in held.offers:
            if stance(held, desk.party, each) == "accepted":
                yield _date(desk, desk.gettext("This takes back your acceptance of"), each)
    if kind == "meetings.closed":
        yield _next_date(desk, held)


def _date(desk: Desk, heading: str, offer: Offer, note: str = "") -> Quote:
    differs = (
        ""
        if civil_fit(offer.starts_at, offer.civil, offer.zone).is_shown
        else desk.gettext("the civil time and the instant differ")
    )
    return Quote(
        heading, at=offer.starts_at, civil=offer.civil, zone=offer.zone, note=" ".join(filter(None, (note, differs)))
    )


def _next_date(desk: Desk, held: Meeting) -> Quote:
    """The next date is fixed before closing, where it can be; nobody is kept from closing without."""
    following = next_of(held, list(desk.fold.subjects("meetings").values()))
    agreed = [found for each in following if (found := agreed_date(each)) is not None]
    heading = desk.gettext("The next meeting")
    if agreed:
        return _date(desk, heading, agreed[0])
    note = desk.gettext("No date for the next meeting has the signature of every party.")
    return Quote(heading, note=note)


def _venues(desk: Desk, held: Meeting, given: Given) -> Iterator[Quote]:
    named = _entry(desk, given, "venue_in")
    for each in held.venues:
        if each.entry == named:
            yield Quote(desk.gettext("The place that you name"), (desk.words(each.text),))


def _agendas(desk: Desk, held: Meeting, given: Given) -> Iterator[Quote]:
    agenda = agenda_of(held, _entry(desk, given, "agenda"))
    if agenda is None:
        return
    yield Quote(
        desk.gettext("The agenda that you name, item by item"), tuple(item_words(desk, item) for item in agenda.items)
    )
    item = _number(given, "item")
    if 0 <= item < len(agenda.items):
        heading = desk.gettext("The item that you name: %(number)s", number=item + 1)
        yield Quote(heading, (item_words(desk, agenda.items[item]),))


def _relays(desk: Desk, held: Meeting, given: Given) -> Iterator[Quote]:
    paraphrase = paraphrase_of(held, _entry(desk, given, "paraphrase"))
    if paraphrase is not None:
        heading = desk.gettext("The paraphrase that you name")
        kept = desk.gettext("Its words stay between the rooms.")
        words = () if paraphrase.text is None else (desk.words(paraphrase.text),)
        yield Quote(heading, words, note="" if words else kept)
    for each in held.grounds:
        if each.entry == _entry(desk, given, "ground"):
            yield Quote(desk.gettext("The point that you name"), (desk.words(each.text),))


def _minutes(desk: Desk, held: Meeting, kind: str, given: Given) -> Iterator[Quote]:
    wording_in, paragraph = _entry(desk, given, "wording_in"), _number(given, "paragraph")
    draft = draft_with(held, wording_in, paragraph)
    if draft is not None:
        text = dict(wordings_of(held, draft, paragraph))[wording_in]
        heading = desk.gettext("Paragraph %(number)s in the wording that you name", number=paragraph + 1)
        tabled = draft.paragraphs[paragraph]
        yield Quote(
            heading, (desk.words(text),), beside=tabled.text if text != tabled and text.lang == tabled.lang else ""
        )
    draft = draft_of(held, _entry(desk, given, "draft"))
    if draft is not None:
        yield from _draft(desk, held, draft, kind, paragraph)


def _draft(desk: Desk, held: Meeting, draft: Draft, kind: str, paragraph: int) -> Iterator[Quote]:
    if kind == "meetings.paragraph_worded":
        if 0 <= paragraph < len(draft.paragraphs):
            heading = desk.gettext("Paragraph %(number)s as it was tabled", number=paragraph + 1)
            yield Quote(heading, (desk.words(draft.paragraphs[paragraph]),))
        return
    standing = kind == "meetings.minutes_closed"
    texts = [
        settled_text(held, draft, number) or text if standing else text for number, text in enumerate(draft.paragraphs)
    ]
    yield Quote(
        desk.gettext("The minutes as they stand, paragraph by paragraph")
        if standing
        else desk.gettext("The draft as it was tabled, paragraph by paragraph"),
        tuple(desk.words(text) for text in texts),
    )
