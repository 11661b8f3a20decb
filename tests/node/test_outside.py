"""Outside witnesses: any that speaks C2SP tlog-witness, and nothing waits for one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.node.parties import NAMES, Parties, origin_of, three_parties
from tests.node.stock_witness import StockWitness
from trilateral.ledger.charter import WitnessTerms
from trilateral.ledger.entry import Text
from trilateral.ledger.keys import KeyEnrolled
from trilateral.node.cosigners import OUTSIDE, cosigners_in
from trilateral.node.outside import BETWEEN_SECONDS, OutsideWitnesses
from trilateral.node.policy import policy_text
from trilateral.node.verify import verify_path
from trilateral.tlog.checkpoint import parse_signed
from trilateral.tlog.note import VerifierKey, parse_vkey
from trilateral.tlog.policy import parse_policy

US = origin_of("us")
NAME = "witness.example/w1"
URL = "https://witness.example/prefix"


class Outside:
    """The node of the United States, and one witness of its charter."""

    def __init__(self, parties: Parties, witness: StockWitness) -> None:
        self.parties = parties
        self.witness = witness
        self.node = parties.nodes["us"]
        witness.logs = tuple(vkey for terms in self.node.record.charter.parties for vkey in terms.log_keys[:1])
        witness.time = self.node.clock.unix()
        self.submitting = OutsideWitnesses(self.node, httpx2.Client(transport=Below(witness)))

    def once(self, after_seconds: float = BETWEEN_SECONDS) -> list[tuple[int, int]]:
        """What the witness was asked when this much time had passed."""
        before = len(self.witness.asked)
        self.parties.clock.advance(after_seconds)
        self.witness.time = self.node.clock.unix()
        self.submitting.once()
        return self.witness.asked[before:]

    def say(self, text: str) -> int:
        """Say something and publish it; returns how long our log is."""
        self.parties.state("us", text)
        self.node.publish()
        return self.node.record.size(US)

    def names(self) -> set[str]:
        """Whose lines the checkpoint carries that we serve."""
        served = self.node.record.files(US).checkpoint()
        assert served is not None
        return {line.name for line in parse_signed(served).note.signatures}

    def said(self) -> list[str]:
        return [what for _, who, what in self.node.journal if who == URL]


class Below(httpx2.BaseTransport):
    """The witness below its submission prefix."""

    def __init__(self, witness: StockWitness) -> None:
        self._inner = witness.transport()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        assert str(request.url) == f"{URL}/add-checkpoint"
        request.url = httpx2.URL("https://witness.example/add-checkpoint")
        return self._inner.handle_request(request)


@contextmanager
def outside(root: Path) -> Iterator[Outside]:
    witness = StockWitness(NAME)
    terms = WitnessTerms(vkey=witness.vkey, names=(Text(lang="en", text="An archive"),), url=URL)
    with three_parties(root, witnesses=[terms]) as parties:
        yield Outside(parties, witness)


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Outside]:
    with outside(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def _refused(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    with outside(tmp_path_factory.mktemp("refused")) as made:
        yield made


@pytest.fixture
def refused(_refused: Outside) -> Outside:
    """One that nobody has cosigned for, and that no test changes."""
    _refused.node.journal.clear()
    _refused.submitting = OutsideWitnesses(_refused.node, _refused.submitting.client)
    return _refused


def test_a_witness_cosigns_our_heads_and_everybody_has_its_line(us: Outside) -> None:
    """It begins with nothing, and is then shown that each head continues the last."""
    size = us.node.record.files(US).served_size
    assert us.once() == [(0, 200)]
    assert NAME in us.names()
    for count in (1, 3):
        for number in range(count):
            us.say(f"entry {number} of {count}")
        assert us.once() == [(size, 200)]
        size = us.node.record.files(US).served_size

    assert us.witness.cosigned[US][0] == size
    marks = [mark for mark in us.node.record.marks(US) if mark.party == NAME]
    assert max(mark.size for mark in marks) == size
    assert {mark.does for mark in marks} == {"witness"}
    us.parties.sync()
    for name in NAMES:
        served = us.parties.nodes[name].record.checkpoint(US)
        assert served is not None
        assert NAME in {line.name for line in served.note.signatures}
        assert verify_path(us.parties.home(name)).ok
    assert us.said() == []


def test_an_unchanged_head_is_cosigned_again_after_a_heartbeat(us: Outside) -> None:
    """So that silence can be shown. Before that the witness is left alone."""
    us.once()
    size = us.node.record.files(US).served_size
    assert us.once() == []
    assert us.once(us.node.settings.heartbeat_seconds) == [(size, 200)]
    times = [mark.time for mark in us.node.record.marks(US) if mark.party == NAME]
    assert max(times) == us.node.clock.unix()


def test_after_a_restart_the_witness_says_itself_how_far_it_is(us: Outside) -> None:
    """409 with a size: asked again from there, at once."""
    us.once()
    size = us.node.record.files(US).served_size
    us.say("more")
    again = OutsideWitnesses(us.node, us.submitting.client)
    again.once()

    assert us.witness.asked[-2:] == [(0, 409), (size, 200)]
    assert NAME in us.names()


def test_publishing_waits_for_no_witness(us: Outside) -> None:
    """One that cannot be reached is asked less and less often, and again when it is back."""
    us.witness.down = True
    size = us.say("nobody need hear of it")
    assert us.node.record.files(US).served_size == size
    assert us.once() == []
    assert us.once() == []
    assert len(us.said()) == 1
    assert "did not answer" in us.said()[0]
    for _ in range(12):
        us.once(300)
    us.witness.down = False
    assert us.once(299) == []
    assert us.once(1) == [(0, 200)]
    us.say("then it is asked in its usual time")
    assert len(us.once()) == 1


@pytest.mark.parametrize("status", [400, 403, 404, 422, 429, 500, 302])
def test_what_a_witness_refuses_is_written_down(refused: Outside, status: int) -> None:
    refused.witness.status = status
    refused.once()
    refused.witness.status = 0

    assert refused.said() == [f"{URL}: expected 200, got {status} b'not today\\n'"]
    assert NAME not in refused.names()


def test_a_witness_that_knows_more_of_our_log_than_we_do_is_named(us: Outside) -> None:
    """Our disk may have been rolled back. Its word alone stops nothing."""
    us.witness.cosigned[US] = 1000, bytes(32)
    us.once()

    assert "says to have cosigned 1000 entries" in us.said()[0]
    us.say("we go on")


def test_a_witness_that_saw_another_head_refuses_and_is_named(us: Outside) -> None:
    us.witness.cosigned[US] = 3, bytes(32)

    assert us.once() == [(0, 409), (3, 422)]
    assert "expected 200, got 422" in us.said()[0]


@pytest.mark.parametrize(
    ("status", "kind", "body", "said"),
    [
        (200, "text/plain", b"", "expected '— <name> <base64>'"),
        (200, "text/plain", b"rubbish\n", "expected '— <name> <base64>'"),
        (200, "text/plain", "— witness.example/w1 AAAA\n".encode(), "signature line"),
        (200, "text/plain", "— other.example AAAAAAAA\n".encode(), f"expected one line by {NAME}, got 0"),
        (200, "text/plain", b"x" * 100_000, "expected at most"),
        (409, "text/plain", b"3\n", "expected a size"),
        (409, "text/x.tlog.size", b"-1\n", "expected a decimal"),
        (409, "text/x.tlog.size", b"3", "expected a size"),
        (409, "text/x.tlog.size", b"9" * 5000 + b"\n", "expected a decimal"),
    ],
)
def test_what_no_witness_would_answer_is_dropped(
    refused: Outside, status: int, kind: str, body: bytes, said: str
) -> None:
    def answer(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(status, headers={"Content-Type": kind}, content=iter([body]))

    OutsideWitnesses(refused.node, httpx2.Client(transport=httpx2.MockTransport(answer))).once()

    assert len(refused.said()) == 1
    assert said in refused.said()[0]
    assert NAME not in refused.names()


def test_a_line_that_does_not_verify_or_is_of_the_future_is_dropped(refused: Outside) -> None:
    true = StockWitness(NAME, logs=refused.witness.logs, time=refused.node.clock.unix() + 121)
    OutsideWitnesses(refused.node, httpx2.Client(transport=Below(true))).once()
    false = StockWitness(NAME, seed=b"\x43" * 32, logs=refused.witness.logs, time=refused.node.clock.unix())
    OutsideWitnesses(refused.node, httpx2.Client(transport=Below(false))).once()

    assert "expected a time that is not ahead of ours" in refused.said()[0]
    assert f"expected one line by {NAME}, got 0" in refused.said()[1]
    assert NAME not in refused.names()


def test_the_policy_lists_outside_witnesses_and_counts_each_once(us: Outside) -> None:
    """With one party dark an outside witness makes the quorum."""
    us.once()
    text = policy_text(us.node.record, log=US)
    served = us.node.record.files(US).checkpoint()
    assert served is not None
    signed = parse_signed(served)
    alone = signed.note._replace(
        signatures=tuple(line for line in signed.note.signatures if line.name in {US, NAME, "ir.example/log/witness"})
    )

    assert f"witness outside-1 {us.witness.vkey} {URL}\n" in text
    assert "group others 2 iq ir outside-1\n" in text
    assert parse_policy(text).check(alone.encode()).origin == US


def test_no_party_takes_an_outside_witnesss_word_for_its_own(us: Outside) -> None:
    """Cosignatures do not name who made them, so a party could put its name on a stranger's. The charter says whose it is."""
    theirs = parse_vkey(us.witness.vkey)
    taken = VerifierKey("ir.example/log/witness", theirs.kind, theirs.public)
    us.parties.nodes["ir"].say_as_root(KeyEnrolled(key=taken.vkey(), purpose="witness"))
    us.parties.sync()
    found = cosigners_in(us.node.record.fold)

    assert [each.party for each in found[OUTSIDE]] == [NAME]
    assert taken in us.node.record.key_book(origin_of("ir")).keys_for("witness")
    assert taken not in {each.key for each in found[origin_of("ir")]}


def test_a_node_that_may_not_sign_asks_no_witness(us: Outside) -> None:
    """It may lack entries of its own log: whoever holds more must be heard first."""
    us.parties.close("us")
    guard = us.parties.root / "guards" / "other"
    us.parties.guard("us").rename(guard)
    node = us.parties.open("us")
    assert not node.may_sign

    OutsideWitnesses(node, us.submitting.client).once()

    assert us.witness.asked == []
