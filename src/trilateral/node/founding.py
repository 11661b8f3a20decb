"""How a mechanism begins: each party makes its keys, all agree on one charter, each root accepts it.

    make_party      a home with keys and settings; gives what the charter says of the party
    make_charter    the document, from what all parties gave
    join_charter    puts the document into a home
    found           the first entries of a log: its keys, and the acceptance of the charter

Nobody accepts for anybody else: the charter is in force once each party's own root
signed its hash in the party's own log. That of a demonstration is no exception, only
that one person holds all the keys.
"""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from trilateral.errors import RefusedError
from trilateral.ledger.charter import (
    Charter,
    ClockTerms,
    PartyTerms,
    Role,
    charter_hash,
    customary_quorum,
    encode_charter,
    parse_charter,
)
from trilateral.ledger.entry import Body, Text
from trilateral.ledger.keys import CharterAccepted, EpochOpened, KeyBook, KeyEnrolled
from trilateral.ledger.keys import Purpose as EnrolledPurpose
from trilateral.node.guard import Guard
from trilateral.node.keys import (
    STANDARD,
    Cost,
    KeyRing,
    Purpose,
    create_keyring,
    first_log_key,
    public_keys,
    wanted_keys,
)
from trilateral.node.settings import Peer, Settings, read_settings, write_settings
from trilateral.store.files import make_directory_durable, read_file, write_file

_ENROLLED: dict[Purpose, EnrolledPurpose] = {
    Purpose.WITNESS: "witness",
    Purpose.MIRROR: "mirror",
    Purpose.MIRROR_PQ: "mirror_pq",
    Purpose.NODE: "node",
    Purpose.DELEGATE: "delegate",
}
"""What a root enrols, in this order. The log's own keys stand in the charter."""


def make_party(  # noqa: PLR0913 - what a party is, all of it said
    home: Path,
    party: str,
    origin: str,
    passphrase: str,
    *,
    offices: Sequence[str] = (),
    names: Sequence[Text] = (),
    role: str = "party",
    zone: str = "UTC",
    capital: Sequence[Text] = (),
    settings: Settings | None = None,
    cost: Cost = STANDARD,
) -> PartyTerms:
    """Make a home with fresh keys, and return what the charter is to say of the party.

    Args:
        home: Where; must not hold keys yet.
        party: Its short name, as in `us/42`.
        origin: Origin line of its log.
        passphrase: What the keys are sealed with.
        offices: Who may sign for it, each with a key of its own.
        names: Its name in each language.
        role: What it is in the mechanism.
        zone: Its capital's time zone (IANA).
        capital: Its capital's name in each language.
        settings: Where it listens and whom it asks; party and origin are filled in.
        cost: What one guess at the passphrase shall cost.
    """
    make_directory_durable(home)
    create_keyring(home / "keys", passphrase, wanted_keys(origin, offices), cost).close()
    write_settings(home, _settings_for(settings, party, origin))
    return terms_of(home, names=names or (Text(lang="en", text=party),), role=role, zone=zone, capital=capital)


def _settings_for(settings: Settings | None, party: str, origin: str) -> Settings:
    given = Settings(party, origin) if settings is None else settings
    return msgspec.structs.replace(given, party=party, origin=origin, mechanism="")


def terms_of(
    home: Path, *, names: Sequence[Text], role: str = "party", zone: str = "UTC", capital: Sequence[Text] = ()
) -> PartyTerms:
    """What a charter is to say of the party in `home`: its public keys, readable without the passphrase."""
    settings = read_settings(home)
    public = public_keys(home / "keys")
    roots = tuple(each.key.vkey() for each in public if each.purpose is Purpose.ROOT)
    logs = sorted((each.key for each in public if each.purpose in {Purpose.LOG, Purpose.LOG_PQ}), key=lambda k: k.kind)
    return PartyTerms(
        id=settings.party,
        names=tuple(names),
        origin=settings.origin,
        role=msgspec.convert(role, Role),
        root_keys=roots,
        log_keys=tuple(key.vkey() for key in logs),
        zone=zone,
        capital=tuple(capital),
    )


def make_charter(  # noqa: PLR0913 - what the parties agree on, all of it said
    parties: Sequence[PartyTerms],
    *,
    titles: Sequence[Text],
    scope: Sequence[Text],
    quorum: int | None = None,
    level: int = 1,
    clocks: Sequence[ClockTerms] = (),
    agenda: Sequence[Text] = (),
    heartbeat_seconds: int = 3600,
    reconstruction: bool = False,
) -> bytes:
    """The bytes of a charter, which every party is to accept by their hash.

    Args:
        parties: From `make_party` or `terms_of`, in any order.
        titles: Name of the mechanism in its languages.
        scope: What it is about.
        quorum: How many other parties' cosignatures a served checkpoint needs; by default as many
            as a bound party has other bound parties.
        level: Catalogue level.
        clocks: Terms in hours.
        agenda: Items that may stand on an agenda.
        heartbeat_seconds: After how long without its own head a log is silent.
        reconstruction: Nobody's real signature is claimed.

    Raises:
        MalformedError: It could bind nobody.
    """
    charter = Charter(
        format="trilateral/charter@v1",
        titles=tuple(titles),
        scope=tuple(scope),
        parties=tuple(sorted(parties, key=lambda terms: terms.id)),
        level=level,
        quorum=customary_quorum(parties) if quorum is None else quorum,
        clocks=tuple(clocks),
        agenda=tuple(agenda),
        heartbeat_seconds=heartbeat_seconds,
        reconstruction=reconstruction,
    )
    data = encode_charter(charter)
    parse_charter(data)
    return data


def names_ours(charter: Charter, home: Path) -> bool:
    """Whether a charter names the party of a home with the keys that are there."""
    expected = terms_of(home, names=())
    terms = charter.party(expected.id)
    return terms is not None and (terms.origin, terms.log_keys, terms.root_keys) == (
        expected.origin,
        expected.log_keys,
        expected.root_keys,
    )


def join_charter(home: Path, charter: bytes, peers: Sequence[Peer] | None = None, *, later: bool = False) -> str:
    """Put the charter into a home; returns its hash, which is the mechanism's id.

    Args:
        home: The home, with its keys.
        charter: The genesis charter.
        peers: Whom to ask.
        later: The party comes in by an amendment, so this charter need not name it, nor the keys that it has now.

    Raises:
        RefusedError: The home has another already, or the charter does not name its party and keys.
    """
    settings = read_settings(home)
    if not later and not names_ours(parse_charter(charter), home):
        raise RefusedError("charter.not_ours", party=settings.party)
    held = read_file(home / "charter.json")
    if held is not None and held != charter:
        raise RefusedError("charter.other_held", held=charter_hash(held))
    mechanism = charter_hash(charter)
    write_file(home / "charter.json", charter)
    joined = {name: getattr(settings, name) for name in settings.__struct_fields__}
    joined |= {"mechanism": mechanism} | ({} if peers is None else {"peers": tuple(peers)})
    write_settings(home, Settings(**joined))
    return mechanism


def bind_new_guard(home: Path, guard_directory: Path) -> None:
    """Make the guard of a new log, bound to this home.

    This is the one time that a missing guard is in order. Whenever later a node finds
    none, it was lost, and a mirror must be asked.

    Raises:
        RefusedError: There is one already, or the log has entries.
    """
    settings = read_settings(home)
    guard = Guard.open(guard_directory, first_log_key(home / "keys"), home)
    try:
        if not guard.is_new or any((home / "logs").glob("*/checkpoint")):
            raise RefusedError("guard.exists_already", log=settings.origin)
        guard.bind(home)
        guard.close_clean()
    finally:
        guard.close()


def first_entries(ring: KeyRing, mechanism: str) -> list[Body]:
    """What a root says first: who signs for what, what others seal to, and that the party accepts the charter."""
    return [*introductions(ring, KeyBook(())), CharterAccepted(charter=mechanism)]


def introductions(ring: KeyRing, book: KeyBook) -> list[Body]:
    """What a root says of the keys of a ring that its log does not know yet."""
    known = {each.vkey for each in book.enrolments()}
    said: list[Body] = [
        KeyEnrolled(key=each.key.vkey(), purpose=_ENROLLED[each.purpose], office=each.office)
        for each in sorted(ring.public(), key=lambda each: (_order(each.purpose), each.office or "", each.made))
        if each.purpose in _ENROLLED and each.key.vkey() not in known
    ]
    epoch = next(reversed(ring.epochs()), None) or ring.open_epoch()
    return [*said, EpochOpened(recipient=epoch)] if epoch not in dict(book.epochs()) else said


def enrolled_as(purpose: Purpose) -> EnrolledPurpose:
    """What an enrolment calls a purpose; there is none for roots, which the charter names."""
    return {**_ENROLLED, Purpose.LOG: "log", Purpose.LOG_PQ: "log_pq"}[purpose]


def _order(purpose: Purpose) -> int:
    return list(_ENROLLED).index(purpose) if purpose in _ENROLLED else len(_ENROLLED)
