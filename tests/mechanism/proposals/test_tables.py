"""What lists show of proposals."""

from tests.mechanism.proposals.silent import TEXT, under_silence
from tests.mechanism.proposals.test_rules import ITEMS, tabled
from tests.mechanism.rows import stored
from tests.worlds import HOST, NORTH, SOUTH, en
from trilateral.mechanism.proposals import tables
from trilateral.mechanism.proposals.entries import Reservation, TextDeclined, TextReferred, TextReserved, text_hash


def test_rows_of_a_proposal() -> None:
    world, proposal = tabled(ITEMS)
    text = text_hash(ITEMS)
    before = world.state(proposal)
    no = world.say(SOUTH, TextDeclined(text, en("Not yet.")), proposal)
    yes = world.say(SOUTH, TextReserved(text, (Reservation(0, en("Not on feast days.")),)), proposal)
    referral = world.say(HOST, TextReferred(text), proposal)

    rows = stored(tables, before, world.state(proposal))

    (row,) = rows["proposals"]
    assert (row["party"], row["sort"], row["status"], row["text_hash"], row["texts"]) == (
        NORTH,
        "commitment",
        "tabled",
        text,
        1,
    )
    assert [(each["number"], each["sort"]) for each in rows["proposal_items"]] == [
        (1, "commitment"),
        (2, "request"),
        (3, "body"),
        (4, "meeting"),
        (5, "amendment"),
    ]
    said = [(each["party"], each["word"], each["entry"]) for each in rows["proposal_words"]]
    assert said == [
        (NORTH, "tabled", proposal),
        (SOUTH, "declined", no),
        (SOUTH, "accepted_with_reservation", yes),
    ]
    assert [(each["party"], each["standing"]) for each in rows["proposal_standings"]] == [
        (HOST, "referred"),
        (NORTH, "accepted"),
        (SOUTH, "accepted_with_reservation"),
    ]
    assert [(each["paragraph"], each["text"]) for each in rows["proposal_reservations"]] == [(0, "Not on feast days.")]
    assert [(each["entry"], each["answered_in"]) for each in rows["proposal_referrals"]] == [(referral, None)]
    assert [each["agreed"] for each in rows["proposal_texts"]] == [False]


def test_rows_of_a_silence() -> None:
    quiet = under_silence()
    proof = quiet.prove()

    rows = stored(tables, quiet.world.state(quiet.proposal))

    (row,) = rows["proposal_silences"]
    assert (row["entry"], row["broken"], row["proven_in"]) == (quiet.silence, False, proof)
    assert [each["agreed"] for each in rows["proposal_texts"] if each["text_hash"] == TEXT] == [True]
    assert [each["standing"] for each in rows["proposal_standings"]] == ["accepted", "accepted", "silent"]
