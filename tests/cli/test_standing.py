"""Why a party is suspected or exposed, as `node status` says it: each reason has its code, its sentence and somebody who gave cause."""

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.attacks.test_equivocation import fork, meet_liar
from tests.node.parties import START, Parties, make_homes, origin_of, three_parties
from trilateral.cli import main
from trilateral.cli.program import plain
from trilateral.i18n.messages import sentence
from trilateral.node.clock import FixedClock
from trilateral.node.sources import DirectorySource
from trilateral.node.sync import sync
from trilateral.store.logs import log_name


@pytest.fixture
def parties(tmp_path: Path) -> Iterator[Parties]:
    with three_parties(tmp_path) as founded:
        yield founded


def reasons(parties: Parties, home: str, about: str) -> list[str]:
    """The codes with which a party's own node explains how another stands, the same in every language."""
    asked = ("--home", str(parties.home(home)), "node", "status", "--as-of", START.isoformat())
    facts = json.loads(CliRunner().invoke(main, [*asked, "--json"]).stdout)["others"][about]
    for lang in ("en", "ar", "fa"):
        shown = CliRunner().invoke(main, ["--lang", lang, *asked]).stdout
        for each in facts["reasons"]:
            assert f"{plain(sentence(lang, each['code'], each['params']))} [{each['code']}]" in shown
    codes = [each["code"] for each in facts["reasons"]]
    assert facts["standing"] == ("exposed" if "status.two_branches" in codes else "suspected" if codes else "trusted")
    return codes


def shown_without(parties: Parties, whose: str, log: str) -> DirectorySource:
    """A party's home as somebody is let see it, but for what it holds of one log."""
    copy = parties.root / f"{whose}-shown"
    shutil.copytree(parties.home(whose), copy)
    shutil.rmtree(copy / "logs" / log_name(origin_of(log)))
    return DirectorySource(copy)


def test_whoever_was_never_heard_is_not_trusted(tmp_path: Path) -> None:
    """The charter names it; nothing has come of its log."""
    make_homes(tmp_path)
    with ExitStack() as stack:
        parties = Parties(tmp_path, FixedClock(START), {}, stack)
        parties.open("us").found()

        assert reasons(parties, "us", "ir") == ["status.never_heard"]


def test_who_names_what_nobody_has_is_suspected_until_somebody_shows_it(parties: Parties) -> None:
    parties.state("us", "Seen by Iraq alone")
    parties.nodes["us"].publish()
    sync(parties.nodes["iq"], DirectorySource(parties.home("us")))
    parties.state("iq", "As the others said")
    parties.nodes["iq"].publish()
    sync(parties.nodes["ir"], shown_without(parties, "iq", "us"))

    assert reasons(parties, "ir", "iq") == ["status.names_what_nobody_has"]
    parties.sync()
    assert reasons(parties, "ir", "iq") == []


def test_a_log_that_others_saw_otherwise_is_suspected_and_once_both_branches_are_here_exposed(
    parties: Parties,
) -> None:
    second = fork(parties)
    meet_liar(parties, second)
    parties.state("iq", "As it was shown to us")
    parties.nodes["iq"].publish()
    sync(parties.nodes["ir"], shown_without(parties, "iq", "us"))

    assert reasons(parties, "ir", "us") == ["status.shown_differently_to_others"]
    sync(parties.nodes["ir"], DirectorySource(parties.home("iq")))
    assert reasons(parties, "ir", "us") == ["status.two_branches"]
