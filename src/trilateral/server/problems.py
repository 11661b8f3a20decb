"""Errors as answers: a page for people, JSON for programs, one line for other nodes.

Each has a status, a code that does not change between versions, a sentence in the
visitor's language and what can be done about it. Nothing of the inside of the program is
shown; what went wrong inside is written to the journal.
"""

import logging
from collections.abc import Mapping
from typing import Any

import msgspec
from litestar.exceptions import HTTPException

from trilateral.errors import MalformedError, MisconductError, RefusedError, TrilateralError, UnavailableError
from trilateral.i18n import messages
from trilateral.i18n.catalogues import translator
from trilateral.node.asking import UnprovenError
from trilateral.server.roles import ForbiddenError, StrangerError

journal = logging.getLogger(__name__)

PROBLEM = "application/problem+json"


class Problem(msgspec.Struct, frozen=True):
    """Why something was not done.

    Attributes:
        status: The HTTP status.
        code: `<subject>.<reason>`: the same in every language and version.
        sentence: The same for a person, in the language asked for.
        what_to_do: What the person can do now.
        params: What the sentence was filled in with.
    """

    status: int
    code: str
    sentence: str
    what_to_do: str
    params: dict[str, str | int] = {}


ABSENT = frozenset({"private.no_such_draft", "private.no_such_sheet", "private.no_such_entry"})
"""There is none, or none that this office may see: nobody is told which of the two."""

_STATUSES = {
    "entering.wrong": 401,
    "entering.not_verified": 401,
    "entering.copied": 401,
    "entering.too_often": 429,
    "entering.crowded": 429,
}
"""Of refusals that programs tell from others by it."""

_BY_STATUS = {
    400: "server.bad_request",
    404: "server.not_found",
    405: "server.wrong_method",
    408: "server.too_slow",
    413: "server.too_large",
    429: "server.too_many",
}


def problem_of(error: Exception, lang: str) -> Problem:
    """Return what to say about an error."""
    status, code, params = _classified(error)
    sentence = messages.sentence(lang, code, params)
    if status >= 500 and not isinstance(error, TrilateralError):
        journal.error("an error of this program", exc_info=error)
    return Problem(status, code, sentence, what_to_do(lang, code, status), dict(params))


def what_to_do(lang: str, code: str, status: int) -> str:
    """Return what a person can do about a code: its own advice, or that of its kind of error."""
    own = translator(lang).find("do", code) or translator(lang).find("do", f"status.{status}")
    return own or translator(lang).pgettext("do", "status.500")


def _classified(error: Exception) -> tuple[int, str, Mapping[str, str | int]]:  # noqa: PLR0911 - one return an error
    match error:
        case StrangerError(code=code, params=params):
            return 401, code, params
        case UnprovenError(status=status, code=code, params=params):
            return status, code, params
        case ForbiddenError(code=code):
            return 403, code, {}
        case RefusedError(code=code, params=params):
            return 404 if code in ABSENT else _STATUSES.get(code, 422), code, params
        case MalformedError():
            return 400, "server.malformed", {"what": str(error)[:300]}
        case UnavailableError():
            return 503, "server.unavailable", {"what": str(error)[:300]}
        case MisconductError():
            return 409, "server.misconduct", {"what": str(error)[:300]}
        case (
            RecursionError() | UnicodeDecodeError()
        ):  # so the framework's readers give up: ours say what is wrong, or go less deep
            what = "nested too deeply" if isinstance(error, RecursionError) else "expected UTF-8"
            return 400, "server.bad_request", {"what": what}
        case HTTPException(status_code=status, detail=detail):
            params = {"what": _plain(detail, error.extra)} if status == 400 else {}
            return status, _BY_STATUS.get(status, "server.bad_request" if status < 500 else "server.failed"), params
        case _:
            return 500, "server.failed", {}


def _plain(detail: str, extra: Any) -> str:
    named = (
        [f"{each.get('key', '')}: {each['message']}" for each in extra if isinstance(each, dict) and "message" in each]
        if isinstance(extra, list)
        else []
    )
    return "; ".join([detail.partition(" for ")[0] if named else detail, *named])[:300]


def kind_of_visitor(path: str) -> str:
    """Who asks for such an address: a `person` with a browser, a `program`, or another `node`."""
    if path.startswith("/api"):
        return "program"
    return (
        "node"
        if path.startswith(("/mirror/", "/witness/", "/bodies/", "/charter", "/certificate", "/poke"))
        else "person"
    )
