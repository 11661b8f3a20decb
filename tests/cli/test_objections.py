"""What a command refuses on account of the home, its keys, its guard or its tables: with a code, a sentence, and exit code 1.

What slices, the ledger and the private matters object to has its own tables: see `tests.test_objections`.
"""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cases.built import build
from tests.cli.conftest import Run
from trilateral.i18n.messages import sentence
from trilateral.node import sources


@dataclass
class Stage:
    """Three homes that may be signed with, and as many spoilt ones as a row wants.

    Attributes:
        demo: Directory of the homes.
        root: For whatever a row makes.
    """

    demo: Path
    root: Path
    env: Callable[[str, str], None]
    run: Run
    patch: pytest.MonkeyPatch

    @property
    def us(self) -> Path:
        return self.demo / "us"

    def copy(self, *changes: tuple[str, str]) -> Path:
        """A copy of a home, in whose settings something is put differently; its peers cannot be reached."""
        home = Path(shutil.copytree(self.demo / "ir", self.root / "ir", dirs_exist_ok=True))
        settings = (home / "node.toml").read_text("utf-8")
        gone = re.sub(r'(?m)^url = "/.*"$', f'url = "{self.root}/gone"', settings)
        for old, new in changes:
            assert old in gone
            gone = gone.replace(old, new)
        (home / "node.toml").write_text(gone, "utf-8")
        shutil.copy(self.demo / "passphrase", self.root / "passphrase")
        return home


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("refusals") / "demo")


@pytest.fixture
def stage(homes: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setenv("TRILATERAL_GUARD", str(homes / "guard"))
    return Stage(homes, tmp_path, monkeypatch.setenv, run, monkeypatch)


Call = list[object]
ROWS: dict[str, Callable[[Stage], Call]] = {}


def row(code: str) -> Callable[[Callable[[Stage], Call]], Callable[[Stage], Call]]:
    """Put a command into the table, under the code with which it is refused."""

    def entered(command: Callable[[Stage], Call]) -> Callable[[Stage], Call]:
        assert code not in ROWS
        ROWS[code] = command
        return command

    return entered


@row("demo.in_the_way")
def _(stage: Stage) -> Call:
    (stage.root / "us").mkdir()
    return ["demo", "--home", stage.root, "--no-serve"]


@row("guard.ask_a_mirror")
def _(stage: Stage) -> Call:
    """A home that was moved, and nobody to say how far its log goes."""
    return ["keys", "epoch", "--home", stage.copy()]


@row("guard.damaged")
def _(stage: Stage) -> Call:
    guard = Path(shutil.copytree(stage.demo / "guard", stage.root / "guard"))
    for signed in guard.glob("*/signed"):
        signed.write_bytes(b"x" * signed.stat().st_size)
    stage.env("TRILATERAL_GUARD", str(guard))
    return ["keys", "epoch", "--home", stage.us]


@row("keys.no_passphrase")
def _(stage: Stage) -> Call:
    return ["keys", "epoch", "--home", stage.copy(('passphrase_file = "../passphrase"', ""))]


@row("keys.no_passphrase_file")
def _(stage: Stage) -> Call:
    return ["keys", "epoch", "--home", stage.copy(('"../passphrase"', '"gone"'))]


@row("keys.no_ring")
def _(stage: Stage) -> Call:
    home = stage.copy()
    shutil.rmtree(home / "keys")
    return ["keys", "epoch", "--home", home]


@row("keys.wrong_passphrase")
def _(stage: Stage) -> Call:
    stage.env("TRILATERAL_PASSPHRASE", "another")
    return ["keys", "epoch", "--home", stage.us]


@row("policy.unknown_log")
def _(stage: Stage) -> Call:
    return ["policy", "--log", "nobody.example", "--home", stage.us]


def handed_over(stage: Stage) -> Path:
    """A bundle, as a stranger is given it."""
    bundle = stage.root / "all.bundle"
    assert stage.run("--home", stage.us, "bundle", "pack", bundle).exit_code == 0
    return bundle


@row("record.another_charter")
def _(stage: Stage) -> Call:
    return ["state", "--bundle", handed_over(stage), "--mechanism", "0" * 64]


@row("record.no_charter")
def _(stage: Stage) -> Call:
    return ["why", "us/26", "--bundle", stage.us / "logs", "--mechanism", "0" * 64]


@row("record.no_mechanism")
def _(stage: Stage) -> Call:
    return ["show", "us/26", "--bundle", handed_over(stage)]


@row("record.no_such_entry")
def _(stage: Stage) -> Call:
    return ["show", "us/9999", "--home", stage.us]


@row("record.not_held")
def _(stage: Stage) -> Call:
    return ["state", "--cut", "us=9999", "--home", stage.us]


@row("record.signed_later")
def _(stage: Stage) -> Call:
    return ["show", "us/79", "--as-of", "2007-01-01", "--home", stage.us]


@row("record.unknown_log")
def _(stage: Stage) -> Call:
    return ["keys", "list", "--party", "nobody", "--home", stage.us]


def tabled(stage: Stage, title: str) -> list[object]:
    """The reference of a proposal of the host's, and where."""
    home = stage.demo / "iq"
    fields = ("--field", f"title={title}", "--field", "sort=procedure", "--field", "paragraphs=Tables are round.")
    done = stage.run("sign", "proposals.tabled", *fields, "--by", "foreign-minister", "--home", home)
    assert done.exit_code == 0, done.output
    return [done.stdout.split()[0], "--home", home]


@row("entry.file_too_long")
def _(stage: Stage) -> Call:
    paper = stage.root / "paper"
    paper.write_bytes(b"x" * 11)
    stage.patch.setattr(sources, "MAX_BODY", 10)
    fields = ("--field", "sort=declaration", "--field", "text=See the paper.")
    return ["sign", "statements.made", *fields, "--by", "moderator", "--attach", paper, "--home", stage.demo / "iq"]


@row("silence.no_objection")
def _(stage: Stage) -> Call:
    return ["silence", "defeat", *tabled(stage, "Standing")]


@row("silence.none_open")
def _(stage: Stage) -> Call:
    return ["silence", "prove", *tabled(stage, "Seating")]


@row("silence.not_a_proposal")
def _(stage: Stage) -> Call:
    return ["silence", "prove", "iq/14", "--home", stage.us]


@row("silence.not_an_allegation")
def _(stage: Stage) -> Call:
    return ["silence", "note", "iq/14", "--home", stage.us]


@row("tables.of_another_home")
def _(stage: Stage) -> Call:
    home = stage.copy()
    shutil.copy(stage.demo / "iq" / "tables.sqlite", home / "tables.sqlite")
    return ["rebuild", "--home", home]


@pytest.mark.parametrize("code", sorted(ROWS))
def test_the_command_is_refused_with_its_code_and_its_sentence(run: Run, stage: Stage, code: str) -> None:
    result = run(*ROWS[code](stage))

    assert result.exit_code == 1, result.output
    assert f"[{code}]" in result.stderr
    assert result.stderr.startswith("refused: ")
    for lang in ("en", "ar", "fa"):
        assert sentence(lang, code) != code
