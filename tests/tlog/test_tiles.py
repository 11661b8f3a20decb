from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tlog.made import entries_of, made_log
from tests.vectors.make_tlog import Case, load
from trilateral.errors import MalformedError
from trilateral.tlog import merkle, tiles

# Where a file fills up or a level begins.
EDGES = [1, 2, 255, 256, 257, 511, 512, 600]


@pytest.mark.parametrize(("name", "case"), load("tiles_"))
def test_tiles_vectors(name: str, case: Case) -> None:
    """The recorded files, written at once, by their digests."""
    writer = tiles.TileWriter()
    files = writer.append([b"%d" % index for index in range(case["size"])])
    digests = {path: sha256(data).hexdigest() for path, data in sorted(files.items())}

    assert writer.root().hex() == case["root"], name
    assert len(files) == case["count"]
    assert {path: digests[path] for path in case["files"]} == case["files"]
    listing = "".join(f"{digest} {path}\n" for path, digest in digests.items())
    assert sha256(listing.encode()).hexdigest() == case["listing"]


@given(st.lists(st.integers(1, 300), min_size=1, max_size=8))
def test_a_log_is_the_same_however_it_grew(batches: list[int]) -> None:
    """Each batch adds files and replaces none; together they hold every file of the size reached."""
    writer, files, size = tiles.TileWriter(), dict[str, bytes](), 0
    entries = entries_of(sum(batches))
    for count in batches:
        new = writer.append(entries[size : size + count])
        size += count
        assert not new.keys() & files.keys()
        files |= new
        assert set(tiles.paths_of(size)) <= files.keys()
        assert writer.root() == merkle.root_of([merkle.leaf_hash(entry) for entry in entries[:size]])

    assert {path: files[path] for path in tiles.paths_of(size)} == made_log(size)[0]


@given(st.integers(0, 700), st.integers(1, 300))
def test_a_writer_continues_where_another_stopped(size: int, more: int) -> None:
    """From the files alone."""
    files, root = made_log(size)
    entries = entries_of(size + more)
    whole, whole_root = made_log(size + more)
    writer = tiles.TileWriter.load(size, files.__getitem__)

    assert (writer.size, writer.root()) == (size, root)
    new = writer.append(entries[size:])
    assert (writer.size, writer.root()) == (size + more, whole_root)
    assert all(whole[path] == data for path, data in new.items())


def test_a_writer_continues_from_full_files_alone() -> None:
    """Where another writer went on before a crash, and the partial files of the signed size are gone."""
    files, root = made_log(300)
    grown, _ = made_log(600)
    kept = grown | {path: data for path, data in files.items() if path.startswith("tile/1/")}

    assert tiles.TileWriter.load(300, kept.__getitem__).root() == root


def test_files_come_in_the_order_to_write_them() -> None:
    """Bundles, then tiles from the leaves upwards: what a tile hashes is there before it."""
    paths = list(tiles.TileWriter().append(entries_of(600)))

    assert paths == list(tiles.paths_of(600))


def test_an_entry_that_is_too_long_changes_nothing() -> None:
    """Not even the entries before it are taken."""
    writer = tiles.TileWriter()
    writer.append([b"first"])
    root = writer.root()

    with pytest.raises(MalformedError, match="65535"):
        writer.append([b"second", b"x" * 65_536])
    assert (writer.size, writer.root()) == (1, root)
    assert writer.append([]) == {}


def test_a_writer_does_not_start_on_files_that_disagree() -> None:
    """Entries that are not those hashed, or are missing, or cut off."""
    files, _ = made_log(300)
    bundle, tile = "tile/entries/001.p/44", "tile/0/001.p/44"
    for changed in (
        files | {bundle: files[bundle][:-1] + b"x"},
        files | {bundle: files[bundle][:-1]},
        files | {tile: files[tile][:-1]},
        {path: data for path, data in files.items() if path != bundle},
        {path: data for path, data in files.items() if path != "tile/1/000.p/1"},
    ):
        with pytest.raises(MalformedError, match=r"tile|bundle"):
            tiles.TileWriter.load(300, changed.__getitem__)


@pytest.mark.parametrize("size", [*EDGES, 70_000])
def test_proofs_come_from_tiles(size: int) -> None:
    """Of entries and of earlier sizes, at each end and around each edge."""
    files, root = made_log(size)
    read = tiles.hash_reader(size, files.__getitem__)
    leaves = [merkle.leaf_hash(entry) for entry in entries_of(size)]
    some = sorted(
        {0, 1, size // 2, size - 1, *(edge - 1 for edge in (*EDGES, 65_536) if edge <= size)} & set(range(size))
    )

    assert merkle.tree_root(size, read) == root
    for index in some:
        merkle.verify_inclusion(leaves[index], index, size, merkle.inclusion_proof(index, size, read), root)
        old = merkle.tree_root(index + 1, read)
        assert old == merkle.root_of(leaves[: index + 1])
        merkle.verify_consistency(index + 1, size, old, root, merkle.consistency_proof(index + 1, size, read))


def test_a_full_tile_stands_in_for_a_partial_one() -> None:
    """A log may delete partial tiles once they are full; proofs for the old size still come out."""
    files, root = made_log(300)
    grown = {path: data for path, data in made_log(600)[0].items() if path != "tile/1/000.p/2"}
    read = tiles.hash_reader(300, (grown | {"tile/1/000.p/1": files["tile/1/000.p/1"]}).__getitem__)

    assert merkle.tree_root(300, read) == root


def test_there_is_no_hash_of_an_incomplete_subtree() -> None:
    """It would change as the log grows."""
    files, _ = made_log(300)
    read = tiles.hash_reader(300, files.__getitem__)

    for level, index in ((9, 0), (8, 1), (2, 75), (0, 300)):
        with pytest.raises(MalformedError):
            read(level, index)
