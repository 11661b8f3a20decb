"""Drafts, their clearance, and sheets: who sees what, and what has to happen before anything is signed."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.node.parties import CHEAP, PASSPHRASE, START, Parties, statement, three_parties
from trilateral.errors import MalformedError, RefusedError
from trilateral.node import bundle, outgoing
from trilateral.node.clock import FixedClock
from trilateral.node.compose import About
from trilateral.node.kept import Beyond
from trilateral.node.keys import create_keyring, open_keyring, wanted_keys
from trilateral.node.private import MOST_CHARACTERS, MOST_DRAFTS, Private, clearing_offices
from trilateral.node.settings import Clearance, read_settings, write_settings
from trilateral.node.sources import DirectorySource
from trilateral.store.private import PRIVATE, PrivateFile

KEY = b"k" * 32
ALL = ("head", "press", "legal")
FIELDS = {"text": ("We shall offer nothing before August.",), "sort": ("position",), "to": ("", "")}


@pytest.fixture
def private(tmp_path: Path) -> Iterator[Private]:
    opened = Private(PrivateFile.open(tmp_path / PRIVATE, KEY), FixedClock(START))
    yield opened
    opened.close()


@pytest.fixture
def parties(tmp_path: Path) -> Iterator[Parties]:
    with three_parties(tmp_path) as made:
        yield made


def draft_in(private: Private, office: str = "head") -> str:
    return private.begin("statements.made", office, "en", FIELDS, Beyond()).id


def refused(code: str, act: Callable[[], object]) -> RefusedError:
    with pytest.raises(RefusedError) as error:
        act()
    assert error.value.code == code
    return error.value


def test_a_draft_keeps_what_was_filled_in_and_how_it_came_about(private: Private) -> None:
    row = draft_in(private)
    private.change(row, "head", {**FIELDS, "text": ("Otherwise.",)}, 1)

    found = private.draft(row, "head")
    assert found.fields == {"text": ("Otherwise.",), "sort": ("position",)}
    assert (found.version, found.state) == (2, "writing")
    assert [(each.act, each.version) for each in found.steps] == [("begun", 1), ("changed", 2)]
    private.delete(row, "head")
    refused("private.no_such_draft", lambda: private.draft(row, "head"))


def test_another_office_sees_a_draft_only_once_it_is_asked(private: Private) -> None:
    row = draft_in(private)

    refused("private.no_such_draft", lambda: private.draft(row, "press"))
    private.hand_over(row, "head", ("press",), needed=(), offices=ALL)

    assert private.draft(row, "press").asked == ("press",)
    assert private.drafts_for("press") == [private.draft(row, "head")]
    assert private.drafts_for("legal") == []
    refused("private.not_your_draft", lambda: private.change(row, "press", FIELDS, 1))
    refused("private.not_your_draft", lambda: private.delete(row, "press"))


def test_two_who_change_one_draft_do_not_overwrite_each_other(private: Private) -> None:
    row = draft_in(private)
    private.change(row, "head", {"text": ("first",)}, 1)

    refused("private.changed_meanwhile", lambda: private.change(row, "head", {"text": ("second",)}, 1))
    assert private.draft(row, "head").fields == {"text": ("first",)}


def test_all_who_are_asked_must_approve_this_very_version(private: Private) -> None:
    row = draft_in(private)
    private.hand_over(row, "head", ("press",), needed=("legal",), offices=ALL)

    assert private.draft(row, "head").asked == ("legal", "press")
    missing = refused("private.not_cleared", lambda: private.require_cleared(private.draft(row, "head"), ("legal",)))
    assert missing.params == {"offices": "legal"}
    private.approve(row, "legal", 1)
    refused("private.not_cleared", lambda: private.require_cleared(private.draft(row, "head"), ("legal",)))
    refused("private.not_asked", lambda: private.approve(row, "legal", 1))
    private.approve(row, "press", 1, "As agreed on the telephone.")

    cleared = private.draft(row, "head")
    assert cleared.state == "cleared"
    private.require_cleared(cleared, ("legal",))
    refused("private.not_in_writing", lambda: private.change(row, "head", {"text": ("slipped in",)}, 1))
    private.take_back(row, "head")
    private.change(row, "head", {"text": ("slipped in",)}, 1)
    refused("private.not_cleared", lambda: private.require_cleared(private.draft(row, "head"), ("legal",)))


def test_a_draft_that_is_returned_says_why_and_is_written_anew(private: Private) -> None:
    row = draft_in(private)
    private.hand_over(row, "head", ("press", "legal"), needed=(), offices=ALL)
    private.approve(row, "press", 1)

    refused("private.words_needed", lambda: private.send_back(row, "legal", 1, "  "))
    private.send_back(row, "legal", 1, "Leave August out.")

    found = private.draft(row, "head")
    assert (found.state, found.steps[-1].words, found.cleared_by) == ("returned", "Leave August out.", ())
    refused("private.not_cleared", lambda: private.require_cleared(found, ()))
    changed = private.change(row, "head", {"text": ("We shall offer nothing.",)}, 1)
    assert changed.steps[2].act == "approved"
    handed = next(each for each in changed.steps if each.act == "handed")
    assert handed.fields["text"] == FIELDS["text"], "what was handed over stays readable"


def test_who_did_not_read_the_newest_version_clears_nothing(private: Private) -> None:
    row = draft_in(private)
    private.hand_over(row, "head", ("press",), needed=(), offices=ALL)
    private.take_back(row, "head")
    private.change(row, "head", {"text": ("other",)}, 1)
    private.hand_over(row, "head", ("press",), needed=(), offices=ALL)

    refused("private.changed_meanwhile", lambda: private.approve(row, "press", 1))
    refused("private.changed_meanwhile", lambda: private.send_back(row, "press", 1, "no"))


def test_nobody_is_asked_who_is_not_there(private: Private) -> None:
    row = draft_in(private)

    refused("private.nobody_to_clear", lambda: private.hand_over(row, "head", ("head",), needed=(), offices=ALL))
    refused("private.no_such_office", lambda: private.hand_over(row, "head", ("nobody",), needed=(), offices=ALL))
    refused("private.not_asked", lambda: private.approve(row, "head", 1))
    refused("private.not_handed_over", lambda: private.take_back(row, "head"))


def test_a_draft_has_its_limits(private: Private) -> None:
    long = "x" * (MOST_CHARACTERS + 1)

    refused("private.too_long", lambda: private.begin("statements.made", "head", "en", {"text": (long,)}, Beyond()))
    many = {f"points.{number}": ("x",) for number in range(2_001)}
    refused("private.too_many_fields", lambda: private.begin("statements.made", "head", "en", many, Beyond()))
    refused("private.no_such_language", lambda: private.begin("statements.made", "head", "tlh", {}, Beyond()))
    for _ in range(MOST_DRAFTS):
        draft_in(private)
    refused("private.too_many_drafts", lambda: draft_in(private))
    assert draft_in(private, "press")


def test_whose_clearance_is_needed_stands_in_the_settings() -> None:
    rules = (
        Clearance(("statements.made",), ("press",)),
        Clearance(("statements.*",), ("legal", "press")),
        Clearance(("*",), ("head",)),
    )

    assert clearing_offices(rules, "statements.made/1", "deputy") == ("press", "legal", "head")
    assert clearing_offices(rules, "statements.made", "head") == ("press", "legal")
    assert clearing_offices(rules, "allegations.filed", "head") == ()
    assert clearing_offices(rules, "ledger.heads_recorded/1", "node") == ()


def test_settings_of_clearance_are_written_and_read(tmp_path: Path) -> None:
    with three_parties(tmp_path) as parties:
        home = parties.home("us")
        rules = (Clearance(("statements.made", "*"), ("head",)),)
        write_settings(home, msgspec.structs.replace(read_settings(home), clearance=rules, hold_seconds=300))

        assert (read_settings(home).clearance, read_settings(home).hold_seconds) == (rules, 300)
        text = (home / "node.toml").read_text().replace("hold_seconds = 300", "hold_seconds = -1")
        (home / "node.toml").write_text(text)
        with pytest.raises(MalformedError, match="hold_seconds"):
            read_settings(home)


def test_a_sheet_is_read_by_those_it_is_for(private: Private) -> None:
    words: dict[str, Any] = {"title": "Instructions", "text": "Concede nothing on point two.", "lang": "en"}
    made = private.write_sheet("head", sort="instructions", offices=("legal",), about="ab" * 32, **words)
    open_one = private.write_sheet("press", sort="note", **words)

    assert [each.id for each in private.sheets_for("legal", "ab" * 32)] == [made.id]
    assert [each.id for each in private.sheets_for("press")] == [open_one.id]
    refused("private.no_such_sheet", lambda: private.sheet(made.id, "press"))
    refused("private.no_such_sheet", lambda: private.delete_sheet(made.id, "press"))
    refused("private.not_your_sheet", lambda: private.delete_sheet(made.id, "legal"))
    refused(
        "private.not_your_sheet", lambda: private.write_sheet("legal", sort="note", row=made.id, version=1, **words)
    )


def test_a_sheet_that_was_changed_meanwhile_is_not_overwritten(private: Private) -> None:
    words: dict[str, Any] = {"title": "Points", "text": "One.", "lang": "fa"}
    made = private.write_sheet("head", sort="talking_points", **words)
    changed = private.write_sheet("head", sort="talking_points", row=made.id, version=1, **{**words, "text": "Two."})

    assert (changed.id, changed.version, changed.text) == (made.id, 2, "Two.")
    stale = {**words, "text": "Three."}
    refused(
        "private.changed_meanwhile", lambda: private.write_sheet("head", sort="note", row=made.id, version=1, **stale)
    )
    refused("private.sheet_says_nothing", lambda: private.write_sheet("head", sort="note", **{**words, "text": " "}))
    refused("private.no_such_sort", lambda: private.write_sheet("head", sort="poem", **words))
    private.delete_sheet(made.id, "head")
    assert private.sheets_for("head") == []


def test_the_key_lies_in_the_ring_and_a_wrong_passphrase_opens_nothing(tmp_path: Path) -> None:
    directory = tmp_path / "keys"
    create_keyring(directory, PASSPHRASE, wanted_keys("x.example/log", ("head",)), cost=CHEAP).close()

    with open_keyring(directory, PASSPHRASE) as ring:
        refused("private.key_missing", lambda: ring.private_key(new=False))
        key = ring.private_key(new=True)
        assert ring.private_key(new=True) == ring.private_key(new=False) == key
    with pytest.raises(RefusedError, match=r"keys\.wrong_passphrase"):
        open_keyring(directory, "wrong")
    assert key not in (directory / "private.json").read_bytes()
    assert (directory / "private.json").stat().st_mode & 0o777 == 0o600
    with open_keyring(directory, PASSPHRASE) as ring:
        assert len(ring.public()) == len(wanted_keys("x.example/log", ("head",))), "it signs nothing"
        (directory / "private.json").write_text('{"sealed": "AAAA"}')
        with pytest.raises(MalformedError, match=r"private\.json"):
            ring.private_key(new=False)


def test_private_matters_whose_key_is_gone_are_not_written_over(parties: Parties) -> None:
    draft_in(parties.nodes["us"].private)
    parties.close("us")
    (parties.home("us") / "keys" / "private.json").unlink()

    again = parties.open("us")

    refused("private.key_missing", lambda: again.private)
    assert again.say(statement("The rest goes on."), by="head").index


def test_what_needs_clearance_leaves_by_no_way_without_it(parties: Parties) -> None:
    """Neither said, nor signed by the node, nor in bulk, nor handed in with a signature made elsewhere."""
    node = parties.nodes["us"]
    prepared = node.prepare(statement("uncleared"), by="head")
    signed_before = node.sign(prepared, "head")
    node.settings = msgspec.structs.replace(node.settings, clearance=(Clearance(("statements.*",), ("press",)),))
    size = node.record.size(node.origin)

    refused("private.not_cleared", lambda: node.say(statement("x"), by="head"))
    refused("private.not_cleared", lambda: node.sign(prepared, "head"))
    refused("private.not_cleared", lambda: node.say_many([statement("x")], by="head"))
    refused("private.not_cleared", lambda: node.submit(signed_before))
    refused("private.not_cleared", lambda: node.submit_many([signed_before]))
    refused("private.not_cleared", lambda: outgoing.say(node, statement("x"), by="head"))
    refused("private.not_cleared", lambda: outgoing.take(node, signed_before, hold_seconds=60))
    assert node.record.size(node.origin) == size
    assert node.say(statement("one's own office need not clear it"), by="press").index == size


def test_what_is_cleared_is_signed_here_or_elsewhere(parties: Parties) -> None:
    node = parties.nodes["us"]
    node.settings = msgspec.structs.replace(node.settings, clearance=(Clearance(("statements.*",), ("press",)),))
    private = node.private
    rows = [draft_in(private), draft_in(private)]
    body = statement("We shall offer nothing before August.")
    refused("private.not_cleared", lambda: outgoing.say(node, body, by="head", draft=private.draft(rows[0], "head")))
    for row in rows:
        private.hand_over(row, "head", (), needed=("press",), offices=node_offices(parties))
        private.approve(row, "press", 1)

    here = outgoing.say(node, body, by="head", draft=private.draft(rows[0], "head"))
    parties.clock.advance(1)
    prepared = outgoing.prepare(node, body, by="head", about=About(), draft=private.draft(rows[1], "head"))
    elsewhere = node.submit(node.sign(prepared, "head"))

    assert (private.draft(rows[0], "head").state, private.draft(rows[0], "head").ref) == ("signed", here.ref)
    assert elsewhere.ref != here.ref
    refused("private.not_in_writing", lambda: outgoing.say(node, body, by="head", draft=private.draft(rows[0], "head")))


def node_offices(parties: Parties) -> tuple[str, ...]:
    return tuple(parties.nodes["us"].record.key_book(parties.nodes["us"].origin).office_keys())


def test_nothing_private_is_in_a_bundle_a_mirror_or_another_partys_home(parties: Parties) -> None:
    node = parties.nodes["us"]
    draft_in(node.private)
    node.private.write_sheet("head", sort="note", title="Ours", text="Concede nothing.", lang="en")
    outgoing.say(node, statement("Said in a while."), by="head", hold_seconds=600)
    parties.sync()
    target = parties.root / "record.tar"
    bundle.pack(node.record, target)
    source = DirectorySource(node.home)

    packed = target.read_bytes()
    names = [each.name for each in parties.home("ir").rglob("*")]
    assert b"private" not in packed
    assert b"Concede" not in packed
    assert b"Said in a while" not in packed
    assert not [name for name in names if name.startswith("private")]
    assert not [name for name in source.tree.names("logs/") if "private" in name]
    everything = b"".join(each.read_bytes() for each in parties.root.rglob("*") if each.is_file())
    for words in (b"offer nothing", b"Concede nothing", b"Said in a while"):
        assert words not in everything


def test_private_matters_that_somebody_else_made_open_nothing(parties: Parties) -> None:
    """Put in our place they would bring drafts and sessions of their own."""
    for party in ("us", "ir"):
        draft_in(parties.nodes[party].private)
        parties.close(party)
    (parties.home("us") / PRIVATE).write_bytes((parties.home("ir") / PRIVATE).read_bytes())

    again = parties.open("us")

    refused("private.wrong_key", lambda: again.private)


def test_a_node_that_keeps_nothing_private_makes_no_file(parties: Parties) -> None:
    node = parties.nodes["us"]
    node.say(statement("plain"), by="head")

    assert outgoing.release_due(node) == []
    assert not node.keeps_private
    assert not (node.home / PRIVATE).exists()


def test_what_waited_and_is_over_is_forgotten_after_a_month(parties: Parties) -> None:
    node = parties.nodes["us"]
    row = outgoing.say(node, statement("no"), by="head", hold_seconds=60).waits
    outgoing.cancel(node, row, "head")
    parties.close("us")
    parties.clock.advance(timedelta(days=31).total_seconds())

    assert parties.open("us").private.waiting.all() == []
