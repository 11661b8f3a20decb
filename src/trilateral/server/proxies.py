"""From which address a visitor comes, where proxies stand in front of the node.

A proxy writes down from whom it took a request, as the last of `X-Forwarded-For`. That is believed where the connection itself
comes from a proxy that the operator has named (`listen.proxies`), and so on backwards: the last address that is no such proxy counts.
Whatever stands before it anybody can have written, and it counts for nothing. Nobody is named by default: then whoever has the
other end of the connection is the visitor.

No address is kept: failures to come in are counted under a keyed hash of it (`limits`).
"""

import ipaddress
from collections.abc import Sequence
from functools import cache
from typing import TypeAlias

HEADER = "X-Forwarded-For"
_MOST_HOPS = 20

_Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network


def visitors_address(nearest: str, forwarded: Sequence[str], proxies: tuple[str, ...]) -> str:
    """Return the last address on the way of a request that is none of our proxies.

    Args:
        nearest: The other end of the connection.
        forwarded: Each header of that name, in their order.
        proxies: Addresses and networks, as the settings name them.
    """
    if not proxies:
        return nearest
    counts = nearest
    hops = ",".join(forwarded).split(",")[-_MOST_HOPS:] if forwarded else []
    while hops and _is_proxy(counts, proxies):
        written = _address(hops.pop())
        if written is None:
            break  # our proxy did not write that: what it passed on counts as its own
        counts = str(written)
    return counts


def _is_proxy(address: str, proxies: tuple[str, ...]) -> bool:
    parsed = _address(address)
    return parsed is not None and any(parsed in network for network in _networks(proxies))


def _address(written: str) -> _Address | None:
    """An address, also with a port, as some proxies write it; what is IPv4 within IPv6, as IPv4."""
    bare = written.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ipaddress.ip_address(bare)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found


@cache
def _networks(proxies: tuple[str, ...]) -> tuple[_Network, ...]:
    return tuple(ipaddress.ip_network(each) for each in proxies)
