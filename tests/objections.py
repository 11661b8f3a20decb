"""Every code that people are told something with, as the source and the catalogues say it; and what no door ever lets out.

A code is any text in the source that looks like one, however it is handed on, and is not listed as the name of
something else. `tests.test_objections` holds these against the sentences; `tests.provoked` hears what comes out of
commands, pages, the API and what nodes answer each other. A run of all tests fails when a code came out of none of
them in a test that names it, unless it is listed here (`tests/conftest.py`); so does one when a listed code came out.
"""

import ast
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests.provoked import CODE, Notes, doors_of, strings_in
from trilateral.catalogue import KINDS
from trilateral.picture.caution import ARTICLES

SOURCE = Path(__file__).parents[1] / "src" / "trilateral"
_IN_TEMPLATE = re.compile(rf'"({CODE.pattern})"\s*\|\s*sentence')
_FILE = re.compile(r".*\.(css|csv|geojson|html|ics|js|json|log|pdf|pem|png|sqlite|svg|toml|txt|webmanifest|woff2|zip)")

NO_CODES = frozenset(
    {
        *(
            "allegations.answer",
            "allegations.filing",
            "commitments.access",
            "commitments.report",
        ),  # clocks of a charter
        *(
            "commitments.spot_report",
            "humanitarian.answer",
            "humanitarian.list",
            "meetings.regular",
            "meetings.special",
        ),
        *("notices.acknowledge", "notices.change", "notices.consent", "proposals.referral", "requests.answer"),
        *("statements.answer", "disputes.capitals", "disputes.heads", "disputes.joint_committee", "disputes.liaison"),
        "disputes.advisory_opinion",
        *("entry.about", "text.lang", "told.report", "told.row", "wordings.lang"),  # fields of forms
        *("http.disconnect", "http.request"),  # messages between a server and its application (ASGI)
        *(
            "database.url",
            "keys.new",
            "trilateral.desk",
            "trilateral.i18n",
            "trilateral.ui",
        ),  # settings, directories and packages
    }
)
"""What is written like a code and names something else, beside kinds and files."""

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
    """Every code that the source says, and a file that does."""
    kinds = {kind.partition("/")[0] for kind in KINDS}
    found = {f"caution.{article}": "picture/caution.py" for article in ARTICLES}
    for path in sorted((*SOURCE.rglob("*.py"), *SOURCE.rglob("templates/**/*.html"))):
        text = path.read_text("utf-8")
        said = strings_in(ast.parse(text)) if path.suffix == ".py" else _IN_TEMPLATE.findall(text)
        found |= {
            each: str(path.relative_to(SOURCE))
            for each in said
            if CODE.fullmatch(each) and each not in kinds | NO_CODES and not _FILE.fullmatch(each)
        }
    return found


def lacking_after(notes: Notes) -> dict[str, str]:
    """Codes that came out of no door in a test that names them and should have; and listed ones that did come out."""
    doors = doors_of(notes)
    lacking = {code: where for code, where in codes().items() if not doors.get(code) and code not in INSIDE}
    return lacking | {code: "listed as never let out" for code in INSIDE if doors.get(code)}
