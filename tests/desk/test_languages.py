"""Every page in three scripts, each running its own way with its own digits."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import trilateral
from tests.server.web import Web, web

PAGES = (
    "",
    "meetings",
    "allegations",
    "statements",
    "delegations",
    "charter",
    "log/us",
    "consistency",
    "changes",
    "sign",
    "hand-in",
)


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("languages")) as made:
        made.parties.state("ir", "Said")
        made.parties.sync()
        yield made


@pytest.mark.parametrize(
    ("lang", "direction", "digit"), [("en", "ltr", "[0-9]"), ("ar", "rtl", "[٠-٩]"), ("fa", "rtl", "[۰-۹]")]
)
@pytest.mark.parametrize("path", PAGES)
def test_pages_run_the_way_of_their_language(us: Web, path: str, lang: str, direction: str, digit: str) -> None:
    with us.visitor(lang=lang) as reader:
        page = reader.page(path)

    assert f'<html lang="{lang}" dir="{direction}"' in page
    assert re.search(digit, page.partition('class="strip-dates"')[2].partition("</p>")[0])
    assert page.count("<h1") == 1


@pytest.mark.parametrize("lang", ["ar", "fa"])
@pytest.mark.parametrize("path", ["", "consistency", "conflicts", "watch", "notices", "log/ir"])
def test_nothing_of_the_desk_is_left_in_english(us: Web, path: str, lang: str) -> None:
    with us.visitor(lang=lang) as reader:
        page = reader.page(path)

    text = re.sub(
        r"<pre.*?</pre>|<bdi[^>]*(?:dir=\"ltr\"|party-name)[^>]*>.*?</bdi>|<code.*?</code>",
        "",
        page.partition("<main")[2].partition(">")[2],
        flags=re.DOTALL,
    )
    words = set(re.findall(r"\b[A-Za-z]{2,}\b", re.sub(r"<[^>]*>", " ", text)))
    assert words <= {"US", "IR", "IQ", "us", "ir", "iq", "UTC", "SP", "tlog", "policy", "Security", "in", "Iraq"}


def test_the_language_is_kept_once_it_was_chosen(us: Web) -> None:
    with us.visitor(lang="en") as reader:
        chosen = reader.client.get(us.home, params={"lang": "fa"}, headers={"Sec-Fetch-Mode": "navigate"})
        kept = reader.client.get(f"{us.home}charter")
        unknown = reader.client.get(us.home, params={"lang": "xx"})

    cookie = chosen.headers["set-cookie"].lower()
    assert 'lang="fa"' in chosen.text
    assert 'lang="fa"' in kept.text
    assert 'lang="fa"' in unknown.text
    assert "samesite=strict" in cookie


def test_errors_are_in_the_readers_language_too(us: Web) -> None:
    page = us.client.get("/nowhere", headers={"Accept-Language": "ar"})
    problem = us.client.get("/api/state", headers={"Accept-Language": "fa-IR,fa;q=0.9"})

    assert '<html lang="ar" dir="rtl"' in page.text
    assert re.search("[\u0600-\u06ff]", problem.json()["sentence"])
    assert problem.json()["code"] == "server.sign_in"


def test_templates_list_with_the_comma_of_the_reader() -> None:
    """`_(",")` between things shown, since Arabic and Persian write another."""
    found = [
        f"{each.name}: {line.strip()[:80]}"
        for each in (Path(trilateral.__file__).parent).rglob("templates/*.html")
        for line in each.read_text("utf-8").splitlines()
        if re.search(r"""[%}]\}[,;] (?:<bdi>)?\{[{%]|join\(["'], ["']\)""", line)
    ]

    assert not found
