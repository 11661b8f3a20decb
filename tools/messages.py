"""Write what each language still lacks to build/messages/<language>.po. `make messages` runs it.

Looks for sentences in pages and code, for the codes of objections and refusals, and for the kinds of entries. Translators move
what they finish into src/trilateral/i18n/po/<language>/<subject>.po, which is what the program reads. Labels and help of form
fields are not gathered: they may be given for many kinds at once.
"""

import importlib
import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "src" / "trilateral"
PO = SOURCES / "i18n" / "po"
CODES = re.compile(r"""\b(?:Objection|RefusedError)\(\s*["']([a-z_]+\.[a-z_]+)["']""")

# What is said in one of two ways is a pair; the second is the plural.
Wanted = tuple[str, str | tuple[str, str], str]


def wanted() -> Iterator[Wanted]:
    """Context, message and place of everything that people read."""
    methods = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
    for name, line, message, _comments, context in extract_from_dir(str(SOURCES), methods):
        pair = (message[0], message[1]) if isinstance(message, tuple) else message
        yield context or "", pair, f"{name}:{line}"
    for file in sorted(SOURCES.rglob("*.py")):
        for code in CODES.findall(file.read_text("utf-8")):
            yield "code", code, str(file.relative_to(SOURCES))
    if importlib.util.find_spec("trilateral.catalogue"):
        for kind in importlib.import_module("trilateral.catalogue").KINDS:
            yield "kind", kind.rpartition("/")[0], "catalogue.py"


def translated(language: Path) -> set[tuple[str, str]]:
    """Context and first form of every message that the language has."""
    has = set()
    for file in sorted(language.glob("*.po")):
        with file.open("rb") as lines:
            for message in read_po(lines):
                if message.id and message.string:
                    has.add((message.context or "", message.id if isinstance(message.id, str) else message.id[0]))
    return has


def main() -> int:
    """Write one file for each language, and say how much is in it."""
    messages = list(wanted())
    out = ROOT / "build" / "messages"
    out.mkdir(parents=True, exist_ok=True)
    for language in sorted(folder for folder in PO.iterdir() if folder.is_dir()):
        has = translated(language)
        missing = Catalog(locale=language.name, project="trilateral")
        for context, message, place in messages:
            first = message if isinstance(message, str) else message[0]
            # A sentence of a page is its own English.
            if (context, first) not in has and (context or language.name != "en"):
                missing.add(message, context=context or None, locations=[(place, 0)])
        with (out / f"{language.name}.po").open("wb") as file:
            write_po(file, missing, sort_output=True, include_lineno=False)
        print(f"{language.name}: {len(missing)} missing, in build/messages/{language.name}.po")
    return 0


if __name__ == "__main__":
    sys.exit(main())
