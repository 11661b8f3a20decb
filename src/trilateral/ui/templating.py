"""Templates set in the reader's language.

One Jinja environment for each language, made at start-up: autoescaped, and strict, so
that a value that a page forgot is an error in a test and not an empty place on a page
that looks as if nothing had been said.

Templates are found by `<package>/<file>`, `ui/base.html` or `allegations/show.html`: a
package's own name stands before its files, so that two slices may both have a `list.html`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache, partial

from jinja2 import BaseLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from trilateral.i18n import calendars, messages, spans
from trilateral.i18n.catalogues import translator
from trilateral.i18n.digits import digits, grid_side, number
from trilateral.i18n.isolates import isolate, without_controls
from trilateral.i18n.language_names import language_name
from trilateral.i18n.languages import LANGUAGES, direction, language
from trilateral.ui import authentic
from trilateral.ui.assets import read_assets
from trilateral.ui.boxes import others
from trilateral.ui.differences import differing
from trilateral.ui.forms import row_field
from trilateral.ui.quoted import DAYS_NAMED, note_day, quoting, utc
from trilateral.ui.tables import stacking, under_heads
from trilateral.ui.views import Page
from trilateral.ui.written import picker_shows

UI = "trilateral.ui"
_SENTENCES_KEPT = 4096


@dataclass(frozen=True, slots=True)
class Templates:
    """All templates of a desk, ready to be set in any of its languages."""

    _environments: Mapping[str, Environment]

    def render(self, name: str, page: Page, **values: object) -> str:
        """Return a whole page.

        Args:
            name: `<package>/<file>`.
            page: What every page shows; templates see it as `page`.
            values: What this page shows.
        """
        template = self._environments[language(page.lang).code].get_template(name)
        return template.render({**values, "page": page, DAYS_NAMED: set()})

    def names(self) -> tuple[str, ...]:
        """Return the names of all templates."""
        return tuple(self._environments["en"].list_templates(extensions=["html"]))


def make_templates(packages: Sequence[str] = (), static: str = "/static") -> Templates:
    """Return the templates of `trilateral.ui` and of `packages`.

    Args:
        packages: Each has a folder `templates/`.
        static: Address under which the files of `<package>/static/` are served as `<static>/<version>/<package>/<file>`.
    """
    loaders: dict[str, BaseLoader] = {
        package.rpartition(".")[2]: PackageLoader(package, "templates") for package in (UI, *packages)
    }
    loader = PrefixLoader(loaders)
    return Templates({lang: make_environment(lang, loader, static, (UI, *packages)) for lang in LANGUAGES})


def make_environment(lang: str, loader: BaseLoader, static: str, packages: Sequence[str]) -> Environment:
    """Return the environment of one language."""
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.newstyle_gettext = True  # type: ignore[attr-defined]  # jinja2.ext.i18n adds it
    environment.globals.update(
        _phrases(lang),
        **quoting(lang),
        languages=tuple(LANGUAGES.values()),
        static=_addresses(static, packages),
        row_field=row_field,
        other_languages=others,
        picker_shows=picker_shows,
        span_forms=partial(spans.forms, lang),
        days_in_calendars=pass_context(partial(_days_named, lang)),
        own_digits=digits("0123456789", lang),
    )
    environment.filters.update(_filters(lang))
    return environment


class _Phrase(Markup):
    """A sentence of a template that knows how it reads in another language (`authentic`)."""

    __slots__ = ("again",)
    again: Callable[[str], Markup]

    def known(self, again: Callable[[str], Markup]) -> "_Phrase":
        """The same, and how to say it in another language."""
        self.again = again
        return self


@cache
def _phrases(lang: str) -> dict[str, Callable[..., Markup]]:
    """The gettext functions as templates call them. Escaped before filling in, so no catalogue can bring markup."""
    has = translator(lang)

    def said(message: str, params: Mapping[str, object], again: Callable[[str], Markup]) -> Markup:
        shown = {
            name: value if isinstance(value, Markup) else escape(messages.value_text(value, lang))
            for name, value in params.items()
        }
        return _Phrase(_filled(escape(message), shown)).known(again)

    def ngettext(singular: str, plural: str, num: int, **params: object) -> Markup:
        def again(other: str) -> Markup:
            return _phrases(other)["ngettext"](singular, plural, num, **messages.params_in(other, params))

        return said(has.ngettext(singular, plural, num), {"num": num, **params}, again)

    @lru_cache(maxsize=_SENTENCES_KEPT)
    def whole(message: str) -> Markup:
        """A sentence in which nothing is filled in: templates say the same few in every line."""
        return said(has.gettext(message), {}, lambda other: _phrases(other)["gettext"](message))

    def gettext(message: str, **params: object) -> Markup:
        if not params:
            return whole(message)

        def again(other: str) -> Markup:
            return _phrases(other)["gettext"](message, **messages.params_in(other, params))

        return said(has.gettext(message), params, again)

    def pgettext(context: str, message: str, **params: object) -> Markup:
        def again(other: str) -> Markup:
            return _phrases(other)["pgettext"](context, message, **messages.params_in(other, params))

        return said(has.pgettext(context, message), params, again)

    return {"_": gettext, "gettext": gettext, "ngettext": ngettext, "pgettext": pgettext}


def _filled(message: Markup, shown: Mapping[str, str]) -> str:
    return messages.PLACEHOLDER.sub(lambda hole: shown.get(hole[1], "\N{HORIZONTAL ELLIPSIS}"), str(message))


def _addresses(static: str, packages: Sequence[str]) -> Callable[[str], str]:
    """Where a static file is served (`assets`)."""
    return partial(read_assets(tuple(packages)).address, below=static)


def _filters(lang: str) -> dict[str, Callable[..., object]]:
    """What templates apply to values."""
    return {**_times(lang), **_counts(lang), **_words(lang)}


def _times(lang: str) -> dict[str, Callable[..., object]]:
    """What is shown of an instant or a day: of an instant in the zone of `page`."""

    @pass_context
    def civil(context: Context, instant: datetime) -> str:
        page = _page(context)
        note_day(context, _day(instant, page.zone))
        return calendars.civil_text(instant, page.zone, lang, page.place)

    @pass_context
    def civil_in(context: Context, instant: datetime, zone: str) -> str:
        note_day(context, _day(instant, zone))
        return calendars.civil_text(instant, zone, lang)

    @pass_context
    def clock(context: Context, instant: datetime) -> str:
        return calendars.clock_text(instant, _page(context).zone, lang)

    @pass_context
    def day(context: Context, instant: datetime | date | str) -> str:
        if isinstance(instant, str):
            return calendars.stated_day(instant, lang)
        found = _day(instant, _page(context).zone)
        note_day(context, found)
        return calendars.day_text(found, lang)

    @pass_context
    def there(context: Context, said: str) -> str:
        """An instant that is in words already, by some clock: its day stands at the end of the page as well."""
        if isinstance(said, calendars.CivilText):
            note_day(context, said.day)
        return said

    @pass_context
    def days(context: Context, instant: datetime | date) -> tuple[str, ...]:
        return calendars.day_texts(_day(instant, _page(context).zone), lang)

    return {
        "civil": civil,
        "civil_days": calendars.civil_days,
        "civil_in": civil_in,
        "clock": clock,
        "date": day,
        "days": days,
        "is_zone": calendars.is_zone,
        "is_civil": lambda instant, civil, zone: calendars.civil_fit(instant, civil, zone).is_shown,
        "there": there,
        "utc": utc,
        "offset": pass_context(lambda context, at: calendars.offset_text(at, _page(context).zone, lang)),
        "place": lambda zone_name: calendars.place_of(zone_name, lang),
    }


def _counts(lang: str) -> dict[str, Callable[..., object]]:
    """How long something is ahead or past, by the clock of `page`."""

    @pass_context
    def until(context: Context, instant: datetime) -> str:
        page = _page(context)
        return _counted(page, "until", instant, spans.until(instant - page.now, lang))

    @pass_context
    def left(context: Context, instant: datetime) -> str:
        page = _page(context)
        return _counted(page, "left", instant, spans.left(instant - page.now, lang))

    @pass_context
    def since(context: Context, instant: datetime) -> str:
        page = _page(context)
        return _counted(page, "since", instant, spans.since(page.now - instant, lang))

    @pass_context
    def elapsed(context: Context, instant: datetime) -> str:
        page = _page(context)
        return _counted(page, "elapsed", instant, spans.elapsed(page.now - instant, lang))

    @pass_context
    def is_past(context: Context, instant: datetime) -> bool:
        return instant < _page(context).now

    return {"until": until, "left": left, "since": since, "elapsed": elapsed, "is_past": is_past}


def _words(lang: str) -> dict[str, Callable[..., object]]:
    """What is said in the reader's language and digits, or in a party's own."""
    return {
        "authentic_mark": lambda of: authentic.mark(of, lang),
        "binding": pass_context(lambda context, said: authentic.binding(said, _page(context).authentic, lang)),
        "number": lambda value, places=None: number(value, lang, places),
        "digits": lambda value: digits(str(value), lang),
        "grid": lambda microdegrees: grid_side(microdegrees, lang),
        "ref": lambda ref: Markup(f'<bdi class="ref" dir="ltr">{escape(ref)}</bdi>'),  # noqa: S704 - escaped
        "isolate": lambda text: isolate(without_controls(text), lang),
        "direction": direction,
        "plain": without_controls,
        "sentence": lambda code, params=None: messages.sentence(lang, code, params),
        "kind": lambda kind: messages.kind_name(lang, kind),
        "label": lambda field_id: messages.label(lang, field_id),
        "help": lambda field_id: messages.help_text(lang, field_id),
        "language_name": lambda code: language_name(code, lang),
        "term": lambda value, *groups: messages.term(lang, str(value), *groups),
        "differing": differing,
        "stacking": stacking,
        "under_heads": under_heads,
    }


def _days_named(lang: str, context: Context) -> list[tuple[str, ...]]:
    """The days that the page has named so far, each in all calendars, the earliest first; without its own, which stands at its head."""
    page, named = _page(context), context.get(DAYS_NAMED, ())
    return [calendars.day_texts(day, lang) for day in sorted(named) if day != _day(page.now, page.zone)]


def _counted(page: Page, phrase: str, instant: datetime, text: str) -> str:
    """A length of time with what a browser needs to go on counting; as text where the clock of the page stands still."""
    if page.as_of:
        return text
    where = f'data-count="{phrase}" data-at="{utc(instant)}"'
    return Markup(f'<span class="counted" {where}>{escape(text)}</span>')  # noqa: S704 - escaped here, and the rest is ours


def _page(context: Context) -> Page:
    page = context.get("page")
    if not isinstance(page, Page):
        raise TypeError("expected `page` in the template's context: import macros `with context`")
    return page


def _day(instant: datetime | date, zone: str) -> date:
    return calendars.in_zone(instant, zone).date() if isinstance(instant, datetime) else instant
