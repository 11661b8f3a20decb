"""What stands in the record stays there: words that were corrected or taken back, and a log that was written twice."""

import shutil

import pytest

from tests.stories.delegates import Delegate
from tests.stories.talks import PASSPHRASE, Talks
from trilateral.ledger.entry import Text
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.node import Node


@pytest.mark.parametrize("hands", ["mouse", "keyboard"])
def test_a_correction_and_a_retraction_stay_beside_what_they_replace(
    talks: Talks, iran: Delegate, us: Delegate
) -> None:
    """Iran corrects one statement and takes another back; in Washington both stand with the words as they were."""
    iran.opens("statements")
    first = iran.signs("statements.made", {"sort": "position", "text": ("en", "We met for three hours.")})
    iran.follows(f"entry/{first}").signs("acts.corrected", {"text": ("en", "We met for four hours.")}, by="at=text")
    iran.opens("statements")
    second = iran.signs("statements.made", {"sort": "demand", "text": ("en", "The camp is to be closed at once.")})
    iran.follows(f"entry/{second}").signs("acts.retracted", {"why": ("en", "It was said without instruction.")})
    talks.settle()

    us.opens_matter("statements", first)
    us.reads("We met for three hours.", "We met for four hours.", us.term("corrected", "act"))
    us.opens_matter("statements", second)
    us.reads(
        "The camp is to be closed at once.",
        us.term("retracted", "act"),
        us.words("Taken back by its author. What bound it by the rules of the matter goes on binding it."),
        "It was said without instruction.",
    )


def write_again(talks: Talks, party: str, words: str) -> None:
    """What no page and no node in good order does: a party puts back its home of before, and signs something else.

    Its guard is put back with it, and its other branch is served from where the first was.
    """
    talks.stop(party)
    for each in (talks.home(party), talks.guard(party)):
        shutil.rmtree(each)
        shutil.copytree(f"{each}-before", each)
    with Node.open(talks.home(party), PASSPHRASE, clock=talks.clock, guard=talks.guard(party)) as node:
        node.override_guard("said to be the only copy")
        node.say(StatementMade(sort="declaration", text=Text("en", words)), by="chief-negotiator")
    talks.start(party)


def test_a_log_that_was_written_twice_is_named_on_every_home(
    talks: Talks, iran: Delegate, us: Delegate, iraq: Delegate
) -> None:
    """Iran's log forks: what it told the one it does not tell the other. The homes of the others say whose log it is."""
    for each in (us, iraq):
        each.opens().reads(each.words("Consistent")).does_not_read(each.term("exposed", "standing"))
    talks.settle()
    for directory in (talks.home("ir"), talks.guard("ir")):
        shutil.copytree(directory, f"{directory}-before")
    iran.opens("statements")
    iran.signs("statements.made", {"sort": "declaration", "text": ("en", "We shall come on Thursday.")})
    talks.settle()

    write_again(talks, "ir", "We never said that we should come.")
    talks.wait_until(
        lambda: all(talks.nodes[each].record.fold.exposed() for each in ("us", "iq")), "both have seen both branches"
    )

    for each in (us, iraq):
        each.opens().reads(each.words("Not consistent"), each.term("exposed", "standing"))
