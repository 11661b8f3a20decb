"""Texts in boxes: which come back as they stand when nobody changes them."""

import pytest

from tests.server.web import en
from trilateral.ledger.entry import Text
from trilateral.ui.boxes import MAX_TEXT, stand_in_boxes


@pytest.mark.parametrize(
    ("texts", "stand"),
    [
        ((), True),
        ((en("They met."), Text("ar", "اجتمعوا.")), True),
        ((en("They met."), Text("ar", "اجتمعوا."), en("They parted.")), True),
        ((en("They met."), Text("ckb-IQ", "Ew hatin.")), True),
        ((en("Caf\u00e9"),), True),
        ((en("Cafe\u0301"),), False),
        ((en("They\u2028met."),), False),
        ((en("They \u202emet\u202c."),), False),
        ((en("They\0met."),), False),
        ((en("[ar] They met."),), False),
        ((en(" They met."),), False),
        ((en("a" * (MAX_TEXT // 2)), en("b" * (MAX_TEXT // 2))), False),
    ],
)
def test_texts_stand_in_boxes_only_if_nothing_of_them_would_change(texts: tuple[Text, ...], stand: bool) -> None:
    assert stand_in_boxes(texts, "en") is stand
