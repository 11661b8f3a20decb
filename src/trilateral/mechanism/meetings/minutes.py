"""What stays of it in common: points that each party signs, and minutes agreed paragraph by paragraph.

A paragraph is agreed when the last word of every party accepts its exact wording. A party may
instead dissent: then the paragraph can stand, and the dissent stands beside it for good.
Minutes are closed by an entry of somebody who has seen that every paragraph is settled; from
then on they do not change. An objection that crossed the closing makes them `crossed` until its
author accepts or dissents after all.

A new version of a draft begins without words on it: what somebody accepted is one wording in one
place, and nobody is bound to the same words among others.
"""

from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

from trilateral.ledger.entry import Body, Entry, EntryId, PartyId, Text
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.meetings.entries import (
    GroundDenied,
    GroundShared,
    GroundStated,
    MinutesAccepted,
    MinutesClosed,
    MinutesTabled,
    ParagraphAccepted,
    ParagraphDissented,
    ParagraphObjected,
    ParagraphWorded,
)
from trilateral.mechanism.meetings.room import session_status
from trilateral.mechanism.meetings.state import Draft, Ground, Meeting, ParagraphWord, Status, Wording, last_word

OnParagraph: TypeAlias = ParagraphAccepted | ParagraphObjected | ParagraphDissented


class Minutes(StrEnum):
    """Where minutes stand."""

    TABLED = "tabled"
    SETTLED = "settled"
    FINAL = "final"
    CROSSED = "crossed"


class Last(NamedTuple):
    """A party's last word on a paragraph: `accepted`, `objected` or `dissented`, and of which wording."""

    at: int
    word: str
    wording_in: EntryId
    act: Draft | Wording | ParagraphWord


# What objects to an entry


def objection_to_ground(known: Meeting, body: Body, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Why a word on common ground has no effect."""
    if not known.sessions:
        return Objection("meetings.not_opened")
    if isinstance(body, GroundStated) or not isinstance(body, GroundShared | GroundDenied):
        return None
    if facts.saw(body.ground) is None:
        return Objection("meetings.not_seen", (("entry", body.ground),))
    ground = next((each for each in known.grounds if each.entry == body.ground), None)
    if ground is None:
        return Objection("meetings.no_such_point")
    held = ground_stance(known, entry.party, ground)
    if held == "shared" and isinstance(body, GroundShared):
        return Objection("meetings.accepted_already")
    return Objection("meetings.declined_already") if held == "denied" and isinstance(body, GroundDenied) else None


def objection_to_minutes(known: Meeting, body: Body, entry: Entry[Any], facts: Facts) -> Objection | None:  # noqa: PLR0911 - one return for each objection
    """Why a word on minutes has no effect."""
    if not known.sessions:
        return Objection("meetings.not_opened")
    if isinstance(body, MinutesTabled):
        return _objection_to_draft(known, body)
    named = body.wording_in if isinstance(body, OnParagraph) else getattr(body, "draft", "")
    if facts.saw(named) is None:
        return Objection("meetings.not_seen", (("entry", named),))
    if isinstance(body, OnParagraph):
        return _objection_to_word(known, body, entry)
    draft = draft_of(known, named)
    if draft is None:
        return Objection("meetings.no_such_minutes", (("entry", named),))
    match body:
        case MinutesClosed():
            return _objection_to_closing(known, draft)
        case MinutesAccepted():
            return _objection_to_accepting(known, draft, entry.party)
        case ParagraphWorded(paragraph=paragraph, text=text):
            return _objection_to_wording(known, draft, paragraph, text)
    return None


def _objection_to_draft(known: Meeting, body: MinutesTabled) -> Objection | None:
    if known.locks:
        return Objection("meetings.minutes_final")
    if not body.paragraphs:
        return Objection("meetings.says_nothing")
    if body.replaces is not None and draft_of(known, body.replaces) is None:
        return Objection("meetings.no_such_minutes", (("entry", body.replaces),))
    return None


def _objection_to_accepting(known: Meeting, draft: Draft, party: PartyId) -> Objection | None:
    lasts = [last_on(known, party, draft, number) for number in range(len(draft.paragraphs))]
    if all(each is not None and (each.word, each.wording_in) == ("accepted", draft.entry) for each in lasts):
        return Objection("meetings.accepted_already")
    settled = all(each is not None and each.word != "objected" for each in lasts)
    return Objection("meetings.minutes_final") if known.locks and settled else None


def _objection_to_wording(known: Meeting, draft: Draft, paragraph: int, text: Text) -> Objection | None:
    if not 0 <= paragraph < len(draft.paragraphs):
        return Objection("meetings.no_such_paragraph", (("number", paragraph),))
    if known.locks:
        return Objection("meetings.minutes_final")
    same = any(each == text for _, each in wordings_of(known, draft, paragraph))
    return Objection("meetings.same_wording") if same else None


def _objection_to_word(known: Meeting, body: OnParagraph, entry: Entry[Any]) -> Objection | None:
    draft = draft_with(known, body.wording_in, body.paragraph)
    if draft is None:
        return Objection("meetings.no_such_paragraph", (("number", body.paragraph),))
    last = last_on(known, entry.party, draft, body.paragraph)
    if known.locks and not _ends_a_crossing(known, body, draft, last):
        return Objection("meetings.minutes_final")
    word = word_of(body)
    if last is None or (last.word, last.wording_in) != (word, body.wording_in) or word == "dissented":
        return None  # a dissent may be put in other words
    return Objection("meetings.accepted_already" if word == "accepted" else "meetings.objected_already")


def _ends_a_crossing(known: Meeting, body: OnParagraph, draft: Draft, last: Last | None) -> bool:
    """Whether a word is still possible after a closing.

    A party whose objection crossed it may accept or dissent after all. Where two drafts
    were closed, each by somebody who had not seen the other, a party may object to one of them.
    """
    if isinstance(body, ParagraphObjected):
        return len(closed_drafts(known)) > 1 and draft in closed_drafts(known)
    return last is None or last.word == "objected"


def _objection_to_closing(known: Meeting, draft: Draft) -> Objection | None:
    if known.locks:
        return Objection("meetings.minutes_final")
    if session_status(known) is not Status.CLOSED:
        return Objection("meetings.still_open")
    unsettled = [number for number in range(len(draft.paragraphs)) if settled_text(known, draft, number) is None]
    return Objection("meetings.not_settled", (("number", unsettled[0] + 1),)) if unsettled else None


# Common ground


def ground_stance(meeting: Meeting, party: PartyId, ground: Ground) -> str | None:
    """A party's last word on a point: shared, denied, or None if it gave none."""
    return last_word(meeting.ground_words, ground, party, "shared")


def common_ground(meeting: Meeting) -> tuple[Ground, ...]:
    """The points that every party shares."""
    return tuple(
        ground
        for ground in meeting.grounds
        if all(ground_stance(meeting, party, ground) == "shared" for party in meeting.parties)
    )


# Minutes


def word_of(body: OnParagraph) -> str:
    """What the state calls this word."""
    return (
        "accepted"
        if isinstance(body, ParagraphAccepted)
        else "objected"
        if isinstance(body, ParagraphObjected)
        else "dissented"
    )


def draft_of(meeting: Meeting, entry: EntryId) -> Draft | None:
    """The draft that this entry tabled."""
    return next((each for each in meeting.drafts if each.entry == entry), None)


def draft_with(meeting: Meeting, wording_in: EntryId, paragraph: int) -> Draft | None:
    """The draft of which an entry words this paragraph; None if it does not."""
    found = next(
        (each for each in meeting.wordings if each.entry == wording_in and each.paragraph == paragraph),
        None,
    )
    draft = draft_of(meeting, wording_in if found is None else found.draft)
    return draft if draft is not None and 0 <= paragraph < len(draft.paragraphs) else None


def wordings_of(meeting: Meeting, draft: Draft, paragraph: int) -> tuple[tuple[EntryId, Text], ...]:
    """All wordings of a paragraph, each with the entry that has it: as tabled, then those that were proposed."""
    others = (
        (each.entry, each.text) for each in meeting.wordings if (each.draft, each.paragraph) == (draft.entry, paragraph)
    )
    return ((draft.entry, draft.paragraphs[paragraph]), *others)


def last_on(meeting: Meeting, party: PartyId, draft: Draft, paragraph: int) -> Last | None:
    """A party's last word on a paragraph; None if it gave none."""
    said = [Last(draft.index, "accepted", draft.entry, draft)] if party == draft.party else []
    said += [
        Last(each.index, "accepted", each.entry, each)
        for each in meeting.wordings
        if each.party == party and (each.draft, each.paragraph) == (draft.entry, paragraph)
    ]
    said += [
        Last(each.index, each.word, each.wording_in, each)
        for each in meeting.paragraph_words
        if each.party == party and each.draft == draft.entry and each.paragraph in (None, paragraph)
    ]
    return max(said, key=lambda each: (each.at, each.act.entry), default=None)


def settled_text(meeting: Meeting, draft: Draft, paragraph: int) -> Text | None:
    """The wording that can stand: every party's last word accepts it or dissents from it, and one at least accepts."""
    lasts = [last_on(meeting, party, draft, paragraph) for party in meeting.parties]
    named = {each.wording_in for each in lasts if each is not None}
    words = [each.word for each in lasts if each is not None]
    if len(words) < len(lasts) or len(named) != 1 or "objected" in words or "accepted" not in words:
        return None
    return dict(wordings_of(meeting, draft, paragraph)).get(named.pop())


def is_agreed(meeting: Meeting, draft: Draft, paragraph: int) -> bool:
    """Whether every party's last word accepts one and the same wording."""
    lasts = [last_on(meeting, party, draft, paragraph) for party in meeting.parties]
    return settled_text(meeting, draft, paragraph) is not None and all(
        each and each.word == "accepted" for each in lasts
    )


def dissents(meeting: Meeting, draft: Draft, paragraph: int) -> tuple[ParagraphWord, ...]:
    """All dissents ever recorded on a paragraph, those too that their authors have since given up."""
    return tuple(
        each
        for each in meeting.paragraph_words
        if each.word == "dissented" and (each.draft, each.paragraph) == (draft.entry, paragraph)
    )


def closed_drafts(meeting: Meeting) -> tuple[Draft, ...]:
    """The drafts that somebody closed."""
    closed = {each.draft for each in meeting.locks}
    return tuple(each for each in meeting.drafts if each.entry in closed)


def is_settled(meeting: Meeting, draft: Draft) -> bool:
    """Whether every paragraph has a wording that can stand."""
    return all(settled_text(meeting, draft, number) is not None for number in range(len(draft.paragraphs)))


def minutes_status(meeting: Meeting, draft: Draft) -> Minutes:
    """Where a draft stands. Closed and no longer settled, or closed beside another that is settled, it is crossed."""
    settled, closed = is_settled(meeting, draft), closed_drafts(meeting)
    if draft not in closed:
        return Minutes.SETTLED if settled else Minutes.TABLED
    others = any(is_settled(meeting, each) for each in closed if each != draft)
    if settled:
        return Minutes.CROSSED if others else Minutes.FINAL
    return Minutes.TABLED if others else Minutes.CROSSED


def final_draft(meeting: Meeting) -> Draft | None:
    """The minutes of the meeting, if they are final."""
    return next((each for each in closed_drafts(meeting) if minutes_status(meeting, each) is Minutes.FINAL), None)
