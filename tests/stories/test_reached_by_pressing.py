"""Pages that no address alone leads to: at the door, after something was pressed, and where the answer is no.

They are judged as every other page is (`test_every_page`), in one language and one light each, by turn; `make check-all`
has each in all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.stories.delegates import PHONE
from tests.stories.judging import FOOT, faults_here
from tests.stories.looks import IN_EACH_LOOK, is_looked_at, window
from tests.stories.showing import Shown, link_to
from trilateral.server.roles import Role
from trilateral.server.serving import Serving

ERRORS = ".errors:not([hidden])"


@dataclass(frozen=True)
class Visit:
    """Somebody with a browser at a node.

    Attributes:
        context: Their browser: nobody has signed in.
        serving: The node.
    """

    context: BrowserContext
    serving: Serving

    @property
    def home(self) -> str:
        """Address of home."""
        return f"{self.serving.address}/m/{self.serving.node.record.mechanism[:10]}/"

    def stranger(self, path: str) -> Page:
        """Somebody opens a page without having signed in."""
        page = self.context.new_page()
        page.goto(f"{self.serving.address}{path}")
        return page

    def signed_in(self, path: str = "", role: Role = Role.DELEGATE) -> Page:
        """Somebody signs in and opens a page below home."""
        page = self.context.new_page()
        page.goto(link_to(self.serving) if role is Role.DELEGATE else self.serving.link(role))
        page.goto(self.home + path)
        return page


def press(page: Page, control: str) -> Page:
    """Press something that leads to another page."""
    with page.expect_navigation():
        page.locator(control).first.click()
    return page


def answered(page: Page, code: str) -> Page:
    """This page says no, and why."""
    expect(page.locator("main code", has_text=code)).to_have_count(1)
    return page


def nobody_is_signed_in(visit: Visit) -> Page:
    """Home, to a stranger."""
    page = visit.context.new_page()
    page.goto(visit.home)
    expect(page.locator('form[action="/sign-in"]')).to_have_count(1)
    return page


def the_passphrase_is_wrong(visit: Visit) -> Page:
    """What was typed is not the passphrase of an office."""
    page = visit.stranger("/sign-in")
    page.fill("#office", "nobody")
    page.fill("#passphrase", "a few words")
    return answered(press(page, 'form[action="/sign-in"] button'), "entering.wrong")


def the_link_is_spent(visit: Visit) -> Page:
    """Somebody comes by a link that somebody else has used."""
    link = link_to(visit.serving)
    page = visit.context.new_page()
    page.goto(link)
    visit.context.clear_cookies()
    page.goto(link)
    return answered(page, "server.link_spent")


def from_a_mail_on_the_web(visit: Visit) -> Page:
    """A page of another host has led here: this one waits until the browser has the cookie."""

    def arrive(route: Route) -> None:
        answer = route.fetch(headers={**route.request.headers, "sec-fetch-site": "cross-site"})
        headers = {name: value for name, value in answer.headers.items() if name != "refresh"}
        route.fulfill(response=answer, headers=headers)

    visit.context.route("**/in/*", arrive)
    page = visit.context.new_page()
    page.goto(link_to(visit.serving))
    expect(page.locator("main p.reading a")).to_have_count(1)
    return page


def there_is_no_such_page(visit: Visit) -> Page:
    """An address that leads nowhere."""
    return answered(visit.signed_in("nowhere"), "server.not_found")


def there_is_no_such_entry(visit: Visit) -> Page:
    """A reference that nobody has given."""
    return answered(visit.signed_in("entry/us/999999"), "server.not_found")


def a_reader_signs_nothing(visit: Visit) -> Page:
    """The form of an entry, to somebody who only reads."""
    return visit.signed_in("sign/statements.made", Role.READER)


def a_reader_at_home(visit: Visit) -> Page:
    """Home, to somebody who only reads."""
    return visit.signed_in("", Role.READER)


def whoever_runs_the_node(visit: Visit) -> Page:
    """The account of the operator, with all offices, and a link that was just given."""
    page = visit.signed_in("account", Role.OPERATOR)
    page.locator("#give").select_option(index=0)
    press(page, "form:has(#give) button")
    expect(page.locator("section.draft:not(#first) a")).to_have_count(1)
    return page


def a_passphrase_typed_in_two_ways(visit: Visit) -> Page:
    """The account, where something was wrong with what was sent."""
    page = visit.signed_in("account")
    page.locator("details:has(#passphrase)").evaluate("it => { it.open = true; }")
    page.fill("#passphrase", "one way of typing it")
    page.fill("#again", "and another way of it")
    press(page, 'button[name="set_phrase"]')
    return answered(page, "entering.phrase_differs")


def a_form_without_anything(visit: Visit) -> Page:
    """It comes back with all that stands against it."""
    page = press(visit.signed_in("sign/allegations.filed"), 'form#entry button[name="sign"]')
    expect(page.locator(ERRORS)).not_to_have_count(0)
    return page


def a_form_that_is_checked(visit: Visit) -> Page:
    """What would be signed, before it is."""
    page = visit.signed_in("sign/statements.made")
    page.locator('[name="sort"]').first.select_option("position")
    page.fill('[name="text"]', "We were there.")
    press(page, 'form#entry button[name="check"]')
    expect(page.locator(ERRORS)).to_have_count(0)
    return page


def a_report_in_two_parts(visit: Visit) -> Page:
    """One part for all, one for few: shown beside each other before either is signed."""
    page = visit.signed_in("sign/incidents.reported")
    page.locator('[name="type"]').first.select_option("battle")
    page.fill('[name="text"]', "Two rounds fell on the port road.")
    press(page, 'form#entry button[name="check"]')
    return page


def something_was_signed(visit: Visit) -> Page:
    """The page of the matter, which says that what was signed is on disk, and where it is proven."""
    page = visit.signed_in("sign/statements.made")
    page.locator('[name="sort"]').first.select_option("position")
    page.fill('[name="text"]', "We were there, and we left.")
    press(page, 'form#entry button[name="sign"]')
    assert "signed=" in page.url
    return page


def dates_of_a_meeting(visit: Visit) -> Page:
    """Two dates and one that is none, by the clock of each capital."""
    return visit.signed_in("meetings/call?d0=2031-03-06T11:00&d1=2031-03-07T11:00&d2=soon")


def the_list_of_keys(visit: Visit) -> Page:
    """Home under the list of what keys do."""
    page = visit.signed_in()
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    return page


def a_menu_of_pages(visit: Visit) -> Page:
    """Home under the pages of a menu."""
    page = visit.signed_in()
    menu = page.locator("nav.ways details").last
    menu.locator("summary").click()
    expect(menu.locator("li").first).to_be_visible()
    return page


def the_menu_of_a_small_window(visit: Visit) -> Page:
    """A page with all that is folded away at its head on a telephone."""
    page = visit.signed_in("meetings")
    page.set_viewport_size(PHONE)
    page.locator("#menu > summary").click()
    page.locator("nav.ways summary").last.click()
    expect(page.locator("#search")).to_be_visible()
    return page


def what_stands_at_the_foot(visit: Visit) -> Page:
    """Home with what the page is, unfolded, and its days in three calendars, where it names any."""
    page = visit.signed_in()
    for each in page.locator(FOOT).all():
        each.locator("summary").click()
    assert page.locator(".page-help[open]").count() == 1
    return page


def words_that_are_found(visit: Visit) -> Page:
    """Search, with what was found."""
    return visit.signed_in("search?q=Basra")


def words_that_are_not_found(visit: Visit) -> Page:
    """Search, with nothing."""
    return visit.signed_in("search?q=zzzzzz")


def a_month_of_the_record(visit: Visit) -> Page:
    """The record over time, near enough that each entry is a mark."""
    page = visit.signed_in("timeline")
    page.goto(f"{visit.home}timeline?in=2007-05")
    return page


def an_earlier_day(visit: Visit) -> Page:
    """Home as it was."""
    return visit.signed_in("?as_of=2007-06-01")


VISITS: tuple[Callable[[Visit], Page], ...] = (
    nobody_is_signed_in,
    the_passphrase_is_wrong,
    the_link_is_spent,
    from_a_mail_on_the_web,
    there_is_no_such_page,
    there_is_no_such_entry,
    a_reader_signs_nothing,
    a_reader_at_home,
    whoever_runs_the_node,
    a_passphrase_typed_in_two_ways,
    a_form_without_anything,
    a_form_that_is_checked,
    a_report_in_two_parts,
    something_was_signed,
    dates_of_a_meeting,
    the_list_of_keys,
    a_menu_of_pages,
    the_menu_of_a_small_window,
    what_stands_at_the_foot,
    words_that_are_found,
    words_that_are_not_found,
    a_month_of_the_record,
    an_earlier_day,
)


@IN_EACH_LOOK
def test_nothing_stands_against_what_is_reached_by_pressing(
    shown: list[Shown], browser: Browser, number: int, language: str, light: Any
) -> None:
    """In one language and one light; each visit by a browser of its own."""
    found: list[str] = []
    for visit in VISITS:
        if not is_looked_at(visit.__name__, number):
            continue
        with window(browser, language, light) as (context, complaints):
            page = visit(Visit(context, shown[0].serving))
            found += [f"{visit.__name__}: {each}" for each in (*faults_here(page), *complaints.said)]
            if page.get_attribute("html", "lang") != language:
                found.append(f"{visit.__name__}: not in {language}")

    assert not found, "\n".join(found)
