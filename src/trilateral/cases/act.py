"""A case as data: who said what, when, about what, and where it is known from.

An act is an entry before it is signed. Where a body names another entry, the act
names the other act: `@round-1` stands where the entry's id will stand, and `@plan#text` where the hash
of the text will stand that the act tables (`naming` has all of these). So that anybody can find the acts
of a case in a record again, from the logs alone, no two acts of one party have the same kind and the
same claimed time.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

from trilateral.cases.spelling import meant
from trilateral.ledger.charter import Holiday, Role
from trilateral.ledger.entry import PartyId, Source, Text
from trilateral.mechanism.bodies.entries import WordsSealed

Says: TypeAlias = Mapping[str, Any]
"""Members of a body, as its kind writes them: what `trilateral sign --file` would read."""

RECEIPT = "ledger.heads_recorded/1"
"""Kind of an act that says nothing: the party's node writes down that it holds what the act comes `after`."""

SEALED: str = WordsSealed.__struct_config__.tag  # type: ignore[assignment]  # a tag may also be a number
"""Kind under which a log holds what is for some parties alone."""

NAMED_PARTS = ("text", "edition", "clean", "paragraph", "spoken", "rows", "file")
"""What may stand behind `@key#`."""

_NAMED = re.compile(r"^@([A-Za-z0-9._/-]+)(?:#([a-z]+)(?:\.([A-Za-z0-9-]+))?)?$")


class Named(NamedTuple):
    """What stands in a case for something that only the record will know.

    Attributes:
        key: Of an act; or a file's name.
        what: Which part of it; empty for the id of its entry.
        lang: In which language.
    """

    key: str
    what: str = ""
    lang: str = ""

    def __str__(self) -> str:
        """Return it as the case has it."""
        return f"@{self.key}" + (f"#{self.what}" if self.what else "") + (f".{self.lang}" if self.lang else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One entry of a case, before it is signed.

    Attributes:
        key: What other acts call it.
        party: Who says it.
        by: In which office.
        countersigned_by: Office that signs the same text too, where the charter asks two; None for nobody.
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
        papers: Files that it names, by name: they go with it.
        file: Where it is written, for whoever is told of a mistake.
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
    countersigned_by: str | None = None
    papers: Mapping[str, bytes] = field(default_factory=dict)
    file: str = ""

    @property
    def place(self) -> str:
        """File and key, as messages name it."""
        return f"{self.file}: {self.key}" if self.file else self.key

    @property
    def mark(self) -> tuple[PartyId, str, datetime]:
        """By what the act is found again in a log."""
        return self.party, SEALED if self.audience else self.kind, self.at

    def needs(self) -> tuple[str, ...]:
        """Acts that must lie in its causal past."""
        opened = () if self.on is None else (self.on,)
        named = (each.key for each in named_in(self.says) if each.what != "file")
        return tuple(dict.fromkeys((*opened, *named, *self.refs.values(), *self.after)))

    def members(self, resolve: Callable[[Named], Any]) -> dict[str, Any]:
        """The body with what `resolve` gives in place of each thing that it names."""
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
    role: Role = "party"
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
        marks: dict[tuple[PartyId, str, datetime], Act] = {}
        for act in self.acts:
            self._check_act(act, earlier, marks.get(act.mark))
            earlier[act.key] = act
            marks[act.mark] = act
        self._check_sheets(earlier)
        object.__setattr__(self, "_by_key", earlier)

    def _check_act(self, act: Act, earlier: Mapping[str, Act], twin: Act | None) -> None:
        """Refuse an act that could not be entered where it stands, or not be found again."""
        if act.key in earlier:
            raise ValueError(
                f"{act.place} is given twice: {earlier[act.key].place} has this key too; call one otherwise"
            )
        if twin is not None:
            raise ValueError(
                f"{act.place} is given twice: {twin.place} is of the same party, kind and time, by which acts are found "
                "again; move `at` of one of them by a minute"
            )
        if act.at > self.as_of:
            raise ValueError(
                f"{act.place}: expected `at` no later than as_of, {self.as_of:%Y-%m-%dT%H:%M:%SZ}, got a later one"
            )
        keys = {each.key: each for each in self.acts}
        for key in (*act.needs(), *act.waits_for):
            if key not in keys:
                raise ValueError(f"{act.place} names {key!r}: expected the key of an act, found none{meant(key, keys)}")
            if key not in earlier:
                raise ValueError(
                    f"{act.place} needs what comes later: {keys[key].place} is said at {keys[key].at:%Y-%m-%dT%H:%M:%SZ}, "
                    f"this at {act.at:%Y-%m-%dT%H:%M:%SZ}"
                )

    def _check_sheets(self, acts: Mapping[str, Act]) -> None:
        titles: set[tuple[PartyId, str, str]] = set()
        for sheet in self.sheets:
            title = (sheet.party, sheet.office, sheet.title)
            if title in titles:
                raise ValueError(f"a sheet has the title of another of its office: {sheet.key}, {sheet.title!r}")
            if sheet.on is not None and sheet.on not in acts:
                raise ValueError(f"a sheet is about no act: {sheet.key} names {sheet.on!r}{meant(sheet.on, acts)}")
            titles.add(title)

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


def named_in(value: object) -> Iterator[Named]:
    """Everything that a body names, at any depth."""
    if isinstance(value, str):
        named = _NAMED.match(value)
        if named:
            yield Named(*named.groups(""))
    elif isinstance(value, Mapping):
        for member in value.values():
            yield from named_in(member)
    elif isinstance(value, Sequence):
        for member in value:
            yield from named_in(member)


def _resolved(value: Any, resolve: Callable[[Named], Any]) -> Any:
    if isinstance(value, str):
        named = next(named_in(value), None)
        return value if named is None else resolve(named)
    if isinstance(value, Mapping):
        return {name: _resolved(member, resolve) for name, member in value.items()}
    if isinstance(value, Sequence):
        return [_resolved(member, resolve) for member in value]
    return value
