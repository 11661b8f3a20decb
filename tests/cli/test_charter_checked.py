"""What `charter check` and `charter new` find against a text, and how it is read out, in each language."""

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner, Result

from tests.worlds import HOST, NORTH, PARTIES, SOUTH, en, make_charter, origin, terms_of
from trilateral.catalogue import CLOCKS
from trilateral.cli import main
from trilateral.ledger.charter import (
    Charter,
    ClockTerms,
    Holiday,
    Quotas,
    SilenceTerms,
    UnsignedTerms,
    WitnessTerms,
    encode_charter,
    parse_charter,
)
from trilateral.ledger.entry import Text, members_of
from trilateral.tlog.note import KeyKind, SignerKey

ALL_CLOCKS = tuple(ClockTerms(each.name, each.hours or 72) for each in CLOCKS)
WITNESS = WitnessTerms(
    SignerKey("archive.example", KeyKind.COSIGNATURE, b"\5" * 32).verifier().vkey(), (en("Archive"),)
)
SOUND = make_charter(clocks=ALL_CLOCKS, quorum=1, grid_microdegrees=100_000, detail_delay_hours=48)


def north(**changes: Any) -> dict[str, Any]:
    """A charter's members with other terms of North."""
    return {"parties": tuple(terms_of(each, **(changes if each == NORTH else {})) for each in PARTIES)}


def checked(path: Path, charter: Charter, *options: str, lang: str = "en") -> Result:
    file = path / "charter.json"
    file.write_bytes(encode_charter(charter))
    return CliRunner().invoke(main, ["--lang", lang, "charter", "check", str(file), *options])


def changed(**changes: Any) -> Charter:
    return msgspec.structs.replace(SOUND, **changes)


def test_nothing_stands_against_a_sound_text(tmp_path: Path) -> None:
    result = checked(tmp_path, SOUND)

    assert (result.exit_code, result.stderr) == (0, "")
    assert "[charter." not in result.stdout
    assert json.loads(checked(tmp_path, SOUND, "--json").stdout)["findings"] == []


ERRORS: dict[str, tuple[dict[str, Any], str]] = {
    "charter.unknown_clock": ({"clocks": (*ALL_CLOCKS, ClockTerms("allegation.answer", 48))}, "allegations.answer"),
    "charter.unknown_kind": ({"two_person": ("proposals.acepted",)}, "proposals.accepted"),
    "charter.never_by_two": ({"two_person": ("ledger.charter_accepted",)}, "root_threshold"),
    "charter.unknown_matter": ({"silence": SilenceTerms(1, ("proceedure",))}, "procedure"),
    "charter.silence_quorum": ({"silence": SilenceTerms(3)}, "together are 2"),
    "charter.silence_disinterested": ({"silence": SilenceTerms(1, disinterested=2)}, "there are 1"),
    "charter.silence_hours": ({"silence": SilenceTerms(1, min_hours=80)}, "72"),
    "charter.unknown_zone": (north(zone="Asia/Bagdad"), "Asia/Baghdad"),
    "charter.no_such_day": (north(holidays=(Holiday("2030-02-30", "2030-03-02"),)), "2030-02-30"),
    "charter.holiday_ends_first": (north(holidays=(Holiday("2030-03-25", "2030-03-21"),)), "2030-03-21"),
    "charter.no_working_day": (north(weekend=(1, 2, 3, 4, 5, 6, 7)), "north"),
    "charter.too_many_roots": (north(root_threshold=2), "it has 1"),
    "charter.quorum_beyond_reach": ({"quorum": 4}, "together are 2"),
}

WARNINGS: dict[str, tuple[dict[str, Any], str]] = {
    "charter.clocks_missing": ({"clocks": ALL_CLOCKS[1:]}, ALL_CLOCKS[0].name),
    "charter.clock_proven_late": (
        {
            "clocks": (
                *(each for each in ALL_CLOCKS if each.name != "allegations.answer"),
                ClockTerms("allegations.answer", 48, "working"),
            )
        },
        "calendar hours",
    ),
    "charter.rung_misspelt": ({"clocks": (*ALL_CLOCKS, ClockTerms("disputes.head", 48))}, "disputes.heads"),
    "charter.act_by_one": ({"two_person": ("proposals.accepted_with_reservation",)}, "proposals.accepted"),
    "charter.created_by_one": ({"two_person": ("commitments.undertaken",)}, "proposals.accepted"),
    "charter.silence_by_the_interested": ({"silence": SilenceTerms(2, disinterested=0)}, "disinterested=1"),
    "charter.silence_by_one": ({"silence": SilenceTerms(1)}, "quorum=2"),
    "charter.silence_without_grace": ({"silence": SilenceTerms(2, grace_minutes=0)}, "grace=60"),
    "charter.silence_binds": (
        {"silence": SilenceTerms(2, ("procedure", "commitment", "substance"))},
        "substance, commitment",
    ),
    "charter.holidays_out_of_order": (
        north(holidays=(Holiday("2030-03-21", "2030-03-25"), Holiday("2030-01-01", "2030-01-01"))),
        "2030-01-01..2030-01-01",
    ),
    "charter.exact_places": ({"grid_microdegrees": 0}, "grid_microdegrees = 100000"),
    "charter.details_at_once": ({"detail_delay_hours": 0}, "detail_delay_hours = 48"),
    "charter.quorum_of_all": ({"quorum": 2}, "outside witness"),
    "charter.unknown_language": ({"languages": ("fx",)}, "BCP 47"),
}


@pytest.mark.parametrize("code", ERRORS)
def test_what_can_never_hold_is_refused(code: str, tmp_path: Path) -> None:
    """With what came, what is nearest to it, and what to do; and the exit code says so."""
    changes, said = ERRORS[code]
    result = checked(tmp_path, changed(**changes))
    told = json.loads(checked(tmp_path, changed(**changes), "--json").stdout)

    assert result.exit_code == 1
    assert re.search(rf"^against it: .*{re.escape(said)}.* \[{re.escape(code)}\]$", result.stdout, re.MULTILINE)
    assert "[charter.cannot_hold]" in result.stderr
    assert (told["ok"], [each["code"] for each in told["findings"] if each["is_error"]]) == (False, [code])


@pytest.mark.parametrize("code", WARNINGS)
def test_what_holds_and_may_not_be_meant_is_said_and_not_refused(code: str, tmp_path: Path) -> None:
    changes, said = WARNINGS[code]
    result = checked(tmp_path, changed(**changes))

    assert result.exit_code == 0, result.output
    assert re.search(rf"^to be considered: .*{re.escape(said)}.* \[{re.escape(code)}\]$", result.stdout, re.MULTILINE)
    assert json.loads(checked(tmp_path, changed(**changes), "--json").stdout)["ok"] is True


def test_the_spec_lists_every_finding_as_what_it_is() -> None:
    spec = Path(__file__).parents[2] / "docs" / "spec" / "charter.md"
    errors, _, warnings = spec.read_text("utf-8").partition("\n**Warnings**")
    rows = re.compile(r"^\| `(charter\.[a-z_]+)` \|", re.MULTILINE)

    assert rows.findall(errors) == list(ERRORS)
    assert rows.findall(warnings) == list(WARNINGS)


@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_every_finding_is_said_in_each_language(lang: str, tmp_path: Path) -> None:
    """No Latin sentence is left, and no hole is where something was to be named."""
    for changes, _ in (*ERRORS.values(), *WARNINGS.values()):
        lines = [
            line for line in checked(tmp_path, changed(**changes), lang=lang).stdout.splitlines() if "[charter." in line
        ]

        assert lines
        assert not any("\N{HORIZONTAL ELLIPSIS}" in line.replace(".\N{HORIZONTAL ELLIPSIS}", "") for line in lines), (
            lines
        )
        assert not any(re.search(r"\b(?:the|is|which)\b", line) for line in lines), lines


def test_outside_witnesses_count_for_what_silence_takes(tmp_path: Path) -> None:
    reached = changed(witnesses=(WITNESS,), silence=SilenceTerms(3, disinterested=2))

    assert checked(tmp_path, reached).exit_code == 0


FULL = changed(
    **north(
        zone="Asia/Tehran",
        capital=(en("Tehran"),),
        weekend=(4, 5),
        holidays=(Holiday("2030-03-21", "2030-03-25", (en("Nowruz"),)),),
    ),
    area=(en("Both banks"),),
    unsigned=(UnsignedTerms("valley", (en("The valley council"),), "Asia/Baghdad"),),
    witnesses=(WITNESS,),
    clocks=(*ALL_CLOCKS[1:], ClockTerms("allegations.filing", 24, "working", "all", 30)),
    silence=SilenceTerms(2, ("procedure", "communique"), 24, 48, 45, 1),
    two_person=("proposals.accepted",),
    agenda=(en("Water"),),
    languages=("en", "fa"),
    quotas=Quotas(100, 2000, 30),
    retention_days=365,
    detail_delay_hours=12,
    grid_microdegrees=10_000,
    heartbeat_seconds=600,
)

READ_OUT = (
    *(
        "Both banks",
        "North (north), party",
        "Host (host), host",
        f"Its log: {origin(NORTH)}",
        "Clock of: Tehran, Asia/Tehran",
    ),
    *("Thursday, Friday", "No work from 21 March 2030 to 25 March 2030 (Nowruz)", "what roots sign: 1 of 1"),
    *("The valley council (valley)", "Asia/Baghdad", "Outside witness: Archive, archive.example+"),
    *("signature of 1 other party", "older than 600 seconds", "filing of an allegation (allegations.filing): 24 hours"),
    *(
        "on days on which all capitals work",
        "with 30 minutes of grace",
        "Silence of 24 to 48 hours is consent on: procedure, communiqué",
    ),
    *("from 45 minutes after the hour on", "such a head needs: 2", "nor the silent party: 1"),
    *("(proposals.accepted)", "likewise: ", "(proposals.accepted_with_reservation)", "(proposals.tabled)", "Water"),
    *(
        "Authentic languages: en, fa",
        "at most: 100 entries, 2,000 bytes, 30 heads",
        "for 365 days",
        "wait for 12 hours",
    ),
    *("grid of 0.01°", "Catalogue level: 1"),
)


def test_every_term_is_read_out(tmp_path: Path) -> None:
    result = checked(tmp_path, FULL)
    text = result.stdout.replace("\N{NO-BREAK SPACE}", " ")

    assert result.exit_code == 0, result.output
    for said in READ_OUT:
        assert said in text, said


@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_a_delegation_reads_it_out_in_its_language(lang: str, tmp_path: Path) -> None:
    """Line for line the same text, with its own digits and names of days."""
    lines = checked(tmp_path, FULL, lang=lang).stdout.splitlines()
    english = checked(tmp_path, FULL).stdout.splitlines()
    own = {"ar": ("الخميس", "٢١ آذار/مارس ٢٠٣٠", "٠٫٠١"), "fa": ("پنجشنبه", "۱ فروردین ۱۴۰۹", "۰٫۰۱")}

    assert len(lines) == len(english)
    for said in own[lang]:
        assert said in "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ").replace("\N{ZERO WIDTH NON-JOINER}", ""), (
            said
        )
    assert "\u2068" not in "".join(lines)


def test_every_member_of_the_format_is_read_out(tmp_path: Path) -> None:
    """A member that is put into the format and not read out would be signed unheard."""
    silent = {
        "format",
        "level",
        "reconstruction",
        "previous",
        "instead_of",
    }  # said in words of their own, or of no effect
    plain = checked(tmp_path, changed()).stdout
    for name, value in members_of(FULL).items():
        if name not in silent and getattr(FULL, name) != getattr(SOUND, name):
            assert (
                checked(tmp_path, changed(**{name: getattr(FULL, name)})).stdout.splitlines()[1:]
                != plain.splitlines()[1:]
            ), (name, value)


def terms_files(path: Path, *parties: Any) -> list[str]:
    found: list[str] = []
    for terms in parties:
        file = path / f"{terms.id}.json"
        file.write_bytes(msgspec.json.encode(members_of(terms)))
        found += ["--party", str(file)]
    return found


def new(path: Path, *options: str, parties: Any = ()) -> Result:
    words = "--title", "en=A commission", "--scope", "en=The river", "-o", str(path / "new.json")
    return CliRunner().invoke(
        main, ["charter", "new", *terms_files(path, *(parties or SOUND.parties)), *words, *options]
    )


def test_a_text_of_which_something_can_never_hold_is_not_written(tmp_path: Path) -> None:
    result = new(tmp_path, "--clock", "allegation.answer=48")

    assert result.exit_code == 1
    assert "[charter.unknown_clock]" in result.stderr
    assert "Most like it: allegations.answer" in result.stderr
    assert not (tmp_path / "new.json").exists()


def test_customary_clocks_are_a_proposal_to_change(tmp_path: Path) -> None:
    """All for which the field has a figure, and one that the parties set otherwise; what it has none for is said."""
    result = new(tmp_path, "--clocks", "customary", "--clock", "meetings.special=36")
    charter = parse_charter((tmp_path / "new.json").read_bytes())

    assert result.exit_code == 0, result.output
    assert {each.name: each.hours for each in charter.clocks} == {
        **{each.name: each.hours for each in CLOCKS if each.hours and not each.name.startswith("disputes.")},
        "meetings.special": 36,
    }
    assert "requests.answer, statements.answer. Agree on hours" in result.stderr
    assert "or begin with" not in result.stderr
    assert "[charter.clocks_missing]" in new(tmp_path).stderr


def test_places_are_coarse_and_details_wait_unless_somebody_says_otherwise(tmp_path: Path) -> None:
    plain = new(tmp_path)
    charter = parse_charter((tmp_path / "new.json").read_bytes())
    assert (charter.grid_microdegrees, charter.detail_delay_hours) == (100_000, 48)
    assert "[charter.exact_places]" not in plain.stderr
    assert "[charter.details_at_once]" not in plain.stderr

    new(tmp_path, "--grid-microdegrees", "500000", "--detail-delay-hours", "72")
    charter = parse_charter((tmp_path / "new.json").read_bytes())
    assert (charter.grid_microdegrees, charter.detail_delay_hours) == (500_000, 72)

    exact = new(tmp_path, "--grid-microdegrees", "0", "--detail-delay-hours", "0")
    charter = parse_charter((tmp_path / "new.json").read_bytes())
    assert exact.exit_code == 0, exact.output
    assert (charter.grid_microdegrees, charter.detail_delay_hours) == (0, 0)
    assert "[charter.exact_places]" in exact.stderr
    assert "[charter.details_at_once]" in exact.stderr


def test_rungs_of_disputes_stand_in_the_order_given(tmp_path: Path) -> None:
    rungs = ["disputes.liaison", "disputes.heads", "disputes.capitals"]
    new(tmp_path, *(option for name in rungs for option in ("--clock", f"{name}=100")))

    assert [each.name for each in parse_charter((tmp_path / "new.json").read_bytes()).clocks] == rungs


def test_nobody_need_wait_for_an_observer(tmp_path: Path) -> None:
    """The proposed quorum is of bound parties; an observer and an outside witness may stand in for one."""
    parties = (terms_of(HOST, role="observer"), terms_of(NORTH), terms_of(SOUTH))
    result = new(tmp_path, parties=parties)

    assert parse_charter((tmp_path / "new.json").read_bytes()).quorum == 1
    assert "[charter.quorum_of_all]" not in result.stderr
    assert "[charter.quorum_of_all]" in new(tmp_path).stderr
    assert parse_charter((tmp_path / "new.json").read_bytes()).quorum == 2


def test_texts_in_other_languages_stand_as_they_were_written(tmp_path: Path) -> None:
    both = changed(titles=(en("A commission"), Text("fa", "کمیسیون")))

    assert "کمیسیون (fa)" in checked(tmp_path, both).stdout
    assert "A commission (en)" in checked(tmp_path, both, lang="fa").stdout
