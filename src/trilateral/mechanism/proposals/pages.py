"""Proposals for people: the text with what is reserved beside each paragraph, and each party's word on each text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from trilateral.agreement.clocks import Answer
from trilateral.i18n.calendars import civil_fit, civil_text
from trilateral.ledger.derived import Derived, Ordered
from trilateral.ledger.entry import EntryId, PartyId, Text
from trilateral.ledger.fold import Fold
from trilateral.mechanism.proposals import created
from trilateral.mechanism.proposals.positions import OVER, given_to, on_paragraphs, positions, whole_forms
from trilateral.mechanism.proposals.state import (
    ACCEPTING,
    Act,
    Break,
    Position,
    Proof,
    Proposal,
    Referral,
    Silence,
    Status,
    Version,
    adopted,
    adopted_for,
    broken_by,
    by_silence,
    crossed_letters,
    current,
    instruction_to,
    is_agreed,
    is_late,
    items,
    missing,
    objections,
    open_referrals,
    reply_to,
    stance,
    standing_of,
    status,
    version_of,
    waits_for,
    words_on,
)
from trilateral.mechanism.proposals.terms import passed_in_silence, referral_term
from trilateral.ui.page import Desk, Matter, Pages, Quote, Shown
from trilateral.ui.steps import offered, step
from trilateral.ui.stretches import stretch
from trilateral.ui.views import Step

_SHORT = 12
"""Digits of a text's hash that people compare."""


def _tabled(fold: Fold, held: Proposal) -> datetime:
    found = fold.verdict(held.id)
    return datetime.min.replace(tzinfo=UTC) if found is None or found.entry is None else found.entry.header.claimed_at


def _waits(_fold: Fold, held: Proposal) -> bool:
    """Whether a word may be missing on it: what was adopted or withdrawn waits for nobody, whatever else is."""
    return status(held) not in OVER


_ALL = Ordered("proposals", _tabled, last_first=True)
_WAITING = Ordered("proposals", _tabled, only=_waits, last_first=True)
_COUNTERS = Derived(("proposals",), lambda fold: _countered(_ALL.of(fold)))


def _countered(held: Iterable[Proposal]) -> dict[EntryId, list[EntryId]]:
    found: dict[EntryId, list[EntryId]] = {}
    for each in held:
        if each.counters is not None:
            found.setdefault(each.counters, []).append(each.id)
    return found


def _claimed(desk: Desk, entry: EntryId) -> datetime:
    found = desk.read(entry)
    return datetime.min.replace(tzinfo=UTC) if found is None else found.header.claimed_at


def index(desk: Desk) -> Shown:
    """The list."""
    lines, part = [], stretch(desk, _ALL.of(desk.fold), "proposals")
    for each in part.rows:
        newest, now = current(each), status(each, desk.fold.state)
        wanting = () if now in OVER else missing(each, newest.hash)
        lines.append(
            {
                "view": desk.entry(each.id),
                "href": desk.subject_href(each.id),
                "title": desk.words(newest.title),
                "sort": desk.term(newest.sort, "sort"),
                "status": desk.term(now.value, "proposal"),
                "missing": [desk.party_view(party) for party in wanting],
            }
        )
    return Shown(
        "proposals/list.html",
        desk.gettext("Proposals"),
        {"lines": lines, "part": part, "table_href": desk.sign_href("proposals.tabled") if desk.may_sign else ""},
    )


def show(desk: Desk, subject: EntryId) -> Shown | None:
    """One proposal."""
    held = desk.fold.state(subject)
    view = desk.entry(subject)
    if not isinstance(held, Proposal) or view is None:
        return None
    parties = [party for party in desk.parties if party in held.parties]
    newest, now = current(held), status(held, desk.fold.state)
    agreed = adopted(held, desk.fold.state)
    shown = agreed or newest
    texts = tuple(dict.fromkeys(each.hash for each in reversed(_in_order(held))))
    return Shown(
        "proposals/show.html",
        desk.words(shown.title).text,
        {
            "view": view,
            "title_words": desk.words(shown.title),
            "status": desk.term(now.value, "proposal"),
            "crossed": now is Status.CROSSED,
            "lanes": _lanes(desk, held, parties),
            "mend_hrefs": _mending(desk, held),
            "text": _text(desk, held, shown, adopted=agreed is not None),
            "earlier": [_text(desk, held, v) for v in reversed(_in_order(held)) if v.entry != shown.entry],
            "adopted_for": [] if agreed is None else [desk.party_view(p) for p in adopted_for(held, agreed)],
            "dissociated": []
            if agreed is None
            else [desk.party_view(p) for p in parties if p not in adopted_for(held, agreed)],
            "party_heads": tuple(desk.party_view(party).name for party in parties),
            "rows": [_row(desk, held, text, parties) for text in texts],
            "linked": _linked(desk, held, shown),
            "counters": None if held.counters is None else _subject(desk, held.counters),
            "countered_by": [_subject(desk, each) for each in _COUNTERS.of(desk.fold).get(subject, ())],
            "meeting": None if held.meeting is None else _subject(desk, held.meeting),
            "questions": _questions(desk, held),
            "referrals": [_referral(desk, held, each) for each in held.referrals],
            "silences": [_silence(desk, held, each) for each in held.silences],
            "withdrawn": [
                (desk.entry(w.entry), None if w.why is None else desk.words(w.why)) for w in held.withdrawals
            ],
            "can_take_position": bool(named := given_to(desk, held, newest, now)),
            "positions": positions(desk, held, newest, named),
            "on_paragraphs": on_paragraphs(desk, held, newest, named),
            "words": whole_forms(desk, held, named),
            "acts": _acts(desk, held, newest, now),
        },
    )


def _in_order(held: Proposal) -> list[Version]:
    return sorted(held.versions, key=lambda each: (each.index, each.entry))


def _subject(desk: Desk, subject: EntryId) -> dict[str, object]:
    other = desk.fold.state(subject)
    title = desk.words(current(other).title) if isinstance(other, Proposal) else None
    return {"ref": desk.ref(subject), "href": desk.subject_href(subject), "title": title}


def _text(desk: Desk, held: Proposal, version: Version, *, adopted: bool = False) -> dict[str, object]:
    """One exact text, with all that is attached to it for ever."""
    said = [act for party in held.parties for act in words_on(held, party, version.hash)[-1:]]
    positions = [act for act in said if isinstance(act, Position) and act.word in ACCEPTING]
    return {
        "view": desk.entry(version.entry),
        "hash": version.hash,
        "short": version.hash[:_SHORT],
        "sort": desk.term(version.sort, "sort"),
        "agreed": is_agreed(held, version.hash),
        "why": None if version.why is None else desk.words(version.why),
        "paragraphs": [
            {"number": number + 1, "words": desk.words(text), "beside": _beside(desk, positions, number)}
            for number, text in enumerate(version.paragraphs)
        ],
        "whole": _beside(desk, positions, None),
        "items": [
            created.to_carry_out(desk, held, each) if adopted else created.view(desk, each) for each in items(version)
        ],
        "dissociation": version.dissociation,
    }


def _beside(desk: Desk, positions: Sequence[Position], number: int | None) -> list[dict[str, object]]:
    """Reservations and interpretations of one paragraph, or interpretations of the whole."""
    found: list[tuple[Position, Text]] = []
    for act in positions:
        found += [(act, each.text) for each in act.reservations if each.paragraph == number]
        if act.word == "accepted_with_interpretation" and act.text is not None and act.paragraph == number:
            found.append((act, act.text))
    return [
        {"word": desk.term(act.word, "stance"), "words": desk.words(text), "view": desk.entry(act.entry)}
        for act, text in found
    ]


def _row(desk: Desk, held: Proposal, text: str, parties: list[PartyId]) -> dict[str, object]:
    """One text, and all that each party said on it. Nothing is overwritten."""
    version = version_of(held, text)
    return {
        "view": None if version is None else desk.entry(version.entry),
        "short": text[:_SHORT],
        "current": text == current(held).hash,
        "agreed": is_agreed(held, text),
        "cells": [_cell(desk, held, party, text) for party in parties],
    }


def _cell(desk: Desk, held: Proposal, party: PartyId, text: str) -> dict[str, object]:
    said = words_on(held, party, text)
    proof = by_silence(held, party, text)
    standing = standing_of(held, party, text)
    version = version_of(held, text)
    return {
        "party": desk.party_view(party),
        "words": [_word(desk, act) for act in said],
        "silent": None if proof is None else desk.entry(proof.entry),
        "pending": desk.term(standing, "stance") if standing in {"referred", "instruction_received"} else "",
        "received_at": None if said or version is None else desk.received_at(party, version.entry),
    }


def _word(desk: Desk, act: Act) -> dict[str, object]:
    said = act if isinstance(act, Position) else None
    return {
        "word": desk.gettext("tabled it") if said is None else desk.term(said.word, "stance"),
        "view": desk.entry(act.entry),
        "text": None if said is None or said.text is None else desk.words(said.text),
        "reservations": [(each.paragraph + 1, desk.words(each.text)) for each in said.reservations] if said else [],
        "counter": None if said is None or said.counter is None else _subject(desk, said.counter),
        "referral": None if said is None or said.referral is None else desk.entry(said.referral),
    }


def _lanes(desk: Desk, held: Proposal, parties: list[PartyId]) -> list[tuple[object, list[object]]]:
    """Letters that crossed, a lane for each party that wrote one."""
    letters: dict[EntryId, Act] = {}
    for version in held.versions:
        taken, signed = crossed_letters(held, version.hash)
        letters |= {act.entry: act for act in (*taken, *signed)}
    found = []
    for party in parties:
        own = sorted((act for act in letters.values() if act.party == party), key=lambda act: act.index)
        if own:
            found.append((desk.party_view(party), [view for act in own if (view := desk.entry(act.entry))]))
    return found  # type: ignore[return-value]  # views, which the template alone looks into


def _mending(desk: Desk, held: Proposal) -> list[tuple[str, str]]:
    """Texts from which the reader's party took something back as letters crossed, and the form to accept each after all."""
    found = []
    for text in dict.fromkeys(each.hash for each in held.versions):
        taken, _ = crossed_letters(held, text)
        if desk.may_sign and any(act.party == desk.party for act in taken) and desk.party in held.parties:
            found.append((text[:_SHORT], desk.sign_href("proposals.accepted", held.id, text_hash=text)))
    return found


def _linked(desk: Desk, held: Proposal, version: Version) -> list[dict[str, object]]:
    """Proposals that the text cannot be without, and whether they are agreed."""
    open_ones = waits_for(held, version, desk.fold.state)
    named = [(each.proposal, desk.gettext("in this package")) for each in version.members]
    named += [(version.part_of, desk.gettext("the package"))] if version.part_of is not None else []
    named += [(each, desk.gettext("not without")) for each in version.not_without]
    return [{**_subject(desk, each), "how": how, "open": each in open_ones} for each, how in named]


def _questions(desk: Desk, held: Proposal) -> list[dict[str, object]]:
    answers = {each.question: each for each in held.clarifications if each.question is not None}
    found: list[dict[str, object]] = []
    mine = desk.may_sign and desk.party == held.party and not held.withdrawals
    for each in held.questions:
        answer = answers.get(each.entry)
        given = desk.sign_href("proposals.clarified", held.id, question=desk.ref(each.entry)) if mine else ""
        found.append(
            {
                "view": desk.entry(each.entry),
                "words": desk.words(each.text),
                "paragraph": None if each.paragraph is None else each.paragraph + 1,
                "answer": None if answer is None else (desk.entry(answer.entry), desk.words(answer.text)),
                "answer_href": given if answer is None else "",
            }
        )
    unasked = [each for each in held.clarifications if each.question is None]
    return found + [
        {"view": None, "words": None, "paragraph": None, "answer": (desk.entry(e.entry), desk.words(e.text))}
        for e in unasked
    ]


def _referral(desk: Desk, held: Proposal, referral: Referral) -> dict[str, object]:
    instruction, reply = instruction_to(held, referral), reply_to(held, referral)
    mine = desk.may_sign and desk.party == referral.party and instruction is None and reply is None
    given = {"referral": desk.ref(referral.entry)}
    return {
        "party": desk.party_view(referral.party),
        "view": desk.entry(referral.entry),
        "why": None if referral.why is None else desk.words(referral.why),
        "short": referral.hash[:_SHORT],
        "since_at": referral.claimed_at,
        "silence": desk.silence_on(referral_term(desk, referral)),
        "open": reply is None,
        "instruction": None if instruction is None else desk.entry(instruction.entry),
        "instruction_words": desk.words(instruction.words) if instruction and instruction.words else None,
        "reply": None if reply is None else (desk.term(reply.word, "stance"), desk.entry(reply.entry)),
        "instruct_href": desk.sign_href("proposals.instruction_received", held.id, **given) if mine else "",
    }


def _silence(desk: Desk, held: Proposal, silence: Silence) -> dict[str, object]:
    """A silence, with its hour on the wall of each capital."""
    clocks = [
        (desk.party_view(terms.id), civil_text(silence.expires_at, terms.zone, desk.lang, desk.capital(terms.id)))
        for terms in desk.charter.parties
        if terms.id in held.parties
    ]
    proofs = [each for each in held.proofs if each.silence == silence.entry]
    can = desk.may_sign and desk.party in held.parties
    broken = any(each.party == desk.party and each.silence == silence.entry for each in held.breaks)
    given = {"silence": desk.ref(silence.entry)}
    return {
        "view": desk.entry(silence.entry),
        "short": silence.hash[:_SHORT],
        "expires_at": silence.expires_at,
        "civil": silence.civil,
        "zone": silence.zone,
        "differs": not civil_fit(silence.expires_at, silence.civil, silence.zone).is_shown,
        "clocks": clocks,
        "over": desk.now > silence.expires_at,
        "unbroken": passed_in_silence(desk, held, silence).value,
        "broken": bool(broken_by(held, silence)),
        "objections": [
            {
                "view": desk.entry(each.entry),
                "late": is_late(held, silence, each),
                "shown": any(d.broken == each.entry for d in held.defeats),
                "words": [desk.words(w) for w in _objected(each)],
                "steps": _defend(desk, held, silence, each),
            }
            for each in objections(held, silence)
        ],
        "prove_steps": _prove(desk, held, silence) if not broken_by(held, silence) and not proofs else (),
        "proofs": [_proof(desk, each) for each in proofs],
        "defeats": [desk.entry(each.entry) for each in held.defeats if each.silence == silence.entry],
        "break_href": desk.sign_href("proposals.silence_broken", held.id, **given) if can and not broken else "",
    }


def _prove(desk: Desk, held: Proposal, silence: Silence) -> tuple[Step, ...]:
    """To prove it, once the hour has passed and nobody is known to have objected. The node fills in what it carries."""
    if passed_in_silence(desk, held, silence) is not Answer.YES:
        return ()
    given = {"silence": desk.ref(silence.entry)}
    text = desk.gettext("Sign the proof of silence")
    return offered(step(desk, "proposals.silence_proven", held.id, text=text, given=given, back="silence"))


def _defend(desk: Desk, held: Proposal, silence: Silence, act: Break | Position) -> tuple[Step, ...]:
    """To prove that an objection came in time: of one that claims so, once the hour has passed. The node fills in what it carries."""
    shown = any(each.silence == silence.entry and each.broken == act.entry for each in held.defeats)
    if shown or desk.now <= silence.expires_at or act.claimed_at > silence.expires_at:
        return ()
    given = {"silence": desk.ref(silence.entry), "broken": desk.ref(act.entry)}
    text = desk.gettext("Sign the proof that it came in time")
    found = step(
        desk,
        "proposals.silence_defeated",
        held.id,
        text=text,
        given=given,
        back="silence",
        second=not is_late(held, silence, act),
    )
    return offered(found)


def _proof(desk: Desk, proof: Proof) -> dict[str, object]:
    """A proof: whose silence it shows, and the file with which a stranger checks it."""
    ref, entry = desk.ref(proof.entry), desk.read(proof.entry)
    return {
        "view": desk.entry(proof.entry),
        "covered": [desk.party_view(party) for party, _ in proof.covered],
        "href": desk.href("entry", ref, "proof"),
        "file": f"{ref.replace('/', '-')}.tlog-proof",
        "mechanism": "" if entry is None else entry.header.mechanism,
    }


def _objected(act: Act) -> list[Text]:
    why = getattr(act, "why", None) or getattr(act, "text", None)
    return [*([why] if why is not None else []), *getattr(act, "amendment", ())]


def _acts(desk: Desk, held: Proposal, newest: Version, now: Status) -> list[tuple[str, str]]:
    """What else the reader can sign about it."""
    if not desk.may_sign or now in OVER | {Status.WAITS}:
        return []
    found = [("proposals.clarification_asked", desk.sign_href("proposals.clarification_asked", held.id))]
    if desk.party == held.party:
        found += [(f"proposals.{k}", desk.sign_href(f"proposals.{k}", held.id)) for k in ("amended", "withdrawn")]
        found.append(("proposals.clarified", desk.sign_href("proposals.clarified", held.id)))
    presides = desk.party == held.party or desk.charter.role(desk.party) in {"host", "chair"}
    under = any(each.hash == newest.hash for each in held.silences)
    if desk.charter.silence is not None and presides and not under:
        href = desk.sign_href("proposals.silence_opened", held.id, text_hash=newest.hash)
        found.append(("proposals.silence_opened", href))
    return found


def quotes(desk: Desk, kind: str, subject: EntryId | None, given: Mapping[str, Sequence[str]]) -> tuple[Quote, ...]:
    """The exact text that a form names by its hash, and what a signature on it would bind to."""
    held = None if subject is None else desk.fold.state(subject)
    if not isinstance(held, Proposal):
        return ()
    named = next(iter(given.get("text_hash", ())), "") or current(held).hash
    version = version_of(held, named)
    if version is None:
        return ()
    words = tuple(desk.words(each) for each in version.paragraphs)
    heading = desk.gettext("%(title)s, text %(hash)s", title=desk.words(version.title).text, hash=named[:_SHORT])
    note = _binds(desk, held, version, kind.partition(".")[2])
    return (Quote(heading, words, note=note), *created.quotes(desk, version))


def _binds(desk: Desk, held: Proposal, version: Version, kind: str) -> str:
    """What a signature of this kind binds its party to, in one sentence."""
    if kind in ACCEPTING:
        wanting = [p for p in missing(held, version.hash) if p != desk.party]
        if wanting:
            names = desk.gettext(", ").join(desk.party_view(party).name for party in wanting)
            return desk.gettext(
                "Your signature stands on exactly this text. It binds you once these have signed it too: %(parties)s.",
                parties=names,
            )
        return desk.gettext("Yours is the last signature: with it the text is agreed, and you cannot take it back.")
    if kind in {"silence_opened", "silence_broken"}:
        return desk.gettext("Who has not objected by the hour may be shown to have consented to exactly this text.")
    return ""


def matters(desk: Desk) -> Iterator[Matter]:
    """Positions, clarifications and answers from capitals that are not there."""
    for held in _WAITING.of(desk.fold):
        now = status(held, desk.fold.state)
        if now in OVER | {Status.WAITS}:
            continue
        newest = current(held)
        for party in held.parties:
            yield from _position_matters(desk, held, newest, party)
        yield from _question_matters(desk, held)


def _position_matters(desk: Desk, held: Proposal, newest: Version, party: PartyId) -> Iterator[Matter]:
    href, ref, words = desk.subject_href(held.id), desk.ref(held.id), desk.words(newest.title)
    pending = [each for each in open_referrals(held) if each.party == party and each.hash == newest.hash]
    if pending:
        what = desk.gettext("Come back from the capital on proposal %(ref)s", ref=ref)
        # Its own capital is asked, and by itself: when it received the proposal is no answer to that.
        term = referral_term(desk, pending[-1])
        yield Matter(party, what, href, None, pending[-1].claimed_at, term=term, words=words)
        return
    if stance(held, party, newest.hash) not in {None, "position_reserved"}:
        return
    silence = next((each for each in held.silences if each.hash == newest.hash), None)
    due = None if silence is None or broken_by(held, silence) else silence.expires_at
    what = desk.gettext("Take a position on proposal %(ref)s", ref=ref)
    since, received = _claimed(desk, newest.entry), desk.received_at(party, newest.entry)
    yield Matter(party, what, href, held.party, since, received, due, words=words)


def _question_matters(desk: Desk, held: Proposal) -> Iterator[Matter]:
    answered = {each.question for each in held.clarifications}
    for each in held.questions:
        if each.entry not in answered:
            what = desk.gettext("Clarify proposal %(ref)s", ref=desk.ref(held.id))
            since, received = _claimed(desk, each.entry), desk.received_at(held.party, each.entry)
            words = desk.words(each.text)
            yield Matter(held.party, what, desk.subject_href(held.id), each.party, since, received, words=words)


def name(desk: Desk, subject: EntryId) -> str:
    """What to call it."""
    held = desk.fold.state(subject)
    return desk.words(current(held).title).text if isinstance(held, Proposal) else desk.ref(subject)


PAGES = Pages("proposals", "Proposals", index, show, matters, name, quotes)
