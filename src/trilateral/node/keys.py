"""Private keys at rest: one file for each key, one key for each purpose.

    keys/ring.json          salt and cost of the passphrase's hash
    keys/<purpose>-<key id>.json    public key, purpose and office in clear; the seed sealed, or destroyed
    keys/private.json       what the home's private matters are sealed with, sealed likewise

The seed of an office may be locked besides: then the passphrase of the ring does not open it alone (`locks`).

The passphrase goes once through argon2id; with the result each seed is sealed
by XChaCha20-Poly1305, together with the clear part of its file, so that nobody
can pass one key off as another or give it another purpose.

Not trusted: who can change these files can make keys unreadable, not exchange
them. Who can read them still needs the passphrase, and as much time as
argon2id costs for each guess.

Left out: which keys are valid, which is for the party's log to say; keys in
hardware; and several people holding the root, which is for `seal` and paper.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, Self, TypeVar

import msgspec
import nacl.exceptions
import nacl.pwhash.argon2id
import nacl.utils

from trilateral.errors import MalformedError, RefusedError
from trilateral.node.locks import Locked, Secret, Wrap, new_office_key, wrap
from trilateral.node.locks import seal_under as _seal
from trilateral.node.locks import unseal_under as _unseal
from trilateral.seal.recipient import SEED_SIZE, Identity, identity_from
from trilateral.store.files import DISK, disk_errors, make_directory_durable, read_file, write_file
from trilateral.tlog.note import KeyKind, SignerKey, VerifierKey, parse_vkey

_T = TypeVar("_T")
_RING = "ring.json"
_PRIVATE = "private.json"
_KEY_SIZE = 32
_CONTEXT = b"trilateral/key@v1\n"
_PRIVATE_CONTEXT = b"trilateral/private-key@v1\n"
_EPOCH_CONTEXT = b"trilateral/epoch@v1\n"
_OFFICE = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*(?:/[a-z0-9]+(?:[-_.][a-z0-9]+)*)*")


class Purpose(StrEnum):
    """What a key is for, and nothing else."""

    ROOT = "root"
    LOG = "log"
    LOG_PQ = "log_pq"
    WITNESS = "witness"
    MIRROR = "mirror"
    MIRROR_PQ = "mirror_pq"
    NODE = "node"
    DELEGATE = "delegate"


_LOG = (Purpose.LOG, Purpose.LOG_PQ)
_KINDS = {
    Purpose.ROOT: KeyKind.ED25519,
    Purpose.LOG: KeyKind.ED25519,
    Purpose.LOG_PQ: KeyKind.MLDSA_COSIGNATURE,
    Purpose.WITNESS: KeyKind.COSIGNATURE,
    Purpose.MIRROR: KeyKind.COSIGNATURE,
    Purpose.MIRROR_PQ: KeyKind.MLDSA_COSIGNATURE,
    Purpose.NODE: KeyKind.ED25519,
    Purpose.DELEGATE: KeyKind.ED25519,
}


class Cost(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one guess at a passphrase costs."""

    passes: int
    memory_bytes: int


STANDARD = Cost(passes=3, memory_bytes=64 << 20)
"""RFC 9106, section 4, second recommended option: three passes over 64 MiB."""

_COST_MAX = Cost(passes=64, memory_bytes=1 << 30)


class Wanted(NamedTuple):
    """A key to be made."""

    purpose: Purpose
    name: str
    office: str | None = None


class PublicKey(NamedTuple):
    """What everybody may know of a key.

    Attributes:
        made: Counts up from 1 within a purpose and office: the newest signs.
    """

    purpose: Purpose
    office: str | None
    key: VerifierKey
    made: int


class _Ring(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    salt: str
    cost: Cost
    check: str


class _KeyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    vkey: str
    purpose: Purpose
    office: str | None
    made: int
    sealed: str  # empty once the seed is destroyed
    wraps: tuple[Wrap, ...] = ()  # of an office's key that is locked: what opens it beside the ring

    def clear_part(self) -> bytes:
        """What is sealed with the seed, though it stands in clear."""
        return _CONTEXT + msgspec.json.encode([self.vkey, self.purpose, self.office, self.made])

    def public(self) -> PublicKey:
        """The public part."""
        return PublicKey(self.purpose, self.office, parse_vkey(self.vkey), self.made)


class _PrivateKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sealed: str


class _EpochFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    recipient: str
    made: int
    sealed: str

    def clear_part(self) -> bytes:
        """What is sealed with the seed, though it stands in clear."""
        return _EPOCH_CONTEXT + msgspec.json.encode([self.recipient, self.made])


def key_name(origin: str, purpose: Purpose, office: str | None = None) -> str:
    """The name under which a key signs: that of its log, followed by what it is for."""
    match purpose:
        case Purpose.LOG | Purpose.LOG_PQ:
            return origin  # tlog-checkpoint: the log's own lines bear its origin
        case Purpose.WITNESS | Purpose.ROOT | Purpose.NODE | Purpose.MIRROR:
            return f"{origin}/{purpose}"
        case Purpose.MIRROR_PQ:
            return f"{origin}/mirror"
        case Purpose.DELEGATE:
            if office is None or not _OFFICE.fullmatch(office):
                raise MalformedError(f"key: expected an office such as pol-mil-3, got {office!r}")
            return f"{origin}/delegate/{office}"


def wanted_keys(origin: str, offices: Iterable[str] = ()) -> tuple[Wanted, ...]:
    """Every key that a party's node needs: one for each purpose, and one delegate key for each office."""
    own = [Wanted(purpose, key_name(origin, purpose)) for purpose in Purpose if purpose is not Purpose.DELEGATE]
    delegates = [Wanted(Purpose.DELEGATE, key_name(origin, Purpose.DELEGATE, each), each) for each in offices]
    return (*own, *delegates)


class KeyRing:
    """An opened key ring: all seeds are in memory, but for those that their office has locked.

    Attributes:
        locked: The others, and for whom they are open.
    """

    def __init__(
        self,
        directory: Path,
        sealing_key: bytes,
        signers: Mapping[PublicKey, SignerKey],
        cost: Cost = STANDARD,
        locked: Locked | None = None,
    ) -> None:
        """Use `create_keyring` or `open_keyring`."""
        self._directory = directory
        self._sealing_key = sealing_key
        self._signers = dict(signers)
        self._cost = cost
        self.locked = locked or Locked()

    def signer(self, purpose: Purpose | str, office: str | None = None) -> SignerKey:
        """The newest key for a purpose.

        Raises:
            RefusedError: This ring has none, or it is locked and whoever asks has not opened it.
        """
        held = [public for public in self.public() if public.purpose == purpose and public.office == office]
        if not held:
            raise RefusedError("keys.not_held", purpose=str(purpose), office=office or "")
        newest = max(held, key=lambda public: public.made)
        return self._signers[newest] if newest in self._signers else self.locked.signer(newest)

    def is_locked(self, office: str) -> bool:
        """Whether the key with which an office signs is locked."""
        made = {public.made: public for public in self.public() if public.office == office}
        return bool(made) and made[max(made)] not in self._signers

    def may_use(self, office: str) -> bool:
        """Whether whoever asks can sign with an office's key now."""
        try:
            self.signer(Purpose.DELEGATE, office)
        except RefusedError:
            return False
        return True

    def lock(self, office: str, secret: Secret, opener: str) -> None:
        """Lock an office's keys: from now on the ring's passphrase alone does not open them. For the opener they stay open.

        A crash on the way leaves the newest key locked and an older one, which signs nothing any more, as it was.

        Raises:
            RefusedError: They are locked already.
        """
        if self.is_locked(office):
            raise RefusedError("keys.locked", office=office)
        office_key = new_office_key()
        wraps = (self._wrap(office_key, secret, office),)
        files = [(path, file) for path, file in _key_files(self._directory) if file.office == office and file.sealed]
        for path, file in sorted(files, key=lambda each: -each[1].made):
            seed = None if file.wraps else _unseal(self._sealing_key, file.sealed, file.clear_part())
            if seed is None:
                continue  # an older key, locked under an older office key
            inner = _seal(office_key, seed, file.clear_part())
            sealed = _seal(self._sealing_key, inner.encode(), file.clear_part())
            _write_private(path, msgspec.structs.replace(file, sealed=sealed, wraps=wraps))
            self.locked.put(file.public(), inner, file.clear_part(), wraps)
            self._signers.pop(file.public(), None)
        self.locked.hold(office, office_key, opener)

    def take_lock_off(self, office: str, opener: str) -> None:
        """Let the ring's passphrase open an office's keys again.

        Raises:
            RefusedError: They are not open for this opener.
        """
        office_key = self._open_key(office, opener)
        for path, file in _key_files(self._directory):
            if file.office == office and file.wraps and file.public() in self.locked.public():
                seed = self._seed_of(file, office_key)
                if seed is None:
                    continue
                plain = msgspec.structs.replace(
                    file, sealed=_seal(self._sealing_key, seed, file.clear_part()), wraps=()
                )
                _write_private(path, plain)
                self._signers[file.public()] = SignerKey(file.public().key.name, file.public().key.kind, seed)
                self.locked.drop(file.public())

    def add_way(self, office: str, secret: Secret, opener: str) -> None:
        """Let one more secret open an office's keys, in the place of one with its id.

        Raises:
            RefusedError: They are not open for this opener.
        """
        made = self._wrap(self._open_key(office, opener), secret, office)
        self._keep_ways(office, (*(each for each in self.locked.wraps(office) if each.id != made.id), made))

    def drop_way(self, office: str, row: str) -> None:
        """Let a secret open an office's keys no more.

        Raises:
            RefusedError: `keys.last_way`: nothing else does.
        """
        held = self.locked.wraps(office)
        left = tuple(each for each in held if each.id != row)
        if held and not left:
            raise RefusedError("keys.last_way", office=office)
        if left != held:
            self._keep_ways(office, left)

    def _keep_ways(self, office: str, wraps: tuple[Wrap, ...]) -> None:
        before = self.locked.wraps(office)
        for path, file in _key_files(self._directory):
            if file.office == office and file.wraps == before:
                inner = _unseal(self._sealing_key, file.sealed, file.clear_part())
                if inner is None:
                    raise MalformedError(f"{path}: expected the key that was sealed here, the file was altered")
                _write_private(path, msgspec.structs.replace(file, wraps=wraps))
                self.locked.put(file.public(), inner.decode(), file.clear_part(), wraps)

    def _wrap(self, office_key: bytes, secret: Secret, office: str) -> Wrap:
        return wrap(office_key, secret, office, passes=self._cost.passes, memory_bytes=self._cost.memory_bytes)

    def _open_key(self, office: str, opener: str) -> bytes:
        office_key = self.locked.office_key(office, opener)
        if office_key is None:
            raise RefusedError("keys.locked", office=office)
        return office_key

    def _seed_of(self, file: "_KeyFile", office_key: bytes) -> bytes | None:
        inner = _unseal(self._sealing_key, file.sealed, file.clear_part())
        return None if inner is None else _unseal(office_key, inner.decode(), file.clear_part())

    def log_signers(self) -> tuple[SignerKey, ...]:
        """All keys for the party's own checkpoints, Ed25519 first and the oldest first.

        Which of them count for which head is for the party's log to say: during a rotation two of a type do.
        """
        held = sorted((_LOG.index(each.purpose), each.made, each) for each in self._signers if each.purpose in _LOG)
        return tuple(self._signers[public] for _, _, public in held)

    def roots(self) -> tuple[SignerKey, ...]:
        """The root keys that are here: all of them, or as many as are not kept elsewhere."""
        return tuple(signer for public, signer in self._signers.items() if public.purpose is Purpose.ROOT)

    def destroy(self, vkey: str) -> bool:
        """Destroy the seed of a key for good; returns whether it was here. Copies of the ring may still have it.

        Its public part stays: after the oldest log key the log's guard is named.
        """
        for path, file in _key_files(self._directory):
            if file.vkey == vkey and file.sealed:
                # A crash here leaves the key as it was: asking again destroys it.
                _write_private(path, msgspec.structs.replace(file, sealed=""))
                self._signers.pop(file.public(), None)
                self.locked.drop(file.public())
                return True
        return False

    def public(self) -> tuple[PublicKey, ...]:
        """The public part of every key, locked ones too."""
        return (*self._signers, *self.locked.public())

    def add(self, wanted: Wanted) -> SignerKey:
        """Make one more key, durably; from now on it is the one that signs for its purpose and office."""
        seed = nacl.utils.random(_KEY_SIZE)
        signer = SignerKey(wanted.name, _KINDS[wanted.purpose], seed)
        files = [file for _, file in _key_files(self._directory)]
        alike = [each.made for each in files if (each.purpose, each.office) == (wanted.purpose, wanted.office)]
        made = max(alike, default=0) + 1
        vkey = signer.verifier()
        unsealed = _KeyFile(vkey.vkey(), wanted.purpose, wanted.office, made, "")
        sealed = _seal(self._sealing_key, seed, unsealed.clear_part())
        path = self._directory / f"{wanted.purpose}-{vkey.key_id:08x}.json"
        _write_private(path, msgspec.structs.replace(unsealed, sealed=sealed))
        self._signers[PublicKey(wanted.purpose, wanted.office, vkey, made)] = signer
        return signer

    def open_epoch(self) -> str:
        """Make the key of a new epoch, durably; returns the recipient (age) to which others seal for our party."""
        seed = nacl.utils.random(SEED_SIZE)
        recipient = identity_from(seed).recipient().encode()
        self._keep_epoch(recipient, seed)
        return recipient

    def epochs(self) -> tuple[str, ...]:
        """The recipients whose keys are here, the oldest first."""
        return tuple(each.recipient for _, each in _epoch_files(self._directory))

    def identities(self) -> tuple[Identity, ...]:
        """What opens parts that were sealed for our party: the key of each epoch that is not destroyed.

        Raises:
            MalformedError: A file was altered.
        """
        found = []
        for path, file in _epoch_files(self._directory):
            seed = _unseal(self._sealing_key, file.sealed, file.clear_part())
            if seed is None or identity_from(seed).recipient().encode() != file.recipient:
                raise MalformedError(f"{path}: expected the key that was sealed here, the file was altered")
            found.append(identity_from(seed))
        return tuple(found)

    def take_over(self, older: "KeyRing") -> None:
        """Take what an older ring of the party can still read: its epochs, and what its private matters are sealed with."""
        opened, private = older.hand_over()
        for recipient, seed in opened:
            self._keep_epoch(recipient, seed)
        if private is not None:
            _write_private(self._directory / _PRIVATE, _PrivateKey(_seal(self._sealing_key, private, _PRIVATE_CONTEXT)))

    def hand_over(self) -> tuple[list[tuple[str, bytes]], bytes | None]:
        """For a newer ring: recipient and seed of each epoch, the oldest first, and the key of the private matters.

        Raises:
            MalformedError: A file was altered.
        """
        found = []
        for path, file in _epoch_files(self._directory):
            seed = _unseal(self._sealing_key, file.sealed, file.clear_part())
            if seed is None:
                raise MalformedError(f"{path}: expected the key that was sealed here, the file was altered")
            found.append((file.recipient, seed))
        return found, self.private_key(new=False) if (self._directory / _PRIVATE).exists() else None

    def _keep_epoch(self, recipient: str, seed: bytes) -> None:
        made = 1 + max((each.made for _, each in _epoch_files(self._directory)), default=0)
        file = _EpochFile(recipient, made, "")
        sealed = msgspec.structs.replace(file, sealed=_seal(self._sealing_key, seed, file.clear_part()))
        _write_private(self._directory / f"epoch_{identity_from(seed).recipient().short_id()}.json", sealed)

    def destroy_epoch(self, recipient: str) -> bool:
        """Remove the key of an epoch for good; returns whether there was one. Copies of the ring may still have it."""
        for path, file in _epoch_files(self._directory):
            if file.recipient == recipient:
                with disk_errors(path):
                    DISK.remove(str(path))
                    DISK.sync(str(path.parent))
                return True
        return False

    def private_key(self, *, new: bool) -> bytes:
        """What the home's private matters are sealed with. It signs nothing, and no new passphrase changes it.

        Args:
            new: Make one, durably, if there is none: only where nothing is sealed yet.

        Raises:
            RefusedError: `private.key_missing`.
            MalformedError: The file was altered.
        """
        path = self._directory / _PRIVATE
        data = read_file(path)
        if data is None:
            if not new:
                raise RefusedError("private.key_missing", path=str(path))
            made = nacl.utils.random(_KEY_SIZE)
            # A crash from here on leaves a key with which nothing is sealed yet: it is used at the next start.
            _write_private(path, _PrivateKey(_seal(self._sealing_key, made, _PRIVATE_CONTEXT)))
            return made
        key = _unseal(self._sealing_key, decode_once(data, _PrivateKey, path).sealed, _PRIVATE_CONTEXT)
        if key is None or len(key) != _KEY_SIZE:
            raise MalformedError(f"{path}: expected the key that was sealed here, the file was altered")
        return key

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the seeds. Python cannot promise that no copy stays in memory."""
        self._signers.clear()
        self.locked.clear()
        self._sealing_key = b""


def create_keyring(directory: Path, passphrase: str, wanted: Iterable[Wanted], cost: Cost = STANDARD) -> KeyRing:
    """Make a key ring with these keys.

    Args:
        directory: `keys` of a home; must not hold a ring yet.
        passphrase: What opens it. There is no other way in.
        wanted: See `wanted_keys`.
        cost: What one guess at the passphrase shall cost.
    """
    if (directory / _RING).exists():
        raise RefusedError("keys.exist_already", directory=str(directory))
    make_directory_durable(directory)
    directory.chmod(0o700)
    salt = nacl.utils.random(nacl.pwhash.argon2id.SALTBYTES)
    sealing_key = _sealing_key(passphrase, salt, cost)
    _write_private(directory / _RING, _Ring(salt.hex(), cost, _seal(sealing_key, b"", _CONTEXT)))
    ring = KeyRing(directory, sealing_key, {}, cost)
    for each in wanted:
        ring.add(each)
    return ring


def open_keyring(directory: Path, passphrase: str) -> KeyRing:
    """Open a key ring.

    Raises:
        RefusedError: The passphrase is wrong.
        MalformedError: A file was altered; it says which.
    """
    data = read_file(directory / _RING)
    if data is None:
        raise RefusedError("keys.no_ring", directory=str(directory))
    ring = decode_once(data, _Ring, directory / _RING)
    if not (0 < ring.cost.passes <= _COST_MAX.passes and ring.cost.memory_bytes <= _COST_MAX.memory_bytes):
        raise MalformedError(f"{directory / _RING}: expected a bearable cost, got {ring.cost}")
    try:
        sealing_key = _sealing_key(passphrase, bytes.fromhex(ring.salt), ring.cost)
    except (ValueError, nacl.exceptions.CryptoError) as error:
        raise MalformedError(f"{directory / _RING}: expected salt and cost of argon2id: {error}") from error
    if _unseal(sealing_key, ring.check, _CONTEXT) is None:
        raise RefusedError("keys.wrong_passphrase")
    signers: dict[PublicKey, SignerKey] = {}
    locked = Locked()
    for path, file in _key_files(directory):
        if not file.sealed:
            continue
        public = file.public()
        seed = _unseal(sealing_key, file.sealed, file.clear_part())
        if file.wraps and seed is not None:
            locked.put(public, seed.decode(), file.clear_part(), file.wraps)
            continue
        signer = None if seed is None else SignerKey(public.key.name, public.key.kind, seed)
        if signer is None or signer.verifier() != public.key:
            raise MalformedError(f"{path}: expected the key that was sealed here, the file was altered")
        signers[public] = signer
    return KeyRing(directory, sealing_key, signers, ring.cost, locked)


def public_keys(directory: Path) -> tuple[PublicKey, ...]:
    """The public part of every key in a ring, without the passphrase, so not checked against it."""
    return tuple(file.public() for _, file in _key_files(directory) if file.sealed)


def locked_keys(directory: Path) -> frozenset[str]:
    """The keys in a ring that their office has locked, without the passphrase."""
    return frozenset(file.vkey for _, file in _key_files(directory) if file.wraps)


def first_log_key(directory: Path) -> VerifierKey:
    """The oldest log key that the ring ever had: the log's guard is named after it, whichever signs now.

    Not trusted: who exchanges the file makes the node look for another guard, find none, and ask the mirrors.

    Raises:
        RefusedError: There never was one.
    """
    held = [file for _, file in _key_files(directory) if file.purpose is Purpose.LOG]
    if not held:
        raise RefusedError("keys.not_held", purpose=str(Purpose.LOG), office="")
    return parse_vkey(min(held, key=lambda each: each.made).vkey)


def epoch_recipients(directory: Path) -> tuple[str, ...]:
    """The recipients whose keys are in a ring, the oldest first, without the passphrase."""
    return tuple(each.recipient for _, each in _epoch_files(directory))


def find_passphrase(
    environ: Mapping[str, str],
    configured: Path | None = None,
    prompt: Callable[[], str] | None = None,
    named: str = "TRILATERAL_PASSPHRASE",
) -> str:
    """The passphrase, from the first of four places that has one.

    `TRILATERAL_PASSPHRASE`; the file that `TRILATERAL_PASSPHRASE_FILE` names;
    the file that the settings name; whoever sits at the terminal.

    Args:
        environ: The environment.
        configured: `Settings.passphrase_file_in(home)`.
        prompt: Asks a person; None where there is none.
        named: The variable; for an office's own passphrase another one.
    """
    if passphrase := environ.get(named):
        return passphrase
    file = environ.get(f"{named}_FILE")
    for path in (Path(file) if file else None, configured):
        if path is not None:
            data = read_file(path)
            if data is None:
                raise RefusedError("keys.no_passphrase_file", path=str(path))
            try:
                return data.decode().rstrip("\r\n")
            except UnicodeDecodeError as error:
                raise MalformedError(f"{path}: expected a passphrase in UTF-8") from error
    if prompt is not None:
        return prompt()
    raise RefusedError("keys.no_passphrase")


def _key_files(directory: Path) -> list[tuple[Path, _KeyFile]]:
    files: list[tuple[Path, _KeyFile]] = []
    for path in sorted(directory.glob("*-*.json")):
        data = read_file(path)
        if data is not None:
            files.append((path, decode_once(data, _KeyFile, path)))
    return files


def _epoch_files(directory: Path) -> list[tuple[Path, _EpochFile]]:
    """In the order in which they were made."""
    found = [(path, read_file(path)) for path in directory.glob("epoch_*.json")]
    files = [(path, decode_once(data, _EpochFile, path)) for path, data in found if data is not None]
    return sorted(files, key=lambda each: (each[1].made, each[1].recipient))


def decode_once(data: bytes, kind: type[_T], path: Path) -> _T:
    """What a file of JSON says, if it says nothing twice: two readers could take two meanings from it.

    Raises:
        MalformedError: It is no such thing, or names a member twice.
    """
    try:
        found = msgspec.json.decode(data, type=kind)
        json.loads(data, object_pairs_hook=_refuse_twice)
    except (msgspec.MsgspecError, ValueError, RecursionError, MalformedError) as error:
        raise MalformedError(f"{path}: {error}") from error
    return found


def _refuse_twice(members: list[tuple[str, object]]) -> None:
    names = [name for name, _ in members]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise MalformedError(f"expected each member once, got {twice[0]!r} twice")


def _write_private(path: Path, content: msgspec.Struct) -> None:
    """Write a file that only its owner may read."""
    write_file(path, msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n", mode=0o600)


def _sealing_key(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    return nacl.pwhash.argon2id.kdf(
        _KEY_SIZE, passphrase.encode(), salt, opslimit=cost.passes, memlimit=cost.memory_bytes
    )
