"""The charter: one spelling, one hash, and no key that could be taken for another's."""

from typing import Any

import msgspec
import pytest

from tests.worlds import (
    CHARTER,
    HOST,
    NORTH,
    PARTIES,
    World,
    en,
    founded,
    key,
    log_key,
    make_charter,
    node_key,
    origin,
    root_key,
)
from trilateral.errors import MalformedError
from trilateral.ledger.canonical import encode_canonical, parse_canonical
from trilateral.ledger.charter import PartyTerms, charter_hash, encode_charter, parse_charter
from trilateral.ledger.entry import Body
from trilateral.ledger.keys import CharterAccepted
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.tlog.note import KeyKind, SignerKey

DATA = encode_charter(CHARTER)
SAID: Body = StatementMade("position", en("We are ready to meet."))


def members() -> dict[str, Any]:
    value = parse_canonical(DATA)
    assert isinstance(value, dict)
    return value


def with_party(place: int, **changes: Any) -> bytes:
    value = members()
    value["parties"][place] = {**value["parties"][place], **changes}
    return encode_canonical(value)


def test_both_ways() -> None:
    assert parse_charter(DATA) == CHARTER
    assert encode_charter(parse_charter(DATA)) == DATA
    assert charter_hash(DATA) == World().mechanism


def test_a_default_is_left_out_wherever_it_came_from() -> None:
    """Else one charter would have two hashes, and each party could hold another one accepted."""
    terms = msgspec.structs.replace(CHARTER.parties[0], zone=b"UTC".decode())
    again = make_charter(parties=(terms, *CHARTER.parties[1:]), heartbeat_seconds=int("3600"))

    assert encode_charter(again) == DATA
    with pytest.raises(MalformedError):
        parse_charter(with_party(0, zone="UTC"))
    with pytest.raises(MalformedError):
        parse_charter(encode_canonical({**members(), "heartbeat_seconds": 3600}))


def test_a_party_may_name_its_capital() -> None:
    """A zone is called after one city of it: America/New_York is Washington's clock."""
    terms = msgspec.structs.replace(CHARTER.parties[0], zone="America/New_York", capital=(en("Washington"),))
    data = encode_charter(make_charter(parties=(terms, *CHARTER.parties[1:])))

    assert parse_charter(data).parties[0] == terms
    assert b'"capital":[{"lang":"en","text":"Washington"}]' in data
    assert b"capital" not in DATA
    with pytest.raises(MalformedError):
        parse_charter(with_party(0, capital=[]))


VKEY = key("another").verifier().vkey()
WITNESS = SignerKey(origin(HOST), KeyKind.COSIGNATURE, b"\1" * 32).verifier().vkey()


@pytest.mark.parametrize(
    "data",
    [
        b"{}",
        b"[]",
        b"",
        DATA + b"\n",
        DATA.replace(b'"level":1', b'"level": 1'),
        encode_canonical({**members(), "format": "trilateral/charter@v2"}),
        encode_canonical({**members(), "more": 1}),
        encode_canonical({**members(), "quorum": 3}),
        encode_canonical({**members(), "quorum": -1}),
        encode_canonical({**members(), "previous": "a" * 64 + "\n"}),
        encode_canonical({**members(), "parties": members()["parties"][:1]}),
        encode_canonical({**members(), "parties": members()["parties"][::-1]}),
        encode_canonical({**members(), "parties": [members()["parties"][0]] * 2}),
        encode_canonical({**members(), "clocks": [{"name": "x", "hours": 0}]}),
        with_party(0, id="Host"),
        with_party(0, role="king"),
        with_party(0, origin=origin(NORTH)),
        with_party(0, root_keys=[]),
        with_party(0, log_keys=[]),
        with_party(0, log_keys=["no key"]),
        with_party(0, log_keys=[VKEY]),
        with_party(0, log_keys=[WITNESS]),
        with_party(0, log_keys=[log_key(HOST).verifier().vkey(), WITNESS]),
        with_party(0, root_keys=[log_key(HOST).verifier().vkey()]),
        with_party(0, root_keys=[root_key(NORTH).verifier().vkey()]),
    ],
    ids=lambda data: repr(data[:30]),
)
def test_what_could_bind_nobody_is_no_charter(data: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_charter(data)


def test_what_a_charter_says() -> None:
    assert CHARTER.host == HOST
    assert CHARTER.party_of(origin(NORTH)) == NORTH
    assert CHARTER.party_of("elsewhere") == ""
    assert CHARTER.party("nobody") is None
    assert CHARTER.clock("allegations.answer") == 48
    assert CHARTER.clock("lunch") is None
    assert CHARTER.log_keys("elsewhere") == CHARTER.root_keys("elsewhere") == ()


def accepted(world: World, party: str, charter: str) -> None:
    world.enrol(party, node_key(party), "node")
    world.say(party, CharterAccepted(charter), signers=[root_key(party)], by="root")


def test_nothing_counts_before_every_party_has_accepted() -> None:
    """And until its author has seen that all have: no date and no third party brings a charter into force."""
    world = World()
    for party in PARTIES:
        world.enrol(party, key(f"{origin(party)}/delegate/head"), "delegate", "head")
    for party in PARTIES[1:]:
        accepted(world, party, world.mechanism)
    world.enrol(HOST, node_key(HOST), "node")
    world.meet()
    two_of_three = world.say(NORTH, SAID)
    world.say(HOST, CharterAccepted(world.mechanism), signers=[root_key(HOST)], by="root")
    unseen = world.say(NORTH, SAID)
    world.see_all(NORTH)
    seen = world.say(NORTH, SAID)

    assert world.objection(two_of_three) == world.objection(unseen) == "charter.not_in_force"
    assert world.objection(seen) is None
    assert set(world.fold().accepted()) == set(PARTIES)


def test_accepting_another_charter_accepts_nothing() -> None:
    world = World()
    for party in PARTIES:
        world.enrol(party, key(f"{origin(party)}/delegate/head"), "delegate", "head")
        accepted(world, party, "a" * 64 if party == HOST else world.mechanism)
    world.meet()

    assert world.objection(world.say(NORTH, SAID)) == "charter.not_in_force"
    assert set(world.fold().accepted()) == {NORTH, "south"}


def test_an_acceptance_cannot_be_signed_for_another_party() -> None:
    """North signs acceptances with all its keys, and South has still accepted nothing."""
    world = founded()
    forged = world.sign("south", CharterAccepted(world.mechanism), signers=[root_key(NORTH)], by="root")
    copied = world.logs["south"].entries[2]

    world.put(NORTH, forged)
    assert world.last_objection(NORTH) == "ledger.wrong_log"
    world.put(NORTH, copied)
    assert world.last_objection(NORTH) == "ledger.unknown_key"
    fresh = World()
    fresh.put("south", forged)
    assert fresh.fold().accepted() == {}


def test_a_party_can_have_a_post_quantum_log_key() -> None:
    second = SignerKey(origin(HOST), KeyKind.MLDSA_COSIGNATURE, b"\2" * 32).verifier().vkey()
    terms = CHARTER.parties[0]
    both = PartyTerms(terms.id, terms.names, terms.origin, terms.role, terms.root_keys, (*terms.log_keys, second))
    charter = make_charter(parties=(both, *CHARTER.parties[1:]))

    assert parse_charter(encode_charter(charter)) == charter
    assert len(charter.log_keys(origin(HOST))) == 2
