"""Which key signs what, judged by the index in the party's own log and by nothing else."""

import pytest

from tests.worlds import (
    BEGAN,
    HOST,
    NORTH,
    SOUTH,
    World,
    delegate_key,
    en,
    founded,
    key,
    log_key,
    node_key,
    origin,
    root_key,
)
from trilateral.ledger.entry import Body, EntryId
from trilateral.ledger.keys import CharterAccepted, Head, HeadsRecorded, KeyEnrolled, KeyRevoked
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.tlog.note import KeyKind, SignerKey

SAID = StatementMade("position", en("We are ready to meet."))


def vkey(name: str, kind: KeyKind = KeyKind.ED25519) -> str:
    return SignerKey(name, kind, b"\7" * 32).verifier().vkey()


def root_says(world: World, body: Body, party: str = NORTH) -> EntryId:
    return world.say(party, body, signers=[root_key(party)], by="root")


def test_a_key_signs_from_the_entry_after_its_enrolment_on() -> None:
    world = founded()
    early = world.say(NORTH, SAID, by="chair")
    world.enrol(NORTH, delegate_key(NORTH, "chair"), "delegate", "chair")
    later = world.say(NORTH, SAID, by="chair")

    assert world.objection(early) == "ledger.unknown_key"
    assert world.objection(later) is None


def test_a_revoked_key_signs_nothing_more() -> None:
    """Whatever time an entry claims: a thief can claim any."""
    world = founded()
    before = world.say(NORTH, SAID)
    root_says(world, KeyRevoked(delegate_key(NORTH).verifier().vkey(), "stolen"))
    after = world.say(NORTH, SAID)
    backdated = world.say(NORTH, SAID, at=BEGAN)

    assert world.objection(before) is None
    assert world.objection(after) == world.objection(backdated) == "ledger.revoked_key"


def test_a_revoked_key_does_not_come_back() -> None:
    world = founded()
    gone = delegate_key(NORTH)
    root_says(world, KeyRevoked(gone.verifier().vkey(), "lost"))
    again = world.enrol(NORTH, gone, "delegate", "head")
    twice = root_says(world, KeyRevoked(gone.verifier().vkey(), "lost"))

    assert world.objection(again) == "ledger.key_in_use"
    assert world.objection(twice) == "ledger.revoked_key"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (KeyEnrolled("no key", "node"), "ledger.malformed_key"),
        (KeyEnrolled(vkey("a")[:-2] + "==", "node"), "ledger.malformed_key"),
        (KeyEnrolled(vkey("a"), "delegate"), "ledger.wrong_key_kind"),
        (KeyEnrolled(vkey("a"), "node", "head"), "ledger.wrong_key_kind"),
        (KeyEnrolled(vkey("a"), "witness"), "ledger.wrong_key_kind"),
        (KeyEnrolled(vkey("a", KeyKind.COSIGNATURE), "delegate", "head"), "ledger.wrong_key_kind"),
        (KeyEnrolled(log_key(NORTH).verifier().vkey(), "node"), "ledger.key_in_use"),
        (KeyEnrolled(root_key(NORTH).verifier().vkey(), "delegate", "head"), "ledger.key_in_use"),
        (
            KeyEnrolled(SignerKey("other", KeyKind.ED25519, node_key(NORTH).seed).verifier().vkey(), "node"),
            "ledger.key_in_use",
        ),
        (
            KeyEnrolled(SignerKey("w", KeyKind.COSIGNATURE, node_key(NORTH).seed).verifier().vkey(), "witness"),
            "ledger.key_in_use",
        ),
        (KeyRevoked(vkey("never-enrolled"), "lost"), "ledger.unknown_key"),
        (KeyRevoked(root_key(NORTH).verifier().vkey(), "lost"), "ledger.unknown_key"),
        (KeyEnrolled(vkey("w", KeyKind.COSIGNATURE), "witness"), None),
        (KeyEnrolled(vkey("a"), "delegate", "deputy"), None),
    ],
    ids=str,
)
def test_one_key_has_one_purpose_for_ever(body: Body, why: str | None) -> None:
    """Or a signature made for one purpose could be shown for another."""
    world = founded()

    assert world.objection(root_says(world, body)) == why


@pytest.mark.parametrize(
    ("signer", "body", "by", "why"),
    [
        (node_key(NORTH), SAID, "head", "ledger.key_not_for_this"),
        (root_key(NORTH), SAID, "head", "ledger.key_not_for_this"),
        (log_key(NORTH), SAID, "head", "ledger.key_not_for_this"),
        (delegate_key(NORTH), SAID, "chair", "ledger.not_your_office"),
        (delegate_key(SOUTH), SAID, "head", "ledger.unknown_key"),
        (key("a-stranger"), SAID, "head", "ledger.unknown_key"),
        (delegate_key(NORTH), KeyEnrolled(vkey("a"), "node"), "head", "ledger.key_not_for_this"),
        (node_key(NORTH), KeyEnrolled(vkey("a"), "node"), "node", "ledger.key_not_for_this"),
        (delegate_key(NORTH), CharterAccepted("a" * 64), "head", "ledger.key_not_for_this"),
        (SignerKey(delegate_key(NORTH).name, KeyKind.ED25519, b"\1" * 32), SAID, "head", "ledger.unknown_key"),
    ],
    ids=lambda each: getattr(each, "name", None) or str(each)[:40],
)
def test_each_kind_is_signed_by_keys_for_it(signer: SignerKey, body: Body, by: str, why: str) -> None:
    """A node signs what binds nobody, a root keys and acceptances, a delegate the rest, each for one office."""
    world = founded()

    assert world.objection(world.say(NORTH, body, signers=[signer], by=by)) == why


def test_a_signature_that_fails_is_none() -> None:
    world = founded()
    data = world.sign(NORTH, SAID)
    text, _, _ = data.rpartition(b"\n\n")
    forged = text + b"\n\n" + delegate_key(NORTH).sign(b"another text\n").line()

    assert world.objection(world.put(NORTH, forged)) == "ledger.bad_signature"


def test_another_office_can_stand_by_what_one_says_but_nobody_speaks_for_one_that_has_not_signed() -> None:
    """An entry says who speaks; another office's signature beside it makes it an act of two persons."""
    world = founded()
    world.enrol(NORTH, delegate_key(NORTH, "chair"), "delegate", "chair")
    both = [delegate_key(NORTH), delegate_key(NORTH, "chair")]

    assert world.objection(world.say(NORTH, SAID, signers=both)) is None
    assert world.objection(world.say(NORTH, SAID, signers=both, by="chair")) is None
    assert world.objection(world.say(NORTH, SAID, signers=both, by="press")) == "ledger.not_your_office"


def test_signatures_stand_in_one_order_and_once() -> None:
    world = founded()
    second = key(f"{origin(NORTH)}/delegate/head-b")
    world.enrol(NORTH, second, "delegate", "head")
    data = world.sign(NORTH, SAID, signers=[delegate_key(NORTH), second])
    text, _, lines = data.rpartition(b"\n\n")
    first_line, second_line = lines.splitlines(keepends=True)

    assert (
        world.objection(world.put(NORTH, text + b"\n\n" + second_line + first_line)) == "ledger.signatures_not_sorted"
    )
    assert world.objection(world.put(NORTH, text + b"\n\n" + first_line * 2)) == "ledger.signatures_not_sorted"


def test_one_signature_order_only_is_accepted() -> None:
    world = founded()
    second = key(f"{origin(NORTH)}/delegate/head-b")
    world.enrol(NORTH, second, "delegate", "head")
    both = world.say(NORTH, SAID, signers=[second, delegate_key(NORTH)])

    assert world.objection(both) is None


def test_two_keys_can_speak_for_one_office_and_the_newest_is_shown() -> None:
    world = founded()
    second = key(f"{origin(NORTH)}/delegate/head-b")
    world.enrol(NORTH, second, "delegate", "head")
    book = world.fold().book(origin(NORTH))

    assert book.office_keys() == {"head": second.verifier()}
    assert set(book.keys_for("delegate")) == {second.verifier(), delegate_key(NORTH).verifier()}
    root_says(world, KeyRevoked(second.verifier().vkey(), "rotated"))
    assert world.fold().book(origin(NORTH)).office_keys() == {"head": delegate_key(NORTH).verifier()}


def test_a_party_keeps_its_own_keys_only() -> None:
    """The host enrolling a key in its own log gives it no say in another's."""
    world = founded()
    world.enrol(HOST, key("ours"), "delegate", "head-of-north")
    said = world.say(NORTH, SAID, signers=[key("ours")], by="head-of-north")

    assert world.objection(said) == "ledger.unknown_key"


def test_heads_name_each_other_log_once_and_never_the_own() -> None:
    world = founded()
    own, other = world.checkpoint(NORTH), world.checkpoint(SOUTH)

    def objection(*checkpoints: str) -> str | None:
        body = HeadsRecorded(tuple(Head(each) for each in checkpoints))
        return world.objection(world.say(NORTH, body, signers=[node_key(NORTH)], by="node"))

    assert objection(other) is None
    assert objection() == objection(own) == objection(other, other) == "ledger.bad_head"
    assert objection(other, world.checkpoint(HOST)) == "ledger.bad_head"
    assert objection("nothing") == objection("") == objection(other.replace("south", "north")) == "ledger.bad_head"
