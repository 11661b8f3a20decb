"""A liaison officer on the road: a report is written and signed on a telephone without a network, and arrives later."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Download, FilePayload, Route, expect

from tests.stories.delegates import PHONE, Delegate, Desks
from tests.stories.talks import Talks, talks_among
from trilateral.i18n.catalogues import translator
from trilateral.i18n.languages import LANGUAGES
from trilateral.ledger.entry import CONTEXT, Text, parse_entry
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node import devices
from trilateral.node.clock import SystemClock
from trilateral.node.compose import About
from trilateral.server import devices as served

NO_NETWORK = re.compile("ERR_INTERNET_DISCONNECTED|ERR_FAILED")


@pytest.fixture
def talks(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Talks]:
    """Iraq and the United States or whoever else is named, at the time that the telephone shows; terms of the charter, if given."""
    given = getattr(request, "param", ("iq", "us"))
    terms = given if isinstance(given, dict) else {"names": given}
    with talks_among(tmp_path, **terms, at=SystemClock().now(), detail_delay_hours=48) as among:
        yield among


class Phone(Delegate):
    """A delegate whose browser is a telephone's."""

    def enrols(self) -> None:
        """Make a key on the page Devices; the page for reports follows by itself."""
        self.opens("devices")
        self.page.fill("#called", "The grey one")
        self.page.click("#enrol-device button")
        self.page.wait_for_url("**/offline*")
        self.is_ready()
        expect(self.page.locator("#works-offline")).to_have_text(self.says("This page opens without a network too."))

    def says(self, message: str) -> str:
        """A sentence of the page in this person's language."""
        return translator(self.lang).gettext(message)

    def is_ready(self) -> None:
        self.page.wait_for_selector("body[data-ready]", state="attached")

    def writes(self, text: str) -> None:
        """Write a report and sign it, as far as the telephone can."""
        self.page.select_option('[name="type"]', "explosion")
        self.page.fill('[name="text"]', text)
        self.page.click("#sign")

    def kept(self, state: str) -> None:
        """Wait until the newest report here has come so far."""
        expect(self.page.locator("#reports > li").first).to_have_attribute("data-state", state)

    def ref(self) -> str:
        href = self.page.locator('#reports > li:first-child [data-part="link"]').get_attribute("href")
        return str(href).rpartition("/entry/")[2]

    def forgives_what_it_was_told_to_do_without(self, *also: str) -> None:
        """A browser complains of each request that finds no network, and of each answer that says no: those were wanted."""
        said = self.complaints.said
        said[:] = [each for each in said if not NO_NETWORK.search(each) and not any(one in each for one in also)]
        assert not said


@pytest.fixture
def phone(talks: Talks, browser: Browser, lang: str) -> Iterator[Phone]:
    """The moderator's."""
    held = Phone(talks, browser, "iq", "moderator", lang, viewport=PHONE, has_touch=True, is_mobile=True)
    yield held.signs_in()
    held.close()


def on_the_other_sides(talks: Talks, ref: str) -> bool:
    found = []
    for node in (node for party, node in talks.nodes.items() if party != "iq"):
        with node.lock:
            found.append(node.record.verdict_of(ref))
    return all(each is not None and each.has_effect for each in found)


@pytest.mark.parametrize("talks", [("iq", "ir", "us")], indirect=True)
def test_a_report_written_without_a_network_reaches_the_other_parties(talks: Talks, phone: Phone, desks: Desks) -> None:
    """It is signed when it is written, outlives the closed page, and is in the log once when there is a network again."""
    phone.enrols()
    phone.context.set_offline(True)
    phone.page.goto(phone.home + "incidents")  # any page of the desk leads to the one that works without
    phone.is_ready()
    expect(phone.page.locator("#network")).to_have_text(
        phone.says("There is no network, or none that leads to our node. Write and sign: it is sent when there is one.")
    )
    phone.writes("Two rounds fell on the port road.")
    phone.kept("written")
    phone.page.close()
    phone.page = phone.context.new_page()
    phone.page.goto(phone.home + "offline")
    phone.is_ready()
    phone.kept("written")
    size = talks.nodes["iq"].record.size("iq.example/log")

    phone.context.set_offline(False)
    phone.kept("signed")

    ref = phone.ref()
    talks.wait_until(lambda: on_the_other_sides(talks, ref), "Iran and the United States hold the report")
    expect(phone.page.locator('#reports > li:first-child [data-part="held"]')).to_have_text(
        re.compile("3.*3|٣.*٣|۳.*۳"), timeout=30_000
    )
    signed = talks.nodes["iq"].record.files("iq.example/log").entry(int(ref.partition("/")[2]))
    note, header, _ = parse_entry(signed, talks.nodes["us"].record.fold.kinds)
    assert header.by == "moderator"
    assert note.signatures[0].name == "iq.example/log/delegate/moderator/device-1"
    assert b"port road" not in note.text.removeprefix(CONTEXT)  # words stay unless their author lets them go
    reports = [
        each
        for each in talks.nodes["iq"].record.fold.verdicts("iq.example/log")[size:]
        if each.entry is not None and each.entry.header.kind == "incidents.reported/1"
    ]
    assert len(reports) == 1
    for party, office in (("us", "ambassador"), ("ir", "chief-negotiator")):
        reader = desks.of(party, office).opens_matter("incidents", ref)
        reader.reads(reader.term("explosion", "type"))
    phone.forgives_what_it_was_told_to_do_without()


def test_a_time_that_is_written_out_is_signed(talks: Talks, phone: Phone) -> None:
    """In another calendar and own digits; and what stands in two fields, or half in one, is not signed without a word."""
    phone.enrols()
    picked, beside = phone.page.locator('[name="when.earliest"]'), phone.page.locator('[name="when.earliest.written"]')
    picked.evaluate(
        "field => { for (let it = field; it; it = it.parentElement) if (it.tagName === 'DETAILS') it.open = true; }"
    )
    picked.locator("xpath=ancestor::div[1]").locator("details.written > summary").click()
    beside.fill("۷ خرداد ۱۳۸۶، ۱۱:۴۰")
    picked.fill("2007-05-28T11:40")
    phone.writes("They came by day.")
    assert codes_of(phone) == ["form.given_twice"]
    picked.fill("")
    picked.press("1")
    phone.page.click("#sign")
    assert codes_of(phone) == ["half_a_time"]
    picked.fill("")
    beside.fill("1386/3/7 11:40")
    phone.page.click("#sign")
    assert codes_of(phone) == ["form.month_wanted"]
    beside.fill("۷ خرداد ۱۳۸۶، ۱۱:۴۰")
    expect(phone.page.locator("#draft-kept")).not_to_be_empty()
    phone.page.wait_for_timeout(500)  # a draft is written when the hands rest
    phone.page.reload()
    phone.is_ready()
    expect(beside).to_be_visible()
    phone.shows_no_fault()
    phone.page.click("#sign")
    phone.kept("signed")

    node = talks.nodes["iq"]
    with node.lock:
        verdict = node.record.fold.verdict_at(phone.ref())
    assert verdict is not None
    assert verdict.entry is not None
    body: Any = verdict.entry.body
    assert body.when.earliest == datetime(2007, 5, 28, 7, 40, tzinfo=UTC)


@pytest.mark.parametrize("talks", [{"names": ("iq", "us"), "reconstruction": True}], indirect=True)
def test_in_a_reconstruction_a_report_claims_the_day_at_which_its_pages_stand(talks: Talks, phone: Phone) -> None:
    """As what is signed on the ordinary form does: nothing there was said today."""
    node, day = talks.nodes["iq"], datetime(2007, 5, 28, 9, tzinfo=UTC)
    about = About(claimed_at=day, capacity="reconstruction")
    node.say(StatementMade("position", Text("en", "We spoke.")), by="moderator", about=about)
    phone.enrols()
    phone.writes("Shots at the bridge.")
    phone.kept("signed")

    with node.lock:
        verdict = node.record.fold.verdict_at(phone.ref())
    assert verdict is not None
    assert verdict.entry is not None
    assert verdict.entry.header.claimed_at == datetime(2007, 5, 28, 23, 59, 59, tzinfo=UTC)
    assert verdict.has_effect


def codes_of(phone: Phone) -> list[str | None]:
    """What stands against what was filled in."""
    found = phone.page.locator("#errors-list > li")
    return [found.nth(number).get_attribute("data-code") for number in range(found.count())]


def test_an_answer_that_is_lost_on_the_way_leaves_one_entry(talks: Talks, phone: Phone) -> None:
    """The node had it on disk when the line broke: the telephone sends it again, and it stands in the log once."""
    phone.enrols()
    lost: list[str] = []

    def cut(route: Route) -> None:
        route.fetch()  # it arrives, and nobody hears so
        lost.append(route.request.url)
        route.abort("failed")

    phone.context.route("**/api/device/entries", cut, times=1)
    phone.writes("A convoy was stopped.")
    phone.kept("signed")
    talks.wait_until(lambda: bool(lost), "an answer was lost")

    entries = talks.nodes["iq"].record.fold.verdicts("iq.example/log")
    reports = [each for each in entries if each.entry is not None and each.entry.signer.endswith("/device-1")]
    assert len(reports) == 1
    assert phone.ref() == reports[0].ref
    phone.forgives_what_it_was_told_to_do_without()


def test_a_network_that_does_not_lead_to_the_node_is_not_called_one(phone: Phone) -> None:
    """A browser says that it is connected behind a hotel's door too; the page says whether the node answers."""
    phone.enrols()
    network = phone.page.locator("#network")
    expect(network).to_have_text(phone.says("There is a network."))
    phone.context.route("**/api/device*", lambda route: route.abort("failed"))
    phone.page.evaluate("window.dispatchEvent(new Event('online'))")

    expect(network).to_have_text(
        phone.says("There is no network, or none that leads to our node. Write and sign: it is sent when there is one.")
    )
    phone.context.unroute("**/api/device*")
    expect(network).to_have_text(phone.says("There is a network."))
    phone.forgives_what_it_was_told_to_do_without()


def test_what_an_ended_device_signs_is_refused_in_words_and_kept(talks: Talks, phone: Phone) -> None:
    """The telephone was thought lost. What it signs afterwards does not count, and its author still has it."""
    phone.enrols()
    phone.context.set_offline(True)
    phone.writes("Written after the key was ended.")
    phone.kept("written")
    node = talks.nodes["iq"]
    held = devices.devices(node)[0]
    ended = devices.end(node, held.vkey, "lost")

    phone.context.set_offline(False)
    phone.kept("refused")

    phone.reads(phone.sentence("ledger.revoked_key", key=held.name, since=ended.index), of="#reports")
    phone.page.click('#reports > li:first-child [data-act="amend"]')
    expect(phone.page.locator('[name="text"]')).to_have_value("Written after the key was ended.")
    assert not [
        each
        for each in node.record.fold.verdicts("iq.example/log")
        if each.entry is not None and each.entry.header.kind == "incidents.reported/1"
    ]
    phone.forgives_what_it_was_told_to_do_without("status of 422")


def test_photographs_of_a_refused_report_are_never_lost(talks: Talks, phone: Phone) -> None:
    """Each can be had back from the telephone; and they go with the report that is written anew, under seal in the end."""
    phone.enrols()
    phone.context.set_offline(True)
    phone.page.set_input_files("#files", [photograph("road.jpg"), photograph("bridge.jpg")])
    phone.page.locator("#files-chosen > li", has_text="bridge.jpg").locator('[data-part="drop"]').click()
    phone.page.set_input_files("#files", photograph("wall <b>.jpg"))  # beside the first, not in its place
    chosen_files(phone, "road.jpg", "wall <b>.jpg")
    expect(phone.page.locator("#draft-kept")).not_to_be_empty()
    phone.page.reload()
    phone.is_ready()
    chosen_files(phone, "road.jpg", "wall <b>.jpg")
    phone.shows_no_fault()
    phone.writes("Written after the key was ended.")
    phone.kept("written")
    chosen_files(phone)
    node = talks.nodes["iq"]
    devices.end(node, devices.devices(node)[0].vkey, "lost")

    phone.context.set_offline(False)
    phone.kept("refused")
    phone.shows_no_fault()
    for name in ("road.jpg", "wall <b>.jpg"):
        saved = saved_copy(phone, name)
        assert saved.suggested_filename.endswith(".jpg")
        assert Path(saved.path()).read_bytes() == photograph(name)["buffer"]

    phone.page.fill('[name="text"]', "Something else was begun.")
    phone.page.click('#reports [data-act="amend"]')
    expect(phone.page.locator('[name="text"]')).to_have_value("Something else was begun.")
    phone.page.click('#reports [data-act="amend"]')
    expect(phone.page.locator('[name="text"]')).to_have_value("Written after the key was ended.")
    chosen_files(phone, "road.jpg", "wall <b>.jpg")
    assert not under_seal(talks)
    expect(phone.page.locator("#draft-kept")).not_to_be_empty()

    phone.enrols()  # anew; the draft is still there
    chosen_files(phone, "road.jpg", "wall <b>.jpg")
    phone.page.click("#sign")
    phone.kept("signed")
    first = phone.page.locator("#reports > li").first
    expect(first.locator('[data-part="files"] > li')).to_have_count(2)
    first.locator('[name="reader"][value="us"]').check()
    first.locator('[data-act="seal"]').click()
    expect(first.locator('[data-part="files"]')).to_be_hidden()
    expect(first.locator('[data-part="files"] > li')).to_have_count(0)
    (ref,) = under_seal(talks)
    with node.lock:
        sealed = node.record.fold.verdict_at(ref)
    assert sealed is not None
    assert sealed.entry is not None
    assert len(sealed.entry.header.blobs) == 2
    phone.forgives_what_it_was_told_to_do_without("status of 422")


def photograph(name: str) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": f"a photograph, {name}".encode()}


def chosen_files(phone: Phone, *names: str) -> None:
    """Wait until these go with what stands in the form, in the list and in the browser's own field."""
    expect(phone.page.locator('#files-chosen > li > [data-part="name"]')).to_have_text(list(names))
    given = phone.page.locator("#files").evaluate("field => Array.from(field.files, (each) => each.name)")
    assert given == list(names)


def saved_copy(phone: Phone, name: str) -> Download:
    """What the telephone hands over of a file of the newest report."""
    line = phone.page.locator('#reports > li:first-child [data-part="files"] > li', has_text=name)
    with phone.page.expect_download() as found:
        line.locator('[data-part="save"]').click()
    return found.value


def test_a_telephone_that_keeps_the_page_leaves_the_desk_in_its_language(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker fetches the page in every language, at first and again when it is upgraded. Nobody chose any of them."""
    phone.enrols()
    assert kept_pages(phone) == sorted(LANGUAGES)
    phone.opens("")
    expect(phone.page.locator("html")).to_have_attribute("lang", phone.lang)

    monkeypatch.setattr(served, "_KEPT", served._KEPT[:-1])  # a worker of other bytes
    phone.page.evaluate(UPGRADED)
    phone.opens("")
    expect(phone.page.locator("html")).to_have_attribute("lang", phone.lang)
    chosen = {each["name"]: each["value"] for each in phone.context.cookies() if "name" in each and "value" in each}
    assert "trilateral-language" not in chosen


UPGRADED = """async () => {
    const registration = await navigator.serviceWorker.ready;
    const came = new Promise((done) => registration.addEventListener("updatefound", () => done(registration.installing)));
    await registration.update();
    const worker = await came;
    await new Promise((done) => {
        const look = () => worker.state === "activated" && done();
        worker.addEventListener("statechange", look);
        look();
    });
}"""


def kept_pages(phone: Phone) -> list[str]:
    """In which languages the telephone keeps the page."""
    return sorted(
        phone.page.evaluate(
            """async () => {
                const found = [];
                for (const name of await caches.keys()) {
                    for (const { url } of await (await caches.open(name)).keys()) {
                        const lang = new URL(url).searchParams.get("lang");
                        if (lang) found.push(lang);
                    }
                }
                return found;
            }"""
        )
    )


def test_a_draft_outlives_the_page_and_forgetting_takes_everything(phone: Phone) -> None:
    """Nothing typed is lost; and who forgets the telephone is told first what nobody else has."""
    phone.enrols()
    phone.context.set_offline(True)
    phone.page.select_option('[name="type"]', "battle")
    phone.page.fill('[name="text"]', "Half a sentence")
    expect(phone.page.locator("#draft-kept")).not_to_be_empty()
    phone.page.reload()
    phone.is_ready()
    expect(phone.page.locator('[name="text"]')).to_have_value("Half a sentence")
    phone.page.click("#sign")
    phone.kept("written")

    phone.page.locator("details.forget > summary").click()
    phone.page.locator('#forget button[value="stay"]').click()
    expect(phone.page.locator("#forget-box")).to_be_visible()
    phone.kept("written")
    phone.page.check("#forget-sure")
    phone.page.locator('#forget button[value="stay"]').click()

    expect(phone.page.locator("main")).to_have_text(
        phone.says("Forgotten. Nothing of this desk is kept in this browser any more.")
    )
    assert phone.page.evaluate("async () => [await indexedDB.databases(), await caches.keys()].flat().length") == 0
    phone.forgives_what_it_was_told_to_do_without()


def test_what_is_sealed_is_signed_once_and_leaves_the_telephone(talks: Talks, phone: Phone) -> None:
    """Whoever finds the telephone later reads nothing there that stands under seal; and who presses twice signs once."""
    phone.enrols()
    phone.page.set_input_files("#files", {"name": "road.jpg", "mimeType": "image/jpeg", "buffer": b"a photograph"})
    phone.page.select_option('[name="type"]', "explosion")
    phone.page.fill('[name="text"]', "They came along the port road.")
    phone.page.evaluate(
        "form => { form.dispatchEvent(new Event('input')); form.requestSubmit(); form.requestSubmit(); }",
        phone.page.locator("#entry").element_handle(),
    )  # twice, and at once after the last letter
    phone.kept("signed")
    expect(phone.page.locator("#reports > li")).to_have_count(1)
    assert "port road" in everything_kept(phone)
    assert everything_kept(phone).endswith(",[]]")  # no draft
    waiting: list[Route] = []
    phone.context.route(
        "**/api/device/details",
        lambda route: waiting.append(route),  # noqa: PLW0108 - playwright marks the function that it is given
    )
    seal = phone.page.locator('#reports [data-act="seal"]')
    phone.page.check('#reports [name="reader"][value="us"]')
    seal.click()

    expect(seal).to_be_disabled()
    seal.dispatch_event("click")
    phone.page.evaluate("window.dispatchEvent(new Event('online'))")  # the list is made anew meanwhile
    expect(seal).to_be_disabled()
    expect(phone.page.locator('#reports [name="reader"][value="us"]')).to_be_checked()
    for each in waiting:
        each.continue_()
    expect(seal).to_be_hidden()

    (ref,) = under_seal(talks)
    phone.reads(phone.words("The rest is signed under seal: %(ref)s", ref=ref), of='#reports [data-part="rest-said"]')
    assert len(waiting) == 1
    assert "port road" not in everything_kept(phone)
    assert '"files":[]' in everything_kept(phone)


def under_seal(talks: Talks) -> list[str]:
    """What was signed under seal in Iraq's log."""
    entries = talks.nodes["iq"].record.fold.verdicts("iq.example/log")
    return [each.ref for each in entries if each.entry is not None and each.entry.header.kind == "bodies.sealed/1"]


def everything_kept(phone: Phone) -> str:
    """Reports and drafts in the telephone's store, once a draft that was still to be written would have been."""
    return str(
        phone.page.evaluate(
            """async () => {
                await new Promise((done) => setTimeout(done, 300));
                const setup = JSON.parse(document.querySelector("main").dataset.setup);
                const asked = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
                const db = await asked(indexedDB.open(setup.store));
                const read = (store) => asked(db.transaction(store).objectStore(store).getAll());
                const found = [await read("reports"), await read("drafts")];
                db.close();
                return JSON.stringify(found);
            }"""
        )
    )


def test_signing_out_asks_first_what_becomes_of_what_the_telephone_keeps(phone: Phone) -> None:
    phone.enrols()
    phone.opens("")

    phone.page.locator('form[action="/out"] button').first.click()
    phone.page.wait_for_url("**/offline#leave")
    phone.is_ready()
    expect(phone.page.locator("#out-keeping")).to_be_visible()
    phone.page.locator("#out-keeping").click()
    phone.page.wait_for_url(re.compile(r"/sign-in\?left=1$"))

    assert not phone.is_in()
    phone.page.goto(phone.home + "offline")
    phone.is_ready()
    expect(phone.page.locator("#sign")).to_be_enabled()
    phone.forgives_what_it_was_told_to_do_without("status of 401")


def test_nothing_stands_against_the_pages_of_a_telephone_that_signs(phone: Phone) -> None:
    phone.enrols()
    phone.writes("A word-that-is-so-long-that-it-would-have-to-be-broken-somewhere-on-a-small-screen")
    phone.kept("signed")

    phone.shows_no_fault().opens("devices").shows_no_fault()
