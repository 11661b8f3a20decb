"""Devices that sign by themselves: a telephone that reports where there is no network.

The device makes its key and keeps it; only the public part ever comes here. Our root enrols it in
our log like any delegate's key, for one office and for reports alone, so that everybody judges what
it signs by the same rules, and whoever steals it can accept nothing. It is ended like any key: by an
entry of our log, from that index on. Its name on the log is a number.

What a device has signed is taken without anybody being signed in, since the signature says who
speaks. The same bytes may come any number of times: they stand in the log once.

Left out: how the device keeps its key, and writes and queues what it signs (`ui/static`).
"""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from trilateral.errors import RefusedError
from trilateral.ledger.entry import EntryId, entry_id, parse_entry
from trilateral.ledger.keys import Enrolment, KeyEnrolled, RevocationReason
from trilateral.node.kept import Device
from trilateral.node.keys import Purpose, key_name
from trilateral.node.node import Node, Receipt
from trilateral.node.outgoing import take, text_of
from trilateral.tlog import ed25519
from trilateral.tlog.note import KeyKind, Note, VerifierKey, parse_vkey

POWERS = ("incidents.reported",)
"""All that a device may sign: a report binds nobody, and a stolen telephone can do no more than tell one."""

MOST_CALLED = 80
"""Characters of what its holder calls a device."""

_MARK = "/device-"


@dataclass(frozen=True, slots=True)
class HeldDevice:
    """A device whose key our log enrolled.

    Attributes:
        vkey: Its public key.
        since: Index of the entry that enrolled it.
        until: Index of the entry that ended it, if one did.
        called: What its holder calls it; empty where nobody here knows.
    """

    vkey: str
    office: str
    since: int
    until: int | None
    called: str = ""
    used_at: datetime | None = None

    @property
    def name(self) -> str:
        """The name under which it signs."""
        return self.vkey.partition("+")[0]


@dataclass(frozen=True, slots=True)
class Arrived:
    """What became of an entry that a device signed.

    Attributes:
        id: Of the entry.
        state: `signed` is in our log; `second` waits here for another office.
        ref: What people call it, if it is signed.
        is_new: Whether it was not here before.
    """

    id: EntryId
    state: str
    ref: str
    is_new: bool


def is_device(key: str) -> bool:
    """Whether a key name, or a whole vkey, is a device's."""
    return _MARK in key.partition("+")[0]


def devices(node: Node) -> list[HeldDevice]:
    """Every device that our log ever knew, the oldest first."""
    kept = {each.vkey: each for each in node.private.devices.all()} if node.keeps_private else {}
    return [
        HeldDevice(each.vkey, each.office or "", each.since, each.until, *_noted(kept.get(each.vkey)))
        for each in sorted(_enrolled(node), key=lambda each: each.since)
    ]


def _noted(kept: Device | None) -> tuple[str, datetime | None]:
    return ("", None) if kept is None else (kept.called, kept.used_at)


def _enrolled(node: Node) -> list[Enrolment]:
    return [each for each in node.record.key_book(node.origin).enrolments() if is_device(each.vkey)]


def enrol(node: Node, office: str, public: bytes, called: str) -> HeldDevice:
    """Let our root put a device's key to one office.

    Args:
        node: Ours.
        office: Whose holder asks for it.
        public: 32 bytes.
        called: What its holder calls it. Kept here alone.

    Raises:
        RefusedError: `device.not_a_key`; `device.root_elsewhere`, with the command for whoever has the root.
    """
    if len(public) != ed25519.PUBLIC_SIZE:
        raise RefusedError("device.not_a_key", got=len(public))
    if len(called) > MOST_CALLED:
        raise RefusedError("private.too_long", most=MOST_CALLED)
    with node.lock:
        known = _known(node, public)
        if known is not None:  # the answer was lost on the way, so the device asks again
            return _same(node, known, office)
        key = VerifierKey(_new_name(node, office), KeyKind.ED25519, public)
        now = node.clock.now()
        kept = Device(node.private.file.name_for(key.vkey()), key.vkey(), office, called.strip(), now)
        if not _holds_roots(node):
            node.private.devices.put(kept)
            command = f"trilateral keys enrol {key.vkey()} --office {office} --power {POWERS[0]}"
            raise RefusedError("device.root_elsewhere", key=key.vkey(), command=command)
        said = node.say_as_root(KeyEnrolled(key=key.vkey(), purpose="delegate", office=office, powers=POWERS))
        # A crash here leaves a device without what it is called.
        node.private.devices.put(kept)
        node.record_heads()  # what its reports name as seen: without any, none of them would know that the charter is in force
        return HeldDevice(key.vkey(), office, said.index, None, kept.called)


def _new_name(node: Node, office: str) -> str:
    """A name that says nothing of whom the device belongs to."""
    base = key_name(node.origin, Purpose.DELEGATE, office)
    before = sum(each.vkey.startswith(base + _MARK) for each in _enrolled(node))
    return f"{base}{_MARK}{before + 1}"


def _known(node: Node, public: bytes) -> Enrolment | None:
    """Where our log has this key already, under whatever name."""
    book = node.record.key_book(node.origin)
    return next((each for each in book.enrolments() if parse_vkey(each.vkey).public == public), None)


def _same(node: Node, known: Enrolment, office: str) -> HeldDevice:
    """The device with a key that was enrolled before, if it is the same device of the same office."""
    if not is_device(known.vkey) or known.office != office or known.until is not None:
        raise RefusedError("ledger.key_in_use", key=known.vkey.partition("+")[0])
    return next(each for each in devices(node) if each.vkey == known.vkey)


def _holds_roots(node: Node) -> bool:
    """Whether as many of our root keys are here as an entry about keys needs."""
    book = node.record.key_book(node.origin)
    counting = book.keys_for("root")
    return sum(each.verifier() in counting for each in node.ring.roots()) >= max(1, book.root_threshold)


def end(node: Node, vkey: str, reason: RevocationReason) -> Receipt:
    """Let our root end a device's key: nothing that comes from it later counts.

    Raises:
        RefusedError: `device.root_elsewhere`, or the key does not count any more.
    """
    with node.lock:
        if not _holds_roots(node):
            command = f"trilateral keys revoke {vkey} --reason {reason}"
            raise RefusedError("device.root_elsewhere", key=vkey, command=command)
        return node.end_key(vkey, reason)


def receive(node: Node, entry: bytes) -> Arrived:
    """Take what a device signed, once.

    Args:
        node: Ours.
        entry: An entry, parsed before.

    Raises:
        RefusedError: No device of ours signed it, its key was ended, or the entry would have no effect. Nothing was kept.
    """
    note, header, _ = parse_entry(entry, node.record.fold.kinds)
    name = entry_id(note.text)
    with node.lock:
        signer = _signer(node, note)
        known = node.record.fold.verdict(name)
        if known is not None and known.log == node.origin:  # the answer was lost on the way, so the device asks again
            return Arrived(name, "signed", known.ref, is_new=False)
        if not signer.counts_at(node.record.size(node.origin)):
            raise RefusedError("ledger.revoked_key", key=signer.vkey.partition("+")[0], since=signer.until or 0)
        waits = any(text_of(each) == note.text for each in node.private.waiting.all() if each.is_open)
        if not waits:
            node.require_clearance(header, name)
            outcome = take(node, entry)
            _note_used(node, signer.vkey)
            if outcome.state == "signed":
                return Arrived(name, "signed", outcome.ref, is_new=True)
        return Arrived(name, "second", "", is_new=not waits)


def _signer(node: Node, note: Note) -> Enrolment:
    """The device that signed: one, and nobody else. What other keys sign comes by other ways, with somebody signed in.

    Whoever has an entry that one of ours signed and called back must not be able to hand it in here.
    """
    lines = note.signatures
    found = node.record.key_book(node.origin).find(lines[0].name, lines[0].key_id) if len(lines) == 1 else None
    if found is None or not is_device(found[1].vkey):
        raise RefusedError("device.not_from_a_device")
    if not ed25519.verify(found[0].public, note.text, lines[0].payload):
        raise RefusedError("ledger.bad_signature", key=lines[0].name)
    return found[1]


def _note_used(node: Node, vkey: str) -> None:
    kept = node.private.devices.get(node.private.file.name_for(vkey))
    if kept is not None:
        node.private.devices.put(msgspec.structs.replace(kept, used_at=node.clock.now()))
