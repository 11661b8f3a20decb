"""Whatever is sent, the answer says what was wrong with it: never a mistake of the program."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.server.web import Visitor, Web, web
from trilateral.desk.signing import BY_NAME
from trilateral.server.pages import MOST_ASKED

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=60)
SEGMENT = st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789.-_%", min_size=1, max_size=20)
KIND = st.sampled_from(sorted(BY_NAME))
DATE = ("offers.0.starts_at", "offers.0.starts_at.zone", "offers.9999.civil", "said_at", "said_at.zone")
FIELD = st.sampled_from(
    [
        *DATE,
        "text",
        "text.lang",
        "to",
        "points",
        "subject",
        "round",
        "refers_to",
        "office",
        "rank",
        "fixed",
        "check",
        "sign",
        "title",
    ]
)


@pytest.fixture(scope="module")
def delegate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    with web(tmp_path_factory.mktemp("rubbish")) as made, made.visitor() as visitor:
        yield visitor


def answered(answer: Any) -> None:
    assert answer.status_code < 500, answer.text[:400]
    if answer.status_code >= 400:
        problem = answer.json()
        assert problem["code"].count(".") == 1
        assert problem["sentence"]
        assert problem["what_to_do"]


@settings(max_examples=40)
@given(path=st.sampled_from(["prepare", "sign", "entries"]), body=JSON)
def test_any_json(delegate: Visitor, path: str, body: Any) -> None:
    answered(delegate.api("POST", path, body))


@pytest.mark.parametrize("path", ["prepare", "sign", "entries", "sign-in"])
@pytest.mark.parametrize("deep", ["[" * 5000 + "]" * 5000, '{"a":' * 5000 + "1" + "}" * 5000])
def test_any_depth(delegate: Visitor, path: str, deep: str) -> None:
    headers = {"X-CSRF-Token": delegate.csrf()}
    content = f'{{"kind":"statements.made/1","body":{{"text":{deep}}}}}'
    for each in (deep, content):
        answer = delegate.client.post(f"/api/{path}", content=each, headers=headers)

        answered(answer)
        assert (answer.status_code, answer.json()["code"]) == (400, "server.bad_request")


@settings(max_examples=40)
@given(
    kind=KIND,
    body=st.dictionaries(st.sampled_from(["text", "to", "sort", "points", "against", "office"]), JSON, max_size=4),
    at=TEXT,
)
def test_any_body_of_a_known_kind(delegate: Visitor, kind: str, body: dict[str, Any], at: str) -> None:
    answered(delegate.api("POST", "prepare", {"kind": f"{kind}/1", "body": body, "subject": at}))


@settings(max_examples=40)
@given(kind=KIND, fields=st.dictionaries(FIELD, TEXT, max_size=6))
def test_any_form(delegate: Visitor, kind: str, fields: dict[str, str]) -> None:
    answer = delegate.send(f"sign/{kind}", **fields)

    assert answer.status_code in {200, 303, 422}


@settings(max_examples=40)
@given(note=TEXT)
def test_any_note(delegate: Visitor, note: str) -> None:
    assert delegate.send("hand-in", note=note).status_code == 422


@settings(max_examples=60)
@given(
    path=st.lists(SEGMENT, min_size=1, max_size=4).map("/".join),
    query=st.dictionaries(st.sampled_from(["lang", "as_of", "start", "subject"]), TEXT),
)
def test_any_address(delegate: Visitor, path: str, query: dict[str, str]) -> None:
    web_: Web = delegate.web
    for prefix in (web_.home, "/", "/api/", "/mirror/", "/static/", "/in/"):
        assert delegate.client.get(prefix + path, params=query).status_code < 500
    answer = delegate.client.get(web_.home, params=query)
    assert answer.status_code == 200 or (query.get("as_of") and "server.no_such_time" in answer.text)


@settings(max_examples=40)
@given(body=st.binary(max_size=300))
def test_any_request_to_the_witness(delegate: Visitor, body: bytes) -> None:
    assert delegate.client.post("/witness/add-checkpoint", content=body).status_code in {400, 403, 404}
    assert delegate.client.post("/poke", content=body).status_code == 401


@pytest.mark.parametrize("number", ["9" * 5000, "-1", "\u0661", "1_0", " 1", "1e3"])
def test_numbers_of_entries_that_nobody_can_read(delegate: Visitor, number: str) -> None:
    """Longer than Python turns into a number, among others."""
    ref = f"us/{number}"

    assert delegate.page("", signed=ref)
    assert delegate.page("sign/statements.made", subject=ref)
    assert delegate.page("sign/allegations.answered", point=number)
    assert delegate.page("search", q=ref)
    answered(delegate.api("POST", "prepare", {"kind": "statements.made/1", "body": {}, "subject": ref}))


PART = b'--x\r\nContent-Disposition: form-data; name="office"%s\r\n\r\n\xff\xfe\r\n--x--\r\n'


@pytest.mark.parametrize(
    ("path", "sort", "content"),
    [
        ("/sign-in", "multipart/form-data; boundary=x", PART % b""),
        ("/sign-in", "multipart/form-data; boundary=x", PART % b"\r\nContent-Type: text/plain; charset=utf-99"),
        ("/sign-in", "multipart/form-data; boundary=x; charset=utf-99", PART % b""),
        ("/sign-in", "multipart/form-data", b"abcd"),
        ("/api/sign-in", "application/json", b'{"link":"\xff"}'),
        ("/api/sign-in", "application/json", b'{"link":"\\ud800"}'),
        ("/api/device/entries", "application/json", b'{"entry":"\xff"}'),
    ],
)
def test_what_is_in_no_encoding_is_the_senders_mistake(delegate: Visitor, path: str, sort: str, content: bytes) -> None:
    """Whoever can reach the node may send it, and would else fill its journal."""
    answer = delegate.web.client.post(path, content=content, headers={"Content-Type": sort})

    assert answer.status_code == 400
    assert "server.bad_request" in answer.text


def test_an_address_that_asks_the_same_ten_thousand_times_is_not_said_back_as_often(delegate: Visitor) -> None:
    address = "?" + "a=b&" * 10_000
    for client, path in ((delegate.web.client, "/sign-in"), (delegate.client, f"{delegate.web.home}statements")):
        answer = client.get(path + address)

        assert answer.status_code == 200
        assert answer.text.count("a=b") <= 5 * MOST_ASKED
