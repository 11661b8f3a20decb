"""Reading every byte of a record, in a home or a bundle, and naming what is wrong with it.

Everything hangs on the charter: it names the keys that sign each log's checkpoint; the
checkpoint commits to every entry; entries enrol the keys of those who cosign; entries
commit to bodies. So damage anywhere shows, and it is named by log and index where there
is one.

A party may have signed nonsense in its own log. That is no damage: the entry has no
effect, and it is remarked on. Bodies and rows may have been erased: absent ones are remarked on,
with the entry that says so, altered ones are damage.

Nothing is believed, and nothing that lies there ends the reading.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path

from trilateral.catalogue import SLICES
from trilateral.errors import MalformedError, TrilateralError
from trilateral.ledger.charter import Charter, charter_hash, parse_charter
from trilateral.ledger.fold import Fold
from trilateral.mechanism.bodies.rules import Kept, What, erased_rows
from trilateral.node.cosigners import Cosigner, cosigners_in, on_log, open_known, unknown_lines
from trilateral.node.faults import Fault, left_by_crash
from trilateral.node.forks import fold_branch
from trilateral.node.sources import MAX_CHARTER, MAX_CHECKPOINT, MAX_TILE
from trilateral.node.trees import Tree, find_in
from trilateral.node.verifying import fold_many
from trilateral.seal.bulk import Manifest, RowState, read_bulk
from trilateral.store.bulks import bounded_lines
from trilateral.store.heads import damaged_name, read_frames
from trilateral.store.logs import log_name, stated
from trilateral.tlog.bundles import split_bundle
from trilateral.tlog.checkpoint import Checkpoint, SignedCheckpoint, open_checkpoint, parse_signed
from trilateral.tlog.files import find_bundle
from trilateral.tlog.merkle import Frontier
from trilateral.tlog.note import VerifierKey
from trilateral.tlog.paths import TILE_WIDTH, parse_path, width_of
from trilateral.tlog.tiles import faults_in_log

_BULK = re.compile(r"bulks/([0-9a-f]{2})/(\1[0-9a-f]{62})")
_BODY = re.compile(r"bodies/([0-9a-f]{2})/(\1[0-9a-f]{62})")
_HASH_SIZE = 32


def _entries_in(data: bytes) -> list[bytes]:
    """Entries of a bundle, and last what follows them without being one."""
    entries, rest = split_bundle(data)
    return [*entries, data[-rest:]] if rest else entries


def _log_prefix(origin: str) -> str:
    return f"logs/{log_name(origin)}/"


def _hashes_in(data: bytes) -> list[bytes]:
    return [data[at : at + _HASH_SIZE] for at in range(0, len(data), _HASH_SIZE)]


@dataclass(slots=True)
class Audit:
    """One reading of one record.

    Attributes:
        tree: The files.
        faults: What is wrong, as found so far.
        checked: What was read, and what was remarkable about it.
    """

    tree: Tree
    faults: list[Fault] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)
    fold: Fold | None = None
    _heads: dict[str, Checkpoint] = field(default_factory=dict)
    _trees: dict[str, dict[int, bytes]] = field(default_factory=dict)
    _cosigners: dict[str, tuple[Cosigner, ...]] = field(default_factory=dict)
    _named: dict[str, tuple[str, int]] = field(default_factory=dict)
    _exchanged: dict[str, tuple[VerifierKey, ...]] = field(default_factory=dict)

    def run(self, mechanism: str | None, home: Path | None = None) -> None:
        """Read everything.

        Args:
            mechanism: Hash that the charter must have, where it is known from elsewhere.
            home: Where the record is a home: what its crashes left is explained by its staging.
        """
        charter = self._charter(mechanism)
        by_name = self._names_by_log()
        known = {} if charter is None else {log_name(terms.origin): terms.origin for terms in charter.parties}
        for name, paths in by_name.items():
            self._section(known.get(name, ""), f"logs/{name}", partial(self._log, name, paths, known, home))
        if charter is None:
            return
        self._section("", None, partial(self._fold, charter, mechanism or self._hash_of_charter()))
        origins = {log_name(origin): origin for origin in self.fold.origins} if self.fold else known
        for name in by_name:
            self._section(origins.get(name, ""), f"logs/{name}", partial(self._signed, name, origins))
        for top in ("heads", "cosigned"):
            self._section("", top, partial(self._set_aside, top, origins))
        for origin in origins.values():
            self._section(origin, None, partial(self._lines, origin))
            self._section(origin, None, partial(self._kept_heads, origin))
            self._section(origin, None, partial(self._cosigned, origin))
        self._section("", "bodies", self._bodies)
        self._section("", "bulks", self._bulks)
        self._receipts()

    def run_log(self, keys: tuple[VerifierKey, ...], explained: set[str]) -> SignedCheckpoint:
        """Read the files of one log that lies alone, its checkpoint at the top.

        Args:
            keys: Whom to believe about the log, nobody at all included.
            explained: Files past the checkpoint that a crash is known to have left.

        Raises:
            MalformedError: There is no checkpoint that says which log it is.
        """
        data = self.tree.read("checkpoint", MAX_CHECKPOINT)
        signed = parse_signed(data)
        if not keys:
            self._fault(signed.origin, None, "checkpoint", "expected keys to believe: give a home or a policy")
        self._files(signed.origin, "", data, keys or None, list(self.tree.names()), explained)
        return signed

    def _section(self, log: str, path: str | None, read: Callable[[], None]) -> None:
        """Read one part. Whatever lies there must not keep the other parts from being read."""
        try:
            read()
        except (TrilateralError, OSError) as error:
            self._fault(log, None, path, str(error))

    def _fault(self, log: str, index: int | None, path: str | None, what: str) -> None:
        self.faults.append(Fault(log, index, path, what))

    # -- the charter

    def _hash_of_charter(self) -> str:
        return charter_hash(find_in(self.tree, "charter.json", MAX_CHARTER) or b"")

    def _charter(self, mechanism: str | None) -> Charter | None:
        try:
            data = find_in(self.tree, "charter.json", MAX_CHARTER)
            if data is None:
                self._fault("", None, "charter.json", "expected the charter, found no file")
                return None
            found = charter_hash(data)
            if mechanism is not None and found != mechanism:
                self._fault("", None, "charter.json", f"expected the charter {mechanism}, got {found}")
            self.checked.append(f"charter {found}")
            return parse_charter(data)
        except TrilateralError as error:
            self._fault("", None, "charter.json", str(error))
            return None

    # -- one log's files

    def _names_by_log(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for name in self.tree.names("logs/"):
            _, log, *rest = name.split("/", 2)
            if rest:
                found[log].append(rest[0])
            else:
                self._fault("", None, name, "expected a directory for each log, found a file")
        return found

    def _log(self, name: str, paths: list[str], known: dict[str, str], home: Path | None) -> None:
        """The files of one log. Who may sign it is asked when the entries have said so (`_signed`)."""
        prefix = f"logs/{name}/"
        data = find_in(self.tree, f"{prefix}checkpoint", MAX_CHECKPOINT)
        origin = known.get(name) or (self._stated_origin(data) if data else "")
        if data is None:
            self._fault(origin, None, f"{prefix}checkpoint", "expected a checkpoint, found none")
            return
        explained = left_by_crash(home, origin) if home and origin else set()
        self._files(origin, prefix, data, None, paths, explained)

    def _signed(self, name: str, origins: dict[str, str]) -> None:
        """The log is one of the charter's, in whichever version, and has signed its checkpoint and its branches."""
        prefix = f"logs/{name}/"
        if name not in origins:
            found = find_in(self.tree, f"{prefix}checkpoint", MAX_CHECKPOINT)
            origin = self._stated_origin(found) if found else ""
            self._fault(origin, None, prefix, "expected logs of the charter's parties only, found another")
            return
        paths = [path for path in self.tree.names(prefix) if path.endswith("/checkpoint")]
        for path in paths:
            data = self.tree.read(path, MAX_CHECKPOINT)
            try:
                open_checkpoint(data, self._keys(origins[name], data), origins[name])
            except MalformedError as error:
                self._fault(origins[name], None, path, str(error))

    def _keys(self, origin: str, data: bytes) -> tuple[VerifierKey, ...]:
        """Keys that may have signed a checkpoint of the log, by what its entries, its branches' and the charters say."""
        found = self.fold.log_keys(origin, stated(data).size) if self.fold else ()
        return (*found, *self._exchanged.get(origin, ()))

    def _files(  # noqa: PLR0913, PLR0917 - a log, where it lies, and whom to believe
        self,
        origin: str,
        prefix: str,
        data: bytes,
        keys: Sequence[VerifierKey] | None,
        paths: list[str],
        explained: set[str],
    ) -> None:
        """Every file of one log, under the checkpoint in `data`."""
        head = self._head(data, origin, prefix, keys)
        if head is None:
            return
        self._heads[origin] = head
        self._tiles(origin, head, prefix)
        for path in paths:
            if path.startswith("forks/"):
                continue
            self._reached(origin, head, prefix, path, explained)
        for fork in sorted({path.split("/")[1] for path in paths if path.startswith("forks/")}):
            self._fork(origin, f"{prefix}forks/{fork}/", fork, keys)
        self.checked.append(f"log {origin}: {head.size} entries, root {head.root.hex()}")

    @staticmethod
    def _stated_origin(data: bytes) -> str:
        try:
            return stated(data).origin
        except MalformedError:
            return ""

    def _head(self, data: bytes, origin: str, prefix: str, keys: Sequence[VerifierKey] | None) -> Checkpoint | None:
        """What the checkpoint states, if anything; whether its log signed it is found out on the way."""
        path = f"{prefix}checkpoint"
        try:
            head = stated(data)
        except MalformedError as error:
            self._fault(origin, None, path, str(error))
            return None
        try:
            if keys is not None:
                open_checkpoint(data, keys, origin)
        except MalformedError as error:
            self._fault(origin, None, path, str(error))
        return head

    def _reader(self, origin: str, prefix: str) -> Callable[[str], bytes]:
        def read(path: str) -> bytes:
            try:
                return self.tree.read(prefix + path, MAX_TILE)
            except (TrilateralError, OSError) as error:
                self._fault(origin, None, prefix + path, str(error))
                raise KeyError(path) from error

        return read

    def _tiles(self, origin: str, head: Checkpoint, prefix: str) -> None:
        for fault in faults_in_log(head.size, head.root, self._reader(origin, prefix)):
            self._fault(origin, fault.index, prefix + fault.path, fault.what)

    def _reached(self, origin: str, head: Checkpoint, prefix: str, path: str, explained: set[str]) -> None:
        """A file beside the tiles that the checkpoint leads to is a beginning of one of them, or foreign matter."""
        if path == "checkpoint" or path in explained:
            if path in explained:
                self.checked.append(f"log {origin}: {path} was left by a crash and equals what is staged")
            return
        try:
            tile = parse_path(path)
        except MalformedError:
            self._fault(origin, None, prefix + path, "expected files of the log only, found another")
            return
        width = width_of(head.size, tile.level or 0, tile.index)
        if tile.width == width:
            return  # one of those that were read already
        first = tile.index * TILE_WIDTH << (8 * (tile.level or 0))
        if tile.width > width:
            self._fault(origin, first, prefix + path, "expected files that the checkpoint reaches, found one beyond it")
            return
        parts = self._parts_at(origin, prefix, path, width)
        if parts is not None:
            index = first + (parts << (8 * (tile.level or 0)))
            self._fault(origin, index, prefix + path, "expected the beginning of the wider tile, got something else")

    def _parts_at(self, origin: str, prefix: str, path: str, width: int) -> int | None:
        """Which hash or entry is the first in which an older, narrower tile differs from the one there is now, if any."""
        tile = parse_path(path)
        read = self._reader(origin, prefix)
        wide = path.partition(".p/")[0] + ("" if width == TILE_WIDTH else f".p/{width}")
        try:
            narrow, whole = read(path), read(wide)
        except KeyError:
            return 0
        split = _entries_in if tile.level is None else _hashes_in
        ours, theirs = split(narrow), split(whole)[: tile.width]
        if ours == theirs:
            return None
        same = (mine == other for mine, other in zip(ours, theirs, strict=False))
        differing = next((at for at, alike in enumerate(same) if not alike), min(len(ours), len(theirs)))
        return min(differing, tile.width - 1)

    def _fork(self, origin: str, prefix: str, root: str, keys: Sequence[VerifierKey] | None) -> None:
        data = find_in(self.tree, f"{prefix}checkpoint", MAX_CHECKPOINT)
        if data is None:
            self._fault(origin, None, prefix, "expected a checkpoint of the second branch, found none")
            return
        head = self._head(data, origin, prefix, keys)
        if head is None:
            return
        if head.root.hex() != root:
            self._fault(origin, None, prefix, f"expected the branch under {root}, got {head.root.hex()}")
        self._tiles(origin, head, prefix)
        for name in self.tree.names(prefix):
            path = name.removeprefix(prefix)
            self._reached(origin, head, prefix, path, set())
        self.checked.append(f"log {origin}: a second branch of {head.size} entries, root {head.root.hex()}")

    # -- what the entries say

    def _entries(self, origin: str, head: Checkpoint | None, prefix: str) -> Iterator[list[bytes]]:
        """Entries as far as they can be read. What is wrong with them has been reported."""
        read = self._reader(origin, prefix)
        for index in range(-(-head.size // TILE_WIDTH) if head else 0):
            width = width_of(head.size, 0, index) if head else 0
            found = find_bundle(index, width, read)
            entries = split_bundle(found.data)[0][:width] if found else []
            yield entries
            if len(entries) < width:
                return

    def _fold(self, charter: Charter, mechanism: str) -> None:
        fold = self.fold = Fold(charter, mechanism, SLICES)
        while new := [origin for origin in fold.origins if origin not in self._trees]:
            for origin in new:  # an amended charter may name further logs
                self._trees[origin] = self._fold_log(fold, origin)
            for origin in new:
                self._fold_branches(fold, origin)
        names_it = [self._verdicts(origin, mechanism) for origin in fold.origins]
        if not any(names_it) and any(map(fold.size, fold.origins)):
            self._fault("", None, "charter.json", "expected the charter that the entries name, got another")
        self._cosigners = cosigners_in(fold)
        self.checked += [
            f"log {origin}: {count} entries wait for others that are not here"
            for origin, count in fold.waiting().items()
        ]
        self.checked += [
            f"log {origin} was shown in two ways after entry {at}" for origin, at in fold.exposed().items()
        ]

    def _fold_log(self, fold: Fold, origin: str) -> dict[int, bytes]:
        """Fold one log; returns its root at each size of which a head was kept."""
        tree, roots = Frontier(), {}
        wanted = {head.size for head in self._stated_heads(origin)}
        head = self._heads.get(origin)
        entries = (entry for bundle in self._entries(origin, head, _log_prefix(origin)) for entry in bundle)
        for leaves, _ in fold_many(fold, origin, entries, head.size if head else 0):
            for leaf in leaves:
                tree.append(leaf)
                if tree.size in wanted:
                    roots[tree.size] = tree.root()
        return roots

    def _fold_branches(self, fold: Fold, origin: str) -> None:
        """Fold the second branches of one log: what others signed rests on them, and they may have keys of their own."""
        for path in self.tree.names(f"{_log_prefix(origin)}forks/"):
            data = self.tree.read(path, MAX_CHECKPOINT) if path.endswith("/checkpoint") else b""
            if self._stated_origin(data) == origin:
                bundles = self._entries(origin, stated(data), path.removesuffix("checkpoint"))
                keys = fold_branch(fold, origin, [entry for bundle in bundles for entry in bundle])
                self._exchanged[origin] = (*self._exchanged.get(origin, ()), *keys)

    def _verdicts(self, origin: str, mechanism: str) -> bool:
        """Remark on entries without effect, and gather what bodies there should be."""
        names_it = False
        for verdict in self.fold.verdicts(origin) if self.fold else ():
            if verdict.objection is not None:
                self.checked.append(f"log {origin}, entry {verdict.index} has no effect: {verdict.objection.code}")
            if verdict.entry is not None:
                header = verdict.entry.header
                names_it |= header.mechanism == mechanism
                for name in (*header.blobs, *((header.blob,) if header.blob else ())):
                    self._named.setdefault(name, (origin, verdict.index))
        return names_it

    # -- lines, heads, marks

    def _lines(self, origin: str) -> None:
        """Every line on the served checkpoint is by a known key, and holds."""
        path = f"logs/{log_name(origin)}/checkpoint"
        data = find_in(self.tree, path, MAX_CHECKPOINT)
        if data is not None:
            self._note(data, origin, path)

    def _note(self, data: bytes, origin: str, path: str) -> None:
        try:
            keys = self._keys(origin, data)
        except MalformedError as error:
            self._fault(origin, None, path, str(error))
            return
        self.lines(data, origin, path, keys, on_log(self._cosigners, origin))

    def lines(
        self, data: bytes, origin: str, path: str, keys: Sequence[VerifierKey], cosigners: Sequence[Cosigner]
    ) -> None:
        """Every line on a note is by one of these keys, and holds.

        Args:
            data: The note.
            origin: Its log.
            path: Where it lies.
            keys: The log's.
            cosigners: All whose lines may stand there besides.
        """
        try:
            open_known(data, origin, keys, cosigners)
            unknown = unknown_lines(parse_signed(data), keys, cosigners)
        except MalformedError as error:
            if not any(fault.path == path and fault.what == str(error) for fault in self.faults):
                self._fault(origin, None, path, str(error))
            return
        if unknown:
            self._fault(origin, None, path, f"expected lines by enrolled keys only, got {', '.join(unknown)}")

    def _stated_heads(self, origin: str) -> list[Checkpoint]:
        """What the kept heads of a log state."""
        found = []
        for note in read_frames(find_in(self.tree, f"heads/{log_name(origin)}") or b"", origin).notes:
            try:
                found.append(stated(note))
            except MalformedError:
                continue  # reported when the heads are read
        return found

    def _kept_heads(self, origin: str) -> None:
        """Every head ever seen was signed by its log. One that is no beginning of it speaks against the log."""
        path = f"heads/{log_name(origin)}"
        data = find_in(self.tree, path)
        if data is not None and origin not in self._heads:
            self._fault(origin, None, f"logs/{log_name(origin)}", "expected the log whose heads were seen, found none")
        if data is None:
            if origin in self._heads:
                self._fault(origin, None, path, "expected the heads seen of this log, found no file")
            return
        exposed = self.fold.exposed() if self.fold else {}
        roots: dict[int, set[bytes]] = defaultdict(set)
        for note in self._framed(origin, path, data):
            try:
                signed = open_checkpoint(note, self._keys(origin, note), origin)
            except MalformedError as error:
                if not self._by_retired_key(origin, note):
                    self._fault(origin, None, path, str(error))
                continue
            roots[signed.size].add(signed.root)
            expected = self._trees.get(origin, {}).get(signed.size)
            if expected is not None and expected != signed.root and origin not in exposed:
                # The log signed it, so nobody tampered with this home: the log was shown in two ways.
                self.checked.append(
                    f"log {origin} also signed another head of {signed.size} entries: {signed.root.hex()}"
                )
        served = self._heads.get(origin)
        if served is not None and served.root not in roots.get(served.size, ()):
            self._fault(
                origin,
                None,
                path,
                f"expected the served head of {served.size} entries among those seen, found it missing",
            )

    def _by_retired_key(self, origin: str, note: bytes) -> bool:
        """Remark on a head that a key of the log signed which counts for smaller ones only.

        A node keeps what it is shown before it has read the entries that say so. It convicts nobody.
        """
        try:
            signed = open_checkpoint(note, self.fold.log_keys(origin) if self.fold else (), origin)
        except MalformedError:
            return False
        self.checked.append(f"log {origin}: a head of {signed.size} entries was signed by a key that had been ended")
        return True

    def _framed(self, origin: str, path: str, data: bytes) -> list[bytes]:
        """The notes in a file of frames."""
        framed = read_frames(data, origin)
        for what in framed.faults:
            self._fault(origin, None, path, what)
        if framed.torn:
            self.checked.append(f"{path}: {framed.torn} bytes at the end were left by a crash")
        return framed.notes

    def _set_aside(self, top: str, origins: Mapping[str, str]) -> None:
        """Beside the files of the logs there is nothing, but what a node found damaged and has kept."""
        for path in self.tree.names(f"{top}/"):
            name = path.removeprefix(f"{top}/")
            damaged = damaged_name(name)
            if damaged is not None:
                what = "expected whole frames, found a file that was set aside as damaged, as it was then"
                self._fault(origins.get(damaged, ""), None, path, what)
            elif name not in origins and not name.startswith("."):
                self._fault("", None, path, "expected files of the charter's logs only, found another")

    def _cosigned(self, origin: str) -> None:
        path = f"cosigned/{log_name(origin)}"
        data = find_in(self.tree, path)
        head = self._heads.get(origin)
        if data is None and head is not None and head.size:
            self.checked.append(f"log {origin}: {path} is absent: older words of others on it are not here")
        for note in self._framed(origin, path, data or b""):
            self._note(note, origin, path)
        path = f"witness/{log_name(origin)}/checkpoint"
        data = find_in(self.tree, path, MAX_CHECKPOINT)
        if data is not None:
            self._note(data, origin, path)

    # -- bodies

    def _bodies(self) -> None:
        seen: set[str] = set()
        for path in self.tree.names("bodies/"):
            name = path.rpartition("/")[2]
            log, index = self._named.get(name, ("", None))
            if not _BODY.fullmatch(path):
                self._fault("", None, path, "expected bodies named by their hash, found another file")
                continue
            seen.add(name)
            found = self._hash_of(path)
            if found != name:
                self._fault(log, index, path, f"expected a body with that SHA-256, got {found}")
        absent = sorted(set(self._named) - seen)
        erased = self._erasures()
        for name in absent:
            log, index = self._named[name]
            why = f"was erased by {erased[name]}" if name in erased else "is absent"
            self.checked.append(f"log {log}, entry {index}: body {name} {why}")
        told = len(erased.keys() & set(absent))
        self.checked.append(f"{len(seen)} bodies, {len(absent)} absent, of which {told} were erased")

    def _kept(self) -> Iterator[Kept]:
        """What entries say of parts and lists, in the order of logs."""
        states = self.fold.subjects("bodies").values() if self.fold else ()
        yield from sorted(states, key=lambda kept: self._ref(kept.id))

    def _ref(self, entry: str) -> str:
        verdict = self.fold.verdict(entry) if self.fold else None
        return entry if verdict is None else verdict.ref

    def _erasures(self) -> dict[str, str]:
        """Parts that somebody says to have destroyed, and in which entries."""
        found: dict[str, list[str]] = defaultdict(list)
        for kept in self._kept():
            if kept.what is What.ERASURE and kept.blob is not None:
                found[kept.blob].append(self._ref(kept.id))
        return {blob: ", ".join(refs) for blob, refs in found.items()}

    def _receipts(self) -> None:
        """Remark on who says to hold which parts, and on those that are not what their author committed to."""
        held: dict[str, set[str]] = defaultdict(set)
        for kept in self._kept():
            for name in kept.held:
                held[name].add(kept.party)
            for name in kept.bad:
                log, index = self._named.get(name, ("", None))
                what = (
                    f"log {log}, entry {index}: {self._ref(kept.id)} says that the part {name} is not what was signed"
                )
                self.checked.append(what)
        for name in sorted(held.keys() & self._named.keys(), key=self._named.__getitem__):
            log, index = self._named[name]
            self.checked.append(
                f"log {log}, entry {index}: body {name} was received by {', '.join(sorted(held[name]))}"
            )

    # -- lists of rows

    def _bulks(self) -> None:
        lists: dict[str, list[Kept]] = defaultdict(list)
        for kept in self._kept():
            if kept.what is What.ROWS and kept.root is not None:
                lists[kept.root].append(kept)
        for path in self.tree.names("bulks/"):
            found = _BULK.fullmatch(path)
            if not found:
                self._fault("", None, path, "expected lists named by their root, found another file")
            elif found[2] not in lists:
                self.checked.append(f"{path}: no entry here states that list")
        for root, stated_in in lists.items():
            for kept in stated_in:
                self._bulk(f"bulks/{root[:2]}/{root}", kept)

    def _bulk(self, path: str, kept: Kept) -> None:
        """Every row of one list: there, erased or missing; one that was altered is named."""
        verdict = self.fold.verdict(kept.id) if self.fold else None
        log, index = ("", None) if verdict is None else (verdict.log, verdict.index)
        ref, erased, there, blank = self._ref(kept.id), erased_rows(kept), 0, set[int]()
        try:
            with self.tree.open(path) as file:
                lines = bounded_lines(iter(lambda: file.read(1 << 20), b""), path)
                for row in read_bulk(lines, Manifest(kept.count, kept.root or "")):
                    there += row.state is RowState.THERE
                    if row.state is RowState.ERASED:
                        blank.add(row.index)
                    elif row.state is RowState.ALTERED:
                        self._fault(
                            log, index, path, f"row {row.index}: expected the row that was committed to, got another"
                        )
                    elif row.state is RowState.UNREADABLE:
                        self.checked.append(f"log {log}, entry {index}: row {row.index} is no row: its author's doing")
        except KeyError:
            self.checked.append(f"log {log}, entry {index}: the list {ref} is absent")
            return
        except (TrilateralError, OSError) as error:
            self._fault(log, index, path, str(error))
            return
        said = f"{there} of {kept.count} rows, {len(blank & erased)} erased, {len(blank - erased)} missing"
        self.checked.append(f"log {log}, entry {index}: the list {ref}: {said}")

    def _hash_of(self, path: str) -> str:
        try:
            return sha256(self.tree.read(path)).hexdigest()
        except (TrilateralError, OSError) as error:
            return str(error)
