"""The register on pages: each reader is shown their own party's term or the neutral one, and finds every spelling."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mechanism.office import Office, office
from tests.server.web import en
from tests.ui.rows import plain_tables
from trilateral.desk.holdings import Holdings
from trilateral.desk.places import BY_SLICE
from trilateral.desk.reading import Reading
from trilateral.ledger.entry import EntryId, Text
from trilateral.mechanism.designations.entries import (
    DesignationIdentified,
    DesignationRegistered,
    NeutralAccepted,
    NeutralProposed,
    ResponsibilityAccepted,
    ResponsibilityAsserted,
    TermStated,
)
from trilateral.node.compose import About

GUARD = DesignationRegistered("group", (en("River Guard"),), (Text("ar", "حرس النهر"),))


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def page_of(us: Office, subject: EntryId, lang: str = "en") -> str:
    found = us.web.node.record.fold.verdict(subject)
    assert found is not None
    return us.delegate.page(f"designations/{found.ref}", lang=lang)


def reading(us: Office, party: str, *, inside: bool = True) -> Reading:
    """The record as somebody reads it at a party's node."""
    node = us.web.parties.nodes[party]
    return Reading(Holdings(node.record), "en", node.clock.now(), pages=frozenset(BY_SLICE), inside=inside)


def shown(us: Office, party: str, subject: EntryId, *, inside: bool = True) -> tuple[str | None, bool, list[str]]:
    found = reading(us, party, inside=inside).designated(subject)
    assert found is not None
    return (
        None if found.words is None else found.words.text,
        found.neutral,
        [f"{party.id}: {words.text}" for party, words in found.called],
    )


def neutral(us: Office, subject: EntryId) -> None:
    put = us.say("iq", NeutralProposed((en("the group at the ford"),), en("Recognises nobody.")), subject)
    for party in ("us", "ir"):
        us.say(party, NeutralAccepted(put), subject)


def test_each_reader_is_shown_their_own_term_or_the_neutral_one_and_nobody_elses_without_its_holder(us: Office) -> None:
    subject = us.say("ir", GUARD)
    us.say("us", TermStated((en("Ford bandits"),)), subject)
    before = [shown(us, party, subject) for party in ("us", "ir", "iq")]
    outsider = shown(us, "us", subject, inside=False)
    neutral(us, subject)

    assert before == [
        ("Ford bandits", False, []),
        ("River Guard", False, []),
        (None, False, ["ir: River Guard", "us: Ford bandits"]),
    ]
    assert outsider == (None, False, ["us: Ford bandits", "ir: River Guard"])
    assert shown(us, "us", subject) == ("Ford bandits", False, [])
    assert shown(us, "iq", subject) == ("the group at the ford", True, [])
    assert shown(us, "us", subject, inside=False) == ("the group at the ford", True, [])


def test_a_page_says_who_calls_it_what_and_whose_signature_is_missing(us: Office) -> None:
    subject = us.say("ir", GUARD)
    put = us.say("iq", NeutralProposed((en("the group at the ford"),), en("Recognises nobody.")), subject)
    before, home = page_of(us, subject), us.delegate.page()
    us.say("us", NeutralAccepted(put, en("Our claim stands.")), subject)
    after = page_of(us, subject)

    assert "River Guard" in before
    assert "حرس النهر" in before
    assert before.count("no word") == 2
    assert "Accept this term" in before
    assert "Accept or refuse the neutral term" in home
    assert "Recognises nobody." in after
    assert "Our claim stands." in after
    assert after.count("no word") == 1
    assert us.found("designations", subject).neutral_status == "proposed"


def test_the_form_quotes_the_term_that_a_signature_would_be_on(us: Office) -> None:
    subject = us.say("ir", GUARD)
    put = us.say("iq", NeutralProposed((en("the group at the ford"),)), subject)
    named = {each: us.web.node.record.fold.verdict(each) for each in (subject, put)}
    asked = {"subject": named[subject].ref, "proposal": named[put].ref}  # type: ignore[union-attr]  # both were said
    page = us.delegate.page("sign/designations.neutral_accepted", **asked)

    assert "the group at the ford" in page


def test_rival_terms_stand_in_two_lanes(us: Office) -> None:
    subject = us.say("ir", GUARD)
    us.say("ir", NeutralProposed((en("the group"),)), subject, sync=False)
    us.say("iq", NeutralProposed((en("the men"),)), subject)
    page = page_of(us, subject)

    assert page.count('class="two-side') == 2
    assert "Neither was first." in page
    assert us.found("designations", subject).neutral_status == "crossed"
    assert len(us.found("designations", subject).crossed) == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [("river", 1), ("حرس", 1), ("حَرَسُ النهر", 1), ("Reever Gward", 1), ("bandits", 1), ("mountain", 0)],
)
def test_every_spelling_that_anybody_signed_is_found(us: Office, query: str, found: int) -> None:
    subject = us.say("ir", GUARD)
    us.say("us", TermStated((en("Ford bandits"),)), subject)
    us.say("us", TermStated((en("Ford company"),)), subject)

    page = us.delegate.page("designations", q=query)

    assert len(re.findall('<th scope="row">', plain_tables(page))) == found
    assert ("Nothing in the register" in page) == (not found)


def test_the_list_can_be_narrowed_to_one_sort(us: Office) -> None:
    us.say("ir", GUARD)
    us.say("iq", DesignationRegistered("place", (en("The ford"),)))

    assert len(re.findall('<th scope="row">', plain_tables(us.delegate.page("designations")))) == 2
    assert len(re.findall('<th scope="row">', plain_tables(us.delegate.page("designations", thing="place")))) == 1


def test_a_search_keeps_the_day_that_was_asked_for(us: Office) -> None:
    us.say("ir", GUARD)

    assert 'name="as_of" value="2031-01-01"' in us.delegate.page("designations", as_of="2031-01-01")
    assert 'name="as_of"' not in us.delegate.page("designations")


def test_a_persons_name_is_read_from_the_part_that_can_be_erased(us: Office) -> None:
    node = us.web.parties.nodes["us"]
    named = {"name": "Somebody Else", "spellings": "S. Else, شخص آخر"}
    subject = node.say(DesignationRegistered("person"), by="head", about=About(detached=named)).id
    us.sync()
    page = page_of(us, subject)
    listed = us.delegate.page("designations", q="شخص آخر")
    entry = us.web.node.record.entry_bytes(us.web.node.record.fold.verdict(subject).ref)  # type: ignore[union-attr]  # it was said

    assert "Somebody Else" in page
    assert "شخص آخر" in page
    assert "Somebody Else" in listed
    assert b"Somebody" not in entry
    assert us.found("designations", subject).shown == "Somebody Else"


def test_who_answers_for_it_is_said_by_whom(us: Office) -> None:
    subject = us.say("iq", GUARD)
    us.say("iq", ResponsibilityAsserted("us", en("They are paid from there.")), subject)
    before, home = page_of(us, subject), us.delegate.page()
    us.say("us", ResponsibilityAccepted(), subject)
    after = page_of(us, subject)

    assert "nobody can say it for it" in before
    assert "Accept or contest that you answer for" in home
    assert "accepts that it answers for it" in after
    assert us.found("designations", subject).claims[0].status == "accepted"


def test_whether_it_is_one_thing_is_shown_as_each_partys_view(us: Office) -> None:
    one = us.say("ir", GUARD)
    other = us.say("iq", DesignationRegistered("group", (en("Ford company"),)))
    us.say("ir", DesignationIdentified(other, same=True), one)
    us.say("us", DesignationIdentified(one, same=False), other)
    page = page_of(us, one)

    assert "the same as" in page
    assert "not the same as" in page
    views = dict(us.found("designations", one).one_with)
    assert (len(views["ir"]), views["us"]) == (1, ())


@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_pages_speak_the_readers_language(us: Office, lang: str) -> None:
    subject = us.say("ir", GUARD)
    neutral(us, subject)
    page = page_of(us, subject, lang)

    assert "Neutral term" not in page
    assert "Who calls it what" not in page
    assert "River Guard" in page, "a party's own words are never translated"


def test_a_person_entered_under_seal_is_there_for_those_alone_whom_it_is_for(us: Office) -> None:
    hidden = DesignationRegistered("person", (en("Hidden Person"),), (en("H. Person"),))
    node = us.web.parties.nodes["us"]
    subject = node.say(hidden, by="head", about=About(audience=("ir",))).id
    us.sync()
    listed = us.delegate.page("designations", q="h person")

    assert "Hidden Person" in listed
    assert shown(us, "us", subject)[0] == "Hidden Person"
    assert shown(us, "ir", subject) == (None, False, ["us: Hidden Person"])
    assert reading(us, "iq").designated(subject) is None
    assert reading(us, "us", inside=False).designated(subject) is None
    for home in us.web.parties.nodes.values():
        logs = (home.record.home / "logs").rglob("*")
        assert not any(b"Hidden" in path.read_bytes() for path in logs if path.is_file())
