"""How a person reaches what they see on a page: with a mouse, or with the keyboard alone.

The keyboard has Tab, Enter, Space and the arrows, and letters for what is written. At each step the element that has the focus must
show that it has it.
"""

from datetime import datetime
from typing import Any, Protocol

from playwright.sync_api import Locator, Page

_MOST_STEPS = 600
"""Of Tab, from one place to another: more than any page has."""

_RING_PX = 2
"""What is thinner is overlooked."""

_FOCUSED = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const style = getComputedStyle(at), box = at.getBoundingClientRect();
    return {
        what: at.outerHTML.slice(0, 160),
        ring: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
        here: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
    };
}"""


class Hands(Protocol):
    """What reaches links, buttons and fields."""

    def press(self, target: Locator) -> None:
        """A link, button or heading of something folded."""

    def write(self, target: Locator, words: str) -> None:
        """Words into an empty field."""

    def choose(self, target: Locator, value: str) -> None:
        """One of a list."""

    def tick(self, target: Locator) -> None:
        """A box, or one of several that exclude each other."""


def folded_around(target: Locator) -> Locator:
    """Headings to press of what is folded around something, as far as they are seen: the outermost first."""
    return target.locator("xpath=ancestor::details[not(@open)]/summary >> visible=true")


class Mouse:
    """A hand on a mouse, or a finger."""

    def _unfold(self, target: Locator) -> None:
        folded = folded_around(target)
        while folded.count():
            folded.first.click()

    def press(self, target: Locator) -> None:
        """A link, button or heading of something folded."""
        self._unfold(target)
        target.click()

    def write(self, target: Locator, words: str) -> None:
        """Words into a field, whatever stood there."""
        self._unfold(target)
        target.fill(words)

    def choose(self, target: Locator, value: str) -> None:
        """One of a list."""
        self._unfold(target)
        target.select_option(value)

    def tick(self, target: Locator) -> None:
        """A box, or one of several that exclude each other."""
        self._unfold(target)
        target.check()


class Keyboard:
    """Two hands on a keyboard, and no mouse."""

    def __init__(self, page: Page) -> None:
        """Take the window."""
        self._page = page

    def _has(self, target: Locator) -> bool:
        return bool(target.evaluate("each => each === document.activeElement"))

    def _look(self) -> None:
        """What has the focus shows it, within the window."""
        at = self._page.evaluate(_FOCUSED)
        if at is not None:
            assert at["here"], f"has the focus, and is not to be seen: {at['what']}"
            assert at["ring"] >= _RING_PX, f"does not show that it has the focus: {at['what']}"

    def _reach(self, target: Locator) -> None:
        folded = folded_around(target)
        while folded.count():
            self._go_to(folded.first)
            self._page.keyboard.press("Enter")
        self._go_to(target)

    def _go_to(self, target: Locator) -> None:
        for _ in range(_MOST_STEPS):
            if self._has(target):
                return
            self._page.keyboard.press("Tab")
            self._look()
        raise AssertionError(f"{self._page.url}: Tab never comes to {target}")

    def press(self, target: Locator) -> None:
        """A link, button or heading of something folded."""
        self._reach(target)
        self._page.keyboard.press("Enter")

    def write(self, target: Locator, words: str) -> None:
        """Words into an empty field."""
        assert not target.input_value(), "expected an empty field"
        self._reach(target)
        self._page.keyboard.type(words)

    def choose(self, target: Locator, value: str) -> None:
        """One of a list, with the arrows."""
        self._reach(target)
        for key in ("ArrowDown", "ArrowUp"):
            for _ in range(target.locator("option").count()):
                if target.input_value() == value:
                    return
                self._page.keyboard.press(key)
        assert target.input_value() == value, f"the arrows never come to {value}"

    def tick(self, target: Locator) -> None:
        """A box with Space; of several that exclude each other, the first with Space and the others with arrows."""
        if target.get_attribute("type") == "checkbox":
            self._reach(target)
            self._page.keyboard.press("Space")
        else:
            group = target.locator(f'xpath=ancestor::form//input[@name="{target.get_attribute("name")}"]')
            self._reach(group.first)
            self._page.keyboard.press("Space")
            for _ in range(group.count()):
                if target.is_checked():
                    break
                self._page.keyboard.press("ArrowDown")
        assert target.is_checked()


def fill(hands: Hands, form: Locator, name: str, value: Any) -> None:
    """Fill in one field, whatever control it has.

    Args:
        hands: Whose.
        form: Where it stands.
        name: As the form names it.
        value: Text; a time as a clock shows it; values of several boxes; or a pair, of a language and words in it, or
            of a zone and a time there.
    """
    if isinstance(value, tuple):
        beside, value = value
        box = f"{name}.also.{beside}"
        if form.locator(f'[name="{name}.lang"][type="hidden"]').count() and form.locator(f'[name="{box}"]').count():
            name, beside = box, ""  # each language has a box there, and this is not the first
        fill(hands, form, name, value)
        if beside:
            fill(hands, form, f"{name}.zone" if isinstance(value, datetime) else f"{name}.lang", beside)
        return
    if isinstance(value, datetime):
        value = value.strftime("%Y-%m-%dT%H:%M")
    fields = form.locator(f'[name="{name}"]')
    if not fields.count():
        there = sorted({each.get_attribute("name") or "" for each in form.locator("[name]").all()})
        raise AssertionError(f"expected a field {name}, got {', '.join(there)}")
    tag, sort = fields.first.evaluate("each => [each.localName, each.type]")
    if tag == "select":
        hands.choose(fields.first, str(value))
    elif sort in {"checkbox", "radio"}:
        for each in [value] if isinstance(value, str) else value:
            hands.tick(form.locator(f'[name="{name}"][value="{each}"]'))
    elif sort != "hidden":  # else the page has filled it in
        hands.write(fields.first, str(value))
