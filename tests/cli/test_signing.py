"""sign: any kind of entry, the same check and the same refusals as on the pages. And what bad input is answered with."""

import base64
import json
from pathlib import Path

import msgspec
import pytest
from click.testing import Result

from tests.cli.conftest import Run
from trilateral.i18n.digits import latin_digits
from trilateral.ledger.canonical import encode_canonical
from trilateral.ledger.entry import CONTEXT, Header, Text, encode_text, sign_text
from trilateral.ledger.keys import KeyRevoked
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.clock import SystemClock
from trilateral.node.keys import Purpose, open_keyring
from trilateral.node.node import Node
from trilateral.node.record import open_record
from trilateral.node.settings import read_settings
from trilateral.tlog.note import KeyKind, Note, SignerKey

QUESTION = ("--by", "ambassador", "--field", "sort=question")


@pytest.fixture
def home(demo: Path) -> Path:
    return demo / "us"


@pytest.fixture
def signer(demo: Path, home: Path) -> SignerKey:
    with open_keyring(home / "keys", (demo / "passphrase").read_text().strip()) as ring:
        return ring.signer(Purpose.DELEGATE, "embassy")


def refused_with(result: Result, code: str) -> None:
    """One line on standard error, with the code at its end."""
    assert result.exit_code == 1, result.output
    assert f"[{code}]" in result.stderr
    assert result.stderr.count("\n") >= 1
    assert "Traceback" not in result.output


def header(home: Path, **other: object) -> Header:
    record = open_record(home)
    members = {
        "mechanism": record.mechanism,
        "log": record.origins[0],
        "kind": "statements.made/1",
        "by": "embassy",
        "claimed_at": SystemClock().now().replace(microsecond=0),
    }
    return Header(**{**members, **other})  # type: ignore[arg-type]  # members of several types in one mapping


def said(text: str) -> StatementMade:
    return StatementMade(sort="question", text=Text("en", text))


def size(home: Path) -> int:
    record = open_record(home)
    return record.size(record.origins[0])


def test_words_become_an_entry_with_a_reference(run: Run, home: Path) -> None:
    """On disk, with an effect, and shown at once."""
    text = "--field", "text=When will the sides meet again?"
    made = run(
        "--home", home, "sign", "statements.made", *QUESTION, *text, "--field", "to=ir", "--field", "to=iq", "--json"
    )

    assert made.exit_code == 0, made.output
    ref = json.loads(made.stdout)["ref"]
    shown = json.loads(run("--home", home, "show", ref, "--json").stdout)
    assert shown["effect"] is True
    assert shown["body"]["to"] == ["ir", "iq"]
    assert shown["body"]["text"] == {"lang": "en", "text": "When will the sides meet again?"}
    assert shown["header"]["capacity"] == "reconstruction"


def test_words_may_be_in_another_language(run: Run, home: Path) -> None:
    made = run(
        "--home", home, "sign", "statements.made", *QUESTION, "--lang", "fa", "--field", "text=چه زمانی؟", "--json"
    )

    shown = json.loads(run("--home", home, "show", json.loads(made.stdout)["ref"], "--json").stdout)
    assert shown["body"]["text"] == {"lang": "fa", "text": "چه زمانی؟"}


@pytest.mark.parametrize("written", ["yes", "true"])
def test_what_is_true_is_written_as_on_forms_or_as_in_the_specification(run: Run, home: Path, written: str) -> None:
    fields = (*QUESTION, "--field", f"text=Who said {written} outside?", "--field", f"outside={written}")
    made = run("--home", home, "sign", "statements.made", *fields, "--json")

    assert made.exit_code == 0, made.output
    shown = run("--home", home, "show", json.loads(made.stdout)["ref"], "--json")
    assert json.loads(shown.stdout)["body"]["outside"] is True


def test_a_body_may_come_as_json(run: Run, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "body.json"
    file.write_text(json.dumps({"sort": "question", "text": {"lang": "en", "text": "From a file."}}))

    assert run("--home", home, "sign", "statements.made/1", "--by", "embassy", "--file", file).exit_code == 0


def test_members_with_members_are_written_as_json(run: Run, home: Path) -> None:
    offer = '{"starts_at":"2008-06-01T07:00:00Z","zone":"Asia/Baghdad","civil":"2008-06-01 10:00"}'
    fields = [
        "title=Fifth round",
        "series=ambassadors",
        "round=5",
        "format=closed",
        "forum=plenary",
        f"offers=[{offer}]",
    ]
    options = [part for field in fields for part in ("--field", field)]

    made = run("--home", home, "sign", "meetings.proposed", "--by", "state-department", *options, "--json")

    assert made.exit_code == 0, made.output
    shown = json.loads(run("--home", home, "show", json.loads(made.stdout)["ref"], "--json").stdout)
    assert shown["body"]["offers"] == [json.loads(offer)]
    assert shown["body"]["title"] == [{"lang": "en", "text": "Fifth round"}]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ('when={"start":"2026-11-20T10:00:00Z"}', "expected an object with earliest, and perhaps latest, whole"),
        ('actors=["somebody"]', "expected a list, each an object with involvement, sort, and perhaps party"),
        ('type=["explosion"]', "expected one of access_restriction, battle"),
    ],
)
def test_json_of_another_form_is_answered_with_the_form_and_what_came(
    run: Run, home: Path, given: str, expected: str
) -> None:
    answer = run("--home", home, "sign", "incidents.reported", "--by", "ambassador", "--field", given)

    assert answer.exit_code == 1
    assert f"--field {given.partition('=')[0]}: {expected}" in answer.stderr
    assert ", got " in answer.stderr


def test_other_entries_are_named_by_reference(run: Run, home: Path) -> None:
    fields = "--field", "text=As before.", "--field", "reply_to=ir/16"
    made = run("--home", home, "sign", "statements.made", *QUESTION, *fields, "--ref", "speaks_of=us/10", "--json")
    assert made.exit_code in {0, 1}
    unknown = run(
        "--home", home, "sign", "statements.made", *QUESTION, "--field", "text=x", "--field", "reply_to=ir/9999"
    )

    refused_with(unknown, "form.no_such_entry")
    assert "reply_to" in unknown.stderr


def test_a_text_is_prepared_signed_elsewhere_and_handed_in(
    run: Run, home: Path, tmp_path: Path, signer: SignerKey
) -> None:
    prepared, entry = tmp_path / "text", tmp_path / "entry"
    options = "--by", "embassy", "--field", "sort=question", "--field", "text=Signed elsewhere.", "--prepare", prepared
    assert run("--home", home, "sign", "statements.made", *options).exit_code == 0
    before = size(home)
    entry.write_bytes(sign_text(prepared.read_bytes(), signer))

    assert run("--home", home, "sign", "--entry", entry).exit_code == 0
    assert size(home) == before + 1


def test_the_rules_refuse_with_the_code_that_pages_show(run: Run, home: Path) -> None:
    """Only the accused may answer."""
    options = "--by", "ambassador", "--subject", "us/26", "--field", "point=0", "--field", "answer=denied"

    result = run("--home", home, "sign", "allegations.answered", *options)

    refused_with(result, "allegations.not_yours_to_answer")
    assert "Only the party alleged against can answer." in result.stderr


@pytest.mark.parametrize(
    ("kind", "field", "code"),
    [
        ("statements.made", "sort=offer", "form.required"),
        ("statements.made", "sort=shout", "form.not_offered"),
        ("statements.made", f"text={'x' * 20_001}", "form.too_long"),
        ("allegations.filed", "known_at=yesterday", "form.not_a_time"),
        ("commitments.done", "done_on=yesterday", "form.not_a_day"),
        ("commitments.done", "done_on=1386-03-07", "form.month_wanted"),
        ("statements.made", "item=first", "form.not_a_number"),
        ("acts.attached", "media_type=paper", "form.not_understood"),
        ("humanitarian.agreed", "number=-1", "form.too_small"),
        ("humanitarian.agreed", "number=500", "form.too_large"),
        ("humanitarian.released", "where.points.0.lat=91", "form.not_degrees"),
    ],
)
def test_what_a_field_cannot_take_is_said_with_what_came(
    run: Run, home: Path, kind: str, field: str, code: str
) -> None:
    """Nothing is signed; the sentence says what the field wants and quotes what it was given, in each language."""
    before = size(home)
    name, _, given = field.partition("=")
    for lang in ("en", "ar", "fa"):
        result = run("--lang", lang, "--home", home, "sign", kind, "--by", "ambassador", "--field", field)

        assert (result.exit_code, size(home)) == (1, before), result.output
        (said,) = (line for line in result.stderr.splitlines() if line.endswith(f"[{code}]"))
        assert code == "form.required" or f"{name}: " in said
        assert code in {"form.required", "form.too_long"} or latin_digits(said).count(given.lstrip("-"))


def test_a_time_is_not_given_twice(run: Run, home: Path) -> None:
    given = ("--field", "known_at=2007-05-28 11:40", "--field", "known_at.written=7 Khordad 1386 11:40")

    refused_with(run("--home", home, "sign", "allegations.filed", "--by", "ambassador", *given), "form.given_twice")


def test_a_field_that_cannot_be_taken_is_named(run: Run, home: Path) -> None:
    result = run("--home", home, "sign", "statements.made", "--by", "ambassador", "--field", "sort=shout")

    refused_with(result, "form.not_offered")
    assert "sort: shout is not offered here. Choose one of these: declaration, " in result.stderr
    assert "text: " in result.stderr
    choices = result.stderr.partition("Choose one of these: ")[2].partition(".")[0]
    assert {"offer", "question"} <= set(choices.split(", "))
    assert "To choose from" not in result.stderr, "they were named already"


def test_what_is_spelt_nearly_right_is_guessed(run: Run, home: Path) -> None:
    sort = run("--home", home, "sign", "statements.made", "--by", "ambassador", "--field", "sort=questoin")
    kind = run("--home", home, "sign", "statements.mad", "--field", "sort=question")
    subject = run("--lang", "fa", "--home", home, "sign", "statement.made", "--field", "sort=question")
    field = run("--home", home, "sign", "statements.made", "--by", "ambassador", "--field", "sor=question")

    refused_with(sort, "form.not_offered")
    assert "Did you mean question?" in sort.stderr
    refused_with(kind, "entry.unknown_kind")
    assert "Did you mean statements.made" in kind.stderr, "said before it is asked for the office"
    refused_with(subject, "entry.unknown_kind")
    assert "آیا منظورتان statements.made" in subject.stderr
    assert "Did you mean sort?" in field.stderr


def test_an_entry_that_is_not_there_is_refused_with_those_that_are(run: Run, home: Path) -> None:
    subject = run("--home", home, "sign", "statements.acknowledged", "--by", "ambassador", "--subject", "us/99999")

    refused_with(subject, "record.no_such_entry")
    assert f"us/0–us/{size(home) - 1}" in subject.stderr


def test_wrong_usage_is_told_apart_from_refusal(run: Run, home: Path) -> None:
    assert run("--home", home, "sign").exit_code == 2
    assert run("--home", home, "sign", "statements.made", "--field", "text").exit_code == 2
    assert run("--home", home, "sign", "statements.made", *QUESTION, "--field", "colour=red").exit_code == 2
    assert run("--home", home, "sign", "statements.made", "--field", "text=x").exit_code == 2  # in which office?


def test_a_home_held_by_another_process_is_unavailable(run: Run, home: Path, demo: Path) -> None:
    """Try again later: exit code 3, with the process that holds it."""
    with Node.open(home, (demo / "passphrase").read_text().strip()):
        result = run("--home", home, "sign", "statements.made", *QUESTION, "--field", "text=x")

    assert result.exit_code == 3
    assert "held by process" in result.stderr


def test_a_wrong_passphrase_is_refused(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRILATERAL_PASSPHRASE", "something else")

    refused_with(
        run("--home", home, "sign", "statements.made", *QUESTION, "--field", "text=x"), "keys.wrong_passphrase"
    )


# Bad input, each with an answer of its own. Nothing of it reaches the log.


def hand_in(run: Run, home: Path, tmp_path: Path, entry: bytes) -> Result:
    before = size(home)
    file = tmp_path / "entry"
    file.write_bytes(entry)
    result = run("--home", home, "sign", "--entry", file)
    assert size(home) == before
    return result


def test_a_malformed_note(run: Run, home: Path, tmp_path: Path) -> None:
    refused_with(hand_in(run, home, tmp_path, b"no note at all"), "entry.malformed_note")


def test_base64_in_another_spelling(run: Run, home: Path, tmp_path: Path, signer: SignerKey) -> None:
    """The same signature with other unused bits at its end is another note."""
    entry = sign_text(encode_text(header(home), said("Spelled in two ways.")), signer)
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    body, last = entry[:-3], entry[-3:-2]
    assert entry.endswith(b"=\n")
    other = alphabet[alphabet.index(last) ^ 1 : (alphabet.index(last) ^ 1) + 1]
    assert base64.b64decode(body.split()[-1] + other + b"=") is not None

    refused_with(hand_in(run, home, tmp_path, body + other + b"=\n"), "entry.not_base64")


def test_a_key_given_twice(run: Run, home: Path, tmp_path: Path, signer: SignerKey) -> None:
    text = encode_text(header(home), said("Twice."))
    twice = text.replace(b'{"body"', b'{"body":{},"body"')

    refused_with(hand_in(run, home, tmp_path, Note(twice, (signer.sign(twice),)).encode()), "entry.duplicate_keys")


def test_a_body_file_with_a_key_given_twice(run: Run, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "body.json"
    file.write_text('{"sort":"question","sort":"demand","text":{"lang":"en","text":"x"}}')

    refused_with(
        run("--home", home, "sign", "statements.made", "--by", "embassy", "--file", file), "entry.duplicate_keys"
    )


def test_another_spelling_of_the_same_json(run: Run, home: Path, tmp_path: Path, signer: SignerKey) -> None:
    text = encode_text(header(home), said("With a space.")).replace(b'"body":', b'"body": ')

    refused_with(hand_in(run, home, tmp_path, Note(text, (signer.sign(text),)).encode()), "entry.not_canonical")


def test_another_mechanism(run: Run, home: Path, tmp_path: Path, signer: SignerKey) -> None:
    entry = sign_text(encode_text(header(home, mechanism="0" * 64), said("Elsewhere.")), signer)

    refused_with(hand_in(run, home, tmp_path, entry), "ledger.wrong_mechanism")


def test_another_log(run: Run, home: Path, tmp_path: Path, signer: SignerKey) -> None:
    entry = sign_text(encode_text(header(home, log="ir.baghdad-2007.example"), said("Not ours.")), signer)

    refused_with(hand_in(run, home, tmp_path, entry), "ledger.wrong_log")


def test_another_office(run: Run, home: Path, tmp_path: Path, signer: SignerKey) -> None:
    entry = sign_text(encode_text(header(home, by="ambassador"), said("In another's name.")), signer)

    refused_with(hand_in(run, home, tmp_path, entry), "ledger.not_your_office")


def test_more_bytes_than_an_entry_may_have(run: Run, home: Path, tmp_path: Path, signer: SignerKey) -> None:
    entry = sign_text(encode_text(header(home), said("x" * 65_600)), signer)

    refused_with(hand_in(run, home, tmp_path, entry), "entry.too_long")


def test_a_time_that_lies_ahead(run: Run, home: Path, tmp_path: Path, signer: SignerKey) -> None:
    ahead = SystemClock().now().replace(microsecond=0, year=2999)
    entry = sign_text(encode_text(header(home, claimed_at=ahead), said("Tomorrow.")), signer)

    refused_with(hand_in(run, home, tmp_path, entry), "entry.in_the_future")
    options = *QUESTION, "--field", "text=x", "--claimed-at", "2999-01-01"
    refused_with(run("--home", home, "sign", "statements.made", *options), "entry.in_the_future")


def test_a_kind_that_nobody_knows(run: Run, home: Path, tmp_path: Path, signer: SignerKey) -> None:
    """Others' are kept and shown as unread; our own node does not sign what it cannot read."""
    members = msgspec.to_builtins(header(home, kind="weather.observed/1"))
    text = CONTEXT + encode_canonical({**members, "body": {"sky": "clear"}}) + b"\n"

    refused_with(hand_in(run, home, tmp_path, Note(text, (signer.sign(text),)).encode()), "entry.unknown_kind")
    refused_with(run("--home", home, "sign", "weather.observed", "--by", "embassy"), "entry.unknown_kind")


def test_an_order_of_reading_that_hides_what_is_said(run: Run, home: Path, tmp_path: Path, signer: SignerKey) -> None:
    entry = sign_text(encode_text(header(home), said("agreed \u202eton\u202c")), signer)

    refused_with(hand_in(run, home, tmp_path, entry), "text.bidi_override")
    options = *QUESTION, "--field", "text=agreed \u202eton\u202c"
    refused_with(run("--home", home, "sign", "statements.made", *options), "text.bidi_override")


def test_what_was_said_before(run: Run, home: Path, tmp_path: Path, signer: SignerKey) -> None:
    entry = sign_text(encode_text(header(home), said("Once.")), signer)
    file = tmp_path / "entry"
    file.write_bytes(entry)
    assert run("--home", home, "sign", "--entry", file).exit_code == 0

    refused_with(hand_in(run, home, tmp_path, entry), "ledger.said_before")


def test_a_revoked_key(run: Run, home: Path, demo: Path, tmp_path: Path) -> None:
    """A key is made, enrolled, revoked; what it signs afterwards is refused."""
    made = json.loads(run("--home", home, "keys", "new", "delegate", "--office", "spokesperson", "--json").stdout)
    with open_keyring(home / "keys", (demo / "passphrase").read_text().strip()) as ring:
        spokesperson = ring.signer(Purpose.DELEGATE, "spokesperson")
    assert run("--home", home, "keys", "revoke", made["key"], "--reason", "stolen").exit_code == 0
    entry = sign_text(encode_text(header(home, by="spokesperson"), said("Too late.")), spokesperson)

    refused_with(hand_in(run, home, tmp_path, entry), "ledger.revoked_key")
    refused_with(run("--home", home, "keys", "revoke", made["key"], "--reason", "lost"), "ledger.revoked_key")


def test_a_key_is_rotated(run: Run, home: Path) -> None:
    """The new one signs, the old one no more."""
    options = "delegate", "--office", "subcommittee-head"
    made = run("--home", home, "keys", "rotate", *options, "--json")

    assert made.exit_code == 0, made.output
    lines = run("--home", home, "policy", "--entries").stdout.splitlines()
    ranges = [line.split()[3:5] for line in lines if line.startswith("key us.") and line.endswith(" subcommittee-head")]
    assert sorted(until == "-" for _, until in ranges) == [False, True]
    words = "--by", "subcommittee-head", "--field", "sort=question", "--field", "text=With the new key."
    assert run("--home", home, "sign", "statements.made", *words).exit_code == 0


def test_a_telephones_key_is_enrolled_for_reports_and_not_rotated_away(run: Run, home: Path, tmp_path: Path) -> None:
    """Made elsewhere, enrolled here, also by a root that is kept elsewhere; rotating the office's key leaves it alone."""
    name = f"{read_settings(home).origin}/delegate/subcommittee-head/device-1"
    phone, other = (SignerKey(name, KeyKind.ED25519, bytes([each]) * 32).verifier().vkey() for each in (7, 8))
    options = "--office", "subcommittee-head", "--power", "incidents.reported"

    enrolled = run("--home", home, "keys", "enrol", phone, *options, "--json")
    prepared = run("--home", home, "keys", "enrol", other, *options, "--prepare", tmp_path / "to-sign")
    signed = run("--home", home, "keys", "sign", tmp_path / "to-sign", "-o", tmp_path / "signed")
    handed = run("--home", home, "sign", "--entry", tmp_path / "signed")
    rotated = run("--home", home, "keys", "rotate", "delegate", "--office", "subcommittee-head")

    assert [each.exit_code for each in (enrolled, prepared, signed, handed, rotated)] == [0] * 5, prepared.output
    assert json.loads(enrolled.stdout)["key"] == phone
    keys = json.loads(run("--home", home, "keys", "list", "--json").stdout)["keys"]
    found = {each["key"]: each for each in keys}
    assert (found[phone]["to"], found[other]["to"]) == (None, None)
    assert found[phone]["powers"] == ["incidents.reported"]
    # Without the power: said in the same second with it, it would be the same entry.
    again = run("--home", home, "keys", "enrol", phone, "--office", "subcommittee-head")
    refused_with(again, "ledger.key_in_use")


def test_only_the_root_revokes(run: Run, home: Path, tmp_path: Path, signer: SignerKey) -> None:
    body = KeyRevoked(key=signer.verifier().vkey(), reason="lost")
    entry = sign_text(encode_text(header(home, kind="ledger.key_revoked/1"), body), signer)

    refused_with(hand_in(run, home, tmp_path, entry), "ledger.key_not_for_this")


def test_without_the_root_no_key_is_made(run: Run, home: Path, tmp_path: Path) -> None:
    """Where the root is kept offline, a refusal leaves the office's own key the one that signs."""
    root = next((home / "keys").glob("root-*.json"))
    root.rename(tmp_path / root.name)
    before = sorted((home / "keys").iterdir())
    try:
        refused_with(run("--home", home, "keys", "new", "delegate", "--office", "embassy"), "keys.not_held")
        signed = run("--home", home, "sign", "statements.made", *QUESTION, "--field", "text=Still here.")
    finally:
        (tmp_path / root.name).rename(root)

    assert sorted((home / "keys").iterdir()) == sorted([*before, root])
    assert signed.exit_code == 0, signed.output
