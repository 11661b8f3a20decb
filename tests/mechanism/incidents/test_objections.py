"""Every objection to words on incidents is met through the same door as a delegate's words: the API or a page refuses it with its code."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from tests.mechanism.office import Office, office
from tests.node.parties import START
from tests.server.web import en
from trilateral.desk import two_parts
from trilateral.i18n.messages import sentence
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.bodies.entries import RowsListed
from trilateral.mechanism.incidents import rules
from trilateral.mechanism.incidents.entries import (
    ROWS,
    EvidenceHanded,
    EvidenceReceived,
    EvidenceRecorded,
    IncidentOpened,
    IncidentReported,
    NumberAccepted,
    NumberProposed,
    ReportLinked,
    Told,
)

CODES = {
    code
    for module in (rules, two_parts)
    for code in re.findall(r'"(incidents\.[a-z_]+)"', Path(module.__file__ or "").read_text("utf-8"))
} - {"incidents.detail_for_nobody"}  # a page says so: `test_two_parts`
NOBODY = "f" * 64
WHEN = f"{START:%Y-%m-%dT%H:%M:%SZ}"
EXACT = {"points": [{"lat": 333_412_345, "lon": 443_612_345}]}
Tried: TypeAlias = tuple[str, EntryId | None, dict[str, Any]]


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("incidents"), grid_microdegrees=100_000, detail_delay_hours=48) as made:
        yield made


@pytest.fixture(scope="module")
def tried(us: Office) -> dict[str, Tried]:
    """For each code a kind, a subject and members of a body that are refused with it, each in a state of its own."""
    report, theirs = us.say("us", IncidentReported("battle")), us.say("ir", IncidentReported("battle"))
    incident = us.say("us", IncidentOpened(en("x"), (Told(report),)))
    other = us.say("us", IncidentOpened(en("y")))
    rows = us.say("us", RowsListed(en("Reports"), ROWS, 2, "e" * 64))
    number = us.say("us", NumberProposed("7"), incident)
    agreed = us.say("us", IncidentOpened(en("z")))
    joint = us.say("ir", NumberProposed("8"), agreed)
    for party in ("us", "iq"):
        us.say(party, NumberAccepted(joint), agreed)
    us.say("ir", ReportLinked(Told(report)), incident)
    ours = us.say("us", EvidenceRecorded("weapon", en("x"), en("y"), mark="1"))
    passing = us.say("ir", EvidenceRecorded("weapon", en("x"), en("y"), mark="2"))
    first = us.say("ir", EvidenceHanded("us"), passing)
    us.say("ir", EvidenceHanded("us"), passing)
    to_another = us.say("ir", EvidenceRecorded("weapon", en("x"), en("y"), mark="3"))
    for_iraq = us.say("ir", EvidenceHanded("iq"), to_another)
    done = us.say("ir", EvidenceRecorded("weapon", en("x"), en("y"), mark="4"))
    handed = us.say("ir", EvidenceHanded("us"), done)
    us.say("us", EvidenceReceived(handed), done)
    text = {"lang": "en", "text": "x"}
    battle = {"type": "battle"}
    thing = {"sort": "weapon", "title": text, "not_proven": text}

    def actors(**actor: str) -> dict[str, Any]:
        return {**battle, "actors": [{"involvement": "acted", **actor}]}

    def killed(*ranges: dict[str, int]) -> dict[str, Any]:
        return {**battle, "casualties": [{"harm": "killed", "whom": "own", **each} for each in ranges]}

    def told(name: EntryId, **row: int) -> dict[str, Any]:
        return {"told": {"report": name, **row}}

    return {
        "opens_its_own": ("reported", report, battle),
        "not_found": ("rated", None, {"source": "A", "information": 1}),
        "not_an_incident": ("linked", report, told(report)),
        "not_a_report": ("detailed", incident, {"text": text}),
        "not_evidence": ("evidence_handed", report, {"to_party": "ir"}),
        "other_type": ("reported", None, {**battle, "sub_type": "grenade"}),
        "names_too_many": ("reported", None, {**battle, "observed": [{"how": "seen"}] * 51}),
        "time_empty": ("reported", None, {**battle, "when": {"earliest": WHEN, "latest": "2000-01-01T00:00:00Z"}}),
        "place_empty": ("reported", None, {**battle, "where": {}}),
        "too_fine": ("reported", None, {**battle, "where": EXACT}),
        "too_prompt": ("reported", None, killed({"least": 1})),
        "not_a_party": ("reported", None, actors(sort="party", party="west")),
        "not_seen": ("linked", incident, told(NOBODY)),
        "actor_unclear": ("reported", None, actors(sort="party")),
        "most_below_least": ("reported", None, killed({"least": 2, "most": 1})),
        "counted_twice": ("reported", None, killed({"least": 1}, {"least": 2})),
        "file_not_named": ("evidence_recorded", None, {**thing, "paper": "a" * 64}),
        "neither_file_nor_mark": ("evidence_recorded", None, thing),
        "no_source": ("event_recorded", None, {"sort": "visit", "who": text, "text": text}),
        "not_yours_to_detail": ("detailed", theirs, {"text": text}),
        "says_nothing": ("detailed", report, {}),
        "another_report": ("checked", report, {"found": "verified", **told(theirs)}),
        "which_report": ("checked", incident, {"found": "verified"}),
        "not_linked": ("checked", incident, {"found": "verified", **told(theirs)}),
        "no_such_row": ("linked", incident, told(rows, row=2)),
        "said_already": ("linked", incident, told(report)),
        "itself": ("held_same", incident, {"other": incident}),
        "not_held_same": ("held_apart", incident, {"other": other}),
        "proposed_already": ("number_proposed", incident, {"number": "7"}),
        "no_such_number": ("number_accepted", other, {"proposed": number}),
        "numbered_already": ("number_refused", agreed, {"proposed": joint}),
        "to_itself": ("evidence_handed", ours, {"to_party": "us"}),
        "not_yours_to_hand": ("evidence_handed", passing, {"to_party": "iq"}),
        "no_such_handing": ("evidence_received", passing, {"handed": passing}),
        "not_for_you": ("evidence_received", to_another, {"handed": for_iraq}),
        "received_already": ("evidence_received", done, {"handed": handed, "text": text}),
        "handed_elsewhere": ("evidence_received", passing, {"handed": first}),
    }


def test_every_objection_is_tried(tried: dict[str, Tried]) -> None:
    assert {f"incidents.{code}" for code in tried} == CODES


@pytest.mark.parametrize("code", sorted(code.partition(".")[2] for code in CODES))
def test_it_is_refused_with_its_code_and_a_sentence_in_three_languages(
    us: Office, tried: dict[str, Tried], code: str
) -> None:
    kind, subject, body = tried[code]

    refused = us.refused(f"incidents.{kind}/1", body, subject)

    assert refused["code"] == f"incidents.{code}"
    assert len({sentence(lang, f"incidents.{code}") for lang in ("en", "ar", "fa")}) == 3
    assert refused["sentence"] not in {"", refused["code"]}
