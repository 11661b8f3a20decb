"""Detached bodies."""

from hashlib import sha256
from pathlib import Path

import pytest

from trilateral.errors import MalformedError, UnavailableError
from trilateral.store.bodies import BodyStore
from trilateral.store.files import Disk


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
    store = BodyStore(tmp_path / "bodies")
    name = store.put(b"a body")
    (tmp_path / "bodies" / name[:2] / name).write_bytes(b"another")

    with pytest.raises(MalformedError, match=name):
        store.get(name)

    store.put(b"a body")  # whoever has the true bytes can mend it
    assert store.get(name) == b"a body"


def test_an_erased_body_is_absent(tmp_path: Path) -> None:
    store = BodyStore(tmp_path / "bodies")
    name = store.put(b"a name")

    assert store.erase(name)
    assert store.get(name) is None


@pytest.mark.parametrize("name", ["", "../../keys/ring.json", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_only_hashes_are_names(tmp_path: Path, name: str) -> None:
    """Names come from entries, and entries from anybody."""
    with pytest.raises(MalformedError, match="64 hex digits"):
        BodyStore(tmp_path / "bodies").get(name)


def test_a_crash_in_the_middle_leaves_nothing_beside_the_bodies_and_nothing_for_long(tmp_path: Path) -> None:
    """Half a body would outlive its erasure, and somebody who verifies would take it for tampering."""
    store = BodyStore(tmp_path / "bodies")
    with pytest.raises(UnavailableError):
        BodyStore(tmp_path / "bodies", TornDisk()).put(b"a name")

    assert [path for path in (tmp_path / "bodies").rglob("*") if path.is_file()] == []
    assert [path.read_bytes() for path in tmp_path.rglob("*.tmp")] == [b"a na"]
    store.clear_temporaries()
    assert list(tmp_path.rglob("*.tmp")) == []


class TornDisk(Disk):
    """Fails with a part of each file written."""

    def write(self, path: str, data: bytes, mode: int = 0o644) -> None:
        super().write(path, data[:4], mode)
        raise OSError("No space left on device")
