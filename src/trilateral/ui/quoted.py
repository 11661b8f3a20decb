"""What a page quotes the record with hundreds of times over: a party, a reference, somebody's words, an instant.

`ui/parts.html` hands these on under their short names, beside its macros. They are made here because a macro costs
several times what it sets: a book for a meeting sets thousands of them. Whatever is given is escaped.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache, partial

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from trilateral.i18n import messages
from trilateral.i18n.calendars import civil_text, in_zone, written_day, written_text
from trilateral.i18n.isolates import without_controls
from trilateral.i18n.languages import direction
from trilateral.ui.views import EntryView, Page, PartyView, Words

DAYS_NAMED = "days_named"
"""What a template's context calls the days that the page has named so far."""


def quoting(lang: str) -> dict[str, Callable[..., Markup]]:
    """Return what the templates of a language call, by name."""
    return {
        "quoted_party": _party,
        "quoted_ref": _ref,
        "quoted_text": _text,
        "quoted_at": pass_context(partial(_at, lang)),
        "quoted_written": pass_context(partial(_written, lang)),
        "quoted_doubt": partial(_doubt, lang),
        "quoted_claimed": pass_context(partial(_claimed, lang)),
    }


def _party(party: PartyView, bare: bool = False) -> Markup:
    """Letter on its own hatch, then the name; `bare` leaves the name to the reader of the screen."""
    own = " party-own" if party.own else ""
    name = escape(party.name)
    shown = f'<span class="unseen">{name}</span>' if bare else f' <bdi class="party-name">{name}</bdi>'
    mark = f'<span class="mark" aria-hidden="true">{escape(party.letter)}</span>'
    return Markup(f'<span class="party party-{party.pattern}{own}">{mark}{shown}</span>')  # noqa: S704 - escaped above


def _ref(entry: EntryView | str, href: str | None = None) -> Markup:
    """The reference of an entry, `us/42`, as a way to it. Takes an entry, or a ref and an address."""
    where, ref = (entry.href, entry.ref) if href is None else (href, entry)  # type: ignore[union-attr]  # as said
    return Markup(f'<a class="ref" href="{escape(where)}"><bdi dir="ltr">{escape(ref)}</bdi></a>')  # noqa: S704 - as above


def _text(text: Words, also: str = "") -> Markup:
    """Somebody's words, in their own language and direction: never translated, never reordered."""
    named, lang, way = (f" {escape(also)}" if also else ""), escape(text.lang), direction(text.lang)
    words = escape(without_controls(text.text))
    return Markup(f'<bdi class="words{named}" lang="{lang}" dir="{way}">{words}</bdi>')  # noqa: S704 - as above


def note_day(context: Context, day: date) -> None:
    """Remember that the page names a day, so that its end says the same day in the other calendars (`DAYS_NAMED`)."""
    named: set[date] | None = context.get(DAYS_NAMED)
    if named is not None:
        named.add(day)


def _at(lang: str, context: Context, instant: datetime) -> Markup:
    page: Page = context["page"]
    said, day = _instant(instant.astimezone(UTC), page.zone, page.place, lang)
    note_day(context, day)
    return said


@lru_cache(maxsize=8192)
def _instant(instant: datetime, zone: str, place: str, lang: str) -> tuple[Markup, date]:
    civil = escape(civil_text(instant, zone, lang, place))
    said = Markup(f'<time datetime="{utc(instant)}"><bdi>{civil}</bdi></time>')  # noqa: S704 - as above
    return said, in_zone(instant, zone).date()


def _written(lang: str, context: Context, civil: str, zone: str = "") -> Markup:
    """A civil time as its author wrote it down, in one piece with its zone: in the reader's calendar, digits and words."""
    words = Markup("<bdi>{}</bdi>").format(written_text(civil, zone, lang))
    day = written_day(civil)
    if day is None:
        return words
    note_day(context, day)
    return Markup('<time datetime="{}">{}</time>').format(civil[:16].replace(" ", "T"), words)


def _doubt(lang: str, entry: EntryView) -> Markup:
    """What makes a claimed time doubtful, if anything does."""
    said = Markup()
    if entry.claimed_after_proof:
        said += _NEEDS.format(messages.sentence(lang, "entry.claimed_after_proof"))
    if entry.claimed_before_proof:
        said += _NEEDS.format(messages.sentence(lang, "entry.claimed_before_proof"))
    return said


_NEEDS = Markup(' <span class="needs">{}</span>')


def _claimed(lang: str, context: Context, entry: EntryView) -> Markup:
    """The time that an entry claims."""
    return _at(lang, context, entry.claimed_at) + _doubt(lang, entry)


def utc(instant: datetime) -> str:
    """Return an instant as machines read it."""
    return f"{instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"
