"""The form for any kind of entry, and what happens when it is filled in: check, look, sign.

One page serves every kind, made from the kind's struct. The check is the one that every
node will make of the entry; what it objects to is shown before anything is signed. Whoever
has a signature made elsewhere hands in the signed bytes instead (`hand_in_page`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

import msgspec

from trilateral.catalogue import KINDS
from trilateral.desk import two_parts
from trilateral.desk.carried_proofs import carried
from trilateral.desk.carrying_out import CARRIES_OUT, filled_with_terms, name_in, ref_in
from trilateral.desk.caution import caution_views, cautions_on
from trilateral.desk.letters import misfits
from trilateral.desk.quoting import quoted
from trilateral.desk.reading import FIELD, Reading
from trilateral.desk.said import Row, counts_from_zero, persons, said_in, visible
from trilateral.desk.sealed_names import found_names, name_views
from trilateral.errors import MalformedError, RefusedError
from trilateral.i18n import messages
from trilateral.i18n.digits import latin_digits
from trilateral.i18n.language_names import language_name
from trilateral.i18n.languages import LANGUAGES
from trilateral.ledger.entry import Body, EntryId, Instant, PartyId, Ref, Source
from trilateral.mechanism.texts.bracketing import whole_words
from trilateral.mechanism.texts.entries import WordsBracketed
from trilateral.mechanism.texts.state import JointText
from trilateral.node.kept import Draft as KeptDraft
from trilateral.node.outgoing import Outcome
from trilateral.node.settings import MOST_HOLD_SECONDS
from trilateral.ui.forms import Around, Control, Field, FieldError, Filled, Form, Posted, form_of
from trilateral.ui.language_choice import is_tag
from trilateral.ui.page import Shown
from trilateral.ui.posted import read_form
from trilateral.ui.written import civil_of

BY_NAME: dict[str, type[Body]] = {
    kind.partition("/")[0]: struct for kind, struct in KINDS.items() if not kind.startswith("ledger.")
}
"""Kinds that a delegate signs, as addresses write them. Those of the constitution are the root's and the node's."""


class About(msgspec.Struct, frozen=True, tag="entry.about"):
    """What any entry may say about itself.

    Attributes:
        said_at: When it was said, if not now.
        refers_to: Other entries that it speaks of.
        audience: Parties that alone shall read it; none for everybody.
        sources: Where it is known from, if the author was not there.
    """

    said_at: Instant | None = None
    refers_to: tuple[EntryId, ...] = ()
    audience: tuple[PartyId, ...] = ()
    sources: tuple[Source, ...] = ()


class Person(msgspec.Struct, frozen=True, tag="person"):
    """A person, for the detached part: it can be erased, the entry cannot."""

    name: str | None = None
    title: str | None = None


class Called(msgspec.Struct, frozen=True, tag="called"):
    """What a person is called, for the detached part.

    Attributes:
        spellings: Aliases and spellings by which the person is found, with commas between them.
    """

    name: str | None = None
    spellings: str | None = None


PERSONS: dict[str, type[msgspec.Struct]] = {
    **dict.fromkeys(("delegations.accredited", "delegations.agrement_asked", "delegations.succeeded"), Person),
    **dict.fromkeys(("designations.neutral_proposed", "designations.registered", "designations.term_stated"), Called),
}
"""Kinds with a detached part, and what is asked for it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was filled in, ready for the node.

    Attributes:
        body: What is said.
        subject: What it is about; None if it opens a subject.
        claimed_at: When it was said; None for now.
        refs: Other entries that it speaks of.
        detached: Fields that can be erased later.
        audience: Parties that alone shall read it, beside our own.
        attachments: Files that go with it.
        sources: Where it is known from.
    """

    body: Body
    subject: EntryId | None
    claimed_at: datetime | None = None
    refs: tuple[Ref, ...] = ()
    detached: Mapping[str, str] | None = None
    audience: tuple[PartyId, ...] = ()
    attachments: tuple[bytes, ...] = ()
    sources: tuple[Source, ...] = ()


class Speaker(Protocol):
    """What makes and signs entries in one office: the node."""

    @property
    def hold_seconds(self) -> int:
        """How long what is signed waits, unless its author chooses otherwise."""

    @property
    def others(self) -> tuple[str, ...]:
        """The other offices of the party."""

    def needed(self, kind: str) -> tuple[str, ...]:
        """Offices that must clear what this one says with such an entry."""

    def needs_two(self, kind: str) -> bool:
        """Whether the charter asks for a second signature on it."""

    def may_sign(self, kind: str) -> bool:
        """Whether the powers of the office's key reach to such an entry."""

    def seconds(self, kind: str, signed_by: Sequence[str]) -> tuple[tuple[str, bool], ...]:
        """Offices of the party that can give a second signature here, and whether their key is locked."""

    def check(self, draft: Draft) -> bytes:
        """Return the text that would be signed.

        Raises:
            RefusedError: It would have no effect, or may not be signed.
        """

    def said_before(self, asked: str) -> Outcome | None:
        """Return what became of what was signed for the same request; None if nothing was.

        Raises:
            RefusedError: It was called back.
        """

    def sign(self, draft: Draft, hold_seconds: int = 0, kept: KeptDraft | None = None, *, asked: str = "") -> Outcome:
        """Sign it, and say how far it went: what that says is on disk.

        Args:
            draft: What is said.
            hold_seconds: So long it waits.
            kept: The draft that it was written in.
            asked: All that was asked for, where it may be asked for twice: then it is signed once.

        Raises:
            RefusedError: The same, or it is not cleared.
        """


def forms_of(kind: str) -> tuple[Form[Any], ...]:
    """Return the forms on the page of one kind: the body, the person if there is one, and what any entry says."""
    struct = BY_NAME[kind]
    person = PERSONS.get(kind)
    return (form_of(struct), *([form_of(person)] if person else []), form_of(About))


def around(reading: Reading) -> Around:
    """Return what forms must know of the record."""

    def entry_id(ref: str) -> EntryId | None:
        verdict = reading.record.verdict_of(ref) if ref else None
        return verdict.entry.id if verdict is not None and verdict.entry is not None else None

    def entry_ref(entry: EntryId) -> str | None:
        verdict = reading.fold.verdict(entry)
        return None if verdict is None else verdict.ref

    zones = tuple(
        dict.fromkeys(
            (
                *(t.zone for t in reading.charter.parties if t.id == reading.party),
                *(t.zone for t in reading.charter.parties),
                "UTC",
            )
        )
    )
    ids = (*(each.id for each in reading.charter.parties), *(each.id for each in reading.charter.unsigned))
    names = {party: reading.party_view(party).name for party in ids}
    own_last = sorted(reading.charter.parties, key=lambda t: t.id == reading.party)
    places = {terms.zone: reading.capital(terms.id) for terms in own_last}
    languages = tuple(dict.fromkeys((*filter(is_tag, reading.charter.languages), *LANGUAGES)))
    return Around(names, entry_id, entry_ref, zones, reading.lang, places, reading.words_used, languages)


def blank_form(reading: Reading, kind: str, given: Posted, speaker: Speaker) -> Shown | None:
    """Return the form of a kind with what the address already says; None if nobody signs such a kind here."""
    if kind not in BY_NAME:
        return None
    fixed = {name.removeprefix(FIELD): tuple(values) for name, values in given.items() if values and values[0]}
    filled = {**filled_with_terms(reading, kind, fixed, around(reading)), **fixed}
    return _form_page(reading, kind, speaker, Filled(filled), {**filled, "fixed": tuple(fixed)})


def filled_form(  # noqa: PLR0913 - what is filled in, all of it
    reading: Reading,
    kind: str,
    posted: Posted,
    speaker: Speaker,
    files: tuple[bytes, ...] = (),
    *,
    asked: str = "",
) -> Shown | Outcome | None:
    """Check what was filled in, and sign it if that was asked for.

    Args:
        reading: For whom.
        kind: Of entry.
        posted: The fields; of a file, its hash.
        speaker: Who signs.
        files: The files themselves.
        asked: All that the form asks for, under its mark.

    Returns:
        The form again, with every error or with the words that would be signed; or how far what was signed went.
    """
    if kind not in BY_NAME:
        return None
    done, filled, text = try_out(reading, kind, posted, speaker, files=files, asked=asked)
    return done or _form_page(reading, kind, speaker, filled, posted, text)


def try_out(  # noqa: PLR0913 - what is tried out, all of it
    reading: Reading,
    kind: str,
    posted: Posted,
    speaker: Speaker,
    kept: KeptDraft | None = None,
    *,
    files: tuple[bytes, ...] = (),
    asked: str = "",
) -> tuple[Outcome | None, Filled[Any], str]:
    """Check what was filled in, and sign it if that was asked for, once.

    Returns:
        How far it went, if it was signed; what was filled in, with every error; the words that would be signed.
    """
    draft, filled = read_draft(reading, kind, posted)
    if draft is None:
        return None, filled, ""
    draft = replace(draft, attachments=files)
    try:
        if "parts" in posted:
            return two_parts.sign(reading, draft, posted, speaker, asked), filled, ""
        if "sign" in posted and ("names_known" in posted or not found_names(reading, draft.body, draft.audience)):
            hold = chosen_hold(posted, speaker.hold_seconds)
            return speaker.sign(draft, hold, kept, asked=asked), filled, ""
        text = speaker.check(draft)
    except RefusedError as refused:
        return None, filled.refused(refused.code, refused.params, _said_at(kind, refused.code)), ""
    except MalformedError as error:
        return None, filled.refused("entry.malformed", {"what": str(error)[:300]}), ""
    return None, filled, visible(text.decode("utf-8", "replace"))


OR_ELSE: Mapping[str, tuple[str, ...]] = {
    "allegations.nobody_verifies": ("allegations.referred.to",),
    "designations.says_nothing": (
        "designations.registered.terms",
        "designations.term_stated.terms",
        "designations.neutral_proposed.terms",
    ),
    "humanitarian.lists_nobody": ("humanitarian.list_submitted.persons",),
    "humanitarian.protects_nobody": ("humanitarian.protection_asserted.names",),
    "meetings.says_nothing": ("meetings.agenda_proposed.items", "meetings.attended.offices"),
    "proposals.says_nothing": ("proposals.tabled.paragraphs", "proposals.amended.paragraphs"),
}
"""Where something is wanted that another field can stand in for: what is said if neither is filled in, and at which fields, by their labels."""
_OR_ELSE_AT = frozenset(label for labels in OR_ELSE.values() for label in labels)


def _said_at(kind: str, code: str) -> str:
    """Return the field at which an objection is said; empty where it is to the entry as a whole."""
    labels = (label.removeprefix(f"{kind}.") for label in OR_ELSE.get(code, ()) if label.startswith(f"{kind}."))
    return next(labels, "")


HOLDS = (0, 60, 300, 900, 3600)
"""Seconds that are offered."""


def chosen_hold(posted: Posted, default: int) -> int:
    """Return for how many seconds the act is to wait.

    Raises:
        RefusedError: `private.bad_hold`.
    """
    written = latin_digits(next(iter(posted.get("hold", ())), "") or str(default))
    if not (written.isdecimal() and len(written) < 8):
        raise RefusedError("private.bad_hold", most=MOST_HOLD_SECONDS // 60)
    return int(written)


def offered_holds(reading: Reading, default: int, posted: Posted | None = None) -> tuple[tuple[int, str, bool], ...]:
    """Return what may be chosen: seconds, in words, and whether it is chosen."""
    asked = next(iter((posted or {}).get("hold", ())), "")
    chosen = int(asked) if asked in {str(each) for each in HOLDS} else default
    return tuple((each, _hold(reading, each), each == chosen) for each in sorted({*HOLDS, default}))


def _hold(reading: Reading, seconds: int) -> str:
    if not seconds:
        return reading.gettext("at once")
    if seconds % 60:
        return reading.ngettext("in %(num)s second", "in %(num)s seconds", seconds)
    return reading.ngettext("in %(num)s minute", "in %(num)s minutes", seconds // 60)


_TIMES = frozenset({"starts_at", "expires_at"})
"""Members that hold an agreed or announced instant."""
_BESIDE = ("zone", "civil")
"""Members beside one of these that repeat it as it was written down: people write it once."""


def _with_civil_times(posted: Posted) -> Posted:
    """Fill in zone and civil time of each date as they were written, where nobody wrote them differently."""
    filled = dict(posted)
    for path in dict.fromkeys(path.removesuffix(".written") for path in posted):
        base, dot, name = path.rpartition(".")
        given = [next(iter(posted.get(each, ())), "").strip() for each in (path, f"{path}.written")]
        if name in _TIMES and any(given):
            zone = next(iter(posted.get(f"{path}.zone", ())), "")
            for member, value in zip(_BESIDE, (zone, _civil(given[0] or given[1])), strict=True):
                if not any(filled.get(f"{base}{dot}{member}", ())):
                    filled[f"{base}{dot}{member}"] = (value,)
    return filled


def _civil(given: str) -> str:
    """A civil time as entries hold it; what was typed where it is none, which is said of the field that it came from."""
    try:
        return f"{civil_of(given):%Y-%m-%d %H:%M}"
    except RefusedError:
        return latin_digits(given).replace("T", " ")[:16]


def _shown_form(form: Form[Any]) -> Form[Any]:
    """The form without what the page fills in by itself, and with what must not be left out for nothing."""
    return replace(form, fields=_shown_fields(form.fields))


def _shown_fields(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    hidden = () if _TIMES.isdisjoint(field.name for field in fields) else _BESIDE
    return tuple(
        replace(each, fields=_shown_fields(each.fields), or_else=each.label_id in _OR_ELSE_AT)
        for each in fields
        if each.name not in hidden
    )


def read_draft(reading: Reading, kind: str, posted: Posted) -> tuple[Draft | None, Filled[Any]]:
    """Return what was filled in, ready for the node; without it, what stands against it."""
    posted = _with_civil_times(posted)
    known = around(reading)
    subject, wrong = _subject(reading, posted)
    carries_out, misnamed = ref_in(posted, known)
    body_form, *other_forms = forms_of(kind)
    try:
        filled_in = carried(reading, kind, posted)
    except RefusedError as refused:
        return None, Filled(posted).refused(refused.code, refused.params)
    read = [
        read_form(body_form, posted, known, filled_in),
        *(read_form(form, posted, known) for form in other_forms),
    ]
    body, about = read[0].value, read[-1].value
    errors = tuple(error for each in read for error in each.errors) + wrong + misnamed
    if errors or body is None or about is None:
        return None, Filled(posted, errors)
    try:
        body = _as_meant(reading, subject, body, posted)
    except RefusedError as refused:
        return None, Filled(posted, (FieldError("occurrence", refused.code, refused.params),))
    person = msgspec.structs.asdict(read[1].value) if len(read) > 2 and read[1].value is not None else {}
    detached = {name: value for name, value in person.items() if value}
    refs = (*carries_out, *(Ref(entry, "speaks_of") for entry in about.refers_to))
    audience = tuple(sorted(about.audience))
    draft = Draft(body, subject, about.said_at, refs, detached or None, audience, sources=about.sources)
    return draft, Filled(posted, (), body)


def _as_meant(reading: Reading, subject: EntryId | None, body: Body, posted: Posted) -> Body:
    """What was filled in as whoever copied words means it.

    Raises:
        RefusedError: The words stand in several places, and nobody said in which.
    """
    held = None if subject is None else reading.fold.state(subject)
    if not isinstance(body, WordsBracketed) or not isinstance(held, JointText):
        return body
    return whole_words(held, body, says_which=any(each.strip() for each in posted.get("occurrence", ())))


def _subject(reading: Reading, posted: Posted) -> tuple[EntryId | None, tuple[FieldError, ...]]:
    ref = next(iter(posted.get("subject", ())), "").strip()
    if not ref:
        return None, ()
    found = around(reading).entry_id(ref)
    if found is None:
        return None, (FieldError("subject", "form.no_such_entry", {"ref": ref[:40]}),)
    return found, ()


def _form_page(  # noqa: PLR0913, PLR0917 - what a form shows, all of it
    reading: Reading, kind: str, speaker: Speaker, filled: Filled[Any], posted: Posted, text: str = ""
) -> Shown:
    name = messages.kind_name(reading.lang, kind)
    values = {**form_values(reading, kind, filled, posted, text), **sign_values(reading, kind, speaker, posted)}
    return Shown(
        "desk/sign.html",
        reading.gettext("Sign: %(kind)s", kind=name),
        {
            **values,
            "action": reading.href("sign", kind),
            "two_parts": _in_two_parts(reading, kind, filled, posted),
            "comes_from": next(iter(posted.get("back", ())), ""),
        },
    )


def _in_two_parts(reading: Reading, kind: str, filled: Filled[Any], posted: Posted) -> two_parts.Offered | None:
    """What would be in the open and what under seal, where what was filled in cannot all be in the open."""
    if not any(each.code in two_parts.CODES for each in filled.errors):
        return None
    draft, _ = read_draft(reading, kind, posted)
    return None if draft is None else two_parts.offered(reading, draft, posted)


def form_values(reading: Reading, kind: str, filled: Filled[Any], posted: Posted, text: str = "") -> dict[str, object]:
    """Return what templates need to show the form of a kind."""
    forms = forms_of(kind)
    subject = next(iter(posted.get("subject", ())), "")
    found = around(reading).entry_id(subject) if subject else None
    return {
        "kind": kind,
        "called": messages.kind_name(reading.lang, kind),
        "forms": tuple(_shown_form(form) for form in forms),
        "fixed": _fixed(reading, forms[0], posted),
        "every": Form(kind, BY_NAME[kind], tuple(field for form in forms for field in form.fields)),
        "filled": filled,
        "takes_file": any(field.control is Control.FILE for form in forms for field in form.fields),
        "around": around(reading),
        "subject": subject,
        CARRIES_OUT: name_in(posted),
        "about": None if found is None else reading.entry(found),
        "about_href": None if found is None else reading.subject_href(found),
        "text": text,
        "misfits": tuple(reading.words(each) for each in misfits(filled.value)) if text else (),
        "in_words": _in_words(reading, kind, filled, posted) if text else (),
        "quotes": quoted(reading, kind, found, posted),
        "names_spilled": name_views(reading, filled.value, posted.get("audience", ())),
        "touches": caution_views(reading, cautions_on(reading.fold, filled.value, found)),
    }


def _in_words(reading: Reading, kind: str, filled: Filled[Any], posted: Posted) -> tuple[Row, ...]:
    """What would be signed, field by field: what is said, the person in the part that can be erased, and what any entry says."""
    known = around(reading)
    _, *others = (read_form(form, posted, known).value for form in forms_of(kind))
    person = msgspec.structs.asdict(others[0]) if len(others) > 1 and others[0] is not None else {}
    about = others[-1]
    return (
        *(said_in(reading, filled.value) or ()),
        *persons({name: value for name, value in person.items() if value}),
        *((said_in(reading, about) or ()) if about is not None else ()),
    )


def sign_values(reading: Reading, kind: str, speaker: Speaker, posted: Posted) -> dict[str, object]:
    """Return what templates need to offer signing: who must clear it, who signs besides, and when."""
    return {
        "needed": tuple(reading.office(each) for each in speaker.needed(kind)),
        "two": speaker.needs_two(kind),
        "holds": offered_holds(reading, speaker.hold_seconds, posted),
    }


_DIGITS = 9
"""Of a number in an address that is read."""


def _fixed(reading: Reading, form: Form[Any], posted: Posted) -> dict[str, tuple[str, str, str]]:
    """Fields that the address already filled in: label, value, and the value as people read it. By field."""
    asked = set(posted.get("fixed", ()))
    found: dict[str, tuple[str, str, str]] = {}
    for field in form.fields:
        value = next(iter(posted.get(field.path, ())), "")
        if field.path not in asked or not value or field.control not in _FIXABLE:
            continue
        shown = value
        if counts_from_zero(field) and field.path == field.name and value.isdecimal() and len(value) <= _DIGITS:
            shown = reading.numbers([int(value) + 1])
        elif field.control is Control.CHOICE:
            shown = reading.term(value, *field.groups)
        elif field.control is Control.LANGUAGE:
            shown = language_name(value, reading.lang)
        elif field.path == "office":
            shown = reading.office(value)
        found[field.path] = field.label_id, value, shown
    return found


_FIXABLE = frozenset({Control.LINE, Control.CHOICE, Control.LANGUAGE, Control.INTEGER, Control.ENTRY, Control.ENTRIES})


def hand_in_page(reading: Reading, note: str = "", problem: tuple[str, Mapping[str, str | int]] | None = None) -> Shown:
    """Return the page on which entries are handed in that were signed elsewhere."""
    return Shown(
        "desk/hand_in.html",
        reading.gettext("Hand in a signed entry"),
        {"note": note[:70_000], "problem": problem, "action": reading.href("hand-in")},
    )
