"""Reading entries: typed, unread or malformed, and nothing else leaves the parser."""

import base64
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import BEGAN, NORTH, SOUTH, World, delegate_key, en, origin, refs
from trilateral.catalogue import KINDS
from trilateral.errors import MalformedError, RefusedError
from trilateral.ledger.canonical import encode_canonical, parse_canonical
from trilateral.ledger.entry import (
    CONTEXT,
    MAX_ENTRY,
    Body,
    Header,
    Source,
    Text,
    Unread,
    check_text,
    encode_text,
    entry_id,
    parse_entry,
    sign_text,
)
from trilateral.mechanism.allegations.entries import AllegationFiled
from trilateral.mechanism.meetings.entries import DateOffer, MeetingOpened, MeetingProposed
from trilateral.mechanism.statements.entries import StatementMade

WORLD = World()
SAID = StatementMade("question", en("Will you answer?"), (SOUTH,))


def line_of(data: bytes) -> dict[str, Any]:
    """The members of an entry, to be changed and written again."""
    value = parse_canonical(data.split(b"\n")[1])
    assert isinstance(value, dict)
    return value


def written(members: object) -> bytes:
    """An entry with these members, signed by somebody."""
    return sign_text(CONTEXT + encode_canonical(members) + b"\n", delegate_key(NORTH))


def changed(**changes: Any) -> bytes:
    members = {**line_of(WORLD.sign(NORTH, SAID)), **changes}
    return written({name: value for name, value in members.items() if value is not ...})


@pytest.mark.parametrize(
    "body",
    [
        SAID,
        MeetingOpened(BEGAN),
        AllegationFiled(SOUTH, (en("one"), Text("fa", "می‌خواهد")), to=(SOUTH,), repeats="a" * 64),
        MeetingProposed(
            (en("Round"),), "rounds", 1, "joint", "plenary", None, (DateOffer(BEGAN, "UTC", "2030-01-01 00:00"),)
        ),
    ],
    ids=lambda body: type(body).__name__,
)
def test_both_ways(body: Body) -> None:
    """What was signed is read as it was, with all that the header can hold."""
    sources = (Source("A title", "An outlet", "2007-05", "eight words at most"),)
    data = WORLD.sign(NORTH, body, refs=refs(answers="b" * 64), sources=sources, audience=(SOUTH,), crit=("audience",))

    note, header, read = parse_entry(data, KINDS)

    assert read == body
    assert header.sources == sources
    assert header.refs == refs(answers="b" * 64)
    assert note.encode() == data
    assert encode_text(header, body) == note.text
    assert entry_id(note.text) == entry_id(parse_entry(data, {})[0].text)


def test_the_id_does_not_hang_on_signatures() -> None:
    """Signing the same words again, with another key, says nothing new."""
    first = WORLD.sign(NORTH, SAID, at=BEGAN)
    second = WORLD.sign(NORTH, SAID, at=BEGAN, signers=[delegate_key(NORTH, "alternate")])

    assert first != second
    assert entry_id(parse_entry(first, KINDS)[0].text) == entry_id(parse_entry(second, KINDS)[0].text)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"mechanism": "A" * 64}, "mechanism"),
        ({"mechanism": "a" * 64 + "\n"}, "mechanism"),
        ({"mechanism": ...}, "mechanism"),
        ({"log": 7}, "log"),
        ({"by": "Head"}, "by"),
        ({"by": "head\n"}, "by"),
        ({"by": ""}, "by"),
        ({"kind": "statements.made"}, "kind"),
        ({"kind": "statements.made/0"}, "kind"),
        ({"kind": "statements.made/1\n"}, "kind"),
        ({"kind": "Statements.made/1"}, "kind"),
        ({"claimed_at": "2030-01-01"}, "claimed_at"),
        ({"claimed_at": "2030-01-01T00:00:00+00:00"}, "spelling"),
        ({"claimed_at": "2030-01-01T03:00:00+03:00"}, "UTC"),
        ({"claimed_at": "2030-01-01T00:00:00.500000Z"}, "whole seconds"),
        ({"claimed_at": "2030-01-01 00:00:00Z"}, "spelling"),
        ({"claimed_at": "2030-01-01T00:00:00"}, "timezone"),
        ({"claimed_at": 1893456000}, "claimed_at"),
        ({"capacity": "own"}, "spelling"),
        ({"refs": []}, "spelling"),
        ({"subject": None}, "spelling"),
        ({"subject": "x"}, "subject"),
        ({"refs": [{"entry": "a" * 64, "role": "answers", "more": 1}]}, "more"),
        ({"audience": [1]}, "audience"),
        ({"body": ...}, "body"),
    ],
    ids=str,
)
def test_a_malformed_header_makes_the_entry_malformed(changes: dict[str, object], why: str) -> None:
    with pytest.raises(MalformedError, match=why):
        parse_entry(changed(**changes), KINDS)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"kind": "treaties.signed/1"}, "ledger.unknown_kind"),
        ({"kind": "statements.made/2"}, "ledger.unknown_kind"),
        ({"body": []}, "ledger.malformed_body"),
        ({"body": {}}, "ledger.malformed_body"),
        ({"body": {"kind": "statements.made/1"}}, "ledger.malformed_body"),
        ({"body": {"sort": "song", "text": {"lang": "en", "text": "la"}}}, "ledger.malformed_body"),
        ({"body": {"sort": "reply", "text": {"lang": "en", "text": ""}}}, "ledger.malformed_body"),
        ({"body": {"sort": "reply", "text": {"lang": "en", "text": "x", "x": 1}}}, "ledger.malformed_body"),
        ({"body": {"sort": "reply", "text": {"lang": "en\n", "text": "x"}}}, "ledger.malformed_body"),
        ({"body": {"sort": "reply", "text": {"lang": "en", "text": "x"}, "outside": False}}, "ledger.malformed_body"),
        ({"body": {"sort": "reply", "text": {"lang": "en", "text": "x"}, "to": []}}, "ledger.malformed_body"),
        ({"body": {"sort": "reply", "text": {"lang": "en", "text": "x"}, "item": True}}, "ledger.malformed_body"),
        ({"crit": ["urgency"]}, "ledger.not_understood"),
        ({"crit": ["urgency"], "urgency": 1}, "ledger.not_understood"),
        ({"crit": ["subject"]}, "ledger.not_understood"),
    ],
    ids=str,
)
def test_what_this_version_cannot_read_is_unread_and_kept(changes: dict[str, object], why: str) -> None:
    """Signed and provable, and without effect: another version may know what it means."""
    data = changed(**changes)

    note, _, body = parse_entry(data, KINDS)

    assert isinstance(body, Unread)
    assert body.why == why
    assert note.encode() == data


def test_a_member_that_is_not_critical_is_ignored() -> None:
    """In the header and in a body: a later version may add one."""
    _, header, body = parse_entry(changed(urgency=3), KINDS)
    members = line_of(WORLD.sign(NORTH, SAID))
    _, _, with_more = parse_entry(written({**members, "body": {**members["body"], "urgency": 3}}), KINDS)

    assert header.by == "head"
    assert body == with_more == SAID


def test_the_limit_is_the_one_of_the_tiles() -> None:
    """65,535 bytes are read, one more is not."""
    room = MAX_ENTRY - len(WORLD.sign(NORTH, StatementMade("reply", en("x")), at=BEGAN))
    largest = WORLD.sign(NORTH, StatementMade("reply", en("x" * (room + 1))), at=BEGAN)
    larger = WORLD.sign(NORTH, StatementMade("reply", en("x" * (room + 2))), at=BEGAN)

    assert len(largest) == MAX_ENTRY
    parse_entry(largest, KINDS)
    with pytest.raises(MalformedError, match="at most 65535 bytes, got 65536"):
        parse_entry(larger, KINDS)


GOOD = WORLD.sign(NORTH, SAID, at=BEGAN)
TEXT, _, SIGNED = GOOD.partition(b"\n\n")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        TEXT + b"\n",
        TEXT + b"\n\n",
        GOOD[:-1],
        GOOD + b"x",
        GOOD + b"\n",
        TEXT + b"\n" + SIGNED,
        GOOD.replace(b"\n\n", b"\r\n\r\n"),
        GOOD.replace(b"trilateral/entry@v1", b"trilateral/entry@v2"),
        GOOD.replace(b"trilateral/entry@v1\n", b""),
        GOOD.replace(b"trilateral/entry@v1\n", b"trilateral/entry@v1\n\n"),
        GOOD.replace(b'{"body"', b'{ "body"'),
        GOOD.replace(b'"by":"head"', b'"by":"head","by":"head"'),
        GOOD.replace(b'"by":"head"', b'"by":"head","by":"chair"'),
        GOOD.replace(b'"outside"', b'"\x00"').replace(b"Will", b"W\x00ll"),
        GOOD.replace(b"Will", b"\xff\xfe"),
        GOOD.replace(b"Will", b"W\till"),
        TEXT + b"\n\n" + SIGNED.rstrip(b"=\n") + b"\n",
        TEXT + b"\n\n" + SIGNED.replace(b"\xe2\x80\x94", b"-"),
        TEXT + b"\n\n\xe2\x80\x94 name with spaces AAAAAAA=\n",
        TEXT + b"\n\n\xe2\x80\x94 name !!!!\n",
        TEXT + b"\n\n\xe2\x80\x94 name AAA=\n",
        b"trilateral/entry@v1\n[]\n\n" + SIGNED,
        b"trilateral/entry@v1\n7\n\n" + SIGNED,
        b"trilateral/entry@v1\n" + b"[" * 50_000 + b"\n\n" + SIGNED,
    ],
    ids=lambda data: repr(data[:40]),
)
def test_bytes_that_are_no_entry_are_malformed(data: bytes) -> None:
    assert data != GOOD
    with pytest.raises(MalformedError):
        parse_entry(data, KINDS)


def test_base64_with_stray_bits_is_refused() -> None:
    """A second spelling of a signature line would be a second leaf for one entry."""
    name, _, encoded = SIGNED.rstrip(b"\n").rpartition(b" ")
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    padded = base64.b64encode(base64.b64decode(encoded)[:67])  # ends in padding, before which some bits are unused
    place = len(padded.rstrip(b"=")) - 1
    stray = padded[:place] + alphabet[alphabet.index(padded[place]) + 1 :][:1] + padded[place + 1 :]

    assert base64.b64decode(stray) == base64.b64decode(padded)
    parse_entry(TEXT + b"\n\n" + name + b" " + padded + b"\n", KINDS)
    with pytest.raises(MalformedError):
        parse_entry(TEXT + b"\n\n" + name + b" " + stray + b"\n", KINDS)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_malformed(data: bytes) -> None:
    for each in (data, b"trilateral/entry@v1\n" + data, TEXT + b"\n\n" + data):
        try:
            parse_entry(each, KINDS)
        except MalformedError:
            continue


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_an_entry_with_one_byte_changed_is_another_entry_or_none(place: int, byte: int) -> None:
    data = GOOD[:place] + bytes([byte]) + GOOD[place + 1 :]
    try:
        note, _, _ = parse_entry(data, KINDS)
    except MalformedError:
        return
    assert note.encode() == data
    assert (data == GOOD) == (note == parse_entry(GOOD, KINDS)[0])


@pytest.mark.parametrize("size", range(0, len(GOOD), 7))
def test_no_prefix_of_an_entry_is_an_entry(size: int) -> None:
    with pytest.raises(MalformedError):
        parse_entry(GOOD[:size], KINDS)


@pytest.mark.parametrize(
    "at",
    [
        BEGAN.replace(microsecond=1),
        BEGAN.astimezone(timezone(timedelta(hours=3))),
        datetime(2030, 1, 1),  # noqa: DTZ001 - what must be refused
    ],
    ids=str,
)
def test_an_instant_is_written_in_utc_and_whole_seconds_or_not_at_all(at: datetime) -> None:
    header = Header(mechanism="a" * 64, log=origin(NORTH), kind="meetings.opened/1", by="head", claimed_at=BEGAN)

    with pytest.raises(MalformedError, match="UTC and whole seconds"):
        encode_text(header, MeetingOpened(at))


def test_an_instant_in_a_body_is_read_in_one_spelling_only() -> None:
    members = line_of(WORLD.sign(NORTH, MeetingOpened(datetime(2030, 1, 1, 7, 30, tzinfo=UTC))))
    _, _, body = parse_entry(written({**members, "body": {"starts_at": "2030-01-01T10:30:00+03:00"}}), KINDS)

    assert isinstance(body, Unread)
    assert body.why == "ledger.malformed_body"


@pytest.mark.parametrize("mark", [chr(each) for each in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))], ids=ascii)
def test_we_do_not_sign_words_that_show_in_another_order(mark: str) -> None:
    """A direction override hidden anywhere in a body is refused before signing."""
    with pytest.raises(RefusedError, match=r"text\.bidi_override"):
        check_text({"points": [{"lang": "ar", "text": f"نعم{mark}لا"}]})


def test_what_others_signed_with_such_words_is_read() -> None:
    """Refusing it would let a party void its own entry with one character. Pages isolate it."""
    said = StatementMade("reply", en("yes\u202eon"))

    assert parse_entry(WORLD.sign(NORTH, said), KINDS)[2] == said


def test_a_word_has_one_spelling_when_we_sign() -> None:
    with pytest.raises(RefusedError, match=r"text\.not_nfc"):
        check_text([{"text": "e\u0301"}])
    check_text([{"text": "é"}, {"text": "می‌خواهد"}, 7, None, True])


def test_every_kind_is_named_like_its_slice_and_version() -> None:
    """Who knows a kind's name knows where its code stands."""
    assert all(re.fullmatch(r"[a-z]+\.[a-z_]+/1", kind) for kind in KINDS)
    for kind, body in KINDS.items():
        module = body.__module__.removeprefix("trilateral.").removeprefix("mechanism.")
        assert module in (f"{kind.partition('.')[0]}.entries", "ledger.keys")
