"""How each party stands, and every proof with the command by which a stranger checks it. Digests between real nodes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mechanism.evidence.misconduct import contradict, fork, heard
from tests.mechanism.office import Office, office
from tests.server.web import en
from trilateral.desk.places import ACROSS, BY_SLICE
from trilateral.errors import MalformedError
from trilateral.ledger.entry import EntryId
from trilateral.ledger.keys import MisconductFound
from trilateral.mechanism.evidence.entries import DigestStated, ForkStated, HeadNamed
from trilateral.mechanism.evidence.file import encode_evidence, evidence_in, parse_evidence, verified
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.digests import digest_now, fold_to, last_stated
from trilateral.node.verify import verify_path


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def page_of(us: Office, entry: EntryId) -> str:
    found = us.web.node.record.fold.verdict(entry)
    assert found is not None
    return us.delegate.page(f"evidence/{found.ref}")


def test_a_digest_is_stated_once_until_something_is_said(us: Office) -> None:
    node = us.web.node
    first = node.state_digest()
    again = node.state_digest()
    us.say("ir", StatementMade("declaration", en("x")))
    later = node.state_digest()

    assert first is not None
    assert again is None
    assert later is not None
    assert last_stated(node.record)["us"].id == later.id


def test_others_fold_the_same_entries_and_find_the_same(us: Office) -> None:
    said = us.web.parties.nodes["ir"].state_digest()
    assert said is not None
    us.sync()
    before = us.found("evidence", said.id).compared
    found = us.web.node.compare_digests()
    page = us.delegate.page("evidence")

    assert '/evidence">' in us.delegate.page("consistency")
    assert before == ""
    assert found == {"ir": "same"}
    assert us.found("evidence", said.id).compared == "same"
    assert "the same here" in page
    assert "state --digest --cut" in page_of(us, said.id)


def test_a_digest_that_differs_is_found_and_names_whose_it_is(us: Office) -> None:
    """Nothing of a log was altered: the other node reads it in another way."""
    heard(us.web.parties)
    iran = us.web.parties.nodes["ir"]
    stated = digest_now(iran.record)
    assert stated is not None
    said = iran.say_as_node(DigestStated(stated.cut, stated.level, "0" * 64))
    us.sync()
    found = us.web.node.compare_digests()
    page = us.delegate.page("evidence")
    status = {each["party"]: each for each in us.delegate.api("GET", "status").json()["parties"]}

    assert found["ir"] == "differs"
    assert "differs from what we find" in page
    assert status["ir"]["standing"] == "suspected"
    assert [each["code"] for each in status["ir"]["reasons"]] == ["status.digest_differs"]
    assert status["ir"]["reasons"][0]["sentence"] == status["ir"]["why"]
    assert status["iq"]["reasons"] == []
    assert us.found("evidence", said.id).standing == "suspected"


def test_two_digests_of_one_cut_stand_in_two_lanes(us: Office) -> None:
    heard(us.web.parties)
    stated = digest_now(us.web.node.record)
    assert stated is not None
    us.web.node.say_as_node(stated)
    us.web.parties.nodes["ir"].say_as_node(DigestStated(stated.cut, stated.level, "0" * 64))
    us.sync()
    page, home = us.delegate.page("evidence"), us.delegate.page()

    assert page.count('class="two-side') == 2
    assert "Find out why your digest differs" in home


def test_a_part_of_the_record_is_folded_as_a_node_that_holds_no_more(us: Office) -> None:
    record = us.web.node.record
    sizes = {log: size for log, (size, _) in record.fold.cut().items()}
    before = record.fold.digest()
    us.say("ir", StatementMade("declaration", en("x")))

    assert fold_to(record, sizes).digest() == before
    assert record.fold.digest() != before


def test_a_log_shown_in_two_ways_is_shown_with_its_proof_and_the_way_to_check_it(us: Office, tmp_path: Path) -> None:
    fork(us.web.parties)
    page = us.delegate.page("evidence")
    record = us.web.node.record
    (proof, *_) = [entry for entry in record.fold.evidence("ir.example/log") if isinstance(entry.body, MisconductFound)]
    answer = us.delegate.client.get(us.web.home + "evidence/proofs.json")
    path = tmp_path / "proofs.json"
    path.write_bytes(answer.content)

    assert "exposed" in page
    assert f"trilateral verify proofs.json --mechanism {record.mechanism}" in page
    assert f"prove {proof.ref} -o" in page
    report = verify_path(path, mechanism=record.mechanism)
    assert report.ok, report.faults
    assert any("ir.example/log was shown in two ways" in line for line in report.checked)
    other = verify_path(path, mechanism="0" * 64)
    assert not other.ok
    assert "expected the charter" in other.faults[0].what


def test_what_was_signed_on_both_branches_is_listed_and_found(us: Office) -> None:
    """No cosignature covers the second, and no list fails for want of one."""
    heard(us.web.parties)
    fork(us.web.parties)
    us.sync()
    pages = {each: us.delegate.page(each) for each in ("", *BY_SLICE, *ACROSS, "changes")}
    size = len(us.web.node.record.fold.verdicts("ir.example/log"))

    for found in (pages["timeline"], us.delegate.page("search", q="say")):
        assert found.count(f'/entry/ir/{size - 1}"') > 1


def test_a_file_of_proofs_that_was_touched_shows_nothing(us: Office, tmp_path: Path) -> None:
    fork(us.web.parties)
    good = encode_evidence(evidence_in(us.web.node.record.fold))
    shown, faults = verified(parse_evidence(good))
    touched = good.replace(b"ir.example/log was", b"iq.example/log was").replace(b'"log":"ir.', b'"log":"iq.')
    path = tmp_path / "touched.json"
    path.write_bytes(touched)
    report = verify_path(path)

    assert len(shown) == 2
    assert faults == []
    assert not report.ok
    assert [fault.log for fault in report.faults] == ["iq.example/log"]
    for end in range(0, len(good), 997):
        with pytest.raises(MalformedError):
            parse_evidence(good[:end])
    with pytest.raises(MalformedError, match="expected at most"):
        parse_evidence(b"x" * ((16 << 20) + 1))


def test_a_fork_is_explained_on_a_page_of_its_own(us: Office) -> None:
    heads = (HeadNamed(9, "1" * 64), HeadNamed(8, "2" * 64))
    said = us.say("ir", ForkStated("us.example/log", "restored_backup", heads, 2, en("A copy of Sunday.")))
    listed, page = us.delegate.page("evidence"), page_of(us, said)

    assert "a backup was restored" in listed
    assert "said by another party" in listed
    assert "A copy of Sunday." in page
    assert page.count("goes on") == 1


@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_pages_speak_the_readers_language(us: Office, lang: str) -> None:
    assert "How each party stands" not in us.delegate.page("evidence", lang=lang)


def test_a_cosigner_that_was_rolled_back_is_shown_by_whoever_kept_its_words(us: Office) -> None:
    """The host's witness speaks of a smaller head of Iran's log at a later time than of a larger one."""
    node = us.web.node
    heard(us.web.parties)
    shown = contradict(us.web.parties)
    again = node.show_contradictions()
    page, listed = page_of(us, shown[0]), us.delegate.page("evidence")
    shown_in, faults = verified(evidence_in(node.record.fold), node.record.mechanism)

    assert len(shown) == 1
    assert again == []
    assert us.found("evidence", shown[0]).state.whose == "iq"
    assert "Both cannot be true." in page
    assert "trilateral verify proofs.json" in page
    assert "1 contradiction of its cosigner was shown." in listed
    assert faults == []
    assert "iq.example/log/witness contradicts itself" in shown_in[1]
