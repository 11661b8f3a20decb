"""Matters of three invented parties for the page of components: what larger components show.

A deadlock, a stretch of time, places on a map, a meeting while it goes on, a paragraph of minutes, one of a joint text, and what
was said beside an entry. None of it is of the record, and no ground on Earth is meant.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location, Point
from trilateral.desk.reading import Reading
from trilateral.desk.time_drawing import Part, Row, Said, draw
from trilateral.i18n.calendars import clock_text
from trilateral.i18n.languages import direction
from trilateral.mechanism.texts.drafting import Mark
from trilateral.mechanism.texts.entries import ParagraphEdited
from trilateral.ui import maps
from trilateral.ui.backdrops import Backdrop
from trilateral.ui.chains import ChainView, Quoted, SaidByParty
from trilateral.ui.forms import Filled, form_of
from trilateral.ui.layers import layered
from trilateral.ui.views import (
    Beside,
    CautionView,
    ConflictSide,
    ConflictView,
    Designated,
    EntryView,
    PartyView,
    Words,
)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who appears.

    Attributes:
        entry: Makes an entry of a party: index, hours ago, kind.
    """

    north: PartyView
    south: PartyView
    host: PartyView
    entry: Callable[[PartyView, int, int, str], EntryView]

    @property
    def all(self) -> tuple[PartyView, PartyView, PartyView]:
        """In the order in which they stand everywhere."""
        return self.north, self.south, self.host


def matters(reading: Reading, cast: Cast) -> Mapping[str, object]:
    """Everything that the page shows of them."""
    worded: Filled[ParagraphEdited] = Filled({f"wordings.in.{lang}": (words,) for lang, words in _WORDED.items()})
    return {
        **_graph(reading, cast),
        **_over_time(reading, cast),
        **_board(reading, cast),
        "map_drawn": _map(reading, cast),
        "paragraph": _paragraph(reading, cast),
        "drafted": _drafted(reading, cast),
        "wordings": next(each for each in form_of(ParagraphEdited).fields if each.name == "wordings"),
        "worded": worded,
        "spoken_of": _beside(reading, cast),
        "chain": _chain(cast),
        "conflict": _conflict(reading, cast),
        "caution": CautionView(
            "north/16",
            "#caution",
            reading.gettext("people of the river villages"),
            (reading.term("relocate", "asked"),),
            (reading.sentence("caution.gc4_49"),),
        ),
        "contested": Designated(
            "south/7",
            "#designation",
            reading.gettext("armed group"),
            called=(
                (cast.north, Words(reading.gettext("the bands of the river"), reading.lang)),
                (cast.south, Words(reading.gettext("the guards of the river"), reading.lang)),
            ),
        ),
    }


_WORDED = {
    "en": "The joint patrol crosses every other day and reports to both sides.",
    "ar": "تعبر الدورية المشتركة كل يومين وتبلّغ الجانبين.",
}


def _is_rtl(reading: Reading) -> bool:
    return direction(reading.lang) == "rtl"


def _graph(reading: Reading, cast: Cast) -> dict[str, object]:
    """Two matters that wait for one another, and one that waits for a third."""
    one, other, third = (cast.north, 4), (cast.south, 7), (cast.host, 2)
    kinds = {one: "commitments.stated/1", other: "commitments.stated/1", third: "requests.made/1"}
    said = {
        one: reading.gettext("Withdraw the post at the mill"),
        other: reading.gettext("Close the crossing at night"),
        third: reading.gettext("Send a joint patrol"),
    }
    underway, asked = reading.term("undertaken", "commitment"), reading.term("asked", "request")
    states = {one: underway, other: underway, third: asked}
    drawn = layered([one, other, third], [(one, other), (other, one), (one, third)], mirrored=_is_rtl(reading))
    steps = {(one, other): 1, (other, one): 2}
    return {
        "graph": drawn,
        "graph_arrows": [
            {"arrow": each, "step": steps.get(each.of), "stuck": each.of in steps} for each in drawn.arrows
        ],
        "graph_boxes": [
            {
                "named": cast.entry(*box.of, 40, kinds[box.of]),
                "box": box,
                "party": box.of[0],
                "short": said[box.of],
                "lang": reading.lang,
                "state": states[box.of],
                "stuck": None if box.of == third else 1,
            }
            for box in drawn.boxes
        ],
    }


def _over_time(reading: Reading, cast: Cast) -> dict[str, object]:
    """A day in six parts: what two parties said one by one."""
    begins = (reading.now - timedelta(hours=24)).replace(minute=0, second=0, microsecond=0)
    edges = [begins + timedelta(hours=4 * number) for number in range(7)]
    terms = reading.charter.party(reading.party)
    named = [clock_text(each, terms.zone if terms else "UTC", reading.lang) for each in edges]
    parts = [Part(name, name, one, other) for name, one, other in zip(named, edges, edges[1:], strict=False)]
    hours = {cast.north: (22, 13, 9, 2), cast.south: (20, 12, 5)}
    rows = []
    for party, ago in hours.items():
        said = [
            Said(_proven_widely(cast.entry(party, 30 + n, each, "statements.made/1"))) for n, each in enumerate(ago)
        ]
        tells = reading.now - timedelta(hours=ago[1] + 3)
        said[1] = replace(said[1], told=Interval(tells, tells + timedelta(hours=2)))
        said[-1] = replace(said[-1], view=replace(said[-1].view, claimed_before_proof=True))
        rows.append((Row(party.id, party.name, party, (0,) * 6, ("#timeline",) * 6), said))
    named_all = reading.gettext("a day of three invented parties")
    return {"over_time": draw(parts, rows, is_rtl=_is_rtl(reading)), "over_time_named": named_all}


def _proven_widely(view: EntryView) -> EntryView:
    """So that the interval can be seen in a whole day."""
    return replace(view, proven=(view.claimed_at - timedelta(hours=1), view.claimed_at + timedelta(minutes=80)))


def _map(reading: Reading, cast: Cast) -> maps.Drawn | None:
    """A report by two parties in one spot, a notice and a protected site, on open sea."""

    def at(lat: int, lon: int, radius_m: int) -> Location:
        return Location(points=(Point(lat * 100_000, lon * 100_000),), radius_m=radius_m)

    return maps.draw(
        (
            maps.Place(at(80, 90, 24_000), cast.north, "north/9", "#map", contested=True),
            maps.Place(at(80, 90, 24_000), cast.south, "south/12", "#map", contested=True),
            maps.Place(at(120, 270, 30_000), cast.host, "host/3", "#map", sort="notice"),
            maps.Place(at(60, 410, 20_000), cast.south, "south/16", "#map", sort="site"),
        ),
        Backdrop((), ()),
        reading.lang,
    )


def _board(reading: Reading, cast: Cast) -> dict[str, object]:
    """A meeting while it goes on."""
    spoken = replace(cast.entry(cast.south, 41, 0, "statements.made/1"), to=(cast.north,), via=cast.host)
    return {
        "board": {
            "opened_at": reading.now - timedelta(hours=2, minutes=14),
            "is_open": True,
            "item": {
                "number": 2,
                "of": 3,
                "words": Words(reading.gettext("The crossing at the eastern mill"), reading.lang),
            },
            "last": spoken,
            "attendance": [(cast.north, 7), (cast.south, 6), (cast.host, None)],
            "shared": 3,
            "stated": 5,
            "minutes": {"paragraphs": 12, "agreed": 2, "objected": 1},
        },
        "speaker": cast.south,
        "waiting": (cast.north,),
    }


def _paragraph(reading: Reading, cast: Cast) -> dict[str, object]:
    """A paragraph of minutes with two wordings."""
    tabled = reading.gettext("The parties agreed to meet again within two weeks.")
    other = reading.gettext("The parties agreed to meet again within one month.")

    def word(party: PartyView, index: int, said: str) -> dict[str, object]:
        view = cast.entry(party, index, 1, "meetings.paragraph_accepted/1") if said else None
        spoken = reading.term(said, "stance") if said else None
        return {"party": party, "word": spoken, "view": view, "why": None, "elsewhere": False}

    def wording(text: str, beside: str | None, party: PartyView, words: list[dict[str, object]]) -> dict[str, object]:
        view = cast.entry(party, 50, 2, "meetings.minutes_tabled/1")
        said = Words(text, reading.lang)
        return {"view": view, "words": said, "beside": beside, "stands": False, "words_on_it": words, "steps": ()}

    first = [word(cast.north, 50, "accepted"), word(cast.south, 51, "objected"), word(cast.host, 0, "")]
    second = [word(cast.south, 52, "accepted"), word(cast.host, 0, "")]
    return {
        "number": 6,
        "region": "paragraph-of-minutes",
        "agreed": False,
        "wordings": [wording(tabled, None, cast.north, first), wording(other, tabled, cast.south, second)],
        "dissents": (),
        "steps": (),
    }


def _drafted(reading: Reading, cast: Cast) -> dict[str, object]:
    """A paragraph of a joint text in two languages: competing wordings in one, words held open in the other."""

    def cell(lang: str, found: list[Mark]) -> dict[str, object]:
        return {
            "lang": lang,
            "standing": "authentic",
            "standing_word": reading.term("authentic", "wording"),
            "marks": found,
            "merged": (),
            "competing": (),
            "brackets": (),
            "aside_href": "",
            "follow_href": "",
            "bracket_steps": (),
        }

    north, south = (cast.north,), (cast.south,)
    english = [
        Mark("words", "The joint patrol crosses"),
        Mark("options", options=((north, "every day"), (south, "on request"))),
        Mark("words", "and reports to both sides."),
    ]
    arabic = [
        Mark("words", "تعبر الدورية المشتركة"),
        Mark("open", party=cast.south),
        Mark("words", "بناءً على الطلب"),
        Mark("close", party=cast.south),
        Mark("words", "وتبلّغ الجانبين."),
    ]
    return {
        "key": "a3",
        "sort": "paragraph",
        "sort_word": reading.term("paragraph", "sort"),
        "number": reading.numbers([3]),
        "struck": False,
        "clause": "",
        "undecided": (),
        "cells": [cell("en", english), cell("ar", arabic)],
        "edit_href": "#joint-text",
        "strike_href": "",
        "add_href": "#joint-text",
        "history": (),
    }


def _beside(reading: Reading, cast: Cast) -> EntryView:
    """An entry that its author corrected, and on which another party reserved its position."""
    filed = cast.entry(cast.north, 9, 30, "allegations.filed/1")
    corrected = Beside(
        cast.entry(cast.north, 14, 22, "acts.corrected/1"),
        "corrected",
        before=Words(reading.gettext("The joint patrol was stopped twice in April."), reading.lang),
        text=Words(reading.gettext("The joint patrol was stopped twice in May."), reading.lang),
    )
    reserved = Beside(
        cast.entry(cast.south, 23, 18, "acts.reserved/1"),
        "reserved",
        text=Words(reading.gettext("Nothing here binds us on whose ground the mill stands."), reading.lang),
    )
    return replace(filed, beside=(corrected, reserved))


def _chain(cast: Cast) -> ChainView:
    def quoted(party: PartyView, index: int, hours: int) -> Quoted:
        return Quoted(cast.entry(party, index, hours, "allegations.filed/1"), "#said-again")

    first, last, answer = quoted(cast.north, 3, 400), quoted(cast.north, 9, 30), quoted(cast.south, 11, 90)
    by_party = (SaidByParty(cast.north, 4, first, last), SaidByParty(cast.south, 1, answer, answer))
    return ChainView(4, first, by_party, (first, answer, last))


def _conflict(reading: Reading, cast: Cast) -> ConflictView:
    def side(party: PartyView, ref: str, sort: str, hours: int) -> ConflictSide:
        begins = reading.now + timedelta(hours=hours)
        return ConflictSide(ref, "#conflict", party, sort, begins, begins + timedelta(hours=3), None)

    return ConflictView(
        reading.gettext("a movement near a protected site"),
        (
            side(cast.host, "host/3", reading.gettext("movement"), 5),
            side(cast.south, "south/16", reading.gettext("protected site"), 4),
        ),
        False,
        "yes",
        "undecided",
        900,
        500,
    )
