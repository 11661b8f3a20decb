"""Every objection to an act on a text is met through the same door as a delegate's words: the API refuses it with its code."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
import pytest

from tests.mechanism.office import Office, office
from tests.mechanism.texts.drafts import LISTS, RIVER, TABLED, edit
from tests.server.web import en
from trilateral.i18n.messages import sentence
from trilateral.ledger.entry import Body, EntryId
from trilateral.mechanism.texts import rules
from trilateral.mechanism.texts.entries import (
    BracketLifted,
    ExactText,
    ForceRecorded,
    NonPaperMentioned,
    ParagraphStruck,
    TerminationAccepted,
    TerminationProposed,
    TextInitialled,
    TextSigned,
    WordsBracketed,
)

CODES = set(re.findall(r'"(texts\.[a-z_]+)"', Path(rules.__file__).read_text("utf-8")))
ELSEWHERE = {"texts.no_say"}
"""All three are bound here: who chairs tries it in `tests/cli/test_joint_texts.py`."""
NOBODY = "f" * 64
DAY = "2031-05-01"
WORDING = [{"lang": "en", "text": "x"}]
Tried: TypeAlias = tuple[str, EntryId | None, dict[str, Any]]


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("texts")) as made:
        yield made


def members(**changed: Any) -> dict[str, Any]:
    """Of a text to be tabled."""
    paragraph = {"wordings": [{"lang": "en", "text": LISTS}]}
    return {"title": WORDING, "languages": ["en"], "paragraphs": [paragraph], **changed}


class Desks:
    """Texts in states of their own, made by all."""

    def __init__(self, us: Office) -> None:
        self.us = us

    def tabled(self, **changed: Any) -> EntryId:
        """A text on the table."""
        return self.us.say("iq", msgspec.structs.replace(TABLED, **changed))

    def exact(self, subject: EntryId) -> tuple[ExactText, ...]:
        """Its hashes."""
        found: tuple[ExactText, ...] = self.us.found("texts", subject).hashes
        return found

    def with_words(self, party: str, *bodies: Body) -> EntryId:
        """A text on which a party has said something."""
        subject = self.tabled()
        for body in bodies:
            self.us.say(party, body, subject)
        return subject

    def signed(self, *parties: str, **changed: Any) -> EntryId:
        """A text that parties have signed."""
        subject = self.tabled(**changed)
        for party in parties:
            self.us.say(party, TextSigned(self.exact(subject)), subject)
        return subject

    def in_force(self) -> EntryId:
        """A text in force."""
        subject = self.signed("us", "iq", "ir", into_force="on_day", into_force_on=DAY)
        self.us.say("iq", ForceRecorded(DAY), subject)
        return subject


@pytest.fixture(scope="module")
def tried(us: Office) -> dict[str, Tried]:
    """For each code a kind, a subject and members of a body that are refused with it, each in a state of its own."""
    at = Desks(us)
    plain = at.tabled()
    edited = [{"lang": "en", "text": LISTS.replace("ten", "five")}]
    theirs = us.say("ir", NonPaperMentioned((en("Thoughts"),)))
    struck = at.tabled()
    strike = us.say("us", ParagraphStruck("1", (struck,)), struck)
    bracketed = at.tabled()
    mine = us.say("us", WordsBracketed("1", "en", (bracketed,)), bracketed)
    other = us.say("ir", WordsBracketed("1", "en", (bracketed,)), bracketed)
    us.say("us", BracketLifted(mine), bracketed)
    agreed = at.signed("us", "iq", "ir")
    initialled = at.tabled()
    us.say("us", TextInitialled(at.exact(initialled)), initialled)
    exact = msgspec.to_builtins(at.exact(initialled))
    force, ended = at.in_force(), at.in_force()
    own_end = us.say("us", TerminationProposed(DAY), force)
    end = us.say("us", TerminationProposed(DAY), ended)
    for party in ("iq", "ir"):
        us.say(party, TerminationAccepted(end), ended)
    named = at.signed("us", "iq", "ir", into_force="day_named_by_all")
    ours = at.tabled()
    version = us.say("us", edit(LISTS + " Always.", ours), ours)
    wrong_hash = {"hashes": [{"lang": "en", "hash": "0" * 64}]}
    return {
        "not_found": ("signed", None, wrong_hash),
        "opened_already": ("non_paper_mentioned", plain, {"title": WORDING}),
        "not_tabled": ("bracket_lifted", theirs, {"bracket": NOBODY}),
        "not_yours_to_table": ("tabled", theirs, members()),
        "tabled_already": ("tabled", us.say("us", TABLED), members()),
        "says_nothing": ("tabled", None, members(languages=[])),
        "language_twice": ("tabled", None, members(languages=["en", "en"])),
        "too_long": ("paragraph_added", plain, {"wordings": [{"lang": "en", "text": "x " * 2_001}]}),
        "day_and_terms": ("tabled", None, members(into_force_on=DAY)),
        "no_such_day": ("day_named", plain, {"on": "2031-02-30"}),
        "not_seen": ("tabled", None, members(meeting=NOBODY)),
        "not_a_meeting": ("tabled", None, members(meeting=plain)),
        "agreed_already": ("taken_back", agreed, {}),
        "signed_by_you": ("paragraph_added", initialled, {"wordings": WORDING}),
        "no_such_paragraph": ("paragraph_added", plain, {"wordings": WORDING, "after": "9"}),
        "no_such_bracket": ("bracket_lifted", plain, {"bracket": NOBODY}),
        "not_your_bracket": ("bracket_lifted", bracketed, {"bracket": other}),
        "lifted_already": ("bracket_lifted", bracketed, {"bracket": mine}),
        "no_such_version": ("paragraph_edited", plain, {"key": "1", "bases": [NOBODY], "wordings": edited}),
        "your_own_version": ("wording_accepted", ours, {"key": "1", "version": version}),
        "accepted_already": ("termination_accepted", force, {"termination": own_end}),
        "names_no_version": ("paragraph_edited", plain, {"key": "1", "bases": [], "wordings": edited}),
        "struck_already": ("paragraph_struck", struck, {"key": "1", "bases": [strike]}),
        "no_such_words": ("bracketed", plain, {"key": "1", "lang": "en", "bases": [plain], "words": "never"}),
        "matches_itself": (
            "paragraph_edited",
            plain,
            {"key": "1", "bases": [plain], "wordings": edited, "matches": [plain]},
        ),
        "same_words": (
            "paragraph_edited",
            plain,
            {"key": "2", "bases": [plain], "wordings": [{"lang": "en", "text": RIVER}]},
        ),
        "nothing_signed": ("taken_back", plain, {}),
        "not_clean": ("signed", bracketed, wrong_hash),
        "other_hashes": ("signed", plain, wrong_hash),
        "said_already": ("initialled", initialled, {"hashes": exact}),
        "not_adopted": ("adopted", plain, {"proposal": plain}),
        "no_day_to_name": ("day_named", plain, {"on": DAY}),
        "in_force_already": ("in_force_recorded", force, {"on": DAY}),
        "not_signed": ("in_force_recorded", plain, {"on": DAY}),
        "no_day_named": ("in_force_recorded", named, {"on": DAY}),
        "other_day": ("in_force_recorded", agreed, {"on": "2099-01-01"}),
        "not_in_force": ("termination_proposed", agreed, {"on": DAY}),
        "ended_before": ("termination_proposed", ended, {"on": DAY}),
        "not_an_amendment": ("amended", force, {"by": plain}),
        "no_such_termination": ("termination_accepted", force, {"termination": NOBODY}),
    }


def test_every_objection_is_tried(tried: dict[str, Tried]) -> None:
    assert {f"texts.{code}" for code in tried} | ELSEWHERE == CODES


@pytest.mark.parametrize("code", sorted(code.partition(".")[2] for code in CODES - ELSEWHERE))
def test_it_is_refused_with_its_code_and_a_sentence_in_three_languages(
    us: Office, tried: dict[str, Tried], code: str
) -> None:
    kind, subject, body = tried[code]

    refused = us.refused(f"texts.{kind}/1", body, subject)

    assert refused["code"] == f"texts.{code}"
    assert len({sentence(lang, f"texts.{code}") for lang in ("en", "ar", "fa")}) == 3
    assert refused["sentence"] not in {"", refused["code"]}
