"""Every objection to a suspension is met through the same door as a delegate's words: the API refuses it with its code."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from tests.mechanism.office import Office, office
from tests.node.parties import START
from tests.server.web import en
from trilateral.i18n.messages import sentence
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.suspensions import rules
from trilateral.mechanism.suspensions.entries import (
    EndAccepted,
    EndProposed,
    SuspensionAccepted,
    SuspensionProposed,
    SuspensionRefused,
)

CODES = set(re.findall(r'"(suspensions\.[a-z_]+)"', Path(rules.__file__).read_text("utf-8")))
FROM, UNTIL = START.replace(second=0), START + timedelta(days=10)
Tried: TypeAlias = tuple[str, EntryId | None, dict[str, Any]]


def at(days: int) -> str:
    return f"{FROM + timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("suspensions")) as made:
        yield made


@pytest.fixture(scope="module")
def tried(us: Office) -> dict[str, Tried]:
    """For each code a kind, a subject and members of a body that are refused with it, each in a state of its own."""

    def agreed() -> EntryId:
        subject = us.say("ir", SuspensionProposed("holiday", en("A feast."), FROM, UNTIL))
        for party in ("us", "iq"):
            us.say(party, SuspensionAccepted(), subject)
        return subject

    proposed = us.say("us", SuspensionProposed("other", en("x"), FROM))
    refused = us.say("ir", SuspensionProposed("other", en("x"), FROM))
    us.say("us", SuspensionRefused(), refused)
    running, ended = agreed(), agreed()
    own_end = us.say("us", EndProposed(FROM + timedelta(days=1)), running)
    end = us.say("ir", EndProposed(FROM + timedelta(days=1)), ended)
    for party in ("us", "iq"):
        us.say(party, EndAccepted(end), ended)
    assert us.status("suspensions", ended) == "ended"
    members = {"reason": "other", "text": {"lang": "en", "text": "x"}, "from_at": at(0)}
    return {
        "proposed_already": ("proposed", proposed, members),
        "clock_twice": ("proposed", None, {**members, "clocks": ["allegations.answer", "allegations.answer"]}),
        "no_such_clock": ("proposed", None, {**members, "clocks": ["no.such_clock"]}),
        "ends_before_it_begins": ("proposed", None, {**members, "until_at": at(0)}),
        "not_found": ("accepted", None, {}),
        "agreed_already": ("refused", running, {}),
        "accepted_already": ("end_accepted", running, {"end": own_end}),
        "refused_already": ("refused", refused, {}),
        "not_agreed": ("end_proposed", proposed, {"end_at": at(1)}),
        "not_seen": ("end_accepted", running, {"end": "f" * 64}),
        "ended_before": ("end_proposed", ended, {"end_at": at(2)}),
        "ends_no_earlier": ("end_proposed", running, {"end_at": at(10)}),
        "no_such_end": ("end_accepted", running, {"end": running}),
    }


def test_every_objection_is_tried(tried: dict[str, Tried]) -> None:
    assert {f"suspensions.{code}" for code in tried} == CODES


@pytest.mark.parametrize("code", sorted(code.partition(".")[2] for code in CODES))
def test_it_is_refused_with_its_code_and_a_sentence_in_three_languages(
    us: Office, tried: dict[str, Tried], code: str
) -> None:
    kind, subject, body = tried[code]

    refused = us.refused(f"suspensions.{kind}/1", body, subject)

    assert refused["code"] == f"suspensions.{code}"
    assert len({sentence(lang, f"suspensions.{code}") for lang in ("en", "ar", "fa")}) == 3
    assert refused["sentence"] not in {"", refused["code"]}
