"""Programs read what pages show, and sign in the same three steps."""

from collections.abc import Iterator

import pytest
from litestar.openapi.spec import OpenAPI

from tests.server.web import Web, web
from trilateral.catalogue import SLICES
from trilateral.node.verify import verify_path


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("api")) as made:
        yield made


BODY = {"sort": "question", "text": {"lang": "en", "text": "When?"}, "to": ["ir"]}


def test_prepare_sign_submit(us: Web) -> None:
    """Three steps, the middle of which may happen anywhere; what was signed is exactly what was prepared."""
    with us.visitor() as delegate:
        prepared = delegate.api("POST", "prepare", {"kind": "statements.made/1", "body": BODY}).json()
        signed = delegate.api("POST", "sign", prepared).json()
        kept = delegate.api("POST", "entries", signed)
        found = delegate.api("GET", f"entries/{kept.json()['ref']}").json()
        again = delegate.api("POST", "entries", signed).json()
        ours = delegate.api("GET", "statements").json()

    assert kept.status_code == 201
    assert signed["entry"].startswith(prepared["text"])
    assert (found["note"], found["effect"], found["kind"]) == (signed["entry"], True, "statements.made/1")
    assert again["code"] == "ledger.said_before"
    assert [each["state"]["text"]["text"] for each in ours] == ["When?"]


def test_a_delegates_key_is_no_stamp_for_any_text(us: Web) -> None:
    """It signs entries of this office for this log, and nothing else that somebody calls a text."""
    with us.visitor() as delegate, us.visitor(office="press") as press:
        prepared = press.api("POST", "prepare", {"kind": "statements.made/1", "body": BODY}).json()
        for text, code in (
            (prepared["text"], "server.not_yours_to_sign"),
            (prepared["text"].replace("us.example", "ir.example"), "server.not_yours_to_sign"),
            ("us.example/log\n5\nAAAA\n", "entry.not_an_entry"),
            ("trilateral/entry@v1\n{\n", "entry.malformed"),
        ):
            assert delegate.api("POST", "sign", {"text": text}).json()["code"] == code


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"kind": "statements.sung/1", "body": {}}, "entry.no_such_kind"),
        ({"kind": "ledger.key_enrolled/1", "body": {}}, "entry.no_such_kind"),
        ({"kind": "statements.made/1", "body": {}}, "entry.malformed_body"),
        ({"kind": "statements.made/1", "body": {**BODY, "item": 2**60}}, "entry.malformed_body"),
        ({"kind": "statements.made/1", "body": BODY, "subject": "us/999"}, "record.no_such_entry"),
        ({"kind": "statements.made/1", "body": BODY, "claimed_at": "2031-01-01T00:00:00Z"}, "entry.in_the_future"),
    ],
)
def test_what_cannot_be_prepared_is_refused_with_a_reason(us: Web, asked: dict[str, object], code: str) -> None:
    with us.visitor() as delegate:
        answer = delegate.api("POST", "prepare", asked)

    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_an_objection_comes_before_anything_is_written(us: Web) -> None:
    """The same rule for a program as for a page: nobody alleges something against itself."""
    body = {"against": "us", "points": [{"lang": "en", "text": "x"}]}
    with us.visitor() as delegate:
        prepared = delegate.api("POST", "prepare", {"kind": "allegations.filed/1", "body": body}).json()
        signed = delegate.api("POST", "sign", prepared).json()
        answer = delegate.api("POST", "entries", signed)

    assert (answer.status_code, answer.json()["code"]) == (422, "allegations.against_oneself")


def test_state_and_status(us: Web) -> None:
    us.parties.state("ir", "A statement of its own, whichever tests came before.")
    us.parties.sync()
    with us.visitor() as reader:
        state = reader.api("GET", "state").json()
        status = reader.api("GET", "status").json()
        matters = reader.api("GET", "matters").json()
        subjects = reader.api("GET", "subjects?slice=statements").json()

    assert state["digest"] == us.parties.nodes["ir"].record.fold.digest().hex()
    assert status["consistent"]
    assert {each["party"]: each["they_hold"] for each in status["parties"]} == dict.fromkeys(
        ("ir", "iq"), status["parties"][0]["ours"]
    )
    assert [each["of"] for each in matters] == ["ir"] * len(matters)
    assert {each["slice"] for each in subjects} == {"statements"}


def test_entries_come_in_pages_of_their_log(us: Web) -> None:
    with us.visitor() as reader:
        found = reader.api("GET", "entries/us?start=2&limit=3").json()
        too_many = reader.api("GET", "entries/us?limit=501")
        negative = reader.api("GET", "entries/us?start=-1")

    assert [each["ref"] for each in found] == ["us/2", "us/3", "us/4"]
    assert (too_many.status_code, negative.status_code) == (400, 400)


def test_the_description_is_made_once_however_often_strangers_ask(us: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """Making it takes long enough to keep everybody else waiting."""
    first = us.client.get("/api/openapi.json").json()
    monkeypatch.setattr(OpenAPI, "to_schema", lambda _: pytest.fail("made again"))

    assert us.client.get("/api/openapi.json").json() == first
    assert us.client.get("/api").status_code == 200


def test_everything_is_described(us: Web) -> None:
    """OpenAPI 3.1, with every slice, and a page for people without any script."""
    document = us.client.get("/api/openapi.json").json()
    page = us.client.get("/api").text

    assert document["openapi"].startswith("3.1")
    assert {f"/api/{each.name}" for each in SLICES} <= set(document["paths"])
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation.get("description"), (path, method)
            assert path in page
    assert "<script" not in page


def test_what_was_signed_through_the_server_verifies(us: Web) -> None:
    us.parties.nodes["us"].publish()

    assert verify_path(us.node.home).ok
