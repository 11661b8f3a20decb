"""Somebody who never takes their hands off the keyboard: one key searches, two lead to a place, and nothing happens while they write."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import TimeoutError as TimedOut
from playwright.sync_api import expect

from tests.stories.delegates import PATIENCE_MS, Delegate, Desks
from trilateral.i18n import messages

CHANCES = 5
KINDS = "%(num)s kind of entry", "%(num)s kinds of entry"


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


@pytest.mark.parametrize("talks", [{"parties": ("iq", "us")}], indirect=True)
def test_what_to_sign_narrows_while_it_is_typed(desks: Desks) -> None:
    """`n`, a few letters of a word in one's own language, and what is left is one Tab away; the field keeps what was typed."""
    us: Delegate = desks.of("us", "ambassador")
    page, keys = us.page, us.page.keyboard
    keys.press("n")
    page.wait_for_url(f"{us.home}sign")
    field, kinds = page.locator("#kind"), page.locator("#kinds a")
    expect(kinds).not_to_have_count(1)
    reservation, statement = (
        page.locator(f'#kinds a[href$="/sign/{each}"]') for each in ("acts.reserved", "statements.made")
    )
    expect(statement).not_to_have_count(0)
    field.focus()
    keys.type(messages.kind_name(us.lang, "acts.reserved"))

    expect(statement).to_have_count(0)
    expect(reservation).to_have_count(1)
    expect(field).to_be_focused()
    expect(page.locator("#kinds-count")).to_have_text(re.compile(us.count(*KINDS, kinds.count())))
