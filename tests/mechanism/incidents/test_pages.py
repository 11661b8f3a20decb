"""The list as it was asked for, an incident with accounts beside each other, rows of lists, and what is asked at home."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from tests.mechanism.incidents.happenings import NEWS
from tests.mechanism.office import Office, office
from tests.node.parties import START
from tests.server.web import en
from tests.ui.rows import plain_tables
from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location, Point
from trilateral.i18n.calendars import day_text
from trilateral.ledger.entry import Body, EntryId, Ref
from trilateral.mechanism.acts.entries import WordsRetracted
from trilateral.mechanism.bodies.entries import RowsListed
from trilateral.mechanism.incidents.entries import (
    ROWS,
    Actor,
    Casualties,
    EventRecorded,
    EvidenceHanded,
    EvidenceReceived,
    EvidenceRecorded,
    IncidentHeldSame,
    IncidentOpened,
    IncidentReported,
    NumberAccepted,
    NumberProposed,
    ReportDetailed,
    ReportLinked,
    ReportRated,
    ReportSeparated,
    Told,
)
from trilateral.mechanism.incidents.state import Incident
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.compose import About
from trilateral.node.parts import erase
from trilateral.server.roles import Role

AT = START.replace(second=0)
HOUR = timedelta(hours=1)
BRIDGE = Location((en("Bridge of boats"),), (Point(333_400_000, 443_600_000),), 8000)
OURS = IncidentReported(
    "explosion",
    "shelling_or_missile_attack",
    Interval(AT, AT + HOUR),
    1,
    BRIDGE,
    1,
    (Actor("acted", "proxy", "ir", en("The Lions"), None, "denied"), Actor("targeted", "party", "us")),
    (Casualties("killed", "own", 2, 2), Casualties("wounded", "civilians", 3)),
    text=en("Three rounds fell."),
)
THEIRS = IncidentReported(
    "battle",
    "armed_clash",
    Interval(AT + HOUR / 2),
    where=Location((en("East quarter"),), (Point(343_400_000, 443_600_000),), 1000),
    actors=(Actor("acted", "non_party", None, en("Residents")),),
    casualties=(Casualties("killed", "other", 5, 7),),
)


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One record for all: what each test says is its own, and stands among what the others said."""
    with office(tmp_path_factory.mktemp("incidents")) as made:
        for node in made.web.parties.nodes.values():
            node.open_epoch()
        made.sync()
        yield made


def ref(us: Office, entry: str) -> str:
    found = us.web.node.record.fold.verdict(entry)
    assert found is not None
    return found.ref


def listed(us: Office, party: str, rows: list[dict[str, Any]]) -> EntryId:
    """A list of reports that has come to all."""
    node = us.web.parties.nodes[party]
    manifest = node.record.bulks.put(rows)
    return us.say(party, RowsListed(en("Reports"), ROWS, manifest.count, manifest.root))


def row(body: IncidentReported, **more: Any) -> dict[str, Any]:
    """A report as a row says it."""
    members: dict[str, Any] = msgspec.to_builtins(body)
    return {**{name: value for name, value in members.items() if name != "kind"}, **more}


def linked(us: Office) -> tuple[EntryId, EntryId, EntryId]:
    """Two reports that all link to one incident."""
    ours, theirs = us.say("us", OURS), us.say("ir", THEIRS)
    incident = us.say("iq", IncidentOpened(en("At the bridge"), (Told(ours), Told(theirs))))
    for party in ("us", "ir"):
        for report in (ours, theirs):
            us.say(party, ReportLinked(Told(report)), incident)
    return ours, theirs, incident


def cells(page: str, field: str) -> str:
    """The row of one field."""
    return plain_tables(page).partition(f'<th scope="row">{field}</th>')[2].partition("</tr>")[0].replace("\u00a0", " ")


def test_accounts_stand_beside_each_other_and_what_does_not_go_together_is_underlined(us: Office) -> None:
    ours, theirs, incident = linked(us)
    page = us.delegate.page(f"incidents/{ref(us, incident)}")

    assert cells(page, "Kind").index(ref(us, ours)) < cells(page, "Kind").index(ref(us, theirs))  # own party first
    assert "<u>" not in cells(page, "Time")
    assert "<strong>agree</strong>" in cells(page, "Time")
    for field in ("Place", "Kind", "Who did it", "Casualties"):
        assert cells(page, field).count("<u>") == 2, field
        assert "<strong>differ</strong>" in cells(page, field)
    assert "<strong>only one side</strong>" in cells(page, "Who was there")
    assert "says nothing on it" in cells(page, "Who was there")
    assert "wounded, civilians: at least 3" in cells(page, "Casualties")
    assert "33.34° N 44.36° E ± 8 km" in cells(page, "Place")
    assert ref(us, ours) in cells(page, "Kind")
    assert ref(us, theirs) in cells(page, "Kind")
    assert "all link it" in page
    assert "<svg viewBox" in page


@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_every_page_is_there_in_other_languages(us: Office, lang: str) -> None:
    ours, _, incident = linked(us)
    thing = us.say("us", EvidenceRecorded("fragment", en("A fin"), en("Who fired it."), mark="F-1"))
    rows = listed(us, "ir", [row(THEIRS)])
    with us.web.visitor(Role.DELEGATE, lang=lang) as reader:
        pages = [
            reader.page("incidents"),
            *(reader.page(f"incidents/{ref(us, each)}") for each in (ours, incident, thing)),
        ]
        pages.append(reader.page(f"incidents/{ref(us, rows)}", row="0"))

    for page in pages:
        assert f'<html lang="{lang}"' in page
        for word in ("shelling_or", "one_side", "differing", "targeted", "fragment", "What it does not prove"):
            assert f">{word}" not in page


def test_what_an_entry_speaks_of_is_a_way_to_it(us: Office) -> None:
    statement = us.say("ir", StatementMade("position", en("Shots were fired.")))
    incident = us.say("us", IncidentOpened(en("Shots")), refs=(Ref(statement, "speaks_of"),))
    page = us.delegate.page(f"incidents/{ref(us, incident)}")

    assert f">{ref(us, statement)}<" in page.partition("Speaks of")[2].partition("</p>")[0]


def test_each_view_shows_what_that_party_links(us: Office) -> None:
    _, theirs, incident = linked(us)
    us.say("us", ReportSeparated(Told(theirs), en("Another quarter.")), incident)
    where = f"incidents/{ref(us, incident)}"

    assert "<u>" not in us.delegate.page(where)  # the joint view has one report left
    assert "<u>" in us.delegate.page(where, view="ir")
    assert "<u>" in us.delegate.page(where, view="all")
    page = us.delegate.page(where)
    assert "some link it, some separate it" in page
    assert "Another quarter." in page


def test_words_that_crossed_lie_on_two_lanes_and_are_asked_for_at_home(us: Office) -> None:
    ours = us.say("us", OURS)
    incident = us.say("us", IncidentOpened(en("At the bridge"), (Told(ours),)))
    us.say("ir", ReportSeparated(Told(ours)), incident, sync=False)
    us.say("iq", ReportLinked(Told(ours)), incident)
    page = us.delegate.page(f"incidents/{ref(us, incident)}")

    assert "Letters that crossed" in page
    assert page.count("two-side party-") == 2
    assert us.found("incidents", incident).crossed == (
        (ref(us, _entry(us, incident, "iq")), ref(us, _entry(us, incident, "ir"))),
    )


def _entry(us: Office, incident: EntryId, party: str) -> EntryId:
    held = us.web.node.record.fold.state(incident)
    assert isinstance(held, Incident)
    return next(each.entry for each in held.links if each.party == party)


def test_the_list_answers_what_it_was_asked(us: Office) -> None:
    ours, theirs, incident = linked(us)
    later = us.say(
        "iq", IncidentReported("protest", when=Interval(AT + timedelta(days=30)), where=Location((en("Square"),)))
    )
    refs = {name: f">{ref(us, each)}<" for name, each in (("ours", ours), ("theirs", theirs), ("later", later))}

    def shown(**asked: str) -> set[str]:
        lines = (
            us.delegate.page("incidents", **asked)
            .partition("Reports, the latest happening first")[2]
            .partition("</table>")[0]
        )
        return {name for name, link in refs.items() if link in lines}

    day = (AT + timedelta(days=30)).date().isoformat()
    assert shown() == {"ours", "theirs", "later"}
    assert shown(side="ir") == {"theirs"}
    assert shown(type="explosion") == {"ours"}
    assert shown(**{"from": day}) == {"later"}
    assert shown(until=AT.date().isoformat()) == {"ours", "theirs"}
    assert shown(area="bRIDGE") == {"ours"}
    assert shown(start="9999") == set()
    assert shown(start="-1") == {"ours", "theirs", "later"}
    assert shown(**{"from": day_text(AT.date() + timedelta(days=30), "en", "jalali")}) == {"later"}
    unread = us.delegate.page("incidents", **{"from": "no <day>"})
    assert unread.count('data-code="form.not_a_day"') == 1
    assert 'value="no &lt;day&gt;"' in unread
    refused = us.delegate.client.get(f"{us.web.home}incidents/reports.geojson", params={"until": "no day"})
    assert (refused.status_code, "Give a day such as" in refused.text) == (422, True)
    assert ref(us, incident) in us.delegate.page("incidents", agreement="differing").partition("Reports, the latest")[0]
    assert "No incident is open" in us.delegate.page("incidents", agreement="no_such_word")


def test_a_row_of_a_list_is_read_linked_rated_and_erased_like_a_report(us: Office) -> None:
    rows = listed(
        us,
        "ir",
        [
            row(THEIRS),
            row(OURS, told_by={"lang": "en", "text": "A wire"}, sources=[msgspec.to_builtins(NEWS)]),
            {"type": "no_such_type"},
        ],
    )
    incident = us.say("us", IncidentOpened(en("x"), (Told(rows, 0), Told(rows, 1))))
    us.say("us", ReportRated("C", 3, Told(rows, 1)), incident)
    name = ref(us, rows)
    page = us.delegate.page(f"incidents/{name}", row="1")
    whole = us.delegate.page("incidents")

    assert f"Report {name}#1" in page
    assert "A wire" in page
    assert NEWS.outlet in page
    assert "fairly reliable" in page
    assert f"trilateral prove {name}#1" in page
    assert "cannot be read as a report" in us.delegate.page(f"incidents/{name}", row="2")
    for each in range(3):
        assert f"{name}#{each}" in whole
    compared = us.delegate.page(f"incidents/{ref(us, incident)}", view="all")
    assert "passes on" in compared
    assert "<strong>only one side</strong>" in cells(compared, "Kind")
    assert cells(compared, "Kind").count("<u>") == 2  # the wire does not go with who passes it on

    erase(us.web.parties.nodes["ir"], f"{name}#0", "head", en("A person."))
    us.sync()
    assert "erased" in us.delegate.page(f"incidents/{name}", row="0")
    assert us.delegate.client.get(f"{us.web.home}incidents/{name}?row=9").status_code == 404
    assert us.delegate.client.get(f"{us.web.home}incidents/{name}?row=x").status_code == 404


def test_a_report_taken_back_is_kept_and_no_longer_compared(us: Office) -> None:
    ours, _, incident = linked(us)
    us.say("us", WordsRetracted(ours), ours)
    page = us.delegate.page(f"incidents/{ref(us, incident)}")

    assert "only one side" in cells(page, "Kind")
    assert "taken back by its author" in page
    assert "taken back by its author" in us.delegate.page(f"incidents/{ref(us, ours)}")


def test_programs_read_accounts_and_coarse_places(us: Office) -> None:
    ours, theirs, incident = linked(us)
    rows = listed(us, "ir", [row(THEIRS)])
    reports = us.delegate.api("GET", "incidents/reports").json()
    ours_alone = us.delegate.api("GET", "incidents/reports?side=us").json()
    found = us.found("incidents", incident)
    answer = us.delegate.client.get(f"{us.web.home}incidents/reports.geojson?side=ir")
    places = json.loads(answer.content)

    assert {each["ref"] for each in reports} >= {ref(us, ours), ref(us, theirs), f"{ref(us, rows)}#0"}
    assert ref(us, ours) in {each["ref"] for each in ours_alone}
    assert {each["account"]["party"] for each in ours_alone} == {"us"}
    assert found.sort == "incident"
    assert set(found.joint) == {ref(us, ours), ref(us, theirs)}
    assert {each.field: each.agreement for each in found.fields}["kind"] == "differing"
    assert answer.headers["content-type"] == "application/geo+json"
    drawn = {each["id"]: each["geometry"] for each in places["features"]}
    assert ref(us, ours) not in drawn
    assert drawn[ref(us, theirs)] == drawn[f"{ref(us, rows)}#0"] == {"type": "Point", "coordinates": [44.36, 34.34]}
    assert us.delegate.api("GET", "incidents").status_code == 200


def test_what_is_under_seal_is_shown_to_those_it_is_for_and_never_exported(us: Office) -> None:
    ours = us.say("us", OURS)
    node = us.web.node
    exact = Location((en("At the pier"),), (Point(333_412_345, 443_612_345),), 5)
    node.say(ReportDetailed(where=exact), by="head", about=About(subject=ours, audience=("iq",)))
    hidden = node.say(THEIRS, by="head", about=About(audience=("iq",)))
    us.sync()
    page = us.delegate.page(f"incidents/{ref(us, ours)}")
    places = us.delegate.client.get(f"{us.web.home}incidents/reports.geojson").text

    assert "At the pier" in page
    assert "under seal, only for" in page
    assert all("At the pier" not in str(state) for state in us.web.parties.nodes["ir"].record.fold.subjects().values())
    assert "333412345" not in places
    assert "443612345" not in places
    assert hidden.ref not in places


def test_custody_shows_both_ends_and_home_asks_for_the_other(us: Office) -> None:
    thing = us.say("ir", EvidenceRecorded("fragment", en("A fin"), en("Who fired it."), mark="F-1"))
    handed = us.say("ir", EvidenceHanded("us", None, en("In a bag.")), thing)
    home, before = us.delegate.page(), us.delegate.page(f"incidents/{ref(us, thing)}")
    us.say("us", EvidenceReceived(handed, en("Unopened.")), thing)
    after = us.delegate.page(f"incidents/{ref(us, thing)}")

    assert f"Receive evidence {ref(us, thing)}" in home
    assert "not signed at the other end yet" in before
    assert "Who fired it." in after
    assert "In a bag." in after
    assert "Unopened." in after
    assert us.found("incidents", thing).held_by == ("us",)


def test_numbers_are_asked_for_at_home_until_all_have_signed(us: Office) -> None:
    incident = us.say("ir", IncidentOpened(en("x")))
    other = us.say("ir", IncidentOpened(en("y"), (), incident))
    us.say("ir", IncidentHeldSame(other), incident)
    number = us.say("ir", NumberProposed("2007-1"), incident)
    asked = "Accept or refuse the number 2007-1"

    assert asked in us.delegate.page().replace("\u00a0", " ")
    page = us.delegate.page(f"incidents/{ref(us, incident)}")
    assert "Accept exactly this number" in page
    assert "holds them to be one" in page
    assert "Taken before for a part of" in us.delegate.page(f"incidents/{ref(us, other)}")
    for party in ("us", "iq"):
        us.say(party, NumberAccepted(number), incident)
    assert asked not in us.delegate.page().replace("\u00a0", " ")
    assert us.found("incidents", incident).numbers == ("2007-1",)
    assert "signed by every party" in us.delegate.page(f"incidents/{ref(us, incident)}")


def test_an_outside_event_is_listed_with_its_source(us: Office) -> None:
    node = us.web.parties.nodes["ir"]
    body: Body = EventRecorded("declaration", en("A neighbour"), en("Calls for calm."), Interval(AT))
    said = node.say(body, by="head", about=About(sources=(NEWS,)))
    us.sync()
    page = us.delegate.page(f"incidents/{said.ref}")

    assert "Calls for calm." in us.delegate.page("incidents")
    assert f'<bdi lang="" dir="auto">{NEWS.outlet}</bdi>' in page, "nobody said in which language it is"
    assert "has signed nothing here" in page
