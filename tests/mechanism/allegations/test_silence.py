"""A note of silence stands by what it carries: the silent party's receipt, and others' words on its log after the hour."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
import pytest

from tests.mechanism.proposals.silent import OUTSIDE, charter, head, noted, quiet_world, witness_key
from tests.worlds import HOST, NORTH, SOUTH, World, en, log_key, origin
from trilateral.ledger.charter import Charter, ClockTerms
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.allegations import rules, silence
from trilateral.mechanism.allegations.answers import ANSWER_CLOCK
from trilateral.mechanism.allegations.entries import (
    AllegationFiled,
    AllegationWithdrawn,
    CompetenceStated,
    PointAnswered,
    SilenceNoted,
)
from trilateral.tlog.checkpoint import Checkpoint, sign_checkpoint
from trilateral.tlog.cosignature import cosign
from trilateral.tlog.merkle import leaf_hash, root_of

FILED = AllegationFiled(SOUTH, (en("one"), en("two")))


@dataclass
class Asked:
    """An allegation against South, which South has received.

    Attributes:
        hour: When South's time to answer ends, counted from its own receipt.
    """

    world: World
    allegation: EntryId
    hour: datetime

    def note(self, by: tuple[str, ...] = (HOST, NORTH), *, after: timedelta = timedelta(), **size: int) -> SilenceNoted:
        """A note with South's log cosigned so long after the hour."""
        return SilenceNoted(head(self.world, SOUTH, by, self.hour + after, size.get("size")))

    def objection(self, body: SilenceNoted, by: str = HOST) -> str | None:
        """What stands against it, signed by somebody who has seen everything."""
        self.world.see_all(by)
        return self.world.objection(self.world.say(by, body, self.allegation))

    @property
    def state(self) -> rules.Allegation:
        """The allegation."""
        found: rules.Allegation = self.world.state(self.allegation)
        return found


def asked(*, received: bool = True) -> Asked:
    world = quiet_world(None)
    allegation = world.say(NORTH, FILED)
    world.see_all(HOST)
    if received:
        world.see_all(SOUTH)
    return Asked(world, allegation, hour_of(world))


def hour_of(world: World) -> datetime:
    """When South's time ends, if the last heads that it recorded are its receipt."""
    entries = [each.entry for each in world.fold().verdicts(origin(SOUTH)) if each.entry is not None]
    heads = [each for each in entries if each.header.kind == "ledger.heads_recorded/1"]
    return heads[-1].header.claimed_at + timedelta(hours=48)


@pytest.mark.parametrize("by", [HOST, NORTH, SOUTH])
def test_silence_is_noted_by_whoever_can_show_it(by: str) -> None:
    """Also by the silent party itself. It takes no trust in who signs it."""
    made = asked()

    assert made.objection(made.note(), by) is None
    (shown,) = made.state.silences
    assert (shown.points, shown.as_of, shown.party) == ((0, 1), made.hour, by)
    assert rules.status(made.state) == "filed"


def test_only_what_the_log_answers_by_nothing_is_noted() -> None:
    made = asked()
    made.world.say(SOUTH, PointAnswered(1, "denied"), made.allegation)

    assert made.objection(made.note()) is None
    assert made.state.silences[0].points == (0,)
    assert silence.silence_on(made.state, 0) == made.state.silences[0]
    assert silence.silence_on(made.state, 1) is None


def test_a_late_answer_is_an_answer_and_stays_late() -> None:
    made = asked()
    note = made.note()
    made.world.say(SOUTH, PointAnswered(0, "admitted"), made.allegation)

    assert made.objection(note) is None
    assert rules.status(made.state) == "answered_in_part"
    assert silence.answered_late(made.state) == (0,)


@pytest.mark.parametrize(
    ("by", "after", "why"),
    [
        ((HOST, NORTH), timedelta(seconds=-1), "allegations.too_early"),
        ((), timedelta(), "allegations.too_few_cosigners"),
        ((NORTH,), timedelta(), "allegations.none_disinterested"),
        ((HOST,), timedelta(), None),
        ((OUTSIDE,), timedelta(days=9), None),
    ],
    ids=["a second early", "nobody", "who alleges alone", "the host", "an outside witness"],
)
def test_enough_others_say_so_after_the_hour_and_one_without_interest(
    by: tuple[str, ...], after: timedelta, why: str | None
) -> None:
    made = asked()

    assert made.objection(made.note(by, after=after)) == why


def test_nobody_is_silent_on_what_it_has_not_received() -> None:
    """Receipt is never deemed: it stands in the party's own log, under the head that is shown."""
    unreceived = asked(received=False)
    never = SilenceNoted(head(unreceived.world, SOUTH, (HOST,), charter_hour()))
    made = asked()
    before = made.note(size=1)

    assert unreceived.objection(never) == "allegations.not_received"
    assert made.objection(before) == "allegations.not_received"


def charter_hour() -> datetime:
    return asked().hour + timedelta(days=30)


def test_a_head_of_another_log_or_of_another_history_shows_nothing() -> None:
    made = asked()
    entries = made.world.logs[SOUTH].entries
    forged = noted(origin(SOUTH), [*entries, b"x"], [log_key(SOUTH)], (HOST,), made.hour)
    host = head(made.world, HOST, (NORTH,), made.hour)

    for note in (forged, host, "no note"):
        assert made.objection(SilenceNoted(note)) == "allegations.another_log"


def test_what_is_answered_or_asked_no_more_is_not_silence() -> None:
    made = asked()
    for point in (0, 1):
        made.world.say(SOUTH, PointAnswered(point, "denied_without_detail"), made.allegation)
    taken = asked()
    taken.world.say(NORTH, AllegationWithdrawn(), taken.allegation)
    dismissed = asked()
    for party in (HOST, NORTH, SOUTH):
        dismissed.world.say(party, CompetenceStated("unprocessable"), dismissed.allegation)

    assert made.objection(made.note()) == "allegations.answered_by_then"
    assert taken.objection(taken.note()) == dismissed.objection(dismissed.note()) == "allegations.nothing_asked"


def under(clocks: tuple[ClockTerms, ...]) -> str | None:
    """What stands against a note under another charter's clocks."""
    terms: Charter = msgspec.structs.replace(charter(None), clocks=clocks)
    world = World(terms).found()
    for party in (HOST, NORTH, SOUTH):
        world.enrol(party, witness_key(party), "witness")
    world.meet()
    allegation = world.say(NORTH, FILED)
    world.meet()
    made = Asked(world, allegation, hour_of(world))
    return made.objection(made.note(after=timedelta(days=30)))


def test_it_takes_a_clock_of_whichever_days() -> None:
    assert under(()) == "allegations.no_clock"
    assert under((ClockTerms(ANSWER_CLOCK, 48, "working"),)) is None
    assert under((ClockTerms(ANSWER_CLOCK, 48, grace_minutes=60),)) is None


def test_a_time_past_the_calendar_stops_no_fold() -> None:
    """A cosigner may claim any second up to 2^63-1."""
    made = asked()
    entries = made.world.logs[SOUTH].entries
    note = far(made.world, entries)

    assert made.objection(SilenceNoted(note)) is None
    assert made.state.silences[0].as_of.year == 9999


def far(world: World, entries: list[bytes]) -> str:
    checkpoint = Checkpoint(origin(SOUTH), len(entries), root_of([leaf_hash(each) for each in entries]))
    signed = sign_checkpoint(checkpoint, [log_key(SOUTH)], 0)
    line = cosign(checkpoint, witness_key(HOST), 2**63 - 1)
    assert world.logs[SOUTH].entries == entries
    return signed.note._replace(signatures=(*signed.note.signatures, line)).encode().decode()
