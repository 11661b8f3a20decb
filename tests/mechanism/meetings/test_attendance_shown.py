"""Who is there: a row for each delegation of which something is noted, and no more than a line for the others."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mechanism.meetings.test_steps import opened, say
from tests.server.web import Web, web
from trilateral.mechanism.meetings.entries import AbsenceNoted, MeetingAttended


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Web]:
    with web(tmp_path) as made:
        yield made


def attendance(us: Web, address: str) -> tuple[list[str], list[str]]:
    """Parties that have a row, and those that have a line."""
    with us.visitor() as reader:
        part = reader.page(address).partition('<section id="attendance"')[2].partition("</section>")[0]
    table, line = (
        part.partition("<tbody")[2].partition("</tbody>")[0],
        part.partition('<ul class="stances"')[2].partition("</ul>")[0],
    )
    found = [re.findall(r'party-name">(\w+)<', each) for each in (table, line)]
    return found[0], found[1]


def test_of_whom_nothing_is_noted_has_a_line_and_no_row(us: Web) -> None:
    meeting = opened(us)
    address = f"meetings/{meeting.ref}"
    nobody = attendance(us, address)
    say(us, "iq", MeetingAttended(offices=("head",), others=3), meeting)
    one = attendance(us, address)
    say(us, "iq", AbsenceNoted(party="ir"), meeting)
    two = attendance(us, address)

    assert nobody == ([], ["us", "iq", "ir"])
    assert one == (["iq"], ["us", "ir"])
    assert two == (["iq", "ir"], ["us"]), "what another noted of it has a row too"
