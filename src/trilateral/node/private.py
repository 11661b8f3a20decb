"""What a party keeps to itself: drafts and their clearance, sheets, what waits to be signed, who has come in.

A draft is what somebody filled in, as they filled it in. Until it is handed over only its
office sees it; then also the offices that were asked to clear it. Each of them approves this
very version or returns it with words; whoever changes it starts anew. All of it stays here,
also after the entry was signed: others see the entry, never how it came about.

Offices are those of our own party. Whoever runs the node holds the keys, so what one
office may not see of another holds as far as that person is honest.

Left out: making, signing and submitting entries (`outgoing`), and how values are sealed
(`store.private`).
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from trilateral.errors import RefusedError
from trilateral.i18n.languages import LANGUAGES
from trilateral.ledger.entry import EntryId
from trilateral.node.clock import Clock
from trilateral.node.kept import (
    PLAIN,
    Act,
    Beyond,
    Cleared,
    Device,
    Draft,
    Failures,
    Fields,
    KeptView,
    KeptWord,
    Looks,
    Once,
    Opened,
    Passkey,
    Phrase,
    Sheet,
    State,
    Step,
    Waiting,
)
from trilateral.node.settings import Clearance
from trilateral.store.private import PrivateFile, Shelf

MOST_CHARACTERS = 20_000
"""In one field of a draft, one text of a sheet, one word of clearance."""
MOST_FIELDS = 2_000
MOST_DRAFTS = 500
"""Of one office, signed ones included: what is no longer needed can be deleted."""

KEPT = timedelta(days=30)
"""So long an entry that waited stays listed after it is over, and the same request is told what became of it."""


def clearing_offices(rules: Sequence[Clearance], kind: str, office: str) -> tuple[str, ...]:
    """Offices that must clear what `office` says with such an entry. It need not clear its own."""
    name = kind.partition("/")[0]
    fitting = {name, f"{name.partition('.')[0]}.*", "*"}
    asked = [each for rule in rules if fitting.intersection(rule.kinds) for each in rule.offices]
    return () if name.startswith("ledger.") else tuple(dict.fromkeys(each for each in asked if each != office))


class Private:
    """All private matters of one home."""

    def __init__(self, file: PrivateFile, clock: Clock) -> None:
        """Take the opened file, and what tells the time."""
        self.file = file
        self._clock = clock
        self.drafts = Shelf(file, "draft", Draft, lambda each: _unix(each.changed_at))
        self.waiting = Shelf(file, "waiting", Waiting, lambda each: _unix(each.begun_at))
        self.sheets = Shelf(file, "sheet", Sheet, lambda each: _unix(each.changed_at))
        self.sessions = Shelf(file, "session", KeptWord, lambda each: each.until)
        self.links = Shelf(file, "link", KeptWord, lambda each: each.until)
        self.passkeys = Shelf(file, "passkey", Passkey, lambda each: each.made_at)
        self.phrases = Shelf(file, "phrase", Phrase, lambda each: each.made_at)
        self.failures = Shelf(file, "failures", Failures, lambda each: each.last_at)
        self.looks = Shelf(file, "looks", Looks, lambda _: 0)
        self.opened = Shelf(file, "opened", Opened, lambda each: _unix(each.at))
        self.cleared = Shelf(file, "cleared", Cleared, lambda each: _unix(each.at))
        self.devices = Shelf(file, "device", Device, lambda each: _unix(each.begun_at))
        self.views = Shelf(file, "view", KeptView, lambda each: _unix(each.kept_at))
        self.once = Shelf(file, "once", Once, lambda each: _unix(each.at))
        self._due = {each.id: each.due_at for each in self.waiting.all() if each.state == "held" and each.due_at}
        self._forget()

    def close(self) -> None:
        """Let go of the file."""
        self.file.close()

    def now(self) -> datetime:
        """What time it is for what is kept."""
        return self._clock.now()

    def _forget(self) -> None:
        """Let go of what waited and is over. What was stopped stays until somebody has read why."""
        limit = self._clock.now() - KEPT
        for each in self.waiting.all():
            if each.state in {"signed", "cancelled"} and each.begun_at < limit:
                self.waiting.remove(each.id)
        self.once.remove_before(_unix(limit))

    def keep_once(self, once: Once) -> None:
        """Keep that something is being signed for a request, and forget those that nobody will make again."""
        with self.file.together():
            self.once.remove_before(_unix(self._clock.now() - KEPT))
            self.once.put(once)

    # -- who opened what

    def note_opened(self, who: str, subject: EntryId) -> None:
        """Keep that somebody opened a subject under seal, once a minute. It holds as far as whoever runs the node lets it."""
        now = self._clock.now()
        row = self.file.name_for(f"{who} {subject} {now:%Y-%m-%dT%H:%M}")
        if self.opened.get(row) is None:
            self.opened.put(Opened(row, now, who, subject))

    def openings(self, subject: EntryId) -> list[Opened]:
        """Who opened a subject, the last first."""
        return [each for each in reversed(self.opened.all()) if each.subject == subject]

    # -- drafts

    def drafts_for(self, office: str) -> list[Draft]:
        """All drafts that an office sees, the newest change first."""
        return [each for each in reversed(self.drafts.all()) if each.shown_to(office)]

    def draft(self, row: str, office: str) -> Draft:
        """One draft.

        Raises:
            RefusedError: `private.no_such_draft`: also where there is one that this office does not see.
        """
        found = self.drafts.get(row)
        if found is None or not found.shown_to(office):
            raise RefusedError("private.no_such_draft", draft=row[:40])
        return found

    def begin(
        self, kind: str, office: str, lang: str, fields: Mapping[str, Sequence[str]], beyond: Beyond = PLAIN
    ) -> Draft:
        """Keep a new draft. What stands in it need not make sense yet."""
        if sum(each.office == office for each in self.drafts.all()) >= MOST_DRAFTS:
            raise RefusedError("private.too_many_drafts", most=MOST_DRAFTS)
        now = self._clock.now()
        _check_lang(lang)
        draft = Draft(new_id(), kind, office, lang, _checked(fields), now, now, beyond=beyond)
        return self._done(draft, office, "begun")

    def change(self, row: str, office: str, fields: Mapping[str, Sequence[str]], version: int) -> Draft:
        """Keep what a draft says now. What had been cleared is not, any more.

        Args:
            version: Which one was changed: if somebody else changed it meanwhile, nothing is kept.
        """
        draft = self._own(row, office)
        if version != draft.version:
            raise RefusedError("private.changed_meanwhile", version=version, now=draft.version)
        if draft.state not in {"writing", "returned"}:
            raise RefusedError("private.not_in_writing", state=draft.state)
        checked = _checked(fields)
        if checked == draft.fields:
            return draft
        changed = msgspec.structs.replace(
            draft, fields=checked, version=draft.version + 1, state="writing", asked=(), cleared_by=()
        )
        return self._done(changed, office, "changed")

    def delete(self, row: str, office: str) -> None:
        """Let go of a draft and its history."""
        draft = self._own(row, office)
        if draft.state == "waiting":
            raise RefusedError("private.not_in_writing", state=draft.state)
        self.drafts.remove(row)

    def hand_over(
        self, row: str, office: str, to: Collection[str], *, needed: Collection[str], offices: Collection[str]
    ) -> Draft:
        """Ask other offices to clear a draft as it stands.

        Args:
            to: Whom its author asks.
            needed: Who must clear it whether asked or not.
            offices: All that our party has.
        """
        draft = self._own(row, office)
        if draft.state not in {"writing", "returned"}:
            raise RefusedError("private.not_in_writing", state=draft.state)
        asked = tuple(dict.fromkeys(each for each in (*needed, *to) if each != office))
        unknown = [each for each in asked if each not in offices]
        if unknown:
            raise RefusedError("private.no_such_office", office=unknown[0][:60])
        if not asked:
            raise RefusedError("private.nobody_to_clear")
        handed = msgspec.structs.replace(draft, state="handed", asked=asked, cleared_by=())
        return self._done(handed, office, "handed", to=asked)

    def take_back(self, row: str, office: str) -> Draft:
        """Go on writing though others were asked. What they approved is not approved any more."""
        draft = self._own(row, office)
        if draft.state not in {"handed", "cleared"}:
            raise RefusedError("private.not_handed_over", state=draft.state)
        return self._done(
            msgspec.structs.replace(draft, state="writing", asked=(), cleared_by=()), office, "taken_back"
        )

    def approve(self, row: str, office: str, version: int, words: str = "") -> Draft:
        """One of those who were asked has nothing against this version."""
        draft = self._asked(row, office, version)
        cleared_by = (*draft.cleared_by, office)
        approved = msgspec.structs.replace(draft, cleared_by=cleared_by)
        state: State = "handed" if approved.not_yet else "cleared"
        return self._done(msgspec.structs.replace(approved, state=state), office, "approved", words=words)

    def send_back(self, row: str, office: str, version: int, words: str) -> Draft:
        """One of those who were asked wants it otherwise, and says how."""
        draft = self._asked(row, office, version)
        if not words.strip():
            raise RefusedError("private.words_needed")
        returned = msgspec.structs.replace(draft, state="returned", asked=(), cleared_by=())
        return self._done(returned, office, "returned", words=words)

    def require_cleared(self, draft: Draft, needed: Collection[str]) -> None:
        """Say why a draft may not be signed yet.

        Args:
            needed: Who must clear such entries.

        Raises:
            RefusedError: `private.not_cleared`, with who is missing; or it is on its way already.
        """
        if draft.state in {"waiting", "signed"}:
            raise RefusedError("private.not_in_writing", state=draft.state)
        missing = [each for each in needed if each not in draft.cleared_by]
        if draft.state in {"handed", "returned"}:
            missing = missing or list(draft.not_yet) or [draft.steps[-1].office]
        if missing:
            raise RefusedError("private.not_cleared", offices=", ".join(missing))

    def became(
        self, draft: Draft, act: Literal["waiting", "stopped", "signed"], *, waits: str = "", ref: str = ""
    ) -> None:
        """Note what has come of a draft that was sent to be signed. Stopped, it is to be written on."""
        state: State = "writing" if act == "stopped" else act
        moved = msgspec.structs.replace(draft, state=state, waits=waits, ref=ref)
        if act == "stopped":
            moved = msgspec.structs.replace(moved, asked=(), cleared_by=(), version=draft.version + 1)
        self._done(moved, draft.office, act)

    def _own(self, row: str, office: str) -> Draft:
        draft = self.draft(row, office)
        if draft.office != office:
            raise RefusedError("private.not_your_draft", office=draft.office)
        return draft

    def _asked(self, row: str, office: str, version: int) -> Draft:
        draft = self.draft(row, office)
        if draft.state != "handed" or office not in draft.not_yet:
            raise RefusedError("private.not_asked", office=office)
        if version != draft.version:
            raise RefusedError("private.changed_meanwhile", version=version, now=draft.version)
        return draft

    def _done(self, draft: Draft, office: str, act: Act, *, words: str = "", to: tuple[str, ...] = ()) -> Draft:
        if len(words) > MOST_CHARACTERS:
            raise RefusedError("private.too_long", most=MOST_CHARACTERS)
        now = self._clock.now()
        fields = draft.fields if act == "handed" else {}
        step = Step(now, office, act, draft.version, words.strip(), to, fields)
        return self.drafts.put(msgspec.structs.replace(draft, steps=(*draft.steps, step), changed_at=now))

    # -- what waits

    def keep_waiting(self, waiting: Waiting) -> Waiting:
        """Keep an entry that waits, as it stands now."""
        self.waiting.put(waiting)
        if waiting.state == "held" and waiting.due_at is not None:
            self._due[waiting.id] = waiting.due_at
        else:
            self._due.pop(waiting.id, None)
        return waiting

    def due(self, now: datetime) -> list[Waiting]:
        """Entries whose time has come, the earliest first: at their very second."""
        ready = sorted((at, row) for row, at in self._due.items() if at <= now)
        return [found for found in (self.waiting.get(row) for _, row in ready) if found is not None]

    def waiting_entry(self, row: str) -> Waiting:
        """One entry that waits, or has waited.

        Raises:
            RefusedError: `private.no_such_entry`.
        """
        found = self.waiting.get(row)
        if found is None:
            raise RefusedError("private.no_such_entry", entry=row[:40])
        return found

    # -- which texts are cleared

    def clear(self, entry: EntryId, draft: str) -> None:
        """From now on the entry with this id may be signed."""
        self.cleared.put(Cleared(self.file.name_for(entry), self._clock.now(), draft))

    def unclear(self, entry: EntryId) -> None:
        """From now on it may not, or need not any more."""
        self.cleared.remove(self.file.name_for(entry))

    def is_cleared(self, entry: EntryId) -> bool:
        """Whether it may."""
        return self.cleared.get(self.file.name_for(entry)) is not None

    # -- sheets

    def sheets_for(self, office: str, about: EntryId | None = None) -> list[Sheet]:
        """Sheets that an office reads, the newest first; those about one subject, or all."""
        held = reversed(self.sheets.all())
        return [each for each in held if each.shown_to(office) and (about is None or each.about == about)]

    def sheet(self, row: str, office: str) -> Sheet:
        """One sheet.

        Raises:
            RefusedError: `private.no_such_sheet`: also where there is one that this office does not read.
        """
        found = self.sheets.get(row)
        if found is None or not found.shown_to(office):
            raise RefusedError("private.no_such_sheet", sheet=row[:40])
        return found

    def write_sheet(  # noqa: PLR0913 - what a sheet says, all of it by name
        self,
        office: str,
        *,
        sort: str,
        title: str,
        text: str,
        lang: str,
        about: EntryId | Literal[""] = "",
        offices: Collection[str] = (),
        row: str = "",
        version: int = 0,
    ) -> Sheet:
        """Keep a sheet: a new one, or with `row` and the `version` that was changed, one in its place."""
        now = self._clock.now()
        held = self.sheet(row, office) if row else None
        if held is not None and held.office != office:
            raise RefusedError("private.not_your_sheet", office=held.office)
        if held is not None and held.version != version:
            raise RefusedError("private.changed_meanwhile", version=version, now=held.version)
        if not title.strip() or not text.strip():
            raise RefusedError("private.sheet_says_nothing")
        if max(len(title), len(text)) > MOST_CHARACTERS:
            raise RefusedError("private.too_long", most=MOST_CHARACTERS)
        _check_lang(lang)
        if sort not in {"talking_points", "instructions", "note"}:
            raise RefusedError("private.no_such_sort", sort=sort[:40])
        return self.sheets.put(
            Sheet(
                held.id if held else new_id(),
                sort,  # type: ignore[arg-type]  # one of the three, by the check above
                office,
                title.strip(),
                text.strip(),
                lang,
                held.begun_at if held else now,
                now,
                about,
                tuple(dict.fromkeys(offices)),
                version + 1 if held else 1,
            )
        )

    def delete_sheet(self, row: str, office: str) -> None:
        """Let go of a sheet."""
        held = self.sheet(row, office)
        if held.office != office:
            raise RefusedError("private.not_your_sheet", office=held.office)
        self.sheets.remove(row)


def new_id() -> str:
    """An id for a private thing: nobody can guess it, and it says nothing."""
    return secrets.token_hex(6)


def _unix(at: datetime) -> int:
    return int(at.timestamp())


def _check_lang(lang: str) -> None:
    if lang not in LANGUAGES:
        raise RefusedError("private.no_such_language", lang=lang[:40])


def _checked(fields: Mapping[str, Sequence[str]]) -> Fields:
    """What was filled in, without what was left empty."""
    if len(fields) > MOST_FIELDS:
        raise RefusedError("private.too_many_fields", most=MOST_FIELDS)
    kept = {name: tuple(values) for name, values in fields.items() if any(values)}
    if any(len(value) > MOST_CHARACTERS for values in kept.values() for value in values):
        raise RefusedError("private.too_long", most=MOST_CHARACTERS)
    return kept
