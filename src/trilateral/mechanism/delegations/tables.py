"""Delegations, the posts in them, their ranks, and what others said, as lists show them. No names: those are detached."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import Boolean, Column, Index, Integer, Table, Text

from trilateral.mechanism.delegations.rules import (
    Delegation,
    Post,
    consents,
    credentials,
    downgrades,
    open_objections,
    posts,
)
from trilateral.store.sql import metadata

delegations = Table(
    "delegations",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("party", Text, nullable=False),
    Column("forum", Text, nullable=False),
    Column("name", Text, nullable=False, comment="JSON: texts in several languages"),
    Index("delegations_by_party", "party"),
)

delegation_posts = Table(
    "delegation_posts",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("office", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("rank", Text, nullable=False),
    Column("holding", Text, nullable=False, comment="id of the entry that put the holder there"),
    Column("since_on", Text),
    Column("present", Boolean, nullable=False, comment="false once the office has left the delegation"),
    Column("downgrades", Integer, nullable=False),
    Column("objections", Integer, nullable=False, comment="open ones, to the present holder"),
    Column("credentials", Text, comment="id of the entry that presented the present holder's paper, or nothing"),
    Column("powers", Text, comment="JSON: what that paper lets the holder do"),
)

delegation_ranks = Table(
    "delegation_ranks",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("office", Text, primary_key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("entry", Text, nullable=False),
    Column("rank", Text, nullable=False),
)

delegation_opinions = Table(
    "delegation_opinions",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("party", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("about", Text, nullable=False, comment="id of the entry that put that holder there"),
    Column("stance", Text, nullable=False),
    Column("lang", Text),
    Column("text", Text),
)

delegation_requests = Table(
    "delegation_requests",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("office", Text, nullable=False),
    Column("rank", Text, nullable=False),
    Column("given", Integer, nullable=False, comment="how many others consent"),
    Column("refused", Integer, nullable=False, comment="how many refuse"),
)

TABLES = (delegations, delegation_posts, delegation_ranks, delegation_opinions, delegation_requests)


def rows(state: Delegation) -> Iterator[tuple[Table, dict[str, object]]]:
    """The rows of one delegation."""
    name = msgspec.json.encode(state.name).decode()
    yield delegations, {"subject": state.id, "party": state.party, "forum": state.forum, "name": name}
    for post in posts(state):
        yield from _post_rows(state, post)
    for asked in state.requests:
        words = [each.word for each in consents(state, asked.entry)]
        named = {"subject": state.id, "entry": asked.entry, "office": asked.office, "rank": asked.rank}
        yield delegation_requests, {**named, "given": words.count("given"), "refused": words.count("refused")}
    for each in state.opinions:
        yield (
            delegation_opinions,
            {
                "subject": state.id,
                "entry": each.entry,
                "party": each.party,
                "office": each.office,
                "about": each.about,
                "stance": each.stance,
                "lang": each.text.lang if each.text else None,
                "text": each.text.text if each.text else None,
            },
        )


def _post_rows(state: Delegation, post: Post) -> Iterator[tuple[Table, dict[str, object]]]:
    holding = post.holdings[-1]
    paper = credentials(state, post.office)
    yield (
        delegation_posts,
        {
            "subject": state.id,
            "office": post.office,
            "role": post.role,
            "rank": post.rank,
            "holding": holding.entry,
            "since_on": holding.since_on,
            "present": post.left is None,
            "downgrades": len(downgrades(state, post.office)),
            "objections": sum(each.office == post.office for each in open_objections(state)),
            "credentials": paper.entry if paper else None,
            "powers": msgspec.json.encode(paper.powers).decode() if paper else None,
        },
    )
    for number, step in enumerate(post.ranks):
        named = {"subject": state.id, "office": post.office, "step": number}
        yield delegation_ranks, {**named, "entry": step.entry, "rank": step.rank}
