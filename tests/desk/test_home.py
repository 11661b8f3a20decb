"""Home answers what is asked of us, what we wait for, whether the record is one, and what is new."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from tests.server.web import Visitor, Web, en, force, header, signed, web
from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location
from trilateral.desk.replies import reply_in
from trilateral.i18n.calendars import written_text
from trilateral.ledger.charter import ClockTerms
from trilateral.ledger.entry import Hash
from trilateral.ledger.fold import Verdict
from trilateral.ledger.keys import CharterAccepted
from trilateral.mechanism.allegations.entries import AllegationFiled, PointAnswered, ResponsibilityContested
from trilateral.mechanism.bodies.entries import PartsReceived
from trilateral.mechanism.meetings.entries import DateAccepted, DateOffer, MeetingProposed
from trilateral.mechanism.notices.entries import NoticeIssued
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.compose import About
from trilateral.server.roles import Role


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Web]:
    with web(tmp_path) as made:
        yield made


def asked(page: str) -> str:
    return page.partition('<section class="asked"')[2].partition("</section>")[0]


def awaited(page: str) -> str:
    return page.partition('<section class="awaited"')[2].partition("</section>")[0]


def test_the_next_meeting_is_one_that_every_party_has_signed(us: Web) -> None:
    """With the civil time as it was agreed."""
    starts = (us.parties.clock.now() + timedelta(days=3)).replace(microsecond=0)
    offer = DateOffer(starts_at=starts, zone="Asia/Baghdad", civil=f"{starts + timedelta(hours=4):%Y-%m-%d %H:%M}")
    body = MeetingProposed(
        title=(en("Round two"),), series="ambassadors", round=2, format="closed", forum="plenary", offers=(offer,)
    )
    proposed = us.parties.nodes["iq"].say(body, by="head")
    us.parties.sync()
    us.node.say(DateAccepted(offer_in=proposed.id, number=0), by="head", about=About(subject=proposed.id))
    with us.visitor() as delegate:
        lacking = ahead(delegate.page())
        ir = us.parties.nodes["ir"]
        ir.say(DateAccepted(offer_in=proposed.id, number=0), by="head", about=About(subject=proposed.id))
        us.parties.sync()
        agreed = ahead(delegate.page())
        us.parties.clock.advance(4 * 24 * 3600)
    with us.visitor() as later:
        over = ahead(later.page())

    assert "None lies ahead" in lacking
    assert "Round two" in agreed
    assert f"as agreed: {written_text(offer.civil, offer.zone, 'en')}" in re.sub("<[^>]*>", "", agreed)
    assert "None lies ahead" in over


def ahead(page: str) -> str:
    return page.partition(">Next meeting</a>")[2].partition("</section>")[0]


def test_an_allegation_is_asked_of_whom_it_is_against_until_it_is_answered(us: Web) -> None:
    filed = us.parties.nodes["ir"].say(AllegationFiled(against="us", points=(en("One."), en("Two."))), by="head")
    us.parties.sync()
    with us.visitor() as delegate:
        before = delegate.page()
        for point in (0, 1):
            body = PointAnswered(point=point, answer="denied")
            us.node.say(body, by="head", about=About(subject=filed.id))
        after = delegate.page()

    assert "Answer points 1, 2 of allegation" in asked(before)
    assert "Nothing is asked of us." in asked(after)
    assert "We wait for nobody." in awaited(after)


def test_each_line_has_the_first_words_of_what_it_is_about_on_both_sides(us: Web) -> None:
    """A reference alone says nothing to whoever decides what to read first; a long speech would push the rest away."""
    long = "The parties to these talks " + "and all who speak for them " * 20
    filed = AllegationFiled(against="us", points=(en("Weapons are supplied."), en("Fighters are trained.")))
    allegation = us.parties.nodes["ir"].say(filed, by="head")
    us.parties.nodes["ir"].say(StatementMade(sort="question", text=en(long), to=("us",)), by="head")
    us.node.say(StatementMade(sort="demand", text=en("Leave the border."), to=("ir",)), by="head")
    us.parties.sync()
    us.node.say(PointAnswered(point=0, answer="denied"), by="head", about=About(subject=allegation.id))
    with us.visitor() as delegate:
        page = delegate.page()

    assert "Fighters are trained." in asked(page), "the first point that is open"
    assert "Weapons are supplied." not in asked(page)
    assert "The parties to these talks and all" in asked(page)
    assert long.strip() not in asked(page)
    assert "…" in asked(page)
    assert "Leave the border." in awaited(page)


def test_what_is_acknowledged_on_the_spot_stands_there_in_all_its_words(us: Web) -> None:
    """Nobody presses for a reference that they have not read."""
    when = Interval(us.parties.clock.now() + timedelta(hours=4))
    long = "Twelve vehicles with medicine " + "and food and water " * 20 + "go to Basra."
    notice = NoticeIssued("movement", ("us",), en(long), when, Location((en("The bridge"),)))
    us.parties.nodes["ir"].say(notice, by="head")
    us.parties.sync()
    with us.visitor() as delegate:
        page = delegate.page()

    assert long in asked(page)


@pytest.mark.parametrize(
    "text", [" " * 200, " " * 200 + "Leave the border.", "\u2003" * 200 + "Leave." + "\u2003" * 200]
)
def test_words_that_begin_with_nothing_but_spaces_take_nobodys_home_away(us: Web, text: str) -> None:
    """Anybody may sign them, and every home quotes them: among what is asked, what is awaited, and what was said last."""
    iran = us.parties.nodes["ir"]
    iran.say(StatementMade(sort="demand", text=en(text), to=("us", "iq")), by="head")
    us.parties.sync()
    with us.visitor() as delegate:
        home, changes = delegate.page(), delegate.page("changes")

    assert asked(home).count("<li") == 1
    assert text.strip() in asked(home)
    assert text.strip() in changes


def test_what_begins_soon_stands_before_what_has_waited_long_and_nothing_is_asked_once_it_is_over(us: Web) -> None:
    """A notice that asks for an answer by no hour stands by the hour at which it begins, and goes when it is over."""
    iran, clock = us.parties.nodes["ir"], us.parties.clock
    iran.say(StatementMade(sort="demand", text=en("Leave the border."), to=("us",)), by="head")
    clock.advance(3600)
    when = Interval(clock.now() + timedelta(hours=4), clock.now() + timedelta(hours=6))
    iran.say(NoticeIssued("emergency", ("us",), en("Smoke at the bridge."), when, Location((en("Here"),))), by="head")
    us.parties.sync()
    with us.visitor() as delegate:
        before = asked(delegate.page())
    clock.advance(7 * 3600)
    with us.visitor() as delegate:
        after = asked(delegate.page())

    assert before.index("Smoke at the bridge.") < before.index("Leave the border.")
    assert "Leave the border." in after
    assert "Smoke at the bridge." not in after


def test_what_began_long_ago_stands_behind_what_is_overdue(us: Web) -> None:
    """It stands by now: a party that gives notice of something without end does not cover every clock of the other."""
    iran, clock = us.parties.nodes["ir"], us.parties.clock
    hour, here = timedelta(hours=1), Location((en("Here"),))
    runs = Interval(clock.now() + hour, clock.now() + 100 * hour)
    iran.say(NoticeIssued("emergency", ("us",), en("Smoke at the bridge."), runs, here), by="head")
    ahead, by = Interval(clock.now() + 50 * hour, clock.now() + 60 * hour), clock.now() + 2 * hour
    iran.say(NoticeIssued("emergency", ("us",), en("Blasting."), ahead, here, answer_by=by), by="head")
    us.parties.sync()
    clock.advance(3 * 3600)
    with us.visitor() as delegate:
        page = asked(delegate.page())

    assert page.index("Blasting.") < page.index("Smoke at the bridge.")


def test_what_we_asked_is_what_we_wait_for(us: Web) -> None:
    us.node.say(StatementMade(sort="question", text=en("When?"), to=("ir",)), by="head")
    with us.visitor() as delegate:
        page = delegate.page()

    assert "Nothing is asked of us." in asked(page)
    assert "(question)" in awaited(page)
    assert "ir" in awaited(page)


def test_a_meeting_waits_for_every_party_that_has_not_signed_the_date(us: Web) -> None:
    starts = us.parties.clock.now() + timedelta(days=3)
    offer = DateOffer(starts_at=starts.replace(microsecond=0), zone="Asia/Baghdad", civil=f"{starts:%Y-%m-%d %H:%M}")
    body = MeetingProposed(
        title=(en("Round two"),), series="ambassadors", round=2, format="closed", forum="plenary", offers=(offer,)
    )
    proposed = us.parties.nodes["iq"].say(body, by="head")
    us.parties.sync()
    with us.visitor() as delegate:
        before = delegate.page()
        us.node.say(DateAccepted(offer_in=proposed.id, number=0), by="head", about=About(subject=proposed.id))
        between = delegate.page()
        us.parties.clock.advance(4 * 24 * 3600)
    with us.visitor() as later:
        after = later.page()

    assert "None lies ahead that every party has accepted." in before
    assert "Accept a date for Round two (1 offer)" in asked(before)
    assert "Nothing is asked of us." in asked(between)
    assert "Round two" in awaited(between)
    assert "Round two" not in awaited(after)


def test_what_had_not_begun_by_the_day_asked_for_is_not_open_then(us: Web) -> None:
    """In the present a claim that lies ahead hides nothing: the other party's clock may be a minute ahead of ours."""
    clock = us.parties.clock
    began = clock.now()
    ahead = About(claimed_at=began + timedelta(seconds=60))
    us.parties.nodes["ir"].say(AllegationFiled(against="us", points=(en("One."),)), by="head", about=ahead)
    us.parties.sync()
    with us.visitor() as delegate:
        now = delegate.page()
        before = delegate.page("", as_of=(began - timedelta(days=1)).isoformat())
        after = delegate.page("", as_of=(began + timedelta(days=1)).isoformat())

    assert "Answer point 1 of allegation" in asked(now)
    assert "Nothing is asked of us." in asked(before)
    assert "Answer point 1 of allegation" in asked(after)


def test_who_holds_what_of_whom(us: Web) -> None:
    us.parties.state("us", "New")
    with us.visitor() as reader:
        home = reader.page()
        before = reader.page("consistency")
        us.parties.sync()
        after = reader.page("consistency")

    found = re.search(r"holds yours to (\d+) of (\d+)\.", home)
    assert found is not None
    assert int(found[1]) < int(found[2])
    assert "Not everybody is known to hold everything yet." in before
    assert "Each party holds all of the others" in after
    assert us.node.record.fold.digest().hex() in after


def test_a_mechanism_that_has_just_begun_has_answered_nothing_and_says_nothing_of_it_twice(us: Web) -> None:
    """Accepting the genesis charter founds it: nobody was asked. Accepting a later version is an answer."""
    with us.visitor() as delegate:
        page = delegate.page()
    new = re.sub("<[^>]*>", "", page.partition(">Since you looked</a>")[2].partition("</section>")[0])
    founding = next(each for each in us.node.record.fold.verdicts(us.node.origin) if is_acceptance(each))
    assert founding.entry is not None
    later = replace(founding, entry=replace(founding.entry, body=CharterAccepted(charter=Hash("0" * 64), text="{}")))

    assert "· 0 answers ·" in new
    assert not new.strip().startswith("0 entries")
    assert ">Nothing.<" not in page
    assert reply_in(founding) is None
    assert reply_in(later) == "answers"


def is_acceptance(verdict: Verdict) -> bool:
    return verdict.entry is not None and isinstance(verdict.entry.body, CharterAccepted)


def test_what_is_new_is_what_came_since_the_last_session(us: Web) -> None:
    with us.visitor() as first:
        assert "you have not looked before" in first.page()
    us.parties.state("ir", "Something new")
    us.parties.sync()
    with us.visitor() as second, us.visitor(Role.READER) as other:
        page = second.page("changes")
        assert "you have not looked before" in other.page()

    assert "1 entry" in page
    assert "/entry/ir/" in page.partition("<main")[2]


def test_what_answers_objects_and_corrects_is_counted_apart_and_each_count_leads_to_its_list(us: Web) -> None:
    """What has no effect answers nothing; two answers are one word in no language's plural."""
    filed = us.node.say(AllegationFiled(against="ir", points=(en("One."), en("Two.")), proxy=en("A group")), by="head")
    us.parties.sync()
    with us.visitor() as first:
        first.page()
    ir, about = us.parties.nodes["ir"], About(subject=filed.id)
    said = us.parties.state("ir", "Something new")
    answers = [ir.say(PointAnswered(point=point, answer="denied"), by="head", about=about) for point in (0, 1)]
    contested = ir.say(ResponsibilityContested(text=en("Not ours.")), by="head", about=about)
    idle = PointAnswered(point=7, answer="denied")
    none = force(ir, signed(ir, header(ir, idle, subject=filed.id), idle))
    us.parties.sync()
    with us.visitor() as second:
        home = second.page().partition(">Since you looked</a>")[2].partition("</section>")[0]
        lists = {only: second.page("changes", only=only) for only in re.findall(r'changes\?only=(\w+)"', home)}
        whole = second.page("changes")
        arabic = second.page("", lang="ar")

    said_so = re.sub("<[^>]*>", "", home).strip()
    assert said_so.startswith("5 entries · 2 answers · 1 objection · 0 corrections · 1 without effect")
    assert listed(whole) == {said.ref, *(each.ref for each in answers), contested.ref, none}
    assert "ردّان" in arabic
    assert "لا تصويب" in arabic
    assert {only: listed(page) for only, page in lists.items()} == {
        "answers": {each.ref for each in answers},
        "objections": {contested.ref},
        "corrections": set(),
        "without_effect": {none},
    }


def listed(page: str) -> set[str]:
    return set(re.findall(r'/entry/(ir/\d+)"', page.partition("<main")[2].partition("</main>")[0]))


def test_machines_signing_by_themselves_is_no_news(us: Web) -> None:
    with us.visitor() as first:
        first.page()
    us.parties.state("ir", "Something new")
    us.parties.sync()
    us.node.record_heads()
    with us.visitor() as second:
        assert "1 entry" in second.page("changes")


def test_a_reconstruction_opens_on_its_last_day_and_counts_in_claimed_time(
    us: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The nodes that hold it were made years later; clocks start when something was said, and pages say so."""
    us.parties.clock.set(datetime(2007, 5, 28, 14, 59, 59, tzinfo=UTC))
    charter = msgspec.structs.replace(
        us.node.record.charter, reconstruction=True, clocks=(ClockTerms(name="allegations.answer", hours=48),)
    )
    us.parties.nodes["ir"].say(AllegationFiled(against="us", points=(en("One."),)), by="head")
    us.parties.sync()
    us.node.record_heads()
    said_on = us.parties.clock.now()
    us.parties.clock.advance(19 * 365 * 24 * 3600)
    monkeypatch.setattr(type(us.node.record), "charter", property(lambda _: charter))
    with us.visitor() as reader:
        last_day = reader.page()
        next_week = reader.page("", as_of=(said_on + timedelta(days=7)).date().isoformat())

    assert "Clocks count in claimed time." in last_day
    assert "as of this day, not today" in last_day
    assert "in 39 h" in asked(last_day), "48 hours from when it was said, on the evening of that day"
    assert "late" in asked(next_week)


def test_a_reader_is_not_offered_to_sign(us: Web) -> None:
    with us.visitor(Role.READER) as reader, us.visitor() as delegate:
        assert "Sign something" not in reader.page()
        assert "Sign something" in delegate.page()
        assert "Make a statement" not in reader.page("statements")
        assert "Make a statement" in delegate.page("statements")


def test_visitors_are_who_they_came_in_as(us: Web) -> None:
    with us.visitor() as delegate:
        assert isinstance(delegate, Visitor)
        assert "Head of delegation" in delegate.page()


def test_what_was_said_last_is_what_came_last_whatever_it_claims(us: Web) -> None:
    """Who claims a time that lies ahead does not stay on top."""
    ir = us.parties.nodes["ir"]
    body = StatementMade(sort="position", text=en("Ahead"))
    ahead = force(ir, signed(ir, header(ir, body, claimed_at=ir.clock.now() + timedelta(days=365)), body))
    us.parties.sync()
    with us.visitor() as reader:
        reader.page()
        later = us.parties.state("iq", "Later")
        us.parties.sync()
        page = reader.page().partition("What was said last")[2]

    assert 0 <= page.index(f"/entry/{later.ref}") < page.index(f"/entry/{ahead}")
    assert page.count("provably had the entry") == 1


def said_last(page: str) -> list[str]:
    """References of the lines, from the top."""
    return re.findall(r'scope="row"><a class="ref" href="[^"]*/entry/([^"]+)"', page.partition("What was said last")[2])


def test_what_was_said_last_is_quoted_beside_its_kind_and_kept_short(us: Web) -> None:
    long = "The border posts are to be manned at night. " * 5
    us.parties.state("iq", long)
    us.parties.sync()
    with us.visitor() as reader:
        home, changes = reader.page(), reader.page("changes")

    for page in (home, changes):
        words = page.partition('class="line-words"')[2].partition("</span>")[0]
        assert "The border posts are to be manned at night. The border" in words
        assert "…" in words
        assert len(words) < len(long)


@pytest.mark.parametrize("in_claimed_time", [False, True])
def test_of_what_was_said_at_one_instant_the_latest_stands_first(
    us: Web, monkeypatch: pytest.MonkeyPatch, in_claimed_time: bool
) -> None:
    """Iran's log is the longer one, so its numbers are the higher ones; the United States answer it."""
    if in_claimed_time:
        charter = msgspec.structs.replace(us.node.record.charter, reconstruction=True)
        monkeypatch.setattr(type(us.node.record), "charter", property(lambda _: charter))
    for number in range(5):
        us.parties.state("ir", f"Earlier {number}")
    asked = us.parties.state("ir", "Asked")
    us.parties.sync()
    us.node.record_heads()
    answered = us.parties.state("us", "Answered")
    with us.visitor() as reader:
        refs = said_last(reader.page())

    assert int(asked.ref.partition("/")[2]) > int(answered.ref.partition("/")[2])
    assert refs[:2] == [answered.ref, asked.ref]


def test_what_nodes_sign_today_does_not_move_the_day_of_a_reconstruction(
    us: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Receipts of parts come years after what was sealed, and are nothing that somebody said."""
    us.parties.clock.set(datetime(2007, 5, 28, 14, 59, 59, tzinfo=UTC))
    charter = msgspec.structs.replace(us.node.record.charter, reconstruction=True)
    us.parties.state("ir", "Said then")
    us.parties.sync()
    us.node.record_heads()
    us.parties.clock.advance(19 * 365 * 24 * 3600)
    us.node.say_as_node(PartsReceived(held=("0" * 64,)))
    monkeypatch.setattr(type(us.node.record), "charter", property(lambda _: charter))
    with us.visitor() as reader:
        page, changes = reader.page(), reader.page("changes")

    assert "28\u00a0May\u00a02007" in page
    assert "Statement" in changes
    assert "receipt of parts" not in (page + changes).lower()


def test_a_reconstruction_opens_on_the_day_that_its_settings_name(us: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    us.parties.clock.set(datetime(2007, 5, 28, 14, 59, 59, tzinfo=UTC))
    charter = msgspec.structs.replace(us.node.record.charter, reconstruction=True)
    us.parties.state("ir", "Said then")
    us.parties.sync()
    us.parties.clock.advance(19 * 365 * 24 * 3600)
    monkeypatch.setattr(type(us.node.record), "charter", property(lambda _: charter))
    us.node.record.settings = msgspec.structs.replace(
        us.node.record.settings, as_of=datetime(2007, 6, 20, 12, tzinfo=UTC)
    )
    with us.visitor() as reader:
        page = reader.page()

    assert "20\u00a0June\u00a02007" in page
