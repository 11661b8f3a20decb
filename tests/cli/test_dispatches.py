"""Dispatches from the command line: drafted from the record, released item by item, printed, and checked offline."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_joint_work import shown, signed
from tests.cli.test_signing import refused_with

US, IR, IQ = ("--by", "embassy"), ("--by", "foreign-ministry"), ("--by", "moderator")
PERIOD = ("--from", "2007-05-28T00:00:00Z", "--until", "2007-05-28T20:00:00Z", "--zone", "Asia/Baghdad")


def test_an_issue_from_the_draft_to_the_public_edition(run: Run, demo: Path, tmp_path: Path) -> None:
    us, ir, iq = (demo / party for party in ("us", "ir", "iq"))
    draft, public, whole = (tmp_path / name for name in ("draft.json", "public.json", "whole.json"))
    kinds = ("--kind", "allegations.filed", "--kind", "meetings.outcome_stated")
    made = run(
        "--home", us, "dispatch", "compile", *PERIOD, *kinds, "--title", "Talks", "--title", "[fa]گفتگوها", "-o", draft
    )
    body = json.loads(draft.read_text("utf-8"))
    ref = signed(run, us, "dispatches.compiled", *US, "--file", draft)
    assert run("--home", us, "dispatch", "edition", ref, "--whole", "-o", whole).exit_code == 0
    root = json.loads(run("dispatch", "verify", whole, "--json").stdout)["root"]
    signed(run, us, "dispatches.offered", *US, "--subject", ref, "--field", f"root={root}")
    for home in (ir, iq):
        assert run("--home", home, "sync", us).exit_code == 0
    given = ("--subject", ref, "--field", f"root={root}")
    signed(run, ir, "dispatches.released", *IR, *given, "--field", "items=1")
    signed(run, ir, "dispatches.held", *IR, *given, "--field", "items=2", "--field", "why=Not yet.", "--lang", "en")
    release = signed(run, iq, "dispatches.released", *IQ, *given)
    for home in (ir, iq):
        assert run("--home", us, "sync", home).exit_code == 0
    assert run("--home", us, "dispatch", "edition", ref, "-o", public).exit_code == 0
    found = shown(run, us, "dispatch", "show", ref)
    said = run("--home", us, "dispatch", "show", ref)
    checked = shown(run, us, "dispatch", "verify", public, whole)
    alone = run("dispatch", "verify", public)
    printed = {
        form: run("--home", us, "dispatch", "print", ref, "--format", form).stdout for form in ("html", "markdown")
    }

    assert made.exit_code == 0, made.output
    assert [item["figures"][0]["value"] for item in body["items"]] == [2, 3]
    assert all(len(item["salt"]) == 32 for item in body["items"])
    assert (body["civil"], body["title"][1]["lang"]) == ("2007-05-29 00:00", "fa")
    assert (found["status"], [each["status"] for each in found["items"]]) == ("released_in_part", ["released", "held"])
    assert "released in part" in said.stdout
    assert (checked["withheld"], checked["released"]) == ([2], {"iq": [1, 2], "ir": [1], "us": [1, 2]})
    assert f"{root}  1/2" in alone.stdout
    for text in printed.values():
        assert "us/26" in text
        assert "Outcome" not in text
        assert f"trilateral prove {release}" in text.replace("\\", "")
        assert root in text


def test_what_is_wrong_with_an_edition_is_said(run: Run, demo: Path, tmp_path: Path) -> None:
    us = demo / "us"
    refs, files = [], []
    for number in (71, 72):
        made = run("--home", us, "dispatch", "compile", "us/26", *PERIOD, "--number", number, "--sign", *US, "--json")
        assert made.exit_code == 0, made.output
        refs.append(json.loads(made.stdout)["ref"])
        files.append(tmp_path / f"{number}.json")
        assert run("--home", us, "dispatch", "edition", refs[-1], "--whole", "-o", files[-1]).exit_code == 0
    changed = tmp_path / "changed.json"
    changed.write_bytes(files[0].read_bytes().replace(b"Allegation", b"Accusation"))

    refused_with(run("dispatch", "verify", *files), "dispatches.two_editions")
    assert "expected the root" in run("dispatch", "verify", changed).stderr
    assert run("dispatch", "verify", changed).exit_code == 1
    refused_with(run("--home", us, "dispatch", "show", "us/26"), "dispatches.not_a_dispatch")
    refused_with(run("--home", us, "dispatch", "show", "us/9999"), "record.no_such_entry")
    refused_with(run("--home", demo / "ir", "dispatch", "verify", files[1]), "dispatches.not_found")


def test_the_next_issue_begins_where_the_last_one_ended_and_goes_complaint_by_complaint(run: Run, demo: Path) -> None:
    us = demo / "us"
    first = json.loads(
        run("--home", us, "dispatch", "compile", "us/26", *PERIOD, "--number", 81, "--sign", *US, "--json").stdout
    )["ref"]
    drafted = run(
        *("--home", us, "dispatch", "compile", "us/61", "ir/66", "--each", "--previous", first),
        *("--until", "2007-07-25", "--sort", "session_statement", "--release-by", "us,ir"),
    )
    body = json.loads(drafted.stdout)
    strange = run("--home", us, "dispatch", "compile", *PERIOD[:4], "--zone", "Mars/Olympus")
    unknown = run("--home", us, "dispatch", "compile", *PERIOD, "--sort", "gossip", "us/26")

    assert (body["number"], body["volume"], body["from_at"]) == (82, 1, "2007-05-28T20:00:00Z")
    assert body["release_by"] == ["us", "ir"]
    assert [item["texts"][0]["text"] for item in body["items"]] == ["Allegation us/61", "Answer to an allegation ir/66"]
    assert body["items"][0]["about"] == body["items"][1]["about"]
    assert [each.exit_code for each in (strange, unknown)] == [2, 2]


@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_an_issue_is_printed_in_the_language_of_whoever_prints(run: Run, demo: Path, lang: str) -> None:
    us = demo / "us"
    number = {"ar": 91, "fa": 92}[lang]
    made = run("--home", us, "dispatch", "compile", "us/26", *PERIOD, "--number", number, "--sign", *US, "--json")
    ref = json.loads(made.stdout)["ref"]
    page = run("--home", us, "--lang", lang, "dispatch", "print", ref, "--whole").stdout

    assert f'<html lang="{lang}" dir="rtl">' in page
    assert {"ar": "كيف يُتحقق منها", "fa": "چگونه وارسی می‌شود"}[lang] in page
    assert '<blockquote lang="en" dir="ltr">Allegation: 1</blockquote>' in page
    assert '<pre dir="ltr">trilateral dispatch verify edition.json</pre>' in page
