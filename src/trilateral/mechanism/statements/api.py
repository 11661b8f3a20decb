"""Statements for programs."""

from datetime import datetime

import msgspec

from trilateral.agreement.chains import chain_of, time_of
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.statements.rules import (
    ANSWER_CLOCK,
    ASKING,
    TALK,
    Statement,
    addressed,
    answer_of,
    paraphrased,
    replies_to,
    status,
    unanswered,
    waits_for,
)
from trilateral.ui.chains import links_of
from trilateral.ui.page import Api, Desk


class AnswerFound(msgspec.Struct, frozen=True):
    """What one addressee made of what it was asked.

    Attributes:
        party: The addressee.
        word: `unanswered`, `replied`, or what the asker says of its last reply.
        received_at: When it recorded the question; null if that is not proven.
        due_at: When the charter's clock for replies ends; null where none runs.
        overdue: Whether it has ended without a reply: `yes`, `no`, or `undecided` without proof of receipt.
    """

    party: PartyId
    word: str
    received_at: datetime | None
    due_at: datetime | None
    overdue: str


class StatementFound(msgspec.Struct, frozen=True):
    """A statement and how it arrived.

    Attributes:
        ref: What people call the entry that made it.
        status: `made`, `relayed`, `relay_refused`, `acknowledged`, `withdrawn` or `crossed`.
        addressed: `direct`, `via` another party, or to `all`.
        talk: `procedural`, `declaratory` or `substantive`.
        paraphrases: References of relays in other words, with `confirmed`, `contested` or null.
        answers: What each addressee made of it, where it asks for something.
        time: The how-many-th time that its party says this, from 1.
        said_in_all: How often the chain that it belongs to was said in all.
        state: All that was said, by whom.
    """

    ref: str
    status: str
    addressed: str
    talk: str
    paraphrases: dict[str, str | None]
    answers: tuple[AnswerFound, ...]
    time: int
    said_in_all: int
    state: Statement


def find(desk: Desk, subject: EntryId) -> StatementFound | None:
    """One statement."""
    held = desk.fold.state(subject)
    if not isinstance(held, Statement):
        return None
    chain = chain_of(links_of(desk), subject)
    return StatementFound(
        ref=desk.ref(subject),
        status=status(held),
        addressed=addressed(held),
        talk=TALK.get(held.sort, "substantive"),
        paraphrases={desk.ref(relay.entry): None if word is None else word.word for relay, word in paraphrased(held)},
        answers=_answers(desk, held) if held.sort in ASKING else (),
        time=time_of(chain, subject),
        said_in_all=len(chain),
        state=held,
    )


def _answers(desk: Desk, held: Statement) -> tuple[AnswerFound, ...]:
    replies = replies_to(desk.fold.subjects("statements").values()).get(held.id, ())
    waits = waits_for(held, replies)
    found = []
    for party in held.addressees:
        received = desk.received_at(party, held.id)
        term = desk.due(party, ANSWER_CLOCK, received)
        late = unanswered(term, desk.now, desk.covered_until(party)).value if party in waits else "no"
        found.append(AnswerFound(party, answer_of(held, party, replies), received, term.due_at, late))
    return tuple(found)


API = Api("statements", StatementFound, find)
