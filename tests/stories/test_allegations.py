"""An allegation goes from one node to another and is answered there."""

import pytest
from playwright.sync_api import expect

from tests.stories.delegates import Delegate
from tests.stories.talks import Talks

POINTS = (
    "Weapons are supplied to militias in Basra.",
    "Fighters are trained outside Iraq.",
)


@pytest.mark.parametrize("hands", ["mouse", "keyboard"])
def test_a_denial_without_detail_stands_beside_the_point(talks: Talks, iran: Delegate, us: Delegate) -> None:
    """Iran's delegate denies one point without detail and leaves the other; the page in Washington shows both."""
    us.opens("allegations")
    filed = us.signs("allegations.filed", {"against": "ir", "points": ("en", "\n".join(POINTS))})
    talks.settle()

    iran.opens().follows(f"allegations/{filed}").reads(*POINTS)
    iran.signs("allegations.answered", {"answer": "denied_without_detail"}, by="point=0")
    expect(iran.page.locator("main > .notice")).to_be_in_viewport()
    expect(iran.page.locator("main :target")).to_be_in_viewport()
    talks.settle()

    us.opens_matter("allegations", filed)
    word, nothing = us.term("denied_without_detail", "answer"), us.words("no answer")
    assert word in us.text("#point-1")
    assert nothing not in us.text("#point-1")
    assert word not in us.text("#point-2")
    assert nothing in us.text("#point-2")
