"""Behind a proxy each visitor is counted alone, and none says where they come from."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from tests.server.web import CHEAP_HASHER, Web, web
from trilateral.server.app import make_app
from trilateral.server.limits import ADDRESS
from trilateral.server.proxies import visitors_address

PROXY, INNER, GUESSER, DELEGATE = "10.0.0.5", "10.1.2.3", "203.0.113.9", "198.51.100.7"
NAMED = (PROXY, "10.1.0.0/16")
PHRASE = "seven herons over the weir"


@pytest.mark.parametrize(
    ("nearest", "forwarded", "counts"),
    [
        (PROXY, [GUESSER], GUESSER),
        (PROXY, [f"{DELEGATE}, {GUESSER}"], GUESSER),  # the first was written by the visitor
        (PROXY, [DELEGATE, GUESSER], GUESSER),  # the same, as a header of their own
        (PROXY, [f"{DELEGATE}, {GUESSER}, {INNER}"], GUESSER),  # by way of a second proxy
        (PROXY, [f"{PROXY}, {INNER}"], PROXY),  # nobody outside: the farthest of ours
        (PROXY, [], PROXY),
        (PROXY, [""], PROXY),
        (PROXY, ["unknown"], PROXY),
        (PROXY, [f"{DELEGATE}, nobody"], PROXY),  # what our proxy did not write is no way to another address
        (PROXY, [f"{GUESSER}:4711"], GUESSER),
        (PROXY, ["[2001:db8::1]:4711"], "2001:db8::1"),
        (PROXY, [f"::ffff:{GUESSER}"], GUESSER),
        (f"::ffff:{PROXY}", [GUESSER], GUESSER),
        (PROXY, [", ".join([DELEGATE] * 5000 + [GUESSER])], GUESSER),
        (GUESSER, [DELEGATE], GUESSER),  # no proxy of ours: not believed
        ("10.0.0.6", [DELEGATE], "10.0.0.6"),
        ("", [DELEGATE], ""),
    ],
)
def test_the_last_address_that_is_no_proxy_of_ours_counts(nearest: str, forwarded: list[str], counts: str) -> None:
    assert visitors_address(nearest, forwarded, NAMED) == counts


def test_nobody_is_believed_by_default() -> None:
    assert visitors_address(PROXY, [GUESSER], ()) == PROXY


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Web]:
    with web(tmp_path) as made:
        yield made


def behind(us: Web, *named: str) -> Any:
    """A browser whose requests all come by the proxy, to a node that was told of these."""
    listen = msgspec.structs.replace(us.node.settings.listen, proxies=named)
    us.node.settings = msgspec.structs.replace(us.node.settings, listen=listen)
    app = make_app(us.node, hasher=CHEAP_HASHER)
    return TestClient(_from_the_proxy(app))


def _from_the_proxy(app: Any) -> Any:
    async def asked(scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, "client": (PROXY, 4711)} if scope["type"] == "http" else scope, receive, send)

    return asked


def guess(browser: Any, forwarded: str, phrase: str = "a wrong passphrase of somebody") -> int:
    data = {"office": "head", "passphrase": phrase}
    answer = browser.post("/sign-in", data=data, headers={"X-Forwarded-For": forwarded}, follow_redirects=False)
    return int(answer.status_code)


@pytest.mark.parametrize(("named", "delegates_answer"), [((), 429), ((PROXY,), 303)])
def test_who_guesses_behind_a_proxy_holds_up_others_only_where_it_is_not_named(
    us: Web, named: tuple[str, ...], delegates_answer: int
) -> None:
    """The limit of the account is higher: it is not reached here."""
    with us.visitor() as head:
        head.send("account", passphrase=PHRASE, again=PHRASE, set_phrase="1")
    with behind(us, *named) as browser:
        guesses = [guess(browser, GUESSER) for _ in range(ADDRESS.free + 1)]
        delegate = guess(browser, DELEGATE, PHRASE)

    assert guesses == [401] * ADDRESS.free + [429]
    assert delegate == delegates_answer


def test_who_makes_up_where_they_come_from_has_no_more_tries(us: Web) -> None:
    """The proxy writes the true address behind whatever was sent."""
    with behind(us, PROXY) as browser:
        guesses = [guess(browser, f"192.0.2.{number}, {GUESSER}") for number in range(ADDRESS.free + 1)]

    assert guesses == [401] * ADDRESS.free + [429]
    kept = b"".join(value for _, value in us.node.private.file.all("failures"))
    assert GUESSER.encode() not in kept
