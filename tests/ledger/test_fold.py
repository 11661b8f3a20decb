"""Whatever the order in which logs are read, the record is the same; and nothing that anybody signed stops the reading.

Three parties act on real subjects, each knowing what it recorded of the others. Their
logs are then read in arbitrary pieces and orders, by nodes that know nothing of each other.
"""

from collections.abc import Iterable
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import (
    BEGAN,
    DATE,
    HOST,
    NORTH,
    PARTIES,
    SOUTH,
    World,
    delegate_key,
    en,
    equivocation,
    founded,
    node_key,
    origin,
    refs,
    root_key,
)
from trilateral.errors import RefusedError
from trilateral.ledger.digest import differing, digest_of
from trilateral.ledger.entry import Body, EntryId
from trilateral.ledger.facts import Objection
from trilateral.ledger.fold import Fold, check
from trilateral.ledger.keys import KeyRevoked, MisconductFound
from trilateral.ledger.order import contains, covers, join
from trilateral.mechanism.allegations.entries import (
    AllegationFiled,
    AllegationRemarked,
    AllegationWithdrawn,
    PointAnswered,
)
from trilateral.mechanism.delegations.entries import (
    DelegationNamed,
    HolderAgreed,
    HolderObjected,
    OfficeAccredited,
    OfficeLeft,
    OfficeSucceeded,
    RankChanged,
)
from trilateral.mechanism.meetings.entries import (
    AcceptanceWithdrawn,
    AgendaAccepted,
    AgendaProposed,
    AgendaRefused,
    DateAccepted,
    DateDeclined,
    DateOffer,
    DateOffered,
    DelegationArrived,
    MeetingAdjourned,
    MeetingAttended,
    MeetingCancelled,
    MeetingClosed,
    MeetingOpened,
    MeetingPostponed,
    MeetingProposed,
    NextIntended,
    OutcomeStated,
)
from trilateral.mechanism.statements.entries import (
    StatementAcknowledged,
    StatementMade,
    StatementRelayed,
    StatementWithdrawn,
)
from trilateral.tlog import ed25519
from trilateral.tlog.merkle import leaf_hash

OFFER = DateOffer(DATE, "Asia/Baghdad", "2030-03-04 10:30")
LATER = DateOffer(DATE.replace(day=18), "Asia/Baghdad", "2030-03-18 10:30")

OPENING: list[Body] = [
    MeetingProposed((en("Round"),), "rounds", 1, "joint", "plenary", None, (OFFER,)),
    AllegationFiled(SOUTH, (en("one"), en("two"))),
    StatementMade("question", en("Will you?"), (SOUTH,), HOST),
    DelegationNamed((en("Delegation"),), "plenary"),
]


def about(slice_name: str, named: EntryId, number: int) -> list[Body]:
    """What can be said about a subject of a slice; some of it names another entry, perhaps out of place."""
    return {
        "meetings": [
            DateAccepted(named, 0),
            DateAccepted(named, number),
            DateDeclined(named, 0),
            AcceptanceWithdrawn(named, 0),
            DateOffered(LATER),
            MeetingPostponed(),
            MeetingCancelled(),
            AgendaProposed((en("Security"),)),
            AgendaAccepted(named),
            AgendaRefused(named),
            MeetingOpened(DATE),
            MeetingOpened(DATE),
            MeetingAdjourned(),
            MeetingClosed(number * 60),
            MeetingAttended(("head",), number),
            DelegationArrived(None, "2030-03-04"),
            OutcomeStated("none"),
            NextIntended("wanted"),
        ],
        "allegations": [
            PointAnswered(0, "denied"),
            PointAnswered(number, "denied", None, named),
            AllegationWithdrawn(),
            AllegationRemarked(en("so")),
        ],
        "statements": [
            StatementRelayed((SOUTH,)),
            StatementRelayed((SOUTH,)),
            StatementAcknowledged(),
            StatementWithdrawn(),
        ],
        "delegations": [
            OfficeAccredited("head", "head", "minister"),
            RankChanged("head", "ambassador"),
            OfficeSucceeded("head", "director"),
            OfficeLeft("head"),
            HolderAgreed("head"),
            HolderObjected("head", en("no")),
        ],
    }[slice_name]


SLICES = ["meetings", "allegations", "statements", "delegations"]


@cache
def prelude() -> tuple[World, tuple[EntryId, ...]]:
    """One subject of each slice, opened by North and seen by all."""
    world = founded()
    subjects = tuple(world.say(NORTH, body) for body in OPENING)
    world.say(NORTH, OfficeAccredited("head", "head", "minister"), subjects[3])
    world.meet()
    return world, subjects


@st.composite
def histories(draw: st.DrawFn, slices: tuple[str, ...] = ()) -> World:
    """Three logs on which the parties act on a subject or two, with whatever each happened to have seen."""
    known, subjects = prelude()
    world = known.copy()
    ids = list(subjects)
    slices = slices or tuple(draw(st.lists(st.sampled_from(SLICES), min_size=1, max_size=2, unique=True)))
    for _ in range(draw(st.integers(4, 18))):
        party = draw(st.sampled_from(PARTIES))
        move = draw(st.sampled_from(["act", "act", "act", "see", "see some", "open"]))
        if move == "act":
            each = draw(st.sampled_from(slices))
            on = subjects[SLICES.index(each)]
            named = draw(st.sampled_from([on, on, *ids]))
            body = draw(st.sampled_from(about(each, named, draw(st.integers(-1, 2)))))
            ids.append(world.say(party, body, on))
        elif move == "open":
            ids.append(world.say(party, draw(st.sampled_from(OPENING))))
        elif move == "see":
            world.see_all(party)
        else:
            other = draw(st.sampled_from([each for each in PARTIES if each != party]))
            held = world.logs[party].held[other]
            world.see(party, **{other: draw(st.integers(held, len(world.logs[other].entries)))})
    return world


@st.composite
def readings(draw: st.DrawFn, world: World, folded: Fold) -> Fold:
    """The same logs in pieces and in another order."""
    left = {party: list(log.entries) for party, log in world.logs.items()}
    while any(left.values()):
        party = draw(st.sampled_from([party for party, entries in left.items() if entries]))
        size = draw(st.integers(1, len(left[party])))
        folded.append(origin(party), left[party][:size])
        left[party] = left[party][size:]
    return folded


def same(first: Fold, second: Fold) -> bool:
    """Whether two nodes hold the same record; names the subjects where they do not."""
    assert differing(first.encoded_states(), second.encoded_states()) == ()
    for party in PARTIES:
        ours = [(v.entry and v.entry.id, v.objection) for v in first.verdicts(origin(party))]
        assert ours == [(v.entry and v.entry.id, v.objection) for v in second.verdicts(origin(party))]
    return first.digest() == second.digest()


@pytest.mark.parametrize("slice_name", SLICES)
@given(data=st.data())
def test_every_order_of_reading_gives_the_same_record(slice_name: str, data: st.DataObject) -> None:
    """Any linear extension of the causal order: each log in its own order, all else as it comes."""
    world = data.draw(histories((slice_name,)))
    read = data.draw(readings(world, world.fresh_fold()))

    assert same(world.fold(), read)
    assert read.waiting() == {}


@given(st.data())
def test_what_is_decided_stays_decided(data: st.DataObject) -> None:
    """Reading more never changes a verdict, and a state only by acts that came."""
    world = data.draw(histories())
    folded = world.fresh_fold()
    before: dict[tuple[str, int], Objection | None] = {}
    for party in data.draw(st.permutations(PARTIES)):
        for entry in world.logs[party].entries:
            folded.append(origin(party), [entry])
            now = {(p, v.index): v.objection for p in PARTIES for v in folded.verdicts(origin(p))}
            assert now.items() >= before.items()
            before = now

    assert folded.generation == 0


@pytest.mark.parametrize("slice_name", SLICES)
@given(data=st.data())
def test_rules_cannot_tell_how_much_else_is_known(slice_name: str, data: st.DataObject) -> None:
    """An entry is judged alike by a node that holds only the entry's past and by one that holds all."""
    world = data.draw(histories((slice_name,)))
    whole = world.fold()
    for party in PARTIES:
        index = data.draw(st.integers(prelude()[0].sizes[party] - 1, len(world.logs[party].entries) - 1))
        entry = whole.verdicts(origin(party))[index].entry
        assert entry is not None
        past = whole.past(entry.id)

        knows_less = world.fresh_fold()
        for other in PARTIES:
            size = past.get(origin(other), 0) + (other == party)
            knows_less.append(origin(other), world.logs[other].entries[:size])

        judged = knows_less.verdicts(origin(party))[index]
        assert judged.objection == whole.verdicts(origin(party))[index].objection
        if entry.header.subject is not None and judged.has_effect:
            seen = {**past, origin(party): index + 1}
            assert whole.state_in(seen, entry.subject) == knows_less.state(entry.subject)


@given(st.data())
def test_each_speaks_only_for_itself(data: st.DataObject) -> None:
    """No entry with an effect stands in another party's log than the one whose key signed it."""
    world = data.draw(histories())
    for party in PARTIES:
        for verdict in world.fold().verdicts(origin(party)):
            if verdict.entry is not None and verdict.has_effect:
                assert verdict.entry.party == party
                assert verdict.entry.signer.startswith(origin(party))


junk = st.one_of(
    st.binary(max_size=80),
    st.sampled_from([b"", b"\n\n", b"\xff" * 40, b"trilateral/entry@v1\n{}\n\n", b"{" * 70_000]),
)


@given(st.data())
def test_folding_never_raises_on_hostile_bytes(data: st.DataObject) -> None:
    """Junk, torn entries, copies of others' entries and entries with bytes changed: each is kept, without effect."""
    world = data.draw(histories())
    sound = world.fold()
    for _ in range(data.draw(st.integers(1, 8))):
        party = data.draw(st.sampled_from(PARTIES))
        taken = data.draw(st.sampled_from([entry for log in world.logs.values() for entry in log.entries]))
        cut = data.draw(st.integers(0, len(taken)))
        torn = data.draw(st.sampled_from([taken, taken[:cut], taken[:cut] + b"x" + taken[cut + 1 :]]))
        world.put(party, data.draw(st.one_of(junk, st.just(torn))))

    folded = data.draw(readings(world, world.fresh_fold()))

    assert folded.digest() == sound.digest()
    assert sum(folded.size(origin(party)) for party in PARTIES) + sum(folded.waiting().values()) == sum(
        len(log.entries) for log in world.logs.values()
    )


@given(st.data())
def test_a_node_signs_exactly_what_others_will_let_count(data: st.DataObject) -> None:
    """Asking before signing and folding afterwards are one question."""
    world = data.draw(histories())
    folded = world.fold()
    party = data.draw(st.sampled_from(PARTIES))
    _, subjects = prelude()
    place = data.draw(st.integers(0, 3))
    on = data.draw(st.sampled_from([None, subjects[place], subjects[place], subjects[0]]))
    named = data.draw(st.sampled_from(list(folded.subjects())))
    body = data.draw(st.sampled_from([OPENING[place], *about(SLICES[place], named, data.draw(st.integers(-1, 2)))]))
    entry = world.sign(party, body, subject=on)
    digest = folded.digest()

    judged = folded.judge(origin(party), entry)

    assert folded.digest() == digest
    assert folded.size(origin(party)) == len(world.logs[party].entries)
    folded.append(origin(party), [entry])
    assert folded.verdicts(origin(party))[-1].objection == judged.objection


def test_what_is_not_allowed_is_refused_with_its_code() -> None:
    world = founded()
    folded = world.fold()
    empty = world.sign(NORTH, AllegationFiled(SOUTH, ()))
    fine = world.sign(NORTH, AllegationFiled(SOUTH, (en("one"),)))

    assert check(folded, origin(NORTH), fine).party == NORTH
    with pytest.raises(RefusedError, match=r"allegations\.says_nothing") as refused:
        check(folded, origin(NORTH), empty)
    assert refused.value.code == "allegations.says_nothing"
    with pytest.raises(RefusedError, match=r"ledger\.malformed"):
        check(folded, origin(NORTH), b"nothing")


def test_an_entry_waits_for_what_it_names_as_seen() -> None:
    """A log that speaks of entries that nobody has given us is held, not judged."""
    world = founded()
    world.say(SOUTH, StatementMade("position", en("first")))
    world.see_all(NORTH)
    late = world.say(NORTH, StatementMade("reply", en("second")))

    folded = world.fresh_fold()
    folded.append(origin(HOST), world.logs[HOST].entries)
    folded.append(origin(NORTH), world.logs[NORTH].entries)
    folded.append(origin(SOUTH), world.logs[SOUTH].entries[:-2])

    assert folded.verdict(late) is None
    assert set(folded.waiting()) >= {origin(NORTH)}
    judged = folded.judge(origin(NORTH), world.sign(NORTH, StatementMade("reply", en("third"))))
    assert judged.objection is not None
    assert judged.objection.code == "ledger.not_caught_up"
    folded.append(origin(SOUTH), world.logs[SOUTH].entries[-2:])
    assert folded.waiting() == {}
    assert same(folded, world.fold())


def test_a_reference_to_what_its_author_had_not_seen_has_no_effect() -> None:
    """Also where the node that reads it knows the entry well."""
    world = founded()
    theirs = world.say(SOUTH, StatementMade("question", en("Will you?")))
    unseen = world.say(NORTH, StatementMade("reply", en("Yes.")), refs=refs(answers=theirs))
    unknown = world.say(NORTH, StatementMade("reply", en("No.")), refs=refs(answers="e" * 64))
    world.see_all(NORTH)
    seen = world.say(NORTH, StatementMade("reply", en("Yes.")), refs=refs(answers=theirs))

    assert world.objection(unseen) == world.objection(unknown) == "ledger.not_seen"
    assert world.objection(seen) is None


def test_seen_must_be_an_own_earlier_heads_entry() -> None:
    world = founded()
    their_heads = world.logs[SOUTH].seen
    said = StatementMade("position", en("so"))
    tries = [their_heads, "e" * 64, world.say(NORTH, said)]

    assert [world.objection(world.say(NORTH, said, seen=each)) for each in tries] == ["ledger.bad_seen"] * 3


def test_the_past_only_grows() -> None:
    """Naming an older heads entry later makes nothing unseen."""
    world = founded()
    old = world.logs[NORTH].seen
    theirs = world.say(SOUTH, StatementMade("question", en("Will you?")))
    world.see_all(NORTH)
    world.say(NORTH, StatementMade("position", en("now")))
    again = world.say(NORTH, StatementMade("reply", en("Yes.")), seen=old, refs=refs(answers=theirs))

    assert world.objection(again) is None
    assert world.fold().saw(again, theirs)


def test_one_text_counts_once() -> None:
    """The same bytes again, or the same text signed by another key of the office, say nothing new."""
    world = founded()
    data = world.sign(NORTH, StatementMade("position", en("so")), at=BEGAN)
    first = world.put(NORTH, data)
    digest = world.fold().digest()
    world.put(NORTH, data)

    assert world.last_objection(NORTH) == "ledger.said_before"
    assert world.fold().digest() == digest
    assert world.verdict(first).index == len(world.logs[NORTH].entries) - 2


def test_an_act_must_be_about_a_subject_of_its_own_kind() -> None:
    world = founded()
    meeting = world.say(NORTH, OPENING[0])

    assert world.objection(world.say(NORTH, StatementWithdrawn(), meeting)) == "ledger.wrong_subject"
    assert world.objection(world.say(NORTH, StatementWithdrawn())) == "statements.not_found"
    assert world.objection(world.say(NORTH, StatementMade("reply", en("x")), meeting)) == "ledger.wrong_subject"


def test_people_call_entries_by_party_and_number() -> None:
    world = founded()
    said = world.say(NORTH, StatementMade("position", en("so")))
    folded = world.fold()

    verdict = folded.verdict_at(folded.verdict(said).ref)  # type: ignore[union-attr] # it was folded
    assert verdict is not None
    assert verdict.entry is not None
    assert verdict.entry.id == said
    assert [folded.verdict_at(ref) for ref in ("north", "north/", "north/-1", "north/9999", "west/1", "north/²")] == [
        None
    ] * 6


def test_what_stands_can_be_asked() -> None:
    world = founded()
    said = world.say(NORTH, StatementMade("position", en("so")))
    folded = world.fold()

    assert folded.slice_of(said) == "statements"
    assert set(folded.subjects("statements")) == {said}
    assert folded.subjects("meetings") == {}
    assert [entry.id for entry in folded.acts(said)] == [said]
    assert folded.state("e" * 64) is None
    assert folded.acts("e" * 64) == ()
    assert folded.state_in({}, "e" * 64) is None
    assert folded.append("nobody.example", [b"x"]) == []
    assert folded.size("nobody.example") == 0
    assert folded.cut()[origin(NORTH)][0] == len(world.logs[NORTH].entries)


def test_a_digest_names_the_subject_where_two_records_differ() -> None:
    world = founded()
    before = dict(world.fold().encoded_states())
    said = world.say(NORTH, StatementMade("position", en("so")))
    after = world.fold().encoded_states()

    assert differing(before, after) == (said,)
    assert digest_of(1, before) != digest_of(1, after)
    assert digest_of(1, before) != digest_of(2, before)


def test_signatures_verified_ahead_are_the_same_signatures() -> None:
    """Verifying a batch on several cores changes nothing but the time."""
    world = founded()
    world.say(NORTH, StatementMade("position", en("so")))
    text, _, _ = world.sign(NORTH, StatementMade("position", en("forged"))).rpartition(b"\n\n")
    world.put(NORTH, text + b"\n\n" + delegate_key(NORTH).sign(b"another text\n").line())

    folded = world.fresh_fold()
    for party, log in world.logs.items():
        for entry in log.entries:
            reads = folded.parse_many(origin(party), [entry])
            keys = [folded.key_of(origin(party), read) for read in reads]
            held = [key is not None and ed25519.verify(*key) for key in keys]
            folded.append_read(origin(party), reads, [leaf_hash(entry)], held)
    assert same(folded, world.fold())
    assert world.last_objection(NORTH) == "ledger.bad_signature"


def test_clocks() -> None:
    assert join({"a": 1, "b": 2}, {"a": 3, "c": 1}) == {"a": 3, "b": 2, "c": 1}
    assert contains({"a": 1}, "a", 0)
    assert not contains({"a": 1}, "a", 1)
    assert not contains({}, "a", 0)
    assert covers({"a": 2}, {"a": 1})
    assert not covers({"a": 2}, {"b": 1})


# A log that was shown in two ways


@st.composite
def forks(draw: st.DrawFn) -> tuple[World, list[bytes], str]:
    """A history in which North showed South one log and the host another, both of whom acted on it."""
    world = founded()
    meeting = world.say(NORTH, OPENING[0])
    world.meet()
    shared = list(world.logs[NORTH].entries)

    def go_on(seer: str, tag: str) -> None:
        for number in range(draw(st.integers(1, 3))):
            moves: list[tuple[Body, EntryId | None]] = [
                (StatementMade("position", en(f"{tag}{number}")), None),
                (MeetingPostponed(en(tag)), meeting),
                (DateOffered(LATER), meeting),
                (AcceptanceWithdrawn(meeting, 0, en(tag)), meeting),
                (OutcomeStated("none", en(tag)), meeting),
            ]
            body, on = draw(st.sampled_from(moves))
            world.say(NORTH, body, on)
        size = len(world.logs[NORTH].entries)
        if draw(st.booleans()):
            world.see(seer, north=draw(st.integers(len(shared) + 1, size)))
        world.say(seer, DateAccepted(meeting, 0), meeting)

    go_on(SOUTH, "a")
    first = list(world.logs[NORTH].entries)
    world.logs[NORTH].entries = list(shared)
    go_on(HOST, "b")
    if draw(st.booleans()):
        world.put(NORTH, draw(st.sampled_from(first[len(shared) :])))
        if draw(st.booleans()):
            world.see(HOST, NORTH)
            world.say(HOST, OutcomeStated("agreed"), meeting)
        world.say(NORTH, OutcomeStated("referred"), meeting)
    if draw(st.booleans()):
        world.see(HOST, SOUTH)
    finder = draw(st.sampled_from([HOST, SOUTH]))
    proof = equivocation(NORTH, first, world.logs[NORTH].entries)
    world.say(finder, MisconductFound(origin(NORTH), proof), signers=[node_key(finder)], by="node")
    other = SOUTH if finder == HOST else HOST
    if draw(st.booleans()):
        world.see(other, finder)
        world.say(other, OutcomeStated("none"), meeting)
    return world, first, meeting


def read_both(world: World, trunk: list[bytes], branch: list[bytes], order: Iterable[str]) -> Fold:
    """A node that holds one branch as North's log, and learns of the other one at some point."""
    prefix = next(i for i, (a, b) in enumerate(zip(trunk, branch, strict=False)) if a != b)
    folded = world.fresh_fold()
    folded.append(origin(NORTH), trunk[:prefix])
    for each in order:
        if each == "trunk":
            folded.append(origin(NORTH), trunk[prefix:])
        elif each == "branch":
            folded.add_branch(origin(NORTH), prefix, branch[prefix:])
        else:
            folded.append(origin(each), world.logs[each].entries)
    return folded


@given(st.data())
def test_nodes_that_were_shown_different_logs_come_to_one_record(data: st.DataObject) -> None:
    """Once each has the other branch, it does not matter which one a node was shown first."""
    world, first, _ = data.draw(forks())
    second = world.logs[NORTH].entries
    orders = [data.draw(st.permutations([HOST, SOUTH, "trunk", "branch"])) for _ in range(2)]

    of_south = read_both(world, first, second, orders[0])
    of_host = read_both(world, second, first, orders[1])

    assert differing(of_south.encoded_states(), of_host.encoded_states()) == ()
    assert of_south.digest() == of_host.digest()
    assert not of_south.waiting()
    assert of_south.exposed() == of_host.exposed()


def test_one_text_on_both_branches_counts_once_and_alike_for_all() -> None:
    """A restored node that takes in again what it had published, at another place, is such a case."""
    world = founded()
    meeting = world.say(NORTH, OPENING[0])
    world.meet()
    shared = list(world.logs[NORTH].entries)
    twin = world.sign(NORTH, MeetingPostponed(en("delay")), subject=meeting)
    other = world.sign(NORTH, StatementMade("position", en("other")))
    first, second = [*shared, twin], [*shared, other, twin]
    for seer, shown in ((SOUTH, first), (HOST, second)):
        world.logs[NORTH].entries = shown
        world.see(seer, NORTH)
        world.say(seer, OutcomeStated("none"), meeting)
    proof = equivocation(NORTH, first, second)
    world.say(HOST, MisconductFound(origin(NORTH), proof), signers=[node_key(HOST)], by="node")

    of_south = read_both(world, first, second, ["trunk", "branch", HOST, SOUTH])
    of_host = read_both(world, second, first, [HOST, SOUTH, "branch", "trunk"])

    assert differing(of_south.encoded_states(), of_host.encoded_states()) == ()
    state = of_south.state(meeting)
    assert state is not None
    assert len(state.delays) == 1


def exposed_world() -> tuple[World, EntryId, EntryId, EntryId]:
    """North says something that South acts on, then shows the host another log; who sees what is plain."""
    world = founded()
    before = world.say(NORTH, StatementMade("position", en("before")))
    fork = list(world.logs[NORTH].entries)
    acted_on = world.say(NORTH, StatementMade("question", en("acted on")))
    world.see(SOUTH, NORTH)
    world.say(SOUTH, StatementMade("reply", en("acting")), refs=refs(answers=acted_on))
    after = world.say(NORTH, StatementMade("position", en("after")))
    shown = [*fork, world.sign(NORTH, StatementMade("position", en("to the host")))]
    proof = equivocation(NORTH, shown, world.logs[NORTH].entries)
    world.say(HOST, MisconductFound(origin(NORTH), proof), signers=[node_key(HOST)], by="node")
    return world, before, acted_on, after


def test_what_others_acted_on_stands_and_nothing_newer() -> None:
    """Before the fork: stands. Seen by another before the evidence: stands. All else of that log: no effect."""
    world, before, acted_on, after = exposed_world()
    folded = world.fold()

    assert world.objection(before) is None
    assert world.objection(acted_on) is None
    assert world.objection(after) == "ledger.exposed"
    assert folded.generation == 1
    assert set(folded.exposed()) == {origin(NORTH)}


def test_an_exposed_log_gains_no_effect_by_being_seen_later() -> None:
    """Whoever knows of the evidence no longer acts in good faith."""
    world, _, _, after = exposed_world()
    world.see(SOUTH, HOST)
    world.see(SOUTH, NORTH)
    world.say(SOUTH, StatementMade("reply", en("too late")))

    assert world.objection(after) == "ledger.exposed"


def test_who_does_not_know_of_the_evidence_still_acts_in_good_faith() -> None:
    """So evidence is spread at once; until it has arrived, nobody is made to lose what it relied on."""
    world, _, _, after = exposed_world()
    world.see(SOUTH, NORTH)
    world.say(SOUTH, StatementMade("reply", en("in good faith")))

    assert world.objection(after) is None


def test_two_logs_that_expose_each_other_settle() -> None:
    """Evidence counts though its log is exposed itself: else each would undo the other without end."""
    world = founded()
    forks = {party: list(world.logs[party].entries) for party in (NORTH, SOUTH)}
    shown = {p: [*forks[p], world.sign(p, StatementMade("position", en("one")))] for p in forks}
    for party in forks:
        world.say(party, StatementMade("position", en("two")))
    for party, other in ((NORTH, SOUTH), (SOUTH, NORTH)):
        proof = equivocation(other, shown[other], world.logs[other].entries[: len(shown[other])])
        world.say(party, MisconductFound(origin(other), proof), signers=[node_key(party)], by="node")

    folded = world.fold()
    again = world.fresh_fold()
    for party in reversed(PARTIES):
        for entry in world.logs[party].entries:
            again.append(origin(party), [entry])

    assert set(folded.exposed()) == {origin(NORTH), origin(SOUTH)}
    assert same(folded, again)
    assert world.objection(world.say(NORTH, StatementMade("position", en("three")))) == "ledger.exposed"


def test_a_key_revoked_on_an_exposed_log_stays_revoked() -> None:
    """Keys are read on, so that a party whose machine was taken over can still end its keys."""
    world, _, _, _ = exposed_world()
    gone = delegate_key(NORTH).verifier().vkey()
    revoked = world.say(NORTH, KeyRevoked(gone, "stolen"), signers=[root_key(NORTH)], by="root")

    assert world.objection(revoked) is None
    assert world.objection(world.say(NORTH, StatementMade("position", en("x")))) == "ledger.revoked_key"


def test_a_log_that_was_seen_in_another_form_is_disputed() -> None:
    """A reader who holds one branch and meets an entry that relies on the other knows what to look for."""
    world = founded()
    fork = list(world.logs[NORTH].entries)
    world.say(NORTH, StatementMade("position", en("shown to South")))
    world.see(SOUTH, NORTH)
    relying = world.say(SOUTH, StatementMade("reply", en("to that")))
    world.logs[NORTH].entries = [*fork, world.sign(NORTH, StatementMade("position", en("shown to us")))]

    folded = world.fold()

    assert folded.verdict(relying) is None
    ((log, _, disputed, size, _),) = folded.disputed()
    assert (log, disputed, size) == (origin(SOUTH), origin(NORTH), len(fork) + 1)


def test_a_text_said_twice_on_a_convicted_log_does_not_slow_down_everybody_for_ever() -> None:
    """All is folded anew when such a text comes, not with each entry that anybody signs afterwards."""
    world = founded()
    shared = list(world.logs[NORTH].entries)
    twin = world.sign(NORTH, StatementMade("position", en("twice")))
    first = [*shared, twin]
    second = [*shared, world.sign(NORTH, StatementMade("position", en("other"))), twin]
    proof = equivocation(NORTH, first, second)
    world.say(HOST, MisconductFound(origin(NORTH), proof), signers=[node_key(HOST)], by="node")
    folded = read_both(world, first, second, ["trunk", "branch", HOST, SOUTH])
    before = folded.generation
    for number in range(5):
        world.say(SOUTH, StatementMade("position", en(f"later {number}")))
        folded.append(origin(SOUTH), world.logs[SOUTH].entries[-1:])

    assert folded.generation == before
    assert folded.digest() == read_both(world, second, first, [SOUTH, HOST, "branch", "trunk"]).digest()
