"""Cases in files: each mistake is said with the file, the act and what was expected; what is right can be entered."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.cases.built import guards_in
from trilateral.cases import Case, find_case, shipped
from trilateral.cases.demo import make
from trilateral.cases.files import read_case
from trilateral.cases.playing import placed
from trilateral.cli import main
from trilateral.errors import MalformedError
from trilateral.node.node import Node
from trilateral.node.record import open_record

HEAD = """
name = "two-valleys"
as_of = 2026-03-02T00:00:00Z

[charter]
titles = [{ lang = "en", text = "Two valleys" }]
scope = [{ lang = "en", text = "The pass between them" }]
clocks = [{ name = "allegations.answer", hours = 24, days = "working" }]

[[parties]]
id = "north"
names = [{ lang = "en", text = "North" }]
offices = ["envoy"]
zone = "Asia/Tehran"
weekend = [4, 5]

[[parties]]
id = "south"
names = [{ lang = "en", text = "South" }]
offices = ["envoy"]

[sources.gazette]
title = "At the pass"
outlet = "A gazette"
published_on = "2026-03-01"
"""

ACTS = """
[[acts]]
key = "words"
party = "north"
by = "envoy"
at = 2026-03-01T09:00:00Z
kind = "statements.made/1"
sources = [{ of = "gazette", quote = "the pass is open" }]
[acts.says]
sort = "position"
text = { lang = "en", text = "The pass stays open." }

[[acts]]
key = "aside"
party = "south"
by = "envoy"
at = 2026-03-01T10:00:00Z
kind = "statements.made/1"
audience = ["north"]
[acts.says]
sort = "reply"
reply_to = "@words"
text = { lang = "en", text = "Not on market days." }

[[sheets]]
key = "price"
party = "south"
office = "envoy"
sort = "talking_points"
on = "words"
title = "What it is worth to us"
text = "Three market days a month."
"""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    found = tmp_path / "two-valleys"
    found.mkdir()
    (found / "case.toml").write_text(HEAD, "utf-8")
    (found / "acts.toml").write_text(ACTS, "utf-8")
    return found


def test_anybodys_case_is_entered_as_the_shipped_one_is(directory: Path, tmp_path: Path) -> None:
    case = find_case(str(directory))
    assert case is not None
    with guards_in(tmp_path / "guard"):
        homes = make(tmp_path / "homes", case)

    for party, home in homes.items():
        record = open_record(home)
        where = placed(record.fold, case)
        assert set(where) == {"words", "aside"}
        assert all(verdict.has_effect for verdict in where.values())
        assert record.fold.charter.reconstruction
        assert record.fold.charter.parties[0].weekend == (4, 5)
        assert record.origins[0] == f"{party}.two-valleys.example"
    files = [path.read_bytes() for path in (tmp_path / "homes").rglob("*") if path.is_file()]
    assert not any(b"market days" in data for data in files)
    with guards_in(tmp_path / "guard"), Node.open(homes["south"], passphrase_of(tmp_path / "homes")) as node:
        (sheet,) = node.private.sheets_for("envoy")
    words = placed(open_record(homes["north"]).fold, case)["words"].entry
    assert words is not None
    assert (sheet.text, sheet.about) == ("Three market days a month.", words.id)
    assert make_again(tmp_path, case) == homes
    with guards_in(tmp_path / "guard"), Node.open(homes["south"], passphrase_of(tmp_path / "homes")) as node:
        assert len(node.private.sheets_for("envoy")) == 1


def passphrase_of(directory: Path) -> str:
    return (directory / "passphrase").read_text("ascii").strip()


def make_again(directory: Path, case: Case) -> dict[str, Path]:
    with guards_in(directory / "guard"):
        return make(directory / "homes", case)


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("case.toml", 'name = "two-valleys"', 'name = "Two valleys"', r"case\.toml: .*name"),
        ("case.toml", "as_of = 2026-03-02T00:00:00Z", "as_of = 2026-03-02", r"case\.toml: .*as_of"),
        ("case.toml", 'offices = ["envoy"]', "", r"case\.toml: .*offices"),
        ("case.toml", "[charter]", "[charter", r"case\.toml: expected TOML"),
        ("acts.toml", '"statements.made/1"', '["statements.made/1"]', r"acts\.toml: words: .*kind"),
        ("acts.toml", 'by = "envoy"', 'by = "nobody"', r"acts\.toml: words: expected an office .* nobody of north"),
        ("acts.toml", 'of = "gazette"', 'of = "rumour"', r"acts\.toml: words: expected publications .* rumour"),
        ("acts.toml", 'key = "aside"', 'clef = "aside"', r"acts\.toml: an act without a key: .*clef"),
        ("acts.toml", '"@words"', '"@nothing"', r"two-valleys: .*aside .*nothing"),
        (
            "acts.toml",
            "[[acts]]",
            'title = "Words"\n[[acts]]',
            r"acts\.toml: expected .*, got title",
        ),
        ("acts.toml", 'on = "words"', 'on = "nothing"', r"two-valleys: a sheet .*price"),
        (
            "acts.toml",
            'office = "envoy"',
            'office = "nobody"',
            r"acts\.toml: price: expected an office .* nobody of south",
        ),
        (
            "acts.toml",
            "statements.made/1",
            "statement.made/1",
            r"acts\.toml: words: kind: expected .*, got 'statement\.made/1'; did you mean statements\.made/1",
        ),
        ("acts.toml", "statements.made/1", "ledger.key_enrolled/1", r"words: kind: expected what a delegate says"),
        ("acts.toml", "statements.made/1", "disputes.escalated/1", r"words: kind: .* propose a step"),
        ("acts.toml", "statements.made/1", "bodies.sealed/1", r"words: kind: .* an audience"),
        (
            "acts.toml",
            'sort = "position"',
            'sort = "position"\nmeating = "@words"',
            r"acts\.toml: words: says: expected no member but .*, got meating; did you mean meeting.*statements\.made\.md",
        ),
        (
            "acts.toml",
            '{ lang = "en", text = "The pass',
            '{ lang = "en", colour = "x", text = "The pass',
            r"words: says: text: expected no member but lang, text, got colour",
        ),
        (
            "acts.toml",
            'sort = "position"',
            'sort = "postion"',
            r"words: says: sort: expected one of .*opening, .*, got 'postion'; did you mean position",
        ),
        ("acts.toml", 'sort = "position"\n', "", r"words: says: expected a member sort, got none"),
        ("acts.toml", 'sort = "position"', "sort = 3", r"words: says: sort: expected str, got int"),
        (
            "acts.toml",
            '{ lang = "en", text = "The pass stays open." }',
            '"The pass stays open."',
            r"words: says: text: expected a table with lang, text, got 'The pass",
        ),
        ("acts.toml", '"@words"', '"words"', r"aside: says: reply_to: expected @ and the key of an act, as in @words"),
        (
            "acts.toml",
            "2026-03-01T09:00:00Z",
            '"soon"',
            r"acts\.toml: words: at: expected a time such as .*, got 'soon'",
        ),
        ("acts.toml", 'key = "aside"', 'key = "words"', r"acts\.toml: words is given twice: acts\.toml: words has"),
        ("acts.toml", '"@words"', '"@word"', r"acts\.toml: aside names 'word': .*; did you mean words"),
        ("acts.toml", '"@words"', '"@words#txt"', r"aside: @words#txt: expected one of #text, #edition, .* got #txt"),
        ("acts.toml", '"@words"', '"@ford.txt#file"', r"acts\.toml: aside: @ford\.txt#file: expected a file"),
        ("acts.toml", '"@words"', '"@../case.toml#file"', r"acts\.toml: aside: .* expected a file"),
        (
            "acts.toml",
            "2026-03-01T09:00:00Z",
            "2026-03-01T11:00:00Z",
            r"acts\.toml: aside needs what comes later: acts\.toml: words is said at 2026-03-01T11:00:00Z",
        ),
        (
            "acts.toml",
            "2026-03-01T10:00:00Z",
            "2026-03-02T10:00:00Z",
            r"acts\.toml: aside: expected `at` no later than as_of, 2026-03-02T00:00:00Z",
        ),
        (
            "acts.toml",
            '["north"]',
            '["nord"]',
            r"aside: audience: expected parties .*north.*, got 'nord'; did you mean north",
        ),
        (
            "acts.toml",
            'audience = ["north"]',
            'audience = ["north"]\nperson = { name = "A" }',
            r"aside: expected neither `sources` nor `person`",
        ),
        (
            "acts.toml",
            'by = "envoy"',
            'by = "envoy"\ncountersigned_by = "envoy"',
            r"words: countersigned_by: expected another office",
        ),
        (
            "case.toml",
            "clocks =",
            'two_person = ["statements.made"]\nclocks =',
            r"words: expected `countersigned_by`, another office of north",
        ),
        (
            "case.toml",
            "allegations.answer",
            "allegations.anser",
            r"case\.toml: charter: .*allegations\.anser.*\[charter\.unknown_clock\]",
        ),
        (
            "case.toml",
            "clocks =",
            "clocs =",
            r"case\.toml: charter: .*got clocs; did you mean clocks.*docs/spec/charter\.md",
        ),
        ("case.toml", "clocks =", "reconstruction = false\nclocks =", r"charter: expected no reconstruction"),
        ("case.toml", 'zone = "Asia', 'rôle = "host"\nzone = "Asia', r"case\.toml: expected TOML"),
        (
            "case.toml",
            'zone = "Asia',
            'rol = "host"\nzone = "Asia',
            r"case\.toml: parties\[0\]: .*got rol; did you mean role",
        ),
        (
            "case.toml",
            'zone = "Asia',
            'role = "hots"\nzone = "Asia',
            r"parties\[0\]\.role: .*, got 'hots'; did you mean host",
        ),
        (
            "case.toml",
            'name = "two-valleys"',
            'name = "three-valleys"',
            r"case\.toml: name: expected the name of its directory",
        ),
    ],
)
def test_a_mistake_is_said_with_its_place(directory: Path, file: str, before: str, after: str, said: str) -> None:
    text = (directory / file).read_text("utf-8")
    assert before in text
    (directory / file).write_text(text.replace(before, after, 1), "utf-8")

    with pytest.raises(MalformedError, match=said):
        read_case(directory)


def test_what_is_no_case_is_none(tmp_path: Path) -> None:
    assert find_case("no-such-case") is None
    assert find_case(str(tmp_path)) is None
    with pytest.raises(MalformedError, match=r"case\.toml: expected a file of a case"):
        read_case(tmp_path)


@pytest.mark.parametrize("name", shipped())
def test_each_that_ships_bears_the_name_of_its_directory(name: str) -> None:
    case = find_case(name)

    assert case is not None
    assert case.name == name


def test_what_may_not_be_meant_in_the_terms_of_ones_own_case_is_remarked(directory: Path, tmp_path: Path) -> None:
    """As `trilateral charter check` would, on the way to the homes; nothing is remarked on a quorum that nobody named."""
    with guards_in(tmp_path / "guard"):
        result = CliRunner().invoke(
            main, ["demo", "--case", str(directory), "--no-serve", "--home", str(tmp_path / "homes")]
        )

    assert result.exit_code == 0, result.output
    assert "[charter.clocks_missing]" in result.stderr
    assert "charter.quorum_of_all" not in result.stderr
    assert "charter." not in result.stdout
