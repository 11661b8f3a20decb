"""What leaves our party: at once, after a while in which it can be called back, or after a second signature.

    prepared ─> (cleared?) ─> two offices? ─> first signs ─> waits ─> second signs ─┐
                     └──────────────────────────────────────────────────────────────┴> (hold?) ─> our log

What is held was decided when it was prepared: the text says what its author had seen by then
and when. It is signed only when it is due, so that what was cancelled never was signed,
unless it came here signed, or its office has locked its key: that is open only while
somebody is signed in. Nothing is lost in a crash: what waits is on disk before anybody is
told, and what is due is looked for again at the next start.

Left out: who approves what inside our party (`private`), and whether an entry counts.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import msgspec

from trilateral.errors import RefusedError, UnavailableError
from trilateral.ledger.entry import Body, entry_id
from trilateral.node.compose import PLAIN, About, Prepared
from trilateral.node.countersigning import needs_two, signed_by, words_need_two
from trilateral.node.kept import Draft, Once, Waiting
from trilateral.node.node import Node
from trilateral.node.private import clearing_offices, new_id
from trilateral.node.settings import MOST_HOLD_SECONDS
from trilateral.tlog.note import Note, parse_note

LATE = timedelta(hours=1)
"""What could not be submitted for so long after its time is not: a backup that is restored would bring back what was
cancelled since, and whoever decided it no longer expects it."""

_journal = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far it went.

    Attributes:
        state: `signed` is in our log; `held` waits for its time, `second` for another office.
        ref: What people call it, if it is signed.
        waits: Id of what waits.
    """

    state: Literal["signed", "held", "second"]
    ref: str = ""
    waits: str = ""


def say(  # noqa: PLR0913 - what is said, and how: all but the first two by name
    node: Node,
    body: Body,
    *,
    by: str,
    about: About = PLAIN,
    hold_seconds: int = 0,
    draft: Draft | None = None,
    asked: str = "",
) -> Outcome:
    """Say something as one office: as far as that goes with one signature, now.

    Args:
        node: Ours.
        body: What is said.
        by: Office that says it.
        about: What the header says besides.
        hold_seconds: So long it waits, and can be cancelled.
        draft: The draft that it comes from; who must clear it has to have cleared that.
        asked: All that a program or a form asked for, if it may ask again because it heard no answer: then it is signed
            once. Two texts under seal are never the same, so without this nobody could tell.

    Raises:
        RefusedError: Nobody would count it, or it is not cleared. Nothing was signed.
    """
    _check_hold(hold_seconds)
    with node.lock:
        if (said := said_before(node, by, asked)) is not None:
            return said
        prepared = prepare(node, body, by=by, about=about, draft=draft)
        if asked:
            # A crash from here on leaves a mark of what was never signed: whoever asks again has it signed then.
            node.private.keep_once(Once(_row(node, by, asked), node.clock.now(), entry_id(prepared.text)))
        kind = str(body.__struct_config__.tag)
        two = needs_two(node.record, kind)
        if not two and not hold_seconds and draft is None:
            return Outcome("signed", node.submit(node.sign(prepared, by), _beside(prepared)).ref)
        node.check_prepared(prepared, by)
        now = node.clock.now()
        signs_now = two or node.ring.is_locked(by)
        waiting = Waiting(
            new_id(),
            node.sign(prepared, by) if signs_now else prepared.text,
            kind.partition("/")[0],
            by,
            now,
            "second" if two else "held",
            _beside(prepared),
            (by,) if signs_now else (),
            None if two else now + timedelta(seconds=hold_seconds),
            draft.id if draft else "",
        )
        _wait(node, waiting)
        if two or hold_seconds:
            return Outcome(waiting.state, waits=waiting.id)  # type: ignore[arg-type]  # one of these two
        return _submitted_now(node, waiting)


def _row(node: Node, by: str, asked: str) -> str:
    return node.private.file.name_for(f"once {by} {asked}")


def said_before(node: Node, by: str, asked: str) -> Outcome | None:
    """What became of what was signed for the same request; None if nothing was, or it is long ago.

    Args:
        node: Ours.
        by: Office that asked.
        asked: As in `say`.

    Raises:
        RefusedError: `private.waits_no_more`: it was called back.
    """
    before = node.private.once.get(_row(node, by, asked)) if asked else None
    if before is None:
        return None
    verdict = node.record.fold.verdict(before.entry)
    if verdict is not None:
        return Outcome("signed", verdict.ref)
    found = next((each for each in node.private.waiting.all() if entry_id(text_of(each)) == before.entry), None)
    if found is None or found.state == "stopped":
        return None
    if not found.is_open:  # somebody called it back, and did not mean that it be signed when the same comes again
        raise RefusedError("private.waits_no_more", state=found.state)
    return Outcome("second" if found.state == "second" else "held", waits=found.id)


def _beside(prepared: Prepared) -> tuple[bytes, ...]:
    return (*((prepared.detached,) if prepared.detached else ()), *prepared.attachments)


def _submitted_now(node: Node, waiting: Waiting) -> Outcome:
    """Submit what is due at once. A crash before it is in the log leaves it due: the next start submits it."""
    done = _submit(node, waiting)
    if done.state == "stopped":
        raise RefusedError(done.code, **done.params)
    return Outcome("signed", done.ref) if done.ref else Outcome("held", waits=waiting.id)


def prepare(node: Node, body: Body, *, by: str, about: About = PLAIN, draft: Draft | None = None) -> Prepared:
    """The text to sign, here or elsewhere, once everybody who must clear it has.

    Raises:
        RefusedError: `private.not_cleared`, or what `Node.prepare` refuses.
    """
    with node.lock:
        needed = clearing_offices(node.settings.clearance, str(body.__struct_config__.tag), by)
        if draft is not None:
            node.private.require_cleared(draft, needed)
        elif needed:
            raise RefusedError("private.not_cleared", offices=", ".join(needed))
        prepared = node.prepare(body, by=by, about=about)
        if draft is not None and needed:
            node.private.clear(entry_id(prepared.text), draft.id)
        return prepared


def take(node: Node, entry: bytes, beside: tuple[bytes, ...] = (), *, hold_seconds: int = 0) -> Outcome:
    """Take an entry that was signed elsewhere. If the charter asks for two and one has signed, it waits for the second.

    Raises:
        RefusedError: As `Node.submit`.
    """
    _check_hold(hold_seconds)
    with node.lock:
        read = node.record.fold.parse(node.origin, entry)
        two = words_need_two(node.record, read, beside)
        if not two and not hold_seconds:
            return Outcome("signed", node.submit(entry, beside).ref)
        note, header, offices = signed_by(node.record, entry)
        half = two and len(offices) == 1
        if not half and not hold_seconds:
            return Outcome("signed", node.submit(entry, beside).ref)
        node.require_clearance(header, entry_id(note.text))
        if half:
            _check_half(node, note, header.by, beside)
        else:
            node.check(entry, beside)
        now = node.clock.now()
        due_at = None if half else now + timedelta(seconds=hold_seconds)
        kind = header.kind.partition("/")[0]
        state: Literal["second", "held"] = "second" if half else "held"
        waiting = Waiting(new_id(), entry, kind, header.by, now, state, beside, offices, due_at)
        _wait(node, waiting)
        return Outcome(state, waits=waiting.id)


def taken_before(node: Node, entry: bytes) -> Outcome | None:
    """What became of an entry that was handed in before, byte for byte; None if it was not.

    Raises:
        MalformedError: It is no note.
    """
    known = node.record.fold.verdict(entry_id(parse_note(entry).text))
    if known is not None and known.log == node.origin:
        return Outcome("signed", known.ref)
    found = next((each for each in node.private.waiting.all() if each.is_open and each.entry == entry), None)
    return None if found is None else Outcome("second" if found.state == "second" else "held", waits=found.id)


def _check_half(node: Node, note: Note, office: str, beside: tuple[bytes, ...]) -> None:
    """Say what everybody would object to, as far as that can be tried out with the keys that are here."""
    try:
        node.check_prepared(Prepared(note.text, None, beside), office)
    except RefusedError as refused:
        if refused.code not in {
            "keys.not_held",
            "keys.locked",
        }:  # the delegate's key lies elsewhere: with the second signature it is judged
            raise


def countersign(node: Node, row: str, office: str, *, hold_seconds: int = 0) -> Outcome:
    """Give the second signature, and submit the entry or hold it.

    Args:
        node: Ours.
        row: Id of what waits.
        office: Who signs; not one of those that have.
        hold_seconds: So long it waits, and either of the two can cancel it.

    Raises:
        RefusedError: It does not wait for that, or would have no effect by now. Nothing was submitted.
    """
    _check_hold(hold_seconds)
    with node.lock:
        waiting = node.private.waiting_entry(row)
        if waiting.state != "second":
            raise RefusedError("private.waits_no_more", state=waiting.state)
        entry = node.countersign(waiting.entry, office)
        node.check(entry, waiting.beside)
        signed = msgspec.structs.replace(
            waiting,
            entry=entry,
            signed_by=(*waiting.signed_by, office),
            state="held",
            due_at=node.clock.now() + timedelta(seconds=hold_seconds),
        )
        # A crash from here on leaves it due: it is submitted at the next start.
        node.private.keep_waiting(signed)
        return Outcome("held", waits=row) if hold_seconds else _submitted_now(node, signed)


def ask_second(node: Node, row: str, by: str, office: str) -> Waiting:
    """Ask one more office to give the second signature: it stands first among what waits for that office.

    Raises:
        RefusedError: It does not wait for that, it is somebody else's, or there is no such office.
    """
    with node.lock:
        waiting = node.private.waiting_entry(row)
        if waiting.state != "second":
            raise RefusedError("private.waits_no_more", state=waiting.state)
        if by not in {waiting.office, *waiting.signed_by}:
            raise RefusedError("private.not_yours_to_cancel", office=waiting.office)
        if office not in node.record.key_book(node.origin).office_keys() or office in waiting.signed_by:
            raise RefusedError("private.no_such_office", office=office[:60])
        asked = (*(each for each in waiting.asked if each != office), office)
        return node.private.keep_waiting(msgspec.structs.replace(waiting, asked=asked))


def take_countersigned(node: Node, row: str, entry: bytes, *, hold_seconds: int = 0) -> Outcome:
    """The same for a second signature that was made elsewhere: `entry` is the text with all its lines."""
    _check_hold(hold_seconds)
    with node.lock:
        waiting = node.private.waiting_entry(row)
        if waiting.state != "second":
            raise RefusedError("private.waits_no_more", state=waiting.state)
        note, _, _ = signed_by(node.record, entry)
        if note.text != signed_by(node.record, waiting.entry)[0].text:
            raise RefusedError("private.another_text", entry=row)
        outcome = take(node, entry, waiting.beside, hold_seconds=hold_seconds)
        if outcome.state != "second":
            _settle(node, waiting, "signed" if outcome.ref else "cancelled", ref=outcome.ref)
        return outcome


def cancel(node: Node, row: str, office: str) -> Waiting:
    """Call back what waits: whoever prepared it may, or has signed it, as long as it is not in our log.

    Raises:
        RefusedError: It is somebody else's, or waits no more.
    """
    with node.lock:
        waiting = node.private.waiting_entry(row)
        if office not in {waiting.office, *waiting.signed_by}:
            raise RefusedError("private.not_yours_to_cancel", office=waiting.office)
        known = node.record.fold.verdict(entry_id(text_of(waiting)))
        if known is not None:
            waiting = _settle(node, waiting, "signed", ref=known.ref)
        if not waiting.is_open:
            raise RefusedError("private.waits_no_more", state=waiting.state)
        return _settle(node, waiting, "cancelled")


def dismiss(node: Node, row: str, office: str) -> None:
    """Take what was stopped off the list, once whoever it concerns has read why."""
    with node.lock:
        waiting = node.private.waiting_entry(row)
        if office not in {waiting.office, *waiting.signed_by}:
            raise RefusedError("private.not_yours_to_cancel", office=waiting.office)
        if waiting.is_open:
            raise RefusedError("private.still_waits")
        node.private.waiting.remove(row)


def release_due(node: Node) -> list[Waiting]:
    """Submit everything whose time has come, and say what became of it.

    What would have no effect by now is not submitted: it is marked with the reason for its author.
    While the node may not sign, everything waits.
    """
    with node.lock:
        if not node.keeps_private or node.blocked is not None:
            return []
        return [_submit(node, waiting) for waiting in node.private.due(node.clock.now())]


def _submit(node: Node, waiting: Waiting) -> Waiting:
    text = text_of(waiting)
    known = node.record.fold.verdict(entry_id(text))
    if known is not None:  # a crash came between the log and this file
        return _settle(node, waiting, "signed", ref=known.ref)
    if waiting.due_at is not None and node.clock.now() - waiting.due_at > LATE:
        return _settle(
            node, waiting, "stopped", why=RefusedError("private.hold_missed", due=waiting.due_at.isoformat())
        )
    try:
        entry = waiting.entry if waiting.signed_by else node.sign(Prepared(text), waiting.office)
        receipt = node.submit(entry, waiting.beside)
    except RefusedError as refused:
        return _settle(node, waiting, "stopped", why=refused)
    except UnavailableError:
        _journal.exception("log %s: what is due could not be written, and is tried again", node.origin)
        return waiting
    # A crash here leaves it due although it is in the log: the next start finds it there.
    return _settle(node, waiting, "signed", ref=receipt.ref)


def _settle(
    node: Node,
    waiting: Waiting,
    state: Literal["signed", "cancelled", "stopped"],
    *,
    ref: str = "",
    why: RefusedError | None = None,
) -> Waiting:
    """Note what became of it, here and in its draft."""
    private = node.private
    done = msgspec.structs.replace(
        waiting, state=state, ref=ref, code=why.code if why else "", params=dict(why.params) if why else {}
    )
    with private.file.together():
        private.keep_waiting(done)
        private.unclear(entry_id(text_of(waiting)))  # what was called back is not to be signed after all
        draft = private.drafts.get(waiting.draft) if waiting.draft else None
        if draft is not None:
            private.became(draft, "signed" if state == "signed" else "stopped", waits="", ref=ref)
    return done


def _wait(node: Node, waiting: Waiting) -> None:
    private = node.private
    with private.file.together():
        private.keep_waiting(waiting)
        draft = private.drafts.get(waiting.draft) if waiting.draft else None
        if draft is not None:
            private.became(draft, "waiting", waits=waiting.id)


def text_of(waiting: Waiting) -> bytes:
    """The text of what waits, whether it has signatures yet or not."""
    return waiting.entry.partition(b"\n\n")[0] + b"\n" if waiting.signed_by else waiting.entry


def _check_hold(seconds: int) -> None:
    if not 0 <= seconds <= MOST_HOLD_SECONDS:
        raise RefusedError("private.bad_hold", most=MOST_HOLD_SECONDS // 60)
