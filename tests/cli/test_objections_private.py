"""What a command refuses about drafts, clearance, sheets, what waits, and the file that holds them: each with its code."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_private import SAID, Call
from tests.node.parties import NAMES, PASSPHRASE, START, Parties, make_homes, statement
from trilateral.i18n.messages import sentence
from trilateral.node import private
from trilateral.node.clock import FixedClock, SystemClock
from trilateral.node.keys import Purpose
from trilateral.node.loop import Loop
from trilateral.node.node import Node
from trilateral.tlog.note import parse_note

LONG = "x" * (private.MOST_CHARACTERS + 1)


@dataclass
class Stage:
    """The home of a party with two offices, `head` and `press`, whose node is stopped.

    Attributes:
        root: Of three homes and their guards.
        files: For whatever a row writes.
        call: Runs a command on the home.
    """

    root: Path
    files: Path
    call: Call
    patch: pytest.MonkeyPatch

    @property
    def home(self) -> Path:
        return self.call.home

    def draft(self) -> str:
        """A draft of the press office."""
        return str(self.call("sign", "statements.made", "--by", "press", *SAID, "--draft")["draft"])

    def handed(self) -> str:
        """A draft that the head is asked to clear."""
        draft = self.draft()
        self.call("private", "hand", draft, "--by", "press", "--to", "head")
        return draft

    def half(self) -> str:
        """What the press office has signed and a second office has not."""
        return str(self.call("sign", "statements.made", "--by", "press", *SAID)["waits"])

    def file(self, entry: bytes) -> Path:
        """An entry that somebody brings."""
        path = self.files / "entry"
        path.write_bytes(entry)
        return path

    def nodes(self, stack: ExitStack) -> Parties:
        """All three at work for a moment, with a clock of the day on which they were founded."""
        parties = Parties(self.root, FixedClock(START + timedelta(days=1)), {}, stack)
        for name in NAMES:
            parties.open(name)
        return parties


def _founded(root: Path, *two_person: str) -> Path:
    make_homes(root, two_person=two_person)
    with ExitStack() as stack:
        parties = Parties(root, FixedClock(START), {}, stack)
        for name in NAMES:
            parties.open(name).found()
        parties.sync()
    return root


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """One mechanism where one office may sign alone, and one where two have to."""
    root = tmp_path_factory.mktemp("private")
    return {False: _founded(root / "one"), True: _founded(root / "two", "statements.made")}


@pytest.fixture
def stages(roots: dict[bool, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], Stage]:
    """The home of the United States in either of them. What a row takes away from it is put back."""
    monkeypatch.setenv("TRILATERAL_PASSPHRASE", PASSPHRASE)

    def stage(two: bool) -> Stage:
        root = roots[two]
        monkeypatch.setenv("TRILATERAL_GUARD", str(root / "guards" / "us"))
        return Stage(root, tmp_path, Call(root / "us"), monkeypatch)

    return stage


Arguments = tuple[object, ...]
ROWS: dict[str, Callable[[Stage], Arguments]] = {}
OF_TWO: dict[str, Callable[[Stage], Arguments]] = {}


def row(code: str, table: dict[str, Any] = ROWS) -> Callable[[Callable[[Stage], Arguments]], None]:
    """Put into the table what leads there, and the command that is refused with the code."""

    def entered(command: Callable[[Stage], Arguments]) -> None:
        assert code not in table
        table[code] = command

    return entered


def note(*more: object) -> Arguments:
    return "private", "note", "Points", "--by", "head", *more


@row("private.bad_hold")
def _(_: Stage) -> Arguments:
    return "sign", "statements.made", "--by", "press", *SAID, "--hold", "1000000"


@row("private.file_exists")
def _(stage: Stage) -> Arguments:
    stage.draft()
    return "private", "backup", stage.file(b"something else")


@row("private.key_missing")
def _(stage: Stage) -> Arguments:
    """The file of drafts came back from a backup, and the key ring was left behind."""
    stage.draft()
    (stage.home / "keys" / "private.json").unlink()
    return "private", "drafts", "--by", "head"


@row("private.no_such_entry")
def _(_: Stage) -> Arguments:
    return "private", "cancel", "nothing", "--by", "head"


@row("private.no_such_language")
def _(_: Stage) -> Arguments:
    return note("--text", "One.", "--lang", "tlh")


@row("private.nobody_to_clear")
def _(stage: Stage) -> Arguments:
    return "private", "hand", stage.draft(), "--by", "press"


@row("private.not_asked")
def _(stage: Stage) -> Arguments:
    return "private", "approve", stage.draft(), "--by", "press"


@row("private.not_handed_over")
def _(stage: Stage) -> Arguments:
    return "private", "take-back", stage.draft(), "--by", "press"


@row("private.not_in_writing")
def _(stage: Stage) -> Arguments:
    return "private", "hand", stage.handed(), "--by", "press", "--to", "head"


@row("private.not_your_draft")
def _(stage: Stage) -> Arguments:
    return "private", "delete", stage.handed(), "--by", "head"


@row("private.too_long")
def _(_: Stage) -> Arguments:
    return note("--text", LONG)


@row("private.too_many_drafts")
def _(stage: Stage) -> Arguments:
    stage.draft()
    stage.patch.setattr(private, "MOST_DRAFTS", 1)
    return "sign", "statements.made", "--by", "press", *SAID, "--draft"


@row("private.too_many_fields")
def _(stage: Stage) -> Arguments:
    stage.patch.setattr(private, "MOST_FIELDS", 1)
    return "sign", "statements.made", "--by", "press", *SAID, "--draft"


@row("private.wrong_key")
def _(stage: Stage) -> Arguments:
    """The file of another home stands in the place of ours."""
    stage.draft()
    with Node.open(stage.root / "ir", PASSPHRASE, guard=stage.root / "guards" / "ir") as other:
        other.private.write_sheet("head", sort="note", title="Theirs", text="x", lang="en")
    shutil.copy(stage.root / "ir" / "private.sqlite", stage.home / "private.sqlite")
    return "private", "drafts", "--by", "head"


@row("private.another_text", OF_TWO)
def _(stage: Stage) -> Arguments:
    """A second signature, on other words than wait for one."""
    waits = stage.half()
    with ExitStack() as stack:
        us = stage.nodes(stack).nodes["us"]
        other = us.countersign(us.sign(us.prepare(statement("Other."), by="press"), "press"), "head")
    return "sign", "--entry", stage.file(other), "--countersign", waits


@row("private.bad_signature", OF_TWO)
def _(stage: Stage) -> Arguments:
    with ExitStack() as stack:
        us = stage.nodes(stack).nodes["us"]
        signed = parse_note(us.sign(us.prepare(statement("Together."), by="press"), "press"))
    changed = signed._replace(text=signed.text.replace(b"Together", b"Otherway"))
    return "sign", "--entry", stage.file(changed.encode())


@row("private.for_another_log", OF_TWO)
def _(stage: Stage) -> Arguments:
    with ExitStack() as stack:
        ir = stage.nodes(stack).nodes["ir"]
        signed = ir.sign(ir.prepare(statement("Theirs."), by="press"), "press")
    return "sign", "--entry", stage.file(signed)


@row("private.not_a_delegates_signature", OF_TWO)
def _(stage: Stage) -> Arguments:
    """A node's key signs for nobody."""
    with ExitStack() as stack:
        us = stage.nodes(stack).nodes["us"]
        note = parse_note(us.sign(us.prepare(statement("Mine."), by="press"), "press"))
        by_node = us.ring.signer(Purpose.NODE).sign(note.text)
    return "sign", "--entry", stage.file(note._replace(signatures=(by_node,)).encode())


@pytest.fixture(autouse=True)
def kept(roots: dict[bool, Path]) -> Iterator[None]:
    """Rows spoil what is private in a home, and nothing else: it is put back after each."""
    yield
    for root in roots.values():
        for file in (root / "us").glob("private.sqlite*"):
            file.unlink()
        (root / "us" / "keys" / "private.json").unlink(missing_ok=True)


@pytest.mark.parametrize("code", sorted(ROWS))
def test_the_command_is_refused_with_its_code(stages: Callable[[bool], Stage], code: str) -> None:
    stage = stages(False)

    stage.call(*ROWS[code](stage), fails=code)

    for lang in ("en", "ar", "fa"):
        assert sentence(lang, code) != code


@pytest.mark.parametrize("code", sorted(OF_TWO))
def test_where_two_offices_sign_the_command_is_refused_with_its_code(
    stages: Callable[[bool], Stage], code: str
) -> None:
    stage = stages(True)

    stage.call(*OF_TWO[code](stage), fails=code)


def test_what_was_due_too_long_ago_is_not_signed_and_its_author_is_told_why(stages: Callable[[bool], Stage]) -> None:
    """The node stood still for two hours: nobody expects that entry any more."""
    stage = stages(False)
    held = stage.call("sign", "statements.made", "--by", "press", *SAID, "--hold", "5")["waits"]
    later = FixedClock(SystemClock().now() + timedelta(hours=2))
    with Node.open(stage.home, PASSPHRASE, clock=later, guard=stage.root / "guards" / "us") as node:
        Loop(node, list).once()

    (listed,) = stage.call("private", "waiting")["waiting"]

    assert (listed["id"], listed["state"], listed["code"]) == (held, "stopped", "private.hold_missed")
    assert "[private.hold_missed]" in stage.call.plain("private", "waiting")
