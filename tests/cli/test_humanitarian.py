"""Lists of persons from the command line: sealed or refused, two offices where the charter asks for them, and the caution on standard error."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.mechanism.humanitarian.test_pages import CAMP, NAME, OURS
from tests.node.parties import PASSPHRASE, three_parties
from trilateral.cli import main
from trilateral.cli.program import plain
from trilateral.errors import RefusedError
from trilateral.i18n.messages import sentence
from trilateral.ledger.charter import parse_charter
from trilateral.ledger.entry import members_of
from trilateral.mechanism.humanitarian.entries import TWO_PERSON, ListSubmitted
from trilateral.node.compose import About
from trilateral.node.node import Node

PERSONS = json.dumps([{"names": [{"lang": "en", "text": NAME}]}])
LIST = ("sign", "humanitarian.list_submitted", "--by", "head", "--field", "sort=detained", "--field", "to=ir")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home by a charter that asks two offices to sign what hands out names or persons; a camp is in the register."""
    with three_parties(tmp_path, two_person=TWO_PERSON) as parties:
        parties.nodes["us"].say(CAMP, by="head", about=About())
        parties.sync()
    monkeypatch.setenv("TRILATERAL_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("TRILATERAL_GUARD", str(tmp_path / "guards" / "us"))
    return tmp_path / "us"


def call(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--home", str(home), *arguments])


def test_names_in_the_clear_are_refused_with_the_way_to_send_them(home: Path) -> None:
    ran = call(home, *LIST, "--field", f"persons={PERSONS}")

    assert ran.exit_code == 1
    assert "[humanitarian.in_the_open]" in ran.stderr
    assert "--audience" in ran.stderr


def test_a_list_under_seal_waits_for_a_second_office_and_is_read_by_those_it_is_for(home: Path) -> None:
    """What is said under seal takes as many signatures as in the clear: nobody gets round the charter by sealing."""
    ran = call(home, *LIST, "--field", f"persons={PERSONS}", "--audience", "iq,ir", "--json")
    assert ran.exit_code == 0, ran.output
    waits = json.loads(ran.stdout)
    again = call(home, "sign", "--countersign", waits["waits"], "--by", "head")
    done = call(home, "sign", "--countersign", waits["waits"], "--by", "press", "--json")
    assert done.exit_code == 0, done.output
    ref = json.loads(done.stdout)["ref"]
    opened = call(home, "show", ref, "--open")

    assert waits["state"] == "second"
    assert "[private.signed_already]" in again.stderr
    assert NAME in opened.stdout
    assert NAME not in call(home, "show", ref).stdout
    assert not [path for path in home.rglob("*") if path.is_file() and NAME.encode() in path.read_bytes()]


def test_one_office_alone_cannot_put_a_sealed_list_on_the_log(home: Path) -> None:
    node = Node.open(home, PASSPHRASE, guard=home.parent / "guards" / "us")
    with node:
        prepared = node.prepare(ListSubmitted(OURS.sort, "ir", OURS.persons), by="head", about=About(audience=("ir",)))
        half = node.sign(prepared, "head")
        size = node.record.size(node.origin)
        with pytest.raises(RefusedError, match="needs_two"):
            node.submit(half, (prepared.detached,) if prepared.detached else ())

        assert node.record.size(node.origin) == size


def test_the_caution_is_told_before_and_hinders_nothing(home: Path) -> None:
    words = ("--field", "sort=action", "--field", "owner=ir", "--field", "text=Expel all in the camp at Orn.")
    said = call(home, "sign", "requests.made", "--by", "head", *words)
    program = call(
        home, "sign", "requests.made", "--by", "head", *words, "--claimed-at", "2007-05-28T07:00:00Z", "--json"
    )

    assert said.exit_code == program.exit_code == 0
    (touched,) = json.loads(program.stdout)["cautions"]
    named = {"ref": touched["protection"], "called": "The camp at Orn"}
    assert said.stderr.startswith(plain(sentence("en", "caution.touches", named)))
    assert "article 49" in said.stderr
    assert "article" not in said.stdout
    (caution,) = json.loads(program.stdout)["cautions"]
    assert (caution["by"], caution["asked"]) == ("words", ["expel"])


def test_a_new_charter_lets_two_offices_sign_what_hands_out_names(home: Path, tmp_path: Path) -> None:
    terms = parse_charter((home / "charter.json").read_bytes()).parties
    for each in terms:
        (tmp_path / f"{each.id}.json").write_text(json.dumps(members_of(each)))
    parts = [part for each in terms for part in ("--party", str(tmp_path / f"{each.id}.json"))]
    made = ("charter", "new", *parts, "--title", "en=Talks", "--scope", "en=The river")
    two, one = tmp_path / "two.json", tmp_path / "one.json"
    for out, more in ((two, ()), (one, ("--one-person",))):
        ran = call(home, *made, *more, "-o", str(out))
        assert ran.exit_code == 0, ran.output

    assert parse_charter(two.read_bytes()).two_person == TWO_PERSON
    assert parse_charter(one.read_bytes()).two_person == ()


def test_a_listed_name_in_open_words_is_told_before_they_are_signed(home: Path) -> None:
    """First of all, and whoever reads the terminal or the facts; it hinders nothing, and said once in the open it is no news."""
    waits = json.loads(call(home, *LIST, "--field", f"persons={PERSONS}", "--audience", "ir", "--json").stdout)["waits"]
    call(home, "sign", "--countersign", waits, "--by", "press", "--json")
    words = (
        "sign",
        "statements.made",
        "--by",
        "head",
        "--field",
        "sort=position",
        "--field",
        f"text=Release {NAME} now.",
    )
    hidden = call(home, *words, "--audience", "ir")
    said = call(home, *words, "--json")
    again = call(home, *words, "--claimed-at", "2007-05-28T07:00:00Z")

    told = json.loads(said.stdout)["names_under_seal"]
    assert [hidden.exit_code, said.exit_code, again.exit_code] == [0, 0, 0]
    assert [each["called"] for each in told] == [NAME]
    assert said.stderr.startswith(
        plain(sentence("en", "caution.under_seal", {"called": NAME, "ref": told[0]["entry"]}))
    )
    assert NAME not in hidden.stderr
    assert NAME not in again.stderr
