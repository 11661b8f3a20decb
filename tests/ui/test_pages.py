"""Pages set from samples in three languages: what they show, and what nobody can make them show."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import FileSystemLoader, PackageLoader, PrefixLoader, UndefinedError

from tests.ui import samples
from trilateral.i18n.languages import LANGUAGES
from trilateral.ui.templating import UI, Templates, make_environment, make_templates
from trilateral.ui.views import Page, PartyView, Seal, SealState, Words

HERE = Path(__file__).parent
LOADER = PrefixLoader(
    {"ui": PackageLoader(UI, "templates"), "sample": FileSystemLoader(HERE / "templates")}
)  # fmt: skip
TEMPLATES = Templates({lang: make_environment(lang, LOADER, "/static", (UI,)) for lang in LANGUAGES})
VOID = {"meta", "link", "input", "br", "path", "circle", "img"}


class Outline(HTMLParser):
    """Whether tags close in order, and what ids, targets and attributes there are."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.refers: list[str] = []
        self.headings: list[int] = []
        self.attributes: set[str] = set()
        self.feed(html)
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value or "")
            if name in {"for", "aria-labelledby"}:
                self.refers.append(value or "")
            if name == "aria-describedby":
                self.refers.extend((value or "").split())
            if name == "href" and (value or "").startswith("#") and value != "#":
                self.refers.append((value or "")[1:])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, self.getpos()


def shown(name: str, lang: str, page: Page | None = None, **changed: object) -> str:
    values = {**getattr(samples, name)(lang), **changed}
    return TEMPLATES.render(f"sample/{name}.html", page or samples.page(lang), **values)


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).replace("\u2068", "").replace("\u2069", "")


@pytest.mark.parametrize("lang", list(LANGUAGES))
@pytest.mark.parametrize("name", ["home", "allegation", "form"])
def test_pages_are_well_formed_and_refer_only_to_what_is_there(name: str, lang: str) -> None:
    """And carry no inline style or script: the desk's content security policy allows none."""
    html = shown(name, lang)
    outline = Outline(html)

    assert f'<html lang="{lang}" dir="{LANGUAGES[lang].direction}"' in html
    assert len(outline.ids) == len(set(outline.ids))
    assert set(outline.refers) <= set(outline.ids)
    assert "style" not in outline.attributes
    assert not {a for a in outline.attributes if a.startswith("on")}
    assert re.sub("[0-9a-f]{12}", "…", "".join(re.findall("<script.*?</script>", html, re.DOTALL))) == (
        '<script type="module" src="/static/…/ui/desk.js"></script>'
    )
    assert outline.headings.count(1) == 1


def test_home_says_first_what_is_asked_of_us() -> None:
    text = text_of(shown("home", "en"))

    assert text.index("Asked of us") < text.index("We wait for") < text.index("Joint work")
    assert "in 40 min, urgent" in text
    assert "in 31 h" in text
    assert "for 52 h received 26 May 2007 09:14 Baghdad" in text


def test_home_in_arabic_and_persian_has_own_digits_and_no_english() -> None:
    arabic, persian = (text_of(shown("home", lang)) for lang in ("ar", "fa"))

    assert "خلال ٤٠ دقيقة" in arabic
    assert "١٬٠٧٧" in arabic
    assert "از ۵۲ ساعت پیش" in persian
    for page in (arabic, persian):
        english = set(re.findall(r"[A-Za-z]{2,}", page)) - {"north", "south", "host", "example", "UTC", "ENEnglish"}
        assert not english


def test_every_quotation_says_who_to_whom_when_and_how_proven() -> None:
    text = text_of(shown("allegation", "en"))

    assert (
        "North, Head of delegation to S South through H Host "
        "claimed 28 May 2007 11:40 Baghdad proven between 11:38 and 11:52"
    ) in text.replace("N North", "North")
    assert "north/9 held by all received here 28 May 2007 11:41 Baghdad" in text
    assert "held by 2 of 3" in text
    assert "disputed" in text


def test_silence_is_a_line_with_its_clock() -> None:
    text = text_of(shown("allegation", "en"))

    assert "no answer 39 h left · due 30 May 2007 13:52 Baghdad · received 28 May 2007 11:52 Baghdad" in text


def test_wordings_stand_side_by_side_and_only_their_differences_are_underlined() -> None:
    html = shown("allegation", "en")

    assert re.findall(r"<u>([^<]*)</u>", html) == ["30", "22:10", "with two", "12", "22:00", "without"]


def test_a_text_keeps_its_own_language_and_direction() -> None:
    assert '<bdi class="words" lang="fa" dir="rtl">این ادعا' in shown("allegation", "en")
    assert 'lang="en" dir="ltr">About <u>30</u>' in shown("allegation", "ar")


HOSTILE = "\u202e<b onclick=x>\u2067&\u2069"


def test_what_others_wrote_is_neither_markup_nor_able_to_reorder_a_page() -> None:
    """Nothing of what others signed is refused; it is only shown as what it is."""
    html = shown("allegation", "en", points=(Words(HOSTILE), Words(HOSTILE), Words(HOSTILE)), gave=Words(HOSTILE))
    home = shown("home", "en", page=samples.page("en", mechanism=HOSTILE, office=HOSTILE, node=HOSTILE))

    for page in (html, home):
        assert "<b " not in page
    assert "\u202e" not in html
    assert "&lt;b onclick=x&gt;&amp;" in html


def test_a_value_that_a_page_forgot_is_an_error_and_no_empty_place() -> None:
    with pytest.raises(UndefinedError, match="asked"):
        TEMPLATES.render("sample/home.html", samples.page("en"), said=samples.SAID["en"], awaited=())


def test_the_language_can_be_switched_from_every_page() -> None:
    html = shown("home", "fa")

    for lang, language in LANGUAGES.items():
        assert f'href="/m/river/?lang={lang}" hreflang="{lang}" lang="{lang}" title="{language.name}"' in html
    assert html.count('aria-current="true"') == 1


def test_a_reconstruction_and_a_past_day_say_so() -> None:
    plain = shown("home", "en", page=samples.page("en", reconstruction=False))
    marked = shown("home", "en", page=samples.page("en", as_of=True))

    assert "Reconstruction" in marked
    assert "as of this day, not today" in marked
    assert "Reconstruction" not in plain
    assert "as of this day" not in plain


@pytest.mark.parametrize(
    ("state", "said"),
    [("all", "held by all"), ("some", "held by 2 of 3"), ("here", "only here"), ("disputed", "disputed")],
)
def test_a_seal_says_in_words_what_its_ring_shows(state: SealState, said: str) -> None:
    parts = TEMPLATES._environments["en"].from_string(
        '{% import "ui/parts.html" as parts with context %}{{ parts.seal(s) }}'
    )
    html = parts.render(page=samples.page("en"), s=Seal(state, 2, 3))

    assert text_of(html).strip() == said
    assert 'aria-hidden="true"' in html


def test_a_party_is_read_aloud_by_name_and_not_by_letter() -> None:
    parts = TEMPLATES._environments["ar"].from_string(
        '{% import "ui/parts.html" as parts with context %}{{ parts.party(p, bare=true) }}'
    )
    html = parts.render(page=samples.page("ar"), p=PartyView("south", "الجنوب", "S", 2))

    assert '<span class="mark" aria-hidden="true">S</span>' in html
    assert '<span class="unseen">الجنوب</span>' in html


def test_errors_stand_first_and_lead_to_their_fields() -> None:
    html = shown("form", "en")

    assert html.index('role="alert"') < html.index("<textarea")
    assert '<a href="#f-point">Point</a>: Give 99 or less: 100 is more.' in html
    assert (
        'id="f-point" name="point" value="100" aria-required="true" aria-describedby=" f-point-error" aria-invalid="true"'
        in html
    )
    assert '<option value="ar" lang="ar" selected>' in html


def test_static_files_are_named_with_the_version_of_all_of_them() -> None:
    html = shown("home", "en")

    assert re.search(r'href="/static/[0-9a-f]{12}/ui/tokens\.css"', html)
    with pytest.raises(LookupError):
        TEMPLATES._environments["en"].from_string("{{ static('nobody/tokens.css') }}").render()


def test_the_templates_of_packages_are_found_under_their_names() -> None:
    assert {"ui/base.html", "ui/parts.html", "ui/fields.html"} <= set(make_templates().names())
