"""Versions of the charter: each holds for those who signed it, once they know that all have."""

from itertools import permutations

import msgspec

from tests.worlds import (
    CHARTER,
    HOST,
    NORTH,
    PARTIES,
    SOUTH,
    World,
    amended,
    delegate_key,
    en,
    founded,
    key,
    log_key,
    make_charter,
    node_key,
    origin,
    root_key,
    terms_of,
)
from trilateral.ledger.charter import Charter, charter_hash, encode_charter
from trilateral.ledger.entry import Body
from trilateral.ledger.keys import CharterAccepted, CharterRefused, KeyEnrolled, PartyLeft
from trilateral.mechanism.allegations.entries import AllegationFiled
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.tlog.note import KeyKind, SignerKey

EAST = "east"
SAID: Body = StatementMade("position", en("We are ready to meet."))
WIDER = amended(CHARTER, scope=(en("Security at the river and on the road"),))
WITH_EAST = amended(CHARTER, parties=tuple(sorted((*CHARTER.parties, terms_of(EAST)), key=lambda each: each.id)))
NEW_ROOT = key(f"{origin(NORTH)}/root/2")
NEW_LOG = SignerKey(origin(NORTH), KeyKind.ED25519, b"\7" * 32)


def name_of(version: Charter) -> str:
    return charter_hash(encode_charter(version))


def north_anew() -> Charter:
    terms = terms_of(NORTH, root_keys=(NEW_ROOT.verifier().vkey(),), log_keys=(NEW_LOG.verifier().vkey(),))
    return amended(CHARTER, parties=tuple(terms if each.id == NORTH else each for each in CHARTER.parties))


def all_accept(world: World, version: Charter, *parties: str) -> None:
    for party in parties or PARTIES:
        world.accept(party, version)
    world.meet()


# -- amending


def test_a_charter_is_amended_by_every_party_and_by_no_fewer() -> None:
    world = founded()
    world.accept(NORTH, WIDER)
    world.accept(SOUTH, WIDER)
    world.meet()
    world.say(NORTH, SAID)
    assert world.fold().charter == CHARTER

    world.accept(HOST, WIDER)
    world.meet()
    said = world.say(NORTH, SAID)

    fold = world.fold()
    assert fold.charter == WIDER
    assert set(fold.accepted()) == set(PARTIES)
    found = fold.version_at(said)
    assert found is not None
    assert found.number == 2


def test_a_version_holds_for_an_author_from_when_it_could_know_all_acceptances() -> None:
    world = founded()
    for party in PARTIES:
        world.accept(party, WIDER)
    before = world.say(NORTH, SAID)
    world.see_all(SOUTH)
    after = world.say(SOUTH, SAID)

    fold = world.fold()
    assert [fold.version_at(each).number for each in (before, after)] == [1, 2]  # type: ignore[union-attr]  # both hold


def test_a_subject_stays_under_the_charter_under_which_it_was_opened() -> None:
    world = founded()
    faster = amended(CHARTER, clocks=())
    opened = world.say(NORTH, SAID)
    world.meet()
    all_accept(world, faster)
    world.say(SOUTH, SAID, seen=world.logs[SOUTH].seen)
    version = world.fold().version_at(opened)

    assert version is not None
    assert version.charter == CHARTER


def test_what_is_in_force_for_one_stays_so_for_whoever_knows_of_it() -> None:
    """A party that joins meanwhile does not undo what the others have agreed on without knowing of it."""
    world = founded()
    all_accept(world, WITH_EAST)
    after = amended(WITH_EAST, titles=(en("A mechanism of four"),))
    for party in PARTIES:
        world.accept(party, after)
    world.see_all(NORTH)
    known = world.say(NORTH, SAID)
    world.accredit(EAST, WITH_EAST, root_key(EAST))  # names heads that do cover all acceptances
    assert world.last_objection(EAST) == "ledger.not_accepted_by_others"

    del world.logs[EAST]
    world.accredit(EAST, after, root_key(EAST))

    fold = world.fold()
    assert fold.version_at(known).number == 3  # type: ignore[union-attr]  # it holds
    assert fold.charter == after
    assert fold.parties == (EAST, HOST, NORTH, SOUTH)


def test_every_order_of_reading_gives_one_charter() -> None:
    world = founded()
    world.accept(NORTH, WIDER)
    world.accept(SOUTH, WIDER)
    world.see_all(NORTH)
    world.accept(HOST, WIDER)
    world.see_all(SOUTH)
    world.say(SOUTH, SAID)
    world.say(NORTH, SAID)
    digests = set()
    for order in permutations(world.logs):
        fold = world.fresh_fold()
        for at in range(max(world.sizes.values())):
            for party in order:
                fold.append(origin(party), world.logs[party].entries[at : at + 1])
        digests.add(fold.digest())

    assert len(digests) == 1


# -- two amendments of one version


def test_who_accepted_one_amendment_accepts_another_only_instead_of_it() -> None:
    """Else both could be accepted by all, and nobody could say which holds."""
    world = founded()
    other = amended(CHARTER, titles=(en("Another name"),))
    world.accept(NORTH, WIDER)

    assert world.objection(world.accept(NORTH, other)) == "ledger.accepted_another"
    instead = amended(CHARTER, titles=(en("Another name"),), instead_of=(name_of(WIDER),))
    assert world.objection(world.accept(NORTH, instead)) is None


def test_of_two_that_all_accepted_the_one_holds_that_stands_instead_of_the_other() -> None:
    world = founded()
    instead = amended(CHARTER, titles=(en("Another name"),), instead_of=(name_of(WIDER),))
    for party in PARTIES:
        world.accept(party, WIDER)
        world.accept(party, instead)
    world.meet()

    assert world.fold().charter == instead
    assert world.fold().crossed_versions() == ()


def test_what_cannot_be_ordered_leaves_the_version_before_in_force() -> None:
    """Two halves that took one another to have left amend the same version in two ways, and then meet."""
    parties = tuple(terms_of(each) for each in ("alpha", "beta", "gamma", "zeta"))
    charter = make_charter(parties=parties, quorum=1)
    world = World(charter).found()
    first, second = (amended(charter, titles=(en(title),)) for title in ("One", "Two"))
    for half, version in ((("alpha", "beta"), first), (("gamma", "zeta"), second)):
        for party in half:
            world.accept(party, version)
    for party in world.logs:
        world.say_as_root(party, PartyLeft())
    world.see("alpha", "beta", "gamma", "zeta", gamma=world.sizes["gamma"], zeta=world.sizes["zeta"])
    world.meet()

    # everybody is seen to have left, so what each half knew alone is all accepted: neither holds
    assert set(world.fold().crossed_versions()) <= {name_of(first), name_of(second)}
    assert world.fold().charter in {charter, first, second}


# -- a bad acceptance


def test_an_acceptance_carries_the_text_that_it_names() -> None:
    world = founded()
    text = encode_charter(WIDER).decode()

    def objection(charter: str, text: str) -> str | None:
        return world.objection(world.say_as_root(NORTH, CharterAccepted(charter, text)))

    assert objection(name_of(WIDER), "") == "ledger.unknown_charter"
    assert objection("0" * 64, text) == "ledger.unknown_charter"
    assert objection(charter_hash(b"{}"), "{}") == "ledger.malformed_charter"
    assert objection(world.mechanism, encode_charter(CHARTER).decode()) == "ledger.text_not_needed"
    unrelated = make_charter(titles=(en("Unrelated"),), previous="0" * 64)
    assert objection(name_of(unrelated), encode_charter(unrelated).decode()) == "ledger.another_previous"


def test_an_amendment_takes_nothing_from_a_party() -> None:
    world = founded()

    def objection(*parties: object, **changes: object) -> str | None:
        return world.objection(world.accept(NORTH, amended(CHARTER, **(changes or {"parties": parties}))))

    host, north, south = CHARTER.parties
    moved = msgspec.structs.replace(
        north, origin="north.example/other", log_keys=(key("north.example/other").verifier().vkey(),)
    )
    taken = msgspec.structs.replace(south, root_keys=north.root_keys)
    stolen = msgspec.structs.replace(north, root_keys=(NEW_ROOT.verifier().vkey(),))
    given = (host, msgspec.structs.replace(north, root_keys=(NEW_ROOT.verifier().vkey(),)), taken)
    relogged = msgspec.structs.replace(north, log_keys=(NEW_LOG.verifier().vkey(),))
    assert objection(host, moved, south) == "ledger.bad_amendment"
    assert objection(*given) == "ledger.bad_amendment"
    assert objection(host, stolen, south) == "ledger.bad_amendment"  # the old log key would go on counting
    assert objection(host, relogged, south) == "ledger.bad_amendment"
    assert objection(level=0) == "ledger.bad_amendment"


# -- joining


def joined() -> World:
    world = founded()
    all_accept(world, WITH_EAST)
    world.accredit(EAST, WITH_EAST, root_key(EAST))
    world.enrol(EAST, node_key(EAST), "node")
    world.enrol(EAST, delegate_key(EAST), "delegate", "head")
    return world


def test_a_party_joins_by_its_own_signature() -> None:
    world = joined()
    world.see_all(NORTH)
    said = world.say(EAST, SAID)

    fold = world.fold()
    assert world.objection(said) is None
    assert fold.parties == (EAST, HOST, NORTH, SOUTH)
    assert set(fold.accepted()) == {EAST, HOST, NORTH, SOUTH}


def test_a_party_that_is_named_and_has_not_signed_binds_nobody_and_stops_nobody() -> None:
    world = founded()
    all_accept(world, WITH_EAST)
    alleged = world.say(NORTH, AllegationFiled(SOUTH, (en("The road."),)))

    fold = world.fold()
    assert fold.charter == WITH_EAST
    assert fold.parties == PARTIES
    assert world.objection(alleged) is None


def test_nobody_joins_before_the_others_have_agreed() -> None:
    world = founded()
    world.accept(NORTH, WITH_EAST)
    world.accept(SOUTH, WITH_EAST)
    world.meet()
    early = world.accredit(EAST, WITH_EAST, root_key(EAST))

    assert world.objection(early) == "ledger.not_accepted_by_others"
    said = world.say(EAST, SAID, seen=None)
    assert world.objection(said) == "ledger.unknown_key"


def test_nobody_joins_with_another_key_than_the_charter_names() -> None:
    world = founded()
    all_accept(world, WITH_EAST)

    assert world.objection(world.accredit(EAST, WITH_EAST, NEW_ROOT)) == "ledger.unknown_key"


def test_once_a_party_is_in_there_is_nothing_to_accredit() -> None:
    world = joined()
    again = world.accredit(EAST, WITH_EAST, root_key(EAST))

    assert world.objection(again) == "ledger.nothing_new"


# -- leaving


def test_a_party_leaves_by_its_own_signature_and_the_others_go_on() -> None:
    world = joined()
    world.see_all(NORTH)
    left_at = world.sizes[SOUTH]
    world.say_as_root(SOUTH, PartyLeft(en("Our mandate has ended.")))
    late = world.say(SOUTH, SAID)
    world.meet()
    go_on = amended(WITH_EAST, titles=(en("Without South"),))
    all_accept(world, go_on, HOST, NORTH, EAST)

    fold = world.fold()
    assert world.objection(late) == "ledger.has_left"
    assert fold.charter == go_on
    assert fold.parties == (EAST, HOST, NORTH)
    assert fold.left() == {SOUTH: f"{SOUTH}/{left_at}"}
    again = world.say_as_root(SOUTH, PartyLeft())
    assert world.objection(again) == "ledger.has_left"
    assert world.objection(world.accept(SOUTH, go_on)) == "ledger.has_left"


def test_nobody_is_put_out_without_signing() -> None:
    world = founded()
    without = amended(CHARTER, parties=CHARTER.parties[:2], quorum=1)
    all_accept(world, without, HOST, NORTH)
    assert world.fold().charter == CHARTER

    world.accept(SOUTH, without)
    world.meet()

    assert world.fold().charter == without
    assert world.objection(world.say(SOUTH, SAID)) == "ledger.not_a_member"


# -- all keys lost


def test_a_party_that_lost_all_keys_is_accredited_by_all_others() -> None:
    world = founded()
    before = world.say(NORTH, SAID)
    world.meet()
    all_accept(world, north_anew(), HOST, SOUTH)
    world.log_signers[NORTH] = NEW_LOG
    back = world.accredit(NORTH, north_anew(), NEW_ROOT)
    stale = world.say(NORTH, SAID)
    enrolled = KeyEnrolled(key("north/new-head").verifier().vkey(), "delegate", "head")
    world.say_as_root(NORTH, enrolled, NEW_ROOT)
    again = world.say(NORTH, SAID, signers=[key("north/new-head")])
    world.see(HOST, NORTH)
    answered = world.say(HOST, SAID)

    assert world.objection(back) is None
    assert world.objection(before) is None
    assert world.objection(stale) == "ledger.revoked_key"
    assert world.objection(again) is None
    assert world.objection(answered) is None
    assert world.fold().log_keys(origin(NORTH), world.sizes[NORTH]) == (NEW_LOG.verifier(),)
    assert world.fold().parties == PARTIES


def test_the_old_root_can_refuse_that_its_seat_is_given_away() -> None:
    world = founded()
    at = world.sizes[NORTH]
    refused = world.say_as_root(NORTH, CharterRefused(name_of(north_anew()), en("Our keys are where they were.")))
    world.meet()
    all_accept(world, north_anew(), HOST, SOUTH)
    taken = world.accredit(NORTH, north_anew(), NEW_ROOT)

    assert world.objection(refused) is None
    assert world.objection(taken) == "ledger.not_accepted_by_others"
    assert world.fold().charter == CHARTER
    assert world.fold().refused(name_of(north_anew())) == {NORTH: f"{NORTH}/{at}"}


def test_who_has_accepted_cannot_refuse() -> None:
    world = founded()
    world.accept(NORTH, WIDER)

    assert world.objection(world.say_as_root(NORTH, CharterRefused(name_of(WIDER)))) == "ledger.accepted_already"


def test_the_old_log_key_signs_no_head_that_covers_the_new_root() -> None:
    world = founded()
    all_accept(world, north_anew(), HOST, SOUTH)
    size = world.sizes[NORTH]
    world.log_signers[NORTH] = NEW_LOG
    world.accredit(NORTH, north_anew(), NEW_ROOT)

    fold = world.fold()
    assert fold.log_keys(origin(NORTH), size) == (log_key(NORTH).verifier(),)
    assert fold.log_keys(origin(NORTH), size + 1) == (NEW_LOG.verifier(),)


def test_a_text_that_only_some_have_accepted_names_nobodys_log_keys() -> None:
    """Else each party could go on with another's log where its mirrors lie."""
    world = founded()
    all_accept(world, north_anew(), SOUTH)
    assert NEW_LOG.verifier() not in world.fold().log_keys(origin(NORTH))

    all_accept(world, north_anew(), HOST)
    assert NEW_LOG.verifier() in world.fold().log_keys(origin(NORTH))


# -- log keys


def test_a_log_key_is_rotated_by_the_root_in_its_own_log() -> None:
    world = founded()
    world.enrol(NORTH, NEW_LOG, "log")
    size = world.sizes[NORTH]
    world.log_signers[NORTH] = NEW_LOG
    world.see(HOST, NORTH)
    said = world.say(HOST, SAID)

    assert world.objection(said) is None
    assert set(world.fold().log_keys(origin(NORTH), size)) == {NEW_LOG.verifier(), log_key(NORTH).verifier()}
    assert world.fold().log_keys(origin(NORTH), size - 1) == (log_key(NORTH).verifier(),)


def test_a_head_by_a_key_that_signed_before_it_was_a_log_key_is_none() -> None:
    world = founded()
    world.log_signers[NORTH] = NEW_LOG
    bad = world.see(HOST, NORTH)

    assert world.objection(bad) == "ledger.bad_head"


def test_a_log_key_bears_the_name_of_the_log() -> None:
    world = founded()

    assert world.objection(world.enrol(NORTH, key("north.example/other"), "log")) == "ledger.wrong_key_kind"


# -- who may say what


def test_an_observer_speaks_and_has_no_say() -> None:
    seat = terms_of(EAST, role="observer")
    with_observer = amended(CHARTER, parties=tuple(sorted((*CHARTER.parties, seat), key=lambda each: each.id)))
    world = founded()
    all_accept(world, with_observer)
    world.accredit(EAST, with_observer, root_key(EAST))
    world.enrol(EAST, delegate_key(EAST), "delegate", "head")

    assert world.objection(world.say(EAST, SAID)) is None
    assert world.objection(world.say(EAST, AllegationFiled(SOUTH, (en("The road."),)))) == "charter.has_no_say"
    assert world.fold().parties == PARTIES


def test_an_act_of_two_persons_needs_two_offices() -> None:
    world = World(make_charter(two_person=("statements.made",))).found()
    world.enrol(NORTH, delegate_key(NORTH, "chair"), "delegate", "chair")
    world.enrol(NORTH, key("north/head-b"), "delegate", "head")
    both = [delegate_key(NORTH), delegate_key(NORTH, "chair")]

    assert world.objection(world.say(NORTH, SAID)) == "ledger.needs_two"
    assert world.objection(world.say(NORTH, SAID, signers=[delegate_key(NORTH), key("north/head-b")])) == (
        "ledger.needs_two"
    )
    assert world.objection(world.say(NORTH, SAID, signers=both)) is None


def test_a_key_signs_no_more_than_its_powers() -> None:
    world = founded()
    world.enrol(NORTH, delegate_key(NORTH, "press"), "delegate", "press", ("statements",))
    world.enrol(NORTH, delegate_key(NORTH, "desk"), "delegate", "desk", ("statements.withdrawn",))
    alleged = AllegationFiled(SOUTH, (en("The road."),))

    assert world.objection(world.say(NORTH, SAID, by="press")) is None
    assert world.objection(world.say(NORTH, alleged, by="press")) == "ledger.beyond_powers"
    assert world.objection(world.say(NORTH, SAID, by="desk")) == "ledger.beyond_powers"
    wrong = world.enrol(NORTH, key("north/node-b"), "node", None, ("statements",))
    assert world.objection(wrong) == "ledger.wrong_powers"


def test_as_many_roots_sign_as_the_charter_says() -> None:
    second = key("north.example/log/root-b")
    roots = (root_key(NORTH).verifier().vkey(), second.verifier().vkey())
    north = terms_of(NORTH, root_keys=roots, root_threshold=2)
    charter = make_charter(parties=tuple(north if each.id == NORTH else each for each in CHARTER.parties))
    world = World(charter)
    alone = world.enrol(NORTH, node_key(NORTH), "node")
    body = KeyEnrolled(delegate_key(NORTH).verifier().vkey(), "delegate", "head")
    together = world.say_as_root(NORTH, body, root_key(NORTH), second)

    assert world.objection(alone) == "ledger.too_few_roots"
    assert world.objection(together) is None
