"""The attack of CVE-2026-56865: an entry forged together with the tiles above it.

A reader that takes a full tile as given, because it reached it from above,
checks the forged entry against the forged tile and finds them in agreement.
Here everything up to some level is forged consistently, level by level.
"""

import pytest

from tests.tlog.made import entries_of, made_log
from trilateral.errors import MalformedError
from trilateral.tlog.audit import faults_in_log, read_log
from trilateral.tlog.bundles import encode_bundle
from trilateral.tlog.merkle import inclusion_proof, leaf_hash, root_of, verify_inclusion
from trilateral.tlog.paths import bundle_path, tile_path, top_level, width_of
from trilateral.tlog.tiles import TileWriter, hash_reader

SIZE = 70_000
FORGED = b"the party agreed to everything"

# In the first tile; in the last full one of the full level 1 tile; in the partial level 1 tile; in partial tiles only.
INDEXES = [5, 65_535, 66_000, 69_999]


def forged_log(index: int, levels: int) -> dict[str, bytes]:
    """The log with one entry replaced, and the tiles above it made to fit on so many levels."""
    files = dict(made_log(SIZE)[0])
    tile = index // 256
    entries = entries_of(SIZE)[tile * 256 : (tile + 1) * 256]
    entries[index % 256] = FORGED
    files[bundle_path(tile, len(entries))] = encode_bundle(entries)
    changed, at = leaf_hash(FORGED), index
    for level in range(levels):
        tile, offset = divmod(at, 256)
        width = width_of(SIZE, level, tile)
        if offset >= width:
            break  # below a partial tile, which no tile above has a hash of
        data = files[tile_path(level, tile, width)]
        data = data[: offset * 32] + changed + data[offset * 32 + 32 :]
        files[tile_path(level, tile, width)] = data
        changed, at = root_of([data[start : start + 32] for start in range(0, len(data), 32)]), tile
    return files


@pytest.mark.parametrize("index", INDEXES)
@pytest.mark.parametrize("levels", range(top_level(SIZE) + 2))
def test_an_entry_forged_with_its_tiles_is_refused(index: int, levels: int) -> None:
    """However many levels agree with it: the root does not. The forged entry is not given out, and not overlooked."""
    files, root = forged_log(index, levels), made_log(SIZE)[1]

    assert list(faults_in_log(SIZE, root, files.__getitem__))
    given_out: list[bytes] = []
    with pytest.raises(MalformedError):
        given_out.extend(entry for _, entry in read_log(SIZE, root, files.__getitem__))
    assert FORGED not in given_out


@pytest.mark.parametrize("levels", range(top_level(SIZE) + 2))
def test_a_reader_that_starts_near_it_is_not_deceived_either(levels: int) -> None:
    """Reading only the end of a log checks the tiles on the way there up to the root."""
    files, root = forged_log(66_000, levels), made_log(SIZE)[1]

    with pytest.raises(MalformedError):
        next(read_log(SIZE, root, files.__getitem__, 66_000))


def test_the_lowest_tile_that_was_not_forged_tells() -> None:
    """Named is the first file, from above, that its parent does not vouch for."""
    root = made_log(SIZE)[1]
    expected = {
        0: ("tile/entries/000", 5),
        1: ("tile/0/000", None),
        2: ("tile/1/000", None),
        3: ("tile/2/000.p/1", None),
    }
    found = {}
    for levels in expected:
        fault = next(faults_in_log(SIZE, root, forged_log(5, levels).__getitem__))
        found[levels] = (fault.path, fault.index)

    assert found == expected


def test_proofs_from_forged_tiles_do_not_verify() -> None:
    """Not of the forged entry, and not of the true one; nor does a writer come to the signed root."""
    root = made_log(SIZE)[1]
    for levels in range(1, top_level(SIZE) + 2):
        files = forged_log(5, levels)
        proof = inclusion_proof(5, SIZE, hash_reader(SIZE, files.__getitem__))
        with pytest.raises(MalformedError):
            verify_inclusion(leaf_hash(FORGED), 5, SIZE, proof, root)
    assert TileWriter.load(SIZE, forged_log(5, 3).__getitem__).root() != root
