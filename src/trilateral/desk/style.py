"""How pages of the desk are set: every component once, with three invented parties.

For readers who want to know what a thing on a page means by its form, and for whoever writes a page. The same
components are described in docs/design.md; a test holds the two together. Nothing here is of the record.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from trilateral.desk.reading import Reading
from trilateral.desk.signing import around, forms_of
from trilateral.desk.style_matters import Cast, matters
from trilateral.ui.page import Shown
from trilateral.ui.posted import read_form
from trilateral.ui.stretches import stretch
from trilateral.ui.views import Asked, EntryView, Help, PartyView, Seal, Silence, Words

_KIND = "allegations.answered"
TOKENS = ("ink", "quiet", "accent", "attention", "broken")
PAPERS = ("paper", "raised", "attention-paper", "broken-paper")


def style_page(reading: Reading) -> Shown:
    """Return the page."""
    reading = replace(reading, now=_between(reading.now))
    north, south, host = _parties(reading)
    filed = _entry(reading, north, 9, Seal("all", 3, 3), hours=30, to=(south,), via=host)
    answered = _entry(reading, south, 21, Seal("some", 2, 3), hours=20, to=(north,), kind="allegations.answered/1")
    countered = _entry(reading, south, 22, Seal("disputed", 2, 3), hours=19, kind="allegations.answered/1")
    forms = forms_of(_KIND)
    posted = {"point": ["0"], "answer": ["denied"]}

    def entry(party: PartyView, index: int, hours: int, kind: str) -> EntryView:
        return _entry(reading, party, index, Seal("all", 3, 3), hours=hours, kind=kind)

    return Shown(
        "desk/style.html",
        reading.gettext("How these pages are set"),
        {
            "tokens": TOKENS,
            "papers": PAPERS,
            "eight": tuple(
                PartyView(f"p{n}", reading.gettext("Party %(number)s", number=n), "ABCDEFGH"[n - 1], n)
                for n in range(1, 9)
            ),
            "north": north,
            "south": south,
            "filed": filed,
            "answered": answered,
            "countered": countered,
            "points": tuple(Words(each, reading.lang) for each in _points(reading)),
            "gave": Words(reading.gettext("This is not so."), reading.lang),
            "original": Words("این ادعا از نظر ما پذیرفتنی نیست.", "fa"),
            "mine": Words(
                reading.gettext("About 30 men crossed at 22:10 near the eastern mill, with two lorries."), reading.lang
            ),
            "theirs": Words(
                reading.gettext("About 12 men crossed at 22:00 near the eastern mill, without lorries."), reading.lang
            ),
            "silence": Silence(south, reading.now + timedelta(hours=9), reading.now, reading.now - timedelta(hours=39)),
            "asked": _asked(reading, north),
            "awaited": _awaited(reading, south),
            "seals": (Seal("all", 3, 3), Seal("some", 2, 3), Seal("here", 1, 3), Seal("disputed", 2, 3)),
            "form": forms[0],
            "filled": read_form(forms[0], posted, around(reading)),
            "around": around(reading),
            "part": stretch(reading, range(1, 400), "style"),
            **matters(reading, Cast(north, south, host, entry)),
            "help": Help(
                reading.gettext("One allegation: each point beside its answer."),
                reading.gettext("An answer is your party's word, for good."),
            ),
        },
    )


_FIRST, _LAST = datetime(1, 2, 1, tzinfo=UTC), datetime(9999, 12, 1, tzinfo=UTC)


def _between(now: datetime) -> datetime:
    """An instant with days of the calendar before and after it: examples tell of both."""
    return min(max(now, _FIRST), _LAST)


def _points(reading: Reading) -> tuple[str, ...]:
    return (
        reading.gettext("Supplies reach armed groups across the eastern crossing."),
        reading.gettext("Fighters are trained outside the area of the mechanism."),
        reading.gettext("The joint patrol was stopped twice in April."),
    )


def _parties(reading: Reading) -> tuple[PartyView, PartyView, PartyView]:
    return (
        PartyView("north", reading.gettext("North"), "N", 1, own=True),
        PartyView("south", reading.gettext("South"), "S", 2),
        PartyView("host", reading.gettext("Host"), "H", 3),
    )


def _entry(  # noqa: PLR0913 - what an entry shows
    reading: Reading,
    party: PartyView,
    index: int,
    seal: Seal,
    *,
    hours: int,
    kind: str = "allegations.filed/1",
    to: tuple[PartyView, ...] = (),
    via: PartyView | None = None,
) -> EntryView:
    at = reading.now - timedelta(hours=hours)
    proven = (at - timedelta(minutes=2), at + timedelta(minutes=12))
    return EntryView(
        f"{party.id}/{index}", "#signed", kind, party, reading.office("head"), at, seal, proven=proven, to=to, via=via
    )


def _asked(reading: Reading, north: PartyView) -> tuple[Asked, ...]:
    now = reading.now
    soon, later = now + timedelta(minutes=40), now + timedelta(hours=31)
    return (
        Asked(
            reading.gettext("Acknowledge a movement notice"),
            "#asked-of-us",
            due_at=soon,
            due_there=reading.civil_there(soon, reading.party),
            of=north,
            urgent=True,
        ),
        Asked(
            reading.gettext("Answer point 2 of an allegation"),
            "#asked-of-us",
            due_at=later,
            due_there=reading.civil_there(later, reading.party),
            of=north,
        ),
    )


def _awaited(reading: Reading, south: PartyView) -> tuple[Asked, ...]:
    now = reading.now
    return (
        Asked(
            reading.gettext("Answer to points 1 to 3"),
            "#we-wait-for",
            of=south,
            since_at=now - timedelta(hours=52),
            received_at=now - timedelta(hours=52),
        ),
        Asked(reading.gettext("Instruction of the capital"), "#we-wait-for", since_at=now - timedelta(days=6)),
    )
