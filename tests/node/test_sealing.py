"""Words under seal: read by those they are for, seen by all, and never in clear anywhere else."""

from pathlib import Path
from typing import Any

import nacl.utils
import pytest
from msgspec.structs import replace

from tests.node.parties import Parties, statement, three_parties
from tests.server.web import force, header, signed
from trilateral.errors import RefusedError
from trilateral.ledger.entry import Ref, Text, members_of
from trilateral.ledger.fold import Fold
from trilateral.mechanism.allegations.entries import AllegationFiled, PointAnswered
from trilateral.mechanism.bodies.entries import PartErased, ShownField, WordsDisclosed, WordsSealed
from trilateral.mechanism.bodies.rules import is_whole, shown_fields
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node import compose
from trilateral.node.compose import About
from trilateral.node.node import Node
from trilateral.node.parts import disclose, erase
from trilateral.node.record import open_record
from trilateral.node.settings import Clearance
from trilateral.node.verify import verify_path
from trilateral.seal.commitments import disclose_rows
from trilateral.seal.members import Members, seal_members
from trilateral.seal.sealed import seal_rows

SECRET = "The convoy leaves at dawn."


def state_of(fold: Fold, subject: str) -> Any:
    """A subject as this reading has it."""
    return fold.state(subject)


def words(text: str = SECRET) -> Text:
    return Text(lang="en", text=text)


def said_under_seal(parties: Parties) -> str:
    receipt = parties.nodes["us"].say(
        StatementMade(sort="position", text=words()), by="head", about=About(audience=("iq",))
    )
    parties.sync()
    return receipt.id


def files_with(home: Path, text: str) -> list[str]:
    return [str(path) for path in home.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


def test_those_it_is_for_read_it_and_others_see_that_it_was_said(tmp_path: Path) -> None:
    with three_parties(tmp_path) as parties:
        said = said_under_seal(parties)
        readings = {name: state_of(node.record.readers.reading(), said) for name, node in parties.nodes.items()}

        assert readings["us"] == readings["iq"]
        assert readings["iq"].text == words()
        assert readings["ir"].audience == ("iq",)
        assert all(node.record.fold.slice_of(said) == "bodies" for node in parties.nodes.values())


def test_no_home_holds_a_byte_of_it_in_clear(tmp_path: Path) -> None:
    with three_parties(tmp_path) as parties:
        said_under_seal(parties)
        for node in parties.nodes.values():
            node.update_tables()
        parties.sync()

        for name in parties.nodes:
            assert files_with(parties.home(name), SECRET) == []
            assert files_with(parties.home(name), "statements.made") == []


def test_the_open_digest_is_everybodys_and_each_audience_has_its_own(tmp_path: Path) -> None:
    with three_parties(tmp_path) as parties:
        said_under_seal(parties)
        records = {name: node.record for name, node in parties.nodes.items()}
        open_digests = {record.fold.digest() for record in records.values()}
        shared = {records[name].readers.together(("us", "iq")).digest(("us", "iq")) for name in ("us", "iq")}
        outsider = records["ir"].readers.together(("us", "iq")).digest(("us", "iq"))

        assert len(open_digests) == 1
        assert len(shared) == 1
        assert shared.isdisjoint({outsider, *open_digests})


def test_rules_hold_under_seal_as_in_the_open(tmp_path: Path) -> None:
    """An allegation under seal is answered under seal, by the party alleged against and by no other."""
    with three_parties(tmp_path) as parties:
        us, iq = parties.nodes["us"], parties.nodes["iq"]
        filed = us.say(AllegationFiled(against="iq", points=(words(),)), by="head", about=About(audience=("iq",)))
        parties.sync()
        answer = PointAnswered(point=0, answer="denied", text=words("It stayed where it was."))
        with pytest.raises(RefusedError, match=r"allegations\.not_yours_to_answer"):
            us.say(answer, by="head", about=About(audience=("iq",), subject=filed.id))
        iq.say(answer, by="head", about=About(audience=("us",), subject=filed.id))
        parties.sync()
        us_reads, iq_reads = (
            state_of(us.record.readers.reading(), filed.id),
            state_of(iq.record.readers.reading(), filed.id),
        )

        assert us_reads == iq_reads
        assert [each.answer for each in us_reads.answers] == ["denied"]
        assert files_with(parties.home("ir"), "It stayed where it was.") == []


def test_what_is_in_the_open_cannot_speak_of_what_only_some_can_read(tmp_path: Path) -> None:
    with three_parties(tmp_path) as parties:
        said = said_under_seal(parties)
        about = About(audience=("ir",), subject=said)

        with pytest.raises(RefusedError):
            parties.nodes["us"].say(StatementMade(sort="reply", text=words(), reply_to=said), by="head", about=about)


def disclosure(node: Node, said: str, *names: str) -> WordsDisclosed:
    entry = node.record.fold.verdict(said)
    assert entry is not None
    assert entry.entry is not None
    rows = node.record.readers.rows(entry.entry)
    assert rows is not None
    shown = disclose_rows(rows, names or [row.name for row in rows])
    return WordsDisclosed(
        tuple(
            ShownField(each.name, each.salt, each.value, each.index, each.size, each.path)  # type: ignore[arg-type]  # text or null
            for each in shown
        )
    )


def test_a_reader_shows_one_field_or_all_and_everybody_can_check_it(tmp_path: Path) -> None:
    with three_parties(tmp_path) as parties:
        said = said_under_seal(parties)
        iq = parties.nodes["iq"]
        iq.say(disclosure(iq, said, "body.text"), by="head", about=About(subject=said))
        parties.sync()
        one = state_of(parties.nodes["ir"].record.fold, said)
        iq.say(disclosure(iq, said), by="head", about=About(subject=said))
        parties.sync()
        all_of_it = state_of(parties.nodes["ir"].record.fold, said)

        assert SECRET in str(shown_fields(one)["body.text"])
        assert not is_whole(one)
        assert is_whole(all_of_it)
        assert shown_fields(all_of_it)["kind"] == "statements.made/1"


def test_what_was_not_sealed_cannot_be_shown(tmp_path: Path) -> None:
    with three_parties(tmp_path) as parties:
        said = said_under_seal(parties)
        iq = parties.nodes["iq"]
        true = disclosure(iq, said, "body.text").fields[0]
        false = ShownField(true.name, true.salt, '{"lang":"en","text":"Never."}', true.index, true.size, true.path)

        with pytest.raises(RefusedError, match=r"bodies\.not_what_was_sealed"):
            iq.say(WordsDisclosed((false,)), by="head", about=About(subject=said))


def test_an_author_erases_and_all_honest_nodes_follow(tmp_path: Path) -> None:
    with three_parties(tmp_path) as parties:
        said = said_under_seal(parties)
        us = parties.nodes["us"]
        entry = us.record.fold.verdict(said)
        assert entry is not None
        assert entry.entry is not None
        blob = entry.entry.header.blob or ""
        digest = us.record.fold.subjects("statements")
        us.say(PartErased(entry=said, blob=blob, why=words("Kept too long.")), by="head")
        parties.sync()

        for name, node in parties.nodes.items():
            assert not node.record.bodies.has(blob), name
            report = verify_path(parties.home(name))
            assert report.ok, report.faults
            assert blob not in node.record.missing_bodies(100)
        assert us.record.fold.subjects("statements") == digest


def test_what_was_erased_does_not_come_back_from_a_backup(tmp_path: Path) -> None:
    with three_parties(tmp_path) as parties:
        said = said_under_seal(parties)
        iq = parties.nodes["iq"]
        found = iq.record.fold.verdict(said)
        assert found is not None
        assert found.entry is not None
        blob = found.entry.header.blob or ""
        stored = iq.record.bodies.get(blob)
        assert stored is not None
        parties.nodes["us"].say(PartErased(entry=said, blob=blob, why=words("Kept too long.")), by="head")
        parties.sync()
        iq.record.bodies.put(stored)
        parties.close("iq")
        again = parties.open("iq")

        assert not again.record.bodies.has(blob)


def test_a_name_is_read_by_members_and_by_nobody_without_a_key(tmp_path: Path) -> None:
    with three_parties(tmp_path) as parties:
        about = About(detached={"name": "A. Person"})
        said = parties.nodes["us"].say(StatementMade(sort="position", text=words("Hello.")), by="head", about=about)
        parties.sync()
        for name, node in parties.nodes.items():
            entry = node.record.fold.verdict(said.id)
            assert entry is not None
            assert entry.entry is not None
            rows = node.record.readers.rows(entry.entry)
            assert rows is not None
            assert [row.value for row in rows] == ["A. Person"]
            assert open_record(parties.home(name)).readers.rows(entry.entry) is None
            assert files_with(parties.home(name), "A. Person") == []


def test_nodes_say_which_parts_they_hold(tmp_path: Path) -> None:
    with three_parties(tmp_path) as parties:
        said = said_under_seal(parties)
        found = parties.nodes["us"].record.fold.verdict(said)
        assert found is not None
        assert found.entry is not None
        receipts = {
            state.party
            for state in parties.nodes["us"].record.fold.subjects("bodies").values()
            if found.entry.header.blob in state.held
        }

        assert receipts == {"iq", "ir"}


def test_sealed_words_take_nothing_in_clear_beside_them(tmp_path: Path) -> None:
    with three_parties(tmp_path) as parties:
        us = parties.nodes["us"]
        for about in (About(audience=("iq",), detached={"name": "A"}), About(audience=("xx",))):
            with pytest.raises(RefusedError, match=r"bodies\.(in_clear_beside|not_a_member)"):
                us.say(StatementMade(sort="position", text=words()), by="head", about=about)


def test_a_reference_under_seal_is_to_what_its_author_could_know(tmp_path: Path) -> None:
    with three_parties(tmp_path) as parties:
        about = About(audience=("iq",), refs=(Ref("0" * 64, "answers"),))

        with pytest.raises(RefusedError, match=r"ledger\.not_seen"):
            parties.nodes["us"].say(StatementMade(sort="position", text=words()), by="head", about=about)


def part_of(node: Node, said: str) -> str:
    entry = node.record.fold.verdict(said)
    assert entry is not None
    assert entry.entry is not None
    return entry.entry.header.blob or ""


def test_what_is_erased_is_closed_to_those_who_had_it_open(tmp_path: Path) -> None:
    """At once, in memory too, and their readings stay one."""
    with three_parties(tmp_path) as parties:
        said, us, iq = said_under_seal(parties), parties.nodes["us"], parties.nodes["iq"]
        before = iq.record.readers.reading().slice_of(said)
        erase(us, said, "head", words("Kept too long."))
        parties.sync()
        readings = [node.record.readers.together(("us", "iq")) for node in (us, iq)]

        assert before == "statements"
        assert {reading.slice_of(said) for reading in readings} == {"bodies"}
        assert len({reading.digest(("us", "iq")) for reading in readings}) == 1
        assert len({node.record.fold.digest() for node in parties.nodes.values()}) == 1


def test_nobody_has_anothers_part_destroyed_by_naming_it_too(tmp_path: Path) -> None:
    """The part goes when everybody whose entries name it has erased it; whoever erases alone loses its own copy."""
    with three_parties(tmp_path) as parties:
        said, iq = said_under_seal(parties), parties.nodes["iq"]
        blob = part_of(iq, said)
        stored = iq.record.bodies.get(blob)
        assert stored is not None
        copied = iq.say(
            StatementMade(sort="position", text=words("Mine.")), by="head", about=About(attachments=(stored,))
        )
        iq.say(PartErased(entry=copied.id, blob=blob, why=words("Gone.")), by="head")
        parties.sync()
        after_one = {name: node.record.bodies.has(blob) for name, node in parties.nodes.items()}
        erase(parties.nodes["us"], said, "head", words("Kept too long."))
        parties.sync()

        assert after_one == {"us": True, "ir": True, "iq": False}
        assert not any(node.record.bodies.has(blob) for node in parties.nodes.values())


def test_a_part_that_is_not_what_was_committed_to_is_said_to_be_bad(tmp_path: Path) -> None:
    """Its reader says so; nothing else of the record is touched, and the words are nobody's."""
    with three_parties(tmp_path) as parties:
        us, iq = parties.nodes["us"], parties.nodes["iq"]
        us.record_heads()
        keys = [us.record.epoch_of(party) for party in ("us", "iq")]
        part = seal_rows(
            seal_members(Members("statements.made/1", None, (), members_of(statement(SECRET))), nacl.utils.random),
            [key for key in keys if key is not None],
            nacl.utils.random,
        )
        sealed = header(us, WordsSealed(), audience=("iq",), blob=part.blob, commit="c" * 64)
        us.record.bodies.put(part.stored)
        said = us.record.fold.verdict_at(force(us, signed(us, sealed, WordsSealed())))
        assert said is not None
        assert said.entry is not None
        parties.sync()
        bad = {state.party: state.bad for state in us.record.fold.subjects("bodies").values() if state.bad}

        assert said.has_effect
        assert bad == {"iq": (part.blob,)}
        assert iq.record.readers.reading().slice_of(said.entry.id) == "bodies"
        assert len({node.record.fold.digest() for node in parties.nodes.values()}) == 1
        for name in parties.nodes:
            report = verify_path(parties.home(name))
            assert report.ok, report.faults
            assert any("is not what was signed" in line for line in report.checked)
        with pytest.raises(RefusedError, match=r"bodies\.not_what_was_committed"):
            disclose(iq, said.ref, (), "head")


def test_a_node_does_not_sign_what_it_could_not_open(tmp_path: Path) -> None:
    with three_parties(tmp_path) as parties:
        us = parties.nodes["us"]
        theirs = us.record.epoch_of("iq")
        assert theirs is not None
        part = seal_rows(
            seal_members(Members("statements.made/1", None, (), members_of(statement(SECRET))), nacl.utils.random),
            [theirs],
            nacl.utils.random,
        )
        seen = us.record_heads()
        assert seen is not None
        sealed = header(us, WordsSealed(), audience=("iq",), blob=part.blob, commit=part.commit, seen=seen.id)

        with pytest.raises(RefusedError, match=r"bodies\.cannot_open_own"):
            us.submit(signed(us, sealed, WordsSealed()), (part.stored,))


def test_what_is_said_under_seal_is_cleared_like_what_is_said_in_the_open(tmp_path: Path) -> None:
    """Also where it comes in signed, so that nobody goes round those who must approve it."""
    with three_parties(tmp_path) as parties:
        us = parties.nodes["us"]
        prepared = us.prepare(statement(SECRET), by="head", about=About(audience=("iq",)))
        entry = us.sign(prepared, "head")
        us.settings = replace(us.settings, clearance=(Clearance(("statements.*",), ("press",)),))

        with pytest.raises(RefusedError, match=r"private\.not_cleared"):
            us.submit(entry, (prepared.detached or b"",))


def test_what_nobody_would_fetch_is_not_sealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with three_parties(tmp_path) as parties:
        us = parties.nodes["us"]
        monkeypatch.setattr(compose, "MAX_ATTACHMENT", 100)
        for about in (About(attachments=(b"x" * 101,)), About(audience=("iq",), attachments=(b"x" * 101,))):
            with pytest.raises(RefusedError, match=r"bodies\.too_large"):
                us.say(statement("See the map."), by="head", about=about)
        with pytest.raises(RefusedError, match=r"bodies\.too_large"):
            us.say(statement("x" * 340_000), by="head", about=About(audience=("iq",)))
