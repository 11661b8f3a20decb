"""Designations, each party's term, the neutral terms, who answers for whom, and all spellings as they are looked for."""

from collections.abc import Iterator

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text

from trilateral.i18n.spellings import folded, sounding
from trilateral.mechanism.designations.rules import (
    Designation,
    claims,
    holders,
    last_views,
    neutral_standing,
    neutral_status,
    neutral_term,
    term_of,
)
from trilateral.store.sql import metadata

Row = tuple[Table, dict[str, object]]

designations = Table(
    "designations",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False, comment="who registered it"),
    Column("thing", Text, nullable=False),
    Column("by_office", Boolean, nullable=False),
    Column("neutral_status", Text, nullable=False),
    Column("neutral", Text, comment="the entry of the neutral term that all have accepted"),
    Index("designations_by_thing", "thing"),
)

designation_terms = Table(
    "designation_terms",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("lang", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("entry", Text, nullable=False),
)

designation_neutrals = Table(
    "designation_neutrals",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("party", Text, nullable=False, comment="who put it to all"),
    Column("lang", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("standing", Text, nullable=False),
)

designation_spellings = Table(
    "designation_spellings",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("written", Text, nullable=False),
    Column("folded", Text, nullable=False, comment="letters alike in Latin, Arabic and Persian"),
    Column("sounding", Text, nullable=False, comment="consonants as they are heard"),
    Index("designations_by_spelling", "folded"),
    Index("designations_by_sound", "sounding"),
)

designation_claims = Table(
    "designation_claims",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("of", Text, primary_key=True, comment="who is said to answer for it"),
    Column("status", Text, nullable=False),
)

designation_views = Table(
    "designation_views",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("other", Text, primary_key=True),
    Column("party", Text, primary_key=True),
    Column("same", Boolean, nullable=False),
    Column("entry", Text, nullable=False),
)

TABLES = (
    designations,
    designation_terms,
    designation_neutrals,
    designation_spellings,
    designation_claims,
    designation_views,
)


def rows(state: Designation) -> Iterator[Row]:
    """The rows of one designation. What stands apart, since it may be erased, is in none."""
    of = {"subject": state.id}
    agreed = neutral_term(state)
    yield (
        designations,
        {
            **of,
            "party": state.party,
            "thing": state.thing,
            "by_office": state.by_office,
            "neutral_status": neutral_status(state).value,
            "neutral": agreed.entry if agreed else None,
        },
    )
    for party in holders(state):
        term = term_of(state, party)
        for number, text in enumerate(term.terms if term else ()):
            said = {"lang": text.lang, "text": text.text, "entry": term.entry if term else ""}
            yield designation_terms, {**of, "party": party, "number": number, **said}
    for neutral in state.neutrals:
        standing = neutral_standing(state, neutral).value
        for number, text in enumerate(neutral.terms):
            said = {"lang": text.lang, "text": text.text, "standing": standing}
            yield designation_neutrals, {**of, "entry": neutral.entry, "number": number, "party": neutral.party, **said}
    yield from _spellings(state)
    for claim in claims(state):
        yield designation_claims, {**of, "of": claim.of, "status": claim.status}
    for view in last_views(state):
        named = {"other": view.other, "party": view.party}
        yield designation_views, {**of, **named, "same": view.same, "entry": view.entry}


def _spellings(state: Designation) -> Iterator[Row]:
    """Every way in which anybody has ever written it: an old document has an old name."""
    written = [(each.entry, (*each.terms, *each.spellings)) for each in state.terms]
    written += [(each.entry, each.terms) for each in state.neutrals]
    for entry, texts in written:
        for number, text in enumerate(texts):
            keys = {"written": text.text, "folded": folded(text.text), "sounding": sounding(text.text)}
            yield designation_spellings, {"subject": state.id, "entry": entry, "number": number, **keys}
