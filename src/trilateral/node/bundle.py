"""A whole record in one file: for a memory stick, an archive, a court.

An uncompressed tar file laid out like a home, without what is a home's own: keys,
settings, staging, tables. The same record gives the same bytes, so that two people can
compare what they were handed by its hash.

    charter.json
    heads/<hex>, cosigned/<hex>         as far as they are kept
    logs/<hex>/checkpoint, tile/…       and forks/
    bodies/<aa>/<sha256>                those that are there
    bulks/<aa>/<root>                   likewise

Not trusted: whoever opens one verifies it like any other source.
"""

import io
import os
import shutil
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from trilateral.node.record import Record
from trilateral.node.sources import BundleSource
from trilateral.node.trees import DirectoryTree, Tree
from trilateral.store.files import make_directory_durable, temporary_name

_PREFIXES = ("bodies/", "bulks/", "cosigned/", "heads/", "logs/")
_MODE = 0o644


def pack(record: Record, path: Path) -> int:
    """Write the record into a bundle at `path`; returns how many files went in.

    What a running node stages is left out: the served checkpoints do not reach it.
    """
    tree = DirectoryTree(record.home)
    make_directory_durable(path.parent)
    temporary = Path(temporary_name(path.parent, path.name))
    count = 0
    try:
        with tarfile.open(temporary, "w:", format=tarfile.PAX_FORMAT) as archive:
            for name in names_in(tree):
                with _opened(tree, name) as file:
                    member = tarfile.TarInfo(name)
                    member.size, member.mode = file.seek(0, os.SEEK_END), _MODE
                    file.seek(0)
                    archive.addfile(member, file)
                count += 1
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return count


def _opened(tree: DirectoryTree, name: str) -> BinaryIO:
    """A file as it is now. A list may be too long for memory; it is replaced whole, so an open one stays as it is."""
    return tree.open(name) if name.startswith("bulks/") else io.BytesIO(tree.read(name))


def names_in(tree: Tree) -> Iterator[str]:
    """Names of the files that belong into a bundle, in order. What else lies in a home is a node's own."""
    yield "charter.json"
    for prefix in _PREFIXES:
        yield from sorted(name for name in tree.names(prefix) if not name.rpartition("/")[2].startswith("."))


def open_bundle(path: Path) -> BundleSource:
    """A bundle as a source. Nothing in it is verified yet.

    Raises:
        MalformedError: It is no bundle, or holds what no bundle holds.
    """
    return BundleSource(path)


def unpack(path: Path, directory: Path) -> int:
    """Write a bundle's files below a directory that does not exist yet; returns how many."""
    tree = BundleSource(path).tree
    return write_files(tree, tree.names(), directory)


def write_files(tree: Tree, names: Iterable[str], directory: Path) -> int:
    """Write these files below a directory that does not exist yet; returns how many."""
    directory.mkdir(parents=True)
    count = 0
    for name in names:
        target = directory / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with tree.open(name) as file, target.open("wb") as written:
            shutil.copyfileobj(file, written)
        count += 1
    return count
