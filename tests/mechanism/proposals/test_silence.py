"""Silence: when it is consent, by what proof, and what defeats it. Nothing here asks what time it is."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tests.mechanism.proposals.silent import (
    HOUR,
    OUTSIDE,
    PROVEN,
    TABLED,
    TERMS,
    TEXT,
    Quiet,
    head,
    noted,
    opened,
    quiet_world,
    under_silence,
    witness_key,
)
from tests.worlds import BEGAN, HOST, NORTH, PARTIES, SOUTH, en, log_key, origin, root_key
from trilateral.agreement.clocks import Answer
from trilateral.agreement.undertakings import Undertaking
from trilateral.ledger.charter import SilenceTerms
from trilateral.ledger.entry import EntryId
from trilateral.ledger.keys import KeyRevoked
from trilateral.mechanism.proposals import state as standing
from trilateral.mechanism.proposals.entries import (
    BodyItem,
    MeetingItem,
    PositionReserved,
    ProposalAmended,
    ProposalTabled,
    ProposalWithdrawn,
    RequestItem,
    SilenceBroken,
    SilenceDefeated,
    SilenceOpened,
    SilenceProven,
    SilentHead,
    TextAccepted,
    TextDeclined,
    text_hash,
)
from trilateral.mechanism.proposals.state import Proposal

LATE = HOUR + timedelta(minutes=1)
ASKED = (RequestItem(SOUTH, "action", en("Withdraw the officers.")),)
BODIES = (BodyItem("border", (en("Border body"),)),)
MEETINGS = (MeetingItem((en("Round two"),)),)


def _on(*matters: str) -> SilenceTerms:
    return msgspec.structs.replace(TERMS, matters=matters)


def held(quiet: Quiet) -> Proposal:
    state = quiet.world.state(quiet.proposal)
    assert isinstance(state, Proposal)
    return state


def status(quiet: Quiet) -> str:
    return standing.status(held(quiet)).value


def broken(quiet: Quiet, party: str = SOUTH, *, at: object = HOUR) -> EntryId:
    return quiet.world.say(party, SilenceBroken(quiet.silence, en("Not so.")), quiet.proposal, at=at)


def objection(quiet: Quiet, entry: EntryId) -> str | None:
    return quiet.world.objection(entry)


def test_silence_that_is_proven_adopts() -> None:
    quiet = under_silence()
    before = status(quiet)
    proof = quiet.prove()

    assert (before, objection(quiet, proof), status(quiet)) == ("under_silence", None, "adopted")
    state = held(quiet)
    assert state.adopted_text(lambda _: None) == quiet.proposal
    found = standing.by_silence(state, SOUTH, TEXT)
    assert found is not None
    assert found.entry == proof
    assert dict(found.covered) == {SOUTH: len(quiet.world.logs[SOUTH].entries)}
    assert standing.standing_of(state, SOUTH, TEXT) == "silent"
    assert standing.standing_of(state, HOST, TEXT) == "accepted"


def test_anybody_may_sign_the_proof_the_silent_party_too() -> None:
    for party in PARTIES:
        quiet = under_silence()
        assert objection(quiet, quiet.prove(by=party)) is None


def test_a_party_that_had_not_received_the_proposal_was_not_silent() -> None:
    quiet = under_silence(received=False)

    assert objection(quiet, quiet.prove()) == "proposals.not_received"
    assert status(quiet) == "under_silence"


def test_a_party_that_received_it_after_the_hour_was_not_silent() -> None:
    """Whoever was cut off until then was never asked, though its log is silent for as long as you like."""
    quiet = under_silence(received=False)
    quiet.world._ticks = int((LATE - BEGAN).total_seconds() // 60)
    quiet.world.see_all(SOUTH)

    assert objection(quiet, quiet.prove()) == "proposals.received_late"


@pytest.mark.parametrize(("short", "why"), [(0, None), (1, "proposals.too_little_time")])
def test_an_opening_dated_back_leaves_nobody_less_time(short: int, why: str | None) -> None:
    """The hour is measured from the silent party's own receipt, whatever time the opener claims."""
    quiet = under_silence(received=False)
    quiet.world._ticks = 24 * 60 - 1 + short  # the next entry, South's receipt, is so long before the hour
    quiet.world.see_all(SOUTH)
    proof = quiet.prove()

    assert quiet.world.objection(quiet.silence) is None
    assert objection(quiet, proof) == why
    assert status(quiet) == ("under_silence" if why else "adopted")


def test_a_head_from_before_the_receipt_shows_no_silence() -> None:
    """Who saw no more of that log by then says nothing of what the party did with what it received."""
    quiet = under_silence()
    size = len(quiet.world.logs[SOUTH].entries)
    before = head(quiet.world, SOUTH, (HOST, NORTH), PROVEN, size - 1)

    assert objection(quiet, quiet.prove(before)) == "proposals.not_received"
    assert objection(quiet, quiet.prove()) is None


def test_a_word_in_the_very_second_of_the_hour_shows_no_silence() -> None:
    """Without grace too: an objection in that second is in time."""
    quiet = under_silence(terms=msgspec.structs.replace(TERMS, grace_minutes=0))
    at_once = head(quiet.world, SOUTH, (HOST, NORTH), HOUR)
    after = head(quiet.world, SOUTH, (HOST, NORTH), HOUR + timedelta(seconds=1))

    assert objection(quiet, quiet.prove(at_once)) == "proposals.too_early"
    assert objection(quiet, quiet.prove(after)) is None


def test_heads_from_before_the_hour_and_its_grace_prove_nothing() -> None:
    quiet = under_silence()
    early = head(quiet.world, SOUTH, (HOST, NORTH), PROVEN - timedelta(seconds=1))

    assert objection(quiet, quiet.prove(early)) == "proposals.too_early"
    assert objection(quiet, quiet.prove(head(quiet.world, SOUTH, (HOST, NORTH), PROVEN))) is None


def test_an_hour_at_the_end_of_all_calendars_stops_no_node() -> None:
    """Its grace would end at no instant there is. Nobody proves it, and everybody reads on."""
    last = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    world = quiet_world()
    proposal = world.say(NORTH, TABLED)
    world.see_all(HOST)
    world.say(HOST, TextAccepted(text_hash(TABLED)), proposal)
    silence = world.say(NORTH, opened(TABLED, last), proposal, at=last - timedelta(hours=24))
    world.see_all(HOST)
    world.see_all(SOUTH)
    quiet = Quiet(world, proposal, silence)
    proof = quiet.prove(head(world, SOUTH, (HOST, NORTH), last))

    assert world.objection(silence) is None
    assert objection(quiet, proof) == "proposals.too_early"


def test_one_cosigner_in_time_and_one_too_early_are_too_early() -> None:
    quiet = under_silence()
    one = head(quiet.world, SOUTH, (HOST,), PROVEN)
    both = head(quiet.world, SOUTH, (NORTH,), HOUR)
    merged = one + both.split("\n\n")[1].split("\n", 1)[1]

    assert objection(quiet, quiet.prove(merged)) == "proposals.too_early"


def test_too_few_cosigners_prove_nothing_and_nobody_cosigns_its_own_log() -> None:
    quiet = under_silence()
    for by in ((), (HOST,), (HOST, SOUTH)):
        assert objection(quiet, quiet.prove(head(quiet.world, SOUTH, by, PROVEN))) == "proposals.too_few_cosigners"


def test_a_cosigner_without_interest_is_needed_and_an_outside_witness_is_one() -> None:
    """Neither the proposer nor the silent party counts as such."""
    quiet = under_silence(terms=msgspec.structs.replace(TERMS, quorum=1))
    alone = quiet.prove(head(quiet.world, SOUTH, (NORTH,), PROVEN))
    outside = quiet.prove(head(quiet.world, SOUTH, (OUTSIDE,), PROVEN))

    assert objection(quiet, alone) == "proposals.none_disinterested"
    assert objection(quiet, outside) is None


def test_witness_and_mirror_of_one_party_are_one() -> None:
    quiet = under_silence()
    twice = head(quiet.world, SOUTH, (HOST,), PROVEN)
    line = head(quiet.world, SOUTH, (HOST,), PROVEN + timedelta(hours=1)).split("\n\n")[1].split("\n", 1)[1]

    assert objection(quiet, quiet.prove(twice + line)) == "proposals.too_few_cosigners"


def test_a_key_known_to_be_revoked_says_nothing() -> None:
    """Whoever stole it could cosign for any time."""
    quiet = under_silence()
    revoked = KeyRevoked(witness_key(NORTH).verifier().vkey(), "stolen")
    quiet.world.say(NORTH, revoked, by="root", signers=[root_key(NORTH)])

    assert objection(quiet, quiet.prove()) == "proposals.too_few_cosigners"


def test_an_objection_in_the_log_is_no_silence() -> None:
    quiet = under_silence()
    breaking = broken(quiet)

    assert objection(quiet, breaking) is None
    assert status(quiet) == "silence_broken"
    assert objection(quiet, quiet.prove()) == "proposals.objected_in_time"


@pytest.mark.parametrize("word", [TextDeclined(TEXT), PositionReserved(TEXT)], ids=["declined", "reserved"])
def test_a_word_against_the_text_is_an_objection(word: TextDeclined | PositionReserved) -> None:
    quiet = under_silence()
    quiet.world.say(SOUTH, word, quiet.proposal, at=HOUR)
    quiet.world.say(SOUTH, TextDeclined(TEXT, en("Still.")), quiet.proposal, at=LATE)

    assert status(quiet) == "silence_broken"
    assert objection(quiet, quiet.prove()) == "proposals.objected_in_time"


def test_an_objection_that_says_itself_to_be_late_stays_on_the_record_as_late() -> None:
    quiet = under_silence()
    late = broken(quiet, at=LATE)

    assert objection(quiet, late) is None
    assert objection(quiet, quiet.prove()) is None
    assert status(quiet) == "adopted"
    state = held(quiet)
    assert [each.entry for each in standing.objections(state, state.silences[0])] == [late]
    assert standing.broken_by(state, state.silences[0]) == ()


def test_an_objection_back_dated_behind_the_proof_is_late() -> None:
    """It claims to be in time, and nobody had it after the hour: proof and objection, neither of which knew the other."""
    quiet = under_silence()
    proof = quiet.prove()
    backdated = broken(quiet)

    assert (objection(quiet, proof), objection(quiet, backdated)) == (None, None)
    assert status(quiet) == "adopted"
    assert standing.broken_by(held(quiet), held(quiet).silences[0]) == ()


def test_one_foreign_cosignature_in_time_over_an_objection_defeats_the_proof() -> None:
    """Wherever it arrived later, and whichever of the two was signed first."""
    quiet = under_silence()
    proof = quiet.prove()
    objected = broken(quiet)
    in_time = head(quiet.world, SOUTH, (OUTSIDE,), HOUR)
    quiet.world.see_all(NORTH)
    defeat = quiet.world.say(NORTH, SilenceDefeated(quiet.silence, objected, in_time), quiet.proposal)
    again = quiet.prove(by=NORTH)

    assert (objection(quiet, proof), objection(quiet, defeat)) == (None, None)
    assert status(quiet) == "silence_broken"
    assert objection(quiet, again) == "proposals.objected_in_time"
    twice = quiet.world.say(NORTH, SilenceDefeated(quiet.silence, objected, in_time), quiet.proposal)
    assert objection(quiet, twice) == "proposals.defeated_already"


@pytest.mark.parametrize("proof_first", [True, False], ids=["proof read first", "defeat read first"])
def test_proof_and_defeat_that_do_not_know_each_other_come_to_one_state(*, proof_first: bool) -> None:
    quiet = under_silence()
    quiet.prove()
    objected = broken(quiet)
    in_time = head(quiet.world, SOUTH, (NORTH,), HOUR)
    quiet.world.say(SOUTH, SilenceDefeated(quiet.silence, objected, in_time), quiet.proposal)
    fold = quiet.world.fresh_fold()
    for party in (HOST, NORTH, SOUTH) if proof_first else (SOUTH, NORTH, HOST):
        fold.append(origin(party), quiet.world.logs[party].entries)

    state = fold.state(quiet.proposal)
    assert isinstance(state, Proposal)
    assert standing.status(state) == "silence_broken"
    assert fold.digest() == quiet.world.fold().digest()


@pytest.mark.parametrize(
    ("by", "at", "short", "why"),
    [
        ((NORTH,), LATE, 0, "proposals.not_in_time"),
        ((), HOUR, 0, "proposals.not_in_time"),
        ((SOUTH,), HOUR, 0, "proposals.not_in_time"),
        ((NORTH,), HOUR, 1, "proposals.not_covered"),
        ((NORTH,), HOUR, 0, None),
    ],
)
def test_what_shows_an_objection_to_be_in_time(by: tuple[str, ...], at: object, short: int, why: str | None) -> None:
    quiet = under_silence()
    objected = broken(quiet)
    size = len(quiet.world.logs[SOUTH].entries) - short
    checkpoint = head(quiet.world, SOUTH, by, at, size)  # type: ignore[arg-type]  # a time
    quiet.world.see_all(HOST)

    said = quiet.world.say(HOST, SilenceDefeated(quiet.silence, objected, checkpoint), quiet.proposal)
    assert objection(quiet, said) == why


def test_only_an_objection_can_be_shown_to_be_in_time() -> None:
    quiet = under_silence()
    checkpoint = head(quiet.world, SOUTH, (NORTH,), HOUR)
    quiet.world.see_all(HOST)

    def defeat(silence: str, broken: str, note: str = checkpoint) -> str | None:
        return objection(quiet, quiet.world.say(HOST, SilenceDefeated(silence, broken, note), quiet.proposal))

    assert defeat(quiet.silence, quiet.silence) == "proposals.not_an_objection"
    assert defeat(quiet.proposal, quiet.silence) == "proposals.no_such_silence"
    objected = broken(quiet)
    quiet.world.see_all(HOST)
    assert defeat(quiet.silence, objected, "no note") == "proposals.another_log"


def forged(quiet: Quiet) -> dict[str, str]:
    south = quiet.world.logs[SOUTH].entries
    log, north = [log_key(SOUTH)], log_key(NORTH)
    by = (HOST, NORTH)
    good = head(quiet.world, SOUTH, by, PROVEN)
    return {
        "another log": head(quiet.world, HOST, by, PROVEN),
        "another root": noted(origin(SOUTH), [*south[:-1], b"another"], log, by, PROVEN),
        "longer than anybody knows": noted(origin(SOUTH), [*south, b"one more"], log, by, PROVEN),
        "not signed by the log": "\n\n".join([good.split("\n\n")[0], good.split("\n\n")[1].split("\n", 1)[1]]),
        "signed by another log's key": good.replace(
            log[0].sign(good.split("\n\n")[0].encode() + b"\n").line().decode(),
            north.sign(good.split("\n\n")[0].encode() + b"\n").line().decode(),
        ),
        "a line that does not verify": good.replace(good[-30:-3], "A" * 27),
        "no note": "x",
    }


@pytest.mark.parametrize("what", sorted(forged(under_silence())))
def test_a_head_that_is_none_of_that_log_proves_nothing(what: str) -> None:
    quiet = under_silence()

    assert objection(quiet, quiet.prove(forged(quiet)[what])) == "proposals.another_log"


def test_every_silent_party_must_be_shown_silent_once() -> None:
    quiet = under_silence()
    quiet.world.see_all(HOST)

    def prove(*heads: SilentHead) -> str | None:
        return objection(quiet, quiet.world.say(HOST, SilenceProven(quiet.silence, heads), quiet.proposal))

    good = quiet.proof().heads[0]
    assert prove() == "proposals.silence_not_shown"
    assert prove(good, good) == "proposals.named_twice"
    unknown = quiet.world.say(HOST, SilenceProven(quiet.proposal, (good,)), quiet.proposal)
    assert objection(quiet, unknown) == "proposals.no_such_silence"
    assert prove(good, SilentHead("west", "x")) is None


@pytest.mark.parametrize(
    ("tabled", "terms", "hours", "why"),
    [
        (TABLED, None, 36, "proposals.no_silence_terms"),
        (msgspec.structs.replace(TABLED, sort="commitment"), TERMS, 36, "proposals.not_a_matter_for_silence"),
        (
            msgspec.structs.replace(TABLED, commitments=(Undertaking((SOUTH,), en("It pays.")),)),
            TERMS,
            36,
            "proposals.not_a_matter_for_silence",
        ),
        (msgspec.structs.replace(TABLED, charter="a" * 64), TERMS, 36, "proposals.not_a_matter_for_silence"),
        (msgspec.structs.replace(TABLED, requests=ASKED), TERMS, 36, "proposals.not_a_matter_for_silence"),
        (msgspec.structs.replace(TABLED, bodies=BODIES), TERMS, 36, "proposals.not_a_matter_for_silence"),
        (msgspec.structs.replace(TABLED, requests=ASKED, bodies=BODIES), _on("procedure", "substance"), 36, None),
        (msgspec.structs.replace(TABLED, meetings=MEETINGS), TERMS, 36, None),
        (
            msgspec.structs.replace(TABLED, sort="communique", meetings=MEETINGS),
            _on("communique"),
            36,
            "proposals.not_a_matter_for_silence",
        ),
        (TABLED, TERMS, 23, "proposals.silence_too_short"),
        (TABLED, TERMS, 73, "proposals.silence_too_long"),
        (TABLED, TERMS, 24, None),
        (TABLED, TERMS, 72, None),
    ],
)
def test_what_may_be_put_under_silence(
    tabled: ProposalTabled, terms: SilenceTerms | None, hours: int, why: str | None
) -> None:
    """What a text creates counts, whatever the text is called."""
    world = quiet_world(terms)
    proposal = world.say(NORTH, tabled)
    at = BEGAN + timedelta(hours=1)
    said = world.say(NORTH, opened(tabled, at + timedelta(hours=hours)), proposal, at=at)

    assert world.objection(said) == why


def test_who_may_put_a_text_under_silence_and_which() -> None:
    world = quiet_world()
    proposal = world.say(NORTH, TABLED)
    amended = ProposalAmended(TABLED.title, "procedure", (en("Tables are square."),))
    world.say(NORTH, amended, proposal)
    world.meet()

    def opening(party: str, body: SilenceOpened) -> str | None:
        return world.objection(world.say(party, body, proposal, at=BEGAN + timedelta(hours=12)))

    now = msgspec.structs.replace(opened(), text_hash=text_hash(amended))
    assert opening(SOUTH, now) == "proposals.not_yours_to_silence"
    assert opening(NORTH, opened()) == "proposals.old_text"
    assert opening(NORTH, msgspec.structs.replace(opened(), text_hash="f" * 64)) == "proposals.no_such_text"
    assert opening(HOST, now) is None
    world.see_all(NORTH)
    assert opening(NORTH, now) == "proposals.silence_opened_before"


def test_a_party_breaks_a_silence_once() -> None:
    quiet = under_silence()
    broken(quiet)

    assert objection(quiet, broken(quiet, at=LATE)) == "proposals.broken_already"
    unknown = quiet.world.say(SOUTH, SilenceBroken(quiet.proposal), quiet.proposal)
    assert objection(quiet, unknown) == "proposals.no_such_silence"


def test_nothing_is_proven_of_a_text_that_is_off_the_table_or_agreed() -> None:
    quiet = under_silence()
    quiet.world.say(NORTH, ProposalAmended(TABLED.title, "procedure", (en("Square."),)), quiet.proposal)
    assert objection(quiet, quiet.prove()) == "proposals.old_text"

    quiet = under_silence()
    quiet.world.say(NORTH, ProposalWithdrawn(), quiet.proposal)
    assert objection(quiet, quiet.prove()) == "proposals.withdrawn_before"

    quiet = under_silence()
    quiet.world.say(SOUTH, TextAccepted(TEXT), quiet.proposal)
    assert objection(quiet, quiet.prove()) == "proposals.adopted_before"
    assert status(quiet) == "adopted"


def test_a_withdrawal_that_crosses_the_proof_is_crossed() -> None:
    quiet = under_silence()
    quiet.prove()
    quiet.world.say(NORTH, ProposalWithdrawn(), quiet.proposal)

    assert status(quiet) == "crossed"


def test_whether_the_hour_has_passed_in_silence_is_a_question_with_a_time() -> None:
    quiet = under_silence()
    state = held(quiet)
    (silence,) = state.silences
    ask = standing.expired_unbroken

    assert ask(state, silence, {SOUTH: PROVEN}, HOUR) == Answer.NO
    assert ask(state, silence, {}, LATE) == Answer.UNDECIDED
    assert ask(state, silence, {SOUTH: HOUR}, LATE) == Answer.UNDECIDED
    assert ask(state, silence, {SOUTH: PROVEN}, LATE) == Answer.YES
    broken(quiet)
    assert ask(held(quiet), silence, {SOUTH: PROVEN}, LATE) == Answer.NO


def test_who_opened_the_silence_of_a_text_that_it_has_not_accepted_has_received_it() -> None:
    world = quiet_world()
    proposal = world.say(NORTH, TABLED)
    world.meet()
    silence = world.say(HOST, opened(), proposal, at=BEGAN + timedelta(hours=12))
    world.see_all(SOUTH)
    heads = tuple(SilentHead(p, head(world, p, (NORTH, OUTSIDE), PROVEN)) for p in (HOST, SOUTH))
    world.see_all(NORTH)

    assert world.objection(world.say(NORTH, SilenceProven(silence, heads), proposal)) is None
