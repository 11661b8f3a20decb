"""What stands against words about keys, heads and the charter themselves: their code comes before anything is written."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

import pytest
from msgspec.structs import replace

from tests.server.web import Web, en, header, signed, web
from trilateral.i18n.messages import sentence
from trilateral.ledger.charter import encode_charter
from trilateral.ledger.entry import Body, encode_text, sign_text
from trilateral.ledger.keys import (
    CharterAccepted,
    EpochOpened,
    Head,
    HeadsRecorded,
    KeyEnrolled,
    MisconductFound,
    PartyAccredited,
    Power,
)
from trilateral.mechanism.allegations.entries import AllegationFiled
from trilateral.mechanism.charter.entries import CharterTabled
from trilateral.mechanism.meetings.entries import MeetingCancelled
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.compose import About
from trilateral.node.heads import heads_now
from trilateral.node.keys import Purpose

SAID = StatementMade("declaration", en("Hello"))


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("ledger"), two_person=("statements.made",)) as made:
        made.node.record_heads()  # so that what others accepted lies in the past of what is said
        yield made


def by_key(us: Web, purpose: Purpose, body: Body, **other: Any) -> bytes:
    """Something said in the office of a key that is no delegate's."""
    head = header(us.node, body, by=str(purpose), **other)
    return sign_text(encode_text(head, body), us.node._ring.signer(purpose))


def said_by_head(us: Web, body: Body, **other: Any) -> bytes:
    """Something said by the head of the delegation."""
    return signed(us.node, header(us.node, body, **other), body)


def about_another_slices(us: Web) -> bytes:
    filed = us.node.say(AllegationFiled("ir", (en("x"),)), by="head")
    us.parties.clock.advance(1)
    return said_by_head(us, MeetingCancelled(), subject=filed.id)


def tabled_about_itself(us: Web) -> bytes:
    """A text for the table cannot be said about another that lies there."""
    text = encode_charter(replace(us.node.record.charter, previous=us.node.record.mechanism)).decode()
    held = us.node.say(CharterTabled(text, en("As it was.")), by="head", about=About())
    us.parties.clock.advance(1)
    return said_by_head(us, CharterTabled(text, en("As it was.")), subject=held.id)


def tabled_after_none(us: Web) -> bytes:
    return said_by_head(us, CharterTabled((us.node.record.home / "charter.json").read_text(), en("As it was.")))


def not_accepted(us: Web) -> bytes:
    heads = heads_now(us.node.record)
    assert heads is not None
    return by_key(us, Purpose.ROOT, PartyAccredited("0" * 64, "x", heads.heads))


def turned(us: Web) -> bytes:
    """Two signatures that hold, in the wrong order."""
    head = header(us.node, SAID)
    one, two = (signed(us.node, head, SAID, by).partition(b"\n\n") for by in ("head", "press"))
    lines = sorted([one[2], two[2]], reverse=True)
    return one[0] + b"\n\n" + b"".join(lines)


def named_as_another(us: Web) -> bytes:
    key = us.parties.nodes["ir"]._ring.signer(Purpose.DELEGATE, "press").verifier().vkey()
    return by_key(us, Purpose.ROOT, KeyEnrolled(key, "log"))


def opened_twice(us: Web) -> bytes:
    """What is sealed for us goes to this recipient already."""
    recipient = us.node.record.epoch_of("us")
    assert recipient is not None
    return by_key(us, Purpose.NODE, EpochOpened(recipient.encode()))


def enrolled(us: Web, party: str, *powers: Power) -> bytes:
    """The key of a party's press office, for another office of ours."""
    key = us.parties.nodes[party]._ring.signer(Purpose.DELEGATE, "press").verifier().vkey()
    return by_key(us, Purpose.ROOT, KeyEnrolled(key, "delegate", "archive", powers))


def accredited(us: Web) -> bytes:
    heads = heads_now(us.node.record)
    assert heads is not None
    text = (us.node.record.home / "charter.json").read_text()
    return by_key(us, Purpose.ROOT, PartyAccredited(us.node.record.mechanism, text, heads.heads))


def about_what_is_sealed(us: Web) -> bytes:
    """The release, in the open, of somebody on a list that was sealed for one party."""
    filed = us.node.say(AllegationFiled("ir", (en("x"),)), by="head", about=About(audience=("ir",)))
    us.parties.clock.advance(1)
    return said_by_head(us, MeetingCancelled(), subject=filed.id)


ROWS: dict[str, Callable[[Web], bytes]] = {
    "charter.another_previous": tabled_after_none,
    "charter.malformed": lambda us: said_by_head(us, CharterTabled("x", en("x"))),
    "charter.not_in_force": lambda us: by_key(us, Purpose.ROOT, CharterAccepted("0" * 64, "x"), seen=None),
    "charter.tables_its_own": tabled_about_itself,
    "ledger.bad_evidence": lambda us: signed(
        us.node, header(us.node, SAID, kind="ledger.misconduct_found/1"), MisconductFound("ir.example/log", "x")
    ),
    "ledger.bad_head": lambda us: by_key(us, Purpose.NODE, HeadsRecorded((Head("x"),))),
    "ledger.bad_seen": lambda us: said_by_head(us, SAID, seen="f" * 64),
    "ledger.epoch_known": opened_twice,
    "ledger.key_in_use": lambda us: enrolled(us, "us"),
    "ledger.malformed_charter": lambda us: by_key(us, Purpose.ROOT, CharterAccepted(sha256(b"x").hexdigest(), "x")),
    "ledger.malformed_key": lambda us: by_key(us, Purpose.ROOT, KeyEnrolled("x", "delegate", "archive")),
    "ledger.needs_two": lambda us: signed(us.node, header(us.node, SAID), SAID),
    "ledger.not_accepted_by_others": not_accepted,
    "ledger.not_seen": lambda us: said_by_head(us, MeetingCancelled(), subject="f" * 64),
    "ledger.nothing_new": accredited,
    "ledger.signatures_not_sorted": turned,
    "ledger.subject_sealed": about_what_is_sealed,
    "ledger.text_not_needed": lambda us: by_key(us, Purpose.ROOT, CharterAccepted(us.node.record.mechanism, "x")),
    "ledger.unknown_charter": lambda us: by_key(us, Purpose.ROOT, CharterAccepted("0" * 64, "x")),
    "ledger.wrong_key_kind": named_as_another,
    "ledger.wrong_powers": lambda us: enrolled(us, "ir", "statements", "meetings"),
    "ledger.wrong_subject": about_another_slices,
}


@pytest.mark.parametrize("code", ROWS)
def test_the_api_refuses_it_with_its_code_and_writes_nothing(us: Web, code: str) -> None:
    entry = ROWS[code](us)
    size = us.node.record.size(us.node.origin)
    with us.visitor() as delegate:
        answer = delegate.api("POST", "entries", {"entry": entry.decode()})

    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.json()
    assert answer.json()["what_to_do"]
    assert us.node.record.size(us.node.origin) == size
    for lang in ("en", "ar", "fa"):
        assert sentence(lang, code) != code


def test_who_speaks_openly_of_what_is_sealed_is_told_to_seal_it_and_for_whom(us: Web) -> None:
    with us.visitor() as delegate:
        answer = delegate.api("POST", "entries", {"entry": about_what_is_sealed(us).decode()}).json()

    assert "under seal" in answer["sentence"]
    assert "Seal it for the same readers" in answer["sentence"]
    assert "ir, us" in answer["sentence"]
