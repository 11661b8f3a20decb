"""Devices that sign by themselves, at the node's doors: who may ask for what, and what a stranger with an entry is told."""

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.node.test_devices import SEED, report, written
from tests.server.web import Visitor, Web, header, signed, web
from trilateral.desk.devices import described, report_form
from trilateral.errors import RefusedError
from trilateral.i18n.languages import LANGUAGES
from trilateral.ledger.entry import Text
from trilateral.mechanism.incidents.entries import IncidentReported, ReportDetailed
from trilateral.node import devices, outgoing
from trilateral.node.compose import About
from trilateral.node.node import Node
from trilateral.node.outgoing import Outcome
from trilateral.node.settings import Clearance
from trilateral.server.roles import Role
from trilateral.server.sessions import FRESH_SECONDS
from trilateral.tlog.note import KeyKind, SignerKey

PUBLIC = SignerKey("x", KeyKind.ED25519, SEED).verifier().public


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Web]:
    with web(tmp_path, grid_microdegrees=100_000, detail_delay_hours=48) as made:
        made.node.record_heads()
        yield made


@pytest.fixture
def head(us: Web) -> Iterator[Visitor]:
    with us.visitor() as visitor:
        yield visitor


def enrolled(head: Visitor) -> SignerKey:
    """A device's key, enrolled as the page does it."""
    answer = head.api("POST", "device/keys", {"public": b64encode(PUBLIC).decode(), "called": "the old one"})
    assert answer.status_code == 201, answer.text
    return SignerKey(answer.json()["key"].partition("+")[0], KeyKind.ED25519, SEED)


def sent(us: Web, entry: bytes, lang: str = "en") -> Any:
    """What somebody without any session is answered for an entry."""
    return us.client.post("/api/device/entries", json={"entry": entry.decode()}, headers={"Accept-Language": lang})


def test_a_device_needs_nobody_signed_in_to_send_what_it_signed(us: Web, head: Visitor) -> None:
    entry = written(us.node, enrolled(head))

    answer, again = sent(us, entry), sent(us, entry)

    assert answer.status_code == again.status_code == 200
    found = answer.json()
    assert (found["state"], found["holders"], found["parties"]) == ("signed", ["us"], 3)
    assert again.json() == found
    assert us.node.record.verdict_of(found["ref"]) is not None


def test_its_page_shows_the_device_its_entries_and_when_it_signed_last(us: Web, head: Visitor) -> None:
    key = enrolled(head)
    before = head.page("devices")
    sent(us, written(us.node, key))
    after = head.page("devices")

    assert "the old one" in before
    assert "has signed nothing that came here" in before
    assert key.name in after
    assert "last signed" in after


def test_a_lost_device_is_ended_on_the_page_and_then_refused_in_words(us: Web, head: Visitor) -> None:
    key = enrolled(head)
    vkey = devices.devices(us.node)[0].vkey

    ended = head.send("devices", end=vkey)
    refused = sent(us, written(us.node, key), "fa")

    assert ended.status_code == 303
    assert "Ended" in head.page("devices")
    assert (refused.status_code, refused.json()["code"]) == (422, "ledger.revoked_key")
    assert "باطل شده است" in refused.json()["sentence"]


def test_a_browser_that_was_left_open_ends_no_device(us: Web, head: Visitor) -> None:
    enrolled(head)
    head.csrf()
    us.parties.clock.advance(FRESH_SECONDS + 1)

    left = head.send("devices", end=devices.devices(us.node)[0].vkey)

    assert left.status_code == 422
    assert "entering.not_fresh" in left.text
    assert devices.devices(us.node)[0].until is None


def test_another_office_neither_sees_nor_ends_it(us: Web, head: Visitor) -> None:
    enrolled(head)
    vkey = devices.devices(us.node)[0].vkey
    with us.visitor(office="press") as press:
        assert "the old one" not in press.page("devices")
        assert press.send("devices", end=vkey).status_code == 403
    assert devices.devices(us.node)[0].until is None


def test_what_the_node_signed_itself_does_not_come_by_this_door(us: Web) -> None:
    entry = signed(us.node, header(us.node, report()), report())

    answer = sent(us, entry)

    assert (answer.status_code, answer.json()["code"]) == (422, "device.not_from_a_device")


def test_bytes_that_are_no_entry_are_refused_in_words(us: Web) -> None:
    answer = sent(us, b"hello")

    assert answer.status_code == 422
    assert answer.json()["code"].startswith("entry.")


def test_what_is_no_key_is_not_enrolled(us: Web, head: Visitor) -> None:
    size = us.node.record.size(us.node.origin)

    for public in ("", "AAAA", "not base64!"):
        answer = head.api("POST", "device/keys", {"public": public})
        assert (answer.status_code, answer.json()["code"]) == (422, "device.not_a_key")
    assert us.node.record.size(us.node.origin) == size


def test_where_the_root_is_elsewhere_the_command_is_shown(us: Web, head: Visitor) -> None:
    for each in us.node.ring.public():
        if each.purpose == "root":
            us.node.ring.destroy(each.key.vkey())

    answer = head.api("POST", "device/keys", {"public": b64encode(PUBLIC).decode()})

    assert (answer.status_code, answer.json()["code"]) == (422, "device.root_elsewhere")
    assert "trilateral keys enrol us.example/log/delegate/head/device-1+" in answer.json()["sentence"]
    assert answer.json()["params"]["key"].startswith("us.example/log/delegate/head/device-1+")


def test_what_our_party_must_approve_first_is_not_taken_from_a_device(us: Web, head: Visitor) -> None:
    key = enrolled(head)
    us.node.settings = _with_clearance(us.node)
    told = head.api("GET", "device").json()

    answer = sent(us, written(us.node, key))

    assert told["clearing"] == ["Press office"]
    assert (answer.status_code, answer.json()["code"]) == (422, "private.not_cleared")


def _with_clearance(node: Node) -> Any:
    return replace(node.settings, clearance=(Clearance(("incidents.*",), ("press",)),))


def test_a_device_is_told_what_its_headers_need(us: Web, head: Visitor) -> None:
    enrolled(head)

    told = head.api("GET", "device").json()

    assert (told["mechanism"], told["log"]) == (us.node.record.mechanism, us.node.origin)
    assert (told["office"], told["capacity"]) == ("head", "own")
    assert (told["grid_microdegrees"], told["detail_delay_hours"]) == (100_000, 48)
    assert told["keys"] == [devices.devices(us.node)[0].vkey]
    assert told["csrf"] == head.csrf()


def test_the_rest_of_a_report_goes_under_seal_with_its_files(us: Web, head: Visitor) -> None:
    for node in us.parties.nodes.values():
        node.open_epoch()
    us.parties.sync()
    key = enrolled(head)
    entry = written(us.node, key, IncidentReported(type="explosion"))
    opened = sent(us, entry).json()
    rest = {"text": {"lang": "en", "text": "At the bridge."}}
    photo = b64encode(b"\xff\xd8 a photograph").decode()

    nobody = head.api("POST", "device/details", {"report": opened["id"], "body": rest, "audience": []})
    done = head.api(
        "POST", "device/details", {"report": opened["id"], "body": rest, "audience": ["iq"], "files": [photo]}
    )

    assert nobody.json()["code"] == "incidents.detail_for_nobody"
    assert done.status_code == 201, done.text
    us.parties.sync()
    signed_so = us.node.record.files(us.node.origin).entry(int(done.json()["ref"].partition("/")[2]))
    assert b'"audience":["iq"]' in signed_so
    assert b'"kind":"bodies.' in signed_so
    assert b"bridge" not in signed_so
    sealed = us.parties.nodes["iq"].record.verdict_of(done.json()["ref"])
    assert sealed is not None
    assert sealed.entry is not None
    assert len(sealed.entry.header.blobs) == 1
    assert sealed.has_effect


def test_the_page_for_reports_says_nothing_of_its_reader_or_the_record(us: Web, head: Visitor) -> None:
    """A browser keeps it: whoever finds the telephone must not learn more from it than what the charter says."""
    head.send(
        "sign/statements.made", sort="declaration", text="Nobody must find this.", **{"text.lang": "en"}, sign="1"
    )
    page = head.page("offline")
    with us.visitor(office="press") as press:
        others = press.page("offline")

    assert page == others
    assert head.csrf() not in page
    assert "Nobody must find this" not in page
    assert not re.findall(r"<script(?![^>]*\bsrc=\"/)|<style|\sstyle=|\son[a-z]+=|javascript:", page)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_gives_its_scripts_every_word_that_they_show(us: Web, lang: str) -> None:
    static = Path(devices.__file__).parents[1] / "ui" / "static"
    script = (static / "offline.js").read_text("utf-8") + (static / "report.js").read_text("utf-8")
    said = set(re.findall(r'say\("([a-z_]+)"', script)) | set(re.findall(r'"(step_[a-z_]+)"', script))
    said |= set(re.findall(r'"((?:form|incidents|text|time)\.[a-z_]+)"', script))
    with us.visitor(lang=lang) as visitor:
        page = visitor.page("offline")
    shown = set(re.findall(r'data-word="([a-z_.]+)"', page))

    assert said
    assert said - shown == set()
    assert {"online", "offline", "enrolled", "ended", "pending", "field.text", "type.battle"} <= shown


def test_the_worker_keeps_what_the_page_needs_and_no_page_of_the_record(us: Web, head: Visitor) -> None:
    answer = us.client.get(us.home + "sw.js")  # browsers ask for it without a cookie
    shell = json.loads(re.findall(r"const SHELL = (\{.*\});", answer.text)[0])

    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert set(shell["pages"].values()) == {f"{us.home}offline?lang={lang}" for lang in LANGUAGES}
    assert 'from "./' not in answer.text
    for address in [*shell["assets"], *re.findall(r'from "([^"]+)"', answer.text)]:
        assert us.client.get(address).status_code == 200, address
    page = unescape(head.client.get(us.home + "offline").text)
    needed = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert set(needed) <= set(shell["assets"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_manifest_is_in_the_readers_language(us: Web, head: Visitor, lang: str) -> None:
    answer = head.client.get(us.home + "offline.webmanifest", params={"lang": lang})
    found = answer.json()

    assert answer.headers["content-type"].startswith("application/manifest+json")
    assert (found["lang"], found["scope"]) == (lang, us.home)
    assert found["start_url"] == f"{us.home}offline?lang={lang}"
    assert all(us.client.get(icon["src"]).status_code == 200 for icon in found["icons"])


def test_only_delegates_have_a_page_for_reports(us: Web) -> None:
    with us.visitor(Role.READER) as reader:
        assert reader.client.get(us.home + "offline").status_code == 403
        assert reader.client.get(us.home + "offline.webmanifest").status_code == 403
        assert reader.client.get(us.home + "devices").status_code == 403


def test_the_form_is_made_from_the_struct_and_leaves_out_what_a_device_cannot_answer() -> None:
    fields = {each["name"]: each for each in described(report_form())}

    assert set(fields) == {each for each in IncidentReported.__struct_fields__ if each != "told_by"}
    assert {each["name"] for each in fields["when"]["fields"]} == {"earliest", "latest", "whole"}
    assert {each["name"] for each in fields["where"]["fields"]} == {"names", "points", "radius_m", "whole"}
    assert "designation" not in {each["name"] for each in fields["actors"]["fields"]}
    assert fields["where"]["fields"][2]["default"] == 0
    assert set(ReportDetailed.__struct_fields__) <= set(fields)


def test_words_of_another_language_are_sent_to_the_byte(us: Web, head: Visitor) -> None:
    key = enrolled(head)
    said = IncidentReported(type="battle", text=Text("fa", "درگیری در بندر؛ می‌گویند دو نفر"))

    answer = sent(us, written(us.node, key, said))

    assert answer.status_code == 200
    index = int(answer.json()["ref"].partition("/")[2])
    assert "می‌گویند".encode() in us.node.record.files(us.node.origin).entry(index)


def test_the_rest_of_a_report_is_sealed_once_however_often_it_is_sent(us: Web, head: Visitor) -> None:
    """A telephone that heard no answer asks again. Two texts under seal are never the same, so the request is looked at."""
    for node in us.parties.nodes.values():
        node.open_epoch()
    us.parties.sync()
    opened = sent(us, written(us.node, enrolled(head), IncidentReported(type="explosion"))).json()
    rest = {"text": {"lang": "en", "text": "At the bridge."}}
    asked = {"report": opened["id"], "body": rest, "audience": ["iq"], "files": [b64encode(b"photo").decode()]}

    first, again = (head.api("POST", "device/details", asked).json() for _ in range(2))
    turned = head.api("POST", "device/details", dict(reversed(asked.items()))).json()
    size = us.node.record.size(us.node.origin)
    changes: tuple[dict[str, Any], ...] = (
        {"files": []},
        {"audience": ["ir"]},
        {"body": {"text": {"lang": "en", "text": "At the ford."}}},
    )
    others = [head.api("POST", "device/details", {**asked, **each}).json() for each in changes]

    assert first == again == turned
    assert len({first["ref"], *(each["ref"] for each in others)}) == 4
    assert us.node.record.size(us.node.origin) > size


def test_what_was_called_back_is_not_sealed_when_the_telephone_asks_again(us: Web, head: Visitor) -> None:
    for node in us.parties.nodes.values():
        node.open_epoch()
    us.parties.sync()
    opened = sent(us, written(us.node, enrolled(head), IncidentReported(type="explosion"))).json()
    asked = opened["id"], "the same request"
    body = ReportDetailed(text=Text(lang="en", text="At the bridge."))
    about = About(subject=opened["id"], audience=("iq",))

    def say() -> Outcome:
        return outgoing.say(us.node, body, by="head", about=about, hold_seconds=60, asked=str(asked))

    held, again = say(), say()
    outgoing.cancel(us.node, held.waits, "head")

    assert held == again
    assert held.state == "held"
    with pytest.raises(RefusedError, match=r"private\.waits_no_more"):
        say()
