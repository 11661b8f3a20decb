"""What becomes of a name on a list, whose word counts for what, and what can never be, whoever signs."""

from itertools import permutations
from random import Random
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant

from tests.mechanism import anyone
from tests.mechanism.humanitarian.listed import (
    ABROAD,
    ALL,
    GROUP,
    HELD,
    LIST,
    PERSONS,
    SPOT,
    answered,
    given,
    held,
    others,
    protection,
    say,
)
from tests.under_seal import UnderSeal, sealed_world
from tests.worlds import HOST, NORTH, PARTIES, SOUTH, World, en, make_charter, origin
from trilateral.agreement.locations import coarsened
from trilateral.ledger.entry import Body, EntryId
from trilateral.ledger.fold import Fold
from trilateral.mechanism.humanitarian import state
from trilateral.mechanism.humanitarian.entries import (
    AgreementWithdrawn,
    AnswerVerified,
    Basis,
    CountsAccepted,
    CountsProposed,
    HeldApart,
    HeldSame,
    ListSubmitted,
    NameAnswered,
    OutcomeConfirmed,
    OutcomeContested,
    Person,
    PersonDied,
    PersonReleased,
    PersonTransferred,
    ProtectionAccepted,
    ProtectionAsserted,
    ProtectionContested,
    ProtectionEnded,
    StepAgreed,
)
from trilateral.mechanism.humanitarian.state import NameList, Protection, Standing, Status

SITE = ProtectionAsserted("site", (en("Orn"),), (Basis("gc4", "18"),))
PERSON = ProtectionAsserted("person", (en("Idris Velm"),), (Basis("gc4", "27"),))


# Names are under seal


@pytest.mark.parametrize("body", [LIST, PERSON], ids=["list", "person"])
def test_in_the_clear_it_has_no_effect_even_if_it_names_readers(body: Body) -> None:
    """An audience in a header seals nothing: the words of such an entry are there for all to read."""
    world, _ = given()
    plain, pretended = world.say(NORTH, body), world.say(NORTH, body, audience=(HOST, SOUTH))

    for said in (plain, pretended):
        assert world.objection(said) == "humanitarian.in_the_open"
    world.readers = frozenset()
    assert world.fold().subjects("humanitarian") == {}


def test_the_open_record_shows_that_something_is_under_seal_and_nothing_of_it() -> None:
    world, subject = given()
    world.readers = frozenset()
    folded = world.fold()

    assert folded.slice_of(subject) == "bodies"
    assert folded.subjects("humanitarian") == {}
    assert b"Idris" not in b"".join(folded.encoded_states().values())


def test_all_for_whom_it_is_read_the_same() -> None:
    world, subject, _ = answered()
    found = []
    for party in ALL:
        world.readers = frozenset({party})
        found.append(world.state(subject))

    assert found[0] == found[1] == found[2]


def test_who_cannot_read_the_list_has_none() -> None:
    world = sealed_world(HOST)
    subject = world.seal(NORTH, LIST, None, (SOUTH,))

    assert world.fold().slice_of(subject) == "bodies"


@pytest.mark.parametrize("readers", [(NORTH,), (HOST, NORTH)])
def test_an_act_is_for_exactly_those_who_read_the_list(readers: tuple[str, ...]) -> None:
    world = sealed_world(NORTH)
    subject = world.seal(NORTH, LIST, None, (SOUTH,))
    world.meet()
    said = world.seal(SOUTH, HELD, subject, readers)

    assert world.objection(said) == (None if readers == (NORTH,) else "humanitarian.other_readers")


def test_an_erased_list_is_gone_for_its_readers_and_all_that_was_said_on_it() -> None:
    """Its place in the log stays; whoever lacks the part reads that something was under seal."""
    world, subject, answer = answered()
    world.gone.add(subject)

    assert world.fold().subjects("humanitarian") == {}
    assert world.objection(answer) == "ledger.wrong_subject"
    assert world.verdict(subject).entry is not None


# From the list to the release


def test_each_row_stands_for_itself_on_each_partys_own_word() -> None:
    world, subject = given()
    for each in (NameAnswered(0, "acknowledged_held"), NameAnswered(1, "denied"), NameAnswered(2, "unknown")):
        say(world, SOUTH, each, subject)
    found = held(world, subject)

    assert [state.status(found, number) for number in range(3)] == [
        Status.ACKNOWLEDGED_HELD,
        Status.DENIED,
        Status.UNKNOWN,
    ]
    assert state.unanswered(found) == ()
    assert state.figures(found) == {"acknowledged_held": 1, "denied": 1, "unknown": 1}


def test_the_last_answer_counts() -> None:
    world, subject, _ = answered()
    say(world, SOUTH, NameAnswered(0, "denied"), subject)

    assert state.status(held(world, subject), 0) is Status.DENIED
    assert len(held(world, subject).answers) == 2


def test_verified_is_somebody_elses_word_on_the_answer_that_counts() -> None:
    world, subject, answer = answered()
    say(world, HOST, AnswerVerified(answer, "confirmed"), subject)
    say(world, NORTH, AnswerVerified(answer, "not_confirmed", ABROAD), subject)
    found = held(world, subject)
    say(world, SOUTH, HELD, subject)
    later = held(world, subject)

    assert state.status(found, 0) is Status.VERIFIED
    assert [each.found for each in state.checks_of(found, answer)] == ["confirmed", "not_confirmed"]
    assert state.status(later, 0) is Status.ACKNOWLEDGED_HELD


@pytest.mark.parametrize(
    ("party", "outside", "code"),
    [(NORTH, None, "not_yours_to_verify"), (SOUTH, ABROAD, "own_answer"), (HOST, None, None), (NORTH, ABROAD, None)],
)
def test_who_may_verify(party: str, outside: Any, code: str | None) -> None:
    world, subject, answer = answered()
    said = say(world, party, AnswerVerified(answer, "confirmed", outside), subject)

    assert world.objection(said) == (code and f"humanitarian.{code}")


def test_whom_the_list_names_may_verify() -> None:
    world, subject = given(ListSubmitted("missing", HOST, PERSONS, SOUTH))
    answer = say(world, HOST, NameAnswered(0, "unknown"), subject)
    world.meet()

    assert world.objection(say(world, SOUTH, AnswerVerified(answer, "could_not_verify"), subject)) is None


def test_agreed_takes_both_and_the_same_step() -> None:
    world, subject, _ = answered()
    say(world, NORTH, StepAgreed(0, "release"), subject)
    say(world, SOUTH, StepAgreed(0, "transfer"), subject)
    differing = held(world, subject)
    world.meet()
    say(world, SOUTH, StepAgreed(0, "release"), subject)
    agreed = held(world, subject)

    assert state.agreed_step(differing, 0) is None
    assert state.status(differing, 0) is Status.ACKNOWLEDGED_HELD
    assert state.agreed_step(agreed, 0) == "release"
    assert state.status(agreed, 0) is Status.AGREED
    assert world.objection(say(world, HOST, StepAgreed(0, "release"), subject)) == "humanitarian.not_yours_to_agree"


def test_letters_that_crossed_are_shown_as_crossed_until_one_speaks_again() -> None:
    world, subject, _ = answered()
    say(world, NORTH, StepAgreed(0, "release"), subject)
    world.meet()
    say(world, NORTH, AgreementWithdrawn(0), subject)
    say(world, SOUTH, StepAgreed(0, "release"), subject)
    crossed = held(world, subject)
    world.meet()
    say(world, SOUTH, AgreementWithdrawn(0), subject)

    assert state.status(crossed, 0) is Status.CROSSED
    assert len(state.letters_crossed(crossed, 0)) == 1
    assert state.status(held(world, subject), 0) is Status.ACKNOWLEDGED_HELD


def test_one_who_takes_back_what_it_knew_to_be_agreed_crosses_nothing() -> None:
    world, subject, _ = answered()
    say(world, NORTH, StepAgreed(0, "release"), subject)
    world.meet()
    say(world, SOUTH, StepAgreed(0, "release"), subject)
    world.meet()
    say(world, NORTH, AgreementWithdrawn(0), subject)

    assert state.letters_crossed(held(world, subject), 0) == ()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (PersonReleased(0, "2030-03-10"), Status.RELEASED),
        (PersonTransferred(0, "2030-03", en("an outside body")), Status.TRANSFERRED),
        (PersonDied(0, "2029"), Status.DIED),
    ],
)
def test_a_holder_may_release_at_any_time_and_the_other_says_whether_it_is_so(body: Body, status: Status) -> None:
    world, subject = given()
    report = say(world, SOUTH, body, subject)
    world.meet()
    say(world, NORTH, OutcomeContested(report, en("Not yet.")), subject)
    say(world, NORTH, OutcomeConfirmed(report), subject)
    found = held(world, subject)

    assert state.status(found, 0) is status
    word = state.word_on(found, report)
    assert word is not None
    assert word.word == "confirmed"
    assert state.unanswered(found) == (1, 2)


def test_an_answer_after_a_report_stands_in_its_place() -> None:
    world, subject = given()
    say(world, SOUTH, PersonReleased(0, "2030-03-10"), subject)
    say(world, SOUTH, HELD, subject)

    assert state.status(held(world, subject), 0) is Status.ACKNOWLEDGED_HELD


def test_figures_are_for_all_once_both_accept_them() -> None:
    world, subject = given()
    say(world, NORTH, CountsProposed(3, unknown=3), subject)
    world.meet()
    (counts,) = held(world, subject).counts
    before = state.counts_missing(held(world, subject), counts)
    say(world, SOUTH, CountsAccepted(counts.entry), subject)

    assert before == (SOUTH,)
    assert state.counts_missing(held(world, subject), counts) == ()


def test_each_party_says_for_itself_whether_two_rows_are_one_person() -> None:
    world, subject = given()
    other = say(world, SOUTH, ListSubmitted("missing", NORTH, (Person((en("Kasim Tarani"),)),)))
    world.meet()
    say(world, NORTH, HeldSame(0, other, 0), subject)
    say(world, SOUTH, HeldApart(0, other, 0), subject)
    found = held(world, subject)
    words = [state.same_word(found, party, 0, other, 0) for party in (NORTH, SOUTH)]

    assert [each and each.word for each in words] == ["same", "apart"]
    assert state.status(found, 0) is Status.SUBMITTED
    assert held(world, other).same_words == ()


def test_who_signs_on_both_branches_of_its_log_is_crossed() -> None:
    world, subject = given()
    say(world, SOUTH, HELD, subject)
    known = held(world, subject)
    crossed = NameList(**{**{name: getattr(known, name) for name in known.__struct_fields__}, "crossed": (SOUTH,)})

    assert {state.status(crossed, number) for number in range(3)} == {Status.CROSSED}


# Protection


def test_protection_in_the_open_is_each_partys_word() -> None:
    world = sealed_world(NORTH)
    subject = world.say(NORTH, GROUP)
    world.meet()
    asserted = protection(world, subject)
    world.say(SOUTH, ProtectionAccepted(), subject)
    world.say(HOST, ProtectionAccepted(), subject)
    accepted = protection(world, subject)
    world.say(HOST, ProtectionContested(), subject)
    contested = protection(world, subject)
    for party in ALL:
        world.say(party, ProtectionEnded("2030-04"), subject)

    found = [state.standing(each) for each in (asserted, accepted, contested, protection(world, subject))]
    assert found == [Standing.ASSERTED, Standing.ACCEPTED, Standing.CONTESTED, Standing.ENDED]


def test_a_person_s_protection_concerns_those_who_can_read_it() -> None:
    world = sealed_world(NORTH)
    subject = world.seal(NORTH, PERSON, None, (SOUTH,))
    world.meet()
    world.seal(SOUTH, ProtectionAccepted(), subject, (NORTH,))
    open_word = world.say(SOUTH, ProtectionContested(), subject)

    assert state.standing(protection(world, subject)) is Standing.ACCEPTED
    assert protection(world, subject).parties == (NORTH, SOUTH)
    assert world.objection(open_word) == "humanitarian.in_the_open"


def test_a_place_in_the_open_lies_on_the_grid_and_under_seal_may_be_exact() -> None:
    charter = make_charter(grid_microdegrees=50_000)
    world = UnderSeal(charter)
    world.found()
    world.readers = frozenset({NORTH})
    exact = ProtectionAsserted("site", (en("Orn"),), (Basis("gc4", "18"),), where=SPOT)
    coarse = ProtectionAsserted("site", (en("Orn"),), (Basis("gc4", "18"),), where=coarsened(SPOT, 50_000))

    assert world.objection(world.say(NORTH, exact)) == "humanitarian.too_fine"
    assert world.objection(world.say(NORTH, coarse)) is None
    assert world.objection(world.seal(NORTH, exact)) is None


def test_what_is_open_is_answered_in_the_open() -> None:
    world = sealed_world(NORTH)
    subject = world.say(NORTH, SITE)
    world.meet()

    assert world.objection(world.seal(SOUTH, ProtectionContested(), subject, (NORTH,))) == "humanitarian.other_readers"


# Whatever is signed, in whatever order it is read


def folded_somehow(world: UnderSeal, seed: int) -> Fold:
    """The reading of all logs, taken in pieces as chance has it."""
    chance, base = Random(seed), world.fresh_fold()  # noqa: S311 - chance that can be repeated
    left = {party: list(log.entries) for party, log in world.logs.items()}
    while any(left.values()):
        party = chance.choice([each for each, entries in left.items() if entries])
        taken = chance.randint(1, len(left[party]))
        base.append(origin(party), left[party][:taken])
        left[party] = left[party][taken:]
    return world.read(base)


@pytest.mark.parametrize("seed", range(6))
def test_no_order_of_reading_changes_anything(seed: int) -> None:
    world, subject, answer = answered()
    say(world, NORTH, StepAgreed(0, "release"), subject)
    say(world, HOST, AnswerVerified(answer, "confirmed"), subject)
    say(world, SOUTH, NameAnswered(1, "denied"), subject)
    world.see(SOUTH, NORTH)
    say(world, SOUTH, StepAgreed(0, "release"), subject)
    say(world, NORTH, AgreementWithdrawn(0), subject)
    say(world, NORTH, PERSON)

    assert folded_somehow(world, seed).subjects("humanitarian") == world.fold().subjects("humanitarian")


persons = st.sampled_from([(), PERSONS[:1], PERSONS, (Person(()),)])
places = st.sampled_from([None, SPOT])
OWN: dict[str, st.SearchStrategy[Any]] = {
    "to": st.sampled_from([*PARTIES, "west"]),
    "persons": persons,
    "verifier": st.none() | anyone.anyone,
    "number": st.sampled_from([0, 1, 2, 499]),
    "other_number": st.sampled_from([0, 1, 499]),
    "where": places,
    "since_on": st.none() | st.sampled_from(["2030", "2030-02-31"]),
    "on": st.sampled_from(["2030", "2030-02-31"]),
    "outside": st.none() | st.just(ABROAD),
    "handed_to": anyone.texts,
    "names": st.sampled_from([(), (en("x"),)]),
    "basis": st.sampled_from([(), (Basis("gc4", "27"),)]),
    "recognised_by": st.none() | anyone.texts,
    **dict.fromkeys(
        ("listed", "held", "denied", "unknown", "released", "transferred", "died"), st.sampled_from([0, 3])
    ),
}


class AnyoneListsAnybody(anyone.AnyoneSignsAnything):
    """Three parties sign anything about lists and protections, under seal for all three or in the clear."""

    slice_name = "humanitarian"
    own = OWN
    own_ids = frozenset({"answer", "other", "counts", "designation"})

    def __init__(self) -> None:
        """Begin with a world that is read by all three."""
        super().__init__()
        self.sealing = sealed_world(*PARTIES)
        self.world: World = self.sealing
        self.base = self.world.fresh_fold()
        self.flip = False
        self.own = {**OWN, "answer": self.chosen()}
        self.catch_up()

    def chosen(self) -> st.SearchStrategy[Any]:
        """What `answer` is: a word in one kind, and an entry in another."""
        return st.sampled_from(["acknowledged_held", "denied", "f" * 64])

    def opening(self, author: str) -> Body:
        """A list to another party."""
        return ListSubmitted("detained", next(each for each in PARTIES if each != author), PERSONS)

    def say(self, party: str, body: Body, on: EntryId | None) -> EntryId:
        """Sign under seal, and now and then in the clear."""
        self.before = dict(self.fold.subjects(self.slice_name))
        self.flip = not self.flip or len(self.ids) % 3 == 0
        said = self.sealing.seal(party, body, on, others(party)) if self.flip else self.world.say(party, body, on)
        self.catch_up()
        self.ids.append(said)
        return said

    def catch_up(self) -> None:
        """Fold whatever has been signed since, and read it as these three do."""
        for party, log in self.world.logs.items():
            done = self.base.size(origin(party)) + self.base.waiting().get(origin(party), 0)
            self.base.append(origin(party), log.entries[done:])
        self.fold = self.sealing.read(self.base)

    @invariant()
    def nothing_under_seal_stands_in_the_open(self) -> None:
        """In the open there are protections of no person alone, and whoever has no key reads no name."""
        for found in self.base.subjects("humanitarian").values():
            assert isinstance(found, Protection)
            assert found.what != "person"
            assert found.readers == ()

    @invariant()
    def nobody_answers_or_agrees_for_another(self) -> None:
        """Answers and reports are the asked party's, agreement the two's, verification never the holder's own."""
        for found in self.fold.subjects("humanitarian").values():
            if not isinstance(found, NameList):
                continue
            assert {each.party for each in (*found.answers, *found.reports)} <= {found.to}
            assert {each.party for each in (*found.agreements, *found.counts)} <= set(state.both(found))
            assert {each.party for each in found.report_words} <= {found.party}
            assert found.to not in {each.party for each in found.checks}

    @invariant()
    def every_question_has_an_answer(self) -> None:
        """Whatever was signed: statuses and figures never raise, and what is agreed both have signed."""
        for found in self.fold.subjects("humanitarian").values():
            if isinstance(found, Protection):
                state.standing(found)
                continue
            assert sum(state.figures(found).values()) == len(found.persons)
            for number in range(len(found.persons)):
                if state.status(found, number) is Status.AGREED:
                    words = [state.agreement_of(found, party, number) for party in state.both(found)]
                    assert {each and each.word for each in words} == {"agreed"}

    @invariant()
    def what_was_said_stays_said(self) -> None:
        """No act takes another off the record."""
        for subject, before in self.before.items():
            now = self.fold.state(subject)
            assert now is not None
            assert set(state.acts_of(before)) <= set(state.acts_of(now))

    def teardown(self) -> None:
        """Whoever reads whole logs one after another, in whichever order, comes to the same."""
        for order in permutations(PARTIES):
            base = self.world.fresh_fold()
            for party in order:
                base.append(origin(party), self.world.logs[party].entries)
            assert self.sealing.read(base).subjects("humanitarian") == self.fold.subjects("humanitarian")


TestAnyoneListsAnybody = AnyoneListsAnybody.TestCase
