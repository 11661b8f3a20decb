"""Every objection to what is said of the record itself comes before anything is signed: on the node, and to a program."""

from collections.abc import Iterator

import pytest

from tests.server.refusing import Made, Row, codes_of, refused_by_api, refused_by_node
from tests.server.web import Visitor, web
from trilateral.i18n.messages import sentence
from trilateral.mechanism.evidence.entries import ContradictionShown, CutAt, DigestStated, ForkStated, HeadNamed
from trilateral.tlog.note import KeyKind

ROOT = "0" * 64
HEADS = (HeadNamed(9, "1" * 64), HeadNamed(9, "2" * 64))
LOG = "us.example/log"
CUT = (CutAt(LOG, 3, ROOT),)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    with web(tmp_path_factory.mktemp("evidence")) as us:
        record = Made(us)
        level = us.node.record.charter.level
        record.say("digest", "us", DigestStated(CUT, level, ROOT))
        yield record


@pytest.fixture(scope="module")
def delegate(made: Made) -> Iterator[Visitor]:
    with made.us.visitor() as visitor:
        yield visitor


def shown(made: Made, first: str | None = None) -> ContradictionShown:
    """The log's own word, with a time, on its head as it is served: twice the same, unless another head is given."""
    record = made.us.node.record
    served = record.checkpoint(LOG)
    assert served is not None
    key = next(each for each in record.log_keys(LOG) if each.kind is KeyKind.MLDSA_COSIGNATURE)
    note = served.note.encode().decode()
    return ContradictionShown(LOG, key.vkey(), note if first is None else first, note)


ROWS: dict[str, Row] = {
    "another_level": lambda _: (DigestStated(CUT, 99, ROOT), ""),
    "continues_neither": lambda _: (ForkStated(LOG, "fault", HEADS, 3), ""),
    "no_contradiction": lambda m: (shown(m), ""),
    "no_cut": lambda m: (DigestStated((), m.us.node.record.charter.level, ROOT), ""),
    "stands_alone": lambda _: (ForkStated(LOG, "fault", HEADS, 1), "digest"),
    "two_heads_wanted": lambda _: (ForkStated(LOG, "fault", HEADS[:1], 1), ""),
    "unknown_key": lambda _: (ContradictionShown(LOG, "x", "y", "z"), ""),
    "unknown_log": lambda _: (ForkStated("nobody.example/log", "fault", HEADS, 1), ""),
    "word_not_shown": lambda m: (shown(m, "no head"), ""),
}


def test_the_table_has_every_code() -> None:
    assert codes_of("evidence") == {f"evidence.{code}" for code in ROWS}


@pytest.mark.parametrize("code", ROWS)
def test_it_is_refused_with_its_code_and_a_sentence_in_three_languages(
    made: Made, delegate: Visitor, code: str
) -> None:
    body, on = ROWS[code](made)

    assert refused_by_node(made, body, on) == f"evidence.{code}"
    assert refused_by_api(made, delegate, body, on) == f"evidence.{code}"
    assert len({sentence(lang, f"evidence.{code}") for lang in ("en", "ar", "fa")}) == 3
