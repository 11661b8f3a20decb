import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilateral.errors import MalformedError
from trilateral.tlog.paths import TilePath, bundle_path, parse_path, paths_of, tile_path, width_of

PATHS = [
    ("tile/0/000", TilePath(0, 0, 256)),
    ("tile/0/000.p/1", TilePath(0, 0, 1)),
    ("tile/5/x001/x234/067", TilePath(5, 1_234_067, 256)),
    ("tile/63/999.p/255", TilePath(63, 999, 255)),
    ("tile/1/x001/000", TilePath(1, 1000, 256)),
    ("tile/entries/000", TilePath(None, 0, 256)),
    ("tile/entries/x001/x234/067.p/5", TilePath(None, 1_234_067, 5)),
]


def written(path: TilePath) -> str:
    return bundle_path(path.index, path.width) if path.level is None else tile_path(path.level, path.index, path.width)


@pytest.mark.parametrize(("path", "parts"), PATHS)
def test_a_path_goes_both_ways(path: str, parts: TilePath) -> None:
    """And nothing may stand before or after it."""
    assert parse_path(path) == parts
    assert written(parts) == path
    for wrong in (f"/{path}", f"{path}/", f"{path}\n", f" {path}", f"x/{path}", f"{path}.p/0"):
        with pytest.raises(MalformedError):
            parse_path(wrong)


@given(st.integers(0, 63) | st.none(), st.integers(0, 2**55), st.integers(1, 256))
def test_any_tile_has_one_path(level: int | None, index: int, width: int) -> None:
    """Whatever is written is read back."""
    assert parse_path(written(TilePath(level, index, width))) == TilePath(level, index, width)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile",
        "tile/0",
        "tile/0/",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/8/0/000",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/001",
        "tile/0/001/234",
        "tile/0/x001",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/1000",
        "tile/0/٠٠٠",
        "tile/entries/../000",
        "tile/entries/000.p/",
        "tile/data/000",
        "checkpoint",
        "../tile/0/000",
        "tile/0/" + "x000/" * 7 + "000",
    ],
)
def test_other_spellings_are_refused(path: str) -> None:
    """Leading zeroes, full tiles as partial ones, other digits, and ways out of the directory."""
    with pytest.raises(MalformedError):
        parse_path(path)


@pytest.mark.parametrize(("level", "index", "width"), [(-1, 0, 1), (64, 0, 1), (0, -1, 1), (0, 0, 0), (0, 0, 257)])
def test_there_is_no_path_for_such_a_tile(level: int, index: int, width: int) -> None:
    """Whoever asks is told."""
    with pytest.raises(MalformedError):
        tile_path(level, index, width)


def test_the_files_of_a_log_follow_from_its_size() -> None:
    """The two examples of tlog-tiles: 70,000 and 256 entries."""
    paths = list(paths_of(70_000))

    assert list(paths_of(0)) == []
    assert list(paths_of(256)) == ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]
    assert len(paths) == len(set(paths)) == 274 + 274 + 2 + 1
    assert [path for path in paths if ".p/" in path] == [
        "tile/entries/273.p/112",
        "tile/0/273.p/112",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
    ]


@given(st.integers(1, 300_000))
def test_widths_add_up(size: int) -> None:
    """Bundles hold all entries, and no tile is empty."""
    paths = [parse_path(path) for path in paths_of(size)]

    assert sum(path.width for path in paths if path.level is None) == size
    assert all(path.width == width_of(size, path.level or 0, path.index) > 0 for path in paths)
