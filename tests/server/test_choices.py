"""What a reader chooses for a browser: language, light or dark, the tour. All of it without a script."""

import re
from collections.abc import Iterator

import pytest

from tests.server.web import Web, web
from trilateral.i18n.languages import LANGUAGES

OPENED = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
FETCHED = {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("choices")) as made:
        yield made


def root(page: str) -> str:
    found = re.search(r"<html[^>]*>", page)
    assert found is not None
    return found[0]


def test_dark_is_kept_in_this_browser_until_another_choice(us: Web) -> None:
    with us.visitor() as reader:
        reader.client.headers.update(OPENED)
        assert "data-theme" not in root(reader.page())
        assert 'data-theme="dark"' in root(reader.page(theme="dark"))
        assert 'data-theme="dark"' in root(reader.page("meetings"))
        assert 'data-theme="light"' in root(reader.page("meetings", theme="light"))
        assert "data-theme" not in root(reader.page(theme="system"))
        assert "data-theme" not in root(reader.page())


def test_a_choice_that_there_is_not_is_ignored_and_not_kept(us: Web) -> None:
    with us.visitor() as reader:
        answer = reader.client.get(us.home, params={"theme": '"><script>', "lang": "xx", "tour": "1"}, headers=OPENED)

    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert "&gt;&lt;script" not in answer.text
    assert '"><script>' not in answer.text
    assert "data-theme" not in root(answer.text)


def test_the_door_keeps_the_choice_too(us: Web) -> None:
    """Whoever is not in yet chooses a language and a theme, and has them after coming in."""
    answer = us.client.get("/guide", params={"theme": "dark", "lang": "fa"}, headers=OPENED)
    cookies = [each.lower() for each in answer.headers.get_list("set-cookie")]
    us.client.cookies.clear()

    assert sorted(each.partition(";")[0] for each in cookies) == ["trilateral-language=fa", "trilateral-theme=dark"]
    assert all("httponly" in each and "samesite=strict" in each and "path=/" in each for each in cookies)
    assert 'lang="fa" dir="rtl" data-theme="dark"' in answer.text


def test_files_and_programs_keep_no_choice(us: Web) -> None:
    with us.visitor() as reader:
        sheet = re.search(r'href="(/static/[^"]*/frame\.css)"', reader.page())
        assert sheet is not None
        answers = [
            reader.client.get(sheet[1], params={"theme": "dark"}, headers=OPENED),
            reader.client.get("/api/state", params={"theme": "dark"}, headers=OPENED),
        ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert not any("set-cookie" in answer.headers for answer in answers)


@pytest.mark.parametrize(
    ("asked", "is_kept"),
    [
        (OPENED, True),
        ({"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}, True),  # opened in a browser that does not say how
        (FETCHED, False),
        ({**FETCHED, "Accept": "text/html"}, False),
        ({"Sec-Fetch-Mode": "no-cors"}, False),
        ({"Accept": "*/*"}, False),  # fetched in a browser that does not say how
    ],
)
@pytest.mark.parametrize("page", ["", "offline"])
def test_only_what_a_person_opens_is_kept(us: Web, page: str, asked: dict[str, str], is_kept: bool) -> None:
    """A telephone's worker fetches the page for reports in every language: the last of them is nobody's choice."""
    with us.visitor() as reader:
        for lang in LANGUAGES:
            answer = reader.client.get(us.home + page, params={"lang": lang}, headers=asked)
            assert f'<html lang="{lang}"' in answer.text
            assert ("set-cookie" in answer.headers) is is_kept
        after = reader.page()

    assert f'<html lang="{lang if is_kept else "en"}"' in after


def test_a_choice_keeps_what_else_the_address_asks_for(us: Web) -> None:
    with us.visitor() as reader:
        page = reader.page("meetings", as_of="2007-06-01", theme="dark", sort="<b>")

    assert '<input type="hidden" name="as_of" value="2007-06-01">' in page
    assert '<input type="hidden" name="sort" value="&lt;b&gt;">' in page
    assert 'href="/m/' in page
    assert '?lang=fa&amp;as_of=2007-06-01&amp;sort=%3Cb%3E"' in page
    assert 'name="theme" value="dark"' not in page.replace('<button class="choice" name="theme" value="dark"', "")
