"""What the catalogues hold: every sentence in English, and the same holes in all languages."""

import gettext
import re
import unicodedata
from collections.abc import Iterator, Sequence

import pytest
from babel import Locale
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from babel.plural import PluralRule

from trilateral.i18n.catalogues import PLURALS, catalogue_files, translator
from trilateral.i18n.isolates import BIDI_CONTROLS
from trilateral.i18n.languages import LANGUAGES
from trilateral.i18n.messages import PLACEHOLDER

LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
KEPT_IN_LATIN = {"UTC", "GeoJSON", "JSON", "SHA", "TLS", "age", "ar", "fa", "en", "ku"}
# What is typed as it stands, by the message that quotes it: names of fields, kinds and commands; and names of others.
QUOTED = {
    "The lines and names behind it are Natural Earth's and those of usage, not the parties'.": {"Earth", "Natural"},
    "To all, if nobody is ticked. Who passes it on is not ticked besides. The matter is one word in Latin letters, the same"
    " from round to round, such as border_security: positions are filed under it.": {"border", "security"},
    "acts.attached.media_type": {"application", "pdf"},
    "acts.corrected.at": {"points", "text"},
    "acts.translated.at": {"points", "text"},
    "charter.clocks_missing": {"HOURS", "NAME", "clock", "clocks", "customary"},
    "charter.never_by_two": {"root", "threshold"},
    "charter.not_ours": {"init", "node", "reaccredit"},
    "charter.silence_binds": {"matters"},
    "charter.silence_by_one": {"quorum"},
    "charter.silence_by_the_interested": {"disinterested"},
    "charter.silence_without_grace": {"grace"},
    "charter.unknown_language": {"BCP"},
    "device.root_elsewhere": {"prepare"},
    "form.no_language": {"BCP", "IQ", "ckb", "ku"},
    "guard.ask_a_mirror": {"sync"},
    "guard.exists_already": {"node", "restore"},
    "guard.rolled_back": {"node", "override", "resume"},
    "incidents.no_source": {"source"},
    "incidents.row_too_fine": {"coarsen"},
    "incidents.too_fine": {"detail", "sign", "to", "trilateral"},
    "incidents.too_prompt": {"detail", "sign", "to", "trilateral"},
    "incidents.unreadable_row": {"incidents", "reported", "sources"},
    "keys.no_log_key": {"node", "reaccredit"},
    "keys.no_passphrase": {"PASSPHRASE", "TRILATERAL", "file", "keys", "node", "passphrase", "toml"},
    "keys.no_passphrase_file": {"file", "keys", "node", "passphrase", "toml"},
    "keys.no_ring": {"init", "node"},
    "keys.no_rotation": {"keys", "rotate"},
    "keys.not_accredited": {"join", "node", "reaccredit"},
    "keys.not_held": {"keys", "list"},
    "ledger.needs_two": {"ID", "sign", "trilateral"},
    "ledger.too_few_roots": {"keys", "sign"},
    "ledger.unknown_key": {"keys", "list"},
    "record.no_mechanism": {"mechanism"},
    "statements.made.matter": {"border", "security"},
    "unsigned.reported.words": {"We", "are", "lang", "position", "ready", "sort", "text"},
    "unsigned.reported.words_kind": {"made", "statements"},
}
KEPT_IN_LATIN_DIGITS = re.compile(
    r"""[0-9]{4}-[0-9]{2}(-[0-9]{2}(T[0-9:]+Z|\ [0-9]{2}:[0-9]{2})?)?  # days and times as they are typed or signed
    | \b(quorum|disinterested|grace)=[0-9]+ | points\[0\] | statements\.made/1 | \b33\.35\b  # what is typed as it stands
    | \bSHA-256\b | \bX25519\b | \bBCP\ 47\b | ^[1-6]\ ·  # designations, those of grades of information too
    """,
    re.VERBOSE,
)
YEAR_TYPED_ALONE = {"accounts.entered.published_on", "accounts.no_such_day"}
COUNTED = {
    "count",
    "days",
    "entries",
    "fewest",
    "files",
    "found",
    "got",
    "held",
    "hours",
    "least",
    "length",
    "metres",
    "minutes",
    "months",
    "most",
    "needed",
    "num",
    "off",
    "points",
    "rows",
    "seconds",
    "shared",
    "size",
    "steps",
    "used",
    "weeks",
    "words",
    "years",
}
"""Names of parameters that say how many there are of something."""
UNITS = {"KB", "MB", "bytes", "h", "km", "m", "min", "بايت", "د", "س", "كم", "كيلوبايت", "م", "ميغابايت"}
BESIDE_A_NUMBER = {
    "en": UNITS
    | {
        "agreed",
        "and",
        "are",
        "as",
        "at",
        "did",
        "from",
        "have",
        "in",
        "is",
        "objected",
        "of",
        "on",
        "or",
        "that",
        "to",
        "was",
        "within",
    },
    "ar": UNITS
    | {
        "أقل",
        "أكثر",
        "أو",
        "إلى",
        "بألفاظها",
        "بالترويسة",
        "بعد",
        "بلا",
        "تنتظركم",
        "ضمن",
        "على",
        "غير",
        "غيرها",
        "في",
        "كل",
        "لا",
        "ليس",
        "ليست",
        "من",
        "منها",
        "و",
        "وحدها",
        "ولم",
        "وليست",
    },
}
"""Words that may follow a number in a sentence with one form, or in all forms alike. Persian needs none: a noun after a number never changes there."""


def messages(lang: str) -> Iterator[tuple[str, Message]]:
    for source in catalogue_files(lang):
        with source.open("rb") as file:
            for message in read_po(file, locale=lang, abort_invalid=True):
                if message.id:
                    yield source.name, message


def forms(said: str | Sequence[str]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


def test_arabic_has_six_forms() -> None:
    """As Unicode CLDR counts: none, one, two, a few, many, the rest."""
    rule = PluralRule(
        {"zero": "n = 0", "one": "n = 1", "two": "n = 2", "few": "n % 100 = 3..10", "many": "n % 100 = 11..99"}
    )
    one = "%(num)s party"
    said = {n: translator("ar").ngettext(one, "%(num)s parties", n) for n in range(220)}

    assert len({said[n] for n in (0, 1, 2, 3, 11, 100)}) == 6
    by_tag: dict[str, set[str]] = {}
    for n, form in said.items():
        by_tag.setdefault(rule(n), set()).add(form)
    assert all(len(same) == 1 for same in by_tag.values())


@pytest.mark.parametrize("lang", list(LANGUAGES))
def test_each_form_stands_for_one_category_of_cldr(lang: str) -> None:
    """A browser counts by the categories, and must go on in the words that the page was served with."""
    category, form = Locale.parse(lang).plural_form, gettext.c2py(PLURALS[lang].partition("plural=")[2].rstrip(";"))
    found = {(category(n), form(n)) for n in range(300)}

    assert len(found) == len({each for each, _ in found}) == len({each for _, each in found})
    assert f"nplurals={len(found)};" in PLURALS[lang]


def test_what_a_language_lacks_is_said_in_english() -> None:
    lacking = translator("fa").gettext("A sentence that nobody has translated")

    assert lacking == "A sentence that nobody has translated"
    assert translator("fa").ngettext("%(num)s stone", "%(num)s stones", 1) == "%(num)s stone"
    assert translator("fa").ngettext("%(num)s stone", "%(num)s stones", 3) == "%(num)s stones"
    assert translator("fa").find("code", "nobody.knows") is None


def words_after(form: str) -> Iterator[tuple[str, str]]:
    """Each parameter that a word follows, and the word."""
    for hole in PLACEHOLDER.finditer(form):
        word = re.match(r"[ \u00a0]+([^\W\d_][\w\u064b-\u0652]*)", form[hole.end() :])
        if word:
            yield hole[1], re.sub("[\u064b-\u0652]", "", word[1])


def one_form_for_any_number(message: Message, lang: str) -> list[str]:
    """Words of a message that would have to change with a number before them, and do not."""
    said = forms(message.string or "") if all(forms(message.string or "")) else forms(message.id)
    counted = {"num", message.id[1]} if message.pluralizable else set()
    return [
        f"{name} {word}"
        for form in said
        for name, word in words_after(form)
        if (name in COUNTED or word in {name, f"{name}s"}) and name not in counted and word not in BESIDE_A_NUMBER[lang]
    ]


@pytest.mark.parametrize("lang", list(BESIDE_A_NUMBER))
def test_no_noun_stands_after_a_number_in_a_sentence_that_has_one_form(lang: str) -> None:
    """Either a plural is asked for, or the number stands apart from what is counted: after a colon, in brackets, before a full stop."""
    assert [
        (name, message.id, each) for name, message in messages(lang) for each in one_form_for_any_number(message, lang)
    ] == []


def test_a_noun_after_a_number_is_seen() -> None:
    of_one_form = Message("entering.late", "بعد %(seconds)s ثانية", context="code")
    of_six = Message(("entering.late", "seconds"), ("بعد %(seconds)s ثانية",) * 6, context="code")

    assert one_form_for_any_number(of_one_form, "ar") == ["seconds ثانية"]
    assert one_form_for_any_number(of_six, "ar") == []
    assert one_form_for_any_number(Message("It has %(sheets)s sheets", ""), "en") == ["sheets sheets"]
    assert one_form_for_any_number(Message("Sheets: %(count)s of %(most)s", ""), "en") == []


def test_an_arabic_noun_after_a_number_changes_with_it() -> None:
    """Three of a thing are said in another form than eleven."""
    for name, message in messages("ar"):
        if message.pluralizable:
            few, many = (
                [w for n, w in words_after(form) if n in {"num", message.id[1]}]
                for form in forms(message.string or "")[3:5]
            )
            assert few != many or set(few) <= BESIDE_A_NUMBER["ar"], f"{name}: {message.id}"


def test_codes_count_the_same_parameter_in_all_languages() -> None:
    """And the sentence has that parameter, and every form."""
    counted = {
        lang: {forms(each.id): each for _, each in messages(lang) if each.context == "code" and each.pluralizable}
        for lang in LANGUAGES
    }

    assert counted["en"].keys() == counted["ar"].keys() == counted["fa"].keys()
    assert ("entering.too_often", "seconds") in counted["en"]
    for lang, found in counted.items():
        for (code, member), message in found.items():
            assert all(forms(message.string or "")), f"{lang}: {code}"
            assert f"%({member})s" in forms(message.string or "")[-1], f"{lang}: {code}"


@pytest.mark.parametrize("lang", list(LANGUAGES))
def test_catalogues_are_sound(lang: str) -> None:
    """In NFC, without characters that reorder, with the plural rule of the language, each message once."""
    seen: set[tuple[str, str]] = set()
    for name, message in messages(lang):
        key = (str(message.context or ""), forms(message.id)[0])
        assert key not in seen, f"{name}: {key} twice"
        seen.add(key)
        for form in forms(message.string or ""):
            assert unicodedata.is_normalized("NFC", form), f"{name}: {key}"
            assert not BIDI_CONTROLS.search(form), f"{name}: {key}"
    for source in catalogue_files(lang):
        assert PLURALS[lang] in source.read_text("utf-8"), source.name


@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_a_day_in_latin_digits_is_read_from_its_year(lang: str) -> None:
    """After a letter that runs the other way its parts change places, and `28-05-2007` is no day here."""
    for name, message in messages(lang):
        for form in forms(message.string or ""):
            bare = re.sub("\u200e[^\u200e]*\u200e", "", form)
            assert not re.search(r"\b[0-9]{4}-[0-9]{2}", bare, re.ASCII), f"{name}: {form}"


@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_translations_fill_the_same_holes(lang: str) -> None:
    """A form for one or two may say the number in words; what a code counts is a number too."""
    for name, message in messages(lang):
        if not all(forms(message.string or "")):
            continue
        english = translator("en").find(str(message.context or ""), forms(message.id)[0]) or forms(message.id)[0]
        holes = set(PLACEHOLDER.findall(english))
        for form in forms(message.string or ""):
            got = set(PLACEHOLDER.findall(form))
            assert got <= holes, f"{name}: {form}"
            assert holes - got <= ({"num", forms(message.id)[1]} if message.pluralizable else set()), f"{name}: {form}"


@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_translations_are_in_their_own_script(lang: str) -> None:
    for name, message in messages(lang):
        for form in forms(message.string or ""):
            latin = set(LATIN_WORD.findall(PLACEHOLDER.sub("", form)))
            assert latin <= KEPT_IN_LATIN | QUOTED.get(forms(message.id)[0], set()), f"{name}: {form}"


@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_translations_are_in_their_own_digits(lang: str) -> None:
    """But for what is typed or signed in Latin ones, and for designations."""
    for name, message in messages(lang):
        for form in forms(message.string or ""):
            left = KEPT_IN_LATIN_DIGITS.sub("", PLACEHOLDER.sub("", form))
            if forms(message.id)[0] in YEAR_TYPED_ALONE:
                left = re.sub(r"\b2007\b", "", left)
            assert not re.search("[0-9]", left), f"{name}: {form}"


@pytest.mark.parametrize(("lang", "other"), [("ar", "۰-۹"), ("fa", "٠-٩")])
def test_translations_are_not_in_each_others_digits(lang: str, other: str) -> None:
    for name, message in messages(lang):
        for form in forms(message.string or ""):
            assert not re.search(f"[{other}]", form), f"{name}: {form}"


def test_persian_is_spelled_with_its_own_letters() -> None:
    """Arabic kaf and yeh look alike and sort and search differently; a detached `می` wants a ZWNJ."""
    for name, message in messages("fa"):
        for form in forms(message.string or ""):
            assert not set(form) & set("كيىة"), f"{name}: {form}"
            assert not re.search(r"(^|\s)ن?می\s", form), f"{name}: {form}"


def test_arabic_is_spelled_with_its_own_letters() -> None:
    for name, message in messages("ar"):
        for form in forms(message.string or ""):
            assert not set(form) & set("کیگچپژ\u200c"), f"{name}: {form}"
