"""What the demonstration leaves on disk, read by a reader that knows the specifications and not the package.

The package makes the homes, prints the policies and exports the proofs; whether they are
any good is for `reader` alone to say.
"""

import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.independent.reader import (
    ED25519,
    ED25519_COSIGNATURE,
    MLDSA_COSIGNATURE,
    Log,
    NotAcceptedError,
    Policy,
    accept,
    files_below,
    read_log,
    read_policy,
    read_proof,
    tile_name,
    tree_hash,
)
from trilateral.cli import main
from trilateral.node.prove import prove
from trilateral.node.record import open_record
from trilateral.tlog.checkpoint import Checkpoint, sign_checkpoint
from trilateral.tlog.note import KeyKind, SignerKey
from trilateral.tlog.tiles import TileWriter

PROOFS_BY_COMMAND = 24
BIG = 70_000
SEED = 2007


def command(*words: str | Path) -> str:
    """What a command prints; it must succeed."""
    ran = CliRunner().invoke(main, [str(word) for word in words])
    assert ran.exit_code == 0, ran.output
    return ran.stdout


@dataclass(frozen=True)
class Demo:
    """The three homes, and each party's log by the name of its directory."""

    homes: Mapping[str, Path]
    origins: Mapping[str, str]

    def logs(self) -> Iterator[tuple[str, Path]]:
        """Each party's home with each log directory in it."""
        for party, home in self.homes.items():
            for directory in sorted((home / "logs").iterdir()):
                yield party, directory

    def policy(self, party: str, *options: str) -> Policy:
        """What a party's node says a stranger should demand."""
        return read_policy(command("--home", self.homes[party], "policy", *options).encode())

    def others(self, origin: str) -> set[bytes]:
        """Names of the parties whose log it is not: the policy calls their groups so."""
        return {party.encode() for party, own in self.origins.items() if own != origin}


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Make it once; nobody changes it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRILATERAL_GUARD", str(tmp_path_factory.mktemp("guard")))
        said = json.loads(command("demo", "--home", tmp_path_factory.mktemp("demo"), "--no-serve", "--json"))
    homes = {each["party"]: Path(each["home"]) for each in said["nodes"]}
    return Demo(homes, {each["party"]: each["origin"] for each in said["nodes"]})


def test_every_log_is_whole_on_every_node_and_cosigned_by_both_others(demo: Demo) -> None:
    """Nine logs: three parties hold three each, and all hold the same of one another."""
    found: dict[str, set[tuple[bytes, ...]]] = {}
    for party, directory in demo.logs():
        log = read_log(directory.name, files_below(directory), demo.policy(party))
        origin = log.accepted.checkpoint.origin
        found.setdefault(origin, set()).add(log.entries)

        assert demo.others(origin) < log.accepted.witnessed
        assert not any(key.name.startswith(f"{origin}/") for key in log.accepted.times)
        assert {key.kind for key in log.accepted.times} == {ED25519_COSIGNATURE}
    assert set(found) == set(demo.origins.values())
    assert {origin: len(contents) for origin, contents in found.items()} == dict.fromkeys(found, 1)


def test_the_policy_for_one_log_asks_only_the_others(demo: Demo) -> None:
    for party, directory in demo.logs():
        origin = accept((directory / "checkpoint").read_bytes(), demo.policy(party)).checkpoint.origin
        policy = demo.policy(party, "--log", origin)
        log = read_log(directory.name, files_below(directory), policy)

        assert {key.name for key in policy.logs} == {origin}
        assert set(policy.groups) == {*demo.others(origin), policy.quorum}
        assert log.accepted.witnessed == {*policy.witnesses, *policy.groups}


def test_every_line_is_known_and_verifies_when_mldsa_keys_are_asked_for(demo: Demo) -> None:
    """Each log signs in both ways, and so does each mirror; nothing else stands on a checkpoint."""
    for party, directory in demo.logs():
        log = read_log(directory.name, files_below(directory), demo.policy(party, "--pq"), all_known=True)
        origin = log.accepted.checkpoint.origin

        assert {key.kind for key in log.accepted.signed} == {ED25519, MLDSA_COSIGNATURE}
        for other in demo.others(origin):
            assert {other, other + b"-mirror", other + b"-mirror-pq", other + b"-witness"} <= log.accepted.witnessed


def test_another_log_or_fewer_cosigners_are_not_enough(demo: Demo) -> None:
    """The reader is not one that accepts everything."""
    party, directory = next(demo.logs())
    policy, files = demo.policy(party), files_below(directory)
    head, _, tail = files["checkpoint"].decode().rpartition("\n\n")
    lines = tail.splitlines(keepends=True)
    origin = head.partition("\n")[0]
    own = "".join(line for line in lines if line.split(" ")[1] == origin)
    other = next(each for name, each in demo.origins.items() if name != party and each != origin)
    one = own + "".join(line for line in lines if line.split(" ")[1].startswith(f"{other}/"))
    unsigned = "".join(line for line in lines if line not in own)

    for left, why in ((own, "no quorum"), (one, "no quorum"), (unsigned, "not signed by a log")):
        with pytest.raises(NotAcceptedError, match=why):
            accept(f"{head}\n\n{left}".encode(), policy)
    with pytest.raises(NotAcceptedError, match="holds the log"):
        read_log("00" * 32, files, policy)
    with pytest.raises(NotAcceptedError, match="not signed by a log"):
        accept(files["checkpoint"], demo.policy(party, "--log", other))


def test_a_proof_of_every_entry_is_accepted_whoever_exported_it(demo: Demo) -> None:
    """With the entry at the index that people call it by, as it stands in the log."""
    for party, home in demo.homes.items():
        record, policy = open_record(home), demo.policy(party)
        logs = [read_log(path.name, files_below(path), policy) for name, path in demo.logs() if name == party]
        by_origin = {log.accepted.checkpoint.origin: log for log in logs}
        for author, origin in demo.origins.items():
            log = by_origin[origin]
            for index, entry in enumerate(log.entries):
                proven = read_proof(prove(record, f"{author}/{index}"), policy)

                assert (proven.index, proven.entry) == (index, entry)
                assert proven.accepted.checkpoint == log.accepted.checkpoint
                assert demo.others(origin) < proven.accepted.witnessed


def test_proofs_that_the_command_writes_are_accepted_with_every_policy(demo: Demo, tmp_path: Path) -> None:
    """Also with what another party's node prints."""
    chance = random.Random(SEED)  # noqa: S311 - which entries are tried
    holders = sorted(demo.homes)
    sizes = {party: open_record(demo.homes[party]).size(demo.origins[party]) for party in holders}
    policies = {
        (party, origin, pq): demo.policy(party, "--log", origin, *pq)
        for party in holders
        for origin in demo.origins.values()
        for pq in ((), ("--pq",))
    }
    for number in range(PROOFS_BY_COMMAND):
        holder, author = holders[number % 3], holders[number // 3 % 3]
        index = chance.randrange(sizes[author])
        file = tmp_path / f"{number}.tlog-proof"
        command("--home", demo.homes[holder], "prove", f"{author}/{index}", "-o", file)
        for (_, origin, pq), policy in policies.items():
            if origin == demo.origins[author]:
                proven = read_proof(file.read_bytes(), policy, all_known=bool(pq))

                assert proven.index == index
                assert proven.accepted.checkpoint.origin == origin
            else:
                with pytest.raises(NotAcceptedError, match="not signed by a log"):
                    read_proof(file.read_bytes(), policy)


def changed(data: bytes, position: int, chance: random.Random) -> bytes:
    """The same with another byte at one place: one bit of it or any."""
    other = data[position] ^ chance.choice((1, 0x20, 0x80, chance.randrange(1, 256)))
    return data[:position] + bytes((other,)) + data[position + 1 :]


def assert_refused(read: Callable[[], object], what: str) -> None:
    """Fail, naming the change, where it went unnoticed."""
    try:
        read()
    except NotAcceptedError:
        return
    raise AssertionError(f"accepted in spite of {what}")


def test_one_changed_byte_in_any_file_of_a_log_is_refused(demo: Demo) -> None:
    """In every file of all nine logs, old partial tiles too; on checkpoints in many places."""
    chance = random.Random(SEED)  # noqa: S311 - which bytes are tried
    for party, directory in demo.logs():
        files, policy = files_below(directory), demo.policy(party, "--pq")
        for name, data in files.items():
            for _ in range(40 if name == "checkpoint" else 1):
                position = chance.randrange(len(data))
                spoilt = {**files, name: changed(data, position, chance)}
                read = partial(read_log, directory.name, spoilt, policy, all_known=True)
                assert_refused(read, f"byte {position} of {directory / name}")


def test_one_changed_byte_in_a_proof_is_refused(demo: Demo) -> None:
    chance = random.Random(SEED)  # noqa: S311 - which bytes are tried
    for party, home in demo.homes.items():
        record, policy = open_record(home), demo.policy(party, "--pq")
        for author in demo.homes:
            data = prove(record, f"{author}/{chance.randrange(40)}")
            for position in sorted(chance.sample(range(len(data)), 120)):
                spoilt = changed(data, position, chance)
                assert_refused(partial(read_proof, spoilt, policy, all_known=True), f"byte {position} of {author}'s")


def test_missing_files_and_files_too_many_are_refused(demo: Demo) -> None:
    party, directory = next(demo.logs())
    files, policy = files_below(directory), demo.policy(party)
    size = accept(files["checkpoint"], policy).checkpoint.size

    for name in ("checkpoint", tile_name(0, 0, size), tile_name(None, 0, size)):
        left = {path: data for path, data in files.items() if path != name}
        with pytest.raises(NotAcceptedError, match="missing"):
            read_log(directory.name, left, policy)
    for name in ("tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1", f"tile/0/000.p/{size + 1}", "tile/0/0", "notes"):
        with pytest.raises(NotAcceptedError):
            read_log(directory.name, {**files, name: bytes(32)}, policy)


# -- a log that fills tiles


@dataclass(frozen=True)
class Big:
    """A log of many entries, with the policy for it."""

    name: str
    files: Mapping[str, bytes]
    policy: Policy
    entries: tuple[bytes, ...]

    def read(self, **changes: bytes) -> Log:
        """Read it, with other content in some files."""
        return read_log(self.name, {**self.files, **changes}, self.policy)


@pytest.fixture(scope="module")
def big() -> Big:
    """Grown in uneven steps, so that partial tiles of earlier sizes lie about."""
    origin = "many.example/log"
    key = SignerKey(origin, KeyKind.ED25519, bytes(range(32)))
    entries = tuple(b"entry %d" % number for number in range(BIG))
    writer, files = TileWriter(), dict[str, bytes]()
    for start, stop in ((0, 1), (1, 256), (256, 300), (300, 65_536), (65_536, 65_537), (65_537, BIG)):
        files |= writer.append(entries[start:stop])
    signed = sign_checkpoint(Checkpoint(origin, BIG, writer.root()), (key,), 0)
    policy = read_policy(f"log {key.verifier().vkey()}\nquorum none\n".encode())
    return Big(sha256(origin.encode()).hexdigest(), {**files, "checkpoint": signed.encode()}, policy, entries)


def test_a_log_of_several_levels_has_the_files_that_the_specification_names(big: Big) -> None:
    """The example of tlog-tiles: 273 full tiles and one of 112, one full and one of 17, one of 1."""
    names = {name for name in big.files if ".p/" not in name}
    log = big.read()

    assert log.entries == big.entries
    assert names == {
        "checkpoint",
        "tile/1/000",
        *(tile_name(level, index) for level in (0, None) for index in range(273)),
    }
    for name in ("tile/0/273.p/112", "tile/entries/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"):
        assert name in big.files
    assert {"tile/0/000.p/1", "tile/0/001.p/44", "tile/0/256.p/1", "tile/2/000.p/1"} < set(big.files)


@pytest.mark.parametrize(
    "name",
    [
        *("tile/0/000", "tile/0/272", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"),
        *("tile/entries/000", "tile/entries/131", "tile/entries/273.p/112", "tile/0/000.p/1", "tile/0/001.p/44"),
    ],
)
def test_one_changed_byte_at_any_level_is_refused(big: Big, name: str) -> None:
    chance = random.Random(name)  # noqa: S311 - which bytes are tried
    data = big.files[name]

    assert_refused(lambda: big.read(**{name: changed(data, chance.randrange(len(data)), chance)}), name)


def test_roots_are_those_of_rfc_6962() -> None:
    """The empty tree, and a tree that is split where the definition says."""
    leaves = [bytes((number,)) * 32 for number in range(7)]

    assert tree_hash([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert tree_hash(leaves) == tree_hash([tree_hash(leaves[:4]), tree_hash(leaves[4:])])
