"""The inbox, a notice's table of addressees, calls in two columns, the watch, and what is asked of whom."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.mechanism.notices.agreed import charter_with
from tests.mechanism.office import Office, office
from tests.server.pressing import steps_of
from tests.server.web import en
from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location, Point, coarsened
from trilateral.i18n.messages import sentence
from trilateral.mechanism.notices.entries import (
    HotlineCalled,
    HotlineConfirmed,
    NoticeAcknowledged,
    NoticeApproved,
    NoticeChanged,
    NoticeCompleted,
    NoticeIssued,
    NoticeObjected,
    NoticePassedOn,
    ReceiptSpoken,
    RosterSet,
    Turn,
    Units,
    WatchHandedOver,
    WatchTakenOver,
)
from trilateral.mechanism.notices.spoken import digits_of, numbers_of, words_of
from trilateral.node.compose import About
from trilateral.server.roles import Role

STANDING = sentence("en", "protection.standing")
ROUTE = Location((en("East road"),), (Point(333_250_000, 444_220_000), Point(334_000_000, 444_500_000)), 500)
GRID = 100_000


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Office]:
    """A charter with the clocks of notices and a grid."""
    with charter_with(grid_microdegrees=GRID), office(tmp_path) as made:
        yield made


def convoy(us: Office, hours: int = 72, **more: Any) -> NoticeIssued:
    """Ten lorries on the east road, so many hours from now."""
    begins = us.web.parties.clock.now().replace(microsecond=0) + timedelta(hours=hours)
    when = Interval(begins, begins + timedelta(hours=6), whole=True)
    lorries = Units("vehicles", 10, en("lorries"), en("white flags"))
    terms = {
        "to": ("ir", "us"),
        "sort": "movement",
        "where": coarsened(ROUTE, GRID),
        "units": (lorries,),
        "contact": "liaison",
        **more,
    }
    return NoticeIssued(what=en("Ten lorries go east."), when=when, **terms)


def ref(us: Office, entry: str) -> str:
    found = us.web.node.record.fold.verdict(entry)
    assert found is not None
    return found.ref


def page_of(us: Office, entry: str) -> str:
    return us.delegate.page(f"notices/{ref(us, entry)}").replace("\u00a0", " ")


def notice_of(us: Office, entry: str) -> Any:
    found = us.found("notices", entry).notice
    assert found is not None
    return found


def part(page: str, heading: str) -> str:
    """A section of a page, from its heading on."""
    return page.partition(f">{heading}<")[2].partition("</section>")[0]


def test_what_waits_for_us_stands_first_and_takes_one_tap(us: Office) -> None:
    """The way to sign names the version already: what is left is to confirm."""
    notice = us.say("iq", convoy(us))
    us.web.node.record_heads()
    before = us.delegate.page("notices")
    form = us.delegate.page("sign/notices.acknowledged", subject=ref(us, notice), of=ref(us, notice))
    answer = us.delegate.send("sign/notices.acknowledged", sign="1", subject=ref(us, notice), of=ref(us, notice))
    after = us.delegate.page("notices")

    inbox = part(before, "To acknowledge")
    assert "Ten lorries go east." in inbox
    (step,) = steps_of(inbox, "notices.acknowledged")
    assert (step["subject"], step["of"]) == (ref(us, notice), ref(us, notice))
    assert "What the notice says now" in form
    assert "Ten lorries go east." in form
    assert answer.status_code == 303
    assert "No notice waits for a word of ours." in after
    assert STANDING in before
    assert notice_of(us, notice).addressees[1].acknowledged is not None


def test_the_page_says_who_has_not_acted_and_since_when(us: Office) -> None:
    notice = us.say("iq", convoy(us))
    us.web.node.record_heads()
    us.sync()
    us.say("us", NoticeAcknowledged(notice, en("Read.")), notice)
    us.say("us", NoticePassedOn(notice, en("Third post")), notice)
    us.web.parties.clock.advance(13 * 3600)
    us.web.parties.nodes["ir"].publish()
    us.sync()
    with us.web.visitor() as later:
        page = later.page(f"notices/{ref(us, notice)}").replace("\u00a0", " ")
        found = later.api("GET", f"notices/{ref(us, notice)}").json()["notice"]
        home = later.page().replace("\u00a0", " ")

    assert "Third post" in page
    assert "no answer" in page
    assert "receipt not proven" in page
    assert "East road" in page
    assert "white flags" in page
    assert STANDING in page
    rows = {each["party"]: each for each in found["addressees"]}
    assert (rows["us"]["missing"], rows["us"]["passed_on"] is None) == (False, False)
    assert (rows["ir"]["missing"], rows["ir"]["received_at"], rows["ir"]["overdue"]) == (True, None, "undecided")
    assert "Acknowledge notice" in home.partition('class="awaited"')[2]


def test_who_received_it_and_did_nothing_is_overdue_by_the_charters_clock(us: Office) -> None:
    """Twelve hours from its own receipt, once its log is known past them."""
    notice = us.say("us", convoy(us, to=("ir",)))
    us.web.parties.nodes["ir"].record_heads()
    us.sync()
    asked = notice_of(us, notice).addressees[0]
    us.web.parties.clock.advance(13 * 3600)
    us.web.parties.nodes["ir"].publish()
    us.sync()
    with us.web.visitor() as later:
        found = later.api("GET", f"notices/{ref(us, notice)}").json()["notice"]["addressees"][0]

    assert (asked.missing, asked.overdue, asked.received_at is None) == (True, "no", False)
    assert (found["missing"], found["overdue"], found["late"]) == (True, "yes", "no")


def test_a_late_notice_is_marked_late_and_stands(us: Office) -> None:
    notice = us.say("iq", convoy(us, hours=20))
    us.web.node.record_heads()
    page, listed = page_of(us, notice), us.delegate.page("notices")

    assert {each.party: each.late for each in notice_of(us, notice).addressees} == {"ir": "undecided", "us": "yes"}
    assert '<strong class="needs">late</strong>' in page
    assert "late</strong>" in listed
    assert us.status("notices", notice) == "issued"


def test_places_are_shown_on_the_grid_and_in_lists_by_name_alone(us: Office) -> None:
    notice = us.say("iq", convoy(us))
    page, listed = page_of(us, notice), us.delegate.page("notices")

    assert "shown on a grid of 11.1 km" in page
    assert "33.35° N 44.45° E" in page
    assert "East road" in listed
    assert "33.35" not in listed
    assert notice_of(us, notice).where == coarsened(ROUTE, GRID)


def test_no_notice_is_read_as_of_an_earlier_day(us: Office) -> None:
    """Neither on pages nor by programs: nobody learns by moving through time who is where when. What was asked of us is told."""
    entry = us.say("iq", convoy(us))
    where = ref(us, entry)
    day = us.web.parties.clock.now().date().isoformat()
    listed, shown, home = (us.delegate.page(path, as_of=day) for path in ("notices", f"notices/{where}", "asked"))
    told = us.delegate.api("GET", f"notices/{where}?as_of={day}").json()
    every = us.delegate.api("GET", f"notices?as_of={day}").text

    assert where in home
    for page in (listed, shown, every, str(told)):
        assert "East road" not in page
        assert "Ten lorries" not in page
        assert "33.3" not in page
    for page in (listed, shown):
        assert "shown at present alone" in page
        assert STANDING in page
    assert told["notice"] is None
    assert "East road" in us.delegate.page("notices")


def test_under_seal_a_place_is_exact_for_those_who_can_open_it_and_nobody_else(us: Office) -> None:
    """Host and United States read where the lorries will be; Iran's node reads that something was said."""
    node = us.web.parties.nodes["iq"]
    said = node.say(convoy(us, to=("us",), where=ROUTE), by="head", about=About(audience=("us",)))
    us.sync()
    page = page_of(us, said.id)
    answer = us.delegate.api("GET", f"notices/{said.ref}").json()["notice"]
    their_fold = us.web.parties.nodes["ir"].record.fold

    assert "33.325° N 44.422° E" in page
    assert "exact, under seal for those who read this" in page
    assert answer["where"] == msgspec.json.decode(msgspec.json.encode(coarsened(ROUTE, GRID))), (
        "programs get all notices at once"
    )
    assert their_fold.subjects("notices") == {}


def test_programs_get_no_exact_place_of_all_notices_at_once(us: Office) -> None:
    """Of the subjects either, whose states are told as they are kept; and for no earlier day."""
    node = us.web.parties.nodes["iq"]
    said = node.say(convoy(us, to=("us",), where=ROUTE), by="head", about=About(audience=("us",)))
    us.sync()
    day = us.web.parties.clock.now().date().isoformat()
    for path in ("subjects?slice=notices", "subjects"):
        (told,) = (each for each in us.delegate.api("GET", path).json() if each["ref"] == said.ref)
        then = us.delegate.api("GET", f"{path}{'&' if '?' in path else '?'}as_of={day}").json()
        places = [each["where"] for each in told["state"]["versions"]]

        assert places == [msgspec.json.decode(msgspec.json.encode(coarsened(ROUTE, GRID)))]
        assert [each["state"] for each in then if each["ref"] == said.ref] == [{"is": "at_present_alone"}]


def test_one_refusal_stops_a_plan_and_the_page_says_whose(us: Office) -> None:
    notice = us.say("us", convoy(us, to=("iq", "ir"), consent=True))
    pending = page_of(us, notice)
    us.say("iq", NoticeApproved(notice), notice)
    us.say("ir", NoticeObjected(notice, en("The bridge is closed.")), notice)
    stopped = page_of(us, notice)
    us.say("us", NoticeCompleted(), notice)
    done = page_of(us, notice)

    assert "Not yet said:" in pending
    assert "and it was refused by" in stopped
    assert "The bridge is closed." in stopped
    assert "It was done although not everybody had consented" in done
    assert notice_of(us, notice).stopped_by == ("ir",)


def test_a_plan_whose_time_has_come_without_consent_is_not_said_to_wait(us: Office) -> None:
    """Pages and programs say that it is not approved; the record as it stood before still says that it waits."""
    notice = us.say("us", convoy(us, hours=2, to=("iq", "ir"), consent=True))
    refused = us.say("us", convoy(us, hours=2, to=("iq",), consent=True))
    us.say("iq", NoticeApproved(notice), notice)
    us.say("iq", NoticeObjected(refused, en("Not here.")), refused)
    before = us.found("notices", notice).status, page_of(us, notice)
    us.web.parties.clock.advance(3 * 3600)
    with us.web.visitor() as later:
        path = f"notices/{ref(us, notice)}"
        found, listed = (later.page(each).replace("\u00a0", " ") for each in (path, "notices"))
        stopped = later.page(f"notices/{ref(us, refused)}")
        told = later.api("GET", path).json()
        follows = later.page("why/" + ref(us, notice))

    assert before[0] == "awaiting_consent"
    assert "waits for consent · ahead" in before[1]
    assert "not approved · its time has come" in found
    assert "Its time has come, and it is not approved" in found
    assert "not approved" in listed
    assert "running now" not in found + listed + stopped
    assert "stopped · its time has come" in stopped
    assert (told["status"], told["notice"]["phase"]) == ("unapproved", "active")
    assert "not approved" in follows


def test_the_hour_for_which_words_are_asked_runs_out(us: Office) -> None:
    """Plan by noon, approved back by four."""
    by = us.web.parties.clock.now().replace(microsecond=0) + timedelta(hours=2)
    notice = us.say("iq", convoy(us, to=("us",), consent=True, answer_by=by))
    us.web.node.record_heads()
    home = us.delegate.page().replace("\u00a0", " ")
    us.web.parties.clock.advance(3 * 3600)
    with us.web.visitor() as later:
        found = later.api("GET", f"notices/{ref(us, notice)}").json()["notice"]["addressees"][0]

    assert "Approve notice" in home
    assert found["overdue"] == "yes"


def test_a_change_has_to_be_acknowledged_anew_and_both_versions_stay_readable(us: Office) -> None:
    notice = us.say("iq", convoy(us))
    us.say("us", NoticeAcknowledged(notice), notice)
    us.say("iq", NoticeChanged(what=en("Twelve lorries go east."), why=en("More flour.")), notice)
    page = page_of(us, notice)

    assert "of an earlier version" in page
    assert "Ten lorries go east." in part(page, "What it said before and says now")
    assert "More flour." in page
    assert "Ten lorries" not in part(us.delegate.page("notices"), "To acknowledge")


def test_what_nobody_acknowledged_in_its_time_lapses_and_is_asked_of_nobody_any_more(us: Office) -> None:
    notice = us.say("iq", convoy(us, hours=1))
    us.web.node.record_heads()
    before = us.delegate.page()
    us.web.parties.clock.advance(8 * 3600)
    with us.web.visitor() as later:
        page, home = later.page(f"notices/{ref(us, notice)}"), later.page()
        found = later.api("GET", f"notices/{ref(us, notice)}").json()["notice"]

    assert "Acknowledge notice" in before
    assert "Acknowledge notice" not in home
    assert "lapsed: its time is over" in page
    assert (found["phase"], found["unacknowledged"]) == ("expired", ["ir", "us"])


def test_letters_that_crossed_stand_in_two_lanes(us: Office) -> None:
    notice = us.say("us", convoy(us, to=("ir",), consent=True))
    us.say("ir", NoticeObjected(notice, en("No.")), notice, sync=False)
    us.say("us", NoticeCompleted(), notice)
    page = page_of(us, notice)

    assert "Letters that crossed" in page
    assert page.count('class="two-side') == 2
    assert us.status("notices", notice) == "crossed"


def test_words_read_out_are_compared_with_what_was_signed(us: Office) -> None:
    notice = us.say("iq", convoy(us))
    receipt = us.say("us", NoticeAcknowledged(notice), notice)
    numbers = numbers_of(receipt)
    shown = page_of(us, notice)
    us.say("us", ReceiptSpoken("iq", words_of(numbers)), notice)
    us.say("iq", ReceiptSpoken("us", "acorn acorn acorn acorn"), notice)
    differ = page_of(us, notice)
    us.say("iq", ReceiptSpoken("us", digits_of(numbers)), notice)
    same = page_of(us, notice)
    with us.web.visitor(lang="fa") as reader:
        persian = reader.page(f"notices/{ref(us, notice)}")

    assert words_of(numbers) in shown
    assert "The two are not the same." in differ
    assert "Both wrote down the same." in same
    assert "These are the words of:" in same
    assert digits_of(numbers).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")) in persian
    assert us.found("notices", notice).spoken[0].same is True


def test_both_accounts_of_a_call_stand_side_by_side_and_the_line_is_counted(us: Office) -> None:
    began = us.web.parties.clock.now().replace(microsecond=0) - timedelta(hours=1)
    call = us.say("ir", HotlineCalled("us", "made", "spoken", began, en("Shots at the ferry."), 5))
    asked = us.delegate.page()
    one_end = page_of(us, call)
    us.say("us", HotlineConfirmed("spoken", began + timedelta(minutes=4), en("Shots were mentioned."), 3), call)
    again = us.say("ir", HotlineCalled("us", "made", "no_answer", began, follows=call))
    page, board = page_of(us, call), us.delegate.page("watch")

    assert "Give your own account of call" in asked.partition('class="asked"')[2]
    assert "no account" in one_end
    assert "Shots at the ferry." in page
    assert "Shots were mentioned." in page
    assert f"/notices/{ref(us, again)}" in page
    assert "2 activations on 1 issue" in " ".join(board.replace("\u00a0", " ").split())
    assert us.status("notices", call) == "both_ends"


def test_a_roster_that_ran_out_says_so_and_when(us: Office) -> None:
    """Nobody on watch because the roster has ended is not the same as a gap in it."""
    now = us.web.parties.clock.now().replace(microsecond=0)
    gap = Turn("press", now + timedelta(days=2), now + timedelta(days=3))
    watch = us.say("us", RosterSet((Turn("envoy", now - timedelta(hours=1), now + timedelta(hours=7)), gap)))
    ended = now + timedelta(days=3)
    us.web.parties.clock.advance(86_400)
    with us.web.visitor() as meanwhile:
        between = meanwhile.page("watch")
    us.web.parties.clock.advance(3 * 86_400)
    with us.web.visitor() as later:
        board, own = (later.page(each).replace("\u00a0", " ") for each in ("watch", f"notices/{ref(us, watch)}"))
        told = later.api("GET", f"notices/{ref(us, watch)}").json()["watch"]

    assert ">nobody<" in between
    assert "the roster ended" not in between
    for page in (board, own):
        assert ">nobody<" in page
        assert f'datetime="{ended:%Y-%m-%dT%H:%M:%SZ}"' in page.partition("the roster ended")[2][:80]
    assert told["office"] is None
    assert told["roster_ended_at"] == f"{ended:%Y-%m-%dT%H:%M:%SZ}"


def test_a_watch_is_handed_over_by_two_signatures(us: Office) -> None:
    now = us.web.parties.clock.now().replace(microsecond=0)
    turns = (
        Turn("head", now, now + timedelta(hours=8)),
        Turn("press", now + timedelta(hours=8), now + timedelta(hours=16)),
    )
    watch = us.say("us", RosterSet(turns, en("Night watch")))
    by_roster = us.delegate.page("watch")
    handover = us.say("us", WatchHandedOver("press", (en("Boat at the ferry"),)), watch)
    handed, home = page_of(us, watch), us.delegate.page()
    us.web.parties.clock.advance(1)
    us.web.node.say(WatchTakenOver(handover), by="press", about=About(subject=watch))
    taken, found = page_of(us, watch), us.found("notices", watch).watch

    assert "nobody has signed that it took the watch" in by_roster
    assert "has not taken it" in handed
    assert "Boat at the ferry" in handed
    assert "Take over the watch" in home.partition('class="asked"')[2]
    assert "has not taken it" not in taken
    assert found is not None
    assert (found.office, found.handed_to, found.order) == ("press", None, ("press", "head"))


@pytest.mark.parametrize("lang", ["en", "ar", "fa"])
def test_the_standing_sentence_is_on_every_page_in_every_language(us: Office, lang: str) -> None:
    """On the list, the notice and the conflicts, and in what programs get."""
    notice = us.say("iq", convoy(us))
    with us.web.visitor(Role.READER, lang=lang) as reader:
        pages = [reader.page(each) for each in ("notices", f"notices/{ref(us, notice)}", "conflicts")]
        answers = [reader.api("GET", each).json() for each in (f"notices/{ref(us, notice)}", "conflicts")]

    assert all(sentence(lang, "protection.standing") in each for each in pages)
    assert [each["standing"] for each in answers] == [sentence(lang, "protection.standing")] * 2
