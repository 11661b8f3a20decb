"""What happened, as two sides tell it."""

from datetime import datetime

from playwright.sync_api import expect

from tests.stories.delegates import Delegate
from tests.stories.talks import Talks
from trilateral.i18n.digits import number

NIGHT = ("Asia/Baghdad", datetime(2008, 2, 23, 22, 10))  # noqa: DTZ001 - as a clock in Baghdad shows it
LATER = ("Asia/Baghdad", datetime(2008, 2, 24, 1, 30))  # noqa: DTZ001 - the same


def test_two_reports_of_one_incident_stand_side_by_side(
    talks: Talks, iran: Delegate, us: Delegate, iraq: Delegate
) -> None:
    """The United States and Iran report one night differently; the host links both, and each reads both under their holders."""
    us.opens("incidents")
    one = us.signs(
        "incidents.reported",
        {
            "type": "battle",
            "when.earliest": NIGHT,
            "where.names": ("en", "Basra"),
            "where.points.0.lat": "30.75",
            "where.points.0.lon": "47.75",
            "where.radius_m": "40000",
            "text": ("en", "A convoy was attacked."),
        },
    )
    iran.opens("incidents")
    other = iran.signs(
        "incidents.reported",
        {
            "type": "protest",
            "when.earliest": LATER,
            "where.names": ("en", "Basra"),
            "text": ("en", "Residents clashed."),
        },
    )
    talks.settle()
    iraq.opens_matter("incidents", one)
    incident = iraq.signs("incidents.opened", {"title": ("en", "The night in Basra")})
    iraq.opens_matter("incidents", incident)
    iraq.signs("incidents.linked", {"told.report": other})
    talks.settle()

    for each in (us, iran, iraq):
        each.opens_matter("incidents", incident)
        table = "table:has(th[scope=col] .party)"
        each.reads(each.term("battle", "type"), each.term("protest", "type"), of=table)
        each.reads(each.term("differing", "agreement"), of=table)
        heads = each.page.locator(f"{table} thead .party").count()
        assert heads >= 2
        each.opens_matter("incidents", one).reads("A convoy was attacked.")
        each.opens_matter("incidents", other).reads("Residents clashed.")
    us.opens("map").reads("30.75° N 47.75° E ± 40 km")
    scale = us.page.locator(".leaflet-control-scale-line")
    expect(scale).to_be_visible()
    assert scale.inner_text() in {us.words("%(km)s km", km=number(km, us.lang)) for km in (5, 10, 20, 30, 50)}


def test_a_time_that_is_filled_in_by_half_is_not_sent_as_nothing(us: Delegate) -> None:
    """What is missing is said where it is missing, even if its part of the form was folded away again; then it is signed whole."""
    us.opens("incidents").begins("incidents.reported")
    us.fills({"type": "battle", "text": ("en", "Shots at the bridge."), "when.earliest": NIGHT})
    field = us.form.locator('[name="when.earliest"]')
    field.focus()
    us.page.keyboard.press("Delete")
    field.evaluate("each => each.closest('details').open = false")
    us.form.locator('button[name="sign"]').first.click()

    expect(field).to_be_focused()
    us.reads(us.words("Filled in by half, which is sent as nothing. Give the day and the time, or empty all of it."))
    assert field.get_attribute("aria-invalid") == "true"
    us.shows_no_fault()
    us.fills({"when.earliest": NIGHT})
    expect(us.page.locator(".error")).to_have_count(0)
    ref = us.presses("sign")
    us.opens_matter("incidents", ref).reads("Shots at the bridge.")
