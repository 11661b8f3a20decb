"""Make the golden vectors of statements that lead to others, in the form of `make_slices`."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# ruff: noqa: E402 - run as a script, this file must first say where `tests` is
from tests.vectors.make_slices import FOLDER, Case, Cases, about
from tests.worlds import HOST, NORTH, SOUTH, en
from trilateral.ledger.entry import Text
from trilateral.mechanism.allegations.entries import AllegationFiled
from trilateral.mechanism.statements.entries import (
    ParaphraseConfirmed,
    ParaphraseContested,
    RelayRefused,
    ReplyJudged,
    StatementMade,
    StatementRelayed,
    StatementWithdrawn,
)

CASES: Cases = {}
DEMAND = StatementMade("demand", en("Withdraw."), (NORTH,), HOST)


def case(make: Callable[[], Case]) -> Callable[[], Case]:
    """Name a case after its function."""
    CASES[make.__name__] = make
    return make


@case
def paraphrased_contested_and_confirmed() -> Case:
    world, said = about("Whether its meaning is in other words is for the author to say.", SOUTH, DEMAND)
    world.say(HOST, StatementRelayed((NORTH,), "paraphrased"), said)
    world.fails("statements.whose_words")
    first = world.say(HOST, StatementRelayed((NORTH,), "paraphrased", en("They ask you to go.")), said)
    world.meet()
    world.say(NORTH, ParaphraseConfirmed(first), said)
    world.fails("statements.not_your_words")
    world.say(SOUTH, ParaphraseContested(first, en("We demand it.")), said)
    world.meet()
    second = world.say(HOST, StatementRelayed((NORTH,), "paraphrased", en("They demand that you go.")), said)
    world.say(SOUTH, ParaphraseConfirmed(second), said)
    world.fails("statements.no_such_paraphrase")
    world.see_all(SOUTH)
    world.say(SOUTH, ParaphraseConfirmed(second), said)
    return world


@case
def relay_refused_and_done_after_all() -> Case:
    world, said = about("Who refuses to pass something on may still do it; the last word counts.", SOUTH, DEMAND)
    world.say(NORTH, RelayRefused(), said)
    world.fails("statements.not_yours_to_relay")
    world.say(HOST, RelayRefused(en("not in these words")), said)
    world.say(HOST, StatementRelayed((NORTH,)), said)
    world.say(HOST, RelayRefused(), said)
    world.fails("statements.relayed_already")
    return world


@case
def reply_judged_evasive() -> Case:
    question = StatementMade("question", en("When will you withdraw?"), (SOUTH,))
    world, asked = about("Whether a reply answers is the word of who asked, beside the reply.", NORTH, question)
    reply = world.say(SOUTH, StatementMade("reply", Text("fa", "در وقت مناسب"), (NORTH,), reply_to=asked))
    world.say(NORTH, ReplyJudged(reply, "evaded"), asked)
    world.fails("statements.not_seen")
    world.see_all(NORTH)
    world.say(SOUTH, ReplyJudged(reply, "answered"), asked)
    world.fails("statements.not_yours_to_judge")
    world.say(NORTH, ReplyJudged(reply, "evaded", en("No day was named.")), asked)
    own = world.say(NORTH, StatementMade("reply", en("Well?"), reply_to=asked))
    world.say(NORTH, ReplyJudged(own, "answered"), asked)
    world.fails("statements.not_a_reply")
    return world


@case
def said_as_usual() -> Case:
    usual = AllegationFiled(SOUTH, (en("as always"),))
    world, alleged = about("What was said before is said again, across slices and by another party.", NORTH, usual)
    again = world.say(NORTH, StatementMade("declaration", en("As we have always said."), repeats=alleged))
    world.meet()
    world.say(HOST, StatementMade("declaration", en("As our neighbour says."), repeats=again))
    meeting_less = world.say(SOUTH, StatementMade("position", en("Never."), matter="training"))
    world.say(SOUTH, StatementMade("position", en("Not any more."), matter="training", repeats=meeting_less))
    world.say(SOUTH, StatementMade("position", en("x"), repeats="f" * 64))
    world.fails("statements.not_seen")
    return world


@case
def one_in_return_for_another() -> Case:
    world, demand = about("An offer in return for a demand; nothing else is exchanged.", SOUTH, DEMAND)
    offer = world.say(NORTH, StatementMade("offer", en("If you open the crossing."), in_return_for=demand))
    world.say(NORTH, StatementMade("position", en("x"), in_return_for=demand))
    world.fails("statements.no_exchange")
    world.say(NORTH, StatementWithdrawn(), offer)
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
