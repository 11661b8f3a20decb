"""Coming in: a passkey that opens the key of an office, another office that signs second, and a browser without scripts."""

from datetime import datetime

import pytest
from playwright.sync_api import expect

from tests.stories.delegates import Delegate, Desks, RefusedHereError
from tests.stories.talks import Talks

PHRASE = "seven herons over the weir"
WORDS = "We shall not speak of this outside the room."
FIRST = datetime(2008, 3, 6, 11, 0)  # noqa: DTZ001 - as a clock in Baghdad shows it
SECOND = datetime(2008, 3, 7, 11, 0)  # noqa: DTZ001 - the same


def has_a_device(who: Delegate) -> None:
    """Give a browser a device that knows its owner and computes a secret, as telephones and portable computers have one."""
    session = who.context.new_cdp_session(who.page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "ctap2Version": "ctap2_1",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "hasPrf": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def goes_on_where_passkeys_work(who: Delegate) -> None:
    """Browsers have them where an address is a name: the page gives a link that leads there."""
    who.opens("account").goes_by('main button[name="go_on"]').goes_by("main section.draft a")
    who.host = "localhost"
    who.page.wait_for_url(f"{who.home}**")  # by way of a page that keeps the cookie from other hosts


@pytest.mark.parametrize("talks", [{"two_person": ("statements.made",)}], indirect=True)
def test_whoever_has_the_passkey_signs_second_and_nobody_else(
    talks: Talks, desks: Desks, us: Delegate, iran: Delegate
) -> None:
    """The embassy locks its key with a passkey. What the ambassador signs waits for whoever comes in by that, and then it is one entry."""
    embassy = desks.of("us", "embassy")
    has_a_device(embassy)
    goes_on_where_passkeys_work(embassy)
    embassy.opens("account").reads(embassy.words("Before you go on: a way in of your own")).shows_no_fault()
    embassy.page.fill("#label", "Telephone")
    expect(embassy.page.locator("#lock-passkey")).to_be_checked()
    embassy.goes_by('[data-passkey="make"] button').reads("Telephone")
    embassy.reads(embassy.words("Locked, and open in this session."))
    embassy.shows_no_fault()
    embassy.goes_by('main form[action="/out"] button')
    assert not embassy.shows_no_fault().is_in()
    us.opens("statements")
    waits = us.signs("statements.made", {"sort": "declaration", "text": ("en", WORDS)})
    assert "/" not in waits
    talks.settle()
    iran.opens("statements").does_not_read(WORDS)

    somebody = desks.of("us", "embassy")  # by a link, and without the passkey
    somebody.opens().shows_no_fault().follows(f"waiting/{waits}").reads(WORDS)  # home asks for it
    with pytest.raises(RefusedHereError) as refused:
        somebody.turns_to("form.entry-form").presses("sign")
    assert refused.value.codes == ("keys.locked",)
    embassy.goes_by('[data-passkey="enter"] button')
    assert embassy.is_in()
    embassy.opens("drafts").follows(f"waiting/{waits}").reads(WORDS)
    signed = embassy.turns_to("form.entry-form").presses("sign")
    talks.settle()

    iran.opens_matter("statements", signed).reads(WORDS)
    iran.opens(f"entry/{signed}").reads("delegate/ambassador", "delegate/embassy")


@pytest.mark.parametrize("talks", [{"parties": ("iq", "us")}], indirect=True)
def test_whoever_comes_by_a_first_link_locks_their_key_by_setting_a_passphrase_without_scripts(
    talks: Talks, desks: Desks
) -> None:
    """The link leads to the page that asks for it; the passphrase opens the key again, and a link alone does not."""
    us = desks.of("us", "embassy", java_script_enabled=False)
    us.page.goto(talks.link("us", "embassy"))
    us.reads(us.words("Before you go on: a way in of your own"))
    expect(us.page.locator("#lock-phrase")).to_be_checked()
    us.page.fill("#passphrase", PHRASE)
    us.page.fill("#again", PHRASE)
    us.goes_by('button[name="set_phrase"]').reads(us.words("Locked, and open in this session."))
    us.goes_by('main form[action="/out"] button')
    us.page.fill("#office", us.term("embassy", "office"))  # as pages call it
    us.page.fill("#passphrase", PHRASE)
    us.goes_by('main form[action="/sign-in"] button')
    us.opens("statements")
    signed = us.signs("statements.made", {"sort": "declaration", "text": ("en", WORDS)})

    assert "/" in signed
    by_link = desks.of("us", "embassy", java_script_enabled=False)
    with pytest.raises(RefusedHereError) as refused:
        by_link.opens("statements").signs("statements.made", {"sort": "declaration", "text": ("en", WORDS)})
    assert refused.value.codes == ("keys.locked",)


@pytest.mark.parametrize("talks", [{"parties": ("iq", "us")}], indirect=True)
def test_a_meeting_is_called_and_accepted_without_scripts(talks: Talks, desks: Desks) -> None:
    """Two browsers that run none: one shows dates by the clock of each capital, offers two and signs; the other accepts one."""
    iraq = desks.of("iq", "moderator", java_script_enabled=False)
    us = desks.of("us", "ambassador", java_script_enabled=False)
    iraq.opens("meetings").follows("meetings/call")
    iraq.turns_to("form.call-dates").fills({"clock": "Asia/Baghdad", "d0": FIRST, "d1": SECOND})
    iraq.goes_by("form.call-dates button")
    expect(iraq.page.locator(".call-offers .capitals > li")).to_have_count(2 * 2)
    iraq.turns_to("form.entry-form").fills({"title": ("en", "Without scripts"), "series": "experts", "round": "1"})
    meeting = iraq.presses("sign")
    talks.settle()

    us.opens().follows(f"meetings/{meeting}").reads("Without scripts")
    us.signs("meetings.date_accepted", by="number=1")
    talks.settle()
    for each in (iraq, us):
        each.opens("meetings").reads("Without scripts", each.term("convened", "meeting"))
        each.opens_matter("meetings", meeting)
        assert each.page.locator("#dates strong", has_text=each.words("agreed by all")).count() == 1
