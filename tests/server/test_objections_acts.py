"""Whatever stands against an act on an entry, or against a report, has a code and a sentence before anything is signed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from tests.mechanism.office import Office
from tests.node.parties import three_parties
from tests.server.refusing import Made, Row, codes_of, refused_by_api, refused_by_node
from tests.server.web import Visitor, Web, en, web
from trilateral.catalogue import KINDS
from trilateral.i18n.messages import sentence
from trilateral.ledger.entry import Text, members_of
from trilateral.mechanism.acts.entries import (
    EntryCommented,
    EntrySuperseded,
    PaperAttached,
    TranslationAgreed,
    WordsCorrected,
    WordsRetracted,
    WordsTranslated,
)
from trilateral.mechanism.allegations.entries import AllegationFiled
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.mechanism.unsigned.entries import ReportAdopted, WordsReported
from trilateral.node.compose import About
from trilateral.server.app import make_app
from trilateral.server.sessions import Doors

X = en("x")
NOBODY = "f" * 64
SAID = '{"sort":"position","text":{"lang":"en","text":"x"}}'
KIND = "statements.made/1"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    with web(tmp_path_factory.mktemp("acts")) as us:
        record = Made(us)
        say = record.say
        say("ours", "us", StatementMade("position", X))
        say("theirs", "ir", StatementMade("position", X))
        say("gone", "us", StatementMade("position", X))
        say("retraction", "us", WordsRetracted(record.gone), "gone")
        say("translated", "iq", WordsTranslated(record.ours, "text", Text("fa", "بله"), "fa"), "ours")
        say("agreed", "us", TranslationAgreed(record.translated, "agreed"), "ours")
        say("report", "iq", WordsReported("ir", KIND, SAID))
        say("unread", "iq", WordsReported("us", KIND, "{}"))
        say("charge", "iq", WordsReported("us", "unheard.of/1", "{}"))
        say("filed", "ir", AllegationFiled("us", (X,)))
        say("hidden", "ir", StatementMade("position", X), audience=("us",))
        yield record


@pytest.fixture(scope="module")
def delegate(made: Made) -> Iterator[Visitor]:
    with made.us.visitor() as visitor:
        yield visitor


ACTS: dict[str, Row] = {
    "agreed_already": lambda m: (TranslationAgreed(m.translated, "agreed"), "ours"),
    "another_language": lambda m: (WordsTranslated(m.ours, "text", X, "fa"), "ours"),
    "another_subject": lambda m: (EntryCommented(m.theirs, X), "ours"),
    "cannot_stand_for": lambda m: (EntrySuperseded(m.ours, m.ours), "ours"),
    "no_subject": lambda m: (EntryCommented(m.ours, X), ""),
    "no_such_words": lambda m: (WordsCorrected(m.ours, X, "sort"), "ours"),
    "not_a_translation": lambda m: (TranslationAgreed(m.ours, "agreed"), "ours"),
    "not_seen": lambda _: (EntryCommented(NOBODY, X), "ours"),
    "not_yours": lambda m: (WordsRetracted(m.theirs), "theirs"),
    "paper_not_named": lambda m: (PaperAttached(m.ours, X, "text/plain", NOBODY), "ours"),
    "retracted_before": lambda m: (WordsRetracted(m.gone), "gone"),
    "spills_what_is_sealed": lambda m: (EntryCommented(m.hidden, X), "hidden"),
}
UNSIGNED: dict[str, Row] = {
    "malformed": lambda _: (WordsReported("ir", KIND, "[]"), ""),
    "not_a_party": lambda _: (WordsReported("xx", KIND, SAID), ""),
    "not_a_report": lambda m: (ReportAdopted(m.theirs), ""),
    "not_seen": lambda _: (ReportAdopted(NOBODY), ""),
    "not_your_words": lambda m: (ReportAdopted(m.report), ""),
    "of_oneself": lambda _: (WordsReported("us", KIND, SAID), ""),
    "opens_its_own": lambda _: (WordsReported("ir", KIND, SAID), "report"),
    "paper_not_named": lambda _: (WordsReported("ir", KIND, SAID, paper=NOBODY), ""),
}
ROWS: dict[str, Row] = {
    **{f"acts.{code}": row for code, row in ACTS.items()},
    **{f"unsigned.{code}": row for code, row in UNSIGNED.items()},
    "ledger.nothing_to_adopt": lambda m: (ReportAdopted(m.unread), ""),
}


def test_the_table_has_every_code() -> None:
    elsewhere = {"acts.not_yours_to_agree"}  # takes a member with no say: below
    named = codes_of("acts") | codes_of("unsigned")

    assert named - set(KINDS) - elsewhere == set(ROWS) - {"ledger.nothing_to_adopt"}


@pytest.mark.parametrize("code", ROWS)
def test_it_is_refused(made: Made, delegate: Visitor, code: str) -> None:
    body, on = ROWS[code](made)

    assert refused_by_node(made, body, on) == code
    assert refused_by_api(made, delegate, body, on) == code


def test_a_kind_that_nobody_knows_is_not_adopted(made: Made) -> None:
    assert refused_by_node(made, ReportAdopted(made.charge), "") == "ledger.nothing_to_adopt"


@pytest.mark.parametrize("code", [*ROWS, "acts.not_yours_to_agree", "entry.file_too_long"])
def test_it_is_said_in_three_languages(code: str) -> None:
    said = {sentence(lang, code) for lang in ("en", "ar", "fa")}

    assert len(said) == 3
    assert not any("_" in each for each in said)


def test_who_chairs_agrees_to_no_translation(tmp_path: Path) -> None:
    with three_parties(tmp_path, roles={"us": "chair"}) as parties:
        node, ir = parties.nodes["us"], parties.nodes["ir"]
        said = ir.say(StatementMade("position", X), by="head").id
        translated = ir.say(
            WordsTranslated(said, "text", Text("fa", "بله"), "fa"), by="head", about=About(subject=said)
        ).id
        parties.sync()
        doors = Doors(node.clock.unix)
        app = make_app(node, doors=doors)
        with TestClient(app) as client:
            web = Web(parties, node, app, doors, client)
            with web.visitor() as delegate:
                agreed = members_of(TranslationAgreed(translated, "agreed"))
                answer = Office(web, delegate).refused("acts.translation_agreed/1", agreed, said)

    assert answer["code"] == "acts.not_yours_to_agree"
