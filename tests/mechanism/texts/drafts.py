"""Worlds in which a text is on the table, for the tests of texts."""

from tests.worlds import HOST, NORTH, PARTIES, SOUTH, World, en, founded
from trilateral.ledger.entry import Body, EntryId, Text
from trilateral.mechanism.texts.clean import exact_hashes
from trilateral.mechanism.texts.entries import (
    ExactText,
    ForceRecorded,
    Paragraph,
    ParagraphEdited,
    TextSigned,
    TextTabled,
)
from trilateral.mechanism.texts.state import JointText, force_day

LISTS = "The parties shall exchange lists of prisoners within ten days."
RIVER = "Nobody shall cross the river at night."
TABLED = TextTabled((en("Prisoners"),), ("en",), (Paragraph((en(LISTS),)), Paragraph((en(RIVER),))))
FA_LISTS = "طرف‌ها فهرست زندانیان را ظرف ده روز مبادله می‌کنند."
BILINGUAL = TextTabled((en("Prisoners"),), ("en", "fa"), (Paragraph((en(LISTS), Text("fa", FA_LISTS))),))


def tabled(body: TextTabled = TABLED) -> tuple[World, EntryId]:
    """A world in which the host has tabled a text that all have seen."""
    world = founded()
    subject = world.say(HOST, body)
    world.meet()
    assert world.objection(subject) is None
    return world, subject


def edit(text: str, *bases: EntryId, key: str = "1", lang: str = "en", matches: tuple[EntryId, ...] = ()) -> Body:
    """A paragraph worded anew."""
    return ParagraphEdited(key, bases, (Text(lang, text),), matches)


def hashes(world: World, subject: EntryId) -> tuple[ExactText, ...]:
    """The exact texts as they are clean now."""
    found = exact_hashes(world.state(subject))
    assert found, "the text is not clean"
    return found


def signed(body: TextTabled = TABLED, by: tuple[str, ...] = PARTIES) -> tuple[World, EntryId]:
    """A world in which parties have signed the text as it was tabled, and all know so."""
    world, subject = tabled(body)
    for party in by:
        assert world.objection(world.say(party, TextSigned(hashes(world, subject)), subject)) is None
    world.meet()
    return world, subject


def in_force(body: TextTabled = TABLED) -> tuple[World, EntryId]:
    """A world in which the entry into force of the text is recorded."""
    world, subject = signed(body)
    day = force_day(world.state(subject))
    assert day is not None
    assert world.objection(world.say(HOST, ForceRecorded(day), subject)) is None
    world.meet()
    return world, subject


def competing() -> tuple[World, EntryId, EntryId, EntryId]:
    """North and South have worded the same words without knowing of each other, and know it by now."""
    world, subject = tabled()
    five = world.say(NORTH, edit(LISTS.replace("ten", "five"), subject), subject)
    twenty = world.say(SOUTH, edit(LISTS.replace("ten", "twenty"), subject), subject)
    world.meet()
    assert [world.objection(each) for each in (five, twenty)] == [None, None]
    return world, subject, five, twenty


def text_of(world: World, subject: EntryId) -> JointText:
    """The state."""
    state = world.state(subject)
    assert isinstance(state, JointText)
    return state
