"""What a state holds and what follows from it is told in words: no name of a member, no token and no stamp of a computer."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, get_args, get_type_hints

import msgspec
import pytest
from msgspec import inspect

from tests.everything import Everybody, everybodys_charter
from tests.server.web import Web, web
from trilateral.catalogue import SLICES
from trilateral.desk.holdings import Holdings
from trilateral.desk.members import LEFT_OUT, Place, is_act, member_label, place_of
from trilateral.desk.places import APIS, BY_SLICE
from trilateral.desk.reading import Reading
from trilateral.desk.said import Row
from trilateral.desk.why import changed, derivation, followed
from trilateral.i18n.languages import LANGUAGES
from trilateral.ledger.charter import Charter
from trilateral.ledger.entry import Text
from trilateral.ledger.fold import Fold
from trilateral.ui.forms import ANGLES

STEPS = 1000
_COMPUTED = re.compile("[A-Za-z]{2,}|[0-9]")
_NAMED = re.compile(r"[a-z]+[/-][0-9]+(#[0-9]+)?|[0-9a-f]{10}…|[0-9.]+° [NS] [0-9.]+° [EW]")
"""References, places in a text, hashes and coordinates: they have the same letters and digits in every language."""
_SAID = frozenset(
    {
        "article",
        "downgrades",
        "exact",
        "handed_to",
        "key",
        "lang",
        "office",
        "order",
        "powers",
        "rooms",
        "shown",
        "value",
        "zone",
    }
)
"""Members that hold what somebody wrote, or called by a word of their own: such a word has no translation."""


class Wording(msgspec.Struct, frozen=True):
    """An entry that has a text."""

    entry: str
    index: int
    hash: str
    text: Text


class Wordings(msgspec.Struct, frozen=True):
    """All of them."""

    versions: tuple[Wording, ...]


def members(kind: inspect.Type, place: Place) -> Iterator[Place]:
    """Every member below a type that the page can show."""
    match kind:
        case inspect.StructType(fields=held) | inspect.DataclassType(fields=held):
            names = {each.name for each in held}
            if kind.cls is Text or is_act(names) or names == ANGLES:
                return
            for each in held:
                if each.name in LEFT_OUT or (each.name == "lang" and "text" in names):
                    continue
                yield place.inside(each.name)
                yield from members(each.type, place.inside(each.name))
        case inspect.UnionType(types=types) | inspect.TupleType(item_types=types):
            for inner in types:
                yield from members(inner, place)
        case inspect.ListType() | inspect.VarTupleType() | inspect.FrozenSetType():
            yield from members(kind.item_type, place)
        case inspect.DictType():
            yield from members(kind.value_type, place)


def roots() -> Iterator[tuple[str, inspect.Type]]:
    """What programs find of each slice, and every state of it."""
    yield from ((api.slice, inspect.type_info(api.found)) for api in APIS)
    for each in SLICES:
        for state in get_args(get_type_hints(each.apply)["return"]):
            yield from ((each.name, inspect.type_info(kind)) for kind in state.__subclasses__() or [state])


@pytest.mark.parametrize("lang", list(LANGUAGES))
def test_every_member_that_can_be_shown_has_a_label(lang: str) -> None:
    """Of every state of every slice, and of all that programs read of it."""
    places = {each for name, kind in roots() for each in members(kind, Place(name))}

    assert {each.slice for each in places} == {each.name for each in SLICES}
    assert len(places) > 700
    assert sorted(f"{each.slice}.{each.at}" for each in places if member_label(lang, each) is None) == []


class Anybodys(Reading):
    """A record of parties in memory, as it would be read on the node of one of them."""

    everybody: Everybody

    @property
    def fold(self) -> Fold:
        """What all have signed."""
        return self.everybody.node

    @property
    def open_fold(self) -> Fold:
        """The same."""
        return self.everybody.node

    @cached_property
    def charter(self) -> Charter:
        """Theirs."""
        return everybodys_charter()


@pytest.fixture(scope="module")
def everybody() -> Everybody:
    """A life in which most kinds have had an effect."""
    made = Everybody(7)
    made.live(STEPS)
    return made


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("members")) as made:
        yield made


def reading_of(node: Web, everybody: Everybody, lang: str) -> Reading:
    made = Anybodys(Holdings(node.node.record), lang, everybody.clock.now(), pages=frozenset(BY_SLICE))
    object.__setattr__(made, "everybody", everybody)
    return made


def rows_shown(reading: Reading) -> Iterator[tuple[str, Row]]:
    """Everything that the page says of every matter in rows, those inside others included."""
    for name in BY_SLICE:
        for subject in reading.fold.subjects(name):
            found = derivation(reading, reading.ref(subject))
            assert found is not None
            yield from within(name, followed(reading, found))
            for step in found.steps:
                for _, _, *sides in changed(reading, found, step):
                    yield from within(name, [row for side in sides for row in side])


def within(name: str, rows: Any) -> Iterator[tuple[str, Row]]:
    for row in rows:
        yield name, row
        for inside in row.rows:
            yield from within(name, inside)


@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_everything_is_in_words(node: Web, everybody: Everybody, lang: str) -> None:
    """Nothing that a program would write is left: no token of the record, no name of a member, no stamp, no digits of others."""
    reading = reading_of(node, everybody, lang)
    found = list(rows_shown(reading))
    names = [reading.party_view(each).name for each in reading.parties]
    bare = {
        (name, row.label_id, each)
        for name, row in found
        for each in (row.name, *row.plain)
        if row.label_id not in _SAID and each not in names and _COMPUTED.search(_NAMED.sub("", each))
    }

    assert len({(name, row.label_id) for name, row in found}) > 200
    assert sorted(bare) == []


def test_a_place_knows_whose_text_is_meant_and_in_which_language_it_was_said() -> None:
    """Of two entries that have one text, the first is meant."""
    first, second = (Wording(letter * 64, number, "f" * 64, Text("fa", "راه")) for number, letter in enumerate("ab"))
    place = place_of("proposals", Wordings((first, second)))

    assert place.texts == {"f" * 64: first.entry}
    assert place.langs == {"راه": "fa"}
