"""Every objection to an entry on accounts is met through the same door as a delegate's words: the API refuses it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from tests.mechanism.office import Office, office
from tests.server.web import en
from trilateral.i18n.messages import sentence
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.accounts import rules
from trilateral.mechanism.accounts.entries import (
    AccountEntered,
    CopyStated,
    PointRaised,
    StatementLinked,
)
from trilateral.mechanism.statements.entries import StatementMade

CODES = set(re.findall(r'"(accounts\.[a-z_]+)"', Path(rules.__file__).read_text("utf-8")))
UNKNOWN = "f" * 64
DAY = "2007-05-28"
Tried: TypeAlias = tuple[str, EntryId | None, dict[str, Any]]


def account(day: str = DAY, readout_of: str | None = None) -> AccountEntered:
    return AccountEntered(en("After"), "Mail", "2007-05-29", "en", "independent", day=day, readout_of=readout_of)


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("accounts")) as made:
        yield made


@pytest.fixture(scope="module")
def tried(us: Office) -> dict[str, Tried]:
    """For each code a kind, a subject and members of a body that are refused with it."""
    paper, readout = us.say("iq", account()), us.say("iq", account(readout_of="ir"))
    other, point = us.say("iq", account("2007-07-24")), us.say("iq", PointRaised(en("Again?"), day=DAY))
    statement = us.say("us", StatementMade("position", en("Yes.")))
    us.say("us", StatementLinked(statement), point)
    us.say("us", CopyStated(readout), paper)
    entered = {
        "title": {"lang": "en", "text": "x"},
        "outlet": "Mail",
        "published_on": "2007-05-29",
        "lang": "en",
        "affiliation": "independent",
    }

    def read(stance: str, of: EntryId = point, **more: Any) -> dict[str, Any]:
        return {"readings": [{"point": of, "stance": stance, **more}]}

    return {
        "opened_already": ("point_raised", paper, {"question": {"lang": "en", "text": "x"}, "day": DAY}),
        "not_found": ("read", None, read("silent")),
        "about_one_thing": ("entered", None, entered),
        "no_such_day": ("entered", None, {**entered, "day": "2007-02-30"}),
        "not_a_meeting": ("entered", None, {**entered, "meeting": statement}),
        "not_a_party": ("entered", None, {**entered, "day": DAY, "readout_of": "west"}),
        "not_seen": ("entered", None, {**entered, "meeting": UNKNOWN}),
        "not_an_account": ("read", point, read("silent")),
        "not_a_point": ("statement_linked", paper, {"statement": statement}),
        "of_another_meeting": ("read", other, read("silent")),
        "reads_nothing": ("read", paper, {"readings": []}),
        "point_twice": ("read", paper, {"readings": read("silent")["readings"] * 2}),
        "silence_has_no_words": ("read", paper, read("silent", quote={"exact": "so"})),
        "quote_missing": ("read", paper, read("says")),
        "wording_missing": ("read", paper, read("differs", quote={"exact": "so"})),
        "quote_too_long": ("read", paper, read("says", quote={"exact": "x" * 301})),
        "copy_of_itself": ("copy_stated", paper, {"of": paper}),
        "said_already": ("copy_stated", paper, {"of": readout, "why": {"lang": "en", "text": "again"}}),
        "not_a_readout": ("readout_answered", paper, {"ours": True}),
        "not_yours_to_answer": ("readout_answered", readout, {"ours": True}),
        "not_a_statement": ("statement_linked", point, {"statement": paper}),
        "linked_already": ("statement_linked", point, {"statement": statement}),
    }


def test_every_objection_is_tried(tried: dict[str, Tried]) -> None:
    assert {f"accounts.{code}" for code in tried} == CODES


@pytest.mark.parametrize("code", sorted(code.partition(".")[2] for code in CODES))
def test_it_is_refused_with_its_code_and_a_sentence_in_three_languages(
    us: Office, tried: dict[str, Tried], code: str
) -> None:
    kind, subject, body = tried[code]

    refused = us.refused(f"accounts.{kind}/1", body, subject)

    assert refused["code"] == f"accounts.{code}"
    assert len({sentence(lang, f"accounts.{code}") for lang in ("en", "ar", "fa")}) == 3
    assert refused["sentence"] not in {"", refused["code"]}
