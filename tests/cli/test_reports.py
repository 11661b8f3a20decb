"""Reports from the command line: in two parts where not all may be in the open, and many at once as a list."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_bodies import Stage, found

GRID, HOURS = 100_000, 48
WHEN = "2099-01-01T00:00:00Z"
"""Later than any day on which this is run, so its delay is never over."""
EXACT = {
    "names": [{"lang": "en", "text": "The pier"}],
    "points": [{"lat": 333_412_345, "lon": 443_612_345}],
    "radius_m": 5,
}
REPORT = (
    *("incidents.reported", "--field", "type=explosion", "--field", "sub_type=grenade"),
    *("--field", f"where={json.dumps(EXACT)}", "--field", f'when={{"earliest": "{WHEN}"}}'),
    *("--field", 'casualties=[{"harm": "killed", "whom": "own", "least": 2, "most": 2}]'),
)
"""An exact report, told at once."""


@pytest.fixture(scope="module")
def careful(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Three homes by a charter with a grid and a delay."""
    root = tmp_path_factory.mktemp("reports")
    found(root, grid_microdegrees=GRID, detail_delay_hours=HOURS)
    made = Stage(root)
    made.sync()
    return made


def test_what_is_too_fine_or_too_early_is_refused_with_the_way_to_send_it(careful: Stage) -> None:
    late = ("--field", 'when={"earliest": "2007-05-28T00:00:00Z"}')
    fine = careful.run("us", "sign", *REPORT)
    prompt = careful.run("us", "sign", "incidents.reported", *REPORT[1:5], *REPORT[7:])
    ripe = careful.run("us", "sign", "incidents.reported", *REPORT[1:5], *late, *REPORT[9:])

    assert fine.exit_code == prompt.exit_code == 1
    assert "incidents.too_fine" in fine.output
    assert "the charter's grid of 0.1°, and this one is finer" in fine.output
    assert "incidents.too_prompt" in prompt.output
    for refused in (fine, prompt):
        assert "--detail-to" in refused.output
    assert ripe.exit_code == 0, ripe.output


def test_one_command_signs_the_coarse_report_in_the_open_and_the_exact_one_under_seal(careful: Stage) -> None:
    signed = careful.done("us", "sign", *REPORT, "--detail-to", "iq")
    careful.sync()
    in_the_open = careful.done("ir", "show", signed["clear"])["body"]
    closed = careful.run("ir", "show", signed["sealed"], "--open")
    opened = careful.done("iq", "show", signed["sealed"], "--open")["body"]

    assert in_the_open["where"]["points"] == [{"lat": 333_500_000, "lon": 443_500_000}]
    assert in_the_open["where"]["radius_m"] > 7000
    assert "casualties" not in in_the_open
    assert opened["where"] == EXACT
    assert opened["casualties"] == [{"harm": "killed", "whom": "own", "least": 2, "most": 2}]
    assert "333412345" not in closed.output


WORDS = ("--field", 'text={"lang": "en", "text": "By the old pier."}')
NAMED = (
    '{"names": [{"lang": "en", "text": "The pier"}], "points": [{"lat": 333412345, "lon": 443612345}], "radius_m": 5}'
)


@pytest.mark.parametrize("stays", [False, True])
def test_words_and_names_of_places_stay_out_of_the_open_half_unless_they_may_stay(careful: Stage, stays: bool) -> None:
    """What everybody will read is printed before it is signed."""
    report = ("incidents.reported", "--field", "type=explosion", "--field", f"where={NAMED}", *WORDS)
    signed = careful.run("us", "sign", *report, "--detail-to", "iq", *(["--words-stay"] if stays else []))
    refs = [line.split()[0] for line in signed.stdout.splitlines()]
    careful.sync()
    body = careful.done("ir", "show", refs[0])["body"]
    printed, _, under = signed.stderr.partition("Under seal:")

    assert signed.exit_code == 0, signed.output
    assert printed.startswith("In the clear:\n")
    assert ("pier" in json.dumps(body)) is ("pier" in printed) is stays
    assert "333412345" not in printed
    assert "333412345" in under
    assert careful.done("iq", "show", refs[1], "--open")["body"]["where"] == json.loads(NAMED)


def test_the_flag_for_words_goes_with_two_parts_alone(careful: Stage) -> None:
    assert careful.run("us", "sign", *REPORT, "--words-stay").exit_code == 2


def test_nothing_is_signed_if_the_second_part_cannot_be(careful: Stage) -> None:
    before = careful.done("us", "state")
    nobody = careful.run("us", "sign", *REPORT, "--detail-to", "us")
    stranger = careful.run("us", "sign", *REPORT, "--detail-to", "west")
    other = careful.run("us", "sign", "statements.made", "--field", "sort=position", "--detail-to", "iq")
    sealed = careful.run("us", "sign", *REPORT, "--detail-to", "iq", "--audience", "iq")

    assert [nobody.exit_code, stranger.exit_code] == [1, 1]
    assert "bodies.no_audience" in nobody.output
    assert "bodies.not_a_member" in stranger.output
    assert [other.exit_code, sealed.exit_code] == [2, 2]
    assert {**careful.done("us", "state"), "as_of": ""} == {**before, "as_of": ""}


def test_a_report_that_may_be_in_the_open_needs_no_second_part(careful: Stage) -> None:
    plain = careful.run("us", "sign", "incidents.reported", "--field", "type=protest", "--detail-to", "iq")

    assert plain.exit_code == 0, plain.output
    assert "nothing of it needs to go under seal" in plain.output


def rows(tmp_path: Path, *lines: dict[str, Any]) -> Path:
    """A file with one row a line."""
    file = tmp_path / "reports.jsonl"
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    return file


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"type": "no_such_type"}, "incidents.unreadable_row"),
        ({"type": "battle", "sub_type": "grenade"}, "incidents.unreadable_row"),
        ({"type": "battle", "more": 1}, "incidents.unreadable_row"),
        ({"type": "battle", "told_by": {"lang": "en", "text": "A wire"}}, "incidents.unreadable_row"),
        ({"type": "battle", "where": EXACT}, "incidents.row_too_fine"),
        ({"type": "battle", "casualties": [{"harm": "killed", "whom": "own"}]}, "incidents.row_too_prompt"),
    ],
)
def test_a_list_with_a_row_that_cannot_be_listed_is_refused_by_its_number(
    careful: Stage, tmp_path: Path, row: dict[str, Any], code: str
) -> None:
    file = rows(tmp_path, {"type": "battle"}, row)
    refused = careful.run("us", "bulk", "put", file, "--title", "Reports", "--what", "incident_reports")
    signed = careful.run(
        *("us", "sign", "bodies.rows_listed", "--field", "title=Reports", "--field", "what=incident_reports"),
        *("--rows", file),
    )

    assert [refused.exit_code, signed.exit_code] == [1, 1]
    assert code in refused.output
    assert code in signed.output
    assert "1" in refused.output  # which row


def test_rows_are_put_on_the_grid_where_that_is_asked_for(careful: Stage, tmp_path: Path) -> None:
    file = rows(tmp_path, {"type": "battle", "where": EXACT})
    listed = careful.done("us", "bulk", "put", file, "--title", "Reports", "--what", "incident_reports", "--coarsen")
    shown = careful.run("us", "prove", f"{listed['ref']}#0", "-o", tmp_path / "row.proof")

    assert shown.exit_code == 0, shown.output
    proof = (tmp_path / "row.proof").read_text()
    assert '"lat":333500000' in proof
    assert "333412345" not in proof


def test_a_table_with_headings_is_read_as_reports(careful: Stage, tmp_path: Path) -> None:
    file = tmp_path / "reports.csv"
    file.write_text(
        "type,sub_type,when.earliest,where.names.0.lang,where.names.0.text,actors.0.involvement,actors.0.sort,"
        "told_by.lang,told_by.text,sources.0.title,sources.0.outlet,sources.0.published_on\n"
        f"battle,armed_clash,{WHEN},en,The bridge,acted,unknown,,,,,\n"
        "protest,,,,,,,en,A wire,A headline,A paper,2007-05-28\n"
    )
    listed = careful.done("us", "bulk", "put", file, "--title", "Reports", "--what", "incident_reports")
    careful.run("us", "prove", f"{listed['ref']}#0", "-o", tmp_path / "row.proof")
    proof = (tmp_path / "row.proof").read_text()

    assert listed["count"] == 2
    assert f'"when":{{"earliest":"{WHEN}"}}' in proof
    assert '"actors":[{"involvement":"acted","sort":"unknown"}]' in proof
