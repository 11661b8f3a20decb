"""The caution: what touches a protection, by reference or by name in three scripts, and which articles speak to what is asked."""

from typing import Any

import pytest

from tests.worlds import NORTH, en
from trilateral.i18n.messages import sentence
from trilateral.ledger.entry import Text
from trilateral.mechanism.humanitarian.entries import Basis
from trilateral.mechanism.humanitarian.state import Protection
from trilateral.mechanism.proposals.entries import ProposalTabled
from trilateral.mechanism.requests.entries import RequestMade
from trilateral.picture.caution import ARTICLES, SPEAKS_TO, Protected, cautions, protected

CAMP = Protected("a" * 64, ("The camp at Orn", "اردوگاه اُرن", "مخيم أرن"), "d" * 64)
BRIDGE = Protected("b" * 64, ("Kelm",))


def asking(words: Text) -> RequestMade:
    return RequestMade("action", "south", words)


def found(words: Text) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(each.asked, each.articles) for each in cautions(asking(words), (), (CAMP, BRIDGE))]


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (en("Expel those who live in the camp at Orn."), "expel"),
        (en("The deportation of all in The Camp at Orn"), "expel"),
        (en("Hand over the persons of the camp at Orn."), "hand_over"),
        (en("those of the camp at Orn shall be dispersed"), "disperse"),
        (en("transfer of the camp at Orn"), "transfer"),
        (en("Detain everybody at the camp at Orn."), "detain"),
        (en("relocation of the camp at Orn"), "relocate"),
        (en("The camp at Orn is to be closed."), "close"),
        (en("Those in the camp at Orn move by June."), "relocate"),
        (en("Everybody is removed from the camp at Orn."), "relocate"),
        (en("the displaced of the camp at Orn"), "relocate"),
        (en("The camp at Orn is evacuated."), "relocate"),
        (en("resettlement of the camp at Orn"), "relocate"),
        (en("Those of the camp at Orn are sent back."), "send_back"),
        (en("the return of all in the camp at Orn"), "send_back"),
        (en("Send them back from the camp at Orn."), "send_back"),
        (Text("ar", "تهجير من في مخيم أرن"), "relocate"),
        (Text("ar", "إجلاء الموجودين بمخيم أرن وإخلاؤه"), "relocate"),
        (Text("ar", "عودة المقيمين بمخيم أرن إلى بلدهم"), "send_back"),
        (Text("ar", "إعادة من في مخيم أرن"), "send_back"),
        (Text("fa", "کوچاندن ساکنان اردوگاه ارن"), "relocate"),
        (Text("fa", "ساکنان اردوگاه ارن آواره شدند"), "relocate"),
        (Text("fa", "بازگرداندن ساکنان اردوگاه ارن"), "send_back"),
        (Text("fa", "ساکنان اردوگاه ارن برگردانده شوند"), "send_back"),
        (Text("ar", "نطلب ترحيل من في مخيّم أرن."), "expel"),
        (Text("ar", "تسليم الموجودين بمخيم أرن"), "hand_over"),
        (Text("fa", "اخراج ساکنان اردوگاه ارن"), "expel"),
        (Text("fa", "ساکنان اردوگاه اُرن بازداشت شوند"), "detain"),
    ],
)
def test_what_is_asked_of_whom_is_protected_brings_the_articles_that_speak_to_it(words: Text, asked: str) -> None:
    ((what, articles),) = found(words)

    assert asked in what
    assert set(SPEAKS_TO[asked]) <= set(articles)


def test_moving_people_has_its_articles_and_moving_them_to_another_state_more() -> None:
    ((_, within),) = found(en("Move the camp at Orn."))
    ((_, abroad),) = found(en("Return those of the camp at Orn."))

    assert "gc4_49" in within
    assert {"gc4_49", "gc4_45", "cat_3"} <= set(abroad)


def test_a_name_without_anything_that_is_asked_brings_the_article_on_respect() -> None:
    assert found(en("Water for the camp at Orn, as international organisations say.")) == [((), ("gc4_27",))]


@pytest.mark.parametrize("words", [en("Expel them."), en("Kelmington is to be closed."), en("The camp at Ornament")])
def test_nothing_is_said_where_no_name_stands_as_a_word_of_its_own(words: Text) -> None:
    assert found(words) == []


def test_a_reference_is_enough() -> None:
    """To the protection, or to its entry in the register of designations, in a ref or in the body."""
    plain = asking(en("As discussed."))
    by_ref = cautions(plain, ("a" * 64,), (CAMP, BRIDGE))
    by_designation = cautions(RequestMade("action", "south", en("x"), meeting="d" * 64), (), (CAMP,))

    assert [(each.by, each.protection) for each in by_ref] == [("reference", "a" * 64)]
    assert [each.by for each in by_designation] == ["reference"]


def test_words_deep_in_a_proposal_are_read() -> None:
    body = ProposalTabled((en("Measures"),), "substance", (en("First."), en("The camp at Orn is evacuated.")))

    assert [each.called for each in cautions(body, (), (CAMP,))] == ["The camp at Orn"]


def test_a_protection_goes_by_its_names() -> None:
    members: dict[str, Any] = {"since_on": None, "recognised_by": None, "where": None, "text": None}
    held = Protection(
        "a" * 64,
        NORTH,
        what="group",
        names=(en("Orn"), en("Orn")),
        basis=(Basis("gc4", "27"),),
        designation=None,
        parties=(NORTH,),
        **members,
    )

    assert protected(held, None) == Protected("a" * 64, ("Orn",), None)


def test_every_article_has_a_sentence_in_three_languages_and_is_used() -> None:
    used = {article for articles in SPEAKS_TO.values() for article in articles} | {"gc4_27"}

    assert used == set(ARTICLES)
    for article in ARTICLES:
        assert len({sentence(lang, f"caution.{article}") for lang in ("en", "ar", "fa")}) == 3
