import contextlib
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.outside import outside
from tests.tlog.made import LOG, LOG_PQ, WITNESS, signer
from tests.vectors.make_tlog import Case, load
from trilateral.errors import MalformedError
from trilateral.tlog.note import (
    KeyKind,
    Note,
    Signature,
    SignerKey,
    VerifierKey,
    is_key_name,
    parse_note,
    parse_signature,
    parse_vkey,
    verify_note,
)

ALICE, BOB = signer("example.org/alice"), signer("example.org/bob")

NOTES = [
    Note(b"text\n", (Signature("a", 1, b"x"),)),
    Note(b"\n", (Signature("a", 0xFFFFFFFF, bytes(64)),)),
    Note(b"two\n\nparts\n\n", (Signature("n.example/k", 0, b"\x00\x01"),)),
    Note("سلام\n".encode(), (Signature("نماینده", 7, b"xyz"),)),
    Note(b"\xe2\x80\x94 looks like a signature\n", (Signature("a", 1, b"x"),)),
    Note(b"delete \x7f is no control character here\n", (Signature("a", 1, b"x"),)),
]


@pytest.mark.parametrize("note", NOTES)
def test_a_note_goes_both_ways(note: Note) -> None:
    """Parsed, it is what was encoded; no prefix of it is a note, and nothing may follow."""
    data = note.encode()

    assert parse_note(data) == note
    for end in range(len(data)):
        with pytest.raises(MalformedError):
            parse_note(data[:end])
    for trailing in (b"\n", b"x", b"\x00", b"\n\n"):
        with pytest.raises(MalformedError):
            parse_note(data + trailing)


@pytest.mark.parametrize(("name", "case"), load("note_"))
def test_note_vectors(name: str, case: Case) -> None:
    """The recorded note is what the seed signs, and it verifies by the recorded key."""
    key = parse_vkey(case["vkey"])
    note = parse_note(case["note"].encode())
    signed = SignerKey(key.name, KeyKind.ED25519, bytes.fromhex(case["seed"]))

    assert signed.verifier() == key, name
    assert note.text == case["text"].encode()
    assert Note(note.text, (signed.sign(note.text),)) == note
    assert verify_note(note, [key]) == (key,)


def test_the_example_of_the_specification() -> None:
    """signed-note prints a key and a note that it verifies."""
    examples = json.loads(outside("conformance/c2sp-spec-examples.json").read_text())
    text = {(each["spec"], each["line"]): each["text"] for each in examples}
    key = parse_vkey(text["signed-note.md", 167].strip())
    note = parse_note(text["signed-note.md", 171].encode())

    assert key.vkey() == text["signed-note.md", 167].strip()
    assert verify_note(note, [key]) == (key,)


def test_the_notes_of_the_specifications_are_read() -> None:
    """All that are printed in full, though their keys are not printed: read and written back to the byte."""
    examples = json.loads(outside("conformance/c2sp-spec-examples.json").read_text())
    notes = [each["text"] for each in examples if "\n\n— " in each["text"] and "[...]" not in each["text"]]
    whole = [text for text in notes if not text.startswith(("old ", "subtree "))]

    assert len(whole) == 4
    for text in whole:
        assert parse_note(text.encode()).encode() == text.encode()


def test_the_answers_of_the_specifications_are_read() -> None:
    """The signature lines that witnesses and mirrors answer, where printed in full."""
    examples = json.loads(outside("conformance/c2sp-spec-examples.json").read_text())
    answers = [
        each["text"] for each in examples if each["text"].startswith("— ") and not {"[", "<"} & set(each["text"])
    ]
    lines = [f"{line}\n".encode() for answer in answers for line in answer.splitlines()]

    assert len(lines) == 6
    assert [parse_signature(line).line() for line in lines] == lines


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty line"),
        (b"text\n", "empty line"),
        (b"text\n\xe2\x80\x94 a AAAAAHg=\n", "empty line"),
        (b"text\n\n- a AAAAAHg=\n", "signature line"),
        (b"text\n\n\xe2\x80\x94a AAAAAHg=\n", "signature line"),
        (b"text\n\n\xe2\x80\x94  AAAAAHg=\n", "key name"),
        (b"text\n\n\xe2\x80\x94 a+b AAAAAHg=\n", "key name"),
        (b"text\n\n\xe2\x80\x94 a\xc2\xa0b AAAAAHg=\n", "key name"),
        (b"text\n\n\xe2\x80\x94 a  AAAAAHg=\n", "base64"),
        (b"text\n\n\xe2\x80\x94 a AAAAAHg=\r\n", "control"),
        (b"text\n\n\xe2\x80\x94 a AAAAAA==\n", "key id and a signature"),
        (b"text\n\n\xe2\x80\x94 a AAAAAHh=\n", "canonical"),
        (b"text\n\n\xe2\x80\x94 a AAAAAHg\n", "base64"),
        (b"te\txt\n\n\xe2\x80\x94 a AAAAAHg=\n", "control"),
        (b"te\x00xt\n\n\xe2\x80\x94 a AAAAAHg=\n", "control"),
        (b"te\xffxt\n\n\xe2\x80\x94 a AAAAAHg=\n", "UTF-8"),
        (b"text\n\n\xe2\x80\x94 \xff AAAAAHg=\n", "UTF-8"),
        (b"text\n\n\xe2\x80\x94 a AAAAAHg=\n\xe2\x80\x94 a AAAAAHg=", "empty line"),
    ],
)
def test_what_is_no_note_is_refused(data: bytes, why: str) -> None:
    """Each for its own reason."""
    with pytest.raises(MalformedError, match=why):
        parse_note(data)


def test_too_many_signatures_are_refused_unread() -> None:
    """Each would cost whoever verifies."""
    note = Note(b"text\n", (Signature("a", 1, b"x"),) * 3)

    assert parse_note(note.encode(), max_signatures=3) == note
    with pytest.raises(MalformedError, match="at most 2"):
        parse_note(note.encode(), max_signatures=2)


@given(st.binary(max_size=300))
@example(b"\n\n\n")
@example(b"\n\n\xe2\x80\x94 ")
def test_rubbish_is_refused_and_nothing_else_raised(data: bytes) -> None:
    """A parser lets out a value or `MalformedError`; and of a value, the very bytes it was read from."""
    try:
        note = parse_note(data)
    except MalformedError:
        return
    assert note.encode() == data


@given(st.integers(0, 200), st.integers(0, 255))
def test_a_changed_byte_is_refused_or_does_not_verify(at: int, byte: int) -> None:
    """Nobody changes a byte of a note and keeps its signature."""
    data = bytearray(Note(b"trilateral/test\n{}\n", (ALICE.sign(b"trilateral/test\n{}\n"),)).encode())
    at %= len(data)
    if data[at] == byte:
        return
    data[at] = byte
    with contextlib.suppress(MalformedError):
        assert verify_note(parse_note(bytes(data)), [ALICE.verifier()]) == ()


@pytest.mark.parametrize(
    "name", ["", "a b", "a+b", "a\tb", "a\x01", "a\x1fb", "a\u2003b", "\u00a0", "a\u3000", " a", "a\n"]
)
def test_names_that_no_key_may_have(name: str) -> None:
    """No Unicode space, plus or control character, and not empty."""
    assert not is_key_name(name)
    with pytest.raises(MalformedError, match="name"):
        VerifierKey(name, KeyKind.ED25519, bytes(32))


def test_a_signature_line_goes_both_ways() -> None:
    """As a witness answers: one line, with its newline and nothing more."""
    line = ALICE.sign(b"text\n").line()

    assert parse_signature(line).line() == line
    for wrong in (line[:-1], line + b"\n", line + line, b"", b"\n", line[1:], b"x" + line):
        with pytest.raises(MalformedError):
            parse_signature(wrong)


@pytest.mark.parametrize("key", [ALICE, WITNESS, LOG_PQ])
def test_a_vkey_goes_both_ways(key: SignerKey) -> None:
    """For each type of key; no prefix of it is one, and nothing may follow."""
    text = key.verifier().vkey()

    assert parse_vkey(text) == key.verifier()
    for end in range(len(text)):
        with pytest.raises(MalformedError):
            parse_vkey(text[:end])
    for trailing in (" ", "\n", "=", "A", "AAAA"):
        with pytest.raises(MalformedError):
            parse_vkey(text + trailing)


@pytest.mark.parametrize(
    "text",
    [
        "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/bar+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "a+00000000+Ag==",
        "a+00000000+AQ==",
        "a+00000000+A",
        "a b+00000000+AQ==",
    ],
)
def test_what_is_no_vkey_is_refused(text: str) -> None:
    """Upper-case or wrong id, another name, an unknown type, no key."""
    with pytest.raises(MalformedError):
        parse_vkey(text)


def test_signers_come_in_the_order_of_their_lines() -> None:
    """Whatever the order of the keys; unknown ones are passed over."""
    text = b"joint text\n"
    note = Note(text, (BOB.sign(text), LOG.sign(text), ALICE.sign(text)))

    assert verify_note(note, [ALICE.verifier(), BOB.verifier()]) == (BOB.verifier(), ALICE.verifier())
    assert verify_note(note, []) == ()


def test_a_failing_line_by_a_known_key_spoils_the_note() -> None:
    """Even where another signature is good. By an unknown key it means nothing."""
    text = b"joint text\n"
    note = Note(text, (ALICE.sign(text), BOB.sign(b"another text\n")))

    assert verify_note(note, [ALICE.verifier()]) == (ALICE.verifier(),)
    with pytest.raises(MalformedError, match="by example"):
        verify_note(note, [ALICE.verifier(), BOB.verifier()])


def test_one_key_signs_once() -> None:
    """Repeating a valid line would make another note of the same text."""
    text = b"text\n"

    with pytest.raises(MalformedError, match="got two"):
        verify_note(Note(text, (ALICE.sign(text), ALICE.sign(text))), [ALICE.verifier()])


def test_a_key_under_another_name_is_another_key() -> None:
    """The name is part of what the id covers, so a line cannot be moved to another name."""
    text = b"text\n"
    renamed = VerifierKey("example.org/bob", KeyKind.ED25519, ALICE.verifier().public)

    assert verify_note(Note(text, (ALICE.sign(text),)), [renamed]) == ()


def test_cosigning_keys_do_not_sign_notes() -> None:
    """Neither way: their lines are ignored here, and they refuse to sign."""
    text = b"text\n"
    line = Signature(WITNESS.name, WITNESS.verifier().key_id, ALICE.sign(text).payload)

    assert verify_note(Note(text, (line,)), [WITNESS.verifier()]) == ()
    with pytest.raises(ValueError, match="cosign"):
        WITNESS.sign(text)
    with pytest.raises(ValueError, match="newline"):
        ALICE.sign(b"no newline")


def test_two_known_keys_that_look_alike_are_refused() -> None:
    """Whoever enrols a second key with the same name and id may not choose which of them is asked."""
    twin = VerifierKey(ALICE.name, KeyKind.ED25519, BOB.verifier().public)
    object.__setattr__(twin, "key_id", ALICE.verifier().key_id)

    with pytest.raises(MalformedError, match="distinct"):
        verify_note(Note(b"text\n", ()), [ALICE.verifier(), twin])


def test_a_key_has_the_size_of_its_type() -> None:
    """32 bytes of Ed25519, 1,312 of ML-DSA-44."""
    for kind, size in ((KeyKind.ED25519, 1312), (KeyKind.COSIGNATURE, 31), (KeyKind.MLDSA_COSIGNATURE, 32)):
        with pytest.raises(MalformedError, match="bytes"):
            VerifierKey("a", kind, bytes(size))


def test_a_seed_is_not_printed() -> None:
    """Not even by accident."""
    assert ALICE.seed.hex() not in repr(ALICE)
    assert repr(ALICE.seed) not in repr(ALICE)
