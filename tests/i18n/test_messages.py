"""Sentences for codes and words, whatever comes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from trilateral.i18n import messages, spans
from trilateral.i18n.digits import RLM, digits
from trilateral.i18n.isolates import FSI, PDI, without_isolates
from trilateral.i18n.languages import LANGUAGES


def test_a_code_is_a_sentence_in_the_readers_language() -> None:
    code = "allegations.not_yours_to_answer"

    assert messages.sentence("en", code) == "Only the party alleged against can answer."
    assert messages.sentence("ar", code) == "لا يرد إلا الطرف الموجه إليه الادعاء."
    assert messages.sentence("fa", code) == "تنها طرفی که ادعا متوجه اوست می‌تواند پاسخ دهد."


def test_parameters_are_written_as_the_reader_writes_them() -> None:
    """Numbers in own digits; what somebody else wrote stands isolated and cannot reorder the sentence."""
    assert messages.sentence("fa", "form.too_long", {"most": 20_000}).endswith("حداکثر ۲۰٬۰۰۰ نویسه.")
    assert f"{FSI}us/42{PDI}" in messages.sentence("ar", "form.no_such_entry", {"ref": "us/42"})
    assert "\u202e" not in messages.sentence("en", "form.no_such_entry", {"ref": "\u202eus/42"})
    assert messages.value_text(datetime(2007, 5, 28, 7, 40, tzinfo=UTC), "en").endswith("07:40 UTC")
    assert messages.value_text("2007-05-28T07:40:00Z", "fa").startswith("۷")
    assert messages.value_text("2007-05-28T07:40:00Z", "fa").endswith("۰۷:۴۰ UTC")
    assert "2007-15-28T07:40:00Z" in messages.value_text("2007-15-28T07:40:00Z", "fa"), (
        "no instant, so as it was written"
    )
    assert messages.value_text(date(2007, 5, 28), "fa").startswith("۷")
    assert messages.value_text(True, "ar") == "نعم"


@pytest.mark.parametrize(
    ("count", "arabic", "persian"),
    [(1, "الرد على النقطة 1", "پاسخ به بند 1"), (2, "النقطتين", "بندهای"), (3, "النقاط", "بندهای")],
)
def test_what_stands_before_its_numbers_agrees_with_how_many_they_are(count: int, arabic: str, persian: str) -> None:
    one, several = (f"Answer point{s} %(points)s of allegation %(ref)s" for s in ("", "s"))
    said = messages.plural_phrase("ar", one, several, count, {"points": "1", "ref": "us/42"})

    assert arabic in without_isolates(said)
    assert persian in without_isolates(said.again("fa"))


@pytest.mark.parametrize(
    ("seconds", "english", "arabic"),
    [
        (0, "in 0 seconds.", "الآن."),
        (1, "in 1 second.", "بعد ثانية واحدة."),
        (2, "in 2 seconds.", "بعد ثانيتين."),
        (5, "in 5 seconds.", "بعد ٥ ثوانٍ."),
        (11, "in 11 seconds.", "بعد ١١ ثانية."),
        (103, "in 103 seconds.", "بعد ١٠٣ ثوانٍ."),
        (None, "in … seconds.", "بعد … ثانية."),
    ],
)
def test_the_sentence_of_a_code_agrees_with_what_it_counts(seconds: int | None, english: str, arabic: str) -> None:
    params = {} if seconds is None else {"seconds": seconds}

    assert messages.sentence("en", "entering.too_often", params).endswith(english)
    assert messages.sentence("ar", "entering.too_often", params).endswith(arabic)


@pytest.mark.parametrize(
    "code",
    [
        "undertakings.too_exact",
        "commitments.too_exact",
        "incidents.too_fine",
        "incidents.row_too_fine",
        "notices.too_exact",
    ],
)
@pytest.mark.parametrize(("lang", "side"), [("en", "0.25°"), ("ar", f"{RLM}٠٫٢٥°"), ("fa", "۰٫۲۵°")])
def test_a_grid_is_said_in_degrees(code: str, lang: str, side: str) -> None:
    said = messages.sentence(lang, code, {"grid": 250_000, "row": 0})

    assert f"{FSI}{side}{PDI}" in said
    assert messages.sentence(lang, code, {"grid": 2_000_000}).count(digits("2°", lang)) == 1


@pytest.mark.parametrize("lang", list(LANGUAGES))
def test_points_that_would_pass_are_said_as_coordinates(lang: str) -> None:
    """What is no list of points, from a newer version or somebody hostile, is shown as it came."""
    code, two = "humanitarian.too_fine", "333500000, 444000000; -11250000, -5000000"

    said = messages.sentence(lang, code, {"points": two, "radius_m": 15_000})

    assert "33.35° N 44.40° E; 1.125° S 0.50° W" in said
    assert "333, 444, 555" in messages.sentence(lang, code, {"points": "333, 444, 555"})


def test_a_parameter_that_is_not_given_leaves_a_visible_hole() -> None:
    assert messages.sentence("en", "form.too_small") == "Give … or more: … is less."


@given(st.text(), st.sampled_from(list(LANGUAGES)), st.dictionaries(st.text(), st.text() | st.integers()))
def test_an_unknown_code_is_shown_and_nothing_is_raised(code: str, lang: str, params: dict[str, str | int]) -> None:
    """It may come from a newer version or from somebody hostile."""
    assert isinstance(messages.sentence(lang, code, params), str)
    assert isinstance(messages.kind_name(lang, code), str)
    assert isinstance(messages.term(lang, code, "answer", code), str)
    assert isinstance(messages.label(lang, code), str)


def test_an_unknown_code_can_be_read_aloud() -> None:
    assert messages.sentence("en", "weather.not_raining") == "not raining (weather)"
    assert messages.kind_name("ar", "weather.rained/1") == f"{FSI}rained (weather){PDI}"


def test_words_are_looked_up_from_the_nearest_group() -> None:
    assert messages.term("en", "partly", "fact", "answer") == "confirmed in part"
    assert messages.term("en", "partly", "answer") == "admitted in part"
    assert messages.term("en", "partly", "nowhere") == "partly"


def test_a_field_that_many_kinds_have_is_labelled_once() -> None:
    assert messages.label("fa", "whatever.said/1.text") == "متن"
    assert messages.label("en", "whatever.said/1.unheard_of") == "Unheard of"
    assert messages.help_text("en", "whatever.said.unheard_of") is None
    assert "[ar]" in (messages.help_text("en", "allegations.filed.points") or "")


@pytest.mark.parametrize(
    ("minutes", "english", "arabic", "persian"),
    [
        (40, "in 40 min", "خلال ٤٠ دقيقة", "تا ۴۰ دقیقهٔ دیگر"),
        (119, "in 119 min", "خلال ١١٩ دقيقة", "تا ۱۱۹ دقیقهٔ دیگر"),
        (2 * 60, "in 2 h", "خلال ساعتين", "تا ۲ ساعت دیگر"),
        (31 * 60 + 59, "in 31 h", "خلال ٣١ ساعة", "تا ۳۱ ساعت دیگر"),
        (72 * 60, "in 3 days", "خلال ٣ أيام", "تا ۳ روز دیگر"),
    ],
)
def test_what_is_left_is_never_overstated(minutes: int, english: str, arabic: str, persian: str) -> None:
    left = timedelta(minutes=minutes, seconds=59)

    assert [spans.until(left, lang) for lang in ("en", "ar", "fa")] == [english, arabic, persian]


def test_what_is_past_is_late() -> None:
    late = -timedelta(hours=5)

    assert spans.until(late, "en") == spans.left(late, "en") == "5 h late"
    assert spans.left(late, "ar") == "تأخر ٥ ساعات"
    assert spans.since(timedelta(hours=52), "en") == "for 52 h"
    assert spans.left(timedelta(hours=9), "en") == "9 h left"


@pytest.mark.parametrize("lang", ["en", "ar", "fa"])
def test_a_browser_can_go_on_counting_in_the_same_words(lang: str) -> None:
    """It knows CLDR's plural categories, and what it says by them is what the page would say."""
    category = Locale.parse(lang).plural_form
    forms = spans.forms(lang)

    for n in range(300):
        spans_of = {"min": timedelta(minutes=n), "h": timedelta(hours=n), "d": timedelta(days=n)}
        for unit, span in spans_of.items():
            measured = {"min": n < 120, "h": 2 <= n < 72, "d": n >= 3}[unit]
            if measured:
                form = forms["until"][unit][category(n)]
                assert messages.fill(form, {"num": n}, lang) == spans.until(span, lang), (unit, n)


def test_a_clock_that_runs_is_shown_in_hours_and_minutes() -> None:
    assert [spans.elapsed(timedelta(minutes=134), lang) for lang in ("en", "ar", "fa")] == ["2:14", "٢:١٤", "۲:۱۴"]
    assert spans.elapsed(timedelta(minutes=-3), "en") == "0:00"
