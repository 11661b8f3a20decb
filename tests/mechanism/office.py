"""Three parties on the record, one of them behind its server: what it tries to say goes the way of a program's words."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from tests.server.web import Visitor, Web, web
from trilateral.desk.places import APIS
from trilateral.ledger.entry import Body, EntryId, Ref
from trilateral.node.compose import About


@dataclass
class Office:
    """The node of the United States, and a delegate's program that speaks to it."""

    web: Web
    delegate: Visitor

    def say(
        self, party: str, body: Body, on: EntryId | None = None, *, refs: tuple[Ref, ...] = (), sync: bool = True
    ) -> EntryId:
        """Let a party say something that has an effect; return its id."""
        self.web.parties.clock.advance(1)  # the same words in the same second would be the same entry
        node = self.web.parties.nodes[party]
        said = node.say(body, by="head", about=About(subject=on, refs=refs)).id
        if sync:
            self.sync()
        return said

    def sync(self) -> None:
        """Let every node fetch what the others said."""
        self.web.parties.sync()

    def found(self, slice_name: str, subject: EntryId) -> Any:
        """What programs read of a subject."""
        api = next(each for each in APIS if each.slice == slice_name)
        verdict = self.web.node.record.fold.verdict(subject)
        assert verdict is not None
        answer = self.delegate.api("GET", f"{slice_name}/{verdict.ref}")
        assert answer.status_code == 200, answer.text
        return msgspec.convert(answer.json(), api.found)

    def status(self, slice_name: str, subject: EntryId) -> str:
        """Where a subject stands."""
        return str(self.found(slice_name, subject).status)

    def refused(self, kind: str, body: dict[str, Any], subject: EntryId | None, refs: Sequence[Ref] = ()) -> Any:
        """Try to say something in the three steps of a program; return the problem with which it is refused."""
        asked = {"kind": kind, "body": body, "subject": subject, "refs": msgspec.to_builtins(tuple(refs))}
        answer = self.delegate.api("POST", "prepare", asked)
        if answer.status_code == 200:
            answer = self.delegate.api("POST", "sign", answer.json())
        if answer.status_code == 200:
            answer = self.delegate.api("POST", "entries", answer.json())
        assert answer.status_code == 422, answer.text
        return answer.json()


@contextmanager
def office(root: Path, **terms_of_charter: Any) -> Iterator[Office]:
    """Three founded parties, by a charter with such terms, and a delegate of the United States who has signed in."""
    with web(root, **terms_of_charter) as made, made.visitor() as delegate:
        yield Office(made, delegate)
