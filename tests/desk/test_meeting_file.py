"""The meeting file: what stands in it, how it is numbered, who finds our own sheets in it, and what stands on its margins."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest

from tests.mechanism.office import Office, office
from tests.server.web import en
from trilateral.ledger.entry import EntryId, Text
from trilateral.mechanism.allegations.entries import AllegationFiled, PointAnswered
from trilateral.mechanism.commitments.entries import CommitmentStated
from trilateral.mechanism.meetings.entries import (
    AgendaAccepted,
    AgendaProposed,
    DateAccepted,
    DateOffer,
    MeetingProposed,
)
from trilateral.mechanism.proposals.entries import ProposalTabled, TextReferred, text_hash
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.server.roles import Role

OFFER = DateOffer(datetime(2007, 7, 24, 6, 0, tzinfo=UTC), "Asia/Baghdad", "2007-07-24 10:00")


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def ref(us: Office, entry: EntryId) -> str:
    found = us.web.node.record.fold.verdict(entry)
    assert found is not None
    return found.ref


def convened(us: Office, title: Text | None = None) -> EntryId:
    """A meeting with an agreed date and an agenda of two items, one of which somebody spoke on."""
    named = (title or en("Second round"),)
    meeting = us.say("iq", MeetingProposed(named, "rounds", 2, "joint", "plenary", None, (OFFER,)))
    for party in ("us", "ir"):
        us.say(party, DateAccepted(meeting, 0), meeting)
    agenda = us.say("iq", AgendaProposed((en("The border"), en("Militias"))), meeting)
    for party in ("us", "ir"):
        us.say(party, AgendaAccepted(agenda), meeting)
    us.say("ir", StatementMade("position", en("Guards at both ends."), meeting=meeting, item=0))
    return meeting


def kept(us: Office, about: str, text: str, *, offices: tuple[str, ...] = ()) -> None:
    """One of our own sheets."""
    sent = us.delegate.send(
        "sheets/new",
        sort="talking_points",
        title="For the opening",
        text=text,
        lang="en",
        about=about,
        to=list(offices),
    )
    assert sent.status_code == 303, sent.text


def test_the_book_has_each_party_on_each_item_and_an_empty_line_for_who_said_nothing(us: Office) -> None:
    meeting = convened(us)
    page = us.delegate.page(f"meetings/{ref(us, meeting)}/file")
    agenda = page.partition('id="agenda"')[2].partition("</section>")[0]

    assert f'href="{us.web.home}meetings/{ref(us, meeting)}/file"' in us.delegate.page(f"meetings/{ref(us, meeting)}")
    assert agenda.count("Guards at both ends.") == 1
    assert agenda.count("no word") == 5
    plain = page.replace("\N{NO-BREAK SPACE}", " ")
    for day in ("24 July 2007", "2 Mordad 1386", "10 Rajab 1428"):
        assert f"<bdi>{day}</bdi>" in plain
    assert plain.partition("clocks of all capitals")[2].partition("</table>")[0].count("24 July 2007 06:00 UTC") == 3


def test_what_our_own_capital_is_asked_was_neither_received_nor_asked_by_who_tabled_it(us: Office) -> None:
    """A proposal is received before it is referred: that would read as an answer that came before its question."""
    meeting = convened(us)
    wording = ProposalTabled((en("Lists"),), "procedure", (en("Lists are exchanged."),))
    us.say("us", TextReferred(text_hash(wording)), us.say("ir", wording))
    page = us.delegate.page(f"meetings/{ref(us, meeting)}/file")
    asked = page.partition('id="asked"')[2].partition("</section>")[0]
    capital = asked.partition("Come back from the capital")[2].partition('class="numbered"')[0]

    assert "asked <" in re.sub(r"<bdi>", "<", capital)
    assert "asked by" not in capital
    assert "received" not in capital


def test_a_position_stands_under_its_matter_and_one_without_in_the_book_of_its_meeting(us: Office) -> None:
    """Under a matter the last one stands, in every book; under none all that were stated in this meeting."""
    meeting = convened(us)
    us.say("us", StatementMade("position", en("Leave first."), matter="withdrawal"))
    us.say("us", StatementMade("position", en("Train first."), matter="withdrawal"))
    us.say("us", StatementMade("position", en("One list."), meeting=meeting))
    us.say("us", StatementMade("position", en("Two lists."), meeting=meeting))
    us.say("us", StatementMade("demand", en("Now."), meeting=meeting))
    other = us.say("iq", MeetingProposed((en("Third round"),), "rounds", 3, "joint", "plenary", None, (OFFER,)))
    here, there = (
        us.delegate.page(f"meetings/{ref(us, each)}/file").partition('id="positions"')[2].partition("</section>")[0]
        for each in (meeting, other)
    )
    filed, _, loose = here.partition("Stated in this meeting, filed under no matter")

    assert "withdrawal of forces" in filed
    assert "Train first." in filed
    assert "Leave first." not in here
    assert [words in loose for words in ("One list.", "Two lists.", "Guards at both ends.", "Now.")] == [
        True,
        True,
        True,
        False,
    ]
    assert "Train first." in there
    assert "filed under no matter" not in there
    assert "One list." not in there


def test_paragraphs_are_numbered_through_and_the_contents_say_where_chapters_begin(us: Office) -> None:
    meeting = convened(us)
    us.say("us", CommitmentStated(("ir",), en("Keep the crossing open."), due_on="2007-07-30"))
    filed = us.say("us", AllegationFiled("ir", (en("One."), en("Two."))))
    us.say("ir", PointAnswered(0, "denied", en("No.")), filed)
    page = us.delegate.page(f"meetings/{ref(us, meeting)}/file")
    numbers = [int(each) for each in re.findall(r'class="numbered" id="n-([0-9]+)"', page)]
    allegations = page.partition('id="allegations"')[2].partition("</section>")[0]

    assert numbers == list(range(1, len(numbers) + 1))
    assert "paragraphs 1 to 2" in page
    assert re.search(
        r'href="#allegations">Allegations not closed</a> <span class="contents-at">paragraph [0-9]+<', page
    )
    assert "<strong>denied</strong>" in allegations
    assert allegations.count("no answer") == 1
    assert "Keep the crossing open." in page.partition('id="commitments"')[2].partition("</section>")[0]


def test_our_own_sheets_are_at_its_end_for_delegates_alone_and_can_be_left_out(us: Office) -> None:
    meeting = convened(us)
    kept(us, ref(us, meeting), "Offer nothing before noon.")
    where = f"meetings/{ref(us, meeting)}/file"
    with us.web.visitor(Role.READER) as reader:
        read = reader.page(where)
    page, without = us.delegate.page(where), us.delegate.page(where, sheets="no")

    assert "Offer nothing before noon." in page.partition('class="chapter chapter-private private-sheets"')[2]
    assert "PRIVATE: of our own delegation alone" in page
    assert f'href="{us.web.home}{where}?sheets=no"' in page
    assert f'href="{us.web.home}{where}"' in without
    for other in (read, without):
        assert "Offer nothing before noon." not in other
        assert "private-sheets" not in other
        assert "Holds private pages" not in other


def test_a_sheet_for_another_office_or_on_another_matter_is_not_in_it(us: Office) -> None:
    meeting, elsewhere = convened(us), us.say("us", StatementMade("declaration", en("Elsewhere.")))
    kept(us, ref(us, elsewhere), "On something else.")
    for visitor in (us.delegate,):
        assert "On something else." not in visitor.page(f"meetings/{ref(us, meeting)}/file")
    kept(us, ref(us, meeting), "For the head.", offices=("head",))
    with us.web.visitor(office="press") as press:
        assert "For the head." not in press.page(f"meetings/{ref(us, meeting)}/file")


def test_a_book_of_an_earlier_day_has_no_sheets(us: Office) -> None:
    meeting = convened(us)
    kept(us, ref(us, meeting), "Offer nothing before noon.")
    page = us.delegate.page(f"meetings/{ref(us, meeting)}/file", as_of="2099-01-01")

    assert "Offer nothing before noon." not in page
    assert "sheet.css?as_of=2099-01-01&amp;lang=en" in page


def test_margins_name_mechanism_and_meeting_and_nobodys_title_can_write_rules(us: Office) -> None:
    meeting = convened(us, en('Round"; } body { display: none } /* \\ */ </style>'))
    where = f"meetings/{ref(us, meeting)}/file"
    answer = us.delegate.client.get(f"{us.web.home}{where}/sheet.css", params={"lang": "fa"})
    page = us.delegate.page(where)
    strings = re.findall(r'"((?:[^"\\]|\\[0-9a-f]+ )*)"', answer.text)
    outside = re.sub(r'"(?:[^"\\]|\\[0-9a-f]+ )*"', "", answer.text)

    assert answer.headers["content-type"].startswith("text/css")
    assert "body" not in outside
    assert "display" not in outside
    assert outside.count("{") == outside.count("}")
    assert any("Round" in each for each in strings)
    assert "counter(page, persian)" in outside
    assert "</style>" not in page
    assert "private-sheets" in outside


def test_there_is_no_file_of_what_is_no_meeting(us: Office) -> None:
    other = us.say("us", StatementMade("declaration", en("Elsewhere.")))
    for path in (
        f"meetings/{ref(us, other)}/file",
        f"meetings/{ref(us, other)}/file/sheet.css",
        "meetings/us/999/file",
    ):
        assert us.delegate.client.get(us.web.home + path).status_code == 404


@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_it_is_set_in_the_readers_language_and_direction(us: Office, lang: str) -> None:
    meeting = convened(us)
    with us.web.visitor(lang=lang) as delegate:
        page = unescape(delegate.page(f"meetings/{ref(us, meeting)}/file"))
    title = {"ar": "ملف الاجتماع", "fa": "پروندهٔ نشست"}[lang]

    assert f'<html lang="{lang}" dir="rtl"' in page
    assert title in page
    assert {"ar": "الفقرات ١ إلى ٢", "fa": "بندهای ۱ تا ۲"}[lang] in page
    assert "Agenda, and what each party holds" not in page
