"""A node that is served as `trilateral serve` does it, and whose operator sits at its console. Run as a process of its own.

    python -m tests.attacks.charter_child HOME

Each line that comes in is one order in JSON, and one line in JSON answers it. Everything that the
nodes learn of one another goes over HTTP.
"""

import json
import logging
import os
import sys
import threading
from pathlib import Path
from typing import Any

from tests.node.parties import PASSPHRASE, statement
from trilateral.errors import RefusedError
from trilateral.ledger.charter import charter_hash
from trilateral.ledger.entry import Text
from trilateral.ledger.keys import CharterAccepted, PartyLeft
from trilateral.node.accrediting import accredit
from trilateral.node.node import Node
from trilateral.server.serving import Serving, serve

SYNC_SECONDS = 0.3


def obey(node: Node, order: dict[str, Any]) -> dict[str, Any]:
    """What an operator does at the console of a node that is being served."""
    match order:
        case {"accept": text}:
            return {"ref": node.say_as_root(CharterAccepted(charter_hash(text.encode()), text)).ref}
        case {"accredit": True}:
            return {"ref": accredit(node)[0].ref}
        case {"leave": why}:
            return {"ref": node.say_as_root(PartyLeft(Text("en", why))).ref}
        case {"state": words}:
            return {"ref": node.say(statement(words), by="head").ref}
        case _:
            return standing(node)


def standing(node: Node) -> dict[str, Any]:
    """How far this node is: what it holds of each log, in which version of the charter, and its digest."""
    with node.lock:
        fold = node.record.fold
        return {
            "sizes": {fold.party_of(origin): node.record.size(origin) for origin in fold.origins},
            "waiting": sum(fold.waiting().values()),
            "version": fold.version.number if fold.is_in_force else 0,
            "digest": fold.digest().hex(),
            "parties": fold.parties,
            "asked": len(node.asked_for_own),
            "held": {
                fold.party_of(origin): sorted(
                    p for p, n in node.record.held_by(origin).items() if n >= node.record.size(origin)
                )
                for origin in fold.origins
            },
        }


def tell(**words: Any) -> None:
    """One line to the parent, in one write."""
    os.write(sys.stdout.fileno(), json.dumps(words).encode() + b"\n")


def listen(serving: Serving) -> None:
    """Take orders until there are no more; then stop in good order."""
    tell(address=serving.address)
    for line in sys.stdin:
        try:
            answer = obey(serving.node, json.loads(line))
            serving.node.publish() if serving.node.may_sign else None
            serving.tell()
        except RefusedError as error:
            answer = {"refused": error.code}
        tell(**answer)
    serving.stop()


def main(home: Path) -> None:
    """Serve until the orders end."""
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    serve(
        home,
        passphrase=PASSPHRASE,
        ready=lambda serving: threading.Thread(target=listen, args=(serving,)).start(),
        sync_seconds=SYNC_SECONDS,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
