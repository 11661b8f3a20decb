"""One party alone tries to give the seats of others to keys of its own.

The way back for a party that lost all keys is that the others name new ones for it. So whoever
could be "all others" by itself would be every party.
"""

from hashlib import sha256

from tests.worlds import CHARTER, HOST, NORTH, PARTIES, SOUTH, World, amended, founded, key, origin, root_key, terms_of
from trilateral.ledger.charter import Charter, PartyTerms
from trilateral.ledger.keys import PartyLeft
from trilateral.tlog.note import KeyKind, SignerKey


def stolen(party: str) -> PartyTerms:
    """A party's terms with keys that North holds."""
    log_key = SignerKey(origin(party), KeyKind.ED25519, sha256(party.encode()).digest())
    return terms_of(
        party,
        root_keys=(key(f"{origin(party)}/root/stolen").verifier().vkey(),),
        log_keys=(log_key.verifier().vkey(),),
    )


def renewing(before: Charter, *parties: str) -> Charter:
    return amended(before, parties=tuple(stolen(each.id) if each.id in parties else each for each in before.parties))


def knows(world: World, party: str) -> Charter:
    """The charter that is in force for a party's next entry."""
    return world.fold().charter_for_next(origin(party))


def test_nobody_renews_two_parties_at_once() -> None:
    """Of three, the one that is left would be all others of both."""
    world = founded()
    accepted = world.accept(NORTH, renewing(CHARTER, HOST, SOUTH))

    assert world.objection(accepted) == "ledger.bad_amendment"


def test_nobody_is_renewed_while_another_seat_is_empty() -> None:
    """The host has lost its keys, and has not come again: North alone is not all others of South."""
    world = founded()
    without_host = renewing(CHARTER, HOST)
    for party in (NORTH, SOUTH):
        world.accept(party, without_host)
    world.see(NORTH, SOUTH)
    world.accept(NORTH, renewing(without_host, SOUTH))
    world.see(NORTH, SOUTH)

    assert knows(world, NORTH) == without_host


def test_the_last_one_but_one_does_not_renew_the_last() -> None:
    """The host has left: North's word alone does not take South's seat."""
    world = founded()
    world.say_as_root(HOST, PartyLeft())
    world.see_all(NORTH)
    world.accept(NORTH, renewing(CHARTER, SOUTH))
    world.see_all(NORTH)

    assert knows(world, NORTH) == CHARTER


def test_who_has_no_say_amends_nothing_when_all_have_left() -> None:
    """An observer's signature is none that an amendment needs."""
    watched = amended(
        CHARTER, parties=tuple(terms_of(p, role="observer") if p == HOST else terms_of(p) for p in PARTIES)
    )
    world = founded()
    for party in PARTIES:
        world.accept(party, watched)
    world.meet()
    for party in (NORTH, SOUTH):
        world.say_as_root(party, PartyLeft())
    world.see_all(HOST)
    world.accept(HOST, renewing(watched, SOUTH))

    assert knows(world, HOST) == watched
    assert world.fold().charter_for_next(origin(HOST)).root_keys(origin(SOUTH)) == (root_key(SOUTH).verifier(),)
