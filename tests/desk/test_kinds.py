"""What an office can sign: found by a word, with what it signs most first, and what it cannot, with the reason."""

import re
from collections.abc import Iterator

import pytest

from tests.server.web import Web, en, web
from trilateral.desk.signing import BY_NAME
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.server import office as offices

_SIGNED_BY = re.compile(r'href="[^"]*/sign/([a-z_.]+)"')


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("kinds")) as made:
        yield made


def offered(page: str, part: str = 'id="kinds"') -> list[str]:
    """The kinds whose forms a part of the page leads to."""
    return _SIGNED_BY.findall(page.partition(part)[2].partition("</main>")[0])


def found(us: Web, lang: str, typed: str) -> set[str]:
    with us.visitor(lang=lang) as delegate:
        return set(offered(delegate.page("sign", q=typed), 'class="kinds"'))


def test_all_are_listed_where_nothing_is_sought(us: Web) -> None:
    assert found(us, "en", "") == set(BY_NAME)


@pytest.mark.parametrize(
    ("lang", "typed", "kind"),
    [
        ("en", "reserv", "acts.reserved"),
        ("en", "Allegations answer", "allegations.answered"),
        ("en", "no", "notices.acknowledged"),
        ("ar", "ادعاء", "allegations.filed"),
        ("ar", "الإدعاءات", "allegations.filed"),
        ("ar", "اخطار", "notices.acknowledged"),
        ("fa", "اطلاعيه", "notices.acknowledged"),
        ("fa", "ادعا", "allegations.filed"),
    ],
)
def test_a_kind_is_found_by_its_name_or_its_subject_with_letters_folded(
    us: Web, lang: str, typed: str, kind: str
) -> None:
    """However a keyboard writes hamza, yeh and kaf, and while the word is being typed."""
    those = found(us, lang, typed)

    assert kind in those
    assert len(those) < len(BY_NAME) / 2


def test_what_is_called_otherwise_is_left_out_and_nothing_is_said_to_be_nothing(us: Web) -> None:
    with us.visitor() as delegate:
        page = delegate.page("sign", q='zzz "><script>')

    assert not offered(page)
    assert "Nothing is called so." in page
    assert 'value="zzz &#34;&gt;&lt;script&gt;"' in page


def test_what_the_office_signs_most_stands_first(us: Web) -> None:
    us.node.say(StatementMade(sort="position", text=en("We hold this.")), by="head")
    with us.visitor() as delegate:
        used = offered(delegate.page("sign").partition('class="kinds"')[0], 'class="kinds-used"')

    assert used[0] == "statements.made"


def test_what_the_key_may_not_sign_is_told_with_the_reason(us: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is hidden: an office sees that there is such a kind, and why it cannot sign it."""
    monkeypatch.setattr(offices, "powers", lambda _record, _office: ("statements",))
    with us.visitor() as delegate:
        page = delegate.page("sign")
        narrowed = delegate.page("sign", q="allegation")

    assert {each.partition(".")[0] for each in offered(page)} == {"acts", "statements"}
    assert "names what it may sign, and these lie outside" in page
    assert "Notice" in page.partition("Not by your office")[2]
    assert not offered(narrowed)
    assert "Allegation" in narrowed.partition("Not by your office")[2]
