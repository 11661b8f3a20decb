"""Disputes for people: the ladder with the hour in each capital, who took it higher and by what right, and what is asked of whom."""

from collections.abc import Iterator, Mapping, Sequence

from trilateral.agreement.clocks import proof_after_end
from trilateral.agreement.consent import Standing, last_word
from trilateral.agreement.held import Act
from trilateral.ledger.derived import Ordered
from trilateral.ledger.entry import EntryId, PartyId, Text
from trilateral.ledger.fold import Fold
from trilateral.mechanism.disputes.state import (
    Dispute,
    Opinion,
    Status,
    Step,
    advisers,
    answers,
    concerned,
    letters_crossed,
    rung_of,
    status,
    step_standing,
    words_missing,
)
from trilateral.mechanism.disputes.terms import Rung, rungs, running, stands
from trilateral.ui.page import Desk, Matter, Pages, Quote, Shown
from trilateral.ui.views import EntryView, Words

_OVER = frozenset({Status.SETTLED, Status.WITHDRAWN})
_SHORT = 10
"""Digits of an id that stand for one whose entry is not here."""


def _place(fold: Fold, held: Dispute) -> tuple[bool, int, str]:
    """Those that are open first, the highest rung first."""
    found = fold.verdict(held.id)
    return status(held) in _OVER, -rung_of(held), held.id[:_SHORT] if found is None else found.ref


def _waits(_fold: Fold, held: Dispute) -> bool:
    """Whether anybody may be asked for a word on it."""
    return bool(words_missing(held)) or status(held) not in _OVER


_ALL = Ordered("disputes", _place)
_WAITING = Ordered("disputes", _place, only=_waits)


def _text(desk: Desk, text: Text | None) -> Words | None:
    return None if text is None else desk.words(text)


def index(desk: Desk) -> Shown:
    """The list."""
    lines = []
    for each in _ALL.of(desk.fold):
        term, found = running(desk, each), stands(desk, each)
        lines.append(
            {
                "view": desk.entry(each.id),
                "href": desk.subject_href(each.id),
                "text": desk.words(each.text),
                "between": [desk.party_view(party) for party in concerned(each)],
                "rung": desk.term(each.rungs[found.rung], "clock"),
                "status": desk.term(found.status.value, "dispute"),
                "term": term,
                "late": "no" if term is None else desk.late(term).value,
            }
        )
    return Shown(
        "disputes/list.html",
        desk.gettext("Disputes"),
        {"lines": lines, "raise_href": desk.sign_href("disputes.raised") if desk.may_sign else ""},
    )


def show(desk: Desk, subject: EntryId) -> Shown | None:
    """One dispute."""
    held = desk.fold.state(subject)
    view = desk.entry(subject)
    if not isinstance(held, Dispute) or view is None:
        return None
    found = status(held)
    return Shown(
        "disputes/show.html",
        name(desk, subject),
        {
            "view": view,
            "status": desk.term(found.value, "dispute"),
            "text": desk.words(held.text),
            "provision": _text(desk, held.provision),
            "about": None if held.about is None else (desk.ref(held.about), desk.subject_href(held.about)),
            "about_named": None if held.about is None else desk.designated(held.about),
            "between": [desk.party_view(party) for party in concerned(held)],
            "ladder": [_rung(desk, held, each) for each in rungs(desk, held)],
            "crossed": [tuple(desk.entry(each) for each in pair) for pair in letters_crossed(held)],
            "steps": [_step(desk, held, each) for each in held.steps],
            "said": _said(desk, held),
            "advisers": [
                (
                    desk.party_view(each.party),
                    desk.party_view(each.adviser),
                    desk.office(each.office),
                    desk.entry(each.entry),
                )
                for each in advisers(held)
            ],
            "opinions": [_opinion(desk, held, each) for each in held.opinions],
            "acts": _acts(desk, held),
        },
    )


def _rung(desk: Desk, held: Dispute, rung: Rung) -> dict[str, object]:
    term = rung.term
    due_at = None if term is None else term.due_at
    escalations = [
        (desk.entry(each.entry), each.shown_at, _text(desk, each.text))
        for each in held.escalations
        if each.rung == rung.number
    ]
    ended = status(held) in {Status.SETTLED, Status.WITHDRAWN}
    return {
        "name": desk.term(rung.clock, "clock"),
        "where": rung.where,
        "more_hours": rung.more_hours,
        "term": term,
        "why": "" if term is None else desk.why(term).value,
        "running": rung.where == "here" and not ended,
        "provable_at": None if term is None else proof_after_end(term),
        "hours": [] if due_at is None else [(desk.party_view(p), desk.civil_there(due_at, p)) for p in desk.parties],
        "waits_for": [
            desk.party_view(party)
            for party in concerned(held)
            if term is not None
            and term.began_at is None
            and any(desk.received_at(party, e) is None for e in rung.opened_by)
        ],
        "opened_by": [] if rung.number == 0 else [desk.entry(entry) for entry in rung.opened_by],
        "escalations": escalations,
    }


def _step(desk: Desk, held: Dispute, step: Step) -> dict[str, object]:
    found = step_standing(held, step)
    said = []
    for party in [each for each in desk.parties if each in held.parties]:
        word = last_word(held.words, step.entry, party)
        said.append(
            {
                "party": desk.party_view(party),
                "word": "" if word is None else desk.term(word.word, "stance"),
                "view": None if word is None else desk.entry(word.entry),
                "text": None if word is None else _text(desk, word.text),
                "received_at": desk.received_at(party, step.entry),
            }
        )
    mine = last_word(held.words, step.entry, desk.party)
    live = found is not Standing.AGREED and status(held) not in {Status.SETTLED, Status.WITHDRAWN}
    may = live and desk.may_sign and desk.party in held.parties
    overtaken = step.sort != "settle" and step.rung < rung_of(held)
    given = {"step": desk.ref(step.entry)}
    accept = may and not overtaken and (mine is None or mine.word == "refused")
    refuse = may and (mine is None or mine.word == "accepted")
    return {
        "view": desk.entry(step.entry),
        "sort": desk.term(step.sort, "step"),
        "rung": desk.term(held.rungs[step.rung], "clock"),
        "hours": step.hours,
        "text": _text(desk, step.text),
        "standing": desk.term(found.value, "put_to_all"),
        "overtaken": overtaken,
        "words": said,
        "accept_href": desk.sign_href("disputes.step_accepted", held.id, **given) if accept else "",
        "refuse_href": desk.sign_href("disputes.step_refused", held.id, **given) if refuse else "",
    }


def _said(desk: Desk, held: Dispute) -> list[tuple[EntryView, str, Words | None]]:
    """Positions and withdrawals in the order of claimed times."""
    said: list[tuple[Act, str, Text | None]] = [(each, desk.gettext("said"), each.text) for each in held.positions]
    said += [(each, desk.term("withdrawn", "dispute"), each.why) for each in held.withdrawals]
    shown = [(view, word, _text(desk, text)) for act, word, text in said if (view := desk.entry(act.entry)) is not None]
    return sorted(shown, key=lambda each: (each[0].claimed_at, each[0].ref))


def _opinion(desk: Desk, held: Dispute, opinion: Opinion) -> dict[str, object]:
    others = [each for each in advisers(held) if (each.adviser, each.office) != (opinion.party, opinion.office)]
    last = {(each.party, each.office): each for each in answers(held, opinion)}
    return {
        "view": desk.entry(opinion.entry),
        "text": desk.words(opinion.text),
        "answers": [
            (
                desk.party_view(each.adviser),
                desk.office(each.office),
                None if (word := last.get((each.adviser, each.office))) is None else desk.term(word.word, "stance"),
                None if word is None else desk.entry(word.entry),
                None if word is None else _text(desk, word.text),
            )
            for each in others
        ],
        "answer_href": desk.sign_href("disputes.opinion_answered", held.id, opinion=desk.ref(opinion.entry))
        if desk.may_sign and any(each.adviser == desk.party for each in others)
        else "",
    }


def _acts(desk: Desk, held: Dispute) -> list[tuple[str, str, str]]:
    """What the reader can sign now: kind, address, and to what a signature would bind."""
    if not desk.may_sign:
        return []
    acts = [("disputes.position_stated", desk.gettext("It moves nothing."))]
    bound = desk.party in held.parties and status(held) not in {Status.SETTLED, Status.WITHDRAWN}
    if bound:
        binds = desk.gettext(
            "Your party accepts that step thereby. It is taken once every party has signed exactly that step."
        )
        acts.append(("disputes.step_proposed", binds))
        if desk.party in concerned(held) and rung_of(held) < len(held.rungs) - 1:
            binds = desk.gettext(
                "It counts if the clocks of others, on the heads that your node has seen, say that this rung's clock has run out."
            )
            acts.append(("disputes.escalated", binds))
        if desk.party == held.party:
            acts.append(("disputes.withdrawn", desk.gettext("The dispute ends, and nothing is decided by that.")))
        acts.append(
            (
                "disputes.adviser_named",
                desk.gettext("An opinion binds nobody. Your last word on whom you name counts."),
            )
        )
    if any(each.adviser == desk.party for each in advisers(held)):
        acts.append(("disputes.opinion_given", desk.gettext("An opinion binds nobody.")))
    return [(kind, desk.sign_href(kind, held.id), binds) for kind, binds in acts]


def matters(desk: Desk) -> Iterator[Matter]:
    """Words that are missing on steps, letters that crossed, and rungs whose clocks run."""
    for held in _WAITING.of(desk.fold):
        found = stands(desk, held)
        href, ref = desk.subject_href(held.id), desk.ref(held.id)
        for step, missing in found.words_missing:
            entry = desk.read(step.entry)
            since = None if entry is None else entry.header.claimed_at
            what = desk.gettext("Accept or refuse the step put forward in the dispute %(ref)s", ref=ref)
            for party in missing:
                received, act = desk.received_at(party, step.entry), ""
                if party == desk.party:
                    act = desk.sign_href("disputes.step_accepted", held.id, step=desk.ref(step.entry))
                yield Matter(party, what, href, step.party, since, received, act=act)
        if found.status is Status.CROSSED:
            for party in concerned(held):
                yield Matter(
                    party, desk.gettext("Letters in the dispute %(ref)s crossed: say what holds", ref=ref), href
                )
        if found.status is not Status.OPEN:
            continue
        term, rung = running(desk, held), desk.term(held.rungs[found.rung], "clock")
        what = desk.gettext("Settle the dispute %(ref)s: %(rung)s", ref=ref, rung=rung)
        for party in concerned(held):
            yield Matter(party, what, href, _other(held, party), None, desk.received_at(party, held.id), term=term)


def _other(held: Dispute, party: PartyId) -> PartyId | None:
    others = [each for each in concerned(held) if each != party]
    return others[0] if len(others) == 1 else None


def name(desk: Desk, subject: EntryId) -> str:
    """What to call it."""
    return desk.gettext("Dispute %(ref)s", ref=desk.ref(subject))


def quotes(desk: Desk, _kind: str, subject: EntryId | None, given: Mapping[str, Sequence[str]]) -> tuple[Quote, ...]:
    """The step that a form names: a word on it is a word on exactly these words."""
    held = None if subject is None else desk.fold.state(subject)
    if not isinstance(held, Dispute):
        return ()
    named = {value for each in given.values() for value in each}
    found = [each for each in held.steps if named & {each.entry, desk.ref(each.entry)}]
    hours = [
        desk.ngettext("%(num)s hour more", "%(num)s hours more", each.hours) if each.hours else "" for each in found
    ]
    return tuple(
        Quote(desk.term(each.sort, "step"), () if each.text is None else (desk.words(each.text),), note=more)
        for each, more in zip(found, hours, strict=True)
    )


PAGES = Pages("disputes", "Disputes", index, show, matters, name, quotes)
