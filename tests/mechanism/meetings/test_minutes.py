"""Minutes agreed paragraph by paragraph, with dissent that stays, and points that every party signs."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant

from tests.mechanism import anyone
from tests.mechanism.meetings.test_rules import OFFER, convened, opened
from tests.worlds import DATE, HOST, NORTH, PARTIES, SOUTH, World, en
from trilateral.ledger.entry import Body, EntryId
from trilateral.mechanism.meetings import minutes
from trilateral.mechanism.meetings.entries import (
    DateAccepted,
    GroundDenied,
    GroundShared,
    GroundStated,
    MeetingClosed,
    MeetingOpened,
    MeetingProposed,
    MinutesAccepted,
    MinutesClosed,
    MinutesTabled,
    ParagraphAccepted,
    ParagraphDissented,
    ParagraphObjected,
    ParagraphWorded,
)
from trilateral.mechanism.meetings.state import Meeting

TABLED = MinutesTabled((en("It began at ten."), en("Patrols were discussed.")))


def code(world: World, party: str, body: Body, meeting: EntryId) -> str | None:
    return world.objection(world.say(party, body, meeting))


def tabled() -> tuple[World, EntryId, EntryId]:
    """A meeting that is over, and the host's draft of its minutes, as all have seen."""
    world, meeting = opened()
    draft = world.say(HOST, TABLED, meeting)
    world.say(HOST, MeetingClosed(), meeting)
    world.meet()
    assert world.objection(draft) is None
    return world, meeting, draft


def status(world: World, meeting: EntryId, number: int = 0) -> str:
    state = world.state(meeting)
    return minutes.minutes_status(state, state.drafts[number]).value


def settled(world: World, meeting: EntryId) -> list[str | None]:
    state = world.state(meeting)
    (draft,) = state.drafts
    texts = [minutes.settled_text(state, draft, number) for number in range(len(draft.paragraphs))]
    return [None if text is None else text.text for text in texts]


def accepted_by_all() -> tuple[World, EntryId, EntryId]:
    world, meeting, draft = tabled()
    for party in (NORTH, SOUTH):
        assert code(world, party, MinutesAccepted(draft), meeting) is None
    world.meet()
    return world, meeting, draft


def test_who_tables_accepts_and_each_other_party_must() -> None:
    world, meeting, draft = tabled()
    world.say(NORTH, MinutesAccepted(draft), meeting)
    assert settled(world, meeting) == [None, None]
    world.say(SOUTH, ParagraphAccepted(draft, 1), meeting)

    assert settled(world, meeting) == [None, "Patrols were discussed."]
    assert status(world, meeting) == "tabled"
    world.say(SOUTH, ParagraphAccepted(draft, 0), meeting)
    assert status(world, meeting) == "settled"


def test_a_wording_is_agreed_word_for_word() -> None:
    """Two that accept two wordings agree on nothing, however alike the words."""
    world, meeting, draft = tabled()
    world.say(NORTH, MinutesAccepted(draft), meeting)
    worded = world.say(SOUTH, ParagraphWorded(draft, 1, en("Patrols were agreed.")), meeting)
    world.meet()
    assert settled(world, meeting) == [None, None]
    assert code(world, HOST, ParagraphAccepted(worded, 0), meeting) == "meetings.no_such_paragraph"

    for party in (NORTH, HOST):
        assert code(world, party, ParagraphAccepted(worded, 1), meeting) is None
    assert settled(world, meeting) == [None, "Patrols were agreed."]
    world.say(NORTH, ParagraphObjected(worded, 1), meeting)
    assert settled(world, meeting) == [None, None]
    assert code(world, SOUTH, ParagraphWorded(draft, 0, en("It began at ten.")), meeting) == "meetings.same_wording"


def test_a_dissent_lets_the_paragraph_stand_and_stays() -> None:
    """Also when its author agrees in the end: it is shown as given up, and not gone."""
    world, meeting, draft = tabled()
    world.say(NORTH, MinutesAccepted(draft), meeting)
    world.say(SOUTH, ParagraphAccepted(draft, 0), meeting)
    dissent = world.say(SOUTH, ParagraphDissented(draft, 1, en("They were not.")), meeting)
    state = world.state(meeting)
    (held,) = state.drafts

    assert status(world, meeting) == "settled"
    assert not minutes.is_agreed(state, held, 1)
    world.say(SOUTH, ParagraphAccepted(draft, 1), meeting)
    state = world.state(meeting)
    assert minutes.is_agreed(state, state.drafts[0], 1)
    assert [each.entry for each in minutes.dissents(state, state.drafts[0], 1)] == [dissent]


def test_dissent_alone_settles_nothing() -> None:
    world, meeting, draft = tabled()
    for party in PARTIES:
        assert code(world, party, ParagraphDissented(draft, 0, en("no")), meeting) is None

    assert settled(world, meeting) == [None, None]


def test_minutes_are_closed_when_every_paragraph_is_settled() -> None:
    world, meeting, draft = tabled()
    assert code(world, HOST, MinutesClosed(draft), meeting) == "meetings.not_settled"
    for party in (NORTH, SOUTH):
        world.say(party, MinutesAccepted(draft), meeting)
    assert code(world, HOST, MinutesClosed(draft), meeting) == "meetings.not_settled", "the host has not seen it yet"
    world.meet()
    assert code(world, HOST, MinutesClosed(draft), meeting) is None
    world.meet()
    assert status(world, meeting) == "final"

    tries: list[Body] = [
        MinutesClosed(draft),
        TABLED,
        MinutesAccepted(draft),
        ParagraphWorded(draft, 0, en("x")),
        ParagraphAccepted(draft, 0),
        ParagraphObjected(draft, 0),
        ParagraphDissented(draft, 0, en("x")),
    ]
    found = {type(body).__name__: code(world, SOUTH, body, meeting) for body in tries}
    assert found.pop("MinutesAccepted") == "meetings.accepted_already"
    assert set(found.values()) == {"meetings.minutes_final"}
    final = minutes.final_draft(world.state(meeting))
    assert final is not None
    assert final.entry == draft


def test_minutes_of_what_goes_on_cannot_be_closed() -> None:
    world, meeting = opened()
    draft = world.say(HOST, TABLED, meeting)
    world.meet()
    for party in (NORTH, SOUTH):
        world.say(party, MinutesAccepted(draft), meeting)
    world.see_all(HOST)

    assert code(world, HOST, MinutesClosed(draft), meeting) == "meetings.still_open"


@pytest.mark.parametrize("ending", [ParagraphAccepted, ParagraphDissented], ids=["accepts", "dissents"])
def test_an_objection_that_crossed_the_closing(ending: type[Body]) -> None:
    """Crossed, until its author accepts or dissents after all; nobody else can end it."""
    world, meeting, draft = accepted_by_all()
    world.say(HOST, MinutesClosed(draft), meeting)
    world.say(SOUTH, ParagraphObjected(draft, 1, en("not so")), meeting)
    assert status(world, meeting) == "crossed"
    assert minutes.final_draft(world.state(meeting)) is None
    world.meet()

    assert code(world, NORTH, ParagraphObjected(draft, 1), meeting) == "meetings.minutes_final"
    words = () if ending is ParagraphAccepted else (en("for the record"),)
    assert code(world, SOUTH, ending(draft, 1, *words), meeting) is None
    assert status(world, meeting) == "final"


def test_two_closings_that_crossed() -> None:
    """Neither is the minutes, until somebody objects to one of them."""
    world, meeting, draft = accepted_by_all()
    other = world.say(NORTH, MinutesTabled((en("Another version."),)), meeting)
    world.meet()
    for party in (SOUTH, HOST):
        world.say(party, MinutesAccepted(other), meeting)
    world.meet()
    world.say(HOST, MinutesClosed(draft), meeting)
    world.say(NORTH, MinutesClosed(other), meeting)
    assert [status(world, meeting, number) for number in (0, 1)] == ["crossed", "crossed"]
    world.meet()

    assert code(world, SOUTH, ParagraphObjected(other, 0), meeting) is None
    assert [status(world, meeting, number) for number in (0, 1)] == ["final", "tabled"]


def test_a_new_version_begins_without_words() -> None:
    """Nobody is bound to the same words among others."""
    world, meeting, draft = accepted_by_all()
    again = world.say(NORTH, MinutesTabled((en("It began at ten."),), draft), meeting)
    world.meet()

    assert world.objection(again) is None
    assert status(world, meeting, 1) == "tabled"
    assert code(world, NORTH, MinutesTabled((en("x"),), meeting), meeting) == "meetings.no_such_minutes"
    assert code(world, NORTH, MinutesTabled(()), meeting) == "meetings.says_nothing"


def test_what_objects_to_a_word_on_minutes() -> None:
    world, meeting, draft = tabled()
    hidden = world.say(HOST, TABLED, meeting)

    assert code(world, NORTH, MinutesAccepted(hidden), meeting) == "meetings.not_seen"
    assert code(world, NORTH, ParagraphAccepted(hidden, 0), meeting) == "meetings.not_seen"
    assert code(world, NORTH, MinutesAccepted(meeting), meeting) == "meetings.no_such_minutes"
    assert code(world, NORTH, ParagraphAccepted(meeting, 0), meeting) == "meetings.no_such_paragraph"
    for number in (-1, 2, 2**53 - 1):
        assert code(world, NORTH, ParagraphAccepted(draft, number), meeting) == "meetings.no_such_paragraph"
        assert code(world, NORTH, ParagraphWorded(draft, number, en("x")), meeting) == "meetings.no_such_paragraph"
    assert code(world, NORTH, ParagraphObjected(draft, 0), meeting) is None
    assert code(world, NORTH, ParagraphObjected(draft, 0), meeting) == "meetings.objected_already"
    assert code(world, HOST, ParagraphAccepted(draft, 0), meeting) == "meetings.accepted_already"
    assert code(world, HOST, MinutesAccepted(draft), meeting) == "meetings.accepted_already"
    world, meeting = convened()
    assert code(world, NORTH, TABLED, meeting) == "meetings.not_opened"


def test_common_ground_is_what_every_party_signs_in_the_same_words() -> None:
    world, meeting = opened()
    point = world.say(HOST, GroundStated(en("Calm at the river")), meeting)
    assert code(world, NORTH, GroundShared(point), meeting) == "meetings.not_seen"
    world.meet()
    assert code(world, HOST, GroundShared(point), meeting) == "meetings.accepted_already"
    assert code(world, NORTH, GroundShared(meeting), meeting) == "meetings.no_such_point"
    for party in (NORTH, SOUTH):
        assert code(world, party, GroundShared(point), meeting) is None

    assert [each.entry for each in minutes.common_ground(world.state(meeting))] == [point]
    assert code(world, HOST, GroundDenied(point, en("no longer")), meeting) is None
    assert code(world, HOST, GroundDenied(point), meeting) == "meetings.declined_already"
    assert minutes.common_ground(world.state(meeting)) == ()
    world, meeting = convened()
    assert code(world, NORTH, GroundStated(en("x")), meeting) == "meetings.not_opened"


class AnyoneSaysAnythingAfterwards(anyone.AnyoneSignsAnything):
    """Three parties sign any meeting entry about a meeting that was opened, with a draft and a confidence on the table."""

    slice_name = "meetings"

    def opening(self, author: str) -> Body:
        """A meeting with one offer."""
        return MeetingProposed((en(author),), "rounds", 1, "joint", "plenary", None, (OFFER,))

    @initialize(closed=st.booleans())
    def hold(self, *, closed: bool) -> None:
        """Convene, open and table. The other initialisation may come before or after: it opens another meeting."""
        meeting = self.say(NORTH, self.opening(NORTH), None)
        self.subjects.append(meeting)
        self.world.meet()
        for party in (SOUTH, HOST):
            self.ids.append(self.say(party, DateAccepted(meeting, 0), meeting))
        self.world.meet()
        self.catch_up()
        self.say(HOST, MeetingOpened(DATE), meeting)
        draft = self.say(HOST, TABLED, meeting)
        if closed:
            self.say(HOST, MeetingClosed(), meeting)
        self.world.meet()
        self.catch_up()
        for party in (NORTH, SOUTH):
            self.say(party, MinutesAccepted(draft), meeting)
        self.world.meet()
        self.catch_up()
        self.held = meeting

    @invariant()
    def final_minutes_have_every_partys_word(self) -> None:
        """Drawn from the entries: each party's last word on each paragraph is that it accepts it, or dissents."""
        for subject, state in self.fold.subjects("meetings").items():
            final = minutes.final_draft(state)
            if final is None:
                continue
            for number in range(len(final.paragraphs)):
                for party in PARTIES:
                    words = [e for e in self.fold.acts(subject) if e.party == party]
                    last = None
                    for each in sorted(words, key=lambda e: e.index):
                        match each.body:
                            case MinutesTabled() if each.id == final.entry:
                                last = "accepted"
                            case MinutesAccepted(draft=named) if named == final.entry:
                                last = "accepted"
                            case ParagraphWorded(draft=named, paragraph=at) if (named, at) == (final.entry, number):
                                last = "accepted"
                            case (
                                ParagraphAccepted(wording_in=named, paragraph=at)
                                | ParagraphObjected(wording_in=named, paragraph=at)
                                | ParagraphDissented(wording_in=named, paragraph=at)
                            ) if at == number and minutes.draft_with(state, named, at) == final:
                                last = type(each.body).__name__.removeprefix("Paragraph").lower()
                    assert last in {"accepted", "dissented"}, (party, number)

    @invariant()
    def dissent_is_never_lost(self) -> None:
        for subject, before in self.before.items():
            state: Meeting = self.fold.subjects("meetings")[subject]
            for draft in before.drafts:
                for number in range(len(draft.paragraphs)):
                    was = set(minutes.dissents(before, draft, number))
                    assert was <= set(minutes.dissents(state, draft, number))


TestAnyoneSaysAnythingAfterwards = AnyoneSaysAnythingAfterwards.TestCase
