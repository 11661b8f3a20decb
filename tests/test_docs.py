"""The documents keep up with the code: every kind, command and setting has its place, and what they show can be run.

A block marked `sh` in README.md, docs/guide or docs/operate is run here, in an empty directory, one script a page.
Mark a block `console` when it must not be: because it serves for ever, or because it changes the machine.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from trilateral.catalogue import KINDS
from trilateral.cli import main
from trilateral.node.settings import Alerts, Database, Keys, Listen, OnCall, Peer, Settings, SignIn, Tls

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
ENTRIES = DOCS / "spec" / "entries"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "changes").glob("*.md")])
# What a translation shows is held to be the same in tests/desk/test_guide.py.
SCRIPTED = [ROOT / "README.md", *(page for page in PAGES if page.parent in {DOCS / "guide", DOCS / "operate"})]

# The same four on every page under docs/spec/entries, in this order.
HEADINGS = ["Fields", "Meaning", "Who may sign it", "When it has no effect"]


def title(page: Path) -> str:
    return str(page.relative_to(ROOT))


def page_of(kind: str) -> Path:
    """`allegations.filed/1` and `/2` share the page allegations.filed.md."""
    return ENTRIES / f"{kind.rpartition('/')[0]}.md"


def test_every_kind_has_its_page() -> None:
    """A page names its kind with the version, describes every field, and has the four headings."""
    missing = []
    for kind, body in sorted(KINDS.items()):
        page = page_of(kind)
        if not page.is_file():
            missing.append(f"{kind}: no {title(page)}")
            continue
        text = page.read_text("utf-8")
        if f"`{kind}`" not in text:
            missing.append(f"{title(page)}: does not name `{kind}`")
        if (found := [h for h in re.findall(r"^## (.+?)\s*$", text, re.MULTILINE) if h in HEADINGS]) != HEADINGS:
            missing.append(f"{title(page)}: expected the headings {HEADINGS}, got {found}")
        missing += [
            f"{title(page)}: {kind} has a field `{field.encode_name}` that is not described"
            for field in msgspec.structs.fields(body)
            if f"`{field.encode_name}`" not in text
        ]

    assert not missing, "\n".join(missing)


def test_every_page_of_an_entry_has_its_kind() -> None:
    """A page about a kind that no node knows would be a promise."""
    known = {page_of(kind) for kind in KINDS}

    assert {title(p) for p in ENTRIES.glob("*.md") if p.name != "README.md"} <= {title(p) for p in known}


def test_every_decision_has_a_number_of_its_own() -> None:
    """The number of a page's title is that of its file, no other page has it, and the list names it so."""
    pages = sorted((DOCS / "adr").glob("0*.md"))
    listed = (DOCS / "adr" / "README.md").read_text("utf-8")
    numbers = [int(page.name[:4]) for page in pages]

    assert len(set(numbers)) == len(numbers)
    for number, page in zip(numbers, pages, strict=True):
        assert page.read_text("utf-8").startswith(f"# {number}. "), title(page)
        assert f"[{number}]({page.name})" in listed, title(page)


def commands(group: Any, path: str) -> Iterator[str]:
    for name, command in group.commands.items():
        if command.hidden:
            continue
        if hasattr(command, "commands"):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}"


def test_every_command_is_documented() -> None:
    """Each command stands with its full name in docs/operate or docs/guide."""
    text = "\n".join(p.read_text("utf-8") for folder in ("operate", "guide") for p in (DOCS / folder).rglob("*.md"))

    assert not [c for c in commands(main, "trilateral") if not re.search(rf"\b{re.escape(c)}\b", text)]


def test_every_setting_is_documented() -> None:
    """Environment variables and the members of node.toml stand in docs/operate."""
    text = "\n".join(page.read_text("utf-8") for page in (DOCS / "operate").rglob("*.md"))
    wanted = {
        name
        for source in (ROOT / "src").rglob("*.py")
        for name in re.findall(r"\bTRILATERAL_[A-Z_]+[A-Z]\b", source.read_text("utf-8"))
    }
    for part, before in (
        (Settings, ""),
        (Listen, "listen."),
        (Tls, "tls."),
        (Peer, "peers."),
        (Database, "database."),
        (Keys, "keys."),
        (Alerts, "alerts."),
        (OnCall, "on_call."),
        (SignIn, "sign_in."),
    ):
        wanted |= {before + field.encode_name for field in msgspec.structs.fields(part)}

    assert not sorted(name for name in wanted if f"`{name}`" not in text)


def script(page: Path) -> str:
    blocks = re.findall(r"^```sh\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return "".join(blocks).replace(".venv/bin/", "")


@pytest.mark.parametrize("page", [p for p in SCRIPTED if script(p)], ids=title)
def test_what_a_page_shows_can_be_run(page: Path, tmp_path: Path) -> None:
    """All `sh` blocks of a page, one after another, as a reader would type them."""
    surroundings = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TRILATERAL_")},
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "TMPDIR": str(tmp_path),
    }

    ran = subprocess.run(
        ["bash", "-euxo", "pipefail", "-c", script(page)],  # noqa: S607 - whichever bash there is
        cwd=tmp_path,
        env=surroundings,
        check=False,
        capture_output=True,
        text=True,
        timeout=900,
    )

    assert ran.returncode == 0, ran.stdout[-2_000:] + ran.stderr[-4_000:]


def test_links_between_pages_lead_somewhere() -> None:
    broken = [
        f"{title(page)} -> {target}"
        for page in PAGES
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
        if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists()
    ]

    assert not broken, "\n".join(broken)
