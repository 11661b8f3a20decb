"""Points of common ground and minutes on the page of a meeting: each wording beside each party's last word on it."""

from trilateral.ledger.entry import PartyId, Text
from trilateral.mechanism.meetings.dates_page import position
from trilateral.mechanism.meetings.minutes import (
    Last,
    Minutes,
    closed_drafts,
    common_ground,
    dissents,
    ground_stance,
    is_agreed,
    last_on,
    minutes_status,
    settled_text,
    wordings_of,
)
from trilateral.mechanism.meetings.pressing import press, press_why, region, words
from trilateral.mechanism.meetings.room import session_status
from trilateral.mechanism.meetings.state import Draft, Ground, Meeting, ParagraphWord, Status
from trilateral.ui.boxes import in_boxes, stand_in_boxes
from trilateral.ui.page import Desk
from trilateral.ui.steps import offered
from trilateral.ui.views import Blank, Step


def grounds(desk: Desk, held: Meeting, parties: list[PartyId]) -> list[dict[str, object]]:
    """Each point, and who has signed it."""
    return [_ground(desk, held, each, parties) for each in held.grounds]


def _ground(desk: Desk, held: Meeting, ground: Ground, parties: list[PartyId]) -> dict[str, object]:
    stances = {party: ground_stance(held, party, ground) for party in parties}
    return {
        "text": desk.words(ground.text),
        "view": desk.entry(ground.entry),
        "common": ground in common_ground(held),
        "stances": [
            position(desk, party, None if word is None else desk.term(word, "stance"), held.ground_words, ground.entry)
            for party, word in stances.items()
        ],
        "region": region("ground", desk.ref(ground.entry)),
        "steps": _ground_steps(desk, held, ground) if desk.party in held.parties else (),
    }


def _ground_steps(desk: Desk, held: Meeting, ground: Ground) -> tuple[Step, ...]:
    given, back = {"ground": desk.ref(ground.entry)}, region("ground", desk.ref(ground.entry))
    mine = ground_stance(held, desk.party, ground)
    share = press(desk, held, "ground_shared", desk.gettext("Share this point"), given=given, back=back)
    deny = press_why(desk, held, "ground_denied", desk.gettext("Deny"), given, back)
    return offered(share if mine != "shared" else None, deny if mine != "denied" else None)


def drafts(desk: Desk, held: Meeting, parties: list[PartyId]) -> list[dict[str, object]]:
    """Each draft of the minutes, the last version first."""
    replaced = {each.replaces for each in held.drafts}
    ordered = sorted(held.drafts, key=lambda each: (each not in closed_drafts(held), each.entry in replaced))
    return [_draft(desk, held, each, parties, replaced=each.entry in replaced) for each in ordered]


def _draft(desk: Desk, held: Meeting, draft: Draft, parties: list[PartyId], *, replaced: bool) -> dict[str, object]:
    now = minutes_status(held, draft)
    can = desk.may_sign and desk.party in held.parties and (not held.locks or now is Minutes.CROSSED)
    given, back = {"draft": desk.ref(draft.entry)}, region("minutes", desk.ref(draft.entry))
    before = next((each for each in held.drafts if each.entry == draft.replaces), None)
    closed = [each for each in held.locks if each.draft == draft.entry]
    numbers = range(len(draft.paragraphs))
    whole = all(_accepts_as_tabled(held, draft, number, desk.party) for number in numbers)
    may_close = now is Minutes.SETTLED and not held.locks and session_status(held) is Status.CLOSED
    return {
        "view": desk.entry(draft.entry),
        "status": desk.term(now.value, "minutes"),
        "crossed": now is Minutes.CROSSED,
        "replaces": None if before is None else desk.entry(before.entry),
        "replaced": replaced,
        "closed": [desk.entry(each.entry) for each in closed],
        "paragraphs": [_paragraph(desk, held, draft, number, parties, can=can) for number in numbers],
        "agreed": sum(is_agreed(held, draft, number) for number in numbers),
        "region": back,
        "steps": offered(
            press(
                desk,
                held,
                "minutes_accepted",
                desk.gettext("Accept every paragraph as tabled"),
                given=given,
                back=back,
                second=True,
            )
            if can and not whole
            else None,
            again(desk, held, draft) if can and not replaced and not held.locks else None,
        ),
        "close_href": desk.sign_href("meetings.minutes_closed", held.id, **given) if can and may_close else "",
    }


def _accepts_as_tabled(held: Meeting, draft: Draft, number: int, party: PartyId) -> bool:
    last = last_on(held, party, draft, number)
    return last is not None and (last.word, last.wording_in) == ("accepted", draft.entry)


def _paragraph(  # noqa: PLR0913 - a paragraph is named by its meeting, draft and number
    desk: Desk, held: Meeting, draft: Draft, number: int, parties: list[PartyId], *, can: bool
) -> dict[str, object]:
    before = next((each for each in held.drafts if each.entry == draft.replaces), None)
    settled = settled_text(held, draft, number)
    tabled = draft.paragraphs[number]
    earlier = before.paragraphs[number] if before is not None and number < len(before.paragraphs) else None
    mine = last_on(held, desk.party, draft, number)
    wordings = []
    for entry, text in wordings_of(held, draft, number):
        given: dict[str, str | int] = {"wording_in": desk.ref(entry), "paragraph": number}
        said = mine.word if mine is not None and mine.wording_in == entry else ""
        wordings.append(
            {
                "view": desk.entry(entry),
                "words": desk.words(text),
                "beside": _beside(text, tabled if entry != draft.entry else earlier),
                "stands": settled is not None and text == settled,
                "words_on_it": [_word(desk, party, last_on(held, party, draft, number), entry) for party in parties],
                "steps": _word_steps(desk, held, given, said, region("p", desk.ref(draft.entry), number))
                if can
                else (),
            }
        )
    return {
        "number": number + 1,
        "agreed": is_agreed(held, draft, number),
        "settled": settled is not None,
        "wordings": wordings,
        "dissents": [_dissent(desk, held, draft, number, each) for each in dissents(held, draft, number)],
        "region": region("p", desk.ref(draft.entry), number),
        "steps": offered(_reword(desk, held, draft, number)) if can and not held.locks else (),
    }


def _reword(desk: Desk, held: Meeting, draft: Draft, number: int) -> Step | None:
    return press(
        desk,
        held,
        "paragraph_worded",
        desk.gettext("Propose another wording"),
        given={"draft": desk.ref(draft.entry), "paragraph": number},
        asks=[words("paragraph_worded", draft.paragraphs[number])],
        back=region("p", desk.ref(draft.entry), number),
        second=True,
    )


def again(desk: Desk, held: Meeting, draft: Draft | None) -> Step | None:
    """To table minutes: the first draft, or a new version with one more paragraph; None where boxes would change what stands."""
    paragraphs = () if draft is None else draft.paragraphs
    if not stand_in_boxes(paragraphs, desk.lang):
        return None
    stands = in_boxes(paragraphs, desk.lang)
    lang = next(iter(stands))
    paragraph_boxes = Blank(
        "paragraphs", "meetings.minutes_tabled.paragraphs", "texts", given=stands.pop(lang), lang=lang, also=stands
    )
    if draft is None:
        text, note = (
            desk.gettext("Table minutes"),
            desk.gettext("A paragraph on each line. By tabling you accept them."),
        )
    else:
        text = desk.gettext("Add or change paragraphs")
        note = desk.gettext(
            "A new version begins without anybody’s word on it: each party accepts its paragraphs anew."
        )
    return press(
        desk,
        held,
        "minutes_tabled",
        text,
        given={} if draft is None else {"replaces": desk.ref(draft.entry)},
        asks=[paragraph_boxes],
        second=True,
        note=note,
        back="minutes",
    )


def _beside(text: Text, other: Text | None) -> str | None:
    """The words from which differing ones are marked; none in another language, where every word would be."""
    return other.text if other is not None and other.lang == text.lang else None


def _word_steps(desk: Desk, held: Meeting, given: dict[str, str | int], said: str, back: str) -> tuple[Step, ...]:
    """What the reader's party can say of a wording and has not said last."""
    agree = press(desk, held, "paragraph_accepted", desk.gettext("Agree"), given=given, back=back)
    object_ = press_why(desk, held, "paragraph_objected", desk.gettext("Object"), given, back)
    dissent = press(
        desk,
        held,
        "paragraph_dissented",
        desk.gettext("Dissent"),
        given=given,
        asks=[words("paragraph_dissented")],
        back=back,
        second=True,
    )
    return offered(
        agree if said != "accepted" else None,
        object_ if said != "objected" else None,
        dissent if said != "dissented" else None,
    )


def _word(desk: Desk, party: PartyId, last: Last | None, entry: str) -> dict[str, object]:
    """What a party says of one wording; `elsewhere` where its last word is on another."""
    here = last is not None and last.wording_in == entry
    why = last.act.text if here and last is not None and isinstance(last.act, ParagraphWord) else None
    return {
        "party": desk.party_view(party),
        "word": desk.term(last.word, "stance") if here and last is not None else None,
        "view": desk.entry(last.act.entry) if here and last is not None else None,
        "why": None if why is None else desk.words(why),
        "elsewhere": last is not None and not here,
    }


def _dissent(desk: Desk, held: Meeting, draft: Draft, number: int, act: ParagraphWord) -> dict[str, object]:
    last = last_on(held, act.party, draft, number)
    return {
        "view": desk.entry(act.entry),
        "text": None if act.text is None else desk.words(act.text),
        "stands": last is not None and last.act == act,
    }
