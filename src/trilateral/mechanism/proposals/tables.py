"""Proposals, their texts with each party's word on them, items, referrals and silences, as lists show them."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text

from trilateral.mechanism.proposals.state import (
    Position,
    Proposal,
    broken_by,
    current,
    instruction_to,
    is_agreed,
    items,
    reply_to,
    standing_of,
    status,
    words_on,
)
from trilateral.store.sql import metadata

Row = tuple[Table, dict[str, object]]

proposals = Table(
    "proposals",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False, comment="who tabled it"),
    Column("title", Text, nullable=False, comment="JSON: texts in several languages, of the newest text"),
    Column("sort", Text, nullable=False),
    Column("status", Text, nullable=False, comment="waits, where adoption hangs on other proposals"),
    Column("meeting", Text),
    Column("counters", Text, comment="the proposal that it answers"),
    Column("part_of", Text, comment="the package"),
    Column("text_hash", Text, nullable=False, comment="of the newest text"),
    Column("texts", Integer, nullable=False),
    Index("proposals_by_meeting", "meeting"),
    Index("proposals_by_package", "part_of"),
)

proposal_texts = Table(
    "proposal_texts",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("text_hash", Text, nullable=False),
    Column("paragraphs", Text, nullable=False, comment="JSON: texts"),
    Column("agreed", Boolean, nullable=False, comment="whether every party's own signature stands on it"),
    Index("proposal_texts_by_hash", "text_hash"),
)

proposal_words = Table(
    "proposal_words",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("text_hash", Text, primary_key=True),
    Column("party", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False, comment="in the order of the party's log"),
    Column("entry", Text, nullable=False),
    Column("word", Text, nullable=False),
    Column("lang", Text),
    Column("text", Text, comment="reason or interpretation"),
)

proposal_standings = Table(
    "proposal_standings",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("text_hash", Text, primary_key=True),
    Column("party", Text, primary_key=True),
    Column("standing", Text, comment="where it stands now, or nothing"),
)

proposal_reservations = Table(
    "proposal_reservations",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("party", Text, nullable=False),
    Column("text_hash", Text, nullable=False),
    Column("paragraph", BigInteger, nullable=False),
    Column("lang", Text, nullable=False),
    Column("text", Text, nullable=False),
)

proposal_items = Table(
    "proposal_items",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("entry", Text, primary_key=True, comment="that carries the text"),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("sort", Text, nullable=False),
    Column("terms", Text, nullable=False, comment="JSON"),
)

proposal_referrals = Table(
    "proposal_referrals",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("party", Text, nullable=False),
    Column("text_hash", Text, nullable=False),
    Column("claimed_at", BigInteger, nullable=False, comment="POSIX seconds"),
    Column("instructed_in", Text),
    Column("answered_in", Text),
    Index("proposal_referrals_by_party", "party", "answered_in"),
)

proposal_silences = Table(
    "proposal_silences",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("party", Text, nullable=False),
    Column("text_hash", Text, nullable=False),
    Column("expires_at", BigInteger, nullable=False, comment="POSIX seconds"),
    Column("zone", Text, nullable=False),
    Column("civil", Text, nullable=False),
    Column("broken", Boolean, nullable=False),
    Column("proven_in", Text, comment="the entry that carries the proof"),
)

TABLES = (
    proposals,
    proposal_texts,
    proposal_words,
    proposal_standings,
    proposal_reservations,
    proposal_items,
    proposal_referrals,
    proposal_silences,
)


def rows(state: Proposal) -> Iterator[Row]:
    """The rows of one proposal."""
    newest = current(state)
    yield (
        proposals,
        {
            "subject": state.id,
            "party": state.party,
            "title": msgspec.json.encode(newest.title).decode(),
            "sort": newest.sort,
            "status": status(state).value,
            "meeting": state.meeting,
            "counters": state.counters,
            "part_of": newest.part_of,
            "text_hash": newest.hash,
            "texts": len(state.versions),
        },
    )
    for version in state.versions:
        at = {"subject": state.id, "entry": version.entry}
        paragraphs = msgspec.json.encode(version.paragraphs).decode()
        agreed = is_agreed(state, version.hash)
        yield proposal_texts, {**at, "text_hash": version.hash, "paragraphs": paragraphs, "agreed": agreed}
        for item in items(version):
            terms = msgspec.json.encode(item.terms).decode()
            yield proposal_items, {**at, "number": item.number, "sort": item.sort, "terms": terms}
    for text in dict.fromkeys(each.hash for each in state.versions):
        yield from _word_rows(state, text)
    yield from _referral_rows(state)
    yield from _silence_rows(state)


def _word_rows(state: Proposal, text: str) -> Iterator[Row]:
    for party in state.parties:
        on = {"subject": state.id, "text_hash": text, "party": party}
        yield proposal_standings, {**on, "standing": standing_of(state, party, text)}
        for number, act in enumerate(words_on(state, party, text)):
            said = act if isinstance(act, Position) else None
            why = None if said is None else said.text
            yield (
                proposal_words,
                {
                    **on,
                    "number": number,
                    "entry": act.entry,
                    "word": "tabled" if said is None else said.word,
                    "lang": why.lang if why else None,
                    "text": why.text if why else None,
                },
            )
            for place, each in enumerate(said.reservations if said else ()):
                what = {"paragraph": each.paragraph, "lang": each.text.lang, "text": each.text.text}
                yield proposal_reservations, {**on, "entry": act.entry, "number": place, **what}


def _referral_rows(state: Proposal) -> Iterator[Row]:
    for each in state.referrals:
        instruction, reply = instruction_to(state, each), reply_to(state, each)
        yield (
            proposal_referrals,
            {
                "subject": state.id,
                "entry": each.entry,
                "party": each.party,
                "text_hash": each.hash,
                "claimed_at": int(each.claimed_at.timestamp()),
                "instructed_in": instruction.entry if instruction else None,
                "answered_in": reply.entry if reply else None,
            },
        )


def _silence_rows(state: Proposal) -> Iterator[Row]:
    for each in state.silences:
        proof = next((proof for proof in state.proofs if proof.silence == each.entry), None)
        yield (
            proposal_silences,
            {
                "subject": state.id,
                "entry": each.entry,
                "party": each.party,
                "text_hash": each.hash,
                "expires_at": int(each.expires_at.timestamp()),
                "zone": each.zone,
                "civil": each.civil,
                "broken": bool(broken_by(state, each)),
                "proven_in": proof.entry if proof else None,
            },
        )
