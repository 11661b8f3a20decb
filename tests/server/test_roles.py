"""Nobody comes in by omission: every route names a role, and asks for it."""

from collections.abc import Iterator
from typing import Any

import pytest
from litestar import Request, Response, get
from litestar.testing import create_test_client

from tests.server.web import Web, web
from trilateral.server.roles import ForbiddenError, Role, guard, needs

PUBLIC = {
    "/mirror/{name}/checkpoint",
    "/mirror/{name}/forks/{root}/{path}",
    "/mirror/{name}/tile/{path}",
    "/witness/{name}/checkpoint",
    "/witness/add-checkpoint",
    "/charter",
    "/bodies/{sha256}",
    "/bulks/{root}",
    "/certificate",
    "/poke",
    "/in/{word}",
    "/static/{version}/{path}",
    "/guide",
    "/guide/{name}",
    "/sign-in",
    "/api/sign-in/passkey",
    "/api/sign-in/passkey/options",
    "/api",
    "/api/openapi.json",
    "/api/sign-in",
    "/api/device/entries",
    "/m/{mechanism}/sw.js",
    "/api/schema",
    "/api/schema/{path}",
    "/api/schema/openapi.json",
}
"""What anybody who can reach the node may ask for. A route is added here with a reason in its docstring, or not at all."""


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("roles")) as made:
        yield made


def handlers(us: Web) -> list[tuple[str, str, object]]:
    """Path, method and role of every route, what the framework adds by itself included."""
    return [
        (route.path_format, method, handler.opt.get("role"))
        for route in us.app.routes
        for method, (handler, _) in route.route_handler_map.items()  # type: ignore[union-attr]  # all are HTTP
        if method != "OPTIONS"  # says which methods there are, and no more
    ]


def test_every_route_names_a_role(us: Web) -> None:
    found = handlers(us)

    assert len(found) > 40
    assert not [(path, method) for path, method, role in found if not isinstance(role, Role)]


def test_only_these_are_public(us: Web) -> None:
    assert {path for path, _, role in handlers(us) if role is Role.PUBLIC} <= PUBLIC


def test_a_route_that_names_no_role_lets_nobody_in() -> None:
    @get("/open-by-mistake")
    async def forgotten() -> str:
        return "secret"

    def refused(_: Request[Any, Any, Any], error: ForbiddenError) -> Response[str]:
        return Response(error.code, status_code=403)

    with create_test_client(forgotten, guards=[guard], exception_handlers={ForbiddenError: refused}) as client:
        assert client.get("/open-by-mistake").status_code == 403


def filled(path: str, us: Web) -> str:
    values = {"mechanism": us.node.record.mechanism[:10], "party": "us", "index": "0", "kind": "statements.made"}
    return path.format(**values, sha256="0" * 64, word="x", name="0", path="x", version="x", row="x")


def test_strangers_and_other_roles_are_refused_everywhere(us: Web) -> None:
    """A reader signs nothing, an operator signs nothing, and somebody who has not come in reads nothing."""
    with us.visitor(Role.READER) as reader, us.visitor(Role.OPERATOR) as operator:
        for path, method, role in handlers(us):
            if role is Role.PUBLIC:
                continue
            where = filled(path, us)
            assert us.client.request(method, where).status_code == 401, where
            if role is Role.DELEGATE:
                assert reader.client.request(method, where).status_code == 403, where
                assert operator.client.request(method, where).status_code == 403, where


def test_an_error_says_what_to_do_as_a_page_and_as_json(us: Web) -> None:
    page = us.client.get(us.home)
    problem = us.client.get("/api/state")

    assert page.status_code == problem.status_code == 401
    assert "<h1>Sign in</h1>" in page.text
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["code"] == "server.sign_in"
    assert problem.json()["what_to_do"].startswith("Ask whoever runs this node")


def test_nothing_is_told_of_addresses_that_are_not_there(us: Web) -> None:
    with us.visitor() as delegate:
        for path in ("nowhere", "entry/us/9999", "entry/xx/1", "log/xx", "meetings/us/0", "sign/ledger.key_enrolled"):
            answer = delegate.client.get(us.home + path)
            assert (answer.status_code, "There is no such page." in answer.text) == (404, True), path
        assert delegate.client.get("/m/0000000000/").status_code == 404
        assert delegate.client.get("/api/entries/us/9999").json()["code"] == "server.not_found"


def test_needs_is_what_the_guard_reads() -> None:
    assert needs(Role.READER) == {"role": Role.READER}
