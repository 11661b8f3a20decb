"""The tables of a case's page in docs/case, made from the case and from where its acts stand in the logs.

Run it as a script to write the tables anew: `python tests/cases/case_table.py HOME`, with the home of a
demonstration made by `trilateral demo --no-serve`.
"""

import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests.cases.built import CASE
from trilateral.cases.act import RECEIPT, Act, Case
from trilateral.cases.playing import placed
from trilateral.i18n.messages import kind_name
from trilateral.ledger.fold import Verdict
from trilateral.node.record import open_record

PAGE = Path(__file__).parents[2] / "docs" / "case" / "baghdad-2007.md"
HEADING = "| reference | day | who, in which office | what | source |\n|---|---|---|---|---|\n"
ELEMENTS_HEADING = "| element | what the document tells of | stands as |\n|---|---|---|\n"


class Element(NamedTuple):
    """One thing that a document tells of.

    Attributes:
        id: Document and number: `000/1`.
        says: It, in our own words.
        acts: Keys of the acts that hold it.
        sheets: Keys of private sheets that do.
    """

    id: str
    says: str
    acts: tuple[str, ...]
    sheets: tuple[str, ...]


def elements() -> tuple[Element, ...]:
    """All elements of both documents, in order."""
    found = tomllib.loads(Path(__file__).with_name("elements.toml").read_text("utf-8"))["elements"]
    return tuple(
        Element(each["id"], each["says"], tuple(each.get("acts", ())), tuple(each.get("sheets", ()))) for each in found
    )


def elements_table(case: Case, where: Mapping[str, Verdict]) -> str:
    """Return the table of the elements: a line for each, with the references of what holds it."""
    sheets = {sheet.key: sheet for sheet in case.sheets}
    lines = []
    for element in elements():
        held = [f"{where[key].ref} `{key}`" for key in element.acts]
        held += [f"a private sheet of {sheets[key].party}: `{key}`" for key in element.sheets]
        lines.append(f"| {element.id} | {element.says} | {'; '.join(held)} |\n")
    return ELEMENTS_HEADING + "".join(lines)


def table(case: Case, where: Mapping[str, Verdict]) -> str:
    """Return the table: a line for each act, in the order of their times."""
    return HEADING + "".join(_line(act, where[act.key].ref) for act in case.acts if act.kind != RECEIPT)


def _line(act: Act, ref: str) -> str:
    what = kind_name("en", act.kind)
    if "sort" in act.says:
        what += f" ({act.says['sort']})"
    sources = "; ".join(dict.fromkeys(f"{source.outlet}, {source.published_on}" for source in act.sources))
    if act.audience:
        sources = f"told under seal, for {' and '.join(act.audience)}"
    return f"| {ref} | {act.at:%Y-%m-%d} | {act.party}, {act.by} | {what}: `{act.key}` | {sources} |\n"


def with_tables(text: str, case: Case, where: Mapping[str, Verdict]) -> str:
    """Return the page with both tables made anew."""
    for heading, made in ((HEADING, table), (ELEMENTS_HEADING, elements_table)):
        before, _, rest = text.partition(heading)
        lines = rest.splitlines(keepends=True)
        after = next((i for i, line in enumerate(lines) if not line.startswith("|")), len(lines))
        text = before + made(case, where) + "".join(lines[after:])
    return text


if __name__ == "__main__":
    found = placed(open_record(Path(sys.argv[1])).fold, CASE)
    PAGE.write_text(with_tables(PAGE.read_text("utf-8"), CASE, found), "utf-8")
