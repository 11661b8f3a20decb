"""Which version of the charter holds for an entry, and whom it binds.

A version is in force as of a causal past that holds the acceptances it needs, or in which
somebody knew of them all already. Nobody activates it. It needs the acceptance of
every party that is bound by the version it amends and has not left, each signed by the
party's root in the party's own log. A party whose root keys it replaces cannot sign any
more: all others accept in its place, unless its old root has refused.

A party is bound by a version from its own acceptance on. So a party that joins changes
nothing for the others before it has signed, and what was amended without its
knowing does not bind it.

Two amendments of one version are never ordered by time or name. A party accepts a second
one only if its text says that it stands instead of the first, so any two that all have
accepted name their own order. What could still lie side by side (half of the parties
took the other half to have left) leaves the version before in force, for all who know.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from trilateral.errors import MalformedError
from trilateral.ledger.charter import Charter, PartyTerms
from trilateral.ledger.entry import Hash, PartyId
from trilateral.ledger.evidence import Authority

Place: TypeAlias = tuple[str, int]
"""An entry by the line it stands in and its index there."""


@dataclass(frozen=True, slots=True)
class Version:
    """One text of the charter that somebody has accepted.

    Attributes:
        hash: What acceptances name.
        number: 1 for the genesis charter, one more with each amendment.
    """

    hash: Hash
    charter: Charter
    number: int

    @property
    def previous(self) -> Hash | None:
        """What it amends."""
        return self.charter.previous


class Versions:
    """All texts that anybody has accepted, and who accepted, refused or left where."""

    def __init__(self, genesis: Charter, mechanism: Hash) -> None:
        """Begin with the genesis charter."""
        self.genesis = Version(mechanism, genesis, 1)
        self.known: dict[Hash, Version] = {mechanism: self.genesis}
        self._accepted: dict[Hash, dict[PartyId, list[Place]]] = {}
        self._refused: dict[Hash, dict[PartyId, list[Place]]] = {}
        self._left: dict[PartyId, list[Place]] = {}

    def authorities(self, origin: str, complete: Collection[Hash]) -> tuple[Authority, ...]:
        """Whose word puts a key to a log: its party's roots by the version in force, where these are accepted by all.

        Roots that were replaced put nothing more to it: whoever stole them could. Of texts that name
        the same roots the oldest says how many it takes. None where no party has the log.
        """
        charter = (self.in_force(complete) or self.genesis).charter
        roots = charter.root_keys(origin)
        versions = sorted((self.known[each] for each in {self.genesis.hash, *complete}), key=lambda each: each.number)
        named = [version.charter for version in versions if version.charter.root_keys(origin) == roots]
        terms = next((found for each in named if (found := each.party(each.party_of(origin))) is not None), None)
        return () if terms is None else (Authority(self.genesis.hash, roots, terms.root_threshold),)

    # What entries with an effect add

    def learn(self, charter: Charter, name: Hash) -> Version:
        """Keep a text that amends one which is known."""
        if name not in self.known:
            self.known[name] = Version(name, charter, self.known[charter.previous or self.genesis.hash].number + 1)
        return self.known[name]

    def accept(self, name: Hash, party: PartyId, place: Place) -> None:
        """A party's root has signed the version."""
        self._accepted.setdefault(name, {}).setdefault(party, []).append(place)

    def refuse(self, name: Hash, party: PartyId, place: Place) -> None:
        """A party's root has refused it."""
        self._refused.setdefault(name, {}).setdefault(party, []).append(place)

    def leave(self, party: PartyId, place: Place) -> None:
        """A party's root has signed that it leaves."""
        self._left.setdefault(party, []).append(place)

    # Questions, each as of a past that `holds` tells

    def acceptances(self, name: Hash) -> Mapping[PartyId, list[Place]]:
        """Where each party has accepted the version."""
        return self._accepted.get(name, {})

    def accepted(self, name: Hash, party: PartyId, holds: Callable[[Place], bool]) -> bool:
        """Whether the party has accepted the version."""
        return any(map(holds, self._accepted.get(name, {}).get(party, ())))

    def refusals(self, name: Hash) -> Mapping[PartyId, list[Place]]:
        """Where each party has refused the version."""
        return self._refused.get(name, {})

    def left(self, party: PartyId, holds: Callable[[Place], bool]) -> bool:
        """Whether the party has left."""
        return any(map(holds, self._left.get(party, ())))

    def leavings(self) -> Mapping[PartyId, list[Place]]:
        """Where each party that has left says so."""
        return self._left

    def missing(self, version: Version, holds: Callable[[Place], bool]) -> tuple[PartyId, ...]:
        """Whose signature the version still needs."""
        if version is self.genesis:
            return tuple(p for p in version.charter.bound if not self.accepted(version.hash, p, holds))
        before = self.known[version.previous or ""]
        renewed = renewed_in(before.charter, version.charter)
        named = [p for p in before.charter.bound if not self.left(p, holds)]
        # A seat is given to other keys by all others who have one, not by those who happen to have taken theirs.
        needed = [p for p in (named if renewed else self.parties(before, holds)) if p not in renewed]
        refused = [p for p in renewed if any(map(holds, self._refused.get(version.hash, {}).get(p, ())))]
        wanting = [p for p in needed if not self.accepted(version.hash, p, holds)]
        return tuple(sorted({*wanting, *refused}))

    def is_accepted(self, version: Version, holds: Callable[[Place], bool]) -> bool:
        """Whether all signatures that the version needs are there: one at least, and two where it renews a party.

        So no party gives another's seat to keys of its own by its word alone, whoever else has left.
        """
        if version is self.genesis:
            return not self.missing(version, holds)
        before = self.known[version.previous or ""]
        renewed = renewed_in(before.charter, version.charter)
        signed = [p for p in self._accepted.get(version.hash, ()) if p in before.charter.bound and p not in renewed]
        some = sum(self.accepted(version.hash, party, holds) for party in signed)
        return some > bool(renewed) and not self.missing(version, holds)

    def parties(self, version: Version, holds: Callable[[Place], bool]) -> tuple[PartyId, ...]:
        """The parties that the version binds: all that signed it and have not left."""
        bound = version.charter.bound
        if version is not self.genesis:  # that one binds nobody before it binds all
            bound = tuple(party for party in bound if self.accepted(version.hash, party, holds))
        return tuple(party for party in bound if not self.left(party, holds)) if self._left else bound

    def complete(self, before: frozenset[Hash], holds: Callable[[Place], bool]) -> frozenset[Hash]:
        """The versions whose acceptances are all there.

        Args:
            before: Those of which somebody knew so already: what was in force for one entry stays so for all that know it.
            holds: Whether an entry lies in the past.
        """
        found = set(before)
        waiting = sorted((v for v in self.known.values() if v.hash not in found), key=lambda v: v.number)
        for version in waiting:
            reached = version is self.genesis or version.previous in found
            if reached and self.is_accepted(version, holds):
                found.add(version.hash)
        return frozenset(found) if len(found) > len(before) else before

    def in_force(self, complete: Collection[Hash]) -> Version | None:
        """The newest of the versions that are complete; None before the first is."""
        if self.genesis.hash not in complete:
            return None
        version = self.genesis
        while (newer := self._newest(self._amendments(version, complete))) is not None:
            version = newer
        return version

    def crossed(self, complete: Collection[Hash]) -> tuple[Hash, ...]:
        """Amendments that all accepted and that do not say which of them holds: none does."""
        version = self.in_force(complete)
        return () if version is None else tuple(sorted(v.hash for v in self._amendments(version, complete)))

    def _amendments(self, version: Version, complete: Collection[Hash]) -> list[Version]:
        return [self.known[name] for name in complete if self.known[name].previous == version.hash]

    def _newest(self, siblings: Iterable[Version]) -> Version | None:
        """The one that stands instead of all others."""
        siblings = list(siblings)
        return next((v for v in siblings if all(o is v or o.hash in v.charter.instead_of for o in siblings)), None)


def renewed_in(before: Charter, after: Charter) -> tuple[PartyId, ...]:
    """Parties whose root keys an amendment replaces: they are accredited anew by all others."""
    return tuple(
        terms.id
        for terms in after.parties
        if (held := before.party(terms.id)) is not None and held.root_keys != terms.root_keys
    )


def check_amendment(before: Charter, after: Charter) -> None:
    """Check what an amendment may not do, whoever accepts it.

    Raises:
        MalformedError: It takes a log or a key from one party and gives it to another, gives two seats to other
            keys at once, or lowers the catalogue level.
    """
    if after.level < before.level:
        raise MalformedError(f"amendment: expected level {before.level} or a higher one, got {after.level}")
    renewed = [party for party in renewed_in(before, after) if party in before.bound]
    if len(renewed) > 1:  # else one party could renew all others by its word alone
        raise MalformedError(f"amendment: expected one party at most to get new keys, got {', '.join(renewed)}")
    owners = {terms.origin: terms.id for terms in before.parties}
    keys = {key: terms.id for terms in before.parties for key in (*terms.root_keys, *terms.log_keys)}
    for terms in after.parties:
        held = before.party(terms.id)
        if held is not None and held.origin != terms.origin:
            raise MalformedError(f"amendment: expected {terms.id} to keep its log {held.origin}, got {terms.origin}")
        if owners.get(terms.origin, terms.id) != terms.id:
            raise MalformedError(f"amendment: the log {terms.origin} is {owners[terms.origin]}'s, not {terms.id}'s")
        if any(keys.get(key, terms.id) != terms.id for key in (*terms.root_keys, *terms.log_keys)):
            raise MalformedError(f"amendment: expected keys of {terms.id}'s own, got one of another party's")
        _check_renewal(terms, held)


def _check_renewal(terms: PartyTerms, held: PartyTerms | None) -> None:
    """Who gets a new root gets new keys throughout: whoever has the old ones must not keep one that counts."""
    if held is None or held.root_keys == terms.root_keys:
        if held is not None and held.log_keys != terms.log_keys:
            raise MalformedError(f"amendment: expected {terms.id} to enrol new log keys by its root, in its own log")
        return
    if not {*held.root_keys, *held.log_keys}.isdisjoint({*terms.root_keys, *terms.log_keys}):
        raise MalformedError(f"amendment: expected only new keys for {terms.id}, got one of the old ones")
