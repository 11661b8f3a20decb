"""A party that signs the first and the last instants there are stops nobody's pages."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.mechanism.office import Office, office
from tests.server.web import en, web
from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location
from trilateral.agreement.undertakings import Step
from trilateral.desk.spans import CALENDARS
from trilateral.i18n.languages import LANGUAGES
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.commitments.entries import CommitmentStated, DayNamed
from trilateral.mechanism.incidents.entries import IncidentReported
from trilateral.mechanism.meetings.entries import DateOffer, MeetingProposed
from trilateral.mechanism.notices.entries import NoticeIssued
from trilateral.mechanism.requests.entries import RequestMade

FIRST, LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
WHOLE = Interval(FIRST, LAST, whole=True)
LISTS = (
    "",
    "asked",
    "awaited",
    "deeds",
    "conflicts",
    "watch",
    "meetings",
    "commitments",
    "notices",
    "incidents",
    "requests",
)


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("ends")) as made:
        yield made


@pytest.fixture(scope="module")
def said(us: Office) -> dict[str, EntryId]:
    """What Iran says about the ends of the calendar, by slice."""
    offers = tuple(DateOffer(at, "Asia/Tehran", "9999-12-31 23:59") for at in (FIRST, LAST))
    bodies = {
        "meetings": MeetingProposed((en("A round"),), "ends", 1, "joint", "plenary", offers=offers),
        "commitments": CommitmentStated(
            ("us", "ir"), en("Keep the peace."), due_on="9999-12-31", steps=(Step(en("Begin"), "0001-01-01"),)
        ),
        "notices": NoticeIssued("movement", ("us", "iq"), en("A convoy"), WHOLE, Location((en("The road"),))),
        "incidents": IncidentReported("explosion", when=WHOLE, where=Location((en("The road"),)), text=en("Shells.")),
        "requests": RequestMade("information", "us", en("Say when."), en("Ends"), "0001-01-01"),
    }
    found = {name: us.say("ir", body) for name, body in bodies.items()}
    us.say("ir", DayNamed(en("D-day"), "9999-12-31"))
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_is_still_there(us: Office, said: dict[str, EntryId], lang: str) -> None:
    fold = us.web.node.record.fold
    refs = {name: verdict.ref for name, entry in said.items() if (verdict := fold.verdict(entry)) is not None}

    assert refs.keys() == said.keys()
    for path in (*LISTS, *(f"{name}/{ref}" for name, ref in refs.items()), *(f"why/{ref}" for ref in refs.values())):
        assert us.delegate.page(path, lang=lang)
    for ref in refs.values():
        assert us.delegate.page(f"entry/{ref}", lang=lang)
        assert us.delegate.page(f"knew/{ref}", lang=lang)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "9999-12-31T23:59:59Z"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_across_subjects_are_read_as_of_either_end(
    us: Office, said: dict[str, EntryId], day: str, lang: str
) -> None:
    assert said
    for path in ("timeline", "map", "course", "delegations", "style", "consistency", "changes", "search?q=peace"):
        where, _, query = path.partition("?q=")
        assert us.delegate.page(where, lang=lang, as_of=day, **({"q": query} if query else {}))


@pytest.mark.parametrize("day", ["0001-01-01", "0621-12-31", "9999-12-31"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_record_is_read_as_of_either_end(us: Office, said: dict[str, EntryId], day: str, lang: str) -> None:
    assert said
    for path in LISTS:
        assert us.delegate.page(path, lang=lang, as_of=day)


@pytest.mark.parametrize("party", ["us", "ir"])
def test_the_timeline_goes_to_either_end_west_and_east_of_greenwich(tmp_path: Path, party: str) -> None:
    with web(tmp_path, party=party) as made, made.visitor() as reader:
        for calendar in CALENDARS:
            for span in ("0001", "0001-01", "0001-01-01", "0001-01-01w", "9377-12-29", "9999", "9999-12", "9999-12-31"):
                assert reader.page("timeline", **{"in": span, "calendar": calendar})
