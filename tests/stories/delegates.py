"""People at their desks: each has a browser window of their own, and does everything through pages.

A `Delegate` opens pages, follows links, fills in forms and signs, as a person does with a mouse; nothing here
calls the API or a node. Fields are named as forms name them and links by where they lead, so that a story is written once
for all languages; what pages say is asked for by the catalogues' own words (`words`).

Whatever a browser complains of, and every request that leaves for another host, is kept and fails the story.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    ViewportSize,
    expect,
)

from tests.stories.hands import Hands, Keyboard, Mouse, fill
from tests.stories.judging import faults_here
from tests.stories.talks import HOST, PATIENCE_SECONDS, Talks
from trilateral.i18n import messages
from trilateral.i18n.catalogues import translator

PATIENCE_MS = PATIENCE_SECONDS * 1000
DESKTOP: ViewportSize = {"width": 1200, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}
ZONES = {"iq": "Asia/Baghdad", "ir": "Asia/Tehran", "us": "America/New_York"}

_ISOLATES = re.compile("[\u2066-\u2069\u200e\u200f\u00a0]")
_SIGNED = re.compile(r"/entry/([a-z0-9-]+)/([0-9]+)(?:[?#]|$)")
_SIGNED_HERE = re.compile(r"[?&]signed=([a-z0-9-]+)%2F([0-9]+)")
_KEPT = re.compile(r"/waiting/([^/?#]+)")

Words = str | Sequence[tuple[str, str]]
Fields = Mapping[str, Any]


class RefusedHereError(AssertionError):
    """A form came back instead of being signed."""

    def __init__(self, codes: Sequence[str], said: str) -> None:
        """Take what stands against it."""
        super().__init__(f"{', '.join(codes)}: {said}")
        self.codes = tuple(codes)


@dataclass
class Complaints:
    """What a browser had to complain of."""

    said: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext, own: Callable[[str], bool]) -> None:
        """Listen to all windows of a context.

        Args:
            context: Of one person.
            own: Whether an address is one of ours.
        """

        def console(message: ConsoleMessage) -> None:
            if message.type not in {"error", "warning"}:
                return
            where = message.location.get("url", "")
            # A page that says why not is an answer too: 422. What it loads must be there, unless the session has ended.
            page = message.page
            if "status of 401" in message.text or (
                page is not None and where == page.url and "status of 4" in message.text
            ):
                return
            self.said.append(f"{message.type}: {message.text} ({where})")

        def request(sent: Request) -> None:
            if not own(sent.url):
                self.said.append(f"request to another host: {sent.url}")

        context.on("console", console)
        context.on("weberror", lambda error: self.said.append(f"error in a script: {error.error}"))
        context.on("request", request)


def is_ours(url: str) -> bool:
    """Whether an address is on this machine, or no address of a host at all."""
    parts = urlsplit(url)
    return parts.scheme in {"data", "blob", "about"} or parts.hostname in {"127.0.0.1", "localhost"}


class Delegate:
    """Somebody of a party, with a browser window.

    Attributes:
        party: For whom they speak.
        office: In which office; empty for somebody who only reads.
        lang: Of their browser.
        page: The window.
        complaints: What the browser complained of.
        hands: How they reach what they see.
        form: What they are filling in.
        host: What their browser calls this machine.
    """

    def __init__(
        self,
        talks: Talks,
        browser: Browser,
        party: str,
        office: str,
        lang: str,
        *,
        keyboard: bool = False,
        viewport: ViewportSize = DESKTOP,
        **context: Any,
    ) -> None:
        """Open a window. Nobody has signed in yet.

        Args:
            talks: Whose nodes.
            browser: Of the run.
            party: For whom they speak.
            office: In which office.
            lang: Of their browser.
            keyboard: Whether they have no mouse.
            viewport: Size of the window.
            context: What else Playwright is told of the browser.
        """
        self.talks = talks
        self.party, self.office, self.lang = party, office, lang
        self.context = browser.new_context(
            locale=lang, timezone_id=ZONES[party], viewport=viewport, reduced_motion="reduce", **context
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.complaints = Complaints()
        self.complaints.watch(self.context, is_ours)
        self.page: Page = self.context.new_page()
        self.hands: Hands = Keyboard(self.page) if keyboard else Mouse()
        self.form = self.page.locator("main form").first
        self.host = HOST
        self._t = translator(lang)

    def close(self) -> None:
        """Leave the desk."""
        self.context.close()

    # -- words of the catalogues

    def words(self, message: str, **params: object) -> str:
        """A sentence of a page in this person's language, as it reads without marks of direction."""
        assert translator("ar").find("", message), f"no page says {message!r}"  # English says what it is called by
        said = self._t.gettext(message)
        return plain(said % params if params else said)

    def count(self, singular: str, plural: str, num: int) -> str:
        """So many of something, as a page says it to this person."""
        return plain(messages.plural_phrase(self.lang, singular, plural, num, {}))

    def term(self, value: str, *groups: str) -> str:
        """The word for a value of the record."""
        return plain(messages.term(self.lang, value, *groups))

    def sentence(self, code: str, **params: str | int) -> str:
        """What is said about a code."""
        return plain(messages.sentence(self.lang, code, params))

    # -- coming in and looking

    @property
    def address(self) -> str:
        """Where this party's node is, as this person's browser calls it."""
        return self.talks.served[self.party].address.replace(HOST, self.host)

    @property
    def home(self) -> str:
        """Address of home."""
        return f"{self.address}/m/{self.talks.served[self.party].node.record.mechanism[:10]}/"

    def signs_in(self) -> Self:
        """Come in by a one-use link, and go on home without a way in of one's own, where the page asks for one first."""
        self.page.goto(self.talks.link(self.party, self.office))
        expect(self.page.locator("main")).to_be_visible()
        assert self.is_in(), self.page.url
        go_on = self.page.locator("#first a.go-on")
        if go_on.count():
            self._follow(go_on)
        return self

    def is_in(self) -> bool:
        """Whether this window shows pages of somebody who has signed in."""
        return "/m/" in self.page.url and self.page.locator('a[href*="/log/"], nav.ways').count() > 0

    def opens(self, path: str = "") -> Self:
        """Open a page below home; where the session has ended meanwhile, come in by another link first.

        Whoever has no mouse goes by what the page that they are on offers, and types no address.
        """
        if isinstance(self.hands, Keyboard):
            return self._goes(path)
        answer = self.page.goto(self.home + path)
        if answer is not None and answer.status == 401:
            self.signs_in()
            answer = self.page.goto(self.home + path)
        assert answer is not None
        assert answer.status == 200, f"{answer.status} {self.page.url}"
        return self

    def _goes(self, path: str) -> Self:
        """Go to a page by the ways that every page has."""
        address = urlsplit(self.home + path).path
        ways = self.page.locator(f'nav a[href="{address}"], header a[href="{address}"]')
        assert ways.count(), f"{self.party}: no way leads from {self.page.url} to {address}"
        self._follow(ways.first)
        assert urlsplit(self.page.url).path == address, self.page.url
        return self

    def opens_matter(self, slice_name: str, ref: str) -> Self:
        """Open the page of a matter from the list of its subject."""
        self.opens(slice_name)
        address = urlsplit(f"{self.home}{slice_name}/{ref}").path
        self._follow(self.page.locator(f'main a[href="{address}"]').first)
        return self

    def follows(self, where: str) -> Self:
        """Follow the link of this page whose address contains `where`."""
        self._follow(self.page.locator(f'main a[href*="{where}"]').first)
        return self

    def goes_by(self, control: str) -> Self:
        """Press what leads to another page, the first that such a selector finds."""
        self._follow(self.page.locator(control).first)
        return self

    def _follow(self, link: Locator) -> None:
        with self.page.expect_navigation():
            self.hands.press(link)

    def text(self, of: str = "main") -> str:
        """What can be read on this page, without marks of direction."""
        return plain(self.page.locator(of).first.inner_text())

    def reads(self, *words: str, of: str = "main") -> Self:
        """This page says each of these words."""
        said = self.text(of)
        for each in words:
            assert plain(each) in said, f"{self.party}: expected {each!r} on {self.page.url}:\n{said}"
        return self

    def does_not_read(self, *words: str, of: str = "main") -> Self:
        """This page says none of these words."""
        said = self.text(of)
        for each in words:
            assert plain(each) not in said, f"{self.party}: found {each!r} on {self.page.url}"
        return self

    def shows_no_fault(self) -> Self:
        """Nothing stands against this page as it is now: with help or without, and in a narrow window."""
        assert not (found := faults_here(self.page)), "\n".join(found)
        return self

    # -- signing

    def signs(self, kind: str, fields: Fields | None = None, *, by: str = "") -> str:
        """Sign such an entry from this page, where it stands or by its way to the form. Return its reference.

        Args:
            kind: `allegations.answered`.
            fields: By the names that the form gives them.
            by: What the page fills in itself and tells this one from others of the same kind by, such as `point=0`.
        """
        return self.begins(kind, by=by).fills(fields or {}).presses("sign")

    def begins(self, kind: str, *, by: str = "") -> Self:
        """Find the form of a kind on this page, or follow the way to it."""
        self.form = self._step(kind, by) or self.page.locator("form#entry, form.entry-form").first
        if not self._step(kind, by):
            links = self.page.locator(f'main a[href*="/sign/{kind}"]')
            found = next((each for each in links.all() if by in unquote(each.get_attribute("href") or "")), None)
            assert found is not None, f"{self.party}: no way to sign {kind} on {self.page.url}"
            self._follow(found)
        return self

    def _step(self, kind: str, by: str) -> Locator | None:
        name, _, value = by.partition("=")
        for form in self.page.locator(f'main form.step[action$="/sign/{kind}"]').all():
            if not by or form.locator(f'input[name="{name}"]' + (f'[value="{value}"]' if value else "")).count():
                return form
        return None

    def turns_to(self, form: str) -> Self:
        """Take up a form of this page."""
        self.form = self.page.locator(f"main {form}").first
        return self

    def fills(self, fields: Fields) -> Self:
        """Fill in fields by the names that the form gives them."""
        for name, value in fields.items():
            fill(self.hands, self.form, name, value)
        return self

    def presses(self, button: str) -> str:
        """Press a button that sends what is being filled in. Return the reference of what was signed; of what waits, its row.

        Raises:
            RefusedHereError: The form came back.
        """
        with self.page.expect_navigation():
            self.hands.press(self.form.locator(f'button[name="{button}"]').first)
        if found := _SIGNED.search(self.page.url) or _SIGNED_HERE.search(self.page.url):
            return f"{found[1]}/{found[2]}"
        codes = [each.get_attribute("data-code") or "" for each in self.page.locator(".errors [data-code]").all()]
        codes += self.page.locator(".errors > p > code").all_inner_texts()
        if codes:
            raise RefusedHereError(codes, self.text(".errors"))
        kept = _KEPT.search(self.page.url)
        return kept[1] if kept else ""

    # -- what others do meanwhile

    def sees_live(self, *words: str, of: str = "main") -> Self:
        """This page comes to say these words without being loaded again."""
        for each in words:
            expect(self.page.locator(of).first).to_contain_text(
                re.compile(r"\W*".join(map(re.escape, plain(each).split())))
            )
        return self


def plain(text: str) -> str:
    """A text as it is read: without marks of direction, every space alike."""
    return " ".join(_ISOLATES.sub(lambda found: " " if found[0] == "\u00a0" else "", text).split())


class Desks(AbstractContextManager["Desks"]):
    """Whoever sits at a desk in one story."""

    def __init__(self, talks: Talks, browser: Browser, lang: str, *, keyboard: bool = False) -> None:
        """Nobody yet."""
        self._talks, self._browser, self._lang, self._keyboard = talks, browser, lang, keyboard
        self._people: list[Delegate] = []

    def of(self, party: str, office: str, **window: Any) -> Delegate:
        """Somebody comes, signs in and sees home."""
        window = {"keyboard": self._keyboard, "lang": self._lang, **window}
        person = Delegate(self._talks, self._browser, party, office, **window)
        self._people.append(person)
        return person.signs_in()

    def __exit__(self, *failed: object) -> None:
        """All leave. A browser that complained fails the story, unless it has failed already."""
        said = [f"{each.party}: {line}" for each in self._people for line in each.complaints.said]
        for each in self._people:
            each.close()
        if failed[0] is None:
            assert not said, "\n".join(said)
