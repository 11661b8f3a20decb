"""Allegations: who alleges, who alone answers, and what stays open."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis.stateful import invariant

from tests.mechanism import anyone
from tests.mechanism.orders import folded_somehow
from tests.worlds import (
    BEGAN,
    CHARTER,
    HOST,
    NORTH,
    PARTIES,
    SOUTH,
    World,
    en,
    founded,
    log_key,
    make_charter,
    origin,
    root_key,
)
from trilateral.agreement.clocks import Answer, Due, due
from trilateral.ledger.charter import ClockTerms, PartyTerms
from trilateral.ledger.entry import Body, EntryId
from trilateral.mechanism.allegations import answers, closing, findings, rules, state
from trilateral.mechanism.allegations.entries import (
    AllegationFiled,
    AllegationReferred,
    AllegationRemarked,
    AllegationTransmitted,
    AllegationWithdrawn,
    ClosingAccepted,
    ClosingProposed,
    ClosingWithdrawn,
    CompetenceStated,
    FindingDissented,
    FindingJoined,
    FindingWithdrawn,
    PointAnswered,
    PointFound,
    RemedyChecked,
    RemedyDone,
    RemedyUndertaken,
    ResponsibilityAccepted,
    ResponsibilityContested,
    Specifics,
    VerificationBegun,
)
from trilateral.mechanism.meetings.entries import MeetingProposed
from trilateral.mechanism.statements.entries import StatementMade

FILED = AllegationFiled(SOUTH, (en("training"), en("arming"), en("financing")), proxy=en("an armed group"))
MEETING = MeetingProposed((en("Round"),), "rounds", 1, "joint", "plenary")


def filed(body: AllegationFiled = FILED) -> tuple[World, EntryId]:
    """A world in which North has filed an allegation that all have seen."""
    world = founded()
    allegation = world.say(NORTH, body)
    world.meet()
    return world, allegation


def answered(*said: tuple[int, Any]) -> rules.Allegation:
    world, allegation = filed()
    for point, answer in said:
        world.say(SOUTH, PointAnswered(point, answer), allegation)
    found: rules.Allegation = world.state(allegation)
    return found


def test_only_the_party_alleged_against_can_answer() -> None:
    """An answer by the host or by whoever alleges has no effect, on any node."""
    world, allegation = filed()
    tries = [world.say(party, PointAnswered(0, "admitted"), allegation) for party in (HOST, NORTH)]

    assert [world.objection(each) for each in tries] == ["allegations.not_yours_to_answer"] * 2
    assert answers.open_points(world.state(allegation)) == (0, 1, 2)
    answer = world.say(SOUTH, PointAnswered(0, "denied", en("We did not.")), allegation)
    assert world.objection(answer) is None
    assert answers.open_points(world.state(allegation)) == (1, 2)


def test_the_last_word_in_the_own_log_counts_and_all_words_are_kept() -> None:
    state = answered((1, "denied_without_detail"), (1, "partly"))

    last = answers.last_answers(state)[1]
    assert last is not None
    assert last.answer == "partly"
    assert [each.answer for each in state.answers] == ["denied_without_detail", "partly"]


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ([], "filed"),
        ([(0, "denied")], "answered_in_part"),
        ([(0, "denied"), (1, "admitted"), (2, "partly")], "answered"),
        ([(0, "denied"), (1, "denied_without_detail"), (2, "denied")], "answered_in_part"),
        ([(point, "denied_without_detail") for point in range(3)], "rejected_without_detail"),
        ([(0, "denied_without_detail"), (1, "counter_alleged"), (2, "counter_alleged")], "counter_alleged"),
        ([(0, "denied"), (1, "counter_alleged"), (2, "denied")], "answered_in_part"),
        ([(0, "counter_alleged")], "answered_in_part"),
    ],
    ids=lambda each: each if isinstance(each, str) else None,
)
def test_status_follows_from_the_last_answer_to_each_point(said: list[tuple[int, Any]], status: str) -> None:
    assert rules.status(answered(*said)) == status


def test_an_answer_can_point_to_an_own_allegation_only() -> None:
    world, allegation = filed()
    own = world.say(SOUTH, AllegationFiled(NORTH, (en("failing to secure"),)))
    other = world.say(HOST, AllegationFiled(NORTH, (en("crossing"),)))
    world.meet()

    def objection(counter: str) -> str | None:
        return world.objection(world.say(SOUTH, PointAnswered(0, "counter_alleged", None, counter), allegation))

    assert objection(own) is None
    assert objection(other) == "allegations.not_your_allegation"
    assert objection(allegation) == "allegations.not_your_allegation"
    assert objection("f" * 64) == "allegations.not_seen"
    assert objection(world.say(SOUTH, MEETING)) == "allegations.not_an_allegation"


def test_only_the_author_withdraws_and_what_was_answered_stays() -> None:
    world, allegation = filed()
    world.say(SOUTH, PointAnswered(0, "denied"), allegation)
    foreign = world.say(SOUTH, AllegationWithdrawn(), allegation)
    own = world.say(NORTH, AllegationWithdrawn(en("mistaken")), allegation)
    again = world.say(NORTH, AllegationWithdrawn(), allegation)

    assert world.objection(foreign) == "allegations.not_yours_to_withdraw"
    assert world.objection(own) is None
    assert world.objection(again) == "allegations.withdrawn_before"
    state = world.state(allegation)
    assert rules.status(state) == "withdrawn"
    assert answers.asked_of(state) is None
    assert len(state.answers) == 1


def test_anybody_may_remark_and_nothing_is_answered_by_it() -> None:
    world, allegation = filed()
    remarks = [world.say(party, AllegationRemarked(en(party)), allegation) for party in (SOUTH, HOST, NORTH)]

    assert [world.objection(each) for each in remarks] == [None] * 3
    assert [each.party for each in world.state(allegation).remarks] == [HOST, NORTH, SOUTH]
    assert rules.status(world.state(allegation)) == "filed"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (AllegationFiled(NORTH, (en("x"),)), "allegations.against_oneself"),
        (AllegationFiled("west", (en("x"),)), "allegations.not_a_party"),
        (AllegationFiled(SOUTH, (en("x"),), to=("west",)), "allegations.not_a_party"),
        (AllegationFiled(SOUTH, (en("x"),), via="west"), "allegations.not_a_party"),
        (AllegationFiled(SOUTH, (en("x"),), to=(NORTH,)), "allegations.to_oneself"),
        (AllegationFiled(SOUTH, (en("x"),), to=(SOUTH, SOUTH)), "allegations.addressed_twice"),
        (AllegationFiled(SOUTH, (en("x"),), to=(HOST,), via=HOST), "allegations.addressed_twice"),
        (AllegationFiled(SOUTH, ()), "allegations.says_nothing"),
        (AllegationFiled(SOUTH, (en("x"),) * 51), "allegations.too_many_points"),
        (AllegationFiled(SOUTH, (en("x"),) * 50), None),
        (AllegationFiled(SOUTH, (en("x"),), meeting="f" * 64), "allegations.not_seen"),
        (AllegationFiled(SOUTH, (en("x"),), repeats="f" * 64), "allegations.not_seen"),
        (AllegationFiled(SOUTH, (en("x"),), to=(SOUTH,), via=HOST), None),
        (AllegationFiled(SOUTH, (en("x"),), recurs="f" * 64), "allegations.not_seen"),
        (AllegationFiled(SOUTH, (en("x"),), evidence=("f" * 64,)), "allegations.not_seen"),
        (AllegationFiled(SOUTH, (en("x"),), known_at=BEGAN + timedelta(days=9)), "allegations.known_later"),
        (AllegationFiled(SOUTH, (en("x"),), known_at=BEGAN), None),
        (AllegationFiled(SOUTH, (en("x"),), specifics=(Specifics(1),)), "allegations.no_such_point"),
        (AllegationFiled(SOUTH, (en("x"),), specifics=(Specifics(-1),)), "allegations.no_such_point"),
        (AllegationFiled(SOUTH, (en("x"),), specifics=(Specifics(0, "2029-02-30"),)), "allegations.no_such_day"),
        (AllegationFiled(SOUTH, (en("x"),), specifics=(Specifics(0, "2029-13"),)), "allegations.no_such_day"),
        (AllegationFiled(SOUTH, (en("x"),), specifics=(Specifics(0, "0000"),)), "allegations.no_such_day"),
        (AllegationFiled(SOUTH, (en("x"),), specifics=(Specifics(0, None, "2029-11"),)), "allegations.ends_before"),
        (
            AllegationFiled(SOUTH, (en("x"),), specifics=(Specifics(0, "2029-11-02", "2029-11-01"),)),
            "allegations.ends_before",
        ),
        (AllegationFiled(SOUTH, (en("x"),), specifics=(Specifics(0, "2029-11-02", "2029-11"),)), None),
        (AllegationFiled(SOUTH, (en("x"),), specifics=(Specifics(0, "2029", None, en("at the river")),)), None),
    ],
    ids=lambda each: each if isinstance(each, str) else None,
)
def test_what_can_be_filed(body: AllegationFiled, why: str | None) -> None:
    world = founded()

    assert world.objection(world.say(NORTH, body)) == why


def test_meeting_and_repetition_must_be_what_they_are_called() -> None:
    world, allegation = filed()
    meeting = world.say(NORTH, MEETING)

    def objection(in_meeting: str | None, earlier: str | None) -> str | None:
        body = AllegationFiled(SOUTH, (en("again"),), meeting=in_meeting, repeats=earlier)
        return world.objection(world.say(NORTH, body))

    assert objection(meeting, allegation) is None
    assert objection(allegation, None) == "allegations.not_a_meeting"
    assert objection(None, meeting) == "allegations.nothing_to_repeat"
    assert objection(None, world.say(NORTH, StatementMade("position", en("as we say")))) is None


def test_an_allegation_that_its_author_had_not_seen_cannot_be_repeated() -> None:
    world = founded()
    theirs = world.say(HOST, AllegationFiled(SOUTH, (en("x"),)))

    assert (
        world.objection(world.say(NORTH, AllegationFiled(SOUTH, (en("x"),), repeats=theirs))) == "allegations.not_seen"
    )


@pytest.mark.parametrize("point", [-1, 3, 2**53 - 1, -(2**53) + 1])
def test_there_is_no_such_point(point: int) -> None:
    world, allegation = filed()

    assert world.objection(world.say(SOUTH, PointAnswered(point, "denied"), allegation)) == "allegations.no_such_point"


def test_an_act_needs_an_allegation() -> None:
    world, allegation = filed()

    assert world.objection(world.say(SOUTH, PointAnswered(0, "denied"))) == "allegations.not_found"
    assert world.objection(world.say(NORTH, FILED, allegation)) == "allegations.filed_already"


def term(clock: str = answers.ANSWER_CLOCK, hours: int = 48, began_at: datetime | None = BEGAN) -> Due:
    return due(ClockTerms(clock, hours), began_at)


def test_silence_is_a_question_with_a_time() -> None:
    """It needs a proven beginning and a clock of the charter; at the very second it is not yet silence."""
    state = answered((0, "denied"))
    ends_at = BEGAN + timedelta(hours=48)

    assert answers.unanswered(state, term(), ends_at) == Answer.NO
    assert answers.unanswered(state, term(), ends_at + timedelta(seconds=1)) == Answer.YES
    assert answers.unanswered(state, term(), ends_at + timedelta(days=99), ends_at) == Answer.UNDECIDED
    assert answers.unanswered(state, term(began_at=None), ends_at + timedelta(days=99)) == Answer.UNDECIDED
    assert answers.unanswered(state, due(None, BEGAN), ends_at + timedelta(days=99)) == Answer.NO
    assert answers.asked_of(state) == SOUTH


def test_who_has_answered_every_point_is_asked_nothing_more() -> None:
    """Also by a refusal: what an answer is worth is not for a clock to say."""
    state = answered(*((point, "denied_without_detail") for point in range(3)))

    assert answers.asked_of(state) is None
    assert answers.unanswered(state, term(), BEGAN + timedelta(days=99)) == Answer.NO


def test_filing_late_is_shown_and_not_refused() -> None:
    """By the author's own word on when it knew, and the charter's clock for filing."""
    world, allegation = filed(msgspec.structs.replace(FILED, known_at=BEGAN))
    filing = term(answers.FILING_CLOCK, 24, world.state(allegation).known_at)

    assert answers.filed_late(filing, BEGAN + timedelta(hours=24)) == Answer.NO
    assert answers.filed_late(filing, BEGAN + timedelta(hours=25)) == Answer.YES
    assert answers.filed_late(due(None, BEGAN), BEGAN + timedelta(days=99)) == Answer.NO
    assert answers.filed_late(term(answers.FILING_CLOCK, 24, None), BEGAN) == Answer.UNDECIDED


# Competence, transmission, the proxy


@pytest.mark.parametrize(
    ("said", "status", "asked"),
    [
        ({}, "filed", SOUTH),
        ({HOST: "admissible"}, "admissible", SOUTH),
        ({HOST: "admissible", SOUTH: "not_within_competence"}, "differing_views", SOUTH),
        ({SOUTH: "unprocessable"}, "competence_contested", SOUTH),
        ({SOUTH: "not_within_competence"}, "competence_contested", SOUTH),
        ({HOST: "not_within_competence", SOUTH: "not_within_competence"}, "competence_contested", SOUTH),
        (dict.fromkeys((HOST, NORTH, SOUTH), "not_within_competence"), "not_within_competence", None),
        ({HOST: "unprocessable", NORTH: "unprocessable", SOUTH: "not_within_competence"}, "differing_views", None),
    ],
)
def test_competence_is_what_those_say_who_say_anything(said: dict[str, Any], status: str, asked: str | None) -> None:
    """Differing views are a state, and nobody dismisses alone what is alleged against it. Nobody is asked to answer once every party holds that nothing can be dealt with."""
    world, allegation = filed()
    for party, word in said.items():
        assert world.objection(world.say(party, CompetenceStated(word), allegation)) is None

    assert rules.status(world.state(allegation)) == status
    assert answers.asked_of(world.state(allegation)) == asked


def test_the_last_word_on_competence_counts_and_an_answer_goes_before_it() -> None:
    world, allegation = filed()
    world.say(SOUTH, CompetenceStated("not_within_competence"), allegation)
    world.say(SOUTH, CompetenceStated("admissible"), allegation)
    state = world.state(allegation)
    world.say(SOUTH, PointAnswered(0, "denied"), allegation)

    assert answers.competence(state) == "admissible"
    assert [each.word for each in state.views] == ["not_within_competence", "admissible"]
    assert rules.status(world.state(allegation)) == "answered_in_part"


@pytest.mark.parametrize(("via", "who"), [(None, HOST), (HOST, HOST)])
def test_whoever_leads_or_is_named_passes_it_on_once(via: str | None, who: str) -> None:
    world, allegation = filed(msgspec.structs.replace(FILED, via=via))
    tries = [world.say(party, AllegationTransmitted(), allegation) for party in (NORTH, SOUTH)]
    first = world.say(who, AllegationTransmitted(), allegation)
    again = world.say(who, AllegationTransmitted(), allegation)

    assert [world.objection(each) for each in tries] == ["allegations.not_yours_to_transmit"] * 2
    assert world.objection(first) is None
    assert world.objection(again) == "allegations.transmitted_before"
    assert rules.status(world.state(allegation)) == "transmitted"


def test_the_party_alleged_against_says_whether_it_answers_for_the_proxy() -> None:
    """Contested or accepted by its own signature, and nothing is admitted by it."""
    world, allegation = filed()
    foreign = world.say(HOST, ResponsibilityAccepted(), allegation)
    world.say(SOUTH, ResponsibilityContested(en("They take no orders.")), allegation)
    contested = answers.responsibility(world.state(allegation))
    world.say(SOUTH, ResponsibilityAccepted(), allegation)
    accepted = answers.responsibility(world.state(allegation))

    assert world.objection(foreign) == "allegations.not_yours_to_answer"
    assert contested is not None
    assert accepted is not None
    assert (contested.word, accepted.word) == ("contested", "accepted")
    assert answers.open_points(world.state(allegation)) == (0, 1, 2)
    alone, other = filed(AllegationFiled(SOUTH, (en("x"),)))
    assert alone.objection(alone.say(SOUTH, ResponsibilityAccepted(), other)) == "allegations.no_proxy"


# Verification and findings

SHELLING = PointFound(0, "confirmed", "proxy", "differing_views", SOUTH, en("an armed group"), "moderate", "serious")


def verified(*, to: tuple[str, ...] = (HOST,), point: int | None = None) -> tuple[World, EntryId, EntryId]:
    """An allegation that North has referred, which all have seen."""
    world, allegation = filed()
    referral = world.say(
        NORTH, AllegationReferred(point, to, None if to else en("A team"), en("the depot")), allegation
    )
    world.meet()
    return world, allegation, referral


def test_under_verification_from_when_the_verifier_begins_until_it_finds() -> None:
    world, allegation, referral = verified()
    before = rules.status(world.state(allegation))
    foreign = world.say(SOUTH, VerificationBegun(referral), allegation)
    world.say(HOST, VerificationBegun(referral), allegation)
    again = world.say(HOST, VerificationBegun(referral), allegation)
    begun = rules.status(world.state(allegation))
    found = world.say(HOST, msgspec.structs.replace(SHELLING, referral=referral), allegation)

    assert (before, begun, rules.status(world.state(allegation))) == ("filed", "under_verification", "finding")
    assert world.objection(foreign) == "allegations.not_the_verifier"
    assert world.objection(again) == "allegations.begun_before"
    (finding,) = world.state(allegation).findings
    assert finding.entry == found
    assert findings.whose(world.state(allegation), finding) == "verifier"


def test_for_a_team_outside_who_referred_it_speaks() -> None:
    world, allegation, referral = verified(to=())

    assert world.objection(world.say(HOST, VerificationBegun(referral), allegation)) == "allegations.not_the_verifier"
    assert world.objection(world.say(NORTH, VerificationBegun(referral), allegation)) is None


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (AllegationReferred(), "allegations.nobody_verifies"),
        (AllegationReferred(3, (HOST,)), "allegations.no_such_point"),
        (AllegationReferred(None, (HOST, HOST)), "allegations.addressed_twice"),
        (AllegationReferred(None, ("west",)), "allegations.not_a_member"),
        (AllegationReferred(0, (HOST, NORTH), en("and two others")), None),
        (VerificationBegun("f" * 64), "allegations.no_such_referral"),
        (PointFound(3, "confirmed", "undetermined", "violation"), "allegations.no_such_point"),
        (PointFound(0, "confirmed", "party", "violation"), "allegations.attribution_unclear"),
        (PointFound(0, "confirmed", "undetermined", "violation", SOUTH), "allegations.attribution_unclear"),
        (PointFound(0, "confirmed", "largely", "violation", "west"), "allegations.not_a_member"),
        (PointFound(0, "confirmed", "contested", "violation"), None),
        (PointFound(0, "not_confirmed", "undetermined", "not_violation", evidence=("f" * 64,)), "allegations.not_seen"),
        (PointFound(0, "confirmed", "undetermined", "violation", referral="f" * 64), "allegations.no_such_referral"),
        (FindingJoined("f" * 64), "allegations.no_such_finding"),
        (RemedyDone("f" * 64), "allegations.no_such_remedy"),
        (ClosingAccepted("f" * 64), "allegations.no_such_closing"),
    ],
    ids=lambda each: each if isinstance(each, str) else None,
)
def test_what_can_be_referred_and_found(body: Body, why: str | None) -> None:
    world, allegation = filed()

    assert world.objection(world.say(NORTH, body, allegation)) == why


def test_a_verifier_finds_under_its_own_referral_and_on_its_point() -> None:
    world, allegation, referral = verified(point=1)
    other = world.say(SOUTH, msgspec.structs.replace(SHELLING, referral=referral), allegation)
    wrong = world.say(HOST, msgspec.structs.replace(SHELLING, referral=referral), allegation)
    right = world.say(HOST, msgspec.structs.replace(SHELLING, point=1, referral=referral), allegation)

    assert world.objection(other) == "allegations.not_the_verifier"
    assert world.objection(wrong) == "allegations.another_point"
    assert world.objection(right) is None


def test_fact_attribution_and_qualification_stand_apart() -> None:
    """That it happened says neither who did it nor that it was a breach."""
    world, allegation = filed()
    world.say(NORTH, PointFound(0, "confirmed", "undetermined", "differing_views"), allegation)
    world.say(SOUTH, PointFound(0, "confirmed", "contested", "not_violation", NORTH), allegation)

    assert [(each.fact, each.attribution, each.qualification) for each in world.state(allegation).findings] == [
        ("confirmed", "undetermined", "differing_views"),
        ("confirmed", "contested", "not_violation"),
    ]


def found() -> tuple[World, EntryId, EntryId]:
    """A finding of North's that all have seen."""
    world, allegation = filed()
    finding = world.say(NORTH, SHELLING, allegation)
    world.meet()
    return world, allegation, finding


def whose(world: World, allegation: EntryId, finding: EntryId) -> str:
    state = world.state(allegation)
    return findings.whose(state, next(each for each in state.findings if each.entry == finding))


def test_a_finding_is_joint_when_every_party_has_signed_exactly_it() -> None:
    world, allegation, finding = found()
    world.say(SOUTH, FindingJoined(finding), allegation)
    twins = world.say(HOST, SHELLING, allegation)
    two_of_three = whose(world, allegation, finding)
    world.say(HOST, FindingJoined(finding), allegation)

    assert two_of_three == "party"
    assert whose(world, allegation, finding) == "joint"
    assert whose(world, allegation, twins) == "party"
    assert [each.entry for each in findings.findings_on(world.state(allegation), 0)] == [finding, twins]


def test_nobody_signs_a_finding_twice_or_dissents_from_what_it_signed() -> None:
    world, allegation, finding = found()
    world.say(SOUTH, FindingJoined(finding), allegation)

    for body in (FindingJoined(finding), FindingDissented(finding, en("on reflection"))):
        assert world.objection(world.say(SOUTH, body, allegation)) == "allegations.signed_before"
        assert world.objection(world.say(NORTH, body, allegation)) == "allegations.signed_before"


def test_a_dissent_stays_whatever_becomes_of_the_finding() -> None:
    """Also when its author signs after all, and when the finding is taken back."""
    world, allegation, finding = found()
    world.say(SOUTH, FindingDissented(finding, en("no access was given")), allegation)
    world.say(SOUTH, FindingJoined(finding), allegation)
    world.say(HOST, FindingJoined(finding), allegation)

    state = world.state(allegation)
    (kept,) = findings.dissents(state, state.findings[0])
    assert (kept.party, kept.text) == (SOUTH, en("no access was given"))
    assert whose(world, allegation, finding) == "joint"


def test_an_author_takes_back_what_is_not_joint() -> None:
    world, allegation, finding = found()
    foreign = world.say(SOUTH, FindingWithdrawn(finding), allegation)
    own = world.say(NORTH, FindingWithdrawn(finding, en("too early")), allegation)
    world.meet()
    late = world.say(SOUTH, FindingJoined(finding), allegation)
    again = world.say(NORTH, FindingWithdrawn(finding), allegation)
    dissent = world.say(HOST, FindingDissented(finding, en("for the record")), allegation)

    assert world.objection(foreign) == "allegations.not_yours_to_withdraw"
    assert world.objection(own) is None
    assert world.objection(late) == world.objection(again) == "allegations.taken_back"
    assert world.objection(dissent) is None
    assert whose(world, allegation, finding) == "withdrawn"
    assert rules.status(world.state(allegation)) == "filed"


def test_a_joint_finding_is_taken_back_by_nobody() -> None:
    world, allegation, finding = found()
    for party in (SOUTH, HOST):
        world.say(party, FindingJoined(finding), allegation)
    world.meet()

    assert world.objection(world.say(NORTH, FindingWithdrawn(finding), allegation)) == "allegations.joint_already"


def test_a_last_signature_and_a_withdrawal_that_cross_are_shown_as_crossed() -> None:
    """Neither had seen the other's letter; which of them was read first decides nothing."""
    world, allegation, finding = found()
    world.say(SOUTH, FindingJoined(finding), allegation)
    world.see_all(NORTH)
    world.say(HOST, FindingJoined(finding), allegation)
    world.say(NORTH, FindingWithdrawn(finding), allegation)

    assert whose(world, allegation, finding) == "crossed"


# What follows


def test_undertaken_done_and_checked_are_three_words_of_three_people() -> None:
    world, allegation = filed()
    foreign = world.say(HOST, RemedyUndertaken(en("x")), allegation)
    remedy = world.say(SOUTH, RemedyUndertaken(en("We close the depot."), 0, "2030-02-01"), allegation)
    world.meet()
    early = world.state(allegation)
    not_done = world.say(NORTH, RemedyDone(remedy), allegation)
    world.say(SOUTH, RemedyDone(remedy, en("closed on Monday")), allegation)
    own = world.say(SOUTH, RemedyChecked(remedy, "confirmed"), allegation)
    world.say(HOST, RemedyChecked(remedy, "not_confirmed"), allegation)
    world.say(HOST, RemedyChecked(remedy, "partly"), allegation)

    assert world.objection(foreign) == world.objection(not_done) == "allegations.not_yours_to_undertake"
    assert world.objection(own) == "allegations.checks_itself"
    state = world.state(allegation)
    (undertaken,) = state.remedies
    assert closing.done(state, undertaken) is not None
    assert {party: each.word for party, each in closing.checks(state, undertaken).items()} == {HOST: "partly"}
    assert rules.status(state) == "follow_up"
    assert [len(closing.overdue_remedies(early, day)) for day in ("2030-02-01", "2030-02-02")] == [0, 1]
    assert closing.overdue_remedies(state, "2030-02-02") == ()


def test_a_remedy_is_due_on_a_day_of_the_calendar() -> None:
    world, allegation = filed()
    wrong = world.say(SOUTH, RemedyUndertaken(en("x"), None, "2030-02-30"), allegation)

    assert world.objection(wrong) == "allegations.no_such_day"


def closed() -> tuple[World, EntryId]:
    """An allegation that every party has signed to close, which all have seen."""
    world, allegation = filed()
    terms = world.say(SOUTH, ClosingProposed(en("The depot is closed.")), allegation)
    world.meet()
    for party in (NORTH, HOST):
        world.say(party, ClosingAccepted(terms), allegation)
    world.meet()
    return world, allegation


def test_nobody_closes_alone() -> None:
    """One signature short, it is open."""
    world, allegation = filed()
    terms = world.say(SOUTH, ClosingProposed(en("Closed.")), allegation)
    world.meet()
    world.say(NORTH, ClosingAccepted(terms), allegation)
    again = world.say(NORTH, ClosingAccepted(terms), allegation)
    own = world.say(SOUTH, ClosingAccepted(terms), allegation)

    assert not closing.is_closed(world.state(allegation))
    assert world.objection(again) == world.objection(own) == "allegations.signed_before"
    world.say(HOST, ClosingAccepted(terms), allegation)
    assert rules.status(world.state(allegation)) == "closed"
    assert answers.asked_of(world.state(allegation)) is None


def test_signatures_on_different_terms_close_nothing() -> None:
    world, allegation = filed()
    for party in (NORTH, SOUTH, HOST):
        world.say(party, ClosingProposed(en("Closed.")), allegation)

    assert not closing.is_closed(world.state(allegation))


@pytest.mark.parametrize(
    ("party", "body", "why"),
    [
        (SOUTH, PointAnswered(0, "admitted"), "allegations.closed_before"),
        (NORTH, AllegationWithdrawn(), "allegations.closed_before"),
        (NORTH, SHELLING, "allegations.closed_before"),
        (HOST, ClosingProposed(en("again")), "allegations.closed_before"),
        (HOST, AllegationRemarked(en("Well done.")), None),
    ],
    ids=lambda each: each if isinstance(each, str) else type(each).__name__,
)
def test_what_is_closed_is_remarked_on_and_no_more(party: str, body: Body, why: str | None) -> None:
    world, allegation = closed()

    assert world.objection(world.say(party, body, allegation)) == why


def test_an_act_that_crosses_the_closing_stands_and_it_is_closed() -> None:
    """South answered before it knew that the last signature was there."""
    world, allegation = filed()
    terms = world.say(NORTH, ClosingProposed(en("Closed.")), allegation)
    world.meet()
    world.say(SOUTH, ClosingAccepted(terms), allegation)
    world.say(HOST, ClosingAccepted(terms), allegation)
    answer = world.say(SOUTH, PointAnswered(0, "denied"), allegation)

    assert world.objection(answer) is None
    assert rules.status(world.state(allegation)) == "closed"


def test_terms_can_be_taken_back_and_cross_the_last_signature() -> None:
    world, allegation = filed()
    terms = world.say(SOUTH, ClosingProposed(en("Closed.")), allegation)
    world.meet()
    world.say(NORTH, ClosingAccepted(terms), allegation)
    foreign = world.say(HOST, ClosingWithdrawn(terms), allegation)
    apart = world.copy()
    world.say(HOST, ClosingAccepted(terms), allegation)
    world.say(SOUTH, ClosingWithdrawn(terms), allegation)
    apart.say(SOUTH, ClosingWithdrawn(terms), allegation)
    apart.see_all(HOST)
    late = apart.say(HOST, ClosingAccepted(terms), allegation)

    def stands(of: World) -> str:
        state = of.state(allegation)
        return closing.closing_standing(state, state.closings[0])

    assert world.objection(foreign) == "allegations.not_yours_to_withdraw"
    assert (stands(world), stands(apart)) == ("crossed", "withdrawn")
    assert not closing.is_closed(world.state(allegation))
    assert apart.objection(late) == "allegations.taken_back"


def test_the_same_again_after_closing_is_a_recurrence() -> None:
    world, allegation = closed()
    again = [
        world.say(party, AllegationFiled(SOUTH, (en("training, again"),), recurs=allegation)) for party in (NORTH, HOST)
    ]
    open_, still = filed()
    early = open_.say(NORTH, AllegationFiled(SOUTH, (en("again"),), recurs=still))
    meeting = open_.say(NORTH, MEETING)
    wrong = open_.say(NORTH, AllegationFiled(SOUTH, (en("again"),), recurs=meeting))

    assert [world.objection(each) for each in again] == [None] * 2
    assert answers.recurrences(world.fold().subjects("allegations"), allegation) == (again[1], again[0])
    assert open_.objection(early) == "allegations.not_closed"
    assert open_.objection(wrong) == "allegations.not_an_allegation"


# Members that are not bound


def with_others() -> World:
    """A world with a chair and an observer beside the three."""
    roles: dict[str, Any] = {"chair": "chair", "watch": "observer"}
    others = tuple(
        PartyTerms(
            id=name,
            names=(en(name),),
            origin=origin(name),
            role=role,
            root_keys=(root_key(name).verifier().vkey(),),
            log_keys=(log_key(name).verifier().vkey(),),
        )
        for name, role in roles.items()
    )
    everybody = tuple(sorted((*CHARTER.parties, *others), key=lambda terms: terms.id))
    return World(make_charter(parties=everybody)).found()


def test_who_chairs_has_a_say_and_no_signature_and_an_observer_neither() -> None:
    world = with_others()
    by_observer = world.say("watch", AllegationFiled(SOUTH, (en("x"),)))
    against = world.say(NORTH, AllegationFiled("watch", (en("x"),)))
    allegation = world.say(NORTH, FILED)
    world.meet()
    passed = world.say("chair", AllegationTransmitted(), allegation)
    competent = world.say("chair", CompetenceStated("admissible"), allegation)
    refused = [
        world.say("watch", body, allegation)
        for body in (
            CompetenceStated("admissible"),
            SHELLING,
            AllegationReferred(None, (HOST,)),
            ClosingProposed(en("x")),
        )
    ]
    remedy = world.say(SOUTH, RemedyUndertaken(en("x")), allegation)
    finding = world.say(NORTH, SHELLING, allegation)
    referral = world.say("chair", AllegationReferred(None, ("watch",)), allegation)
    world.meet()
    joined = world.say("chair", FindingJoined(finding), allegation)
    checked = world.say("watch", RemedyChecked(remedy, "partly"), allegation)
    verified_by = world.say("watch", msgspec.structs.replace(SHELLING, referral=referral), allegation)
    for party in (SOUTH, HOST):
        world.say(party, FindingJoined(finding), allegation)

    assert world.objection(by_observer) == "charter.has_no_say"
    assert world.objection(against) == "allegations.not_a_party"
    assert [world.objection(each) for each in (passed, competent, checked, verified_by)] == [None] * 4
    assert [world.objection(each) for each in refused] == [
        "charter.has_no_say",
        "allegations.no_say",
        "charter.has_no_say",
        "charter.has_no_say",
    ]
    assert world.objection(joined) == "allegations.no_say"
    assert world.state(allegation).parties == (HOST, NORTH, SOUTH)
    assert whose(world, allegation, finding) == "joint"


def test_a_check_needs_a_say() -> None:
    world = with_others()
    allegation = world.say(NORTH, FILED)
    world.meet()
    remedy = world.say(SOUTH, RemedyUndertaken(en("x")), allegation)
    world.meet()

    assert world.objection(world.say("watch", RemedyChecked(remedy, "partly"), allegation)) == "allegations.no_say"


@pytest.mark.parametrize("seed", range(4))
def test_logs_may_be_read_in_any_order(seed: int) -> None:
    """Every order that respects who had seen what gives the same state."""
    world, allegation, finding = found()
    world.say(HOST, FindingJoined(finding), allegation)
    world.say(SOUTH, FindingDissented(finding, en("no")), allegation)
    world.say(NORTH, FindingWithdrawn(finding), allegation)
    world.say(SOUTH, FindingJoined(finding), allegation)
    for party in (SOUTH, HOST):
        world.say(party, CompetenceStated("unprocessable"), allegation)
        world.say(party, ClosingProposed(en(party)), allegation)

    assert folded_somehow(world, seed).digest() == world.fold().digest()


class AnyoneSignsAnyAllegation(anyone.AnyoneSignsAnything):
    """Three parties sign any allegation entry, in any order."""

    slice_name = "allegations"

    def opening(self, author: str) -> Body:
        """Whoever opens it alleges against somebody else."""
        return AllegationFiled(SOUTH if author != SOUTH else NORTH, (en("one"), en("two")))

    @invariant()
    def what_was_answered_stays_answered(self) -> None:
        """No entry opens a point again or takes an answer off the record."""
        for subject, before in self.before.items():
            now = self.fold.state(subject)
            assert now is not None
            assert set(answers.open_points(now)) <= set(answers.open_points(before))
            for row in state.ROWS:
                assert set(getattr(before, row)) <= set(getattr(now, row))
            assert (now.party, now.against, now.points) == (before.party, before.against, before.points)

    @invariant()
    def nobody_answers_for_another(self) -> None:
        """Answers, undertakings and withdrawals stand in the logs of those whose word they are."""
        for held in self.fold.subjects("allegations").values():
            for own in (held.answers, held.responsibility, held.remedies):
                assert {self.entry(each.entry).party for each in own} <= {held.against}
            assert {self.entry(each.entry).party for each in held.withdrawals} <= {held.party}
            assert not held.crossed
            assert rules.status(held) in set(rules.Status)

    @invariant()
    def nothing_is_joint_that_somebody_has_not_signed(self) -> None:
        """A joint finding, and terms that close, have a signature in every party's own log."""
        for held in self.fold.subjects("allegations").values():
            for finding in held.findings:
                assert not findings.is_joint(held, finding) or set(findings.signatures(held, finding)) >= set(PARTIES)
            terms = closing.closed_by(held)
            assert terms is None or set(closing.closing_signatures(held, terms)) >= set(PARTIES)


TestAnyoneSignsAnyAllegation = AnyoneSignsAnyAllegation.TestCase
