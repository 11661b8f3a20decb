"""Every objection and refusal is provoked from a command, a page or the API; what cannot be is listed here, with the reason.

The codes are read from the source, so a new one without a test fails here. They are looked for in the tests that
go through a door of the program: `DOORS`. A slice's table names its codes without the slice (`refusing.codes_of`).
What a door test comes to provoke must be taken off the list: a stale line fails too.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from trilateral.i18n.languages import LANGUAGES
from trilateral.i18n.messages import sentence

TESTS = Path(__file__).parent
SOURCE = TESTS.parent / "src" / "trilateral"
DOORS = ("attacks", "cli", "desk", "mechanism", "server")
"""Tests that go through commands, pages or the API. Rules alone are tried there too: a slice's table is beside them."""
SAYS = {"Objection", "RefusedError", "UnprovenError", "FieldError", "ForbiddenError", "_FieldRefusedError", "refused"}
SLICES = frozenset(path.name for path in (SOURCE / "mechanism").iterdir() if path.is_dir())
CODE = re.compile(r"[a-z]+\.[a-z_]*[a-z]")

_RACE = "takes two processes at one home, or a disk that changes between two steps of one command"
_SPOILT = "takes a file of the home that was changed by hand, or a program that goes round the commands"
_NODES = "said by one node to another, and never to a person or a program of the party"
_LEDGER = "the commands never write it, and what is handed in is refused before, for another reason"
_OFFICE = "said to an office that does with a draft or sheet what its page offers to another office or state alone"
_LARGE = "takes more bytes, rows, drafts or cosigners than a test of a command should make; tried below it"
_NO_WAY = "guards a step that the code before it makes impossible"
_FOUNDING = "takes a founding that is begun twice; the tests of nodes try it without the command"
_SEALED = "takes a home whose parts or epoch keys are not those of its record; tried below the command"
_SILENCE = "takes an hour of silence that is over at a node that kept nothing; tried by the rules that judge the proof"

INSIDE: dict[str, str] = {
    "bodies.cannot_open": _SEALED,
    "bodies.cannot_open_own": _SEALED,
    "bodies.in_clear_beside": _SEALED,
    "bodies.not_what_was_committed": _SEALED,
    "bodies.rows_not_here": _SEALED,
    "bodies.too_large": _LARGE,
    "bodies.too_many_rows": _LARGE,
    "charter.other_held": _FOUNDING,
    "clock.went_back": _RACE,
    "demo.stuck": _NO_WAY,
    "guard.changed": _RACE,
    "guard.exists_already": _FOUNDING,
    "guard.not_an_extension": _RACE,
    "guard.nothing_to_catch_up": _RACE,
    "keys.exist_already": _FOUNDING,
    "keys.no_log_key": _SPOILT,
    "keys.roots_by_charter": _FOUNDING,
    "ledger.not_accepted": _LEDGER,
    "ledger.not_a_member": _LEDGER,
    "ledger.not_signed": _NO_WAY,
    "ledger.too_few_roots": _LEDGER,
    "log.founded_already": _FOUNDING,
    "node.malformed_signature": _NODES,
    "node.stale_request": _NODES,
    "node.too_often": _NODES,
    "policy.too_few_cosigners": _LARGE,
    "private.another_text": _RACE,
    "private.bad_signature": _SPOILT,
    "private.file_exists": _RACE,
    "private.for_another_log": _SPOILT,
    "private.hold_missed": _RACE,
    "private.key_missing": _SPOILT,
    "private.no_such_entry": _OFFICE,
    "private.no_such_language": _OFFICE,
    "private.no_such_sheet": _OFFICE,
    "private.no_such_sort": _OFFICE,
    "private.nobody_to_clear": _OFFICE,
    "private.not_a_delegates_signature": _SPOILT,
    "private.not_asked": _OFFICE,
    "private.not_handed_over": _OFFICE,
    "private.not_in_writing": _OFFICE,
    "private.still_waits": _OFFICE,
    "private.too_long": _LARGE,
    "private.too_many_drafts": _LARGE,
    "private.too_many_fields": _LARGE,
    "private.wrong_key": _SPOILT,
    "prove.not_published": _RACE,
    "quota.over": _NODES,
    "seal.mixed_recipients": _SEALED,
    "seal.too_many_recipients": _LARGE,
    "server.closed": _NO_WAY,
    "server.other_role": _OFFICE,
    "silence.nothing_kept": _SILENCE,
    "tables.not_ours": _SPOILT,
    "tables.of_another_version": _SPOILT,
}
"""What no test provokes from outside, and what that would take."""


def codes() -> dict[str, str]:
    """Every code that something is refused or objected to with, and a file that does it."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in SAYS:
                given = [*node.args[:1], *(each.value for each in node.keywords if each.arg == "code")]
                for argument in given:
                    found |= {
                        code: str(path.relative_to(SOURCE)) for code in _strings(argument) if CODE.fullmatch(code)
                    }
    return found


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _strings(node: ast.AST) -> Iterator[str]:
    return (each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str))


@cache
def words_in(*folders: str) -> frozenset[str]:
    """All codes that stand in the strings of tests, those of patterns (`guard\\.changed`) included, and tables' short ones."""
    found: set[str] = set()
    for folder in folders:
        for path in (TESTS / folder).rglob("*.py"):
            tree = ast.parse(path.read_text("utf-8"))
            strings = [each.replace("\\", "") for each in _strings(tree)]
            found |= {code for each in strings for code in CODE.findall(each)}
            slices = SLICES & set(strings)
            tables = [node for node in ast.walk(tree) if isinstance(node, ast.Dict)]
            short = {each.value for table in tables for each in table.keys if isinstance(each, ast.Constant)}
            found |= {f"{name}.{code}" for name in slices for code in short if isinstance(code, str)}
    return frozenset(found)


CODES = codes()


def test_each_is_provoked_from_outside_or_listed_with_the_reason_why_it_cannot_be() -> None:
    lacking = {code: where for code, where in CODES.items() if code not in words_in(*DOORS) | set(INSIDE)}

    assert not lacking, f"to be provoked in a table of commands, pages or the API: {lacking}"


def test_what_is_listed_exists_has_its_reason_and_is_not_provoked_from_outside_after_all() -> None:
    assert set(INSIDE) <= set(CODES)
    assert not set(INSIDE) & words_in(*DOORS)
    assert all(len(reason.split()) > 4 for reason in INSIDE.values())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_has_a_sentence_in_each_language(lang: str) -> None:
    """`tools/messages.py --check` finds words that are lacking; this one, words that are only the code read aloud."""
    assert not [code for code in CODES if sentence(lang, code).replace("\u2068", "").startswith(_aloud(code))]


def _aloud(code: str) -> str:
    subject, _, said = code.partition(".")
    return f"{said.replace('_', ' ')} ({subject})"
