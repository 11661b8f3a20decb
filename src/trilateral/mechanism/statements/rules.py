"""What the statement entries mean. Whoever speaks speaks for its own party, and nobody relays unasked.

What a statement is to others (a reply, a repetition, one side of an exchange) stands in
the later of the two, so no act of one party changes what another said. Questions
to many statements put them together.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain
from typing import Any, TypeVar

import msgspec

from trilateral.agreement import clocks
from trilateral.ledger.entry import Body, Entry, EntryId, PartyId, Text, Word
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.statements.entries import (
    ParaphraseConfirmed,
    ParaphraseContested,
    RelayRefused,
    ReplyJudged,
    StatementAcknowledged,
    StatementMade,
    StatementRelayed,
    StatementWithdrawn,
)

ANSWER_CLOCK = "statements.answer"
"""Name of the charter's clock for replies. It starts when the addressee provably received what was asked."""

ASKING = frozenset({"question", "demand", "offer"})
"""Sorts to which an addressee is expected to say something."""

EXCHANGED = frozenset({"demand", "offer"})
"""Sorts of which one can be in return for another."""

TALK = {
    "procedural": "procedural",
    "referral": "procedural",
    "opening": "declaratory",
    "declaration": "declaratory",
    "readout": "declaratory",
    "position": "substantive",
    "question": "substantive",
    "demand": "substantive",
    "offer": "substantive",
    "reply": "substantive",
}
"""Talk about talks, talk to the gallery, and the rest: by the sort that the author itself gave."""


class Relay(msgspec.Struct, frozen=True):
    """The party through which it went passed it on.

    Attributes:
        text: In which words, where not in the author's.
    """

    entry: EntryId
    index: int
    to: tuple[PartyId, ...]
    how: str
    text: Text | None


class Refusal(msgspec.Struct, frozen=True):
    """The party through which it goes would not pass it on."""

    entry: EntryId
    index: int
    why: Text | None


class Judgement(msgspec.Struct, frozen=True):
    """The author's word on words of others: on a paraphrase of its own, or on a reply to what it asked.

    Attributes:
        about: The relay or the reply.
        word: `confirmed`, `contested`; `answered`, `in_part`, `evaded`.
    """

    entry: EntryId
    index: int
    about: EntryId
    word: str
    text: Text | None


class Acknowledgement(msgspec.Struct, frozen=True):
    """An addressee has it."""

    entry: EntryId
    party: PartyId
    index: int


class Withdrawal(msgspec.Struct, frozen=True):
    """The author took it back.

    Attributes:
        knew: Relays and acknowledgements that the author had seen by then; all others crossed the withdrawal.
    """

    entry: EntryId
    why: Text | None
    knew: tuple[EntryId, ...]


class Statement(msgspec.Struct, frozen=True):
    """One statement, as the record stands.

    Attributes:
        id: The entry that made it.
        party: Whose it is.
        index: Where it stands in that party's log.
        addressees: Whom it addresses, by name: `to`, or all others where it was empty.
        paraphrases: The author's words on paraphrases of it, in the order of its log.
        judgements: The author's words on replies to it, likewise.
        withdrawals: By its author; one is enough.
    """

    id: EntryId
    party: PartyId
    index: int
    sort: str
    text: Text
    addressees: tuple[PartyId, ...]
    to_all: bool
    via: PartyId | None
    meeting: EntryId | None
    item: int | None
    reply_to: EntryId | None
    outside: bool
    matter: Word | None = None
    repeats: EntryId | None = None
    in_return_for: EntryId | None = None
    relays: tuple[Relay, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    paraphrases: tuple[Judgement, ...] = ()
    acknowledgements: tuple[Acknowledgement, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()

    @property
    def withdrawal(self) -> Withdrawal | None:
        """The withdrawal, if there is one."""
        return next(iter(self.withdrawals), None)


def objection(held: Statement | None, entry: Entry[Any], facts: Facts) -> Objection | None:  # noqa: C901 - one case a kind
    """Say why `entry` has no effect on `held`, or None if it has one.

    Args:
        held: The statement so far; None before it is made.
        entry: Signed, parsed and about `held`, but otherwise anything at all.
        facts: What the author could know.
    """
    body: Body = entry.body
    if isinstance(body, StatementMade):
        if held is not None or entry.header.subject is not None:
            return Objection("statements.made_already")
        return _objection_to_address(body, entry, facts) or _objection_to_place(body, facts)
    if held is None:
        return Objection("statements.not_found")
    match body:
        case StatementRelayed() | RelayRefused():
            return _objection_to_relay(held, body, entry, facts)
        case ParaphraseConfirmed(relay=relay) | ParaphraseContested(relay=relay):
            return _objection_on_paraphrase(held, relay, entry, facts)
        case StatementAcknowledged():
            if entry.party not in held.addressees:
                return Objection("statements.not_an_addressee", (("party", entry.party),))
            had = any(each.party == entry.party and facts.saw(each.entry) for each in held.acknowledgements)
            return Objection("statements.acknowledged_already") if had else None
        case ReplyJudged(reply=reply):
            return _objection_on_reply(held, reply, entry, facts)
        case StatementWithdrawn():
            if entry.party != held.party:
                return Objection("statements.not_yours_to_withdraw", (("party", held.party),))
            return Objection("statements.withdrawn_before") if _withdrawn(held, facts) else None
    return Objection("statements.not_found")


def _withdrawn(held: Statement, facts: Facts) -> bool:
    return any(facts.saw(each.entry) for each in held.withdrawals)


def _objection_to_relay(
    held: Statement, body: StatementRelayed | RelayRefused, entry: Entry[Any], facts: Facts
) -> Objection | None:
    if held.via is None or entry.party != held.via:
        return Objection("statements.not_yours_to_relay", (("party", held.via or ""),))
    if _withdrawn(held, facts):
        return Objection("statements.withdrawn_before")
    if isinstance(body, StatementRelayed):
        return _objection_to_words(held, body)
    if _not_relayed(_as_seen(held, facts)):
        return None
    return Objection("statements.relayed_already")


def _objection_to_words(held: Statement, body: StatementRelayed) -> Objection | None:
    if not body.to:
        return Objection("statements.says_nothing")
    if len(set(body.to)) != len(body.to):
        return Objection("statements.addressed_twice")
    stranger = next((party for party in body.to if party not in held.addressees), None)
    if stranger is not None:
        return Objection("statements.not_an_addressee", (("party", stranger),))
    return None if (body.how == "paraphrased") == (body.text is not None) else Objection("statements.whose_words")


def _objection_on_paraphrase(held: Statement, relay: EntryId, entry: Entry[Any], facts: Facts) -> Objection | None:
    if entry.party != held.party:
        return Objection("statements.not_your_words", (("party", held.party),))
    known = any(each.entry == relay and each.text is not None and facts.saw(relay) for each in held.relays)
    return None if known else Objection("statements.no_such_paraphrase")


def _objection_on_reply(held: Statement, reply: EntryId, entry: Entry[Any], facts: Facts) -> Objection | None:
    if entry.party != held.party:
        return Objection("statements.not_yours_to_judge", (("party", held.party),))
    if held.sort not in ASKING:
        return Objection("statements.nothing_asked")
    seen = facts.saw(reply)
    if seen is None:
        return Objection("statements.not_seen", (("entry", reply),))
    replies = isinstance(seen.body, StatementMade) and held.id in (seen.body.reply_to, seen.body.in_return_for)
    return None if replies and seen.party != held.party else Objection("statements.not_a_reply")


def _objection_to_address(body: StatementMade, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Whoever the charter names can be addressed, also who keeps no log; only who keeps one can pass something on."""
    members = [terms.id for terms in facts.charter.parties]
    known = {*members, *(terms.id for terms in facts.charter.unsigned)}
    via = () if body.via is None else (body.via,)
    strangers = [party for party in body.to if party not in known] + [each for each in via if each not in members]
    if strangers:
        return Objection("statements.not_a_party", (("party", strangers[0]),))
    named = (*body.to, *via)
    if entry.party in named:
        return Objection("statements.to_oneself")
    # Who relays is not also addressed: a word to the moderator itself goes to it directly.
    return Objection("statements.addressed_twice") if len(set(named)) != len(named) else None


def _objection_to_place(body: StatementMade, facts: Facts) -> Objection | None:
    for named, kinds, code in (
        (body.meeting, ("meetings.",), "statements.not_a_meeting"),
        (body.reply_to, ("statements.made/",), "statements.not_a_statement"),
        (body.repeats, ("statements.made/", "allegations.filed/"), "statements.nothing_to_repeat"),
        (body.in_return_for, ("statements.made/",), "statements.not_a_statement"),
    ):
        if named is None:
            continue
        seen = facts.saw(named)
        if seen is None:
            return Objection("statements.not_seen", (("entry", named),))
        if not seen.header.kind.startswith(kinds) or seen.header.subject is not None:
            return Objection(code, (("kind", seen.header.kind),))
    if body.item is not None and (body.item < 0 or body.meeting is None):
        return Objection("statements.no_such_item", (("item", body.item),))
    return _objection_to_exchange(body, facts)


def _objection_to_exchange(body: StatementMade, facts: Facts) -> Objection | None:
    if body.in_return_for is None:
        return None
    seen = facts.saw(body.in_return_for)
    other = seen.body if seen is not None else None
    linked = isinstance(other, StatementMade) and {body.sort, other.sort} <= EXCHANGED
    return None if linked else Objection("statements.no_exchange")


def apply(held: Statement | None, entry: Entry[Any], facts: Facts) -> Statement | None:
    """Return `held` as it stands after `entry`, to which there is no objection."""
    body: Body = entry.body
    if isinstance(body, StatementMade):
        return _made(body, entry, facts)
    if held is None:
        return None
    replace = msgspec.structs.replace
    at = (entry.id, entry.index)
    match body:
        case StatementRelayed(to=to, how=how, text=text):
            return replace(held, relays=_in_order(held.relays, Relay(*at, tuple(sorted(to)), how, text)))
        case RelayRefused(why=why):
            return replace(held, refusals=_in_order(held.refusals, Refusal(*at, why)))
        case ParaphraseConfirmed(relay=relay):
            word = Judgement(*at, relay, "confirmed", None)
            return replace(held, paraphrases=_in_order(held.paraphrases, word))
        case ParaphraseContested(relay=relay, text=text):
            word = Judgement(*at, relay, "contested", text)
            return replace(held, paraphrases=_in_order(held.paraphrases, word))
        case StatementAcknowledged():
            had = (*held.acknowledgements, Acknowledgement(entry.id, entry.party, entry.index))
            return replace(
                held, acknowledgements=tuple(sorted(had, key=lambda each: (each.party, each.index, each.entry)))
            )
        case ReplyJudged(reply=reply, answers=answers, text=text):
            return replace(held, judgements=_in_order(held.judgements, Judgement(*at, reply, answers, text)))
        case StatementWithdrawn(why=why):
            acts = [*(each.entry for each in held.relays), *(each.entry for each in held.acknowledgements)]
            knew = tuple(sorted(act for act in acts if facts.saw(act)))
            withdrawals = (*held.withdrawals, Withdrawal(entry.id, why, knew))
            return replace(held, withdrawals=tuple(sorted(withdrawals, key=lambda each: each.entry)))
    return held


def _made(body: StatementMade, entry: Entry[Any], facts: Facts) -> Statement:
    members = (terms.id for terms in facts.charter.parties)
    others = tuple(party for party in members if party not in (entry.party, body.via))
    said = (body.sort, body.text, tuple(sorted(body.to)) or others, not body.to, body.via)
    where = (body.meeting, body.item, body.reply_to, body.outside)
    linked = (body.matter, body.repeats, body.in_return_for)
    return Statement(entry.id, entry.party, entry.index, *said, *where, *linked)


ActT = TypeVar("ActT", Relay, Refusal, Judgement)


def _in_order(acts: tuple[ActT, ...], act: ActT) -> tuple[ActT, ...]:
    """Acts of one party in the order of its log."""
    return tuple(sorted(chain(acts, (act,)), key=lambda each: (each.index, each.entry)))


def _as_seen(held: Statement, facts: Facts) -> Statement:
    """The statement without relays that the author could not know."""
    return msgspec.structs.replace(held, relays=tuple(each for each in held.relays if facts.saw(each.entry)))


# Questions to one statement


def relayed_to(statement: Statement) -> tuple[PartyId, ...]:
    """The addressees to whom it was passed on, by the word of the party through which it went."""
    return tuple(sorted({party for relay in statement.relays for party in relay.to}))


def _not_relayed(statement: Statement) -> set[PartyId]:
    return set(statement.addressees) - set(relayed_to(statement))


def refused(statement: Statement) -> Refusal | None:
    """The refusal to pass it on, if that is the last word of the party through which it goes and somebody lacks it."""
    last = statement.refusals[-1] if statement.refusals else None
    since = [each for each in statement.relays if last is not None and each.index > last.index]
    return last if not since and _not_relayed(statement) else None


def paraphrased(statement: Statement) -> tuple[tuple[Relay, Judgement | None], ...]:
    """Each paraphrase, with the author's last word on it if it gave one."""
    last = {each.about: each for each in statement.paraphrases}
    return tuple((relay, last.get(relay.entry)) for relay in statement.relays if relay.text is not None)


def crossed(statement: Statement) -> bool:
    """Whether it was withdrawn while somebody passed it on, neither having seen the other's act."""
    return any(relay.entry not in each.knew for each in statement.withdrawals for relay in statement.relays)


def status(statement: Statement) -> str:
    """One word: crossed, withdrawn, acknowledged (by all addressees), relayed (to all), relay_refused, made."""
    if statement.withdrawals:
        return "crossed" if crossed(statement) else "withdrawn"
    if {each.party for each in statement.acknowledgements} >= set(statement.addressees):
        return "acknowledged"
    if statement.via is not None and not _not_relayed(statement):
        return "relayed"
    return "made" if refused(statement) is None else "relay_refused"


def addressed(statement: Statement) -> str:
    """How it was addressed: `direct` to somebody by name, `via` another party, or to `all`."""
    if statement.via is not None:
        return "via"
    return "all" if statement.to_all else "direct"


# Questions to many


def replies_to(statements: Iterable[Statement]) -> dict[EntryId, tuple[Statement, ...]]:
    """By what was asked, the replies to it: by party, and for each in the order of its log.

    What somebody offers or demands in return for it replies to it too.
    """
    found: dict[EntryId, list[Statement]] = {}
    for each in statements:
        for asked in {each.reply_to, each.in_return_for} - {None}:
            found.setdefault(str(asked), []).append(each)
    return {asked: tuple(sorted(said, key=lambda each: (each.party, each.index))) for asked, said in found.items()}


def answer_of(asked: Statement, party: PartyId, replies: Iterable[Statement]) -> str:
    """What an addressee made of what it was asked: unanswered, replied, or what the asker says of its last reply.

    Args:
        asked: A question, a demand or an offer.
        party: One of its addressees.
        replies: To it, by whomever. One that was withdrawn is none.
    """
    own = [each for each in replies if each.party == party and not each.withdrawals]
    if not own:
        return "unanswered"
    last = max(own, key=lambda each: each.index)
    judged = {each.about: each.word for each in asked.judgements}
    return judged.get(last.id, "replied")


def waits_for(asked: Statement, replies: Iterable[Statement]) -> tuple[PartyId, ...]:
    """The addressees that have said nothing to what they were asked. Whether that is silence yet is for a clock."""
    if asked.sort not in ASKING or asked.withdrawals:
        return ()
    said = tuple(replies)
    return tuple(party for party in asked.addressees if answer_of(asked, party, said) == "unanswered")


def unanswered(term: clocks.Due, as_of: datetime, covered_until: datetime | None = None) -> clocks.Answer:
    """Whether the time for a reply had run out, for an addressee for which somebody waits.

    Args:
        term: The charter's clock `statements.answer`, for that addressee, from when it provably had the question.
        as_of: The time that is asked about.
        covered_until: Until when that addressee's log is known whole.
    """
    return term.late(as_of, covered_until)


def positions(statements: Iterable[Statement]) -> dict[Word, dict[PartyId, tuple[Statement, ...]]]:
    """By matter and party, the positions that it stated, in the order of its log. The last is what it holds now."""
    found: dict[Word, dict[PartyId, list[Statement]]] = {}
    for each in statements:
        if each.sort == "position" and each.matter is not None:
            found.setdefault(each.matter, {}).setdefault(each.party, []).append(each)
    return {
        matter: {party: tuple(sorted(held[party], key=lambda each: each.index)) for party in sorted(held)}
        for matter, held in sorted(found.items())
    }


def exchanges(statements: Iterable[Statement]) -> tuple[tuple[Statement, Statement], ...]:
    """Demands and offers, each with the demand or offer in return for which it was made."""
    by_id = {each.id: each for each in statements}
    linked = [(each, by_id.get(each.in_return_for or "")) for each in by_id.values()]
    found = [(each, other) for each, other in linked if other is not None]
    return tuple(sorted(found, key=lambda each: (each[0].party, each[0].index)))


def talk_of(statements: Iterable[Statement]) -> dict[str, int]:
    """How many statements were talk about talks, declarations, and of substance."""
    counts = Counter(TALK.get(each.sort, "substantive") for each in statements)
    return {each: counts[each] for each in ("procedural", "declaratory", "substantive")}


def by_meeting(statements: Iterable[Statement]) -> Mapping[EntryId | None, tuple[Statement, ...]]:
    """Statements by the meeting in which, or about which, they were made; under None the others."""
    found: dict[EntryId | None, list[Statement]] = {}
    for each in statements:
        found.setdefault(each.meeting, []).append(each)
    return {meeting: tuple(said) for meeting, said in found.items()}


def counts_by_party(statements: Iterable[Statement]) -> dict[PartyId, dict[str, int]]:
    """For each party, how many statements it made in all, of each way of addressing, of each sort, and outside.

    Keys are `made`, `direct`, `via`, `all`, `outside` and the sorts, so that shares can
    be drawn, such as how much of what a party said went through the moderator.
    """
    counts: dict[PartyId, Counter[str]] = {}
    for each in statements:
        found = counts.setdefault(each.party, Counter())
        found.update(["made", addressed(each), each.sort, *(["outside"] if each.outside else [])])
    return {party: dict(sorted(counts[party].items())) for party in sorted(counts)}
