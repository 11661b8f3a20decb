"""The list of commitments, each sort of page, the graph of what waits, and the statistics of access."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.mechanism.office import Office, office
from tests.server.web import en
from trilateral.agreement.adoption import role_of
from trilateral.agreement.locations import Location
from trilateral.agreement.undertakings import Indicator, Quota, Step, Undertaking
from trilateral.ledger.charter import ClockTerms
from trilateral.ledger.entry import EntryId, Ref
from trilateral.mechanism.commitments.entries import (
    AccessAnswered,
    AccessEnded,
    AccessRequested,
    CommitmentAssessed,
    CommitmentStated,
    CommitmentUndertaken,
    ConditionAnswered,
    ConditionAsserted,
    DayAccepted,
    DayNamed,
    DeedReported,
    MissionDeployed,
    MissionReported,
    MissionRequested,
    ReportAnswered,
    Result,
    StandingStated,
    TeamNamed,
)
from trilateral.mechanism.proposals.entries import ProposalTabled, TextAccepted, TextDissociated, text_hash
from trilateral.server.roles import Role

BASES = CommitmentStated(
    ("us",),
    en("Leave the three bases."),
    ("iq",),
    en("The understanding of May"),
    due_on="2007-05-30",
    indicators=(Indicator(en("Bases handed over"), None, 0, 3, "up"),),
    quotas=(Quota(2, 30, "2007-05-01", sort="base"),),
)
VISIT = AccessRequested("us", Location((en("The first base"),)), "2007-05-29", "base", why=en("To count."))


@pytest.fixture
def us(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A charter with clocks for access and reports, and each capital in its own zone."""
    with office(tmp_path) as made:
        record = made.web.node.record
        zones = {"iq": "Asia/Baghdad", "ir": "Asia/Tehran", "us": "America/New_York"}
        parties = tuple(msgspec.structs.replace(each, zone=zones[each.id]) for each in record.charter.parties)
        clocks = (ClockTerms("commitments.access", 12), ClockTerms("commitments.spot_report", 24))
        charter = msgspec.structs.replace(record.charter, parties=parties, clocks=clocks)
        monkeypatch.setattr(type(record), "charter", property(lambda _: charter))
        yield made


def ref(us: Office, entry: EntryId) -> str:
    found = us.web.node.record.fold.verdict(entry)
    assert found is not None
    return found.ref


def page(us: Office, entry: EntryId) -> str:
    return us.delegate.page(f"commitments/{ref(us, entry)}").replace("\u00a0", " ")


def test_the_list_is_by_party_and_by_status(us: Office) -> None:
    us.say("iq", BASES)
    us.say("ir", CommitmentStated(("ir",), en("Keep the crossing open.")))
    found = us.delegate.page("commitments")
    home = us.delegate.page()

    assert "Leave the three bases." in found
    assert found.count("Keep the crossing open.") == 2, "by party, and by status"
    assert "demanded, binds nobody" in found
    assert "Undertake commitment" in home


def test_a_commitment_shows_whom_it_binds_and_what_each_says_of_it(us: Office) -> None:
    subject = us.say("iq", BASES)
    demanded = page(us, subject)
    us.say("us", CommitmentUndertaken(en("From Monday on.")), subject)
    report = us.say("us", DeedReported(None, en("Left.")), subject)
    us.say("iq", ReportAnswered(report, "dissented", en("One is still held.")), subject)
    us.say("us", CommitmentAssessed("complete", None, None, "2007-05-28", text=en("All three.")), subject)
    us.say("ir", CommitmentAssessed("not_initiated", None, None, "2007-05-28"), subject)
    for party in ("iq", "ir"):
        us.say(party, CommitmentAssessed("minimum", "us", None, "2007-05-28", joint=True), subject)
    us.say("ir", StandingStated("breached", en("They stay.")), subject)
    found = page(us, subject)

    assert "You are bound to it, and cannot take that back alone." in demanded
    for said in ("One is still held.", "All three.", "0 not initiated", "They stay.", "The understanding of May"):
        assert said in found
    assert "Sign this level too" in found
    assert "joint=yes" in found
    assert us.found("commitments", subject).joint == ()
    us.say("us", CommitmentAssessed("minimum", None, None, "2007-05-28", joint=True), subject)
    signed = page(us, subject)
    assert "Sign this level too" not in signed
    assert [(each.of, each.level) for each in us.found("commitments", subject).joint] == [("us", 1)]


def test_what_is_due_shows_its_hour_in_our_capital_and_how_late_it_is(us: Office) -> None:
    subject = us.say("iq", BASES)
    us.say("us", CommitmentUndertaken(), subject)
    before = us.found("commitments", subject).late
    us.web.parties.clock.advance(3 * 86_400)
    with us.web.visitor() as later:
        home = later.page().replace("\u00a0", " ")
        listed = later.page("commitments")
        late = later.api("GET", f"commitments/{ref(us, subject)}").json()["late"]

    assert [each.overdue for each in before] == ["no"]
    assert "due 30 May 2007 23:59 New York" in home
    assert "overdue" in listed
    assert [each["overdue"] for each in late] == ["yes"]


def test_each_step_that_is_due_is_named(us: Office) -> None:
    """Three steps of one commitment are three different matters on home, in the list of what is asked and for programs."""
    days = ("2007-06-01", "2007-06-11", "2007-06-21")
    texts = ("Name the bases", "Empty the bases", "Hand over, " + "gate by gate, " * 9 + "the keys")
    steps = tuple(Step(en(text), day) for text, day in zip(texts, days, strict=True))
    subject = us.say("us", CommitmentStated(("us",), en("Leave."), steps=steps))
    whole = us.say("us", CommitmentStated(("us",), en("Stay away."), due_on="2007-07-01"))
    home = us.delegate.page().replace("\u00a0", " ")

    for number, text in enumerate(texts[:2], 1):
        assert f"Carry out step {number} of commitment {ref(us, subject)}: {text}<" in home
    assert f"Carry out step 3 of commitment {ref(us, subject)}: Hand over, gate by gate" in home
    assert "gate by…" in home
    assert "the keys" not in home
    assert f"Carry out commitment {ref(us, whole)}<" in home
    assert f"Carry out commitment {ref(us, subject)}" not in home
    assert "due 11 June 2007 23:59 New York" in home


def test_the_access_log_shows_reasons_silence_and_what_came_of_it(us: Office) -> None:
    subject = us.say("iq", BASES)
    us.say("us", CommitmentUndertaken(), subject)
    request = us.say("ir", VISIT, subject)
    us.web.node.record_heads()
    us.sync()
    waiting = page(us, subject)
    home = us.delegate.page()
    us.say("us", AccessAnswered(request, "conditional", en("Unarmed."), (en("No cameras"),)), subject)
    us.say("ir", AccessEnded(request, "turned_back", en("At the gate.")), subject)
    us.say("iq", VISIT, subject)
    found, listed = page(us, subject), us.delegate.page("commitments/access")

    assert "no answer" in waiting
    assert "Answer the request for access" in home
    for said in ("Unarmed.", "No cameras", "turned back on the ground", "At the gate."):
        assert said in found
        assert said in listed
    assert "1 of 2" in found, "what is used of the quota in this period"
    (open_, told) = us.found("commitments", subject).access
    assert (told.answer, told.outcome, told.unanswered) == ("conditional", "turned_back", "no")
    assert open_.answer is None


def test_a_deadlock_is_drawn_named_and_told(us: Office) -> None:
    one = us.say("iq", CommitmentStated(("iq",), en("Open the market.")))
    other = us.say("us", CommitmentStated(("us",), en("Stop the shelling.")))
    first = us.say("iq", ConditionAsserted(one, other, en("No market under fire.")))
    alone = us.delegate.page("commitments/waits")
    second = us.say("us", ConditionAsserted(other, one))
    us.say("us", ConditionAnswered("contested", en("They have nothing to do with each other.")), first)
    found, listed = us.delegate.page("commitments/waits"), us.delegate.page("commitments")
    condition = page(us, first)

    assert ">Deadlock<" not in alone
    assert "<svg" in alone
    assert ">Deadlock<" in found
    assert found.count('stroke-width="3"') == 2, "both arrows of it are thick"
    assert ref(us, second) in found
    assert "Any one of these, met or waived, ends it:" in found
    assert "1 deadlock" in listed.replace("\u2068", "").replace("\u2069", "")
    assert "This condition is part of a deadlock." in condition
    assert "They have nothing to do with each other." in condition
    assert "What it waits for, and what waits for it" in page(us, one)


def test_a_mission_shows_its_team_of_offices_its_checklist_and_each_word_on_its_report(us: Office) -> None:
    about = us.say("us", CommitmentStated(("us",), en("Leave the first base.")))
    mission = us.say(
        "iq", MissionRequested(en("Whether it is left."), "local", about, (en("Gate"), en("Stores")), on="2007-05-29")
    )
    us.say("us", TeamNamed(("liaison",)), mission)
    us.say("iq", MissionDeployed(), mission)
    waiting = page(us, mission)
    us.say("iq", MissionReported("final", en("Left."), (Result(0, "confirmed", en("Open")),)), mission)
    home = us.delegate.page()
    report = us.found("commitments", mission).state.reports[0]
    us.say("ir", ReportAnswered(report.entry, "endorsed"), mission)
    us.say("us", ReportAnswered(report.entry, "dissented", en("Stores were not seen.")), mission)
    found = page(us, mission)

    assert "Awaited:" in waiting
    assert "Say whether you stand behind the report of mission" in home
    for said in ("liaison", "Open", "Stores were not seen.", "report with dissent", "stands behind it"):
        assert said in found
    assert ref(us, mission) in page(us, about)


def test_a_day_lacks_signatures_until_it_is_the_one_that_all_signed(us: Office) -> None:
    day = us.say("iq", DayNamed(en("D-day"), "2007-06-04", en("Both sides begin to withdraw.")))
    subject = us.say("us", CommitmentStated(("us",), en("Withdraw."), steps=(Step(en("Lists"), None, day, -35),)))
    before, home = page(us, subject), us.delegate.page()
    for party in ("us", "ir"):
        us.say(party, DayAccepted(day), day)
    after, found = page(us, subject), page(us, day)

    assert "that day is not agreed" in before
    assert "Accept a day for" in home
    assert "30 April 2007" in after
    assert "Every party has signed:" in found
    assert us.found("commitments", day).on == "2007-06-04"


def test_a_commitment_is_stated_and_undertaken_through_forms(us: Office) -> None:
    fields = {
        "obliged": "ir",
        "text": "Stop arming the bands.",
        "text.lang": "en",
        "due_on": "2007-06-30",
        "indicators.0.name": "Weapons brought over the river",
        "indicators.0.name.lang": "en",
        "indicators.0.direction": "down",
        "indicators.0.every": "month",
        "indicators.0.baseline": "40",
        "indicators.0.count.events": "weapons",
        "indicators.0.count.actor": "ir",
        "steps.0.text": "The first month",
        "steps.0.text.lang": "en",
        "steps.0.on": "2007-06-10",
        "sign": "1",
    }
    form = us.delegate.page("sign/commitments.stated")
    sent = us.delegate.send("sign/commitments.stated", **fields)
    wrong = us.delegate.send("sign/commitments.stated", **{**fields, "due_on": "2007-06-31"})
    with us.web.visitor(Role.READER) as reader:
        listed = reader.page("commitments")

    assert "Who is to do it" in form
    assert sent.status_code == 303, sent.text
    assert wrong.status_code == 422
    assert "Stop arming the bands." in listed
    assert "It binds you if" not in listed


def test_a_form_quotes_what_a_signature_would_be_on(us: Office) -> None:
    """A commitment with whom it obliges and how it is measured, a report, a request, a day, the two matters of a condition."""
    subject = us.say("iq", BASES)
    undertake = us.delegate.page("sign/commitments.undertaken", subject=ref(us, subject))
    us.say("us", CommitmentUndertaken(), subject)
    other = us.say("ir", CommitmentStated(("ir",), en("Stop the shelling.")))
    report = us.say("ir", DeedReported(None, en("It is quiet.")), other)
    request = us.say("ir", VISIT, subject)
    day = us.say("iq", DayNamed(en("D-day"), "2007-06-04"))
    condition = us.say("iq", ConditionAsserted(subject, other))
    asked = {
        "report_answered": (other, {"report": ref(us, report)}, "It is quiet."),
        "access_answered": (subject, {"request": ref(us, request)}, "The first base"),
        "day_accepted": (day, {"proposal": ref(us, day)}, "4 June 2007"),
        "condition_judged": (condition, {}, "Stop the shelling."),
    }
    found = {
        kind: us.delegate.page(f"sign/commitments.{kind}", subject=ref(us, on), **given)
        for kind, (on, given, _) in asked.items()
    }
    both = us.delegate.page("sign/commitments.condition_asserted", held_back=ref(us, other), until=ref(us, subject))

    for said in ("Leave the three bases.", "Bases handed over", "30 May 2007", "What your signature binds you to"):
        assert said in undertake.replace("\u00a0", " ")
    assert {
        kind: words in found[kind].replace("\u00a0", " ") for kind, (_, _, words) in asked.items()
    } == dict.fromkeys(asked, True)
    assert "Stop the shelling." in both
    assert "Leave the three bases." in both


def test_the_table_offers_to_report_each_part_done(us: Office) -> None:
    subject = us.say("us", CommitmentStated(("us",), en("Withdraw."), steps=(Step(en("Lists"), "2007-06-01"),)))

    assert "sign/commitments.done" in page(us, subject)
    assert "step=0" in page(us, subject)


def test_each_sort_is_explained_with_its_states_in_words(us: Office) -> None:
    """A derivation names what each entry changed, and where the matter then stood."""
    subject = us.say("iq", BASES)
    us.say("us", CommitmentUndertaken(), subject)
    other = us.say("ir", CommitmentStated(("ir",), en("Stop the shelling.")))
    condition = us.say("iq", ConditionAsserted(subject, other))
    mission = us.say("iq", MissionRequested(en("Whether it is left."), "local"))
    us.say("iq", MissionDeployed(), mission)
    day = us.say("iq", DayNamed(en("D-day"), "2007-06-04"))
    said = {subject: "undertaken", condition: "asserted", mission: "on the ground", day: "not agreed"}

    for entry, word in said.items():
        found = us.delegate.page(f"why/{ref(us, entry)}")
        assert word in found
        assert us.delegate.api("GET", f"why/{ref(us, entry)}").status_code == 200
        assert us.delegate.page(f"knew/{ref(us, entry)}")


def test_an_adopted_item_is_carried_out_by_whoever_states_it(us: Office) -> None:
    """Every party has signed the text: whoever is obliged is bound at once, and nobody is asked again."""
    item = Undertaking(("us", "ir"), en("Keep the crossing open."), due_on="2007-06-30")
    text = ProposalTabled((en("The crossing"),), "commitment", (en("It stays open."),), commitments=(item,))
    proposal = us.say("iq", text)
    for party in ("us", "ir"):
        us.say(party, TextAccepted(text_hash(text)), proposal)
    stated = CommitmentStated(item.obliged, item.text, due_on=item.due_on)
    subject = us.say("iq", stated, refs=(Ref(proposal, role_of(1)),))
    found, shown = us.found("commitments", subject), page(us, subject)

    assert (found.status, found.bound) == ("undertaken", ("us", "ir"))
    assert "binds from the start those for whom it was adopted:" in shown
    assert "not bound by that:" not in shown


def test_the_pages_say_who_stood_aside_and_is_not_bound(us: Office) -> None:
    item = Undertaking(("us", "ir"), en("Keep the crossing open."))
    text = ProposalTabled((en("The crossing"),), "commitment", (en("It stays open."),), True, commitments=(item,))
    proposal = us.say("iq", text)
    us.say("us", TextAccepted(text_hash(text)), proposal)
    us.say("ir", TextDissociated(text_hash(text)), proposal)
    subject = us.say("iq", CommitmentStated(item.obliged, item.text), refs=(Ref(proposal, role_of(1)),))
    found, shown = us.found("commitments", subject), page(us, subject)

    assert (found.status, found.bound) == ("undertaken_in_part", ("us",))
    assert "not bound by that:" in shown
    assert "not bound</span>" in us.delegate.page(f"proposals/{ref(us, proposal)}")
    assert f"{ref(us, proposal)}#1" in shown
