"""An issue as one plain file for readers: Markdown, or HTML without a line of script or style from anywhere.

Everything printed is in the edition: items that are withheld stand as their hashes, remarks and released corrections
stand where they belong, and every figure has its entries beside it. At the end stands how anybody checks that it
is what the parties released.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html import escape
from typing import Literal, TypeAlias

from trilateral.i18n.calendars import written_text
from trilateral.i18n.digits import digits
from trilateral.i18n.isolates import without_controls
from trilateral.i18n.languages import direction
from trilateral.ledger.entry import EntryId, Text
from trilateral.mechanism.dispatches.edition import item_hash
from trilateral.mechanism.dispatches.entries import Item
from trilateral.mechanism.dispatches.rules import Dispatch, compared, held_by, is_corrected, last_word
from trilateral.ui.page import Desk

Format: TypeAlias = Literal["html", "markdown"]


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the print.

    Attributes:
        sort: What it is.
        text: Its words.
        lang: Of the words, where they are somebody's own.
    """

    sort: Literal["title", "heading", "words", "line", "command"]
    text: str
    lang: str = ""


def printed(desk: Desk, held: Dispatch, shown: Collection[int], form: Format) -> str:
    """Return an issue as a file.

    Args:
        desk: The record as the reader looks at it.
        held: The issue.
        shown: Numbers of the items that are not withheld.
        form: `html` or `markdown`.
    """
    blocks = tuple(_blocks(desk, held, shown))
    return _html(desk, blocks) if form == "html" else _markdown(blocks)


def _blocks(desk: Desk, held: Dispatch, shown: Collection[int]) -> Iterator[Block]:
    said = held.said
    title = desk.words(said.title)
    yield Block("title", title.text, title.lang)
    number = desk.gettext(
        "Volume %(volume)s, no. %(number)s",
        volume=digits(str(said.volume), desk.lang),
        number=digits(str(said.number), desk.lang),
    )
    dated = desk.gettext("%(value)s", value=desk.day(said.dated_on))
    yield Block("line", f"{desk.term(said.sort, 'dispatches.compiled.sort')} · {number} · {dated}")
    yield Block("line", f"{desk.gettext('Cut-off')}: {written_text(said.civil, said.zone, desk.lang)}")
    if said.embargo_until is not None:
        yield Block("line", f"{desk.gettext('Embargo until')}: {desk.gettext('%(value)s', value=said.embargo_until)}")
    yield from _remarks(desk, held, None)
    for each in held.numbers:
        yield Block("heading", desk.gettext("Item %(number)s", number=digits(str(each), desk.lang)))
        if each in shown:
            yield from _item(desk, held, each)
        else:
            yield from _withheld(desk, held, each)
    yield from _proof(desk, held)


def _item(desk: Desk, held: Dispatch, number: int) -> Iterator[Block]:
    yield from _said(desk, held.said.items[number - 1])
    before = desk.fold.state(held.said.previous) if held.said.previous else None
    for each in compared(held, before if isinstance(before, Dispatch) else None):
        if each.item == number and each.before is not None:
            values = {"name": desk.words(each.figure.label).text, "before": each.before, "now": each.figure.value}
            yield Block("line", desk.gettext("%(name)s: %(before)s in the issue before, %(now)s in this one", **values))
    yield from _remarks(desk, held, number)
    for correction in held.corrections:
        if correction.item == number and is_corrected(held, correction):
            numbered = desk.gettext("Correction %(number)s, of item %(item)s", number=correction.number, item=number)
            yield Block("line", f"{numbered} ({desk.ref(correction.entry)})")
            yield _words(correction.why)
            yield from _said(desk, correction.instead)


def _said(desk: Desk, item: Item) -> Iterator[Block]:
    """The words of an item, its figures, and what they rest on."""
    for text in item.texts:
        yield _words(text)
    if item.about is not None:
        yield Block("line", f"{desk.gettext('About')} {desk.ref(item.about)}")
    for figure in item.figures:
        label = desk.words(figure.label).text
        stated = f" ({desk.gettext('as stated there')})" if figure.basis == "stated" else ""
        value = digits(str(figure.value), desk.lang)
        yield Block("line", f"{label}: {value}{stated} [{_refs(desk, figure.entries)}]")
    if item.entries:
        yield Block("line", f"{desk.gettext('Rests on')} {_refs(desk, item.entries)}")
    for source in item.sources:
        quote = f": “{source.quote}”" if source.quote else ""
        named = desk.gettext(", ").join((source.title, source.outlet, str(source.published_on)))
        yield Block("line", f"{named}{quote}")


def _refs(desk: Desk, entries: tuple[EntryId, ...]) -> str:
    return desk.gettext(", ").join(desk.ref(each) for each in entries)


def _words(text: Text) -> Block:
    return Block("words", text.text, text.lang)


def _withheld(desk: Desk, held: Dispatch, number: int) -> Iterator[Block]:
    yield Block("line", desk.gettext("Withheld: in the public edition its hash stands for it."))
    holders = desk.gettext(", ").join(desk.party_view(party).name for party in held_by(held, number))
    if holders:
        yield Block("line", desk.gettext("Held by %(parties)s", parties=holders))
    yield Block("command", item_hash(held.said.items[number - 1]))


def _remarks(desk: Desk, held: Dispatch, item: int | None) -> Iterator[Block]:
    for each in held.remarks:
        if each.item == item:
            sort = desk.term(each.sort, "dispatches.remarked.sort")
            yield Block("line", f"{desk.party_view(each.party).name} · {sort} ({desk.ref(each.entry)})")
            yield _words(each.text)


def _proof(desk: Desk, held: Dispatch) -> Iterator[Block]:
    """Who released it by which entry, and the commands with which a stranger checks that."""
    ref = desk.ref(held.id)
    yield Block("heading", desk.gettext("How to check it"))
    yield Block("line", f"{desk.gettext('Edition')}: {held.root} ({ref})")
    found: dict[str, None] = {}
    for party in held.release_by:
        words = [word for number in held.numbers if (word := last_word(held, number, party)) is not None]
        named = desk.gettext(", ").join(
            dict.fromkeys(f"{desk.ref(word.entry)} {desk.term(word.word, 'dispatch_item')}" for word in words)
        )
        yield Block("line", f"{desk.party_view(party).name}: {named or desk.gettext('no word')}")
        found |= dict.fromkeys(desk.ref(word.entry) for word in words if word.word == "released")
    yield Block("command", "trilateral dispatch verify edition.json")
    for each in (ref, *found):
        name = each.replace("/", "-")
        yield Block("command", f"trilateral prove {each} -o {name}.tlog-proof && trilateral verify {name}.tlog-proof")


def _markdown(blocks: tuple[Block, ...]) -> str:
    lines = {
        "title": "# {}\n",
        "heading": "\n## {}\n",
        "words": "\n{}\n",
        "line": "- {}",
        "command": "\n    {}\n",
    }
    return "\n".join(lines[each.sort].format(_escaped(each)) for each in blocks) + "\n"


_MARKS = str.maketrans({mark: "\\" + mark for mark in "\\`*_{}[]<>#|"})


def _escaped(block: Block) -> str:
    """Somebody's words as words, whatever marks stand in them."""
    text = " ".join(without_controls(block.text).split())
    return text if block.sort == "command" else text.translate(_MARKS)


def _html(desk: Desk, blocks: tuple[Block, ...]) -> str:
    tags = {"title": "h1", "heading": "h2", "words": "blockquote", "line": "p", "command": "pre"}
    lines = []
    for each in blocks:
        tag, text = tags[each.sort], escape(without_controls(each.text))
        own = f' lang="{escape(each.lang)}" dir="{direction(each.lang)}"' if each.lang else ""
        ltr = ' dir="ltr"' if each.sort == "command" else own
        lines.append(f"<{tag}{ltr}>{text}</{tag}>")
    title = next((escape(without_controls(each.text)) for each in blocks if each.sort == "title"), "")
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
    body = "\n".join(lines)
    return (
        f'<!DOCTYPE html>\n<html lang="{desk.lang}" dir="{direction(desk.lang)}">\n<head>{head}</head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )
