"""Agreement as this record knows it: each party's own signature on the same thing.

Nobody counts votes. What is agreed is a set of signatures that are either all there or not.
"""

from collections.abc import Collection, Iterable

from trilateral.ledger.entry import PartyId


def agreed(parties: Iterable[PartyId], signed_by: Collection[PartyId]) -> bool:
    """Whether every party has signed."""
    return all(party in signed_by for party in parties)


def missing(parties: Iterable[PartyId], signed_by: Collection[PartyId]) -> tuple[PartyId, ...]:
    """The parties that have not signed, in the order given."""
    return tuple(party for party in parties if party not in signed_by)
