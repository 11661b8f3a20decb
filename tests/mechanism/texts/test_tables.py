"""What lists show of texts."""

from tests.mechanism.rows import stored
from tests.mechanism.texts.drafts import BILINGUAL, FA_LISTS, LISTS, competing, edit, hashes, in_force, tabled
from tests.worlds import HOST, NORTH, PARTIES, SOUTH, en
from trilateral.mechanism.texts import tables
from trilateral.mechanism.texts.entries import NonPaperMentioned, TextReservation, TextSigned, WordsBracketed


def test_rows_of_a_text_on_which_wordings_compete() -> None:
    world, subject, _, _ = competing()
    world.say(NORTH, WordsBracketed("2", "en", (subject,), "Nobody"), subject)

    rows = stored(tables, world.state(subject))

    (row,) = rows["texts"]
    assert (row["party"], row["status"], row["brackets"], row["in_force_on"]) == (HOST, "bracketed", 3, None)
    assert [(e["key"], e["number"], e["competing"], e["text"]) for e in rows["text_paragraphs"]] == [
        ("1", "1", 1, LISTS),
        ("2", "2", 0, "Nobody shall cross the river at night."),
    ]
    assert rows["text_languages"] == [{"subject": subject, "lang": "en", "authentic": True, "text_hash": None}]
    assert [(each["party"], each["lifted"]) for each in rows["text_brackets"]] == [(NORTH, False)]
    assert [(each["party"], each["open"], each["word"]) for each in rows["text_parties"]] == [
        (HOST, 0, None),
        (NORTH, 2, None),
        (SOUTH, 1, None),
    ]


def test_rows_of_a_text_in_two_languages_one_of_them_behind() -> None:
    world, subject = tabled(BILINGUAL)
    world.say(NORTH, edit(LISTS.replace("ten", "five"), subject), subject)

    rows = stored(tables, world.state(subject))

    assert [(each["lang"], each["standing"], each["text"]) for each in rows["text_paragraphs"]] == [
        ("en", "authentic", LISTS.replace("ten", "five")),
        ("fa", "behind", FA_LISTS),
    ]


def test_rows_of_a_text_in_force() -> None:
    world, subject = in_force()
    exact = hashes(world, subject)

    rows = stored(tables, world.state(subject))

    assert rows["texts"][0]["status"] == "in_force"
    assert rows["texts"][0]["in_force_on"] is not None
    assert [each["text_hash"] for each in rows["text_languages"]] == [each.hash for each in exact]
    assert [(each["party"], each["word"], each["current"]) for each in rows["text_parties"]] == [
        (party, "signed", True) for party in sorted(PARTIES)
    ]


def test_reservations_are_counted_and_a_non_paper_has_no_paragraph() -> None:
    world, subject = tabled()
    world.say(NORTH, TextSigned(hashes(world, subject), (TextReservation(en("Not us.")),)), subject)
    paper = world.say(NORTH, NonPaperMentioned((en("Thoughts"),)))

    rows = stored(tables, world.state(subject), world.state(paper))

    assert {(e["party"], e["reservations"]) for e in rows["text_parties"] if e["subject"] == subject} == {
        (HOST, 0),
        (NORTH, 1),
        (SOUTH, 0),
    }
    assert {each["subject"] for each in rows["text_paragraphs"]} == {subject}
    assert {each["status"] for each in rows["texts"]} == {"chair_text", "non_paper"}
