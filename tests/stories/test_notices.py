"""A notice is read on a telephone, passed on to the field, and runs out for whoever never looked."""

from datetime import timedelta

from tests.stories.delegates import PHONE, Delegate, Desks
from tests.stories.talks import Talks


def fits(who: Delegate) -> None:
    """Nothing of this page is wider than its window."""
    wide, window = who.page.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= window, f"{who.page.url} is {wide} wide in a window of {window}"


def test_a_notice_is_acknowledged_from_a_telephone_and_lapses_for_another(
    talks: Talks, desks: Desks, iraq: Delegate
) -> None:
    """Iraq gives notice of a convoy; the American liaison confirms and passes it on by telephone, Iran's never look."""
    begins, ends = (talks.clock.now() + timedelta(hours=each) for each in (4, 9))
    iraq.opens("notices")
    notice = iraq.signs(
        "notices.issued",
        {
            "sort": "humanitarian_movement",
            "to": ["ir", "us"],
            "what": ("en", "Twelve vehicles with medicine go to Basra."),
            "when.earliest": ("UTC", begins),
            "when.latest": ("UTC", ends),
            "where.names": ("en", "Road from Nasiriya to Basra"),
        },
    )
    talks.settle()

    phone = desks.of("us", "embassy", viewport=PHONE, is_mobile=True, has_touch=True, device_scale_factor=2)
    fits(phone)
    phone.follows(f"notices/{notice}").reads("Twelve vehicles with medicine go to Basra.")
    fits(phone)
    phone.begins("notices.acknowledged")
    fits(phone)
    phone.presses("sign")
    phone.opens("notices")
    fits(phone)
    phone.opens_matter("notices", notice)
    phone.signs("notices.passed_on", {"unit": ("en", "Post at the bridge")})
    fits(phone)
    talks.settle()
    iran = desks.of("ir", "chief-negotiator")

    talks.pass_time(hours=10)
    for each in (iraq, phone, iran):
        each.opens_matter("notices", notice)
        row = {party: each.page.locator("main table tbody tr", has_text=name) for party, name in names_of(each)}
        assert each.words("lapsed: its time is over") in row["ir"].first.inner_text()
        assert each.words("lapsed: its time is over") not in row["us"].first.inner_text()
        assert "Post at the bridge" in row["us"].first.inner_text()


def names_of(who: Delegate) -> list[tuple[str, str]]:
    """What the two addressees are called in somebody's language."""
    with_names = {each.id: each.names for each in who.talks.nodes[who.party].record.charter.parties}
    return [(party, next(t.text for t in with_names[party] if t.lang == who.lang)) for party in ("ir", "us")]
