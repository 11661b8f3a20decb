"""Random acts under seal, shown, erased, across restarts, synchronised in any order: what must hold at every rest."""

from itertools import combinations
from pathlib import Path
from random import Random

import pytest

from tests.node.parties import NAMES, Parties, statement, three_parties
from trilateral.ledger.entry import Text
from trilateral.node.compose import About
from trilateral.node.parts import disclose, erase
from trilateral.node.record import open_record
from trilateral.node.sync import sync_all
from trilateral.node.verify import verify_path

SECRET, PERSON = "only-under-seal", "A. Person"
STEPS = 24


class Talks:
    """Three parties that say things to one another, as chance has it."""

    def __init__(self, parties: Parties, chance: Random) -> None:
        self.parties = parties
        self.chance = chance
        self.said: list[tuple[str, str, tuple[str, ...]]] = []
        self.shown: set[str] = set()

    def step(self) -> None:
        self.parties.clock.advance(1)
        act = self.chance.choice((self.seal, self.seal, self.name, self.show, self.erase, self.restart, self.sync))
        act()

    def seal(self) -> None:
        author = self.chance.choice(NAMES)
        others = [name for name in NAMES if name != author]
        audience = tuple(sorted(self.chance.sample(others, self.chance.randint(1, 2))))
        words = statement(f"{SECRET} {len(self.said)}.")
        receipt = self.parties.nodes[author].say(words, by="head", about=About(audience=audience))
        self.said.append((receipt.ref, author, audience))

    def name(self) -> None:
        author = self.parties.nodes[self.chance.choice(NAMES)]
        author.say(statement("Hello."), by="head", about=About(detached={"name": f"{PERSON} {len(self.said)}"}))

    def show(self) -> None:
        for ref, author, audience in self.chance.sample(self.said, min(1, len(self.said))):
            node = self.parties.nodes[self.chance.choice((author, *audience))]
            verdict = node.record.verdict_of(ref)
            if verdict is not None and verdict.entry is not None and node.record.readers.rows(verdict.entry):
                disclose(node, ref, ("body.text",), "head")
                self.shown.add(f"{SECRET} {self.said.index((ref, author, audience))}.")

    def erase(self) -> None:
        for ref, author, _ in self.chance.sample(self.said, min(1, len(self.said))):
            erase(self.parties.nodes[author], ref, "head", Text("en", "Kept long enough."))

    def restart(self) -> None:
        party = self.chance.choice(NAMES)
        self.parties.close(party)
        self.parties.open(party)

    def sync(self) -> None:
        party = self.chance.choice(NAMES)
        for node in self.parties.nodes.values():
            node.publish()
        others = self.parties.others(party)
        self.chance.shuffle(others)
        sync_all(self.parties.nodes[party], others[: self.chance.randint(1, 2)])

    def rest(self) -> None:
        """All have everything: one open reading, one for each audience, and nothing of it in any file."""
        self.parties.sync()
        records = {name: node.record for name, node in self.parties.nodes.items()}
        assert len({record.fold.digest() for record in records.values()}) == 1
        for audience in (*combinations(NAMES, 2), NAMES):
            digests = {records[name].readers.together(audience).digest(audience) for name in audience}
            assert len(digests) == 1, audience
        for name in NAMES:
            self.look_into(self.parties.home(name))

    def look_into(self, home: Path) -> None:
        hidden = [f"{SECRET} {number}.".encode() for number in range(len(self.said))]
        kept = [each for each in hidden if each.decode() not in self.shown]
        for path in home.rglob("*"):
            if path.is_file() and "keys" not in path.relative_to(home).parts:
                data = path.read_bytes()
                assert PERSON.encode() not in data, path
                assert not [each for each in kept if each in data], path

    def closed_to_strangers(self, home: Path) -> None:
        """A home that is read without its keys has what everybody has."""
        record = open_record(home)
        assert record.readers.reading() is record.fold
        assert record.fold.digest() == self.parties.nodes["us"].record.fold.digest()
        for ref, _, _ in self.said:
            verdict = record.verdict_of(ref)
            assert verdict is not None
            assert verdict.entry is not None
            assert record.readers.rows(verdict.entry) is None
        assert verify_path(home).ok


@pytest.mark.parametrize("seed", [1, 2])
def test_what_must_hold_holds_at_every_rest(tmp_path: Path, seed: int) -> None:
    with three_parties(tmp_path) as parties:
        talks = Talks(parties, Random(seed))  # noqa: S311 - chance that can be repeated
        for number in range(STEPS):
            talks.step()
            if number % 8 == 7:
                talks.rest()
        talks.closed_to_strangers(parties.home("ir"))

        assert len(talks.said) > 3, "something was said"


def test_a_part_that_is_missing_changes_nothing_in_the_open(tmp_path: Path) -> None:
    """Taken from the disk by whoever can: the open reading is as before, the audience's is not, and it comes back."""
    with three_parties(tmp_path) as parties:
        us, iq = parties.nodes["us"], parties.nodes["iq"]
        said = us.say(statement(SECRET), by="head", about=About(audience=("iq",)))
        parties.sync()
        found = iq.record.verdict_of(said.ref)
        assert found is not None
        assert found.entry is not None
        together = ("us", "iq")
        before = iq.record.fold.digest(), iq.record.readers.together(together).digest(together)
        iq.record.bodies.erase(found.entry.header.blob or "")
        without = iq.record.fold.digest(), iq.record.readers.together(together).digest(together)
        parties.close("iq")
        iq = parties.open("iq")
        parties.sync()
        after = iq.record.fold.digest(), iq.record.readers.together(together).digest(together)

        assert without[0] == before[0]
        assert without[1] != before[1]
        assert after == before
