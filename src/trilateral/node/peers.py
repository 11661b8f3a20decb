"""The other parties as a node reaches them: the peers of its settings, or whoever is named."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx2

from trilateral.errors import TrilateralError
from trilateral.ledger.charter import charter_hash
from trilateral.node.node import Node
from trilateral.node.settings import read_settings
from trilateral.node.sources import Source, open_source
from trilateral.store.files import write_file

TIMEOUT_SECONDS = 5.0


def fetch_charter(home: Path, where: Sequence[str]) -> bool:
    """Put back a charter that the home lost: whoever gives it, only one with the hash in the settings will do.

    Returns:
        Whether one was missing and has come.
    """
    settings = read_settings(home)
    if (home / "charter.json").exists() or not settings.mechanism:
        return False
    by_party = {peer.party: peer.url for peer in settings.peers}
    with httpx2.Client(timeout=TIMEOUT_SECONDS, trust_env=False) as client:
        for each in where:
            try:
                charter = open_source(by_party.get(each, each), client).charter()
            except TrilateralError:
                continue  # it is asked again for the logs, and then said to be wrong
            if charter is not None and charter_hash(charter) == settings.mechanism:
                write_file(home / "charter.json", charter)
                return True
    return False


@contextlib.contextmanager
def open_peers(
    node: Node, where: Sequence[str] = (), *, timeout_seconds: float = TIMEOUT_SECONDS
) -> Iterator[list[Source]]:
    """The sources named, or all peers of the settings if none is.

    Args:
        node: Asks, and signs its requests for bodies.
        where: Parties of the settings, addresses, directories or bundles.
        timeout_seconds: How long one step of an answer may take.

    Raises:
        UnavailableError: One that was named cannot be read. A peer of the settings that cannot is left out.
    """
    by_party = {peer.party: peer.url for peer in node.settings.peers}
    parties = {peer.url: peer.party for peer in node.settings.peers}
    with httpx2.Client(timeout=timeout_seconds, trust_env=False) as client:

        def source(url: str) -> Source:
            asked = parties.get(url)
            sign = None if asked is None else lambda sha256: node.sign_body_request(sha256, asked)
            return open_source(url, client, sign=sign, clock=node.clock)

        if where:
            yield [source(by_party.get(each, each)) for each in where]
            return
        found = []
        for url in by_party.values():
            try:
                found.append(source(url))
            except TrilateralError as error:
                node.journal.append((node.clock.unix(), url, str(error)))
        yield found
