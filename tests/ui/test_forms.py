"""Forms made from structs: every field has a control, every error is shown, and the way back says the same."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Annotated, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.samples import REFS, Answer, Everything, Place, Range, Text, around
from trilateral.agreement.locations import Point
from trilateral.catalogue import KINDS
from trilateral.i18n import messages
from trilateral.i18n.languages import LANGUAGES
from trilateral.mechanism.incidents.entries import IncidentReported
from trilateral.mechanism.meetings.entries import MeetingProposed
from trilateral.mechanism.texts.entries import TextTabled
from trilateral.ui.boxes import MAX_TEXT
from trilateral.ui.codewords import spelt
from trilateral.ui.filling import fill_form
from trilateral.ui.forms import Around, Control, Field, form_of, row_field
from trilateral.ui.posted import read_form

FORM = form_of(Everything)
FILLED: dict[str, Sequence[str]] = {
    "against": ["south"],
    "points": ["First point.\n[ar] نقطة ثانية\n\n  Third.  "],
    "points.lang": ["en"],
    "text": ["در این باره توضیح دهید."],
    "text.lang": ["fa"],
    "point": ["۲"],
    "answer": ["partly"],
    "rank": ["ambassador"],
    "at": ["2007-05-28T11:40"],
    "at.zone": ["Asia/Baghdad"],
    "day": ["2007-05-28"],
    "public": ["no"],
    "killed.low": ["5"],
    "killed.high": ["7"],
    "allegation": ["north/9"],
    "evidence": ["south/21\nhost/40"],
    "parties": ["south", "host"],
    "role": ["head"],
    "place.0.name": ["Eastern mill"],
    "place.0.name.lang": ["en"],
    "place.2.name": ["الميناء"],
    "place.2.name.lang": ["ar"],
    "place.2.note": ["about"],
    "place.3.name": [""],
    "place.3.name.lang": ["en"],
    "language": ["fa"],
    "languages": ["ar", "en"],
    "languages.other": ["ku, ckb-IQ"],
}
SAID = Everything(
    against="south",
    points=(Text("en", "First point."), Text("ar", "نقطة ثانية"), Text("en", "Third.")),
    text=Text("fa", "در این باره توضیح دهید."),
    point=2,
    answer=Answer.PARTLY,
    rank="ambassador",
    at=datetime(2007, 5, 28, 7, 40, tzinfo=UTC),
    day=date(2007, 5, 28),
    public=False,
    killed=Range(5, 7),
    allegation=REFS["north/9"],
    evidence=(REFS["south/21"], REFS["host/40"]),
    parties=("south", "host"),
    role=("head",),
    place=(Place(Text("en", "Eastern mill")), Place(Text("ar", "الميناء"), "about")),
    language="fa",
    languages=("ar", "en", "ku", "ckb-IQ"),
)


def errors_of(**changed: Sequence[str]) -> dict[str, str]:
    posted = {**FILLED, **{name.replace("__", "."): value for name, value in changed.items()}}
    return {error.path: error.code for error in read_form(FORM, posted, around()).errors}


TABLED = form_of(TextTabled)
BOXED: dict[str, Sequence[str]] = {
    "title": ["Water"],
    "title.lang": ["en"],
    "title.also.fa": ["آب"],
    "languages": ["en\nfa"],
    "paragraphs.0.wordings": ["Gates open\n[ku] Derî vedibin\nin May."],
    "paragraphs.0.wordings.lang": ["en"],
    "paragraphs.0.wordings.also.fa": ["دروازه‌ها\r\nباز می‌شوند."],
    "paragraphs.0.wordings.also.ar": [""],
    "paragraphs.1.wordings": [""],
    "paragraphs.1.wordings.lang": ["en"],
    "paragraphs.1.wordings.also.ar": ["تُغلق ليلاً."],
    "paragraphs.1.wordings.also.fa": [""],
    "paragraphs.2.wordings.lang": ["en"],
    "paragraphs.2.wordings.also.ar": [""],
}


def test_each_language_of_a_text_is_read_from_its_own_box() -> None:
    """An empty box is nothing, codes in the first box are read as ever, and a box with lines is one text."""
    filled = read_form(TABLED, BOXED, around())

    assert filled.errors == ()
    assert filled.value is not None
    assert [[(w.lang, w.text) for w in p.wordings] for p in filled.value.paragraphs] == [
        [("en", "Gates open in May."), ("ku", "Derî vedibin"), ("fa", "دروازه‌ها باز می‌شوند.")],
        [("ar", "تُغلق ليلاً.")],
    ]
    assert [(t.lang, t.text) for t in filled.value.title] == [("en", "Water"), ("fa", "آب")]


def test_what_is_wrong_in_a_box_is_said_at_the_box() -> None:
    path = "paragraphs.0.wordings.also.fa"
    filled = read_form(TABLED, {**BOXED, path: ["a\u202eb"]}, around())

    assert [(error.path, error.code) for error in filled.errors] == [(path, "text.bidi_override")]
    assert TABLED.label_at(path) == "texts.tabled.paragraphs.wordings"


ORDERED_OTHERWISE = {("en", "fa", "ar"), ("ku", "en")}


@pytest.mark.parametrize(
    "langs", [("en",), ("en", "ar", "fa"), ("fa", "en"), ("en", "fa", "ar"), ("ku", "en"), ("en", "en")]
)
def test_texts_that_are_filled_in_again_keep_their_order(langs: Sequence[str]) -> None:
    """Each stands in its box where boxes keep the order, and none begins with a code then."""
    form = form_of(KINDS["proposals.tabled/1"])
    texts = tuple({"lang": lang, "text": f"{number} {lang}"} for number, lang in enumerate(langs))
    said = msgspec.convert({"title": texts, "sort": "substance", "paragraphs": texts}, form.struct)
    filled = fill_form(form, said, around())

    assert read_form(form, filled.posted, around()).value == said
    assert ("[" in "".join(filled.shown(name) for name in filled.posted)) == (langs in ORDERED_OTHERWISE)


def test_lists_of_things_of_their_own_have_no_boxes() -> None:
    """A translation in a box of its own would be a further point, to be answered by itself."""
    points = next(each for each in form_of(KINDS["allegations.filed/1"]).fields if each.name == "points")

    assert points.control is Control.TEXTS
    assert not points.boxes


@pytest.mark.parametrize(("typed", "read"), [("1", 1), ("۳", 3)])
def test_how_exact_something_is_is_chosen_in_words_and_read_as_a_number(typed: str, read: int) -> None:
    """Whoever typed its number goes on, in whichever digits."""
    form = form_of(IncidentReported)
    exact = [each for each in form.fields if each.name.endswith("_precision")]
    filled = read_form(form, {"type": ["riot"], "time_precision": [typed]}, around())

    assert [(each.control, each.choices) for each in exact] == [(Control.CHOICE, (1, 2, 3))] * 2
    for each in exact:
        words = [messages.term_of(lang, str(value), *each.groups) for lang in LANGUAGES for value in each.choices]
        assert all(words)
    assert filled.value is not None
    assert filled.value.time_precision == read


def test_every_member_gets_the_control_that_fits_it() -> None:
    controls = {field.name: field.control for field in FORM.fields}

    assert FORM.kind == "samples.everything/1"
    assert controls == {
        "against": Control.PARTY,
        "points": Control.TEXTS,
        "text": Control.TEXT,
        "point": Control.INTEGER,
        "answer": Control.CHOICE,
        "rank": Control.CHOICE,
        "at": Control.INSTANT,
        "day": Control.DAY,
        "public": Control.YES_NO,
        "killed": Control.GROUP,
        "allegation": Control.ENTRY,
        "evidence": Control.ENTRIES,
        "parties": Control.PARTIES,
        "role": Control.CHOICES,
        "place": Control.ROWS,
        "venue": Control.LINE,
        "aliases": Control.LINES,
        "language": Control.LANGUAGE,
        "languages": Control.LANGUAGES,
    }


@pytest.mark.parametrize(
    ("posted", "read"),
    [
        ({"languages": ["fa", "en"]}, ("fa", "en")),
        ({"languages": ["en\nfa"]}, ("en", "fa")),
        ({"languages": ["en"], "languages.other": ["ku، sd"]}, ("en", "ku", "sd")),
        ({"languages": [], "languages.other": [" ckb-IQ "]}, ("ckb-IQ",)),
    ],
)
def test_languages_are_chosen_or_written_by_their_codes(posted: dict[str, list[str]], read: tuple[str, ...]) -> None:
    """Also as a shell posts them, one a line; of one language alone, one."""
    several = read_form(FORM, {**FILLED, "languages.other": [""], **posted}, around()).value
    one = read_form(FORM, {**FILLED, "language": [""], "language.other": [read[0]]}, around()).value

    assert several is not None
    assert several.languages == read
    assert one is not None
    assert one.language == read[0]


@pytest.mark.parametrize("name", ["Kurdish", "الكردية", "کردی"])
def test_a_language_that_was_named_is_told_its_code(name: str) -> None:
    (error,) = read_form(FORM, {**FILLED, "languages.other": [name]}, around()).errors

    assert (error.path, error.code) == ("languages", "form.language_by_name")
    assert error.params == {"got": name, "near": "ku"}


def test_what_is_no_language_or_one_too_many_is_said_at_the_field() -> None:
    assert errors_of(languages__other=["EN"]) == {"languages": "form.no_language"}
    assert errors_of(language__other=["ku"]) == {"language": "form.given_twice"}


PROPOSED = form_of(MeetingProposed)


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("Round 5", "round_5"),
        ("round-5", "round_5"),
        ("Round ۵", "round_5"),
        ("  Débâcle & après ", "debacle_apres"),
        ("The Plenary", "plenary"),
        ("دور پنجم", ""),
        ("دور five", ""),
        ("5", ""),
        ("_", ""),
    ],
)
def test_a_word_that_is_spelt_as_people_write_is_refused_with_how_it_could_be(written: str, near: str) -> None:
    """Nothing is changed: what was typed stays in the field, and no letter of another script is left out of it."""
    called = replace(around(), used=lambda label: [("plenary", "The plenary")] if label.endswith(".series") else [])
    filled = read_form(PROPOSED, {"series": [written]}, called)

    error = filled.error_at("series")
    assert error is not None
    assert error.code == ("form.misspelt" if near else "form.no_codeword")
    assert error.params.get("near", "") == near
    assert error.params["got"] == written.strip()
    assert filled.shown("series") == written


def test_what_is_offered_instead_would_be_taken() -> None:
    """Of every member that takes such a word: its example, and whatever is made of what was written."""
    for struct in KINDS.values():
        for each in _flat(form_of(struct).fields):
            if each.example:
                assert each.pattern is not None
                assert re.search(each.pattern, each.example)


@given(st.text(), st.sampled_from(["_", "-"]))
def test_a_spelling_is_a_word_or_nothing(written: str, mark: str) -> None:
    made = spelt(written, mark)

    assert made == "" or re.fullmatch(f"[a-z][a-z0-9{mark}]{{0,47}}", made)


def _flat(fields: Sequence[Field]) -> Iterator[Field]:
    for each in fields:
        yield each
        yield from _flat(each.fields)


def test_labels_are_named_for_kind_and_field() -> None:
    killed = next(field for field in FORM.fields if field.name == "killed")
    place = next(field for field in FORM.fields if field.name == "place")

    assert killed.label_id == "samples.everything.killed"
    assert killed.fields[0].label_id == FORM.label_at("killed.low") == "samples.everything.killed.low"
    assert row_field(place, 2)[0].path == "place.2.name"
    assert FORM.label_at("place.2.name") == place.fields[0].label_id


def test_what_is_filled_in_becomes_the_struct() -> None:
    """Persian digits are numbers, a civil time is an instant, references are ids, empty rows are nothing."""
    filled = read_form(FORM, FILLED, around())

    assert filled.errors == ()
    assert filled.value == SAID


def test_the_way_back_says_the_same() -> None:
    again = fill_form(FORM, SAID, around())

    assert read_form(FORM, again.posted, around()).value == SAID
    assert again.shown("allegation") == "north/9"


@pytest.mark.parametrize(
    "day", ["28 May 2007", "7 Khordad 1386", "١١ جمادى الأولى ١٤٢٨", "۷ خرداد ۱۳۸۶", "28 أيار 2007"]
)
def test_a_day_may_be_written_out_in_any_calendar(day: str) -> None:
    """Beside what the browser lets pick, or in its place; and with the clock after it."""
    again = {**FILLED, "day": [""], "day.written": [day], "at": [""], "at.written": [f"{day}، 11:40"]}
    wanted = msgspec.structs.replace(SAID, day=date(2007, 5, 28), at=datetime(2007, 5, 28, 7, 40, tzinfo=UTC))

    assert read_form(FORM, again, around()).value == wanted
    assert read_form(FORM, {**again, "day": [day], "day.written": [""]}, around()).value == wanted


BESIDE: dict[str, Sequence[str]] = {
    **{name: values for name, values in FILLED.items() if not name.startswith("points")},
    "points.in.en": ["Ten\r\n days."],
    "points.was.en": ["Nine days."],
    "points.in.fa": [" ده  روز. "],
    "points.was.fa": ["ده روز."],
}


def beside(**changed: str) -> object:
    """The texts of a field that was written in several languages beside each other."""
    posted = {**BESIDE, **{name.replace("__", "."): [value] for name, value in changed.items()}}
    read = read_form(FORM, posted, around())
    return (
        [(e.path, e.code) for e in read.errors] if read.value is None else [(p.lang, p.text) for p in read.value.points]
    )


def test_of_languages_beside_each_other_what_was_changed_is_taken() -> None:
    """Spaces and line ends are no change. Whoever says that the others say the same signs them too."""
    assert beside() == [("en", "Ten days.")]
    assert beside(points__every="yes") == [("en", "Ten days."), ("fa", "ده روز.")]
    assert beside(points__in__fa="نه روز.") == [("en", "Ten days."), ("fa", "نه روز.")]
    assert beside(points__in__ar="", points__was__ar="") == [("en", "Ten days.")], "not written yet"


def test_nothing_changed_and_what_was_emptied_are_said_at_their_boxes() -> None:
    assert beside(points__in__en="Nine days.") == [("points.in.en", "form.nothing_changed")]
    assert beside(points__in__fa="") == [("points.in.fa", "form.required")]
    assert beside(points__in__fa="\u202eده") == [("points.in.fa", "text.bidi_override")]
    assert FORM.label_at("points.in.fa") == FORM.label_at("points")


def test_a_day_that_was_picked_is_not_written_out_too() -> None:
    assert errors_of(day__written=["7 Khordad 1386"]) == {"day": "form.given_twice"}


@pytest.mark.parametrize(("written", "said"), [("yes", True), ("true", True), ("no", False), ("false", False)])
def test_true_is_a_yes_and_false_a_no(written: str, said: bool) -> None:
    filled = read_form(FORM, {**FILLED, "public": [written]}, around())

    assert filled.errors == ()
    assert filled.value == msgspec.structs.replace(SAID, public=said)


def test_all_errors_are_shown_at_once() -> None:
    """msgspec would have stopped at the first."""
    assert errors_of(against=["moon"], point=["100"], killed__low=["few"], allegation=["north/99"], text=[" "]) == {
        "against": "form.not_offered",
        "text": "form.required",
        "point": "form.too_large",
        "killed.low": "form.not_a_number",
        "allegation": "form.no_such_entry",
    }


def test_a_list_that_an_entry_always_has_wants_one_at_least() -> None:
    """Unless its type says that there may be none."""

    class Said(msgspec.Struct, tag="samples.said/1"):
        points: tuple[Text, ...]
        places: tuple[Place, ...]
        roles: tuple[Literal["head", "member"], ...]
        bases: Annotated[tuple[str, ...], msgspec.Meta(min_length=0)]
        names: tuple[str, ...] = ()

    form = form_of(Said)

    assert [each.name for each in form.fields if each.required] == ["points", "places", "roles"]
    assert [(error.path, error.code, dict(error.params)) for error in read_form(form, {}, around()).errors] == [
        ("points", "form.required", {}),
        ("places", "form.required", {}),
        ("roles", "form.required", {"choices": "head, member"}),
    ]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("point", "0", "form.too_small"),
        ("point", "1.5", "form.not_a_number"),
        ("point", "9" * 20, "form.not_a_number"),
        ("at", "yesterday", "form.not_a_time"),
        ("at", "2007-05-28T11:40+03:00", "form.not_a_time"),
        ("at", "0001-01-01T00:00", "form.not_a_time"),
        ("at", "2007-10-01T03:30", "time.twice"),
        ("at", "2007-04-01T03:30", "time.skipped"),
        ("day", "31 May", "form.not_a_day"),
        ("day", "32 Khordad 1386", "form.not_a_day"),
        ("day", "1386-03-07", "form.month_wanted"),
        ("at", "1386/3/7 11:40", "form.month_wanted"),
        ("at", "1428-05-11T11:40", "form.month_wanted"),
        ("at", "7 Khordad 1386", "form.not_a_time"),
        ("at", "7 Khordad 1386 25:00", "form.not_a_time"),
        ("public", "maybe", "form.not_offered"),
        ("answer", "shrugged", "form.not_offered"),
        ("rank", "king", "form.not_offered"),
        ("role", "king", "form.not_offered"),
        ("text", "x" * (MAX_TEXT + 1), "form.too_long"),
        ("text", "Pay \u202e000,1\u202c only", "text.bidi_override"),
        ("text", "Pay \u2066this\u2069", "text.bidi_override"),
        ("points", "one\n\u202btwo", "text.bidi_override"),
        ("evidence", "south/21\nsouth/22", "form.no_such_entry"),
        ("place.0.note", "\u202d", "text.bidi_override"),
        ("text.lang", "de", "form.not_offered"),
    ],
)
def test_what_cannot_be_taken_is_named_with_its_field(field: str, value: str, code: str) -> None:
    path = field.removesuffix(".lang")

    assert errors_of(**{field.replace(".", "__"): [value]}) == {path: code}


def test_what_was_typed_is_shown_again() -> None:
    filled = read_form(FORM, {**FILLED, "point": ["one hundred"]}, around())

    assert filled.value is None
    assert filled.shown("point") == "one hundred"
    assert filled.all_shown("parties") == ("south", "host")
    assert filled.rows("place") == (range(4), range(4, 6))  # an empty row adds none
    assert filled.error_at("point") is not None
    assert filled.error_at("text") is None


def test_a_part_that_the_struct_does_without_is_folded_away_until_somebody_writes_in_it_or_errs_there() -> None:
    blank, filled = read_form(FORM, {}, around()), read_form(FORM, {**FILLED, "point": ["one hundred"]}, around())
    erring = read_form(FORM, {**FILLED, "killed.low": ["many"]}, around())

    assert [field.name for field in FORM.fields if field.aside and field.fields] == ["place"]
    assert not blank.touched("place")
    assert filled.touched("place")
    assert not filled.touched("place.3")
    assert erring.touched("killed")


def test_words_are_signed_in_one_spelling() -> None:
    """NFC and plain line ends; ZWNJ is spelling in Persian and stays."""
    filled = read_form(FORM, {**FILLED, "text": [unicodedata.normalize("NFD", "é") + "\r\nمی‌شود"]}, around())

    assert filled.value is not None
    assert filled.value.text.text == "é\nمی‌شود"


def test_an_objection_can_be_shown_in_the_form() -> None:
    refused = read_form(FORM, FILLED, around()).refused("allegations.against_oneself")

    assert refused.value is None
    assert refused.errors[-1].path == ""
    assert refused.shown("against") == "south"


def test_a_page_can_give_members_itself() -> None:
    form = form_of(Everything, leave_out=("against", "allegation"))
    given_here = {"against": "host", "allegation": REFS["host/40"]}
    filled = read_form(form, FILLED, around(), given_here)

    assert filled.value == msgspec.structs.replace(SAID, against="host", allegation=REFS["host/40"])


def test_msgspec_has_the_last_word() -> None:
    """A page that gives nonsense itself gets an error, not an exception."""
    form = form_of(Everything, leave_out=("against",))

    assert [e.path for e in read_form(form, FILLED, around(), {"against": "NOT A PARTY"}).errors] == ["against"]


def test_a_struct_that_no_form_can_ask_for_is_a_mistake_of_ours() -> None:
    class Floating(msgspec.Struct):
        share: float

    with pytest.raises(TypeError, match="share"):
        form_of(Floating)


def test_every_kind_that_a_delegate_signs_has_a_form() -> None:
    """One form for every kind of entry: a struct that has none cannot be signed in a browser."""
    for kind, struct in KINDS.items():
        assert form_of(struct).kind == kind


texts = st.builds(
    Text,
    st.sampled_from(["en", "ar", "fa"]),
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=30)
    .map(lambda s: unicodedata.normalize("NFC", s))
    .filter(lambda s: not s.startswith("[") and unicodedata.is_normalized("NFC", s)),
)
everything = st.builds(
    Everything,
    against=st.sampled_from(["north", "south", "host"]),
    points=st.lists(texts, min_size=1, max_size=4).map(tuple),
    text=texts,
    point=st.integers(1, 99),
    answer=st.sampled_from(list(Answer)),
    rank=st.sampled_from(["minister", "ambassador", "expert"]),
    at=st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds
    day=st.dates(),
    public=st.booleans(),
    killed=st.builds(Range, st.integers(0, 999), st.integers(0, 999)),
    allegation=st.sampled_from(list(REFS.values())),
    evidence=st.lists(st.sampled_from(list(REFS.values())), max_size=3).map(tuple),
    parties=st.lists(st.sampled_from(["north", "south", "host"]), max_size=3, unique=True).map(tuple),
    role=st.lists(st.sampled_from(["head", "member"]), max_size=2, unique=True).map(tuple),
    place=st.lists(st.builds(Place, texts, st.none()), max_size=3).map(tuple),
    language=st.sampled_from([None, "en", "ku"]),
    languages=st.lists(st.sampled_from(["en", "fa", "ku", "ckb-IQ"]), max_size=3).map(tuple),
)


@given(everything, st.sampled_from(["Asia/Baghdad", "Asia/Tehran", "UTC"]))
def test_a_struct_survives_its_form(said: Everything, zone: str) -> None:
    """Both ways, in any zone, the hours in which clocks were moved included."""
    around_here = around(zones=(zone, "UTC"))
    posted = fill_form(FORM, said, around_here).posted

    filled = read_form(FORM, posted, around_here)
    assert filled.errors == ()
    assert filled.value == said


@given(
    st.dictionaries(
        st.sampled_from([*FILLED, "place.9999.name", "place.x", "place.199.name", "points.lang", "nobody.asked"]),
        st.lists(st.text(), max_size=3),
    )
)
def test_nothing_that_is_posted_raises(posted: dict[str, list[str]]) -> None:
    filled = read_form(FORM, posted, Around())

    assert filled.value is None
    assert filled.errors


def test_an_instant_needs_no_zone_to_be_posted() -> None:
    """Then it is the reader's own."""
    posted = {name: value for name, value in FILLED.items() if name != "at.zone"}

    assert read_form(FORM, posted, replace(around(), zones=("Asia/Tehran",))).value == msgspec.structs.replace(
        SAID, at=datetime(2007, 5, 28, 8, 10, tzinfo=UTC)
    )


def test_a_bound_may_be_open() -> None:
    class Above(msgspec.Struct):
        n: Annotated[int, msgspec.Meta(gt=5, lt=8)]

    form = form_of(Above)

    assert (form.fields[0].low, form.fields[0].high) == (6, 7)


WHERE = form_of(Point)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("33.35", 333_500_000),
        ("-0.0000001", -1),
        ("٣٣٫٣٥", 333_500_000),
        ("۹۰", 900_000_000),
        ("33.3412345°", 333_412_345),
    ],
)
def test_degrees_are_kept_in_integers_without_rounding(written: str, value: int) -> None:
    filled = read_form(WHERE, {"lat": [written], "lon": ["44.4"]}, around())

    assert filled.value == Point(value, 444_000_000)
    assert read_form(WHERE, fill_form(WHERE, Point(value, -1_800_000_000), around()).posted, around()).value == Point(
        value, -1_800_000_000
    )


@pytest.mark.parametrize("written", ["90.0000001", "33.12345678", "33,35", "N 33", "1e3", ".", "--1"])
def test_what_is_no_latitude_is_not_taken(written: str) -> None:
    filled = read_form(WHERE, {"lat": [written], "lon": ["180"]}, around())

    assert {(error.path, error.code) for error in filled.errors} == {
        ("lat", "form.not_degrees"),
        ("lon", "form.not_degrees"),
    }
