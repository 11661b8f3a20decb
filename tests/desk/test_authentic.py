"""What binds stands in an authentic language of the charter too, for whoever reads another, and is doubled for nobody else."""

import re
from collections.abc import Iterator
from html import unescape

import pytest

from tests.server.web import Web, web
from trilateral.i18n.catalogues import translator
from trilateral.i18n.languages import LANGUAGES
from trilateral.ui.authentic import languages_beside, mark

ARABIC_ALONE, TWO = ("ar",), ("en-GB", "fa")
DIRECTION = {"en": "ltr", "ar": "rtl", "fa": "rtl"}


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """A mechanism whose charter is authentic in Arabic alone, and asks for two offices on an allegation."""
    root = tmp_path_factory.mktemp("arabic")
    with web(root, two_person=("allegations.filed",), languages=ARABIC_ALONE) as made:
        yield made


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("two"), languages=TWO) as made:
        yield made


@pytest.fixture(scope="module")
def none(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """A mechanism whose charter names no authentic language."""
    with web(tmp_path_factory.mktemp("none")) as made:
        yield made


def doubled(page: str) -> list[tuple[str, str, str]]:
    """Language, direction and words of all that stands in an authentic language under the reader's."""
    found = re.findall(
        r'<span class="authentic"><span class="authentic-mark">[^<]+</span> <bdi lang="(\w+)" dir="(\w+)">([^<]*)</bdi>',
        page,
    )
    assert len(found) == page.count('class="authentic"')
    return [(lang, direction, unescape(words)) for lang, direction, words in found]


def binds(lang: str, subject: str) -> str:
    return translator(lang).pgettext("binds", subject)


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_help_says_what_binds_in_the_readers_language_and_the_authentic_one(arabic: Web, lang: str) -> None:
    """The reader's first; the authentic one marked, in its own direction."""
    with arabic.visitor(lang=lang) as reader:
        page = reader.page("sign/allegations.filed")

    assert unescape(page).index(binds(lang, "allegations")) < unescape(page).index(binds("ar", "allegations"))
    assert ("ar", "rtl", binds("ar", "allegations")) in doubled(page)
    assert f'<span class="authentic-mark">{mark("ar", lang)}</span>' in page


def test_nothing_is_doubled_for_whoever_reads_in_an_authentic_language(arabic: Web) -> None:
    with arabic.visitor(lang="ar") as reader:
        pages = [reader.page(path) for path in ("sign/allegations.filed", "charter", "offline", "meetings/call")]

    assert all(binds("ar", "allegations") in unescape(page) for page in pages[:1])
    assert not [page for page in pages if 'class="authentic' in page]


@pytest.mark.parametrize("lang", list(LANGUAGES))
def test_nothing_is_doubled_where_no_language_is_authentic(none: Web, lang: str) -> None:
    with none.visitor(lang=lang) as reader:
        pages = [reader.page(path) for path in ("sign/allegations.filed", "charter", "offline")]

    assert not [page for page in pages if 'class="authentic' in page]


def test_the_form_says_in_the_authentic_language_what_a_signature_is(arabic: Web) -> None:
    """The office is named in that language too; so is the second signature that the charter asks for."""
    arabic_says = translator("ar").gettext
    with arabic.visitor(lang="en") as reader:
        words = [each[2] for each in doubled(reader.page("sign/allegations.filed"))]

    good = arabic_says(
        "You sign as %(office)s. What is signed stays in the log for good, and every party will have it."
    )
    office = translator("ar").pgettext("term", "office.head")
    assert good.replace("%(office)s", office) in words
    assert (
        arabic_says("The charter asks for the signatures of two delegates. After yours it waits for a second office.")
        in words
    )


def test_what_has_been_checked_is_said_in_the_authentic_language_too(two: Web) -> None:
    fields = {"against": "ir", "points": "Weapons are supplied.", "points.lang": "en", "check": "1"}
    with two.visitor(lang="ar") as reader:
        page = reader.send("sign/allegations.filed", **fields).text

    for lang in ("en", "fa"):
        for words in (
            "It would count. This is what it would say:",
            "These are the exact words that would be signed:",
        ):
            assert (lang, DIRECTION[lang], translator(lang).gettext(words)) in doubled(page)


def test_both_authentic_languages_stand_below_a_third(two: Web) -> None:
    with two.visitor(lang="ar") as reader:
        said = doubled(reader.page("sign/statements.made"))

    assert ("en", "ltr", binds("en", "statements")) in said
    assert ("fa", "rtl", binds("fa", "statements")) in said
    with two.visitor(lang="fa") as reader:
        assert not doubled(reader.page("sign/statements.made"))


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_the_page_of_a_device_and_the_call_of_a_meeting_say_it_too(arabic: Web, lang: str) -> None:
    with arabic.visitor(lang=lang) as reader:
        offline, call = reader.page("offline"), reader.page("meetings/call")

    assert ("ar", "rtl", translator("ar").gettext("These are the exact words that would be signed:")) in doubled(
        offline
    )
    offered = "You offer dates, and thereby accept each of them. The meeting has a date when every party has signed the same one."
    assert ("ar", "rtl", translator("ar").gettext(offered)) in doubled(call)


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_the_charter_is_read_out_in_the_authentic_language_beside_the_readers(arabic: Web, lang: str) -> None:
    with arabic.visitor(lang=lang) as reader:
        page = reader.page("charter")

    silence = "Silence is never taken for consent."
    one, other = translator(lang).gettext(silence), translator("ar").gettext(silence)
    row = page.partition(one)[2].partition('<div class="two facts">')[0]
    assert other in row
    assert f'lang="ar" dir="rtl"><h3>{translator("ar").gettext("Silence")}' in row
    assert mark("ar", lang) in row


@pytest.mark.parametrize(
    ("authentic", "lang", "beside"),
    [
        ((), "en", ()),
        (("en",), "en", ()),
        (("en",), "ar", ("en",)),
        (("en-GB", "fa"), "ar", ("en", "fa")),
        (("fr", "ar"), "fa", ("ar",)),
        (("fr",), "fa", ()),
        (("ar-IQ",), "ar", ()),
    ],
)
def test_languages_beside_the_readers(authentic: tuple[str, ...], lang: str, beside: tuple[str, ...]) -> None:
    """Only those in which the desk speaks, and none for whoever reads in one that is authentic."""
    assert languages_beside(authentic, lang) == beside
