"""The course so far: pictures with tables, deadlocks by number and not by colour, and no figure from too little."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.mechanism.office import Office, office
from tests.server.web import en
from tests.ui.rows import plain_tables
from trilateral.desk import charts, course
from trilateral.ledger.charter import ClockTerms
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.allegations.entries import AllegationFiled, PointAnswered
from trilateral.mechanism.commitments.entries import CommitmentStated, ConditionAsserted
from trilateral.mechanism.delegations.entries import DelegationNamed, OfficeAccredited, RankChanged
from trilateral.mechanism.meetings.entries import (
    DateAccepted,
    DateOffer,
    MeetingAttended,
    MeetingOpened,
    MeetingProposed,
)
from trilateral.ui.views import PartyView

NORTH, SOUTH = PartyView("north", "North", "NOR", 1), PartyView("south", "South", "SOU", 2)
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def ref(us: Office, entry: EntryId) -> str:
    found = us.web.node.record.fold.verdict(entry)
    assert found is not None
    return found.ref


def section(page: str, name: str) -> str:
    return page.partition(f'<section aria-labelledby="{name}">')[2].partition("</section>")[0]


def test_nothing_is_said_of_an_empty_record(us: Office) -> None:
    page = us.delegate.page("course")

    assert "<svg width" not in page
    for told in (
        "Nobody has said that anything waits for anything.",
        "Nobody has said who was there at any meeting.",
        "Nothing with a clock is unanswered.",
        "No answer can be measured yet.",
    ):
        assert told in page


def test_a_deadlock_is_drawn_double_with_numbered_steps_and_each_matter_leads_to_its_page(us: Office) -> None:
    one, other = (
        us.say("us", CommitmentStated(("us",), en("Withdraw."))),
        us.say("ir", CommitmentStated(("ir",), en("Stop."))),
    )
    aside = us.say("iq", CommitmentStated(("iq",), en("Train.")))
    us.say("us", ConditionAsserted(one, other))
    us.say("ir", ConditionAsserted(other, one))
    us.say("iq", ConditionAsserted(one, aside))
    found = section(us.delegate.page("course"), "graph")
    drawn = found.partition("<svg")[2].partition("</svg>")[0]

    assert "1 deadlock" in found
    assert drawn.count("edge-stuck") == drawn.count("edge-core") == 2
    assert len(re.findall(r'class="step-number">([12])<', drawn)) == 2
    assert drawn.count("box-stuck") == 2
    for each in (one, other, aside):
        assert f'<a href="{us.web.home}commitments/{ref(us, each)}"' in drawn
    assert found.count("deadlock 1, step") == 2
    assert "undertaken" in drawn


def test_of_too_many_matters_the_deadlock_is_drawn_and_the_table_has_all(
    us: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the table each matter of a deadlock says so, and these conditions come first; the page says how many it does not draw."""
    monkeypatch.setattr(course, "MOST_DRAWN", 3)
    before = [us.say("iq", CommitmentStated(("iq",), en(f"Train {number}."))) for number in range(4)]
    one, other, beside = (us.say("us", CommitmentStated(("us",), en(text))) for text in ("Withdraw.", "Pay.", "Lend."))
    for held_back, until in ((before[0], before[1]), (before[2], before[3]), (one, other), (other, one), (beside, one)):
        us.say("us", ConditionAsserted(held_back, until))
    found = section(us.delegate.page("course"), "graph")
    drawn, _, table = found.partition("</svg>")

    assert [f"/{ref(us, each)}" in drawn for each in (one, other, beside)] == [True] * 3
    assert not any(f"commitments/{ref(us, each)}" in drawn for each in before)
    assert drawn.count("box-stuck") == 2
    assert "4 matters are not in the picture." in table
    assert 'href="#graph-table"' in table
    assert all(f"commitments/{ref(us, each)}" in table for each in (*before, one, other, beside))
    rows = table.partition("<tbody")[2].split("<tr")[1:]
    assert ["deadlock 1, step" in row for row in rows] == [True, True, False, False, False]
    assert table.count("in deadlock 1") == 5


def test_fewer_than_five_answers_are_listed_and_five_have_a_median(us: Office) -> None:
    four = ""
    for number in range(5):
        filed = us.say("us", AllegationFiled("ir", (en(f"Point {number}."),)))
        us.web.parties.nodes["ir"].record_heads()
        us.web.parties.clock.advance(600 * (number + 1))
        us.say("ir", PointAnswered(0, "denied", en("No.")), filed)
        if number == 3:
            four = section(us.delegate.page("course"), "responses")
    five = section(us.delegate.page("course"), "responses")

    assert "fewer than five: listed alone" in four
    assert 'class="middle"' not in four
    assert four.count('class="dot"') == 4
    assert "fewer than five" not in five
    assert five.count('class="middle"') == 1
    assert five.count('class="dot"') == 5
    assert "<td>30 min</td>" in plain_tables(five)


def test_a_median_is_of_all_answers_whichever_of_them_are_drawn(us: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(course, "MOST_ANSWERS", 2)
    for number in range(5):
        filed = us.say("us", AllegationFiled("ir", (en(f"Point {number}."),)))
        us.web.parties.nodes["ir"].record_heads()
        us.web.parties.clock.advance(600)
        us.say("ir", PointAnswered(0, "denied", en("No.")), filed)
    first = section(us.delegate.page("course"), "responses")
    last = section(us.delegate.page("course", **{"answers-ir": "4"}), "responses")

    assert [each.count('class="dot"') for each in (first, last)] == [2, 1]
    assert "1 to 2 of 5" in re.sub("<[^>]+>", "", first)
    for each in (first, last):
        assert each.count('class="middle"') == 1
        assert "<td>10 min</td>" in plain_tables(each)
        assert "Drawn are the answers that are listed" in each


def test_ranks_are_those_of_the_time_by_the_partys_own_word(us: Office) -> None:
    named = {party: us.say(party, DelegationNamed((en("Delegation"),), "plenary")) for party in ("us", "ir")}
    for party, delegation in named.items():
        us.say(party, OfficeAccredited("head", "head", "minister"), delegation)
    first = _held(us, 1, datetime(2007, 6, 10, 9, tzinfo=UTC))
    us.web.parties.clock.advance(40 * 24 * 3600)
    us.say("ir", RankChanged("head", "ambassador"), named["ir"])
    second = _held(us, 2, datetime(2007, 8, 1, 9, tzinfo=UTC))
    with us.web.visitor() as later:
        found = section(later.page("course"), "ranks")
    rows = plain_tables(found).partition("<tbody>")[2].split("</tr>")

    assert "Counted from 2 meetings" in found
    assert ref(us, first) in rows[0]
    assert rows[0].count("<strong>minister</strong>") == 2
    assert ref(us, second) in rows[1]
    assert rows[1].count("<strong>minister</strong>") == 1
    assert rows[1].count("<strong>ambassador</strong>") == 1
    assert found.count('class="seat"') == 4
    assert found.count('class="rank-line"') == 2


def _held(us: Office, number: int, at: datetime) -> EntryId:
    offer = DateOffer(at, "Asia/Baghdad", f"{at + timedelta(hours=4):%Y-%m-%d %H:%M}")
    meeting = us.say("iq", MeetingProposed((en("Round"),), "rounds", number, "joint", "plenary", None, (offer,)))
    for party in ("us", "ir"):
        us.say(party, DateAccepted(meeting, 0), meeting)
    us.say("iq", MeetingOpened(at), meeting)
    for party in ("us", "ir"):
        us.say(party, MeetingAttended(("head",), 2), meeting)
    return meeting


def test_silences_stand_by_party_on_one_scale_with_their_table(tmp_path: Path) -> None:
    with office(tmp_path, clocks=(ClockTerms("allegations.answer", 48),)) as us:
        filed = us.say("us", AllegationFiled("ir", (en("One."), en("Two."))))
        us.say("ir", AllegationFiled("us", (en("Another."),)))
        us.web.node.record_heads()
        us.web.parties.clock.advance(3_600)
        found = section(us.delegate.page("course"), "silences")

        assert found.count('class="now"') == 1
        assert found.count('class="bar"') == len(re.findall('<tr><th scope="row"', plain_tables(found))) == 2
        assert f"allegations/{ref(us, filed)}" in found
        assert 'class="bar-over"' not in found


def test_pictures_are_mirrored_and_their_words_are_not(us: Office) -> None:
    filed = us.say("us", AllegationFiled("ir", (en("One."),)))
    us.web.parties.clock.advance(3_600)
    us.say("ir", PointAnswered(0, "denied", en("No.")), filed)
    with us.web.visitor(lang="ar") as delegate:
        page = delegate.page("course")

    assert 'direction="rtl"' in section(page, "responses")
    assert "المسار حتى الآن" in page


def test_a_spread_needs_five_and_says_what_it_is_counted_from() -> None:
    assert charts.spread([1.0, 2.0, 3.0, 4.0]) is None
    found = charts.spread([5.0, 1.0, 3.0, 2.0, 4.0])
    assert found is not None
    assert (found.count, found.middle, found.half, found.least, found.most) == (5, 3.0, (2.0, 4.0), 1.0, 5.0)


def test_one_scale_serves_all_parties_and_turns_round_for_readers_from_the_other_side() -> None:
    given = [(NORTH, [(10.0, "a", "/a")], [10.0]), (SOUTH, [(10.0, "b", "/b"), (10.0, "c", "/c")], [10.0] * 2)]
    ticks = [(hours, str(hours)) for hours in charts.hours(10.0)]
    here, there = charts.strips(given, ticks, mirrored=False), charts.strips(given, ticks, mirrored=True)

    assert here.strips[0].dots[0].x == here.strips[1].dots[0].x
    assert here.strips[1].dots[0].y != here.strips[1].dots[1].y
    assert [round(charts.WIDTH - tick.x, 1) for tick in here.ticks] == [tick.x for tick in there.ticks]


@pytest.mark.parametrize("most", [0.0, 0.1, 7.0, 100.0, 90_000.0])
def test_a_scale_reaches_as_far_as_what_is_on_it(most: float) -> None:
    marks = charts.hours(most)

    assert marks[0] == 0
    assert marks[-1] >= most
    assert 2 <= len(marks) <= 7


def test_a_silence_whose_clock_has_ended_is_over_from_there_on_and_one_that_runs_is_not() -> None:
    ended = charts.Waiting(NORTH, "a", "/a", NOON - timedelta(days=3), NOON - timedelta(days=1))
    runs = charts.Waiting(SOUTH, "b", "/b", NOON - timedelta(days=1), NOON + timedelta(days=1))
    ticks = [(at, "") for at in charts.instants(NOON - timedelta(days=3), NOON + timedelta(days=1))]
    first, second = charts.bars([ended, runs], NOON, ticks, mirrored=False).bars

    assert first.over == first.end
    assert second.over is None
    assert second.begin is not None
    assert second.end is not None
    assert second.begin < second.end
