"""Statements for people: who, to whom, through whom, when, proven how; always in that order."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from operator import itemgetter

from trilateral.ledger.derived import Derived, Ordered
from trilateral.ledger.entry import EntryId, PartyId, Text
from trilateral.ledger.fold import Fold
from trilateral.mechanism.statements.passing_on import lacking, passing_on
from trilateral.mechanism.statements.quoting import quotes
from trilateral.mechanism.statements.rules import (
    ANSWER_CLOCK,
    ASKING,
    EXCHANGED,
    Judgement,
    Relay,
    Statement,
    answer_of,
    by_meeting,
    counts_by_party,
    exchanges,
    paraphrased,
    positions,
    refused,
    relayed_to,
    replies_to,
    status,
    talk_of,
    waits_for,
)
from trilateral.ui.chains import chain_view, chain_views, chains
from trilateral.ui.page import Desk, Matter, Pages, Shown
from trilateral.ui.stretches import stretch
from trilateral.ui.views import EntryView, Silence, Words


@dataclass(frozen=True, slots=True)
class Share:
    """How much of what was said was talk about talks, declarations, and of substance.

    Attributes:
        percent: Of talk about talks.
    """

    made: int
    procedural: int
    declaratory: int
    substantive: int
    percent: int


@dataclass(frozen=True, slots=True)
class Held:
    """A position that a party stated, beside the one before it.

    Attributes:
        before: The words that it replaced.
    """

    view: EntryView | None
    href: str
    words: Words
    before: Words | None
    withdrawn: bool
    meeting: tuple[str, str] | None


def _when(fold: Fold, held: Statement) -> str:
    found = fold.verdict(held.id)
    return "" if found is None or found.entry is None else found.entry.header.claimed_at.isoformat()


def _waits(fold: Fold, held: Statement) -> bool:
    """Whether anybody may be asked for a word on it."""
    if held.withdrawal is not None:
        return False
    replies = _REPLIES.of(fold).get(held.id, ()) if held.sort in ASKING else ()
    passing = held.via is not None and bool(lacking(held))
    return passing or bool(waits_for(held, replies)) or any(word is None for _, word in paraphrased(held))


def _asked(held: Statement) -> Iterable[EntryId]:
    """What a statement replies to: whether that still waits hangs on it."""
    return (each for each in (held.reply_to, held.in_return_for) if each is not None)


_ALL = Ordered("statements", _when, last_first=True)
_REPLIES = Derived(("statements",), lambda fold: replies_to(fold.subjects("statements").values()))
_WAITING = Ordered("statements", _when, only=_waits, last_first=True, also=_asked)


def _made(desk: Desk, statement: Statement) -> str:
    entry = desk.read(statement.id)
    return "" if entry is None else entry.header.claimed_at.isoformat()


@dataclass(frozen=True, slots=True)
class _Summed:
    """What many statements come to.

    Attributes:
        counts: By party, how many it made, and of which sort.
        talk: By party.
        rounds: From meeting to meeting, in the order in which somebody first spoke there.
        questions: Those that ask, the last first.
        positions: By matter and party, each beside the one before it.
    """

    counts: Mapping[PartyId, Mapping[str, int]]
    talk: tuple[tuple[PartyId, Share], ...]
    rounds: tuple[tuple[EntryId | None, Share], ...]
    questions: tuple[Statement, ...]
    positions: tuple[tuple[str, PartyId, Statement, Statement | None], ...]
    exchanges: tuple[tuple[Statement, Statement], ...]


def _summed(fold: Fold, parties: tuple[PartyId, ...]) -> _Summed:
    said = tuple(_ALL.of(fold))
    by_party = [(party, [each for each in said if each.party == party]) for party in parties]
    rounds = sorted(by_meeting(said).items(), key=lambda each: min(_when(fold, one) for one in each[1]))
    return _Summed(
        counts_by_party(said),
        tuple((party, _share(own)) for party, own in by_party if own),
        tuple((meeting, _share(own)) for meeting, own in rounds),
        tuple(each for each in said if each.sort in ASKING and each.withdrawal is None),
        tuple(
            (matter, party, each, before)
            for matter, held in positions(said).items()
            for party in parties
            for before, each in pairwise((None, *held.get(party, ())))
            if each is not None
        ),
        exchanges(said),
    )


_SUMMED = Derived(("statements",), _summed)


def index(desk: Desk) -> Shown:
    """The list, who spoke how much to whom in which way, and what many statements come to."""
    summed, here = _SUMMED.of(desk.fold, desk.parties), "statements"
    part, rounds = stretch(desk, _ALL.of(desk.fold), here), stretch(desk, summed.rounds, here, by="rounds")
    asked, held = stretch(desk, summed.questions, here, by="asked"), stretch(desk, summed.positions, here, by="matters")
    returned, said = (
        stretch(desk, summed.exchanges, here, by="returned"),
        stretch(desk, chains(desk, here), here, by="again"),
    )
    return Shown(
        "statements/list.html",
        desk.gettext("Statements"),
        {
            "lines": [
                {
                    "view": desk.entry(each.id),
                    "href": desk.subject_href(each.id),
                    "sort": desk.term(each.sort, "statement"),
                    "text": desk.words(each.text),
                    "outside": each.outside,
                    "status": desk.term(status(each), "statement_state"),
                }
                for each in part.rows
            ],
            "part": part,
            "parts_of": {"rounds": rounds, "asked": asked, "matters": held, "returned": returned, "again": said},
            "counts": [(desk.party_view(each), summed.counts[each]) for each in desk.parties if each in summed.counts],
            "talk": [(desk.party_view(party), share) for party, share in summed.talk],
            "rounds": [(_place(desk, meeting), share) for meeting, share in rounds.rows],
            "questions": _questions(desk, asked.rows),
            "positions": _positions(desk, held.rows),
            "exchanges": [
                (
                    _quoted(desk, each),
                    desk.term(each.sort, "statement"),
                    _quoted(desk, other),
                    desk.term(other.sort, "statement"),
                )
                for each, other in returned.rows
            ],
            "chains": chain_views(desk, said.rows),
            "make_href": desk.sign_href("statements.made") if desk.may_sign else "",
        },
    )


def _share(statements: Iterable[Statement]) -> Share:
    said = talk_of(statements)
    made = sum(said.values())
    percent = round(100 * said["procedural"] / made) if made else 0
    return Share(made, said["procedural"], said["declaratory"], said["substantive"], percent)


def _place(desk: Desk, meeting: EntryId | None) -> tuple[str, str] | None:
    return None if meeting is None else (desk.ref(meeting), desk.subject_href(meeting))


def _quoted(desk: Desk, statement: Statement) -> tuple[EntryView | None, str, Words]:
    return desk.entry(statement.id), desk.subject_href(statement.id), desk.words(statement.text)


def _questions(desk: Desk, asked: Iterable[Statement]) -> list[dict[str, object]]:
    """What was asked, with what each addressee made of it."""
    replies = _REPLIES.of(desk.fold)
    return [
        {
            "quoted": _quoted(desk, each),
            "sort": desk.term(each.sort, "statement"),
            "answers": [_answer(desk, each, party, replies.get(each.id, ())) for party in each.addressees],
        }
        for each in asked
    ]


def _answer(desk: Desk, asked: Statement, party: PartyId, replies: tuple[Statement, ...]) -> dict[str, object]:
    word = answer_of(asked, party, replies)
    silence: Silence | None = None
    if word == "unanswered" and asked.withdrawal is None:
        silence = desk.silence(party, asked.id, ANSWER_CLOCK)
    return {"party": desk.party_view(party), "word": desk.term(word, "reply", "answers"), "silence": silence}


def _positions(desk: Desk, held: Iterable[tuple[str, PartyId, Statement, Statement | None]]) -> list[dict[str, object]]:
    """The register: by matter and party, what it stated from time to time and what changed."""
    return [
        {
            "matter": desk.term(matter, "matter"),
            "parties": [
                (desk.party_view(party), [_held(desk, each, before) for _, _, each, before in own])
                for party, own in groupby(of_matter, key=itemgetter(1))
            ],
        }
        for matter, of_matter in groupby(held, key=itemgetter(0))
    ]


def _held(desk: Desk, statement: Statement | None, before: Statement | None) -> Held | None:
    if statement is None:
        return None
    return Held(
        desk.entry(statement.id),
        desk.subject_href(statement.id),
        desk.words(statement.text),
        None if before is None or before.text.lang != statement.text.lang else desk.words(before.text),
        statement.withdrawal is not None,
        _place(desk, statement.meeting),
    )


def show(desk: Desk, subject: EntryId) -> Shown | None:
    """One statement."""
    held = desk.fold.state(subject)
    view = desk.entry(subject)
    if not isinstance(held, Statement) or view is None:
        return None
    relayed = relayed_to(held)
    acknowledged = {each.party: each.entry for each in held.acknowledgements}
    replies = _REPLIES.of(desk.fold).get(subject, ())
    no = refused(held)
    return Shown(
        "statements/show.html",
        name(desk, subject),
        {
            "view": view,
            "sort": desk.term(held.sort, "statement"),
            "text": desk.words(held.text),
            "status": desk.term(status(held), "statement_state"),
            "capacity": _capacity(desk, subject),
            "to_all": held.to_all,
            "outside": held.outside,
            "item": None if held.item is None else held.item + 1,
            "matter": "" if held.matter is None else desk.term(held.matter, "matter"),
            "meeting": _place(desk, held.meeting),
            "reply_to": _place(desk, held.reply_to),
            "in_return_for": _place(desk, held.in_return_for),
            "addressees": [
                {
                    "party": desk.party_view(party),
                    "relayed": party in relayed,
                    "received_at": desk.received_at(party, subject),
                    "acknowledged": desk.entry(acknowledged[party]) if party in acknowledged else None,
                    "answer": _answer(desk, held, party, replies) if held.sort in ASKING else None,
                }
                for party in held.addressees
            ],
            "via": None if held.via is None else desk.party_view(held.via),
            "relays": [desk.entry(each.entry) for each in held.relays if each.text is None],
            "paraphrases": [_paraphrase(desk, held, relay, word) for relay, word in paraphrased(held)],
            "refused": None if no is None else (desk.entry(no.entry), _words(desk, no.why)),
            "replies": [_reply(desk, held, each) for each in replies],
            "chain": chain_view(desk, subject),
            "withdrawn": None if held.withdrawal is None else desk.entry(held.withdrawal.entry),
            "withdrawn_why": None if held.withdrawal is None else _words(desk, held.withdrawal.why),
            "crossed_relays": [
                desk.entry(each.entry)
                for each in held.relays
                if held.withdrawal and each.entry not in held.withdrawal.knew
            ],
            "relay_steps": passing_on(desk, held),
            **_hrefs(desk, held),
        },
    )


def _capacity(desk: Desk, subject: EntryId) -> str:
    """In what capacity it was said, where not simply for the own party."""
    entry = desk.read(subject)
    said = "own" if entry is None else entry.header.capacity
    return "" if said == "own" else desk.term(said, "capacity")


def _words(desk: Desk, text: Text | None) -> Words | None:
    return None if text is None else desk.words(text)


def _paraphrase(desk: Desk, held: Statement, relay: Relay, word: Judgement | None) -> dict[str, object]:
    mine = desk.may_sign and desk.party == held.party
    ref = desk.ref(relay.entry)
    return {
        "view": desk.entry(relay.entry),
        "text": _words(desk, relay.text),
        "word": None if word is None else desk.term(word.word, "paraphrase"),
        "judged": None if word is None else desk.entry(word.entry),
        "why": None if word is None else _words(desk, word.text),
        "confirm_href": desk.sign_href("statements.paraphrase_confirmed", held.id, relay=ref) if mine else "",
        "contest_href": desk.sign_href("statements.paraphrase_contested", held.id, relay=ref) if mine else "",
    }


def _reply(desk: Desk, held: Statement, reply: Statement) -> dict[str, object]:
    words = [each for each in held.judgements if each.about == reply.id]
    asked = held.sort in ASKING and reply.party != held.party
    return {
        "quoted": _quoted(desk, reply),
        "in_return": reply.in_return_for == held.id,
        "word": None if not words else desk.term(words[-1].word, "answers"),
        "judged": None if not words else desk.entry(words[-1].entry),
        "why": None if not words else _words(desk, words[-1].text),
        "judge_href": desk.sign_href("statements.reply_judged", held.id, reply=desk.ref(reply.id))
        if desk.may_sign and asked and desk.party == held.party
        else "",
    }


def _hrefs(desk: Desk, held: Statement) -> dict[str, str]:
    """What the reader's party may say of it."""
    me, ref = desk.party, desk.ref(held.id)
    stands = held.withdrawal is None
    has = any(each.party == me for each in held.acknowledgements)
    relays = held.via == me and stands and bool(lacking(held))
    offered = {
        "reply": (me != held.party, ("statements.made", None, {"reply_to": ref, "to": held.party, "sort": "reply"})),
        "return": (
            me != held.party and held.sort in EXCHANGED and stands,
            ("statements.made", None, {"in_return_for": ref, "to": held.party, "sort": "offer"}),
        ),
        "repeat": (me == held.party, ("statements.made", None, {"repeats": ref, "sort": held.sort})),
        "acknowledge": (me in held.addressees and not has, ("statements.acknowledged", held.id, {})),
        "relay": (relays, ("statements.relayed", held.id, {})),
        "refuse": (relays, ("statements.relay_refused", held.id, {})),
        "withdraw": (me == held.party and stands, ("statements.withdrawn", held.id, {})),
    }
    return {
        f"{act}_href": desk.sign_href(kind, subject, **given) if desk.may_sign and fits else ""
        for act, (fits, (kind, subject, given)) in offered.items()
    }


def matters(desk: Desk) -> Iterator[Matter]:
    """What is to be passed on or confirmed, and what was asked and not replied to."""
    replies = _REPLIES.of(desk.fold)
    for held in _WAITING.of(desk.fold):
        if held.withdrawal is not None:
            continue
        yield from _passing_on(desk, held)
        what = desk.gettext(
            "Reply to %(ref)s (%(sort)s)", ref=desk.ref(held.id), sort=desk.term(held.sort, "statement")
        )
        for party in waits_for(held, replies.get(held.id, ())):
            term = desk.due(party, ANSWER_CLOCK, desk.received_at(party, held.id))
            yield replace(_matter(desk, held, what, party, held.id), term=term)


def _passing_on(desk: Desk, held: Statement) -> Iterator[Matter]:
    if held.via is not None and lacking(held) and refused(held) is None:
        what = desk.gettext("Pass on the statement %(ref)s", ref=desk.ref(held.id))
        yield replace(_matter(desk, held, what, held.via, held.id), steps=passing_on(desk, held))
    for relay, word in paraphrased(held):
        if word is None:
            what = desk.gettext("Confirm or contest how your statement %(ref)s was put", ref=desk.ref(held.id))
            yield _matter(desk, held, what, held.party, relay.entry)


def _matter(desk: Desk, held: Statement, what: str, of: PartyId, since: EntryId) -> Matter:
    entry = desk.read(since)
    by = None if entry is None else entry.party
    at = None if entry is None else entry.header.claimed_at
    received, words = desk.received_at(of, since), desk.words(held.text)
    return Matter(of, what, desk.subject_href(held.id), by, at, received, words=words)


def name(desk: Desk, subject: EntryId) -> str:
    """What to call it."""
    return desk.gettext("Statement %(ref)s", ref=desk.ref(subject))


PAGES = Pages("statements", "Statements", index, show, matters, name, quotes)
