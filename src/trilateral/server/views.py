"""The way from a list or a search to saving it as a view, just as it was asked for."""

import re
from typing import Any
from urllib.parse import urlencode

from litestar import Request

from trilateral.desk.reading import NOW_ALONE, Reading
from trilateral.server.choices import ONCE
from trilateral.server.roles import Role
from trilateral.server.sessions import Session
from trilateral.ui.views import Link

_PLACE = frozenset({"start", "row"})
"""Where in a list somebody is: tomorrow something else stands there."""
_NO_LISTS = NOW_ALONE | {"entry", "why", "knew", "style"}
_ONE_SUBJECT = re.compile("[a-z-]+/[a-z][a-z0-9-]*/[0-9]+(?:/|$)")


def way_to_keep(reading: Reading, session: Session, request: Request[Any, Any, Any]) -> Link | None:
    """Return the way to save a page; None where it is no list, or the reader saves nothing."""
    below = request.url.path.removeprefix(reading.home)
    if session.role is not Role.DELEGATE or not below or below == request.url.path:
        return None
    if below.partition("/")[0] in _NO_LISTS or _ONE_SUBJECT.match(below):
        return None
    asked = request.query_params
    kept = [(name, value) for name in sorted(set(asked) - ONCE - _PLACE) for value in asked.getall(name)]
    where = f"{below}?{urlencode(kept)}" if kept else below
    called = {"name": asked["q"]} if asked.get("q") else {}
    return Link(reading.href("views", at=where, **called), reading.gettext("Save this view"))
