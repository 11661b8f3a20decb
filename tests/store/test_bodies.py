"""Detached bodies."""

from hashlib import sha256
from pathlib import Path

import pytest

from trilateral.errors import MalformedError
from trilateral.store.bodies import BodyStore


def test_a_body_is_found_by_its_hash(tmp_path: Path) -> None:
    store = BodyStore(tmp_path / "bodies")
    name = store.put(b"a body")

    assert name == sha256(b"a body").hexdigest()
    assert store.get(name) == b"a body"
    assert store.has(name)
    assert list(store.names()) == [name]
    assert store.put(b"a body") == name


def test_an_absent_body_is_no_fault(tmp_path: Path) -> None:
    store = BodyStore(tmp_path / "bodies")
    absent = sha256(b"elsewhere").hexdigest()

    assert store.get(absent) is None
    assert not store.has(absent)
    assert not store.erase(absent)
    assert list(store.names()) == []


def test_an_altered_body_is_refused_by_name(tmp_path: Path) -> None:
    store = BodyStore(tmp_path)
    name = store.put(b"a body")
    (tmp_path / name[:2] / name).write_bytes(b"another")

    with pytest.raises(MalformedError, match=name):
        store.get(name)

    store.put(b"a body")  # whoever has the true bytes can mend it
    assert store.get(name) == b"a body"


def test_an_erased_body_is_absent(tmp_path: Path) -> None:
    store = BodyStore(tmp_path)
    name = store.put(b"a name")

    assert store.erase(name)
    assert store.get(name) is None


@pytest.mark.parametrize("name", ["", "../../keys/ring.json", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_only_hashes_are_names(tmp_path: Path, name: str) -> None:
    """Names come from entries, and entries from anybody."""
    with pytest.raises(MalformedError, match="64 hex digits"):
        BodyStore(tmp_path).get(name)
