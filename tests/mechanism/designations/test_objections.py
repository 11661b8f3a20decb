"""Every objection to what is said of a designation comes before anything is signed: on the node, and to a program."""

from collections.abc import Iterator

import pytest

from tests.server.refusing import Made, Row, codes_of, refused_by_api, refused_by_node
from tests.server.web import Visitor, en, web
from trilateral.i18n.messages import sentence
from trilateral.mechanism.designations.entries import (
    DesignationIdentified,
    DesignationRegistered,
    NeutralAccepted,
    NeutralProposed,
    NeutralRefused,
    ResponsibilityAccepted,
    ResponsibilityAsserted,
    TermStated,
)

NOBODY = "f" * 64


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    with web(tmp_path_factory.mktemp("designations")) as us:
        record = Made(us)
        record.say("group", "ir", DesignationRegistered("group", (en("River Guard"),)))
        record.say("place", "iq", DesignationRegistered("place", (en("The ford"),)))
        record.say("mine", "us", NeutralProposed((en("those at the ford"),)), "place")
        record.say("refused", "ir", NeutralProposed((en("the landing"),)), "place")
        record.say("no", "us", NeutralRefused(record.refused), "place")
        record.say("old", "ir", NeutralProposed((en("the men"),)), "group")
        record.say("agreed", "ir", NeutralProposed((en("the group"),)), "group")
        for party in ("us", "iq"):
            record.say(f"agreed_{party}", party, NeutralAccepted(record.agreed), "group")
        record.say("claimed", "us", ResponsibilityAsserted("ir"), "group")
        yield record


@pytest.fixture(scope="module")
def delegate(made: Made) -> Iterator[Visitor]:
    with made.us.visitor() as visitor:
        yield visitor


ROWS: dict[str, Row] = {
    "accepted_already": lambda m: (NeutralAccepted(m.mine), "place"),
    "agreed_already": lambda m: (NeutralRefused(m.agreed), "group"),
    "name_in_the_open": lambda _: (DesignationRegistered("person", (en("Somebody"),)), ""),
    "no_such_proposal": lambda m: (NeutralAccepted(m.claimed), "group"),
    "nobody_answers_for_a_place": lambda _: (ResponsibilityAccepted(), "place"),
    "not_a_designation": lambda m: (DesignationIdentified(m.mine, same=True), "group"),
    "not_a_party": lambda _: (ResponsibilityAsserted("nobody"), "group"),
    "not_found": lambda _: (TermStated((en("x"),)), ""),
    "not_seen": lambda _: (DesignationIdentified(NOBODY, same=True), "group"),
    "of_itself": lambda m: (DesignationIdentified(m.group, same=True), "group"),
    "of_oneself": lambda _: (ResponsibilityAsserted("us"), "group"),
    "refused_already": lambda m: (NeutralRefused(m.refused), "place"),
    "registered_already": lambda _: (DesignationRegistered("act", (en("x"),)), "group"),
    "said_already": lambda _: (ResponsibilityAsserted("ir", en("again")), "group"),
    "says_nothing": lambda _: (TermStated(), "group"),
    "settled_since": lambda m: (NeutralAccepted(m.old), "group"),
}
FORGED: dict[str, tuple[Row, dict[str, str]]] = {
    "no_commitment": (lambda _: (DesignationRegistered("person"), ""), {"commit": "a" * 64}),
}
"""What our own node never composes, and is handed in signed."""
ELSEWHERE = {"no_say"}
"""Who chairs is none of the three here: `tests/cli/test_having_no_say.py`."""


def test_the_table_has_every_code() -> None:
    assert codes_of("designations") == {f"designations.{code}" for code in (*ROWS, *FORGED, *ELSEWHERE)}


@pytest.mark.parametrize("code", [*ROWS, *FORGED])
def test_it_is_refused_with_its_code_and_a_sentence_in_three_languages(
    made: Made, delegate: Visitor, code: str
) -> None:
    row, extra = FORGED[code] if code in FORGED else (ROWS[code], {})
    body, on = row(made)

    assert refused_by_node(made, body, on, **extra) == f"designations.{code}"
    assert refused_by_api(made, delegate, body, on, **extra) == f"designations.{code}"
    assert len({sentence(lang, f"designations.{code}") for lang in ("en", "ar", "fa")}) == 3
