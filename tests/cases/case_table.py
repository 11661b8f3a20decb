"""The table of a case's page in docs/case, made from the case and from where its acts stand in the logs.

Run it as a script to write the table anew: `python tests/cases/case_table.py HOME`, with the home of a
demonstration made by `trilateral demo --no-serve`.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

from tests.cases.built import CASE
from trilateral.cases.act import RECEIPT, Act, Case
from trilateral.cases.playing import placed
from trilateral.i18n.messages import kind_name
from trilateral.ledger.fold import Verdict
from trilateral.node.record import open_record

PAGE = Path(__file__).parents[2] / "docs" / "case" / "baghdad-2007.md"
HEADING = "| reference | day | who, in which office | what | source |\n|---|---|---|---|---|\n"


def table(case: Case, where: Mapping[str, Verdict]) -> str:
    """Return the table: a line for each act, in the order of their times."""
    return HEADING + "".join(_line(act, where[act.key].ref) for act in case.acts if act.kind != RECEIPT)


def _line(act: Act, ref: str) -> str:
    what = kind_name("en", act.kind)
    if "sort" in act.says:
        what += f" ({act.says['sort']})"
    sources = "; ".join(dict.fromkeys(f"{source.outlet}, {source.published_on}" for source in act.sources))
    return f"| {ref} | {act.at:%Y-%m-%d} | {act.party}, {act.by} | {what}: `{act.key}` | {sources} |\n"


def without_table(text: str) -> tuple[str, str]:
    """Return what stands before and after the table."""
    before, _, rest = text.partition(HEADING)
    lines = rest.splitlines(keepends=True)
    after = next((i for i, line in enumerate(lines) if not line.startswith("|")), len(lines))
    return before, "".join(lines[after:])


if __name__ == "__main__":
    before, after = without_table(PAGE.read_text("utf-8"))
    where = placed(open_record(Path(sys.argv[1])).fold, CASE)
    PAGE.write_text(before + table(CASE, where) + after, "utf-8")
