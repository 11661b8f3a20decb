"""What is undertaken, term by term, as it is shown in a text that is to create it and beside a signature on that text.

Each member that says anything is shown, in the order in which they are signed, so that nobody signs a schedule,
a figure or a place unseen. Left out: who undertakes what by which day, which stands above it wherever it is shown;
and whether any of it was done, which pages of commitments set beside it.
"""

from collections.abc import Iterable, Iterator

from trilateral.agreement.locations import Location
from trilateral.agreement.undertakings import Count, Indicator, Quota, Site, Step, Undertaking, day_of
from trilateral.ui.maps import figures
from trilateral.ui.page import Desk, Quote
from trilateral.ui.views import Words

_INDICATOR = "commitments.stated.indicators"
"""Under which the words of its members stand in the catalogues."""


def terms_quoted(desk: Desk, terms: Undertaking) -> Iterator[Quote]:
    """Each term under its heading; of several of a sort each with its number."""
    if terms.owed_to:
        names = (desk.party_view(each).name for each in terms.owed_to)
        yield Quote(desk.gettext("Owed to"), note=_joined(desk, names))
    if terms.norm is not None:
        yield Quote(desk.gettext("By what rule"), (desk.words(terms.norm),))
    for number, step in enumerate(terms.steps, 1):
        heading = _numbered(desk, desk.gettext("Schedule"), number, len(terms.steps))
        yield Quote(heading, (desk.words(step.text),), note=_when(desk, step))
    for number, indicator in enumerate(terms.indicators, 1):
        yield from _measured(desk, indicator, number, len(terms.indicators))
    for number, site in enumerate(terms.sites, 1):
        heading = _numbered(desk, desk.gettext("Sites"), number, len(terms.sites))
        yield Quote(heading, _names(desk, site.place), note=_joined(desk, _site(desk, site)))
    for number, quota in enumerate(terms.quotas, 1):
        heading = _numbered(desk, desk.gettext("Inspections that are accepted"), number, len(terms.quotas))
        yield Quote(heading, note=_joined(desk, _allowed(desk, quota)))


def _when(desk: Desk, step: Step) -> str:
    day = day_of(step, desk.fold.state)
    known = () if day is None else (_said(desk, desk.day(day)),)
    if step.from_day is None:
        return _joined(desk, known)
    counted = desk.ngettext("%(num)s day from", "%(num)s days from", step.offset_days)
    return _joined(
        desk,
        (f"{counted} {_said(desk, desk.ref(step.from_day))}", *(known or (desk.gettext("that day is not agreed"),))),
    )


def _measured(desk: Desk, indicator: Indicator, number: int, of: int) -> Iterator[Quote]:
    """What is measured, with both figures; by whose; and which reports count."""
    unit = () if indicator.unit is None else (desk.words(indicator.unit),)
    figures = [desk.gettext("by %(period)s", period=desk.term(indicator.every, f"{_INDICATOR}.every"))]
    for heading, figure in (
        (desk.gettext("At first"), indicator.baseline),
        (desk.gettext("To be reached"), indicator.target),
    ):
        if figure is not None:
            figures.append(f"{heading}: {_said(desk, figure)}")
    figures.append(desk.term(indicator.direction, f"{_INDICATOR}.direction"))
    heading = _numbered(desk, desk.gettext("How it is measured"), number, of)
    yield Quote(heading, (desk.words(indicator.name), *unit), note=_joined(desk, figures))
    if indicator.source is not None:
        by_whose = _numbered(desk, desk.gettext("By whose figures"), number, of)
        yield Quote(by_whose, (desk.words(indicator.source),))
    if indicator.count is not None:
        heading = _numbered(desk, desk.gettext("Reports of incidents that count, each side's own"), number, of)
        area = () if indicator.count.area is None else _names(desk, indicator.count.area)
        yield Quote(heading, area, note=_joined(desk, _counted(desk, indicator.count)))


def _counted(desk: Desk, count: Count) -> Iterator[str]:
    yield from (desk.term(each, "type", "sub_type") for each in count.events)
    if count.actor is not None:
        yield desk.gettext("done by %(party)s, as the reporter says", party=desk.party_view(count.actor).name)
    if count.area is not None:
        yield from _ground(desk, count.area)
    if count.from_on is not None:
        yield desk.gettext("from %(day)s", day=desk.day(count.from_on))
    if count.until_on is not None:
        yield desk.gettext("until %(at)s", at=desk.day(count.until_on))
    if count == Count():
        yield desk.gettext("all of them")


def _site(desk: Desk, site: Site) -> Iterator[str]:
    yield _said(desk, desk.term(site.sort, "site"))
    yield from _ground(desk, site.place)


def _ground(desk: Desk, place: Location) -> Iterator[str]:
    if not place.points:
        yield desk.gettext("known by name alone")
        return
    yield _said(desk, figures(place))
    if place.radius_m and place.whole:
        yield desk.gettext("all ground within %(metres)s m", metres=place.radius_m)
    elif place.radius_m:
        yield desk.gettext("within %(metres)s m", metres=place.radius_m)


def _allowed(desk: Desk, quota: Quota) -> Iterator[str]:
    day = desk.day(quota.from_on)
    yield desk.ngettext(
        "%(most)s in %(num)s day, counted from %(day)s",
        "%(most)s in %(num)s days, counted from %(day)s",
        quota.days,
        most=quota.most,
        day=day,
    )
    yield desk.gettext("each party for itself") if quota.by is None else desk.party_view(quota.by).name
    yield desk.gettext("all sites together") if quota.sort is None else _said(desk, desk.term(quota.sort, "site"))


def _names(desk: Desk, place: Location) -> tuple[Words, ...]:
    return tuple(desk.words(each) for each in place.names)


def _joined(desk: Desk, said: Iterable[str]) -> str:
    return desk.gettext(", ").join(said)


def _said(desk: Desk, value: object) -> str:
    return desk.gettext("%(value)s", value=value)


def _numbered(desk: Desk, heading: str, number: int, of: int) -> str:
    return heading if of == 1 else f"{heading} {desk.numbers([number])}"
