"""Every objection to words on lists and protections is met through the same door as a delegate's words: the API refuses it with its code."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from tests.mechanism.office import Office, office
from tests.server.web import en
from trilateral.i18n.messages import sentence
from trilateral.ledger.entry import Body, EntryId
from trilateral.mechanism.humanitarian import rules
from trilateral.mechanism.humanitarian.entries import (
    Basis,
    CountsProposed,
    HeldSame,
    ListSubmitted,
    NameAnswered,
    Person,
    PersonReleased,
    ProtectionAsserted,
)
from trilateral.node.compose import About

CODES = set(re.findall(r'"(humanitarian\.[a-z_]+)"', Path(rules.__file__).read_text("utf-8"))) - {
    rules.ANSWER_CLOCK,
    rules.LIST_CLOCK,
}
ALL = ("iq", "ir", "us")
PERSONS = (Person((en("Idris Velm"),)), Person((en("Behruz Navi"),)))
PLACE = {"names": [{"lang": "en", "text": "Orn"}], "points": [{"lat": 338812345, "lon": 445212345}]}
Tried: TypeAlias = tuple[str, EntryId | None, dict[str, Any], tuple[str, ...]]


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("humanitarian"), grid_microdegrees=50_000) as made:
        yield made


def seal(us: Office, party: str, body: Body, on: EntryId | None = None, among: tuple[str, ...] = ALL) -> EntryId:
    """Let a party say something under seal that has an effect for those who read it."""
    us.web.parties.clock.advance(1)
    audience = tuple(each for each in among if each != party)
    said = us.web.parties.nodes[party].say(body, by="head", about=About(subject=on, audience=audience)).id
    us.sync()
    return said


@pytest.fixture(scope="module")
def tried(us: Office) -> dict[str, Tried]:
    """For each code a kind, a subject, members of a body and readers, which are refused with it."""
    ours = seal(us, "us", ListSubmitted("detained", "ir", PERSONS))
    theirs = seal(us, "ir", ListSubmitted("detained", "us", PERSONS))
    dead = seal(us, "ir", ListSubmitted("remains", "us", PERSONS))
    between = seal(us, "ir", ListSubmitted("missing", "iq", PERSONS))
    report = seal(us, "ir", PersonReleased(0, "2007-05-28"), ours)
    answer = seal(us, "ir", NameAnswered(1, "acknowledged_held"), ours)
    own = seal(us, "us", NameAnswered(0, "acknowledged_held"), theirs)
    elsewhere = seal(us, "iq", NameAnswered(0, "unknown"), between)
    seal(us, "us", NameAnswered(0, "acknowledged_held"), dead)
    seal(us, "us", HeldSame(0, theirs, 0), ours)
    counts = seal(us, "us", CountsProposed(2), ours)
    site = us.say("us", ProtectionAsserted("site", (en("Orn"),), (Basis("gc4", "18"),)))
    person = {"names": [{"lang": "en", "text": "Idris Velm"}]}
    members: dict[str, Any] = {"sort": "detained", "to": "ir", "persons": [person]}
    shield = {"what": "site", "names": [{"lang": "en", "text": "x"}], "basis": [{"instrument": "gc4", "article": "27"}]}
    rest = ("iq", "ir")
    return {
        "in_the_open": ("list_submitted", None, members, ()),
        "opens_its_own": ("list_submitted", ours, members, rest),
        "not_found": ("counts_accepted", site, {"counts": counts}, rest),
        "other_readers": ("counts_proposed", ours, {"listed": 2}, ("ir",)),
        "not_a_party": ("list_submitted", None, {**members, "to": "west"}, rest),
        "to_oneself": ("list_submitted", None, {**members, "to": "us"}, rest),
        "cannot_read": ("list_submitted", None, members, ("iq",)),
        "lists_nobody": ("list_submitted", None, {"sort": "missing", "to": "ir"}, rest),
        "too_many": ("list_submitted", None, {**members, "persons": [person] * 501}, rest),
        "no_name": ("list_submitted", None, {**members, "persons": [{"names": []}]}, rest),
        "no_such_row": ("agreed", ours, {"number": 2, "step": "release"}, rest),
        "not_yours_to_answer": ("answered", ours, {"number": 0, "answer": "denied"}, rest),
        "no_such_answer": ("verified", ours, {"answer": elsewhere, "found": "confirmed"}, rest),
        "own_answer": ("verified", theirs, {"answer": own, "found": "confirmed"}, rest),
        "not_yours_to_verify": ("verified", ours, {"answer": answer, "found": "confirmed"}, rest),
        "not_yours_to_agree": ("agreed", between, {"number": 0, "step": "release"}, rest),
        "not_held": ("agreed", theirs, {"number": 1, "step": "release"}, rest),
        "not_agreed": ("agreement_withdrawn", ours, {"number": 1}, rest),
        "remains": ("agreed", dead, {"number": 0, "step": "release"}, rest),
        "said_already": ("held_same", ours, {"number": 0, "other": theirs, "other_number": 0}, rest),
        "not_yours_to_report": ("died", ours, {"number": 0, "on": "2007"}, rest),
        "not_yours_to_confirm": ("outcome_confirmed", theirs, {"report": report}, rest),
        "no_such_report": ("outcome_confirmed", ours, {"report": answer}, rest),
        "not_seen": ("held_same", ours, {"number": 0, "other": "f" * 64, "other_number": 0}, rest),
        "not_a_list": ("held_same", ours, {"number": 0, "other": site, "other_number": 0}, rest),
        "itself": ("held_same", ours, {"number": 0, "other": ours, "other_number": 0}, rest),
        "no_such_counts": ("counts_accepted", ours, {"counts": answer}, rest),
        "protects_nobody": ("protection_asserted", None, {**shield, "names": []}, ()),
        "no_basis": ("protection_asserted", None, {**shield, "basis": []}, ()),
        "too_fine": ("protection_asserted", None, {**shield, "where": PLACE}, ()),
        "not_a_designation": ("protection_asserted", None, {**shield, "designation": site}, ()),
    }


def refused(us: Office, kind: str, body: dict[str, Any], subject: EntryId | None, audience: tuple[str, ...]) -> Any:
    """Try to say something under seal in the three steps of a program; return the problem with which it is refused."""
    asked = {"kind": kind, "body": body, "subject": subject, "audience": audience}
    answer = us.delegate.api("POST", "prepare", asked)
    if answer.status_code == 200:
        beside = [each for each in (answer.json()["detached"],) if each]
        answer = us.delegate.api("POST", "sign", answer.json())
        answer = us.delegate.api("POST", "entries", {**answer.json(), "beside": beside})
    assert answer.status_code == 422, answer.text
    return answer.json()


def test_every_objection_is_tried(tried: dict[str, Tried]) -> None:
    assert {f"humanitarian.{code}" for code in tried} == CODES


@pytest.mark.parametrize("code", sorted(code.partition(".")[2] for code in CODES))
def test_it_is_refused_with_its_code_and_a_sentence_in_three_languages(
    us: Office, tried: dict[str, Tried], code: str
) -> None:
    kind, subject, body, readers = tried[code]

    found = refused(us, f"humanitarian.{kind}/1", body, subject, readers)

    assert found["code"] == f"humanitarian.{code}"
    assert len({sentence(lang, f"humanitarian.{code}") for lang in ("en", "ar", "fa")}) == 3
    assert found["sentence"] not in {"", found["code"]}
