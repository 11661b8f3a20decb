"""Coming in by an amendment: a new party's first word, or the first after all of a party's keys were lost.

    1. the party makes keys and hands the others its terms
    2. the others accept an amendment that names these keys; nobody else can do that for them
    3. the party mirrors all logs, its own as well if it had one
    4. `accredit`: its new root signs `ledger.party_accredited/1` as the next entry of its log,
       accepts that version by it, and enrols the rest of its keys

What protects against a fork here. The guard of the new keys is new and knows nothing, and the
old one, if there still is one, guards keys that nobody has. So the log itself must be known to
be whole: somebody must have shown in this very process what they hold of it, and it must reach
as far as every head of it that anybody in the record has named. Whatever the old keys signed
beyond what all the others hold is lost to everybody alike. After the entry no head signed by
the old keys reaches past it.

Left out: what others must accept (`ledger.versions`), and the command line.
"""

import itertools
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from trilateral.errors import MalformedError, RefusedError
from trilateral.ledger.admission import stated_heads
from trilateral.ledger.charter import PartyTerms, charter_hash, encode_charter
from trilateral.ledger.keys import PartyAccredited
from trilateral.node.founding import introductions, names_ours, terms_of
from trilateral.node.heads import heads_now
from trilateral.node.keys import STANDARD, Cost, KeyRing, create_keyring, open_keyring, wanted_keys
from trilateral.node.record import open_record
from trilateral.node.settings import read_settings
from trilateral.store.files import take_lock
from trilateral.store.logs import stated

if TYPE_CHECKING:
    from trilateral.node.node import Node, Receipt


def accredit(node: "Node") -> "list[Receipt]":
    """Say the first word of our new root, and enrol our other keys; what a crash left unsaid of that is said again.

    Raises:
        RefusedError: The charter in force does not name our keys, or lacks acceptances; nobody has shown what they hold of our log,
            or it is known to be longer; or there is nothing to say.
    """
    with node.lock:
        receipts = []
        if not node.is_accredited:
            body = accreditation(node)
            try:
                node.begin_anew()
                receipts = [node.say_as_root(body)]
            except BaseException:
                node.look_again()
                raise
        said = node.say_first(introductions(node.ring, node.record.key_book(node.origin)))
        if not receipts and not said:
            raise RefusedError("keys.accredited_already", party=node.party)
        return [*receipts, *said]


def accreditation(node: "Node") -> PartyAccredited:
    """The entry with which our new root begins, if it may."""
    record = node.record
    fold = record.fold
    if not fold.is_in_force or not names_ours(fold.charter, node.home):
        raise _not_ours(node)
    if not node.asked_for_own:
        raise RefusedError("guard.ask_a_mirror", log=node.origin)
    held, known = record.size(node.origin), longest_known(node)
    if held < known:
        raise RefusedError("guard.behind", held=held, signed=known)
    heads = heads_now(record, fold.charter)
    text = encode_charter(fold.charter)
    return PartyAccredited(charter_hash(text), text.decode(), () if heads is None else heads.heads)


def _not_ours(node: "Node") -> RefusedError:
    """Why our keys have no charter: nobody has accepted one that names them, or not all who must."""
    known = node.record.fold.versions()
    (genesis, _, unsigned), *_ = known
    named = [(version, missing) for version, _, missing in known if names_ours(version.charter, node.home)]
    version, missing = (genesis, unsigned) if unsigned else named[-1] if named else (genesis, ())
    if not missing:
        return RefusedError("charter.not_ours", party=node.party)
    peers = {each.party for each in node.settings.peers}
    whom = f" {missing[0]}" if len(missing) == 1 else ""
    return RefusedError(
        "charter.not_accepted_by",
        charter=version.hash,
        missing=", ".join(missing),
        sync=f"trilateral sync{whom if peers.issuperset(missing) else ' WHERE'}",
        accept="trilateral node join CHARTER" if version is genesis else f"trilateral charter accept {version.hash}",
    )


def longest_known(node: "Node") -> int:
    """How many entries our log has by the largest head of it that the record knows of."""
    record = node.record
    named = (
        size
        for origin in record.origins[1:]
        for entry in record.heads_entries(origin)
        for log, size, _ in stated_heads(entry.body.heads)
        if log == node.origin
    )
    kept = (stated(note).size for note in record.heads.of(node.origin))
    return max([*named, *kept], default=0)


def make_new_keys(home: Path, passphrase: str, offices: Sequence[str], cost: Cost = STANDARD) -> PartyTerms:
    """Make a new key ring in a home, and return what an amended charter is to say of the party.

    The older ring is put aside in `keys.<n>`, since nothing is deleted here. What it can still open, if it
    is opened by the same passphrase, the new one can open as well.

    Args:
        home: The home; no node may have it open.
        passphrase: Of the new ring.
        offices: Who may sign for the party.
        cost: What one guess at the passphrase shall cost.
    """
    settings = read_settings(home)
    lock = take_lock(home / "lock")
    try:
        number = next(n for n in itertools.count(1) if not (home / f"keys.{n}").exists())
        older = home / f"keys.{number}"
        wanted = wanted_keys(settings.origin, offices)
        fresh = home / "keys.new"
        if fresh.exists():
            shutil.rmtree(fresh)  # left by a crash: nobody has seen these keys
        with create_keyring(fresh, passphrase, wanted, cost) as ring:
            _take_over(ring, home / "keys", passphrase)
        if (home / "keys").exists():
            (home / "keys").rename(older)
        # A crash here leaves a home without `keys`: move `keys.new`, or the older ring, to that place.
        fresh.rename(home / "keys")
    finally:
        os.close(lock)
    return _renewed_terms(home)


def _take_over(ring: KeyRing, older: Path, passphrase: str) -> None:
    try:
        with open_keyring(older, passphrase) as held:
            ring.take_over(held)
    except RefusedError as error:
        if error.code not in {"keys.wrong_passphrase", "keys.no_ring"}:
            raise  # these are lost: that is why there are new ones


def _renewed_terms(home: Path) -> PartyTerms:
    """What the charter in force says of the party, with its new keys."""
    try:
        record = open_record(home)
    except MalformedError:
        return terms_of(home, names=())  # no charter yet, or a log that has to be restored first
    held = record.charter.party(record.party)
    fresh = terms_of(home, names=())
    if held is None:
        return fresh
    return msgspec.structs.replace(
        held, root_keys=fresh.root_keys, log_keys=fresh.log_keys, root_threshold=1, origin=fresh.origin
    )
