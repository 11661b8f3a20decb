"""Drafts, their clearance, and what waits to be signed: pages of our own party alone.

A draft's page is its form as long as its office writes it, and what it says otherwise. The
check is the one that every node will make; nothing is signed before those have approved who
must.

It leaves out who may come here: delegates of our party, which the server sees to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trilateral.desk.quoting import quoted
from trilateral.desk.reading import Reading
from trilateral.desk.said import Row, said_in, visible
from trilateral.desk.signing import (
    BY_NAME,
    Speaker,
    form_values,
    forms_of,
    offered_holds,
    read_draft,
    sign_values,
)
from trilateral.errors import RefusedError
from trilateral.i18n import messages
from trilateral.ledger.entry import Body, Entry, EntryId, Header, Unread, entry_id, members_of, read_note
from trilateral.ledger.fold import Read
from trilateral.node.kept import Draft, Waiting
from trilateral.node.outgoing import text_of
from trilateral.node.private import Private
from trilateral.tlog.note import Note
from trilateral.ui.forms import Filled, Posted
from trilateral.ui.page import Matter, Quote, Shown
from trilateral.ui.views import Words

_FIRST_WORDS = 120


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in a list.

    Attributes:
        said: Its first words.
        not_yet: Offices that have not approved it.
    """

    href: str
    kind: str
    office: str
    said: Words | None
    state: str
    version: int
    changed_at: datetime
    not_yet: tuple[str, ...]
    ref_href: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """An entry that waits, in a list.

    Attributes:
        mine: Whether the reader may call it back.
        may_sign: Whether the reader may give the second signature.
        why: Why it was not submitted.
    """

    id: str
    href: str
    kind: str
    office: str
    signed_by: tuple[str, ...]
    begun_at: datetime
    due_at: datetime | None
    state: str
    mine: bool
    may_sign: bool
    why: str = ""
    ref: str = ""
    ref_href: str = ""


@dataclass(frozen=True, slots=True)
class SecondLine:
    """An office that can give the second signature.

    Attributes:
        asked: Whether it was asked to.
        locked: Whether its key opens only when it signs in.
        mine: Whether it is the reader's.
    """

    office: str
    called: str
    asked: bool
    locked: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class StepLine:
    """Something that was done with a draft, and what stood in it then."""

    at: datetime
    office: str
    act: str
    version: int
    words: str
    to: tuple[str, ...]
    fields: tuple[tuple[str, tuple[str, ...]], ...]


def drafts_page(reading: Reading, private: Private, office: str) -> Shown:
    """Return all that an office has begun, is asked to clear, or can sign."""
    seen = private.drafts_for(office)
    own = [each for each in seen if each.office == office]
    waits = waiting_for(private, office)
    return Shown(
        "desk/drafts.html",
        reading.gettext("Drafts"),
        {
            "to_clear": tuple(_line(reading, each) for each in seen if office in each.not_yet),
            "own": tuple(_line(reading, each) for each in own if each.state != "signed"),
            "signed": tuple(_line(reading, each) for each in own if each.state == "signed"),
            "second": tuple(
                _waiting_line(reading, each, office)
                for each in sorted(waits, key=lambda each: (not _asks_second(each, office), office not in each.asked))
                if each.state == "second"
            ),
            "held": tuple(_waiting_line(reading, each, office) for each in waits if each.state == "held"),
            "stopped": tuple(_waiting_line(reading, each, office) for each in waits if each.state == "stopped"),
            "sign_href": reading.href("sign"),
        },
    )


def waiting_for(private: Private, office: str) -> list[Waiting]:
    """Return what waits and concerns an office, the newest first: all that lack a signature, and its own."""
    return [each for each in reversed(private.waiting.all()) if may_see(each, office)]


def may_see(waiting: Waiting, office: str) -> bool:
    """Whether an office sees an entry that waits: any may give a second signature; of the rest, its own."""
    return waiting.state == "second" or office in {waiting.office, *waiting.signed_by}


def asks_for(private: Private, office: str) -> int:
    """Return how many things wait for this office: to be cleared, to be signed as the second, or to be decided again."""
    clear = sum(office in each.not_yet for each in private.drafts_for(office))
    waits = waiting_for(private, office)
    second = sum(_asks_second(each, office) for each in waits)
    return clear + second + sum(each.state == "stopped" for each in waits)


def matters_for(reading: Reading, private: Private, office: str) -> tuple[Matter, ...]:
    """Return what other offices of our party ask of this one: its second signature, and to approve what they wrote."""
    if reading.as_of is not None:
        return ()  # what waited on an earlier day is not kept
    seconds = [
        Matter(
            of=reading.party,
            what=reading.gettext(
                "Sign as the second office: %(kind)s, by %(office)s",
                kind=messages.kind_name(reading.lang, each.kind),
                office=reading.office(each.office),
            ),
            href=reading.href("waiting", each.id),
            since_at=each.begun_at,
        )
        for each in waiting_for(private, office)
        if _asks_second(each, office)
    ]
    drafts = [
        Matter(
            of=reading.party,
            what=reading.gettext(
                "Approve the draft: %(kind)s, by %(office)s",
                kind=messages.kind_name(reading.lang, each.kind),
                office=reading.office(each.office),
            ),
            href=reading.href("drafts", each.id),
            since_at=each.changed_at,
        )
        for each in private.drafts_for(office)
        if office in each.not_yet
    ]
    return (*seconds, *drafts)


def _asks_second(waiting: Waiting, office: str) -> bool:
    """Whether an office is to sign it as the second: the one that was asked, or any where nobody was."""
    return (
        waiting.state == "second" and office not in waiting.signed_by and (not waiting.asked or office in waiting.asked)
    )


def draft_page(  # noqa: PLR0913 - whose page it is and what was just tried, all but three by name
    reading: Reading,
    private: Private,
    draft: Draft,
    *,
    speaker: Speaker,
    office: str,
    filled: Filled[Any] | None = None,
    posted: Posted | None = None,
    text: str = "",
    problem: RefusedError | None = None,
) -> Shown:
    """Return one draft, as its office writes it or as those read it who were asked.

    Args:
        filled: What was just filled in, with what stands against it; by default what is kept.
        posted: The same as it was posted.
        text: The words that would be signed.
        problem: Why what was asked for was not done.
    """
    fields: Posted = draft.fields if posted is None else posted
    known = draft.kind in BY_NAME
    body = read_draft(reading, draft.kind, draft.fields)[0] if known else None
    writes = draft.office == office and draft.state in {"writing", "returned"} and known
    values: dict[str, Any] = (
        form_values(reading, draft.kind, filled or Filled(fields), fields, text)
        if known
        else {"kind": draft.kind, "filled": Filled(fields), "text": "", "about": None, "subject": "", "every": None}
    )
    needed = speaker.needed(draft.kind)
    return Shown(
        "desk/draft.html",
        reading.gettext("Draft: %(kind)s", kind=messages.kind_name(reading.lang, draft.kind)),
        {
            **values,
            **sign_values(reading, draft.kind, speaker, fields),
            "draft": draft,
            "state": draft.state,
            "by": reading.office(draft.office),
            "mine": draft.office == office,
            "writes": writes,
            "asked_of_me": office in draft.not_yet and draft.state == "handed",
            "may_sign": draft.office == office and known and _may_sign(private, draft, needed),
            "asked": tuple((reading.office(each), each in draft.cleared_by) for each in draft.asked),
            "others": tuple((each, reading.office(each), each in needed) for each in speaker.others),
            "said": None if body is None else said_in(reading, body.body),
            "raw": () if body is not None else _raw(draft.kind, draft.fields),
            "steps": tuple(_step(reading, draft, each) for each in range(len(draft.steps))),
            "problem": None if problem is None else (problem.code, problem.params),
            "action": reading.href("drafts", draft.id),
            "waits_href": reading.href("waiting", draft.waits) if draft.waits else "",
            "ref_href": reading.entry_href(draft.ref) if draft.ref else "",
            "back": reading.href("drafts"),
        },
    )


def _may_sign(private: Private, draft: Draft, needed: Sequence[str]) -> bool:
    try:
        private.require_cleared(draft, needed)
    except RefusedError:
        return False
    return True


def waiting_page(
    reading: Reading, waiting: Waiting, *, office: str, speaker: Speaker, problem: RefusedError | None = None
) -> Shown:
    """Return one entry that waits: its exact words, who has signed, who can besides, and what can be done with it."""
    seconds = speaker.seconds(waiting.kind, waiting.signed_by) if waiting.state == "second" else ()
    text, _, lines = waiting.entry.decode("utf-8", "replace").partition("\n\n")
    return Shown(
        "desk/waiting.html",
        reading.gettext("Waiting: %(kind)s", kind=messages.kind_name(reading.lang, waiting.kind)),
        {
            "line": _waiting_line(reading, waiting, office),
            "seconds": tuple(
                SecondLine(each, reading.office(each), each in waiting.asked, locked, each == office)
                for each, locked in seconds
            ),
            "asked_of_me": office in waiting.asked,
            "text": visible(text),
            "signatures": visible(lines),
            "said": _said_in_text(reading, waiting),
            "quotes": _quoted_in_text(reading, waiting),
            "holds": offered_holds(reading, speaker.hold_seconds),
            "problem": None if problem is None else (problem.code, problem.params),
            "action": reading.href("waiting", waiting.id),
            "back": reading.href("drafts"),
        },
    )


def _words_of(reading: Reading, waiting: Waiting) -> tuple[Header, Body | Unread]:
    """What it says, as our own party reads it: whoever signs second signs no sealed words unread."""
    note = Note(text_of(waiting), ())
    header, body = read_note(note, reading.fold.kinds)
    if isinstance(body, Unread):
        return header, body
    sealed: Entry[Any] = Entry(
        entry_id(note.text), reading.party, reading.record.size(reading.record.origins[0]), header, body, ""
    )
    opened = reading.record.readers.opened(Read(sealed, note), waiting.beside)
    return (header, body) if opened is None else (opened.header, opened.body)


def _said_in_text(reading: Reading, waiting: Waiting) -> tuple[Row, ...] | None:
    _, body = _words_of(reading, waiting)
    return None if isinstance(body, Unread) else said_in(reading, body)


def _quoted_in_text(reading: Reading, waiting: Waiting) -> tuple[Quote, ...]:
    """What it names, in the very words: whoever signs second signs no reference unread either."""
    header, body = _words_of(reading, waiting)
    if isinstance(body, Unread):
        return ()

    def called(value: object) -> str:
        verdict = reading.fold.verdict(EntryId(value)) if isinstance(value, str) else None
        return str(value) if verdict is None else verdict.ref

    named = {
        name: tuple(value) if isinstance(value, list | tuple) else (value,) for name, value in members_of(body).items()
    }
    posted = {name: tuple(called(each) for each in values) for name, values in named.items()}
    return quoted(reading, waiting.kind, header.subject, posted)


def _line(reading: Reading, draft: Draft) -> DraftLine:
    return DraftLine(
        reading.href("drafts", draft.id),
        draft.kind,
        reading.office(draft.office),
        _first_words(draft),
        draft.state,
        draft.version,
        draft.changed_at,
        tuple(reading.office(each) for each in draft.not_yet),
        reading.entry_href(draft.ref) if draft.ref else "",
        draft.ref,
    )


def _first_words(draft: Draft) -> Words | None:
    """What somebody wrote first, in whichever field: a draft need not be readable as an entry yet."""
    for name, values in draft.fields.items():
        if f"{name}.lang" in draft.fields and values and values[0]:
            said = values[0][:_FIRST_WORDS]
            return Words(said + ("…" if len(values[0]) > _FIRST_WORDS else ""), draft.fields[f"{name}.lang"][0])
    return None


def _waiting_line(reading: Reading, waiting: Waiting, office: str) -> WaitingLine:
    concerned = {waiting.office, *waiting.signed_by}
    return WaitingLine(
        waiting.id,
        reading.href("waiting", waiting.id),
        waiting.kind,
        reading.office(waiting.office),
        tuple(reading.office(each) for each in waiting.signed_by),
        waiting.begun_at,
        waiting.due_at,
        waiting.state,
        office in concerned and waiting.is_open,
        waiting.state == "second" and office not in waiting.signed_by,
        reading.sentence(waiting.code, tuple(waiting.params.items())) if waiting.code else "",
        waiting.ref,
        reading.entry_href(waiting.ref) if waiting.ref else "",
    )


def _step(reading: Reading, draft: Draft, number: int) -> StepLine:
    step = draft.steps[number]
    return StepLine(
        step.at,
        reading.office(step.office),
        step.act,
        step.version,
        step.words,
        tuple(reading.office(each) for each in step.to),
        _raw(draft.kind, step.fields),
    )


def _raw(kind: str, fields: Posted) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What stands in fields, as it was written: label ids and values."""
    labels = [form.label_at for form in forms_of(kind)[:1]] if kind in BY_NAME else []
    shown = [(name, tuple(v for v in values if v)) for name, values in fields.items() if name != "fixed"]
    plain = [(name, values) for name, values in shown if values and not name.endswith((".lang", ".zone"))]
    return tuple((labels[0](name) if labels else name, values) for name, values in plain)
