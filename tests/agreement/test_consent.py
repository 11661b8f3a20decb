"""Consent: each party's last word in its own log, and letters that cross."""

from trilateral.agreement.consent import Standing, Word, accepted_by, last_word, letters_crossed, standing
from trilateral.agreement.held import Seen

PARTIES = ("a", "b", "c")
ON = "0" * 64


def word(party: str, index: int, said: str, **knew: int) -> Word:
    return Word(f"{party}{index}", party, index, ON, said, None, tuple(Seen(by, knew[by]) for by in sorted(knew)))


def test_it_is_agreed_by_every_partys_last_word_and_by_no_fewer() -> None:
    words = (word("a", 1, "accepted"), word("b", 1, "accepted"))

    assert standing(words, ON, PARTIES) is Standing.OPEN
    assert standing((*words, word("c", 1, "accepted")), ON, PARTIES) is Standing.AGREED
    assert standing((*words, word("c", 1, "refused")), ON, PARTIES) is Standing.REFUSED
    assert standing((*words, word("d", 1, "accepted")), ON, PARTIES) is Standing.OPEN


def test_nothing_is_agreed_where_there_are_no_parties() -> None:
    assert standing((), ON, ()) is Standing.OPEN


def test_words_on_something_else_count_for_nothing() -> None:
    other = Word("x", "c", 1, "1" * 64, "accepted", None, ())

    assert accepted_by((other,), ON, PARTIES) == ()
    assert last_word((other,), ON, "c") is None


def test_the_last_signature_crosses_one_that_is_taken_back() -> None:
    first = (word("a", 1, "accepted"), word("b", 1, "accepted", a=1))
    last = word("c", 1, "accepted", a=1, b=1)
    back = word("b", 2, "refused", a=1)

    assert standing((*first, back, last), ON, PARTIES) is Standing.CROSSED
    assert letters_crossed((*first, back, last), ON, PARTIES) == ((last, back),)


def test_who_knew_of_the_refusal_or_did_not_complete_anything_crosses_nothing() -> None:
    first = (word("a", 1, "accepted"), word("b", 1, "accepted", a=1))
    back = word("b", 2, "refused", a=1)
    knowing = word("c", 1, "accepted", a=1, b=2)
    not_last = word("c", 1, "accepted", b=1)

    assert standing((*first, back, knowing), ON, PARTIES) is Standing.REFUSED
    assert standing((*first, back, not_last), ON, PARTIES) is Standing.REFUSED


def test_a_crossing_ends_when_one_of_the_two_speaks_again_knowing_the_other() -> None:
    first = (word("a", 1, "accepted"), word("b", 1, "accepted", a=1))
    crossed = (*first, word("b", 2, "refused", a=1), word("c", 1, "accepted", a=1, b=1))

    assert standing((*crossed, word("b", 3, "accepted", a=1, c=1)), ON, PARTIES) is Standing.AGREED
    assert standing((*crossed, word("c", 2, "refused", a=1, b=2)), ON, PARTIES) is Standing.REFUSED
