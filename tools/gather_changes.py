"""Move what stands in changes/ into CHANGELOG.md, under the version that pyproject.toml names. `make release` runs it.

A file is called `<idea>.<section>.md`, the section being one of SECTIONS. What it says is for users.
"""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
SECTIONS = ("security", "removed", "deprecated", "added", "changed", "fixed")
MARK = "<!-- releases -->\n"


def gathered(files: list[Path]) -> str:
    """The files' texts as a changelog's sections, most urgent section first."""
    parts = []
    for section in SECTIONS:
        items = [file.read_text("utf-8").strip() for file in files if file.suffixes[-2:] == [f".{section}", ".md"]]
        if items:
            indented = ["- " + item.replace("\n", "\n  ") for item in items]
            parts.append(f"### {section.capitalize()}\n\n" + "\n".join(indented) + "\n")
    return "\n".join(parts)


def main() -> int:
    """Rewrite CHANGELOG.md and remove the files; refuse when one would be lost or the version is there already."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    files = sorted(file for file in (ROOT / "changes").glob("*.md") if file.name != "README.md")
    changelog = ROOT / "CHANGELOG.md"
    text = changelog.read_text("utf-8")
    misnamed = [file.name for file in files if not re.fullmatch(rf"[a-z0-9-]+\.({'|'.join(SECTIONS)})\.md", file.name)]
    if misnamed:
        print(f"expected <idea>.<section>.md with a section of {', '.join(SECTIONS)}; got {', '.join(misnamed)}")
        return 1
    if not files:
        print("changes/ is empty: nothing to gather")
        return 0
    if f"## {version}\n" in text or MARK not in text:
        print(f"CHANGELOG.md already has {version}, or its mark is gone: raise the version in pyproject.toml first")
        return 1

    # The changelog is written before the files go: a crash in between leaves both, and a second run says so.
    changelog.write_text(text.replace(MARK, f"{MARK}\n## {version}\n\n{gathered(files)}", 1), "utf-8")
    for file in files:
        file.unlink()
    print(f"CHANGELOG.md: {version}, {len(files)} changes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
