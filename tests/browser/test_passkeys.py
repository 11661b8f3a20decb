"""Passkeys in Debian's Chromium with a virtual authenticator: made, used to come in, and used to lock the office's key.

One node on the loopback interface, opened as http://localhost. Without a browser these tests fail; they are never left out.
"""

import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect, sync_playwright

from tests.node.parties import PASSPHRASE, three_parties
from trilateral.i18n.catalogues import translator
from trilateral.server.roles import Role
from trilateral.server.serving import Serving, serve

CHROMIUM = Path("/usr/bin/chromium")
PATIENCE_SECONDS = 60.0


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM.exists(), f"no browser at {CHROMIUM}: install Debian's package chromium"
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=CHROMIUM,
            chromium_sandbox=False,  # root has none; what is opened here is our own node alone
            args=["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"],
        )
        yield found
        found.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """The node of the United States, in a thread of this process."""
    root = tmp_path_factory.mktemp("passkeys")
    with three_parties(root):
        pass
    ready: queue.SimpleQueue[Serving | BaseException] = queue.SimpleQueue()

    def run() -> None:
        try:
            serve(root / "us", passphrase=PASSPHRASE, host="127.0.0.1", port=0, ready=ready.put)
        except BaseException as error:  # noqa: BLE001 - the thread that waits is told
            ready.put(error)

    thread = threading.Thread(target=run, name="node of us")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TRILATERAL_GUARD", str(root / "guards" / "us"))
        thread.start()
        found = ready.get(timeout=PATIENCE_SECONDS)
    if isinstance(found, BaseException):
        raise found
    yield found
    found.stop()
    thread.join(timeout=PATIENCE_SECONDS)


class Person:
    """Somebody with a device that makes passkeys, at a browser of their own."""

    def __init__(self, served: Serving, browser: Browser, lang: str, *, prf: bool, verified: bool = True) -> None:
        self.served = served
        self.context: BrowserContext = browser.new_context(locale=lang, extra_http_headers={"Accept-Language": lang})
        self.page: Page = self.context.new_page()
        self.said: list[str] = []
        self.page.on("console", lambda each: self.said.append(each.text) if each.type == "error" else None)
        self.words: Callable[[str], str] = translator(lang).gettext
        self.device: CDPSession = self.context.new_cdp_session(self.page)
        self.device.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "ctap2Version": "ctap2_1",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": verified,
            "automaticPresenceSimulation": True,
            "hasPrf": prf,
        }
        made = self.device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.authenticator = made["authenticatorId"]

    @property
    def address(self) -> str:
        return self.served.address.replace("127.0.0.1", "localhost")

    def come_in(self) -> None:
        """By a link, as whoever runs the node gives it."""
        self.page.goto(f"{self.address}/in/{self.served.doors.link(Role.DELEGATE, 'head')}")

    def open_account(self) -> None:
        with (
            self.page.expect_navigation()
        ):  # a first link leads there already: what is filled in before the page came anew is lost
            self.page.locator(".strip-you a").click()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=self.words(name)).click()

    def make(self, label: str, *, open_first: bool = True) -> None:
        if open_first:
            self.open_account()
        self.page.get_by_label(self.words("What to call it")).fill(label)
        self.press("Make a passkey on this device")

    def come_back(self) -> None:
        """By the passkey alone, with no cookie left."""
        self.context.clear_cookies()
        self.page.goto(f"{self.address}/sign-in")
        self.press("Sign in with a passkey")

    def sign(self, words: str) -> None:
        self.page.goto(f"{self.address}/m/{self.served.node.record.mechanism[:10]}/sign/statements.made")
        self.page.locator("select[name=sort]").select_option("declaration")
        self.page.locator("textarea[name=text]").fill(words)
        self.page.locator("button[name=sign]").first.click()


@pytest.fixture
def person(served: Serving, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Person]:
    lang, prf = request.param
    found = Person(served, browser, lang, prf=prf)
    yield found
    found.context.close()


@pytest.mark.parametrize("person", [("en", True), ("ar", True), ("fa", True)], indirect=True)
def test_a_passkey_with_a_secret_brings_its_owner_back_and_opens_the_key_that_it_locked(person: Person) -> None:
    ring = person.served.node.ring
    before = person.served.node.record.size(person.served.node.origin)
    person.come_in()
    person.make("Telephone")
    expect(person.page.locator("#key .state").first).to_be_visible()
    expect(person.page.get_by_text("Telephone").first).to_be_visible()
    assert ring.is_locked("head")
    person.come_back()
    person.page.wait_for_url(f"{person.address}/m/*/")
    person.sign(f"We shall wait for {before}.")
    person.page.wait_for_url("**signed=us%2F*")
    signed = person.served.node.record.size(person.served.node.origin)
    person.open_account()
    person.press("Take the lock off: let the node open the key")
    expect(person.page.get_by_role("button", name=person.words("Lock the key with a passkey"))).to_be_visible()
    for each in person.served.node.private.passkeys.all():
        person.served.node.private.passkeys.remove(each.id)

    assert signed > before
    assert not ring.is_locked("head")
    assert not [each for each in person.said if "favicon" not in each]


@pytest.mark.parametrize("person", [("en", True)], indirect=True)
def test_a_passkey_locks_nothing_where_its_owner_says_so_or_does_not_answer_a_second_time(person: Person) -> None:
    """It is made all the same, and the page says how the key stands."""
    person.come_in()
    person.page.get_by_label(person.words("Lock the key of this office with it")).first.uncheck()
    person.make("Tablet", open_first=False)
    expect(person.page.get_by_text("Tablet").first).to_be_visible()
    unticked = person.served.node.ring.is_locked("head")
    kept = len(person.served.node.private.passkeys.all())
    person.page.route("**/api/account/key/options", lambda route: route.abort())
    person.device.send("WebAuthn.clearCredentials", {"authenticatorId": person.authenticator})
    person.make("Telephone")
    expect(person.page.locator("main > .notice").first).to_contain_text("The passkey is made.")

    assert not unticked
    assert len(person.served.node.private.passkeys.all()) == kept + 1
    assert not person.served.node.ring.is_locked("head")


@pytest.mark.parametrize("person", [("en", False)], indirect=True)
def test_a_passkey_without_a_secret_brings_its_owner_back_and_opens_no_key(person: Person) -> None:
    person.come_in()
    person.make("Old key fob")
    expect(person.page.get_by_text("Old key fob").first).to_be_visible()
    expect(person.page.locator("main > .notice").first).to_contain_text("computes no secret")
    lock = person.page.get_by_role("button", name=person.words("Lock the key with a passkey"))
    kept = [each for each in person.served.node.private.passkeys.all() if each.label == "Old key fob"]
    person.come_back()
    person.page.wait_for_url(f"{person.address}/m/*/")
    counted = [each for each in person.served.node.private.passkeys.all() if each.label == "Old key fob"]

    assert [each.prf for each in kept] == [False]
    assert lock.count() == 0
    assert counted[0].sign_count > kept[0].sign_count
    assert counted[0].used_at


@pytest.mark.parametrize("person", [("en", False)], indirect=True)
def test_a_device_that_does_not_ask_its_owner_lets_nobody_in(person: Person) -> None:
    person.come_in()
    person.make("Shared tablet")
    expect(person.page.get_by_text("Shared tablet").first).to_be_visible()
    person.device.send("WebAuthn.setUserVerified", {"authenticatorId": person.authenticator, "isUserVerified": False})
    person.come_back()
    expect(person.page.locator("[data-passkey] [role=alert]")).to_be_visible()

    assert person.page.url.endswith("/sign-in")
    assert not person.context.cookies(person.address) or all(
        "trilateral-us" not in each["name"] for each in person.context.cookies(person.address)
    )


def test_at_a_bare_number_the_page_says_where_passkeys_can_be_used_and_gives_a_link_there(
    served: Serving, browser: Browser
) -> None:
    context = browser.new_context(locale="en")
    page = context.new_page()
    page.goto(f"{served.address}/in/{served.doors.link(Role.DELEGATE, 'press')}")
    page.locator(".strip-you a").click()
    there = served.address.replace("127.0.0.1", "localhost")
    page.get_by_role("button", name=there).click()
    page.get_by_role("link", name=f"{there}/in/").click()
    page.locator(".strip-you a").click()

    expect(page.get_by_role("button", name="Make a passkey on this device")).to_be_visible()
    context.close()
