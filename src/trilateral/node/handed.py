"""A record that was handed over, as a stranger reads it: of no party, with no settings, keys or guard.

A bundle, or a directory laid out like one: somebody's home, or what `bundle unpack` wrote.
What is trusted is the hash of the first charter, which the reader knows from elsewhere;
all else hangs on it as in a home (`record`).

Only what belongs into a bundle is read, and it is copied first: what was handed over stays
as it is, whoever changes it meanwhile deceives nobody, and a link in it leads nowhere.

Left out: files that no state depends on. `verify` reads every byte.
"""

from pathlib import Path

from trilateral.catalogue import SLICES
from trilateral.errors import RefusedError
from trilateral.ledger.charter import charter_hash
from trilateral.node.bundle import names_in, write_files
from trilateral.node.record import Record
from trilateral.node.settings import Settings
from trilateral.node.sources import MAX_CHARTER
from trilateral.node.trees import DirectoryTree, TarTree, Tree, find_in, is_plain_name

_NOBODY = ""
"""Party and log of a reader who is none of those in the record: no party and no log can be called so."""


def read_handed(path: Path, mechanism: str | None, copy: Path) -> Record:
    """Read the record in a bundle or in a directory laid out like one.

    Args:
        path: What was handed over. Nothing is written there.
        mechanism: Hash of the charter as it was published. Without it anybody could have made the whole of it up.
        copy: A directory that does not exist yet, and that nobody else writes into. The record lasts as long as it.

    Raises:
        RefusedError: It is no record, or that of another mechanism, or no mechanism was named.
        MalformedError: What lies there is not what it must be.
        UnavailableError: It cannot be read.
    """
    tree: Tree = DirectoryTree(path) if path.is_dir() else TarTree(path)
    charter = find_in(tree, "charter.json", MAX_CHARTER)
    if charter is None:
        raise RefusedError("record.no_charter", path=str(path))
    if mechanism is None:
        raise RefusedError("record.no_mechanism", path=str(path))
    if charter_hash(charter) != mechanism:
        raise RefusedError("record.another_charter", expected=mechanism, got=charter_hash(charter))
    write_files(tree, filter(is_plain_name, names_in(tree)), copy)
    record = Record(copy, Settings(_NOBODY, _NOBODY, mechanism=mechanism), charter, SLICES)
    record.refresh()
    return record
