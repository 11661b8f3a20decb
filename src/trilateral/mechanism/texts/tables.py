"""Texts, their paragraphs in each language, brackets, and initials and signatures, as lists show them."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text

from trilateral.mechanism.texts.clean import (
    brackets_left,
    exact_hashes,
    languages_of,
    numbers,
    plain,
    standing,
    status,
)
from trilateral.mechanism.texts.state import JointText, agreed, last_word, standing_text, tabling
from trilateral.mechanism.texts.wording import is_struck, keys_of, lifted, wording
from trilateral.store.sql import metadata

Row = tuple[Table, dict[str, object]]

texts = Table(
    "texts",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False, comment="who mentioned or tabled it"),
    Column("title", Text, nullable=False, comment="JSON: texts in several languages"),
    Column("status", Text, nullable=False),
    Column("tabled_at", BigInteger, comment="claimed; nothing for a non-paper"),
    Column("meeting", Text),
    Column("amends", Text, comment="the text in force that it is to amend"),
    Column("in_force_on", Text, comment="the day, where the entry into force is recorded"),
    Column("brackets", Integer, nullable=False, comment="places that some party holds open"),
    Index("texts_by_meeting", "meeting"),
)

text_languages = Table(
    "text_languages",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("lang", Text, primary_key=True),
    Column("authentic", Boolean, nullable=False),
    Column("text_hash", Text, comment="of the clean text; nothing while it is not clean"),
    Index("text_languages_by_hash", "text_hash"),
)

text_paragraphs = Table(
    "text_paragraphs",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("lang", Text, primary_key=True),
    Column("place", Integer, nullable=False, comment="in the order of the text, from 0"),
    Column("number", Text, nullable=False, comment="in print: 3, or 3.2 for an item; empty where it has none"),
    Column("sort", Text, nullable=False),
    Column("standing", Text, nullable=False),
    Column("struck", Boolean, nullable=False),
    Column("competing", Integer, nullable=False, comment="places where wordings compete"),
    Column("text", Text, nullable=False, comment="the words that all began with where wordings compete"),
)

text_brackets = Table(
    "text_brackets",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("party", Text, nullable=False, comment="who holds it"),
    Column("key", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("lifted", Boolean, nullable=False),
    Index("text_brackets_by_party", "party", "lifted"),
)

text_parties = Table(
    "text_parties",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, primary_key=True),
    Column("open", Integer, nullable=False, comment="places that it holds open"),
    Column("word", Text, comment="initialled, signed or taken back; nothing if it has not spoken"),
    Column("entry", Text),
    Column("current", Boolean, nullable=False, comment="whether that is on the text that is now clean, or agreed"),
    Column("reservations", Integer, nullable=False),
    Column("interpretations", Integer, nullable=False),
)

TABLES = (texts, text_languages, text_paragraphs, text_brackets, text_parties)


def rows(state: JointText) -> Iterator[Row]:
    """The rows of one text."""
    read = standing_text(state)
    terms, left = tabling(state), brackets_left(read)
    title = state.title if terms is None else terms.title
    force = state.forces[0].on if state.forces else None
    yield (
        texts,
        {
            "subject": state.id,
            "party": state.party,
            "title": msgspec.json.encode(title).decode(),
            "status": status(state).value,
            "tabled_at": None if terms is None else int(terms.claimed_at.timestamp()),
            "meeting": None if terms is None else terms.meeting,
            "amends": None if terms is None else terms.amends,
            "in_force_on": force,
            "brackets": sum(left.values()),
        },
    )
    hashes = {each.lang: each.hash for each in agreed(state) or exact_hashes(state)}
    for lang in languages_of(read):
        authentic = terms is not None and lang in terms.languages
        named = {"subject": state.id, "lang": lang, "authentic": authentic}
        yield text_languages, {**named, "text_hash": hashes.get(lang)}
    yield from _paragraphs(read)
    for each in state.brackets:
        named = {"subject": state.id, "entry": each.entry, "party": each.party, "key": each.key, "lang": each.lang}
        yield text_brackets, {**named, "lifted": lifted(state, each)}
    current = agreed(state) or exact_hashes(state)
    for party in state.parties:
        said = last_word(state, party)
        yield (
            text_parties,
            {
                "subject": state.id,
                "party": party,
                "open": left.get(party, 0),
                "word": said.word if said else None,
                "entry": said.entry if said else None,
                "current": bool(said and current and said.hashes == current),
                "reservations": len(said.reservations) if said else 0,
                "interpretations": len(said.interpretations) if said else 0,
            },
        )


def _paragraphs(state: JointText) -> Iterator[Row]:
    sorts, printed = {each.key: each.sort for each in state.places}, numbers(state)
    for place, key in enumerate(keys_of(state)):
        number = ".".join(map(str, printed.get(key, ())))
        struck = is_struck(state, key)
        for lang in languages_of(state):
            read = wording(state, key, lang)
            yield (
                text_paragraphs,
                {
                    "subject": state.id,
                    "key": key,
                    "lang": lang,
                    "place": place,
                    "number": number,
                    "sort": sorts[key],
                    "standing": standing(state, key, lang).value,
                    "struck": struck,
                    "competing": len(read.competing),
                    "text": plain(read),
                },
            )
