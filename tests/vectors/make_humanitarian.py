"""Make the golden vectors of lists of persons and of protections, in the form of `make_slices`.

What is said under seal stands in a member of its own:

    reading    what an audience reads besides
      readers    the parties whose reading it is
      words      what each sealed entry says to them, by its id: kind, subject, refs and body
      verdicts   of each entry whose words they read: null if these have an effect, else the exact objection
      states     state of each subject that was opened under seal, by its id
      digest     of the whole state as they read it, hex

Whoever tests an implementation puts the words in the place of the sealed entries, as the page on audiences says. Parts that
must be opened with a key are vectors of their own (`tests/vectors/age`).
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# ruff: noqa: E402 - run as a script, this file must first say where `tests` is
from tests.mechanism.humanitarian.listed import ABROAD, ALL, GROUP, HELD, LIST, SPOT, others
from tests.under_seal import UnderSeal, reading_of
from tests.vectors.make_slices import FOLDER, Case
from tests.worlds import HOST, NORTH, SOUTH, en
from trilateral.ledger.entry import Body, EntryId, members_of
from trilateral.mechanism.humanitarian.entries import (
    AgreementWithdrawn,
    AnswerVerified,
    Basis,
    CountsAccepted,
    CountsProposed,
    HeldApart,
    HeldSame,
    ListSubmitted,
    NameAnswered,
    OutcomeConfirmed,
    OutcomeContested,
    Person,
    PersonDied,
    PersonReleased,
    PersonTransferred,
    ProtectionAccepted,
    ProtectionAsserted,
    ProtectionContested,
    ProtectionEnded,
    StepAgreed,
)


class SealedCase(Case, UnderSeal):
    """A case in which something is under seal, read by north."""

    def __init__(self, comment: str) -> None:
        """Begin after the founding."""
        super().__init__(comment)
        self.under: dict[str, str | None] = {}

    def tell(self, party: str, body: Body, on: EntryId | None = None, among: tuple[str, ...] = ALL) -> EntryId:
        """Say something to some under seal, and expect an effect there."""
        said = self.seal(party, body, on, others(party, among))
        self.under[self.last] = None
        return said

    def fails_under(self, code: str) -> None:
        """The words put last have no effect for their readers."""
        self.under[self.last] = code

    def written(self) -> dict[str, Any]:
        """The case as its file."""
        found = super().written()
        if not self.words:
            return found
        words = {
            entry: {
                "kind": str(body.__struct_config__.tag),
                "subject": on,
                "refs": [],
                "body": json.loads(json.dumps(members_of(body))),
            }
            for entry, (body, on, _) in self.words.items()
        }
        opened = [entry for entry, (_, on, _) in self.words.items() if on is None]
        base = self.fold()
        self.readers = frozenset({NORTH})
        kept = self.fold().encoded_states()
        self.readers = frozenset()
        stated = {
            "readers": [NORTH],
            "words": words,
            "verdicts": self.under,
            "states": {each: None for each in opened if each in kept},
        }
        reading = reading_of(base, stated)
        if reading["verdicts"] != self.under:
            raise ValueError(f"{self.comment}: expected {self.under}, got {reading['verdicts']}")
        return {**found, "reading": reading}


CASES: dict[str, Callable[[], Case]] = {}


def case(make: Callable[[], Case]) -> Callable[[], Case]:
    """Name a case after its function."""
    CASES[make.__name__] = make
    return make


@case
def names_have_no_effect_in_the_open() -> Case:
    world = SealedCase("A list in the clear has no effect, and neither has a person's protection.")
    world.say(NORTH, LIST)
    world.fails("humanitarian.in_the_open")
    world.say(NORTH, ProtectionAsserted("person", (en("Idris Velm"),), (Basis("gc4", "49"),)))
    world.fails("humanitarian.in_the_open")
    return world


@case
def list_answered_verified_agreed_and_released() -> Case:
    world = SealedCase("One name from the list to the release, each word in its own log; another is denied.")
    subject = world.tell(NORTH, LIST)
    world.meet()
    answer = world.tell(SOUTH, HELD, subject)
    world.tell(SOUTH, NameAnswered(1, "denied"), subject)
    world.tell(NORTH, NameAnswered(2, "unknown"), subject)
    world.fails_under("humanitarian.not_yours_to_answer")
    world.meet()
    world.tell(HOST, AnswerVerified(answer, "confirmed"), subject)
    world.tell(NORTH, AnswerVerified(answer, "confirmed", ABROAD), subject)
    world.tell(NORTH, AnswerVerified(answer, "confirmed"), subject)
    world.fails_under("humanitarian.not_yours_to_verify")
    world.tell(NORTH, StepAgreed(0, "release"), subject)
    world.tell(NORTH, StepAgreed(1, "release"), subject)
    world.fails_under("humanitarian.not_held")
    world.meet()
    world.tell(SOUTH, StepAgreed(0, "release"), subject)
    released = world.tell(SOUTH, PersonReleased(0, "2030-03-10", handed_to=en("an outside body")), subject)
    died = world.tell(SOUTH, PersonDied(1, "2029"), subject)
    world.meet()
    world.tell(NORTH, OutcomeConfirmed(released), subject)
    world.tell(NORTH, OutcomeContested(died, en("No remains were shown.")), subject)
    counts = world.tell(NORTH, CountsProposed(3, released=1, died=1, unknown=1), subject)
    world.meet()
    world.tell(SOUTH, CountsAccepted(counts), subject)
    return world


@case
def agreement_crosses_its_withdrawal() -> Case:
    world = SealedCase("South agrees to what north is taking back.")
    subject = world.tell(NORTH, LIST)
    world.meet()
    world.tell(SOUTH, HELD, subject)
    world.meet()
    world.tell(NORTH, StepAgreed(0, "transfer"), subject)
    world.meet()
    world.tell(NORTH, AgreementWithdrawn(0, en("The conditions have changed.")), subject)
    world.tell(SOUTH, StepAgreed(0, "transfer"), subject)
    return world


@case
def two_lists_of_one_person() -> Case:
    world = SealedCase("Two lists; each party says for itself which rows are one person. Remains are transferred.")
    subject = world.tell(NORTH, LIST)
    other = world.tell(SOUTH, ListSubmitted("remains", NORTH, (Person((en("Kasim at-Tarani"),)),)))
    world.meet()
    world.tell(NORTH, HeldSame(0, other, 0), subject)
    world.tell(SOUTH, HeldApart(0, other, 0), subject)
    world.tell(SOUTH, HeldSame(0, subject, 0), subject)
    world.fails_under("humanitarian.itself")
    world.tell(NORTH, PersonTransferred(0, "2030-03-11", en("the family")), other)
    world.tell(NORTH, PersonDied(0, "2030"), other)
    world.fails_under("humanitarian.remains")
    return world


@case
def readers_of_an_act_are_those_of_the_list() -> Case:
    world = SealedCase(
        "What is said on a list to fewer or more than its readers has no effect, nor a list its addressee cannot read."
    )
    subject = world.tell(NORTH, LIST, among=(NORTH, SOUTH))
    world.meet()
    world.tell(SOUTH, HELD, subject)
    world.fails_under("humanitarian.other_readers")
    world.tell(SOUTH, HELD, subject, (NORTH, SOUTH))
    world.tell(NORTH, LIST, among=(HOST, NORTH))
    world.fails_under("humanitarian.cannot_read")
    return world


@case
def protection_as_each_party_sees_it() -> Case:
    world = SealedCase(
        "A group's protection in the open: asserted by north, accepted by south, contested and then held ended by the host."
    )
    subject = world.say(NORTH, GROUP)
    world.meet()
    world.say(SOUTH, ProtectionAccepted(), subject)
    world.say(HOST, ProtectionContested(en("Not by our law.")), subject)
    world.say(HOST, ProtectionEnded("2030-02"), subject)
    world.say(HOST, ProtectionEnded(), subject)
    world.fails("humanitarian.said_already")
    world.say(NORTH, ProtectionAsserted("site", (en("Orn"),), ()))
    world.fails("humanitarian.no_basis")
    world.say(NORTH, ProtectionAsserted("site", (), (Basis("gc4", "18"),), where=SPOT))
    world.fails("humanitarian.protects_nobody")
    return world


def files() -> dict[str, str]:
    """Content of each file by its name."""
    return {
        f"{name}.json": json.dumps(make().written(), ensure_ascii=False, indent=2) + "\n"
        for name, make in CASES.items()
    }


if __name__ == "__main__":
    for file, content in files().items():
        (FOLDER / file).write_text(content, encoding="utf-8")
