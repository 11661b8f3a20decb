"""Each message says who has read it besides whoever wrote it, and no mark outlives the words that it was set for."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.i18n.test_catalogues import messages
from tests.i18n.test_gathering import gathering
from trilateral.i18n.languages import LANGUAGES
from trilateral.i18n.reviews import NOBODY, count_reviewed, holds, mark_of, reviewer, set_mark

NAME, DAY = "A. Reader", "2026-03-14"


def marked() -> Message:
    message = Message("Agenda", "جدول الأعمال", user_comments=["Of a meeting."])
    set_mark(message, NAME, DAY)
    return message


@pytest.mark.parametrize("lang", list(LANGUAGES))
def test_every_message_has_a_mark_that_is_about_its_words(lang: str) -> None:
    found = list(messages(lang))

    assert len(found) > 4_000
    assert not [(name, message.id) for name, message in found if not holds(message)]


def test_whoever_read_a_message_vouches_for_it_and_other_remarks_stay() -> None:
    message = marked()

    assert reviewer(message) == NAME
    assert message.user_comments[0] == "Of a meeting."
    assert (mark_of(message) or "").startswith(f"reviewed-by: {NAME}, {DAY}, ")


@pytest.mark.parametrize("changed", ["string", "id", "context"])
def test_nobody_vouches_for_words_that_were_changed_since(changed: str) -> None:
    message = marked()

    setattr(message, changed, "Another")

    assert reviewer(message) is None
    assert not holds(message)


@pytest.mark.parametrize(
    "remarks",
    [
        [],
        ["reviewed-by: "],
        ["reviewed-by: A. Reader"],
        ["reviewed-by: A. Reader, 2026-03-14, 00000000"],
    ],
)
def test_other_marks_are_none(remarks: list[str]) -> None:
    assert not holds(Message("Agenda", "جدول الأعمال", user_comments=remarks))


def test_a_mark_set_again_replaces_the_one_before() -> None:
    message = marked()

    set_mark(message)

    assert mark_of(message) == NOBODY
    assert holds(message)
    assert reviewer(message) is None


def test_plural_forms_are_read_together() -> None:
    message = Message(("%(num)s day", "%(num)s days"), ("a", "b", "c", "d", "e", "f"))
    set_mark(message, NAME, DAY)

    message.string = ("a", "b", "c", "d", "e", "other")

    assert reviewer(message) is None


def test_it_is_counted_who_reviewed_how_much() -> None:
    unread = Message("Minutes", "محضر")
    set_mark(unread)

    assert count_reviewed([marked(), unread, marked()]) == (type(count_reviewed([])))(3, 2, (NAME,))


def test_a_reader_marks_a_file_and_what_nobody_translated_stays_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As `tools/messages.py --reviewed` does it: in the file of one subject, for what it says today."""
    path = tmp_path / "ar/notices.po"
    path.parent.mkdir()
    held = Catalog(locale="ar")
    held.add("Agenda", "جدول الأعمال")
    held.add("Minutes", "")
    path.write_bytes(gathering.encoded(held, "ar"))
    monkeypatch.setattr(gathering, "PO", tmp_path)

    assert gathering.main(["--reviewed", NAME, "--lang", "ar", "--subject", "notices"]) == 0

    with path.open("rb") as file:
        after = {str(message.id): message for message in read_po(file, locale="ar") if message.id}
    assert reviewer(after["Agenda"]) == NAME
    assert mark_of(after["Minutes"]) == NOBODY
    assert "1 messages marked" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [["--lang", "ar", "--subject", "nothing"], ["--lang", "ar"], ["--subject", "desk"]]
)
def test_a_file_that_is_not_there_is_not_reviewed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        gathering.main(["--reviewed", NAME, *arguments])

    assert stopped.value.code == 2
    assert "expected --lang and --subject of a catalogue" in capsys.readouterr().err
