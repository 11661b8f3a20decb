"""Steps of a page, and pressing them as a browser does."""

import re
from typing import Any

from tests.server.web import Visitor


def steps_of(page: str, kind: str) -> list[dict[str, str]]:
    """The hidden fields of each step of one kind."""
    forms = re.findall(rf'<form class="step"[^>]*/sign/{re.escape(kind)}"(.*?)</form>', page, re.DOTALL)
    return [dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)) for form in forms]


def press(delegate: Visitor, kind: str, fields: dict[str, str], **written: Any) -> str:
    """Press a step, and return where it leads."""
    sent = {name: value for name, value in fields.items() if name != "csrf"}
    answer = delegate.send(f"sign/{kind}", sign="1", **sent, **written)
    assert answer.status_code == 303, re.findall('data-code="([^"]+)"', answer.text)
    return str(answer.headers["location"])
