"""Every objection to a request is met through the same door as a delegate's words: the API refuses it with its code."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from tests.mechanism.office import Office, office
from tests.server.web import en
from trilateral.i18n.messages import sentence
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.requests import rules
from trilateral.mechanism.requests.entries import (
    ChangeAccepted,
    ChangeProposed,
    RequestAccepted,
    RequestCancelled,
    RequestDeclined,
    RequestDisputed,
    RequestDone,
    RequestMade,
    RequestVerified,
)

CODES = set(re.findall(r'"(requests\.[a-z_]+)"', Path(rules.__file__).read_text("utf-8"))) - {rules.ANSWER_CLOCK}
UNKNOWN = "f" * 64
ADOPTED = {"requests.not_as_adopted", "requests.adopted_by_all"}
Tried: TypeAlias = tuple[str, EntryId | None, dict[str, Any]]


def request(owner: str, day: str | None = "2007-06-30") -> RequestMade:
    return RequestMade("action", owner, en("Patrol."), due_on=day)


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("requests")) as made:
        yield made


@pytest.fixture(scope="module")
def tried(us: Office) -> dict[str, Tried]:
    """For each code a kind, a subject and members of a body that are refused with it, each in a state of its own."""
    asked = us.say("ir", request("us"))
    ours = us.say("us", request("ir"))
    others = us.say("iq", request("ir"))
    refused = us.say("ir", request("us"))
    us.say("us", RequestDeclined(), refused)
    reported = us.say("ir", request("us"))
    us.say("us", RequestAccepted(), reported)
    own_report = us.say("us", RequestDone(), reported)
    us.say("ir", RequestAccepted(), ours)
    report = us.say("ir", RequestDone(), ours)
    us.say("us", RequestDisputed(report), ours)
    cancelled = us.say("us", request("ir"))
    us.say("us", RequestCancelled(), cancelled)
    verified = us.say("us", request("ir"))
    us.say("ir", RequestAccepted(), verified)
    us.say("us", RequestVerified(us.say("ir", RequestDone(), verified)), verified)
    returned = us.say("us", request("ir"))
    us.say("ir", RequestAccepted(), returned)
    taken_back = us.say("ir", RequestDone(), returned)
    us.say("ir", RequestDeclined(), returned)
    changed = us.say("us", request("ir"))
    changes = [us.say("ir", ChangeProposed(None, day), changed) for day in ("2007-07-01", "2007-07-02")]
    us.say("us", ChangeAccepted(changes[0]), changed)
    crossed = us.say("us", request("ir"))
    day, owner = us.say("us", ChangeProposed(None, "2007-07-01"), crossed), us.say("ir", ChangeProposed("iq"), crossed)
    us.say("iq", ChangeAccepted(owner), crossed)
    us.say("ir", ChangeAccepted(day), crossed, sync=False)
    us.say("us", ChangeAccepted(owner), crossed)
    assert us.status("requests", crossed) == "crossed"
    made = {"sort": "action", "owner": "ir", "text": {"lang": "en", "text": "Patrol."}}
    return {
        "made_already": ("made", asked, made),
        "not_found": ("accepted", None, {}),
        "not_a_party": ("made", None, {**made, "owner": "west"}),
        "of_oneself": ("made", None, {**made, "owner": "us"}),
        "no_such_day": ("made", None, {**made, "due_on": "2007-02-30"}),
        "not_seen": ("made", None, {**made, "meeting": UNKNOWN}),
        "not_a_meeting": ("made", None, {**made, "meeting": asked}),
        "not_yours_to_answer": ("accepted", others, {}),
        "accepted_already": ("accepted", reported, {}),
        "declined_already": ("declined", refused, {}),
        "not_accepted": ("done", asked, {}),
        "done_already": ("done", reported, {}),
        "verified_before": ("cancelled", verified, {}),
        "cancelled_before": ("cancelled", cancelled, {}),
        "not_yours_to_cancel": ("cancelled", asked, {}),
        "not_yours_to_change": ("change_proposed", others, {"owner": "us"}),
        "says_nothing": ("change_proposed", asked, {}),
        "changes_nothing": ("change_proposed", asked, {"owner": "us"}),
        "change_incomplete": ("change_proposed", crossed, {"owner": "ir"}),
        "no_such_change": ("change_accepted", asked, {"change": asked}),
        "changed_before": ("change_accepted", changed, {"change": changes[1]}),
        "no_such_report": ("verified", ours, {"report": ours}),
        "not_yours_to_verify": ("verified", reported, {"report": own_report}),
        "said_already": ("disputed", ours, {"report": report}),
        "taken_back": ("verified", returned, {"report": taken_back}),
    }


def test_every_objection_is_tried(tried: dict[str, Tried]) -> None:
    assert {f"requests.{code}" for code in tried} == CODES - ADOPTED


@pytest.mark.parametrize("code", sorted(code.partition(".")[2] for code in CODES - ADOPTED))
def test_it_is_refused_with_its_code_and_a_sentence_in_three_languages(
    us: Office, tried: dict[str, Tried], code: str
) -> None:
    kind, subject, body = tried[code]

    refused = us.refused(f"requests.{kind}/1", body, subject)

    assert refused["code"] == f"requests.{code}"
    assert len({sentence(lang, f"requests.{code}") for lang in ("en", "ar", "fa")}) == 3
    assert refused["sentence"] not in {"", refused["code"]}
