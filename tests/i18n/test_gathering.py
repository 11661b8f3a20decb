"""`make messages`: finds what people are to read, and English can say all of it that is no sentence of its own."""

import ast
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po


def tool() -> ModuleType:
    path = Path(__file__).parents[2] / "tools" / "messages.py"
    spec = importlib.util.spec_from_file_location("gathering", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["gathering"] = module
    spec.loader.exec_module(module)
    return module


gathering = tool()
CODE = """
from enum import StrEnum
Answer = Literal["admitted", "denied"]

class Rank(StrEnum):
    MINISTER = "minister"

class PointAnswered(Body, frozen=True, tag="allegations.answered/1"):
    answer: Answer
    tone: Literal["frank", "cold"] | None = None
    text: Text

def objection(late):
    if late:
        return Objection("allegations.too_late" if late > 1 else "allegations.late", (("hours", late),))
    raise RefusedError("allegations.nothing", note="not.a code")
"""


def named(*, enums: bool) -> set[tuple[str, str]]:
    return {found.key for found in gathering._named_in(ast.parse(CODE), enums=enums)}


@pytest.fixture(scope="module")
def found() -> dict[Any, Any]:
    """All that people are to read, gathered once: that takes some seconds."""
    return dict(gathering.found_messages())


def test_codes_kinds_labels_and_words_are_found() -> None:
    assert named(enums=True) == {
        ("code", "allegations.too_late"),
        ("code", "allegations.late"),
        ("code", "allegations.nothing"),
        ("kind", "allegations.answered"),
        ("label", "allegations.answered.answer"),
        ("label", "allegations.answered.tone"),
        ("label", "allegations.answered.text"),
        ("term", "answer.admitted"),
        ("term", "answer.denied"),
        ("term", "tone.frank"),
        ("term", "tone.cold"),
        ("term", "rank.minister"),
    }


def test_enumerations_of_the_program_are_no_words_of_the_record() -> None:
    assert ("term", "rank.minister") not in named(enums=False)


def test_english_can_say_every_code_kind_label_and_word(found: dict[Any, Any]) -> None:
    """A sentence of a page is its own English; a code is not."""
    held = gathering.Language.read("en")
    lacking = gathering.lacking(held, found)

    assert [f"{m.key[0]} {m.key[1]} ({m.where})" for m in lacking if m.key[0]] == []


@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_nothing_lacks_its_translation(lang: str, found: dict[Any, Any]) -> None:
    lacking = gathering.lacking(gathering.Language.read(lang), found)

    assert [f"{m.key[0] or 'sentence'} {m.key[1]} ({m.where})" for m in lacking] == []


def test_an_empty_translation_is_one_that_lacks() -> None:
    message = gathering.Found("desk", ("", "A sentence that nobody has translated"))
    held, found = gathering.Language("fa"), {message.key: message}
    held.add(message)

    assert gathering.lacking(held, found) == [message]
    held.files["desk"].get(message.key[1]).string = "جمله"
    assert gathering.lacking(held, found) == []


@pytest.mark.parametrize(("lang", "forms"), [("ar", 6), ("fa", 2)])
def test_a_sentence_with_a_number_lacks_whatever_form_is_missing(lang: str, forms: int) -> None:
    """Nor is it enough that a catalogue has it without a plural, where code and templates say it with one."""
    message = gathering.Found("desk", ("", "point %(num)s"), plural="points %(num)s")
    held, found = gathering.Language(lang, {"acts": Catalog(locale=lang)}), {message.key: message}
    held.files["acts"].add("point %(num)s", "a form")
    assert gathering.lacking(held, found) == [message]

    held.add(message)
    in_catalogue = held.files["acts"].get(message.key[1])

    assert "desk" not in held.files
    for missing in range(forms):
        in_catalogue.string = tuple("" if form == missing else "a form" for form in range(forms))
        assert gathering.lacking(held, found) == [message]
    in_catalogue.string = ("a form",) * (forms - 1)
    assert gathering.lacking(held, found) == [message]
    in_catalogue.string = ("a form",) * forms
    assert gathering.lacking(held, found) == []


def test_a_code_that_counts_in_english_lacks_where_another_language_does_not_count(found: dict[Any, Any]) -> None:
    """No call says what a code counts: the English catalogue does."""
    code = ("code", "entering.too_often")
    held = gathering.Language.read("ar")
    server = held.files["server"]
    assert found[code].plural == "seconds"
    assert gathering.lacking(held, {code: found[code]}) == []

    server.delete(code[1], context="code")
    server.add(code[1], "بعد %(seconds)s ثانية", context="code")

    assert gathering.lacking(held, {code: found[code]}) == [found[code]]


def test_what_is_said_without_a_number_lacks_where_a_catalogue_has_it_with_one() -> None:
    """Who reads it would read the form for none."""
    message = gathering.Found("desk", ("", "point"))
    held = gathering.Language("ar", {"desk": Catalog(locale="ar")})
    held.files["desk"].add(("point", "points"), ("a form",) * 6)

    assert gathering.lacking(held, {message.key: message}) == [message]


def test_the_check_fails_for_a_sentence_that_only_english_has(
    found: dict[Any, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(gathering, "found_messages", lambda: found)
    assert gathering.main(["--check"]) == 0
    english = next(m for m in gathering.Language.read("en").files["desk"] if m.id and not m.context)
    key = ("", str(english.id))
    monkeypatch.setattr(gathering.Language, "has", lambda held, k, **_said: k != key or held.code == "en")
    monkeypatch.setattr(gathering, "found_messages", lambda: {key: found[key]})

    assert gathering.main(["--check"]) == 1
    assert key[1] in capsys.readouterr().out


@pytest.mark.parametrize(("lang", "forms"), [("en", 2), ("ar", 6), ("fa", 2)])
def test_a_catalogue_is_written_with_all_the_forms_of_its_language(lang: str, forms: int, tmp_path: Path) -> None:
    """And the same bytes each time, so that a second run changes nothing."""
    catalogue = Catalog(locale=lang)
    catalogue.add(("%(num)s stone", "%(num)s stones"))
    catalogue.add("stone.heavy", "too heavy", context="code")
    written = gathering.encoded(catalogue, lang)
    path = tmp_path / "stones.po"
    path.write_bytes(written)

    with path.open("rb") as file:
        read = read_po(file, locale=lang, abort_invalid=True)
    assert written.count(b"msgstr[") == forms
    assert b"POT-Creation-Date" not in written
    assert gathering.encoded(read, lang) == written
