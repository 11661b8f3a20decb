"""Three parties sign anything about one slice, in any order, having seen whatever they happen to have seen.

Each slice's test adds what can never happen there. Folding must not raise, whatever is
signed: numbers out of range, entries that do not exist, parties that are none.
"""

from collections.abc import Mapping
from datetime import timedelta
from types import ModuleType
from typing import Any

import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.mechanism.rows import assert_storable
from tests.worlds import DATE, PARTIES, World, en, founded, origin
from trilateral.catalogue import SLICES, TABLES
from trilateral.ledger.entry import Body, Entry, EntryId, Text
from trilateral.ledger.fold import Fold
from trilateral.mechanism.allegations.entries import Specifics
from trilateral.mechanism.meetings.entries import DateOffer

parties = st.sampled_from(PARTIES)
anyone = st.sampled_from([*PARTIES, "west"])
numbers = st.one_of(st.integers(-1, 3), st.sampled_from([-(2**53) + 1, 2**53 - 1, 49, 50, 51]))
texts = st.builds(Text, st.sampled_from(["en", "fa", "ar"]), st.sampled_from(["so", "نه", "\u202eos", "x" * 200]))
instants = st.sampled_from([DATE, DATE + timedelta(days=1), DATE.replace(year=1), DATE.replace(year=9999)])
days = st.sampled_from(["2030-03-04", "2030-02-30", "0000-00-00", "9999-12-31"])
offers = st.builds(DateOffer, instants, st.sampled_from(["UTC", "Asia/Baghdad"]), st.just("2030-03-04 10:30"))
offices = st.sampled_from(["head", "deputy", "z"])
specifics = st.builds(Specifics, numbers, st.none() | days, st.none() | days, st.none() | texts)

BY_NAME: Mapping[str, st.SearchStrategy[Any]] = {
    "against": anyone,
    "to": st.lists(anyone, max_size=3).map(tuple),
    "via": st.none() | anyone,
    "points": st.lists(texts, max_size=3).map(tuple) | st.just((en("x"),) * 51),
    "items": st.lists(texts, max_size=2).map(tuple),
    "title": st.lists(texts, max_size=2).map(tuple),
    "name": st.lists(texts, max_size=2).map(tuple),
    "offers": st.lists(offers, max_size=2).map(tuple),
    "offer": offers,
    "offices": st.lists(offices, max_size=3).map(tuple),
    "office": offices,
    "starts_at": instants,
    "on": days,
    "since_on": st.none() | days,
    "zone": st.just("UTC"),
    "number": numbers,
    "others": numbers,
    "minutes": st.none() | numbers,
    "point": numbers,
    "item": st.none() | numbers,
    "round": numbers,
    "series": st.just("rounds"),
    "forum": st.just("plenary"),
    "text": st.none() | texts,
    "why": st.none() | texts,
    "note": st.none() | texts,
    "proxy": st.none() | texts,
    "norm": st.none() | texts,
    "demand": st.none() | texts,
    "venue": st.none() | texts,
    "claims": st.none() | texts,
    "outside": st.booleans(),
    "from_at": instants,
    "until_at": st.none() | instants,
    "end_at": instants,
    "clocks": st.lists(st.sampled_from(["allegations.answer", "no.such_clock", "bad"]), max_size=2).map(tuple),
    "owner": st.none() | anyone,
    "due_on": st.none() | days,
    "area": st.none() | texts,
    "moderator": st.none() | anyone,
    "on_ground_of": st.none() | anyone,
    "party": anyone,
    "standing": st.lists(texts, max_size=2).map(tuple),
    "paragraphs": st.lists(texts, max_size=2).map(tuple),
    "paragraph": numbers,
    "excused": st.lists(offices, max_size=2).map(tuple),
    "absent": st.lists(offices, max_size=2).map(tuple),
    "resumes": st.none() | offers,
    "room": st.sampled_from(["main", "east_room"]),
    "matter": st.none() | st.sampled_from(["river", "border"]),
    "specifics": st.lists(specifics, max_size=2).map(tuple),
    "known_at": st.none() | instants,
    "team": st.none() | texts,
    "access": st.none() | texts,
    "attributed_to": st.none() | anyone,
    "for_office": offices,
    "from_on": st.none() | days,
    "until_on": st.none() | days,
    "issued_on": st.none() | days,
    "issued_by": st.none() | texts,
    "limits": st.none() | texts,
}
IDS = frozenset(
    {
        "offer_in",
        "agenda",
        "meeting",
        "reply_to",
        "counter",
        "repeats",
        "venue_in",
        "wording_in",
        "draft",
        "of",
        "paraphrase",
        "ground",
        "asked",
        "follows",
        "approves",
        "replaces",
        "end",
        "change",
        "report",
        "relay",
        "reply",
        "in_return_for",
        "recurs",
        "referral",
        "finding",
        "remedy",
        "closing",
        "agrement",
        "request",
    }
)
ID_LISTS = frozenset({"carried", "evidence"})


def bodies(
    struct: type[Body], ids: list[EntryId], own: Mapping[str, st.SearchStrategy[Any]], own_ids: frozenset[str]
) -> st.SearchStrategy[Body]:
    """Bodies of one kind, most of which its type allows; the others must come out as unread.

    Args:
        own: What the slice's test says of members that no other slice has, or that mean something else there.
        own_ids: Members that name an entry in this slice alone.
    """
    named = st.sampled_from([*ids, "f" * 64]) if ids else st.just("f" * 64)
    fields: dict[str, st.SearchStrategy[Any]] = {}
    for each in msgspec.structs.fields(struct):
        if each.name in own:
            fields[each.name] = own[each.name]
        elif each.name in IDS | own_ids:
            fields[each.name] = named if each.required else st.none() | named
        elif each.name in ID_LISTS:
            fields[each.name] = st.lists(named, max_size=2).map(tuple)
        else:
            fields[each.name] = BY_NAME[each.name] if each.name in BY_NAME else st.from_type(each.type)
    return st.builds(struct, **fields)


class AnyoneSignsAnything(RuleBasedStateMachine):
    """A record on its way, and a node that folds each entry as it is signed."""

    slice_name = ""
    own: Mapping[str, st.SearchStrategy[Any]] = {}
    own_ids: frozenset[str] = frozenset()

    def __init__(self) -> None:
        """Begin with the charter in force and nothing said."""
        super().__init__()
        self.world: World = founded()
        self.fold: Fold = self.world.fold()
        self.ids: list[EntryId] = []
        self.subjects: list[EntryId] = []
        self.subject: EntryId | None = None
        self.before: dict[EntryId, Any] = {}
        self.kinds = next(each.bodies for each in SLICES if each.name == self.slice_name)
        self.tables: ModuleType = TABLES[self.slice_name]

    def opening(self, author: str) -> Body:
        """How somebody opens a subject as it should be."""
        raise AssertionError(f"the machine of {self.slice_name} does not say how {author} opens one")

    def say(self, party: str, body: Body, on: EntryId | None) -> EntryId:
        """Sign, append and fold."""
        self.before = dict(self.fold.subjects(self.slice_name))
        said = self.world.say(party, body, on)
        self.catch_up()
        self.ids.append(said)
        return said

    def catch_up(self) -> None:
        """Fold whatever has been signed since."""
        for party, log in self.world.logs.items():
            waiting = self.fold.waiting().get(origin(party), 0)
            self.fold.append(origin(party), log.entries[self.fold.size(origin(party)) + waiting :])

    @initialize(author=parties)
    def open(self, author: str) -> None:
        """Somebody opens a subject as it should be."""
        self.subject = self.say(author, self.opening(author), None)
        self.subjects.append(self.subject)
        assert self.fold.state(self.subject) is not None

    @rule(author=parties, data=st.data())
    def sign(self, author: str, data: st.DataObject) -> None:
        """Anybody signs anything about anything."""
        struct = data.draw(st.sampled_from(self.kinds), "kind")
        body = data.draw(bodies(struct, self.ids, self.own, self.own_ids), "body")
        on = data.draw(st.sampled_from([*self.subjects, *self.subjects, None]), "subject")
        said = self.say(author, body, on)
        if self.fold.state(said) is not None:
            self.subjects.append(said)

    @rule(author=parties, other=parties)
    def see(self, author: str, other: str) -> None:
        """Somebody records the head of another log."""
        if author != other:
            self.world.see(author, other)
            self.catch_up()

    @invariant()
    def each_speaks_only_for_itself(self) -> None:
        """Every act in a state stands in the log of the party that it is ascribed to."""
        for state in self.fold.subjects(self.slice_name).values():
            for party, entry in ascribed(state):
                assert self.entry(entry).party == party

    @invariant()
    def nothing_is_lost(self) -> None:
        """Everything signed has been read, and no subject disappears."""
        assert self.fold.waiting() == {}
        assert set(self.before) <= set(self.fold.subjects(self.slice_name))

    @invariant()
    def every_state_has_its_rows(self) -> None:
        """Tables hold whatever a state can be, each row under its subject."""
        for subject, state in self.fold.subjects(self.slice_name).items():
            for table, row in self.tables.rows(state):
                assert row["subject"] == subject
                assert set(row) <= set(table.columns.keys())
                assert_storable(table, row)
                wanting = [each.name for each in table.columns if not each.nullable and row.get(each.name) is None]
                assert wanting == []

    def entry(self, entry: EntryId) -> Entry[Any]:
        """An entry that has an effect."""
        verdict = self.fold.verdict(entry)
        assert verdict is not None
        assert verdict.has_effect
        assert verdict.entry is not None
        return verdict.entry


def ascribed(state: Any) -> list[tuple[str, EntryId]]:
    """Party and entry of everything in a state that names both."""
    found: list[tuple[str, EntryId]] = []
    if isinstance(state, tuple):
        for each in state:
            found += ascribed(each)
    elif isinstance(state, msgspec.Struct):
        named = {name: getattr(state, name) for name in state.__struct_fields__}
        entry = named.get("entry", named.get("id"))
        if "party" in named and isinstance(entry, str):
            found.append((named["party"], entry))
        for each in named.values():
            found += ascribed(each)
    return found
