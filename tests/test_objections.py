"""Every objection and refusal is provoked from a command, a page, the API or another node; what cannot be is listed.

Whether a code really came out is known after a run of all tests, which says so at its end (`tests.provoked`). What a
run of some tests can see is looked at here: that a test which goes through a door names each code. So a
new one without such a test fails at once. A slice's table names its codes without the slice.
"""

from functools import cache
from pathlib import Path

import pytest

from tests.objections import INSIDE, codes, lacking_after
from tests.provoked import all_helpers_of, doors_of, named_in, shown_in, with_a_sentence
from trilateral.i18n.languages import LANGUAGES
from trilateral.i18n.messages import sentence

TESTS = Path(__file__).parent
DOORS = ("CliRunner", "TestClient", "create_test_client")


def goes_through_a_door(path: Path) -> bool:
    """Whether a test, or a helper of it, runs commands or asks a server in memory."""
    texts = (each.read_text("utf-8") for each in (path, *all_helpers_of(path)))
    return any(door in text for text in texts for door in DOORS)


@cache
def named_at_doors() -> frozenset[str]:
    """Codes that a test names which goes through a door. What only tries rules does not count."""
    files = [path for path in TESTS.rglob("test_*.py") if path != Path(__file__) and goes_through_a_door(path)]
    return frozenset[str]().union(*(named_in(str(path.relative_to(TESTS.parent))) for path in files))


def test_each_is_named_by_a_test_from_outside_or_listed_with_the_reason_why_it_cannot_be() -> None:
    lacking = {code: where for code, where in codes().items() if code not in named_at_doors() | set(INSIDE)}

    assert not lacking, f"to be provoked by commands, pages, the API or a node: {lacking}"


def test_what_is_listed_exists_and_has_its_reason() -> None:
    assert set(INSIDE) <= set(codes())
    assert len(INSIDE) < 8
    assert all(len(reason.split()) > 4 for reason in INSIDE.values())


def test_a_code_is_heard_as_it_is_shown_and_not_where_a_kind_or_a_clock_is_named() -> None:
    shown = (
        "refused: Taken back. [acts.not_yours]\n",
        '{"code":"acts.not_yours","status":422}',
        '{\n  "objection": {\n    "code": "acts.not_yours"',
        '<p class="quiet"><code dir="ltr">acts.not_yours</code></p>',
        '<li data-code="acts.not_yours">',
    )

    assert [shown_in(each) for each in shown] == [{"acts.not_yours"}] * len(shown)
    assert shown_in('acts.not_yours "kind":"acts.not_yours" <code dir="ltr">acts.not_yours/1</code>') == set()


def test_what_came_out_where_nobody_looked_for_it_does_not_count() -> None:
    """A page may show a code in passing: the test's file has to name what it expects."""
    looked, passing = (
        "tests/server/test_objections_acts.py::test_it_is_refused",
        "tests/tlog/test_note.py::test_both_ways",
    )

    assert doors_of({"acts.not_yours": [["API", looked], ["page", passing]]}) == {"acts.not_yours": {"API"}}
    assert "acts.not_yours" in lacking_after({"acts.not_yours": [["page", passing]]})
    assert "acts.not_yours" not in lacking_after({"acts.not_yours": [["API", looked]]})


def test_a_listed_code_that_came_out_after_all_is_named() -> None:
    came = {"guard.changed": [["command", "tests/node/test_guard.py::test_two_processes"]]}

    assert lacking_after(came)["guard.changed"] == "listed as never let out"


def test_a_remark_is_heard_by_its_words() -> None:
    """A caution refuses nothing, so no code is shown beside it."""
    told = sentence("en", "caution.touches", {"ref": "us/4", "called": "the camp"})
    page = "<p>" + sentence("en", "entry.person_absent").replace("'", "&#39;") + "</p>"

    assert shown_in(told) == {"caution.touches"}
    assert shown_in(page) == {"entry.person_absent"}
    assert shown_in(sentence("fa", "caution.gc4_49")) == {"caution.gc4_49"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_catalogues_and_the_source_have_the_same_codes(lang: str) -> None:
    """However the source spells it: what looks like a code has a sentence, and what has one is said somewhere."""
    assert with_a_sentence(lang) ^ codes().keys() == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_has_a_sentence_in_each_language(lang: str) -> None:
    """`tools/messages.py --check` finds words that are lacking; this one, words that are only the code read aloud."""
    assert not [code for code in codes() if sentence(lang, code).replace("\u2068", "").startswith(_aloud(code))]


def _aloud(code: str) -> str:
    subject, _, said = code.partition(".")
    return f"{said.replace('_', ' ')} ({subject})"
