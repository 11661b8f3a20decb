"""What stands against the text of a charter, found before anybody signs it.

An error is a clause that nothing can ever apply, or that nobody could fulfil: such a text is not written, and
not checked well. A warning is a clause that holds, and may not be what is meant. The record itself knows
neither: whatever all parties have accepted holds, as far as it can be read.

What the amended version says already was signed by all, so nothing of it is an error.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from itertools import chain, pairwise
from typing import Any, get_args

import msgspec
from babel.localedata import locale_identifiers

from trilateral.catalogue import CLOCKS, KINDS, SLICES
from trilateral.i18n.calendars import is_zone, zone_names
from trilateral.ledger.charter import Charter, PartyTerms
from trilateral.ledger.facts import Objection
from trilateral.ledger.keys import KINDS as CONSTITUTION
from trilateral.ledger.standing import kind_of
from trilateral.mechanism.incidents.coarsening import CUSTOMARY_DELAY_HOURS, CUSTOMARY_GRID_MICRODEGREES
from trilateral.mechanism.proposals.entries import Sort

_PROPOSAL = "proposals.accepted"
_RUNG = "disputes."
_CREATED = frozenset({"commitments.undertaken", "requests.accepted", "meetings.date_accepted"})
"""What comes about by an adopted proposal too."""
_BINDING = frozenset({"substance", "commitment", "amendment", "package"})
"""What binds a party beyond how the parties meet and what they tell the press."""
_PROVEN = frozenset({"allegations.answer"})
"""Clocks by which something is proven inside an entry, where no rule knows exactly what day it is in a capital."""


class Finding(msgspec.Struct, frozen=True):
    """One thing that stands against a text.

    Attributes:
        code: What it is.
        params: What was expected, what came, whose it is, and what to do instead.
        is_error: Whether nothing could come of it; else it is a warning.
    """

    code: str
    params: dict[str, Any]
    is_error: bool


def findings(charter: Charter, before: Charter | None = None) -> tuple[Finding, ...]:
    """Everything that stands against a text, errors first.

    Args:
        charter: Read, and otherwise anything at all.
        before: The version that it amends.
    """
    signed = set() if before is None else {_named(each) for each in _errors(before)}
    found = [(each, _named(each) not in signed) for each in _errors(charter)]
    found += [(each, False) for each in _warnings(charter)]
    return tuple(
        Finding(each.code, dict(each.params), is_error)
        for each, is_error in sorted(found, key=lambda pair: not pair[1])
    )


def _named(found: Objection) -> tuple[object, ...]:
    return (found.code, *found.params)


def _errors(charter: Charter) -> Iterator[Objection]:
    yield from _objections_to_clocks(charter)
    yield from chain.from_iterable(_objection_to_kind(kind) for kind in charter.two_person)
    yield from _objections_to_silence(charter)
    yield from _objections_to_places(charter)
    yield from chain.from_iterable(_objections_to_days(terms) for terms in charter.parties)
    for terms in charter.parties:
        if terms.root_threshold > len(terms.root_keys):
            needed = (("needed", terms.root_threshold), ("most", len(terms.root_keys)))
            yield Objection("charter.too_many_roots", (("party", terms.id), *needed))
    others = len(charter.parties) + len(charter.witnesses) - 1
    if charter.quorum > others:
        yield Objection("charter.quorum_beyond_reach", (("needed", charter.quorum), ("most", others)))


def _warnings(charter: Charter) -> Iterator[Objection]:
    yield from _remarks_on_clocks(charter)
    yield from _remarks_on_two(charter)
    yield from _remarks_on_silence(charter)
    yield from chain.from_iterable(_remarks_on_holidays(terms) for terms in charter.parties)
    if not charter.grid_microdegrees:
        yield Objection("charter.exact_places", (("line", f"grid_microdegrees = {CUSTOMARY_GRID_MICRODEGREES}"),))
    if not charter.detail_delay_hours:
        yield Objection("charter.details_at_once", (("line", f"detail_delay_hours = {CUSTOMARY_DELAY_HOURS}"),))
    others = len(charter.parties) + len(charter.witnesses) - 1
    if 1 < charter.quorum == others:
        yield Objection("charter.quorum_of_all", (("needed", charter.quorum),))
    languages = sorted(each.replace("_", "-") for each in locale_identifiers())
    for lang in charter.languages:
        if lang not in languages:
            yield Objection("charter.unknown_language", (("lang", lang), *_near(lang, languages)))


# Clocks


def _objections_to_clocks(charter: Charter) -> Iterator[Objection]:
    known = [each.name for each in CLOCKS]
    for clock in charter.clocks:
        if clock.name not in known and not clock.name.startswith(_RUNG):
            choices = [name for name in known if name.partition(".")[0] == clock.name.partition(".")[0]] or known
            yield Objection("charter.unknown_clock", (("clock", clock.name), *_near(clock.name, known, choices)))


def _remarks_on_clocks(charter: Charter) -> Iterator[Objection]:
    own = {clock.name for clock in charter.clocks}
    lacking = [each.name for each in CLOCKS if each.name not in own and not each.holds_without]
    if lacking:
        yield Objection("charter.clocks_missing", (("clocks", ", ".join(lacking)),))
    for clock in charter.clocks:
        if clock.days == "working" and (clock.name in _PROVEN or clock.name.startswith(_RUNG)):
            yield Objection("charter.clock_proven_late", (("clock", clock.name),))
    rungs = [each.name for each in CLOCKS if each.name.startswith(_RUNG)]
    for name in (clock.name for clock in charter.clocks if clock.name.startswith(_RUNG)):
        if name not in rungs and (near := get_close_matches(name, rungs, 1, 0.8)):
            yield Objection("charter.rung_misspelt", (("clock", name), ("near", near[0])))


# Two delegates


def _objection_to_kind(kind: str) -> Iterator[Objection]:
    known = sorted({each.partition("/")[0] for each in KINDS})
    machine = {kind_of(body) for each in SLICES for body in each.machine}
    if kind not in known:
        choices = [each for each in known if each.partition(".")[0] == kind.partition(".")[0]]
        slices = choices or [f"{each.name}.…" for each in SLICES]
        yield Objection("charter.unknown_kind", (("kind", kind), *_near(kind, known, slices)))
    elif kind in machine | {each.partition("/")[0] for each in CONSTITUTION}:
        yield Objection("charter.never_by_two", (("kind", kind),))


def _remarks_on_two(charter: Charter) -> Iterator[Objection]:
    listed = set(charter.two_person)
    acts = {kind_of(body): [kind_of(act) for act in acts] for each in SLICES for body, acts in each.binds_as.items()}
    for kind in charter.two_person:
        beside = [act for act in acts.get(kind, ()) if act not in listed]
        if beside:
            yield Objection("charter.act_by_one", (("kind", kind), ("act", ", ".join(beside))))
        if kind in _CREATED and _PROPOSAL not in listed:
            yield Objection("charter.created_by_one", (("kind", kind), ("act", _PROPOSAL)))


# Silence


def _objections_to_silence(charter: Charter) -> Iterator[Objection]:
    terms = charter.silence
    if terms is None:
        return
    if terms.max_hours < terms.min_hours:
        yield Objection("charter.silence_hours", (("least", terms.min_hours), ("most", terms.max_hours)))
    for matter in terms.matters:
        if matter not in get_args(Sort):
            yield Objection("charter.unknown_matter", (("matter", matter), *_near(matter, get_args(Sort))))
    others = len(charter.parties) - 1 + len(charter.witnesses)
    free = max(0, len(charter.parties) - 2) + len(charter.witnesses)
    if terms.quorum > others:
        yield Objection("charter.silence_quorum", (("needed", terms.quorum), ("most", others)))
    if terms.disinterested > free:
        yield Objection("charter.silence_disinterested", (("needed", terms.disinterested), ("most", free)))


def _remarks_on_silence(charter: Charter) -> Iterator[Objection]:
    terms = charter.silence
    if terms is None:
        return
    if terms.disinterested == 0:
        yield Objection("charter.silence_by_the_interested")
    if terms.quorum == 1:
        yield Objection("charter.silence_by_one")
    if terms.grace_minutes == 0:
        yield Objection("charter.silence_without_grace")
    binding = [each for each in get_args(Sort) if each in terms.matters and each in _BINDING]
    if binding:
        yield Objection("charter.silence_binds", (("matters", ", ".join(binding)),))


# Places and days


def _objections_to_places(charter: Charter) -> Iterator[Objection]:
    zones = {each.id: each.zone for each in charter.parties} | {each.id: each.zone for each in charter.unsigned}
    for party, zone in zones.items():
        if not is_zone(zone):
            near = _near(zone, sorted(zone_names()))[:1]
            yield Objection("charter.unknown_zone", (("party", party), ("zone", zone), *near))


def _objections_to_days(terms: PartyTerms) -> Iterator[Objection]:
    if set(range(1, 8)) <= set(terms.weekend):
        yield Objection("charter.no_working_day", (("party", terms.id),))
    for each in terms.holidays:
        wrong = [day for day in dict.fromkeys((each.from_on, each.to_on)) if _day(day) is None]
        for day in wrong:
            yield Objection("charter.no_such_day", (("party", terms.id), ("day", day)))
        if not wrong and each.to_on < each.from_on:
            days = (("from_on", each.from_on), ("to_on", each.to_on))
            yield Objection("charter.holiday_ends_first", (("party", terms.id), *days))


def _remarks_on_holidays(terms: PartyTerms) -> Iterator[Objection]:
    for one, other in pairwise(terms.holidays):
        if other.from_on <= one.to_on:
            days = (("first", f"{one.from_on}..{one.to_on}"), ("second", f"{other.from_on}..{other.to_on}"))
            yield Objection("charter.holidays_out_of_order", (("party", terms.id), *days))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _near(word: str, known: Sequence[str], choices: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
    """What is spelled most like a word, and what else there is."""
    near = get_close_matches(word, known, 1, 0.0)
    return ("near", near[0] if near else ""), ("choices", ", ".join(choices or known))
