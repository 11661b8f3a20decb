"""Locked keys at rest: what opens them, what does not, and what a crash or an altered file leaves."""

import json
from pathlib import Path

import msgspec
import pytest

from tests.node.parties import CHEAP, PASSPHRASE, origin_of
from trilateral.errors import MalformedError, RefusedError
from trilateral.node import keys
from trilateral.node.keys import KeyRing, Purpose, create_keyring, locked_keys, open_keyring, wanted_keys
from trilateral.node.locks import OPENER, Secret, passphrase_bytes, unwrap, wrap

PHRASE = Secret("phrase", "passphrase", passphrase_bytes("seven herons over the weir"))
PASSKEY = Secret("passkey", "prf", bytes(range(32)))


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return create_keyring(tmp_path, PASSPHRASE, wanted_keys(origin_of("us"), ("head", "press")), CHEAP)


def again(tmp_path: Path) -> KeyRing:
    return open_keyring(tmp_path, PASSPHRASE)


def files(tmp_path: Path) -> list[Path]:
    return [
        each for each in sorted(tmp_path.glob("delegate-*.json")) if json.loads(each.read_text())["office"] == "head"
    ]


def test_a_wrap_opens_with_its_own_secret_for_its_own_office() -> None:
    key = bytes(range(32))
    for secret in (PHRASE, PASSKEY):
        made = wrap(key, secret, "head", passes=1, memory_bytes=8 << 10)

        assert unwrap([made], secret, "head") == key
        assert unwrap([made], secret, "press") is None
        assert unwrap([made], Secret(secret.id, secret.way, bytes(32)), "head") is None
        assert unwrap([made], Secret("another", secret.way, secret.value), "head") is None


def test_a_wrap_that_asks_for_more_than_is_bearable_is_malformed() -> None:
    made = wrap(bytes(32), PHRASE, "head", passes=1, memory_bytes=8 << 10)
    for changed in ({"passes": 1000}, {"memory_bytes": 1 << 40}, {"passes": 0}, {"salt": "no hex"}):
        with pytest.raises(MalformedError):
            unwrap([msgspec.structs.replace(made, **changed)], PHRASE, "head")


def test_the_same_letters_make_the_same_passphrase_on_every_keyboard() -> None:
    assert passphrase_bytes("cafe\u0301 au lait ") == passphrase_bytes("caf\u00e9 au lait")


def test_a_locked_key_needs_the_ring_and_one_of_its_ways(ring: KeyRing, tmp_path: Path) -> None:
    before = ring.signer(Purpose.DELEGATE, "head").verifier()
    ring.lock("head", PHRASE, "one")
    ring.add_way("head", PASSKEY, "one")
    opened = again(tmp_path)

    assert locked_keys(tmp_path) == {before.vkey()}
    assert opened.is_locked("head")
    assert not opened.is_locked("press")
    assert before.vkey() in {each.key.vkey() for each in opened.public()}
    with pytest.raises(RefusedError, match=r"keys\.locked"):
        opened.signer(Purpose.DELEGATE, "head")
    for secret in (PHRASE, PASSKEY):
        assert opened.locked.unlock("head", secret, secret.id)
        token = OPENER.set(secret.id)
        assert opened.signer(Purpose.DELEGATE, "head").verifier() == before
        OPENER.reset(token)
    opened.locked.close("passkey")
    token = OPENER.set("passkey")
    assert not opened.may_use("head")
    OPENER.reset(token)


def test_the_lock_is_taken_off_by_who_has_opened_it(ring: KeyRing, tmp_path: Path) -> None:
    before = ring.signer(Purpose.DELEGATE, "head").verifier()
    ring.lock("head", PHRASE, "one")
    with pytest.raises(RefusedError, match=r"keys\.locked"):
        ring.take_lock_off("head", "two")
    with pytest.raises(RefusedError, match=r"keys\.locked"):
        ring.lock("head", PASSKEY, "two")
    ring.take_lock_off("head", "one")

    assert again(tmp_path).signer(Purpose.DELEGATE, "head").verifier() == before
    assert locked_keys(tmp_path) == frozenset()


def test_the_last_way_stays(ring: KeyRing) -> None:
    ring.lock("head", PHRASE, "one")
    ring.add_way("head", PASSKEY, "one")
    ring.drop_way("head", "phrase")
    ring.drop_way("head", "nothing of ours")

    assert [each.id for each in ring.locked.wraps("head")] == ["passkey"]
    with pytest.raises(RefusedError, match=r"keys\.last_way"):
        ring.drop_way("head", "passkey")
    ring.drop_way("press", "passkey")  # of an office that has locked nothing


def test_a_new_key_of_a_locked_office_is_open_and_can_be_locked(ring: KeyRing, tmp_path: Path) -> None:
    """The older one stays under the older lock: it signs nothing any more."""
    ring.lock("head", PHRASE, "one")
    (wanted,) = [each for each in wanted_keys(origin_of("us"), ("head",)) if each.office]
    newer = ring.add(wanted).verifier()
    assert not ring.is_locked("head")
    ring.lock("head", PASSKEY, "one")
    opened = again(tmp_path)

    assert opened.is_locked("head")
    assert not opened.locked.unlock("head", PHRASE, "two")
    assert opened.locked.unlock("head", PASSKEY, "two")
    token = OPENER.set("two")
    assert opened.signer(Purpose.DELEGATE, "head").verifier() == newer
    OPENER.reset(token)
    opened.take_lock_off("head", "two")
    assert not opened.is_locked("head")


def test_a_crash_while_locking_leaves_a_ring_that_opens(
    ring: KeyRing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (wanted,) = [each for each in wanted_keys(origin_of("us"), ("head",)) if each.office]
    newer = ring.add(wanted).verifier()
    written: list[Path] = []

    def fails(path: Path, content: msgspec.Struct) -> None:
        if written:
            raise OSError("the power is gone")
        written.append(path)
        real(path, content)

    real = keys._write_private
    monkeypatch.setattr(keys, "_write_private", fails)
    with pytest.raises(OSError, match="power"):
        ring.lock("head", PHRASE, "one")
    monkeypatch.undo()
    opened = again(tmp_path)

    assert opened.is_locked("head")
    assert opened.locked.unlock("head", PHRASE, "one")
    token = OPENER.set("one")
    assert opened.signer(Purpose.DELEGATE, "head").verifier() == newer
    OPENER.reset(token)


def test_a_wrap_moved_from_another_office_opens_nothing(ring: KeyRing, tmp_path: Path) -> None:
    ring.lock("head", PHRASE, "one")
    ring.lock("press", PASSKEY, "one")
    (path,) = files(tmp_path)
    other = next(each for each in tmp_path.glob("delegate-*.json") if each != path)
    moved = json.loads(path.read_text())
    moved["wraps"] = json.loads(other.read_text())["wraps"]
    path.write_text(json.dumps(moved))

    assert not again(tmp_path).locked.unlock("head", PASSKEY, "one")


def test_an_altered_seed_is_malformed(ring: KeyRing, tmp_path: Path) -> None:
    ring.lock("head", PHRASE, "one")
    (path,) = files(tmp_path)
    changed = json.loads(path.read_text())
    changed["sealed"] = changed["sealed"][:-8] + "AAAAAAA="
    path.write_text(json.dumps(changed))

    with pytest.raises(MalformedError, match="altered"):
        again(tmp_path)


def test_whoever_is_asked_for_the_passphrase_opens_the_key_for_a_command(ring: KeyRing, tmp_path: Path) -> None:
    ring.lock("head", PHRASE, "one")
    opened = again(tmp_path)
    opened.locked.ask = lambda office: "seven herons over the weir" if office == "head" else ""

    assert opened.may_use("head")
    opened.locked.ask = lambda _: "wrong"
    assert opened.may_use("head"), "asked once"
    third = again(tmp_path)
    third.locked.ask = lambda _: "wrong"
    with pytest.raises(RefusedError, match="wrong_office_passphrase"):
        third.signer(Purpose.DELEGATE, "head")
