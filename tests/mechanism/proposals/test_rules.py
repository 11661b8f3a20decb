"""Proposals: whose word stands on which text, what is agreed, and which letters crossed."""

import hashlib
import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant

from tests.mechanism import anyone
from tests.mechanism.proposals import silent
from tests.worlds import BEGAN, DATE, HOST, NORTH, PARTIES, SOUTH, World, en, founded, origin
from trilateral.agreement.undertakings import Indicator, Undertaking
from trilateral.ledger.canonical import encode_canonical
from trilateral.ledger.entry import Body, EntryId
from trilateral.mechanism.meetings.entries import MeetingProposed
from trilateral.mechanism.proposals import state as standing
from trilateral.mechanism.proposals.entries import (
    BodyItem,
    ClarificationAsked,
    DateItem,
    InstructionReceived,
    MeetingItem,
    Member,
    PositionReserved,
    ProposalAmended,
    ProposalClarified,
    ProposalCountered,
    ProposalTabled,
    ProposalWithdrawn,
    RequestItem,
    Reservation,
    SilenceOpened,
    SilentHead,
    TextAccepted,
    TextDeclined,
    TextDissociated,
    TextInterpreted,
    TextReferred,
    TextReserved,
    Wording,
    text_hash,
)
from trilateral.mechanism.proposals.state import Proposal

TABLED = ProposalTabled((en("Patrols"),), "substance", (en("Patrols are announced."), en("By noon.")))
TEXT = text_hash(TABLED)
AMENDED = ProposalAmended((en("Patrols"),), "substance", (en("Patrols are announced."), en("By dusk.")))
LATER = text_hash(AMENDED)
DISSOCIABLE = msgspec.structs.replace(TABLED, dissociation=True)
CROSSINGS = Indicator(en("Crossings counted"), None, 40, 0, source=en("The posts of both"))
ITEMS = ProposalTabled(
    (en("A subcommittee"),),
    "commitment",
    (en("It meets."),),
    commitments=(
        Undertaking((NORTH, SOUTH), en("They seal the border."), due_on="2030-06-01", indicators=(CROSSINGS,)),
    ),
    requests=(RequestItem(HOST, "assistance", en("The host lends a room.")),),
    bodies=(BodyItem("security", (en("Security subcommittee"),), (en("Experts meet."),)),),
    meetings=(MeetingItem((en("First session"),), "security", (DateItem(DATE, "UTC", "2030-03-04 07:30"),)),),
    charter="a" * 64,
)


def tabled(body: ProposalTabled = TABLED, world: World | None = None) -> tuple[World, EntryId]:
    """A world in which North has tabled a proposal that all have seen."""
    made = world or founded()
    proposal = made.say(NORTH, body)
    made.meet()
    return made, proposal


def held(world: World, proposal: EntryId) -> Proposal:
    state = world.state(proposal)
    assert isinstance(state, Proposal)
    return state


def status(world: World, proposal: EntryId) -> str:
    return standing.status(held(world, proposal), world.fold().state).value


def test_the_hash_of_a_text_is_that_of_its_canonical_json() -> None:
    """Everybody computes it from what was tabled; where and why it was tabled is no part of it."""
    elsewhere = msgspec.structs.replace(TABLED, meeting="f" * 64, counters="e" * 64)
    said = {
        "title": [{"lang": "en", "text": "Patrols"}],
        "sort": "substance",
        "paragraphs": [{"lang": "en", "text": "Patrols are announced."}, {"lang": "en", "text": "By noon."}],
    }
    assert text_hash(elsewhere) == TEXT == hashlib.sha256(encode_canonical(said)).hexdigest()
    assert LATER != TEXT
    assert text_hash(DISSOCIABLE) != TEXT


def test_a_text_is_adopted_by_every_partys_own_signature_on_it_and_by_nothing_less() -> None:
    world, proposal = tabled()
    assert status(world, proposal) == "tabled"
    world.say(SOUTH, TextAccepted(TEXT), proposal)
    before = status(world, proposal)
    world.say(HOST, TextAccepted(TEXT), proposal)

    assert before == "tabled"
    assert status(world, proposal) == "adopted"
    state = held(world, proposal)
    adopted = standing.adopted(state, world.fold().state)
    assert adopted is not None
    assert (adopted.hash, standing.adopted_for(state, adopted)) == (TEXT, PARTIES)


def test_who_tables_as_moderator_has_not_accepted() -> None:
    world = founded()
    proposal = world.say(HOST, TABLED, capacity="moderator")
    world.meet()
    for party in (NORTH, SOUTH):
        world.say(party, TextAccepted(TEXT), proposal)
    before = status(world, proposal)
    world.see_all(HOST)
    world.say(HOST, TextAccepted(TEXT), proposal)

    assert (before, status(world, proposal)) == ("tabled", "adopted")


def test_every_word_stays_with_the_text_it_was_given_on() -> None:
    """Nothing is overwritten: an amendment leaves the words on the old text where they are."""
    world, proposal = tabled()
    first = world.say(SOUTH, TextDeclined(TEXT, en("Too early.")), proposal)
    second = world.say(SOUTH, TextReserved(TEXT, (Reservation(1, en("Not on Fridays.")),)), proposal)
    world.say(NORTH, AMENDED, proposal)
    world.meet()
    third = world.say(SOUTH, TextInterpreted(LATER, en("Dusk is sunset."), 1), proposal)

    state = held(world, proposal)
    assert [each.entry for each in standing.words_on(state, SOUTH, TEXT)] == [first, second]
    assert [each.entry for each in standing.words_on(state, SOUTH, LATER)] == [third]
    assert standing.stance(state, SOUTH, TEXT) == "accepted_with_reservation"
    assert standing.current(state).hash == LATER
    assert standing.missing(state, LATER) == (HOST,)
    world.say(HOST, TextAccepted(LATER), proposal)
    assert status(world, proposal) == "adopted"


def test_a_party_may_change_its_mind_until_it_has_seen_all_signatures() -> None:
    world, proposal = tabled()
    world.say(SOUTH, TextAccepted(TEXT), proposal)
    world.say(SOUTH, TextDeclined(TEXT), proposal)
    declined = status(world, proposal)
    world.say(SOUTH, TextAccepted(TEXT), proposal)
    world.meet()
    world.say(HOST, TextAccepted(TEXT), proposal)
    world.meet()
    late = world.say(SOUTH, TextDeclined(TEXT), proposal)

    assert declined == "declined"
    assert world.objection(late) == "proposals.adopted_before"
    assert world.objection(world.say(NORTH, AMENDED, proposal)) == "proposals.adopted_before"
    assert world.objection(world.say(NORTH, ProposalWithdrawn(), proposal)) == "proposals.adopted_before"
    assert status(world, proposal) == "adopted"


@pytest.mark.parametrize("taken", [ProposalWithdrawn(), AMENDED], ids=["withdrawn", "amended"])
def test_an_acceptance_and_a_letter_that_takes_the_text_back_cross(taken: Body) -> None:
    """Neither author had the other's letter: neither is first, both are shown, and the author's own word ends it."""
    world, proposal = tabled()
    world.say(HOST, TextAccepted(TEXT), proposal)
    world.meet()
    away = world.say(NORTH, taken, proposal)
    last = world.say(SOUTH, TextAccepted(TEXT), proposal)

    assert status(world, proposal) == "crossed"
    back, forth = standing.crossed_letters(held(world, proposal), TEXT)
    assert [each.entry for each in back] == [away]
    assert last in {each.entry for each in forth}
    world.meet()
    again = world.say(NORTH, TextAccepted(TEXT), proposal)
    assert world.objection(again) is None
    assert status(world, proposal) == "adopted"


def test_a_withdrawal_that_the_last_acceptance_knew_of_is_one() -> None:
    world, proposal = tabled()
    world.say(NORTH, ProposalWithdrawn(en("Overtaken.")), proposal)
    world.meet()

    assert world.objection(world.say(SOUTH, TextAccepted(TEXT), proposal)) == "proposals.withdrawn_before"
    assert status(world, proposal) == "withdrawn"


def test_two_parties_that_each_take_their_word_back_as_the_other_gives_it_cross() -> None:
    world, proposal = tabled()
    world.say(SOUTH, TextAccepted(TEXT), proposal)
    world.meet()
    world.say(SOUTH, TextDeclined(TEXT), proposal)
    world.say(HOST, TextAccepted(TEXT), proposal)

    assert status(world, proposal) == "crossed"
    world.meet()
    world.say(SOUTH, TextAccepted(TEXT), proposal)
    assert status(world, proposal) == "adopted"


def test_who_dissociates_itself_does_not_join_and_does_not_block() -> None:
    world, proposal = tabled(DISSOCIABLE)
    text = text_hash(DISSOCIABLE)
    world.say(SOUTH, TextDissociated(text, en("Not ours.")), proposal)
    world.say(HOST, TextAccepted(text), proposal)

    state = held(world, proposal)
    adopted = standing.adopted(state, world.fold().state)
    assert adopted is not None
    assert standing.adopted_for(state, adopted) == (HOST, NORTH)


def test_one_party_alone_adopts_nothing_though_all_others_stand_aside() -> None:
    world, proposal = tabled(DISSOCIABLE)
    for party in (SOUTH, HOST):
        world.say(party, TextDissociated(text_hash(DISSOCIABLE)), proposal)

    assert status(world, proposal) == "tabled"


def test_what_is_referred_to_a_capital_comes_back() -> None:
    """Referral, instruction, position that names it."""
    world, proposal = tabled()
    referral = world.say(SOUTH, TextReferred(TEXT, en("To the ministry.")), proposal)
    referred = standing.standing_of(held(world, proposal), SOUTH, TEXT)
    world.say(SOUTH, InstructionReceived(referral), proposal)
    instructed = held(world, proposal)
    world.say(SOUTH, TextAccepted(TEXT, referral), proposal)
    back = held(world, proposal)

    assert (referred, standing.standing_of(instructed, SOUTH, TEXT)) == ("referred", "instruction_received")
    assert standing.standing_of(back, SOUTH, TEXT) == "accepted"
    (asked,) = instructed.referrals
    assert standing.reply_to(back, asked) == back.positions[-1]


def test_a_counter_proposal_is_a_proposal_and_a_word_on_the_first() -> None:
    world, proposal = tabled()
    other = ProposalTabled((en("Other patrols"),), "substance", (en("Patrols are not announced."),), counters=proposal)
    counter = world.say(SOUTH, other)
    said = world.say(SOUTH, ProposalCountered(TEXT, counter), proposal)

    assert world.objection(said) is None
    assert standing.stance(held(world, proposal), SOUTH, TEXT) == "counter_proposed"
    assert held(world, counter).counters == proposal
    foreign = world.say(HOST, ProposalCountered(TEXT, proposal), proposal)
    assert world.objection(foreign) == "proposals.not_a_counter_proposal"
    assert world.objection(world.say(NORTH, msgspec.structs.replace(other))) == "proposals.counters_oneself"


def package(world: World) -> tuple[EntryId, list[EntryId], ProposalAmended, ProposalTabled]:
    """A package with two members, each of which says that it is part of it."""
    whole = world.say(NORTH, ProposalTabled((en("Both"),), "package"))
    member = msgspec.structs.replace(TABLED, part_of=whole)
    other = msgspec.structs.replace(member, title=(en("Prisoners"),))
    parts = [world.say(NORTH, member), world.say(NORTH, other)]
    named = (Member(parts[0], text_hash(member)), Member(parts[1], text_hash(other)))
    amended = ProposalAmended((en("Both"),), "package", members=named)
    world.say(NORTH, amended, whole)
    world.meet()
    return whole, parts, amended, member


def test_nothing_of_a_package_is_agreed_before_all_of_it_is() -> None:
    world = founded()
    whole, parts, amended, _ = package(world)
    steps = [(parts[0], amended.members[0].text), (whole, text_hash(amended)), (parts[1], amended.members[1].text)]
    found = []
    for proposal, text in steps:
        for party in (SOUTH, HOST):
            assert world.objection(world.say(party, TextAccepted(text), proposal)) is None
        found.append([status(world, each) for each in (whole, *parts)])

    assert found[0] == ["tabled", "waits", "tabled"]
    assert found[1] == ["waits", "waits", "tabled"]
    assert found[2] == ["adopted"] * 3
    fold = world.fold()
    for each in (whole, *parts):
        state = fold.state(each)
        assert isinstance(state, Proposal)
        assert state.adopted_text(fold.state) is not None
        assert state.adopted_text(lambda _: None) is None


def test_a_package_names_only_what_says_to_be_part_of_it() -> None:
    world, lone = tabled()
    whole, parts, amended, member = package(world)

    def objection(*members: Member) -> str | None:
        body = msgspec.structs.replace(amended, members=members, why=en("again"))
        return world.objection(world.say(NORTH, body, whole))

    assert objection(Member(lone, TEXT)) == "proposals.not_part_of_it"
    assert objection(Member(parts[0], TEXT)) == "proposals.no_such_text"
    assert objection(Member("f" * 64, TEXT)) == "proposals.not_seen"
    assert objection(Member(whole, TEXT)) == "proposals.linked_twice"
    assert objection(Member(parts[0], text_hash(member)), Member(parts[0], text_hash(member))) == (
        "proposals.linked_twice"
    )
    assert objection(Member(parts[0], text_hash(member))) is None


def test_an_empty_package_cannot_be_accepted() -> None:
    world, whole = tabled(ProposalTabled((en("Both"),), "package"))

    accepted = world.say(SOUTH, TextAccepted(text_hash(ProposalTabled((en("Both"),), "package"))), whole)
    assert world.objection(accepted) == "proposals.empty_package"


def test_a_text_that_stands_not_without_another_waits_for_it() -> None:
    world, first = tabled()
    linked = msgspec.structs.replace(TABLED, title=(en("Lights"),), not_without=(first,))
    _, second = tabled(linked, world)
    for party in (SOUTH, HOST):
        world.say(party, TextAccepted(text_hash(linked)), second)
    assert status(world, second) == "waits"
    state = held(world, second)
    assert standing.waits_for(state, standing.current(state), world.fold().state) == (first,)
    for party in (SOUTH, HOST):
        world.say(party, TextAccepted(TEXT), first)

    assert (status(world, first), status(world, second)) == ("adopted", "adopted")


def test_items_of_an_adopted_text_are_numbered_in_one_order() -> None:
    world, proposal = tabled(ITEMS)
    assert standing.created(held(world, proposal), world.fold().state) == ()
    for party in (SOUTH, HOST):
        world.say(party, TextAccepted(text_hash(ITEMS)), proposal)

    made = standing.created(held(world, proposal), world.fold().state)
    assert [(each.number, each.sort) for each in made] == [
        (1, "commitment"),
        (2, "request"),
        (3, "body"),
        (4, "meeting"),
        (5, "amendment"),
    ]
    assert {each.text for each in made} == {proposal}
    assert made[0].terms == ITEMS.commitments[0]


def test_questions_and_what_is_meant() -> None:
    world, proposal = tabled()
    asked = world.say(SOUTH, ClarificationAsked(en("Whose noon?"), 1), proposal)
    world.meet()
    told = world.say(NORTH, ProposalClarified(en("The host's."), asked), proposal)
    foreign = world.say(SOUTH, ProposalClarified(en("Ours."), asked), proposal)
    unasked = world.say(NORTH, ProposalClarified(en("x"), proposal), proposal)

    assert [world.objection(each) for each in (asked, told)] == [None, None]
    assert world.objection(foreign) == "proposals.not_yours_to_clarify"
    assert world.objection(unasked) == "proposals.no_such_question"
    assert [each.question for each in held(world, proposal).clarifications] == [asked]


def wording(**changes: Any) -> ProposalTabled:
    return msgspec.structs.replace(TABLED, **changes)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (wording(title=()), "proposals.says_nothing"),
        (wording(paragraphs=()), "proposals.says_nothing"),
        (wording(meeting="f" * 64), "proposals.not_seen"),
        (wording(counters="f" * 64), "proposals.not_seen"),
        (wording(part_of="f" * 64), "proposals.not_seen"),
        (wording(not_without=("f" * 64, "f" * 64)), "proposals.linked_twice"),
        (wording(members=(Member("f" * 64, TEXT),)), "proposals.not_a_package"),
        (wording(commitments=(Undertaking(("west",), en("x")),)), "undertakings.not_a_party"),
        (wording(commitments=(Undertaking((), en("x")),)), "undertakings.obliges_nobody"),
        (wording(commitments=(Undertaking((NORTH, NORTH), en("x")),)), "undertakings.party_twice"),
        (wording(requests=(RequestItem("west", "action", en("x")),)), "proposals.not_a_party"),
        (wording(requests=(RequestItem(SOUTH, "action", en("x"), "2030-02-30"),)), "proposals.no_such_day"),
        (wording(bodies=(BodyItem("security", ()),)), "proposals.says_nothing"),
        (wording(meetings=(MeetingItem(()),)), "proposals.says_nothing"),
        (ITEMS, None),
    ],
    ids=lambda each: each if isinstance(each, str) else None,
)
def test_what_can_be_tabled(body: ProposalTabled, why: str | None) -> None:
    world = founded()

    assert world.objection(world.say(NORTH, body)) == why


def test_meeting_package_and_countered_proposal_must_be_what_they_are_called() -> None:
    world, proposal = tabled()
    meeting = world.say(NORTH, MeetingProposed((en("Round"),), "rounds", 1, "joint", "plenary"))

    def objection(**changes: Any) -> str | None:
        return world.objection(world.say(NORTH, wording(**changes)))

    assert objection(meeting=meeting) is None
    assert objection(meeting=proposal) == "proposals.not_a_meeting"
    assert objection(counters=meeting) == "proposals.not_a_proposal"
    assert objection(part_of=proposal) == "proposals.not_a_package"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (TextAccepted("f" * 64), "proposals.no_such_text"),
        (TextReserved(TEXT, ()), "proposals.says_nothing"),
        (TextReserved(TEXT, (Reservation(2, en("x")),)), "proposals.no_such_paragraph"),
        (TextReserved(TEXT, (Reservation(-1, en("x")),)), "proposals.no_such_paragraph"),
        (TextInterpreted(TEXT, en("x"), 2**53 - 1), "proposals.no_such_paragraph"),
        (TextDissociated(TEXT), "proposals.cannot_dissociate"),
        (TextAccepted(TEXT, "f" * 64), "proposals.no_such_referral"),
        (ProposalCountered(TEXT, "f" * 64), "proposals.not_seen"),
        (TextReferred("f" * 64), "proposals.no_such_text"),
        (InstructionReceived("f" * 64), "proposals.no_such_referral"),
        (ClarificationAsked(en("x"), 7), "proposals.no_such_paragraph"),
        (AMENDED, "proposals.not_yours_to_amend"),
        (ProposalWithdrawn(), "proposals.not_yours_to_withdraw"),
        (PositionReserved(TEXT), None),
        (TextDeclined(TEXT), None),
    ],
    ids=lambda each: each if isinstance(each, str) else None,
)
def test_what_another_party_can_say(body: Body, why: str | None) -> None:
    world, proposal = tabled()

    assert world.objection(world.say(SOUTH, body, proposal)) == why


def test_the_same_word_twice_says_nothing_new() -> None:
    world, proposal = tabled()
    world.say(SOUTH, TextAccepted(TEXT), proposal)
    referral = world.say(HOST, TextReferred(TEXT), proposal)
    world.say(HOST, InstructionReceived(referral), proposal)

    assert world.objection(world.say(SOUTH, TextAccepted(TEXT), proposal)) == "proposals.said_already"
    assert world.objection(world.say(NORTH, TextAccepted(TEXT), proposal)) == "proposals.said_already"
    assert world.objection(world.say(HOST, TextReferred(TEXT), proposal)) == "proposals.referred_already"
    assert world.objection(world.say(HOST, InstructionReceived(referral), proposal)) == "proposals.instructed_already"
    same = ProposalAmended(TABLED.title, TABLED.sort, TABLED.paragraphs)
    assert world.objection(world.say(NORTH, same, proposal)) == "proposals.same_text"


def test_an_act_needs_a_proposal() -> None:
    world, proposal = tabled()

    assert world.objection(world.say(SOUTH, TextAccepted(TEXT))) == "proposals.not_found"
    assert world.objection(world.say(NORTH, TABLED, proposal)) == "proposals.tabled_already"


def test_without_terms_for_silence_there_is_none() -> None:
    world, proposal = tabled()
    body = SilenceOpened(TEXT, BEGAN + timedelta(days=2), "UTC", "2030-01-03 00:00")

    assert world.objection(world.say(NORTH, body, proposal)) == "proposals.no_silence_terms"


def _linear(world: World, seed: int) -> bytes:
    """Digest of the record read in a random order that respects each log."""
    fold, chance = world.fresh_fold(), random.Random(seed)  # noqa: S311 - an order, not a secret
    left = dict.fromkeys(world.logs, 0)
    while any(at < len(world.logs[party].entries) for party, at in left.items()):
        party = chance.choice([p for p, at in left.items() if at < len(world.logs[p].entries)])
        fold.append(origin(party), world.logs[party].entries[left[party] : left[party] + 1])
        left[party] += 1
    return fold.digest()


@settings(max_examples=15)
@given(st.lists(st.integers(0, 2**16), min_size=3, max_size=3))
def test_every_order_of_reading_gives_one_state(seeds: list[int]) -> None:
    """Crossed letters, words on two texts, a referral: whoever's log is read first."""
    world, proposal = tabled()
    world.say(HOST, TextAccepted(TEXT), proposal)
    world.meet()
    world.say(NORTH, AMENDED, proposal)
    world.say(SOUTH, TextAccepted(TEXT), proposal)
    world.say(HOST, TextReferred(TEXT), proposal)
    world.meet()
    world.say(HOST, TextAccepted(LATER), proposal)
    world.say(SOUTH, TextDeclined(LATER), proposal)
    world.say(NORTH, ProposalWithdrawn(), proposal)

    assert {_linear(world, seed) for seed in seeds} == {world.fold().digest()}


SAID = st.lists(anyone.texts, max_size=2).map(tuple)
ANYBODY = st.lists(anyone.anyone, max_size=2).map(tuple)
OWN: Mapping[str, st.SearchStrategy[Any]] = {
    "sort": st.sampled_from(["procedure", "substance", "commitment", "package"]),
    "paragraphs": SAID,
    "charter": st.none() | st.just("b" * 64),
    "amendment": SAID,
    "not_without": st.just(()),
    "members": st.just(()) | st.just((Member("f" * 64, "e" * 64),)),
    "commitments": st.lists(st.builds(Undertaking, ANYBODY, anyone.texts), max_size=1).map(tuple),
    "requests": st.lists(st.builds(RequestItem, anyone.anyone, st.just("action"), anyone.texts), max_size=1).map(tuple),
    "bodies": st.lists(st.builds(BodyItem, st.just("security"), SAID), max_size=1).map(tuple),
    "meetings": st.lists(st.builds(MeetingItem, SAID), max_size=1).map(tuple),
    "reservations": st.lists(st.builds(Reservation, anyone.numbers, anyone.texts), max_size=2).map(tuple),
    "paragraph": st.none() | anyone.numbers,
    "interpretation": anyone.texts,
    "answer": anyone.texts,
    "question": anyone.texts,
    "words": st.none() | anyone.texts,
    "expires_at": anyone.instants | st.just(silent.HOUR),
    "civil": st.just("2030-03-04 10:30"),
    "heads": st.just(()) | st.just((SilentHead(SOUTH, "no note"),)),
    "checkpoint": st.sampled_from(["", "no note", "\ud7ff"]),
}
"""What only proposals have."""


class AnyoneSignsAnyProposal(anyone.AnyoneSignsAnything):
    """Three parties sign any proposal entry, in any order."""

    slice_name = "proposals"
    own = OWN
    own_ids = frozenset({"text_hash", "counters", "part_of", "silence", "broken", "referral"})

    def __init__(self) -> None:
        """Begin with a charter that knows silence."""
        super().__init__()
        self.world = silent.quiet_world()
        self.fold = self.world.fold()

    def opening(self, author: str) -> Body:
        """Whoever opens it tables a text from which others may stand aside."""
        return msgspec.structs.replace(DISSOCIABLE, title=(en(author),))

    def say(self, party: str, body: Body, on: EntryId | None) -> EntryId:
        """Sign, append and fold; the hashes of texts can be named like entries."""
        if isinstance(body, Wording):
            self.ids.append(text_hash(body))
        return super().say(party, body, on)

    @invariant()
    def no_word_is_lost(self) -> None:
        """All that was said on a text stays said on that text."""
        for subject, before in self.before.items():
            now = self.fold.state(subject)
            assert isinstance(now, Proposal)
            assert set(before.versions) <= set(now.versions)
            assert set(before.positions) <= set(now.positions)
            assert set(before.breaks) <= set(now.breaks)

    @invariant()
    def nothing_is_adopted_without_each_partys_own_word(self) -> None:
        """For whom a text is adopted, an entry of its own log accepts it, or proves its silence."""
        for state in self.fold.subjects("proposals").values():
            standing.status(state, self.fold.state)
            version = standing.adopted(state, self.fold.state)
            if version is None:
                continue
            assert len(standing.adopted_for(state, version)) > 1
            for party in standing.adopted_for(state, version):
                said = standing.words_on(state, party, version.hash)
                own = said and self.entry(said[-1].entry).party == party
                assert own or standing.by_silence(state, party, version.hash) is not None


TestAnyoneSignsAnyProposal = AnyoneSignsAnyProposal.TestCase
