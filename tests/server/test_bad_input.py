"""Each thing that can be wrong with an entry has its own answer: as a page and as JSON, with the same code."""

import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.server.web import Web, en, force, header, signed, web
from trilateral.errors import RefusedError
from trilateral.i18n import messages
from trilateral.ledger.entry import Body, Text, encode_text, sign_text
from trilateral.ledger.keys import KeyRevoked
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.keys import Purpose


class Unheard(Body, frozen=True, tag="statements.sung/1"):
    """A kind that this version does not know."""

    text: Text


SAID = StatementMade(sort="declaration", text=en("Hello"))


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("bad")) as made:
        key = made.node._ring.signer(Purpose.DELEGATE, "press").verifier().vkey()
        made.node.say_as_root(KeyRevoked(key=key, reason="lost"))
        yield made


def cases(us: Web) -> dict[str, tuple[bytes, str]]:
    """What somebody hands in, and the code of the answer."""
    node = us.node
    good = signed(node, header(node, SAID), SAID)
    text, _, signature = good.rpartition(b"\n\n")
    twice = text.replace(b'"by":"head"', b'"by":"head","by":"head"')
    spaced = text.replace(b'"by":"head"', b'"by": "head"')
    long = StatementMade(sort="declaration", text=en("x" * 66_000))
    turned = StatementMade(sort="declaration", text=en("safe \u202egnihton\u202c"))
    unheard = Unheard(text=en("la"))
    later = header(node, SAID, claimed_at=node.clock.now() + timedelta(hours=1))
    return {
        "no note": (b"Hello\n", "entry.malformed_note"),
        "no entry": (b"Hello\n\n" + signature, "entry.not_an_entry"),
        "no JSON": (text.replace(b"{", b"(") + b"\n\n" + signature, "entry.not_json"),
        "keys twice": (twice + b"\n\n" + signature, "entry.duplicate_keys"),
        "spaces": (spaced + b"\n\n" + signature, "entry.not_canonical"),
        "base64": (good[:-2] + b"*\n", "entry.not_base64"),
        "header": (text.replace(b'"by":"head"', b'"by":"Head!"') + b"\n\n" + signature, "entry.malformed_header"),
        "too long": (signed(node, header(node, long), long), "entry.too_long"),
        "wrong mechanism": (signed(node, header(node, SAID, mechanism="0" * 64), SAID), "ledger.wrong_mechanism"),
        "wrong log": (signed(node, header(node, SAID, log="ir.example/log"), SAID), "ledger.wrong_log"),
        "revoked key": (signed(node, header(node, SAID, by="press"), SAID, "press"), "ledger.revoked_key"),
        "another's office": (signed(node, header(node, SAID, by="embassy"), SAID), "ledger.not_your_office"),
        "another's key": (signed(us.parties.nodes["ir"], header(node, SAID), SAID), "ledger.unknown_key"),
        "changed": (good.replace(b"Hello", b"Jello"), "ledger.bad_signature"),
        "future": (signed(node, later, SAID), "entry.in_the_future"),
        "unknown kind": (signed(node, header(node, unheard), unheard), "entry.unknown_kind"),
        "bidi override": (signed(node, header(node, turned), turned), "text.bidi_override"),
    }


NAMES = (
    "no note", "no entry", "no JSON", "keys twice", "spaces", "base64", "header", "too long", "wrong mechanism", "wrong log",
    "revoked key", "another's office", "another's key", "changed", "future", "unknown kind", "bidi override",
)  # fmt: skip


def test_every_case_is_tried(us: Web) -> None:
    found = cases(us)

    assert tuple(found) == NAMES
    assert len({code for _, code in found.values()}) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_page_and_api_say_the_same(us: Web, name: str) -> None:
    """Its own code, a sentence of a person's language in each, and nothing is written."""
    entry, code = cases(us)[name]
    size = us.node.record.size(us.node.origin)
    with us.visitor(lang="fa") as reader, us.visitor() as delegate:
        api = delegate.api("POST", "entries", {"entry": entry.decode()})
        page = delegate.send("hand-in", note=entry.decode())
        persian = reader.send("hand-in", note=entry.decode())

    problem = api.json()
    assert (api.status_code, problem["code"]) == (422, code)
    assert not problem["sentence"].startswith(messages.readable(code, "en"))
    assert problem["what_to_do"]
    assert page.status_code == 422
    assert f'<code dir="ltr">{code}</code>' in page.text
    assert re.search("[\u0600-\u06ff]", persian.text.partition('class="errors"')[2].partition("</div>")[0])
    assert us.node.record.size(us.node.origin) == size


def test_a_form_refuses_what_would_show_differently_from_how_it_reads(us: Web) -> None:
    with us.visitor() as delegate:
        fields = {"sort": "declaration", "text.lang": "en", "text": "safe \u202egnihton"}
        answer = delegate.send("sign/statements.made", sign="1", **fields)

    assert answer.status_code == 422
    assert "\u202e" not in answer.text.partition("<form")[0]
    assert 'id="f-text-error"' in answer.text


def test_a_form_refuses_a_time_that_lies_ahead(us: Web) -> None:
    with us.visitor() as delegate:
        fields = {
            "sort": "declaration",
            "text": "Soon",
            "text.lang": "en",
            "said_at": "2031-01-01T10:00",
            "said_at.zone": "UTC",
        }
        answer = delegate.send("sign/statements.made", sign="1", **fields)

    assert answer.status_code == 422
    assert "lies ahead" in answer.text or messages.sentence("en", "entry.in_the_future")[:12] in answer.text


@pytest.mark.parametrize("typed", ["2007-05-28", "28 May", "2007-02-30T10:00"])
def test_what_a_browsers_own_field_cannot_show_comes_back_written_out(us: Web, typed: str) -> None:
    """A day without a time, and whatever else it would show as nothing: it stays to be mended, and what is missing is said."""
    with us.visitor() as delegate:
        fields = {"sort": "declaration", "text": "Then.", "text.lang": "en", "said_at": typed, "said_at.zone": "UTC"}
        answer = delegate.send("sign/statements.made", sign="1", **fields)

    assert answer.status_code == 422
    assert 'data-code="form.not_a_time"' in answer.text
    assert re.search('name="said_at" value=""', answer.text)
    assert f'name="said_at.written" value="{typed}"' in answer.text
    assert '<details class="written" open>' in answer.text


@pytest.mark.parametrize(
    ("kind", "fields", "code", "told"),
    [
        ("meetings.proposed", {"series": "Round 5"}, "form.misspelt", "round_5"),
        ("meetings.proposed", {"series": "دور پنجم"}, "form.no_codeword", "border_talks"),
        ("texts.tabled", {"languages.other": "Kurdish"}, "form.language_by_name", "ku"),
        ("texts.tabled", {"languages.other": "EN"}, "form.no_language", "ckb-IQ"),
    ],
)
def test_a_form_says_how_the_record_spells_a_word_or_a_language(
    us: Web, kind: str, fields: dict[str, str], code: str, told: str
) -> None:
    with us.visitor() as delegate:
        answer = delegate.send(f"sign/{kind}", sign="1", **fields)
    said = answer.text.partition(f'data-code="{code}"')[2].partition("</li>")[0]

    assert answer.status_code == 422
    assert told in said


def test_bytes_that_are_no_json_are_told_apart_from_a_bad_entry(us: Web) -> None:
    with us.visitor() as delegate:
        headers = {"X-CSRF-Token": delegate.csrf()}
        rubbish = delegate.client.post("/api/entries", content=b"{", headers=headers)
        beside = delegate.client.post("/api/entries", json={"entry": "x", "beside": ["*"]}, headers=headers)
        loose = delegate.client.post("/api/entries", json={"entry": "x", "beside": ["YR=="]}, headers=headers)
        wrong = delegate.client.post("/api/entries", json={"entry": 7}, headers=headers)

    assert (rubbish.status_code, rubbish.json()["code"]) == (400, "server.bad_request")
    assert (beside.status_code, beside.json()["code"]) == (422, "entry.beside_not_base64")
    assert (loose.status_code, loose.json()["code"]) == (422, "entry.beside_not_base64")
    assert (wrong.status_code, wrong.json()["code"]) == (400, "server.bad_request")


def test_an_entry_whose_person_is_missing_is_not_taken(us: Web) -> None:
    head = header(us.node, SAID, blob="1" * 64, commit="2" * 64)
    with us.visitor() as delegate:
        entry = signed(us.node, head, SAID).decode()
        without = delegate.api("POST", "entries", {"entry": entry})
        other = delegate.api("POST", "entries", {"entry": entry, "beside": [b64encode(b"other").decode()]})

    assert without.json()["code"] == "entry.body_missing"
    assert other.json()["code"] == "entry.body_not_named"


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("prepare", '{"kind":"x","body":{"sort":"question","text":{},"sort":"demand"}}'),
        ("prepare", '{"kind":"x","body":{},"body":{},"kind":"y"}'),
        ("entries", '{"entry":"x","entry":"y"}'),
    ],
)
def test_a_request_in_which_a_name_stands_twice_is_refused(us: Web, path: str, content: str) -> None:
    """As in the pages and commands: of two values nobody knows which was meant. Only the repeated names are named."""
    with us.visitor() as delegate:
        answer = delegate.client.post(f"/api/{path}", content=content, headers={"X-CSRF-Token": delegate.csrf()})

    assert (answer.status_code, answer.json()["code"]) == (422, "entry.duplicate_keys")
    assert answer.json()["params"]["what"] in {"sort", "body, kind", "entry"}


def test_our_own_entry_that_this_version_cannot_read_is_not_said_to_be_kept(us: Web) -> None:
    node = us.node
    strict = header(node, SAID, crit=("urgency",))
    text = encode_text(header(node, SAID), SAID).replace(b'"sort":"declaration"', b'"sort":"song"')
    bare = sign_text(text, node._ring.signer("delegate", "head"))
    with us.visitor() as delegate:
        found = [
            delegate.api("POST", "entries", {"entry": entry.decode()}).json()
            for entry in (signed(node, strict, SAID), bare)
        ]

    assert [each["code"] for each in found] == ["entry.not_understood", "entry.malformed_body"]
    assert not any("kept" in each["sentence"] for each in found)


def test_anothers_entry_that_this_version_cannot_read_is_kept_and_the_reason_is_told(us: Web) -> None:
    """It stands in that party's log and is proven; it has no effect, and nobody is refused anything."""
    ir = us.parties.nodes["ir"]
    unheard, strict = Unheard(text=en("la")), header(ir, SAID, crit=("urgency",))
    text = encode_text(header(ir, SAID), SAID).replace(b'"sort":"declaration"', b'"sort":"song"')
    bare = sign_text(text, ir._ring.signer("delegate", "head"))
    refs = [force(ir, each) for each in (signed(ir, header(ir, unheard), unheard), signed(ir, strict, SAID), bare)]
    us.parties.sync()
    with us.visitor() as reader:
        found = [reader.api("GET", f"entries/{ref}").json() for ref in refs]

    codes = ["ledger.unknown_kind", "ledger.not_understood", "ledger.malformed_body"]
    assert [(each["effect"], each["unread"], each["objection"]["code"]) for each in found] == [
        (False, True, code) for code in codes
    ]
    assert all("kept" in each["objection"]["sentence"] for each in found)


def test_how_long_an_entry_may_be_is_said_everywhere(us: Web) -> None:
    long = StatementMade(sort="declaration", text=en("x" * 66_000))
    entry = signed(us.node, header(us.node, long), long)
    with pytest.raises(RefusedError, match=r"entry\.too_long") as refused:
        us.node.submit(entry)
    with us.visitor() as delegate:
        answer = delegate.api("POST", "entries", {"entry": entry.decode()}).json()

    assert refused.value.params == answer["params"] == {"most": 65_535, "got": len(entry)}
