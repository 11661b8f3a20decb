"""Who may come in where. A route that names no role lets nobody in.

A session has one role and, for a delegate, one office. The operator runs the node and
reads; only a delegate signs, and only in the delegate's own office.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from trilateral.errors import TrilateralError


class Role(StrEnum):
    """What a route asks of its visitor."""

    PUBLIC = "public"  # whoever can reach the node: nothing behind it is secret, or the request proves itself
    READER = "reader"
    DELEGATE = "delegate"
    OPERATOR = "operator"


ALLOWED: dict[Role, frozenset[Role]] = {
    Role.READER: frozenset({Role.READER}),
    Role.DELEGATE: frozenset({Role.READER, Role.DELEGATE}),
    Role.OPERATOR: frozenset({Role.READER, Role.OPERATOR}),
}
"""Which routes each session may use, beside the public ones."""


class StrangerError(TrilateralError):
    """Nobody is signed in, and somebody must be."""

    def __init__(self, code: str = "server.sign_in", params: Mapping[str, str | int] | None = None) -> None:
        """Take the code that is shown: why a session has ended, where there was one."""
        super().__init__(code)
        self.code = code
        self.params = params or {}


class ForbiddenError(TrilateralError):
    """Somebody is signed in, and may not do this."""

    def __init__(self, code: str) -> None:
        """Take the code that is shown."""
        super().__init__(code)
        self.code = code


def needs(role: Role) -> dict[str, Any]:
    """Return the `opt` of a route that asks for `role`."""
    return {"role": role}


def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let a visitor in or not. Stands before every route of the server."""
    role = handler.opt.get("role")
    if not isinstance(role, Role):
        raise ForbiddenError("server.closed")
    if role is Role.PUBLIC:
        return
    session = connection.scope.get("user")
    if session is None:
        ended: Any = connection.scope.get("ended")
        raise StrangerError() if ended is None else StrangerError(ended.code, ended.params)
    if role not in ALLOWED[session.role]:
        raise ForbiddenError("server.other_role")
