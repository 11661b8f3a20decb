"""Steps of a page, and pressing them as a browser does."""

import re
from typing import Any

from tests.server.web import Visitor


def steps_of(page: str, kind: str) -> list[dict[str, str]]:
    """The hidden fields of each step of one kind."""
    forms = re.findall(rf'<form class="step"[^>]*/sign/{re.escape(kind)}"(.*?)</form>', page, re.DOTALL)
    return [dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)) for form in forms]


def choices_of(page: str, kind: str) -> dict[str, tuple[str | None, bool]]:
    """What the first step of a kind lets choose: by name what stands there before anybody has chosen, and whether it must be chosen.

    None stands for a list that shows its first choice as if somebody had made it.
    """
    step = page.partition(f'/sign/{kind}"')[2].partition("</form>")[0]
    found = {}
    for attributes, options in re.findall(r"<select ([^>]*)>(.*?)</select>", step, re.DOTALL):
        name = re.search(r'name="([^"]+)"', attributes)
        chosen = re.search(r'value="([^"]*)"[^>]* selected', options)
        if name is not None and not name[1].endswith(".lang"):
            begins = "" if re.match(r'\s*<option value="">', options) else None
            found[name[1]] = (chosen[1] if chosen else begins, "required" in attributes)
    return found


def press(delegate: Visitor, kind: str, fields: dict[str, str], **written: Any) -> str:
    """Press a step, and return where it leads."""
    sent = {name: value for name, value in fields.items() if name != "csrf"}
    answer = delegate.send(f"sign/{kind}", sign="1", **sent, **written)
    assert answer.status_code == 303, re.findall('data-code="([^"]+)"', answer.text)
    return str(answer.headers["location"])
