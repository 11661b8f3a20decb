"""A case as data: who said what, when, about what, and where it is known from.

An act is an entry before it is signed. Where a body names another entry, the act
names the other act: `@round-1` stands where the entry's id will stand, `@plan#text` where the hash
of the text will stand that the act tables, and `@issue#edition` where the root of the issue that it compiles. So that anybody can
find the acts of a case in a record again, from the logs alone, no two acts of one party
have the same kind and the same claimed time.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from trilateral.ledger.charter import Holiday
from trilateral.ledger.entry import PartyId, Source, Text
from trilateral.mechanism.bodies.entries import WordsSealed

Says: TypeAlias = Mapping[str, Any]
"""Members of a body, as its kind writes them: what `trilateral sign --file` would read."""

RECEIPT = "ledger.heads_recorded/1"
"""Kind of an act that says nothing: the party's node writes down that it holds what the act comes `after`."""

SEALED: str = WordsSealed.__struct_config__.tag  # type: ignore[assignment]  # a tag may also be a number
"""Kind under which a log holds what is for some parties alone."""

_NAMED = re.compile(r"^@([a-z0-9.-]+)(#text|#edition)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One entry of a case, before it is signed.

    Attributes:
        key: What other acts call it.
        party: Who says it.
        by: In which office.
        at: When it was said, as the reconstruction claims.
        kind: `<slice>.<past fact>/<version>`.
        says: The body, with `@key` for the id of another act.
        on: Key of the act that opened the subject; None if this one opens it.
        refs: Other acts that it speaks of, by role: `implements_1`.
        sources: Where it is known from.
        person: The detached part: names of persons stand only there.
        audience: Parties that alone can read it, beside its author's: it is sealed. None for everybody.
        forum: Body in which it was said.
        after: Further acts that its author knew of.
        waits_for: Acts that lie earlier, though its author had not seen them: letters that cross.
        rows: Of an act that states a list: its rows, which go beside the log. The list's number and root are not said in `says`.
    """

    key: str
    party: PartyId
    by: str
    at: datetime
    kind: str
    says: Says = field(default_factory=dict)
    refs: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    on: str | None = None
    person: Mapping[str, str] | None = None
    audience: tuple[PartyId, ...] = ()
    forum: str = "plenary"
    after: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    rows: tuple[Mapping[str, Any], ...] = ()

    @property
    def mark(self) -> tuple[PartyId, str, datetime]:
        """By what the act is found again in a log."""
        return self.party, SEALED if self.audience else self.kind, self.at

    def needs(self) -> tuple[str, ...]:
        """Acts that must lie in its causal past."""
        opened = () if self.on is None else (self.on,)
        return tuple(dict.fromkeys((*opened, *_named_in(self.says), *self.refs.values(), *self.after)))

    def members(self, resolve: Callable[[str], str]) -> dict[str, Any]:
        """The body with what `resolve` gives for each key, or key with `#text` or `#edition`, in place of what names another act."""
        members: dict[str, Any] = _resolved(self.says, resolve)
        return members


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateSheet:
    """What a party keeps to itself: it lies in its own node's private file and is on no log.

    Attributes:
        key: What the case's page calls it.
        party: Whose.
        office: Who wrote it.
        sort: `talking_points`, `instructions` or `note`.
        title: No office of one party has two of the same title.
        text: In `lang`.
        lang: Language of its words.
        on: Key of the act that opened the subject that it is about; None if it is about none.
        offices: Who alone reads it beside its author; empty for all of the party.
    """

    key: str
    party: PartyId
    office: str
    title: str
    text: str
    sort: str = "note"
    lang: str = "en"
    on: str | None = None
    offices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyInCase:
    """One party of a case.

    Attributes:
        id: As in references.
        names: In each language of the mechanism.
        offices: Those that sign something in the case.
        role: In the mechanism, as the charter names roles.
        capital: Its capital, in each language.
        zone: Its capital's.
        weekend: Days of the week on which its capital does not work, from 1 for Monday.
        holidays: Other days on which it does not.
    """

    id: PartyId
    names: tuple[Text, ...]
    offices: tuple[str, ...]
    role: str = "party"
    capital: tuple[Text, ...] = ()
    zone: str = "UTC"
    weekend: tuple[int, ...] = ()
    holidays: tuple[Holiday, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A history that can be entered.

    Attributes:
        name: `baghdad-2007`.
        terms: Members of its charter, as the charter spells them, the parties and what follows from them left out.
        parties: In the order of their ids.
        acts: In the order of their times.
        as_of: The last day, on which its pages open.
        sheets: What parties keep to themselves.
    """

    name: str
    terms: Mapping[str, Any]
    parties: tuple[PartyInCase, ...]
    acts: tuple[Act, ...]
    as_of: datetime
    sheets: tuple[PrivateSheet, ...] = ()
    _by_key: Mapping[str, Act] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a table that could not be entered: a key or mark given twice, or an act that needs a later one."""
        earlier: dict[str, Act] = {}
        marks: set[tuple[PartyId, str, datetime]] = set()
        for act in self.acts:
            unknown = [key for key in (*act.needs(), *act.waits_for) if key not in earlier]
            if act.key in earlier or act.mark in marks or unknown:
                raise ValueError(f"{self.name}: {act.key} is given twice or needs what comes later: {unknown}")
            earlier[act.key] = act
            marks.add(act.mark)
        titles = [(sheet.party, sheet.office, sheet.title) for sheet in self.sheets]
        lost = [sheet.key for sheet in self.sheets if sheet.on is not None and sheet.on not in earlier]
        if lost or len(set(titles)) < len(titles):
            raise ValueError(f"{self.name}: a sheet has the title of another of its office, or is about no act: {lost}")
        object.__setattr__(self, "_by_key", earlier)

    def act(self, key: str) -> Act:
        """The act with this key."""
        return self._by_key[key]

    def acts_of(self, party: PartyId) -> tuple[Act, ...]:
        """What one party says, in order."""
        return tuple(act for act in self.acts if act.party == party)

    def seen_by(self, act: Act) -> frozenset[str]:
        """Keys of everything that the act's author must have seen, at one remove or more."""
        found: set[str] = set()
        ahead = [act.key]
        while ahead:
            for key in self._by_key[ahead.pop()].needs():
                if key not in found:
                    found.add(key)
                    ahead.append(key)
        return frozenset(found)


def _named_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        named = _NAMED.match(value)
        if named:
            yield named[1]
    elif isinstance(value, Mapping):
        for member in value.values():
            yield from _named_in(member)
    elif isinstance(value, Sequence):
        for member in value:
            yield from _named_in(member)


def _resolved(value: Any, resolve: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return resolve(value.removeprefix("@")) if _NAMED.match(value) else value
    if isinstance(value, Mapping):
        return {name: _resolved(member, resolve) for name, member in value.items()}
    if isinstance(value, Sequence):
        return [_resolved(member, resolve) for member in value]
    return value
