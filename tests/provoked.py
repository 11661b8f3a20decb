"""Which codes came out of the program while tests ran: by which door, and in which test.

A door is a place where somebody outside meets the program: a command, a page, the API, or what one
node answers another. What comes out of it is read for codes as people and programs are
shown them; nothing that a rule returned to a test is. Doors stand open in whatever process the tests call
them; `tests.test_objections` says what is made of the notes.
"""

import ast
import os
import re
from collections.abc import Iterator
from functools import cache
from gzip import decompress
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from litestar import Litestar

from trilateral.i18n.catalogues import catalogue_files, translator
from trilateral.i18n.languages import LANGUAGES
from trilateral.i18n.messages import PLACEHOLDER

TESTS = Path(__file__).parent
SLICES = frozenset(path.name for path in (TESTS.parent / "src" / "trilateral" / "mechanism").iterdir() if path.is_dir())
CODE = re.compile(r"[a-z]+\.[a-z_][a-z0-9_]*[a-z0-9]")
_SHOWN = re.compile(
    r"""(?x) (?: \[ | \\?"code\\?":\ ?\\?" | <code\ dir="ltr"> | data-code=" )  # a line, JSON, a page, a field of a form
    ([a-z]+\.[a-z_][a-z0-9_]*[a-z0-9]) (?= \] | \\?" | </code> )"""
)
_REMARK = re.compile(r"caution\.\w+|protection\.standing|entry\.(?:claimed_(?:after|before)_proof|person_absent)")
"""Codes of what is said beside something that is shown or done, and stands against nothing: people get its words alone."""
_IN_CATALOGUE = re.compile(r'^msgctxt "code"\nmsgid "([^"]+)"', re.MULTILINE)
DOORS = ("command", "page", "API", "node")
_WHOSE = {"person": "page", "program": "API", "node": "node"}

Notes = dict[str, list[list[str]]]
"""Code: of each time that it came out the door, and the test."""
NOTES: Notes = {}


def shown_in(text: str) -> set[str]:
    """Codes in what a door has shown, each as people or programs are shown it."""
    return {*_SHOWN.findall(text), *(code for code, words in _remarks().items() if words.search(text))}


@cache
def with_a_sentence(lang: str) -> frozenset[str]:
    """Every code that a language's catalogues have."""
    return frozenset(code for path in catalogue_files(lang) for code in _IN_CATALOGUE.findall(path.read_text("utf-8")))


@cache
def _remarks() -> dict[str, re.Pattern[str]]:
    """Of each remark, what its words look like in any language, on a page or not."""
    return {
        code: re.compile("|".join(_worded(translator(lang).find("code", code) or code) for lang in LANGUAGES))
        for code in with_a_sentence("en")
        if _REMARK.fullmatch(code)
    }


def _worded(sentence: str) -> str:
    between = (re.escape(part).replace("'", "(?:'|&#39;)") for part in PLACEHOLDER.split(sentence)[::2])
    return ".{1,200}".join(between)


def note(door: str, text: str) -> None:
    """Note what came out of a door in the test that runs now."""
    test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
    for code in shown_in(text):
        came = [door, test]
        if came not in NOTES.setdefault(code, []):
            NOTES[code].append(came)


def listen() -> None:
    """Hear what comes out of every door of this process from now on."""
    invoke, answer = CliRunner.invoke, Litestar.__call__

    def invoke_heard(self: CliRunner, *arguments: Any, **options: Any) -> Result:
        result = invoke(self, *arguments, **options)
        note("command", result.output)
        return result

    async def answer_heard(self: Litestar, scope: Any, receive: Any, send: Any) -> None:
        body, packed = bytearray(), False

        async def send_heard(message: Any) -> None:
            nonlocal packed
            if message["type"] == "http.response.start":
                packed = (b"content-encoding", b"gzip") in message["headers"]
            if message["type"] == "http.response.body":
                body.extend(message["body"])
                if not message["more_body"]:
                    from trilateral.server.problems import kind_of_visitor  # noqa: PLC0415 - whoever tries the core alone loads no server

                    note(
                        _WHOSE[kind_of_visitor(scope["path"])],
                        (decompress(body) if packed else bytes(body)).decode(errors="replace"),
                    )
            await send(message)

        await answer(self, scope, receive, send_heard if scope["type"] == "http" else send)

    CliRunner.invoke = invoke_heard  # type: ignore[method-assign]  # everybody's runner is to be heard
    Litestar.__call__ = answer_heard  # type: ignore[method-assign]  # the same of servers


def add(notes: Notes) -> None:
    """Put together what was heard in several processes."""
    for code, came in notes.items():
        NOTES.setdefault(code, []).extend(each for each in came if each not in NOTES.get(code, []))


def doors_of(notes: Notes) -> dict[str, set[str]]:
    """Code: the doors by which it came out in a test that names it. What nobody looked for does not count."""
    return {
        code: {door for door, test in came if code in named_in(test.partition("::")[0])} for code, came in notes.items()
    }


@cache
def named_in(test: str) -> frozenset[str]:
    """Codes that a file of tests names, or a helper that it imports."""
    path = TESTS.parent / test
    return frozenset[str]().union(*map(words_in, (path, *helpers_of(path)))) if path.is_file() else frozenset()


def all_helpers_of(path: Path, found: frozenset[Path] = frozenset()) -> frozenset[Path]:
    """The same, and what those import in turn."""
    for each in helpers_of(path):
        if each not in found:
            found = all_helpers_of(each, found | {each})
    return found


@cache
def helpers_of(path: Path) -> tuple[Path, ...]:
    """What a file of tests imports from among the tests, and what is beside it for all."""
    imported = (each for each in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(each, ast.ImportFrom))
    named = (TESTS.parent / f"{(each.module or '').replace('.', '/')}.py" for each in imported)
    helpers = (each for each in (*named, path.parent / "conftest.py") if each.is_file() and TESTS in each.parents)
    return tuple(dict.fromkeys(each for each in helpers if each != TESTS / "conftest.py"))


@cache
def words_in(path: Path) -> frozenset[str]:
    """Codes in the strings of a file, those of patterns (`guard\\.changed`) included, and a slice's short ones in tables."""
    tree = ast.parse(path.read_text("utf-8"))
    strings = [each.replace("\\", "") for each in strings_in(tree)]
    found = {code for each in strings for code in CODE.findall(each)}
    tables = [node for node in ast.walk(tree) if isinstance(node, ast.Dict)]
    short = {each for table in tables for key in table.keys if key is not None for each in strings_in(key)}
    return frozenset(found | {f"{name}.{code}" for name in SLICES & set(strings) for code in short})


def strings_in(node: ast.AST) -> Iterator[str]:
    """All strings below a node of a syntax tree."""
    return (each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str))
