"""What counts as an answer, an objection or a correction is decided for every kind that sounds like one."""

import re

from trilateral.catalogue import SLICES
from trilateral.desk.replies import ANSWERS, CORRECTIONS, OBJECTIONS
from trilateral.ledger import keys
from trilateral.ledger.entry import Body

KINDS: frozenset[type[Body]] = frozenset({*keys.KINDS.values(), *(body for each in SLICES for body in each.bodies)})

SOUNDS = re.compile(
    r"answered|repl|accepted|declin|refused|denied|object|contest|dissent|disputed|broken|blocked|correct|retract|supersed|withdrawn"
)
NONE = {
    "commitments.refused",
    "dispatches.withdrawn",
    "disputes.withdrawn",
    "humanitarian.agreement_withdrawn",
    "meetings.acceptance_withdrawn",
    "allegations.closing_withdrawn",
    "proposals.withdrawn",
    "statements.reply_judged",
}
"""Acts that end something of their author's own, and words about a reply."""


def test_every_kind_that_sounds_like_a_reply_is_one_or_is_said_not_to_be() -> None:
    decided = {tag(kind) for kind in ANSWERS | OBJECTIONS | CORRECTIONS}
    sounding = {tag(kind) for kind in KINDS if SOUNDS.search(tag(kind))}

    assert sounding - decided == NONE - decided
    assert len(ANSWERS) + len(OBJECTIONS) + len(CORRECTIONS) == len(decided)
    assert KINDS >= ANSWERS | OBJECTIONS | CORRECTIONS


def tag(kind: type[Body]) -> str:
    return str(kind.__struct_config__.tag).partition("/")[0]
