"""What happens to parties, keys and the charter while they confer: each act says what came of it, allowed or not.

Amendments are made of what one party knows to be in force, and accepted by whoever comes
across them, in any order; so they cross. Parties come in, leave, lose all their keys with their
house and come again; keys and epochs are exchanged.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from tests.conference import NAMES, OFFICE, Conference, Seat
from trilateral.errors import RefusedError
from trilateral.ledger.charter import Charter, ClockTerms, PartyTerms, charter_hash, encode_charter
from trilateral.ledger.entry import Body, Text
from trilateral.ledger.keys import CharterAccepted, CharterRefused, PartyLeft
from trilateral.node.accrediting import accredit
from trilateral.node.keys import Purpose, Wanted, key_name

TITLES = ("Along the river", "Along the road", "Along the river and the road")


def name_of(charter: Charter) -> str:
    """The hash by which entries name a version."""
    return charter_hash(encode_charter(charter))


def amended(held: Conference, before: Charter, **changes: Any) -> Charter:
    """An amendment that somebody proposes; now and then it stands instead of others that were proposed."""
    name = name_of(before)
    beside = sorted(name_of(each) for each in held.versions if each.previous == name)
    instead = tuple(beside) if held.chance.random() < 0.5 else ()
    version: Charter = msgspec.structs.replace(before, **{"previous": name, "instead_of": instead, **changes})
    if version not in held.versions:
        held.versions.append(version)
    return version


def with_terms(held: Conference, before: Charter, terms: PartyTerms) -> Charter:
    """An amendment that says this of a party."""
    held_terms = before.party(terms.id)
    if held_terms is not None:
        terms = msgspec.structs.replace(held_terms, root_keys=terms.root_keys, log_keys=terms.log_keys)
    others = [each for each in before.parties if each.id != terms.id]
    return amended(held, before, parties=tuple(sorted([*others, terms], key=lambda each: each.id)))


def as_root(held: Conference, seat: Seat, body: Body) -> str:
    """A root signs something, if everybody would let it."""
    what = f"{type(body).__name__} {getattr(body, 'charter', '')[:8]}"
    try:
        receipt = held.node(seat).say_as_root(body)
    except RefusedError as error:
        return f"{seat.party}'s root may not say {what}: {error}"
    seat.promised.append((receipt.index, receipt.id))
    held.done[type(body).__name__] += 1
    return f"{seat.party}'s root says {what} as {receipt.ref}"


def accept(held: Conference, seat: Seat, version: Charter) -> str:
    """A root accepts a version."""
    text = encode_charter(version)
    return as_root(held, seat, CharterAccepted(charter_hash(text), text.decode()))


# Acts of the conference


def amend(held: Conference, seat: Seat) -> str:
    """Somebody proposes an amendment, and accepts it."""
    before = held.node(seat).record.charter if held.chance.random() < 0.8 else held.chance.choice(held.versions)
    drawn = held.chance.choice([*TITLES, "clocks", "two"])
    if drawn == "clocks":
        hours = held.chance.randrange(1, 4)
        return accept(held, seat, amended(held, before, clocks=(ClockTerms("allegations.answer", hours),)))
    if drawn == "two":
        return accept(held, seat, amended(held, before, two_person=("suspensions.requested",)))
    return accept(held, seat, amended(held, before, titles=(Text("en", drawn),)))


def accept_one(held: Conference, seat: Seat) -> str:
    """Somebody accepts what somebody has proposed."""
    return accept(held, seat, held.chance.choice(held.versions[-4:]))


def accept_all(held: Conference, seat: Seat) -> str:
    """All who can hear of it accept one version, each at its own table; nobody waits for the others."""
    version = held.chance.choice(held.versions[-3:])
    others = [each for each in held.seats.values() if frozenset({seat.party, each.party}) not in held.cuts]
    return "; ".join(accept(held, each, version) for each in others)


def refuse(held: Conference, seat: Seat) -> str:
    """A root refuses a version."""
    return as_root(held, seat, CharterRefused(name_of(held.chance.choice(held.versions))))


def leave(held: Conference, seat: Seat) -> str:
    """A party leaves, if enough stay to go on."""
    bound = held.node(seat).record.fold.parties
    if len(bound) < 4 or held.done["PartyLeft"]:
        return f"{seat.party} thinks of leaving"
    return as_root(held, seat, PartyLeft(Text("en", "Our mandate has ended.")))


def exchange_log_key(held: Conference, seat: Seat) -> str:
    """A party puts one more log key to its use, or ends the oldest of two."""
    node = held.node(seat)
    keys = [each.key.vkey() for each in node.ring.public() if each.purpose is Purpose.LOG]
    alive = [each for each in keys if any(s.verifier().vkey() == each for s in node.ring.log_signers())]
    try:
        if len(alive) < 2:
            receipt, _ = node.enrol(Wanted(Purpose.LOG, key_name(node.origin, Purpose.LOG)))
        else:
            receipt = node.end_key(alive[0], "rotated")
    except RefusedError as error:
        return f"{seat.party} may not exchange its log key: {error}"
    seat.promised.append((receipt.index, receipt.id))
    held.done["log key made" if len(alive) < 2 else "log key ended"] += 1
    return f"{seat.party} exchanges its log key: {receipt.ref}"


def exchange_delegate(held: Conference, seat: Seat) -> str:
    """A delegate gets another key, and the old one is ended."""
    node = held.node(seat)
    old = node.record.key_book(node.origin).office_keys().get(OFFICE)
    try:
        receipt, _ = node.enrol(Wanted(Purpose.DELEGATE, key_name(node.origin, Purpose.DELEGATE, OFFICE), OFFICE))
        seat.promised.append((receipt.index, receipt.id))
        if old is not None:
            receipt = node.end_key(old.vkey(), "rotated")
            seat.promised.append((receipt.index, receipt.id))
    except RefusedError as error:
        return f"{seat.party} may not exchange its delegate's key: {error}"
    held.done["delegate"] += 1
    return f"{seat.party} exchanges its delegate's key: {receipt.ref}"


def exchange_epoch(held: Conference, seat: Seat) -> str:
    """A party opens an epoch, or destroys the key of the oldest of two."""
    node = held.node(seat)
    open_ones = [name for name, closed in node.record.key_book(node.origin).epochs() if not closed]
    try:
        receipt = node.open_epoch() if len(open_ones) < 2 else node.close_epoch(open_ones[0])
    except RefusedError as error:
        return f"{seat.party} may not exchange its epoch: {error}"
    seat.promised.append((receipt.index, receipt.id))
    held.done["epoch opened" if len(open_ones) < 2 else "epoch closed"] += 1
    return f"{seat.party} exchanges its epoch: {receipt.ref}"


def name_newcomer(held: Conference, seat: Seat) -> str:
    """Somebody who has no seat yet makes keys, and a party proposes to take it in."""
    absent = [name for name in NAMES if name not in held.seats]
    if not absent or held.arriving:
        return f"{seat.party} looks for somebody to take in"
    newcomer = held.add_seat(absent[0])
    terms = held.make(newcomer)
    held.arriving[newcomer.party] = terms
    return f"{newcomer.party} makes keys; {accept(held, seat, with_terms(held, held.node(seat).record.charter, terms))}"


def lose_all(held: Conference, seat: Seat) -> str:
    """A house burns down with home, keys and guard; whoever lived there makes new keys, and has nothing else."""
    fold = held.node(seat).record.fold
    if held.arriving or not seat.honest or len(fold.parties) < 3 or seat.party not in fold.parties:
        return f"{seat.party} insures its house"
    kept = held.lose(seat)
    held.done["lost"] += 1
    held.arriving[seat.party] = held.make(seat)
    return f"the house of {seat.party} burns down; others hold {kept} entries of its log"


def name_new_keys(held: Conference, seat: Seat) -> str:
    """Somebody proposes, or all who can accept, what lets those in who wait at the door."""
    waiting = [party for party in held.arriving if party != seat.party]
    if not waiting:
        return f"{seat.party} finds nobody at the door"
    party = held.chance.choice(waiting)
    before = held.node(seat).record.charter
    version = with_terms(held, before, held.arriving[party])
    others = [each for each in held.seats.values() if each.party != party]
    return "; ".join(accept(held, each, version) for each in others)


def knock(held: Conference, seat: Seat) -> str:
    """Whoever waits asks everybody what they hold, as its guide says, and begins with its new keys if they are named."""
    party = held.chance.choice(sorted(held.arriving) or [seat.party])
    waiting = held.seats[party]
    if party not in held.arriving:
        return f"nobody waits at the door of {party}"
    if any(party in cut for cut in held.cuts):
        return f"{party} cannot reach everybody, and waits"
    held.ask_everybody(waiting)
    try:
        receipts = accredit(held.node(waiting))
    except RefusedError as error:
        return f"{party} may not begin yet: {error}"
    waiting.promised += [(each.index, each.id) for each in receipts]
    del held.arriving[party]
    held.done["renewed" if receipts[0].index else "joined"] += 1
    return f"{party} begins with new keys as {receipts[0].ref}"


ACTS: tuple[tuple[int, Callable[[Conference, Seat], str]], ...] = (
    (2, amend),
    (3, accept_one),
    (3, accept_all),
    (1, refuse),
    (1, exchange_log_key),
    (1, exchange_delegate),
    (1, exchange_epoch),
    (1, name_newcomer),
    (1, name_new_keys),
    (2, knock),
)
"""What may happen at any step. That somebody leaves or loses all, a test says."""
