"""Somebody who never takes their hands off the keyboard: one key searches, two lead to a place, and nothing happens while they write."""

from contextlib import suppress

import pytest
from playwright.sync_api import TimeoutError as TimedOut
from playwright.sync_api import expect

from tests.stories.delegates import PATIENCE_MS, Delegate, Desks

CHANCES = 5


def leads(who: Delegate, letter: str, address: str) -> None:
    """Press `g` and a letter. The page forgets `g` soon, so a machine that is busy in between gets more than one chance."""
    for _ in range(CHANCES):
        who.page.keyboard.press("g")
        who.page.keyboard.press(letter)
        with suppress(TimedOut):
            who.page.wait_for_url(address, timeout=PATIENCE_MS / CHANCES)
            return
    raise AssertionError(f"g {letter} led to {who.page.url}, expected {address}")


@pytest.mark.parametrize("talks", [{"parties": ("iq", "us")}], indirect=True)
def test_keys_lead_to_every_place_that_their_list_names(desks: Desks) -> None:
    """The list opens with a key and says of each place which two lead there; in a field the same keys are letters."""
    us: Delegate = desks.of("us", "ambassador", keyboard=True)
    keys, page = us.page.keyboard, us.page
    keys.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    listed = page.locator('dialog#keys a[data-key^="g"]').all()
    places = {str(each.get_attribute("data-key"))[1]: str(each.get_attribute("href")) for each in listed}
    assert len(places) >= 5
    keys.press("Escape")
    expect(page.locator("dialog#keys")).to_be_hidden()

    for letter, address in places.items():
        leads(us, letter, f"{us.address}{address}")
    keys.press("/")
    keys.type("gn?")  # letters, while somebody writes
    keys.press("Enter")
    page.wait_for_url("**/search?**")
    expect(page.locator("#query")).to_have_value("gn?")
    us.opens()
    keys.press("n")
    page.wait_for_url(f"{us.home}sign")
