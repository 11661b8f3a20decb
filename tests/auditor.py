"""An auditor, who reads the files of honest homes and says whether what must always hold still does.

    Whole      every log is under a head that its own key signed, and one log never signed two heads of a size
    Kept       nothing that a node answered for is gone or different
    Honest     nobody who kept to the rules is held to be a cheat
    Bound      nobody is bound to anything but by a signature of its own: read by the letter (`letter`, `binding`)
    Secret     no file of any home holds in clear what was said under seal, and no key of another opens it
    Alike      whoever folded the same entries stands at the same state, and memory says what the disk says

Homes in which no file has changed since are not read again.
"""

import base64
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Protocol

import msgspec

from tests.binding import assert_bound, assert_own_words, bound_at, claims
from tests.letter import Letters, Said, Shelf
from trilateral.errors import MalformedError
from trilateral.ledger.fold import Fold
from trilateral.node.node import Node
from trilateral.node.record import Record, open_record
from trilateral.seal.sealed import open_rows
from trilateral.store.logs import stated
from trilateral.tlog.audit import read_log

SEALED_WORDS = "only-under-seal-"
"""What no file of any home may hold in clear."""

_SPELLINGS = (
    SEALED_WORDS.encode(),
    SEALED_WORDS.encode("utf-16-le"),
    SEALED_WORDS.encode().hex().encode(),
    *(base64.b64encode(b" " * n + SEALED_WORDS.encode())[4:20] for n in range(3)),
)


class Audited(Protocol):
    """What the auditor has to know of a seat."""

    party: str
    home: Path
    guard: Path
    honest: bool
    promised: list[tuple[int, str]]

    @property
    def origin(self) -> str:
        """Origin of its log."""


@dataclass
class Auditor:
    """What the auditor remembers of the homes.

    Attributes:
        shelf: All that was ever read.
        heads: Root of each size of each honest log.
        judged: States that were found to be in order, by home and subject.
        files: How the files of each home looked when it was last read.
        found: How often parties were found to be bound to something, by its sort, and how often by their silence.
    """

    shelf: Shelf
    chance: Random
    heads: dict[tuple[str, int], bytes] = field(default_factory=dict)
    judged: dict[tuple[str, str], object] = field(default_factory=dict)
    files: dict[str, list[tuple[str, int, int]]] = field(default_factory=dict)
    found: Counter[str] = field(default_factory=Counter)

    def audit(self, seats: Sequence[Audited], nodes: Sequence[Node]) -> None:
        """Look at the homes of all honest parties, and whether they agree.

        Raises:
            AssertionError: Something does not hold.
        """
        for seat, node in zip(seats, nodes, strict=True):
            if self._has_changed(seat, node):
                self._audit_home(seat, node, {each.origin for each in seats})
        self._audit_agreement(seats, nodes)

    def _has_changed(self, seat: Audited, node: Node) -> bool:
        """Whether a file is another than when this home was last read, or another process holds it."""
        found = [(node.origin, id(node), 0)]
        for path in files_of(seat):
            with suppress(FileNotFoundError):
                looks = path.stat()
                found.append((str(path), looks.st_mtime_ns, looks.st_size))
        if self.files.get(seat.party) == found:
            return False
        self.files[seat.party] = found
        return True

    def _audit_home(self, seat: Audited, node: Node, honest: set[str]) -> None:
        audit_secrecy(seat)
        fold = node.record.fold
        letters = Letters(self.shelf, lambda entry: None if (v := fold.verdict(entry)) is None else v.has_effect)
        found = list(read_logs(seat.home))
        letters.read((origin, entries) for origin, _, entries in found)
        for line, (origin, note, _) in zip(letters.lines, found, strict=True):
            self._audit_log(origin, line, note, letters, is_honest=origin in honest)
        if node.may_sign:
            own = next((line for line in letters.lines if line and line[0].origin == seat.origin), [])
            for index, promised in seat.promised:
                assert index < len(own), f"{seat.party} lost {index}, which it had answered for"
                assert own[index].id == promised, f"{seat.party}/{index} changed"
        exposed = honest.intersection(fold.exposed())
        assert not exposed, f"{seat.party} holds evidence against {exposed}, who did nothing"
        audit_charter(fold, letters)
        self._audit_subjects(seat, fold, letters)

    def _audit_log(self, origin: str, line: Sequence[Said], note: bytes, letters: Letters, *, is_honest: bool) -> None:
        assert letters.signs_head(origin, line, note), f"a head of {origin} of {len(line)} entries is not its own"
        head = stated(note)
        if is_honest:
            root = self.heads.setdefault((origin, head.size), head.root)
            assert root == head.root, f"{origin} signed two heads of size {head.size}"

    def _audit_subjects(self, seat: Audited, fold: Fold, letters: Letters) -> None:
        for subject, state in fold.subjects().items():
            if self.judged.get((seat.party, subject)) is state:
                continue
            assert_own_words(msgspec.to_builtins(state), letters)
            asked = getattr(state, "parties", None)
            if asked is not None:
                named = bound_at(fold, subject, letters)
                assert tuple(sorted(asked)) == named, f"{asked} are asked about {subject[:8]}, and {named} should be"
            for claim in claims(fold, state, letters):
                silent = assert_bound(claim, fold, letters)
                self.found.update([claim.sort, *(["silence"] if silent else [])])
            self.judged[seat.party, subject] = state

    def forget(self, seat: Audited, sizes: int) -> None:
        """A party has lost its disk and its keys: what nobody else had of its log was never seen."""
        for origin, size in list(self.heads):
            if origin == seat.origin and size > sizes:
                del self.heads[origin, size]
        self.judged = {place: state for place, state in self.judged.items() if place[0] != seat.party}

    # Alike

    def _audit_agreement(self, seats: Sequence[Audited], nodes: Sequence[Node]) -> None:
        """Whoever folded the same entries stands at the same state; and memory says what the disk says."""
        by_cut: dict[str, tuple[str, bytes]] = {}
        for seat, node in zip(seats, nodes, strict=True):
            fold = node.record.fold
            first, digest = by_cut.setdefault(cut_of(fold), (seat.party, fold.digest()))
            assert digest == fold.digest(), f"{first} and {seat.party} read the same entries differently"
        self._audit_audiences(seats, nodes)
        node = self.chance.choice(nodes)
        if node.may_sign:
            node.publish()
            read = open_record(node.home)
            assert read.fold.digest() == node.record.fold.digest(), f"{node.party}'s memory is not what its disk says"

    def _audit_audiences(self, seats: Sequence[Audited], nodes: Sequence[Node]) -> None:
        """Two parties that hold the same entries, parts and keys read the same of what was sealed for both."""
        whole = [at for at, node in enumerate(nodes) if _has_all_keys(node)]
        if len(whole) < 2:
            return
        first, second = self.chance.sample(whole, 2)
        records = [nodes[each].record for each in (first, second)]
        if cut_of(records[0].fold) == cut_of(records[1].fold) and len({_parts(each) for each in records}) == 1:
            pair = (seats[first].party, seats[second].party)
            digests = {record.readers.together(pair).digest(pair) for record in records}
            assert len(digests) == 1, f"{pair} read differently what was sealed for both"


def cut_of(fold: Fold) -> str:
    """What a node has folded. Which branch of a forked log it calls the first is its own affair."""
    return repr(sorted((key.partition("#")[0], size, root) for key, (size, root) in fold.cut().items()))


def _has_all_keys(node: Node) -> bool:
    """Whether a party can open whatever was ever sealed for it: it has destroyed no key, and lost none."""
    return node.may_sign and not any(closed for _, closed in node.record.key_book(node.origin).epochs())


def _parts(record: Record) -> tuple[str, ...]:
    return tuple(record.bodies.names())


# Whole


def read_logs(home: Path) -> Iterator[tuple[str, bytes, list[bytes]]]:
    """Origin, head and all entries of every log in a home and of every second branch, every tile checked."""
    for note in sorted((home / "logs").glob("*/checkpoint")) + sorted((home / "logs").glob("*/forks/*/checkpoint")):
        signed = note.read_bytes()
        head = stated(signed)
        yield head.origin, signed, [entry for _, entry in read_log(head.size, head.root, _Reader(note.parent))]


class _Reader:
    """The files below one directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def __call__(self, path: str) -> bytes:
        try:
            return (self._directory / path).read_bytes()
        except FileNotFoundError:
            raise KeyError(path) from None


# Bound


def audit_charter(fold: Fold, letters: Letters) -> None:
    """Every version in force was signed by all whom it takes, and binds those alone that signed it."""
    for version, is_complete, _ in fold.versions():
        signed = _signed_by_root(version.hash, letters)
        for party in fold.accepted(version.hash):
            assert party in signed, f"{party} is taken to have accepted {version.hash[:8]}, which its root never signed"
        if is_complete:
            _assert_complete(version.hash, signed, letters)
    if fold.is_in_force:
        signed = _signed_by_root(fold.version.hash, letters)
        strangers = [party for party in fold.parties if party not in signed]
        assert not strangers, f"{strangers} are taken to be bound by {fold.version.hash[:8]}, which they never signed"


def _signed_by_root(charter: str, letters: Letters) -> dict[str, list[Said]]:
    """Each party whose own root has signed a version in its own log, with the entries in which it did."""
    found: dict[str, list[Said]] = {}
    for origin in letters.origins:
        for said in letters.of(origin):
            accepts = said.kind in {"ledger.charter_accepted", "ledger.party_accredited"}
            if accepts and said.body["charter"] == charter and ("root", None) in said.by:
                member = letters.shelf.member(charter, origin)
                if member is not None:
                    found.setdefault(str(member["id"]), []).append(said)
    return found


def _assert_complete(charter: str, signed: dict[str, list[Said]], letters: Letters) -> None:
    text = letters.shelf.texts[charter]
    if charter == letters.shelf.mechanism:
        missing = set(_bound(text)) - set(signed)
        assert not missing, f"the first charter is in force, and {missing} never signed it"
        return
    before = letters.shelf.texts[text["previous"]]
    renewed = {
        member["id"]
        for member in before["parties"]
        for other in text["parties"]
        if other["id"] == member["id"] and other["root_keys"] != member["root_keys"]
    }
    earlier = _signed_by_root(text["previous"], letters)
    knew = [said.knew | {said.place} for each in signed.values() for said in each if said.knew is not None]
    others = [party for party in _bound(before) if party in signed and party not in renewed]
    assert len(others) > bool(renewed), f"{charter[:8]} is in force by the word of {others} alone"
    for party in set(_bound(before)) - renewed - set(signed):
        was_bound = bool(renewed) or any(said.place in past for said in earlier.get(party, ()) for past in knew)
        has_left = any(said.kind == "ledger.party_left" for said in letters.of(_origin(before, party)))
        assert has_left or not was_bound, f"{charter[:8]} is in force, and {party} never signed it"


def _bound(text: Mapping[str, Any]) -> list[str]:
    return [each["id"] for each in text["parties"] if each.get("role", "party") in {"party", "host"}]


def _origin(text: Mapping[str, Any], party: str) -> str:
    return next(str(each["origin"]) for each in text["parties"] if each["id"] == party)


# Secret


def files_of(seat: Audited) -> list[Path]:
    """Every file that a party's node has written, outside its home too."""
    return sorted(path for root in (seat.home, seat.guard) for path in root.rglob("*") if path.is_file())


def audit_secrecy(seat: Audited) -> None:
    """Nobody's disk holds a byte of what was said under seal: what can be read is opened with a key each time."""
    for path in files_of(seat):
        with suppress(FileNotFoundError):
            data = path.read_bytes()
            assert not any(each in data for each in _SPELLINGS), f"{path} holds sealed words in clear"


def audit_keys(nodes: Sequence[Node]) -> int:
    """No key of a party opens what was sealed for others; returns how many parts were tried."""
    tried = 0
    for holder in nodes:
        for origin in holder.record.origins:
            for verdict in holder.record.fold.verdicts(origin):
                header = verdict.entry.header if verdict.entry is not None else None
                if header is None or not header.audience or header.blob is None or header.commit is None:
                    continue
                stored = holder.record.bodies.get(header.blob)
                for node in nodes if stored is not None else ():
                    if node.party not in {verdict.party, *header.audience}:
                        tried += 1
                        opened = _opened(stored or b"", header.blob, header.commit, node)
                        assert not opened, f"{node.party} opens what {verdict.ref} says to {header.audience} alone"
    return tried


def _opened(stored: bytes, blob: str, commit: str, node: Node) -> bool:
    try:
        return open_rows(stored, blob, commit, node.ring.identities()) is not None
    except MalformedError:
        return False
