"""Every code with which something is refused or objected to, as the source says it; and what no door ever lets out.

`tests.provoked` hears what comes out of commands, pages, the API and what nodes answer each
other. A run of all tests fails when a code came out of none of them in a test that names it, unless it is
listed here (`tests/conftest.py`); so does one when a listed code came out after all.
"""

import ast
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests.provoked import CODE, Notes, doors_of, strings_in

SOURCE = Path(__file__).parents[1] / "src" / "trilateral"
SAYS = {"Objection", "RefusedError", "UnprovenError", "FieldError", "ForbiddenError", "_FieldRefusedError", "refused"}

_LAST_LOOK = (
    "the guard's last look: each caller has read from it under the same lock what it compares here, so only a "
    "fault of this program gets so far; tests/node/test_guard.py asks the guard itself"
)

INSIDE: dict[str, str] = {
    "guard.changed": _LAST_LOOK,
    "guard.not_an_extension": _LAST_LOOK,
    "guard.not_bound": _LAST_LOOK,
}
"""What no door lets out, and why there is a code for it all the same."""


@cache
def codes() -> Mapping[str, str]:
    """Every code that something is refused or objected to with, and a file that does it."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in SAYS:
                given = [*node.args[:1], *(each.value for each in node.keywords if each.arg == "code")]
                for argument in given:
                    found |= {
                        code: str(path.relative_to(SOURCE)) for code in strings_in(argument) if CODE.fullmatch(code)
                    }
    return found


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def lacking_after(notes: Notes) -> dict[str, str]:
    """Codes that came out of no door in a test that names them and should have; and listed ones that did come out."""
    doors = doors_of(notes)
    lacking = {code: where for code, where in codes().items() if not doors.get(code) and code not in INSIDE}
    return lacking | {code: "listed as never let out" for code in INSIDE if doors.get(code)}
