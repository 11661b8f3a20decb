"""Private keys at rest."""

import json
from pathlib import Path

import pytest

from trilateral.errors import MalformedError, RefusedError
from trilateral.node.keys import (
    Cost,
    KeyRing,
    Purpose,
    Wanted,
    create_keyring,
    find_passphrase,
    key_name,
    open_keyring,
    public_keys,
    wanted_keys,
)
from trilateral.tlog.note import KeyKind, parse_note, verify_note

ORIGIN = "us.example/log"
CHEAP = Cost(passes=1, memory_bytes=8192)


def made(directory: Path, *offices: str) -> KeyRing:
    return create_keyring(directory / "keys", "open sesame", wanted_keys(ORIGIN, offices), CHEAP)


def test_a_ring_opens_with_its_passphrase(tmp_path: Path) -> None:
    ring = made(tmp_path, "head", "pol-mil-3")
    opened = open_keyring(tmp_path / "keys", "open sesame")

    for purpose in set(Purpose) - {Purpose.DELEGATE}:
        assert opened.signer(purpose) == ring.signer(purpose)
    assert opened.signer("delegate", "pol-mil-3") == ring.signer(Purpose.DELEGATE, "pol-mil-3")
    assert set(opened.public()) == set(ring.public()) == set(public_keys(tmp_path / "keys"))


def test_every_purpose_has_its_own_key_name_and_kind(tmp_path: Path) -> None:
    """One key, one purpose; only the log's two keys share its name, and mirror's theirs."""
    ring = made(tmp_path, "head")
    kinds = {public.purpose: (public.key.name, public.key.kind) for public in ring.public()}

    assert kinds == {
        Purpose.ROOT: ("us.example/log/root", KeyKind.ED25519),
        Purpose.LOG: ("us.example/log", KeyKind.ED25519),
        Purpose.LOG_PQ: ("us.example/log", KeyKind.MLDSA_COSIGNATURE),
        Purpose.WITNESS: ("us.example/log/witness", KeyKind.COSIGNATURE),
        Purpose.MIRROR: ("us.example/log/mirror", KeyKind.COSIGNATURE),
        Purpose.MIRROR_PQ: ("us.example/log/mirror", KeyKind.MLDSA_COSIGNATURE),
        Purpose.NODE: ("us.example/log/node", KeyKind.ED25519),
        Purpose.DELEGATE: ("us.example/log/delegate/head", KeyKind.ED25519),
    }
    seeds = {ring.signer(public.purpose, public.office).seed for public in ring.public()}
    assert len(seeds) == len(kinds)
    assert [signer.kind for signer in ring.log_signers()] == [KeyKind.ED25519, KeyKind.MLDSA_COSIGNATURE]


def test_a_key_signs_what_its_public_part_verifies(tmp_path: Path) -> None:
    made(tmp_path, "head")
    public = next(each for each in public_keys(tmp_path / "keys") if each.office == "head")
    signer = open_keyring(tmp_path / "keys", "open sesame").signer("delegate", "head")
    note = b"text\n\n" + signer.sign(b"text\n").line()

    assert verify_note(parse_note(note), [public.key]) == (public.key,)


def test_no_seed_lies_in_clear(tmp_path: Path) -> None:
    ring = made(tmp_path)
    written = b"".join(path.read_bytes() for path in (tmp_path / "keys").iterdir())

    for public in ring.public():
        seed = ring.signer(public.purpose).seed
        assert seed not in written
        assert seed.hex().encode() not in written
        assert repr(seed) not in repr(ring.signer(public.purpose))
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "keys").iterdir()} == {0}


def test_a_wrong_passphrase_is_refused(tmp_path: Path) -> None:
    made(tmp_path)

    with pytest.raises(RefusedError, match=r"keys\.wrong_passphrase"):
        open_keyring(tmp_path / "keys", "open barley")
    with pytest.raises(RefusedError, match=r"keys\.no_ring"):
        open_keyring(tmp_path / "nothing", "open sesame")


@pytest.mark.parametrize("member", ["purpose", "office", "vkey", "made", "sealed"])
def test_a_key_cannot_be_given_another_meaning(tmp_path: Path, member: str) -> None:
    """A witness key passed off as the log key would sign what it never may."""
    made(tmp_path)
    log, witness = (next((tmp_path / "keys").glob(f"{purpose}-*.json")) for purpose in ("log", "witness"))
    file, other = json.loads(log.read_bytes()), json.loads(witness.read_bytes())
    other |= {"made": 2, "office": "head"}
    log.write_text(json.dumps(file | {member: other[member]}))

    with pytest.raises(MalformedError, match=r"log-[0-9a-f]{8}\.json"):
        open_keyring(tmp_path / "keys", "open sesame")


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"vkey": 1}', "\xff"])
def test_a_file_that_is_none_is_named(tmp_path: Path, text: str) -> None:
    made(tmp_path)
    next((tmp_path / "keys").glob("node-*.json")).write_text(text)

    with pytest.raises(MalformedError, match=r"node-[0-9a-f]{8}\.json"):
        open_keyring(tmp_path / "keys", "open sesame")


def test_an_unbearable_cost_is_refused(tmp_path: Path) -> None:
    """Who can change the file must not be able to exhaust the machine."""
    made(tmp_path)
    ring = tmp_path / "keys" / "ring.json"
    ring.write_text(ring.read_text().replace("8192", str(1 << 40)))

    with pytest.raises(MalformedError, match="bearable cost"):
        open_keyring(tmp_path / "keys", "open sesame")


def test_the_newest_key_of_a_purpose_signs(tmp_path: Path) -> None:
    ring = made(tmp_path)
    old = ring.signer(Purpose.NODE)
    new = ring.add(Wanted(Purpose.NODE, key_name(ORIGIN, Purpose.NODE)))

    assert ring.signer(Purpose.NODE) == new != old
    opened = open_keyring(tmp_path / "keys", "open sesame")
    assert opened.signer(Purpose.NODE) == new
    assert [each.made for each in opened.public() if each.purpose == Purpose.NODE].count(1) == 1


def test_a_key_not_held_is_refused(tmp_path: Path) -> None:
    ring = made(tmp_path)

    with pytest.raises(RefusedError, match=r"keys\.not_held"):
        ring.signer(Purpose.DELEGATE, "head")
    with ring, pytest.raises(RefusedError, match=r"keys\.exist_already"):
        made(tmp_path)
    with pytest.raises(RefusedError, match=r"keys\.not_held"):
        ring.signer(Purpose.LOG)  # closed: the seeds are gone


@pytest.mark.parametrize("office", [None, "", "Head", "a b", "a+b", "../x", "a//b"])
def test_an_office_must_fit_into_a_key_name(office: str | None) -> None:
    with pytest.raises(MalformedError, match="expected an office"):
        key_name(ORIGIN, Purpose.DELEGATE, office)


def test_the_passphrase_comes_from_the_first_place_that_has_one(tmp_path: Path) -> None:
    named, configured = tmp_path / "named", tmp_path / "configured"
    named.write_text("named\n")
    configured.write_text("configured")
    environ = {"TRILATERAL_PASSPHRASE": "given", "TRILATERAL_PASSPHRASE_FILE": str(named)}

    assert find_passphrase(environ, configured, lambda: "typed") == "given"
    del environ["TRILATERAL_PASSPHRASE"]
    assert find_passphrase(environ, configured, lambda: "typed") == "named"
    assert find_passphrase({}, configured, lambda: "typed") == "configured"
    assert find_passphrase({}, None, lambda: "typed") == "typed"
    with pytest.raises(RefusedError, match=r"keys\.no_passphrase$"):
        find_passphrase({}, None)
    with pytest.raises(RefusedError, match=r"keys\.no_passphrase_file"):
        find_passphrase({}, tmp_path / "nothing", lambda: "typed")
