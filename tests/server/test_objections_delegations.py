"""Whatever stands against an entry about a delegation has a code, a sentence, and comes before anything is signed."""

from collections.abc import Iterator

import pytest

from tests.server.refusing import Made, Row, codes_of, refused_by_api, refused_by_node
from tests.server.web import Visitor, en, web
from trilateral.mechanism.delegations.entries import (
    ActingEnded,
    ActingNamed,
    AgrementGiven,
    CredentialsPresented,
    DelegationNamed,
    HolderAgreed,
    OfficeAccredited,
    OfficeLeft,
    RankChanged,
)

NOBODY = "f" * 64


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    with web(tmp_path_factory.mktemp("delegations")) as us:
        record = Made(us)
        for party, name in (("us", "ours"), ("ir", "theirs")):
            record.say(name, party, DelegationNamed((en(name),), "plenary"))
            record.say(f"{name}_head", party, OfficeAccredited("head", "head", "minister"), name)
        yield record


@pytest.fixture(scope="module")
def delegate(made: Made) -> Iterator[Visitor]:
    with made.us.visitor() as visitor:
        yield visitor


ROWS: dict[str, Row] = {
    "acts_for_itself": lambda _: (ActingNamed("head", "head"), "ours"),
    "named_already": lambda _: (DelegationNamed((en("x"),), "plenary"), "ours"),
    "no_powers": lambda _: (CredentialsPresented("head", ()), "ours"),
    "no_such_day": lambda _: (ActingNamed("head", "press", "2007-02-30"), "ours"),
    "no_such_office": lambda _: (OfficeLeft("press"), "ours"),
    "no_such_request": lambda _: (AgrementGiven(NOBODY), "theirs"),
    "nobody_acts": lambda _: (ActingEnded("head"), "ours"),
    "not_found": lambda _: (OfficeLeft("head"), ""),
    "not_yours": lambda _: (OfficeLeft("head"), "theirs"),
    "of_oneself": lambda _: (HolderAgreed("head"), "ours"),
    "office_filled": lambda _: (OfficeAccredited("head", "head", "minister"), "ours"),
    "same_rank": lambda _: (RankChanged("head", "minister"), "ours"),
    "says_nothing": lambda _: (DelegationNamed((), "plenary"), ""),
}
FORGED: dict[str, tuple[Row, dict[str, str]]] = {
    "no_commitment": (lambda _: (OfficeAccredited("press", "member", "staff"), "ours"), {"commit": "a" * 64}),
}
"""What our own node never composes, and is handed in signed."""
ELSEWHERE = {"no_say"}
"""Who chairs is none of the three here: `tests/cli/test_having_no_say.py`."""


def test_the_table_has_every_code() -> None:
    assert codes_of("delegations") == {f"delegations.{code}" for code in (*ROWS, *FORGED, *ELSEWHERE)}


@pytest.mark.parametrize("code", [*ROWS, *FORGED])
def test_it_is_refused(made: Made, delegate: Visitor, code: str) -> None:
    row, extra = FORGED[code] if code in FORGED else (ROWS[code], {})
    body, on = row(made)

    assert refused_by_node(made, body, on, **extra) == f"delegations.{code}"
    assert refused_by_api(made, delegate, body, on, **extra) == f"delegations.{code}"
