"""The table of points against accounts, the page of each, what is asked of whom, and forms that are filled in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mechanism.office import Office, office
from tests.server.web import en
from trilateral.ledger.entry import EntryId, Text
from trilateral.mechanism.accounts.entries import (
    AccountEntered,
    AccountRead,
    CopyStated,
    DatePrinted,
    Omission,
    PointRaised,
    Quote,
    Reading,
    ReadoutAnswered,
    StatementLinked,
)
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.server.roles import Role

DAY = "2007-05-28"
AGAIN = PointRaised(en("Will they meet again?"), day=DAY)


def account(outlet: str, **changes: object) -> AccountEntered:
    members: dict[str, object] = {"published_on": "2007-05-29", "lang": "en", "affiliation": "independent", "day": DAY}
    return AccountEntered(title=en("After the talks"), outlet=outlet, **{**members, **changes})  # type: ignore[arg-type]  # by name


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


@pytest.fixture
def told(us: Office) -> dict[str, EntryId]:
    """Three accounts, one of them a copy; two readers who differ about one."""
    point = us.say("ir", AGAIN)
    agency = us.say("iq", account("Agency", affiliation="wire"))
    courier = us.say("iq", account("Courier", wire_of=agency))
    mail = us.say(
        "iq",
        account(
            "Mail",
            lang="fa",
            interest=en("Its owner's."),
            tones=("positive", "sober"),
            omissions=(Omission("[…]", "they said"),),
            dates=(DatePrinted("publication", "2006", "© 2006"),),
        ),
    )
    us.say("iq", AccountRead((Reading(point, "silent"),)), agency)
    us.say("ir", AccountRead((Reading(point, "says", Quote("دیدار دوباره"), "fact"),)), mail)
    us.say("iq", AccountRead((Reading(point, "denies", Quote("دیدار"), "comment", told_by=en("a doorman")),)), mail)
    return {"point": point, "agency": agency, "courier": courier, "mail": mail}


def ref(us: Office, entry: EntryId) -> str:
    return us.web.node.record.fold.verdict(entry).ref  # type: ignore[union-attr]  # it was just signed


def test_the_table_shows_words_readers_and_witnesses_and_decides_nothing(us: Office, told: dict[str, EntryId]) -> None:
    page = us.delegate.page("accounts")

    assert "2 independent witnesses" in page
    assert '<q class="anchored" lang="fa" dir="rtl">' in page
    assert "readers differ" in page
    assert ">silent</strong>" in page
    assert "told as fact" in page
    assert "on the word of" in page
    assert page.index("Agency") < page.index("Courier") < page.index("Mail")
    assert "who is right" in page
    assert f"/accounts/{ref(us, told['point'])}" in page


def test_who_copied_whom_is_contested_and_the_page_says_so(us: Office, told: dict[str, EntryId]) -> None:
    us.say("ir", CopyStated(told["agency"], copy=False, why=en("Its own reporter.")), told["courier"])
    page = us.delegate.page("accounts")
    own = us.delegate.page(f"accounts/{ref(us, told['courier'])}")
    found = us.found("accounts", told["point"])

    assert "independent witnesses: between 2 and 3" in page
    assert "contested whether a copy" in own
    assert "Its own reporter." in own
    assert (found.fewest, found.most) == (2, 3)
    assert {each.stance for each in found.witnesses} == {"silent", "unread", "disputed"}


def test_a_page_of_an_account_shows_whose_it_is_and_every_reading(us: Office, told: dict[str, EntryId]) -> None:
    us.say("ir", AccountRead((Reading(told["point"], "undecided"),)), told["mail"])
    page = us.delegate.page(f"accounts/{ref(us, told['mail'])}")
    found = us.found("accounts", told["mail"])

    for shown in ("Its owner", "positive, sober", "[…]", "© 2006", "another date of its publication", "earlier"):
        assert shown in page
    assert found.warnings == ("printed_otherwise",)
    assert [(each.by, each.stance, each.exact) for each in found.readings] == [
        ("iq", "denies", "دیدار"),
        ("ir", "undecided", ""),
    ]
    assert found.differ == ()


def test_a_readout_waits_for_the_party_whose_it_is_said_to_be(us: Office) -> None:
    readout = us.say("iq", account("A ministry", affiliation="party", readout_of="us"))
    asked = us.delegate.page()
    us.say("us", ReadoutAnswered(ours=True), readout)

    assert f"Say whether account {ref(us, readout)} is your readout" in asked
    assert "is your readout" not in us.delegate.page()
    assert "its own, it says" in us.delegate.page(f"accounts/{ref(us, readout)}")
    assert us.found("accounts", readout).own_readout is True


def test_a_point_shows_statements_in_the_room_and_outside_and_what_was_expected(
    us: Office, told: dict[str, EntryId]
) -> None:
    inside = us.say("ir", StatementMade("position", en("We shall come.")))
    outside = us.say("ir", StatementMade("declaration", en("We never come."), outside=True))
    for statement in (inside, outside):
        us.say("us", StatementLinked(statement, en("on the same matter")), told["point"])
    eve = us.say("iq", account("Eve", stage="expected", published_on="2007-05-27"))
    us.say("iq", AccountRead((Reading(told["point"], "denies", Quote("not again")),)), eve)
    page = us.delegate.page(f"accounts/{ref(us, told['point'])}")
    table = us.delegate.page("accounts")

    assert page.index("We shall come.") < page.index("Outside the room") < page.index("We never come.")
    assert "What was expected before" in page
    assert "not again" in page
    assert "Expected, and told afterwards" in table


def test_each_meeting_and_day_has_a_table_of_its_own(us: Office, told: dict[str, EntryId]) -> None:
    us.say("us", PointRaised(en("Who spoke first?"), day="2007-07-24"))
    first, other = us.delegate.page("accounts"), us.delegate.page("accounts", about="2007-07-24")

    assert "Will they meet again?" in first
    assert "Who spoke first?" not in first
    assert "Who spoke first?" in other
    assert "Will they meet again?" not in other
    (row,) = us.delegate.api("GET", "accounts/table?about=2007-05-28").json()
    assert (row["ref"], row["fewest"], len(row["witnesses"])) == (ref(us, told["point"]), 2, 2)
    assert us.delegate.api("GET", "accounts/table?about=2007-07-24").json()[0]["readings"] == []
    assert us.delegate.api("GET", "accounts/table?about=2001-01-01").json() == []


def test_an_account_is_entered_and_read_through_forms(us: Office, told: dict[str, EntryId]) -> None:
    fields = {
        "title": "The talks",
        "title.lang": "en",
        "outlet": "The Herald",
        "published_on": "2007-05-29",
        "lang": "en",
        "affiliation": "independent",
        "stage": "told",
        "day": DAY,
        "tones": ["sober", "frank"],
        "omissions.0.mark": "…",
        "sign": "1",
    }
    entered = us.delegate.send("sign/accounts.entered", **fields)
    herald = next(each for each in us.web.node.record.fold.subjects("accounts").values() if each.party == "us")
    reading = {
        "subject": ref(us, herald.id),
        "readings.0.point": ref(us, told["point"]),
        "readings.0.stance": "says",
        "readings.0.quote.exact": "they will meet",
        "readings.0.quote.prefix": "and",
        "readings.0.sentence": "quotation",
        "sign": "1",
    }
    wrong = us.delegate.send("sign/accounts.read", **{**reading, "readings.0.stance": "silent"})
    read = us.delegate.send("sign/accounts.read", **reading)
    form = us.delegate.page(
        "sign/accounts.read", subject=ref(us, herald.id), **{"readings.0.point": ref(us, told["point"])}
    )

    assert [each.status_code for each in (entered, wrong, read)] == [303, 422, 303]
    assert "silent there are no words" in wrong.text
    assert herald.tones == ("sober", "frank")
    assert "they will meet" in us.delegate.page("accounts")
    assert f'value="{ref(us, told["point"])}"' in form


@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_pages_read_in_both_other_languages(us: Office, told: dict[str, EntryId], lang: str) -> None:
    us.say("iq", AccountRead((Reading(told["point"], "says", Quote("so"), value=Text("fa", "آری")),)), told["courier"])
    with us.web.visitor(Role.READER, lang=lang) as reader:
        pages = [reader.page("accounts"), *(reader.page(f"accounts/{ref(us, each)}") for each in told.values())]

    for page in pages:
        assert f'lang="{lang}" dir="rtl"' in page
        assert "read so by" not in page
    assert {"ar": "نقطة المقارنة", "fa": "نکتهٔ مورد مقایسه"}[lang] in pages[0]
    assert any({"ar": "إيجابية، رصينة", "fa": "مثبت، سنجیده"}[lang] in page for page in pages)


def test_a_publisher_is_named_in_its_own_language_wherever_it_stands(us: Office) -> None:
    """For a reader aloud: an account in Persian has a Persian name; of a name in other letters nobody has said what it is."""
    persian = us.say("us", account("خبرگزاری رود", lang="fa"))
    us.say("us", account("River News", lang="fa"))

    for lang in ("en", "ar"):
        page = us.delegate.page("accounts", day=DAY, lang=lang)
        assert '<bdi lang="fa" dir="rtl">خبرگزاری رود</bdi>' in page
        assert '<bdi lang="" dir="auto">River News</bdi>' in page
    verdict = us.web.node.record.fold.verdict(persian)
    assert verdict is not None
    own = us.delegate.page(f"accounts/{verdict.ref}")
    assert '<bdi lang="fa" dir="rtl">خبرگزاری رود</bdi>' in own


def test_nothing_entered_is_said_plainly(us: Office) -> None:
    assert "Nobody has entered an account of a meeting." in us.delegate.page("accounts")
