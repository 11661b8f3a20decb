"""What a browser makes of a report is, to the byte, what our node would have made of the same form and key.

The scripts run in Chromium on a page without anything else. No socket is opened: what the browser asks for is
answered here. The golden vectors go through it as well: what they sign, it signs alike.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, Route

from tests.worlds import CHARTER
from trilateral.desk.devices import KIND, described, report_form
from trilateral.errors import MalformedError
from trilateral.i18n.calendars import MONTHS, day_text, day_texts
from trilateral.i18n.languages import LANGUAGES
from trilateral.i18n.writing import OtherCalendarError, day_written, tables, time_written
from trilateral.ledger.canonical import encode_canonical
from trilateral.ledger.entry import CONTEXT, Header, encode_text, entry_id, members_of, sign_text
from trilateral.mechanism.incidents.coarsening import in_two_parts
from trilateral.mechanism.incidents.entries import SUB_TYPES
from trilateral.mechanism.incidents.rules import MAX_ACTORS
from trilateral.tlog.note import KeyKind, SignerKey, parse_note
from trilateral.ui import forms
from trilateral.ui.forms import Around, form_of
from trilateral.ui.posted import read_form

VECTORS = Path(__file__).parents[1] / "vectors"
STATIC = Path(forms.__file__).parent / "static"
HOST = "http://localhost"
SEED = bytes(range(32))
PKCS8 = bytes.fromhex("302e020100300506032b657004220420")
SAID_AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
AROUND = Around({"us": "United States", "ir": "Iran"}, zones=("Asia/Baghdad", "Asia/Tehran", "UTC"), lang="en")

SCRIPT = """
import * as canonical from "./canonical.js";
import * as days from "./days.js";
import * as entry from "./entry.js";
import * as report from "./report.js";
const bytes = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
const read = (how) => ([written, tables]) => written.map((each) => {
  try { return how(each, tables); } catch (error) {
    if (error instanceof days.OtherCalendar) return "another calendar";
    if (error instanceof days.NotWritten) return null;
    throw error;
  }
});
globalThis.made = {
  ...report,
  days: read((written, tables) => days.dayText(days.dayWritten(written, tables))),
  times: read(days.timeWritten),
  encode(value) {
    try { return canonical.encodeCanonical(value); } catch (error) { if (error instanceof canonical.MalformedError) return null; throw error; }
  },
  text(header, kind, body) {
    try { return entry.encodeText(header, kind, body); } catch (error) { if (error instanceof canonical.MalformedError) return error.code; throw error; }
  },
  async sign(text, name, publicKey, pkcs8) {
    const key = await crypto.subtle.importKey("pkcs8", bytes(pkcs8), "Ed25519", false, ["sign"]);
    return [await entry.signText(text, { name, public: bytes(publicKey), private: key }), await entry.entryId(text),
            await entry.vkeyOf(name, bytes(publicKey))];
  },
  async keyStays() {
    const key = await entry.makeKey();
    try { await crypto.subtle.exportKey("pkcs8", key.private); return false; } catch { return key.public.length === 32; }
  },
};
document.body.dataset.ready = "yes";
"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """An empty page of a secure origin, with the scripts."""

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(HOST).removeprefix("/")
        if name == "run.js":
            route.fulfill(body=SCRIPT, content_type="text/javascript")
        elif name:
            route.fulfill(path=STATIC / name, content_type="text/javascript")
        else:
            route.fulfill(body='<!doctype html><script type="module" src="/run.js"></script>', content_type="text/html")

    context = browser.new_context()
    context.route("**/*", answer)
    page = context.new_page()
    page.goto(HOST)
    page.wait_for_selector("body[data-ready]", state="attached")
    yield page
    context.close()


def b64(data: bytes) -> str:
    return msgspec.json.encode(data).decode().strip('"')


def signed_there(page: Page, text: bytes, name: str, seed: bytes = SEED) -> tuple[bytes, str, str]:
    public = SignerKey(name, KeyKind.ED25519, seed).verifier().public
    note, name_of_entry, vkey = page.evaluate(
        "([text, name, key, pkcs8]) => made.sign(text, name, key, pkcs8)",
        [text.decode(), name, b64(public), b64(PKCS8 + seed)],
    )
    return note.encode(), name_of_entry, vkey


# --- values and vectors


def _one_number(written: str) -> float:
    """In a browser 56.0 and 56 are one number; what stands in a form is read as an integer before it comes so far."""
    return int(float(written)) if float(written).is_integer() else float(written)


@pytest.mark.parametrize("path", sorted((VECTORS / "jcs" / "input").glob("*.json")), ids=lambda path: path.stem)
def test_the_vectors_of_the_canonical_form_are_spelled_or_refused_as_here(page: Page, path: Path) -> None:
    value = json.loads(path.read_text("utf-8"), parse_float=_one_number)

    found = page.evaluate("made.encode", value)

    try:
        expected = encode_canonical(value).decode()
    except MalformedError:
        expected = None
    assert found == expected


@pytest.mark.parametrize(
    "value",
    [
        '\u0000\u001f\u007f"\\/\b\f\n\r\t',
        "\u2028\u2029",
        "é€\U0001f600",
        {"b": 1, "a": [], "B": {}},
        2**53 - 1,
        -(2**53 - 1),
    ],
)
def test_each_character_and_number_has_the_same_spelling(page: Page, value: Any) -> None:
    assert page.evaluate("made.encode", value) == encode_canonical(value).decode()


@pytest.mark.parametrize("value", [{"é": 1}, 0.5, [[[0.5]]]])
def test_what_has_no_spelling_here_has_none_there(page: Page, value: Any) -> None:
    with pytest.raises(MalformedError):
        encode_canonical(value)
    assert page.evaluate("made.encode", value) is None


@pytest.mark.parametrize("path", sorted((VECTORS / "slices").glob("incident*.json")), ids=lambda path: path.stem)
def test_the_golden_vectors_are_signed_alike(page: Page, path: Path) -> None:
    """Each entry in them that one key signed, spelled and signed anew in the browser with that key, is the same bytes."""
    vector = json.loads(path.read_text("utf-8"))
    seen = 0
    for log in vector["logs"].values():
        for note in log:
            parsed = parse_note(note.encode())
            name = parsed.signatures[0].name
            if len(parsed.signatures) != 1 or name not in vector["seeds"]:
                continue
            members = json.loads(parsed.text.removeprefix(CONTEXT))
            body, kind = members.pop("body"), members.pop("kind")
            text = page.evaluate("([header, kind, body]) => made.text(header, kind, body)", [members, kind, body])
            assert text.encode() == parsed.text
            assert signed_there(page, parsed.text, name, bytes.fromhex(vector["seeds"][name]))[0] == note.encode()
            seen += 1
    assert seen > 5


def test_a_key_made_there_cannot_be_taken_out(page: Page) -> None:
    assert page.evaluate("made.keyStays()") is True


# --- reports

REPORTS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "the_least": {"type": ["battle"]},
    "all_of_it": {
        "type": ["explosion"],
        "sub_type": ["shelling_or_missile_attack"],
        "when.earliest": ["2026-11-20T22:10"],
        "when.earliest.zone": ["Asia/Baghdad"],
        "when.latest": ["2026-11-20T22:40"],
        "when.latest.zone": ["Asia/Tehran"],
        "when.whole": ["yes"],
        "time_precision": ["1"],
        "where.names": ["Al-Ashar\n[ar] العشار"],
        "where.names.lang": ["en"],
        "where.points.0.lat": ["30.5085"],
        "where.points.0.lon": ["47.7804"],
        "where.points.2.lat": ["-0.0000001"],
        "where.points.2.lon": ["-179.9999999"],
        "where.radius_m": ["250"],
        "place_precision": ["2"],
        "actors.0.involvement": ["acted"],
        "actors.0.sort": ["proxy"],
        "actors.0.party": ["ir"],
        "actors.0.name": ["A group"],
        "actors.0.name.lang": ["en"],
        "actors.0.responsibility": ["denied"],
        "casualties.0.harm": ["killed"],
        "casualties.0.whom": ["civilians"],
        "casualties.0.least": ["0"],
        "casualties.0.most": ["7"],
        "observed.0.how": ["heard"],
        "observed.0.direction_degrees": ["۱۲۰"],
        "observed.0.distance_m": ["٤٠٠"],
        "text": ["  Two rounds.\r\nThen one more. "],
        "text.lang": ["en"],
    },
    "persian": {
        "type": ["weapons"],
        "text": ["کاروان؛ می‌گویند «دو نفر» — ۳ کیلومتر"],
        "text.lang": ["fa"],
        "where.names": ["بندر"],
        "where.names.lang": ["fa"],
        "where.points.0.lat": ["٣٠٫٥"],
        "where.points.0.lon": ["۴۷٫۷۸۰۴"],
    },
    "a_choice_in_its_own_digits": {"type": ["riot"], "time_precision": ["۲"], "place_precision": ["٣"]},
    "a_place_in_boxes": {"type": ["riot"], "where.names": ["Basra\n[ku] Besre"], "where.names.lang": ["en"],
                         "where.names.also.fa": ["بصره"], "where.names.also.ar": ["البصرة\nالعشار"]},
    "decomposed": {"type": ["riot"], "text": ["e\u0301t\u00e9"], "text.lang": ["en"]},
    "known_by_name": {"type": ["protest"], "where.names": ["Basra"], "where.names.lang": ["en"], "where.whole": ["no"]},
    "defaults_typed": {"type": ["strategic"], "where.radius_m": ["0"], "where.names": ["X"], "actors.0.involvement": ["present"],
                       "actors.0.sort": ["unknown"], "actors.0.responsibility": ["unknown"]},
    "written_out": {"type": ["battle"], "when.earliest.written": ["7 Khordad 1386 10:30"], "when.earliest.zone": ["Asia/Baghdad"],
                    "when.latest": [""], "when.latest.written": ["  ١١ جمادى الأولى،\u00a0١٤٢٨، ١١:٤٠ "], "when.latest.zone": ["Asia/Tehran"]},
    "written_in_persian": {"type": ["battle"], "when.earliest.written": ["۷ خرداد ۱۳۸۶ ۹:۰۵"]},
    "written_in_numbers": {"type": ["battle"], "when.earliest.written": ["۲۰۰۷/۵/۲۸ ۰۹:۰۵"]},
    "typed_where_one_picks": {"type": ["battle"], "when.earliest": ["28 حزيران 2007 11:40"]},
    "long_ago": {"type": ["battle"], "when.earliest.written": ["28 May 1521 11:40"], "when.earliest.zone": ["UTC"]},
    "old_clocks": {"type": ["battle"], "when.earliest": ["2007-05-28T10:30:15"], "when.earliest.zone": ["Asia/Baghdad"],
                   "casualties.0.harm": ["wounded"], "casualties.0.whom": ["own"], "casualties.0.least": ["2"]},
}  # fmt: skip

WRONG: Mapping[str, Mapping[str, Sequence[str]]] = {
    "nothing": {},
    "no_such_type": {"type": ["war"]},
    "a_direction_mark": {"type": ["battle"], "text": ["a\u202eb"], "text.lang": ["en"]},
    "no_number": {"type": ["battle"], "time_precision": ["soon"]},
    "too_precise": {"type": ["battle"], "time_precision": ["0"]},
    "too_imprecise": {"type": ["battle"], "time_precision": ["4"]},
    "half_a_point": {"type": ["battle"], "where.points.0.lat": ["30"]},
    "no_degrees": {"type": ["battle"], "where.points.0.lat": ["91"], "where.points.0.lon": ["north"]},
    "skipped_hour": {"type": ["battle"], "when.earliest": ["2021-03-22T00:30"], "when.earliest.zone": ["Asia/Tehran"]},
    "hour_twice": {"type": ["battle"], "when.earliest": ["2021-09-21T23:30"], "when.earliest.zone": ["Asia/Tehran"]},
    "no_time": {"type": ["battle"], "when.earliest": ["2026-02-30T00:00"]},
    "no_time_picked": {"type": ["battle"], "when.earliest": ["2026-02-28"]},
    "given_twice": {"type": ["battle"], "when.earliest": ["2007-05-28T10:30"], "when.earliest.written": ["7 Khordad 1386 10:30"]},
    "month_wanted": {"type": ["battle"], "when.earliest.written": ["1386-03-07 10:30"]},
    "month_wanted_of_what_was_picked": {"type": ["battle"], "when.earliest": ["1386-03-07T10:30"]},
    "no_time_written": {"type": ["battle"], "when.earliest.written": ["7 Khordad 1386"]},
    "no_day_written": {"type": ["battle"], "when.earliest.written": ["31 Mehr 1386 10:30"]},
    "no_such_month": {"type": ["battle"], "when.earliest.written": ["5 constructor 2007 10:30"]},
    "no_such_hour": {"type": ["battle"], "when.earliest.written": ["7 Khordad 1386 24:00"]},
    "before_clocks": {"type": ["battle"], "when.earliest.written": ["28 May 0999 10:30"]},
    "the_end_of_time": {"type": ["battle"], "when.earliest.written": ["31 December 9999 23:59"], "when.earliest.zone": ["Etc/GMT+1"]},
    "skipped_in_words": {"type": ["battle"], "when.earliest.written": ["2 Farvardin 1400 00:30"], "when.earliest.zone": ["Asia/Tehran"]},
    "an_end_alone": {"type": ["battle"], "when.latest.written": ["7 Khordad 1386 10:30"]},
    "no_party": {"type": ["battle"], "actors.0.involvement": ["acted"], "actors.0.sort": ["party"], "actors.0.party": ["xx"]},
    "too_long": {"type": ["battle"], "text": ["x" * 20_001], "text.lang": ["en"]},
    "no_such_language": {"type": ["battle"], "text": ["x"], "text.lang": ["de"]},
}  # fmt: skip


def read_there(page: Page, posted: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    around = {"zones": AROUND.zones, "parties": list(AROUND.parties), "lang": AROUND.lang, "languages": list(LANGUAGES),
              "days": tables()}  # fmt: skip
    found: dict[str, Any] = page.evaluate(
        "([fields, posted, around]) => made.readReport(fields, posted, around)",
        [described(report_form()), {name: list(values) for name, values in posted.items()}, around],
    )
    return found


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("words_stay", [False, True])
def test_a_report_is_read_divided_and_signed_alike(page: Page, name: str, words_stay: bool) -> None:
    filled = read_form(report_form(), REPORTS[name], AROUND)
    assert filled.value is not None, filled.errors
    charter = replace(CHARTER, grid_microdegrees=100_000, detail_delay_hours=48)
    parts = in_two_parts(filled.value, charter, SAID_AT, words_may_stay=words_stay)
    header = Header(mechanism="ab" * 32, log="us.example/log", kind=KIND, by="head", claimed_at=SAID_AT, seen="cd" * 32)
    text = encode_text(header, parts.clear)
    key = SignerKey("us.example/log/delegate/head/device-1", KeyKind.ED25519, SEED)

    there = read_there(page, REPORTS[name])
    divided = page.evaluate(
        "([report, charter, at, stay]) => made.inTwoParts(report, charter, at, stay)",
        [there["members"], {"grid": 100_000, "delayHours": 48}, "2026-11-22T12:00:00Z", words_stay],
    )
    given = {"mechanism": "ab" * 32, "log": "us.example/log", "by": "head", "seen": "cd" * 32, "capacity": "own"}
    made = page.evaluate(
        "([header, kind, body]) => made.text(header, kind, body)",
        [{**given, "claimed_at": "2026-11-22T12:00:00Z"}, KIND, divided["clear"]],
    )
    note, name_of_entry, vkey = signed_there(page, text, key.name)

    assert there == {"members": members_of(filled.value), "errors": []}
    assert divided["sealed"] == (None if parts.sealed is None else members_of(parts.sealed))
    assert made.encode() == text
    assert note == sign_text(text, key)
    assert name_of_entry == entry_id(text)
    assert vkey == key.verifier().vkey()


@pytest.mark.parametrize("name", WRONG)
def test_what_a_node_would_not_read_is_refused_with_the_same_code_in_the_same_place(page: Page, name: str) -> None:
    here = read_form(report_form(), WRONG[name], AROUND).errors

    there = read_there(page, WRONG[name])["errors"]

    assert here
    assert [(each["path"], each["code"]) for each in there] == [(each.path, each.code) for each in here]
    assert [each["params"].get("got") for each in there] == [each.params.get("got") for each in here]


# --- days in words


def days_there(page: Page, written: Sequence[str]) -> list[str | None]:
    found: list[str | None] = page.evaluate("made.days", [list(written), tables()])
    return found


def day_here(written: str) -> str | None:
    try:
        return day_written(written).isoformat()
    except OtherCalendarError:
        return "another calendar"
    except (ValueError, OverflowError):
        return None


def test_every_day_of_the_records_time_is_counted_alike_in_three_calendars(page: Page) -> None:
    days = [date(1930, 1, 1) + timedelta(days=number) for number in range((date(2071, 1, 1) - date(1930, 1, 1)).days)]
    for calendar in MONTHS:
        assert days_there(page, [day_text(day, "en", calendar) for day in days]) == [day.isoformat() for day in days]


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_are_read_there_as_every_language_shows_them(page: Page, language: str) -> None:
    days = [date(1925, 1, 1) + timedelta(days=number) for number in range(0, 55_000, 17)]
    for number in range(3):
        written = [day_texts(day, language)[number] for day in days]
        assert days_there(page, written) == [day.isoformat() for day in days]


def test_a_month_has_as_many_days_there_as_here(page: Page) -> None:
    """And a calendar begins and ends where it does here."""
    years = {
        "jalali": (0, 1, *range(1309, 1450), 9377, 9378),
        "hijri": range(1341, 1503),
        "gregorian": (0, 1, 1900, 2000, 2007, 9999),
    }
    written = [
        f"{day} {name.replace('_', ' ')} {year:04}"
        for calendar, languages in MONTHS.items()
        for name in languages["en"].split()
        for year in years[calendar]
        for day in (0, 1, 28, 29, 30, 31, 32)
    ]

    assert days_there(page, written) == [day_here(each) for each in written]


ODD = (
    "", " ", "tomorrow", "2007-05-28", "2007/5/28", "2007 5 28", "2007.5.28", "۲۰۰۷-۰۵-۲۸", "2007-05/28", "2007٫5٫28", "20٬07-05-28",
    "28/05/2007", "99999-01-01", "0000-01-01", "1199-12-31", "1200-01-01", "1599-12-31", "1600-01-01", "28 may 2007", "28 MAY 2007",
    "28  May,2007", "28 May2007", "28May 2007", "28 أيار 2007", "٢٨ مايو ٢٠٠٧", "28 أيار/مايو 2007", "28 ايار 2007", "۲۸ مه ۲۰۰۷",
    "1 فروردين 1386", "1 فروردین 1386", "1 جمادي الاولى 1428", "1 Jumada-I 1428", "1 JumadaI 1428", "1 Dhu al-Qa\u02bfdah 1428",
    "1 ＭＡＹ 2007", "1 Ma\u200dy 2007", "1 M\u00e1y 2007", "1 \u2067May\u2069 2007", "1 May\u00b2 2007", "1 ربیع\u200cالاول 1428",
    "1 ذي القعدة 1428", "1 5 2007", "5 Brumaire 0008", "1 constructor 2007", "1 __proto__ 2007", "\ufeff1 May 2007", "1 May 2007\n",
    "1\u2003May\u202f2007", "1 May\n2007", "۱ مه ۲۰۰۷ ", "1 𞤃𞤢 2007", "1 İ 2007", "1 \u0130ay 2007", "31 May 9999", "1 Aban 9378",
)  # fmt: skip


def test_what_people_may_type_is_read_alike_or_refused_alike(page: Page) -> None:
    assert days_there(page, ODD) == [day_here(each) for each in ODD]


def time_here(written: str) -> list[int] | str | None:
    try:
        found = time_written(written)
    except OtherCalendarError:
        return "another calendar"
    except (ValueError, OverflowError):
        return None
    return [found.year, found.month, found.day, found.hour, found.minute, found.second]


@pytest.mark.parametrize("day", ODD)
def test_a_clock_after_a_day_is_read_alike(page: Page, day: str) -> None:
    clocks = (
        "",
        " 9:05",
        " 09:05",
        "، ٠٩:٠٥",
        ",9:05",
        "9:05",
        "T09:05",
        "T09:05:07",
        "T9:05",
        " 09:5",
        " 24:00",
        " 23:60",
        " 9:05:07",
        "T09:05Z",
        "\n9:05",
    )
    written = [day + clock for clock in clocks]

    assert page.evaluate("made.times", [written, tables()]) == [time_here(each) for each in written]


class Days(msgspec.Struct, frozen=True):
    """What a form may ask for besides."""

    on: date
    until: date | None = None


@pytest.mark.parametrize(
    "posted",
    [
        {"on": "2007-05-28"},
        {"on.written": "۷ خرداد ۱۳۸۶", "until.written": "11 Jumada I 1428"},
        {"on": "2007-05-28", "on.written": "28 May 2007"},
        {"on.written": "1386/3/7"},
        {"on.written": "tomorrow", "until": "2007-02-30"},
        {},
    ],
)
def test_a_day_is_read_from_a_form_as_a_node_reads_it(page: Page, posted: Mapping[str, str]) -> None:
    form = form_of(Days)
    given = {name: [value] for name, value in posted.items()}
    filled = read_form(form, given, AROUND)
    there = page.evaluate(
        "([fields, posted, days]) => made.readReport(fields, posted, { days })", [described(form), given, tables()]
    )

    assert [(each["path"], each["code"]) for each in there["errors"]] == [
        (each.path, each.code) for each in filled.errors
    ]
    if filled.value is not None:
        said = {name: value for name, value in msgspec.to_builtins(filled.value).items() if value is not None}
        assert there["members"] == said


UNSOUND: Mapping[str, tuple[str, dict[str, Any]]] = {
    "incidents.other_type": ("sub_type", {"type": "battle", "sub_type": "looting_or_destruction"}),
    "incidents.time_empty": ("when", {"type": "battle", "when": {"earliest": "2026-01-02T00:00:00Z", "latest": "2026-01-01T00:00:00Z"}}),
    "incidents.place_empty": ("where", {"type": "battle", "where": {"radius_m": 5}}),
    "incidents.actor_unclear": ("actors", {"type": "battle", "actors": [{"involvement": "acted", "sort": "party"}]}),
    "incidents.most_below_least": ("casualties", {"type": "battle", "casualties": [{"harm": "killed", "whom": "own", "least": 3, "most": 2}]}),
    "incidents.counted_twice": ("casualties", {"type": "battle", "casualties": [{"harm": "killed", "whom": "own"}] * 2}),
    "incidents.names_too_many": ("observed", {"type": "battle", "observed": [{"how": "seen"}] * (MAX_ACTORS + 1)}),
}  # fmt: skip


@pytest.mark.parametrize("code", UNSOUND)
def test_what_the_rules_say_against_a_report_by_itself_is_said_before_it_is_signed(page: Page, code: str) -> None:
    path, report = UNSOUND[code]
    setup = {"subTypes": SUB_TYPES, "mostRows": MAX_ACTORS}

    found = page.evaluate("([report, setup]) => made.objectionsTo(report, setup)", [report, setup])

    assert [(each["path"], each["code"]) for each in found] == [(path, code)]


@pytest.mark.parametrize(("words", "code"), [("a\u2067b", "text.bidi_override"), ("e\u0301", "text.not_nfc")])
def test_words_that_read_differently_from_how_they_show_are_not_signed(page: Page, words: str, code: str) -> None:
    body = {"type": "battle", "text": {"lang": "en", "text": words}}

    assert page.evaluate("([kind, body]) => made.text({}, kind, body)", [KIND, body]) == code
