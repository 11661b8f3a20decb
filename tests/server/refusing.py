"""Every objection of a slice, provoked twice: on a node that is to sign, and by a program that asks the API to.

A slice's test has a table: each code, what is said, and about which subject. `codes_of` reads the
codes from the slice's own source, so that a new one without a row fails.
"""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.server.web import Visitor, Web, header, signed
from trilateral.catalogue import KINDS
from trilateral.errors import RefusedError
from trilateral.ledger.entry import Body, EntryId, members_of
from trilateral.node.compose import About
from trilateral.node.node import Receipt

MECHANISM = Path(__file__).parents[2] / "src" / "trilateral" / "mechanism"


@dataclass
class Made:
    """A record in which something of everything has been said, by name.

    Attributes:
        us: The node that is asked, behind its server.
        said: What was said before.
    """

    us: Web
    said: dict[str, Receipt] = field(default_factory=dict)

    def say(self, name: str, party: str, body: Body, on: str = "", **about: Any) -> None:
        """Let a party say something about what is called `on`, and let all know."""
        subject = self.said[on].id if on else None
        self.us.parties.clock.advance(1)  # so that nobody says the same twice
        self.said[name] = self.us.parties.nodes[party].say(body, by="head", about=About(subject=subject, **about))
        self.us.parties.sync()

    def __getattr__(self, name: str) -> EntryId:
        """Id of what is called so."""
        try:
            return self.said[name].id
        except KeyError:
            raise AttributeError(name) from None


Row = Callable[[Made], tuple[Body, str]]
"""What is said, and the name of the subject that it is about; no name if it opens one."""


def codes_of(slice_name: str) -> set[str]:
    """Every code that a slice's rules can object with, as its source spells them."""
    taken = {kind.partition("/")[0] for kind in KINDS}
    found = set()
    for path in (MECHANISM / slice_name).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= set(re.findall(rf"^{slice_name}\.[a-z_]*[a-z]$", node.value))
    clocks = {name for name in found if name.endswith((".answer", ".filing"))}
    return found - taken - clocks


def refused_by_node(made: Made, body: Body, on: str, **extra: Any) -> str:
    """The code with which the node will not sign it."""
    node, subject = made.us.node, made.said[on].id if on else None
    try:
        if extra:
            node.submit(signed(node, header(node, body, subject=subject, **extra), body))
        else:
            node.say(body, by="head", about=About(subject=subject))
    except RefusedError as refused:
        return refused.code
    raise AssertionError(f"the node signed {body}")


def refused_by_api(made: Made, delegate: Visitor, body: Body, on: str, **extra: Any) -> str:
    """The code that a program gets which has it prepared, signed and submitted."""
    node, subject = made.us.node, made.said[on] if on else None
    if extra:
        entry = signed(node, header(node, body, subject=subject and subject.id, **extra), body)
        answer = delegate.api("POST", "entries", {"entry": entry.decode()})
    else:
        kind = str(body.__struct_config__.tag)
        asked = {"kind": kind, "body": members_of(body), "subject": subject and subject.ref}
        prepared = delegate.api("POST", "prepare", {name: value for name, value in asked.items() if value is not None})
        assert prepared.status_code < 300, prepared.json()
        answer = delegate.api("POST", "entries", delegate.api("POST", "sign", prepared.json()).json())
    assert answer.status_code == 422, answer.json()
    sentence = answer.json()["sentence"]
    assert sentence
    assert "_" not in sentence
    code: str = answer.json()["code"]
    return code
